//! Named statistics: each counted from the dataset, each with its numerator and denominator.
//!
//! A topic file holds definition and rule side by side; this list is all there is.

pub mod audits;
pub mod balance;
pub mod caseloads;
pub mod characteristic;
pub mod children;
pub mod continuity;
pub mod custom;
pub mod disputes;
pub mod measure;
mod no_more;
mod no_more_custom;
pub mod participation;
pub mod placements;
pub mod publish;
pub mod records;
pub mod reviews;
pub mod split;
pub mod ties;
pub mod timeliness;
pub mod typed;

use crate::config::Order;
use crate::dataset::Dataset;
use crate::finding::{Finding, Place, Severity};
use crate::terms::CouncilWords;
use measure::{Measured, Scope, Value};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Every measure of the period, in the order of the report's topics.
pub fn compute(scope: &Scope<'_>) -> Vec<Measured> {
    let counted = [
        children::measures,
        balance::measures,
        placements::measures,
        reviews::measures,
        participation::measures,
        caseloads::measures,
        continuity::measures,
        disputes::measures,
        audits::sheets,
        audits::measures,
    ]
    // Each topic looks at the children by itself; what they count comes back in their order.
    .par_iter()
    .map(|topic| topic(scope))
    .collect::<Vec<_>>()
    .concat();
    typed::added(scope, counted)
}

/// What the council asks for besides: measures of its own, then the splits that the order publishes. They join the publication set
/// before anything is protected. `order_text` is shown where a split cannot be made.
pub fn asked_for(scope: &Scope<'_>, order_text: &str, measures: &mut Vec<Measured>) -> Vec<Finding> {
    let reader = characteristic::Reader::new(scope);
    let (mut tables, mut findings) = custom::measures(scope, &reader, measures);
    let (more, found) = publish::tables(scope, &reader, order_text, measures, &tables);
    tables.extend(more);
    findings.extend(found);
    measures.extend(split::linked(tables, measures).into_iter().map(Measured::Table));
    findings
}

/// The measures that the return alone gives for the period a year earlier, so that a change can be stated where no earlier figure was
/// published. Empty where the return of that year is not there.
pub fn compute_year_before(dataset: &Dataset, order: &Order) -> Vec<Measured> {
    let period = order.period.year_before();
    if !dataset.has_episodes_for(period) && !dataset.has_reviews_for(period) {
        return Vec::new();
    }
    let scope = Scope::new(dataset, order, period);
    // The service's log need not reach back a year: what comes from it would be counted from rows that are not there.
    const FROM_THE_LOG: [&str; 3] = ["late_review_reasons", "review_records_on_time", "parents_taking_part"];
    let mut measured = [children::measures, placements::measures, reviews::measures, participation::measures]
        .par_iter()
        .map(|topic| topic(&scope))
        .collect::<Vec<_>>()
        .concat();
    measured.retain(|measured| !FROM_THE_LOG.contains(&measured.id()));
    let is_shaky = shaky_timeliness(&measured);
    measured.into_iter().filter(|measured| !(is_shaky && OF_TIMELINESS.contains(&measured.id()))).collect()
}

/// The measures that rest on whether reviews can be judged.
const OF_TIMELINESS: [&str; 7] = [
    "reviews_held_on_time",
    "reviews_held_late",
    "reviews_not_judged",
    "reviews_overdue",
    "reviews_by_order",
    "days_late",
    "children_with_every_review_on_time",
];

/// Whether over 5 per cent of the reviews cannot be judged: an earlier rate is then not stated (measures, section 8).
fn shaky_timeliness(measured: &[Measured]) -> bool {
    measured.iter().any(|measured| match measured {
        Measured::Figure(figure) if figure.id == "reviews_not_judged" => {
            matches!(figure.value, Value::Share { numerator, denominator } if numerator * 100 > 5 * denominator)
        }
        _ => false,
    })
}

/// Puts the heads of columns, the rows that the program names and the reasons into the council's words; labels and titles are in them
/// already. What people typed or asked themselves stays as it is.
pub fn in_councils_words(measured: &mut [Measured], council: &CouncilWords) {
    let is_of_others = |id: &str, source: &str| {
        typed::is_typed(source) || ["audit.", "feedback."].iter().any(|start| id.starts_with(start))
    };
    // The council's own reasons, themes and roles are their own keys; the program's rows and columns have a key beside the label.
    let is_own =
        |key: &str, label: &str| key.eq_ignore_ascii_case(label) && !["officers", "reviews", "disputes"].contains(&key);
    let say = |text: &mut String| *text = council.say(text).into_owned();
    for one in measured {
        match one {
            Measured::Figure(figure) => {
                if let Value::NotAvailable(why) = &mut figure.value
                    && !is_of_others(&figure.id, &figure.source)
                {
                    say(why);
                }
            }
            Measured::Table(table) => {
                if is_of_others(&table.id, &table.source) {
                    continue;
                }
                table.not_available.iter_mut().for_each(say);
                say(&mut table.corner);
                let columns = table.columns.iter_mut().map(|column| (&column.key, &mut column.label));
                let rows = table.rows.iter_mut().map(|row| (&row.key, &mut row.label));
                columns.chain(rows).filter(|(key, label)| !is_own(key, label)).for_each(|(_, label)| say(label));
            }
        }
    }
}

/// By figure and table, the records that could not be used, by reason, as counted.
pub fn left_out(measures: &[Measured]) -> BTreeMap<String, BTreeMap<String, u64>> {
    let of = |measured: &Measured| match measured {
        Measured::Figure(figure) => (figure.id.clone(), figure.left_out.clone()),
        Measured::Table(table) => (table.id.clone(), table.left_out.clone()),
    };
    measures.iter().map(of).filter(|(_, left_out)| !left_out.is_empty()).collect()
}

/// What the measures themselves show to be wrong: typed-in figures that differ, too much that cannot be judged.
pub fn doubts(scope: &Scope<'_>, measures: &[Measured]) -> Vec<Finding> {
    let mut findings = typed::doubts(scope, measures);
    findings.extend(not_judged(scope, measures));
    findings
}

fn not_judged(scope: &Scope<'_>, measures: &[Measured]) -> Vec<Finding> {
    // Without the year's own episodes nothing can be judged, and that they are missing is said already.
    if !scope.dataset.has_episodes_for(scope.period) {
        return Vec::new();
    }
    let figure = measures.iter().find_map(|measured| match measured {
        Measured::Figure(figure) if figure.id == "reviews_not_judged" => Some(figure),
        _ => None,
    });
    let Some(Value::Share { numerator, denominator }) = figure.map(|figure| &figure.value) else { return Vec::new() };
    if *denominator == 0 || numerator * 100 <= denominator * 5 {
        return Vec::new();
    }
    let year = crate::period::collection_year_of(scope.period.to);
    let missing: Vec<String> = [year - 1, year - 2]
        .iter()
        .filter(|year| !scope.dataset.review_years.contains(year) || !scope.dataset.episode_years.contains(year))
        .map(|year| crate::period::collection_year_label(*year))
        .collect();
    let fix = if missing.is_empty() {
        "look at the findings about reviews outside care and about dates".to_string()
    } else {
        format!("add the Episodes and Reviews of {} beside this year's, in a folder each", missing.join(" and "))
    };
    vec![Finding::new(
        Severity::Warning,
        "reviews-cannot-be-judged",
        Place::file("data/ssda903"),
        format!("{numerator} of {denominator} reviews cannot be judged: the files do not say when they were due"),
        "whether they were on time is not known; they are left out of `reviews_held_on_time` and counted beside it",
        fix,
    )]
}

#[cfg(test)]
mod tests;
