//! Workbooks of Excel since 2007 (.xlsx, .xlsm): sheets to rows of what is shown in their cells.

use super::cell_value::{self, NumberFormat};
use super::limits;
use super::package::{Fault, Node, Package, Xml, add_to_cell, attribute};
use super::workbook::{SheetCell, SheetRow, Sheets};
use quick_xml::events::BytesStart;
use std::collections::BTreeMap;

/// The most rows that a sheet has.
const SHEET_ROWS: u64 = 1_048_576;

/// The most columns that a sheet has.
const SHEET_COLUMNS: usize = 16_384;

/// Whether a packed file is such a workbook.
pub fn is_one(package: &Package<'_>) -> bool {
    package.has("xl/workbook.xml") || (package.has("[Content_Types].xml") && package.has_under("xl/worksheets/"))
}

/// Reads the sheets that are asked for, from the first to the last.
///
/// # Errors
/// Where the workbook is damaged or past a limit, and what the receiver of the rows refuses.
pub fn read(package: &mut Package<'_>, sheets: &mut dyn Sheets) -> Result<(), Fault> {
    let main = main_part(package)?;
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder).to_string();
    let book = book(package, &main)?;
    let related = related(package, &folder, &main)?;
    let strings = match related.values().find(|part| part.kind == "sharedStrings") {
        Some(part) => shared_strings(package, &part.name)?,
        None => shared_strings(package, &format!("{folder}/sharedStrings.xml"))?,
    };
    let formats = match related.values().find(|part| part.kind == "styles") {
        Some(part) => number_formats(package, &part.name)?,
        None => Vec::new(),
    };
    for sheet in &book.sheets {
        let Some(part) = related.get(&sheet.part).filter(|part| part.kind == "worksheet") else { continue };
        if !sheets.begin(&sheet.name, sheet.is_hidden)? {
            continue;
        }
        let xml = package.xml(&part.name)?.ok_or_else(|| Fault::missing(&part.name))?;
        let mut reading = SheetReading {
            strings: &strings,
            formats: &formats,
            counts_from_1904: book.counts_from_1904,
            row: SheetRow::default(),
        };
        reading.all(xml, sheets)?;
        sheets.end()?;
    }
    Ok(())
}

/// The part that names the sheets.
fn main_part(package: &mut Package<'_>) -> Result<String, Fault> {
    const USUAL: &str = "xl/workbook.xml";
    let Some(mut xml) = package.xml("_rels/.rels")? else { return Ok(USUAL.into()) };
    loop {
        match xml.next()? {
            Node::Start(element) => {
                let is_main = attribute(&element, "Type").is_some_and(|kind| kind.ends_with("/officeDocument"));
                if let (true, Some(target)) = (is_main, attribute(&element, "Target")) {
                    return Ok(target.trim_start_matches('/').to_string());
                }
            }
            Node::Done => return Ok(USUAL.into()),
            _ => {}
        }
    }
}

struct Book {
    sheets: Vec<NamedSheet>,
    counts_from_1904: bool,
}

struct NamedSheet {
    name: String,
    /// The name under which the list of related parts has it.
    part: String,
    is_hidden: bool,
}

fn book(package: &mut Package<'_>, main: &str) -> Result<Book, Fault> {
    let mut xml = package.xml(main)?.ok_or_else(|| Fault::missing(main))?;
    let mut book = Book { sheets: Vec::new(), counts_from_1904: false };
    loop {
        match xml.next()? {
            Node::Start(element) => match element.local_name().into_inner() {
                "sheet" if book.sheets.len() >= limits::SHEETS => return Err(too_many("sheets", limits::SHEETS)),
                "sheet" => book.sheets.push(NamedSheet {
                    name: attribute(&element, "name").unwrap_or_default(),
                    part: attribute(&element, "id").unwrap_or_default(),
                    is_hidden: attribute(&element, "state").is_some_and(|state| state != "visible"),
                }),
                "workbookPr" => {
                    let from_1904 = attribute(&element, "date1904");
                    book.counts_from_1904 |= from_1904.is_some_and(|value| value == "1" || value == "true");
                }
                _ => {}
            },
            Node::Done => return Ok(book),
            _ => {}
        }
    }
}

struct RelatedPart {
    /// The last word of the kind: `worksheet`.
    kind: String,
    name: String,
}

/// The parts that belong to the main one, by the name that it calls them.
fn related(package: &mut Package<'_>, folder: &str, main: &str) -> Result<BTreeMap<String, RelatedPart>, Fault> {
    let file = main.rsplit('/').next().unwrap_or(main);
    let list = format!("{folder}/_rels/{file}.rels");
    let mut xml = package.xml(&list)?.ok_or_else(|| Fault::missing(&list))?;
    let mut parts = BTreeMap::new();
    loop {
        match xml.next()? {
            Node::Start(element) => {
                let id = attribute(&element, "Id");
                if let (Some(id), Some(kind), Some(target)) =
                    (id, attribute(&element, "Type"), attribute(&element, "Target"))
                {
                    if parts.len() >= limits::PARTS {
                        return Err(too_many("related parts", limits::PARTS));
                    }
                    let kind = kind.rsplit('/').next().unwrap_or_default().to_string();
                    parts.insert(id, RelatedPart { kind, name: resolved(folder, &target) });
                }
            }
            Node::Done => return Ok(parts),
            _ => {}
        }
    }
}

fn too_many(what: &str, limit: usize) -> Fault {
    Fault::OverLimit(format!("it has more than {} {what}", limits::grouped(limit as u64)))
}

/// The name of a part that is named from within a folder.
fn resolved(folder: &str, target: &str) -> String {
    if let Some(whole) = target.strip_prefix('/') {
        return whole.to_string();
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            ".." => {
                parts.pop();
            }
            "." | "" => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Texts that cells refer to by number, kept in one.
#[derive(Default)]
struct Strings {
    text: String,
    ends: Vec<u32>,
}

impl Strings {
    fn get(&self, at: usize) -> Option<&str> {
        let end = *self.ends.get(at)?;
        let start = if at == 0 { 0 } else { *self.ends.get(at - 1)? };
        self.text.get(start as usize..end as usize)
    }

    fn add(&mut self, text: &str) -> Result<(), Fault> {
        self.text.push_str(text);
        if self.ends.len() as u64 >= limits::CELLS || self.text.len() as u64 > limits::TEXT_BYTES {
            return Err(Fault::OverLimit(format!(
                "it holds more than {} texts or {} of text",
                limits::grouped(limits::CELLS),
                limits::in_megabytes(limits::TEXT_BYTES)
            )));
        }
        // The limit makes it fit.
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        Ok(())
    }
}

fn shared_strings(package: &mut Package<'_>, name: &str) -> Result<Strings, Fault> {
    let mut strings = Strings::default();
    let Some(mut xml) = package.xml(name)? else { return Ok(strings) };
    let mut text = RichText::default();
    loop {
        match xml.next()? {
            Node::Start(element) => text.start(&element),
            Node::Text(words) => text.add(&words),
            Node::End(element) => {
                let name = element.local_name().into_inner();
                text.end(name);
                if name == "si" {
                    strings.add(&unescaped(&text.take()))?;
                }
            }
            Node::Done => return Ok(strings),
            Node::Other => {}
        }
    }
}

/// The text of an element that may be divided into runs; how Japanese words are read aloud is left out.
#[derive(Default)]
struct RichText {
    text: String,
    in_text: bool,
    in_reading: usize,
}

impl RichText {
    fn start(&mut self, element: &BytesStart<'_>) {
        match element.local_name().into_inner() {
            "t" => self.in_text = true,
            "rPh" => self.in_reading += 1,
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "t" => self.in_text = false,
            "rPh" => self.in_reading = self.in_reading.saturating_sub(1),
            _ => {}
        }
    }

    fn add(&mut self, words: &str) {
        if self.in_text && self.in_reading == 0 {
            add_to_cell(&mut self.text, words);
        }
    }

    fn take(&mut self) -> String {
        std::mem::take(&mut self.text)
    }
}

/// Letters that XML cannot hold are written `_x000D_`.
fn unescaped(text: &str) -> String {
    if !text.contains("_x") {
        return text.to_string();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let code = rest.get(at + 2..at + 6).filter(|_| rest.get(at + 6..at + 7) == Some("_"));
        match code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32) {
            Some(letter) => {
                out.push_str(&rest[..at]);
                out.push(letter);
                rest = &rest[at + 7..];
            }
            None => {
                out.push_str(&rest[..at + 2]);
                rest = &rest[at + 2..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// The number formats of the cell formats, in their order.
fn number_formats(package: &mut Package<'_>, name: &str) -> Result<Vec<NumberFormat>, Fault> {
    let Some(mut xml) = package.xml(name)? else { return Ok(Vec::new()) };
    let mut own: BTreeMap<u32, NumberFormat> = BTreeMap::new();
    let mut formats = Vec::new();
    let mut in_cell_formats = false;
    loop {
        match xml.next()? {
            Node::Start(element) => match element.local_name().into_inner() {
                "numFmt" => {
                    let id = attribute(&element, "numFmtId").and_then(|id| id.parse().ok());
                    if let (Some(id), Some(code)) = (id, attribute(&element, "formatCode")) {
                        if own.len() >= limits::CELL_FORMATS {
                            return Err(too_many("number formats", limits::CELL_FORMATS));
                        }
                        own.insert(id, NumberFormat::of_code(&code));
                    }
                }
                "cellXfs" => in_cell_formats = true,
                "xf" if in_cell_formats => {
                    if formats.len() >= limits::CELL_FORMATS {
                        return Err(too_many("formats of cells", limits::CELL_FORMATS));
                    }
                    let id = attribute(&element, "numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0);
                    formats.push(own.get(&id).copied().unwrap_or_else(|| NumberFormat::built_in(id)));
                }
                _ => {}
            },
            Node::End(element) if element.local_name().into_inner() == "cellXfs" => in_cell_formats = false,
            Node::Done => return Ok(formats),
            _ => {}
        }
    }
}

struct SheetReading<'s> {
    strings: &'s Strings,
    formats: &'s [NumberFormat],
    counts_from_1904: bool,
    row: SheetRow,
}

/// A cell that has begun.
struct OpenCell {
    column: usize,
    kind: String,
    format: usize,
    value: Option<String>,
    inline: RichText,
    has_formula: bool,
    in_value: bool,
}

impl SheetReading<'_> {
    fn all(&mut self, mut xml: Xml<'_, '_>, sheets: &mut dyn Sheets) -> Result<(), Fault> {
        let mut cell: Option<OpenCell> = None;
        let mut column = 0;
        let mut row = 0;
        let mut is_sheet = false;
        loop {
            match xml.next()? {
                Node::Start(element) => match (element.local_name().into_inner(), &mut cell) {
                    ("sheetData", _) => is_sheet = true,
                    ("row", None) => {
                        // Programs may leave the numbers out: then rows follow one another.
                        let number = attribute(&element, "r").and_then(|number| number.trim().parse().ok());
                        row = number.unwrap_or(row + 1);
                        if row == 0 || row > SHEET_ROWS {
                            return Err(Fault::Damaged("a row has a number that no sheet has".into()));
                        }
                        self.row.begin(row, sheets.columns());
                        column = 0;
                    }
                    ("c", None) => {
                        let named = attribute(&element, "r").and_then(|name| column_of(&name));
                        column = named.unwrap_or(column);
                        if column >= SHEET_COLUMNS {
                            return Err(Fault::Damaged("a cell stands in a column that no sheet has".into()));
                        }
                        cell = Some(OpenCell {
                            column,
                            kind: attribute(&element, "t").unwrap_or_default(),
                            format: attribute(&element, "s").and_then(|at| at.parse().ok()).unwrap_or(0),
                            value: None,
                            inline: RichText::default(),
                            has_formula: false,
                            in_value: false,
                        });
                    }
                    ("v", Some(cell)) => {
                        cell.in_value = true;
                        cell.value.get_or_insert_default();
                    }
                    ("f", Some(cell)) => cell.has_formula = true,
                    (_, Some(cell)) => cell.inline.start(&element),
                    _ => {}
                },
                Node::Text(words) => {
                    if let Some(cell) = &mut cell {
                        match &mut cell.value {
                            Some(value) if cell.in_value => add_to_cell(value, &words),
                            _ => cell.inline.add(&words),
                        }
                    }
                }
                Node::End(element) => match (element.local_name().into_inner(), &mut cell) {
                    ("v", Some(cell)) => cell.in_value = false,
                    ("c", Some(_)) => {
                        if let Some(cell) = cell.take() {
                            self.cell(cell);
                        }
                        column += 1;
                    }
                    (name, Some(cell)) => cell.inline.end(name),
                    ("row", None) => sheets.row(&self.row)?,
                    ("sheetData", None) => return Ok(()),
                    _ => {}
                },
                Node::Done if is_sheet => return Ok(()),
                Node::Done => return Err(Fault::Damaged("one of its sheets is none".into())),
                Node::Other => {}
            }
        }
    }

    fn cell(&mut self, mut cell: OpenCell) {
        if self.row.is_full() {
            return;
        }
        let inline = unescaped(&cell.inline.take());
        let value = cell.value.as_deref().unwrap_or_default();
        let shown = match cell.kind.as_str() {
            "s" => {
                let text = value.trim().parse().ok().and_then(|at| self.strings.get(at));
                SheetCell::Text(text.unwrap_or_default().to_string())
            }
            "inlineStr" => SheetCell::Text(inline),
            "str" => SheetCell::Text(unescaped(value)),
            "b" if !value.is_empty() => SheetCell::Text(if value.trim() == "0" { "FALSE" } else { "TRUE" }.into()),
            "e" if !value.is_empty() => SheetCell::Error(value.trim().to_string()),
            "d" => SheetCell::Text(cell_value::shown_iso(value.trim())),
            _ => match value.trim().parse::<f64>() {
                Ok(number) => {
                    let format = self.formats.get(cell.format).copied().unwrap_or_default();
                    SheetCell::Text(cell_value::shown(number, format, self.counts_from_1904))
                }
                Err(_) => SheetCell::Text(value.to_string()),
            },
        };
        let is_blank = matches!(&shown, SheetCell::Text(text) if text.is_empty());
        // A formula that gives an empty text is no fault; one whose value was never worked out has no value at all.
        let is_unsaved = is_blank && cell.has_formula && cell.kind != "str" && value.is_empty();
        self.row.set(cell.column, if is_unsaved { SheetCell::Unsaved } else { shown });
    }
}

/// The column, from 0, in a name such as `AB12`.
fn column_of(name: &str) -> Option<usize> {
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic);
    let mut column: usize = 0;
    for letter in letters {
        column = column.checked_mul(26)?.checked_add(usize::from(letter.to_ascii_uppercase() - b'A') + 1)?;
    }
    column.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_read_from_the_names_of_cells() {
        for (name, column) in
            [("A1", Some(0)), ("Z9", Some(25)), ("AA1", Some(26)), ("XFD1048576", Some(16_383)), ("12", None)]
        {
            assert_eq!(column_of(name), column, "{name}");
        }
        assert_eq!(column_of(&"Z".repeat(40)), None);
    }

    #[test]
    fn letters_that_xml_cannot_hold_are_put_back() {
        for (stored, text) in
            [("a_x000D_b", "a\rb"), ("_x005F_x000D_", "_x000D_"), ("_xyz_", "_xyz_"), ("a_x00", "a_x00")]
        {
            assert_eq!(unescaped(stored), text);
        }
    }

    #[test]
    fn parts_are_named_from_their_folder_or_whole() {
        assert_eq!(resolved("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolved("xl", "/xl/worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolved("xl/a", "../sheet1.xml"), "xl/sheet1.xml");
    }
}
