//! Folders as councils really leave them, and what `check` says of each; the workbook, the data and the pages beside it.
//!
//! `tests/checked/NAME/expected.txt` is what is printed, without what is said of every small folder: areas without an answer, gaps in
//! the cover report, and figures that print [x].

use super::{EXAMPLE, bare, copy, example, expect, printed, program, project};
use iro_report::finding::catalogue::Catalogue;
use serde_json::Value;
use std::fs;
use std::io::Read;
use std::path::Path;

/// Codes of what such a small folder cannot hold.
const OF_EVERY_SMALL_FOLDER: [&str; 3] = ["area-unanswered", "cover-report-gap", "order-incomplete"];

fn checked(folder: &Path, command: &[&str]) -> (i32, String) {
    let output = program(folder, command).output().unwrap();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

/// What is particular to the folder: parts of the text about other codes, lines about other things.
fn particular(said: &str) -> String {
    let of_all = |text: &str| OF_EVERY_SMALL_FOLDER.iter().any(|code| text.contains(code));
    let mut parts: Vec<String> = Vec::new();
    for part in said.trim_end().split("\n\n") {
        if of_all(part.lines().next().unwrap_or_default()) {
            continue;
        }
        let mut kept: Vec<&str> = Vec::new();
        let mut is_left_out = false;
        for line in part.lines() {
            if line.starts_with("- ") || !line.starts_with("  ") {
                is_left_out = line.contains("[x]")
                    || (of_all(line) && !line.contains('['))
                    || line.contains(" warning")
                    || line.contains("0 warnings");
            }
            if !is_left_out {
                kept.push(line);
            }
        }
        if kept.len() > usize::from(part.starts_with("What this does")) {
            parts.push(kept.join("\n"));
        }
    }
    parts.join("\n\n") + "\n"
}

macro_rules! checked {
    ($($test:ident: $name:literal $code:literal;)*) => {
        $(#[test] fn $test() {
            let case = project().join("tests/checked").join($name);
            let folder = tempfile::tempdir().unwrap();
            copy(&case, folder.path());
            let _ = fs::remove_file(folder.path().join("expected.txt"));
            let (code, said) = checked(folder.path(), &["check", "."]);
            assert_eq!(code, $code, "{said}");
            let longest = said.lines().filter(|line| !line.starts_with("    ")).map(|line| line.chars().count()).max();
            assert!(longest <= Some(80), "{said}");
            expect(&case.join("expected.txt"), &format!("$ iro-report check .\nexit {code}\n{}", particular(&said)));
        })*

        #[test]
        fn every_folder_has_its_test() {
            let mut folders: Vec<String> = fs::read_dir(project().join("tests/checked"))
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            folders.sort();
            let mut tested = vec![$($name),*];
            tested.sort();
            assert_eq!(folders, tested);
        }
    };
}

checked! {
    an_order_whose_ending_is_hidden: "hidden-ending" 1;
    a_damaged_table_is_not_missing_as_well: "unreadable-episodes" 1;
    empty_files_are_said_to_be_empty: "empty-files" 0;
    tables_without_headings: "no-headings" 1;
    tables_with_other_headings: "missing-columns" 1;
    dates_with_the_month_first: "month-first" 1;
    doubled_rows_and_old_exports: "doubled" 1;
    days_that_cannot_be: "impossible-dates" 0;
    an_accepted_code_that_there_is_not: "unknown-accepted" 1;
    an_accepted_finding_that_was_not_found: "accepted-unused" 0;
    semicolons_and_windows_letters: "other-separators" 0;
    a_folder_without_a_fault: "nothing-wrong" 0;
    bank_holidays_that_end_before_a_due_date: "bank-holidays-end" 0;
}

/// `check --json` in a folder.
fn data(folder: &Path) -> Value {
    let (_, said) = checked(folder, &["check", "--json", "."]);
    serde_json::from_str(&said).unwrap()
}

#[test]
fn findings_weigh_what_their_page_says() {
    let catalogue = Catalogue::built_in().unwrap();
    let cases = fs::read_dir(project().join("tests/checked")).unwrap().map(|entry| entry.unwrap().path());
    for folder in cases.chain([example()]) {
        for finding in data(&folder)["findings"].as_array().unwrap() {
            let code = finding["code"].as_str().unwrap();
            let page = catalogue.page(code).unwrap_or_else(|| panic!("{code} has no page"));
            let weighs = page.severity.iter().any(|severity| finding["severity"] == severity.to_string());
            assert!(weighs, "{code} in {} is {}", folder.display(), finding["severity"]);
        }
    }
}

#[test]
fn the_data_says_what_was_read_found_and_touched() {
    let data = data(&example());
    assert_eq!((&data["format"], &data["report"]["from"]), (&Value::from(1), &Value::from("2025-04-01")));
    let read = data["read"].as_array().unwrap();
    let episodes = read.iter().find(|read| read["file"] == "data/ssda903/2025-26/episodes.csv").unwrap();
    assert_eq!((&episodes["table"], &episodes["year"]), (&Value::from("Episodes"), &Value::from("2025-26")));
    assert!(episodes["rows"].as_u64().unwrap() > 100);
    let findings = data["findings"].as_array().unwrap().len() as u64;
    let counted: u64 = data["counts"].as_object().unwrap().values().map(|count| count.as_u64().unwrap()).sum();
    assert_eq!(counted, findings);
    let effects = data["effects"].as_array().unwrap();
    assert!(effects.iter().any(|effect| effect["kind"] == "left out" && effect["reason"] == "cannot be judged"));
    assert_eq!(data["verdict"]["can_be_made"], true);
    // Where the order cannot be read, the shape is the same.
    let folder = tempfile::tempdir().unwrap();
    let without = self::data(folder.path());
    assert_eq!((&without["report"], &without["verdict"]["errors"]), (&Value::Null, &Value::from(1)));
}

#[test]
fn one_family_can_be_shown_alone() {
    let said = printed(&example(), &["check", "--only", "participation-clashes-with-age"]);
    assert_eq!(said.matches("warning[participation-clashes-with-age]").count(), said.matches("warning[").count());
    assert!(said.contains("of this kind. What it means: iro-report explain participation-clashes-with-age"), "{said}");
    assert!(printed(&example(), &["check", "--only", "bad-date"]).contains("There is no finding `bad-date`"));
    let output = program(&example(), &["check", "--only", "bad-dat"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("Did you mean bad-date"));
}

/// All texts and numbers of a workbook.
fn workbook_texts(bytes: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name("xl/sharedStrings.xml").unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn the_workbook_names_the_children_and_nothing_else_does() {
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("report");
    for part in ["data", "narrative"] {
        copy(&example().join(part), &report.join(part));
    }
    fs::copy(example().join("report.yaml"), report.join("report.yaml")).unwrap();
    let make = |file: &str| program(folder.path(), &["check", "--workbook", file, "report"]).output().unwrap();
    let output = make("report/output/internal/problems.xlsx");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stderr).contains("Do not send or publish it"));
    let file = report.join("output/internal/problems.xlsx");
    let first = fs::read(&file).unwrap();
    let texts = workbook_texts(&first);

    // The child of a row that was found, read by hand from the file.
    let data = data(&report);
    let late =
        data["findings"].as_array().unwrap().iter().find(|finding| finding["code"] == "late-without-reason").unwrap();
    let row = late["place"]["row"].as_u64().unwrap() as usize;
    let table = fs::read_to_string(report.join(late["place"]["file"].as_str().unwrap())).unwrap();
    let child = table.lines().nth(row - 1).unwrap().split(',').next().unwrap().to_string();
    assert!(texts.contains(&format!(">{child}<")), "{child}");
    assert!(!String::from_utf8_lossy(&output.stdout).contains(&child));
    assert!(!data.to_string().contains(&child));

    // Made again it is the same, and replaces itself.
    assert_eq!(make("report/output/internal/problems.xlsx").status.code(), Some(0));
    assert_eq!(fs::read(&file).unwrap(), first);

    for (place, words) in [
        ("report/output/public/problems.xlsx", "is published"),
        ("report/data/problems.xlsx", "read as a part of the report"),
        ("problems.csv", "has to end in .xlsx"),
    ] {
        let output = make(place);
        assert_eq!(output.status.code(), Some(2), "{place}");
        assert!(String::from_utf8_lossy(&output.stderr).contains(words), "{place}");
        assert!(!folder.path().join(place).exists(), "{place}");
    }
    fs::write(folder.path().join("mine.xlsx"), "mine").unwrap();
    assert_eq!(make("mine.xlsx").status.code(), Some(2));
    assert_eq!(fs::read_to_string(folder.path().join("mine.xlsx")).unwrap(), "mine");
}

#[test]
fn a_code_is_explained_with_and_without_a_report() {
    let nowhere = tempfile::tempdir().unwrap();
    let page = printed(nowhere.path(), &["explain", "uneven-row"]);
    for head in ["What it is", "Why it matters", "How to fix it", "Example", "No report's folder was looked at"] {
        assert!(page.contains(head), "{page}");
    }
    let found = printed(&EXAMPLE, &["explain", "late-without-reason"]);
    assert!(found.contains("In this report: once.\n  data/ssda903/2025-26/reviews.csv, row "), "{found}");
    assert!(printed(&EXAMPLE, &["explain", "uneven-row"]).contains("In this report: not found."));
    // Codes have near names too, and a bare folder's own findings are told.
    let folder = bare(&[]);
    let output = program(folder.path(), &["explain", "uneven-rows"]).output().unwrap();
    assert!(String::from_utf8_lossy(&output.stderr).contains("Did you mean uneven-row"));
    assert!(printed(folder.path(), &["explain", "order-incomplete"]).contains("In this report: 2 times."));
}
