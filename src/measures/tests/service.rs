//! Officers, posts, caseload, changes of officer, and disputes.

use super::{Files, files};

const OFFICERS: &str = "officer,role,fte,reviewing_share,started_on,left_on,employment,sex,ethnic_group\n\
    o1,IRO,1.0,1,01/04/2020,,permanent,F,White\n\
    o2,IRO,0.6,50%,01/10/2025,,agency,Female,Asian\n\
    o3,iro,0.5,,01/04/2025,31/03/2026,permanent,M,Black\n\
    o4,Manager,1.0,0,30/09/2015,,permanent,M,White\n\
    o5,IRO,1.0,1,01/05/2026,,permanent,F,Mixed\n\
    o6,IRO,0.8,1,01/01/2019,01/04/2025,sessional,F,Other\n";

fn team() -> Files {
    files().episodes(2026, "").table("officers", OFFICERS)
}

#[test]
fn officers_in_post_are_those_not_gone_by_the_last_day() {
    // o1, o2, o4; o3 left on the day itself, o5 comes later, o6 left on the first day.
    let counted = team().counted();
    assert_eq!(counted.count("officers_headcount"), 3);
    assert_eq!(counted.amount("officers_fte"), 2600);
    assert_eq!(counted.amount("officers_agency_fte"), 600);
    // Joined: o2, o3. Left: o3, o6.
    assert_eq!(counted.count("officers_starting"), 2);
    assert_eq!(counted.count("officers_leaving"), 2);
    // By sex: o1 and o2 are women, o4 a man. By ethnic group: o1, o4 White, o2 Asian.
    assert_eq!(counted.rows("officers_by_sex"), [("M", 1), ("F", 2), ("total", 3)]);
    assert_eq!(counted.rows("officers_by_ethnic_group"), [("White", 2), ("Asian", 1), ("total", 3)]);
    // Completed months at 31 March 2026: o1 71, o2 5 (6 on 1 April), o4 126. The middle, 71 months, is 5.917 years.
    assert_eq!(counted.median("officer_length_of_service"), (5917, 3, (417, 10_500)));
}

#[test]
fn vacancies_are_posts_less_filled_posts_of_each_role() {
    let counted =
        team().table("posts", "role,established_fte\nIRO,1.5\nManager,1\niro,0.5\nAdministrator,0.5\n").counted();
    let row = |role| ["established", "filled", "vacant"].map(|column| counted.cell("posts_by_role", role, column));
    // Established 1.5 and 0.5; filled by o1 and o2.
    assert_eq!(row("iro"), [2000, 1600, 400]);
    assert_eq!(row("manager"), [1000, 1000, 0]);
    assert_eq!(row("administrator"), [500, 0, 500]);
    assert_eq!(row("total"), [3500, 2600, 900]);
    assert_eq!(counted.amount("vacant_fte"), 900);
    // More filled than established in one role does not fill a vacancy of another.
    let counted = team().table("posts", "role,established_fte\nIRO,1\nManager,2\n").counted();
    assert_eq!(counted.amount("vacant_fte"), 1000);
    let without = team().counted();
    assert!(without.missing("vacant_fte").contains("posts") && without.missing("posts_by_role").contains("posts"));
}

#[test]
fn a_role_is_one_whatever_its_case_and_the_order_of_rows() {
    let label = |posts: &str| {
        let counted = team().table("posts", &format!("role,established_fte\n{posts}")).counted();
        counted.table("posts_by_role").rows.iter().map(|row| row.label.clone()).collect::<Vec<_>>()
    };
    assert_eq!(label("Senior iro,1\nSenior IRO,1\n"), label("Senior IRO,1\nSenior iro,1\n"));
}

#[test]
fn caseload_is_children_for_each_full_time_officer() {
    let children = "a,01/05/2025,S,C2,U6,, b,01/05/2025,S,C2,U6,, c,01/05/2025,S,C2,U6,31/03/2026,E8";
    let with = |officers: &str| files().episodes(2026, children).table("officers", officers).counted();
    // Two children; o1 1.0 and half of o2's 0.6; the manager has no time for reviews.
    let counted = with(OFFICERS);
    match counted.figure("children_per_officer").value {
        super::Value::PerFte { children, fte } => assert_eq!((children, fte.0), (2, 1300)),
        ref other => panic!("{other:?}"),
    }
    assert!(with("officer,fte\n").missing("children_per_officer").contains("time for reviews"));
    let counted = files().table("officers", OFFICERS).counted();
    assert!(counted.missing("children_per_officer").contains("Episodes"));
}

#[test]
fn what_the_list_of_officers_does_not_say_is_not_guessed() {
    let counted = files().episodes(2026, "").table("officers", "officer,role,fte\no1,IRO,\no2,IRO,0.5\n").counted();
    assert_eq!(counted.amount("officers_fte"), 500);
    assert_eq!(counted.left_out("officers_fte"), [("officers whose FTE is not known", 1)]);
    assert_eq!(counted.count("officers_headcount"), 2);
    assert_eq!(counted.amount("officers_agency_fte"), 0);
    assert_eq!(counted.rows("officers_by_sex"), [("unknown", 2), ("total", 2)]);
    assert_eq!(counted.rows("officers_by_ethnic_group"), [("unknown", 2), ("total", 2)]);
    assert!(counted.missing("officer_length_of_service").contains("started"));
}

#[test]
fn without_the_lists_nothing_about_the_service_is_said() {
    let counted = files().episodes(2026, "").counted();
    for id in [
        "officers_fte",
        "officers_headcount",
        "officers_agency_fte",
        "vacant_fte",
        "posts_by_role",
        "children_per_officer",
        "officers_starting",
        "officers_leaving",
        "officer_length_of_service",
        "officers_by_sex",
        "officers_by_ethnic_group",
    ] {
        assert!(counted.missing(id).contains("officers"), "{id}");
    }
    assert!(counted.missing("children_with_change_of_officer").contains("allocations"));
    let empty = files().episodes(2026, "").table("officers", "officer,fte,started_on\n").counted();
    assert_eq!((empty.count("officers_headcount"), empty.amount("officers_fte")), (0, 0));
}

#[test]
fn a_change_of_officer_is_counted_of_children_in_care_throughout() {
    let counted = files()
        .episodes(
            2026,
            "a,01/05/2024,S,C2,U6,, b,01/04/2025,S,C2,U6,, c,01/05/2024,S,C2,U6,, d,02/04/2025,S,C2,U6,, \
             e,01/05/2024,S,C2,U6,31/03/2026,E8 f,01/05/2024,S,C2,U6,, g,01/05/2024,P,C2,U6,, \
             h,01/05/2024,S,C2,U6,01/08/2025,E8 h,01/09/2025,L,C2,U6,,",
        )
        .table(
            "allocations",
            // a changed. b, from the first day, did not. c changed on the first day, so not within the year. d came a day late.
            // e left. f has no row. g changed back and forth: once. h was out of care for a month, so not throughout.
            "child,officer,from,to\na,o1,01/05/2024,01/09/2025\na,o2,01/09/2025,\nb,o1,01/04/2025,\nc,o1,01/05/2024,01/04/2025\n\
             c,o2,01/04/2025,\nd,o1,02/04/2025,01/08/2025\nd,o2,01/08/2025,\ne,o1,01/05/2024,01/08/2025\ne,o2,01/08/2025,\n\
             g,o1,01/05/2024,01/06/2025\ng,o2,01/06/2025,01/07/2025\ng,o1,01/07/2025,\n\
             h,o1,01/05/2024,01/06/2025\nh,o2,01/06/2025,\n",
        )
        .counted();
    // In care throughout: a, b, c, f, g; changed a, g; f is left out.
    assert_eq!(counted.share("children_with_change_of_officer"), (2, 4));
    assert_eq!(counted.left_out("children_with_change_of_officer"), [("children without an officer in the list", 1)]);
    let counted = files().table("allocations", "child,officer,from,to\n").counted();
    assert!(counted.missing("children_with_change_of_officer").contains("Episodes"));
}

const DISPUTES: &str = "dispute,kind,raised_on,officer,themes,stage,outcome,resolved_on,cafcass\n\
    1,formal,02/06/2025,o1,Care plan; Contact,Stage 1,Upheld,30/06/2025,no\n\
    2,formal,02/06/2025,o1,care plan,stage 1,upheld,01/07/2025,yes\n\
    3,formal,02/03/2026,o2,,,,,no\n\
    4,formal,03/03/2026,o2,Drift,Stage 2,,01/04/2026,\n\
    5,,31/03/2025,o3,Drift,Stage 2,Not upheld,01/04/2025,no\n\
    6,informal,02/06/2025,o4,Drift,,,,yes\n\
    7,formal,01/04/2026,o5,Drift,,,,no\n\
    8,formal,,o5,Drift,,,,no\n";

#[test]
fn disputes_are_counted_by_the_day_they_were_raised() {
    let counted = files().table("disputes", DISPUTES).counted();
    // 1 to 4; 5 is of the year before, 7 of the year after, 8 has no day.
    assert_eq!(counted.count("disputes_raised"), 4);
    assert_eq!(counted.left_out("disputes_raised"), [("rows without the day it was raised", 1)]);
    assert_eq!(counted.count("informal_challenges"), 1);
    // o1 and o2; o4 raised an informal one.
    assert_eq!(counted.count("officers_raising_disputes"), 2);
    // 2 and 6: of all raised in the year, formal or not.
    assert_eq!(counted.count("cafcass_referrals"), 2);
    // 3, and 4 which was resolved a day after the end.
    assert_eq!(counted.count("disputes_open"), 2);
    // A dispute may have several themes: five themes of four disputes.
    assert_eq!(
        counted.rows("disputes_by_theme"),
        [("Care plan", 2), ("Contact", 1), ("Drift", 1), ("not recorded", 1), ("total", 5)]
    );
    assert_eq!(counted.rows("disputes_by_stage"), [("Stage 1", 2), ("Stage 2", 1), ("not recorded", 1), ("total", 4)]);
    assert_eq!(counted.rows("disputes_by_outcome"), [("Upheld", 2), ("open", 2), ("total", 4)]);
}

#[test]
fn days_to_resolve_are_working_days_of_those_resolved_in_the_year() {
    let counted = files().table("disputes", DISPUTES).counted();
    // 1: 20 days. 2: 21. 5: from 31 March to 1 April, 1 day.
    assert_eq!(counted.median("dispute_days_to_resolve"), (20_000, 3, (1000, 21_000)));
    let row = |stage| {
        ["disputes", "median", "least", "greatest"]
            .map(|column| counted.cell("dispute_days_to_resolve_by_stage", stage, column))
    };
    assert_eq!(row("Stage 1"), [2, 20_500, 20_000, 21_000]);
    assert_eq!(row("Stage 2"), [1, 1000, 1000, 1000]);
    assert_eq!(row("total"), [3, 20_000, 1000, 21_000]);
    // Longer than 20 working days: 2; and 3, open from 2 March to 31 March for 21. Not 4, open for 20.
    assert_eq!(counted.count("disputes_over_20_days"), 2);
    // Open at the end: 3 for 21 working days, 4 for 20.
    assert_eq!(counted.median("dispute_days_open"), (20_500, 2, (20_000, 21_000)));
    assert_eq!(counted.rows("disputes_open_by_age"), [("0-20", 1), ("21-40", 1), ("total", 2)]);
}

#[test]
fn a_stage_is_one_whatever_its_case_and_not_recorded_is_none() {
    let counted = files()
        .table(
            "disputes",
            "raised_on,themes,stage,outcome,resolved_on\n02/06/2025,Not recorded,Étape 1,not recorded,03/06/2025\n\
             02/06/2025,,ÉTAPE 1,,04/06/2025\n02/06/2025,,Not recorded,,05/06/2025\n02/06/2025,,,,06/06/2025\n",
        )
        .counted();
    assert_eq!(counted.rows("disputes_by_theme"), [("not recorded", 4), ("total", 4)]);
    assert_eq!(counted.rows("disputes_by_outcome"), [("not recorded", 4), ("total", 4)]);
    let rows: Vec<u64> = counted.rows("dispute_days_to_resolve_by_stage").iter().map(|row| row.1).collect();
    assert_eq!(rows, [2, 2, 4]);
}

#[test]
fn a_log_without_disputes_says_none_and_no_log_says_nothing() {
    let empty =
        files().table("disputes", "raised_on,kind,officer,themes,stage,outcome,resolved_on,cafcass\n").counted();
    for id in [
        "disputes_raised",
        "informal_challenges",
        "officers_raising_disputes",
        "disputes_open",
        "disputes_over_20_days",
        "cafcass_referrals",
    ] {
        assert_eq!(empty.count(id), 0, "{id}");
    }
    for id in [
        "disputes_by_theme",
        "disputes_by_stage",
        "disputes_by_outcome",
        "dispute_days_to_resolve_by_stage",
        "disputes_open_by_age",
    ] {
        assert_eq!(empty.rows(id), [], "{id}");
    }
    assert!(empty.missing("dispute_days_to_resolve").contains("resolved"));
    let no_column = files().table("disputes", "raised_on,themes,resolved_on\n").counted();
    assert!(no_column.missing("cafcass_referrals").contains("referred"));
    let without = files().counted();
    for id in [
        "disputes_raised",
        "informal_challenges",
        "officers_raising_disputes",
        "disputes_by_theme",
        "disputes_by_stage",
        "disputes_by_outcome",
        "dispute_days_to_resolve",
        "dispute_days_to_resolve_by_stage",
        "disputes_over_20_days",
        "disputes_open",
        "dispute_days_open",
        "disputes_open_by_age",
        "cafcass_referrals",
    ] {
        assert!(without.missing(id).contains("disputes"), "{id}");
    }
}
