//! How long large returns take, beside the least that reading them can take, and how much memory.
//!
//! `cargo bench --bench scale` prints medians. The floor is the csv crate reading every record of the same files as a `ByteRecord`,
//! in the same process and the same runs. Each size has a process of its own, so that its peak memory is its own; it is
//! known on Linux only.

mod made_return;

use anyhow::{Context, Result, anyhow};
use iro_report::checks::{self, check::Evidence};
use iro_report::config::{self, Order};
use iro_report::measures::{self, measure::Scope};
use iro_report::{dataset, finding, sources};
use made_return::RowOrder;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// Children, the order of their rows, and how often they are read.
const SIZES: [(u32, RowOrder, usize); 4] = [
    (1_000, RowOrder::ByChild, 15),
    (10_000, RowOrder::ByChild, 9),
    (100_000, RowOrder::ByChild, 5),
    (100_000, RowOrder::Shuffled, 5),
];

/// The word before the folder and the number of runs, in the command line of a process that reads one size.
const ONE_SIZE: &str = "one-size";

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|argument| argument == ONE_SIZE) {
        let folder = arguments.get(at + 1).context("no folder")?;
        let runs = arguments.get(at + 2).context("no number of runs")?.parse()?;
        return one_size(Path::new(folder), runs);
    }
    println!("A return of three years, medians in milliseconds; floor: the csv crate alone, reading byte records\n");
    println!(
        "  {:<17}{:>9}{:>7}{:>8}{:>8}{:>8}{:>8}{:>8}{:>8}{:>11}{:>8}{:>9}{:>8}",
        "children",
        "rows",
        "MB",
        "floor",
        "read",
        "link",
        "check",
        "sum",
        "/ floor",
        "this year",
        "both",
        "peak MB",
        "/ bytes"
    );
    for (children, order, runs) in SIZES {
        let folder = tempfile::tempdir()?;
        for file in made_return::files(children, order) {
            let path = folder.path().join(file.path);
            std::fs::create_dir_all(path.parent().context("a file has a folder")?)?;
            std::fs::write(path, file.text)?;
        }
        std::fs::write(
            folder.path().join(config::ORDER_FILE),
            "format: 1\nauthority: Example Council\nperiod: 2025-26\n",
        )?;
        let name = format!("{children}{}", if order == RowOrder::Shuffled { " shuffled" } else { "" });
        let lines = Command::new(std::env::current_exe()?)
            .args([ONE_SIZE.as_ref(), folder.path().as_os_str(), runs.to_string().as_ref()])
            .output()?;
        if !lines.status.success() {
            return Err(anyhow!("{}", String::from_utf8_lossy(&lines.stderr)));
        }
        println!("  {name:<17}{}", String::from_utf8_lossy(&lines.stdout).trim_end());
    }
    Ok(())
}

/// Reads the folder so many times and prints the rest of its line.
fn one_size(folder: &Path, runs: usize) -> Result<()> {
    let files = csv_files(&folder.join("data/ssda903"))?;
    let before = memory("VmRSS:");
    let mut all: Vec<Times> = Vec::new();
    let (mut peak, mut rows) = (None, 0);
    for run in 0..runs {
        let (mut times, read) = journey(folder)?;
        if run == 0 {
            peak = memory("VmHWM:").zip(before).map(|(peak, before)| peak.saturating_sub(before));
            rows = read;
        }
        times.floor = floor(&files)?;
        all.push(times);
    }
    let bytes: u64 = files.iter().filter_map(|file| Some(std::fs::metadata(file).ok()?.len())).sum();
    let median = |of: fn(&Times) -> f64| {
        let mut times: Vec<f64> = all.iter().map(of).collect();
        times.sort_by(f64::total_cmp);
        times.get(times.len() / 2).copied().unwrap_or_default()
    };
    let sum = |times: &Times| times.read + times.link + times.check;
    let memory = peak.map_or(format!("{:>9}{:>8}", "-", "-"), |peak| {
        format!("{:>9.1}{:>8.2}", peak as f64 / 1e6, peak as f64 / bytes as f64)
    });
    println!(
        "{rows:>9}{:>7.1}{:>8.1}{:>8.1}{:>8.1}{:>8.1}{:>8.1}{:>8.2}{:>11.1}{:>8.1}{memory}",
        bytes as f64 / 1e6,
        median(|times| times.floor),
        median(|times| times.read),
        median(|times| times.link),
        median(|times| times.check),
        median(sum),
        median(sum) / median(|times| times.floor),
        median(|times| times.this_year),
        median(|times| times.this_year + times.year_before),
    );
    Ok(())
}

/// Milliseconds of one run.
#[derive(Default)]
struct Times {
    floor: f64,
    read: f64,
    link: f64,
    check: f64,
    this_year: f64,
    year_before: f64,
}

/// The journey of `report::count` up to the checks, timed, and the number of rows read.
fn journey(folder: &Path) -> Result<(Times, usize)> {
    let mut from = Instant::now();
    let mut lap = || {
        let time = from.elapsed().as_secs_f64() * 1000.0;
        from = Instant::now();
        time
    };
    let text = sources::order_text(folder).map_err(|finding| anyhow!("{finding}"))?;
    let order: Order = config::read(&text).map_err(|findings| anyhow!("{findings:?}"))?;
    let (sources, mut findings) = sources::read(folder, text, &order);
    let read = lap();
    let (dataset, found) = dataset::build(&order, &sources)?;
    findings.extend(found);
    let link = lap();
    let scope = Scope::new(&dataset, &order, order.period);
    let measured = black_box(measures::compute(&scope));
    let this_year = lap();
    findings.extend(checks::dates::day_first(&sources));
    findings.extend(measures::doubts(&scope, &measured));
    findings.extend(checks::all(&Evidence { order: &order, sources: &sources, dataset: &dataset, scope: &scope }));
    black_box(finding::sorted(checks::consequences::left_out(findings)));
    let check = lap();
    black_box(measures::compute_year_before(&dataset, &order));
    let year_before = lap();
    let rows = sources.returns.iter().map(|read| read.table.len()).sum();
    Ok((Times { floor: 0.0, read, link, check, this_year, year_before }, rows))
}

/// Milliseconds in which the csv crate reads every record of the files.
fn floor(files: &[PathBuf]) -> Result<f64> {
    let from = Instant::now();
    for file in files {
        let bytes = std::fs::read(file)?;
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes.as_slice());
        let mut record = csv::ByteRecord::new();
        while reader.read_byte_record(&mut record)? {
            black_box(&record);
        }
    }
    Ok(from.elapsed().as_secs_f64() * 1000.0)
}

fn csv_files(root: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for folder in std::fs::read_dir(root)? {
        for file in std::fs::read_dir(folder?.path())? {
            files.push(file?.path());
        }
    }
    files.sort();
    Ok(files)
}

/// A line of what Linux says of this process's memory, in bytes.
fn memory(line: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let kilobytes = status.lines().find_map(|known| known.strip_prefix(line))?;
    kilobytes.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}
