//! A claim about bank holidays.

use super::check::Evidence;
use crate::dataset::episode::PeriodOfCare;
use crate::finding::{self, Finding, Severity};
use crate::measures::reviews::held;
use crate::measures::timeliness::{Place, first_review_due};
use crate::period::{add_days, in_full};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Ensure bank holidays are known for every day that a due date of a first review of the period is counted over.
pub fn known(evidence: &Evidence<'_>) -> Vec<Finding> {
    let days = &evidence.dataset.working_days;
    let Some((from, until)) = days.known_from().zip(days.known_until()) else { return Vec::new() };
    let period = evidence.scope.period;
    // A later start is never due earlier, so care that begins before this day is due in time if care that begins on it is.
    let surely = add_days(until, -60);
    let are_due_in_time = first_review_due(days, surely) <= until;
    let is_sure = |start: Date| are_due_in_time && start >= from && start <= surely;
    let mut affected = 0;
    // Judging which of the reviews held were first ones is left until one could be affected: it never is while the list is kept up.
    let mut first_reviews: Option<BTreeSet<(&str, usize)>> = None;
    for child in &evidence.dataset.children {
        let doubtful = |care: &PeriodOfCare| care.start_known && !is_sure(care.first_day);
        for (at, care) in child.periods.iter().enumerate().filter(|(_, care)| doubtful(care)) {
            let due = first_review_due(days, care.first_day);
            if due <= until && care.first_day >= from {
                continue;
            }
            let first_reviews = first_reviews.get_or_insert_with(|| {
                let held = held(evidence.scope);
                let first = held.iter().filter(|held| held.judged.place == Place::First);
                first.filter_map(|held| Some((&*held.child.id, held.review.period?))).collect()
            });
            affected += u64::from(period.contains(due) || first_reviews.contains(&(&*child.id, at)));
        }
    }
    if affected == 0 {
        return Vec::new();
    }
    let reviews = if affected == 1 { "1 first review".to_string() } else { format!("{affected} first reviews") };
    vec![Finding::new(
        Severity::Warning,
        "bank-holidays-unknown",
        finding::Place::file("data/bank_holidays"),
        format!(
            "{reviews} of the period fell due on a day counted without bank holidays, which are known only from {} to {}",
            in_full(from),
            in_full(until)
        ),
        "the due date may be too early, so a review held on time could be called late (see reviews_held_on_time)",
        "add a file `data/bank_holidays.csv` with the column `date` and a row for each bank holiday of the missing years",
    )]
}
