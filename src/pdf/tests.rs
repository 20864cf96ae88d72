//! What a reader of the file meets, taken back out of its bytes.

use super::*;
use crate::document::tree::{Block, Status};
use crate::text::REPLACEMENT;
use lopdf::{Dictionary, Object, ObjectId};
use page_validation::{ValidationOptions, ValidationProfile, validate_pdf_bytes};
use std::collections::BTreeMap;

fn made(document: &Document) -> Pdf {
    match compile(document, &HouseStyle::default()) {
        Ok(pdf) => pdf,
        Err(error) => panic!("{error:#}"),
    }
}

fn assert_conforms(pdf: &Pdf) {
    for profile in [ValidationProfile::PdfUa1, ValidationProfile::PdfA2a] {
        let report = validate_pdf_bytes(&pdf.bytes, &ValidationOptions::default().profile(profile)).unwrap();
        // The validator takes a stream whose last byte happens to be a carriage return for one byte too long;
        // veraPDF does not. So lengths are checked here instead.
        let faults: Vec<_> = report
            .failures
            .iter()
            .filter(|fault| !(fault.rule_id.ends_with(":6.1.7.1:1") && every_stream_has_its_length(&pdf.bytes)))
            .collect();
        assert!(faults.is_empty(), "{profile:?}: {faults:#?}");
    }
}

/// Whether after every stream's declared length comes one line end and the keyword that closes it.
fn every_stream_has_its_length(bytes: &[u8]) -> bool {
    let find = |from: usize, word: &[u8]| {
        bytes[from..].windows(word.len()).position(|window| window == word).map(|at| from + at + word.len())
    };
    let mut at = 0;
    // From stream to stream: what a stream holds is skipped, never searched.
    while let Some(length_at) = find(at, b"/Length ") {
        let digits: String =
            bytes[length_at..].iter().map(|byte| char::from(*byte)).take_while(char::is_ascii_digit).collect();
        let start = find(length_at, b"stream\n").unwrap();
        let end = start + digits.parse::<usize>().unwrap();
        if !bytes[end..].starts_with(b"\nendstream") {
            return false;
        }
        at = end;
    }
    at > 0
}

/// A structure element with what it says and holds.
#[derive(Debug, Default)]
struct Tag {
    kind: String,
    alt: Option<String>,
    scope: Option<String>,
    text: String,
    children: Vec<Tag>,
}

impl Tag {
    fn all(&self) -> Vec<&Tag> {
        std::iter::once(self).chain(self.children.iter().flat_map(Tag::all)).collect()
    }

    fn of(&self, kind: &str) -> Vec<&Tag> {
        self.all().into_iter().filter(|tag| tag.kind == kind).collect()
    }

    /// The words of the element and of everything in it, in reading order.
    fn words(&self) -> String {
        let mut out = self.text.clone();
        for child in &self.children {
            out.push_str(&child.words());
        }
        out
    }
}

/// The tag tree of a PDF with the text that each element marks.
fn tags(bytes: &[u8]) -> Tag {
    let pdf = lopdf::Document::load_mem(bytes).unwrap();
    let mut marked = BTreeMap::new();
    for page in pdf.get_pages().into_values() {
        for (id, text) in marked_text(&pdf, page) {
            marked.insert((page, id), text);
        }
    }
    let root = pdf.catalog().unwrap().get(b"StructTreeRoot").unwrap();
    let root = dictionary(&pdf, root).unwrap();
    let mut top = Tag { kind: "Root".to_owned(), ..Tag::default() };
    children(&pdf, root.get(b"K").unwrap(), None, &marked, &mut top);
    top
}

fn dictionary<'a>(pdf: &'a lopdf::Document, object: &'a Object) -> Option<&'a Dictionary> {
    pdf.dereference(object).ok()?.1.as_dict().ok()
}

fn children(
    pdf: &lopdf::Document,
    kids: &Object,
    page: Option<ObjectId>,
    marked: &BTreeMap<(ObjectId, i64), String>,
    parent: &mut Tag,
) {
    let (_, kids) = pdf.dereference(kids).unwrap();
    match kids {
        Object::Array(kids) => kids.iter().for_each(|kid| children(pdf, kid, page, marked, parent)),
        Object::Integer(id) => {
            // Text of the element itself: kept in order among the elements in it.
            let text = page.and_then(|page| marked.get(&(page, *id))).cloned().unwrap_or_default();
            parent.children.push(Tag { kind: "text".to_owned(), text, ..Tag::default() });
        }
        Object::Dictionary(dict) => {
            let page = dict.get(b"Pg").and_then(Object::as_reference).ok().or(page);
            if let Ok(id) = dict.get(b"MCID").and_then(Object::as_i64) {
                children(pdf, &Object::Integer(id), page, marked, parent);
            } else if let Ok(kind) = dict.get(b"S").and_then(Object::as_name) {
                let string = |key: &[u8]| {
                    dict.get(key)
                        .ok()
                        .and_then(|value| lopdf::decode_text_string(pdf.dereference(value).unwrap().1).ok())
                };
                let mut tag = Tag {
                    kind: String::from_utf8_lossy(kind).into_owned(),
                    alt: string(b"Alt"),
                    scope: scope(pdf, dict),
                    ..Tag::default()
                };
                if let Ok(kids) = dict.get(b"K") {
                    children(pdf, kids, page, marked, &mut tag);
                }
                parent.children.push(tag);
            }
        }
        _ => {}
    }
}

fn scope(pdf: &lopdf::Document, element: &Dictionary) -> Option<String> {
    let attributes = pdf.dereference(element.get(b"A").ok()?).ok()?.1;
    let all = match attributes {
        Object::Array(all) => all.clone(),
        one => vec![one.clone()],
    };
    all.iter().find_map(|attribute| {
        let name = dictionary(pdf, attribute)?.get(b"Scope").ok()?.as_name().ok()?;
        Some(String::from_utf8_lossy(name).into_owned())
    })
}

/// The text of each marked piece of a page's content.
fn marked_text(pdf: &lopdf::Document, page: ObjectId) -> Vec<(i64, String)> {
    let encodings: BTreeMap<Vec<u8>, BTreeMap<u16, String>> = pdf
        .get_page_fonts(page)
        .unwrap()
        .into_iter()
        .map(|(name, font)| {
            let map = font
                .get(b"ToUnicode")
                .ok()
                .and_then(|map| pdf.dereference(map).ok())
                .map(|(_, map)| unicode_of(&map.as_stream().unwrap().decompressed_content().unwrap()));
            (name, map.unwrap_or_default())
        })
        .collect();
    let content = lopdf::content::Content::decode(&pdf.get_page_content(page)).unwrap();
    let (mut out, mut font, mut open) = (Vec::new(), BTreeMap::new(), Vec::new());
    for operation in &content.operations {
        match operation.operator.as_str() {
            "Tf" => font = encodings[operation.operands[0].as_name().unwrap()].clone(),
            "BDC" => {
                let id = operation.operands[1].as_dict().ok().and_then(|dict| dict.get(b"MCID").ok()?.as_i64().ok());
                // What stands in `ActualText` is what is read.
                let said = operation.operands[1].as_dict().ok().and_then(|dict| dict.get(b"ActualText").ok().cloned());
                if let Some(id) = id {
                    out.push((id, String::new()));
                }
                if let (Some(said), Some((_, text))) = (&said, out.last_mut()) {
                    text.push_str(&lopdf::decode_text_string(said).unwrap());
                }
                open.push((id.is_some(), said.is_some()));
            }
            "BMC" => open.push((false, false)),
            "EMC" => {
                open.pop();
            }
            "Tj" | "TJ" if open.iter().any(|(marked, _)| *marked) && !open.iter().any(|(_, said)| *said) => {
                let (_, text) = out.last_mut().unwrap();
                for operand in &operation.operands {
                    let pieces = match operand {
                        Object::Array(pieces) => pieces.clone(),
                        one => vec![one.clone()],
                    };
                    for piece in pieces {
                        if let Ok(codes) = piece.as_str() {
                            for code in codes.chunks(2) {
                                let code = u16::from_be_bytes([code[0], code[1]]);
                                text.push_str(font.get(&code).map_or("", String::as_str));
                            }
                        }
                    }
                }
            }
            _ => {}
        }
    }
    out
}

/// The code points that a `ToUnicode` map gives its glyphs.
fn unicode_of(map: &[u8]) -> BTreeMap<u16, String> {
    let text = String::from_utf8_lossy(map);
    let mut out = BTreeMap::new();
    let hex = |word: &str| word.trim_matches(['<', '>']).to_owned();
    let unicode = |hex: &str| {
        let units: Vec<u16> =
            (0..hex.len() / 4).map(|at| u16::from_str_radix(&hex[at * 4..at * 4 + 4], 16).unwrap()).collect();
        String::from_utf16_lossy(&units)
    };
    for line in text.lines() {
        let words: Vec<String> = line.split_whitespace().filter(|word| word.starts_with('<')).map(hex).collect();
        match words.as_slice() {
            [code, to] if code.len() == 4 && !line.contains("begin") => {
                out.insert(u16::from_str_radix(code, 16).unwrap(), unicode(to));
            }
            _ => {}
        }
    }
    out
}

#[test]
fn every_block_makes_a_valid_pdf_without_a_warning() {
    let pdf = made(&sample::document());
    assert_eq!(pdf.warnings, Vec::<String>::new());
    assert_conforms(&pdf);
}

#[test]
fn evil_text_makes_a_valid_pdf_and_nothing_of_it_runs() {
    let document = sample::evil_document();
    let pdf = made(&document);
    assert_conforms(&pdf);
    // All of it is there to read: had any of it run, it would have failed or gone.
    let words = tags(&pdf.bytes).words();
    for piece in
        ["#read(\"/etc/passwd\")", "#panic(1)", "<script>alert(1)</script>", "{% raw %}", "// comment", "/* x */ end"]
    {
        assert!(words.contains(piece), "{piece} in {words}");
    }
    assert!(words.contains(REPLACEMENT));
    assert!(pdf.warnings.iter().any(|warning| warning.contains("cannot draw")), "{:?}", pdf.warnings);
    assert!(pdf.warnings.iter().any(|warning| warning.contains("link")), "{:?}", pdf.warnings);
    // Only the clean address is followed.
    let file = String::from_utf8_lossy(&pdf.bytes).into_owned();
    assert!(!file.contains("javascript:alert") && !file.contains("/JavaScript") && !file.contains("/EmbeddedFile"));
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let document = sample::document();
    assert_eq!(made(&document).bytes, made(&document).bytes);
}

#[test]
fn headings_follow_the_parts_and_sections_and_skip_no_level() {
    let tags = tags(&made(&sample::document()).bytes);
    let headings: Vec<(String, String)> = tags
        .all()
        .into_iter()
        .filter(|tag| matches!(tag.kind.as_bytes(), [b'H', b'1'..=b'6']))
        .map(|tag| (tag.kind.clone(), tag.words()))
        .collect();
    let find = |words: &str| headings.iter().find(|(_, heading)| heading == words).map(|(kind, _)| kind.as_str());
    assert_eq!(find("Cover report to the Corporate Parenting Board"), Some("H1"));
    assert_eq!(find("Appendix 1: Annual report of the Independent Reviewing Officer service"), Some("H1"));
    assert_eq!(find("2 Recommendations"), Some("H2"), "{headings:?}");
    assert_eq!(find("A1 The children"), Some("H2"));
    assert_eq!(find("Why reviews were late"), Some("H3"));
    assert_eq!(find("What officers recorded"), Some("H4"));
    let levels: Vec<u8> = headings.iter().map(|(kind, _)| kind.as_bytes()[1] - b'0').collect();
    assert_eq!(levels[0], 1);
    assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
}

#[test]
fn a_numbered_paragraph_reads_as_one_with_its_number() {
    let tags = tags(&made(&sample::document()).bytes);
    let paragraphs: Vec<String> = tags.of("P").into_iter().map(Tag::words).collect();
    assert!(paragraphs.contains(&"2.1 The Board is asked to:".to_owned()), "{paragraphs:?}");
    assert!(paragraphs.contains(&"Wards affected: All".to_owned()), "{paragraphs:?}");
    assert!(
        paragraphs
            .iter()
            .any(|words| { words.starts_with("A1.2 Of 3,719 reviews, 79.6% were held on time, an increase") })
    );
}

#[test]
fn a_table_names_its_rows_and_columns_and_stands_under_its_title() {
    let tags = tags(&made(&sample::document()).bytes);
    let tables = tags.of("Table");
    let table = tables.iter().find(|table| table.words().contains("in care by age")).unwrap();
    let caption = table.of("Caption");
    assert_eq!(caption.len(), 1);
    assert!(
        caption[0].words().starts_with("Table 1: Children in care by age, at 31 March 2026"),
        "{}",
        caption[0].words()
    );
    assert!(caption[0].words().contains("[c] means hidden"));
    let scopes: Vec<(String, String)> =
        table.of("TH").iter().map(|head| (head.words(), head.scope.clone().unwrap_or_default())).collect();
    let scope = |words: &str| scopes.iter().find(|(head, _)| head == words).map(|(_, scope)| scope.as_str());
    assert_eq!(scope("Age"), Some("Both"), "{scopes:?}");
    assert_eq!(scope("Children"), Some("Column"));
    assert_eq!(scope("Under 1"), Some("Row"));
    assert_eq!(scope("Total"), Some("Row"));
    // One head row and six rows of a head and four cells each.
    assert_eq!(table.of("TR").len(), 7);
    assert!(table.of("TR").iter().all(|row| row.children.len() == 5));
    // Rows over several pages stay one table, and its head is read once.
    let long = tables.iter().find(|table| table.words().contains("by placement")).unwrap();
    assert_eq!(long.of("TR").len(), 32);
    assert_eq!(long.of("TH").iter().filter(|head| head.words() == "2019").count(), 1);
}

#[test]
fn a_chart_says_what_it_shows_beside_its_headline() {
    let tags = tags(&made(&sample::document()).bytes);
    let figures = tags.of("Figure");
    assert_eq!(figures.len(), 3);
    assert!(
        figures
            .iter()
            .all(|figure| { figure.alt.as_deref().is_some_and(|alt| alt.starts_with("Bar chart of children")) })
    );
    let captions: Vec<String> = tags.of("Caption").into_iter().map(Tag::words).collect();
    assert!(
        captions.iter().any(|words| words.starts_with("Figure 1: Two in five children in care are aged 10 to 15")),
        "{captions:?}"
    );
}

#[test]
fn lists_quotations_links_and_contents_have_their_tags() {
    let tags = tags(&made(&sample::document()).bytes);
    for kind in ["L", "LI", "Lbl", "LBody", "BlockQuote", "Link", "TOC", "TOCI"] {
        assert!(!tags.of(kind).is_empty(), "{kind}");
    }
    let items: Vec<String> = tags.of("LI").into_iter().map(Tag::words).collect();
    assert!(items.iter().any(|words| words.contains("note the annual report at Appendix 1;")), "{items:?}");
    let links: Vec<String> = tags.of("Link").into_iter().map(Tag::words).collect();
    for words in ["Table 1", "Figure 1", "section 2", "statutory guidance for officers"] {
        assert!(links.iter().any(|link| link == words), "{words} in {links:?}");
    }
    // Headers and footers are skipped.
    assert!(!tags.words().contains("Page 3 of"));
}

#[test]
fn the_file_says_what_it_is() {
    let mut document = sample::document();
    document.status = Status::Final;
    document.dated = Some(Date::constant(2026, 6, 3));
    let pdf = lopdf::Document::load_mem(&made(&document).bytes).unwrap();
    let catalog = pdf.catalog().unwrap();
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"en-GB");
    let about = dictionary(&pdf, pdf.trailer.get(b"Info").unwrap()).unwrap();
    let entry = |key: &[u8]| lopdf::decode_text_string(about.get(key).unwrap()).unwrap();
    assert_eq!(entry(b"Title"), document.title);
    assert_eq!(entry(b"Author"), "Example Council");
    assert!(entry(b"Subject").contains("FINAL, 3 June 2026"));
    assert!(entry(b"CreationDate").starts_with("D:20260331"));
    let shown = dictionary(&pdf, catalog.get(b"ViewerPreferences").unwrap()).unwrap();
    assert!(shown.get(b"DisplayDocTitle").unwrap().as_bool().unwrap());
    assert!(catalog.has(b"PageLabels") && catalog.has(b"Outlines"));
}

#[test]
fn a_part_makes_a_file_of_its_own() {
    let document = sample::document();
    let pdf = compile_part(&document, "cover-report", &HouseStyle::default()).unwrap();
    assert_conforms(&pdf);
    assert!(pdf.pages < made(&document).pages);
    let words = tags(&pdf.bytes).words();
    assert!(words.contains("Purpose of this report") && !words.contains("Why reviews were late"));
    assert!(compile_part(&document, "no-such-part", &HouseStyle::default()).is_err());
}

#[test]
fn a_document_without_parts_or_words_is_still_a_valid_pdf() {
    let mut document = sample::document();
    document.notice = None;
    document.parts.clear();
    assert_conforms(&made(&document));
    let mut document = sample::document();
    for section in document.parts.iter_mut().flat_map(|part| &mut part.sections) {
        section.blocks.retain(|block| matches!(block, Block::Heading { .. }));
    }
    document.parts[0].fields.clear();
    assert_conforms(&made(&document));
}

#[test]
fn a_fault_in_a_drawing_is_told_with_its_file() {
    let mut document = sample::document();
    for block in document.parts.iter_mut().flat_map(|part| &mut part.sections).flat_map(|section| &mut section.blocks) {
        if let Block::Chart(chart) = block {
            chart.svg = "<svg".to_owned();
        }
    }
    let error = compile(&document, &HouseStyle::default()).unwrap_err().to_string();
    assert!(error.contains("/charts/"), "{error}");
}

#[test]
fn what_is_higher_than_a_page_runs_over_and_loses_nothing() {
    let long = "The officer wrote to the team manager and asked for the plan to be changed. ".repeat(90);
    let mut document = sample::document();
    let section = &mut document.parts[1].sections[4];
    for block in &mut section.blocks {
        if let Block::Table(table) = block {
            table.rows[0].cells[2] = long.clone();
        }
    }
    section.blocks.push(Block::Quotation { content: sample::text(&long), by: None });
    section.blocks.push(Block::Note(sample::text(&long)));
    let pdf = made(&document);
    assert_conforms(&pdf);
    let pages = lopdf::Document::load_mem(&pdf.bytes).unwrap();
    // Each of the three texts takes more than a page, and no line stands below the foot of a page.
    assert!(pdf.pages >= made(&sample::document()).pages + 4);
    for page in pages.get_pages().into_values() {
        let content = lopdf::content::Content::decode(&pages.get_page_content(page)).unwrap();
        assert!(lowest_text(&content) > 28.0, "text in the outer 10 mm or off the page");
    }
}

/// The lowest place of text on a page, in points from its foot: 10 mm are 28 points.
fn lowest_text(content: &lopdf::content::Content) -> f64 {
    let number = |object: &Object| object.as_float().map(f64::from).unwrap_or_default();
    let (mut now, mut saved, mut lowest) = ((1.0, 0.0), Vec::new(), f64::MAX);
    for operation in &content.operations {
        match (operation.operator.as_str(), operation.operands.as_slice()) {
            ("q", _) => saved.push(now),
            ("Q", _) => now = saved.pop().unwrap_or(now),
            ("cm", [_, _, _, scale, _, up]) => now = (now.0 * number(scale), now.1 + now.0 * number(up)),
            ("Tm", [_, _, _, _, _, up]) => lowest = lowest.min(now.1 + now.0 * number(up)),
            _ => {}
        }
    }
    lowest
}
