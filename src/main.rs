//! Parses the command line, calls the report's steps, prints findings, chooses the exit code. Nothing else.

use anyhow::Result;
use clap::Parser;
use iro_report::cli::{Cli, Command};
use iro_report::disclosure::Edition;
use iro_report::document::tree::Status;
use iro_report::figures::{csv, json};
use iro_report::finding::{self, Finding, Severity, catalogue::Catalogue, near_names};
use iro_report::measures::measure::Scope;
use iro_report::moved::{self, Moved};
use iro_report::verdict::{self, Verdict, words, workbook};
use iro_report::{explain, output, report, roll_forward, starter};
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

/// Done.
const DONE: u8 = 0;
/// Something in the user's files has to be put right.
const FAULT_IN_FILES: u8 = 1;
/// Wrong use, or a fault of the program or the computer.
const FAILURE: u8 = 2;

fn main() -> ExitCode {
    let code = run(Cli::parse()).unwrap_or_else(|error| {
        let _ = writeln!(anstream::stderr(), "iro-report could not finish: {error:#}");
        FAILURE
    });
    ExitCode::from(code)
}

fn run(cli: Cli) -> Result<u8> {
    match cli.command {
        Command::Figures { at, json: _, csv, edition } => match report::count(&at.found(), edition)? {
            Ok(counted) => {
                if csv {
                    print(&csv::document(&counted.figures)?)?;
                } else {
                    let document = json::document(&counted.figures, &counted.order, &counted.findings);
                    print(&format!("{}\n", serde_json::to_string_pretty(&document)?))?;
                }
                Ok(exit_code(&counted.findings))
            }
            Err(findings) => refused(&findings),
        },
        Command::Check { at, hidden: true, .. } => hidden(&at.found()),
        Command::Check { at, json, all, only, hidden: false, workbook } => {
            check(&at.found(), json, all, only.as_deref(), workbook.as_deref())
        }
        Command::Build { at, edition, finished, only } => build(&at.found(), edition, finished, only.as_deref()),
        Command::Explain { id, at, edition, rows } => {
            explained(&id, &at.found(), if rows { Edition::Restricted } else { edition }, rows)
        }
        Command::RollForward { old, new } => rolled_forward(&old, &new),
        Command::New { folder, council, year } => {
            let council = answered(council, "The council's name", "Example Council")?;
            let year = answered(year, "The year of the report", "2025-26")?;
            for file in starter::make(&folder, &starter::Start::read(&council, &year)?)? {
                print(&format!("{}/{file}\n", folder.display()))?;
            }
            writeln!(
                anstream::stderr(),
                "Fill in report.yaml, put your files into data, then run: iro-report check {}",
                folder.display()
            )?;
            Ok(DONE)
        }
    }
}

/// What a flag says, else what the person at the terminal answers, else what is usual.
fn answered(flag: Option<String>, question: &str, usual: &str) -> Result<String> {
    if let Some(flag) = flag {
        return Ok(flag);
    }
    let (input, mut out) = (std::io::stdin(), anstream::stderr());
    if !input.is_terminal() {
        writeln!(out, "{question}: {usual}, which can be changed in report.yaml")?;
        return Ok(usual.to_string());
    }
    write!(out, "{question} [{usual}]: ")?;
    out.flush()?;
    let mut line = String::new();
    input.read_line(&mut line)?;
    Ok(if line.trim().is_empty() { usual.to_string() } else { line.trim().to_string() })
}

fn check(folder: &Path, json: bool, all: bool, only: Option<&str>, workbook: Option<&Path>) -> Result<u8> {
    let catalogue = Catalogue::built_in()?;
    if let Some(code) = only.filter(|code| catalogue.page(code).is_none()) {
        anyhow::bail!("there is no finding `{code}`.{}", did_you_mean(&near_names(code, catalogue.codes())));
    }
    // Before the work, so that nobody waits for a workbook that is then not written.
    let workbook = workbook.map(|file| workbook::allowed(file, folder)).transpose()?;
    let drafted = report::draft(folder, Edition::Public, Status::Draft)?;
    let verdict = match &drafted {
        Ok(drafted) => Verdict::of(drafted, &catalogue),
        Err(findings) => Verdict::without_order(findings),
    };
    if let Some(file) = workbook {
        output::write_problems(&file, &workbook::bytes(&verdict, &catalogue)?)?;
        writeln!(
            anstream::stderr(),
            "{} is written. It names children by their identifiers: it stays with you. Do not send or publish it.",
            file.display()
        )?;
    }
    print(&match only {
        Some(code) => words::only(&verdict, code),
        None if json => format!("{}\n", serde_json::to_string_pretty(&verdict::json::document(&verdict))?),
        None => words::text(&verdict, all),
    })?;
    Ok(exit_code(verdict.findings))
}

/// Every number that the public edition hides, with the reason.
fn hidden(folder: &Path) -> Result<u8> {
    let counted = match report::count(folder, Edition::Public)? {
        Ok(counted) => counted,
        Err(findings) => return refused(&findings),
    };
    let hidden = counted.figures.published.hidden_numbers();
    let lines: String = hidden.iter().map(|number| format!("{number}\n")).collect();
    print(&format!("{lines}{} numbers are hidden, and the percentages that follow from them.\n", hidden.len()))?;
    writeln!(
        anstream::stderr(),
        "This list tells small numbers from others: it stays with you. Do not send or publish it."
    )?;
    Ok(exit_code(&counted.findings))
}

fn explained(id: &str, folder: &Path, edition: Edition, rows: bool) -> Result<u8> {
    let catalogue = Catalogue::built_in()?;
    let drafted = match report::draft(folder, edition, Status::Draft)? {
        Ok(drafted) => drafted,
        // A code can be explained without a report; a figure cannot.
        Err(findings) if catalogue.page(id).is_some() => {
            let is_without = findings.iter().any(|finding| finding.code == "order-missing");
            let known = (!is_without || id == "order-missing").then_some(findings.as_slice());
            return print(&explain::code(id, &catalogue, known)).map(|()| DONE);
        }
        Err(findings) => return refused(&findings),
    };
    let counted = &drafted.counted;
    match explain::explain(id, &counted.figures, drafted.document.as_ref(), &catalogue, &counted.findings) {
        Ok(text) => print(&text)?,
        Err(near) => anyhow::bail!(
            "there is no figure, table or finding `{id}`.{} `iro-report figures` lists the figures and tables",
            did_you_mean(&near)
        ),
    }
    if rows {
        let scope = Scope::new(&counted.dataset, &counted.order, counted.order.period);
        print(&format!("\n{}", explain::rows(id, &scope)))?;
        writeln!(
            anstream::stderr(),
            "These are the numbers of the restricted edition and the places of single records: for the analyst only, never to be published. Nothing was written to the report's folders."
        )?;
    }
    Ok(DONE)
}

fn did_you_mean(near: &[String]) -> String {
    if near.is_empty() { String::new() } else { format!(" Did you mean {}?", near.join(", ")) }
}

fn build(folder: &Path, edition: Edition, finished: bool, only: Option<&str>) -> Result<u8> {
    let status = if finished { Status::Final } else { Status::Draft };
    let last = moved::last(folder, edition);
    let drafted = match report::draft(folder, edition, status)? {
        Ok(drafted) => drafted,
        Err(findings) => return refused(&findings),
    };
    let findings = &drafted.counted.findings;
    let Some(document) = &drafted.document else {
        return refused(findings);
    };
    if let Some(part) = only.filter(|only| document.parts.iter().all(|part| part.id != *only)) {
        let known: Vec<&str> = document.parts.iter().map(|part| part.id.as_str()).collect();
        anyhow::bail!("there is no part `{part}`; this report has {}", known.join(", "));
    }
    if finished {
        let obstacles = report::obstacles(&drafted);
        if !obstacles.is_empty() {
            let listed: Vec<String> = obstacles.iter().map(|finding| format!("{finding}\n")).collect();
            let count = obstacles.len();
            writeln!(
                anstream::stderr(),
                "The final version is not made yet. What stands in its way:\n\n{}\n{count} to put right. A draft can be made without `--final`.",
                listed.join("\n")
            )?;
            return Ok(FAULT_IN_FILES);
        }
    }
    let moved = last.map(|last| moved::since(&last, &drafted.counted.figures.published, document)).unwrap_or_default();
    let written = output::write(folder, &drafted, document, only)?;
    write!(anstream::stderr(), "{}", finding::summary(findings, false))?;
    say_what_moved(&moved)?;
    for file in written {
        let pages = file.pages.map(|pages| format!(", {pages} pages")).unwrap_or_default();
        print(&format!("{}{pages}\n", folder.join(&file.file).display()))?;
    }
    Ok(DONE)
}

fn rolled_forward(old: &Path, new: &Path) -> Result<u8> {
    let counted = match report::count(old, Edition::Public)? {
        Ok(counted) if !finding::any_error(&counted.findings) => counted,
        Ok(counted) => return refused(&counted.findings),
        Err(findings) => return refused(&findings),
    };
    for file in roll_forward::make(old, new, &counted)? {
        print(&format!("{}/{file}\n", new.display()))?;
    }
    writeln!(
        anstream::stderr(),
        "Put the new return and logs into {0}/data, read the words in {0}/narrative again, then run: iro-report check {0}\n\
         The returns of the last two years were copied too: reviews are judged against the ones before. They hold data about children.",
        new.display()
    )?;
    Ok(DONE)
}

fn say_what_moved(moved: &[Moved]) -> Result<()> {
    if moved.is_empty() {
        return Ok(());
    }
    let are = if moved.len() == 1 { "figure moved" } else { "figures moved" };
    writeln!(
        anstream::stderr(),
        "\nSince the last build {} {are}; read the words of these sections again:",
        moved.len()
    )?;
    for one in moved {
        writeln!(anstream::stderr(), "  {}", one.line())?;
    }
    Ok(())
}

fn refused(findings: &[Finding]) -> Result<u8> {
    // The errors alone: `check` shows the rest.
    let errors: Vec<Finding> = findings.iter().filter(|finding| finding.severity == Severity::Error).cloned().collect();
    write!(anstream::stderr(), "{}", finding::summary(&errors, true))?;
    let others = findings.len() - errors.len();
    if others > 0 {
        writeln!(anstream::stderr(), "There are {others} warnings and notes besides; `iro-report check` shows them.")?;
    }
    Ok(FAULT_IN_FILES)
}

fn exit_code(findings: &[Finding]) -> u8 {
    if finding::any_error(findings) { FAULT_IN_FILES } else { DONE }
}

/// Prints a result. A reader that has gone away (`| head`) is no failure.
fn print(text: &str) -> Result<()> {
    match anstream::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}
