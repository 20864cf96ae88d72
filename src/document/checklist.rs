//! The one-page checklist that comes with every build: which paragraph answers each area of the statutory guidance, and what stands
//! between this version and the final one. It is for the service and no part of the report.

use super::tables::word_column;
use super::tree::{Answer, Answered, Block, Document, Inline, Part, Row, Section, Table};
use crate::finding::{Finding, Severity};

/// So many obstacles are listed at most.
pub const MOST_OBSTACLES: usize = 6;
/// So many letters of an obstacle are printed.
const MOST_LETTERS: usize = 150;

/// The checklist of a document, with so many obstacles at most: the rest is counted.
pub fn checklist(document: &Document, obstacles: &[Finding], findings: &[Finding], most: usize) -> Document {
    let title = format!("Checklist for the annual report, {}", document.period);
    let rows = document.answers.iter().map(|answer| {
        let answered = match answer.state {
            Answered::Yes => "Yes",
            Answered::NotAvailable => "Yes: not available, because",
            Answered::No => "No",
        };
        let places = if answer.places.is_empty() { "none yet".to_string() } else { answer.places.join(", ") };
        let asks = answer.asks.split('`').next().unwrap_or_default();
        let asks = asks.trim_end_matches(": ").trim_end_matches(", in the words of ");
        Row {
            label: format!("{} {}", answer.area, crate::text::capitalised(asks)),
            cells: vec![answered.to_string(), places],
            total: false,
            indented: false,
        }
    });
    let table = Table {
        id: "checklist".into(),
        number: 1,
        title: "What the IRO Handbook asks every annual report for".into(),
        corner: "Area".into(),
        columns: vec![word_column("Answered"), word_column("Paragraphs and tables")],
        rows: rows.collect(),
        markers: Vec::new(),
        notes: Vec::new(),
    };
    let part = Part {
        id: "checklist".into(),
        label: None,
        title: title.clone(),
        fields: Vec::new(),
        contents_list: false,
        sections: vec![
            Section {
                id: "areas".into(),
                number: None,
                title: "Required areas".into(),
                blocks: vec![Block::Table(table)],
            },
            Section {
                id: "final".into(),
                number: None,
                title: "Before the final version".into(),
                blocks: before_final(&document.answers, obstacles, findings, most),
            },
        ],
    };
    Document {
        title,
        restriction: Some("For the service: no part of the report, not for publication.".into()),
        front: false,
        parts: vec![part],
        ..document.clone()
    }
}

fn before_final(answers: &[Answer], obstacles: &[Finding], findings: &[Finding], most: usize) -> Vec<Block> {
    let paragraph = |text: String| Block::Paragraph { number: None, content: vec![Inline::Text(text)] };
    let warnings = findings.iter().filter(|finding| finding.severity == Severity::Warning).count();
    let mut blocks = Vec::new();
    let open = answers.iter().filter(|answer| answer.state == Answered::No && answer.area != "H8").count();
    // The table has said which areas are open.
    let obstacles: Vec<&Finding> = obstacles.iter().filter(|obstacle| obstacle.code != "area-unanswered").collect();
    if open > 0 {
        let are = if open == 1 { "area is" } else { "areas are" };
        blocks.push(paragraph(format!(
            "{open} required {are} not answered yet; \"not available, because ...\" is an answer."
        )));
    }
    if obstacles.is_empty() && open == 0 {
        blocks.push(paragraph("Nothing stands in the way of the final version.".into()));
    } else if !obstacles.is_empty() {
        let is = if obstacles.len() == 1 { "thing is" } else { "things are" };
        blocks.push(paragraph(format!("{} {is} still to be put right:", obstacles.len())));
        let items = obstacles.iter().take(most).map(|obstacle| vec![paragraph(short(obstacle))]).collect();
        blocks.push(Block::List { ordered: false, items });
    }
    let more = obstacles.len().saturating_sub(most);
    let rest = if more > 0 { format!("{more} more things, and ") } else { String::new() };
    let are = if warnings == 1 { "warning" } else { "warnings" };
    blocks.push(paragraph(format!("The check lists {rest}{warnings} {are}: iro-report check.")));
    blocks
}

/// What is wrong and where, on a line or two.
fn short(finding: &Finding) -> String {
    let text = format!("{}: {}", finding.place, finding.what.replace('`', ""));
    let cut: String = text.chars().take(MOST_LETTERS).collect();
    if cut.len() < text.len() { format!("{} ...", cut.trim_end()) } else { text }
}
