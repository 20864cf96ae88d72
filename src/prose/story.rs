//! Quotations and case examples among the manager's own words, which carry no consent (convention F10).

use crate::finding::{Finding, Place, Severity};
use crate::sources::Sources;

/// One warning for each: for the first line of a quotation, for the heading or the opening words of an example.
pub fn without_consent(sources: &Sources) -> Vec<Finding> {
    let mut findings = Vec::new();
    for text in sources.narrative.values() {
        let mut in_quotation = false;
        for (at, line) in text.text.lines().enumerate() {
            let is_quotation = line.trim_start().starts_with('>');
            let what = match is_quotation {
                true if !in_quotation => Some("a quotation stands among your own words"),
                false if begins_example(line) => Some("a case example stands among your own words"),
                _ => None,
            };
            in_quotation = is_quotation;
            findings.extend(what.map(|what| {
                Finding::new(
                    Severity::Warning,
                    "story-without-consent",
                    Place::row(&text.file, at as u64 + 1),
                    what,
                    "nothing says that the person agreed and that details were changed; whoever knows a child recognises the story",
                    "move it into `data/quotes` with yes under `consent` and `detail_changed`, or accept this finding in the order and say who agreed",
                )
            }));
        }
    }
    findings
}

/// Whether a line is the heading of an example, or begins one: "### Case study", "**Case example:** ...", "A child's story".
fn begins_example(line: &str) -> bool {
    let is_heading = line.starts_with('#');
    let words = line.trim_start_matches(['#', '*', '_', ' ']).to_lowercase().replace('\u{2019}', "'");
    let names =
        ["case study", "case studies", "case example", "case examples", "case history", "case vignette", "vignette"];
    let opens = |name: &&str| {
        words
            .strip_prefix(*name)
            .is_some_and(|rest| is_heading || rest.starts_with([':', '.', '*']) || rest.trim().is_empty())
    };
    names.iter().any(opens) || (is_heading && words.trim_end_matches(['*', ' ']).ends_with("'s story"))
}

#[cfg(test)]
mod tests {
    use super::begins_example;

    #[test]
    fn headings_and_openings_of_examples_are_known() {
        for line in ["### Case study", "**Case example:** A. came", "Case study", "### A child\u{2019}s story"] {
            assert!(begins_example(line), "{line}");
        }
        for line in ["Case studies of this kind are rare.", "### What works well", "The case example helped."] {
            assert!(!begins_example(line), "{line}");
        }
    }
}
