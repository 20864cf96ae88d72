//! The places that print numbers: cells, figures and what is left out of them, each with what a reader loses with it.

use super::Rule;
use super::build::Earlier;
use super::build::{Builder, Key};
use super::redesign;
use super::system::Item;
use crate::config::Settings;
use crate::measures::measure::{Cell, Unit, Value as MeasuredValue};

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
    /// Makes a node of every number and an item of every place that prints some.
    pub(super) fn number(&mut self, rule: &Rule, settings: &Settings, earlier: &Earlier<'m>) {
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
            // An average of few is hidden, so that one that is shown says something of their number: with the sum, all.
            MeasuredValue::Median { of, .. } => {
                let of = self.node(Key::Of(at), *of);
                gives.push(of);
                sensitive.push(of);
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
}
