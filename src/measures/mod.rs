//! Named statistics: each counted from the dataset, each with its numerator and denominator.
//!
//! A topic file holds definition and rule side by side; this list is all there is.

pub mod audits;
pub mod caseloads;
pub mod children;
pub mod disputes;
pub mod measure;
pub mod participation;
pub mod reviews;
pub mod timeliness;

use crate::config::Order;
use crate::dataset::Dataset;
use crate::finding::{Finding, Place, Severity};
use measure::{Measured, MeasuredFigure, Scope, Value};

/// Every measure of the period, in the order of the report's topics.
pub fn compute(scope: &Scope<'_>) -> Vec<Measured> {
    [
        children::measures,
        reviews::measures,
        participation::measures,
        caseloads::measures,
        disputes::measures,
        audits::sheets,
        audits::measures,
    ]
    .iter()
    .flat_map(|topic| topic(scope))
    .collect()
}

/// The measures that the return alone gives for the period a year earlier, so that a change can be stated where no earlier figure was
/// published. Empty where the return of that year is not there.
pub fn compute_year_before(dataset: &Dataset, order: &Order) -> Vec<Measured> {
    let period = order.period.year_before();
    if !dataset.has_episodes_for(period) && !dataset.has_reviews_for(period) {
        return Vec::new();
    }
    let scope = Scope::new(dataset, order, period);
    [children::measures, reviews::measures, participation::measures]
        .iter()
        .flat_map(|topic| topic(&scope))
        .map(without_shaky_timeliness)
        .collect()
}

/// An earlier rate is not stated when over 5 per cent of its reviews cannot be judged (measures, section 8).
fn without_shaky_timeliness(measured: Measured) -> Measured {
    let Measured::Figure(figure) = &measured else { return measured };
    let not_judged = figure.left_out.get(reviews::CANNOT_BE_JUDGED).copied().unwrap_or(0);
    match (&figure.value, figure.published_beside.is_some()) {
        (Value::Share { denominator, .. }, true) if not_judged * 100 > 5 * (denominator + not_judged) => {
            Measured::Figure(MeasuredFigure {
                value: Value::NotAvailable("over 5% of the reviews of that year cannot be judged".into()),
                ..figure.clone()
            })
        }
        _ => measured,
    }
}

/// What the measures themselves show to be wrong: too much that cannot be judged.
pub fn doubts(scope: &Scope<'_>, measures: &[Measured]) -> Vec<Finding> {
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
        .map(|year| crate::dataset::episode::year_label(*year))
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
