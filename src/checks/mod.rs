//! Claims about the data as a whole, one function each. All of them run; every fault is shown.

pub mod bank_holidays;
pub mod check;
pub mod children;
pub mod consequences;
pub mod dates;
pub mod history;
pub mod ids;
pub mod logs;
pub mod order;
pub mod printed;
pub mod reviews;
pub mod service;
pub mod tables;
pub mod typed;

use crate::finding::Finding;
use check::{Check, Evidence};
use rayon::prelude::*;

/// Every check.
const CHECKS: [Check; 32] = [
    order::dates_follow,
    order::nothing_hidden,
    order::names_fit,
    service::return_given,
    service::order_complete,
    logs::officers_known,
    logs::officers_once,
    logs::one_officer_a_child,
    logs::log_children_in_care,
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
    typed::names_free,
    typed::figures_follow,
    typed::totals_add,
    typed::rows_differ,
    typed::percentages_follow,
    history::percentages_follow,
    history::totals_add,
    history::one_each,
    children::episodes_follow,
    children::tables_agree,
    children::births_exact,
];

/// Runs every check.
pub fn all(evidence: &Evidence<'_>) -> Vec<Finding> {
    // No check depends on another; what they find comes back in their order.
    let found: Vec<Vec<Finding>> = CHECKS.par_iter().map(|check| check(evidence)).collect();
    found.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests;
