//! The journey from a folder to a report, one line per step. Read this file first.
//!
//! Every step returns its value and its findings; only the gate before writing reads the findings.

use crate::checks::{self, check::Evidence};
use crate::config::{self, Order};
use crate::dataset::{self, Dataset};
use crate::disclosure::{self, Edition};
use crate::figures::{Figures, comparison::Comparisons};
use crate::finding::{self, Finding};
use crate::measures::{self, measure::Scope};
use crate::sources::{self, Sources};
use std::path::Path;

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
    pub figures: Figures,
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
    let order = match config::read(&text) {
        Ok(order) => order,
        Err(findings) => return Ok(Err(findings)),
    };
    let (sources, mut findings) = sources::read(folder, text, &order);
    let (dataset, found) = dataset::build(&order, &sources)?;
    findings.extend(found);

    let scope = Scope::new(&dataset, &order, order.period);
    let measured = measures::compute(&scope);
    findings.extend(measures::doubts(&scope, &measured));
    findings.extend(checks::all(&Evidence { order: &order, dataset: &dataset, scope: &scope }));
    let published = disclosure::protect(&measured, edition, &order.settings);
    let year_before = disclosure::protect(&measures::compute_year_before(&dataset, &order), edition, &order.settings);
    let comparisons = Comparisons::new(&dataset, &order, year_before);
    findings.extend(comparisons.contradictions(&published));
    drop(scope);
    let figures = Figures { published, comparisons };
    Ok(Ok(Counted { order, sources, dataset, figures, findings: finding::sorted(findings) }))
}
