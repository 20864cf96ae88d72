//! A second, slow engine of timeliness: one child, day by day, from the rows themselves and the words of the rules alone.
//!
//! It shares nothing with the fast one but the list of bank holidays and the calendar.

use crate::period::{Period, WorkingDays};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// A row of Episodes of one child.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EpisodeRow {
    pub(super) year: i16,
    pub(super) started_on: Date,
    pub(super) reason: &'static str,
    pub(super) legal_status: &'static str,
    pub(super) placement: &'static str,
    pub(super) ended_on: Option<Date>,
}

/// A row of Reviews of one child.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ReviewRow {
    pub(super) year: i16,
    pub(super) held_on: Date,
}

/// The rows of one child, and the years whose files were given.
#[derive(Debug, Clone)]
pub(super) struct History {
    pub(super) episode_years: BTreeSet<i16>,
    pub(super) review_years: BTreeSet<i16>,
    pub(super) episodes: Vec<EpisodeRow>,
    pub(super) reviews: Vec<ReviewRow>,
}

/// What the rules say of a review: `place` is 1, 2, 3 for later, 0 for not known; `late_by` is none where it cannot be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) held_on: Date,
    pub(super) place: u8,
    pub(super) late_by: Option<i32>,
}

/// Whether a review is overdue at the end of the period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Overdue {
    NotInCare,
    Yes,
    No,
    CannotBeJudged,
}

pub(super) fn next_day(day: Date) -> Date {
    day.checked_add(1.day()).unwrap()
}

fn day_before(day: Date) -> Date {
    day.checked_sub(1.day()).unwrap()
}

/// Day by day.
fn days_from_to(from: Date, to: Date) -> i32 {
    let (mut day, mut days) = (from, 0);
    while day < to {
        day = next_day(day);
        days += 1;
    }
    days
}

fn days_later(day: Date, days: i32) -> Date {
    (0..days).fold(day, |day, _| next_day(day))
}

/// The same day of the month, or the last that the month has.
fn months_later(day: Date, months: i16) -> Date {
    let month = day.year() * 12 + i16::from(day.month()) - 1 + months;
    let (year, month) = (month / 12, (month % 12 + 1) as i8);
    (1..=day.day()).rev().find_map(|day| Date::new(year, month, day).ok()).unwrap()
}

fn twenty_working_days_later(day: Date, working_days: &WorkingDays) -> Date {
    let (mut day, mut worked) = (day, 0);
    while worked < 20 {
        day = next_day(day);
        worked += u32::from(working_days.includes(day));
    }
    day
}

fn file_of(day: Date) -> i16 {
    // The year that ends on the next 31 March.
    (day.year()..).find(|year| Date::new(*year, 3, 31).unwrap() >= day).unwrap()
}

struct Engine<'h> {
    history: &'h History,
    working_days: &'h WorkingDays,
    /// Rule 2: in order, short breaks out, rows united.
    episodes: Vec<EpisodeRow>,
    /// The first and last episode of each period of care.
    periods: Vec<(usize, usize)>,
    /// Every day on which a review was held.
    reviews: Vec<Date>,
}

/// Which clock a day is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum On {
    /// Regulation 33.
    Ordinary,
    /// Regulation 36, from the placement's first day if that is known, else from the first day known.
    Adoption { from: Date, known: bool },
}

impl<'h> Engine<'h> {
    fn of(history: &'h History, working_days: &'h WorkingDays) -> Self {
        let rows: Vec<EpisodeRow> =
            history.episodes.iter().filter(|row| !["V3", "V4"].contains(&row.legal_status)).cloned().collect();
        let same = |a: &EpisodeRow, b: &EpisodeRow| a.started_on == b.started_on && a.reason == b.reason;
        let mut episodes: Vec<EpisodeRow> = Vec::new();
        for row in &rows {
            let rivals: Vec<&EpisodeRow> = rows.iter().filter(|other| same(row, other)).collect();
            // The year whose rows stand: the latest with an end, else the latest.
            let stands = rivals
                .iter()
                .filter(|rival| rival.ended_on.is_some())
                .map(|rival| rival.year)
                .max()
                .or_else(|| rivals.iter().map(|rival| rival.year).max());
            if stands != Some(row.year) || episodes.contains(row) {
                continue;
            }
            let next = history.episode_years.iter().find(|year| **year > row.year);
            let repeated = next.is_none_or(|next| rivals.iter().any(|rival| rival.year == *next));
            if row.ended_on.is_some() || repeated {
                episodes.push(row.clone());
            }
        }
        let far = Date::new(2999, 1, 1).unwrap();
        episodes.sort_by_key(|row| (row.started_on, row.ended_on.unwrap_or(far), row.reason != "S", row.year));
        let mut periods: Vec<(usize, usize)> = Vec::new();
        for at in 0..episodes.len() {
            let fresh =
                episodes[at].reason == "S" && (at == 0 || episodes[at - 1].ended_on != Some(episodes[at].started_on));
            match periods.last_mut() {
                Some(period) if !fresh => period.1 = at,
                _ => periods.push((at, at)),
            }
        }
        let mut reviews: Vec<Date> = history.reviews.iter().map(|row| row.held_on).collect();
        // Rule 1: a child who only had short breaks is not counted anywhere.
        if rows.is_empty() && !history.episodes.is_empty() {
            reviews.clear();
        }
        reviews.sort_unstable();
        reviews.dedup();
        Engine { history, working_days, episodes, periods, reviews }
    }

    fn in_care_under(&self, episode: usize, day: Date) -> bool {
        self.episodes[episode].started_on <= day && self.episodes[episode].ended_on.is_none_or(|end| end > day)
    }

    /// The period a day belongs to, with the latest episode that says so.
    fn period_of(&self, day: Date) -> Option<(usize, usize)> {
        let found = |holds: &dyn Fn(usize) -> bool| {
            (0..self.periods.len()).rev().find_map(|period| {
                let (first, last) = self.periods[period];
                (first..=last).rev().find(|episode| holds(*episode)).map(|episode| (period, episode))
            })
        };
        found(&|episode| self.in_care_under(episode, day))
            .or_else(|| found(&|episode| self.episodes[episode].ended_on == Some(day)))
    }

    fn reviews_in(&self, period: usize) -> Vec<Date> {
        self.reviews.iter().copied().filter(|day| self.period_of(*day).is_some_and(|(of, _)| of == period)).collect()
    }

    /// The clock under an episode of a period: walk the placements from the first one known.
    fn on(&self, period: usize, episode: usize) -> On {
        let is_adoption = |at: usize| ["A3", "A4", "A5", "A6"].contains(&self.episodes[at].placement);
        let is_temporary = |at: usize| ["T0", "T1", "T2", "T3", "T4"].contains(&self.episodes[at].placement);
        let (first, _) = self.periods[period];
        // From a temporary move to the placement as it was before.
        let returns = |at: usize| {
            let before = (first..at).rev().find(|before| !is_temporary(*before));
            is_temporary(at - 1)
                && before.is_some_and(|before| self.episodes[before].placement == self.episodes[at].placement)
        };
        let mut on = On::Ordinary;
        for at in first..=episode {
            let row = &self.episodes[at];
            // A start of care where care is taken to go on begins a placement too (rules of NI 62).
            let same_carer = !["S", "P", "B"].contains(&row.reason);
            on = match on {
                on if is_temporary(at) => on,
                _ if !is_adoption(at) => On::Ordinary,
                On::Adoption { from, known } if same_carer || returns(at) => On::Adoption { from, known },
                _ => {
                    // The data begin with it, or with a temporary move from which it may be the return.
                    let before_the_data = if at == first {
                        !["S", "P", "T", "B", "U"].contains(&row.reason)
                    } else {
                        row.reason != "S" && self.episodes[first].reason != "S" && (first..at).all(is_temporary)
                    };
                    On::Adoption { from: row.started_on, known: !before_the_data }
                }
            };
        }
        on
    }

    fn covered(&self, day: Date) -> bool {
        self.history.review_years.contains(&file_of(day))
    }

    /// Whether a day between the two is in no file: a review may have been held on it. The day of care's start counts, a day on
    /// which a review is known does not.
    fn gap(&self, from: Date, to: Date) -> bool {
        let mut day = from;
        while day < to {
            if !self.covered(day) && !self.reviews.contains(&day) {
                return true;
            }
            day = next_day(day);
        }
        false
    }

    /// The first day on which a clock can have begun, whether it began then, and the reviews known on it before `day`.
    fn clock(&self, period: usize, episode: usize, day: Date) -> (Date, bool, Vec<Date>) {
        let mut known = self.reviews_in(period);
        known.retain(|held| *held < day);
        let start = &self.episodes[self.periods[period].0];
        match self.on(period, episode) {
            On::Ordinary => (start.started_on, start.reason == "S", known),
            on @ On::Adoption { from, known: sure } => {
                known.retain(|held| self.period_of(*held).is_some_and(|(_, under)| self.on(period, under) == on));
                (from, sure, known)
            }
        }
    }

    fn first_due(&self, period: usize, episode: usize, from: Date) -> Date {
        match self.on(period, episode) {
            On::Ordinary => twenty_working_days_later(from, self.working_days),
            On::Adoption { .. } => days_later(from, 28),
        }
    }

    fn said(&self, held_on: Date) -> Said {
        let Some((period, episode)) = self.period_of(held_on) else { return Said { held_on, place: 0, late_by: None } };
        // The place: of all reviews of the period.
        let start = &self.episodes[self.periods[period].0];
        let before = self.reviews_in(period).iter().filter(|day| **day < held_on).count();
        let sure = start.reason == "S" && !self.gap(start.started_on, held_on);
        let place = match before {
            0 if sure => 1,
            1 if sure => 2,
            0 | 1 => 0,
            _ => 3,
        };
        // The clock.
        let (from, known, before) = self.clock(period, episode, held_on);
        let sure = known && !self.gap(from, held_on);
        let late_after = |due: Date| Some(days_from_to(due, held_on));
        let late_by = match before.as_slice() {
            // The first review after a gap cannot be judged.
            [.., last] if self.gap(*last, held_on) => None,
            [] if sure => late_after(self.first_due(period, episode, from)),
            [] => None,
            [only] if sure => late_after(months_later(*only, 3)),
            [only] if held_on <= months_later(*only, 3) => Some(0),
            [only] if held_on > months_later(*only, 6) => late_after(months_later(*only, 6)),
            [_] => None,
            [.., last] => late_after(months_later(*last, 6)),
        };
        Said { held_on, place, late_by }
    }

    fn overdue(&self, end: Date) -> Overdue {
        let Some(episode) = (0..self.episodes.len()).rev().find(|at| self.in_care_under(*at, end)) else {
            return Overdue::NotInCare;
        };
        let period = self.periods.iter().position(|(first, last)| (*first..=*last).contains(&episode)).unwrap();
        let (from, known, before) = self.clock(period, episode, next_day(end));
        let sure = known && !self.gap(from, next_day(end));
        let mut files_begin = next_day(end);
        while self.covered(day_before(files_begin)) {
            files_begin = day_before(files_begin);
        }
        let (earliest, latest) = match before.as_slice() {
            [] if sure => (Some(self.first_due(period, episode, from)), self.first_due(period, episode, from)),
            [only] if sure => (Some(months_later(*only, 3)), months_later(*only, 3)),
            [.., last] if *last >= files_begin => {
                let earliest = if before.len() > 1 { 6 } else { 3 };
                (Some(months_later(*last, earliest)), months_later(*last, 6))
            }
            before => {
                let since_files = months_later(day_before(files_begin), 6);
                let earliest = before.last().map(|last| months_later(*last, 3));
                (earliest, since_files.max(self.first_due(period, episode, from)))
            }
        };
        if latest <= end {
            Overdue::Yes
        } else if earliest.is_some_and(|earliest| earliest > end) {
            Overdue::No
        } else {
            Overdue::CannotBeJudged
        }
    }
}

/// What the rules say of each review of the child, by day.
pub(super) fn said(history: &History, working_days: &WorkingDays) -> Vec<Said> {
    let engine = Engine::of(history, working_days);
    engine.reviews.iter().map(|day| engine.said(*day)).collect()
}

/// Whether a review of the child is overdue at the end of the period.
pub(super) fn overdue(history: &History, working_days: &WorkingDays, period: Period) -> Overdue {
    Engine::of(history, working_days).overdue(period.to)
}

/// Whether the child is in care at the end, since when that is known from, and whether care began then; and the placement.
pub(super) fn in_care_at_end(
    history: &History,
    working_days: &WorkingDays,
    end: Date,
) -> Option<(Date, bool, &'static str)> {
    let engine = Engine::of(history, working_days);
    let episode = (0..engine.episodes.len()).rev().find(|at| engine.in_care_under(*at, end))?;
    let (first, _) = *engine.periods.iter().find(|(first, last)| (*first..=*last).contains(&episode))?;
    let start = &engine.episodes[first];
    Some((start.started_on, start.reason == "S", engine.episodes[episode].placement))
}

/// Which placement an episode belongs to, told by the episode that begins it: convention C8, each sentence by itself.
struct Placements<'e> {
    engine: Engine<'e>,
    period: (usize, usize),
}

impl Placements<'_> {
    fn row(&self, at: usize) -> &EpisodeRow {
        &self.engine.episodes[at]
    }

    fn is_temporary(&self, at: usize) -> bool {
        self.row(at).placement.starts_with('T')
    }

    /// The episodes of the period that are no temporary moves.
    fn homes(&self) -> Vec<usize> {
        (self.period.0..=self.period.1).filter(|at| !self.is_temporary(*at)).collect()
    }

    fn home_before(&self, at: usize) -> Option<usize> {
        self.homes().into_iter().rfind(|home| *home < at)
    }

    fn begins(&self, at: usize) -> bool {
        let Some(before) = self.home_before(at) else { return true };
        if !["S", "P", "B", "T", "U"].contains(&self.row(at).reason) {
            return false;
        }
        let returns = self.is_temporary(at - 1) && self.row(before).placement == self.row(at).placement;
        let renamed = before == at - 1
            && (self.row(before).placement, self.row(at).placement) == ("H5", "K3")
            && ["T", "U"].contains(&self.row(at).reason);
        !returns && !renamed
    }

    /// The episode that begins the placement of a home.
    fn begun_by(&self, home: usize) -> usize {
        self.homes().into_iter().rfind(|at| *at <= home && self.begins(*at)).unwrap()
    }

    /// The placement is one of the days from `from` to `to`.
    fn is_in(&self, beginning: usize, from: Date, to: Date) -> bool {
        let last = self.homes().into_iter().rfind(|at| self.begun_by(*at) == beginning).unwrap();
        let begun_on = self.row(beginning).started_on;
        if begun_on < from { self.row(last).ended_on.is_none_or(|end| end > from) } else { begun_on <= to }
    }

    /// Whether the placement began on or before the day that lies 24 months before `end`; none where its start is not known well enough.
    fn lasted_two_years(&self, beginning: usize, end: Date) -> Option<bool> {
        let row = self.row(beginning);
        if months_later(row.started_on, 24) <= end {
            return Some(true);
        }
        let first = self.row(self.period.0);
        let known = ["S", "P", "B", "T", "U"].contains(&row.reason)
            && (beginning == self.period.0
                || self.home_before(beginning).is_some()
                || first.reason == "S"
                || row.reason == "S");
        known.then_some(false)
    }
}

fn placements_of<'h>(history: &'h History, working_days: &'h WorkingDays) -> Vec<Placements<'h>> {
    let periods = Engine::of(history, working_days).periods;
    periods.into_iter().map(|period| Placements { engine: Engine::of(history, working_days), period }).collect()
}

/// How many placements the child had in the period: all, and those left where a move with the same carer is none.
pub(super) fn placements(history: &History, working_days: &WorkingDays, period: Period) -> (usize, usize) {
    let (mut all, mut with_new_carer) = (0, 0);
    for placements in placements_of(history, working_days) {
        let beginnings: Vec<usize> = placements.homes().into_iter().filter(|at| placements.begins(*at)).collect();
        let mut run_is_counted = false;
        for (position, beginning) in beginnings.into_iter().enumerate() {
            let same_carer = ["T", "U"].contains(&placements.row(beginning).reason);
            if position == 0 || !same_carer {
                run_is_counted = false;
            }
            if placements.is_in(beginning, period.from, period.to) {
                all += 1;
                with_new_carer += usize::from(!run_is_counted);
                run_is_counted = true;
            }
        }
    }
    (all, with_new_carer)
}

/// Whether the child, who is young enough, has lived in one placement for two years: none where not asked, an error where it cannot be
/// told.
pub(super) fn two_years(history: &History, working_days: &WorkingDays, end: Date) -> Option<Result<bool, ()>> {
    let engine = Engine::of(history, working_days);
    let episode = (0..engine.episodes.len()).rev().find(|at| engine.in_care_under(*at, end))?;
    let mut placements = placements_of(history, working_days)
        .into_iter()
        .find(|placements| (placements.period.0..=placements.period.1).contains(&episode))?;
    let first = placements.row(placements.period.0);
    if months_later(first.started_on, 30) > end {
        return if first.reason == "S" { None } else { Some(Err(())) };
    }
    // Nothing after the day.
    placements.period.1 = episode;
    let Some(home) = placements.homes().pop() else { return Some(Err(())) };
    let beginning = placements.begun_by(home);
    let lasted = match placements.lasted_two_years(beginning, end) {
        Some(false) if ["A3", "A4", "A5", "A6"].contains(&placements.row(home).placement) => {
            let before = placements.home_before(beginning).map(|before| placements.begun_by(before));
            before.and_then(|before| placements.lasted_two_years(before, end))
        }
        lasted => lasted,
    };
    Some(lasted.ok_or(()))
}
