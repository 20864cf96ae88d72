//! What a check is: a claim about the data as a whole.

use crate::config::Order;
use crate::dataset::Dataset;
use crate::finding::Finding;
use crate::measures::measure::Scope;
use crate::sources::Sources;
use crate::sources::table::RawTable;

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

impl<'a> Evidence<'a> {
    /// The table of a source of the service's own, and its column for a field: the one that the order names, else the one with the
    /// field's own heading or a likely one.
    pub fn column(&self, source: &str, field: &str) -> Option<(&'a RawTable, usize)> {
        let column = self.dataset.columns.get(source)?.get(field)?;
        Some((self.sources.tables.get(source)?, *column))
    }
}

/// A claim: finds where it does not hold.
pub type Check = fn(&Evidence<'_>) -> Vec<Finding>;
