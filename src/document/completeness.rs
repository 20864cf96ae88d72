//! Whether the report answers every area that the statutory guidance asks for (convention C2).
//!
//! "Not available, because ..." is an answer; silence is not, and stops the final version.

use super::Material;
use super::order::PartOrder;
use super::tree::{Answer, Answered, Block, Document, Inline, Section};
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
        has_words(material, "good_practice") && has_words(material, "priorities")
    }),
    ("H8", "contact between brothers and sisters", |material| {
        material.sources.narrative.values().any(|text| speaks_of_siblings(&without_comments(&text.text)))
    }),
];

/// Whether the manager wrote something for a section: a comment is nothing that anybody reads.
fn has_words(material: &Material<'_>, section: &str) -> bool {
    material.sources.narrative.get(section).is_some_and(|text| !without_comments(&text.text).trim().is_empty())
}

fn without_comments(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{#") {
        kept.push_str(before);
        rest = after.split_once("#}").map_or("", |(_, after)| after);
    }
    kept + rest
}

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

/// The section in which an area is answered, and the figures and tables whose places are its answer there.
const ANSWERS: [(&str, &str, &[&str]); 8] = [
    ("H1", "disputes", &["disputes_raised", "disputes_by_theme", "disputes_by_outcome"]),
    (
        "H2",
        "service",
        &["children_per_officer", "officer_length_of_service", "identity_by_sex", "identity_by_ethnic_group"],
    ),
    ("H3", "participation", &["children_giving_views_at_reviews", "parents_taking_part"]),
    ("H4", "timeliness", &["reviews_held_on_time", "reviews_held_late", "late_review_reasons"]),
    ("H5", "audits", &["audit"]),
    ("H6", "resources", &[]),
    ("H7", "good_practice", &[]),
    ("H8", "", &[]),
];

/// How a document answers each area, with the paragraphs and tables that do.
pub fn answers(material: &Material<'_>, document: &Document) -> Vec<Answer> {
    let annual = document.parts.iter().find(|part| part.id == "annual-report");
    let sections: Vec<&Section> = annual.into_iter().flat_map(|part| &part.sections).collect();
    AREAS
        .iter()
        .zip(ANSWERS)
        .map(|(&(area, asks, answered), (_, id, of))| {
            let state = match (answered(material), material.order.not_available.contains_key(area)) {
                (true, _) => Answered::Yes,
                (false, true) => Answered::NotAvailable,
                (false, false) => Answered::No,
            };
            let section = sections.iter().find(|section| section.id == id);
            let mut places = match (state, area) {
                (Answered::No, _) => Vec::new(),
                (Answered::NotAvailable, _) => {
                    places(&sections, |text, _| text.starts_with("Not available, because"), area)
                }
                (Answered::Yes, "H8") => places(&sections, |text, _| speaks_of_siblings(text), area),
                (Answered::Yes, _) => section.map(|section| of_figures(section, of)).unwrap_or_default(),
            };
            if places.is_empty() && state != Answered::No {
                places.extend(section.and_then(|section| first_paragraph(section)));
            }
            if area == "H7" && state == Answered::Yes {
                let priorities = sections.iter().find(|section| section.id == "priorities");
                places.extend(priorities.and_then(|section| first_paragraph(section)));
            }
            places.truncate(MOST_PLACES);
            Answer { area, asks, state, places }
        })
        .collect()
}

/// So many places tell where an answer is; more would only fill the page.
const MOST_PLACES: usize = 4;

fn speaks_of_siblings(text: &str) -> bool {
    let text = text.to_lowercase();
    text.contains("sibling") || (text.contains("brother") && text.contains("sister"))
}

fn first_paragraph(section: &Section) -> Option<String> {
    section.blocks.iter().find_map(|block| match block {
        Block::Paragraph { number, .. } => number.clone(),
        _ => None,
    })
}

/// The paragraphs whose words are wanted; of "not available" only those of the area's own section, which the sections carry in order.
fn places(sections: &[&Section], wanted: impl Fn(&str, &str) -> bool, area: &str) -> Vec<String> {
    let own = ANSWERS.iter().find(|(known, ..)| *known == area).map_or("", |(_, id, _)| id);
    let is_own = |section: &&&Section| own.is_empty() || section.id == own;
    let mut found = Vec::new();
    for section in sections.iter().filter(is_own) {
        for block in &section.blocks {
            if let Block::Paragraph { number: Some(number), content } = block
                && wanted(&words(content), &section.id)
            {
                found.push(number.clone());
            }
        }
    }
    found
}

/// The paragraphs of a section that fill in one of these figures, and its tables of these ids.
fn of_figures(section: &Section, wanted: &[&str]) -> Vec<String> {
    let is_wanted = |id: &str| {
        wanted
            .iter()
            .any(|wanted| id.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '['])))
    };
    let mut found = Vec::new();
    for block in &section.blocks {
        match block {
            Block::Paragraph { number: Some(number), content } if figures(content).iter().any(|id| is_wanted(id)) => {
                found.push(number.clone());
            }
            Block::Table(table) if is_wanted(&table.id) => found.push(format!("Table {}", table.number)),
            _ => {}
        }
    }
    found
}

fn figures(content: &[Inline]) -> Vec<&str> {
    content
        .iter()
        .flat_map(|inline| match inline {
            Inline::Figure { id, .. } => vec![id.as_str()],
            Inline::Strong(content) | Inline::Link { content, .. } => figures(content),
            _ => Vec::new(),
        })
        .collect()
}

fn words(content: &[Inline]) -> String {
    content
        .iter()
        .map(|inline| match inline {
            Inline::Text(text) | Inline::Figure { text, .. } | Inline::Reference { text, .. } => text.clone(),
            Inline::Strong(content) | Inline::Link { content, .. } => words(content),
            Inline::LineBreak => " ".into(),
        })
        .collect()
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
