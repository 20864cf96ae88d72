//! Writing what was made: whole files only, an old one replaced only when the new one is complete.

use crate::config::Order;
use crate::disclosure::Edition;
use crate::document::checklist::{MOST_OBSTACLES, checklist};
use crate::document::tree::{Document, Status};
use crate::house_style::HouseStyle;
use crate::moved;
use crate::pdf;
use crate::report::{self, Drafted};
use anyhow::Context;
use rayon::prelude::*;
use serde_json::json;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The path below the report's folder.
    pub file: String,
    /// How many pages it has; none for a file that has no pages.
    pub pages: Option<usize>,
}

/// A file made but not yet written.
struct Made {
    name: String,
    bytes: Vec<u8>,
    pages: Option<usize>,
}

/// Makes every file of an edition, then writes them. `only` is the id of the one part wanted.
///
/// # Errors
/// A fault of the program while the PDF is made, or of the computer while it is written. Nothing is written before all is made.
pub fn write(
    folder: &Path,
    drafted: &Drafted,
    document: &Document,
    only: Option<&str>,
) -> anyhow::Result<Vec<Written>> {
    let edition = drafted.counted.figures.published.edition();
    let below = match edition {
        Edition::Public => "output/public",
        Edition::Restricted => INTERNAL,
    };
    let mut made = pdfs(document, &drafted.style, &drafted.counted.order, edition, only)?;
    made.push(build_record(drafted, document)?);
    // For the service alone, whichever edition is made.
    let obstacles = report::obstacles(drafted);
    let list = |most| pdf::compile(&checklist(document, &obstacles, &drafted.counted.findings, most), &drafted.style);
    // One page: as many obstacles as it holds.
    let mut most = MOST_OBSTACLES;
    let mut page = list(most)?;
    while page.pages > 1 && most > 0 {
        most -= 1;
        page = list(most)?;
    }
    let list = Made { name: "checklist.pdf".into(), bytes: page.bytes, pages: Some(page.pages) };

    let mut written = Vec::new();
    for (below, files) in [(below, made), (INTERNAL, vec![list])] {
        let target = folder.join(below);
        fs::create_dir_all(&target).with_context(|| format!("the folder {below} cannot be made"))?;
        for file in files {
            let name = replace(&target, &file.name, &file.bytes)?;
            written.push(Written { file: format!("{below}/{name}"), pages: file.pages });
        }
    }
    Ok(written)
}

/// Where what must never be published goes.
const INTERNAL: &str = "output/internal";

/// Writes the workbook of problems: a whole file or none, for its owner's eyes only where the system knows owners.
///
/// # Errors
/// A fault of the computer while it is written.
pub fn write_problems(file: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).with_context(|| format!("the folder {} cannot be made", folder.display()))?;
    let mut beside = tempfile::NamedTempFile::new_in(folder)
        .with_context(|| format!("{} cannot be written to", folder.display()))?;
    beside.write_all(bytes).with_context(|| format!("{} cannot be written", file.display()))?;
    beside
        .persist(file)
        .with_context(|| format!("{} cannot be replaced; close it in other programs", file.display()))?;
    Ok(())
}

fn pdfs(
    document: &Document,
    style: &HouseStyle,
    order: &Order,
    edition: Edition,
    only: Option<&str>,
) -> anyhow::Result<Vec<Made>> {
    let ending = |part: &str| {
        let restricted = if edition == Edition::Restricted { "-restricted" } else { "" };
        let draft = if document.status == Status::Draft { "-draft" } else { "" };
        format!("iro-annual-report-{}-{part}{restricted}{draft}.pdf", file_label(&order.period.label()))
    };
    // The whole file first, then each part by itself: name, and the part alone where it is one.
    let mut wanted: Vec<(String, Option<&str>)> = Vec::new();
    if only.is_none() {
        wanted.push((ending("agenda-item"), None));
    }
    for (at, part) in document.parts.iter().enumerate().filter(|(_, part)| only.is_none_or(|only| only == part.id)) {
        let name = if at == 0 { part.id.clone() } else { format!("appendix-{at}") };
        wanted.push((ending(&name), Some(&part.id)));
    }
    wanted
        .into_par_iter()
        .map(|(name, part)| {
            let pdf = match part {
                Some(part) => pdf::compile_part(document, part, style)?,
                None => pdf::compile(document, style)?,
            };
            Ok(Made { name, bytes: pdf.bytes, pages: Some(pdf.pages) })
        })
        .collect()
}

/// A label as it stands in a file name: lower case, digits and hyphens (convention D12).
fn file_label(label: &str) -> String {
    let text: String = label.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    text.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

/// What the report was made from: program version, hashes of inputs, settings, standards, what was accepted.
fn build_record(drafted: &Drafted, document: &Document) -> anyhow::Result<Made> {
    let order = &drafted.counted.order;
    let accepted: Vec<_> = order
        .accepted
        .iter()
        .map(|accepted| json!({"code": accepted.code, "place": accepted.place, "reason": accepted.reason}))
        .collect();
    let record = json!({
        "program": {"name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION")},
        "authority": order.authority,
        "period": {"from": order.period.from.to_string(), "to": order.period.to.to_string()},
        "edition": drafted.counted.figures.published.edition().key(),
        "status": if document.status == Status::Final { "final" } else { "draft" },
        "standards": ["PDF/UA-1", "PDF/A-2a"],
        "small_numbers": {"threshold": order.settings.small_numbers.threshold(), "rounded_to": order.settings.small_numbers.rounded_to(), "hidden": drafted.counted.figures.published.hidden()},
        "inputs": drafted.counted.sources.hashes,
        "accepted": accepted,
        "findings": crate::finding::counts(&drafted.counted.findings),
        "figures": moved::printed(&drafted.counted.figures.published),
    });
    Ok(Made {
        name: "build.json".into(),
        bytes: format!("{}\n", serde_json::to_string_pretty(&record)?).into_bytes(),
        pages: None,
    })
}

/// Writes a whole file beside its place and then moves it there. Where the old file is open elsewhere and cannot be replaced, the new
/// one gets a number. Gives the name written.
fn replace(target: &Path, name: &str, bytes: &[u8]) -> anyhow::Result<String> {
    let mut file = beside(target).with_context(|| format!("{} cannot be written to", target.display()))?;
    file.write_all(bytes).with_context(|| format!("{name} cannot be written"))?;
    let mut file = match file.persist(target.join(name)) {
        Ok(_) => return Ok(name.to_string()),
        Err(error) => error.file,
    };
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    for number in 2..100 {
        let other = format!("{stem} ({number}).{extension}");
        let path: PathBuf = target.join(&other);
        if path.exists() {
            continue;
        }
        match file.persist(&path) {
            Ok(_) => return Ok(other),
            Err(error) => file = error.file,
        }
    }
    anyhow::bail!("{name} cannot be replaced; close it in other programs")
}

/// A new file in the folder, readable like any other file there and not by its owner only.
fn beside(target: &Path) -> std::io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(target)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_become_plain_file_names() {
        assert_eq!(file_label("2025-26"), "2025-26");
        assert_eq!(file_label("1 January 2025 to 31 December 2025"), "1-january-2025-to-31-december-2025");
    }
}
