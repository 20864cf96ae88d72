//! A table with a column for each of the others whose figures are known beside its own: England, similar councils.

use super::tables::{Contents, Shelf, number_column};
use super::tree::Row;
use crate::disclosure::{PublishedColumn, PublishedTable};
use crate::figures::display;

/// What the id of such a table ends with.
const WITH_OTHERS: &str = "_with_others";

/// Every table with others beside it that can be placed.
pub fn ids(shelf: &Shelf<'_>) -> Vec<String> {
    let tables = shelf.figures.published.tables().filter(|table| table.missing.is_none());
    tables.filter(|table| !beside(shelf, table).is_empty()).map(|table| format!("{}{WITH_OTHERS}", table.id)).collect()
}

/// The contents of a table with others beside it; none where nothing of others is known.
pub fn contents(shelf: &Shelf<'_>, id: &str) -> Option<Contents> {
    let table = shelf.figures.published.table(id.strip_suffix(WITH_OTHERS)?).filter(|table| table.missing.is_none())?;
    let beside = beside(shelf, table);
    if beside.is_empty() {
        return None;
    }
    let own = table.columns.iter().map(|column| number_column(column.label.clone()));
    let others = beside.iter().map(|(who, column)| number_column(format!("{who}, {}", column.label.to_lowercase())));
    let rows = table.rows.iter().map(|row| {
        let cells = row.cells.iter().zip(&table.columns).enumerate();
        let own = cells
            .map(|(at, (outcome, column))| display::cell(outcome, column, display::column_precision(table, at)).text);
        let others = beside.iter().map(|(who, column)| {
            let found = shelf.figures.comparisons.of_others(&table.id, &row.key, &column.key, who, column.unit);
            found.map_or_else(|| "[x]".to_string(), |(_, printed)| printed.text)
        });
        Row {
            label: row.label.clone(),
            cells: own.chain(others).collect(),
            total: row.total,
            indented: row.parent.is_some(),
        }
    });
    Some(Contents {
        title: table.title.clone(),
        corner: table.corner.clone(),
        columns: own.chain(others).collect(),
        rows: rows.collect(),
        notes: Vec::new(),
    })
}

/// The others with the column of theirs that is known for at least one row.
fn beside<'t>(shelf: &Shelf<'_>, table: &'t PublishedTable) -> Vec<(String, &'t PublishedColumn)> {
    let comparisons = &shelf.figures.comparisons;
    let is_known = |who: &str, column: &PublishedColumn| {
        table.rows.iter().any(|row| comparisons.of_others(&table.id, &row.key, &column.key, who, column.unit).is_some())
    };
    let of = |who: String| {
        let columns = table.columns.iter().filter(|column| is_known(&who, column)).collect::<Vec<_>>();
        columns.into_iter().map(move |column| (who.clone(), column))
    };
    comparisons.others().into_iter().flat_map(of).collect()
}
