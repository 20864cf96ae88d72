//! The national return as its one XML file, to the same tables as its CSV files, so that nothing after this knows the difference.
//!
//! The root is `EXPSSDA903`; each `CHILD` holds a `HEADER` with facts and nested elements (`AREVIEW`, `AMISSING`, ...), and any
//! number of `EPISODE`. Which table a nested element belongs to is told by what it holds, not by its own name, so that exports that
//! nest or name them a little differently are read too. Nothing is ever expanded or fetched: a document type is passed over, and
//! a name that it defines stays unread and is reported.

use super::assembly::Amount;
use super::limits;
use super::table::RawTable;
use crate::finding::{Finding, Place, Severity};
use crate::text;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeSet;

/// How deep elements may lie in one another. The return's lie five deep; a file made to exhaust the program lies thousands deep.
const MAX_DEPTH: usize = 16;

/// How many values one element may hold. The return's hold about twenty; the text of the file bounds the memory in any case.
const MAX_VALUES: usize = 1_000;

/// How many values a child may hold. Three hundred episodes and five hundred reviews have some five thousand.
const MAX_OF_CHILD: usize = 100_000;

/// How many unknown elements are named in the finding about them, and how many are told apart.
const NAMED: usize = 8;
const MAX_UNKNOWN: usize = 1_000;

/// The tables of the return with their columns and, from the third place, the columns of which one tells the table.
const TABLES: [(&str, &[&str], &[&str]); 12] = [
    ("Header", &["CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB"], &[]),
    (
        "Episodes",
        &[
            "CHILD",
            "DECOM",
            "RNE",
            "LS",
            "CIN",
            "PLACE",
            "PLACE_PROVIDER",
            "DEC",
            "REC",
            "REASON_PLACE_CHANGE",
            "HOME_POST",
            "PL_POST",
            "URN",
        ],
        &["DECOM", "RNE", "REC", "DEC"],
    ),
    ("Reviews", &["CHILD", "DOB", "REVIEW", "REVIEW_CODE"], &["REVIEW", "REVIEW_CODE"]),
    ("UASC", &["CHILD", "SEX", "DOB", "DUC"], &[]),
    (
        "OC2",
        &[
            "CHILD",
            "DOB",
            "SDQ_SCORE",
            "SDQ_REASON",
            "CONVICTED",
            "HEALTH_CHECK",
            "IMMUNISATIONS",
            "TEETH_CHECK",
            "HEALTH_ASSESSMENT",
            "SUBSTANCE_MISUSE",
            "INTERVENTION_RECEIVED",
            "INTERVENTION_OFFERED",
        ],
        &["SDQ_SCORE", "SDQ_REASON", "CONVICTED", "HEALTH_CHECK", "HEALTH_ASSESSMENT"],
    ),
    ("OC3", &["CHILD", "DOB", "IN_TOUCH", "ACTIV", "ACCOM"], &["IN_TOUCH", "ACTIV", "ACCOM"]),
    (
        "AD1",
        &["CHILD", "DOB", "DATE_INT", "DATE_MATCH", "FOSTER_CARE", "NB_ADOPTR", "SEX_ADOPTR", "LS_ADOPTR"],
        &["DATE_INT", "DATE_MATCH", "NB_ADOPTR"],
    ),
    (
        "PlacedAdoption",
        &["CHILD", "DOB", "DATE_PLACED", "DATE_PLACED_CEASED", "REASON_PLACED_CEASED"],
        &["DATE_PLACED", "DATE_PLACED_CEASED"],
    ),
    ("PrevPerm", &["CHILD", "DOB", "PREV_PERM", "LA_PERM", "DATE_PERM"], &["PREV_PERM", "DATE_PERM"]),
    ("Missing", &["CHILD", "DOB", "MISSING", "MIS_START", "MIS_END"], &["MISSING", "MIS_START"]),
    ("SWEpisodes", &["CHILD", "DOB", "SW_ID", "SW_DECOM", "SW_DEC", "SW_REASON"], &["SW_ID", "SW_DECOM"]),
    ("DoLo", &["CHILD", "DOB", "DOLO_START", "DOLO_END"], &["DOLO_START"]),
];

/// The tables whose one row a child is made from what stands directly in `HEADER`.
const OF_THE_HEADER: [usize; 4] = [HEADER, UASC, 5, 6];
const HEADER: usize = 0;
const UASC: usize = 3;

/// Whether bytes begin as an XML (or HTML) file does, after a byte-order mark and blanks.
pub fn is_xml(bytes: &[u8]) -> bool {
    let start = bytes.get(..bytes.len().min(1_000)).unwrap_or_default();
    let after_mark = Encoding::for_bom(start).map_or(start, |(_, mark)| start.get(mark..).unwrap_or_default());
    let mut letters = after_mark.iter().filter(|byte| **byte != 0 && !byte.is_ascii_whitespace());
    letters.next() == Some(&b'<')
}

/// Reads the return's XML file into its tables; those without a row are left out. Rows are numbered by the line on which their
/// element begins. A file that is no return, that is cut off or whose markup is broken is an error; what stood before the fault is
/// given all the same.
pub fn read(file: &str, bytes: &[u8]) -> (Vec<RawTable>, Vec<Finding>) {
    let mut findings = Vec::new();
    let Some(text) = decoded(file, bytes, &mut findings) else {
        return (Vec::new(), findings);
    };
    let mut reading = Reading::new(file, &text);
    if let Err(finding) = reading.all(&text) {
        findings.push(*finding);
    }
    let (tables, found) = reading.finished();
    findings.extend(found);
    (tables, findings)
}

/// The file's text: by its byte-order mark, else by what it declares, else UTF-8, else Windows-1252.
fn decoded(file: &str, bytes: &[u8], findings: &mut Vec<Finding>) -> Option<String> {
    let by_mark = Encoding::for_bom(bytes);
    let bytes = by_mark.map_or(bytes, |(_, mark)| bytes.get(mark..).unwrap_or_default());
    let without_mark = match bytes {
        [b'<', 0, ..] => Some(UTF_16LE),
        [0, b'<', ..] => Some(UTF_16BE),
        _ => declared(bytes),
    };
    let encoding = by_mark.map(|(encoding, _)| encoding).or(without_mark).unwrap_or(UTF_8);
    let (text, is_faulty) = encoding.decode_without_bom_handling(bytes);
    if !is_faulty {
        return Some(text.into_owned());
    }
    if encoding != UTF_8 || by_mark.is_some() || bytes.contains(&0) {
        findings.push(unreadable(
            Place::file(file),
            format!("some of its letters are not valid {}, in which it says it is written", encoding.name()),
        ));
        return None;
    }
    findings.push(Finding::new(
        Severity::Note,
        "encoding-assumed",
        Place::file(file),
        "its letters are not stored as the file says; it was read as Windows text (Windows-1252)",
        "accents and dashes could come out wrong",
        "export the return again from the case system if letters look wrong",
    ));
    Some(WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned())
}

/// The encoding that the declaration in the first line names. One of two bytes a letter cannot be: the line could not be read so.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = String::from_utf8_lossy(bytes.get(..bytes.len().min(200))?).to_lowercase();
    let declaration = start.trim_start().strip_prefix("<?xml")?.split_once("?>")?.0.to_string();
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start().to_string();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let named = Encoding::for_label(value.split(quote).nth(1)?.as_bytes())?;
    (named != UTF_16LE && named != UTF_16BE).then_some(named)
}

fn unreadable(place: Place, what: impl Into<String>) -> Finding {
    Finding::new(
        Severity::Error,
        "unreadable-file",
        place,
        what,
        "only part of the return, or nothing of it, could be counted, so every figure made from it would be untrue",
        "export the return's XML file again from the case system, or take the file out of the folder and use the CSV files",
    )
}

/// An element that has begun and not yet ended.
struct Open {
    name: String,
    /// The number by which its row is known.
    at: u64,
    /// The values in it by name: of attributes, and of elements that hold only text.
    values: Vec<(String, String)>,
    text: String,
    holds_elements: bool,
}

/// What a child holds beside the facts of its header.
struct Nested {
    table: usize,
    at: u64,
    values: Vec<(String, String)>,
}

struct Reading<'a> {
    file: &'a str,
    open: Vec<Open>,
    /// The facts of the child that has begun, and the row they stand on.
    facts: Vec<(String, String)>,
    facts_at: Option<u64>,
    nested: Vec<Nested>,
    tables: Vec<RawTable>,
    findings: Vec<Finding>,
    children: u64,
    says_who_is_unaccompanied: bool,
    unknown: BTreeSet<String>,
    /// Values of the child that has begun.
    of_child: usize,
    amount: Amount,
    unexpanded: u64,
    /// A file without line ends is numbered by its children instead.
    by_child: bool,
    line: u64,
    counted_to: usize,
}

impl<'a> Reading<'a> {
    fn new(file: &'a str, text: &str) -> Self {
        let lines = text.bytes().filter(|byte| *byte == b'\n').count();
        Reading {
            file,
            open: Vec::new(),
            facts: Vec::new(),
            facts_at: None,
            nested: Vec::new(),
            tables: TABLES
                .iter()
                .map(|(_, columns, _)| RawTable::new(file, columns.iter().map(|column| column.to_string()).collect()))
                .collect(),
            findings: Vec::new(),
            children: 0,
            says_who_is_unaccompanied: false,
            unknown: BTreeSet::new(),
            of_child: 0,
            amount: Amount::default(),
            unexpanded: 0,
            by_child: lines < text.matches("<CHILD>").count(),
            line: 1,
            counted_to: 0,
        }
    }

    fn place(&self) -> Place {
        Place::row(self.file, self.line)
    }

    /// Counts the lines up to a position, so that `line` is that of what begins there.
    fn advance(&mut self, text: &str, position: usize) {
        let passed = text.as_bytes().get(self.counted_to..position).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count() as u64;
        self.counted_to = self.counted_to.max(position);
    }

    fn all(&mut self, text: &str) -> Result<(), Box<Finding>> {
        let mut reader = Reader::from_str(text);
        reader.config_mut().allow_dangling_amp = true;
        loop {
            let position = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
            self.advance(text, position);
            let event = match reader.read_event() {
                Ok(event) => event,
                Err(error) => {
                    let position = usize::try_from(reader.error_position()).unwrap_or(usize::MAX);
                    self.advance(text, position);
                    return Err(Box::new(unreadable(self.place(), in_our_words(&error))));
                }
            };
            match event {
                Event::Start(element) => self.begin(&element)?,
                Event::Empty(element) => {
                    self.begin(&element)?;
                    self.end()?;
                }
                Event::End(_) => self.end()?,
                Event::Text(words) => self.add(&words.into_inner()),
                Event::CData(words) => self.add(&words.into_inner()),
                Event::GeneralRef(name) => match name.resolve_char_ref() {
                    Ok(Some(letter)) => self.add(letter.encode_utf8(&mut [0; 4])),
                    _ => match quick_xml::escape::resolve_predefined_entity(&name.into_inner()) {
                        Some(letter) => self.add(letter),
                        None => self.unexpanded += 1,
                    },
                },
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
                Event::Eof => break,
            }
        }
        if let Some(open) = self.open.first() {
            let what = format!("the file is cut off: `{}` begins and never ends", shown(&open.name));
            return Err(Box::new(unreadable(self.place(), what)));
        }
        if self.children == 0 {
            return Err(Box::new(no_return(self.file, "no child stands in it as the return has them")));
        }
        Ok(())
    }

    fn add(&mut self, words: &str) {
        if let Some(open) = self.open.last_mut() {
            open.text.push_str(words);
        }
    }

    fn begin(&mut self, element: &BytesStart<'_>) -> Result<(), Box<Finding>> {
        let name = element.local_name().into_inner().to_uppercase();
        if self.open.is_empty() && matches!(name.as_str(), "HTML" | "TABLE" | "WORKBOOK") {
            let what = "it is a page or a workbook of an older kind, saved under another name";
            return Err(Box::new(no_return(self.file, what)));
        }
        if self.open.len() >= MAX_DEPTH {
            let what = format!("elements lie more than {MAX_DEPTH} deep in one another; the return's lie 5 deep");
            return Err(Box::new(unreadable(self.place(), what)));
        }
        if let Some(parent) = self.open.last_mut() {
            parent.holds_elements = true;
        }
        if name == "CHILD" {
            self.children += 1;
            self.of_child = 0;
        }
        let mut values = Vec::new();
        for attribute in element.attributes().with_checks(false).flatten().take(MAX_VALUES) {
            let key = attribute.key.into_inner();
            if !key.contains(':') && !key.starts_with("xmlns") {
                let value = quick_xml::escape::unescape(&attribute.value).unwrap_or_default();
                values.push((key.to_uppercase(), text::clean(value.trim()).into_owned()));
            }
        }
        let at = if self.by_child { self.children } else { self.line };
        self.open.push(Open { name, at, values, text: String::new(), holds_elements: false });
        Ok(())
    }

    fn end(&mut self) -> Result<(), Box<Finding>> {
        let Some(mut ended) = self.open.pop() else { return Ok(()) };
        let is_value = !ended.holds_elements && (ended.values.is_empty() || !ended.text.trim().is_empty());
        if is_value {
            let value = text::clean(ended.text.trim()).into_owned();
            if let Some(parent) = self.open.last_mut()
                && parent.values.len() < MAX_VALUES
            {
                parent.values.push((ended.name, value));
            }
            return Ok(());
        }
        if ended.name == "HEADER" || self.children > 0 {
            self.of_child += ended.values.len();
        }
        if self.of_child > MAX_OF_CHILD {
            let most = limits::grouped(MAX_OF_CHILD as u64);
            return Err(Box::new(unreadable(self.place(), format!("a child holds more than {most} values"))));
        }
        match ended.name.as_str() {
            "CHILD" => {
                self.facts.append(&mut ended.values);
                self.facts_at.get_or_insert(ended.at);
                self.child()
            }
            "HEADER" => {
                self.facts.append(&mut ended.values);
                self.facts_at.get_or_insert(ended.at);
                Ok(())
            }
            _ => {
                self.group(ended);
                Ok(())
            }
        }
    }

    /// Notes the name of an element that the return does not have.
    fn unknown(&mut self, name: &str) {
        if self.unknown.len() < MAX_UNKNOWN {
            self.unknown.insert(shown(name));
        }
    }

    /// An element that holds values: a row of the table that has such columns.
    fn group(&mut self, ended: Open) {
        if !self.open.iter().any(|open| open.name == "CHILD") {
            return;
        }
        let holds =
            |columns: &[&str]| ended.values.iter().filter(|(name, _)| columns.contains(&column_of(name))).count();
        let table = (0..TABLES.len())
            .filter(|at| holds(TABLES[*at].2) > 0)
            .max_by_key(|at| (holds(TABLES[*at].2), TABLES.len() - at));
        match table {
            Some(table) => self.nested.push(Nested { table, at: ended.at, values: ended.values }),
            // Facts in a part of their own.
            None if ended.values.iter().any(|(name, _)| TABLES[HEADER].1.contains(&column_of(name))) => {
                self.facts_at.get_or_insert(ended.at);
                self.facts.extend(ended.values);
            }
            None if ended.values.is_empty() => {}
            None => {
                self.unknown(&ended.name);
            }
        }
    }

    /// Writes the rows of the child that has ended.
    fn child(&mut self) -> Result<(), Box<Finding>> {
        let facts = std::mem::take(&mut self.facts);
        let nested = std::mem::take(&mut self.nested);
        let at = self.facts_at.take().unwrap_or(self.line);
        for table in OF_THE_HEADER {
            let wanted = match table {
                HEADER => true,
                UASC => self.is_unaccompanied(&facts, at),
                _ => {
                    TABLES[table].2.iter().any(|column| value_of(&facts, column).is_some_and(|value| !value.is_empty()))
                }
            };
            if wanted {
                self.row(table, at, &facts, &[])?;
            }
        }
        let known: BTreeSet<&str> = OF_THE_HEADER.iter().flat_map(|table| TABLES[*table].1).copied().collect();
        for (name, _) in &facts {
            if !known.contains(column_of(name)) && name != "UASC" {
                self.unknown(name);
            }
        }
        for Nested { table, at, values } in nested {
            for (name, _) in &values {
                if !TABLES[table].1.contains(&column_of(name)) {
                    self.unknown(name);
                }
            }
            self.row(table, at, &values, &facts)?;
        }
        Ok(())
    }

    /// Whether the header says that the child is or was unaccompanied: a 1, or a day on which that ceased.
    fn is_unaccompanied(&mut self, facts: &[(String, String)], at: u64) -> bool {
        let Some(flag) = value_of(facts, "UASC") else {
            return value_of(facts, "DUC").is_some_and(|day| !day.is_empty());
        };
        self.says_who_is_unaccompanied = true;
        match flag.to_uppercase().as_str() {
            "1" | "1.0" | "TRUE" | "YES" | "Y" => true,
            "" | "0" | "0.0" | "FALSE" | "NO" | "N" | "NULL" => {
                value_of(facts, "DUC").is_some_and(|day| !day.is_empty())
            }
            _ => {
                self.findings.push(Finding::new(
                    Severity::Warning,
                    "unlisted-code",
                    Place::row(self.file, at).column("UASC"),
                    "the element holds neither 0 nor 1",
                    "the child does not count as unaccompanied (see unaccompanied_children)",
                    "write 1 for a child who is or was unaccompanied, 0 for others",
                ));
                false
            }
        }
    }

    fn row(
        &mut self,
        table: usize,
        at: u64,
        values: &[(String, String)],
        facts: &[(String, String)],
    ) -> Result<(), Box<Finding>> {
        let of_child = ["CHILD", "DOB"];
        let cells = TABLES[table].1.iter().map(|column| {
            let own = value_of(values, column);
            let of_facts = || value_of(facts, column).filter(|_| of_child.contains(column));
            own.or_else(of_facts).unwrap_or_default()
        });
        self.amount.cells += TABLES[table].1.len() as u64;
        self.amount.bytes += cells.clone().map(|cell| cell.len() as u64).sum::<u64>();
        let has_room = self.amount.cells <= limits::CELLS && self.amount.bytes <= limits::TEXT_BYTES;
        if has_room && self.tables.get_mut(table).is_some_and(|table| table.push(at, cells)) {
            return Ok(());
        }
        Err(Box::new(unreadable(
            Place::file(self.file),
            format!(
                "it holds more than {} values or {} of text",
                limits::grouped(limits::CELLS),
                limits::in_megabytes(limits::TEXT_BYTES)
            ),
        )))
    }

    fn finished(mut self) -> (Vec<RawTable>, Vec<Finding>) {
        if self.unexpanded > 0 {
            self.findings.push(Finding::new(
                Severity::Warning,
                "xml-name-not-read",
                Place::file(self.file),
                format!("a name of the file's own stands for a piece of text (`&name;`) and was left out, as often as this: {}", limits::grouped(self.unexpanded)),
                "the program never replaces such names, since a harmful file can use them to fill the memory; a value may be incomplete",
                "export the return again from the case system, which writes none",
            ));
        }
        if !self.unknown.is_empty() {
            let named: Vec<String> = self.unknown.iter().take(NAMED).map(|name| format!("`{name}`")).collect();
            let more = match self.unknown.len().saturating_sub(NAMED) {
                0 => String::new(),
                _ if self.unknown.len() >= MAX_UNKNOWN => " and very many more".into(),
                others => format!(" and {others} more"),
            };
            self.findings.push(Finding::new(
                Severity::Note,
                "xml-element-not-read",
                Place::file(self.file),
                format!("it has elements that the return does not have, or not there: {}{more}", named.join(", ")),
                "what they hold is not in the report",
                "nothing needs doing if they are the case system's own; else look for a misspelt element",
            ));
        }
        if self.by_child && self.children > 0 {
            self.findings.push(Finding::new(
                Severity::Note,
                "xml-in-one-line",
                Place::file(self.file),
                "the whole file stands in one line; its rows are numbered by child instead: row 7 is the seventh CHILD",
                "findings name a row of this file by that number",
                "nothing needs doing",
            ));
        }
        let keeps_empty = |table: usize| table == UASC && self.says_who_is_unaccompanied;
        let tables = self.tables.into_iter().enumerate();
        let tables = tables.filter(|(at, table)| !table.is_empty() || keeps_empty(*at)).map(|(_, table)| table);
        (tables.collect(), self.findings)
    }
}

/// The column of the CSV files that an element stands for.
fn column_of(name: &str) -> &str {
    static RENAMED: [(&str, &str); 3] = [("CHILDID", "CHILD"), ("PL", "PLACE"), ("GENDER", "SEX")];
    RENAMED.iter().find(|(element, _)| *element == name).map_or(name, |(_, column)| column)
}

/// The first value for a column that is not blank, else a blank one.
fn value_of<'v>(values: &'v [(String, String)], column: &str) -> Option<&'v str> {
    let mut all = values.iter().filter(|(name, _)| column_of(name) == column).map(|(_, value)| value.as_str());
    let first = all.next()?;
    Some(if first.is_empty() { all.find(|value| !value.is_empty()).unwrap_or_default() } else { first })
}

/// An element's name as a message may show it: it comes from the file, so it is cut.
fn shown(name: &str) -> String {
    text::clean(name).chars().filter(|letter| *letter != '`').take(40).collect()
}

fn no_return(file: &str, what: &str) -> Finding {
    Finding::new(
        Severity::Error,
        "unreadable-file",
        Place::file(file),
        format!("it is not the return's XML file: {what}"),
        "nothing in it can be counted",
        "put the XML file of the children looked after return (SSDA903) here, or save a workbook anew as .xlsx",
    )
}

/// What is wrong with the markup, without the text of the file.
fn in_our_words(error: &quick_xml::Error) -> String {
    use quick_xml::Error;
    use quick_xml::errors::IllFormedError;
    match error {
        Error::IllFormed(IllFormedError::MismatchedEndTag { expected, found }) => {
            format!("`{}` ends where `{}` should end first", shown(found), shown(expected))
        }
        Error::IllFormed(IllFormedError::UnmatchedEndTag(name)) => {
            format!("`{}` ends without having begun", shown(name))
        }
        Error::Syntax(_) => "the file is cut off or damaged here: a piece of its markup begins and never ends".into(),
        _ => "the markup of the file is damaged here".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two children as a case system writes them: the second is unaccompanied and a care leaver.
    const RETURN: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<EXPSSDA903 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <CHILD>
    <HEADER>
      <CHILDID>001</CHILDID>
      <UPN>UN1</UPN>
      <SEX>2</SEX>
      <DOB>05/08/2014</DOB>
      <ETHNIC>WBRI</ETHNIC>
      <UASC>0</UASC>
      <AMISSING>
        <MISSING>M</MISSING>
        <MIS_START>02/06/2025</MIS_START>
      </AMISSING>
      <AREVIEW>
        <REVIEW>20/05/2025</REVIEW>
        <REVIEW_CODE>PN1</REVIEW_CODE>
      </AREVIEW>
      <AREVIEW>
        <REVIEW>11/08/2025</REVIEW>
        <REVIEW_CODE/>
      </AREVIEW>
      <PERMANENCE>
        <PREV_PERM>Z1</PREV_PERM>
      </PERMANENCE>
      <OC2><SDQ_SCORE>12</SDQ_SCORE><CONVICTED>0</CONVICTED></OC2>
    </HEADER>
    <EPISODE>
      <DECOM>01/05/2025</DECOM>
      <RNE>S</RNE>
      <LS>C2</LS>
      <CIN>N1</CIN>
      <PL>U6</PL>
      <DEC>01/09/2025</DEC>
      <REC>X1</REC>
    </EPISODE>
    <EPISODE>
      <DECOM>01/09/2025</DECOM>
      <RNE>P</RNE>
      <LS>C2</LS>
      <CIN>N1</CIN>
      <PL>K2</PL>
      <DEC xsi:nil="true"/>
      <REC></REC>
    </EPISODE>
  </CHILD>
  <CHILD>
    <HEADER>
      <CHILDID>A&amp;2</CHILDID>
      <SEX>1</SEX>
      <DOB>17/10/2007</DOB>
      <ETHNIC>OOTH</ETHNIC>
      <UASC>1</UASC>
      <DUC>17/10/2025</DUC>
      <IN_TOUCH>YES</IN_TOUCH>
      <ACTIV>F2</ACTIV>
      <ACCOM>B1</ACCOM>
      <AD_PLACED><DATE_PLACED>26/04/2025</DATE_PLACED></AD_PLACED>
    </HEADER>
  </CHILD>
</EXPSSDA903>
"#;

    fn rows(tables: &[RawTable], column: &str) -> Vec<(u64, String)> {
        let Some(table) = tables.iter().find(|table| table.has(&[column])) else { return Vec::new() };
        table.rows().map(|row| (row.row, table.cells(row).collect::<Vec<_>>().join(","))).collect()
    }

    fn expect(rows: &[(u64, &str)]) -> Vec<(u64, String)> {
        rows.iter().map(|(row, cells)| (*row, cells.to_string())).collect()
    }

    #[test]
    fn the_xml_file_gives_the_tables_of_the_csv_files() {
        let (tables, findings) = read("r.xml", RETURN.as_bytes());
        assert!(findings.is_empty(), "{findings:?}");
        assert_eq!(
            rows(&tables, "UPN"),
            expect(&[(4, "001,2,05/08/2014,WBRI,UN1,,"), (48, "A&2,1,17/10/2007,OOTH,,,")])
        );
        assert_eq!(
            rows(&tables, "DECOM"),
            expect(&[(28, "001,01/05/2025,S,C2,N1,U6,,01/09/2025,X1,,,,"), (37, "001,01/09/2025,P,C2,N1,K2,,,,,,,"),])
        );
        assert_eq!(
            rows(&tables, "REVIEW"),
            expect(&[(15, "001,05/08/2014,20/05/2025,PN1"), (19, "001,05/08/2014,11/08/2025,")])
        );
        assert_eq!(rows(&tables, "DUC"), expect(&[(48, "A&2,1,17/10/2007,17/10/2025")]));
        assert_eq!(rows(&tables, "IN_TOUCH"), expect(&[(48, "A&2,17/10/2007,YES,F2,B1")]));
        assert_eq!(rows(&tables, "SDQ_SCORE"), expect(&[(26, "001,05/08/2014,12,,0,,,,,,,")]));
        assert_eq!(rows(&tables, "MIS_START"), expect(&[(11, "001,05/08/2014,M,02/06/2025,")]));
        assert_eq!(rows(&tables, "PREV_PERM").len(), 1);
        assert_eq!(rows(&tables, "DATE_PLACED").len(), 1);
        // Tables without a row are left out.
        assert!(rows(&tables, "SW_ID").is_empty() && tables.len() == 9);
    }

    #[test]
    fn encodings_and_spellings_differ() {
        let plain = read("r.xml", RETURN.as_bytes()).0;
        let utf_16: Vec<u8> =
            [0xff, 0xfe].into_iter().chain(RETURN.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let without_mark: Vec<u8> = RETURN.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked = format!("\u{feff}{RETURN}").into_bytes();
        let small = RETURN.replace("EPISODE>", "episode>").replace("DECOM>", "Decom>").into_bytes();
        for bytes in [utf_16, without_mark, marked, small] {
            assert!(is_xml(&bytes));
            let (tables, findings) = read("r.xml", &bytes);
            assert!(findings.is_empty(), "{findings:?}");
            for column in ["UPN", "DECOM", "REVIEW"] {
                assert_eq!(rows(&tables, column), rows(&plain, column));
            }
        }
        let attributes = r#"<EXPSSDA903><CHILD><HEADER CHILDID="7" SEX="M" DOB="2014-08-05"><AREVIEW REVIEW="20/05/2025" REVIEW_CODE="PN1"/></HEADER>
<EPISODE DECOM="01/05/2025" RNE="S" LS="C2" CIN="N1" PL="U6"/></CHILD></EXPSSDA903>"#;
        let tables = read("r.xml", attributes.as_bytes()).0;
        assert_eq!(rows(&tables, "REVIEW"), expect(&[(1, "7,2014-08-05,20/05/2025,PN1")]));
        assert_eq!(rows(&tables, "DECOM"), expect(&[(2, "7,01/05/2025,S,C2,N1,U6,,,,,,,")]));
    }

    #[test]
    fn windows_letters_are_read_as_declared_or_assumed() {
        let declared = b"<?xml version=\"1.0\" encoding='windows-1252'?><EXPSSDA903><CHILD><CHILDID>\xe9</CHILDID></CHILD>\n</EXPSSDA903>";
        let (tables, findings) = read("r.xml", declared);
        assert!(findings.is_empty(), "{findings:?}");
        assert_eq!(rows(&tables, "ETHNIC"), expect(&[(1, "\u{e9},,,,,,")]));
        let assumed = b"<EXPSSDA903><CHILD><CHILDID>\xe9</CHILDID></CHILD>\n</EXPSSDA903>";
        let (tables, findings) = read("r.xml", assumed);
        assert_eq!((findings[0].code, tables.len()), ("encoding-assumed", 1));
        let wrong_mark = b"\xef\xbb\xbf<EXPSSDA903>\xe9</EXPSSDA903>";
        assert_eq!(read("r.xml", wrong_mark).1[0].severity, Severity::Error);
    }

    #[test]
    fn a_broken_file_is_refused_with_its_line() {
        let fault = |text: &str| {
            let (_, findings) = read("r.xml", text.as_bytes());
            assert_eq!(
                (findings.len(), findings[0].code, findings[0].severity),
                (1, "unreadable-file", Severity::Error)
            );
            (findings[0].what.clone(), findings[0].place.row)
        };
        let cut = RETURN.split("<PERMANENCE>").next().unwrap();
        assert_eq!(fault(cut), ("the file is cut off: `EXPSSDA903` begins and never ends".into(), Some(23)));
        let inside = format!("{cut}<PERMAN");
        assert_eq!(
            fault(&inside),
            ("the file is cut off or damaged here: a piece of its markup begins and never ends".into(), Some(23))
        );
        let swapped = RETURN.replacen("</REVIEW>", "</REVEW>", 1);
        assert_eq!(fault(&swapped), ("`REVEW` ends where `REVIEW` should end first".into(), Some(16)));
        let deep = format!("<EXPSSDA903>{}", "<A>".repeat(100_000));
        assert_eq!(fault(&deep).0, "elements lie more than 16 deep in one another; the return's lie 5 deep");
        for other in
            ["<html><body></body></html>", "<Message><Header/></Message>", "<?xml version=\"1.0\"?><Workbook/>", "<"]
        {
            assert!(read("r.xml", other.as_bytes()).1[0].severity == Severity::Error, "{other}");
        }
    }

    #[test]
    fn names_of_the_files_own_are_never_expanded() {
        let bomb = r#"<?xml version="1.0"?><!DOCTYPE EXPSSDA903 [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>
<EXPSSDA903><CHILD><HEADER><CHILDID>1</CHILDID><ETHNIC>&b;&x;</ETHNIC><UPN>A&#65;&lt;</UPN></HEADER></CHILD></EXPSSDA903>"#;
        let (tables, findings) = read("r.xml", bomb.as_bytes());
        assert_eq!(rows(&tables, "ETHNIC"), expect(&[(2, "1,,,,AA<,,")]));
        assert_eq!(findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), ["xml-name-not-read"]);
        assert!(findings[0].what.ends_with(": 2"), "{}", findings[0].what);
    }

    #[test]
    fn a_file_in_one_line_is_numbered_by_child_and_unknown_elements_are_named() {
        let text = RETURN.replace('\n', "").replace("<UPN>UN1</UPN>", "<NHS_NO>1</NHS_NO>");
        let (tables, findings) = read("r.xml", text.as_bytes());
        assert_eq!(rows(&tables, "ETHNIC").iter().map(|row| row.0).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(
            findings.iter().map(|finding| finding.code).collect::<Vec<_>>(),
            ["xml-element-not-read", "xml-in-one-line"]
        );
        assert!(findings[0].what.ends_with("`NHS_NO`"), "{}", findings[0].what);
    }

    #[test]
    fn who_is_unaccompanied_is_known_when_the_header_says_it_of_anybody() {
        let child = |uasc: &str| format!("<EXPSSDA903><CHILD>\n<CHILDID>1</CHILDID>{uasc}</CHILD></EXPSSDA903>");
        let unaccompanied = |uasc: &str| {
            let tables = read("r.xml", child(uasc).as_bytes()).0;
            tables.iter().find(|table| table.has(&["DUC"])).map(|table| table.len())
        };
        assert_eq!(unaccompanied(""), None);
        assert_eq!(unaccompanied("<UASC>0</UASC>"), Some(0));
        assert_eq!(unaccompanied("<UASC>true</UASC>"), Some(1));
        assert_eq!(unaccompanied("<DUC>17/10/2025</DUC>"), Some(1));
        let (_, findings) = read("r.xml", child("<UASC>maybe</UASC>").as_bytes());
        assert_eq!(findings[0].place.to_string(), "r.xml, row 1, column UASC");
    }
}
