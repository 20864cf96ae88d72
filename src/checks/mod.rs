//! Claims about the data as a whole, one function each. All of them run; every fault is shown.

pub mod bank_holidays;
pub mod check;
pub mod consequences;
pub mod dates;
pub mod ids;
pub mod order;
pub mod reviews;
pub mod service;
pub mod tables;

use crate::finding::Finding;
use check::{Check, Evidence};

/// Every check.
const CHECKS: [Check; 18] = [
    order::dates_follow,
    order::names_fit,
    service::return_given,
    service::order_complete,
    service::officers_known,
    tables::given_once,
    tables::files_differ,
    tables::rows_differ,
    tables::rows_given,
    dates::days_of_logs,
    bank_holidays::known,
    reviews::in_care,
    reviews::after_birth,
    reviews::in_their_year,
    reviews::code_fits_age,
    reviews::participation_recorded,
    reviews::late_with_reason,
    reviews::log_agrees_with_return,
];

/// Runs every check.
pub fn all(evidence: &Evidence<'_>) -> Vec<Finding> {
    CHECKS.iter().flat_map(|check| check(evidence)).collect()
}

#[cfg(test)]
mod tests;
