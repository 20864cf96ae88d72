//! Audits and surveys: answer sheets and the questions asked, which are data.
//!
//! A question says to whom it applies by conditions on earlier answers, so that its base is right: of those who needed a
//! meeting, how many had one; of those, how many had a record of it.

use super::fields::{Fields, Thousandths};
use super::headings::{Source, listed, plain_key, shown, yaml_text};
use super::question_columns::{self, Columns, Found, is_other, marked, question_key};
use super::questions::{self, Answer, Asked, ColumnEntry, QuestionEntry, QuestionsFile, ShareBase, SplitEntry};
use super::service::several;
use super::spoilt_label;
use super::written::{self, WrittenNumber};
use crate::finding::{Finding, Place, Severity, near_names};
use crate::sources::TextFile;
use crate::sources::key_place;
use crate::sources::table::{RawRow, heading_key};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// An answer that nobody listed, that stands on one sheet only and is longer than this is taken for words typed freely.
const LONGEST_ANSWER: usize = 40;

/// A column with more different entries than this is not proposed as a question with a list of answers.
const MOST_ANSWERS: usize = 8;

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
    /// The pairs of columns by which every question is split at once.
    pub pairs: Vec<(Split, Split)>,
    /// How many sheets there are.
    pub sheets: usize,
    /// Where the sheets stand: the whole table, and the row of each.
    pub at: (Place, Vec<u64>),
}

impl Survey {
    /// Where a sheet stands.
    pub fn place(&self, sheet: usize) -> Place {
        Place { row: self.at.1.get(sheet).copied(), ..self.at.0.clone() }
    }
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
    /// The headings of the columns that it reads.
    pub columns: Vec<String>,
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
    /// Whether only sheets with an answer count as asked: `base: answered`.
    pub answered_only: bool,
    /// The answers per sheet: positions among `answers`; empty where nothing is recorded.
    pub given: Vec<Vec<usize>>,
    /// For numbers: what they are counted in, as it is printed after them; blank where it is not said.
    pub unit: String,
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

/// The form in which answers are compared: case and spaces do not count.
fn answer_key(answer: &str) -> String {
    answer.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// The answer sheets: the rows of the table without a second row of headings.
struct Sheets<'a> {
    source: Source<'a>,
    questions: &'a TextFile,
    rows: Vec<RawRow>,
    /// The second row of headings, where there is one.
    names: Option<RawRow>,
}

impl Sheets<'_> {
    fn cell(&self, row: RawRow, column: usize) -> &str {
        self.source.table.cell(row, Some(column))
    }

    fn heading_place(&self) -> Place {
        Place { row: Some(self.source.table.heading_row), ..self.source.table.whole() }
    }
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
    let (Some(asked), _) = questions::read(questions) else { return Vec::new() };
    let has_figure =
        |entry: &QuestionEntry| entry.kind == Kind::Number || (entry.kind != Kind::Words && !entry.positive.is_empty());
    let unanswered = |(name, entry): (String, QuestionEntry)| Unanswered {
        id: format!("{id}.{name}"),
        is_share: entry.kind != Kind::Number,
        text: entry.text,
    };
    asked.entries.into_iter().filter(|(_, entry)| has_figure(entry)).map(unanswered).collect()
}

/// Types a survey. None, with an error among the findings, where its questions file cannot be read.
pub fn read(id: &str, source: Source<'_>, questions: &TextFile) -> (Option<Survey>, Vec<Finding>) {
    let (asked_file, mut findings) = questions::read(questions);
    let Some(Asked { file, entries }) = asked_file else { return (None, findings) };
    let names = question_columns::second_headings(&source);
    let rows = source.table.rows().skip(usize::from(names.is_some())).collect();
    let sheets = Sheets { source, questions, rows, names };
    if let Some(names) = names {
        findings.push(Finding::new(
            Severity::Note,
            "second-headings",
            source.table.place(names, None),
            "the row under the headings names the answers of questions with several answers, and was read so",
            "it is not counted as a sheet",
            "nothing, if it is right; otherwise give every column a heading of its own",
        ));
    }
    let known: Vec<&str> = entries.iter().map(|(name, _)| name.as_str()).chain(split_columns(&file)).collect();
    findings.extend(source.unknown_fields(&known));

    let mut fields = Fields::with_answers(source);
    let mut used: BTreeSet<usize> = BTreeSet::new();
    let mut assumed: Vec<String> = Vec::new();
    let all: Vec<&str> = file.questions.keys().filter_map(serde_yaml::Value::as_str).collect();
    let mut typed: Vec<Question> = Vec::new();
    for (name, entry) in &entries {
        let columns = columns(&sheets, name, entry, &mut assumed, &mut findings);
        match &columns {
            Columns::Missing => {}
            Columns::One(column) => used.extend([*column]),
            Columns::Options(options) => used.extend(options.iter().map(|(column, _)| *column)),
        }
        let asked = asked(&sheets, name, entry, &typed, &all, &mut findings);
        findings.extend(positive_unlisted(questions, name, entry));
        let question = question(name, entry, &columns, asked, &sheets, &mut fields);
        typed.push(question);
    }
    // Each column once, however often it is named.
    let mut by_column: BTreeMap<&str, Split> = BTreeMap::new();
    for key in split_columns(&file) {
        if !by_column.contains_key(key)
            && let Some(split) = split(key, &sheets, &mut fields, &mut used, &mut findings)
        {
            by_column.insert(key, split);
        }
    }
    let column = |key: &String| by_column.get(key.as_str()).cloned();
    let (mut splits, mut pairs) = (Vec::new(), Vec::new());
    for entry in &file.split_by {
        match entry {
            SplitEntry::One(key) => splits.extend(column(key)),
            SplitEntry::Two([first, second]) => pairs.extend(column(first).zip(column(second))),
        }
    }
    findings.extend(fields.findings);
    findings.extend(beginnings(&sheets, &assumed));
    findings.extend(not_used(&sheets, &used, &typed));
    let QuestionsFile { title, period, .. } = file;
    let survey = Survey {
        id: id.to_string(),
        title: title.unwrap_or_else(|| if id == "audit" { "Care plan audit".into() } else { "Feedback survey".into() }),
        held: period.unwrap_or_default(),
        questions: typed,
        splits,
        pairs,
        sheets: sheets.rows.len(),
        at: (sheets.source.table.whole(), sheets.rows.iter().map(|row| row.row).collect()),
    };
    (Some(survey), findings)
}

/// Every column that the file asks to split by, once or with another.
fn split_columns(file: &QuestionsFile) -> impl Iterator<Item = &str> {
    file.split_by.iter().flat_map(SplitEntry::columns).map(String::as_str)
}

/// The finding for a survey's sheets without a questions file: it shows how the file begins.
pub fn without_questions(id: &str, source: Source<'_>) -> Finding {
    let sheets: Vec<RawRow> = source.table.rows().collect();
    let columns: Vec<usize> = (0..source.table.headings.len())
        .filter(|column| {
            let heading = &source.table.headings[*column];
            !heading.is_empty() && !source.headings.is_respondent(heading) && !source.headings.is_personal(heading)
        })
        .collect();
    let headings: Vec<String> = columns.iter().map(|column| shown(&source.table.headings[*column])).collect();
    let mut start = String::from("questions:");
    for (at, column) in columns.iter().take(2).enumerate() {
        let heading = source.table.headings[*column].split_whitespace().collect::<Vec<_>>().join(" ");
        let quoted = format!("\"{}\"", heading.replace('\\', "\\\\").replace('"', "\\\""));
        start.push_str(&format!(
            "\n        question_{}: {{text: {quoted}, column: {quoted}, {}}}",
            at + 1,
            likely_kind(source, &sheets, *column)
        ));
    }
    let what = if headings.is_empty() {
        format!("the file is there, but `data/{id}.yaml`, which says which questions its columns answer, is not")
    } else {
        format!(
            "the file is there, but `data/{id}.yaml`, which says which questions its columns answer, is not; its columns are {}",
            listed(&headings)
        )
    };
    let fix = if columns.is_empty() {
        format!("add `data/{id}.yaml`, or take this file out")
    } else {
        format!(
            "add a text file `data/{id}.yaml`, or take this file out; it could begin like this, with a line for each question that \
             should be counted:\n      {start}"
        )
    };
    Finding::new(
        Severity::Warning,
        "file-without-partner",
        Place::file(&source.table.file),
        what,
        "nothing in it can be counted",
        fix,
    )
}

/// The kind of a question and its answers, told from the entries of its column.
fn likely_kind(source: Source<'_>, sheets: &[RawRow], column: usize) -> String {
    let entries: Vec<&str> = sheets
        .iter()
        .map(|row| source.table.cell(*row, Some(column)))
        .filter(|cell| !cell.is_empty() && !source.headings.is_blank_word(cell))
        .collect();
    if !entries.is_empty() && entries.iter().all(|cell| matches!(written::number(cell), WrittenNumber::Number(_))) {
        return "kind: number".into();
    }
    let is_several = entries.iter().any(|cell| cell.contains(';'));
    let mut answers: BTreeMap<String, (String, usize)> = BTreeMap::new();
    for answer in entries.iter().flat_map(|cell| several(cell)) {
        answers.entry(answer_key(&answer)).or_insert((answer, 0)).1 += 1;
    }
    // Entries that do not repeat are words of people's own, which a message must not show.
    let repeats = answers.values().all(|(answer, count)| *count > 1 && answer.chars().count() <= LONGEST_ANSWER);
    if answers.is_empty() || answers.len() > MOST_ANSWERS || !repeats {
        return "kind: words".into();
    }
    let mut words: Vec<&str> = answers.values().map(|(answer, _)| answer.as_str()).collect();
    words
        .sort_by_key(|word| (!word.eq_ignore_ascii_case("yes"), !word.eq_ignore_ascii_case("no"), word.to_lowercase()));
    let positive = words.iter().find(|word| word.eq_ignore_ascii_case("yes"));
    let positive = positive.map(|yes| format!(", positive: [{}]", yaml_text(yes))).unwrap_or_default();
    let list = words.iter().map(|word| yaml_text(word)).collect::<Vec<_>>().join(", ");
    format!("kind: {}, answers: [{list}]{positive}", if is_several { "several" } else { "one" })
}

/// Where a question's answers stand: as the order says, else as the questions file says, else under the question's own wording.
fn columns(
    sheets: &Sheets<'_>,
    name: &str,
    entry: &QuestionEntry,
    assumed: &mut Vec<String>,
    findings: &mut Vec<Finding>,
) -> Columns {
    let source = &sheets.source;
    if source.entry.is_some_and(|entry| entry.columns.contains_key(name)) {
        return source.mapped(name, findings).map_or(Columns::Missing, Columns::One);
    }
    let mut one = |heading: &str, findings: &mut Vec<Finding>| match question_columns::find(source.table, heading) {
        Found::Exact(column) => Some(column),
        Found::ByBeginning(column) => {
            assumed.push(format!("{} was read as `{name}`", shown(&source.table.headings[column])));
            Some(column)
        }
        Found::Doubtful(fitting) => {
            let names: Vec<String> = fitting.iter().map(|column| shown(&source.table.headings[*column])).collect();
            let first = names.first().cloned().unwrap_or_default();
            findings.push(Finding::new(
                Severity::Warning,
                "doubtful-column",
                sheets.heading_place(),
                format!("the columns {} could each hold the answers to `{name}`; {first} was read", listed(&names)),
                "figures made from the wrong one of them would be untrue",
                format!(
                    "write the whole heading, with its number, as `column` of `{name}` in {}",
                    sheets.questions.file
                ),
            ));
            fitting.first().copied()
        }
        Found::Nothing => {
            findings.push(missing_column(sheets, name, heading, entry.column.is_some()));
            None
        }
    };
    let takes_several = entry.kind == Kind::Several;
    match &entry.column {
        Some(ColumnEntry::List(headings)) => {
            let found: Vec<(usize, String)> = headings
                .iter()
                .filter_map(|heading| Some((one(heading, findings)?, heading.clone())))
                .map(|(column, heading)| {
                    let answer = question_columns::options(source.table, &entry.text)
                        .into_iter()
                        .find(|(at, _)| *at == column)
                        .map(|(_, answer)| answer);
                    (column, answer.unwrap_or(heading))
                })
                .collect();
            if found.is_empty() { Columns::Missing } else { Columns::Options(found) }
        }
        Some(ColumnEntry::ByAnswer(headings)) => {
            let found: Vec<(usize, String)> = headings
                .iter()
                .filter_map(|(answer, heading)| Some((one(heading, findings)?, answer.trim().to_string())))
                .collect();
            if found.is_empty() { Columns::Missing } else { Columns::Options(found) }
        }
        Some(ColumnEntry::One(_)) | None => {
            let heading = match &entry.column {
                Some(ColumnEntry::One(heading)) => heading,
                _ => &entry.text,
            };
            if takes_several {
                let options = question_columns::options(source.table, heading);
                if options.len() > 1 {
                    return Columns::Options(options);
                }
                if let (Some(names), Found::Exact(first)) =
                    (sheets.names, question_columns::find(source.table, heading))
                {
                    let options = question_columns::options_below(source.table, names, first);
                    if options.len() > 1 {
                        return Columns::Options(options);
                    }
                }
            }
            one(heading, findings).map_or(Columns::Missing, Columns::One)
        }
    }
}

fn missing_column(sheets: &Sheets<'_>, name: &str, heading: &str, is_given: bool) -> Finding {
    let table = sheets.source.table;
    let fix = if is_given {
        format!("correct `column` in {} or the heading in the table", sheets.questions.file)
    } else {
        format!("add to `{name}` in {} the heading of its column: `column: ...`", sheets.questions.file)
    };
    Finding::new(
        Severity::Error,
        "missing-column",
        table.whole().column(heading),
        format!("the question `{name}` reads the column {}, which is missing", shown(heading)),
        "the question cannot be counted",
        fix,
    )
    .near(near_names(heading, table.headings.iter().map(String::as_str)))
}

/// The note on columns that were found by the beginning of their headings.
fn beginnings(sheets: &Sheets<'_>, assumed: &[String]) -> Option<Finding> {
    (!assumed.is_empty()).then(|| {
        Finding::new(
            Severity::Note,
            "headings-assumed",
            sheets.heading_place(),
            listed(assumed),
            "only the beginning of the heading and of the question are the same",
            format!(
                "nothing, if it is right; otherwise write the whole heading as `column` in {}",
                sheets.questions.file
            ),
        )
    })
}

/// The notes on columns that no question uses: those that say who somebody is, and the others.
fn not_used(sheets: &Sheets<'_>, used: &BTreeSet<usize>, typed: &[Question]) -> Vec<Finding> {
    let source = &sheets.source;
    let unused: Vec<usize> = (0..source.table.headings.len())
        .filter(|column| !used.contains(column) && !source.table.headings[*column].is_empty())
        .collect();
    let mut findings: Vec<Finding> = source.personal(&unused).into_iter().collect();
    let headings: Vec<&str> = unused
        .iter()
        .map(|column| source.table.headings[*column].as_str())
        .filter(|heading| !source.headings.is_respondent(heading) && !source.headings.is_personal(heading))
        // Marks and comments that a quiz of the survey tool adds for each question.
        .filter(|heading| !heading.starts_with("Points - ") && !heading.starts_with("Feedback - "))
        .collect();
    let (specified, others): (Vec<&str>, Vec<&str>) = headings.into_iter().partition(|heading| {
        let key = plain_key(heading);
        key.contains("pleasespecify")
            || key.contains("pleasestate")
            || key.ends_with("otherspecify")
            || is_other(heading)
    });
    let names = |headings: &[&str]| listed(&headings.iter().map(|heading| shown(heading)).collect::<Vec<_>>());
    if !others.is_empty() {
        let questions: Vec<&str> = typed.iter().map(|question| question.id.as_str()).collect();
        let near: Vec<String> =
            others.iter().flat_map(|heading| near_names(heading, questions.iter().copied())).take(3).collect();
        findings.push(
            Finding::new(
                Severity::Note,
                "unused-column",
                sheets.heading_place(),
                if others.len() == 1 {
                    format!("no question reads the column {}", names(&others))
                } else {
                    format!("no question reads these {} columns: {}", others.len(), names(&others))
                },
                "what they hold is not in the report",
                format!("nothing, unless one should be counted: then add a question to {}", sheets.questions.file),
            )
            .near(near),
        );
    }
    if !specified.is_empty() {
        findings.push(Finding::new(
            Severity::Note,
            "words-not-read",
            sheets.heading_place(),
            format!("words that people typed for \"other\" are not read: {}", names(&specified)),
            "words typed freely can say who somebody is, so they are never printed",
            "nothing; an answer that many give could become one of the question's answers",
        ));
    }
    findings
}

/// The fault of a positive answer that is not one of the listed answers: the share would be 0 whatever was answered.
fn positive_unlisted(questions: &TextFile, name: &str, entry: &QuestionEntry) -> Option<Finding> {
    let answers: Vec<String> = entry.answers.iter().map(Answer::text).collect();
    let is_listed = |answer: &String| answers.iter().any(|listed| answer_key(listed) == answer_key(answer));
    let unlisted = entry.positive.iter().map(Answer::text).find(|answer| !answers.is_empty() && !is_listed(answer))?;
    Some(
        questions::fault(
            questions,
            key_place::of_value(&questions.text, &["questions", name, "positive"]),
            format!("`positive` of `{name}` names `{unlisted}`, which is not one of its `answers`"),
            format!("write one of {}", answers.join(", ")),
        )
        .near(near_names(&unlisted, answers.iter().map(String::as_str))),
    )
}

/// Per sheet whether the conditions on earlier questions all hold, each of them on sheets on which that question is asked itself.
fn asked(
    sheets: &Sheets<'_>,
    name: &str,
    entry: &QuestionEntry,
    earlier: &[Question],
    all: &[&str],
    findings: &mut Vec<Finding>,
) -> Vec<bool> {
    let mut asked = vec![true; sheets.rows.len()];
    for (condition, wanted) in &entry.only_if {
        let question = earlier.iter().find(|question| &question.id == condition);
        let Some(question) = question.filter(|question| matches!(question.kind, Kind::One | Kind::Several)) else {
            let ids: Vec<&str> = earlier.iter().map(|question| question.id.as_str()).collect();
            findings.push(questions::unknown_condition(sheets.questions, name, condition, &ids, all));
            continue;
        };
        let keys: Vec<String> = wanted.iter().map(|answer| answer_key(&answer.text())).collect();
        for (answer, key) in wanted.iter().zip(&keys) {
            let exists = question.answers.iter().any(|known| answer_key(known) == *key);
            if !exists && !sheets.rows.is_empty() {
                let answer = answer.text();
                findings.push(questions::unknown_answer(sheets.questions, name, condition, &answer, &question.answers));
            }
        }
        for (sheet, asked) in asked.iter_mut().enumerate() {
            let holds = question.asked[sheet]
                && question.given[sheet].iter().any(|&answer| keys.contains(&answer_key(&question.answers[answer])));
            *asked &= holds;
        }
    }
    asked
}

/// The other spellings of a question's answers, those of the order before those of the questions file: key of the cell to answer.
fn spellings(sheets: &Sheets<'_>, name: &str, entry: &QuestionEntry) -> BTreeMap<String, String> {
    let mut spellings: BTreeMap<String, String> =
        entry.aliases.iter().map(|(cell, answer)| (answer_key(cell), answer.text())).collect();
    let of_order = sheets.source.entry.and_then(|entry| entry.answers.get(name));
    spellings
        .extend(of_order.into_iter().flatten().map(|(cell, answer)| (answer_key(cell), answer.trim().to_string())));
    spellings
}

/// What a cell of a question's column says, each answer by its own spelling where it is one of those known.
struct Answers<'e> {
    listed: &'e [String],
    spellings: BTreeMap<String, String>,
    /// Labels that a spreadsheet may have turned into dates.
    labels: Vec<&'e str>,
}

impl Answers<'_> {
    /// The listed answer that a text is, punctuation aside, or the one that it is another spelling of.
    fn meant(&self, text: &str) -> Option<String> {
        let key = answer_key(text);
        let meant = self.spellings.get(&key).cloned();
        let key = meant.as_deref().map_or(key, answer_key);
        if let Some(listed) = self.listed.iter().find(|listed| answer_key(listed) == key) {
            return Some(listed.clone());
        }
        let plain = question_key(text);
        let near = || self.listed.iter().find(|listed| !plain.is_empty() && question_key(listed) == plain).cloned();
        meant.or_else(near)
    }

    /// Several answers of one cell. They are separated by semicolons or upright strokes; by commas where every part is a listed answer.
    fn several(&self, text: &str) -> Vec<String> {
        let parts = several(&text.replace('|', ";"));
        if let [one] = parts.as_slice()
            && one.contains(',')
            && self.meant(one).is_none()
        {
            let parts: Vec<&str> = one.split(',').collect();
            if let Some(answers) = self.joined(&parts) {
                return answers;
            }
        }
        parts
    }

    /// The parts of a text between commas, joined so that each is a listed answer: an answer may hold a comma itself.
    fn joined(&self, parts: &[&str]) -> Option<Vec<String>> {
        if parts.is_empty() {
            return Some(Vec::new());
        }
        // An answer holds few commas; the bound keeps long texts cheap.
        (1..=parts.len().min(4)).find_map(|length| {
            let first = self.meant(parts[..length].join(",").trim())?;
            let mut answers = vec![first];
            answers.extend(self.joined(&parts[length..])?);
            Some(answers)
        })
    }
}

fn question(
    id: &str,
    entry: &QuestionEntry,
    columns: &Columns,
    asked: Vec<bool>,
    sheets: &Sheets<'_>,
    fields: &mut Fields<'_>,
) -> Question {
    let listed: Vec<String> = entry.answers.iter().map(Answer::text).collect();
    let positive: Vec<String> = entry.positive.iter().map(|answer| answer_key(&answer.text())).collect();
    let known = Answers {
        labels: listed.iter().map(String::as_str).chain(sheets.source.labels.iter().map(String::as_str)).collect(),
        spellings: spellings(sheets, id, entry),
        listed: &listed,
    };
    let lists_not_recorded =
        listed.iter().map(|answer| answer_key(answer)).chain(positive.iter().cloned()).any(|key| key == "not recorded");
    let column = match columns {
        Columns::One(column) => Some(*column),
        Columns::Options(options) => options.first().map(|(column, _)| *column),
        Columns::Missing => None,
    };
    let mut cells: Vec<Vec<String>> = sheets
        .rows
        .iter()
        .map(|&row| match (columns, entry.kind) {
            (Columns::Missing, _) | (_, Kind::Number | Kind::Words) => Vec::new(),
            (Columns::Options(options), _) => chosen(sheets, row, options, fields),
            (Columns::One(column), kind) => {
                let text = sheets.cell(row, *column);
                // "Not recorded" typed as an answer is none, unless the questions file lists it.
                if text.is_empty() || (answer_key(text) == "not recorded" && !lists_not_recorded) {
                    return Vec::new();
                }
                match kind {
                    Kind::Several => known.several(text),
                    _ => vec![one_answer(&known, text)],
                }
            }
        })
        .collect();
    let labels = known.labels.clone();
    for (cell, &row) in cells.iter_mut().zip(&sheets.rows) {
        for answer in cell.iter_mut() {
            *answer = match known.meant(answer) {
                Some(meant) => meant,
                None if spoilt_label::restored(answer, labels.iter().copied()).is_some() => {
                    fields.label_among(row, column, answer, &labels)
                }
                None => std::mem::take(answer),
            };
        }
        // Two spellings of one answer are one answer.
        let mut seen = BTreeSet::new();
        cell.retain(|answer| seen.insert(answer_key(answer)));
    }

    let mut answers = if listed.is_empty() { found(&cells, &asked, &entry.positive, columns) } else { listed.clone() };
    let keys: Vec<String> = answers.iter().map(|answer| answer_key(answer)).collect();
    let for_others = answers.iter().position(|answer| is_other(answer));
    let mut given = vec![Vec::new(); cells.len()];
    let other = answers.len();
    for ((sheet, cell), &row) in cells.iter().enumerate().zip(&sheets.rows) {
        for answer in cell {
            match keys.iter().position(|key| *key == answer_key(answer)) {
                Some(at) if !given[sheet].contains(&at) => given[sheet].push(at),
                Some(_) => {}
                // An answer on a sheet that is not asked is left aside; the sheet is counted apart.
                None if !asked[sheet] => {}
                None => {
                    let place = for_others.filter(|_| !listed.is_empty()).unwrap_or(other);
                    if !given[sheet].contains(&place) {
                        given[sheet].push(place);
                    }
                    unlisted(fields, (row, column), entry.kind, answer, &known, answers.get(place));
                }
            }
        }
    }
    if given.iter().any(|answers| answers.contains(&other)) {
        answers.push(OTHER_ANSWER.to_string());
    }
    let numbers = match (entry.kind, column) {
        (Kind::Number, Some(_)) => {
            sheets.rows.iter().map(|&row| fields.number(row, column, "the answer counts as not recorded")).collect()
        }
        _ => vec![None; sheets.rows.len()],
    };
    let not_asked: Vec<RawRow> = (0..sheets.rows.len())
        .filter(|&sheet| !asked[sheet])
        .filter(|&sheet| match entry.kind {
            Kind::Words => false,
            Kind::Number => numbers[sheet].is_some(),
            _ => !cells[sheet].is_empty() && !is_not_applicable(&cells[sheet]),
        })
        .map(|sheet| sheets.rows[sheet])
        .collect();
    for &row in &not_asked {
        contradiction(fields, (row, column), id, entry);
    }
    let answered_only = entry.base == ShareBase::Answered && entry.kind != Kind::Words;
    let is_answered = |sheet: usize| !given[sheet].is_empty() || numbers[sheet].is_some();
    let asked =
        asked.into_iter().enumerate().map(|(sheet, asked)| asked && (!answered_only || is_answered(sheet))).collect();
    Question {
        id: id.to_string(),
        text: entry.text.clone(),
        columns: entry.column.as_ref().map_or_else(|| vec![entry.text.clone()], ColumnEntry::headings),
        section: entry.section.clone(),
        kind: entry.kind,
        positive: keys.iter().enumerate().filter(|(_, key)| positive.contains(key)).map(|(at, _)| at).collect(),
        answers,
        asked,
        answered_only,
        unit: entry.unit.trim().to_string(),
        given,
        numbers,
        answered_but_not_asked: not_asked.len() as u64,
    }
}

/// The one answer of a cell: survey tools end it with a semicolon where a question allowed several.
fn one_answer(known: &Answers<'_>, text: &str) -> String {
    match several(text).as_slice() {
        [one] if known.meant(text).is_none() => one.clone(),
        _ => text.to_string(),
    }
}

/// The answers that the columns for each answer mark as chosen.
fn chosen(sheets: &Sheets<'_>, row: RawRow, options: &[(usize, String)], fields: &mut Fields<'_>) -> Vec<String> {
    let mut chosen = Vec::new();
    for (at, (column, answer)) in options.iter().enumerate() {
        let cell = sheets.cell(row, *column);
        let is_chosen = match marked(cell) {
            Some(is_chosen) => is_chosen,
            // The answer repeated, its number in the list, or the words typed for "other".
            None => {
                let repeats =
                    question_key(cell) == question_key(answer) || cell == (at + 1).to_string() || is_other(answer);
                if !repeats {
                    fields.fault(
                        row,
                        Some(*column),
                        "unlisted-answer",
                        "the cell says neither that the answer was chosen nor that it was not",
                        "it counts as not chosen",
                        "write yes or no, or leave the cell blank",
                    );
                }
                repeats
            }
        };
        if is_chosen {
            chosen.push(answer.clone());
        }
    }
    chosen
}

/// The finding for an answer that is not one of those known.
fn unlisted(
    fields: &mut Fields<'_>,
    (row, column): (RawRow, Option<usize>),
    kind: Kind,
    answer: &str,
    known: &Answers<'_>,
    counted_as: Option<&String>,
) {
    if known.listed.is_empty() {
        fields.count(
            (row, column),
            Severity::Note,
            "words-typed-freely",
            |count| match count {
                1 => "an answer looks like words typed freely: it is long, and nobody else gave it".into(),
                _ => format!("{count} answers look like words typed freely: they are long, and nobody else gave them"),
            },
            "they are not printed, for they could say who somebody is; they are counted as \"other answer\"",
            "list the possible answers with `answers` in the questions file, or write `kind: words`",
        );
        return;
    }
    let parts = several(answer);
    if kind == Kind::One && parts.len() > 1 && parts.iter().all(|part| known.meant(part).is_some()) {
        fields.fault(
            row,
            column,
            "other-answer",
            "the cell holds several answers, but the question takes one",
            "it is kept and counted as \"other answer\"",
            "write `kind: several` in the questions file, or leave one answer in the cell",
        );
        return;
    }
    match counted_as {
        Some(counted_as) => fields.fault(
            row,
            column,
            "other-answer",
            "the answer is not on the question's list",
            &format!("it is kept and counted as \"{counted_as}\""),
            "nothing, if somebody typed it for \"other\"; else correct it, or add it to `answers` in the questions file",
        ),
        None => fields.fault(
            row,
            column,
            "other-answer",
            "the answer is not on the question's list",
            "it is kept and counted as \"other answer\"",
            "correct the answer, or add it to `answers` in the questions file",
        ),
    }
    if let Some(finding) = fields.findings.last_mut() {
        finding.near = near_names(answer, known.listed.iter().map(String::as_str));
    }
}

/// The finding for sheets that answer a question although an earlier answer says that it does not apply.
fn contradiction(fields: &mut Fields<'_>, cell: (RawRow, Option<usize>), id: &str, entry: &QuestionEntry) {
    let conditions: Vec<String> = entry
        .only_if
        .iter()
        .map(|(question, answers)| {
            let answers: Vec<String> = answers.iter().map(Answer::text).collect();
            format!("`{question}` is not {}", answers.join(" or "))
        })
        .collect();
    let (id, conditions) = (id.to_string(), conditions.join(" or "));
    fields.count(
        cell,
        Severity::Warning,
        "answered-but-not-asked",
        move |count| match count {
            1 => format!("a sheet answers `{id}`, although {conditions}, so that the question does not apply"),
            _ => format!("{count} sheets answer `{id}`, although {conditions}, so that the question does not apply"),
        },
        "these answers are not counted: the earlier answer is followed (the figure says how many were left out)",
        "correct either answer on these sheets; the first of them is named here",
    );
}

fn is_not_applicable(cell: &[String]) -> bool {
    cell.iter().all(|answer| matches!(answer_key(answer).as_str(), "not applicable" | "n/a" | "na" | "-"))
}

/// The answers that stand on sheets that are asked: positive ones first as listed, then the others by name, "not known" last. A long
/// answer that stands on one sheet only is taken for words typed freely, which are never printed.
fn found(cells: &[Vec<String>], asked: &[bool], positive: &[Answer], columns: &Columns) -> Vec<String> {
    let mut answers: Vec<String> = positive.iter().map(Answer::text).collect();
    if let Columns::Options(options) = columns {
        for (_, answer) in options {
            if !answers.iter().any(|known| answer_key(known) == answer_key(answer)) {
                answers.push(answer.clone());
            }
        }
        return answers;
    }
    let mut others: BTreeMap<String, (String, u64)> = BTreeMap::new();
    for answer in cells.iter().zip(asked).filter(|(_, asked)| **asked).flat_map(|(cell, _)| cell) {
        let key = answer_key(answer);
        if !answers.iter().any(|known| answer_key(known) == key) {
            let (spelling, count) = others.entry(key).or_insert_with(|| (answer.clone(), 0));
            *count += 1;
            if answer < spelling {
                spelling.clone_from(answer);
            }
        }
    }
    others.retain(|_, (answer, count)| *count > 1 || answer.chars().count() <= LONGEST_ANSWER);
    let last = |key: &str| matches!(key, "not known" | "don't know" | "unknown" | "other" | "not sure");
    let (late, early): (Vec<_>, Vec<_>) = others.into_iter().partition(|(key, _)| last(key));
    answers.extend(early.into_iter().chain(late).map(|(_, (answer, _))| answer));
    answers
}

/// Of several spellings keeps the first in alphabetical order, so that the order of rows does not matter.
fn keep_first(spellings: &mut BTreeMap<String, String>, text: &str) {
    let spelling = spellings.entry(answer_key(text)).or_insert_with(|| text.to_string());
    if text < spelling.as_str() {
        *spelling = text.to_string();
    }
}

fn split(
    key: &str,
    sheets: &Sheets<'_>,
    fields: &mut Fields<'_>,
    used: &mut BTreeSet<usize>,
    findings: &mut Vec<Finding>,
) -> Option<Split> {
    let (source, questions) = (&sheets.source, sheets.questions);
    let table = source.table;
    let is_mapped = source.entry.is_some_and(|entry| entry.columns.contains_key(key));
    let column = match is_mapped {
        true => Some(source.mapped(key, findings)?),
        false => table.column(key).or_else(|| match question_columns::find(table, key) {
            Found::Exact(column) | Found::ByBeginning(column) => Some(column),
            Found::Doubtful(_) | Found::Nothing => None,
        }),
    };
    let Some(column) = column else {
        let mut finding = Finding::new(
            Severity::Error,
            "missing-column",
            Place::file(&questions.file),
            format!("`split_by` names the column `{key}`, which {} does not have", table.file),
            "the answers cannot be split by it",
            "correct the name",
        )
        .near(near_names(key, table.headings.iter().map(String::as_str)));
        if let Some(place) = key_place::of_value(&questions.text, &["split_by"]) {
            finding.place.row = Some(place.line);
            finding.snippet = Some(place.snippet);
        }
        findings.push(finding);
        return None;
    };
    used.insert(column);
    let spellings = source.entry.and_then(|entry| entry.answers.get(key));
    let as_written: Vec<&str> = sheets.rows.iter().map(|row| sheets.cell(*row, column)).collect();
    // The column's own labels say what a spoilt one was, and so do the age bands.
    let own: BTreeSet<&str> = as_written.iter().copied().filter(|text| !spoilt_label::is_spoilt(text)).collect();
    let labels: Vec<&str> = own.into_iter().chain(source.labels.iter().map(String::as_str)).collect();
    let texts: Vec<String> = sheets
        .rows
        .iter()
        .zip(&as_written)
        .map(|(row, text)| {
            let meant = spellings.into_iter().flatten().find(|(cell, _)| answer_key(cell) == answer_key(text));
            match meant {
                Some((_, meant)) => meant.trim().to_string(),
                None => fields.label_among(*row, Some(column), text, &labels),
            }
        })
        .collect();
    let mut values: BTreeMap<String, String> = BTreeMap::new();
    for text in texts.iter().filter(|text| !text.is_empty()) {
        keep_first(&mut values, text);
    }
    let keys: Vec<&String> = values.keys().collect();
    let of_sheet = texts.iter().map(|text| keys.iter().position(|known| **known == answer_key(text))).collect();
    Some(Split {
        key: heading_key(key),
        label: table.headings.get(column).cloned().unwrap_or_default(),
        values: values.into_values().collect(),
        of_sheet,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::headings::Headings;
    use crate::sources::csv;

    fn survey(csv_text: &str, yaml_text: &str) -> (Option<Survey>, Vec<Finding>) {
        let headings = Headings::built_in().unwrap();
        let table = csv::read("data/audit.csv", csv_text.as_bytes()).0.unwrap();
        let labels: Vec<String> = ["1-4", "5-9", "10-15"].map(String::from).to_vec();
        let source = Source { labels: &labels, ..Source::plain("audit", &table, &headings) };
        read("audit", source, &TextFile { file: "data/audit.yaml".into(), text: yaml_text.into() })
    }

    fn codes(findings: &[Finding]) -> Vec<&str> {
        findings.iter().map(|finding| finding.code).collect()
    }

    /// How many sheets that are asked gave each answer.
    fn counts(question: &Question) -> Vec<(&str, usize)> {
        let of = |at: usize| {
            let sheets = question.given.iter().zip(&question.asked);
            sheets.filter(|(given, asked)| **asked && given.contains(&at)).count()
        };
        question.answers.iter().enumerate().map(|(at, answer)| (answer.as_str(), of(at))).collect()
    }

    const SHEETS: &str = "Area,PEP needed,PEP held\nEast,Yes,Yes\nWest,yes,No\nEast,No,\nWest,No,Yes\nEast,Yes,\n";
    const QUESTIONS: &str = "split_by: [area]\nquestions:\n  needed: {text: Needed?, column: PEP needed, positive: [Yes]}\n  held: {text: Held?, column: PEP held, positive: [Yes], only_if: {needed: [Yes]}}\n";

    #[test]
    fn the_base_of_a_question_is_set_by_earlier_answers() {
        let (survey, findings) = survey(SHEETS, QUESTIONS);
        let survey = survey.unwrap();
        assert_eq!(codes(&findings), ["answered-but-not-asked"]);
        assert_eq!(findings[0].place.to_string(), "data/audit.csv, row 5, column PEP held");
        assert_eq!(
            findings[0].what,
            "a sheet answers `held`, although `needed` is not Yes, so that the question does not apply"
        );
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

    const FORMS: &str = "ID,Start time,Completion time,Email,Name,1. Does the child need a Personal Education Plan (PEP)?,2. Has the PEP\u{a0}meeting been held?,3. What helped the child to take part?,4. Any other comments?\n\
        1,3/2/26 9:01,3/2/26 9:14,a@example.org,Someone,Yes,Yes,Advocate;My own words;,fine\n\
        2,3/2/26 9:01,3/2/26 9:14,a@example.org,Someone,yes ,NO,Advocate;,\n\
        3,3/2/26 9:01,3/2/26 9:14,a@example.org,Someone,No,,Drawing;Advocate;,fine\n\
        4,3/2/26 9:01,3/2/26 9:14,a@example.org,Someone,Y,Not sure yet,,fine\n";

    #[test]
    fn an_export_of_forms_is_read_by_the_wording_of_its_questions() {
        let questions = "questions:\n  needed: {text: Does the child need a Personal Education Plan (PEP), positive: [Yes], answers: [Yes, No], aliases: {Y: Yes}}\n  held: {text: Has the PEP meeting been held, positive: [Yes], answers: [Yes, No], only_if: {needed: [Yes]}}\n  helped: {text: What helped?, column: What helped the child to take part?, kind: several, answers: [Advocate, Drawing, Other]}\n  comments: {text: Any other comments?, kind: words}\n";
        let (survey, findings) = survey(FORMS, questions);
        let survey = survey.unwrap();
        assert_eq!(counts(&survey.questions[0]), [("Yes", 3), ("No", 1)]);
        assert_eq!(counts(&survey.questions[1]), [("Yes", 1), ("No", 1), (OTHER_ANSWER, 1)]);
        assert_eq!(counts(&survey.questions[2]), [("Advocate", 3), ("Drawing", 1), ("Other", 1)]);
        assert_eq!(codes(&findings), ["other-answer", "other-answer", "personal-column"]);
        assert_eq!(findings[2].what, "the columns `Email` and `Name` hold personal data that the report does not need");
        assert!(findings[1].why.contains("\"Other\""), "{}", findings[1].why);
    }

    #[test]
    fn a_column_for_each_answer_is_one_question_with_several() {
        let sheets = "UserID,What helped? - Advocate,What helped? - Drawing,What helped? - Other (please specify),Seen alone?\n\
            1,Advocate,,,Yes\n2,,Drawing,dogs,No\n3,1,0,,Yes\n4,,perhaps,,No\n";
        let (survey, findings) = survey(sheets, "questions:\n  helped: {text: What helped?, kind: several}\n");
        let survey = survey.unwrap();
        let question = &survey.questions[0];
        assert_eq!(counts(question), [("Advocate", 2), ("Drawing", 1), ("Other (please specify)", 1)]);
        assert_eq!(question.given[3], Vec::<usize>::new());
        assert_eq!(codes(&findings), ["unlisted-answer", "unused-column"]);
        assert_eq!(findings[1].what, "no question reads the column `Seen alone?`");
    }

    #[test]
    fn a_second_row_of_headings_and_lists_of_columns_give_the_same() {
        let expected = [("Advocate", 2), ("Drawing", 1)];
        let below = "UserID,What helped?,,Seen alone?\n,Advocate,Drawing,\n1,Advocate,,Yes\n2,Advocate,Drawing,No\n";
        let (read, findings) =
            survey(below, "questions:\n  helped: {text: What helped?, kind: several}\n  alone: {text: Seen alone?}\n");
        let read = read.unwrap();
        assert_eq!((read.sheets, counts(&read.questions[0])), (2, expected.to_vec()));
        assert_eq!(counts(&read.questions[1]), [("No", 1), ("Yes", 1)]);
        assert_eq!(codes(&findings), ["second-headings"]);

        let at_the_end =
            "UserID,Seen alone?,What helped?,\n,,Advocate,Drawing\n1,Yes,Advocate,\n2,No,Advocate,Drawing\n";
        let questions = "questions:\n  helped: {text: What helped?, kind: several}\n  alone: {text: Seen alone?}\n";
        let (read, findings) = survey(at_the_end, questions);
        let read = read.unwrap();
        assert_eq!((read.sheets, counts(&read.questions[0])), (2, expected.to_vec()));
        assert_eq!(codes(&findings), ["second-headings"]);

        let flat = "a1,a2,Seen alone?\nyes,,Yes\nyes,x,No\n";
        let questions = "questions:\n  helped: {text: What helped?, kind: several, column: {Advocate: a1, Drawing: a2}}\n  alone: {text: Seen alone?}\n";
        let (read, findings) = survey(flat, questions);
        assert_eq!(counts(&read.unwrap().questions[0]), expected);
        assert!(findings.is_empty(), "{findings:?}");

        let named = "Advocate,Drawing,Seen alone?\nyes,,Yes\nyes,x,No\n";
        let questions = "questions:\n  helped: {text: What helped?, kind: several, column: [Advocate, Drawing]}\n  alone: {text: Seen alone?}\n";
        assert_eq!(counts(&survey(named, questions).0.unwrap().questions[0]), expected);
    }

    #[test]
    fn words_typed_freely_are_counted_and_never_become_an_answer() {
        let sheets = "What helped?\nAdvocate\nAdvocate\nthe lady with the brown dog who lives next door to my school\n";
        let (survey, findings) = survey(sheets, "questions:\n  helped: {text: What helped?}\n");
        assert_eq!(counts(&survey.unwrap().questions[0]), [("Advocate", 2), (OTHER_ANSWER, 1)]);
        assert_eq!(codes(&findings), ["words-typed-freely"]);
        assert!(findings.iter().all(|finding| !finding.to_string().contains("dog")));
    }

    #[test]
    fn answers_between_commas_are_told_from_answers_with_a_comma() {
        let sheets = "Helped\n\"Advocate, Drew, wrote or used an app\"\n\"Drew, wrote or used an app\"\n";
        let questions = "questions:\n  helped: {text: Helped, kind: several, answers: [Advocate, \"Drew, wrote or used an app\"]}\n";
        let (survey, findings) = survey(sheets, questions);
        assert_eq!(counts(&survey.unwrap().questions[0]), [("Advocate", 1), ("Drew, wrote or used an app", 2)]);
        assert!(findings.is_empty(), "{findings:?}");
    }

    #[test]
    fn several_answers_to_a_question_that_takes_one_say_so() {
        let questions = "questions:\n  helped: {text: Helped, answers: [Yes, No]}\n";
        let (survey, findings) = survey("Helped\nYes;No;\nYes;\n", questions);
        assert_eq!(counts(&survey.unwrap().questions[0]), [("Yes", 1), ("No", 0), (OTHER_ANSWER, 1)]);
        assert_eq!(findings[0].what, "the cell holds several answers, but the question takes one");
    }

    #[test]
    fn labels_that_a_spreadsheet_turned_into_dates_are_read_as_meant() {
        let sheets = "Age,Band\n01-Apr,5-9\n05-Sep,05-Sep\n1-4,Oct-15\n01-Apr,5-9\n";
        let questions = "split_by: [band]\nquestions:\n  age: {text: Age, answers: [\"1-4\", \"5-9\"]}\n";
        let (survey, findings) = survey(sheets, questions);
        let survey = survey.unwrap();
        assert_eq!(counts(&survey.questions[0]), [("1-4", 3), ("5-9", 1)]);
        assert_eq!(survey.splits[0].values, ["10-15", "5-9"]);
        assert_eq!(survey.splits[0].of_sheet, [Some(1), Some(1), Some(0), Some(1)]);
        assert_eq!(codes(&findings), ["spoilt-label", "spoilt-label"]);
        assert_eq!(
            findings[0].what,
            "labels in 3 cells of this column were turned into a date by a spreadsheet; the first, `01-Apr`, was read as `1-4`"
        );
    }

    #[test]
    fn faults_of_the_questions_file_are_shown_with_line_and_caret_and_their_cure() {
        let fault = |yaml: &str| survey("A,B\nYes,Yes\n", yaml).1.swap_remove(0);
        let found = fault("questions:\n  a: {text: A, colum: A}\n");
        assert_eq!(found.what, "`colum` is not a key that a question can have");
        assert_eq!(found.near, ["column"]);
        assert_eq!(found.snippet.as_deref(), Some("  a: {text: A, colum: A}\n               ^"));

        let found = fault("questions:\n  a:\n    text: A\n    kind: on\n");
        assert_eq!((found.what.as_str(), found.place.row), ("`on` is not a kind of answer", Some(4)));

        let found = fault("questions:\n  b: {text: B, only_if: {a: [Yes]}}\n  a: {text: A}\n");
        assert!(found.what.ends_with("`a`, which comes later in the file or cannot be read"), "{}", found.what);
        assert_eq!(found.fix, "move `a` above `b`; a question can depend on earlier ones only");
        assert_eq!(found.snippet.as_deref(), Some("  b: {text: B, only_if: {a: [Yes]}}\n                         ^"));

        let found = fault("questions:\n  a: {text: A}\n  b: {text: B, only_if: {a: Yes}}\n");
        assert_eq!(found.fix, "put them between square brackets: `only_if: {a: [\"Yes\"]}`");

        let found = fault("questions:\n  a: {text: A}\n  b: {text: B, only_if: {a: [Yep]}}\n");
        assert_eq!((found.severity, found.near.as_slice()), (Severity::Warning, ["Yes".to_string()].as_slice()));

        let found = fault("questions:\n  a: {text: A, answers: [Yes, No], positive: [Yas]}\n  b: {text: B}\n");
        assert_eq!(found.what, "`positive` of `a` names `Yas`, which is not one of its `answers`");
    }

    #[test]
    fn sheets_without_questions_are_offered_the_beginning_of_a_file() {
        let headings = Headings::built_in().unwrap();
        let text =
            "ID,Name,1. Seen alone?,What helped?,Days\n1,x,Yes,a;b;,3\n2,x,No,a;,4\n3,x,Yes,b;,5\n4,x,No,a;b;,5\n";
        let table = csv::read("data/audit.csv", text.as_bytes()).0.unwrap();
        let finding = without_questions("audit", Source::plain("audit", &table, &headings));
        assert!(
            finding.what.ends_with("its columns are `1. Seen alone?`, `What helped?` and `Days`"),
            "{}",
            finding.what
        );
        let lines = finding.fix.lines().skip(1).map(|line| line.strip_prefix("      ").unwrap());
        let yaml: String = lines.map(|line| format!("{line}\n")).collect();
        assert_eq!(
            yaml,
            "questions:\n  question_1: {text: \"1. Seen alone?\", column: \"1. Seen alone?\", kind: one, answers: [\"Yes\", \"No\"], positive: [\"Yes\"]}\n  question_2: {text: \"What helped?\", column: \"What helped?\", kind: several, answers: [a, b]}\n"
        );
        // What is offered can be read.
        let (survey, findings) = survey(text, &yaml);
        assert_eq!(counts(&survey.unwrap().questions[1]), [("a", 3), ("b", 3)]);
        assert_eq!(codes(&findings), ["personal-column", "unused-column"]);
    }
}
