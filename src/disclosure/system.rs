//! The publication set as one system of linear equations over whole numbers.
//!
//! A **variable** is a number that a reader may know or want to know; numbers that are the same by definition are one variable, wherever
//! they stand. An **item** is a place that prints numbers: a cell prints one, a figure its numerator, its denominator and the rest. A
//! variable is known as long as one of its items is shown. The **equations** are every sum that a reader can write down (convention
//! F7): rows, columns, sub-totals, a part and the rest of a figure, figures that are sums of cells, ties between measures, the year
//! before.

use super::Rule;
use super::redesign;
use crate::config::{Merges, Settings};
use crate::dataset::published::PublishedValue;
use crate::measures::audits;
use crate::measures::measure::{
    Cell, CellsOf, Content, Measured, MeasuredFigure, MeasuredTable, SameAs, Unit, Value as MeasuredValue,
};
use crate::measures::ties::{self, Quantity};
use std::collections::{BTreeMap, BTreeSet};

/// Why an item is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// It is small itself, or so is what is left beside it.
    Small,
    /// It is a rate of a base that is too small (convention F8).
    SmallBase,
    /// A hidden number would follow from it.
    GivesAway,
    /// The whole table is withheld, since nothing less protects a small number.
    Withheld,
    /// The whole table is left out, since so few children are in care (convention F11).
    TinyCohort,
}

impl Why {
    /// Whether the whole table is gone, so that no marker stands in it.
    pub(super) fn is_of_table(self) -> bool {
        matches!(self, Why::Withheld | Why::TinyCohort)
    }

    /// The reason in words.
    pub fn words(self) -> &'static str {
        match self {
            Why::Small => "small, or what is left beside it is",
            Why::SmallBase => "a rate of a small base",
            Why::GivesAway => "a small number would follow from it",
            Why::Withheld => "the whole table is left out: nothing less protects a small number in it",
            Why::TinyCohort => "the whole table is left out: so few children are in care",
        }
    }
}

impl std::fmt::Display for HiddenNumber {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(to, "{}", self.id)?;
        if !self.row.is_empty() {
            write!(to, ", {}, {}", self.row, self.column)?;
        }
        write!(to, ": {}", self.why.words())
    }
}

/// A place that prints numbers.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// The variables that it prints or gives.
    pub gives: Vec<usize>,
    /// What it prints first and foremost; a figure that is hidden must not be read elsewhere.
    pub part: Option<usize>,
    /// Whether it is always shown: what is not protected, what was published before.
    pub fixed: bool,
    /// What a reader loses with it.
    pub weight: f64,
    pub hidden: Option<Why>,
    /// Of a figure: its position.
    pub figure: Option<usize>,
    /// Of a cell: the position of its table.
    pub table: Option<usize>,
}

impl Item {
    /// Whether a marker stands in its place.
    fn is_marked(&self) -> bool {
        self.hidden.is_some_and(|why| !why.is_of_table())
    }
}

/// A number.
#[derive(Debug, Clone)]
pub(super) struct Variable {
    pub value: u64,
    pub items: Vec<usize>,
    /// Whether it must not be known.
    pub small: bool,
    /// Whether it is known whatever is hidden.
    pub fixed: bool,
}

/// Numbers that add up to nothing: each with its factor.
pub(super) type Equation = Vec<(usize, i64)>;

/// The whole system.
pub(super) struct System<'m> {
    pub tables: Vec<&'m MeasuredTable>,
    pub figures: Vec<&'m MeasuredFigure>,
    pub items: Vec<Item>,
    pub variables: Vec<Variable>,
    pub equations: Vec<Equation>,
    /// By variable, the equations in which it stands.
    pub standing: Vec<Vec<usize>>,
    cells: BTreeMap<(usize, usize, usize), usize>,
    figure_items: Vec<Option<usize>>,
    left_out: BTreeMap<(usize, &'m str), usize>,
    /// The variables of each figure's numerator and denominator.
    pub shares: Vec<(Option<usize>, Option<usize>)>,
    year_of_table: Vec<usize>,
    year_of_figure: Vec<usize>,
}

/// Where a number is hidden, and why. For the council's own eyes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HiddenNumber {
    /// The table or figure.
    pub id: String,
    /// The row's key; blank for a figure.
    pub row: String,
    /// The column's key; blank for a figure.
    pub column: String,
    /// Why.
    pub why: Why,
}

/// What a number is called while the system is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Key<'m> {
    Cell(usize, usize, usize),
    Part(usize),
    Whole(usize),
    Rest(usize),
    /// How many of the same things a figure does not count at all.
    Outside(usize),
    Given(usize, usize),
    LeftOut(usize, &'m str),
    Unprinted(&'static str, usize),
}

/// What is known besides this year's set.
#[derive(Debug, Clone, Default)]
pub struct Earlier<'m> {
    /// The measures of the year before, as that year's return gives them.
    pub measured: &'m [Measured],
    /// Figures (`id`) and cells (`id`, row) of that year that were published already, with the numbers printed.
    pub published: BTreeMap<(&'m str, &'m str), u64>,
}

impl<'m> Earlier<'m> {
    /// The year before as its return gives it, and what the history says was published for that period.
    pub fn new(measured: &'m [Measured], history: &'m [PublishedValue], period: &str) -> Earlier<'m> {
        let published = history.iter().filter(|entry| entry.period == period).filter_map(|entry| {
            let number = entry.value.as_deref()?.parse().ok()?;
            Some(((entry.id.as_str(), entry.row.as_str()), number))
        });
        Earlier { measured, published: published.collect() }
    }
}

impl<'m> System<'m> {
    /// The system of a set and of the year before it. Nothing is hidden yet. Items of the tables that are to be kept weigh more; rows
    /// that are printed as one are parts of a sum that are printed nowhere.
    pub fn new(measured: &'m [Measured], earlier: &Earlier<'m>, rule: &Rule, settings: &Settings) -> System<'m> {
        let mut builder = Builder::default();
        builder.add(measured, 0);
        builder.add(earlier.measured, 1);
        builder.number(rule, settings, earlier);
        for year in [0, 1] {
            builder.equate(year);
        }
        builder.finish(rule)
    }

    /// The item of a cell, where it holds a count.
    pub fn cell(&self, table: usize, row: usize, column: usize) -> Option<&Item> {
        self.items.get(*self.cells.get(&(table, row, column))?)
    }

    /// The item of a figure.
    pub fn figure(&self, figure: usize) -> Option<&Item> {
        self.items.get((*self.figure_items.get(figure)?)?)
    }

    /// Every hidden item of this year's set: where it is (table, row and column, or figure and perhaps the reason for leaving out) and
    /// why it is hidden.
    pub fn hidden_places(&self, merges: &Merges) -> Vec<HiddenNumber> {
        let mut places = Vec::new();
        let this_year = |table: usize| self.year_of_table.get(table) == Some(&0);
        for ((table, row, column), item) in self.cells.iter().filter(|((table, ..), _)| this_year(*table)) {
            let (Some(why), measured) = (self.items[*item].hidden, self.tables[*table]) else { continue };
            let groups = redesign::groups(measured, merges);
            let merged = row.checked_sub(measured.rows.len()).and_then(|at| groups.get(at)).map(|group| &group.label);
            let row = measured.rows.get(*row).map(|row| &row.key).or(merged).cloned().unwrap_or_default();
            let column = measured.columns.get(*column).map(|column| column.key.clone()).unwrap_or_default();
            places.push(HiddenNumber { id: measured.id.clone(), row, column, why });
        }
        for (at, item) in
            self.figure_items.iter().enumerate().filter(|(at, _)| self.year_of_figure.get(*at) == Some(&0))
        {
            if let Some(why) = item.and_then(|item| self.items[item].hidden) {
                let (row, column) = Default::default();
                places.push(HiddenNumber { id: self.figures[at].id.clone(), row, column, why });
            }
        }
        for ((at, reason), item) in self.left_out.iter().filter(|((at, _), _)| self.year_of_figure.get(*at) == Some(&0))
        {
            if let Some(why) = self.items[*item].hidden {
                let id = self.figures[*at].id.clone();
                places.push(HiddenNumber { id, row: "left out".into(), column: reason.to_string(), why });
            }
        }
        places
    }

    /// The position of a figure's item.
    pub fn figure_item(&self, figure: usize) -> Option<usize> {
        *self.figure_items.get(figure)?
    }

    /// Whether the number left out of a figure for a reason is hidden.
    pub fn is_left_out_hidden(&self, figure: usize, reason: &str) -> bool {
        let item = self.left_out.get(&(figure, reason)).and_then(|item| self.items.get(*item));
        item.is_some_and(|item| item.hidden.is_some())
    }

    /// Whether a variable can be read somewhere.
    pub fn is_known(&self, variable: usize) -> bool {
        let variable = &self.variables[variable];
        variable.fixed || variable.items.iter().any(|item| self.items[*item].hidden.is_none())
    }

    /// Whether nobody may be able to tell a variable, more or less: it is hidden, and small or marked as hidden.
    pub fn is_to_protect(&self, variable: usize) -> bool {
        let number = &self.variables[variable];
        let mut hidden = number.items.iter().map(|item| &self.items[*item]).filter(|item| item.is_marked());
        // The rate of a small base whose numerator is 0 says 0, wherever the base stands.
        let counts = |item: &Item| item.part == Some(variable) && (number.value > 0 || item.table.is_some());
        !self.is_known(variable) && hidden.any(|item| number.small || counts(item))
    }

    /// The least that a reader who knows that zeros show takes a hidden number for.
    pub fn least(&self, variable: usize) -> u64 {
        let number = &self.variables[variable];
        let mut marked = number.items.iter().map(|item| &self.items[*item]).filter(|item| item.is_marked());
        u64::from(number.value > 0 && marked.any(|item| item.part == Some(variable)))
    }

    /// Hides a variable wherever it stands, and with a figure its numerator everywhere. Returns the items newly hidden.
    pub fn hide(&mut self, variable: usize, why: Why) -> Vec<usize> {
        let mut hidden = Vec::new();
        let mut open = vec![variable];
        while let Some(variable) = open.pop() {
            for item in self.variables[variable].items.clone() {
                if self.hide_item(item, why) {
                    hidden.push(item);
                    open.extend(self.items[item].part.filter(|part| self.variables[*part].value > 0));
                }
            }
        }
        hidden
    }

    /// Hides an item alone. Says whether it was shown before.
    pub fn hide_item(&mut self, item: usize, why: Why) -> bool {
        let item = &mut self.items[item];
        let newly = item.hidden.is_none() && !item.fixed;
        if newly {
            item.hidden = Some(why);
        }
        newly
    }

    /// What is lost by hiding a variable.
    pub fn weight(&self, variable: usize) -> f64 {
        let items = self.variables[variable].items.iter().map(|item| &self.items[*item]);
        items.filter(|item| item.hidden.is_none()).map(|item| item.weight).sum()
    }
}

#[derive(Default)]
struct Builder<'m> {
    tables: Vec<&'m MeasuredTable>,
    figures: Vec<&'m MeasuredFigure>,
    /// By year (0 this one, 1 the one before) and id.
    table_at: BTreeMap<(usize, &'m str), usize>,
    figure_at: BTreeMap<(usize, &'m str), usize>,
    nodes: BTreeMap<Key<'m>, usize>,
    values: Vec<u64>,
    same: Vec<usize>,
    sensitive: Vec<bool>,
    fixed: Vec<bool>,
    items: Vec<Item>,
    equations: Vec<Vec<(usize, i64)>>,
    cells: BTreeMap<(usize, usize, usize), usize>,
    figure_items: Vec<Option<usize>>,
    left_out: BTreeMap<(usize, &'m str), usize>,
    year_of_figure: Vec<usize>,
    year_of_table: Vec<usize>,
}

/// What a reader loses, in the order in which it is to be lost: parts before sums, sums before figures.
mod weight {
    /// Every item.
    pub const ITEM: f64 = 20.0;
    /// A number left out.
    pub const LEFT_OUT: f64 = 100.0;
    /// A sum within a table.
    pub const SUM: f64 = 500.0;
    /// The total of a table.
    pub const TOTAL: f64 = 2_000.0;
    /// A cell of a table that is to be kept.
    pub const KEPT: f64 = 6_000.0;
    /// A figure.
    pub const FIGURE: f64 = 10_000.0;
}

impl<'m> Builder<'m> {
    fn add(&mut self, measured: &'m [Measured], year: usize) {
        for measured in measured {
            match measured {
                Measured::Figure(figure) => {
                    self.figure_at.insert((year, figure.id.as_str()), self.figures.len());
                    self.figures.push(figure);
                    self.year_of_figure.push(year);
                }
                Measured::Table(table) => {
                    self.table_at.insert((year, table.id.as_str()), self.tables.len());
                    self.tables.push(table);
                    self.year_of_table.push(year);
                }
            }
        }
    }

    fn node(&mut self, key: Key<'m>, value: u64) -> usize {
        if let Some(known) = self.nodes.get(&key) {
            return *known;
        }
        let at = self.values.len();
        self.nodes.insert(key, at);
        self.values.push(value);
        self.same.push(at);
        self.sensitive.push(false);
        self.fixed.push(false);
        at
    }

    fn root(&self, mut node: usize) -> usize {
        while self.same[node] != node {
            node = self.same[node];
        }
        node
    }

    /// Two numbers are the same by definition. What does not hold is no tie.
    fn same(&mut self, one: usize, other: usize) {
        if self.values[one] == self.values[other] {
            let (one, other) = (self.root(one), self.root(other));
            self.same[one.max(other)] = one.min(other);
        }
    }

    /// Numbers that add up to another.
    fn sum(&mut self, parts: impl IntoIterator<Item = usize>, total: usize) {
        let terms = parts.into_iter().map(|part| (part, 1)).chain([(total, -1)]).collect();
        self.equations.push(terms);
    }

    /// Makes a node of every number and an item of every place that prints some.
    fn number(&mut self, rule: &Rule, settings: &Settings, earlier: &Earlier<'m>) {
        for at in 0..self.tables.len() {
            self.number_table(at, settings, earlier);
        }
        for at in 0..self.figures.len() {
            self.number_figure(at, rule, earlier);
        }
    }

    fn number_table(&mut self, at: usize, settings: &Settings, earlier: &Earlier<'m>) {
        let (table, year) = (self.tables[at], self.year_of_table[at]);
        let groups = redesign::groups(table, &settings.merge);
        let in_group = |row: usize| groups.iter().any(|group| group.rows.contains(&row));
        for (row, measured) in table.rows.iter().enumerate() {
            for (column, cell) in measured.cells.iter().enumerate() {
                let Cell::Count(count) = cell else { continue };
                let node = self.node(Key::Cell(at, row, column), *count);
                if in_group(row) {
                    continue;
                }
                let before = earlier.published.get(&(table.id.as_str(), measured.key.as_str()));
                self.fixed[node] = year == 1 && column == 0 && before == Some(count);
                self.print_cell((at, row, column), node, measured.total, settings);
            }
        }
        for (group, row) in groups.iter().zip(table.rows.len()..) {
            for column in 0..table.columns.len() {
                let parts: Vec<usize> =
                    group.rows.iter().filter_map(|row| self.nodes.get(&Key::Cell(at, *row, column)).copied()).collect();
                if parts.len() == group.rows.len() {
                    let sum = parts.iter().map(|part| self.values[*part]).sum();
                    let node = self.node(Key::Cell(at, row, column), sum);
                    self.sum(parts, node);
                    self.print_cell((at, row, column), node, false, settings);
                }
            }
        }
    }

    /// Makes the item of a cell that is printed.
    fn print_cell(&mut self, (at, row, column): (usize, usize, usize), node: usize, total: bool, settings: &Settings) {
        let table = self.tables[at];
        self.sensitive[node] = table.protected;
        self.fixed[node] |= !table.protected;
        let asked = if table.parts_of.is_empty() { 1.0 } else { 0.5 };
        let value = f64::from(u32::try_from(self.values[node].min(2_000)).unwrap_or(0));
        let mut weight = (weight::ITEM + value) * asked;
        if total {
            weight += weight::TOTAL;
        } else if table.total_column == Some(column) || table.more_sums.iter().any(|sum| sum.total == (row, column)) {
            weight += weight::SUM;
        }
        if settings.keep.contains(&table.id) {
            weight += weight::KEPT;
        }
        self.cells.insert((at, row, column), self.items.len());
        self.items.push(Item {
            gives: vec![node],
            part: Some(node),
            fixed: self.fixed[node],
            weight,
            hidden: None,
            figure: None,
            table: Some(at),
        });
    }

    fn number_figure(&mut self, at: usize, rule: &Rule, earlier: &Earlier<'m>) {
        let (figure, year) = (self.figures[at], self.year_of_figure[at]);
        // Children for each officer: the officers need no protection, the children do.
        let protected = figure.protected || matches!(figure.value, MeasuredValue::PerFte { .. });
        let mut gives = Vec::new();
        let mut sensitive = Vec::new();
        let mut part = None;
        match &figure.value {
            MeasuredValue::Count(count) | MeasuredValue::PerFte { children: count, .. } => {
                part = Some(self.node(Key::Part(at), *count));
                sensitive.extend(part);
            }
            MeasuredValue::Share { numerator, denominator } if figure.unit == Unit::Per10k => {
                part = Some(self.node(Key::Part(at), *numerator));
                sensitive.extend(part);
                // The number of those who live in the area has nothing to hide.
                let whole = self.node(Key::Whole(at), *denominator);
                self.fixed[whole] = true;
            }
            MeasuredValue::Share { numerator, denominator } => {
                part = Some(self.node(Key::Part(at), *numerator));
                let whole = self.node(Key::Whole(at), *denominator);
                gives.push(whole);
                sensitive.extend(part);
                if let Some(rest) = denominator.checked_sub(*numerator) {
                    let rest = self.node(Key::Rest(at), rest);
                    gives.push(rest);
                    sensitive.push(rest);
                    self.sum(part.into_iter().chain([rest]), whole);
                }
            }
            // The difference of the balance: what it gives, not a number of children.
            MeasuredValue::Amount(amount) if amount.0 % 1000 == 0 => {
                part = Some(self.node(Key::Part(at), amount.0 / 1000));
            }
            _ => {}
        }
        if let Some(outside) = figure.rest {
            let outside = self.node(Key::Outside(at), outside);
            gives.push(outside);
            sensitive.push(outside);
        }
        if let Some(part) = part {
            gives.push(part);
            let before = earlier.published.get(&(figure.id.as_str(), ""));
            let was_published = year == 1 && figure.unit == Unit::Count && before == Some(&self.values[part]);
            self.fixed[part] |= was_published;
        }
        for node in sensitive {
            self.sensitive[node] |= protected;
        }
        for given in 0..figure.sums_given.len() {
            if let Some(value) = self.sum_of_cells(year, &figure.sums_given[given]) {
                let node = self.node(Key::Given(at, given), value.1);
                self.sum(value.0, node);
                gives.push(node);
            }
        }
        self.figure_items.push(None);
        if !gives.is_empty() {
            if !protected {
                gives.iter().for_each(|node| self.fixed[*node] = true);
            }
            self.figure_items[at] = Some(self.items.len());
            self.items.push(Item {
                gives,
                part,
                fixed: !protected,
                weight: weight::FIGURE,
                hidden: None,
                figure: Some(at),
                table: None,
            });
        }
        for (reason, count) in &figure.left_out {
            let node = self.node(Key::LeftOut(at, reason.as_str()), *count);
            self.sensitive[node] = protected;
            self.fixed[node] |= !protected;
            self.left_out.insert((at, reason.as_str()), self.items.len());
            let weight = weight::LEFT_OUT + f64::from(u32::try_from(*count).unwrap_or(0));
            let fixed = !protected || !rule.hides;
            let (gives, part) = (vec![node], Some(node));
            self.items.push(Item { gives, part, fixed, weight, hidden: None, figure: None, table: None });
        }
    }

    fn cell_node(&self, year: usize, table: &str, row: &str, column: &str) -> Option<usize> {
        let at = *self.table_at.get(&(year, table))?;
        let measured = self.tables[at];
        let row = measured.rows.iter().position(|known| known.key == row)?;
        let column = measured.columns.iter().position(|known| known.key == column)?;
        self.nodes.get(&Key::Cell(at, row, column)).copied()
    }

    /// The cells of a column with their sum.
    fn sum_of_cells(&self, year: usize, cells: &CellsOf) -> Option<(Vec<usize>, u64)> {
        let nodes: Vec<usize> =
            cells.rows.iter().filter_map(|row| self.cell_node(year, &cells.table, row, &cells.column)).collect();
        let sum = nodes.iter().map(|node| self.values[*node]).sum();
        (!nodes.is_empty()).then_some((nodes, sum))
    }

    fn equate(&mut self, year: usize) {
        for at in 0..self.tables.len() {
            if self.year_of_table[at] == year {
                self.equate_sums(at);
                self.equate_same(at, year);
                self.equate_parts(at, year);
            }
        }
        for at in 0..self.figures.len() {
            let figure = self.figures[at];
            if self.year_of_figure[at] != year {
                continue;
            }
            let cells = figure.numerator_cells.as_ref().and_then(|cells| self.sum_of_cells(year, cells));
            if let (Some((cells, _)), Some(part)) = (cells, self.nodes.get(&Key::Part(at)).copied()) {
                match cells.as_slice() {
                    [cell] => self.same(*cell, part),
                    _ => self.sum(cells, part),
                }
            }
        }
        for at in 0..self.figures.len() {
            if self.year_of_figure[at] == year {
                self.equate_question(at, year);
            }
        }
        for tie in ties::built_in() {
            self.equate_tie(&tie, year);
        }
    }

    /// A question is a figure and a table of one id: the base is the table's total, and both say how many are not recorded.
    fn equate_question(&mut self, at: usize, year: usize) {
        let id = self.figures[at].id.as_str();
        let whole = self.cell_node(year, id, "total", "answers").zip(self.nodes.get(&Key::Whole(at)).copied());
        let Some((total, whole)) = whole else { return };
        self.same(total, whole);
        let left_out = self.nodes.get(&Key::LeftOut(at, audits::NOT_RECORDED)).copied();
        match (self.cell_node(year, id, "not recorded", "answers"), left_out) {
            (Some(cell), Some(left_out)) => self.same(cell, left_out),
            // A reason that is not named has nobody in it.
            (Some(cell), None) => self.equations.push(vec![(cell, 1)]),
            (None, _) => {}
        }
    }

    fn equate_sums(&mut self, at: usize) {
        let table = self.tables[at];
        let node = |builder: &Self, row: usize, column: usize| builder.nodes.get(&Key::Cell(at, row, column)).copied();
        let counts = table.columns.iter().enumerate().filter(|(_, column)| column.content == Content::Count);
        let counts: Vec<usize> = counts.map(|(column, _)| column).collect();
        for sum in &table.more_sums {
            let parts: Vec<usize> = sum.parts.iter().filter_map(|(row, column)| node(self, *row, *column)).collect();
            if let Some(total) = node(self, sum.total.0, sum.total.1) {
                self.sum(parts, total);
            }
        }
        if let Some(total_row) = table.rows.iter().position(|row| row.total).filter(|_| table.adds_down) {
            for column in &counts {
                let rows = (0..table.rows.len()).filter(|row| *row != total_row);
                let parts: Vec<usize> = rows.filter_map(|row| node(self, row, *column)).collect();
                if let Some(total) = node(self, total_row, *column) {
                    self.sum(parts, total);
                }
            }
        }
        if let Some(total_column) = table.total_column {
            for row in 0..table.rows.len() {
                let columns = counts.iter().filter(|column| **column != total_column);
                let parts: Vec<usize> = columns.filter_map(|column| node(self, row, *column)).collect();
                if let Some(total) = node(self, row, total_column) {
                    self.sum(parts, total);
                }
            }
        }
    }

    fn equate_same(&mut self, at: usize, year: usize) {
        let table = self.tables[at];
        let id = table.id.as_str();
        for link in &table.same_as {
            match link {
                SameAs::Column { column, table: there, other } => {
                    for row in &table.rows {
                        self.same_cells((year, id, &row.key, column), (there, &row.key, other));
                    }
                }
                SameAs::TotalRow { table: there, other } => {
                    let Some(total) = table.rows.iter().find(|row| row.total) else { continue };
                    for column in &table.columns {
                        self.same_cells((year, id, &total.key, &column.key), (there, &column.key, other));
                    }
                }
                SameAs::Cell { cell, table: there, rows, other } => {
                    if let [row] = rows.as_slice() {
                        self.same_cells((year, id, &cell.0, &cell.1), (there, row, other));
                        continue;
                    }
                    let parts: Vec<usize> =
                        rows.iter().filter_map(|row| self.cell_node(year, there, row, other)).collect();
                    if let Some(total) = self.cell_node(year, id, &cell.0, &cell.1).filter(|_| !parts.is_empty()) {
                        self.sum(parts, total);
                    }
                }
            }
        }
    }

    fn same_cells(
        &mut self,
        (year, table, row, column): (usize, &str, &str, &str),
        (there, its_row, its_column): (&str, &str, &str),
    ) {
        let here = self.cell_node(year, table, row, column);
        if let Some((here, there)) = here.zip(self.cell_node(year, there, its_row, its_column)) {
            self.same(here, there);
        }
    }

    /// A table that shows the parts of a figure: its total row has the figure's numerator and, beside it, the rest.
    fn equate_parts(&mut self, at: usize, year: usize) {
        let table = self.tables[at];
        let Some(total) = table.rows.iter().find(|row| row.total) else { return };
        for parts in &table.parts_of {
            let Some(figure) = self.figure_at.get(&(year, parts.figure.as_str())).copied() else { continue };
            for (column, key) in parts.columns.iter().zip([Key::Part(figure), Key::Rest(figure)]) {
                let cell = self.cell_node(year, &table.id, &total.key, column);
                if let Some((cell, known)) = cell.zip(self.nodes.get(&key).copied()) {
                    self.same(cell, known);
                }
            }
        }
    }

    fn quantity(&self, quantity: Quantity, year: usize) -> Term {
        let figure = |year, id| self.figure_at.get(&(year, id)).copied();
        let found = |key: Option<Key<'m>>| match key.and_then(|key| self.nodes.get(&key).copied()) {
            Some(node) => Term::Node(node),
            None => Term::Missing,
        };
        match quantity {
            Quantity::Part(id) => found(figure(year, id).map(Key::Part)),
            Quantity::Whole(id) => found(figure(year, id).map(Key::Whole)),
            Quantity::YearBefore(id) if year == 0 => found(figure(1, id).map(Key::Part)),
            Quantity::YearBefore(_) => Term::Missing,
            Quantity::LeftOut(id, reason) => match figure(year, id) {
                None => Term::Missing,
                // A reason that does not occur is not printed: nobody was left out for it.
                Some(figure) => match self.nodes.get(&Key::LeftOut(figure, reason)) {
                    Some(node) => Term::Node(*node),
                    None => Term::Nothing,
                },
            },
            Quantity::Cell(table, row, column) => match self.cell_node(year, table, row, column) {
                Some(node) => Term::Node(node),
                None => Term::Missing,
            },
            Quantity::Unprinted(name) => match self.nodes.get(&Key::Unprinted(name, year)) {
                Some(node) => Term::Node(*node),
                None => Term::ToFind(name),
            },
        }
    }

    fn equate_tie(&mut self, tie: &ties::Tie, year: usize) {
        let mut terms: Vec<(usize, i64)> = Vec::new();
        let mut to_find: Option<(&'static str, i64)> = None;
        for (quantities, factor) in [(&tie.these, 1), (&tie.those, -1)] {
            for quantity in quantities {
                match self.quantity(*quantity, year) {
                    Term::Node(node) => terms.push((node, factor)),
                    Term::Nothing => {}
                    Term::ToFind(name) if to_find.is_none() => to_find = Some((name, factor)),
                    Term::ToFind(_) | Term::Missing => return,
                }
            }
        }
        let sum: i128 = terms.iter().map(|(node, factor)| i128::from(self.values[*node]) * i128::from(*factor)).sum();
        if let Some((name, factor)) = to_find {
            // What is printed nowhere is what the others leave.
            let Ok(value) = u64::try_from(-sum * i128::from(factor)) else { return };
            let node = self.node(Key::Unprinted(name, year), value);
            terms.push((node, factor));
        } else if sum != 0 {
            return;
        }
        match terms.as_slice() {
            [(one, 1), (other, -1)] => self.same(*one, *other),
            _ => self.equations.push(terms),
        }
    }

    fn finish(mut self, rule: &Rule) -> System<'m> {
        let mut variables: Vec<Variable> = Vec::new();
        let mut of_node = vec![0; self.values.len()];
        for node in 0..self.values.len() {
            let root = self.root(node);
            if root == node {
                of_node[node] = variables.len();
                let value = self.values[node];
                variables.push(Variable { value, items: Vec::new(), small: false, fixed: false });
            } else {
                // The root of a number comes before it.
                of_node[node] = of_node[root];
            }
            let variable = &mut variables[of_node[node]];
            variable.small |= self.sensitive[node] && rule.is_small(variable.value);
            variable.fixed |= self.fixed[node];
        }
        for (at, item) in self.items.iter_mut().enumerate() {
            item.part = item.part.map(|node| of_node[node]);
            for node in &mut item.gives {
                *node = of_node[*node];
            }
            item.gives.sort_unstable();
            item.gives.dedup();
            item.gives.iter().for_each(|variable| variables[*variable].items.push(at));
        }
        let mut equations: BTreeSet<Equation> = BTreeSet::new();
        for terms in &self.equations {
            let mut factors: BTreeMap<usize, i64> = BTreeMap::new();
            for (node, factor) in terms {
                *factors.entry(of_node[*node]).or_default() += factor;
            }
            factors.retain(|_, factor| *factor != 0);
            let sum: i128 = factors.iter().map(|(at, by)| i128::from(variables[*at].value) * i128::from(*by)).sum();
            // What does not add up, a reader cannot reckon with.
            if sum == 0 && !factors.is_empty() {
                let sign = factors.values().next().map_or(1, |factor| factor.signum());
                equations.insert(factors.into_iter().map(|(at, factor)| (at, factor * sign)).collect());
            }
        }
        let equations: Vec<Equation> = equations.into_iter().collect();
        let mut standing = vec![Vec::new(); variables.len()];
        for (at, equation) in equations.iter().enumerate() {
            equation.iter().for_each(|(variable, _)| standing[*variable].push(at));
        }
        let variable = |key: Key<'m>| self.nodes.get(&key).map(|node| of_node[*node]);
        let shares = (0..self.figures.len()).map(|at| (variable(Key::Part(at)), variable(Key::Whole(at)))).collect();
        System {
            tables: self.tables,
            figures: self.figures,
            items: self.items,
            variables,
            equations,
            standing,
            cells: self.cells,
            figure_items: self.figure_items,
            left_out: self.left_out,
            shares,
            year_of_table: self.year_of_table,
            year_of_figure: self.year_of_figure,
        }
    }
}

/// What a quantity of a tie is in this set.
enum Term {
    Node(usize),
    /// It is 0 and not printed.
    Nothing,
    /// It is to be found from the others.
    ToFind(&'static str),
    /// It is not there.
    Missing,
}
