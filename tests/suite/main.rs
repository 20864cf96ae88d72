//! What a person sees when they run `iro-report`: the files it writes, the words it prints, the code it ends with.

mod attack;
mod checked;
mod conforms;
mod council;
mod figures;
mod golden;
mod hostile;
mod metrics;
mod pdf;
mod published;
mod refused;
mod roll_forward;
mod shapes;
mod templates;
mod typed;
mod words;

use assert_cmd::Command;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use tempfile::TempDir;

/// The order of three lines.
const SMALLEST: &str = "format: 1\nauthority: Example Council\nperiod: 2025-26\n";

/// Set to write the expected files anew.
const ACCEPT: &str = "IRO_REPORT_ACCEPT";

/// The project's folder.
fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The example report as it stands in the project: never written to.
fn example() -> PathBuf {
    project().join("data/example")
}

/// The program, asked to do `command` in a folder.
fn program(folder: &Path, command: &[&str]) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_iro-report"));
    program.current_dir(folder).args(command);
    program
}

/// Copies a folder with everything below it.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// A folder with the order of three lines and the example's national return of these years, or nothing where there are none.
fn bare(years: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("report.yaml"), SMALLEST).unwrap();
    for year in years {
        let place = format!("data/ssda903/{year}");
        copy(&example().join(&place), &folder.path().join(&place));
    }
    folder
}

/// A copy of the example in a folder of this name, both editions built. Made anew by each run of the tests.
fn built(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    for part in ["data", "narrative"] {
        copy(&example().join(part), &folder.join(part));
    }
    fs::copy(example().join("report.yaml"), folder.join("report.yaml")).unwrap();
    for edition in ["public", "restricted"] {
        program(&folder, &["build", "--edition", edition]).assert().success();
    }
    folder
}

/// The example, built once for all tests that only read it.
static EXAMPLE: LazyLock<PathBuf> = LazyLock::new(|| built("example"));

/// The PDF files in a folder, by name.
fn pdfs(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "pdf"))
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap()))
        .collect();
    files.sort();
    files
}

/// What a command prints on its standard output, once it has ended well.
fn printed(folder: &Path, command: &[&str]) -> String {
    String::from_utf8(program(folder, command).assert().success().get_output().stdout.clone()).unwrap()
}

/// Compares what is with what is expected, or writes it down as expected if that is asked for.
fn expect(file: &Path, actual: &str) {
    if std::env::var_os(ACCEPT).is_some() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, actual).unwrap();
        return;
    }
    let expected = fs::read_to_string(file).unwrap_or_default().replace("\r\n", "\n");
    let (mut lines, mut others) = (expected.lines(), actual.lines());
    for line in 1.. {
        match (lines.next(), others.next()) {
            (None, None) => return,
            (expected, actual) if expected == actual => {}
            (expected, actual) => panic!(
                "{}, line {line}:\n  expected: {}\n  is:       {}\nIf this is meant, run again with {ACCEPT}=1 and read `git diff`.",
                file.strip_prefix(project()).unwrap_or(file).display(),
                expected.unwrap_or("(nothing more)"),
                actual.unwrap_or("(nothing more)"),
            ),
        }
    }
}
