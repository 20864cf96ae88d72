//! Rows of cells, from whatever format, to a table: finds the headings, cleans the cells, counts what was doubtful.

use super::heading_row::{self, Known, plain_key};
use super::limits;
use super::table::{RawTable, heading_key};
use crate::finding::{Finding, Place, Severity};
use crate::period::{add_days, in_full};
use crate::text;
use jiff::civil::Date;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Where rows come from, which decides what a row of another width than the headings means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Text with separators: a missing or a surplus cell is a fault of the row.
    Text,
    /// A sheet: blank cells are not stored, and remarks may stand beside the table.
    Sheet,
}

/// A table that is being read, row after row.
pub struct Assembly<'k> {
    table: RawTable,
    known: &'k Known,
    origin: Origin,
    /// The first rows that are not blank, until the headings are found among them.
    waiting: Vec<(u64, Vec<String>)>,
    is_settled: bool,
    /// Columns that are to hold days.
    date_columns: Vec<usize>,
    /// What was read of the whole file so far.
    amount: Amount,
    findings: Vec<Finding>,
    /// By column: day numbers that were read as days.
    day_numbers: BTreeMap<usize, Counted>,
    /// By column from 0: cells with the error mark of a spreadsheet.
    errors: BTreeMap<usize, Counted>,
    /// Formulas without a saved value.
    unsaved: Option<Counted>,
    /// Rows with cells beside the table.
    beside: Option<Counted>,
    /// Rows of another width than the headings.
    uneven: u64,
}

/// How much was read of a file, all its sheets together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Amount {
    /// Cells, blank ones under a heading included.
    pub cells: u64,
    /// Bytes of their text.
    pub bytes: u64,
}

/// Cells or rows of one kind: how many, the row of the first and what stands in it.
struct Counted {
    count: u64,
    row: u64,
    first: String,
}

impl Counted {
    fn add(counted: Option<Counted>, row: u64, first: &str) -> Counted {
        match counted {
            Some(counted) => Counted { count: counted.count + 1, ..counted },
            None => Counted { count: 1, row, first: first.to_string() },
        }
    }
}

/// A line of text and where its cells end; between two of them stands one byte.
#[derive(Clone, Copy)]
struct Line<'l> {
    text: &'l str,
    ends: &'l [usize],
}

impl<'l> Line<'l> {
    fn cell(self, column: usize) -> &'l str {
        let start = column.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| end + 1);
        self.ends.get(column).and_then(|end| self.text.get(start..*end)).unwrap_or_default()
    }

    fn cells(self) -> impl Iterator<Item = &'l str> + Clone {
        (0..self.ends.len()).map(move |column| self.cell(column))
    }
}

impl<'k> Assembly<'k> {
    /// A table about to be read. `amount` is what was read of other sheets of the same file.
    pub fn new(file: &str, sheet: Option<&str>, origin: Origin, known: &'k Known, amount: Amount) -> Self {
        let mut table = RawTable::new(file, Vec::new());
        table.sheet = sheet.map(str::to_string);
        Assembly {
            table,
            known,
            origin,
            waiting: Vec::new(),
            is_settled: false,
            date_columns: Vec::new(),
            amount,
            findings: Vec::new(),
            day_numbers: BTreeMap::new(),
            errors: BTreeMap::new(),
            unsaved: None,
            beside: None,
            uneven: 0,
        }
    }

    /// Makes room for a text of so many bytes.
    pub fn reserve(&mut self, bytes: usize) {
        self.table.reserve(bytes);
    }

    /// What was read of the whole file so far.
    pub fn amount(&self) -> Amount {
        self.amount
    }

    /// How many columns are read: as many as there are headings, once they are known.
    pub fn columns(&self) -> usize {
        if self.is_settled { self.table.headings.len() } else { limits::COLUMNS }
    }

    /// Takes the next row; rows come from the top to the bottom. A blank one is passed over.
    ///
    /// # Errors
    /// A finding where a limit is passed: nothing more is to be read then.
    pub fn row<'c>(&mut self, row: u64, cells: impl Iterator<Item = &'c str> + Clone) -> Result<(), Box<Finding>> {
        if let Some(cell) = cells.clone().find(|cell| cell.len() > limits::CELL_BYTES) {
            return Err(Box::new(self.too_long(row, cell)));
        }
        if cells.clone().all(|cell| cell.trim().is_empty()) {
            return Ok(());
        }
        if self.is_settled {
            return self.push(row, cells);
        }
        let known_row = self.known.heading_row;
        if known_row.is_none_or(|known| row >= known) {
            self.waiting.push((row, kept(cells)));
        }
        if self.waiting.len() >= limits::HEADING_ROWS || known_row.is_some() {
            self.settle()?;
        }
        Ok(())
    }

    /// Takes the next row of a text without quotation marks: a line, perhaps with a carriage return at its end, and where each of its cells
    /// but the last ends. `ends` is left empty for the next line.
    ///
    /// # Errors
    /// As [`Assembly::row`].
    pub fn line(&mut self, row: u64, line: &str, ends: &mut Vec<usize>) -> Result<(), Box<Finding>> {
        let line = line.strip_suffix('\r').unwrap_or(line);
        ends.push(line.len());
        let cells = Line { text: line, ends };
        // Most lines of a large file need no more than to be cut; all others are looked at cell by cell.
        let taken = if self.is_settled && self.is_usual(cells) {
            self.count(row, ends.len(), line.len() + 1 - ends.len()).and_then(|()| {
                if self.table.push_line(row, line, ends) { Ok(()) } else { Err(Box::new(self.full(row))) }
            })
        } else {
            self.row(row, cells.cells())
        };
        ends.clear();
        taken
    }

    /// Whether a line can be taken as it is: not blank, of as many cells as there are headings, without letters that may need cleaning,
    /// and with days in the usual two forms only.
    fn is_usual(&self, line: Line<'_>) -> bool {
        let odd = line.text.bytes().filter(|byte| !matches!(byte, b' '..=b'~')).count();
        let are_tabs = || line.ends.first().and_then(|end| line.text.as_bytes().get(*end)) == Some(&b'\t');
        // Tabs between cells are no letters of theirs.
        let is_plain = odd == 0 || (odd + 1 == line.ends.len() && are_tabs());
        let is_usual_day = |column: &usize| {
            matches!(
                line.cell(*column).as_bytes(),
                [_, _, b'/', _, _, b'/', _, _, _, _] | [_, _, _, _, b'-', _, _, b'-', _, _] | []
            )
        };
        is_plain
            && line.ends.len() == self.table.headings.len()
            && line.text.len() <= limits::CELL_BYTES
            && self.date_columns.iter().all(is_usual_day)
            && line.cells().any(|cell| !cell.trim().is_empty())
    }

    /// Notes a cell with the error mark of a spreadsheet; it is read as blank. Columns count from 0.
    pub fn error_cell(&mut self, row: u64, column: usize, mark: &str) {
        let counted = Counted::add(self.errors.remove(&column), row, mark);
        self.errors.insert(column, counted);
    }

    /// Notes a formula whose value the file does not hold.
    pub fn unsaved_formula(&mut self, row: u64) {
        self.unsaved = Some(Counted::add(self.unsaved.take(), row, ""));
    }

    /// The table with everything found; without one where nothing or no headings stand in it.
    ///
    /// # Errors
    /// As [`Assembly::row`].
    pub fn finish(mut self) -> Result<(RawTable, Vec<Finding>), Box<Finding>> {
        self.settle()?;
        if let (Some(row), true) = (self.known.heading_row, self.table.headings.is_empty()) {
            return Err(Box::new(Finding::new(
                Severity::Error,
                "heading-row-missing",
                Place { row: Some(row), ..self.table.whole() },
                format!("the order says that the headings stand in row {row}, but that row is blank or not there"),
                "nothing can be counted from a table whose headings are not known",
                "correct `heading_row` under `sources` in report.yaml, or take it out: the row is then looked for",
            )));
        }
        self.say_what_was_counted();
        Ok((self.table, self.findings))
    }

    fn too_long(&self, row: u64, cell: &str) -> Finding {
        let place = Place { row: Some(row), ..self.table.whole() };
        if self.origin == Origin::Text && cell.contains('\n') {
            return unclosed_quote(place);
        }
        let what = format!("a cell in this row is longer than {} letters", limits::grouped(limits::CELL_BYTES as u64));
        match self.origin {
            Origin::Text => limits::exceeded(place, what, LINE_ENDS),
            Origin::Sheet => {
                limits::exceeded(place, what, "shorten the text in this row, or delete the column if it is not needed")
            }
        }
    }

    /// Finds the headings among the first rows and reads the rows below them.
    fn settle(&mut self) -> Result<(), Box<Finding>> {
        if self.is_settled || self.waiting.is_empty() {
            return Ok(());
        }
        let waiting = std::mem::take(&mut self.waiting);
        let (numbers, rows): (Vec<u64>, Vec<Vec<String>>) = waiting.into_iter().unzip();
        let at = match self.known.heading_row {
            // Only the row itself can be it: without cells it was passed over.
            Some(row) if numbers.first() != Some(&row) => return Ok(()),
            Some(_) => 0,
            None => heading_row::found(&rows, self.known).unwrap_or(0),
        };
        self.is_settled = true;
        self.table.heading_row = numbers.get(at).copied().unwrap_or(1);
        let headings = rows.get(at).into_iter().flatten();
        self.table.headings = headings.map(|heading| text::as_meant(heading).to_string()).collect();
        let heading_cells = self.table.headings.len();
        while self.table.headings.last().is_some_and(String::is_empty) {
            self.table.headings.pop();
        }
        if let Some(below) = rows.get(at + 1) {
            let wider = named_below(below, &self.table.headings, heading_cells);
            self.table.headings.resize(wider, String::new());
        }
        if self.table.headings.len() > limits::COLUMNS {
            return Err(Box::new(limits::exceeded(
                Place { row: Some(self.table.heading_row), ..self.table.whole() },
                format!(
                    "the row of headings has cells past its column {0}, and at most {0} columns are read",
                    limits::grouped(limits::COLUMNS as u64)
                ),
                "delete the columns that the report does not need, and look for a stray cell far to the right",
            )));
        }
        self.date_columns = (0..self.table.headings.len())
            .filter(|column| self.known.dates.contains(&plain_key(&self.table.headings[*column])))
            .collect();
        self.findings.extend(doubled_headings(&self.table));
        if at > 0 {
            let first = numbers.first().copied().unwrap_or(1);
            let last = numbers.get(at - 1).copied().unwrap_or(first);
            let above = if first == last { format!("row {first}") } else { format!("rows {first} to {last}") };
            self.findings.push(Finding::new(
                Severity::Note,
                "heading-row-assumed",
                Place { row: Some(self.table.heading_row), ..self.table.whole() },
                format!(
                    "the headings were taken from row {}; what stands above them in {above} was read as a title or a note",
                    self.table.heading_row
                ),
                "rows of data above the headings would not be counted",
                "nothing, if it is right; otherwise write `heading_row` under `sources` in report.yaml",
            ));
        }
        for (number, cells) in numbers.into_iter().zip(&rows).skip(at + 1) {
            self.push(number, cells.iter().map(String::as_str))?;
        }
        Ok(())
    }

    fn push<'c>(&mut self, row: u64, cells: impl Iterator<Item = &'c str> + Clone) -> Result<(), Box<Finding>> {
        let width = self.table.headings.len();
        self.count(row, width, cells.clone().take(width).map(str::len).sum())?;
        self.compare_width(row, cells.clone());
        let days = self.days(row, cells.clone());
        let is_clean = |cell: &str| matches!(text::clean(cell), Cow::Borrowed(_));
        let is_pushed = if days.is_empty() && cells.clone().take(width).all(is_clean) {
            self.table.push(row, cells)
        } else {
            let cleaned: Vec<Cow<str>> = cells
                .take(width)
                .enumerate()
                .map(|(column, cell)| match days.get(&column) {
                    Some(day) => Cow::Borrowed(day.as_str()),
                    None => text::clean(cell),
                })
                .collect();
            self.table.push(row, cleaned.iter().map(Cow::as_ref))
        };
        if is_pushed { Ok(()) } else { Err(Box::new(self.full(row))) }
    }

    /// Counts a row about to be taken.
    fn count(&mut self, row: u64, cells: usize, bytes: usize) -> Result<(), Box<Finding>> {
        self.amount.cells += cells as u64;
        self.amount.bytes += bytes as u64;
        let has_room = self.amount.cells <= limits::CELLS && self.amount.bytes <= limits::TEXT_BYTES;
        if has_room && (self.table.len() as u64) < limits::ROWS {
            return Ok(());
        }
        Err(Box::new(limits::exceeded(
            Place { row: Some(row), ..self.table.whole() },
            format!(
                "it holds more than {} rows, {} cells or {} of text",
                limits::grouped(limits::ROWS),
                limits::grouped(limits::CELLS),
                limits::in_megabytes(limits::TEXT_BYTES)
            ),
            "delete the rows and columns that the report does not need, or divide the file",
        )))
    }

    fn full(&self, row: u64) -> Finding {
        limits::exceeded(
            Place { row: Some(row), ..self.table.whole() },
            "it holds more text than the program can take in (4 GB)",
            "delete the columns that the report does not need, or divide the file",
        )
    }

    fn compare_width<'c>(&mut self, row: u64, cells: impl Iterator<Item = &'c str> + Clone) {
        let (found, width) = (cells.clone().count(), self.table.headings.len());
        let has_surplus = found > width && cells.skip(width).any(|cell| !cell.trim().is_empty());
        if self.origin == Origin::Sheet {
            if has_surplus {
                self.beside = Some(Counted::add(self.beside.take(), row, ""));
            }
            return;
        }
        let what = if found < width {
            "cells are missing at its end; they were read as blank"
        } else if has_surplus {
            "there are more cells than headings; the ones past the last heading were not read"
        } else {
            return;
        };
        self.uneven += 1;
        if self.uneven > limits::UNEVEN_ROWS {
            return;
        }
        self.findings.push(Finding::new(
            Severity::Warning,
            "uneven-row",
            Place { row: Some(row), ..self.table.whole() },
            format!("{what} ({found} cells, {width} headings)"),
            "a value may stand under the wrong heading",
            "look for a comma inside a text that should stand in quotation marks, and save the file again from the spreadsheet",
        ));
    }

    /// The days of this row that a spreadsheet left as numbers or with a time of day, as ISO text by column.
    fn days<'c>(&mut self, row: u64, cells: impl Iterator<Item = &'c str> + Clone) -> BTreeMap<usize, String> {
        let mut days = BTreeMap::new();
        if self.date_columns.is_empty() {
            return days;
        }
        for (column, cell) in cells.enumerate().filter(|(column, _)| self.date_columns.contains(column)) {
            let cell = cell.trim();
            if let Some(day) = counted_day(cell) {
                let first = format!("{cell}, was read as {}", in_full(day));
                let counted = Counted::add(self.day_numbers.remove(&column), row, &first);
                self.day_numbers.insert(column, counted);
                days.insert(column, day.to_string());
            } else if let Some((day, _)) =
                cell.split_once(' ').filter(|(day, time)| is_iso_day(day) && time.contains(':'))
            {
                days.insert(column, day.to_string());
            }
        }
        days
    }

    fn say_what_was_counted(&mut self) {
        if self.uneven > limits::UNEVEN_ROWS {
            self.findings.push(Finding::new(
                Severity::Warning,
                "uneven-row",
                self.table.whole(),
                format!(
                    "{} rows have more or fewer cells than there are headings; the first {} are named",
                    limits::grouped(self.uneven),
                    limits::grouped(limits::UNEVEN_ROWS)
                ),
                "values may stand under the wrong headings",
                "check that the file has the separator and the headings that it seems to have, and save it again from the spreadsheet",
            ));
        }
        let heading = |column: usize| match self.table.headings.get(column) {
            Some(heading) if !heading.is_empty() => heading.clone(),
            _ => column_letters(column),
        };
        let at = |row: u64| Place { row: Some(row), ..self.table.whole() };
        let mut found = Vec::new();
        for (column, counted) in &self.day_numbers {
            let cells = if counted.count == 1 {
                "the cell holds".to_string()
            } else {
                format!("{} cells of this column hold", limits::grouped(counted.count))
            };
            found.push(Finding::new(
                Severity::Note,
                "date-as-number",
                at(counted.row).column(heading(*column)),
                format!("{cells} a day as the number by which a spreadsheet counts days; the first, {}", counted.first),
                "the number was read as the day that the spreadsheet means by it",
                "give the column the format Date in the spreadsheet and save the file again",
            ));
        }
        for (column, counted) in &self.errors {
            let cells = if counted.count == 1 {
                format!("the cell shows the spreadsheet's error {}", counted.first)
            } else {
                format!(
                    "{} cells of this column show an error of the spreadsheet, the first {}",
                    limits::grouped(counted.count),
                    counted.first
                )
            };
            found.push(Finding::new(
                Severity::Warning,
                "error-cell",
                at(counted.row).column(heading(*column)),
                format!("{cells}; {} read as blank", if counted.count == 1 { "it was" } else { "they were" }),
                "what the cell should say is missing from the report",
                "open the workbook, correct the formula in the cell (or type the value in), and save it",
            ));
        }
        if let Some(counted) = &self.unsaved {
            let cells = if counted.count == 1 {
                "a cell holds a formula".to_string()
            } else {
                format!("{} cells hold formulas", limits::grouped(counted.count))
            };
            found.push(Finding::new(
                Severity::Warning,
                "formula-without-value",
                at(counted.row),
                format!("{cells} whose result is not saved in the file; read as blank"),
                "what the spreadsheet would show there is missing from the report",
                "open the workbook in Excel or LibreOffice, which works the formulas out, and save it",
            ));
        }
        if let Some(counted) = &self.beside {
            let rows = if counted.count == 1 {
                "1 row has".to_string()
            } else {
                format!("{} rows have", limits::grouped(counted.count))
            };
            found.push(Finding::new(
                Severity::Note,
                "cells-beside-table",
                at(counted.row),
                format!("{rows} cells to the right of the last heading; they were not read"),
                "what stands there is not in the report",
                "nothing, if they are remarks; otherwise write a heading over them",
            ));
        }
        self.findings.extend(found);
    }
}

/// The day that a spreadsheet means by a whole number of five digits: 1954 to 2119, so that no year or age is taken for one.
fn counted_day(cell: &str) -> Option<Date> {
    if cell.len() != 5 || !cell.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i32 = cell.parse().ok().filter(|number| (20_000..=80_000).contains(number))?;
    Some(add_days(Date::new(1899, 12, 30).ok()?, number))
}

fn is_iso_day(text: &str) -> bool {
    text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(at, byte)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() })
}

/// How to mend a text whose lines do not end where its rows do.
const LINE_ENDS: &str = "check that it is the right file, and that each of its rows ends its line; export it again, or save it from the spreadsheet";

/// The finding that a row of a text is too long.
pub fn row_too_long(place: Place) -> Finding {
    let longest = limits::in_megabytes(limits::ROW_BYTES as u64);
    limits::exceeded(place, format!("this row is longer than {longest}"), LINE_ENDS)
}

/// The finding that a cell in quotation marks runs on over so many lines that the mark at its end must be missing.
pub fn unclosed_quote(place: Place) -> Finding {
    let longest = limits::grouped(limits::CELL_BYTES as u64);
    Finding::new(
        Severity::Error,
        "unclosed-quote",
        place,
        format!("a cell that begins in this row is longer than {longest} letters"),
        "a quotation mark that opens and never closes makes one cell of all rows below it, and they would not be counted",
        "look in this row for a single \" and delete it, or save the file again from the spreadsheet",
    )
}

/// The cells of one of the first rows, which are kept until the headings are found: as many as columns are read, and the first that
/// holds something past them.
fn kept<'c>(cells: impl Iterator<Item = &'c str> + Clone) -> Vec<String> {
    let cleaned = |cell: &str| text::clean(cell).trim().to_string();
    let mut kept: Vec<String> = cells.clone().take(limits::COLUMNS).map(cleaned).collect();
    kept.extend(cells.skip(limits::COLUMNS).find(|cell| !cell.trim().is_empty()).map(cleaned));
    kept
}

/// The letters by which a spreadsheet names a column, counted from 0: A, Z, AA.
pub fn column_letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// How many columns the table has, the row below its headings considered. Some survey tools name the answers of a question in a
/// second row, below its heading and blanks: where that row says nothing in its first column, as no sheet does, and fills every blank
/// at the end of the headings, those are columns too.
fn named_below(cells: &[String], headings: &[String], heading_cells: usize) -> usize {
    let says = |column: usize| cells.get(column).is_some_and(|cell| !cell.trim().is_empty());
    let is_second_row = !says(0) && headings.len() < heading_cells && (headings.len()..heading_cells).all(says);
    if is_second_row { heading_cells } else { headings.len() }
}

fn doubled_headings(table: &RawTable) -> Vec<Finding> {
    let mut seen = std::collections::BTreeSet::new();
    let doubled = table.headings.iter().filter(|heading| {
        let key = heading_key(heading);
        !key.is_empty() && !seen.insert(key)
    });
    doubled
        .map(|heading| {
            Finding::new(
                Severity::Warning,
                "doubled-column",
                table.whole().column(heading),
                format!("the column `{heading}` is there twice; the first was read"),
                "figures made from the second column are not counted",
                "delete or rename one of the two columns",
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assembled(origin: Origin, known: &Known, rows: &[(u64, &[&str])]) -> (RawTable, Vec<Finding>) {
        let mut assembly = Assembly::new("f", Some("Log"), origin, known, Amount::default());
        for (row, cells) in rows {
            assembly.row(*row, cells.iter().copied()).unwrap();
        }
        assembly.finish().unwrap()
    }

    #[test]
    fn rows_keep_the_numbers_of_the_file_and_the_title_is_said() {
        let rows: [(u64, &[&str]); 4] = [
            (2, &["Our reviews"]),
            (4, &["", "child", "held_on"]),
            (5, &["", "1", "x"]),
            (7, &["", "2", "y", "remark"]),
        ];
        let (table, findings) = assembled(Origin::Sheet, &Known::of_source("reviews"), &rows);
        assert_eq!((table.heading_row, table.headings.len(), table.len()), (4, 3, 2));
        assert_eq!(table.rows().map(|row| row.row).collect::<Vec<_>>(), [5, 7]);
        assert_eq!(
            findings.iter().map(|f| (f.code, f.place.to_string())).collect::<Vec<_>>(),
            [
                ("heading-row-assumed", "f, sheet Log, row 4".into()),
                ("cells-beside-table", "f, sheet Log, row 7".into())
            ]
        );
        assert!(findings[0].what.ends_with("in row 2 was read as a title or a note"), "{}", findings[0].what);
    }

    #[test]
    fn the_row_that_the_order_names_is_followed() {
        let known = Known { heading_row: Some(3), ..Known::default() };
        let rows: [(u64, &[&str]); 3] = [(1, &["a", "b", "c"]), (3, &["x", "y"]), (4, &["1", "2"])];
        let (table, findings) = assembled(Origin::Text, &known, &rows);
        assert_eq!((table.headings, table.heading_row, findings.len()), (vec!["x".into(), "y".into()], 3, 0));
        let mut blank = Assembly::new("f", None, Origin::Text, &known, Amount::default());
        blank.row(1, ["a", "b"].into_iter()).unwrap();
        blank.row(4, ["1", "2"].into_iter()).unwrap();
        assert_eq!(blank.finish().unwrap_err().code, "heading-row-missing");
    }

    #[test]
    fn days_of_the_return_are_read_from_numbers_and_from_days_with_a_time() {
        let rows: [(u64, &[&str]); 4] = [
            (1, &["CHILD", "REVIEW"]),
            (2, &["45748", "45748"]),
            (3, &["2", "2025-04-02 14:30"]),
            (4, &["3", "45749"]),
        ];
        let (table, findings) = assembled(Origin::Sheet, &Known::of_return(), &rows);
        let days: Vec<&str> = table.rows().map(|row| table.cell(row, Some(1))).collect();
        assert_eq!(days, ["2025-04-01", "2025-04-02", "2025-04-02"]);
        assert_eq!(table.cell(table.row(0).unwrap(), Some(0)), "45748");
        assert_eq!(findings[0].code, "date-as-number");
        assert!(
            findings[0].what.starts_with("2 cells of this column hold a day as the number"),
            "{}",
            findings[0].what
        );
    }

    #[test]
    fn limits_are_kept() {
        let wide: Vec<String> = (0..10_000).map(|at| format!("c{at}")).collect();
        let known = Known::default();
        let mut assembly = Assembly::new("f", None, Origin::Text, &known, Amount::default());
        assembly.row(1, wide.iter().map(String::as_str)).unwrap();
        let finding = assembly.finish().unwrap_err();
        assert_eq!(finding.code, "over-limit");
        assert_eq!(
            finding.what,
            "the row of headings has cells past its column 2,000, and at most 2,000 columns are read"
        );

        let mut full = Assembly::new("f", None, Origin::Text, &known, Amount { cells: limits::CELLS, bytes: 0 });
        full.row(1, ["a", "b"].into_iter()).unwrap();
        full.row(2, ["1", "2"].into_iter()).unwrap();
        assert_eq!(full.finish().unwrap_err().code, "over-limit");

        let long = "x".repeat(limits::CELL_BYTES);
        for (end, code) in [("x", "over-limit"), ("\n", "unclosed-quote")] {
            let mut assembly = Assembly::new("f", None, Origin::Text, &known, Amount::default());
            let cell = format!("{long}{end}");
            assert_eq!(assembly.row(7, [cell.as_str()].into_iter()).unwrap_err().code, code);
        }
    }

    #[test]
    fn rows_of_another_width_are_named_up_to_a_limit() {
        let known = Known::default();
        let mut assembly = Assembly::new("f", None, Origin::Text, &known, Amount::default());
        assembly.row(1, ["a", "b"].into_iter()).unwrap();
        for row in 0..limits::UNEVEN_ROWS + 5 {
            assembly.row(row + 2, ["1"].into_iter()).unwrap();
        }
        let (table, findings) = assembly.finish().unwrap();
        assert_eq!((table.len(), findings.len()), (10_005, 10_001));
        let last = findings.last().unwrap();
        let words = "10,005 rows have more or fewer cells than there are headings; the first 10,000 are named";
        assert_eq!((last.what.as_str(), last.place.row), (words, None));
    }

    #[test]
    fn columns_are_named_as_a_spreadsheet_names_them() {
        for (column, letters) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")] {
            assert_eq!(column_letters(column), letters);
        }
    }
}
