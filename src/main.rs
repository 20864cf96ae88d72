//! Parses the command line, calls the report's steps, prints findings, chooses the exit code. Nothing else.

use anyhow::Result;
use clap::Parser;
use iro_report::cli::{Cli, Command};
use iro_report::disclosure::Edition;
use iro_report::figures::json;
use iro_report::finding::{self, Finding};
use iro_report::report;
use std::io::Write;
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
        Command::Figures { at, json: _, edition } => match report::count(&at.found(), edition)? {
            Ok(counted) => {
                let document = json::document(&counted.figures, &counted.order, &counted.findings);
                print(&format!("{}\n", serde_json::to_string_pretty(&document)?))?;
                Ok(exit_code(&counted.findings))
            }
            Err(findings) => refused(&findings),
        },
        Command::Check { at, json, all } => {
            let (Ok(findings) | Err(findings)) =
                report::count(&at.found(), Edition::Public)?.map(|counted| counted.findings);
            if json {
                print(&format!("{}\n", serde_json::to_string_pretty(&findings)?))?;
            } else {
                print(&finding::summary(&findings, all))?;
            }
            Ok(exit_code(&findings))
        }
        _ => anyhow::bail!("not yet"),
    }
}

fn refused(findings: &[Finding]) -> Result<u8> {
    write!(anstream::stderr(), "{}", finding::summary(findings, true))?;
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
