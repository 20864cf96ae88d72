//! Reports that councils really published: what is counted from rows made for them is what was printed then.
//!
//! `data/published.csv` in each folder holds every printed number; a row with a note is one that follows from no possible rows. The others
//! are demanded here from what `figures --json` prints, apart from the program's own comparison, which must find the same differences.

use super::{printed, project};
use iro_report::disclosure::Edition;
use iro_report::document::tree::{Block, Status, Table};
use iro_report::report;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

/// Each report: how many values were printed, and how many of them follow from no rows.
const REPORTS: [(&str, usize, usize); 4] = [
    ("central-bedfordshire-2011-12", 208, 13),
    ("hampshire-2016-17", 536, 20),
    ("hampshire-audit-2022", 68, 8),
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
    if row.column == "change" && !row.period.is_empty() {
        let (earlier, _) = among(&entry["history"], "period", &row.period)?;
        return entry["value"].as_f64().map(|value| ((value.round() - earlier).abs(), None));
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
        // They were published, so the public edition shows them too, and the program says that it does.
        let public: Value = serde_json::from_str(&printed(&folder(name), &["figures", "--json"])).unwrap();
        assert!(public["figures"] == report["figures"] && public["tables"] == report["tables"], "{name}");
        assert_eq!(public["findings"]["small-numbers-shown"], 1, "{name}");
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

/// A folder with typed figures and tables and what was printed of them.
fn typed(published: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let files = [
        ("report.yaml", "format: 1\nauthority: Example Council\nperiod: 2025-26\n"),
        (
            "data/figures.csv",
            "id,label,value,unit,numerator,denominator,protected\nposts,Posts,7.8,fte,,,no\nseen,Seen,,percent,225,240,no\n",
        ),
        (
            "data/history.csv",
            "id,row,column,period,value\nposts,,,2024-25,7.5\nhomes,Foster,Children,2024-25,40\nhomes,Other,Children,2024-25,12\n",
        ),
        ("data/tables/homes.csv", "Home,Children\nFoster,44\nOther,11\n"),
        ("data/tables/schools.csv", "Whose,White,Mixed,Asian,Black\nOurs,91,4,2,3\nAll,79,5,9,7\nChildren,91,4,2,3\n"),
        (
            "narrative/background.md",
            "![](table:homes_over_years)\n\n![](table:homes_with_others)\n\n![](table:schools)\n",
        ),
        ("data/comparators.csv", "id,row,column,period,value,who\nhomes,Foster,children,2025-26,50,England\n"),
        ("data/published.csv", published),
    ];
    for (file, text) in files {
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// What `check` finds of a code, in the order of the file.
fn found(folder: &std::path::Path, code: &str) -> Vec<(String, String)> {
    let document: Value = serde_json::from_str(&printed(folder, &["check", "--json"])).unwrap();
    let findings = document["findings"].as_array().unwrap().iter().filter(|finding| finding["code"] == code);
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap_or_default().to_string();
    findings.map(|finding| (text(finding, "severity"), text(finding, "what"))).collect()
}

#[test]
fn a_printed_value_that_is_another_one_now_is_told_with_both_numbers() {
    let folder = typed(
        "id,row,column,period,printed,note\n\
         posts,,,,7.8,\nposts,,,,8,\nposts,,,,about 9,\nposts,,,2024-25,7.5,\nposts,,,2024-25,7.4,\n\
         seen,,,,94%,\nseen,,,,93%,It was cut off\nseen,,count,,225,\nseen,,of,,230,\nseen,,,,,Left blank\n\
         homes,Foster,Children,,44,\nhomes,Other,Children,,12,\nhomes,Other,Children,2024-25,12,\nhomes,Nowhere,Children,,1,\n",
    );
    let warning = |what: &str| ("warning".to_string(), what.to_string());
    let note = |what: &str| ("note".to_string(), what.to_string());
    let mut differing = found(folder.path(), "printed-differently");
    differing.sort();
    // 7.8 is 8 in whole posts; `about 9` is not held to its digits.
    let mut expected = [
        warning("`posts` for 2024-25 was printed as 7.4, but is 7.5 in the files"),
        note("`seen` was printed as 93%, but is 93.8% (225 of 240) now"),
        warning("`seen`, column `of` was printed as 230, but is 240 now"),
        note("`seen` was left blank, but is 93.8% (225 of 240) now"),
        warning("`homes`, row `Other`, column `Children` was printed as 12, but is 11 now"),
    ];
    expected.sort();
    assert_eq!(differing, expected);
    let unknown = found(folder.path(), "printed-not-counted");
    assert_eq!(
        unknown,
        [warning("`homes`, row `Nowhere`, column `Children` was printed as 1, but this report has no such number")]
    );
}

#[test]
fn a_printed_percentage_that_is_not_the_share_of_its_printed_numbers_is_told() {
    let folder = typed("id,column,printed,note\nseen,,94%,\nseen,count,220,\nseen,of,240,It was 225\n");
    let note = "`seen` was printed as 94% and as 220 of 240, which is 91.7%".to_string();
    assert_eq!(found(folder.path(), "printed-against-itself"), [("warning".to_string(), note)]);
    // What is counted now makes the same difference: that is told already. And 220 of 235 are 93.6%.
    for same in ["seen,,93%,\nseen,count,225,\n", "seen,,93.6%,\nseen,count,220,\nseen,of,235,\n"] {
        let folder = typed(&format!("id,column,printed,note\n{same}"));
        assert_eq!(found(folder.path(), "printed-against-itself"), []);
    }
}

#[test]
fn numbers_of_the_report_are_put_together_in_the_councils_own_rows_and_columns() {
    let folder = typed(
        "id,row,column,printed\nours,Foster,Before,40\nours,Other,Share,25%\nours,sum,Children,55\nours,Both,Children,56\nours,Both,Nowhere,1\n",
    );
    let table = "title: Homes at {end}\ncorner: Home\ncolumns:\n\
        \x20 - {label: Children, of: homes, column: Children}\n\
        \x20 - {label: Before, of: homes, column: Children, period: 2024-25}\n\
        \x20 - {label: England, of: homes, column: Children, who: England}\n\
        \x20 - {label: Share, of: homes, column: Children, share_of: {row: Foster}}\n\
        rows:\n\
        \x20 - {label: Foster, row: Foster}\n\
        \x20 - {label: Other, row: Other, cells: {England: {blank: \"[x]\"}}}\n\
        \x20 - {label: Both, sum: yes, total: yes, cells: {Share: {blank: \"[z]\"}}}\n\
        \x20 - {label: Seen, cells: {Children: {of: seen, column: count}, Before: {}, England: {}, Share: {}}}\n";
    let file = folder.path().join("tables/ours.yaml");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, table).unwrap();
    let report: Value = serde_json::from_str(&printed(folder.path(), &["figures", "--json"])).unwrap();
    let ours = &report["tables"]["ours"];
    assert_eq!(ours["title"], "Homes at 31 March 2026");
    let displayed = |row: &Value| {
        row["cells"]
            .as_array()
            .unwrap()
            .iter()
            .map(|cell| cell["display"].as_str().unwrap().to_string())
            .collect::<Vec<_>>()
    };
    let rows: Vec<String> = ours["rows"].as_array().unwrap().iter().map(|row| displayed(row).join(", ")).collect();
    // 11 are a quarter of 44. England gave one of the two rows, so its sum is that row's.
    assert_eq!(rows, ["44, 40, 50, 100%", "11, 12, [x], 25%", "55, 52, 50, [z]", "225, [z], [z], [z]"]);
    let told = |code: &str| found(folder.path(), code).into_iter().map(|(_, what)| what).collect::<Vec<_>>();
    assert_eq!(told("printed-differently"), ["`ours`, row `Both`, column `Children` was printed as 56, but is 55 now"]);
    assert_eq!(told("printed-not-counted").len(), 1);
    let faults = |code: &str| -> Vec<String> {
        let counted = report::count(folder.path(), Edition::Public).unwrap().unwrap();
        counted.findings.into_iter().filter(|finding| finding.code == code).map(|finding| finding.what).collect()
    };
    for (from, to, code, word) in [
        ("row: Foster}\n", "row: Fosterr}\n", "unknown-figure", "Fosterr"),
        ("of: homes", "of: hones", "unknown-figure", "hones"),
        ("cells: {England:", "cells: {Englnd:", "table-fault", "Englnd"),
        ("label: Foster", "label: \"\"", "table-fault", "without a label"),
    ] {
        fs::write(&file, table.replacen(from, to, 1)).unwrap();
        assert!(faults(code).iter().any(|what| what.contains(word)), "{to}");
    }
    fs::rename(&file, folder.path().join("tables/posts.yaml")).unwrap();
    assert!(faults("table-fault").iter().any(|what| what.contains("`posts` already")));
}

#[test]
fn a_row_that_repeats_another_is_told_and_a_table_has_its_earlier_years() {
    let folder = typed("id,printed\n");
    let alike = found(folder.path(), "rows-alike");
    assert_eq!(alike.len(), 1);
    assert_eq!(alike[0].1, "the row `Children` repeats the row `Ours` number by number");
    let drafted = report::draft(folder.path(), Edition::Public, Status::Draft).unwrap().unwrap();
    let document = drafted.document.unwrap();
    let blocks = document.parts.iter().flat_map(|part| &part.sections).flat_map(|section| &section.blocks);
    let tables: Vec<&Table> =
        blocks.filter_map(|block| if let Block::Table(table) = block { Some(table) } else { None }).collect();
    let cells = |id: &str| {
        let table = tables.iter().find(|table| table.id == id).unwrap();
        let heads: Vec<&str> = table.columns.iter().map(|column| column.label.as_str()).collect();
        let rows: Vec<String> =
            table.rows.iter().map(|row| format!("{}: {}", row.label, row.cells.join(", "))).collect();
        (heads.join(", "), rows)
    };
    let rows = ["Foster: 40, 44", "Other: 12, 11"].map(String::from).to_vec();
    assert_eq!(cells("homes_over_years"), ("2024-25, 2025-26".to_string(), rows));
    // England gave one of the two rows.
    let rows = ["Foster: 44, 50", "Other: 11, [x]"].map(String::from).to_vec();
    assert_eq!(cells("homes_with_others"), ("Children, England, children".to_string(), rows));
}
