//! The built-in lists of law, terms and acronyms, as templates see them.
//!
//! Nothing marked unverified is printed (convention C1.1). Of terms and acronyms those are printed that the report uses.

use crate::short_forms::ShortForms;
use crate::terms::CouncilWords;
use minijinja::value::Value;
use serde::Deserialize;
use std::collections::BTreeMap;

const GLOSSARY: &str = include_str!("../../data/reference/glossary.yaml");
const LAW: &str = include_str!("../../data/reference/law.yaml");

#[derive(Deserialize)]
struct GlossaryFile {
    terms: BTreeMap<String, Term>,
}

#[derive(Deserialize)]
struct Term {
    definition: String,
    #[serde(default)]
    also: Vec<String>,
}

#[derive(Deserialize)]
struct LawFile {
    references: serde_yaml::Mapping,
}

#[derive(Deserialize)]
struct Reference {
    cite: String,
    checked_on: Option<String>,
    #[serde(default)]
    facts: Vec<Fact>,
}

#[derive(Deserialize)]
struct Fact {
    fact: String,
    #[serde(default)]
    unverified: bool,
}

fn pair(keys: [&str; 2], one: &str, other: &str) -> Value {
    Value::from(BTreeMap::from([(keys[0].to_string(), Value::from(one)), (keys[1].to_string(), Value::from(other))]))
}

/// The terms that stand in the text, with their meanings, in alphabetical order.
///
/// # Errors
/// A damaged built-in file, which a test would have shown.
pub fn glossary(text: &str, council: &CouncilWords) -> anyhow::Result<Value> {
    let file: GlossaryFile = serde_yaml::from_str(GLOSSARY)?;
    let text = text.to_lowercase();
    let mut used: Vec<(String, &Term)> = file
        .terms
        .iter()
        .filter(|(term, entry)| {
            std::iter::once(*term)
                .chain(&entry.also)
                .any(|word| has_word(&text, &council.say(word).to_lowercase()) || has_word(&text, &word.to_lowercase()))
        })
        .map(|(term, entry)| (council.say(term).into_owned(), entry))
        .collect();
    used.sort_by_key(|(term, _)| term.to_lowercase());
    Ok(Value::from(
        used.iter()
            .map(|(term, entry)| {
                pair(["term", "meaning"], &crate::text::capitalised(term), &council.say(&entry.definition))
            })
            .collect::<Vec<_>>(),
    ))
}

/// The short forms that stand in the text, written out, in alphabetical order.
pub fn acronyms(text: &str, known: &ShortForms) -> Value {
    let used = known.all().filter(|(short, _)| has_word(text, short) || has_word(text, &format!("{short}s")));
    Value::from(used.map(|(short, long)| pair(["short", "long"], short, long)).collect::<Vec<_>>())
}

/// The law and guidance that was checked, each with its first fact.
///
/// # Errors
/// A damaged built-in file, which a test would have shown.
pub fn law() -> anyhow::Result<Value> {
    let file: LawFile = serde_yaml::from_str(LAW)?;
    let mut entries = Vec::new();
    for (key, entry) in file.references {
        // How committees meet is for the committee officer, not for the readers of the report.
        const OF_COMMITTEES: [&str; 6] = ["sch12a", "s100b", "s100d", "va1972", "si2002_715", "si2018_952"];
        if key.as_str().is_some_and(|key| OF_COMMITTEES.contains(&key)) {
            continue;
        }
        let reference: Reference = serde_yaml::from_value(entry)?;
        let fact = reference.facts.iter().find(|fact| !fact.unverified);
        if let (Some(_), Some(fact)) = (&reference.checked_on, fact) {
            entries.push(pair(["cite", "fact"], &reference.cite, &fact.fact));
        }
    }
    Ok(Value::from(entries))
}

/// Whether a word or phrase stands in the text as such, not inside a longer word.
fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, found)| {
        let before = text[..at].chars().next_back();
        let after = text[at + found.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Terms;

    #[test]
    fn the_built_in_lists_can_be_read() {
        assert!(law().unwrap().len().unwrap() > 3);
        assert!(
            glossary("the care plan audit of every child", &CouncilWords::new(&Terms::default()))
                .unwrap()
                .len()
                .unwrap()
                >= 1
        );
        let known = ShortForms::new(&Terms::default()).unwrap();
        assert_eq!(acronyms("A PEP was held.", &known).len(), Some(1));
        assert_eq!(acronyms("PEPs were held.", &known).len(), Some(1));
    }

    #[test]
    fn a_word_inside_another_is_not_that_word() {
        assert!(has_word("the base is 12", "base"));
        assert!(!has_word("based on", "base"));
    }
}
