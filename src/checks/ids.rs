//! Claims about names: what the order and the service's files call a figure must be one.

use crate::config::{ORDER_FILE, Order};
use crate::dataset::Dataset;
use crate::disclosure::Published;
use crate::finding::{Finding, Place, Severity, near_names};
use crate::measures::measure::Unit;
use crate::sources::Sources;
use std::collections::BTreeSet;

/// Ensure every name of a figure or table, and every section of a quotation, is known.
pub fn unknown(order: &Order, dataset: &Dataset, sources: &Sources, published: &Published) -> Vec<Finding> {
    let known: Vec<&str> = published
        .figures()
        .map(|figure| figure.id.as_str())
        .chain(published.tables().map(|table| table.id.as_str()))
        .collect();
    let mut findings = Vec::new();
    let mut unknown = |severity, file: &str, id: &str, why: &str| {
        if !known.contains(&id) {
            findings.push(
                Finding::new(
                    severity,
                    "unknown-figure",
                    Place::file(file),
                    format!("`{id}` is not the id of a figure or table of this report"),
                    why,
                    "correct the id; `iro-report figures` lists them all",
                )
                .near(near_names(id, known.iter().copied())),
            );
        }
    };
    for id in order.targets.keys() {
        unknown(Severity::Error, ORDER_FILE, id, "the target would never be held against anything");
    }
    let file = |name: &str| sources.tables.get(name).map_or(String::new(), |table| table.file.clone());
    let ids = |values: &[crate::dataset::published::PublishedValue]| {
        values.iter().map(|value| value.id.clone()).collect::<BTreeSet<_>>()
    };
    for id in ids(&dataset.history) {
        unknown(Severity::Warning, &file("history"), &id, "the earlier values under it are not shown");
    }
    for id in ids(&dataset.comparators) {
        unknown(Severity::Warning, &file("comparators"), &id, "the values of others under it are not shown");
    }
    for action in dataset.actions.iter().flatten().filter(|action| !action.figure.is_empty()) {
        unknown(
            Severity::Warning,
            &file("actions"),
            &action.figure,
            "the action is shown without the figure that measures it",
        );
    }
    for entry in dataset.you_said.iter().filter(|entry| !entry.figure.is_empty()) {
        unknown(
            Severity::Warning,
            &file("you_said"),
            &entry.figure,
            "what was done is shown without the figure that shows it",
        );
    }
    for (id, target) in &order.targets {
        let Some(unit) = published.figure(id).map(|figure| figure.unit) else { continue };
        let mut fault = |what: String, fix: String| {
            findings.push(Finding::new(
                Severity::Error,
                "bad-target",
                Place::file(ORDER_FILE),
                what,
                "the report would say that a target was met, or not met, that nobody set",
                fix,
            ));
        };
        if unit != Unit::Percent && target.side.is_none() {
            fault(
                format!(
                    "`targets` sets {} for `{id}`, but does not say whether that is the most or the least",
                    target.value
                ),
                format!("write `{id}: {{at_most: {0}}}` or `{id}: {{at_least: {0}}}`", target.value),
            );
        } else if target.value < 0.0 || (unit == Unit::Percent && target.value > 100.0) {
            fault(
                format!("`targets` sets {} for `{id}`, which it can never reach", target.value),
                if unit == Unit::Percent { "write a number from 0 to 100" } else { "write 0 or more" }.into(),
            );
        }
    }
    findings
}
