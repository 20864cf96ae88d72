//! Chance with a fixed seed: the same draws on every run and every machine.

/// A stream of draws.
pub struct Chance(fastrand::Rng);

impl Chance {
    /// A stream of its own for each topic, so that a change to one leaves the others as they were.
    pub fn new(seed: u64) -> Chance {
        Chance(fastrand::Rng::with_seed(seed))
    }

    /// True in `percent` of a hundred draws.
    pub fn yes(&mut self, percent: f64) -> bool {
        self.0.f64() * 100.0 < percent
    }

    /// A whole number from `low` to `high`, both included.
    pub fn between(&mut self, low: i32, high: i32) -> i32 {
        self.0.i32(low..=high.max(low))
    }

    /// One of the things, each as likely as its weight says.
    pub fn pick<T: Copy>(&mut self, weighted: &[(T, u32)]) -> T {
        let total: u32 = weighted.iter().map(|(_, weight)| weight).sum();
        let mut left = self.0.u32(0..total.max(1));
        for (thing, weight) in weighted {
            if left < *weight {
                return *thing;
            }
            left -= weight;
        }
        weighted[weighted.len() - 1].0
    }

    /// A number drawn along a curve given by its quantiles, which are equally far apart.
    pub fn along(&mut self, quantiles: &[i32]) -> i32 {
        let stretch = self.0.usize(0..quantiles.len() - 1);
        self.between(quantiles[stretch], quantiles[stretch + 1])
    }

    /// Puts things in a random order.
    pub fn shuffle<T>(&mut self, things: &mut [T]) {
        self.0.shuffle(things);
    }
}
