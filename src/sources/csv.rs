//! CSV files to tables: any of the usual encodings and separators, every row accounted for.

use super::table::RawTable;
use crate::finding::{Finding, Place, Severity};
use crate::text;
use csv::{ReaderBuilder, StringRecord};
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// Reads a CSV file. The encoding is told from a byte-order mark, else UTF-8 is tried, else Windows-1252 is assumed
/// and said; the separator (comma, semicolon or tab) is told from the first line.
///
/// `None` where nothing can be read, with an error among the findings. Rows that are too short are padded and rows
/// that are too long are cut, each with a finding; wholly blank rows are passed over.
pub fn read(file: &str, bytes: &[u8]) -> (Option<RawTable>, Vec<Finding>) {
    let mut findings = Vec::new();
    let Some(text) = decoded(file, bytes, &mut findings) else {
        return (None, findings);
    };
    // One kind of line end, so that rows can be counted as a spreadsheet counts them.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let separator = separator(&text);
    let mut reader =
        ReaderBuilder::new().delimiter(separator).flexible(true).has_headers(false).from_reader(text.as_bytes());

    let mut table = RawTable::new(file, Vec::new());
    let mut record = StringRecord::new();
    // A cell may hold line breaks: a spreadsheet shows it as one row, so the extra lines are taken off.
    let mut extra_lines = 0;
    loop {
        let more = match reader.read_record(&mut record) {
            Ok(more) => more,
            Err(error) => {
                findings.push(unreadable(file, &format!("the file cannot be read as a table: {error}")));
                return (None, findings);
            }
        };
        if !more {
            break;
        }
        let row = record.position().map_or(0, |start| {
            let rest = text.as_bytes().get(start.byte() as usize..).unwrap_or_default();
            let blank_lines = rest.iter().take_while(|byte| **byte == b'\n').count() as u64;
            (start.line() + blank_lines).saturating_sub(extra_lines)
        });
        extra_lines += record.iter().map(|cell| cell.matches('\n').count() as u64).sum::<u64>();
        let cells = cleaned(&record);
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if table.headings.is_empty() {
            table.headings = headings(&cells);
            findings.extend(doubled_headings(&table));
            continue;
        }
        let width = table.headings.len();
        if cells.len() != width {
            findings.extend(wrong_width(file, row, cells.len(), width, cells.iter().skip(width)));
        }
        if !table.push(row, &cells) {
            findings.push(unreadable(file, "it holds more text than the program can take in (4 GB)"));
            return (None, findings);
        }
    }
    (Some(table), findings)
}

fn decoded(file: &str, bytes: &[u8], findings: &mut Vec<Finding>) -> Option<String> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, faulty) = encoding.decode_without_bom_handling(&bytes[mark..]);
        if faulty {
            findings.push(unreadable(file, &format!("some of its letters are not valid {}", encoding.name())));
            return None;
        }
        return Some(text.into_owned());
    }
    if bytes.contains(&0) {
        findings
            .push(unreadable(file, "it holds bytes that no text file has (it may be a workbook or a damaged file)"));
        return None;
    }
    if let Some(text) = UTF_8.decode_without_bom_handling_and_without_replacement(bytes) {
        return Some(text.into_owned());
    }
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    findings.push(Finding::new(
        Severity::Note,
        "encoding-assumed",
        Place::file(file),
        "the file does not say how its letters are stored; it was read as Windows text (Windows-1252)",
        "accents and dashes could come out wrong",
        "save it from the spreadsheet as \"CSV UTF-8\" if letters look wrong",
    ));
    Some(text.into_owned())
}

fn unreadable(file: &str, what: &str) -> Finding {
    Finding::new(
        Severity::Error,
        "unreadable-file",
        Place::file(file),
        what,
        "nothing in this file can be counted, so figures made from it would be untrue",
        "open it in a spreadsheet and save it again as CSV, or take it out of the folder",
    )
}

/// The separator that stands most often in the first line that is not blank.
fn separator(text: &str) -> u8 {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    [b',', b';', b'\t']
        .into_iter()
        .rev()
        .max_by_key(|separator| line.bytes().filter(|byte| byte == separator).count())
        .unwrap_or(b',')
}

fn cleaned(record: &StringRecord) -> StringRecord {
    if record.iter().all(|cell| matches!(text::clean(cell), std::borrow::Cow::Borrowed(_))) {
        return record.clone();
    }
    record.iter().map(text::clean).collect::<Vec<_>>().iter().collect()
}

fn headings(cells: &StringRecord) -> Vec<String> {
    let mut headings: Vec<String> = cells.iter().map(|cell| cell.trim().to_string()).collect();
    while headings.last().is_some_and(String::is_empty) {
        headings.pop();
    }
    headings
}

fn doubled_headings(table: &RawTable) -> Vec<Finding> {
    let keys: Vec<String> = table.headings.iter().map(|heading| super::table::heading_key(heading)).collect();
    table
        .headings
        .iter()
        .enumerate()
        .filter(|(position, _)| !keys[*position].is_empty() && keys[..*position].contains(&keys[*position]))
        .map(|(_, heading)| {
            Finding::new(
                Severity::Warning,
                "doubled-column",
                Place::file(&table.file).column(heading),
                format!("the column `{heading}` is there twice; the first was read"),
                "figures made from the second column are not counted",
                "delete or rename one of the two columns",
            )
        })
        .collect()
}

fn wrong_width<'c>(
    file: &str,
    row: u64,
    found: usize,
    expected: usize,
    mut surplus: impl Iterator<Item = &'c str>,
) -> Option<Finding> {
    let (what, why) = if found < expected {
        ("cells are missing at its end; they were read as blank", "a value may stand under the wrong heading")
    } else if surplus.any(|cell| !cell.trim().is_empty()) {
        (
            "there are more cells than headings; the ones past the last heading were not read",
            "a value may stand under the wrong heading",
        )
    } else {
        return None;
    };
    Some(Finding::new(
        Severity::Warning,
        "uneven-row",
        Place::row(file, row),
        format!("{what} ({found} cells, {expected} headings)"),
        why,
        "look for a comma inside a text that should stand in quotation marks, and save the file again from the spreadsheet",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(table: &RawTable) -> Vec<(u64, Vec<String>)> {
        table.rows().map(|row| (row.row, table.cells(row).map(str::to_string).collect())).collect()
    }

    fn expect(rows: &[(u64, &[&str])]) -> Vec<(u64, Vec<String>)> {
        rows.iter().map(|(row, cells)| (*row, cells.iter().map(|cell| cell.to_string()).collect())).collect()
    }

    #[test]
    fn rows_are_numbered_as_a_spreadsheet_numbers_them() {
        let (table, findings) = read("f.csv", b"a,b\r\n1,\"two\nlines\"\r\n\r\n3,4\r\n");
        assert!(findings.is_empty());
        assert_eq!(cells(&table.unwrap()), expect(&[(2, &["1", "two lines"]), (4, &["3", "4"])]));
    }

    #[test]
    fn separators_are_told_from_the_headings() {
        for text in ["a,b\n1,2\n", "a;b\n1;2\n", "a\tb\n1\t2\n", "\u{feff}a,b\n1,2\n"] {
            let (table, _) = read("f.csv", text.as_bytes());
            assert_eq!(cells(&table.unwrap()), expect(&[(2, &["1", "2"])]), "{text:?}");
        }
    }

    #[test]
    fn windows_text_and_utf_16_are_read() {
        let (table, findings) = read("f.csv", b"a\nCaf\xe9\n");
        assert_eq!(cells(&table.unwrap()), expect(&[(2, &["Caf\u{e9}"])]));
        assert_eq!(findings[0].code, "encoding-assumed");
        let utf_16: Vec<u8> =
            [0xff, 0xfe].into_iter().chain("a\né\n".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(cells(&read("f.csv", &utf_16).0.unwrap()), expect(&[(2, &["é"])]));
    }

    #[test]
    fn a_file_that_is_no_text_is_an_error() {
        let (table, findings) = read("f.csv", b"PK\x03\x04\x00\x00");
        assert!(table.is_none());
        assert_eq!((findings[0].code, findings[0].severity), ("unreadable-file", Severity::Error));
    }

    #[test]
    fn short_and_long_rows_are_kept_and_reported() {
        let (table, findings) = read("f.csv", b"a,b\n1\n1,2,3\n1,2,\n");
        assert_eq!(table.unwrap().len(), 3);
        assert_eq!(
            findings.iter().map(|f| (f.code, f.place.row)).collect::<Vec<_>>(),
            [("uneven-row", Some(2)), ("uneven-row", Some(3))]
        );
    }

    #[test]
    fn a_file_with_only_a_line_end_is_an_empty_table() {
        let (table, findings) = read("f.csv", b"\n");
        assert!(findings.is_empty());
        let table = table.unwrap();
        assert!(table.headings.is_empty() && table.is_empty());
    }
}
