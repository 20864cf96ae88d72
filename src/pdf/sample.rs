//! A document with every kind of block, for the tests of the renderers.

use crate::document::tree::*;
use jiff::civil::Date;

/// Text that tries everything: Typst, Markdown, HTML, directions, emoji, controls, a word without end.
pub(crate) const EVIL: &str = "#read(\"/etc/passwd\") #panic(1) $x$ `raw` ```typ #panic(2)``` *bold* _it_ <label> @ref = head\n\
    - item\n+ item\n/ term: x \\ ~ -- --- ... [link](javascript:x) <script>alert(1)</script> {{ figure }} {% raw %} \
    \u{202E}gnp.exe\u{202C} 👍🏽 👨‍👩‍👧 李 שלום مرحبا \u{E000}F\u{E001} \u{7}\t\u{0} \"; #panic(3); \" ] #panic(4) [ // comment /* x */ end";

/// A word that no line can hold.
pub(crate) const LONG_WORD: &str = "Pneumonoultramicroscopicsilicovolcanoconiosispneumonoultramicroscopicsilicovolcanoconiosispneumonoultramicroscopic";

pub(crate) fn text(words: &str) -> Vec<Inline> {
    vec![Inline::Text(words.to_owned())]
}

fn numbered(number: &str, content: Vec<Inline>) -> Block {
    Block::Paragraph { number: Some(number.to_owned()), content }
}

fn field(label: &str, value: &str) -> Field {
    Field { label: label.to_owned(), value: text(value) }
}

fn plain(words: &str) -> Block {
    Block::Paragraph { number: None, content: text(words) }
}

pub(crate) fn list(ordered: bool, items: &[&str]) -> Block {
    Block::List { ordered, items: items.iter().map(|item| vec![plain(item)]).collect() }
}

/// A drawing with bars and words.
pub(crate) fn svg() -> String {
    let mut out =
        String::from("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"454\" height=\"240\" viewBox=\"0 0 454 240\">");
    for (index, (label, value)) in
        [("Under 1", 14), ("1 to 4", 31), ("5 to 9", 48), ("10 to 15", 91), ("16 and over", 66)].iter().enumerate()
    {
        let y = 12 + index * 46;
        let width = value * 3;
        out.push_str(&format!(
            "<text x=\"92\" y=\"{}\" font-family=\"Noto Sans\" font-size=\"12\" text-anchor=\"end\">{label}</text>\
             <rect x=\"100\" y=\"{y}\" width=\"{width}\" height=\"30\" fill=\"#12436D\"/>\
             <text x=\"{}\" y=\"{}\" font-family=\"Noto Sans\" font-size=\"12\">{value}</text>",
            y + 20,
            106 + width,
            y + 20
        ));
    }
    out.push_str("<line x1=\"100\" y1=\"4\" x2=\"100\" y2=\"236\" stroke=\"#595959\"/></svg>");
    out
}

fn chart(id: &str, number: u32) -> Block {
    Block::Chart(Chart {
        id: id.to_owned(),
        number,
        headline: "Two in five children in care are aged 10 to 15".to_owned(),
        subtitle: "Children in care by age, Example Council, at 31 March 2026".to_owned(),
        alt: "Bar chart of children in care by age at 31 March 2026. The largest group is 10 to 15, with 91 children."
            .to_owned(),
        svg: svg(),
        width: 454.0,
        height: 240.0,
    })
}

fn row(label: &str, cells: &[&str], total: bool, indented: bool) -> Row {
    Row { label: label.to_owned(), cells: cells.iter().map(|cell| (*cell).to_owned()).collect(), total, indented }
}

fn columns(heads: &[&str]) -> Vec<Column> {
    heads.iter().map(|head| Column { label: (*head).to_owned(), numeric: true }).collect()
}

fn short_table(id: &str, number: u32) -> Block {
    Block::Table(Table {
        id: id.to_owned(),
        number,
        title: "Children in care by age, at 31 March 2026".to_owned(),
        corner: "Age".to_owned(),
        columns: columns(&["Children", "Percent", "2024-25", "Change"]),
        rows: vec![
            row("Under 1", &["14", "5.6%", "11", "3"], false, false),
            row("1 to 4 [note 1]", &["31", "12.4%", "[c]", "[c]"], false, false),
            row("5 to 9", &["48", "19.2%", "52", "-4"], false, false),
            row("10 to 15", &["91", "36.4%", "88", "3"], false, false),
            row("16 and over", &["66", "26.4%", "61", "5"], false, false),
            row("Total", &["250", "100.0%", "236", "14"], true, false),
        ],
        markers: vec![
            ("[c]".to_owned(), "hidden so that no child can be recognised".to_owned()),
            ("[x]".to_owned(), "not available".to_owned()),
        ],
        notes: vec!["A child's age is the age on the last day of the period.".to_owned()],
    })
}

/// Labels longer than a line and eight columns of numbers, over more rows than a page holds.
fn long_table(id: &str, number: u32) -> Block {
    let mut rows = Vec::new();
    for group in 1..=6 {
        rows.push(row(&format!("Group {group}: all placements"), &["1,234"; 8], true, false));
        for kind in [
            "Placed with foster carers inside the council's boundary",
            "Secure unit",
            "Independent living, for example in a flat, lodgings, bed and breakfast or with friends",
            "Children's home",
        ] {
            rows.push(row(kind, &["102"; 8], false, true));
        }
    }
    rows.push(row("Total", &["7,404"; 8], true, false));
    Block::Table(Table {
        id: id.to_owned(),
        number,
        title: "Children in care by placement, at 31 March of each year from 2019 to 2026".to_owned(),
        corner: "Placement".to_owned(),
        columns: columns(&["2019", "2020", "2021", "2022", "2023", "2024", "2025", "2026"]),
        rows,
        markers: Vec::new(),
        notes: Vec::new(),
    })
}

/// Heads that no upright page holds side by side.
fn wide_table(id: &str, number: u32) -> Block {
    Block::Table(Table {
        id: id.to_owned(),
        number,
        title: "Participation in reviews by type of review, 2025-26".to_owned(),
        corner: "Participation".to_owned(),
        columns: columns(&[
            "First review",
            "First review, percent",
            "Second review",
            "Second review, percent",
            "Later review",
            "Later review, percent",
            "All reviews",
            "All reviews, percent",
        ]),
        rows: vec![
            row(
                "Attended and spoke",
                &["101", "62.3%", "88", "58.7%", "1,402", "61.9%", "1,591", "61.7%"],
                false,
                false,
            ),
            row("Total", &["162", "100.0%", "150", "100.0%", "2,265", "100.0%", "2,577", "100.0%"], true, false),
        ],
        markers: Vec::new(),
        notes: Vec::new(),
    })
}

fn words_table(id: &str, number: u32) -> Block {
    let words = |label: &str| Column { label: label.to_owned(), numeric: false };
    Block::Table(Table {
        id: id.to_owned(),
        number,
        title: "Progress on last year's actions".to_owned(),
        corner: "Action".to_owned(),
        columns: vec![words("Who"), words("Due"), words("What was done")],
        rows: vec![
            row(
                "Send every review record within 20 working days",
                &[
                    "Head of Service",
                    "September 2025",
                    "Done: nine in ten records now go out on time, and those that do not are named to the team manager each week.",
                ],
                false,
                false,
            ),
            row(
                "Ask every child how the review went",
                &[
                    "Participation lead",
                    "March 2026",
                    "Under way: a short form in three languages is in use in two teams of four.",
                ],
                false,
                false,
            ),
        ],
        markers: Vec::new(),
        notes: Vec::new(),
    })
}

const LOREM: &str = "The service reviewed the care plan of every child in care during the year. Reviews were held on time for most \
    children, and the reasons for those held late are given below. Officers visited or spoke with children before their reviews \
    wherever the child wished it, and recorded what each child said in the child's own words. ";

fn prose_section(id: &str, number: u32, prefix: &str, title: &str, blocks: Vec<Block>) -> Section {
    let mut all = vec![
        numbered(&format!("{prefix}{number}.1"), text(&LOREM.repeat(2))),
        numbered(
            &format!("{prefix}{number}.2"),
            vec![
                Inline::Text("Of 3,719 reviews, ".to_owned()),
                Inline::Figure { id: "reviews_held_on_time".to_owned(), text: "79.6%".to_owned() },
                Inline::Text(" were held on time, ".to_owned()),
                Inline::Strong(text("an increase of 4.8 percentage points")),
                Inline::Text(" from 74.8%; see ".to_owned()),
                Inline::Reference { target: Target::Table("ages".to_owned()), text: "Table 1".to_owned() },
                Inline::Text(", ".to_owned()),
                Inline::Reference { target: Target::Chart("ages".to_owned()), text: "Figure 1".to_owned() },
                Inline::Text(" and ".to_owned()),
                Inline::Reference { target: Target::Section("timeliness".to_owned()), text: "section 2".to_owned() },
                Inline::Text(". The ".to_owned()),
                Inline::Link {
                    url: "https://www.example.gov.uk/handbook".to_owned(),
                    content: text("statutory guidance for officers"),
                },
                Inline::Text(" says what a report must cover.".to_owned()),
            ],
        ),
    ];
    all.extend(blocks);
    Section { id: id.to_owned(), number: Some(format!("{prefix}{number}")), title: title.to_owned(), blocks: all }
}

fn cover_section(number: u32, title: &str, words: &str) -> Section {
    Section {
        id: format!("cover-{number}"),
        number: Some(number.to_string()),
        title: title.to_owned(),
        blocks: vec![numbered(&format!("{number}.1"), text(words)), numbered(&format!("{number}.2"), text(LOREM))],
    }
}

/// The whole sample, a file of some twenty pages.
pub(crate) fn document() -> Document {
    let cover = Part {
        id: "cover-report".to_owned(),
        label: None,
        title: "Cover report to the Corporate Parenting Board".to_owned(),
        fields: vec![
            field("Committee", "Corporate Parenting Board"),
            field("Meeting date", "17 September 2026"),
            field("Report of", "Director of Children's Services"),
            Field {
                label: "Contact officer".to_owned(),
                value: vec![
                    Inline::Text("Head of Service, Safeguarding and Reviewing".to_owned()),
                    Inline::LineBreak,
                    Inline::Link {
                        url: "mailto:reviewing@example.gov.uk".to_owned(),
                        content: text("reviewing@example.gov.uk"),
                    },
                ],
            },
            field("Wards affected", "All"),
            field("Decision type", "Not a key decision"),
            field("Classification", "Public"),
        ],
        contents_list: false,
        sections: vec![
            cover_section(
                1,
                "Purpose of this report",
                "This report presents the annual report of the Independent Reviewing Officer service.",
            ),
            Section {
                id: "recommendations".to_owned(),
                number: Some("2".to_owned()),
                title: "Recommendations".to_owned(),
                blocks: vec![
                    numbered("2.1", text("The Board is asked to:")),
                    Block::List {
                        ordered: true,
                        items: vec![
                            vec![plain("note the annual report at Appendix 1;")],
                            vec![
                                plain("agree the priorities for the coming year:"),
                                list(false, &["reviews on time", "children's own words in every record"]),
                            ],
                            vec![plain("ask for a progress report in March 2027.")],
                        ],
                    },
                ],
            },
            cover_section(3, "Financial implications", "None: the report asks for no new money."),
            cover_section(4, "Legal implications", "The council must consider the report under statutory guidance."),
            cover_section(5, "Background papers", "There are none."),
        ],
    };
    let annual = Part {
        id: "annual-report".to_owned(),
        label: Some("Appendix 1".to_owned()),
        title: "Annual report of the Independent Reviewing Officer service".to_owned(),
        fields: Vec::new(),
        contents_list: true,
        sections: vec![
            prose_section(
                "children",
                1,
                "A",
                "The children",
                vec![
                    short_table("ages", 1),
                    chart("ages", 1),
                    Block::Heading { level: 3, content: text("Where children live") },
                    numbered("A1.3", text(LOREM)),
                    list(
                        false,
                        &[
                            "with foster carers",
                            "in children's homes, most of them inside the council's boundary and all of them visited by their officer before each review",
                            "with parents",
                        ],
                    ),
                    long_table("placements", 2),
                ],
            ),
            prose_section(
                "timeliness",
                2,
                "A",
                "Reviews held on time, reviews held late, and the reasons why each of them was late",
                vec![
                    Block::Heading { level: 3, content: text("Why reviews were late") },
                    Block::Heading { level: 4, content: text("What officers recorded") },
                    numbered("A2.3", text(&LOREM.repeat(3))),
                    chart("late", 2),
                    Block::Note(text(
                        "Twelve reviews could not be judged because the date of the review before is missing from the return.",
                    )),
                ],
            ),
            prose_section(
                "participation",
                3,
                "A",
                "Participation of children and of their parents",
                vec![
                    Block::Quotation {
                        content: text(
                            "My officer asked me where I wanted to meet. We had it in the garden and I chose who came.",
                        ),
                        by: Some("Young person, 15".to_owned()),
                    },
                    wide_table("participation", 3),
                    Block::Quotation { content: text("“I was heard.”"), by: None },
                    numbered("A3.3", text(&LOREM.repeat(2))),
                ],
            ),
            prose_section(
                "disputes",
                4,
                "A",
                "Resolving concerns",
                vec![numbered("A4.3", text(&LOREM.repeat(6))), chart("disputes", 3)],
            ),
            prose_section("actions", 5, "A", "What happens next", vec![words_table("actions", 4)]),
            Section {
                id: "glossary".to_owned(),
                number: None,
                title: "Words used in this report".to_owned(),
                blocks: vec![
                    plain(
                        "Independent Reviewing Officer: a senior social worker who reviews the care plan of a child in care.",
                    ),
                    list(true, &["first", "second"]),
                ],
            },
        ],
    };
    Document {
        title: "Annual report of the Independent Reviewing Officer service, 2025-26".to_owned(),
        authority: "Example Council".to_owned(),
        period: "1 April 2025 to 31 March 2026".to_owned(),
        status: Status::Draft,
        dated: None,
        metadata_date: Date::constant(2026, 3, 31),
        notice: Some("Every number in this report is invented.".to_owned()),
        restriction: None,
        alternative_formats:
            "If you would like this report in another format or language, for example in large print or as audio, \
            please write to reviewing@example.gov.uk or call 01234 567890."
                .to_owned(),
        language: "en-GB",
        front: true,
        answers: Vec::new(),
        parts: vec![cover, annual],
    }
}

/// The sample with [`EVIL`] text wherever text can stand, the second part twice over.
pub(crate) fn evil_document() -> Document {
    let evil = || EVIL.to_owned();
    let words = || vec![Inline::Text(evil()), Inline::Text(LONG_WORD.to_owned())];
    let mut inlines = words();
    inlines.extend([
        Inline::Strong(words()),
        Inline::Figure { id: evil(), text: evil() },
        Inline::Link { url: evil(), content: words() },
        Inline::Link { url: "javascript:alert(1)".to_owned(), content: words() },
        Inline::Link { url: "https://example.org/\"]#panic(5)[".to_owned(), content: words() },
        Inline::Reference { target: Target::Table(evil()), text: evil() },
        Inline::Reference { target: Target::Section("no such section".to_owned()), text: evil() },
        Inline::LineBreak,
    ]);
    let table = Table {
        id: evil(),
        number: 1,
        title: evil(),
        corner: evil(),
        columns: vec![
            Column { label: evil(), numeric: true },
            Column { label: LONG_WORD.to_owned(), numeric: false },
            Column { label: String::new(), numeric: true },
        ],
        rows: vec![
            row(EVIL, &[EVIL, LONG_WORD, ""], false, true),
            row("", &["1"], true, false),
            row(LONG_WORD, &["1", "2", "3", "4"], false, false),
        ],
        markers: vec![(evil(), evil())],
        notes: vec![evil(), LONG_WORD.to_owned()],
    };
    let chart = Chart {
        id: evil(),
        number: 1,
        headline: evil(),
        subtitle: evil(),
        alt: "\u{7}\u{200B} ".to_owned(),
        svg: svg().replace("Under 1", "Under 👍 李\u{7}"),
        width: 454.0,
        height: 2000.0,
    };
    let blocks = vec![
        Block::Paragraph { number: Some(evil()), content: inlines.clone() },
        Block::Heading { level: 3, content: words() },
        Block::Heading { level: 4, content: text("\u{7}") },
        Block::Paragraph { number: None, content: inlines.clone() },
        Block::List {
            ordered: true,
            items: vec![vec![plain(EVIL), Block::Table(table.clone())], vec![], vec![list(false, &[EVIL, ""])]],
        },
        Block::Table(table),
        Block::Chart(chart.clone()),
        Block::Chart(chart),
        Block::Quotation { content: inlines.clone(), by: Some(evil()) },
        Block::Note(inlines.clone()),
        Block::List { ordered: false, items: Vec::new() },
        Block::Paragraph { number: None, content: Vec::new() },
    ];
    let part = Part {
        id: evil(),
        label: Some(evil()),
        title: evil(),
        fields: vec![Field { label: evil(), value: inlines }, field(LONG_WORD, LONG_WORD)],
        contents_list: true,
        sections: vec![
            Section { id: evil(), number: Some(evil()), title: evil(), blocks: blocks.clone() },
            Section { id: evil(), number: None, title: String::new(), blocks },
        ],
    };
    Document {
        title: evil(),
        authority: evil(),
        period: evil(),
        status: Status::Final,
        dated: Some(Date::constant(2026, 6, 3)),
        metadata_date: Date::constant(2026, 6, 3),
        notice: Some(evil()),
        restriction: Some(evil()),
        alternative_formats: evil(),
        language: "en-GB",
        front: true,
        answers: Vec::new(),
        parts: vec![part.clone(), part],
    }
}
