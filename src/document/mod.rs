//! The document: templates filled with figures and the manager's words, read into one tree of blocks.

pub mod acronyms;
pub mod blocks;
pub mod checklist;
pub mod completeness;
pub mod context;
pub mod cover;
mod hidden_named;
pub mod how_made;
mod layout;
pub mod markdown;
pub mod order;
mod over_years;
pub mod reference;
pub mod tables;
mod tags;
pub mod template;
pub mod tree;
mod two_groups;
pub mod typst;
mod with_others;

use crate::config::{Labels, Order};
use crate::dataset::Dataset;
use crate::dataset::survey::{Kind, Survey};
use crate::disclosure::Edition;
use crate::figures::Figures;
use crate::figures::chart::{self, ChartDefinition};
use crate::finding::catalogue::Catalogue;
use crate::finding::{Finding, Place, Severity, any_error, near_names};
use crate::house_style::HouseStyle;
use crate::measures::audits::sheets_id;
use crate::measures::measure::Unit;
use crate::measures::typed::is_typed;
use crate::period::in_full;
use crate::short_forms::ShortForms;
use crate::sources::Sources;
use crate::terms::CouncilWords;
use blocks::{ChartContents, Draft, Placeable};
use context::{Shared, figure_of};
use how_made::HowMade;
use markdown::{Origin, Piece, Reading};
use minijinja::value::Value;
use order::{PartOrder, Templates};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use tables::Shelf;
use template::Filler;
use tree::{Document, Part, Status, Target};

/// What a document is made of.
pub struct Material<'a> {
    /// The order.
    pub order: &'a Order,
    /// What was read.
    pub sources: &'a Sources,
    /// The data, for what is no number.
    pub dataset: &'a Dataset,
    /// The published figures.
    pub figures: &'a Arc<Figures>,
    /// What was found in the data.
    pub findings: &'a [Finding],
    /// The council's words.
    pub council: &'a CouncilWords,
    /// The house style, for the charts.
    pub style: &'a HouseStyle,
    /// Whether this is the final version.
    pub status: Status,
}

/// A document with the findings that let it stand.
pub type Built = (Document, Vec<Finding>);

/// Builds the document. Findings that let it stand come with it.
///
/// # Errors
/// All findings where one of them is an error; a fault of the program in the outer result.
pub fn build(material: &Material<'_>) -> anyhow::Result<Result<Built, Vec<Finding>>> {
    let council = material.council;
    let cover = material.order.committee.layout.as_deref().unwrap_or("general");
    let (templates, mut findings) = match order::templates(material.sources, cover, &material.order.layout, council) {
        Ok(found) => found,
        Err(findings) => return Ok(Err(findings)),
    };
    let shared = Arc::new(Shared {
        figures: Arc::clone(material.figures),
        council: council.clone(),
        filled: Mutex::new(Vec::new()),
    });
    let parts = parts(material, &templates);
    let filler = Filler::new(names(material, &shared, &parts)?, shared.clone());
    if let Some((_, cover)) = parts.iter().find(|(kind, _)| *kind == COVER) {
        findings.extend(cover::gaps(material.order, cover, &material.dataset.working_days));
    }

    let mut titles = Vec::new();
    let mut drafts: Vec<Vec<Draft>> = Vec::new();
    for (at, (kind, part)) in parts.iter().enumerate() {
        match filler.fill_line(&part.file, &part.title) {
            Ok(title) => titles.push(title),
            Err(finding) => findings.push(*finding),
        }
        let mut of_part = Vec::new();
        for (position, section) in part.sections.iter().enumerate() {
            let number = format!("{}{}", prefix(at), position + 1);
            let mut draft = Draft {
                id: section.id.clone(),
                title: section.title.clone(),
                number,
                pieces: Vec::new(),
                mentions: Vec::new(),
            };
            if section.id != GLOSSARY && *kind != HOW_MADE {
                let more = if *kind == COVER { of_cover(material.order, part, &section.id) } else { BTreeMap::new() };
                fill_section(material, &templates, &filler, kind, &mut draft, more, &mut findings);
            }
            of_part.push(draft);
        }
        drafts.push(of_part);
    }
    // After the others, since it explains the figures that they use.
    let catalogue = Catalogue::built_in()?;
    let how_made = HowMade {
        published: &material.figures.published,
        surveys: &material.dataset.surveys,
        findings: material.findings,
        threshold: material.order.settings.small_numbers.threshold(),
        catalogue: &catalogue,
    };
    let used_ids = used(material, &drafts, &shared.filled.lock().unwrap_or_else(|poisoned| poisoned.into_inner()));
    let said_of_data = BTreeMap::from([
        ("has_left_out".to_string(), Value::from(how_made.has_left_out(&used_ids))),
        ("has_doubtful".to_string(), Value::from(how_made.has_doubtful(&used_ids))),
    ]);
    for ((kind, _), of_part) in parts.iter().zip(&mut drafts).filter(|((kind, _), _)| *kind == HOW_MADE) {
        for draft in of_part {
            fill_section(material, &templates, &filler, kind, draft, said_of_data.clone(), &mut findings);
        }
    }
    let short_forms = ShortForms::new(&material.order.terms)?;
    for of_part in &mut drafts {
        acronyms::expand(of_part, &short_forms);
    }
    // Last, since it explains the words that the others use.
    let used: String =
        drafts.iter().flatten().map(|draft| format!("{} {} ", draft.title, said(&draft.pieces))).collect();
    let words = BTreeMap::from([
        ("glossary".to_string(), reference::glossary(&used, council)?),
        ("acronyms".to_string(), reference::acronyms(&used, &short_forms)),
    ]);
    for ((kind, _), of_part) in parts.iter().zip(&mut drafts) {
        for draft in of_part.iter_mut().filter(|draft| draft.id == GLOSSARY) {
            fill_section(material, &templates, &filler, kind, draft, words.clone(), &mut findings);
        }
    }
    let (mut placeable, found) = placeable(material, &templates, &filler);
    findings.extend(found);
    for id in how_made::ids() {
        placeable.tables.extend(how_made.contents(&id, &used_ids).map(|contents| (id, contents)));
    }
    if any_error(&findings) {
        return Ok(Err(findings));
    }
    let filled = shared.filled.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).clone();
    findings.extend(unused_typed(material, &templates, &drafts, &filled));
    let sections = match blocks::sections(drafts, &placeable, material.style, &filled)? {
        Ok(sections) => sections,
        Err(found) => {
            findings.extend(found);
            return Ok(Err(findings));
        }
    };
    findings.extend(completeness::unanswered(material, &parts));
    let mut document = whole(material, &parts, titles, sections);
    document.answers = completeness::answers(material, &document);
    Ok(Ok((document, findings)))
}

/// What was typed in and stands nowhere in the report.
fn unused_typed(
    material: &Material<'_>,
    templates: &Templates,
    drafts: &[Vec<Draft>],
    filled: &[String],
) -> Vec<Finding> {
    let mentions: Vec<&markdown::Mention> = drafts.iter().flatten().flat_map(|draft| &draft.mentions).collect();
    let is_placed = |id: &str| {
        let holds = |table: &str| {
            let arranged = material.figures.arranged.iter().find(|known| known.id == table);
            table == id || arranged.is_some_and(|table| table.names.iter().any(|name| name == id))
        };
        let is_table = |mention: &&markdown::Mention| {
            mention.placed && matches!(&mention.target, Target::Table(known) if holds(known))
        };
        mentions.iter().any(is_table)
    };
    let is_drawn = |id: &str| {
        let shows = |mention: &&&markdown::Mention| {
            mention.placed
                && matches!(&mention.target, Target::Chart(chart) if templates.charts.get(chart).is_some_and(|(_, definition)| {
                    chart::names(definition).contains(&id)
                }))
        };
        mentions.iter().any(|mention| shows(&mention))
    };
    let is_filled = |id: &str| {
        let rest = |name: &String| name.strip_prefix(id).map(|rest| rest.is_empty() || rest.starts_with(['.', '[']));
        filled.iter().any(|name| rest(name) == Some(true))
    };
    let note = |place: &Place, id: &str, kind: &str, fix: String| {
        Finding::new(
            Severity::Note,
            "typed-in-not-used",
            Place { row: place.row, ..Place::file(place.file.clone().unwrap_or_default()) },
            format!("the {kind} `{id}` was read, but stands nowhere in the report"),
            "readers do not see it",
            fix,
        )
    };
    let tables = material
        .dataset
        .typed_tables
        .iter()
        .filter(|table| !is_placed(&table.id) && !is_drawn(&table.id) && !is_filled(&table.id))
        .map(|table| {
            let fix = format!(
                "write `![](table:{})` alone in a paragraph of a narrative file, or take the table out",
                table.id
            );
            note(&table.place, &table.id, "table", fix)
        });
    let figures = material
        .dataset
        .typed_figures
        .iter()
        .filter(|figure| material.figures.published.figure(&figure.id).is_some_and(|known| is_typed(&known.source)))
        .filter(|figure| !is_filled(&figure.id) && !is_drawn(&figure.id) && !is_placed(&figure.id))
        .map(|figure| {
            let fix =
                format!("write `{{{{ {} }}}}` where it belongs in a narrative file, or take the row out", figure.id);
            note(&figure.place, &figure.id, "figure", fix)
        });
    tables.chain(figures).collect()
}

/// The report that puts the item on the agenda.
const COVER: &str = "cover-report";

/// What a section of the cover report is told besides.
fn of_cover(order: &Order, layout: &PartOrder, section: &str) -> BTreeMap<String, Value> {
    let has_next_steps = layout.sections.iter().any(|known| known.id == "next_steps");
    BTreeMap::from([
        ("implications".to_string(), cover::implications(order, layout, section)),
        ("has_next_steps".to_string(), Value::from(has_next_steps)),
    ])
}

/// How the appendices are labelled: as the order says, else as the layout does.
fn labels(order: &Order, parts: &[(&str, &PartOrder)]) -> Labels {
    let of_layout = parts.iter().find(|(kind, _)| *kind == COVER).map(|(_, layout)| layout.appendices);
    order.committee.appendices.or(of_layout).unwrap_or_default()
}

/// The part that says how the figures were made.
const HOW_MADE: &str = "how-made";

/// The ids of the figures and tables that the sections so far fill in or place.
fn used(material: &Material<'_>, drafts: &[Vec<Draft>], filled: &[String]) -> BTreeSet<String> {
    let published = &material.figures.published;
    let mentions = drafts.iter().flatten().flat_map(|draft| &draft.mentions);
    let placed = mentions.filter(|mention| mention.placed).filter_map(|mention| match &mention.target {
        Target::Table(id) => Some(id.clone()),
        _ => None,
    });
    let is_of = |name: &str, id: &str| {
        name.strip_prefix(id).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    let ids: Vec<&str> = published
        .figures()
        .map(|figure| figure.id.as_str())
        .chain(published.tables().map(|table| table.id.as_str()))
        .collect();
    let of_filled =
        filled.iter().flat_map(|name| ids.iter().filter(move |id| is_of(name, id)).map(|id| id.to_string()));
    placed.chain(of_filled).collect()
}

/// The section that explains the words used.
const GLOSSARY: &str = "glossary";

/// The letter before the numbers of a part's sections: none for the first, then A, B.
fn prefix(part: usize) -> String {
    part.checked_sub(1).and_then(|at| char::from_u32('A' as u32 + at as u32)).map(String::from).unwrap_or_default()
}

/// The parts of this report: the audit is one only where there is an audit.
fn parts<'t>(material: &Material<'_>, templates: &'t Templates) -> Vec<(&'static str, &'t PartOrder)> {
    let has_audit = material.dataset.surveys.iter().any(|survey| survey.id == "audit");
    let kinds = templates.kinds.iter().copied();
    kinds
        .filter(|kind| *kind != "care-plan-audit" || has_audit)
        .filter_map(|kind| Some((kind, templates.parts.get(kind)?)))
        .collect()
}

/// Fills a section's template with the manager's words in it, and reads it; faults go to the findings.
fn fill_section(
    material: &Material<'_>,
    templates: &Templates,
    filler: &Filler,
    kind: &str,
    draft: &mut Draft,
    more: BTreeMap<String, Value>,
    findings: &mut Vec<Finding>,
) {
    match section(material, templates, filler, kind, &draft.id, more) {
        Ok((reading, pieces)) => {
            findings.extend(reading.warnings);
            draft.mentions = reading.mentions;
            draft.pieces = pieces;
        }
        Err(found) => findings.extend(found),
    }
}

fn section(
    material: &Material<'_>,
    templates: &Templates,
    filler: &Filler,
    kind: &str,
    id: &str,
    mut more: BTreeMap<String, Value>,
) -> Result<(Reading, Vec<Piece>), Vec<Finding>> {
    let mut own = Reading::default();
    let mut commentary = String::new();
    if let Some(narrative) = material.sources.narrative.get(id) {
        // Read by itself first, so that a fault has the line of the manager's own file.
        commentary =
            filler.fill(&narrative.file, &narrative.text, BTreeMap::new()).map_err(|finding| vec![*finding])?;
        own = markdown::read(&commentary, &Origin::new(&narrative.file, id))?;
        own.warnings.extend(hidden_named::findings(narrative, &commentary, &filler.filled()));
    }
    let template = templates.sections.get(&format!("{kind}/{id}"));
    let (file, text) = template.map_or(("", ""), |template| (&template.file, &template.text));
    let quotes = material.dataset.quotes.iter().filter(|quote| quote.section == id).map(|quote| {
        Value::from(BTreeMap::from([("text", Value::from(quote.text.clone())), ("by", Value::from(quote.by.clone()))]))
    });
    more.insert("has_commentary".into(), Value::from(!commentary.trim().is_empty()));
    more.insert("commentary".into(), Value::from_safe_string(format!("\n\n{}\n\n", commentary.trim())));
    more.insert("quotes".into(), Value::from(quotes.collect::<Vec<_>>()));
    let filled = filler.fill(file, text, more).map_err(|finding| vec![*finding])?;
    let mut reading = markdown::read(&filled, &Origin::new(file, id))?;
    let pieces = without_second_placements(std::mem::take(&mut reading.pieces), &own);
    // Warnings and places of the narrative's own words are those of its own file.
    reading.warnings.extend(own.warnings);
    reading.mentions.retain(|mention| {
        !own.mentions.iter().any(|known| known.target == mention.target && known.placed == mention.placed)
    });
    reading.mentions.extend(own.mentions);
    Ok((reading, pieces))
}

/// All words of pieces, for the lists of terms.
fn said(pieces: &[Piece]) -> String {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Paragraph(spans) | Piece::Heading { content: spans, .. } | Piece::Quotation { content: spans } => {
                template::plain(spans)
            }
            Piece::List { items, .. } => items.iter().map(|item| said(item)).collect::<Vec<_>>().join(" "),
            Piece::PlaceTable(_) | Piece::PlaceChart(_) => String::new(),
        })
        .collect::<Vec<_>>()
        .join(" ")
}

/// Drops the template's placements of what the narrative places: of the two, the one among the narrative's own pieces stays.
fn without_second_placements(pieces: Vec<Piece>, own: &Reading) -> Vec<Piece> {
    let placed: BTreeSet<&Target> =
        own.mentions.iter().filter(|mention| mention.placed).map(|mention| &mention.target).collect();
    if placed.is_empty() {
        return pieces;
    }
    // The narrative's pieces stand in a row in the filled template; their figures have other marks, so only their kinds are compared.
    let kinds = |pieces: &[Piece]| pieces.iter().map(std::mem::discriminant).collect::<Vec<_>>();
    let wanted = kinds(&own.pieces);
    let is_placed = |piece: &Piece| match piece {
        Piece::PlaceTable(id) => placed.contains(&Target::Table(id.clone())),
        Piece::PlaceChart(id) => placed.contains(&Target::Chart(id.clone())),
        _ => false,
    };
    let start = kinds(&pieces).windows(wanted.len()).enumerate().position(|(at, window)| {
        window == wanted && pieces[at..].iter().zip(&own.pieces).all(|(piece, own)| !is_placed(own) || piece == own)
    });
    let within = |at: usize| start.is_some_and(|start| (start..start + wanted.len()).contains(&at));
    pieces
        .into_iter()
        .enumerate()
        .filter(|(at, piece)| within(*at) || !is_placed(piece))
        .map(|(_, piece)| piece)
        .collect()
}

/// Every table and chart that can be placed.
fn placeable(material: &Material<'_>, templates: &Templates, filler: &Filler) -> (Placeable, Vec<Finding>) {
    let shelf = Shelf {
        council: material.council,
        figures: material.figures,
        dataset: material.dataset,
        order: material.order,
    };
    let mut findings = Vec::new();
    let mut placeable = Placeable {
        tables: BTreeMap::new(),
        charts: BTreeMap::new(),
        titles: BTreeMap::new(),
        sentences: BTreeMap::new(),
    };
    let of_surveys = material.dataset.surveys.iter().flat_map(|survey| {
        (1..=tables::sections(survey).len()).map(move |number| format!("{}.section_{number}", survey.id))
    });
    let over_years = material.dataset.surveys.iter().flat_map(|survey| {
        survey.questions.iter().map(move |question| format!("{}.{}{}", survey.id, question.id, tables::OVER_YEARS))
    });
    for id in shelf
        .ids()
        .into_iter()
        .chain(of_surveys.clone())
        .chain(over_years)
        .chain(over_years::ids(&shelf))
        .chain(with_others::ids(&shelf))
    {
        if let Some(contents) = shelf.contents(&id) {
            placeable.tables.insert(id, contents);
        }
    }
    for id in shelf.ids() {
        if let Some(title) = shelf.title_of_made(&id) {
            placeable.titles.insert(id, title);
        }
    }
    for table in material.figures.published.tables() {
        if let Some(sentence) = two_groups::sentence(table) {
            placeable.tables.insert(table.id.clone(), Err("it is said in a sentence".into()));
            placeable.sentences.insert(table.id.clone(), sentence);
        }
    }
    for table in material.figures.published.tables().filter(|table| table.missing.is_some()) {
        placeable.titles.insert(table.id.clone(), table.title.clone());
    }
    for (id, (file, definition)) in &templates.charts {
        match chart_contents(material, filler, file, definition) {
            Ok(contents) => {
                placeable.charts.insert(id.clone(), contents);
            }
            Err(finding) => findings.push(*finding),
        }
    }
    for survey in &material.dataset.surveys {
        for (at, (title, questions)) in tables::sections(survey).into_iter().enumerate() {
            let contents = section_chart(material, survey, &title, &questions);
            placeable.charts.insert(format!("{}.section_{}", survey.id, at + 1), contents);
        }
    }
    (placeable, findings)
}

fn chart_contents(
    material: &Material<'_>,
    filler: &Filler,
    file: &str,
    definition: &ChartDefinition,
) -> Result<Result<ChartContents, String>, Box<Finding>> {
    if let Some(unknown) = chart::unknown_names(definition, material.figures).first() {
        let published = &material.figures.published;
        let known = published
            .tables()
            .map(|table| table.id.as_str())
            .chain(published.figures().map(|figure| figure.id.as_str()));
        return Err(Box::new(
            Finding::new(
                Severity::Error,
                "unknown-figure",
                Place::file(file),
                format!("the chart is of `{unknown}`, which is no table or figure of this report"),
                "the chart could not be drawn",
                "correct the id; `iro-report figures` lists them all",
            )
            .near(near_names(unknown, known)),
        ));
    }
    let band = material.order.settings.caseload_band;
    let plot = match chart::plot(definition, material.figures, &material.order.period.label(), band) {
        Ok(plot) => plot,
        Err(why) => return Ok(Err(why)),
    };
    let headline = filler.fill_line(file, &definition.title)?;
    let mut subtitle = filler.fill_line(file, &definition.subtitle)?;
    if material.order.provisional {
        subtitle.push_str(", provisional");
    }
    let alt = chart::alt_text(&plot, &headline, &subtitle);
    Ok(Ok(ChartContents { headline, subtitle, alt, plot }))
}

/// The chart of a survey's section: the positive share of each question.
fn section_chart(
    material: &Material<'_>,
    survey: &Survey,
    title: &str,
    questions: &[usize],
) -> Result<ChartContents, String> {
    let found: Vec<_> = questions
        .iter()
        .filter_map(|at| survey.questions.get(*at))
        .filter_map(|question| material.figures.published.figure(&format!("{}.{}", survey.id, question.id)))
        .filter(|figure| figure.unit == Unit::Percent)
        .map(|figure| (figure.label.clone(), figure))
        .collect();
    if found.len() < 2 {
        return Err("it has fewer than two questions whose answers count as positive".into());
    }
    let plot = chart::questions_plot(&found)?;
    let headline = format!("{title}: share of positive answers to each question");
    let held = if survey.held.is_empty() { String::new() } else { format!(", {}", survey.held) };
    let subtitle =
        format!("Percent of those to whom the question applies, {}, {}{held}", survey.title, material.order.authority);
    let alt = chart::alt_text(&plot, &headline, &subtitle);
    Ok(ChartContents { headline, subtitle, alt, plot })
}

/// Every name that a template knows, besides those of its own section.
fn names(
    material: &Material<'_>,
    shared: &Arc<Shared>,
    parts: &[(&str, &PartOrder)],
) -> anyhow::Result<BTreeMap<String, Value>> {
    let order = material.order;
    let settings = &order.settings;
    let mut names = context::published(shared);
    let optional = |text: Option<String>| text.map_or(Value::from(()), Value::from);
    let audit = material.dataset.surveys.iter().find(|survey| survey.id == "audit");
    let appendices: Vec<(String, String)> = parts
        .iter()
        .skip(1)
        .enumerate()
        .map(|(at, (kind, part))| {
            let own = order.layout.iter().find(|own| own.part == *kind).is_some_and(|own| own.title.is_some());
            // A title with names to be filled in is filled later; the usual one stands for it.
            let title = Some(&part.title).filter(|title| own && !title.contains('{')).cloned();
            (labels(order, parts).of(at + 1), title.unwrap_or_else(|| appendix_title(kind, order, audit)))
        })
        .collect();
    let typed = material.dataset.typed_figures.iter().filter_map(|typed| {
        let figure = material.figures.published.figure(&typed.id)?;
        let source = Some(&figure.source).filter(|source| is_typed(source))?.strip_prefix("Typed in, ")?;
        Some(Value::from(BTreeMap::from([
            ("label", Value::from(figure.label.clone())),
            ("source", Value::from(source.strip_prefix("source: ").unwrap_or(source).to_string())),
        ])))
    });
    let terms: [(&str, Value); 30] = [
        ("authority", Value::from(crate::text::clean(&order.authority).into_owned())),
        ("period", Value::from(order.period.label())),
        ("period_before", Value::from(order.period.year_before().label())),
        ("period_in_full", Value::from(order.period.to_string())),
        ("start", Value::from(in_full(order.period.from))),
        ("end", Value::from(in_full(order.period.to))),
        ("children", Value::from(order.terms.children.clone())),
        ("child", Value::from(order.terms.child())),
        ("you_said", Value::from(!material.dataset.you_said.is_empty())),
        ("officer_in_law", Value::from("independent reviewing officer")),
        ("officer_called", optional(Some(order.terms.officer.clone()).filter(|officer| !officer.is_empty()))),
        ("dispute_process", Value::from(order.terms.dispute_process())),
        ("threshold", Value::from(settings.small_numbers.threshold())),
        ("rounded_to", Value::from(settings.small_numbers.rounded_to())),
        ("smallest_base", Value::from(settings.smallest_base)),
        (
            "already_published",
            optional(settings.already_published.as_ref().map(|said| crate::text::clean(said).into_owned())),
        ),
        ("edition", Value::from(material.figures.published.edition().key())),
        ("hidden_cells", Value::from(material.figures.published.hidden())),
        ("extracted_on", optional(order.extracted_on.map(in_full))),
        ("dated", optional(order.dated.map(in_full))),
        ("provisional", Value::from(order.provisional)),
        ("typed_figures", Value::from(typed.collect::<Vec<_>>())),
        ("limit_days", Value::from(20)),
        ("caseload_low", Value::from(settings.caseload_band.low)),
        ("caseload_high", Value::from(settings.caseload_band.high)),
        ("officers_chair_conferences", Value::from(settings.officers_chair_child_protection)),
        ("resources_at_risk", order.resources_at_risk.map_or(Value::from(()), Value::from)),
        (
            "not_available",
            Value::from(
                crate::config::AREAS
                    .iter()
                    .map(|area| (area.to_string(), optional(order.not_available.get(*area).map(|why| reason(why)))))
                    .collect::<BTreeMap<String, Value>>(),
            ),
        ),
        ("committee", cover::committee(order, appendices)),
        (
            "years_given",
            Value::from(
                material
                    .dataset
                    .review_years
                    .iter()
                    .map(|year| crate::period::collection_year_label(*year))
                    .collect::<Vec<_>>(),
            ),
        ),
    ];
    names.extend(terms.map(|(name, value)| (name.to_string(), value)));
    names.insert("actions".into(), actions(material, &order.period.label()));
    let next = crate::period::Period {
        from: crate::period::add_months(order.period.from, 12),
        to: crate::period::add_months(order.period.to, 12),
    };
    names.insert("next_actions".into(), actions(material, &next.label()));
    names.insert("surveys".into(), surveys(material, shared));
    names.insert("law".into(), reference::law()?);
    Ok(names)
}

/// A reason as it follows "because": without the word itself, with a full stop.
fn reason(why: &str) -> String {
    let why = why.trim();
    let without = why.get(..8).filter(|word| word.eq_ignore_ascii_case("because ")).map_or(why, |_| &why[8..]);
    format!("{}.", without.trim_end_matches('.'))
}

fn appendix_title(kind: &str, order: &Order, audit: Option<&Survey>) -> String {
    match kind {
        "annual-report" => format!("Independent Reviewing Officer annual report {}", order.period.label()),
        HOW_MADE => "How the figures were made".to_string(),
        _ => audit.map_or_else(|| format!("Care plan audit {}", order.period.label()), |survey| survey.title.clone()),
    }
}

fn actions(material: &Material<'_>, year: &str) -> Value {
    let of_year = material.dataset.actions.iter().flatten().filter(|action| action.year == year);
    let entry = |action: &crate::dataset::published::Action| {
        Value::from(BTreeMap::from([
            ("action", Value::from(action.action.clone())),
            ("owner_post", Value::from(action.owner_post.clone())),
            ("due", Value::from(crate::period::parse_date(&action.due).map_or_else(|| action.due.clone(), in_full))),
            ("status", Value::from(action.status.clone())),
            ("progress", Value::from(action.progress.clone())),
        ]))
    };
    Value::from(of_year.map(entry).collect::<Vec<_>>())
}

fn surveys(material: &Material<'_>, shared: &Arc<Shared>) -> Value {
    let published = &material.figures.published;
    let shelf = Shelf {
        council: material.council,
        figures: material.figures,
        dataset: material.dataset,
        order: material.order,
    };
    let question = |survey: &Survey, at: usize| {
        let question = &survey.questions[at];
        let id = format!("{}.{}", survey.id, question.id);
        let by: Vec<String> = survey
            .splits
            .iter()
            .map(|split| format!("{id}_by_{}", split.key))
            .chain(survey.pairs.iter().map(|(first, second)| format!("{id}_by_{}_then_{}", first.key, second.key)))
            .filter(|id| published.table(id).is_some())
            .collect();
        let kind = match question.kind {
            Kind::One => "one",
            Kind::Several => "several",
            Kind::Number => "number",
            Kind::Words => "words",
        };
        Value::from(BTreeMap::from([
            ("id", Value::from(question.id.clone())),
            ("text", Value::from(question.text.clone())),
            ("kind", Value::from(kind)),
            (
                "figure",
                published.figure(&id).map_or(Value::from(()), |figure| Value::from_object(figure_of(shared, figure))),
            ),
            ("unit", Value::from(question.unit.clone())),
            ("has_positive", Value::from(!question.positive.is_empty())),
            // Yes or no, and what is not recorded: the table by area then says it all.
            ("two_answers", Value::from(question.answers.len() <= 2 && !question.positive.is_empty())),
            ("by", Value::from(by)),
            ("over_years", Value::from(shelf.contents(&format!("{id}{}", tables::OVER_YEARS)).is_some())),
            (
                "mentions",
                published
                    .figure(&format!("{id}{}", crate::measures::audits::MENTIONS))
                    .map_or(Value::from(()), |figure| Value::from_object(figure_of(shared, figure))),
            ),
        ]))
    };
    let entry = |survey: &Survey| {
        let sections: Vec<Value> = tables::sections(survey)
            .into_iter()
            .enumerate()
            .map(|(at, (title, questions))| {
                Value::from(BTreeMap::from([
                    ("number", Value::from(at + 1)),
                    ("title", Value::from(title)),
                    (
                        "questions",
                        Value::from(questions.into_iter().map(|at| question(survey, at)).collect::<Vec<_>>()),
                    ),
                ]))
            })
            .collect();
        let sheets = published
            .figure(&sheets_id(&survey.id))
            .map_or(Value::from(()), |figure| Value::from_object(figure_of(shared, figure)));
        Value::from(BTreeMap::from([
            ("title", Value::from(survey.title.clone())),
            ("held", Value::from(survey.held.clone())),
            ("sheets", sheets),
            ("sections", Value::from(sections)),
        ]))
    };
    Value::from(
        ["audit", "feedback"]
            .into_iter()
            .map(|id| {
                (id, material.dataset.surveys.iter().find(|survey| survey.id == id).map_or(Value::from(()), entry))
            })
            .collect::<BTreeMap<_, _>>(),
    )
}

fn whole(
    material: &Material<'_>,
    parts: &[(&str, &PartOrder)],
    titles: Vec<String>,
    sections: Vec<Vec<tree::Section>>,
) -> Document {
    let order = material.order;
    let clean = |text: &str| crate::text::clean(text).into_owned();
    // Without a cover report a paper of one part is called as its part.
    let of_part = titles.first().filter(|_| titles.len() == 1 && !order.layout.is_empty()).cloned();
    let title = order
        .committee
        .title
        .clone()
        .or(of_part)
        .unwrap_or_else(|| format!("Independent Reviewing Officer annual report {}", order.period.label()));
    let labels = labels(order, parts);
    let parts = parts
        .iter()
        .zip(titles)
        .zip(sections)
        .enumerate()
        .map(|(at, (((kind, layout), part_title), sections))| Part {
            id: kind.to_string(),
            label: (at > 0).then(|| labels.of(at)),
            title: part_title,
            fields: if *kind == COVER {
                cover::fields(order, layout, &title, &material.dataset.working_days)
            } else {
                Vec::new()
            },
            contents_list: *kind == "annual-report",
            sections,
        })
        .collect();
    Document {
        title: clean(&title),
        authority: clean(&order.authority),
        period: order.period.to_string(),
        status: material.status,
        dated: order.dated,
        metadata_date: order.dated.unwrap_or(order.period.to),
        notice: order.settings.notice.as_deref().map(clean),
        restriction: (material.figures.published.edition() == Edition::Restricted).then(|| {
            let exempt = cover::exempt_words(&order.committee).map(|words| format!(" {words}")).unwrap_or_default();
            format!("Restricted: shows small numbers about children. Not for publication.{exempt}")
        }),
        alternative_formats: clean(
            order
                .committee
                .alternative_formats
                .as_deref()
                .unwrap_or("To ask for this report in another format, contact the council."),
        ),
        language: "en-GB",
        front: true,
        answers: Vec::new(),
        parts,
    }
}
