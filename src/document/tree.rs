//! The document as a tree of blocks: what every renderer draws, and nothing about how.
//!
//! Numbers of paragraphs, tables and charts are given here, before any renderer, so that every edition of
//! a report refers to the same "Table 3". All text is plain text: a renderer escapes it for its own language.

use jiff::civil::Date;

/// The whole file that goes to the committee.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// The file's one title, as the metadata and the reader's title bar show it.
    pub title: String,
    /// The council.
    pub authority: String,
    /// The reporting period in words: "1 April 2025 to 31 March 2026".
    pub period: String,
    /// Printed on the first page and in the metadata: "DRAFT" or "FINAL".
    pub status: Status,
    /// The date of this version as the order gives it; a draft without one prints "undated".
    pub dated: Option<Date>,
    /// The date in the file's metadata, always given (the period's last day for an undated draft).
    pub metadata_date: Date,
    /// Printed at the head of every page where present, for example that the data is invented.
    pub notice: Option<String>,
    /// Set on a restricted edition: the words that say it is not for publication, on every page.
    pub restriction: Option<String>,
    /// How to ask for the report in another format (convention E1.2), printed on page 2.
    pub alternative_formats: String,
    /// Language of the document, always British English today.
    pub language: &'static str,
    /// Whether a cover and a page about other formats stand before the parts.
    pub front: bool,
    /// What answers each area that the statutory guidance asks for (convention C2).
    pub answers: Vec<Answer>,
    /// The parts in order.
    pub parts: Vec<Part>,
}

/// How a document answers an area that the statutory guidance asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The area: "H1" to "H8".
    pub area: &'static str,
    /// What it asks for.
    pub asks: &'static str,
    /// Whether it is answered.
    pub state: Answered,
    /// Where: numbers of paragraphs, and tables.
    pub places: Vec<String>,
}

/// Whether an area is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered {
    /// With figures or words.
    Yes,
    /// By "not available, because ...", which counts.
    NotAvailable,
    /// Not at all.
    No,
}

/// Whether the document is finished (convention D11).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Work in hand; says so on every page.
    Draft,
    /// Complete: no error, no unanswered area.
    Final,
}

/// A part of the file: the cover report, the annual report, an appendix. A level 1 heading.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// The part's id: `cover-report`, `annual-report`, `care-plan-audit`, `how-made`.
    pub id: String,
    /// "Appendix 1", where the part is an appendix to the cover report.
    pub label: Option<String>,
    /// The level 1 heading, without the label.
    pub title: String,
    /// Header fields of a cover report (convention D1): label and value, in order. Empty for other parts.
    pub fields: Vec<Field>,
    /// Whether the part opens with a contents list of its own.
    pub contents_list: bool,
    /// The sections in order.
    pub sections: Vec<Section>,
}

/// One labelled field at the head of a cover report.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Fixed wording, for example "Wards affected".
    pub label: String,
    /// What the council says there.
    pub value: Vec<Inline>,
}

/// A section: a level 2 heading and its blocks.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// The section's id, the stem of its template and of its narrative; unique in the document.
    pub id: String,
    /// The number printed before the title: "2", or "A2" in an appendix; the paragraphs' numbers begin with it.
    pub number: Option<String>,
    /// The level 2 heading.
    pub title: String,
    /// The contents in order.
    pub blocks: Vec<Block>,
}

/// One thing down the page.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A heading of level 3 or 4 within the section.
    Heading {
        /// 3 or 4; never skips a level.
        level: u8,
        /// The words.
        content: Vec<Inline>,
    },
    /// A paragraph; numbered ones carry a number unique in the document.
    Paragraph {
        /// "2.3" or "A2.3"; none inside lists and notes.
        number: Option<String>,
        /// The words.
        content: Vec<Inline>,
    },
    /// A list; items may hold several blocks.
    List {
        /// Numbered 1, 2, 3 when true, bulleted when false.
        ordered: bool,
        /// The items.
        items: Vec<Vec<Block>>,
    },
    /// A table with its number and title.
    Table(Table),
    /// A chart with its number, headline and alt text.
    Chart(Chart),
    /// Words said by somebody, printed with their consent.
    Quotation {
        /// The words.
        content: Vec<Inline>,
        /// Who said it, never a name: "Young person, 15".
        by: Option<String>,
    },
    /// An aside set apart from the text: how a figure was made, what is missing.
    Note(Vec<Inline>),
}

/// One thing along a line.
#[derive(Debug, Clone, PartialEq)]
pub enum Inline {
    /// Plain text.
    Text(String),
    /// Emphasis. Italics are not used (convention E2.1), so both kinds of Markdown emphasis are strong.
    Strong(Vec<Inline>),
    /// A published figure in a sentence: a number the program filled in.
    Figure {
        /// The figure's id, with the row and the accessor where there is one.
        id: String,
        /// What is printed: "79.6%".
        text: String,
    },
    /// A link out of the document; the words say where it leads.
    Link {
        /// An `https:` or `mailto:` address.
        url: String,
        /// The words.
        content: Vec<Inline>,
    },
    /// A linked reference to a table, chart or section of this document.
    Reference {
        /// What is referred to.
        target: Target,
        /// What is printed: "Table 3", "Figure 2", "section 4".
        text: String,
    },
    /// A forced line break.
    LineBreak,
}

/// What a reference points to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// A table by its id.
    Table(String),
    /// A chart by its id.
    Chart(String),
    /// A section by its id.
    Section(String),
}

/// A table: one header row, a label and the same number of cells in every row (convention E4.1).
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The table's id, unique in the document; references point to it.
    pub id: String,
    /// Its number in the document: "Table 3".
    pub number: u32,
    /// What is counted, where and when.
    pub title: String,
    /// The head of the first column.
    pub corner: String,
    /// The other columns.
    pub columns: Vec<Column>,
    /// The rows, totals last.
    pub rows: Vec<Row>,
    /// The markers used in the cells with their meanings, explained above the table (convention E4.4).
    pub markers: Vec<(String, String)>,
    /// Notes after the table, in order, printed as [note 1], [note 2].
    pub notes: Vec<String>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// The head.
    pub label: String,
    /// Numbers and their heads stand right, words left (convention E4.2).
    pub numeric: bool,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The row's head.
    pub label: String,
    /// The cells, as many as there are columns; never empty.
    pub cells: Vec<String>,
    /// A total or sub-total.
    pub total: bool,
    /// Belongs under a sub-total above it.
    pub indented: bool,
}

/// A chart as it stands in the document: the drawing and the words around it.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// The chart's id, unique in the document.
    pub id: String,
    /// Its number in the document: "Figure 2".
    pub number: u32,
    /// What the chart shows, as a sentence without a full stop (convention E3.7).
    pub headline: String,
    /// What is measured, of whom, where and when.
    pub subtitle: String,
    /// The drawing, in words, for those who cannot see it (convention E3.8).
    pub alt: String,
    /// The drawing: SVG text.
    pub svg: String,
    /// Its width in points.
    pub width: f64,
    /// Its height in points.
    pub height: f64,
}
