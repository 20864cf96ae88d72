//! What `check` says of a report's folder: what was read, what was found, what that does to the figures, and the verdict.

pub mod effect;
pub mod json;
pub mod words;
pub mod workbook;

use crate::config::Order;
use crate::dataset::recognition::recognised;
use crate::disclosure::Outcome;
use crate::finding::{Finding, catalogue::Catalogue};
use crate::report::{self, Drafted};
use crate::sources::Sources;
use effect::Effect;
use std::collections::BTreeMap;

/// Everything that `check` has to say.
#[derive(Debug, Clone)]
pub struct Verdict<'a> {
    /// The order and the sources; none where the order cannot be read.
    pub read: Option<Read<'a>>,
    /// All findings, in order of their places.
    pub findings: &'a [Finding],
    /// What the findings do to the figures.
    pub effects: Vec<Effect>,
    /// Codes of the findings that stand in the way of the final version, each once.
    pub before_final: Vec<&'static str>,
}

/// What was read.
#[derive(Debug, Clone)]
pub struct Read<'a> {
    /// The order.
    pub order: &'a Order,
    /// The sources.
    pub sources: &'a Sources,
    /// The columns of the service's own tables by source and field.
    pub columns: &'a BTreeMap<String, BTreeMap<String, usize>>,
    /// Every file, those that hold tables once for each table, by name.
    pub files: Vec<ReadFile<'a>>,
}

/// A file that was read, or one table of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadFile<'a> {
    /// The file, as places name it.
    pub file: &'a str,
    /// The sheet, of a workbook.
    pub sheet: Option<&'a str>,
    /// What it was read as: a table of the return by its name, a source by its name; none for words and lists of questions.
    pub table: Option<&'a str>,
    /// The collection year, of a table of the return.
    pub year: Option<i16>,
    /// The rows below the headings, of a table.
    pub rows: Option<u64>,
}

impl<'a> Verdict<'a> {
    /// The verdict on a folder that was read.
    pub fn of(drafted: &'a Drafted, catalogue: &Catalogue) -> Verdict<'a> {
        let counted = &drafted.counted;
        let published = &counted.figures.published;
        let figures = published.figures().filter_map(|figure| match &figure.outcome {
            Outcome::Missing(why) => Some((figure.id.as_str(), why.as_str())),
            _ => None,
        });
        let missing: Vec<(&str, &str)> = figures
            .chain(published.tables().filter_map(|table| Some((table.id.as_str(), table.missing.as_deref()?))))
            .collect();
        let mut before_final: Vec<&str> = report::obstacles(drafted).iter().map(|finding| finding.code).collect();
        before_final.sort_unstable();
        before_final.dedup();
        Verdict {
            read: Some(Read {
                order: &counted.order,
                sources: &counted.sources,
                columns: &counted.dataset.columns,
                files: files(&counted.sources),
            }),
            findings: &counted.findings,
            effects: effect::effects(&counted.left_out, &missing, &counted.findings, catalogue),
            before_final,
        }
    }

    /// The verdict where the order cannot be read: the findings are all there is.
    pub fn without_order(findings: &'a [Finding]) -> Verdict<'a> {
        Verdict { read: None, findings, effects: Vec::new(), before_final: Vec::new() }
    }
}

fn files(sources: &Sources) -> Vec<ReadFile<'_>> {
    let known: BTreeMap<*const _, _> =
        recognised(sources).into_iter().map(|read| (std::ptr::from_ref(read.table), read)).collect();
    let mut files: Vec<ReadFile<'_>> = Vec::new();
    for read in &sources.returns {
        let found = known.get(&std::ptr::from_ref(&read.table));
        let whole = ReadFile {
            file: &read.table.file,
            sheet: read.table.sheet.as_deref(),
            table: found.map(|found| found.name),
            year: found.and_then(|found| found.year),
            rows: Some(read.table.len() as u64),
        };
        // A table of several years once for each.
        let years = found.map_or(&[][..], |found| &found.rows_of_years);
        match years.is_empty() {
            true => files.push(whole),
            false => files.extend(years.iter().map(|(year, rows)| ReadFile {
                year: Some(*year),
                rows: Some(*rows),
                ..whole.clone()
            })),
        }
    }
    let typed = sources.typed.iter().filter_map(|(name, files)| Some((name, files.table.as_ref()?)));
    for (name, table) in sources.tables.iter().chain(typed) {
        files.push(ReadFile {
            file: &table.file,
            sheet: table.sheet.as_deref(),
            table: Some(name),
            year: None,
            rows: Some(table.len() as u64),
        });
    }
    let with_tables: std::collections::BTreeSet<&str> = files.iter().map(|read| read.file).collect();
    let others = sources.hashes.keys().map(String::as_str).filter(|file| !with_tables.contains(file));
    let plain = |file| ReadFile { file, sheet: None, table: None, year: None, rows: None };
    let others: Vec<ReadFile<'_>> = others.map(plain).collect();
    files.extend(others);
    files.sort_by(|a, b| (a.file, a.sheet, a.table).cmp(&(b.file, b.sheet, b.table)));
    files
}
