//! One horizontal bar per category, cut into the series' shares of 100.

use anyhow::Result;

use super::axis::Across;
use super::fill::{Fill, Hatch, fills};
use super::rows::rows_and_axis;
use super::sheet::{Anchor, Frame, Layer, ROOM, Sheet};
use super::{BEHIND, key, printed, reference, value};
use crate::figures::plot::{Plot, PlotUnit, Point};
use crate::figures::text_width::Weight;

/// White between two segments, in points (convention E3.5).
const BETWEEN: f64 = 1.5;

/// Lays out stacked bars. The series are named above the first bar's segments, or in a key where a name is longer than its
/// segment. A value is printed in its segment if it fits; the table beside the chart has them all.
pub fn lay_out(sheet: &mut Sheet, plot: &Plot) -> Result<()> {
    let (block, gap) = (1.6 * sheet.em, 0.8 * sheet.em);
    let fills = fills(sheet.style, plot.series.len());
    let names: Vec<&str> = plot.series.iter().map(|series| series.name.as_str()).collect();
    let totals: Vec<f64> =
        (0..plot.categories.len()).map(|category| segments(plot, category).map(|(_, value)| value).sum()).collect();
    // Rounded shares may sum to a little over 100 without asking for a longer axis.
    let longest = totals.iter().copied().fold(0.0, f64::max);
    let greatest = if longest > 100.5 { longest } else { 100.0 };
    let markers: Vec<String> = (0..plot.categories.len()).map(|category| markers(plot, category)).collect();
    let bars: Vec<(f64, f64)> = totals
        .iter()
        .zip(&markers)
        .map(|(total, marker)| {
            let behind = if marker.is_empty() { 0.0 } else { BEHIND + sheet.width_of(marker, Weight::Regular) };
            (*total, behind)
        })
        .collect();
    let shares = Plot { unit: PlotUnit::Percent, ..plot.clone() };
    let (rows, across) = rows_and_axis(sheet, &shares, block, greatest, &bars)?;

    let named = !rows.above && names_fit(sheet, plot, &across);
    let mut top = 0.0;
    if !named {
        top = key::place(sheet, &names, &fills, top);
    }
    let label_top = top;
    if let Some(band) = &plot.reference {
        let lines = reference::label_lines(sheet, band).len();
        top += sheet.lines_height(lines) + 0.4 * sheet.em;
    }
    if named {
        top += 0.8 * sheet.em;
    }
    let (blocks, bottom) = rows.place(sheet, top, block, gap);
    for (category, block_top) in blocks.iter().enumerate() {
        let middle = sheet.baseline_at(block_top + block / 2.0);
        let mut sum = 0.0;
        for (place, share) in segments(plot, category) {
            let (left, right) = (across.x(sum), across.x(sum + share));
            sum += share;
            let Some((fill, series)) = fills.get(place).zip(plot.series.get(place)) else {
                continue;
            };
            if share > 0.0 {
                // The gap is taken from the segment's end, but never the whole of a small one.
                let right = (right - BETWEEN).max(left + 0.8);
                let frame = Frame { left, top: *block_top, right, bottom: block_top + block };
                sheet.filled(frame, *fill);
                if let Some(point) = series.points.get(category) {
                    label_inside(sheet, frame, *fill, printed(point), middle);
                }
            }
            if named && category == 0 {
                sheet.text_on_white(&series.name, Weight::Bold, Anchor::Left, left, block_top - 0.4 * sheet.em);
            }
        }
        if let Some(marker) = markers.get(category).filter(|marker| !marker.is_empty()) {
            sheet.text_on_white(marker, Weight::Regular, Anchor::Left, across.x(sum) + BEHIND, middle);
        }
    }
    if let Some(band) = &plot.reference {
        reference::place(sheet, band, &across, label_top, bottom);
    }
    sheet.height = across.draw(sheet, top + 0.2 * sheet.em, bottom) + 1.0;
    Ok(())
}

/// The shown segments of a category, as the series' place and the share.
fn segments(plot: &Plot, category: usize) -> impl Iterator<Item = (usize, f64)> {
    plot.series
        .iter()
        .enumerate()
        .filter_map(move |(place, series)| Some((place, value(series.points.get(category)?)?)))
}

/// The markers of a category's segments that are not drawn, each once, in order.
fn markers(plot: &Plot, category: usize) -> String {
    let mut markers: Vec<&str> = Vec::new();
    for series in &plot.series {
        if let Some(Point::Marked(marker)) = series.points.get(category)
            && !markers.contains(&marker.as_str())
        {
            markers.push(marker);
        }
    }
    markers.join(" ")
}

/// Whether every series has its name's width above its segment of the first bar; the last may reach to the sheet's edge.
fn names_fit(sheet: &Sheet, plot: &Plot, across: &Across) -> bool {
    let last = plot.series.len().saturating_sub(1);
    let mut sum = 0.0;
    plot.series.iter().enumerate().all(|(place, series)| {
        let Some(share) = series.points.first().and_then(value) else {
            return false;
        };
        let left = across.x(sum);
        sum += share;
        let end = if place == last { ROOM } else { across.x(sum) - sheet.em };
        share > 0.0 && !series.name.trim().is_empty() && left + sheet.width_of(&series.name, Weight::Bold) <= end
    })
}

/// Prints a value in the middle of its segment if it fits, on plain fill so that no hatch runs through it.
fn label_inside(sheet: &mut Sheet, segment: Frame, fill: Fill, text: &str, baseline: f64) {
    let width = sheet.width_of(text, Weight::Regular);
    if width + 6.0 > segment.right - segment.left {
        return;
    }
    let colour = sheet.style.label_on(fill.colour);
    let x = (segment.left + segment.right) / 2.0;
    let frame = sheet.text_in(colour, text, Weight::Regular, Anchor::Centre, x, baseline);
    if fill.hatch != Hatch::None {
        sheet.area(Layer::Patch, Frame { left: frame.left - 2.0, right: frame.right + 2.0, ..frame }, fill.colour);
    }
}
