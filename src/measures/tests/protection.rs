//! Numbers counted from rows and then protected: what figures and tables give away together.

use super::{Files, files};
use crate::disclosure::{Edition, Number, Outcome, Published, protect};
use crate::measures::measure::Scope;

fn published(files: &Files) -> Published {
    let order = files.order();
    let (dataset, _) = crate::dataset::build(&order, &files.sources).unwrap();
    let scope = Scope::new(&dataset, &order, order.period);
    protect(&crate::measures::compute(&scope), Edition::Public, &order.settings)
}

/// So many children with one review each, on the day given; care began on 2 June, so that it was due on 30 June.
fn reviewed(groups: &[(&str, usize, &str)]) -> Files {
    let (mut episodes, mut reviews, mut header) = (Vec::new(), Vec::new(), Vec::new());
    for (held_on, count, code) in groups {
        for _ in 0..*count {
            let child = format!("c{}", episodes.len());
            episodes.push(format!("{child},02/06/2025,S,C2,U6,,"));
            reviews.push(format!("{child},{held_on},{code}"));
            header.push(format!("{child},M,01/01/{},WBRI", if *code == "PN0" { 2025 } else { 2012 }));
        }
    }
    files().episodes(2026, &episodes.join(" ")).reviews(2026, &reviews.join(" ")).header(2026, &header.join(" "))
}

fn is_hidden(published: &Published, id: &str) -> bool {
    published.figure(id).unwrap().outcome == Outcome::Hidden
}

/// Numerator and denominator, where both are published.
fn counts(published: &Published, id: &str) -> Option<(u64, u64)> {
    match published.figure(id).unwrap().outcome {
        Outcome::Shown(Number::Share { numerator, denominator }) => Some((numerator, denominator)),
        _ => None,
    }
}

#[test]
fn late_reviews_of_a_reason_each_are_not_given_away_by_those_on_time() {
    let late = reviewed(&[("30/06/2025", 95, "PN1"), ("01/07/2025", 5, "PN1")]);
    let log = |reasons: [&str; 5]| {
        let rows = reasons.iter().enumerate().map(|(at, reason)| format!("c{},01/07/2025,{reason}\n", 95 + at));
        published(&late.clone().table("reviews", &format!("child,held_on,late_reason\n{}", rows.collect::<String>())))
    };
    // Five reasons with one each: whoever knows that five were late knows them all.
    let published = log(["a", "b", "c", "d", "e"]);
    for id in ["reviews_held_late", "reviews_held_on_time"] {
        assert!(is_hidden(&published, id), "{id}");
    }
    // One reason for all five: nothing to hide.
    let published = log(["a"; 5]);
    assert_eq!(counts(&published, "reviews_held_on_time"), Some((95, 100)));
}

/// The published counts of the split by code.
fn codes(published: &Published) -> Vec<(String, Option<u64>)> {
    let rows = &published.table("participation_by_code").unwrap().rows;
    rows.iter()
        .map(|row| {
            let count = match row.cells[0] {
                Outcome::Shown(Number::Count(count)) => Some(count),
                _ => None,
            };
            (row.key.clone(), count)
        })
        .collect()
}

/// No group of codes whose sum the figures give holds exactly one that is hidden.
fn nothing_follows(published: &Published) {
    let codes = codes(published);
    let hidden =
        |keys: &[&str]| codes.iter().filter(|(key, count)| keys.contains(&key.as_str()) && count.is_none()).count();
    let groups: [(&str, [&[&str]; 3]); 2] = [
        (
            "children_attending_reviews",
            [&["PN1", "PN2", "PN3", "PN4"], &["PN5", "PN6", "PN7", "not recorded"], &["PN0"]],
        ),
        (
            "children_giving_views_at_reviews",
            [&["PN1", "PN2", "PN3", "PN5", "PN6"], &["PN4", "PN7", "not recorded"], &["PN0"]],
        ),
    ];
    for (id, groups) in groups {
        if counts(published, id).is_some() {
            for group in groups {
                assert_ne!(hidden(group), 1, "{id} gives one of {group:?} away: {codes:?}");
            }
        }
    }
}

#[test]
fn rates_of_taking_part_do_not_give_a_code_away() {
    let day = "30/06/2025";
    for of in [
        // PN1, PN2, PN3, PN4, PN5, PN6, PN7, PN0
        [60, 20, 3, 9, 30, 10, 12, 40],
        [60, 20, 30, 3, 30, 10, 12, 8],
        [60, 20, 30, 13, 30, 10, 12, 3],
        [60, 20, 30, 13, 30, 10, 2, 7],
        [60, 20, 30, 13, 2, 10, 12, 70],
        [60, 0, 0, 0, 0, 0, 3, 70],
    ] {
        let names = ["PN1", "PN2", "PN3", "PN4", "PN5", "PN6", "PN7", "PN0"];
        let groups: Vec<(&str, usize, &str)> = names.iter().zip(of).map(|(code, count)| (day, count, *code)).collect();
        nothing_follows(&published(&reviewed(&groups)));
    }
    // Where nothing is small nothing is hidden.
    let groups: Vec<(&str, usize, &str)> =
        ["PN1", "PN4", "PN5", "PN7", "PN0"].iter().map(|code| (day, 20, *code)).collect();
    let published = published(&reviewed(&groups));
    assert_eq!(counts(&published, "children_attending_reviews"), Some((40, 80)));
    assert_eq!(counts(&published, "children_giving_views_at_reviews"), Some((40, 80)));
}

#[test]
fn disputes_of_a_stage_each_are_not_given_away_by_their_number() {
    let rows = |stages: [&str; 5]| {
        let rows: String = stages.iter().map(|stage| format!("02/06/2025,{stage},Upheld,03/06/2025,Drift\n")).collect();
        published(&files().table("disputes", &format!("raised_on,stage,outcome,resolved_on,themes\n{rows}")))
    };
    let scattered = rows(["a", "b", "c", "d", "e"]);
    assert!(is_hidden(&scattered, "disputes_raised"));
    for id in ["disputes_by_stage", "disputes_by_outcome"] {
        assert_eq!(scattered.table(id).unwrap().cell("total", "disputes"), Some(&Outcome::Hidden), "{id}");
    }
    assert!(!is_hidden(&rows(["a"; 5]), "disputes_raised"));
}

#[test]
fn a_question_with_a_figure_and_a_table_of_one_id_is_listed_once() {
    let published = published(
        &files()
            .table("feedback", "Heard\nYes\nNo\n")
            .questions("feedback", "questions:\n  heard: {text: Heard?, column: Heard, positive: [Yes]}\n"),
    );
    let count = |ids: Vec<&str>| ids.into_iter().filter(|id| *id == "feedback.heard").count();
    assert_eq!(count(published.figures().map(|figure| figure.id.as_str()).collect()), 1);
    assert_eq!(count(published.tables().map(|table| table.id.as_str()).collect()), 1);
}
