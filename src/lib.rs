//! Building.
pub mod config;
pub mod dataset;
pub mod finding;
pub mod period;
pub mod sources;
pub mod text;
