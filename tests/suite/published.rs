//! Reports that councils really published: what is counted from rows made for them is what was printed then.
//!
//! `data/published.csv` in each folder holds every printed number; a row with a note is one that follows from no possible rows. The others
//! are demanded here from what `figures --json` prints, apart from the program's own comparison, which must find the same differences.

use super::{printed, project};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

/// Each report: how many values were printed, and how many of them follow from no rows.
const REPORTS: [(&str, usize, usize); 4] = [
    ("central-bedfordshire-2011-12", 197, 13),
    ("hampshire-2016-17", 454, 15),
    ("hampshire-audit-2022", 65, 8),
    ("south-gloucestershire-2019-20", 139, 8),
];

fn folder(name: &str) -> PathBuf {
    project().join("data/published").join(name)
}

/// A row of `published.csv`.
#[derive(Debug, serde::Deserialize)]
struct Row {
    id: String,
    row: String,
    column: String,
    period: String,
    who: String,
    printed: String,
    note: String,
}

fn rows(name: &str) -> Vec<Row> {
    let text = fs::read(folder(name).join("data/published.csv")).unwrap();
    csv::Reader::from_reader(text.as_slice()).deserialize().map(Result::unwrap).collect()
}

/// The number that the report gives for a printed one, in tenths of thousandths, and the two counts behind it where they are given.
fn given(report: &Value, row: &Row) -> Option<(f64, Option<(f64, f64)>)> {
    let is = |known: &Value, written: &str| known["key"] == written || known["label"] == written;
    let columns = report["tables"].get(&row.id).and_then(|table| table["columns"].as_array());
    let column = columns.into_iter().flatten().find(|column| is(column, &row.column)).map(|column| &column["key"]);
    let among = |values: &Value, key: &str, wanted: &str| {
        let of_column = |value: &&Value| row.row.is_empty() || Some(&value["column"]) == column;
        let found = values.as_array()?.iter().filter(of_column).find(|value| value[key] == wanted)?;
        found["value"].as_f64().map(|value| (value, None))
    };
    let (entry, cell) = if row.row.is_empty() {
        (report["figures"].get(&row.id)?, None)
    } else {
        let entry = report["tables"].get(&row.id)?["rows"].as_array()?.iter().find(|known| is(known, &row.row))?;
        (entry, entry["cells"].as_array()?.iter().find(|cell| Some(&cell["column"]) == column))
    };
    if !row.who.is_empty() {
        return among(&entry["others"], "who", &row.who);
    }
    if !row.period.is_empty() {
        return among(&entry["history"], "period", &row.period);
    }
    if let Some(cell) = cell {
        return cell["value"].as_f64().map(|value| (value, None));
    }
    let number = |key: &str| entry[key].as_f64();
    match row.column.as_str() {
        "" => Some((
            number("value")?,
            number("numerator").zip(number("denominator")).filter(|_| entry["unit"] == "percent"),
        )),
        "count" => Some((number("numerator")?, None)),
        "of" => Some((number("denominator")?, None)),
        "change" => Some((number("change")?.abs(), None)),
        "target" => Some((number("target")?, None)),
        _ => None,
    }
}

/// Whether a number is the printed one, rounded half up to as many decimals.
fn is_reproduced(report: &Value, row: &Row) -> bool {
    let Some((value, counts)) = given(report, row) else { return false };
    if row.printed.is_empty() {
        return false;
    }
    let words = row.printed.trim_matches(|c: char| !c.is_ascii_digit());
    if row.printed.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return true;
    }
    let digits: String = words.chars().filter(|c| *c != ',').collect();
    let places = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len() as i32);
    let (scale, wanted) = (10f64.powi(places), digits.parse::<f64>().unwrap());
    let rounded = |value: f64| (value * scale + 0.5 + 1e-9).floor() / scale;
    let is = |value: f64| (rounded(value) - wanted).abs() < 1e-9;
    match counts {
        Some((part, whole)) => is(part * 100.0 / whole),
        // A cell has one decimal: one that ends in 5 may come from just below it.
        None => is(value) || (places == 0 && (value.fract() - 0.5).abs() < 1e-9 && is(value - 0.01)),
    }
}

#[test]
fn what_was_printed_is_reproduced_from_rows() {
    let mut all = Vec::new();
    for (name, values, differing) in REPORTS {
        let report: Value =
            serde_json::from_str(&printed(&folder(name), &["figures", "--json", "--edition", "restricted"])).unwrap();
        let rows = rows(name);
        let (noted, plain): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|row| !row.note.is_empty());
        let missed: Vec<&&Row> = plain.iter().filter(|row| !is_reproduced(&report, row)).collect();
        assert!(missed.is_empty(), "{name}: {missed:#?}");
        // What follows from no rows is printed otherwise, and the program says so: of each of them, and of nothing else.
        let reproduced: Vec<&&Row> = noted.iter().filter(|row| is_reproduced(&report, row)).collect();
        assert!(reproduced.is_empty(), "{name}: no mismatch after all: {reproduced:#?}");
        assert_eq!(report["findings"]["printed-differently"], noted.len(), "{name}");
        assert!(report["findings"].get("printed-not-counted").is_none(), "{name}");
        assert_eq!((rows.len(), noted.len()), (values, differing), "{name}");
        all.push((name, plain.len(), noted.len()));
    }
    println!("{:<28} {:>10} {:>22}", "report", "reproduced", "printed differently");
    for (name, reproduced, differing) in all {
        println!("{name:<28} {reproduced:>10} {differing:>22}");
    }
}

#[test]
fn rows_of_published_reports_say_that_they_are_made() {
    for (name, ..) in REPORTS {
        let mut tables: BTreeMap<PathBuf, usize> = BTreeMap::new();
        let year = &name[name.len() - 7..];
        let of_return =
            ["episodes", "header", "reviews", "uasc"].map(|table| format!("data/ssda903/{year}/{table}.csv"));
        let own = ["placements", "latest_reviews", "not_taking_part"].map(|table| format!("data/own/{table}.csv"));
        let logs = ["audit", "reviews", "disputes"].map(|table| format!("data/{table}.csv"));
        for file in of_return.iter().chain(&own).chain(&logs) {
            let path = folder(name).join(file);
            let Ok(text) = fs::read(&path) else { continue };
            let mut reader = csv::Reader::from_reader(text.as_slice());
            let made = "reconstructed to match published totals; no row is a real child";
            let count = reader
                .records()
                .map(|row| assert!(row.unwrap().iter().any(|cell| cell == made), "{name}/{file}"))
                .count();
            tables.insert(path, count);
        }
        assert!(!tables.is_empty(), "{name}");
    }
}
