//! Days, working days and birthdays, as the law counts them.

use anyhow::Context;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use std::collections::BTreeSet;
use std::path::Path;

/// The first day from which lives are simulated.
pub const BEGINNING: Date = Date::constant(2008, 4, 1);
/// The last day of the report's year: nothing after it is in any file.
pub const LAST_DAY: Date = Date::constant(2026, 3, 31);
/// The last day of the year before.
pub const LAST_DAY_BEFORE: Date = Date::constant(2025, 3, 31);

/// A year of the return, named by the 31 March on which it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Year(pub i16);

impl Year {
    /// 1 April.
    pub fn first_day(self) -> Date {
        Date::constant(self.0 - 1, 4, 1)
    }

    /// 31 March.
    pub fn last_day(self) -> Date {
        Date::constant(self.0, 3, 31)
    }

    /// Whether a day falls in the year.
    pub fn holds(self, day: Date) -> bool {
        self.first_day() <= day && day <= self.last_day()
    }

    /// The year in which a day falls.
    pub fn of(day: Date) -> Year {
        let turned = day.month() >= 4;
        Year(day.year() + i16::from(turned))
    }

    /// `2025-26`.
    pub fn name(self) -> String {
        format!("{}-{:02}", self.0 - 1, self.0 % 100)
    }
}

/// The bank holidays of England.
pub struct Calendar {
    holidays: BTreeSet<Date>,
}

impl Calendar {
    /// Reads the list of bank holidays: a CSV file whose first column is the day.
    pub fn read(path: &Path) -> anyhow::Result<Calendar> {
        let mut reader = csv::Reader::from_path(path).with_context(|| format!("cannot read {}", path.display()))?;
        let mut holidays = BTreeSet::new();
        for record in reader.records() {
            let record = record?;
            let day = record.get(0).unwrap_or_default();
            holidays.insert(day.parse::<Date>().with_context(|| format!("{day} is not a date"))?);
        }
        Ok(Calendar { holidays })
    }

    /// Whether a day is neither a Saturday, a Sunday nor a bank holiday.
    pub fn is_working_day(&self, day: Date) -> bool {
        !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !self.holidays.contains(&day)
    }

    /// The day that is `count` working days after `day`, which itself is day 0.
    pub fn working_days_after(&self, day: Date, count: i32) -> Date {
        let mut at = day;
        let mut left = count;
        while left > 0 {
            at = days_after(at, 1);
            left -= i32::from(self.is_working_day(at));
        }
        at
    }

    /// The nearest working day on or before `day`.
    pub fn working_day_by(&self, day: Date) -> Date {
        let mut at = day;
        while !self.is_working_day(at) {
            at = days_after(at, -1);
        }
        at
    }

    /// The nearest working day on or after `day`.
    pub fn working_day_from(&self, day: Date) -> Date {
        let mut at = day;
        while !self.is_working_day(at) {
            at = days_after(at, 1);
        }
        at
    }
}

/// The day `count` days after `day`; before it when negative.
pub fn days_after(day: Date, count: i32) -> Date {
    day.saturating_add(i64::from(count).days())
}

/// The same day of the month `count` months later; the last day of a shorter month.
pub fn months_after(day: Date, count: i32) -> Date {
    day.saturating_add(i64::from(count).months())
}

/// Calendar days from one day to another.
pub fn days_between(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}

/// The birthday on which somebody becomes `years` old; 29 February falls on 1 March in other years.
pub fn birthday(born: Date, years: i32) -> Date {
    let year = born.year() + i16::try_from(years).unwrap_or(0);
    Date::new(year, born.month(), born.day()).unwrap_or(Date::constant(year, 3, 1))
}

/// Completed years on a day.
pub fn age_on(born: Date, day: Date) -> i32 {
    let years = i32::from(day.year()) - i32::from(born.year());
    years - i32::from(birthday(born, years) > day)
}

/// `31/03/2026`, as the return writes days.
pub fn written(day: Date) -> String {
    format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year())
}
