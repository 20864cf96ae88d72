//! Splits that the order publishes, counted by hand, and protected with everything else.

use super::{Files, files};
use crate::disclosure::{Edition, Number, Outcome, Published};
use crate::finding::Severity;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Children in care at the end: placement and sex of each.
fn children(of: &[(&str, &str)]) -> Files {
    let episodes: Vec<String> =
        of.iter().enumerate().map(|(at, (place, _))| format!("{at},01/05/2025,S,C2,{place},,")).collect();
    let headers: Vec<String> =
        of.iter().enumerate().map(|(at, (_, sex))| format!("{at},{sex},01/01/2013,WBRI")).collect();
    files().episodes(2026, &episodes.join(" ")).header(2026, &headers.join(" "))
}

#[test]
fn a_count_is_split_by_two_with_the_tables_by_one_beside_it() {
    let counted = children(&[("U1", "M"), ("U1", "F"), ("K2", "F"), ("K2", "9"), ("", "M")])
        .publish("children_looked_after by placement and sex")
        .asked();
    assert_eq!(counted.finding_codes(), Vec::<&str>::new());
    let cell = |row, column| counted.cell("children_by_placement_and_sex", row, column);
    assert_eq!(
        (cell("foster_relative", "M"), cell("foster_relative", "F"), cell("foster_relative", "total")),
        (1, 1, 2)
    );
    assert_eq!((cell("childrens_home", "F"), cell("childrens_home", "unknown")), (1, 1));
    assert_eq!((cell("unknown", "M"), cell("total", "M"), cell("total", "total")), (1, 2, 5));
    // The same keys as in the tables by one, all of them, zeros too.
    let keys = |id: &str| counted.table(id).rows.iter().map(|row| row.key.clone()).collect::<Vec<_>>();
    assert_eq!(keys("children_by_placement_and_sex"), keys("children_by_placement"));
    let columns: Vec<String> =
        counted.table("children_by_placement_and_sex").columns.iter().map(|column| column.key.clone()).collect();
    assert_eq!(columns, keys("children_by_sex"));
}

#[test]
fn a_share_is_split_by_one_with_those_outside_its_base() {
    // Two reviewed in time; one in care for ten days only; one never reviewed.
    let counted = files()
        .episodes(2026, "1,01/05/2025,S,C2,U1,, 2,01/05/2025,S,C2,K2,, 3,21/03/2026,S,C2,K2,, 4,01/05/2025,S,C2,K2,,")
        .reviews(2026, "1,20/05/2025,PN1 1,20/08/2025,PN1 1,20/02/2026,PN1 2,20/05/2025,PN1")
        .publish("children_never_reviewed by placement")
        .publish("reviews_held_on_time by placement")
        .asked();
    assert_eq!(counted.finding_codes(), Vec::<&str>::new());
    let cell = |column| counted.cell("children_never_reviewed_by_placement", "childrens_home", column);
    assert_eq!((cell("counted"), cell("other"), cell("outside"), cell("all")), (1, 1, 1, 3));
    let cell = |row| counted.cell("reviews_held_on_time_by_placement", row, "counted");
    assert_eq!((cell("foster_relative"), cell("childrens_home"), cell("total")), (3, 1, 4));
}

#[test]
fn questions_and_disputes_are_split_by_a_column_of_their_files() {
    let counted = files()
        .table("audit", "Area,Team,Held\nEast,A,Yes\nEast,B,No\nWest,A,Yes\nWest,,\n")
        .questions("audit", "split_by: [area]\nquestions:\n  held: {text: Held?, column: Held, positive: [Yes]}\n")
        .table(
            "disputes",
            "dispute,kind,raised_on,stage,outcome,resolved_on\n1,formal,01/05/2025,one,agreed,02/05/2025\n2,formal,01/05/2025,two,,\n3,informal,01/05/2025,,,\n",
        )
        .publish("audit.held by team")
        .publish("audit.held by area")
        .publish("disputes_raised by stage and outcome")
        .asked();
    // The second is there without being asked for.
    assert_eq!(counted.finding_codes(), ["already-published"]);
    assert_eq!(counted.findings[0].severity, Severity::Note);
    assert_eq!(counted.rows("audit.held_by_team"), [("A", 2), ("total", 2)]);
    assert_eq!(counted.cell("audit.held_by_team", "unknown", "asked"), 1);
    let cell = |row, column| counted.cell("disputes_by_stage_and_outcome", row, column);
    assert_eq!((cell("one", "agreed"), cell("two", "open"), cell("total", "total")), (1, 1, 2));
}

#[test]
fn what_cannot_be_split_is_said_with_its_line_and_what_can() {
    let refused = |split: &'static str| {
        let counted = children(&[("U1", "M")]).reviews(2026, "0,20/05/2025,PN1").publish(split).asked();
        assert_eq!(counted.findings.len(), 1, "{split}: {:?}", counted.findings);
        let finding = counted.findings.into_iter().next().unwrap();
        assert_eq!((finding.severity, finding.place.row), (Severity::Error, Some(5)));
        let caret = finding.snippet.unwrap().lines().last().unwrap().len() - 1;
        (finding.code, caret, finding.near)
    };
    // The words begin after four signs.
    let near = |name: &str| vec![name.to_string()];
    assert_eq!(refused("children_lookedafter by age").0, "unknown-figure");
    assert_eq!(refused("children_lookedafter by age").2[0], "children_looked_after");
    assert_eq!(refused("children_looked_after by agee"), ("unknown-column", 29, near("age")));
    assert_eq!(refused("children_never_reviewed by age and sex").0, "split-not-possible");
    assert_eq!(refused("days_late by age").0, "split-not-possible");
    assert_eq!(refused("reviews_held_late by age").0, "split-not-possible");
    assert_eq!(refused("children_looked_after").0, "split-not-possible");
    assert_eq!(refused("children_looked_after by in_care_since").0, "split-not-possible");
}

/// What a reader can work out of all tables together: for every cell the least and the most it can be, found by passing known sums on
/// until nothing changes.
fn ranges(
    published: &Published,
    tables: &[&str],
    links: &[[(&str, &str, &str); 2]],
) -> BTreeMap<(String, String, String), (u64, u64)> {
    const MOST: u64 = 10_000;
    let mut range: BTreeMap<(String, String, String), (u64, u64)> = BTreeMap::new();
    type At = (String, String, String);
    let mut sums: Vec<(Vec<At>, At)> = Vec::new();
    for id in tables {
        let table = published.table(id).unwrap();
        let columns: Vec<&str> =
            table.columns.iter().filter(|column| !column.is_percent).map(|column| column.key.as_str()).collect();
        let key = |row: &str, column: &str| (id.to_string(), row.to_string(), column.to_string());
        for row in &table.rows {
            for column in &columns {
                let known = match table.cell(&row.key, column) {
                    Some(Outcome::Shown(Number::Count(count))) => (*count, *count),
                    // Zeros show, so what is hidden is at least 1 unless a zero was hidden with it; nobody can rely on that.
                    _ => (0, MOST),
                };
                range.insert(key(&row.key, column), known);
            }
            if columns.len() > 1 {
                let (total, parts) = columns.split_last().unwrap();
                sums.push((parts.iter().map(|column| key(&row.key, column)).collect(), key(&row.key, total)));
            }
        }
        for column in &columns {
            let parts = table.rows.iter().filter(|row| !row.total).map(|row| key(&row.key, column)).collect();
            sums.push((parts, key("total", column)));
        }
    }
    for [(table, row, column), (other, other_row, other_column)] in links {
        let key = |table: &str, row: &str, column: &str| (table.to_string(), row.to_string(), column.to_string());
        sums.push((vec![key(table, row, column)], key(other, other_row, other_column)));
    }
    loop {
        let before = range.clone();
        for (parts, total) in &sums {
            let (least, most) = parts.iter().fold((0, 0), |sum, part| (sum.0 + range[part].0, sum.1 + range[part].1));
            let of_total = range[total];
            range.insert(total.clone(), (of_total.0.max(least), of_total.1.min(most)));
            let of_total = range[total];
            for part in parts {
                let (own_least, own_most) = range[part];
                let others = (least - own_least, most - own_most);
                let narrowed =
                    (own_least.max(of_total.0.saturating_sub(others.1)), own_most.min(of_total.1 - others.0));
                range.insert(part.clone(), narrowed);
                if narrowed != (own_least, own_most) {
                    break;
                }
            }
        }
        if range == before {
            return range;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_hidden_child_follows_from_splits_that_share_a_side(
        of in prop::collection::vec((0..5usize, 0..3usize, 0..3usize), 20..120)
    ) {
        let places = ["U1", "U6", "K2", "P1", "R1"];
        let (sexes, groups) = (["M", "F", "9"], ["WBRI", "BAFR", "QQQQ"]);
        let episodes: Vec<String> =
            of.iter().enumerate().map(|(at, (place, ..))| format!("{at},01/05/2025,S,C2,{},,", places[*place])).collect();
        let headers: Vec<String> = of
            .iter()
            .enumerate()
            .map(|(at, (_, sex, group))| format!("{at},{},01/01/2013,{}", sexes[*sex], groups[*group]))
            .collect();
        let files = files()
            .setting("tiny_cohort: 0")
            .episodes(2026, &episodes.join(" "))
            .header(2026, &headers.join(" "))
            .publish("children_looked_after by placement and sex")
            .publish("children_looked_after by placement and ethnic_group")
            .measures("  girls: {label: Girls, of: children, only_if: {sex: [F]}, by: placement}\n");
        let (published, counted) = (files.published(Edition::Public), files.asked());
        let tables = ["children_by_placement", "children_by_sex", "children_by_placement_and_sex", "children_by_placement_and_ethnic_group", "custom.girls_by_placement"];
        let shown: Vec<&str> = tables.into_iter().filter(|id| published.table(id).unwrap().missing.is_none()).collect();
        let rows: Vec<String> = counted.table("children_by_placement").rows.iter().map(|row| row.key.clone()).collect();
        let mut links = Vec::new();
        for row in &rows {
            for (table, column) in [("children_by_placement_and_sex", "total"), ("children_by_placement_and_ethnic_group", "total"), ("custom.girls_by_placement", "all")] {
                if shown.contains(&table) {
                    links.push([(table, row.as_str(), column), ("children_by_placement", row.as_str(), "children")]);
                }
            }
        }
        for ((table, row, column), (least, most)) in ranges(&published, &shown, &links) {
            let count = counted.cell(&table, &row, &column);
            prop_assert!(least <= count && count <= most);
            let is_hidden = published.table(&table).unwrap().cell(&row, &column) == Some(&Outcome::Hidden);
            prop_assert!(!is_hidden || least < most, "{table} {row} {column} is {count} and follows");
        }
    }
}
