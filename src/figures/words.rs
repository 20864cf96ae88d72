//! Numbers to English: what is printed for a count, a share, a change.
//!
//! Everything is worked out on integers and rounded once, half up, at the moment of printing (convention
//! C7.1). Nothing here knows what is counted; a hidden or missing number never comes this far.

use crate::rounding::quotient;
use std::fmt;

/// How many decimals a percentage is printed with; the coarser one is the smaller, so `min` of two gives
/// what both can bear.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// "46%".
    Whole,
    /// "79.6%".
    OneDecimal,
}

impl Precision {
    /// What a base allows: whole numbers under 100, else one decimal (convention C7.1).
    pub fn of_base(base: u64) -> Self {
        if base < 100 { Precision::Whole } else { Precision::OneDecimal }
    }

    /// The one precision of a column, which its smallest base decides; zero bases print no percentage
    /// and so have no say. One decimal for a column without any base.
    pub fn of_column(bases: impl IntoIterator<Item = u64>) -> Self {
        bases.into_iter().filter(|base| *base > 0).map(Precision::of_base).min().unwrap_or(Precision::OneDecimal)
    }
}

/// A share in a hundred, kept as its two counts until it is printed.
///
/// Displayed with the precision that its denominator allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Percent {
    numerator: u64,
    /// Never zero.
    denominator: u64,
}

impl Percent {
    /// The share of `numerator` in `denominator`; nothing where the denominator is zero, which has no rate.
    pub fn of(numerator: u64, denominator: u64) -> Option<Self> {
        (denominator > 0).then_some(Percent { numerator, denominator })
    }

    /// The share in tenths of a per cent, rounded half up: 2,960 of 3,719 is 796.
    pub fn tenths(self) -> u64 {
        half_up(u128::from(self.numerator) * 1_000, self.denominator)
    }

    /// The share as it is printed with `precision`, in tenths of a per cent: 796, or 800 as a whole number.
    /// Rounded once from the counts, so 45.45% is 45% and not, by way of 45.5%, 46%.
    pub fn rounded(self, precision: Precision) -> u64 {
        match precision {
            Precision::OneDecimal => self.tenths(),
            Precision::Whole => half_up(u128::from(self.numerator) * 100, self.denominator).saturating_mul(10),
        }
    }

    /// What the denominator allows (convention C7.1).
    pub fn precision(self) -> Precision {
        Precision::of_base(self.denominator)
    }

    /// The words with a given precision, for a column that has one: "79.6%", "80%".
    pub fn with(self, precision: Precision) -> String {
        percent_of_tenths(self.rounded(precision), precision)
    }

    /// Whether something prints as nothing: the marker `[low]` (convention E4.4) then stands in a table,
    /// where 0 is a true zero only.
    pub fn rounds_to_zero(self, precision: Precision) -> bool {
        self.numerator > 0 && self.rounded(precision) == 0
    }

    /// The change from an earlier share in words, both printed with `precision`:
    /// "an increase of 4.8 percentage points, from 74.8%".
    pub fn change_from(self, before: Percent, precision: Precision) -> String {
        change_between_percents(self.rounded(precision), before.rounded(precision), precision)
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.with(self.precision()))
    }
}

/// A percentage that is already rounded, such as a published one, from its tenths: 748 is "74.8%", or
/// "75%" as a whole number.
pub fn percent_of_tenths(tenths: u64, precision: Precision) -> String {
    match precision {
        Precision::OneDecimal => format!("{}.{}%", count(tenths / 10), tenths % 10),
        Precision::Whole => format!("{}%", count(half_up(u128::from(tenths), 10))),
    }
}

/// The change between two percentages in words (convention C7.2), as the difference of the two printed
/// values: "an increase of 4.8 percentage points, from 74.8%", "unchanged at 74.8%".
///
/// Both are given as printed, in tenths: [`Percent::rounded`] with this same precision, or a published
/// value. Where the two were printed with different precision, the coarser serves both.
pub fn change_between_percents(now_tenths: u64, before_tenths: u64, precision: Precision) -> String {
    let printed = |tenths: u64| match precision {
        Precision::OneDecimal => tenths,
        Precision::Whole => half_up(u128::from(tenths), 10).saturating_mul(10),
    };
    let (now, before) = (printed(now_tenths), printed(before_tenths));
    let from = percent_of_tenths(before, precision);
    if now == before {
        return format!("unchanged at {from}");
    }
    let direction = if now > before { "an increase" } else { "a decrease" };
    let difference = percent_of_tenths(now.abs_diff(before), precision);
    let points = difference.trim_end_matches('%');
    let unit = if points == "1" { "point" } else { "points" };
    format!("{direction} of {points} percentage {unit}, from {from}")
}

/// The change between two counts in words: "28 more (14.6%)", "169 fewer (11.8%)", "unchanged". The per
/// cent is of the earlier count, so there is none from zero; one too small to print is "less than 0.1%".
pub fn change_between_counts(now: u64, before: u64) -> String {
    if now == before {
        return "unchanged".to_string();
    }
    let difference = now.abs_diff(before);
    let direction = if now > before { "more" } else { "fewer" };
    let words = format!("{} {direction}", count(difference));
    match Percent::of(difference, before) {
        None => words,
        Some(percent) if percent.rounds_to_zero(percent.precision()) => {
            format!("{words} (less than 0.1%)")
        }
        Some(percent) => format!("{words} ({percent})"),
    }
}

/// A count with commas in the thousands (convention E3.3): "3,719".
pub fn count(number: u64) -> String {
    grouped(u128::from(number))
}

/// A count inside a sentence: in words from one to nine, "zero" for none, in digits from 10.
pub fn in_words(number: u64) -> String {
    let word = match number {
        0 => "zero",
        1 => "one",
        2 => "two",
        3 => "three",
        4 => "four",
        5 => "five",
        6 => "six",
        7 => "seven",
        8 => "eight",
        9 => "nine",
        _ => return count(number),
    };
    word.to_string()
}

/// A place in an order: in words to the tenth, then "11th", "21st", "112th".
pub fn ordinal(place: u64) -> String {
    let word = match place {
        1 => "first",
        2 => "second",
        3 => "third",
        4 => "fourth",
        5 => "fifth",
        6 => "sixth",
        7 => "seventh",
        8 => "eighth",
        9 => "ninth",
        10 => "tenth",
        _ => {
            let ending = match (place % 100, place % 10) {
                (11..=13, _) => "th",
                (_, 1) => "st",
                (_, 2) => "nd",
                (_, 3) => "rd",
                _ => "th",
            };
            return format!("{}{ending}", count(place));
        }
    };
    word.to_string()
}

/// A count with what is counted: "1 child", "2 children", "0 children".
pub fn counted(number: u64, one: &str, many: &str) -> String {
    let noun = if number == 1 { one } else { many };
    format!("{} {noun}", count(number))
}

/// The same with "no" for zero: "no children", "1 child".
pub fn counted_or_no(number: u64, one: &str, many: &str) -> String {
    if number == 0 { format!("no {many}") } else { counted(number, one, many) }
}

/// The same for the body of a sentence: "no children", "three children", "12 children".
pub fn counted_in_words(number: u64, one: &str, many: &str) -> String {
    match number {
        0 => format!("no {many}"),
        1 => format!("one {one}"),
        _ => format!("{} {many}", in_words(number)),
    }
}

/// "1 day", "12 days".
pub fn days(number: u64) -> String {
    counted(number, "day", "days")
}

/// "1 year", "12 years".
pub fn years(number: u64) -> String {
    counted(number, "year", "years")
}

/// A number with decimals, kept as an integer of its smallest part.
///
/// Displayed without zeros at the end: "9.6", "10.25", "10".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Decimal {
    /// The number times ten to the power of `places`.
    parts: u128,
    /// From 0 to 6.
    places: u8,
}

/// More decimals than any figure is printed with; keeps the arithmetic far from overflow.
const MOST_PLACES: u8 = 6;

impl Decimal {
    /// From tenths: 96 is "9.6".
    pub fn of_tenths(tenths: u64) -> Self {
        Decimal { parts: u128::from(tenths), places: 1 }
    }

    /// From hundredths, as full-time equivalents are kept: 1,025 is "10.25".
    pub fn of_hundredths(hundredths: u64) -> Self {
        Decimal { parts: u128::from(hundredths), places: 2 }
    }

    /// From thousandths: 10,025 is "10.025".
    pub fn of_thousandths(thousandths: u64) -> Self {
        Decimal { parts: u128::from(thousandths), places: 3 }
    }

    /// From halves, as a median of whole numbers comes: twice the median in, 8 is "4" and 9 is "4.5".
    pub fn of_halves(halves: u64) -> Self {
        Decimal { parts: u128::from(halves) * 5, places: 1 }
    }

    /// One number divided by another, rounded half up to so many places (at most 6); nothing where the
    /// divisor is zero. 624 children and 9.6 officers (624 and 96, times 10) give a caseload of "65".
    pub fn quotient(number: u64, divisor: u64, places: u8) -> Option<Self> {
        let places = places.min(MOST_PLACES);
        let parts = quotient(u128::from(number) * power_of_ten(places), u128::from(divisor))?;
        Some(Decimal { parts, places })
    }

    /// The same number with at most so many decimals, rounded half up.
    pub fn rounded(self, places: u8) -> Self {
        if places >= self.places {
            return self;
        }
        let parts = quotient(self.parts, power_of_ten(self.places - places));
        Decimal { parts: parts.unwrap_or(self.parts), places }
    }

    /// The words with exactly so many decimals (at most 6), for a column that has one precision: "10.0".
    pub fn with(self, places: u8) -> String {
        let places = places.min(MOST_PLACES);
        let number = self.rounded(places);
        let (whole, mut decimals) = number.split();
        while decimals.len() < usize::from(places) {
            decimals.push('0');
        }
        joined(&whole, &decimals)
    }

    /// The digits before and after the point, all of them.
    fn split(self) -> (String, String) {
        let unit = power_of_ten(self.places);
        let decimals = match self.places {
            0 => String::new(),
            places => format!("{:0width$}", self.parts % unit, width = usize::from(places)),
        };
        (grouped(self.parts / unit), decimals)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, decimals) = self.split();
        f.pad(&joined(&whole, decimals.trim_end_matches('0')))
    }
}

/// So many for every 10,000 of a population, rounded half up to one decimal; nothing where the population
/// is zero: 920 of 118,000 is "78".
pub fn per_10k(number: u64, population: u64) -> Option<Decimal> {
    let parts = quotient(u128::from(number) * 100_000, u128::from(population))?;
    Some(Decimal { parts, places: 1 })
}

/// A share in plain words, to be followed by "of the ...": "almost all", "about a third".
///
/// The bounds, in per cent of the whole:
///
/// | Share | Words |
/// | --- | --- |
/// | exactly 0, 25, 33 1/3, 50, 66 2/3, 75, 100 | none, a quarter, a third, half, two thirds, three quarters, all |
/// | up to 10 | very few |
/// | within 2.5 of 25, 33 1/3, 50, 66 2/3, 75 | about a quarter, a third, half, two thirds, three quarters |
/// | otherwise under 25 | fewer than a quarter |
/// | otherwise under 33 1/3 | more than a quarter |
/// | otherwise under 50 | fewer than half |
/// | otherwise under 66 2/3 | more than half |
/// | otherwise under 75 | more than two thirds |
/// | otherwise under 90 | more than three quarters |
/// | 90 and over | almost all |
///
/// Nothing where the whole is zero or the part is greater than it. Words can give a number away as a digit
/// can ("none", "all"): only published counts come here (convention F10).
pub fn share_in_words(part: u64, whole: u64) -> Option<&'static str> {
    if whole == 0 || part > whole {
        return None;
    }
    let (part, whole) = (u128::from(part), u128::from(whole));
    // Is the share under `over / under`, or equal to it?
    let compared = |over: u128, under: u128| (part * under).cmp(&(whole * over));
    // Each landmark with the words on it, near it and above it; below the first is said apart.
    const LANDMARKS: [(u128, u128, &str, &str, &str); 5] = [
        (1, 4, "a quarter", "about a quarter", "more than a quarter"),
        (1, 3, "a third", "about a third", "fewer than half"),
        (1, 2, "half", "about half", "more than half"),
        (2, 3, "two thirds", "about two thirds", "more than two thirds"),
        (3, 4, "three quarters", "about three quarters", "more than three quarters"),
    ];
    if part == 0 {
        return Some("none");
    }
    if part == whole {
        return Some("all");
    }
    if compared(1, 10).is_le() {
        return Some("very few");
    }
    if compared(9, 10).is_ge() {
        return Some("almost all");
    }
    let mut words = "fewer than a quarter";
    for (over, under, exactly, about, above) in LANDMARKS {
        if compared(over, under).is_eq() {
            return Some(exactly);
        }
        // Within 2.5 in a hundred, that is one fortieth: |part/whole - over/under| <= 1/40.
        if (part * under).abs_diff(whole * over) * 40 <= whole * under {
            return Some(about);
        }
        if compared(over, under).is_gt() {
            words = above;
        }
    }
    Some(words)
}

/// Several things in a sentence: "a", "a and b", "a, b and c". Empty for none.
pub fn list<T: AsRef<str>>(things: &[T]) -> String {
    match things {
        [] => String::new(),
        [only] => only.as_ref().to_string(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}

/// A quotient rounded half up; the greatest number where it does not fit, and for a divisor of zero, which
/// the callers exclude.
fn half_up(number: u128, divisor: u64) -> u64 {
    quotient(number, u128::from(divisor)).and_then(|quotient| u64::try_from(quotient).ok()).unwrap_or(u64::MAX)
}

/// Ten to the power of a number of places, which is at most [`MOST_PLACES`].
fn power_of_ten(places: u8) -> u128 {
    10_u128.pow(u32::from(places.min(MOST_PLACES)))
}

/// Digits with a comma before every third from the right.
fn grouped(number: u128) -> String {
    let digits = number.to_string();
    let mut words = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            words.push(',');
        }
        words.push(digit);
    }
    words
}

/// Whole and decimals with a point between them, where there are decimals.
fn joined(whole: &str, decimals: &str) -> String {
    if decimals.is_empty() { whole.to_string() } else { format!("{whole}.{decimals}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn percent(numerator: u64, denominator: u64) -> Percent {
        Percent::of(numerator, denominator).expect("a denominator")
    }

    #[test]
    fn a_percentage_is_rounded_half_up_and_follows_its_base() {
        for (numerator, denominator, tenths, words) in [
            (2_960, 3_719, 796, "79.6%"), // 79.591...
            (6, 13, 462, "46%"),          // 46.153...
            (46, 99, 465, "46%"),         // 46.464...
            (46, 100, 460, "46.0%"),      // the first base with a decimal
            (1, 8, 125, "13%"),           // 12.5 goes up
            (1, 2_000, 1, "0.1%"),        // 0.05 goes up
            (1, 2_001, 0, "0.0%"),        // 0.04997...
            (0, 5, 0, "0%"),
            (5, 5, 1_000, "100%"),
            (209, 209, 1_000, "100.0%"),
            (3_718, 3_719, 1_000, "100.0%"), // 99.973...
            (1_205, 100, 12_050, "1,205.0%"),
        ] {
            let percent = percent(numerator, denominator);
            assert_eq!(percent.tenths(), tenths, "{numerator} of {denominator}");
            assert_eq!(percent.to_string(), words, "{numerator} of {denominator}");
        }
        assert_eq!(Percent::of(0, 0), None);
        assert_eq!(Percent::of(7, 0), None);
    }

    #[test]
    fn a_whole_percentage_is_rounded_once() {
        // 5 of 11 is 45.4545...: 45.5 with a decimal, but 45 and not 46 as a whole number.
        assert_eq!(percent(5, 11).with(Precision::OneDecimal), "45.5%");
        assert_eq!(percent(5, 11).with(Precision::Whole), "45%");
        assert_eq!(percent(5, 11).rounded(Precision::Whole), 450);
    }

    #[test]
    fn a_column_has_the_precision_of_its_smallest_base() {
        assert_eq!(Precision::of_column([209, 209]), Precision::OneDecimal);
        assert_eq!(Precision::of_column([209, 99]), Precision::Whole);
        assert_eq!(Precision::of_column([209, 0]), Precision::OneDecimal);
        assert_eq!(Precision::of_column([]), Precision::OneDecimal);
    }

    #[test]
    fn something_that_prints_as_nothing_is_known() {
        assert!(percent(1, 2_001).rounds_to_zero(Precision::OneDecimal));
        assert!(!percent(1, 2_000).rounds_to_zero(Precision::OneDecimal));
        assert!(percent(1, 201).rounds_to_zero(Precision::Whole));
        assert!(!percent(0, 201).rounds_to_zero(Precision::Whole));
    }

    #[test]
    fn a_change_between_percentages_is_the_difference_of_the_printed_values() {
        use Precision::{OneDecimal, Whole};
        for (now, before, precision, words) in [
            (796, 748, OneDecimal, "an increase of 4.8 percentage points, from 74.8%"),
            (748, 796, OneDecimal, "a decrease of 4.8 percentage points, from 79.6%"),
            (748, 748, OneDecimal, "unchanged at 74.8%"),
            (758, 748, OneDecimal, "an increase of 1.0 percentage points, from 74.8%"),
            (750, 740, Whole, "an increase of 1 percentage point, from 74%"),
            (720, 740, Whole, "a decrease of 2 percentage points, from 74%"),
            (746, 754, Whole, "unchanged at 75%"),
            (0, 1_000, Whole, "a decrease of 100 percentage points, from 100%"),
            (1, 0, OneDecimal, "an increase of 0.1 percentage points, from 0.0%"),
        ] {
            assert_eq!(change_between_percents(now, before, precision), words);
        }
        // 5 of 11 prints 45% and 6 of 11 (54.54...) 55%: ten points, although the counts differ by 9.09.
        assert_eq!(percent(6, 11).change_from(percent(5, 11), Whole), "an increase of 10 percentage points, from 45%");
    }

    #[test]
    fn a_change_between_counts_has_a_per_cent_of_the_earlier_one() {
        for (now, before, words) in [
            (220, 192, "28 more (14.6%)"),       // 14.583...
            (1_263, 1_432, "169 fewer (11.8%)"), // 11.801...
            (5, 5, "unchanged"),
            (0, 0, "unchanged"),
            (7, 0, "7 more"),
            (1, 0, "1 more"),
            (0, 8, "8 fewer (100%)"),
            (26, 25, "1 more (4%)"),
            (5_001, 5_000, "1 more (less than 0.1%)"),
            (4_500, 2_000, "2,500 more (125.0%)"),
        ] {
            assert_eq!(change_between_counts(now, before), words, "{before} to {now}");
        }
    }

    #[test]
    fn counts_have_commas() {
        for (number, words) in [
            (0, "0"),
            (7, "7"),
            (999, "999"),
            (1_000, "1,000"),
            (3_719, "3,719"),
            (118_000, "118,000"),
            (1_234_567, "1,234,567"),
            (u64::MAX, "18,446,744,073,709,551,615"),
        ] {
            assert_eq!(count(number), words);
        }
    }

    #[test]
    fn small_numbers_have_words() {
        for (number, words) in [
            (0, "zero"),
            (1, "one"),
            (2, "two"),
            (3, "three"),
            (4, "four"),
            (5, "five"),
            (6, "six"),
            (7, "seven"),
            (8, "eight"),
            (9, "nine"),
            (10, "10"),
            (1_000, "1,000"),
        ] {
            assert_eq!(in_words(number), words);
        }
        for (place, words) in [
            (0, "0th"),
            (1, "first"),
            (2, "second"),
            (3, "third"),
            (4, "fourth"),
            (5, "fifth"),
            (6, "sixth"),
            (7, "seventh"),
            (8, "eighth"),
            (9, "ninth"),
            (10, "tenth"),
            (11, "11th"),
            (12, "12th"),
            (13, "13th"),
            (21, "21st"),
            (22, "22nd"),
            (23, "23rd"),
            (111, "111th"),
            (1_012, "1,012th"),
        ] {
            assert_eq!(ordinal(place), words);
        }
    }

    #[test]
    fn what_is_counted_agrees_with_its_number() {
        for (number, digits, or_no, words) in [
            (0, "0 children", "no children", "no children"),
            (1, "1 child", "1 child", "one child"),
            (2, "2 children", "2 children", "two children"),
            (9, "9 children", "9 children", "nine children"),
            (10, "10 children", "10 children", "10 children"),
            (1_500, "1,500 children", "1,500 children", "1,500 children"),
        ] {
            assert_eq!(counted(number, "child", "children"), digits);
            assert_eq!(counted_or_no(number, "child", "children"), or_no);
            assert_eq!(counted_in_words(number, "child", "children"), words);
        }
        assert_eq!((days(1), days(12)), ("1 day".to_string(), "12 days".to_string()));
        assert_eq!((years(1), years(0)), ("1 year".to_string(), "0 years".to_string()));
    }

    #[test]
    fn decimals_end_without_zeros_unless_a_column_wants_them() {
        for (decimal, words, one, two) in [
            (Decimal::of_hundredths(960), "9.6", "9.6", "9.60"),
            (Decimal::of_hundredths(1_025), "10.25", "10.3", "10.25"),
            (Decimal::of_hundredths(1_000), "10", "10.0", "10.00"),
            (Decimal::of_hundredths(5), "0.05", "0.1", "0.05"),
            (Decimal::of_hundredths(123_456), "1,234.56", "1,234.6", "1,234.56"),
            (Decimal::of_thousandths(10_005), "10.005", "10.0", "10.01"),
            (Decimal::of_thousandths(999_950), "999.95", "1,000.0", "999.95"),
            (Decimal::of_tenths(96), "9.6", "9.6", "9.60"),
            (Decimal::of_tenths(0), "0", "0.0", "0.00"),
            (Decimal::of_halves(8), "4", "4.0", "4.00"),
            (Decimal::of_halves(9), "4.5", "4.5", "4.50"),
        ] {
            assert_eq!(decimal.to_string(), words);
            assert_eq!(decimal.with(1), one, "{decimal}");
            assert_eq!(decimal.with(2), two, "{decimal}");
        }
        assert_eq!(Decimal::of_hundredths(1_050).with(0), "11");
        assert_eq!(Decimal::of_hundredths(1_049).rounded(0).to_string(), "10");
    }

    #[test]
    fn quotients_are_rounded_half_up() {
        let words =
            |number, divisor, places| Decimal::quotient(number, divisor, places).map(|decimal| decimal.to_string());
        assert_eq!(words(6_240, 96, 1).as_deref(), Some("65"));
        assert_eq!(words(6_000, 96, 1).as_deref(), Some("62.5"));
        assert_eq!(words(1, 8, 2).as_deref(), Some("0.13"));
        assert_eq!(words(2, 3, 0).as_deref(), Some("1"));
        assert_eq!(words(1, 0, 1), None);
        assert!(words(u64::MAX, 1, u8::MAX).is_some());
        let per_10k = |number, population| per_10k(number, population).map(|decimal| decimal.to_string());
        assert_eq!(per_10k(920, 118_000).as_deref(), Some("78")); // 77.966...
        assert_eq!(per_10k(830, 118_000).as_deref(), Some("70.3")); // 70.338...
        assert_eq!(per_10k(830, 0), None);
    }

    #[test]
    fn a_share_has_plain_words() {
        for (part, whole, words) in [
            (0, 40, "none"),
            (40, 40, "all"),
            (1, 1, "all"),
            (1, 40, "very few"),
            (4, 40, "very few"),
            (5, 40, "fewer than a quarter"), // 12.5
            (9, 41, "fewer than a quarter"), // 21.95
            (9, 40, "about a quarter"),      // 22.5, the bound
            (10, 40, "a quarter"),
            (11, 40, "about a quarter"), // 27.5, the bound
            (30, 100, "more than a quarter"),
            (308, 1_000, "more than a quarter"), // the bound is 30.83
            (309, 1_000, "about a third"),
            (1, 3, "a third"),
            (358, 1_000, "about a third"), // the bound is 35.83
            (359, 1_000, "fewer than half"),
            (40, 100, "fewer than half"),
            (475, 1_000, "about half"),
            (50, 100, "half"),
            (525, 1_000, "about half"),
            (526, 1_000, "more than half"),
            (60, 100, "more than half"),
            (65, 100, "about two thirds"),
            (2, 3, "two thirds"),
            (70, 100, "more than two thirds"),
            (73, 100, "about three quarters"),
            (3, 4, "three quarters"),
            (775, 1_000, "about three quarters"),
            (80, 100, "more than three quarters"),
            (899, 1_000, "more than three quarters"),
            (90, 100, "almost all"),
            (3_718, 3_719, "almost all"),
        ] {
            assert_eq!(share_in_words(part, whole), Some(words), "{part} of {whole}");
        }
        assert_eq!(share_in_words(0, 0), None);
        assert_eq!(share_in_words(3, 2), None);
        assert_eq!(share_in_words(u64::MAX, u64::MAX), Some("all"));
        assert_eq!(share_in_words(u64::MAX - 1, u64::MAX), Some("almost all"));
    }

    #[test]
    fn lists_read_as_english() {
        assert_eq!(list::<&str>(&[]), "");
        assert_eq!(list(&["a"]), "a");
        assert_eq!(list(&["a", "b"]), "a and b");
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
        assert_eq!(list(&["a".to_string(), "b".to_string()]), "a and b");
    }

    proptest! {
        /// Half up, said another way: the tenths are the only number within half a tenth of the share,
        /// and the lower bound belongs to it.
        #[test]
        fn tenths_lie_within_half_a_tenth(numerator in 0_u64..=10_000, denominator in 1_u64..=10_000) {
            let twice_share = 2 * 1_000 * numerator;
            let tenths = percent(numerator, denominator).tenths();
            prop_assert!(twice_share + denominator >= 2 * tenths * denominator);
            prop_assert!(twice_share < (2 * tenths + 1) * denominator);
        }

        /// No pair of counts, however great, stops the program.
        #[test]
        fn nothing_is_too_great(now: u64, before: u64, places: u8) {
            let _ = change_between_counts(now, before);
            let _ = change_between_percents(now, before, Precision::Whole);
            let _ = change_between_percents(now, before, Precision::OneDecimal);
            let _ = share_in_words(now, before);
            let _ = Percent::of(now, before).map(|percent| percent.to_string());
            let _ = per_10k(now, before);
            let _ = Decimal::of_halves(now).with(places);
            let _ = Decimal::quotient(now, before, places);
        }
    }
}
