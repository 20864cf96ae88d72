//! How built-in measures hang together: numbers that are the same, and sums of one that make another (convention F7).
//!
//! A reader of the definitions can write these equations down, so the protection of small numbers reckons with them. They are claims
//! about definitions, not about values: where one does not hold, because a number was typed in or is missing, it is passed over.

use super::balance::SPLITS_OF_END;
use super::continuity;
use super::participation;
use super::reviews;
use crate::dataset::service::RELATIONS;

/// A number of the publication set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quantity {
    /// A figure's count or numerator.
    Part(&'static str),
    /// A figure's denominator.
    Whole(&'static str),
    /// How many values a figure is the middle of.
    Of(&'static str),
    /// A figure's records left out for a reason; 0 where the reason does not occur.
    LeftOut(&'static str, &'static str),
    /// A cell of a table: its row and column.
    Cell(&'static str, &'static str, &'static str),
    /// A figure's count in the year before.
    YearBefore(&'static str),
    /// A number that is printed nowhere.
    Unprinted(&'static str),
}

/// Numbers that add up to the same as others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tie {
    /// These together
    pub these: Vec<Quantity>,
    /// are as many as those together.
    pub those: Vec<Quantity>,
}

fn tie(these: &[Quantity], those: &[Quantity]) -> Tie {
    Tie { these: these.to_vec(), those: those.to_vec() }
}

/// Every tie between built-in measures.
pub fn built_in() -> Vec<Tie> {
    let mut ties = of_children();
    ties.extend(of_reviews());
    ties.extend(of_participation());
    ties
}

fn of_children() -> Vec<Tie> {
    use Quantity::{Cell, LeftOut, Of, Part, Unprinted, Whole, YearBefore};
    const CHILDREN: &str = "children";
    let end = Part("children_looked_after");
    let splits = SPLITS_OF_END.into_iter().chain(["children_by_number_of_placements"]);
    let mut ties: Vec<Tie> = splits.map(|split| tie(&[end], &[Cell(split, "total", CHILDREN)])).collect();
    ties.extend([
        tie(&[end], &[Part("children_looked_after_per_10k")]),
        tie(&[end], &[Part("children_per_officer")]),
        tie(&[end], &[Whole("unaccompanied_children")]),
        tie(&[end], &[Whole("three_or_more_placements")]),
        tie(&[Part("children_starting")], &[Cell("children_starting_by_age", "total", CHILDREN)]),
    ]);
    let balance = |row| Cell("children_balance", row, CHILDREN);
    let difference = Part("children_balance_difference");
    ties.extend([
        tie(&[end], &[balance("end")]),
        tie(&[Part("children_starting")], &[balance("came")]),
        tie(&[Part("children_leaving")], &[balance("left")]),
        tie(&[balance("start")], &[YearBefore("children_looked_after")]),
        // The difference is printed without its sign; the one of these that is true holds.
        tie(&[balance("start"), balance("came"), difference], &[balance("left"), balance("end")]),
        tie(&[balance("start"), balance("came")], &[balance("left"), balance("end"), difference]),
    ]);
    let placements = |row| Cell("children_by_number_of_placements", row, CHILDREN);
    let officers = |row| Cell("children_by_number_of_officers", row, CHILDREN);
    let changed = "children_with_change_of_officer";
    let named = "officer_named_within_5_days";
    ties.extend([
        tie(
            &[Part("three_or_more_placements")],
            &[placements("3 or more"), placements("3 or more with the same carer")],
        ),
        tie(&[Part(changed)], &[officers("2"), officers("3 or more")]),
        tie(&[Whole(changed)], &[officers("1"), officers("2"), officers("3 or more")]),
        tie(&[LeftOut(changed, super::caseloads::WITHOUT_AN_OFFICER)], &[officers("unknown")]),
        tie(&[Whole("checks_between_reviews")], &[officers("total")]),
        tie(
            &[Whole(named), LeftOut(named, continuity::NOT_OVER_YET), LeftOut(named, continuity::LEFT_BEFORE)],
            &[Part("children_starting")],
        ),
        // Disputes that took too long are those still open after the limit and those resolved after it.
        tie(
            &[Part("disputes_over_20_days")],
            &[
                Cell("disputes_open_by_age", "21-40", "disputes"),
                Cell("disputes_open_by_age", "41-60", "disputes"),
                Cell("disputes_open_by_age", "over 60", "disputes"),
                Unprinted("disputes resolved after the limit"),
            ],
        ),
        tie(&[Part("disputes_raised")], &[Cell("disputes_by_stage", "total", "disputes")]),
        tie(&[Part("disputes_raised")], &[Cell("disputes_by_outcome", "total", "disputes")]),
        tie(&[Part("disputes_open")], &[Cell("disputes_open_by_age", "total", "disputes")]),
        tie(&[Of("dispute_days_open")], &[Part("disputes_open")]),
        tie(&[Of("dispute_days_to_resolve")], &[Cell("dispute_days_to_resolve_by_stage", "total", "disputes")]),
    ]);
    ties
}

fn of_reviews() -> Vec<Tie> {
    use Quantity::{Cell, LeftOut, Of, Part, Whole};
    const REVIEWS: &str = "reviews";
    let held = Part("reviews_held");
    let (on_time, late, not_judged) = ("reviews_held_on_time", "reviews_held_late", "reviews_not_judged");
    let mut ties = vec![
        tie(&[held], &[Cell("reviews_by_order", "total", REVIEWS)]),
        tie(&[held], &[Cell("participation_by_code", "total", REVIEWS)]),
        tie(&[held], &[Whole(not_judged)]),
        tie(&[Whole(on_time)], &[Whole(late)]),
        tie(&[Part(on_time), Part(late)], &[Whole(on_time)]),
        tie(&[Whole(on_time), Part(not_judged)], &[held]),
        tie(&[Of("days_late")], &[Part(late)]),
        tie(&[Part(late)], &[Cell("late_review_reasons", "total", REVIEWS)]),
        tie(&[Part(not_judged)], &[LeftOut(on_time, reviews::CANNOT_BE_JUDGED)]),
        tie(&[Part(not_judged)], &[LeftOut(late, reviews::CANNOT_BE_JUDGED)]),
    ];
    // Each kind of parent is asked about in every review of the log.
    let records = "review_records_on_time";
    for (relation, _) in RELATIONS {
        let of_relation = ["attended", "consulted", "not consulted", "not recorded", "not applicable"];
        ties.push(tie(
            &of_relation.map(|column| Cell("parents_taking_part", relation, column)),
            &[Whole(records), LeftOut(records, reviews::NO_RECORD_YET)],
        ));
    }
    ties
}

fn of_participation() -> Vec<Tie> {
    use Quantity::{Cell, LeftOut, Part, Unprinted, Whole};
    let code = |name| Cell("participation_by_code", name, "reviews");
    // A review without a code is in the base where the child was 4 or older; how many were younger is printed nowhere.
    let blank_under_four = Unprinted("reviews of children under 4 without a code");
    let mut ties = Vec::new();
    let rates: [(&str, &[&str]); 3] = [
        ("children_attending_reviews", &["PN1", "PN2", "PN3", "PN4"]),
        ("children_giving_views_at_reviews", &["PN1", "PN2", "PN3", "PN5", "PN6"]),
        // With the setting that PN4 gives views; the one of the two that is true holds.
        ("children_giving_views_at_reviews", &["PN1", "PN2", "PN3", "PN4", "PN5", "PN6"]),
    ];
    for (id, counted) in rates {
        let counted: Vec<Quantity> = counted.iter().map(|name| code(name)).collect();
        ties.push(Tie { these: vec![Part(id)], those: counted });
        ties.push(tie(&[Whole(id), LeftOut(id, participation::UNDER_FOUR)], &[Part("reviews_held")]));
        ties.push(tie(&[LeftOut(id, participation::UNDER_FOUR)], &[code("PN0"), blank_under_four]));
    }
    ties.push(tie(&[code("not recorded")], &[blank_under_four, Unprinted("reviews of others without a code")]));
    ties
}
