//! The built-in templates and charts fit each other, and the example shows all of them.

use super::example;
use iro_report::disclosure::Edition;
use iro_report::document::order::{KINDS, templates};
use iro_report::document::tree::{Block, Document, Status};
use iro_report::figures::chart;
use iro_report::report::{self, Drafted};
use iro_report::sources::Sources;
use iro_report::terms::CouncilWords;
use std::collections::BTreeSet;

/// An edition of the example, drafted by the library.
pub fn drafted(edition: Edition) -> Drafted {
    report::draft(&example(), edition, Status::Draft).unwrap().unwrap()
}

/// Every block of a document, those in lists too.
pub fn blocks(document: &Document) -> Vec<&Block> {
    fn below(block: &Block) -> Vec<&Block> {
        let inner = match block {
            Block::List { items, .. } => items.iter().flatten().flat_map(below).collect(),
            _ => Vec::new(),
        };
        std::iter::once(block).chain(inner).collect()
    }
    document.parts.iter().flat_map(|part| &part.sections).flat_map(|section| &section.blocks).flat_map(below).collect()
}

#[test]
fn every_section_of_every_part_has_a_template() {
    let (templates, _) = templates(&Sources::default(), "general", &[], &CouncilWords::default()).unwrap();
    let mut ids = BTreeSet::new();
    for kind in KINDS {
        let part = &templates.parts[kind];
        assert!(!part.sections.is_empty(), "{kind}");
        for section in &part.sections {
            let template = templates.sections.get(&format!("{kind}/{}", section.id));
            assert!(template.is_some_and(|template| !template.text.trim().is_empty()), "{kind}/{}", section.id);
            assert!(ids.insert(&section.id), "two sections have the id {}", section.id);
        }
    }
}

#[test]
fn every_chart_draws_published_numbers() {
    let drafted = drafted(Edition::Public);
    let order = &drafted.counted.order;
    let figures = &drafted.counted.figures;
    for (file, definition) in
        templates(&Sources::default(), "general", &[], &CouncilWords::default()).unwrap().0.charts.values()
    {
        let plot = chart::plot(definition, figures, &order.period.label(), order.settings.caseload_band);
        assert!(plot.is_ok(), "{file}: {plot:?}");
    }
}

#[test]
fn every_chart_is_placed_once_in_the_example_with_its_table_right_after_it() {
    // All of it is placed where nothing is hidden; where a table hides much, its chart may stay away.
    let document = drafted(Edition::Restricted).document.unwrap();
    let blocks = blocks(&document);
    for (id, (_, definition)) in
        &templates(&Sources::default(), "general", &[], &CouncilWords::default()).unwrap().0.charts
    {
        let places: Vec<usize> = blocks
            .iter()
            .enumerate()
            .filter(|(_, block)| matches!(block, Block::Chart(chart) if chart.id == *id))
            .map(|(at, _)| at)
            .collect();
        let [place] = places.as_slice() else { panic!("{id} is placed {} times", places.len()) };
        if let Some(table) = &definition.table {
            let after = blocks.get(place + 1);
            assert!(matches!(after, Some(Block::Table(next)) if next.id == *table), "after {id}: {after:?}");
        }
    }
}

#[test]
fn every_section_of_the_example_says_something() {
    let document = drafted(Edition::Public).document.unwrap();
    let (templates, _) = templates(&Sources::default(), "general", &[], &CouncilWords::default()).unwrap();
    assert_eq!(document.parts.len(), KINDS.len());
    for (part, kind) in document.parts.iter().zip(KINDS) {
        let known: Vec<&str> = templates.parts[kind].sections.iter().map(|section| section.id.as_str()).collect();
        assert_eq!(part.sections.iter().map(|section| section.id.as_str()).collect::<Vec<_>>(), known);
        for section in &part.sections {
            assert!(!section.blocks.is_empty(), "{kind}/{}", section.id);
        }
    }
}
