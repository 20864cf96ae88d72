//! What a reader of the definitions can write down: sums, numbers that are the same, numbers that cannot be greater than others. By the
//! names of figures, tables, rows and columns only.

use super::{Name, Printed, Row, cell, left_out, part, whole};
use crate::council;
use std::collections::BTreeSet;

/// Sums that make 0, or 0 or more: each number with its factor.
#[derive(Debug, Clone)]
pub struct Equation {
    pub terms: Vec<(Name, i64)>,
    /// Whether the sum may be more than 0.
    pub at_least: bool,
    /// Whether it follows only for somebody who knows the method: from which number on a median is shown, how rows are put in order.
    pub of_method: bool,
    /// Whether a reader may be wrong about it; then nothing is learnt.
    pub is_guess: bool,
    /// Where it comes from, to say by what an attack succeeds.
    pub class: &'static str,
}

/// Where equations come from.
pub const CLASSES: [&str; 10] = [
    SUMS,
    "questions",
    "conditions",
    "numbers",
    "several answers",
    "own measures",
    "comings and goings",
    "parts",
    "medians",
    "order of rows",
];

/// Sums of tables, and what is the same by definition.
pub const SUMS: &str = "sums";

/// A number that is 1, for sums with numbers that everybody knows.
pub const ONE: &str = "1 |";

fn equal(terms: Vec<(Name, i64)>) -> Equation {
    Equation { terms, at_least: false, of_method: false, is_guess: false, class: SUMS }
}

fn sum(parts: impl IntoIterator<Item = Name>, total: Name) -> Equation {
    equal(parts.into_iter().map(|part| (part, 1)).chain([(total, -1)]).collect())
}

fn same(one: Name, other: Name) -> Equation {
    equal(vec![(one, 1), (other, -1)])
}

/// The first cannot be greater than the others together.
fn within(less: Name, more: impl IntoIterator<Item = Name>) -> Equation {
    let terms = more.into_iter().map(|more| (more, 1)).chain([(less, -1)]).collect();
    Equation { at_least: true, ..equal(terms) }
}

/// A number with a known limit: `sign` 1 for so many at least, -1 for so many at most.
fn limit(name: Name, sign: i64, limit: i64) -> Equation {
    Equation { at_least: true, ..equal(vec![(name, sign), (ONE.into(), -sign * limit)]) }
}

fn guess(equation: Equation) -> Equation {
    Equation { is_guess: true, ..equation }
}

fn of_class(class: &'static str, equations: Vec<Equation>) -> Vec<Equation> {
    equations.into_iter().map(|equation| Equation { class, ..equation }).collect()
}

fn by_method(equation: Equation) -> Equation {
    Equation { of_method: true, ..guess(equation) }
}

/// Every equation that follows from the names in an edition.
pub fn equations(edition: &Printed) -> Vec<Equation> {
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

pub fn within_a_table(id: &str, rows: &[Row], columns: &[String]) -> Vec<Equation> {
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
        let source = source(of);
        let others = edition.tables.iter().filter(|(other, _)| *other != id && other.ends_with(&format!("_by_{by}")));
        for (other, (_, its)) in others {
            let Some((other_of, _)) = other.split_once("_by_") else { continue };
            for (row, _) in rows {
                if its.iter().any(|column| column == "all") && source == self::source(other_of) {
                    all.push(same(cell(id, row, "all"), cell(other, row, "all")));
                } else if other_of == source && its.iter().any(|column| column == source) {
                    all.push(same(cell(id, row, "all"), cell(other, row, source)));
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
        let of_all = match source {
            "reviews" => "reviews_held",
            "sheets" => "audit.sheets",
            _ => "children_looked_after",
        };
        all.push(same(cell(id, "total", "all"), part(of_all)));
    } else if let Some((of, _)) = id.split_once("_by_").filter(|(_, by)| !by.contains("_and_")) {
        for noun in
            ["children", "reviews", "disputes", "sheets"].iter().filter(|noun| columns.iter().any(|c| c == *noun))
        {
            all.push(same(cell(id, "total", noun), part(of)));
        }
    }
    all
}

/// What a figure's records are of.
fn source(of: &str) -> &'static str {
    if let Some(own) = of.strip_prefix("custom.") {
        return match council::OWN.iter().find(|(id, ..)| *id == own).map(|(_, source, _)| *source) {
            Some("audit") => "sheets",
            Some("reviews") => "reviews",
            _ => "children",
        };
    }
    let of_reviews = ["reviews", "reviews_held_on_time", "reviews_not_judged"].contains(&of);
    if of_reviews || of.contains("attending") || of.contains("giving_views") { "reviews" } else { "children" }
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
        all.push(guess(equal(vec![
            (balance("start"), 1),
            (balance("came"), 1),
            (balance("left"), -1),
            (balance("end"), -1),
            (difference.clone(), sign),
        ])));
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
    all.extend(of_class("own measures", of_the_councils_own(edition)));
    all.extend(of_class("comings and goings", of_flows(edition)));
    all.extend(of_class("parts", of_parts()));
    all.extend(of_class("medians", of_medians(edition)));
    all.extend(of_class("numbers", of_means(edition)));
    all.extend(of_class("order of rows", of_the_order(edition)));
    // Rows that are printed as one stand by themselves in the crossed table.
    let together = |row: &str| cell("children_by_placement_and_age", "total", row);
    all.push(sum([together("under 1"), together("1-4")], cell("children_by_age", "Under 5", "children")));
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
        let mut terms: Vec<(Name, i64)> =
            parts.iter().map(|column| (cell("parents_taking_part", &row, column), 1)).collect();
        terms.push((whole(records), -1));
        terms.push((left_out(records, "no record yet, and not past the limit when the data ends"), -1));
        all.push(equal(terms));
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

/// The questions, as the form has them.
fn of_the_audit(edition: &Printed) -> Vec<Equation> {
    let mut all = Vec::new();
    for question in &council::AUDIT {
        let id = question.id;
        let total = if question.kind == "number" {
            cell(&split_id(id, "area"), "total", "numbers")
        } else {
            answers(id, "total")
        };
        let class = match (question.kind, question.only_if) {
            ("number", _) => "numbers",
            (_, []) => SUMS,
            (_, [_]) if !question.answered_only => SUMS,
            _ => "conditions",
        };
        all.extend(of_class(class, who_is_asked(question, total)));
        let figure = format!("audit.{id}");
        if question.kind == "one" && !question.positive.is_empty() {
            all.push(sum(question.positive.iter().map(|answer| answers(id, answer)), part(&figure)));
            all.push(same(whole(&figure), answers(id, "total")));
            all.push(same(left_out(&figure, "not recorded (counted in the base)"), answers(id, "not recorded")));
        } else if question.kind == "several" {
            let from = all.len();
            let given = || question.answers.iter().map(|answer| answers(id, answer));
            let mentions = format!("{figure}_mentions");
            all.push(sum(given(), part(&mentions)));
            for answer in question.answers {
                all.push(same(cell(&mentions, answer, "answers"), answers(id, answer)));
                // Those who gave an answer: no answer was given by more, and each gave one at least.
                all.push(Equation {
                    at_least: true,
                    ..equal(vec![
                        (answers(id, "total"), 1),
                        (answers(id, "not recorded"), -1),
                        (answers(id, answer), -1),
                    ])
                });
            }
            let at_least_one = given().map(|given| (given, 1));
            let terms = at_least_one.chain([(answers(id, "not recorded"), 1), (answers(id, "total"), -1)]).collect();
            all.push(Equation { at_least: true, ..equal(terms) });
            all[from..].iter_mut().for_each(|equation| equation.class = "several answers");
        }
        for split in ["area", "area_then_team", "review_kind"] {
            all.extend(of_a_split(edition, question, split));
        }
    }
    all
}

fn answers(question: &str, row: &str) -> Name {
    cell(&format!("audit.{question}"), row, "answers")
}

fn split_id(question: &str, split: &str) -> String {
    format!("audit.{question}_by_{split}")
}

/// How many sheets a question concerns: all of them, those with an answer to one question, or no more than those with an answer to each
/// of several.
fn who_is_asked(question: &council::Question, total: Name) -> Vec<Equation> {
    let is_all = !question.answered_only && question.kind != "number";
    match question.only_if {
        [] if is_all => vec![same(total, part("audit.sheets"))],
        [] => vec![within(total, [part("audit.sheets")])],
        [(before, given)] if is_all => vec![sum(given.iter().map(|answer| answers(before, answer)), total)],
        several => {
            let mut all: Vec<Equation> = several
                .iter()
                .map(|(before, given)| within(total.clone(), given.iter().map(|answer| answers(before, answer))))
                .collect();
            if is_all {
                // Those with all the answers are as many as the answers together, less all sheets as often as there is one more.
                let given =
                    several.iter().flat_map(|(before, given)| given.iter().map(|answer| (answers(before, answer), -1)));
                let others = i64::try_from(several.len()).unwrap() - 1;
                let terms = given.chain([(part("audit.sheets"), others), (total, 1)]).collect();
                all.push(Equation { at_least: true, ..equal(terms) });
            }
            all
        }
    }
}

/// The column of a question's split in which the sheets with these answers are counted, and whether no others are.
fn column_of(before: &council::Question, given: &[&str]) -> (Vec<String>, bool) {
    let owned = |names: &[&str]| names.iter().map(|name| name.to_string()).collect();
    if before.positive.is_empty() {
        return (owned(given), true);
    }
    if before.positive == given {
        return (owned(&["positive"]), true);
    }
    let is_good = given.iter().all(|answer| before.positive.contains(answer));
    let is_other = given.iter().all(|answer| !before.positive.contains(answer));
    let column = if is_good {
        "positive"
    } else if is_other {
        "other"
    } else {
        "asked"
    };
    (owned(&[column]), false)
}

fn of_a_split(edition: &Printed, question: &council::Question, split: &str) -> Vec<Equation> {
    let mut all = Vec::new();
    let id = split_id(question.id, split);
    let Some((rows, columns)) = edition.tables.get(&id) else { return all };
    let is_number = question.kind == "number";
    let has_good = !question.positive.is_empty();
    let total = if is_number {
        "numbers"
    } else if has_good {
        "asked"
    } else {
        "total"
    };
    for (row, _) in rows {
        let here = cell(&id, row, total);
        for (before, given) in question.only_if {
            let Some(before) = council::AUDIT.iter().find(|known| known.id == *before) else { continue };
            let (columns, is_exact) = column_of(before, given);
            let there = columns.iter().map(|column| cell(&split_id(before.id, split), row, column));
            let is_all = question.only_if.len() == 1 && is_exact && !question.answered_only && !is_number;
            let class = if is_number { "numbers" } else { "conditions" };
            all.push(match is_all {
                true => sum(there, here.clone()),
                false => Equation { class, ..within(here.clone(), there) },
            });
        }
        // All who are asked everything are the same sheets, whatever the question.
        if question.only_if.is_empty() && !question.answered_only {
            let everybody = cell(&split_id("review_kind", split), row, "total");
            all.push(match is_number {
                true => Equation { class: "numbers", ..within(here.clone(), [everybody]) },
                false => same(here.clone(), everybody),
            });
            if split == "review_kind" {
                let row = if row == "unknown" { "not recorded" } else { row };
                all.push(Equation { class: "questions", ..same(here.clone(), answers("review_kind", row)) });
            }
        } else if split == "review_kind" {
            let row = if row == "unknown" { "not recorded" } else { row };
            all.push(Equation { class: "questions", ..within(here.clone(), [answers("review_kind", row)]) });
        }
        if question.kind == "several" {
            for answer in question.answers {
                let terms = vec![(here.clone(), 1), (cell(&id, row, "not recorded"), -1), (cell(&id, row, answer), -1)];
                all.push(Equation { at_least: true, class: "several answers", ..equal(terms) });
            }
            let given = question.answers.iter().map(|answer| (cell(&id, row, answer), 1));
            let terms = given.chain([(cell(&id, row, "not recorded"), 1), (here.clone(), -1)]).collect();
            all.push(Equation { at_least: true, class: "several answers", ..equal(terms) });
        }
    }
    if !is_number {
        // The total row is the question's own table.
        for column in columns {
            let there = match column.as_str() {
                "positive" if question.kind == "one" => {
                    question.positive.iter().map(|good| answers(question.id, good)).collect()
                }
                "positive" | "other" => continue,
                "asked" => vec![answers(question.id, "total")],
                other => vec![answers(question.id, other)],
            };
            all.push(sum(there, cell(&id, "total", column)));
        }
    }
    if split == "area_then_team" {
        let alone = split_id(question.id, "area");
        for (row, _) in rows.iter().filter(|(_, parent)| parent.is_none()) {
            all.extend(columns.iter().map(|column| same(cell(&id, row, column), cell(&alone, row, column))));
        }
        // The crossed form has one number of each cell.
        let crossed = split_id(question.id, "area_and_team");
        let counted = if has_good { "positive" } else { "total" };
        for (row, _) in rows.iter().filter(|_| !is_number) {
            let there = match row.split_once(" / ") {
                Some((outer, inner)) => cell(&crossed, outer, inner),
                None => cell(&crossed, row, "total"),
            };
            all.push(same(cell(&id, row, counted), there));
        }
    }
    all
}

/// Measures of the council's own that count what stands elsewhere too: their conditions are in their definitions.
fn of_the_councils_own(edition: &Printed) -> Vec<Equation> {
    let mut all = Vec::new();
    let own = |id: &str| part(&format!("custom.{id}"));
    let children = |table: &str, row: &str| cell(table, row, "children");
    let ages = |row| children("children_by_age", row);
    all.push(same(own("oldest"), ages("16 and over")));
    all.push(within(own("oldest"), [own("teenagers")]));
    all.push(within(ages("16 and over"), [own("teenagers")]));
    all.push(within(own("teenagers"), [ages("10-15"), ages("16 and over")]));
    let homes = || children("children_by_placement", "childrens_home");
    all.push(same(own("in_homes"), homes()));
    all.push(same(own("homes"), homes()));
    all.push(same(own("homes"), own("in_homes")));
    all.push(same(whole("custom.homes"), part("children_looked_after")));
    all.push(same(own("late"), part("reviews_held_late")));
    all.push(same(own("late_first"), cell("custom.late_by_order", "first", "counted")));
    all.push(same(whole("custom.late_first"), cell("reviews_by_order", "first", "reviews")));
    all.push(within(own("late_first"), [own("late")]));
    all.push(same(own("child_signed"), answers("signed", "Child")));
    all.push(same(whole("custom.child_signed"), part("audit.sheets")));
    let rows = |table: &str| edition.tables.get(table).map(|(rows, _)| rows.clone()).unwrap_or_default();
    for (row, _) in rows("custom.oldest_by_sex") {
        all.push(same(
            cell("custom.oldest_by_sex", &row, "counted"),
            cell("children_by_age_and_sex", "16 and over", &row),
        ));
        all.push(within(
            cell("custom.oldest_by_sex", &row, "counted"),
            [cell("custom.teenagers_by_sex", &row, "counted")],
        ));
    }
    for (row, _) in rows("custom.in_homes_by_age") {
        let there = cell("children_by_placement_and_age", "childrens_home", &row);
        all.push(same(cell("custom.in_homes_by_age", &row, "counted"), there));
    }
    all.push(same(cell("custom.teenagers_by_placement", "childrens_home", "all"), homes()));
    for (row, _) in rows("custom.child_signed_by_area") {
        let here = |column| cell("custom.child_signed_by_area", &row, column);
        all.push(same(here("counted"), cell("audit.signed_by_area", &row, "Child")));
        all.push(same(here("all"), cell("audit.signed_by_area", &row, "total")));
    }
    all
}

/// Children who came and left, group by group, where nobody changes the group.
fn of_flows(edition: &Printed) -> Vec<Equation> {
    let mut all = Vec::new();
    let (start, came) = (|row: &str| cell("children_balance", row, "children"), part("children_starting"));
    let during = part("children_looked_after_during_period");
    all.push(within(during.clone(), [start("start"), came.clone()]));
    all.push(within(during.clone(), [part("children_looked_after"), part("children_leaving")]));
    for less in [part("children_looked_after"), came.clone(), part("children_leaving"), start("start")] {
        all.push(within(less, [during.clone()]));
    }
    let known = |name: &Name| edition.numbers.get(name).copied().flatten();
    let nobody_returns = known(&during).zip(known(&start("start"))).zip(known(&came));
    let nobody_returns = nobody_returns.is_some_and(|((during, start), came)| during == start + came);
    let all_balance = known(&part("children_balance_difference")) == Some(0);
    for by in ["sex", "ethnic_group"] {
        let now = format!("children_by_{by}");
        let Some((rows, _)) = edition.tables.get(&now) else { continue };
        let of = |id: &str, row: &str| cell(&format!("{id}_by_{by}"), row, "children");
        for (row, _) in rows {
            let (here, before) = (cell(&now, row, "children"), cell(&now, row, "previous"));
            let (came, left) = (of("children_starting", row), of("children_leaving", row));
            let during = of("children_looked_after_during_period", row);
            all.push(guess(within(here.clone(), [during.clone()])));
            if all_balance {
                let terms = vec![(before.clone(), 1), (came.clone(), 1), (left, -1), (here, -1)];
                all.push(guess(equal(terms)));
            }
            if nobody_returns {
                all.push(guess(sum([before, came], during)));
            }
        }
    }
    all
}

/// Numbers that cannot be greater than others.
fn of_parts() -> Vec<Equation> {
    let end = || part("children_looked_after");
    let mut all = vec![
        within(whole("children_never_reviewed"), [end()]),
        within(whole("children_with_every_review_on_time"), [end()]),
        within(whole("children_taking_part_in_every_review"), [part("children_reviewed")]),
        within(part("reviews_overdue"), [end()]),
        within(whole("children_with_change_of_officer"), [end()]),
        within(part("children_reviewed"), [part("reviews_held")]),
        within(cell("disputes_by_outcome", "open", "disputes"), [part("disputes_open")]),
        within(part("officers_raising_disputes"), [part("disputes_raised")]),
        within(part("cafcass_referrals"), [part("disputes_raised"), part("informal_challenges")]),
        within(part("disputes_raised"), [cell("disputes_by_theme", "total", "themes")]),
        same(part("officers_headcount"), cell("officers_by_sex", "total", "officers")),
        same(part("officers_headcount"), cell("officers_by_ethnic_group", "total", "officers")),
    ];
    // Whoever was not left without a review had one.
    let never = "children_never_reviewed";
    let terms = vec![(part("children_reviewed"), 1), (whole(never), -1), (part(never), 1)];
    all.push(Equation { at_least: true, ..equal(terms) });
    all
}

/// Of fewer numbers than the threshold no median is shown, nor beside a hidden number of them.
fn of_medians(edition: &Printed) -> Vec<Equation> {
    let mut all = Vec::new();
    let mut median = |is_shown: bool, count: Name| {
        if !is_shown && edition.numbers.get(&count).is_some_and(Option::is_none) {
            return;
        }
        let (sign, number) = if is_shown { (1, edition.threshold) } else { (-1, edition.threshold - 1) };
        all.push(by_method(limit(count, sign, number)));
    };
    for (figure, count) in [
        ("days_late", part("reviews_held_late")),
        ("dispute_days_open", part("disputes_open")),
        ("dispute_days_to_resolve", cell("dispute_days_to_resolve_by_stage", "total", "disputes")),
        ("audit.days", cell("audit.days_by_area", "total", "numbers")),
        ("audit.seen_days", cell("audit.seen_days_by_area", "total", "numbers")),
    ] {
        if let Some(is_shown) = edition.medians.get(figure) {
            median(*is_shown, count);
        }
    }
    for (count, is_shown) in &edition.medians {
        if count.contains('|') {
            median(*is_shown, count.clone());
        }
    }
    all
}

/// A sum and a mean of the same numbers: how many there were.
fn of_means(edition: &Printed) -> Vec<Equation> {
    let mut all = Vec::new();
    // The mean is printed in tenths.
    for question in council::AUDIT.iter().filter(|question| question.kind == "number") {
        let amount = |what: &str| edition.amounts.get(&format!("audit.{}_{what}", question.id)).copied();
        let numbers = cell(&split_id(question.id, "area"), "total", "numbers");
        if let Some((sum, mean)) = amount("sum").zip(amount("mean")) {
            // 20 times the sum lies between n times (2 times the tenths, less or more 1).
            let (tenths, sum) = ((mean * 10.0).round() as i64, (sum * 20.0).round() as i64);
            for (sign, by) in [(1, 2 * tenths + 1), (-1, 2 * tenths - 1)] {
                let terms = vec![(numbers.clone(), sign * by), (ONE.into(), -sign * sum)];
                all.push(Equation { at_least: true, ..equal(terms) });
            }
        }
    }
    all
}

/// Rows stand with the most frequent first, but those at the end that are hidden, which stand by name: a hidden one before a shown one
/// would be the more frequent.
fn of_the_order(edition: &Printed) -> Vec<Equation> {
    let mut all = Vec::new();
    for (table, column) in
        [("late_review_reasons", "reviews"), ("disputes_by_theme", "themes"), ("disputes_by_outcome", "disputes")]
    {
        let Some((rows, _)) = edition.tables.get(table) else { continue };
        let is_in_order = |row: &&Row| !["total", "open", "not recorded"].contains(&row.0.as_str());
        let rows: Vec<&Row> = rows.iter().filter(is_in_order).collect();
        let is_shown = |row: &Row| edition.numbers.get(&cell(table, &row.0, column)).copied().flatten().is_some();
        let in_order = rows.iter().rposition(|row| is_shown(row)).map_or(0, |last| last + 1);
        for pair in rows[..in_order].windows(2) {
            let (first, second) = (&pair[0].0, &pair[1].0);
            // Of two that are as frequent the first by name stands first.
            let more = i64::from(first > second);
            let terms = vec![(cell(table, first, column), 1), (cell(table, second, column), -1), (ONE.into(), -more)];
            all.push(by_method(Equation { at_least: true, ..equal(terms) }));
        }
    }
    all
}
