//! Building.

pub mod document;
pub mod house_style;
pub mod pdf;
pub mod text;
