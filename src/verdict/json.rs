//! The verdict as data. The shape is stable: other programs read it.

use super::Verdict;
use crate::finding::{Severity, any_error, counts};
use crate::period::collection_year_label;
use serde_json::{Map, Value, json};

/// The whole verdict: `format`, `report`, `read`, `findings`, `counts`, `effects`, `verdict`.
pub fn document(verdict: &Verdict<'_>) -> Value {
    let report = verdict.read.as_ref().map(|read| {
        json!({
            "authority": read.order.authority,
            "from": read.order.period.from.to_string(),
            "to": read.order.period.to.to_string(),
        })
    });
    let read: Vec<Value> = verdict.read.iter().flat_map(|read| &read.files).map(file).collect();
    let effects: Vec<Value> = verdict
        .effects
        .iter()
        .map(|effect| {
            json!({
                "kind": effect.kind.key(),
                "count": effect.count,
                "reason": effect.reason,
                "touches": effect.touches,
                "findings": effect.codes,
            })
        })
        .collect();
    let number = |severity| verdict.findings.iter().filter(|finding| finding.severity == severity).count();
    json!({
        "format": 1,
        "report": report,
        "read": read,
        "findings": verdict.findings,
        "counts": counts(verdict.findings),
        "effects": effects,
        "verdict": {
            "can_be_made": !any_error(verdict.findings),
            "errors": number(Severity::Error),
            "warnings": number(Severity::Warning),
            "notes": number(Severity::Note),
            "before_final": verdict.before_final,
        },
    })
}

fn file(read: &super::ReadFile<'_>) -> Value {
    let mut entry = Map::new();
    entry.insert("file".into(), json!(read.file));
    let mut put = |key: &str, value: Option<Value>| value.map(|value| entry.insert(key.into(), value));
    put("sheet", read.sheet.map(|sheet| json!(sheet)));
    put("table", read.table.map(|table| json!(table)));
    put("year", read.year.map(|year| json!(collection_year_label(year))));
    put("rows", read.rows.map(|rows| json!(rows)));
    Value::Object(entry)
}
