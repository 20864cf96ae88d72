//! Every file is one that the law lets a council publish: readable by everyone, and with nothing personal in it.

use super::{EXAMPLE, bare, built, example, pdf, pdfs, printed, program};
use page_validation::{ValidationOptions, ValidationProfile, validate_pdf_bytes};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn assert_conform(folder: &Path, how_many: usize) {
    let files = pdfs(folder);
    assert_eq!(files.len(), how_many, "{:?}", files.iter().map(|(name, _)| name).collect::<Vec<_>>());
    for (name, bytes) in files {
        for profile in [ValidationProfile::PdfUa1, ValidationProfile::PdfA2a] {
            let report = validate_pdf_bytes(&bytes, &ValidationOptions::default().profile(profile)).unwrap();
            // The validator takes a stream whose last byte happens to be a carriage return for one byte too long;
            // veraPDF does not. The tests of the PDF, beside the code, check every stream's length.
            let faults: Vec<_> =
                report.failures.iter().filter(|fault| !fault.rule_id.ends_with(":6.1.7.1:1")).collect();
            assert!(faults.is_empty(), "{name}, {profile:?}: {faults:#?}");
        }
    }
}

#[test]
fn the_public_edition_of_the_example_conforms() {
    assert_conform(&EXAMPLE.join("output/public"), 5);
}

#[test]
fn the_restricted_edition_of_the_example_conforms() {
    // The checklist lies there too.
    assert_conform(&EXAMPLE.join("output/internal"), 6);
}

#[test]
fn a_return_alone_makes_a_report_that_conforms() {
    let folder = bare(&["2023-24", "2024-25", "2025-26"]);
    program(folder.path(), &["build"]).assert().success();
    assert_conform(&folder.path().join("output/public"), 4);
}

#[test]
fn an_order_without_any_data_makes_a_report_that_conforms() {
    let folder = bare(&[]);
    program(folder.path(), &["build"]).assert().success();
    assert_conform(&folder.path().join("output/public"), 4);
}

#[test]
fn the_same_folder_gives_the_same_bytes_wherever_it_lies() {
    let again = built("example, a second time");
    for (below, how_many) in [("output/public", 5), ("output/internal", 6)] {
        let (first, second) = (pdfs(&EXAMPLE.join(below)), pdfs(&again.join(below)));
        assert_eq!(first.len(), how_many);
        for ((name, bytes), (other_name, other_bytes)) in first.iter().zip(&second) {
            assert_eq!(name, other_name);
            assert!(bytes == other_bytes, "{below}/{name} differs");
        }
        let record = |folder: &Path| fs::read_to_string(folder.join(below).join("build.json")).unwrap();
        assert_eq!(record(&EXAMPLE), record(&again));
    }
}

/// Every child's id and date of birth in the example's files, a date in each form in which one is written.
fn secrets() -> BTreeSet<String> {
    let mut secrets = BTreeSet::new();
    let mut folders = vec![example().join("data")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "csv") {
                let text = fs::read_to_string(path).unwrap();
                let headings: Vec<String> =
                    text.lines().next().unwrap_or_default().split(',').map(str::to_lowercase).collect();
                // These columns stand before any in which a cell may hold a comma.
                for (at, _) in headings.iter().enumerate().filter(|(_, name)| matches!(name.as_str(), "child" | "dob"))
                {
                    secrets.extend(text.lines().skip(1).filter_map(|row| row.split(',').nth(at)).map(str::to_string));
                }
            }
        }
    }
    let days: Vec<[String; 2]> = secrets
        .iter()
        .filter_map(|date| match date.split('/').collect::<Vec<_>>().as_slice() {
            [day, month, year] => {
                let in_words =
                    format!("{} {} {year}", day.trim_start_matches('0'), MONTHS[month.parse::<usize>().ok()? - 1]);
                Some([format!("{year}-{month}-{day}"), in_words])
            }
            _ => None,
        })
        .collect();
    secrets.extend(days.into_iter().flatten());
    // Days that the report is about: somebody may have been born on one of them.
    for day in ["", "2025-04-01", "1 April 2025"] {
        secrets.remove(day);
    }
    secrets
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// What in a text could be an id or a day: words, words that are joined like the parts of a date, three words in a row.
fn tokens(text: &str) -> Vec<String> {
    let joined: Vec<&str> = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '/' && c != '-').collect();
    let words: Vec<&str> = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let three = words.windows(3).map(|three| three.join(" "));
    joined.iter().chain(&words).map(|word| word.to_string()).chain(three).collect()
}

#[test]
fn nothing_public_names_a_child_or_a_day_of_birth() {
    let secrets = secrets();
    assert!(secrets.len() > 1000, "{}", secrets.len());
    assert!(secrets.contains("X100119") && secrets.contains("27/06/2007") && secrets.contains("27 June 2007"));
    let assert_holds_none = |name: &str, text: &str| {
        let found: Vec<String> = tokens(text).into_iter().filter(|token| secrets.contains(token)).collect();
        assert!(found.is_empty(), "{name}: {found:?}");
    };
    for (name, bytes) in pdfs(&EXAMPLE.join("output/public")) {
        let read = pdf::read(&bytes);
        assert!(read.pages.concat().contains("Exampleshire Council"));
        assert_holds_none(&name, &read.pages.join("\n"));
        assert_holds_none(&name, &read.text());
        assert_holds_none(&name, &read.outline());
        assert_holds_none(&name, &read.about());
    }
    assert_holds_none("build.json", &fs::read_to_string(EXAMPLE.join("output/public/build.json")).unwrap());
    assert_holds_none("figures", &printed(&EXAMPLE, &["figures", "--json"]));
    // Findings name rows by file, row and column, never by child.
    assert_holds_none("check", &printed(&EXAMPLE, &["check", "--all"]));
}
