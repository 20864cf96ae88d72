//! Which row of a sheet holds the headings, and the headings by which that is told.
//!
//! The order's `heading_row` is always followed. Without it the row is, among the first rows that are not blank:
//!
//! 1. the one with the most headings that are known for this source, if it has three, or two that are more than half of its cells, or if all
//!    its cells are known headings;
//! 2. else the first that fills at least two columns, and a third as many as the fullest row: titles and notes stand in one cell;
//! 3. else, where no row fills two columns, the first.

use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// The headings that councils and case systems use; the dataset says what each means.
const HEADINGS: &str = include_str!("../../data/reference/headings.yaml");

/// The columns of the return, by which its tables are known.
const RETURN_HEADINGS: &str = "CHILD SEX DOB ETHNIC UPN MOTHER MC_DOB DECOM RNE LS CIN PLACE PLACE_PROVIDER DEC REC \
    REASON_PLACE_CHANGE HOME_POST PL_POST URN REVIEW REVIEW_CODE DUC SDQ_SCORE SDQ_REASON CONVICTED HEALTH_CHECK IMMUNISATIONS \
    TEETH_CHECK HEALTH_ASSESSMENT SUBSTANCE_MISUSE INTERVENTION_RECEIVED INTERVENTION_OFFERED IN_TOUCH ACTIV ACCOM DATE_INT \
    DATE_MATCH FOSTER_CARE NB_ADOPTR SEX_ADOPTR LS_ADOPTR DATE_PLACED DATE_PLACED_CEASED REASON_PLACED_CEASED PREV_PERM LA_PERM \
    DATE_PERM MISSING MIS_START MIS_END SW_ID SW_DECOM SW_DEC SW_REASON DOLO_START DOLO_END LA YEAR";

/// The columns of the return that hold days.
const RETURN_DATES: &str = "DOB MC_DOB DECOM DEC REVIEW DUC DATE_INT DATE_MATCH DATE_PLACED DATE_PLACED_CEASED DATE_PERM \
    MIS_START MIS_END SW_DECOM SW_DEC DOLO_START DOLO_END";

/// What is known of a table before it is read.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Headings that it may have, as [`plain_key`] writes them.
    pub headings: BTreeSet<String>,
    /// Those of them whose columns are to hold days and nothing else.
    pub dates: BTreeSet<String>,
    /// The row of the headings, if the order says it.
    pub heading_row: Option<u64>,
}

impl Known {
    /// What is known of one of the service's own tables: its fields and what councils call them.
    pub fn of_source(source: &str) -> Known {
        // A fault in the embedded list is reported where its meanings are read; here it only means that rows are told by their shape.
        static LISTS: LazyLock<Lists> = LazyLock::new(|| serde_yaml::from_str(HEADINGS).unwrap_or_default());
        let fields = LISTS.fields.get(source);
        let headings = fields.into_iter().flatten().flat_map(|(field, headings)| headings.iter().chain([field]));
        Known { headings: headings.map(|heading| plain_key(heading)).collect(), ..Known::default() }
    }

    /// What is known of a table of the national return.
    pub fn of_return() -> Known {
        let keys = |headings: &str| headings.split_whitespace().map(plain_key).collect();
        Known { headings: keys(RETURN_HEADINGS), dates: keys(RETURN_DATES), heading_row: None }
    }

    /// The same, with these headings known too.
    pub fn with<'h>(mut self, headings: impl IntoIterator<Item = &'h str>) -> Known {
        self.headings.extend(headings.into_iter().map(plain_key).filter(|key| !key.is_empty()));
        self
    }

    /// How many of the cells of a row are known headings, each counted once.
    pub fn hits<'c>(&self, cells: impl IntoIterator<Item = &'c str>) -> usize {
        let keys: BTreeSet<String> = cells.into_iter().map(plain_key).collect();
        keys.intersection(&self.headings).count()
    }

    /// Whether these cells are those of a heading row by what is known.
    pub fn fits<'c>(&self, cells: impl IntoIterator<Item = &'c str> + Clone) -> bool {
        let filled = cells.clone().into_iter().filter(|cell| !cell.trim().is_empty()).count();
        let hits = self.hits(cells);
        hits >= 3 || (hits >= 2 && hits * 2 > filled) || (hits >= 1 && hits == filled)
    }
}

#[derive(Default, Deserialize)]
struct Lists {
    fields: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

/// A heading in the form in which likely headings are compared: only letters and digits count, and what stands in brackets at the
/// end does not: `Date of review (dd/mm/yyyy) *` and `date_of_review` are one.
pub fn plain_key(heading: &str) -> String {
    let heading = heading.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '?' | ':' | '.'));
    let open = heading.strip_suffix([')', ']']).and_then(|inner| inner.rfind(['(', '[']));
    let heading = open.filter(|at| *at > 0).map_or(heading, |at| &heading[..at]);
    heading
        .chars()
        .map(|c| if c == '%' { 'p' } else { c })
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The position among these rows, none of them blank, of the one that holds the headings; none where there are no rows.
pub fn found(rows: &[Vec<String>], known: &Known) -> Option<usize> {
    fn cells(row: &[String]) -> Vec<&str> {
        row.iter().map(String::as_str).collect()
    }
    let fitting = rows.iter().enumerate().filter(|(_, row)| known.fits(cells(row)));
    // Of rows with equally many the first.
    let best = fitting.max_by_key(|(at, row)| (known.hits(cells(row)), std::cmp::Reverse(*at)));
    if let Some((at, _)) = best {
        return Some(at);
    }
    let filled = |row: &Vec<String>| row.iter().filter(|cell| !cell.trim().is_empty()).count();
    let fullest = rows.iter().map(filled).max()?;
    if fullest < 2 {
        return Some(0);
    }
    rows.iter().position(|row| filled(row) >= (fullest / 3).max(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, known: &Known) -> Option<usize> {
        let rows: Vec<Vec<String>> =
            text.lines().map(|line| line.split('|').map(|cell| cell.trim().to_string()).collect()).collect();
        found(&rows, known)
    }

    #[test]
    fn titles_and_notes_above_the_headings_are_passed_over() {
        let reviews = Known::of_source("reviews");
        assert_eq!(at("child | held_on\n1 | 01/04/2025", &reviews), Some(0));
        assert_eq!(
            at("Review log\nPrinted | 01/04/2026\nChild ID | Date of review | IRO\n1 | 01/04/2025 | A", &reviews),
            Some(2)
        );
        // A merged heading over a group of columns.
        assert_eq!(
            at(" | | Took part\nChild ID | Review date | Mother | Father\n1 | 01/04/2025 | Yes | No", &reviews),
            Some(1)
        );
        // By shape alone.
        let unknown = Known::default();
        assert_eq!(at("Audit 2026\nDo not edit\nQ1 | Q2 | Q3\nYes | No | Yes", &unknown), Some(2));
        assert_eq!(at("Q1 | Q2 | Q3\nYes | No | Yes", &unknown), Some(0));
        assert_eq!(found(&[], &unknown), None);
    }

    #[test]
    fn words_in_the_rows_are_not_taken_for_headings() {
        let disputes = Known::of_source("disputes");
        assert_eq!(at("A | B | C | D\n1 | Outcome | x | y\n2 | Stage | z | Outcome", &disputes), Some(0));
        let audit = Known::of_source("audit");
        assert_eq!(at("Which area?\tx | Who took part in the review?\nEast | Mother", &audit), Some(0));
    }

    #[test]
    fn a_list_in_one_column_has_its_heading_first_or_under_its_title() {
        let holidays = Known::default().with(["date"]);
        assert_eq!(at("date\n25/12/2026", &holidays), Some(0));
        assert_eq!(at("Bank holidays of our council\nDate\n25/12/2026", &holidays), Some(1));
        assert_eq!(at("Day\n25/12/2026", &Known::default()), Some(0));
    }

    #[test]
    fn return_columns_are_known_by_the_words_of_the_return() {
        let known = Known::of_return();
        assert_eq!(at("Return 2025-26 | draft\nCHILD | DOB | REVIEW | REVIEW_CODE\n1 | 1 | 1 | PN1", &known), Some(1));
        assert!(known.dates.contains("datematch") && known.dates.is_subset(&known.headings));
    }
}
