//! How long the journey from a folder to a report takes, and how that compares with the least it could take.
//!
//! `cargo bench --bench journey` prints medians in milliseconds. Runs are cold: what Typst remembers is forgotten before each of them, as it
//! is for a person who makes one report and goes. The floor is the compilation of the same Typst sources by themselves.

use anyhow::{Context, Result, anyhow};
use iro_report::checks::{self, check::Evidence};
use iro_report::config::{self, Order};
use iro_report::dataset;
use iro_report::disclosure::{self, Earlier, Edition};
use iro_report::document::tree::Status;
use iro_report::document::{self, Material};
use iro_report::figures::{Figures, comparison::Comparisons};
use iro_report::house_style::HouseStyle;
use iro_report::measures::{self, measure::Scope};
use iro_report::pdf::{self, world::ReportWorld};
use iro_report::sources::{self, ReturnTable, Sources};
use iro_report::{output, report};
use std::fmt::Write as _;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

/// How often the example is made.
const RUNS: usize = 9;

fn main() -> Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/example");
    let mut phases = Phases::default();
    // The first run, not counted, loads fonts and what else is loaded once for the process.
    for run in 0..=RUNS {
        journey(&folder, if run == 0 { None } else { Some(&mut phases) })?;
    }
    println!("The example, {RUNS} runs, medians in milliseconds\n");
    for (name, times) in &phases.0 {
        println!("  {name:<32}{:>9.1}", median(times));
    }
    let of = |name: &str| phases.0.iter().find(|(known, _)| known == name).map_or(0.0, |(_, times)| median(times));
    println!("\n  {:<32}{:>9.2}", "whole / floor", of(WHOLE) / of(FLOOR));
    println!("  {:<32}{:>9.2}", "build with all files / floor", of(BUILD) / of(FLOOR));

    println!("\nA return of three years alone, medians in milliseconds\n");
    println!("  {:>9}{:>10}{:>10}{:>10}{:>10}{:>10}", "children", "rows", "MB", "read", "link", "measure");
    for (children, runs) in [(1_000, 9), (10_000, 5), (100_000, 3)] {
        size(children, runs)?;
    }
    Ok(())
}

const WHOLE: &str = "whole: folder to agenda item";
const FLOOR: &str = "floor: bare compilation";
const BUILD: &str = "build: folder to all files";

/// Times by phase, in the order in which the phases are first met.
#[derive(Default)]
struct Phases(Vec<(String, Vec<f64>)>);

impl Phases {
    fn add(&mut self, name: &str, since: Instant) {
        let time = since.elapsed().as_secs_f64() * 1000.0;
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, times)) => times.push(time),
            None => self.0.push((name.to_string(), vec![time])),
        }
    }
}

fn median(times: &[f64]) -> f64 {
    let mut times = times.to_vec();
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// The journey of `report::draft` and `pdf::compile`, step by step; then the floor; then all that `build` does.
fn journey(folder: &Path, phases: Option<&mut Phases>) -> Result<()> {
    let mut not_counted = Phases::default();
    let phases = phases.unwrap_or(&mut not_counted);

    typst::comemo::evict(0);
    let whole = Instant::now();
    let mut from = Instant::now();
    let mut done = |phases: &mut Phases, name: &str| {
        phases.add(name, from);
        from = Instant::now();
    };
    let text = sources::order_text(folder).map_err(|finding| anyhow!("{finding}"))?;
    let order = config::read(&text).map_err(|findings| anyhow!("{findings:?}"))?;
    let (sources, _) = sources::read(folder, text, &order);
    done(phases, "read the files");
    let (dataset, _) = dataset::build(&order, &sources)?;
    done(phases, "type and link the data");
    let scope = Scope::new(&dataset, &order, order.period);
    let mut measured = measures::compute(&scope);
    black_box(measures::asked_for(&scope, &sources.order, &mut measured));
    let before = measures::compute_year_before(&dataset, &order);
    done(phases, "measure this year and last");
    black_box(measures::doubts(&scope, &measured));
    black_box(checks::all(&Evidence { order: &order, sources: &sources, dataset: &dataset, scope: &scope }));
    done(phases, "check");
    let earlier = Earlier::new(&before, &dataset.history, &order.period.year_before().label());
    let (published, year_before) =
        disclosure::protect_with_year_before(&measured, &earlier, Edition::Public, &order.settings);
    let figures = Arc::new(Figures {
        published,
        comparisons: Comparisons::new(&dataset, &order, year_before),
        arranged: Vec::new(),
    });
    done(phases, "protect small numbers");
    let style = HouseStyle::default();
    let material = Material {
        council: &scope.council,
        order: &order,
        sources: &sources,
        dataset: &dataset,
        figures: &figures,
        findings: &[],
        style: &style,
        status: Status::Draft,
    };
    let (document, _) = document::build(&material)?.map_err(|findings| anyhow!("{findings:?}"))?;
    done(phases, "write the document, draw charts");
    let typst = pdf::sources(&document, &style);
    done(phases, "write the Typst source");
    let (main, _) = typst.text.first().context("there is no main file")?;
    let world = ReportWorld::new(main, &typst.text, &typst.data, None)?;
    let laid_out = typst::compile::<PagedDocument>(&world).output.map_err(|errors| anyhow!("{errors:?}"))?;
    done(phases, "Typst: lay out");
    let standards = PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_2a]).map_err(|error| anyhow!("{error:?}"))?;
    let options = PdfOptions { standards, ..PdfOptions::default() };
    black_box(typst_pdf::pdf(&laid_out, &options).map_err(|errors| anyhow!("{errors:?}"))?);
    done(phases, "Typst: write the PDF");
    phases.add(WHOLE, whole);

    typst::comemo::evict(0);
    let floor = Instant::now();
    black_box(pdf::compile_sources(&typst, document.metadata_date)?);
    phases.add(FLOOR, floor);

    // Written beside what is built, never into the example.
    let target = tempfile::tempdir()?;
    typst::comemo::evict(0);
    let build = Instant::now();
    let drafted = report::draft(folder, Edition::Public, Status::Draft)?.map_err(|findings| anyhow!("{findings:?}"))?;
    let document = drafted.document.as_ref().context("the example has an error")?;
    black_box(output::write(target.path(), &drafted, document, None)?);
    phases.add(BUILD, build);
    Ok(())
}

/// Times reading and counting a return of so many children.
fn size(children: u32, runs: usize) -> Result<()> {
    let order: Order = config::read("format: 1\nauthority: Example Council\nperiod: 2025-26\n")
        .map_err(|findings| anyhow!("{findings:?}"))?;
    let files = files(children);
    let (mut rows, bytes) = (0, files.iter().map(|(_, _, text)| text.len()).sum::<usize>());
    let mut phases = Phases::default();
    for _ in 0..runs {
        let from = Instant::now();
        let returns: Vec<ReturnTable> = files
            .iter()
            .filter_map(|(file, year, text)| {
                let table = sources::csv::read(file, text.as_bytes()).0?;
                Some(ReturnTable { folder_year: Some(*year), file_year: None, table })
            })
            .collect();
        phases.add("read", from);
        rows = returns.iter().map(|read| read.table.len()).sum();
        let sources = Sources { returns, ..Sources::default() };
        let from = Instant::now();
        let (dataset, _) = dataset::build(&order, &sources)?;
        phases.add("link", from);
        let from = Instant::now();
        let scope = Scope::new(&dataset, &order, order.period);
        black_box(measures::compute(&scope));
        black_box(measures::compute_year_before(&dataset, &order));
        phases.add("measure", from);
    }
    print!("  {children:>9}{rows:>10}{:>10.1}", bytes as f64 / 1e6);
    for (_, times) in &phases.0 {
        print!("{:>10.1}", median(times));
    }
    println!();
    Ok(())
}

/// The Header, Episodes and Reviews of three years: file, collection year, text.
///
/// Every child comes into care on a day that follows from its number, moves once a year, is reviewed on time or a few days late, and stays
/// or leaves; so the same number of children always gives the same files.
fn files(children: u32) -> Vec<(String, i16, String)> {
    let mut files = Vec::new();
    for year in [2024_i16, 2025, 2026] {
        let mut header = String::from("CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n");
        let mut episodes = String::from("CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC\n");
        let mut reviews = String::from("CHILD,DOB,REVIEW,REVIEW_CODE\n");
        for child in 0..children {
            let first = 2024 + i16::try_from(child % 3).unwrap_or_default();
            if year < first {
                continue;
            }
            let sex = if child % 2 == 0 { "F" } else { "M" };
            let ethnic = ["WBRI", "MWBC", "APKN", "BAFR", "OOTH", "NOBT"][(child % 6) as usize];
            let born = format!("{:02}/{:02}/{}", child % 28 + 1, child % 12 + 1, 2008 + child % 16);
            let _ = writeln!(header, "T{child},{sex},{born},{ethnic},UN1,0,");
            // Comes in May, moves in November of every year, leaves in the January of its last year if it is one in four.
            let (status, home) =
                (["C2", "V2", "C1"][(child % 3) as usize], ["U4", "U1", "K2", "P1"][(child % 4) as usize]);
            let day = child % 28 + 1;
            let came =
                if year == first { format!("{day:02}/05/{}", year - 1) } else { format!("{day:02}/11/{}", year - 2) };
            let reason = if year == first { "S" } else { "P" };
            let moved = format!("{day:02}/11/{}", year - 1);
            let leaves = child % 4 == 0 && year == 2026;
            let (end, why) = if leaves { (format!("{day:02}/01/2026"), "E3") } else { Default::default() };
            let _ = writeln!(episodes, "T{child},{came},{reason},{status},N1,{home},PR1,{moved},X1");
            let _ = writeln!(episodes, "T{child},{moved},P,{status},N1,{home},PR1,{end},{why}");
            let held = match (year == first, child % 9) {
                (true, _) => ["28/05", "25/08", "20/02"],
                (false, 0) => ["30/08", "20/12", "28/02"],
                (false, _) => ["15/08", "10/12", "01/02"],
            };
            for (day_and_month, later) in held.into_iter().zip([1, 1, 0]) {
                if leaves && later == 0 {
                    continue;
                }
                let code = ["PN1", "PN2", "PN6", "PN7"][(child % 4) as usize];
                let _ = writeln!(reviews, "T{child},{born},{day_and_month}/{},{code}", year - later);
            }
        }
        for (name, text) in [("header", header), ("episodes", episodes), ("reviews", reviews)] {
            files.push((format!("data/ssda903/{}-{}/{name}.csv", year - 1, year % 100), year, text));
        }
    }
    files
}
