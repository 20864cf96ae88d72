//! Published numbers to what is printed: words, tables, charts, data. Accepts published values only.

pub mod arranged;
pub mod chart;
pub mod comparison;
pub mod csv;
pub mod display;
pub mod draw;
pub mod json;
pub mod largest;
pub mod lookup;
pub mod plot;
pub mod text_width;
pub mod words;

use crate::disclosure::{Published, PublishedFigure, PublishedRow, PublishedTable};
use arranged::ArrangedTable;
use comparison::{Comparisons, Earlier};
use display::Printed;

/// The publication set with what stands beside it.
#[derive(Debug)]
pub struct Figures {
    /// The protected numbers of the period.
    pub published: Published,
    /// Earlier values, comparators and targets.
    pub comparisons: Comparisons,
    /// Tables that the council puts together out of them.
    pub arranged: Vec<ArrangedTable>,
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
                (earlier.in_table(), change)
            }
            _ => (Printed::marked("x"), Printed::marked("x")),
        }
    }

    /// The periods for which any of these figures is known, oldest first, this one last.
    pub fn periods(&self, figures: &[&PublishedFigure], period: &str) -> Vec<String> {
        let mut periods: Vec<String> =
            figures.iter().flat_map(|figure| self.comparisons.series(figure)).map(|earlier| earlier.period).collect();
        if figures.iter().any(|figure| self.comparisons.earlier(figure).is_some()) {
            periods.push(self.comparisons.period_before().to_string());
        }
        periods.retain(|known| known.as_str() < period);
        periods.push(period.to_string());
        periods.sort();
        periods.dedup();
        periods
    }

    /// A figure in a period: this one's, or an earlier one's.
    pub fn in_period(&self, figure: &PublishedFigure, wanted: &str, period: &str) -> Printed {
        if wanted == period {
            return display::figure_outcome(figure);
        }
        self.earlier_in(figure, wanted).map_or_else(|| Printed::marked("x"), |earlier| earlier.printed)
    }

    /// The same as a table prints it, with the marker of a break or a revision behind it.
    pub fn in_period_marked(&self, figure: &PublishedFigure, wanted: &str, period: &str) -> Printed {
        if wanted == period {
            let broken = self.comparisons.broken_now(&figure.id, "", "");
            return display::figure_outcome(figure).with_marker(if broken { "b" } else { "" });
        }
        self.earlier_in(figure, wanted).map_or_else(|| Printed::marked("x"), |earlier| earlier.in_table())
    }

    fn earlier_in(&self, figure: &PublishedFigure, wanted: &str) -> Option<Earlier> {
        let before = self.comparisons.earlier(figure).filter(|earlier| earlier.period == wanted);
        before.or_else(|| self.comparisons.series(figure).into_iter().find(|earlier| earlier.period == wanted))
    }

    /// A period as it heads a row or stands under a line: marked where the series of one of the figures breaks in it, or where its
    /// figures are provisional.
    pub fn period_label(&self, figures: &[&PublishedFigure], wanted: &str, period: &str) -> String {
        let is_broken = |figure: &&PublishedFigure| {
            self.earlier_in(figure, wanted).is_some_and(|earlier| earlier.marker == "b")
                || (wanted == period && self.comparisons.broken_now(&figure.id, "", ""))
        };
        let broken = if figures.iter().any(is_broken) { " [b]" } else { "" };
        format!("{wanted}{broken}{}", self.provisional_mark(wanted == period))
    }

    /// What stands behind a title or a year whose figures are provisional.
    pub fn provisional_mark(&self, of_this_period: bool) -> &'static str {
        if of_this_period && self.comparisons.provisional() { " [p]" } else { "" }
    }
}
