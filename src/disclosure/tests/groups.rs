//! Groups that are known as a whole, few children, rounding, and what the order of rows would tell. Every expectation is worked out by hand.

use super::*;
use crate::config::{Categories, Sensitive};
use crate::measures::measure::{By, NoMore, NumberAt};

fn sensitive(by: &str, categories: Categories) -> Settings {
    Settings { sensitive: Sensitive([(by.to_string(), categories)].into()), ..Settings::default() }
}

/// By what the rows and columns of the table are told apart, and its columns as they are shown.
fn shown(by: By, counts: &[Vec<u64>], settings: &Settings) -> Vec<String> {
    let measured = [Measured::Table(MeasuredTable { by, ..two_way("t", counts) })];
    let published = protect(&measured, Edition::Public, settings);
    (0..=counts[0].len()).map(|at| column(&published, "t", at)).collect()
}

#[test]
fn a_group_that_stands_in_one_sensitive_category_is_hidden_with_a_nought() {
    let counts = [vec![7, 0], vec![10, 12]];
    let of_need = sensitive("need", Categories::All);
    // All seven of a0 have the need b0. With both cells of the row hidden, those below them would give them away.
    assert_eq!(shown(By::both("age", "need"), &counts, &of_need), ["c c 17", "c c 12", "7 22 29"]);
    // All twelve of b1 have the need a1: the same the other way round.
    assert_eq!(shown(By::both("need", "age"), &counts, &of_need), ["c c 17", "c c 12", "7 22 29"]);
    let all = ["7 10 17", "0 12 12", "7 22 29"];
    assert_eq!(shown(By::both("age", "sex"), &counts, &of_need), all);
    // That all of a0 are in b0 matters to nobody where only b1 is sensitive.
    let other = sensitive("need", Categories::These(vec!["b1".into()]));
    assert_eq!(shown(By::both("age", "need"), &counts, &other), all);
}

#[test]
fn a_small_group_in_one_sensitive_category_keeps_no_noughts() {
    // Whoever knows one of the three of a0 would know that it is b0.
    let columns = shown(By::both("age", "need"), &[vec![3, 0], vec![20, 30]], &sensitive("need", Categories::All));
    assert!(columns[1].starts_with("c c"), "{columns:?}");
    let columns = shown(By::both("age", "sex"), &[vec![3, 0], vec![20, 30]], &sensitive("need", Categories::All));
    assert!(columns[1].starts_with("0 "), "{columns:?}");
}

#[test]
fn what_is_called_sensitive_must_be_told_apart() {
    let measured = [Measured::Table(MeasuredTable { by: By::both("age", "colour"), ..two_way("t", &[vec![7, 9]]) })];
    let found = |by: &str, categories: Categories| {
        let settings = sensitive(by, categories);
        let published = protect(&measured, Edition::Public, &settings);
        redesigns(&measured, &published, &settings).into_iter().map(|finding| finding.code).collect::<Vec<_>>()
    };
    assert!(found("colour", Categories::All).is_empty());
    assert!(found("colour", Categories::These(vec!["b1".into()])).is_empty());
    // A usual one need not occur.
    assert!(found("need", Categories::All).is_empty());
    assert_eq!(found("color", Categories::All), ["sensitive-unknown"]);
    assert_eq!(found("colour", Categories::These(vec!["b7".into()])), ["sensitive-unknown"]);
    // A usual one with a category that it does not have: the table tells needs apart as b0 and b1.
    let of_needs = MeasuredTable { by: By::both("age", "need"), ..two_way("t", &[vec![7, 9]]) };
    let settings = sensitive("need", Categories::These(vec!["N11".into()]));
    let measured = [Measured::Table(of_needs)];
    let published = protect(&measured, Edition::Public, &settings);
    let codes: Vec<_> = redesigns(&measured, &published, &settings).into_iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["sensitive-unknown"]);
}

#[test]
fn of_few_children_two_groups_are_shown_or_none() {
    let of = |children: u64, counts: &[u64], keep: &[&str]| {
        let figure = figure("children_looked_after", Unit::Count, Value::Count(children));
        let ages = MeasuredTable { by: By::down("age"), ..split("children_by_age", counts) };
        let measured = [Measured::Figure(figure), Measured::Table(ages)];
        let published = protect(&measured, Edition::Public, &settings(&[], keep));
        let table = published.table("children_by_age").unwrap();
        (table.in_words, if table.missing.is_some() { "x".into() } else { column(&published, "children_by_age", 0) })
    };
    assert_eq!(of(60, &[6, 20, 34], &[]), (false, "6 20 34 60".to_string()));
    // The greatest group and all others.
    assert_eq!(of(56, &[6, 20, 30], &[]), (true, "26 30 56".to_string()));
    assert_eq!(of(56, &[6, 20, 30], &["children_by_age"]), (false, "6 20 30 56".to_string()));
    // Three others are too few, and so are twenty in two groups of which one is nobody.
    assert_eq!(of(23, &[1, 20, 2], &[]), (false, "x".to_string()));
    assert_eq!(of(20, &[0, 20, 0], &[]), (false, "x".to_string()));
}

#[test]
fn of_few_children_nothing_is_crossed() {
    let figure = figure("children_looked_after", Unit::Count, Value::Count(40));
    let crossed = MeasuredTable { by: By::both("age", "sex"), ..two_way("t", &[vec![10, 10], vec![10, 10]]) };
    assert!(public(&[Measured::Figure(figure), Measured::Table(crossed)]).table("t").unwrap().missing.is_some());
}

#[test]
fn two_groups_of_which_one_is_small_are_said_in_words() {
    let in_words = |counts: &[u64]| public(&[Measured::Table(split("t", counts))]).table("t").unwrap().in_words;
    assert!(in_words(&[30, 3]) && in_words(&[30, 3, 0]));
    assert!(!in_words(&[30, 6]) && !in_words(&[30, 3, 4]) && !in_words(&[30, 2, 9, 0]));
}

#[test]
fn a_hidden_number_does_not_keep_its_place_among_greater_and_smaller_ones() {
    let order = |by_count: bool| {
        let mut table = MeasuredTable { by_count, ..split("t", &[9, 4, 3, 6]) };
        for (row, label) in table.rows.iter_mut().zip(["Late", "Papers", "Illness", "Not recorded", "Total"]) {
            row.label = label.into();
        }
        table.rows[3].key = "not recorded".into();
        let published = public(&[Measured::Table(table)]);
        let rows = &published.table("t").unwrap().rows;
        rows.iter().map(|row| row.label.clone()).collect::<Vec<_>>()
    };
    assert_eq!(order(true), ["Late", "Illness", "Papers", "Not recorded", "Total"]);
    assert_eq!(order(false), ["Late", "Papers", "Illness", "Not recorded", "Total"]);
}

#[test]
fn an_average_is_hidden_with_the_number_that_it_is_of() {
    // The rate of nine is not shown. Whoever reads of how many days the middle one was knows that five or more were late.
    let late = figure("reviews_held_late", Unit::Percent, Value::Share { numerator: 5, denominator: 9 });
    let days = figure("days_late", Unit::Days, Value::Median { median: Thousandths(7000), of: 5 });
    let published = public(&[Measured::Figure(late), Measured::Figure(days.clone())]);
    assert_eq!(word(&published.figure("days_late").unwrap().outcome), "c");
    assert_ne!(word(&public(&[Measured::Figure(days)]).figure("days_late").unwrap().outcome), "c");
}

#[test]
fn in_the_rule_of_hospitals_what_is_shown_is_rounded() {
    let settings = Settings { small_numbers: SmallNumbers::Nhs, ..Settings::default() };
    let posts = MeasuredFigure { protected: false, ..figure("posts", Unit::Count, Value::Count(12)) };
    let measured =
        [Measured::Table(split("t", &[7, 8, 12, 30])), Measured::Figure(share(103, 208)), Measured::Figure(posts)];
    let published = protect(&measured, Edition::Public, &settings);
    // 7 is hidden and 8 with it; 12 is nearest to 10, 57 to 55.
    assert_eq!(column(&published, "t", 0), "c c 10 30 55");
    assert_eq!(column(&published, "t", 1), "c c 10/55 30/55 55/55");
    assert_eq!(word(&published.figure("share").unwrap().outcome), "105/210");
    assert_eq!(word(&published.figure("posts").unwrap().outcome), "12");
    let restricted = protect(&measured, Edition::Restricted, &settings);
    assert_eq!(column(&restricted, "t", 0), "7 8 12 30 57");
}

#[test]
fn numbers_that_others_cannot_exceed_are_reckoned_with() {
    let at = |table: &str, row: &str| NumberAt::cell(table, row, "children");
    let bound = |row: &str| NoMore { these: vec![at("u", row)], than: vec![at("t", row)], as_many: false };
    let of = |no_more: Vec<NoMore>| {
        let asked = MeasuredTable { no_more, ..split("u", &[38, 3, 20]) };
        let all = MeasuredTable { protected: false, ..split("t", &[39, 5, 20]) };
        column(&public(&[Measured::Table(all), Measured::Table(asked)]), "u", 0)
    };
    assert_eq!(of(Vec::new()), "38 c c 61");
    // Were the 20 alone hidden beside the 3, it could be no more than 20, and the 3 no less than 3 and no more than 5.
    assert_ne!(of(["a0", "a1", "a2"].map(bound).to_vec()), "38 c c 61");
}

#[test]
fn the_same_things_are_one_number_wherever_they_are_counted() {
    let shown = |no_more: Vec<NoMore>| {
        let own = MeasuredFigure { no_more, ..figure("own", Unit::Count, Value::Count(9)) };
        let published = public(&[Measured::Table(split("t", &[3, 9, 30])), Measured::Figure(own)]);
        column(&published, "t", 0)
    };
    assert_eq!(shown(Vec::new()), "c c 30 42");
    // The measure counts the same nine: to hide them, it would have to be hidden too. So the 30 is.
    let than = vec![NumberAt::cell("t", "a1", "children")];
    assert_eq!(shown(vec![NoMore { these: vec![NumberAt::Part("own".into())], than, as_many: true }]), "c 9 c 42");
}

#[test]
fn what_nothing_protects_is_told() {
    let on_time = Value::Share { numerator: 30, denominator: 33 };
    let late = figure("reviews_held_late", Unit::Percent, Value::Share { numerator: 3, denominator: 33 });
    let of = |protected| {
        let on_time = MeasuredFigure { protected, ..figure("reviews_held_on_time", Unit::Percent, on_time.clone()) };
        public(&[Measured::Figure(on_time), Measured::Figure(late.clone())]).unprotected().len()
    };
    assert_eq!((of(true), of(false)), (0, 1));
}
