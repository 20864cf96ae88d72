//! From published totals to rows.

pub mod margins;
pub mod returns;
pub mod sheets;
pub mod totals;
