//! The verdict as a terminal of 80 columns shows it.

use super::Verdict;
use super::effect::{Effect, Kind};
use crate::figures::words::count;
use crate::finding::{self, Finding, Severity, fitted, wrapped};
use crate::period::collection_year_label;
use std::collections::{BTreeMap, BTreeSet};

/// How many figures an effect names before it only counts them.
const NAMED: usize = 3;
/// How many reasons for missing figures are told before they are only counted.
const REASONS: usize = 4;

/// Everything in words: what was read, the first finding of each family (or all of them), the families, the effects, the verdict.
pub fn text(verdict: &Verdict<'_>, all: bool) -> String {
    let findings = verdict.findings;
    let mut parts = Vec::new();
    parts.extend(verdict.read.as_ref().map(|_| read(verdict)));
    if findings.is_empty() {
        parts.push(nothing(verdict));
    } else {
        parts.extend(shown(findings, all));
        if finding::families(findings).len() > 1 {
            parts.push(families(findings));
        }
    }
    parts.extend(effects(&verdict.effects));
    parts.push(ending(verdict));
    parts.join("\n\n") + "\n"
}

/// The findings of one code alone, all of them.
pub fn only(verdict: &Verdict<'_>, code: &str) -> String {
    let of_code: Vec<&Finding> =
        finding::by_severity(verdict.findings).filter(|finding| finding.code == code).collect();
    if of_code.is_empty() {
        return format!("There is no finding `{code}` in this report.\n");
    }
    let mut parts: Vec<String> = of_code.iter().map(|finding| fitted(&finding.to_string())).collect();
    let number =
        if of_code.len() == 1 { "1 finding".into() } else { format!("{} findings", count(of_code.len() as u64)) };
    parts.push(format!("{number} of this kind. What it means: iro-report explain {code}"));
    parts.join("\n\n") + "\n"
}

fn nothing(verdict: &Verdict<'_>) -> String {
    let files = verdict.read.iter().flat_map(|read| &read.files).map(|read| read.file).collect::<BTreeSet<_>>().len();
    let rows: u64 = verdict.read.iter().flat_map(|read| &read.files).filter_map(|read| read.rows).sum();
    format!("Nothing is wrong or doubtful in {} files, {} rows read.", count(files as u64), count(rows))
}

fn read(verdict: &Verdict<'_>) -> String {
    let entries = verdict.read.as_ref().map_or(&[][..], |read| &read.files);
    let files: BTreeSet<&str> = entries.iter().map(|read| read.file).collect();
    let tables = entries.iter().filter(|read| read.rows.is_some()).count();
    let rows = |entries: &[&super::ReadFile<'_>]| entries.iter().filter_map(|read| read.rows).sum::<u64>();
    let mut lines = vec![format!(
        "Read: {}, {}, {}.",
        things(files.len() as u64, "file", "files"),
        things(tables as u64, "table", "tables"),
        things(entries.iter().filter_map(|read| read.rows).sum(), "row", "rows"),
    )];
    let mut years: BTreeMap<i16, Vec<&super::ReadFile<'_>>> = BTreeMap::new();
    for read in entries {
        if let Some(year) = read.year {
            years.entry(year).or_default().push(read);
        }
    }
    for (year, of_year) in years {
        let names: BTreeSet<&str> =
            of_year.iter().filter_map(|read| read.table).filter(|name| *name != "Other").collect();
        let others = of_year.iter().filter(|read| read.table == Some("Other")).count();
        let mut names: Vec<String> = names.into_iter().map(str::to_string).collect();
        if others > 0 {
            names.push(format!("{others} others, not needed"));
        }
        let label = collection_year_label(year);
        lines.push(format!(
            "- the return of {label}: {} ({})",
            names.join(", "),
            things(rows(&of_year), "row", "rows")
        ));
    }
    let own: Vec<&super::ReadFile<'_>> =
        entries.iter().filter(|read| read.rows.is_some() && read.table.is_some() && read.year.is_none()).collect();
    if !own.is_empty() {
        let names: Vec<&str> = own.iter().filter_map(|read| read.table).collect();
        lines.push(format!("- your own files: {} ({})", names.join(", "), things(rows(&own), "row", "rows")));
    }
    let words = entries.iter().filter(|read| read.file.starts_with("narrative/")).count() as u64;
    if words > 0 {
        lines.push(format!("- your own words: {}", things(words, "section", "sections")));
    }
    lines.iter().map(|line| fitted(line)).collect::<Vec<_>>().join("\n")
}

/// The findings, errors first; of a family the first, and how many more. Errors that say different things are all shown.
fn shown(findings: &[Finding], all: bool) -> Vec<String> {
    let families = finding::families(findings);
    let mut of_error: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| finding.severity == Severity::Error) {
        *of_error.entry((finding.code, &finding.what)).or_default() += 1;
    }
    let mut seen: BTreeSet<(Severity, &str, &str)> = BTreeSet::new();
    let mut parts = Vec::new();
    for finding in finding::by_severity(findings) {
        let is_error = finding.severity == Severity::Error;
        let told = if is_error { finding.what.as_str() } else { "" };
        if !all && !seen.insert((finding.severity, finding.code, told)) {
            continue;
        }
        let mut text = fitted(&finding.to_string());
        let (alike, files) = match families.get(&(finding.severity, finding.code)) {
            _ if is_error => (of_error.get(&(finding.code, told)).copied().unwrap_or(1), 1),
            Some(family) => (family.count, family.files.len()),
            None => (1, 1),
        };
        if !all && alike > 1 {
            let among = if files > 1 { format!(", in {files} files") } else { String::new() };
            text.push_str(&format!(
                "\n  and {} more of this kind{among} (check --only {})",
                count(alike - 1),
                finding.code
            ));
        }
        parts.push(text);
    }
    parts
}

/// A table of the families: how grave, which, how many, in how many files.
fn families(findings: &[Finding]) -> String {
    let families = finding::families(findings);
    let widest = families.keys().map(|(_, code)| code.len()).max().unwrap_or_default();
    let mut lines = vec![format!("{:9}{:widest$}{:>8}{:>8}{:>8}", "", "", "count", "rows", "files")];
    for ((severity, code), family) in &families {
        lines.push(format!(
            "{:9}{code:widest$}{:>8}{:>8}{:>8}",
            severity.to_string(),
            count(family.count),
            count(family.rows),
            family.files.len()
        ));
    }
    lines.push("What a code means, and every place: iro-report explain CODE".to_string());
    lines.join("\n")
}

fn effects(effects: &[Effect]) -> Option<String> {
    let of = |kind| effects.iter().filter(move |effect| effect.kind == kind);
    let mut lines: Vec<String> = of(Kind::LeftOut).map(left_out).collect();
    let mut by_figure: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for effect in of(Kind::LessExact) {
        for id in &effect.touches {
            by_figure.entry(id).or_default().push(format!("{} ({})", effect.codes.join(", "), count(effect.count)));
        }
    }
    // Figures touched by the same findings are told together.
    let mut by_findings: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (id, findings) in by_figure {
        by_findings.entry(findings.join(", ")).or_default().push(id.to_string());
    }
    lines.extend(by_findings.iter().map(|(findings, touched)| {
        let are = if touched.len() == 1 { "is" } else { "are" };
        format!("{} {are} less exact: {findings}", ids(touched))
    }));
    let missing: Vec<&Effect> = of(Kind::Missing).collect();
    for effect in missing.iter().take(REASONS) {
        let figures = things(effect.count, "figure or table prints", "figures and tables print");
        lines.push(format!("{figures} [x], because {}", effect.reason));
    }
    if missing.len() > REASONS {
        let figures: u64 = missing.iter().skip(REASONS).map(|effect| effect.count).sum();
        lines.push(format!("{} [x], for other reasons", things(figures, "more prints", "more print")));
    }
    if lines.is_empty() {
        return None;
    }
    let list: Vec<String> = lines.iter().map(|line| format!("- {}", wrapped(line, "  ").trim_start())).collect();
    Some(format!("What this does to the figures\n{}", list.join("\n")))
}

fn left_out(effect: &Effect) -> String {
    let of_children = effect
        .touches
        .iter()
        .all(|id| id.starts_with("children_") || id == "reviews_overdue" || id == "same_placement_two_years");
    let rows = |table: &str, why: &str| {
        let rows = things(effect.count, "row", "rows");
        let are = if effect.count == 1 { "is" } else { "are" };
        format!("{rows} of {table} {are} left out ({why})")
    };
    let said = match effect.reason.split_once(": ") {
        Some(("episode rows", why)) => rows("Episodes", why),
        Some(("review rows", why)) => rows("Reviews", why),
        _ if effect.reason == crate::measures::reviews::CANNOT_BE_JUDGED => {
            let things = match of_children {
                true => things(effect.count, "child", "children"),
                false => things(effect.count, "review", "reviews"),
            };
            format!("{things} cannot be judged")
        }
        _ => format!("{} left out: {}", count(effect.count), effect.reason),
    };
    format!("{said}, see {}", ids(&effect.touches))
}

/// The first ids, and how many more.
fn ids(ids: &[String]) -> String {
    let first = ids.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    match ids.len().saturating_sub(NAMED) {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}

fn ending(verdict: &Verdict<'_>) -> String {
    let mut text = fitted(&finding::verdict(verdict.findings));
    if !verdict.before_final.is_empty() && !finding::any_error(verdict.findings) {
        let waits = format!("The final version waits for: {}.", verdict.before_final.join(", "));
        text.push_str(&format!("\n{}", fitted(&waits)));
    }
    text
}

fn things(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}
