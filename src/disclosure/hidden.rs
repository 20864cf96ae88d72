//! Which numbers are hidden, and why. For the council's own eyes.

/// Why an item is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// It is small itself, or so is what is left beside it.
    Small,
    /// It is a rate of a base that is too small (convention F8).
    SmallBase,
    /// It is the whole of a group, which stands in one sensitive category, or a nought beside it (convention F6).
    Group,
    /// A hidden number would follow from it.
    GivesAway,
    /// The whole table is withheld, since nothing less protects a small number.
    Withheld,
    /// The whole table is left out, since so few children are in care (convention F11).
    TinyCohort,
}

impl Why {
    /// Whether the whole table is gone, so that no marker stands in it.
    pub(super) fn is_of_table(self) -> bool {
        matches!(self, Why::Withheld | Why::TinyCohort)
    }

    /// The reason in words.
    pub fn words(self) -> &'static str {
        match self {
            Why::Small => "small, or what is left beside it is",
            Why::SmallBase => "a rate of a small base",
            Why::Group => "it would say of everybody in a group that they are in one sensitive category",
            Why::GivesAway => "a small number would follow from it",
            Why::Withheld => "the whole table is left out: nothing less protects a small number in it",
            Why::TinyCohort => "the whole table is left out: so few children are in care",
        }
    }
}

impl std::fmt::Display for HiddenNumber {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(to, "{}", self.id)?;
        if !self.row.is_empty() {
            write!(to, ", {}, {}", self.row, self.column)?;
        }
        write!(to, ": {}", self.why.words())
    }
}

/// Where a number is hidden, and why. For the council's own eyes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HiddenNumber {
    /// The table or figure.
    pub id: String,
    /// The row's key; blank for a figure.
    pub row: String,
    /// The column's key; blank for a figure.
    pub column: String,
    /// Why.
    pub why: Why,
}
