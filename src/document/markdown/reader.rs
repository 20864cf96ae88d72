//! From the parser's events to pieces and findings.

use super::{END, FIGURE, Marks, Mention, Origin, Piece, Reading, SHOWN, Span, is_mark, is_private_use, tidied};
use crate::document::tree::Target;
use crate::finding::{Finding, Place, Severity, any_error, sorted};
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, LinkType, Tag, TagEnd};
use std::collections::VecDeque;
use std::ops::Range;

/// Lists in lists are read to this depth; deeper ones cannot be followed by ear.
const DEEPEST_LIST: usize = 3;

/// So many findings about one text are enough to put it right.
pub(super) const MOST_FINDINGS: usize = 100;

/// A line of text in a finding is shown for so many characters to each side of the caret.
const SHOWN_EACH_SIDE: usize = 48;

/// A block that is open while its contents are read.
enum Open {
    /// The text itself; always the lowest.
    Text(Vec<Piece>),
    List {
        ordered: bool,
        items: Vec<Vec<Piece>>,
    },
    Item(Vec<Piece>),
    Quotation(Vec<Span>),
}

/// The words of a paragraph, heading or tight list item while they are read.
struct Line {
    /// Set for a heading.
    level: Option<u8>,
    /// The open spans, the line's own first.
    nested: Vec<Nested>,
    /// Text not yet looked through for figures, and where it began.
    text: String,
    text_at: usize,
    /// Tables and charts to be placed, and where that is said.
    placed: Vec<(Target, usize)>,
}

/// A span that is open while its contents are read.
struct Nested {
    kind: NestedKind,
    spans: Vec<Span>,
}

enum NestedKind {
    /// The line itself, or emphasis within emphasis: its spans join those around it.
    Plain,
    Strong,
    Link {
        url: String,
        at: usize,
    },
}

impl Line {
    fn new(level: Option<u8>) -> Self {
        let own = Nested { kind: NestedKind::Plain, spans: Vec::new() };
        Line { level, nested: vec![own], text: String::new(), text_at: 0, placed: Vec::new() }
    }

    fn push(&mut self, spans: impl IntoIterator<Item = Span>) {
        if let Some(innermost) = self.nested.last_mut() {
            innermost.spans.extend(spans);
        }
    }

    fn is_strong(&self) -> bool {
        self.nested.iter().any(|nested| matches!(nested.kind, NestedKind::Strong))
    }
}

/// The reading of one text: events in, pieces and findings out.
pub(super) struct Reader<'a> {
    source: &'a str,
    origin: &'a Origin,
    /// Where each line begins.
    lines: Vec<usize>,
    open: Vec<Open>,
    line: Option<Line>,
    /// How deep we are in something refused or already dealt with; nothing in it is read.
    skipping: usize,
    /// The level of the heading before, 2 for the section's own.
    level: u8,
    mentions: Vec<Mention>,
    findings: Vec<Finding>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(source: &'a str, origin: &'a Origin) -> Self {
        Reader {
            source,
            origin,
            lines: line_beginnings(source),
            open: vec![Open::Text(Vec::new())],
            line: None,
            skipping: 0,
            level: 2,
            mentions: Vec::new(),
            findings: Vec::new(),
        }
    }

    pub(super) fn finish(mut self) -> Result<Reading, Vec<Finding>> {
        self.close_line();
        if self.findings.len() >= MOST_FINDINGS {
            self.findings.push(Finding::new(
                Severity::Note,
                "more-findings",
                Place::file(self.origin.file.clone()),
                format!("no more than {MOST_FINDINGS} findings are shown for one text"),
                "",
                "put these right and check again",
            ));
        }
        let findings = sorted(self.findings);
        if any_error(&findings) {
            return Err(findings);
        }
        let pieces = match self.open.into_iter().next() {
            Some(Open::Text(pieces)) => pieces,
            _ => Vec::new(),
        };
        Ok(Reading { pieces, mentions: self.mentions, warnings: findings })
    }

    pub(super) fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        if self.skipping > 0 {
            match event {
                Event::Start(_) => self.skipping += 1,
                Event::End(_) => self.skipping -= 1,
                _ => {}
            }
            return;
        }
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text, range),
            Event::SoftBreak => self.add_text(" ", range.start),
            Event::HardBreak => self.add_span(Span::LineBreak),
            Event::Code(_) => self.refuse_code(range.start, "words between backticks are code"),
            Event::Html(_) | Event::InlineHtml(_) => self.refuse_html(range),
            Event::FootnoteReference(_) => self.refuse_footnote(range.start),
            Event::Rule => self.error(
                "rule-in-text",
                range.start,
                "a line across the page cannot be drawn",
                "the report has one layout for every section",
                "take the line out; a heading (`###`) parts what follows",
            ),
            // Not asked of the parser; if they came they would be words.
            Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.add_text(&tidied(&text, Marks::Dropped), range.start);
            }
            Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        let at = range.start;
        match tag {
            Tag::Emphasis | Tag::Strong => {
                let within = self.line().is_strong();
                let kind = if within { NestedKind::Plain } else { NestedKind::Strong };
                self.open_span(kind);
            }
            Tag::Link { link_type, dest_url, title, .. } => {
                self.start_link(link_type, &dest_url, &title, range);
            }
            Tag::Image { dest_url, title, .. } => self.start_image(&dest_url, &title, range),
            _ => {
                // A block ends the words of a tight list item.
                self.close_line();
                self.start_block(tag, at);
            }
        }
    }

    fn start_block(&mut self, tag: Tag<'_>, at: usize) {
        match tag {
            Tag::Paragraph => self.line = Some(Line::new(None)),
            Tag::Heading { level, .. } => self.start_heading(level, at),
            Tag::List(first) => self.start_list(first, at),
            Tag::Item => self.open.push(Open::Item(Vec::new())),
            Tag::BlockQuote(_) if self.open.len() == 1 => {
                self.open.push(Open::Quotation(Vec::new()));
            }
            Tag::BlockQuote(_) => {
                self.error(
                    "quotation-form",
                    at,
                    "a quotation stands within a list or another quotation",
                    "a quotation is a block of its own on the page",
                    "begin the line with a single `>` and leave an empty line before it",
                );
                self.skipping = 1;
            }
            Tag::CodeBlock(kind) => {
                let what = match kind {
                    CodeBlockKind::Fenced(_) => "a block between lines of backticks or tildes is code",
                    CodeBlockKind::Indented => "a line that begins with four spaces or a tab is code",
                };
                self.refuse_code(at, what);
                self.skipping = 1;
            }
            Tag::HtmlBlock => {
                self.refuse_html(at..at);
                self.skipping = 1;
            }
            Tag::Table(_) => {
                self.error(
                    "table-in-text",
                    at,
                    "a table cannot be typed in the text",
                    "its numbers would not be protected or checked, and its cells not be read aloud rightly",
                    "place one of the report's own tables with `![](table:ID)`, or write a list",
                );
                self.skipping = 1;
            }
            Tag::FootnoteDefinition(_) => {
                self.refuse_footnote(at);
                self.skipping = 1;
            }
            // Parts of what is skipped above, and kinds not asked of the parser: their words are read.
            _ => {}
        }
    }

    fn start_heading(&mut self, level: HeadingLevel, at: usize) {
        let level = level as u8;
        let section = &self.origin.section;
        let underlined = !self.rest_of_line(at).trim_start().starts_with('#');
        let (what, fix) = if level < 3 && underlined {
            (
                "a line of `-` or `=` right under words makes them a heading of the whole section".to_string(),
                "leave an empty line between the words and the line below, or begin a heading with `###`",
            )
        } else if self.open.len() > 1 {
            (
                "a heading stands within a list or quotation".to_string(),
                "move the heading to a line of its own, without signs or spaces before it",
            )
        } else if level < 3 {
            (
                format!("a heading of level {level} stands in the text of section `{section}`"),
                "begin the heading with `###`: the section already has the headings above that",
            )
        } else if level > 4 {
            (
                format!("a heading of level {level} is deeper than the report goes"),
                "begin the heading with `###` or `####`",
            )
        } else if level > self.level + 1 {
            ("a heading of level 4 has no heading of level 3 above it".to_string(), "begin the heading with `###`")
        } else {
            self.level = level;
            self.line = Some(Line::new(Some(level)));
            return;
        };
        let why = "headings must follow one another without a gap for those who listen to the report";
        self.error("heading-level", at, what, why, fix);
        self.skipping = 1;
    }

    fn start_list(&mut self, first: Option<u64>, at: usize) {
        let depth = self.open.iter().filter(|open| matches!(open, Open::List { .. })).count();
        if self.open.iter().any(|open| matches!(open, Open::Quotation(_))) {
            self.error(
                "quotation-form",
                at,
                "a list stands within a quotation",
                "a quotation is printed as one run of words",
                "write the quotation as a sentence, or put a backslash before the sign that begins the list",
            );
        } else if depth >= DEEPEST_LIST {
            self.error(
                "list-form",
                at,
                format!("a list stands within {depth} others"),
                "so deep a list cannot be followed, least of all by ear",
                "make it a list of its own, or sentences",
            );
        } else if let Some(first) = first.filter(|first| *first != 1) {
            self.error(
                "list-form",
                at,
                format!("a numbered list begins with {first}"),
                "lists are numbered from 1, so another number would be printed than was typed",
                format!("begin with `1.`; if no list is meant, put a backslash before the stop: `{first}\\.`"),
            );
        } else {
            self.open.push(Open::List { ordered: first.is_some(), items: Vec::new() });
            return;
        }
        self.skipping = 1;
    }

    fn start_link(&mut self, kind: LinkType, address: &str, title: &str, range: Range<usize>) {
        let at = range.start;
        if let Some(target) = target(address) {
            // The link's own words are not read: there must be none.
            self.skipping = 1;
            match target {
                Err(name) => self.refuse_name(name, at),
                Ok(target) if self.has_words(&range, "[") || !title.is_empty() => self.error(
                    "reference-form",
                    at,
                    format!("a reference to {} has words of its own", named(&target)),
                    "the program writes what is referred to, such as \"Table 3\", and keeps it right",
                    format!("write it without words: `[]({address})`"),
                ),
                Ok(target) => {
                    self.mention(target.clone(), false, at);
                    self.add_span(Span::ReferTo(target));
                }
            }
            return;
        }
        let address = match kind {
            LinkType::Email => format!("mailto:{address}"),
            _ => address.to_string(),
        };
        if !title.is_empty() {
            self.error(
                "link-form",
                at,
                "a link has a title after its address",
                "a title shows under a mouse pointer only, and never on paper",
                "put those words in the sentence and keep the address alone in the round brackets",
            );
        }
        if leads_out(&address) {
            self.open_span(NestedKind::Link { url: address, at });
            return;
        }
        self.error(
            "link-target",
            at,
            "a link leads to something other than a web page or an e-mail address",
            "the reader of the report can follow only addresses that are whole",
            "begin the address with https:// or mailto:, without spaces or figures in it; for a part of this \
             report write `[](table:ID)`, `[](chart:ID)` or `[](section:ID)`",
        );
        self.skipping = 1;
    }

    fn start_image(&mut self, address: &str, title: &str, range: Range<usize>) {
        let at = range.start;
        self.skipping = 1;
        match target(address) {
            Some(Err(name)) => self.refuse_name(name, at),
            Some(Ok(Target::Section(_))) | None => self.error(
                "image-in-text",
                at,
                "a picture cannot be placed in the text",
                "a picture has no description for those who cannot see it, and may show a person",
                "take it out; a chart or table of the report is placed with `![](chart:ID)` or `![](table:ID)`",
            ),
            Some(Ok(target)) if self.has_words(&range, "![") || !title.is_empty() => self.error(
                "placement-form",
                at,
                format!("the placing of {} has words of its own", named(&target)),
                "titles and descriptions are made from the data, so these words would be lost",
                format!("write it without words: `![]({address})`"),
            ),
            Some(Ok(target)) => {
                self.mention(target.clone(), true, at);
                // Within a link or strong words it is not alone: seen when the line is closed.
                let line = self.line();
                if line.nested.len() > 1 {
                    line.push([Span::ReferTo(target.clone())]);
                }
                line.placed.push((target, at));
            }
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) => self.close_line(),
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link => self.close_span(),
            TagEnd::Item => {
                self.close_line();
                if let Some(Open::Item(pieces)) = self.open.pop()
                    && let Some(Open::List { items, .. }) = self.open.last_mut()
                    && !pieces.is_empty()
                {
                    items.push(pieces);
                }
            }
            TagEnd::List(_) => {
                if let Some(Open::List { ordered, items }) = self.open.pop()
                    && !items.is_empty()
                {
                    self.add(Piece::List { ordered, items });
                }
            }
            TagEnd::BlockQuote(_) => {
                self.close_line();
                if let Some(Open::Quotation(content)) = self.open.pop()
                    && !content.is_empty()
                {
                    self.add(Piece::Quotation { content });
                }
            }
            _ => {}
        }
    }

    /// Text as the parser gives it. What differs from the source came from a character reference, and a
    /// figure's mark made that way is a forgery.
    fn text(&mut self, text: &str, range: Range<usize>) {
        let at = range.start;
        let as_typed = self.source.get(range.clone()) == Some(text);
        if !as_typed && text.contains(is_private_use) {
            self.error(
                "figure-mark",
                at,
                "a character of private use is written as a reference",
                "the program keeps such characters to itself, to know a figure from a typed number",
                "take the reference out",
            );
            return;
        }
        if as_typed && let Some(at) = typst_code(self.source, range) {
            self.refuse_code(at, "a `#` right before a word like this begins Typst code");
        }
        self.add_text(text, at);
    }

    fn line(&mut self) -> &mut Line {
        self.line.get_or_insert_with(|| Line::new(None))
    }

    fn add_text(&mut self, text: &str, at: usize) {
        let line = self.line();
        if line.text.is_empty() {
            line.text_at = at;
        }
        line.text.push_str(text);
    }

    fn add_span(&mut self, span: Span) {
        self.close_text();
        self.line().push([span]);
    }

    fn open_span(&mut self, kind: NestedKind) {
        self.close_text();
        self.line().nested.push(Nested { kind, spans: Vec::new() });
    }

    fn close_span(&mut self) {
        self.close_text();
        let line = self.line();
        // The line's own is closed with the line.
        if line.nested.len() < 2 {
            return;
        }
        let Some(Nested { kind, spans }) = line.nested.pop() else {
            return;
        };
        match kind {
            NestedKind::Plain => line.push(spans),
            NestedKind::Strong if spans.is_empty() => {}
            NestedKind::Strong => line.push([Span::Strong(spans)]),
            NestedKind::Link { url, at } => self.close_link(url, spans, at),
        }
    }

    fn close_link(&mut self, url: String, mut content: Vec<Span>, at: usize) {
        let words = words(&content);
        let nothing = words.trim().is_empty();
        if nothing || says_nothing(&words) {
            let what = if nothing {
                "a link has no words".to_string()
            } else {
                format!("the words of a link, `{}`, do not say where it leads", words.trim())
            };
            self.report(
                Severity::Warning,
                "link-words",
                at,
                what,
                "those who listen to the report hear its links one after the other, without the text around \
                 them (convention E2.2)",
                "name what the link leads to, for example `[the IRO Handbook](https://...)`",
            );
        }
        if nothing {
            content = vec![Span::Text(url.clone())];
        }
        self.line().push([Span::Link { url, content }]);
    }

    /// Looks through the text read so far for figures and adds both to the innermost span.
    fn close_text(&mut self) {
        let Some(line) = self.line.as_mut() else {
            return;
        };
        let text = std::mem::take(&mut line.text);
        let at = line.text_at;
        match figures(&tidied(&text, Marks::Kept)) {
            Some(spans) => line.push(spans),
            None => self.error(
                "figure-mark",
                at,
                "a figure is broken by the text around it",
                "a number that is not whole would be printed",
                "write the figure by itself, without changing what it prints",
            ),
        }
    }

    fn close_line(&mut self) {
        while self.line.as_ref().is_some_and(|line| line.nested.len() > 1) {
            self.close_span();
        }
        self.close_text();
        let Some(line) = self.line.take() else { return };
        let content = trimmed(line.nested.into_iter().flat_map(|own| own.spans).collect());
        if let Some((target, at)) = line.placed.first() {
            if line.level.is_none() && content.is_empty() && self.open.len() == 1 {
                for (target, _) in line.placed {
                    match target {
                        Target::Table(id) => self.add(Piece::PlaceTable(id)),
                        Target::Chart(id) => self.add(Piece::PlaceChart(id)),
                        Target::Section(_) => {}
                    }
                }
            } else {
                let what = format!("{} is placed within other text", named(target));
                self.error(
                    "placement-form",
                    *at,
                    what,
                    "a table or chart takes the whole width of the page",
                    "put it on a line of its own with an empty line before and after it, outside lists; \
                     without the `!` it is a reference",
                );
            }
        } else if !content.is_empty() {
            self.add(match line.level {
                Some(level) => Piece::Heading { level, content },
                None => Piece::Paragraph(content),
            });
        }
    }

    fn add(&mut self, piece: Piece) {
        match (self.open.last_mut(), piece) {
            (Some(Open::Text(pieces) | Open::Item(pieces)), piece) => pieces.push(piece),
            (Some(Open::Quotation(content)), Piece::Paragraph(more)) => {
                if !content.is_empty() {
                    content.push(Span::LineBreak);
                }
                content.extend(more);
            }
            // Nothing else is let into a quotation, and only items into a list.
            _ => {}
        }
    }

    fn mention(&mut self, target: Target, placed: bool, at: usize) {
        let (place, snippet) = self.point(at);
        self.mentions.push(Mention { target, placed, place, snippet });
    }

    fn refuse_name(&mut self, name: &str, at: usize) {
        self.error(
            "reference-form",
            at,
            format!("`{}` is not the form of an id", tidied(name, Marks::Dropped)),
            "nothing in the report can have this id",
            "write an id as the program prints it, with letters, digits, `_`, `-` and `.` only",
        );
    }

    /// Refuses a line like `[words]: address`, which Markdown leaves out of the text.
    pub(super) fn refuse_definition(&mut self, at: usize) {
        self.error(
            "link-form",
            at,
            "square brackets and a colon at the beginning of a line keep an address apart from its link",
            "the line would be left out of the report without a word",
            "write the address with the link, `[words](https://...)`; if no link is meant, put a backslash before \
             the bracket: `\\[`",
        );
    }

    fn refuse_code(&mut self, at: usize, what: &str) {
        self.error(
            "code-in-text",
            at,
            what,
            "the text is words for the reader: no code in it is run or printed",
            "take the code or the spaces away; a sign that is meant as such has a backslash before it: \
             `` \\` ``, `\\#`",
        );
    }

    fn refuse_html(&mut self, range: Range<usize>) {
        let line = self.rest_of_line(range.start);
        let tag = line.trim_start();
        let at = range.start + (line.len() - tag.len());
        let seen = self.findings.iter().any(|finding| finding.code == "html-in-text");
        if tag.starts_with("</") && seen {
            // The end of something that was reported at its beginning.
            return;
        }
        let (what, fix) = if tag.starts_with("<!--") {
            (
                "a comment of HTML is not left out by itself",
                "take it out; a note that is not to be printed stands between {# and #}",
            )
        } else {
            (
                "HTML cannot be used in the text",
                "take the HTML out: `**words**` makes words strong, an empty line begins a paragraph; a `<` \
                 that is meant as such has a backslash before it: `\\<`",
            )
        };
        let why = "the text is words for the reader: nothing in it can change the page or run";
        self.error("html-in-text", at, what, why, fix);
    }

    fn refuse_footnote(&mut self, at: usize) {
        self.error(
            "footnote-in-text",
            at,
            "a footnote cannot be used in the text",
            "notes at the foot of a page are out of order for those who listen to the report",
            "say it in the sentence, in brackets, or in the section on the method",
        );
    }

    fn error(&mut self, code: &'static str, at: usize, what: impl Into<String>, why: &str, fix: impl Into<String>) {
        self.report(Severity::Error, code, at, what.into(), why, fix);
    }

    fn report(
        &mut self,
        severity: Severity,
        code: &'static str,
        at: usize,
        what: String,
        why: &str,
        fix: impl Into<String>,
    ) {
        // An error is always kept: it alone decides whether the text can stand.
        let first_error = severity == Severity::Error && !any_error(&self.findings);
        if self.findings.len() >= MOST_FINDINGS && !first_error {
            return;
        }
        let (place, snippet) = self.point(at);
        let finding = Finding::new(severity, code, place, what, why, fix).snippet(snippet);
        self.findings.push(finding);
    }

    /// Whether the square brackets of a link or image hold anything.
    fn has_words(&self, range: &Range<usize>, opening: &str) -> bool {
        let typed = self.source.get(range.clone()).unwrap_or_default();
        let within = typed.strip_prefix(opening).map(str::trim_start);
        !within.is_some_and(|within| within.starts_with(']'))
    }

    fn rest_of_line(&self, at: usize) -> &'a str {
        let rest = self.source.get(at..).unwrap_or_default();
        rest.split(['\n', '\r']).next().unwrap_or_default()
    }

    /// The place of a byte of the text, and its line with a caret under it. Figures are shown as they
    /// print, and a long line only around the caret.
    fn point(&self, at: usize) -> (Place, String) {
        let index = self.lines.partition_point(|beginning| *beginning <= at).saturating_sub(1);
        let beginning = self.lines.get(index).copied().unwrap_or(0);
        let (line, caret) = as_printed(self.rest_of_line(beginning), at.saturating_sub(beginning));
        let row = self.origin.first_line.saturating_add(index as u64);
        let place = Place::row(self.origin.file.clone(), row).column((caret + 1).to_string());
        let from = caret.saturating_sub(SHOWN_EACH_SIDE);
        let to = (caret + SHOWN_EACH_SIDE).min(line.len());
        let mut snippet = String::new();
        let mut spaces = caret - from;
        if from > 0 {
            snippet.push_str("... ");
            spaces += 4;
        }
        snippet.extend(line.get(from..to).unwrap_or_default());
        if to < line.len() {
            snippet.push_str(" ...");
        }
        snippet.push('\n');
        snippet.push_str(&" ".repeat(spaces));
        snippet.push('^');
        (place, snippet)
    }
}

/// Where each line of a text begins: after a line feed, or a carriage return without one.
fn line_beginnings(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let after = bytes.iter().enumerate().filter_map(|(index, byte)| {
        let ends = *byte == b'\n' || (*byte == b'\r' && bytes.get(index + 1) != Some(&b'\n'));
        ends.then_some(index + 1)
    });
    std::iter::once(0).chain(after).collect()
}

/// The characters of a line with its figures as they print, and which of them stands at byte `at`.
fn as_printed(line: &str, at: usize) -> (Vec<char>, usize) {
    let mut printed = Vec::new();
    let mut caret = None;
    let (mut in_index, mut in_words) = (false, false);
    let mut letters = line.char_indices().peekable();
    while let Some((index, letter)) = letters.next() {
        if index >= at && caret.is_none() {
            caret = Some(printed.len());
        }
        match letter {
            FIGURE => in_index = true,
            SHOWN => (in_index, in_words) = (false, true),
            END => in_words = false,
            _ if in_index && letter.is_ascii_digit() => {}
            '\\' if in_words && letters.peek().is_some_and(|(_, next)| next.is_ascii_punctuation()) => {}
            '\t' => printed.push(' '),
            _ if letter.is_control() || is_private_use(letter) => {}
            _ => printed.push(letter),
        }
    }
    let caret = caret.unwrap_or(printed.len());
    (printed, caret)
}

/// Text and the figures in it; nothing where the marks are not whole.
fn figures(text: &str) -> Option<Vec<Span>> {
    let mut spans = Vec::new();
    let mut rest = text;
    while let Some((before, from)) = split_at_mark(rest) {
        if !before.is_empty() {
            spans.push(Span::Text(before.to_string()));
        }
        let (index, shown) = split_at_mark(from.strip_prefix(FIGURE)?)?;
        let (words, end) = split_at_mark(shown.strip_prefix(SHOWN)?)?;
        rest = end.strip_prefix(END)?;
        // `parse` would take a plus sign.
        if !index.bytes().all(|digit| digit.is_ascii_digit()) || words.trim().is_empty() {
            return None;
        }
        spans.push(Span::Figure { mark: index.parse().ok()?, text: words.trim_matches(' ').to_string() });
    }
    if !rest.is_empty() {
        spans.push(Span::Text(rest.to_string()));
    }
    Some(spans)
}

fn split_at_mark(text: &str) -> Option<(&str, &str)> {
    text.find(is_mark).map(|at| text.split_at(at))
}

/// The spans of a whole line without spaces and line breaks at its ends.
fn trimmed(spans: Vec<Span>) -> Vec<Span> {
    let mut spans = VecDeque::from(spans);
    loop {
        match spans.front_mut() {
            Some(Span::LineBreak) => {}
            Some(Span::Text(text)) => {
                text.drain(..text.len() - text.trim_start_matches(' ').len());
                if !text.is_empty() {
                    break;
                }
            }
            _ => break,
        }
        spans.pop_front();
    }
    loop {
        match spans.back_mut() {
            Some(Span::LineBreak) => {}
            Some(Span::Text(text)) => {
                text.truncate(text.trim_end_matches(' ').len());
                if !text.is_empty() {
                    break;
                }
            }
            _ => break,
        }
        spans.pop_back();
    }
    spans.into()
}

/// The words of spans one after the other.
pub(super) fn words(spans: &[Span]) -> String {
    spans
        .iter()
        .map(|span| match span {
            Span::Text(text) | Span::Figure { text, .. } => text.clone(),
            Span::Strong(content) | Span::Link { content, .. } => words(content),
            Span::ReferTo(Target::Table(id) | Target::Chart(id) | Target::Section(id)) => id.clone(),
            Span::LineBreak => " ".to_string(),
        })
        .collect()
}

/// Whether a link's words could stand for any link (convention E2.2).
fn says_nothing(words: &str) -> bool {
    let words: String = words
        .chars()
        .map(|letter| if letter.is_alphanumeric() { letter } else { ' ' })
        .collect::<String>()
        .to_lowercase();
    let words: Vec<&str> = words.split_whitespace().collect();
    matches!(
        words.join(" ").as_str(),
        "" | "here"
            | "click"
            | "click here"
            | "this"
            | "link"
            | "this link"
            | "this page"
            | "more"
            | "read more"
            | "find out more"
    )
}

/// What a `table:`, `chart:` or `section:` address names, or the name that cannot be an id; nothing for
/// other addresses.
fn target(address: &str) -> Option<Result<Target, &str>> {
    let (kind, id) = address.split_once(':')?;
    let make: fn(String) -> Target = match kind {
        "table" => Target::Table,
        "chart" => Target::Chart,
        "section" => Target::Section,
        _ => return None,
    };
    let is_id =
        !id.is_empty() && id.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.'));
    Some(if is_id { Ok(make(id.to_string())) } else { Err(id) })
}

/// A target in words: "the table `children_by_age`".
pub(super) fn named(target: &Target) -> String {
    match target {
        Target::Table(id) => format!("the table `{id}`"),
        Target::Chart(id) => format!("the chart `{id}`"),
        Target::Section(id) => format!("the section `{id}`"),
    }
}

/// Whether an address is a whole web or e-mail address.
fn leads_out(address: &str) -> bool {
    let Some((scheme, rest)) = address.split_once(':') else {
        return false;
    };
    if address.chars().any(|letter| letter.is_whitespace() || letter.is_control() || is_private_use(letter)) {
        return false;
    }
    match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" => rest
            .strip_prefix("//")
            .is_some_and(|host| host.starts_with(|letter: char| letter.is_alphanumeric() || letter == '[')),
        "mailto" => rest.split_once('@').is_some_and(|(box_, host)| !box_.is_empty() && !host.is_empty()),
        _ => false,
    }
}

/// Where Typst code begins in a stretch of text: a `#`, not escaped and not the end of a word, before a
/// keyword, or before a name with a bracket right after it.
fn typst_code(source: &str, range: Range<usize>) -> Option<usize> {
    let text = source.get(range.clone())?;
    text.match_indices('#').map(|(index, _)| range.start + index).find(|at| {
        let before = source[..*at].chars().next_back();
        if before.is_some_and(|letter| letter == '\\' || letter.is_alphanumeric()) {
            return false;
        }
        let after = &source[at + 1..];
        let name_end = after
            .find(|letter: char| !(letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.')))
            .unwrap_or(after.len());
        let (name, next) = after.split_at(name_end);
        name.starts_with(|letter: char| letter.is_ascii_alphabetic())
            && (next.starts_with(['(', '['])
                || next.starts_with(' ') && matches!(name, "let" | "set" | "show" | "import" | "include"))
    })
}
