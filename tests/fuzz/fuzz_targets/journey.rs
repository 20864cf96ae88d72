//! Any text as the files of a folder, a line `== NAME` before each: typed, linked, checked, counted and protected.
#![no_main]

use iro_report::checks::{self, check::Evidence};
use iro_report::config::{self, Order, SourceEntry};
use iro_report::disclosure::{self, Edition};
use iro_report::measures::{self, measure::Scope};
use iro_report::sources::heading_row::Known;
use iro_report::sources::{ReturnTable, Sources, TextFile, format};
use iro_report::dataset;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static ORDER: LazyLock<Order> =
    LazyLock::new(|| config::read("format: 1\nauthority: Example Council\nperiod: 2025-26\n").unwrap());

fuzz_target!(|text: &str| {
    let mut sources = Sources::default();
    for part in text.split("== ").skip(1) {
        let (name, text) = part.split_once('\n').unwrap_or((part, ""));
        let entry = SourceEntry::default();
        match name.trim() {
            name @ ("audit.yaml" | "feedback.yaml") => {
                let stem = name.trim_end_matches(".yaml");
                sources.questions.insert(stem.into(), TextFile { file: format!("data/{name}"), text: text.into() });
            }
            "measures.yaml" => {
                sources.measures = Some(TextFile { file: "data/measures.yaml".into(), text: text.into() });
            }
            name if name.starts_with("20") => {
                let year = name.get(..4).and_then(|year| year.parse().ok());
                let (tables, _) = format::every(name, text.as_bytes(), &entry, &Known::of_return());
                let tables = tables.into_iter().map(|table| ReturnTable { folder_year: year, file_year: None, table });
                sources.returns.extend(tables);
            }
            name => {
                let (table, _) = format::one(&format!("data/{name}.csv"), text.as_bytes(), &entry, &Known::of_source(name));
                sources.tables.extend(table.map(|table| (name.to_string(), table)));
            }
        }
    }
    let (dataset, _) = dataset::build(&ORDER, &sources).unwrap();
    let scope = Scope::new(&dataset, &ORDER, ORDER.period);
    let measured = measures::compute(&scope);
    let _ = measures::doubts(&scope, &measured);
    let _ = checks::all(&Evidence { order: &ORDER, sources: &sources, dataset: &dataset, scope: &scope });
    for edition in [Edition::Public, Edition::Restricted] {
        let _ = disclosure::protect(&measured, edition, &ORDER.settings);
    }
    let _ = measures::compute_year_before(&dataset, &ORDER);
});
