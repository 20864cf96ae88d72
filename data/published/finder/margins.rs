//! Numbers from margins, exactly: how many rows of each group have each answer, so that every published total is met.
//!
//! A group is the rows for which the same conditions hold. Each total says what the cells of one answer in some of the groups add up to,
//! and each group is as large as its answers together. The search goes cell by cell, narrowing the bounds of all others after each step,
//! and tries first what is nearest to an even spread. It finds numbers wherever there are any, or says that there are none.

/// A published total: over these groups, so many rows have the answer.
pub struct Total {
    /// Positions of the groups.
    pub groups: Vec<usize>,
    /// Position of the answer.
    pub answer: usize,
    /// How many.
    pub number: usize,
}

/// Steps after which a search is given up: totals that are met at all are met far sooner.
const MOST_STEPS: usize = 2_000_000;

/// Per group and answer the number of rows; none where no numbers meet all totals.
pub fn numbers(sizes: &[usize], answers: usize, totals: &[Total]) -> Option<Vec<Vec<usize>>> {
    let cell = |group: usize, answer: usize| group * answers + answer;
    let mut sums: Vec<(Vec<usize>, usize)> = Vec::new();
    for (group, size) in sizes.iter().enumerate() {
        sums.push(((0..answers).map(|answer| cell(group, answer)).collect(), *size));
    }
    for total in totals {
        sums.push((total.groups.iter().map(|group| cell(*group, total.answer)).collect(), total.number));
    }
    let bounds: Vec<(usize, usize)> = sizes.iter().flat_map(|size| std::iter::repeat_n((0, *size), answers)).collect();
    let wanted: Vec<f64> = (0..sizes.len())
        .flat_map(|group| (0..answers).map(move |answer| (group, answer)))
        .map(|(group, answer)| even(sizes, totals, group, answer, answers))
        .collect();
    let mut search = Search { sums, wanted, steps: 0 };
    let found = search.fill(bounds)?;
    Some(found.chunks(answers.max(1)).map(|row| row.iter().map(|(least, _)| *least).collect()).collect())
}

/// What an even spread would put into a cell: the share of its answer in the smallest total that speaks of it.
fn even(sizes: &[usize], totals: &[Total], group: usize, answer: usize, answers: usize) -> f64 {
    let share = totals
        .iter()
        .filter(|total| total.answer == answer && total.groups.contains(&group))
        .map(|total| (total.groups.iter().map(|group| sizes[*group]).sum::<usize>(), total.number))
        .min()
        .map_or(1.0 / answers as f64, |(size, number)| number as f64 / size.max(1) as f64);
    share * sizes[group] as f64
}

struct Search {
    /// Cells and what they add up to.
    sums: Vec<(Vec<usize>, usize)>,
    wanted: Vec<f64>,
    steps: usize,
}

impl Search {
    fn fill(&mut self, mut bounds: Vec<(usize, usize)>) -> Option<Vec<(usize, usize)>> {
        self.steps += 1;
        if self.steps > MOST_STEPS || !self.narrow(&mut bounds) {
            return None;
        }
        let open = bounds.iter().enumerate().filter(|(_, (least, most))| least < most);
        let Some((cell, (least, most))) =
            open.min_by_key(|(_, (least, most))| most - least).map(|(at, known)| (at, *known))
        else {
            return Some(bounds);
        };
        let mut tries: Vec<usize> = (least..=most).collect();
        let far = |value: &usize| ((*value as f64 - self.wanted[cell]).abs() * 1000.0) as u64;
        tries.sort_by_key(|value| (far(value), *value));
        for value in tries {
            let mut with = bounds.clone();
            with[cell] = (value, value);
            if let Some(found) = self.fill(with) {
                return Some(found);
            }
        }
        None
    }

    /// Narrows the bounds as far as each sum by itself allows. False where a sum cannot be met.
    fn narrow(&self, bounds: &mut [(usize, usize)]) -> bool {
        loop {
            let mut changed = false;
            for (cells, number) in &self.sums {
                let mut least: usize = cells.iter().map(|cell| bounds[*cell].0).sum();
                let mut most: usize = cells.iter().map(|cell| bounds[*cell].1).sum();
                if least > *number || most < *number {
                    return false;
                }
                for cell in cells {
                    let (low, high) = bounds[*cell];
                    let new_high = high.min(number - (least - low));
                    let new_low = low.max((number + high).saturating_sub(most));
                    if new_low > new_high {
                        return false;
                    }
                    if (new_low, new_high) != (low, high) {
                        bounds[*cell] = (new_low, new_high);
                        (least, most) = (least + new_low - low, most + new_high - high);
                        changed = true;
                    }
                }
            }
            if !changed {
                return true;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn total(groups: &[usize], answer: usize, number: usize) -> Total {
        Total { groups: groups.to_vec(), answer, number }
    }

    #[test]
    fn totals_that_cross_are_met_at_once() {
        // Two areas by two ages, groups of 4, 6, 5 and 5. Yes: 7 of the first area, 3 of the second, 6 of the young (groups 0 and 2).
        let totals = [total(&[0, 1], 0, 7), total(&[2, 3], 0, 3), total(&[0, 2], 0, 6)];
        let found = numbers(&[4, 6, 5, 5], 2, &totals).unwrap();
        let yes: Vec<usize> = found.iter().map(|row| row[0]).collect();
        assert_eq!((yes[0] + yes[1], yes[2] + yes[3], yes[0] + yes[2]), (7, 3, 6));
        assert_eq!(found.iter().map(|row| row.iter().sum::<usize>()).collect::<Vec<_>>(), [4, 6, 5, 5]);
    }

    #[test]
    fn totals_that_cannot_be_met_have_no_numbers() {
        // No 7 of 4 and 2 rows; and 3 of all with 2 of each of two halves.
        assert_eq!(numbers(&[4, 2], 2, &[total(&[0, 1], 0, 7)]), None);
        assert_eq!(numbers(&[4, 4], 2, &[total(&[0], 0, 2), total(&[1], 0, 2), total(&[0, 1], 0, 3)]), None);
    }

    #[test]
    fn without_totals_rows_are_spread_evenly() {
        assert_eq!(numbers(&[10], 2, &[]).unwrap(), [[5, 5]]);
    }
}
