//! What a check is: a claim about the data as a whole.

use crate::config::Order;
use crate::dataset::Dataset;
use crate::dataset::headings::{Headings, Source};
use crate::finding::Finding;
use crate::measures::measure::Scope;
use crate::sources::Sources;
use std::collections::BTreeMap;

/// What a check looks at.
pub struct Evidence<'a> {
    /// The order.
    pub order: &'a Order,
    /// What was read.
    pub sources: &'a Sources,
    /// The data.
    pub dataset: &'a Dataset,
    /// The period with every review judged.
    pub scope: &'a Scope<'a>,
}

/// The columns of a source of the service's own by field: those that the order names, else the ones whose headings are known.
pub fn columns(sources: &Sources, order: &Order, source: &str) -> BTreeMap<String, usize> {
    // A list of headings that cannot be read is a fault of the program, and has stopped the journey long before.
    let (Some(table), Ok(headings)) = (sources.tables.get(source), Headings::built_in()) else {
        return BTreeMap::new();
    };
    let read =
        Source { entry: order.sources.get(source), order: &sources.order, ..Source::plain(source, table, &headings) };
    read.columns().0
}

/// A claim: finds where it does not hold.
pub type Check = fn(&Evidence<'_>) -> Vec<Finding>;
