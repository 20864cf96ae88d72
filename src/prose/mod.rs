//! Numbers that a person typed, held against the figures.
//!
//! A figure filled in by its name cannot be wrong; a number typed by hand can. Every number that stands in the manager's own words, or
//! in the cover report's fields of the order, is read with the words around it and compared with the figure it seems to be about. The
//! check never says that a number is right beyond what the public edition shows, and of a hidden figure it says the same whether the
//! typed number is right or wrong.

mod benchmark;
mod claim;
mod counted;
mod number;
mod printed;
mod sentence;
mod short_form;
mod small;
mod story;
mod subject;
mod year;

use crate::config::{ORDER_FILE, Order};
use crate::dataset::Dataset;
use crate::figures::Figures;
use crate::finding::{Finding, Place, Severity};
use crate::roll_forward::{CARRIED_OVER, ORDER_CARRIED_OVER};
use crate::short_forms::ShortForms;
use crate::sources::Sources;
use crate::terms::CouncilWords;
use sentence::Sentence;
use small::Small;
use std::collections::BTreeSet;
use subject::Subjects;

/// The findings that stop a final version: words that contradict the figures or give a hidden one away, stories without consent, and words
/// of last year that nobody has read again. A draft
/// is made with them.
pub const CONTRADICTIONS: [&str; 14] = [
    "typed-number-differs",
    "typed-number-hidden",
    "small-number-words",
    "typed-sum-wrong",
    "percent-for-points",
    "said-twice",
    "direction-contradicts",
    "wrong-year",
    "no-such-year",
    "date-before-period",
    "benchmark-misquoted",
    "wrong-word",
    "words-carried-over",
    "story-without-consent",
];

/// Everything doubtful in the numbers that were typed by hand: contradictions are warnings, and what could be filled in by name is a
/// note.
///
/// # Errors
/// A fault in the built-in list of words.
pub fn check(order: &Order, sources: &Sources, dataset: &Dataset, figures: &Figures) -> anyhow::Result<Vec<Finding>> {
    let subjects = Subjects::new(figures, &order.terms)?;
    let mut findings = Vec::new();
    let sentences = sentence::typed(order, sources);
    let small = Small::new(order, figures, &subjects)?;
    let mut before: Option<&Sentence> = None;
    for sentence in &sentences {
        findings.extend(judged(sentence, &subjects, order, small.doubts(sentence, before)));
        before = Some(sentence);
    }
    let mut before: Option<&Sentence> = None;
    let others = printed::sentences_besides(order, sources, dataset);
    for sentence in &others {
        findings.extend(small.doubts(sentence, before).into_iter().map(|(_, finding)| finding));
        before = Some(sentence);
    }
    findings.extend(short_form::unknown(&sentences, &ShortForms::new(&order.terms)?, &own_words(order)));
    findings.extend(headings_twice(sources));
    findings.extend(other_terms(&sentences, &CouncilWords::new(&order.terms)));
    findings.extend(story::without_consent(sources));
    findings.extend(carried_over(sources));
    Ok(findings)
}

/// The names that the order itself gives: a short form in them is the council's own.
fn own_words(order: &Order) -> String {
    let terms = &order.terms;
    [
        &order.authority,
        &terms.children,
        &terms.child(),
        &terms.officer,
        &terms.officers,
        &terms.review,
        &terms.placement,
        &terms.dispute,
        &terms.care_plan,
        &terms.service,
        &terms.dispute_process,
    ]
    .map(String::as_str)
    .join(" ")
}

/// Headings that stand twice in one file: most often one of the two was to be changed.
fn headings_twice(sources: &Sources) -> Vec<Finding> {
    let mut findings = Vec::new();
    for text in sources.narrative.values() {
        let mut seen = BTreeSet::new();
        for (at, line) in text.text.lines().enumerate().filter(|(_, line)| line.starts_with('#')) {
            if !seen.insert(line.trim_start_matches('#').trim().to_lowercase()) {
                findings.push(Finding::new(
                    Severity::Warning,
                    "said-twice",
                    Place::row(&text.file, at as u64 + 1),
                    "the heading stands twice in this section",
                    "readers who look for it in the contents do not know which is meant, and one is often left from a copy",
                    "give each paragraph group a heading of its own",
                ));
            }
        }
    }
    findings
}

/// One note for each file whose words are not those that the order sets.
fn other_terms(sentences: &[Sentence], council: &CouncilWords) -> Vec<Finding> {
    let mut seen = BTreeSet::new();
    let differs = |sentence: &&Sentence| council.without_own(&sentence.text);
    sentences
        .iter()
        .filter(differs)
        .filter(|sentence| seen.insert(sentence.file.clone()))
        .map(|sentence| {
            Finding::new(
                Severity::Note,
                "other-term",
                sentence.place(),
                "these words are not the ones that `terms` in the order sets",
                "your own sentences are printed as you wrote them, so the report would call one thing by two names",
                format!("write, for example: {}", council.say(&sentence.text.replace("**", ""))),
            )
        })
        .collect()
}

/// Words of last year that nobody has looked at since.
fn carried_over(sources: &Sources) -> Vec<Finding> {
    let order = Some(ORDER_FILE).filter(|_| sources.order.starts_with(ORDER_CARRIED_OVER));
    let narrative = sources.narrative.values().filter(|text| text.text.starts_with(CARRIED_OVER));
    let files = narrative.map(|text| text.file.as_str()).chain(order);
    files
        .map(|file| {
            Finding::new(
                Severity::Warning,
                "words-carried-over",
                Place::row(file, 1),
                "the words in this file are last year's",
                "what was true a year ago may not be so now; the final version is not made with them",
                "read every sentence again, then delete the first line of the file",
            )
        })
        .collect()
}

/// The clauses of a sentence that says that one thing rose and another fell; none of any other sentence.
fn clauses(sentence: &Sentence, subjects: &Subjects<'_>) -> Vec<Sentence> {
    if !subjects.goes_both_ways(&sentence.text) {
        return Vec::new();
    }
    let mut text = sentence.text.clone();
    for joint in [", ", "; ", " while ", " whereas ", " but ", " because ", " although "] {
        text = text.replace(joint, "\n");
    }
    text.lines().map(|clause| Sentence { text: clause.trim().to_string(), ..sentence.clone() }).collect()
}

/// `small` are the small numbers in the sentence. Those of what is hidden stand before whatever else is wrong with
/// the number.
fn judged(sentence: &Sentence, subjects: &Subjects<'_>, order: &Order, small: Vec<claim::Doubt>) -> Vec<Finding> {
    let numbers = number::numbers(&sentence.text);
    let (mut doubts, weaker): (Vec<_>, Vec<_>) =
        small.into_iter().partition(|(_, finding)| CONTRADICTIONS.contains(&finding.code));
    doubts.extend(claim::arithmetic(sentence, &numbers));
    doubts.extend(claim::slips(sentence, subjects));
    doubts.extend(clauses(sentence, subjects).iter().flat_map(|clause| {
        let numbers = number::numbers(&clause.text);
        claim::changes(clause, &numbers, subjects).into_iter().map(|(_, finding)| (usize::MAX, finding))
    }));
    doubts.extend(claim::changes(sentence, &numbers, subjects));
    doubts.extend(claim::counts_behind(sentence, &numbers, subjects));
    doubts.extend(benchmark::misquoted(sentence, &numbers, order));
    doubts.extend(claim::typed_references(sentence));
    doubts.extend(claim::nothing_to_compare(sentence, &numbers, subjects));
    doubts.extend(claim::values(sentence, &numbers, subjects, order));
    doubts.extend(year::years(sentence, &numbers, subjects, order));
    // The sum in a sentence and the figure it is about may disagree for the same reason: one warning a number is enough.
    let mut seen = BTreeSet::new();
    doubts.retain(|(at, finding)| seen.insert((finding.severity, *at)));
    // A wrong number that is put right would still be a small one.
    doubts.extend(weaker);
    doubts.into_iter().map(|(_, finding)| finding).collect()
}

#[cfg(test)]
mod tests;
