//! The collection year of each table: what its rows, its folder or its name say, else what the days in it say.

use super::recognition::{Given, Kind, column};
use crate::finding::{Finding, Place, Severity};
use crate::period::{collection_year_label, collection_year_of, parse_date};
use crate::sources::table::{RawRow, RawTable};
use crate::sources::{ReturnTable, year_in, year_named};
use std::collections::{BTreeMap, BTreeSet};

/// Which year, or years, a table belongs to.
#[derive(Debug, Clone)]
pub enum Years {
    /// The whole table is of one year.
    One(i16),
    /// A pipeline's table says the year of each row.
    OfRows(BTreeMap<i16, Vec<RawRow>>),
    /// It cannot be told.
    Unknown,
}

/// The years of each table: the YEAR of its rows, else its folder's name, else the file's or the sheet's, else the latest days
/// inside, else that of the other tables of the same file, then of the same folder, else that of the Episodes with the same children.
/// A folder and a name that say different years are an error. A case system's list has no year: it is parted by its days.
pub fn of(tables: &[ReturnTable], kinds: &[Option<Kind>], findings: &mut Vec<Finding>) -> Vec<Years> {
    let mut years: Vec<Option<i16>> = Vec::with_capacity(tables.len());
    let mut rows: BTreeMap<usize, BTreeMap<i16, Vec<RawRow>>> = BTreeMap::new();
    for (at, (read, kind)) in tables.iter().zip(kinds).enumerate() {
        if let Some(of_rows) = years_of_rows(&read.table, findings).filter(|_| kind.is_some()) {
            if let Some(folder) = read.folder_year.filter(|folder| !of_rows.contains_key(folder)) {
                findings.push(clash(
                    &read.table,
                    format!(
                        "the folder says the collection year {}, but no row of the file has it as its YEAR",
                        collection_year_label(folder)
                    ),
                ));
            }
            rows.insert(at, of_rows);
            years.push(None);
        } else if *kind == Some(Kind::CaseReviews) || kind.is_none() {
            years.push(None);
        } else {
            years.push(named(read, *kind, findings).or_else(|| latest_year_inside(&read.table)));
        }
    }
    let folder_of = |at: usize| tables[at].table.file.rsplit_once('/').map_or("", |(folder, _)| folder);
    let file_of = |at: usize| tables[at].table.file.as_str();
    let open = |at: usize| kinds[at].is_some_and(|kind| kind != Kind::CaseReviews) && !rows.contains_key(&at);
    // The one XML file of a return is of one year, whatever a table of it says: that of its Episodes.
    let of_episodes: BTreeMap<&str, Option<i16>> = (0..tables.len())
        .filter(|at| kinds[*at] == Some(Kind::Episodes) && tables[*at].table.sheet.is_none())
        .map(|at| (file_of(at), years[at]))
        .collect();
    for at in (0..tables.len()).filter(|at| open(*at) && tables[*at].table.sheet.is_none()) {
        if let Some(year) = of_episodes.get(file_of(at)) {
            years[at] = *year;
        }
    }
    let known = years.clone();
    for at in (0..tables.len()).filter(|at| known[*at].is_none() && open(*at)) {
        let only = |like: &dyn Fn(usize) -> bool| {
            let beside: BTreeSet<i16> =
                (0..tables.len()).filter(|other| like(*other)).filter_map(|other| known[other]).collect();
            beside.first().copied().filter(|_| beside.len() == 1)
        };
        years[at] = only(&|other| file_of(other) == file_of(at))
            .or_else(|| only(&|other| folder_of(other) == folder_of(at)))
            .or_else(|| year_of_same_children(tables, kinds, &known, at));
    }
    years
        .into_iter()
        .enumerate()
        .map(|(at, year)| match (rows.remove(&at), year) {
            (Some(rows), _) => Years::OfRows(rows),
            (None, Some(year)) => Years::One(year),
            (None, None) => Years::Unknown,
        })
        .collect()
}

/// The rows by what their YEAR says; none where the table has no such column or it says no year.
fn years_of_rows(table: &RawTable, findings: &mut Vec<Finding>) -> Option<BTreeMap<i16, Vec<RawRow>>> {
    let column = table.column("YEAR")?;
    let mut years: BTreeMap<i16, Vec<RawRow>> = BTreeMap::new();
    let mut without = Vec::new();
    for row in table.rows() {
        let cell = table.cell(row, Some(column));
        match year_named(cell.strip_suffix(".0").unwrap_or(cell)) {
            Some(year) => years.entry(year).or_default().push(row),
            None => without.push(row),
        }
    }
    if years.is_empty() {
        return None;
    }
    findings.extend(without.into_iter().map(|row| {
        Finding::new(
            Severity::Warning,
            "row-without-year",
            table.place(row, Some(column)),
            "the row does not say which collection year it belongs to",
            "the row is left out of every figure",
            "write the year in which the collection ends, such as 2026, or both years, such as 2025-26",
        )
    }));
    Some(years)
}

fn clash(table: &RawTable, what: String) -> Finding {
    Finding::new(
        Severity::Error,
        "year-clash",
        table.whole(),
        what,
        "the file would be counted in the wrong year",
        "move the file to the folder of its year, or rename it",
    )
}

/// The year that the folder, the file's name or the sheet's name says.
fn named(read: &ReturnTable, kind: Option<Kind>, findings: &mut Vec<Finding>) -> Option<i16> {
    let of_sheet = read.table.sheet.as_deref().and_then(year_in);
    let of_name = of_sheet.or(read.file_year);
    if let (Some(folder), Some(name)) = (read.folder_year, of_name)
        && folder != name
    {
        findings.push(clash(
            &read.table,
            format!(
                "the folder says the collection year {}, the file's name says {}",
                collection_year_label(folder),
                collection_year_label(name)
            ),
        ));
        return Some(folder);
    }
    let year = read.folder_year.or(of_name)?;
    let whose = if read.folder_year.is_some() { "folder" } else { "file's name" };
    findings.extend(other_years_reviews(&read.table, kind, year, whose));
    Some(year)
}

/// A Reviews table of some length without one review in its year: it probably lies in the wrong folder.
fn other_years_reviews(table: &RawTable, kind: Option<Kind>, year: i16, whose: &str) -> Option<Finding> {
    let held = column(table, "REVIEW").filter(|_| matches!(kind, Some(Kind::Reviews | Kind::ExtendedReview)))?;
    let days = || table.rows().filter_map(|row| parse_date(table.cell(row, Some(held))));
    // Mostly the first row settles it.
    if days().any(|day| collection_year_of(day) == year) {
        return None;
    }
    let count = days().count();
    (count >= 20).then(|| {
        clash(
            table,
            format!(
                "the {whose} says the collection year {}, but none of the {} reviews in the file was held in it",
                collection_year_label(year),
                count
            ),
        )
    })
}

/// The latest year that the days of a table speak of: one with at least one day in twenty, or with later ones together as many. A few
/// days past the end of the year, which returns are known to have, then do not move the whole table.
fn latest_year_inside(table: &RawTable) -> Option<i16> {
    const DAYS: [&str; 9] = [
        "DECOM",
        "DEC",
        "REVIEW",
        "MIS_START",
        "SW_DECOM",
        "REVIEW_DATE",
        "POC_START",
        "DATE_PERIOD_OF_CARE_CEASED",
        "DOLO_START",
    ];
    let columns: Vec<usize> = DAYS.iter().filter_map(|name| table.column(name)).collect();
    let mut counts: BTreeMap<i16, usize> = BTreeMap::new();
    for row in table.rows() {
        for day in columns.iter().filter_map(|column| parse_date(table.cell(row, Some(*column)))) {
            *counts.entry(collection_year_of(day)).or_default() += 1;
        }
    }
    let enough = (counts.values().sum::<usize>() / 20).max(1);
    let mut so_far = 0;
    counts.into_iter().rev().find_map(|(year, count)| {
        so_far += count;
        (so_far >= enough).then_some(year)
    })
}

/// The year of the Episodes whose children are most like a table's; none where two are equally so.
fn year_of_same_children(
    tables: &[ReturnTable],
    kinds: &[Option<Kind>],
    known: &[Option<i16>],
    at: usize,
) -> Option<i16> {
    let children = |at: usize| -> BTreeSet<String> {
        let table: &RawTable = &tables[at].table;
        let child = column(table, "CHILD");
        table.rows().map(|row| table.cell(row, child).to_uppercase()).filter(|id| !id.is_empty()).collect()
    };
    let mine = children(at);
    let mut likeness: Vec<(usize, i16)> = (0..tables.len())
        .filter(|other| kinds[*other] == Some(Kind::Episodes))
        .filter_map(|other| {
            let theirs = children(other);
            let common = mine.intersection(&theirs).count();
            // In thousandths of all children of the two.
            let all = mine.len() + theirs.len() - common;
            Some((common * 1_000 / all.max(1), known[other]?))
        })
        .collect();
    likeness.sort_unstable();
    let (best, year) = likeness.pop().filter(|(likeness, _)| *likeness > 0)?;
    likeness.last().is_none_or(|(second, other)| *second < best || *other == year).then_some(year)
}

/// Years without a return between years with one: what they cost.
pub fn missing_between(given: &[Given<'_>]) -> Vec<Finding> {
    let of = |kinds: &[Kind]| -> BTreeSet<i16> {
        given.iter().filter(|given| kinds.contains(&given.kind)).map(|given| given.year).collect()
    };
    let (episodes, reviews) = (of(&[Kind::Episodes]), of(&[Kind::Reviews, Kind::CaseReviews, Kind::ExtendedReview]));
    let mut findings = Vec::new();
    for (first, last) in gaps(&episodes) {
        findings.push(missing(
            "Episodes",
            first,
            last,
            "children who were in care only then are missing; episodes that were open before it are left out unless the next return has them, \
             and placements that changed in it are not seen (see children_looked_after_during_period, three_or_more_placements)",
        ));
    }
    for (first, last) in gaps(&reviews) {
        findings.push(missing(
            "Reviews",
            first,
            last,
            "the first review of each child after it cannot be judged, since the review before it is not known (see reviews_not_judged)",
        ));
    }
    findings
}

/// The runs of years that lie between the first and the last of these years and are not among them.
fn gaps(years: &BTreeSet<i16>) -> Vec<(i16, i16)> {
    let pairs = years.iter().zip(years.iter().skip(1));
    pairs.filter(|(before, after)| **after - **before > 1).map(|(before, after)| (before + 1, after - 1)).collect()
}

fn missing(table: &str, first: i16, last: i16, cost: &str) -> Finding {
    let label = collection_year_label(first);
    let years = if first == last { label.clone() } else { format!("{label} to {}", collection_year_label(last)) };
    Finding::new(
        Severity::Warning,
        "year-between-missing",
        Place::file(format!("data/ssda903/{label}")),
        format!(
            "there is no {table} table of the national return for {years}, which lies between years that are there"
        ),
        cost,
        format!("add the return of {years}, in a folder named for each year"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_runs_of_missing_years() {
        assert_eq!(gaps(&BTreeSet::from([2020, 2021, 2024, 2026])), [(2022, 2023), (2025, 2025)]);
        assert!(gaps(&BTreeSet::from([2026])).is_empty());
    }
}
