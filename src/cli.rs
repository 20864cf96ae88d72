//! The command line: what may be asked of the program.

use crate::disclosure::Edition;
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// Makes the statutory annual report of an independent reviewing officer service out of the files a council already holds.
#[derive(Debug, Parser)]
#[command(
    name = "iro-report",
    version,
    about,
    after_help = "A report's folder holds `report.yaml` (three lines are enough), the files in `data/` and the manager's words in `narrative/`.\n\
                  Start one with `iro-report new FOLDER`. Nothing ever leaves this computer.\n\n\
                  Exit codes: 0 done, 1 something in your files has to be put right, 2 wrong use or a fault of the program."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Start a report: a folder with an order to fill in and a place for every file. Never overwrites anything.
    New {
        /// The folder to make.
        folder: PathBuf,
        /// The council's name; asked for where it is left out.
        #[arg(long, value_name = "NAME")]
        council: Option<String>,
        /// The year of the report, such as 2025-26; asked for where it is left out.
        #[arg(long, value_name = "YEAR")]
        year: Option<String>,
    },
    /// Make next year's folder out of this year's: settings carried, the period moved, this year's figures in the history, the plan as the
    /// actions to report on, the words marked as last year's. Never overwrites anything.
    RollForward {
        /// This year's folder.
        old: PathBuf,
        /// The folder to make.
        new: PathBuf,
    },
    /// Look for everything that is wrong or doubtful in a report's folder, without making the report.
    #[command(
        after_help = "Every finding says where it is, why it matters and how to put it right.\nErrors have to be put right before a report can be made; warnings do not stop a draft.\n\nExamples:\n  iro-report check my-report\n  iro-report check --only late-without-reason my-report\n  iro-report check --workbook my-report/output/internal/problems.xlsx my-report"
    )]
    Check {
        /// Where the report is.
        #[command(flatten)]
        at: At,
        /// Print everything as data (JSON) instead of the first of each kind in words.
        #[arg(long)]
        json: bool,
        /// Print every finding in words, not only the first of each kind.
        #[arg(long, conflicts_with = "json")]
        all: bool,
        /// Print every finding of this code, and no other.
        #[arg(long, value_name = "CODE", conflicts_with_all = ["json", "all"])]
        only: Option<String>,
        /// List every number that the public edition hides and why, for your own eyes: do not send or publish it.
        #[arg(long, conflicts_with_all = ["json", "all", "only"])]
        hidden: bool,
        /// Write one row for each fault, with the child's identifier, into a workbook that stays with the analyst: FILE.xlsx.
        #[arg(long, value_name = "FILE")]
        workbook: Option<PathBuf>,
    },
    /// Make the report: check the folder, then write the PDF files into its `output` folder.
    #[command(
        after_help = "The public edition goes to output/public: the agenda item with all parts in one PDF, and each part on its own.\nThe restricted edition shows every number. It goes to output/internal and must never be published."
    )]
    Build {
        /// Where the report is.
        #[command(flatten)]
        at: At,
        /// Who the report is for.
        #[arg(long, value_enum, default_value_t = Edition::Public)]
        edition: Edition,
        /// Make the final version: refused while a required area is unanswered or anything has to be put right.
        #[arg(long = "final")]
        finished: bool,
        /// Write only this part: cover-report, annual-report, care-plan-audit or how-made.
        #[arg(long, value_name = "PART")]
        only: Option<String>,
    },
    /// Print every figure and table of the report as data, for analysts and other programs.
    Figures {
        /// Where the report is.
        #[command(flatten)]
        at: At,
        /// Print as JSON, which is done anyway where nothing else is asked for.
        #[arg(long)]
        json: bool,
        /// Print as CSV: one row for each figure and for each cell of a table, for a spreadsheet.
        #[arg(long, conflicts_with = "json")]
        csv: bool,
        /// Whose numbers: public hides small ones, restricted shows all.
        #[arg(long, value_enum, default_value_t = Edition::Public)]
        edition: Edition,
    },
    /// Explain a figure, a table or a finding: its rule, its numbers, what was left out.
    #[command(
        after_help = "Examples:\n  iro-report explain reviews_held_on_time\n  iro-report explain audit.pep_held my-report\n  iro-report explain late-without-reason\n  iro-report explain reviews_held_on_time --rows\n\n--rows shows every number and the place (file, sheet, row) of every record that is counted or left out, so that it can be\nchecked by hand. It is for the analyst: nothing is written to the report's folders, and it must not be published."
    )]
    Explain {
        /// The id of a figure or table, or the code of a finding.
        id: String,
        /// Where the report is.
        #[command(flatten)]
        at: At,
        /// Whose numbers: public hides small ones, restricted shows all.
        #[arg(long, value_enum, default_value_t = Edition::Public)]
        edition: Edition,
        /// List the records that are counted and those left out by file, sheet and row; shows the restricted edition's numbers.
        #[arg(long)]
        rows: bool,
    },
}

/// Where the report is.
#[derive(Debug, Args)]
pub struct At {
    /// The report's folder; without it, this folder or the nearest one above it that has a report.yaml.
    pub folder: Option<PathBuf>,
}

impl At {
    /// The folder that is meant.
    pub fn found(&self) -> PathBuf {
        if let Some(folder) = &self.folder {
            return folder.clone();
        }
        let here = std::env::current_dir().unwrap_or_default();
        here.ancestors()
            .find(|folder| folder.join(crate::config::ORDER_FILE).is_file())
            .map_or_else(|| PathBuf::from("."), PathBuf::from)
    }
}
