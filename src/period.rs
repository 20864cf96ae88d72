//! Days, reporting periods and working days: the ground under every measure.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use std::fmt;

/// A reporting period: its first and its last day, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub from: Date,
    /// The last day; figures "at the end of the period" are counted on it.
    pub to: Date,
}

impl Period {
    /// The year from 1 April of `year - 1` to 31 March of `year`, the way the national return names its years.
    pub fn collection_year(year: i16) -> Option<Period> {
        Some(Period { from: Date::new(year - 1, 4, 1).ok()?, to: Date::new(year, 3, 31).ok()? })
    }

    /// The period as it is written in an order: `2025-26`, `2025/26`.
    pub fn parse(text: &str) -> Option<Period> {
        let (first, second) = text.trim().split_once(['-', '/', '_'])?;
        let start: i16 = first.trim().parse().ok()?;
        let end: i16 = second.trim().parse().ok()?;
        let fits = match second.trim().len() {
            2 => (start + 1) % 100 == end,
            4 => start + 1 == end,
            _ => false,
        };
        if first.trim().len() == 4 && fits { Period::collection_year(start + 1) } else { None }
    }

    /// Whether the day lies in the period.
    pub fn contains(&self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }

    /// The period a year earlier, ending the day before this one began when this one is a year long.
    pub fn year_before(&self) -> Period {
        Period { from: add_months(self.from, -12), to: add_months(self.to, -12) }
    }

    /// `2025-26` for a year from 1 April to 31 March, otherwise the two days.
    pub fn label(&self) -> String {
        match Period::collection_year(self.to.year()) {
            Some(year) if year == *self => collection_year_label(self.to.year()),

            // A calendar year is called by its number.
            _ if (self.from.month(), self.from.day(), self.to.month(), self.to.day()) == (1, 1, 12, 31)
                && self.from.year() == self.to.year() =>
            {
                self.to.year().to_string()
            }
            _ => format!("{} to {}", in_full(self.from), in_full(self.to)),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}", in_full(self.from), in_full(self.to))
    }
}

/// The months as they are printed.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A day in full, as councils print it (convention D8): 17 September 2021.
pub fn in_full(day: Date) -> String {
    let month = MONTHS.get(usize::from(day.month().unsigned_abs()) - 1).copied().unwrap_or_default();
    format!("{} {} {}", day.day(), month, day.year())
}

/// The name of a collection year: `2025-26` for the year that ends on 31 March 2026.
pub fn collection_year_label(year: i16) -> String {
    format!("{}-{:02}", i32::from(year) - 1, i32::from(year).rem_euclid(100))
}

/// The collection year a day belongs to, named by the 31 March on which it ends.
pub fn collection_year_of(day: Date) -> i16 {
    if day.month() >= 4 { day.year() + 1 } else { day.year() }
}

/// The same day `months` later (earlier when negative); a day the month lacks becomes its last day
/// (convention C3.2). A date out of the calendar's range stays where it is.
pub fn add_months(day: Date, months: i32) -> Date {
    let first_of_month = || {
        let month = (i32::from(day.year()) * 12 + i32::from(day.month()) - 1).checked_add(months)?;
        let number = i8::try_from(month.rem_euclid(12) + 1).ok()?;
        Date::new(i16::try_from(month.div_euclid(12)).ok()?, number, 1).ok()
    };
    first_of_month()
        .and_then(|first| Date::new(first.year(), first.month(), day.day().min(first.days_in_month())).ok())
        .unwrap_or(day)
}

/// The day `days` calendar days later (earlier when negative).
pub fn add_days(day: Date, days: i32) -> Date {
    // The next day and the one before are asked for most.
    let later = match days {
        1 => day.tomorrow(),
        -1 => day.yesterday(),
        _ => day.checked_add(days.days()),
    };
    later.unwrap_or(day)
}

/// Calendar days from one day to another; negative when `to` is earlier.
pub fn days_between(from: Date, to: Date) -> i64 {
    i64::from((to - from).get_days())
}

/// Completed years on a day (measures rule 1.4): somebody born on 29 February has the birthday on 1 March
/// in other years. Nobody has an age before birth.
pub fn age_on(born: Date, day: Date) -> Option<u32> {
    if born > day {
        return None;
    }
    let mut years = i32::from(day.year()) - i32::from(born.year());
    if (day.month(), day.day()) < (born.month(), born.day()) {
        years -= 1;
    }
    u32::try_from(years).ok()
}

/// A date as councils' files hold them: `31/03/2026`, `2026-03-31`, each also with a time of midnight after it.
/// Years before 1900 or after 2100 are refused: they are typing faults.
pub fn parse_date(text: &str) -> Option<Date> {
    // Nearly every date of a large return has one of these two forms, which are read without looking for another.
    match text.as_bytes() {
        &[a, b, b'/', c, d, b'/', e, f, g, h] | &[e, f, g, h, b'-', c, d, b'-', a, b] => {
            let digits = [a, b, c, d, e, f, g, h];
            if digits.iter().all(u8::is_ascii_digit) {
                let [a, b, c, d, e, f, g, h] = digits.map(|digit| i16::from(digit - b'0'));
                return day_of(e * 1000 + f * 100 + g * 10 + h, c * 10 + d, a * 10 + b);
            }
        }
        _ => {}
    }
    any_date(text)
}

/// The day, unless there is none or its year is before 1900 or after 2100.
fn day_of(year: i16, month: i16, day: i16) -> Option<Date> {
    if !(1900..=2100).contains(&year) {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// [`parse_date`] for a text of any form.
fn any_date(text: &str) -> Option<Date> {
    let text = text.trim();
    let day = text.split([' ', 'T']).next().unwrap_or(text);
    if day.len() != text.len() {
        let time = &text[day.len() + 1..];
        if !time.trim_end_matches('Z').chars().all(|c| matches!(c, '0' | ':' | '.')) {
            return None;
        }
    }
    let parts: Vec<&str> = day.split(['/', '-']).collect();
    let [first, second, third] = parts.as_slice() else {
        return None;
    };
    if !parts.iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let (year, month, day_of_month) = match (first.len(), third.len()) {
        (4, 1..=2) if day.contains('-') => (first, second, third),
        (1..=2, 4) => (third, second, first),
        _ => return None,
    };
    day_of(year.parse().ok()?, month.parse().ok()?, day_of_month.parse().ok()?)
}

/// Days on which offices work: not Saturdays, Sundays, or the bank holidays of England (convention C3.4).
#[derive(Debug, Clone)]
pub struct WorkingDays {
    holidays: Vec<Date>,
}

impl WorkingDays {
    /// Working days given the bank holidays, in any order.
    pub fn new(mut holidays: Vec<Date>) -> Self {
        holidays.sort_unstable();
        holidays.dedup();
        WorkingDays { holidays }
    }

    /// Whether the day is a working day.
    pub fn includes(&self, day: Date) -> bool {
        !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && self.holidays.binary_search(&day).is_err()
    }

    fn holidays_after(&self, day: Date) -> &[Date] {
        self.holidays.get(self.holidays.partition_point(|holiday| *holiday <= day)..).unwrap_or_default()
    }

    /// The day `count` working days after `start`; `start` is day 0, whatever day of the week it is.
    pub fn after(&self, start: Date, count: u32) -> Date {
        let mut day = start;
        let mut weekday = start.weekday();
        // Day and holidays go forward together, so each holiday is looked at once.
        let mut holidays = self.holidays_after(start).iter().peekable();
        let mut left = count;
        while left > 0 {
            let Ok(next) = day.tomorrow() else { break }; // the end of the calendar
            day = next;
            weekday = weekday.next();
            let is_holiday = holidays.next_if(|holiday| **holiday == day).is_some();
            if !is_holiday && !matches!(weekday, Weekday::Saturday | Weekday::Sunday) {
                left -= 1;
            }
        }
        day
    }

    /// How many working days lie after `from` up to and including `to`; 0 when `to` is not later.
    pub fn between(&self, from: Date, to: Date) -> u32 {
        let mut day = from;
        let mut count = 0;
        while day < to {
            day = add_days(day, 1);
            if self.includes(day) {
                count += 1;
            }
        }
        count
    }

    /// The last day of the last year for which bank holidays are known, if any are.
    pub fn known_until(&self) -> Option<Date> {
        self.holidays.last().and_then(|last| Date::new(last.year(), 12, 31).ok())
    }

    /// The first day of the first year for which bank holidays are known, if any are.
    pub fn known_from(&self) -> Option<Date> {
        self.holidays.first().and_then(|first| Date::new(first.year(), 1, 1).ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Date {
        parse_date(text).unwrap()
    }

    fn england() -> WorkingDays {
        WorkingDays::new(
            include_str!("../data/reference/england_bank_holidays.csv")
                .lines()
                .skip(1)
                .filter_map(|line| parse_date(line.split(',').next()?))
                .collect(),
        )
    }

    #[test]
    fn twenty_working_days_after_the_start_of_care() {
        // Care start and due date, checked by hand against the bank holidays of each year.
        for (start, due) in [
            ("01/03/2024", "02/04/2024"),
            ("01/04/2024", "29/04/2024"),
            ("08/12/2023", "10/01/2024"),
            ("03/09/2022", "03/10/2022"),
            ("13/05/2022", "14/06/2022"),
            ("08/04/2023", "10/05/2023"),
            ("20/04/2020", "19/05/2020"),
            ("11/12/2021", "12/01/2022"),
            ("24/12/2024", "24/01/2025"),
            ("03/03/2025", "31/03/2025"),
        ] {
            assert_eq!(england().after(day(start), 20), day(due), "from {start}");
            assert_eq!(england().between(day(start), day(due)), 20, "from {start}");
        }
    }

    #[test]
    fn months_end_on_the_last_day_where_the_day_is_missing() {
        for (start, months, end) in [
            ("30/11/2023", 3, "29/02/2024"),
            ("31/08/2023", 6, "29/02/2024"),
            ("31/08/2024", 6, "28/02/2025"),
            ("31/01/2024", 3, "30/04/2024"),
            ("29/02/2024", 6, "29/08/2024"),
        ] {
            assert_eq!(add_months(day(start), months), day(end), "{start} + {months}");
        }
    }

    #[test]
    fn age_is_in_completed_years_and_leap_day_birthdays_fall_on_1_march() {
        assert_eq!(age_on(day("29/02/2020"), day("28/02/2024")), Some(3));
        assert_eq!(age_on(day("29/02/2020"), day("29/02/2024")), Some(4));
        assert_eq!(age_on(day("29/02/2020"), day("28/02/2025")), Some(4));
        assert_eq!(age_on(day("29/02/2020"), day("01/03/2025")), Some(5));
        assert_eq!(age_on(day("01/04/2025"), day("31/03/2026")), Some(0));
        assert_eq!(age_on(day("01/04/2025"), day("31/03/2025")), None);
    }

    #[test]
    fn dates_are_read_as_councils_write_them_and_no_other_way() {
        let expected = Date::new(2026, 3, 31).unwrap();
        for text in
            ["31/03/2026", "2026-03-31", " 31/03/2026 ", "2026-03-31 00:00:00", "2026-03-31T00:00:00Z", "31-03-2026"]
        {
            assert_eq!(parse_date(text), Some(expected), "{text}");
        }
        for text in [
            "",
            "notadate",
            "31/02/2026",
            "03/31/2026",
            "31/03/26",
            "2026/03",
            "45000",
            "31/03/0206",
            "2026-03-31 09:30",
        ] {
            assert_eq!(parse_date(text), None, "{text}");
        }
    }

    proptest! {
        /// The two usual forms are read as any other, whatever is wrong with them.
        #[test]
        fn a_date_in_a_usual_form_is_the_day_that_the_general_reading_gives(text in date_like()) {
            prop_assert_eq!(parse_date(&text), any_date(&text), "{:?}", text);
        }

        /// Months are added as the calendar's own arithmetic adds them.
        #[test]
        fn months_are_added_as_the_calendar_adds_them(
            year in -9999..=9999i16, month in 1..=12i8, day in 1..=31i8, months in -30_000..=30_000i32,
        ) {
            let Ok(day) = Date::new(year, month, day) else { return Ok(()) };
            let expected = day.checked_add(jiff::Span::new().months(months)).unwrap_or(day);
            prop_assert_eq!(add_months(day, months), expected);
        }

        /// Working days are those that are found by asking day after day.
        #[test]
        fn working_days_are_counted_one_by_one(start in 0..20_000i32, count in 0..60u32) {
            let (working_days, start) = (england(), add_days(day("01/01/1990"), start));
            let mut expected = start;
            let mut left = count;
            while left > 0 {
                expected = expected.tomorrow().unwrap();
                left -= u32::from(working_days.includes(expected));
            }
            prop_assert_eq!(working_days.after(start, count), expected);
        }
    }

    /// Texts that are dates, nearly dates, and something else.
    fn date_like() -> impl Strategy<Value = String> {
        let sign = || proptest::sample::select(vec!["/", "-", ".", " ", "", "\u{e9}"]);
        let parts = (0..40u32, sign(), 0..15u32, sign(), 1890..2110u32);
        let written = parts.prop_map(|(day, one, month, two, year)| format!("{day:02}{one}{month:02}{two}{year}"));
        let iso = (1890..2110u32, sign(), 0..15u32, sign(), 0..40u32)
            .prop_map(|(year, one, month, two, day)| format!("{year}{one}{month:02}{two}{day:02}"));
        let ending = proptest::sample::select(vec!["", " ", "T00:00:00", " 00:00", " 09:30", "Z", "1"]);
        prop_oneof![(written, ending.clone()), (iso, ending), ("[0-9/\\-+ T:é]{8,12}", proptest::strategy::Just(""))]
            .prop_map(|(day, ending)| format!("{day}{ending}"))
    }

    #[test]
    fn days_are_in_full() {
        assert_eq!(in_full(day("17/09/2021")), "17 September 2021");
        assert_eq!(in_full(day("29/02/2024")), "29 February 2024");
        let months: Vec<String> = (1..=12).map(|month| in_full(Date::new(2025, month, 1).unwrap())).collect();
        assert_eq!(
            months.join(", "),
            "1 January 2025, 1 February 2025, 1 March 2025, 1 April 2025, 1 May 2025, 1 June 2025, 1 July 2025, \
             1 August 2025, 1 September 2025, 1 October 2025, 1 November 2025, 1 December 2025"
        );
    }

    #[test]
    fn periods_are_named_by_their_two_years() {
        for (year, label) in [(2026, "2025-26"), (2009, "2008-09"), (2000, "1999-00")] {
            assert_eq!(collection_year_label(year), label);
        }
        let year = Period::parse("2025-26").unwrap();
        assert_eq!((year.from, year.to), (day("01/04/2025"), day("31/03/2026")));
        assert_eq!(year.label(), "2025-26");
        assert_eq!(year.year_before().label(), "2024-25");
        assert_eq!(Period::parse("2025/2026"), Some(year));
        assert_eq!(Period::parse("2025-27"), None);
        assert_eq!(Period::parse("99-00"), None);
        assert_eq!(collection_year_of(day("31/03/2026")), 2026);
        assert_eq!(collection_year_of(day("01/04/2026")), 2027);
    }
}
