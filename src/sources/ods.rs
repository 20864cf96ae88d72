//! Workbooks of LibreOffice (.ods): sheets to rows of what is shown in their cells.
//!
//! Rows and cells are written once with the number of times they repeat. Blank ones repeat to the edge of the sheet and cost
//! nothing here; others are given as often as they repeat, within the limits of a table.

use super::cell_value;
use super::limits;
use super::package::{Fault, Node, Package, add_to_cell, attribute};
use super::workbook::{SheetCell, SheetRow, Sheets};
use quick_xml::events::BytesStart;
use std::collections::BTreeSet;

/// What such a file says of itself in its first part.
const KIND: &str = "application/vnd.oasis.opendocument.spreadsheet";

/// The most rows that a sheet has.
const SHEET_ROWS: u64 = 1_048_576;

/// The most columns that a sheet has.
const SHEET_COLUMNS: usize = 16_384;

/// Whether a packed file is such a workbook.
///
/// # Errors
/// Where the part that says so is damaged.
pub fn is_one(package: &mut Package<'_>) -> Result<bool, Fault> {
    Ok(package.start_of("mimetype", 100)?.is_some_and(|kind| kind.trim().starts_with(KIND)))
}

/// Reads the sheets that are asked for, from the first to the last.
///
/// # Errors
/// Where the workbook is damaged or past a limit, and what the receiver of the rows refuses.
pub fn read(package: &mut Package<'_>, sheets: &mut dyn Sheets) -> Result<(), Fault> {
    if has_password(package)? {
        return Err(Fault::Password);
    }
    let mut xml = package.xml("content.xml")?.ok_or_else(|| Fault::missing("content.xml"))?;
    let mut reading = Reading::default();
    loop {
        match xml.next()? {
            Node::Start(element) => reading.start(&element, sheets)?,
            Node::Text(words) => reading.text(&words),
            Node::End(element) => reading.end(element.name().into_inner(), sheets)?,
            Node::Other => {}
            Node::Done => return Ok(()),
        }
    }
}

fn has_password(package: &mut Package<'_>) -> Result<bool, Fault> {
    let Some(mut xml) = package.xml("META-INF/manifest.xml")? else { return Ok(false) };
    loop {
        match xml.next()? {
            Node::Start(element) if element.name().into_inner() == "manifest:encryption-data" => return Ok(true),
            Node::Done => return Ok(false),
            _ => {}
        }
    }
}

#[derive(Default)]
struct Reading {
    /// The style that is being read, and the styles whose sheets are hidden.
    style: String,
    hidden_styles: BTreeSet<String>,
    /// How many tables have begun: a table may lie in a cell of another, and is then left out.
    tables: usize,
    is_wanted: bool,
    /// Rows of this sheet so far.
    rows: u64,
    row: SheetRow,
    row_repeats: u64,
    columns: usize,
    cell: Option<OpenCell>,
    /// How many remarks, drawings or tables have begun inside the cell: their text is not the cell's.
    inside_other: usize,
}

/// A cell that has begun.
struct OpenCell {
    repeats: usize,
    kind: String,
    value: Option<String>,
    text: String,
    paragraphs: usize,
    has_formula: bool,
    is_error: bool,
}

impl Reading {
    fn start(&mut self, element: &BytesStart<'_>, sheets: &mut dyn Sheets) -> Result<(), Fault> {
        let name = element.name().into_inner();
        if self.cell.is_some() {
            self.start_in_cell(name, element);
            return Ok(());
        }
        match name {
            "style:style" => self.style = attribute(element, "style:name").unwrap_or_default(),
            "style:table-properties" if attribute(element, "table:display").is_some_and(|shown| shown == "false") => {
                if self.hidden_styles.len() >= limits::CELL_FORMATS {
                    return Err(Fault::OverLimit(format!(
                        "it has more than {} formats of hidden sheets",
                        limits::grouped(limits::CELL_FORMATS as u64)
                    )));
                }
                self.hidden_styles.insert(self.style.clone());
            }
            "table:table" => {
                self.tables += 1;
                if self.tables == 1 {
                    let style = attribute(element, "table:style-name").unwrap_or_default();
                    let sheet = attribute(element, "table:name").unwrap_or_default();
                    self.is_wanted = sheets.begin(&sheet, self.hidden_styles.contains(&style))?;
                    self.rows = 0;
                }
            }
            "table:table-row" if self.tables == 1 => {
                self.row_repeats = repeats(element, "table:number-rows-repeated");
                self.row.begin(self.rows + 1, sheets.columns());
                self.columns = 0;
            }
            "table:table-cell" | "table:covered-table-cell" if self.tables == 1 => {
                let mut cell = OpenCell {
                    repeats: usize::try_from(repeats(element, "table:number-columns-repeated"))
                        .unwrap_or(SHEET_COLUMNS),
                    kind: attribute(element, "office:value-type").unwrap_or_default(),
                    value: None,
                    text: String::new(),
                    paragraphs: 0,
                    has_formula: attribute(element, "table:formula").is_some(),
                    is_error: attribute(element, "calcext:value-type").is_some_and(|kind| kind == "error"),
                };
                let holds = match cell.kind.as_str() {
                    "float" | "percentage" | "currency" => "office:value",
                    "date" => "office:date-value",
                    "time" => "office:time-value",
                    "boolean" => "office:boolean-value",
                    _ => "office:string-value",
                };
                cell.value = attribute(element, holds);
                self.cell = Some(cell);
                self.inside_other = 0;
            }
            _ => {}
        }
        Ok(())
    }

    fn start_in_cell(&mut self, name: &str, element: &BytesStart<'_>) {
        if self.inside_other > 0
            || matches!(name, "office:annotation" | "draw:frame" | "table:table" | "table:shapes" | "draw:object")
        {
            self.inside_other += 1;
            return;
        }
        let Some(cell) = &mut self.cell else { return };
        match name {
            "text:p" | "text:h" => {
                if cell.paragraphs > 0 {
                    add_to_cell(&mut cell.text, "\n");
                }
                cell.paragraphs += 1;
            }
            "text:s" => {
                let count = attribute(element, "text:c").and_then(|count| count.parse().ok()).unwrap_or(1);
                add_to_cell(&mut cell.text, &" ".repeat(std::cmp::min(count, limits::CELL_BYTES + 1)));
            }
            "text:tab" => add_to_cell(&mut cell.text, "\t"),
            "text:line-break" => add_to_cell(&mut cell.text, "\n"),
            _ => {}
        }
    }

    fn text(&mut self, words: &str) {
        if let Some(cell) = self.cell.as_mut().filter(|cell| cell.paragraphs > 0 && self.inside_other == 0) {
            add_to_cell(&mut cell.text, words);
        }
    }

    fn end(&mut self, name: &str, sheets: &mut dyn Sheets) -> Result<(), Fault> {
        if self.cell.is_some() {
            if self.inside_other > 0 {
                self.inside_other -= 1;
            } else if matches!(name, "table:table-cell" | "table:covered-table-cell") {
                self.end_cell();
            }
            return Ok(());
        }
        match name {
            "table:table-row" if self.tables == 1 => self.end_row(sheets),
            "table:table" => {
                if self.tables == 1 && self.is_wanted {
                    sheets.end()?;
                }
                self.tables = self.tables.saturating_sub(1);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn end_cell(&mut self) {
        let Some(cell) = self.cell.take() else { return };
        let start = self.columns;
        self.columns = self.columns.saturating_add(cell.repeats).min(SHEET_COLUMNS);
        if !self.is_wanted {
            return;
        }
        let shown = cell.shown();
        if shown != SheetCell::Text(String::new()) {
            for column in start..self.columns {
                if self.row.is_full() {
                    break;
                }
                self.row.set(column, shown.clone());
            }
        }
    }

    fn end_row(&mut self, sheets: &mut dyn Sheets) -> Result<(), Fault> {
        let first = self.rows + 1;
        self.rows = self.rows.saturating_add(self.row_repeats);
        if !self.is_wanted || self.row.is_blank() {
            return Ok(());
        }
        if self.rows > SHEET_ROWS {
            return Err(Fault::OverLimit("one of its rows repeats more often than a sheet has rows".into()));
        }
        for number in first..=self.rows {
            self.row.renumber(number);
            sheets.row(&self.row)?;
        }
        Ok(())
    }
}

impl OpenCell {
    fn shown(&self) -> SheetCell {
        // A text that is too long was cut: it is kept as it is, to be refused.
        let text = if self.text.len() > limits::CELL_BYTES { self.text.as_str() } else { self.text.trim() };
        if self.is_error || (self.has_formula && is_error_mark(text)) {
            return SheetCell::Error(if text.is_empty() { "#VALUE!".into() } else { text.to_string() });
        }
        let value = self.value.as_deref();
        let number = value.and_then(|value| value.trim().parse::<f64>().ok());
        let shown = match (self.kind.as_str(), number) {
            ("float" | "currency", Some(number)) => cell_value::plain(number),
            ("percentage", Some(number)) => cell_value::shown(number, cell_value::NumberFormat::Percent, false),
            ("date", _) if value.is_some() => cell_value::shown_iso(value.unwrap_or_default()),
            ("boolean", _) => match value {
                Some("true") => "TRUE".into(),
                Some("false") => "FALSE".into(),
                _ => text.to_string(),
            },
            // A time is stored as PT09H30M00S and shown as 09:30.
            ("time", _) => text.to_string(),
            _ => value.filter(|value| !value.is_empty()).unwrap_or(text).to_string(),
        };
        if shown.is_empty() && self.has_formula && self.kind.is_empty() {
            return SheetCell::Unsaved;
        }
        SheetCell::Text(shown)
    }
}

/// What spreadsheets show where a formula fails; LibreOffice also `Err:502`.
fn is_error_mark(text: &str) -> bool {
    const MARKS: [&str; 8] = ["#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "Err:"];
    MARKS.iter().any(|mark| text.starts_with(mark))
}

/// How often a row or a cell repeats: 1 where nothing is said.
fn repeats(element: &BytesStart<'_>, name: &str) -> u64 {
    attribute(element, name).and_then(|count| count.trim().parse().ok()).unwrap_or(1)
}
