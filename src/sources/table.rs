//! A table as it was read: text cells that remember their file, row and column. Knows no meaning.

use crate::finding::Place;
use csv::StringRecord;

/// A table of text with one row of headings.
#[derive(Debug, Clone)]
pub struct RawTable {
    /// The file, relative to the report's folder, with `/` between folders.
    pub file: String,
    /// The headings as they stand in the file, trimmed.
    pub headings: Vec<String>,
    /// The rows under the headings, in file order; wholly blank rows are left out.
    pub rows: Vec<RawRow>,
}

/// A row of a [`RawTable`]: as many cells as there are headings.
#[derive(Debug, Clone)]
pub struct RawRow {
    /// The row as a spreadsheet counts it: the headings are row 1.
    pub row: u64,
    /// The cells; read them with [`RawTable::cell`].
    pub cells: StringRecord,
}

/// A heading in the form in which headings are compared: case, spaces, underscores and hyphens do not count.
pub fn heading_key(heading: &str) -> String {
    heading.chars().filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-')).flat_map(char::to_lowercase).collect()
}

impl RawTable {
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
    pub fn cell<'r>(&self, row: &'r RawRow, column: Option<usize>) -> &'r str {
        column.and_then(|column| row.cells.get(column)).map(str::trim).unwrap_or_default()
    }

    /// The place of a cell.
    pub fn place(&self, row: &RawRow, column: Option<usize>) -> Place {
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
        let table = RawTable {
            file: "data/reviews.csv".into(),
            headings: vec!["Child".into(), "Held On".into(), "LATE_REASON".into()],
            rows: vec![RawRow { row: 2, cells: StringRecord::from(vec![" 12 ", "01/04/2025"]) }],
        };
        assert_eq!(table.column("held_on"), Some(1));
        assert_eq!(table.column("Late reason"), Some(2));
        assert_eq!(table.column("officer"), None);
        assert_eq!(table.cell(&table.rows[0], Some(0)), "12");
        assert_eq!(table.cell(&table.rows[0], Some(2)), "");
        assert_eq!(table.place(&table.rows[0], Some(1)).to_string(), "data/reviews.csv, row 2, column Held On");
    }
}
