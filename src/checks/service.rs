//! Claims about the service's own files and the order.

use super::check::Evidence;
use crate::config::ORDER_FILE;
use crate::finding::{Finding, Place, Severity};

/// Ensure the order has data to report on: a national return for the period.
pub fn return_given(evidence: &Evidence<'_>) -> Vec<Finding> {
    let scope = evidence.scope;
    let year = crate::period::collection_year_label(crate::period::collection_year_of(scope.period.to));
    let missing = |table: &str, what: &str| {
        Finding::new(
            Severity::Warning,
            "return-missing",
            Place::file(format!("data/ssda903/{year}")),
            format!("there is no {table} table of the national return for {year}"),
            format!("{what} are not available and print as [x]"),
            format!("put the return's CSV files of {year} into that folder"),
        )
    };
    let mut findings = Vec::new();
    if !evidence.dataset.has_children_at_end_of(scope.period) {
        findings.push(missing("Episodes", "all figures about children"));
    }
    if !evidence.dataset.has_reviews_for(scope.period) {
        findings.push(missing("Reviews", "all figures about reviews and participation"));
    }
    // A period that is no collection year touches two of them.
    let first = crate::period::collection_year_of(scope.period.from);
    let last = crate::period::collection_year_of(scope.period.to);
    for year in (first..last).filter(|year| !evidence.dataset.review_years.contains(year)) {
        let label = crate::period::collection_year_label(year);
        findings.push(Finding::new(
            Severity::Warning,
            "return-missing",
            Place::file(format!("data/ssda903/{label}")),
            format!("the period begins in {label}, but there is no Reviews table of the national return for that year"),
            "reviews held in that part of the period are not counted, so every figure about reviews is too low",
            format!("put the return's CSV files of {label} into that folder"),
        ));
    }
    findings
}

/// Ensure that what depends on a date finds one, so that the report can be made final.
pub fn order_complete(evidence: &Evidence<'_>) -> Vec<Finding> {
    let order = evidence.order;
    let note = |key: &str, why: &str, fix: &str| {
        Finding::new(
            Severity::Note,
            "order-incomplete",
            Place::file(ORDER_FILE),
            format!("`{key}` is not given"),
            why,
            fix,
        )
    };
    let mut findings = Vec::new();
    if order.dated.is_none() {
        findings.push(note(
            "dated",
            "the draft prints \"undated\", and it cannot be made final",
            "add a line such as `dated: 2026-06-15`",
        ));
    }
    if order.extracted_on.is_none() {
        findings.push(note(
            "extracted_on",
            "readers cannot tell how fresh the figures are",
            "add the day on which the data was taken from the systems",
        ));
    }
    findings
}
