//! Claims about what was printed: what is counted now is the same, as exactly as it was printed.

use crate::dataset::fields::Thousandths;
use crate::dataset::printed::PrintedValue;
use crate::dataset::typed::Written;
use crate::disclosure::{Number, Outcome};
use crate::figures::Figures;
use crate::figures::comparison;
use crate::figures::display::{self, Printed};
use crate::finding::{Finding, Severity, near_names};
use crate::measures::measure::Unit;
use crate::rounding::half_up;

/// What stands in the report in place of a printed value.
enum Now {
    /// A number of this report.
    Number(Number, Unit),
    /// A value of an earlier period or of somebody else, as it was published.
    Given(Printed),
    /// It is hidden: nothing may be said.
    Hidden,
    /// It is not available, with the reason.
    Missing(String),
}

/// Ensure every value that was printed is counted as it was printed.
pub fn differently(values: &[PrintedValue], figures: &Figures) -> Vec<Finding> {
    values.iter().filter_map(|value| difference(value, figures)).collect()
}

fn difference(value: &PrintedValue, figures: &Figures) -> Option<Finding> {
    let (now, sign) = match now(value, figures) {
        None => return Some(not_counted(value, figures)),
        Some(Now::Hidden) => return None,
        Some(Now::Missing(why)) => (format!("is not available now, because {why}"), ""),
        Some(Now::Number(number, unit)) => {
            if value.value.is_some_and(|printed| agrees(printed, &number, unit)) {
                return None;
            }
            let counts = match number {
                Number::Share { numerator, denominator } => format!(" ({numerator} of {denominator})"),
                _ => String::new(),
            };
            let sign = if unit == Unit::Percent { "%" } else { "" };
            (format!("is {}{counts} now", precise(&number, unit)), sign)
        }
        Some(Now::Given(printed)) => {
            let is_same = |printed| move |given| same(printed, given, 1000);
            if value.value.is_some_and(|said| printed.thousandths.is_some_and(is_same(said))) {
                return None;
            }
            let sign = if printed.text.ends_with('%') { "%" } else { "" };
            (format!("is {} in the files", printed.text), sign)
        }
    };
    let (severity, why) = match value.note.trim_end_matches('.') {
        "" => (Severity::Warning, "either what was printed was wrong, or what is counted now is".to_string()),
        note => (Severity::Note, note.to_string()),
    };
    Some(Finding::new(
        severity,
        "printed-differently",
        value.place.clone(),
        format!("{} was {}, but {now}", name(value), said(value, sign)),
        why,
        "look at both; once it is known which is right and why, write the reason under `note`",
    ))
}

/// A printed value that nothing in the report stands for.
fn not_counted(value: &PrintedValue, figures: &Figures) -> Finding {
    let published = &figures.published;
    let ids = published.figures().map(|figure| figure.id.as_str());
    let known: Vec<&str> = ids.chain(published.tables().map(|table| table.id.as_str())).collect();
    let near = if known.contains(&value.id.as_str()) { Vec::new() } else { near_names(&value.id, known) };
    Finding::new(
        Severity::Warning,
        "printed-not-counted",
        value.place.clone(),
        format!("{} was {}, but this report has no such number", name(value), said(value, "")),
        "what is counted now cannot be held against it",
        "correct the id, the row or the column; `iro-report figures` lists them all",
    )
    .near(near)
}

/// What was printed.
fn said(value: &PrintedValue, sign: &str) -> String {
    let printed = |written: Written| format!("printed as {}{sign}", written.as_written());
    value.value.map_or_else(|| "left blank".to_string(), printed)
}

/// What a printed value is called: its id, and the row, the column, the period and whose it is where they are given.
fn name(value: &PrintedValue) -> String {
    let mut name = format!("`{}`", value.id);
    for (what, part) in [("row", &value.row), ("column", &value.column)] {
        if !part.is_empty() {
            name.push_str(&format!(", {what} `{part}`"));
        }
    }
    for (what, part) in [("for", &value.period), ("of", &value.who)] {
        if !part.is_empty() {
            name.push_str(&format!(" {what} {part}"));
        }
    }
    name
}

/// What stands for a printed value now; none where there is no such figure or cell.
fn now(value: &PrintedValue, figures: &Figures) -> Option<Now> {
    let (published, comparisons) = (&figures.published, &figures.comparisons);
    let of_outcome = |outcome: &Outcome, unit| match outcome {
        Outcome::Shown(number) => Now::Number(*number, unit),
        Outcome::Hidden | Outcome::Unreliable => Now::Hidden,
        Outcome::Missing(why) => Now::Missing(why.clone()),
    };
    let (outcome, unit) = if value.row.is_empty() {
        let figure = published.figure(&value.id)?;
        (&figure.outcome, figure.unit)
    } else {
        let table = published.table(&value.id)?;
        let row = table.rows.iter().find(|row| is_called(&value.row, &row.key, &row.label));
        let at = table.columns.iter().position(|column| is_called(&value.column, &column.key, &column.label));
        match (row, at.and_then(|at| table.columns.get(at))) {
            (Some(row), Some(column)) => (row.cells.get(at?)?, column.unit),
            // A row that there was only in an earlier period.
            (None, Some(column)) if !value.period.is_empty() => (&Outcome::Hidden, column.unit),
            _ => return None,
        }
    };
    if !value.who.is_empty() {
        let (_, printed) = comparisons.of_others(&value.id, &value.row, &value.column, &value.who, unit)?;
        return Some(Now::Given(printed));
    }
    if !value.period.is_empty() && value.period != comparisons.period() {
        let series = comparisons.series_of(&value.id, &value.row, &value.column, unit);
        let given = series.into_iter().find(|earlier| earlier.period == value.period);
        let given = given.or_else(|| {
            let figure = published.figure(&value.id).filter(|_| value.row.is_empty())?;
            comparisons.earlier(figure).filter(|earlier| earlier.period == value.period)
        });
        return Some(Now::Given(given?.printed));
    }
    let side = |numerator: bool| match outcome {
        Outcome::Shown(Number::Share { numerator: part, denominator: whole }) => {
            Some(Now::Number(Number::Count(if numerator { *part } else { *whole }), Unit::Count))
        }
        Outcome::Shown(Number::PerFte { children, .. }) if numerator => {
            Some(Now::Number(Number::Count(*children), Unit::Count))
        }
        Outcome::Shown(Number::PerFte { fte, .. }) => Some(Now::Number(Number::Amount(*fte), Unit::Fte)),
        Outcome::Shown(Number::Rate { .. }) | Outcome::Hidden | Outcome::Unreliable => Some(Now::Hidden),
        Outcome::Shown(_) => None,
        Outcome::Missing(why) => Some(Now::Missing(why.clone())),
    };
    match (value.row.as_str(), value.column.as_str()) {
        ("", "count") => side(true),
        ("", "of") => side(false),
        ("", "change") => {
            let figure = published.figure(&value.id)?;
            let earlier = comparisons.earlier(figure)?;
            let change = comparison::change(&figure.outcome, figure.unit, &earlier)?;
            let printed = Printed { thousandths: Some(change.thousandths.unsigned_abs()), ..Printed::default() };
            Some(Now::Given(Printed { text: display::decimal(change.thousandths.unsigned_abs(), 2), ..printed }))
        }
        ("", "target") => Some(Now::Given(comparisons.target(published.figure(&value.id)?)?)),
        ("", column) if !column.is_empty() => None,
        _ => Some(of_outcome(outcome, unit)),
    }
}

/// Whether a row or column is the one that is written: by its key or by what is printed for it.
fn is_called(written: &str, key: &str, label: &str) -> bool {
    key.eq_ignore_ascii_case(written) || label.eq_ignore_ascii_case(written)
}

/// Whether a number is the printed one, rounded half up to as many decimals. One with a word before it is not held to its digits.
fn agrees(printed: Written, number: &Number, unit: Unit) -> bool {
    match number {
        Number::Count(count) => printed.qualifier.is_some() || count.checked_mul(1000) == Some(printed.value.0),
        Number::Share { numerator, denominator } => printed.follows_from(*numerator, *denominator, scale(unit)),
        Number::Rate { tenths, whole: false } => same(printed, *tenths, 10),
        Number::Rate { tenths, whole: true } => {
            printed.places > 0 || same(printed, half_up(*tenths, 10, 1).unwrap_or_default(), 1)
        }
        Number::Amount(Thousandths(amount)) => same(printed, *amount, 1000),
        Number::Typed { number, .. } => same(printed, number.value.0, 1000),
        Number::PerFte { children, fte } => same(printed, children.saturating_mul(1000), fte.0),
    }
}

/// Whether part by whole is the printed number, as exactly as it was printed.
fn same(printed: Written, part: u64, whole: u64) -> bool {
    printed.follows_from(part, whole, 1)
}

fn scale(unit: Unit) -> u64 {
    match unit {
        Unit::Percent => 100,
        Unit::Per10k => 10_000,
        _ => 1,
    }
}

/// A number as exactly as it is known, so that a difference in rounding can be seen.
fn precise(number: &Number, unit: Unit) -> String {
    let tenths = match number {
        Number::Share { numerator, denominator } => half_up(*numerator, *denominator, scale(unit) * 10),
        Number::PerFte { children, fte } => half_up(children.saturating_mul(1000), fte.0, 10),
        _ => None,
    };
    let sign = if unit == Unit::Percent { "%" } else { "" };
    tenths.map_or_else(|| display::figure(number, unit).text, |tenths| format!("{}.{}{sign}", tenths / 10, tenths % 10))
}
