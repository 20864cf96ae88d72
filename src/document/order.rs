//! The built-in templates and charts, and those of the council that take their place.
//!
//! A section is a Markdown template in the folder of its kind of document, named by its id; `order.yaml` beside it lists the
//! sections in order.

use crate::figures::chart::ChartDefinition;
use crate::finding::{Finding, Place, Severity, near_names};
use crate::sources::{Sources, TextFile, yaml};
use crate::terms::CouncilWords;
use rust_embed::RustEmbed;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(RustEmbed)]
#[folder = "report-templates/"]
struct BuiltInTemplates;

#[derive(RustEmbed)]
#[folder = "charts/"]
struct BuiltInCharts;

/// The kinds of document in the order in which they stand in the file.
pub const KINDS: [&str; 4] = ["cover-report", "annual-report", "care-plan-audit", "how-made"];

/// A kind of document: its title and its sections.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartOrder {
    /// The level 1 heading, a template.
    pub title: String,
    /// The sections in order.
    pub sections: Vec<SectionOrder>,
}

/// A section's place in its part.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectionOrder {
    /// The id: the stem of its template and of its narrative.
    pub id: String,
    /// The level 2 heading.
    pub title: String,
    /// The required area it answers (convention C2).
    #[serde(default)]
    pub area: Option<String>,
}

/// Every template and chart definition of a report.
#[derive(Debug, Clone)]
pub struct Templates {
    /// The parts by kind.
    pub parts: BTreeMap<String, PartOrder>,
    /// The section templates by `kind/section`.
    pub sections: BTreeMap<String, TextFile>,
    /// The chart definitions by id, with the file each stands in.
    pub charts: BTreeMap<String, (String, ChartDefinition)>,
}

fn built_in(file: &str) -> Option<String> {
    let file = BuiltInTemplates::get(file)?;
    String::from_utf8(file.data.into_owned()).ok()
}

/// The templates and charts of a report: the built-in ones, and the council's own in their place.
///
/// Warnings come with them.
///
/// # Errors
/// Every fault in the council's own files as findings.
pub fn templates(sources: &Sources, council: &CouncilWords) -> Result<(Templates, Vec<Finding>), Vec<Finding>> {
    let mut findings = Vec::new();
    let mut templates = Templates { parts: BTreeMap::new(), sections: BTreeMap::new(), charts: BTreeMap::new() };
    for kind in KINDS {
        let file = format!("report-templates/{kind}/order.yaml");
        match yaml::read::<PartOrder>(&file, &built_in(&format!("{kind}/order.yaml")).unwrap_or_default()) {
            Ok(mut order) => {
                order.title = council.say_template(&order.title);
                for section in &mut order.sections {
                    section.title = council.say(&section.title).into_owned();
                    let name = format!("{kind}/{}", section.id);
                    let own = sources.templates.get(&name).cloned();
                    let text = own.or_else(|| {
                        Some(TextFile {
                            file: format!("report-templates/{name}.md"),
                            text: council.say_template(&built_in(&format!("{name}.md"))?),
                        })
                    });
                    templates.sections.extend(text.map(|text| (name, text)));
                }
                templates.parts.insert(kind.to_string(), order);
            }
            Err(finding) => findings.push(*finding),
        }
    }
    for name in BuiltInCharts::iter() {
        let Some(id) = name.strip_suffix(".yaml") else { continue };
        let text = BuiltInCharts::get(&name)
            .and_then(|file| String::from_utf8(file.data.into_owned()).ok())
            .unwrap_or_default();
        chart(&mut templates, &mut findings, id, &format!("charts/{name}"), &text);
    }
    for (_, definition) in templates.charts.values_mut() {
        in_words(definition, council);
    }
    for (id, own) in &sources.charts {
        chart(&mut templates, &mut findings, id, &own.file, &own.text);
    }
    findings.extend(unknown_sections(&templates, sources));
    if findings.iter().any(|finding| finding.severity == Severity::Error) {
        Err(findings)
    } else {
        Ok((templates, findings))
    }
}

/// The words of a built-in chart in those of the council; a chart of the council's own has them already.
fn in_words(definition: &mut ChartDefinition, council: &CouncilWords) {
    definition.title = council.say_template(&definition.title);
    definition.subtitle = council.say_template(&definition.subtitle);
    for name in definition.groups.iter_mut().filter_map(|group| group.name.as_mut()) {
        *name = council.say(name).into_owned();
    }
}

fn chart(templates: &mut Templates, findings: &mut Vec<Finding>, id: &str, file: &str, text: &str) {
    match yaml::read(file, text) {
        Ok(definition) => {
            templates.charts.insert(id.to_string(), (file.to_string(), definition));
        }
        Err(finding) => findings.push(*finding),
    }
}

/// Narrative and templates for sections that there are not: their words would silently be lost.
fn unknown_sections(templates: &Templates, sources: &Sources) -> Vec<Finding> {
    let known: Vec<&str> =
        templates.parts.values().flat_map(|part| &part.sections).map(|section| section.id.as_str()).collect();
    let known_section = |section: &str| known.contains(&section);
    let unknown = |stem: &str, file: &str| {
        (!known.contains(&stem)).then(|| {
            Finding::new(
                Severity::Error,
                "unknown-section",
                Place::file(file),
                format!("there is no section `{stem}`"),
                "the words in this file would not be printed",
                format!("rename the file to a section's id: {}", known.join(", ")),
            )
            .near(near_names(stem, known.iter().copied()))
        })
    };
    let quotes = sources.tables.get("quotes").into_iter().flat_map(|table| {
        let column = table.column("section");
        table.rows().filter_map(move |row| {
            let section = table.cell(row, column);
            (!section.is_empty() && !known_section(section)).then(|| {
                Finding::new(
                    Severity::Warning,
                    "quotation-without-section",
                    table.place(row, column),
                    "the quotation is for a section that there is not",
                    "the quotation is not printed",
                    "write the id of a section, such as `participation`",
                )
            })
        })
    });
    let narrative = sources.narrative.iter().filter_map(|(stem, text)| unknown(stem, &text.file));
    let own = sources
        .templates
        .iter()
        .filter_map(|(name, text)| unknown(name.rsplit('/').next().unwrap_or(name), &text.file));
    narrative.chain(own).chain(quotes).collect()
}
