//! What is printed for a published number, and the value behind it, rounded once.

use super::words::{self, Decimal, Percent, Precision};
use crate::dataset::fields::Thousandths;
use crate::dataset::typed::Written;
use crate::disclosure::{Number, Outcome, PublishedColumn, PublishedFigure, PublishedRow, PublishedTable};
use crate::measures::measure::Unit;
use std::collections::BTreeSet;

/// A number as it is printed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Printed {
    /// The words: "79.6%", "3,719", `[c]`.
    pub text: String,
    /// The value in thousandths of its unit, rounded as one decimal prints it; none for a marker.
    pub thousandths: Option<u64>,
    /// The value of a change in thousandths of its unit, which may be negative.
    pub signed: Option<i64>,
    /// How many decimals a percentage is printed with.
    pub precision: Option<Precision>,
}

impl Printed {
    /// A marker in brackets instead of a number.
    pub fn marked(marker: &str) -> Printed {
        Printed { text: format!("[{marker}]"), ..Printed::default() }
    }

    /// Whether it is a marker.
    pub fn is_marker(&self) -> bool {
        self.text.starts_with('[') && self.thousandths.is_none() && self.signed.is_none()
    }

    /// The same with a marker behind it, as it stands in a table: "74.8% `[r]`". A marker stays alone.
    pub fn with_marker(mut self, marker: &str) -> Printed {
        if !marker.is_empty() && !self.is_marker() {
            self.text.push_str(&format!(" [{marker}]"));
        }
        self
    }

    /// A number that a person typed in, as it was written.
    pub fn of_written(number: Written, unit: Unit) -> Printed {
        let decimals = format!("{:03}", number.value.0 % 1000);
        let whole = words::count(number.value.0 / 1000);
        let digits = match decimals.get(..usize::from(number.places)) {
            Some(decimals) if !decimals.is_empty() => format!("{whole}.{decimals}"),
            _ => whole,
        };
        let (before, after, precision) = match unit {
            Unit::Percent if number.places == 0 => ("", "%", Some(Precision::Whole)),
            Unit::Percent => ("", "%", Some(Precision::OneDecimal)),
            Unit::Gbp => ("£", "", None),
            _ => ("", "", None),
        };
        let said = number.qualifier.map(|qualifier| format!("{} ", qualifier.words())).unwrap_or_default();
        Printed {
            text: format!("{said}{before}{digits}{after}"),
            thousandths: Some(number.value.0),
            precision,
            signed: None,
        }
    }

    /// A value that was published, exactly as it was printed. None where the text is no number.
    pub fn from_text(text: &str, unit: Unit) -> Option<Printed> {
        let text = text.trim();
        let value = crate::dataset::fields::Thousandths::parse(text)?.0;
        let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        Some(match unit {
            Unit::Percent => Printed {
                text: format!("{text}%"),
                thousandths: Some(value),
                precision: Some(if decimals == 0 { Precision::Whole } else { Precision::OneDecimal }),
                signed: None,
            },
            Unit::Gbp => Printed {
                text: format!("£{}{}", words::count(value / 1000), text.find('.').map_or("", |at| &text[at..])),
                thousandths: Some(value),
                ..Printed::default()
            },
            _ if value % 1000 == 0 && decimals == 0 => {
                Printed { text: words::count(value / 1000), thousandths: Some(value), ..Printed::default() }
            }
            _ => Printed { text: text.to_string(), thousandths: Some(value), ..Printed::default() },
        })
    }

    /// The value as data: whole where it is whole.
    pub fn value(&self) -> serde_json::Value {
        let number = |value: i64| {
            if value % 1000 == 0 { serde_json::json!(value / 1000) } else { serde_json::json!(value as f64 / 1000.0) }
        };
        match (self.thousandths.and_then(|value| i64::try_from(value).ok()), self.signed) {
            (_, Some(value)) | (Some(value), None) => number(value),
            (None, None) => serde_json::Value::Null,
        }
    }
}

/// A figure's number.
pub fn figure(number: &Number, unit: Unit) -> Printed {
    match number {
        Number::Share { denominator, .. } if unit != Unit::Per10k => {
            number_at(number, unit, Precision::of_base(*denominator))
        }
        Number::Rate { whole: true, .. } => number_at(number, unit, Precision::Whole),
        _ => number_at(number, unit, Precision::OneDecimal),
    }
}

/// A figure's number, or the marker in its place.
pub fn figure_outcome(published: &PublishedFigure) -> Printed {
    match &published.outcome {
        Outcome::Shown(number) => figure(number, published.unit),
        Outcome::Hidden => Printed::marked("c"),
        Outcome::Unreliable => Printed::marked("u"),
        Outcome::Missing(_) => Printed::marked("x"),
    }
}

/// A number with the precision of its column.
pub(super) fn number_at(number: &Number, unit: Unit, precision: Precision) -> Printed {
    let plain = |text: String, thousandths: u64| Printed { text, thousandths: Some(thousandths), ..Printed::default() };
    match number {
        Number::Count(count) => plain(words::count(*count), count * 1000),
        Number::Share { numerator, denominator } if unit == Unit::Per10k => {
            match words::per_10k(*numerator, *denominator) {
                Some(rate) => {
                    let tenths = crate::rounding::half_up(*numerator, *denominator, 100_000).unwrap_or(0);
                    plain(rate.with(1), tenths * 100)
                }
                None => Printed::marked("x"),
            }
        }
        Number::Share { numerator, denominator } => match Percent::of(*numerator, *denominator) {
            Some(percent) => Printed {
                text: if percent.rounds_to_zero(precision) { "[low]".into() } else { percent.with(precision) },
                thousandths: Some(percent.tenths() * 100),
                precision: Some(precision),
                signed: None,
            },
            None => Printed::marked("x"),
        },
        Number::Rate { tenths, whole } => {
            let precision = if *whole { Precision::Whole } else { precision };
            Printed {
                text: words::percent_of_tenths(*tenths, precision),
                thousandths: Some(tenths * 100),
                precision: Some(precision),
                signed: None,
            }
        }
        Number::Typed { number, unit } => Printed::of_written(*number, *unit),
        Number::Amount(amount) => {
            let places = match unit {
                Unit::Fte => 2,
                _ => 1,
            };
            let scale = 10u64.pow(3 - places);
            let rounded = (amount.0 + scale / 2) / scale * scale;
            plain(decimal(rounded, places as u8), rounded)
        }
        Number::PerFte { children, fte } => match Decimal::quotient(children * 1000, fte.0, 1) {
            Some(caseload) => {
                let tenths = crate::rounding::half_up(children * 1000, fte.0, 10).unwrap_or(0);
                plain(caseload.with(1), tenths * 100)
            }
            None => Printed::marked("x"),
        },
    }
}

/// Thousandths with at most so many decimals and no zeros at the end: "9.6", "1,250".
pub fn decimal(thousandths: u64, places: u8) -> String {
    Decimal::of_thousandths(thousandths).rounded(places).to_string()
}

/// A cell's outcome with the precision of its column.
pub fn cell(outcome: &Outcome, column: &PublishedColumn, precision: Precision) -> Printed {
    match outcome {
        Outcome::Shown(number) => number_at(number, column.unit, precision),
        Outcome::Hidden => Printed::marked("c"),
        Outcome::Unreliable => Printed::marked("u"),
        Outcome::Missing(_) => Printed::marked("x"),
    }
}

/// The one precision of a column of percentages: what its smallest base allows (convention C7.1).
pub fn column_precision(table: &PublishedTable, column: usize) -> Precision {
    precision_of(&table.rows, column)
}

fn precision_of(rows: &[PublishedRow], column: usize) -> Precision {
    Precision::of_column(rows.iter().filter_map(|row| match row.cells.get(column) {
        Some(Outcome::Shown(Number::Share { denominator, .. })) => Some(*denominator),
        _ => None,
    }))
}

/// What the shares of a column add up to as they are printed, where they are the parts of one whole and do not make 100%: each is
/// rounded by itself, and none is bent to fit (convention C7.1).
pub fn sum_of_shares(rows: &[PublishedRow], column: usize) -> Option<String> {
    let precision = precision_of(rows, column);
    let (mut parts, mut printed, mut whole) = (0u64, 0u64, None);
    let mut bases = BTreeSet::new();
    for row in rows.iter().filter(|row| row.parent.is_none()) {
        let Some(Outcome::Shown(number @ Number::Share { numerator, denominator })) = row.cells.get(column) else {
            return None;
        };
        if row.total {
            whole = Some(*denominator);
        } else {
            bases.insert(*denominator);
            parts = parts.checked_add(*numerator)?;
            printed = printed.checked_add(
                Thousandths::parse(number_at(number, Unit::Percent, precision).text.trim_end_matches('%'))?.0,
            )?;
        }
    }
    let is_other = whole == Some(parts) && bases.iter().eq(&whole) && parts > 0 && printed != 100_000;
    is_other.then(|| match printed % 1000 {
        0 => format!("{}%", printed / 1000),
        tenths => format!("{}.{}%", printed / 1000, tenths / 100),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shares(parts: &[(u64, u64)], total: Option<u64>) -> Vec<PublishedRow> {
        let row = |numerator, denominator, total| PublishedRow {
            key: String::new(),
            label: String::new(),
            total,
            parent: None,
            cells: vec![Outcome::Shown(Number::Share { numerator, denominator })],
        };
        let parts = parts.iter().map(|(part, whole)| row(*part, *whole, false));
        parts.chain(total.map(|total| row(total, total, true))).collect()
    }

    #[test]
    fn shares_that_do_not_make_100_say_what_they_make() {
        // 52.5%, 30% and 17.5% print as 53%, 30% and 18%; thirds of 300 as 33.3%.
        assert_eq!(sum_of_shares(&shares(&[(21, 40), (12, 40), (7, 40)], Some(40)), 0).as_deref(), Some("101%"));
        assert_eq!(
            sum_of_shares(&shares(&[(100, 300), (100, 300), (100, 300)], Some(300)), 0).as_deref(),
            Some("99.9%")
        );
        assert_eq!(sum_of_shares(&shares(&[(20, 40), (20, 40)], Some(40)), 0), None);
        // Not the parts of one whole, or without a total: nothing is to add up.
        assert_eq!(sum_of_shares(&shares(&[(21, 40), (7, 40)], Some(40)), 0), None);
        assert_eq!(sum_of_shares(&shares(&[(21, 40), (12, 30)], Some(40)), 0), None);
        assert_eq!(sum_of_shares(&shares(&[(21, 40), (12, 40), (7, 40)], None), 0), None);
        let mut hidden = shares(&[(21, 40), (12, 40), (7, 40)], Some(40));
        hidden[0].cells[0] = Outcome::Hidden;
        assert_eq!(sum_of_shares(&hidden, 0), None);
    }

    #[test]
    fn numbers_print_as_the_conventions_say() {
        let share = |numerator, denominator| Number::Share { numerator, denominator };
        for (number, unit, text) in [
            (Number::Count(3719), Unit::Count, "3,719"),
            (share(2960, 3719), Unit::Percent, "79.6%"),
            (share(23, 50), Unit::Percent, "46%"),
            (share(1, 4000), Unit::Percent, "[low]"),
            (share(0, 4000), Unit::Percent, "0.0%"),
            (share(208, 56_000), Unit::Per10k, "37.1"),
            (Number::Amount(Thousandths(9600)), Unit::Fte, "9.6"),
            (Number::Amount(Thousandths(4500)), Unit::Days, "4.5"),
            (Number::PerFte { children: 612, fte: Thousandths(9600) }, Unit::Count, "63.8"),
            (Number::Rate { tenths: 937, whole: false }, Unit::Percent, "93.7%"),
        ] {
            assert_eq!(figure(&number, unit).text, text);
        }
    }

    #[test]
    fn a_published_value_is_printed_as_it_was() {
        assert_eq!(Printed::from_text("74.8", Unit::Percent).unwrap().text, "74.8%");
        assert_eq!(Printed::from_text("87", Unit::Percent).unwrap().text, "87%");
        assert_eq!(Printed::from_text("2648", Unit::Count).unwrap().text, "2,648");
        assert_eq!(Printed::from_text("9.60", Unit::Fte).unwrap().text, "9.60");
        assert!(Printed::from_text("about", Unit::Count).is_none());
    }
}
