//! Files to rows that remember their place. Knows formats and where files lie, not what they mean.
//!
//! Everything the report is made from is read here, once, before the first sum.

pub mod csv;
pub mod format;
pub mod return_xml;
pub mod table;
pub mod yaml;

use crate::config::{ORDER_FILE, Order};
use crate::finding::{Finding, Place, Severity, near_names};
use crate::period::Period;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use table::RawTable;

/// The service's own tables: source name and what is lost without it.
pub const LOCAL_TABLES: [&str; 12] = [
    "reviews",
    "allocations",
    "officers",
    "posts",
    "disputes",
    "audit",
    "feedback",
    "figures",
    "history",
    "comparators",
    "actions",
    "quotes",
];

/// Where the national return lies unless the order says otherwise.
pub const RETURNS: &str = "data/ssda903";

/// Files that may lie in `data/` beside the tables.
const OTHER_FILES: [&str; 1] = ["bank_holidays"];

/// Everything that was read from a report's folder.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// The text of the order.
    pub order: String,
    /// The tables of the national return.
    pub returns: Vec<ReturnTable>,
    /// The service's own tables by source name.
    pub tables: BTreeMap<String, RawTable>,
    /// Question files (`audit.yaml`) by source name: file and text.
    pub questions: BTreeMap<String, TextFile>,
    /// The manager's words by section id.
    pub narrative: BTreeMap<String, TextFile>,
    /// Section templates of the council's own, by `kind/section`.
    pub templates: BTreeMap<String, TextFile>,
    /// Chart definitions of the council's own, by chart id.
    pub charts: BTreeMap<String, TextFile>,
    /// SHA-256 of every file read, by path below the folder.
    pub hashes: BTreeMap<String, String>,
}

/// A text file with its place.
#[derive(Debug, Clone)]
pub struct TextFile {
    /// The path below the report's folder, with `/`.
    pub file: String,
    /// What it says.
    pub text: String,
}

/// One table of the national return, its collection year not yet settled.
#[derive(Debug, Clone)]
pub struct ReturnTable {
    /// The collection year that the folder's name says, if it says one.
    pub folder_year: Option<i16>,
    /// The collection year that the file's name says, if it says one.
    pub file_year: Option<i16>,
    /// The rows.
    pub table: RawTable,
}

/// Reads the order's text. The only error is an unreadable or missing file.
pub fn order_text(folder: &Path) -> Result<String, Box<Finding>> {
    let fault = |what: String, fix: &str| {
        Box::new(Finding::new(
            Severity::Error,
            "order-missing",
            Place::file(ORDER_FILE),
            what,
            "without it the program does not know the council or the year",
            fix,
        ))
    };
    let bytes = fs::read(folder.join(ORDER_FILE)).map_err(|error| {
        if error.kind() == std::io::ErrorKind::NotFound {
            fault(
                "there is no file `report.yaml` in the report's folder".into(),
                "write one with three lines: `format: 1`, `authority: Example Council`, `period: 2025-26`",
            )
        } else {
            fault(
                format!("the file cannot be read: {error}"),
                "close it in other programs and check that you may read it",
            )
        }
    })?;
    String::from_utf8(bytes).map(|text| text.trim_start_matches('\u{feff}').to_string()).map_err(|_| {
        fault("the file is not saved as UTF-8 text".into(), "save it from a text editor with the encoding UTF-8")
    })
}

/// Reads every file of the report's folder that the program knows the use of.
pub fn read(folder: &Path, order_text: String, order: &Order) -> (Sources, Vec<Finding>) {
    let mut reader =
        Reader { folder, sources: Sources { order: order_text, ..Sources::default() }, findings: Vec::new() };
    reader.hash(ORDER_FILE, reader.sources.order.clone().as_bytes());
    reader.unknown_sources(order);
    reader.returns(order.sources.get("ssda903").map_or(RETURNS, String::as_str));
    reader.tables(order);
    reader.sources.narrative = reader.texts("narrative", "md");
    reader.sources.charts = reader.texts("charts", "yaml");
    for kind in ["annual-report", "cover-report", "care-plan-audit"] {
        for (stem, text) in reader.texts(&format!("report-templates/{kind}"), "md") {
            reader.sources.templates.insert(format!("{kind}/{stem}"), text);
        }
    }
    (reader.sources, reader.findings)
}

struct Reader<'a> {
    folder: &'a Path,
    sources: Sources,
    findings: Vec<Finding>,
}

impl Reader<'_> {
    fn hash(&mut self, file: &str, bytes: &[u8]) {
        let digest = Sha256::digest(bytes);
        let text = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        self.sources.hashes.insert(file.to_string(), text);
    }

    fn bytes(&mut self, file: &str) -> Option<Vec<u8>> {
        match fs::read(self.folder.join(file)) {
            Ok(bytes) => {
                self.hash(file, &bytes);
                Some(bytes)
            }
            Err(error) => {
                self.findings.push(Finding::new(
                    Severity::Error,
                    "unreadable-file",
                    Place::file(file),
                    format!("the file cannot be read: {error}"),
                    "figures made from it would be missing",
                    "close it in other programs and check that you may read it",
                ));
                None
            }
        }
    }

    /// Names of the entries of a folder, sorted, hidden and temporary ones left out; empty where there is no such folder.
    fn entries(&self, folder: &str) -> Vec<(String, bool)> {
        let Ok(entries) = fs::read_dir(self.folder.join(folder)) else {
            return Vec::new();
        };
        let mut names: Vec<(String, bool)> = entries
            .filter_map(Result::ok)
            .filter_map(|entry| Some((entry.file_name().into_string().ok()?, entry.path().is_dir())))
            .filter(|(name, _)| !name.starts_with('.') && !name.starts_with("~$"))
            .collect();
        names.sort();
        names
    }

    fn unknown_sources(&mut self, order: &Order) {
        for (name, path) in &order.sources {
            let known = LOCAL_TABLES.iter().copied().chain(["ssda903"]).chain(OTHER_FILES);
            if !known.clone().any(|known| known == name) {
                self.findings.push(
                    Finding::new(
                        Severity::Error,
                        "unknown-source",
                        Place::file(ORDER_FILE),
                        format!("`sources` names `{name}`, which is not a source that is known"),
                        "the file would never be read",
                        "write one of the known source names",
                    )
                    .near(near_names(name, known)),
                );
            } else if !self.folder.join(path).exists() {
                self.findings.push(Finding::new(
                    Severity::Error,
                    "source-missing",
                    Place::file(ORDER_FILE),
                    format!("`sources` says that `{name}` is at `{path}`, but nothing is there"),
                    "the figures made from it would be missing",
                    "correct the path (it starts at the report's folder), or take the line out",
                ));
            }
        }
    }

    fn returns(&mut self, root: &str) {
        let mut folders = vec![(root.to_string(), None)];
        for (name, is_folder) in self.entries(root) {
            if is_folder {
                folders.push((format!("{root}/{name}"), year_named(&name)));
            }
        }
        for (folder, folder_year) in folders {
            for (name, is_folder) in self.entries(&folder) {
                let ending = name.to_lowercase();
                if is_folder || !(ending.ends_with(".csv") || ending.ends_with(".xml")) {
                    continue;
                }
                let file = format!("{folder}/{name}");
                let Some(bytes) = self.bytes(&file) else {
                    continue;
                };
                let (tables, findings) = format::tables(&file, &bytes);
                self.findings.extend(findings);
                let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
                let file_year = year_in(stem);
                self.sources.returns.extend(tables.into_iter().map(|table| ReturnTable {
                    folder_year,
                    file_year,
                    table,
                }));
            }
        }
    }

    fn tables(&mut self, order: &Order) {
        for (name, is_folder) in self.entries("data") {
            let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, ""));
            let known = LOCAL_TABLES.contains(&stem) || OTHER_FILES.contains(&stem);
            match extension.to_lowercase().as_str() {
                "csv" if is_folder => self.findings.push(unused(
                    &format!("data/{name}"),
                    "this is a folder with the name of a file, so nothing in it was read",
                    "rename the folder, and put the file itself here",
                )),
                _ if is_folder => {}
                "csv" if known && !order.sources.contains_key(stem) => self.table(stem, &format!("data/{name}")),
                "yaml" | "yml" if matches!(stem, "audit" | "feedback") => {
                    let file = format!("data/{name}");
                    if let Some(text) = self.text(&file) {
                        self.sources.questions.insert(stem.to_string(), TextFile { file, text });
                    }
                }
                "md" | "txt" => {}
                "csv" | "xlsx" | "xls" | "ods" | "yaml" | "yml" => self.findings.push(
                    Finding::new(
                        Severity::Warning,
                        "unused-file",
                        Place::file(format!("data/{name}")),
                        if known {
                            "only CSV files are read here; this one was not"
                        } else {
                            "no source has this name, so the file was not read"
                        },
                        "what it holds is not in the report",
                        if known {
                            "save it from the spreadsheet as CSV under the same name"
                        } else {
                            "rename it to a source's name, or take it out"
                        },
                    )
                    .near(near_names(stem, LOCAL_TABLES)),
                ),
                _ => {}
            }
        }
        for (name, path) in &order.sources {
            let known = LOCAL_TABLES.contains(&name.as_str()) || OTHER_FILES.contains(&name.as_str());
            if known && self.folder.join(path).is_file() {
                self.table(name, path);
            }
        }
    }

    fn table(&mut self, name: &str, file: &str) {
        let Some(bytes) = self.bytes(file) else {
            return;
        };
        let (tables, findings) = format::tables(file, &bytes);
        self.findings.extend(findings);
        if let Some(table) = tables.into_iter().next() {
            self.sources.tables.insert(name.to_string(), table);
        }
    }

    fn text(&mut self, file: &str) -> Option<String> {
        let bytes = self.bytes(file)?;
        match String::from_utf8(bytes) {
            Ok(text) => Some(text.trim_start_matches('\u{feff}').replace("\r\n", "\n")),
            Err(_) => {
                self.findings.push(Finding::new(
                    Severity::Error,
                    "unreadable-file",
                    Place::file(file),
                    "the file is not saved as UTF-8 text",
                    "its words cannot be printed",
                    "save it from a text editor with the encoding UTF-8",
                ));
                None
            }
        }
    }

    fn texts(&mut self, folder: &str, extension: &str) -> BTreeMap<String, TextFile> {
        let mut texts = BTreeMap::new();
        for (name, is_folder) in self.entries(folder) {
            let Some((stem, ending)) = name.rsplit_once('.') else {
                continue;
            };
            if stem.eq_ignore_ascii_case("readme") {
                continue;
            }
            if is_folder || !ending.eq_ignore_ascii_case(extension) {
                self.findings.push(unused(
                    &format!("{folder}/{name}"),
                    &format!("only files that end in `.{extension}` are read here; this one was not"),
                    &format!("rename it so that it ends in `.{extension}`, or take it out"),
                ));
                continue;
            }
            let file = format!("{folder}/{name}");
            if let Some(text) = self.text(&file) {
                texts.insert(stem.to_string(), TextFile { file, text });
            }
        }
        texts
    }
}

fn unused(file: &str, what: &str, fix: &str) -> Finding {
    Finding::new(Severity::Warning, "unused-file", Place::file(file), what, "what it holds is not in the report", fix)
}

/// The collection year that a folder's whole name says: 2024-25, 2024_25 and 2025 are all 2025.
fn year_named(name: &str) -> Option<i16> {
    if let Some(period) = Period::parse(name) {
        return Some(period.to.year());
    }
    let year: i16 = name.trim().parse().ok()?;
    (1990..=2100).contains(&year).then_some(year)
}

/// The collection year that stands somewhere in a file's name: `SSDA903_2025_header`, `header 2024-25`.
fn year_in(stem: &str) -> Option<i16> {
    let bytes = stem.as_bytes();
    let digits = |from: usize, count: usize| {
        bytes.get(from..from + count).is_some_and(|part| part.iter().all(u8::is_ascii_digit))
            && !bytes.get(from + count).is_some_and(u8::is_ascii_digit)
    };
    (0..bytes.len()).filter(|&at| at == 0 || !bytes[at - 1].is_ascii_digit()).filter(|&at| digits(at, 4)).find_map(
        |at| {
            let two_years = stem.get(at..at + 7).filter(|_| digits(at + 5, 2)).and_then(year_named);
            let long = stem.get(at..at + 9).filter(|_| digits(at + 5, 4)).and_then(year_named);
            two_years.or(long).or_else(|| stem.get(at..at + 4).and_then(year_named))
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_named_for_a_year_is_that_collection_year() {
        for (name, year) in
            [("2024-25", Some(2025)), ("2024_25", Some(2025)), ("2025", Some(2025)), ("old", None), ("2024-26", None)]
        {
            assert_eq!(year_named(name), year, "{name}");
        }
    }

    #[test]
    fn a_year_is_found_inside_a_file_name() {
        for (name, year) in [
            ("SSDA903_2025_header", Some(2025)),
            ("2021-header", Some(2021)),
            ("episodes 2024-25", Some(2025)),
            ("episodes_2024_25_final", Some(2025)),
            ("reviews-2024-2025", Some(2025)),
            ("SSDA903", None),
            ("header", None),
            ("export 20250401", None),
        ] {
            assert_eq!(year_in(name), year, "{name}");
        }
    }
}
