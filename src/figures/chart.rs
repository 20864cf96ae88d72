//! Chart definitions: what a chart shows, as data, and the plot they make of published values.

use super::Figures;
use super::display::{self, Printed};
use super::largest;
use super::plot::{Kind, Plot, PlotUnit, Point, ReferenceBand, Series};
use crate::config::CaseloadBand;
use crate::disclosure::{Outcome, PublishedFigure, PublishedTable};
use crate::measures::measure::Unit;
use serde::Deserialize;

/// What a chart shows: a file of `charts/`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChartDefinition {
    /// How it is drawn.
    pub kind: Kind,
    /// The headline: what the chart shows, a template (convention E3.7).
    pub title: String,
    /// What is measured, of whom, where and when, a template.
    pub subtitle: String,
    /// For `bar`: a column of a table.
    #[serde(default)]
    pub bars: Option<Bars>,
    /// For `grouped_bar`: a column each of several tables, or several columns of one.
    #[serde(default)]
    pub groups: Vec<Group>,
    /// For `stacked_share`: the columns of a table that share each row.
    #[serde(default)]
    pub shares: Option<Shares>,
    /// For `line`: figures over the years.
    #[serde(default)]
    pub years: Vec<String>,
    /// A value or range to compare with.
    #[serde(default)]
    pub reference: Option<Reference>,
    /// The table with the chart's numbers, printed beside it.
    #[serde(default)]
    pub table: Option<String>,
}

/// The bars of a bar chart.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bars {
    /// The table.
    pub table: String,
    /// The column.
    pub column: String,
    /// The order of the bars.
    #[serde(default)]
    pub order: BarOrder,
    /// The bar that stands out: `largest` or a row's key.
    #[serde(default)]
    pub highlight: Option<String>,
    /// Rows without a bar, if they are 0.
    #[serde(default)]
    pub leave_out: Vec<String>,
}

/// The order of bars.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BarOrder {
    /// As the table has them.
    #[default]
    AsGiven,
    /// The longest first; "not known", "open" and "not recorded" stay last.
    LargestFirst,
}

/// Bars of one kind in a grouped chart.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// The table.
    pub table: String,
    /// One column, with its name.
    #[serde(default)]
    pub column: Option<String>,
    /// What the bars are called; the column's label where not said.
    #[serde(default)]
    pub name: Option<String>,
    /// Or several columns of the table.
    #[serde(default)]
    pub columns: Vec<String>,
}

/// What shares a row in a stacked chart.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shares {
    /// The table.
    pub table: String,
    /// The columns.
    pub columns: Vec<String>,
}

/// What a chart compares with.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// The target of this figure.
    #[serde(default)]
    pub target: Option<String>,
    /// The recommended caseload.
    #[serde(default)]
    pub caseload: bool,
}

/// The plot of a definition; why there is none where there is nothing to draw.
///
/// # Errors
/// The reason, in words that can follow "because".
pub fn plot(definition: &ChartDefinition, figures: &Figures, period: &str, band: CaseloadBand) -> Result<Plot, String> {
    let mut plot = match definition.kind {
        Kind::Bar => bars(definition.bars.as_ref().ok_or("its definition names no bars")?, figures)?,
        Kind::GroupedBar => groups(&definition.groups, figures)?,
        Kind::StackedShare => shares(definition.shares.as_ref().ok_or("its definition names no shares")?, figures)?,
        Kind::Line => years(&definition.years, figures, period)?,
    };
    if !plot.series.iter().flat_map(|series| &series.points).any(|point| matches!(point, Point::Shown { .. })) {
        return Err("every number in it is small and therefore not shown, or not available".into());
    }
    plot.reference = definition.reference.as_ref().and_then(|reference| band_of(reference, figures, band));
    Ok(plot)
}

/// Every table and figure that a definition names.
pub fn names(definition: &ChartDefinition) -> Vec<&str> {
    let bars = definition.bars.iter().map(|bars| bars.table.as_str());
    let shares = definition.shares.iter().map(|shares| shares.table.as_str());
    let groups = definition.groups.iter().map(|group| group.table.as_str());
    bars.chain(shares).chain(groups).chain(definition.years.iter().map(String::as_str)).collect()
}

/// Names in a definition that no table or figure of the report has.
pub fn unknown_names(definition: &ChartDefinition, figures: &Figures) -> Vec<String> {
    let published = &figures.published;
    let bars = definition.bars.iter().map(|bars| &bars.table);
    let shares = definition.shares.iter().map(|shares| &shares.table);
    let tables = bars.chain(shares).chain(definition.groups.iter().map(|group| &group.table));
    let unknown_tables = tables.filter(|id| published.table(id).is_none());
    let targets = definition.reference.iter().filter_map(|reference| reference.target.as_ref());
    let unknown_figures = definition.years.iter().chain(targets).filter(|id| published.figure(id).is_none());
    unknown_tables.chain(unknown_figures).cloned().collect()
}

/// A chart of the positive share of several questions: one bar each.
pub fn questions_plot(questions: &[(String, &PublishedFigure)]) -> Result<Plot, String> {
    let points: Vec<Point> = questions.iter().map(|(_, figure)| point(&figure.outcome, figure.unit)).collect();
    if !points.iter().any(|point| matches!(point, Point::Shown { .. })) {
        return Err("every number in it is small and therefore not shown, or not available".into());
    }
    Ok(Plot {
        kind: Kind::Bar,
        categories: questions.iter().map(|(label, _)| label.clone()).collect(),
        series: vec![Series { name: "Percent".into(), points }],
        unit: PlotUnit::Percent,
        reference: None,
        highlight: None,
    })
}

fn table<'f>(figures: &'f Figures, id: &str) -> Result<&'f PublishedTable, String> {
    let table = figures.published.table(id).ok_or_else(|| format!("there is no table `{id}`"))?;
    match &table.missing {
        Some(why) => Err(why.clone()),
        None => Ok(table),
    }
}

fn column(table: &PublishedTable, key: &str) -> Result<usize, String> {
    table
        .columns
        .iter()
        .position(|column| column.key == key)
        .or_else(|| table.columns.iter().position(|column| column.label.eq_ignore_ascii_case(key)))
        .ok_or_else(|| format!("the table `{}` has no column `{key}`", table.id))
}

fn point(outcome: &Outcome, unit: Unit) -> Point {
    match outcome {
        Outcome::Shown(number) => point_of(&display::figure(number, unit)),
        Outcome::Hidden => Point::Marked("[c]".into()),
        Outcome::Unreliable => Point::Marked("[u]".into()),
        Outcome::Missing(_) => Point::Marked("[x]".into()),
    }
}

fn point_of(printed: &Printed) -> Point {
    match printed.thousandths {
        Some(value) => Point::Shown { value: value as f64 / 1000.0, display: printed.text.clone() },
        None => Point::Marked(printed.text.clone()),
    }
}

fn cell_point(table: &PublishedTable, row: usize, at: usize) -> Point {
    let (Some(outcome), Some(column)) = (table.rows.get(row).and_then(|row| row.cells.get(at)), table.columns.get(at))
    else {
        return Point::Marked("[x]".into());
    };
    point_of(&display::cell(outcome, column, display::column_precision(table, at)))
}

fn unit_of(table: &PublishedTable, at: usize) -> PlotUnit {
    if table.columns.get(at).is_some_and(|column| column.is_percent) { PlotUnit::Percent } else { PlotUnit::Count }
}

/// Rows with a bar: no totals, and no row for what is not known where that is 0.
fn rows(table: &PublishedTable, at: usize, leave_out: &[String]) -> Vec<usize> {
    let is_zero = |row: &crate::disclosure::PublishedRow| matches!(row.cells.get(at), Some(Outcome::Shown(number)) if display::figure(number, Unit::Count).thousandths == Some(0));
    table
        .rows
        .iter()
        .enumerate()
        .filter(|(_, row)| {
            !row.total
                && !(is_zero(row)
                    && (matches!(row.key.as_str(), "unknown" | "not recorded") || leave_out.contains(&row.key)))
        })
        .map(|(at, _)| at)
        .collect()
}

fn bars(bars: &Bars, figures: &Figures) -> Result<Plot, String> {
    let table = table(figures, &bars.table)?;
    let at = column(table, &bars.column)?;
    let mut rows = rows(table, at, &bars.leave_out);
    let value = |row: usize| match cell_point(table, row, at) {
        Point::Shown { value, .. } => Some(value),
        Point::Marked(_) => None,
    };
    let is_last = |row: usize| {
        matches!(
            table.rows[row].key.as_str(),
            "unknown" | "not recorded" | "open" | crate::dataset::survey::OTHER_ANSWER
        )
    };
    if bars.order == BarOrder::LargestFirst {
        rows.sort_by(|a, b| {
            let rank = |row| (is_last(row), value(row).map_or(0.0, |value: f64| -value));
            let ((a_last, a_value), (b_last, b_value)) = (rank(*a), rank(*b));
            a_last.cmp(&b_last).then(a_value.total_cmp(&b_value)).then(a.cmp(b))
        });
    }
    let highlight = bars.highlight.as_deref().and_then(|wanted| match wanted {
        "largest" => rows
            .iter()
            .enumerate()
            .filter_map(|(place, row)| Some((place, value(*row)?)))
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
            .filter(|(_, value)| table.columns[at].is_percent || largest::is_sure(table, at, *value as u64))
            .map(|(place, _)| place),
        key => rows.iter().position(|row| table.rows[*row].key == key),
    });
    Ok(Plot {
        kind: Kind::Bar,
        categories: rows.iter().map(|row| table.rows[*row].label.clone()).collect(),
        series: vec![Series {
            name: table.columns[at].label.clone(),
            points: rows.iter().map(|row| cell_point(table, *row, at)).collect(),
        }],
        unit: unit_of(table, at),
        reference: None,
        highlight,
    })
}

fn groups(groups: &[Group], figures: &Figures) -> Result<Plot, String> {
    let mut series: Vec<(String, &PublishedTable, usize)> = Vec::new();
    for group in groups {
        let table = table(figures, &group.table)?;
        for key in group.column.iter().chain(&group.columns) {
            let at = column(table, key)?;
            let name = group.name.clone().unwrap_or_else(|| table.columns[at].label.clone());
            series.push((name, table, at));
        }
    }
    let (_, first, at) = series.first().ok_or("its definition names no groups")?;
    // A row stays where any series has something in it.
    let mut keys: Vec<(String, String)> = Vec::new();
    for (_, table, at) in &series {
        for row in rows(table, *at, &[]) {
            let row = &table.rows[row];
            if !keys.iter().any(|(key, _)| *key == row.key) {
                keys.push((row.key.clone(), row.label.clone()));
            }
        }
    }
    keys.sort_by_key(|(key, _)| first.rows.iter().position(|row| row.key == *key));
    let points = |table: &PublishedTable, at: usize| {
        keys.iter()
            .map(|(key, _)| {
                table
                    .rows
                    .iter()
                    .position(|row| row.key == *key)
                    .map_or(Point::Marked("[x]".into()), |row| cell_point(table, row, at))
            })
            .collect()
    };
    Ok(Plot {
        kind: Kind::GroupedBar,
        categories: keys.iter().map(|(_, label)| label.clone()).collect(),
        unit: unit_of(first, *at),
        series: series
            .iter()
            .map(|(name, table, at)| Series { name: name.clone(), points: points(table, *at) })
            .collect(),
        reference: None,
        highlight: None,
    })
}

fn shares(shares: &Shares, figures: &Figures) -> Result<Plot, String> {
    let table = table(figures, &shares.table)?;
    let columns = shares.columns.iter().map(|key| column(table, key)).collect::<Result<Vec<_>, _>>()?;
    let rows: Vec<usize> = table.rows.iter().enumerate().filter(|(_, row)| !row.total).map(|(at, _)| at).collect();
    let count = |row: usize, at: usize| match table.rows[row].cells.get(at) {
        Some(Outcome::Shown(crate::disclosure::Number::Count(count))) => Some(*count),
        _ => None,
    };
    let series = columns
        .iter()
        .map(|at| Series {
            name: table.columns[*at].label.clone(),
            points: rows
                .iter()
                .map(|row| {
                    // A share of a row is drawn only where every part of the row is shown.
                    let whole: Option<u64> = columns.iter().map(|at| count(*row, *at)).sum();
                    match (count(*row, *at), whole) {
                        (Some(part), Some(whole)) if whole > 0 => point(
                            &Outcome::Shown(crate::disclosure::Number::Share { numerator: part, denominator: whole }),
                            Unit::Percent,
                        ),
                        (_, Some(0)) => Point::Marked("[x]".into()),
                        _ => Point::Marked("[c]".into()),
                    }
                })
                .collect(),
        })
        .collect();
    Ok(Plot {
        kind: Kind::StackedShare,
        categories: rows.iter().map(|row| table.rows[*row].label.clone()).collect(),
        series,
        unit: PlotUnit::Percent,
        reference: None,
        highlight: None,
    })
}

fn years(ids: &[String], figures: &Figures, period: &str) -> Result<Plot, String> {
    let found = ids
        .iter()
        .map(|id| figures.published.figure(id).ok_or_else(|| format!("there is no figure `{id}`")))
        .collect::<Result<Vec<&PublishedFigure>, _>>()?;
    let periods = figures.periods(&found, period);
    if periods.len() < 2 {
        return Err("no earlier year is known".into());
    }
    let series: Vec<Series> = found
        .iter()
        .map(|figure| Series {
            name: figure.short_label.clone(),
            points: periods.iter().map(|wanted| point_of(&figures.in_period(figure, wanted, period))).collect(),
        })
        .collect();
    let first = found.first().ok_or("its definition names no figures")?;
    Ok(Plot {
        kind: Kind::Line,
        categories: periods.iter().map(|wanted| figures.period_label(&found, wanted, period)).collect(),
        series,
        unit: if first.unit == Unit::Percent { PlotUnit::Percent } else { PlotUnit::Count },
        reference: None,
        highlight: None,
    })
}

fn band_of(reference: &Reference, figures: &Figures, band: CaseloadBand) -> Option<ReferenceBand> {
    if reference.caseload {
        return Some(ReferenceBand {
            low: band.low as f64,
            high: band.high as f64,
            label: format!("Recommended: {} to {}", band.low, band.high),
        });
    }
    let figure = figures.published.figure(reference.target.as_deref()?)?;
    let target = figures.comparisons.target(figure)?;
    let value = target.thousandths? as f64 / 1000.0;
    Some(ReferenceBand { low: value, high: value, label: format!("Target {}", target.text) })
}

/// The chart in words, from its own numbers (convention E3.8).
pub fn alt_text(plot: &Plot, headline: &str, subtitle: &str) -> String {
    let kind = match plot.kind {
        Kind::Bar => "Bar chart",
        Kind::GroupedBar => "Bar chart with groups of bars",
        Kind::StackedShare => "Bar chart of shares, each bar adding up to 100%",
        Kind::Line => "Line chart over years",
    };
    let said = |point: &Point| match point {
        Point::Shown { display, .. } => display.clone(),
        Point::Marked(marker) if marker == "[c]" => "not shown because it is small".into(),
        Point::Marked(_) => "not available".into(),
    };
    let of_series = |series: &Series| {
        let values: Vec<String> = plot
            .categories
            .iter()
            .zip(&series.points)
            .map(|(category, point)| format!("{category}: {}", said(point)))
            .collect();
        values.join("; ")
    };
    let values: Vec<String> = match plot.series.as_slice() {
        [only] => vec![of_series(only)],
        several => several.iter().map(|series| format!("{}. {}", series.name, of_series(series))).collect(),
    };
    let reference =
        plot.reference.as_ref().map(|reference| format!(" Compared with: {}.", reference.label)).unwrap_or_default();
    format!("{kind}: {headline}. {subtitle}. {}.{reference}", values.join(". "))
}
