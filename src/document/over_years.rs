//! A table over the years: this period's rows with those of earlier periods that were published, each cell as it was printed.

use super::tables::{Contents, OVER_YEARS, Shelf, number_column};
use super::tree::Row;
use crate::disclosure::{PublishedColumn, PublishedTable};
use crate::figures::display;
use std::collections::BTreeSet;

/// Periods that a page holds: of many the latest.
const MOST_PERIODS: usize = 5;

/// Every table over the years that can be placed: those of which an earlier period was published.
pub fn ids(shelf: &Shelf<'_>) -> Vec<String> {
    let has_history = |table: &&PublishedTable| table.missing.is_none() && periods(shelf, table).len() > 1;
    shelf.figures.published.tables().filter(has_history).map(|table| format!("{}{OVER_YEARS}", table.id)).collect()
}

/// The contents of a table over the years; none where no earlier period was published.
///
/// A table of one number for each row has a column for each period. One of several numbers has its rows anew for each period.
pub fn contents(shelf: &Shelf<'_>, id: &str) -> Option<Contents> {
    let table = shelf.figures.published.table(id.strip_suffix(OVER_YEARS)?).filter(|table| table.missing.is_none())?;
    let mut periods = periods(shelf, table);
    if periods.len() < 2 {
        return None;
    }
    let periods = periods.split_off(periods.len().saturating_sub(MOST_PERIODS));
    // Percentages only where some were published: others would be blank in all earlier periods.
    let was_published = |column: &&PublishedColumn| {
        table
            .rows
            .iter()
            .any(|row| !shelf.figures.comparisons.series_of(&table.id, &row.key, &column.key, column.unit).is_empty())
    };
    let columns: Vec<&PublishedColumn> = table.columns.iter().filter(was_published).collect();
    let keys = keys(shelf, table);
    let title = format!("{} Over the years", table.title);
    let row = |label: String, cells: Vec<String>, total| Row { label, cells, total, indented: false };
    if let [column] = columns.as_slice() {
        let rows = keys.iter().map(|(key, label, total)| {
            row(label.clone(), periods.iter().map(|period| cell(shelf, table, key, column, period)).collect(), *total)
        });
        let heads = periods.iter().map(|period| number_column(period.clone())).collect();
        return Some(Contents {
            title,
            corner: table.corner.clone(),
            columns: heads,
            rows: rows.collect(),
            notes: Vec::new(),
        });
    }
    let mut rows = Vec::new();
    for period in &periods {
        for (key, label, total) in &keys {
            let cells: Vec<String> = columns.iter().map(|column| cell(shelf, table, key, column, period)).collect();
            // A part that there was not in that period has no row.
            if cells.iter().any(|cell| cell != "[x]") {
                rows.push(row(format!("{period} {label}"), cells, *total));
            }
        }
    }
    let heads = columns.iter().map(|column| number_column(column.label.clone())).collect();
    Some(Contents { title, corner: table.corner.clone(), columns: heads, rows, notes: Vec::new() })
}

/// The periods of which something is known, oldest first, that of the report last.
fn periods(shelf: &Shelf<'_>, table: &PublishedTable) -> Vec<String> {
    let this = shelf.figures.comparisons.period();
    let history = shelf.figures.comparisons.history_rows(&table.id);
    let earlier =
        history.iter().filter(|(row, period)| !row.is_empty() && *period < this).map(|(_, period)| period.to_string());
    let mut periods: BTreeSet<String> = earlier.collect();
    periods.insert(this.to_string());
    periods.into_iter().collect()
}

/// The rows' keys and labels and whether they are totals: this period's, those that there were only earlier before the total.
fn keys(shelf: &Shelf<'_>, table: &PublishedTable) -> Vec<(String, String, bool)> {
    let known = |key: &str| table.rows.iter().any(|row| row.key.eq_ignore_ascii_case(key));
    let history = shelf.figures.comparisons.history_rows(&table.id);
    let gone: BTreeSet<&str> =
        history.iter().map(|(row, _)| *row).filter(|row| !row.is_empty() && !known(row)).collect();
    let of = |total: bool| {
        let rows = table.rows.iter().filter(move |row| row.total == total);
        rows.map(move |row| (row.key.clone(), row.label.clone(), total))
    };
    of(false).chain(gone.into_iter().map(|row| (row.to_string(), row.to_string(), false))).chain(of(true)).collect()
}

fn cell(shelf: &Shelf<'_>, table: &PublishedTable, key: &str, column: &PublishedColumn, period: &str) -> String {
    if period == shelf.figures.comparisons.period() {
        let at = table.columns.iter().position(|known| known.key == column.key);
        let row = table.rows.iter().find(|row| row.key == key);
        let outcome = at.zip(row).and_then(|(at, row)| Some((at, row.cells.get(at)?)));
        return match outcome {
            Some((at, outcome)) => display::cell(outcome, column, display::column_precision(table, at)).text,
            None => "[x]".into(),
        };
    }
    let series = shelf.figures.comparisons.series_of(&table.id, key, &column.key, column.unit);
    series
        .into_iter()
        .find(|earlier| earlier.period == period)
        .map_or_else(|| "[x]".into(), |earlier| earlier.in_table().text)
}
