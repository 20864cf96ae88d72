//! Workbooks to tables, whichever program wrote them: one table of each sheet that is asked for.
//!
//! Each format has its reader here ([`xlsx`](super::xlsx), [`ods`](super::ods), [`xls`](super::xls)) rather than one library for
//! all, because rows have to be taken one after the other and counted while they are unpacked: a library that builds a whole sheet
//! first believes what a file says of its own size, and a short file can say that it has a thousand million cells. The tests read
//! the same files a second time with such a library, and both must see the same.

use super::assembly::{Amount, Assembly, Origin};
use super::heading_row::Known;
use super::limits;
use super::package::{Fault, Package, shown};
use super::table::RawTable;
use super::{ods, xls, xlsx};
use crate::finding::{Finding, Place, Severity, near_names};

/// Which sheets of a workbook are read.
#[derive(Debug, Clone, Copy)]
pub enum Wanted<'w> {
    /// The one of this name.
    Named(&'w str),
    /// Every sheet that is not hidden.
    All,
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SheetCell {
    /// What is shown.
    Text(String),
    /// The error mark that is shown: `#REF!`.
    Error(String),
    /// A formula whose value is not in the file.
    Unsaved,
}

/// A row of a sheet while it is read: only cells that hold something.
#[derive(Debug, Default)]
pub struct SheetRow {
    number: u64,
    cells: Vec<String>,
    errors: Vec<(usize, String)>,
    unsaved: u64,
    /// Bytes of all cells, kept or not.
    bytes: usize,
}

impl SheetRow {
    /// Begins the row of this number, as a spreadsheet counts it.
    pub fn begin(&mut self, number: u64) {
        self.number = number;
        self.cells.clear();
        self.errors.clear();
        self.unsaved = 0;
        self.bytes = 0;
    }

    /// Sets a cell; columns count from 0. What goes past the limit of a row is not kept: such a row is refused when it is taken.
    pub fn set(&mut self, column: usize, cell: SheetCell) {
        if let SheetCell::Text(text) | SheetCell::Error(text) = &cell {
            self.bytes = self.bytes.saturating_add(text.len());
            if self.bytes > limits::ROW_BYTES {
                return;
            }
        }
        match cell {
            SheetCell::Text(text) if text.is_empty() => {}
            SheetCell::Text(text) => {
                if self.cells.len() <= column {
                    self.cells.resize(column + 1, String::new());
                }
                if let Some(place) = self.cells.get_mut(column) {
                    *place = text;
                }
            }
            SheetCell::Error(mark) => self.errors.push((column, mark)),
            SheetCell::Unsaved => self.unsaved += 1,
        }
    }

    /// The same row under another number.
    pub fn renumber(&mut self, number: u64) {
        self.number = number;
    }

    /// Whether nothing stands in it.
    pub fn is_blank(&self) -> bool {
        self.cells.is_empty() && self.errors.is_empty() && self.unsaved == 0
    }
}

/// What takes the sheets of a workbook while they are read.
pub trait Sheets {
    /// A sheet comes; false if its rows are not wanted.
    ///
    /// # Errors
    /// Where there are too many.
    fn begin(&mut self, name: &str, is_hidden: bool) -> Result<bool, Fault>;

    /// A row of the sheet that was begun.
    ///
    /// # Errors
    /// Where a limit is passed.
    fn row(&mut self, row: &SheetRow) -> Result<(), Fault>;

    /// The sheet ends.
    ///
    /// # Errors
    /// As for a row.
    fn end(&mut self) -> Result<(), Fault>;
}

/// What was read of a workbook.
#[derive(Debug, Default)]
pub struct Read {
    /// The tables, in the order of the sheets; a sheet without headings gives one without headings.
    pub tables: Vec<RawTable>,
    /// Names of hidden sheets, which are read only if the order names them.
    pub hidden: Vec<String>,
    /// Everything found, by table: as many as there are tables.
    pub findings: Vec<Vec<Finding>>,
}

/// Reads a workbook that is a packed file (.xlsx, .xlsm, .ods).
///
/// # Errors
/// One finding that says why nothing could be read.
pub fn read_packed(file: &str, bytes: &[u8], wanted: Wanted<'_>, known: &Known) -> Result<Read, Box<Finding>> {
    let read = |sheets: &mut Collecting<'_>| -> Result<(), Fault> {
        let mut package = Package::open(bytes)?;
        if ods::is_one(&mut package)? {
            ods::read(&mut package, sheets)
        } else if xlsx::is_one(&package) {
            xlsx::read(&mut package, sheets)
        } else {
            Err(Fault::OtherKind(other_kind(&package).into()))
        }
    };
    collected(file, bytes, wanted, known, read)
}

/// Reads a workbook of the older kind (.xls).
///
/// # Errors
/// As [`read_packed`].
pub fn read_compound(file: &str, bytes: &[u8], wanted: Wanted<'_>, known: &Known) -> Result<Read, Box<Finding>> {
    collected(file, bytes, wanted, known, |sheets| xls::read(bytes, sheets))
}

fn other_kind(package: &Package<'_>) -> &'static str {
    if package.has("xl/workbook.bin") {
        "it is a binary workbook (.xlsb), which is not read"
    } else if package.has_under("word/") {
        "it is a Word document"
    } else if package.has_under("ppt/") {
        "it is a PowerPoint presentation"
    } else if package.has("mimetype") {
        "it is a document of LibreOffice that is no spreadsheet"
    } else {
        "it is a packed file (.zip), not a workbook"
    }
}

fn collected(
    file: &str,
    bytes: &[u8],
    wanted: Wanted<'_>,
    known: &Known,
    read: impl FnOnce(&mut Collecting<'_>) -> Result<(), Fault>,
) -> Result<Read, Box<Finding>> {
    if bytes.len() as u64 > limits::WORKBOOK_BYTES {
        return Err(Box::new(limits::exceeded(
            Place::file(file),
            format!(
                "the workbook has {}; at most {} are read",
                limits::in_megabytes(bytes.len() as u64),
                limits::in_megabytes(limits::WORKBOOK_BYTES)
            ),
            "delete sheets and pictures that the report does not need, or save the table as CSV",
        )));
    }
    let mut collecting = Collecting {
        file,
        wanted,
        known,
        assembly: None,
        amount: Amount::default(),
        names: Vec::new(),
        read: Read::default(),
        refused: None,
    };
    let outcome = read(&mut collecting);
    if let Some(refused) = collecting.refused {
        return Err(refused);
    }
    outcome.map_err(|fault| Box::new(finding(file, fault)))?;
    match wanted {
        Wanted::Named(name) if collecting.read.tables.is_empty() => {
            let near = near_names(name, collecting.names.iter().map(String::as_str));
            Err(Box::new(
                Finding::new(
                    Severity::Error,
                    "sheet-missing",
                    Place::file(file),
                    format!("the order names the sheet `{name}`, but the workbook has no sheet of that name"),
                    "nothing of this workbook was read, so figures made from it would be missing",
                    format!("write one of its sheets in report.yaml: {}", listed(&collecting.names)),
                )
                .near(near),
            ))
        }
        _ => Ok(collecting.read),
    }
}

/// The names of sheets as a message lists them.
pub fn listed(names: &[String]) -> String {
    const NAMED: usize = 12;
    let mut text: Vec<String> = names.iter().take(NAMED).map(|name| format!("`{}`", shown(name))).collect();
    if names.len() > NAMED {
        text.push(format!("{} more", names.len() - NAMED));
    }
    text.join(", ")
}

struct Collecting<'c> {
    file: &'c str,
    wanted: Wanted<'c>,
    known: &'c Known,
    assembly: Option<Assembly<'c>>,
    amount: Amount,
    names: Vec<String>,
    read: Read,
    /// The finding with which a sheet was refused.
    refused: Option<Box<Finding>>,
}

impl Collecting<'_> {
    /// Keeps a finding as it is; the fault only ends the reading.
    fn refuse(&mut self, finding: Box<Finding>) -> Fault {
        let fault = Fault::OverLimit(finding.what.clone());
        self.refused = Some(finding);
        fault
    }
}

impl Sheets for Collecting<'_> {
    fn begin(&mut self, name: &str, is_hidden: bool) -> Result<bool, Fault> {
        if self.names.len() >= limits::SHEETS {
            return Err(Fault::OverLimit(format!("it has more than {} sheets", limits::SHEETS)));
        }
        self.names.push(name.to_string());
        let key = |name: &str| name.trim().to_lowercase();
        let is_wanted = match self.wanted {
            Wanted::Named(wanted) => key(wanted) == key(name) && self.read.tables.is_empty(),
            Wanted::All if is_hidden => {
                self.read.hidden.push(name.to_string());
                false
            }
            Wanted::All => true,
        };
        if is_wanted {
            let sheet = shown(name);
            self.assembly = Some(Assembly::new(self.file, Some(&sheet), Origin::Sheet, self.known, self.amount));
        }
        Ok(is_wanted)
    }

    fn row(&mut self, row: &SheetRow) -> Result<(), Fault> {
        let Some(assembly) = &mut self.assembly else { return Ok(()) };
        if row.bytes > limits::ROW_BYTES {
            let longest = limits::in_megabytes(limits::ROW_BYTES as u64);
            return Err(Fault::OverLimit(format!("row {} holds more than {longest} of text", row.number)));
        }
        for (column, mark) in &row.errors {
            assembly.error_cell(row.number, *column, &shown(mark));
        }
        for _ in 0..row.unsaved {
            assembly.unsaved_formula(row.number);
        }
        match assembly.row(row.number, row.cells.iter().map(String::as_str)) {
            Ok(()) => Ok(()),
            Err(finding) => Err(self.refuse(finding)),
        }
    }

    fn end(&mut self) -> Result<(), Fault> {
        let Some(assembly) = self.assembly.take() else { return Ok(()) };
        self.amount = assembly.amount();
        match assembly.finish() {
            Ok((table, findings)) => {
                self.read.tables.push(table);
                self.read.findings.push(findings);
                Ok(())
            }
            Err(finding) => Err(self.refuse(finding)),
        }
    }
}

fn finding(file: &str, fault: Fault) -> Finding {
    let why = "nothing in this file can be counted, so figures made from it would be untrue";
    match fault {
        Fault::Damaged(what) => Finding::new(
            Severity::Error,
            "unreadable-file",
            Place::file(file),
            format!("the workbook cannot be read: {what}"),
            why,
            "open it in Excel or LibreOffice and save it again as .xlsx; if it does not open there either, copy it once more from where it came",
        ),
        Fault::OtherKind(what) => Finding::new(
            Severity::Error,
            "unreadable-file",
            Place::file(file),
            what,
            why,
            "save the table as .xlsx or as CSV, or take the file out of the folder",
        ),
        Fault::Password => Finding::new(
            Severity::Error,
            "workbook-password",
            Place::file(file),
            "the workbook has a password, so nothing in it can be read",
            "nothing in this file can be counted, so figures made from it would be missing",
            "open it in Excel, choose File, Info, Protect Workbook, Encrypt with Password, delete the password, and save it in this folder; or \
             save the sheet as CSV",
        ),
        Fault::OverLimit(what) => limits::exceeded(
            Place::file(file),
            format!("the workbook is too large: {what}"),
            "delete sheets, pictures and columns that the report does not need, or save the table as CSV",
        ),
    }
}
