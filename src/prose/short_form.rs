//! Short forms that nobody explains: a run of capitals which is neither known nor said in full (convention C6.3).

use super::sentence::Sentence;
use crate::finding::{Finding, Severity, near_names};
use crate::short_forms::ShortForms;
use std::collections::{BTreeMap, BTreeSet};

/// One finding for each unknown short form of each file, at its first use.
pub fn unknown(sentences: &[Sentence], known: &ShortForms, own_words: &str) -> Vec<Finding> {
    let said_in_full: BTreeMap<&str, String> = sentences.iter().fold(BTreeMap::new(), |mut texts, sentence| {
        let text: &mut String = texts.entry(sentence.file.as_str()).or_default();
        text.push_str(&sentence.text);
        text.push(' ');
        texts
    });
    let mut seen = BTreeSet::new();
    let mut findings = Vec::new();
    for sentence in sentences {
        // A line in capitals is loud, but no list of short forms.
        let runs: Vec<&str> = runs(&sentence.text);
        if runs.len() > 3 && runs.len() * 2 > sentence.text.split_whitespace().count() {
            continue;
        }
        for run in runs {
            let text = said_in_full.get(sentence.file.as_str()).map_or("", String::as_str);
            let is_explained = text.contains(&format!("({run})")) || text.contains(&format!("{run} ("));
            let is_own = own_words.split(|c: char| !c.is_alphanumeric()).any(|word| word.trim_end_matches('s') == run);
            if known.is_known(run) || is_roman(run) || is_explained || is_own || !seen.insert((&sentence.file, run)) {
                continue;
            }
            findings.push(
                Finding::new(
                    Severity::Warning,
                    "unknown-short-form",
                    sentence.place(),
                    format!("`{run}` is a short form that nobody explains"),
                    "councillors and young people may not know it, and it cannot be written out or listed in the glossary",
                    format!(
                        "write it in full, or say once what it means: `terms: {{acronyms: {{{run}: ...}}}}` in the order"
                    ),
                )
                .near(near_names(run, known.all().map(|(short, _)| short))),
            );
        }
    }
    findings
}

/// Runs of two to six capitals that stand as words, without the ending of their plural.
fn runs(text: &str) -> Vec<&str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .map(|word| word.strip_suffix('s').unwrap_or(word))
        .filter(|word| (2..=6).contains(&word.len()) && word.bytes().all(|letter| letter.is_ascii_uppercase()))
        .collect()
}

fn is_roman(run: &str) -> bool {
    run.bytes().all(|letter| matches!(letter, b'I' | b'V' | b'X'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, own: &str) -> Vec<String> {
        let known = ShortForms::new(&crate::config::Terms::default()).unwrap();
        let sentences = super::super::sentence::sentences("narrative/service.md", Some(1), text);
        unknown(&sentences, &known, own).into_iter().map(|finding| finding.what).collect()
    }

    #[test]
    fn only_what_nobody_explains_is_found_and_once() {
        for (text, count) in [
            ("The PEPs and the QXZ. The QXZ again, and two QXZs.", 1),
            ("The quality exchange zone (QXZ) is new. The QXZ works.", 0),
            ("QXZ (the quality exchange zone) is new.", 0),
            ("Part II of the act; PDF; the UK; 10 PM; DRAFT.", 0),
            ("WE ARE VERY PROUD OF THIS", 0),
            ("Bus 7A, code PN1, WC2H.", 0),
        ] {
            assert_eq!(found(text, "").len(), count, "{text}");
        }
        assert_eq!(found("The RCO team.", "RCO manager"), Vec::<String>::new());
        assert!(found("The UASCC team.", "")[0].contains("UASCC"));
    }
}
