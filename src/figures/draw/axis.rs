//! The value axis: where it starts and ends, its ticks and the words at them.

use super::sheet::{Anchor, Frame, Layer, ROOM, Sheet};
use crate::figures::plot::PlotUnit;
use crate::figures::text_width::Weight;

/// A value axis with evenly spaced ticks.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    pub low: f64,
    pub high: f64,
    step: f64,
    unit: PlotUnit,
}

impl Axis {
    /// An axis from 0 past `greatest`, in about `parts` round steps. Percentages end at 100 unless
    /// one is greater.
    pub fn from_zero(greatest: f64, parts: f64, unit: PlotUnit) -> Self {
        let greatest = if greatest > 0.0 {
            greatest
        } else if unit == PlotUnit::Percent {
            100.0
        } else {
            1.0
        };
        let step = round_step(greatest / parts, unit, greatest);
        let mut high = (greatest / step - 1e-9).ceil() * step;
        if unit == PlotUnit::Percent && greatest <= 100.0 && high > 100.0 {
            high = 100.0;
        }
        Self { low: 0.0, high, step, unit }
    }

    /// An axis for lines that all run between two percentages: the whole 0 to 100, or a part of it if they lie in a narrow band.
    pub fn for_lines(least: f64, greatest: f64, unit: PlotUnit) -> Self {
        const NARROW: f64 = 20.0;
        if unit == PlotUnit::Count {
            return Self::from_zero(greatest, 5.0, unit);
        }
        if greatest - least > NARROW {
            return Self::from_zero(greatest.max(100.0), 5.0, unit);
        }
        // A line needs some ground: never less than 10 points from bottom to top, and the bottom at 0 if it is near.
        let spare = ((10.0 - (greatest - least)) / 2.0).max(1.0);
        let mut step = if greatest - least > 8.0 { 5.0 } else { 2.0 };
        let mut low = ((least - spare) / step).floor() * step;
        if low <= 10.0 {
            low = 0.0;
            step = round_step((greatest + spare) / 5.0, unit, greatest);
        }
        let mut high = ((greatest + spare) / step).ceil() * step;
        if greatest <= 100.0 && high > 100.0 {
            high = 100.0;
        }
        Self { low, high, step, unit }
    }

    /// The ticks from low to high.
    pub fn ticks(&self) -> Vec<f64> {
        let count = ((self.high - self.low) / self.step + 1e-9).floor();
        (0..=(count.clamp(0.0, 50.0) as u32)).map(|place| self.low + f64::from(place) * self.step).collect()
    }

    /// What is printed at a tick: "1,200", "40%".
    pub fn words(&self, tick: f64) -> String {
        let decimals = if self.step >= 1.0 { 0 } else { (-self.step.log10()).ceil().clamp(0.0, 6.0) as usize };
        let number = with_commas(&format!("{tick:.decimals$}"));
        match self.unit {
            PlotUnit::Count => number,
            PlotUnit::Percent => format!("{number}%"),
        }
    }

    /// How far along the axis a value is, 0 to 1.
    pub fn share(&self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low)
    }
}

/// A horizontal value axis in its place.
#[derive(Debug, Clone)]
pub struct Across {
    pub axis: Axis,
    pub left: f64,
    pub right: f64,
}

impl Across {
    pub fn x(&self, value: f64) -> f64 {
        self.left + self.axis.share(value) * (self.right - self.left)
    }

    /// Lays out an axis from 0 that starts at `left`. Every bar given as its value and the width of what is printed behind it
    /// must fit on the sheet; `None` if that leaves less than a quarter of the sheet's width.
    pub fn fitting(sheet: &Sheet, left: f64, greatest: f64, unit: PlotUnit, bars: &[(f64, f64)]) -> Option<Self> {
        (1..=5).rev().find_map(|parts| {
            let axis = Axis::from_zero(greatest, f64::from(parts), unit);
            let right = bars
                .iter()
                .filter(|(value, _)| *value > 0.0)
                .map(|(value, behind)| left + (ROOM - left - behind) / axis.share(*value))
                .chain(bars.iter().filter(|(value, behind)| *value <= 0.0 && left + behind > ROOM).map(|_| left))
                // The last tick's label stands half beyond it.
                .fold(ROOM - sheet.width_of(&axis.words(axis.high), Weight::Regular) / 2.0, f64::min);
            if right - left < ROOM / 4.0 {
                return None;
            }
            let across = Self { axis, left, right };
            let frames = across.tick_frames(sheet, 0.0);
            // Labels need a space between them.
            let apart = frames.windows(2).all(|pair| pair[0].2.right + sheet.em <= pair[1].2.left);
            (apart || parts == 1).then_some(across)
        })
    }

    /// Draws the gridlines from `top` to `bottom` and the numbers below; answers where these end.
    pub fn draw(&self, sheet: &mut Sheet, top: f64, bottom: f64) -> f64 {
        let colour = sheet.style.colours.axis;
        let mut end = bottom;
        let baseline = bottom + 4.0 + 0.8 * sheet.em;
        for (tick, (anchor, words, _)) in self.axis.ticks().into_iter().zip(self.tick_frames(sheet, baseline)) {
            let x = self.x(tick);
            if tick != self.axis.low {
                sheet.line(Layer::Grid, &[(x, top), (x, bottom)], colour, 0.3);
            }
            let frame = sheet.text(&words, Weight::Regular, anchor, x, baseline);
            end = frame.bottom;
        }
        // The line that bars start from covers their ends.
        sheet.line(Layer::Reference, &[(self.left, top), (self.left, bottom)], colour, 1.0);
        end
    }

    fn tick_frames(&self, sheet: &Sheet, baseline: f64) -> Vec<(Anchor, String, Frame)> {
        self.axis
            .ticks()
            .into_iter()
            .map(|tick| {
                let words = self.axis.words(tick);
                let half = sheet.width_of(&words, Weight::Regular) / 2.0;
                let x = self.x(tick);
                let anchor = if x < half { Anchor::Left } else { Anchor::Centre };
                let frame = sheet.frame_of(&words, Weight::Regular, anchor, x, baseline);
                (anchor, words, frame)
            })
            .collect()
    }
}

/// The least of 1, 2, 2.5 (from 25 up) or 5 times a power of ten that is not less than `least`; whole things are counted in whole
/// steps.
fn round_step(least: f64, unit: PlotUnit, greatest: f64) -> f64 {
    let power = 10f64.powf(least.max(1e-6).log10().floor());
    let step = [1.0, 2.0, if power < 10.0 { 5.0 } else { 2.5 }, 5.0, 10.0]
        .into_iter()
        .map(|times| times * power)
        .find(|step| *step >= least - 1e-9)
        .unwrap_or(10.0 * power);
    if unit == PlotUnit::Count && greatest >= 1.0 { step.max(1.0) } else { step }
}

/// A number's digits with commas between thousands.
fn with_commas(number: &str) -> String {
    let (whole, rest) = number.split_at(number.find('.').unwrap_or(number.len()));
    let mut out = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(axis: &Axis) -> String {
        axis.ticks().into_iter().map(|tick| axis.words(tick)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn ticks_are_round_and_cover_the_values() {
        for (greatest, unit, expected) in [
            (3719.0, PlotUnit::Count, "0 1,000 2,000 3,000 4,000"),
            (1_234_567.0, PlotUnit::Count, "0 250,000 500,000 750,000 1,000,000 1,250,000"),
            (3.0, PlotUnit::Count, "0 1 2 3"),
            (0.0, PlotUnit::Count, "0 1"),
            (0.0, PlotUnit::Percent, "0% 20% 40% 60% 80% 100%"),
            (97.5, PlotUnit::Percent, "0% 20% 40% 60% 80% 100%"),
            (104.0, PlotUnit::Percent, "0% 25% 50% 75% 100% 125%"),
            (0.4, PlotUnit::Percent, "0.0% 0.1% 0.2% 0.3% 0.4%"),
        ] {
            assert_eq!(words(&Axis::from_zero(greatest, 5.0, unit)), expected, "{greatest}");
        }
    }

    #[test]
    fn a_line_axis_is_whole_unless_the_values_are_close() {
        for (least, greatest, unit, expected) in [
            (40.0, 90.0, PlotUnit::Percent, "0% 20% 40% 60% 80% 100%"),
            // 10 points at least: 91.5 less 4 is 87.5, so from 86.
            (91.5, 93.5, PlotUnit::Percent, "86% 88% 90% 92% 94% 96% 98%"),
            (74.8, 89.6, PlotUnit::Percent, "70% 75% 80% 85% 90% 95%"),
            (2.0, 6.0, PlotUnit::Percent, "0% 2% 4% 6% 8% 10%"),
            (98.0, 100.0, PlotUnit::Percent, "94% 96% 98% 100%"),
            (360.0, 390.0, PlotUnit::Count, "0 100 200 300 400"),
        ] {
            assert_eq!(words(&Axis::for_lines(least, greatest, unit)), expected, "{least} {greatest}");
        }
    }
}
