//! Every figure and table of an edition as data. The shape is stable: other programs read it.

use super::Figures;
use super::arranged::ArrangedTable;
use super::comparison;
use super::display::{self, Printed};
use crate::config::Order;
use crate::disclosure::{Number, Outcome, PublishedFigure, PublishedTable};
use crate::finding::{Finding, counts};
use crate::measures::measure::{Unit, When};
use crate::measures::typed::is_typed;
use serde_json::{Map, Value, json};

/// The whole of an edition.
pub fn document(figures: &Figures, order: &Order, findings: &[Finding]) -> Value {
    let published = &figures.published;
    let all: Map<String, Value> = published.figures().map(|entry| (entry.id.clone(), figure(figures, entry))).collect();
    let arranged = figures.arranged.iter().map(|entry| (entry.id.clone(), arranged(entry)));
    let tables: Map<String, Value> =
        published.tables().map(|entry| (entry.id.clone(), table(figures, entry))).chain(arranged).collect();
    json!({
        "format": 1,
        "report": {
            "authority": order.authority,
            "from": order.period.from.to_string(),
            "to": order.period.to.to_string(),
            "edition": published.edition().key(),
            "extracted_on": order.extracted_on.map(|day| day.to_string()),
            "provisional": order.provisional,
        },
        "figures": all,
        "tables": tables,
        "findings": counts(findings),
    })
}

/// A figure as data.
pub(super) fn figure(figures: &Figures, figure: &PublishedFigure) -> Value {
    let mut entry = Map::new();
    let mut put = |key: &str, value: Value| entry.insert(key.to_string(), value);
    put("label", json!(figure.label));
    let earlier = figures.comparisons.earlier(figure);
    let (mut numerator, mut denominator) = (Value::Null, Value::Null);
    match &figure.outcome {
        Outcome::Shown(number) => {
            let printed = display::figure(number, figure.unit);
            put("value", printed.value());
            put("display", json!(printed.text));
            let provisional = figures.comparisons.provisional() && !is_typed(&figure.source);
            put("marker", if provisional { json!("[p]") } else { Value::Null });
            match number {
                Number::Share { numerator: part, denominator: whole } => {
                    (numerator, denominator) = (json!(part), json!(whole))
                }
                Number::PerFte { children, fte } => {
                    (numerator, denominator) =
                        (json!(children), display::figure(&Number::Amount(*fte), Unit::Fte).value());
                }
                _ => {}
            }
        }
        Outcome::Hidden | Outcome::Unreliable => {
            let marker = if figure.outcome == Outcome::Hidden { "[c]" } else { "[u]" };
            put("value", Value::Null);
            put("display", json!(marker));
            put("marker", json!(marker));
        }
        Outcome::Missing(why) => {
            put("value", Value::Null);
            put("display", json!("[x]"));
            put("marker", json!("[x]"));
            put("why", json!(why));
        }
    }
    put("unit", json!(figure.unit.key()));
    put("numerator", numerator);
    put("denominator", denominator);
    put("when", json!(when(figure.when)));
    put("definition", json!(figure.definition));
    put("source", json!(figure.source));
    put("left_out", json!(figure.left_out));
    if let Some((least, greatest)) = figure.range {
        let amount = |value| display::figure(&Number::Amount(value), figure.unit).value();
        put("least", amount(least));
        put("greatest", amount(greatest));
    }
    let comparisons = &figures.comparisons;
    let series: Vec<Value> = comparisons
        .series(figure)
        .iter()
        .map(|earlier| json!({"period": earlier.period, "value": earlier.printed.value(), "display": earlier.in_table().text}))
        .collect();
    put("history", json!(series));
    put("others", json!(others(figures, &figure.id, "", "", figure.unit)));
    put("target", comparisons.target(figure).map_or(Value::Null, |target| target.value()));
    put(
        "previous",
        earlier.as_ref().map_or(Value::Null, |earlier| {
            let mut previous = json!({"period": earlier.period, "value": earlier.printed.value()});
            if !earlier.marker.is_empty() {
                previous["marker"] = json!(format!("[{}]", earlier.marker));
            }
            previous
        }),
    );
    let change = earlier.as_ref().and_then(|earlier| comparison::change(&figure.outcome, figure.unit, earlier));
    put(
        "change",
        change.map_or(Value::Null, |change| Printed { signed: Some(change.thousandths), ..Printed::default() }.value()),
    );
    Value::Object(entry)
}

fn when(when: When) -> &'static str {
    match when {
        When::At => "at",
        When::During => "during",
    }
}

/// The same number of everybody else whose is known.
fn others(figures: &Figures, id: &str, row: &str, column: &str, unit: Unit) -> Vec<Value> {
    let comparisons = &figures.comparisons;
    let of = |who: String| {
        let (period, printed) = comparisons.of_others(id, row, column, &who, unit)?;
        Some(json!({"who": who, "period": period, "value": printed.value(), "display": printed.text}))
    };
    comparisons.others().into_iter().filter_map(of).collect()
}

/// The earlier values of a row's cells, and those of others.
fn beside(figures: &Figures, table: &PublishedTable, row: &str) -> (Vec<Value>, Vec<Value>) {
    let (mut history, mut of_others) = (Vec::new(), Vec::new());
    for column in &table.columns {
        let in_column = |mut value: Value| {
            value["column"] = json!(column.key);
            value
        };
        for earlier in figures.comparisons.series_of(&table.id, row, &column.key, column.unit) {
            let printed = earlier.in_table();
            let value = json!({"period": earlier.period, "value": earlier.printed.value(), "display": printed.text});
            history.push(in_column(value));
        }
        of_others.extend(others(figures, &table.id, row, &column.key, column.unit).into_iter().map(in_column));
    }
    (history, of_others)
}

/// A table as data.
pub(super) fn table(figures: &Figures, table: &PublishedTable) -> Value {
    let mut columns: Vec<Value> =
        table.columns.iter().map(|column| json!({"key": column.key, "label": column.label})).collect();
    let with_earlier = figures.earlier_columns(table);
    if with_earlier {
        columns.push(json!({"key": "previous", "label": figures.comparisons.period_before()}));
        columns.push(json!({"key": "change", "label": "Change"}));
    }
    let rows: Vec<Value> = table
        .rows
        .iter()
        .map(|row| {
            let mut cells: Vec<Value> = table
                .columns
                .iter()
                .enumerate()
                .zip(&row.cells)
                .map(|((at, column), outcome)| {
                    cell(&column.key, &display::cell(outcome, column, display::column_precision(table, at)))
                })
                .collect();
            if with_earlier {
                let (earlier, change) = figures.earlier_cells(table, row);
                cells.push(cell("previous", &earlier));
                cells.push(cell("change", &change));
            }
            let mut entry = json!({"key": row.key, "label": row.label, "cells": cells});
            let (history, others) = beside(figures, table, &row.key);
            for (key, values) in [("history", history), ("others", others)] {
                if !values.is_empty() {
                    entry[key] = json!(values);
                }
            }
            if let Some(parent) = &row.parent {
                entry["parent"] = json!(parent);
            }
            entry
        })
        .collect();
    let mut entry = json!({"title": table.title, "definition": table.definition, "source": table.source, "when": when(table.when), "columns": columns, "rows": rows});
    if figures.comparisons.provisional() && !is_typed(&table.source) {
        entry["marker"] = json!("[p]");
    }
    if let Some(why) = &table.missing {
        entry["marker"] = json!("[x]");
        entry["why"] = json!(why);
    }
    entry
}

/// A table that the council has put together as data: its labels are its keys.
fn arranged(table: &ArrangedTable) -> Value {
    let columns: Vec<Value> = table.columns.iter().map(|label| json!({"key": label, "label": label})).collect();
    let rows = table.rows.iter().map(|row| {
        let cells = row.cells.iter().zip(&table.columns).map(|((_, printed), column)| cell(column, printed));
        json!({"key": row.label, "label": row.label, "cells": cells.collect::<Vec<_>>()})
    });
    json!({
        "title": table.title,
        "definition": "Numbers of this report in an order of the council's own",
        "source": format!("tables/{}.yaml", table.id),
        "columns": columns,
        "rows": rows.collect::<Vec<_>>(),
    })
}

fn cell(column: &str, printed: &Printed) -> Value {
    let mut cell = json!({"column": column, "value": printed.value(), "display": printed.text});
    if printed.is_marker() {
        cell["marker"] = json!(printed.text);
    }
    cell
}
