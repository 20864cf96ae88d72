//! Claims about files and tables as wholes: that none is there twice, and that none is empty by mistake.

use super::check::Evidence;
use crate::dataset::returns::recognised;
use crate::finding::{Finding, Place, Severity};
use crate::sources::table::RawTable;
use std::collections::{BTreeMap, BTreeSet};

/// Ensure each table of the return is given once for a year.
pub fn given_once(evidence: &Evidence<'_>) -> Vec<Finding> {
    let mut given: BTreeMap<(i16, &str), Vec<&RawTable>> = BTreeMap::new();
    for read in recognised(evidence.sources).into_iter().filter(|read| read.name != "Other") {
        if let Some(year) = read.year {
            given.entry((year, read.name)).or_default().push(read.table);
        }
    }
    let hash = |table: &RawTable| evidence.sources.hashes.get(&table.file);
    let mut findings = Vec::new();
    for ((year, name), tables) in given {
        let Some((first, others)) = tables.split_first() else { continue };
        // A copy to the letter is named by `files_differ`.
        for table in others.iter().filter(|table| table.file == first.file || hash(table) != hash(first)) {
            findings.push(Finding::new(
                Severity::Warning,
                "table-twice",
                table.whole(),
                format!(
                    "this is a second {name} table for {}; the first is {}",
                    crate::period::collection_year_label(year),
                    first.whole()
                ),
                "the rows of both are counted together, so an old export brings back what was corrected since",
                "keep the file that was submitted, and move the other out of the folder",
            ));
        }
    }
    findings
}

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
    let mut findings = Vec::new();
    for read in recognised(evidence.sources).into_iter().filter(|read| matches!(read.name, "Header" | "UASC")) {
        let table = read.table;
        let mut seen: BTreeSet<Vec<&str>> = BTreeSet::new();
        for row in table.rows() {
            if !seen.insert(table.cells(row).collect()) {
                findings.push(Finding::new(
                    Severity::Warning,
                    "duplicate-row",
                    table.place(row, None),
                    "the row says the same as one above it",
                    "it is counted once",
                    "delete one of the two rows in the source system",
                ));
            }
        }
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
