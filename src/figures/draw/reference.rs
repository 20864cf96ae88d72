//! The value or range that bars are compared with.

use super::axis::Across;
use super::sheet::{Anchor, Frame, Layer, ROOM, Sheet};
use crate::figures::plot::ReferenceBand;
use crate::figures::text_width::Weight;
use crate::house_style::Colour;

/// Length drawn and gap of the broken line, in points.
pub const DASH: (f64, f64) = (5.0, 3.0);

/// The lines of the label, broken to a readable width.
pub fn label_lines(sheet: &Sheet, band: &ReferenceBand) -> Vec<String> {
    sheet.wrap(&band.label, Weight::Regular, 0.6 * ROOM)
}

/// Places the label above the bars with its top at `top`, and the line or range from the label down to `bottom`.
pub fn place(sheet: &mut Sheet, band: &ReferenceBand, across: &Across, top: f64, bottom: f64) {
    let lines = label_lines(sheet, band);
    let width = lines.iter().map(|line| sheet.width_of(line, Weight::Regular)).fold(0.0, f64::max);
    let (low, high) = (across.x(band.low), across.x(band.high));
    let middle = ((low + high) / 2.0).clamp(width / 2.0, (ROOM - width / 2.0).max(width / 2.0));
    let start = sheet.lines(&lines, Weight::Regular, Anchor::Centre, middle, top) + 2.0;
    if high > low {
        let ground = sheet.style.colours.band;
        sheet.area(Layer::Ground, Frame { left: low, top: start, right: high, bottom }, ground);
    }
    let colour = sheet.style.colours.text;
    for x in if high > low { vec![low, high] } else { vec![low] } {
        // White under the dashes keeps them visible on dark bars.
        sheet.line(Layer::Reference, &[(x, start), (x, bottom)], Colour::WHITE, 2.4);
        sheet.dashed(Layer::Reference, &[(x, start), (x, bottom)], colour, 1.2, DASH);
    }
}
