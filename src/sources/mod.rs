//! Files to rows that remember their place. Knows formats and where files lie, not what they mean.
//!
//! Everything the report is made from is read here, once, before the first sum.

pub mod assembly;
mod cell_value;
mod compound;
pub mod csv;
pub mod folder;
pub mod format;
pub mod heading_row;
pub mod key_place;
pub mod limits;
mod ods;
mod package;
pub mod return_xml;
pub mod table;
pub mod workbook;
mod xls;
mod xlsx;
pub mod yaml;

use crate::config::{ORDER_FILE, Order, SourceEntry};
use crate::finding::{Finding, Place, Severity, near_names};
use crate::period::Period;
use folder::{Entry, Folder, path_below, unused};
use heading_row::Known;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use table::RawTable;

/// The service's own tables: source name and what is lost without it.
pub const LOCAL_TABLES: [&str; 14] = [
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
    "published",
    "actions",
    "quotes",
    "you_said",
];

/// What the name of a source in `data/tables` begins with in the order: `tables/placements`.
const TYPED_SOURCES: &str = "tables/";

/// The file of the council's own measures, without its ending.
const MEASURES: &str = "measures";

/// The folder of the council's own tables.
const OWN_TABLES: &str = "data/own";

/// The folder of all data.
const DATA: &str = "data";

/// The usual folder of the national return.
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
    /// Tables that a person typed in, by the stem of their files in `data/tables`.
    pub typed: BTreeMap<String, TypedFiles>,
    /// Question files (`audit.yaml`) by source name: file and text.
    pub questions: BTreeMap<String, TextFile>,
    /// Measures of the council's own (`data/measures.yaml`).
    pub measures: Option<TextFile>,
    /// Tables of the council's own (`data/own/NAME`) by name, for its own measures.
    pub own: BTreeMap<String, RawTable>,
    /// The manager's words by section id.
    pub narrative: BTreeMap<String, TextFile>,
    /// Section templates of the council's own, by `kind/section`.
    pub templates: BTreeMap<String, TextFile>,
    /// Layouts of the cover report of the council's own, by name.
    pub layouts: BTreeMap<String, TextFile>,
    /// Chart definitions of the council's own, by chart id.
    pub charts: BTreeMap<String, TextFile>,
    /// Tables that the council puts together out of numbers of the report, by table id.
    pub arranged: BTreeMap<String, TextFile>,
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

/// The files of a table that a person typed in: one or both.
#[derive(Debug, Clone, Default)]
pub struct TypedFiles {
    /// The rows.
    pub table: Option<RawTable>,
    /// What the file beside it says about them.
    pub about: Option<TextFile>,
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
    let bytes = Folder::new(folder).bytes(ORDER_FILE, limits::WRITTEN_BYTES).map_err(|finding| {
        const SMALLEST: &str = "write one with three lines: `format: 1`, `authority: Example Council`, `period: 2025-26`";
        let named = match folder.to_string_lossy().as_ref() {
            "" | "." => "the folder that you are in".to_string(),
            folder => format!("the folder `{}`", folder.replace('\\', "/")),
        };
        if folder.is_file() {
            let what = format!("{} is a file, and a folder is asked for", named.replacen("the folder ", "", 1));
            fault(what, "name the folder that holds `report.yaml`")
        } else if !folder.is_dir() {
            fault(
                format!("there is no such folder: {}", named.replacen("the folder ", "", 1)),
                "look for a misspelt name, or start a report there with `iro-report new`",
            )
        } else if let Some(finding) = finding {
            finding
        } else {
            let mut finding = fault(format!("there is no file `report.yaml` in {named}"), SMALLEST);
            // Windows hides the last ending of a name, so that a file looks as if it were called rightly.
            finding.near = near_orders(folder);
            if !finding.near.is_empty() {
                finding.fix = "rename the file to `report.yaml`; if that seems to be its name already, let the system show the endings of files"
                    .into();
            }
            finding
        }
    })?;
    String::from_utf8(bytes).map(|text| text.trim_start_matches('\u{feff}').to_string()).map_err(|_| {
        fault("the file is not saved as UTF-8 text".into(), "save it from a text editor with the encoding UTF-8")
    })
}

/// Files whose names are nearly that of the order.
fn near_orders(folder: &Path) -> Vec<String> {
    let (entries, _) = Folder::new(folder).entries("");
    let is_near = |name: &String| {
        let lower = name.to_lowercase();
        lower.starts_with("report.y") || lower.starts_with("report.txt") || lower == "report"
    };
    entries.into_iter().filter(|entry| !entry.is_folder).map(|entry| entry.name).filter(is_near).take(3).collect()
}

/// Reads every file of the report's folder that the program knows the use of.
pub fn read(folder: &Path, order_text: String, order: &Order) -> (Sources, Vec<Finding>) {
    let mut reader = Reader {
        folder: Folder::new(folder),
        sources: Sources { order: order_text, ..Sources::default() },
        findings: Vec::new(),
        noticed: BTreeSet::new(),
        kept: 0,
    };
    reader.hash(ORDER_FILE, reader.sources.order.clone().as_bytes());
    reader.unknown_sources(order);
    let returns = order.sources.get("ssda903").cloned().unwrap_or_default();
    reader.returns(&returns);
    reader.tables(order);
    reader.typed(order);
    reader.own_tables();
    reader.never_used(returns_place(&returns).as_deref());
    reader.sources.narrative = reader.texts("narrative", "md");
    reader.sources.charts = reader.texts("charts", "yaml");
    reader.sources.arranged = reader.texts("tables", "yaml");
    reader.sources.layouts = reader.texts("report-templates/cover-report/layouts", "yaml");
    for kind in ["annual-report", "cover-report", "care-plan-audit", "how-made"] {
        for (stem, text) in reader.texts(&format!("report-templates/{kind}"), "md") {
            reader.sources.templates.insert(format!("{kind}/{stem}"), text);
        }
    }
    (reader.sources, reader.findings)
}

struct Reader {
    folder: Folder,
    sources: Sources,
    findings: Vec<Finding>,
    /// Files of which something was said in place of reading them.
    noticed: BTreeSet<String>,
    /// Bytes of all tables so far.
    kept: u64,
}

/// Where the national return lies: a folder, or its one file.
fn returns_place(entry: &SourceEntry) -> Option<String> {
    match &entry.file {
        Some(path) => path_below(path),
        None => Some(RETURNS.into()),
    }
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The hash and the tables of a file of the return, and what was found; nothing where it cannot be read.
fn return_file(
    folder: &Folder,
    path: &str,
    entry: &SourceEntry,
    known: &Known,
) -> (Option<String>, Vec<RawTable>, Vec<Finding>) {
    match folder.bytes(path, limits::FILE_BYTES) {
        Ok(bytes) => {
            let (tables, findings) = format::every(path, &bytes, entry, known);
            (Some(hash(&bytes)), tables, findings)
        }
        // One that was there a moment ago and is gone is no finding of its own: nothing was read.
        Err(finding) => (None, Vec::new(), finding.into_iter().map(|finding| *finding).collect()),
    }
}

impl Reader {
    fn hash(&mut self, file: &str, bytes: &[u8]) {
        self.sources.hashes.insert(file.to_string(), hash(bytes));
    }

    fn bytes(&mut self, file: &str, limit: u64) -> Option<Vec<u8>> {
        match self.folder.bytes(file, limit) {
            Ok(bytes) => {
                self.hash(file, &bytes);
                Some(bytes)
            }
            Err(finding) => {
                // One that was there a moment ago and is gone is no finding of its own: nothing was read.
                self.findings.extend(finding.map(|finding| *finding));
                None
            }
        }
    }

    /// Whether there is room for more tables; a finding says it once where there is none.
    fn has_room(&mut self, file: &str, tables: &[RawTable]) -> bool {
        let is_said = self.kept > limits::REPORT_BYTES;
        self.kept += tables.iter().map(RawTable::bytes).sum::<u64>();
        if self.kept <= limits::REPORT_BYTES {
            return true;
        }
        // What comes after the first file that is too much is not read either, small as it may be.
        if !is_said {
            self.findings.push(limits::exceeded(
                Place::file(file),
                format!(
                    "the tables of this report take more than {} together; this file and those after it were not read",
                    limits::in_megabytes(limits::REPORT_BYTES)
                ),
                "take out what this report does not need: a return needs three years, and each file once",
            ));
        }
        false
    }

    /// The table of a file, if there is room for it.
    fn with_room(&mut self, file: &str, table: Option<RawTable>) -> Option<RawTable> {
        table.filter(|table| self.has_room(file, std::slice::from_ref(table)))
    }

    /// The entries of a folder, sorted by name; empty where there is no such folder.
    fn entries(&mut self, folder: &str) -> Vec<Entry> {
        let (entries, findings) = self.folder.entries(folder);
        self.findings.extend(findings);
        entries
    }

    fn unknown_sources(&mut self, order: &Order) {
        for (name, entry) in &order.sources {
            let known = LOCAL_TABLES.iter().copied().chain(["ssda903"]).chain(OTHER_FILES);
            let is_typed = name.starts_with(TYPED_SOURCES);
            if !is_typed && !known.clone().any(|known| known == name) {
                self.findings.push(
                    Finding::new(
                        Severity::Error,
                        "unknown-source",
                        Place::file(ORDER_FILE),
                        format!("`sources` names `{name}`, which is not a source that is known"),
                        "the file would never be read",
                        format!("write one of {}", known.clone().collect::<Vec<_>>().join(", ")),
                    )
                    .near(near_names(name, known)),
                );
            } else if let Some(path) = entry.file.as_ref().filter(|path| path_below(path).is_none()) {
                self.findings.push(Finding::new(
                    Severity::Error,
                    "source-outside",
                    Place::file(ORDER_FILE),
                    format!(
                        "`sources` says that `{name}` is at `{path}`, which is not a path below the report's folder"
                    ),
                    "a report is made from its own folder alone, so that anyone can make it again from a copy",
                    "copy the file into the report's folder and write its path from there, such as `data/reviews.xlsx`",
                ));
            } else if let Some(path) =
                entry.file.as_ref().filter(|path| path_below(path).is_some_and(|path| !self.folder.has(&path)))
            {
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

    /// Reads every table of the national return: in one drop, or in folders named for their years, however deep they lie.
    fn returns(&mut self, entry: &SourceEntry) {
        let Some(root) = returns_place(entry) else { return };
        let files = if self.folder.is_folder(&root) {
            let (files, findings) = self.folder.files_within(&root, &|_| true);
            self.findings.extend(findings);
            files
        } else if self.folder.has(&root) {
            let name = root.rsplit('/').next().unwrap_or(&root).to_string();
            vec![Entry { name, path: root.clone(), is_folder: false }]
        } else {
            return;
        };
        let is_table = |file: &Entry| {
            let (stem, ending) = stem_and_ending(&file.name);
            (format::ENDINGS.contains(&ending.as_str()) || ending == "xml") && !is_for_people(&stem, &ending)
        };
        let files: Vec<Entry> = files.into_iter().filter(is_table).collect();
        let known = Known::of_return();
        // The tables of a large return are read side by side; they come back in the order of the files.
        for files in files.chunks(limits::FILES_AT_ONCE) {
            let read: Vec<_> =
                files.par_iter().map(|file| return_file(&self.folder, &file.path, entry, &known)).collect();
            for (file, (hash, tables, findings)) in files.iter().zip(read) {
                self.findings.extend(findings);
                if !self.has_room(&file.path, &tables) {
                    return;
                }
                let (stem, _) = stem_and_ending(&file.name);
                // The nearest folder that is named for a year counts.
                let folders = file.path.strip_prefix(&root).unwrap_or_default().rsplit('/').skip(1);
                let folder_year = folders.filter_map(year_named).next();
                let file_year = year_in(&stem);
                let tables = tables.into_iter().map(|table| ReturnTable { folder_year, file_year, table });
                self.sources.hashes.extend(hash.map(|hash| (file.path.clone(), hash)));
                self.sources.returns.extend(tables);
            }
        }
    }

    /// Reads the service's own tables and the questions of its surveys.
    fn tables(&mut self, order: &Order) {
        let entries = self.entries(DATA);
        let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for entry in entries.iter().filter(|entry| !entry.is_folder) {
            let (stem, ending) = stem_and_ending(&entry.name);
            let stem = stem.to_lowercase();
            if matches!(ending.as_str(), "yaml" | "yml") && matches!(stem.as_str(), "audit" | "feedback") {
                if let Some(text) = self.text(&entry.path) {
                    self.sources.questions.insert(stem, TextFile { file: entry.path.clone(), text });
                }
            } else if matches!(ending.as_str(), "yaml" | "yml") && stem == MEASURES {
                self.sources.measures = self.text(&entry.path).map(|text| TextFile { file: entry.path.clone(), text });
            } else if is_own_source(&stem) && format::ENDINGS.contains(&ending.as_str()) {
                found.entry(stem).or_default().push(entry.path.clone());
            }
        }
        let sources = LOCAL_TABLES.iter().chain(&OTHER_FILES);
        for name in sources {
            let entry = order.sources.get(*name).cloned().unwrap_or_default();
            let mut files = found.remove(*name).unwrap_or_default();
            // Beside a table a file of text with its name holds notes.
            if files.len() > 1 {
                files.retain(|file| !file.to_lowercase().ends_with(".txt"));
            }
            match (&entry.file, files.as_slice()) {
                (Some(path), beside) => {
                    let Some(path) = path_below(path).filter(|path| self.folder.has(path)) else { continue };
                    for file in beside.iter().filter(|file| **file != path) {
                        let what = format!("the order says that `{name}` is in `{path}`, so this file was not read");
                        self.findings.push(unused(
                            file,
                            &what,
                            "take one of the two out, or change the line in report.yaml",
                        ));
                        self.noticed(file);
                    }
                    self.table(name, &path, &entry);
                }
                (None, []) => {}
                (None, [file]) => self.table(name, &file.clone(), &entry),
                (None, [first, ..]) => {
                    self.findings.push(ambiguous(name, first, &files));
                    for file in &files {
                        self.noticed(file);
                    }
                }
            }
        }
    }

    /// Leaves a file out of those of which it is said that nothing uses them: something else was said of it.
    fn noticed(&mut self, file: &str) {
        self.noticed.insert(file.to_string());
    }

    /// Says which files are there and never used: whatever in the data's folders looks like data and was not read.
    fn never_used(&mut self, returns: Option<&str>) {
        // What lies in these folders another part reads, and says what it does not.
        const OTHERS: [&str; 2] = ["data/tables", OWN_TABLES];
        let (mut files, mut findings) = self.folder.files_within(DATA, &|entry| !OTHERS.contains(&entry.path.as_str()));
        if let Some(returns) = returns.filter(|returns| !returns.starts_with("data/")) {
            let (more, found) = self.folder.files_within(returns, &|_| true);
            files.extend(more);
            findings.extend(found);
        }
        // Said already where the folder was first looked into.
        findings.retain(|finding| !self.findings.contains(finding));
        self.findings.extend(findings);
        for entry in self.entries(DATA).iter().filter(|entry| entry.is_folder) {
            let (_, ending) = stem_and_ending(&entry.name);
            if format::ENDINGS.contains(&ending.as_str()) {
                self.findings.push(unused(
                    &entry.path,
                    "this is a folder with the name of a file, so nothing in it was read",
                    "rename the folder, and put the file itself here",
                ));
            }
        }
        for file in files {
            let (stem, ending) = stem_and_ending(&file.name);
            let is_read = self.sources.hashes.contains_key(&file.path) || self.noticed.contains(&file.path);
            if is_read
                || is_for_people(&stem, &ending)
                || self.findings.iter().any(|finding| finding.place.file.as_ref() == Some(&file.path))
            {
                continue;
            }
            self.findings.extend(use_of(&file, &stem, &ending));
        }
    }

    /// Reads the tables that a person typed in, with what is said about them.
    fn typed(&mut self, order: &Order) {
        const FOLDER: &str = "data/tables";
        let mut places: BTreeMap<String, String> = BTreeMap::new();
        for entry in self.entries(FOLDER) {
            let file = entry.path;
            let (stem, ending) = stem_and_ending(&entry.name);
            match ending.as_str() {
                "yaml" | "yml" if !entry.is_folder => {
                    if let Some(text) = self.text(&file) {
                        self.sources.typed.entry(stem).or_default().about = Some(TextFile { file, text });
                    }
                }
                ending if format::ENDINGS.contains(&ending) && ending != "txt" && !entry.is_folder => match places.get(&stem) {
                    Some(known) => {
                        let what = format!("`{known}` has the same name, and was read in its place");
                        self.findings.push(unused(&file, &what, "rename one of the two files"));
                    }
                    None => {
                        places.insert(stem, file);
                    }
                },
                "md" | "txt" => {}
                _ => self.findings.push(unused(
                    &file,
                    "this is neither a table (csv, xlsx, xls, ods) nor the description of one (yaml), so it was not read",
                    "save the table as CSV or as a workbook, or take it out",
                )),
            }
        }
        for (name, entry) in &order.sources {
            if let (Some(stem), Some(path)) = (name.strip_prefix(TYPED_SOURCES), &entry.file)
                && let Some(path) = path_below(path).filter(|path| self.folder.has(path))
            {
                places.insert(stem.to_string(), path);
            }
        }
        for (stem, file) in places {
            let entry = order.sources.get(&format!("{TYPED_SOURCES}{stem}")).cloned().unwrap_or_default();
            let Some(bytes) = self.bytes(&file, limits::FILE_BYTES) else { continue };
            let (table, findings) = format::one(&file, &bytes, &entry, &Known::default());
            self.findings.extend(findings);
            let table = self.with_room(&file, table);
            self.sources.typed.entry(stem).or_default().table = table;
        }
    }

    /// Reads the tables of the council's own, which only its own measures count.
    fn own_tables(&mut self) {
        for Entry { name, path: file, is_folder } in self.entries(OWN_TABLES) {
            let (stem, ending) = stem_and_ending(&name);
            match ending.as_str() {
                "md" | "txt" => {}
                ending if format::ENDINGS.contains(&ending) && !is_folder => {
                    if self.sources.own.contains_key(&stem) {
                        let what = format!("another file here is called `{stem}` too, and was read in its place");
                        self.findings.push(unused(&file, &what, "rename one of the two files"));
                        continue;
                    }
                    let Some(bytes) = self.bytes(&file, limits::FILE_BYTES) else { continue };
                    let (table, findings) = format::one(&file, &bytes, &SourceEntry::default(), &Known::default());
                    self.findings.extend(findings);
                    let table = self.with_room(&file, table);
                    self.sources.own.extend(table.map(|table| (stem, table)));
                }
                _ => self.findings.push(unused(
                    &file,
                    "this is no table (csv, xlsx, xls, ods), so it was not read",
                    "save the table as CSV or as a workbook, or take it out",
                )),
            }
        }
    }

    /// Reads one of the service's own tables.
    fn table(&mut self, name: &str, file: &str, entry: &SourceEntry) {
        let Some(bytes) = self.bytes(file, limits::FILE_BYTES) else {
            return;
        };
        let known = Known::of_source(name);
        let questions = self.sources.questions.get(name).map(|questions| question_headings(&questions.text));
        let known = known.with(questions.iter().flatten().map(String::as_str));
        let (table, findings) = format::one(file, &bytes, entry, &known);
        self.findings.extend(findings);
        let table = self.with_room(file, table);
        self.sources.tables.extend(table.map(|table| (name.to_string(), table)));
    }

    fn text(&mut self, file: &str) -> Option<String> {
        let bytes = self.bytes(file, limits::WRITTEN_BYTES)?;
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
        for Entry { name, path: file, is_folder } in self.entries(folder) {
            let Some((stem, ending)) = name.rsplit_once('.') else {
                continue;
            };
            if stem.eq_ignore_ascii_case("readme") {
                continue;
            }
            if is_folder || !ending.eq_ignore_ascii_case(extension) {
                self.findings.push(unused(
                    &file,
                    &format!("only files that end in `.{extension}` are read here; this one was not"),
                    &format!("rename it so that it ends in `.{extension}`, or take it out"),
                ));
                continue;
            }
            if let Some(text) = self.text(&file) {
                texts.insert(stem.to_string(), TextFile { file, text });
            }
        }
        texts
    }
}

/// Two files for one source.
fn ambiguous(name: &str, first: &str, files: &[String]) -> Finding {
    let named: Vec<String> = files.iter().map(|file| format!("`{file}`")).collect();
    Finding::new(
        Severity::Error,
        "ambiguous-file",
        Place::file(DATA),
        format!("{} could each be the file of `{name}`; none of them was read", named.join(" and ")),
        "figures made from the wrong one of them would be untrue",
        format!(
            "take all but one of them out of the folder, or say in report.yaml which it is: `sources: {{{name}: {first}}}`"
        ),
    )
}

/// What is said of a file in the data's folders that nothing read; none where it does not look like data.
fn use_of(file: &Entry, stem: &str, ending: &str) -> Option<Finding> {
    let is_here = file.path.matches('/').count() == 1;
    let is_question = matches!(ending, "yaml" | "yml");
    if format::ENDINGS.contains(&ending) || is_question {
        let what = if is_here {
            "no source has this name, so the file was not read"
        } else {
            "files in this folder are not read"
        };
        let fix = if is_here {
            "rename it to a source's name, or take it out"
        } else {
            "move it to `data` under a source's name, name it under `sources` in report.yaml, or take it out"
        };
        return Some(unused(&file.path, what, fix).near(near_names(stem, LOCAL_TABLES)));
    }
    let what = match ending {
        "xml" => "an XML file is read only as the national return, in its folder",
        "xlsb" | "numbers" | "fods" | "gsheet" => "a workbook of this kind cannot be read",
        "zip" | "7z" | "gz" | "rar" => "a packed file is not unpacked",
        "doc" | "docx" | "odt" | "pdf" | "rtf" => "in a document of this kind no table can be read",
        "accdb" | "mdb" | "sav" | "parquet" | "json" | "rds" | "dta" => "a data file of this kind cannot be read",
        _ => return None,
    };
    Some(unused(
        &file.path,
        what,
        "save what the report needs as .xlsx or CSV under a source's name, or take the file out",
    ))
}

/// The name of a file without its ending, and the ending in small letters.
fn stem_and_ending(name: &str) -> (String, String) {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    (stem.to_string(), ending.to_lowercase())
}

fn is_own_source(stem: &str) -> bool {
    LOCAL_TABLES.contains(&stem) || OTHER_FILES.contains(&stem)
}

/// Notes for the people who use the folder.
fn is_for_people(stem: &str, ending: &str) -> bool {
    ending == "md" || (ending == "txt" && !is_own_source(&stem.to_lowercase()) && looks_like_notes(stem))
}

fn looks_like_notes(stem: &str) -> bool {
    let stem = stem.to_lowercase();
    ["readme", "read me", "note", "notes", "licence", "license"].iter().any(|word| stem.starts_with(word))
}

/// The headings and texts of a survey's questions, by which its table is known. A faulty file has none; its faults are said elsewhere.
fn question_headings(text: &str) -> Vec<String> {
    let Ok(file) = yaml::read::<serde_yaml::Value>("", text) else { return Vec::new() };
    let questions = file.get("questions").and_then(serde_yaml::Value::as_mapping);
    let of_question = |question: &serde_yaml::Value| {
        ["column", "text"].map(|key| question.get(key).and_then(serde_yaml::Value::as_str).map(str::to_string))
    };
    questions.into_iter().flat_map(|questions| questions.values()).flat_map(of_question).flatten().collect()
}

/// The collection year that a folder's whole name says: 2024-25, 2024_25 and 2025 are all 2025.
pub(crate) fn year_named(name: &str) -> Option<i16> {
    if let Some(period) = Period::parse(name) {
        return Some(period.to.year());
    }
    let year: i16 = name.trim().parse().ok()?;
    (1990..=2100).contains(&year).then_some(year)
}

/// The collection year that stands somewhere in a file's name: `SSDA903_2025_header`, `header 2024-25`.
pub(crate) fn year_in(stem: &str) -> Option<i16> {
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
