//! Folders with one fault each, and the words with which they are refused.
//!
//! `tests/refused/NAME/expected.txt` begins with the command, then the exit code, then what is printed. Warnings and notes that stand
//! beside an error are left out of it: they are about what such a small folder does not hold.

use super::{bare, copy, expect, printed, program, project};
use std::fs;
use std::path::Path;

fn said(output: &std::process::Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    format!("exit {}\n{}{}", output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

/// The findings that refuse: errors, or all there are where none of them is one.
fn fault(said: &str) -> String {
    let findings: Vec<&str> = said.split("\n\n").collect();
    let is_error = |finding: &str| finding.contains("error[");
    let is_lesser = |finding: &&str| finding.starts_with("warning[") || finding.starts_with("note[");
    let kept: Vec<&str> = findings
        .iter()
        .copied()
        .filter(|finding| !findings.iter().any(|one| is_error(one)) || !is_lesser(finding))
        .collect();
    kept.join("\n\n")
}

fn assert_refused(name: &str, command: &[&str]) {
    let case = project().join("tests/refused").join(name);
    assert!(case.is_dir(), "there is no folder tests/refused/{name}");
    let folder = tempfile::tempdir().unwrap();
    copy(&case, folder.path());
    let output = program(folder.path(), command).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(!folder.path().join("output").exists(), "something was written");
    expect(&case.join("expected.txt"), &format!("$ iro-report {}\n{}", command.join(" "), fault(&said(&output))));
}

macro_rules! refused {
    ($($test:ident: $name:literal $command:expr;)*) => {
        $(#[test] fn $test() { assert_refused($name, &$command); })*

        #[test]
        fn every_folder_has_its_test() {
            let mut folders: Vec<String> = fs::read_dir(project().join("tests/refused"))
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

refused! {
    a_folder_without_an_order: "missing-order" ["build", "."];
    a_misspelt_key: "misspelt-key" ["build"];
    a_misspelt_key_further_in: "misspelt-setting" ["build"];
    a_period_that_is_none: "bad-period" ["build"];
    a_file_that_is_no_text: "unreadable-csv" ["build"];
    a_return_without_a_column: "missing-column" ["build"];
    a_file_of_another_year_than_its_folder: "year-clash" ["build"];
    a_figure_that_there_is_not: "unknown-figure" ["build"];
    html_in_a_narrative: "raw-html" ["build"];
    a_narrative_for_no_section: "unknown-section" ["build"];
    a_condition_on_no_question: "unknown-question" ["build"];
    a_final_version_without_a_date: "undated-final" ["build", "--final"];
    a_final_version_with_a_contradiction: "contradiction-final" ["build", "--final"];
    a_final_version_with_gaps: "unanswered-final" ["build", "--final"];
    a_chart_that_there_is_not: "unknown-chart" ["build"];
    a_source_that_is_not_where_the_order_says: "missing-source" ["build"];
}

fn assert_wrong_use(folder: &Path, command: &[&str], words: &[&str]) {
    let output = program(folder, command).output().unwrap();
    let said = said(&output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(output.stdout.is_empty(), "{said}");
    for word in words {
        assert!(said.contains(word), "{word} in: {said}");
    }
}

#[test]
fn wrong_use_ends_with_2_and_says_what_there_is() {
    let folder = bare(&["2025-26"]);
    let folder = folder.path();
    assert_wrong_use(
        folder,
        &["explain", "reviews_held_on_tim"],
        &["`reviews_held_on_tim`", "Did you mean reviews_held_on_time"],
    );
    assert_wrong_use(folder, &["publish"], &["unrecognized subcommand 'publish'", "Usage"]);
    assert_wrong_use(folder, &[], &["Usage", "build", "check", "explain", "figures", "new", "roll-forward"]);
    assert_wrong_use(folder, &["build", "--edition", "secret"], &["'secret'", "public, restricted"]);
    assert_wrong_use(folder, &["build", "--only", "summary"], &["`summary`", "cover-report, annual-report"]);
    assert!(!folder.join("output").exists(), "something was written");
}

#[test]
fn what_is_asked_for_is_printed_alone_and_ends_with_0() {
    let folder = bare(&["2023-24", "2024-25", "2025-26"]);
    for command in
        [&["explain", "reviews_held_on_time"][..], &["figures", "--json"], &["check"], &["--help"], &["--version"]]
    {
        let output = program(folder.path(), command).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        assert!(!output.stdout.is_empty() && output.stderr.is_empty(), "{}", said(&output));
    }
}

#[test]
fn a_folder_is_found_from_within_it() {
    let folder = bare(&["2025-26"]);
    let within = folder.path().join("data/ssda903");
    assert_eq!(printed(&within, &["figures", "--json"]), printed(folder.path(), &["figures", "--json"]));
}

#[test]
fn a_new_folder_can_be_checked_at_once_and_is_never_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let made = printed(folder.path(), &["new", "my-report"]);
    assert!(made.lines().any(|line| line == "my-report/report.yaml"), "{made}");
    program(folder.path(), &["check", "my-report"]).assert().success();
    let order = folder.path().join("my-report/report.yaml");
    fs::write(&order, super::SMALLEST).unwrap();
    program(folder.path(), &["new", "my-report"]).assert().failure();
    assert_eq!(fs::read_to_string(&order).unwrap(), super::SMALLEST);
}
