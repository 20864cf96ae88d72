//! `figures --json`, the form that other programs read, and the sentences that the same figures fill.

use super::templates::{blocks, drafted};
use super::{EXAMPLE, bare, printed};
use iro_report::disclosure::Edition;
use iro_report::document::tree::{Block, Inline};
use iro_report::figures::json;
use serde_json::Value;
use std::path::Path;

fn figures(folder: &Path, edition: &str) -> Value {
    serde_json::from_str(&printed(folder, &["figures", "--json", "--edition", edition])).unwrap()
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

fn key_of<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap()
}

fn row<'v>(table: &'v Value, key: &str) -> &'v Value {
    table["rows"].as_array().unwrap().iter().find(|row| row["key"] == key).unwrap()
}

fn cell<'v>(row: &'v Value, column: &str) -> &'v Value {
    row["cells"].as_array().unwrap().iter().find(|cell| cell["column"] == column).unwrap()
}

/// Every cell of every table, with the table's id.
fn cells(document: &Value) -> Vec<(&str, &Value)> {
    let tables = document["tables"].as_object().unwrap();
    tables
        .iter()
        .flat_map(|(id, table)| table["rows"].as_array().unwrap().iter().map(move |row| (id.as_str(), row)))
        .flat_map(|(id, row)| row["cells"].as_array().unwrap().iter().map(move |cell| (id, cell)))
        .collect()
}

/// Whether a column holds counts that may have to be hidden: not shares, days or earlier values, nor the posts, which are about no child.
fn is_protected_count(table: &str, column: &str) -> bool {
    table != "posts_by_role"
        && !column.contains("percent")
        && !matches!(column, "previous" | "change" | "median" | "least" | "greatest")
}

#[test]
fn the_document_says_whose_and_which_figures_it_holds() {
    for edition in ["public", "restricted"] {
        let document = figures(&EXAMPLE, edition);
        assert_eq!(keys(&document), ["figures", "findings", "format", "report", "tables"]);
        assert_eq!(document["format"], 1);
        let report = serde_json::json!({"authority": "Exampleshire Council", "from": "2025-04-01", "to": "2026-03-31", "edition": edition, "extracted_on": "2026-05-29", "provisional": false});
        assert_eq!(document["report"], report);
        assert!(document["findings"].as_object().unwrap().values().all(|count| count.as_u64().unwrap() > 0));
        assert_eq!(document["findings"]["review-outside-care"], 1);
    }
}

#[test]
fn every_figure_has_the_same_keys() {
    let document = figures(&EXAMPLE, "public");
    let always = [
        "change",
        "definition",
        "denominator",
        "display",
        "history",
        "label",
        "left_out",
        "marker",
        "numerator",
        "others",
        "previous",
        "source",
        "target",
        "unit",
        "value",
        "when",
    ];
    for (id, figure) in document["figures"].as_object().unwrap() {
        let found = keys(figure);
        assert!(always.iter().all(|key| found.contains(key)), "{id}: {found:?}");
        let others: Vec<&&str> = found.iter().filter(|key| !always.contains(key)).collect();
        assert!(others.iter().all(|key| matches!(**key, "greatest" | "least" | "why")), "{id}: {others:?}");
        assert!(!key_of(figure, "label").is_empty() && key_of(figure, "definition").len() > 10, "{id}");
        assert!(matches!(key_of(figure, "when"), "at" | "during"), "{id}");
        let unit = key_of(figure, "unit");
        assert!(matches!(unit, "percent" | "per_10k" | "days" | "years" | "fte" | "gbp" | "count"), "{id}: {unit}");
        let sides = figure["numerator"].as_u64().zip(figure["denominator"].as_u64());
        if let (true, Some((part, whole))) = (unit == "percent", sides) {
            let tenths = (part * 2000 + whole) / (2 * whole);
            assert_eq!(figure["value"].as_f64().unwrap(), tenths as f64 / 10.0, "{id}");
        }
        if unit == "percent" && figure["marker"].is_null() {
            assert!(key_of(figure, "display").ends_with('%'), "{id}");
            // The two counts of a share are kept back together, where one of them would give a hidden number away.
            assert_eq!(figure["numerator"].is_null(), figure["denominator"].is_null(), "{id}");
        }
        if let Some(previous) = figure["previous"].as_object() {
            assert!(previous.contains_key("period") && previous.contains_key("value"), "{id}");
        }
        if figure["marker"].is_null() {
            assert!(figure["value"].is_number(), "{id}");
        } else {
            assert_eq!(figure["display"], figure["marker"], "{id}");
            assert!(figure["value"].is_null() && figure["numerator"].is_null(), "{id}");
            assert_eq!(figure["marker"] == "[x]", figure["why"].is_string(), "{id}");
        }
    }
    let on_time = &document["figures"]["reviews_held_on_time"];
    assert_eq!((&on_time["unit"], &on_time["when"]), (&"percent".into(), &"during".into()));
    assert!(on_time["left_out"]["cannot be judged"].is_null(), "a small number is hidden");
    assert_eq!(on_time["previous"]["period"], "2024-25");
}

#[test]
fn days_late_is_the_median_with_the_greatest_beside_it() {
    let days_late = figures(&EXAMPLE, "public")["figures"]["days_late"].clone();
    assert_eq!(days_late["unit"], "days");
    let (median, greatest) = (days_late["value"].as_f64().unwrap(), days_late["greatest"].as_f64().unwrap());
    assert!(median < greatest, "{days_late}");
    assert!(days_late["numerator"].is_null() && days_late["denominator"].is_null());
}

#[test]
fn every_row_of_a_table_has_a_cell_for_every_column() {
    let document = figures(&EXAMPLE, "public");
    for (id, table) in document["tables"].as_object().unwrap() {
        let columns: Vec<&str> =
            table["columns"].as_array().unwrap().iter().map(|column| key_of(column, "key")).collect();
        assert!(!key_of(table, "title").is_empty(), "{id}");
        assert!(!columns.is_empty() || table["why"].is_string(), "{id}");
        let keys: Vec<&str> = table["rows"].as_array().unwrap().iter().map(|row| key_of(row, "key")).collect();
        for row in table["rows"].as_array().unwrap() {
            let cells: Vec<&str> = row["cells"].as_array().unwrap().iter().map(|cell| key_of(cell, "column")).collect();
            assert_eq!(cells, columns, "{id}");
            assert!(row["parent"].is_null() || keys.contains(&key_of(row, "parent")), "{id}");
        }
        // A share follows what it is the share of; the year before and the change come last.
        if let Some(at) = columns.iter().position(|key| key.contains("percent")) {
            assert!(at > 0, "{id}: {columns:?}");
        }
        if let Some(at) = columns.iter().position(|key| *key == "previous") {
            assert_eq!(columns[at..], ["previous", "change"], "{id}");
        }
    }
    let by_age = &document["tables"]["children_by_age"];
    let columns: Vec<&str> = by_age["columns"].as_array().unwrap().iter().map(|column| key_of(column, "key")).collect();
    assert_eq!(columns, ["children", "percent", "previous", "change"]);
    let rows: Vec<&str> = by_age["rows"].as_array().unwrap().iter().map(|row| key_of(row, "key")).collect();
    assert_eq!(rows, ["under 1", "1-4", "5-9", "10-15", "16 and over", "unknown", "total"]);
    let total = cell(row(by_age, "total"), "children");
    assert_eq!(total["value"], document["figures"]["children_looked_after"]["value"]);
}

#[test]
fn a_two_way_table_has_the_keys_of_its_two_one_way_tables() {
    let document = figures(&EXAMPLE, "restricted");
    let tables = &document["tables"];
    let (by_age, by_sex, both) =
        (&tables["children_by_age"], &tables["children_by_sex"], &tables["children_by_age_and_sex"]);
    let row_keys = |table: &Value| -> Vec<String> {
        table["rows"].as_array().unwrap().iter().map(|row| key_of(row, "key").to_string()).collect()
    };
    assert_eq!(row_keys(both), row_keys(by_age));
    let columns: Vec<String> =
        both["columns"].as_array().unwrap().iter().map(|column| key_of(column, "key").to_string()).collect();
    assert_eq!(columns, row_keys(by_sex));
    for age in row_keys(both) {
        let parts: u64 =
            ["M", "F", "unknown"].iter().map(|sex| cell(row(both, &age), sex)["value"].as_u64().unwrap()).sum();
        assert_eq!(parts, cell(row(both, &age), "total")["value"].as_u64().unwrap(), "{age}");
        assert_eq!(parts, cell(row(by_age, &age), "children")["value"].as_u64().unwrap(), "{age}");
    }
}

#[test]
fn the_restricted_edition_shows_all_and_the_public_one_hides_1_to_4() {
    let (public, restricted) = (figures(&EXAMPLE, "public"), figures(&EXAMPLE, "restricted"));
    assert!(!restricted.to_string().contains("[c]"));
    let (mut hidden, mut small) = (0, 0);
    let whole = cells(&restricted);
    assert_eq!(cells(&public).len(), whole.len());
    for ((id, cell), (_, full)) in cells(&public).into_iter().zip(whole) {
        let column = key_of(cell, "column");
        assert_eq!(column, key_of(full, "column"));
        if cell["marker"] == "[c]" {
            assert!(cell["value"].is_null() && cell["display"] == "[c]", "{id}");
            hidden += 1;
        } else if cell["marker"] == "[u]" {
            // A percentage of very few, beside both its counts.
            assert!(cell["value"].is_null() && column == "percent", "{id}");
        } else if !matches!(column, "previous" | "change") {
            assert_eq!(cell["value"], full["value"], "{id}: what is shown is the same in both");
        }
        if is_protected_count(id, column) && full["value"].as_f64().is_some_and(|value| (1.0..5.0).contains(&value)) {
            assert_eq!(cell["marker"], "[c]", "{id}: {full} is shown");
            small += 1;
        }
    }
    assert!(small > 20 && hidden > small, "{small} small, {hidden} hidden");
    for (id, figure) in public["figures"].as_object().unwrap() {
        let full = &restricted["figures"][id];
        let rest = full["denominator"].as_u64().zip(full["numerator"].as_u64()).map(|(whole, part)| whole - part);
        let is_small = |value: Option<u64>| value.is_some_and(|value| (1..5).contains(&value));
        // Posts and heads are not protected (convention F1).
        let is_of_staff = id == "officers_turnover";
        if !is_of_staff && full["unit"] == "percent" && (is_small(full["numerator"].as_u64()) || is_small(rest)) {
            assert_eq!(figure["marker"], "[c]", "{id}");
        }
        if figure["marker"] == "[c]" {
            assert!(figure["change"].is_null() && figure["numerator"].is_null(), "{id}");
        }
        for (reason, count) in figure["left_out"].as_object().unwrap() {
            assert!(count.is_null() || !is_small(count.as_u64()), "{id}, {reason}: {count}");
        }
    }
}

#[test]
fn what_there_is_no_data_for_is_marked_with_the_reason() {
    let folder = bare(&[]);
    let document = figures(folder.path(), "public");
    for (id, figure) in document["figures"].as_object().unwrap() {
        assert_eq!((&figure["marker"], &figure["display"]), (&"[x]".into(), &"[x]".into()), "{id}");
        assert!(figure["value"].is_null() && key_of(figure, "why").len() > 10, "{id}: {figure}");
    }
    for (id, table) in document["tables"].as_object().unwrap() {
        assert_eq!(table["marker"], "[x]", "{id}");
        assert!(key_of(table, "why").len() > 10, "{id}");
    }
}

/// Reviews that cannot be judged and reviews held, with these years' returns.
fn not_judged(years: &[&str]) -> (f64, f64) {
    let folder = bare(years);
    let document = figures(folder.path(), "restricted");
    let figure = &document["figures"]["reviews_not_judged"];
    assert_eq!(figure["denominator"], document["figures"]["reviews_held"]["value"]);
    (figure["numerator"].as_f64().unwrap(), figure["denominator"].as_f64().unwrap())
}

#[test]
fn earlier_years_of_the_return_say_when_reviews_were_due() {
    let (one, held) = not_judged(&["2025-26"]);
    let (two, _) = not_judged(&["2024-25", "2025-26"]);
    let (three, _) = not_judged(&["2023-24", "2024-25", "2025-26"]);
    assert!(one / held > 0.5, "one year: {one} of {held}");
    assert!(two / held < 0.01, "two years: {two} of {held}");
    // What is left is a fault: a review of a child who was not in care.
    assert_eq!(three, 1.0, "three years: of {held}");
}

/// Every number in a JSON value.
fn numbers(value: &Value, found: &mut Vec<f64>) {
    match value {
        Value::Number(number) => found.extend(number.as_f64().map(f64::abs)),
        Value::Array(all) => all.iter().for_each(|value| numbers(value, found)),
        Value::Object(all) => all.values().for_each(|value| numbers(value, found)),
        _ => {}
    }
}

/// The numbers in words, with how many decimals each is printed.
fn numbers_in(words: &str) -> Vec<(f64, usize)> {
    words
        .split(|c: char| !c.is_ascii_digit() && c != '.' && c != ',')
        .map(|number| number.trim_matches(['.', ',']).replace(',', ""))
        .filter(|number| !number.is_empty())
        .map(|number| {
            let decimals = number.split_once('.').map_or(0, |(_, decimals)| decimals.len());
            (number.parse().unwrap(), decimals)
        })
        .collect()
}

fn filled<'i>(content: &'i [Inline], found: &mut Vec<(&'i str, &'i str)>) {
    for inline in content {
        match inline {
            Inline::Figure { id, text } => found.push((id, text)),
            Inline::Strong(content) | Inline::Link { content, .. } => filled(content, found),
            _ => {}
        }
    }
}

#[test]
fn every_number_that_is_filled_into_a_sentence_is_a_published_one() {
    let drafted = drafted(Edition::Public);
    let counted = &drafted.counted;
    let published = json::document(&counted.figures, &counted.order, &counted.findings);
    // Besides the figures there are the targets of the order and what others published.
    let others: Vec<f64> = counted
        .order
        .targets
        .values()
        .map(|target| target.value)
        .chain(counted.dataset.comparators.iter().filter_map(|other| other.number()))
        .collect();
    let document = drafted.document.as_ref().unwrap();
    let mut all = Vec::new();
    for block in blocks(document) {
        if let Block::Paragraph { content, .. }
        | Block::Heading { content, .. }
        | Block::Quotation { content, .. }
        | Block::Note(content) = block
        {
            filled(content, &mut all);
        }
    }
    assert!(all.len() > 100, "{}", all.len());
    for (id, text) in all {
        // `reviews_held_on_time.count`, `children_by_age["under 1"].percent`, `audit.pep_held.of`
        let (name, side) = match id.split_once("[\"").map(|(name, rest)| (name, rest.rsplit_once("\"]").unwrap())) {
            Some((name, (_, side))) => (name, side.trim_start_matches('.')),
            None if published["figures"].get(id).is_some() => (id, ""),
            None => id.rsplit_once('.').unwrap(),
        };
        let figure = published["figures"].get(name).or(published["tables"].get(name));
        let mut known = Vec::new();
        numbers(figure.unwrap_or_else(|| panic!("{id} is no figure")), &mut known);
        if matches!(side, "target" | "england" | "neighbours") {
            known.extend(&others);
        }
        // "15 more (2.6%)": the per cent is of the earlier count.
        let figure = figure.unwrap_or(&Value::Null);
        if let (Some(change), Some(before)) = (figure["change"].as_f64(), figure["previous"]["value"].as_f64()) {
            known.push(change.abs() / before * 100.0);
        }
        for (number, decimals) in numbers_in(text) {
            // A whole per cent is printed where the base is small: 46% for 45.8.
            let near = 0.5 * 10_f64.powi(-(decimals as i32)) + 1e-9;
            assert!(
                known.iter().any(|value| (value - number).abs() <= near),
                "{id} prints {text}: {number} in {figure:?}"
            );
        }
    }
}

#[test]
fn the_plain_table_holds_the_same_values_as_the_data() {
    for edition in ["public", "restricted"] {
        let document = figures(&EXAMPLE, edition);
        let text = printed(&EXAMPLE, &["figures", "--csv", "--edition", edition]);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let headings =
            "kind,id,row,column,label,value,display,unit,numerator,denominator,when,marker,why,previous,change";
        assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>().join(","), headings);
        let (mut of_figures, mut of_cells) = (0, 0);
        for record in reader.records() {
            let record = record.unwrap();
            let get = |name: &str| &record[headings.split(',').position(|known| known == name).unwrap()];
            let id = get("id");
            let said = match get("kind") {
                "figure" => {
                    of_figures += 1;
                    let figure = &document["figures"][id];
                    assert_eq!(get("numerator"), plain(&figure["numerator"]), "{id}");
                    assert_eq!(get("previous"), plain(&figure["previous"]["value"]), "{id}");
                    figure
                }
                "cell" => {
                    of_cells += 1;
                    cell(row(&document["tables"][id], get("row")), get("column"))
                }
                "table" => &document["tables"][id],
                other => panic!("{other}"),
            };
            assert_eq!(get("value"), plain(&said["value"]), "{id}");
            assert_eq!(get("marker"), plain(&said["marker"]), "{id}");
            if get("kind") != "table" {
                assert_eq!(get("display"), plain(&said["display"]), "{id}");
            }
        }
        assert_eq!(of_figures, document["figures"].as_object().unwrap().len(), "figures");
        // The earlier values and changes of a table stand beside their counts.
        let with_value = cells(&document).iter().filter(|(_, cell)| !matches!(&cell["column"], Value::String(column) if column == "previous" || column == "change")).count();
        assert_eq!(of_cells, with_value);
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[test]
fn rows_are_listed_by_place_only_and_nothing_is_written() {
    let folder = bare(&["2025-26"]);
    let output = super::program(folder.path(), &["explain", "children_looked_after", "--rows"]).assert().success();
    let output = output.get_output();
    let (said, aside) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("data/ssda903/2025-26/episodes.csv, rows"), "{said}");
    assert!(!said.contains('X'), "{said}");
    assert!(aside.contains("never to be published"), "{aside}");
    assert!(!folder.path().join("output").exists());
}
