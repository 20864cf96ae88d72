//! What an outsider can tell of a hidden number: its least and its greatest possible value (convention F5).
//!
//! The outsider knows every number that is shown, every equation, that hidden numbers are whole and not below 0, and the method: zeros
//! show, so that what is marked as hidden is 1 or more. Percentages printed without their counts are known to their rounding. Every
//! solution that the solver finds is a proof for all the numbers in it, so most need no solving of their own.

use super::system::System;
use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOptions};

/// A percentage that is printed without its counts: 1000 times the part lies between these multiples of the whole.
#[derive(Debug, Clone, Copy)]
pub(super) struct Printed {
    pub part: usize,
    pub whole: usize,
    /// Twice the tenths of a per cent at the lower and the upper end of what is rounded to it.
    pub ends: (i64, i64),
}

/// Values that hidden numbers can take, as found so far: the least and the greatest of each.
pub(super) struct Seen {
    /// By variable, for a reader who knows that zeros show.
    careful: Vec<(u64, u64)>,
    /// For one who knows only that nothing is below 0.
    plain: Vec<(u64, u64)>,
}

impl Seen {
    /// Only what the numbers are.
    pub fn new(system: &System<'_>) -> Seen {
        let seen: Vec<(u64, u64)> = system.variables.iter().map(|variable| (variable.value, variable.value)).collect();
        Seen { careful: seen.clone(), plain: seen }
    }

    /// The values found of one variable.
    pub fn of(&self, variable: usize, careful: bool) -> (u64, u64) {
        if careful { self.careful[variable] } else { self.plain[variable] }
    }

    /// Notes a solution. What a careful reader thinks possible, every reader does.
    pub fn note(&mut self, variable: usize, value: u64, careful: bool) {
        let widen = |seen: &mut (u64, u64)| *seen = (seen.0.min(value), seen.1.max(value));
        widen(&mut self.plain[variable]);
        if careful {
            widen(&mut self.careful[variable]);
        }
    }
}

/// How wide the values of a hidden number must be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    /// The greatest less the least for one who knows only that nothing is below 0.
    pub plain: u64,
    /// The same for one who knows that zeros show.
    pub careful: u64,
}

impl Wanted {
    /// Convention F5: a range of the threshold, and as many values as are hidden by it.
    pub fn of(threshold: u64) -> Wanted {
        Wanted { plain: threshold, careful: threshold.saturating_sub(2) }
    }

    fn of_reader(self, careful: bool) -> u64 {
        if careful { self.careful } else { self.plain }
    }
}

/// Which of the two tests a number fails: with how much is missing above what was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Failed {
    pub careful: bool,
    /// The least and the greatest value found.
    pub range: (u64, u64),
}

/// Tests one hidden number; none where it passes.
pub(super) fn test(
    system: &System<'_>,
    printed: &[Printed],
    seen: &mut Seen,
    variable: usize,
    wanted: Wanted,
) -> Option<Failed> {
    let passes = |seen: &Seen, careful| {
        let (least, greatest) = seen.of(variable, careful);
        greatest - least >= wanted.of_reader(careful)
    };
    if passes(seen, true) && passes(seen, false) {
        return None;
    }
    let puzzle = Puzzle::around(system, printed, variable);
    for careful in [true, false] {
        puzzle.share_out(system, seen, careful);
        for direction in [OptimizationDirection::Maximize, OptimizationDirection::Minimize] {
            if !passes(seen, careful) || (careful && !passes(seen, false)) {
                puzzle.widen(system, seen, variable, careful, direction, wanted.plain);
            }
        }
        if !passes(seen, careful) {
            return Some(Failed { careful, range: seen.of(variable, careful) });
        }
    }
    None
}

/// The hidden numbers that hang together with one.
pub(super) fn unknown_beside(system: &System<'_>, printed: &[Printed], variable: usize) -> Vec<usize> {
    Puzzle::around(system, printed, variable).unknown.into_iter().filter(|at| !system.is_known(*at)).collect()
}

/// The hidden numbers that hang together with one, and the equations between them.
struct Puzzle {
    unknown: Vec<usize>,
    rows: Vec<(Vec<(usize, i64)>, i64)>,
    /// Sums that are 0 or more.
    at_least: Vec<(Vec<(usize, i64)>, i64)>,
}

impl Puzzle {
    fn around(system: &System<'_>, printed: &[Printed], variable: usize) -> Puzzle {
        let mut place = std::collections::BTreeMap::from([(variable, 0)]);
        let mut unknown = vec![variable];
        let mut equations = std::collections::BTreeSet::new();
        let mut at = 0;
        while let Some(next) = unknown.get(at).copied() {
            at += 1;
            let mut beside: Vec<usize> = Vec::new();
            for equation in &system.standing[next] {
                if equations.insert(*equation) {
                    beside.extend(system.equations[*equation].iter().map(|(variable, _)| *variable));
                }
            }
            for rate in printed.iter().filter(|rate| rate.part == next || rate.whole == next) {
                beside.extend([rate.part, rate.whole]);
            }
            for variable in beside.into_iter().filter(|variable| !system.is_known(*variable)) {
                place.entry(variable).or_insert_with(|| {
                    unknown.push(variable);
                    unknown.len() - 1
                });
            }
        }
        let row = |terms: &mut dyn Iterator<Item = (usize, i64)>| {
            let (mut here, mut sum) = (Vec::new(), 0);
            for (variable, factor) in terms {
                match place.get(&variable) {
                    Some(at) => here.push((*at, factor)),
                    None => sum -= factor * i64::try_from(system.variables[variable].value).unwrap_or(i64::MAX / 4096),
                }
            }
            (here, sum)
        };
        let rows = equations.iter().map(|at| row(&mut system.equations[*at].iter().copied())).collect();
        let here = |rate: &&Printed| place.contains_key(&rate.part) || place.contains_key(&rate.whole);
        let at_least = printed
            .iter()
            .filter(here)
            .flat_map(|rate| {
                let (low, high) = rate.ends;
                // The upper end itself is rounded up.
                [([(rate.part, 2000), (rate.whole, -low)], 0), ([(rate.part, -2000), (rate.whole, high)], 1)]
            })
            .map(|(terms, least)| {
                let (terms, sum) = row(&mut terms.into_iter());
                (terms, sum + least)
            })
            .collect();
        Puzzle { unknown, rows, at_least }
    }

    /// Notes the solutions of a lone sum, which need no solver: all the others as small as can be, and what is left given to one.
    fn share_out(&self, system: &System<'_>, seen: &mut Seen, careful: bool) {
        let ([(terms, sum)], true) = (self.rows.as_slice(), self.at_least.is_empty()) else { return };
        if terms.len() != self.unknown.len()
            || terms.iter().any(|(_, factor)| factor.abs() != 1 || *factor != terms[0].1)
        {
            return;
        }
        let least = |at: &usize| if careful { system.least(*at) } else { 0 };
        let smallest: u64 = self.unknown.iter().map(least).sum();
        let Some(left) = u64::try_from(sum * terms[0].1).ok().and_then(|sum| sum.checked_sub(smallest)) else { return };
        for at in &self.unknown {
            seen.note(*at, least(at) + left, careful);
            if self.unknown.len() > 1 {
                seen.note(*at, least(at), careful);
            }
        }
    }

    /// Looks for a solution in which the variable is as small or as great as it can be (and need be), and notes it.
    fn widen(
        &self,
        system: &System<'_>,
        seen: &mut Seen,
        variable: usize,
        careful: bool,
        direction: OptimizationDirection,
        far: u64,
    ) {
        // Numbers first; where they come out broken, whole numbers only.
        for whole in [false, true] {
            let mut problem = Problem::new(direction);
            let places: Vec<microlp::Variable> = self
                .unknown
                .iter()
                .map(|at| {
                    let least = if careful { system.least(*at) } else { 0 };
                    let value = system.variables[*at].value;
                    let (weight, most) = if *at == variable {
                        (1.0, value.saturating_add(far))
                    } else {
                        (0.0, value.saturating_add(100_000))
                    };
                    if whole {
                        let bound = |number: u64| i32::try_from(number).unwrap_or(i32::MAX);
                        problem.add_integer_var(weight, (bound(least), bound(most)))
                    } else {
                        problem.add_var(weight, (number(least), number(most)))
                    }
                })
                .collect();
            for (rows, operator) in [(&self.rows, ComparisonOp::Eq), (&self.at_least, ComparisonOp::Ge)] {
                for (terms, sum) in rows {
                    let terms: Vec<(microlp::Variable, f64)> =
                        terms.iter().filter_map(|(at, factor)| Some((*places.get(*at)?, signed(*factor)))).collect();
                    problem.add_constraint(terms.as_slice(), operator, signed(*sum));
                }
            }
            // A bound on the search, so that nothing takes long: what is not found counts as not possible, and more is hidden.
            let mut options = SolveOptions::default();
            options.node_limit = Some(200);
            let Ok(outcome) = problem.solve_with(options) else { return };
            let Some(solution) = outcome.solution() else { return };
            let values: Vec<f64> = places.iter().map(|place| solution.var_value(*place)).collect();
            if values.iter().all(|value| (value - value.round()).abs() < 1e-6) {
                let values: Vec<i64> = values.into_iter().map(nearest).collect();
                if self.holds(&values) {
                    for (at, value) in self.unknown.iter().zip(values) {
                        seen.note(*at, u64::try_from(value).unwrap_or(0), careful);
                    }
                }
                return;
            }
        }
    }

    /// Whether whole numbers solve it exactly: the solver reckons with broken ones.
    fn holds(&self, values: &[i64]) -> bool {
        let sum = |terms: &[(usize, i64)]| -> i128 {
            terms
                .iter()
                .map(|(at, factor)| i128::from(*factor) * i128::from(values.get(*at).copied().unwrap_or(0)))
                .sum()
        };
        self.rows.iter().all(|(terms, total)| sum(terms) == i128::from(*total))
            && self.at_least.iter().all(|(terms, total)| sum(terms) >= i128::from(*total))
            && values.iter().all(|value| *value >= 0)
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of children are far below 2^52")]
pub(super) fn number(count: u64) -> f64 {
    count as f64
}

#[expect(clippy::cast_precision_loss, reason = "counts of children are far below 2^52")]
pub(super) fn signed(count: i64) -> f64 {
    count as f64
}

#[expect(clippy::cast_possible_truncation, reason = "rounded, and as large as a count")]
pub(super) fn nearest(value: f64) -> i64 {
    value.round() as i64
}
