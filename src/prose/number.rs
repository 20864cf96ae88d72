//! The numbers that stand in a sentence, and what kind each is.

use crate::period::MONTHS;
use crate::rounding::half_up;

/// A number in a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Typed {
    /// What it is.
    pub kind: Kind,
    /// Its value in thousandths.
    pub thousandths: u64,
    /// How many decimals it was typed with.
    pub decimals: u32,
    /// Where it begins in the sentence's text, in bytes.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
}

/// What a typed number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A number of things, or an amount.
    Count,
    /// A percentage.
    Percent,
    /// Percentage points.
    Points,
    /// A year, a date's part, a paragraph's number, an age: nothing that is counted.
    Name,
}

impl Typed {
    /// The value as it was typed, as a whole number where it is one.
    pub fn whole(&self) -> Option<u64> {
        self.thousandths.is_multiple_of(1000).then_some(self.thousandths / 1000)
    }

    /// Whether this percentage is that of a part of a whole, rounded half up to as many decimals as were typed. True of a zero whole,
    /// which has no percentage.
    pub fn is_percent_of(&self, part: u64, whole: u64) -> bool {
        let decimals = self.decimals.min(3);
        half_up(part, whole, 100 * 10u64.pow(decimals))
            .is_none_or(|right| right == self.thousandths / 10u64.pow(3 - decimals))
    }

    /// Whether a value in thousandths is this number once it is rounded, half up, to as many decimals as were typed.
    pub fn is(&self, thousandths: u64) -> bool {
        let scale = 10u64.pow(3u32.saturating_sub(self.decimals.min(3)));
        (thousandths + scale / 2) / scale == self.thousandths / scale
    }
}

const WORDS: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [(&str, u64); 8] = [
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
];
/// Words after which a number is a name: "section 20", "table 3".
const NAMED: [&str; 22] = [
    "section",
    "regulation",
    "regulations",
    "reg",
    "schedule",
    "paragraph",
    "paragraphs",
    "table",
    "figure",
    "chart",
    "appendix",
    "stage",
    "part",
    "chapter",
    "act",
    "standard",
    "page",
    "question",
    "aged",
    "age",
    "under",
    "quarter",
];
/// Words before which a number measures time or money, which are seldom the report's figures.
const MEASURES: [&str; 16] = [
    "day", "days", "working", "week", "weeks", "month", "months", "year", "years", "hour", "hours", "minutes", "miles",
    "pm", "am", "o'clock",
];

/// Whether a number after this word, in lower case, is a name: "section", "aged".
pub(super) fn is_named(word: &str) -> bool {
    NAMED.contains(&word)
}

/// The numbers of a sentence in order.
pub fn numbers(text: &str) -> Vec<Typed> {
    let words = words(text);
    let mut numbers = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let (from, word) = words[at];
        let previous = at.checked_sub(1).map(|before| words[before].1.to_lowercase()).unwrap_or_default();
        let next = words.get(at + 1).map(|(_, word)| word.to_lowercase()).unwrap_or_default();
        let after = words.get(at + 2).map(|(_, word)| word.to_lowercase()).unwrap_or_default();
        at += 1;
        let Some((thousandths, decimals, rest)) = value(word) else { continue };
        let to = from + word.len() - rest.len();
        let per_cent =
            rest.starts_with('%') || matches!(next.as_str(), "percent") || (next == "per" && after.starts_with("cent"));
        let points = (next.starts_with("percentage") && after.starts_with("point"))
            || next.starts_with("point")
            || (per_cent && rest.starts_with('%') && next.starts_with("point"));
        let kind = if points {
            Kind::Points
        } else if per_cent {
            Kind::Percent
        } else if is_name(word, thousandths, decimals, &previous, &next, rest) {
            Kind::Name
        } else {
            Kind::Count
        };
        // "aged 10 to 15": both ends are ages.
        let ends_range = matches!(previous.as_str(), "to" | "and" | "or")
            && numbers.last().is_some_and(|last: &Typed| last.kind == Kind::Name && is_age_before(text, last));
        let kind = if ends_range && kind == Kind::Count { Kind::Name } else { kind };
        numbers.push(Typed { kind, thousandths, decimals, from, to });
        // The second part of "194/199" is a number of its own.
        if let Some(second) = rest.strip_prefix('/')
            && kind == Kind::Count
            && let Some((thousandths, decimals, rest)) = value(second)
            && (rest.is_empty() || rest.chars().all(|c| c.is_ascii_punctuation()))
        {
            let from = to + 1;
            numbers.push(Typed { kind, thousandths, decimals, from, to: from + second.len() - rest.len() });
        }
    }
    numbers
}

/// The words of a text with their places, without the punctuation around them.
pub fn words(text: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let breaks = c.is_whitespace()
            || matches!(
                c,
                '(' | ')' | '[' | ']' | '"' | '\u{201c}' | '\u{201d}' | '\u{2013}' | '\u{2014}' | '=' | ';' | ':'
            );
        match (breaks, start) {
            (false, None) => start = Some(at),
            (true, Some(from)) => {
                let word = text[from..at].trim_end_matches([',', '.', '!', '?', '\'']);
                let lead = word.len() - word.trim_start_matches(['\'', '*', '_', '£']).len();
                let word = word[lead..].trim_end_matches(['*', '_']);
                if !word.is_empty() {
                    words.push((from + lead, word));
                }
                start = None;
            }
            _ => {}
        }
    }
    words
}

/// A number at the start of a word: its value in thousandths, its decimals, and what follows it.
fn value(word: &str) -> Option<(u64, u32, &str)> {
    if let Some(number) = in_words(word) {
        return Some((number * 1000, 0, ""));
    }
    let length = word.bytes().take_while(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',')).count();
    let (digits, rest) = word.split_at_checked(length)?;
    let trimmed = digits.trim_end_matches(['.', ',']);
    let rest = if trimmed.len() < digits.len() { &word[trimmed.len()..] } else { rest };
    let plain = trimmed.replace(',', "");
    let (whole, decimals) = plain.split_once('.').unwrap_or((&plain, ""));
    if whole.is_empty() || decimals.len() > 3 || decimals.contains('.') {
        return None;
    }
    let whole: u64 = whole.parse().ok().filter(|number| *number < 1_000_000_000)?;
    let padded: u64 = format!("{decimals:0<3}").parse().ok()?;
    Some((whole * 1000 + padded, decimals.len() as u32, rest))
}

/// A number up to ninety-nine that is written out.
pub(super) fn in_words(word: &str) -> Option<u64> {
    let word = word.to_lowercase();
    if let Some(number) = WORDS.iter().position(|known| *known == word) {
        return Some(number as u64);
    }
    let (tens, ones) = word.split_once('-').unwrap_or((&word, ""));
    let tens = TENS.iter().find(|(known, _)| *known == tens)?.1;
    match ones {
        "" => Some(tens),
        ones => {
            WORDS.iter().position(|known| *known == ones).filter(|at| (1..10).contains(at)).map(|at| tens + at as u64)
        }
    }
}

fn is_month(word: &str) -> bool {
    MONTHS.iter().any(|month| month.eq_ignore_ascii_case(word))
}

/// Whether a number stands right after a word of age.
fn is_age_before(text: &str, number: &Typed) -> bool {
    let before = text.get(..number.from).unwrap_or_default().trim_end().to_lowercase();
    ["aged", "age", "under", "over", "between"].iter().any(|word| before.ends_with(word))
}

/// Whether a number names something instead of counting it.
fn is_name(word: &str, thousandths: u64, decimals: u32, previous: &str, next: &str, rest: &str) -> bool {
    let whole = thousandths / 1000;
    let year = decimals == 0 && (1900..=2100).contains(&whole) && !word.contains(',');
    // "20202/2021": no number of things is written so.
    let span = rest.starts_with(['-', '/'])
        && rest.get(1..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        && (year || whole > 9999);
    // "2011.12", "194th", "1b"; "16-17" and "16+" are ages and ranges.
    let ordinal = !rest.is_empty() && !rest.starts_with(['%', '/']);
    year || span
        || ordinal
        || is_month(next)
        || (is_month(previous) && whole <= 31)
        || NAMED.contains(&previous)
        // "37 per 10,000 children": what a rate is counted for.
        || (matches!(previous, "per" | "every") && whole >= 100 && whole.is_multiple_of(100))
        || MEASURES.contains(&next)
        // "one" and "no one" seldom count in running text.
        || word.eq_ignore_ascii_case("one")
        || next == "times"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(Kind, u64)> {
        numbers(text).into_iter().map(|number| (number.kind, number.thousandths)).collect()
    }

    #[test]
    fn numbers_are_told_from_names() {
        use Kind::*;
        for (text, expected) in [
            ("In all 1,439 children, 97.5% of them", vec![(Count, 1_439_000), (Percent, 97_500)]),
            ("143/157 (91.7 per cent)", vec![(Count, 143_000), (Count, 157_000), (Percent, 91_700)]),
            ("a rise of 4.8 percentage points", vec![(Points, 4_800)]),
            ("twenty-nine disputes by fifteen officers", vec![(Count, 29_000), (Count, 15_000)]),
            ("on 31 March 2016 under section 20", vec![(Name, 31_000), (Name, 2_016_000), (Name, 20_000)]),
            ("within 20 working days", vec![(Name, 20_000)]),
            ("in 2019/20 and 20202/2021", vec![(Name, 2_019_000), (Name, 20_202_000)]),
            ("74 aged 10 to 15", vec![(Count, 74_000), (Name, 10_000), (Name, 15_000)]),
            ("a rate of 37 per 10,000 children", vec![(Count, 37_000), (Name, 10_000_000)]),
            ("aged 16-17, 16+", vec![(Name, 16_000), (Name, 16_000)]),
            ("a budget of £849,000.", vec![(Count, 849_000_000)]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn a_number_is_a_value_rounded_half_up_to_its_decimals() {
        let typed = |text: &str| numbers(text)[0];
        // 26 of 208 is 12.5%: printed 13%, or 12.5%, never 12%.
        assert!(typed("13%").is(12_500) && typed("12.5%").is(12_500) && !typed("12%").is(12_500));
        assert!(typed("97.5%").is(97_487) && !typed("97.4%").is(97_487));
    }
}
