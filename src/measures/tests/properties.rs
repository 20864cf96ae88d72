//! What holds for any rows: their order says nothing, parts add up, rates lie between 0 and 1, and who is outside is outside.

use super::{Counted, Files, files};
use crate::measures::measure::{Content, Value};
use proptest::prelude::*;
use std::fmt::Write;

/// The rows of one table of the return, or of the service, as texts.
type Rows = Vec<String>;

/// Every file of a report: rows that may be put in any order.
#[derive(Debug, Clone)]
struct Report {
    /// Episodes and Reviews of 2024-25 and 2025-26.
    episodes: [Rows; 2],
    reviews: [Rows; 2],
    header: Rows,
    uasc: Rows,
    log: Rows,
    officers: Rows,
    posts: Rows,
    allocations: Rows,
    disputes: Rows,
    audit: Rows,
}

impl Report {
    fn all(&mut self) -> [&mut Rows; 12] {
        let ([earlier, later], [before, since]) = (&mut self.episodes, &mut self.reviews);
        [
            earlier,
            later,
            before,
            since,
            &mut self.header,
            &mut self.uasc,
            &mut self.log,
            &mut self.officers,
            &mut self.posts,
            &mut self.allocations,
            &mut self.disputes,
            &mut self.audit,
        ]
    }

    fn files(&self) -> Files {
        let table = |headings: &str, rows: &Rows| format!("{headings}\n{}\n", rows.join("\n"));
        files()
            .episodes(2025, &self.episodes[0].join(" "))
            .episodes(2026, &self.episodes[1].join(" "))
            .reviews(2025, &self.reviews[0].join(" "))
            .reviews(2026, &self.reviews[1].join(" "))
            .header(2026, &self.header.join(" "))
            .uasc(2026, &self.uasc.join(" "))
            .setting("population_0_17: 12000")
            .table("reviews", &table("child,held_on,record_completed_on,late_reason,mother", &self.log))
            .table(
                "officers",
                &table("officer,role,fte,reviewing_share,started_on,left_on,sex,ethnic_group", &self.officers),
            )
            .table("posts", &table("role,established_fte", &self.posts))
            .table("allocations", &table("child,officer,from,to", &self.allocations))
            .table(
                "disputes",
                &table("dispute,kind,raised_on,officer,themes,stage,outcome,resolved_on,cafcass", &self.disputes),
            )
            .table("audit", &table("Area,Held,Days,Themes", &self.audit))
            .questions(
                "audit",
                "split_by: [area]\nquestions:\n  held: {text: Held?, column: Held, positive: [Yes]}\n  \
                 days: {text: Days?, column: Days, kind: number}\n  \
                 themes: {text: Themes?, column: Themes, kind: several, only_if: {held: [Yes]}}\n  \
                 other: {text: Other?, column: Held}\n",
            )
    }

    fn counted(&self) -> Counted {
        self.files().counted()
    }
}

/// A day of a year: day and month as written. Never a day that a month lacks.
fn day(year: i32) -> impl Strategy<Value = String> {
    (1..29u8, 1..13u8).prop_map(move |(day, month)| {
        let year = if month < 4 { year } else { year - 1 };
        format!("{day:02}/{month:02}/{year}")
    })
}

fn one_of(words: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    prop::sample::select(words)
}

fn rows<S: Strategy<Value = String>>(row: S, most: usize) -> impl Strategy<Value = Rows> {
    prop::collection::vec(row, 0..most)
}

const CHILD: std::ops::Range<u32> = 0..12;

/// Two rows of one child in one file never begin on one day, and no two reviews of a child are on one day in one file: there the order
/// of the file decides, by the rules.
fn distinct(rows: Rows) -> Rows {
    let mut seen = std::collections::BTreeSet::new();
    rows.into_iter().filter(|row| seen.insert(row.split(',').take(2).map(str::to_string).collect::<Vec<_>>())).collect()
}

/// One row a child.
fn one_each(rows: Rows) -> Rows {
    let mut seen = std::collections::BTreeSet::new();
    rows.into_iter().filter(|row| seen.insert(row.split(',').next().unwrap_or_default().to_string())).collect()
}

fn episodes(year: i32) -> impl Strategy<Value = Rows> {
    let row = (
        CHILD,
        day(year),
        one_of(&["S", "S", "S", "L", "P", "T", "U", "B", ""]),
        one_of(&["C1", "C2", "C2", "V2", "E1", "J1", "L2", "V3", "ZZ"]),
        one_of(&["U1", "U4", "U6", "A4", "K1", "K2", "T1", "H5", "P1", ""]),
        prop::option::of(day(year)),
        one_of(&["E8", "X1", ""]),
    )
        .prop_map(|(child, start, reason, status, placement, end, ended)| {
            format!("{child},{start},{reason},{status},{placement},{},{ended}", end.unwrap_or_default())
        });
    rows(row, 25).prop_map(distinct)
}

fn reviews(year: i32) -> impl Strategy<Value = Rows> {
    let codes = one_of(&["PN0", "PN1", "PN2", "PN3", "PN4", "PN5", "PN6", "PN7", "", "QQ"]);
    rows((CHILD, day(year), codes).prop_map(|(child, day, code)| format!("{child},{day},{code}")), 40)
        .prop_map(distinct)
}

fn report() -> impl Strategy<Value = Report> {
    let header = (
        CHILD,
        one_of(&["M", "F", "1", "2", "U", ""]),
        2008..2026i32,
        one_of(&["WBRI", "MWBC", "AIND", "BCRB", "OOTH", "REFU", ""]),
    )
        .prop_map(|(child, sex, year, ethnic)| format!("{child},{sex},15/07/{year},{ethnic}"));
    let uasc =
        (CHILD, prop::option::of(day(2026))).prop_map(|(child, end)| format!("{child},{}", end.unwrap_or_default()));
    let log = (
        CHILD,
        day(2026),
        prop::option::of(day(2026)),
        one_of(&["", "Papers", "papers", "Ill"]),
        one_of(&["attended", "consulted", "", "not applicable"]),
    )
        .prop_map(|(child, day, done, reason, mother)| {
            format!("{child},{day},{},{reason},{mother}", done.unwrap_or_default())
        });
    let officer = (
        0..99u32,
        one_of(&["IRO", "iro", "Manager"]),
        one_of(&["1", "0.6", ""]),
        one_of(&["1", "0.5", ""]),
        day(2025),
        prop::option::of(day(2026)),
        one_of(&["M", "F", ""]),
        one_of(&["White", "Asian", ""]),
    )
        .prop_map(|(code, role, fte, share, from, to, sex, ethnic)| {
            format!("o{code},{role},{fte},{share},{from},{},{sex},{ethnic}", to.unwrap_or_default())
        });
    let post = (one_of(&["IRO", "Iro", "Manager", "Clerk"]), one_of(&["1", "2.5"]))
        .prop_map(|(role, fte)| format!("{role},{fte}"));
    let allocation = (CHILD, 0..3u32, day(2026), prop::option::of(day(2026)))
        .prop_map(|(child, officer, from, to)| format!("{child},o{officer},{from},{}", to.unwrap_or_default()));
    let dispute = (
        0..999u32,
        one_of(&["formal", "formal", "informal", ""]),
        day(2026),
        0..4u32,
        one_of(&["Drift", "drift;Plan", "Plan", ""]),
        one_of(&["Stage 1", "stage 1", "2", ""]),
        one_of(&["Upheld", "upheld", "Not upheld", ""]),
        prop::option::of(day(2026)),
        one_of(&["yes", "no", ""]),
    )
        .prop_map(|(number, kind, raised, officer, themes, stage, outcome, resolved, cafcass)| {
            let resolved = resolved.unwrap_or_default();
            format!("{number},{kind},{raised},o{officer},{themes},{stage},{outcome},{resolved},{cafcass}")
        });
    let sheet = (
        one_of(&["East", "east", "West", ""]),
        one_of(&["Yes", "yes", "No", ""]),
        one_of(&["1", "3", "8", ""]),
        one_of(&["a", "b;a", "A;c", ""]),
    )
        .prop_map(|(area, held, days, themes)| format!("{area},{held},{days},{themes}"))
        // A wholly blank row is no sheet.
        .prop_filter("blank", |row| row != ",,,");
    (
        (episodes(2025), episodes(2026), reviews(2025), reviews(2026)),
        (rows(header, 15).prop_map(one_each), rows(uasc, 6).prop_map(one_each), rows(log, 20).prop_map(distinct)),
        (rows(officer, 8).prop_map(one_each), rows(post, 5), rows(allocation, 15)),
        (rows(dispute, 15).prop_map(one_each), rows(sheet, 15)),
    )
        .prop_map(|(of_children, facts, service, rest)| Report {
            episodes: [of_children.0, of_children.1],
            reviews: [of_children.2, of_children.3],
            header: facts.0,
            uasc: facts.1,
            log: facts.2,
            officers: service.0,
            posts: service.1,
            allocations: service.2,
            disputes: rest.0,
            audit: rest.1,
        })
}

/// Everything that was counted, as text.
fn everything(counted: &Counted) -> String {
    let mut text = String::new();
    for figure in counted.figures.values() {
        writeln!(text, "{} {:?} {:?} {:?}", figure.id, figure.value, figure.left_out, figure.range).unwrap();
    }
    for table in counted.tables.values() {
        writeln!(text, "{} {:?} {:?}", table.id, table.not_available, table.left_out).unwrap();
        for row in &table.rows {
            writeln!(text, "  {} {} {:?}", row.key, row.label, row.cells).unwrap();
        }
    }
    text
}

fn adds_up(counted: &Counted) -> Result<(), TestCaseError> {
    for figure in counted.figures.values() {
        if let Value::Share { numerator, denominator } = figure.value {
            prop_assert!(numerator <= denominator, "{} is {numerator} of {denominator}", figure.id);
        }
        if let (Value::Median { median, of }, Some((least, most))) = (&figure.value, figure.range) {
            prop_assert!(*of > 0 && least <= *median && *median <= most, "{}", figure.id);
        }
    }
    for table in counted.tables.values() {
        let count = |row: usize, column: usize| match table.rows[row].cells[column] {
            super::Cell::Count(count) => count,
            _ => 0,
        };
        let columns: Vec<usize> =
            (0..table.columns.len()).filter(|at| table.columns[*at].content == Content::Count).collect();
        if let Some(total) = table.rows.iter().position(|row| row.total).filter(|_| table.adds_down) {
            for &column in &columns {
                let parts: u64 = (0..table.rows.len()).filter(|row| *row != total).map(|row| count(row, column)).sum();
                prop_assert_eq!(parts, count(total, column), "{} adds down", table.id);
            }
        }
        if let Some(total) = table.total_column {
            for row in 0..table.rows.len() {
                let parts: u64 = columns.iter().filter(|at| **at != total).map(|at| count(row, *at)).sum();
                prop_assert_eq!(parts, count(row, total), "{} adds across", table.id);
            }
        }
        let mut keys: Vec<&str> = table.rows.iter().map(|row| row.key.as_str()).collect();
        keys.sort_unstable();
        keys.dedup();
        prop_assert_eq!(keys.len(), table.rows.len(), "the keys of {} are distinct", table.id);
    }
    // The tables of one whole agree with its figure.
    let total = |id: &str, column: &str| counted.cell(id, "total", column);
    let children = counted.count("children_looked_after");
    for id in [
        "children_by_age",
        "children_by_sex",
        "children_by_ethnic_group",
        "children_by_legal_status",
        "children_by_placement",
        "children_by_need",
    ] {
        prop_assert_eq!(total(id, "children"), children, "{}", id);
    }
    prop_assert_eq!(total("children_by_age_and_sex", "total"), children);
    prop_assert_eq!(total("children_starting_by_age", "children"), counted.count("children_starting"));
    prop_assert!(children <= counted.count("children_looked_after_during_period"));
    let held = counted.count("reviews_held");
    prop_assert_eq!(total("reviews_by_order", "reviews"), held);
    prop_assert_eq!(total("participation_by_code", "reviews"), held);
    let ((on_time, judged), (late, also_judged)) =
        (counted.share("reviews_held_on_time"), counted.share("reviews_held_late"));
    prop_assert_eq!((on_time + late, judged), (judged, also_judged));
    prop_assert_eq!(counted.share("reviews_not_judged"), (held - judged, held));
    prop_assert_eq!(total("late_review_reasons", "reviews"), late);
    prop_assert_eq!(total("disputes_by_stage", "disputes"), counted.count("disputes_raised"));
    prop_assert_eq!(total("disputes_by_outcome", "disputes"), counted.count("disputes_raised"));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 250, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_rows_says_nothing_and_parts_add_up(report in report(), seed in any::<u64>()) {
        let counted = report.counted();
        adds_up(&counted)?;
        let mut shuffled = report.clone();
        let mut random = fastrand::Rng::with_seed(seed);
        for rows in shuffled.all() {
            random.shuffle(rows);
        }
        prop_assert_eq!(everything(&shuffled.counted()), everything(&counted));
    }

    #[test]
    fn who_is_outside_the_period_changes_nothing(report in report()) {
        let mut with = report.clone();
        // One who left before, one who comes after, with their reviews; a birth and a status; a dispute and an officer of other years.
        with.episodes[0].extend(["gone,01/05/2024,S,C2,U6,01/06/2024,E8".into(), "gone,01/07/2024,S,C2,U6,31/03/2025,E8".into()]);
        with.episodes[1].push("later,01/04/2026,S,C2,U6,,".into());
        with.reviews[0].extend(["gone,20/05/2024,PN1".into(), "gone,10/09/2024,PN7".into()]);
        with.reviews[1].push("later,20/04/2026,PN1".into());
        with.header.extend(["gone,M,01/01/2015,WBRI".into(), "later,F,01/01/2015,WBRI".into()]);
        with.uasc.extend(["gone,".into(), "later,".into()]);
        with.log.extend(["gone,20/05/2024,,Ill,attended".into(), "later,20/04/2026,,Ill,attended".into()]);
        with.officers.push("o100,IRO,1,1,01/01/2020,31/03/2025,F,White".into());
        with.allocations.extend(["gone,o1,01/05/2024,01/03/2025".into(), "gone,o2,01/03/2025,".into()]);
        with.disputes.push("1000,formal,01/05/2024,o1,Drift,Stage 1,Upheld,01/06/2024,yes".into());
        prop_assert_eq!(everything(&with.counted()), everything(&report.counted()));
    }
}
