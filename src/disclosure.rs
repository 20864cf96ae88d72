//! The only way from `Measured` to `Published`: small numbers are hidden, totals guarded again, rates rebuilt.
//!
//! A [`Published`] set can be made nowhere else, and tables, charts, sentences and exports accept nothing else, so an unprotected
//! number cannot reach a page. The publication set is protected as a whole: a number hidden in one table is hidden wherever else it
//! stands (convention F7).
//!
//! Hidden in the public edition: numbers below the threshold (F2); in every sum with one hidden cell the next smallest (F4), until the
//! hidden cells of a sum can be too many things to tell (F5); a rate whose numerator or complement is hidden, or whose base is
//! small (F8). The restricted edition hides nothing (F12).

use crate::config::Settings;
use crate::dataset::fields::Thousandths;
use crate::measures::measure::{
    Base, Beside, Cell, Content, Measured, MeasuredFigure, MeasuredTable, SameAs, Unit, Value, When,
};
use crate::rounding::{half_up, percent_tenths};
use std::collections::BTreeMap;

/// Who the report is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Edition {
    /// For everybody: small numbers are hidden.
    Public,
    /// For those who may see every number; never to be published.
    Restricted,
}

impl Edition {
    /// The edition's name in data and folders.
    pub fn key(self) -> &'static str {
        match self {
            Edition::Public => "public",
            Edition::Restricted => "restricted",
        }
    }
}

/// Everything that may be published in one edition.
#[derive(Debug, Clone)]
pub struct Published {
    edition: Edition,
    figures: BTreeMap<String, PublishedFigure>,
    tables: BTreeMap<String, PublishedTable>,
    order: Vec<String>,
    hidden: u64,
}

impl Published {
    /// The edition.
    pub fn edition(&self) -> Edition {
        self.edition
    }

    /// A figure by its id.
    pub fn figure(&self, id: &str) -> Option<&PublishedFigure> {
        self.figures.get(id)
    }

    /// A table by its id.
    pub fn table(&self, id: &str) -> Option<&PublishedTable> {
        self.tables.get(id)
    }

    /// Every figure, in the order of measures.
    pub fn figures(&self) -> impl Iterator<Item = &PublishedFigure> {
        self.order.iter().filter_map(|id| self.figures.get(id))
    }

    /// Every table, in the order of measures.
    pub fn tables(&self) -> impl Iterator<Item = &PublishedTable> {
        self.order.iter().filter_map(|id| self.tables.get(id))
    }

    /// How many figures and cells are hidden.
    pub fn hidden(&self) -> u64 {
        self.hidden
    }
}

/// A figure as it may be published.
#[derive(Debug, Clone)]
pub struct PublishedFigure {
    /// The id.
    pub id: String,
    /// The label.
    pub label: String,
    /// The definition.
    pub definition: String,
    /// The law, guidance or convention behind it.
    pub source: String,
    /// At the end of the period or during it.
    pub when: When,
    /// What it is counted in.
    pub unit: Unit,
    /// The value, or why there is none.
    pub outcome: Outcome,
    /// Records that could not be used, by reason; none where the number is hidden.
    pub left_out: BTreeMap<String, Option<u64>>,
    /// The smallest and greatest of the values whose median this is.
    pub range: Option<(Thousandths, Thousandths)>,
}

/// What may be said of a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is shown.
    Shown(Number),
    /// It is hidden, because it is small or would give a small number away.
    Hidden,
    /// There is none, and why.
    Missing(String),
}

/// A number that may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Number {
    /// A number of things.
    Count(u64),
    /// A part of a whole that is not 0, per cent or per 10,000.
    Share {
        /// The part.
        numerator: u64,
        /// The whole.
        denominator: u64,
    },
    /// A percentage whose counts are hidden.
    Rate {
        /// Tenths of a per cent.
        tenths: u64,
        /// Whether only whole per cents may be printed.
        whole: bool,
    },
    /// An amount in thousandths of its unit.
    Amount(Thousandths),
    /// Children for each full-time equivalent.
    PerFte {
        /// The children.
        children: u64,
        /// The full-time equivalents.
        fte: Thousandths,
    },
}

/// A table as it may be published.
#[derive(Debug, Clone)]
pub struct PublishedTable {
    /// The id.
    pub id: String,
    /// The title.
    pub title: String,
    /// The definition.
    pub definition: String,
    /// The law, guidance or convention behind it.
    pub source: String,
    /// At the end of the period or during it.
    pub when: When,
    /// The head of the first column.
    pub corner: String,
    /// The columns.
    pub columns: Vec<PublishedColumn>,
    /// The rows; totals last. None of them where the table is missing.
    pub rows: Vec<PublishedRow>,
    /// Why there is no table, where there is none.
    pub missing: Option<String>,
    /// Whether the rows of each count column add up to the total row.
    pub adds_down: bool,
}

impl PublishedTable {
    /// The outcome in a cell.
    pub fn cell(&self, row: &str, column: &str) -> Option<&Outcome> {
        let at = self.columns.iter().position(|known| known.key == column)?;
        self.rows.iter().find(|known| known.key == row)?.cells.get(at)
    }

    /// The first column that counts something.
    pub fn count_column(&self) -> Option<usize> {
        self.columns.iter().position(|column| !column.is_percent)
    }
}

/// A column of a published table.
#[derive(Debug, Clone)]
pub struct PublishedColumn {
    /// The key.
    pub key: String,
    /// The label.
    pub label: String,
    /// What its cells are counted in.
    pub unit: Unit,
    /// Whether it holds percentages of other columns.
    pub is_percent: bool,
}

/// A row of a published table.
#[derive(Debug, Clone)]
pub struct PublishedRow {
    /// The key.
    pub key: String,
    /// The label.
    pub label: String,
    /// Whether it is the total.
    pub total: bool,
    /// The key of the sub-total it belongs under.
    pub parent: Option<String>,
    /// One outcome a column.
    pub cells: Vec<Outcome>,
}

/// Protects a publication set.
pub fn protect(measured: &[Measured], edition: Edition, settings: &Settings) -> Published {
    let rule = Rule {
        threshold: settings.small_numbers.threshold(),
        smallest_base: settings.smallest_base,
        hides: edition == Edition::Public,
    };
    let mut grids: BTreeMap<&str, Grid<'_>> = measured
        .iter()
        .filter_map(|measured| match measured {
            Measured::Table(table) => Some((table.id.as_str(), Grid::of(table, &rule))),
            Measured::Figure(_) => None,
        })
        .collect();
    if rule.hides {
        guard(&mut grids, &rule);
    }

    let mut published =
        Published { edition, figures: BTreeMap::new(), tables: BTreeMap::new(), order: Vec::new(), hidden: 0 };
    for measured in measured {
        published.order.push(measured.id().to_string());
        match measured {
            Measured::Figure(figure) => {
                let figure = published_figure(figure, &grids, &rule);
                published.hidden += u64::from(figure.outcome == Outcome::Hidden);
                published.figures.insert(figure.id.clone(), figure);
            }
            Measured::Table(table) => {
                let Some(grid) = grids.get(table.id.as_str()) else { continue };
                let table = published_table(table, grid, &rule);
                published.hidden +=
                    table.rows.iter().flat_map(|row| &row.cells).filter(|cell| **cell == Outcome::Hidden).count()
                        as u64;
                published.tables.insert(table.id.clone(), table);
            }
        }
    }
    published
}

/// The parts and the total of a sum that a reader can see, each a row and a column.
type Sum = (Vec<(usize, usize)>, (usize, usize));

struct Rule {
    threshold: u64,
    smallest_base: u64,
    hides: bool,
}

impl Rule {
    fn is_small(&self, number: u64) -> bool {
        self.hides && number > 0 && number < self.threshold
    }
}

/// The counts of a table and which of them are hidden. Cells that hold no count are 0 and never hidden.
struct Grid<'a> {
    table: &'a MeasuredTable,
    counts: Vec<Vec<Option<u64>>>,
    hidden: Vec<Vec<bool>>,
}

impl<'a> Grid<'a> {
    fn of(table: &'a MeasuredTable, rule: &Rule) -> Grid<'a> {
        let counts: Vec<Vec<Option<u64>>> = table
            .rows
            .iter()
            .map(|row| {
                row.cells.iter().map(|cell| if let Cell::Count(count) = cell { Some(*count) } else { None }).collect()
            })
            .collect();
        let small = |count: &Option<u64>| table.protected && count.is_some_and(|count| rule.is_small(count));
        let hidden = counts.iter().map(|row| row.iter().map(small).collect()).collect();
        Grid { table, counts, hidden }
    }

    fn total_row(&self) -> Option<usize> {
        self.table.rows.iter().position(|row| row.total)
    }

    fn row(&self, key: &str) -> Option<usize> {
        self.table.rows.iter().position(|row| row.key == key)
    }

    fn column(&self, key: &str) -> Option<usize> {
        self.table.columns.iter().position(|column| column.key == key)
    }

    /// The sums that a reader can see: the parts and the total of each.
    fn sums(&self) -> Vec<Sum> {
        let mut sums = Vec::new();
        let count_columns: Vec<usize> = self
            .table
            .columns
            .iter()
            .enumerate()
            .filter(|(_, column)| column.content == Content::Count)
            .map(|(at, _)| at)
            .collect();
        let rows = 0..self.table.rows.len();
        if let Some(total) = self.total_row().filter(|_| self.table.adds_down) {
            for &column in &count_columns {
                sums.push((
                    rows.clone().filter(|row| *row != total).map(|row| (row, column)).collect(),
                    (total, column),
                ));
            }
        }
        if let Some(total) = self.table.total_column {
            for row in rows {
                sums.push((
                    count_columns.iter().filter(|column| **column != total).map(|column| (row, *column)).collect(),
                    (row, total),
                ));
            }
        }
        sums
    }

    fn is_hidden(&self, (row, column): (usize, usize)) -> bool {
        self.hidden.get(row).and_then(|row| row.get(column)).copied().unwrap_or(false)
    }

    fn hide(&mut self, (row, column): (usize, usize)) -> bool {
        match self.hidden.get_mut(row).and_then(|row| row.get_mut(column)) {
            Some(hidden) if !*hidden => {
                *hidden = true;
                true
            }
            _ => false,
        }
    }

    fn count(&self, (row, column): (usize, usize)) -> u64 {
        self.counts.get(row).and_then(|row| row.get(column)).copied().flatten().unwrap_or(0)
    }

    /// Hides further cells until no sum gives a hidden one away. Says whether it hid any.
    fn guard_sums(&mut self, rule: &Rule) -> bool {
        let mut changed = false;
        for (parts, total) in self.sums() {
            while self.gives_away(&parts, total, rule) {
                let candidate = parts
                    .iter()
                    .copied()
                    .filter(|cell| !self.is_hidden(*cell))
                    // The next smallest that is not 0; a 0 only where nothing else is left (convention F4).
                    .min_by_key(|cell| (self.count(*cell) == 0, self.count(*cell), *cell));
                let cell = candidate.unwrap_or(total);
                if !self.hide(cell) {
                    break;
                }
                changed = true;
            }
        }
        changed
    }

    fn gives_away(&self, parts: &[(usize, usize)], total: (usize, usize), rule: &Rule) -> bool {
        let hidden: Vec<u64> =
            parts.iter().filter(|cell| self.is_hidden(**cell)).map(|cell| self.count(*cell)).collect();
        if self.is_hidden(total) {
            // A hidden total is found from its parts unless one of them is hidden too.
            return hidden.is_empty();
        }
        if hidden.is_empty() {
            return false;
        }
        let sum: u64 = hidden.iter().sum();
        let at_least_one = hidden.iter().filter(|count| **count > 0).count() as u64;
        let values_left = (sum + 1).saturating_sub(at_least_one);
        // Convention F5, for one sum: the range of each hidden cell, then the values left once a reader knows that zeros show.
        hidden.len() == 1 || sum < rule.threshold || values_left < rule.threshold - 1
    }
}

/// Guards every sum, and every number that stands in two tables, until nothing changes.
fn guard(grids: &mut BTreeMap<&str, Grid<'_>>, rule: &Rule) {
    loop {
        let mut changed = false;
        for grid in grids.values_mut().filter(|grid| grid.table.protected) {
            changed |= grid.guard_sums(rule);
        }
        for (here, there) in linked_cells(grids) {
            let hidden = |grids: &BTreeMap<&str, Grid<'_>>, (table, cells): &(String, Vec<(usize, usize)>)| {
                grids.get(table.as_str()).is_some_and(|grid| cells.iter().any(|cell| grid.is_hidden(*cell)))
            };
            for (one, other) in [(&here, &there), (&there, &here)] {
                if hidden(grids, one) {
                    // One number that is the sum of several cells stays hidden with any of them; several cells need not all be.
                    if let (Some(grid), [cell]) = (grids.get_mut(other.0.as_str()), other.1.as_slice()) {
                        changed |= grid.hide(*cell);
                    }
                }
            }
        }
        if !changed {
            return;
        }
    }
}

type Cells = (String, Vec<(usize, usize)>);

/// Pairs of cells in different tables that hold the same number.
fn linked_cells(grids: &BTreeMap<&str, Grid<'_>>) -> Vec<(Cells, Cells)> {
    let mut links = Vec::new();
    for grid in grids.values() {
        let here = |cell| (grid.table.id.clone(), vec![cell]);
        for link in &grid.table.same_as {
            let (table, other_column) = match link {
                SameAs::Column { table, other, .. }
                | SameAs::TotalRow { table, other }
                | SameAs::Cell { table, other, .. } => (table, other),
            };
            let Some(other) = grids.get(table.as_str()) else { continue };
            let Some(there_column) = other.column(other_column) else { continue };
            match link {
                SameAs::Column { column, .. } => {
                    let Some(column) = grid.column(column) else { continue };
                    for (row, measured) in grid.table.rows.iter().enumerate() {
                        if let Some(there) = other.row(&measured.key) {
                            links.push((here((row, column)), (table.clone(), vec![(there, there_column)])));
                        }
                    }
                }
                SameAs::TotalRow { .. } => {
                    let Some(total) = grid.total_row() else { continue };
                    for (column, measured) in grid.table.columns.iter().enumerate() {
                        if let Some(there) = other.row(&measured.key) {
                            links.push((here((total, column)), (table.clone(), vec![(there, there_column)])));
                        }
                    }
                }
                SameAs::Cell { cell, rows, .. } => {
                    let Some((row, column)) = grid.row(&cell.0).zip(grid.column(&cell.1)) else { continue };
                    let there = rows.iter().filter_map(|row| other.row(row)).map(|row| (row, there_column)).collect();
                    links.push((here((row, column)), (table.clone(), there)));
                }
            }
        }
    }
    links
}

fn published_figure(figure: &MeasuredFigure, grids: &BTreeMap<&str, Grid<'_>>, rule: &Rule) -> PublishedFigure {
    let hides = rule.hides && figure.protected;
    let small = |number| hides && rule.is_small(number);
    let cells_hidden = figure.numerator_cells.as_ref().is_some_and(|cells| {
        grids.get(cells.table.as_str()).is_some_and(|grid| {
            let column = grid.column(&cells.column);
            cells.rows.iter().any(|row| grid.row(row).zip(column).is_some_and(|cell| grid.is_hidden(cell)))
        })
    });
    let outcome = match &figure.value {
        Value::NotAvailable(why) => Outcome::Missing(why.clone()),
        Value::Share { denominator: 0, .. } => Outcome::Missing("there is nothing to count it of".into()),
        Value::Count(count) if small(*count) => Outcome::Hidden,
        Value::Count(count) => Outcome::Shown(Number::Count(*count)),
        Value::Share { numerator, denominator } => {
            let complement = denominator.saturating_sub(*numerator);
            // The population that a rate per 10,000 is of has nothing to hide.
            let of_children = figure.unit != Unit::Per10k;
            let gives_away = of_children && (small(complement) || (hides && *denominator < rule.smallest_base));
            if small(*numerator) || gives_away || (hides && cells_hidden) {
                Outcome::Hidden
            } else {
                rate_beside_left_out(figure, *numerator, *denominator, rule)
            }
        }
        Value::Amount(amount) => Outcome::Shown(Number::Amount(*amount)),
        Value::Median { of, .. } if hides && *of < rule.threshold => Outcome::Hidden,
        Value::Median { median, .. } => Outcome::Shown(Number::Amount(*median)),
        Value::PerFte { children, .. } if hides && rule.is_small(*children) => Outcome::Hidden,
        Value::PerFte { children, fte } => Outcome::Shown(Number::PerFte { children: *children, fte: *fte }),
    };
    PublishedFigure {
        id: figure.id.clone(),
        label: figure.label.clone(),
        definition: figure.definition.clone(),
        source: figure.source.clone(),
        when: figure.when,
        unit: figure.unit,
        left_out: figure
            .left_out
            .iter()
            .map(|(reason, count)| (reason.clone(), (!small(*count)).then_some(*count)))
            .collect(),
        range: figure.range.filter(|_| outcome != Outcome::Hidden),
        outcome,
    }
}

/// A rate that stands beside a small number left out prints without its counts, since the whole is published: whole less counts would
/// be the small number. Even the percentage must be the same for every number that the small one could be.
fn rate_beside_left_out(figure: &MeasuredFigure, numerator: u64, denominator: u64, rule: &Rule) -> Outcome {
    let left_out: u64 = figure.left_out.values().sum();
    let Some(beside) = figure.published_beside.filter(|_| rule.is_small(left_out)) else {
        return Outcome::Shown(Number::Share { numerator, denominator });
    };
    let whole = denominator + left_out;
    let possible: Vec<(u64, u64)> = (1..rule.threshold)
        .filter_map(|left_out| {
            let denominator = whole.checked_sub(left_out)?;
            let numerator = match beside {
                Beside::Numerator => numerator,
                Beside::Complement => denominator.checked_sub(figure_complement(figure))?,
            };
            Some((numerator, denominator))
        })
        .collect();
    let same = |scale| {
        let first = half_up(numerator, denominator, scale);
        possible.iter().all(|(numerator, denominator)| half_up(*numerator, *denominator, scale) == first)
    };
    match percent_tenths(numerator, denominator) {
        Some(tenths) if same(1000) => Outcome::Shown(Number::Rate { tenths, whole: denominator < 100 }),
        Some(_) if same(100) => match half_up(numerator, denominator, 100) {
            Some(percent) => Outcome::Shown(Number::Rate { tenths: percent * 10, whole: true }),
            None => Outcome::Hidden,
        },
        _ => Outcome::Hidden,
    }
}

fn figure_complement(figure: &MeasuredFigure) -> u64 {
    match figure.value {
        Value::Share { numerator, denominator } => denominator.saturating_sub(numerator),
        _ => 0,
    }
}

fn published_table(table: &MeasuredTable, grid: &Grid<'_>, rule: &Rule) -> PublishedTable {
    let columns = table
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
            is_percent: matches!(column.content, Content::Percent { .. }),
        })
        .collect();
    let rows = table
        .rows
        .iter()
        .enumerate()
        .map(|(at, row)| PublishedRow {
            key: row.key.clone(),
            label: row.label.clone(),
            total: row.total,
            parent: row.parent.clone(),
            cells: (0..table.columns.len()).map(|column| published_cell(table, grid, rule, at, column)).collect(),
        })
        .collect();
    PublishedTable {
        id: table.id.clone(),
        title: table.title.clone(),
        definition: table.definition.clone(),
        source: table.source.clone(),
        when: table.when,
        corner: table.corner.clone(),
        columns,
        rows,
        missing: table.not_available.clone(),
        adds_down: table.adds_down,
    }
}

fn published_cell(table: &MeasuredTable, grid: &Grid<'_>, rule: &Rule, row: usize, column: usize) -> Outcome {
    let not_recorded = || Outcome::Missing("not recorded".into());
    let (Some(cell), Some(content)) =
        (table.rows.get(row).and_then(|row| row.cells.get(column)), table.columns.get(column))
    else {
        return not_recorded();
    };
    match (cell, &content.content) {
        (Cell::Count(_), _) if grid.is_hidden((row, column)) => Outcome::Hidden,
        (Cell::Count(count), _) => Outcome::Shown(Number::Count(*count)),
        (Cell::Amount(_, Some(of)), _) if rule.hides && table.protected && *of < rule.threshold => Outcome::Hidden,
        (Cell::Amount(amount, _), _) => Outcome::Shown(Number::Amount(*amount)),
        (Cell::Derived, Content::Percent { of, base }) => {
            let numerators: Vec<(usize, usize)> = of.iter().map(|column| (row, *column)).collect();
            let bases: Vec<(usize, usize)> = match base {
                Base::TotalRow => grid
                    .total_row()
                    .into_iter()
                    .flat_map(|total| of.iter().map(move |column| (total, *column)))
                    .collect(),
                Base::Columns(columns) => columns.iter().map(|column| (row, *column)).collect(),
            };
            percent_cell(grid, rule, &numerators, &bases)
        }
        _ => not_recorded(),
    }
}

fn percent_cell(grid: &Grid<'_>, rule: &Rule, numerators: &[(usize, usize)], bases: &[(usize, usize)]) -> Outcome {
    let numerator: u64 = numerators.iter().map(|cell| grid.count(*cell)).sum();
    let denominator: u64 = bases.iter().map(|cell| grid.count(*cell)).sum();
    if numerators.iter().chain(bases).any(|cell| grid.is_hidden(*cell)) {
        return Outcome::Hidden;
    }
    if denominator == 0 {
        return Outcome::Missing("there is nothing to count it of".into());
    }
    let protected = rule.hides && grid.table.protected;
    let complement = denominator.saturating_sub(numerator);
    if protected && (denominator < rule.smallest_base || rule.is_small(complement)) {
        return Outcome::Hidden;
    }
    Outcome::Shown(Number::Share { numerator, denominator })
}
