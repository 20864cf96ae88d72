//! The sentences that a person typed, each with its place; figures filled in by name are blanked out.

use crate::config::{Implication, ORDER_FILE, Order};
use crate::finding::Place;
use crate::sources::Sources;

/// A sentence or a line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// The file.
    pub file: String,
    /// The line on which it begins, from 1; none where it is not known.
    pub line: Option<u64>,
    /// The words, with single spaces; what stood in curly brackets or in a link's target is left out.
    pub text: String,
}

impl Sentence {
    /// The place for a finding.
    pub fn place(&self) -> Place {
        Place { row: self.line, ..Place::file(&self.file) }
    }
}

/// Every sentence of the narrative and of the cover report's fields.
pub fn typed(order: &Order, sources: &Sources) -> Vec<Sentence> {
    let narrative = sources.narrative.values().flat_map(|text| sentences(&text.file, Some(1), &text.text));
    let cover = cover_texts(order).into_iter().flat_map(|text| {
        let line = sources.order.lines().position(|line| starts_like(line, text)).map(|line| line as u64 + 1);
        sentences(ORDER_FILE, None, text).into_iter().map(move |sentence| Sentence { line, ..sentence })
    });
    narrative.chain(cover).collect()
}

/// Whether a line of the order holds the beginning of a text.
fn starts_like(line: &str, text: &str) -> bool {
    let beginning: String = text.chars().take(24).collect();
    !beginning.trim().is_empty() && line.contains(beginning.trim())
}

fn cover_texts(order: &Order) -> Vec<&str> {
    let committee = &order.committee;
    let implications = committee.implications.values().map(|implication| match implication {
        Implication::Said(text) | Implication::None { none: text } => text.as_str(),
    });
    let others = [&committee.title, &committee.consultation, &committee.summary, &committee.late_reason]
        .into_iter()
        .filter_map(|text| text.as_deref());
    committee
        .recommendations
        .iter()
        .map(String::as_str)
        .chain(implications)
        .chain(others)
        .chain(order.not_available.values().map(String::as_str))
        .collect()
}

/// The sentences of a Markdown text. `line` is the number of its first line.
pub fn sentences(file: &str, line: Option<u64>, text: &str) -> Vec<Sentence> {
    let text = without_figures(text);
    let mut found = Vec::new();
    let mut words = String::new();
    let mut begins = line;
    let mut finish = |words: &mut String, begins: Option<u64>| {
        let text = words.split_whitespace().collect::<Vec<_>>().join(" ");
        if !text.is_empty() {
            found.push(Sentence { file: file.to_string(), line: begins, text });
        }
        words.clear();
    };
    for (at, of_text) in text.lines().enumerate() {
        let here = line.map(|line| line + at as u64);
        let trimmed = of_text.trim();
        if trimmed.is_empty() || trimmed.starts_with(['#', '-', '*', '>', '|', '+']) || is_numbered(trimmed) {
            finish(&mut words, begins);
        }
        let trimmed = unnumbered(trimmed.trim_start_matches(['#', '-', '*', '>', '+', ' ']));
        for piece in split_at_ends(trimmed) {
            if words.trim().is_empty() {
                begins = here;
            }
            words.push(' ');
            words.push_str(piece);
            if piece.trim_end().ends_with(['.', '!', '?']) {
                finish(&mut words, begins);
            }
        }
    }
    finish(&mut words, begins);
    found
}

/// A list's own number at the start of a line: it is counted by nobody.
fn is_numbered(line: &str) -> bool {
    unnumbered(line).len() < line.len()
}

fn unnumbered(line: &str) -> &str {
    // A question's number: "(22) Did the young person take part?"
    if let Some((number, rest)) = line.strip_prefix('(').and_then(|line| line.split_once(") "))
        && (1..=3).contains(&number.len())
        && number.bytes().all(|byte| byte.is_ascii_digit())
    {
        return rest;
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    match line.get(digits..) {
        Some(rest) if (1..=3).contains(&digits) => {
            rest.strip_prefix(". ").or_else(|| rest.strip_prefix(") ")).unwrap_or(line)
        }
        _ => line,
    }
}

/// Pieces that end where a full stop, a question or an exclamation mark is followed by a space.
fn split_at_ends(line: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let bytes = line.as_bytes();
    for at in 0..bytes.len() {
        let ends = matches!(bytes[at], b'.' | b'!' | b'?') && bytes.get(at + 1) == Some(&b' ');
        if ends && let Some(piece) = line.get(start..=at) {
            pieces.push(piece);
            start = at + 1;
        }
    }
    pieces.extend(line.get(start..).filter(|rest| !rest.trim().is_empty()));
    pieces
}

/// The text with `{{ figures }}`, `{% tags %}` and the targets of links blanked out, line ends kept.
fn without_figures(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    // One look for all openings: each would else be looked for through the whole rest, as often as any of them stands there.
    let opening = |pair: &[u8]| match pair {
        b"{{" => Some("}}"),
        b"{%" => Some("%}"),
        b"{#" => Some("#}"),
        b"](" => Some(")"),
        _ => None,
    };
    while let Some((at, close)) =
        rest.as_bytes().windows(2).enumerate().find_map(|(at, pair)| Some((at, opening(pair)?)))
    {
        kept.push_str(&rest[..at]);
        kept.push(' ');
        let inside = &rest[at..];
        let end = inside.find(close).map_or(inside.len(), |end| end + close.len());
        kept.extend(inside[..end].chars().filter(|c| *c == '\n'));
        rest = &inside[end..];
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_have_the_line_they_begin_on() {
        let text = "# Reviews in 2025\n\nIn all {{ reviews_held }} were held. That is 12\nmore than before.\n\n1. First 3 points.\n- Two [things](table:x_2)\n### (22) Did the child come?\n";
        let found: Vec<(u64, String)> =
            sentences("n.md", Some(1), text).into_iter().map(|found| (found.line.unwrap(), found.text)).collect();
        assert_eq!(
            found,
            [
                (1, "Reviews in 2025".to_string()),
                (3, "In all were held.".into()),
                (3, "That is 12 more than before.".into()),
                (6, "First 3 points.".into()),
                (7, "Two [things".into()),
                (8, "Did the child come?".into()),
            ]
        );
    }
}
