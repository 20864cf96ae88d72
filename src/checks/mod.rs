//! Claims about the data as a whole, one function each. All of them run; every fault is shown.

pub mod check;
pub mod dates;
pub mod ids;
pub mod logs;
pub mod reviews;
pub mod service;

use crate::finding::Finding;
use check::{Check, Evidence};

/// Every check.
const CHECKS: [Check; 11] = [
    service::return_given,
    service::order_complete,
    logs::officers_known,
    logs::officers_once,
    logs::one_officer_a_child,
    logs::log_children_in_care,
    reviews::in_care,
    reviews::code_fits_age,
    reviews::participation_recorded,
    reviews::late_with_reason,
    reviews::log_agrees_with_return,
];

/// Runs every check.
pub fn all(evidence: &Evidence<'_>) -> Vec<Finding> {
    CHECKS.iter().flat_map(|check| check(evidence)).collect()
}
