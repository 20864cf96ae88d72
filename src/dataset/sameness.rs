//! Texts of which only one thing matters: whether two are the same. They are kept as numbers and cannot be printed.

use std::collections::HashMap;
use std::num::NonZeroU32;

/// Stands for a text, such as the postcode of a placement: equal for equal texts, whatever their case and spaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Same(NonZeroU32);

/// The texts met so far.
#[derive(Debug, Clone, Default)]
pub struct Sameness {
    // Looked up, never walked through, so its order cannot show.
    known: HashMap<String, Same>,
}

impl Sameness {
    /// What stands for a text; none for a blank one, and for a row of `X`, which the return allows where a number is not known.
    pub fn of(&mut self, text: &str) -> Option<Same> {
        let key: String = text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect();
        if super::codes::is_blank(&key) || key.chars().all(|c| c == 'X') {
            return None;
        }
        if let Some(same) = self.known.get(&key) {
            return Some(*same);
        }
        let next = u32::try_from(self.known.len()).ok()?.checked_add(1)?;
        let same = Same(NonZeroU32::new(next)?);
        self.known.insert(key, same);
        Some(same)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_the_same_whatever_their_case_and_spaces() {
        let mut texts = Sameness::default();
        let first = texts.of("ZZ4 5ZZ");
        assert!(first.is_some());
        assert_eq!(texts.of("zz45zz "), first);
        assert_ne!(texts.of("ZZ4 5ZY"), first);
        for nothing in ["", " ", "NULL", "XXXXXXX"] {
            assert_eq!(texts.of(nothing), None, "{nothing}");
        }
    }
}
