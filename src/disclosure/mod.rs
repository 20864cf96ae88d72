//! The only way from `Measured` to `Published`: small numbers are hidden, and with them whatever would give them away.
//!
//! A [`Published`] set can be made nowhere else, and tables, charts, sentences and exports accept nothing else, so an unprotected
//! number cannot reach a page. Nothing outside this module can make one, nor a figure or a table of one:
//!
//! ```compile_fail,E0451
//! use iro_report::disclosure::{Edition, Published};
//! let made_by_hand = Published { edition: Edition::Public, figures: Default::default() };
//! ```
//!
//! ```compile_fail,E0423
//! let proof = iro_report::disclosure::Guarded(());
//! ```
//!
//! ```compile_fail,E0308
//! fn changed(published: &iro_report::disclosure::Published) -> iro_report::disclosure::PublishedTable {
//!     published.table("children_by_age").unwrap().clone()
//! }
//! ```
//!
//! All numbers of the set, those of the year before beside them and the sums between them are one `system` of equations. Hidden in
//! the public edition are numbers below the threshold (F2), rates whose numerator or rest is hidden or whose base is small (F8), and
//! wholes of a `group` in one sensitive category (F6), and what `choose` adds (F4) until the `bounds` of every hidden number are wide enough for whoever knows all the rest (F5, F7).
//! `redesign` prints rows as one and says where that would save a table (F3). `show` turns what is left into figures and tables. The
//! restricted edition hides nothing (F12).

mod bounds;
mod build;
mod choose;
mod equations;
mod group;
mod hidden;
mod items;
mod published;
mod redesign;
mod show;
mod system;
mod tiny;

pub use build::Earlier;
pub use hidden::{HiddenNumber, Why};
pub use published::{
    Guarded, Number, Outcome, Published, PublishedColumn, PublishedFigure, PublishedRow, PublishedTable,
};
pub use redesign::findings as redesigns;

use crate::config::{Merges, Settings};
use crate::measures::measure::{Measured, Value};
use bounds::Printed;
use show::View;
use std::collections::{BTreeMap, BTreeSet};
use system::System;

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
    protect_with_year_before(measured, &Earlier::default(), edition, settings).0
}

/// Protects a publication set and, with it, that of the year before: both are printed side by side.
pub fn protect_with_year_before(
    measured: &[Measured],
    earlier: &Earlier<'_>,
    edition: Edition,
    settings: &Settings,
) -> (Published, Published) {
    let rule = Rule::of(settings, edition);
    if !rule.hides {
        let merges = &settings.merge;
        return (
            published(measured, None, edition, &rule, merges),
            published(earlier.measured, None, edition, &rule, merges),
        );
    }
    let rule = Rule { in_words: tiny::in_words(measured, settings), ..rule };
    let settings = &Settings { merge: tiny::merges(measured, settings, &rule), ..settings.clone() };
    let mut system = System::new(measured, earlier, &rule, settings);
    tiny::leave_out(&mut system, measured, settings);
    hide_groups(&mut system, settings);
    let (rates, unprotected) = hide(&mut system, &rule);
    let mut place = Place { system: &system, rates: &rates, tables: 0, figures: 0 };
    let mut this_year = published(measured, Some(&mut place), edition, &rule, &settings.merge);
    this_year.places = system.hidden_places(&settings.merge);
    this_year.unprotected = system.places_of(&unprotected, &settings.merge);
    let year_before = published(earlier.measured, Some(&mut place), edition, &rule, &settings.merge);
    (this_year, year_before)
}

/// The rule of an edition.
struct Rule {
    /// The smallest number, above 0, that is shown.
    threshold: u64,
    /// The smallest base of which a percentage is shown.
    smallest_base: u64,
    /// Whether anything is hidden.
    hides: bool,
    /// To the nearest of what numbers that are shown are rounded.
    rounded_to: u64,
    /// The tables that are to be said in words.
    in_words: BTreeSet<String>,
}

impl Rule {
    fn of(settings: &Settings, edition: Edition) -> Rule {
        let hides = edition == Edition::Public && settings.already_published.is_none();
        Rule {
            threshold: settings.small_numbers.threshold(),
            smallest_base: settings.smallest_base,
            hides,
            rounded_to: if hides { settings.small_numbers.rounded_to() } else { 1 },
            in_words: BTreeSet::new(),
        }
    }

    /// A number as it is shown.
    fn rounded(&self, number: u64) -> u64 {
        (number + self.rounded_to / 2) / self.rounded_to * self.rounded_to
    }

    fn is_small(&self, number: u64) -> bool {
        self.hides && number > 0 && number < self.threshold
    }
}

/// Hides the small numbers and whatever would give them away. Returns, by figure, the percentages that can be printed although the
/// counts are hidden; and the hidden numbers that nothing protects.
fn hide(system: &mut System<'_>, rule: &Rule) -> (BTreeMap<usize, Number>, Vec<usize>) {
    // A figure beside a small number left out loses its counts at once; nothing else need be hidden for them.
    for at in 0..system.figures.len() {
        if show::is_beside_small(system.figures[at], rule)
            && let Some(item) = system.figure_item(at)
        {
            system.hide_item(item, Why::GivesAway);
        }
    }
    hide_small(system, rule);
    loop {
        let unprotected = choose::protect(system, &[], rule.threshold);
        let (rates, dropped) = rates(system, rule);
        // A figure that is not printed at all must not be read elsewhere.
        let known: Vec<usize> = dropped.into_iter().filter(|part| system.is_known(*part)).collect();
        let newly: Vec<usize> = known.into_iter().flat_map(|part| system.hide(part, Why::GivesAway)).collect();
        if newly.is_empty() {
            return (rates, unprotected);
        }
    }
}

/// Hides the groups that stand in one sensitive category as a whole, each with a nought beside it.
fn hide_groups(system: &mut System<'_>, settings: &Settings) {
    for at in 0..system.tables.len() {
        let table = system.tables[at];
        if !table.protected {
            continue;
        }
        for whole in group::wholes(table, &redesign::groups(table, &settings.merge), &settings.sensitive) {
            let variable = |system: &System<'_>, (row, column)| system.cell(at, row, column).and_then(|item| item.part);
            let noughts = whole.noughts.iter().filter_map(|place| variable(system, *place));
            // One that is hidden already does for this group too.
            let nought = noughts.clone().find(|at| !system.is_known(*at));
            let nought = nought.or_else(|| noughts.clone().find(|at| !system.variables[*at].fixed));
            if let Some((cell, nought)) = variable(system, whole.cell).zip(nought) {
                system.hide(cell, Why::Group);
                system.hide(nought, Why::Group);
            }
        }
    }
}

/// By figure whose counts are hidden, the percentage that leaves every hidden number as open as it must be; and the numerators of the
/// figures for which there is none.
fn rates(system: &System<'_>, rule: &Rule) -> (BTreeMap<usize, Number>, Vec<usize>) {
    let mut printed: Vec<Printed> = Vec::new();
    let (mut rates, mut dropped) = (BTreeMap::new(), Vec::new());
    for at in 0..system.figures.len() {
        let hidden = system.figure(at).and_then(|item| item.hidden);
        let Some(share) = system.shares[at].0.zip(system.shares[at].1).filter(|_| hidden == Some(Why::GivesAway))
        else {
            continue;
        };
        let possible = show::rates_without_counts(system.figures[at], share, rule);
        let stands = possible.into_iter().find(|(_, rate)| {
            printed.push(*rate);
            let stands = choose::none_fails_beside(system, &printed, share.0, rule.threshold);
            if !stands {
                printed.pop();
            }
            stands
        });
        match stands {
            Some((number, _)) => {
                rates.insert(at, number);
            }
            None if system.variables[share.0].value > 0 => dropped.push(share.0),
            None => {}
        }
    }
    (rates, dropped)
}

/// Hides what is small, and rates of a small base (convention F8).
fn hide_small(system: &mut System<'_>, rule: &Rule) {
    for variable in 0..system.variables.len() {
        if system.variables[variable].small {
            system.hide(variable, Why::Small);
        }
    }
    for at in 0..system.figures.len() {
        let figure = system.figures[at];
        let Value::Share { denominator, .. } = figure.value else { continue };
        let of_children = figure.protected && figure.unit == crate::measures::measure::Unit::Percent;
        if let Some(item) = system.figure_item(at).filter(|_| of_children && denominator < rule.smallest_base)
            && system.hide_item(item, Why::SmallBase)
            && let Some(part) = system.shares[at].0.filter(|part| system.variables[*part].value > 0)
        {
            system.hide(part, Why::SmallBase);
        }
    }
}

/// Where the tables and figures of a set stand in the system: they were added one set after the other.
struct Place<'s, 'm> {
    system: &'s System<'m>,
    rates: &'s BTreeMap<usize, Number>,
    tables: usize,
    figures: usize,
}

fn published<'m>(
    measured: &'m [Measured],
    mut place: Option<&mut Place<'_, 'm>>,
    edition: Edition,
    rule: &Rule,
    merges: &Merges,
) -> Published {
    let mut published = Published::empty(edition);
    for measured in measured {
        // A question is both a figure and a table, under one id.
        let id = measured.id();
        if !published.figures.contains_key(id) && !published.tables.contains_key(id) {
            published.order.push(id.to_string());
        }
        match measured {
            Measured::Figure(figure) => {
                let (at, rate) = match &mut place {
                    None => (None, None),
                    Some(place) => {
                        place.figures += 1;
                        let at = place.figures - 1;
                        (Some((place.system, at)), place.rates.get(&at).copied())
                    }
                };
                let figure = show::figure(figure, at, rate, rule);
                published.hidden += u64::from(figure.outcome == Outcome::Hidden);
                published.figures.insert(figure.id.clone(), figure);
            }
            Measured::Table(table) => {
                let system = place.as_mut().map(|place| {
                    place.tables += 1;
                    (place.system, place.tables - 1)
                });
                let groups = redesign::groups(table, merges);
                let (merged, rows) = redesign::merged(table, &groups);
                let table = show::table(&View { system, table: &merged, rows: &rows }, rule);
                let cells = table.rows.iter().flat_map(|row| &row.cells);
                published.hidden += cells.filter(|cell| **cell == Outcome::Hidden).count() as u64;
                published.tables.insert(table.id.clone(), table);
            }
        }
    }
    published
}

#[cfg(test)]
mod tests;
