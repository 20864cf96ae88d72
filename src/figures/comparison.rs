//! A figure beside its earlier value, its target and the figures of others.
//!
//! Earlier and other values are printed as they were published, never re-rounded (convention F13). A change is the difference of the
//! two printed values: percentage points between percentages, counts between counts (convention C7.2).

use super::display::{self, Printed};
use crate::config::{Order, Side, Target};
use crate::dataset::Dataset;
use crate::dataset::published::PublishedValue;
use crate::disclosure::{Number, Outcome, Published, PublishedFigure, PublishedTable};
use crate::figures::words::{self, Precision};
use crate::finding::{Finding, Place, Severity};
use crate::measures::measure::Unit;
use crate::period::{Period, collection_year_label};

/// An earlier value of a figure or of a cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Earlier {
    /// The period as it is named: `2024-25`.
    pub period: String,
    /// What was printed.
    pub printed: Printed,
    /// A marker of convention E4.4 without brackets; blank where there is none.
    pub marker: String,
    /// Whether the series is broken between it and the period of the report.
    pub broken: bool,
}

impl Earlier {
    /// Whether a change from it may be stated: not across a break in the series.
    pub fn is_comparable(&self) -> bool {
        !self.broken
    }

    /// What stands in a table: the value with its marker.
    pub fn in_table(&self) -> Printed {
        self.printed.clone().with_marker(&self.marker)
    }
}

/// What stands beside the published figures.
#[derive(Debug)]
pub struct Comparisons {
    period: String,
    period_before: String,
    history: Vec<PublishedValue>,
    comparators: Vec<PublishedValue>,
    year_before: Published,
    targets: std::collections::BTreeMap<String, Target>,
    restate: bool,
    provisional: bool,
}

impl Comparisons {
    /// Comparisons out of history, comparators and targets, and of the earlier year as the returns give it, protected like this year.
    pub fn new(dataset: &Dataset, order: &Order, year_before: Published) -> Self {
        Comparisons {
            period: order.period.label(),
            period_before: order.period.year_before().label(),
            history: dataset.history.clone(),
            comparators: dataset.comparators.clone(),
            year_before,
            targets: order.targets.clone(),
            restate: order.restate,
            provisional: order.provisional,
        }
    }

    /// The period of the report.
    pub fn period(&self) -> &str {
        &self.period
    }

    /// The period before this one.
    pub fn period_before(&self) -> &str {
        &self.period_before
    }

    /// Whether the figures of this period are provisional.
    pub fn provisional(&self) -> bool {
        self.provisional
    }

    /// The value of the period before: as published, else as the earlier return gives it. None where neither is known or where it is
    /// hidden. With `restate` the return's value, marked as revised, where the two differ.
    pub fn earlier(&self, figure: &PublishedFigure) -> Option<Earlier> {
        let published = self.published_earlier(&figure.id, "", "", figure.unit, &self.period_before);
        self.one_of(published, self.computed_earlier(figure))
    }

    fn one_of(&self, published: Option<Earlier>, computed: Option<Earlier>) -> Option<Earlier> {
        match (published, computed) {
            (Some(said), Some(computed)) if self.restate && !same(&said.printed, &computed.printed) => {
                Some(Earlier { marker: "r".into(), broken: said.broken, ..computed })
            }
            (published, computed) => published.or(computed),
        }
    }

    fn entry(&self, id: &str, row: &str, column: &str, period: &str) -> Option<&PublishedValue> {
        self.history.iter().find(|entry| {
            entry.id == id
                && entry.period == period
                && entry.row.eq_ignore_ascii_case(row)
                && entry.column.eq_ignore_ascii_case(column)
        })
    }

    /// Whether the history says that this period is counted otherwise than the ones before it.
    pub fn broken_now(&self, id: &str, row: &str, column: &str) -> bool {
        self.entry(id, row, column, &self.period).is_some_and(|entry| entry.marker == "b")
    }

    fn published_earlier(&self, id: &str, row: &str, column: &str, unit: Unit, period: &str) -> Option<Earlier> {
        let entry = self.entry(id, row, column, period)?;
        Some(Earlier {
            period: period.to_string(),
            printed: as_published(entry, unit)?,
            marker: entry.marker.clone(),
            broken: entry.marker == "b" || self.broken_now(id, row, column),
        })
    }

    fn computed_earlier(&self, figure: &PublishedFigure) -> Option<Earlier> {
        let earlier = self.year_before.figure(&figure.id)?;
        let Outcome::Shown(number) = earlier.outcome else { return None };
        Some(Earlier {
            period: self.period_before.clone(),
            printed: display::figure(&number, figure.unit),
            marker: String::new(),
            broken: self.broken_now(&figure.id, "", ""),
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

    /// The rows of a table that the history has, with the period of each; the whole table's have a blank row.
    pub fn history_rows(&self, id: &str) -> Vec<(&str, &str)> {
        self.history
            .iter()
            .filter(|entry| entry.id == id)
            .map(|entry| (entry.row.as_str(), entry.period.as_str()))
            .collect()
    }

    /// The earlier value of a table's cell: history's, else the earlier return's.
    pub fn earlier_cell(&self, table: &PublishedTable, row: &str) -> Option<Earlier> {
        let column = table.columns.get(table.count_column()?)?;
        let published = self
            .published_earlier(&table.id, row, &column.key, column.unit, &self.period_before)
            .or_else(|| self.published_earlier(&table.id, row, "", column.unit, &self.period_before));
        self.one_of(published, self.computed_cell(table, row))
    }

    fn computed_cell(&self, table: &PublishedTable, row: &str) -> Option<Earlier> {
        let column = table.columns.get(table.count_column()?)?;
        let printed = match self.year_before.table(&table.id)?.cell(row, &column.key)? {
            Outcome::Shown(number) => display::figure(number, column.unit),
            Outcome::Hidden => Printed::marked("c"),
            Outcome::Unreliable => Printed::marked("u"),
            Outcome::Missing(_) => Printed::marked("x"),
        };
        let broken = self.broken_now(&table.id, row, &column.key);
        Some(Earlier { period: self.period_before.clone(), printed, marker: String::new(), broken })
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
            .and_then(|entry| Some((entry.period.clone(), as_published(entry, unit)?.with_marker(&entry.marker))))
    }

    /// Everybody whose figures are known: England first, then neighbours, then the others in alphabetical order.
    pub fn others(&self) -> Vec<String> {
        let rank = |who: &str| match who.to_lowercase().as_str() {
            "england" => 0,
            "neighbours" => 1,
            _ => 2,
        };
        let mut others: Vec<String> =
            self.comparators.iter().map(|entry| entry.who.clone()).filter(|who| !who.is_empty()).collect();
        others.sort_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| a.to_lowercase().cmp(&b.to_lowercase())));
        others.dedup_by(|a, b| a.eq_ignore_ascii_case(b));
        others
    }

    /// The target of a figure as it is said, in the figure's unit: "95%", "no more than 5".
    pub fn target(&self, figure: &PublishedFigure) -> Option<Printed> {
        let target = self.targets.get(&figure.id)?;
        let mut printed = Printed::from_text(&target.value.to_string(), figure.unit)?;
        if target.side == Some(Side::AtMost) && printed.thousandths != Some(0) {
            printed.text = format!("no more than {}", printed.text);
        }
        Some(printed)
    }

    /// Whether a printed value of a figure is on the right side of its target. None without a target.
    pub fn meets_target(&self, figure: &PublishedFigure, thousandths: u64) -> Option<bool> {
        let target = self.target(figure)?.thousandths?;
        Some(match self.targets.get(&figure.id)?.side {
            Some(Side::AtMost) => thousandths <= target,
            _ => thousandths >= target,
        })
    }

    /// Where history and the earlier returns say different things (measures, section 8): history is printed, or with `restate` the
    /// value of the return.
    pub fn contradictions(&self, published: &Published) -> Vec<Finding> {
        let differing = |said: Option<Earlier>, computed: Option<Earlier>| {
            let (said, computed) = (said?, computed?);
            let is_number = said.printed.thousandths.is_some() && computed.printed.thousandths.is_some();
            (is_number && !same(&said.printed, &computed.printed)).then_some((said, computed))
        };
        let finding = |id: &str, what: String| {
            let (severity, why, fix) = if self.restate {
                (
                    Severity::Note,
                    "`restate` is set, so the figure from the return is printed, marked [r]",
                    "nothing, if the earlier figure was wrong; else take `restate` out of the order",
                )
            } else {
                (
                    Severity::Warning,
                    "the history is printed; a reader could be told of a change that is none",
                    "correct the history, or write `restate: yes` in the order to print the figure from the return, marked [r]",
                )
            };
            let place = self.history.iter().find(|entry| entry.id == id && entry.period == self.period_before);
            let place = place.map_or_else(|| Place::file("data/history"), |entry| entry.place.clone());
            Finding::new(severity, "history-differs", place, what, why, fix)
        };
        let of_figures = published.figures().filter_map(|figure| {
            let said = self.published_earlier(&figure.id, "", "", figure.unit, &self.period_before);
            let (said, computed) = differing(said, self.computed_earlier(figure))?;
            let what = format!(
                "`{}` for {} is {} in the history, but {} from that year's return",
                figure.id, said.period, said.printed.text, computed.printed.text
            );
            Some(finding(&figure.id, what))
        });
        let of_tables = published.tables().filter_map(|table| {
            let column = table.columns.get(table.count_column()?)?;
            let mut rows = table.rows.iter().filter_map(|row| {
                let said = self
                    .published_earlier(&table.id, &row.key, &column.key, column.unit, &self.period_before)
                    .or_else(|| self.published_earlier(&table.id, &row.key, "", column.unit, &self.period_before));
                Some((row, differing(said, self.computed_cell(table, &row.key))?))
            });
            let (row, (said, computed)) = rows.next()?;
            let more = match rows.count() {
                0 => String::new(),
                more => format!(" (and so in {more} more of its rows)"),
            };
            let what = format!(
                "`{}`, row `{}`, for {} is {} in the history, but {} from that year's return{more}",
                table.id, row.key, said.period, said.printed.text, computed.printed.text
            );
            Some(finding(&table.id, what))
        });
        of_figures.chain(of_tables).collect()
    }

    /// Years that are missing between two years of a figure's series.
    pub fn gaps(&self, published: &Published) -> Vec<Finding> {
        let mut found: std::collections::BTreeMap<Vec<String>, Vec<&str>> = std::collections::BTreeMap::new();
        for figure in published.figures() {
            let mut periods: Vec<String> = self.series(figure).into_iter().map(|earlier| earlier.period).collect();
            if periods.is_empty() {
                continue;
            }
            periods.extend(self.earlier(figure).map(|earlier| earlier.period));
            periods.push(self.period.clone());
            let gaps = missing_between(&periods);
            if !gaps.is_empty() {
                found.entry(gaps).or_default().push(&figure.id);
            }
        }
        let file = self.history.first().map_or_else(
            || Place::file("data/history"),
            |entry| Place { row: None, column: None, ..entry.place.clone() },
        );
        found
            .into_iter()
            .map(|(years, ids)| {
                Finding::new(
                    Severity::Warning,
                    "missing-year",
                    file.clone(),
                    format!(
                        "{} {} missing between two years of {}",
                        words::list(&years),
                        if years.len() == 1 { "is" } else { "are" },
                        words::list(&ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>())
                    ),
                    "tables and charts over the years leave the year out, and a line would hide it",
                    "add a row for the year; where nothing was published leave the value blank and write [x] as its marker",
                )
            })
            .collect()
    }
}

/// The years that are missing between the first and the last of these periods; periods that are no years are passed over.
fn missing_between(periods: &[String]) -> Vec<String> {
    let years: std::collections::BTreeSet<i16> =
        periods.iter().filter_map(|label| Period::parse(label)).map(|period| period.to.year()).collect();
    let (Some(first), Some(last)) = (years.first(), years.last()) else { return Vec::new() };
    (*first..*last).filter(|year| !years.contains(year)).map(collection_year_label).collect()
}

/// Whether two printed values are the same, as exactly as the coarser of them is printed.
fn same(said: &Printed, computed: &Printed) -> bool {
    let scale = |printed: &Printed| {
        printed.thousandths.map(|value| match said.precision {
            Some(Precision::Whole) => (value + 500) / 1000,
            _ => value / 100,
        })
    };
    scale(said) == scale(computed)
}

fn as_published(entry: &PublishedValue, unit: Unit) -> Option<Printed> {
    if let (Some(low), Some(high)) = (&entry.low, &entry.high) {
        let (low, high) = (Printed::from_text(low, unit)?, Printed::from_text(high, unit)?);
        return Some(Printed { text: format!("between {} and {}", low.text, high.text), ..Printed::default() });
    }
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
