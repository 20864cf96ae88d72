//! Which table is which: told by its columns, never by its file's name, whichever program wrote it.
//!
//! The national return's own tables, the same tables as a regional pipeline stacks them (with `LA` and `YEAR`), the reports of the
//! national portal, and the review lists of case systems all come out as tables of the return with one collection year each.

use super::years::{self, Years};
use crate::finding::{Finding, Place, Severity};
use crate::period::{collection_year_label, collection_year_of, in_full, parse_date};
use crate::sources::limits;
use crate::sources::table::{RawRow, RawTable};
use crate::sources::{ReturnTable, Sources};
use jiff::civil::Date;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// What a table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Episodes.
    Episodes,
    /// Reviews.
    Reviews,
    /// UASC.
    Uasc,
    /// Header.
    Header,
    /// A table of the return that this report does not use, save for dates of birth.
    Other,
    /// The portal's report of reviews, with the start of each child's latest period of care.
    ExtendedReview,
    /// The portal's report of children looked after on 31 March.
    LookedAfter,
    /// The portal's report of children who started to be looked after.
    Started,
    /// The portal's report of children who ceased to be looked after.
    Ceased,
    /// A case system's list of reviews, cancelled and planned ones among them.
    CaseReviews,
}

impl Kind {
    /// The name of the table for a message.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Episodes => "Episodes",
            Kind::Reviews => "Reviews",
            Kind::Uasc => "UASC",
            Kind::Header => "Header",
            Kind::Other => "Other",
            Kind::ExtendedReview => "extended review",
            Kind::LookedAfter => "looked after on 31 March",
            Kind::Started => "started in the year",
            Kind::Ceased => "ceased in the year",
            Kind::CaseReviews => "case system's reviews",
        }
    }
}

/// The headings under which other programs write a column of the return, its own name first.
const ALIASES: [(&str, &[&str]); 9] = [
    (
        "CHILD",
        &[
            "CHILD",
            "CHILD_LA_CODE",
            "CHILDID",
            "CHILD_ID",
            "LA_CHILD_ID",
            "PERSON_ID",
            "CLIENT_ID",
            "MOSAIC_ID",
            "LCS_ID",
            "ECLIPSE_ID",
        ],
    ),
    (
        "REVIEW",
        &[
            "REVIEW",
            "REVIEW_DATE",
            "DATE_OF_REVIEW",
            "CLA_REVIEW_DATE",
            "LAC_REVIEW_DATE",
            "CLAR_CLA_REVIEW_DATE",
            "ACTUAL_REVIEW_DATE",
            "REVIEW_HELD",
            "REVIEW_HELD_DATE",
            "REVIEW_HELD_ON",
        ],
    ),
    (
        "REVIEW_CODE",
        &[
            "REVIEW_CODE",
            "PARTICIPATION",
            "PARTICIPATION_CODE",
            "CHILD_PARTICIPATION",
            "CHILDS_PARTICIPATION",
            "REVIEW_PARTICIPATION",
            "CLA_REVIEW_PARTICIPATION",
            "CLAR_CLA_REVIEW_PARTICIPATION",
            "PARTICIPATION_METHOD",
        ],
    ),
    ("SEX", &["SEX", "GENDER"]),
    ("ETHNIC", &["ETHNIC", "ETHNIC_CODE"]),
    ("LS", &["LS", "LEGAL_STATUS"]),
    ("PLACE", &["PLACE", "PLACEMENT_TYPE", "PL"]),
    (
        "CANCELLED",
        &[
            "CANCELLED",
            "CANCELED",
            "REVIEW_CANCELLED",
            "CLA_REVIEW_CANCELLED",
            "CLAR_CLA_REVIEW_CANCELLED",
            "REVIEW_STATUS",
        ],
    ),
    (
        "DUE",
        &[
            "DUE_DATE",
            "REVIEW_DUE_DATE",
            "REVIEW_DUE",
            "DATE_DUE",
            "CLA_REVIEW_DUE_DATE",
            "CLAR_CLA_REVIEW_DUE_DATE",
            "DUE_ON",
        ],
    ),
];

/// The column of a table that holds a column of the return, under its own heading or one that another program gives it.
pub fn column(table: &RawTable, name: &str) -> Option<usize> {
    let aliases = ALIASES.iter().find(|(column, _)| *column == name);
    aliases.map_or_else(|| table.column(name), |(_, headings)| table.column_of(headings))
}

/// What a table is; none where its headings are those of nothing that is known.
pub fn kind(table: &RawTable) -> Option<Kind> {
    let has = |heading: &str| table.column(heading).is_some();
    column(table, "CHILD")?;
    if has("D_LAST_POC") || (has("CHILD_LA_CODE") && has("REVIEW_DATE")) {
        return Some(Kind::ExtendedReview);
    }
    if has("POC_START") {
        return Some(Kind::Started);
    }
    if has("DATE_PERIOD_OF_CARE_CEASED") {
        return Some(Kind::Ceased);
    }
    if has("DECOM") && !has("RNE") && (has("LEGAL_STATUS") || has("PLACEMENT_TYPE")) {
        return Some(Kind::LookedAfter);
    }
    let has_own_name = has("CHILD");
    // One misspelt heading must not hide a whole table: it is then named as missing.
    let of_episodes = ["DECOM", "RNE", "LS", "PLACE", "REC"].iter().filter(|heading| has(heading)).count();
    if has_own_name && of_episodes >= 2 {
        return Some(Kind::Episodes);
    }
    let is_list = column(table, "CANCELLED").is_some() || column(table, "DUE").is_some();
    if column(table, "REVIEW").is_some() && (is_list || (!has("REVIEW") && column(table, "REVIEW_CODE").is_some())) {
        return Some(Kind::CaseReviews);
    }
    if !has_own_name {
        return None;
    }
    if has("REVIEW") || has("REVIEW_CODE") {
        Some(Kind::Reviews)
    } else if has("DUC") {
        Some(Kind::Uasc)
    } else if has("ETHNIC") || has("UPN") {
        Some(Kind::Header)
    } else {
        const OTHERS: [&str; 8] =
            ["SDQ_SCORE", "IN_TOUCH", "DATE_INT", "DATE_PLACED", "PREV_PERM", "MIS_START", "SW_ID", "DOLO_START"];
        OTHERS.iter().any(|heading| has(heading)).then_some(Kind::Other)
    }
}

/// The columns that a table must have.
pub fn required(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Episodes => &["CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "DEC", "REC"],
        Kind::Reviews | Kind::CaseReviews | Kind::ExtendedReview => &["CHILD", "REVIEW", "REVIEW_CODE"],
        Kind::Uasc => &["CHILD", "DUC"],
        Kind::Header => &["CHILD", "DOB", "ETHNIC"],
        Kind::LookedAfter => &["CHILD", "DECOM", "LS", "PLACE", "DOB"],
        Kind::Started => &["CHILD", "POC_START"],
        Kind::Ceased => &["CHILD", "DATE_PERIOD_OF_CARE_CEASED"],
        Kind::Other => &[],
    }
}

/// A table of one collection year.
#[derive(Debug, Clone)]
pub struct Given<'a> {
    /// The collection year, named by its 31 March.
    pub year: i16,
    /// What it is.
    pub kind: Kind,
    /// The rows of that year: the table as it was read, or those rows of it.
    pub table: Cow<'a, RawTable>,
    /// Whether it holds all of its year, as a return does. A case system's list may begin in the middle of its first year.
    pub is_whole_year: bool,
}

/// All tables of the return, by year and file, each once.
#[derive(Debug, Clone, Default)]
pub struct AllGiven<'a> {
    /// The tables.
    pub tables: Vec<Given<'a>>,
    /// Whether a pipeline cut the dates of birth to the first of the month.
    pub births_are_cut: bool,
    /// What was found.
    pub findings: Vec<Finding>,
}

/// The first cell that is too long to be the identifier of a child: the column holds something else.
fn long_identifier(table: &RawTable) -> Option<Finding> {
    let column = table.column("CHILD");
    let row = table.rows().find(|row| table.cell(*row, column).len() > limits::IDENTIFIER_BYTES)?;
    Some(Finding::new(
        Severity::Error,
        "over-limit",
        table.place(row, column),
        format!("the cell is longer than {} letters, which no identifier of a child is", limits::IDENTIFIER_BYTES),
        "nothing in this file was read, so figures made from it would be untrue or missing",
        "look whether the column holds the children's identifiers and nothing else, then export the file again",
    ))
}

/// Recognises every table, gives each its collection year, and takes each table of a year once.
pub fn given(tables: &[ReturnTable]) -> AllGiven<'_> {
    let mut findings = Vec::new();
    let kinds: Vec<Option<Kind>> = tables.iter().map(|read| kind(&read.table)).collect();
    let mut parts: Vec<Given<'_>> = Vec::new();
    let years = years::of(tables, &kinds, &mut findings);
    let mut births_are_cut = false;
    for ((read, kind), years) in tables.iter().zip(&kinds).zip(years) {
        let table = &read.table;
        let Some(kind) = *kind else {
            if !table.headings.is_empty() {
                findings.push(Finding::new(
                    Severity::Warning,
                    "unknown-table",
                    table.whole(),
                    "its headings are those of no table of the return, so it was not read",
                    "what it holds is not in the report",
                    "check the first line: it must hold the headings as the return has them, such as CHILD and DECOM; or take the file out of the folder",
                ));
            }
            continue;
        };
        if let Some(finding) = long_identifier(table) {
            findings.push(finding);
            continue;
        }
        let suffix = suffix_of_children(table);
        births_are_cut |= is_from_pipeline(table) && has_cut_births(table);
        if let Some(suffix) = &suffix {
            findings.push(Finding::new(
                Severity::Note,
                "child-suffix",
                table.whole(),
                format!("every child's identifier in it ends in `{suffix}`, which a regional pipeline adds; it was taken off"),
                "the rows are linked with files that have the identifier without it",
                "nothing needs doing",
            ));
        }
        match years {
            Years::One(year) => {
                let table = match &suffix {
                    Some(suffix) => Cow::Owned(part(table, table.rows(), Some(suffix))),
                    None => Cow::Borrowed(table),
                };
                parts.push(Given { year, kind, table, is_whole_year: true });
            }
            Years::OfRows(rows) => {
                for (year, rows) in rows {
                    let table = Cow::Owned(part(table, rows.into_iter(), suffix.as_deref()));
                    parts.push(Given { year, kind, table, is_whole_year: true });
                }
            }
            Years::Unknown if kind == Kind::CaseReviews => {
                let (listed, found) = reviews_of_case_system(table);
                findings.extend(found);
                parts.extend(listed);
            }
            Years::Unknown if kind == Kind::Other => {}
            Years::Unknown => findings.push(Finding::new(
                Severity::Error,
                "year-unknown",
                table.whole(),
                "it cannot be told which collection year this file belongs to",
                "episodes and reviews of different years would be mixed up",
                "put it in a folder named for the year, such as `2025-26`",
            )),
        }
    }
    findings.extend(one_authority(tables));
    findings.extend(hashed_children(&parts));
    parts.sort_by(|a, b| (a.year, &a.table.file).cmp(&(b.year, &b.table.file)));
    let parts = each_once(parts, &mut findings);
    findings.extend(years::missing_between(&parts));
    AllGiven { tables: parts, births_are_cut, findings }
}

/// A table of the return as it was read.
#[derive(Debug, Clone)]
pub struct Recognised<'a> {
    /// Episodes, Reviews, UASC, Header, or what else it is.
    pub name: &'static str,
    /// The collection year, where it can be told and is one for all rows.
    pub year: Option<i16>,
    /// How many rows there are of each collection year, of a table that holds several.
    pub rows_of_years: Vec<(i16, u64)>,
    /// The table.
    pub table: &'a RawTable,
}

/// Which table of the return each table is, and of which year; those of no known kind are left out.
pub fn recognised(sources: &Sources) -> Vec<Recognised<'_>> {
    let kinds: Vec<Option<Kind>> = sources.returns.iter().map(|read| kind(&read.table)).collect();
    let years = years::of(&sources.returns, &kinds, &mut Vec::new());
    let tables = sources.returns.iter().map(|read| &read.table).zip(kinds).zip(years);
    tables
        .filter_map(|((table, kind), years)| {
            let kind = kind?;
            let (year, rows_of_years) = match years {
                Years::One(year) => (Some(year), Vec::new()),
                Years::OfRows(rows) => (None, rows.into_iter().map(|(year, rows)| (year, rows.len() as u64)).collect()),
                Years::Unknown if kind == Kind::CaseReviews => {
                    let listed = reviews_of_case_system(table).0;
                    (None, listed.iter().map(|given| (given.year, given.table.len() as u64)).collect())
                }
                Years::Unknown => (None, Vec::new()),
            };
            let year =
                year.or_else(|| rows_of_years.first().map(|(year, _)| *year).filter(|_| rows_of_years.len() == 1));
            Some(Recognised { name: kind.name(), year, rows_of_years, table })
        })
        .collect()
}

/// Some of a table's rows under the same headings, keeping their numbers; `suffix` is taken off the children's identifiers.
fn part(table: &RawTable, rows: impl Iterator<Item = RawRow>, suffix: Option<&str>) -> RawTable {
    let mut some = RawTable::new(table.file.clone(), table.headings.clone());
    some.sheet.clone_from(&table.sheet);
    some.heading_row = table.heading_row;
    let child = column(table, "CHILD");
    for row in rows {
        let cells = table.cells(row).enumerate().map(|(at, cell)| match suffix {
            Some(suffix) if Some(at) == child => cell.trim().strip_suffix(suffix).unwrap_or(cell),
            _ => cell,
        });
        // It cannot be fuller than the table it is a part of.
        some.push(row.row, cells);
    }
    some
}

/// Whether a regional pipeline wrote the table: it says the authority or the year of each row.
fn is_from_pipeline(table: &RawTable) -> bool {
    table.column("LA").is_some() || table.column("YEAR").is_some()
}

/// What a pipeline added to every child's identifier, as in `384939_BRO`.
fn suffix_of_children(table: &RawTable) -> Option<String> {
    let child = column(table, "CHILD").filter(|_| is_from_pipeline(table))?;
    let mut suffixes = table.rows().map(|row| table.cell(row, Some(child))).filter(|id| !id.is_empty()).map(|id| {
        let at = id.rfind('_').filter(|at| *at > 0)?;
        id.get(at..).filter(|suffix| {
            (3..=6).contains(&suffix.len())
                && suffix.get(1..).is_some_and(|s| s.bytes().all(|b| b.is_ascii_alphabetic()))
        })
    });
    let first = suffixes.next()??;
    suffixes.all(|suffix| suffix == Some(first)).then(|| first.to_string())
}

/// Whether all dates of birth are on the first of a month: three by chance would be one table in 27,000.
fn has_cut_births(table: &RawTable) -> bool {
    let born = table.column("DOB");
    let days: Vec<Date> = table.rows().filter_map(|row| parse_date(table.cell(row, born))).collect();
    days.len() >= 3 && days.iter().all(|day| day.day() == 1)
}

/// A report is about one council: more than one in the files cannot be meant.
fn one_authority(tables: &[ReturnTable]) -> Option<Finding> {
    let mut named: BTreeSet<&str> = BTreeSet::new();
    let mut place = None;
    for table in tables.iter().map(|read| &read.table) {
        if let Some(column) = table.column("LA") {
            let before = named.len();
            named.extend(table.rows().map(|row| table.cell(row, Some(column))).filter(|name| !name.is_empty()));
            if named.len() > before && named.len() > 1 && place.is_none() {
                place = Some(Place { column: Some("LA".into()), ..table.whole() });
            }
        }
    }
    let shown: Vec<String> = named.iter().take(10).map(|name| format!("`{name}`")).collect();
    let more = if named.len() > 10 { format!(" and {} more", named.len() - 10) } else { String::new() };
    Some(Finding::new(
        Severity::Error,
        "several-authorities",
        place?,
        format!("the column LA names {} councils: {}{more}", named.len(), shown.join(", ")),
        "children of other councils would be counted in this council's report",
        "keep only the rows of your own council, or ask whoever runs the pipeline for a file of your council alone",
    ))
}

/// Identifiers that a pipeline has hashed fit no file of the service's own.
fn hashed_children(parts: &[Given<'_>]) -> Option<Finding> {
    let hashed = parts.iter().find(|given| {
        let id = given.table.row(0).map(|row| given.table.cell(row, column(&given.table, "CHILD")));
        id.is_some_and(|id| id.len() == 64 && id.bytes().all(|byte| byte.is_ascii_hexdigit()))
    })?;
    Some(Finding::new(
        Severity::Note,
        "children-hashed",
        hashed.table.whole(),
        "the children's identifiers are replaced by codes of 64 letters and digits",
        "logs of the service's own can be linked with it only if they hold the same codes, so reasons for late reviews and the like may not be found",
        "use the return as it comes from the case system where the logs are to be linked with it",
    ))
}

/// The reviews that a case system lists, by collection year: held ones only. Cancelled and planned ones are counted in a finding.
fn reviews_of_case_system(table: &RawTable) -> (Vec<Given<'static>>, Vec<Finding>) {
    let (held, cancelled, due) = (column(table, "REVIEW"), column(table, "CANCELLED"), column(table, "DUE"));
    let mut years: BTreeMap<i16, Vec<RawRow>> = BTreeMap::new();
    let (mut no_dates, mut cancelled_rows, mut planned, mut first) = (Vec::new(), 0_u64, 0_u64, None::<Date>);
    for row in table.rows() {
        if is_cancelled(table.cell(row, cancelled)) {
            cancelled_rows += 1;
            continue;
        }
        let cell = table.cell(row, held);
        match parse_date(cell) {
            Some(day) => {
                first = Some(first.map_or(day, |known| known.min(day)));
                years.entry(collection_year_of(day)).or_default().push(row);
            }
            None if super::codes::is_blank(cell) => planned += 1,
            // Told of where it is read.
            None => no_dates.push(row),
        }
    }
    if let Some(mut last) = years.last_entry() {
        last.get_mut().extend(no_dates);
    }
    let mut findings = Vec::new();
    if cancelled_rows + planned > 0 {
        findings.push(Finding::new(
            Severity::Note,
            "reviews-not-held",
            table.whole(),
            format!("cancelled reviews: {cancelled_rows}; rows without a day on which a review was held: {planned}"),
            "they are not counted as reviews",
            "nothing needs doing, unless a review that was held is among them",
        ));
    }
    if due.is_some() {
        findings.push(Finding::new(
            Severity::Note,
            "due-date-not-used",
            table.whole().column(due.and_then(|at| table.headings.get(at)).cloned().unwrap_or_default()),
            "the case system's own due dates are not used: due dates are counted by the regulations from the review before",
            "a system that counts 91 or 183 days can call a review late that this report counts as on time, or the other way round",
            "nothing needs doing",
        ));
    }
    // A list that begins in the middle of a year does not hold that year.
    let begins_in = first.map(collection_year_of);
    let begins_early = first.is_some_and(|day| day.month() == 4);
    if let Some((first, year)) = first.zip(begins_in).filter(|_| !begins_early) {
        let label = collection_year_label(year);
        findings.push(Finding::new(
            Severity::Warning,
            "case-reviews-begin-late",
            table.whole(),
            format!("the first review in it is of {}, so it does not hold all reviews of {label}", in_full(first)),
            format!("it does not count as the Reviews of {label}; what it has of that year is used for the order of reviews (see reviews_held)"),
            "export the list from 1 April on, or add the return's Reviews of that year",
        ));
    }
    let given = years.into_iter().map(|(year, rows)| Given {
        year,
        kind: Kind::CaseReviews,
        table: Cow::Owned(part(table, rows.into_iter(), None)),
        is_whole_year: Some(year) != begins_in || begins_early,
    });
    (given.collect(), findings)
}

/// Whether a case system says that a review was cancelled: a flag or a status.
fn is_cancelled(cell: &str) -> bool {
    let cell = cell.to_lowercase();
    matches!(cell.as_str(), "y" | "yes" | "1" | "1.0" | "true") || cell.starts_with("cancel")
}

/// Takes each table of a year once. Two with the same rows are one; two without a child in common are parts of one; of two that
/// differ the one with more rows is taken, and that is an error, since nobody but the council knows which holds.
fn each_once<'a>(parts: Vec<Given<'a>>, findings: &mut Vec<Finding>) -> Vec<Given<'a>> {
    let as_one = |kind| if kind == Kind::CaseReviews { Kind::Reviews } else { kind };
    // The portal's report of reviews holds its whole year, so a list that does not gives way to it.
    let reported: BTreeSet<i16> =
        parts.iter().filter(|given| given.kind == Kind::ExtendedReview).map(|given| given.year).collect();
    let mut kept: Vec<Given<'a>> = Vec::new();
    for given in parts {
        if given.kind == Kind::CaseReviews && !given.is_whole_year && reported.contains(&given.year) {
            findings.push(list_not_needed(&given, "the portal's report of reviews"));
            continue;
        }
        let told = matches!(given.kind, Kind::Episodes | Kind::Reviews | Kind::Uasc | Kind::Header | Kind::CaseReviews);
        let rivals = |other: &Given<'_>| told && other.year == given.year && as_one(other.kind) == as_one(given.kind);
        let Some(at) = kept.iter().position(rivals) else {
            kept.push(given);
            continue;
        };
        let label = collection_year_label(given.year);
        let name = as_one(given.kind).name();
        if kept[at].kind != given.kind {
            let list = if given.kind == Kind::CaseReviews { &given } else { &kept[at] };
            findings.push(list_not_needed(list, "the return's own Reviews table"));
            if given.kind == Kind::Reviews {
                kept[at] = given;
            }
            continue;
        }
        // Of several parts of one table the newcomer is held against each.
        let (mine, all) = (Essence::of(&given), kept.iter().filter(|other| rivals(other)));
        let theirs: Vec<Essence> = all.map(Essence::of).collect();
        if theirs.iter().any(|other| other.rows == mine.rows) {
            findings.push(Finding::new(
                Severity::Note,
                "table-twice",
                given.table.whole(),
                format!("{name} of {label} is given twice with the same rows; the other is {}", kept[at].table.whole()),
                "it was read once",
                "take one of the two out",
            ));
        } else if theirs.iter().all(|other| other.children.is_disjoint(&mine.children)) {
            findings.push(Finding::new(
                Severity::Note,
                "table-in-parts",
                given.table.whole(),
                format!(
                    "{name} of {label} is in parts, no child being in two of them; another is {}",
                    kept[at].table.whole()
                ),
                "all parts were read",
                "nothing needs doing",
            ));
            kept.push(given);
        } else {
            let takes_new = given.table.len() > kept[at].table.len();
            let (taken, other) = if takes_new { (&given, &kept[at]) } else { (&kept[at], &given) };
            findings.push(Finding::new(
                Severity::Error,
                "table-twice",
                other.table.whole(),
                format!(
                    "{name} of {label} is given twice with different rows: {} rows here, {} rows in {}",
                    other.table.len(),
                    taken.table.len(),
                    taken.table.whole()
                ),
                "only one can hold, and the program cannot know which; it read the one with more rows",
                "keep the file that was sent to the Department for Education, and take the other out of the folder",
            ));
            if takes_new {
                kept[at] = given;
            }
        }
    }
    kept
}

fn list_not_needed(list: &Given<'_>, other: &str) -> Finding {
    let label = collection_year_label(list.year);
    Finding::new(
        Severity::Note,
        "case-reviews-not-needed",
        list.table.whole(),
        format!("there is {other} for {label}, so the case system's list was not read for that year"),
        "reviews that only the list has are not counted",
        "take the list out, or the other table if the list is the better one",
    )
}

/// What the rows of a table say, in whichever order, form of date and letter case they are written.
struct Essence {
    rows: Vec<Vec<String>>,
    children: BTreeSet<String>,
}

impl Essence {
    fn of(given: &Given<'_>) -> Essence {
        let table = &*given.table;
        let mut names = required(given.kind).to_vec();
        if given.kind == Kind::Header {
            names.push("SEX");
        }
        let columns: Vec<Option<usize>> = names.iter().map(|name| column(table, name)).collect();
        let said = |cell: &str| parse_date(cell).map_or_else(|| cell.to_uppercase(), |day| day.to_string());
        let mut rows: Vec<Vec<String>> =
            table.rows().map(|row| columns.iter().map(|column| said(table.cell(row, *column))).collect()).collect();
        rows.sort();
        let children = rows.iter().filter_map(|row| row.first().cloned()).collect();
        Essence { rows, children }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::csv;

    /// Tables of files given as file, folder's year and text.
    fn read(files: &[(&str, Option<i16>, &str)]) -> Vec<ReturnTable> {
        let table = |file: &str, text: &str| csv::read(file, text.as_bytes()).0.unwrap();
        files
            .iter()
            .map(|(file, folder_year, text)| ReturnTable {
                folder_year: *folder_year,
                file_year: None,
                table: table(file, text),
            })
            .collect()
    }

    /// Year, kind and number of rows of each table given, and the codes of the findings.
    fn seen(files: &[(&str, Option<i16>, &str)]) -> (Vec<(i16, Kind, usize)>, Vec<&'static str>) {
        let tables = read(files);
        let all = given(&tables);
        let given = all.tables.iter().map(|given| (given.year, given.kind, given.table.len())).collect();
        (given, all.findings.iter().map(|finding| finding.code).collect())
    }

    const EPISODES: &str = "CHILD,DECOM,RNE,LS,CIN,PLACE,DEC,REC\n";
    const REVIEWS: &str = "CHILD,DOB,REVIEW,REVIEW_CODE\n";

    #[test]
    fn a_text_that_no_identifier_has_is_named_with_its_row() {
        let text =
            |letters| format!("{EPISODES}1,01/05/2025,S,C2,N1,U6,,\n{},01/05/2025,S,C2,N1,U6,,\n", "x".repeat(letters));
        let (tables, codes) = seen(&[("e.csv", Some(2026), &text(201))]);
        assert!(tables.is_empty() && codes == ["over-limit"], "{codes:?}");
        let tables = read(&[("e.csv", Some(2026), &text(201))]);
        assert_eq!(given(&tables).findings[0].place.row, Some(3));
        assert_eq!(seen(&[("e.csv", Some(2026), &text(200))]).1, [""; 0]);
    }

    #[test]
    fn tables_are_told_by_their_columns_whatever_wrote_them() {
        for (headings, expected) in [
            ("CHILD,DECOM,RNE,LS,CIN,PLACE,DEC,REC", Some(Kind::Episodes)),
            ("child,decom,rnee,ls,cin,place,dec,rec", Some(Kind::Episodes)),
            ("CHILD,DOB,REVIEW,REVIEW_CODE", Some(Kind::Reviews)),
            ("CHILD,SEX,DOB,DUC", Some(Kind::Uasc)),
            ("CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB", Some(Kind::Header)),
            ("CHILD,DOB,MISSING,MIS_START,MIS_END", Some(Kind::Other)),
            ("CHILD,DOB,SW_ID,SW_DECOM,SW_DEC,SW_REASON", Some(Kind::Other)),
            (
                "CHILD_LA_CODE,SEX,ETHNIC_CODE,UASC_STATUS,DOB,REVIEW_DATE,PARTICIPATION,D_LAST_POC,D_DEC,REC",
                Some(Kind::ExtendedReview),
            ),
            ("CHILD_LA_CODE,DECOM,SEX,LEGAL_STATUS,CIN,PLACEMENT_TYPE,DOB,ETHNIC_CODE", Some(Kind::LookedAfter)),
            ("CHILD_LA_CODE,SEX,ETHNIC_CODE,DOB,LEGAL_STATUS,POC_START,PLACEMENT_TYPE", Some(Kind::Started)),
            (
                "CHILD_LA_CODE,SEX,ETHNIC_CODE,DOB,LEGAL_STATUS,DATE_PERIOD_OF_CARE_CEASED,PLACEMENT_TYPE",
                Some(Kind::Ceased),
            ),
            ("Person ID,Review Due Date,Review Date,Cancelled,Participation", Some(Kind::CaseReviews)),
            ("CHILD,REVIEW,REVIEW_CODE,CANCELLED", Some(Kind::CaseReviews)),
            ("Gender,Ethnic", None),
            ("CHILD,SCHOOL", None),
            ("DECOM,RNE,LS", None),
        ] {
            assert_eq!(
                kind(&csv::read("t.csv", format!("{headings}\n").as_bytes()).0.unwrap()),
                expected,
                "{headings}"
            );
        }
    }

    #[test]
    fn a_pipelines_rows_go_to_the_year_they_say() {
        let stacked = "CHILD,LA,YEAR,DOB,REVIEW,REVIEW_CODE\n\
                       1_BRO,BRO,2025,2010-01-01,2024-05-01,PN1\n\
                       2_BRO,BRO,2026.0,2011-02-01,2025-05-01,PN1\n\
                       1_BRO,BRO,2025-26,2010-01-01,2025-06-01,PN1\n\
                       3_BRO,BRO,,2012-02-01,2025-06-01,PN1\n";
        let (given, findings) = seen(&[("all.csv", None, stacked)]);
        assert_eq!(given, [(2025, Kind::Reviews, 1), (2026, Kind::Reviews, 2)]);
        assert_eq!(findings, ["row-without-year", "child-suffix"]);
        let tables = read(&[("all.csv", None, stacked)]);
        let all = super::given(&tables);
        assert!(all.births_are_cut);
        let table = &all.tables[1].table;
        let rows: Vec<(u64, &str)> = table.rows().map(|row| (row.row, table.cell(row, Some(0)))).collect();
        assert_eq!(rows, [(3, "2"), (4, "1")]);
        // The folder may not say another year than any row.
        assert_eq!(seen(&[("x/all.csv", Some(2024), stacked)]).1[1], "year-clash");
        assert_eq!(seen(&[("x/all.csv", Some(2026), stacked)]).1, ["row-without-year", "child-suffix"]);
    }

    #[test]
    fn several_councils_are_refused_by_name() {
        let of = |la: &str| format!("CHILD,LA,YEAR,DOB,REVIEW,REVIEW_CODE\n1,{la},2026,2010-01-01,2025-05-01,PN1\n");
        let two = format!("{}2,ENF,2026,2010-01-02,2025-05-01,PN1\n", of("BRO"));
        let all = |files: &[(&str, Option<i16>, &str)]| {
            let tables = read(files);
            given(&tables).findings.into_iter().find(|finding| finding.code == "several-authorities")
        };
        let finding = all(&[("a.csv", None, &two)]).unwrap();
        assert_eq!(finding.what, "the column LA names 2 councils: `BRO`, `ENF`");
        assert_eq!((finding.severity, finding.place.to_string()), (Severity::Error, "a.csv, column LA".into()));
        assert!(all(&[("a.csv", None, &of("BRO"))]).is_none());
        assert_eq!(
            all(&[("a.csv", None, &of("BRO")), ("b.csv", None, &of("ENF"))]).unwrap().place.to_string(),
            "b.csv, column LA"
        );
    }

    #[test]
    fn a_table_given_twice_is_read_once() {
        let one = format!("{REVIEWS}1,,01/05/2025,PN1\n2,,02/05/2025,PN2\n");
        let same = "review_code,REVIEW,CHILD\npn2,2025-05-02,2\nPN1,2025-05-01,1\n";
        assert_eq!(
            seen(&[("a.csv", Some(2026), &one), ("b.csv", Some(2026), same)]),
            (vec![(2026, Kind::Reviews, 2)], vec!["table-twice"])
        );
        let more = format!("{one}3,,03/05/2025,PN3\n");
        let tables = read(&[("a.csv", Some(2026), &one), ("b.csv", Some(2026), &more)]);
        let all = given(&tables);
        assert_eq!((all.tables.len(), all.tables[0].table.len()), (1, 3));
        assert_eq!((all.findings[0].code, all.findings[0].severity), ("table-twice", Severity::Error));
        assert_eq!(
            all.findings[0].what,
            "Reviews of 2025-26 is given twice with different rows: 2 rows here, 3 rows in b.csv"
        );
        let others = format!("{REVIEWS}3,,01/05/2025,PN1\n");
        assert_eq!(
            seen(&[("a.csv", Some(2026), &one), ("b.csv", Some(2026), &others)]),
            (vec![(2026, Kind::Reviews, 2), (2026, Kind::Reviews, 1)], vec!["table-in-parts"])
        );
    }

    #[test]
    fn all_years_in_one_drop_are_told_by_the_days_inside() {
        let older = format!("{EPISODES}1,01/05/2023,S,C2,N1,U6,,\n2,01/05/2024,S,C2,N1,U6,,\n");
        let newer = format!("{EPISODES}1,01/05/2023,S,C2,N1,U6,,\n3,01/05/2025,S,C2,N1,U6,,\n");
        let header = "CHILD,SEX,DOB,ETHNIC,UPN\n1,M,,WBRI,\n3,M,,WBRI,\n";
        let (given, findings) = seen(&[("e.csv", None, &older), ("e (1).csv", None, &newer), ("h.csv", None, header)]);
        assert_eq!(given, [(2025, Kind::Episodes, 2), (2026, Kind::Episodes, 2), (2026, Kind::Header, 2)]);
        assert!(findings.is_empty(), "{findings:?}");
        // As like the one as the other.
        let both = "CHILD,SEX,DOB,ETHNIC,UPN\n1,M,,WBRI,\n";
        assert_eq!(
            seen(&[("e.csv", None, &older), ("e (1).csv", None, &newer), ("h.csv", None, both)]).1,
            ["year-unknown"]
        );
    }

    #[test]
    fn a_few_days_past_the_end_do_not_move_a_table() {
        let rows: String = (1..=39).map(|child| format!("{child},,{:02}/05/2025,PN1\n", child % 28 + 1)).collect();
        let one_late = format!("{REVIEWS}{rows}40,,01/04/2026,PN1\n");
        assert_eq!(seen(&[("r.csv", None, &one_late)]).0, [(2026, Kind::Reviews, 40)]);
        let two_late = format!("{one_late}41,,01/04/2026,PN1\n");
        assert_eq!(seen(&[("r.csv", None, &two_late)]).0, [(2027, Kind::Reviews, 41)]);
    }

    #[test]
    fn a_year_between_two_that_is_missing_is_named_with_what_it_costs() {
        let of = |year: i16| format!("{EPISODES}1,01/05/{},S,C2,N1,U6,,\n", year - 1);
        let files =
            [("a/e.csv", Some(2022), of(2022)), ("b/e.csv", Some(2025), of(2025)), ("c/e.csv", Some(2026), of(2026))];
        let files: Vec<_> = files.iter().map(|(file, year, text)| (*file, *year, text.as_str())).collect();
        let tables = read(&files);
        let findings = given(&tables).findings;
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].code, "year-between-missing");
        assert!(
            findings[0].what.contains("no Episodes table of the national return for 2022-23 to 2023-24,"),
            "{}",
            findings[0].what
        );
    }

    #[test]
    fn a_case_systems_list_is_parted_by_its_days() {
        let list = "Person ID,Due Date,Review Date,Cancelled,Participation\n\
                    1,01/06/2024,01/06/2024,N,PN1 Attended\n\
                    1,01/12/2024,,N,\n\
                    1,01/06/2025,02/06/2025,N,PN1\n\
                    1,01/07/2025,02/07/2025,Y,PN1\n\
                    2,01/07/2025,soon,N,PN1\n";
        let tables = read(&[("list.csv", Some(2026), list)]);
        let all = given(&tables);
        let given: Vec<_> =
            all.tables.iter().map(|given| (given.year, given.table.len(), given.is_whole_year)).collect();
        // The first year begins in June, so it is not whole; the cell that is no date goes with the last.
        assert_eq!(given, [(2025, 1, false), (2026, 2, true)]);
        let codes: Vec<_> = all.findings.iter().map(|finding| finding.code).collect();
        assert_eq!(codes, ["reviews-not-held", "due-date-not-used", "case-reviews-begin-late"]);
        assert!(all.findings[2].what.contains("1 June 2024") && all.findings[2].what.ends_with("of 2024-25"));
        assert_eq!(all.findings[0].what, "cancelled reviews: 1; rows without a day on which a review was held: 1");
        // The return's own Reviews are taken before it.
        let own = format!("{REVIEWS}1,,02/06/2025,PN1\n");
        let (given, findings) = seen(&[("a.csv", None, list), ("b.csv", None, &own)]);
        assert_eq!(given, [(2025, Kind::CaseReviews, 1), (2026, Kind::Reviews, 1)]);
        assert!(findings.contains(&"case-reviews-not-needed"));
        // A list that does not hold its year gives way to the portal's report, one that does goes before it.
        let report = "CHILD_LA_CODE,REVIEW_DATE,PARTICIPATION,D_LAST_POC,D_DEC,REC\n1,02/06/2025,PN1,01/05/2024,,\n";
        let late = "Person ID,Review Date,Cancelled,Participation\n1,02/06/2025,N,PN1\n";
        assert_eq!(seen(&[("a.csv", None, late), ("b.csv", None, report)]).0, [(2026, Kind::ExtendedReview, 1)]);
        let early = late.replace("02/06", "02/04");
        assert_eq!(seen(&[("a.csv", None, &early), ("b.csv", None, report)]).0.len(), 2);
    }
}
