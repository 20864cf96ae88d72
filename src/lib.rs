//! Building.

pub mod finding;

/// The document.
pub mod document {
    pub mod markdown;
    pub mod tree;
}

/// Figures.
pub mod figures {
    pub mod words;
}
