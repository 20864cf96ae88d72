//! Where a key stands in YAML that a person wrote, so that a fault of meaning can be shown with its line and a caret.

/// Where something stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyPlace {
    /// The line, from 1.
    pub line: u64,
    /// The line itself with a caret under the place.
    pub snippet: String,
}

/// The key at the end of a path of keys, each below the one before: `["sources", "reviews", "columns", "held_on"]`. None where the
/// text does not hold them in this order.
pub fn of_key(text: &str, path: &[&str]) -> Option<KeyPlace> {
    find(text, path).map(|at| at_byte(text, at.start))
}

/// The value of the key at the end of a path of keys; the key itself where the value starts on a later line.
pub fn of_value(text: &str, path: &[&str]) -> Option<KeyPlace> {
    let at = find(text, path)?;
    let rest = text.get(at.end..)?;
    let value = rest.find(|c: char| c != ' ').filter(|&from| !rest[from..].starts_with(['\n', '\r', '#']));
    Some(at_byte(text, value.map_or(at.start, |from| at.end + from)))
}

/// A key: where it starts, and where what follows its colon starts.
struct Found {
    start: usize,
    end: usize,
}

fn find(text: &str, path: &[&str]) -> Option<Found> {
    let mut found: Option<Found> = None;
    for key in path {
        let from = found.as_ref().map_or(0, |found| found.end);
        let at_line_start = found.is_none();
        found = Some(next_key(text, key, from, at_line_start)?);
    }
    found
}

/// The next place at which the key stands as a key: at the start of a line or after `{` or `,`, a colon behind it.
fn next_key(text: &str, key: &str, from: usize, at_line_start: bool) -> Option<Found> {
    if key.is_empty() {
        return None;
    }
    let mut search = from;
    while let Some(offset) = text.get(search..)?.find(key) {
        let start = search + offset;
        let end = start + key.len();
        search = end;
        let before = text[..start].trim_end_matches(['"', '\'']);
        let line = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
        let stands_free = match at_line_start {
            true => line.is_empty(),
            false => {
                let line = line.trim_end();
                line.is_empty() || line.ends_with(['{', ',', '-'])
            }
        };
        let after = text[end..].trim_start_matches(['"', '\'']).trim_start_matches(' ');
        let is_comment = line.trim_start().starts_with('#');
        if let Some(rest) = after.strip_prefix(':').filter(|_| stands_free && !is_comment) {
            return Some(Found { start, end: text.len() - rest.len() });
        }
    }
    None
}

fn at_byte(text: &str, at: usize) -> KeyPlace {
    let before = &text[..at];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = text[line_start..].lines().next().unwrap_or_default();
    let indent: String = text[line_start..at].chars().map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
    KeyPlace { line: before.matches('\n').count() as u64 + 1, snippet: format!("{line}\n{indent}^") }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORDER: &str = "format: 1\nsettings: {columns: 2}\nsources:\n  disputes: {file: a.csv, columns: {raised_on: Opened}}\n  reviews:\n    columns:\n      held_on: Meeting\n      \"child\":\n        Mosaic\n";

    #[test]
    fn keys_are_found_in_both_styles() {
        let held = of_value(ORDER, &["sources", "reviews", "columns", "held_on"]).unwrap();
        assert_eq!((held.line, held.snippet.as_str()), (7, "      held_on: Meeting\n               ^"));
        let raised = of_key(ORDER, &["sources", "disputes", "columns", "raised_on"]).unwrap();
        assert_eq!(raised.line, 4);
        assert_eq!(
            raised.snippet,
            "  disputes: {file: a.csv, columns: {raised_on: Opened}}\n                                    ^"
        );
    }

    #[test]
    fn a_value_on_the_next_line_is_shown_by_its_key_and_what_is_not_there_has_no_place() {
        let child = of_value(ORDER, &["sources", "reviews", "columns", "child"]).unwrap();
        assert_eq!((child.line, child.snippet.as_str()), (8, "      \"child\":\n       ^"));
        assert_eq!(of_key(ORDER, &["sources", "posts"]), None);
        assert_eq!(of_key(ORDER, &["columns"]), None, "the first key stands at the start of a line");
    }
}
