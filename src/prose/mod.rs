//! Numbers that a person typed, held against the figures.
//!
//! A figure filled in by its name cannot be wrong; a number typed by hand can. Every number that stands in the manager's own words, or
//! in the cover report's fields of the order, is read with the words around it and compared with the figure it seems to be about. The
//! check never says that a number is right beyond what the public edition shows, and of a hidden figure it says the same whether the
//! typed number is right or wrong.

mod claim;
mod number;
mod sentence;
mod subject;
mod year;

use crate::config::Order;
use crate::figures::Figures;
use crate::finding::{Finding, Place, Severity};
use crate::roll_forward::CARRIED_OVER;
use crate::sources::Sources;
use sentence::Sentence;
use subject::Subjects;

/// Everything doubtful in the numbers that were typed by hand: contradictions are warnings, and what could be filled in by name is a
/// note.
///
/// # Errors
/// A fault in the built-in list of words.
pub fn check(order: &Order, sources: &Sources, figures: &Figures) -> anyhow::Result<Vec<Finding>> {
    let subjects = Subjects::new(figures)?;
    let mut findings = Vec::new();
    for sentence in sentence::typed(order, sources) {
        findings.extend(judged(&sentence, &subjects, order));
    }
    findings.extend(carried_over(sources));
    Ok(findings)
}

/// Words of last year that nobody has looked at since.
fn carried_over(sources: &Sources) -> impl Iterator<Item = Finding> + '_ {
    sources.narrative.values().filter(|text| text.text.starts_with(CARRIED_OVER)).map(|text| {
        Finding::new(
            Severity::Warning,
            "words-carried-over",
            Place::row(&text.file, 1),
            "the words of this section are last year's",
            "what was true a year ago may not be so now; the final version is not made with them",
            "read every sentence again, then delete the first line of the file",
        )
    })
}

fn judged(sentence: &Sentence, subjects: &Subjects<'_>, order: &Order) -> Vec<Finding> {
    let numbers = number::numbers(&sentence.text);
    let mut findings = claim::arithmetic(sentence, &numbers);
    findings.extend(claim::changes(sentence, &numbers, subjects));
    findings.extend(claim::values(sentence, &numbers, subjects, order));
    findings.extend(year::years(sentence, &numbers, subjects, order));
    // The sum in a sentence and the figure it is about may disagree for the same reason: one warning a number is enough.
    let mut said = std::collections::BTreeSet::new();
    findings.retain(|finding| {
        let number = finding.what.split_whitespace().find(|word| word.contains(|c: char| c.is_ascii_digit()));
        let typed = finding.what.split("says ").last().unwrap_or_default();
        let typed = typed.split_whitespace().find(|word| word.contains(|c: char| c.is_ascii_digit())).or(number);
        said.insert((finding.severity, typed.map(|word| word.trim_end_matches([',', ';']).to_string())))
    });
    findings
}

#[cfg(test)]
mod tests;
