//! What follows from another fault is not a fault of its own: findings that say again what an error has said are taken out, and
//! missing columns of one table are named together.

use crate::finding::{Finding, Place, Severity};
use std::collections::{BTreeMap, BTreeSet};

/// How many missing columns of one table are still named one by one, each with its near names.
const NAMED_ALONE: usize = 2;

/// The findings without those that only follow from others.
pub fn left_out(findings: Vec<Finding>) -> Vec<Finding> {
    let unread: Vec<String> = files_of(&findings, |finding| {
        matches!(finding.code, "unreadable-file" | "empty-file" | "year-unknown" | "unknown-table")
    });
    let without_column: BTreeSet<String> =
        files_of(&findings, |finding| finding.code == "missing-column" && finding.severity == Severity::Error)
            .into_iter()
            .collect();
    let follows = |finding: &Finding| {
        let Some(file) = &finding.place.file else { return false };
        match finding.code {
            // The folder's table is there, but could not be read.
            "return-missing" => unread.iter().any(|unread| holds(file, unread)),
            // Every row lacks what its table has no column for.
            "blank-child" | "blank-date" | "blank-cell" => {
                finding.place.column.is_none() && without_column.contains(file)
            }
            _ => false,
        }
    };
    let kept = findings.iter().filter(|finding| !follows(finding)).cloned().collect();
    with_columns_together(kept)
}

fn files_of(findings: &[Finding], wanted: impl Fn(&Finding) -> bool) -> Vec<String> {
    findings.iter().filter(|finding| wanted(finding)).filter_map(|finding| finding.place.file.clone()).collect()
}

/// Whether a file lies in the folder of a year, or beside the folders of the years.
fn holds(folder: &str, file: &str) -> bool {
    let of = file.rsplit_once('/').map_or("", |(folder, _)| folder);
    of == folder || folder.rsplit_once('/').is_some_and(|(above, _)| of == above)
}

/// Many missing columns of one table are one finding: the headings as a whole are then wrong.
fn with_columns_together(findings: Vec<Finding>) -> Vec<Finding> {
    let mut tables: BTreeMap<(Option<String>, Option<String>), Vec<&Finding>> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| is_missing_column(finding)) {
        tables.entry((finding.place.file.clone(), finding.place.sheet.clone())).or_default().push(finding);
    }
    tables.retain(|_, missing| missing.len() > NAMED_ALONE);
    let together: Vec<Finding> = tables
        .iter()
        .filter_map(|((file, sheet), missing)| {
            let gravest = missing.iter().min_by_key(|finding| finding.severity)?;
            let columns: Vec<String> = missing
                .iter()
                .filter_map(|finding| finding.place.column.as_ref())
                .map(|column| format!("`{column}`"))
                .collect();
            let place = Place { file: file.clone(), sheet: sheet.clone(), ..Place::default() };
            Some(Finding::new(
                gravest.severity,
                "missing-column",
                place,
                format!("the columns {} are missing", columns.join(", ")),
                gravest.why.clone(),
                "look at the first line of the file: it must hold the headings, one in each cell. If it does, correct the misspelt ones; \
                 if your list calls the columns something else, say so in the order under `sources`",
            ))
        })
        .collect();
    let is_told = |finding: &Finding| {
        is_missing_column(finding) && tables.contains_key(&(finding.place.file.clone(), finding.place.sheet.clone()))
    };
    let mut kept: Vec<Finding> = findings.iter().filter(|finding| !is_told(finding)).cloned().collect();
    kept.extend(together);
    kept
}

fn is_missing_column(finding: &Finding) -> bool {
    finding.code == "missing-column" && finding.place.column.is_some() && finding.place.row.is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(severity: Severity, code: &'static str, place: Place) -> Finding {
        Finding::new(severity, code, place, "w", "y", "x")
    }

    fn codes(findings: &[Finding]) -> Vec<&str> {
        findings.iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn a_table_that_cannot_be_read_is_not_missing_as_well() {
        let missing = finding(Severity::Warning, "return-missing", Place::file("data/ssda903/2025-26"));
        let unread = |file: &str| finding(Severity::Error, "unreadable-file", Place::file(file));
        for (file, told_again) in [
            ("data/ssda903/2025-26/episodes.csv", false),
            ("data/ssda903/episodes.csv", false),
            ("data/ssda903/2024-25/episodes.csv", true),
            ("data/officers.csv", true),
        ] {
            let kept = left_out(vec![missing.clone(), unread(file)]);
            assert_eq!(codes(&kept).contains(&"return-missing"), told_again, "{file}");
        }
    }

    #[test]
    fn a_missing_column_is_not_a_blank_cell_in_every_row() {
        let column = finding(Severity::Error, "missing-column", Place::file("e.csv").column("DECOM"));
        let blank = finding(Severity::Warning, "blank-date", Place::row("e.csv", 2));
        let other = finding(Severity::Warning, "blank-date", Place::row("e.csv", 3).column("REVIEW"));
        assert_eq!(codes(&left_out(vec![column, blank, other])), ["missing-column", "blank-date"]);
    }

    #[test]
    fn many_missing_columns_of_a_table_are_one_finding() {
        let missing = |severity, column: &str| finding(severity, "missing-column", Place::file("e.csv").column(column));
        let two = vec![missing(Severity::Error, "DEC"), missing(Severity::Warning, "CIN")];
        assert_eq!(left_out(two.clone()).len(), 2);
        let three = left_out([two, vec![missing(Severity::Error, "RNE")]].concat());
        assert_eq!(three.len(), 1);
        assert_eq!(three[0].severity, Severity::Error);
        assert_eq!(three[0].what, "the columns `DEC`, `CIN`, `RNE` are missing");
    }
}
