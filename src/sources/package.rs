//! The packed files that workbooks are: their parts, unpacked while they are read and never more than a limit of them.

use super::limits;
use quick_xml::Reader;
use quick_xml::events::{BytesEnd, BytesStart, Event};
use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::{self, BufReader, Cursor, Read};
use zip::ZipArchive;
use zip::read::ZipFile;

/// Why a workbook, or a part of it, cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It is damaged or cut off: what is wrong, in words.
    Damaged(String),
    /// It can be opened with a password only.
    Password,
    /// A limit is passed: which, in words.
    OverLimit(String),
    /// It is of a kind that is not read: which, in words.
    OtherKind(String),
}

impl Fault {
    /// A part that the file should have is not in it.
    pub fn missing(part: &str) -> Fault {
        Fault::Damaged(format!("the part `{part}` is missing in it"))
    }
}

/// A packed file.
pub struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    /// Positions of the parts by name, in lower case and with `/`: programs differ in both.
    names: BTreeMap<String, usize>,
    left: Left,
}

/// What may still be unpacked.
struct Left {
    /// Bytes of all parts together.
    all: Cell<u64>,
    /// Bytes until the tag or the text that is being read has to end.
    node: Cell<usize>,
}

impl<'b> Package<'b> {
    /// Opens a packed file; only its list of parts is read.
    ///
    /// # Errors
    /// Where the list is damaged or too long.
    pub fn open(bytes: &'b [u8]) -> Result<Package<'b>, Fault> {
        let archive = ZipArchive::new(Cursor::new(bytes))
            .map_err(|_| Fault::Damaged("it is cut off or damaged: the list of its parts cannot be read".into()))?;
        if archive.len() > limits::PARTS {
            return Err(Fault::OverLimit(format!(
                "it is made of {} parts; at most {} are read",
                limits::grouped(archive.len() as u64),
                limits::grouped(limits::PARTS as u64)
            )));
        }
        let names = (0..archive.len()).filter_map(|at| Some((key(&archive.name_for_index(at)?.ok()?), at))).collect();
        let left = Left { all: Cell::new(limits::UNPACKED_BYTES), node: Cell::new(limits::NODE_BYTES) };
        Ok(Package { archive, names, left })
    }

    /// Whether there is a part of this name.
    pub fn has(&self, name: &str) -> bool {
        self.names.contains_key(&key(name))
    }

    /// Whether any part's name begins so.
    pub fn has_under(&self, start: &str) -> bool {
        let start = key(start);
        self.names.range(start.clone()..).next().is_some_and(|(name, _)| name.starts_with(&start))
    }

    /// A part that holds XML, ready to be read; none where there is no such part.
    ///
    /// # Errors
    /// Where it has a password or its head is damaged.
    pub fn xml(&mut self, name: &str) -> Result<Option<Xml<'_, 'b>>, Fault> {
        Ok(self.part(name)?.map(Xml::new))
    }

    /// The first bytes of a part as text.
    ///
    /// # Errors
    /// As [`Package::xml`].
    pub fn start_of(&mut self, name: &str, count: u64) -> Result<Option<String>, Fault> {
        let Some(part) = self.part(name)? else { return Ok(None) };
        let mut bytes = Vec::new();
        // A part that is cut off gives the bytes before the cut.
        let _ = part.take(count).read_to_end(&mut bytes);
        Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
    }

    fn part(&mut self, name: &str) -> Result<Option<Part<'_, 'b>>, Fault> {
        let Some(at) = self.names.get(&key(name)).copied() else { return Ok(None) };
        match self.archive.by_index(at) {
            Ok(file) => Ok(Some(Part { file, left: &self.left })),
            Err(zip::result::ZipError::UnsupportedArchive(what)) if what.to_lowercase().contains("password") => {
                Err(Fault::Password)
            }
            Err(_) => Err(Fault::Damaged(format!("its part `{}` is damaged", shown(name)))),
        }
    }
}

fn key(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

/// A name out of a file as a message shows it.
pub fn shown(name: &str) -> String {
    crate::text::clean(name).chars().filter(|letter| *letter != '`').take(60).collect()
}

/// A part while it is unpacked: what is read of it is taken off what may still be unpacked.
struct Part<'p, 'b> {
    file: ZipFile<'p, Cursor<&'b [u8]>>,
    left: &'p Left,
}

impl Read for Part<'_, '_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(into)?;
        let (all, node) = (self.left.all.get().checked_sub(count as u64), self.left.node.get().checked_sub(count));
        self.left.all.set(all.unwrap_or(0));
        self.left.node.set(node.unwrap_or(0));
        if all.is_none() || node.is_none() {
            return Err(io::Error::other("a limit is passed"));
        }
        Ok(count)
    }
}

/// A part that holds XML, read element by element. Nothing that the file defines is ever expanded or fetched.
pub struct Xml<'p, 'b> {
    reader: Reader<BufReader<Part<'p, 'b>>>,
    left: &'p Left,
    buffer: Vec<u8>,
    depth: usize,
}

/// What stands next in a part. An element without content begins and ends.
pub enum Node<'e> {
    /// An element begins.
    Start(BytesStart<'e>),
    /// An element ends.
    End(BytesEnd<'e>),
    /// Letters, with what stood for them replaced.
    Text(Cow<'e, str>),
    /// A comment or the like.
    Other,
    /// Nothing more.
    Done,
}

impl<'p, 'b> Xml<'p, 'b> {
    fn new(part: Part<'p, 'b>) -> Self {
        let left = part.left;
        let mut reader = Reader::from_reader(BufReader::with_capacity(65_536, part));
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.allow_dangling_amp = true;
        Xml { reader, left, buffer: Vec::new(), depth: 0 }
    }

    /// What stands next.
    ///
    /// # Errors
    /// Where the XML is cut off or damaged, elements lie too deep, or more is unpacked than may be.
    pub fn next(&mut self) -> Result<Node<'_>, Fault> {
        self.buffer.clear();
        self.left.node.set(limits::NODE_BYTES);
        let event = match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => event,
            Err(_) if self.left.all.get() == 0 => {
                return Err(Fault::OverLimit(format!(
                    "unpacked it holds more than {}",
                    limits::in_megabytes(limits::UNPACKED_BYTES)
                )));
            }
            Err(_) if self.left.node.get() == 0 => {
                return Err(Fault::OverLimit(format!(
                    "a text in it is longer than {}",
                    limits::in_megabytes(limits::NODE_BYTES as u64)
                )));
            }
            Err(_) => return Err(Fault::Damaged("what is packed in it is cut off or damaged".into())),
        };
        match event {
            Event::Start(element) => {
                self.depth += 1;
                if self.depth > limits::NESTING {
                    return Err(Fault::OverLimit(format!(
                        "its elements lie more than {} deep in one another",
                        limits::NESTING
                    )));
                }
                Ok(Node::Start(element))
            }
            Event::End(element) => {
                self.depth = self.depth.saturating_sub(1);
                Ok(Node::End(element))
            }
            Event::Text(words) => Ok(Node::Text(words.into_inner())),
            Event::CData(words) => Ok(Node::Text(words.into_inner())),
            Event::GeneralRef(name) => {
                if let Ok(Some(letter)) = name.resolve_char_ref() {
                    return Ok(Node::Text(letter.to_string().into()));
                }
                let letter = quick_xml::escape::resolve_predefined_entity(&name.into_inner());
                Ok(letter.map_or(Node::Other, |letter| Node::Text(letter.into())))
            }
            Event::Eof if self.depth > 0 => Err(Fault::Damaged("what is packed in it is cut off".into())),
            Event::Eof => Ok(Node::Done),
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => Ok(Node::Other),
        }
    }
}

/// Adds letters to the text of a cell. What goes past the limit of a cell is not kept: such a cell is refused when it is taken.
pub fn add_to_cell(text: &mut String, words: &str) {
    if text.len() <= limits::CELL_BYTES {
        text.push_str(words);
    }
}

/// The value of an element's attribute: of this name whatever its prefix, or, for a name with a prefix, of just this name.
pub fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let has_prefix = name.contains(':');
    let mut attributes = element.attributes();
    let found = attributes.with_checks(false).flatten().find(|attribute| {
        let key = attribute.key;
        (if has_prefix { key.into_inner() } else { key.local_name().into_inner() }) == name
    })?;
    Some(match quick_xml::escape::unescape(&found.value) {
        Ok(value) => value.into_owned(),
        Err(_) => found.value.into_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    #[test]
    fn no_more_than_the_limit_is_unpacked_whatever_the_file_says_of_its_size() {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        writer.start_file("a.xml", SimpleFileOptions::default()).unwrap();
        writer.write_all(format!("<a>{}</a>", "<b/>".repeat(100_000)).as_bytes()).unwrap();
        let bytes = writer.finish().unwrap().into_inner();
        let read_all = |left: u64| {
            let mut package = Package::open(&bytes).unwrap();
            package.left.all.set(left);
            let mut xml = package.xml("A.XML").unwrap().unwrap();
            loop {
                match xml.next() {
                    Ok(Node::Done) => return Ok(()),
                    Ok(_) => {}
                    Err(fault) => return Err(fault),
                }
            }
        };
        assert_eq!(read_all(400_007), Ok(()));
        assert_eq!(read_all(400_006), Err(Fault::OverLimit("unpacked it holds more than 1,000 MB".into())));
    }
}
