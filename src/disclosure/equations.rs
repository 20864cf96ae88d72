//! Every sum that a reader can write down: within a table, between tables and figures, and by what is defined alike.

use super::build::{Builder, Key};
use crate::measures::audits;
use crate::measures::measure::{Content, SameAs};
use crate::measures::ties::{self, Quantity};

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

impl<'m> Builder<'m> {
    pub(super) fn equate(&mut self, year: usize) {
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
                self.equate_average(at, year);
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

    /// The middle, the mean and the sum of a question's numbers are of as many numbers, and its splits say of how many.
    fn equate_average(&mut self, at: usize, year: usize) {
        let Some(of) = self.nodes.get(&Key::Of(at)).copied() else { return };
        let id = self.figures[at].id.as_str();
        let question = id.strip_suffix(audits::MEAN).or_else(|| id.strip_suffix(audits::SUM));
        let middle = question.and_then(|id| self.figure_at.get(&(year, id)).copied());
        if let Some(middle) = middle.and_then(|middle| self.nodes.get(&Key::Of(middle)).copied()) {
            self.same(of, middle);
        }
        let of_splits: Vec<usize> = self
            .table_at
            .range((year, id)..)
            .take_while(|((of_year, table), _)| *of_year == year && table.starts_with(id))
            .filter(|((_, table), _)| table.strip_prefix(id).is_some_and(|rest| rest.starts_with("_by_")))
            .filter_map(|((_, table), _)| self.cell_node(year, table, "total", "numbers"))
            .collect();
        of_splits.into_iter().for_each(|cell| self.same(of, cell));
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
            Quantity::Of(id) => found(figure(year, id).map(Key::Of)),
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
}
