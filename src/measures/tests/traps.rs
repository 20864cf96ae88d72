//! The traps of the rules, one a test: short breaks, periods of care, united years, clocks.

use super::{Files, files};

// --- Ground rules ---

#[test]
fn short_breaks_are_counted_nowhere() {
    let counted = files()
        .episodes(
            2026,
            // a had short breaks only; b a short break and then care; c has no episode at all; d is of another year's file only.
            "a,01/06/2025,S,V3,U6,03/06/2025,E4A a,01/03/2026,S,V4,U6,, \
             b,01/05/2025,S,V4,U6,01/07/2025,E4A b,01/09/2025,S,C2,U6,,",
        )
        .reviews(
            2026,
            "a,02/06/2025,PN1 a,02/06/2025,PN1 a,05/06/2025,PN1 b,01/06/2025,PN1 b,29/09/2025,PN1 c,10/10/2025,PN1",
        )
        .counted();
    assert_eq!(counted.count("children_looked_after"), 1);
    assert_eq!(counted.count("children_looked_after_during_period"), 1);
    // b's start is that of 1 September; neither a nor the short break of b starts or leaves.
    assert_eq!(counted.count("children_starting"), 1);
    assert_eq!(counted.count("children_leaving"), 0);
    // a's two days of review are dropped. b keeps both reviews, that in the short break is outside care; c keeps the one.
    assert_eq!(counted.count("reviews_held"), 3);
    assert_eq!(counted.share("reviews_held_on_time"), (1, 1));
    assert_eq!(counted.share("reviews_not_judged"), (2, 3));
    assert_eq!(
        counted.left_out("reviews_held"),
        [("reviews of children who had short breaks only, in all years given", 2)]
    );
}

#[test]
fn a_start_on_the_day_of_the_end_goes_on() {
    let of = |start: &str| {
        files()
            .episodes(2026, &format!("a,01/05/2024,S,C2,U6,02/06/2025,E8 a,{start},S,C2,U6,,"))
            .reviews(2025, "a,30/05/2024,PN1 a,30/08/2024,PN1 a,28/02/2025,PN1")
            .reviews(2026, "a,28/08/2025,PN1")
    };
    let goes_on = of("02/06/2025");
    assert_eq!(goes_on.judged(), ["first on time", "second on time", "later on time", "later on time"]);
    let counted = goes_on.counted();
    assert_eq!((counted.count("children_starting"), counted.count("children_leaving")), (0, 0));
    assert_eq!(counted.finding_codes(), ["start-on-day-of-end"]);
    // A day later it is a new time in care: 20 working days from Tuesday 3 June end on 1 July, 58 days before 28 August.
    let anew = of("03/06/2025");
    assert_eq!(anew.judged()[3], "first late 58");
    let counted = anew.counted();
    assert_eq!((counted.count("children_starting"), counted.count("children_leaving")), (1, 1));
}

#[test]
fn care_goes_on_after_a_gap_without_a_start() {
    let all = files().episodes(2026, "a,02/06/2025,S,C2,U6,01/09/2025,E8 a,15/09/2025,L,C2,U6,,").reviews(
        2026,
        // The second is held on the day the gap begins, the third in the gap: outside care. Due from the second: 1 December.
        "a,30/06/2025,PN1 a,01/09/2025,PN1 a,05/09/2025,PN1 a,02/03/2026,PN1",
    );
    assert_eq!(all.judged(), ["first on time", "second on time", "unknown not judged", "later late 1"]);
    let counted = all.counted();
    assert_eq!((counted.count("children_starting"), counted.count("children_leaving")), (1, 0));
    assert_eq!(counted.count("reviews_held"), 4);
    assert_eq!(counted.share("reviews_held_on_time"), (2, 3));
}

#[test]
fn an_earlier_file_supplies_the_start() {
    let this_year =
        files().episodes(2026, "a,01/02/2025,L,C2,U6,,").reviews(2025, "").reviews(2026, "a,02/04/2025,PN1");
    assert_eq!(this_year.judged(), ["unknown not judged"]);
    let both = this_year.episodes(2025, "a,06/01/2025,S,C1,U6,01/02/2025,X1 a,01/02/2025,L,C2,U6,,");
    // 20 working days from Monday 6 January end on 3 February, 58 days before 2 April.
    assert_eq!(both.judged(), ["first late 58"]);
    assert_eq!(both.counted().count("children_looked_after"), 1);
}

#[test]
fn of_the_same_row_in_two_years_the_one_with_an_end_stands_then_the_later() {
    let of = |earlier: &str, later: &str| {
        files()
            .episodes(2025, &format!("a,01/05/2024,S,{earlier}"))
            .episodes(2026, &format!("a,01/05/2024,S,{later}"))
            .counted()
    };
    // The end is in the later file, as it should be.
    let counted = of("C1,U6,,", "C2,U6,01/08/2025,E8");
    assert_eq!((counted.count("children_looked_after"), counted.count("children_leaving")), (0, 1));
    // The end is in the earlier file only: it holds.
    let counted = of("C1,U6,01/02/2025,E8", "C2,U6,,");
    assert_eq!((counted.count("children_looked_after"), counted.count("children_looked_after_during_period")), (0, 0));
    // None has an end: the later one.
    let counted = of("C1,U6,,", "C2,K2,,");
    assert_eq!(counted.rows("children_by_legal_status"), [("full_care_order", 1), ("total", 1)]);
    assert_eq!(counted.rows("children_by_placement"), [("childrens_home", 1), ("total", 1)]);
    // Both have one: the later one.
    let counted = of("C1,U6,01/02/2025,E8", "C2,U6,01/08/2025,E8");
    assert_eq!(counted.count("children_leaving"), 1);
}

#[test]
fn an_open_row_that_the_next_file_does_not_repeat_is_left_out() {
    let of = |year| files().episodes(year, "a,01/05/2023,S,C2,U6,,").episodes(2026, "b,01/05/2024,S,C2,U6,,").counted();
    // The next file given decides, whether or not a year lies between.
    for year in [2024, 2025] {
        let counted = of(year);
        assert_eq!(counted.count("children_looked_after"), 1, "{year}");
        assert_eq!(
            counted.left_out("children_looked_after"),
            [("episode rows: still open, and missing from the next year's return", 1)]
        );
        let gap = ["year-between-missing"].iter().filter(|_| year == 2024);
        let expected: Vec<&str> = ["open-episode-not-repeated"].iter().chain(gap).copied().collect();
        assert_eq!(counted.finding_codes(), expected);
    }
    // Re-dated: the row of 2025 is replaced, not added.
    let counted =
        files().episodes(2025, "a,01/05/2024,S,C2,U6,,").episodes(2026, "a,08/05/2024,S,C2,U6,01/06/2025,E8").counted();
    assert_eq!((counted.count("children_looked_after"), counted.count("children_leaving")), (0, 1));
    // An open row of the last file stays, and one that ended needs no repeating.
    let counted =
        files().episodes(2024, "a,01/05/2023,S,C1,U6,01/06/2023,X1").episodes(2026, "a,01/06/2023,L,C2,U6,,").counted();
    assert_eq!(counted.count("children_looked_after"), 1);
    assert_eq!(counted.left_out("children_looked_after"), []);
}

#[test]
fn identical_rows_are_one_and_different_ones_stand_or_give_way_together() {
    let counted = files().episodes(2026, "a,01/05/2025,S,C2,U6,, a,01/05/2025,S,C2,U6,,").counted();
    assert_eq!(counted.finding_codes(), ["duplicate-row"]);
    assert_eq!(counted.count("children_looked_after"), 1);
    // Two different rows of one file: both stand, and the last in file order is the latest episode.
    let counted = files().episodes(2026, "a,01/05/2025,S,C2,U6,, a,01/05/2025,S,C1,K2,,").counted();
    assert_eq!(counted.finding_codes(), ["same-day-episodes", "same-day-episodes"]);
    assert_eq!(counted.rows("children_by_placement"), [("childrens_home", 1), ("total", 1)]);
    // Both give way to the later year's row, which has the end.
    let counted = files()
        .episodes(2025, "a,01/05/2024,S,C2,U6,, a,01/05/2024,S,C1,K2,,")
        .episodes(2026, "a,01/05/2024,S,C2,U6,01/07/2025,E8")
        .counted();
    assert_eq!(counted.finding_codes(), Vec::<&str>::new());
    assert_eq!((counted.count("children_looked_after"), counted.count("children_leaving")), (0, 1));
}

#[test]
fn of_two_episodes_on_one_day_the_start_of_care_comes_first() {
    // In the file the change of order stands first.
    let counted = files().episodes(2026, "a,02/06/2025,L,C2,K2,, a,02/06/2025,S,C1,U6,02/06/2025,X1").counted();
    assert_eq!(counted.count("children_starting"), 1);
    assert_eq!(counted.rows("children_by_placement"), [("childrens_home", 1), ("total", 1)]);
}

#[test]
fn birthdays_of_29_february_fall_on_1_march() {
    let of = |start: &str| {
        files()
            .episodes(2026, &format!("a,{start},S,C2,U6,,"))
            .header(2026, "a,M,29/02/2016,WBRI")
            .counted()
            .rows("children_starting_by_age")
            .iter()
            .map(|row| row.0.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(of("28/02/2026"), ["5-9", "total"]);
    assert_eq!(of("01/03/2026"), ["10-15", "total"]);
}

#[test]
fn a_review_belongs_to_the_time_in_care_it_is_held_in_or_ends() {
    // Held on the day of leaving, on the day after, and on the first day of the next time in care, whose first it is.
    let all = files()
        .episodes(2026, "a,02/06/2025,S,C2,U6,30/06/2025,E8 a,01/09/2025,S,C2,U6,,")
        .reviews(2026, "a,30/06/2025,PN1 a,01/07/2025,PN1 a,01/09/2025,PN1");
    assert_eq!(all.judged(), ["first on time", "unknown not judged", "first on time"]);
    // Two times in care overlap by a fault. 20 June: in care under both, the later. 1 July: left the one, in care under the other.
    let all = files()
        .episodes(2026, "a,01/05/2025,S,C2,U6,01/07/2025,E8 a,16/06/2025,S,C2,U6,,")
        .reviews(2026, "a,20/06/2025,PN1 a,01/07/2025,PN1");
    assert_eq!(all.judged(), ["first on time", "second on time"]);
}

#[test]
fn a_review_outside_the_period_is_no_review_of_it() {
    let counted = files()
        .episodes(2026, "a,02/06/2025,S,C2,U6,,")
        // In this year's file, of the day before the period and the day after.
        .reviews(2026, "a,31/03/2025,PN1 a,01/04/2026,PN1 a,01/04/2025,PN1 a,31/03/2026,PN1")
        .counted();
    assert_eq!(counted.count("reviews_held"), 2);
}

// --- The ordinary clock ---

fn known_start(reviews: &str) -> Files {
    files().episodes(2026, "a,02/06/2025,S,C2,U6,,").reviews(2026, reviews)
}

#[test]
fn each_clock_runs_from_the_review_actually_held() {
    // An early second review: the third is due 6 months after it, on 10 January, not 6 months after 30 September.
    let all = known_start("a,30/06/2025,PN1 a,10/07/2025,PN1 a,11/01/2026,PN1");
    assert_eq!(all.judged(), ["first on time", "second on time", "later late 1"]);
    // A first known review far later is the first, and late: due 30 June.
    assert_eq!(known_start("a,30/03/2026,PN1").judged(), ["first late 273"]);
    // A review on the first day is the first.
    assert_eq!(known_start("a,02/06/2025,PN1 a,03/09/2025,PN1").judged(), ["first on time", "second late 1"]);
}

#[test]
fn months_that_lack_the_day_end_on_their_last() {
    // 30 November and 3 months: 28 February. 31 August and 6 months: 28 February.
    let all = files()
        .episodes(2026, "a,03/11/2025,S,C2,U6,, b,01/01/2025,S,C2,U6,,")
        .reviews(2025, "b,29/01/2025,PN1")
        .reviews(2026, "a,30/11/2025,PN1 a,28/02/2026,PN1 b,29/04/2025,PN1 b,31/08/2025,PN1 b,01/03/2026,PN1");
    assert_eq!(
        all.judged(),
        ["first on time", "second on time", "first on time", "second on time", "later on time", "later late 1"]
    );
}

#[test]
fn bank_holidays_of_the_council_count_as_well() {
    let all = known_start("a,01/07/2025,PN1");
    assert_eq!(all.judged(), ["first late 1"]);
    let all = all.table("bank_holidays", "date\n10/06/2025\n");
    assert_eq!(all.judged(), ["first on time"]);
}

#[test]
fn with_an_unknown_start_only_what_every_order_says_is_said() {
    let of = |reviews: &str| files().episodes(2026, "a,01/01/2024,P,C2,U6,,").reviews(2026, reviews).judged();
    // None known before it: nothing can be said, even of one soon after the first day known.
    assert_eq!(of("a,01/05/2025,PN1"), ["unknown not judged"]);
    // One known before it: 3 months end on 1 August, 6 on 1 November.
    assert_eq!(of("a,01/05/2025,PN1 a,01/08/2025,PN1")[1], "unknown on time");
    assert_eq!(of("a,01/05/2025,PN1 a,02/08/2025,PN1")[1], "unknown not judged");
    assert_eq!(of("a,01/05/2025,PN1 a,01/11/2025,PN1")[1], "unknown not judged");
    assert_eq!(of("a,01/05/2025,PN1 a,02/11/2025,PN1")[1], "unknown late 1");
    // Two known before it: 6 months from the last, 2 August to 2 February.
    assert_eq!(of("a,01/05/2025,PN1 a,02/08/2025,PN1 a,02/02/2026,PN1")[2], "later on time");
    assert_eq!(of("a,01/05/2025,PN1 a,02/08/2025,PN1 a,03/02/2026,PN1")[2], "later late 1");
}

#[test]
fn a_year_without_its_reviews_is_a_gap() {
    let of = |start: &str, before: &str, since: &str| {
        files().episodes(2026, &format!("a,{start},S,C2,U6,,")).reviews(2024, before).reviews(2026, since)
    };
    // Started in the missing year 2024-25: the first known cannot be judged; the next as after an unknown start.
    let all = of("01/05/2024", "", "a,02/06/2025,PN1 a,02/09/2025,PN1 a,02/03/2026,PN1");
    assert_eq!(all.judged(), ["unknown not judged", "unknown on time", "later on time"]);
    // Two known before the gap: the first after it cannot be judged, but is a later one; the next is judged on 6 months.
    let all = of("02/05/2023", "a,30/05/2023,PN1 a,30/08/2023,PN1", "a,02/06/2025,PN1 a,03/12/2025,PN1");
    assert_eq!(all.judged(), ["first on time", "second on time", "later not judged", "later late 1"]);
    // One known before it: with it two are known before the next, which is judged on 6 months.
    let all = of("02/05/2023", "a,30/05/2023,PN1", "a,02/06/2025,PN1 a,02/12/2025,PN1");
    assert_eq!(all.judged(), ["first on time", "unknown not judged", "later on time"]);
    // With the missing year there is no gap.
    let all =
        of("01/05/2024", "", "a,02/06/2025,PN1").reviews(2025, "a,30/05/2024,PN1 a,30/08/2024,PN1 a,28/02/2025,PN1");
    assert_eq!(all.judged(), ["first on time", "second on time", "later on time", "later on time"]);
    // A start on the first day of the year's files leaves no gap: 20 working days from 1 April 2025 end on 1 May.
    let all = of("01/04/2025", "", "a,01/05/2025,PN1");
    assert_eq!(all.judged(), ["first on time"]);
    let all = of("31/03/2025", "", "a,29/04/2025,PN1");
    assert_eq!(all.judged(), ["unknown not judged"]);
}

#[test]
fn reviews_before_the_period_in_this_years_file_set_the_clock() {
    let all = files()
        .episodes(2026, "a,01/10/2024,S,C2,U6,,")
        .reviews(2025, "")
        .reviews(2026, "a,29/10/2024,PN1 a,29/01/2025,PN1 a,29/07/2025,PN1");
    assert_eq!(all.judged(), ["first on time", "second on time", "later on time"]);
    let counted = all.counted();
    assert_eq!(counted.count("reviews_held"), 1);
    assert_eq!(counted.rows("reviews_by_order"), [("later", 1), ("total", 1)]);
}

// --- Placed for adoption ---

/// A child who came into care on 2 June 2025 and had the first review on 30 June.
fn placed(episodes: &str, reviews: &str) -> Files {
    files()
        .episodes(2026, &format!("a,02/06/2025,S,C2,U6,01/09/2025,X1 {episodes}"))
        .reviews(2026, &format!("a,30/06/2025,PN0 {reviews}"))
}

#[test]
fn once_placed_for_adoption_28_days_then_3_then_6_months() {
    let open = "a,01/09/2025,P,E1,A4,,";
    for placement in ["A3", "A4", "A5", "A6"] {
        // Due 29 September; then 29 December. By the ordinary clock they would be due on 30 September and 28 March.
        let open = format!("a,01/09/2025,P,E1,{placement},,");
        let all = placed(&open, "a,29/09/2025,PN0 a,29/12/2025,PN0");
        assert_eq!(all.judged(), ["first on time", "second on time", "later on time"], "{placement}");
        let all = placed(&open, "a,30/09/2025,PN0 a,31/12/2025,PN0");
        assert_eq!(all.judged(), ["first on time", "second late 1", "later late 1"], "{placement}");
    }
    // A review on the day itself counts as the first of this clock: the next is due on 1 December.
    assert_eq!(
        placed(open, "a,01/09/2025,PN0 a,02/12/2025,PN0").judged(),
        ["first on time", "second on time", "later late 1"]
    );
    // One on the day before does not.
    assert_eq!(
        placed(open, "a,31/08/2025,PN0 a,30/09/2025,PN0").judged(),
        ["first on time", "second on time", "later late 1"]
    );
    // The third: 6 months after 1 September (first) and 10 September (second) end on 10 March.
    assert_eq!(placed(open, "a,01/09/2025,PN0 a,10/09/2025,PN0 a,10/03/2026,PN0").judged()[3], "later on time");
    assert_eq!(placed(open, "a,01/09/2025,PN0 a,10/09/2025,PN0 a,11/03/2026,PN0").judged()[3], "later late 1");
}

#[test]
fn the_same_carer_goes_on_and_a_new_carer_begins_again() {
    // First review of the placement on 29 September. A change on 1 October; the next review on 30 December.
    let of = |reason: &str, placement: &str| {
        placed(
            &format!("a,01/09/2025,P,C2,A4,01/10/2025,X1 a,01/10/2025,{reason},E1,{placement},,"),
            "a,29/09/2025,PN0 a,30/12/2025,PN0",
        )
        .judged()[2]
            .clone()
    };
    for reason in ["L", "T", "U"] {
        // 3 months after 29 September.
        assert_eq!(of(reason, "A4"), "later late 1", "{reason}");
        assert_eq!(of(reason, "A6"), "later late 1", "{reason}");
    }
    for reason in ["P", "B"] {
        // 28 days after 1 October: 29 October, 62 days before.
        assert_eq!(of(reason, "A4"), "later late 62", "{reason}");
    }
}

#[test]
fn a_temporary_move_does_not_interrupt() {
    for temporary in ["T0", "T1", "T2", "T3", "T4"] {
        let episodes = format!(
            "a,01/09/2025,P,E1,A4,01/10/2025,X1 a,01/10/2025,P,E1,{temporary},08/10/2025,X1 a,08/10/2025,P,E1,A4,,"
        );
        // 3 months after 29 September, wherever the child is.
        assert_eq!(placed(&episodes, "a,29/09/2025,PN0 a,30/12/2025,PN0").judged()[2], "later late 1");
        // A review during the move is one of the clock: the next is due 6 months later, on 5 April.
        let all = placed(&episodes, "a,29/09/2025,PN0 a,05/10/2025,PN0 a,31/03/2026,PN0");
        assert_eq!(all.judged()[2..], ["later on time", "later on time"]);
        // In an ordinary placement it does not set the adoption clock going.
        let all = placed(&format!("a,01/09/2025,P,C2,{temporary},,"), "a,30/09/2025,PN0");
        assert_eq!(all.judged()[1], "second on time");
    }
    // From the move to another carer for adoption: begins again on 8 October, due 5 November.
    let episodes = "a,01/09/2025,P,E1,A4,01/10/2025,X1 a,01/10/2025,P,E1,T4,08/10/2025,X1 a,08/10/2025,P,E1,A6,,";
    assert_eq!(placed(episodes, "a,29/09/2025,PN0 a,06/11/2025,PN0").judged()[2], "later late 1");
}

#[test]
fn back_in_care_without_adoption_the_ordinary_clock_goes_on() {
    let episodes = "a,01/09/2025,P,E1,A4,01/10/2025,X1 a,01/10/2025,P,C2,U6,,";
    // Third of the time in care: 6 months after 29 September end on 29 March.
    assert_eq!(placed(episodes, "a,29/09/2025,PN0 a,29/03/2026,PN0").judged()[2], "later on time");
    assert_eq!(placed(episodes, "a,29/09/2025,PN0 a,30/03/2026,PN0").judged()[2], "later late 1");
    // On the day of the change the child is placed for adoption no more: second of the time in care, due 30 September.
    assert_eq!(placed(episodes, "a,01/10/2025,PN0").judged()[1], "second late 1");
    // Who leaves care on the day was placed for adoption until then.
    let adopted = "a,01/09/2025,P,E1,A4,01/10/2025,E11";
    assert_eq!(placed(adopted, "a,01/10/2025,PN0").judged()[1], "second late 2");
    // A later placement for adoption begins again: 20 October to 17 November.
    let again = "a,01/09/2025,P,E1,A4,01/10/2025,X1 a,01/10/2025,P,C2,U6,20/10/2025,X1 a,20/10/2025,P,E1,A4,,";
    assert_eq!(placed(again, "a,29/09/2025,PN0 a,18/11/2025,PN0").judged()[2], "later late 1");
}

#[test]
fn a_placement_for_adoption_before_the_data_has_an_unknown_order() {
    let of = |first: &str, reviews: &str| files().episodes(2026, first).reviews(2026, reviews).judged();
    let unknown = "a,10/03/2025,L,E1,A4,,";
    assert_eq!(of(unknown, "a,02/04/2025,PN0"), ["unknown not judged"]);
    assert_eq!(of(unknown, "a,02/04/2025,PN0 a,02/07/2025,PN0")[1], "unknown on time");
    assert_eq!(of(unknown, "a,02/04/2025,PN0 a,03/07/2025,PN0")[1], "unknown not judged");
    assert_eq!(of(unknown, "a,02/04/2025,PN0 a,03/10/2025,PN0")[1], "unknown late 1");
    assert_eq!(of(unknown, "a,02/04/2025,PN0 a,03/07/2025,PN0 a,04/01/2026,PN0")[2], "later late 1");
    // The first episode known begins it: 28 days from 10 April are 8 May, though the start of care is not known.
    assert_eq!(of("a,10/04/2025,P,E1,A4,,", "a,09/05/2025,PN0"), ["unknown late 1"]);
    // The data begin with a temporary move: it may be the return to a placement that began before them.
    let away = "a,25/03/2025,P,E1,T1,10/04/2025,X1 a,10/04/2025,P,E1,A4,,";
    assert_eq!(
        of(away, "a,01/06/2025,PN0 a,01/09/2025,PN0 a,02/03/2026,PN0"),
        ["unknown not judged", "unknown on time", "later late 1"]
    );
}

#[test]
fn a_placement_for_adoption_before_a_gap_has_an_unknown_order() {
    let all = files()
        .episodes(2026, "a,01/04/2024,S,C2,U6,03/06/2024,X1 a,03/06/2024,P,E1,A4,,")
        .reviews(2026, "a,02/04/2025,PN0 a,02/07/2025,PN0 a,03/01/2026,PN0");
    assert_eq!(all.judged(), ["unknown not judged", "unknown on time", "later late 1"]);
    // With the year's reviews the placement's first was due on 1 July 2024.
    let all = all.reviews(2025, "a,29/04/2024,PN0 a,02/07/2024,PN0 a,02/10/2024,PN0");
    assert_eq!(
        all.judged(),
        ["first on time", "second late 1", "later on time", "later on time", "later on time", "later late 1"]
    );
}

#[test]
fn of_overlapping_episodes_the_latest_that_lasts_sets_the_clock() {
    // A placement for adoption ended on 1 October inside a foster placement that was never ended: the latest episode of each day is
    // the foster placement, in the tables and for the clock. Second of the time in care: due 30 September.
    let all = files()
        .episodes(2026, "a,02/06/2025,S,C2,U6,, a,01/09/2025,P,E1,A4,01/10/2025,X1")
        .reviews(2026, "a,30/06/2025,PN0 a,10/10/2025,PN0");
    assert_eq!(all.judged()[1], "second late 10");
    assert_eq!(all.counted().rows("children_by_placement"), [("foster_other", 1), ("total", 1)]);
}

// --- Overdue ---

#[test]
fn overdue_where_order_and_clock_are_known() {
    let of = |start: &str, reviews: &str| {
        files().episodes(2026, &format!("a,{start},S,C2,U6,,")).reviews(2026, reviews).overdue()
    };
    // No review: 20 working days from 3 March end on 31 March, from 4 March on 1 April.
    assert_eq!(of("03/03/2026", ""), "yes");
    assert_eq!(of("04/03/2026", ""), "no");
    // Held on the last day.
    assert_eq!(of("03/03/2026", "a,31/03/2026,PN1"), "no");
    // Held after it, in the same file: not by then.
    assert_eq!(of("03/03/2026", "a,01/04/2026,PN1"), "yes");
    // One review: 3 months from 31 December end on 31 March; from 1 January on 1 April.
    assert_eq!(of("03/12/2025", "a,31/12/2025,PN1"), "yes");
    assert_eq!(of("03/12/2025", "a,01/01/2026,PN1"), "no");
    // Two reviews: 6 months from 30 September end on 30 March; from 1 October on 1 April.
    assert_eq!(of("02/06/2025", "a,30/06/2025,PN1 a,30/09/2025,PN1"), "yes");
    assert_eq!(of("02/06/2025", "a,30/06/2025,PN1 a,01/10/2025,PN1"), "no");
}

#[test]
fn overdue_where_the_start_is_not_known() {
    let of = |start: &str, reviews: &str| {
        files().episodes(2026, &format!("a,{start},P,C2,U6,,")).reviews(2026, reviews).overdue()
    };
    // One review known: the next was due 3 to 6 months after it.
    assert_eq!(of("01/01/2024", "a,30/09/2025,PN1"), "yes"); // at the latest on 30 March
    assert_eq!(of("01/01/2024", "a,01/10/2025,PN1"), "not judged"); // 1 January to 1 April
    assert_eq!(of("01/01/2024", "a,31/12/2025,PN1"), "not judged"); // 31 March to 30 June
    assert_eq!(of("01/01/2024", "a,01/01/2026,PN1"), "no"); // 1 April at the earliest
    // Two known: 6 months after the last.
    assert_eq!(of("01/01/2024", "a,01/05/2025,PN1 a,30/09/2025,PN1"), "yes");
    assert_eq!(of("01/01/2024", "a,01/05/2025,PN1 a,01/10/2025,PN1"), "no");
    // None known since the files begin: at the latest 6 months after 31 March 2025, that is 30 September.
    assert_eq!(of("01/01/2024", ""), "yes");
    // Or, if later, 20 working days after the first day known: from 3 March on 31 March, from 4 March on 1 April.
    assert_eq!(of("03/03/2026", ""), "yes");
    assert_eq!(of("04/03/2026", ""), "not judged");
}

#[test]
fn overdue_after_a_gap_in_the_files() {
    let of = |reviews: &str| {
        files()
            .episodes(2026, "a,02/05/2023,S,C2,U6,,")
            .reviews(2024, "a,30/05/2023,PN1 a,30/08/2023,PN1")
            .reviews(2026, reviews)
            .overdue()
    };
    // None since the files begin: at the latest 30 September 2025.
    assert_eq!(of(""), "yes");
    // Known before the gap count for the order: third or later, 6 months.
    assert_eq!(of("a,30/09/2025,PN1"), "yes");
    assert_eq!(of("a,01/10/2025,PN1"), "no");
}

#[test]
fn overdue_while_placed_for_adoption() {
    let of = |from: &str, reviews: &str| {
        files()
            .episodes(2026, &format!("a,02/06/2025,S,C2,U6,{from},X1 a,{from},P,E1,A4,,"))
            .reviews(2026, &format!("a,30/06/2025,PN0 a,30/09/2025,PN0 {reviews}"))
            .overdue()
    };
    // 28 days from 3 March end on 31 March; from 4 March on 1 April.
    assert_eq!(of("03/03/2026", ""), "yes");
    assert_eq!(of("04/03/2026", ""), "no");
    // 3 months after the first review of the placement, on 31 December or 1 January.
    assert_eq!(of("15/12/2025", "a,31/12/2025,PN0"), "yes");
    assert_eq!(of("15/12/2025", "a,01/01/2026,PN0"), "no");
    // A placement that began before the data, with no review known since: 28 days after the first day known, if later.
    let unknown = |from: &str| files().episodes(2026, &format!("a,{from},L,E1,A4,,")).reviews(2026, "").overdue();
    assert_eq!(unknown("03/03/2026"), "yes");
    assert_eq!(unknown("04/03/2026"), "not judged");
    // Away on a temporary move the clock goes on.
    let away = files()
        .episodes(2026, "a,02/06/2025,S,C2,U6,02/03/2026,X1 a,02/03/2026,P,E1,A4,25/03/2026,X1 a,25/03/2026,P,E1,T1,,")
        .reviews(2026, "a,30/06/2025,PN0 a,30/09/2025,PN0");
    assert_eq!(away.overdue(), "yes");
}

#[test]
fn of_two_times_in_care_at_the_end_the_latest_can_be_overdue() {
    // By a fault the first was never ended. The second began on 4 March; its first review is due on 1 April.
    let counted = files().episodes(2026, "a,02/06/2025,S,C2,U6,, a,04/03/2026,S,C2,U6,,").reviews(2026, "").counted();
    assert_eq!(counted.count("reviews_overdue"), 0);
    // Nobody in care has nothing overdue, nor does a child in the gap of a time in care.
    let counted = files()
        .episodes(2026, "a,02/06/2025,S,C2,U6,31/03/2026,E8 b,02/06/2025,S,C2,U6,30/03/2026,X1 b,02/04/2026,L,C2,U6,,")
        .reviews(2026, "")
        .counted();
    assert_eq!(counted.count("reviews_overdue"), 0);
    assert_eq!(counted.left_out("reviews_overdue"), []);
}
