//! A number of the report by its name: the id of a figure or table, the row, the column, the period and whose it is.
//!
//! What was printed is held against it, and the council's own tables are put together out of it.

use super::Figures;
use super::comparison;
use super::display::{self, Printed};
use crate::disclosure::{Number, Outcome};
use crate::measures::measure::Unit;

/// Which number is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Name<'a> {
    /// The figure's or table's id.
    pub id: &'a str,
    /// The row's key or label; blank for a figure.
    pub row: &'a str,
    /// The column's key or label; for a figure blank, `count` or `of` for the numbers behind its share, `change` or `target`.
    pub column: &'a str,
    /// The period as it is named; blank for that of the report.
    pub period: &'a str,
    /// Whose it is; blank for the council's own.
    pub who: &'a str,
}

/// What stands in the report under a name.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// A number of this report.
    Number(Number, Unit),
    /// A value of an earlier period or of somebody else, as it was published.
    Given(Printed),
    /// It is hidden: nothing may be said.
    Hidden,
    /// A percentage of so few that it is not printed.
    Unreliable,
    /// It is not available, with the reason.
    Missing(String),
}

/// What stands under a name; none where there is no such figure or cell.
pub fn find(name: Name<'_>, figures: &Figures) -> Option<Found> {
    let (published, comparisons) = (&figures.published, &figures.comparisons);
    if let Some(found) = figures.arranged.iter().find(|table| table.id == name.id) {
        return found.cell(name.row, name.column).filter(|_| name.period.is_empty() && name.who.is_empty());
    }
    let of_outcome = |outcome: &Outcome, unit| match outcome {
        Outcome::Shown(number) => Found::Number(*number, unit),
        Outcome::Hidden => Found::Hidden,
        Outcome::Unreliable => Found::Unreliable,
        Outcome::Missing(why) => Found::Missing(why.clone()),
    };
    let (outcome, unit) = if name.row.is_empty() {
        let figure = published.figure(name.id)?;
        (&figure.outcome, figure.unit)
    } else {
        let table = published.table(name.id)?;
        if let Some(why) = &table.missing {
            return Some(Found::Missing(why.clone()));
        }
        let row = table.rows.iter().find(|row| is_called(name.row, &row.key, &row.label));
        let at = table.columns.iter().position(|column| is_called(name.column, &column.key, &column.label));
        match (row, at.and_then(|at| table.columns.get(at))) {
            (Some(row), Some(column)) => (row.cells.get(at?)?, column.unit),
            // A row that there was only in an earlier period.
            (None, Some(column)) if !name.period.is_empty() => (&Outcome::Hidden, column.unit),
            _ => return None,
        }
    };
    if !name.who.is_empty() {
        let (_, printed) = comparisons.of_others(name.id, name.row, name.column, name.who, unit)?;
        return Some(Found::Given(printed));
    }
    let is_earlier = !name.period.is_empty() && name.period != comparisons.period();
    if is_earlier && (name.column != "change" || !name.row.is_empty()) {
        return Some(Found::Given(earlier(name, unit, figures)?.printed));
    }
    let side = |numerator: bool| match outcome {
        Outcome::Shown(Number::Share { numerator: part, denominator: whole }) => {
            Some(Found::Number(Number::Count(if numerator { *part } else { *whole }), Unit::Count))
        }
        Outcome::Shown(Number::PerFte { children, .. }) if numerator => {
            Some(Found::Number(Number::Count(*children), Unit::Count))
        }
        Outcome::Shown(Number::PerFte { fte, .. }) => Some(Found::Number(Number::Amount(*fte), Unit::Fte)),
        Outcome::Shown(Number::Rate { .. }) | Outcome::Hidden | Outcome::Unreliable => Some(Found::Hidden),
        Outcome::Shown(_) => None,
        Outcome::Missing(why) => Some(Found::Missing(why.clone())),
    };
    match (name.row, name.column) {
        ("", "count") => side(true),
        ("", "of") => side(false),
        ("", "change") => {
            let figure = published.figure(name.id)?;
            let earlier = if is_earlier {
                earlier(Name { column: "", ..name }, unit, figures)?
            } else {
                comparisons.earlier(figure)?
            };
            let change = comparison::change(&figure.outcome, figure.unit, &earlier)?;
            let printed = Printed { thousandths: Some(change.thousandths.unsigned_abs()), ..Printed::default() };
            Some(Found::Given(Printed { text: display::decimal(change.thousandths.unsigned_abs(), 2), ..printed }))
        }
        ("", "target") => Some(Found::Given(comparisons.target(published.figure(name.id)?)?)),
        ("", column) if !column.is_empty() => None,
        _ => Some(of_outcome(outcome, unit)),
    }
}

/// The value of an earlier period.
fn earlier(name: Name<'_>, unit: Unit, figures: &Figures) -> Option<comparison::Earlier> {
    let comparisons = &figures.comparisons;
    let series = comparisons.series_of(name.id, name.row, name.column, unit);
    series.into_iter().find(|earlier| earlier.period == name.period).or_else(|| {
        let figure = figures.published.figure(name.id).filter(|_| name.row.is_empty())?;
        comparisons.earlier(figure).filter(|earlier| earlier.period == name.period)
    })
}

/// Whether a row or column is the one that is written: by its key or by what is printed for it.
fn is_called(written: &str, key: &str, label: &str) -> bool {
    key.eq_ignore_ascii_case(written) || label.eq_ignore_ascii_case(written)
}
