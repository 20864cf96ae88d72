//! What would be known of everybody in a group (convention F6): where all of a group stand in one sensitive category, to know that
//! somebody belongs to the group is to know that of them. The number need not be small.

use super::redesign::{Group, merged};
use crate::config::Sensitive;
use crate::measures::measure::{Cell, Content, MeasuredTable};

/// A cell that holds the whole of a group, with the empty cells beside it, the best hidden first. Places are those of the system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Whole {
    /// The row and column of the cell.
    pub cell: (usize, usize),
    /// The rows and columns of the noughts: hide one, and nobody knows.
    pub noughts: Vec<(usize, usize)>,
}

/// Every group of a table, across or down, that stands in one sensitive category as a whole.
pub(super) fn wholes(table: &MeasuredTable, groups: &[Group], sensitive: &Sensitive) -> Vec<Whole> {
    let Some(total_column) = table.total_column.filter(|_| table.by.down.is_some()) else { return Vec::new() };
    let (table, places) = merged(table, groups);
    let counts = table.columns.iter().enumerate();
    let columns: Vec<usize> = counts
        .filter(|(at, column)| *at != total_column && column.content == Content::Count)
        .map(|(at, _)| at)
        .collect();
    let rows: Vec<usize> = (0..table.rows.len()).filter(|row| !table.rows[*row].total).collect();
    let count = |row: usize, column: usize| match table.rows[row].cells.get(column) {
        Some(Cell::Count(count)) => Some(*count),
        _ => None,
    };
    let of_column = |column: usize| rows.iter().filter_map(|row| count(*row, column)).sum::<u64>();
    let of_row = |row: usize| columns.iter().filter_map(|column| count(row, *column)).sum::<u64>();
    let is_sensitive = |by: &Option<String>, key: &str| by.as_ref().is_some_and(|by| sensitive.contains(by, key));
    let mut found = Vec::new();
    for row in &rows {
        let cells: Vec<Counted> =
            columns.iter().filter_map(|column| Some((count(*row, *column)?, of_column(*column), *column))).collect();
        if let Some((column, noughts)) = alone(cells)
            && is_sensitive(&table.by.across, &table.columns[column].key)
        {
            let at = |column| (places[*row], column);
            found.push(Whole { cell: at(column), noughts: noughts.into_iter().map(at).collect() });
        }
    }
    // Rows that are parts of others are no categories of their own.
    let are_categories = table.adds_down && table.rows.iter().all(|row| row.parent.is_none());
    for column in columns.iter().filter(|_| are_categories) {
        let cells: Vec<Counted> =
            rows.iter().filter_map(|row| Some((count(*row, *column)?, of_row(*row), *row))).collect();
        if let Some((row, noughts)) = alone(cells)
            && is_sensitive(&table.by.down, &table.rows[row].key)
        {
            let at = |row: usize| (places[row], *column);
            found.push(Whole { cell: at(row), noughts: noughts.into_iter().map(at).collect() });
        }
    }
    found
}

/// A cell's number, the sum of its category, and the category's position.
type Counted = (u64, u64, usize);

/// The only category of a group that is not empty, and the empty ones: those that others are in most often first, since it is likeliest
/// that somebody might be in them.
fn alone(mut cells: Vec<Counted>) -> Option<(usize, Vec<usize>)> {
    let mut full = cells.iter().filter(|(count, ..)| *count > 0);
    let (only, None) = (full.next()?.2, full.next()) else { return None };
    cells.retain(|(count, ..)| *count == 0);
    cells.sort_by_key(|(_, sum, at)| (std::cmp::Reverse(*sum), *at));
    Some((only, cells.into_iter().map(|(.., at)| at).collect()))
}
