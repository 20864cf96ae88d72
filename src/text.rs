//! The one filter for every string that comes from data.
//!
//! A name, a comment or a label may hold anything: control characters, marks that turn the direction of
//! the text around them, private-use characters that would pass for our own marks, emoji that no embedded face can draw and
//! that would stop the whole PDF. What leaves this filter is safe to print: Unicode NFC, visible,
//! covered by one of the embedded font families, and filtering it again changes nothing.

use crate::pdf::fonts;
use skrifa::{FontRef, MetadataProvider};
use std::borrow::Cow;
use std::sync::OnceLock;
use unicode_normalization::{UnicodeNormalization, char::canonical_combining_class, is_nfc};

/// Stands where a character was that cannot be printed.
pub const REPLACEMENT: char = '\u{FFFD}';

/// A filtered string and how often a character of it could not be printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleaned<'a> {
    /// The text, safe to print.
    pub text: Cow<'a, str>,
    /// How many replacement marks stand in it for something else.
    pub replaced: u32,
}

/// The text without what cannot or must not be printed; see [`clean_counted`].
pub fn clean(text: &str) -> Cow<'_, str> {
    clean_counted(text).text
}

/// Filters a string: tabs and line ends become spaces; control characters, direction overrides, joiners and
/// private-use characters go; what no embedded face covers becomes one visible mark, a whole emoji
/// sequence one mark. Printable ASCII comes back as it is, without a copy.
pub fn clean_counted(text: &str) -> Cleaned<'_> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Cleaned { text: Cow::Borrowed(text), replaced: 0 };
    }
    let (visible, replaced_sequences) = collapse(text);
    let normal: String = if is_nfc(&visible) { visible } else { visible.nfc().collect() };
    let (covered, replaced) = cover(&normal);
    let replaced = replaced_sequences.saturating_add(replaced);
    if covered == text {
        return Cleaned { text: Cow::Borrowed(text), replaced };
    }
    Cleaned { text: Cow::Owned(covered), replaced }
}

/// A text as a cell of a file that a spreadsheet will open: what begins like a formula gets an apostrophe before it, so that it never
/// runs; a plain number stays as it is.
pub fn no_formula(text: &str) -> Cow<'_, str> {
    let like_a_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let is_number = || {
        let digits = text.trim_start_matches(['+', '-']).trim_end_matches('%');
        text.len() - text.trim_start_matches(['+', '-']).len() == 1
            && digits.starts_with(|c: char| c.is_ascii_digit())
            && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
    };
    if like_a_formula && !is_number() { format!("'{text}").into() } else { text.into() }
}

/// A text out of a table without the apostrophe that [`no_formula`], and people, put before what a spreadsheet would take for a formula.
pub fn as_meant(text: &str) -> &str {
    match text.as_bytes() {
        [b'\'', b'=' | b'+' | b'-' | b'@', ..] => text.get(1..).unwrap_or_default(),
        _ => text,
    }
}

/// Whether one embedded family can draw this character.
pub fn is_covered(c: char) -> bool {
    coverage().iter().any(|family| family.contains(c))
}

/// Drops what is invisible and makes one mark of each emoji sequence that cannot be drawn whole.
fn collapse(text: &str) -> (String, u32) {
    let mut out = String::with_capacity(text.len());
    let mut replaced = 0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if let Some(space) = as_space(c) {
            out.push(space);
        } else if is_dropped(c) {
            continue;
        } else if is_pictograph(c) {
            // A pictograph with what belongs to it: variation marks, skin tones, joined pictographs, the
            // second letter of a flag, the tags of a regional flag.
            let mut alone = true;
            if is_regional(c) && chars.peek().copied().is_some_and(is_regional) {
                chars.next();
                alone = false;
            }
            while let Some(&next) = chars.peek() {
                if is_skin_tone(next) {
                    alone = false;
                    chars.next();
                } else if next == '\u{200D}' {
                    chars.next();
                    if chars.peek().copied().is_some_and(is_pictograph) {
                        chars.next();
                        alone = false;
                    }
                } else if is_dropped(next) {
                    chars.next();
                } else {
                    break;
                }
            }
            if alone && is_covered(c) {
                out.push(c);
            } else {
                out.push(REPLACEMENT);
                // The mark itself, read again, is no loss.
                replaced += u32::from(c != REPLACEMENT);
            }
        } else {
            out.push(c);
        }
    }
    (out, replaced)
}

/// Replaces each character, together with the accents that stand on it, that no single family covers.
fn cover(text: &str) -> (String, u32) {
    let mut out = String::with_capacity(text.len());
    let mut replaced = 0;
    let mut rest = text;
    while let Some(base) = rest.chars().next() {
        let after = &rest[base.len_utf8()..];
        let marks_end = after.find(|c| !is_mark(c)).unwrap_or(after.len());
        let (marks, next) = after.split_at(marks_end);
        if coverage().iter().any(|family| family.contains(base) && marks.chars().all(|mark| family.contains(mark))) {
            out.push(base);
            out.push_str(marks);
        } else {
            if is_covered(base) && !is_mark(base) && base != REPLACEMENT {
                out.push(base);
            }
            out.push(REPLACEMENT);
            replaced += 1;
        }
        rest = next;
    }
    (out, replaced)
}

/// Space of any kind that a single line of text has no use for.
fn as_space(c: char) -> Option<char> {
    match c {
        '\t' | '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
        '\u{A0}' | ' ' => None,
        c if c.is_whitespace() && !is_covered(c) => Some(' '),
        _ => None,
    }
}

/// What has no picture of its own, or pretends to be one of our own marks.
fn is_dropped(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}'
            | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}'
            // The box of a keycap: the digit under it stays.
            | '\u{20E3}'
            // Private use, and what is no character at all.
            | '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}' | '\u{FDD0}'..='\u{FDEF}')
        || u32::from(c) & 0xFFFE == 0xFFFE
}

/// Roughly the characters that start an emoji sequence, and the mark that stands for one.
fn is_pictograph(c: char) -> bool {
    c == REPLACEMENT || matches!(c, '\u{2190}'..='\u{2BFF}' | '\u{3030}' | '\u{303D}' | '\u{1F000}'..='\u{1FAFF}')
}

fn is_regional(c: char) -> bool {
    matches!(c, '\u{1F1E6}'..='\u{1F1FF}')
}

fn is_skin_tone(c: char) -> bool {
    matches!(c, '\u{1F3FB}'..='\u{1F3FF}')
}

/// An accent or another mark drawn on the character before it.
fn is_mark(c: char) -> bool {
    canonical_combining_class(c) != 0 || unicode_normalization::char::is_combining_mark(c)
}

/// The characters of a family: those that each of its upright faces has, so that bold text is safe too.
struct Coverage {
    bits: Vec<u64>,
}

impl Coverage {
    fn of(faces: &[&'static [u8]]) -> Self {
        let mut bits: Option<Vec<u64>> = None;
        for face in faces {
            let mut own = vec![0u64; 0x11_0000 / 64];
            if let Ok(font) = FontRef::new(face) {
                for (code, _) in font.charmap().mappings() {
                    if let Some(word) = own.get_mut(code as usize / 64) {
                        *word |= 1 << (code % 64);
                    }
                }
            }
            bits = Some(match bits {
                None => own,
                Some(all) => all.iter().zip(&own).map(|(a, b)| a & b).collect(),
            });
        }
        Coverage { bits: bits.unwrap_or_default() }
    }

    fn contains(&self, c: char) -> bool {
        let code = u32::from(c);
        self.bits.get(code as usize / 64).is_some_and(|word| word & (1 << (code % 64)) != 0)
    }
}

/// The coverage of each embedded family, read once.
fn coverage() -> &'static [Coverage] {
    static COVERAGE: OnceLock<Vec<Coverage>> = OnceLock::new();
    COVERAGE.get_or_init(|| fonts::FAMILIES.iter().map(|family| Coverage::of(&fonts::faces(family))).collect())
}

/// The same words with a capital at the beginning; the rest as it stands.
pub fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_like_a_formula_is_made_text_and_numbers_stay() {
        for (text, expected) in [
            ("=1+1", "'=1+1"),
            ("+44 1632", "'+44 1632"),
            ("-cmd|'/c calc'!A1", "'-cmd|'/c calc'!A1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("--1", "'--1"),
            ("-", "'-"),
            ("-4.8", "-4.8"),
            ("+1,205", "+1,205"),
            ("-2.6%", "-2.6%"),
            ("79.6%", "79.6%"),
            ("[c]", "[c]"),
            ("1-4", "1-4"),
            ("", ""),
        ] {
            assert_eq!(no_formula(text), expected, "{text}");
        }
    }

    #[test]
    fn words_begin_with_a_capital() {
        for (words, capitals) in [
            ("children in care", "Children in care"),
            ("Cafcass", "Cafcass"),
            ("12 children", "12 children"),
            ("école", "École"),
            ("", ""),
        ] {
            assert_eq!(capitalised(words), capitals);
        }
    }
    use proptest::prelude::*;

    #[test]
    fn printable_ascii_comes_back_without_a_copy() {
        assert!(matches!(clean("79.6% of 3,719 #reviews{}"), Cow::Borrowed(_)));
        assert!(matches!(clean("Zoë’s café – 5 °C"), Cow::Borrowed(_)));
    }

    #[test]
    fn each_kind_of_trouble_has_its_answer() {
        let cases = [
            ("tab\tand\r\nline", "tab and  line"),
            ("cafe\u{301}", "café"),
            ("a\u{202E}b\u{202C}c", "abc"),
            ("mark\u{E000}ed", "marked"),
            ("bell\u{7}", "bell"),
            ("soft\u{AD}hyphen", "softhyphen"),
            ("well done 👍", "well done \u{FFFD}"),
            ("well done 👍🏽!", "well done \u{FFFD}!"),
            ("👨‍👩‍👧‍👦 home", "\u{FFFD} home"),
            ("flag 🇬🇧.", "flag \u{FFFD}."),
            ("press 1\u{FE0F}\u{20E3}", "press 1"),
            ("smile ☺\u{FE0F}", "smile ☺"),
            ("李", "\u{FFFD}"),
            ("שלום", "שלום"),
            ("Ọláwálé", "Ọláwálé"),
            ("Đặng", "Đặng"),
            ("\u{FEFF}first", "first"),
            ("a\u{3000}b", "a b"),
        ];
        for (given, expected) in cases {
            assert_eq!(clean(given), expected, "{given:?}");
        }
    }

    #[test]
    fn replacements_are_counted_and_our_own_mark_is_not() {
        assert_eq!(clean_counted("a👍b李c").replaced, 2);
        assert_eq!(clean_counted("a\u{FFFD}b").replaced, 0);
        assert_eq!(clean_counted("plain").replaced, 0);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]
        #[test]
        fn what_comes_out_is_printable_and_stays_as_it_is(text in any_text()) {
            let once = clean(&text).into_owned();
            let again = clean(&once);
            prop_assert_eq!(again.as_ref(), once.as_str());
            prop_assert!(is_nfc(&once));
            for c in once.chars() {
                prop_assert!(is_covered(c), "{:?} is not covered", c);
                prop_assert!(!c.is_control() && !is_dropped(c), "{:?} should have gone", c);
            }
        }
    }

    /// Any characters at all, with those that meet in emoji, accents and overrides made frequent.
    fn any_text() -> impl Strategy<Value = String> {
        let one = prop_oneof![
            any::<char>(),
            proptest::sample::select(vec![
                'a',
                'e',
                ' ',
                '\u{301}',
                '\u{328}',
                '\u{345}',
                '\u{20E3}',
                '\u{200D}',
                '\u{FE0F}',
                '👍',
                '\u{1F3FD}',
                '🇬',
                '🇧',
                '☺',
                '\u{202E}',
                '\u{E000}',
                '\u{FFFD}',
                '\u{5D0}',
                '\u{5B0}',
                '\u{1100}',
                '\u{1161}',
                '\u{D55C}',
                '\u{340}',
                '≠',
                '\u{338}',
                '\u{212A}',
            ]),
            proptest::char::range('\u{80}', '\u{3000}'),
        ];
        proptest::collection::vec(one, 0..12).prop_map(|chars| chars.into_iter().collect())
    }
}
