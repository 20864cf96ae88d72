//! A named officer, how many in a year, checks between reviews, turnover; and the balance of those who came and left.

use super::files;

#[test]
fn an_officer_is_named_in_time_within_5_working_days_of_the_first_start() {
    let counted = files()
        .episodes(
            2026,
            // 2 June 2025 is a Monday, so 5 working days are over on the 9th.
            "a,02/06/2025,S,C2,U6,, b,02/06/2025,S,C2,U6,, c,02/06/2025,S,C2,U6,, d,02/06/2025,S,C2,U6,05/06/2025,E8 \
             e,27/03/2026,S,C2,U6,, f,02/06/2025,P,C2,U6,, g,02/06/2025,S,C2,U6,01/07/2025,E8 g,01/09/2025,S,C2,U6,, \
             h,02/06/2025,S,C2,U6,,",
        )
        .table(
            "allocations",
            // a: on the last day. b: a day late. c: no row. d: left before. e: the days are not over. f: start not known.
            // g: named in time at the first start, never at the second. h: an officer of an earlier time in care only.
            "child,officer,from,to\na,o1,09/06/2025,\nb,o1,10/06/2025,\ng,o1,03/06/2025,01/07/2025\nh,o1,01/01/2024,02/06/2025\n\
             h,,03/06/2025,\n",
        )
        .counted();
    // Asked: a, b, c, g, h. In time: a, g.
    assert_eq!(counted.share("officer_named_within_5_days"), (2, 5));
    assert_eq!(
        counted.left_out("officer_named_within_5_days"),
        [
            ("5 working days not over when the data ends", 1),
            ("left care within 5 working days, without an officer", 1),
            ("no officer in the list since the start (counted in the base)", 2),
        ]
    );
}

#[test]
fn without_allocations_or_children_nobody_is_named() {
    let counted = files().episodes(2026, "a,02/06/2025,S,C2,U6,,").counted();
    for id in ["officer_named_within_5_days", "children_by_number_of_officers"] {
        assert!(counted.missing(id).contains("allocations"), "{id}");
    }
    let empty = files().episodes(2026, "").table("allocations", "child,officer,from,to\n").counted();
    assert_eq!(empty.share("officer_named_within_5_days"), (0, 0));
    assert_eq!(empty.rows("children_by_number_of_officers"), []);
    let no_return = files().table("allocations", "child,officer,from,to\na,o1,02/06/2025,\n").counted();
    for id in ["officer_named_within_5_days", "children_by_number_of_officers"] {
        assert!(no_return.missing(id).contains("Episodes"), "{id}");
    }
    // All unknown: a start that is not known is no start.
    let unknown =
        files().episodes(2026, "a,02/06/2025,P,C2,U6,,").table("allocations", "child,officer,from\n").counted();
    assert_eq!(unknown.share("officer_named_within_5_days"), (0, 0));
}

#[test]
fn officers_are_counted_for_children_in_care_throughout() {
    let counted = files()
        .episodes(
            2026,
            "a,01/05/2024,S,C2,U6,, b,01/05/2024,S,C2,U6,, c,01/05/2024,S,C2,U6,, d,01/05/2024,S,C2,U6,, e,02/04/2025,S,C2,U6,,",
        )
        .table(
            "allocations",
            // a one; b two, one of them twice; c three; d none; e not in care throughout.
            "child,officer,from,to\na,o1,01/05/2024,\nb,o1,01/05/2024,01/06/2025\nb,o2,01/06/2025,01/07/2025\nb,o1,01/07/2025,\n\
             c,o1,01/05/2024,01/06/2025\nc,o2,01/06/2025,01/07/2025\nc,o3,01/07/2025,\ne,o1,02/04/2025,\n",
        )
        .counted();
    assert_eq!(
        counted.rows("children_by_number_of_officers"),
        [("1", 1), ("2", 1), ("3 or more", 1), ("unknown", 1), ("total", 4)]
    );
    // The two views of one thing agree: two or more, of those with an officer.
    assert_eq!(counted.share("children_with_change_of_officer"), (2, 3));
}

#[test]
fn a_check_between_reviews_has_a_day_or_a_yes() {
    let counted = files()
        .episodes(
            2026,
            "a,01/05/2024,S,C2,U6,, b,01/05/2024,S,C2,U6,, c,01/05/2024,S,C2,U6,, d,01/05/2024,S,C2,U6,, e,01/05/2024,S,C2,U6,, \
             f,01/06/2025,S,C2,U6,,",
        )
        .table(
            "reviews",
            // a: in the year. b: after it. c: yes beside a review of the year. d: no. e: no row. f: not in care throughout.
            "child,held_on,midpoint_check\na,01/06/2025,01/09/2025\na,01/12/2025,\nb,01/03/2026,01/04/2026\nc,01/06/2025,yes\n\
             d,01/06/2025,No\nf,01/07/2025,01/09/2025\n",
        )
        .counted();
    assert_eq!(counted.share("checks_between_reviews"), (2, 5));
    assert_eq!(
        counted.left_out("checks_between_reviews"),
        [("children without a row in the log (counted in the base)", 1)]
    );
    let log = |text: &str| files().episodes(2026, "a,01/05/2024,S,C2,U6,,").table("reviews", text).counted();
    assert!(log("child,held_on\n").missing("checks_between_reviews").contains("column"));
    assert_eq!(log("child,held_on,midpoint_check\n").share("checks_between_reviews"), (0, 1));
    assert!(files().counted().missing("checks_between_reviews").contains("log of reviews"));
    // A check that is no day and no yes is reported, and is none.
    let odd = log("child,held_on,midpoint_check\na,01/06/2025,perhaps\n");
    assert_eq!(odd.share("checks_between_reviews"), (0, 1));
    assert!(odd.finding_codes().contains(&"bad-date"));
}

#[test]
fn turnover_is_of_officers_in_post_at_the_start() {
    let counted = files()
        .table(
            "officers",
            // o1 stays; o2 left in the year; o3 left on the first day, so was in post the day before; o4 came and left in the year;
            // o5 left the day before; o6: no day of starting.
            "officer,fte,started_on,left_on\no1,1,01/01/2020,\no2,1,01/01/2020,01/09/2025\no3,1,01/01/2020,01/04/2025\n\
             o4,1,01/05/2025,01/09/2025\no5,1,01/01/2020,31/03/2025\no6,1,,\n",
        )
        .counted();
    assert_eq!(counted.share("officers_turnover"), (2, 4));
    assert_eq!(counted.count("officers_leaving"), 3);
    assert!(files().counted().missing("officers_turnover").contains("officers"));
    assert_eq!(files().table("officers", "officer,fte\n").counted().share("officers_turnover"), (0, 0));
}

#[test]
fn records_are_awaited_as_far_as_the_data_reach() {
    // Reviews of 2 and 20 March 2026: 20 working days are over on 30 March, and on 21 April after Easter.
    let log = "child,held_on,record_completed_on\na,02/03/2026,\nb,20/03/2026,\nc,20/03/2026,25/04/2026\n";
    let of = |files: super::Files| files.reviews(2026, "").table("reviews", log).counted();
    let counted = of(files());
    assert_eq!(counted.share("review_records_on_time"), (0, 2));
    assert_eq!(
        counted.left_out("review_records_on_time"),
        [("no record yet, and not past the limit when the data ends", 1)]
    );
    // Taken at the end of May, the record that was not there by 21 April is late.
    let counted = of(files().line("extracted_on: 2026-05-29"));
    assert_eq!(counted.share("review_records_on_time"), (0, 3));
    assert_eq!(counted.left_out("review_records_on_time"), []);
}

/// Start, came, left, end.
fn balance(episodes: &str) -> ([u64; 4], u64, Vec<(String, u64)>) {
    let counted = files().episodes(2026, episodes).counted();
    let rows = ["start", "came", "left", "end"].map(|row| counted.cell("children_balance", row, "children"));
    let left_out = counted.left_out("children_balance_difference");
    (
        rows,
        counted.amount("children_balance_difference") / 1000,
        left_out.into_iter().map(|(why, count)| (why.to_string(), count)).collect(),
    )
}

#[test]
fn start_and_those_who_came_less_those_who_left_make_the_end() {
    // a there all year; b came; c left; d came and left; e left on the first day; f left on the last; g came on the last.
    let (rows, difference, reasons) = balance(
        "a,01/05/2024,S,C2,U6,, b,01/05/2025,S,C2,U6,, c,01/05/2024,S,C2,U6,01/06/2025,E8 \
         d,01/05/2025,S,C2,U6,01/06/2025,E8 e,01/05/2024,S,C2,U6,01/04/2025,E8 f,01/05/2024,S,C2,U6,31/03/2026,E8 \
         g,31/03/2026,S,C2,U6,,",
    );
    assert_eq!((rows, difference, reasons), ([4, 3, 4, 3], 0, vec![]));
    assert_eq!(balance(""), ([0, 0, 0, 0], 0, vec![]));
    assert_eq!(balance("a,01/05/2024,S,C2,U6,,"), ([1, 0, 0, 1], 0, vec![]));
}

#[test]
fn a_difference_says_where_it_comes_from() {
    let more = "came into care or left care more than once in the period";
    let unsaid = "the return does not say how a child came or went";
    // a came twice and left once; b was there, left twice and came once; each counts once a side.
    let (rows, difference, reasons) = balance(
        "a,01/05/2025,S,C2,U6,01/06/2025,E8 a,01/07/2025,S,C2,U6,, \
         b,01/05/2024,S,C2,U6,01/06/2025,E8 b,01/07/2025,S,C2,U6,01/08/2025,E8",
    );
    // One is missing at the end, one is there too many: they make up for each other.
    assert_eq!((rows, difference, reasons), ([1, 2, 2, 1], 0, vec![(more.to_string(), 2)]));
    // c begins in the year without a start; d ends with "another follows", and none does.
    let (rows, difference, reasons) =
        balance("c,01/05/2025,P,C2,U6,, c2,01/05/2025,P,C2,U6,, d,01/05/2024,S,C2,U6,01/06/2025,X1");
    assert_eq!((rows, difference, reasons), ([1, 0, 0, 2], 1, vec![(unsaid.to_string(), 3)]));
    let without = files().counted();
    for id in ["children_balance", "children_balance_difference"] {
        assert!(without.missing(id).contains("Episodes"), "{id}");
    }
}
