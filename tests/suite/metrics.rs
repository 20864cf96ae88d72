//! The list of metrics that published reports print names only what there is.

use super::example;
use iro_report::disclosure::Edition;
use iro_report::report;
use std::collections::BTreeMap;

const METRICS: &str = include_str!("../../data/reference/metrics.yaml");

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    metrics: BTreeMap<String, Metric>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Metric {
    wording: String,
    #[serde(default)]
    measures: Vec<String>,
    #[serde(default)]
    questions: Vec<String>,
    #[serde(default)]
    typed: Vec<String>,
    #[serde(default)]
    tables: Vec<String>,
    #[serde(default)]
    custom: Vec<String>,
    #[serde(default)]
    note: String,
}

#[test]
fn every_metric_is_expressed_by_something_that_there_is() {
    let file: File = serde_yaml::from_str(METRICS).unwrap();
    assert_eq!((file.version, file.metrics.len()), (1, 97));
    let counted = report::count(&example(), Edition::Restricted).unwrap().unwrap();
    let published = &counted.figures.published;
    for (id, metric) in &file.metrics {
        for known in metric.measures.iter().chain(&metric.questions) {
            assert!(published.figure(known).is_some() || published.table(known).is_some(), "{id}: no measure {known}");
        }
        for question in &metric.questions {
            assert!(question.starts_with("audit.") || question.starts_with("feedback."), "{id}: {question}");
        }
        for own in metric.typed.iter().chain(&metric.tables).chain(&metric.custom) {
            assert!(own.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'), "{id}: {own}");
        }
        let ways = [&metric.measures, &metric.questions, &metric.typed, &metric.tables, &metric.custom];
        assert!(ways.iter().any(|way| !way.is_empty()), "{id} is expressed by nothing");
        assert!(!metric.wording.is_empty() && !metric.wording.ends_with('.'), "{id}");
        assert!(metric.note.is_empty() || metric.note.ends_with('.'), "{id}");
    }
}
