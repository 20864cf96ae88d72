//! Continuity: how soon a child has a named officer, how many a child has in a year, whether the officer looks in between reviews,
//! and how many officers leave.

use super::caseloads::officers_of_children;
use super::children::first_start;
use super::measure::{About, CellsOf, Measured, MeasuredFigure, Scope, Unit, Value, When};
use crate::dataset::child::Child;
use crate::dataset::service::{Allocation, Check, LoggedReview, Officer, ReviewLog};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

const SERVICE: &str = "IRO Handbook 2010, contents of the annual report (convention C2, H2)";

/// Working days within which a child is to have a named officer (convention C8.6).
const NAMED_WITHIN: u32 = 5;

const NAMED: About = About {
    id: "officer_named_within_5_days",
    label: "Children with a named officer within 5 working days of coming into care during {period}",
    definition: "Children who came into care in the period and whose first officer was allocated within 5 working days, out of those for whom the days are over; each child counts once, at the first start.",
    source: "Sector template for the IRO Handbook 2010: an officer within five working days of the start of care (convention C8.6)",
    when: When::During,
    protected: true,
};

const BY_OFFICERS: About = About {
    id: "children_by_number_of_officers",
    label: "Children in care throughout {period} by number of named officers",
    definition: "Children in care throughout the period by how many different named officers they had in it; a child without an officer in the list counts as not known.",
    source: SERVICE,
    when: When::During,
    protected: true,
};

const CHECKS: About = About {
    id: "checks_between_reviews",
    label: "Children in care throughout {period} whose officer checked between reviews",
    definition: "Children in care throughout the period for whom the service's log of reviews has a check by their officer between reviews in it, out of all children in care throughout it.",
    source: "Local standard (convention C8.7)",
    when: When::During,
    protected: true,
};

const TURNOVER: About = About {
    id: "officers_turnover",
    label: "Officers in post at the start who left during {period}",
    definition: "Officers who left the service in the period, out of those in post on the day before it began, each counted as one whatever the hours.",
    source: SERVICE,
    when: When::During,
    protected: false,
};

/// Everything about continuity.
pub fn measures(scope: &Scope<'_>) -> Vec<Measured> {
    let mut measures = vec![Measured::Figure(turnover(scope)), Measured::Figure(named(scope))];
    measures.push(by_number_of_officers(scope));
    measures.push(Measured::Figure(checks(scope)));
    measures
}

const NO_EPISODES: &str = "the year's Episodes table was not given";
const NO_ALLOCATIONS: &str = "the list of allocations was not given";

fn turnover(scope: &Scope<'_>) -> MeasuredFigure {
    let Some(officers) = &scope.dataset.officers else {
        return scope.not_available(&TURNOVER, Unit::Percent, "the list of officers was not given");
    };
    let stays: Vec<bool> = officers.iter().filter_map(|officer| left_since_start(officer, scope)).collect();
    let left = stays.iter().filter(|left| **left).count() as u64;
    scope.figure(&TURNOVER, Unit::Percent, Value::Share { numerator: left, denominator: stays.len() as u64 })
}

/// Whether an officer in post on the day before the period left in it; none where not in post then.
pub(super) fn left_since_start(officer: &Officer, scope: &Scope<'_>) -> Option<bool> {
    let day_before = crate::period::add_days(scope.period.from, -1);
    let left = officer.left_on.is_some_and(|day| scope.period.contains(day));
    officer.in_post_on(day_before).then_some(left)
}

/// Each child's allocations to an officer, by the child's identifier.
pub(super) fn by_child(allocations: &[Allocation]) -> BTreeMap<&str, Vec<&Allocation>> {
    let mut of_child: BTreeMap<&str, Vec<&Allocation>> = BTreeMap::new();
    for allocation in allocations.iter().filter(|allocation| !allocation.officer.is_empty()) {
        of_child.entry(&allocation.child).or_default().push(allocation);
    }
    of_child
}

/// The last day of which the service's logs can tell: the day on which they were taken from the systems, not before the period's end.
pub fn logs_reach_to(scope: &Scope<'_>) -> Date {
    let end = scope.period.to;
    scope.order.extracted_on.filter(|day| *day > end).unwrap_or(end)
}

fn named(scope: &Scope<'_>) -> MeasuredFigure {
    let Some(allocations) = &scope.dataset.allocations else {
        return scope.not_available(&NAMED, Unit::Percent, NO_ALLOCATIONS);
    };
    if !scope.dataset.has_episodes_for(scope.period) {
        return scope.not_available(&NAMED, Unit::Percent, NO_EPISODES);
    }
    let of_child = by_child(allocations);
    let (mut in_time, mut base, mut never) = (0, 0, 0);
    let mut left_out: BTreeMap<&str, u64> = BTreeMap::new();
    for child in &scope.dataset.children {
        match first_naming(child, &of_child, scope) {
            None => {}
            Some(Naming::InTime) => {
                base += 1;
                in_time += 1;
            }
            Some(Naming::Late { ever }) => {
                base += 1;
                never += u64::from(!ever);
            }
            Some(Naming::NotAsked(reason)) => *left_out.entry(reason).or_default() += 1,
        }
    }
    if never > 0 {
        left_out.insert("no officer in the list since the start (counted in the base)", never);
    }
    let mut figure = scope.figure(&NAMED, Unit::Percent, Value::Share { numerator: in_time, denominator: base });
    figure.left_out = left_out.into_iter().map(|(reason, count)| (reason.to_string(), count)).collect();
    figure
}

/// The reason under which children are left out whose days to have an officer are not over.
pub const NOT_OVER_YET: &str = "5 working days not over when the data ends";

/// The reason under which children are left out who were in care too shortly to have an officer.
pub const LEFT_BEFORE: &str = "left care within 5 working days, without an officer";

/// How soon a child who came into care in the period had a named officer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Naming {
    /// Within the limit.
    InTime,
    /// Later, or never so far as the list says.
    Late {
        /// Whether an officer was named later.
        ever: bool,
    },
    /// Left out, and why.
    NotAsked(&'static str),
}

/// How soon a child had an officer after the first start in the period; none for a child without one.
pub(super) fn first_naming(
    child: &Child,
    of_child: &BTreeMap<&str, Vec<&Allocation>>,
    scope: &Scope<'_>,
) -> Option<Naming> {
    let period = first_start(child, scope)?;
    let start = period.first_day;
    let limit = scope.dataset.working_days.after(start, NAMED_WITHIN);
    let of_period = of_child.get(&*child.id).into_iter().flatten();
    // An officer of an earlier time in care whose allocation ended before this one began is not counted.
    let named_on = of_period.filter(|allocation| allocation.to.is_none_or(|to| to > start)).map(|one| one.from).min();
    Some(match named_on {
        Some(day) if day <= limit => Naming::InTime,
        _ if limit > logs_reach_to(scope) => Naming::NotAsked(NOT_OVER_YET),
        _ if period.ended_on.is_some_and(|end| end <= limit) => Naming::NotAsked(LEFT_BEFORE),
        named_on => Naming::Late { ever: named_on.is_some() },
    })
}

fn throughout<'a>(scope: &Scope<'a>) -> impl Iterator<Item = &'a Child> {
    let (from, to) = (scope.period.from, scope.period.to);
    scope.dataset.children.iter().filter(move |child| child.in_care_throughout(from, to))
}

fn by_number_of_officers(scope: &Scope<'_>) -> Measured {
    let Some(allocations) = &scope.dataset.allocations else {
        return Measured::Table(scope.no_table(&BY_OFFICERS, NO_ALLOCATIONS));
    };
    if !scope.dataset.has_episodes_for(scope.period) {
        return Measured::Table(scope.no_table(&BY_OFFICERS, NO_EPISODES));
    }
    let of_child = officers_of_children(allocations, scope);
    let mut counts = [0u64; 4];
    for child in throughout(scope) {
        counts[match of_child.get(&*child.id).map_or(0, BTreeSet::len) {
            0 => 3,
            count => (count - 1).min(2),
        }] += 1;
    }
    let heads = [("1", "One"), ("2", "Two"), ("3 or more", "Three or more"), ("unknown", "Not known")];
    let rows = heads.iter().zip(counts).map(|((key, label), count)| (key.to_string(), label.to_string(), count));
    Measured::Table(scope.split(&BY_OFFICERS, "Named officers", ("children", "Children"), rows.collect()))
}

/// The cells of the split by number of officers whose sums the share of children with a change gives.
pub fn cells_given_by_change() -> Vec<CellsOf> {
    vec![
        CellsOf::new(BY_OFFICERS.id, "children", &["2", "3 or more"]),
        CellsOf::new(BY_OFFICERS.id, "children", &["1"]),
    ]
}

fn checks(scope: &Scope<'_>) -> MeasuredFigure {
    let Some(log) = &scope.dataset.review_log else {
        return scope.not_available(&CHECKS, Unit::Percent, "the service's log of reviews was not given");
    };
    if !log.has_checks {
        return scope.not_available(&CHECKS, Unit::Percent, "the log of reviews has no column for such checks");
    }
    if !scope.dataset.has_episodes_for(scope.period) {
        return scope.not_available(&CHECKS, Unit::Percent, NO_EPISODES);
    }
    let checked = checked_children(log, scope);
    let logged: BTreeSet<&str> = log.reviews.iter().map(|row| &*row.child).collect();
    let (mut numerator, mut denominator, mut not_logged) = (0, 0, 0);
    for child in throughout(scope) {
        denominator += 1;
        numerator += u64::from(checked.contains(&*child.id));
        not_logged += u64::from(!logged.contains(&*child.id));
    }
    let mut figure = scope.figure(&CHECKS, Unit::Percent, Value::Share { numerator, denominator });
    if not_logged > 0 {
        figure.left_out.insert("children without a row in the log (counted in the base)".into(), not_logged);
    }
    figure
}

/// The children with a check in the period in the log.
pub(super) fn checked_children<'l>(log: &'l ReviewLog, scope: &Scope<'_>) -> BTreeSet<&'l str> {
    let is_checked = |row: &&LoggedReview| {
        let day = match row.check {
            Some(Check::On(day)) => Some(day),
            Some(Check::Made) => Some(row.held_on),
            None => None,
        };
        day.is_some_and(|day| scope.period.contains(day))
    };
    log.reviews.iter().filter(is_checked).map(|row| &*row.child).collect()
}
