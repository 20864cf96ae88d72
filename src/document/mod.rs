//! The document.

pub mod markdown;
pub mod tree;
