//! Short forms written out at their first use in each part (convention C6.3).
//!
//! The short form stays where it stands and what it means follows in brackets, "a PEP (personal education plan)": so neither the
//! article before it nor the ending of its plural can go wrong. Headings, quotations and figures are left as they are; there the next
//! use is written out.

use super::blocks::Draft;
use super::markdown::{Piece, Span};
use crate::short_forms::ShortForms;
use std::collections::BTreeSet;

/// Writes the short forms of a part out where each is first used.
pub fn expand(part: &mut [Draft], known: &ShortForms) {
    let mut seen = BTreeSet::new();
    for draft in part {
        expand_pieces(&mut draft.pieces, known, &mut seen);
    }
}

fn expand_pieces(pieces: &mut [Piece], known: &ShortForms, seen: &mut BTreeSet<String>) {
    for piece in pieces {
        match piece {
            Piece::Paragraph(spans) => expand_spans(spans, known, seen),
            Piece::List { items, .. } => items.iter_mut().for_each(|item| expand_pieces(item, known, seen)),
            Piece::Heading { .. } | Piece::Quotation { .. } | Piece::PlaceTable(_) | Piece::PlaceChart(_) => {}
        }
    }
}

fn expand_spans(spans: &mut [Span], known: &ShortForms, seen: &mut BTreeSet<String>) {
    for span in spans {
        match span {
            Span::Text(text) => *text = expanded(text, known, seen),
            Span::Strong(spans) | Span::Link { content: spans, .. } => expand_spans(spans, known, seen),
            Span::Figure { .. } | Span::ReferTo(_) | Span::LineBreak => {}
        }
    }
}

/// A text with the short forms that were not seen before written out.
fn expanded(text: &str, known: &ShortForms, seen: &mut BTreeSet<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(char::is_alphanumeric) {
        let (before, from) = rest.split_at(start);
        out.push_str(before);
        let end = from.find(|letter: char| !letter.is_alphanumeric()).unwrap_or(from.len());
        let (word, after) = from.split_at(end);
        out.push_str(word);
        rest = after;
        let Some((short, long, is_plural)) = meaning(word, known).filter(|(short, ..)| !seen.contains(*short)) else {
            continue;
        };
        let is_part_of_name = after.starts_with(['\'', '\u{2019}', '-', '/'])
            || before.ends_with(['-', '/'])
            || after.strip_prefix(' ').is_some_and(|after| after.starts_with(|c: char| c.is_ascii_digit()));
        if is_part_of_name {
            continue;
        }
        seen.insert(short.to_string());
        // "personal education plan (PEP)" and "PEP (personal education plan)" say it already.
        if before.ends_with('(') || after.starts_with(" (") {
            continue;
        }
        let long = if is_plural { crate::terms::plural(long) } else { long.to_string() };
        out.push_str(&format!(" ({long})"));
    }
    out.push_str(rest);
    out
}

/// The short form that a word is, what it means, and whether the word is its plural.
fn meaning<'k>(word: &str, known: &'k ShortForms) -> Option<(&'k str, &'k str, bool)> {
    if let Some((short, long)) = known.get(word) {
        return Some((short, long, false));
    }
    let (short, long) = known.get(word.strip_suffix('s')?)?;
    Some((short, long, true))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> ShortForms {
        ShortForms::new(&crate::config::Terms::default()).unwrap()
    }

    #[test]
    fn a_short_form_is_written_out_once_where_it_first_stands_in_running_text() {
        let mut seen = BTreeSet::new();
        for (text, out) in [
            ("The PEP's date", "The PEP's date"),
            ("PEPs were late.", "PEPs (personal education plans) were late."),
            ("A PEP was late.", "A PEP was late."),
            (
                "A strengths and difficulties questionnaire (SDQ) and an SDQ.",
                "A strengths and difficulties questionnaire (SDQ) and an SDQ.",
            ),
            (
                "Officers may ask Cafcass.",
                "Officers may ask Cafcass (Children and Family Court Advisory and Support Service).",
            ),
            ("SI 2010/959", "SI 2010/959"),
            ("an IRO-led team; an IRO", "an IRO-led team; an IRO (independent reviewing officer)"),
        ] {
            assert_eq!(expanded(text, &known(), &mut seen), out);
        }
    }

    #[test]
    fn headings_quotations_and_figures_stay_as_they_are() {
        let text = |words: &str| Span::Text(words.to_string());
        let mut part = vec![Draft {
            id: "a".into(),
            title: "The PEP".into(),
            number: "1".into(),
            pieces: vec![
                Piece::Heading { level: 3, content: vec![text("The PEP")] },
                Piece::Quotation { content: vec![text("My PEP was good.")] },
                Piece::Paragraph(vec![
                    Span::Figure { mark: 0, text: "12 PEPs".into() },
                    Span::Strong(vec![text(" of each PEP")]),
                ]),
                Piece::List { ordered: false, items: vec![vec![Piece::Paragraph(vec![text("The PEP and the SDQ")])]] },
            ],
            mentions: Vec::new(),
        }];
        expand(&mut part, &known());
        let said = format!("{:?}", part[0].pieces);
        assert_eq!(said.matches("PEP (personal education plan)").count(), 1, "{said}");
        assert!(said.contains("SDQ (strengths and difficulties questionnaire)"), "{said}");
    }

    proptest::proptest! {
        #[test]
        fn any_text_keeps_its_words(text in "(\\PC|PEP|IROs?|Cafcass| |\\(|-){0,30}") {
            let out = expanded(&text, &known(), &mut BTreeSet::new());
            proptest::prop_assert!(out.len() >= text.len());
        }
    }
}
