//! Builds the system: its numbers get names, those that are the same become one variable, and what does not add up is left aside.

use super::Rule;
use super::system::{Equation, Item, System, Variable};
use crate::config::Settings;
use crate::dataset::published::PublishedValue;
use crate::measures::measure::{CellsOf, Measured, MeasuredFigure, MeasuredTable};
use std::collections::{BTreeMap, BTreeSet};

/// What a number is called while the system is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key<'m> {
    Cell(usize, usize, usize),
    Part(usize),
    Whole(usize),
    /// How many values a figure is the middle of.
    Of(usize),
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
}

/// The system as it is built.
#[derive(Default)]
pub(super) struct Builder<'m> {
    pub(super) tables: Vec<&'m MeasuredTable>,
    pub(super) figures: Vec<&'m MeasuredFigure>,
    /// By year (0 this one, 1 the one before) and id.
    pub(super) table_at: BTreeMap<(usize, &'m str), usize>,
    pub(super) figure_at: BTreeMap<(usize, &'m str), usize>,
    pub(super) nodes: BTreeMap<Key<'m>, usize>,
    pub(super) values: Vec<u64>,
    pub(super) same: Vec<usize>,
    pub(super) sensitive: Vec<bool>,
    pub(super) fixed: Vec<bool>,
    pub(super) items: Vec<Item>,
    pub(super) equations: Vec<Vec<(usize, i64)>>,
    pub(super) cells: BTreeMap<(usize, usize, usize), usize>,
    pub(super) figure_items: Vec<Option<usize>>,
    pub(super) left_out: BTreeMap<(usize, &'m str), usize>,
    pub(super) year_of_figure: Vec<usize>,
    pub(super) year_of_table: Vec<usize>,
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

    pub(super) fn node(&mut self, key: Key<'m>, value: u64) -> usize {
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

    pub(super) fn root(&self, mut node: usize) -> usize {
        while self.same[node] != node {
            node = self.same[node];
        }
        node
    }

    /// Two numbers are the same by definition. What does not hold is no tie.
    pub(super) fn same(&mut self, one: usize, other: usize) {
        if self.values[one] == self.values[other] {
            let (one, other) = (self.root(one), self.root(other));
            self.same[one.max(other)] = one.min(other);
        }
    }

    /// Numbers that add up to another.
    pub(super) fn sum(&mut self, parts: impl IntoIterator<Item = usize>, total: usize) {
        let terms = parts.into_iter().map(|part| (part, 1)).chain([(total, -1)]).collect();
        self.equations.push(terms);
    }

    pub(super) fn cell_node(&self, year: usize, table: &str, row: &str, column: &str) -> Option<usize> {
        let at = *self.table_at.get(&(year, table))?;
        let measured = self.tables[at];
        let row = measured.rows.iter().position(|known| known.key == row)?;
        let column = measured.columns.iter().position(|known| known.key == column)?;
        self.nodes.get(&Key::Cell(at, row, column)).copied()
    }

    /// The cells of a column with their sum.
    pub(super) fn sum_of_cells(&self, year: usize, cells: &CellsOf) -> Option<(Vec<usize>, u64)> {
        let nodes: Vec<usize> =
            cells.rows.iter().filter_map(|row| self.cell_node(year, &cells.table, row, &cells.column)).collect();
        let sum = nodes.iter().map(|node| self.values[*node]).sum();
        (!nodes.is_empty()).then_some((nodes, sum))
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
