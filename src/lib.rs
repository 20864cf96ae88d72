//! Building.
pub mod checks;
pub mod cli;
pub mod config;
pub mod dataset;
pub mod disclosure;
pub mod figures;
pub mod finding;
pub mod measures;
pub mod period;
pub mod report;
pub mod rounding;
pub mod sources;
pub mod text;
