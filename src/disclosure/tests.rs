//! What is hidden, worked out by hand on small tables, and properties that hold for any.

use super::*;
use crate::config::SmallNumbers;
use crate::dataset::fields::Thousandths;
use crate::measures::measure::{
    Beside, Cell, CellsOf, MeasuredColumn, MeasuredFigure, MeasuredRow, MeasuredTable, SameAs, Unit, When,
    count_column, percent_of_total,
};
use proptest::prelude::*;

mod groups;

fn figure(id: &str, unit: Unit, value: Value) -> MeasuredFigure {
    MeasuredFigure {
        id: id.into(),
        short_label: String::new(),
        label: String::new(),
        definition: String::new(),
        source: String::new(),
        when: When::At,
        unit,
        value,
        left_out: BTreeMap::new(),
        range: None,
        protected: true,
        published_beside: None,
        numerator_cells: None,
        rest: None,
        sums_given: Vec::new(),
        no_more: Vec::new(),
    }
}

fn share(numerator: u64, denominator: u64) -> MeasuredFigure {
    figure("share", Unit::Percent, Value::Share { numerator, denominator })
}

fn table(id: &str, columns: Vec<MeasuredColumn>) -> MeasuredTable {
    MeasuredTable { id: id.into(), columns, ..MeasuredTable::default() }
}

fn row(key: String, cells: Vec<Cell>) -> MeasuredRow {
    MeasuredRow { total: key == "total", label: String::new(), key, parent: None, cells }
}

/// Rows a0, a1, ... with their share and a total.
fn split(id: &str, counts: &[u64]) -> MeasuredTable {
    let mut table = table(id, vec![count_column("children", "Children"), percent_of_total(0)]);
    let heads = (0..counts.len()).map(|at| format!("a{at}")).chain(["total".to_string()]);
    let counts = counts.iter().copied().chain([counts.iter().sum()]);
    table.rows = heads.zip(counts).map(|(key, count)| row(key, vec![Cell::Count(count), Cell::Derived])).collect();
    table
}

/// Rows a0, a1, ... and columns b0, b1, ... with totals of both.
fn two_way(id: &str, counts: &[Vec<u64>]) -> MeasuredTable {
    let across = counts[0].len();
    let keys = (0..across).map(|at| format!("b{at}")).chain(["total".to_string()]);
    let mut table = table(id, keys.map(|key| count_column(&key, "")).collect());
    table.total_column = Some(across);
    let down: Vec<u64> = (0..across).map(|column| counts.iter().map(|row| row[column]).sum()).collect();
    let heads = (0..counts.len()).map(|at| format!("a{at}")).chain(["total".to_string()]);
    table.rows = heads
        .zip(counts.iter().cloned().chain([down]))
        .map(|(key, counts)| {
            let total = counts.iter().sum();
            row(key, counts.into_iter().chain([total]).map(Cell::Count).collect())
        })
        .collect();
    table
}

fn public(measured: &[Measured]) -> Published {
    protect(measured, Edition::Public, &Settings::default())
}

fn word(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Shown(Number::Count(count)) => count.to_string(),
        Outcome::Shown(Number::Share { numerator, denominator }) => format!("{numerator}/{denominator}"),
        Outcome::Shown(Number::Rate { tenths, whole }) => format!("{tenths}{}", if *whole { " whole" } else { "" }),
        Outcome::Shown(other) => format!("{other:?}"),
        Outcome::Hidden => "c".into(),
        Outcome::Unreliable => "u".into(),
        Outcome::Missing(_) => "x".into(),
    }
}

/// The cells of a column from top to bottom, hidden ones as c.
fn column(published: &Published, id: &str, at: usize) -> String {
    published.table(id).unwrap().rows.iter().map(|row| word(&row.cells[at])).collect::<Vec<_>>().join(" ")
}

fn split_shown(counts: &[u64]) -> (String, String) {
    let published = public(&[Measured::Table(split("t", counts))]);
    (column(&published, "t", 0), column(&published, "t", 1))
}

fn figure_shown(figure: MeasuredFigure) -> String {
    let id = figure.id.clone();
    word(&public(&[Measured::Figure(figure)]).figure(&id).unwrap().outcome)
}

#[test]
fn one_to_four_are_hidden_and_zeros_show() {
    for (count, expected) in [(0, "0"), (1, "c"), (4, "c"), (5, "5")] {
        assert_eq!(figure_shown(figure("f", Unit::Count, Value::Count(count))), expected);
    }
    // 3 and 4 are small; two are hidden, so that neither follows from the total.
    assert_eq!(split_shown(&[0, 12, 3, 4, 20]).0, "0 12 c c 20 39");
    assert_eq!(split_shown(&[10, 20, 30]).0, "10 20 30 60");
}

#[test]
fn the_threshold_is_a_setting() {
    let shown = |count: u64, small_numbers| {
        let settings = Settings { small_numbers, ..Settings::default() };
        let figure = Measured::Figure(figure("f", Unit::Count, Value::Count(count)));
        word(&protect(&[figure], Edition::Public, &settings).figure("f").unwrap().outcome)
    };
    assert_eq!((shown(5, SmallNumbers::Below6), shown(6, SmallNumbers::Below6)), ("c".into(), "6".into()));
    assert_eq!((shown(9, SmallNumbers::Ten), shown(10, SmallNumbers::Ten)), ("c".into(), "10".into()));
}

#[test]
fn beside_a_single_hidden_cell_the_next_smallest_is_hidden() {
    // 9 is the next smallest that is not 0.
    assert_eq!(split_shown(&[0, 12, 3, 9, 20]).0, "0 12 c c 20 44");
    // Of two alike the first.
    assert_eq!(split_shown(&[9, 3, 9]).0, "c c 9 21");
    // 1 and 2 add up to 3, which leaves too few values: a third one.
    assert_eq!(split_shown(&[1, 2, 30, 40]).0, "c c c 40 73");
    // 2 and 2 add up to 4.
    assert_eq!(split_shown(&[2, 2, 30, 40]).0, "c c c 40 74");
    // 2 and 4 add up to 6: the first may be 1 to 5.
    assert_eq!(split_shown(&[2, 4, 30, 40]).0, "c c 30 40 76");
    // 2 and 3 add up to 5: 1 to 4, four values.
    assert_eq!(split_shown(&[2, 3, 30, 40]).0, "c c 30 40 75");
}

#[test]
fn two_categories_are_hidden_both() {
    assert_eq!(split_shown(&[3, 30]).0, "c c 33");
    // A small total is hidden as well.
    assert_eq!(split_shown(&[0, 0, 3]).0, "0 0 c c");
    assert_eq!(split_shown(&[0, 0]).0, "0 0 0");
}

#[test]
fn shares_follow_their_counts() {
    assert_eq!(split_shown(&[0, 12, 3, 9, 20]).1, "0/44 12/44 c c 20/44 44/44");
    // The rest of 43 is 3.
    assert_eq!(split_shown(&[40, 1, 2]).1, "c c c 43/43");
    // A base below 10 gives no percentages.
    assert_eq!(split_shown(&[0, 8]), ("0 8 8".into(), "u u u".into()));
    assert_eq!(split_shown(&[0, 0]).1, "x x x");
}

#[test]
fn five_reasons_of_one_with_a_total_of_five_are_hidden_with_it() {
    assert_eq!(split_shown(&[1, 1, 1, 1, 1]).0, "c c c c c c");
    // To hide the zero would not help: a reader knows that zeros show.
    assert_eq!(split_shown(&[1, 1, 1, 1, 1, 0]).0, "c c c c c 0 c");
    // With a large one beside them the total can stand.
    assert_eq!(split_shown(&[1, 1, 1, 1, 1, 40]).0, "c c c c c c 45");
    assert_eq!(split_shown(&[1, 1, 1, 1, 1, 40, 50]).0, "c c c c c c 50 95");
}

#[test]
fn a_zero_is_shown_while_others_can_be_hidden() {
    let counts = [vec![7, 0], vec![3, 9], vec![20, 30]];
    let published = public(&[Measured::Table(two_way("t", &counts))]);
    // 3 is small. Beside it the 9; beside the 7 there would be only the 0, so the 20 and the 30 close the circle.
    assert_eq!(column(&published, "t", 0), "7 c c 30");
    assert_eq!(column(&published, "t", 1), "0 c c 39");
    assert_eq!(column(&published, "t", 2), "7 12 50 69");
}

/// A split by age, one by sex and both crossed, as the children are counted.
fn linked(counts: &[Vec<u64>]) -> [Measured; 3] {
    let by_age: Vec<u64> = counts.iter().map(|row| row.iter().sum()).collect();
    let by_sex: Vec<u64> = (0..counts[0].len()).map(|at| counts.iter().map(|row| row[at]).sum()).collect();
    let mut crossed = two_way("crossed", counts);
    crossed.same_as = vec![
        SameAs::Column { column: "total".into(), table: "by_age".into(), other: "children".into() },
        SameAs::TotalRow { table: "by_sex".into(), other: "children".into() },
    ];
    let mut by_sex = split("by_sex", &by_sex);
    for row in by_sex.rows.iter_mut().filter(|row| !row.total) {
        row.key = row.key.replace('a', "b");
    }
    [Measured::Table(split("by_age", &by_age)), Measured::Table(by_sex), Measured::Table(crossed)]
}

#[test]
fn a_number_hidden_in_one_table_is_hidden_in_every_other() {
    // Sexes down to 3 not known; ages with enough of each.
    let published = public(&linked(&[vec![20, 30, 0], vec![10, 12, 3], vec![40, 50, 0]]));
    // By sex: 3 not known, and with it the 70.
    assert_eq!(column(&published, "by_sex", 0), "c 92 c 165");
    // Crossed: the row of the 3 hides the 10, that column the next smallest of it, and so on.
    let crossed = published.table("crossed").unwrap();
    assert_eq!(crossed.cell("total", "b0"), Some(&Outcome::Hidden));
    assert_eq!(crossed.cell("total", "b2"), Some(&Outcome::Hidden));
    assert_eq!(crossed.cell("a1", "b2"), Some(&Outcome::Hidden));
    assert_eq!(crossed.cell("a1", "b0"), Some(&Outcome::Hidden));
    assert_eq!(crossed.cell("total", "total"), Some(&Outcome::Shown(Number::Count(165))));
    // A small age is hidden crossed too.
    let published = public(&linked(&[vec![2, 1], vec![30, 40], vec![50, 60]]));
    assert_eq!(column(&published, "by_age", 0), "c c 110 183");
    assert_eq!(column(&published, "crossed", 2), "c c 110 183");
}

#[test]
fn rates_are_hidden_with_a_small_part_a_small_rest_or_a_small_base() {
    for (numerator, denominator, expected) in [
        (0, 40, "0/40"),
        (4, 40, "c"),
        (5, 40, "5/40"),
        (35, 40, "35/40"),
        (36, 40, "c"),
        (40, 40, "40/40"),
        (0, 9, "c"),
        (9, 9, "c"),
        (0, 10, "0/10"),
        (5, 10, "5/10"),
        (0, 0, "x"),
    ] {
        assert_eq!(figure_shown(share(numerator, denominator)), expected, "{numerator} of {denominator}");
    }
    // Per 10,000 of those who live there: only the number itself can be small.
    let per_10k =
        |numerator, denominator| figure_shown(figure("f", Unit::Per10k, Value::Share { numerator, denominator }));
    assert_eq!((per_10k(4, 12_000), per_10k(5, 12_000)), ("c".into(), "5/12000".into()));
}

#[test]
fn averages_over_few_are_hidden_with_their_range() {
    let of = |of| {
        let mut median = figure("f", Unit::Days, Value::Median { median: Thousandths(7000), of });
        median.range = Some((Thousandths(1000), Thousandths(9000)));
        let published = public(&[Measured::Figure(median)]);
        let figure = published.figure("f").unwrap();
        (figure.outcome == Outcome::Hidden, figure.range.is_none())
    };
    assert_eq!((of(4), of(5)), ((true, true), (false, false)));
}

#[test]
fn what_is_not_protected_is_shown() {
    let posts = MeasuredFigure { protected: false, ..figure("f", Unit::Count, Value::Count(2)) };
    assert_eq!(figure_shown(posts), "2");
    let posts = MeasuredTable { protected: false, ..split("t", &[1, 2]) };
    assert_eq!(column(&public(&[Measured::Table(posts)]), "t", 0), "1 2 3");
}

#[test]
fn the_restricted_edition_hides_nothing() {
    let measured = [
        Measured::Table(split("t", &[1, 2, 30])),
        Measured::Figure(share(1, 9)),
        Measured::Figure(figure("f", Unit::Count, Value::Count(1))),
    ];
    let published = protect(&measured, Edition::Restricted, &Settings::default());
    assert_eq!(column(&published, "t", 0), "1 2 30 33");
    assert_eq!(column(&published, "t", 1), "1/33 2/33 30/33 33/33");
    assert_eq!(word(&published.figure("share").unwrap().outcome), "1/9");
    assert_eq!(word(&published.figure("f").unwrap().outcome), "1");
    assert_eq!(published.hidden(), 0);
}

#[test]
fn a_rate_beside_a_small_number_left_out_stands_without_its_counts() {
    let beside = |numerator, denominator, left_out| {
        let mut rate = share(numerator, denominator);
        rate.left_out.insert("cannot be judged".into(), left_out);
        rate.published_beside = Some(Beside::Complement);
        let published = public(&[Measured::Figure(rate)]);
        let figure = published.figure("share").unwrap();
        (word(&figure.outcome), figure.left_out["cannot be judged"])
    };
    // 2,960 of 3,719 and 3 left out: with 1 to 4 left out and 759 late it is 79.6% each time.
    assert_eq!(beside(2960, 3719, 3), ("796".into(), None));
    // 150 of 200: 151 of 201 would be 75.1%, so whole per cents only; 149 of 199 is 74.9%, still 75%.
    assert_eq!(beside(150, 200, 3), ("750 whole".into(), None));
    // 20 of 40 and 3 left out: 22 of 42 would be 52%.
    assert_eq!(beside(20, 40, 3), ("c".into(), None));
    // Enough left out, or none: the counts stand.
    assert_eq!(beside(150, 200, 5), ("150/200".into(), Some(5)));
    assert_eq!(beside(150, 200, 0), ("150/200".into(), Some(0)));
}

#[test]
fn a_figure_is_spared_where_other_cells_can_be_hidden() {
    let shown = |rows: &[&str], counts: &[u64]| {
        let numerator_cells = Some(CellsOf::new("t", "children", rows));
        let figure = MeasuredFigure { numerator_cells, ..share(12, 100) };
        let published = public(&[Measured::Figure(figure), Measured::Table(split("t", counts))]);
        (word(&published.figure("share").unwrap().outcome), column(&published, "t", 0))
    };
    // The next smallest is the 12, which is the figure's numerator: the 85 is hidden instead.
    assert_eq!(shown(&["a0"], &[12, 3, 85]), ("12/100".into(), "12 c c 100".into()));
    // The sum of two hidden cells leaves both open.
    assert_eq!(shown(&["a0", "a1"], &[3, 9, 88]), ("12/100".into(), "c c 88 100".into()));
}

#[test]
fn a_figure_that_gives_a_sum_hides_another_cell_or_is_withheld() {
    let beside = |rows: &[&str], counts: &[u64]| {
        let figure = MeasuredFigure {
            sums_given: vec![CellsOf::new("t", "children", rows)],
            left_out: BTreeMap::from([("left out".to_string(), 20)]),
            ..figure("f", Unit::Count, Value::Count(60))
        };
        let published = public(&[Measured::Figure(figure), Measured::Table(split("t", counts))]);
        let figure = published.figure("f").unwrap();
        (word(&figure.outcome), figure.left_out["left out"], column(&published, "t", 0))
    };
    // The figure is the sum of the first two: beside the 3 the 57 is hidden, and so is no third.
    assert_eq!(beside(&["a0", "a1"], &[3, 57, 20, 30]), ("60".into(), Some(20), "c c 20 30 110".into()));
    // Of a sum that is given alone nothing else can be hidden.
    assert_eq!(beside(&["a0"], &[3, 57, 20, 30]), ("c".into(), Some(20), "c 57 c 30 110".into()));
    assert_eq!(beside(&["total"], &[1, 1, 1, 1, 1]), ("c".into(), Some(20), "c c c c c c".into()));
    // What gives nothing away stands.
    assert_eq!(beside(&["a0", "a1"], &[30, 30, 3, 20]), ("60".into(), Some(20), "30 30 c c 83".into()));
}

fn settings(merge: &[(&str, &[&str])], keep: &[&str]) -> Settings {
    let rows = |keys: &[&str]| keys.iter().map(|key| key.to_string()).collect();
    let merged = merge.iter().map(|(label, keys)| (label.to_string(), rows(keys))).collect();
    Settings {
        merge: BTreeMap::from([("t".to_string(), merged)]),
        keep: keep.iter().map(|id| id.to_string()).collect(),
        ..Settings::default()
    }
}

#[test]
fn rows_are_printed_as_one_where_the_order_merges_them() {
    let measured = [Measured::Table(split("t", &[3, 4, 20, 30]))];
    let merged = settings(&[("a0 and a1", &["a0", "a1"])], &[]);
    for edition in [Edition::Public, Edition::Restricted] {
        let published = protect(&measured, edition, &merged);
        // 3 and 4 are 7: nothing is small, so nothing is hidden.
        assert_eq!(column(&published, "t", 0), "7 20 30 57", "{edition:?}");
        assert_eq!(column(&published, "t", 1), "7/57 20/57 30/57 57/57");
        assert_eq!(published.table("t").unwrap().rows[0].key, "a0 and a1");
    }
    // Another table that shows the same rows one by one gives them away, and is protected with it.
    let mut other = split("other", &[3, 4, 20, 30]);
    other.same_as = vec![SameAs::Column { column: "children".into(), table: "t".into(), other: "children".into() }];
    let published = protect(&[measured[0].clone(), Measured::Table(other)], Edition::Public, &merged);
    assert_eq!(
        (column(&published, "t", 0), column(&published, "other", 0)),
        ("7 20 30 57".into(), "c c 20 30 57".into())
    );
}

#[test]
fn a_table_that_loses_much_is_proposed_with_larger_groups() {
    let fix = |table: MeasuredTable| {
        let measured = [Measured::Table(table)];
        let found = redesigns(&measured, &public(&measured), &Settings::default());
        found.into_iter().map(|finding| finding.fix).collect::<Vec<_>>()
    };
    // Four of six are hidden: together they are 8.
    let fixes = fix(split("t", &[3, 2, 30, 1, 2]));
    assert_eq!(fixes.len(), 1);
    assert!(fixes[0].contains("merge: {t: {\"All others\": [\"a0\", \"a1\", \"a3\", \"a4\"]}}"), "{fixes:?}");
    // Of ages neighbours: the 2 goes with the 1, then both with the 3; the 30 stays.
    let mut ages = split("t", &[30, 2, 1, 3, 20]);
    ages.corner = "Age".into();
    let fixes = fix(ages);
    assert!(fixes[0].contains("[\"a1\", \"a2\", \"a3\"]"), "{fixes:?}");
    // Nothing lost, nothing proposed; nor where all would have to be one.
    assert!(fix(split("t", &[30, 20, 60, 20, 30])).is_empty());
    assert!(fix(split("t", &[1, 1, 1, 1, 0]))[0].starts_with("say it in words"));
}

#[test]
fn what_the_order_merges_or_keeps_must_be_there() {
    let measured = [Measured::Table(split("t", &[3, 2, 6]))];
    let found = |settings: &Settings| {
        let published = protect(&measured, Edition::Public, settings);
        redesigns(&measured, &published, settings).into_iter().map(|finding| finding.code).collect::<Vec<_>>()
    };
    assert_eq!(found(&settings(&[("x", &["a0", "b1"])], &[])), ["merge-unknown"]);
    assert_eq!(found(&settings(&[], &["tt"])), ["merge-unknown"]);
    assert!(found(&settings(&[("x", &["a0", "a1"])], &["t"])).is_empty());
}

#[test]
fn a_table_that_is_kept_loses_last() {
    let crossed = linked(&[vec![20, 30, 0], vec![10, 12, 3], vec![40, 50, 0]]);
    let lost = |keep: &[&str]| {
        let keep = keep.iter().map(|id| id.to_string()).collect();
        let published = protect(&crossed, Edition::Public, &Settings { keep, ..Settings::default() });
        column(&published, "by_sex", 0).matches('c').count()
    };
    // The 3 itself is hidden whatever is kept, and one beside it in the same sum.
    assert_eq!((lost(&[]), lost(&["by_sex"])), (2, 2));
    // Of two tables of the same total the one that is kept stays whole: beside the small 3 its own 40 is hidden, not the 9.
    let kept = [Measured::Table(split("t", &[3, 9, 40])), Measured::Table(split("u", &[9, 20, 23]))];
    let published = protect(&kept, Edition::Public, &settings(&[], &["u"]));
    assert_eq!((column(&published, "t", 0), column(&published, "u", 0)), ("c c 40 52".into(), "9 20 23 52".into()));
}

#[test]
fn every_hidden_number_has_a_reason() {
    let published = public(&[Measured::Table(split("t", &[3, 9, 30])), Measured::Figure(share(1, 40))]);
    let said: Vec<String> = published.hidden_numbers().iter().map(ToString::to_string).collect();
    let (small, beside) = ("small, or what is left beside it is", "a small number would follow from it");
    assert_eq!(
        said,
        [format!("t, a0, children: {small}"), format!("t, a1, children: {beside}"), format!("share: {small}")]
    );
}

#[test]
fn hidden_cells_and_figures_are_counted() {
    let measured = [Measured::Table(split("t", &[3, 9, 30])), Measured::Figure(share(1, 40))];
    // Two counts, their two shares, one figure.
    assert_eq!(public(&measured).hidden(), 5);
}

/// The sums of a two-way table that a reader sees, as keys of rows and columns: parts, then the total.
fn sums(table: &PublishedTable) -> Vec<Vec<(usize, usize)>> {
    let (rows, columns) = (table.rows.len(), table.columns.len());
    let down = (0..columns).map(|column| (0..rows).map(|row| (row, column)).collect());
    let across = (0..rows).map(|row| (0..columns).map(|column| (row, column)).collect());
    down.chain(across).collect()
}

fn nothing_follows_from_one_sum(table: &PublishedTable, counted: &MeasuredTable) -> Result<(), TestCaseError> {
    for sum in sums(table) {
        let is_hidden = |(row, column): (usize, usize)| table.rows[row].cells[column] == Outcome::Hidden;
        let count = |(row, column): (usize, usize)| match counted.rows[row].cells[column] {
            Cell::Count(count) => count,
            _ => 0,
        };
        let (total, parts) = sum.split_last().unwrap();
        let hidden: Vec<u64> = parts.iter().filter(|cell| is_hidden(**cell)).map(|cell| count(*cell)).collect();
        if is_hidden(*total) {
            prop_assert!(!hidden.is_empty(), "a hidden total follows from its parts");
        } else if !hidden.is_empty() {
            // Each hidden cell may be anything from 0, or from 1 where it is not 0, up to what the others leave.
            let sum: u64 = hidden.iter().sum();
            let others = hidden.iter().filter(|count| **count > 0).count() as u64 - u64::from(sum > 0);
            prop_assert!(hidden.len() > 1, "one hidden cell follows from the total");
            prop_assert!(sum >= 5, "the hidden cells add up to {sum}");
            prop_assert!(sum - others >= 4, "few values are left: {hidden:?}");
        }
        for cell in &sum {
            prop_assert!(is_hidden(*cell) || !(1..5).contains(&count(*cell)), "a small number shows");
        }
    }
    Ok(())
}

fn count() -> impl Strategy<Value = u64> {
    prop_oneof![2 => Just(0u64), 3 => 1..5u64, 2 => 5..12u64, 2 => 10..300u64]
}

fn counts() -> impl Strategy<Value = Vec<Vec<u64>>> {
    (1..8usize, 1..7usize)
        .prop_flat_map(|(down, across)| prop::collection::vec(prop::collection::vec(count(), across), down))
}

/// The hidden cells of a two-way table that follow from all its sums taken together. Each stands in one sum down and one across.
/// It can take another value only by passing the difference on from sum to sum through other hidden cells until it comes back:
/// it follows where its two sums are not joined by others.
fn followed(table: &PublishedTable) -> Vec<(usize, usize)> {
    let is_hidden = |row: usize, column: usize| table.rows[row].cells[column] == Outcome::Hidden;
    let (rows, columns) = (table.rows.len(), table.columns.len());
    let all = || (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
    let hidden: Vec<(usize, usize)> = all().filter(|cell| is_hidden(cell.0, cell.1)).collect();
    let joined_by_others = |cell: &(usize, usize)| {
        // The rows and columns that can be reached from the cell's row.
        let (mut down, mut across) = (std::collections::BTreeSet::from([cell.0]), std::collections::BTreeSet::new());
        for _ in 0..rows + columns {
            for (row, column) in hidden.iter().filter(|other| *other != cell) {
                if down.contains(row) || across.contains(column) {
                    down.insert(*row);
                    across.insert(*column);
                }
            }
        }
        across.contains(&cell.1)
    };
    hidden.iter().filter(|cell| !joined_by_others(cell)).copied().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_hidden_cell_follows_from_a_single_sum(counts in counts()) {
        let measured = linked(&counts);
        let published = public(&measured);
        for measured in &measured {
            let Measured::Table(counted) = measured else { continue };
            let table = published.table(&counted.id).unwrap();
            if counted.id == "crossed" {
                nothing_follows_from_one_sum(table, counted)?;
            }
        }
        // The same numbers are hidden in the same way wherever they stand.
        let crossed = published.table("crossed").unwrap();
        for row in &published.table("by_age").unwrap().rows {
            prop_assert_eq!(Some(&row.cells[0]), crossed.cell(&row.key, "total"));
        }
        for row in &published.table("by_sex").unwrap().rows {
            prop_assert_eq!(Some(&row.cells[0]), crossed.cell("total", &row.key));
        }
    }

    #[test]
    fn no_hidden_cell_follows_from_all_sums_together(counts in counts()) {
        let published = public(&linked(&counts));
        prop_assert_eq!(followed(published.table("crossed").unwrap()), Vec::new());
    }

    #[test]
    fn a_shown_number_is_the_number_counted(counts in counts()) {
        let counted = two_way("t", &counts);
        for edition in [Edition::Public, Edition::Restricted] {
            let published = protect(&[Measured::Table(counted.clone())], edition, &Settings::default());
            for (row, measured) in published.table("t").unwrap().rows.iter().zip(&counted.rows) {
                for (cell, measured) in row.cells.iter().zip(&measured.cells) {
                    let Cell::Count(count) = measured else { continue };
                    let shown = Outcome::Shown(Number::Count(*count));
                    prop_assert!(*cell == shown || (edition == Edition::Public && *cell == Outcome::Hidden));
                }
            }
        }
    }
}
