//! The only way from `Measured` to `Published`: small numbers are hidden, totals guarded again, rates rebuilt.
//!
//! A [`Published`] set can be made nowhere else, and tables, charts, sentences and exports accept nothing else, so an unprotected
//! number cannot reach a page. The publication set is protected as a whole: a number hidden in one table is hidden wherever else it
//! stands (convention F7).
//!
//! Hidden in the public edition: numbers below the threshold (F2); in every sum with one hidden cell the next smallest (F4), until the
//! hidden cells of a sum can be too many things to tell (F5); a rate whose numerator or complement is hidden, or whose base is
//! small (F8). What follows from several sums of a table together is hidden too (F5). The restricted edition hides nothing (F12).

mod published;

pub use published::{Number, Outcome, Published, PublishedColumn, PublishedFigure, PublishedRow, PublishedTable};

use crate::config::Settings;
use crate::dataset::fields::Thousandths;
use crate::measures::measure::{
    Base, Beside, Cell, CellsOf, Content, Measured, MeasuredFigure, MeasuredTable, SameAs, TypedIn, Unit, Value, When,
};
use crate::rounding::{half_up, percent_tenths};
use std::collections::{BTreeMap, BTreeSet};

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
    let withheld = if rule.hides { guard_with_figures(measured, &mut grids, &rule) } else { Withheld::default() };

    let mut published =
        Published { edition, figures: BTreeMap::new(), tables: BTreeMap::new(), order: Vec::new(), hidden: 0 };
    for measured in measured {
        // A question is both a figure and a table, under one id.
        let id = measured.id();
        if !published.figures.contains_key(id) && !published.tables.contains_key(id) {
            published.order.push(id.to_string());
        }
        match measured {
            Measured::Figure(figure) => {
                let mut figure = published_figure(figure, &grids, &rule);
                if withheld.figures.contains(figure.id.as_str()) {
                    figure.outcome = Outcome::Hidden;
                    figure.range = None;
                    figure.left_out.values_mut().for_each(|count| *count = None);
                }
                published.hidden += u64::from(figure.outcome == Outcome::Hidden);
                published.figures.insert(figure.id.clone(), figure);
            }
            Measured::Table(table) => {
                let table = match grids.get(table.id.as_str()) {
                    Some(grid) => published_table(table, grid, &rule),
                    None => withheld_table(table),
                };
                published.hidden +=
                    table.rows.iter().flat_map(|row| &row.cells).filter(|cell| **cell == Outcome::Hidden).count()
                        as u64;
                published.tables.insert(table.id.clone(), table);
            }
        }
    }
    published
}

/// A cell's row and column.
type At = (usize, usize);

/// A sum of cells that a reader can see.
#[derive(Clone)]
struct Sum {
    parts: Vec<At>,
    /// The cell they add up to; none where a figure outside the table gives their sum.
    total: Option<At>,
}

impl Sum {
    /// How often a cell counts in the sum: as a part, as the total or not at all.
    fn factor(&self, cell: At) -> i64 {
        i64::from(self.parts.contains(&cell)) - i64::from(self.total == Some(cell))
    }
}

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
    /// Sums that figures give.
    given: Vec<Sum>,
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
        Grid { table, counts, hidden, given: Vec::new() }
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

    /// The cells whose sum a figure gives.
    fn sum_of(&self, cells: &CellsOf) -> Sum {
        let column = self.column(&cells.column);
        let parts = cells.rows.iter().filter_map(|row| self.row(row).zip(column)).collect();
        Sum { parts, total: None }
    }

    /// The sums that a reader can see. Those that figures give come first: their cells are fewer.
    fn sums(&self) -> Vec<Sum> {
        let mut sums = self.given.clone();
        let count_columns: Vec<usize> = self
            .table
            .columns
            .iter()
            .enumerate()
            .filter(|(_, column)| column.content == Content::Count)
            .map(|(at, _)| at)
            .collect();
        let more = self.table.more_sums.iter();
        sums.extend(more.map(|sum| Sum { parts: sum.parts.clone(), total: Some(sum.total) }));
        let rows = 0..self.table.rows.len();
        if let Some(total) = self.total_row().filter(|_| self.table.adds_down) {
            for &column in &count_columns {
                let parts = rows.clone().filter(|row| *row != total).map(|row| (row, column)).collect();
                sums.push(Sum { parts, total: Some((total, column)) });
            }
        }
        if let Some(total) = self.table.total_column {
            for row in rows {
                let parts =
                    count_columns.iter().filter(|column| **column != total).map(|column| (row, *column)).collect();
                sums.push(Sum { parts, total: Some((row, total)) });
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
        for sum in self.sums() {
            while self.gives_away(&sum, rule) {
                let candidate = sum
                    .parts
                    .iter()
                    .copied()
                    .filter(|cell| !self.is_hidden(*cell))
                    // The next smallest that is not 0; a 0 only where nothing else is left (convention F4).
                    .min_by_key(|cell| (self.count(*cell) == 0, self.count(*cell), *cell));
                if !candidate.or(sum.total).is_some_and(|cell| self.hide(cell)) {
                    break;
                }
                changed = true;
            }
        }
        changed || self.guard_sums_together()
    }

    /// Hides one more cell where a hidden one follows from several sums taken together, which no sum shows by itself. Says whether
    /// it hid any.
    fn guard_sums_together(&mut self) -> bool {
        let sums = self.sums();
        // A cell that a figure gives by itself cannot be helped here: the figure will be withheld.
        let by_itself = |cell: &At| self.given.iter().any(|sum| sum.parts == [*cell]);
        let following = self.following();
        let to_hide = following
            .into_iter()
            .filter(|cell| !by_itself(cell))
            .find_map(|followed| self.next_beside(&sums, followed));
        to_hide.is_some_and(|cell| self.hide(cell))
    }

    /// The cell to hide next of the sums in which a cell stands: the smallest that is not 0, a total last.
    fn next_beside(&self, sums: &[Sum], cell: At) -> Option<At> {
        let of_cell = sums.iter().filter(|sum| sum.factor(cell) != 0);
        of_cell
            .flat_map(|sum| sum.parts.iter().chain(&sum.total).map(|cell| (sum.total == Some(*cell), *cell)))
            .filter(|(_, cell)| !self.is_hidden(*cell))
            .min_by_key(|(is_total, cell)| (*is_total, self.count(*cell) == 0, self.count(*cell), *cell))
            .map(|(_, cell)| cell)
    }

    /// The hidden cells that follow from all sums taken together.
    fn following(&self) -> Vec<At> {
        let hidden: Vec<At> = (0..self.hidden.len())
            .flat_map(|row| (0..self.table.columns.len()).map(move |column| (row, column)))
            .filter(|cell| self.is_hidden(*cell))
            .collect();
        let sums = self.sums();
        let equations = sums.iter().map(|sum| hidden.iter().map(|cell| sum.factor(*cell)).collect()).collect();
        alone(equations, hidden.len()).into_iter().filter_map(|at| hidden.get(at).copied()).collect()
    }

    fn gives_away(&self, sum: &Sum, rule: &Rule) -> bool {
        let hidden: Vec<u64> =
            sum.parts.iter().filter(|cell| self.is_hidden(**cell)).map(|cell| self.count(*cell)).collect();
        if sum.total.is_some_and(|total| self.is_hidden(total)) {
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

/// The unknowns that follow from equations: each is reduced to echelon form, and an unknown follows where it stands alone in one.
///
/// Reckoned modulo a prime, so that nothing is rounded: the factors of such equations are far smaller than it.
fn alone(mut equations: Vec<Vec<i64>>, unknowns: usize) -> Vec<usize> {
    const PRIME: i64 = 1_000_000_007;
    equations.iter_mut().flatten().for_each(|factor| *factor = factor.rem_euclid(PRIME));
    let mut reduced: Vec<Vec<i64>> = Vec::new();
    for at in 0..unknowns {
        let Some(pivot) = equations.iter().position(|equation| equation[at] != 0) else { continue };
        let mut leading = equations.swap_remove(pivot);
        let inverse = inverse_modulo(leading[at], PRIME);
        leading.iter_mut().for_each(|factor| *factor = *factor * inverse % PRIME);
        for equation in equations.iter_mut().chain(&mut reduced).filter(|equation| equation[at] != 0) {
            let times = PRIME - equation[at];
            equation.iter_mut().zip(&leading).for_each(|(factor, by)| *factor = (*factor + times * by) % PRIME);
        }
        reduced.push(leading);
    }
    let only = |equation: &Vec<i64>| {
        let mut standing = (0..unknowns).filter(|at| equation[*at] != 0);
        standing.next().filter(|_| standing.next().is_none())
    };
    reduced.iter().filter_map(only).collect()
}

/// What times the number is 1 modulo the prime: by Fermat, its power of the prime less 2.
fn inverse_modulo(number: i64, prime: i64) -> i64 {
    let (mut power, mut base, mut exponent) = (1, number, prime - 2);
    while exponent > 0 {
        if exponent % 2 == 1 {
            power = power * base % prime;
        }
        base = base * base % prime;
        exponent /= 2;
    }
    power
}

/// What is withheld as a whole.
#[derive(Default)]
struct Withheld<'m> {
    /// Figures whose value would give a hidden cell away.
    figures: BTreeSet<&'m str>,
    /// Tables that would give away what a figure does not show.
    tables: BTreeSet<&'m str>,
}

/// Guards the tables beside the figures that give sums of their cells. Returns the figures to be withheld, since no cell can be
/// hidden in their place (convention F7). Tables that show the parts of a figure are withheld before it is: they lose their grid.
fn guard_with_figures<'m>(
    measured: &'m [Measured],
    grids: &mut BTreeMap<&'m str, Grid<'m>>,
    rule: &Rule,
) -> Withheld<'m> {
    let mut withheld = Withheld::default();
    let small: BTreeMap<&str, Vec<Vec<bool>>> = grids.iter().map(|(id, grid)| (*id, grid.hidden.clone())).collect();
    let figures: BTreeMap<&str, &MeasuredFigure> = measured
        .iter()
        .filter_map(
            |measured| if let Measured::Figure(figure) = measured { Some((figure.id.as_str(), figure)) } else { None },
        )
        .collect();
    loop {
        grids.retain(|id, _| !withheld.tables.contains(id));
        // From the start each time: what was hidden for a figure that is withheld need not be.
        for (id, grid) in grids.iter_mut() {
            grid.hidden.clone_from(&small[id]);
        }
        let outcome_of = |id: &str, grids: &BTreeMap<&'m str, Grid<'m>>| match figures.get(id) {
            Some(_) if withheld.figures.contains(id) => Some(Outcome::Hidden),
            Some(figure) => Some(published_figure(figure, grids, rule).outcome),
            None => None,
        };
        let without_counts: Vec<&str> = grids
            .iter()
            .filter(|(_, grid)| {
                grid.table.parts_of.iter().any(|parts| {
                    withheld.figures.contains(parts.figure.as_str())
                        || matches!(outcome_of(&parts.figure, grids), Some(Outcome::Shown(Number::Rate { .. })))
                })
            })
            .map(|(id, _)| *id)
            .collect();
        if !without_counts.is_empty() {
            withheld.tables.extend(without_counts);
            continue;
        }
        let showing: Vec<&MeasuredFigure> = figures
            .values()
            .copied()
            .filter(|figure| !figure.sums_given.is_empty())
            .filter(|figure| matches!(outcome_of(&figure.id, grids), Some(Outcome::Shown(_))))
            .collect();
        let given: BTreeMap<&str, (Vec<Sum>, Vec<Sum>)> = grids
            .iter()
            .map(|(id, grid)| {
                let cells = showing.iter().flat_map(|figure| &figure.sums_given);
                let sums = cells.filter(|cells| cells.table == grid.table.id).map(|cells| grid.sum_of(cells)).collect();
                let whole = grid
                    .table
                    .parts_of
                    .iter()
                    .filter(|parts| matches!(outcome_of(&parts.figure, grids), Some(Outcome::Shown(_))));
                let total = |column: &String| Some((grid.total_row()?, grid.column(column)?));
                let totals = whole.flat_map(|parts| &parts.columns).filter_map(total);
                (*id, (sums, totals.map(|cell| Sum { parts: vec![cell], total: None }).collect()))
            })
            .collect();
        for (id, grid) in grids.iter_mut() {
            let (sums, totals) = &given[id];
            grid.given = sums.iter().chain(totals).cloned().collect();
        }
        guard(grids, rule);
        let of_parts: Vec<&str> = grids
            .iter()
            .filter(|(id, grid)| given[*id].1.iter().any(|sum| grid.gives_away(sum, rule)))
            .map(|(id, _)| *id)
            .collect();
        if !of_parts.is_empty() {
            withheld.tables.extend(of_parts);
            continue;
        }
        let by_itself = |grid: &Grid<'_>, sum: &Sum| sum.parts.len() == 1 && grid.gives_away(sum, rule);
        let together = |grid: &Grid<'_>, sum: &Sum| {
            let following = grid.following();
            grid.gives_away(sum, rule) || sum.parts.iter().any(|cell| following.contains(cell))
        };
        let giving_away = |rule: &dyn Fn(&Grid<'_>, &Sum) -> bool| {
            let gives =
                |cells: &CellsOf| grids.get(cells.table.as_str()).is_some_and(|grid| rule(grid, &grid.sum_of(cells)));
            let figures = showing.iter().filter(|figure| figure.sums_given.iter().any(gives));
            figures.map(|figure| figure.id.as_str()).collect::<Vec<&str>>()
        };
        let mut more = giving_away(&by_itself);
        if more.is_empty() {
            more = giving_away(&together);
        }
        if more.is_empty() {
            return withheld;
        }
        withheld.figures.extend(more);
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
        if !changed && !guard_linked_together(grids) {
            return;
        }
    }
}

/// Hides one more cell where a hidden one follows from the sums of several linked tables taken together. Says whether it hid any.
fn guard_linked_together(grids: &mut BTreeMap<&str, Grid<'_>>) -> bool {
    let links = linked_cells(grids);
    for tables in linked_tables(&links) {
        // The hidden cells of all these tables are the unknowns; a link says that one is the sum of others.
        let mut unknowns: Vec<(&str, At)> = Vec::new();
        for table in &tables {
            let Some(grid) = grids.get(table) else { continue };
            let cells =
                (0..grid.hidden.len()).flat_map(|row| (0..grid.table.columns.len()).map(move |column| (row, column)));
            unknowns.extend(cells.filter(|cell| grid.is_hidden(*cell)).map(|cell| (*table, cell)));
        }
        let place: BTreeMap<(&str, At), usize> = unknowns.iter().enumerate().map(|(at, cell)| (*cell, at)).collect();
        let mut equations: Vec<Vec<i64>> = Vec::new();
        for table in &tables {
            let Some(grid) = grids.get(table) else { continue };
            for sum in grid.sums() {
                let mut equation = vec![0; unknowns.len()];
                for cell in sum.parts.iter().chain(&sum.total) {
                    if let Some(at) = place.get(&(*table, *cell)) {
                        equation[*at] = sum.factor(*cell);
                    }
                }
                equations.push(equation);
            }
        }
        for ((table, cells), (other, others)) in links.iter().filter(|((table, _), _)| tables.contains(&table.as_str()))
        {
            let mut equation = vec![0; unknowns.len()];
            for (table, cells, factor) in [(table, cells, 1), (other, others, -1)] {
                for cell in cells {
                    if let Some(at) = place.get(&(table.as_str(), *cell)) {
                        equation[*at] += factor;
                    }
                }
            }
            equations.push(equation);
        }
        equations.retain(|equation| equation.iter().any(|factor| *factor != 0));
        let following = alone(equations, unknowns.len());
        let to_hide = following.into_iter().filter_map(|at| unknowns.get(at)).find_map(|(table, cell)| {
            let grid = grids.get(table)?;
            let by_itself = grid.given.iter().any(|sum| sum.parts == [*cell]);
            let next = grid.next_beside(&grid.sums(), *cell).filter(|_| !by_itself)?;
            Some((table.to_string(), next))
        });
        if let Some((table, cell)) = to_hide {
            return grids.get_mut(table.as_str()).is_some_and(|grid| grid.hide(cell));
        }
    }
    false
}

/// The tables that links join, each group by itself.
fn linked_tables(links: &[(Cells, Cells)]) -> Vec<BTreeSet<&str>> {
    let mut groups: Vec<BTreeSet<&str>> = Vec::new();
    for ((table, _), (other, _)) in links {
        let mut joined = BTreeSet::from([table.as_str(), other.as_str()]);
        groups.retain(|group| {
            let apart = group.is_disjoint(&joined);
            if !apart {
                joined.extend(group);
            }
            apart
        });
        groups.push(joined);
    }
    groups
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
    let small_rest = figure.rest.is_some_and(small);
    let cells_hidden = figure.numerator_cells.as_ref().is_some_and(|cells| {
        grids.get(cells.table.as_str()).is_some_and(|grid| {
            let column = grid.column(&cells.column);
            cells.rows.iter().any(|row| grid.row(row).zip(column).is_some_and(|cell| grid.is_hidden(cell)))
        })
    });
    let outcome = match &figure.value {
        Value::NotAvailable(why) => Outcome::Missing(why.clone()),
        Value::Share { denominator: 0, .. } => Outcome::Missing("there is nothing to count it of".into()),
        Value::Count(count) if small(*count) || small_rest || (hides && cells_hidden) => Outcome::Hidden,
        Value::Count(count) => Outcome::Shown(Number::Count(*count)),
        Value::Share { numerator, denominator } => {
            let complement = denominator.saturating_sub(*numerator);
            // The population that a rate per 10,000 is of has nothing to hide.
            let of_children = figure.unit != Unit::Per10k;
            let gives_away = of_children && (small(complement) || (hides && *denominator < rule.smallest_base));
            if small(*numerator) || gives_away || small_rest || (hides && cells_hidden) {
                Outcome::Hidden
            } else {
                rate_beside_left_out(figure, *numerator, *denominator, rule)
            }
        }
        Value::Typed(number) if figure.unit == Unit::Count && small(number.value.0.div_ceil(1000)) => Outcome::Hidden,
        Value::Typed(number) => Outcome::Shown(Number::Typed { number: *number, unit: figure.unit }),
        Value::Amount(amount) => Outcome::Shown(Number::Amount(*amount)),
        Value::Median { of, .. } if hides && *of < rule.threshold => Outcome::Hidden,
        Value::Median { median, .. } => Outcome::Shown(Number::Amount(*median)),
        Value::PerFte { children, .. } if hides && rule.is_small(*children) => Outcome::Hidden,
        Value::PerFte { children, fte } => Outcome::Shown(Number::PerFte { children: *children, fte: *fte }),
    };
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
            is_percent: matches!(column.content, Content::Percent { .. } | Content::Amount(Unit::Percent)),
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

/// A table of which nothing may be shown.
fn withheld_table(table: &MeasuredTable) -> PublishedTable {
    PublishedTable {
        id: table.id.clone(),
        title: table.title.clone(),
        definition: table.definition.clone(),
        source: table.source.clone(),
        when: table.when,
        corner: table.corner.clone(),
        columns: Vec::new(),
        rows: Vec::new(),
        missing: Some("it would give small numbers away".into()),
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
        (Cell::Typed(typed), _) => typed_cell(grid, rule, typed),
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

/// A number typed into a table: hidden with the counts that it is of, and as a rate is (convention F8).
fn typed_cell(grid: &Grid<'_>, rule: &Rule, typed: &TypedIn) -> Outcome {
    let shown = Outcome::Shown(Number::Typed { number: typed.number, unit: typed.unit });
    if typed.part.iter().chain(&typed.whole).any(|cell| grid.is_hidden(*cell)) {
        return Outcome::Hidden;
    }
    if typed.whole.is_empty() {
        return shown;
    }
    match percent_cell(grid, rule, &typed.part, &typed.whole) {
        Outcome::Hidden => Outcome::Hidden,
        _ => shown,
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

#[cfg(test)]
mod tests;
