//! The publication set as one system of linear equations over whole numbers.
//!
//! A **variable** is a number that a reader may know or want to know; numbers that are the same by definition are one variable, wherever
//! they stand. An **item** is a place that prints numbers: a cell prints one, a figure its numerator, its denominator and the rest. A
//! variable is known as long as one of its items is shown. The **equations** are every sum that a reader can write down (convention
//! F7): rows, columns, sub-totals, a part and the rest of a figure, figures that are sums of cells, ties between measures, the year
//! before.

use super::hidden::{HiddenNumber, Why};
use super::redesign;
use crate::config::Merges;
use crate::measures::measure::{MeasuredFigure, MeasuredTable};
use std::collections::BTreeMap;

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
    pub cells: BTreeMap<(usize, usize, usize), usize>,
    pub figure_items: Vec<Option<usize>>,
    pub left_out: BTreeMap<(usize, &'m str), usize>,
    /// The variables of each figure's numerator and denominator.
    pub shares: Vec<(Option<usize>, Option<usize>)>,
    pub year_of_table: Vec<usize>,
    pub year_of_figure: Vec<usize>,
}

impl<'m> System<'m> {
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
        self.places(merges, &|_| true)
    }

    /// The same of these variables only.
    pub fn places_of(&self, variables: &[usize], merges: &Merges) -> Vec<HiddenNumber> {
        self.places(merges, &|item| item.part.is_some_and(|part| variables.contains(&part)))
    }

    fn places(&self, merges: &Merges, is_meant: &dyn Fn(&Item) -> bool) -> Vec<HiddenNumber> {
        let why = |item: usize| self.items.get(item).filter(|item| is_meant(item)).and_then(|item| item.hidden);
        let mut places = Vec::new();
        let this_year = |table: usize| self.year_of_table.get(table) == Some(&0);
        for ((table, row, column), item) in self.cells.iter().filter(|((table, ..), _)| this_year(*table)) {
            let (Some(why), measured) = (why(*item), self.tables[*table]) else { continue };
            let groups = redesign::groups(measured, merges);
            let merged = row.checked_sub(measured.rows.len()).and_then(|at| groups.get(at)).map(|group| &group.label);
            let row = measured.rows.get(*row).map(|row| &row.key).or(merged).cloned().unwrap_or_default();
            let column = measured.columns.get(*column).map(|column| column.key.clone()).unwrap_or_default();
            places.push(HiddenNumber { id: measured.id.clone(), row, column, why });
        }
        let this_year = |figure: usize| self.year_of_figure.get(figure) == Some(&0);
        for (at, item) in self.figure_items.iter().enumerate().filter(|(at, _)| this_year(*at)) {
            if let Some(why) = item.and_then(why) {
                let (row, column) = Default::default();
                places.push(HiddenNumber { id: self.figures[at].id.clone(), row, column, why });
            }
        }
        for ((at, reason), item) in self.left_out.iter().filter(|((at, _), _)| this_year(*at)) {
            if let Some(why) = why(*item) {
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
