//! Markdown to pieces of a section: the little of it that a report needs, and a kind word about the rest.
//!
//! What arrives is a section's template after filling, so the numbers in it already stand between the marks
//! of a figure: [`FIGURE`], a decimal index, [`SHOWN`], the words, [`END`]. They leave as [`Span::Figure`].
//! All else is plain text: nothing in it can run, and what could only be meant to run (HTML, Typst, code)
//! is refused with its line and a caret rather than printed.
//!
//! Read: paragraphs, bulleted and numbered lists, quotations (`>`), headings of level 3 and 4, strong
//! words, links to `http:`, `https:` and `mailto:`, and the report's own `![](chart:ID)`, `![](table:ID)`,
//! `[](table:ID)`, `[](chart:ID)`, `[](section:ID)`.

mod reader;

use crate::document::tree::Target;
use crate::finding::{Finding, Place};
use pulldown_cmark::{Options, Parser};

/// Begins a figure; its index follows in decimal digits.
pub const FIGURE: char = '\u{E000}';
/// Ends a figure's index; its words, escaped by [`escape`], follow.
pub const SHOWN: char = '\u{E001}';
/// Ends a figure.
pub const END: char = '\u{E002}';

/// Where a text comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The file, as findings name it: `narrative/timeliness.md`.
    pub file: String,
    /// The id of the section it is written for.
    pub section: String,
    /// The number of the text's first line in that file, from 1.
    pub first_line: u64,
}

impl Origin {
    /// A text that is a whole file.
    pub fn new(file: impl Into<String>, section: impl Into<String>) -> Self {
        Origin { file: file.into(), section: section.into(), first_line: 1 }
    }
}

/// What a text says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// The contents in order.
    pub pieces: Vec<Piece>,
    /// Every table, chart and section the text names, in order, so that an unknown one can be reported
    /// at its place.
    pub mentions: Vec<Mention>,
    /// Findings that let the text stand; none is an error.
    pub warnings: Vec<Finding>,
}

/// A table, chart or section named in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// What is named.
    pub target: Target,
    /// Placed here with `![](...)`, not only referred to.
    pub placed: bool,
    /// The line and the position in it.
    pub place: Place,
    /// The line with a caret, for [`Finding::snippet`].
    pub snippet: String,
}

/// One thing down the page, before numbers are given and references are resolved.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// A heading within the section.
    Heading {
        /// 3 or 4; 4 only after a 3.
        level: u8,
        /// The words; never empty.
        content: Vec<Span>,
    },
    /// A paragraph; never empty.
    Paragraph(Vec<Span>),
    /// A list; items hold paragraphs and lists, and are never empty.
    List {
        /// Numbered 1, 2, 3 when true, bulleted when false.
        ordered: bool,
        /// The items.
        items: Vec<Vec<Piece>>,
    },
    /// Words set apart; several paragraphs are parted by a line break.
    Quotation {
        /// The words; never empty.
        content: Vec<Span>,
    },
    /// The table with this id stands here.
    PlaceTable(String),
    /// The chart with this id stands here.
    PlaceChart(String),
}

/// One thing along a line, before references are resolved.
#[derive(Debug, Clone, PartialEq)]
pub enum Span {
    /// Plain text.
    Text(String),
    /// Either kind of emphasis (convention E2.1); never within another.
    Strong(Vec<Span>),
    /// A number the program filled in.
    Figure {
        /// The index between the marks.
        mark: usize,
        /// What is printed; never empty.
        text: String,
    },
    /// A link out of the document.
    Link {
        /// An `http:`, `https:` or `mailto:` address.
        url: String,
        /// The words; never empty.
        content: Vec<Span>,
    },
    /// A reference, to be printed as "Table 3", "Figure 2" or "section 4".
    ReferTo(Target),
    /// A forced line break.
    LineBreak,
}

/// The pieces of a section's text, with warnings; or all findings where one of them is an error.
pub fn read(markdown: &str, origin: &Origin) -> Result<Reading, Vec<Finding>> {
    // Tables and footnotes are recognised only to be refused: otherwise their signs would be printed.
    let options = Options::ENABLE_TABLES | Options::ENABLE_OLD_FOOTNOTES;
    let mut reader = reader::Reader::new(markdown, origin);
    let parser = Parser::new_ext(markdown, options);
    let mut definitions: Vec<usize> =
        parser.reference_definitions().iter().map(|(_, definition)| definition.span.start).collect();
    definitions.sort_unstable();
    for at in definitions {
        reader.refuse_definition(at);
    }
    for (event, range) in parser.into_offset_iter() {
        reader.event(event, range);
    }
    reader.finish()
}

/// Markdown that reads back as exactly this text on one line, wherever in a paragraph, heading, list item
/// or strong words it stands.
///
/// White space is made single spaces, none at either end; control and private-use characters are dropped
/// (the marks of a figure are such), so no text can pass for a figure or for markup.
pub fn escape(text: &str) -> String {
    let text = tidied(text, Marks::Dropped);
    let mut markdown = String::with_capacity(text.len() + text.len() / 8);
    for letter in text.trim_matches(' ').chars() {
        if letter.is_ascii_punctuation() {
            markdown.push('\\');
            markdown.push(letter);
        } else if letter != ' ' && letter.is_whitespace() {
            // A no-break space at the edge of strong words would undo them; its reference does not.
            markdown.push_str(&format!("&#{};", u32::from(letter)));
        } else {
            markdown.push(letter);
        }
    }
    markdown
}

/// What becomes of the three marks of a figure when text is tidied.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Marks {
    Kept,
    Dropped,
}

/// Runs of white space and line ends as one space (no-break and typographic spaces stay); control and
/// private-use characters left out.
fn tidied(text: &str, marks: Marks) -> String {
    let mut words = String::with_capacity(text.len());
    for letter in text.chars() {
        if breaks_words(letter) {
            if !words.ends_with(' ') {
                words.push(' ');
            }
        } else if is_mark(letter) {
            if marks == Marks::Kept {
                words.push(letter);
            }
        } else if !letter.is_control() && !is_private_use(letter) {
            words.push(letter);
        }
    }
    words
}

fn breaks_words(letter: char) -> bool {
    matches!(letter, ' ' | '\t' | '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn is_mark(letter: char) -> bool {
    matches!(letter, FIGURE | SHOWN | END)
}

fn is_private_use(letter: char) -> bool {
    matches!(letter, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{FFFFD}' | '\u{100000}'..='\u{10FFFD}')
}

#[cfg(test)]
mod tests {
    use super::reader::{MOST_FINDINGS, named};
    use super::*;
    use crate::finding::{Severity, any_error};
    use proptest::prelude::*;

    fn origin() -> Origin {
        Origin::new("narrative/timeliness.md", "timeliness")
    }

    fn pieces(markdown: &str) -> Vec<Piece> {
        let reading = read(markdown, &origin()).expect("no error");
        assert_eq!(reading.warnings, []);
        reading.pieces
    }

    fn errors(markdown: &str) -> Vec<Finding> {
        read(markdown, &origin()).expect_err("an error")
    }

    /// Code, row and position of every finding.
    fn places(markdown: &str) -> Vec<(&'static str, u64, String)> {
        errors(markdown)
            .into_iter()
            .map(|finding| {
                let Place { row, column, .. } = finding.place;
                (finding.code, row.expect("a row"), column.expect("a column"))
            })
            .collect()
    }

    fn text(words: &str) -> Span {
        Span::Text(words.to_string())
    }

    fn paragraph(words: &str) -> Piece {
        Piece::Paragraph(vec![text(words)])
    }

    fn figure(mark: usize, words: &str) -> Span {
        Span::Figure { mark, text: words.to_string() }
    }

    fn marked(mark: usize, words: &str) -> String {
        format!("{FIGURE}{mark}{SHOWN}{}{END}", escape(words))
    }

    #[test]
    fn paragraphs_lists_quotations_and_headings_are_read() {
        let markdown = "First line\nsecond line.  \nThird line.\n\n### Reasons\n\n- one\n- two\n  1. deep\n\n\
                        > Said by a child.\n>\n> And more.\n\n#### More reasons\n\n1. a\n\n2. b\n\n   c\n";
        assert_eq!(
            pieces(markdown),
            [
                Piece::Paragraph(vec![text("First line second line."), Span::LineBreak, text("Third line."),]),
                Piece::Heading { level: 3, content: vec![text("Reasons")] },
                Piece::List {
                    ordered: false,
                    items: vec![
                        vec![paragraph("one")],
                        vec![paragraph("two"), Piece::List { ordered: true, items: vec![vec![paragraph("deep")]] },],
                    ],
                },
                Piece::Quotation { content: vec![text("Said by a child."), Span::LineBreak, text("And more.")] },
                Piece::Heading { level: 4, content: vec![text("More reasons")] },
                Piece::List { ordered: true, items: vec![vec![paragraph("a")], vec![paragraph("b"), paragraph("c")],] },
            ]
        );
        assert_eq!(pieces(""), []);
        assert_eq!(pieces(" \n\n\t\n"), []);
    }

    #[test]
    fn emphasis_is_strong_once() {
        for markdown in ["a **b** c", "a *b* c", "a _b_ c", "a ***b*** c", "a __b__ c"] {
            assert_eq!(
                pieces(markdown),
                [Piece::Paragraph(vec![text("a "), Span::Strong(vec![text("b")]), text(" c"),])],
                "{markdown}"
            );
        }
    }

    #[test]
    fn figures_are_read_wherever_they_stand() {
        let share = marked(3, "79.6%");
        let strong = Span::Strong(vec![text("so "), figure(3, "79.6%")]);
        assert_eq!(
            pieces(&format!("{share} of reviews, **so {share}**.")),
            [Piece::Paragraph(vec![figure(3, "79.6%"), text(" of reviews, "), strong, text("."),])]
        );
        assert_eq!(
            pieces(&format!("### Up {share}\n\n- {share}\n\n[at {share}](https://example.org)")),
            [
                Piece::Heading { level: 3, content: vec![text("Up "), figure(3, "79.6%")] },
                Piece::List { ordered: false, items: vec![vec![Piece::Paragraph(vec![figure(3, "79.6%")])]] },
                Piece::Paragraph(vec![Span::Link {
                    url: "https://example.org".to_string(),
                    content: vec![text("at "), figure(3, "79.6%")],
                }]),
            ]
        );
        let change = "an increase of 4.8 percentage points, from 74.8% [c]";
        assert_eq!(
            pieces(&format!("{}{}", marked(0, change), marked(12, "1. <b>"))),
            [Piece::Paragraph(vec![figure(0, change), figure(12, "1. <b>")])]
        );
    }

    #[test]
    fn broken_figures_are_errors() {
        for markdown in [
            "a \u{E000}3\u{E001}79",
            "a \u{E000}3",
            "a \u{E001}3\u{E002}",
            "a \u{E002}",
            "a \u{E000}x\u{E001}79\u{E002}",
            "a \u{E000}+3\u{E001}79\u{E002}",
            "a \u{E000}\u{E001}79\u{E002}",
            "a \u{E000}3\u{E001}\u{E002}",
            "a \u{E000}3\u{E001} \u{E002}",
            "a \u{E000}3\u{E000}4\u{E001}79\u{E002}\u{E002}",
            "a \u{E000}99999999999999999999999\u{E001}79\u{E002}",
            "a \u{E000}3\u{E001}7**9**\u{E002}",
        ] {
            assert!(errors(markdown).iter().all(|finding| finding.code == "figure-mark"), "{markdown:?}");
        }
    }

    #[test]
    fn a_figure_cannot_be_forged() {
        assert_eq!(
            places("so &#xE000;3&#xE001;99%&#xE002;."),
            [
                ("figure-mark", 1, "13".to_string()),
                ("figure-mark", 1, "24".to_string()),
                ("figure-mark", 1, "4".to_string()),
            ]
        );
        // Other references are characters like any other.
        assert_eq!(pieces("&amp;&nbsp;&#233;&#x1;"), [paragraph("&\u{A0}é")]);
    }

    #[test]
    fn tables_and_charts_are_placed_alone() {
        let markdown = "![](chart:a)\n\n![](table:audit.pep_held_by_area)\n![](chart:b-2)\n";
        assert_eq!(
            pieces(markdown),
            [
                Piece::PlaceChart("a".to_string()),
                Piece::PlaceTable("audit.pep_held_by_area".to_string()),
                Piece::PlaceChart("b-2".to_string()),
            ]
        );
        for (markdown, code) in [
            ("See ![](chart:a)", "placement-form"),
            ("![](chart:a) shows", "placement-form"),
            ("**![](chart:a)**", "placement-form"),
            ("[![](chart:a)](https://example.org)", "placement-form"),
            ("- ![](chart:a)", "placement-form"),
            ("> ![](chart:a)", "placement-form"),
            ("### ![](chart:a)", "placement-form"),
            ("![Reviews](chart:a)", "placement-form"),
            ("![](section:a)", "image-in-text"),
            ("![](photo.jpg)", "image-in-text"),
            ("![A photo](https://example.org/a.png)", "image-in-text"),
            ("![](chart:)", "reference-form"),
            ("![](chart:a/b)", "reference-form"),
        ] {
            assert_eq!(errors(markdown)[0].code, code, "{markdown}");
        }
    }

    #[test]
    fn references_are_read_and_keep_their_place() {
        let markdown = "Some words.\n\nSee [](table:a), [](chart:b) and\n**[](section:c)**.\n\n![](chart:b)";
        let reading = read(markdown, &origin()).expect("no error");
        assert_eq!(
            reading.pieces[1],
            Piece::Paragraph(vec![
                text("See "),
                Span::ReferTo(Target::Table("a".to_string())),
                text(", "),
                Span::ReferTo(Target::Chart("b".to_string())),
                text(" and "),
                Span::Strong(vec![Span::ReferTo(Target::Section("c".to_string()))]),
                text("."),
            ])
        );
        let file = "narrative/timeliness.md";
        let mentions: Vec<_> = reading
            .mentions
            .iter()
            .map(|mention| (named(&mention.target), mention.placed, mention.place.to_string()))
            .collect();
        assert_eq!(
            mentions,
            [
                ("the table `a`".to_string(), false, format!("{file}, row 3, column 5")),
                ("the chart `b`".to_string(), false, format!("{file}, row 3, column 18")),
                ("the section `c`".to_string(), false, format!("{file}, row 4, column 3")),
                ("the chart `b`".to_string(), true, format!("{file}, row 6, column 1")),
            ]
        );
        assert_eq!(reading.mentions[2].snippet, "**[](section:c)**.\n  ^");
        for markdown in ["[Table 3](table:a)", "[](table:a b)", "[](table:)", "<table:a>"] {
            assert!(read(markdown, &origin()).is_err() || markdown.contains(' '), "{markdown}");
        }
        assert_eq!(errors("[Table 3](table:a)")[0].code, "reference-form");
    }

    #[test]
    fn links_lead_out_of_the_report_only() {
        for (markdown, url, words) in [
            ("[the guide](https://example.org/a?b=c)", "https://example.org/a?b=c", "the guide"),
            ("[the guide](HTTP://example.org)", "HTTP://example.org", "the guide"),
            ("[the team](mailto:iro@example.org)", "mailto:iro@example.org", "the team"),
            ("<iro@example.org>", "mailto:iro@example.org", "iro@example.org"),
            ("<https://example.org>", "https://example.org", "https://example.org"),
        ] {
            let link = Span::Link { url: url.to_string(), content: vec![text(words)] };
            assert_eq!(pieces(markdown), [Piece::Paragraph(vec![link])], "{markdown}");
        }
        for markdown in [
            "[the guide](guide.pdf)",
            "[the guide](#part)",
            "[the guide](javascript:alert)",
            "[the guide](file:///etc/passwd)",
            "[the guide](https://)",
            "[the guide](<https://a b>)",
            "[the guide](mailto:)",
            "[the guide]()",
            "[the guide](https://example.org/\u{E000}3\u{E001}7\u{E002})",
        ] {
            assert_eq!(places(markdown), [("link-target", 1, "1".to_string())], "{markdown}");
        }
    }

    #[test]
    fn a_link_that_says_nothing_is_a_warning() {
        for (words, printed) in [
            ("here", "here"),
            ("**Click here**!", "Click here!"),
            ("Read more...", "Read more..."),
            ("", "https://example.org"),
        ] {
            let markdown = format!("For more see [{words}](https://example.org).");
            let reading = read(&markdown, &origin()).expect("no error");
            let codes: Vec<_> = reading.warnings.iter().map(|finding| finding.code).collect();
            assert_eq!(codes, ["link-words"]);
            assert_eq!(reading.warnings[0].severity, Severity::Warning);
            assert_eq!(reading.warnings[0].place.column.as_deref(), Some("14"));
            let Piece::Paragraph(spans) = &reading.pieces[0] else { panic!("a paragraph") };
            assert_eq!(reader::words(&spans[1..2]), printed);
        }
    }

    #[test]
    fn what_is_not_read_is_refused_at_its_place() {
        for (markdown, code, row, column) in [
            ("a\n\n<div>\nb\n</div>", "html-in-text", 3, "1"),
            ("a <b>bold</b> c", "html-in-text", 1, "3"),
            ("a </b>", "html-in-text", 1, "3"),
            ("a<br/>b", "html-in-text", 1, "2"),
            ("a <!-- note --> b", "html-in-text", 1, "3"),
            ("a\n\n  <!-- note -->", "html-in-text", 3, "3"),
            ("a `x` b", "code-in-text", 1, "3"),
            ("a\n\n```\nb\n```\n", "code-in-text", 3, "1"),
            ("a\n\n~~~\nb", "code-in-text", 3, "1"),
            ("a\n\n    b", "code-in-text", 3, "5"),
            ("a #text(red)[b] c", "code-in-text", 1, "3"),
            ("#set text(red)", "code-in-text", 1, "1"),
            ("a\nb #strong[c]", "code-in-text", 2, "3"),
            ("a #super.long-name(c)", "code-in-text", 1, "3"),
            ("a | b\n--|--\n1 | 2", "table-in-text", 1, "1"),
            ("a[^1]", "footnote-in-text", 1, "2"),
            ("[^1]: a", "footnote-in-text", 1, "1"),
            ("a\n\n***\n", "rule-in-text", 3, "1"),
            ("a\n\n[c]: confidential", "link-form", 3, "1"),
            ("[a][b]\n\n[b]: https://example.org", "link-form", 3, "1"),
            ("a [b](https://example.org \"c\")", "link-form", 1, "3"),
            ("a [](table:b \"c\")", "reference-form", 1, "3"),
            ("![](table:b \"c\")", "placement-form", 1, "1"),
            ("# a", "heading-level", 1, "1"),
            ("a\n\n## b", "heading-level", 3, "1"),
            ("a\n---", "heading-level", 1, "1"),
            ("a\n===", "heading-level", 1, "1"),
            ("#### a", "heading-level", 1, "1"),
            ("### a\n\n##### b", "heading-level", 3, "1"),
            ("- ### a", "heading-level", 1, "3"),
            ("> ### a", "heading-level", 1, "3"),
            ("2025. That was it.", "list-form", 1, "1"),
            ("- a\n  - b\n    - c\n      - d", "list-form", 4, "7"),
            ("- > a", "quotation-form", 1, "3"),
            ("> > a", "quotation-form", 1, "3"),
            ("> - a", "quotation-form", 1, "3"),
        ] {
            assert_eq!(places(markdown), [(code, row, column.to_string())], "{markdown:?}");
        }
    }

    #[test]
    fn signs_that_are_not_code_are_words() {
        for words in [
            "a # b",
            "number #1 (of 2)",
            "C#(x)",
            "#hashtag and (brackets)",
            "5 < 6 and 7 > 6",
            "R&D at 50% of £5 ~ $5",
            "[not a link] (at all)",
            "{curly} a_b_c * d",
            "a: b | c",
            "2025 was it",
        ] {
            assert_eq!(pieces(words), [paragraph(words)], "{words}");
        }
    }

    #[test]
    fn all_findings_are_given_in_order_with_line_and_caret() {
        let origin = Origin { first_line: 11, ..origin() };
        let markdown = format!("A `x`\r\nand {} <b>this\u{301}</b>.\r\r# Title", marked(2, "79.6%"));
        let findings = read(&markdown, &origin).expect_err("errors");
        let shown: Vec<_> =
            findings.iter().map(|finding| (finding.code, finding.place.row, finding.snippet.as_deref())).collect();
        assert_eq!(
            shown,
            [
                ("code-in-text", Some(11), Some("A `x`\n  ^")),
                ("html-in-text", Some(12), Some("and 79.6% <b>this\u{301}</b>.\n          ^")),
                ("heading-level", Some(14), Some("# Title\n^")),
            ]
        );
        assert_eq!(
            findings[0].to_string(),
            "error[code-in-text]: words between backticks are code\n  \
               where: narrative/timeliness.md, row 11, column 3\n    \
                 A `x`\n      ^\n  \
               why it matters: the text is words for the reader: no code in it is run or printed\n  \
               how to fix it: take the code or the spaces away; a sign that is meant as such has a \
             backslash before it: `` \\` ``, `\\#`"
        );
    }

    #[test]
    fn a_long_line_is_shown_around_the_caret() {
        let markdown = format!("{} <br> {}", "a".repeat(100), "b".repeat(100));
        let snippet = errors(&markdown)[0].snippet.clone().expect("a snippet");
        assert_eq!(snippet, format!("... {} <br> {} ...\n{}^", "a".repeat(47), "b".repeat(43), " ".repeat(52)));
    }

    #[test]
    fn findings_are_no_more_than_can_be_read() {
        let findings = errors(&"<b>x\n".repeat(1_000));
        assert_eq!(findings.len(), MOST_FINDINGS + 1);
        assert_eq!(findings[0].code, "more-findings");
    }

    #[test]
    fn escaped_text_is_shown_as_it_is() {
        for (words, markdown) in [
            ("79.6%", "79\\.6\\%"),
            ("  a \t b\r\n c ", "a b c"),
            ("1. a", "1\\. a"),
            ("a\u{0}\u{7}\u{E000}3\u{E001}b\u{F0B7}", "a3b"),
            ("\u{A0}a", "&#160;a"),
            ("", ""),
        ] {
            assert_eq!(escape(words), markdown);
        }
    }

    /// Text of every kind that has ever meant something to Markdown, to Typst or to a page.
    fn any_text() -> impl Strategy<Value = String> {
        let bits = prop::sample::select(vec![
            "#",
            "# ",
            "- ",
            "+ ",
            "* ",
            "1. ",
            "2) ",
            "2025. ",
            "> ",
            "    ",
            "\t",
            "```",
            "~~~",
            "`",
            "``",
            "*",
            "**",
            "_",
            "__",
            "~~",
            "<b>",
            "</b>",
            "<!--",
            "-->",
            "<https://example.org>",
            "https://example.org",
            "iro@example.org",
            "<iro@example.org>",
            "&amp;",
            "&#35;",
            "&#xE000;",
            "&",
            "[",
            "]",
            "](",
            ")",
            "![](chart:a)",
            "[](table:a)",
            "[^1]",
            "[^1]: ",
            "[a]: b",
            "|",
            "a|b\n-|-\n",
            "---",
            "===",
            "\n",
            "\n\n",
            "\r\n",
            "\r",
            "\\",
            "\\\n",
            "  \n",
            "$x$",
            "#text(a)",
            "#set ",
            "{{ x }}",
            "{% if %}",
            "\u{E000}",
            "\u{E001}",
            "\u{E002}",
            "\u{F0B7}",
            "\u{F0000}",
            "\u{0}",
            "\u{7}",
            "\u{85}",
            "\u{A0}",
            "\u{2003}",
            "\u{2028}",
            "\u{3000}",
            "\u{200B}",
            "\u{200F}",
            "\u{202E}",
            "\u{FEFF}",
            "\u{301}",
            "שלום",
            "مرحبا",
            "👩‍👧",
            "🇬🇧",
            "é",
            "ß",
            "word",
            "“x”",
            "…",
            "7",
            "79.6%",
            ":",
            "!",
        ]);
        prop_oneof![
            prop::collection::vec(bits, 0..12).prop_map(|bits| bits.concat()),
            any::<String>(),
            "[ -~]{0,40}",
            "[a-z]{200,400}",
        ]
    }

    /// What an escaped text must read as, written apart from the program.
    fn normalised(text: &str) -> String {
        let line_ends = ['\u{85}', '\u{2028}', '\u{2029}', '\t', '\n', '\r', '\u{B}', '\u{C}'];
        let spaced = text.replace(line_ends, " ");
        let kept: String = spaced
            .chars()
            .filter(|letter| {
                let code = u32::from(*letter);
                !(code < 0x20
                    || (0x7F..0xA0).contains(&code)
                    || (0xE000..0xF900).contains(&code)
                    || (0xF0000..0xFFFFE).contains(&code)
                    || (0x100000..0x10FFFE).contains(&code))
            })
            .collect();
        kept.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    }

    proptest! {
        #[test]
        fn an_escaped_text_is_one_paragraph_of_itself(words in any_text()) {
            let expected = normalised(&words);
            let expected: Vec<_> = (!expected.is_empty()).then(|| paragraph(&expected)).into_iter().collect();
            prop_assert_eq!(pieces(&escape(&words)), expected);
        }

        #[test]
        fn an_escaped_text_stays_itself_wherever_it_stands(words in any_text()) {
            let escaped = escape(&words);
            let expected = normalised(&words);
            prop_assume!(!expected.is_empty());
            prop_assert_eq!(
                pieces(&format!("Before {escaped} after.")),
                [paragraph(&format!("Before {expected} after."))]
            );
            prop_assert_eq!(
                pieces(&format!("before\n{escaped}\nafter")),
                [paragraph(&format!("before {expected} after"))]
            );
            prop_assert_eq!(
                pieces(&format!("Before **{escaped}** after.")),
                [Piece::Paragraph(vec![
                    text("Before "),
                    Span::Strong(vec![text(&expected)]),
                    text(" after."),
                ])]
            );
            let item = vec![paragraph(&expected)];
            prop_assert_eq!(
                pieces(&format!("- {escaped}\n- {escaped}")),
                [Piece::List { ordered: false, items: vec![item.clone(), item.clone()] }]
            );
            prop_assert_eq!(
                pieces(&format!("1. {escaped}")),
                [Piece::List { ordered: true, items: vec![item] }]
            );
            prop_assert_eq!(
                pieces(&format!("### {escaped}\n\n{escaped}")),
                [
                    Piece::Heading { level: 3, content: vec![text(&expected)] },
                    paragraph(&expected),
                ]
            );
            prop_assert_eq!(
                pieces(&format!("> {escaped}")),
                [Piece::Quotation { content: vec![text(&expected)] }]
            );
            // A figure that prints as a blank is broken.
            if !expected.trim().is_empty() {
            prop_assert_eq!(
                pieces(&format!("a{}b", marked(7, &words))),
                [Piece::Paragraph(vec![text("a"), figure(7, &expected), text("b")])]
            );
            }
        }

        #[test]
        fn no_text_stops_the_reader(markdown in any_text()) {
            if let Err(findings) = read(&markdown, &origin()) {
                prop_assert!(any_error(&findings));
            }
        }
    }

    #[test]
    fn deep_nesting_does_not_stop_the_reader() {
        for bit in ["> ", "- ", "1. ", "*", "**a ", "[", "![", "<b>", "`", "~~~ ", "&#", "\u{E000}"] {
            let _ = read(&bit.repeat(3_000), &origin());
            let _ = read(&format!("{}a{}", bit.repeat(300), ")".repeat(300)), &origin());
        }
    }
}
