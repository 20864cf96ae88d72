//! Years and dates in words: years that cannot be, and numbers said of another year than their own.

use super::claim::{Doubt, doubt};
use super::number::{Kind, Typed, words};
use super::sentence::Sentence;
use super::subject::Subjects;
use crate::config::Order;
use crate::measures::measure::Unit;
use crate::period::{MONTHS, Period, collection_year_label};

/// Everything doubtful about the years of a sentence.
pub fn years(sentence: &Sentence, numbers: &[Typed], subjects: &Subjects<'_>, order: &Order) -> Vec<Doubt> {
    let text = &sentence.text;
    let lower = text.to_lowercase();
    let mut doubts = lost_hyphens(sentence);
    for number in numbers.iter().filter(|number| number.kind == Kind::Name) {
        let whole = number.thousandths / 1000;
        let rest = text.get(number.to..).unwrap_or_default();
        if whole > 9999 && rest.starts_with(['/', '-']) {
            doubts.push(doubt(
                number.from,
                sentence,
                "no-such-year",
                format!("{whole} is not a year"),
                "the reader cannot tell which year is meant",
                "write the year with four figures",
            ));
        }
        // The census of England and Wales is taken in the first year of each decade.
        let before = text.get(..number.from).unwrap_or_default().trim_end().to_lowercase();
        let after = rest.trim_start().to_lowercase();
        let of_census = after.starts_with("census")
            || ["census", "census of", "census in"].iter().any(|word| before.ends_with(word));
        if of_census && (1900..=2100).contains(&whole) && whole % 10 != 1 {
            doubts.push(doubt(
                number.from,
                sentence,
                "no-such-year",
                format!("there was no census in {whole}"),
                "a source that does not exist cannot be checked",
                "write the year of the census or of the estimate that the number comes from",
            ));
        }
    }
    let Some(period) = named_period(text) else {
        doubts.extend(held_before(sentence, &lower, numbers, order));
        return doubts;
    };
    let this = order.period.to.year();
    for number in numbers.iter().filter(|number| matches!(number.kind, Kind::Count | Kind::Percent)) {
        let percent = number.kind == Kind::Percent;
        let of_this_year =
            subjects.of(sentence).into_iter().filter(|(likeness, _)| *likeness >= 700).find_map(|(_, subject)| {
                let fits = |value: u64| (subject.unit == Unit::Percent) == percent && number.is(value);
                let now = subject.value.as_ref().is_some_and(|(_, value)| fits(*value));
                let before = subject.beside.iter().find(|beside| beside.said_as.is_none() && fits(beside.thousandths));
                match (now, before) {
                    (true, None) => Some((subject, this)),
                    (false, Some(beside)) => {
                        let year = beside.what.rsplit(' ').next().and_then(Period::parse)?.to.year();
                        Some((subject, year))
                    }
                    _ => None,
                }
            });
        // "2,648, against 2,399 in 2015-16": the year belongs to the other number.
        let belongs_to_other = of_this_year.is_some_and(|(subject, _)| {
            let now = (period == this).then(|| subject.value.as_ref().map(|(_, value)| *value)).flatten();
            let of_period = |beside: &&super::subject::Beside| {
                let year = beside.what.rsplit(' ').next().and_then(Period::parse).map(|period| period.to.year());
                beside.said_as.is_none() && year == Some(period)
            };
            let named = now.or(subject.beside.iter().find(of_period).map(|beside| beside.thousandths));
            named.is_some_and(|named| numbers.iter().any(|other| other.from != number.from && other.is(named)))
        });
        if let Some((subject, year)) = of_this_year
            && year != period
            && !belongs_to_other
            && !mentions(text, year)
        {
            doubts.push(doubt(
                number.from,
                sentence,
                "wrong-year",
                format!(
                    "the sentence gives {} for {}, but that is the value of `{}` for {}",
                    text.get(number.from..number.to).unwrap_or_default().trim_end_matches('%').to_string()
                        + if percent { "%" } else { "" },
                    collection_year_label(period),
                    subject.name,
                    collection_year_label(year)
                ),
                "the reader is told of a year that is not the number's own",
                "correct the year",
            ));
        }
    }
    if doubts.is_empty() {
        doubts.extend(held_before(sentence, &lower, numbers, order));
    }
    doubts
}

/// "2011.2014": a span of years whose hyphen was lost.
fn lost_hyphens(sentence: &Sentence) -> Vec<Doubt> {
    let is_year = |text: &str| text.len() == 4 && text.parse::<u16>().is_ok_and(|year| (1990..=2100).contains(&year));
    words(&sentence.text)
        .into_iter()
        .filter(|(_, word)| word.split_once('.').is_some_and(|(from, to)| is_year(from) && is_year(to)))
        .map(|(at, word)| {
            doubt(
                at,
                sentence,
                "no-such-year",
                format!("{word} is not a year"),
                "the reader cannot tell which years are meant",
                "write a span of years with a hyphen: 2011-14",
            )
        })
        .collect()
}

/// The one collection year that a sentence names, by "31 March 2016" or "2015/16"; none where there are several.
fn named_period(text: &str) -> Option<i16> {
    let years = named(text);
    match years.as_slice() {
        [year] => Some(*year),
        _ => None,
    }
}

fn named(text: &str) -> Vec<i16> {
    let mut years: Vec<i16> = Vec::new();
    for (at, word) in words(text) {
        if let Some(period) = Period::parse(&word.replace('/', "-")).or_else(|| short_period(word)) {
            years.push(period.to.year());
        } else if let Ok(year) = word.parse::<i16>()
            && (1990..=2100).contains(&year)
            && text.get(..at).is_some_and(|before| before.trim_end().to_lowercase().ends_with("march"))
        {
            years.push(year);
        }
    }
    years.sort_unstable();
    years.dedup();
    years
}

/// "15/16".
fn short_period(word: &str) -> Option<Period> {
    let (from, to) = word.split_once(['/', '-'])?;
    let (from, to): (i16, i16) =
        (from.parse().ok().filter(|_| from.len() == 2)?, to.parse().ok().filter(|_| to.len() == 2)?);
    (to == from + 1).then(|| Period::collection_year(2000 + to)).flatten()
}

fn mentions(text: &str, year: i16) -> bool {
    named(text).contains(&year)
}

/// An audit, a survey or a meeting that is said to have been held in a month before the period: words left from an earlier report.
fn held_before(sentence: &Sentence, lower: &str, numbers: &[Typed], order: &Order) -> Option<Doubt> {
    const EVENTS: [&str; 6] = ["audit", "survey", "consultation", "conference", "took place", "was held"];
    if !EVENTS.iter().any(|event| lower.contains(event))
        || lower.contains("last year")
        || lower.contains("previous")
        || lower.contains("since")
    {
        return None;
    }
    let text = &sentence.text;
    numbers.iter().filter(|number| number.kind == Kind::Name).find_map(|number| {
        let year = i16::try_from(number.thousandths / 1000).ok().filter(|year| (1990..=2100).contains(year))?;
        let before = text.get(..number.from)?.trim_end().to_lowercase();
        let month = MONTHS.iter().position(|month| before.ends_with(&month.to_lowercase()))? as i8 + 1;
        let first = order.period.from;
        ((year, month) < (first.year(), first.month())).then(|| {
            doubt(
                number.from,
                sentence,
                "date-before-period",
                format!(
                    "the sentence dates something to {} {year}, before the year that this report is about",
                    MONTHS[month as usize - 1]
                ),
                "words left from an earlier report tell the reader of the wrong year's work",
                "correct the date, or say that it belongs to an earlier year",
            )
        })
    })
}
