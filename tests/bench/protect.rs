//! How long it takes to protect small numbers, beside publishing the same numbers with nothing hidden.
//!
//! `cargo bench --bench protect` prints medians in milliseconds. What is protected is counted once; then the public and the restricted
//! edition are made of it in turn, in the same process and the same runs. The restricted edition is the floor: the same tables and
//! figures are written down, and nothing is looked for. The first run of each is not counted.
//!
//! `cargo bench --bench protect -- FOLDER 200` protects one report 200 times and prints nothing else: for a profiler.

#[path = "../suite/council.rs"]
mod council;

use anyhow::{Context, Result, anyhow};
use iro_report::config;
use iro_report::dataset;
use iro_report::disclosure::{self, Earlier, Edition};
use iro_report::measures::{self, measure::Measured, measure::Scope};
use iro_report::sources;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// How often each edition of a folder is made.
const RUNS: usize = 15;

/// How many invented councils of each size are protected.
const COUNCILS: u64 = 9;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let Some(folder) = arguments.first() {
        let runs = arguments.get(1).map_or(Ok(RUNS), |runs| runs.parse())?;
        return timed(Path::new(folder), runs).map(|_| ());
    }
    println!("Protecting small numbers, medians of {RUNS} runs in milliseconds; floor: nothing hidden\n");
    println!("  {:<30}{:>9}{:>9}{:>9}{:>10}{:>9}", "report", "numbers", "hidden", "floor", "protect", "/ floor");
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    for folder in [vec![data.join("example")], published(&data.join("published"))?].concat() {
        let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        line(&name, &[timed(&folder, RUNS)?]);
    }
    println!("\nInvented councils with all their logs, medians over {COUNCILS} councils of each size\n");
    println!("  {:<30}{:>9}{:>9}{:>9}{:>10}{:>9}", "children", "numbers", "hidden", "floor", "protect", "/ floor");
    for children in [20, 60, 200, 600, 2_000] {
        let mut all = Vec::new();
        for seed in 0..COUNCILS {
            let folder = tempfile::tempdir()?;
            council::write(folder.path(), seed, children);
            all.push(timed(folder.path(), 5)?);
        }
        line(&children.to_string(), &all);
        let slowest = all.iter().map(|times| times.protect).fold(0.0, f64::max);
        println!("  {:<57}{slowest:>10.2}", "  the slowest of them");
    }
    Ok(())
}

/// The folders below one, by name.
fn published(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    let mut folders: Vec<PathBuf> = entries.into_iter().map(|entry| entry.path()).collect();
    folders.retain(|folder| folder.join(config::ORDER_FILE).is_file());
    folders.sort();
    Ok(folders)
}

/// What was measured of one report.
struct Times {
    /// Figures and cells of the publication set, those of the year before too.
    numbers: f64,
    /// How many of this year's are hidden.
    hidden: f64,
    /// Milliseconds with nothing hidden.
    floor: f64,
    /// Milliseconds of the public edition.
    protect: f64,
}

fn line(name: &str, all: &[Times]) {
    let of = |of: fn(&Times) -> f64| median(all.iter().map(of).collect());
    let (floor, protect) = (of(|times| times.floor), of(|times| times.protect));
    let (numbers, hidden, ratio) = (of(|times| times.numbers), of(|times| times.hidden), protect / floor);
    println!("  {name:<30}{numbers:>9.0}{hidden:>9.0}{floor:>9.2}{protect:>10.2}{ratio:>9.1}");
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// Counts a folder once, then makes both editions in turn.
fn timed(folder: &Path, runs: usize) -> Result<Times> {
    let text = sources::order_text(folder).map_err(|finding| anyhow!("{finding}"))?;
    let order = config::read(&text).map_err(|findings| anyhow!("{findings:?}"))?;
    let (sources, _) = sources::read(folder, text, &order);
    let (dataset, _) = dataset::build(&order, &sources)?;
    let scope = Scope::new(&dataset, &order, order.period);
    let mut measured = measures::compute(&scope);
    black_box(measures::asked_for(&scope, &sources.order, &mut measured));
    let before = measures::compute_year_before(&dataset, &order);
    let earlier = Earlier::new(&before, &dataset.history, &order.period.year_before().label());
    let (mut floors, mut protects, mut hidden) = (Vec::new(), Vec::new(), 0);
    for run in 0..=runs {
        for (edition, times) in [(Edition::Restricted, &mut floors), (Edition::Public, &mut protects)] {
            let from = Instant::now();
            let (published, year_before) =
                disclosure::protect_with_year_before(&measured, &earlier, edition, &order.settings);
            let time = from.elapsed().as_secs_f64() * 1000.0;
            black_box(year_before);
            hidden = published.hidden();
            if run > 0 {
                times.push(time);
            }
        }
    }
    let numbers = measured.iter().chain(&before).map(numbers).sum::<usize>();
    let hidden = u32::try_from(hidden).context("more is hidden than there is")?;
    let numbers = u32::try_from(numbers).context("there are too many numbers")?;
    Ok(Times { numbers: numbers.into(), hidden: hidden.into(), floor: median(floors), protect: median(protects) })
}

/// How many numbers a figure or table has.
fn numbers(measured: &Measured) -> usize {
    match measured {
        Measured::Figure(_) => 1,
        Measured::Table(table) => table.rows.iter().map(|row| row.cells.len()).sum(),
    }
}
