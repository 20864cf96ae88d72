//! Claims about what a person typed in: totals add up, percentages follow from their counts.

use super::check::Evidence;
use crate::dataset::typed::{At, TypedCell, TypedTable, TypedUnit};
use crate::finding::{Finding, Place, Severity};

/// Names that words in templates have already: a figure or table of this id could not be filled in.
const TAKEN: [&str; 33] = [
    "authority",
    "period",
    "period_before",
    "period_in_full",
    "start",
    "end",
    "children",
    "child",
    "dispute_process",
    "officer_in_law",
    "officer_called",
    "you_said",
    "threshold",
    "already_published",
    "edition",
    "hidden_cells",
    "extracted_on",
    "dated",
    "provisional",
    "typed_figures",
    "limit_days",
    "caseload_low",
    "caseload_high",
    "officers_chair_conferences",
    "resources_at_risk",
    "not_available",
    "committee",
    "years_given",
    "actions",
    "surveys",
    "law",
    "audit",
    "feedback",
];

/// Ensure every typed-in figure and table has a name of its own.
pub fn names_free(evidence: &Evidence<'_>) -> Vec<Finding> {
    let figures = evidence.dataset.typed_figures.iter().map(|figure| (&figure.id, &figure.place));
    let tables = evidence.dataset.typed_tables.iter().map(|table| (&table.id, &table.place));
    let taken = figures.clone().chain(tables.clone()).filter(|(id, _)| TAKEN.contains(&id.as_str()));
    let twice = tables.filter(|(id, _)| figures.clone().any(|(known, _)| known == *id));
    let finding = |id: &str, place: &Place, what: &str| {
        Finding::new(
            Severity::Warning,
            "bad-id",
            place.clone(),
            format!("`{id}` is the name of {what}"),
            "it cannot be filled into words",
            "give it another name",
        )
    };
    taken
        .map(|(id, place)| finding(id, place, "something else that words can be filled with"))
        .chain(twice.map(|(id, place)| finding(id, place, "a typed-in figure as well")))
        .collect()
}

/// Ensure every typed-in percentage follows from the counts beside it.
pub fn figures_follow(evidence: &Evidence<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for figure in &evidence.dataset.typed_figures {
        let Some(number) = figure.value else { continue };
        let scale = match figure.unit {
            Some(TypedUnit::Percent) => 100,
            Some(TypedUnit::Per10k) => 10_000,
            None if figure.denominator.is_some() => 100,
            _ => continue,
        };
        let sign = if scale == 100 { "%" } else { "" };
        if let (Some(part), Some(whole)) = (figure.numerator, figure.denominator) {
            if let Some(finding) = beyond_whole(part, whole, scale, &figure.place) {
                findings.push(finding);
            } else if whole > 0 && !number.follows_from(part, whole, scale) {
                findings.push(does_not_follow(
                    figure.place.clone(),
                    &format!("`{}` is typed in as {}{sign}", figure.id, number.as_written()),
                    (part, whole),
                    &in_words(number.share_with_its_decimals(part, whole, scale), number.places, sign),
                    "the percentage that follows from the two counts is printed",
                ));
            }
        } else if scale == 100 && figure.protected {
            findings.push(cannot_be_protected(
                figure.place.clone(),
                &format!("`{}` is a percentage of people without the counts behind it", figure.id),
                "give `numerator` and `denominator`; if it is not about people, write no under `protected`",
            ));
        }
    }
    findings
}

fn in_words(value: Option<crate::dataset::fields::Thousandths>, places: u8, sign: &str) -> String {
    let number = value.map(|value| crate::dataset::typed::Written { value, places, qualifier: None });
    number.map_or_else(|| "no rate".to_string(), |number| format!("{}{sign}", number.as_written()))
}

fn beyond_whole(part: u64, whole: u64, scale: u64, place: &Place) -> Option<Finding> {
    (part > whole && scale == 100).then(|| {
        Finding::new(
            Severity::Warning,
            "percentage-does-not-follow",
            place.clone(),
            format!("{part} of {whole} is more than all of them"),
            "a share of more than 100% is untrue for people, reviews or answers",
            "look whether numerator and denominator have changed places",
        )
    })
}

fn does_not_follow(place: Place, said: &str, (part, whole): (u64, u64), follows: &str, printed: &str) -> Finding {
    Finding::new(
        Severity::Warning,
        "percentage-does-not-follow",
        place,
        format!("{said}, but {part} of {whole} is {follows}"),
        printed,
        "correct the percentage or the counts; halves are rounded up",
    )
}

fn cannot_be_protected(place: Place, what: &str, fix: &str) -> Finding {
    Finding::new(
        Severity::Warning,
        "percentage-without-counts",
        place,
        what,
        "it is printed, but the program cannot tell whether it gives a small number of people away",
        fix,
    )
}

/// Ensure the totals of typed-in tables are the sums of their parts.
pub fn totals_add(evidence: &Evidence<'_>) -> Vec<Finding> {
    evidence.dataset.typed_tables.iter().flat_map(sums_of).chain(balances(evidence)).collect()
}

fn thousandths(table: &TypedTable, at: At) -> Option<u64> {
    match table.cell(at) {
        Some(TypedCell::Number(number)) if number.qualifier.is_none() => Some(number.value.0),
        _ => None,
    }
}

fn sums_of(table: &TypedTable) -> Vec<Finding> {
    let mut findings = Vec::new();
    for sum in &table.sums {
        let Some(total) = thousandths(table, sum.total) else { continue };
        let known: Vec<u64> = sum.parts.iter().filter_map(|part| thousandths(table, *part)).collect();
        let found: u64 = known.iter().sum();
        // Where a part is not known the total may be anything from the known parts upwards.
        let is_whole = known.len() == sum.parts.len();
        if found == total || known.is_empty() || (!is_whole && found < total) {
            continue;
        }
        let is_down = sum.parts.iter().all(|part| part.1 == sum.total.1);
        let number = |thousandths: u64| {
            let places = if thousandths.is_multiple_of(1000) { 0 } else { 3 };
            let digits = crate::dataset::typed::Written {
                value: crate::dataset::fields::Thousandths(thousandths),
                places,
                qualifier: None,
            }
            .as_written();
            if places > 0 { digits.trim_end_matches('0').to_string() } else { digits }
        };
        findings.push(Finding::new(
            Severity::Warning,
            "total-does-not-add",
            table.place_of(sum.total),
            format!(
                "the total is typed in as {}, but the {} {} it add up to {}{}",
                number(total),
                known.len(),
                if is_down { "rows above or below" } else { "columns beside" },
                number(found),
                if is_whole { "" } else { ", without those that are not known" }
            ),
            "the table is printed as it was typed; a reader who adds it up will doubt the rest of the report",
            "correct the total or its parts; if other rows make it up, name them in the yaml file: \
             `total_rows: [{total: ..., parts: [...]}]`",
        ));
    }
    findings
}

fn balances(evidence: &Evidence<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for table in &evidence.dataset.typed_tables {
        let Some(balance) = &table.balance else { continue };
        for row in 1..table.rows.len() {
            let count = |row, column| table.count((row, column));
            let (Some(opening), Some(plus), Some(minus), Some(closing)) = (
                count(row - 1, balance.closing),
                count(row, balance.plus),
                count(row, balance.minus),
                count(row, balance.closing),
            ) else {
                continue;
            };
            if opening + plus != closing + minus {
                findings.push(Finding::new(
                    Severity::Warning,
                    "balance-does-not-add",
                    table.place_of((row, balance.closing)),
                    format!(
                        "{opening} at the end of the row before, {plus} more and {minus} less make {}, but {closing} was typed in",
                        i128::from(opening) + i128::from(plus) - i128::from(minus)
                    ),
                    "the table is printed as it was typed; a reader who follows it from year to year will doubt it",
                    "correct the numbers, or say in a note of the table why they do not follow from each other",
                ));
            }
        }
    }
    findings
}

/// Ensure no row of a typed-in table repeats another: one of them was then copied by mistake.
pub fn rows_differ(evidence: &Evidence<'_>) -> Vec<Finding> {
    evidence.dataset.typed_tables.iter().filter_map(alike).collect()
}

/// Numbers that two rows must share before they look copied; fewer may be the same by chance.
const ALIKE_NUMBERS: usize = 4;

fn alike(table: &TypedTable) -> Option<Finding> {
    let numbers = |row: usize| {
        (0..table.columns.len()).filter_map(|column| thousandths(table, (row, column))).collect::<Vec<_>>()
    };
    let rows: Vec<Vec<u64>> = (0..table.rows.len()).map(numbers).collect();
    let repeats = |row: &usize| {
        let these = rows.get(*row)?;
        let different: std::collections::BTreeSet<&u64> = these.iter().filter(|number| **number > 0).collect();
        (these.len() >= ALIKE_NUMBERS && different.len() >= ALIKE_NUMBERS - 1).then_some(())?;
        rows.get(..*row)?.iter().position(|other| other == these)
    };
    let (row, first) = (0..rows.len()).find_map(|row| Some((row, repeats(&row)?)))?;
    let label = |row: usize| table.rows.get(row).map_or("", |row| row.label.as_str());
    Some(Finding::new(
        Severity::Warning,
        "rows-alike",
        table.place_of((row, 0)),
        format!("the row `{}` repeats the row `{}` number by number", label(row), label(first)),
        "one of them was probably copied by mistake, and readers would compare a row with itself",
        "look at where the numbers come from; if both rows are right, write so in a note of the table",
    ))
}

/// Ensure the percentages of typed-in tables follow from their counts, and that those of people have counts to follow from.
pub fn percentages_follow(evidence: &Evidence<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for table in &evidence.dataset.typed_tables {
        for (at, share) in &table.shares {
            let Some(TypedCell::Number(number)) = table.cell(*at) else { continue };
            let sum = |cells: &[At]| cells.iter().map(|cell| thousandths(table, *cell)).sum::<Option<u64>>();
            let (Some(part), Some(whole)) = (sum(&share.part), sum(&share.whole)) else { continue };
            // Whole numbers are said as such.
            let scale = if (part, whole) == (part / 1000 * 1000, whole / 1000 * 1000) { 1000 } else { 1 };
            let (part, whole) = (part / scale, whole / scale);
            let place = table.place_of(*at);
            if let Some(finding) = beyond_whole(part, whole, 100, &place) {
                findings.push(finding);
            } else if whole > 0 && !number.follows_from(part, whole, 100) {
                findings.push(does_not_follow(
                    place,
                    &format!("the percentage is typed in as {}%", number.as_written()),
                    (part, whole),
                    &in_words(number.share_with_its_decimals(part, whole, 100), number.places, "%"),
                    "the table is printed as it was typed, so the percentage contradicts the counts beside it",
                ));
            }
        }
        findings.extend(unprotected(table));
    }
    findings
}

/// Percentages of people in a protected table that are of no count: one finding a table.
fn unprotected(table: &TypedTable) -> Option<Finding> {
    if !table.protected {
        return None;
    }
    let is_bare = |at: At| {
        let row = table.rows.get(at.0);
        let is_published = row.is_some_and(|row| row.published) || table.columns.get(at.1).is_some_and(|c| c.published);
        table.unit(at) == TypedUnit::Percent
            && !is_published
            && !table.shares.contains_key(&at)
            && matches!(table.cell(at), Some(TypedCell::Number(_)))
    };
    let at = (0..table.rows.len())
        .flat_map(|row| (0..table.columns.len()).map(move |column| (row, column)))
        .find(|at| is_bare(*at))?;
    Some(cannot_be_protected(
        table.place_of(at),
        "it is not said which counts this percentage is of",
        "say it in the table's yaml file: `percentages: {the column: {of: the column of counts}}`; name rows and columns that \
         others have published under `published`; or write `protected: no` if the table is not about people",
    ))
}
