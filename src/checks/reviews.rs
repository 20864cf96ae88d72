//! Claims about reviews.

use super::check::Evidence;
use crate::finding::{Finding, Severity};
use crate::measures::reviews::held;
use crate::measures::timeliness::Verdict;
use std::collections::BTreeSet;

/// Ensure every review held in the period lies in a time in care.
pub fn in_care(evidence: &Evidence<'_>) -> Vec<Finding> {
    held(evidence.scope)
        .iter()
        .filter(|held| held.review.period.is_none())
        .map(|held| {
            Finding::new(
                Severity::Warning,
                "review-outside-care",
                held.review.at.place().column("REVIEW"),
                "the child was not in care on the day of the review",
                "the review counts as held, but it cannot be judged (see reviews_held_on_time)",
                "correct the day of the review, or the child's episodes",
            )
        })
        .collect()
}

/// Ensure the participation code fits the child's age: PN0 up to the 4th birthday, PN1 to PN7 from it (convention C4.1).
pub fn code_fits_age(evidence: &Evidence<'_>) -> Vec<Finding> {
    let codes = &evidence.dataset.codes.participation;
    held(evidence.scope)
        .iter()
        .filter_map(|held| {
            let name = codes.name(held.review.participation);
            let born = held.child.born?;
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
                held.review.at.place().column("REVIEW_CODE"),
                what,
                "the code is followed (see children_giving_views_at_reviews)",
                "correct the code or the date of birth in the source system",
            ))
        })
        .collect()
}

/// Ensure every review held in the period says how the child took part.
pub fn participation_recorded(evidence: &Evidence<'_>) -> Vec<Finding> {
    held(evidence.scope)
        .iter()
        .filter(|held| !held.review.participation.is_listed())
        .map(|held| {
            Finding::new(
                Severity::Warning,
                "participation-not-recorded",
                held.review.at.place().column("REVIEW_CODE"),
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
    held(evidence.scope)
        .iter()
        .filter(|held| matches!(held.judged.verdict, Verdict::Late { .. }))
        .filter(|held| !with_reason.contains(&(&*held.child.id, held.review.held_on)))
        .map(|held| {
            Finding::new(
                Severity::Warning,
                "late-without-reason",
                held.review.at.place().column("REVIEW"),
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
