//! Building.
pub mod config;
pub mod finding;
pub mod period;
pub mod sources;
pub mod text;
