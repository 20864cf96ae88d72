//! When a review falls due, and whether one was held on time.
//!
//! Regulation 33 of the Care Planning, Placement and Case Review (England) Regulations 2010: within 20
//! working days, then 3 months, then every 6 months. Regulation 36 of the Adoption Agencies Regulations
//! 2005 once a child is placed for adoption: within 28 days, then 3 months, then every 6 months.

use super::calendar::{Calendar, days_after, months_after};
use jiff::civil::Date;

/// A time placed for adoption with one family, within a period of care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AdoptionPlacement {
    /// The day it began.
    pub from: Date,
    /// The day it ended while care went on; none while it lasts or where care ended with it.
    pub to: Option<Date>,
}

/// A period of care as the clock sees it.
pub struct Care {
    /// The day it began.
    pub start: Date,
    /// Times placed for adoption, in order.
    pub adoption: Vec<AdoptionPlacement>,
    /// The first day from which every review is known. What happened before it is not.
    pub known_from: Date,
}

/// What can be said of one review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    /// Held on or before the day it was due.
    OnTime,
    /// Held after the latest day it can have been due, which is given.
    Late(Date),
    /// The files do not reach back far enough.
    CannotBeJudged,
}

impl Care {
    /// The latest day on which the review after `earlier` is due, asked for a review held on `day`, when
    /// everything is known.
    pub fn due(&self, calendar: &Calendar, earlier: &[Date], day: Date) -> Date {
        match self.placed_for_adoption(day) {
            Some(placement) => {
                let since: Vec<Date> = earlier.iter().copied().filter(|held| *held >= placement.from).collect();
                due_after(&since, days_after(placement.from, 28))
            }
            None => due_after(earlier, calendar.working_days_after(self.start, 20)),
        }
    }

    /// Judges a review held on `day`; `earlier` are the reviews of the period before it, in order.
    pub fn judge(&self, calendar: &Calendar, earlier: &[Date], day: Date) -> Judgement {
        let known: Vec<Date> = earlier.iter().copied().filter(|held| *held >= self.known_from).collect();
        let (since, clock_known) = match self.placed_for_adoption(day) {
            Some(placement) => (
                known.into_iter().filter(|held| *held >= placement.from).collect::<Vec<Date>>(),
                placement.from >= self.known_from,
            ),
            None => (known, self.start >= self.known_from),
        };
        if clock_known {
            let due = self.due(calendar, earlier, day);
            return if day <= due { Judgement::OnTime } else { Judgement::Late(due) };
        }
        let Some(before) = since.last() else {
            return Judgement::CannotBeJudged;
        };
        let latest = months_after(*before, 6);
        let earliest = if since.len() > 1 { latest } else { months_after(*before, 3) };
        if day <= earliest {
            Judgement::OnTime
        } else if day > latest {
            Judgement::Late(latest)
        } else {
            Judgement::CannotBeJudged
        }
    }

    /// The adoption placement whose clock runs on a day.
    fn placed_for_adoption(&self, day: Date) -> Option<AdoptionPlacement> {
        self.adoption.iter().copied().find(|placement| placement.from <= day && placement.to.is_none_or(|to| day < to))
    }
}

fn due_after(earlier: &[Date], first: Date) -> Date {
    match earlier {
        [] => first,
        [only] => months_after(*only, 3),
        [.., last] => months_after(*last, 6),
    }
}
