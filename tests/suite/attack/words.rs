//! What the report itself says, against its data: an attacker who reads the words, tables, charts, bookmarks and metadata of the public
//! edition finds no number that `figures --json` of it does not print. So the equations of that data are all there is to solve.
//!
//! Every report is made of a tree of blocks; the PDF prints nothing else. The tree of many councils is read, and the PDF of a few, to see
//! that this is so.

use super::{council, set, size};
use crate::pdf as reader;
use iro_report::disclosure::Edition;
use iro_report::document::tree::{Block, Document, Inline, Status, Table};
use iro_report::figures::json;
use iro_report::{pdf, report};
use rayon::prelude::*;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// How many councils the short form reads; `IRO_REPORT_WORDS` sets another number.
const COUNCILS: u64 = 40;
/// How many PDFs it makes of each edition; `IRO_REPORT_PDFS` sets another number.
const PDFS: u64 = 3;

/// An edition: its document and its data.
struct Read {
    document: Document,
    data: Value,
}

fn read(folder: &Path, edition: Edition) -> Read {
    let drafted = report::draft(folder, edition, Status::Draft).unwrap().unwrap();
    let counted = &drafted.counted;
    let data = json::document(&counted.figures, &counted.order, &counted.findings);
    let document = drafted.document.unwrap_or_else(|| panic!("{:?}", counted.findings));
    Read { document, data }
}

/// What is said in one place: a section's words, a table's or a chart's.
#[derive(Default)]
struct Said {
    /// Words that the program did not fill in.
    words: String,
    /// Numbers that it did, each with its name.
    figures: Vec<(String, String)>,
    tables: Vec<Table>,
    /// Each chart's words, and the letters in its drawing.
    charts: Vec<(String, String, String)>,
}

/// By part and section.
fn said(document: &Document) -> BTreeMap<(String, String), Said> {
    let mut all = BTreeMap::new();
    for part in &document.parts {
        for section in &part.sections {
            let mut said = Said { words: format!("{}\n", section.title), ..Said::default() };
            section.blocks.iter().for_each(|block| said.add(block));
            all.insert((part.id.clone(), section.id.clone()), said);
        }
    }
    all
}

impl Said {
    fn add(&mut self, block: &Block) {
        match block {
            Block::Heading { content, .. } | Block::Paragraph { content, .. } | Block::Note(content) => {
                self.add_line(content);
            }
            Block::Quotation { content, by } => {
                self.add_line(content);
                self.words += by.as_deref().unwrap_or_default();
            }
            Block::List { items, .. } => items.iter().flatten().for_each(|block| self.add(block)),
            Block::Table(table) => self.tables.push(table.clone()),
            Block::Chart(chart) => {
                let words = format!("{}\n{}\n{}", chart.headline, chart.subtitle, chart.alt);
                self.charts.push((chart.id.clone(), words, letters(&chart.svg)));
            }
        }
    }

    fn add_line(&mut self, content: &[Inline]) {
        self.add_inlines(content);
        self.words.push('\n');
    }

    fn add_inlines(&mut self, content: &[Inline]) {
        for inline in content {
            match inline {
                Inline::Text(text) | Inline::Reference { text, .. } => self.words += text,
                Inline::Strong(content) | Inline::Link { content, .. } => self.add_inlines(content),
                Inline::Figure { id, text } => {
                    self.figures.push((id.clone(), text.clone()));
                    self.words += " # ";
                }
                Inline::LineBreak => self.words.push('\n'),
            }
        }
    }
}

/// The letters in a drawing.
fn letters(svg: &str) -> String {
    let after_tags = svg.split('>').map(|piece| piece.split('<').next().unwrap_or_default());
    after_tags.collect::<Vec<_>>().join(" ")
}

/// The numbers in a text, as digits or in words.
fn numbers(text: &str) -> BTreeMap<String, usize> {
    const WORDS: [&str; 12] =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "both", "only", "twice"];
    let mut found = BTreeMap::new();
    let is_of_number = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | ',');
    for word in text.split(|c: char| !is_of_number(c)) {
        let word = word.trim_matches(['.', ',']).replace(',', "").to_lowercase();
        if word.starts_with(|c: char| c.is_ascii_digit()) || WORDS.contains(&word.as_str()) {
            *found.entry(word).or_insert(0) += 1;
        }
    }
    found
}

fn has_number(text: &str) -> bool {
    !numbers(text).is_empty()
}

/// What stands in the data for a number filled into a sentence; none where the data does not know it or hides it.
fn in_data<'v>(data: &'v Value, id: &str) -> Option<Vec<&'v Value>> {
    if let Some((table, rest)) = id.split_once("[\"") {
        let (row, rest) = rest.split_once("\"]")?;
        let table = data["tables"].get(table)?;
        let row = table["rows"].as_array()?.iter().find(|known| known["key"] == row)?;
        let cells = row["cells"].as_array()?;
        let side = rest.trim_start_matches("[\"").trim_start_matches('.').trim_end_matches("\"]");
        let wanted = |cell: &&Value| match side {
            "" | "count" => Some(&cell["column"]) == table["columns"].get(0).map(|column| &column["key"]),
            side => cell["column"] == side,
        };
        return Some(cells.iter().filter(wanted).map(|cell| &cell["value"]).collect());
    }
    let known = data["figures"].get(id);
    let (figure, side) = match (known, id.rsplit_once('.')) {
        (Some(figure), _) => (figure, ""),
        (None, Some((of, side))) => (data["figures"].get(of)?, side),
        (None, None) => return None,
    };
    Some(match side {
        "" | "percent" => vec![&figure["value"]],
        "count" if figure["numerator"].is_null() && figure["unit"] == "count" => vec![&figure["value"]],
        "count" => vec![&figure["numerator"]],
        "of" => vec![&figure["denominator"]],
        "change" => vec![&figure["change"]],
        "previous" => vec![&figure["previous"]["value"]],
        "target" | "against_target" => vec![&figure["target"]],
        "least" | "greatest" => vec![&figure[side]],
        "left_out" => figure["left_out"].as_object()?.values().collect(),
        "others" | "england" | "neighbours" => {
            figure["others"].as_array()?.iter().map(|other| &other["value"]).collect()
        }
        _ => return None,
    })
}

/// Numbers that are no counts: in the names of groups ("aged 4"), in days and years.
fn in_labels(data: &Value) -> BTreeSet<String> {
    let mut labels = vec!["1 April 31 March 2024 2025 2026 25 26".to_string()];
    for table in data["tables"].as_object().unwrap().values() {
        labels.extend(table["rows"].as_array().unwrap().iter().map(|row| row["label"].to_string()));
    }
    numbers(&labels.join(" ")).into_keys().collect()
}

/// The numbers that the data prints of tables of two groups: of few children they are said in a sentence, and the restricted edition has
/// more groups.
fn of_two_groups(data: &Value) -> BTreeSet<String> {
    let mut printed = String::new();
    for table in data["tables"].as_object().unwrap().values() {
        let rows = table["rows"].as_array().unwrap();
        let has_more = |row: &&Value| row["key"] != "total" && row["cells"][0]["value"] != 0;
        if rows.iter().filter(has_more).count() <= 2 {
            let cells = rows.iter().flat_map(|row| row["cells"].as_array().unwrap());
            cells.for_each(|cell| printed.push_str(&format!("{} ", cell["display"])));
        }
    }
    numbers(&printed).into_keys().collect()
}

/// Every number that the public edition says although its data does not print it.
fn leaks(public: &Read, full: &Read) -> Vec<String> {
    let mut leaks = Vec::new();
    for (id, figure) in public.data["figures"].as_object().unwrap() {
        if figure["marker"] == "[c]" && !(figure["change"].is_null() && figure["numerator"].is_null()) {
            leaks.push(format!("{id} is hidden, its change or its counts are not"));
        }
    }
    let in_full = said(&full.document);
    let mut of_labels = in_labels(&public.data);
    of_labels.extend(of_two_groups(&public.data));
    let of_data = numbers(&public.data.to_string());
    for (place, said) in said(&public.document) {
        let Some(there) = in_full.get(&place) else {
            leaks.push(format!("{place:?} stands in the public edition only"));
            continue;
        };
        for (id, text) in said.figures.iter().filter(|(_, text)| has_number(text)) {
            let known = in_data(&public.data, id);
            if known.is_none_or(|known| known.is_empty() || known.iter().all(|value| value.is_null())) {
                leaks.push(format!("{place:?}: {id} says {text}, which the data hides"));
            }
        }
        // The words about the protection itself: from which number on, and how many are hidden.
        let is_method = place.1 == "method";
        let (here, known) = (numbers(&said.words), numbers(&there.words));
        for (number, times) in
            here.iter().filter(|(number, times)| known.get(*number).is_none_or(|known| known < times))
        {
            if !is_method && !of_labels.contains(number) {
                leaks.push(format!(
                    "{place:?}: {number} stands {times} times in words, and not so in the restricted edition"
                ));
            }
        }
        for table in &said.tables {
            leaks.extend(of_table(table, there.tables.iter().find(|known| known.id == table.id), &of_data));
        }
        for (id, words, drawn) in &said.charts {
            let Some((_, full_words, full_drawn)) = there.charts.iter().find(|(known, ..)| known == id) else {
                continue;
            };
            for (here, there, is_drawn) in [(words, full_words, false), (drawn, full_drawn, true)] {
                let known = numbers(there);
                let drawn = numbers(here);
                let values: Vec<f64> = drawn.keys().filter_map(|number| number.parse().ok()).collect();
                // The marks of an axis follow from the greatest number shown: they stand at even distances.
                let is_mark = |number: &str| {
                    let is_there = |wanted: f64| values.iter().any(|known| (known - wanted).abs() < 1e-6);
                    is_drawn
                        && number.parse::<f64>().is_ok_and(|number| {
                            values.iter().filter(|other| **other != number).any(|other| {
                                let step = number - other;
                                is_there(number + step) || is_there(other - step)
                            })
                        })
                };
                for (number, times) in &drawn {
                    let more = known.get(number).is_none_or(|known| known < times);
                    if more && !is_mark(number) && !of_labels.contains(number) {
                        leaks.push(format!("chart {id}: {number}"));
                    }
                }
            }
        }
    }
    leaks
}

/// A cell says what the restricted edition says, or nothing; a percentage may be printed more exactly, where smaller bases are hidden.
fn of_table(public: &Table, full: Option<&Table>, of_data: &BTreeMap<String, usize>) -> Vec<String> {
    let Some(full) = full else { return vec![format!("table {} stands in the public edition only", public.id)] };
    let mut leaks = Vec::new();
    let rounded = |text: &str| text.strip_suffix('%').and_then(|number| number.parse::<f64>().ok());
    for (place, row) in public.rows.iter().enumerate() {
        // Teams have the same name in each area.
        let times = public.rows[..place].iter().filter(|other| other.label == row.label).count();
        let Some(known) = full.rows.iter().filter(|known| known.label == row.label).nth(times) else {
            // A row of zeros is left out there; how a figure was made is said where the figure stands.
            let is_said =
                |text: &String| numbers(text).keys().all(|number| number == "0" || of_data.contains_key(number));
            if !row.cells.iter().all(is_said) {
                leaks.push(format!("table {}, {}: the restricted edition has no such row", public.id, row.label));
            }
            continue;
        };
        for (at, cell) in row.cells.iter().enumerate().filter(|(_, cell)| has_number(cell)) {
            let there = known.cells.get(at).map(String::as_str).unwrap_or_default();
            let is_same = cell == there
                || rounded(cell).zip(rounded(there)).is_some_and(|(one, other)| (one - other).abs() <= 0.5);
            // Lists of figures that a reason touches name the first ones that are printed.
            if !is_same && public.columns.get(at).is_none_or(|column| column.numeric) {
                leaks.push(format!("table {}, {}: {cell}, restricted {there}", public.id, row.label));
            }
        }
    }
    leaks
}

fn in_folder<T>(seed: u64, look: impl FnOnce(&Path) -> T) -> T {
    let folder = tempfile::tempdir().unwrap();
    council::write(folder.path(), seed, size(seed));
    look(folder.path())
}

#[test]
fn the_public_report_says_no_number_that_its_data_hides() {
    let found: Vec<String> = (0..set("IRO_REPORT_WORDS").unwrap_or(COUNCILS))
        .into_par_iter()
        .flat_map_iter(|seed| {
            let leaks =
                in_folder(seed, |folder| leaks(&read(folder, Edition::Public), &read(folder, Edition::Restricted)));
            leaks.into_iter().map(move |leak| format!("council {seed}: {leak}"))
        })
        .collect();
    assert!(found.is_empty(), "{} numbers:\n{}", found.len(), found[..found.len().min(60)].join("\n"));
}

#[test]
fn a_public_pdf_says_no_number_that_its_tree_does_not() {
    let found: Vec<String> = (0..set("IRO_REPORT_PDFS").unwrap_or(PDFS))
        .into_par_iter()
        .flat_map_iter(|seed| {
            let made = |edition| {
                in_folder(seed, |folder| {
                    let drafted = report::draft(folder, edition, Status::Draft).unwrap().unwrap();
                    let document = drafted.document.unwrap();
                    let pdf = pdf::compile(&document, &drafted.style).unwrap();
                    (document, reader::read(&pdf.bytes), pdf)
                })
            };
            let (document, public, pdf) = made(Edition::Public);
            let (_, full, _) = made(Edition::Restricted);
            let mut known: BTreeSet<String> = numbers(&format!("{document:?}")).into_keys().collect();
            known.extend((0..=pdf.pages).map(|page| page.to_string()));
            // The letters in a drawing run into each other; they are those of the tree.
            let all = [public.text(), public.outline()].join("\n");
            let unknown: Vec<String> = numbers(&all).into_keys().filter(|number| !known.contains(number)).collect();
            // The file says of itself the same in both editions, apart from what it is called.
            let about = |read: &reader::Read| {
                numbers(&read.about()).into_keys().filter(|number| number.len() < 4).collect::<BTreeSet<_>>()
            };
            let more =
                about(&public).into_iter().filter(|number| !about(&full).contains(number) && !known.contains(number));
            let more: Vec<String> = more.collect();
            let attached = ["EmbeddedFile", "Annots /Text"]
                .into_iter()
                .filter(|word| pdf.bytes.windows(word.len()).any(|window| window == word.as_bytes()));
            let attached: Vec<&str> = attached.collect();
            let said =
                format!("council {seed}: {unknown:?} in the text, {more:?} in the metadata, attached {attached:?}");
            (!unknown.is_empty() || !more.is_empty() || !attached.is_empty()).then_some(said)
        })
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// A column whose words can change places without changing what is public.
const COLUMNS: [(&str, &str); 8] = [
    ("data/reviews.csv", "late_reason"),
    ("data/disputes.csv", "themes"),
    ("data/disputes.csv", "outcome"),
    ("data/disputes.csv", "stage"),
    ("data/ssda903/2025-26/header.csv", "ETHNIC"),
    ("data/ssda903/2025-26/episodes.csv", "CIN"),
    ("data/ssda903/2025-26/episodes.csv", "PLACE"),
    ("data/audit.csv", "Why"),
];

/// Lets two words of a column change places. None where it has not two.
fn exchange(folder: &Path, (file, column): (&str, &str), rng: &mut fastrand::Rng) -> Option<()> {
    let text = fs::read(folder.join(file)).ok()?;
    let mut rows: Vec<csv::StringRecord> = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_slice())
        .records()
        .collect::<Result<_, _>>()
        .ok()?;
    let at = rows[0].iter().position(|heading| heading == column)?;
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    rows[1..]
        .iter()
        .filter(|row| !row[at].is_empty())
        .for_each(|row| *counts.entry(row[at].to_string()).or_default() += 1);
    // The rarest are hidden most often.
    let mut words: Vec<(usize, String)> = counts.into_iter().map(|(word, count)| (count, word)).collect();
    words.sort();
    let first = words.get(rng.usize(0..words.len().clamp(1, 3)))?.1.clone();
    let second = words.get(rng.usize(0..words.len().clamp(1, 4)))?.1.clone();
    if first == second {
        return None;
    }
    for row in &mut rows[1..] {
        let other = if row[at] == first {
            &second
        } else if row[at] == second {
            &first
        } else {
            continue;
        };
        *row = row.iter().enumerate().map(|(place, cell)| if place == at { other.as_str() } else { cell }).collect();
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    rows.iter().for_each(|row| writer.write_record(row).unwrap());
    fs::write(folder.join(file), writer.into_inner().ok()?).ok()
}

/// Two councils of which the public data is the same have the same public report, whatever the hidden numbers are.
#[test]
fn the_public_report_follows_from_the_public_data_alone() {
    let found: Vec<(usize, Vec<String>)> = (0..set("IRO_REPORT_WORDS").unwrap_or(COUNCILS))
        .into_par_iter()
        .map(|seed| {
            let mut rng = fastrand::Rng::with_seed(seed);
            let (mut twins, mut different) = (0, Vec::new());
            let first =
                in_folder(seed, |folder| (read(folder, Edition::Public), read(folder, Edition::Restricted).data));
            for column in COLUMNS {
                in_folder(seed, |folder| {
                    if exchange(folder, column, &mut rng).is_none() {
                        return;
                    }
                    let Ok(Ok(counted)) = report::count(folder, Edition::Public) else { return };
                    let data = json::document(&counted.figures, &counted.order, &counted.findings);
                    let numbers = |data: &Value| (data["figures"].clone(), data["tables"].clone());
                    if numbers(&data) != numbers(&first.0.data) {
                        return;
                    }
                    let other = (read(folder, Edition::Public), read(folder, Edition::Restricted).data);
                    let data = &other.0.data;
                    if numbers(&other.1) == numbers(&first.1) {
                        return;
                    }
                    twins += 1;
                    if data["findings"] != first.0.data["findings"] {
                        different.push(format!("council {seed}, {column:?}: the data tells how much was found"));
                    }
                    if other.0.document != first.0.document {
                        different.push(format!("council {seed}, {column:?}: the reports differ"));
                    }
                });
            }
            (twins, different)
        })
        .collect();
    let twins: usize = found.iter().map(|(twins, _)| twins).sum();
    let different: Vec<&str> = found.iter().flat_map(|(_, different)| different).map(String::as_str).collect();
    assert!(twins > 10, "only {twins} pairs to compare");
    assert!(different.is_empty(), "{} of {twins}: {}", different.len(), different.join("\n"));
}
