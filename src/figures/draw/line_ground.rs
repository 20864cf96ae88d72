//! Where the years and the values of a line chart lie, known to the lines and to their labels.

use super::axis::Axis;
use super::value;
use crate::figures::plot::Point;

/// Half the size of a point's mark, in points.
pub const MARK: f64 = 3.6;
/// The plot's measures.
pub struct Ground {
    /// The axis of values.
    pub axis: Axis,
    /// Where the gridlines start.
    pub left: f64,
    /// The first and the last year.
    pub first: f64,
    pub last: f64,
    /// The axis' high and low end.
    pub top: f64,
    pub bottom: f64,
}

impl Ground {
    pub fn x(&self, category: usize, count: usize) -> f64 {
        if count < 2 { self.last } else { self.first + self.step(count) * category as f64 }
    }

    pub fn y(&self, value: f64) -> f64 {
        self.bottom - self.axis.share(value) * (self.bottom - self.top)
    }

    pub fn step(&self, count: usize) -> f64 {
        let steps = count.saturating_sub(1).max(1);
        (self.last - self.first) / steps as f64
    }
}

/// The stretches of a line between its gaps.
pub fn runs(points: &[Point], ground: &Ground) -> Vec<Vec<(f64, f64)>> {
    let mut runs = vec![Vec::new()];
    for (category, point) in points.iter().enumerate() {
        match (value(point), runs.last_mut()) {
            (Some(value), Some(run)) => run.push((ground.x(category, points.len()), ground.y(value))),
            _ => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}
