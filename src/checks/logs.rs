//! Claims about the service's own logs, each beside the others and beside the return.

use super::check::Evidence;
use crate::dataset::child::Child;
use crate::dataset::service::{Allocation, Officer};
use crate::finding::{Finding, Place, Severity};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Ensure every officer named in a log is on the list of officers.
pub fn officers_known(evidence: &Evidence<'_>) -> Vec<Finding> {
    let dataset = evidence.dataset;
    let Some(officers) = &dataset.officers else { return Vec::new() };
    let known: BTreeSet<&str> = officers.iter().map(|officer| officer.code.as_str()).collect();
    let reviews =
        dataset.review_log.iter().flat_map(|log| log.reviews.iter().map(|row| (row.officer.as_str(), &row.at)));
    let allocations = dataset.allocations.iter().flatten().map(|row| (row.officer.as_str(), &row.at));
    let disputes =
        dataset.disputes.iter().flat_map(|log| log.disputes.iter().map(|row| (row.officer.as_str(), &row.at)));
    [
        unknown_officers(&known, reviews, "held reviews", "no figure is made from these names, but the log or the list is out of date"),
        unknown_officers(
            &known,
            allocations,
            "have children in the list of allocations",
            "a child seems to have changed officers where one officer is written in two ways (see children_with_change_of_officer)",
        ),
        unknown_officers(
            &known,
            disputes,
            "raised disputes",
            "the number of officers who raised disputes may be wrong (see officers_raising_disputes)",
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// One finding for a log: how many of its officers are not on the list, at the first row that names one.
fn unknown_officers<'a>(
    known: &BTreeSet<&str>,
    rows: impl Iterator<Item = (&'a str, &'a Place)>,
    done: &str,
    why: &str,
) -> Option<Finding> {
    let unknown: Vec<(&str, &Place)> =
        rows.filter(|(officer, _)| !officer.is_empty() && !known.contains(officer)).collect();
    let officers: BTreeSet<&str> = unknown.iter().map(|(officer, _)| *officer).collect();
    let (_, first) = unknown.first()?;
    let place = Place { column: None, ..(*first).clone() };
    let rows = if unknown.len() == 1 { "1 row".to_string() } else { format!("{} rows", unknown.len()) };
    let what = if officers.len() == 1 {
        format!("an officer whom the log names in {rows} is not on the list of officers ({done})")
    } else {
        format!(
            "{} of the officers who {done} are not on the list of officers ({rows}, of which this is the first)",
            officers.len()
        )
    };
    Some(Finding::new(
        Severity::Warning,
        "officer-not-on-list",
        place,
        what,
        why,
        "write officers in the same way in both files, or add those who left to the list with their last day",
    ))
}

/// Ensure no officer is on the list twice for the same time.
pub fn officers_once(evidence: &Evidence<'_>) -> Vec<Finding> {
    let Some(officers) = &evidence.dataset.officers else { return Vec::new() };
    let mut by_code: BTreeMap<&str, Vec<&Officer>> = BTreeMap::new();
    for officer in officers.iter().filter(|officer| !officer.code.is_empty()) {
        by_code.entry(&officer.code).or_default().push(officer);
    }
    let mut findings = Vec::new();
    for rows in by_code.values() {
        for (at, later) in rows.iter().enumerate() {
            let overlaps = |earlier: &&&Officer| {
                let begins_before_end =
                    |a: &Officer, b: &Officer| a.started_on.zip(b.left_on).is_none_or(|(start, end)| start < end);
                begins_before_end(earlier, later) && begins_before_end(later, earlier)
            };
            if rows[..at].iter().any(|earlier| overlaps(&earlier)) {
                findings.push(Finding::new(
                    Severity::Warning,
                    "officer-twice",
                    later.at.clone(),
                    "the officer is on the list twice for the same time",
                    "each row counts as an officer, so the number of officers is too high (see officers_headcount)",
                    "join the two rows: one row for each officer, with the full-time equivalents of both",
                ));
            }
        }
    }
    findings
}

/// Ensure no child has two officers on the same day.
pub fn one_officer_a_child(evidence: &Evidence<'_>) -> Vec<Finding> {
    let Some(allocations) = &evidence.dataset.allocations else { return Vec::new() };
    let mut by_child: BTreeMap<&str, Vec<&Allocation>> = BTreeMap::new();
    for allocation in allocations {
        by_child.entry(&allocation.child).or_default().push(allocation);
    }
    let mut findings = Vec::new();
    for rows in by_child.values_mut() {
        rows.sort_by(|a, b| {
            (a.from, a.to.unwrap_or(Date::MAX), &a.at).cmp(&(b.from, b.to.unwrap_or(Date::MAX), &b.at))
        });
        let mut latest_end: Option<Date> = None;
        for (at, row) in rows.iter().enumerate() {
            // A hand-over on the last day of the one before is no overlap.
            if at > 0 && latest_end.is_some_and(|end| row.from < end) {
                findings.push(Finding::new(
                    Severity::Warning,
                    "allocations-overlap",
                    row.at.clone(),
                    "the child already has an officer on the first day of this allocation",
                    "the child may seem to have changed officers (see children_with_change_of_officer)",
                    "end the earlier allocation on the day of the hand-over",
                ));
            }
            let end = row.to.unwrap_or(Date::MAX);
            latest_end = Some(latest_end.map_or(end, |known| known.max(end)));
        }
    }
    findings
}

/// Ensure the children of the log of reviews are children of the return, and in care on the day.
pub fn log_children_in_care(evidence: &Evidence<'_>) -> Vec<Finding> {
    let (dataset, period) = (evidence.dataset, evidence.scope.period);
    let Some(log) = &dataset.review_log else { return Vec::new() };
    if !dataset.has_episodes_for(period) {
        return Vec::new();
    }
    let children: BTreeMap<&str, &Child> = dataset.children.iter().map(|child| (&*child.id, child)).collect();
    let in_period: Vec<_> = log.reviews.iter().filter(|row| period.contains(row.held_on)).collect();
    let strangers: Vec<_> = in_period.iter().filter(|row| !children.contains_key(&*row.child)).collect();
    let mut findings = Vec::new();
    if let Some(first) = strangers.first() {
        let most = strangers.len() * 2 > in_period.len();
        let rows = if strangers.len() == 1 { "1 row".to_string() } else { format!("{} rows", strangers.len()) };
        findings.push(Finding::new(
            Severity::Warning,
            "log-child-not-in-return",
            Place { column: None, ..first.at.clone() },
            format!(
                "{rows} of the log ({} in the period) name a child that the return does not have{}",
                in_period.len(),
                if most { "; the two files seem to use different numbers for children" } else { "" }
            ),
            "reasons and days in these rows are not brought together with the reviews of the return (see late_review_reasons)",
            if most {
                "take the number that the return has under CHILD into the log; a spreadsheet may also have cut zeros at its beginning"
            } else {
                "correct the child's number in the rows, the first of which is named here, or in the return"
            },
        ));
    }
    for row in in_period {
        let Some(child) = children.get(&*row.child) else { continue };
        let was_in_care = child.episode_on(row.held_on).is_some()
            || child.episodes.iter().any(|episode| episode.ended_on == Some(row.held_on));
        // Of a review that the return has as well, the return's own check speaks.
        let is_returned = child.reviews.iter().any(|review| review.held_on == row.held_on);
        if !was_in_care && !is_returned && !child.episodes.is_empty() {
            findings.push(Finding::new(
                Severity::Warning,
                "log-review-outside-care",
                Place { column: None, ..row.at.clone() },
                "by the return the child was not in care on the day of this review",
                "the row still counts where the log alone is counted (see parents_taking_part)",
                "correct the day in the log, or the child's episodes in the source system",
            ));
        }
    }
    findings
}
