//! Files that are broken, or made to exhaust the computer: each gets a clear finding, and the program ends as it always does.

use super::{SMALLEST, printed, program};
use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;
use tempfile::TempDir;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// A report's folder with the order of three lines and one more file.
fn folder(file: &str, bytes: impl AsRef<[u8]>) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "report.yaml", SMALLEST);
    write(folder.path(), file, bytes);
    folder
}

fn write(folder: &Path, file: &str, bytes: impl AsRef<[u8]>) {
    let place = folder.join(file);
    fs::create_dir_all(place.parent().unwrap()).unwrap();
    fs::write(place, bytes).unwrap();
}

/// The code with which `check` ends, and its findings of everything but what every small folder lacks: kind, code and what is wrong.
fn found(folder: &Path) -> (i32, Vec<(String, String, String)>) {
    let output = program(folder, &["check", "--json"]).output().unwrap();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_string();
    let findings = said["findings"].as_array().unwrap().iter();
    let of_file = findings.filter(|finding| {
        !matches!(finding["code"].as_str(), Some("area-unanswered" | "cover-report-gap" | "order-incomplete"))
    });
    let said = of_file.map(|finding| (text(&finding["severity"]), text(&finding["code"]), text(&finding["what"])));
    (output.status.code().unwrap(), said.collect())
}

/// Asserts that a file is refused with this code and these words, and that nothing else is said of it.
fn assert_refused(file: &str, bytes: impl AsRef<[u8]>, code: &str, words: &str) {
    let folder = folder(file, bytes);
    let (exit, said) = found(folder.path());
    let errors: Vec<_> = said.iter().filter(|(severity, ..)| severity == "error").collect();
    assert_eq!(exit, 1, "{said:?}");
    assert_eq!(errors.len(), 1, "{said:?}");
    assert_eq!(errors[0].1, code, "{}", errors[0].2);
    assert!(errors[0].2.contains(words), "{}", errors[0].2);
}

fn example(name: &str) -> Vec<u8> {
    fs::read(super::project().join("tests/workbooks").join(name)).unwrap()
}

/// A packed file of these parts.
fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A workbook of Excel with one sheet of these rows.
fn workbook(rows: &str) -> Vec<u8> {
    let start = "<row><c t=\"str\"><v>child</v></c><c t=\"str\"><v>held_on</v></c><c t=\"str\"><v>due_on</v></c></row>";
    packed(&[
        ("xl/workbook.xml", "<workbook><sheets><sheet name=\"Reviews\" id=\"r1\"/></sheets></workbook>"),
        (
            "xl/_rels/workbook.xml.rels",
            "<a><Relationship Id=\"r1\" Type=\"t/worksheet\" Target=\"sheet.xml\"/>\
             <Relationship Id=\"r2\" Type=\"t/sharedStrings\" Target=\"strings.xml\"/></a>",
        ),
        ("xl/strings.xml", &format!("<sst><si><t>{}</t></si></sst>", "y".repeat(100_000))),
        ("xl/sheet.xml", &format!("<worksheet><sheetData>{start}{rows}</sheetData></worksheet>")),
    ])
}

/// A workbook of LibreOffice with one sheet of these rows.
fn of_libreoffice(rows: &str) -> Vec<u8> {
    packed(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", &format!("<d><table:table table:name=\"Reviews\">{rows}</table:table></d>")),
    ])
}

/// A container of Office files before 2007 with one stream: header, list of sectors, list of streams, the stream.
fn container(name: &str, stream: &[u8]) -> Vec<u8> {
    const END: u32 = 0xFFFF_FFFE;
    const OF_THE_LIST: u32 = 0xFFFF_FFFD;
    let sectors = stream.len().div_ceil(512) as u32;
    let mut header = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    header.resize(512, 0);
    let mut set = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
    set(30, &[9, 0]);
    set(48, &1u32.to_le_bytes());
    set(60, &END.to_le_bytes());
    set(68, &END.to_le_bytes());
    set(76, &0u32.to_le_bytes());
    for at in 1..109 {
        set(76 + at * 4, &u32::MAX.to_le_bytes());
    }
    let mut next = vec![OF_THE_LIST, END];
    next.extend((0..sectors).map(|at| if at + 1 == sectors { END } else { at + 3 }));
    next.resize(128, u32::MAX);
    let entry = |name: &str, start: u32, length: u32| {
        let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry.resize(116, 0);
        entry.extend(start.to_le_bytes());
        entry.extend(length.to_le_bytes());
        entry.resize(128, 0);
        entry
    };
    let mut bytes = header;
    bytes.extend(next.into_iter().flat_map(u32::to_le_bytes));
    bytes.extend(entry("Root Entry", END, 0));
    bytes.extend(entry(name, 2, stream.len() as u32));
    bytes.resize(1536, 0);
    bytes.extend(stream);
    bytes.resize(1536 + sectors as usize * 512, 0);
    bytes
}

#[test]
fn a_file_that_is_cut_off_is_refused_in_every_format() {
    for (name, words) in [
        ("reviews.xlsx", "cut off or damaged"),
        ("reviews.ods", "cut off or damaged"),
        ("reviews.xls", "cut off or damaged"),
    ] {
        let bytes = example(name);
        for part in [2, 3, 10] {
            let cut = &bytes[..bytes.len() * (part - 1) / part];
            assert_refused(&format!("data/{name}"), cut, "unreadable-file", words);
        }
    }
    let xml = "<EXPSSDA903><CHILD><HEADER><CHILDID>1</CHILDID>";
    assert_refused("data/ssda903/2025-26/return.xml", xml, "unreadable-file", "cut off");
    // A text has no end of its own: it is read, and the row in which it stops is named.
    let (exit, said) =
        found(folder("data/reviews.csv", "child,held_on,due_on\n1,01/04/2025,01/05/2025\n2,01/0").path());
    assert_eq!(exit, 0);
    assert!(said.iter().any(|(_, code, _)| code == "file-cut-off"), "{said:?}");
    assert_refused("report.yaml", "format: 1\nauthority: \"Example", "order-fault", "end of stream");
}

#[test]
fn bytes_that_no_text_has_are_named_with_their_row() {
    let words = "bytes that no text file has";
    assert_refused("data/reviews.csv", b"child,held_on\n1,01/04/2025\n2,\0\0\n", "unreadable-file", words);
    assert_refused("data/reviews.csv", [0u8; 4096], "unreadable-file", words);
    assert_refused("data/ssda903/2025-26/return.xml", b"<EXPSSDA903>\0\0\0", "unreadable-file", "");
    assert_refused("report.yaml", b"format: 1\0", "order-fault", "control characters");
}

#[test]
fn a_line_without_end_is_refused() {
    let line = |end: &str, cell: &str| format!("child,held_on,due_on\n1,{}{end}", cell.repeat(5_000_000 / cell.len()));
    assert_refused(
        "data/reviews.csv",
        line("\n", "x"),
        "over-limit",
        "a cell in this row is longer than 131,072 letters",
    );
    assert_refused("data/reviews.csv", line("\n", ","), "over-limit", "this row is longer than 4 MB");
    assert_refused("data/reviews.csv", line("\"\"\n", ","), "over-limit", "this row is longer than 4 MB");
    let unclosed = format!("child,held_on,due_on\n1,\"{}", "2,01/04/2025,\n".repeat(400_000));
    assert_refused("data/reviews.csv", unclosed, "unclosed-quote", "a cell that begins in this row");
    let marks = format!("child,held_on\n{}", "\",".repeat(2_500_000));
    let (exit, said) = found(folder("data/reviews.csv", marks).path());
    assert_eq!((exit, said.iter().any(|(severity, ..)| severity == "error")), (1, true), "{said:?}");
}

#[test]
fn ten_thousand_columns_are_refused_and_a_row_of_them_is_not() {
    let wide: Vec<String> = (0..10_000).map(|at| format!("c{at}")).collect();
    let words = "the row of headings has cells past its column 2,000";
    assert_refused("data/reviews.csv", format!("{}\n{}\n", wide.join(","), wide.join(",")), "over-limit", words);
    let cells: String = wide.iter().map(|name| format!("<c t=\"str\"><v>{name}</v></c>")).collect();
    let sheet = format!("<worksheet><sheetData><row>{cells}</row></sheetData></worksheet>");
    let parts = [
        ("xl/workbook.xml", "<workbook><sheet name=\"A\" id=\"r1\"/></workbook>"),
        ("xl/_rels/workbook.xml.rels", "<a><Relationship Id=\"r1\" Type=\"t/worksheet\" Target=\"sheet.xml\"/></a>"),
        ("xl/sheet.xml", sheet.as_str()),
    ];
    assert_refused("data/reviews.xlsx", packed(&parts), "over-limit", words);
    let text = format!("child,held_on,due_on\n1,01/04/2025,01/05/2025{}\n", ",x".repeat(10_000));
    let (exit, said) = found(folder("data/reviews.csv", text).path());
    assert!(exit == 0 && said.iter().any(|(_, code, _)| code == "uneven-row"), "{said:?}");
}

#[test]
fn a_short_workbook_that_stands_for_a_huge_one_is_refused() {
    // Twenty letters stand for a hundred thousand.
    let row = "<row><c r=\"E1\" t=\"s\"><v>0</v></c><c t=\"s\"><v>0</v></c></row>".repeat(3_000);
    assert_refused("data/reviews.xlsx", workbook(&row), "over-limit", "its cells hold more than 500 MB of text");
    let cells = "<c t=\"s\"><v>0</v></c>".repeat(100);
    assert_refused(
        "data/reviews.xlsx",
        workbook(&format!("<row>{cells}</row>")),
        "over-limit",
        "row 2 holds more than 4 MB",
    );
    let text = format!("<row><c t=\"str\"><v>{}</v></c></row>", "x".repeat(17_000_000));
    assert_refused("data/reviews.xlsx", workbook(&text), "over-limit", "a text in it is longer than 16 MB");
    let pieces = format!("<row><c t=\"inlineStr\"><is>{}</is></c></row>", "<t>xxxxxxxxxxxxxxxxx</t>".repeat(10_000));
    assert_refused("data/reviews.xlsx", workbook(&pieces), "over-limit", "longer than 131,072 letters");
    let deep = "<a>".repeat(1_000);
    assert_refused("data/reviews.xlsx", workbook(&deep), "over-limit", "more than 256 deep in one another");

    let heading = "<table:table-row><table:table-cell><text:p>child</text:p></table:table-cell>\
                   <table:table-cell><text:p>held_on</text:p></table:table-cell></table:table-row>";
    let repeated = |rows: u64, columns: u64, text: &str| {
        of_libreoffice(&format!(
            "{heading}<table:table-row table:number-rows-repeated=\"{rows}\"><table:table-cell \
             table:number-columns-repeated=\"{columns}\"><text:p>{text}</text:p></table:table-cell></table:table-row>"
        ))
    };
    let words = "repeats more often than a sheet has rows";
    assert_refused("data/reviews.ods", repeated(u64::MAX, 1, "1"), "over-limit", words);
    assert_refused("data/reviews.ods", repeated(1_000_000, 16_384, "1"), "over-limit", "more than 500 MB of text");
    let spaces = "<text:s text:c=\"999999999999\"/>".repeat(10_000);
    assert_refused(
        "data/reviews.ods",
        repeated(1, 1, &format!("a{spaces}b")),
        "over-limit",
        "longer than 131,072 letters",
    );
    let sheets = "<table:table table:name=\"A\"></table:table>".repeat(1_000);
    assert_refused(
        "data/reviews.ods",
        of_libreoffice(&format!("</table:table>{sheets}<table:table>")),
        "over-limit",
        "more than 250 sheets",
    );
    let sheets = "<sheet name=\"A\" id=\"r1\"/>".repeat(1_000);
    let parts = [("xl/workbook.xml", format!("<workbook>{sheets}</workbook>"))];
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, text)| (*name, text.as_str())).collect();
    assert_refused("data/reviews.xlsx", packed(&parts), "over-limit", "more than 250 sheets");
}

#[test]
fn a_cell_in_the_last_corner_of_a_sheet_costs_nothing() {
    let rows = "<row><c><v>1</v></c><c t=\"str\"><v>01/04/2025</v></c><c t=\"str\"><v>01/05/2025</v></c></row>\
                <row r=\"1048576\"><c r=\"XFD1048576\" t=\"str\"><v>far</v></c></row>";
    let (exit, said) = found(folder("data/reviews.xlsx", workbook(rows)).path());
    assert!(exit == 0 && said.iter().any(|(_, code, _)| code == "cells-beside-table"), "{said:?}");
    let past = "<row><c r=\"XFE1\"><v>1</v></c></row>";
    assert_refused("data/reviews.xlsx", workbook(past), "unreadable-file", "a column that no sheet has");
    assert_refused(
        "data/reviews.xlsx",
        workbook("<row r=\"1048577\"/>"),
        "unreadable-file",
        "a number that no sheet has",
    );
}

#[test]
fn a_workbook_with_a_password_is_named_as_one() {
    let words = "the workbook has a password";
    assert_refused("data/reviews.xlsx", container("EncryptedPackage", &[7; 600]), "workbook-password", words);
    let old: Vec<u8> =
        [0x0809u16, 4, 0x0600, 5, 0x002F, 2, 0, 0x000A, 0].into_iter().flat_map(u16::to_le_bytes).collect();
    assert_refused("data/reviews.xls", container("Workbook", &old), "workbook-password", words);
    let manifest =
        "<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>";
    let free = packed(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", manifest),
        ("content.xml", "not readable"),
    ]);
    assert_refused("data/reviews.ods", free, "workbook-password", words);
}

#[test]
fn an_old_workbook_that_goes_round_in_a_circle_is_refused() {
    let mut bytes = container("Workbook", &[1; 2_000]);
    // The stream's first sector follows itself.
    bytes[512 + 8..512 + 12].copy_from_slice(&2u32.to_le_bytes());
    assert_refused("data/reviews.xls", bytes, "unreadable-file", "damaged");
    assert_refused("data/reviews.xls", container("WordDocument", b"x"), "unreadable-file", "it is a Word document");
}

#[test]
fn what_is_no_workbook_under_the_name_of_one_is_named() {
    for (bytes, words) in [
        (&b"%PDF-1.7\n"[..], "it is a PDF"),
        (b"<html><table><tr><td>child</td></tr></table></html>", "a web page"),
        (b"PK\x03\x04 and nothing more", "cut off or damaged"),
    ] {
        assert_refused("data/reviews.xlsx", bytes, "unreadable-file", words);
    }
    assert_refused(
        "data/reviews.xlsx",
        packed(&[("word/document.xml", "<a/>")]),
        "unreadable-file",
        "it is a Word document",
    );
}

#[test]
fn xml_that_defines_ever_longer_names_is_never_expanded() {
    let mut names = "<!ENTITY l0 \"lol\">".to_string();
    for at in 1..12 {
        names.push_str(&format!("<!ENTITY l{at} \"{}\">", format!("&l{};", at - 1).repeat(10)));
    }
    let text = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE a [{names}]>\n<EXPSSDA903><CHILD><HEADER><CHILDID>&l11;</CHILDID></HEADER></CHILD></EXPSSDA903>"
    );
    let (exit, said) = found(folder("data/ssda903/2025-26/return.xml", &text).path());
    assert!(exit == 0 && said.iter().any(|(_, code, _)| code == "xml-name-not-read"), "{said:?}");
    let outside = "<!DOCTYPE a [<!ENTITY l SYSTEM \"file:///etc/passwd\">]>";
    let text = text.replacen("<!DOCTYPE", &format!("{outside}<!DOCTYPE"), 1);
    let (_, said) = found(folder("data/ssda903/2025-26/return.xml", text).path());
    assert!(said.iter().any(|(_, code, _)| code == "xml-name-not-read"), "{said:?}");
    let deep = format!("<EXPSSDA903>{}", "<A>".repeat(100_000));
    assert_refused("data/ssda903/2025-26/return.xml", deep, "unreadable-file", "more than 16 deep");
    let child = format!("<EXPSSDA903><CHILD>{}</CHILD></EXPSSDA903>", "<A><MISSING/></A>".repeat(100_001));
    assert_refused(
        "data/ssda903/2025-26/return.xml",
        child,
        "unreadable-file",
        "a child holds more than 100,000 values",
    );
}

#[test]
fn a_file_of_questions_that_repeats_itself_without_end_is_refused_wherever_yaml_is_read() {
    let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_string();
    for at in 1..9 {
        laughs.push_str(&format!("a{at}: &a{at} [{}]\n", vec![format!("*a{}", at - 1); 10].join(", ")));
    }
    let deep = "[".repeat(15_000);
    for (text, words) in [(laughs.as_str(), "more than 100,000 values"), (&deep, "more than 64 deep in one another")] {
        for file in [
            "report.yaml",
            "data/audit.yaml",
            "data/feedback.yaml",
            "data/measures.yaml",
            "data/tables/beds.yaml",
            "charts/children_by_age.yaml",
        ] {
            let folder = folder(file, text);
            for table in ["data/audit.csv", "data/feedback.csv", "data/tables/beds.csv"] {
                write(folder.path(), table, "child,area\n1,East\n");
            }
            let (exit, said) = found(folder.path());
            let errors: Vec<_> = said.iter().filter(|(severity, ..)| severity == "error").collect();
            assert!(exit == 1 && errors.len() == 1, "{file}: {said:?}");
            assert!(errors[0].1 == "over-limit" && errors[0].2.contains(words), "{file}: {said:?}");
        }
    }
}

#[test]
fn words_made_to_exhaust_the_program_are_a_fault_of_their_file() {
    for words in [
        "{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}".to_string(),
        format!("{{{{ {}", "(".repeat(50_000)),
        format!("{{{{ {}1", "-".repeat(50_000)),
        "{{ 'x' * 1000000000 }}".to_string(),
        "{% set a = 'x' * 100000 %}{% for i in range(90000) %}{{ a }}{% endfor %}".to_string(),
    ] {
        let (exit, said) = found(folder("narrative/timeliness.md", &words).path());
        let errors: Vec<_> = said.iter().filter(|(severity, ..)| severity == "error").collect();
        assert!(exit == 1 && errors.len() == 1, "{}: {said:?}", &words[..40.min(words.len())]);
    }
    let long = "x ".repeat(1_100_000);
    assert_refused("narrative/timeliness.md", long, "over-limit", "the file has 3 MB; at most 2 MB are read");
}

#[test]
fn days_that_nobody_can_mean_are_findings() {
    let rows = "1,99999-01-01,00/00/0000\n2,-9999-01-01,31/12/9999\n3,01/01/0001,9999999999999\n4,2025-13-45,1e308\n5,29/02/2025,-1\n";
    let folder = folder("data/reviews.csv", format!("child,held_on,due_on\n{rows}"));
    let episodes = "1,01/01/0001,S,C2,N1,U6,31/12/9999,X1\n2,31/12/9999,S,C2,N1,U6,,\n3,-4712-01-01,S,C2,N1,U6,,\n";
    write(
        folder.path(),
        "data/ssda903/2025-26/episodes.csv",
        format!("CHILD,DECOM,RNE,LS,CIN,PLACE,DEC,REC\n{episodes}"),
    );
    let header = "CHILD,SEX,DOB,ETHNIC\n1,1,31/12/9999,WBRI\n2,1,01/01/0001,WBRI\n3,2,99/99/9999,WBRI\n";
    write(folder.path(), "data/ssda903/2025-26/header.csv", header);
    let (exit, said) = found(folder.path());
    assert_eq!(exit, 0, "{said:?}");
    for code in ["bad-date", "absurd-date"] {
        assert!(said.iter().any(|(_, found, _)| found == code), "{said:?}");
    }
    for period in ["{from: 0001-01-01, to: 9999-12-31}", "{from: 9999-12-31, to: 9999-12-31}", "9999-00", "0000-01"] {
        write(folder.path(), "report.yaml", format!("format: 1\nauthority: Example Council\nperiod: {period}\n"));
        found(folder.path());
    }
}

#[test]
fn a_folder_with_the_name_of_a_file_is_named() {
    let (exit, said) = found(folder("data/reviews.csv/inner.csv", "child\n").path());
    assert_eq!(exit, 0, "{said:?}");
    assert!(
        said.iter().any(|(_, code, what)| code == "unused-file" && what.contains("a folder with the name of a file"))
    );
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("report.yaml")).unwrap();
    let (exit, said) = found(folder.path());
    assert!(exit == 1 && said[0].2 == "this is a folder with the name of a file", "{said:?}");
}

#[cfg(unix)]
#[test]
fn links_that_go_round_or_lead_out_are_not_followed() {
    use std::os::unix::fs::symlink;
    let folder = folder("data/ssda903/2025-26/episodes.csv", "CHILD,DECOM,RNE,LS,CIN,PLACE,DEC,REC\n");
    let at = |name: &str| folder.path().join(name);
    symlink("..", at("data/ssda903/up")).unwrap();
    symlink("two.csv", at("data/ssda903/one.csv")).unwrap();
    symlink("one.csv", at("data/ssda903/two.csv")).unwrap();
    symlink("/etc/passwd", at("data/reviews.csv")).unwrap();
    let (exit, said) = found(folder.path());
    assert_eq!(exit, 1, "{said:?}");
    let links: Vec<&str> =
        said.iter().filter(|(_, code, _)| code == "link-not-followed").map(|(.., what)| what.as_str()).collect();
    assert_eq!(links.len(), 3, "{said:?}");
    assert_eq!(links.iter().filter(|what| what.contains("in a circle")).count(), 2, "{said:?}");
    assert_eq!(links.iter().filter(|what| what.contains("outside the report's folder")).count(), 1, "{said:?}");
    assert!(said.iter().any(|(.., what)| what == "this is a link to a folder, and such links are not followed"));
}

/// Texts that a spreadsheet would run.
const FORMULAS: [&str; 4] = ["=HYPERLINK(\"http://example.org\";\"x\")", "+1+cmd|' /C calc'!A0", "-1+1", "@SUM(1)"];

#[test]
fn nothing_that_is_written_runs_in_a_spreadsheet() {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let rows: String = FORMULAS.iter().map(|text| format!("{0},31/02/2025,{0},{0}\n", quoted(text))).collect();
    let folder = folder("data/reviews.csv", format!("child,held_on,{},late_reason\n{rows}", quoted(FORMULAS[0])));
    let actions: String = FORMULAS.iter().map(|text| format!("2026-27,{0},{0},June\n", quoted(text))).collect();
    write(folder.path(), "data/actions.csv", format!("year,action,owner_post,due\n{actions}"));
    let table: String = FORMULAS.iter().map(|text| format!("{},1\n", quoted(text))).collect();
    write(folder.path(), "data/tables/beds.csv", format!("{},Beds\n{table}", quoted(FORMULAS[0])));
    write(folder.path(), "data/tables/beds.yaml", "title: \"=1+1\"\n");
    let history: String =
        FORMULAS.iter().map(|text| format!("children_by_age,{},children,2024-25,7,\n", quoted(text))).collect();
    write(folder.path(), "data/history.csv", format!("id,row,column,period,value,source\n{history}"));

    let book = folder.path().join("problems.xlsx");
    program(folder.path(), &["check", "--workbook", "problems.xlsx", "."]).output().unwrap();
    let mut archive = ZipArchive::new(Cursor::new(fs::read(book).unwrap())).unwrap();
    let mut texts = String::new();
    for at in 0..archive.len() {
        let mut part = String::new();
        archive.by_index(at).unwrap().read_to_string(&mut part).unwrap();
        assert!(!part.contains("<f>") && !part.contains("<f "), "{part}");
        texts.push_str(&part);
    }
    assert!(texts.contains("HYPERLINK"), "the identifier is there as a text");

    let runs =
        |cell: &str| cell.starts_with(['=', '@', '\t', '\r']) || (cell.starts_with(['+', '-']) && !is_number(cell));
    let all = printed(folder.path(), &["figures", "--csv"]);
    let next = folder.path().join("next");
    printed(folder.path(), &["roll-forward", ".", "next"]);
    let written = |file: &str| fs::read_to_string(next.join(file)).unwrap();
    let actions = written("data/actions.csv");
    for text in [all, actions.clone(), written("data/history.csv"), written("data/tables/beds.csv")] {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        for record in reader.records() {
            let record = record.unwrap();
            assert!(!record.iter().any(runs), "{record:?}");
        }
    }
    // Next year they are read as they were written: the row of the history has no other name then.
    assert!(actions.contains("'-1+1"), "{actions}");
    printed(&next, &["roll-forward", ".", "after"]);
    let after = fs::read_to_string(next.join("after/data/history.csv")).unwrap();
    assert!(after.contains("'-1+1") && !after.contains("''"), "{after}");
}

fn is_number(text: &str) -> bool {
    text.trim_end_matches('%').replace(',', "").parse::<f64>().is_ok()
}
