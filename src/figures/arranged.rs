//! Tables that the council puts together out of numbers of the report (`tables/NAME.yaml`): with its own rows, columns and labels.
//!
//! They hold published numbers only, and shares of two of them that stand beside each other. So nothing is counted or protected here.

use super::Figures;
use super::display::{self, Printed};
use super::lookup::{self, Found, Name};
use super::words::Precision;
use crate::config::Order;
use crate::disclosure::{Edition, Number};
use crate::finding::{Finding, Place, Severity, near_names};
use crate::measures::measure::Unit;
use crate::period::in_full;
use crate::sources::{TextFile, yaml};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A table as its file says it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Arrangement {
    title: String,
    #[serde(default)]
    corner: String,
    columns: Vec<Line>,
    rows: Vec<Line>,
    #[serde(default)]
    notes: Vec<String>,
    #[serde(default = "not_applicable")]
    blank: String,
    /// Whether the rows are printed as columns, where that fits the page better.
    #[serde(default, deserialize_with = "crate::config::yes_no")]
    turned: bool,
}

/// A row, a column or a cell, and what it says of the numbers in it. What the column leaves out the row says, and the other way round; a
/// cell under `cells` stands by itself.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Line {
    label: String,
    /// Whether the row is a total.
    #[serde(deserialize_with = "crate::config::yes_no")]
    total: bool,
    /// Whether the row is the sum of the rows before it.
    #[serde(deserialize_with = "crate::config::yes_no")]
    sum: bool,
    of: Option<String>,
    row: Option<String>,
    column: Option<String>,
    period: Option<String>,
    who: Option<String>,
    /// The number is printed as a percentage of the one in this row or column.
    share_of: Option<ShareOf>,
    /// The decimals of percentages: 0 or 1.
    decimals: Option<u8>,
    /// What stands in place of a number.
    blank: Option<String>,
    cells: BTreeMap<String, Line>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct ShareOf {
    row: Option<String>,
    column: Option<String>,
}

fn not_applicable() -> String {
    "[z]".into()
}

/// A table put together.
#[derive(Debug, Clone, PartialEq)]
pub struct ArrangedTable {
    /// The id: the name of its file.
    pub id: String,
    /// The title.
    pub title: String,
    /// The head of the first column.
    pub corner: String,
    /// The labels of the other columns.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<ArrangedRow>,
    /// Notes after the table.
    pub notes: Vec<String>,
    /// Whether its rows are printed as columns.
    pub turned: bool,
    /// The ids of the figures and tables of which it holds numbers.
    pub names: Vec<String>,
}

/// A row of it.
#[derive(Debug, Clone, PartialEq)]
pub struct ArrangedRow {
    /// The label.
    pub label: String,
    /// Whether it is a total.
    pub total: bool,
    /// For each column what was found, nothing where no number belongs, and what is printed.
    pub cells: Vec<(Option<Found>, Printed)>,
}

impl ArrangedTable {
    /// What was found for a cell, by the labels of its row and column. `sum` in place of one of them is what the printed numbers of the
    /// other make together, totals left out.
    pub fn cell(&self, row: &str, column: &str) -> Option<Found> {
        let at = self.columns.iter().position(|label| label.eq_ignore_ascii_case(column));
        let found = self.rows.iter().find(|known| known.label.eq_ignore_ascii_case(row));
        match (found, at) {
            (Some(row), Some(at)) => row.cells.get(at)?.0.clone(),
            (None, Some(at)) if row == SUM => {
                made(self.rows.iter().take_while(|row| !row.total).filter_map(|row| row.cells.get(at)))
            }
            (Some(row), None) if column == SUM => made(row.cells.iter()),
            _ => None,
        }
    }
}

/// In place of a row or a column: what the numbers make together.
const SUM: &str = "sum";

/// What printed numbers make together; hidden where one of them is.
fn made<'c>(cells: impl Iterator<Item = &'c (Option<Found>, Printed)> + Clone) -> Option<Found> {
    if cells.clone().any(|(found, _)| *found == Some(Found::Hidden)) {
        return Some(Found::Hidden);
    }
    let values: Vec<(u64, bool)> =
        cells.filter_map(|(_, printed)| Some((printed_thousandths(printed)?, printed.text.ends_with('%')))).collect();
    let (_, percent) = values.first()?;
    let sum = values.iter().map(|(value, _)| value).sum();
    let text = format!("{}{}", display::decimal(sum, 3), if *percent { "%" } else { "" });
    Some(Found::Given(Printed { text, thousandths: Some(sum), ..Printed::default() }))
}

/// A printed number as it is read, its rounding included.
fn printed_thousandths(printed: &Printed) -> Option<u64> {
    let digits: String = printed.text.chars().filter(|c| !matches!(c, ',' | '%')).collect();
    crate::dataset::fields::Thousandths::parse(&digits).map(|value| value.0)
}

/// Every table that the council puts together, with what is wrong in their files.
pub fn all(files: &BTreeMap<String, TextFile>, figures: &Figures, order: &Order) -> (Vec<ArrangedTable>, Vec<Finding>) {
    let (mut tables, mut findings) = (Vec::new(), Vec::new());
    for (id, file) in files {
        if figures.published.table(id).is_some() || figures.published.figure(id).is_some() {
            let what = format!("there is a figure or table `{id}` already");
            findings.push(fault(&file.file, "table-fault", what, "give the file another name"));
            continue;
        }
        match yaml::read::<Arrangement>(&file.file, &file.text) {
            Ok(arrangement) => match table(id, &file.file, &arrangement, figures, order) {
                Ok(table) => tables.push(table),
                Err(found) => findings.extend(found),
            },
            Err(finding) => findings.push(*finding),
        }
    }
    (tables, findings)
}

fn fault(file: &str, code: &'static str, what: String, fix: &str) -> Finding {
    Finding::new(Severity::Error, code, Place::file(file), what, "the table could not be put together", fix)
}

fn table(
    id: &str,
    file: &str,
    arrangement: &Arrangement,
    figures: &Figures,
    order: &Order,
) -> Result<ArrangedTable, Vec<Finding>> {
    let mut findings = Vec::new();
    let labels: Vec<String> = arrangement.columns.iter().map(|column| column.label.clone()).collect();
    for (what, lines) in [("column", &arrangement.columns), ("row", &arrangement.rows)] {
        if lines.is_empty() || lines.iter().any(|line| line.label.trim().is_empty()) {
            let what = format!("the table `{id}` has no {what}, or one without a label");
            findings.push(fault(file, "table-fault", what, "give each row and each column a `label`"));
        }
    }
    for name in arrangement.rows.iter().flat_map(|row| row.cells.keys()).filter(|name| !labels.contains(name)) {
        let what = format!("the table `{id}` has a cell in the column `{name}`, which there is not");
        let finding = fault(file, "table-fault", what, "write the label of one of its columns");
        findings.push(finding.near(near_names(name, labels.iter().map(String::as_str))));
    }
    let mut names = Vec::new();
    let mut rows: Vec<Vec<(Option<Found>, Line)>> = Vec::new();
    for row in &arrangement.rows {
        let mut cells = Vec::new();
        for column in &arrangement.columns {
            let line = row.cells.get(&column.label).cloned().unwrap_or_else(|| merged(row, column));
            let found = match found(&line, figures, least_base(order, figures)) {
                _ if row.sum => None,
                Ok(found) => found,
                Err(name) => {
                    findings.push(unknown(id, file, &name, &line, figures));
                    None
                }
            };
            names.extend(line.of.clone().filter(|_| line.blank.is_none()));
            cells.push((found, line));
        }
        if row.sum {
            let summed = |(at, (found, line)): (usize, (Option<Found>, Line))| {
                (if line.blank.is_some() { found } else { sum(rows.iter().filter_map(|row| row.get(at))) }, line)
            };
            cells = cells.into_iter().enumerate().map(summed).collect();
        }
        rows.push(cells);
    }
    if !findings.is_empty() {
        return Err(findings);
    }
    names.sort();
    names.dedup();
    let precision = |at: usize| {
        let bases = rows.iter().filter_map(|cells| match cells.get(at) {
            Some((Some(Found::Number(Number::Share { denominator, .. }, Unit::Percent)), _)) => Some(*denominator),
            _ => None,
        });
        Precision::of_column(bases)
    };
    let precisions: Vec<Precision> = (0..labels.len()).map(precision).collect();
    let said = |text: &str| {
        let text = text.replace("{period}", &order.period.label()).replace("{end}", &in_full(order.period.to));
        crate::text::clean(&text).into_owned()
    };
    let rows: Vec<ArrangedRow> = arrangement
        .rows
        .iter()
        .zip(rows)
        .map(|(row, cells)| ArrangedRow {
            label: said(&row.label),
            total: row.total,
            cells: cells
                .into_iter()
                .zip(&precisions)
                .map(|((found, line), precision)| {
                    let printed = printed(found.as_ref(), &line, *precision, &arrangement.blank);
                    (found, printed)
                })
                .collect(),
        })
        .collect();
    let mut notes: Vec<String> = arrangement.notes.iter().map(|note| said(note)).collect();
    notes.extend(labels.iter().enumerate().filter_map(|(at, label)| sum_note(&rows, at, label)));
    Ok(ArrangedTable {
        id: id.to_string(),
        title: said(&arrangement.title),
        corner: said(&arrangement.corner),
        columns: labels.iter().map(|label| said(label)).collect(),
        rows,
        notes,
        turned: arrangement.turned,
        names,
    })
}

/// A cell that names no number of the report.
fn unknown(id: &str, file: &str, name: &str, line: &Line, figures: &Figures) -> Finding {
    let published = &figures.published;
    let ids = published.figures().map(|figure| figure.id.as_str());
    let known: Vec<&str> = ids.chain(published.tables().map(|table| table.id.as_str())).collect();
    let of = line.of.as_deref().unwrap_or_default();
    let near = if known.contains(&of) { Vec::new() } else { near_names(of, known) };
    let what = format!("the table `{id}` asks for {name}, but this report has no such number");
    let fix = "correct it; `iro-report figures` lists them all; where no number belongs write `blank`";
    fault(file, "unknown-figure", what, fix).near(near)
}

/// What a row and a column say together; the row goes before.
fn merged(row: &Line, column: &Line) -> Line {
    let either = |of: fn(&Line) -> &Option<String>| of(row).clone().or_else(|| of(column).clone());
    Line {
        of: either(|line| &line.of),
        row: either(|line| &line.row),
        column: either(|line| &line.column),
        period: either(|line| &line.period),
        who: either(|line| &line.who),
        blank: either(|line| &line.blank),
        share_of: row.share_of.clone().or_else(|| column.share_of.clone()),
        decimals: row.decimals.or(column.decimals),
        ..Line::default()
    }
}

/// The number of a cell; nothing where none belongs there. The name in words where there is no such number.
fn found(line: &Line, figures: &Figures, least_base: u64) -> Result<Option<Found>, String> {
    fn part(text: &Option<String>) -> &str {
        text.as_deref().unwrap_or_default()
    }
    let Some(of) = line.of.as_deref().filter(|_| line.blank.is_none()) else { return Ok(None) };
    let name = Name {
        id: of,
        row: part(&line.row),
        column: part(&line.column),
        period: part(&line.period),
        who: part(&line.who),
    };
    let find = |name: Name<'_>| {
        lookup::find(name, figures).ok_or_else(|| {
            let parts = [("row", name.row), ("column", name.column), ("period", name.period), ("who", name.who)];
            let given = parts.into_iter().filter(|(_, part)| !part.is_empty());
            given.fold(format!("`{}`", name.id), |words, (what, part)| format!("{words}, {what} `{part}`"))
        })
    };
    let found = find(name)?;
    let Some(share_of) = &line.share_of else { return Ok(Some(found)) };
    let row = share_of.row.as_deref().unwrap_or(name.row);
    let whole = find(Name { row, column: share_of.column.as_deref().unwrap_or(name.column), ..name })?;
    Ok(Some(share(&found, &whole, least_base)))
}

/// The sum of whole numbers; hidden where one of them is, and nothing where one is not whole.
fn sum<'c>(cells: impl Iterator<Item = &'c (Option<Found>, Line)>) -> Option<Found> {
    let mut sum = 0u64;
    for found in cells.filter_map(|(found, _)| found.as_ref()) {
        if *found == Found::Hidden {
            return Some(Found::Hidden);
        }
        sum = sum.checked_add(whole(found)?)?;
    }
    Some(Found::Number(Number::Count(sum), Unit::Count))
}

/// A whole number, counted or given.
fn whole(found: &Found) -> Option<u64> {
    let of_thousandths = |value: u64| value.is_multiple_of(1000).then_some(value / 1000);
    match found {
        Found::Number(Number::Count(count), _) => Some(*count),
        Found::Number(Number::Typed { number, .. }, _) => of_thousandths(number.value.0),
        Found::Given(printed) => printed.thousandths.and_then(of_thousandths),
        _ => None,
    }
}

/// The smallest base of which a percentage is printed: as for all others, where numbers are protected (convention F8).
fn least_base(order: &Order, figures: &Figures) -> u64 {
    let is_protected = figures.published.edition() == Edition::Public && order.settings.already_published.is_none();
    if is_protected { order.settings.smallest_base } else { 0 }
}

/// A number as a share of another one. It is hidden where either is, and not available where either is no whole number.
fn share(part: &Found, all: &Found, least_base: u64) -> Found {
    match (whole(part), whole(all)) {
        (Some(_), Some(denominator)) if denominator > 0 && denominator < least_base => Found::Unreliable,
        (Some(numerator), Some(denominator)) if denominator > 0 && numerator <= denominator => {
            Found::Number(Number::Share { numerator, denominator }, Unit::Percent)
        }
        _ if *part == Found::Hidden || *all == Found::Hidden => Found::Hidden,
        _ => Found::Missing("it has no base".into()),
    }
}

fn printed(found: Option<&Found>, line: &Line, precision: Precision, blank: &str) -> Printed {
    match found {
        Some(Found::Number(number, unit)) => {
            let precision = match line.decimals {
                Some(0) => Precision::Whole,
                Some(_) => Precision::OneDecimal,
                None => precision,
            };
            display::number_at(number, *unit, precision)
        }
        Some(Found::Given(printed)) => printed.clone(),
        Some(Found::Hidden) => Printed::marked("c"),
        Some(Found::Unreliable) => Printed::marked("u"),
        Some(Found::Missing(_)) => Printed::marked("x"),
        None => Printed { text: line.blank.clone().unwrap_or_else(|| blank.to_string()), ..Printed::default() },
    }
}

/// What the percentages of a column make together as they are printed, where their total is 100% and they make something else.
fn sum_note(rows: &[ArrangedRow], at: usize, label: &str) -> Option<String> {
    let cells = |row: &ArrangedRow| row.cells.get(at).cloned();
    let total = rows.iter().find(|row| row.total).and_then(cells)?.1;
    let parts: Vec<_> = rows.iter().take_while(|row| !row.total).filter_map(cells).collect();
    let Some(Found::Given(sum)) = made(parts.iter()) else { return None };
    let is_near = sum.thousandths.is_some_and(|sum| sum != 100_000 && sum.abs_diff(100_000) <= 3_000);
    (total.text.ends_with('%') && printed_thousandths(&total) == Some(100_000) && is_near).then(|| {
        format!("In the column \"{label}\" each share is rounded by itself, so together they make {}.", sum.text)
    })
}
