//! What a measure is: a named statistic with its rule, its value as whole numbers, and what was left out.
//!
//! Nothing here is rounded, hidden or worded. A zero denominator has no rate; "not available" is never 0.

use crate::config::Order;
use crate::dataset::Dataset;
use crate::dataset::fields::Thousandths;
use crate::dataset::typed::Written;
use crate::period::{Period, in_full};
use crate::terms::CouncilWords;
use rayon::prelude::*;
use std::collections::BTreeMap;

use super::timeliness::{self, Clock, Coverage, Judged};

/// Whether a statistic is counted on the last day of the period or over the whole of it (convention C7.5).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum When {
    /// On the period's last day.
    #[default]
    At,
    /// From its first to its last day.
    During,
}

/// What a statistic is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Whole things.
    Count,
    /// Per cent of the denominator.
    Percent,
    /// Per 10,000 of the denominator.
    Per10k,
    /// Calendar or working days, as the definition says.
    Days,
    /// Years.
    Years,
    /// Full-time equivalents.
    Fte,
    /// Pounds.
    Gbp,
}

impl Unit {
    /// The unit's name in data.
    pub fn key(self) -> &'static str {
        match self {
            Unit::Count => "count",
            Unit::Percent => "percent",
            Unit::Per10k => "per_10k",
            Unit::Days => "days",
            Unit::Years => "years",
            Unit::Fte => "fte",
            Unit::Gbp => "gbp",
        }
    }
}

/// What is said of a measure before it is computed. Texts may hold `{children}`, `{child}`, `{end}` and `{period}`.
#[derive(Debug, Clone, Copy)]
pub struct About {
    /// The id, which never changes.
    pub id: &'static str,
    /// The label, a title without a full stop.
    pub label: &'static str,
    /// One plain sentence that says what is counted out of what.
    pub definition: &'static str,
    /// The law, guidance or convention behind it.
    pub source: &'static str,
    /// At the end of the period or during it.
    pub when: When,
    /// Whether small numbers of it are hidden (convention F1).
    pub protected: bool,
}

/// A computed statistic, not yet protected.
#[derive(Debug, Clone)]
pub struct MeasuredFigure {
    /// The id.
    pub id: String,
    /// The label.
    pub label: String,
    /// The label without its day or period, for a table or chart that says when by itself. What is counted stays whole.
    pub short_label: String,
    /// The definition.
    pub definition: String,
    /// The law, guidance or convention behind it.
    pub source: String,
    /// At the end of the period or during it.
    pub when: When,
    /// What it is counted in.
    pub unit: Unit,
    /// The value.
    pub value: Value,
    /// Records that could not be used, by reason.
    pub left_out: BTreeMap<String, u64>,
    /// The smallest and the greatest of the values whose median this is.
    pub range: Option<(Thousandths, Thousandths)>,
    /// Whether small numbers of it are hidden.
    pub protected: bool,
    /// Set where a published count is numerator, complement and number left out together, so that hiding the number left out
    /// means hiding the rate's counts as well.
    pub published_beside: Option<Beside>,
    /// Cells of a table that add up to the numerator or count: where one is hidden this figure is too.
    pub numerator_cells: Option<CellsOf>,
    /// How many of the same things are not counted, where a reader can know how many there are in all: a small rest hides the figure.
    pub rest: Option<u64>,
    /// Cells whose sum a reader knows once this figure is shown. Where one of them would follow from it another is hidden, or
    /// else this figure.
    pub sums_given: Vec<CellsOf>,
    /// What its numbers cannot be more than.
    pub no_more: Vec<NoMore>,
}

/// Which part of a rate's denominator is published on its own elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// The numerator.
    Numerator,
    /// The rest of the denominator.
    Complement,
}

/// Cells of one column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellsOf {
    /// The table's id.
    pub table: String,
    /// The keys of the rows.
    pub rows: Vec<String>,
    /// The column's key.
    pub column: String,
}

impl CellsOf {
    /// These rows of a column.
    pub fn new(table: &str, column: &str, rows: &[&str]) -> Self {
        let rows = rows.iter().map(|row| row.to_string()).collect();
        CellsOf { table: table.to_string(), rows, column: column.to_string() }
    }
}

/// The value of a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A number of things.
    Count(u64),
    /// A part of a whole, printed in per cent or per 10,000.
    Share {
        /// The part.
        numerator: u64,
        /// The whole; 0 where there is nothing to count.
        denominator: u64,
    },
    /// A measured amount in thousandths of its unit.
    Amount(Thousandths),
    /// The middle of several values (or their mean or sum), in thousandths of the unit, and how many there were.
    Median {
        /// The median; of an even number the mean of the middle two.
        median: Thousandths,
        /// How many values.
        of: u64,
    },
    /// Children for each full-time equivalent.
    PerFte {
        /// The children.
        children: u64,
        /// The full-time equivalents, not 0.
        fte: Thousandths,
    },
    /// A number that a person typed in, in the figure's unit.
    Typed(Written),
    /// No value, and why.
    NotAvailable(String),
}

/// A computed table, not yet protected.
#[derive(Debug, Clone)]
pub struct MeasuredTable {
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
    pub columns: Vec<MeasuredColumn>,
    /// The rows; totals last.
    pub rows: Vec<MeasuredRow>,
    /// Why there is no table, where there is none.
    pub not_available: Option<String>,
    /// Records that could not be used, by reason.
    pub left_out: BTreeMap<String, u64>,
    /// Whether small numbers in it are hidden.
    pub protected: bool,
    /// Whether the rows of each count column add up to the total row.
    pub adds_down: bool,
    /// The column to which the other count columns of a row add up.
    pub total_column: Option<usize>,
    /// Cells that are the same numbers as cells of other tables.
    pub same_as: Vec<SameAs>,
    /// Sums of its cells that a reader sees besides those.
    pub more_sums: Vec<SumOf>,
    /// The figures whose parts it shows. It was asked for besides them: rather than that one of them is withheld for it, the table is.
    pub parts_of: Vec<PartsOf>,
    /// By what its rows and its columns tell people apart.
    pub by: By,
    /// Whether its rows stand in the order of their counts, the greatest first; what is open or not recorded comes after them.
    pub by_count: bool,
    /// What its numbers cannot be more than.
    pub no_more: Vec<NoMore>,
}

/// A number of the publication set, by where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NumberAt {
    /// A figure's count or numerator.
    Part(String),
    /// A figure's denominator.
    Whole(String),
    /// How many values a figure is the middle of.
    Of(String),
    /// A table's cell: its row and column.
    Cell(String, String, String),
}

impl NumberAt {
    /// A cell of a table.
    pub fn cell(table: &str, row: &str, column: &str) -> NumberAt {
        NumberAt::Cell(table.to_string(), row.to_string(), column.to_string())
    }
}

/// Numbers that together cannot be more than others, by what they count: a reader of the definitions knows it (convention F7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoMore {
    /// These together
    pub these: Vec<NumberAt>,
    /// are no more than those together,
    pub than: Vec<NumberAt>,
    /// or as many, where they are the same things.
    pub as_many: bool,
}

/// By what a table tells people apart: the key of a characteristic (`need`), or the id of a question or figure.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct By {
    /// Down its rows.
    pub down: Option<String>,
    /// Across its columns.
    pub across: Option<String>,
}

impl By {
    /// Down the rows only.
    pub fn down(key: &str) -> By {
        By { down: Some(key.to_string()), across: None }
    }

    /// Down the rows and across the columns.
    pub fn both(down: &str, across: &str) -> By {
        By { down: Some(down.to_string()), across: Some(across.to_string()) }
    }
}

impl Default for MeasuredTable {
    /// Nothing yet, and protected: its rows are to add up to the total, and it hangs together with no other number.
    fn default() -> MeasuredTable {
        MeasuredTable {
            id: String::new(),
            title: String::new(),
            definition: String::new(),
            source: String::new(),
            when: When::default(),
            corner: String::new(),
            columns: Vec::new(),
            rows: Vec::new(),
            not_available: None,
            left_out: BTreeMap::new(),
            protected: true,
            adds_down: true,
            total_column: None,
            same_as: Vec::new(),
            more_sums: Vec::new(),
            parts_of: Vec::new(),
            by: By::default(),
            by_count: false,
            no_more: Vec::new(),
        }
    }
}

/// Cells that add up to another, each a row and a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SumOf {
    /// The parts.
    pub parts: Vec<(usize, usize)>,
    /// The total.
    pub total: (usize, usize),
}

/// A figure whose parts a table shows: where the figure's counts are not shown, nor is the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartsOf {
    /// The figure.
    pub figure: String,
    /// The columns whose cell in the total row the figure gives.
    pub columns: Vec<String>,
}

/// One column of this table holds the same numbers as a column of another, or the total row as another table's column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SameAs {
    /// Row by row, this table's column is the other table's column.
    Column {
        /// This table's column key.
        column: String,
        /// The other table.
        table: String,
        /// Its column key.
        other: String,
    },
    /// Column by column, this table's total row is the other table's column, whose rows have this table's column keys.
    TotalRow {
        /// The other table.
        table: String,
        /// Its column key.
        other: String,
    },
    /// One cell of this table is one cell of another.
    Cell {
        /// This table's row and column keys.
        cell: (String, String),
        /// The other table.
        table: String,
        /// Its rows, which add up to the cell, and its column.
        rows: Vec<String>,
        /// Its column key.
        other: String,
    },
}

/// A column of a measured table.
#[derive(Debug, Clone)]
pub struct MeasuredColumn {
    /// The key.
    pub key: String,
    /// The label.
    pub label: String,
    /// What its cells hold.
    pub content: Content,
}

/// What a column's cells hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Counts.
    Count,
    /// Per cent: the sum of some count columns' cells in the row over a base.
    Percent {
        /// The positions of the count columns that make up the numerator.
        of: Vec<usize>,
        /// What it is a share of.
        base: Base,
    },
    /// Amounts with their unit.
    Amount(Unit),
}

/// What a column of percentages is a share of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Base {
    /// The numerator's cells in the total row.
    TotalRow,
    /// The sum of these count columns in the same row.
    Columns(Vec<usize>),
}

/// A row of a measured table.
#[derive(Debug, Clone)]
pub struct MeasuredRow {
    /// The key.
    pub key: String,
    /// The label.
    pub label: String,
    /// Whether it is the total.
    pub total: bool,
    /// The key of the sub-total it belongs under.
    pub parent: Option<String>,
    /// One cell a column; percentages are [`Cell::Derived`].
    pub cells: Vec<Cell>,
}

/// A cell of a measured table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// A count.
    Count(u64),
    /// An amount in thousandths of the column's unit, and the number of things it is the median of, where it is one.
    Amount(Thousandths, Option<u64>),
    /// A percentage, worked out from counts when they are published.
    Derived,
    /// A number that a person typed in.
    Typed(TypedIn),
    /// No value.
    NotAvailable,
}

/// A number that a person typed into a table, printed as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedIn {
    /// The number.
    pub number: Written,
    /// What it is counted in.
    pub unit: Unit,
    /// The counts that it is a share of or stands beside: where one of them is hidden, so is this.
    pub part: Vec<(usize, usize)>,
    /// The counts that are the whole it is a share of; none where that is not known.
    pub whole: Vec<(usize, usize)>,
}

/// What a measure yields.
#[derive(Debug, Clone)]
pub enum Measured {
    /// A figure.
    Figure(MeasuredFigure),
    /// A table.
    Table(MeasuredTable),
}

impl Measured {
    /// The id.
    pub fn id(&self) -> &str {
        match self {
            Measured::Figure(figure) => &figure.id,
            Measured::Table(table) => &table.id,
        }
    }
}

/// What measures are computed from: the data, the period, and every review judged once.
pub struct Scope<'a> {
    /// The data.
    pub dataset: &'a Dataset,
    /// The order, for settings and words.
    pub order: &'a Order,
    /// The period counted; it may be an earlier one than the order's.
    pub period: Period,
    /// Per child, the judgement of each of its reviews.
    pub judged: Vec<Vec<Judged>>,
    /// The days for which reviews are known.
    pub coverage: Coverage,
    /// The council's words.
    pub council: CouncilWords,
}

impl<'a> Scope<'a> {
    /// A scope over the data; judges every review.
    pub fn new(dataset: &'a Dataset, order: &'a Order, period: Period) -> Self {
        let coverage = Coverage::of_years(&dataset.review_years);
        let clock = Clock { working_days: &dataset.working_days, coverage: &coverage, codes: &dataset.codes };
        let judged = dataset.children.par_iter().map(|child| timeliness::judged(child, clock)).collect();
        Scope { dataset, order, period, judged, coverage, council: CouncilWords::new(&order.terms) }
    }

    /// What clocks run on.
    pub fn clock(&self) -> Clock<'_> {
        Clock { working_days: &self.dataset.working_days, coverage: &self.coverage, codes: &self.dataset.codes }
    }

    /// A text of [`About`] in the council's words.
    fn said(&self, text: &str) -> String {
        self.words(&self.council.say(text))
    }

    /// A text with the names in curly brackets filled in; its other words stay as they are.
    pub fn words(&self, text: &str) -> String {
        let terms = &self.order.terms;
        text.replace("{children}", &terms.children)
            .replace("{Children}", &crate::text::capitalised(&terms.children))
            .replace("{child}", &terms.child())
            .replace("{end}", &in_full(self.period.to))
            .replace("{period}", &self.period.label())
    }

    /// A figure of this value.
    pub fn figure(&self, about: &About, unit: Unit, value: Value) -> MeasuredFigure {
        MeasuredFigure {
            id: about.id.to_string(),
            label: self.said(about.label),
            short_label: self.said(&about.label.replace(" at {end}", "").replace(" during {period}", "")),
            definition: self.said(about.definition),
            source: about.source.to_string(),
            when: about.when,
            unit,
            value,
            left_out: BTreeMap::new(),
            range: None,
            protected: about.protected,
            published_beside: None,
            numerator_cells: None,
            rest: None,
            sums_given: Vec::new(),
            no_more: Vec::new(),
        }
    }

    /// A figure that has no value, and why.
    pub fn not_available(&self, about: &About, unit: Unit, why: &str) -> MeasuredFigure {
        self.figure(about, unit, Value::NotAvailable(why.to_string()))
    }

    /// A table with these columns and no rows yet.
    pub fn table(&self, about: &About, corner: &str, columns: Vec<MeasuredColumn>) -> MeasuredTable {
        MeasuredTable {
            id: about.id.to_string(),
            title: self.said(about.label),
            definition: self.said(about.definition),
            source: about.source.to_string(),
            when: about.when,
            corner: corner.to_string(),
            columns,
            protected: about.protected,
            ..MeasuredTable::default()
        }
    }

    /// A table that cannot be made, and why.
    pub fn no_table(&self, about: &About, why: &str) -> MeasuredTable {
        MeasuredTable { not_available: Some(why.to_string()), ..self.table(about, "", Vec::new()) }
    }

    /// A one-way split: counts by row with their share of the total. `rows` are key, label and count.
    pub fn split(
        &self,
        about: &About,
        corner: &str,
        noun: (&str, &str),
        rows: Vec<(String, String, u64)>,
    ) -> MeasuredTable {
        let total = rows.iter().map(|row| row.2).sum();
        let row = |key: String, label: String, count, total| MeasuredRow {
            key,
            label,
            total,
            parent: None,
            cells: vec![Cell::Count(count), Cell::Derived],
        };
        let mut table = self.table(about, corner, vec![count_column(noun.0, noun.1), percent_of_total(0)]);
        table.rows = rows.into_iter().map(|(key, label, count)| row(key, label, count, false)).collect();
        table.rows.push(row("total".into(), "Total".into(), total, true));
        table
    }
}

/// A column of counts.
pub fn count_column(key: &str, label: &str) -> MeasuredColumn {
    MeasuredColumn { key: key.to_string(), label: label.to_string(), content: Content::Count }
}

/// A column of shares of the total row of the count column at `of`.
pub fn percent_of_total(of: usize) -> MeasuredColumn {
    MeasuredColumn {
        key: "percent".into(),
        label: "Percent".into(),
        content: Content::Percent { of: vec![of], base: Base::TotalRow },
    }
}

/// The median in thousandths: of an even number of values the mean of the middle two. None of no values.
pub fn median(mut values: Vec<u64>) -> Option<Thousandths> {
    values.sort_unstable();
    let middle = values.len() / 2;
    match (values.len() % 2, values.get(middle)) {
        (_, None) => None,
        (1, Some(value)) => Some(Thousandths(value * 1000)),
        (_, Some(upper)) => values.get(middle.checked_sub(1)?).map(|lower| Thousandths((lower + upper) * 500)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_of_an_even_number_is_the_mean_of_the_middle_two() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![7]), Some(Thousandths(7000)));
        assert_eq!(median(vec![9, 1, 4]), Some(Thousandths(4000)));
        assert_eq!(median(vec![10, 1, 4, 5]), Some(Thousandths(4500)));
    }
}
