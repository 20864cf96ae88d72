//! How children took part, by code and by child.

use super::{Files, files};

/// One review a child, all of children born on 1 January 2015 unless said otherwise.
fn with_codes(rows: &str) -> Files {
    files().episodes(2026, "").reviews(2026, rows).header(
        2026,
        "a,M,01/01/2015,WBRI b,M,01/01/2015,WBRI c,M,01/01/2015,WBRI d,M,01/01/2015,WBRI e,M,01/01/2015,WBRI \
         f,M,01/01/2015,WBRI g,M,01/01/2015,WBRI baby,M,01/01/2025,WBRI",
    )
}

const ALL: &str = "a,01/06/2025,PN1 b,01/06/2025,PN2 c,01/06/2025,PN3 d,01/06/2025,PN4 e,01/06/2025,PN5 \
                   f,01/06/2025,PN6 g,01/06/2025,PN7 baby,01/06/2025,PN0";

#[test]
fn attending_and_giving_views_are_different_things() {
    let counted = with_codes(ALL).counted();
    assert_eq!(
        counted.rows("participation_by_code"),
        [("PN0", 1), ("PN1", 1), ("PN2", 1), ("PN3", 1), ("PN4", 1), ("PN5", 1), ("PN6", 1), ("PN7", 1), ("total", 8)]
    );
    // Attended PN1-4; gave views PN1, 2, 3, 5, 6; PN0 is outside the base of 7.
    assert_eq!(counted.share("children_attending_reviews"), (4, 7));
    assert_eq!(counted.share("children_giving_views_at_reviews"), (5, 7));
    let left_out = counted.left_out("children_attending_reviews");
    assert_eq!(left_out.iter().map(|reason| reason.1).collect::<Vec<_>>(), [1]);
}

#[test]
fn attending_without_views_gives_views_only_where_the_council_says_so() {
    let counted = with_codes(ALL).setting("pn4_gives_views: yes").counted();
    assert_eq!(counted.share("children_attending_reviews"), (4, 7));
    assert_eq!(counted.share("children_giving_views_at_reviews"), (6, 7));
}

#[test]
fn a_blank_code_is_in_the_base_from_the_fourth_birthday() {
    let of = |born: &str, code: &str| {
        files()
            .episodes(2026, "")
            .reviews(2026, &format!("z,01/06/2025,{code} y,01/06/2025,PN1"))
            .header(2026, &format!("z,M,{born},WBRI"))
            .counted()
    };
    for (born, code, base) in [
        ("01/06/2021", "", 2),    // 4 on the day
        ("02/06/2021", "", 1),    // 3 on the day
        ("", "", 2),              // age not known counts as 4 or over
        ("01/06/2021", "PN9", 2), // an unlisted code is not recorded
        ("02/06/2021", "PN0", 1), // under 4, outside the base
        ("01/01/2010", "PN0", 1), // a clash of code and age follows the code
        ("02/06/2021", "PN7", 2), // so does this one
    ] {
        let counted = of(born, code);
        assert_eq!(counted.share("children_attending_reviews"), (1, base), "born {born}, {code}");
        assert_eq!(counted.share("children_giving_views_at_reviews"), (1, base), "born {born}, {code}");
    }
    assert_eq!(of("01/06/2021", "PN9").rows("participation_by_code"), [("PN1", 1), ("not recorded", 1), ("total", 2)]);
    assert_eq!(of("02/06/2021", "").rows("participation_by_code"), [("PN1", 1), ("not recorded", 1), ("total", 2)]);
}

#[test]
fn a_child_born_on_29_february_is_four_on_that_day_and_not_before() {
    let of = |day: &str| {
        files()
            .period("2023-24")
            .episodes(2024, "")
            .header(2024, "z,M,29/02/2020,WBRI")
            .reviews(2024, &format!("z,{day},"))
            .counted()
            .share("children_attending_reviews")
    };
    assert_eq!(of("28/02/2024"), (0, 0));
    assert_eq!(of("29/02/2024"), (0, 1));
}

#[test]
fn nobody_at_all_has_no_rate() {
    for rows in ["", "baby,01/06/2025,PN0"] {
        let counted = with_codes(rows).counted();
        assert_eq!(counted.share("children_attending_reviews"), (0, 0));
        assert_eq!(counted.share("children_giving_views_at_reviews"), (0, 0));
        assert_eq!(counted.share("children_taking_part_in_every_review"), (0, 0));
    }
    // All unknown: in the base, and none took part.
    let counted = with_codes("a,01/06/2025, b,01/06/2025,QQ").counted();
    assert_eq!(counted.share("children_attending_reviews"), (0, 2));
}

#[test]
fn rows_for_one_day_are_one_review_with_the_first_code_that_can_be_read() {
    // a: blank and unlisted are passed over. b: the first of two. c: the later year's file first, its code unlisted: the earlier.
    // d: the later year's file first.
    let counted = with_codes(
        "a,01/06/2025, a,01/06/2025,QQ a,01/06/2025,PN3 b,01/06/2025,PN7 b,01/06/2025,PN1 c,01/06/2025,QQ \
         d,01/06/2025,PN2",
    )
    .reviews(2025, "c,01/06/2025,PN5 d,01/06/2025,PN6")
    .counted();
    assert_eq!(counted.count("reviews_held"), 4);
    assert_eq!(counted.rows("participation_by_code"), [("PN2", 1), ("PN3", 1), ("PN5", 1), ("PN7", 1), ("total", 4)]);
    // Two extra rows of a and one of b; the same review in two years' files is no fault.
    assert_eq!(counted.finding_codes().iter().filter(|code| **code == "reviews-same-day").count(), 3);
}

#[test]
fn taking_part_in_every_review_is_counted_by_child() {
    let counted = files()
        .episodes(
            2026,
            "a,01/05/2024,S,C2,U6,, b,01/05/2024,S,C2,U6,, c,01/05/2024,S,C2,U6,, d,01/05/2024,S,C2,U6,, \
             e,01/05/2024,S,C2,U6,, f,01/05/2024,S,C2,U6,01/03/2026,E8 g,04/03/2026,S,C2,U6,, h,04/03/2026,L,C2,U6,, \
             i,01/05/2024,S,C2,U6,,",
        )
        .header(
            2026,
            "a,M,01/01/2015,WBRI b,M,01/01/2015,WBRI c,M,01/01/2015,WBRI d,M,15/08/2021,WBRI e,M,01/01/2015,WBRI \
             f,M,01/01/2015,WBRI g,M,01/01/2015,WBRI h,M,01/01/2015,WBRI i,M,01/01/2015,WBRI",
        )
        .reviews(
            2026,
            // a gave views at both. b attended once without views. c's second code is not recorded. d was under 4 at the first.
            // e had no review. f left. g 27 days in care. h not known whether 28. i gave views once; the other was last year.
            "a,01/06/2025,PN1 a,01/12/2025,PN5 b,01/06/2025,PN1 b,01/12/2025,PN4 c,01/06/2025,PN1 c,01/12/2025, \
             d,01/08/2025,PN0 d,01/12/2025,PN1 f,01/06/2025,PN1 g,20/03/2026,PN1 h,20/03/2026,PN1 i,01/06/2025,PN2",
        )
        .reviews(2025, "i,01/12/2024,PN7")
        .counted();
    // Base a, b, c, i; a and i gave views to all.
    assert_eq!(counted.share("children_taking_part_in_every_review"), (2, 4));
    let reason = ("start of care not known and less than 28 days seen", 1);
    assert_eq!(counted.left_out("children_taking_part_in_every_review"), [reason]);
}

#[test]
fn parents_take_part_or_not_by_the_service_log() {
    let counted = with_codes("")
        .table(
            "reviews",
            "child,held_on,late_reason,mother,father\na,01/06/2025,,attended,consulted\nb,01/06/2025,,Attended,not consulted\n\
             c,01/06/2025,,not_consulted,not applicable\nd,01/06/2025,,,not applicable\ne,01/06/2025,,consulted,perhaps\n\
             f,31/03/2025,,attended,attended\n",
        )
        .counted();
    let row = |relation| {
        ["attended", "consulted", "not consulted", "not recorded", "not applicable"]
            .map(|column| counted.cell("parents_taking_part", relation, column))
    };
    // f is of the year before.
    assert_eq!(row("mother"), [2, 1, 1, 1, 0]);
    // An unknown word is not recorded.
    assert_eq!(row("father"), [0, 1, 1, 1, 2]);
    assert_eq!(counted.table("parents_taking_part").rows.len(), 2);
    assert!(with_codes("").counted().missing("parents_taking_part").contains("log"));
    let without = with_codes("").table("reviews", "child,held_on,late_reason\na,01/06/2025,\n").counted();
    assert!(without.missing("parents_taking_part").contains("parent"));
}
