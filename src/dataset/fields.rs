//! Cells of the service's own tables to typed values, every fault a finding with its place.

use super::headings::Source;
use super::spoilt_label;
use super::written::{self, WrittenDay, WrittenNumber};
use crate::finding::{Finding, Place, Severity, near_names};
use crate::period::in_full;
use crate::sources::table::{RawRow, RawTable, heading_key};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A number with three decimal places, held as a whole number of thousandths: FTE, shares of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Thousandths(pub u64);

impl Thousandths {
    /// One whole.
    pub const ONE: Thousandths = Thousandths(1000);

    /// A number such as `0.8`, `9`, `1,250.5`; at most three decimal places.
    pub fn parse(text: &str) -> Option<Thousandths> {
        let text = text.trim().replace(',', "");
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty()) || !digits(whole) || !digits(fraction) || fraction.len() > 9 {
            return None;
        }
        let kept: String = fraction.chars().chain("000".chars()).take(3).collect();
        let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
        Some(Thousandths(whole.checked_mul(1000)?.checked_add(kept.parse().ok()?)?))
    }

    /// A share: `0.8`, `80%` and `80` are all 800 thousandths.
    pub fn parse_share(text: &str) -> Option<Thousandths> {
        let text = text.trim();
        let per_cent = text.strip_suffix('%');
        let number = Thousandths::parse(per_cent.unwrap_or(text))?;
        let share = if per_cent.is_some() || number > Thousandths::ONE { Thousandths(number.0 / 100) } else { number };
        (share <= Thousandths::ONE).then_some(share)
    }
}

/// A word that a closed list does not have is shown in a message where at least this many cells hold it: it is nobody's own then.
const SHOWN_FROM: u64 = 5;

/// One of the service's own tables while it is typed.
pub struct Fields<'a> {
    table: &'a RawTable,
    source: Option<Source<'a>>,
    /// The column of each field.
    columns: BTreeMap<String, usize>,
    /// What was found so far.
    pub findings: Vec<Finding>,
    /// Findings that each count cells of one column, by column, code and what the cells have in common.
    counted: BTreeMap<(Field, &'static str, String), Counted<'a>>,
}

/// A finding that counts cells.
struct Counted<'a> {
    /// Where it stands among the findings.
    at: usize,
    count: u64,
    /// What is wrong, said for a number of cells; it may name the first of them.
    what: Box<dyn Fn(u64) -> String + 'a>,
}

/// The position of a field's column; none where the table has no such column.
pub type Field = Option<usize>;

impl<'a> Fields<'a> {
    /// A table about to be typed whose headings are the names of its fields.
    pub fn of(table: &'a RawTable) -> Self {
        Fields { table, source: None, columns: BTreeMap::new(), findings: Vec::new(), counted: BTreeMap::new() }
    }

    /// A table about to be typed, its fields found as the order says or by likely headings.
    pub fn read(source: Source<'a>) -> Self {
        let (columns, findings) = source.columns();
        Fields { source: Some(source), columns, findings, ..Fields::of(source.table) }
    }

    /// The same for a table whose columns are found in another way: nothing is looked for by heading.
    pub fn with_answers(source: Source<'a>) -> Self {
        Fields { source: Some(source), ..Fields::of(source.table) }
    }

    /// The rows.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = RawRow> + Clone + use<'a> {
        self.table.rows()
    }

    /// The rows, those left out that say the same as one above them in every cell; a row without any of the key fields is kept.
    pub fn distinct_rows(&mut self, key: &[Field]) -> Vec<RawRow> {
        let mut seen = std::collections::BTreeSet::new();
        let mut rows = Vec::new();
        for row in self.table.rows() {
            let has_key = key.iter().any(|field| !self.table.cell(row, *field).is_empty());
            if has_key && !seen.insert(self.table.cells(row).collect::<Vec<_>>()) {
                self.fault(
                    row,
                    None,
                    "duplicate-row",
                    "the row says the same as one above it",
                    "it is counted once",
                    "delete one of the two rows",
                );
            } else {
                rows.push(row);
            }
        }
        rows
    }

    /// The column of a field that nothing can be counted without.
    pub fn required(&mut self, field: &str) -> Field {
        self.field(field, Severity::Error, "nothing can be counted from this table without it")
    }

    /// The column of a field that some figures need.
    pub fn expected(&mut self, field: &str, why: &str) -> Field {
        self.field(field, Severity::Warning, why)
    }

    /// The column of a field that may be absent.
    pub fn optional(&self, field: &str) -> Field {
        match self.source {
            Some(_) => self.columns.get(field).copied(),
            None => self.table.column(field),
        }
    }

    fn field(&mut self, field: &str, severity: Severity, why: &str) -> Field {
        let column = self.optional(field);
        // Where the order names a column that is not there, that has been said.
        let is_said = self.findings.iter().any(|finding| {
            finding.code == "mapped-column-missing" && finding.what.ends_with(&format!("for `{field}`"))
        });
        if column.is_none() && !is_said {
            let used: Vec<usize> = self.columns.values().copied().collect();
            let unused = self.table.headings.iter().enumerate().filter(|(at, _)| !used.contains(at));
            let unused: Vec<&str> = unused.map(|(_, heading)| heading.as_str()).collect();
            // A misspelling of a likely heading is nearer than one of the field's own name.
            let mut near: Vec<String> = self.source.map_or_else(Vec::new, |source| {
                let is_near = |heading: &&str| !source.headings.near_fields(source.name, heading, &[field]).is_empty();
                unused.iter().copied().filter(is_near).map(str::to_string).collect()
            });
            if near.is_empty() {
                near = near_names(field, unused.iter().copied());
            }
            let fix = match &self.source {
                Some(source) => format!(
                    "add the column, or correct the misspelt heading; if the file has it under another heading, say so in \
                     report.yaml: {}",
                    source.how_to_map(field, near.first().map_or("the heading in the file", String::as_str))
                ),
                None => "add the column, or correct the misspelt heading".into(),
            };
            self.findings.push(
                Finding::new(
                    severity,
                    "missing-column",
                    self.table.whole().column(field),
                    format!("the column `{field}` is missing"),
                    why,
                    fix,
                )
                .near(near),
            );
        }
        column
    }

    /// The place of a cell.
    pub fn place(&self, row: RawRow, field: Field) -> Place {
        self.table.place(row, field)
    }

    /// A cell's text, trimmed; where the order gives it another spelling, that.
    pub fn text(&self, row: RawRow, field: Field) -> &'a str {
        self.cell(row, field)
    }

    /// A cell's text, for as long as the table is borrowed; where the order gives it another spelling, that.
    pub fn cell(&self, row: RawRow, field: Field) -> &'a str {
        let text = self.table.cell(row, field);
        let Some(answers) = self.source.and_then(|source| source.entry).map(|entry| &entry.answers) else {
            return text;
        };
        if answers.is_empty() || text.is_empty() {
            return text;
        }
        let name = self.columns.iter().find(|(_, column)| Some(**column) == field).map(|(name, _)| name);
        let Some(spellings) = name.and_then(|name| answers.get(name)) else { return text };
        let key = heading_key(text);
        spellings.iter().find(|(spelling, _)| heading_key(spelling) == key).map_or(text, |(_, meant)| meant.trim())
    }

    /// Whether the heading of a column asks who attended, so that "no" says nothing on who was consulted.
    pub fn heading_tells_attendance(&self, field: Field) -> bool {
        let heading = field.and_then(|column| self.table.headings.get(column)).map(|heading| heading_key(heading));
        heading.is_some_and(|heading| ["attend", "present", "tookpart"].iter().any(|word| heading.contains(word)))
    }

    /// The text of a cell in which words such as `n/a` and `TBC` stand for nothing.
    pub fn said(&self, row: RawRow, field: Field) -> &'a str {
        let text = self.cell(row, field);
        let is_blank_word = self.source.is_some_and(|source| source.headings.is_blank_word(text));
        if is_blank_word { "" } else { text }
    }

    /// Whether the cell holds a word in place of a value, which is noted once for the column.
    fn is_blank_word(&mut self, row: RawRow, field: Field, text: &str, value: &'static str) -> bool {
        let is_blank = self.source.is_some_and(|source| source.headings.is_blank_word(text));
        if is_blank {
            self.count(
                (row, field),
                Severity::Note,
                "word-for-blank",
                move |count| match count {
                    1 => format!("the cell holds a word or a mark such as `n/a` in place of {value}; it was read as blank"),
                    _ => format!(
                        "{count} cells of this column hold a word or a mark such as `n/a` in place of {value}; they were read as blank"
                    ),
                },
                "a blank cell says the same and cannot be misread",
                "nothing, if that is what is meant; otherwise write the value",
            );
        }
        is_blank
    }

    /// A date; none for a blank cell and, with a finding, for one that holds none.
    pub fn date(&mut self, row: RawRow, field: Field, why: &str) -> Option<Date> {
        let text = self.cell(row, field);
        if text.is_empty() || self.is_blank_word(row, field, text, "a day") {
            return None;
        }
        let day = match written::day(text) {
            WrittenDay::Day(day) => day,
            WrittenDay::Counted(day) => {
                self.count(
                    (row, field),
                    Severity::Note,
                    "date-as-number",
                    move |count| {
                        let cells = if count == 1 { "the cell holds".into() } else { format!("{count} cells of this column hold") };
                        format!("{cells} a day as the number by which a spreadsheet counts days; the first, {text}, was read as {}", in_full(day))
                    },
                    "the number was read as the day that the spreadsheet means by it",
                    "give the column the format Date in the spreadsheet and save the file again",
                );
                day
            }
            WrittenDay::Ambiguous(day) => {
                self.fault(
                    row,
                    field,
                    "ambiguous-date",
                    "the cell can be read with the day first or with the year first",
                    "it was read with the day first",
                    "write the day with all four digits of the year, for example 31/03/2026",
                );
                day
            }
            WrittenDay::MonthOnly => {
                self.fault(
                    row,
                    field,
                    "ambiguous-date",
                    "the cell holds a month without a day",
                    why,
                    "write the day as DD/MM/YYYY, for example 31/03/2026",
                );
                return None;
            }
            WrittenDay::MonthFirst => {
                self.fault(
                    row,
                    field,
                    "bad-date",
                    "the cell holds a date only if the month stands before the day, and it was not read so",
                    why,
                    "write the day as DD/MM/YYYY, for example 31/03/2026; look at the other cells of the column too, for \
                     some of them may be read as other days than they mean",
                );
                return None;
            }
            WrittenDay::SpreadsheetError => {
                self.spreadsheet_error(row, field, why);
                return None;
            }
            WrittenDay::Unreadable => {
                self.fault(
                    row,
                    field,
                    "bad-date",
                    "the cell does not hold a date",
                    why,
                    "write the day as DD/MM/YYYY, for example 31/03/2026",
                );
                return None;
            }
        };
        if let Some((first, last)) =
            self.source.and_then(|source| source.sane).filter(|(first, last)| day < *first || day > *last)
        {
            let what = format!("the cell holds a day in the year {}, which cannot be meant", day.year());
            let why = if day.year() <= 1900 {
                format!("a spreadsheet shows such a day for an empty cell; {why}")
            } else {
                why.to_string()
            };
            let fix = format!(
                "correct the day, or empty the cell; days from {} to {} are read",
                in_full(first),
                in_full(last)
            );
            self.fault(row, field, "absurd-date", &what, &why, &fix);
            return None;
        }
        Some(day)
    }

    fn spreadsheet_error(&mut self, row: RawRow, field: Field, why: &str) {
        self.fault(
            row,
            field,
            "spreadsheet-error",
            "the cell holds an error mark of the spreadsheet, or the signs of a column that is too narrow",
            why,
            "correct the formula or widen the column in the spreadsheet, then save the file again",
        );
    }

    /// A number; none for a blank cell and, with a finding, for one that holds none.
    pub fn number(&mut self, row: RawRow, field: Field, why: &str) -> Option<Thousandths> {
        let text = self.cell(row, field);
        if text.is_empty() || self.is_blank_word(row, field, text, "a number") {
            return None;
        }
        match written::number(text) {
            WrittenNumber::Number(number) => Some(number),
            WrittenNumber::Comma => {
                self.fault(
                    row,
                    field,
                    "ambiguous-number",
                    "the comma in the number stands neither for thousands nor, in English, for a decimal point",
                    why,
                    "write the number as 0.8 or 1,250",
                );
                None
            }
            WrittenNumber::SpreadsheetError => {
                self.spreadsheet_error(row, field, why);
                None
            }
            WrittenNumber::Unreadable => {
                self.fault(
                    row,
                    field,
                    "bad-value",
                    "the cell does not hold a number",
                    why,
                    "write a number such as 0.8 or 12",
                );
                None
            }
        }
    }

    /// A share; none for a blank cell and, with a finding, for one that holds none.
    pub fn share(&mut self, row: RawRow, field: Field, why: &str) -> Option<Thousandths> {
        let text = self.cell(row, field);
        if text.is_empty() || self.is_blank_word(row, field, text, "a share") {
            return None;
        }
        if text.starts_with('#') {
            self.spreadsheet_error(row, field, why);
            return None;
        }
        let bare = text.to_lowercase();
        let bare = bare.strip_suffix("fte").or_else(|| bare.strip_suffix("wte")).unwrap_or(&bare);
        let is_doubtful = matches!(written::number(bare), WrittenNumber::Comma);
        let share = Thousandths::parse_share(bare).filter(|_| !is_doubtful);
        if share.is_none() {
            self.fault(row, field, "bad-value", "the cell does not hold a share of the whole", why, "write 0.8 or 80%");
        }
        share
    }

    /// Yes or no; none for a blank cell and, with a finding, for another word.
    pub fn yes_no(&mut self, row: RawRow, field: Field, why: &str) -> Option<bool> {
        self.word(row, field, "yes_no", "yes, no", why).map(|word| word == "yes")
    }

    /// A word of a closed list in any of its spellings; none for a blank cell and, with one finding for all cells that hold the same
    /// word, for another. `words` are those of the list as a message names them.
    pub fn word(&mut self, row: RawRow, field: Field, list: &str, words: &'static str, why: &str) -> Option<&'a str> {
        let text = self.cell(row, field);
        let source = self.source?;
        if text.is_empty() {
            return None;
        }
        if let Some(word) = source.headings.word(list, text) {
            return Some(word);
        }
        if source.headings.is_blank_word(text) {
            return None;
        }
        let name = self.columns.iter().find(|(_, column)| Some(**column) == field).map_or("", |(name, _)| name);
        // Near words are looked for once for each unknown word.
        let alike = heading_key(text);
        let is_new = !self.counted.contains_key(&(field, "unlisted-answer", alike.clone()));
        let near = if is_new { source.headings.near_words(list, text) } else { Vec::new() };
        let first = near.first().map_or(words.split(", ").next().unwrap_or_default(), String::as_str);
        let fix = format!(
            "write one of {words}, or say in report.yaml what the word means: \
             `sources: {{{}: {{answers: {{{name}: {{\"the word\": \"{first}\"}}}}}}}}`",
            source.name
        );
        let known = self.findings.len();
        self.count_alike(
            (row, field),
            alike,
            Severity::Warning,
            "unlisted-answer",
            move |count| match count {
                1 => format!("the cell holds a word that is not one of {words}"),
                // A word that stands so often is nobody's own.
                SHOWN_FROM.. => format!("{count} cells of this column hold `{text}`, which is not one of {words}"),
                _ => format!("{count} cells of this column hold the same word, which is not one of {words}"),
            },
            why,
            &fix,
        );
        if let Some(finding) = self.findings.get_mut(known) {
            finding.near = near;
        }
        None
    }

    /// The label of a row or a group. One that a spreadsheet turned into a date is read as the known label that it was, with a
    /// finding; where that is not certain, it stays.
    pub fn label(&mut self, row: RawRow, field: Field) -> String {
        let text = self.cell(row, field);
        let labels = self.source.map(|source| source.labels).unwrap_or_default();
        self.label_among(row, field, text, &labels.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// [`Fields::label`] of a text of the cell, with the labels that it may be.
    pub fn label_among(&mut self, row: RawRow, field: Field, text: &str, known: &[&str]) -> String {
        if !text.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            return text.to_string();
        }
        match spoilt_label::restored(text, known.iter().copied()) {
            Some(label) => {
                let label = label.to_string();
                let (was, meant) = (text.to_string(), label.clone());
                self.count(
                    (row, field),
                    Severity::Warning,
                    "spoilt-label",
                    move |count| {
                        let cells = if count == 1 { "a label was".into() } else { format!("labels in {count} cells of this column were") };
                        format!("{cells} turned into a date by a spreadsheet; the first, `{was}`, was read as `{meant}`")
                    },
                    "read as it stands, the row would belong to no group",
                    "give the column the format Text in the spreadsheet before typing such labels, or write them with \"to\": 1 to 4",
                );
                label
            }
            None if spoilt_label::is_spoilt(text) && !known.is_empty() => {
                self.count(
                    (row, field),
                    Severity::Warning,
                    "doubtful-label",
                    move |count| {
                        let cells = if count == 1 {
                            "a label looks".into()
                        } else {
                            format!("labels in {count} cells of this column look")
                        };
                        format!("{cells} like a date that a spreadsheet made of it, and it is not certain what it was")
                    },
                    "the label was read as it stands",
                    "write the label again, and give the column the format Text in the spreadsheet first",
                );
                text.to_string()
            }
            None => text.to_string(),
        }
    }

    /// Adds a warning about a cell.
    pub fn fault(&mut self, row: RawRow, field: Field, code: &'static str, what: &str, why: &str, fix: &str) {
        let place = self.table.place(row, field);
        self.findings.push(Finding::new(Severity::Warning, code, place, what, why, fix));
    }

    /// One finding for all cells of a column that are alike, placed at the first of them; `what` says it for their number and is
    /// taken from the first call.
    pub fn count(
        &mut self,
        cell: (RawRow, Field),
        severity: Severity,
        code: &'static str,
        what: impl Fn(u64) -> String + 'a,
        why: &str,
        fix: &str,
    ) {
        self.count_alike(cell, String::new(), severity, code, what, why, fix);
    }

    /// [`Fields::count`] for those cells of a column that have something in common.
    #[expect(clippy::too_many_arguments, reason = "the parts of a finding, and what it counts")]
    fn count_alike(
        &mut self,
        (row, field): (RawRow, Field),
        alike: String,
        severity: Severity,
        code: &'static str,
        what: impl Fn(u64) -> String + 'a,
        why: &str,
        fix: &str,
    ) {
        let next = self.findings.len();
        let counted = self.counted.entry((field, code, alike)).or_insert_with(|| Counted {
            at: next,
            count: 0,
            what: Box::new(what),
        });
        counted.count += 1;
        let what = (counted.what)(counted.count);
        match self.findings.get_mut(counted.at) {
            Some(finding) => finding.what = what,
            None => self.findings.push(Finding::new(severity, code, self.table.place(row, field), what, why, fix)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_three_decimal_places_exactly() {
        for (text, value) in [
            ("0.8", Some(800)),
            ("9", Some(9000)),
            (".25", Some(250)),
            ("1,250.5", Some(1_250_500)),
            ("0.8333", Some(833)),
            ("", None),
            ("-1", None),
            ("x", None),
            (".", None),
        ] {
            assert_eq!(Thousandths::parse(text).map(|number| number.0), value, "{text}");
        }
    }

    #[test]
    fn shares_are_written_in_three_ways() {
        for (text, value) in [
            ("0.8", Some(800)),
            ("80%", Some(800)),
            ("80", Some(800)),
            ("100%", Some(1000)),
            ("1", Some(1000)),
            ("0", Some(0)),
            ("120%", None),
        ] {
            assert_eq!(Thousandths::parse_share(text).map(|share| share.0), value, "{text}");
        }
    }
}
