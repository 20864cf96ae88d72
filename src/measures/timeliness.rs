//! Was each review held in time? Three-valued: on time, late, or it cannot be judged.
//!
//! Care Planning, Placement and Case Review (England) Regulations 2010, regulation 33: the first review within 20 working days of
//! the start of care, the second within 3 months of the first, later ones within 6 months of the one before. While a child is placed
//! for adoption, Adoption Agencies Regulations 2005, regulation 36: within 4 weeks of the placement, then 3 months, then 6 months.
//! Every clock runs from the review actually held (convention C3.3).
//!
//! What the files do not cover makes a clock uncertain, never a review on time: where the start of care, or a year's reviews, are
//! not known, a review is judged only if every order it could have gives the same answer.

use crate::dataset::child::Child;
use crate::dataset::codes::Codes;
use crate::dataset::episode::{Begins, Episode, PeriodOfCare};
use crate::period::{Period, WorkingDays, add_days, add_months, days_between};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Working days within which the first review is due (regulation 33(1)).
pub const FIRST_REVIEW_WORKING_DAYS: u32 = 20;
/// Days within which the first review after a placement for adoption is due: 4 weeks (regulation 36).
pub const ADOPTION_FIRST_REVIEW_DAYS: i32 = 28;
/// Months within which the second review is due.
pub const SECOND_REVIEW_MONTHS: i32 = 3;
/// Months within which each later review is due.
pub const LATER_REVIEW_MONTHS: i32 = 6;

/// Whether a review was held in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Held on or before its due date.
    OnTime,
    /// Held after its due date.
    Late {
        /// Calendar days after the due date, the latest it can have been.
        days: i64,
    },
    /// The files do not say enough.
    CannotBeJudged,
}

/// A review's place in its period of care, whichever clock applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The first.
    First,
    /// The second.
    Second,
    /// The third or a later one.
    Later,
    /// Not known.
    Unknown,
}

/// A review with what is said of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judged {
    /// Whether it was in time.
    pub verdict: Verdict,
    /// Its place in the period of care.
    pub place: Place,
}

/// Whether a review is overdue at the end of the reporting period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overdue {
    /// A review fell due and has not been held.
    Yes,
    /// None did.
    No,
    /// The files do not say enough.
    CannotBeJudged,
}

/// The days that the Reviews files cover.
#[derive(Debug, Clone)]
pub struct Coverage {
    years: BTreeSet<i16>,
}

impl Coverage {
    /// The days of these collection years.
    pub fn of_years(years: &BTreeSet<i16>) -> Self {
        Coverage { years: years.clone() }
    }

    /// Whether some day from `from` up to, not including, `until` is in no file.
    fn has_gap(&self, from: Date, until: Date) -> bool {
        if from >= until {
            return false;
        }
        let last = add_days(until, -1);
        let (first_year, last_year) =
            (crate::period::collection_year_of(from), crate::period::collection_year_of(last));
        (first_year..=last_year).any(|year| !self.years.contains(&year))
    }

    /// The first day from which the files cover every day to `end`; none where they do not cover `end` itself.
    fn covered_since(&self, end: Date) -> Option<Date> {
        let mut year = crate::period::collection_year_of(end);
        if !self.years.contains(&year) {
            return None;
        }
        while self.years.contains(&(year - 1)) {
            year -= 1;
        }
        Period::collection_year(year).map(|period| period.from)
    }
}

/// What clocks run on: the law's working days and the files' coverage.
#[derive(Debug, Clone, Copy)]
pub struct Clock<'a> {
    /// Working days.
    pub working_days: &'a WorkingDays,
    /// The days for which reviews are known.
    pub coverage: &'a Coverage,
    /// The code lists.
    pub codes: &'a Codes,
}

/// Judges every review of a child, in the order of the child's reviews. Reviews outside care cannot be judged.
pub fn judged(child: &Child, clock: Clock<'_>) -> Vec<Judged> {
    let outside = Judged { verdict: Verdict::CannotBeJudged, place: Place::Unknown };
    let mut judged = vec![outside; child.reviews.len()];
    for period in &child.periods {
        let dates: Vec<Date> = period.reviews.iter().map(|&at| child.reviews[at].held_on).collect();
        for (&at, judgement) in period.reviews.iter().zip(period_judged(child, period, &dates, clock)) {
            judged[at] = judgement;
        }
    }
    judged
}

/// Where a sequence of reviews stands: how many are known, the last of them, and whether unknown ones may lie before.
#[derive(Debug, Clone, Copy)]
struct Sequence {
    /// The day from which the first review is due, where it is known.
    start: Option<Date>,
    /// Reviews known so far.
    known: usize,
    /// The last of them.
    last: Option<Date>,
    /// Whether a review may have been held that no file shows.
    uncertain: bool,
}

impl Sequence {
    fn from(start: Option<Date>) -> Self {
        Sequence { start, known: 0, last: None, uncertain: start.is_none() }
    }

    /// Whether the files leave out days on which a review could have been held since the last one known and before `day`.
    fn gap_before(&self, day: Date, coverage: &Coverage) -> bool {
        match (self.last, self.start) {
            (Some(last), _) => coverage.has_gap(add_days(last, 1), day),
            (None, Some(start)) => coverage.has_gap(start, day),
            (None, None) => false,
        }
    }

    fn hold(&mut self, day: Date) {
        self.known += 1;
        self.last = Some(day);
    }

    /// The verdict on a review held on `day`, which then counts as held. `first_due` gives the due date of the first review.
    fn judge(&mut self, day: Date, first_due: impl Fn(Date) -> Date, coverage: &Coverage) -> Verdict {
        let gap = self.gap_before(day, coverage);
        let verdict = if gap {
            Verdict::CannotBeJudged
        } else {
            match (self.last, self.start) {
                (None, Some(start)) if !self.uncertain => on_or_before(day, first_due(start)),
                (None, _) => Verdict::CannotBeJudged,
                (Some(last), _) if self.known >= 2 => on_or_before(day, add_months(last, LATER_REVIEW_MONTHS)),
                (Some(last), _) if !self.uncertain => on_or_before(day, add_months(last, SECOND_REVIEW_MONTHS)),
                // The second or a later one: certain only where both clocks agree.
                (Some(last), _) => match on_or_before(day, add_months(last, SECOND_REVIEW_MONTHS)) {
                    Verdict::OnTime => Verdict::OnTime,
                    _ => match on_or_before(day, add_months(last, LATER_REVIEW_MONTHS)) {
                        Verdict::OnTime => Verdict::CannotBeJudged,
                        late => late,
                    },
                },
            }
        };
        self.uncertain |= gap;
        self.hold(day);
        verdict
    }

    /// The due date of the next review, where order and clock are known on `day`.
    fn next_due(&self, day: Date, first_due: impl Fn(Date) -> Date, coverage: &Coverage) -> Option<Date> {
        if self.gap_before(add_days(day, 1), coverage) {
            return None;
        }
        match (self.last, self.start) {
            (None, start) => start.filter(|_| !self.uncertain).map(first_due),
            (Some(last), _) if self.known >= 2 => Some(add_months(last, LATER_REVIEW_MONTHS)),
            (Some(last), _) if !self.uncertain => Some(add_months(last, SECOND_REVIEW_MONTHS)),
            (Some(_), _) => None,
        }
    }
}

fn on_or_before(day: Date, due: Date) -> Verdict {
    if day <= due { Verdict::OnTime } else { Verdict::Late { days: days_between(due, day) } }
}

/// A time placed for adoption with one carer: it runs on through temporary moves and changes of order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct AdoptionPlacement {
    /// The first day known of it.
    first_day: Date,
    /// Whether the placement began on that day.
    start_known: bool,
}

impl AdoptionPlacement {
    fn sequence(self) -> Sequence {
        Sequence::from(self.start_known.then_some(self.first_day))
    }
}

/// The placements for adoption of a period of care, and which of them each of its episodes belongs to.
struct Adoptions<'a> {
    episodes: &'a [Episode],
    placements: Vec<AdoptionPlacement>,
    of_episode: Vec<Option<usize>>,
}

impl<'a> Adoptions<'a> {
    fn of(episodes: &'a [Episode], codes: &Codes) -> Self {
        let mut adoptions =
            Adoptions { episodes, placements: Vec::new(), of_episode: Vec::with_capacity(episodes.len()) };
        // The placement's code before a temporary move, and whether the child is on one.
        let mut current: Option<crate::dataset::codes::Code> = None;
        let mut away = false;
        for episode in episodes {
            let episode_placement = if codes.is_temporary(episode.placement) {
                away = true;
                current.and_then(|_| adoptions.placements.len().checked_sub(1))
            } else if codes.is_adoption(episode.placement) {
                let back = away && current == Some(episode.placement);
                let new_carer = matches!(episode.begins, Begins::Carer | Begins::Care) && !back;
                if current.is_none() || new_carer {
                    adoptions.placements.push(AdoptionPlacement {
                        first_day: episode.started_on,
                        start_known: adoptions.start_is_known(episode, codes),
                    });
                }
                current = Some(episode.placement);
                away = false;
                adoptions.placements.len().checked_sub(1)
            } else {
                current = None;
                away = false;
                None
            };
            adoptions.of_episode.push(episode_placement);
        }
        adoptions
    }

    /// Whether a placement that an episode seems to begin cannot have begun before the first episode known.
    fn start_is_known(&self, episode: &Episode, codes: &Codes) -> bool {
        let before = self.episodes.get(..self.of_episode.len()).unwrap_or_default();
        match before.first() {
            None => !matches!(episode.begins, Begins::LegalStatus | Begins::Unknown),
            // After a temporary move with which the data begin, it may be the return to a placement that began earlier.
            Some(first) => {
                first.begins == Begins::Care
                    || episode.begins == Begins::Care
                    || !before.iter().all(|episode| codes.is_temporary(episode.placement))
            }
        }
    }

    /// The placement for adoption in which the child is on a day: under the latest episode of the day, else the one left on it.
    fn on(&self, day: Date) -> Option<usize> {
        let under = self.episodes.iter().rposition(|episode| episode.covers(day));
        let left = || self.episodes.iter().rposition(|episode| episode.ended_on == Some(day));
        under.or_else(left).and_then(|at| self.of_episode.get(at).copied().flatten())
    }
}

fn period_judged(child: &Child, period: &PeriodOfCare, dates: &[Date], clock: Clock<'_>) -> Vec<Judged> {
    let working_days = clock.working_days;
    let mut ordinary = Sequence::from(period.start_known.then_some(period.first_day));
    let adoptions = Adoptions::of(child.episodes.get(period.episodes.clone()).unwrap_or_default(), clock.codes);
    let mut on_adoption: Vec<Sequence> = adoptions.placements.iter().map(|placement| placement.sequence()).collect();
    dates
        .iter()
        .map(|&day| {
            let before = ordinary;
            let by_care = ordinary.judge(day, |start| first_review_due(working_days, start), clock.coverage);
            let verdict = match adoptions.on(day) {
                Some(at) => on_adoption[at].judge(day, adoption_review_due, clock.coverage),
                None => by_care,
            };
            Judged { verdict, place: place(before, ordinary.uncertain) }
        })
        .collect()
}

/// The place of a review before which `before` was known.
fn place(before: Sequence, uncertain: bool) -> Place {
    match before.known {
        0 if !uncertain => Place::First,
        1 if !uncertain => Place::Second,
        0 | 1 => Place::Unknown,
        _ => Place::Later,
    }
}

/// The day by which the first review in care is due.
pub fn first_review_due(working_days: &WorkingDays, start: Date) -> Date {
    working_days.after(start, FIRST_REVIEW_WORKING_DAYS)
}

fn adoption_review_due(start: Date) -> Date {
    add_days(start, ADOPTION_FIRST_REVIEW_DAYS)
}

/// Whether the next review of a period of care that is open at `end` fell due on or before it and has not been held.
pub fn overdue(child: &Child, period: &PeriodOfCare, end: Date, clock: Clock<'_>) -> Overdue {
    let first_due_in_care = |start| first_review_due(clock.working_days, start);
    let adoptions = Adoptions::of(child.episodes.get(period.episodes.clone()).unwrap_or_default(), clock.codes);
    let adoption = adoptions.on(end);
    let (mut sequence, first_day) = match adoption.and_then(|at| adoptions.placements.get(at)) {
        Some(placement) => (placement.sequence(), placement.first_day),
        None => (Sequence::from(period.start_known.then_some(period.first_day)), period.first_day),
    };
    let first_due =
        |start: Date| if adoption.is_some() { adoption_review_due(start) } else { first_due_in_care(start) };
    for &at in &period.reviews {
        let day = child.reviews[at].held_on;
        if day <= end && (adoption.is_none() || adoptions.on(day) == adoption) {
            sequence.judge(day, first_due, clock.coverage);
        }
    }
    if let Some(due) = sequence.next_due(end, first_due, clock.coverage) {
        return if due <= end { Overdue::Yes } else { Overdue::No };
    }
    let Some(files_begin) = clock.coverage.covered_since(end) else { return Overdue::CannotBeJudged };
    let (latest, earliest) = match sequence.last.filter(|last| *last >= files_begin) {
        Some(last) => (add_months(last, LATER_REVIEW_MONTHS), Some(add_months(last, SECOND_REVIEW_MONTHS))),
        None => {
            let unseen = add_months(add_days(files_begin, -1), LATER_REVIEW_MONTHS);
            (unseen.max(first_due(first_day)), None)
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
