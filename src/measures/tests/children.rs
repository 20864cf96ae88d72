//! Who is in care, who came, who left.

use super::{Files, files};

/// Six children on 31 March 2026, with one who left that day and one who came and went in the year.
fn eight_children() -> Files {
    files()
        .episodes(
            2026,
            // a: a baby, started in the year. b: 3 years old, start not known. c: 9. d: 15. e: 16, unaccompanied. f: no Header.
            // g: left on the last day, so is not in care on it. h: came and left within the year.
            "a,10/02/2026,S,L2,U6,, \
             b,05/05/2024,P,C2,U3,, \
             c,01/06/2023,S,C1,U4,01/09/2025,X1 c,01/09/2025,L,C2,U4,, \
             d,01/06/2023,S,V2,K2,, \
             e,01/07/2025,S,V2,H5,, \
             f,01/08/2025,S,J1,K1,, \
             g,01/05/2024,S,V2,U6,31/03/2026,E4A \
             h,02/04/2025,S,V2,U6,09/05/2025,E8",
        )
        .header(
            2026,
            "a,M,01/06/2025,WBRI b,2,31/03/2023,MWBC c,F,30/03/2017,APKN d,1,01/04/2010,BAFR e,M,31/03/2010,OOTH \
             g,F,01/01/2015,WBRI h,F,01/01/2015,WBRI",
        )
        .uasc(2026, "e,31/03/2028 d,30/03/2026 g,")
}

#[test]
fn children_in_care_on_the_last_day_are_those_not_gone_by_it() {
    let counted = eight_children().counted();
    // a, b, c, d, e, f; g left on the day itself.
    assert_eq!(counted.count("children_looked_after"), 6);
    // All of a to h.
    assert_eq!(counted.count("children_looked_after_during_period"), 8);
    // a, e, f and h began with an S in the year.
    assert_eq!(counted.count("children_starting"), 4);
    // g and h ended in it.
    assert_eq!(counted.count("children_leaving"), 2);
}

#[test]
fn the_rate_per_10_000_needs_the_number_of_children_who_live_there() {
    let without = eight_children().counted();
    assert!(without.missing("children_looked_after_per_10k").contains("number of children who live in the area"));
    let with = eight_children().setting("population_0_17: 12000").counted();
    assert_eq!(with.share("children_looked_after_per_10k"), (6, 12_000));
}

#[test]
fn ages_are_completed_years_on_the_last_day() {
    // a is 0; b turned 3 that day; c turned 9 the day before; d is 15 until the next day; e turned 16 that day; f not known.
    let counted = eight_children().counted();
    assert_eq!(
        counted.rows("children_by_age"),
        [("under 1", 1), ("1-4", 1), ("5-9", 1), ("10-15", 1), ("16 and over", 1), ("unknown", 1), ("total", 6)]
    );
    // Starters: a was 8 months old, e 15, f not known, h 10.
    assert_eq!(counted.rows("children_starting_by_age"), [("under 1", 1), ("10-15", 2), ("unknown", 1), ("total", 4)]);
}

#[test]
fn sexes_are_read_in_the_old_and_the_new_codes() {
    // M: a, d (1), e. F: b (2), c. Not known: f, who has no Header.
    let counted = eight_children().counted();
    assert_eq!(counted.rows("children_by_sex"), [("M", 3), ("F", 2), ("unknown", 1), ("total", 6)]);
}

#[test]
fn ages_and_sexes_cross() {
    let counted = eight_children().counted();
    let cell = |row, column| counted.cell("children_by_age_and_sex", row, column);
    let row = |row| ["M", "F", "unknown", "total"].map(|column| cell(row, column));
    assert_eq!(row("under 1"), [1, 0, 0, 1]); // a
    assert_eq!(row("1-4"), [0, 1, 0, 1]); // b
    assert_eq!(row("5-9"), [0, 1, 0, 1]); // c
    assert_eq!(row("10-15"), [1, 0, 0, 1]); // d
    assert_eq!(row("16 and over"), [1, 0, 0, 1]); // e
    assert_eq!(row("unknown"), [0, 0, 1, 1]); // f
    assert_eq!(row("total"), [3, 2, 1, 6]);
}

#[test]
fn splits_follow_the_latest_episode_and_the_groups_of_the_code_lists() {
    let counted = eight_children().counted();
    assert_eq!(
        counted.rows("children_by_ethnic_group"),
        [("White", 1), ("Mixed", 1), ("Asian", 1), ("Black", 1), ("Other", 1), ("unknown", 1), ("total", 6)]
    );
    // c has moved from an interim (C1) to a full order (C2).
    assert_eq!(
        counted.rows("children_by_legal_status"),
        [("full_care_order", 2), ("section_20", 2), ("youth_justice", 1), ("child_protection", 1), ("total", 6)]
    );
    assert_eq!(
        counted.rows("children_by_placement"),
        [
            ("foster_relative", 1), // b, U3
            ("foster_other", 2),    // a, U6; c, U4
            ("secure_unit", 1),     // f, K1
            ("childrens_home", 1),  // d, K2
            ("independent", 1),     // e, H5
            ("total", 6)
        ]
    );
}

#[test]
fn an_unlisted_or_missing_code_is_a_row_of_its_own() {
    let counted = files()
        .episodes(2026, "a,01/05/2025,S,ZZ,QQ,, b,01/05/2025,S,,,,")
        .header(2026, "a,X,notadate,REFU b,,01/01/2027,NOBT")
        .counted();
    assert_eq!(counted.rows("children_by_need"), [("N1", 2), ("total", 2)]);
    for id in [
        "children_by_ethnic_group",
        "children_by_legal_status",
        "children_by_placement",
        "children_by_sex",
        "children_by_age",
    ] {
        // Nobody has an age before birth: b's date of birth is after the period.
        assert_eq!(counted.rows(id), [("unknown", 2), ("total", 2)], "{id}");
    }
}

#[test]
fn chinese_children_stand_with_asian_or_with_other() {
    let of = |files: Files| files.episodes(2026, "a,01/05/2025,S,C2,U6,,").header(2026, "a,M,01/01/2015,CHNE");
    assert_eq!(of(files()).counted().rows("children_by_ethnic_group"), [("Asian", 1), ("total", 1)]);
    let other = of(files()).setting("chinese_with: Other").counted();
    assert_eq!(other.rows("children_by_ethnic_group"), [("Other", 1), ("total", 1)]);
}

#[test]
fn age_bands_are_a_setting() {
    let counted = eight_children().setting("age_bands: [under 10, 10 and over]").counted();
    // a, b, c are under 10; d and e 10 and over; f not known.
    assert_eq!(counted.rows("children_by_age"), [("under 10", 3), ("10 and over", 2), ("unknown", 1), ("total", 6)]);
}

#[test]
fn the_need_is_that_of_the_episode_that_started_the_time_in_care() {
    let headings = "CHILD,DECOM,RNE,LS,CIN,PLACE,DEC,REC";
    let counted = files()
        .returned(
            "episodes",
            2026,
            headings,
            // a: N1 at the start, N4 later. b: an earlier time in care with N8 does not count, this one began with N5.
            // c: the start is not known, the earliest known episode says N2.
            // d: a blank need; e: one that is not listed.
            "d,01/05/2025,S,C1,,U6,, e,01/05/2025,S,C1,N9,U6,, \
             a,01/05/2025,S,C1,N1,U6,01/06/2025,X1 a,01/06/2025,L,C2,N4,U6,, \
             b,01/05/2024,S,C2,N8,U6,01/06/2025,E8 b,01/07/2025,S,C2,N5,U6,, \
             c,01/01/2020,P,C2,N2,U6,01/06/2025,X1 c,01/06/2025,P,C2,N3,U6,,",
        )
        .counted();
    assert_eq!(counted.rows("children_by_need"), [("N1", 1), ("N2", 1), ("N5", 1), ("unknown", 2), ("total", 5)]);
}

#[test]
fn unaccompanied_children_are_those_whose_status_lasts() {
    // e's status ends later. d's ended before the last day, g is not in care on it.
    assert_eq!(eight_children().counted().share("unaccompanied_children"), (1, 6));
    let of =
        |ceased: &str| files().episodes(2026, "a,01/05/2025,S,C2,U6,,").uasc(2026, &format!("a,{ceased}")).counted();
    assert_eq!(of("").share("unaccompanied_children"), (1, 1));
    // After the end, not on it.
    assert_eq!(of("31/03/2026").share("unaccompanied_children"), (0, 1));
    assert_eq!(of("01/04/2026").share("unaccompanied_children"), (1, 1));
    let without = files().episodes(2026, "a,01/05/2025,S,C2,U6,,").counted();
    assert!(without.missing("unaccompanied_children").contains("UASC"));
}

#[test]
fn facts_about_a_child_are_the_latest_that_can_be_read() {
    let counted = files()
        .episodes(2026, "a,01/05/2025,S,C2,U6,, b,01/05/2025,S,C2,U6,, c,01/05/2025,S,C2,U6,,")
        // a: the later Header says F; its ethnic code is not listed, so the earlier one holds. b: only the Header of 2025.
        .header(2025, "a,M,01/01/2015,WBRI b,M,01/01/2015,BCRB")
        .header(2026, "a,F,notadate,QQQQ")
        // c: no Header; Reviews are asked before other tables.
        .returned("reviews", 2026, "CHILD,DOB,REVIEW,REVIEW_CODE", "c,01/01/2024,01/06/2025,PN0")
        .returned("oc3", 2026, "CHILD,DOB,IN_TOUCH,ACTIV,ACCOM", "c,01/01/2000,YES,F1,B1")
        // The row of the latest year decides: a's status has ended, though last year's row had no end.
        .uasc(2025, "a,")
        .uasc(2026, "a,01/01/2026")
        .counted();
    assert_eq!(counted.rows("children_by_sex"), [("M", 1), ("F", 1), ("unknown", 1), ("total", 3)]);
    assert_eq!(counted.rows("children_by_ethnic_group"), [("White", 1), ("Black", 1), ("unknown", 1), ("total", 3)]);
    // a and b are 11, c is 2.
    assert_eq!(counted.rows("children_by_age"), [("1-4", 1), ("10-15", 2), ("total", 3)]);
    assert_eq!(counted.share("unaccompanied_children"), (0, 3));
}

#[test]
fn leaving_on_the_first_day_counts_in_the_flow_only() {
    let counted = files().episodes(2026, "a,01/05/2024,S,C2,U6,01/04/2025,E8").counted();
    assert_eq!(counted.count("children_looked_after"), 0);
    assert_eq!(counted.count("children_looked_after_during_period"), 1);
    assert_eq!(counted.count("children_leaving"), 1);
    // Who left the day before is in neither.
    let counted = files().episodes(2026, "a,01/05/2024,S,C2,U6,31/03/2025,E8").counted();
    assert_eq!(counted.count("children_looked_after_during_period"), 0);
    assert_eq!(counted.count("children_leaving"), 0);
}

#[test]
fn a_child_who_comes_and_goes_in_a_day_starts_and_leaves() {
    let counted = files().episodes(2026, "a,01/07/2025,S,V2,U6,01/07/2025,E8").counted();
    assert_eq!(counted.count("children_looked_after"), 0);
    for id in ["children_looked_after_during_period", "children_starting", "children_leaving"] {
        assert_eq!(counted.count(id), 1, "{id}");
    }
}

#[test]
fn who_starts_or_leaves_twice_counts_once() {
    let counted = files()
        .episodes(2026, "a,01/05/2025,S,V2,U6,01/06/2025,E8 a,01/07/2025,S,V2,U6,01/08/2025,E8 a,01/09/2025,S,V2,U6,,")
        // 9 at the first start, 10 at the later ones.
        .header(2026, "a,M,15/06/2015,WBRI")
        .counted();
    assert_eq!(counted.count("children_starting"), 1);
    assert_eq!(counted.rows("children_starting_by_age"), [("5-9", 1), ("total", 1)]);
    assert_eq!(counted.count("children_leaving"), 1);
    assert_eq!(counted.count("children_looked_after"), 1);
}

#[test]
fn leaving_is_an_end_that_no_episode_follows() {
    // a: X1 with nothing after is a fault, not leaving. b: a blank REC is leaving. c: an open episode with REC is open.
    let counted = files()
        .episodes(2026, "a,01/05/2025,S,C2,U6,01/06/2025,X1 b,01/05/2025,S,C2,U6,01/06/2025, c,01/05/2025,S,C2,U6,,E8");
    let counted = counted.counted();
    assert_eq!(counted.count("children_leaving"), 1);
    assert_eq!(counted.count("children_looked_after"), 1);
}

#[test]
fn without_the_episodes_of_the_year_nothing_about_children_is_said() {
    let counted = files().episodes(2025, "a,01/05/2024,S,C2,U6,,").counted();
    for id in [
        "children_looked_after",
        "children_looked_after_per_10k",
        "children_looked_after_during_period",
        "children_by_age",
        "children_by_sex",
        "children_by_age_and_sex",
        "children_by_ethnic_group",
        "children_by_legal_status",
        "children_by_placement",
        "children_by_need",
        "unaccompanied_children",
        "children_starting",
        "children_starting_by_age",
        "children_leaving",
    ] {
        assert!(counted.missing(id).contains("Episodes"), "{id}");
    }
}

#[test]
fn no_children_at_all_is_zero_not_missing() {
    let counted = files().episodes(2026, "").uasc(2026, "").counted();
    for id in ["children_looked_after", "children_looked_after_during_period", "children_starting", "children_leaving"]
    {
        assert_eq!(counted.count(id), 0, "{id}");
    }
    assert_eq!(counted.share("unaccompanied_children"), (0, 0));
    assert_eq!(counted.rows("children_by_age"), []);
    assert_eq!(counted.table("children_by_age").rows.len(), 7);
}

#[test]
fn rows_that_cannot_be_used_stand_beside_the_number() {
    let counted = files()
        .episodes(
            2026,
            "a,01/05/2025,S,C2,U6,, ,01/05/2025,S,C2,U6,, b,,S,C2,U6,, c,31/02/2025,S,C2,U6,, \
             d,01/05/2025,S,C2,U6,30/04/2025,E8",
        )
        .counted();
    assert_eq!(counted.count("children_looked_after"), 1);
    assert_eq!(
        counted.left_out("children_looked_after"),
        [
            ("episode rows: child blank", 1),
            ("episode rows: end date before start date", 1),
            ("episode rows: start date blank", 1),
            ("episode rows: start date is not a date", 1),
        ]
    );
}

#[test]
fn a_label_without_its_day_still_says_what_is_counted() {
    let counted = eight_children()
        .setting("population_0_17: 12000")
        .table("officers", "officer,fte,started_on,sex,ethnic_group\nA,0.8,01/04/2020,F,WBRI\n")
        .counted();
    for (id, label) in [
        ("children_looked_after", "Children in care"),
        ("children_looked_after_per_10k", "Children in care per 10,000 children in the area"),
        ("officers_fte", "Independent reviewing officers, full-time equivalent"),
        ("children_per_officer", "Children in care for each full-time officer"),
        ("children_starting", "Children who came into care"),
    ] {
        assert_eq!(counted.figure(id).short_label, label, "{id}");
    }
}
