//! What a check is: a claim about the data as a whole.

use crate::config::Order;
use crate::dataset::Dataset;
use crate::finding::Finding;
use crate::measures::measure::Scope;

/// What a check looks at.
pub struct Evidence<'a> {
    /// The order.
    pub order: &'a Order,
    /// The data.
    pub dataset: &'a Dataset,
    /// The period with every review judged.
    pub scope: &'a Scope<'a>,
}

/// A claim: finds where it does not hold.
pub type Check = fn(&Evidence<'_>) -> Vec<Finding>;
