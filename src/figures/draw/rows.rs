//! The rows of a horizontal bar chart: category labels beside their bars, or above them where they are long.

use anyhow::{Context, Result};

use super::axis::Across;
use super::sheet::{Anchor, ROOM, Sheet};
use crate::figures::plot::Plot;
use crate::figures::text_width::Weight;

/// Room between a label and the bars' start.
const BESIDE: f64 = 8.0;

/// How the categories' labels are broken and where the bars start.
#[derive(Debug, Clone)]
pub struct Rows {
    labels: Vec<Vec<String>>,
    /// Labels stand above their bars, not beside.
    pub above: bool,
    /// Where bars start.
    pub left: f64,
}

impl Rows {
    /// Labels in a column beside bars of this height, if all fit there in two lines or within the bars' height.
    pub fn beside(sheet: &Sheet, categories: &[String], block: f64) -> Option<Self> {
        let most = ((block + 0.6 * sheet.em) / sheet.line_height()).floor().max(2.0) as usize;
        [0.3, 0.38, 0.46].into_iter().find_map(|share| {
            let widest = share * ROOM;
            let fits = |width: f64| {
                categories.iter().all(|category| {
                    sheet.ruler.widest_word(category, sheet.em, Weight::Regular) <= width
                        && sheet.wrap(category, Weight::Regular, width).len() <= most
                })
            };
            if !fits(widest) {
                return None;
            }
            // As narrow as the same number of lines allows: even lines, and more room for the bars.
            let count = |width: f64| {
                categories.iter().map(|category| sheet.wrap(category, Weight::Regular, width).len()).sum::<usize>()
            };
            let lines = count(widest);
            let mut width = widest;
            while width > 12.0 && fits(width - 3.0) && count(width - 3.0) == lines {
                width -= 3.0;
            }
            let labels: Vec<Vec<String>> =
                categories.iter().map(|category| sheet.wrap(category, Weight::Regular, width)).collect();
            let used = labels.iter().flatten().map(|line| sheet.width_of(line, Weight::Regular)).fold(0.0, f64::max);
            Some(Self { labels, above: false, left: if used > 0.0 { used + BESIDE } else { 1.0 } })
        })
    }

    /// Labels above their bars, over the whole width.
    pub fn above(sheet: &Sheet, categories: &[String]) -> Self {
        let labels = categories.iter().map(|category| sheet.wrap(category, Weight::Regular, ROOM - 4.0)).collect();
        Self { labels, above: true, left: 1.0 }
    }

    /// Places the labels from `top` downwards, each with a block of bars `block` high and at least `gap` between blocks. Answers
    /// the blocks' tops and where the last row ends.
    pub fn place(&self, sheet: &mut Sheet, top: f64, block: f64, gap: f64) -> (Vec<f64>, f64) {
        let mut blocks = Vec::new();
        let mut y = top;
        for lines in &self.labels {
            let height = sheet.lines_height(lines.len());
            if self.above {
                y += gap / 2.0;
                for (place, line) in lines.iter().enumerate() {
                    let baseline = y + place as f64 * sheet.line_height() + 0.8 * sheet.em;
                    sheet.text_on_white(line, Weight::Regular, Anchor::Left, 0.0, baseline);
                }
                y += height + if lines.is_empty() { 0.0 } else { 0.2 * sheet.em };
                blocks.push(y);
                y += block + gap / 2.0;
            } else {
                let row = (block + gap).max(height + 0.4 * sheet.em);
                blocks.push(y + (row - block) / 2.0);
                sheet.lines(
                    lines,
                    Weight::Regular,
                    Anchor::Right,
                    self.left - BESIDE,
                    y + (row - height) / 2.0 + 0.085 * sheet.em,
                );
                y += row;
            }
        }
        (blocks, y)
    }
}

/// Chooses where the labels stand and lays out the value axis so that what is printed behind each bar, given as the bar's value
/// and the width behind it, stays on the sheet.
///
/// # Errors
/// If a printed value is so long that no room for bars is left.
pub fn rows_and_axis(
    sheet: &Sheet,
    plot: &Plot,
    block: f64,
    greatest: f64,
    bars: &[(f64, f64)],
) -> Result<(Rows, Across)> {
    let beside = Rows::beside(sheet, &plot.categories, block)
        .and_then(|rows| Some((Across::fitting(sheet, rows.left, greatest, plot.unit, bars)?, rows)));
    if let Some((across, rows)) = beside {
        return Ok((rows, across));
    }
    let rows = Rows::above(sheet, &plot.categories);
    let across = Across::fitting(sheet, rows.left, greatest, plot.unit, bars)
        .context("a printed value is too long to stand beside its bar; print a shorter one")?;
    Ok((rows, across))
}
