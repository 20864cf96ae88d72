//! Children by number: what a row of the return holds in place of its child's identifier until the rows are linked.

use std::borrow::Cow;
use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::Arc;

/// A child's number among the children of the return, in the order in which they are met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChildNumber(NonZeroU32);

impl ChildNumber {
    /// The number with a position. So many children as a number cannot tell apart do not fit into any computer.
    fn of(at: usize) -> Self {
        ChildNumber(u32::try_from(at + 1).ok().and_then(NonZeroU32::new).unwrap_or(NonZeroU32::MAX))
    }

    /// The first so many numbers.
    pub fn all(count: usize) -> impl Iterator<Item = ChildNumber> {
        (0..count).map(ChildNumber::of)
    }

    /// The number as a position, from 0.
    pub fn at(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// The identifiers of the children and their numbers.
#[derive(Debug, Clone, Default)]
pub struct ChildNumbers {
    ids: Vec<Arc<str>>,
    // Looked up, never walked through, so its order cannot show.
    numbers: HashMap<Arc<str>, ChildNumber>,
    /// The child met last.
    last: Option<ChildNumber>,
    /// For each child the one that was met after it the last time.
    after: Vec<Option<ChildNumber>>,
}

impl ChildNumbers {
    /// The number of the child with an identifier, whatever its case.
    pub fn of(&mut self, id: &str) -> ChildNumber {
        let id = in_capitals(id);
        // The rows of a child mostly stand together, and the children mostly follow one another as they did in the table before.
        let likely = [self.last, self.last.and_then(|last| self.after.get(last.at()).copied().flatten())];
        let is_it = |number: &ChildNumber| self.ids.get(number.at()).is_some_and(|known| **known == *id);
        let number = match likely.into_iter().flatten().find(is_it) {
            Some(number) => number,
            None => self.numbers.get(&*id).copied().unwrap_or_else(|| {
                let (number, id) = (ChildNumber::of(self.ids.len()), Arc::<str>::from(&*id));
                self.ids.push(id.clone());
                self.after.push(None);
                self.numbers.insert(id, number);
                number
            }),
        };
        if let Some(last) = self.last.replace(number).filter(|last| *last != number) {
            self.after[last.at()] = Some(number);
        }
        number
    }

    /// The identifiers by number.
    pub fn ids(&self) -> &[Arc<str>] {
        &self.ids
    }
}

/// The form in which identifiers are compared.
fn in_capitals(id: &str) -> Cow<'_, str> {
    if id.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_lowercase()) {
        Cow::Borrowed(id)
    } else {
        Cow::Owned(id.to_uppercase())
    }
}

/// The child of every row of the return's tables; none where a row does not say which child it is about.
#[derive(Debug, Clone, Default)]
pub struct RowChildren {
    /// How many children there are.
    pub count: usize,
    /// Table after table, row after row.
    pub tables: Vec<Vec<Option<ChildNumber>>>,
}

impl RowChildren {
    /// The children of the rows of the table with this position.
    pub fn of_table(&self, table: usize) -> &[Option<ChildNumber>] {
        self.tables.get(table).map_or(&[], Vec::as_slice)
    }

    /// Which of all children have one of these rows, by position.
    pub fn among(&self, rows: impl IntoIterator<Item = ChildNumber>) -> Vec<bool> {
        let mut among = vec![false; self.count];
        for child in rows {
            among[child.at()] = true;
        }
        among
    }
}

/// Rows child by child, those of a child in the order in which they were given.
pub struct ByChild<'r, T> {
    rows: Vec<Option<&'r T>>,
    /// Where each child's rows begin in `rows`, and where the last one's end.
    starts: Vec<usize>,
}

impl<'r, T> ByChild<'r, T> {
    /// Orders rows by their children, of whom there are so many.
    pub fn of(children: usize, rows: impl Iterator<Item = &'r T> + Clone, child: impl Fn(&T) -> ChildNumber) -> Self {
        // Counted first, so that every row can be put straight into its place.
        let mut starts = vec![0; children + 1];
        for row in rows.clone() {
            starts[child(row).at() + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut free = starts.clone();
        let mut by_child = vec![None; starts.last().copied().unwrap_or_default()];
        for row in rows {
            let place = &mut free[child(row).at()];
            by_child[*place] = Some(row);
            *place += 1;
        }
        ByChild { rows: by_child, starts }
    }

    /// A child's rows.
    pub fn rows(&self, child: ChildNumber) -> impl Iterator<Item = &'r T> + '_ {
        let bounds = self.starts.get(child.at()).zip(self.starts.get(child.at() + 1));
        let rows = bounds.and_then(|(from, to)| self.rows.get(*from..*to));
        rows.unwrap_or_default().iter().flatten().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        /// Two identifiers have one number exactly where they are the same in capitals.
        #[test]
        fn numbers_are_those_of_the_identifiers_in_capitals(ids in prop::collection::vec("[abAB1éÉß]{1,2}", 0..60)) {
            let mut numbers = ChildNumbers::default();
            let given: Vec<ChildNumber> = ids.iter().map(|id| numbers.of(id)).collect();
            for (one, first) in ids.iter().zip(&given) {
                prop_assert_eq!(&*numbers.ids()[first.at()], one.to_uppercase());
                for (other, second) in ids.iter().zip(&given) {
                    prop_assert_eq!(first == second, one.to_uppercase() == other.to_uppercase());
                }
            }
        }

        /// Every row is found under its child, in the order of the rows.
        #[test]
        fn rows_are_found_under_their_children(children in prop::collection::vec(0..9_u32, 0..60)) {
            let mut slow: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
            for (at, child) in children.iter().enumerate() {
                slow.entry(*child).or_default().push(at);
            }
            let rows: Vec<(u32, usize)> = children.iter().copied().zip(0..).collect();
            let by_child = ByChild::of(9, rows.iter(), |(child, _)| ChildNumber::of(*child as usize));
            for child in 0..9 {
                let rows: Vec<usize> = by_child.rows(ChildNumber::of(child as usize)).map(|(_, at)| *at).collect();
                prop_assert_eq!(rows, slow.remove(&child).unwrap_or_default());
            }
        }
    }
}
