//! Each check with folders that pass and folders that do not, worked out by hand.

use super::{all, check::Evidence, order};
use crate::config;
use crate::dataset;
use crate::finding::{Finding, catalogue::Catalogue};
use crate::measures::measure::Scope;
use crate::sources::{ReturnTable, Sources, csv};

/// The files of a report: `2026/reviews` is a table of the return, `disputes` one of the service's own.
fn found(order_lines: &str, files: &[(&str, &str)]) -> Vec<Finding> {
    let text = format!("format: 1\nauthority: Example Council\nperiod: 2025-26\n{order_lines}");
    let order = config::read(&text).unwrap();
    let mut sources = Sources { order: text, ..Sources::default() };
    for (name, rows) in files {
        let rows = rows.split_whitespace().collect::<Vec<_>>().join("\n");
        match name.split_once('/') {
            Some((year, table)) => {
                let file = format!("data/ssda903/{year}/{table}.csv");
                let table = csv::read(&file, rows.as_bytes()).0.unwrap();
                sources.hashes.insert(file, rows);
                sources.returns.push(ReturnTable { folder_year: year.parse().ok(), file_year: None, table });
            }
            None => {
                let file = format!("data/{name}.csv");
                let table = csv::read(&file, rows.as_bytes()).0.unwrap();
                sources.hashes.insert(file, rows);
                sources.tables.insert((*name).to_string(), table);
            }
        }
    }
    let (dataset, _) = dataset::build(&order, &sources).unwrap();
    let scope = Scope::new(&dataset, &order, order.period);
    let mut findings = all(&Evidence { order: &order, sources: &sources, dataset: &dataset, scope: &scope });
    findings.extend(order::accepted_known(&order, &sources, &Catalogue::built_in().unwrap()));
    findings
}

/// The rows of the findings of a code; 0 for a finding that is about no row.
fn rows(findings: &[Finding], code: &str) -> Vec<u64> {
    findings.iter().filter(|finding| finding.code == code).map(|finding| finding.place.row.unwrap_or(0)).collect()
}

const EPISODES: &str = "CHILD,DECOM,RNE,LS,CIN,PLACE,DEC,REC A,01/04/2025,S,C2,N1,U6,,";

#[test]
fn reviews_lie_after_birth_and_before_the_data_was_taken() {
    let reviews = "CHILD,DOB,REVIEW,REVIEW_CODE A,02/05/2025,01/05/2025,PN0 A,02/05/2025,02/05/2025,PN0 \
                   A,02/05/2025,29/05/2026,PN0 A,02/05/2025,30/05/2026,PN0";
    let findings = found("extracted_on: 2026-05-29\n", &[("2026/episodes", EPISODES), ("2026/reviews", reviews)]);
    assert_eq!(rows(&findings, "review-before-birth"), [2], "held on the day of birth is possible");
    assert_eq!(rows(&findings, "review-in-future"), [5], "held on the day the data was taken is possible");
    // One finding for the file, at the first: both May days of 2026 are after the year, and one of them is told already.
    assert_eq!(rows(&findings, "review-of-another-year"), [4]);
    let without = found("", &[("2026/episodes", EPISODES), ("2026/reviews", reviews)]);
    assert_eq!(rows(&without, "review-in-future"), [4, 5], "without the day, after the period");
}

#[test]
fn a_copied_file_is_told() {
    let other = "CHILD,DECOM,RNE,LS,CIN,PLACE,DEC,REC A,02/04/2025,S,C2,N1,U6,,";
    let copies = |files: &[(&str, &str)]| -> Vec<u64> { rows(&found("", files), "file-twice") };
    assert_eq!(copies(&[("2026/episodes", EPISODES), ("2026/old", other)]), [0; 0]);
    assert_eq!(copies(&[("2026/episodes", EPISODES), ("2026/old", EPISODES)]), [0]);
    // A row that did not change in a year is no copied file; ten are.
    assert_eq!(copies(&[("2026/episodes", EPISODES), ("2025/episodes", EPISODES)]), [0; 0]);
    let ten: String = (0..10).map(|child| format!(" A{child},01/04/2024,S,C2,N1,U6,,")).collect();
    let ten = format!("CHILD,DECOM,RNE,LS,CIN,PLACE,DEC,REC{ten}");
    assert_eq!(copies(&[("2026/episodes", &ten), ("2025/episodes", &ten)]), [0]);
}

#[test]
fn doubled_children_and_empty_tables_are_told() {
    let header = "CHILD,SEX,DOB,ETHNIC A,M,01/01/2015,WBRI B,M,01/01/2015,WBRI A,M,01/01/2015,WBRI A,F,01/01/2015,WBRI";
    let findings = found(
        "",
        &[("2026/header", header), ("2026/episodes", EPISODES), ("disputes", "raised_on,themes,resolved_on")],
    );
    assert_eq!(rows(&findings, "duplicate-row"), [4], "the row that differs is no double");
    assert_eq!(rows(&findings, "no-rows"), [0]);
}

#[test]
fn officers_of_every_log_are_on_the_list() {
    let officers = "officer,role,fte,started_on,sex,ethnic_group IRO-1,IRO,1,01/04/2020,F,White";
    let disputes = "raised_on,themes,resolved_on,officer 01/05/2025,Delay,,iro-1 02/05/2025,Delay,,X 03/05/2025,Delay,,x 04/05/2025,Delay,,";
    let reviews = "child,held_on,late_reason,who A,01/05/2025,,Y";
    let files = [("officers", officers), ("disputes", disputes), ("reviews", reviews)];
    assert_eq!(rows(&found("", &files), "officer-not-on-list"), [3], "once for each officer, at the first row");
    let mapped = found("sources: {reviews: {columns: {officer: who}}}\n", &files);
    assert_eq!(rows(&mapped, "officer-not-on-list"), [2, 3]);
    assert!(mapped.iter().all(|finding| !finding.what.contains('X')), "codes may be names");
    assert!(rows(&found("", &files[1..]), "officer-not-on-list").is_empty(), "no list, no doubt");
}

#[test]
fn days_of_logs_are_not_ahead() {
    let disputes = "raised_on,themes,resolved_on 29/05/2026,Delay,30/05/2026 01/01/1990,Delay,01/01/2062";
    let with = |order: &str| rows(&found(order, &[("disputes", disputes)]), "date-in-future");
    assert_eq!(with("extracted_on: 2026-05-29\n"), [2], "2062 is absurd, and told as such");
    assert_eq!(with("dated: 2026-05-28\n"), [2, 2]);
    assert!(with("").is_empty(), "a year after the period is far enough");
    let renamed = disputes.replace("raised_on", "Logged");
    let mapped =
        found("dated: 2026-05-28\nsources: {disputes: {columns: {raised_on: Logged}}}\n", &[("disputes", &renamed)]);
    assert_eq!(rows(&mapped, "date-in-future"), [2, 2]);
}

#[test]
fn bank_holidays_matter_only_where_a_due_date_is_counted_without_them() {
    let of = |start: &str, review: &str| {
        let episodes = format!("CHILD,DECOM,RNE,LS,CIN,PLACE,DEC,REC A,{start},S,C2,N1,U6,,");
        let reviews = format!("CHILD,DOB,REVIEW,REVIEW_CODE A,,{review},PN1");
        let order = "format: 1\nauthority: A\nperiod: 2028-29\n";
        let order = config::read(order).unwrap();
        let mut sources = Sources::default();
        for (name, text) in [("episodes", episodes), ("reviews", reviews)] {
            let table = csv::read(&format!("{name}.csv"), text.replace(' ', "\n").as_bytes()).0.unwrap();
            sources.returns.push(ReturnTable { folder_year: Some(2029), file_year: None, table });
        }
        let (dataset, _) = dataset::build(&order, &sources).unwrap();
        let scope = Scope::new(&dataset, &order, order.period);
        super::bank_holidays::known(&Evidence { order: &order, sources: &sources, dataset: &dataset, scope: &scope })
            .len()
    };
    // The list ends with 2028. From 10 December the 20 working days reach into January 2029, from 10 October they do not.
    assert_eq!(of("10/12/2028", "05/01/2029"), 1);
    assert_eq!(of("10/10/2028", "30/10/2028"), 0);
}

#[test]
fn the_dates_of_the_order_follow_one_another() {
    let with = |order: &str| rows(&found(order, &[]), "dates-out-of-order");
    assert!(with("dated: 2026-06-15\nextracted_on: 2026-05-29\ncommittee: {meeting_date: 2026-06-15}\n").is_empty());
    assert!(with("dated: 2026-03-31\nextracted_on: 2026-03-31\n").is_empty());
    assert_eq!(with("dated: 2026-06-15\nextracted_on: 2025-05-29\n"), [5]);
    assert_eq!(with("dated: 2026-06-15\ncommittee:\n  meeting_date: 2026-06-14\n"), [6]);
}

#[test]
fn names_fit_on_a_line_and_on_a_page() {
    let with = |name: &str| rows(&found(&format!("committee: {{name: {name}}}\n"), &[]), "name-too-long").len();
    assert_eq!(with("Corporate Parenting Board"), 0);
    assert_eq!(with(&"word ".repeat(17)), 1, "84 letters");
    assert_eq!((with(&"w".repeat(40)), with(&"w".repeat(41))), (0, 1));
}

#[test]
fn accepted_codes_are_known() {
    let accepted = |code: &str| found(&format!("accepted:\n  - {{code: {code}, reason: seen}}\n"), &[]);
    assert!(rows(&accepted("late-without-reason"), "unknown-code").is_empty());
    let findings = accepted("late-without-reasons");
    assert_eq!(rows(&findings, "unknown-code"), [5]);
    let finding = findings.iter().find(|finding| finding.code == "unknown-code").unwrap();
    assert_eq!(finding.near.first().map(String::as_str), Some("late-without-reason"));
}
