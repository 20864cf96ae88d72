//! How much the program takes in: each limit with its reason, and what is said where a file goes past it.
//!
//! The largest files that a council has are far below every limit; what goes past one is damaged, holds something else, or was made
//! to exhaust the computer. So the limits bound the memory and the time that any folder can cost.

use crate::finding::{Finding, Place, Severity};

/// Bytes of a file of text. The return of a hundred thousand children has tables of 60 MB.
pub const FILE_BYTES: u64 = 500_000_000;

/// Bytes of a workbook, which is packed: ten times less than the same rows as text.
pub const WORKBOOK_BYTES: u64 = 100_000_000;

/// Bytes that a workbook may hold when unpacked, all parts read together, counted while they are unpacked: what the file says of its
/// own size may be untrue.
pub const UNPACKED_BYTES: u64 = 1_000_000_000;

/// Bytes of a file that a person writes: the order, questions, narrative, templates, chart definitions. A novel has one million letters.
pub const WRITTEN_BYTES: u64 = 2_000_000;

/// Bytes of one tag of a workbook, or of the text between two of its tags: they are in memory at once.
pub const NODE_BYTES: usize = 16_000_000;

/// Parts that a workbook may be made of. One with a hundred sheets and a picture on each has some five hundred.
pub const PARTS: usize = 10_000;

/// Sheets of a workbook that are looked at. People do not leaf through more.
pub const SHEETS: usize = 250;

/// Formats of cells in a workbook. Excel keeps at most 65,490.
pub const CELL_FORMATS: usize = 100_000;

/// Columns of a table. The widest surveys have some hundreds of questions.
pub const COLUMNS: usize = 2_000;

/// Rows of a table. A sheet has at most 1,048,576; the reviews of a hundred thousand children fill half of that.
pub const ROWS: u64 = 3_000_000;

/// Cells of a file, blank ones under a heading included: each costs memory.
pub const CELLS: u64 = 50_000_000;

/// Bytes of one row of a sheet: a short file can say many times that a long text stands in a cell.
pub const ROW_BYTES: usize = 4_000_000;

/// Bytes of all cells of a file that are kept, for the same reason.
pub const TEXT_BYTES: u64 = FILE_BYTES;

/// Bytes of the tables of a report, all files together: many files of the greatest size would fill the memory as well as one.
pub const REPORT_BYTES: u64 = 2_000_000_000;

/// Files of the return that are read side by side, so that no more of them are in memory before they are counted.
pub const FILES_AT_ONCE: usize = 8;

/// Bytes of one cell. A spreadsheet's cell holds at most 32,767 letters; more is a quotation mark that never closes.
pub const CELL_BYTES: usize = 131_072;

/// Bytes of a child's identifier in the return. The national one has 20 letters at most; those of case systems are shorter than this, and
/// identifiers are kept, compared and sorted in memory.
pub const IDENTIFIER_BYTES: usize = 200;

/// Rows, blank ones not counted, among which the headings are looked for.
pub const HEADING_ROWS: usize = 30;

/// Rows of one file that are named as too short or too long: each finding takes more memory than a row.
pub const UNEVEN_ROWS: u64 = 10_000;

/// How deep elements may lie in one another inside a workbook. Spreadsheet programs nest some ten deep.
pub const NESTING: usize = 256;

/// Files and folders below one folder of the report.
pub const FILES: usize = 10_000;

/// How deep folders are searched: `data/ssda903/2025-26/final/from the system` is five.
pub const FOLDERS_DEEP: usize = 8;

/// Bytes of a file of the order's kind (YAML). The questions of the longest survey take 100 KB.
pub const YAML_BYTES: usize = 500_000;

/// Values in such a file, those counted that it repeats by name (`*name`): a short file can otherwise stand for millions.
pub const YAML_VALUES: usize = 100_000;

/// Bytes of all texts in such a file, those counted that it repeats by name, for the same reason.
pub const YAML_TEXT_BYTES: usize = 10_000_000;

/// How deep lists and keys may lie in one another in such a file. The order's lie five deep; the readers of YAML call themselves for
/// each step down, so that the stack is what is bounded here.
pub const YAML_NESTING: usize = 64;

/// Opening brackets in such a file: the time that the parser takes grows with the square of those that are open at once.
pub const YAML_BRACKETS: usize = 20_000;

/// Lines in such a file that begin with a per cent sign. People write none; the parser compares each with all before it.
pub const YAML_DIRECTIVES: usize = 100;

/// The finding that a limit is passed.
pub fn exceeded(place: Place, what: impl Into<String>, fix: impl Into<String>) -> Finding {
    Finding::new(
        Severity::Error,
        "over-limit",
        place,
        what,
        "nothing in this file was read, so figures made from it would be untrue or missing",
        fix,
    )
}

/// A number of bytes as people say it.
pub fn in_megabytes(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{} KB", grouped(bytes.div_ceil(1_000))),
        _ => format!("{} MB", grouped(bytes.div_ceil(1_000_000))),
    }
}

/// A whole number with commas between thousands.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_said_as_people_say_them() {
        assert_eq!(in_megabytes(1), "1 KB");
        assert_eq!(in_megabytes(2_147_483_648), "2,148 MB");
        assert_eq!(grouped(1_048_576), "1,048,576");
        assert_eq!(grouped(999), "999");
    }
}
