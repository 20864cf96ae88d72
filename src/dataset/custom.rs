//! Measures of the council's own: `data/measures.yaml` says what to count, of which rows, under which conditions.
//!
//! Here the file is read and each entry made whole. Whether its columns and values exist is told where it is counted.

use crate::finding::{Finding, Place, Severity};
use crate::sources::{TextFile, yaml};
use serde::Deserialize;
use serde_yaml::{Mapping, Value};
use std::collections::BTreeMap;

/// A measure of the council's own.
#[derive(Debug, Clone)]
pub struct CustomMeasure {
    /// The id within the file; the figure is `custom.<id>`.
    pub id: String,
    /// The label printed.
    pub label: String,
    /// What those counted are called above their column of a table.
    pub counted: Option<String>,
    /// What is counted, in the council's words; made from the conditions where it is not given.
    pub definition: Option<String>,
    /// The rule, guidance or decision behind it.
    pub rule: Option<String>,
    /// Whose rows: `children`, `reviews`, `audit`, `own.visits`.
    pub of: String,
    /// What must hold of those that are counted, or of the base of a share.
    pub only_if: Vec<Condition>,
    /// What must hold besides of those that count in a share; none where the measure is a count.
    pub positive: Option<Vec<Condition>>,
    /// The columns by which tables are made.
    pub by: Vec<String>,
    /// By such a column the rows that its table has in any case, in order.
    pub rows: BTreeMap<String, Vec<String>>,
    /// Whether small numbers are hidden; none where nothing is said.
    pub protected: Option<bool>,
    /// The column whose day must lie in the period.
    pub dated_by: Option<String>,
    /// The entry's lines, for a fault.
    pub entry: EntryText,
}

/// A condition on one column.
#[derive(Debug, Clone, Default)]
pub struct Condition {
    /// The column.
    pub column: String,
    /// One of these words stands in it.
    pub is: Option<Vec<String>>,
    /// None of these words stands in it.
    pub not: Option<Vec<String>>,
    /// The number is at least this.
    pub at_least: Option<String>,
    /// The number is at most this.
    pub at_most: Option<String>,
    /// The day is before this one.
    pub before: Option<String>,
    /// The day is this one or later.
    pub from: Option<String>,
    /// Whether the cell is to be blank.
    pub blank: Option<bool>,
}

/// The lines of an entry, so that a fault can show the word that is meant.
#[derive(Debug, Clone, Default)]
pub struct EntryText {
    /// The file.
    pub file: String,
    /// The number of the first line.
    pub first: u64,
    /// The lines.
    pub lines: Vec<String>,
}

impl EntryText {
    /// The lines of an entry of a file: from its key to the next key that is not indented further.
    pub fn of(file: &str, text: &str, key: &str) -> EntryText {
        let indent = |line: &str| line.len() - line.trim_start().len();
        let named = |line: &str| {
            let line = line.trim_start().trim_start_matches(['"', '\'']);
            line.strip_prefix(key)
                .is_some_and(|rest| rest.trim_start_matches(['"', '\'']).trim_start().starts_with(':'))
        };
        let all: Vec<&str> = text.lines().collect();
        let Some(first) = all.iter().position(|line| indent(line) > 0 && named(line)) else {
            return EntryText {
                file: file.into(),
                first: 1,
                lines: all.first().map(|line| line.to_string()).into_iter().collect(),
            };
        };
        let own = all.get(first).map_or(0, |line| indent(line));
        let inside = |line: &&&str| line.trim().is_empty() || indent(line) > own;
        let lines = all.iter().skip(first).take(1).chain(all.iter().skip(first + 1).take_while(inside));
        EntryText { file: file.into(), first: first as u64 + 1, lines: lines.map(|line| line.to_string()).collect() }
    }

    /// A finding that shows the line on which a word stands, with a caret under it; the entry's first line where it does not.
    pub fn finding(&self, code: &'static str, severity: Severity, word: &str, said: [String; 3]) -> Finding {
        let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        let whole = |line: &String| {
            line.match_indices(word)
                .find(|(at, _)| {
                    !is_part(line[..*at].chars().next_back()) && !is_part(line[at + word.len()..].chars().next())
                })
                .map(|(at, _)| at)
        };
        // A word of the label is not the one that is meant, if it stands elsewhere too.
        let is_prose =
            |line: &str| ["label:", "definition:", "rule:"].iter().any(|key| line.trim_start().starts_with(key));
        let find = |prose: bool| {
            let lines = self.lines.iter().enumerate().filter(|(_, line)| is_prose(line) == prose);
            lines.filter(|_| !word.is_empty()).find_map(|(number, line)| Some((number, whole(line)?)))
        };
        let found = find(false).or_else(|| find(true));
        let (number, at) = found.unwrap_or((0, 0));
        let line = self.lines.get(number).map_or("", String::as_str);
        let before = line.get(..at).unwrap_or_default().chars().count();
        let at = if found.is_some() { before } else { line.len() - line.trim_start().len() };
        let [what, why, fix] = said;
        Finding::new(severity, code, Place::row(&self.file, self.first + number as u64), what, why, fix)
            .snippet(format!("{line}\n{}^", " ".repeat(at)))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MeasuresFile {
    measures: Mapping,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    label: String,
    of: String,
    counted: Option<String>,
    definition: Option<String>,
    rule: Option<String>,
    #[serde(default)]
    only_if: BTreeMap<String, ConditionForm>,
    positive: Option<BTreeMap<String, ConditionForm>>,
    #[serde(default)]
    by: OneOrMany,
    #[serde(default)]
    rows: BTreeMap<String, Vec<Word>>,
    protected: Option<Word>,
    dated_by: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(untagged)]
enum OneOrMany {
    #[default]
    None,
    One(String),
    Many(Vec<String>),
}

/// A scalar as YAML may hold it: `Yes` and `No` are words even where YAML takes them for truth values.
#[derive(Deserialize, Clone)]
#[serde(untagged)]
enum Word {
    Truth(bool),
    Whole(i64),
    Number(f64),
    Text(String),
}

impl Word {
    fn text(&self) -> String {
        match self {
            Word::Truth(true) => "Yes".into(),
            Word::Truth(false) => "No".into(),
            Word::Whole(number) => number.to_string(),
            Word::Number(number) => number.to_string(),
            Word::Text(text) => text.trim().to_string(),
        }
    }

    fn truth(&self) -> Option<bool> {
        match self.text().to_lowercase().as_str() {
            "yes" | "true" => Some(true),
            "no" | "false" => Some(false),
            _ => None,
        }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Words {
    One(Word),
    Many(Vec<Word>),
}

impl Words {
    fn texts(&self) -> Vec<String> {
        match self {
            Words::One(word) => vec![word.text()],
            Words::Many(words) => words.iter().map(Word::text).collect(),
        }
    }
}

/// `column: [words]`, `column: word`, or `column: {not: [words], at_least: 3}`; read by hand so that a fault names its key.
#[derive(Deserialize)]
#[serde(untagged)]
enum ConditionForm {
    Words(Words),
    Tests(BTreeMap<String, Words>),
}

/// The tests that a condition may hold.
const TESTS: [&str; 7] = ["is", "not", "at_least", "at_most", "before", "from", "blank"];

/// Reads the file: every measure that can be read, and a finding for each that cannot.
pub fn read(file: &TextFile) -> (Vec<CustomMeasure>, Vec<Finding>) {
    let entries: MeasuresFile = match yaml::read(&file.file, &file.text) {
        Ok(entries) => entries,
        Err(finding) => return (Vec::new(), vec![*finding]),
    };
    let mut findings = Vec::new();
    let mut measures = Vec::new();
    for (key, value) in &entries.measures {
        let id = match key {
            Value::String(id) => id.clone(),
            other => serde_yaml::to_string(other).unwrap_or_default().trim().to_string(),
        };
        let entry = EntryText::of(&file.file, &file.text, &id);
        match measure(&id, value, entry) {
            Ok(measure) => measures.push(measure),
            Err(finding) => findings.push(*finding),
        }
    }
    (measures, findings)
}

/// What is lost with a measure that cannot be read.
const LOST: &str = "the measure cannot be counted, so the report would be without a figure that was asked for";

fn fault(entry: &EntryText, word: &str, what: impl Into<String>, fix: impl Into<String>) -> Box<Finding> {
    Box::new(entry.finding("measure-fault", Severity::Error, word, [what.into(), LOST.into(), fix.into()]))
}

fn measure(id: &str, value: &Value, text: EntryText) -> Result<CustomMeasure, Box<Finding>> {
    let is_id = id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !is_id {
        return Err(fault(
            &text,
            id,
            format!("`{id}` cannot be the id of a measure"),
            "write small letters, digits and `_` only, beginning with a letter, such as `late_in_foster_care`",
        ));
    }
    let entry = Entry::deserialize(value.clone()).map_err(|error| {
        let message = error.to_string();
        let word = message.split('`').nth(1).unwrap_or_default().to_string();
        let (what, fix, near) = yaml::in_our_words(&message, None);
        let mut finding = fault(&text, &word, format!("the measure `{id}` cannot be read: {what}"), fix);
        finding.near = near;
        finding
    })?;
    let protected = match &entry.protected {
        None => None,
        Some(word) => Some(word.truth().ok_or_else(|| {
            fault(&text, "protected", "`protected` is neither yes nor no", "write `protected: yes` or `protected: no`")
        })?),
    };
    let conditions = |forms: &BTreeMap<String, ConditionForm>| {
        forms.iter().map(|(column, form)| condition(&text, column, form)).collect::<Result<Vec<_>, _>>()
    };
    Ok(CustomMeasure {
        only_if: conditions(&entry.only_if)?,
        positive: entry.positive.as_ref().map(conditions).transpose()?,
        id: id.to_string(),
        label: entry.label.trim().to_string(),
        counted: entry.counted,
        definition: entry.definition,
        rule: entry.rule,
        of: entry.of.trim().to_string(),
        by: match entry.by {
            OneOrMany::None => Vec::new(),
            OneOrMany::One(column) => vec![column],
            OneOrMany::Many(columns) => columns,
        },
        rows: entry
            .rows
            .iter()
            .map(|(column, words)| (column.clone(), words.iter().map(Word::text).collect()))
            .collect(),
        protected,
        dated_by: entry.dated_by,
        entry: text,
    })
}

fn condition(text: &EntryText, column: &str, form: &ConditionForm) -> Result<Condition, Box<Finding>> {
    let mut condition = Condition { column: column.to_string(), ..Condition::default() };
    let tests = match form {
        ConditionForm::Words(words) => {
            condition.is = Some(words.texts());
            return Ok(condition);
        }
        ConditionForm::Tests(tests) => tests,
    };
    for (test, words) in tests {
        let one = || {
            let mut texts = words.texts();
            let first = texts.pop().filter(|_| texts.is_empty());
            first.ok_or_else(|| {
                fault(
                    text,
                    test,
                    format!("`{test}` needs one value"),
                    format!("write it as `{test}: 3`, without a list"),
                )
            })
        };
        match test.as_str() {
            "is" => condition.is = Some(words.texts()),
            "not" => condition.not = Some(words.texts()),
            "at_least" => condition.at_least = Some(one()?),
            "at_most" => condition.at_most = Some(one()?),
            "before" => condition.before = Some(one()?),
            "from" => condition.from = Some(one()?),
            "blank" => {
                let said = one()?.to_lowercase();
                condition.blank = Some(match said.as_str() {
                    "yes" | "true" => true,
                    "no" | "false" => false,
                    _ => {
                        return Err(fault(
                            text,
                            test,
                            "`blank` is neither yes nor no",
                            "write `blank: yes` or `blank: no`",
                        ));
                    }
                });
            }
            _ => {
                let mut finding = fault(
                    text,
                    test,
                    format!("`{test}` is not a test that is known"),
                    format!("write one of {}", TESTS.join(", ")),
                );
                finding.near = crate::finding::near_names(test, TESTS);
                return Err(finding);
            }
        }
    }
    Ok(condition)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> (Vec<CustomMeasure>, Vec<Finding>) {
        read(&TextFile { file: "data/measures.yaml".into(), text: text.into() })
    }

    #[test]
    fn a_measure_is_read_with_its_conditions() {
        let (measures, findings) = read_text(
            "measures:\n  far: {label: Placed far away, of: own.visits, by: team, only_if: {visited: [Yes], miles: {at_least: 20, not: 99}}, protected: no}\n",
        );
        assert!(findings.is_empty(), "{findings:?}");
        let far = &measures[0];
        assert_eq!(
            (far.id.as_str(), far.of.as_str(), far.by.as_slice()),
            ("far", "own.visits", &["team".to_string()][..])
        );
        assert_eq!(far.protected, Some(false));
        assert!(far.positive.is_none());
        let [miles, visited] = far.only_if.as_slice() else { panic!("{:?}", far.only_if) };
        assert_eq!((miles.at_least.as_deref(), miles.not.as_deref()), (Some("20"), Some(&["99".to_string()][..])));
        assert_eq!(visited.is.as_deref(), Some(&["Yes".to_string()][..]));
    }

    #[test]
    fn a_fault_shows_its_line_and_the_others_are_still_read() {
        let text = "measures:\n  good: {label: A, of: reviews}\n  Bad Name: {label: B, of: reviews}\n  worse:\n    label: C\n    of: reviews\n    onlyif: {a: [b]}\n  worst: {label: D, of: reviews, only_if: {age: {atleast: 3}}}\n";
        let (measures, findings) = read_text(text);
        assert_eq!(measures.len(), 1);
        let said: Vec<(Option<u64>, &str)> = findings.iter().map(|f| (f.place.row, f.what.as_str())).collect();
        assert_eq!(
            said,
            [
                (Some(3), "`Bad Name` cannot be the id of a measure"),
                (Some(7), "the measure `worse` cannot be read: `onlyif` is not a key that is known here"),
                (Some(8), "`atleast` is not a test that is known"),
            ]
        );
        assert_eq!(findings[1].near, ["only_if"]);
        assert_eq!(findings[1].snippet.as_deref(), Some("    onlyif: {a: [b]}\n    ^"));
        assert_eq!(findings[2].near, ["at_least"]);
    }
}
