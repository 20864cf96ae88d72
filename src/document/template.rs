//! Filling templates: strict, escaped, and unable to do anything but write words.
//!
//! Every string that a template prints is escaped for Markdown; every figure is printed between marks. An unknown name is an error
//! with its file, line and caret and the near names. Templates can neither read files nor run for ever.

use super::context::{Filled, Shared, State, TableOf};
use super::markdown;
use super::tags::{TAG_BYTES, TagFault, Tags};
use crate::figures::words::{self, count};
use crate::finding::{Finding, Place, Severity, near_names};
use minijinja::value::{Value, ValueKind};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, UndefinedBehavior, functions, tests};
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// Instructions one template may take: far more than any report needs.
const FUEL: u64 = 2_000_000;

/// Bytes that one template may write: a loop over a long text could otherwise fill the memory. A book has two million letters.
const WRITTEN_BYTES: usize = 20_000_000;

/// Fills templates from one set of names.
pub struct Filler {
    environment: Environment<'static>,
    /// Bytes that the template being filled may still write.
    left: Arc<AtomicUsize>,
    names: BTreeMap<String, Value>,
    shared: Arc<Shared>,
}

impl Filler {
    /// A filler that knows these names in every template. Their figures share `shared`.
    pub fn new(names: BTreeMap<String, Value>, shared: Arc<Shared>) -> Self {
        let mut environment = Environment::empty();
        let left = Arc::new(AtomicUsize::new(WRITTEN_BYTES));
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| AutoEscape::Custom("markdown".into()));
        environment.set_formatter({
            let left = left.clone();
            move |out, _, value| write_escaped(out, value, &left)
        });
        // Of the engine's own nothing but what these templates use: the rest can make a long text of a short one.
        environment.add_function("range", functions::range);
        environment.add_function("namespace", functions::namespace);
        environment.add_test("none", tests::is_none);
        environment.add_filter("join", joined);
        environment.add_filter("things", things);
        environment.add_filter("in_words", in_words);
        environment.add_filter("capitalised", capitalised);
        environment.add_filter("lower_first", lower_first);
        let is =
            |state: fn(&State) -> bool| move |value: &Value| filled(value).is_some_and(|filled| state(&filled.state));
        environment.add_test("shown", |value: &Value| {
            filled(value).is_some_and(|filled| matches!(filled.state, State::Shown(_)))
                || table(value).is_some_and(|table| table.missing().is_none() && !table.is_hidden())
        });
        environment.add_test("hidden", |value: &Value| {
            filled(value).is_some_and(|filled| filled.state == State::Hidden)
                || table(value).is_some_and(TableOf::is_hidden)
        });
        environment.add_test("missing", |value: &Value| {
            value.is_none()
                || value.is_undefined()
                || filled(value).is_some_and(|filled| matches!(filled.state, State::Missing(_)))
                || table(value).is_some_and(|table| table.missing().is_some())
        });
        environment
            .add_test("zero", is(|state| matches!(state, State::Shown(printed) if printed.thousandths == Some(0))));
        environment
            .add_test("one", is(|state| matches!(state, State::Shown(printed) if printed.thousandths == Some(1000))));
        environment.add_test("all", |value: &Value| filled(value).is_some_and(Filled::is_all));
        for (name, direction) in
            [("higher", Ordering::Greater), ("lower", Ordering::Less), ("unchanged", Ordering::Equal)]
        {
            environment
                .add_test(name, move |value: &Value| filled(value).and_then(Filled::direction) == Some(direction));
        }
        environment
            .add_test("meeting_target", |value: &Value| filled(value).and_then(Filled::meets_target) == Some(true));
        Filler { environment, left, names, shared }
    }

    /// What the figures filled in so far are called; a mark holds a position in it.
    pub fn filled(&self) -> Vec<String> {
        self.shared.filled.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).clone()
    }

    /// Fills one template. `file` is named in a fault; `more` are names that only this template sees.
    ///
    /// # Errors
    /// The fault, as a finding with line and caret.
    pub fn fill(&self, file: &str, source: &str, more: BTreeMap<String, Value>) -> Result<String, Box<Finding>> {
        let mut names = self.names.clone();
        names.extend(more);
        let tags = Tags::of(source).map_err(|fault| Box::new(not_read(file, source, fault)))?;
        if let Some(finding) = compared_figure(file, source, tags.tags, &names) {
            return Err(Box::new(finding));
        }
        self.left.store(WRITTEN_BYTES, Relaxed);
        // Each instruction may write the longest text that is repeated.
        let mut environment = self.environment.clone();
        environment.set_fuel(Some(FUEL.min((WRITTEN_BYTES * 5 / tags.longest_repeated.max(1)) as u64)));
        environment
            .render_named_str(file, source, Value::from(names.clone()))
            .map_err(|error| Box::new(fault(file, source, &error, &names)))
    }

    /// Fills one line of words: a title or a subtitle. The result is plain text, without marks or escapes.
    ///
    /// # Errors
    /// As [`Filler::fill`].
    pub fn fill_line(&self, file: &str, source: &str) -> Result<String, Box<Finding>> {
        let markdown = self.fill(file, source, BTreeMap::new())?;
        let line = markdown.split_whitespace().collect::<Vec<_>>().join(" ");
        let origin = markdown::Origin::new(file, "");
        let reading = markdown::read(&line, &origin).map_err(|mut findings| Box::new(findings.swap_remove(0)))?;
        Ok(reading.pieces.iter().map(plain_piece).collect::<Vec<_>>().join(" "))
    }
}

fn plain_piece(piece: &markdown::Piece) -> String {
    match piece {
        markdown::Piece::Paragraph(spans) | markdown::Piece::Heading { content: spans, .. } => plain(spans),
        _ => String::new(),
    }
}

/// Spans as plain text.
pub fn plain(spans: &[markdown::Span]) -> String {
    spans
        .iter()
        .map(|span| match span {
            markdown::Span::Text(text) => text.clone(),
            markdown::Span::Figure { text, .. } => text.clone(),
            markdown::Span::Strong(spans) => plain(spans),
            markdown::Span::Link { content, .. } => plain(content),
            markdown::Span::ReferTo(_) | markdown::Span::LineBreak => " ".into(),
        })
        .collect()
}

fn filled(value: &Value) -> Option<&Filled> {
    value.downcast_object_ref::<Filled>()
}

fn table(value: &Value) -> Option<&TableOf> {
    value.downcast_object_ref::<TableOf>()
}

fn write_escaped(out: &mut Output<'_>, value: &Value, left: &AtomicUsize) -> Result<(), Error> {
    // What a macro writes is counted each time that it is written on.
    let bytes = value.as_str().map_or(0, str::len);
    let rest = left.load(Relaxed).checked_sub(bytes).ok_or_else(|| Error::from(ErrorKind::OutOfFuel))?;
    left.store(rest, Relaxed);
    if let Some(filled) = filled(value) {
        let text = markdown::escape(&filled.text());
        write!(out, "{}{}{}{text}{}", markdown::FIGURE, filled.mark(), markdown::SHOWN, markdown::END)?;
        return Ok(());
    }
    match value.kind() {
        ValueKind::Undefined | ValueKind::None => Err(Error::new(ErrorKind::UndefinedError, "the name has no value")),
        ValueKind::String if value.is_safe() => Ok(out.write_str(value.as_str().unwrap_or_default())?),
        ValueKind::String => Ok(out.write_str(&spaced_escape(value.as_str().unwrap_or_default()))?),
        ValueKind::Seq | ValueKind::Map | ValueKind::Iterable => Err(Error::new(
            ErrorKind::BadSerialization,
            "a list or a group of things cannot be printed: name one of them",
        )),
        _ => Ok(out.write_str(&markdown::escape(&value.to_string()))?),
    }
}

/// Escapes a string but keeps one space at its ends, since a piece of a sentence may begin or end with one.
fn spaced_escape(text: &str) -> String {
    let space = |is_there: bool| if is_there { " " } else { "" };
    let escaped = markdown::escape(text);
    if escaped.is_empty() {
        return space(!text.is_empty()).to_string();
    }
    format!("{}{escaped}{}", space(text.starts_with(char::is_whitespace)), space(text.ends_with(char::is_whitespace)))
}

/// The number with its noun, in the singular for one: "1 review", "1,494 reviews".
fn things(value: &Value, one: &str, many: &str) -> Result<Value, Error> {
    match filled(value) {
        Some(number) => {
            let noun = if number.thousandths() == Some(1000) { one } else { many };
            let mut number = number.clone();
            number.tail = format!(" {noun}");
            Ok(Value::from_object(number))
        }
        None => {
            let count =
                value.as_i64().ok_or_else(|| Error::new(ErrorKind::InvalidOperation, "`things` needs a number"))?;
            Ok(Value::from(words::counted(count.unsigned_abs(), one, many)))
        }
    }
}

/// The texts of a list with another between them.
fn joined(list: &Value, between: &str) -> Result<Value, Error> {
    let mut text = String::new();
    for (at, item) in list.try_iter()?.enumerate() {
        let item =
            item.as_str().ok_or_else(|| Error::new(ErrorKind::InvalidOperation, "`join` needs a list of words"))?;
        text.push_str(if at > 0 { between } else { "" });
        text.push_str(item);
        if text.len() > WRITTEN_BYTES {
            return Err(Error::from(ErrorKind::OutOfFuel));
        }
    }
    Ok(Value::from(text))
}

/// A text, or the words of a number, with a capital: "About 584".
fn capitalised(value: &Value) -> Result<Value, Error> {
    match filled(value) {
        Some(number) => {
            let mut number = number.clone();
            if let State::Shown(printed) = &mut number.state {
                printed.text = crate::text::capitalised(&printed.text);
            }
            Ok(Value::from_object(number))
        }
        None => {
            let text = value
                .as_str()
                .ok_or_else(|| Error::new(ErrorKind::InvalidOperation, "`capitalised` needs words or a number"))?;
            Ok(Value::from(crate::text::capitalised(text)))
        }
    }
}

/// A whole number up to nine in words, others in digits.
fn in_words(value: &Value) -> Result<Value, Error> {
    match filled(value) {
        Some(number) => {
            let mut number = number.clone();
            if let State::Shown(printed) = &mut number.state
                && let Some(whole) = printed.thousandths.filter(|value| value % 1000 == 0)
            {
                printed.text = words::in_words(whole / 1000);
            }
            Ok(Value::from_object(number))
        }
        None => {
            let count =
                value.as_i64().ok_or_else(|| Error::new(ErrorKind::InvalidOperation, "`in_words` needs a number"))?;
            Ok(Value::from(words::in_words(count.unsigned_abs())))
        }
    }
}

/// A text that begins in lower case, unless its first word is an abbreviation.
fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), second) if !second.is_some_and(char::is_uppercase) => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => text.to_string(),
    }
}

/// A figure or table that a template compares, or takes for true or false: a hidden or missing one has no answer to either.
fn compared_figure(
    file: &str,
    source: &str,
    tags: Vec<Range<usize>>,
    names: &BTreeMap<String, Value>,
) -> Option<Finding> {
    let is_number = |name: &str| {
        let root = name.split(['.', '[']).next().unwrap_or_default();
        names.get(root).is_some_and(|value| filled(value).is_some() || table(value).is_some())
            || matches!(root, "audit" | "feedback" | "custom")
    };
    for tag in tags {
        let tokens = tokens(source, tag.start, tag.end);
        let is_condition = tokens.first().is_some_and(|(_, word)| matches!(*word, "if" | "elif"));
        let has_comparison =
            tokens.iter().any(|(_, word)| matches!(*word, "<" | ">" | "<=" | ">=" | "==" | "!=" | "+" | "*" | "/"));
        for (place, (offset, word)) in tokens.iter().enumerate() {
            let next = tokens.get(place + 1).map(|(_, word)| *word);
            if is_number(word) && (has_comparison || (is_condition && next != Some("is"))) {
                return Some(compared(file, source, *offset, word));
            }
        }
    }
    None
}

/// The words and signs of a tag with their places; texts in quotation marks are left out.
fn tokens(source: &str, from: usize, to: usize) -> Vec<(usize, &str)> {
    let bytes = source.as_bytes();
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.');
    let mut tokens = Vec::new();
    let mut at = from;
    while at < to {
        let start = at;
        let byte = bytes[at];
        at += 1;
        if matches!(byte, b'"' | b'\'') {
            while at < to && bytes[at] != byte {
                at += 1;
            }
            at += 1;
        } else if is_word(byte) {
            while at < to && is_word(bytes[at]) {
                at += 1;
            }
            tokens.extend(source.get(start..at).map(|word| (start, word)));
        } else if matches!(byte, b'<' | b'>' | b'=' | b'!' | b'+' | b'*' | b'/') {
            at += usize::from(at < to && bytes[at] == b'=');
            tokens.extend(source.get(start..at).map(|sign| (start, sign)));
        }
    }
    tokens
}

fn compared(file: &str, source: &str, offset: usize, word: &str) -> Finding {
    let (place, snippet) = shown_at(file, source, offset);
    Finding::new(
        Severity::Error,
        "figure-compared",
        place,
        format!("`{word}` is compared, reckoned with or asked for as such"),
        "a figure may be hidden or missing, and then there is nothing to compare",
        "ask what can always be answered: `is shown`, `is hidden`, `is missing`, `is zero`, `is one`, `is higher`, `is lower`, `is meeting_target`",
    )
    .snippet(snippet)
}

/// A tag that is not read.
fn not_read(file: &str, source: &str, tag: TagFault) -> Finding {
    let (offset, what, fix) = match tag {
        TagFault::Long(offset) => (
            offset,
            format!(
                "what stands between the brackets that open here is longer than {} letters",
                count(TAG_BYTES as u64)
            ),
            "look for brackets that are never closed; a figure stands in double curly brackets: {{ reviews_held }}",
        ),
        TagFault::NotUsed(offset, word) => {
            (offset, format!("`{word}` is not used in these templates"), "write the words themselves in its place")
        }
        TagFault::Joined(offset) => (
            offset,
            "something is multiplied here, or joined where its result gets a name".into(),
            "write the words where they are to stand; numbers come from figures and are not reckoned with",
        ),
    };
    let (place, snippet) = shown_at(file, source, offset);
    Finding::new(
        Severity::Error,
        "template-fault",
        place,
        what,
        "the words cannot be filled with figures, so the report would have a gap",
        fix,
    )
    .snippet(snippet)
}

/// The place of a byte in a template, and its line with a caret under it.
fn shown_at(file: &str, source: &str, offset: usize) -> (Place, String) {
    let before = source.get(..offset).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = source.get(line_start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    let column = source.get(line_start..offset).unwrap_or_default().chars().count();
    // A long line is shown around the caret.
    let from = column.saturating_sub(100);
    let shown: String = line.chars().skip(from).take(200).collect();
    let place = Place::row(file, before.matches('\n').count() as u64 + 1);
    (place, format!("{shown}\n{}^", " ".repeat(column - from)))
}

fn fault(file: &str, source: &str, error: &Error, names: &BTreeMap<String, Value>) -> Finding {
    let mut place = Place::file(file);
    place.row = error.line().map(|line| line as u64);
    let line = error.line().and_then(|line| source.lines().nth(line.saturating_sub(1)));
    let range = error.range();
    let word = range.clone().and_then(|range| source.get(range)).unwrap_or_default().trim().to_string();
    let (what, fix) = match error.kind() {
        ErrorKind::UndefinedError if !word.is_empty() => {
            (format!("`{word}` is not a name that is known here"), "use a figure's id; `iro-report figures` lists them".to_string())
        }
        ErrorKind::SyntaxError => (
            format!("the template is not written rightly: {}", error.detail().unwrap_or("look at the brackets")),
            "a figure stands in double curly brackets: {{ reviews_held }}".to_string(),
        ),
        ErrorKind::OutOfFuel => ("the template takes too long or writes too much".into(), "take out loops that run too often or texts that are too long".into()),
        ErrorKind::UnknownFilter | ErrorKind::UnknownTest => (
            error.detail().unwrap_or("an unknown filter or test").to_string(),
            "filters are things, in_words, capitalised, lower_first; tests are shown, hidden, missing, zero, one, all, higher, lower, unchanged, meeting_target".into(),
        ),
        _ => (error.detail().unwrap_or("the template cannot be filled").to_string(), "look at the line shown".into()),
    };
    let root = word.split(['.', '[', '|', ' ']).next().unwrap_or_default();
    let near = match word.rsplit_once('.') {
        Some((survey @ ("audit" | "feedback" | "custom"), question)) => names
            .get(survey)
            .and_then(|survey| survey.try_iter().ok())
            .map(|keys| {
                let keys: Vec<String> = keys.map(|key| key.to_string()).collect();
                near_names(question, keys.iter().map(String::as_str))
                    .into_iter()
                    .map(|name| format!("{survey}.{name}"))
                    .collect()
            })
            .unwrap_or_default(),
        _ if names.contains_key(root) => Vec::new(),
        _ => near_names(root, names.keys().map(String::as_str)),
    };
    let mut finding = Finding::new(
        Severity::Error,
        "template-fault",
        place,
        what,
        "the words cannot be filled with figures, so the report would have a gap",
        fix,
    )
    .near(near);
    if let Some(range) = range {
        finding = finding.snippet(shown_at(file, source, range.start).1);
    } else if let Some(line) = line {
        let line: String = line.chars().take(200).collect();
        finding = finding.snippet(format!("{line}\n^"));
    }
    finding
}
