//! Workbooks of Excel from 97 to 2003 (.xls): sheets to rows of what is shown in their cells.
//!
//! The file is a row of records, each with its kind and its length. Only the few kinds that hold values are read ([MS-XLS] gives
//! their numbers); a record that is shorter than its kind asks for is passed over as damaged cells are. Files of Excel 95, which some
//! systems still write, differ in how they store texts.

use super::cell_value::{self, NumberFormat};
use super::compound::{Compound, u16_at, u32_at};
use super::package::Fault;
use super::workbook::{SheetCell, SheetRow, Sheets};
use encoding_rs::{UTF_16LE, WINDOWS_1252};
use std::collections::BTreeMap;

const BEGINNING: u16 = 0x0809;
const END: u16 = 0x000A;
const CONTINUED: u16 = 0x003C;
const PASSWORD: u16 = 0x002F;
const SHEET: u16 = 0x0085;
const SHARED_STRINGS: u16 = 0x00FC;
const FROM_1904: u16 = 0x0022;
const FORMAT: u16 = 0x041E;
const CELL_FORMAT: u16 = 0x00E0;
const NUMBER: u16 = 0x0203;
const SHORT_NUMBER: u16 = 0x027E;
const SHORT_NUMBERS: u16 = 0x00BD;
const SHARED_STRING: u16 = 0x00FD;
const LABEL: u16 = 0x0204;
const RICH_LABEL: u16 = 0x00D6;
const BOOLEAN_OR_ERROR: u16 = 0x0205;
const FORMULA: u16 = 0x0006;
const FORMULA_TEXT: u16 = 0x0207;

/// The version that Excel 95 writes at the beginning, and older ones, which are not read.
const EXCEL_95: u16 = 0x0500;

/// Reads the sheets that are asked for, from the first to the last.
///
/// # Errors
/// Where the workbook is damaged, has a password or is of an older kind, and what the receiver of the rows refuses.
pub fn read(bytes: &[u8], sheets: &mut dyn Sheets) -> Result<(), Fault> {
    let container = Compound::open(bytes)?;
    if container.has("EncryptedPackage") || container.has("EncryptionInfo") {
        return Err(Fault::Password);
    }
    let stream =
        match container.stream("Workbook")?.map_or_else(|| container.stream("Book"), |stream| Ok(Some(stream)))? {
            Some(stream) => stream,
            None if container.has("WordDocument") => return Err(Fault::OtherKind("it is a Word document".into())),
            None => return Err(Fault::OtherKind("it is a file of Office that is no workbook".into())),
        };
    let book = Book::read(&stream)?;
    let mut looked_at = 0;
    for sheet in &book.sheets {
        if !sheets.begin(&sheet.name, sheet.is_hidden)? {
            continue;
        }
        let (mut cells, end) = book.cells(&stream, sheet.start)?;
        // Sheets stand one behind the other.
        looked_at += end.saturating_sub(sheet.start);
        if looked_at > stream.len() {
            return Err(Fault::Damaged("some of its sheets stand in the same place".into()));
        }
        // Records mostly stand in the order of rows, but nothing says that they must.
        cells.sort_by_key(|(row, column, _)| (*row, *column));
        let mut row = SheetRow::default();
        for same_row in cells.chunk_by(|a, b| a.0 == b.0) {
            row.begin(same_row.first().map_or(1, |cell| u64::from(cell.0) + 1), sheets.columns());
            for (_, column, value) in same_row {
                if row.is_full() {
                    break;
                }
                row.set(usize::from(*column), book.shown(value));
            }
            sheets.row(&row)?;
        }
        sheets.end()?;
    }
    Ok(())
}

/// One record: its kind and what it holds.
struct Record<'s> {
    kind: u16,
    bytes: &'s [u8],
    /// Where the next record begins.
    end: usize,
}

fn record(stream: &[u8], at: usize) -> Option<Record<'_>> {
    let kind = u16_at(stream, at)?;
    let length = usize::from(u16_at(stream, at.checked_add(2)?)?);
    let start = at.checked_add(4)?;
    let end = start.checked_add(length)?;
    Some(Record { kind, bytes: stream.get(start..end)?, end })
}

struct NamedSheet {
    name: String,
    start: usize,
    is_hidden: bool,
}

/// What is said once for all sheets.
#[derive(Default)]
struct Book {
    texts: Texts,
    sheets: Vec<NamedSheet>,
    text: String,
    /// Where each shared text ends.
    ends: Vec<usize>,
    formats: Vec<NumberFormat>,
    counts_from_1904: bool,
}

/// How texts are stored.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Texts {
    /// With a byte that says how wide a letter is.
    #[default]
    Marked,
    /// As letters of Windows, as Excel 95 has them.
    Windows,
}

/// The value of a cell as it is stored.
enum Value {
    Number(f64, u16),
    Shared(u32),
    Text(String),
    Boolean(bool),
    Error(u8),
}

/// The value of a cell with its row and column, from 0.
type Placed = (u16, u16, Value);

impl Book {
    fn read(stream: &[u8]) -> Result<Book, Fault> {
        let mut book = Book::default();
        let mut own: BTreeMap<u16, NumberFormat> = BTreeMap::new();
        let mut cell_formats: Vec<u16> = Vec::new();
        let mut at = 0;
        let mut has_end = false;
        while let Some(found) = record(stream, at) {
            match found.kind {
                BEGINNING if at == 0 => match u16_at(found.bytes, 0) {
                    Some(EXCEL_95) => book.texts = Texts::Windows,
                    Some(1..EXCEL_95) => {
                        return Err(Fault::OtherKind("it is a workbook of Excel 4 or older, which is not read".into()));
                    }
                    _ => {}
                },
                PASSWORD => return Err(Fault::Password),
                FROM_1904 => book.counts_from_1904 = u16_at(found.bytes, 0) == Some(1),
                FORMAT => {
                    let code = book.texts.format_code(found.bytes.get(2..).unwrap_or_default());
                    if let (Some(id), Some(code)) = (u16_at(found.bytes, 0), code) {
                        own.insert(id, NumberFormat::of_code(&code));
                    }
                }
                CELL_FORMAT => cell_formats.push(u16_at(found.bytes, 2).unwrap_or(0)),
                SHEET => book.sheets.extend(sheet(found.bytes, book.texts)),
                SHARED_STRINGS => book.read_shared(stream, at),
                END => {
                    has_end = true;
                    break;
                }
                _ => {}
            }
            at = found.end;
        }
        if !has_end {
            return Err(Fault::Damaged("it is cut off or damaged".into()));
        }
        let format = |id: &u16| own.get(id).copied().unwrap_or_else(|| NumberFormat::built_in(u32::from(*id)));
        book.formats = cell_formats.iter().map(format).collect();
        Ok(book)
    }

    /// Reads the texts that cells refer to by number: they run on through the records that continue the first one.
    fn read_shared(&mut self, stream: &[u8], at: usize) {
        let Some(first) = record(stream, at) else { return };
        let count = u32_at(first.bytes, 4).unwrap_or(0);
        let mut pieces = Pieces { stream, piece: first.bytes.get(8..).unwrap_or_default(), next: first.end };
        for _ in 0..count {
            let Some(text) = pieces.text() else { return };
            self.text.push_str(&text);
            self.ends.push(self.text.len());
        }
    }

    /// The cells of the sheet whose records begin at a place: row and column from 0, and what is stored; and where the sheet ends.
    fn cells(&self, stream: &[u8], start: usize) -> Result<(Vec<Placed>, usize), Fault> {
        let mut cells = Vec::new();
        let mut at = start;
        // A chart inside the sheet begins and ends like one.
        let mut depth = 0;
        // The cell whose text stands in the record that follows.
        let mut of_text: Option<(u16, u16)> = None;
        while let Some(found) = record(stream, at) {
            at = found.end;
            match found.kind {
                BEGINNING => depth += 1,
                END if depth <= 1 => return Ok((cells, at)),
                END => depth -= 1,
                FORMULA_TEXT if depth == 1 => {
                    let text = self.texts.cell_text(&found, 0, stream);
                    if let (Some((row, column)), Some(text)) = (of_text.take(), text) {
                        cells.push((row, column, Value::Text(text)));
                    }
                }
                kind if depth == 1 => {
                    let place = u16_at(found.bytes, 0).zip(u16_at(found.bytes, 2));
                    let Some((row, column)) = place else { continue };
                    if kind == SHORT_NUMBERS {
                        let numbers = found.bytes.get(4..found.bytes.len().saturating_sub(2)).unwrap_or_default();
                        for (number, column) in numbers.chunks_exact(6).zip(column..) {
                            cells.extend(short_number(number).map(|value| (row, column, value)));
                        }
                    } else if kind == FORMULA && is_formula_of_text(found.bytes) {
                        of_text = Some((row, column));
                    } else {
                        cells.extend(self.value(kind, &found, stream).map(|value| (row, column, value)));
                    }
                }
                _ => {}
            }
        }
        Err(Fault::Damaged("one of its sheets is cut off or damaged".into()))
    }

    fn value(&self, kind: u16, found: &Record<'_>, stream: &[u8]) -> Option<Value> {
        let bytes = found.bytes;
        match kind {
            NUMBER => Some(Value::Number(f64_at(bytes, 6)?, u16_at(bytes, 4)?)),
            SHORT_NUMBER => short_number(bytes.get(4..)?),
            SHARED_STRING => Some(Value::Shared(u32_at(bytes, 6)?)),
            LABEL | RICH_LABEL => self.texts.cell_text(found, 6, stream).map(Value::Text),
            BOOLEAN_OR_ERROR => match bytes.get(7)? {
                0 => Some(Value::Boolean(*bytes.get(6)? != 0)),
                _ => Some(Value::Error(*bytes.get(6)?)),
            },
            FORMULA => match (bytes.get(12..14)?, bytes.get(6)?) {
                ([0xFF, 0xFF], 1) => Some(Value::Boolean(*bytes.get(8)? != 0)),
                ([0xFF, 0xFF], 2) => Some(Value::Error(*bytes.get(8)?)),
                // 3 is an empty text.
                ([0xFF, 0xFF], _) => None,
                _ => Some(Value::Number(f64_at(bytes, 6)?, u16_at(bytes, 4)?)),
            },
            _ => None,
        }
    }

    fn shown(&self, value: &Value) -> SheetCell {
        match value {
            Value::Number(number, format) => {
                let format = self.formats.get(usize::from(*format)).copied().unwrap_or_default();
                SheetCell::Text(cell_value::shown(*number, format, self.counts_from_1904))
            }
            Value::Shared(at) => {
                let at = *at as usize;
                let start = at.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied());
                let text = start.zip(self.ends.get(at)).and_then(|(start, end)| self.text.get(start..*end));
                SheetCell::Text(text.unwrap_or_default().to_string())
            }
            Value::Text(text) => SheetCell::Text(text.clone()),
            Value::Boolean(is_true) => SheetCell::Text(if *is_true { "TRUE" } else { "FALSE" }.into()),
            Value::Error(code) => SheetCell::Error(error_mark(*code).into()),
        }
    }
}

impl Texts {
    /// The text of a cell, from a place in its record on.
    fn cell_text(self, found: &Record<'_>, at: usize, stream: &[u8]) -> Option<String> {
        let bytes = found.bytes.get(at..)?;
        match self {
            Texts::Marked => Pieces { stream, piece: bytes, next: found.end }.text(),
            Texts::Windows => windows(bytes.get(2..)?, usize::from(u16_at(bytes, 0)?)),
        }
    }

    /// The code of a number format.
    fn format_code(self, bytes: &[u8]) -> Option<String> {
        match self {
            Texts::Marked => letters_of(bytes.get(3..)?, usize::from(u16_at(bytes, 0)?), bytes.get(2)? & 1 == 1),
            Texts::Windows => windows(bytes.get(1..)?, usize::from(*bytes.first()?)),
        }
    }

    /// The name of a sheet.
    fn sheet_name(self, bytes: &[u8]) -> Option<String> {
        let letters = usize::from(*bytes.first()?);
        match self {
            Texts::Marked => letters_of(bytes.get(2..)?, letters, bytes.get(1)? & 1 == 1),
            Texts::Windows => windows(bytes.get(1..)?, letters),
        }
    }
}

fn windows(bytes: &[u8], letters: usize) -> Option<String> {
    Some(WINDOWS_1252.decode_without_bom_handling(bytes.get(..letters)?).0.into_owned())
}

fn sheet(bytes: &[u8], texts: Texts) -> Option<NamedSheet> {
    // Charts and macros have sheets too.
    (*bytes.get(5)? == 0).then_some(NamedSheet {
        name: texts.sheet_name(bytes.get(6..)?)?,
        start: u32_at(bytes, 0)? as usize,
        is_hidden: bytes.get(4)? & 3 != 0,
    })
}

fn is_formula_of_text(bytes: &[u8]) -> bool {
    bytes.get(12..14) == Some(&[0xFF, 0xFF]) && bytes.get(6) == Some(&0)
}

/// A cell format and a number in four bytes: whole or the upper half of a long one, and perhaps in hundredths.
fn short_number(bytes: &[u8]) -> Option<Value> {
    let (format, stored) = (u16_at(bytes, 0)?, u32_at(bytes, 2)?);
    let number = if stored & 2 == 2 {
        f64::from(stored.cast_signed() >> 2)
    } else {
        f64::from_bits(u64::from(stored & !3) << 32)
    };
    Some(Value::Number(if stored & 1 == 1 { number / 100.0 } else { number }, format))
}

fn f64_at(bytes: &[u8], at: usize) -> Option<f64> {
    Some(f64::from_le_bytes(bytes.get(at..at.checked_add(8)?)?.try_into().ok()?))
}

fn error_mark(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        _ => "#N/A",
    }
}

fn letters_of(bytes: &[u8], letters: usize, is_wide: bool) -> Option<String> {
    Some(if is_wide {
        UTF_16LE.decode_without_bom_handling(bytes.get(..letters.checked_mul(2)?)?).0.into_owned()
    } else {
        // The upper halves of the letters, all zero, are left out.
        bytes.get(..letters)?.iter().map(|byte| char::from(*byte)).collect()
    })
}

/// Texts that run on through the records that continue the first one.
struct Pieces<'s> {
    stream: &'s [u8],
    piece: &'s [u8],
    next: usize,
}

impl Pieces<'_> {
    /// Goes on to the record that continues this one.
    fn turn(&mut self) -> Option<()> {
        let found = record(self.stream, self.next).filter(|found| found.kind == CONTINUED)?;
        self.piece = found.bytes;
        self.next = found.end;
        Some(())
    }

    fn take(&mut self, count: usize) -> Option<&[u8]> {
        while self.piece.is_empty() && count > 0 {
            self.turn()?;
        }
        let (taken, rest) = self.piece.split_at_checked(count)?;
        self.piece = rest;
        Some(taken)
    }

    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > self.piece.len() {
            count -= self.piece.len();
            self.turn()?;
        }
        self.piece = self.piece.get(count..)?;
        Some(())
    }

    /// The next text. Where it runs on, the next record says anew how its letters are stored.
    fn text(&mut self) -> Option<String> {
        let mut letters = usize::from(u16_at(self.take(2)?, 0)?);
        let flags = *self.take(1)?.first()?;
        let runs = if flags & 8 == 8 { usize::from(u16_at(self.take(2)?, 0)?) } else { 0 };
        let reading = if flags & 4 == 4 { u32_at(self.take(4)?, 0)? as usize } else { 0 };
        let mut is_wide = flags & 1 == 1;
        let mut text = String::new();
        while letters > 0 {
            if self.piece.is_empty() {
                self.turn()?;
                is_wide = self.take(1)?.first()? & 1 == 1;
            }
            let width = if is_wide { 2 } else { 1 };
            let here = letters.min(self.piece.len() / width);
            if here == 0 && !self.piece.is_empty() {
                // Half a letter.
                return None;
            }
            let bytes = self.take(here.checked_mul(width)?)?;
            text.push_str(&letters_of(bytes, here, is_wide)?);
            letters -= here;
        }
        self.skip(runs.checked_mul(4)?.checked_add(reading)?)?;
        Some(text)
    }
}
