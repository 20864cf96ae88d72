//! Pieces of sections to blocks of the document: numbers are given, references resolved, tables and charts put in their places.

use super::markdown::{Mention, Piece, Span};
use super::tables::{Contents, markers};
use super::tree::{Block, Chart, Inline, Section, Table, Target};
use crate::figures::draw;
use crate::figures::plot::Plot;
use crate::finding::{Finding, Severity, near_names};
use crate::house_style::HouseStyle;
use std::collections::{BTreeMap, BTreeSet};

/// A section read but not yet numbered.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The id.
    pub id: String,
    /// The heading.
    pub title: String,
    /// The number before the heading: "2", "A2".
    pub number: String,
    /// What it says.
    pub pieces: Vec<Piece>,
    /// What it places and refers to.
    pub mentions: Vec<Mention>,
}

/// A chart ready to be drawn, or why there is none.
pub struct ChartContents {
    /// The headline.
    pub headline: String,
    /// The subtitle.
    pub subtitle: String,
    /// The drawing in words.
    pub alt: String,
    /// The plot.
    pub plot: Plot,
}

/// Everything that sections can place, with the contents or the reason why there are none.
pub struct Placeable {
    /// Tables by id.
    pub tables: BTreeMap<String, Result<Contents, String>>,
    /// Charts by id.
    pub charts: BTreeMap<String, Result<ChartContents, String>>,
    /// Titles of tables that have no data, by id.
    pub titles: BTreeMap<String, String>,
    /// By id, what is said instead of a table of two groups.
    pub sentences: BTreeMap<String, String>,
}

/// Numbers and places of a document's tables, charts and sections.
struct Numbers {
    tables: BTreeMap<String, u32>,
    charts: BTreeMap<String, u32>,
    sections: BTreeMap<String, String>,
}

/// Turns drafts into sections, part by part.
///
/// # Errors
/// Every reference or placement of something that is not there, as findings. A chart that cannot be drawn is a fault of the program.
pub fn sections(
    parts: Vec<Vec<Draft>>,
    placeable: &Placeable,
    style: &HouseStyle,
    filled: &[String],
) -> anyhow::Result<Result<Vec<Vec<Section>>, Vec<Finding>>> {
    let numbers = numbers(&parts, placeable);
    let findings: Vec<Finding> =
        parts.iter().flatten().flat_map(|draft| dangling(draft, &numbers, placeable)).collect();
    if !findings.is_empty() {
        return Ok(Err(findings));
    }
    let mut placing = Placing { numbers: &numbers, placeable, style, filled, placed: BTreeSet::new() };
    let mut built = Vec::new();
    for part in parts {
        let mut sections = Vec::new();
        for draft in part {
            let mut paragraph = 0;
            let mut blocks = Vec::new();
            for piece in &draft.pieces {
                blocks.extend(placing.block(piece, &draft.number, &mut paragraph)?);
            }
            sections.push(Section { id: draft.id, number: Some(draft.number), title: draft.title, blocks });
        }
        built.push(sections);
    }
    Ok(Ok(built))
}

/// Gives numbers in the order in which tables and charts are first placed; those without data get none.
fn numbers(parts: &[Vec<Draft>], placeable: &Placeable) -> Numbers {
    let mut numbers = Numbers { tables: BTreeMap::new(), charts: BTreeMap::new(), sections: BTreeMap::new() };
    for draft in parts.iter().flatten() {
        numbers.sections.insert(draft.id.clone(), draft.number.clone());
        for piece in &draft.pieces {
            match piece {
                Piece::PlaceTable(id) if matches!(placeable.tables.get(id), Some(Ok(_))) => {
                    let next = numbers.tables.len() as u32 + 1;
                    numbers.tables.entry(id.clone()).or_insert(next);
                }
                Piece::PlaceChart(id) if matches!(placeable.charts.get(id), Some(Ok(_))) => {
                    let next = numbers.charts.len() as u32 + 1;
                    numbers.charts.entry(id.clone()).or_insert(next);
                }
                _ => {}
            }
        }
    }
    numbers
}

fn dangling(draft: &Draft, numbers: &Numbers, placeable: &Placeable) -> Vec<Finding> {
    let finding = |mention: &Mention, what: String, near: Vec<String>| {
        Finding::new(
            Severity::Error,
            "unknown-reference",
            mention.place.clone(),
            what,
            "the reader would be sent nowhere",
            "correct the id, or place the table or chart with ![](table:ID) or ![](chart:ID)",
        )
        .near(near)
        .snippet(mention.snippet.clone())
    };
    let near = |id: &str, known: Vec<&String>| near_names(id, known.into_iter().map(String::as_str));
    draft
        .mentions
        .iter()
        .filter_map(|mention| match &mention.target {
            Target::Table(id) if !placeable.tables.contains_key(id) => {
                Some(finding(mention, format!("there is no table `{id}`"), near(id, placeable.tables.keys().collect())))
            }
            Target::Chart(id) if !placeable.charts.contains_key(id) => {
                Some(finding(mention, format!("there is no chart `{id}`"), near(id, placeable.charts.keys().collect())))
            }
            Target::Section(id) if !numbers.sections.contains_key(id) => Some(finding(
                mention,
                format!("there is no section `{id}` in this report"),
                near(id, numbers.sections.keys().collect()),
            )),
            Target::Table(id)
                if !mention.placed
                    && placeable.tables.get(id).is_some_and(Result::is_ok)
                    && !numbers.tables.contains_key(id) =>
            {
                Some(finding(mention, format!("the table `{id}` is referred to, but nowhere placed"), Vec::new()))
            }
            Target::Chart(id)
                if !mention.placed
                    && placeable.charts.get(id).is_some_and(Result::is_ok)
                    && !numbers.charts.contains_key(id) =>
            {
                Some(finding(mention, format!("the chart `{id}` is referred to, but nowhere placed"), Vec::new()))
            }
            _ => None,
        })
        .collect()
}

struct Placing<'a> {
    numbers: &'a Numbers,
    placeable: &'a Placeable,
    style: &'a HouseStyle,
    filled: &'a [String],
    placed: BTreeSet<Target>,
}

impl Placing<'_> {
    fn block(&mut self, piece: &Piece, section: &str, paragraph: &mut u32) -> anyhow::Result<Option<Block>> {
        Ok(Some(match piece {
            Piece::Heading { level, content } => Block::Heading { level: *level, content: self.inlines(content) },
            Piece::Paragraph(content) => {
                *paragraph += 1;
                Block::Paragraph { number: Some(format!("{section}.{paragraph}")), content: self.inlines(content) }
            }
            Piece::List { ordered, items } => Block::List { ordered: *ordered, items: self.items(items) },
            Piece::Quotation { content } => self.quotation(content),
            Piece::PlaceTable(id) => return self.table(id),
            Piece::PlaceChart(id) => return self.chart(id),
        }))
    }

    /// The items of a list: their paragraphs have no numbers.
    fn items(&self, items: &[Vec<Piece>]) -> Vec<Vec<Block>> {
        let of_piece = |piece: &Piece| match piece {
            Piece::Paragraph(content) => Some(Block::Paragraph { number: None, content: self.inlines(content) }),
            Piece::List { ordered, items } => Some(Block::List { ordered: *ordered, items: self.items(items) }),
            _ => None,
        };
        items.iter().map(|item| item.iter().filter_map(of_piece).collect()).collect()
    }

    /// A quotation; a last line that begins with a dash says who said it.
    fn quotation(&self, content: &[Span]) -> Block {
        let mut content = self.inlines(content);
        let by = content.last().and_then(|last| match last {
            Inline::Text(text) => text.trim().strip_prefix('\u{2014}').map(|by| by.trim().to_string()),
            _ => None,
        });
        if by.is_some() {
            content.pop();
            while matches!(content.last(), Some(Inline::LineBreak)) {
                content.pop();
            }
            if let Some(Inline::Text(text)) = content.last_mut() {
                *text = text.trim_end().to_string();
            }
        }
        Block::Quotation { content, by }
    }

    fn table(&mut self, id: &str) -> anyhow::Result<Option<Block>> {
        let target = Target::Table(id.to_string());
        if !self.placed.insert(target) {
            return Ok(None);
        }
        if let Some(sentence) = self.placeable.sentences.get(id) {
            return Ok(Some(Block::Note(vec![Inline::Text(sentence.clone())])));
        }
        Ok(match (self.placeable.tables.get(id), self.numbers.tables.get(id)) {
            (Some(Ok(contents)), Some(number)) => Some(Block::Table(Table {
                id: id.to_string(),
                number: *number,
                title: contents.title.clone(),
                corner: contents.corner.clone(),
                columns: contents.columns.clone(),
                rows: contents.rows.clone(),
                markers: markers(contents),
                notes: contents.notes.clone(),
            })),
            (Some(Err(why)), _) => Some(not_available(self.placeable.titles.get(id), why)),
            _ => None,
        })
    }

    fn chart(&mut self, id: &str) -> anyhow::Result<Option<Block>> {
        if !self.placed.insert(Target::Chart(id.to_string())) {
            return Ok(None);
        }
        Ok(match (self.placeable.charts.get(id), self.numbers.charts.get(id)) {
            (Some(Ok(contents)), Some(number)) => {
                let drawing = draw::draw(&contents.plot, self.style)?;
                Some(Block::Chart(Chart {
                    id: id.to_string(),
                    number: *number,
                    headline: contents.headline.clone(),
                    subtitle: contents.subtitle.clone(),
                    alt: contents.alt.clone(),
                    svg: drawing.svg,
                    width: drawing.width,
                    height: drawing.height,
                }))
            }
            // The table beside a chart says why there is nothing to show; twice would be once too often.
            _ => None,
        })
    }

    fn inlines(&self, spans: &[Span]) -> Vec<Inline> {
        spans
            .iter()
            .map(|span| match span {
                Span::Text(text) => Inline::Text(text.clone()),
                Span::Strong(spans) => Inline::Strong(self.inlines(spans)),
                Span::Figure { mark, text } => {
                    Inline::Figure { id: self.filled.get(*mark).cloned().unwrap_or_default(), text: text.clone() }
                }
                Span::Link { url, content } => Inline::Link { url: url.clone(), content: self.inlines(content) },
                Span::ReferTo(target) => self.reference(target),
                Span::LineBreak => Inline::LineBreak,
            })
            .collect()
    }

    fn reference(&self, target: &Target) -> Inline {
        let text = match target {
            Target::Table(id) => self.numbers.tables.get(id).map(|number| format!("Table {number}")),
            Target::Chart(id) => self.numbers.charts.get(id).map(|number| format!("Figure {number}")),
            Target::Section(id) => self.numbers.sections.get(id).map(|number| format!("section {number}")),
        };
        match text {
            Some(text) => Inline::Reference { target: target.clone(), text },
            None => Inline::Text(match target {
                Target::Table(_) => "the table (not available)".into(),
                Target::Chart(_) => "the chart (not available)".into(),
                Target::Section(_) => String::new(),
            }),
        }
    }
}

fn not_available(title: Option<&String>, why: &str) -> Block {
    let title = title.map_or("This table", String::as_str);
    Block::Note(vec![Inline::Text(format!("{title}: not available, because {why}."))])
}
