//! Which numbers are hidden besides the small ones (convention F4), so that nobody can tell a hidden number more or less (F5).
//!
//! Every hidden number is tested with exact bounds. Where one fails, a linear programme finds what is best hidden besides: it moves the
//! number as far as it must be able to move and asks which shown numbers would have to move with it, at the least loss. Parts go before
//! sums, sums before totals, figures last; zeros never, while there is another way. The newly hidden numbers are tested in their turn,
//! until all pass.

use super::bounds::{self, Failed, Printed, Seen, Wanted, number, signed};
use super::hidden::Why;
use super::system::System;
use microlp::{ComparisonOp, OptimizationDirection, Problem};
use std::collections::{BTreeSet, VecDeque};

/// What the loss of a headline figure weighs at least.
const HEADLINE: f64 = 9_000.0;
/// What hiding a zero weighs: a reader knows that zeros show.
const ZERO: f64 = 50_000.0;
/// Below this loss no sum, total or figure is lost, and nothing better is looked for.
const CHEAP: f64 = 500.0;
/// How often a number is helped before everything beside it is hidden.
const TRIES: usize = 6;

/// Hides further numbers until every hidden one passes the tests. Returns those that nothing can protect: numbers that are shown
/// whatever is done, because they are published already or are about no child, give them away.
pub(super) fn protect(system: &mut System<'_>, printed: &[Printed], threshold: u64) -> Vec<usize> {
    let wanted = Wanted::of(threshold);
    let mut seen = Seen::new(system);
    let mut lost = BTreeSet::new();
    // Small numbers first, the smallest last: what is hidden for the others may do for it.
    let mut queue: VecDeque<usize> = to_protect(system).into();
    let mut queued: BTreeSet<usize> = queue.iter().copied().collect();
    while let Some(variable) = queue.pop_front() {
        queued.remove(&variable);
        let mut tries = 0;
        while system.is_to_protect(variable) && !lost.contains(&variable) {
            let Some(failed) = bounds::test(system, printed, &mut seen, variable, wanted) else { break };
            let need = if failed.careful { wanted.careful } else { wanted.plain };
            tries += 1;
            let mut help = if tries <= TRIES { cheapest(system, variable, failed, need) } else { Vec::new() };
            if help.is_empty() {
                tries = TRIES;
                help.extend(beside(system, variable));
            }
            let hidden = match instead(system, variable, &help) {
                Some(withheld) => withheld,
                None => help.into_iter().flat_map(|variable| system.hide(variable, Why::GivesAway)).collect(),
            };
            let hidden = if hidden.is_empty() { withhold(system, variable) } else { hidden };
            if hidden.is_empty() {
                lost.insert(variable);
            }
            let newly = hidden.iter().flat_map(|item| system.items[*item].gives.clone());
            let beside: Vec<usize> = newly.filter(|variable| system.is_to_protect(*variable)).collect();
            queue.extend(beside.into_iter().filter(|variable| queued.insert(*variable)));
        }
    }
    lost.into_iter().collect()
}

/// Every hidden number that nobody may be able to tell, the greatest first.
fn to_protect(system: &System<'_>) -> Vec<usize> {
    let mut all: Vec<usize> = (0..system.variables.len()).filter(|at| system.is_to_protect(*at)).collect();
    all.sort_by_key(|at| std::cmp::Reverse(system.variables[*at].value));
    all
}

/// Whether no hidden number that hangs together with one of these fails the tests.
pub(super) fn none_fails_beside(system: &System<'_>, printed: &[Printed], variable: usize, threshold: u64) -> bool {
    let mut seen = Seen::new(system);
    let wanted = Wanted::of(threshold);
    let beside = bounds::unknown_beside(system, printed, variable);
    let mut to_protect = beside.into_iter().filter(|at| system.is_to_protect(*at));
    to_protect.all(|at| bounds::test(system, printed, &mut seen, at, wanted).is_none())
}

/// The shown numbers that are best hidden so that a hidden one can take as many values as it needs. What stands near is tried first: it
/// mostly costs no more than cells.
fn cheapest(system: &System<'_>, variable: usize, failed: Failed, need: u64) -> Vec<usize> {
    let value = system.variables[variable].value;
    let up = need.saturating_sub(value - failed.range.0);
    let down = need.saturating_sub(failed.range.1 - value);
    let least = if failed.careful { system.least(variable) } else { 0 };
    let mut steps = Vec::new();
    if up > 0 {
        steps.push(number(up));
    }
    if down > 0 && value.saturating_sub(least) >= down {
        steps.push(-number(down));
    }
    let mut found: Option<(f64, Vec<usize>)> = None;
    let is_cheap = |found: &Option<(f64, Vec<usize>)>| found.as_ref().is_some_and(|(loss, _)| *loss < CHEAP);
    for (near, zeros) in [(true, false), (false, false), (false, true)] {
        if is_cheap(&found) || (zeros && found.is_some()) {
            break;
        }
        let around = if near { Around::near(system, variable) } else { Around::whole(system, variable) };
        for step in &steps {
            if let Some(other) = move_by(system, &around, variable, *step, failed.careful, zeros)
                && found.as_ref().is_none_or(|known| other.0 < known.0)
            {
                found = Some(other);
            }
        }
    }
    found.map_or_else(Vec::new, |(_, variables)| variables)
}

/// The loss, and the shown numbers that have to move when a hidden one moves by a step.
fn move_by(
    system: &System<'_>,
    around: &Around,
    variable: usize,
    step: f64,
    careful: bool,
    zeros: bool,
) -> Option<(f64, Vec<usize>)> {
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let mut ways = Vec::with_capacity(around.numbers.len());
    for (order, at) in around.numbers.iter().enumerate() {
        let known = system.is_known(*at);
        let value = system.variables[*at].value;
        if *at == variable {
            let (up, down) = (step.max(0.0), -step.min(0.0));
            ways.push((Some(problem.add_var(0.0, (up, up))), Some(problem.add_var(0.0, (down, down)))));
            continue;
        }
        let (weight, least) = if known {
            // Of two alike the first.
            let zero = if value == 0 { ZERO } else { 0.0 };
            (system.weight(*at) + zero + number(order as u64) * 1e-3, u64::from(value > 0))
        } else {
            (1e-3, if careful { system.least(*at) } else { 0 })
        };
        if known && value == 0 && !zeros {
            ways.push((None, None));
            continue;
        }
        let down = value.saturating_sub(least);
        ways.push((
            Some(problem.add_var(weight, (0.0, 1e6))),
            (down > 0).then(|| problem.add_var(weight, (0.0, number(down)))),
        ));
    }
    let mut terms: Vec<(microlp::Variable, f64)> = Vec::new();
    for equation in &around.equations {
        terms.clear();
        for (variable, factor) in &system.equations[*equation] {
            let Some((up, down)) = around.place(*variable).and_then(|place| ways.get(place)) else { continue };
            terms.extend(up.map(|up| (up, signed(*factor))));
            terms.extend(down.map(|down| (down, -signed(*factor))));
        }
        problem.add_constraint(terms.as_slice(), ComparisonOp::Eq, 0.0);
    }
    let outcome = problem.solve().ok()?;
    let solution = outcome.solution()?;
    let by = |way: &Option<microlp::Variable>| way.map_or(0.0, |way| solution.var_value(way));
    let moved = |(up, down): &(Option<microlp::Variable>, Option<microlp::Variable>)| (by(up) - by(down)).abs() > 1e-6;
    let moving = around.numbers.iter().zip(&ways).filter(|(at, ways)| system.is_known(**at) && moved(ways));
    let moving: Vec<usize> = moving.map(|(at, _)| *at).collect();
    let loss = moving.iter().map(|at| system.weight(*at) + if system.variables[*at].value == 0 { ZERO } else { 0.0 });
    Some((loss.sum(), moving))
}

/// The numbers that may move with a hidden one, those left aside that are known whatever is hidden, and the equations that they keep.
struct Around {
    numbers: Vec<usize>,
    equations: Vec<usize>,
    /// By variable, its place among the numbers and one more; 0 for none.
    places: Vec<usize>,
}

impl Around {
    fn empty(system: &System<'_>) -> Around {
        Around { numbers: Vec::new(), equations: Vec::new(), places: vec![0; system.variables.len()] }
    }

    fn place(&self, variable: usize) -> Option<usize> {
        self.places.get(variable).and_then(|place| place.checked_sub(1))
    }

    fn add(&mut self, variable: usize) {
        if let Some(place) = self.places.get_mut(variable).filter(|place| **place == 0) {
            self.numbers.push(variable);
            *place = self.numbers.len();
        }
    }

    /// Everything that hangs together with it, whatever is hidden.
    fn whole(system: &System<'_>, variable: usize) -> Around {
        let mut around = Around::empty(system);
        let mut met = vec![false; system.equations.len()];
        around.add(variable);
        around.follow(system, &mut met, &|_| true);
        around
    }

    /// What stands in a sum with it or with a hidden number that hangs together with it, and in sums with those: in a table of two
    /// ways, the table. A number that stands in sums further off stays as it is.
    fn near(system: &System<'_>, variable: usize) -> Around {
        let mut around = Around::empty(system);
        let mut met = vec![false; system.equations.len()];
        around.add(variable);
        around.follow(system, &mut met, &|at| !system.is_known(at));
        let inner = around.numbers.len();
        for at in 0..inner {
            for equation in &system.standing[around.numbers[at]] {
                if !std::mem::replace(&mut met[*equation], true) {
                    around.equations.push(*equation);
                }
            }
        }
        let further: Vec<usize> = around
            .equations
            .iter()
            .flat_map(|equation| system.equations[*equation].iter().map(|(at, _)| *at))
            .filter(|at| !system.variables[*at].fixed && system.standing[*at].iter().all(|equation| met[*equation]))
            .collect();
        further.into_iter().for_each(|at| around.add(at));
        around
    }

    /// Adds what stands in equations with the numbers from which it goes on, and those from which it does.
    fn follow(&mut self, system: &System<'_>, met: &mut [bool], goes_on: &dyn Fn(usize) -> bool) {
        let mut at = 0;
        while let Some(next) = self.numbers.get(at).copied() {
            at += 1;
            if !goes_on(next) {
                continue;
            }
            for equation in &system.standing[next] {
                if !std::mem::replace(&mut met[*equation], true) {
                    self.equations.push(*equation);
                    for (other, _) in &system.equations[*equation] {
                        if !system.variables[*other].fixed {
                            self.add(*other);
                        }
                    }
                }
            }
        }
    }
}

/// The cheapest shown number in any sum with a hidden one: the last help.
fn beside(system: &System<'_>, variable: usize) -> Option<usize> {
    let standing = system.standing[variable].iter().flat_map(|equation| &system.equations[*equation]);
    let shown = standing.map(|(at, _)| *at).filter(|at| !system.variables[*at].fixed && system.is_known(*at));
    shown.min_by(|one, other| system.weight(*one).total_cmp(&system.weight(*other)))
}

/// Rather than that a figure is lost for it, a table that was asked for besides is withheld.
fn instead(system: &mut System<'_>, variable: usize, to_hide: &[usize]) -> Option<Vec<usize>> {
    let costs_a_figure = to_hide.iter().any(|at| {
        let items = system.variables[*at].items.iter().map(|item| &system.items[*item]);
        items.filter(|item| item.hidden.is_none()).any(|item| item.weight >= HEADLINE && item.figure.is_some())
    });
    if !costs_a_figure {
        return None;
    }
    let asked = tables_of(system, variable).find(|table| !system.tables[*table].parts_of.is_empty())?;
    Some(withhold_table(system, asked, Why::Withheld))
}

/// Withholds the tables in which a number stands.
fn withhold(system: &mut System<'_>, variable: usize) -> Vec<usize> {
    let tables: Vec<usize> = tables_of(system, variable).collect();
    tables.into_iter().flat_map(|table| withhold_table(system, table, Why::Withheld)).collect()
}

/// The tables in which a number stands and that are not withheld.
fn tables_of<'s>(system: &'s System<'_>, variable: usize) -> impl Iterator<Item = usize> + 's {
    let items = system.variables[variable].items.iter().map(|item| &system.items[*item]);
    items.filter(|item| !item.hidden.is_some_and(Why::is_of_table)).filter_map(|item| item.table)
}

/// Leaves a table out. Returns its items.
pub(super) fn withhold_table(system: &mut System<'_>, table: usize, why: Why) -> Vec<usize> {
    let cells: Vec<usize> = (0..system.items.len()).filter(|item| system.items[*item].table == Some(table)).collect();
    for cell in &cells {
        if !system.items[*cell].fixed {
            system.items[*cell].hidden = Some(why);
        }
    }
    cells
}
