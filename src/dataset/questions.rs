//! The questions file of an audit or survey: what it may say, and its faults shown with line and caret.

use super::headings::yaml_text;
use super::survey::Kind;
use crate::finding::{Finding, Place, Severity, near_names};
use crate::sources::TextFile;
use crate::sources::key_place::{self, KeyPlace};
use crate::sources::yaml;
use serde::Deserialize;
use serde_yaml::{Mapping, Value};
use std::collections::BTreeMap;

/// The keys that a question may have.
const KEYS: [&str; 10] =
    ["text", "section", "column", "kind", "unit", "answers", "positive", "aliases", "only_if", "base"];

/// What the base of a question's shares may be.
const BASES: [&str; 2] = ["asked", "answered"];

/// The kinds of answers.
const KINDS: [&str; 4] = ["one", "several", "number", "words"];

/// A questions file, its questions not yet read.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct QuestionsFile {
    pub title: Option<String>,
    pub period: Option<String>,
    #[serde(default)]
    pub split_by: Vec<SplitEntry>,
    pub questions: Mapping,
}

/// A column to split by, or two at once.
#[derive(Deserialize, Clone)]
#[serde(untagged)]
pub(super) enum SplitEntry {
    One(String),
    Two([String; 2]),
}

impl SplitEntry {
    /// The columns that it names.
    pub fn columns(&self) -> &[String] {
        match self {
            SplitEntry::One(column) => std::slice::from_ref(column),
            SplitEntry::Two(columns) => columns,
        }
    }
}

/// A question as the file writes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct QuestionEntry {
    pub text: String,
    #[serde(default)]
    pub section: String,
    pub column: Option<ColumnEntry>,
    #[serde(default = "one")]
    pub kind: Kind,
    #[serde(default)]
    pub answers: Vec<Answer>,
    #[serde(default)]
    pub positive: Vec<Answer>,
    /// What stands in a cell to the answer that it means.
    #[serde(default)]
    pub aliases: BTreeMap<String, Answer>,
    #[serde(default)]
    pub only_if: BTreeMap<String, Vec<Answer>>,
    #[serde(default)]
    pub base: ShareBase,
    /// What numbers are counted in: `days`.
    #[serde(default)]
    pub unit: String,
}

/// Which sheets a question's shares are of.
#[derive(Deserialize, Clone, Copy, Default, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(super) enum ShareBase {
    /// All to whom it applies: an answer that is not recorded stays in.
    #[default]
    Asked,
    /// Those of them on whose sheet an answer is recorded.
    Answered,
}

/// Where the answers stand: in one column, in one column for each answer, or in columns named for their answers.
#[derive(Deserialize, Clone)]
#[serde(untagged)]
pub(super) enum ColumnEntry {
    One(String),
    List(Vec<String>),
    ByAnswer(BTreeMap<String, String>),
}

impl ColumnEntry {
    /// Every heading that it names.
    pub fn headings(&self) -> Vec<String> {
        match self {
            ColumnEntry::One(heading) => vec![heading.clone()],
            ColumnEntry::List(headings) => headings.clone(),
            ColumnEntry::ByAnswer(headings) => headings.values().cloned().collect(),
        }
    }
}

fn one() -> Kind {
    Kind::One
}

/// An answer as YAML may hold it: `Yes` and `No` are read as words even where YAML takes them for truth values.
#[derive(Deserialize, Clone)]
#[serde(untagged)]
pub(super) enum Answer {
    Truth(bool),
    Whole(i64),
    Number(f64),
    Word(String),
}

impl Answer {
    /// The answer in words.
    pub fn text(&self) -> String {
        match self {
            Answer::Truth(true) => "Yes".into(),
            Answer::Truth(false) => "No".into(),
            Answer::Whole(number) => number.to_string(),
            Answer::Number(number) => number.to_string(),
            Answer::Word(word) => word.trim().to_string(),
        }
    }
}

/// A questions file with its questions read: each with its id, in the order of the file.
pub(super) struct Asked {
    pub file: QuestionsFile,
    pub entries: Vec<(String, QuestionEntry)>,
}

/// Reads the file; the questions in the order of the file, each with its id. A question that cannot be read is left out.
pub(super) fn read(questions: &TextFile) -> (Option<Asked>, Vec<Finding>) {
    let file: QuestionsFile = match yaml::read(&questions.file, &questions.text) {
        Ok(file) => file,
        Err(finding) => return (None, vec![*finding]),
    };
    let mut findings = Vec::new();
    let mut entries = Vec::new();
    for (key, entry) in &file.questions {
        let name = Answer::deserialize(key).map(|key| key.text()).unwrap_or_default();
        match Value::deserialize(entry).and_then(serde_yaml::from_value) {
            Ok(entry) => entries.push((name, entry)),
            Err(error) => findings.push(unreadable(questions, &name, entry, &error.to_string())),
        }
    }
    (Some(Asked { file, entries }), findings)
}

/// A fault of a question, placed at the key where it stands.
pub(super) fn fault(questions: &TextFile, place: Option<KeyPlace>, what: String, fix: impl Into<String>) -> Finding {
    let mut finding = Finding::new(
        Severity::Error,
        "question-fault",
        Place::file(&questions.file),
        what,
        "the question cannot be counted",
        fix,
    );
    if let Some(place) = place {
        finding.place.row = Some(place.line);
        finding.snippet = Some(place.snippet);
    }
    finding
}

fn unreadable(questions: &TextFile, name: &str, entry: &Value, message: &str) -> Finding {
    const NEEDS: &str = "a question needs `text`, and may have `column`, `section`, `kind`, `unit`, `answers`, `positive`, `aliases`, `only_if` and `base`";
    let key = |key: &str| key_place::of_key(&questions.text, &["questions", name, key]);
    let value = |key: &str| key_place::of_value(&questions.text, &["questions", name, key]);
    let itself = || key_place::of_key(&questions.text, &["questions", name]);
    let Some(entry) = entry.as_mapping() else {
        return fault(
            questions,
            itself(),
            format!("the question `{name}` has nothing below it that can be read"),
            format!("write at least its text: `{name}: {{text: Has the meeting been held?}}`"),
        );
    };
    let keys: Vec<String> = entry.keys().filter_map(|key| key.as_str().map(str::to_string)).collect();
    if let Some(unknown) = keys.iter().find(|key| !KEYS.contains(&key.as_str())) {
        return fault(
            questions,
            key(unknown),
            format!("`{unknown}` is not a key that a question can have"),
            format!("the keys allowed here are {}", KEYS.join(", ")),
        )
        .near(near_names(unknown, KEYS));
    }
    if !keys.iter().any(|key| key == "text") {
        return fault(questions, itself(), format!("the question `{name}` has no `text`"), NEEDS);
    }
    if let Some(kind) = entry.get("kind").and_then(Value::as_str).filter(|kind| !KINDS.contains(kind)) {
        return fault(
            questions,
            value("kind"),
            format!("`{kind}` is not a kind of answer"),
            format!("write one of {}", KINDS.join(", ")),
        )
        .near(near_names(kind, KINDS));
    }
    if let Some(base) = entry.get("base").and_then(Value::as_str).filter(|base| !BASES.contains(base)) {
        return fault(
            questions,
            value("base"),
            format!("`{base}` is not a base that shares can have"),
            format!("write one of {}", BASES.join(", ")),
        )
        .near(near_names(base, BASES));
    }
    for list in ["answers", "positive"] {
        if entry.get(list).is_some_and(|answers| !answers.is_sequence()) {
            return fault(
                questions,
                value(list),
                format!("`{list}` of the question `{name}` is not a list"),
                format!("put the answers between square brackets: `{list}: [\"Yes\", \"No\"]`"),
            );
        }
    }
    let conditions = entry.get("only_if");
    if conditions.is_some_and(|conditions| !conditions.is_mapping()) {
        return fault(
            questions,
            value("only_if"),
            format!("`only_if` of the question `{name}` does not name a question and its answers"),
            "write the earlier question and the answers after which this one is asked: `only_if: {pep_needed: [\"Yes\"]}`",
        );
    }
    let single = conditions
        .and_then(Value::as_mapping)
        .and_then(|conditions| conditions.iter().find(|(_, answers)| !answers.is_sequence()));
    if let Some((condition, answer)) = single {
        let condition = condition.as_str().unwrap_or_default();
        let answer = Answer::deserialize(answer).map(|answer| answer.text()).unwrap_or_else(|_| "Yes".into());
        return fault(
            questions,
            key_place::of_value(&questions.text, &["questions", name, "only_if", condition]),
            format!("the answers to `{condition}` after which `{name}` is asked are not a list"),
            format!("put them between square brackets: `only_if: {{{condition}: [{}]}}`", yaml_text(&answer)),
        );
    }
    let message = message.split(" at line ").next().unwrap_or(message);
    fault(questions, itself(), format!("the question `{name}` cannot be read: {message}"), NEEDS)
}

/// The fault of a condition that names no earlier question: one that comes later, one that cannot be read, or none at all.
pub(super) fn unknown_condition(
    questions: &TextFile,
    name: &str,
    condition: &str,
    earlier: &[&str],
    all: &[&str],
) -> Finding {
    let place = key_place::of_key(&questions.text, &["questions", name, "only_if", condition]);
    if condition == name {
        return fault(
            questions,
            place,
            format!("the question `{name}` is asked only after an answer to itself"),
            "name the question whose answer decides whether this one is asked, or take the condition out",
        );
    }
    if earlier.contains(&condition) {
        return fault(
            questions,
            place,
            format!("`only_if` of `{name}` names `{condition}`, whose answers are not on a list"),
            "only questions of the kinds `one` and `several` can decide whether another is asked",
        );
    }
    if all.contains(&condition) {
        return fault(
            questions,
            place,
            format!("`only_if` of `{name}` names `{condition}`, which comes later in the file or cannot be read"),
            format!("move `{condition}` above `{name}`; a question can depend on earlier ones only"),
        );
    }
    let fix = if earlier.is_empty() {
        "this is the first question, so it can depend on none; take the condition out".to_string()
    } else {
        format!("write the id of a question that stands above `{name}`, such as {}", earlier.join(", "))
    };
    fault(
        questions,
        place,
        format!("`only_if` of `{name}` names `{condition}`, which is not a question of this file"),
        fix,
    )
    .near(near_names(condition, earlier.iter().copied()))
}

/// The fault of a condition that waits for an answer that its question cannot have.
pub(super) fn unknown_answer(
    questions: &TextFile,
    name: &str,
    condition: &str,
    wanted: &str,
    answers: &[String],
) -> Finding {
    let mut finding = fault(
        questions,
        key_place::of_value(&questions.text, &["questions", name, "only_if", condition]),
        format!("`{name}` is asked after the answer `{wanted}` to `{condition}`, which nobody gave and no list has"),
        format!("write one of its answers: {}", answers.join(", ")),
    )
    .near(near_names(wanted, answers.iter().map(String::as_str)));
    finding.severity = Severity::Warning;
    finding.why = "the question seems to apply to nobody, or to fewer than it should".into();
    finding
}
