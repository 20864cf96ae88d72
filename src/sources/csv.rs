//! Files of text to tables: any of the usual encodings and separators, every row accounted for.

use super::assembly::{Amount, Assembly, Origin, row_too_long, unclosed_quote};
use super::heading_row::Known;
use super::limits;
use super::table::RawTable;
use crate::finding::{Finding, Place, Severity};
use csv::{ReaderBuilder, StringRecord};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::{self, Read};

/// The separators that are told apart, the likeliest first.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// How much of the text is looked at to tell the separator, and how many rows of it.
const SAMPLE_BYTES: usize = 65_536;
const SAMPLE_ROWS: usize = 60;

/// Reads a file of text of which nothing is known: see [`read_known`].
pub fn read(file: &str, bytes: &[u8]) -> (Option<RawTable>, Vec<Finding>) {
    read_known(file, bytes, &Known::default())
}

/// Reads a file of text. The encoding is told from a byte-order mark, else from the zero bytes that UTF-16 has, else UTF-8 is tried,
/// else Windows-1252 is assumed and said; the separator (comma, semicolon, tab or upright line) from the rows themselves.
///
/// `None` where nothing can be read, with an error among the findings. Rows that are too short are padded and rows
/// that are too long are cut, each with a finding; wholly blank rows are passed over.
pub fn read_known(file: &str, bytes: &[u8], known: &Known) -> (Option<RawTable>, Vec<Finding>) {
    let mut findings = Vec::new();
    let Some(text) = decoded(file, bytes, &mut findings) else {
        return (None, findings);
    };
    // One kind of line end, so that rows can be counted as a spreadsheet counts them.
    let signs = Signs::of(text.as_bytes());
    let text = if signs.has_return && (signs.has_quote || has_lone_return(&text)) {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        text
    };
    let (named, text) = separator_named(&text);
    let separator = named.unwrap_or_else(|| separator(text, known));
    let rows = if signs.has_quote { quoted_rows } else { plain_rows };
    match rows(file, text, separator, known) {
        Ok((table, _)) if table.headings.is_empty() => {
            findings.push(empty(Place::file(file), bytes.is_empty()));
            (None, findings)
        }
        Ok((table, found)) => {
            findings.extend(found);
            findings.extend(cut_off(&table, text, separator));
            (Some(table), findings)
        }
        Err(finding) => {
            findings.push(*finding);
            (None, findings)
        }
    }
}

/// Which of the signs that decide how a file is read stand in it.
struct Signs {
    has_zero: bool,
    has_quote: bool,
    has_return: bool,
}

impl Signs {
    fn of(bytes: &[u8]) -> Self {
        let mut signs = Signs { has_zero: false, has_quote: false, has_return: false };
        // All bytes are looked at, since that is quicker than to stop.
        for byte in bytes {
            signs.has_zero |= *byte == 0;
            signs.has_quote |= *byte == b'"';
            signs.has_return |= *byte == b'\r';
        }
        signs
    }
}

/// The rows of a text without quotation marks, where every line is a row. The general reading gives the same, more slowly.
fn plain_rows(file: &str, text: &str, separator: u8, known: &Known) -> Result<(RawTable, Vec<Finding>), Box<Finding>> {
    let mut assembly = Assembly::new(file, None, Origin::Text, known, Amount::default());
    assembly.reserve(text.len());
    let (mut row, mut start, mut ends) = (1, 0, Vec::new());
    for (at, byte) in text.bytes().enumerate() {
        if byte == separator {
            if at - start > limits::ROW_BYTES {
                return Err(Box::new(row_too_long(Place::row(file, row))));
            }
            ends.push(at - start);
        } else if byte == b'\n' {
            assembly.line(row, text.get(start..at).unwrap_or_default(), &mut ends)?;
            (row, start) = (row + 1, at + 1);
        }
    }
    assembly.line(row, text.get(start..).unwrap_or_default(), &mut ends)?;
    assembly.finish()
}

/// The rows of a text in which cells may stand in quotation marks, with separators and line ends inside.
fn quoted_rows(file: &str, text: &str, separator: u8, known: &Known) -> Result<(RawTable, Vec<Finding>), Box<Finding>> {
    let left = Cell::new(limits::ROW_BYTES);
    let metered = Metered { rest: text.as_bytes(), left: &left };
    let mut reader = ReaderBuilder::new().delimiter(separator).flexible(true).has_headers(false).from_reader(metered);
    let mut assembly = Assembly::new(file, None, Origin::Text, known, Amount::default());
    let mut record = StringRecord::new();
    // A cell may hold line breaks: a spreadsheet shows it as one row, so the extra lines are taken off.
    let mut extra_lines = 0;
    loop {
        let start = reader.position();
        let rest = text.as_bytes().get(start.byte() as usize..).unwrap_or_default();
        let blank_lines = rest.iter().take_while(|byte| **byte == b'\n').count();
        let row = (start.line() + blank_lines as u64).saturating_sub(extra_lines);
        left.set(limits::ROW_BYTES);
        let is_read = reader.read_record(&mut record).map_err(|error| {
            let place = Place::row(file, row);
            let begun = rest.get(blank_lines..rest.len().min(blank_lines + limits::ROW_BYTES)).unwrap_or_default();
            // Only a cell in quotation marks goes on past the end of a line.
            Box::new(match error.kind() {
                csv::ErrorKind::Io(_) if begun.contains(&b'\n') => unclosed_quote(place),
                csv::ErrorKind::Io(_) => row_too_long(place),
                _ => unreadable(place, &format!("the file cannot be read as a table: {error}")),
            })
        })?;
        if !is_read {
            return assembly.finish();
        }
        extra_lines += record.as_slice().bytes().filter(|byte| *byte == b'\n').count() as u64;
        assembly.row(row, record.iter())?;
    }
}

/// A text of which no more is given for one row than the limit. Lines without anything in them are no part of a row.
struct Metered<'t> {
    rest: &'t [u8],
    left: &'t Cell<usize>,
}

impl Read for Metered<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.rest.read(into)?;
        let given = into.get(..count).unwrap_or_default();
        if given.iter().any(|byte| *byte != b'\n') {
            let left = self.left.get().checked_sub(count);
            self.left.set(left.ok_or_else(|| io::Error::other("the row is too long"))?);
        }
        Ok(count)
    }
}

fn decoded<'b>(file: &str, bytes: &'b [u8], findings: &mut Vec<Finding>) -> Option<Cow<'b, str>> {
    let marked = Encoding::for_bom(bytes).or_else(|| without_mark(bytes).map(|encoding| (encoding, 0)));
    if let Some((encoding, mark)) = marked {
        let (text, is_faulty) = encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default());
        if is_faulty {
            findings.push(unreadable(
                Place::file(file),
                &format!("some of its letters are not valid {}; it may be damaged or cut off", encoding.name()),
            ));
            return None;
        }
        if let Some(finding) = zero_byte(file, text.as_bytes()) {
            findings.push(finding);
            return None;
        }
        return Some(text);
    }
    if let Some(finding) = zero_byte(file, bytes) {
        findings.push(finding);
        return None;
    }
    if let Some(text) = UTF_8.decode_without_bom_handling_and_without_replacement(bytes) {
        return Some(text);
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
    Some(text)
}

/// UTF-16 without its mark: every second byte of a text in English is zero.
fn without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes
        .get(..bytes.len().min(1_000) / 2 * 2)
        .filter(|sample| sample.len() >= 4 && bytes.len().is_multiple_of(2))?;
    let zeros = |from: usize| sample.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (first, second) = (zeros(0), zeros(1));
    let pairs = sample.len() / 2;
    match (first == 0 && second * 10 >= pairs * 9, second == 0 && first * 10 >= pairs * 9) {
        (true, _) => Some(UTF_16LE),
        (_, true) => Some(UTF_16BE),
        _ => None,
    }
}

/// Whether a line ends with a carriage return alone, as old programs write them.
fn has_lone_return(text: &str) -> bool {
    let pairs = text.bytes().zip(text.bytes().skip(1).chain([b' ']));
    // All pairs are looked at, since that is quicker than to stop.
    pairs.fold(false, |found, (byte, next)| found | (byte == b'\r' && next != b'\n'))
}

fn zero_byte(file: &str, bytes: &[u8]) -> Option<Finding> {
    if !Signs::of(bytes).has_zero {
        return None;
    }
    let at = bytes.iter().position(|byte| *byte == 0)?;
    let row = 1 + bytes.iter().take(at).filter(|byte| **byte == b'\n').count() as u64;
    Some(unreadable(
        Place::row(file, row),
        "it holds bytes that no text file has (it may be a workbook, another kind of file, or damaged)",
    ))
}

/// A file or a sheet in which nothing stands.
pub(super) fn empty(place: Place, is_without_bytes: bool) -> Finding {
    Finding::new(
        Severity::Warning,
        "empty-file",
        place,
        if is_without_bytes { "the file is empty" } else { "the file holds nothing but blanks and separators" },
        "it is read as if it were not there; what it should hold is missing from the report",
        "export it again and look at its size, or take it out of the folder",
    )
}

fn unreadable(place: Place, what: &str) -> Finding {
    Finding::new(
        Severity::Error,
        "unreadable-file",
        place,
        what,
        "nothing in this file can be counted, so figures made from it would be untrue",
        "open it in a spreadsheet and save it again as CSV, or take it out of the folder",
    )
}

/// The separator that a first line `sep=;` names, as Excel writes and hides it, and the text below that line.
fn separator_named(text: &str) -> (Option<u8>, &str) {
    let (line, rest) = text.split_once('\n').unwrap_or((text, ""));
    match line.trim_end_matches('\r').trim_matches('"').strip_prefix("sep=").map(str::as_bytes) {
        Some(&[separator]) if SEPARATORS.contains(&separator) => (Some(separator), rest),
        _ => (None, text),
    }
}

/// The separator under which the rows look most like a table: one of them holds known headings; else as many rows as possible have
/// the same number of cells, and more than one.
///
/// The whole rows are read, so that a comma in a quoted heading or in a title above the table does not count.
fn separator(text: &str, known: &Known) -> u8 {
    let mut end = text.len().min(SAMPLE_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let sample = text.get(..end).unwrap_or_default();
    let scores = SEPARATORS.into_iter().map(|separator| {
        let mut reader =
            ReaderBuilder::new().delimiter(separator).flexible(true).has_headers(false).from_reader(sample.as_bytes());
        let mut widths: BTreeMap<usize, usize> = BTreeMap::new();
        let mut hits = 0;
        for record in reader.records().flatten().take(SAMPLE_ROWS) {
            let fits = known.fits(record.iter().collect::<Vec<_>>());
            hits = hits.max(if fits { known.hits(record.iter()) } else { 0 });
            let width = record.len();
            *widths.entry(width).or_default() += 1;
        }
        // Answers with semicolons between them, in some rows of a list of one column, make no table.
        let all: usize = widths.iter().filter(|(width, _)| **width > 0).map(|(_, rows)| rows).sum();
        let alike = widths
            .iter()
            .filter(|(width, rows)| **width > 1 && **rows * 2 >= all)
            .map(|(width, rows)| (*rows, *width))
            .max();
        let (rows, width) = alike.unwrap_or_default();
        // With a heading alone there is one row for every separator that it holds: then the widest.
        (hits, rows, width)
    });
    let best = SEPARATORS.into_iter().zip(scores).rev().max_by_key(|(_, score)| *score);
    best.map_or(b',', |(separator, _)| separator)
}

/// A last row that is short and does not end its line: the file was probably cut off while it was copied.
fn cut_off(table: &RawTable, text: &str, separator: u8) -> Option<Finding> {
    if text.ends_with('\n') || table.is_empty() {
        return None;
    }
    let last = table.row(table.len() - 1)?;
    let line = text.rsplit('\n').next().unwrap_or_default();
    let cells = line.bytes().filter(|byte| *byte == separator).count() + 1;
    (cells < table.headings.len() && !line.contains('"')).then(|| {
        Finding::new(
            Severity::Warning,
            "file-cut-off",
            Place { row: Some(last.row), ..table.whole() },
            "the file ends in the middle of its last row",
            "rows may be missing below it, and every count from this file may be too low",
            "copy or export the file again and compare the number of its rows with the system",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cells(table: &RawTable) -> Vec<(u64, Vec<String>)> {
        table.rows().map(|row| (row.row, table.cells(row).map(str::to_string).collect())).collect()
    }

    fn expect(rows: &[(u64, &[&str])]) -> Vec<(u64, Vec<String>)> {
        rows.iter().map(|(row, cells)| (*row, cells.iter().map(|cell| cell.to_string()).collect())).collect()
    }

    proptest! {
        /// A text without quotation marks is cut at its lines and separators as the general reading cuts it.
        #[test]
        fn plain_text_is_read_as_the_general_reading_reads_it(
            lines in prop::collection::vec("[ab1,; \t\u{e9}\u{a0}]{0,8}|01/02/2025,x|2025-02-01 00:00,45000|45000,,", 0..12),
            end in prop::sample::select(vec!["\n", "\r\n"]),
            heading in prop::sample::select(vec!["DECOM,b", "a;b;c", "a", "CHILD,DEC,REC"]),
            separator in prop::sample::select(vec![b',', b';', b'\t']),
        ) {
            let text = format!("{heading}{end}{}", lines.join(end));
            // The general reading is given one kind of line end.
            let general = text.replace("\r\n", "\n");
            for known in [Known::default(), Known::of_return()] {
                let plain = plain_rows("f.csv", &text, separator, &known);
                let quoted = quoted_rows("f.csv", &general, separator, &known);
                prop_assert_eq!(said(plain), said(quoted), "{:?}", text);
            }
        }
    }

    /// Headings, cells and findings.
    fn said(read: Result<(RawTable, Vec<Finding>), Box<Finding>>) -> String {
        match read {
            Ok((table, findings)) => format!("{:?} {:?} {findings:?}", table.headings, cells(&table)),
            Err(finding) => format!("{finding:?}"),
        }
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
    fn a_file_that_holds_nothing_is_said_to_be_empty() {
        for text in ["", "\n", "\u{feff}", " , ,\n"] {
            let (table, findings) = read("f.csv", text.as_bytes());
            assert!(table.is_none(), "{text:?}");
            assert_eq!((findings[0].code, findings[0].severity), ("empty-file", Severity::Warning), "{text:?}");
        }
    }

    #[test]
    fn titles_and_quoted_commas_do_not_fool_the_separator() {
        let reviews = Known::of_source("reviews");
        for (text, known) in [
            ("Reviews, officers, and more, 2025-26\n\nchild;held_on\n1;01/04/2025\n", &reviews),
            ("child;held_on;\"late, why\"\n1;01/04/2025;\"a, b, c\"\n", &reviews),
            ("Q1, or not?;Q2, or not?\nYes;No\nNo;Yes\n", &Known::default()),
            ("fte;share\n1,5;0,8\n2,5;0,9\n", &Known::default()),
        ] {
            let (table, _) = read_known("f.csv", text.as_bytes(), known);
            let table = table.unwrap();
            assert_eq!(
                table.headings.len(),
                text.lines().find(|line| line.contains(';')).unwrap().matches(';').count() + 1,
                "{text}"
            );
        }
        let (table, findings) = read("f.csv", b"sep=|\na|b,c\n1|2,3\n");
        assert_eq!((table.unwrap().headings, findings.len()), (vec!["a".into(), "b,c".into()], 0));
        // One column, in whose texts commas stand.
        let (table, _) = read("f.csv", b"comment\nGood\n\"well, yes\"\nFine\n");
        assert_eq!(table.unwrap().headings, ["comment"]);
    }

    #[test]
    fn utf_16_is_known_without_its_mark() {
        for big in [false, true] {
            let bytes: Vec<u8> = "child,late\r\n1,café\r\n"
                .encode_utf16()
                .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
                .collect();
            let (table, findings) = read("f.csv", &bytes);
            assert!(findings.is_empty());
            assert_eq!(cells(&table.unwrap()), expect(&[(2, &["1", "café"])]));
        }
    }

    #[test]
    fn each_line_end_is_one() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["a,b", "1,2", "", "3,4", ""].join(end);
            assert_eq!(
                cells(&read("f.csv", text.as_bytes()).0.unwrap()),
                expect(&[(2, &["1", "2"]), (4, &["3", "4"])])
            );
        }
    }

    #[test]
    fn a_zero_byte_is_named_with_its_row() {
        let (table, findings) = read("f.csv", b"a,b\n1,2\n3,\x004\n");
        assert!(table.is_none());
        assert_eq!(findings[0].place.to_string(), "f.csv, row 3");
    }

    #[test]
    fn a_file_that_ends_in_a_row_is_cut_off() {
        let codes = |text: &str| read("f.csv", text.as_bytes()).1.iter().map(|f| f.code).collect::<Vec<_>>();
        assert_eq!(codes("a,b,c\n1,2,3\n4,5"), ["uneven-row", "file-cut-off"]);
        assert!(codes("a,b,c\n1,2,3\n4,5,6").is_empty());
        let open = format!("a,b\n1,\"2\n{}", "3,4\n".repeat(50_000));
        assert_eq!(codes(&open), ["unclosed-quote"]);
    }
}
