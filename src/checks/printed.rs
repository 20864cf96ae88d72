//! Claims about what was printed: what is counted now is the same, as exactly as it was printed.

use crate::dataset::fields::Thousandths;
use crate::dataset::printed::PrintedValue;
use crate::dataset::typed::Written;
use crate::disclosure::Number;
use crate::figures::Figures;
use crate::figures::display;
use crate::figures::lookup::{self, Found, Name};
use crate::finding::{Finding, Severity, near_names};
use crate::measures::measure::Unit;
use crate::rounding::half_up;

/// Ensure every value that was printed is counted as it was printed.
pub fn differently(values: &[PrintedValue], figures: &Figures) -> Vec<Finding> {
    values.iter().filter_map(|value| difference(value, figures)).collect()
}

/// Ensure a printed percentage is the share of the two numbers that were printed for it.
pub fn against_itself(values: &[PrintedValue], figures: &Figures) -> Vec<Finding> {
    let of_report = |value: &&PrintedValue| value.row.is_empty() && value.period.is_empty() && value.who.is_empty();
    let printed = |id: &str, column: &str| {
        let value = values.iter().filter(of_report).find(|value| value.id == id && value.column == column)?;
        Some((value, value.value?))
    };
    let finding = |percent: &PrintedValue| {
        let said = percent.value?;
        let (counted, part) = printed(&percent.id, "count")?;
        let Some(Found::Number(Number::Share { numerator, denominator }, Unit::Percent)) =
            lookup::find(named(percent), figures)
        else {
            return None;
        };
        let whole = printed(&percent.id, "of").map_or(denominator, |(_, whole)| whole.value.0 / 1000);
        let part = part.value.0 / 1000;
        // What is counted now makes the same difference, and that is told already.
        let is_told = (part, whole) == (numerator, denominator);
        if is_told || whole == 0 || part > whole || said.follows_from(part, whole, 100) {
            return None;
        }
        let is = precise(&Number::Share { numerator: part, denominator: whole }, Unit::Percent);
        let is_known = !percent.note.is_empty() || !counted.note.is_empty();
        Some(Finding::new(
            if is_known { Severity::Note } else { Severity::Warning },
            "printed-against-itself",
            percent.place.clone(),
            format!("`{}` was printed as {}% and as {part} of {whole}, which is {is}", percent.id, said.as_written()),
            "one of the printed numbers was wrong, whatever is counted now",
            "look at both; write the reason under `note` of the one that was wrong",
        ))
    };
    values.iter().filter(of_report).filter(|value| value.column.is_empty()).filter_map(finding).collect()
}

fn difference(value: &PrintedValue, figures: &Figures) -> Option<Finding> {
    let (now, sign) = match lookup::find(named(value), figures) {
        None => return Some(not_counted(value, figures)),
        Some(Found::Hidden | Found::Unreliable) => return None,
        Some(Found::Missing(why)) => (format!("is not available now, because {why}"), ""),
        Some(Found::Number(number, unit)) => {
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
        Some(Found::Given(printed)) => {
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
    let known: Vec<&str> = ids
        .chain(published.tables().map(|table| table.id.as_str()))
        .chain(figures.arranged.iter().map(|table| table.id.as_str()))
        .collect();
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

/// The name of the number that stands for a printed value now.
fn named(value: &PrintedValue) -> Name<'_> {
    Name { id: &value.id, row: &value.row, column: &value.column, period: &value.period, who: &value.who }
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
