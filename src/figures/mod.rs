//! Published numbers to what is printed: words, tables, charts, data. Accepts published values only.

pub mod comparison;
pub mod display;
pub mod json;
pub mod plot;
pub mod words;

use crate::disclosure::{Published, PublishedRow, PublishedTable};
use comparison::Comparisons;
use display::Printed;

/// The publication set with what stands beside it.
#[derive(Debug, Clone)]
pub struct Figures {
    /// The protected numbers of the period.
    pub published: Published,
    /// Earlier values, comparators and targets.
    pub comparisons: Comparisons,
}

impl Figures {
    /// Whether a table shows its earlier values: a one-way table of counts for which some are known.
    pub fn earlier_columns(&self, table: &PublishedTable) -> bool {
        let one_way = table.columns.len() == 2
            && table.columns.first().is_some_and(|column| !column.is_percent)
            && table.columns.last().is_some_and(|column| column.is_percent);
        one_way && table.missing.is_none() && self.comparisons.has_earlier(table)
    }

    /// The earlier value of a row and its change.
    pub fn earlier_cells(&self, table: &PublishedTable, row: &PublishedRow) -> (Printed, Printed) {
        let outcome =
            table.count_column().and_then(|column| Some((row.cells.get(column)?, table.columns.get(column)?)));
        match (self.comparisons.earlier_cell(table, &row.key), outcome) {
            (Some(earlier), Some((outcome, column))) => {
                let change = comparison::change_in_table(outcome, column.unit, &earlier);
                (earlier.printed, change)
            }
            _ => (Printed::marked("x"), Printed::marked("x")),
        }
    }
}
