//! What a figure, a table or a finding means: for the analyst who has to answer for it.

use crate::disclosure::{Number, Outcome, PublishedFigure, PublishedTable};
use crate::document::tree::{Block, Document, Inline};
use crate::figures::{Figures, comparison, display, words};
use crate::finding::{Finding, Place, catalogue::Catalogue, near_names, wrapped};
use crate::measures::measure::{Scope, When};
use crate::measures::records::{self, Standing};
use std::collections::{BTreeMap, BTreeSet};

/// Explains an id or a code.
///
/// # Errors
/// Near names where nothing has this name.
pub fn explain(
    id: &str,
    figures: &Figures,
    document: Option<&Document>,
    catalogue: &Catalogue,
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
    if catalogue.page(id).is_some() {
        return Ok(code(id, catalogue, Some(findings)));
    }
    let known =
        published.figures().map(|figure| figure.id.as_str()).chain(published.tables().map(|table| table.id.as_str()));
    Err(near_names(id, known.chain(catalogue.codes())))
}

/// The page of a code, and where it was found. `findings` are those of the report, none where there is no report.
pub fn code(id: &str, catalogue: &Catalogue, findings: Option<&[Finding]>) -> String {
    let Some(page) = catalogue.page(id) else { return String::new() };
    let mut text = format!("{id}: {}\n{page}\n", page.title);
    let Some(findings) = findings else {
        text.push_str("No report's folder was looked at; name one to see where it occurs.\n");
        return text;
    };
    let found: Vec<&Finding> = findings.iter().filter(|finding| finding.code == id).collect();
    text.push_str(&match found.as_slice() {
        [] => "In this report: not found.\n".to_string(),
        [one] => format!("In this report: once.\n  {}", said(one)),
        several => format!("In this report: {} times.\n", words::count(several.len() as u64)),
    });
    if found.len() > 1 {
        // The words once where they are the same everywhere, else beside each place.
        let alike = found.iter().all(|finding| finding.what == found[0].what);
        if alike {
            text.push_str(&format!("{}\n", wrapped(&found[0].what, "  ")));
        }
        for finding in &found {
            match alike {
                true => text.push_str(&format!("  {}\n", finding.place)),
                false => text.push_str(&format!("  {}", said(finding))),
            }
        }
    }
    text
}

fn said(finding: &Finding) -> String {
    let place = finding.place.to_string();
    let place = if place.is_empty() { "the report as a whole".to_string() } else { place };
    format!("{place}:\n{}\n", wrapped(&finding.what, "    "))
}

/// The records that a figure counts and those left out of it, by their places. Nothing of what they say is shown.
pub fn rows(id: &str, scope: &Scope<'_>) -> String {
    let Some(records) = records::of_figure(scope, id) else {
        return "Its records cannot be listed: it is a table, a finding, or an amount that counts no records. \
                Ask for the figure that it splits.\n"
            .to_string();
    };
    let places = |wanted: &dyn Fn(&Standing) -> bool| {
        records
            .iter()
            .filter(|record| wanted(&record.standing))
            .map(|record| record.thing.place(scope.dataset))
            .collect::<Vec<_>>()
    };
    let mut text = String::new();
    let mut say = |head: &str, places: Vec<Place>| {
        text.push_str(&format!("{head}: {}\n", words::counted(places.len() as u64, "record", "records")));
        text.push_str(&listed(places));
    };
    say("Counted", places(&|standing| *standing == Standing::Counted));
    let rest = places(&|standing| *standing == Standing::Rest);
    if !rest.is_empty() {
        say("In the base besides", rest);
    }
    let reasons: BTreeSet<&str> = records
        .iter()
        .filter_map(|record| if let Standing::LeftOut(reason) = record.standing { Some(reason) } else { None })
        .collect();
    for reason in reasons {
        say(&format!("Left out ({reason})"), places(&|standing| *standing == Standing::LeftOut(reason)));
    }
    text
}

/// Places by file and sheet, the rows of each in order, rows that follow one another as a range.
fn listed(places: Vec<Place>) -> String {
    let mut files: BTreeMap<Place, Vec<u64>> = BTreeMap::new();
    for place in places {
        let file = Place { row: None, column: None, ..place.clone() };
        files.entry(file).or_default().extend(place.row);
    }
    let mut text = String::new();
    for (file, mut rows) in files {
        rows.sort_unstable();
        let ranges: Vec<String> = rows
            .chunk_by(|row, next| row + 1 == *next)
            .filter_map(|chunk| Some((chunk.first()?, chunk.last()?)))
            .map(|(first, last)| if first == last { first.to_string() } else { format!("{first}-{last}") })
            .collect();
        let head = if rows.len() == 1 { "row" } else { "rows" };
        text.push_str(&format!("  {file}, {head}\n"));
        let mut line = String::new();
        for range in ranges {
            if line.len() + range.len() > 92 {
                text.push_str(&format!("    {line}\n"));
                line.clear();
            }
            line.push_str(if line.is_empty() { "" } else { " " });
            line.push_str(&range);
        }
        text.push_str(&format!("    {line}\n"));
    }
    text
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
        Outcome::Unreliable => line("Value", "[u], a percentage of so few that it says little".into()),
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
        line(&format!("In {}", earlier.period), earlier.in_table().text);
        if let Some(change) = comparison::change(&figure.outcome, figure.unit, &earlier) {
            line("Change", change.words);
        }
    }
    if let Some(target) = figures.comparisons.target(figure) {
        let words = match display::figure_outcome(figure).thousandths {
            Some(value) if figures.comparisons.meets_target(figure, value) == Some(true) => "met",
            Some(_) => "not met",
            None => "nothing to hold against it",
        };
        line("Target", format!("{}, {words}", target.text));
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
