//! Claims about what was published before and elsewhere: it agrees with itself.

use super::check::Evidence;
use crate::dataset::published::PublishedValue;
use crate::dataset::typed::Written;
use crate::finding::{Finding, Severity};
use crate::period::Period;
use std::collections::BTreeMap;

/// Ensure every published percentage follows from its numerator and denominator.
pub fn percentages_follow(evidence: &Evidence<'_>) -> Vec<Finding> {
    let dataset = evidence.dataset;
    dataset.history.iter().chain(&dataset.comparators).filter_map(does_not_follow).collect()
}

fn does_not_follow(entry: &PublishedValue) -> Option<Finding> {
    let (Some(part), Some(whole)) = (entry.numerator, entry.denominator) else { return None };
    let (number, _) = Written::parse(entry.value.as_deref()?)?;
    let (scale, sign) = match entry.id.as_str() {
        id if id.ends_with("_per_10k") => (10_000, ""),
        "children_per_officer" => (1, ""),
        _ => (100, "%"),
    };
    if whole == 0 || !entry.qualifier.is_empty() || number.follows_from(part, whole, scale) {
        return None;
    }
    let follows = number.share_with_its_decimals(part, whole, scale)?;
    let follows = Written { value: follows, ..number }.as_written();
    Some(Finding::new(
        Severity::Warning,
        "percentage-does-not-follow",
        entry.place.clone(),
        format!("{}{sign} was published, but {part} of {whole} is {follows}{sign}", number.as_written()),
        "the value is printed as it was published, and a change from it could be wrong",
        "look at the published report; correct the value, or leave numerator and denominator blank",
    ))
}

/// Ensure the published rows of a table add up to the published total.
pub fn totals_add(evidence: &Evidence<'_>) -> Vec<Finding> {
    let mut tables: BTreeMap<(&str, &str, &str), Vec<&PublishedValue>> = BTreeMap::new();
    for entry in evidence.dataset.history.iter().filter(|entry| !entry.row.is_empty()) {
        if !entry.column.contains("percent") {
            tables.entry((&entry.id, &entry.period, &entry.column)).or_default().push(entry);
        }
    }
    tables.values().filter_map(|rows| does_not_add(rows)).collect()
}

fn does_not_add(rows: &[&PublishedValue]) -> Option<Finding> {
    let count = |entry: &PublishedValue| {
        let (number, _) = Written::parse(entry.value.as_deref()?)?;
        number.whole().filter(|_| entry.qualifier.is_empty())
    };
    let is_total = |entry: &&&PublishedValue| entry.row.eq_ignore_ascii_case("total");
    let total = rows.iter().find(is_total)?;
    let parts: Vec<&&PublishedValue> = rows.iter().filter(|entry| !is_total(entry)).collect();
    // A part that was hidden, or is a share of another, leaves nothing to add up.
    let found: u64 = parts.iter().map(|entry| count(entry)).sum::<Option<u64>>()?;
    let said = count(total)?;
    if parts.len() < 2 || found == said {
        return None;
    }
    Some(Finding::new(
        Severity::Warning,
        "total-does-not-add",
        total.place.clone(),
        format!(
            "the total of `{}` for {} is {said}, but its {} rows add up to {found}",
            total.id,
            total.period,
            parts.len()
        ),
        "the values are printed as they were published, and a reader who adds them up will doubt them",
        "look at the published report: a row may be missing, or a number misread",
    ))
}

/// Ensure each published value is there once, for an earlier year that can be read.
pub fn one_each(evidence: &Evidence<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen: BTreeMap<[String; 4], &PublishedValue> = BTreeMap::new();
    for entry in &evidence.dataset.history {
        let key = [entry.id.clone(), entry.row.to_lowercase(), entry.column.to_lowercase(), entry.period.clone()];
        if seen.insert(key, entry).is_some() {
            findings.push(Finding::new(
                Severity::Warning,
                "duplicate-row",
                entry.place.clone(),
                "a row above gives a value for the same figure and year",
                "the first of the two is printed",
                "delete one of the two rows",
            ));
        }
    }
    let this = evidence.order.period;
    for entry in &evidence.dataset.history {
        let Some(period) = Period::parse(&entry.period) else {
            // A calendar year, or two days in words, as the period of the report may be.
            let like_this = Period::parse(&this.label()).is_none();
            if !like_this {
                findings.push(Finding::new(
                    Severity::Warning,
                    "bad-period",
                    crate::finding::Place { column: Some("period".into()), ..entry.place.clone() },
                    "the period is not a year from April to March",
                    "the value is not found when this year is compared with the year before",
                    "write the year as 2024-25",
                ));
            }
            continue;
        };
        // A row of this year that says nothing but that the series breaks is as it should be.
        let is_break = period.label() == this.label() && entry.marker == "b" && entry.value.is_none();
        if period.to >= this.to && !is_break {
            findings.push(Finding::new(
                Severity::Warning,
                "history-not-earlier",
                crate::finding::Place { column: Some("period".into()), ..entry.place.clone() },
                format!("{} is not before {}, the year of this report", entry.period, this.label()),
                "the value is not shown: figures of this year are counted, or typed into `data/figures`",
                "correct the year, or move the row",
            ));
        }
    }
    findings
}
