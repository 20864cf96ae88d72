//! Building.
pub mod figures;
pub mod house_style;
