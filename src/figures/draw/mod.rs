//! Drawing: from a [`Plot`] and the house style to SVG, a pure function (conventions E3.1 to E3.8).
//!
//! Everything is measured and placed in points on a sheet first, so that no label is cut off and none covers another; then the
//! sheet is drawn. All text is black and horizontal, in the program's own fonts, and stays text in the SVG. Series are named where
//! they are drawn if there is room, and told apart by more than colour.

use anyhow::{Result, ensure};

use super::plot::{Drawing, Kind, Plot, Point};
use crate::house_style::HouseStyle;
use sheet::Sheet;

mod axis;
mod bar;
mod fill;
mod grouped_bar;
mod key;
mod line;
mod line_ground;
mod line_labels;
mod reference;
mod rows;
mod sheet;
mod stacked_share;

pub use sheet::WIDTH;

/// The most series of one chart (E3.2).
const MOST_SERIES: usize = 4;
/// Room between a bar's end and the value printed behind it, in points.
const BEHIND: f64 = 4.0;

/// Draws a chart, [`WIDTH`] points wide and as high as its contents need.
///
/// # Errors
/// If the plot cannot be drawn, with what to do about it: no or more than four series, points that do not match the categories,
/// values below 0 or beyond all measure, printed values too long for the page.
pub fn draw(plot: &Plot, style: &HouseStyle) -> Result<Drawing> {
    lay_out(plot, style)?.drawing()
}

fn lay_out<'a>(plot: &Plot, style: &'a HouseStyle) -> Result<Sheet<'a>> {
    check(plot)?;
    let mut sheet = Sheet::new(style);
    match (plot.kind, plot.series.as_slice()) {
        (Kind::Bar | Kind::GroupedBar, [series]) => bar::lay_out(&mut sheet, plot, series)?,
        (Kind::Bar | Kind::GroupedBar, _) => grouped_bar::lay_out(&mut sheet, plot)?,
        (Kind::StackedShare, _) => stacked_share::lay_out(&mut sheet, plot)?,
        (Kind::Line, _) => line::lay_out(&mut sheet, plot)?,
    }
    Ok(sheet)
}

/// Ensure that a plot can be drawn truthfully.
fn check(plot: &Plot) -> Result<()> {
    const BEYOND: f64 = 1e9;
    ensure!(!plot.series.is_empty(), "the chart has no series; name one measure or table at least");
    ensure!(
        plot.series.len() <= MOST_SERIES,
        "the chart has {} series, and more than {MOST_SERIES} cannot be told apart; leave some out, put small groups together, or make two charts",
        plot.series.len()
    );
    ensure!(!plot.categories.is_empty(), "the chart has no categories; there is nothing to draw");
    for series in &plot.series {
        ensure!(
            series.points.len() == plot.categories.len(),
            "the series `{}` has {} points for {} categories; give one point for each",
            series.name,
            series.points.len(),
            plot.categories.len()
        );
        for value in series.points.iter().filter_map(value) {
            ensure!(
                (0.0..=BEYOND).contains(&value),
                "the series `{}` has the value {value}; a chart draws values from 0 to {BEYOND}",
                series.name
            );
        }
    }
    if let Some(band) = &plot.reference {
        ensure!(
            (0.0..=BEYOND).contains(&band.low) && (band.low..=BEYOND).contains(&band.high),
            "the reference `{}` runs from {} to {}; give the lower edge first, from 0 up",
            band.label,
            band.low,
            band.high
        );
    }
    Ok(())
}

/// The value of a point, if it is shown.
fn value(point: &Point) -> Option<f64> {
    match point {
        Point::Shown { value, .. } => Some(*value),
        Point::Marked(_) => None,
    }
}

/// What is printed at a point.
fn printed(point: &Point) -> &str {
    match point {
        Point::Shown { display, .. } => display,
        Point::Marked(marker) => marker,
    }
}

/// The greatest value to be drawn, the reference included; 0 if none is shown.
fn greatest(plot: &Plot) -> f64 {
    let values = plot.series.iter().flat_map(|series| &series.points).filter_map(value);
    values.chain(plot.reference.as_ref().map(|band| band.high)).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests;
