//! What a reader of a PDF meets, taken back out of its bytes: the words in reading order, the tags, the bookmarks.

use lopdf::{Dictionary, Document, Object, ObjectId};
use std::collections::BTreeMap;

/// A structure element, or a piece of text in one (kind `text`).
#[derive(Debug, Default)]
pub struct Tag {
    /// Its standard name: `H2`, `P`, `TD`.
    pub kind: String,
    /// The words for those who cannot see it.
    pub alt: Option<String>,
    /// The text of a piece of text.
    text: String,
    /// The page on which a piece of text stands, from 1.
    page: Option<usize>,
    /// What is in it.
    pub children: Vec<Tag>,
}

impl Tag {
    /// The words of the element and of everything in it, in reading order.
    pub fn words(&self) -> String {
        let mut words = self.text.clone();
        for child in &self.children {
            // Blocks in one element, as in a table's caption, do not run into each other.
            let is_inline = matches!(child.kind.as_str(), "text" | "Span" | "Strong" | "Link" | "Lbl");
            if !is_inline && !words.is_empty() {
                words.push(' ');
            }
            words.push_str(&child.words());
        }
        words
    }

    fn first_page(&self) -> Option<usize> {
        self.page.or_else(|| self.children.iter().find_map(Tag::first_page))
    }

    fn count(&self, kind: &str) -> usize {
        usize::from(self.kind == kind) + self.children.iter().map(|child| child.count(kind)).sum::<usize>()
    }
}

/// A PDF taken apart.
pub struct Read {
    pdf: Document,
    /// The root of the tags.
    pub tags: Tag,
    /// Everything printed on each page, headers and footers too.
    pub pages: Vec<String>,
}

/// Takes a PDF apart.
pub fn read(bytes: &[u8]) -> Read {
    let pdf = Document::load_mem(bytes).unwrap();
    let (mut marked, mut pages, mut numbers) = (BTreeMap::new(), Vec::new(), BTreeMap::new());
    for (number, page) in pdf.get_pages() {
        let (pieces, all) = text_of_page(&pdf, page);
        marked.extend(pieces.into_iter().map(|(id, text)| ((page, id), text)));
        numbers.insert(page, number as usize);
        pages.push(all);
    }
    let root = dictionary(&pdf, pdf.catalog().unwrap().get(b"StructTreeRoot").unwrap()).unwrap();
    let mut tags = Tag::default();
    Tree { pdf: &pdf, marked, numbers }.read(root.get(b"K").unwrap(), None, &mut tags);
    Read { pdf, tags, pages }
}

impl Read {
    /// The words in reading order, a line for each block or row of a table, under the page on which it begins.
    pub fn text(&self) -> String {
        let (mut out, mut page) = (String::new(), 0);
        lines(&self.tags, &mut page, &mut out);
        out
    }

    /// The bookmarks, then the headings with their levels, the tables with their size, the charts with their words.
    pub fn outline(&self) -> String {
        let mut out = String::from("Bookmarks\n");
        let outlines = self.pdf.catalog().unwrap().get(b"Outlines").ok().and_then(|all| dictionary(&self.pdf, all));
        if let Some(outlines) = outlines {
            self.bookmarks(outlines, 1, &mut out);
        }
        out.push_str("\nTags\n");
        outline(&self.tags, &mut out);
        out
    }

    fn bookmarks(&self, parent: &Dictionary, level: usize, out: &mut String) {
        let mut next = parent.get(b"First").ok().and_then(|first| dictionary(&self.pdf, first));
        while let Some(bookmark) = next {
            let title = lopdf::decode_text_string(bookmark.get(b"Title").unwrap()).unwrap();
            out.push_str(&format!("{:width$}{title}\n", "", width = level * 2));
            self.bookmarks(bookmark, level + 1, out);
            next = bookmark.get(b"Next").ok().and_then(|next| dictionary(&self.pdf, next));
        }
    }

    /// Everything the file says of itself.
    pub fn about(&self) -> String {
        let info = self.pdf.trailer.get(b"Info").ok().and_then(|info| dictionary(&self.pdf, info));
        let entries = info.into_iter().flat_map(|info| info.iter().filter_map(|(_, value)| value.as_str().ok()));
        let metadata = self.pdf.catalog().unwrap().get(b"Metadata").unwrap();
        let metadata = self.pdf.dereference(metadata).unwrap().1.as_stream().unwrap();
        let metadata = metadata.get_plain_content().unwrap_or_else(|_| metadata.content.clone());
        entries.chain([metadata.as_slice()]).map(|entry| String::from_utf8_lossy(entry).into_owned() + "\n").collect()
    }
}

fn lines(tag: &Tag, page: &mut usize, out: &mut String) {
    // The letters in a drawing are read as its alternative text, which stands in the outline.
    if tag.kind == "Figure" && tag.alt.is_some() {
        return;
    }
    let is_line = matches!(tag.kind.as_str(), "P" | "Caption" | "TR" | "LI" | "TOCI" | "Title")
        || tag.kind.strip_prefix('H').is_some_and(|level| level.parse::<u8>().is_ok());
    let holds_lines = tag.kind != "TR" && tag.children.iter().any(|child| matches!(child.kind.as_str(), "L" | "TOC"));
    if is_line && !holds_lines || tag.kind == "text" {
        if let Some(at) = tag.first_page().filter(|at| *at != *page) {
            out.push_str(&format!("{}== page {at}\n", if *page == 0 { "" } else { "\n" }));
            *page = at;
        }
        let words = match tag.kind.as_str() {
            "TR" => tag.children.iter().map(|cell| cell.words().trim().to_string()).collect::<Vec<_>>().join(" | "),
            "LI" => tag.children.iter().map(|part| part.words().trim().to_string()).collect::<Vec<_>>().join(" "),
            _ => tag.words(),
        };
        if !words.trim().is_empty() {
            out.push_str(&format!("{}\n", words.trim()));
        }
        return;
    }
    tag.children.iter().for_each(|child| lines(child, page, out));
}

fn outline(tag: &Tag, out: &mut String) {
    let words = |tag: &Tag| tag.words().trim().to_string();
    match tag.kind.as_bytes() {
        [b'H', b'1'..=b'6'] | b"Title" => out.push_str(&format!("{} {}\n", tag.kind, words(tag))),
        b"Table" => {
            let caption = tag.children.iter().find(|child| child.kind == "Caption").map(words).unwrap_or_default();
            let (rows, heads, cells) = (tag.count("TR"), tag.count("TH"), tag.count("TD"));
            out.push_str(&format!("Table, {rows} rows, {heads} heads, {cells} cells: {caption}\n"));
        }
        b"Figure" => out.push_str(&format!("Figure: {}\n", tag.alt.as_deref().unwrap_or("(no words)"))),
        _ => {}
    }
    tag.children.iter().for_each(|child| outline(child, out));
}

fn dictionary<'a>(pdf: &'a Document, object: &'a Object) -> Option<&'a Dictionary> {
    pdf.dereference(object).ok()?.1.as_dict().ok()
}

struct Tree<'a> {
    pdf: &'a Document,
    marked: BTreeMap<(ObjectId, i64), String>,
    numbers: BTreeMap<ObjectId, usize>,
}

impl Tree<'_> {
    fn read(&self, object: &Object, page: Option<ObjectId>, parent: &mut Tag) {
        match self.pdf.dereference(object).unwrap().1 {
            Object::Array(all) => all.iter().for_each(|one| self.read(one, page, parent)),
            Object::Integer(id) => {
                let text = page.and_then(|page| self.marked.get(&(page, *id))).cloned().unwrap_or_default();
                let page = page.and_then(|page| self.numbers.get(&page)).copied();
                parent.children.push(Tag { kind: "text".into(), text, page, ..Tag::default() });
            }
            Object::Dictionary(entry) => {
                let page = entry.get(b"Pg").and_then(Object::as_reference).ok().or(page);
                if let Ok(id) = entry.get(b"MCID") {
                    self.read(id, page, parent);
                } else if let Ok(kind) = entry.get(b"S").and_then(Object::as_name) {
                    let alt = entry.get(b"Alt").ok().and_then(|alt| lopdf::decode_text_string(alt).ok());
                    let mut tag = Tag { kind: String::from_utf8_lossy(kind).into_owned(), alt, ..Tag::default() };
                    if let Ok(below) = entry.get(b"K") {
                        self.read(below, page, &mut tag);
                    }
                    parent.children.push(tag);
                }
            }
            _ => {}
        }
    }
}

/// The text of each marked piece of a page, and all of the page's text.
fn text_of_page(pdf: &Document, page: ObjectId) -> (Vec<(i64, String)>, String) {
    let fonts: BTreeMap<Vec<u8>, BTreeMap<u16, String>> = pdf
        .get_page_fonts(page)
        .unwrap()
        .into_iter()
        .map(|(name, font)| {
            let (_, map) = pdf.dereference(font.get(b"ToUnicode").unwrap()).unwrap();
            (name, letters(&map.as_stream().unwrap().decompressed_content().unwrap()))
        })
        .collect();
    let content = lopdf::content::Content::decode(&pdf.get_page_content(page)).unwrap();
    let (mut pieces, mut all, mut font, mut open) = (Vec::<(i64, String)>::new(), String::new(), None, Vec::new());
    for operation in &content.operations {
        let mut said = String::new();
        match operation.operator.as_str() {
            "Tf" => font = operation.operands[0].as_name().ok().and_then(|name| fonts.get(name)),
            "BDC" | "BMC" => {
                let about = operation.operands.get(1).and_then(|about| about.as_dict().ok());
                let id = about.and_then(|about| about.get(b"MCID").ok()?.as_i64().ok());
                // What stands in `ActualText` is what is read, in place of the letters drawn.
                let actual = about.and_then(|about| lopdf::decode_text_string(about.get(b"ActualText").ok()?).ok());
                pieces.extend(id.map(|id| (id, String::new())));
                open.push((id.is_some(), actual.is_some()));
                said.extend(actual);
            }
            "EMC" => {
                open.pop();
                all.push('\n');
            }
            "Tj" | "TJ" if !open.iter().any(|(_, actual)| *actual) => {
                let parts = operation.operands.iter().flat_map(|operand| match operand {
                    Object::Array(parts) => parts.iter().collect(),
                    one => vec![one],
                });
                for glyph in parts.filter_map(|part| part.as_str().ok()).flat_map(|glyphs| glyphs.chunks_exact(2)) {
                    let letter = font.and_then(|font| font.get(&u16::from_be_bytes([glyph[0], glyph[1]])));
                    said.push_str(letter.map_or("", String::as_str));
                }
            }
            _ => {}
        }
        all.push_str(&said);
        if let (true, Some((_, text))) = (open.iter().any(|(marked, _)| *marked), pieces.last_mut()) {
            text.push_str(&said);
        }
    }
    (pieces, all)
}

/// The letters that a `ToUnicode` map gives the glyphs of a font.
fn letters(map: &[u8]) -> BTreeMap<u16, String> {
    let number = |hex: &str| u16::from_str_radix(hex, 16).unwrap();
    let mut letters = BTreeMap::new();
    for line in String::from_utf8_lossy(map).lines() {
        let words: Vec<&str> =
            line.split_whitespace().filter_map(|word| word.strip_prefix('<')?.strip_suffix('>')).collect();
        if let ([glyph, text], false) = (words.as_slice(), line.contains("begin")) {
            let units: Vec<u16> = (0..text.len() / 4).map(|at| number(&text[at * 4..at * 4 + 4])).collect();
            letters.insert(number(glyph), String::from_utf16_lossy(&units));
        }
    }
    letters
}
