//! Labels that a spreadsheet took for dates: `1-4` became `01-Apr`, `10-15` became `Oct-15`.

use super::written::month_named;
use crate::period::add_days;
use jiff::civil::Date;

/// The label that a text was before a spreadsheet took it for a date: the only one of the known labels that makes that date. None
/// for a text that is itself one of the labels, that is no date, or that two labels could have become.
///
/// Forms of dates: `01-Apr`, `Apr-01`, `1 April`, `Oct-15`, `2026-04-01`, `01/04/2026`, each also with a time of midnight, and the
/// number that spreadsheets count days by.
pub fn restored<'k>(text: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let known: Vec<&str> = known.into_iter().collect();
    let pairs = pairs_of_date(text)?;
    if known.iter().any(|label| same(label, text)) {
        return None;
    }
    let mut meant = known.into_iter().filter(|label| two_numbers(label).is_some_and(|pair| pairs.contains(&pair)));
    let first = meant.next()?;
    // The same label listed twice is no doubt.
    meant.all(|other| same(other, first)).then_some(first)
}

/// Whether a text looks like a label that a spreadsheet took for a date, whatever it was: a day and a month, or a month and a year, or
/// a whole date.
pub fn is_spoilt(text: &str) -> bool {
    let names_a_month =
        text.split_whitespace().count() == 2 && text.trim().ends_with(|c: char| c.is_ascii_digit()) && {
            // "March 2025" is what somebody would write.
            text.trim().rsplit(' ').next().is_some_and(|year| year.len() == 4)
        };
    !names_a_month && pairs_of_date(text).is_some() && text.trim().parse::<f64>().is_err()
}

fn same(label: &str, text: &str) -> bool {
    let key = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    key(label) == key(text)
}

/// The two numbers of a label that is a range: `1-4`, `1 to 4`, `10–15 years`, `5/9`.
fn two_numbers(label: &str) -> Option<(u32, u32)> {
    let mut numbers = label.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    let pair = (numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?);
    numbers.next().is_none().then_some(pair)
}

/// The pairs of numbers that a spreadsheet may have read as this date. None where the text is no date.
fn pairs_of_date(text: &str) -> Option<Vec<(u32, u32)>> {
    let text = text.trim();
    let bare = text.strip_suffix("00:00:00").map_or(text, |date| date.trim_end_matches([' ', 'T']));
    if let Ok(count) = bare.trim_end_matches(".0").parse::<i32>() {
        // Days that a spreadsheet counts, of our time only: any other number is a number.
        if !(36_526..=55_153).contains(&count) {
            return None;
        }
        let day = add_days(Date::new(1899, 12, 30).ok()?, count);
        return Some(pairs_of_day(day.day(), day.month(), Some(day.year())));
    }
    let parts: Vec<&str> = bare.split([' ', '-', '/', '.', ',']).filter(|part| !part.is_empty()).collect();
    let number = |text: &str| text.parse::<i16>().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()));
    let month = |text: &str| month_named(text).and_then(|number| number.parse::<i8>().ok());
    match parts.as_slice() {
        // 04-Jan, Jan-04, Oct-15.
        [first, second] => {
            let (month, other, month_first) = match (month(first), month(second)) {
                (Some(month), None) => (month, number(second)?, true),
                (None, Some(month)) => (month, number(first)?, false),
                _ => return None,
            };
            let (month, other) = (u32::try_from(month).ok()?, u32::try_from(other).ok()?);
            if month_first {
                // Either a month and a day, or a month and the last two digits of a year.
                let short = if (1900..2100).contains(&other) { other % 100 } else { other };
                Some(vec![(month, short), (short, month)])
            } else {
                Some(vec![(other, month), (month, other)])
            }
        }
        [first, second, third] => {
            let second_month = month(second).or_else(|| i8::try_from(number(second)?).ok())?;
            let (year, day) =
                if first.len() == 4 { (number(first)?, number(third)?) } else { (number(third)?, number(first)?) };
            let year = if year < 100 { year + 2000 } else { year };
            let date = Date::new(year, second_month, i8::try_from(day).ok()?).ok()?;
            (1990..2100).contains(&year).then(|| pairs_of_day(date.day(), date.month(), Some(date.year())))
        }
        _ => None,
    }
}

fn pairs_of_day(day: i8, month: i8, year: Option<i16>) -> Vec<(u32, u32)> {
    let (day, month) = (u32::from(day.unsigned_abs()), u32::from(month.unsigned_abs()));
    let mut pairs = vec![(day, month), (month, day)];
    // A month and a year are kept as the first of that month.
    if let Some(year) = year.filter(|_| day == 1) {
        pairs.push((month, u32::from(year.unsigned_abs()) % 100));
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    const BANDS: [&str; 5] = ["under 1", "1-4", "5-9", "10-15", "16 and over"];

    #[test]
    fn age_bands_come_back_from_every_form_of_date() {
        for (text, band) in [
            ("04-Jan", "1-4"),
            ("01-Apr", "1-4"),
            ("Jan-04", "1-4"),
            ("1 April", "1-4"),
            ("2026-01-04", "1-4"),
            ("2026-04-01 00:00:00", "1-4"),
            ("01/04/2026", "1-4"),
            ("04/01/2026", "1-4"),
            ("01-Apr-26", "1-4"),
            ("46113", "1-4"),
            ("05-Sep", "5-9"),
            ("09-May", "5-9"),
            ("2026-09-05", "5-9"),
            ("Oct-15", "10-15"),
            ("2015-10-01", "10-15"),
            ("01/10/2015", "10-15"),
            ("Oct-2015", "10-15"),
            ("15-Oct", "10-15"),
        ] {
            assert_eq!(restored(text, BANDS), Some(band), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_or_not_certain_stays_as_it_is() {
        for text in [
            "1-4",
            "5-9",
            "Yes",
            "under 1",
            "16 and over",
            "02-Mar",
            "May",
            "",
            "Stage 1",
            "1",
            "45750",
            "March 2025",
            "2026-13-45",
        ] {
            assert_eq!(restored(text, BANDS), None, "{text}");
        }
        assert_eq!(restored("04-Jan", ["1-4", "4-1"]), None, "either could have been meant");
        assert_eq!(restored("04-Jan", ["04-Jan", "1-4"]), None, "the date itself is a label");
        assert_eq!(restored("Oct-15", ["10 to 15 years", "16+"]), Some("10 to 15 years"));
        assert_eq!(restored("05-Sep", ["0-4", "5–9"]), Some("5–9"));
        // The first of October 2015 could be 10-15 or 1-10.
        assert_eq!(restored("2015-10-01", ["1-10", "10-15"]), None);
    }

    #[test]
    fn a_spoilt_label_is_told_from_other_labels() {
        for text in ["04-Jan", "Oct-15", "2026-01-04", "01/04/2026"] {
            assert!(is_spoilt(text), "{text}");
        }
        for text in ["1-4", "45748", "Yes", "Stage 2", "Jan", "10 May Street", "2024-25", "May contain", "March 2025"] {
            assert!(!is_spoilt(text), "{text}");
        }
    }
}
