//! Building.
pub mod config;
pub mod dataset;
pub mod disclosure;
pub mod finding;
pub mod measures;
pub mod period;
pub mod rounding;
pub mod sources;
pub mod text;
