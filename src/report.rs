//! The journey from a folder to a report, one line per step. Read this file first.
//!
//! Every step returns its value and its findings; only the gate before writing reads the findings.

use crate::checks::{self, check::Evidence};
use crate::config::{self, Order};
use crate::dataset::{self, Dataset};
use crate::disclosure::{self, Edition};
use crate::document::{
    self, Material,
    tree::{Document, Status},
};
use crate::figures::{Figures, arranged, comparison::Comparisons};
use crate::finding::{self, Finding, Place, Severity, catalogue::Catalogue};
use crate::house_style::HouseStyle;
use crate::measures::{self, measure::Scope};
use crate::prose;
use crate::sources::{self, Sources};
use crate::terms::CouncilWords;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// A report ready to be written.
#[derive(Debug, Clone)]
pub struct Drafted {
    /// Everything up to the figures, with all findings.
    pub counted: Counted,
    /// The document; none where an error stands.
    pub document: Option<Document>,
    /// How the document is to look.
    pub style: HouseStyle,
}

/// Everything of an edition up to the figures: what `figures` and `explain` show.
#[derive(Debug, Clone)]
pub struct Counted {
    /// The order.
    pub order: Order,
    /// What was read.
    pub sources: Sources,
    /// The data, typed and linked.
    pub dataset: Dataset,
    /// The protected numbers.
    pub figures: Arc<Figures>,
    /// By figure and table, how many records could not be used, by reason: unprotected, for those who mend the data.
    pub left_out: BTreeMap<String, BTreeMap<String, u64>>,
    /// Everything found so far, in the order in which it is shown.
    pub findings: Vec<Finding>,
}

/// Reads the folder and counts. An error finding may be among the findings; without an order there is nothing but findings.
///
/// # Errors
/// `Err` holds the findings that left nothing to count, in the outer result a fault of the program itself.
pub fn count(folder: &Path, edition: Edition) -> anyhow::Result<Result<Counted, Vec<Finding>>> {
    let text = match sources::order_text(folder) {
        Ok(text) => text,
        Err(finding) => return Ok(Err(vec![*finding])),
    };
    let mut order = match config::read(&text) {
        Ok(order) => order,
        Err(findings) => return Ok(Err(findings)),
    };
    if edition == Edition::Restricted {
        order.committee.classification.keep_from_the_public();
    }
    let (sources, mut findings) = sources::read(folder, text, &order);
    findings.extend(checks::dates::day_first(&sources));
    let (dataset, found) = dataset::build(&order, &sources)?;
    findings.extend(found);

    let scope = Scope::new(&dataset, &order, order.period);
    let mut measured = measures::compute(&scope);
    findings.extend(measures::doubts(&scope, &measured));
    findings.extend(measures::asked_for(&scope, &sources.order, &mut measured));
    measures::in_councils_words(&mut measured, &scope.council);
    findings.extend(checks::all(&Evidence { order: &order, sources: &sources, dataset: &dataset, scope: &scope }));
    findings.extend(checks::order::accepted_known(&order, &sources, &Catalogue::built_in()?));
    let left_out = measures::left_out(&measured);
    let before = measures::compute_year_before(&dataset, &order);
    let earlier = disclosure::Earlier::new(&before, &dataset.history, &order.period.year_before().label());
    let (published, year_before) = disclosure::protect_with_year_before(&measured, &earlier, edition, &order.settings);
    findings.extend(disclosure::redesigns(&measured, &published, &order.settings));
    drop(earlier);
    let comparisons = Comparisons::new(&dataset, &order, year_before);
    findings.extend(comparisons.contradictions(&published));
    findings.extend(comparisons.gaps(&published));
    findings.extend(checks::ids::unknown(&order, &dataset, &sources, &published));
    drop(scope);
    let mut figures = Figures { published, comparisons, arranged: Vec::new() };
    let (arranged, found) = arranged::all(&sources.arranged, &figures, &order);
    figures.arranged = arranged;
    findings.extend(found);
    let figures = Arc::new(figures);
    findings.extend(checks::printed::differently(&dataset.printed, &figures));
    findings.extend(checks::printed::against_itself(&dataset.printed, &figures));
    let findings = finding::sorted(checks::consequences::left_out(findings));
    Ok(Ok(Counted { order, sources, dataset, figures, left_out, findings }))
}

/// The journey up to the document: what `check` shows, and what `build` writes.
///
/// # Errors
/// As [`count`].
pub fn draft(folder: &Path, edition: Edition, status: Status) -> anyhow::Result<Result<Drafted, Vec<Finding>>> {
    let mut counted = match count(folder, edition)? {
        Ok(counted) => counted,
        Err(findings) => return Ok(Err(findings)),
    };
    let (style, found) = house_style(&counted.order);
    counted.findings.extend(found);
    let council = CouncilWords::new(&counted.order.terms);
    let material = Material {
        council: &council,
        order: &counted.order,
        sources: &counted.sources,
        dataset: &counted.dataset,
        figures: &counted.figures,
        findings: &counted.findings,
        style: &style,
        status,
    };
    let (document, found) = match document::build(&material)? {
        Ok((document, found)) => (Some(document), found),
        Err(found) => (None, found),
    };
    counted.findings.extend(found);
    let typed = prose::check(&counted.order, &counted.sources, &counted.dataset, &counted.figures)?;
    counted.findings.extend(typed);
    settle_accepted(&mut counted.findings, &counted.order);
    counted.findings = finding::sorted(counted.findings);
    let document = document.filter(|_| !finding::any_error(&counted.findings));
    Ok(Ok(Drafted { counted, document, style }))
}

/// What stands in the way of a final version: gaps, unanswered areas, words that contradict the figures, a missing date.
pub fn obstacles(drafted: &Drafted) -> Vec<Finding> {
    const GAPS: [&str; 2] = ["area-unanswered", "cover-report-gap"];
    let stops = |code: &str| GAPS.contains(&code) || prose::CONTRADICTIONS.contains(&code);
    let mut obstacles: Vec<Finding> = drafted
        .counted
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Warning && stops(finding.code))
        .cloned()
        .collect();
    if drafted.counted.order.dated.is_none() {
        obstacles.push(Finding::new(
            Severity::Error,
            "undated",
            Place::file(config::ORDER_FILE),
            "`dated` is not given",
            "a final version carries its date",
            "add a line such as `dated: 2026-06-15`",
        ));
    }
    obstacles
}

fn house_style(order: &Order) -> (HouseStyle, Vec<Finding>) {
    if order.house_style == "default" {
        return (HouseStyle::default(), Vec::new());
    }
    let finding = Finding::new(
        Severity::Error,
        "unknown-house-style",
        Place::file(config::ORDER_FILE),
        format!("there is no house style `{}`", order.house_style),
        "the report would look different from what was asked for",
        "write `house_style: default`, or take the line out",
    );
    (HouseStyle::default(), vec![finding])
}

/// Whether a place is the wanted one or a part of it: row 7 is a part of its file, row 72 no part of row 7.
fn lies_in(place: &str, wanted: &str) -> bool {
    place
        .strip_prefix(wanted)
        .is_some_and(|rest| rest.is_empty() || wanted.ends_with('/') || rest.starts_with([',', '/']))
}

/// Warnings that the order accepts become notes; what it accepts and nobody found is a note as well.
fn settle_accepted(findings: &mut Vec<Finding>, order: &Order) {
    let mut used = vec![false; order.accepted.len()];
    for finding in findings.iter_mut().filter(|finding| finding.severity == Severity::Warning) {
        let place = finding.place.to_string();
        let accepted = order.accepted.iter().position(|accepted| {
            accepted.code == finding.code && accepted.place.as_deref().is_none_or(|wanted| lies_in(&place, wanted))
        });
        if let Some((accepted, used)) = accepted.and_then(|at| order.accepted.get(at).zip(used.get_mut(at))) {
            finding.severity = Severity::Note;
            finding.why = format!("accepted in the order: {}", accepted.reason);
            *used = true;
        }
    }
    // An unknown code is an error already.
    let is_unknown = findings.iter().any(|finding| finding.code == "unknown-code");
    for (accepted, _) in order.accepted.iter().zip(used).filter(|(_, used)| !used && !is_unknown) {
        let place = accepted.place.as_deref().map_or(String::new(), |place| format!(" at `{place}`"));
        findings.push(Finding::new(
            Severity::Note,
            "accepted-unused",
            Place::file(config::ORDER_FILE),
            format!("the order accepts `{}`{place}, but no such warning was found", accepted.code),
            "nothing is lost, but `build.json` lists it as settled",
            "take the line out, or copy the place from what `check` prints after the word where",
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::lies_in;

    #[test]
    fn an_accepted_place_is_a_file_or_a_row_and_no_row_that_begins_alike() {
        for (place, wanted, lies) in [
            ("data/reviews.csv, row 7, column late_reason", "data/reviews.csv, row 7", true),
            ("data/reviews.csv, row 72", "data/reviews.csv, row 7", false),
            ("data/reviews.csv, row 72", "data/reviews.csv", true),
            ("data/ssda903/2025-26/reviews.csv, row 2", "data/ssda903/2025-26", true),
            ("data/ssda903/2025-26/reviews.csv, row 2", "data/ssda903/", true),
            ("data/reviews.csv", "data/rev", false),
        ] {
            assert_eq!(lies_in(place, wanted), lies, "{place} in {wanted}");
        }
    }
}
