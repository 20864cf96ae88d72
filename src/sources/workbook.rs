//! Workbooks to tables, whichever program wrote them: one table of each sheet that is asked for.
//!
//! Each format has its reader here (`xlsx`, `ods`, `xls`) rather than one library for
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
    /// How many columns are kept.
    columns: usize,
    cells: Vec<String>,
    errors: Vec<(usize, String)>,
    unsaved: u64,
    /// Bytes of all cells, kept or not.
    bytes: usize,
}

impl SheetRow {
    /// Begins the row of this number, as a spreadsheet counts it, of which so many columns are to be kept.
    pub fn begin(&mut self, number: u64, columns: usize) {
        self.number = number;
        self.columns = columns;
        self.cells.clear();
        self.errors.clear();
        self.unsaved = 0;
        self.bytes = 0;
    }

    /// Sets a cell; columns count from 0. What goes past the limit of a row is not kept: such a row is refused when it is taken.
    /// Of the cells past the columns that are kept only the first is, to show that there are some.
    pub fn set(&mut self, column: usize, cell: SheetCell) {
        if let SheetCell::Text(text) | SheetCell::Error(text) = &cell {
            self.bytes = self.bytes.saturating_add(text.len());
            if self.is_full() {
                return;
            }
        }
        match cell {
            // One that is too long may have been cut: it is kept as it is, to be refused.
            SheetCell::Text(text) if text.len() <= limits::CELL_BYTES && text.trim().is_empty() => {}
            SheetCell::Text(_) if column >= self.columns && self.cells.len() > self.columns => {}
            SheetCell::Text(text) => {
                let column = column.min(self.columns);
                if self.cells.len() <= column {
                    self.cells.resize(column + 1, String::new());
                }
                if let Some(place) = self.cells.get_mut(column) {
                    // Blanks around it would be looked through each time that the row repeats.
                    let is_as_it_is = text.len() > limits::CELL_BYTES || text.trim().len() == text.len();
                    *place = if is_as_it_is { text } else { text.trim().to_string() };
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

    /// Whether more text was set in it than a row may hold.
    pub fn is_full(&self) -> bool {
        self.bytes > limits::ROW_BYTES
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

    /// How many columns of the next row are to be kept. A short file can have a cell at the edge of each of a million rows, and every
    /// blank cell before it costs time.
    fn columns(&self) -> usize;

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
        bytes: 0,
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
    /// Bytes of all cells so far, those beside the tables included.
    bytes: u64,
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

    fn columns(&self) -> usize {
        self.assembly.as_ref().map_or(0, Assembly::columns)
    }

    fn row(&mut self, row: &SheetRow) -> Result<(), Fault> {
        let Some(assembly) = &mut self.assembly else { return Ok(()) };
        if row.is_full() {
            let longest = limits::in_megabytes(limits::ROW_BYTES as u64);
            return Err(Fault::OverLimit(format!("row {} holds more than {longest} of text", row.number)));
        }
        // Cells beside the table are not kept, but each costs time.
        self.bytes = self.bytes.saturating_add(row.bytes as u64);
        if self.bytes > limits::TEXT_BYTES {
            let most = limits::in_megabytes(limits::TEXT_BYTES);
            return Err(Fault::OverLimit(format!("its cells hold more than {most} of text")));
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

#[cfg(test)]
mod tests {
    use super::super::cell_value::{NumberFormat, shown};
    use super::super::compound;
    use super::*;
    use crate::config::SourceEntry;
    use calamine::{Data, Reader};
    use std::collections::BTreeMap;
    use std::io::Cursor;
    use std::path::Path;

    /// What is shown in the cells that hold something, by sheet, row from 1 and column from 0.
    type Seen = BTreeMap<String, BTreeMap<(u64, usize), String>>;

    /// Takes every cell of every sheet.
    #[derive(Default)]
    struct Everything {
        seen: Seen,
        sheet: String,
    }

    impl Sheets for Everything {
        fn begin(&mut self, name: &str, _: bool) -> Result<bool, Fault> {
            self.sheet = name.to_string();
            self.seen.insert(name.to_string(), BTreeMap::new());
            Ok(true)
        }

        fn columns(&self) -> usize {
            limits::COLUMNS
        }

        fn row(&mut self, row: &SheetRow) -> Result<(), Fault> {
            let sheet = self.seen.get_mut(&self.sheet).unwrap();
            let texts = row.cells.iter().enumerate().filter(|(_, text)| !text.trim().is_empty());
            sheet.extend(texts.map(|(column, text)| ((row.number, column), text.trim().to_string())));
            sheet.extend(row.errors.iter().map(|(column, mark)| ((row.number, *column), mark.clone())));
            Ok(())
        }

        fn end(&mut self) -> Result<(), Fault> {
            Ok(())
        }
    }

    fn seen_here(bytes: &[u8]) -> Result<Seen, Fault> {
        let mut all = Everything::default();
        if bytes.starts_with(&compound::SIGNATURE) {
            xls::read(bytes, &mut all)?;
        } else {
            let mut package = Package::open(bytes)?;
            if ods::is_one(&mut package)? {
                ods::read(&mut package, &mut all)?
            } else {
                xlsx::read(&mut package, &mut all)?
            }
        }
        Ok(all.seen)
    }

    /// The same, read by another library.
    fn seen_elsewhere(bytes: &[u8]) -> Option<Seen> {
        let mut book = calamine::open_workbook_auto_from_rs(Cursor::new(bytes.to_vec())).ok()?;
        let mut seen = Seen::new();
        for sheet in book.sheets_metadata().to_vec().iter().filter(|sheet| sheet.typ == calamine::SheetType::WorkSheet)
        {
            let range = book.worksheet_range(&sheet.name).ok()?;
            let start = range.start().unwrap_or_default();
            let cells = range.used_cells().filter_map(|(row, column, value)| {
                let text = match value {
                    Data::Int(number) => number.to_string(),
                    Data::Float(number) => shown(*number, NumberFormat::Number, false),
                    Data::String(text) => text.trim().to_string(),
                    Data::Bool(is_true) => is_true.to_string().to_uppercase(),
                    Data::DateTime(day) => {
                        let (year, month, day, hour, minute, second, _) = day.to_ymd_hms_milli();
                        super::super::cell_value::shown_iso(&format!(
                            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"
                        ))
                    }
                    Data::DateTimeIso(text) => super::super::cell_value::shown_iso(text),
                    Data::DurationIso(text) => text.clone(),
                    Data::Error(error) => error.to_string(),
                    _ => String::new(),
                };
                let at = (u64::from(start.0) + row as u64 + 1, start.1 as usize + column);
                (!text.is_empty()).then_some((at, text))
            });
            seen.insert(sheet.name.clone(), cells.collect());
        }
        Some(seen)
    }

    fn example(name: &str) -> Vec<u8> {
        std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/workbooks").join(name)).unwrap()
    }

    /// The differences that are meant: a share is shown as a share.
    fn as_shown(seen: &mut Seen) {
        for cell in seen.values_mut().flat_map(BTreeMap::values_mut) {
            if let Some(share) = cell.strip_suffix('%') {
                *cell = shown(share.parse::<f64>().unwrap() / 100.0, NumberFormat::Number, false);
            }
        }
    }

    #[test]
    fn another_library_sees_the_same_in_every_format() {
        for name in ["reviews.xlsx", "reviews.xls", "reviews.ods"] {
            let bytes = example(name);
            let (mut here, elsewhere) = (seen_here(&bytes).unwrap(), seen_elsewhere(&bytes).unwrap());
            as_shown(&mut here);
            assert!(here.values().map(BTreeMap::len).sum::<usize>() > 10, "{name}");
            assert_eq!(here, elsewhere, "{name}");
        }
    }

    fn table(name: &str) -> (RawTable, Vec<Finding>) {
        let (known, bytes) = (Known::of_source("reviews"), example(name));
        let (table, findings) = super::super::format::one(name, &bytes, &SourceEntry::default(), &known);
        (table.unwrap(), findings)
    }

    fn rows(table: &RawTable) -> Vec<(u64, Vec<&str>)> {
        table.rows().map(|row| (row.row, table.cells(row).collect())).collect()
    }

    #[test]
    fn a_log_of_excel_is_read_from_its_second_sheet_and_fourth_row() {
        let (table, findings) = table("reviews.xlsx");
        assert_eq!((table.sheet.as_deref(), table.heading_row), (Some("Review log"), 4));
        assert_eq!(
            rows(&table),
            [
                (5, vec!["101", "2025-04-14", "20/05/2025", "", "A", "attended", "80%", "TRUE"]),
                (6, vec!["102", "2025-05-01 14:30", "45800", "Moved placement", "B", "consulted", "12", "FALSE"]),
                (8, vec!["103", "", "", "", "A", "", "", ""]),
            ]
        );
        let said: Vec<(&str, String)> = findings.iter().map(|f| (f.code, f.place.to_string())).collect();
        assert_eq!(
            said,
            [
                ("heading-row-assumed", "reviews.xlsx, sheet Review log, row 4".into()),
                ("error-cell", "reviews.xlsx, sheet Review log, row 8, column Date of review".into()),
                ("formula-without-value", "reviews.xlsx, sheet Review log, row 8".into()),
                ("sheet-chosen", "reviews.xlsx, sheet Review log".into()),
            ]
        );
        assert_eq!(findings[1].what, "the cell shows the spreadsheet's error #REF!; it was read as blank");
        assert_eq!(findings[3].what, "the sheet `Review log` was read; the workbook also has `Notes`, `Lists`");
    }

    #[test]
    fn older_workbooks_and_those_of_libreoffice_are_read_alike() {
        let (old, _) = table("reviews.xls");
        assert_eq!((old.sheet.as_deref(), old.heading_row), (Some("Reviews"), 3));
        assert_eq!(
            rows(&old),
            [
                (4, vec!["101", "2025-04-14", "20/05/2025", "A", "79.6%", "TRUE", "Café – closed"]),
                (5, vec!["102", "2025-05-01 14:30", "45800", "B", "0.3", "FALSE", ""]),
                (6, vec!["", "", "", "C", "", "", ""]),
            ]
        );
        let (free, findings) = table("reviews.ods");
        assert_eq!((free.sheet.as_deref(), free.heading_row), (Some("Reviews"), 4));
        assert_eq!(
            rows(&free),
            [
                (5, vec!["101", "2025-04-14", "20/05/2025", "A", "79.6%", "TRUE"]),
                (6, vec!["102", "2025-05-01 14:30", "45800", "B", "0.3", ""]),
            ]
        );
        assert_eq!(findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), ["heading-row-assumed"]);
    }

    #[test]
    fn the_sheet_that_the_order_names_is_read_even_if_it_is_hidden() {
        let bytes = example("reviews.xlsx");
        let read = |name: &str| read_packed("f.xlsx", &bytes, Wanted::Named(name), &Known::default());
        assert_eq!(read("lists").unwrap().tables[0].headings, ["x", "y"]);
        let finding = read("Reviews log").unwrap_err();
        assert_eq!((finding.code, finding.near.first().map(String::as_str)), ("sheet-missing", Some("Review log")));
        assert_eq!(finding.fix, "write one of its sheets in report.yaml: `Notes`, `Review log`, `Lists`");
    }
}
