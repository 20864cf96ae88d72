//! What is wrong or doubtful in what we were given, in one voice.
//!
//! A finding names its place, says what is wrong, why it matters and how to put it right, in words for
//! somebody who has never programmed. It never carries a child's identifier, a date of birth or free
//! text: rows are named by file, row and column.

pub mod catalogue;

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The report would be impossible or untrue: nothing is written.
    Error,
    /// Something was left out or read as the rules say; the report is made and says so.
    Warning,
    /// Worth knowing; nothing is lost.
    Note,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        })
    }
}

/// Where a finding is: any part may be unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// The file, relative to the report's folder, with `/` between folders.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The sheet of a workbook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The row as a spreadsheet counts it: the first line of the file is 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// The column's heading, or the character's position in a line of text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
}

impl Place {
    /// A place that is a whole file.
    pub fn file(file: impl Into<String>) -> Self {
        Place { file: Some(file.into()), ..Place::default() }
    }

    /// A place that is a row of a file.
    pub fn row(file: impl Into<String>, row: u64) -> Self {
        Place { file: Some(file.into()), row: Some(row), ..Place::default() }
    }

    /// The same place, narrowed to a column.
    pub fn column(mut self, column: impl Into<String>) -> Self {
        self.column = Some(column.into());
        self
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        if let Some(file) = &self.file {
            parts.push(file.clone());
        }
        if let Some(sheet) = &self.sheet {
            parts.push(format!("sheet {sheet}"));
        }
        if let Some(row) = self.row {
            parts.push(format!("row {row}"));
        }
        if let Some(column) = &self.column {
            parts.push(format!("column {column}"));
        }
        f.write_str(&parts.join(", "))
    }
}

/// One thing that is wrong or doubtful.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The family it belongs to, in kebab-case; `explain CODE` describes it.
    pub code: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// Where it is.
    pub place: Place,
    /// What is wrong: a fact, in lower case, without a full stop.
    pub what: String,
    /// Why it matters: which figures it touches.
    pub why: String,
    /// How to put it right: an action.
    pub fix: String,
    /// Known names near to the one that was not known, nearest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub near: Vec<String>,
    /// The line of text that is meant, with a caret under the place, for faults in templates and orders.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snippet: Option<String>,
}

impl Finding {
    /// A finding without near names or a snippet.
    pub fn new(
        severity: Severity,
        code: &'static str,
        place: Place,
        what: impl Into<String>,
        why: impl Into<String>,
        fix: impl Into<String>,
    ) -> Self {
        Finding {
            code,
            severity,
            place,
            what: what.into(),
            why: why.into(),
            fix: fix.into(),
            near: Vec::new(),
            snippet: None,
        }
    }

    /// The same finding with the names it may have meant.
    pub fn near(mut self, near: Vec<String>) -> Self {
        self.near = near;
        self
    }

    /// The same finding with the text it is about.
    pub fn snippet(mut self, snippet: impl Into<String>) -> Self {
        self.snippet = Some(snippet.into());
        self
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}[{}]: {}", self.severity, self.code, self.what)?;
        let place = self.place.to_string();
        if !place.is_empty() {
            writeln!(f, "  where: {place}")?;
        }
        if let Some(snippet) = &self.snippet {
            for line in snippet.lines() {
                writeln!(f, "    {line}")?;
            }
        }
        if !self.why.is_empty() {
            writeln!(f, "  why it matters: {}", self.why)?;
        }
        if !self.near.is_empty() {
            writeln!(f, "  did you mean: {}?", self.near.join(", "))?;
        }
        write!(f, "  how to fix it: {}", self.fix)
    }
}

/// Findings in the order in which they are shown: by file, row and column, then by code and wording.
pub fn sorted(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by(|a, b| (&a.place, a.code, &a.what).cmp(&(&b.place, b.code, &b.what)));
    findings.dedup();
    findings
}

/// How many findings there are of each family.
pub fn counts(findings: &[Finding]) -> BTreeMap<&'static str, u64> {
    let mut counts = BTreeMap::new();
    for finding in findings {
        *counts.entry(finding.code).or_insert(0) += 1;
    }
    counts
}

/// How many columns a terminal is taken to have.
const WIDTH: usize = 80;

/// Text in lines of at most 80 letters, each after `indent`; a word that is longer has a line of its own.
pub fn wrapped(text: &str, indent: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let width = indent.chars().count() + line.chars().count() + 1 + word.chars().count();
        if !line.is_empty() && width > WIDTH {
            lines.push(format!("{indent}{line}"));
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(format!("{indent}{line}"));
    lines.join("\n")
}

/// The lines of a text that are longer than a terminal is wide, wrapped under themselves; a line that shows a text with a caret under
/// it (four blanks before it) stays as it is.
pub fn fitted(text: &str) -> String {
    let fit = |line: &str| {
        if line.chars().count() <= WIDTH || line.starts_with("    ") {
            return line.to_string();
        }
        let hanging = if line.starts_with("  ") { "    " } else { "  " };
        let first: String = line.chars().take_while(|c| *c == ' ').collect();
        let wrapped = wrapped(line.trim_start(), hanging);
        format!("{first}{}", wrapped.trim_start())
    };
    text.lines().map(fit).collect::<Vec<_>>().join("\n")
}

/// Findings as a terminal shows them: the first of each family with the number of the others, or all of them, and a last line that
/// counts. Errors come first, and all of them are shown.
pub fn summary(findings: &[Finding], all: bool) -> String {
    let mut text = String::new();
    let of_family = families(findings);
    let mut shown: BTreeSet<(Severity, &str)> = BTreeSet::new();
    for finding in by_severity(findings) {
        let every = all || finding.severity == Severity::Error;
        if !every && !shown.insert((finding.severity, finding.code)) {
            continue;
        }
        text.push_str(&format!("{finding}\n"));
        let others = of_family.get(&(finding.severity, finding.code)).map_or(0, |family| family.count - 1);
        if !every && others > 0 {
            text.push_str(&format!("  and {others} more of this kind (see them with `check --all`)\n"));
        }
        text.push('\n');
    }
    text.push_str(&verdict(findings));
    text.push('\n');
    text
}

/// The findings of one code and severity.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Family {
    /// How many there are.
    pub count: u64,
    /// The files and sheets in which they are.
    pub files: BTreeSet<(String, Option<String>)>,
    /// How many of them are about a row.
    pub rows: u64,
}

/// The families of the findings, errors first.
pub fn families(findings: &[Finding]) -> BTreeMap<(Severity, &'static str), Family> {
    let mut families: BTreeMap<_, Family> = BTreeMap::new();
    for finding in findings {
        let family = families.entry((finding.severity, finding.code)).or_default();
        family.count += 1;
        if let Some(file) = &finding.place.file {
            family.files.insert((file.clone(), finding.place.sheet.clone()));
            family.rows += u64::from(finding.place.row.is_some());
        }
    }
    families
}

/// The findings in their order, errors first, then warnings, then notes.
pub fn by_severity(findings: &[Finding]) -> impl Iterator<Item = &Finding> {
    [Severity::Error, Severity::Warning, Severity::Note]
        .into_iter()
        .flat_map(move |severity| findings.iter().filter(move |finding| finding.severity == severity))
}

/// How many there are of each severity, and whether a report can be made: one line.
pub fn verdict(findings: &[Finding]) -> String {
    let number = |severity, one: &str, many: &str| {
        let count = findings.iter().filter(|finding| finding.severity == severity).count();
        if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
    };
    let errors = number(Severity::Error, "error", "errors");
    let warnings = number(Severity::Warning, "warning", "warnings");
    let notes = number(Severity::Note, "note", "notes");
    let verdict = if any_error(findings) {
        "A report cannot be made before the errors are put right."
    } else {
        "A report can be made."
    };
    format!("{errors}, {warnings}, {notes}. {verdict}")
}

/// Whether any finding forbids writing the report.
pub fn any_error(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Error)
}

/// Up to three known names near to `name`, nearest first.
pub fn near_names<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let wanted = name.to_lowercase();
    let mut scored: Vec<(f64, &str)> = known
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&wanted, &candidate.to_lowercase()), candidate))
        .filter(|(score, _)| *score > 0.8)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    scored.dedup_by(|a, b| a.1 == b.1);
    scored.into_iter().take(3).map(|(_, candidate)| candidate.to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_reads_as_place_fact_reason_and_cure() {
        let finding = Finding::new(
            Severity::Warning,
            "bad-date",
            Place::row("data/ssda903/2025-26/reviews.csv", 7).column("REVIEW"),
            "31/02/2026 is not a date",
            "the review cannot be counted",
            "write the day as DD/MM/YYYY",
        );
        assert_eq!(
            finding.to_string(),
            "warning[bad-date]: 31/02/2026 is not a date\n  \
             where: data/ssda903/2025-26/reviews.csv, row 7, column REVIEW\n  \
             why it matters: the review cannot be counted\n  \
             how to fix it: write the day as DD/MM/YYYY"
        );
    }

    #[test]
    fn long_lines_are_wrapped_under_themselves_and_shown_lines_stay() {
        let long = format!("warning[a-b]: {}\n  where: f\n    {}\n", "word ".repeat(20).trim(), "x ".repeat(60));
        let fitted = fitted(&long);
        let lines: Vec<&str> = fitted.lines().collect();
        assert_eq!(lines.len(), 4, "{fitted}");
        assert!(lines[0].len() <= 80 && lines[1].starts_with("  word") && lines[3].len() > 80, "{fitted}");
        assert_eq!(wrapped("one two", "  "), "  one two");
    }

    #[test]
    fn a_summary_shows_the_first_of_each_family_and_every_error() {
        let of = |severity, code, row| Finding::new(severity, code, Place::row("f.csv", row), "w", "y", "x");
        let findings = [
            of(Severity::Warning, "bad-date", 2),
            of(Severity::Warning, "bad-date", 3),
            of(Severity::Error, "year-clash", 4),
            of(Severity::Error, "year-clash", 5),
        ];
        let summary = summary(&findings, false);
        assert!(summary.starts_with("error[year-clash]"), "{summary}");
        assert_eq!(summary.matches("error[year-clash]").count(), 2);
        assert_eq!(summary.matches("warning[bad-date]").count(), 1);
        assert!(summary.contains("and 1 more of this kind"));
        let families = families(&findings);
        assert_eq!(families[&(Severity::Warning, "bad-date")].rows, 2);
    }

    #[test]
    fn near_names_are_the_nearest_first_and_at_most_three() {
        let known = ["reviews_held", "reviews_held_late", "reviews_held_on_time", "disputes_open", "reviews_overdue"];
        let near = near_names("reviews_hold", known);
        assert_eq!(near.first().map(String::as_str), Some("reviews_held"));
        assert!(near.len() <= 3);
        assert!(near_names("zzzz", known).is_empty());
    }
}
