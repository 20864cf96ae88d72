//! The document as Typst source: a main file, a file per section, a data file per table, a drawing per chart.
//!
//! Text is data here. Every string passes the filter of [`crate::text`] and then stands either in a JSON
//! file, which Typst never reads as markup, or in a string literal in which every ASCII character but
//! letters, digits and space is written by its code point. So no text can end the literal it stands in, and a
//! section's file can be put anywhere without a second thought.

use super::tree::{Block, Chart, Document, Inline, Part, Row, Section, Status, Table, Target};
use crate::house_style::HouseStyle;
use crate::pdf::columns::{self, Piece};
use crate::text;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// The width of the text on the page in points: A4 less two margins of 25 mm.
pub const TEXT_WIDTH: f64 = 453.5;
/// The height of the text on the page in points, about.
const TEXT_HEIGHT: f64 = 670.0;
/// Where the text of a numbered paragraph begins, in points (15 mm, as in the layout).
const INDENT: f64 = 42.5;
/// Size of a section's title, in points, as in the layout.
const SECTION_SIZE: f64 = 17.0;
/// Size of the words in header and footer, in points.
const HEADER_SIZE: f64 = 10.0;
/// A chart is never drawn higher than this, so that its words stand on the same page.
const CHART_MOST: f64 = 540.0;
/// A table of so many lines may run over a page's end; a shorter one stays whole.
const TABLE_WHOLE: f64 = 360.0;
/// A quotation, a note or a row of a table of so many points is kept on one page; a higher one may run over.
const BLOCK_WHOLE: f64 = 330.0;
/// A part estimated longer than this many pages has its longer sections begin new pages.
const LONG_PART: f64 = 6.0;
/// A section estimated at this many pages or more begins a new page in a long part.
const LONG_SECTION: f64 = 0.75;

/// The files of a document for Typst, except the layout itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Sources {
    /// Typst files: path and text. The first is the main file.
    pub text: Vec<(String, String)>,
    /// Data and drawings: path and bytes.
    pub data: Vec<(String, Vec<u8>)>,
    /// What could not be printed as it was given, in words.
    pub warnings: Vec<String>,
}

/// Writes a document as Typst source.
pub fn sources(document: &Document, style: &HouseStyle) -> Sources {
    let mut writer = Writer::new(document, style);
    writer.document(document);
    writer.finish(style)
}

/// "DRAFT, undated", "FINAL, 3 June 2026" (convention D11).
pub fn status_line(document: &Document) -> String {
    let status = match document.status {
        Status::Draft => "DRAFT",
        Status::Final => "FINAL",
    };
    match document.dated {
        Some(date) => format!("{status}, {}", crate::period::in_full(date)),
        None => format!("{status}, undated"),
    }
}

struct Writer {
    size: f64,
    text: Vec<(String, String)>,
    data: Vec<(String, Vec<u8>)>,
    /// The label of everything that a reference can point to.
    labels: BTreeMap<Target, String>,
    /// The labels that stand already: a second block of the same id gets one that nothing points to.
    placed: BTreeSet<String>,
    replaced: u32,
    warnings: Vec<String>,
}

impl Writer {
    fn new(document: &Document, style: &HouseStyle) -> Self {
        Writer {
            size: style.sizes.body,
            text: vec![("/main.typ".into(), String::new())],
            data: Vec::new(),
            labels: labels(document),
            placed: BTreeSet::new(),
            replaced: 0,
            warnings: Vec::new(),
        }
    }

    fn finish(mut self, style: &HouseStyle) -> Sources {
        let style = json!({
            "fonts": style.fonts,
            "body_size": style.sizes.body,
            "heading_colour": style.colours.heading,
            "accent_colour": style.colours.accent,
        });
        self.data.push(("/style.json".into(), style.to_string().into_bytes()));
        if self.replaced > 0 {
            let noun = if self.replaced == 1 { "character" } else { "characters" };
            self.warnings.push(format!(
                "{} {noun} that the fonts cannot draw stand as {} in the document",
                self.replaced,
                text::REPLACEMENT
            ));
        }
        Sources { text: self.text, data: self.data, warnings: self.warnings }
    }

    fn document(&mut self, document: &Document) {
        let about = self.about(document);
        self.data.push(("/document.json".into(), about.to_string().into_bytes()));
        let mut main = String::from(
            "#import \"/layout/page.typ\": report\n\
             #import \"/layout/cover.typ\": cover, second-page\n\
             #import \"/layout/blocks.typ\": *\n\
             #let about = json(\"/document.json\")\n\
             #show: report.with(about)\n",
        );
        if document.front {
            main.push_str("#cover(about)\n#second-page(about)\n");
        }
        let mut section_number = 0;
        for (index, part) in document.parts.iter().enumerate() {
            self.part(&mut main, index, part, &mut section_number);
        }
        if let Some((_, text)) = self.text.first_mut() {
            *text = main;
        }
    }

    /// What the cover, the header and the footer print.
    fn about(&mut self, document: &Document) -> Value {
        let title = self.or_else(&document.title, "Untitled report");
        let authority = self.clean(&document.authority);
        let notice = document.notice.as_deref().map(|words| self.clean(words));
        let restriction = document.restriction.as_deref().map(|words| self.clean(words));
        let status = status_line(document);
        let (lang, region) = document.language.split_once('-').unwrap_or((document.language, "GB"));
        // The header: council and title on one line, shortened if they must be, then the notices, whole up to
        // three lines each; they stand in full on the cover.
        let short_authority = columns::shorten(&authority, false, HEADER_SIZE, TEXT_WIDTH * 0.45);
        let beside = TEXT_WIDTH - columns::text_width(&short_authority, false, HEADER_SIZE) - 16.0;
        let short_title = columns::shorten(&title, false, HEADER_SIZE, beside);
        let mut lines = 1.0;
        let mut notices = Vec::new();
        for words in [&notice, &restriction].into_iter().flatten() {
            let words = columns::shorten(words, true, HEADER_SIZE, TEXT_WIDTH * 2.8);
            lines += (columns::text_width(&words, true, HEADER_SIZE) / (TEXT_WIDTH * 0.95)).ceil().max(1.0);
            notices.push(words);
        }
        let date = document.metadata_date;
        json!({
            "title": title,
            "short_title": short_title,
            "authority": authority,
            "short_authority": short_authority,
            "notices": notices,
            "period": self.clean(&document.period),
            "status": status,
            "description": format!("{title}. {authority}. {status}."),
            "notice": notice,
            "restriction": restriction,
            "header_lines": lines,
            "alternative_formats": self.clean(&document.alternative_formats),
            // One part with its own list needs no second one.
            "contents": document.parts.len() > 1 || document.parts.iter().any(|part| !part.contents_list),
            "lang": lang,
            "region": region,
            "date": {"year": date.year(), "month": date.month(), "day": date.day()},
        })
    }

    fn part(&mut self, main: &mut String, index: usize, part: &Part, section_number: &mut usize) {
        let name = format!("p{}", index + 1);
        let title = match &part.label {
            Some(label) => format!("{label}: {}", part.title),
            None => part.title.clone(),
        };
        let title = self.or_else(&title, "Untitled part");
        let _ = writeln!(main, "#part({}, {}, {})", bare(&name), bare(&title), part.contents_list);
        if !part.fields.is_empty() {
            let fields = self.fields(part);
            main.push_str(&fields);
        }
        let sizes: Vec<f64> = part.sections.iter().map(|section| self.height(section)).collect();
        let long_part = sizes.iter().sum::<f64>() > LONG_PART * TEXT_HEIGHT;
        for (at, (section, size)) in part.sections.iter().zip(&sizes).enumerate() {
            *section_number += 1;
            let path = format!("/sections/{}-{}.typ", *section_number, slug(&section.id));
            let name = self.place(&Target::Section(section.id.clone()));
            let source = self.section(section, &name);
            self.text.push((path.clone(), source));
            // Chapters on pages of their own are laid out side by side and are easy to find and to print
            // alone; a short section that began a page would only waste the rest of it.
            if long_part && at > 0 && *size >= LONG_SECTION * TEXT_HEIGHT {
                main.push_str("#chapter-break()\n");
            }
            let _ = writeln!(main, "#include {}", bare(&path));
        }
        let _ = writeln!(main, "#part-end({})", bare(&name));
    }

    fn fields(&mut self, part: &Part) -> String {
        let labels: Vec<String> = part.fields.iter().map(|field| self.or_else(&field.label, "Field")).collect();
        let widest = labels
            .iter()
            .map(|label| columns::text_width(&format!("{label}: "), true, self.size))
            .fold(0.0, f64::max)
            .min(TEXT_WIDTH * 0.45);
        let width = widest + 14.0;
        let mut entries = String::new();
        for (label, field) in labels.iter().zip(&part.fields) {
            let value = self.inlines(&field.value, TEXT_WIDTH - width);
            let wide = columns::text_width(&format!("{label}: "), true, self.size) > width;
            let label = columns::cut_words(label, true, self.size, TEXT_WIDTH / 2.0);
            let _ = writeln!(entries, "  ({}, {wide}, [{value}]),", bare(&label));
        }
        format!("#fields({width:.2}pt, (\n{entries}))\n")
    }

    fn section(&mut self, section: &Section, name: &str) -> String {
        let mut out = String::from("#import \"/layout/blocks.typ\": *\n");
        // Numbers are short; one that is not must not push its title off the page.
        let number = section.number.as_deref().map(|number| self.clean(number));
        let number = number.map(|number| columns::shorten(&number, true, SECTION_SIZE, INDENT * 2.0));
        let title = self.or_else(&section.title, "Untitled section");
        let number_literal = number.as_deref().map_or_else(|| "none".to_owned(), bare);
        let title = columns::cut_words(&title, true, SECTION_SIZE, TEXT_WIDTH - INDENT);
        let _ = writeln!(out, "#section({}, {number_literal}, {})", bare(name), bare(&title));
        for block in &section.blocks {
            self.block(&mut out, block, number.is_some());
        }
        out
    }

    /// A block at the top of a section; `inset` when the section's paragraphs carry hanging numbers.
    fn block(&mut self, out: &mut String, block: &Block, inset: bool) {
        let width = if inset { TEXT_WIDTH - INDENT } else { TEXT_WIDTH };
        match block {
            Block::Heading { level, content } => {
                let words = self.inlines(content, width);
                if !words.is_empty() {
                    let level = (*level).clamp(3, 4);
                    let _ = writeln!(out, "#subheading({level}, {inset}, [{words}])");
                }
            }
            Block::Paragraph { number: Some(number), content } => {
                let number = self.clean(number);
                let words = self.inlines(content, TEXT_WIDTH - INDENT);
                let _ = writeln!(out, "#numbered({})[{words}]", bare(&number));
            }
            Block::Table(table) => self.table(out, table),
            Block::Chart(chart) => self.chart(out, chart),
            other => {
                let inner = self.inner(other, width);
                if inner.is_empty() {
                    return;
                }
                if inset {
                    let _ = writeln!(out, "#inset[\n{inner}]");
                } else {
                    out.push_str(&inner);
                }
            }
        }
    }

    /// A block that may stand in a list item.
    fn inner(&mut self, block: &Block, width: f64) -> String {
        let mut out = String::new();
        match block {
            Block::Paragraph { number: None, content } => {
                let words = self.inlines(content, width);
                if !words.is_empty() {
                    let _ = writeln!(out, "#plain[{words}]");
                }
            }
            Block::List { ordered, items } => {
                let kind = if *ordered { "enum" } else { "list" };
                let mut entries = String::new();
                for item in items {
                    let content = self.item(item, width - 20.0);
                    if !content.is_empty() {
                        let _ = writeln!(entries, "[{content}],");
                    }
                }
                if !entries.is_empty() {
                    // Items of several blocks stand further apart than single lines do.
                    let tight = items.iter().all(|item| item.len() <= 1);
                    let _ = write!(out, "#{kind}(tight: {tight},\n{entries})\n");
                }
            }
            Block::Quotation { content, by } => {
                let by = by.as_deref().map(|by| self.clean(by)).filter(|by| !by.trim().is_empty());
                let by = by.map_or_else(|| "none".to_owned(), |by| bare(&by));
                let words = self.inlines(&quoted(content), width - 14.0);
                let whole = self.block_height(block, width) <= BLOCK_WHOLE;
                let _ = writeln!(out, "#quotation({by}, {whole})[{words}]");
            }
            Block::Note(content) => {
                let words = self.inlines(content, width - 20.0);
                if !words.is_empty() {
                    let whole = self.block_height(block, width) <= BLOCK_WHOLE;
                    let _ = writeln!(out, "#aside({whole})[{words}]");
                }
            }
            Block::Table(table) => self.table(&mut out, table),
            Block::Chart(chart) => self.chart(&mut out, chart),
            Block::Heading { .. } | Block::Paragraph { number: Some(_), .. } => self.block(&mut out, block, false),
        }
        out
    }

    fn item(&mut self, blocks: &[Block], width: f64) -> String {
        match blocks {
            // A single paragraph is the item itself.
            [Block::Paragraph { number: None, content }] => self.inlines(content, width),
            blocks => blocks.iter().map(|block| self.inner(block, width)).collect(),
        }
    }

    /// Words along a line, as Typst content. Words wider than half of `width` points get places to break: half,
    /// because bold is wider, headings are larger, and a word may go on in the next run.
    fn inlines(&mut self, content: &[Inline], width: f64) -> String {
        let mut out = String::new();
        for inline in content {
            match inline {
                Inline::Text(words) | Inline::Figure { text: words, .. } => {
                    let words = self.clean(words);
                    literal(&mut out, &columns::cut_words(&words, false, self.size, width / 2.0));
                }
                Inline::Strong(inner) => {
                    let inner = self.inlines(inner, width);
                    if !inner.is_empty() {
                        let _ = write!(out, "#strong[{inner}];");
                    }
                }
                Inline::Link { url, content } => {
                    let inner = self.inlines(content, width);
                    if inner.is_empty() {
                        continue;
                    }
                    if let Some(url) = address(url) {
                        let _ = write!(out, "#link({})[{inner}];", bare(url));
                    } else {
                        self.warnings.push(
                            "a link with an address that is neither https: nor mailto: is printed as plain words"
                                .into(),
                        );
                        out.push_str(&inner);
                    }
                }
                Inline::Reference { target, text } => {
                    let words = self.clean(text);
                    match self.labels.get(target) {
                        Some(label) if !words.trim().is_empty() => {
                            let _ = write!(out, "#link(label({}))[", bare(label));
                            literal(&mut out, &words);
                            out.push_str("];");
                        }
                        _ => literal(&mut out, &words),
                    }
                }
                Inline::LineBreak => out.push_str("#linebreak();"),
            }
        }
        out
    }

    fn table(&mut self, out: &mut String, table: &Table) {
        let table = self.whole_table(table);
        let pieces = columns::fit(&table, self.size, TEXT_WIDTH);
        let label = self.place(&Target::Table(table.id.clone()));
        let markers: Vec<String> =
            table.markers.iter().map(|(marker, meaning)| format!("{marker} means {meaning}")).collect();
        let markers = if markers.is_empty() { None } else { Some(format!("{}.", markers.join("; "))) };
        let several = pieces.len() > 1;
        let size = self.size;
        let drawn: Vec<Value> = pieces
            .iter()
            .enumerate()
            .map(|(at, piece)| {
                let title = match (several, at) {
                    (false, _) => format!("Table {}: {}", table.number, table.title),
                    (true, 0) => format!("Table {}: {} (part 1 of {})", table.number, table.title, pieces.len()),
                    (true, _) => {
                        format!("Table {}, part {} of {}: {}", table.number, at + 1, pieces.len(), table.title)
                    }
                };
                let inner = |index: usize| piece.inner_width(index);
                let columns = table.columns.get(piece.columns.clone()).unwrap_or_default();
                json!({
                    "title": columns::cut_words(&title, true, size, TEXT_WIDTH),
                    "markers": if at == 0 { markers.clone() } else { None },
                    "corner": columns::cut_words(&table.corner, true, size, inner(0)),
                    "widths": piece.widths,
                    "gap": piece.gap,
                    "numeric": columns.iter().map(|column| column.numeric).collect::<Vec<_>>(),
                    "heads": columns.iter().enumerate()
                        .map(|(index, column)| columns::cut_words(&column.label, true, size, inner(index + 1)))
                        .collect::<Vec<_>>(),
                    "rows": table.rows.iter().map(|row| json!({
                        "label": columns::cut_words(&row.label, row.total, size,
                            inner(0) - if row.indented { columns::ROW_INDENT } else { 0.0 }),
                        "cells": row.cells.get(piece.columns.clone()).unwrap_or_default().iter().enumerate()
                            .map(|(index, cell)| columns::cut_words(cell, row.total, size, inner(index + 1)))
                            .collect::<Vec<_>>(),
                        "total": row.total,
                        "indented": row.indented,
                        // No row is split over two pages, unless it is too high for any.
                        "breakable": self.row_height(row, piece) > BLOCK_WHOLE,
                    })).collect::<Vec<_>>(),
                })
            })
            .collect();
        let notes: Vec<String> = (1..)
            .zip(&table.notes)
            .map(|(number, note)| columns::cut_words(&format!("[note {number}] {note}"), false, size, TEXT_WIDTH))
            .collect();
        let whole = self.table_height(&table, &pieces) <= TABLE_WHOLE;
        let data = json!({"label": label, "pieces": drawn, "notes": notes, "whole": whole});
        let path = format!("/tables/{label}-{}.json", slug(&table.id));
        self.data.push((path.clone(), data.to_string().into_bytes()));
        let _ = writeln!(out, "#data-table(json({}))", bare(&path));
    }

    /// The table with all its text filtered and as many cells in every row as there are columns.
    fn whole_table(&mut self, table: &Table) -> Table {
        let mut table = table.clone();
        table.title = self.or_else(&table.title, "Untitled table");
        table.corner = self.or_else(&table.corner, "Row");
        for column in &mut table.columns {
            column.label = self.or_else(&column.label, "Column");
        }
        let mut ragged = false;
        for row in &mut table.rows {
            row.label = self.or_else(&row.label, "Row");
            ragged |= row.cells.len() != table.columns.len();
            row.cells.resize(table.columns.len(), "[x]".into());
            for cell in &mut row.cells {
                *cell = self.or_else(cell, "[x]");
            }
        }
        if ragged {
            self.warnings.push(format!("table {}: a row had more or fewer cells than there are columns", table.number));
        }
        table.markers =
            table.markers.iter().map(|(marker, meaning)| (self.clean(marker), self.clean(meaning))).collect();
        table.notes = table.notes.iter().map(|note| self.clean(note)).collect();
        table
    }

    fn chart(&mut self, out: &mut String, chart: &Chart) {
        let label = self.place(&Target::Chart(chart.id.clone()));
        let headline = format!("Figure {}: {}", chart.number, self.or_else(&chart.headline, "Chart"));
        let subtitle = self.clean(&chart.subtitle);
        let alt = self.or_else(&chart.alt, &headline);
        let path = format!("/charts/{label}-{}.svg", slug(&chart.id));
        self.data.push((path.clone(), text::clean(&chart.svg).into_owned().into_bytes()));
        let _ = writeln!(
            out,
            "#chart({}, {}, {}, {}, {:.2}pt, {})",
            bare(&label),
            bare(&columns::cut_words(&headline, true, self.size, TEXT_WIDTH)),
            bare(&columns::cut_words(&subtitle, false, self.size, TEXT_WIDTH)),
            bare(&path),
            chart_width(chart),
            bare(&alt),
        );
    }

    /// The label of what is about to be written.
    fn place(&mut self, target: &Target) -> String {
        let label = self.labels.get(target).filter(|label| !self.placed.contains(*label)).cloned();
        let label = label.unwrap_or_else(|| format!("again{}", self.placed.len()));
        self.placed.insert(label.clone());
        label
    }

    fn clean(&mut self, words: &str) -> String {
        let cleaned = text::clean_counted(words);
        self.replaced = self.replaced.saturating_add(cleaned.replaced);
        cleaned.text.into_owned()
    }

    /// The filtered words, or others where nothing visible is left: an empty heading would stop the PDF.
    fn or_else(&mut self, words: &str, otherwise: &str) -> String {
        let words = self.clean(words);
        if words.trim().is_empty() { self.clean(otherwise) } else { words }
    }

    /// About how high a section stands, in points: enough to say whether it deserves a page of its own.
    fn height(&self, section: &Section) -> f64 {
        45.0 + section.blocks.iter().map(|block| self.block_height(block, TEXT_WIDTH - INDENT)).sum::<f64>()
    }

    fn block_height(&self, block: &Block, width: f64) -> f64 {
        let line = self.size * 1.4;
        let lines = |content: &[Inline], width: f64| {
            (columns::text_width(&plain_text(content), false, self.size) / width).ceil() * line
        };
        match block {
            Block::Heading { .. } => line + 28.0,
            Block::Paragraph { content, .. } => lines(content, width) + 7.0,
            Block::List { items, .. } => {
                items.iter().flatten().map(|block| self.block_height(block, width - 20.0)).sum::<f64>() + 7.0
            }
            Block::Table(table) => self.table_height(table, &columns::fit(table, self.size, TEXT_WIDTH)) + 60.0,
            Block::Chart(chart) => chart.height * chart_width(chart) / chart.width.max(1.0) + 90.0,
            Block::Quotation { content, .. } => lines(content, width - 14.0) + line + 40.0,
            Block::Note(content) => lines(content, width - 20.0) + 50.0,
        }
    }

    fn table_height(&self, table: &Table, pieces: &[Piece]) -> f64 {
        let line = self.size * 1.4;
        let rows: f64 = pieces.iter().flat_map(|piece| table.rows.iter().map(|row| self.row_height(row, piece))).sum();
        let words = |text: &str| (columns::text_width(text, true, self.size) / TEXT_WIDTH).ceil() * line;
        let markers: f64 = table.markers.iter().map(|(_, meaning)| words(meaning)).sum();
        let notes: f64 = table.notes.iter().map(|note| words(note) + 7.0).sum();
        rows + pieces.len() as f64 * (words(&table.title) + line * 2.0 + 26.0) + markers + notes
    }

    /// About how high a row stands, in points.
    fn row_height(&self, row: &Row, piece: &Piece) -> f64 {
        let cells = row.cells.get(piece.columns.clone()).unwrap_or_default();
        let lines = std::iter::once(&row.label)
            .chain(cells)
            .enumerate()
            .map(|(column, text)| {
                // A ragged line holds less than its width.
                let width = (piece.inner_width(column) * 0.92).max(1.0);
                (columns::text_width(text, row.total, self.size) / width).ceil().max(1.0)
            })
            .fold(1.0, f64::max);
        lines * self.size * 1.4 + 6.0
    }
}

/// How wide a chart is drawn: as wide as the text, unless it would be too high.
fn chart_width(chart: &Chart) -> f64 {
    if chart.width > 0.0 && chart.height > 0.0 {
        TEXT_WIDTH.min(CHART_MOST * chart.width / chart.height)
    } else {
        TEXT_WIDTH
    }
}

/// A label for everything that a reference can point to, made of ordinals so that ids may hold anything.
fn labels(document: &Document) -> BTreeMap<Target, String> {
    fn visit(block: &Block, labels: &mut BTreeMap<Target, String>) {
        match block {
            Block::Table(table) => add(labels, Target::Table(table.id.clone()), 't'),
            Block::Chart(chart) => add(labels, Target::Chart(chart.id.clone()), 'f'),
            Block::List { items, .. } => items.iter().flatten().for_each(|block| visit(block, labels)),
            Block::Heading { .. } | Block::Paragraph { .. } | Block::Quotation { .. } | Block::Note(_) => {}
        }
    }
    fn add(labels: &mut BTreeMap<Target, String>, target: Target, kind: char) {
        let ordinal = labels.len() + 1;
        labels.entry(target).or_insert_with(|| format!("{kind}{ordinal}"));
    }
    let mut labels = BTreeMap::new();
    for (section, ordinal) in document.parts.iter().flat_map(|part| &part.sections).zip(1..) {
        section.blocks.iter().for_each(|block| visit(block, &mut labels));
        labels.entry(Target::Section(section.id.clone())).or_insert_with(|| format!("s{ordinal}"));
    }
    labels
}

/// The words of a line without their dress.
pub fn plain_text(content: &[Inline]) -> String {
    content
        .iter()
        .map(|inline| match inline {
            Inline::Text(text) | Inline::Figure { text, .. } | Inline::Reference { text, .. } => text.clone(),
            Inline::Strong(content) | Inline::Link { content, .. } => plain_text(content),
            Inline::LineBreak => " ".to_owned(),
        })
        .collect()
}

/// The words with quotation marks around them, unless they have some.
fn quoted(content: &[Inline]) -> Vec<Inline> {
    let words = plain_text(content);
    if words.trim_start().starts_with(['“', '‘', '"', '\'']) {
        return content.to_vec();
    }
    let mark = |mark: &str| Inline::Text(mark.to_owned());
    std::iter::once(mark("“")).chain(content.iter().cloned()).chain(std::iter::once(mark("”"))).collect()
}

/// An address that may be followed from a report; none for any other scheme.
fn address(url: &str) -> Option<&str> {
    let scheme = url.split(':').next().unwrap_or_default().to_ascii_lowercase();
    let known = matches!(scheme.as_str(), "https" | "http" | "mailto") && url.len() > scheme.len() + 1;
    let clean = url.len() <= 2000 && url.bytes().all(|byte| byte.is_ascii_graphic());
    (known && clean).then_some(url)
}

/// A string literal in markup.
fn literal(out: &mut String, words: &str) {
    if !words.is_empty() {
        let _ = write!(out, "#{};", bare(words));
    }
}

/// A string literal in code. Every ASCII character but letters, digits and space, every control, and
/// everything that changes direction or ends lines is written by its code point.
fn bare(words: &str) -> String {
    let mut out = String::with_capacity(words.len() + 8);
    out.push('"');
    for c in words.chars() {
        let plain = c == ' ' || c.is_ascii_alphanumeric() || (!c.is_ascii() && !is_risky(c));
        if plain {
            out.push(c);
        } else {
            let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
        }
    }
    out.push('"');
    out
}

fn is_risky(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{80}'..='\u{A0}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}')
}

/// The part of an id that may stand in a path, for those who read the sources; never what tells two apart.
fn slug(id: &str) -> String {
    id.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_character_of_a_literal_means_anything() {
        assert_eq!(bare("Ann 7"), "\"Ann 7\"");
        assert_eq!(bare("\"#x\\"), "\"\\u{22}\\u{23}x\\u{5c}\"");
        assert_eq!(bare("a\u{202E}b é"), "\"a\\u{202e}b é\"");
        let mut out = String::new();
        literal(&mut out, "#read");
        assert_eq!(out, "#\"\\u{23}read\";");
    }

    #[test]
    fn only_addresses_that_lead_to_pages_and_people_are_links() {
        let cases = [
            ("https://example.org/a?b=c", true),
            ("mailto:reports@example.gov.uk", true),
            ("HTTPS://example.org", true),
            ("javascript:alert(1)", false),
            ("file:///etc/passwd", false),
            ("https:", false),
            ("https://example.org/a b", false),
            ("", false),
        ];
        for (url, known) in cases {
            assert_eq!(address(url).is_some(), known, "{url}");
        }
    }

    #[test]
    fn quotation_marks_are_added_once() {
        let words = |text: &str| vec![Inline::Text(text.to_owned())];
        assert_eq!(plain_text(&quoted(&words("I was heard."))), "“I was heard.”");
        assert_eq!(plain_text(&quoted(&words("“I was heard.”"))), "“I was heard.”");
    }
}
