//! Whether the report answers every area that the statutory guidance asks for (convention C2).
//!
//! "Not available, because ..." is an answer; silence is not, and stops the final version.

use super::Material;
use super::order::PartOrder;
use crate::disclosure::Outcome;
use crate::finding::{Finding, Place, Severity};

/// The areas: key, what it asks for, and whether the material answers it.
type Area = (&'static str, &'static str, fn(&Material<'_>) -> bool);

const AREAS: [Area; 8] = [
    ("H1", "disputes: how concerns are resolved, the issues raised and the outcomes", |material| {
        has_figure(material, "disputes_raised")
    }),
    ("H2", "the service: caseloads and continuity of employment", |material| {
        has_figure(material, "children_per_officer") && has_figure(material, "officer_length_of_service")
    }),
    ("H3", "participation of children and of parents", |material| {
        has_figure(material, "children_giving_views_at_reviews") && has_table(material, "parents_taking_part")
    }),
    ("H4", "reviews on time, late, and the reasons", |material| {
        has_figure(material, "reviews_held_on_time")
            && (has_table(material, "late_review_reasons") || none_late(material))
    }),
    ("H5", "outcomes of audits of the organisation, conduct and recording of reviews", |material| {
        material.dataset.surveys.iter().any(|survey| survey.id == "audit")
    }),
    ("H6", "whether resource issues put a quality service at risk: `resources_at_risk: yes` or `no`", |material| {
        material.order.resources_at_risk.is_some()
    }),
    ("H7", "good practice, and issues for development, in the words of `good_practice` and `priorities`", |material| {
        material.sources.narrative.contains_key("good_practice")
            && material.sources.narrative.contains_key("priorities")
    }),
    ("H8", "contact between brothers and sisters", |material| {
        material.sources.narrative.values().any(|text| {
            let text = text.text.to_lowercase();
            text.contains("sibling") || (text.contains("brother") && text.contains("sister"))
        })
    }),
];

fn has_figure(material: &Material<'_>, id: &str) -> bool {
    material.figures.published.figure(id).is_some_and(|figure| !matches!(figure.outcome, Outcome::Missing(_)))
}

fn has_table(material: &Material<'_>, id: &str) -> bool {
    material.figures.published.table(id).is_some_and(|table| table.missing.is_none())
}

fn none_late(material: &Material<'_>) -> bool {
    let late = material.figures.published.figure("reviews_held_late");
    late.is_some_and(|figure| {
        matches!(figure.outcome, Outcome::Shown(crate::disclosure::Number::Share { numerator: 0, .. }))
    })
}

/// A finding for each area without an answer, with the section that is to give it.
pub fn unanswered(material: &Material<'_>, parts: &[(&str, &PartOrder)]) -> Vec<Finding> {
    // A paper without the annual report, such as an audit by itself, is not asked for what only that one must answer.
    if parts.iter().all(|(kind, _)| *kind != "annual-report") {
        return Vec::new();
    }
    let section_of = |area: &str| {
        let sections = parts.iter().flat_map(|(_, part)| &part.sections);
        sections
            .into_iter()
            .find(|section| section.area.as_deref() == Some(area))
            .map_or("good_practice", |section| &section.id)
    };
    AREAS
        .iter()
        .filter(|(area, _, answered)| !answered(material) && !material.order.not_available.contains_key(*area))
        .map(|(area, asks, _)| {
            let severity = if *area == "H8" { Severity::Note } else { Severity::Warning };
            let why = if *area == "H8" {
                "local procedures ask for it; the final version can be made without it"
            } else {
                "the statutory guidance asks every annual report for it; the final version is refused without it"
            };
            Finding::new(
                severity,
                "area-unanswered",
                Place::file(crate::config::ORDER_FILE),
                format!("the report does not answer area {area}: {asks}"),
                why,
                format!(
                    "give the data that section `{0}` counts, or write it in `narrative/{0}.md`, or say why not under `not_available: {{{area}: \"because ...\"}}`",
                    section_of(area)
                ),
            )
        })
        .collect()
}
