//! Figures and tables that a person typed in, beside what is counted.
//!
//! A typed-in figure that has the id of a measure stands in for it where the measure has no value; where it has one that one is
//! printed, and the two are compared. Everything typed in is taken to be about people, and protected, unless it says otherwise.

use super::measure::{
    Cell, Content, Measured, MeasuredColumn, MeasuredFigure, MeasuredRow, MeasuredTable, Scope, SumOf, TypedIn, Unit,
    Value, When,
};
use crate::dataset::typed::{At, TypedCell, TypedFigure, TypedTable, TypedUnit};
use crate::finding::{Finding, Severity};
use std::collections::BTreeMap;

/// Adds what was typed in, and lets it stand in where a measure has no value.
pub fn added(scope: &Scope<'_>, mut measured: Vec<Measured>) -> Vec<Measured> {
    for typed in usable(scope) {
        let is_known = measured.iter().any(|known| known.id() == typed.id);
        match figure_of(&mut measured, &typed.id) {
            Some(known) if matches!(known.value, Value::NotAvailable(_)) => stand_in(known, typed),
            Some(_) => {}
            None if is_known => {}
            None => measured.push(Measured::Figure(figure(typed))),
        }
    }
    for typed in &scope.dataset.typed_tables {
        match measured.iter_mut().find(|known| known.id() == typed.id) {
            Some(Measured::Table(known)) if known.not_available.is_some() => *known = table(typed),
            Some(_) => {}
            None => measured.push(Measured::Table(table(typed))),
        }
    }
    measured
}

fn figure_of<'m>(measured: &'m mut [Measured], id: &str) -> Option<&'m mut MeasuredFigure> {
    measured.iter_mut().find_map(|known| match known {
        Measured::Figure(figure) if figure.id == id => Some(figure),
        _ => None,
    })
}

/// The typed-in figures that are for the report's own period.
fn usable<'s>(scope: &Scope<'s>) -> impl Iterator<Item = &'s TypedFigure> {
    let period = scope.order.period.label();
    scope.dataset.typed_figures.iter().filter(move |typed| is_of(typed, &period))
}

fn is_of(typed: &TypedFigure, period: &str) -> bool {
    typed.period.is_empty()
        || typed.period == period
        || crate::period::Period::parse(&typed.period).is_some_and(|known| known.label() == period)
}

fn unit_of(unit: TypedUnit) -> Unit {
    match unit {
        TypedUnit::Count | TypedUnit::Words => Unit::Count,
        TypedUnit::Percent => Unit::Percent,
        TypedUnit::Per10k => Unit::Per10k,
        TypedUnit::Days => Unit::Days,
        TypedUnit::Years => Unit::Years,
        TypedUnit::Fte => Unit::Fte,
        TypedUnit::Gbp => Unit::Gbp,
    }
}

/// The unit of a typed-in figure: as said, else per cent of counts, else a count.
fn unit_said(typed: &TypedFigure) -> TypedUnit {
    typed.unit.unwrap_or(match typed.denominator {
        Some(_) => TypedUnit::Percent,
        None => TypedUnit::Count,
    })
}

fn source_of(source: &str) -> String {
    if source.is_empty() { "Typed in, source not given".into() } else { format!("Typed in, source: {source}") }
}

/// The value of a typed-in figure in a unit: from its counts where it has both, else as written.
fn value(typed: &TypedFigure, unit: Unit) -> Value {
    match (typed.numerator, typed.denominator, typed.value) {
        (Some(numerator), Some(denominator), _) if matches!(unit, Unit::Percent | Unit::Per10k) => {
            Value::Share { numerator, denominator }
        }
        (_, _, Some(number)) => match number.whole() {
            Some(count) if unit == Unit::Count => Value::Count(count),
            _ => Value::Typed(number),
        },
        _ => Value::NotAvailable("it was typed in without a value".into()),
    }
}

fn figure(typed: &TypedFigure) -> MeasuredFigure {
    let unit = unit_of(unit_said(typed));
    let label = if typed.label.is_empty() { typed.id.replace('_', " ") } else { typed.label.clone() };
    let label = crate::text::capitalised(&label);
    let source = source_of(&typed.source);
    MeasuredFigure {
        id: typed.id.clone(),
        short_label: label.clone(),
        definition: format!("{label}. {source}."),
        label,
        source,
        when: When::During,
        unit,
        value: value(typed, unit),
        left_out: BTreeMap::new(),
        range: None,
        protected: typed.protected && unit_said(typed).counts_people(),
        published_beside: None,
        numerator_cells: None,
        rest: None,
        sums_given: Vec::new(),
        no_more: Vec::new(),
    }
}

fn stand_in(known: &mut MeasuredFigure, typed: &TypedFigure) {
    let value = value(typed, known.unit);
    if matches!(value, Value::NotAvailable(_)) {
        return;
    }
    known.value = value;
    known.source = source_of(&typed.source);
    known.definition = format!("{} {}.", known.definition, known.source);
}

fn table(typed: &TypedTable) -> MeasuredTable {
    let numbers: Vec<usize> =
        (0..typed.columns.len()).filter(|at| typed.columns[*at].unit != TypedUnit::Words).collect();
    let place = |(row, column): At| numbers.iter().position(|known| *known == column).map(|column| (row, column));
    let columns = numbers
        .iter()
        .map(|at| {
            let column = &typed.columns[*at];
            MeasuredColumn {
                key: column.key.clone(),
                label: column.label.clone(),
                content: match column.unit {
                    TypedUnit::Count | TypedUnit::Words => Content::Count,
                    unit => Content::Amount(unit_of(unit)),
                },
            }
        })
        .collect();
    let rows = typed
        .rows
        .iter()
        .enumerate()
        .map(|(at, row)| MeasuredRow {
            key: row.key.clone(),
            label: row.label.clone(),
            total: row.total,
            parent: None,
            cells: numbers.iter().map(|column| cell(typed, (at, *column), &place)).collect(),
        })
        .collect();
    // Cells that hold no count are no part of a sum: a reader who cannot see them learns nothing from it.
    let sums = typed.sums.iter().filter(|sum| typed.unit(sum.total) == TypedUnit::Count).filter_map(|sum| {
        let is_count = |at: &At| is_own(typed, *at) && typed.count(*at).is_some();
        let parts: Vec<At> = sum.parts.iter().filter(|part| is_count(part)).filter_map(|part| place(*part)).collect();
        let total = Some(sum.total).filter(is_count).and_then(place)?;
        Some(SumOf { parts, total })
    });
    let source = source_of(&typed.source);
    MeasuredTable {
        id: typed.id.clone(),
        title: typed.title.clone(),
        definition: format!("{}. {source}.", typed.title),
        source,
        when: if typed.at_end { When::At } else { When::During },
        corner: typed.corner.clone(),
        columns,
        more_sums: sums.collect(),
        rows,
        protected: typed.protected,
        adds_down: false,
        ..MeasuredTable::default()
    }
}

/// Whether a cell is the council's own, not a number that others published.
fn is_own(typed: &TypedTable, (row, column): At) -> bool {
    !typed.rows.get(row).is_some_and(|row| row.published)
        && !typed.columns.get(column).is_some_and(|column| column.published)
}

fn cell(typed: &TypedTable, at: At, place: &impl Fn(At) -> Option<At>) -> Cell {
    let Some(TypedCell::Number(number)) = typed.cell(at) else { return Cell::NotAvailable };
    let unit = typed.unit(at);
    let own = is_own(typed, at);
    if let Some(count) = typed.count(at).filter(|_| own || !typed.protected) {
        return Cell::Count(count);
    }
    let (part, whole) = match typed.shares.get(&at) {
        Some(share) => (share.part.clone(), share.whole.clone()),
        // What a percentage or an average is of was not said: it is hidden beside any hidden count of its row.
        None if own && typed.protected && unit.counts_people() => {
            let beside = (0..typed.columns.len()).map(|column| (at.0, column));
            (beside.filter(|at| is_own(typed, *at) && typed.count(*at).is_some()).collect(), Vec::new())
        }
        None => (Vec::new(), Vec::new()),
    };
    let placed = |cells: Vec<At>| cells.into_iter().filter_map(place).collect();
    Cell::Typed(TypedIn { number: *number, unit: unit_of(unit), part: placed(part), whole: placed(whole) })
}

/// What is wrong between what was typed in and what is counted. `counted` are the measures with what was typed in among them.
pub fn doubts(scope: &Scope<'_>, counted: &[Measured]) -> Vec<Finding> {
    let period = scope.order.period.label();
    let mut findings = Vec::new();
    for typed in &scope.dataset.typed_figures {
        if !is_of(typed, &period) {
            findings.push(Finding::new(
                Severity::Warning,
                "typed-figure-of-another-year",
                typed.place.clone(),
                format!("`{}` is for {}, but this report is for {period}", typed.id, typed.period),
                "it is not in the report",
                "move it to `data/history`, or correct its period",
            ));
            continue;
        }
        // A question's figure and its table share an id.
        let is_figure = |known: &&Measured| matches!(known, Measured::Figure(_));
        let mut known: Vec<&Measured> = counted.iter().filter(|known| known.id() == typed.id).collect();
        known.sort_by_key(|known| !is_figure(known));
        match known.first() {
            Some(Measured::Figure(known)) => findings.extend(differing(typed, known)),
            Some(Measured::Table(_)) => findings.push(Finding::new(
                Severity::Warning,
                "bad-id",
                typed.place.clone(),
                format!("`{}` is the id of a table, not of a figure", typed.id),
                "the figure is not in the report",
                "give it an id of its own, or type the table into `data/tables`",
            )),
            None => {}
        }
    }
    for typed in &scope.dataset.typed_tables {
        match counted.iter().find(|known| known.id() == typed.id) {
            Some(Measured::Table(known)) if !is_typed(&known.source) => findings.push(beside(typed, known)),
            Some(Measured::Figure(_)) => findings.push(Finding::new(
                Severity::Warning,
                "bad-id",
                typed.place.clone(),
                format!("`{}` is the id of a figure, not of a table", typed.id),
                "the table is not in the report",
                "rename its files",
            )),
            _ => {}
        }
    }
    findings
}

/// Whether this source of a figure or table says that it was typed in.
pub fn is_typed(source: &str) -> bool {
    source.starts_with("Typed in, ")
}

/// The finding that a typed-in figure and the counted one differ, with both numbers.
fn differing(typed: &TypedFigure, known: &MeasuredFigure) -> Option<Finding> {
    if is_typed(&known.source) {
        return None;
    }
    if let Some(unit) = typed.unit.map(unit_of).filter(|unit| *unit != known.unit) {
        return Some(Finding::new(
            Severity::Warning,
            "typed-figure-differs",
            typed.place.clone(),
            format!("`{}` is typed in as {}, but is counted in {}", typed.id, unit.key(), known.unit.key()),
            "the two cannot be compared; the one that was counted is printed",
            "correct the unit, or give the figure an id of its own",
        ));
    }
    let (written, counted) = (value(typed, known.unit), &known.value);
    let agree = match (&written, counted) {
        (Value::Typed(number), Value::Share { numerator, denominator }) => {
            let scale = if known.unit == Unit::Per10k { 10_000 } else { 100 };
            number.follows_from(*numerator, *denominator, scale)
        }
        (Value::Typed(number), Value::PerFte { children, fte }) => {
            number.share_with_its_decimals(children.saturating_mul(1000), fte.0, 1) == Some(number.value)
        }
        (Value::Count(count), Value::PerFte { children, fte }) => {
            crate::rounding::half_up(children.saturating_mul(1000), fte.0, 1) == Some(*count)
        }
        (Value::Typed(number), Value::Amount(amount) | Value::Median { median: amount, .. }) => {
            number.share_with_its_decimals(amount.0, 1000, 1) == Some(number.value)
        }
        (Value::NotAvailable(_), _) | (_, Value::NotAvailable(_)) => return None,
        (written, counted) => written == counted,
    };
    if agree {
        return None;
    }
    let (written, counted) = (said(&written, known.unit), said(counted, known.unit));
    Some(Finding::new(
        Severity::Warning,
        "typed-figure-differs",
        typed.place.clone(),
        format!("`{}` is typed in as {written}, but the files give {counted}", typed.id),
        "the one that was counted is printed",
        "correct the typed-in figure or take it out; if the files are wrong, put them right",
    ))
}

/// A value as a finding says it, with the counts behind it.
fn said(value: &Value, unit: Unit) -> String {
    let quotient = |number: u64, divisor: u64, scale: u64, sign: &str| {
        let tenths = crate::rounding::half_up(number, divisor, scale * 10);
        tenths.map_or_else(|| "no rate".to_string(), |tenths| format!("{}.{}{sign}", tenths / 10, tenths % 10))
    };
    match value {
        Value::Count(count) => count.to_string(),
        Value::Share { numerator, denominator } => {
            let (scale, sign) = if unit == Unit::Per10k { (10_000, "") } else { (100, "%") };
            format!("{} ({numerator} of {denominator})", quotient(*numerator, *denominator, scale, sign))
        }
        Value::Typed(number) => {
            format!("{}{}", number.as_written(), if unit == Unit::Percent { "%" } else { "" })
        }
        Value::Amount(amount) | Value::Median { median: amount, .. } => quotient(amount.0, 1000, 1, ""),
        Value::PerFte { children, fte } => quotient(children.saturating_mul(1000), fte.0, 1, ""),
        Value::NotAvailable(why) => format!("none, because {why}"),
    }
}

/// The finding about a typed-in table that is counted as well: the first count that differs.
fn beside(typed: &TypedTable, known: &MeasuredTable) -> Finding {
    let same_row =
        |row: &MeasuredRow, label: &str| row.key.eq_ignore_ascii_case(label) || row.label.eq_ignore_ascii_case(label);
    let counts = typed.columns.iter().position(|column| column.unit == TypedUnit::Count);
    let differing = counts.and_then(|column| {
        typed.rows.iter().enumerate().find_map(|(at, row)| {
            let counted = known.rows.iter().find(|known| same_row(known, &row.key))?.cells.first()?;
            match (typed.count((at, column)), counted) {
                (Some(typed), Cell::Count(counted)) if typed != *counted => Some((row.key.clone(), typed, *counted)),
                _ => None,
            }
        })
    });
    let what = match differing {
        Some((row, typed_in, counted)) => format!(
            "`{}` is counted from the files as well, and differs: row `{row}` is typed in as {typed_in}, but counted as {counted}",
            typed.id
        ),
        None => format!("`{}` is counted from the files as well", typed.id),
    };
    Finding::new(
        Severity::Warning,
        "typed-table-not-used",
        typed.place.clone(),
        what,
        "the one that was counted is printed",
        "take the typed-in table out, or give its files another name",
    )
}
