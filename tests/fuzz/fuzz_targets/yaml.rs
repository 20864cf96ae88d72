//! Any text as each file of YAML that a person writes: the order, the questions of a survey, measures, what is said of a typed table, a
//! chart.
#![no_main]

use iro_report::config;
use iro_report::dataset::headings::{Headings, Source};
use iro_report::dataset::{custom, survey, typed};
use iro_report::figures::chart::ChartDefinition;
use iro_report::sources::table::RawTable;
use iro_report::sources::{TextFile, TypedFiles, yaml};
use libfuzzer_sys::fuzz_target;
use std::collections::BTreeMap;
use std::sync::LazyLock;

static HEADINGS: LazyLock<Headings> = LazyLock::new(|| Headings::built_in().unwrap());

static ANSWERS: LazyLock<RawTable> = LazyLock::new(|| table(&["child", "area", "PEP meeting held", "number", "words"]));
static TYPED: LazyLock<RawTable> = LazyLock::new(|| table(&["Place", "Beds", "Per cent", "Total"]));

fn table(headings: &[&str]) -> RawTable {
    let mut table = RawTable::new("data/audit.csv", headings.iter().map(|heading| heading.to_string()).collect());
    for (at, cells) in [["1", "East", "Yes", "2", "9"], ["2", "West; East", "No", "x", "4-May"]].iter().enumerate() {
        table.push(at as u64 + 2, cells.iter().copied().take(headings.len()));
    }
    table
}

fuzz_target!(|text: &str| {
    let file = TextFile { file: "data/audit.yaml".into(), text: text.into() };
    let _ = config::read(text);
    let _ = survey::read("audit", Source::plain("audit", &ANSWERS, &HEADINGS), &file);
    let _ = survey::unanswered("audit", &file);
    let _ = custom::read(&file);
    let _ = yaml::read::<ChartDefinition>("charts/a.yaml", text);
    let typed = TypedFiles { table: Some(TYPED.clone()), about: Some(file) };
    let _ = typed::tables(&BTreeMap::from([("beds".into(), typed)]), &["1-4".into()]);
});
