//! YAML that a person wrote: into typed values, with faults in our own words and the line shown.

use crate::finding::{Finding, Place, Severity, near_names};
use serde::de::DeserializeOwned;

/// Reads a YAML file into a typed value. Any fault is one error finding with line and caret; unknown keys carry the near names.
pub fn read<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, Box<Finding>> {
    // Through the untyped form first: it notices keys that stand twice, which a map would swallow.
    let checked = serde_yaml::from_str::<serde_yaml::Value>(text).and_then(|_| serde_yaml::from_str::<T>(text));
    checked.map_err(|error| Box::new(fault(file, text, &error)))
}

fn fault(file: &str, text: &str, error: &serde_yaml::Error) -> Finding {
    let message = error.to_string();
    let location = error.location();
    // A fault in a value is placed at the start of what holds it; the path before the message leads to the key itself.
    // Unknown and doubled keys are placed rightly as they are.
    let is_placed = message.contains("unknown field") || message.contains("duplicate");
    let is_path = |path: &&str| path.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '[' | ']'));
    let path = message.split(": ").next().filter(is_path).filter(|_| !is_placed);
    let key_line = path.and_then(|path| line_of_key(text, path));
    let key_line = key_line.or_else(|| line_of_value(text, message.split('`').nth(1).filter(|_| !is_placed)?));
    let line_number = key_line.or(location.as_ref().map(|location| location.line()));
    let line = line_number.and_then(|number| text.lines().nth(number.saturating_sub(1)));

    let mut place = Place::file(file);
    place.row = line_number.map(|number| number as u64);
    let (what, fix, near) = in_our_words(&message, line);
    let mut finding = Finding::new(
        Severity::Error,
        "order-fault",
        place,
        what,
        "the file cannot be read as it stands, so nothing can be made from it",
        fix,
    )
    .near(near);
    if let (Some(_), Some(line)) = (key_line, line) {
        let indent = line.len() - line.trim_start().len();
        finding = finding.snippet(format!("{line}\n{}^", " ".repeat(indent)));
    } else if let (Some(location), Some(line)) = (location, line) {
        let before: String = line
            .chars()
            .take(location.column().saturating_sub(1))
            .map(|c| if c == '\t' { '\t' } else { ' ' })
            .collect();
        finding = finding.snippet(format!("{line}\n{before}^"));
    }
    finding
}

/// The line on which the keys of a path stand one below the other: `committee.key_decision`.
fn line_of_key(text: &str, path: &str) -> Option<usize> {
    let mut from = 0;
    let mut found = None;
    for key in path.split('.') {
        let key = key.split('[').next().unwrap_or(key);
        let at = text
            .lines()
            .skip(from)
            .position(|line| line.trim_start().trim_start_matches("- ").starts_with(&format!("{key}:")))?;
        from += at;
        found = Some(from + 1);
    }
    found
}

/// The only line whose value is this text.
fn line_of_value(text: &str, value: &str) -> Option<usize> {
    let holds =
        |line: &str| line.split_once(':').is_some_and(|(_, said)| said.trim().trim_matches(['"', '\'']) == value);
    let mut lines = text.lines().enumerate().filter(|(_, line)| holds(line)).map(|(at, _)| at + 1);
    lines.next().filter(|_| lines.next().is_none())
}

/// What is wrong, how to fix it, and near names, for the faults people really make.
pub(crate) fn in_our_words(message: &str, line: Option<&str>) -> (String, String, Vec<String>) {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    if message.contains("unknown field") && !quoted.is_empty() {
        let (unknown, known) = (quoted[0], &quoted[1..]);
        let near = near_names(unknown, known.iter().copied());
        let all = if known.is_empty() {
            "no keys are allowed here".to_string()
        } else {
            format!("the keys allowed here are {}", known.join(", "))
        };
        return (format!("`{unknown}` is not a key that is known here"), all, near);
    }
    if message.contains("unknown variant") && !quoted.is_empty() {
        let (unknown, known) = (quoted[0], &quoted[1..]);
        let near = near_names(unknown, known.iter().copied());
        return (
            format!("`{unknown}` is not one of the possible values"),
            format!("write one of {}", known.join(", ")),
            near,
        );
    }
    if message.contains("missing field") && !quoted.is_empty() {
        let example = match quoted[0] {
            "format" => "1",
            "authority" => "Example Council",
            "period" => "2025-26",
            _ => "...",
        };
        let fix = format!("add a line `{}: {example}`", quoted[0]);
        return (format!("the key `{}` is missing", quoted[0]), fix, Vec::new());
    }
    if message.contains("duplicate") {
        return (
            format!("a key stands twice: {}", first_sentence(message)),
            "delete one of the two, or join what stands under them".into(),
            Vec::new(),
        );
    }
    if line.is_some_and(|line| line.contains('\t')) {
        return ("the line is indented with a tab".into(), "use spaces instead of the tab".into(), Vec::new());
    }
    if message.contains("mapping values are not allowed") {
        return (
            "a colon stands where none can stand".into(),
            "put a text that contains a colon between quotation marks: \"like: this\"".into(),
            Vec::new(),
        );
    }
    if message.contains("invalid type") {
        return (first_sentence(message), "look at the example in the README for what belongs here".into(), Vec::new());
    }
    (
        first_sentence(message),
        "look at the line shown and at the lines just above it: spaces at the start of a line matter".into(),
        Vec::new(),
    )
}

fn first_sentence(message: &str) -> String {
    message.split(" at line ").next().unwrap_or(message).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use std::collections::BTreeMap;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Order {
        authority: String,
        #[serde(default)]
        targets: BTreeMap<String, f64>,
    }

    #[test]
    fn an_unknown_key_is_shown_with_its_line_and_the_near_name() {
        let finding = *read::<Order>("report.yaml", "authority: A\ntarget: {}\n").unwrap_err();
        assert_eq!(finding.what, "`target` is not a key that is known here");
        assert_eq!(finding.near, ["targets"]);
        assert_eq!(finding.place.row, Some(2));
    }

    #[test]
    fn a_key_that_stands_twice_in_a_map_is_a_fault() {
        let finding = *read::<Order>("report.yaml", "authority: A\ntargets: {a: 1, a: 2}\n").unwrap_err();
        assert!(finding.what.contains("stands twice"), "{}", finding.what);
    }

    #[test]
    fn a_missing_key_and_a_tab_are_said_plainly() {
        let finding = *read::<Order>("report.yaml", "targets: {}\n").unwrap_err();
        assert_eq!(finding.what, "the key `authority` is missing");
        assert_eq!(finding.fix, "add a line `authority: Example Council`");
        let finding = *read::<Order>("report.yaml", "authority: A\ntargets:\n\ta: 1\n").unwrap_err();
        assert_eq!(finding.what, "the line is indented with a tab");
    }
}
