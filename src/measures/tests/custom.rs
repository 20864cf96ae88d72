//! Measures of the council's own, counted by hand.

use super::super::measure::Scope;
use super::super::records::{self, Standing};
use super::{Files, files};
use crate::dataset;
use crate::disclosure::{Edition, Number, Outcome};
use crate::finding::Severity;

/// Four children in care at the end: two with relatives (U1), one in a children's home (K2), one placed where nobody knows; the fifth
/// left. Ages at the end: 13, 5, 16, unknown.
fn children() -> Files {
    files()
        .episodes(
            2026,
            "1,01/05/2025,S,C2,U1,, 2,01/05/2025,S,C1,U1,, 3,01/05/2025,S,C2,K2,, 4,01/05/2025,S,C2,,, 5,01/05/2025,S,C2,K2,01/06/2025,E8",
        )
        .header(2026, "1,M,01/01/2013,WBRI 2,F,01/01/2021,WBRI 3,F,01/01/2010,WBRI 5,M,01/01/2015,WBRI")
        .reviews(2026, "1,20/05/2025,PN1 2,30/06/2025,PN5 2,28/09/2025, 3,25/05/2025,PN7 9,25/05/2025,PN1")
}

#[test]
fn children_are_counted_under_conditions_on_what_the_return_says_of_them() {
    let counted = children()
        .measures(
            "  relatives: {label: With relatives, of: children, only_if: {placement: [foster_relative]}, by: sex}\n\
             \x20 by_code: {label: A, of: children, only_if: {placement: U1, legal_status: [C1]}}\n\
             \x20 older: {label: B, of: children, only_if: {age: {at_least: 13}}}\n\
             \x20 younger: {label: C, of: children, only_if: {age: {at_most: 13}}}\n\
             \x20 elsewhere: {label: D, of: children, only_if: {placement: {not: [foster_relative]}}}\n\
             \x20 nowhere: {label: E, of: children, only_if: {placement: {blank: yes}}}\n\
             \x20 everybody: {label: F, of: children}\n\
             \x20 girls: {label: G, of: children, positive: {sex: [F]}, only_if: {age: {blank: no}}}\n\
             \x20 at_any_time: {label: H, of: children_during_period, only_if: {placement: K2}}\n",
        )
        .asked();
    assert_eq!(counted.finding_codes(), Vec::<&str>::new());
    assert_eq!(counted.count("custom.relatives"), 2);
    assert_eq!(counted.count("custom.by_code"), 1);
    assert_eq!(counted.count("custom.older"), 2);
    assert_eq!(counted.count("custom.younger"), 2);
    // A blank is none of the words named.
    assert_eq!(counted.count("custom.elsewhere"), 2);
    assert_eq!(counted.count("custom.nowhere"), 1);
    assert_eq!(counted.count("custom.everybody"), 4);
    assert_eq!(counted.share("custom.girls"), (2, 3));
    assert_eq!(counted.count("custom.at_any_time"), 2);
    // Of the two one is a boy; the two others stand beside, so that the table can be held against that of all children.
    let table = counted.table("custom.relatives_by_sex");
    let keys: Vec<&str> = table.columns.iter().map(|column| column.key.as_str()).collect();
    assert_eq!(keys, ["counted", "outside", "all", "percent"]);
    assert_eq!(counted.rows("custom.relatives_by_sex"), [("M", 1), ("F", 1), ("total", 2)]);
    let outside = |row| counted.cell("custom.relatives_by_sex", row, "outside");
    assert_eq!((outside("M"), outside("F"), outside("unknown"), outside("total")), (0, 1, 1, 2));
}

#[test]
fn reviews_are_counted_by_what_is_said_of_them_and_by_the_columns_of_the_log() {
    // 1 in time (20 working days from 1 May: 30 May); 2 late, then in time; 3 in time; 9 never in care.
    let counted = children()
        .table(
            "reviews",
            "child,held_on,late_reason,officer,Team\n1,20/05/2025,,A,North\n2,30/06/2025,illness,B,South\n2,28/09/2025,,B,\n3,25/05/2025,,A,North\n",
        )
        .measures(
            "  late: {label: Late, of: reviews, positive: {timeliness: [late]}, only_if: {timeliness: {not: [cannot be judged]}}, by: [team, officer]}\n\
             \x20 first: {label: First, of: reviews, only_if: {order: [first], held_on: {from: start, before: 2025-06-01}}}\n\
             \x20 views: {label: Views, of: reviews, only_if: {participation: [PN5]}}\n",
        )
        .asked();
    assert_eq!(counted.finding_codes(), Vec::<&str>::new());
    assert_eq!(counted.share("custom.late"), (1, 4));
    assert_eq!(counted.count("custom.first"), 2);
    assert_eq!(counted.count("custom.views"), 1);
    assert_eq!(counted.rows("custom.late_by_team"), [("South", 1), ("total", 1)]);
    let all = |row| counted.cell("custom.late_by_team", row, "all");
    assert_eq!((all("North"), all("South"), all("unknown"), all("total")), (2, 1, 2, 5));
    assert_eq!(counted.cell("custom.late_by_officer", "B", "other"), 1);
}

const VISITS: &str = "Child,Visited on,Team,On time,Miles\n\
                      X1,01/04/2025,North,Yes,3\n\
                      X2,31/03/2026,north,No,25\n\
                      X3,01/04/2026,South,Yes,5\n\
                      X4,,South,Yes,\n\
                      X5,05/05/2025,South,,40.5\n";

const SHARE: &str = "  on_time:\n    label: Visits on time\n    of: own.visits\n    dated_by: visited on\n    positive: {on time: [Yes]}\n    by: [team]\n    protected: no\n";

#[test]
fn rows_of_a_table_of_the_councils_own_are_counted_in_the_period() {
    let counted = files().own("visits", VISITS).measures(SHARE).asked();
    assert_eq!(counted.finding_codes(), Vec::<&str>::new());
    // Two in the period say yes or no, the third says nothing; one lies after it; one has no day.
    assert_eq!(counted.share("custom.on_time"), (1, 3));
    assert_eq!(
        counted.left_out("custom.on_time"),
        [("not recorded (counted in the base)", 1), ("rows without the day that places them in time", 1)]
    );
    // Spellings that differ in case only are one row.
    assert_eq!(counted.rows("custom.on_time_by_team"), [("North", 1), ("total", 1)]);
    assert_eq!(counted.cell("custom.on_time_by_team", "North", "all"), 2);
    assert!(!counted.figure("custom.on_time").protected && !counted.table("custom.on_time_by_team").protected);
}

#[test]
fn rows_that_are_listed_come_first_with_zeros() {
    // Of the rows listed one is in nobody's row; the other teams follow by name.
    let measures =
        "  visits: {label: V, counted: Visits made, of: own.visits, by: [team], rows: {team: [West, South]}}\n";
    let counted = files().own("visits", VISITS).measures(measures).asked();
    let keys: Vec<&str> =
        counted.table("custom.visits_by_team").rows.iter().map(|row| row.key.as_str()).take(3).collect();
    assert_eq!(keys, ["West", "South", "North"]);
    assert_eq!(counted.cell("custom.visits_by_team", "West", "rows"), 0);
    assert_eq!(counted.table("custom.visits_by_team").columns[0].label, "Visits made");
    let wrong = files().own("visits", VISITS).measures("  a: {label: A, of: own.visits, rows: {team: [West]}}\n");
    assert_eq!(found(&wrong), [("measure-fault", Severity::Error, Some(2), "team".to_string())]);
}

#[test]
fn the_order_of_rows_changes_nothing() {
    let mut rows: Vec<&str> = VISITS.lines().collect();
    rows[1..].reverse();
    let one = files().own("visits", VISITS).measures(SHARE).asked();
    let other = files().own("visits", &format!("{}\n", rows.join("\n"))).measures(SHARE).asked();
    assert_eq!(one.figure("custom.on_time").value, other.figure("custom.on_time").value);
    assert_eq!(one.rows("custom.on_time_by_team"), other.rows("custom.on_time_by_team"));
}

#[test]
fn nothing_one_and_all_unknown() {
    let of = |rows: &str| files().own("visits", &format!("Visited on,Team,On time\n{rows}")).measures(SHARE).asked();
    // No row: nothing to count of.
    assert_eq!(of("").share("custom.on_time"), (0, 0));
    assert_eq!(of("01/05/2025,North,Yes\n").share("custom.on_time"), (1, 1));
    let unknown = of("01/05/2025,,\n02/05/2025,,\n");
    assert_eq!(unknown.share("custom.on_time"), (0, 2));
    assert_eq!(unknown.cell("custom.on_time_by_team", "unknown", "all"), 2);
    // Without the return nothing is known of children: the reason, not 0.
    let counted = files().measures("  a: {label: A, of: children, by: sex}\n").asked();
    assert!(counted.missing("custom.a").contains("Episodes"), "{}", counted.missing("custom.a"));
    assert!(counted.missing("custom.a_by_sex").contains("Episodes"));
}

#[test]
fn sheets_disputes_and_officers_are_counted_by_any_of_their_columns() {
    let counted = files()
        .table(
            "audit",
            "Area,Needed,Held\nEast,Yes,Yes\nEast,Yes,No\nWest,No,\nWest,Yes,Yes\n",
        )
        .questions(
            "audit",
            "questions:\n  needed: {text: Needed?, column: Needed, positive: [Yes]}\n  held: {text: Held?, column: Held, positive: [Yes], only_if: {needed: [Yes]}}\n",
        )
        .table(
            "disputes",
            "dispute,kind,raised_on,themes,stage,resolved_on,Team\n1,formal,01/05/2025,delay; plan,1,,A\n2,informal,01/06/2025,plan,,02/06/2025,A\n3,formal,01/06/2024,plan,1,,B\n",
        )
        .table("officers", "officer,role,fte,sex\na,IRO,1,F\nb,IRO,1,M\nc,Manager,1,F\n")
        .measures(
            "  held: {label: Held in the East, of: audit, only_if: {needed: [yes], area: [East]}, positive: {held: [Yes]}}\n\
             \x20 about_plans: {label: About plans, of: disputes, only_if: {theme: [plan]}, by: [team, theme]}\n\
             \x20 managers: {label: Managers, of: officers, only_if: {role: [Manager]}}\n",
        )
        .asked();
    assert_eq!(counted.finding_codes(), Vec::<&str>::new());
    assert_eq!(counted.share("custom.held"), (1, 2));
    assert_eq!(counted.count("custom.about_plans"), 2);
    // A dispute of two themes stands in two rows, which do not add up.
    assert!(!counted.table("custom.about_plans_by_theme").adds_down);
    assert_eq!(counted.cell("custom.about_plans_by_theme", "delay", "disputes"), 1);
    assert_eq!(counted.cell("custom.about_plans_by_theme", "total", "disputes"), 2);
    assert_eq!(counted.count("custom.managers"), 1);
}

/// The findings as code, row and the word under the caret.
fn found(files: &Files) -> Vec<(&'static str, Severity, Option<u64>, String)> {
    let counted = files.asked();
    let word = |snippet: &str| {
        let (line, caret) = snippet.split_once('\n').unwrap();
        let rest = &line[caret.len() - 1..];
        rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap().to_string()
    };
    counted.findings.iter().map(|f| (f.code, f.severity, f.place.row, word(f.snippet.as_deref().unwrap()))).collect()
}

#[test]
fn what_is_not_there_is_said_with_its_line_and_the_near_names() {
    let files = children().own("visits", VISITS);
    let one = |entry: &str| {
        let all =
            found(&files.clone().measures(&format!("  a:\n    label: Foster homes\n    of: children\n    {entry}\n")));
        assert_eq!(all.len(), 1, "{all:?}");
        all.into_iter().next().unwrap()
    };
    use Severity::{Error, Warning};
    assert_eq!(one("only_if: {placment: [U1]}"), ("unknown-column", Error, Some(5), "placment".into()));
    assert_eq!(one("only_if: {placement: [Foster]}"), ("value-never-seen", Error, Some(5), "Foster".into()));
    assert_eq!(one("by: in_care_since"), ("split-not-possible", Error, Some(5), "in_care_since".into()));
    assert_eq!(one("only_if: {age: {at_least: ten}}"), ("measure-fault", Error, Some(5), "ten".into()));
    assert_eq!(one("protected: no"), ("measure-fault", Error, Some(5), "protected".into()));
    assert_eq!(one("dated_by: age"), ("measure-fault", Error, Some(5), "dated_by".into()));
    assert_eq!(one("positive: {}"), ("measure-fault", Error, Some(5), "positive".into()));
    let asked = files.clone().measures("  a: {label: A, of: childrn}\n").asked();
    assert_eq!(asked.findings[0].near[0], "children");
    assert!(!asked.figures.contains_key("custom.a"));
    // A word that no row has may be true: the measure is counted, as 0.
    let asked = files.clone().measures("  a: {label: A, of: own.visits, only_if: {team: [Nroth]}}\n");
    assert_eq!(found(&asked), [("value-never-seen", Warning, Some(2), "Nroth".to_string())]);
    assert_eq!(asked.asked().findings[0].near, ["North"]);
    assert_eq!(asked.asked().count("custom.a"), 0);
    // Columns that name a child cannot be read at all.
    let asked = files.clone().measures("  a: {label: A, of: own.visits, by: child}\n");
    assert_eq!(found(&asked), [("unknown-column", Error, Some(2), "child".to_string())]);
}

#[test]
fn two_things_of_one_id_are_refused() {
    let clash = children().measures("  a: {label: A, of: children, by: sex}\n  a_by_sex: {label: B, of: children}\n");
    assert_eq!(found(&clash), [("id-clash", Severity::Error, Some(3), "a_by_sex".to_string())]);
}

#[test]
fn small_numbers_and_small_rests_are_hidden() {
    // Twelve children, ten of them with relatives: the two others could be told from the number of all.
    let rows: Vec<String> =
        (1..=12).map(|child| format!("{child},01/05/2025,S,C2,{},,", if child <= 10 { "U1" } else { "K2" })).collect();
    let files = files().episodes(2026, &rows.join(" ")).measures(
        "  relatives: {label: A, of: children, only_if: {placement: U1}, by: placement}\n\
         \x20 others: {label: B, of: children, only_if: {placement: K2}}\n\
         \x20 share: {label: C, of: children, positive: {placement: U1}}\n\
         \x20 all: {label: D, of: children}\n",
    );
    // So few are not told apart in the council's own tables either, unless it says so.
    let published = files.published(Edition::Public);
    assert!(published.table("custom.relatives_by_placement").unwrap().missing.is_some());
    let files = files.setting("tiny_cohort: 0");
    let outcome = |edition, id: &str| files.published(edition).figure(id).unwrap().outcome.clone();
    for id in ["custom.relatives", "custom.others", "custom.share"] {
        assert_eq!(outcome(Edition::Public, id), Outcome::Hidden, "{id}");
    }
    assert_eq!(outcome(Edition::Public, "custom.all"), Outcome::Shown(Number::Count(12)));
    assert_eq!(outcome(Edition::Restricted, "custom.relatives"), Outcome::Shown(Number::Count(10)));
    // In the table the small number and what gives it away are hidden, as in the table of all children.
    let published = files.published(Edition::Public);
    let table = published.table("custom.relatives_by_placement").unwrap();
    assert_eq!(table.cell("childrens_home", "all"), Some(&Outcome::Hidden));
    assert_eq!(table.cell("foster_relative", "counted"), Some(&Outcome::Hidden));
    assert_eq!(table.cell("total", "outside"), Some(&Outcome::Hidden));
}

#[test]
fn the_records_of_a_measure_are_those_it_counts() {
    let files = files().own("visits", VISITS).measures(SHARE);
    let order = files.order();
    let (dataset, _) = dataset::build(&order, &files.sources).unwrap();
    let scope = Scope::new(&dataset, &order, order.period);
    let records = records::of_figure(&scope, "custom.on_time").unwrap();
    let rows = |wanted: &dyn Fn(&Standing) -> bool| {
        let all = records.iter().filter(|record| wanted(&record.standing));
        all.map(|record| record.thing.place(&dataset).row.unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(rows(&|standing| *standing == Standing::Counted), [2]);
    assert_eq!(rows(&|standing| *standing == Standing::Rest), [3, 6]);
    assert_eq!(rows(&|standing| matches!(standing, Standing::LeftOut(_))), [5]);
}
