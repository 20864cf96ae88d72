//! The example report, whole, compared with what it was when somebody last read it.

use super::{EXAMPLE, expect, pdf, pdfs, printed, project};
use std::path::PathBuf;

fn expected(file: &str) -> PathBuf {
    project().join("tests/reports/example/expected").join(file)
}

#[test]
fn the_example_reads_as_it_did() {
    let files = pdfs(&EXAMPLE.join("output/public"));
    let (_, bytes) = files.iter().find(|(name, _)| name.contains("agenda-item")).unwrap();
    let read = pdf::read(bytes);
    // Both are written before either is compared.
    let (text, tags) = (read.text(), read.outline());
    expect(&expected("text.txt"), &text);
    expect(&expected("tags.txt"), &tags);
}

#[test]
fn the_example_has_the_figures_it_had() {
    expect(&expected("figures.json"), &printed(&EXAMPLE, &["figures", "--json"]));
}

#[test]
fn the_example_has_the_findings_it_had() {
    expect(&expected("findings.json"), &printed(&EXAMPLE, &["check", "--json"]));
}
