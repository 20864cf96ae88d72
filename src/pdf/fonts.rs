//! The faces that are part of the program: no font of the machine is ever looked at, so that a report
//! looks the same wherever it is made.

use std::sync::OnceLock;
use typst::foundations::Bytes;
use typst::text::{Font, FontBook, FontInfo};
use typst::utils::LazyHash;

/// The families in the order in which a character is looked for.
pub const FAMILIES: [&str; 2] = ["Noto Sans", "DejaVu Sans"];

/// The embedded faces of a family; none for a family that is not embedded.
pub fn faces(family: &str) -> Vec<&'static [u8]> {
    match family {
        "Noto Sans" => {
            vec![notosans::REGULAR_TTF, notosans::BOLD_TTF, notosans::ITALIC_TTF, notosans::BOLD_ITALIC_TTF]
        }
        "DejaVu Sans" => vec![dejavu::sans::regular(), dejavu::sans::bold()],
        _ => Vec::new(),
    }
}

/// All faces with the book that Typst chooses from; a face is parsed when it is first needed.
pub(super) struct Shelf {
    book: LazyHash<FontBook>,
    slots: Vec<Slot>,
}

struct Slot {
    data: &'static [u8],
    index: u32,
    font: OnceLock<Option<Font>>,
}

impl Shelf {
    /// The one shelf of the process.
    pub(super) fn get() -> &'static Shelf {
        static SHELF: OnceLock<Shelf> = OnceLock::new();
        SHELF.get_or_init(|| {
            let mut book = FontBook::new();
            let mut slots = Vec::new();
            for data in FAMILIES.into_iter().flat_map(faces) {
                // The book counts faces as the slots do, so both are filled together.
                for (index, face) in (0..).zip(FontInfo::iter(data)) {
                    book.push(face);
                    slots.push(Slot { data, index, font: OnceLock::new() });
                }
            }
            Shelf { book: LazyHash::new(book), slots }
        })
    }

    /// What Typst chooses from.
    pub(super) fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    /// The face at this place in the book.
    pub(super) fn font(&self, index: usize) -> Option<Font> {
        let slot = self.slots.get(index)?;
        slot.font.get_or_init(|| Font::new(Bytes::new(slot.data), slot.index)).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_family_has_its_faces_in_the_book() {
        let shelf = Shelf::get();
        for family in FAMILIES {
            assert!(shelf.book().contains_family(&family.to_lowercase()), "{family}");
        }
        assert_eq!(shelf.slots.len(), 6);
        assert!((0..6).all(|index| shelf.font(index).is_some()));
        assert!(shelf.font(6).is_none());
    }
}
