//! YAML that a person wrote: into typed values, with faults in our own words and the line shown.

use super::limits;
use crate::finding::{Finding, Place, Severity, near_names};
use serde::de::{
    Deserialize, DeserializeOwned, DeserializeSeed, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use std::fmt;

/// Reads a YAML file into a typed value. Any fault is one error finding with line and caret; unknown keys carry the near names.
pub fn read<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, Box<Finding>> {
    within_limits(file, text)?;
    // Through the untyped form first: it notices keys that stand twice, which a map would swallow.
    let checked = serde_yaml::from_str::<serde_yaml::Value>(text).and_then(|_| serde_yaml::from_str::<T>(text));
    checked.map_err(|error| Box::new(fault(file, text, &error)))
}

/// Looks whether a file stays within the limits, before anything is made of it. A file that cannot be read at all does.
fn within_limits(file: &str, text: &str) -> Result<(), Box<Finding>> {
    let over = |what: String| {
        Box::new(limits::exceeded(
            Place::file(file),
            what,
            "check that it is the right file; people write far less. Write out what it repeats by name (`*name`), and leave out the rest",
        ))
    };
    if text.len() > limits::YAML_BYTES {
        return Err(over(format!(
            "the file has {}; at most {} are read of this kind",
            limits::in_megabytes(text.len() as u64),
            limits::in_megabytes(limits::YAML_BYTES as u64)
        )));
    }
    let grouped = |number: usize| limits::grouped(number as u64);
    if text.bytes().filter(|byte| matches!(byte, b'[' | b'{')).count() > limits::YAML_BRACKETS {
        return Err(over(format!("more than {} brackets are opened in it", grouped(limits::YAML_BRACKETS))));
    }
    if text.lines().filter(|line| line.starts_with('%')).count() > limits::YAML_DIRECTIVES {
        let most = limits::YAML_DIRECTIVES;
        return Err(over(format!("more than {most} of its lines begin with a per cent sign")));
    }
    let mut counted = Counted::default();
    let _ = Counting { counted: &mut counted, depth: 0 }.deserialize(serde_yaml::Deserializer::from_str(text));
    match counted.passed {
        None => Ok(()),
        Some(Passed::Values) => Err(over(format!(
            "it holds more than {} values, those counted that it repeats by name",
            grouped(limits::YAML_VALUES)
        ))),
        Some(Passed::Texts) => Err(over(format!(
            "its texts make more than {}, those counted that it repeats by name",
            limits::in_megabytes(limits::YAML_TEXT_BYTES as u64)
        ))),
        Some(Passed::Nesting) => {
            Err(over(format!("lists and keys lie more than {} deep in one another in it", limits::YAML_NESTING)))
        }
    }
}

/// A limit that a file passes.
enum Passed {
    Values,
    Texts,
    Nesting,
}

/// What a file holds, as far as it was looked at.
#[derive(Default)]
struct Counted {
    values: usize,
    bytes: usize,
    passed: Option<Passed>,
}

/// Counts what stands in a value and keeps none of it.
struct Counting<'c> {
    counted: &'c mut Counted,
    depth: usize,
}

impl Counting<'_> {
    fn value<E: serde::de::Error>(&mut self, bytes: usize) -> Result<(), E> {
        self.counted.values += 1;
        self.counted.bytes = self.counted.bytes.saturating_add(bytes);
        let passed = if self.counted.values > limits::YAML_VALUES {
            Passed::Values
        } else if self.counted.bytes > limits::YAML_TEXT_BYTES {
            Passed::Texts
        } else if self.depth > limits::YAML_NESTING {
            Passed::Nesting
        } else {
            return Ok(());
        };
        self.counted.passed = Some(passed);
        Err(E::custom("a limit is passed"))
    }

    fn below(&mut self) -> Counting<'_> {
        Counting { counted: self.counted, depth: self.depth + 1 }
    }
}

impl<'de> DeserializeSeed<'de> for Counting<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Counting<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_bool<E: serde::de::Error>(mut self, _: bool) -> Result<(), E> {
        self.value(0)
    }

    fn visit_i64<E: serde::de::Error>(mut self, _: i64) -> Result<(), E> {
        self.value(0)
    }

    fn visit_i128<E: serde::de::Error>(mut self, _: i128) -> Result<(), E> {
        self.value(0)
    }

    fn visit_u64<E: serde::de::Error>(mut self, _: u64) -> Result<(), E> {
        self.value(0)
    }

    fn visit_u128<E: serde::de::Error>(mut self, _: u128) -> Result<(), E> {
        self.value(0)
    }

    fn visit_f64<E: serde::de::Error>(mut self, _: f64) -> Result<(), E> {
        self.value(0)
    }

    fn visit_str<E: serde::de::Error>(mut self, text: &str) -> Result<(), E> {
        self.value(text.len())
    }

    fn visit_unit<E: serde::de::Error>(mut self) -> Result<(), E> {
        self.value(0)
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        self.value(0)?;
        while list.next_element_seed(self.below())?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        self.value(0)?;
        while map.next_key_seed(self.below())?.is_some() {
            map.next_value_seed(self.below())?;
        }
        Ok(())
    }

    fn visit_enum<A: EnumAccess<'de>>(mut self, tagged: A) -> Result<(), A::Error> {
        let (Tag(bytes), value) = tagged.variant()?;
        self.value(bytes)?;
        value.newtype_variant_seed(self.below())
    }
}

/// The length of the tag before a value.
struct Tag(usize);

impl<'de> Deserialize<'de> for Tag {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|tag| Tag(tag.len()))
    }
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
    fn files_made_to_exhaust_the_computer_are_refused() {
        let over = |text: &str| {
            let finding = *read::<serde_yaml::Value>("report.yaml", text).unwrap_err();
            assert_eq!(finding.code, "over-limit", "{}", finding.what);
            finding.what
        };
        // Each line stands for ten times the one above it: a thousand million values in all.
        let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_string();
        for at in 1..9 {
            let ten = vec![format!("*a{}", at - 1); 10].join(", ");
            laughs.push_str(&format!("a{at}: &a{at} [{ten}]\n"));
        }
        assert_eq!(over(&laughs), "it holds more than 100,000 values, those counted that it repeats by name");
        let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(10_000), vec!["*a"; 2_000].join(", "));
        assert_eq!(over(&long), "its texts make more than 10 MB, those counted that it repeats by name");
        let deep = format!("{}x{}", "[".repeat(100), "]".repeat(100));
        assert_eq!(over(&deep), "lists and keys lie more than 64 deep in one another in it");
        assert_eq!(over(&"- ".repeat(10_000)), "lists and keys lie more than 64 deep in one another in it");
        assert_eq!(over(&"{a: ".repeat(30_000)), "more than 20,000 brackets are opened in it");
        let many: String = (0..101).map(|at| format!("%TAG !a{at}! b\n")).collect();
        assert_eq!(over(&many), "more than 100 of its lines begin with a per cent sign");
        assert_eq!(over(&"a".repeat(500_001)), "the file has 501 KB; at most 500 KB are read of this kind");
        let many: String = (0..120_000).map(|_| "- 1\n").collect();
        assert_eq!(over(&many), "it holds more than 100,000 values, those counted that it repeats by name");
    }

    #[test]
    fn what_is_repeated_by_name_is_read_and_a_name_inside_its_own_value_is_a_fault() {
        let read = |text: &str| read::<serde_yaml::Value>("report.yaml", text);
        assert_eq!(read("a: &a [1, 2]\nb: *a\n").unwrap()["b"][1], 2);
        assert_eq!(read("a: !tag {b: 1}\n").unwrap()["a"]["b"], 1);
        assert_eq!(read("a: &a [*a]\n").unwrap_err().code, "over-limit");
        assert_eq!(read("a: *b\n").unwrap_err().code, "order-fault");
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
