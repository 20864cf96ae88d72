//! The only way from `Measured` to `Published`: small numbers are hidden, totals guarded again, rates rebuilt.
//!
//! A [`Published`] set can be made nowhere else, and tables, charts, sentences and exports accept nothing else, so an unprotected
//! number cannot reach a page. The publication set is protected as a whole: a number hidden in one table is hidden wherever else it
//! stands (convention F7).
//!
//! Hidden in the public edition: numbers below the threshold (F2); in every sum with one hidden cell the next smallest (F4), until the
//! hidden cells of a sum can be too many things to tell (F5); a rate whose numerator or complement is hidden, or whose base is
//! small (F8). What follows from several sums of a table together is hidden too (F5). The restricted edition hides nothing (F12).

use crate::config::Settings;
use crate::dataset::fields::Thousandths;
use crate::dataset::typed::Written;
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
    /// The label without its day or period.
    pub short_label: String,
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
    /// A number that a person typed in, printed as it was written.
    Typed {
        /// The number.
        number: Written,
        /// What it is counted in.
        unit: Unit,
    },
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
        Value::Share { denominator: 0, .. } => Outcome::Missing("there were none to count".into()),
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
        return Outcome::Missing("there were none to count".into());
    }
    let protected = rule.hides && grid.table.protected;
    let complement = denominator.saturating_sub(numerator);
    if protected && (denominator < rule.smallest_base || rule.is_small(complement)) {
        return Outcome::Hidden;
    }
    Outcome::Shown(Number::Share { numerator, denominator })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::SmallNumbers;
    use crate::measures::measure::{CellsOf, MeasuredColumn, MeasuredRow, count_column, percent_of_total};
    use proptest::prelude::*;

    fn figure(id: &str, unit: Unit, value: Value) -> MeasuredFigure {
        MeasuredFigure {
            id: id.into(),
            short_label: String::new(),
            label: String::new(),
            definition: String::new(),
            source: String::new(),
            when: When::At,
            unit,
            value,
            left_out: BTreeMap::new(),
            range: None,
            protected: true,
            published_beside: None,
            numerator_cells: None,
            rest: None,
            sums_given: Vec::new(),
        }
    }

    fn share(numerator: u64, denominator: u64) -> MeasuredFigure {
        figure("share", Unit::Percent, Value::Share { numerator, denominator })
    }

    fn table(id: &str, columns: Vec<MeasuredColumn>) -> MeasuredTable {
        MeasuredTable {
            id: id.into(),
            title: String::new(),
            definition: String::new(),
            source: String::new(),
            when: When::At,
            corner: String::new(),
            columns,
            rows: Vec::new(),
            not_available: None,
            left_out: BTreeMap::new(),
            protected: true,
            adds_down: true,
            total_column: None,
            same_as: Vec::new(),
            more_sums: Vec::new(),
            parts_of: Vec::new(),
        }
    }

    fn row(key: String, cells: Vec<Cell>) -> MeasuredRow {
        MeasuredRow { total: key == "total", label: String::new(), key, parent: None, cells }
    }

    /// Rows a0, a1, ... with their share and a total.
    fn split(id: &str, counts: &[u64]) -> MeasuredTable {
        let mut table = table(id, vec![count_column("children", "Children"), percent_of_total(0)]);
        let heads = (0..counts.len()).map(|at| format!("a{at}")).chain(["total".to_string()]);
        let counts = counts.iter().copied().chain([counts.iter().sum()]);
        table.rows = heads.zip(counts).map(|(key, count)| row(key, vec![Cell::Count(count), Cell::Derived])).collect();
        table
    }

    /// Rows a0, a1, ... and columns b0, b1, ... with totals of both.
    fn two_way(id: &str, counts: &[Vec<u64>]) -> MeasuredTable {
        let across = counts[0].len();
        let keys = (0..across).map(|at| format!("b{at}")).chain(["total".to_string()]);
        let mut table = table(id, keys.map(|key| count_column(&key, "")).collect());
        table.total_column = Some(across);
        let down: Vec<u64> = (0..across).map(|column| counts.iter().map(|row| row[column]).sum()).collect();
        let heads = (0..counts.len()).map(|at| format!("a{at}")).chain(["total".to_string()]);
        table.rows = heads
            .zip(counts.iter().cloned().chain([down]))
            .map(|(key, counts)| {
                let total = counts.iter().sum();
                row(key, counts.into_iter().chain([total]).map(Cell::Count).collect())
            })
            .collect();
        table
    }

    fn public(measured: &[Measured]) -> Published {
        protect(measured, Edition::Public, &Settings::default())
    }

    fn word(outcome: &Outcome) -> String {
        match outcome {
            Outcome::Shown(Number::Count(count)) => count.to_string(),
            Outcome::Shown(Number::Share { numerator, denominator }) => format!("{numerator}/{denominator}"),
            Outcome::Shown(Number::Rate { tenths, whole }) => format!("{tenths}{}", if *whole { " whole" } else { "" }),
            Outcome::Shown(other) => format!("{other:?}"),
            Outcome::Hidden => "c".into(),
            Outcome::Missing(_) => "x".into(),
        }
    }

    /// The cells of a column from top to bottom, hidden ones as c.
    fn column(published: &Published, id: &str, at: usize) -> String {
        published.table(id).unwrap().rows.iter().map(|row| word(&row.cells[at])).collect::<Vec<_>>().join(" ")
    }

    fn split_shown(counts: &[u64]) -> (String, String) {
        let published = public(&[Measured::Table(split("t", counts))]);
        (column(&published, "t", 0), column(&published, "t", 1))
    }

    fn figure_shown(figure: MeasuredFigure) -> String {
        let id = figure.id.clone();
        word(&public(&[Measured::Figure(figure)]).figure(&id).unwrap().outcome)
    }

    #[test]
    fn one_to_four_are_hidden_and_zeros_show() {
        for (count, expected) in [(0, "0"), (1, "c"), (4, "c"), (5, "5")] {
            assert_eq!(figure_shown(figure("f", Unit::Count, Value::Count(count))), expected);
        }
        // 3 and 4 are small; two are hidden, so that neither follows from the total.
        assert_eq!(split_shown(&[0, 12, 3, 4, 20]).0, "0 12 c c 20 39");
        assert_eq!(split_shown(&[10, 20, 30]).0, "10 20 30 60");
    }

    #[test]
    fn the_threshold_is_a_setting() {
        let shown = |count: u64, small_numbers| {
            let settings = Settings { small_numbers, ..Settings::default() };
            let figure = Measured::Figure(figure("f", Unit::Count, Value::Count(count)));
            word(&protect(&[figure], Edition::Public, &settings).figure("f").unwrap().outcome)
        };
        assert_eq!((shown(5, SmallNumbers::Below6), shown(6, SmallNumbers::Below6)), ("c".into(), "6".into()));
        assert_eq!((shown(9, SmallNumbers::Ten), shown(10, SmallNumbers::Ten)), ("c".into(), "10".into()));
    }

    #[test]
    fn beside_a_single_hidden_cell_the_next_smallest_is_hidden() {
        // 9 is the next smallest that is not 0.
        assert_eq!(split_shown(&[0, 12, 3, 9, 20]).0, "0 12 c c 20 44");
        // Of two alike the first.
        assert_eq!(split_shown(&[9, 3, 9]).0, "c c 9 21");
        // 1 and 2 add up to 3, which leaves too few values: a third one.
        assert_eq!(split_shown(&[1, 2, 30, 40]).0, "c c c 40 73");
        // 2 and 2 add up to 4.
        assert_eq!(split_shown(&[2, 2, 30, 40]).0, "c c c 40 74");
        // 2 and 4 add up to 6: the first may be 1 to 5.
        assert_eq!(split_shown(&[2, 4, 30, 40]).0, "c c 30 40 76");
        // 2 and 3 add up to 5: 1 to 4, four values.
        assert_eq!(split_shown(&[2, 3, 30, 40]).0, "c c 30 40 75");
    }

    #[test]
    fn two_categories_are_hidden_both() {
        assert_eq!(split_shown(&[3, 30]).0, "c c 33");
        // A small total is hidden as well.
        assert_eq!(split_shown(&[0, 0, 3]).0, "0 0 c c");
        assert_eq!(split_shown(&[0, 0]).0, "0 0 0");
    }

    #[test]
    fn shares_follow_their_counts() {
        assert_eq!(split_shown(&[0, 12, 3, 9, 20]).1, "0/44 12/44 c c 20/44 44/44");
        // The rest of 43 is 3.
        assert_eq!(split_shown(&[40, 1, 2]).1, "c c c 43/43");
        // A base below 10 gives no percentages.
        assert_eq!(split_shown(&[0, 8]), ("0 8 8".into(), "c c c".into()));
        assert_eq!(split_shown(&[0, 0]).1, "x x x");
    }

    #[test]
    fn five_reasons_of_one_with_a_total_of_five_are_hidden_with_it() {
        // The zero is hidden too, for want of others, and does not help: a reader knows that zeros show.
        assert_eq!(split_shown(&[1, 1, 1, 1, 1]).0, "c c c c c c");
        assert_eq!(split_shown(&[1, 1, 1, 1, 1, 0]).0, "c c c c c c c");
        // With a large one beside them the total can stand.
        assert_eq!(split_shown(&[1, 1, 1, 1, 1, 40]).0, "c c c c c c 45");
        assert_eq!(split_shown(&[1, 1, 1, 1, 1, 40, 50]).0, "c c c c c c 50 95");
    }

    #[test]
    fn a_zero_is_hidden_only_where_nothing_else_is_left() {
        let counts = [vec![7, 0], vec![3, 9], vec![20, 30]];
        let published = public(&[Measured::Table(two_way("t", &counts))]);
        // 3 is small. Down: 7 is the next smallest. Across: 9, and beside the 7 only the 0.
        assert_eq!(column(&published, "t", 0), "c c 20 30");
        assert_eq!(column(&published, "t", 1), "c c 30 39");
        assert_eq!(column(&published, "t", 2), "7 12 50 69");
    }

    /// A split by age, one by sex and both crossed, as the children are counted.
    fn linked(counts: &[Vec<u64>]) -> [Measured; 3] {
        let by_age: Vec<u64> = counts.iter().map(|row| row.iter().sum()).collect();
        let by_sex: Vec<u64> = (0..counts[0].len()).map(|at| counts.iter().map(|row| row[at]).sum()).collect();
        let mut crossed = two_way("crossed", counts);
        crossed.same_as = vec![
            SameAs::Column { column: "total".into(), table: "by_age".into(), other: "children".into() },
            SameAs::TotalRow { table: "by_sex".into(), other: "children".into() },
        ];
        let mut by_sex = split("by_sex", &by_sex);
        for row in by_sex.rows.iter_mut().filter(|row| !row.total) {
            row.key = row.key.replace('a', "b");
        }
        [Measured::Table(split("by_age", &by_age)), Measured::Table(by_sex), Measured::Table(crossed)]
    }

    #[test]
    fn a_number_hidden_in_one_table_is_hidden_in_every_other() {
        // Sexes down to 3 not known; ages with enough of each.
        let published = public(&linked(&[vec![20, 30, 0], vec![10, 12, 3], vec![40, 50, 0]]));
        // By sex: 3 not known, and with it the 70.
        assert_eq!(column(&published, "by_sex", 0), "c 92 c 165");
        // Crossed: the row of the 3 hides the 10, that column the next smallest of it, and so on.
        let crossed = published.table("crossed").unwrap();
        assert_eq!(crossed.cell("total", "b0"), Some(&Outcome::Hidden));
        assert_eq!(crossed.cell("total", "b2"), Some(&Outcome::Hidden));
        assert_eq!(crossed.cell("a1", "b2"), Some(&Outcome::Hidden));
        assert_eq!(crossed.cell("a1", "b0"), Some(&Outcome::Hidden));
        assert_eq!(crossed.cell("total", "total"), Some(&Outcome::Shown(Number::Count(165))));
        // A small age is hidden crossed too.
        let published = public(&linked(&[vec![2, 1], vec![30, 40], vec![50, 60]]));
        assert_eq!(column(&published, "by_age", 0), "c c 110 183");
        assert_eq!(column(&published, "crossed", 2), "c c 110 183");
    }

    #[test]
    fn rates_are_hidden_with_a_small_part_a_small_rest_or_a_small_base() {
        for (numerator, denominator, expected) in [
            (0, 40, "0/40"),
            (4, 40, "c"),
            (5, 40, "5/40"),
            (35, 40, "35/40"),
            (36, 40, "c"),
            (40, 40, "40/40"),
            (0, 9, "c"),
            (9, 9, "c"),
            (0, 10, "0/10"),
            (5, 10, "5/10"),
            (0, 0, "x"),
        ] {
            assert_eq!(figure_shown(share(numerator, denominator)), expected, "{numerator} of {denominator}");
        }
        // Per 10,000 of those who live there: only the number itself can be small.
        let per_10k =
            |numerator, denominator| figure_shown(figure("f", Unit::Per10k, Value::Share { numerator, denominator }));
        assert_eq!((per_10k(4, 12_000), per_10k(5, 12_000)), ("c".into(), "5/12000".into()));
    }

    #[test]
    fn averages_over_few_are_hidden_with_their_range() {
        let of = |of| {
            let mut median = figure("f", Unit::Days, Value::Median { median: Thousandths(7000), of });
            median.range = Some((Thousandths(1000), Thousandths(9000)));
            let published = public(&[Measured::Figure(median)]);
            let figure = published.figure("f").unwrap();
            (figure.outcome == Outcome::Hidden, figure.range.is_none())
        };
        assert_eq!((of(4), of(5)), ((true, true), (false, false)));
    }

    #[test]
    fn what_is_not_protected_is_shown() {
        let posts = MeasuredFigure { protected: false, ..figure("f", Unit::Count, Value::Count(2)) };
        assert_eq!(figure_shown(posts), "2");
        let posts = MeasuredTable { protected: false, ..split("t", &[1, 2]) };
        assert_eq!(column(&public(&[Measured::Table(posts)]), "t", 0), "1 2 3");
    }

    #[test]
    fn the_restricted_edition_hides_nothing() {
        let measured = [
            Measured::Table(split("t", &[1, 2, 30])),
            Measured::Figure(share(1, 9)),
            Measured::Figure(figure("f", Unit::Count, Value::Count(1))),
        ];
        let published = protect(&measured, Edition::Restricted, &Settings::default());
        assert_eq!(column(&published, "t", 0), "1 2 30 33");
        assert_eq!(column(&published, "t", 1), "1/33 2/33 30/33 33/33");
        assert_eq!(word(&published.figure("share").unwrap().outcome), "1/9");
        assert_eq!(word(&published.figure("f").unwrap().outcome), "1");
        assert_eq!(published.hidden(), 0);
    }

    #[test]
    fn a_rate_beside_a_small_number_left_out_stands_without_its_counts() {
        let beside = |numerator, denominator, left_out| {
            let mut rate = share(numerator, denominator);
            rate.left_out.insert("cannot be judged".into(), left_out);
            rate.published_beside = Some(Beside::Complement);
            let published = public(&[Measured::Figure(rate)]);
            let figure = published.figure("share").unwrap();
            (word(&figure.outcome), figure.left_out["cannot be judged"])
        };
        // 2,960 of 3,719 and 3 left out: with 1 to 4 left out and 759 late it is 79.6% each time.
        assert_eq!(beside(2960, 3719, 3), ("796".into(), None));
        // 150 of 200: 151 of 201 would be 75.1%, so whole per cents only; 149 of 199 is 74.9%, still 75%.
        assert_eq!(beside(150, 200, 3), ("750 whole".into(), None));
        // 20 of 40 and 3 left out: 22 of 42 would be 52%.
        assert_eq!(beside(20, 40, 3), ("c".into(), None));
        // Enough left out, or none: the counts stand.
        assert_eq!(beside(150, 200, 5), ("150/200".into(), Some(5)));
        assert_eq!(beside(150, 200, 0), ("150/200".into(), Some(0)));
    }

    #[test]
    fn a_figure_whose_numerator_holds_a_hidden_cell_is_hidden() {
        let of = |rows: &[&str]| MeasuredFigure {
            numerator_cells: Some(CellsOf::new("t", "children", rows)),
            ..share(12, 100)
        };
        let shown = |rows: &[&str], counts: &[u64]| {
            let measured = [Measured::Figure(of(rows)), Measured::Table(split("t", counts))];
            word(&public(&measured).figure("share").unwrap().outcome)
        };
        assert_eq!(shown(&["a0", "a1"], &[3, 9, 88]), "c");
        assert_eq!(shown(&["a0", "a1"], &[6, 6, 88]), "12/100");
    }

    #[test]
    fn a_figure_that_gives_a_sum_hides_another_cell_or_is_withheld() {
        let beside = |rows: &[&str], counts: &[u64]| {
            let figure = MeasuredFigure {
                sums_given: vec![CellsOf::new("t", "children", rows)],
                left_out: BTreeMap::from([("left out".to_string(), 20)]),
                ..figure("f", Unit::Count, Value::Count(60))
            };
            let published = public(&[Measured::Figure(figure), Measured::Table(split("t", counts))]);
            let figure = published.figure("f").unwrap();
            (word(&figure.outcome), figure.left_out["left out"], column(&published, "t", 0))
        };
        // The figure is the sum of the first two: beside the 3 the 57 is hidden, and so is no third.
        assert_eq!(beside(&["a0", "a1"], &[3, 57, 20, 30]), ("60".into(), Some(20), "c c 20 30 110".into()));
        // Of a sum that is given alone nothing else can be hidden.
        assert_eq!(beside(&["a0"], &[3, 57, 20, 30]), ("c".into(), None, "c 57 c 30 110".into()));
        assert_eq!(beside(&["total"], &[1, 1, 1, 1, 1]), ("c".into(), None, "c c c c c c".into()));
        // What gives nothing away stands.
        assert_eq!(beside(&["a0", "a1"], &[30, 30, 3, 20]), ("60".into(), Some(20), "30 30 c c 83".into()));
    }

    #[test]
    fn hidden_cells_and_figures_are_counted() {
        let measured = [Measured::Table(split("t", &[3, 9, 30])), Measured::Figure(share(1, 40))];
        // Two counts, their two shares, one figure.
        assert_eq!(public(&measured).hidden(), 5);
    }

    /// The sums of a two-way table that a reader sees, as keys of rows and columns: parts, then the total.
    fn sums(table: &PublishedTable) -> Vec<Vec<(usize, usize)>> {
        let (rows, columns) = (table.rows.len(), table.columns.len());
        let down = (0..columns).map(|column| (0..rows).map(|row| (row, column)).collect());
        let across = (0..rows).map(|row| (0..columns).map(|column| (row, column)).collect());
        down.chain(across).collect()
    }

    fn nothing_follows_from_one_sum(table: &PublishedTable, counted: &MeasuredTable) -> Result<(), TestCaseError> {
        for sum in sums(table) {
            let is_hidden = |(row, column): (usize, usize)| table.rows[row].cells[column] == Outcome::Hidden;
            let count = |(row, column): (usize, usize)| match counted.rows[row].cells[column] {
                Cell::Count(count) => count,
                _ => 0,
            };
            let (total, parts) = sum.split_last().unwrap();
            let hidden: Vec<u64> = parts.iter().filter(|cell| is_hidden(**cell)).map(|cell| count(*cell)).collect();
            if is_hidden(*total) {
                prop_assert!(!hidden.is_empty(), "a hidden total follows from its parts");
            } else if !hidden.is_empty() {
                // Each hidden cell may be anything from 0, or from 1 where it is not 0, up to what the others leave.
                let sum: u64 = hidden.iter().sum();
                let others = hidden.iter().filter(|count| **count > 0).count() as u64 - u64::from(sum > 0);
                prop_assert!(hidden.len() > 1, "one hidden cell follows from the total");
                prop_assert!(sum >= 5, "the hidden cells add up to {sum}");
                prop_assert!(sum - others >= 4, "few values are left: {hidden:?}");
            }
            for cell in &sum {
                prop_assert!(is_hidden(*cell) || !(1..5).contains(&count(*cell)), "a small number shows");
            }
        }
        Ok(())
    }

    fn count() -> impl Strategy<Value = u64> {
        prop_oneof![2 => Just(0u64), 3 => 1..5u64, 2 => 5..12u64, 2 => 10..300u64]
    }

    fn counts() -> impl Strategy<Value = Vec<Vec<u64>>> {
        (1..8usize, 1..7usize)
            .prop_flat_map(|(down, across)| prop::collection::vec(prop::collection::vec(count(), across), down))
    }

    /// The hidden cells of a two-way table that follow from all its sums taken together. Each stands in one sum down and one across.
    /// It can take another value only by passing the difference on from sum to sum through other hidden cells until it comes back:
    /// it follows where its two sums are not joined by others.
    fn followed(table: &PublishedTable) -> Vec<(usize, usize)> {
        let is_hidden = |row: usize, column: usize| table.rows[row].cells[column] == Outcome::Hidden;
        let (rows, columns) = (table.rows.len(), table.columns.len());
        let all = || (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
        let hidden: Vec<(usize, usize)> = all().filter(|cell| is_hidden(cell.0, cell.1)).collect();
        let joined_by_others = |cell: &(usize, usize)| {
            // The rows and columns that can be reached from the cell's row.
            let (mut down, mut across) =
                (std::collections::BTreeSet::from([cell.0]), std::collections::BTreeSet::new());
            for _ in 0..rows + columns {
                for (row, column) in hidden.iter().filter(|other| *other != cell) {
                    if down.contains(row) || across.contains(column) {
                        down.insert(*row);
                        across.insert(*column);
                    }
                }
            }
            across.contains(&cell.1)
        };
        hidden.iter().filter(|cell| !joined_by_others(cell)).copied().collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_hidden_cell_follows_from_a_single_sum(counts in counts()) {
            let measured = linked(&counts);
            let published = public(&measured);
            for measured in &measured {
                let Measured::Table(counted) = measured else { continue };
                let table = published.table(&counted.id).unwrap();
                if counted.id == "crossed" {
                    nothing_follows_from_one_sum(table, counted)?;
                }
            }
            // The same numbers are hidden in the same way wherever they stand.
            let crossed = published.table("crossed").unwrap();
            for row in &published.table("by_age").unwrap().rows {
                prop_assert_eq!(Some(&row.cells[0]), crossed.cell(&row.key, "total"));
            }
            for row in &published.table("by_sex").unwrap().rows {
                prop_assert_eq!(Some(&row.cells[0]), crossed.cell("total", &row.key));
            }
        }

        #[test]
        fn no_hidden_cell_follows_from_all_sums_together(counts in counts()) {
            let published = public(&linked(&counts));
            prop_assert_eq!(followed(published.table("crossed").unwrap()), Vec::new());
        }

        #[test]
        fn a_shown_number_is_the_number_counted(counts in counts()) {
            let counted = two_way("t", &counts);
            for edition in [Edition::Public, Edition::Restricted] {
                let published = protect(&[Measured::Table(counted.clone())], edition, &Settings::default());
                for (row, measured) in published.table("t").unwrap().rows.iter().zip(&counted.rows) {
                    for (cell, measured) in row.cells.iter().zip(&measured.cells) {
                        let Cell::Count(count) = measured else { continue };
                        let shown = Outcome::Shown(Number::Count(*count));
                        prop_assert!(*cell == shown || (edition == Edition::Public && *cell == Outcome::Hidden));
                    }
                }
            }
        }
    }
}
