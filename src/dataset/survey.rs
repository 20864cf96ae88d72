//! Audits and surveys: answer sheets and the questions asked, which are data.
//!
//! A question says to whom it applies by conditions on earlier answers, so that its base is right: of those who needed a
//! meeting, how many had one; of those, how many had a record of it.

use super::fields::{Fields, Thousandths};
use super::service::several;
use crate::finding::{Finding, Place, Severity, near_names};
use crate::sources::TextFile;
use crate::sources::table::RawTable;
use crate::sources::yaml;
use serde::Deserialize;
use serde_yaml::{Mapping, Value};
use std::collections::BTreeMap;

/// An audit or a survey with its answer sheets.
#[derive(Debug, Clone)]
pub struct Survey {
    /// The id that its questions' ids begin with: `audit`, `feedback`.
    pub id: String,
    /// The title printed.
    pub title: String,
    /// When it was held, in words.
    pub held: String,
    /// The questions in the order of the questions file.
    pub questions: Vec<Question>,
    /// The columns by which every question is split: key (`area`) and label.
    pub splits: Vec<Split>,
    /// How many sheets there are.
    pub sheets: usize,
}

/// A column by which answers are split.
#[derive(Debug, Clone)]
pub struct Split {
    /// The key, as the questions file writes it.
    pub key: String,
    /// The label printed: the column's heading.
    pub label: String,
    /// The values in the order in which they first appear in sorted order.
    pub values: Vec<String>,
    /// Per sheet the position among the values; none where the cell is blank.
    pub of_sheet: Vec<Option<usize>>,
}

/// A question of an audit or survey.
#[derive(Debug, Clone)]
pub struct Question {
    /// The id within the survey.
    pub id: String,
    /// The wording.
    pub text: String,
    /// The heading under which it is printed.
    pub section: String,
    /// What kind of answer it takes.
    pub kind: Kind,
    /// The possible answers in order; those of the questions file, else those found.
    pub answers: Vec<String>,
    /// Positions of the answers that count as positive.
    pub positive: Vec<usize>,
    /// Whether the sheet's child or person is asked: conditions on earlier questions all hold. One entry a sheet.
    pub asked: Vec<bool>,
    /// The answers per sheet: positions among `answers`; empty where nothing is recorded.
    pub given: Vec<Vec<usize>>,
    /// For numbers: the value per sheet.
    pub numbers: Vec<Option<Thousandths>>,
    /// Sheets whose answer is recorded although the question does not apply.
    pub answered_but_not_asked: u64,
}

/// What kind of answer a question takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One of the answers.
    One,
    /// Any number of the answers, separated by semicolons.
    Several,
    /// A number.
    Number,
    /// Free text, which is never printed.
    Words,
}

/// The key under which answers that are not on the list are counted.
pub const OTHER_ANSWER: &str = "other answer";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QuestionsFile {
    title: Option<String>,
    period: Option<String>,
    #[serde(default)]
    split_by: Vec<String>,
    questions: Mapping,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QuestionEntry {
    text: String,
    #[serde(default)]
    section: String,
    column: String,
    #[serde(default = "one")]
    kind: Kind,
    #[serde(default)]
    answers: Vec<Answer>,
    #[serde(default)]
    positive: Vec<Answer>,
    #[serde(default)]
    only_if: BTreeMap<String, Vec<Answer>>,
}

fn one() -> Kind {
    Kind::One
}

/// An answer as YAML may hold it: `Yes` and `No` are read as words even where YAML takes them for truth values.
#[derive(Deserialize, Clone)]
#[serde(untagged)]
enum Answer {
    Truth(bool),
    Number(i64),
    Word(String),
}

impl Answer {
    fn text(&self) -> String {
        match self {
            Answer::Truth(true) => "Yes".into(),
            Answer::Truth(false) => "No".into(),
            Answer::Number(number) => number.to_string(),
            Answer::Word(word) => word.trim().to_string(),
        }
    }
}

/// The form in which answers are compared: case and spaces do not count.
fn answer_key(answer: &str) -> String {
    answer.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// A question that is asked, but whose answers were not given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unanswered {
    /// The id with that of its survey: `audit.pep_held`.
    pub id: String,
    /// The wording.
    pub text: String,
    /// Whether its figure would be a percentage; that of a question for a number is none.
    pub is_share: bool,
}

/// The questions of a survey without answers that would each have a figure. What is wrong with the file is said once there are answers.
pub fn unanswered(id: &str, questions: &TextFile) -> Vec<Unanswered> {
    let Ok(file) = yaml::read::<QuestionsFile>(&questions.file, &questions.text) else { return Vec::new() };
    let entries = file.questions.iter().filter_map(|(key, entry)| {
        let entry: QuestionEntry = Value::deserialize(entry).and_then(serde_yaml::from_value).ok()?;
        Some((key.as_str()?, entry))
    });
    entries
        .filter(|(_, entry)| entry.kind == Kind::Number || (entry.kind != Kind::Words && !entry.positive.is_empty()))
        .map(|(name, entry)| Unanswered {
            id: format!("{id}.{name}"),
            is_share: entry.kind != Kind::Number,
            text: entry.text,
        })
        .collect()
}

/// Types a survey. None, with an error among the findings, where its questions file cannot be read.
pub fn read(id: &str, table: &RawTable, questions: &TextFile) -> (Option<Survey>, Vec<Finding>) {
    let mut fields = Fields::of(table);
    let file: QuestionsFile = match yaml::read(&questions.file, &questions.text) {
        Ok(file) => file,
        Err(finding) => return (None, vec![*finding]),
    };
    let mut findings = Vec::new();
    let mut typed: Vec<Question> = Vec::new();
    for (key, entry) in &file.questions {
        let name = key.as_str().unwrap_or_default().to_string();
        let entry: QuestionEntry = match Value::deserialize(entry).and_then(serde_yaml::from_value) {
            Ok(entry) => entry,
            Err(error) => {
                findings.push(question_fault(questions, &name, &error.to_string()));
                continue;
            }
        };
        let column = table.column(&entry.column);
        if column.is_none() {
            findings.push(
                Finding::new(
                    Severity::Error,
                    "missing-column",
                    Place::file(&table.file).column(&entry.column),
                    format!("the question `{name}` reads the column `{}`, which is missing", entry.column),
                    "the question cannot be counted",
                    format!("correct `column` in {} or the heading in the table", questions.file),
                )
                .near(near_names(&entry.column, table.headings.iter().map(String::as_str))),
            );
        }
        let asked = asked(questions, &name, &entry, &typed, table.len(), &mut findings);
        let question = question(name, &entry, column, asked, table, &mut fields);
        typed.push(question);
    }
    let splits = file.split_by.iter().filter_map(|key| split(key, table, questions, &mut findings)).collect();
    findings.extend(fields.findings);
    let survey = Survey {
        id: id.to_string(),
        title: file
            .title
            .unwrap_or_else(|| if id == "audit" { "Care plan audit".into() } else { "Feedback survey".into() }),
        held: file.period.unwrap_or_default(),
        questions: typed,
        splits,
        sheets: table.len(),
    };
    (Some(survey), findings)
}

fn question_fault(questions: &TextFile, name: &str, message: &str) -> Finding {
    let line = questions.text.lines().position(|line| line.trim_start().starts_with(&format!("{name}:")));
    let mut place = Place::file(&questions.file);
    place.row = line.map(|line| line as u64 + 1);
    Finding::new(
        Severity::Error,
        "question-fault",
        place,
        format!("the question `{name}` cannot be read: {message}"),
        "the question cannot be counted",
        "a question needs `text` and `column`, and may have `section`, `kind`, `answers`, `positive` and `only_if`",
    )
}

/// Per sheet whether the conditions on earlier questions all hold, each of them on sheets on which that question is asked itself.
fn asked(
    questions: &TextFile,
    name: &str,
    entry: &QuestionEntry,
    earlier: &[Question],
    sheets: usize,
    findings: &mut Vec<Finding>,
) -> Vec<bool> {
    let mut asked = vec![true; sheets];
    for (condition, wanted) in &entry.only_if {
        let Some(question) = earlier.iter().find(|question| &question.id == condition) else {
            findings.push(
                question_fault(
                    questions,
                    name,
                    &format!("`only_if` names `{condition}`, which is not an earlier question"),
                )
                .near(near_names(condition, earlier.iter().map(|question| question.id.as_str()))),
            );
            continue;
        };
        let wanted: Vec<String> = wanted.iter().map(|answer| answer_key(&answer.text())).collect();
        for (sheet, asked) in asked.iter_mut().enumerate() {
            let holds = question.asked[sheet]
                && question.given[sheet].iter().any(|&answer| wanted.contains(&answer_key(&question.answers[answer])));
            *asked &= holds;
        }
    }
    asked
}

fn question(
    id: String,
    entry: &QuestionEntry,
    column: Option<usize>,
    asked: Vec<bool>,
    table: &RawTable,
    fields: &mut Fields<'_>,
) -> Question {
    let listed: Vec<String> = entry.answers.iter().map(Answer::text).collect();
    let positive: Vec<String> = entry.positive.iter().map(|answer| answer_key(&answer.text())).collect();
    let lists_not_recorded =
        listed.iter().map(|answer| answer_key(answer)).chain(positive.iter().cloned()).any(|key| key == "not recorded");
    let cells: Vec<Vec<String>> = table
        .rows()
        .map(|row| {
            let text = table.cell(row, column);
            // "Not recorded" typed as an answer is none, unless the questions file lists it.
            let none = text.is_empty() || (answer_key(text) == "not recorded" && !lists_not_recorded);
            match entry.kind {
                _ if none => Vec::new(),
                Kind::One => vec![text.to_string()],
                Kind::Several => several(text),
                Kind::Number | Kind::Words => Vec::new(),
            }
        })
        .collect();

    let mut answers = if listed.is_empty() { found(&cells, &asked, &entry.positive) } else { listed.clone() };
    let keys: Vec<String> = answers.iter().map(|answer| answer_key(answer)).collect();
    let mut given = vec![Vec::new(); cells.len()];
    let other = answers.len();
    for ((sheet, cell), row) in cells.iter().enumerate().zip(table.rows()) {
        for answer in cell {
            match keys.iter().position(|key| *key == answer_key(answer)) {
                Some(at) => given[sheet].push(at),
                // An answer on a sheet that is not asked is left aside; the sheet is counted apart.
                None if !asked[sheet] => {}
                None => {
                    if !given[sheet].contains(&other) {
                        given[sheet].push(other);
                    }
                    fields.fault(
                        row,
                        column,
                        "other-answer",
                        "the answer is not on the question's list",
                        "it is kept and counted as \"other answer\"",
                        "correct the answer, or add it to `answers` in the questions file",
                    );
                }
            }
        }
    }
    if given.iter().any(|answers| answers.contains(&other)) {
        answers.push(OTHER_ANSWER.to_string());
    }
    let numbers = match entry.kind {
        Kind::Number => {
            table.rows().map(|row| fields.number(row, column, "the answer counts as not recorded")).collect()
        }
        _ => vec![None; table.len()],
    };
    let answered_but_not_asked = match entry.kind {
        Kind::Words => 0,
        Kind::Number => {
            numbers.iter().zip(&asked).filter(|(number, asked)| number.is_some() && !**asked).count() as u64
        }
        _ => cells
            .iter()
            .zip(&asked)
            .filter(|(cell, asked)| !cell.is_empty() && !is_not_applicable(cell) && !**asked)
            .count() as u64,
    };
    Question {
        id,
        text: entry.text.clone(),
        section: entry.section.clone(),
        kind: entry.kind,
        positive: keys.iter().enumerate().filter(|(_, key)| positive.contains(key)).map(|(at, _)| at).collect(),
        answers,
        asked,
        given,
        numbers,
        answered_but_not_asked,
    }
}

fn is_not_applicable(cell: &[String]) -> bool {
    cell.iter().all(|answer| matches!(answer_key(answer).as_str(), "not applicable" | "n/a" | "na"))
}

/// The answers that stand on sheets that are asked: positive ones first as listed, then the others by name, "not known" last.
fn found(cells: &[Vec<String>], asked: &[bool], positive: &[Answer]) -> Vec<String> {
    let mut answers: Vec<String> = positive.iter().map(Answer::text).collect();
    let mut others: BTreeMap<String, String> = BTreeMap::new();
    for answer in cells.iter().zip(asked).filter(|(_, asked)| **asked).flat_map(|(cell, _)| cell) {
        let key = answer_key(answer);
        if !answers.iter().any(|known| answer_key(known) == key) {
            keep_first(&mut others, answer);
        }
    }
    let last = |key: &str| matches!(key, "not known" | "don't know" | "unknown" | "other" | "not sure");
    let (late, early): (Vec<_>, Vec<_>) = others.into_iter().partition(|(key, _)| last(key));
    answers.extend(early.into_iter().chain(late).map(|(_, answer)| answer));
    answers
}

/// Of several spellings keeps the first in alphabetical order, so that the order of rows does not matter.
fn keep_first(spellings: &mut BTreeMap<String, String>, text: &str) {
    let spelling = spellings.entry(answer_key(text)).or_insert_with(|| text.to_string());
    if text < spelling.as_str() {
        *spelling = text.to_string();
    }
}

fn split(key: &str, table: &RawTable, questions: &TextFile, findings: &mut Vec<Finding>) -> Option<Split> {
    let Some(column) = table.column(key) else {
        findings.push(
            Finding::new(
                Severity::Error,
                "missing-column",
                Place::file(&questions.file),
                format!("`split_by` names the column `{key}`, which {} does not have", table.file),
                "the answers cannot be split by it",
                "correct the name",
            )
            .near(near_names(key, table.headings.iter().map(String::as_str))),
        );
        return None;
    };
    let mut values: BTreeMap<String, String> = BTreeMap::new();
    for row in table.rows() {
        let text = table.cell(row, Some(column));
        if !text.is_empty() {
            keep_first(&mut values, text);
        }
    }
    let keys: Vec<&String> = values.keys().collect();
    let of_sheet = table
        .rows()
        .map(|row| keys.iter().position(|known| **known == answer_key(table.cell(row, Some(column)))))
        .collect();
    Some(Split {
        key: crate::sources::table::heading_key(key),
        label: table.headings.get(column).cloned().unwrap_or_default(),
        values: values.into_values().collect(),
        of_sheet,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::csv;

    fn survey(csv_text: &str, yaml_text: &str) -> (Option<Survey>, Vec<Finding>) {
        let table = csv::read("data/audit.csv", csv_text.as_bytes()).0.unwrap();
        read("audit", &table, &TextFile { file: "data/audit.yaml".into(), text: yaml_text.into() })
    }

    const SHEETS: &str = "Area,PEP needed,PEP held\nEast,Yes,Yes\nWest,yes,No\nEast,No,\nWest,No,Yes\nEast,Yes,\n";
    const QUESTIONS: &str = "split_by: [area]\nquestions:\n  needed: {text: Needed?, column: PEP needed, positive: [Yes]}\n  held: {text: Held?, column: PEP held, positive: [Yes], only_if: {needed: [Yes]}}\n";

    #[test]
    fn the_base_of_a_question_is_set_by_earlier_answers() {
        let (survey, findings) = survey(SHEETS, QUESTIONS);
        let survey = survey.unwrap();
        assert!(findings.is_empty(), "{findings:?}");
        let held = &survey.questions[1];
        assert_eq!(held.asked, [true, true, false, false, true]);
        assert_eq!(held.answers, ["Yes", "No"]);
        assert_eq!(held.given, [vec![0], vec![1], vec![], vec![0], vec![]]);
        assert_eq!(held.answered_but_not_asked, 1);
        assert_eq!(survey.splits[0].values, ["East", "West"]);
    }

    #[test]
    fn an_answer_outside_the_list_is_kept_as_other_answer() {
        let questions = "questions:\n  held: {text: Held?, column: PEP held, answers: [Yes, No]}\n";
        let (survey, findings) = survey("PEP held\nYes\nPerhaps\n", questions);
        assert_eq!(survey.unwrap().questions[0].answers, ["Yes", "No", OTHER_ANSWER]);
        assert_eq!(findings[0].code, "other-answer");
    }

    #[test]
    fn a_condition_on_an_unknown_question_is_an_error() {
        let questions = "questions:\n  needed: {text: N?, column: PEP needed}\n  held: {text: Held?, column: PEP held, only_if: {need: [Yes]}}\n";
        let (_, findings) = survey(SHEETS, questions);
        assert_eq!((findings[0].code, findings[0].severity), ("question-fault", Severity::Error));
        assert_eq!(findings[0].near, ["needed"]);
    }
}
