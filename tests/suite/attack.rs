//! An attack on the public edition: whoever knows only its data and the method must not be able to tell a hidden number.
//!
//! The attacker reads `figures --json` of the public edition, knows the definitions and writes down every equation by the names of
//! figures, tables, rows and columns. None of the program's own protection is used here. Then the least and the greatest value of each
//! hidden number are solved for (convention F5): once for hidden numbers of 0 or more, once for somebody who knows that zeros show.
//! The attack succeeds where fewer values are left than the threshold allows.
//!
//! The short form takes 100 councils with each run of the tests. The long form, `IRO_REPORT_LONG=2000 cargo test --release --test suite
//! many_councils -- --ignored --nocapture`, also compares with simpler ways of hiding and prints a table.

use super::council;
use iro_report::disclosure::Edition;
use iro_report::figures::json;
use iro_report::report;
use microlp::{ComparisonOp, OptimizationDirection, Problem};
use rayon::prelude::*;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// How many councils the short form takes.
const COUNCILS: u64 = 100;

/// A number's name: of a cell its table, row and column; of a figure its id and which of its numbers.
type Name = String;

fn cell(table: &str, row: &str, column: &str) -> Name {
    format!("{table} | {row} | {column}")
}

fn part(figure: &str) -> Name {
    format!("{figure} # part")
}

fn whole(figure: &str) -> Name {
    format!("{figure} # whole")
}

fn left_out(figure: &str, reason: &str) -> Name {
    format!("{figure} # left out: {reason}")
}

/// A row with the sub-total that it belongs under.
type Row = (String, Option<String>);

/// An edition as it is printed: its numbers by name, none where a marker stands; and its tables' rows and columns.
#[derive(Default, Clone)]
struct Printed {
    numbers: BTreeMap<Name, Option<i64>>,
    /// Percentages without counts: the figure, twice the tenths at the ends of what is rounded to it.
    rates: Vec<(String, i64, i64)>,
    /// Rows and columns of each table.
    tables: BTreeMap<String, (Vec<Row>, Vec<String>)>,
    /// Numbers of which a marker says that they are hidden.
    marked: BTreeSet<Name>,
}

fn whole_number(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_f64().filter(|number| number.fract() == 0.0).map(|number| number as i64))
}

fn printed(document: &Value) -> Printed {
    let mut found = Printed::default();
    for (id, figure) in document["figures"].as_object().unwrap() {
        for (reason, count) in figure["left_out"].as_object().unwrap() {
            found.numbers.insert(left_out(id, reason), count.as_i64());
            if count.is_null() {
                found.marked.insert(left_out(id, reason));
            }
        }
        let (unit, is_hidden) = (figure["unit"].as_str().unwrap(), figure["marker"] == "[c]");
        if figure["marker"] == "[x]" || !matches!(unit, "count" | "percent" | "per_10k") || is_amount(id) {
            continue;
        }
        if unit == "count" && figure["numerator"].is_null() {
            found.numbers.insert(part(id), whole_number(&figure["value"]));
        } else {
            found.numbers.insert(part(id), figure["numerator"].as_i64());
            if unit == "percent" {
                found.numbers.insert(whole(id), figure["denominator"].as_i64());
            }
            if unit == "percent" && figure["numerator"].is_null() && !is_hidden {
                let tenths = (figure["value"].as_f64().unwrap() * 10.0).round() as i64;
                let half = if figure["display"].as_str().unwrap().contains('.') { 1 } else { 10 };
                found.rates.push((id.clone(), 2 * tenths - half, 2 * tenths + half));
            }
        }
        if is_hidden {
            found.marked.insert(part(id));
        }
    }
    for (id, table) in document["tables"].as_object().unwrap() {
        let counts = |column: &&str| {
            !column.contains("percent") && !matches!(*column, "change" | "median" | "least" | "greatest")
        };
        let columns = table["columns"].as_array().unwrap().iter().map(|column| column["key"].as_str().unwrap());
        let columns: Vec<&str> = columns.filter(counts).collect();
        let mut rows = Vec::new();
        for row in table["rows"].as_array().unwrap() {
            let key = row["key"].as_str().unwrap();
            rows.push((key.to_string(), row["parent"].as_str().map(str::to_string)));
            for printed in row["cells"].as_array().unwrap() {
                let column = printed["column"].as_str().unwrap();
                if !columns.contains(&column) || printed["marker"] == "[x]" {
                    continue;
                }
                found.numbers.insert(cell(id, key, column), whole_number(&printed["value"]));
                if printed["value"].is_null() {
                    found.marked.insert(cell(id, key, column));
                }
            }
        }
        found.tables.insert(id.clone(), (rows, columns.into_iter().map(str::to_string).collect()));
    }
    found
}

/// Figures that are no numbers of children or sheets.
fn is_amount(id: &str) -> bool {
    ["officers", "audit.days", "vacant"]
        .iter()
        .any(|amount| id.starts_with(amount) && id != "officers_raising_disputes")
        && id != "officer_named_within_5_days"
}

/// Sums that make 0: each number with its sign.
type Equation = Vec<(Name, i64)>;

fn sum(parts: impl IntoIterator<Item = Name>, total: Name) -> Equation {
    parts.into_iter().map(|part| (part, 1)).chain([(total, -1)]).collect()
}

fn same(one: Name, other: Name) -> Equation {
    vec![(one, 1), (other, -1)]
}

/// Every equation that follows from the names in an edition.
fn equations(edition: &Printed) -> Vec<Equation> {
    let mut all = Vec::new();
    for (id, (rows, columns)) in &edition.tables {
        all.extend(within_a_table(id, rows, columns));
        all.extend(between_tables(edition, id, rows, columns));
    }
    for name in edition.numbers.keys() {
        if let Some(id) = name.strip_suffix(" # whole") {
            all.push(sum([part(id), format!("{id} # rest")], whole(id)));
        }
    }
    all.extend(by_definition(edition));
    all
}

fn within_a_table(id: &str, rows: &[Row], columns: &[String]) -> Vec<Equation> {
    let mut all = Vec::new();
    // A sheet may name several who signed; the parents' table and the balance have no total.
    let adds_down = !matches!(id, "audit.signed" | "parents_taking_part" | "children_balance" | "posts_by_role");
    if adds_down && rows.iter().any(|(key, _)| key == "total") {
        for column in columns {
            let parts = rows.iter().filter(|(key, parent)| key != "total" && parent.is_none());
            all.push(sum(parts.map(|(key, _)| cell(id, key, column)), cell(id, "total", column)));
            let parents: BTreeSet<&String> = rows.iter().filter_map(|(_, parent)| parent.as_ref()).collect();
            for parent in parents {
                let below = rows.iter().filter(|(_, above)| above.as_ref() == Some(parent));
                all.push(sum(below.map(|(key, _)| cell(id, key, column)), cell(id, parent, column)));
            }
            // "total / Team 1" is the sum of "East / Team 1", "West / Team 1".
            for (key, _) in rows {
                if let Some(inner) = key.strip_prefix("total / ") {
                    let of_inner = rows.iter().filter(|(other, parent)| {
                        parent.as_deref().is_some_and(|parent| parent != "total")
                            && other.split_once(" / ").is_some_and(|(_, last)| last == inner)
                    });
                    all.push(sum(of_inner.map(|(other, _)| cell(id, other, column)), cell(id, key, column)));
                }
            }
        }
    }
    let total = ["total", "asked", "all"].into_iter().find(|total| columns.iter().any(|column| column == total));
    let adds_across = !id.starts_with("audit.signed_by_area") || id.contains("_and_");
    if let Some(total) = total.filter(|_| adds_across) {
        for (row, _) in rows {
            let parts = columns.iter().filter(|column| *column != total && *column != "previous");
            all.push(sum(parts.map(|column| cell(id, row, column)), cell(id, row, total)));
        }
    }
    all
}

/// The column of a one-way table that counts what a two-way table crosses.
fn counts(edition: &Printed, table: &str) -> Option<String> {
    let (_, columns) = edition.tables.get(table)?;
    let named = ["counted", "positive", "total"].iter().find(|name| columns.iter().any(|column| column == *name));
    named.map(|name| name.to_string()).or_else(|| columns.first().cloned())
}

fn between_tables(edition: &Printed, id: &str, rows: &[Row], columns: &[String]) -> Vec<Equation> {
    let mut all = Vec::new();
    // "children_by_placement_and_age" has the totals of "children_by_placement" and of "children_by_age".
    if let Some((stem, second)) = id.rsplit_once("_and_")
        && let Some((of, first)) = stem.rsplit_once("_by_")
    {
        for (margin, keys) in [(first, rows.iter().map(|(key, _)| key.clone()).collect()), (second, columns.to_vec())] {
            let alone = format!("{of}_by_{margin}");
            let Some(column) = counts(edition, &alone) else { continue };
            for key in &keys {
                let here = if margin == first { cell(id, key, "total") } else { cell(id, "total", key) };
                all.push(same(here, cell(&alone, key, &column)));
            }
        }
    }
    // "X_by_A" of reviews or children counts all of them by A in its last column.
    if let Some((of, by)) = id.split_once("_by_").filter(|_| columns.iter().any(|column| column == "all")) {
        let source = if of.contains("reviews") && !of.contains("every") { "reviews" } else { "children" };
        let others = edition.tables.iter().filter(|(other, _)| *other != id && other.ends_with(&format!("_by_{by}")));
        for (other, (_, its)) in others {
            let is_children = *other == format!("children_by_{by}");
            let is_reviews = other.contains("reviews") && !other.contains("every");
            for (row, _) in rows {
                if source == "children" && is_children {
                    all.push(same(cell(id, row, "all"), cell(other, row, "children")));
                } else if its.iter().any(|column| column == "all") && (source == "reviews") == is_reviews {
                    all.push(same(cell(id, row, "all"), cell(other, row, "all")));
                }
                // The same reviews cannot be judged, the same children are too young.
                let of_participation = |id: &str| id.contains("attending") || id.contains("giving_views");
                if of_participation(id) && of_participation(other) {
                    all.push(same(cell(id, row, "outside"), cell(other, row, "outside")));
                }
                if of == "reviews_held_on_time" && other.starts_with("reviews_not_judged_by") {
                    all.push(same(cell(id, row, "outside"), cell(other, row, "counted")));
                }
            }
        }
        all.push(same(cell(id, "total", "counted"), part(of)));
        all.push(sum([cell(id, "total", "counted"), cell(id, "total", "other")], whole(of)));
        let of_all = if source == "reviews" { "reviews_held" } else { "children_looked_after" };
        all.push(same(cell(id, "total", "all"), part(of_all)));
    }
    all
}

/// Equations that a reader of the definitions knows.
fn by_definition(edition: &Printed) -> Vec<Equation> {
    let mut all = Vec::new();
    let end = || part("children_looked_after");
    for split in ["age", "sex", "ethnic_group", "legal_status", "placement", "need", "number_of_placements"] {
        let table = format!("children_by_{split}");
        all.push(same(cell(&table, "total", "children"), end()));
        // Last year's, beside this year's.
        all.push(same(cell(&table, "total", "previous"), cell("children_by_age", "total", "previous")));
    }
    all.push(same(cell("children_by_age", "total", "previous"), cell("children_balance", "start", "children")));
    all.push(same(cell("reviews_by_order", "total", "previous"), cell("participation_by_code", "total", "previous")));
    for whole_of in ["unaccompanied_children", "three_or_more_placements"] {
        all.push(same(whole(whole_of), end()));
    }
    for part_of in ["children_looked_after_per_10k", "children_per_officer"] {
        all.push(same(part(part_of), end()));
    }
    let balance = |row| cell("children_balance", row, "children");
    all.push(same(balance("end"), end()));
    all.push(same(balance("came"), part("children_starting")));
    all.push(same(balance("left"), part("children_leaving")));
    all.push(same(part("children_starting"), cell("children_starting_by_age", "total", "children")));
    let difference = part("children_balance_difference");
    for sign in [1, -1] {
        all.push(vec![
            (balance("start"), 1),
            (balance("came"), 1),
            (balance("left"), -1),
            (balance("end"), -1),
            (difference.clone(), sign),
        ]);
    }
    let placements = |row| cell("children_by_number_of_placements", row, "children");
    all.push(sum(
        [placements("3 or more"), placements("3 or more with the same carer")],
        part("three_or_more_placements"),
    ));
    let officers = |row| cell("children_by_number_of_officers", row, "children");
    let changed = "children_with_change_of_officer";
    all.push(sum([officers("2"), officers("3 or more")], part(changed)));
    all.push(sum([officers("1"), part(changed)], whole(changed)));
    all.push(same(officers("total"), whole("checks_between_reviews")));
    all.push(same(officers("unknown"), left_out(changed, "children without an officer in the list")));
    let named = "officer_named_within_5_days";
    all.push(sum(
        [
            whole(named),
            left_out(named, "5 working days not over when the data ends"),
            left_out(named, "left care within 5 working days, without an officer"),
        ],
        part("children_starting"),
    ));
    all.extend(of_reviews(edition));
    all.extend(of_disputes());
    all.extend(of_the_audit(edition));
    all
}

fn of_reviews(edition: &Printed) -> Vec<Equation> {
    let mut all = Vec::new();
    let held = || part("reviews_held");
    let (on_time, late, not_judged) = ("reviews_held_on_time", "reviews_held_late", "reviews_not_judged");
    all.push(same(held(), cell("reviews_by_order", "total", "reviews")));
    all.push(same(held(), cell("participation_by_code", "total", "reviews")));
    all.push(same(held(), whole(not_judged)));
    all.push(same(whole(on_time), whole(late)));
    all.push(sum([part(on_time), part(late)], whole(on_time)));
    all.push(sum([whole(on_time), part(not_judged)], held()));
    all.push(same(part(late), cell("late_review_reasons", "total", "reviews")));
    for id in [on_time, late] {
        all.push(same(part(not_judged), left_out(id, "cannot be judged")));
    }
    let code = |name: &str| cell("participation_by_code", name, "reviews");
    let under_four = |id: &str| left_out(id, "reviews of children under 4");
    for (id, counted, rest) in [
        ("children_attending_reviews", &["PN1", "PN2", "PN3", "PN4"][..], &["PN5", "PN6", "PN7"][..]),
        ("children_giving_views_at_reviews", &["PN1", "PN2", "PN3", "PN5", "PN6"][..], &["PN4", "PN7"][..]),
    ] {
        all.push(sum(counted.iter().map(|name| code(name)), part(id)));
        all.push(sum([whole(id), under_four(id)], held()));
        all.push(sum([code("PN0"), "young without a code".into()], under_four(id)));
        all.push(sum(
            rest.iter().map(|name| code(name)).chain(["others without a code".into()]),
            format!("{id} # rest"),
        ));
    }
    all.push(sum(["young without a code".into(), "others without a code".into()], code("not recorded")));
    let (rows, _) = edition.tables.get("parents_taking_part").cloned().unwrap_or_default();
    for (row, _) in rows {
        let parts = ["attended", "consulted", "not consulted", "not recorded", "not applicable"];
        let records = "review_records_on_time";
        let mut terms: Equation = parts.iter().map(|column| (cell("parents_taking_part", &row, column), 1)).collect();
        terms.push((whole(records), -1));
        terms.push((left_out(records, "no record yet, and not past the limit when the data ends"), -1));
        all.push(terms);
    }
    all
}

fn of_disputes() -> Vec<Equation> {
    let table = |id: &str, row: &str| cell(id, row, "disputes");
    vec![
        same(part("disputes_raised"), table("disputes_by_stage", "total")),
        same(part("disputes_raised"), table("disputes_by_outcome", "total")),
        same(part("disputes_open"), table("disputes_open_by_age", "total")),
        sum(
            [
                table("disputes_open_by_age", "21-40"),
                table("disputes_open_by_age", "41-60"),
                table("disputes_open_by_age", "over 60"),
                "resolved too late".into(),
            ],
            part("disputes_over_20_days"),
        ),
    ]
}

fn of_the_audit(edition: &Printed) -> Vec<Equation> {
    let mut all = Vec::new();
    let answers = |question: &str, row: &str| cell(&format!("audit.{question}"), row, "answers");
    // Who is asked: everybody, or those with a good answer to the question before.
    let asked = |question: &str| match question {
        "pep_held" => Some("pep_needed"),
        "pep_good" => Some("pep_held"),
        _ => None,
    };
    for question in ["review_kind", "pep_needed", "pep_held", "pep_good", "signed"] {
        let is_positive = question.starts_with("pep");
        let total = answers(question, "total");
        match asked(question) {
            Some(before) => all.push(same(total, answers(before, "Yes"))),
            None => all.push(same(total, part("audit.sheets"))),
        }
        if is_positive {
            all.push(same(part(&format!("audit.{question}")), answers(question, "Yes")));
            all.push(same(whole(&format!("audit.{question}")), answers(question, "total")));
            all.push(same(
                left_out(&format!("audit.{question}"), "not recorded (counted in the base)"),
                answers(question, "not recorded"),
            ));
        }
        for split in ["area", "area_then_team"] {
            let id = format!("audit.{question}_by_{split}");
            let Some((rows, columns)) = edition.tables.get(&id) else { continue };
            let total = if is_positive { "asked" } else { "total" };
            for (row, _) in rows {
                let other = match asked(question) {
                    Some(before) => cell(&format!("audit.{before}_by_{split}"), row, "positive"),
                    None if question == "review_kind" => cell("audit.pep_needed_by_area", row, "asked"),
                    None => cell(&format!("audit.review_kind_by_{split}"), row, "total"),
                };
                all.push(same(cell(&id, row, total), other));
            }
            // The total row is the question's own table.
            for column in columns {
                let there = match column.as_str() {
                    "positive" => answers(question, "Yes"),
                    "asked" => answers(question, "total"),
                    other => answers(question, other),
                };
                all.push(same(cell(&id, "total", column), there));
            }
            if split == "area_then_team" {
                for (row, _) in rows.iter().filter(|(_, parent)| parent.is_none()) {
                    let alone = format!("audit.{question}_by_area");
                    all.extend(columns.iter().map(|column| same(cell(&id, row, column), cell(&alone, row, column))));
                }
                // The crossed form has one number of each cell.
                let crossed = format!("audit.{question}_by_area_and_team");
                let counted = if is_positive { "positive" } else { "total" };
                for (row, _) in rows {
                    let there = match row.split_once(" / ") {
                        Some((outer, inner)) => cell(&crossed, outer, inner),
                        None => cell(&crossed, row, "total"),
                    };
                    all.push(same(cell(&id, row, counted), there));
                }
            }
        }
    }
    all
}

/// What stands in the numbers that are known, for an attacker.
struct Attack {
    /// The truth, for checking the attack itself and for measuring.
    truth: BTreeMap<Name, i64>,
    equations: Vec<Equation>,
    rates: Vec<(String, i64, i64)>,
}

/// A number told too exactly: its name, the truth, what it can be.
#[derive(Debug)]
#[expect(dead_code, reason = "read when a test fails")]
struct Told {
    name: Name,
    truth: i64,
    least: i64,
    greatest: i64,
}

impl Attack {
    /// An attacker who has an edition; the full one is only to check that no equation is false.
    fn on(public: &Printed, full: &Printed) -> Attack {
        let mut truth: BTreeMap<Name, i64> =
            full.numbers.iter().filter_map(|(name, value)| Some((name.clone(), (*value)?))).collect();
        let mut kept = Vec::new();
        for terms in equations(public) {
            // What is printed nowhere is whatever the others leave; what is not in the edition is no equation.
            let unprinted = |name: &Name| !public.numbers.contains_key(name);
            let may_be = |name: &Name| name.ends_with("# rest") || !name.contains(['|', '#']);
            if terms.iter().any(|(name, _)| unprinted(name) && !may_be(name) && !name.contains("left out:")) {
                continue;
            }
            // A reason for leaving out that is not named has nobody in it.
            let terms: Equation =
                terms.into_iter().filter(|(name, _)| !(unprinted(name) && name.contains("left out:"))).collect();
            let open: Vec<&(Name, i64)> = terms.iter().filter(|(name, _)| !truth.contains_key(name)).collect();
            let known: i64 = terms.iter().filter_map(|(name, sign)| Some(truth.get(name)? * sign)).sum();
            match open.as_slice() {
                [] if known == 0 => {}
                // The difference of the balance is printed without its sign: one of the two is true.
                [] if terms.iter().any(|(name, _)| name.starts_with("children_balance")) => continue,
                [] => panic!("the attacker believes what is not so: {terms:?}"),
                [(name, sign)] => {
                    assert!(-known * sign >= 0, "less than nothing: {terms:?}");
                    let name = name.clone();
                    truth.insert(name, -known * sign);
                }
                _ => continue,
            }
            kept.push(terms);
        }
        Attack { truth, equations: kept, rates: public.rates.clone() }
    }

    /// The marked numbers that can be told, where these are hidden. `threshold` is the smallest number shown.
    fn told(&self, hidden: &BTreeSet<Name>, marked: &BTreeSet<Name>, threshold: i64) -> Vec<Told> {
        let is_known = |name: &Name| {
            !hidden.contains(name)
                && (name.contains('|')
                    || name.contains("# part")
                    || name.contains("# whole")
                    || name.contains("left out"))
        };
        let mut of_name: BTreeMap<&Name, Vec<usize>> = BTreeMap::new();
        let rates: Vec<(Name, Name, i64, i64)> =
            self.rates.iter().map(|(id, low, high)| (part(id), whole(id), *low, *high)).collect();
        for (at, terms) in self.equations.iter().enumerate() {
            terms
                .iter()
                .filter(|(name, _)| !is_known(name))
                .for_each(|(name, _)| of_name.entry(name).or_default().push(at));
        }
        let mut told = Vec::new();
        let mut done: BTreeSet<&Name> = BTreeSet::new();
        for name in marked {
            // The rate of a small base says 0 where nobody is counted; that is not hidden.
            let is_nothing = |name: &Name| name.contains("# part") && self.truth.get(name) == Some(&0);
            if !done.insert(name) || is_nothing(name) || !self.truth.contains_key(name) {
                continue;
            }
            // Everything that hangs together with it.
            let mut group: Vec<&Name> = vec![name];
            let mut rows: BTreeSet<usize> = BTreeSet::new();
            let mut at = 0;
            while let Some(next) = group.get(at).copied() {
                at += 1;
                let mut beside: Vec<&Name> = Vec::new();
                for row in of_name.get(next).into_iter().flatten() {
                    if rows.insert(*row) {
                        beside.extend(self.equations[*row].iter().map(|(name, _)| name).filter(|name| !is_known(name)));
                    }
                }
                for (part, whole, ..) in rates.iter().filter(|(part, whole, ..)| part == next || whole == next) {
                    beside.extend([part, whole].into_iter().filter(|name| !is_known(name)));
                }
                for name in beside {
                    if !group.contains(&name) {
                        group.push(name);
                    }
                }
            }
            let is_target = |at: &usize| marked.contains(group[*at]) && !is_nothing(group[*at]);
            let targets: Vec<usize> = (0..group.len()).filter(is_target).collect();
            done.extend(targets.iter().map(|at| group[*at]));
            let puzzle = Puzzle { attack: self, group: &group, rows: &rows, rates: &rates, marked };
            told.extend(puzzle.told(&targets, threshold));
        }
        told
    }
}

struct Puzzle<'a> {
    attack: &'a Attack,
    group: &'a [&'a Name],
    rows: &'a BTreeSet<usize>,
    rates: &'a [(Name, Name, i64, i64)],
    marked: &'a BTreeSet<Name>,
}

impl Puzzle<'_> {
    fn truth(&self, at: usize) -> i64 {
        self.attack.truth.get(self.group[at]).copied().unwrap_or(0)
    }

    /// The targets of which too few values are left.
    fn told(&self, targets: &[usize], threshold: i64) -> Vec<Told> {
        let mut told = BTreeMap::new();
        for zeros_show in [true, false] {
            let wanted = if zeros_show { threshold - 2 } else { threshold };
            // Whoever knows that zeros show is wrong about hidden ones, and learns nothing.
            let is_wrong = zeros_show
                && (0..self.group.len()).any(|at| {
                    self.marked.contains(self.group[at]) && self.truth(at) == 0 && !self.group[at].contains("# part")
                });
            if is_wrong {
                continue;
            }
            let mut seen: Vec<(i64, i64)> = (0..self.group.len()).map(|at| (self.truth(at), self.truth(at))).collect();
            for target in targets {
                let mut bound = seen[*target];
                for direction in [OptimizationDirection::Maximize, OptimizationDirection::Minimize] {
                    if seen[*target].1 - seen[*target].0 < wanted {
                        let is_up = matches!(direction, OptimizationDirection::Maximize);
                        let far = self.farthest(*target, zeros_show, direction, threshold, &mut seen);
                        if is_up { bound.1 = bound.1.max(far) } else { bound.0 = bound.0.min(far) }
                    }
                }
                let (least, greatest) = (bound.0.min(seen[*target].0), bound.1.max(seen[*target].1));
                if greatest - least < wanted {
                    let name = self.group[*target].clone();
                    told.insert(name.clone(), Told { name, truth: self.truth(*target), least, greatest });
                }
            }
        }
        told.into_values().collect()
    }

    /// The greatest or least whole number that a target can be, and need be for the test.
    fn farthest(
        &self,
        target: usize,
        zeros_show: bool,
        direction: OptimizationDirection,
        threshold: i64,
        seen: &mut [(i64, i64)],
    ) -> i64 {
        let is_up = matches!(direction, OptimizationDirection::Maximize);
        let mut problem = Problem::new(direction);
        let place: BTreeMap<&Name, usize> = self.group.iter().enumerate().map(|(at, name)| (*name, at)).collect();
        let variables: Vec<microlp::Variable> = (0..self.group.len())
            .map(|at| {
                let is_marked = self.marked.contains(self.group[at]) && self.truth(at) > 0;
                let least = if zeros_show && is_marked { 1.0 } else { 0.0 };
                let (weight, most) =
                    if at == target { (1.0, self.truth(at) + threshold) } else { (0.0, self.truth(at) + 100_000) };
                problem.add_var(weight, (least, most as f64))
            })
            .collect();
        let mut add = |terms: &[(&Name, i64)], operator, total: i64| {
            let known: i64 = terms
                .iter()
                .filter(|(name, _)| !place.contains_key(name))
                .map(|(name, by)| self.attack.truth[*name] * by)
                .sum();
            let here: Vec<(microlp::Variable, f64)> =
                terms.iter().filter_map(|(name, by)| Some((variables[*place.get(name)?], *by as f64))).collect();
            problem.add_constraint(here.as_slice(), operator, (total - known) as f64);
        };
        for row in self.rows {
            let mut factors: BTreeMap<&Name, i64> = BTreeMap::new();
            self.attack.equations[*row].iter().for_each(|(name, by)| *factors.entry(name).or_default() += by);
            let terms: Vec<(&Name, i64)> = factors.into_iter().filter(|(_, by)| *by != 0).collect();
            add(&terms, ComparisonOp::Eq, 0);
        }
        for (part, whole, low, high) in
            self.rates.iter().filter(|(part, whole, ..)| place.contains_key(part) || place.contains_key(whole))
        {
            add(&[(part, 2000), (whole, -low)], ComparisonOp::Ge, 0);
            add(&[(part, -2000), (whole, *high)], ComparisonOp::Ge, 1);
        }
        let solved = problem.solve().unwrap_or_else(|error| panic!("{error}: {:?}", self.group));
        let solution = solved.solution().unwrap();
        let values: Vec<f64> = variables.iter().map(|variable| solution.var_value(*variable)).collect();
        if values.iter().all(|value| (value - value.round()).abs() < 1e-6) {
            for (seen, value) in seen.iter_mut().zip(&values) {
                *seen = (seen.0.min(value.round() as i64), seen.1.max(value.round() as i64));
            }
        }
        // Only whole numbers are possible.
        let value = values[target];
        if is_up { (value + 1e-6).floor() as i64 } else { (value - 1e-6).ceil() as i64 }
    }
}

/// The public and the full edition of a folder, and the smallest number shown.
fn editions(folder: &Path) -> (Printed, Printed, i64) {
    let of = |edition| {
        let counted = report::count(folder, edition).unwrap().unwrap();
        let threshold = i64::try_from(counted.order.settings.small_numbers.threshold()).unwrap();
        (printed(&json::document(&counted.figures, &counted.order, &counted.findings)), threshold)
    };
    let (public, threshold) = of(Edition::Public);
    (public, of(Edition::Restricted).0, threshold)
}

/// How many children a council of this number has: from 20 to 2,000, as many small ones as large ones.
fn size(seed: u64) -> usize {
    let mut rng = fastrand::Rng::with_seed(seed ^ 0x5EED);
    (20.0 * 100_f64.powf(rng.f64())) as usize
}

/// What is hidden of a council in one way, and what of it can be told.
#[derive(Default)]
struct Way {
    /// Numbers hidden, their sum, councils and numbers told.
    hidden: usize,
    value: i64,
    councils: usize,
    told: usize,
}

impl Way {
    fn add(&mut self, full: &Printed, hidden: &BTreeSet<Name>, told: usize) {
        self.hidden += hidden.len();
        self.value += hidden.iter().filter_map(|name| full.numbers.get(name).copied().flatten()).sum::<i64>();
        self.councils += usize::from(told > 0);
        self.told += told;
    }
}

/// One council: its public and its full edition.
struct Council {
    public: Printed,
    full: Printed,
    threshold: i64,
}

impl Council {
    fn of(seed: u64) -> Council {
        let folder = tempfile::tempdir().unwrap();
        council::write(folder.path(), seed, size(seed));
        // To look at a council that failed.
        if let Some(kept) = std::env::var_os("IRO_REPORT_KEEP") {
            council::write(&Path::new(&kept).join(seed.to_string()), seed, size(seed));
        }
        let (public, full, threshold) = editions(folder.path());
        Council { public, full, threshold }
    }

    /// What is hidden in the public edition.
    fn hidden(&self) -> BTreeSet<Name> {
        let hidden = self.public.numbers.iter().filter(|(_, value)| value.is_none());
        hidden.map(|(name, _)| name.clone()).collect()
    }

    /// What of the public edition can be told.
    fn told(&self) -> Vec<Told> {
        Attack::on(&self.public, &self.full).told(&self.hidden(), &self.public.marked, self.threshold)
    }

    /// Only what is small, and small rests; with `by_table` also the next smallest of each sum of a table with one hidden number.
    fn hidden_simply(&self, by_table: bool) -> BTreeSet<Name> {
        let small = |value: i64| value > 0 && value < self.threshold;
        let exempt = |name: &Name| name.starts_with("posts_by") || name.starts_with("audit.sheets") || is_amount(name);
        let numbers = || self.full.numbers.iter().filter(|(name, _)| !exempt(name));
        let mut hidden: BTreeSet<Name> =
            numbers().filter(|(_, value)| value.is_some_and(small)).map(|(name, _)| name.clone()).collect();
        for (name, value) in numbers() {
            let Some(id) = name.strip_suffix(" # whole") else { continue };
            let of = |name: &Name| self.full.numbers.get(name).copied().flatten();
            if let (Some(whole), Some(part)) = (value, of(&part(id)))
                && (small(whole - part) || small(part) || *whole < 10)
            {
                hidden.extend([name.clone(), format!("{id} # part")]);
            }
        }
        if !by_table {
            return hidden;
        }
        let sums: Vec<Equation> =
            self.full.tables.iter().flat_map(|(id, (rows, columns))| within_a_table(id, rows, columns)).collect();
        loop {
            let before = hidden.len();
            for terms in &sums {
                let is_there = terms.iter().all(|(name, _)| self.full.numbers.get(name).is_some_and(Option::is_some));
                if is_there && terms.iter().filter(|(name, _)| hidden.contains(name)).count() == 1 {
                    let others = terms.iter().map(|(name, _)| name).filter(|name| !hidden.contains(*name));
                    let next =
                        others.min_by_key(|name| (self.full.numbers[*name] == Some(0), self.full.numbers[*name]));
                    hidden.extend(next.cloned());
                }
            }
            if hidden.len() == before {
                return hidden;
            }
        }
    }

    fn told_of_simple(&self, hidden: &BTreeSet<Name>) -> usize {
        let bare = Printed { rates: Vec::new(), marked: hidden.clone(), ..self.full.clone() };
        Attack::on(&bare, &self.full).told(hidden, hidden, self.threshold).len()
    }
}

#[test]
fn nobody_can_tell_a_hidden_number_of_a_hundred_councils() {
    let failed: Vec<String> = (0..COUNCILS)
        .into_par_iter()
        .filter_map(|seed| {
            let told = Council::of(seed).told();
            let first = told.first()?;
            Some(format!("council {seed} of {} children: {} told, first {first:?}", size(seed), told.len()))
        })
        .collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
#[ignore = "the long form: takes many minutes"]
fn nobody_can_tell_a_hidden_number_of_many_councils() {
    let set = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let (from, councils) = (set("IRO_REPORT_FROM").unwrap_or(0), set("IRO_REPORT_LONG").unwrap_or(2_000));
    let compared = councils / 10;
    let ways: Vec<[Way; 3]> = (from..from + councils)
        .into_par_iter()
        .map(|seed| {
            let mut ways: [Way; 3] = Default::default();
            let council = Council::of(seed);
            let told = council.told();
            if let Some(first) = told.first() {
                eprintln!("council {seed} of {} children: {} told, first {first:?}", size(seed), told.len());
            }
            ways[2].add(&council.full, &council.hidden(), told.len());
            // The simple ways are attacked on every tenth council: so much can be told that it takes long.
            if seed < from + compared {
                for (way, by_table) in [(0, false), (1, true)] {
                    let hidden = council.hidden_simply(by_table);
                    ways[way].add(&council.full, &hidden, council.told_of_simple(&hidden));
                }
            }
            ways
        })
        .collect();
    println!("{:<22}{:>9}{:>10}{:>10}{:>11}{:>10}", "", "councils", "hidden", "value", "told of", "told");
    for (at, name) in ["only what is small", "sum by sum of a table", "all at once"].iter().enumerate() {
        for first in [compared, councils] {
            let of = || ways.iter().take(usize::try_from(first).unwrap()).map(|ways| &ways[at]);
            let (hidden, value): (usize, i64) = (of().map(|way| way.hidden).sum(), of().map(|way| way.value).sum());
            let (with, told): (usize, usize) = (of().map(|way| way.councils).sum(), of().map(|way| way.told).sum());
            if first == compared || at == 2 {
                println!("{name:<22}{first:>9}{hidden:>10}{value:>10}{with:>11}{told:>10}");
            }
        }
    }
    let told: usize = ways.iter().map(|ways| ways[2].told).sum();
    assert_eq!(told, 0, "numbers can be told");
}
