//! Claims about the data as a whole, one function each. All of them run; every fault is shown.

pub mod check;
pub mod ids;
pub mod reviews;
pub mod service;

use crate::finding::Finding;
use check::{Check, Evidence};

/// Every check.
const CHECKS: [Check; 8] = [
    Check { code: "return-missing", find: service::return_given },
    Check { code: "order-incomplete", find: service::order_complete },
    Check { code: "officer-not-on-list", find: service::officers_known },
    Check { code: "review-outside-care", find: reviews::in_care },
    Check { code: "participation-clashes-with-age", find: reviews::code_fits_age },
    Check { code: "participation-not-recorded", find: reviews::participation_recorded },
    Check { code: "late-without-reason", find: reviews::late_with_reason },
    Check { code: "log-review-not-in-return", find: reviews::log_agrees_with_return },
];

/// Runs every check.
pub fn all(evidence: &Evidence<'_>) -> Vec<Finding> {
    CHECKS.iter().flat_map(|check| (check.find)(evidence)).collect()
}
