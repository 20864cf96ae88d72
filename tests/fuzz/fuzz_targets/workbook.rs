//! Any bytes as a workbook that is a packed file: as the file itself, and as each of its parts in a file that is otherwise whole, since
//! hardly any change of a packed file leaves it one.
#![no_main]

use iro_report::sources::heading_row::Known;
use iro_report::sources::workbook::{self, Wanted};
use libfuzzer_sys::fuzz_target;
use std::io::{Cursor, Write};
use std::sync::LazyLock;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

static KNOWN: LazyLock<[Known; 2]> = LazyLock::new(|| [Known::of_source("reviews"), Known::of_return()]);

/// The parts of a small workbook of Excel.
const EXCEL: [(&str, &str); 6] = [
    ("_rels/.rels", r#"<a><b Type="t/officeDocument" Target="xl/workbook.xml"/></a>"#),
    ("xl/workbook.xml", r#"<a><sheet name="A" id="r1"/></a>"#),
    (
        "xl/_rels/workbook.xml.rels",
        r#"<a><b Id="r1" Type="t/worksheet" Target="s.xml"/><b Id="r2" Type="t/sharedStrings" Target="t.xml"/>
        <b Id="r3" Type="t/styles" Target="f.xml"/></a>"#,
    ),
    ("xl/t.xml", "<sst><si><t>child</t></si><si><t>held_on</t></si></sst>"),
    (
        "xl/f.xml",
        r#"<a><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></a>"#,
    ),
    (
        "xl/s.xml",
        r#"<a><sheetData><row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>
        <row><c t="s"><v>2</v></c><c s="1"><v>45748.5</v></c><c s="2"><v>0.5</v></c></row></sheetData></a>"#,
    ),
];

/// Those of one of LibreOffice.
const LIBREOFFICE: [(&str, &str); 3] = [
    ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
    ("META-INF/manifest.xml", "<a/>"),
    ("content.xml", "<a/>"),
];

fuzz_target!(|bytes: &[u8]| {
    if bytes.starts_with(b"PK") {
        return read(bytes);
    }
    for parts in [&EXCEL[..], &LIBREOFFICE[..]] {
        for at in 0..parts.len() {
            read(&packed(parts, at, bytes));
        }
    }
});

/// A packed file of these parts, one of them replaced.
fn packed(parts: &[(&str, &str)], replaced: usize, by: &[u8]) -> Vec<u8> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (at, (name, text)) in parts.iter().enumerate() {
        writer.start_file(*name, options).unwrap();
        writer.write_all(if at == replaced { by } else { text.as_bytes() }).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn read(bytes: &[u8]) {
    for known in KNOWN.iter() {
        let _ = workbook::read_packed("data/reviews.xlsx", bytes, Wanted::All, known);
    }
    let _ = workbook::read_packed("data/reviews.xlsx", bytes, Wanted::Named("a"), &KNOWN[0]);
}
