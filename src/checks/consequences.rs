//! What follows from another fault is not a fault of its own: findings that say again what an error has said are taken out, and
//! missing columns of one table are named together.

use crate::finding::{Finding, Place, Severity};
use std::collections::{BTreeMap, BTreeSet};

/// How many missing columns of one table are still named one by one, each with its near names.
const NAMED_ALONE: usize = 2;

/// The findings without those that only follow from others.
pub fn left_out(findings: Vec<Finding>) -> Vec<Finding> {
    // Only errors hide what follows from them: nothing is made before they are put right, and then the next check tells the rest.
    let unread: BTreeSet<String> =
        files_of(&findings, |finding| matches!(finding.code, "unreadable-file" | "year-unknown"));
    let of_return = |finding: &Finding| {
        let file = finding.place.file.as_deref().unwrap_or_default();
        finding.severity == Severity::Error
            && matches!(finding.code, "unreadable-file" | "year-unknown" | "missing-column" | "dates-month-first")
            && file.contains("/ssda903/")
    };
    let is_return_faulty = findings.iter().any(of_return);
    let without_headings: BTreeSet<String> = files_of(&findings, |finding| {
        finding.code == "unknown-table" || (finding.code == "missing-column" && finding.severity == Severity::Error)
    });
    let mut missing: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| is_missing_column(finding)) {
        *missing.entry(finding.place.file.as_deref().unwrap_or_default()).or_default() += 1;
    }
    let first_line_is_data: BTreeSet<String> =
        missing.iter().filter(|(_, count)| **count > NAMED_ALONE).map(|(file, _)| file.to_string()).collect();
    let month_first: BTreeSet<Place> = findings
        .iter()
        .filter(|finding| finding.code == "dates-month-first")
        .map(|finding| of_column(&finding.place))
        .collect();
    let swapped: BTreeSet<String> = files_of(&findings, |finding| finding.code == "dates-month-first");
    let twice: BTreeSet<String> = files_of(&findings, |finding| matches!(finding.code, "table-twice" | "file-twice"));
    let follows = |finding: &Finding| {
        let Some(file) = &finding.place.file else { return false };
        match finding.code {
            // The folder's table is there, but could not be read.
            "return-missing" => unread.iter().any(|unread| holds(file, unread)),
            // Every row lacks what its table has no column for.
            "blank-child" | "blank-date" | "blank-cell" => {
                finding.place.column.is_none() && without_headings.contains(file)
            }
            // The first line holds no headings, so neither its width nor its words say anything.
            "uneven-row" | "doubled-column" | "no-rows" => without_headings.contains(file),
            // Nor can its words be named: they may be a child's identifier or day of birth.
            "headings-assumed" | "unused-column" | "doubtful-column" | "personal-column" => {
                first_line_is_data.contains(file)
            }
            "bad-date" => swapped.contains(file) && month_first.contains(&of_column(&finding.place)),
            // Of a copy every row stands twice.
            "duplicate-row" | "reviews-same-day" => twice.contains(file),
            // Without its episodes, or with wrong days, no child is seen in care.
            "review-outside-care" | "reviews-cannot-be-judged" => is_return_faulty,
            _ => false,
        }
    };
    with_columns_together(findings.into_iter().filter(|finding| !follows(finding)).collect())
}

/// A place without its row: the column of a table.
fn of_column(place: &Place) -> Place {
    Place { row: None, ..place.clone() }
}

fn files_of(findings: &[Finding], wanted: impl Fn(&Finding) -> bool) -> BTreeSet<String> {
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
    if tables.is_empty() {
        return findings;
    }
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
            let of_return = gravest.fix.contains("as the return has it");
            let fix = if of_return {
                "look at the first line of the file: it must hold the headings as the return has them, one in each cell"
            } else {
                "look at the first line of the file: it must hold the headings, one in each cell; if your list calls the columns \
                 something else, say so in the order under `sources`"
            };
            let what = format!("the columns {} are missing", columns.join(", "));
            let mut near: Vec<String> = Vec::new();
            for name in missing.iter().flat_map(|finding| &finding.near) {
                if !near.contains(name) {
                    near.push(name.clone());
                }
            }
            Some(Finding::new(gravest.severity, "missing-column", place, what, gravest.why.clone(), fix).near(near))
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
    fn a_file_without_headings_has_no_other_faults() {
        let unknown = finding(Severity::Warning, "unknown-table", Place::file("data/ssda903/2025-26/e.csv"));
        let uneven = finding(Severity::Warning, "uneven-row", Place::row("data/ssda903/2025-26/e.csv", 2));
        let outside = finding(Severity::Warning, "review-outside-care", Place::row("data/ssda903/2025-26/r.csv", 2));
        let other = finding(Severity::Warning, "uneven-row", Place::row("data/ssda903/2025-26/r.csv", 9));
        let missing = finding(Severity::Warning, "return-missing", Place::file("data/ssda903/2025-26"));
        // A file that does not belong there hides nothing of the others.
        let kept = left_out(vec![missing, uneven, outside.clone(), other, unknown]);
        assert_eq!(codes(&kept), ["return-missing", "review-outside-care", "uneven-row", "unknown-table"]);
        let column = Place::file("data/ssda903/2025-26/e.csv").column("DEC");
        assert_eq!(
            codes(&left_out(vec![outside, finding(Severity::Error, "missing-column", column)])),
            ["missing-column"]
        );
    }

    #[test]
    fn a_copy_is_not_a_fault_of_each_of_its_rows_and_swapped_dates_are_told_once() {
        let twice = finding(Severity::Warning, "table-twice", Place::file("data/ssda903/2026/old.csv"));
        let row = |file: &str| finding(Severity::Warning, "duplicate-row", Place::row(file, 2));
        let kept = left_out(vec![row("data/ssda903/2026/old.csv"), row("data/ssda903/2026/e.csv"), twice]);
        assert_eq!(codes(&kept), ["duplicate-row", "table-twice"]);
        let swapped =
            finding(Severity::Error, "dates-month-first", Place::row("data/reviews.csv", 2).column("held_on"));
        let bad =
            |column: &str| finding(Severity::Warning, "bad-date", Place::row("data/reviews.csv", 2).column(column));
        let kept = left_out(vec![swapped, bad("held_on"), bad("due_on")]);
        assert_eq!(
            kept.iter().map(|finding| finding.place.column.clone().unwrap()).collect::<Vec<_>>(),
            ["held_on", "due_on"]
        );
        assert_eq!(codes(&kept), ["dates-month-first", "bad-date"]);
    }

    #[test]
    fn a_missing_column_is_not_a_blank_cell_in_every_row() {
        let column = finding(Severity::Error, "missing-column", Place::file("e.csv").column("DECOM"));
        let blank = finding(Severity::Warning, "blank-date", Place::row("e.csv", 2));
        let other = finding(Severity::Warning, "blank-date", Place::row("e.csv", 3).column("REVIEW"));
        assert_eq!(codes(&left_out(vec![column, blank, other])), ["missing-column", "blank-date"]);
    }

    #[test]
    fn the_words_of_a_first_line_that_holds_no_headings_are_not_repeated() {
        let missing = |column: &str| finding(Severity::Warning, "missing-column", Place::file("r.csv").column(column));
        let unused = |file: &str| finding(Severity::Note, "unused-column", Place::row(file, 1));
        let mut findings = vec![missing("a"), missing("b"), unused("r.csv"), unused("o.csv")];
        assert_eq!(left_out(findings.clone()).len(), 4);
        findings.push(missing("c"));
        assert_eq!(codes(&left_out(findings)), ["unused-column", "missing-column"]);
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
