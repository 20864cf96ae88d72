//! One horizontal bar per category.

use anyhow::Result;

use super::fill::{Fill, Hatch};
use super::rows::rows_and_axis;
use super::sheet::{Anchor, Frame, Sheet};
use super::{BEHIND, printed, reference, value};
use crate::figures::plot::{Plot, Series};
use crate::figures::text_width::Weight;

/// Lays out the bars of one series.
pub fn lay_out(sheet: &mut Sheet, plot: &Plot, series: &Series) -> Result<()> {
    let (block, gap) = (1.45 * sheet.em, 0.75 * sheet.em);
    let greatest = super::greatest(plot);
    let bars: Vec<(f64, f64)> = series
        .points
        .iter()
        .map(|point| (value(point).unwrap_or(0.0), BEHIND + sheet.width_of(printed(point), Weight::Regular)))
        .collect();
    let (rows, across) = rows_and_axis(sheet, plot, block, greatest, &bars)?;

    let mut top = 0.0;
    if let Some(band) = &plot.reference {
        let lines = reference::label_lines(sheet, band).len();
        top += sheet.lines_height(lines) + 0.4 * sheet.em;
    }
    let (blocks, bottom) = rows.place(sheet, top, block, gap);
    for (category, (point, block_top)) in series.points.iter().zip(&blocks).enumerate() {
        let end = across.x(value(point).unwrap_or(0.0));
        let frame =
            Frame { left: across.left, top: *block_top, right: end.max(across.left), bottom: block_top + block };
        if value(point).is_some_and(|value| value > 0.0) {
            let colour = match plot.highlight {
                None => sheet.style.series_colours(1).first().copied().unwrap_or(sheet.style.colours.accent),
                Some(highlight) => sheet.style.colours.focus[usize::from(highlight != category)],
            };
            // However small, a value that is not 0 is seen.
            let seen = Frame { right: frame.right.max(frame.left + 1.0), ..frame };
            sheet.filled(seen, Fill { colour, hatch: Hatch::None });
        }
        let baseline = sheet.baseline_at((frame.top + frame.bottom) / 2.0);
        sheet.text_on_white(printed(point), Weight::Regular, Anchor::Left, frame.right + BEHIND, baseline);
    }
    if let Some(band) = &plot.reference {
        reference::place(sheet, band, &across, 0.0, bottom);
    }
    sheet.height = across.draw(sheet, top, bottom) + 1.0;
    Ok(())
}
