//! Any text as the manager's words for a section, and as the template of one: filled, read as Markdown, put into a document, and its
//! typed numbers held against the figures.
#![no_main]

use iro_report::disclosure::Edition;
use iro_report::document::markdown::{self, Origin};
use iro_report::document::tree::Status;
use iro_report::document::{self, Material};
use iro_report::house_style::HouseStyle;
use iro_report::prose;
use iro_report::report::{self, Counted};
use iro_report::sources::{Sources, TextFile};
use iro_report::terms::CouncilWords;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use std::{env, fs, process};

/// A small report, counted once.
static COUNTED: LazyLock<Counted> = LazyLock::new(|| {
    let folder = env::temp_dir().join(format!("iro-report-fuzz-{}", process::id()));
    let returns = folder.join("data/ssda903/2025-26");
    fs::create_dir_all(&returns).unwrap();
    fs::write(folder.join("report.yaml"), "format: 1\nauthority: Example Council\nperiod: 2025-26\n").unwrap();
    fs::write(returns.join("episodes.csv"), "CHILD,DECOM,RNE,LS,CIN,PLACE,DEC,REC\nA1,01/04/2025,S,C2,N1,U6,,\n").unwrap();
    fs::write(returns.join("header.csv"), "CHILD,SEX,DOB,ETHNIC\nA1,1,01/04/2015,WBRI\n").unwrap();
    fs::write(returns.join("reviews.csv"), "CHILD,REVIEW,REVIEW_CODE\nA1,28/04/2025,PN1\n").unwrap();
    let counted = report::count(&folder, Edition::Restricted).unwrap().unwrap();
    fs::remove_dir_all(&folder).unwrap();
    counted
});

fuzz_target!(|text: &str| {
    let _ = markdown::read(text, &Origin::new("narrative/timeliness.md", "timeliness"));
    let file = |file: &str| TextFile { file: file.into(), text: text.into() };
    let mut sources = Sources { order: COUNTED.sources.order.clone(), ..Sources::default() };
    sources.narrative.insert("timeliness".into(), file("narrative/timeliness.md"));
    if text.len() % 2 == 0 {
        let name = "annual-report/disputes";
        sources.templates.insert(name.into(), file(&format!("report-templates/{name}.md")));
    }
    let style = HouseStyle::default();
    let council = CouncilWords::new(&COUNTED.order.terms);
    let material = Material {
        council: &council,
        order: &COUNTED.order,
        sources: &sources,
        dataset: &COUNTED.dataset,
        figures: &COUNTED.figures,
        findings: &COUNTED.findings,
        style: &style,
        status: Status::Draft,
    };
    let _ = document::build(&material).unwrap();
    let _ = prose::check(&COUNTED.order, &sources, &COUNTED.dataset, &COUNTED.figures).unwrap();
});
