//! What kind of file this is, told from its first bytes and never from its name, and the reader for it.

use super::compound;
use super::csv;
use super::heading_row::Known;
use super::return_xml;
use super::table::RawTable;
use super::workbook::{self, Read, Wanted};
use crate::config::SourceEntry;
use crate::finding::{Finding, Place, Severity};

/// The endings of names under which tables are looked for. What a file is, its contents tell.
pub const ENDINGS: [&str; 7] = ["csv", "tsv", "txt", "xlsx", "xlsm", "xls", "ods"];

/// What the first bytes of a file say about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Packed,
    Compound,
    /// The return's XML file, or another.
    Xml,
    /// A page for a browser, as many systems export under the name of a workbook.
    Page,
    Pdf,
}

fn kind(bytes: &[u8]) -> Kind {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        Kind::Packed
    } else if bytes.starts_with(&compound::SIGNATURE) {
        Kind::Compound
    } else if bytes.starts_with(b"%PDF-") {
        Kind::Pdf
    } else if return_xml::is_xml(bytes) {
        let start: String = bytes.iter().take(2_000).filter(|byte| **byte != 0).map(|byte| char::from(*byte)).collect();
        let start = start.to_lowercase();
        let is_page = ["<html", "<!doctype html", "<table", "<meta", "<style"].iter().any(|sign| start.contains(sign));
        let is_sheet = start.contains("excel.sheet") || start.contains("office:spreadsheet");
        if is_page || is_sheet { Kind::Page } else { Kind::Xml }
    } else {
        Kind::Text
    }
}

/// Reads the one table that a source of the service's own has in a file: of a workbook the sheet that the order names, else the first
/// whose headings are known, else the first that holds a table; which one is said where there are several. None, with an error among
/// the findings, where nothing could be read.
pub fn one(file: &str, bytes: &[u8], entry: &SourceEntry, known: &Known) -> (Option<RawTable>, Vec<Finding>) {
    let known = with_order(known, entry);
    let wanted = entry.sheet.as_deref().map_or(Wanted::All, Wanted::Named);
    match kind(bytes) {
        Kind::Text => csv::read_known(file, bytes, &known),
        Kind::Packed => chosen(file, workbook::read_packed(file, bytes, wanted, &known), &known),
        Kind::Compound => chosen(file, workbook::read_compound(file, bytes, wanted, &known), &known),
        Kind::Xml => {
            let (tables, findings) = return_xml::read(file, bytes);
            (tables.into_iter().next(), findings)
        }
        Kind::Page | Kind::Pdf => (None, vec![no_table(file, kind(bytes))]),
    }
}

/// Reads every table of a file of the national return: one of a text file, one a sheet of a workbook, several of its XML file.
pub fn every(file: &str, bytes: &[u8], entry: &SourceEntry, known: &Known) -> (Vec<RawTable>, Vec<Finding>) {
    let known = with_order(known, entry);
    let wanted = entry.sheet.as_deref().map_or(Wanted::All, Wanted::Named);
    match kind(bytes) {
        Kind::Text => {
            let (table, findings) = csv::read_known(file, bytes, &known);
            (table.into_iter().collect(), findings)
        }
        Kind::Packed => all(file, workbook::read_packed(file, bytes, wanted, &known)),
        Kind::Compound => all(file, workbook::read_compound(file, bytes, wanted, &known)),
        Kind::Xml => return_xml::read(file, bytes),
        Kind::Page | Kind::Pdf => (Vec::new(), vec![no_table(file, kind(bytes))]),
    }
}

/// What is known of a table with what the order adds to it.
fn with_order(known: &Known, entry: &SourceEntry) -> Known {
    let known = known.clone().with(entry.columns.values().map(String::as_str));
    Known { heading_row: entry.heading_row.or(known.heading_row), ..known }
}

fn chosen(file: &str, read: Result<Read, Box<Finding>>, known: &Known) -> (Option<RawTable>, Vec<Finding>) {
    let mut read = match read {
        Ok(read) => read,
        Err(finding) => return (None, vec![*finding]),
    };
    let fits = |table: &RawTable| known.fits(table.headings.iter().map(String::as_str));
    let holds_rows = |table: &RawTable| table.headings.len() > 1 && !table.is_empty();
    let at = read
        .tables
        .iter()
        .position(fits)
        .or_else(|| read.tables.iter().position(holds_rows))
        .or_else(|| read.tables.iter().position(|table| !table.headings.is_empty()))
        .unwrap_or(0);
    if at >= read.tables.len() {
        return (None, vec![no_sheet(file, &read.hidden)]);
    }
    if read.tables.iter().all(|table| table.headings.is_empty()) {
        return (None, vec![csv::empty(Place::file(file), false)]);
    }
    let mut findings = read.findings.swap_remove(at);
    let name = |table: &RawTable| table.sheet.clone().unwrap_or_default();
    let others: Vec<String> = read
        .tables
        .iter()
        .enumerate()
        .filter(|(other, table)| *other != at && !table.headings.is_empty())
        .map(|(_, table)| name(table))
        .chain(read.hidden.iter().cloned())
        .collect();
    let table = read.tables.swap_remove(at);
    if !others.is_empty() {
        findings.push(Finding::new(
            Severity::Note,
            "sheet-chosen",
            table.whole(),
            format!("the sheet `{}` was read; the workbook also has {}", name(&table), workbook::listed(&others)),
            "what stands in the other sheets is not in the report",
            "nothing, if it is the right one; otherwise write `sheet` under `sources` in report.yaml",
        ));
    }
    (Some(table), findings)
}

fn all(file: &str, read: Result<Read, Box<Finding>>) -> (Vec<RawTable>, Vec<Finding>) {
    let read = match read {
        Ok(read) => read,
        Err(finding) => return (Vec::new(), vec![*finding]),
    };
    if read.tables.is_empty() {
        return (Vec::new(), vec![no_sheet(file, &read.hidden)]);
    }
    let (tables, others): (Vec<_>, Vec<_>) =
        read.tables.into_iter().zip(read.findings).partition(|(table, _)| table.headings.len() > 1);
    let mut passed_over: Vec<String> = others
        .iter()
        .filter(|(table, _)| !table.headings.is_empty())
        .filter_map(|(table, _)| table.sheet.clone())
        .collect();
    passed_over.extend(read.hidden);
    let (tables, findings): (Vec<RawTable>, Vec<Vec<Finding>>) = tables.into_iter().unzip();
    let mut findings = findings.concat();
    if !passed_over.is_empty() {
        findings.push(Finding::new(
            Severity::Note,
            "sheets-not-read",
            Place::file(file),
            format!("sheets that are hidden or hold no table were not read: {}", workbook::listed(&passed_over)),
            "what stands in them is not in the report",
            "nothing, if they hold notes; otherwise show the sheet in the spreadsheet and save the workbook",
        ));
    }
    (tables, findings)
}

fn no_sheet(file: &str, hidden: &[String]) -> Finding {
    let what = if hidden.is_empty() {
        "the workbook has no sheet with cells".to_string()
    } else {
        format!("every sheet of the workbook is hidden: {}", workbook::listed(hidden))
    };
    Finding::new(
        Severity::Error,
        "unreadable-file",
        Place::file(file),
        what,
        "nothing in this file can be counted, so figures made from it would be missing",
        "show the sheet that holds the table in the spreadsheet and save the workbook, or name it with `sheet` under `sources` in report.yaml",
    )
}

fn no_table(file: &str, kind: Kind) -> Finding {
    let (what, fix) = if kind == Kind::Pdf {
        (
            "it is a PDF, in which no table can be read",
            "put the file that the PDF was made from here, as a workbook or as CSV",
        )
    } else {
        (
            "it is a web page or an old XML sheet under the name of a workbook, as some systems export them",
            "open it in Excel (which may warn about its kind) and save it as an Excel workbook (.xlsx) or as CSV",
        )
    };
    Finding::new(
        Severity::Error,
        "unreadable-file",
        Place::file(file),
        what,
        "nothing in this file can be counted, so figures made from it would be missing",
        fix,
    )
}
