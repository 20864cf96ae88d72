//! Where rows of the return stand, kept small: a number for the table and the row's own.

use super::recognition::Given;
use crate::finding::{Finding, Place, Severity};
use crate::sources::table::RawRow;

/// Where a row of the return stands. [`TablePlaces`] says which table is meant.
///
/// Places of rows of one year are in the order of the files and of the rows in them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowPlace {
    /// The position of the table among those of the return.
    pub table: u32,
    /// The row as a spreadsheet counts it.
    pub row: u32,
}

impl RowPlace {
    /// The place of a row of the table with this position.
    pub fn of(table: u32, row: RawRow) -> Self {
        // No table can hold a row with a greater number.
        RowPlace { table, row: u32::try_from(row.row).unwrap_or(u32::MAX) }
    }
}

/// The files and sheets of the tables of the return.
#[derive(Debug, Clone, Default)]
pub struct TablePlaces(Vec<Place>);

impl TablePlaces {
    /// The places of these tables, in their order.
    pub fn of(tables: &[Given<'_>]) -> Self {
        TablePlaces(tables.iter().map(|given| given.table.whole()).collect())
    }

    /// The place of a whole table.
    pub fn table(&self, number: u32) -> Place {
        self.0.get(number as usize).cloned().unwrap_or_default()
    }

    /// The place of a row, for a finding.
    pub fn row(&self, at: RowPlace) -> Place {
        Place { row: Some(u64::from(at.row)), ..self.table(at.table) }
    }
}

/// Warnings about rows of the return.
pub struct RowFindings<'a> {
    tables: &'a TablePlaces,
    /// What was found so far.
    pub found: Vec<Finding>,
}

impl<'a> RowFindings<'a> {
    /// Nothing found yet in rows of these tables.
    pub fn of(tables: &'a TablePlaces) -> Self {
        RowFindings { tables, found: Vec::new() }
    }

    /// Adds a warning about a row, or about one of its cells.
    pub fn warn(
        &mut self,
        at: RowPlace,
        column: Option<&str>,
        code: &'static str,
        what: impl Into<String>,
        why: &str,
        fix: &str,
    ) {
        let place = Place { column: column.map(str::to_string), ..self.tables.row(at) };
        self.found.push(Finding::new(Severity::Warning, code, place, what, why, fix));
    }
}
