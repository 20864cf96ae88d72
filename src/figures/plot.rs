//! What is to be drawn, before any drawing: categories, series, values with the words printed for them.

/// A chart's contents. All text is final and filtered; all values are published ones.
#[derive(Debug, Clone, PartialEq)]
pub struct Plot {
    /// How it is drawn.
    pub kind: Kind,
    /// The categories in the order they are drawn: bars from the top, points from the left.
    pub categories: Vec<String>,
    /// The series, one to four of them; one point per category each.
    pub series: Vec<Series>,
    /// What the value axis counts.
    pub unit: PlotUnit,
    /// A value or range that the reader compares with: a target, a recommended caseload.
    pub reference: Option<ReferenceBand>,
    /// The category that stands out, the others muted; only for one series.
    pub highlight: Option<usize>,
}

/// The chart kinds (convention E3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One horizontal bar per category.
    Bar,
    /// Two to four horizontal bars per category.
    GroupedBar,
    /// One horizontal bar per category, cut into the series' shares of 100.
    StackedShare,
    /// One line per series over the categories (years).
    Line,
}

/// One series of values.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// The name printed beside its bars or at its line's end.
    pub name: String,
    /// One point per category.
    pub points: Vec<Point>,
}

/// One value of a series.
#[derive(Debug, Clone, PartialEq)]
pub enum Point {
    /// A published value.
    Shown {
        /// Where it is drawn.
        value: f64,
        /// What is printed at it: "79.6%".
        display: String,
    },
    /// No value can be drawn; the marker is printed in its place: `[c]`, `[x]`.
    Marked(String),
}

/// What the value axis counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlotUnit {
    /// Whole things: children, reviews.
    Count,
    /// Percentages: the axis prints a percent sign and ends at 100 or below.
    Percent,
}

/// A value or a range to compare with.
#[derive(Debug, Clone, PartialEq)]
pub struct ReferenceBand {
    /// The lower edge, or the value.
    pub low: f64,
    /// The upper edge; the same as `low` for a single value.
    pub high: f64,
    /// What is printed at it: "Target 95%".
    pub label: String,
}

/// A finished drawing.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// The SVG text; its fonts are those of the page.
    pub svg: String,
    /// Width in points on the page.
    pub width: f64,
    /// Height in points on the page.
    pub height: f64,
}
