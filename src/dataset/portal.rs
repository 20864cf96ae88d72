//! The reports of the national portal: what they say that the return's own tables do not.
//!
//! A plain return does not say when care began if that was before its first episode. The *extended review* report (`D_LAST_POC`, the
//! start of the child's latest period of care) and the report of children who *started in the year* (`POC_START`) do:
//!
//! - With the return's Episodes they make known the start of a period of care that began before the first episode known. A start that
//!   does not fit the episodes is a finding, and the episodes are followed.
//! - Without any Episodes they are all there is. Reviews are counted from the extended review, and judged from the start of care it
//!   names; the children on 31 March are those of the report of that day. Who came, who left, how often a child moved and who was
//!   in care at any time cannot be told from them, and stays not available.
//! - Sex, ethnic group and date of birth are taken from them for a year without a Header.

use super::child_number::{ChildNumber, ChildNumbers};
use super::codes::{Code, CodeList, Codes, is_blank};
use super::episode::PeriodOfCare;
use super::recognition::{Given, Kind, column};
use super::returns::{EpisodeRow, HeaderRow, Returns};
use super::row_place::{RowFindings, RowPlace, TablePlaces};
use crate::finding::{Finding, Place, Severity};
use crate::period::{Period, parse_date};
use crate::sources::table::{RawRow, RawTable};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// The start of a period of care that a report names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    /// The child.
    pub child: ChildNumber,
    /// The collection year of the report.
    pub year: i16,
    /// The day on which care began.
    pub on: Date,
    /// The column that says so.
    pub column: &'static str,
    /// The first row that says so.
    pub at: RowPlace,
}

/// The column of a start of care.
const LAST_START: &str = "D_LAST_POC";
const START: &str = "POC_START";
const CEASED: &str = "DATE_PERIOD_OF_CARE_CEASED";

/// Reads the reports into what the return lacks. The tables of the return itself have been read into `returns` before.
pub fn read(given: &[Given<'_>], codes: &Codes, returns: &mut Returns) -> Vec<Finding> {
    let reports: Vec<Report<'_>> = (0..)
        .zip(given)
        .filter(|(_, given)| is_report(given.kind))
        .map(|(number, given)| Report { number, given })
        .collect();
    if reports.is_empty() {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for report in &reports {
        let name = match report.given.kind {
            Kind::ExtendedReview => LAST_START,
            Kind::Started => START,
            _ => continue,
        };
        starts(report, name, returns, &mut findings);
    }
    let of_header: BTreeSet<i16> =
        given.iter().filter(|given| given.kind == Kind::Header).map(|given| given.year).collect();
    for report in reports.iter().filter(|report| !of_header.contains(&report.given.year)) {
        headers(report.given, codes, returns);
    }
    if returns.episode_years.is_empty() {
        outlines(&reports, codes, returns, &mut findings);
    }
    findings
}

fn is_report(kind: Kind) -> bool {
    matches!(kind, Kind::ExtendedReview | Kind::LookedAfter | Kind::Started | Kind::Ceased)
}

/// A report and the position of its table.
struct Report<'a> {
    number: u32,
    given: &'a Given<'a>,
}

fn child_of(table: &RawTable, row: RawRow, child: Option<usize>, children: &mut ChildNumbers) -> Option<ChildNumber> {
    let id = table.cell(row, child);
    (!is_blank(id)).then(|| children.of(id))
}

/// The day in a cell; a finding where it holds something else.
fn day(table: &RawTable, row: RawRow, column: Option<usize>, findings: &mut Vec<Finding>) -> Option<Date> {
    let cell = table.cell(row, column);
    let day = parse_date(cell);
    if day.is_none() && !is_blank(cell) {
        findings.push(Finding::new(
            Severity::Warning,
            "bad-date",
            table.place(row, column),
            "the cell does not hold a date",
            "what the report says of this child's time in care is not used",
            "write the day as DD/MM/YYYY, for example 31/03/2026",
        ));
    }
    day
}

/// The starts of care in a report, each once: the extended review has a row for each review.
fn starts(report: &Report<'_>, name: &'static str, returns: &mut Returns, findings: &mut Vec<Finding>) {
    let table = &*report.given.table;
    let (child, start) = (column(table, "CHILD"), table.column(name));
    let mut seen = BTreeSet::new();
    for row in table.rows() {
        let Some(child) = child_of(table, row, child, &mut returns.children) else { continue };
        let Some(on) = day(table, row, start, findings) else { continue };
        if seen.insert((child, on)) {
            let at = RowPlace::of(report.number, row);
            returns.portal_starts.push(Start { child, year: report.given.year, on, column: name, at });
        }
    }
}

/// What a report says of each child, as a Header would. Faults are not reported: a Header is the place to correct them.
fn headers(report: &Given<'_>, codes: &Codes, returns: &mut Returns) {
    let table = &*report.table;
    let (child, sex, ethnic) = (column(table, "CHILD"), column(table, "SEX"), column(table, "ETHNIC"));
    let born = table.column("DOB");
    for row in table.rows() {
        if let Some(child) = child_of(table, row, child, &mut returns.children) {
            returns.headers.push(HeaderRow {
                child,
                year: report.year,
                sex: codes.sex.read(table.cell(row, sex)),
                ethnic: codes.ethnic.read(table.cell(row, ethnic)),
                born: parse_date(table.cell(row, born)),
            });
        }
    }
}

/// A child's time in care as the reports of one year show it.
#[derive(Default)]
struct Outline {
    start: Option<(Date, RowPlace)>,
    end: Option<Date>,
    last_review: Option<Date>,
    /// The row of the report of 31 March: the episode that is open on it.
    open: Option<EpisodeRow>,
}

/// Episodes as far as reports alone tell them: of the latest year that has one. They make reviews judged and the children on
/// 31 March counted; the year does not count as one whose Episodes are known.
fn outlines(reports: &[Report<'_>], codes: &Codes, returns: &mut Returns, findings: &mut Vec<Finding>) {
    let Some(year) = reports.iter().map(|report| report.given.year).max() else { return };
    let mut outlines: BTreeMap<ChildNumber, Outline> = BTreeMap::new();
    let mut has_stock = false;
    for Report { number, given } in reports.iter().filter(|report| report.given.year == year) {
        let table = &*given.table;
        let child = column(table, "CHILD");
        has_stock |= given.kind == Kind::LookedAfter;
        for row in table.rows() {
            let Some(child) = child_of(table, row, child, &mut returns.children) else { continue };
            let outline = outlines.entry(child).or_default();
            let at = RowPlace::of(*number, row);
            let cell = |name| table.cell(row, column(table, name));
            let start_in = |name| parse_date(table.cell(row, table.column(name)));
            match given.kind {
                Kind::ExtendedReview => {
                    if let Some(start) = start_in(LAST_START)
                        && outline.start.as_ref().is_none_or(|(known, _)| *known < start)
                    {
                        outline.start = Some((start, at));
                    }
                    // With X1 another episode follows, so care did not end.
                    let goes_on = cell("REC").eq_ignore_ascii_case("X1");
                    outline.end = outline.end.max(start_in("D_DEC").filter(|_| !goes_on));
                    outline.last_review = outline.last_review.max(parse_date(cell("REVIEW")));
                }
                Kind::Started => {
                    if let Some(start) = start_in(START).filter(|_| outline.start.is_none()) {
                        outline.start = Some((start, at));
                    }
                }
                Kind::Ceased => outline.end = outline.end.max(day(table, row, table.column(CEASED), findings)),
                _ => {
                    let Some(started_on) = day(table, row, table.column("DECOM"), findings) else { continue };
                    let read = |list: &CodeList, name| list.read(cell(name));
                    outline.open = Some(EpisodeRow {
                        child,
                        year,
                        started_on,
                        ended_on: None,
                        reason_new: Code::BLANK,
                        legal_status: read(&codes.legal_status, "LS"),
                        need: read(&codes.need, "CIN"),
                        placement: read(&codes.placement, "PLACE"),
                        reason_ended: Code::BLANK,
                        post: None,
                        provider_urn: None,
                        at,
                    });
                }
            }
        }
    }
    if has_stock {
        returns.stock_years.insert(year);
    }
    let (care, goes_on) = (codes.reason_new.code("S"), codes.reason_ended.code("X1"));
    let episodes = outlines
        .into_iter()
        .flat_map(|(child, outline)| outline.episodes(child, year, has_stock, codes, care, goes_on))
        .collect();
    returns.episodes.push(episodes);
    findings.push(Finding::new(
        Severity::Warning,
        "portal-reports-alone",
        Place::file("data/ssda903"),
        "there are reports of the national portal, but no Episodes table of the return",
        "reviews and the children on 31 March are counted from the reports as far as they go; who came and who left, how often children \
         moved, and which reviews fell under the rules for children placed for adoption before 31 March cannot be told from them",
        "add the return itself, as its CSV files or as its XML file",
    ));
}

impl Outline {
    /// The episodes that show this outline: one from the start of care, and the open one of 31 March.
    fn episodes(
        self,
        child: ChildNumber,
        year: i16,
        has_stock: bool,
        codes: &Codes,
        care: Code,
        goes_on: Code,
    ) -> Vec<EpisodeRow> {
        let from_start = |(started_on, at): (Date, RowPlace)| EpisodeRow {
            child,
            year,
            started_on,
            ended_on: None,
            reason_new: care,
            legal_status: Code::BLANK,
            need: Code::BLANK,
            placement: Code::BLANK,
            reason_ended: Code::BLANK,
            post: None,
            provider_urn: None,
            at,
        };
        match (self.start, self.open) {
            // How long a placement for adoption has lasted is not known, so nothing before it may make it seem to begin.
            (_, Some(open)) if codes.is_adoption(open.placement) => vec![open],
            (Some((start, _)), Some(open)) if start == open.started_on => vec![EpisodeRow { reason_new: care, ..open }],
            (Some((start, at)), Some(open)) if start < open.started_on => {
                let before = EpisodeRow {
                    ended_on: Some(open.started_on),
                    // The need recorded stays the same through a period of care.
                    need: open.need,
                    reason_ended: goes_on,
                    ..from_start((start, at))
                };
                vec![before, open]
            }
            (_, Some(open)) => vec![open],
            (Some((start, at)), None) => {
                // Not in care on 31 March: gone, and if no report says when, after the last review.
                let end = self.end.or(self.last_review.filter(|_| has_stock)).filter(|end| *end >= start);
                vec![EpisodeRow { ended_on: end, ..from_start((start, at)) }]
            }
            (None, None) => Vec::new(),
        }
    }
}

/// The starts of each child.
pub fn by_child(starts: &[Start]) -> BTreeMap<ChildNumber, Vec<&Start>> {
    let mut by_child: BTreeMap<ChildNumber, Vec<&Start>> = BTreeMap::new();
    for start in starts {
        by_child.entry(start.child).or_default().push(start);
    }
    by_child
}

/// How many starts of care were learnt from each report.
#[derive(Debug, Clone, Default)]
pub struct Learnt(BTreeMap<(u32, &'static str), u64>);

impl Learnt {
    /// Adds what was learnt for other children.
    pub fn add(&mut self, others: Learnt) {
        for (report, count) in others.0 {
            *self.0.entry(report).or_default() += count;
        }
    }

    /// What was learnt, as notes.
    pub fn findings(self, tables: &TablePlaces) -> Vec<Finding> {
        let note = |((table, column), count): ((u32, &'static str), u64)| {
            let children = if count == 1 { "1 child".to_string() } else { format!("{count} children") };
            Finding::new(
                Severity::Note,
                "care-start-learnt",
                tables.table(table).column(column),
                format!(
                    "the day on which care began was learnt from this report for {children} whose first known episode is not a start of care"
                ),
                "their reviews can be judged from the start of care where the Reviews since then are there (see reviews_not_judged)",
                "nothing needs doing",
            )
        };
        self.0.into_iter().map(note).collect()
    }
}

/// Makes the start of a child's first period of care known where it is not and a report says it. The report must be of the year of the
/// first episode known or a later one: an older report may speak of an earlier time in care. Starts that do not fit the periods
/// are findings; `years` are those whose Episodes are known.
pub fn learn(
    periods: &mut [PeriodOfCare],
    starts: &[&Start],
    years: &BTreeSet<i16>,
    learnt: &mut Learnt,
    findings: &mut RowFindings<'_>,
) {
    let reaches = |start: &Start, day: Date| Period::collection_year(start.year).is_some_and(|year| day <= year.to);
    if let Some(first) = periods.first_mut().filter(|first| !first.start_known) {
        let fits = |start: &&&Start| start.on <= first.first_day && reaches(start, first.first_day);
        if let Some(start) = starts.iter().filter(fits).max_by_key(|start| (start.year, start.on)) {
            first.first_day = start.on;
            first.start_known = true;
            *learnt.0.entry((start.at.table, start.column)).or_default() += 1;
        }
    }
    for start in starts.iter().filter(|start| years.contains(&start.year)) {
        let known = periods.iter().any(|period| period.first_day == start.on);
        // The extended review names the latest start of its year, so it has to be that of the last period that begins in or before it.
        let latest = periods.iter().rfind(|period| reaches(start, period.first_day));
        let is_wrong = match (start.column, latest) {
            (_, None) => false,
            (LAST_START, Some(latest)) => latest.first_day != start.on,
            _ => !known,
        };
        if is_wrong {
            findings.warn(
                start.at,
                Some(start.column),
                "portal-start-differs",
                "the report says that care began on another day than the child's episodes do",
                "the episodes are followed, so the first review may be judged from the wrong day (see reviews_held_on_time)",
                "compare both with the child's record; correct the episodes, or ask for the report again after the return was corrected",
            );
        }
    }
}
