//! Days and numbers as people write them in logs. The return has its own stricter reader, [`crate::period::parse_date`].

use super::fields::Thousandths;
use crate::period::{add_days, parse_date};
use jiff::civil::Date;

/// A day as a cell of a log holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WrittenDay {
    /// A day.
    Day(Date),
    /// A day of which a spreadsheet left only the number that it counts days by.
    Counted(Date),
    /// The first reading where there are two: `25-04-01` is 25 April 2001 or 1 April 2025.
    Ambiguous(Date),
    /// A month and a year without a day.
    MonthOnly,
    /// A day only if the month stands first.
    MonthFirst,
    /// The error mark of a spreadsheet, or a column that was too narrow: `#REF!`, `########`.
    SpreadsheetError,
    /// No day.
    Unreadable,
}

/// The day before the first that spreadsheets count, and the numbers that can be days of our time: 1954 to 2119.
const COUNTED_FROM: (i16, i8, i8) = (1899, 12, 30);
const COUNTED: std::ops::RangeInclusive<i32> = 20_000..=80_000;

/// Reads a day: `1/4/25`, `01.04.2025`, `1 April 2025`, `1st Apr 25`, `2025-04-01 09:30`, `20250401`, `45748`. The day stands before
/// the month, as it is written in England. A time of day is passed over.
pub fn day(text: &str) -> WrittenDay {
    if let Some(day) = parse_date(text) {
        return WrittenDay::Day(day);
    }
    let text = text.trim();
    if text.starts_with('#') {
        return WrittenDay::SpreadsheetError;
    }
    let date = without_time(text);
    if let Ok(number) = date.parse::<f64>() {
        return of_number(date, number);
    }
    let parts: Vec<&str> = date
        .split(|c: char| c.is_whitespace() || matches!(c, '/' | '-' | '.' | ',' | '\u{2013}'))
        .filter(|part| !part.is_empty() && !is_weekday(part) && !part.eq_ignore_ascii_case("of"))
        .collect();
    match parts.as_slice() {
        [first, second, third] => of_three(first, second, third, date),
        [month, year] if (month_named(month).is_some() || is_digits(month, 1..=2)) && is_digits(year, 2..=4) => {
            WrittenDay::MonthOnly
        }
        _ => WrittenDay::Unreadable,
    }
}

fn of_number(text: &str, number: f64) -> WrittenDay {
    if is_digits(text, 8..=8)
        && let Some(day) = text.get(..4).zip(text.get(4..6)).zip(text.get(6..)).and_then(|((y, m), d)| ymd(y, m, d))
    {
        return WrittenDay::Day(day);
    }
    let whole = number.floor();
    if !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        || whole < f64::from(*COUNTED.start())
        || whole > f64::from(*COUNTED.end())
    {
        return WrittenDay::Unreadable;
    }
    let (year, month, day) = COUNTED_FROM;
    // The range makes the number fit.
    Date::new(year, month, day)
        .map_or(WrittenDay::Unreadable, |start| WrittenDay::Counted(add_days(start, whole as i32)))
}

fn of_three(first: &str, second: &str, third: &str, date: &str) -> WrittenDay {
    let first_number = first.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let has_ordinal = matches!(first[first_number.len()..].to_lowercase().as_str(), "" | "st" | "nd" | "rd" | "th");
    let made = |day: Option<Date>| day.map_or(WrittenDay::Unreadable, WrittenDay::Day);
    if let Some(month) = month_named(second) {
        // 1 April 2025, 1-Apr-25, 2025 April 1.
        return match is_digits(first, 4..=4) {
            true => made(ymd(first, month, third)),
            false if has_ordinal => made(ymd(third, month, first_number)),
            false => WrittenDay::Unreadable,
        };
    }
    if let Some(month) = month_named(first) {
        // April 1, 2025: no doubt is possible.
        let day = second.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        return made(ymd(third, month, day));
    }
    if is_digits(first, 4..=4) {
        return made(ymd(first, second, third));
    }
    match (ymd(third, second, first), ymd(third, first, second)) {
        (Some(day), _) => {
            let two_digits = is_digits(first, 2..=2) && is_digits(third, 2..=2);
            let other = ymd(first, second, third).filter(|other| two_digits && date.contains('-') && *other != day);
            if other.is_some() { WrittenDay::Ambiguous(day) } else { WrittenDay::Day(day) }
        }
        (None, Some(_)) => WrittenDay::MonthFirst,
        (None, None) => WrittenDay::Unreadable,
    }
}

/// Year, month and day; of a year with two digits, 00 to 69 are of this century.
fn ymd(year: &str, month: &str, day: &str) -> Option<Date> {
    let number = |text: &str, digits: std::ops::RangeInclusive<usize>| {
        is_digits(text, digits).then(|| text.parse::<i16>().ok()).flatten()
    };
    let year = match number(year, 2..=4)? {
        short @ 0..=69 if year.len() == 2 => 2000 + short,
        short if year.len() == 2 => 1900 + short,
        long if year.len() == 4 => long,
        _ => return None,
    };
    let month = match month_named(month) {
        Some(number) => number.parse().ok()?,
        None => i8::try_from(number(month, 1..=2)?).ok()?,
    };
    Date::new(year, month, i8::try_from(number(day, 1..=2)?).ok()?).ok()
}

fn is_digits(text: &str, digits: std::ops::RangeInclusive<usize>) -> bool {
    digits.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The number of a month by its name or the first three letters of it, or more, with two digits.
pub(crate) fn month_named(text: &str) -> Option<&'static str> {
    const MONTHS: [(&str, &str); 12] = [
        ("january", "01"),
        ("february", "02"),
        ("march", "03"),
        ("april", "04"),
        ("may", "05"),
        ("june", "06"),
        ("july", "07"),
        ("august", "08"),
        ("september", "09"),
        ("october", "10"),
        ("november", "11"),
        ("december", "12"),
    ];
    let text = text.to_lowercase();
    if text.len() < 3 {
        return None;
    }
    MONTHS.iter().find(|(name, _)| name.starts_with(&text)).map(|(_, number)| *number)
}

fn is_weekday(text: &str) -> bool {
    const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let text = text.to_lowercase();
    text.len() >= 3 && DAYS.iter().any(|day| day.starts_with(&text))
}

/// What stands before a time of day.
fn without_time(text: &str) -> &str {
    let Some(colon) = text.find(':') else { return text };
    let before = &text[..colon];
    let hour = before.trim_end_matches(|c: char| c.is_ascii_digit());
    if hour.len() == before.len() {
        return text;
    }
    hour.trim_end_matches(['T', 't']).trim_end_matches(" at ").trim_end_matches([' ', ',', '-'])
}

/// A number as a cell of a log holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WrittenNumber {
    /// A number.
    Number(Thousandths),
    /// A comma that may be a decimal point or part a thousand.
    Comma,
    /// The error mark of a spreadsheet.
    SpreadsheetError,
    /// No number.
    Unreadable,
}

/// Units that may stand behind a number without changing it.
const UNITS: [&str; 8] = ["fte", "wte", "f.t.e.", "days", "day", "posts", "post", "%"];

/// Reads a number: `0.8`, `1,250`, `0.8 FTE`. A comma stands only between groups of three digits.
pub fn number(text: &str) -> WrittenNumber {
    let text = text.trim();
    if text.starts_with('#') {
        return WrittenNumber::SpreadsheetError;
    }
    let lower = text.to_lowercase();
    let bare = UNITS.iter().find_map(|unit| lower.strip_suffix(unit)).map_or(lower.as_str(), str::trim);
    let (whole, fraction) = bare.split_once('.').unwrap_or((bare, ""));
    if bare.contains(',') {
        let mut groups = whole.split(',');
        let first = groups.next().unwrap_or_default();
        let grouped = is_digits(first, 1..=3) && groups.all(|group| is_digits(group, 3..=3)) && !fraction.contains(',');
        // 0,800 and 0,8 cannot be thousands.
        if !grouped || first == "0" {
            return WrittenNumber::Comma;
        }
    }
    Thousandths::parse(bare).map_or(WrittenNumber::Unreadable, WrittenNumber::Number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first_of_april() -> Date {
        Date::new(2025, 4, 1).unwrap()
    }

    #[test]
    fn days_are_read_as_people_write_them() {
        for text in [
            "1/4/25",
            "01/04/2025",
            "1.4.25",
            "01.04.2025",
            "1 April 2025",
            "1 Apr 25",
            "01-Apr-25",
            "01-Apr-2025",
            "1st April 2025",
            "Tue 1 Apr 2025",
            "Tuesday, 1 April 2025",
            "April 1, 2025",
            "2025-04-01 00:00:00",
            "01/04/2025 09:30",
            "2025-04-01T09:30:15Z",
            "1/4/2025 2:15 PM",
            "20250401",
            "2025/04/01",
            "2025-Apr-01",
            "1st of April 2025",
            "01/04/2025, 10:00",
            "01-04-2025 at 10:00",
            "1 apr. 2025",
        ] {
            assert_eq!(day(text), WrittenDay::Day(first_of_april()), "{text}");
        }
        for text in ["45748", "45748.40625", "45748.0"] {
            assert_eq!(day(text), WrittenDay::Counted(first_of_april()), "{text}");
        }
    }

    #[test]
    fn what_is_doubtful_or_no_day_is_told_apart() {
        for (text, expected) in [
            ("25-04-01", WrittenDay::Ambiguous(Date::new(2001, 4, 25).unwrap())),
            ("04/31/2025", WrittenDay::Unreadable),
            ("04/13/2025", WrittenDay::MonthFirst),
            ("4/13/25", WrittenDay::MonthFirst),
            ("April 2025", WrittenDay::MonthOnly),
            ("04/2025", WrittenDay::MonthOnly),
            ("Apr-25", WrittenDay::MonthOnly),
            ("########", WrittenDay::SpreadsheetError),
            ("#VALUE!", WrittenDay::SpreadsheetError),
            ("31/02/2025", WrittenDay::Unreadable),
            ("after Easter", WrittenDay::Unreadable),
            ("12", WrittenDay::Unreadable),
            ("1e5", WrittenDay::Unreadable),
            ("NaN", WrittenDay::Unreadable),
            ("99999999", WrittenDay::Unreadable),
            ("1/4/2205", WrittenDay::Day(Date::new(2205, 4, 1).unwrap())),
            ("01/04/0206", WrittenDay::Day(Date::new(206, 4, 1).unwrap())),
            ("", WrittenDay::Unreadable),
            ("//", WrittenDay::Unreadable),
            ("é/ß/漢", WrittenDay::Unreadable),
        ] {
            assert_eq!(day(text), expected, "{text}");
        }
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, expected) in [
            ("1,250", WrittenNumber::Number(Thousandths(1_250_000))),
            ("1,250,000.5", WrittenNumber::Number(Thousandths(1_250_000_500))),
            ("0.8 FTE", WrittenNumber::Number(Thousandths(800))),
            ("0.8fte", WrittenNumber::Number(Thousandths(800))),
            ("80 %", WrittenNumber::Number(Thousandths(80_000))),
            ("12 days", WrittenNumber::Number(Thousandths(12_000))),
            ("0,8", WrittenNumber::Comma),
            ("1,25", WrittenNumber::Comma),
            ("0,800", WrittenNumber::Comma),
            ("1.250,5", WrittenNumber::Comma),
            ("#DIV/0!", WrittenNumber::SpreadsheetError),
            ("about 5", WrittenNumber::Unreadable),
            ("3 weeks", WrittenNumber::Unreadable),
            ("-1", WrittenNumber::Unreadable),
            ("%", WrittenNumber::Unreadable),
        ] {
            assert_eq!(number(text), expected, "{text}");
        }
    }
}
