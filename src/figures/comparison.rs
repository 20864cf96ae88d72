//! A figure beside its earlier value, its target and the figures of others.
//!
//! Earlier and other values are printed as they were published, never re-rounded (convention F13). A change is the difference of the
//! two printed values: percentage points between percentages, counts between counts (convention C7.2).

use super::display::{self, Printed};
use crate::config::Order;
use crate::dataset::Dataset;
use crate::dataset::published::PublishedValue;
use crate::disclosure::{Number, Outcome, Published, PublishedFigure, PublishedTable};
use crate::figures::words::{self, Precision};
use crate::finding::{Finding, Place, Severity};
use crate::measures::measure::Unit;

/// An earlier value of a figure or of a cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Earlier {
    /// The period as it is named: `2024-25`.
    pub period: String,
    /// What was printed.
    pub printed: Printed,
    /// A marker of convention E4.4 without brackets; blank where there is none.
    pub marker: String,
}

impl Earlier {
    /// Whether a change from it may be stated: not across a break in the series.
    pub fn is_comparable(&self) -> bool {
        self.marker != "b"
    }
}

/// What stands beside the published figures.
#[derive(Debug, Clone)]
pub struct Comparisons {
    period_before: String,
    history: Vec<PublishedValue>,
    comparators: Vec<PublishedValue>,
    year_before: Published,
    targets: std::collections::BTreeMap<String, f64>,
}

impl Comparisons {
    /// Comparisons out of history, comparators and targets, and of the earlier year as the returns give it, protected like this year.
    pub fn new(dataset: &Dataset, order: &Order, year_before: Published) -> Self {
        Comparisons {
            period_before: order.period.year_before().label(),
            history: dataset.history.clone(),
            comparators: dataset.comparators.clone(),
            year_before,
            targets: order.targets.clone(),
        }
    }

    /// The period before this one.
    pub fn period_before(&self) -> &str {
        &self.period_before
    }

    /// The value of the period before: as published, else as the earlier return gives it. None where neither is known or where it is
    /// hidden.
    pub fn earlier(&self, figure: &PublishedFigure) -> Option<Earlier> {
        self.published_earlier(&figure.id, "", "", figure.unit, &self.period_before)
            .or_else(|| self.computed_earlier(figure))
    }

    fn published_earlier(&self, id: &str, row: &str, column: &str, unit: Unit, period: &str) -> Option<Earlier> {
        let entry = self.history.iter().find(|entry| {
            entry.id == id
                && entry.period == period
                && entry.row.eq_ignore_ascii_case(row)
                && entry.column.eq_ignore_ascii_case(column)
        })?;
        Some(Earlier { period: period.to_string(), printed: as_published(entry, unit)?, marker: entry.marker.clone() })
    }

    fn computed_earlier(&self, figure: &PublishedFigure) -> Option<Earlier> {
        let earlier = self.year_before.figure(&figure.id)?;
        let Outcome::Shown(number) = earlier.outcome else { return None };
        Some(Earlier {
            period: self.period_before.clone(),
            printed: display::figure(&number, figure.unit),
            marker: String::new(),
        })
    }

    /// Every earlier value of a figure that was published, oldest period first.
    pub fn series(&self, figure: &PublishedFigure) -> Vec<Earlier> {
        self.series_of(&figure.id, "", "", figure.unit)
    }

    /// Every earlier value of a cell that was published, oldest period first.
    pub fn series_of(&self, id: &str, row: &str, column: &str, unit: Unit) -> Vec<Earlier> {
        let mut periods: Vec<&str> =
            self.history.iter().filter(|entry| entry.id == id).map(|entry| entry.period.as_str()).collect();
        periods.sort_unstable();
        periods.dedup();
        periods.into_iter().filter_map(|period| self.published_earlier(id, row, column, unit, period)).collect()
    }

    /// The earlier value of a table's cell: history's, else the earlier return's.
    pub fn earlier_cell(&self, table: &PublishedTable, row: &str) -> Option<Earlier> {
        let column = table.columns.get(table.count_column()?)?;
        let published = self
            .published_earlier(&table.id, row, &column.key, column.unit, &self.period_before)
            .or_else(|| self.published_earlier(&table.id, row, "", column.unit, &self.period_before));
        published.or_else(|| {
            let earlier = self.year_before.table(&table.id)?.cell(row, &column.key)?;
            let printed = match earlier {
                Outcome::Shown(number) => display::figure(number, column.unit),
                Outcome::Hidden => Printed::marked("c"),
                Outcome::Missing(_) => Printed::marked("x"),
            };
            Some(Earlier { period: self.period_before.clone(), printed, marker: String::new() })
        })
    }

    /// Whether a table has earlier values beside it.
    pub fn has_earlier(&self, table: &PublishedTable) -> bool {
        let history = self
            .history
            .iter()
            .any(|entry| entry.id == table.id && entry.period == self.period_before && !entry.row.is_empty());
        history
            || self.year_before.table(&table.id).is_some_and(|table| table.missing.is_none() && !table.rows.is_empty())
    }

    /// The same figure of somebody else, the latest one published: its period and what was printed.
    pub fn of_others(&self, id: &str, row: &str, column: &str, who: &str, unit: Unit) -> Option<(String, Printed)> {
        self.comparators
            .iter()
            .filter(|entry| {
                entry.id == id
                    && entry.who.eq_ignore_ascii_case(who)
                    && entry.row.eq_ignore_ascii_case(row)
                    && entry.column.eq_ignore_ascii_case(column)
            })
            .max_by(|a, b| a.period.cmp(&b.period))
            .and_then(|entry| Some((entry.period.clone(), as_published(entry, unit)?)))
    }

    /// The target of a figure, as it is set in the order: tenths of its unit.
    pub fn target(&self, id: &str) -> Option<Printed> {
        let target = self.targets.get(id)?;
        Printed::from_text(&format!("{target}"), Unit::Percent)
    }

    /// Where history and the earlier returns say different things (measures, section 8): history is printed.
    pub fn contradictions(&self, published: &Published) -> Vec<Finding> {
        published
            .figures()
            .filter_map(|figure| {
                let said = self.published_earlier(&figure.id, "", "", figure.unit, &self.period_before)?;
                let computed = self.computed_earlier(figure)?;
                let scale = |printed: &Printed| {
                    printed.thousandths.map(|value| {
                        if said.printed.precision == Some(Precision::Whole) {
                            (value + 500) / 1000
                        } else {
                            value / 100
                        }
                    })
                };
                if scale(&said.printed)? == scale(&computed.printed)? {
                    return None;
                }
                Some(Finding::new(
                    Severity::Warning,
                    "history-differs",
                    Place::file("data/history"),
                    format!(
                        "`{}` for {} is {} in the history, but {} from that year's return",
                        figure.id, said.period, said.printed.text, computed.printed.text
                    ),
                    "the history is printed; a reader could be told of a change that is none",
                    "correct the history, or say in the narrative why the figure was revised",
                ))
            })
            .collect()
    }
}

fn as_published(entry: &PublishedValue, unit: Unit) -> Option<Printed> {
    match &entry.value {
        Some(text) => {
            let mut printed = Printed::from_text(text, unit)?;
            if !entry.qualifier.is_empty() {
                printed.text = format!("{} {}", entry.qualifier, printed.text);
            }
            Some(printed)
        }
        None if !entry.marker.is_empty() => Some(Printed::marked(&entry.marker)),
        None => None,
    }
}

/// A change between two printed values.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The difference in thousandths of the unit, negative for a fall.
    pub thousandths: i64,
    /// The change in words with the earlier value where the words need it: "an increase of 4.8 percentage points, from 74.8%".
    pub words: String,
}

/// The change of a shown number from an earlier printed one. None where either is no number or a series is broken.
pub fn change(now: &Outcome, unit: Unit, earlier: &Earlier) -> Option<Change> {
    let Outcome::Shown(number) = now else { return None };
    if !earlier.is_comparable() {
        return None;
    }
    let now = display::figure(number, unit);
    let (now_value, before_value) = (now.thousandths?, earlier.printed.thousandths?);
    match unit {
        Unit::Percent => {
            let precision = now.precision?.min(earlier.printed.precision?);
            let printed = |value: u64| match precision {
                Precision::Whole => (value + 500) / 1000 * 10,
                Precision::OneDecimal => (value + 50) / 100,
            };
            let (now, before) = (printed(now_value), printed(before_value));
            Some(Change {
                thousandths: (i64::try_from(now).ok()? - i64::try_from(before).ok()?) * 100,
                words: words::change_between_percents(now, before, precision),
            })
        }
        Unit::Count if now_value % 1000 == 0 && before_value % 1000 == 0 => Some(Change {
            thousandths: i64::try_from(now_value).ok()? - i64::try_from(before_value).ok()?,
            words: words::change_between_counts(now_value / 1000, before_value / 1000),
        }),
        _ => {
            let thousandths = i64::try_from(now_value).ok()? - i64::try_from(before_value).ok()?;
            let amount = display::decimal(thousandths.unsigned_abs(), 2);
            let words = match thousandths {
                0 => format!("unchanged at {}", earlier.printed.text),
                1.. => format!("an increase of {amount}, from {}", earlier.printed.text),
                _ => format!("a decrease of {amount}, from {}", earlier.printed.text),
            };
            Some(Change { thousandths, words })
        }
    }
}

/// The change between two cells as a table prints it: "+4.8", "-12", "0".
pub fn change_in_table(now: &Outcome, unit: Unit, earlier: &Earlier) -> Printed {
    if *now == Outcome::Hidden || earlier.printed.text == "[c]" {
        return Printed::marked("c");
    }
    match change(now, unit, earlier) {
        None => Printed::marked(if earlier.is_comparable() { "x" } else { "b" }),
        Some(change) => {
            let amount = display::decimal(change.thousandths.unsigned_abs(), 2);
            let text = match change.thousandths {
                0 => "0".to_string(),
                1.. => format!("+{amount}"),
                // A true minus sign: a hyphen would be read aloud as a dash.
                _ => format!("\u{2212}{amount}"),
            };
            Printed { text, signed: Some(change.thousandths), ..Printed::default() }
        }
    }
}

/// The number of a shown outcome.
pub fn shown(outcome: &Outcome) -> Option<&Number> {
    match outcome {
        Outcome::Shown(number) => Some(number),
        _ => None,
    }
}
