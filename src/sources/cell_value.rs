//! What a spreadsheet shows in a cell, made from the number and the format that it stores.

use crate::period::add_days;
use jiff::civil::Date;

/// What a cell's number format makes of a number, as far as a report cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NumberFormat {
    /// A number.
    #[default]
    Number,
    /// A number of hundredths with a per cent sign.
    Percent,
    /// A day, with or without a time.
    Day,
    /// A time of day.
    Time,
}

impl NumberFormat {
    /// The format that a spreadsheet builds in under a number.
    pub fn built_in(id: u32) -> NumberFormat {
        match id {
            9 | 10 => NumberFormat::Percent,
            14..=17 | 22 | 27..=31 | 36 | 50..=54 | 57 | 58 => NumberFormat::Day,
            18..=21 | 32..=35 | 45 | 47 | 55 | 56 => NumberFormat::Time,
            _ => NumberFormat::Number,
        }
    }

    /// The format that a code such as `dd/mm/yyyy;@` or `0.0%` asks for.
    pub fn of_code(code: &str) -> NumberFormat {
        let mut letters = String::new();
        let mut rest = code.chars();
        // Only what stands for the number counts: not quoted words, escaped letters, colours and currencies in brackets.
        while let Some(letter) = rest.next() {
            match letter {
                '"' => while rest.next().is_some_and(|inner| inner != '"') {},
                '\\' | '_' | '*' => {
                    rest.next();
                }
                '[' => {
                    let inner: String = rest.by_ref().take_while(|inner| *inner != ']').collect();
                    // An elapsed time, [h]:mm, is a number of hours and no time of day.
                    if inner.chars().all(|c| matches!(c.to_ascii_lowercase(), 'h' | 'm' | 's')) && !inner.is_empty() {
                        return NumberFormat::Number;
                    }
                }
                ';' => break,
                _ => letters.extend(letter.to_lowercase()),
            }
        }
        if letters.contains("general") {
            return NumberFormat::Number;
        }
        let has = |wanted: &[char]| letters.contains(wanted);
        if has(&['y', 'd']) || (has(&['m']) && !has(&['h', 's', '0', '#'])) {
            NumberFormat::Day
        } else if has(&['h', 's']) {
            NumberFormat::Time
        } else if has(&['%']) {
            NumberFormat::Percent
        } else {
            NumberFormat::Number
        }
    }
}

/// What is shown for a number. Days are ISO text; numbers have no exponent and no more than the fifteen digits that a spreadsheet
/// keeps, so that 0.1 + 0.2 is 0.3.
pub fn shown(number: f64, format: NumberFormat, counts_from_1904: bool) -> String {
    let as_date = match format {
        NumberFormat::Day => day_and_time(number, counts_from_1904),
        NumberFormat::Time => time_of(number.fract()).filter(|_| (0.0..1.0).contains(&number)).map(|(time, _)| time),
        NumberFormat::Number | NumberFormat::Percent => None,
    };
    match (as_date, format) {
        (Some(text), _) => text,
        (None, NumberFormat::Percent) => format!("{}%", plain(number * 100.0)),
        (None, _) => plain(number),
    }
}

/// A number with at most fifteen digits that count.
pub fn plain(number: f64) -> String {
    if !number.is_finite() {
        return "#NUM!".into();
    }
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    // No minus before nothing.
    let rounded = if rounded == 0.0 { 0.0 } else { rounded };
    rounded.to_string()
}

/// The day, and the time where it is not midnight, that a spreadsheet counts as this number; none outside its calendar.
fn day_and_time(number: f64, counts_from_1904: bool) -> Option<String> {
    let number = if counts_from_1904 { number + 1_462.0 } else { number };
    // The last day that spreadsheets know is 31 December 9999.
    if !(0.0..2_958_466.0).contains(&number) {
        return None;
    }
    let (time, is_next_day) = time_of(number.fract())?;
    // The range makes the number fit.
    let whole = number.floor() as i32 + i32::from(is_next_day);
    if whole == 0 {
        return Some(time);
    }
    // Spreadsheets believe that 1900 had a 29 February; before it their days are one less.
    let from = if whole < 60 { Date::new(1899, 12, 31) } else { Date::new(1899, 12, 30) };
    let day = match whole {
        60 => "1900-02-29".to_string(),
        _ => add_days(from.ok()?, whole).to_string(),
    };
    Some(if time == "00:00" { day } else { format!("{day} {time}") })
}

/// The time of a part of a day, to the nearest second, and whether that is the next midnight.
fn time_of(part: f64) -> Option<(String, bool)> {
    let seconds = (part * 86_400.0).round();
    if !(0.0..=86_400.0).contains(&seconds) {
        return None;
    }
    let seconds = seconds as u32;
    if seconds == 86_400 {
        return Some(("00:00".into(), true));
    }
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    Some((
        if seconds == 0 { format!("{hours:02}:{minutes:02}") } else { format!("{hours:02}:{minutes:02}:{seconds:02}") },
        false,
    ))
}

/// A day as spreadsheets store it in words: `2026-03-31`, `2026-03-31T00:00:00`, `2026-03-31T14:30:00Z`; as it is where it is none.
pub fn shown_iso(text: &str) -> String {
    let Some((day, time)) = text.split_once('T') else { return text.to_string() };
    let time = time.trim_end_matches('Z').split('.').next().unwrap_or_default();
    match time.strip_suffix(":00").filter(|shorter| shorter.len() == 5).unwrap_or(time) {
        "" | "00:00" => day.to_string(),
        time => format!("{day} {time}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_as_people_see_them() {
        for (number, text) in [
            (12.0, "12"),
            (0.8, "0.8"),
            (0.1 + 0.2, "0.3"),
            (1_250.5, "1250.5"),
            (-3.0, "-3"),
            (-0.0, "0"),
            (1e21, "1000000000000000000000"),
            (0.000_001, "0.000001"),
            (123_456_789_012_345.0, "123456789012345"),
            (f64::NAN, "#NUM!"),
        ] {
            assert_eq!(plain(number), text);
        }
        assert_eq!(shown(0.796, NumberFormat::Percent, false), "79.6%");
        assert_eq!(shown(0.07, NumberFormat::Percent, false), "7%");
    }

    #[test]
    fn days_are_counted_as_spreadsheets_count_them() {
        for (number, text) in [
            (45_748.0, "2025-04-01"),
            (45_748.604_166_666_664, "2025-04-01 14:30"),
            (45_748.999_999_999, "2025-04-02"),
            (1.0, "1900-01-01"),
            (59.0, "1900-02-28"),
            (60.0, "1900-02-29"),
            (61.0, "1900-03-01"),
            (0.5, "12:00"),
            (2_958_465.0, "9999-12-31"),
            (2_958_466.0, "2958466"),
            (-1.0, "-1"),
        ] {
            assert_eq!(shown(number, NumberFormat::Day, false), text, "{number}");
        }
        assert_eq!(shown(44_286.0, NumberFormat::Day, true), "2025-04-01");
        assert!(shown(1e300, NumberFormat::Day, false).starts_with('1'));
        assert_eq!(shown(0.25, NumberFormat::Time, false), "06:00");
        assert_eq!(shown(26.5, NumberFormat::Time, false), "26.5");
    }

    #[test]
    fn formats_are_told_from_their_codes() {
        for (code, format) in [
            ("General", NumberFormat::Number),
            ("0", NumberFormat::Number),
            ("#,##0.00", NumberFormat::Number),
            ("[Red]0.0", NumberFormat::Number),
            ("\"days: \"0", NumberFormat::Number),
            ("0\\ \\d", NumberFormat::Number),
            ("[$-809]dd mmmm yyyy;@", NumberFormat::Day),
            ("DD/MM/YYYY", NumberFormat::Day),
            ("mmm-yy", NumberFormat::Day),
            ("d/m/yy h:mm", NumberFormat::Day),
            ("h:mm:ss AM/PM", NumberFormat::Time),
            ("mm:ss", NumberFormat::Time),
            ("[h]:mm", NumberFormat::Number),
            ("0.0%", NumberFormat::Percent),
            ("[$£-809]#,##0.00", NumberFormat::Number),
            ("_-* #,##0.00_-", NumberFormat::Number),
            ("@", NumberFormat::Number),
        ] {
            assert_eq!(NumberFormat::of_code(code), format, "{code}");
        }
    }

    #[test]
    fn iso_days_lose_a_midnight() {
        for (stored, text) in [
            ("2026-03-31", "2026-03-31"),
            ("2026-03-31T00:00:00", "2026-03-31"),
            ("2026-03-31T14:30:00.000Z", "2026-03-31 14:30"),
            ("2026-03-31T14:30:05", "2026-03-31 14:30:05"),
        ] {
            assert_eq!(shown_iso(stored), text);
        }
    }
}
