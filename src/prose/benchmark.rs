//! Limits that the law, the guidance or the council itself sets, and sentences that quote them wrongly (convention C5.1).

use super::claim::{Doubt, doubt};
use super::number::{Kind, Typed};
use super::sentence::Sentence;
use crate::config::Order;

/// A limit of time: words that name what it is for, how long it is, in which unit, and who sets it.
struct Limit {
    of: &'static [&'static str],
    number: u64,
    unit: &'static str,
    by: &'static str,
}

fn limits(order: &Order) -> [Limit; 5] {
    const LAW: &str = "the Care Planning, Placement and Case Review (England) Regulations 2010, regulation 33";
    [
        Limit { of: &["first review", "initial review"], number: 20, unit: "working days", by: LAW },
        Limit { of: &["second review"], number: 3, unit: "months", by: LAW },
        Limit {
            of: &["later review", "subsequent review", "further review", "third review"],
            number: 6,
            unit: "months",
            by: LAW,
        },
        Limit {
            of: &["dispute resolution process", "formal dispute", "dispute process"],
            number: 20,
            unit: "working days",
            by: "the IRO Handbook",
        },
        Limit {
            of: &["minutes", "review record", "records", "the record"],
            number: u64::from(order.settings.record_working_days),
            unit: "working days",
            by: "the setting `record_working_days`",
        },
    ]
}

/// Limits that a sentence quotes with another number or unit.
pub fn misquoted(sentence: &Sentence, numbers: &[Typed], order: &Order) -> Vec<Doubt> {
    let text = &sentence.text;
    let lower = text.to_lowercase();
    // What took how long, or is aimed at, is no limit.
    let is_other = ["took", "average", "half of", "median", "aim", "target", "late", "longest", "shortest", "sooner"];
    if !lower.contains("within") && !lower.contains("no later than") && !lower.contains("at the latest")
        || is_other.iter().any(|word| lower.contains(word))
    {
        return Vec::new();
    }
    let limits = limits(order);
    let mut doubts = Vec::new();
    for number in numbers.iter().filter(|number| number.kind == Kind::Name) {
        let Some(unit) = unit_after(lower.get(number.to..).unwrap_or_default()) else { continue };
        let before = lower.get(..number.from).unwrap_or_default();
        let named = |limit: &&Limit| limit.of.iter().filter_map(|words| before.rfind(words)).max();
        let nearest = limits.iter().filter(|limit| named(limit).is_some()).max_by_key(named);
        let Some(limit) = nearest else { continue };
        let same_number = number.whole() == Some(limit.number);
        let is_same = same_number && unit == limit.unit;
        // 28 days and four weeks are said of other duties; only what could be this limit is held against it.
        let is_near = unit.ends_with("days") == limit.unit.ends_with("days") || unit == "weeks";
        if !is_same && is_near {
            let typed = text.get(number.from..number.to).unwrap_or_default();
            doubts.push(doubt(
                number.from,
                sentence,
                "benchmark-misquoted",
                format!(
                    "the sentence says {typed} {unit} of the {}, but the limit is {} {}",
                    limit.of[0], limit.number, limit.unit
                ),
                format!("the limit is set by {}", limit.by).as_str(),
                "correct the number or the unit: working days leave out weekends and bank holidays",
            ));
        }
    }
    doubts
}

fn unit_after(text: &str) -> Option<&'static str> {
    let text = text.trim_start();
    [
        ("working day", "working days"),
        ("calendar day", "calendar days"),
        ("day", "days"),
        ("week", "weeks"),
        ("month", "months"),
    ]
    .into_iter()
    .find(|(start, _)| text.starts_with(start))
    .map(|(_, unit)| unit)
}
