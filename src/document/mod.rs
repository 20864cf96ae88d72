//! The document: one tree of blocks and the renderers that draw it.

pub mod tree;
pub mod typst;
