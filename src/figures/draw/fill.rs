//! How series are told apart: colour, and a second cue that survives black and white printing (convention E3.5).

use crate::house_style::{Colour, HouseStyle};

/// White lines over a fill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hatch {
    None,
    /// From the bottom left to the top right.
    Rising,
    /// From the top left to the bottom right.
    Falling,
}

/// How an area is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fill {
    pub colour: Colour,
    pub hatch: Hatch,
}

/// The fills of `count` series in order. A fill that grey would not tell from an earlier one is hatched, so the four series
/// are dark, middling, dark with lines, middling with lines.
pub fn fills(style: &HouseStyle, count: usize) -> Vec<Fill> {
    let mut fills: Vec<Fill> = Vec::new();
    for colour in style.series_colours(count) {
        let taken: Vec<Hatch> =
            fills.iter().filter(|fill| !style.told_apart_in_grey(fill.colour, colour)).map(|fill| fill.hatch).collect();
        // Two hatches next to each other differ, even where their colours do too.
        let last = fills.iter().rev().map(|fill| fill.hatch).find(|hatch| *hatch != Hatch::None);
        let hatch = if taken.is_empty() {
            Hatch::None
        } else {
            [Hatch::Rising, Hatch::Falling]
                .into_iter()
                .find(|hatch| !taken.contains(hatch) && last != Some(*hatch))
                .unwrap_or(Hatch::Falling)
        };
        fills.push(Fill { colour, hatch });
    }
    fills
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_series_are_four_fills_in_grey() {
        let style = HouseStyle::default();
        let fills = fills(&style, 4);
        assert_eq!(
            fills.iter().map(|fill| fill.hatch).collect::<Vec<_>>(),
            [Hatch::None, Hatch::None, Hatch::Rising, Hatch::Falling]
        );
        for (place, one) in fills.iter().enumerate() {
            for other in &fills[..place] {
                assert!(one.hatch != other.hatch || style.told_apart_in_grey(one.colour, other.colour));
            }
        }
    }

    #[test]
    fn the_pair_needs_no_hatch() {
        assert!(fills(&HouseStyle::default(), 2).iter().all(|fill| fill.hatch == Hatch::None));
    }
}
