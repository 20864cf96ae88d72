//! What may be published: numbers that are shown, hidden or missing, in figures and tables. Made by the protection only.

use super::{Edition, HiddenNumber};
use crate::dataset::fields::Thousandths;
use crate::dataset::typed::Written;
use crate::measures::measure::{Unit, When};
use std::collections::BTreeMap;

/// Everything that may be published in one edition.
#[derive(Debug)]
pub struct Published {
    pub(super) edition: Edition,
    pub(super) figures: BTreeMap<String, PublishedFigure>,
    pub(super) tables: BTreeMap<String, PublishedTable>,
    pub(super) order: Vec<String>,
    pub(super) hidden: u64,
    pub(super) places: Vec<HiddenNumber>,
    pub(super) unprotected: Vec<HiddenNumber>,
}

impl Published {
    /// An edition of nothing yet.
    pub(super) fn empty(edition: Edition) -> Published {
        let (figures, tables) = Default::default();
        Published {
            edition,
            figures,
            tables,
            order: Vec::new(),
            hidden: 0,
            places: Vec::new(),
            unprotected: Vec::new(),
        }
    }

    /// Where numbers are hidden and why, the tables before the figures. Not for the public: it tells small numbers from others.
    pub fn hidden_numbers(&self) -> &[HiddenNumber] {
        &self.places
    }

    /// Hidden numbers that can be worked out all the same, since what gives them away is public already. Not for the public.
    pub fn unprotected(&self) -> &[HiddenNumber] {
        &self.unprotected
    }

    /// The edition.
    pub fn edition(&self) -> Edition {
        self.edition
    }

    /// A figure by its id.
    pub fn figure(&self, id: &str) -> Option<&PublishedFigure> {
        self.figures.get(id)
    }

    /// A table by its id.
    pub fn table(&self, id: &str) -> Option<&PublishedTable> {
        self.tables.get(id)
    }

    /// Every figure, in the order of measures.
    pub fn figures(&self) -> impl Iterator<Item = &PublishedFigure> {
        self.order.iter().filter_map(|id| self.figures.get(id))
    }

    /// Every table, in the order of measures.
    pub fn tables(&self) -> impl Iterator<Item = &PublishedTable> {
        self.order.iter().filter_map(|id| self.tables.get(id))
    }

    /// How many figures and cells are hidden.
    pub fn hidden(&self) -> u64 {
        self.hidden
    }
}

/// Proof that the protection made something: nothing else can. There is no second copy of it, so that a figure or a table can be read
/// but not taken over with other numbers in it.
#[derive(Debug)]
pub struct Guarded(());

impl Guarded {
    pub(super) fn by_protection() -> Guarded {
        Guarded(())
    }
}

/// A figure as it may be published.
#[derive(Debug)]
pub struct PublishedFigure {
    /// The id.
    pub id: String,
    /// The label.
    pub label: String,
    /// The label without its day or period.
    pub short_label: String,
    /// The definition.
    pub definition: String,
    /// The law, guidance or convention behind it.
    pub source: String,
    /// At the end of the period or during it.
    pub when: When,
    /// What it is counted in.
    pub unit: Unit,
    /// The value, or why there is none.
    pub outcome: Outcome,
    /// Records that could not be used, by reason; none where the number is hidden.
    pub left_out: BTreeMap<String, Option<u64>>,
    /// The smallest and greatest of the values whose median this is.
    pub range: Option<(Thousandths, Thousandths)>,
    /// Proof that it is protected.
    pub guarded: Guarded,
}

/// What may be said of a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is shown.
    Shown(Number),
    /// It is hidden, because it is small or would give a small number away.
    Hidden,
    /// It is a percentage of so few that it says little, beside its two counts, which are shown (convention F8).
    Unreliable,
    /// There is none, and why.
    Missing(String),
}

/// A number that may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Number {
    /// A number of things.
    Count(u64),
    /// A part of a whole that is not 0, per cent or per 10,000.
    Share {
        /// The part.
        numerator: u64,
        /// The whole.
        denominator: u64,
    },
    /// A percentage whose counts are hidden.
    Rate {
        /// Tenths of a per cent.
        tenths: u64,
        /// Whether only whole per cents may be printed.
        whole: bool,
    },
    /// An amount in thousandths of its unit.
    Amount(Thousandths),
    /// A number that a person typed in, printed as it was written.
    Typed {
        /// The number.
        number: Written,
        /// What it is counted in.
        unit: Unit,
    },
    /// Children for each full-time equivalent.
    PerFte {
        /// The children.
        children: u64,
        /// The full-time equivalents.
        fte: Thousandths,
    },
}

/// A table as it may be published.
#[derive(Debug)]
pub struct PublishedTable {
    /// The id.
    pub id: String,
    /// The title.
    pub title: String,
    /// The definition.
    pub definition: String,
    /// The law, guidance or convention behind it.
    pub source: String,
    /// At the end of the period or during it.
    pub when: When,
    /// The head of the first column.
    pub corner: String,
    /// The columns.
    pub columns: Vec<PublishedColumn>,
    /// The rows; totals last. None of them where the table is missing.
    pub rows: Vec<PublishedRow>,
    /// Why there is no table, where there is none.
    pub missing: Option<String>,
    /// Whether the rows of each count column add up to the total row.
    pub adds_down: bool,
    /// Whether it is to be said in a sentence: it tells two groups apart that are few, or of which one is small (conventions F6, F11).
    pub in_words: bool,
    /// Proof that it is protected.
    pub guarded: Guarded,
}

impl PublishedTable {
    /// The outcome in a cell.
    pub fn cell(&self, row: &str, column: &str) -> Option<&Outcome> {
        let at = self.columns.iter().position(|known| known.key == column)?;
        self.rows.iter().find(|known| known.key == row)?.cells.get(at)
    }

    /// The first column that counts something.
    pub fn count_column(&self) -> Option<usize> {
        self.columns.iter().position(|column| !column.is_percent)
    }
}

/// A column of a published table.
#[derive(Debug, Clone)]
pub struct PublishedColumn {
    /// The key.
    pub key: String,
    /// The label.
    pub label: String,
    /// What its cells are counted in.
    pub unit: Unit,
    /// Whether it holds percentages of other columns.
    pub is_percent: bool,
}

/// A row of a published table.
#[derive(Debug, Clone)]
pub struct PublishedRow {
    /// The key.
    pub key: String,
    /// The label.
    pub label: String,
    /// Whether it is the total.
    pub total: bool,
    /// The key of the sub-total it belongs under.
    pub parent: Option<String>,
    /// One outcome a column.
    pub cells: Vec<Outcome>,
}
