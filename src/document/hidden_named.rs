//! Figures that the manager's own words name and this edition hides.

use super::markdown::{END, FIGURE, SHOWN, escape};
use crate::finding::{Finding, Place, Severity};
use crate::sources::TextFile;
use std::collections::BTreeSet;

/// One warning for each such figure. `filled` are the words with their figures filled in, between marks, and `names` what each mark
/// stands for.
pub fn findings(words: &TextFile, filled: &str, names: &[String]) -> Vec<Finding> {
    let hidden = format!("{SHOWN}{}{END}", escape("[c]"));
    let marks = filled.split(FIGURE).skip(1).filter_map(|piece| {
        let (mark, rest) = piece.split_at(piece.find(SHOWN)?);
        rest.starts_with(&hidden).then(|| mark.parse::<usize>().ok())?
    });
    let named: BTreeSet<&String> = marks.filter_map(|mark| names.get(mark)).collect();
    let finding = |name: &String| {
        let root = name.split('[').next().unwrap_or_default();
        // The whole name first: the same figure may be named twice, once where it is shown.
        let line = |name: &str| words.text.lines().position(|line| line.contains("{{") && line.contains(name));
        let line = line(name).or_else(|| line(root)).or_else(|| line(root.rsplit_once('.')?.0));
        Finding::new(
            Severity::Warning,
            "hidden-figure-named",
            Place { row: line.map(|line| line as u64 + 1), ..Place::file(&words.file) },
            format!("`{name}` is not shown in the public edition: [c] is printed in its place"),
            "the sentence around it tells the reader only that a number is small",
            format!(
                "write {{% if {name} is shown %}} before the sentence and {{% endif %}} after it, and say it without the number after {{% else %}}"
            ),
        )
    };
    named.into_iter().map(finding).collect()
}
