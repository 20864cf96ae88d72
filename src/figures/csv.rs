//! Every figure and table of an edition as one plain table: a row for each value. The shape is stable: spreadsheets and other
//! programs read it.
//!
//! The values are those of [`json`], so the two forms never differ.

use super::{Figures, json};
use crate::disclosure::{Number, Outcome};
use crate::text::no_formula;
use serde_json::Value;

/// The columns, which never change their order.
pub const COLUMNS: [&str; 15] = [
    "kind",
    "id",
    "row",
    "column",
    "label",
    "value",
    "display",
    "unit",
    "numerator",
    "denominator",
    "when",
    "marker",
    "why",
    "previous",
    "change",
];

/// The whole of an edition: the headings, then the figures, then the cells of the tables, in the order of measures. A table that is
/// not available is one row with its reason.
///
/// # Errors
/// Only where text cannot be written at all.
pub fn document(figures: &Figures) -> anyhow::Result<String> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    for figure in figures.published.figures() {
        let entry = json::figure(figures, figure);
        let mut row = Row::new("figure", &figure.id);
        for column in
            ["label", "value", "display", "unit", "numerator", "denominator", "when", "marker", "why", "change"]
        {
            row.set(column, &entry[column]);
        }
        row.set("previous", &entry["previous"]["value"]);
        writer.write_record(row.cells())?;
    }
    for table in figures.published.tables() {
        let entry = json::table(figures, table);
        if table.missing.is_some() {
            let mut row = Row::new("table", &table.id);
            row.set("label", &entry["title"]);
            row.set("display", &entry["marker"]);
            for column in ["when", "marker", "why"] {
                row.set(column, &entry[column]);
            }
            writer.write_record(row.cells())?;
        }
        let units = |key: &Value| {
            let column = table.columns.iter().find(|column| key == column.key.as_str());
            Value::from(column.map_or("", |column| column.unit.key()))
        };
        let columns = list(&entry["columns"]);
        for (of_row, outcomes) in list(&entry["rows"]).iter().zip(&table.rows) {
            let cells = list(&of_row["cells"]);
            // The earlier value and the change stand beside the count that they belong to.
            let beside = |key: &str| cells.iter().find(|cell| cell["column"] == key).map(|cell| &cell["value"]);
            for (at, cell) in cells.iter().enumerate().take(outcomes.cells.len()) {
                let column = columns.iter().find(|column| column["key"] == cell["column"]);
                let heads = [Some(&entry["title"]), Some(&of_row["label"]), column.map(|column| &column["label"])];
                let label: Vec<&str> = heads.into_iter().flatten().filter_map(Value::as_str).collect();
                let mut row = Row::new("cell", &table.id);
                row.set("row", &of_row["key"]);
                row.set("column", &cell["column"]);
                row.set("label", &Value::from(label.join(": ")));
                row.set("unit", &units(&cell["column"]));
                row.set("when", &entry["when"]);
                for column in ["value", "display", "marker"] {
                    row.set(column, &cell[column]);
                }
                if let Some(Outcome::Shown(Number::Share { numerator, denominator })) = outcomes.cells.get(at) {
                    row.set("numerator", &Value::from(*numerator));
                    row.set("denominator", &Value::from(*denominator));
                }
                if table.count_column() == Some(at) {
                    for column in ["previous", "change"] {
                        row.set(column, beside(column).unwrap_or(&Value::Null));
                    }
                }
                writer.write_record(row.cells())?;
            }
        }
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// A row about to be written: a text a column.
struct Row([String; COLUMNS.len()]);

impl Row {
    fn new(kind: &str, id: &str) -> Row {
        let mut row = Row(Default::default());
        row.set("kind", &Value::from(kind));
        row.set("id", &Value::from(id));
        row
    }

    /// Sets a column; what is null stays blank.
    fn set(&mut self, column: &str, value: &Value) {
        let text = match value {
            Value::Null => String::new(),
            Value::String(text) => no_formula(text).into_owned(),
            other => other.to_string(),
        };
        if let Some(cell) = COLUMNS.iter().position(|known| *known == column).and_then(|at| self.0.get_mut(at)) {
            *cell = text;
        }
    }

    fn cells(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}
