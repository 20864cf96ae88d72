//! Charts.

pub mod draw;
pub mod plot;
pub mod text_width;
