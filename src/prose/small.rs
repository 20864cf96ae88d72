//! Small numbers that a person typed, and words that give one away (convention F10).
//!
//! A small number of children, of their families, reviews, disputes or answers is as public in a sentence as in a table. A number
//! that speaks of something hidden is found whatever it is: the finding is the same whether it is right or wrong.

use super::claim::{Doubt, doubt, follows_change};
use super::counted::{Grammar, How, Said};
use super::number::{Kind, Typed, numbers};
use super::sentence::Sentence;
use super::subject::Subjects;
use crate::config::Order;
use crate::disclosure::Edition;
use crate::figures::Figures;
use crate::measures::measure::Unit;

/// From this likeness on, in thousandths, a number that a figure prints is that figure's.
const LIKELY: u32 = 550;

/// The check, with what it holds sentences against.
pub struct Small<'s, 'f> {
    grammar: Grammar,
    subjects: &'s Subjects<'f>,
    threshold: u64,
    /// Whether this edition hides anything.
    hides: bool,
}

impl<'s, 'f> Small<'s, 'f> {
    /// The check of one edition.
    ///
    /// # Errors
    /// A fault in the built-in lists of words.
    pub fn new(order: &Order, figures: &Figures, subjects: &'s Subjects<'f>) -> anyhow::Result<Self> {
        Ok(Small {
            grammar: Grammar::new(&order.terms)?,
            subjects,
            threshold: order.settings.small_numbers.threshold(),
            hides: figures.published.edition() == Edition::Public,
        })
    }

    /// The small numbers in a sentence; `before` is the sentence before it.
    pub fn doubts(&self, sentence: &Sentence, before: Option<&Sentence>) -> Vec<Doubt> {
        if !self.hides {
            return Vec::new();
        }
        let before = before.filter(|before| before.file == sentence.file).map(|before| before.text.as_str());
        let said = self.grammar.said(&sentence.text, before);
        let mut doubts: Vec<Doubt> = said.iter().filter_map(|said| self.of_number(sentence, said)).collect();
        doubts.extend(self.of_percentages(sentence));
        doubts
    }

    fn is_small(&self, number: u64) -> bool {
        (1..self.threshold).contains(&number)
    }

    /// Whether the report prints this number, in thousandths, of something that the sentence speaks of.
    fn is_printed(&self, sentence: &Sentence, kind: Option<&str>, percent: bool, is_it: impl Fn(u64) -> bool) -> bool {
        let likely = self.subjects.of(sentence);
        let agrees = |head: &Option<String>| kind.is_none() || head.is_none() || head.as_deref() == kind;
        likely
            .iter()
            .filter(|(likeness, subject)| *likeness >= LIKELY && agrees(&subject.head))
            .any(|(_, subject)| subject.parts.iter().any(|(_, share, value)| *share == percent && is_it(*value)))
    }

    fn of_number(&self, sentence: &Sentence, said: &Said) -> Option<Doubt> {
        let hidden = self.subjects.hidden_in(&sentence.text, &said.kind);
        let rest = said.whole.map(|whole| whole.saturating_sub(said.number));
        if self.is_small(said.number) || rest.is_some_and(|rest| self.is_small(rest)) {
            if self.is_printed(sentence, Some(&said.kind), false, |value| value == said.number * 1000) {
                return None;
            }
            // How often something happened is its number only where the sentence speaks of what is hidden.
            if said.how == How::Times && hidden.is_none() {
                return None;
            }
            return Some(match (hidden, said.how) {
                (Some(hidden), How::Word) => doubt(
                    said.from,
                    sentence,
                    "small-number-words",
                    format!("these words give a number of `{}`, which the public edition does not show", hidden.name),
                    "words such as \"both\" or \"the only\" say a small number as plainly as a figure does (convention F10)",
                    "say it without a number, such as \"a small number of children\"",
                ),
                (Some(hidden), How::Number | How::Times) => self.beside_hidden(sentence, said.from, &hidden.name),
                (None, _) => self.typed(sentence, said),
            });
        }
        let hidden = hidden.filter(|hidden| said.has_noun && hidden.is_plain())?;
        let is_printed = self.is_printed(sentence, Some(&said.kind), false, |value| value == said.number * 1000);
        (!is_printed).then(|| self.beside_hidden(sentence, said.from, &hidden.name))
    }

    fn beside_hidden(&self, sentence: &Sentence, from: usize, name: &str) -> Doubt {
        doubt(
            from,
            sentence,
            "typed-number-hidden",
            format!("a number is typed for `{name}`, which the public edition does not show"),
            "whether it is right or wrong is not said here; if it is right, it gives a small number away",
            "take the number out, or fill the figure in by its name, which prints [c] where it is hidden",
        )
    }

    fn typed(&self, sentence: &Sentence, said: &Said) -> Doubt {
        let what = match (said.how, self.is_small(said.number)) {
            (How::Word, _) => format!("these words say a small number of {}", plural(&said.kind)),
            (_, true) => format!("a small number of {} is typed", plural(&said.kind)),
            _ => format!("what is left of the whole is a small number of {}", plural(&said.kind)),
        };
        doubt(
            said.from,
            sentence,
            "small-number-typed",
            what,
            "in a public report somebody could be recognised by it (convention F10)",
            "say it without a number, such as \"a small number of children\", unless nobody can be known by it",
        )
    }

    /// Percentages that give a small number: "2% of our 50 children".
    fn of_percentages(&self, sentence: &Sentence) -> Vec<Doubt> {
        let text = &sentence.text;
        let numbers = numbers(text);
        let mut doubts = Vec::new();
        for (at, percent) in numbers.iter().enumerate().filter(|(_, number)| number.kind == Kind::Percent) {
            if follows_change(text, percent) || self.is_printed(sentence, None, true, |value| percent.is(value)) {
                continue;
            }
            let Some((whole, kind)) = self.base(text, percent, numbers.get(at + 1)) else { continue };
            let gives = |count: u64| count <= whole && percent.is_percent_of(count, whole);
            let gives_small = |turn: fn(u64, u64) -> u64| {
                (1..self.threshold).any(|count| count <= whole && gives(turn(count, whole)))
                    && !(self.threshold <= whole && gives(turn(self.threshold, whole)))
            };
            if !gives_small(|count, _| count) && !gives_small(|count, whole| whole - count) {
                continue;
            }
            doubts.push(match self.subjects.hidden_in(text, &kind) {
                Some(hidden) => self.beside_hidden(sentence, percent.from, &hidden.name),
                None => doubt(
                    percent.from,
                    sentence,
                    "small-number-typed",
                    format!(
                        "a percentage is typed that gives a small number of {}, since the whole is known",
                        plural(&kind)
                    ),
                    "in a public report somebody could be recognised by it (convention F10)",
                    "say it without a number, such as \"nearly all\" or \"a small share\"",
                ),
            });
        }
        doubts
    }

    /// What a percentage is of: a number typed after it, or the figure of all there are.
    fn base(&self, text: &str, percent: &Typed, next: Option<&Typed>) -> Option<(u64, String)> {
        let after = text.get(percent.to..)?.trim_start_matches('%').trim_start();
        let after = after.strip_prefix("per cent").or(after.strip_prefix("percent")).unwrap_or(after).trim_start();
        let of = after.strip_prefix("of ")?;
        let kind = self.grammar.kind_at(&format!("of {of}"))?;
        let is_near = |number: &&Typed| {
            number.kind == Kind::Count
                && text
                    .get(percent.to..number.from)
                    .is_some_and(|gap| gap.len() < 24 && !gap.contains([',', '.', ';', '(']))
        };
        if let Some(whole) = next.filter(is_near).and_then(Typed::whole) {
            return Some((whole, kind));
        }
        let all = self.subjects.all().find(|subject| {
            subject.head.as_deref() == Some(kind.as_str())
                && subject.unit == Unit::Count
                && subject.concepts().len() == 1
        })?;
        Some((all.value.as_ref()?.1 / 1000, kind))
    }
}

/// What a kind is called in a message.
fn plural(kind: &str) -> &'static str {
    match kind {
        "child" => "children",
        "family" => "family members",
        "review" => "reviews",
        "dispute" => "disputes",
        "answer" => "answers",
        _ => "children's plans or placements",
    }
}

#[cfg(test)]
mod tests;
