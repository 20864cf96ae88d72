//! The council's own words, short forms, and sentences as people read them.

use super::{SMALLEST, copy, example, printed, program};
use iro_report::disclosure::Edition;
use iro_report::document::tree::{Answered, Block, Document, Inline, Status};
use iro_report::report;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// The document of a folder.
fn document(folder: &Path) -> Document {
    let drafted = report::draft(folder, Edition::Public, Status::Draft).unwrap().unwrap();
    let errors: Vec<String> = drafted.counted.findings.iter().map(ToString::to_string).collect();
    drafted.document.unwrap_or_else(|| panic!("{}", errors.join("\n")))
}

fn plain(content: &[Inline], out: &mut String) {
    for inline in content {
        match inline {
            Inline::Text(text) | Inline::Figure { text, .. } | Inline::Reference { text, .. } => out.push_str(text),
            Inline::Strong(content) | Inline::Link { content, .. } => plain(content, out),
            Inline::LineBreak => out.push(' '),
        }
    }
}

/// Everything that a block says, each paragraph, title, head, label and alt text on a line of its own.
fn lines(block: &Block, out: &mut Vec<String>) {
    let said = |content: &[Inline]| {
        let mut text = String::new();
        plain(content, &mut text);
        text
    };
    match block {
        Block::Heading { content, .. } | Block::Paragraph { content, .. } | Block::Note(content) => {
            out.push(said(content))
        }
        Block::Quotation { content, .. } => out.push(said(content)),
        Block::List { items, .. } => items.iter().flatten().for_each(|block| lines(block, out)),
        Block::Table(table) => {
            out.extend([table.title.clone(), table.corner.clone()]);
            out.extend(table.columns.iter().map(|column| column.label.clone()));
            out.extend(table.rows.iter().map(|row| row.label.clone()));
        }
        Block::Chart(chart) => out.extend([chart.headline.clone(), chart.subtitle.clone(), chart.alt.clone()]),
    }
}

/// A part of a folder's report as lines, headings among them.
fn part(document: &Document, id: &str) -> Vec<String> {
    let mut out = Vec::new();
    for part in document.parts.iter().filter(|part| part.id == id) {
        out.push(part.title.clone());
        for section in &part.sections {
            out.push(section.title.clone());
            section.blocks.iter().for_each(|block| lines(block, &mut out));
        }
    }
    out
}

/// The example without the manager's words, the quotations and what the service's logs and people themselves said.
fn without_own_words() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(&example(), folder.path());
    fs::remove_dir_all(folder.path().join("narrative")).unwrap();
    for file in ["quotes.csv", "audit.csv", "audit.yaml", "feedback.csv", "feedback.yaml", "actions.csv", "posts.csv"] {
        fs::remove_file(folder.path().join("data").join(file)).unwrap();
    }
    folder
}

fn with_terms(folder: &TempDir, terms: &str) {
    let file = folder.path().join("report.yaml");
    let order = fs::read_to_string(&file).unwrap();
    fs::write(&file, order.replace("  children: children in care\n", terms)).unwrap();
}

#[test]
fn the_councils_words_stand_everywhere_but_in_statutes() {
    let folder = without_own_words();
    with_terms(
        &folder,
        "  children: our children\n  child: child of ours\n  officer: Quality Assurance Manager\n  review: care meeting\n  \
         placement: home\n  dispute: escalation\n  service: Quality Assurance service\n",
    );
    let document = document(folder.path());
    let text = part(&document, "annual-report").join("\n");
    // Rows that are the log's own reasons and themes, the law, and the sentence that says what the law calls the post.
    let of_law = ["Act 1989", "Regulations", "guidance", "Ofsted", "Placement order", "placement order", "in law"];
    let of_log =
        ["Officer away and no cover", "Review not booked in time", "Child moved home", "Care plan out of date"];
    for line in text.lines() {
        if of_law.iter().chain(&of_log).any(|known| line.contains(known))
            || line.contains("independent reviewing officer (IRO)")
            || line.starts_with("IRO: ")
        {
            continue;
        }
        let lower = line.replace("Independent Reviewing Officer annual report", "").to_lowercase();
        for word in ["officer", "officers", "review", "reviews", "dispute", "disputes", "looked-after", "placements"] {
            let is_there = lower.split(|c: char| !(c.is_alphanumeric() || c == '-')).any(|found| found == word);
            assert!(!is_there, "{word}: {line}");
        }
    }
    for said in [
        "There were 600 our children",
        "Quality Assurance Managers held",
        "care meetings during the year",
        "by home at 31 March 2026",
        "Quality Assurance service of Exampleshire Council",
        "a quality service to all our children",
        "Placement order or freed for adoption",
        "Care Planning, Placement and Case Review (England) Regulations",
    ] {
        assert!(text.contains(said), "{said}\n{text}");
    }
    let alt: Vec<&str> =
        text.lines().filter(|line| line.starts_with("Line chart") || line.starts_with("Bar chart")).collect();
    assert!(alt.iter().any(|alt| alt.contains("Quality Assurance Manager")), "{alt:?}");
}

#[test]
fn a_short_form_is_written_out_where_a_part_first_uses_it_and_listed() {
    let folder = without_own_words();
    let narrative = folder.path().join("narrative");
    fs::create_dir_all(&narrative).unwrap();
    fs::write(narrative.join("good_practice.md"), "Each PEP was read. The PEPs and the QXZ were good.").unwrap();
    fs::write(narrative.join("main_points.md"), "Each PEP was read.").unwrap();
    let finding = |folder: &TempDir| {
        let drafted = report::draft(folder.path(), Edition::Public, Status::Draft).unwrap().unwrap();
        drafted.counted.findings.iter().filter(|finding| finding.code == "unknown-short-form").count()
    };
    assert_eq!(finding(&folder), 1);
    with_terms(&folder, "  acronyms: {QXZ: quality exchange zone}\n");
    assert_eq!(finding(&folder), 0);
    let document = document(folder.path());
    for id in ["cover-report", "annual-report"] {
        let text = part(&document, id).join("\n");
        assert_eq!(text.matches("PEP (personal education plan)").count(), 1, "{id}");
    }
    let text = part(&document, "annual-report").join("\n");
    assert!(text.contains("the QXZ (quality exchange zone) were good"), "{text}");
    assert!(text.contains("QXZ: quality exchange zone") && text.contains("PEP: personal education plan"), "{text}");
}

/// The headings of the cover report, those of its sections and those within them.
fn cover_headings(document: &Document) -> (Vec<String>, Vec<String>) {
    let cover = document.parts.iter().find(|part| part.id == "cover-report").unwrap();
    let fields = cover.fields.iter().map(|field| field.label.clone()).collect();
    (fields, cover.sections.iter().map(|section| section.title.clone()).collect())
}

/// The example with more lines under `committee` in its order.
fn with_committee(lines: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(&example(), folder.path());
    let file = folder.path().join("report.yaml");
    let order = fs::read_to_string(&file).unwrap();
    fs::write(&file, order.replace("committee:\n", &format!("committee:\n{lines}"))).unwrap();
    folder
}

#[test]
fn a_cover_report_has_the_headings_of_its_layout_in_their_order() {
    let gaps = |folder: &TempDir| {
        let drafted = report::draft(folder.path(), Edition::Public, Status::Draft).unwrap().unwrap();
        let found = drafted.counted.findings.into_iter().filter(|finding| finding.code == "cover-report-gap");
        found.map(|finding| finding.what).collect::<Vec<_>>().join("; ")
    };
    let folder = with_committee("  layout: implications_first\n  summary: What the service did in the year.\n");
    let found = document(folder.path());
    let (fields, sections) = cover_headings(&found);
    assert_eq!(
        fields[..9],
        [
            "Meeting",
            "Date",
            "Agenda item",
            "Subject",
            "Report of",
            "Summary",
            "Contact officer",
            "Public or exempt",
            "Wards affected"
        ]
    );
    assert_eq!(sections[..3], ["Corporate implications", "Recommendation", "Background"]);
    assert_eq!(found.parts[1].label.as_deref(), Some("Appendix A"));
    let missing = gaps(&folder);
    assert!(
        missing.contains("function_of") && missing.contains("procurement") && !missing.contains("legal"),
        "{missing}"
    );
    // What the layout does not name is not lost.
    assert!(part(&found, "cover-report").contains(&"Children and young people".to_string()));

    let folder = with_committee("  layout: summary_first\n  appendices: letter\n");
    let found = document(folder.path());
    let (fields, sections) = cover_headings(&found);
    assert_eq!(fields[..5], ["Agenda item", "Committee or panel", "Date", "Title", "Report from"]);
    assert_eq!(sections[..4], ["Summary", "Contextual information", "Finance", "Performance"]);
    assert_eq!(found.parts[1].label.as_deref(), Some("Appendix A"));

    // A layout of the council's own, in its folder.
    let folder = with_committee("  layout: ours\n");
    let place = folder.path().join("report-templates/cover-report/layouts");
    fs::create_dir_all(&place).unwrap();
    fs::write(
        place.join("ours.yaml"),
        "title: Reviews\nfields: [{field: name, label: Body}]\nsections: [{id: summary, title: In short}, {id: main_points, title: More}]\n",
    )
    .unwrap();
    let (fields, sections) = cover_headings(&document(folder.path()));
    assert_eq!((fields, sections), (vec!["Body".to_string()], vec!["In short".to_string(), "More".into()]));

    let folder = with_committee("  layout: sumary_first\n");
    let drafted = report::draft(folder.path(), Edition::Public, Status::Draft).unwrap().unwrap();
    assert!(drafted.document.is_none());
    let finding = drafted.counted.findings.iter().find(|finding| finding.code == "unknown-cover-layout").unwrap();
    assert!(finding.to_string().contains("summary_first"), "{finding}");
}

#[test]
fn an_exempt_item_asks_for_the_resolution_and_an_advisory_board_for_nothing_of_the_kind() {
    let exempt = |formal: &str| {
        let folder = with_committee("");
        let file = folder.path().join("report.yaml");
        let order = fs::read_to_string(&file).unwrap();
        let order = order
            .replace(
                "classification: public",
                "classification: {exempt: [1, 2], public_interest: A child could be known from it.}",
            )
            .replace("formal_meeting: yes", formal);
        fs::write(&file, order).unwrap();
        let document = document(folder.path());
        let fields = document.parts[0].fields.iter().map(|field| field.label.clone()).collect::<Vec<_>>();
        (part(&document, "cover-report").join("\n"), fields)
    };
    let (text, fields) = exempt("formal_meeting: yes");
    assert!(
        text.contains("section 100A(4)") && text.contains("paragraphs 1 and 2 of Part 1 of Schedule 12A"),
        "{text}"
    );
    assert!(text.contains("section 100D") && fields.contains(&"To be published by".to_string()));
    let (text, fields) = exempt("formal_meeting: no");
    assert!(!text.contains("100A") && !text.contains("100D"), "{text}");
    assert!(!fields.contains(&"To be published by".to_string()), "{fields:?}");
}

#[test]
fn a_report_dated_after_the_last_day_of_publication_needs_a_reason() {
    // The meeting is on 14 July 2026, so the last day is 6 July.
    for (lines, dated, is_gap) in [
        ("", "2026-07-07", true),
        ("", "2026-07-06", false),
        ("  late_reason: The audit ended late.\n", "2026-07-07", false),
    ] {
        let folder = with_committee(lines);
        let file = folder.path().join("report.yaml");
        let order = fs::read_to_string(&file).unwrap();
        fs::write(&file, order.replace("dated: 2026-06-15", &format!("dated: {dated}"))).unwrap();
        let drafted = report::draft(folder.path(), Edition::Public, Status::Draft).unwrap().unwrap();
        let found = drafted.counted.findings.iter().any(|finding| finding.code == "cover-report-gap");
        assert_eq!(found, is_gap, "{lines}{dated}");
    }
}

#[test]
fn the_document_says_which_paragraph_answers_each_area() {
    let answers = document(&example()).answers;
    let of = |area: &str| answers.iter().find(|answer| answer.area == area).unwrap().places.join(" ");
    assert_eq!(
        answers.iter().map(|answer| answer.area).collect::<Vec<_>>(),
        ["H1", "H2", "H3", "H4", "H5", "H6", "H7", "H8"]
    );
    // The first words of the section on each area: disputes are section 7, timeliness section 4, resources section 8 of the annual report.
    assert!(of("H1").starts_with("A7.1") && of("H4").starts_with("A4.1") && of("H6") == "A8.1", "{answers:?}");
    assert!(answers.iter().all(|answer| answer.state == Answered::Yes), "{answers:?}");

    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("report.yaml"),
        format!("{SMALLEST}not_available: {{H1: because the log was lost}}\n"),
    )
    .unwrap();
    let answers = document(folder.path()).answers;
    assert_eq!((answers[0].state, answers[0].places.join(" ").as_str()), (Answered::NotAvailable, "A7.1"));
    assert!(answers[1..].iter().all(|answer| answer.state == Answered::No && answer.places.is_empty()), "{answers:?}");
}

#[test]
fn a_checklist_of_one_page_comes_with_every_build() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("report.yaml"), SMALLEST).unwrap();
    let said = printed(folder.path(), &["build"]);
    assert!(said.contains("output/internal/checklist.pdf, 1 pages"), "{said}");
}

#[test]
fn what_people_said_stands_beside_what_was_done() {
    let folder = without_own_words();
    assert!(!part(&document(folder.path()), "annual-report").join("\n").contains("You said"));
    fs::write(
        folder.path().join("data/you_said.csv"),
        "you_said,we_did,figure\nMeetings are too long,We halve them,\nTell us sooner,Every child gets a card,reviews_held\nx,y,no_such_figure\n",
    )
    .unwrap();
    let found = document(folder.path());
    let table = found
        .parts
        .iter()
        .flat_map(|part| &part.sections)
        .filter(|section| section.id == "participation")
        .flat_map(|section| &section.blocks)
        .find_map(|block| match block {
            Block::Table(table) if table.id == "you_said_we_did" => Some(table),
            _ => None,
        })
        .unwrap();
    assert_eq!(table.rows[0].label, "Meetings are too long");
    assert_eq!(table.rows[1].cells, ["Every child gets a card. Reviews held: 1,494."]);
    let drafted = report::draft(folder.path(), Edition::Public, Status::Draft).unwrap().unwrap();
    assert!(drafted.counted.findings.iter().any(|finding| finding.what.contains("no_such_figure")));
}

/// A folder of so many children, each with three reviews in the year (the one child with one): late or on time, all heard or none.
fn folder_of(children: u32, late: bool, code: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |file: &str, text: &str| {
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write(
        "report.yaml",
        &format!(
            "{SMALLEST}targets: {{reviews_held_on_time: 95}}\nresources_at_risk: no\nsettings: {{population_0_17: 50000}}\n"
        ),
    );
    let mut header = String::from("CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n");
    let mut episodes = String::from("CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE\n");
    let mut reviews = String::from("CHILD,DOB,REVIEW,REVIEW_CODE\n");
    let mut log = String::from("child,held_on,record_completed_on,late_reason,officer,mother,father\n");
    let mut allocations = String::from("child,officer,from,to\n");
    for (file, heading) in [("header", &header), ("episodes", &episodes), ("reviews", &reviews)] {
        write(&format!("data/ssda903/2024-25/{file}.csv"), heading);
    }
    let days: &[&str] = match (late, children) {
        (false, 1) => &["27/06/2025"],
        (true, 1) => &["30/07/2025"],
        (false, _) => &["27/06/2025", "20/09/2025", "10/03/2026"],
        (true, _) => &["30/07/2025", "20/12/2025", "31/03/2026"],
    };
    for child in 1..=children {
        header.push_str(&format!("{child},{},01/01/2012,WBRI,X,0,\n", 1 + child % 2));
        episodes.push_str(&format!("{child},01/06/2025,S,C2,N1,U6,PR1,,,\n"));
        allocations.push_str(&format!("{child},A,01/06/2025,\n"));
        for day in days {
            reviews.push_str(&format!("{child},01/01/2012,{day},{code}\n"));
            let reason = if late { "Family asked" } else { "" };
            let mother = if code == "PN7" { "not consulted" } else { "attended" };
            log.push_str(&format!("{child},{day},{day},{reason},A,{mother},attended\n"));
        }
    }
    let staff = children.min(6);
    let officers: String = (0..staff)
        .map(|at| {
            format!(
                "{},Officer,1,100%,01/0{}/2025,,permanent,F,WBRI\n",
                ["A", "B", "C", "D", "E", "F"][at as usize],
                at + 1
            )
        })
        .collect();
    let disputes: String =
        (0..staff).map(|at| format!("D{at},formal,05/05/2025,A,Delay,Stage 1,Agreed,20/05/2025,yes\n")).collect();
    write("data/ssda903/2025-26/header.csv", &header);
    write("data/ssda903/2025-26/episodes.csv", &episodes);
    write("data/ssda903/2025-26/reviews.csv", &reviews);
    write("data/ssda903/2025-26/uasc.csv", "CHILD,SEX,DOB,DUC\n");
    write("data/reviews.csv", &log);
    write("data/allocations.csv", &allocations);
    write(
        "data/officers.csv",
        &format!("officer,role,fte,reviewing_share,started_on,left_on,employment,sex,ethnic_group\n{officers}"),
    );
    write("data/posts.csv", &format!("role,established_fte\nOfficer,{staff}\n"));
    write(
        "data/disputes.csv",
        &format!("dispute,kind,raised_on,officer,themes,stage,outcome,resolved_on,cafcass\n{disputes}"),
    );
    folder
}

/// The paragraphs of a report, with the first words of each list item: what is read aloud, without tables and charts.
fn paragraphs(document: &Document) -> Vec<String> {
    fn below(block: &Block, out: &mut Vec<String>) {
        match block {
            Block::Paragraph { content, .. } | Block::Note(content) => {
                let mut text = String::new();
                plain(content, &mut text);
                out.push(text);
            }
            Block::List { items, .. } => items.iter().flatten().for_each(|block| below(block, out)),
            _ => {}
        }
    }
    let mut out = Vec::new();
    for part in document.parts.iter().filter(|part| part.id != "how-made") {
        for section in part.sections.iter().filter(|section| !matches!(section.id.as_str(), "glossary" | "background"))
        {
            section.blocks.iter().for_each(|block| below(block, &mut out));
        }
    }
    out
}

#[test]
fn no_sentence_reads_like_a_machines_whatever_the_numbers() {
    let mut folders = vec![without_own_words()];
    folders.extend(
        [(0, false, "PN1"), (1, true, "PN1"), (1, false, "PN1"), (40, true, "PN7"), (40, false, "PN1")]
            .map(|(children, late, code)| folder_of(children, late, code)),
    );
    let bare = tempfile::tempdir().unwrap();
    fs::write(bare.path().join("report.yaml"), SMALLEST).unwrap();
    folders.push(bare);
    let clumsy = [
        " 0 ",
        "(0)",
        " 0%",
        " 0.0",
        "(0%",
        " 1 children",
        " 1 reviews",
        "1 child were",
        "one children",
        "one reviews",
        " of none",
        "This table:",
        "  ",
        " .",
        ",,",
        "..",
        "[x]",
        "None of them was",
    ];
    let mut found = Vec::new();
    for (at, folder) in folders.iter().enumerate() {
        for edition in [Edition::Public, Edition::Restricted] {
            let drafted = report::draft(folder.path(), edition, Status::Draft).unwrap().unwrap();
            for text in paragraphs(&drafted.document.unwrap()) {
                let is_marker = text.starts_with("The marker ") || text.contains("means a true zero");
                for clumsy in clumsy.iter().filter(|clumsy| text.contains(**clumsy) && !is_marker) {
                    // Six officers, none of them from an agency: that is how people say it.
                    if *clumsy != "None of them was" || at < 3 && at > 0 {
                        found.push(format!("{at}: \"{clumsy}\" in: {text}"));
                    }
                }
                for sentence in text
                    .split_inclusive(['.', '?', '!', ':'])
                    .filter(|sentence| sentence.split_whitespace().count() > 25)
                {
                    // Sentences of the law's own words, and those that list what is missing.
                    if !sentence.contains("(SI ") {
                        found.push(format!("{at}: {} words: {sentence}", sentence.split_whitespace().count()));
                    }
                }
            }
        }
    }
    found.sort();
    found.dedup();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// A folder in which a person typed these words everywhere where words can be typed.
fn folder_saying(words: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let quoted = serde_json::to_string(words).unwrap();
    let order = format!(
        "format: 1\nauthority: {quoted}\nperiod: 2025-26\nresources_at_risk: no\nnot_available: {{H5: {quoted}}}\n\
         committee: {{name: {quoted}, title: {quoted}, recommendations: [{quoted}], background_papers: [{quoted}], \
         implications: {{legal: {quoted}, financial: {{none: {quoted}}}}}}}\n"
    );
    fs::write(folder.path().join("report.yaml"), order).unwrap();
    let table = |file: &str, heads: &[&str], cells: &[&str]| {
        fs::create_dir_all(folder.path().join("data")).unwrap();
        let mut writer = csv::Writer::from_path(folder.path().join("data").join(file)).unwrap();
        writer.write_record(heads).unwrap();
        writer.write_record(cells).unwrap();
        writer.flush().unwrap();
    };
    table(
        "actions.csv",
        &["year", "action", "owner_post", "due", "status", "progress"],
        &["2026-27", words, words, words, words, words],
    );
    table("you_said.csv", &["you_said", "we_did"], &[words, words]);
    table(
        "quotes.csv",
        &["text", "section", "consent", "detail_changed", "by"],
        &[words, "participation", "yes", "yes", words],
    );
    table(
        "figures.csv",
        &["id", "label", "value", "unit", "period", "source", "protected"],
        &["visits", words, "12", "count", "2025-26", words, "no"],
    );
    fs::create_dir_all(folder.path().join("narrative")).unwrap();
    fs::write(folder.path().join("narrative/service.md"), "We made {{ visits }} visits in {{ authority }}.").unwrap();
    folder
}

/// Letters and signs alone: how words are spaced is the page's matter.
fn squeezed(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace()).collect()
}

#[test]
fn whatever_a_person_types_is_printed_as_they_typed_it() {
    let nasty = "#*_`~[](){}<b>&amp;$x^2$ @ref \\ / | \" ' % = + - ^ ! ? ; : {{ 7*7 }} {% x %} #{1+1} \u{5d0}\u{5d1}\u{5d2} \u{627}\u{644} \u{1f600} é";
    let long = "Donaudampfschifffahrt".repeat(15);
    let folder = folder_saying(&format!("x{nasty} {long}z"));
    let drafted = report::draft(folder.path(), Edition::Public, Status::Draft).unwrap().unwrap();
    let found = drafted.document.unwrap_or_else(|| {
        panic!(
            "{}",
            iro_report::finding::summary(
                &drafted
                    .counted
                    .findings
                    .iter()
                    .filter(|f| f.severity == iro_report::finding::Severity::Error)
                    .cloned()
                    .collect::<Vec<_>>(),
                true
            )
        )
    });
    let text = squeezed(&part(&found, "annual-report").join("\n"));
    for wanted in [nasty, long.as_str()] {
        assert!(text.contains(&squeezed(wanted)), "{wanted}\n{text}");
    }
    // And it makes a PDF: nothing in it was read as a command.
    program(folder.path(), &["build", "--only", "annual-report"]).assert().success();
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(24))]

    /// Every special character of Markdown, of templates and of Typst, right-to-left letters and pictures, in any order: the words come
    /// through both hand-overs as they are.
    #[test]
    fn any_words_come_through_as_they_are(words in "[a-z]([a-zA-Z0-9 #*_`~\\[\\](){}<>&$@\\\\/|\"'%=+^!?;:.,\u{5d0}-\u{5ea}\u{627}-\u{64a}\u{1f600}-\u{1f60f}-]){1,60}[a-z]") {
        let folder = folder_saying(&words);
        let drafted = report::draft(folder.path(), Edition::Public, Status::Draft).unwrap().unwrap();
        let found = drafted.document.expect("a document");
        let text = squeezed(&part(&found, "annual-report").join("\n"));
        proptest::prop_assert!(text.contains(&squeezed(&words)), "{words}\n{text}");
        iro_report::pdf::sources(&found, &drafted.style);
    }
}

/// Keeps one child in so many of a folder, and as many records of the logs.
fn keep_one_in(folder: &Path, many: usize) {
    let data = folder.join("data");
    let years = ["2023-24", "2024-25", "2025-26"].map(|year| data.join("ssda903").join(year));
    let years = years.into_iter().flat_map(|year| fs::read_dir(year).unwrap());
    let returns =
        years.map(|file| file.unwrap().path()).filter(|file| file.extension().is_some_and(|end| end == "csv"));
    let logs =
        ["reviews", "allocations", "disputes", "audit", "feedback"].map(|log| data.join(log).with_extension("csv"));
    for file in returns.chain(logs) {
        let text = fs::read_to_string(&file).unwrap();
        let head = text.lines().next().unwrap().trim_start_matches('\u{feff}');
        let child = head.split(',').position(|head| head.eq_ignore_ascii_case("child"));
        let is_kept = |(at, line): &(usize, &str)| match child.and_then(|child| line.split(',').nth(child)) {
            Some(child) => *at == 0 || child.bytes().map(usize::from).sum::<usize>().is_multiple_of(many),
            None => at % many == 0,
        };
        let kept: Vec<&str> = text.lines().enumerate().filter(is_kept).map(|(_, line)| line).collect();
        fs::write(&file, kept.join("\n") + "\n").unwrap();
    }
}

#[test]
fn no_sentence_of_the_programs_own_is_broken_by_a_hidden_number() {
    for many in [7, 23, 60] {
        let folder = tempfile::tempdir().unwrap();
        copy(&example(), folder.path());
        fs::remove_dir_all(folder.path().join("narrative")).unwrap();
        keep_one_in(folder.path(), many);
        let document = document(folder.path());
        let mut hidden = 0;
        for section in document.parts.iter().flat_map(|part| &part.sections) {
            let mut said = Vec::new();
            section
                .blocks
                .iter()
                .filter(|block| !matches!(block, Block::Chart(_) | Block::Table(_)))
                .for_each(|block| lines(block, &mut said));
            for line in said {
                // The marker is explained, and stands in brackets where records left out are listed.
                let is_meant =
                    line.starts_with("The marker [c]") || line.contains("([c])") || line.contains("[c] in their place");
                let is_explained = line.contains("The marker [c] stands in its place");
                assert!(!line.contains("[c]") || is_meant || is_explained, "one child in {many}: {line}");
                hidden += usize::from(line.contains("is not shown, because"));
            }
        }
        assert!(hidden > 3, "one child in {many}: {hidden}");
    }
}

#[test]
fn words_that_ask_for_a_hidden_figure_print_the_marker_and_are_found() {
    let folder = tempfile::tempdir().unwrap();
    copy(&example(), folder.path());
    keep_one_in(folder.path(), 23);
    let asked = [
        "{{ reviews_held_on_time }} were on time.",
        "Of {{ reviews_held_on_time.of }} reviews {{ reviews_held_on_time.count }} were on time.",
        "Since then there was {{ reviews_held_on_time.change }}.",
        "We met the target: {{ reviews_held_on_time.against_target }}.",
        "{% if reviews_held_on_time is shown %}{{ reviews_held_on_time }}{% else %}Nearly all{% endif %} were on time.",
        "There are {{ children_looked_after }} children.",
    ];
    fs::write(folder.path().join("narrative/timeliness.md"), asked.join("\n\n")).unwrap();
    let drafted = report::draft(folder.path(), Edition::Public, Status::Draft).unwrap().unwrap();
    let mut found: Vec<(u64, &str)> = drafted
        .counted
        .findings
        .iter()
        .filter(|finding| finding.code == "hidden-figure-named")
        .filter(|finding| finding.place.file.as_deref() == Some("narrative/timeliness.md"))
        .map(|finding| (finding.place.row.unwrap(), finding.what.split('`').nth(1).unwrap()))
        .collect();
    found.sort();
    assert_eq!(
        found,
        [
            (1, "reviews_held_on_time"),
            (3, "reviews_held_on_time.count"),
            (3, "reviews_held_on_time.of"),
            (5, "reviews_held_on_time.change"),
            (7, "reviews_held_on_time.against_target"),
        ]
    );
    let lines = part(drafted.document.as_ref().unwrap(), "annual-report");
    for line in [
        "[c] were on time.",
        "Of [c] reviews [c] were on time.",
        "Since then there was [c].",
        "Nearly all were on time.",
    ] {
        assert!(lines.iter().any(|said| said == line), "{line}");
    }
    let restricted = report::draft(folder.path(), Edition::Restricted, Status::Draft).unwrap().unwrap();
    assert!(!restricted.counted.findings.iter().any(|finding| finding.code == "hidden-figure-named"));
}
