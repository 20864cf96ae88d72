//! A table as it was read: text cells that remember their file, row and column. Knows no meaning.

use crate::finding::Place;

/// A table of text with one row of headings.
///
/// The cells of all rows are kept in one text, so that a table takes little more memory than its file.
#[derive(Debug, Clone, Default)]
pub struct RawTable {
    /// The file, relative to the report's folder, with `/` between folders.
    pub file: String,
    /// The headings as they stand in the file, trimmed.
    pub headings: Vec<String>,
    /// All cells, row after row.
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
        RawTable { file: file.into(), headings, ..RawTable::default() }
    }

    /// Adds a row. Cells that are missing at its end are blank, and cells past the last heading are left out.
    ///
    /// False, with nothing added, where the table is full: 4 GB of text or 4 thousand million rows.
    pub fn push<'c>(&mut self, row: u64, cells: impl IntoIterator<Item = &'c str>) -> bool {
        let (text, ends) = (self.text.len(), self.ends.len());
        let mut cells = cells.into_iter();
        for _ in 0..self.headings.len() {
            self.text.push_str(cells.next().unwrap_or_default());
            match u32::try_from(self.text.len()) {
                Ok(end) => self.ends.push(end),
                Err(_) => {
                    self.text.truncate(text);
                    self.ends.truncate(ends);
                    return false;
                }
            }
        }
        match u32::try_from(row) {
            Ok(row) => self.rows.push(row),
            Err(_) => {
                self.text.truncate(text);
                self.ends.truncate(ends);
                return false;
            }
        }
        true
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

    fn raw(&self, row: RawRow, column: usize) -> &str {
        let at = row.at * self.headings.len() + column;
        let start = if at == 0 { 0 } else { self.ends.get(at - 1).copied().unwrap_or_default() };
        let end = self.ends.get(at).copied().unwrap_or_default();
        self.text.get(start as usize..end as usize).unwrap_or_default()
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

    /// The trimmed text of a cell; blank where the table has no such column.
    pub fn cell(&self, row: RawRow, column: Option<usize>) -> &str {
        match column {
            Some(column) if column < self.headings.len() => self.raw(row, column).trim(),
            _ => "",
        }
    }

    /// The place of a cell.
    pub fn place(&self, row: RawRow, column: Option<usize>) -> Place {
        let place = Place::row(&self.file, row.row);
        match column.and_then(|column| self.headings.get(column)) {
            Some(heading) => place.column(heading),
            None => place,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_matched_whatever_their_case_and_spacing() {
        let mut table = RawTable::new("data/reviews.csv", vec!["Child".into(), "Held On".into(), "LATE_REASON".into()]);
        assert!(table.push(2, [" 12 ", "01/04/2025"]) && table.push(4, ["7", "", "x", "too many"]));
        let rows: Vec<RawRow> = table.rows().collect();
        assert_eq!(table.cells(rows[1]).collect::<Vec<_>>(), ["7", "", "x"]);
        assert_eq!(rows[1], RawRow { row: 4, at: 1 });
        assert_eq!(table.column("held_on"), Some(1));
        assert_eq!(table.column("Late reason"), Some(2));
        assert_eq!(table.column("officer"), None);
        assert_eq!(table.cell(rows[0], Some(0)), "12");
        assert_eq!(table.cell(rows[0], Some(2)), "");
        assert_eq!(table.place(rows[0], Some(1)).to_string(), "data/reviews.csv, row 2, column Held On");
    }
}
