//! How many placements, and two years in one: convention C8, counted by hand.

use super::files;

/// The rows of the split by number of placements: one at most, two, three or more, three only with moves with the same carer.
fn by_number(episodes: &str) -> ([u64; 4], (u64, u64)) {
    let counted = files().episodes(2026, episodes).counted();
    let rows = ["0-1", "2", "3 or more", "3 or more with the same carer"]
        .map(|row| counted.cell("children_by_number_of_placements", row, "children"));
    assert_eq!(
        counted.cell("children_by_number_of_placements", "total", "children"),
        counted.count("children_looked_after")
    );
    (rows, counted.share("three_or_more_placements"))
}

#[test]
fn placements_of_the_year_are_counted_for_children_in_care_at_its_end() {
    let rows = by_number(
        // a: one before the year that goes on, and two moves: three.
        "a,01/05/2024,P,C2,U6,01/06/2025,X1 a,01/06/2025,P,C2,U5,01/09/2025,X1 a,01/09/2025,B,C2,K2,, \
         b,01/05/2024,P,C2,U6,01/06/2025,X1 b,01/06/2025,P,C2,U5,, \
         c,01/05/2024,S,C2,U6,, \
         d,01/05/2025,S,C2,U6,01/06/2025,X1 d,01/06/2025,P,C2,U5,01/09/2025,X1 d,01/09/2025,P,C2,K2,31/03/2026,E8",
    );
    // d left on the last day.
    assert_eq!(rows, ([1, 1, 1, 0], (1, 3)));
}

#[test]
fn a_change_of_legal_status_or_no_reason_begins_no_placement() {
    let rows = by_number(
        "a,01/05/2025,S,C1,U6,01/06/2025,X1 a,01/06/2025,L,C2,U6,01/07/2025,X1 a,01/07/2025,,C2,U6,01/08/2025,X1 \
         a,01/08/2025,Q,C2,U6,01/09/2025,X1 a,01/09/2025,P,C2,U6,,",
    );
    assert_eq!(rows, ([0, 1, 0, 0], (0, 1)));
}

#[test]
fn temporary_moves_are_no_placements_and_the_return_goes_on() {
    // a: out to hospital and back, twice: one placement. b: from hospital to another home: two.
    // c: the same kind of home, but the way back passes through another placement: three.
    let rows = by_number(
        "a,01/05/2025,S,C2,U6,01/06/2025,X1 a,01/06/2025,P,C2,T1,08/06/2025,X1 a,08/06/2025,P,C2,U6,01/09/2025,X1 \
         a,01/09/2025,P,C2,T4,03/09/2025,X1 a,03/09/2025,P,C2,U6,, \
         b,01/05/2025,S,C2,U6,01/06/2025,X1 b,01/06/2025,P,C2,T1,08/06/2025,X1 b,08/06/2025,P,C2,K2,, \
         c,01/05/2025,S,C2,U6,01/06/2025,X1 c,01/06/2025,P,C2,K2,08/06/2025,X1 c,08/06/2025,P,C2,U6,,",
    );
    assert_eq!(rows, ([1, 1, 1, 0], (1, 3)));
}

#[test]
fn moves_with_the_same_carer_count_and_stand_apart() {
    // a: three placements, two of them moves with the same carer. b: three with new carers, one move more with the same.
    let rows = by_number(
        "a,01/05/2025,S,C2,U6,01/06/2025,X1 a,01/06/2025,T,C2,U4,08/07/2025,X1 a,08/07/2025,U,C2,U3,, \
         b,01/05/2025,S,C2,U6,01/06/2025,X1 b,01/06/2025,P,C2,U6,08/07/2025,X1 b,08/07/2025,T,C2,U4,08/08/2025,X1 \
         b,08/08/2025,P,C2,K2,,",
    );
    assert_eq!(rows, ([0, 0, 1, 1], (2, 2)));
}

#[test]
fn k3_straight_after_h5_is_the_same_placement_under_a_new_code() {
    // a: renamed. b: a new carer with the new code. c: not straight after.
    let rows = by_number(
        "a,01/05/2025,S,V2,H5,01/09/2025,X1 a,01/09/2025,T,V2,K3,, \
         b,01/05/2025,S,V2,H5,01/09/2025,X1 b,01/09/2025,P,V2,K3,, \
         c,01/05/2025,S,V2,H5,01/09/2025,X1 c,01/09/2025,P,V2,U6,02/09/2025,X1 c,02/09/2025,T,V2,K3,,",
    );
    assert_eq!(rows, ([1, 1, 0, 1], (1, 3)));
}

#[test]
fn a_placement_is_in_the_year_if_it_began_in_it_or_lasted_past_its_first_day() {
    // a: the first ended on the first day, so it is not of the year: two. b: it ended a day later: three.
    // c: a time in care that ended in the year counts with the next: three. d: came and went on one day: it counts, three.
    let rows = by_number(
        "a,01/05/2024,P,C2,U6,01/04/2025,X1 a,01/04/2025,P,C2,U5,01/09/2025,X1 a,01/09/2025,P,C2,K2,, \
         b,01/05/2024,P,C2,U6,02/04/2025,X1 b,02/04/2025,P,C2,U5,01/09/2025,X1 b,01/09/2025,P,C2,K2,, \
         c,01/05/2024,P,C2,U6,01/06/2025,X1 c,01/06/2025,P,C2,U5,01/08/2025,E8 c,01/10/2025,S,C2,U6,, \
         d,01/05/2025,S,C2,U6,01/06/2025,X1 d,01/06/2025,P,C2,K2,01/06/2025,X1 d,01/06/2025,B,C2,U6,,",
    );
    assert_eq!(rows, ([0, 1, 3, 0], (3, 4)));
}

#[test]
fn nobody_one_child_and_codes_not_known() {
    assert_eq!(by_number(""), ([0, 0, 0, 0], (0, 0)));
    assert_eq!(by_number("a,01/05/2025,S,C2,U6,,"), ([1, 0, 0, 0], (0, 1)));
    // Placement codes that no list has are placements; a child of whom only a temporary move is known has none.
    assert_eq!(
        by_number("a,01/05/2025,S,C2,QQ,01/06/2025,X1 a,01/06/2025,P,C2,,, b,01/05/2025,P,C2,T1,,"),
        ([1, 1, 0, 0], (0, 2))
    );
    let without = files().counted();
    for id in ["three_or_more_placements", "children_by_number_of_placements", "same_placement_two_years"] {
        assert!(without.missing(id).contains("Episodes"), "{id}");
    }
}

/// The long-term measure of children aged 10, unless a Header is given, with the Episodes of three years: (numerator, denominator)
/// and what is left out.
fn two_years(episodes: &str) -> ((u64, u64), Vec<(String, u64)>) {
    let children: std::collections::BTreeSet<&str> =
        episodes.split_whitespace().filter_map(|row| row.split(',').next()).collect();
    let header: Vec<String> = children.iter().map(|child| format!("{child},M,01/06/2015,WBRI")).collect();
    let counted = files()
        .episodes(2024, "")
        .episodes(2025, "")
        .episodes(2026, episodes)
        .header(2026, &header.join(" "))
        .counted();
    let left_out = counted.left_out("same_placement_two_years");
    (
        counted.share("same_placement_two_years"),
        left_out.into_iter().map(|(why, count)| (why.to_string(), count)).collect(),
    )
}

#[test]
fn two_years_are_counted_to_the_day() {
    // Asked: in care since 30 September 2023 or before. a and b: there since 31 March 2024, or a day less. c: came a day too late.
    let (share, left_out) = two_years(
        "a,30/09/2023,S,C2,U6,31/03/2024,X1 a,31/03/2024,P,C2,U5,, \
         b,30/09/2023,S,C2,U6,01/04/2024,X1 b,01/04/2024,P,C2,U5,, \
         c,01/10/2023,S,C2,U6,,",
    );
    assert_eq!((share, left_out), ((1, 2), vec![]));
}

#[test]
fn a_placement_for_adoption_may_lean_on_the_one_before() {
    // a: with a foster carer since 2023, then placed for adoption. b: the one before was short too. c: an ordinary move.
    let (share, left_out) = two_years(
        "a,01/06/2023,S,C2,U6,01/09/2025,X1 a,01/09/2025,P,E1,A5,, \
         b,01/06/2023,S,C2,U6,01/09/2024,X1 b,01/09/2024,P,C2,U5,01/09/2025,X1 b,01/09/2025,P,E1,A5,, \
         c,01/06/2023,S,C2,U6,01/09/2025,X1 c,01/09/2025,P,C2,U5,,",
    );
    assert_eq!((share, left_out), ((1, 3), vec![]));
}

#[test]
fn on_a_temporary_move_at_the_end_the_placement_left_behind_counts() {
    let (share, _) = two_years("a,01/06/2023,S,C2,U6,25/03/2026,X1 a,25/03/2026,P,C2,T4,,");
    assert_eq!(share, (1, 1));
}

#[test]
fn what_is_not_known_well_enough_is_left_out_and_counted() {
    let long = |rest: &str| format!("a,01/06/2023,{rest}");
    let why = |why: &str| vec![(why.to_string(), 1)];
    // The start of care is not known and the first day seen is too late.
    assert_eq!(two_years("a,01/06/2024,P,C2,U6,,"), ((0, 0), why("start of care not known")));
    // Known "on or before" is enough.
    assert_eq!(two_years(&long("L,C2,U6,,")), ((1, 1), vec![]));
    // In care for long, but the data begin with a temporary move, from which this may be the return.
    let rows = long("P,C2,T1,01/06/2024,X1") + " a,01/06/2024,P,C2,U6,,";
    assert_eq!(two_years(&rows), ((0, 0), why("start of the placement not known")));
    // Not so where care began with it.
    let rows = long("S,C2,T1,01/06/2024,X1") + " a,01/06/2024,P,C2,U6,,";
    assert_eq!(two_years(&rows), ((0, 1), vec![]));
    // Only a temporary move is known.
    assert_eq!(two_years(&long("P,C2,T1,,")), ((0, 0), why("start of the placement not known")));
    // Placed for adoption lately, with no placement known before it.
    let rows = long("P,C2,T1,01/06/2024,X1") + " a,01/06/2024,S,E1,A5,,";
    assert_eq!(two_years(&rows), ((0, 0), why("start of the placement not known")));
}

#[test]
fn children_of_16_are_not_asked_and_those_without_an_age_are_left_out() {
    let of = |header: &str| {
        files()
            .episodes(2024, "")
            .episodes(2025, "")
            .episodes(2026, "a,01/06/2020,S,C2,U6,,")
            .header(2026, header)
            .counted()
    };
    assert_eq!(of("a,M,31/03/2010,WBRI").share("same_placement_two_years"), (0, 0)); // 16 on the day
    assert_eq!(of("a,M,01/04/2010,WBRI").share("same_placement_two_years"), (1, 1)); // 15 until the next
    let unknown = of("a,M,,WBRI");
    assert_eq!(unknown.share("same_placement_two_years"), (0, 0));
    assert_eq!(unknown.left_out("same_placement_two_years"), [("age not known", 1)]);
}

#[test]
fn without_the_episodes_of_every_year_since_two_years_and_a_half_nothing_is_said() {
    let counted = files().episodes(2025, "").episodes(2026, "a,01/06/2020,S,C2,U6,,").counted();
    assert_eq!(counted.missing("same_placement_two_years"), "the Episodes of 2023-24 were not given");
    let counted = files().episodes(2026, "a,01/06/2020,S,C2,U6,,").counted();
    assert!(counted.missing("same_placement_two_years").ends_with("Episodes of 2023-24 and 2024-25 were not given"));
    let counted = files().episodes(2024, "").episodes(2025, "").episodes(2026, "").counted();
    assert_eq!(counted.share("same_placement_two_years"), (0, 0));
}
