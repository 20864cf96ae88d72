//! How many reviews were held, in time or late, and what is overdue.

use super::{Files, files};

/// Every day of the year 2025-26 counts here; only its own files are given.
///
/// | child | in care since | reviews | judged |
/// |---|---|---|---|
/// | a | 2 Jun | 30 Jun, 30 Sep, 31 Mar | due 30 Jun on time; due 30 Sep on time; due 30 Mar late 1 |
/// | b | 2 Jun | 7 Jul, 9 Oct | due 30 Jun late 7; due 7 Oct late 2 |
/// | c | not known | 1 May, 1 Aug, 1 Feb | not judged; within 3 months on time; within 6 months on time |
/// | d | not known | 1 May, 2 Aug | not judged; after 3 and within 6 months not judged |
/// | e | not known | 1 May, 5 Nov | not judged; after 6 months (1 Nov) late 4 |
/// | f | 2 Jun | 20 Jun, 1 Sep, 1 Mar | all three on time |
/// | g | 2 Jun | none | due 30 Jun, overdue |
/// | h | 10 Mar | none | not yet due, 21 days in care |
fn year() -> Files {
    files()
        .episodes(
            2026,
            "a,02/06/2025,S,C2,U6,, b,02/06/2025,S,C2,U6,, c,01/01/2024,P,C2,U6,, d,01/01/2024,P,C2,U6,, \
             e,01/01/2024,L,C2,U6,, f,02/06/2025,S,C2,U6,, g,02/06/2025,S,C2,U6,, h,10/03/2026,S,C2,U6,,",
        )
        .reviews(
            2026,
            "a,30/06/2025,PN1 a,30/09/2025,PN1 a,31/03/2026,PN1 b,07/07/2025,PN1 b,09/10/2025,PN1 \
             c,01/05/2025,PN1 c,01/08/2025,PN1 c,01/02/2026,PN1 d,01/05/2025,PN1 d,02/08/2025,PN1 \
             e,01/05/2025,PN1 e,05/11/2025,PN1 f,20/06/2025,PN1 f,01/09/2025,PN1 f,01/03/2026,PN1",
        )
}

#[test]
fn each_review_is_judged_by_itself() {
    assert_eq!(
        year().judged(),
        [
            "first on time",
            "second on time",
            "later late 1",
            "first late 7",
            "second late 2",
            "unknown not judged",
            "unknown on time",
            "later on time",
            "unknown not judged",
            "unknown not judged",
            "unknown not judged",
            "unknown late 4",
            "first on time",
            "second on time",
            "later on time",
        ]
    );
}

#[test]
fn reviews_are_counted_by_review() {
    let counted = year().counted();
    assert_eq!(counted.count("reviews_held"), 15);
    assert_eq!(counted.count("children_reviewed"), 6);
    // On time a 2, c 2, f 3; late a 1, b 2, e 1.
    assert_eq!(counted.share("reviews_held_on_time"), (7, 11));
    assert_eq!(counted.share("reviews_held_late"), (4, 11));
    // c 1, d 2, e 1.
    assert_eq!(counted.share("reviews_not_judged"), (4, 15));
    assert_eq!(counted.left_out("reviews_held_on_time"), [("cannot be judged", 4)]);
    assert_eq!(counted.left_out("reviews_held_late"), [("cannot be judged", 4)]);
    // First and second: a, b, f. Later: a, c, f. Not known: c 2, d 2, e 2.
    assert_eq!(
        counted.rows("reviews_by_order"),
        [("first", 3), ("second", 3), ("later", 3), ("unknown", 6), ("total", 15)]
    );
    // 1, 2, 4 and 7 days late: the mean of 2 and 4.
    assert_eq!(counted.median("days_late"), (3000, 4, (1000, 7000)));
}

#[test]
fn children_are_counted_by_child() {
    let counted = year().counted();
    // Of a to g only g had none; h has been in care for 21 days.
    assert_eq!(counted.share("children_never_reviewed"), (1, 7));
    // d: 2 Aug and 6 months is 2 Feb; g: 30 Jun. For all others the next one falls due after 31 March.
    assert_eq!(counted.count("reviews_overdue"), 2);
    assert_eq!(counted.left_out("reviews_overdue"), []);
    // Base a, b, f, g; only f was never late and is not overdue. c, d and e cannot be judged throughout.
    assert_eq!(counted.share("children_with_every_review_on_time"), (1, 4));
    assert_eq!(counted.left_out("children_with_every_review_on_time"), [("cannot be judged", 3)]);
}

#[test]
fn late_reviews_are_split_by_the_reason_in_the_log() {
    assert!(year().counted().missing("late_review_reasons").contains("log of reviews"));
    let counted = year()
        .table(
            "reviews",
            // Spelling in another case is the same reason. f was on time: its reason does not count. e has no row.
            "child,held_on,late_reason\na,31/03/2026,Papers not ready\nb,07/07/2025,papers not ready\nb,09/10/2025,\n\
             f,20/06/2025,Officer ill\n",
        )
        .counted();
    assert_eq!(counted.rows("late_review_reasons"), [("Papers not ready", 2), ("not recorded", 2), ("total", 4)]);
    // A log without that column says nothing.
    let counted = year().table("reviews", "child,held_on\na,31/03/2026\n").counted();
    assert!(counted.missing("late_review_reasons").contains("reasons"));
}

#[test]
fn a_reason_that_says_it_is_not_recorded_is_in_the_row_of_that_name() {
    let counted = year()
        .table("reviews", "child,held_on,late_reason\na,31/03/2026,Not recorded\nb,07/07/2025,Officer ill\n")
        .counted();
    assert_eq!(counted.rows("late_review_reasons"), [("Officer ill", 1), ("not recorded", 3), ("total", 4)]);
    assert_eq!(counted.table("late_review_reasons").rows.len(), 3);
}

#[test]
fn records_are_in_time_within_the_limit_of_the_council() {
    let log = |rows: &str| year().table("reviews", &format!("child,held_on,record_completed_on,late_reason\n{rows}"));
    // 20 working days from Monday 2 June end on 30 June; from 27 February on 27 March; from 3 March on 31 March.
    let counted =
        log("a,02/06/2025,30/06/2025,\nb,02/06/2025,01/07/2025,\nc,02/06/2025,,\nd,27/02/2026,,\ne,03/03/2026,,\n\
         f,30/03/2026,31/03/2026,\ng,01/04/2026,02/04/2026,\nh,31/03/2025,01/04/2025,\n")
        .counted();
    // Base: a, b, c and d (past the limit without one), f. Not e, not past it yet; not g and h, outside the year. In time: a, f.
    assert_eq!(counted.share("review_records_on_time"), (2, 5));
    let counted = log("a,02/06/2025,30/06/2025,\n").setting("record_working_days: 19").counted();
    assert_eq!(counted.share("review_records_on_time"), (0, 1));
    assert_eq!(log("").counted().share("review_records_on_time"), (0, 0));
    assert!(year().counted().missing("review_records_on_time").contains("log"));
}

#[test]
fn a_child_placed_for_adoption_at_the_end_is_not_asked_whether_every_review_was_on_time() {
    let counted = files()
        .episodes(2026, "a,02/06/2025,S,C2,U6,02/02/2026,X1 a,02/02/2026,P,E1,A4,,")
        .reviews(2026, "a,30/06/2025,PN1 a,01/09/2025,PN1 a,02/03/2026,PN1")
        .counted();
    assert_eq!(counted.share("reviews_held_on_time"), (3, 3));
    assert_eq!(counted.share("children_with_every_review_on_time"), (0, 0));
    assert_eq!(counted.share("children_never_reviewed"), (0, 1));
}

#[test]
fn one_late_review_in_an_earlier_time_in_care_is_late_for_the_child() {
    // 2 June: due 30 June, held 1 July. The child left, came back on 1 September and had its first review in time on 29 September.
    let counted = files()
        .episodes(2026, "a,02/06/2025,S,C2,U6,01/08/2025,E8 a,01/09/2025,S,C2,U6,,")
        .reviews(2026, "a,01/07/2025,PN1 a,29/09/2025,PN1 a,29/12/2025,PN1")
        .counted();
    assert_eq!(counted.share("reviews_held_on_time"), (2, 3));
    assert_eq!(counted.share("children_with_every_review_on_time"), (0, 1));
}

#[test]
fn no_late_review_has_no_median_and_no_review_no_rate() {
    let counted = files().episodes(2026, "a,02/06/2025,S,C2,U6,,").reviews(2026, "").counted();
    assert_eq!(counted.count("reviews_held"), 0);
    assert_eq!(counted.count("children_reviewed"), 0);
    assert_eq!(counted.share("reviews_held_on_time"), (0, 0));
    assert_eq!(counted.share("reviews_held_late"), (0, 0));
    assert_eq!(counted.share("reviews_not_judged"), (0, 0));
    assert_eq!(counted.rows("reviews_by_order"), []);
    assert_eq!(counted.missing("days_late"), "no review was late");
    assert_eq!(counted.share("children_never_reviewed"), (1, 1));
    assert_eq!(counted.count("reviews_overdue"), 1);
    assert_eq!(counted.share("children_with_every_review_on_time"), (0, 1));
}

#[test]
fn without_the_reviews_of_the_year_nothing_about_reviews_is_said() {
    let counted = files()
        .episodes(2026, "a,02/06/2025,S,C2,U6,,")
        .reviews(2025, "a,30/06/2025,PN1")
        .table("reviews", "child,held_on,record_completed_on,late_reason\na,30/06/2025,01/07/2025,ill\n")
        .counted();
    for id in [
        "reviews_held",
        "children_reviewed",
        "reviews_held_on_time",
        "reviews_held_late",
        "children_never_reviewed",
        "reviews_not_judged",
        "reviews_overdue",
        "reviews_by_order",
        "days_late",
        "children_with_every_review_on_time",
        "late_review_reasons",
        "review_records_on_time",
        "participation_by_code",
        "children_attending_reviews",
        "children_giving_views_at_reviews",
        "children_taking_part_in_every_review",
    ] {
        assert!(counted.missing(id).contains("Reviews"), "{id}");
    }
}

#[test]
fn without_the_episodes_of_the_year_nothing_about_children_and_their_reviews_is_said() {
    let counted = files().reviews(2026, "a,30/06/2025,PN1").counted();
    for id in [
        "children_never_reviewed",
        "reviews_overdue",
        "children_with_every_review_on_time",
        "children_taking_part_in_every_review",
    ] {
        assert!(counted.missing(id).contains("Episodes"), "{id}");
    }
    // What needs no episodes is counted: the review is outside every known time in care.
    assert_eq!(counted.count("reviews_held"), 1);
    assert_eq!(counted.share("reviews_not_judged"), (1, 1));
}

#[test]
fn less_than_28_days_in_care_is_known_or_not() {
    // a came on 3 March, 28 days before the end: in. b on 4 March: out. c was there on 4 March, the start is not known: left out.
    // d was there on 3 March, the start is not known: at least 28 days.
    let counted = files()
        .episodes(2026, "a,03/03/2026,S,C2,U6,, b,04/03/2026,S,C2,U6,, c,04/03/2026,P,C2,U6,, d,03/03/2026,P,C2,U6,,")
        .reviews(2026, "d,20/03/2026,PN1")
        .counted();
    assert_eq!(counted.share("children_never_reviewed"), (1, 2));
    let reason = ("start of care not known and less than 28 days seen", 1);
    assert_eq!(counted.left_out("children_never_reviewed"), [reason]);
    // a is overdue: 20 working days end on 31 March. d cannot be judged.
    assert_eq!(counted.share("children_with_every_review_on_time"), (0, 1));
    assert_eq!(counted.left_out("children_with_every_review_on_time"), [("cannot be judged", 1), reason]);
}

#[test]
fn rows_without_a_day_stand_beside_the_number_of_reviews() {
    let counted = files()
        .episodes(2026, "a,02/06/2025,S,C2,U6,,")
        .reviews(2026, "a,30/06/2025,PN1 ,30/06/2025,PN1 a,,PN1 a,30/02/2026,PN1 a,31/02/2026,PN1")
        .counted();
    assert_eq!(counted.count("reviews_held"), 1);
    assert_eq!(
        counted.left_out("reviews_held"),
        [
            ("review rows: child blank", 1),
            ("review rows: review date blank", 1),
            ("review rows: review date is not a date", 2),
        ]
    );
}
