//! How wide text is when printed: measured on the font faces that the program carries, so that charts can be laid out before
//! anything is drawn.

use skrifa::MetadataProvider;
use skrifa::charmap::Charmap;
use skrifa::metrics::GlyphMetrics;
use skrifa::prelude::{FontRef, LocationRef, Size};

/// The families that the program carries, in the order in which a missing letter is looked for.
pub const FAMILIES: [&str; 2] = ["Noto Sans", "DejaVu Sans"];

/// Width of a letter that no face has, in em.
const UNKNOWN_LETTER: f64 = 0.6;

/// The weights in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Plain text.
    Regular,
    /// Bold text.
    Bold,
}

/// Measures text in the program's own faces. Kerning is left out: it changes a label by less than the space kept round it.
pub struct Ruler {
    regular: Vec<Face>,
    bold: Vec<Face>,
}

struct Face {
    letters: Charmap<'static>,
    widths: GlyphMetrics<'static>,
}

impl Ruler {
    /// A ruler for text set in `family` first; a family that the program does not carry is measured as its own first one.
    pub fn new(family: &str) -> Self {
        let faces = |noto: &'static [u8], dejavu: &'static [u8]| {
            let mut faces: Vec<Face> = [noto, dejavu].into_iter().filter_map(Face::new).collect();
            if family == FAMILIES[1] {
                faces.reverse();
            }
            faces
        };
        Self {
            regular: faces(notosans::REGULAR_TTF, dejavu::sans::regular()),
            bold: faces(notosans::BOLD_TTF, dejavu::sans::bold()),
        }
    }

    /// The width of one line of text, in the unit of `size`.
    pub fn width(&self, text: &str, size: f64, weight: Weight) -> f64 {
        text.chars().map(|letter| self.letter(letter, weight)).sum::<f64>() * size
    }

    /// Breaks text into lines no wider than `widest`: at spaces, and inside a word only if the word alone is wider. Nothing but
    /// spaces is lost.
    pub fn wrap(&self, text: &str, size: f64, weight: Weight, widest: f64) -> Vec<String> {
        let mut lines = Vec::new();
        let mut line = String::new();
        for word in text.split(is_break).filter(|word| !word.is_empty()) {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if self.width(&longer, size, weight) <= widest {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            let mut pieces = self.pieces(word, size, weight, widest);
            line = pieces.pop().unwrap_or_default();
            lines.append(&mut pieces);
        }
        if !line.is_empty() {
            lines.push(line);
        }
        lines
    }

    /// The width of the widest word: any less, and [`Ruler::wrap`] breaks inside it.
    pub fn widest_word(&self, text: &str, size: f64, weight: Weight) -> f64 {
        text.split(is_break).map(|word| self.width(word, size, weight)).fold(0.0, f64::max)
    }

    /// A word cut where it must be; a mark stays with its letter.
    fn pieces(&self, word: &str, size: f64, weight: Weight, widest: f64) -> Vec<String> {
        let mut pieces = Vec::new();
        let mut piece = String::new();
        let mut reach = 0.0;
        for letter in word.chars() {
            let width = self.letter(letter, weight) * size;
            if reach + width > widest && width > 0.0 && !piece.is_empty() {
                pieces.push(std::mem::take(&mut piece));
                reach = 0.0;
            }
            piece.push(letter);
            reach += width;
        }
        pieces.push(piece);
        pieces
    }

    /// The width of a letter in em.
    fn letter(&self, letter: char, weight: Weight) -> f64 {
        let faces = match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        };
        faces
            .iter()
            .find_map(|face| face.widths.advance_width(face.letters.map(letter)?))
            .map_or(UNKNOWN_LETTER, f64::from)
    }
}

impl Face {
    fn new(bytes: &'static [u8]) -> Option<Self> {
        let font = FontRef::new(bytes).ok()?;
        Some(Self { letters: font.charmap(), widths: font.glyph_metrics(Size::new(1.0), LocationRef::default()) })
    }
}

/// Where a line may end: any space but one that is there to hold two words together.
fn is_break(letter: char) -> bool {
    letter.is_whitespace() && !matches!(letter, '\u{a0}' | '\u{202f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ruler() -> Ruler {
        Ruler::new("Noto Sans")
    }

    #[test]
    fn widths_are_those_in_the_font_file() {
        // The advances in Noto Sans, 2048 units to the em: digits 1171 in both weights, "i" 528.
        let ruler = ruler();
        assert!((ruler.width("00", 1024.0, Weight::Regular) - 1171.0).abs() < 0.1);
        assert!((ruler.width("i", 2048.0, Weight::Regular) - 528.0).abs() < 0.1);
        assert!((ruler.width("7", 2048.0, Weight::Bold) - 1171.0).abs() < 0.1);
        assert!(ruler.width("☺", 10.0, Weight::Regular) > 0.0);
    }

    #[test]
    fn wrapping_loses_only_spaces() {
        let ruler = ruler();
        let text = "Children placed   for adoption, including with their current carer";
        let lines = ruler.wrap(text, 12.0, Weight::Regular, 120.0);
        assert!(lines.len() > 2);
        assert!(lines.iter().all(|line| ruler.width(line, 12.0, Weight::Regular) <= 120.0));
        assert_eq!(lines.join(" "), text.split_whitespace().collect::<Vec<_>>().join(" "));
    }

    #[test]
    fn a_word_wider_than_the_line_is_carried_on() {
        let lines = ruler().wrap(&"w".repeat(100), 12.0, Weight::Regular, 90.0);
        assert_eq!(lines.concat(), "w".repeat(100));
        assert!(lines.len() > 1);
    }

    #[test]
    fn empty_text_has_no_line() {
        assert!(ruler().wrap("  ", 12.0, Weight::Regular, 90.0).is_empty());
    }

    proptest::proptest! {
        #[test]
        fn any_text_fits_and_stays_whole(text in "\\PC{0,120}", widest in 40.0..400.0f64) {
            let ruler = ruler();
            let lines = ruler.wrap(&text, 12.0, Weight::Regular, widest);
            for line in &lines {
                proptest::prop_assert!(ruler.width(line, 12.0, Weight::Regular) <= widest + 1e-6 || line.chars().count() == 1);
            }
            let without_breaks = |text: &str| text.chars().filter(|letter| !is_break(*letter)).collect::<String>();
            proptest::prop_assert_eq!(without_breaks(&lines.concat()), without_breaks(&text));
        }
    }
}
