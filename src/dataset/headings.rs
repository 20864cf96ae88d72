//! Which column of a table holds which field: what the order says, else the field's own name, else a heading that councils use.

use crate::config::{ORDER_FILE, SourceEntry};
use crate::finding::{Finding, Place, Severity, near_names};
pub use crate::sources::heading_row::plain_key;
use crate::sources::key_place::{self, KeyPlace};
use crate::sources::table::RawTable;
use anyhow::Context;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// The headings that councils and case systems use.
const HEADINGS: &str = include_str!("../../data/reference/headings.yaml");

/// A long heading is cut to this many characters in a message.
const LONGEST_IN_MESSAGE: usize = 70;

/// How like a known heading another must be to be a misspelling of it: one slip in five letters.
const LIKENESS_OF_MISSPELLING: f64 = 0.8;

/// The headings that are known, and the words that stand in cells.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Headings {
    /// By source and field the headings, the likeliest first.
    fields: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    /// By closed list and word its other spellings.
    words: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    /// What stands in a cell in place of nothing.
    blank: Vec<String>,
    /// Headings that say when and how a survey's sheet was filled in.
    respondent: Vec<String>,
    /// Headings that say who somebody is.
    personal: Vec<String>,
}

/// A heading as a message shows it.
pub fn shown(heading: &str) -> String {
    let words = heading.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() <= LONGEST_IN_MESSAGE {
        return format!("`{words}`");
    }
    let cut: String = words.chars().take(LONGEST_IN_MESSAGE).collect();
    format!("`{}…`", cut.trim_end())
}

/// Headings as a message lists them: with commas, the last after "and".
pub fn listed(headings: &[String]) -> String {
    match headings {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

impl Headings {
    /// The built-in lists.
    ///
    /// # Errors
    /// Where the embedded file cannot be read, which is a fault of the program.
    pub fn built_in() -> anyhow::Result<Headings> {
        serde_yaml::from_str(HEADINGS).context("data/reference/headings.yaml")
    }

    /// The fields of a source by name.
    pub fn fields_of(&self, source: &str) -> impl Iterator<Item = &str> + '_ {
        self.fields.get(source).into_iter().flat_map(|fields| fields.keys().map(String::as_str))
    }

    /// The word of a closed list that a cell means, whatever its case and spacing.
    pub fn word(&self, list: &str, cell: &str) -> Option<&str> {
        let key = word_key(cell);
        self.words.get(list)?.iter().find_map(|(word, spellings)| {
            let holds = word_key(word) == key || spellings.iter().any(|spelling| word_key(spelling) == key);
            holds.then_some(word.as_str())
        })
    }

    /// Words of a closed list that are near to a cell's, the list's own words only.
    pub fn near_words(&self, list: &str, cell: &str) -> Vec<String> {
        let Some(words) = self.words.get(list) else { return Vec::new() };
        let spellings: Vec<(&str, &str)> = words
            .iter()
            .flat_map(|(word, spellings)| spellings.iter().map(move |spelling| (spelling.as_str(), word.as_str())))
            .chain(words.keys().map(|word| (word.as_str(), word.as_str())))
            .filter(|(spelling, _)| spelling.len() > 2)
            .collect();
        let mut near: Vec<String> = Vec::new();
        for spelling in near_names(cell, spellings.iter().map(|(spelling, _)| *spelling)) {
            let word = spellings.iter().find(|(known, _)| *known == spelling).map(|(_, word)| word.to_string());
            near.extend(word.filter(|word| !near.contains(word)));
        }
        near
    }

    /// Whether a cell holds a mark or a word in place of nothing: `n/a`, `-`, `TBC`.
    pub fn is_blank_word(&self, cell: &str) -> bool {
        let key = cell.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        self.blank.contains(&key)
    }

    /// Whether a heading is one of those that say when and how a survey's sheet was filled in.
    pub fn is_respondent(&self, heading: &str) -> bool {
        let key = plain_key(heading);
        self.respondent.iter().any(|known| plain_key(known) == key)
    }

    /// Whether a heading is one of those that say who somebody is.
    pub fn is_personal(&self, heading: &str) -> bool {
        let key = plain_key(heading);
        self.personal.iter().any(|known| plain_key(known) == key)
    }

    /// Which of these fields a heading may be a misspelling of, the nearest first: of the field's name or of a heading for it.
    pub fn near_fields<'f>(&self, source: &str, heading: &str, fields: &[&'f str]) -> Vec<&'f str> {
        let plain = plain_key(heading);
        let likeness = |field: &str| {
            let known = self.fields.get(source).and_then(|known| known.get(field)).into_iter().flatten();
            known
                .map(String::as_str)
                .chain([field])
                .map(plain_key)
                // Short words are near to too many others.
                .filter(|known| known.len() > 4)
                .map(|known| strsim::normalized_damerau_levenshtein(&plain, &known))
                .fold(0.0, f64::max)
        };
        let mut near: Vec<(f64, &str)> = fields
            .iter()
            .map(|field| (likeness(field), *field))
            .filter(|(score, _)| *score >= LIKENESS_OF_MISSPELLING)
            .collect();
        near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        near.into_iter().take(2).map(|(_, field)| field).collect()
    }

    /// The field of a source that a heading may stand for, and how likely it is: 0 first.
    fn rank(&self, source: &str, field: &str, heading: &str) -> Option<usize> {
        let key = plain_key(heading);
        if key == plain_key(field) {
            return Some(0);
        }
        let known = self.fields.get(source)?.get(field)?;
        known.iter().position(|known| plain_key(known) == key).map(|at| at + 1)
    }
}

/// The form in which words are compared: letters and digits only; a word of marks alone is compared as it is.
fn word_key(word: &str) -> String {
    let key: String = word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    if key.is_empty() { word.trim().to_string() } else { key }
}

/// A table with all that is known about how to read it.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// The source's name: `reviews`.
    pub name: &'a str,
    /// Its rows.
    pub table: &'a RawTable,
    /// What the order says about it.
    pub entry: Option<&'a SourceEntry>,
    /// The order's text, to show a line of it.
    pub order: &'a str,
    /// The headings and words that are known.
    pub headings: &'a Headings,
    /// Labels that tables use for their rows and that a spreadsheet may turn into dates: the age bands.
    pub labels: &'a [String],
    /// The first and the last day that any row of the year's logs can mean.
    pub sane: Option<(jiff::civil::Date, jiff::civil::Date)>,
}

impl<'a> Source<'a> {
    /// A table that is read by its own headings alone.
    pub fn plain(name: &'a str, table: &'a RawTable, headings: &'a Headings) -> Source<'a> {
        Source { name, table, entry: None, order: "", headings, labels: &[], sane: None }
    }

    /// Whether the source has fields, as every table but a survey has.
    pub fn has_fields(&self) -> bool {
        self.headings.fields_of(self.name).next().is_some()
    }

    /// The same place with the line and the caret of the order's text.
    pub(crate) fn order_fault(
        &self,
        code: &'static str,
        place: Option<KeyPlace>,
        what: String,
        why: &str,
        fix: String,
    ) -> Finding {
        let mut finding = Finding::new(Severity::Error, code, Place::file(ORDER_FILE), what, why, fix);
        if let Some(place) = place {
            finding.place.row = Some(place.line);
            finding.snippet = Some(place.snippet);
        }
        finding
    }

    /// The faults of names in the order that are not fields of this source.
    pub(crate) fn unknown_fields(&self, known: &[&str]) -> Vec<Finding> {
        let Some(entry) = self.entry else { return Vec::new() };
        let named =
            entry.columns.keys().map(|key| ("columns", key)).chain(entry.answers.keys().map(|key| ("answers", key)));
        named
            .filter(|(_, field)| !known.contains(&field.as_str()))
            .map(|(under, field)| {
                self.order_fault(
                    "unknown-field",
                    key_place::of_key(self.order, &["sources", self.name, under, field]),
                    format!("`{field}` is not a field of `{}`", self.name),
                    "the line would have no effect",
                    format!("write one of {}", known.join(", ")),
                )
                .near(near_names(field, known.iter().copied()))
            })
            .collect()
    }

    /// The column that the order names for a field; an error among the findings where the file has no such heading.
    pub(crate) fn mapped(&self, field: &str, findings: &mut Vec<Finding>) -> Option<usize> {
        let heading = self.entry?.columns.get(field)?;
        let plain = plain_key(heading);
        let column = self
            .table
            .column(heading)
            .or_else(|| self.table.headings.iter().position(|known| !plain.is_empty() && plain_key(known) == plain));
        if column.is_none() {
            findings.push(
                self.order_fault(
                    "mapped-column-missing",
                    key_place::of_value(self.order, &["sources", self.name, "columns", field]),
                    format!(
                        "{} has no column {}, which the order names for `{field}`",
                        self.table.whole(),
                        shown(heading)
                    ),
                    "the field would be read from nowhere",
                    format!(
                        "write the heading as it stands in the file; its headings are {}",
                        listed(
                            &self
                                .table
                                .headings
                                .iter()
                                .filter(|known| !known.is_empty())
                                .map(|known| shown(known))
                                .collect::<Vec<_>>()
                        )
                    ),
                )
                .near(near_names(heading, self.table.headings.iter().map(String::as_str))),
            );
        }
        column
    }

    fn is_blank_column(&self, column: usize) -> bool {
        self.table.rows().all(|row| self.table.cell(row, Some(column)).is_empty())
    }

    fn same_cells(&self, one: usize, other: usize) -> bool {
        one == other
            || self.table.rows().all(|row| self.table.cell(row, Some(one)) == self.table.cell(row, Some(other)))
    }

    /// Which column holds each field. Says what was assumed, what could be read in two ways and what is not used.
    pub fn columns(&self) -> (BTreeMap<String, usize>, Vec<Finding>) {
        let mut findings = Vec::new();
        let fields: Vec<&str> = self.headings.fields_of(self.name).collect();
        findings.extend(self.unknown_fields(&fields));
        let mut columns: BTreeMap<String, usize> = BTreeMap::new();
        let mut taken: BTreeSet<usize> = BTreeSet::new();
        let mut faulty: BTreeSet<&str> = BTreeSet::new();
        for field in &fields {
            let named = self.entry.is_some_and(|entry| entry.columns.contains_key(*field));
            match self.mapped(field, &mut findings) {
                Some(column) => {
                    columns.insert(field.to_string(), column);
                    taken.insert(column);
                }
                None if named => {
                    faulty.insert(field);
                }
                None => {}
            }
        }
        for field in fields.iter().filter(|field| !faulty.contains(*field)) {
            if columns.contains_key(*field) {
                continue;
            }
            if let Some(column) = self.table.column(field).filter(|column| !taken.contains(column)) {
                columns.insert(field.to_string(), column);
                taken.insert(column);
            }
        }
        let mut assumed: Vec<(usize, &str)> = Vec::new();
        let mut named_in_doubt: BTreeSet<usize> = BTreeSet::new();
        for field in fields.iter().filter(|field| !faulty.contains(*field)) {
            if columns.contains_key(*field) {
                continue;
            }
            let mut fitting: Vec<(usize, usize)> = (0..self.table.headings.len())
                .filter(|column| !taken.contains(column))
                .filter_map(|column| {
                    Some((self.headings.rank(self.name, field, &self.table.headings[column])?, column))
                })
                .collect();
            // A column without a single entry gives way to one that has some.
            if fitting.len() > 1 && fitting.iter().any(|(_, column)| !self.is_blank_column(*column)) {
                fitting.retain(|(_, column)| !self.is_blank_column(*column));
            }
            fitting.sort_unstable();
            let Some((_, column)) = fitting.first().copied() else { continue };
            columns.insert(field.to_string(), column);
            taken.insert(column);
            assumed.push((column, field));
            // Columns that say the same in every row leave no doubt that matters.
            if fitting.iter().any(|(_, other)| !self.same_cells(column, *other)) {
                findings.push(self.doubtful(field, &fitting));
            }
            named_in_doubt.extend(fitting.iter().map(|(_, column)| *column));
        }
        findings.extend(self.assumed(assumed));
        let unused: Vec<usize> = (0..self.table.headings.len())
            .filter(|column| !taken.contains(column) && !named_in_doubt.contains(column))
            .filter(|column| !self.table.headings[*column].is_empty() && !self.is_blank_column(*column))
            .collect();
        let missing: Vec<&str> = fields.iter().copied().filter(|field| !columns.contains_key(*field)).collect();
        findings.extend(self.personal(&unused));
        findings.extend(self.unused(&unused, &missing));
        (columns, findings)
    }

    /// How to say in the order which column holds a field.
    pub fn how_to_map(&self, field: &str, heading: &str) -> String {
        format!("`sources: {{{}: {{columns: {{{field}: {}}}}}}}`", self.name, yaml_text(heading))
    }

    fn doubtful(&self, field: &str, fitting: &[(usize, usize)]) -> Finding {
        let names: Vec<String> = fitting.iter().map(|(_, column)| shown(&self.table.headings[*column])).collect();
        let read = names.first().cloned().unwrap_or_default();
        let other = fitting.get(1).map(|(_, column)| self.table.headings[*column].as_str()).unwrap_or_default();
        Finding::new(
            Severity::Warning,
            "doubtful-column",
            Place { row: Some(self.table.heading_row), ..self.table.whole() },
            format!(
                "the columns {} could {} be `{field}`; {read} was read",
                listed(&names),
                if names.len() == 2 { "both" } else { "all" }
            ),
            "figures made from the wrong one of them would be untrue",
            format!(
                "say in report.yaml which it is, for example {}; or rename the right one to `{field}`",
                self.how_to_map(field, other)
            ),
        )
    }

    fn assumed(&self, mut assumed: Vec<(usize, &str)>) -> Option<Finding> {
        assumed.sort_unstable();
        let pairs: Vec<String> = assumed
            .iter()
            .map(|(column, field)| format!("{} was read as `{field}`", shown(&self.table.headings[*column])))
            .collect();
        let (column, field) = assumed.first().copied()?;
        Some(Finding::new(
            Severity::Note,
            "headings-assumed",
            Place { row: Some(self.table.heading_row), ..self.table.whole() },
            listed(&pairs),
            "the file has headings of its own, and these are what such headings usually mean",
            format!(
                "nothing, if it is right; otherwise say in report.yaml which column it is, in the form {}",
                self.how_to_map(field, &self.table.headings[column])
            ),
        ))
    }

    /// The note on columns that say who somebody is.
    pub(crate) fn personal(&self, unused: &[usize]) -> Option<Finding> {
        let names: Vec<String> = unused
            .iter()
            .filter(|column| self.headings.is_personal(&self.table.headings[**column]))
            .filter(|column| self.says_who(**column))
            .map(|column| shown(&self.table.headings[*column]))
            .collect();
        let one = names.len() == 1;
        (!names.is_empty()).then(|| {
            Finding::new(
                Severity::Note,
                "personal-column",
                Place { row: Some(self.table.heading_row), ..self.table.whole() },
                format!(
                    "the column{} {} hold{} personal data that the report does not need",
                    if one { "" } else { "s" },
                    listed(&names),
                    if one { "s" } else { "" }
                ),
                "nothing in it is counted or printed, but a file with names is a risk wherever it is kept",
                format!("delete the column{} from this copy of the file", if one { "" } else { "s" }),
            )
        })
    }

    /// Whether a column says who: at least one cell is neither blank nor "anonymous".
    fn says_who(&self, column: usize) -> bool {
        self.table.rows().any(|row| {
            let cell = self.table.cell(row, Some(column));
            !cell.is_empty() && !cell.eq_ignore_ascii_case("anonymous") && !self.headings.is_blank_word(cell)
        })
    }

    fn unused(&self, unused: &[usize], missing: &[&str]) -> Option<Finding> {
        let unused: Vec<&str> = unused
            .iter()
            .map(|column| self.table.headings[*column].as_str())
            .filter(|heading| !self.headings.is_personal(heading))
            .collect();
        let near_fields = |heading: &str| self.headings.near_fields(self.name, heading, missing);
        let names: Vec<String> = unused
            .iter()
            .map(|heading| match near_fields(heading).as_slice() {
                [] => shown(heading),
                near => format!("{} (did you mean `{}`?)", shown(heading), near.join("` or `")),
            })
            .collect();
        let first = unused.iter().find(|heading| !near_fields(heading).is_empty());
        let fix = match first {
            Some(heading) => {
                let field = near_fields(heading).into_iter().next().unwrap_or_default();
                format!("rename {} to `{field}` if that is what it is; other columns may stay", shown(heading))
            }
            // A second column on the same relation is seldom there; naming it would only lengthen the list.
            None if missing.iter().all(|field| field.ends_with("_consulted")) => {
                "nothing, unless one of them should be counted".to_string()
            }
            None => format!(
                "nothing, unless one of them is {}: then rename it or say so under `sources` in report.yaml",
                missing
                    .iter()
                    .filter(|field| !field.ends_with("_consulted"))
                    .map(|field| format!("`{field}`"))
                    .collect::<Vec<_>>()
                    .join(" or ")
            ),
        };
        (!names.is_empty()).then(|| {
            Finding::new(
                Severity::Note,
                "unused-column",
                Place { row: Some(self.table.heading_row), ..self.table.whole() },
                if names.len() == 1 {
                    format!("the column {} is not used", names[0])
                } else {
                    format!("{} columns are not used: {}", names.len(), listed(&names))
                },
                "what they hold is not in the built-in figures",
                fix,
            )
        })
    }
}

/// A text as YAML takes it as one value inside braces.
pub(crate) fn yaml_text(text: &str) -> String {
    let plain = text.chars().next().is_some_and(char::is_alphabetic)
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '/' | '.' | '_' | '\'' | '(' | ')' | '?'))
        && !text.starts_with('?')
        && !matches!(text.to_lowercase().as_str(), "yes" | "no" | "true" | "false" | "null" | "on" | "off" | "y" | "n");
    if plain { text.to_string() } else { format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::csv;

    fn headings() -> Headings {
        Headings::built_in().unwrap()
    }

    fn columns(name: &str, csv_text: &str, order: &str) -> (BTreeMap<String, usize>, Vec<Finding>) {
        let headings = headings();
        let table = csv::read(&format!("data/{name}.csv"), csv_text.as_bytes()).0.unwrap();
        let sources: BTreeMap<String, SourceEntry> = if order.is_empty() {
            BTreeMap::new()
        } else {
            let text: serde_yaml::Value = serde_yaml::from_str(order).unwrap();
            serde_yaml::from_value(text["sources"].clone()).unwrap()
        };
        Source { entry: sources.get(name), order, ..Source::plain(name, &table, &headings) }.columns()
    }

    #[test]
    fn no_heading_stands_for_two_fields_of_a_source_or_twice_for_one() {
        for (source, fields) in &headings().fields {
            let mut seen: BTreeMap<String, &str> = BTreeMap::new();
            for (field, known) in fields {
                for heading in known.iter().chain([field]) {
                    let before = seen.insert(plain_key(heading), field);
                    assert_eq!(before, None, "`{heading}` of {source}.{field}");
                }
            }
        }
    }

    #[test]
    fn no_spelling_stands_for_two_words() {
        for (list, words) in &headings().words {
            let mut seen = BTreeSet::new();
            for spelling in words.iter().flat_map(|(word, spellings)| spellings.iter().chain([word])) {
                assert!(seen.insert(word_key(spelling)), "{list}: {spelling}");
            }
        }
    }

    #[test]
    fn a_mosaic_export_is_recognised_and_the_assumption_is_said_once() {
        let (columns, findings) = columns(
            "reviews",
            "Mosaic ID,Date of Review (dd/mm/yyyy),Review due date,Reason out of timescale,IRO Name,Mother attended?,Team\n1,01/04/2025,,,A,Yes,East\n",
            "",
        );
        let expected = [("child", 0), ("due_on", 2), ("held_on", 1), ("late_reason", 3), ("mother", 5), ("officer", 4)];
        assert_eq!(columns.iter().map(|(field, at)| (field.as_str(), *at)).collect::<Vec<_>>(), expected);
        assert_eq!(
            findings.iter().map(|finding| finding.code).collect::<Vec<_>>(),
            ["headings-assumed", "unused-column"]
        );
        assert!(
            findings[0]
                .what
                .starts_with("`Mosaic ID` was read as `child`, `Date of Review (dd/mm/yyyy)` was read as `held_on`"),
            "{}",
            findings[0].what
        );
        assert_eq!(findings[1].what, "the column `Team` is not used");
    }

    #[test]
    fn two_columns_that_fit_are_named_with_the_one_that_was_read() {
        let (columns, findings) =
            columns("reviews", "child,Meeting date,Date of review,late_reason\n1,01/04/2025,02/04/2025,\n", "");
        assert_eq!(columns["held_on"], 2, "`Date of review` is the likelier one");
        assert_eq!(findings[0].code, "doubtful-column");
        assert_eq!(
            findings[0].what,
            "the columns `Date of review` and `Meeting date` could both be `held_on`; `Date of review` was read"
        );
        assert!(
            findings[0].fix.contains("`sources: {reviews: {columns: {held_on: Meeting date}}}`"),
            "{}",
            findings[0].fix
        );
    }

    #[test]
    fn a_column_without_entries_gives_way() {
        let (columns, findings) = columns("reviews", "child,Date of review,Meeting date\n1,,02/04/2025\n", "");
        assert_eq!(columns["held_on"], 2);
        assert!(findings.iter().all(|finding| finding.code != "doubtful-column"));
    }

    #[test]
    fn the_order_decides_and_its_mistakes_are_shown_with_their_line() {
        let table = "Ref,Opened,Themes\n1,01/04/2025,Delay\n";
        let order = "format: 1\nsources:\n  disputes:\n    columns: {raised_on: Opened, dispute: Ref}\n";
        let (found, findings) = columns("disputes", table, order);
        assert_eq!((found["raised_on"], found["dispute"], found["themes"]), (1, 0, 2));
        assert!(findings.is_empty(), "{findings:?}");

        let order = "sources:\n  disputes:\n    columns: {raised_an: Opened, dispute: Rev}\n";
        let (_, findings) = columns("disputes", table, order);
        assert_eq!((findings[0].code, findings[0].severity), ("unknown-field", Severity::Error));
        assert_eq!(findings[0].near[0], "raised_on");
        assert_eq!(findings[0].place.to_string(), "report.yaml, row 3");
        assert_eq!(
            findings[0].snippet.as_deref(),
            Some("    columns: {raised_an: Opened, dispute: Rev}\n              ^")
        );
        assert_eq!(findings[1].code, "mapped-column-missing");
        assert_eq!(findings[1].near, ["Ref"]);
        assert_eq!(
            findings[1].snippet.as_deref(),
            Some("    columns: {raised_an: Opened, dispute: Rev}\n                                          ^")
        );
    }

    #[test]
    fn a_misspelt_field_is_told_from_a_column_of_another_kind() {
        let (_, findings) = columns("disputes", "raised n,themes,Social work team\n01/04/2025,Delay,East\n", "");
        assert_eq!(
            findings[0].what,
            "2 columns are not used: `raised n` (did you mean `raised_on`?) and `Social work team`"
        );
    }

    #[test]
    fn names_are_noted_as_personal_and_anonymous_ones_are_not() {
        let (_, findings) = columns("reviews", "child,held_on,Child name,DOB\n1,01/04/2025,x,y\n", "");
        assert_eq!(findings[0].code, "personal-column");
        assert_eq!(
            findings[0].what,
            "the columns `Child name` and `DOB` hold personal data that the report does not need"
        );
        let (_, findings) = columns("reviews", "child,held_on,Name\n1,01/04/2025,anonymous\n", "");
        assert!(findings.is_empty(), "{findings:?}");
    }

    #[test]
    fn words_of_closed_lists_have_their_spellings() {
        let headings = headings();
        for (list, cell, word) in [
            ("part", "Not Attended but consulted", Some("consulted")),
            ("part", "Apologies", Some("not attended")),
            ("part", "not_consulted", Some("not consulted")),
            ("employment", "Perm", Some("permanent")),
            ("employment", "Locum", Some("agency")),
            ("kind", "DRP", Some("formal")),
            ("yes_no", "Y", Some("yes")),
            ("part", "Perhaps", None),
        ] {
            assert_eq!(headings.word(list, cell), word, "{cell}");
        }
        assert_eq!(headings.near_words("part", "atended"), ["attended"]);
        assert!(headings.is_blank_word("N/A") && headings.is_blank_word(" tbc ") && !headings.is_blank_word("0"));
    }
}
