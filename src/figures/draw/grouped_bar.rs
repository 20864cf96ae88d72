//! Two to four horizontal bars per category.

use anyhow::Result;

use super::axis::Across;
use super::fill::fills;
use super::rows::{Rows, rows_and_axis};
use super::sheet::{Anchor, Frame, ROOM, Sheet};
use super::{BEHIND, key, printed, reference, value};
use crate::figures::plot::Plot;
use crate::figures::text_width::Weight;

/// White between the bars of a group, in points (convention E3.5).
const BETWEEN: f64 = 1.5;

/// Lays out groups of bars. The series are named at the bars of the first category, in bold behind the values, or in a key where
/// that leaves too little room.
pub fn lay_out(sheet: &mut Sheet, plot: &Plot) -> Result<()> {
    let bar = 1.25 * sheet.em;
    let gap = 1.1 * sheet.em;
    let count = plot.series.len() as f64;
    let block = count * bar + (count - 1.0) * BETWEEN;
    let fills = fills(sheet.style, plot.series.len());
    let names: Vec<&str> = plot.series.iter().map(|series| series.name.as_str()).collect();

    let (rows, across, named) = choose(sheet, plot, block)?;
    let mut top = 0.0;
    if !named {
        top = key::place(sheet, &names, &fills, top);
    }
    let label_top = top;
    if let Some(band) = &plot.reference {
        let lines = reference::label_lines(sheet, band).len();
        top += sheet.lines_height(lines) + 0.4 * sheet.em;
    }
    let (blocks, bottom) = rows.place(sheet, top, block, gap);
    for (place, (series, fill)) in plot.series.iter().zip(&fills).enumerate() {
        for (category, (point, block_top)) in series.points.iter().zip(&blocks).enumerate() {
            let bar_top = block_top + place as f64 * (bar + BETWEEN);
            let end = across.x(value(point).unwrap_or(0.0)).max(across.left);
            if value(point).is_some_and(|value| value > 0.0) {
                let right = end.max(across.left + 1.0);
                sheet.filled(Frame { left: across.left, top: bar_top, right, bottom: bar_top + bar }, *fill);
            }
            let baseline = sheet.baseline_at(bar_top + bar / 2.0);
            let frame = sheet.text_on_white(printed(point), Weight::Regular, Anchor::Left, end + BEHIND, baseline);
            if named && category == 0 {
                let x = frame.right + name_gap(sheet);
                sheet.text_on_white(&series.name, Weight::Bold, Anchor::Left, x, baseline);
            }
        }
    }
    if let Some(band) = &plot.reference {
        reference::place(sheet, band, &across, label_top, bottom);
    }
    sheet.height = across.draw(sheet, top, bottom) + 1.0;
    Ok(())
}

/// The rows, the axis, and whether the series are named at the first bars: only if that takes no more than a sixth from the
/// bars' length.
fn choose(sheet: &Sheet, plot: &Plot, block: f64) -> Result<(Rows, Across, bool)> {
    let greatest = super::greatest(plot);
    let behind = |named: bool| -> Vec<(f64, f64)> {
        plot.series
            .iter()
            .flat_map(|series| {
                series.points.iter().enumerate().map(move |(category, point)| {
                    let mut behind = BEHIND + sheet.width_of(printed(point), Weight::Regular);
                    if named && category == 0 {
                        behind += name_gap(sheet) + sheet.width_of(&series.name, Weight::Bold);
                    }
                    (value(point).unwrap_or(0.0), behind)
                })
            })
            .collect()
    };
    let (rows, across) = rows_and_axis(sheet, plot, block, greatest, &behind(false))?;
    let all_named = plot.series.iter().all(|series| !series.name.trim().is_empty());
    if let Some(shorter) = Across::fitting(sheet, rows.left, greatest, plot.unit, &behind(true))
        && all_named
        && across.x(greatest) - across.left <= 1.2 * (shorter.x(greatest) - shorter.left)
        && shorter.right <= ROOM
    {
        return Ok((rows, shorter, true));
    }
    Ok((rows, across, false))
}

/// Room between a printed value and the series' name.
fn name_gap(sheet: &Sheet) -> f64 {
    0.7 * sheet.em
}
