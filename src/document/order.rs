//! The built-in templates and charts, and those of the council that take their place.
//!
//! A section is a Markdown template in the folder of its kind of document, named by its id; `order.yaml` beside it, or the layout of a cover report, lists the
//! sections in order.

use super::layout;
use crate::config::{Labels, LayoutPart};
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
    /// The lines at the head of a cover report, in order (convention D1).
    #[serde(default)]
    pub fields: Vec<FieldOrder>,
    /// How the appendices to a cover report are labelled (convention D7).
    #[serde(default)]
    pub appendices: Labels,
    /// The file that says so.
    #[serde(skip)]
    pub file: String,
}

/// A line at the head of a cover report.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldOrder {
    /// What stands there.
    pub field: FieldOf,
    /// The council's fixed wording before it.
    pub label: String,
    /// Whether the line stays away where the order says nothing.
    #[serde(default, deserialize_with = "crate::config::yes_no")]
    pub optional: bool,
}

/// What can stand at the head of a cover report: the keys of `committee` in the order, and what follows from them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is the key of the order of the same name")]
pub enum FieldOf {
    Name,
    MeetingDate,
    AgendaItem,
    Title,
    ReportOf,
    Contact,
    ContactPost,
    ContactTelephone,
    ContactEmail,
    WardsAffected,
    KeyDecision,
    Classification,
    Purpose,
    Summary,
    FunctionOf,
    PortfolioHolder,
    Consultation,
    Clearance,
    Versions,
    DraftDeadline,
    PublishBy,
    LateReason,
}

/// A section's place in its part.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectionOrder {
    /// The id: the stem of its template and of its narrative.
    pub id: String,
    /// The level 2 heading.
    pub title: String,
    /// The required area it answers (convention C2).
    #[serde(default)]
    pub area: Option<String>,
    /// The stem of its template, where that is not its id.
    #[serde(default)]
    pub template: Option<String>,
    /// The implications that it prints, for a section of a cover report.
    #[serde(default)]
    pub implications: Vec<ImplicationOrder>,
}

/// An implication in a cover report.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImplicationOrder {
    /// Its key under `implications` in the order.
    pub key: String,
    /// Its heading; none where the section's own says it.
    #[serde(default)]
    pub heading: Option<String>,
}

/// Every template and chart definition of a report.
#[derive(Debug, Clone)]
pub struct Templates {
    /// The kinds of documents in the order in which they stand.
    pub kinds: Vec<&'static str>,
    /// The parts by kind.
    pub parts: BTreeMap<String, PartOrder>,
    /// The section templates by `kind/section`.
    pub sections: BTreeMap<String, TextFile>,
    /// The chart definitions by id, with the file each stands in.
    pub charts: BTreeMap<String, (String, ChartDefinition)>,
}

pub(crate) fn built_in(file: &str) -> Option<String> {
    let file = BuiltInTemplates::get(file)?;
    String::from_utf8(file.data.into_owned()).ok()
}

/// The templates and charts of a report: the built-in ones, and the council's own in their place. `cover` is the layout of the cover
/// report, `wanted` the parts and sections that the order asks for.
///
/// Warnings come with them.
///
/// # Errors
/// Every fault in the council's own files as findings.
pub fn templates(
    sources: &Sources,
    cover: &str,
    wanted: &[LayoutPart],
    council: &CouncilWords,
) -> Result<(Templates, Vec<Finding>), Vec<Finding>> {
    let mut findings = Vec::new();
    let mut templates =
        Templates { kinds: KINDS.to_vec(), parts: BTreeMap::new(), sections: BTreeMap::new(), charts: BTreeMap::new() };
    for kind in KINDS {
        let Some(text) = part_text(kind, cover, sources) else {
            findings.push(unknown_layout(cover, sources));
            continue;
        };
        let file = text.file;
        match yaml::read::<PartOrder>(&file, &text.text) {
            Ok(mut order) => {
                order.file = file;
                order.title = council.say_template(&order.title);
                for section in &mut order.sections {
                    section.title = council.say(&section.title).into_owned();
                    let name = format!("{kind}/{}", section.id);
                    let stem = format!("{kind}/{}", section.template.as_ref().unwrap_or(&section.id));
                    let own = sources.templates.get(&name).or_else(|| sources.templates.get(&stem)).cloned();
                    let text = own.or_else(|| {
                        Some(TextFile {
                            file: format!("report-templates/{stem}.md"),
                            text: council.say_template(&built_in(&format!("{stem}.md"))?),
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
    findings.extend(layout::apply(&mut templates, wanted, sources, council));
    findings.extend(unknown_sections(&templates, sources));
    if findings.iter().any(|finding| finding.severity == Severity::Error) {
        Err(findings)
    } else {
        Ok((templates, findings))
    }
}

/// What says which sections a part has: the cover report's is its layout, and a council may have its own.
fn part_text(kind: &str, layout: &str, sources: &Sources) -> Option<TextFile> {
    if kind != "cover-report" {
        let text = built_in(&format!("{kind}/order.yaml"))?;
        return Some(TextFile { file: format!("report-templates/{kind}/order.yaml"), text });
    }
    let file = format!("cover-report/layouts/{layout}.yaml");
    let built_in = || Some(TextFile { file: format!("report-templates/{file}"), text: built_in(&file)? });
    sources.layouts.get(layout).cloned().or_else(built_in)
}

/// The names of the built-in layouts of the cover report.
fn built_in_layouts() -> Vec<String> {
    let name = |file: &str| Some(file.strip_prefix("cover-report/layouts/")?.strip_suffix(".yaml")?.to_string());
    BuiltInTemplates::iter().filter_map(|file| name(&file)).collect()
}

fn unknown_layout(layout: &str, sources: &Sources) -> Finding {
    let mut known = built_in_layouts();
    known.extend(sources.layouts.keys().cloned());
    Finding::new(
        Severity::Error,
        "unknown-cover-layout",
        Place::file(crate::config::ORDER_FILE),
        format!("there is no layout `{layout}` of the cover report"),
        "the program cannot tell which headings your committee expects",
        format!(
            "write one of {} after `layout`, or add `report-templates/cover-report/layouts/{layout}.yaml` to the report's folder",
            known.join(", ")
        ),
    )
    .near(near_names(layout, known.iter().map(String::as_str)))
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
    let known: Vec<&str> = templates
        .kinds
        .iter()
        .filter_map(|kind| templates.parts.get(*kind))
        .flat_map(|part| &part.sections)
        .map(|section| section.id.as_str())
        .collect();
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
