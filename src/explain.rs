//! What a figure, a table or a finding means: for the analyst who has to answer for it.

use crate::disclosure::{Number, Outcome, PublishedFigure, PublishedTable};
use crate::document::tree::{Block, Document, Inline};
use crate::figures::{Figures, comparison, display};
use crate::finding::{Finding, near_names};
use crate::measures::measure::When;
use std::collections::BTreeSet;

/// Explains an id or a code.
///
/// # Errors
/// Near names where nothing has this name.
pub fn explain(
    id: &str,
    figures: &Figures,
    document: Option<&Document>,
    findings: &[Finding],
) -> Result<String, Vec<String>> {
    let published = &figures.published;
    let mut text = String::new();
    if let Some(entry) = published.figure(id) {
        text.push_str(&figure(figures, entry));
    }
    if let Some(entry) = published.table(id) {
        text.push_str(&table(entry));
    }
    if !text.is_empty() {
        let used = document.map(|document| used_in(document, id)).unwrap_or_default();
        text.push_str(&match used.is_empty() {
            true => "Used in: no section of this report\n".to_string(),
            false => format!("Used in: {}\n", used.into_iter().collect::<Vec<_>>().join("; ")),
        });
        return Ok(text);
    }
    let of_code: Vec<&Finding> = findings.iter().filter(|finding| finding.code == id).collect();
    if let Some(first) = of_code.first() {
        let places: Vec<String> = of_code.iter().map(|finding| format!("  {}", finding.place)).collect();
        return Ok(format!(
            "{}: {}\n\nWhy it matters: {}\nHow to fix it: {}\n\nFound {} time(s):\n{}\n",
            first.code,
            first.what,
            first.why,
            first.fix,
            of_code.len(),
            places.join("\n")
        ));
    }
    let known =
        published.figures().map(|figure| figure.id.as_str()).chain(published.tables().map(|table| table.id.as_str()));
    Err(near_names(id, known.chain(findings.iter().map(|finding| finding.code))))
}

fn when(when: When) -> &'static str {
    match when {
        When::At => "on the last day of the period",
        When::During => "over the whole period",
    }
}

fn figure(figures: &Figures, figure: &PublishedFigure) -> String {
    let mut text = format!("{}\n{}\n\n", figure.id, figure.label);
    let mut line = |head: &str, said: String| text.push_str(&format!("{head}: {said}\n"));
    match &figure.outcome {
        Outcome::Shown(number) => {
            line("Value", display::figure(number, figure.unit).text);
            match number {
                Number::Share { numerator, denominator } => {
                    line("Numbers", format!("{numerator} of {denominator}"));
                }
                Number::PerFte { children, fte } => {
                    line(
                        "Numbers",
                        format!(
                            "{children} children, {} full-time equivalents of reviewing time",
                            display::decimal(fte.0, 2)
                        ),
                    );
                }
                Number::Rate { .. } => {
                    line("Numbers", "not shown in this edition: they would give a small number away".into())
                }
                _ => {}
            }
        }
        Outcome::Hidden => {
            line("Value", "[c], not shown in this edition because it is small or would give a small number away".into())
        }
        Outcome::Missing(why) => line("Value", format!("[x], not available, because {why}")),
    }
    if let Some((least, greatest)) = figure.range {
        line("Range", format!("{} to {}", display::decimal(least.0, 2), display::decimal(greatest.0, 2)));
    }
    line("Rule", figure.definition.clone());
    line("Counted", when(figure.when).into());
    line("Source of the rule", figure.source.clone());
    for (reason, count) in &figure.left_out {
        line("Left out", format!("{} ({reason})", count.map_or("[c]".to_string(), |count| count.to_string())));
    }
    if let Some(earlier) = figures.comparisons.earlier(figure) {
        line(&format!("In {}", earlier.period), earlier.printed.text.clone());
        if let Some(change) = comparison::change(&figure.outcome, figure.unit, &earlier) {
            line("Change", change.words);
        }
    }
    if let Some(target) = figures.comparisons.target(&figure.id) {
        line("Target", target.text);
    }
    text
}

fn table(table: &PublishedTable) -> String {
    let mut text = format!("{}\n{}\n\n", table.id, table.title);
    if let Some(why) = &table.missing {
        text.push_str(&format!("Not available, because {why}\n"));
    }
    for row in &table.rows {
        let cells: Vec<String> = row
            .cells
            .iter()
            .zip(&table.columns)
            .enumerate()
            .map(|(at, (outcome, column))| {
                format!(
                    "{} {}",
                    column.label,
                    display::cell(outcome, column, display::column_precision(table, at)).text
                )
            })
            .collect();
        text.push_str(&format!("{}: {}\n", row.label, cells.join(", ")));
    }
    text.push_str(&format!(
        "Rule: {}\nCounted: {}\nSource of the rule: {}\n",
        table.definition,
        when(table.when),
        table.source
    ));
    text
}

/// The sections in which a figure stands in words, or a table or chart is placed.
pub(crate) fn used_in(document: &Document, id: &str) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for part in &document.parts {
        for section in &part.sections {
            if section.blocks.iter().any(|block| block_uses(block, id)) {
                let number = section.number.as_deref().unwrap_or_default();
                used.insert(format!("{}, section {number} ({})", part.title, section.id));
            }
        }
    }
    used
}

fn block_uses(block: &Block, id: &str) -> bool {
    match block {
        Block::Heading { content, .. }
        | Block::Paragraph { content, .. }
        | Block::Quotation { content, .. }
        | Block::Note(content) => inlines_use(content, id),
        Block::List { items, .. } => items.iter().flatten().any(|block| block_uses(block, id)),
        Block::Table(table) => table.id == id,
        Block::Chart(chart) => chart.id == id,
    }
}

fn inlines_use(content: &[Inline], id: &str) -> bool {
    content.iter().any(|inline| match inline {
        Inline::Figure { id: filled, .. } => {
            filled == id || filled.strip_prefix(id).is_some_and(|rest| rest.starts_with('.') || rest.starts_with('['))
        }
        Inline::Strong(content) | Inline::Link { content, .. } => inlines_use(content, id),
        _ => false,
    })
}
