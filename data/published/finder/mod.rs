//! From published totals to rows.

pub mod margins;
pub mod sheets;
pub mod totals;
