//! Claims about reviews.

use super::check::Evidence;
use crate::dataset::recognition::recognised;
use crate::finding::{Finding, Severity};
use crate::measures::reviews::each_held;
use crate::measures::timeliness::Verdict;
use crate::period::{Period, collection_year_label, collection_year_of, in_full, parse_date};
use crate::sources::table::RawRow;
use std::collections::BTreeSet;

/// Ensure every review held in the period lies in a time in care.
pub fn in_care(evidence: &Evidence<'_>) -> Vec<Finding> {
    // Without episodes every review would be outside care; that they are missing is said already.
    if !evidence.dataset.has_episodes_for(evidence.scope.period) {
        return Vec::new();
    }
    each_held(evidence.scope)
        .filter(|held| held.review.period.is_none())
        .map(|held| {
            Finding::new(
                Severity::Warning,
                "review-outside-care",
                evidence.dataset.tables.row(held.review.at).column("REVIEW"),
                "the child was not in care on the day of the review",
                "the review counts as held, but it cannot be judged (see reviews_held_on_time)",
                "correct the day of the review, or the child's episodes",
            )
        })
        .collect()
}

/// Ensure no review was held before the child was born.
pub fn after_birth(evidence: &Evidence<'_>) -> Vec<Finding> {
    let reviews =
        evidence.dataset.children.iter().flat_map(|child| child.reviews.iter().map(move |review| (child, review)));
    reviews
        .filter(|(child, review)| child.born.is_some_and(|born| review.held_on < born))
        .map(|(_, review)| {
            Finding::new(
                Severity::Warning,
                "review-before-birth",
                evidence.dataset.tables.row(review.at).column("REVIEW"),
                "the review was held before the child was born, by the date of birth in the return",
                "one of the two days is wrong: the child may stand in the wrong age group, or the review in the wrong year (see children_by_age)",
                "compare both with the child's record, and correct the one that is wrong",
            )
        })
        .collect()
}

/// Ensure the reviews of a file were held in its collection year, and none after the data was taken.
pub fn in_their_year(evidence: &Evidence<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for read in recognised(evidence.sources).into_iter().filter(|read| read.name == "Reviews") {
        let Some(year) = read.year.and_then(Period::collection_year) else { continue };
        let (table, column) = (read.table, read.table.column("REVIEW"));
        let taken_on = evidence.order.extracted_on.unwrap_or(evidence.order.period.to).max(year.to);
        let mut of_others: Option<(RawRow, u64)> = None;
        for row in table.rows() {
            match parse_date(table.cell(row, column)) {
                Some(day) if day > taken_on => findings.push(Finding::new(
                    Severity::Warning,
                    "review-in-future",
                    table.place(row, column),
                    match evidence.order.extracted_on {
                        Some(_) => "the review is dated after the day on which the data was taken (`extracted_on`)".to_string(),
                        None => format!("the review is dated after {}, the end of the period", in_full(taken_on)),
                    },
                    "it is a planned review or a mistyped year; counted, it would stand for a review that was never held (see reviews_held)",
                    "leave planned reviews out of the return, or correct the day",
                )),
                Some(day) if !year.contains(day) => of_others.get_or_insert((row, 0)).1 += 1,
                _ => {}
            }
        }
        if let Some((first, count)) = of_others {
            let label = collection_year_label(collection_year_of(year.to));
            let what = match count {
                1 => format!("the review was not held in {label}, the year of its file"),
                _ => format!("{count} reviews of this file were not held in {label}, its year; this is the first"),
            };
            findings.push(Finding::new(
                Severity::Note,
                "review-of-another-year",
                table.place(first, column),
                what,
                "they are counted in the year in which they were held (see reviews_held)",
                "if the year of a day is mistyped, correct it; an export over several years needs nothing",
            ));
        }
    }
    findings
}

/// Ensure the participation code fits the child's age: PN0 up to the 4th birthday, PN1 to PN7 from it (convention C4.1).
pub fn code_fits_age(evidence: &Evidence<'_>) -> Vec<Finding> {
    let codes = &evidence.dataset.codes.participation;
    each_held(evidence.scope)
        .filter_map(|held| {
            let name = codes.name(held.review.participation);
            let born = held.child.born?;
            // Most children are well past their 4th birthday, and their code does not say otherwise.
            if name != "PN0" && held.review.held_on.year() > born.year() + 4 {
                return None;
            }
            let birthday = crate::period::add_months(born, 48);
            let what = if name == "PN0" && held.review.held_on > birthday {
                "the code says the child is under 4, but the child is older"
            } else if !name.is_empty() && name != "PN0" && held.review.held_on < birthday {
                "the code is for children aged 4 and over, but the child is under 4"
            } else {
                return None;
            };
            Some(Finding::new(
                Severity::Warning,
                "participation-clashes-with-age",
                evidence.dataset.tables.row(held.review.at).column("REVIEW_CODE"),
                what,
                "the code is followed (see children_giving_views_at_reviews)",
                "correct the code or the date of birth in the source system",
            ))
        })
        .collect()
}

/// Ensure every review held in the period says how the child took part.
pub fn participation_recorded(evidence: &Evidence<'_>) -> Vec<Finding> {
    each_held(evidence.scope)
        .filter(|held| !held.review.participation.is_listed())
        .map(|held| {
            Finding::new(
                Severity::Warning,
                "participation-not-recorded",
                evidence.dataset.tables.row(held.review.at).column("REVIEW_CODE"),
                "the review does not say how the child took part",
                "it counts as not recorded, in the base if the child is 4 or over (see participation_by_code)",
                "fill in the participation code",
            )
        })
        .collect()
}

/// Ensure every late review has a reason in the service's log.
pub fn late_with_reason(evidence: &Evidence<'_>) -> Vec<Finding> {
    let Some(log) = evidence.dataset.review_log.as_ref().filter(|log| log.has_reasons) else { return Vec::new() };
    let with_reason: BTreeSet<_> =
        log.reviews.iter().filter(|row| !row.late_reason.is_empty()).map(|row| (&*row.child, row.held_on)).collect();
    each_held(evidence.scope)
        .filter(|held| matches!(held.judged.verdict, Verdict::Late { .. }))
        .filter(|held| !with_reason.contains(&(&*held.child.id, held.review.held_on)))
        .map(|held| {
            Finding::new(
                Severity::Warning,
                "late-without-reason",
                evidence.dataset.tables.row(held.review.at).column("REVIEW"),
                "the review was late, but the service's log gives no reason for it",
                "it counts as not recorded (see late_review_reasons); the annual report has to give the reasons",
                "add the reason to the log of reviews, under the same child and day",
            )
        })
        .collect()
}

/// Ensure every review of the service's log in the period is in the national return.
pub fn log_agrees_with_return(evidence: &Evidence<'_>) -> Vec<Finding> {
    let Some(log) = &evidence.dataset.review_log else { return Vec::new() };
    if !evidence.dataset.has_reviews_for(evidence.scope.period) {
        return Vec::new();
    }
    let returned: BTreeSet<_> = evidence
        .dataset
        .children
        .iter()
        .flat_map(|child| child.reviews.iter().map(|review| (&*child.id, review.held_on)))
        .collect();
    log.reviews
        .iter()
        .filter(|row| evidence.scope.period.contains(row.held_on) && !returned.contains(&(&*row.child, row.held_on)))
        .map(|row| {
            let mut place = row.at.clone();
            place.column = None;
            Finding::new(
                Severity::Warning,
                "log-review-not-in-return",
                place,
                "the log has a review that the national return does not have on that day",
                "it is not among the reviews held, and a reason given for it is not used; what it says of parents and of its record counts (see parents_taking_part)",
                "correct the day in the log, or add the review to the return",
            )
        })
        .collect()
}
