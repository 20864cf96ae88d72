//! Claims about files and tables as wholes: that none is there twice, and that none is empty by mistake.

use super::check::Evidence;
use crate::dataset::recognition::{Kind, given, recognised};
use crate::finding::{Finding, Place, Severity};
use std::collections::BTreeMap;

/// Below so many rows two files of different folders may say the same by chance: nothing changed for a few children.
const ALIKE_BY_CHANCE: usize = 10;

/// Ensure no file is the copy of another.
pub fn files_differ(evidence: &Evidence<'_>) -> Vec<Finding> {
    let mut of_hash: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let tables = evidence.sources.returns.iter().map(|read| &read.table).chain(evidence.sources.tables.values());
    let mut rows: BTreeMap<&str, usize> = BTreeMap::new();
    for table in tables {
        *rows.entry(&table.file).or_default() += table.len();
    }
    for file in rows.iter().filter(|(_, rows)| **rows > 0).map(|(file, _)| *file) {
        if let Some(hash) = evidence.sources.hashes.get(file) {
            of_hash.entry(hash).or_default().push(file);
        }
    }
    let folder = |file: &str| file.rsplit_once('/').map_or("", |(folder, _)| folder).to_string();
    let mut findings = Vec::new();
    for files in of_hash.into_values() {
        let Some((first, others)) = files.split_first() else { continue };
        let enough = rows.get(first).is_some_and(|rows| *rows >= ALIKE_BY_CHANCE);
        for file in others.iter().filter(|file| enough || folder(file) == folder(first)) {
            findings.push(Finding::new(
                Severity::Warning,
                "file-twice",
                Place::file(*file),
                format!("the file is a copy of {first}, to the last letter"),
                "if it was meant for another year or another source, what should stand here is missing from the report",
                "keep one of the two; export the other again if it should hold something else",
            ));
        }
    }
    findings
}

/// Ensure no row of Header or UASC stands twice. Doubled rows of the other tables are told where those are read.
pub fn rows_differ(evidence: &Evidence<'_>) -> Vec<Finding> {
    let all = given(&evidence.sources.returns);
    let mut findings = Vec::new();
    for (at, given) in
        all.tables.iter().enumerate().filter(|(_, given)| matches!(given.kind, Kind::Header | Kind::Uasc))
    {
        // Only rows about one child can say the same.
        let children = evidence.dataset.row_children.of_table(at);
        let mut seen = evidence.dataset.row_children.among([]);
        let again = children.iter().flatten().filter(|child| std::mem::replace(&mut seen[child.at()], true)).copied();
        let again = evidence.dataset.row_children.among(again.collect::<Vec<_>>());
        let rows = given.table.rows().zip(children);
        let rows = rows.filter(|(_, child)| child.is_none_or(|child| again[child.at()])).map(|(row, _)| row);
        findings.extend(given.table.repeats(rows).into_iter().map(|row| {
            Finding::new(
                Severity::Warning,
                "duplicate-row",
                given.table.place(row, None),
                "the row says the same as one above it",
                "it is counted once",
                "delete one of the two rows in the source system",
            )
        }));
    }
    findings
}

/// Ensure a table with headings has rows, where an empty one is more likely a broken export than the truth.
pub fn rows_given(evidence: &Evidence<'_>) -> Vec<Finding> {
    let returns =
        recognised(evidence.sources).into_iter().filter(|read| matches!(read.name, "Episodes" | "Reviews" | "Header"));
    let tables = returns.map(|read| read.table).chain(evidence.sources.tables.values());
    tables
        .filter(|table| table.is_empty() && !table.headings.is_empty())
        .map(|table| {
            Finding::new(
                Severity::Note,
                "no-rows",
                table.whole(),
                "the table has headings, but no row below them",
                "it is read as a list with nothing on it, and what it counts is 0",
                "nothing, if that is so; else export it again",
            )
        })
        .collect()
}
