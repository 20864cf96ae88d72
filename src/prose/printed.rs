//! What people typed besides the narrative and the cover report, and the report prints: quotations, actions, notes of tables, titles.

use super::sentence::{Sentence, sentences};
use crate::config::{ORDER_FILE, Order};
use crate::dataset::Dataset;
use crate::document::order::built_in;
use crate::figures::chart::ChartDefinition;
use crate::sources::Sources;
use crate::sources::table::RawTable;

/// Every such sentence. The council's own templates count where they differ from the built-in ones.
pub fn sentences_besides(order: &Order, sources: &Sources, dataset: &Dataset) -> Vec<Sentence> {
    let mut found = Vec::new();
    let mut of_order = |text: &str| found.extend(sentences(ORDER_FILE, None, text));
    order.settings.notice.iter().for_each(|text| of_order(text));
    // The reasons stand in `build.json` beside the public report.
    order.accepted.iter().for_each(|accepted| of_order(&accepted.reason));
    for part in &order.layout {
        part.title.iter().for_each(|text| of_order(text));
        part.sections.iter().flatten().filter_map(|section| section.title.as_deref()).for_each(&mut of_order);
    }
    for quote in &dataset.quotes {
        found.extend(of_table(sources, dataset, "quotes", &[&quote.text, &quote.by]));
    }
    for action in dataset.actions.iter().flatten() {
        found.extend(of_table(sources, dataset, "actions", &[&action.action, &action.progress, &action.status]));
    }
    for entry in &dataset.you_said {
        found.extend(of_table(sources, dataset, "you_said", &[&entry.you_said, &entry.we_did]));
    }
    for figure in &dataset.typed_figures {
        let file = figure.place.file.clone().unwrap_or_default();
        found.extend(
            [&figure.label, &figure.source].into_iter().flat_map(|text| sentences(&file, figure.place.row, text)),
        );
    }
    for table in &dataset.typed_tables {
        let file = table.place.file.clone().unwrap_or_default();
        let texts = table.notes.iter().chain([&table.title, &table.source]);
        found.extend(texts.flat_map(|text| sentences(&file, None, text)));
    }
    for survey in &dataset.surveys {
        let file = survey.at.0.file.clone().unwrap_or_default();
        found.extend([&survey.title, &survey.held].into_iter().flat_map(|text| sentences(&file, None, text)));
    }
    for chart in sources.charts.values() {
        if let Ok(definition) = serde_yaml::from_str::<ChartDefinition>(&chart.text) {
            let texts = [definition.title, definition.subtitle];
            found.extend(texts.iter().flat_map(|text| sentences(&chart.file, None, text)));
        }
    }
    for (name, template) in &sources.templates {
        let known = built_in(&format!("{name}.md")).map(|text| sentences("", Some(1), &text)).unwrap_or_default();
        let own = sentences(&template.file, Some(1), &template.text);
        found.extend(own.into_iter().filter(|own| !known.iter().any(|known| known.text == own.text)));
    }
    found
}

/// The sentences of some cells of a table, with the row in which the first of them stands.
fn of_table(sources: &Sources, dataset: &Dataset, name: &str, texts: &[&String]) -> Vec<Sentence> {
    let table = sources.tables.get(name).or_else(|| dataset.rows.get(name));
    let row = |table: &RawTable| {
        let is_it = |cell: &str| texts.first().is_some_and(|text| cell.trim() == text.trim());
        table.rows().find(|row| table.cells(*row).any(is_it)).map(|row| row.row)
    };
    let (file, row) = table.map_or((format!("data/{name}"), None), |table| (table.file.clone(), row(table)));
    texts.iter().flat_map(|text| sentences(&file, row, text)).map(|found| Sentence { line: row, ..found }).collect()
}
