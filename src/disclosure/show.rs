//! From the hidden and shown numbers to what may be published: figures, tables, and percentages rebuilt from shown counts only.

use super::Rule;
use super::bounds::Printed;
use super::hidden::Why;
use super::published::{Guarded, Number, Outcome, PublishedColumn, PublishedFigure, PublishedRow, PublishedTable};
use super::system::System;
use crate::measures::measure::{Base, Beside, Cell, Content, MeasuredFigure, MeasuredTable, TypedIn, Unit, Value};
use crate::rounding::{half_up, percent_tenths};

/// A table with its place in the system; none where nothing is hidden.
#[derive(Clone, Copy)]
pub(super) struct View<'s, 'm> {
    pub system: Option<(&'s System<'m>, usize)>,
    /// The table as it is printed: some rows may be several together.
    pub table: &'s MeasuredTable,
    /// Where each row stands in the system.
    pub rows: &'s [usize],
}

impl View<'_, '_> {
    fn why(&self, (row, column): (usize, usize)) -> Option<Why> {
        let (system, at) = self.system?;
        system.cell(at, *self.rows.get(row)?, column)?.hidden
    }

    fn is_hidden(&self, cell: (usize, usize)) -> bool {
        self.why(cell).is_some()
    }

    /// Whether a number of a row is hidden: beside it, an average says that it is one of more than a few.
    fn hides_a_count(&self, row: usize) -> bool {
        (0..self.table.columns.len()).any(|column| self.is_hidden((row, column)))
    }

    fn count(&self, (row, column): (usize, usize)) -> u64 {
        match self.table.rows.get(row).and_then(|row| row.cells.get(column)) {
            Some(Cell::Count(count)) => *count,
            _ => 0,
        }
    }

    fn total_row(&self) -> Option<usize> {
        self.table.rows.iter().position(|row| row.total)
    }

    /// Why the whole table is left out, where it is.
    fn is_left_out(&self) -> Option<Why> {
        let rows = 0..self.table.rows.len();
        let mut cells = rows.flat_map(|row| (0..self.table.columns.len()).map(move |column| (row, column)));
        cells.find_map(|cell| self.why(cell).filter(|why| why.is_of_table()))
    }
}

/// How a figure is published. `rate` is what is printed of it where its counts are hidden.
pub(super) fn figure(
    figure: &MeasuredFigure,
    place: Option<(&System<'_>, usize)>,
    rate: Option<Number>,
    rule: &Rule,
) -> PublishedFigure {
    let hides = rule.hides && figure.protected;
    let rounded = |count: u64| if figure.protected { rule.rounded(count) } else { count };
    let is_hidden = place.is_some_and(|(system, at)| system.figure(at).is_some_and(|item| item.hidden.is_some()));
    let outcome = match &figure.value {
        Value::NotAvailable(why) => Outcome::Missing(why.clone()),
        Value::Share { denominator: 0, .. } => Outcome::Missing("there were none to count".into()),
        _ if is_hidden => rate.map_or(Outcome::Hidden, Outcome::Shown),
        Value::Count(count) => Outcome::Shown(Number::Count(rounded(*count))),
        // How many live in the area is nobody's secret.
        Value::Share { numerator, denominator } if figure.unit == Unit::Per10k => {
            Outcome::Shown(Number::Share { numerator: rounded(*numerator), denominator: *denominator })
        }
        Value::Share { numerator, denominator } => {
            Outcome::Shown(Number::Share { numerator: rounded(*numerator), denominator: rounded(*denominator) })
        }
        Value::Typed(number) if figure.unit == Unit::Count && hides && rule.is_small(number.value.0.div_ceil(1000)) => {
            Outcome::Hidden
        }
        Value::Typed(number) => Outcome::Shown(Number::Typed { number: *number, unit: figure.unit }),
        Value::Amount(amount) => Outcome::Shown(Number::Amount(*amount)),
        Value::Median { of, .. } if hides && *of < rule.threshold => Outcome::Hidden,
        Value::Median { median, .. } => Outcome::Shown(Number::Amount(*median)),
        Value::PerFte { children, fte } => {
            Outcome::Shown(Number::PerFte { children: rule.rounded(*children), fte: *fte })
        }
    };
    let left_out = |reason: &String| place.is_some_and(|(system, at)| system.is_left_out_hidden(at, reason));
    PublishedFigure {
        id: figure.id.clone(),
        label: figure.label.clone(),
        short_label: figure.short_label.clone(),
        definition: figure.definition.clone(),
        source: figure.source.clone(),
        when: figure.when,
        unit: figure.unit,
        left_out: figure
            .left_out
            .iter()
            .map(|(reason, count)| (reason.clone(), (!left_out(reason)).then(|| rounded(*count))))
            .collect(),
        range: figure.range.filter(|_| outcome != Outcome::Hidden),
        outcome,
        guarded: Guarded::by_protection(),
    }
}

/// Whether a figure stands beside a small number left out, which its counts would give away.
pub(super) fn is_beside_small(figure: &MeasuredFigure, rule: &Rule) -> bool {
    figure.published_beside.is_some() && rule.is_small(figure.left_out.values().sum())
}

/// The percentages that may be printed of a figure whose counts are hidden, the finer first, each with what a reader then knows of the
/// counts. Whether one gives a number away is for the bounds to say.
///
/// Beside a small number left out even the percentage must be the same for every number that the small one could be, since the whole
/// is published.
pub(super) fn rates_without_counts(
    figure: &MeasuredFigure,
    (part, whole): (usize, usize),
    rule: &Rule,
) -> Vec<(Number, Printed)> {
    let Value::Share { numerator, denominator } = figure.value else { return Vec::new() };
    let complement = denominator.saturating_sub(numerator);
    let is_small = rule.is_small(numerator) || rule.is_small(complement) || denominator < rule.smallest_base;
    if is_small || figure.unit != Unit::Percent {
        return Vec::new();
    }
    let known = denominator + figure.left_out.values().sum::<u64>();
    let possible: Vec<(u64, u64)> = (1..rule.threshold)
        .filter_map(|left_out| {
            let beside = figure.published_beside.filter(|_| is_beside_small(figure, rule))?;
            let denominator = known.checked_sub(left_out)?;
            let numerator = match beside {
                Beside::Numerator => numerator,
                Beside::Complement => denominator.checked_sub(complement)?,
            };
            Some((numerator, denominator))
        })
        .collect();
    let same = |scale| {
        let first = half_up(numerator, denominator, scale);
        possible.iter().all(|(numerator, denominator)| half_up(*numerator, *denominator, scale) == first)
    };
    let ends = |middle: u64, half: i64| {
        let middle = i64::try_from(middle).unwrap_or(0) * 2;
        Printed { part, whole, ends: (middle - half, middle + half) }
    };
    let mut rates = Vec::new();
    if let Some(tenths) = percent_tenths(numerator, denominator).filter(|_| same(1000) && denominator >= 100) {
        rates.push((Number::Rate { tenths, whole: false }, ends(tenths, 1)));
    }
    if let Some(percent) = half_up(numerator, denominator, 100).filter(|_| same(100)) {
        rates.push((Number::Rate { tenths: percent * 10, whole: true }, ends(percent * 10, 10)));
    }
    rates
}

/// How a table is published.
pub(super) fn table(view: &View<'_, '_>, rule: &Rule) -> PublishedTable {
    let table = view.table;
    if let Some(why) = view.is_left_out() {
        return withheld_table(table, why);
    }
    let columns: Vec<PublishedColumn> = table
        .columns
        .iter()
        .map(|column| PublishedColumn {
            key: column.key.clone(),
            label: column.label.clone(),
            unit: match &column.content {
                Content::Count => Unit::Count,
                Content::Percent { .. } => Unit::Percent,
                Content::Amount(unit) => *unit,
            },
            is_percent: matches!(column.content, Content::Percent { .. } | Content::Amount(Unit::Percent)),
        })
        .collect();
    let rows: Vec<PublishedRow> = table
        .rows
        .iter()
        .enumerate()
        .map(|(at, row)| PublishedRow {
            key: row.key.clone(),
            label: row.label.clone(),
            total: row.total,
            parent: row.parent.clone(),
            cells: (0..table.columns.len()).map(|column| published_cell(view, rule, at, column)).collect(),
        })
        .collect();
    let rows = if table.by_count { hidden_last(rows) } else { rows };
    let in_words = rule.in_words.contains(&table.id) || (rule.hides && shows_nothing_of_two(&columns, &rows));
    PublishedTable { columns, rows, in_words, missing: table.not_available.clone(), ..without_numbers(table) }
}

/// Rows in the order of their counts, those whose count is hidden after them by name: their place would tell between which numbers
/// theirs is. What is open or not recorded and the total stay last.
fn hidden_last(rows: Vec<PublishedRow>) -> Vec<PublishedRow> {
    let is_tail = |row: &PublishedRow| row.total || ["open", "not recorded"].contains(&row.key.as_str());
    let (tail, rows): (Vec<_>, Vec<_>) = rows.into_iter().partition(is_tail);
    let is_hidden = |row: &PublishedRow| row.cells.contains(&Outcome::Hidden);
    let (mut hidden, mut rows): (Vec<_>, Vec<_>) = rows.into_iter().partition(is_hidden);
    hidden.sort_by(|one, other| one.label.cmp(&other.label));
    rows.extend(hidden);
    rows.extend(tail);
    rows
}

/// Whether a table of one count holds two groups and neither is shown.
fn shows_nothing_of_two(columns: &[PublishedColumn], rows: &[PublishedRow]) -> bool {
    let mut counts = columns.iter().enumerate().filter(|(_, column)| !column.is_percent);
    let (Some((column, _)), None) = (counts.next(), counts.next()) else { return false };
    let groups: Vec<&Outcome> = rows.iter().filter(|row| !row.total).filter_map(|row| row.cells.get(column)).collect();
    let hidden = groups.iter().filter(|group| ***group == Outcome::Hidden).count();
    hidden == 2
        && groups.len() <= 3
        && groups.iter().all(|group| matches!(group, Outcome::Hidden | Outcome::Shown(Number::Count(0))))
}

/// What a table says of itself, with none of its numbers.
fn without_numbers(table: &MeasuredTable) -> PublishedTable {
    PublishedTable {
        id: table.id.clone(),
        title: table.title.clone(),
        definition: table.definition.clone(),
        source: table.source.clone(),
        when: table.when,
        corner: table.corner.clone(),
        columns: Vec::new(),
        rows: Vec::new(),
        missing: None,
        adds_down: table.adds_down,
        in_words: false,
        guarded: Guarded::by_protection(),
    }
}

/// A table of which nothing may be shown.
fn withheld_table(table: &MeasuredTable, why: Why) -> PublishedTable {
    let missing = match why {
        Why::TinyCohort => "so few children are in care that it could point to single ones",
        _ => "it would give small numbers away",
    };
    PublishedTable { missing: Some(missing.into()), ..without_numbers(table) }
}

fn published_cell(view: &View<'_, '_>, rule: &Rule, row: usize, column: usize) -> Outcome {
    let table = view.table;
    let not_recorded = || Outcome::Missing("not recorded".into());
    let (Some(cell), Some(content)) =
        (table.rows.get(row).and_then(|row| row.cells.get(column)), table.columns.get(column))
    else {
        return not_recorded();
    };
    match (cell, &content.content) {
        (Cell::Count(_), _) if view.is_hidden((row, column)) => Outcome::Hidden,
        (Cell::Count(count), _) if table.protected => Outcome::Shown(Number::Count(rule.rounded(*count))),
        (Cell::Count(count), _) => Outcome::Shown(Number::Count(*count)),
        (Cell::Amount(_, Some(of)), _)
            if rule.hides && table.protected && (*of < rule.threshold || view.hides_a_count(row)) =>
        {
            Outcome::Hidden
        }
        (Cell::Amount(amount, _), _) => Outcome::Shown(Number::Amount(*amount)),
        (Cell::Typed(typed), _) => typed_cell(view, rule, typed),
        (Cell::Derived, Content::Percent { of, base }) => {
            let numerators: Vec<(usize, usize)> = of.iter().map(|column| (row, *column)).collect();
            let bases: Vec<(usize, usize)> = match base {
                Base::TotalRow => view
                    .total_row()
                    .into_iter()
                    .flat_map(|total| of.iter().map(move |column| (total, *column)))
                    .collect(),
                Base::Columns(columns) => columns.iter().map(|column| (row, *column)).collect(),
            };
            percent_cell(view, rule, &numerators, &bases)
        }
        _ => not_recorded(),
    }
}

/// A number typed into a table: hidden with the counts that it is of, and as a rate is (convention F8).
fn typed_cell(view: &View<'_, '_>, rule: &Rule, typed: &TypedIn) -> Outcome {
    let shown = Outcome::Shown(Number::Typed { number: typed.number, unit: typed.unit });
    if typed.part.iter().chain(&typed.whole).any(|cell| view.is_hidden(*cell)) {
        return Outcome::Hidden;
    }
    if typed.whole.is_empty() {
        return shown;
    }
    if typed.part.is_empty() && typed.unit == Unit::Percent && rule.hides && view.table.protected {
        // The count is not in the table, but the percentage and the whole give it.
        let whole: u64 = typed.whole.iter().map(|cell| view.count(*cell)).sum();
        let part = half_up(typed.number.value.0.saturating_mul(whole), 100_000, 1).unwrap_or(0);
        return match rule.is_small(part) || rule.is_small(whole.saturating_sub(part)) || whole < rule.smallest_base {
            true => Outcome::Hidden,
            false => shown,
        };
    }
    match percent_cell(view, rule, &typed.part, &typed.whole) {
        Outcome::Hidden => Outcome::Hidden,
        Outcome::Unreliable => Outcome::Unreliable,
        _ => shown,
    }
}

fn percent_cell(view: &View<'_, '_>, rule: &Rule, numerators: &[(usize, usize)], bases: &[(usize, usize)]) -> Outcome {
    let numerator: u64 = numerators.iter().map(|cell| view.count(*cell)).sum();
    let denominator: u64 = bases.iter().map(|cell| view.count(*cell)).sum();
    if numerators.iter().chain(bases).any(|cell| view.is_hidden(*cell)) {
        return Outcome::Hidden;
    }
    if denominator == 0 {
        return Outcome::Missing("there were none to count".into());
    }
    let protected = rule.hides && view.table.protected;
    let complement = denominator.saturating_sub(numerator);
    if protected && rule.is_small(complement) {
        return Outcome::Hidden;
    }
    if protected && denominator < rule.smallest_base {
        return Outcome::Unreliable;
    }
    let rounded = |count: u64| if view.table.protected { rule.rounded(count) } else { count };
    Outcome::Shown(Number::Share { numerator: rounded(numerator), denominator: rounded(denominator) })
}
