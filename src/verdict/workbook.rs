//! The workbook of problems: one row for each fault, with the child's identifier, for the analyst alone.
//!
//! A finding never holds an identifier: it is looked up here, in the sources, by file, sheet and row. The same folder gives the same
//! bytes. Every text is written as text, so that nothing in it can run as a formula.

use super::Verdict;
use crate::figures::words::count;
use crate::finding::{self, Finding, Place, catalogue::Catalogue};
use crate::sources::Sources;
use crate::sources::table::{RawTable, heading_key};
use anyhow::{Context, bail};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, IgnoreError, Workbook, Worksheet,
};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::{Component, Path, PathBuf};
use std::{fs, io};

/// The most faults in one workbook: they take some 500 MB of memory while it is made, and nobody mends more by hand.
const MOST_ROWS: usize = 300_000;
/// The most letters in a cell: Excel takes 32,767.
const MOST_LETTERS: usize = 32_000;
/// The name of the property by which the program knows a workbook as its own.
const MARK: &str = "iro-report problems";
/// The most bytes of a part of a workbook that is looked at for the mark; ours take a few hundred.
const MOST_OF_A_PART: u64 = 1 << 16;
/// The greatest workbook that is looked at before it is replaced.
const MOST_BYTES: u64 = 1 << 30;

/// The headings of the sheet of problems with their widths.
const COLUMNS: [(&str, f64); 10] = [
    ("How grave", 11.0),
    ("Code", 27.0),
    ("File", 38.0),
    ("Sheet", 12.0),
    ("Row", 8.0),
    ("Column", 20.0),
    ("Child", 18.0),
    ("What is wrong", 46.0),
    ("Why it matters", 46.0),
    ("How to fix it", 46.0),
];

/// The workbook's bytes.
///
/// # Errors
/// A fault of the program while the workbook is made.
pub fn bytes(verdict: &Verdict<'_>, catalogue: &Catalogue) -> anyhow::Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    // A fixed day: the same folder gives the same bytes.
    let made_on = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(
        &DocProperties::new()
            .set_title("Problems in the data: internal, do not send or publish")
            .set_author("iro-report")
            .set_creation_datetime(&made_on)
            .set_custom_property(MARK, 1),
    );
    read_me(workbook.add_worksheet(), verdict, catalogue)?;
    problems(workbook.add_worksheet(), verdict)?;
    families(workbook.add_worksheet(), verdict.findings, catalogue)?;
    Ok(workbook.save_to_buffer()?)
}

fn plain() -> Format {
    Format::new().set_text_wrap().set_align(FormatAlign::Top)
}

fn heading() -> Format {
    Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_background_color(Color::RGB(0xE7EAF0))
        .set_border_bottom(FormatBorder::Thin)
}

/// Writes a text as a text. One that looks like a formula keeps Excel's mark for texts, so that it stays one when somebody edits it.
fn write(sheet: &mut Worksheet, row: u32, column: u16, text: &str) -> anyhow::Result<()> {
    let text: String = text.chars().take(MOST_LETTERS).collect();
    let format = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { plain().set_quote_prefix() } else { plain() };
    sheet.write_string_with_format(row, column, text, &format)?;
    Ok(())
}

fn head(sheet: &mut Worksheet, row: u32, columns: &[(&str, f64)]) -> anyhow::Result<()> {
    for (at, (text, width)) in columns.iter().enumerate() {
        let column = u16::try_from(at)?;
        sheet.set_column_width(column, *width)?;
        sheet.write_string_with_format(row, column, *text, &heading())?;
    }
    Ok(())
}

fn page(sheet: &mut Worksheet) {
    sheet
        .set_landscape()
        .set_paper_size(9) // A4
        .set_print_fit_to_pages(1, 0)
        .set_header("&C&\"Arial,Bold\"INTERNAL: names children by their identifiers. Do not send or publish.")
        .set_footer("&L&A&RPage &P of &N");
}

fn read_me(sheet: &mut Worksheet, verdict: &Verdict<'_>, catalogue: &Catalogue) -> anyhow::Result<()> {
    sheet.set_name("Read me")?;
    page(sheet);
    let of = verdict.read.as_ref().map_or(String::new(), |read| {
        format!(" in the data of {}, {}", read.order.authority, read.order.period.label())
    });
    let findings = verdict.findings.len();
    let most = if findings > MOST_ROWS {
        format!(
            " Only the first {} are listed: put those right first, most of the others will be of the same kinds.",
            count(MOST_ROWS as u64)
        )
    } else {
        String::new()
    };
    let lines = [
        format!("What is wrong or doubtful{of}."),
        "THIS FILE NAMES CHILDREN BY THEIR IDENTIFIERS. It stays with the analyst who mends the data. Do not send it by e-mail, do not put \
         it with the agenda, do not publish it. Keep it where your council keeps records of children, and delete it when the data is \
         mended."
            .to_string(),
        format!(
            "How to use it: the sheet Problems has one row for each fault, {} in all, the gravest first.{most} \
             Filter by the code or the file with the arrows in the first row. The row number is the one that Excel shows when you open the \
             file itself. Put each fault right in the system that the file came from, export the file again, and run the check again.",
            count(findings as u64)
        ),
        "Errors have to be put right before a report can be made. Warnings do not stop a draft: the row was read as the last columns say. \
         Notes are for your information."
            .to_string(),
        "A new check replaces this file only while nobody has changed it. If you write notes into it, the next check asks for another name."
            .to_string(),
        finding::verdict(verdict.findings),
    ];
    sheet.set_column_width(0, 12.0)?.set_column_width(1, 30.0)?.set_column_width(2, 10.0)?.set_column_width(3, 62.0)?;
    let strong = plain().set_bold().set_font_size(14);
    let warning = plain().set_bold().set_border(FormatBorder::Medium);
    for (at, line) in lines.iter().enumerate() {
        let row = u32::try_from(at)?;
        let format = match at {
            0 => &strong,
            1 => &warning,
            _ => &plain(),
        };
        sheet.merge_range(row, 0, row, 3, line, format)?;
        // Excel does not fit the height of merged cells by itself: 105 letters stand on a line.
        sheet.set_row_height(row, 20.0 * (1 + line.chars().count() / 105) as f64)?;
    }
    let top = u32::try_from(lines.len() + 1)?;
    for (column, text) in ["How grave", "Code", "Count", "What it is"].iter().enumerate() {
        sheet.write_string_with_format(top, u16::try_from(column)?, *text, &heading())?;
    }
    for (at, ((severity, code), family)) in finding::families(verdict.findings).iter().enumerate() {
        let row = top + 1 + u32::try_from(at)?;
        write(sheet, row, 0, &severity.to_string())?;
        write(sheet, row, 1, code)?;
        sheet.write_number_with_format(row, 2, family.count as f64, &plain())?;
        write(sheet, row, 3, catalogue.page(code).map_or("", |page| &page.title))?;
    }
    Ok(())
}

fn problems(sheet: &mut Worksheet, verdict: &Verdict<'_>) -> anyhow::Result<()> {
    sheet.set_name("Problems")?;
    page(sheet);
    head(sheet, 0, &COLUMNS)?;
    sheet.set_freeze_panes(1, 0)?.set_repeat_rows(0, 0)?;
    let children = verdict.read.as_ref().map(|read| Children::of(read.sources, read.columns));
    let mut last = 0;
    for (at, finding) in finding::by_severity(verdict.findings).take(MOST_ROWS).enumerate() {
        let row = u32::try_from(at + 1)?;
        let place = &finding.place;
        let child = children.as_ref().and_then(|children| children.at(place)).unwrap_or_default();
        let fix = match finding.near.as_slice() {
            [] => finding.fix.clone(),
            near => format!("{} (did you mean: {}?)", finding.fix, near.join(", ")),
        };
        write(sheet, row, 0, &finding.severity.to_string())?;
        write(sheet, row, 1, finding.code)?;
        write(sheet, row, 2, place.file.as_deref().unwrap_or_default())?;
        write(sheet, row, 3, place.sheet.as_deref().unwrap_or_default())?;
        if let Some(of_file) = place.row {
            sheet.write_number_with_format(row, 4, of_file as f64, &plain())?;
        }
        write(sheet, row, 5, place.column.as_deref().unwrap_or_default())?;
        write(sheet, row, 6, child)?;
        write(sheet, row, 7, &finding.what)?;
        write(sheet, row, 8, &finding.why)?;
        write(sheet, row, 9, &fix)?;
        last = row;
    }
    sheet.autofilter(0, 0, last, u16::try_from(COLUMNS.len() - 1)?)?;
    if last > 0 {
        // Identifiers of digits alone are texts all the same.
        sheet.ignore_error_range(1, 6, last, 6, IgnoreError::NumberStoredAsText)?;
    }
    Ok(())
}

fn families(sheet: &mut Worksheet, findings: &[Finding], catalogue: &Catalogue) -> anyhow::Result<()> {
    const HEADINGS: [(&str, f64); 9] = [
        ("How grave", 11.0),
        ("Code", 27.0),
        ("Count", 9.0),
        ("Files", 8.0),
        ("In short", 40.0),
        ("What it is", 60.0),
        ("Why it matters", 60.0),
        ("How to fix it", 60.0),
        ("Figures it touches", 34.0),
    ];
    sheet.set_name("Families")?;
    page(sheet);
    head(sheet, 0, &HEADINGS)?;
    sheet.set_freeze_panes(1, 2)?.set_repeat_rows(0, 0)?;
    for (at, ((severity, code), family)) in finding::families(findings).iter().enumerate() {
        let row = u32::try_from(at + 1)?;
        write(sheet, row, 0, &severity.to_string())?;
        write(sheet, row, 1, code)?;
        sheet.write_number_with_format(row, 2, family.count as f64, &plain())?;
        sheet.write_number_with_format(row, 3, family.files.len() as f64, &plain())?;
        if let Some(page) = catalogue.page(code) {
            write(sheet, row, 4, &page.title)?;
            write(sheet, row, 5, &page.what)?;
            write(sheet, row, 6, &page.why)?;
            write(sheet, row, 7, &page.fix)?;
            write(sheet, row, 8, &page.touches.join(", "))?;
        }
    }
    Ok(())
}

/// Where the identifiers of children stand: the tables that have a column of them, by file.
struct Children<'a> {
    tables: BTreeMap<&'a str, Vec<(&'a RawTable, usize)>>,
}

impl<'a> Children<'a> {
    fn of(sources: &'a Sources, columns: &BTreeMap<String, BTreeMap<String, usize>>) -> Self {
        // The headings under which case systems give the identifier, in the form in which headings are compared.
        const HEADINGS: [&str; 6] = ["child", "childid", "childidentifier", "childref", "personid", "clientid"];
        let usual = |table: &RawTable| {
            HEADINGS.iter().find_map(|wanted| table.headings.iter().position(|heading| heading_key(heading) == *wanted))
        };
        let mut tables: BTreeMap<&str, Vec<(&RawTable, usize)>> = BTreeMap::new();
        for table in sources.returns.iter().map(|read| &read.table) {
            if let Some(column) = usual(table) {
                tables.entry(&table.file).or_default().push((table, column));
            }
        }
        for (name, table) in &sources.tables {
            let read = columns.get(name).and_then(|fields| fields.get("child"));
            if let Some(column) = read.copied().or_else(|| usual(table)) {
                tables.entry(&table.file).or_default().push((table, column));
            }
        }
        Children { tables }
    }

    /// The identifier in the row of a place; none where the place is no row, or could be one of several tables.
    fn at(&self, place: &Place) -> Option<&'a str> {
        let row = place.row?;
        let mut found = self
            .tables
            .get(place.file.as_deref()?)?
            .iter()
            .filter(|(table, _)| place.sheet.is_none() || table.sheet == place.sheet)
            .filter(|(table, _)| place.column.as_ref().is_none_or(|column| table.column(column).is_some()))
            .filter_map(|(table, column)| Some(table.cell(row_numbered(table, row)?, Some(*column))));
        let first = found.next()?;
        found.all(|other| other == first).then_some(first)
    }
}

/// The row of a table that has this number in its file. Rows stand in the order of their numbers.
fn row_numbered(table: &RawTable, number: u64) -> Option<crate::sources::table::RawRow> {
    let (mut low, mut high) = (0, table.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let row = table.row(middle)?;
        match row.row.cmp(&number) {
            std::cmp::Ordering::Equal => return Some(row),
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
        }
    }
    None
}

/// The place for the workbook, once it is certain that it may be written there: not where things are published or read from, and over no
/// file but a workbook of problems that nobody has changed since the program made it.
///
/// # Errors
/// Says why the workbook is not written there.
pub fn allowed(file: &Path, report: &Path) -> anyhow::Result<PathBuf> {
    let shown = file.display();
    if !file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx")) {
        bail!("{shown} is not written: the name of the workbook has to end in .xlsx");
    }
    let whole = whole(file)?;
    let report = whole_folder(report)?;
    for below in ["output/public", "data", "narrative", "charts", "report-templates"] {
        if whole.starts_with(report.join(below)) {
            let why = match below {
                "output/public" => "what lies there is published, and this file names children",
                _ => "what lies there is read as a part of the report",
            };
            bail!(
                "{shown} is not written: {why}; output/internal/problems.xlsx in the report's folder is a good place"
            );
        }
    }
    // A report's public folder anywhere, by its name.
    let parts: Vec<&str> = whole.components().filter_map(|part| part.as_os_str().to_str()).collect();
    if parts.windows(2).any(|pair| pair == ["output", "public"]) {
        bail!("{shown} is not written: what lies in output/public is published, and this file names children");
    }
    match fs::metadata(&whole) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error).with_context(|| format!("{shown} cannot be looked at")),
        Ok(known) if known.is_dir() => bail!("{shown} is a folder; give the name of a file"),
        Ok(known) => match (known.len() <= MOST_BYTES).then(|| fs::read(&whole)).transpose()?.map(|old| state(&old)) {
            Some(State::AsMade) => {}
            Some(State::Changed) => bail!(
                "{shown} is not replaced: somebody has changed it since the program made it, and notes in it would be lost; give another name"
            ),
            _ => bail!(
                "{shown} is not replaced: it is no workbook that this program made; give another name, or delete it"
            ),
        },
    }
    Ok(whole)
}

/// A path with its folder made whole; links are followed, so that no way round leads into a forbidden folder.
fn whole(file: &Path) -> anyhow::Result<PathBuf> {
    let name = file.file_name().with_context(|| format!("{} names no file", file.display()))?;
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => whole_folder(folder)?,
        _ => whole_folder(Path::new("."))?,
    };
    Ok(folder.join(name))
}

/// A folder made whole, also where its last parts are not there yet.
fn whole_folder(folder: &Path) -> anyhow::Result<PathBuf> {
    if let Ok(found) = folder.canonicalize() {
        return Ok(found);
    }
    match (folder.parent(), folder.components().next_back()) {
        (Some(above), Some(Component::Normal(name))) => {
            let above = if above.as_os_str().is_empty() { Path::new(".") } else { above };
            Ok(whole_folder(above)?.join(name))
        }
        _ => bail!("there is no folder {}", folder.display()),
    }
}

/// What a file is that would be replaced.
#[derive(Debug, PartialEq, Eq)]
enum State {
    /// A workbook of problems as the program made it.
    AsMade,
    /// A workbook of problems that another program has saved since.
    Changed,
    /// Anything else.
    Foreign,
}

/// Tells a workbook of the program by its mark, and whether it was saved since by its dates: the program writes one day for both.
fn state(old: &[u8]) -> State {
    let part = |name: &str| -> Option<String> {
        let mut archive = zip::ZipArchive::new(Cursor::new(old)).ok()?;
        let mut text = String::new();
        archive.by_name(name).ok()?.take(MOST_OF_A_PART).read_to_string(&mut text).ok()?;
        Some(text)
    };
    if !part("docProps/custom.xml").is_some_and(|custom| custom.contains(MARK)) {
        return State::Foreign;
    }
    let as_made = part("docProps/core.xml").is_some_and(|core| {
        core.matches("2000-01-01T00:00:00Z").count() == 2
            && core.contains("<cp:lastModifiedBy>iro-report</cp:lastModifiedBy>")
    });
    if as_made { State::AsMade } else { State::Changed }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Order;
    use crate::finding::Severity;

    fn part(bytes: &[u8], name: &str) -> String {
        let mut text = String::new();
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    fn sources() -> (Sources, Order, BTreeMap<String, BTreeMap<String, usize>>) {
        let mut sources = Sources::default();
        let mut table = RawTable::new("data/reviews.csv", vec!["Pupil".into(), "held_on".into()]);
        assert!(table.push(2, ["=A1", "x"]) && table.push(5, ["000123", "y"]));
        sources.tables.insert("reviews".into(), table);
        let order = crate::config::read("format: 1\nauthority: A\nperiod: 2025-26\n").unwrap();
        // As the dataset gives it where the order says that the child is in the column Pupil.
        let columns = BTreeMap::from([("reviews".to_string(), BTreeMap::from([("child".to_string(), 0)]))]);
        (sources, order, columns)
    }

    fn findings() -> Vec<Finding> {
        let at = |row, what: &str| {
            let place = Place::row("data/reviews.csv", row).column("held_on");
            Finding::new(Severity::Warning, "bad-date", place, what, "-why", "@fix")
        };
        vec![at(2, "=HYPERLINK(\"http://x\")"), at(5, "+1"), at(7, "no such row")]
    }

    fn made() -> Vec<u8> {
        let (sources, order, columns) = sources();
        let findings = findings();
        let mut verdict = Verdict::without_order(&findings);
        verdict.read =
            Some(super::super::Read { order: &order, sources: &sources, columns: &columns, files: Vec::new() });
        bytes(&verdict, &Catalogue::built_in().unwrap()).unwrap()
    }

    #[test]
    fn identifiers_are_looked_up_by_file_and_row() {
        let (sources, _, columns) = sources();
        let children = Children::of(&sources, &columns);
        assert_eq!(children.at(&Place::row("data/reviews.csv", 5)), Some("000123"));
        assert_eq!(children.at(&Place::row("data/reviews.csv", 5).column("held_on")), Some("000123"));
        for place in [
            Place::row("data/reviews.csv", 3),
            Place::file("data/reviews.csv"),
            Place::row("data/other.csv", 5),
            Place::row("data/reviews.csv", 5).column("elsewhere"),
        ] {
            assert_eq!(children.at(&place), None, "{place}");
        }
    }

    #[test]
    fn texts_that_look_like_formulas_are_texts() {
        let made = made();
        let sheet = part(&made, "xl/worksheets/sheet2.xml");
        assert!(!sheet.contains("<f>") && !sheet.contains("<f "), "{sheet}");
        // Ten headings, then of three rows all but sheet and number, less the one child that is not known.
        assert_eq!(sheet.matches("t=\"s\"").count(), 10 + 3 * 8 - 1, "{sheet}");
        assert!(part(&made, "xl/styles.xml").contains("quotePrefix=\"1\""));
        let texts = part(&made, "xl/sharedStrings.xml");
        for text in ["=A1", "=HYPERLINK(", "+1", "-why", "@fix", "000123", "stays with the analyst"] {
            assert!(texts.contains(text), "{text}");
        }
        assert!(sheet.contains("<autoFilter ref=\"A1:J4\"") && sheet.contains("state=\"frozen\""), "{sheet}");
    }

    #[test]
    fn the_same_findings_give_the_same_bytes() {
        assert_eq!(made(), made());
    }

    #[test]
    fn only_a_workbook_of_the_program_that_nobody_changed_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let report = folder.path();
        let file = report.join("problems.xlsx");
        assert!(allowed(&file, report).is_ok(), "nothing is there");
        fs::write(&file, made()).unwrap();
        assert!(allowed(&file, report).is_ok(), "as the program made it");
        assert_eq!(state(&made()), State::AsMade);
        fs::write(&file, b"PK something").unwrap();
        assert!(allowed(&file, report).unwrap_err().to_string().contains("no workbook that this program made"));
        let mut other = Workbook::new();
        other.add_worksheet();
        other.set_properties(&DocProperties::new().set_custom_property(MARK, 1));
        assert_eq!(state(&other.save_to_buffer().unwrap()), State::Changed);
    }

    #[test]
    fn what_is_published_and_what_is_read_are_no_places_for_it() {
        let folder = tempfile::tempdir().unwrap();
        let report = folder.path();
        fs::create_dir_all(report.join("output/internal")).unwrap();
        for place in [
            "output/public/p.xlsx",
            "output/internal/../public/p.xlsx",
            "data/p.xlsx",
            "narrative/p.xlsx",
            "p.csv",
            "output",
        ] {
            assert!(allowed(&report.join(place), report).is_err(), "{place}");
        }
        for place in ["output/internal/p.xlsx", "p.XLSX", "new/p.xlsx"] {
            assert!(allowed(&report.join(place), report).is_ok(), "{place}");
        }
    }
}
