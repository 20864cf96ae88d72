//! The key of a chart whose series cannot be labelled where they are drawn: the same fills in the same order (convention E3.4).

use super::fill::Fill;
use super::sheet::{Anchor, Frame, ROOM, Sheet};
use crate::figures::text_width::Weight;

/// Places a key from `top`, as many names to a line as fit; answers where it ends.
pub fn place(sheet: &mut Sheet, names: &[&str], fills: &[Fill], top: f64) -> f64 {
    let swatch = (1.8 * sheet.em, sheet.em);
    let indent = swatch.0 + 0.5 * sheet.em;
    let (mut x, mut y) = (0.0, top);
    let mut end = top;
    for (name, fill) in names.iter().zip(fills) {
        let lines = sheet.wrap(name, Weight::Regular, ROOM - indent - 4.0);
        let width = lines.iter().map(|line| sheet.width_of(line, Weight::Regular)).fold(0.0, f64::max);
        if x > 0.0 && x + indent + width > ROOM {
            x = 0.0;
            y = end + 0.3 * sheet.em;
        }
        sheet.filled(Frame { left: x, top: y, right: x + swatch.0, bottom: y + swatch.1 }, *fill);
        end = sheet.lines(&lines, Weight::Regular, Anchor::Left, x + indent, y).max(y + swatch.1).max(end);
        x += indent + width + 1.6 * sheet.em;
    }
    end + 0.5 * sheet.em
}
