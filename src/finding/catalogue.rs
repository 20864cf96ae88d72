//! A page for every code that a finding can have: what it means, why it matters, how to put it right.
//!
//! The pages are `data/reference/findings/*.yaml`, one file for each theme, built into the program.

use super::{Finding, Severity};
use anyhow::Context;
use rust_embed::RustEmbed;
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use std::fmt;

#[derive(RustEmbed)]
#[folder = "data/reference/findings/"]
struct Files;

/// What there is to say about a family of findings, wherever it occurs.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// How much it weighs; several where that depends on the case.
    #[serde(deserialize_with = "one_or_several")]
    pub severity: Vec<Severity>,
    /// The family in one line.
    pub title: String,
    /// What the program saw, and how it reads such a thing.
    pub what: String,
    /// Why it matters.
    pub why: String,
    /// What to do, and in which program.
    pub fix: String,
    /// One invented example, before and after.
    pub example: String,
    /// Ids of the figures and tables that it makes less exact; `audit` and `feedback` stand for all their questions.
    pub touches: Vec<String>,
    /// Of those, the ones that are touched only by a finding in one of these columns.
    #[serde(default)]
    pub columns: BTreeMap<String, Vec<String>>,
}

impl Page {
    /// Whether these findings of the family touch a figure or table that the page names.
    pub fn is_touched(&self, id: &str, findings: &[&Finding]) -> bool {
        let of_column = |finding: &&Finding| match (self.columns.get(id), &finding.place.column) {
            (Some(columns), Some(column)) => columns.contains(column),
            _ => true,
        };
        // What stands for all questions of a survey is touched only by a finding in its file.
        let of_file = |finding: &&Finding| {
            let name = finding.place.file.as_deref().and_then(|file| file.rsplit('/').next());
            !SURVEYS.contains(&id) || name.is_some_and(|name| name.starts_with(id))
        };
        self.touches.iter().any(|touched| touched == id)
            && findings.iter().any(|finding| of_column(finding) && of_file(finding))
    }
}

/// Names that stand for all questions of a survey.
const SURVEYS: [&str; 2] = ["audit", "feedback"];

/// Every page by its code.
#[derive(Debug, Clone)]
pub struct Catalogue {
    pages: BTreeMap<String, Page>,
}

impl Catalogue {
    /// The pages that are built into the program.
    ///
    /// # Errors
    /// A fault of the program: a page that cannot be read.
    pub fn built_in() -> anyhow::Result<Catalogue> {
        let mut pages = BTreeMap::new();
        for name in Files::iter() {
            let file = Files::get(&name).with_context(|| format!("{name} is not built in"))?;
            let text = std::str::from_utf8(&file.data).with_context(|| format!("{name} is no text"))?;
            let of_file: BTreeMap<String, Page> =
                serde_yaml::from_str(text).with_context(|| format!("{name} cannot be read"))?;
            pages.extend(of_file);
        }
        Ok(Catalogue { pages })
    }

    /// The page of a code.
    pub fn page(&self, code: &str) -> Option<&Page> {
        self.pages.get(code)
    }

    /// Every code, in order of the alphabet.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.pages.keys().map(String::as_str)
    }

    /// Every code with its page.
    pub fn pages(&self) -> impl Iterator<Item = (&str, &Page)> {
        self.pages.iter().map(|(code, page)| (code.as_str(), page))
    }
}

impl fmt::Display for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severities: Vec<String> = self.severity.iter().map(Severity::to_string).collect();
        let mut part = |head: &str, text: &str| writeln!(f, "\n{head}\n{}", super::wrapped(text, "  "));
        part("What it is", &self.what)?;
        part("Why it matters", &self.why)?;
        part("How to fix it", &self.fix)?;
        part("Example", &self.example)?;
        part("How much it weighs", &severities.join(" or "))?;
        if !self.touches.is_empty() {
            part("Figures and tables that it touches", &self.touches.join(", "))?;
        }
        Ok(())
    }
}

fn one_or_several<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Severity>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        One(Severity),
        Several(Vec<Severity>),
    }
    Ok(match Written::deserialize(deserializer)? {
        Written::One(severity) => vec![severity],
        Written::Several(severities) => severities,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::{Path, PathBuf};

    /// Texts of the form of a code that are none.
    const NO_CODES: [&str; 11] = [
        "agenda-item",
        "annual-report",
        "care-plan",
        "care-plan-audit",
        "cover-report",
        "how-made",
        "in-care",
        "iro-report",
        "report-templates",
        "year-old",
        "year-olds",
    ];

    /// Files that name parts of a format in the form of codes: there only what stands in `Finding::new(` is a code.
    const OF_A_FORMAT: [&str; 1] = ["ods.rs"];

    fn rust_files(folder: &Path, into: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let is_of_tests = path.file_stem().is_some_and(|stem| stem == "tests");
            if path.is_dir() && !is_of_tests {
                rust_files(&path, into);
            } else if path.extension().is_some_and(|ending| ending == "rs") && !is_of_tests {
                into.push(path);
            }
        }
    }

    fn is_code(text: &str) -> bool {
        let letters =
            |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        text.starts_with(|c: char| c.is_ascii_lowercase()) && text.split('-').all(letters)
    }

    /// Every code that the program's text gives a finding: any text in quotation marks of the form `two-words`, outside tests, and
    /// after `Finding::new(` one word as well.
    fn codes_in_the_program() -> BTreeMap<String, BTreeSet<String>> {
        let mut files = Vec::new();
        rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
        let mut codes: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for file in files {
            let text = fs::read_to_string(&file).unwrap();
            let program = text.split("#[cfg(test)]").next().unwrap_or_default();
            let is_of_format = OF_A_FORMAT.iter().any(|name| file.ends_with(name));
            let words = program.split('"').filter(|text| !is_of_format && text.contains('-') && is_code(text));
            let mut found: Vec<&str> = words.collect();
            found.extend(program.split("Finding::new(").skip(1).filter_map(|call| {
                let first = call.split('"').nth(1)?;
                (is_code(first) && call.split('"').next()?.len() < 120).then_some(first)
            }));
            for code in found.into_iter().filter(|code| !NO_CODES.contains(code)) {
                codes.entry(code.to_string()).or_default().insert(file.display().to_string());
            }
        }
        codes
    }

    #[test]
    fn every_code_has_a_page_and_every_page_a_code() {
        let catalogue = Catalogue::built_in().unwrap();
        let codes = codes_in_the_program();
        let without_page: Vec<_> = codes.iter().filter(|(code, _)| catalogue.page(code).is_none()).collect();
        assert!(
            without_page.is_empty(),
            "codes without a page in data/reference/findings (or, if it is no code, without a line in NO_CODES): {without_page:#?}"
        );
        let without_code: Vec<_> = catalogue.codes().filter(|code| !codes.contains_key(*code)).collect();
        assert!(without_code.is_empty(), "pages whose code the program never gives: {without_code:?}");
    }

    #[test]
    fn no_code_has_two_pages() {
        let mut seen = BTreeSet::new();
        for name in Files::iter() {
            let text = String::from_utf8(Files::get(&name).unwrap().data.into_owned()).unwrap();
            for code in serde_yaml::from_str::<BTreeMap<String, Page>>(&text).unwrap().into_keys() {
                assert!(seen.insert(code.clone()), "`{code}` has a second page in {name}");
            }
        }
    }

    #[test]
    fn every_page_is_whole_and_ends_its_sentences() {
        for (code, page) in Catalogue::built_in().unwrap().pages() {
            assert!(is_code(code), "{code}");
            assert!(!page.severity.is_empty() && !page.title.ends_with('.'), "{code}");
            for text in [&page.title, &page.what, &page.why, &page.fix, &page.example] {
                assert!(!text.trim().is_empty(), "{code}");
            }
            for text in [&page.what, &page.why, &page.fix] {
                assert!(text.trim().ends_with('.'), "{code}: {text}");
            }
        }
    }

    #[test]
    fn what_a_page_touches_is_in_the_report() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reports/example/expected/figures.json");
        let example: serde_json::Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
        let known =
            |id: &str| SURVEYS.contains(&id) || ["figures", "tables"].iter().any(|kind| !example[kind][id].is_null());
        for (code, page) in Catalogue::built_in().unwrap().pages() {
            for id in &page.touches {
                assert!(known(id), "{code} touches `{id}`, which is not in the example report");
            }
            assert!(page.columns.keys().all(|id| page.touches.contains(id)), "{code}");
        }
    }
}
