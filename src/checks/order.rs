//! Claims about the order: what it accepts, how its dates follow one another, whether its names fit on a page.

use super::check::Evidence;
use crate::config::{ORDER_FILE, Order};
use crate::finding::catalogue::Catalogue;
use crate::finding::{Finding, Place, Severity, near_names};
use crate::period::in_full;
use crate::sources::Sources;

/// Ensure every code that the order accepts is one that a finding can have.
pub fn accepted_known(order: &Order, sources: &Sources, catalogue: &Catalogue) -> Vec<Finding> {
    order
        .accepted
        .iter()
        .filter(|accepted| catalogue.page(&accepted.code).is_none())
        .map(|accepted| {
            Finding::new(
                Severity::Error,
                "unknown-code",
                at(&sources.order, &accepted.code),
                format!("`accepted` names `{}`, which is not the code of any finding", accepted.code),
                "nothing would be settled by it, although you believe so",
                "copy the code from what `check` prints: it stands in square brackets after the word warning",
            )
            .near(near_names(&accepted.code, catalogue.codes()))
        })
        .collect()
}

/// The line of the order in which a text stands, where there is only one.
fn at(order: &str, text: &str) -> Place {
    let mut lines = order.lines().enumerate().filter(|(_, line)| line.contains(text)).map(|(line, _)| line as u64 + 1);
    let place = Place { row: lines.next(), ..Place::file(ORDER_FILE) };
    if lines.next().is_some() { Place::file(ORDER_FILE) } else { place }
}

/// Ensure nobody overlooks that the order has small numbers shown.
pub fn nothing_hidden(evidence: &Evidence<'_>) -> Vec<Finding> {
    let said = evidence.order.settings.already_published.as_ref();
    let finding = |said: &String| {
        Finding::new(
            Severity::Warning,
            "small-numbers-shown",
            at(&evidence.sources.order, "already_published:"),
            "the order has every number shown in the public edition, small ones too",
            format!("a child could be recognised, unless it is true that all were published before: {said}"),
            "accept this warning with the reason; in any other case take `already_published` out of the settings",
        )
    };
    said.map(finding).into_iter().collect()
}

/// Ensure the period ends before the data is taken, the data is taken before the report is dated, and that before the body meets.
pub fn dates_follow(evidence: &Evidence<'_>) -> Vec<Finding> {
    const TOO_EARLY: &str = "data taken before the period ended does not hold all of it, so the figures are too low";
    const PUZZLING: &str = "both dates are printed as they stand, and a reader would be puzzled";
    let order = evidence.order;
    let end = Some(order.period.to);
    let committee = &order.committee;
    // The earlier date with its words, the later one with its key: each pair must follow.
    let pairs = [
        (end, "the last day of the period", order.extracted_on, "extracted_on", TOO_EARLY),
        (end, "the last day of the period", order.dated, "dated", PUZZLING),
        (order.extracted_on, "`extracted_on`", order.dated, "dated", PUZZLING),
        (order.dated, "`dated`", committee.meeting_date, "meeting_date", PUZZLING),
        (committee.draft_deadline, "`draft_deadline`", committee.meeting_date, "meeting_date", PUZZLING),
    ];
    pairs
        .into_iter()
        .filter_map(|(earlier, words, later, key, why)| {
            let (earlier, later) = (earlier?, later?);
            (later < earlier).then(|| {
                Finding::new(
                    Severity::Warning,
                    "dates-out-of-order",
                    at(&evidence.sources.order, &format!("{key}:")),
                    format!("`{key}` is {}, which is before {words}, {}", in_full(later), in_full(earlier)),
                    why,
                    "correct the date that is wrong; look at the years first",
                )
            })
        })
        .collect()
}

/// The most letters of a name that stands at the head of every page and in the name of the file.
const LONGEST_NAME: usize = 80;
/// The most letters of a title.
const LONGEST_TITLE: usize = 160;
/// The most letters of a word in a name: a line of the first page holds some 45, and no word is parted.
const LONGEST_WORD: usize = 40;

/// Ensure the names that stand on the first page and at the head of every page fit there.
pub fn names_fit(evidence: &Evidence<'_>) -> Vec<Finding> {
    let order = evidence.order;
    let names = [
        ("authority", Some(&order.authority), LONGEST_NAME),
        ("name", order.committee.name.as_ref(), LONGEST_NAME),
        ("title", order.committee.title.as_ref(), LONGEST_TITLE),
    ];
    names
        .into_iter()
        .filter_map(|(key, name, most)| {
            let name = name?;
            let letters = name.chars().count();
            let longest = name.split_whitespace().map(|word| word.chars().count()).max().unwrap_or_default();
            let (what, why) = if longest > LONGEST_WORD {
                (
                    format!("`{key}` has a word of {longest} letters; more than {LONGEST_WORD} do not fit on a line"),
                    "it runs over the edge of the first page and is cut off there",
                )
            } else if letters > most {
                (
                    format!("`{key}` has {letters} letters; names have at most {most}"),
                    "it takes several lines of the first page, and is cut short at the head of every page",
                )
            } else {
                return None;
            };
            Some(Finding::new(
                Severity::Warning,
                "name-too-long",
                at(&evidence.sources.order, &format!("{key}:")),
                what,
                why,
                "write the name as it stands on the council's own papers",
            ))
        })
        .collect()
}
