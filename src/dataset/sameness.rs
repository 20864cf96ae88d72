//! Texts of which only one thing matters: whether two are the same. They are kept as numbers and cannot be printed.

use super::codes::is_blank;
use std::num::NonZeroU64;

/// Stands for a text, such as the postcode of a placement: equal for equal texts, whatever their case and spaces.
///
/// A text of up to eight letters is kept as it is, so that no two such texts are mixed up; of a longer one a number is kept that
/// another text has by a chance of one in 2^63.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Same(NonZeroU64);

impl Same {
    /// What stands for a text; none for a blank one, and for a row of `X`, which the return allows where a number is not known.
    pub fn of(text: &str) -> Option<Same> {
        if text.is_empty() {
            return None;
        }
        if !text.is_ascii() {
            return Same::of_capitals(text.to_uppercase().bytes().filter(|byte| !byte.is_ascii_whitespace()));
        }
        if is_blank(text) {
            return None;
        }
        let capitals = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).map(|byte| byte.to_ascii_uppercase());
        if capitals.clone().all(|byte| byte == b'X') {
            return None;
        }
        Same::of_capitals(capitals)
    }

    fn of_capitals(bytes: impl Iterator<Item = u8> + Clone) -> Option<Same> {
        let number = if bytes.clone().count() <= 8 && bytes.clone().all(|byte| byte.is_ascii()) {
            bytes.fold(0, |number, byte| number << 8 | u64::from(byte))
        } else {
            // FNV-1a; the top bit, which no ASCII letter has, keeps the long apart from the short.
            let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
            });
            hash | 1 << 63
        };
        NonZeroU64::new(number).map(Same)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn texts_are_the_same_whatever_their_case_and_spaces() {
        assert!(Same::of("ZZ4 5ZZ").is_some());
        assert_eq!(Same::of("zz45zz "), Same::of("ZZ4 5ZZ"));
        assert_ne!(Same::of("ZZ4 5ZY"), Same::of("ZZ4 5ZZ"));
        for nothing in ["", " ", "NULL", "XXXXXXX", "x"] {
            assert_eq!(Same::of(nothing), None, "{nothing}");
        }
    }

    proptest! {
        #[test]
        fn only_equal_texts_are_the_same(one in "[ aAbé1]{0,10}", other in "[ aAbé1]{0,10}") {
            let key = |text: &str| text.to_uppercase().replace(' ', "");
            prop_assert_eq!(Same::of(&one) == Same::of(&other), key(&one) == key(&other));
        }
    }
}
