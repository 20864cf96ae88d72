//! A table as it was read: text cells that remember their file, row and column. Knows no meaning.

use crate::finding::Place;
use crate::text;
use std::collections::HashSet;
use std::hash::{Hash, Hasher};

/// A table of text with one row of headings.
///
/// The cells of all rows are kept in one text, so that a table takes little more memory than its file.
#[derive(Debug, Clone, Default)]
pub struct RawTable {
    /// The file, relative to the report's folder, with `/` between folders.
    pub file: String,
    /// The sheet of a workbook; none for a file that has none.
    pub sheet: Option<String>,
    /// The headings as they stand in the file, trimmed.
    pub headings: Vec<String>,
    /// The row of the headings as a spreadsheet counts it; 1 where nothing stands above them.
    pub heading_row: u64,
    /// All cells, row after row, with one letter of no meaning after each, so that a line of a file can be taken as it is.
    text: String,
    /// Where each cell ends in `text`; as many for each row as there are headings.
    ends: Vec<u32>,
    /// The numbers of the rows, as a spreadsheet counts them.
    rows: Vec<u32>,
}

/// A row of a [`RawTable`]; read its cells with [`RawTable::cell`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RawRow {
    /// The row as a spreadsheet counts it: the first row of the file is 1.
    pub row: u64,
    /// Its position among the table's rows, from 0.
    pub at: usize,
}

/// A heading in the form in which headings are compared: case, spaces, underscores and hyphens do not count.
pub fn heading_key(heading: &str) -> String {
    heading.chars().filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-')).flat_map(char::to_lowercase).collect()
}

impl RawTable {
    /// A table without rows.
    pub fn new(file: impl Into<String>, headings: Vec<String>) -> Self {
        RawTable { file: file.into(), headings, heading_row: 1, ..RawTable::default() }
    }

    /// Makes room for so many bytes of text.
    pub fn reserve(&mut self, bytes: usize) {
        self.text.reserve(bytes);
    }

    /// Adds a row. Cells that are missing at its end are blank, and cells past the last heading are left out.
    ///
    /// False, with nothing added, where the table is full: 4 GB of text or 4 thousand million rows.
    pub fn push<'c>(&mut self, row: u64, cells: impl IntoIterator<Item = &'c str>) -> bool {
        let (text, ends) = (self.text.len(), self.ends.len());
        let mut cells = cells.into_iter();
        for _ in 0..self.headings.len() {
            self.text.push_str(cells.next().unwrap_or_default());
            self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
            self.text.push('\n');
        }
        self.end_row(row, text, ends)
    }

    /// Adds a row of as many cells as there are headings, which stand in a line with one byte between each: `ends` says where each ends.
    ///
    /// As [`RawTable::push`].
    pub fn push_line(&mut self, row: u64, line: &str, ends: &[usize]) -> bool {
        let (from, ends_before) = (self.text.len(), self.ends.len());
        self.text.push_str(line);
        self.text.push('\n');
        self.ends.extend(ends.iter().map(|end| u32::try_from(from + end).unwrap_or(u32::MAX)));
        self.end_row(row, from, ends_before)
    }

    /// Takes the row whose cells have been added since, or takes them back.
    fn end_row(&mut self, row: u64, text: usize, ends: usize) -> bool {
        match u32::try_from(row) {
            Ok(row) if u32::try_from(self.text.len()).is_ok() => {
                self.rows.push(row);
                true
            }
            _ => {
                self.text.truncate(text);
                self.ends.truncate(ends);
                false
            }
        }
    }

    /// The bytes that its cells take.
    pub fn bytes(&self) -> u64 {
        let numbers = (self.ends.len() + self.rows.len()) * size_of::<u32>();
        (self.text.len() + numbers) as u64
    }

    /// The rows under the headings, in file order; wholly blank rows are left out.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = RawRow> + Clone + '_ {
        self.rows.iter().enumerate().map(|(at, row)| RawRow { row: u64::from(*row), at })
    }

    /// The row at a position, from 0.
    pub fn row(&self, at: usize) -> Option<RawRow> {
        self.rows.get(at).map(|row| RawRow { row: u64::from(*row), at })
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The cells of a row as they were read, as many as there are headings.
    pub fn cells(&self, row: RawRow) -> impl Iterator<Item = &str> + '_ {
        (0..self.headings.len()).map(move |column| self.raw(row, column))
    }

    /// Of some rows those that say the same as one above them in every cell.
    pub fn repeats(&self, rows: impl Iterator<Item = RawRow>) -> Vec<RawRow> {
        let mut seen = HashSet::new();
        rows.filter(|row| !seen.insert(Cells { table: self, row: *row })).collect()
    }

    fn raw(&self, row: RawRow, column: usize) -> &str {
        let at = row.at * self.headings.len() + column;
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| end + 1);
        let end = self.ends.get(at).copied().unwrap_or_default();
        self.text.get(start as usize..end as usize).unwrap_or_default()
    }

    /// The text of all cells, in the order of the file, with other letters between them.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The position of the column with this heading, whatever its case and spacing.
    pub fn column(&self, heading: &str) -> Option<usize> {
        let wanted = heading_key(heading);
        self.headings.iter().position(|known| heading_key(known) == wanted)
    }

    /// The position of the first column that has one of these headings.
    pub fn column_of(&self, headings: &[&str]) -> Option<usize> {
        headings.iter().find_map(|heading| self.column(heading))
    }

    /// Whether all these headings are there.
    pub fn has(&self, headings: &[&str]) -> bool {
        headings.iter().all(|heading| self.column(heading).is_some())
    }

    /// The trimmed text of a cell, as [`text::as_meant`] reads it; blank where the table has no such column.
    pub fn cell(&self, row: RawRow, column: Option<usize>) -> &str {
        match column {
            Some(column) if column < self.headings.len() => text::as_meant(trimmed(self.raw(row, column))),
            _ => "",
        }
    }

    /// The place that is the whole table: its file and its sheet.
    pub fn whole(&self) -> Place {
        Place { sheet: self.sheet.clone(), ..Place::file(&self.file) }
    }

    /// The place of a cell.
    pub fn place(&self, row: RawRow, column: Option<usize>) -> Place {
        let place = Place { row: Some(row.row), ..self.whole() };
        match column.and_then(|column| self.headings.get(column)) {
            Some(heading) => place.column(heading),
            None => place,
        }
    }
}

/// All cells of a row, to be compared.
struct Cells<'t> {
    table: &'t RawTable,
    row: RawRow,
}

impl PartialEq for Cells<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.table.cells(self.row).eq(other.table.cells(other.row))
    }
}

impl Eq for Cells<'_> {}

impl Hash for Cells<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for cell in self.table.cells(self.row) {
            cell.hash(state);
        }
    }
}

/// A text without blanks around it.
fn trimmed(text: &str) -> &str {
    match text.as_bytes() {
        // Most cells need no more than this look at both ends.
        [] | [b'!'..=b'~'] | [b'!'..=b'~', .., b'!'..=b'~'] => text,
        _ => text.trim(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_say_the_same_are_told_however_they_were_added() {
        let mut table = RawTable::new("t.csv", vec!["a".into(), "b".into()]);
        assert!(table.push(2, ["1", ""]) && table.push_line(3, ";1", &[0, 2]) && table.push_line(4, "1;", &[1, 2]));
        assert_eq!(table.repeats(table.rows()).iter().map(|row| row.row).collect::<Vec<_>>(), [4]);
    }

    #[test]
    fn the_apostrophe_before_a_formula_is_no_part_of_the_text() {
        let mut table = RawTable::new("t.csv", vec!["a".into()]);
        let written = text::no_formula("-Recruit two officers").into_owned();
        assert!(table.push(2, [written.as_str()]) && table.push(3, ["'tis"]) && table.push(4, ["'"]));
        let read: Vec<&str> = table.rows().map(|row| table.cell(row, Some(0))).collect();
        assert_eq!((written.as_str(), read), ("'-Recruit two officers", vec!["-Recruit two officers", "'tis", "'"]));
    }

    #[test]
    fn headings_are_matched_whatever_their_case_and_spacing() {
        let mut table = RawTable::new("data/reviews.csv", vec!["Child".into(), "Held On".into(), "LATE_REASON".into()]);
        assert!(table.push(2, [" 12 ", "01/04/2025"]) && table.push(4, ["7", "", "x", "too many"]));
        let rows: Vec<RawRow> = table.rows().collect();
        assert_eq!(table.cells(rows[1]).collect::<Vec<_>>(), ["7", "", "x"]);
        assert_eq!(rows[1], RawRow { row: 4, at: 1 });
        assert!(table.push_line(5, "8,,late", &[1, 2, 7]));
        let line = table.row(2).unwrap();
        assert_eq!((line.row, table.cells(line).collect::<Vec<_>>()), (5, vec!["8", "", "late"]));
        assert_eq!(table.column("held_on"), Some(1));
        assert_eq!(table.column("Late reason"), Some(2));
        assert_eq!(table.column("officer"), None);
        assert_eq!(table.cell(rows[0], Some(0)), "12");
        assert_eq!(table.cell(rows[0], Some(2)), "");
        assert_eq!(table.place(rows[0], Some(1)).to_string(), "data/reviews.csv, row 2, column Held On");
    }
}
