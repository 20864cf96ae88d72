//! Placement stability: how many placements children had in the period (NI 62), and who has lived in one for two years (NI 63).
//!
//! What a placement is, is convention C8: temporary moves are none, a change of legal status begins none, and the return from a
//! temporary move goes on with the placement before it.

use super::measure::{About, CellsOf, Measured, MeasuredFigure, Scope, Unit, Value, When};
use crate::dataset::child::Child;
use crate::dataset::codes::{Code, Codes};
use crate::dataset::episode::{Begins, Episode, PeriodOfCare};
use crate::dataset::sameness::Same;
use crate::period::{add_months, collection_year_label, collection_year_of};
use jiff::civil::Date;
use std::collections::BTreeMap;

const NI_62: &str =
    "National Indicator 62, still published as a stability measure; what counts as a placement is convention C8";
const NI_63: &str =
    "National Indicator 63, still published as a stability measure; what counts as a placement is convention C8";

/// Months in one placement that count as long.
const LONG_PLACEMENT_MONTHS: i32 = 24;
/// Months in care that are asked for: two and a half years.
const LONG_CARE_MONTHS: i32 = 30;
/// The age from which a child is no longer asked about.
const ADULT_MEASURE_AGE: u32 = 16;

const THREE_OR_MORE: About = About {
    id: "three_or_more_placements",
    label: "{Children} at {end} with three or more placements during {period}",
    definition: "Children looked after at the end of the period who lived in three or more placements during it, temporary moves left out.",
    source: NI_62,
    when: When::During,
    protected: true,
};

const BY_NUMBER: About = About {
    id: "children_by_number_of_placements",
    label: "{Children} at {end} by number of placements during {period}",
    definition: "Children looked after at the end of the period by the number of placements they lived in during it. A move with the same carer counts as a placement; children who had three or more only because of such moves stand apart.",
    source: NI_62,
    when: When::During,
    protected: true,
};

const TWO_YEARS: About = About {
    id: "same_placement_two_years",
    label: "Children in the same placement for two years or more at {end}",
    definition: "Children under 16 and in care for two and a half years or more at the end of the period who had lived in the same placement for at least two years, or are placed for adoption and had lived in the placement before that since then.",
    source: NI_63,
    when: When::At,
    protected: true,
};

/// Everything about placement stability.
pub fn measures(scope: &Scope<'_>) -> Vec<Measured> {
    if !scope.dataset.has_episodes_for(scope.period) {
        let why = "the year's Episodes table was not given";
        return vec![
            Measured::Figure(scope.not_available(&THREE_OR_MORE, Unit::Percent, why)),
            Measured::Table(scope.no_table(&BY_NUMBER, why)),
            Measured::Figure(scope.not_available(&TWO_YEARS, Unit::Percent, why)),
        ];
    }
    let mut measures = in_period(scope);
    measures.push(Measured::Figure(two_years(scope)));
    measures
}

/// A time in one placement, through changes of legal status and temporary moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stay {
    /// The first day known of it.
    first_day: Date,
    /// Whether it began on that day; otherwise it may have begun earlier.
    start_known: bool,
    /// The end of its last episode; none while that is open.
    ended_on: Option<Date>,
    /// Whether it began with a move within the same carer's care (T or U).
    same_carer: bool,
    /// The placement of its latest episode.
    placement: Code,
}

/// The placements of a period of care in order, and which of them each of its episodes belongs to: a temporary move to the one
/// before it, none where no placement is known before it.
fn stays(episodes: &[Episode], codes: &Codes) -> (Vec<Stay>, Vec<Option<usize>>) {
    let (h5, k3) = (codes.placement.code("H5"), codes.placement.code("K3"));
    let mut stays: Vec<Stay> = Vec::new();
    let mut of_episode = Vec::with_capacity(episodes.len());
    // The episode of a placement that stands last before the one looked at, temporary moves left aside.
    let mut before: Option<&Episode> = None;
    let mut away = false;
    let begins_in_care = episodes.first().is_some_and(|first| first.begins == Begins::Care);
    for episode in episodes {
        if codes.is_temporary(episode.placement) {
            away = true;
            of_episode.push(stays.len().checked_sub(1));
            continue;
        }
        let is_start = !matches!(episode.begins, Begins::LegalStatus | Begins::Unknown);
        let goes_on = before.is_some_and(|before| {
            let back = away && same_home(before, episode);
            // K3 is the newer code for what H5 was.
            let renamed = !away
                && before.placement == h5
                && episode.placement == k3
                && episode.begins == Begins::PlacementSameCarer;
            !is_start || back || renamed
        });
        match stays.last_mut().filter(|_| goes_on) {
            Some(stay) => {
                stay.ended_on = episode.ended_on;
                stay.placement = episode.placement;
            }
            None => {
                // After a temporary move with which the data begin, it may be the return to a placement that began earlier.
                let may_be_a_return = before.is_none() && away && !begins_in_care && episode.begins != Begins::Care;
                stays.push(Stay {
                    first_day: episode.started_on,
                    start_known: is_start && !may_be_a_return,
                    ended_on: episode.ended_on,
                    same_carer: episode.begins == Begins::PlacementSameCarer,
                    placement: episode.placement,
                });
            }
        }
        of_episode.push(stays.len().checked_sub(1));
        before = Some(episode);
        away = false;
    }
    (stays, of_episode)
}

/// Whether a child is back where it was before a temporary move: the same kind of placement, and the same postcode and provider where
/// both rows have them.
fn same_home(before: &Episode, back: &Episode) -> bool {
    let same = |one: Option<Same>, other: Option<Same>| one.zip(other).is_none_or(|(one, other)| one == other);
    before.placement == back.placement && same(before.post, back.post) && same(before.provider_urn, back.provider_urn)
}

impl Stay {
    /// Whether the child lived in it at some time of the days from `from` to `to`.
    fn is_in(&self, from: Date, to: Date) -> bool {
        (from <= self.first_day && self.first_day <= to)
            || (self.first_day < from && self.ended_on.is_none_or(|end| end > from))
    }
}

/// How many placements a child had in the period: all, and those left when a move with the same carer goes on with the one before.
pub(super) fn placements_in_period(child: &Child, scope: &Scope<'_>) -> (usize, usize) {
    let (from, to) = (scope.period.from, scope.period.to);
    let (mut all, mut with_new_carer) = (0, 0);
    for period in &child.periods {
        let (stays, _) = stays(child.episodes.get(period.episodes.clone()).unwrap_or_default(), &scope.dataset.codes);
        all += stays.iter().filter(|stay| stay.is_in(from, to)).count();
        // Runs of placements with one carer, each beginning with a new carer or with the first placement known.
        let runs = stays.chunk_by(|_, next| next.same_carer);
        with_new_carer += runs.filter(|run| run.iter().any(|stay| stay.is_in(from, to))).count();
    }
    (all, with_new_carer)
}

/// Three or more placements in the period, of the children in care at its end.
fn in_period(scope: &Scope<'_>) -> Vec<Measured> {
    let (mut one, mut two, mut three, mut three_with_same_carer) = (0, 0, 0, 0);
    for child in scope.dataset.children.iter().filter(|child| child.episode_on(scope.period.to).is_some()) {
        match placements_in_period(child, scope) {
            (0 | 1, _) => one += 1,
            (2, _) => two += 1,
            (_, 0..=2) => three_with_same_carer += 1,
            _ => three += 1,
        }
    }
    let rows = [
        ("0-1", "One at most", one),
        ("2", "Two", two),
        ("3 or more", "Three or more, moves with the same carer left out", three),
        (
            "3 or more with the same carer",
            "Three or more only because of moves with the same carer",
            three_with_same_carer,
        ),
    ];
    let numerator = three + three_with_same_carer;
    let denominator = one + two + numerator;
    let mut figure = scope.figure(&THREE_OR_MORE, Unit::Percent, Value::Share { numerator, denominator });
    let cells = |keys: &[&str]| CellsOf::new(BY_NUMBER.id, CHILDREN.0, keys);
    figure.sums_given = vec![cells(&["3 or more", "3 or more with the same carer"]), cells(&["0-1", "2"])];
    let rows = rows.map(|(key, label, count)| (key.to_string(), label.to_string(), count));
    vec![Measured::Figure(figure), Measured::Table(scope.split(&BY_NUMBER, "Placements", CHILDREN, rows.into()))]
}

/// The key and label of the column that counts children.
const CHILDREN: (&str, &str) = ("children", "Children");

/// What can be said of one child and the long-term measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LongTerm {
    /// Too old, or not in care for long enough: not asked.
    NotAsked,
    /// In the base, and whether in the same placement for long enough.
    Asked(bool),
    /// Left out, and why.
    NotKnown(&'static str),
}

fn two_years(scope: &Scope<'_>) -> MeasuredFigure {
    let end = scope.period.to;
    let since = add_months(end, -LONG_CARE_MONTHS);
    let missing: Vec<String> = (collection_year_of(since)..=collection_year_of(end))
        .filter(|year| !scope.dataset.episode_years.contains(year))
        .map(collection_year_label)
        .collect();
    if !missing.is_empty() {
        let why = format!("the Episodes of {} were not given", missing.join(" and "));
        return scope.not_available(&TWO_YEARS, Unit::Percent, &why);
    }
    let (mut numerator, mut denominator) = (0, 0);
    let mut left_out = BTreeMap::new();
    for child in &scope.dataset.children {
        match long_term(child, scope) {
            LongTerm::NotAsked => {}
            LongTerm::Asked(same) => {
                denominator += 1;
                numerator += u64::from(same);
            }
            LongTerm::NotKnown(why) => *left_out.entry(why.to_string()).or_insert(0) += 1,
        }
    }
    let mut figure = scope.figure(&TWO_YEARS, Unit::Percent, Value::Share { numerator, denominator });
    figure.left_out = left_out;
    figure
}

pub(super) fn long_term(child: &Child, scope: &Scope<'_>) -> LongTerm {
    let end = scope.period.to;
    let Some((at, period)) = position_on(child, end) else { return LongTerm::NotAsked };
    let long_in_care = match period.first_day <= add_months(end, -LONG_CARE_MONTHS) {
        true => Some(true),
        false => period.start_known.then_some(false),
    };
    let young_enough = child.age_on(end).map(|age| age < ADULT_MEASURE_AGE);
    match (long_in_care, young_enough) {
        (Some(false), _) | (_, Some(false)) => return LongTerm::NotAsked,
        (None, _) => return LongTerm::NotKnown("start of care not known"),
        (_, None) => return LongTerm::NotKnown("age not known"),
        (Some(true), Some(true)) => {}
    }
    // What comes after the day says nothing of it.
    let episodes = child.episodes.get(period.episodes.start..=at).unwrap_or_default();
    let (stays, of_episode) = stays(episodes, &scope.dataset.codes);
    let current = of_episode.last().copied().flatten();
    let long_before = add_months(end, -LONG_PLACEMENT_MONTHS);
    let lasted = |at: usize| {
        stays.get(at).and_then(|stay| match stay.first_day <= long_before {
            true => Some(true),
            false => stay.start_known.then_some(false),
        })
    };
    let same = current.and_then(|current| match lasted(current)? {
        true => Some(true),
        false if scope.dataset.codes.is_adoption(stays.get(current)?.placement) => lasted(current.checked_sub(1)?),
        false => Some(false),
    });
    same.map_or(LongTerm::NotKnown("start of the placement not known"), LongTerm::Asked)
}

/// The latest episode under which the child is in care on the day, as a position, and its period of care.
fn position_on(child: &Child, day: Date) -> Option<(usize, &PeriodOfCare)> {
    let at = child.episodes.iter().rposition(|episode| episode.covers(day))?;
    Some((at, child.periods.iter().find(|period| period.episodes.contains(&at))?))
}
