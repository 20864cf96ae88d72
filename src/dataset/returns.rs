//! The tables of the national return to typed rows, with their collection year settled. Nothing is linked yet.

use super::child_number::{ChildNumber, ChildNumbers, RowChildren};
use super::codes::{Code, Codes, is_blank};
use super::participation;
use super::portal::{self, Start};
use super::recognition::{self, Given, Kind, column, required};
use super::row_place::{RowPlace, TablePlaces};
use super::sameness::Same;
use crate::finding::{Finding, Severity};
use crate::period::parse_date;
use crate::sources::Sources;
use crate::sources::table::{RawRow, RawTable};
use jiff::civil::Date;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// The typed rows of every collection year that was given, oldest year first.
#[derive(Debug, Clone, Default)]
pub struct Returns {
    /// The children of all rows.
    pub children: ChildNumbers,
    /// The tables that rows stand in.
    pub tables: TablePlaces,
    /// The child of every row of the tables.
    pub row_children: RowChildren,
    /// The years for which an Episodes table was given.
    pub episode_years: BTreeSet<i16>,
    /// The years for which a Reviews table was given.
    pub review_years: BTreeSet<i16>,
    /// The years for which a UASC table was given.
    pub uasc_years: BTreeSet<i16>,
    /// Rows of Episodes, table by table: by year and then in file order.
    pub episodes: Vec<Vec<EpisodeRow>>,
    /// Rows of Reviews, table by table: by year and then in file order.
    pub reviews: Vec<Vec<ReviewRow>>,
    /// Rows of Header.
    pub headers: Vec<HeaderRow>,
    /// Rows of UASC.
    pub uasc: Vec<UascRow>,
    /// Dates of birth in tables other than Header, of children of whom no Header says one.
    pub births: Vec<BirthRow>,
    /// Rows that cannot be placed in time, by reason.
    pub left_out: LeftOut,
    /// Starts of care that reports of the national portal name.
    pub portal_starts: Vec<Start>,
    /// The years of which only the children on 31 March are known, from a report of the portal.
    pub stock_years: BTreeSet<i16>,
    /// Whether a pipeline cut dates of birth to the first of the month.
    pub births_are_cut: bool,
}

/// Rows that could not be used, by reason.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Rows of Episodes.
    pub episodes: BTreeMap<&'static str, Vec<RowPlace>>,
    /// Rows of Reviews.
    pub reviews: BTreeMap<&'static str, Vec<RowPlace>>,
}

/// A row of Episodes that can be placed in time.
#[derive(Debug, Clone)]
pub struct EpisodeRow {
    /// The child.
    pub child: ChildNumber,
    /// The collection year of the file.
    pub year: i16,
    /// DECOM.
    pub started_on: Date,
    /// DEC; none while the episode is open.
    pub ended_on: Option<Date>,
    /// RNE.
    pub reason_new: Code,
    /// LS.
    pub legal_status: Code,
    /// CIN.
    pub need: Code,
    /// PLACE.
    pub placement: Code,
    /// REC.
    pub reason_ended: Code,
    /// PL_POST.
    pub post: Option<Same>,
    /// URN.
    pub provider_urn: Option<Same>,
    /// Where it stands.
    pub at: RowPlace,
}

/// A row of Reviews with a date.
#[derive(Debug, Clone)]
pub struct ReviewRow {
    /// The child.
    pub child: ChildNumber,
    /// The collection year of the file.
    pub year: i16,
    /// REVIEW.
    pub held_on: Date,
    /// REVIEW_CODE.
    pub participation: Code,
    /// Where it stands.
    pub at: RowPlace,
}

/// A row of Header.
#[derive(Debug, Clone)]
pub struct HeaderRow {
    /// The child.
    pub child: ChildNumber,
    /// The collection year of the file.
    pub year: i16,
    /// SEX.
    pub sex: Code,
    /// ETHNIC.
    pub ethnic: Code,
    /// DOB; none where it is blank or no date.
    pub born: Option<Date>,
}

/// A row of UASC.
#[derive(Debug, Clone)]
pub struct UascRow {
    /// The child.
    pub child: ChildNumber,
    /// The collection year of the file.
    pub year: i16,
    /// DUC: the day on which the status ceased.
    pub ceased_on: Option<Date>,
}

/// A date of birth outside Header.
#[derive(Debug, Clone)]
pub struct BirthRow {
    /// The child.
    pub child: ChildNumber,
    /// The collection year of the file.
    pub year: i16,
    /// Whether it stands in Reviews, which is asked before the other tables.
    pub in_reviews: bool,
    /// DOB.
    pub born: Date,
}

/// Types every table of the return.
pub fn read(sources: &Sources, codes: &Codes) -> (Returns, Vec<Finding>) {
    let given = recognition::given(&sources.returns);
    let mut returns =
        Returns { tables: TablePlaces::of(&given.tables), births_are_cut: given.births_are_cut, ..Returns::default() };
    let of_reviews =
        |given: &&Given<'_>| given.is_whole_year && matches!(given.kind, Kind::Reviews | Kind::CaseReviews);
    let with_reviews: BTreeSet<i16> = given.tables.iter().filter(of_reviews).map(|given| given.year).collect();
    let mut findings = given.findings;
    let tables: Vec<Numbered<'_>> =
        (0..).zip(&given.tables).map(|(number, given)| Numbered::of(number, given, &mut returns.children)).collect();
    // With the children numbered, no table depends on another. What they give comes back in their order.
    let typed: Vec<Reading<'_>> = tables.par_iter().map(|table| Reading::of(table, codes, &with_reviews)).collect();
    for reading in typed {
        returns.add(reading.returns);
        findings.extend(reading.findings);
    }
    returns.births = births(&tables, &returns);
    let row_children = tables.into_iter().map(|table| table.children).collect();
    findings.extend(portal::read(&given.tables, codes, &mut returns));
    returns.row_children = RowChildren { count: returns.children.ids().len(), tables: row_children };
    (returns, findings)
}

impl Returns {
    /// Adds the rows of another table.
    fn add(&mut self, of_table: Returns) {
        self.episode_years.extend(of_table.episode_years);
        self.review_years.extend(of_table.review_years);
        self.uasc_years.extend(of_table.uasc_years);
        self.episodes.extend(of_table.episodes);
        self.reviews.extend(of_table.reviews);
        self.headers.extend(of_table.headers);
        self.uasc.extend(of_table.uasc);
        for (reason, rows) in of_table.left_out.episodes {
            self.left_out.episodes.entry(reason).or_default().extend(rows);
        }
        for (reason, rows) in of_table.left_out.reviews {
            self.left_out.reviews.entry(reason).or_default().extend(rows);
        }
    }
}

/// A table of the return with the child of each row.
struct Numbered<'a> {
    /// Its position among the tables.
    number: u32,
    given: &'a Given<'a>,
    /// One for each row; none where the row does not say which child it is about.
    children: Vec<Option<ChildNumber>>,
}

impl<'a> Numbered<'a> {
    fn of(number: u32, given: &'a Given<'a>, children: &mut ChildNumbers) -> Self {
        let (table, column) = (&*given.table, column(&given.table, "CHILD"));
        let child = |row| {
            let id = table.cell(row, column);
            (!is_blank(id)).then(|| children.of(id))
        };
        Numbered { number, given, children: table.rows().map(child).collect() }
    }

    /// The rows with their children.
    fn rows(&self) -> impl Iterator<Item = (RawRow, Option<ChildNumber>)> + '_ {
        self.given.table.rows().zip(self.children.iter().copied())
    }
}

/// Dates of birth outside Header. They are a last resort: read for children without one there, and faults in them are not reported.
fn births(tables: &[Numbered<'_>], returns: &Returns) -> Vec<BirthRow> {
    let mut in_header = vec![false; returns.children.ids().len()];
    for row in returns.headers.iter().filter(|row| row.born.is_some()) {
        in_header[row.child.at()] = true;
    }
    let mut births = Vec::new();
    for of in tables.iter().filter(|of| of.given.kind != Kind::Header) {
        let table = &*of.given.table;
        let Some(column) = table.column("DOB") else { continue };
        for (row, child) in of.rows() {
            let Some(child) = child.filter(|child| !in_header[child.at()]) else { continue };
            if let Some(born) = parse_date(table.cell(row, Some(column))) {
                let in_reviews = of.given.kind == Kind::Reviews;
                births.push(BirthRow { child, year: of.given.year, in_reviews, born });
            }
        }
    }
    births
}

/// A table while it is typed.
struct Reading<'a> {
    codes: &'a Codes,
    /// The years with a table of reviews of their own.
    with_reviews: &'a BTreeSet<i16>,
    returns: Returns,
    findings: Vec<Finding>,
}

/// A cell that should hold a date.
enum DateCell {
    Blank,
    Day(Date),
    Bad,
}

impl<'a> Reading<'a> {
    fn of(table: &Numbered<'_>, codes: &'a Codes, with_reviews: &'a BTreeSet<i16>) -> Self {
        let mut reading = Reading { codes, with_reviews, returns: Returns::default(), findings: Vec::new() };
        reading.table(table);
        reading
    }

    fn table(&mut self, of: &Numbered<'_>) {
        let (year, kind, table) = (of.given.year, of.given.kind, &*of.given.table);
        let missing: Vec<&str> = required(kind).iter().copied().filter(|name| column(table, name).is_none()).collect();
        for name in &missing {
            let essential = matches!(*name, "CHILD" | "DECOM" | "RNE" | "LS" | "DEC" | "REVIEW");
            self.findings.push(
                Finding::new(
                    if essential { Severity::Error } else { Severity::Warning },
                    "missing-column",
                    table.whole().column(*name),
                    format!("the column `{name}` is missing"),
                    if essential {
                        "nothing can be counted from this table without it"
                    } else {
                        "what it says about each child counts as not known"
                    },
                    "add the column as the return has it, or correct the misspelt heading",
                )
                .near(crate::finding::near_names(name, table.headings.iter().map(String::as_str))),
            );
        }
        match kind {
            Kind::Episodes => {
                self.returns.episode_years.insert(year);
                self.episodes(of);
            }
            Kind::Reviews | Kind::CaseReviews => {
                if of.given.is_whole_year {
                    self.returns.review_years.insert(year);
                }
                self.reviews(of);
            }
            Kind::Uasc => {
                self.returns.uasc_years.insert(year);
                self.uasc(of);
            }
            Kind::Header => self.headers(of),
            Kind::ExtendedReview if !self.with_reviews.contains(&year) => {
                self.returns.review_years.insert(year);
                self.reviews(of);
            }
            // The rest of what the portal reports is read once all else is.
            Kind::Other | Kind::ExtendedReview | Kind::LookedAfter | Kind::Started | Kind::Ceased => {}
        }
    }

    fn date(&mut self, table: &RawTable, row: RawRow, column: Option<usize>, why: &str) -> DateCell {
        let text = table.cell(row, column);
        if is_blank(text) {
            return DateCell::Blank;
        }
        match parse_date(text) {
            Some(day) => DateCell::Day(day),
            None => {
                // The text itself is not repeated: the cell may hold anything about a child.
                self.findings.push(Finding::new(
                    Severity::Warning,
                    "bad-date",
                    table.place(row, column),
                    "the cell does not hold a date",
                    why,
                    "write the day as DD/MM/YYYY, for example 31/03/2026",
                ));
                DateCell::Bad
            }
        }
    }

    fn code(
        &mut self,
        table: &RawTable,
        row: RawRow,
        column: Option<usize>,
        list: fn(&Codes) -> &super::codes::CodeList,
        why: &str,
    ) -> Code {
        let code = list(self.codes).read(table.cell(row, column));
        self.unlisted(table, row, column, list(self.codes), code, why);
        code
    }

    /// Reports a code that its list does not have.
    fn unlisted(
        &mut self,
        table: &RawTable,
        row: RawRow,
        column: Option<usize>,
        list: &super::codes::CodeList,
        code: Code,
        why: &str,
    ) {
        if code == Code::UNLISTED {
            let finding = Finding::new(
                Severity::Warning,
                "unlisted-code",
                table.place(row, column),
                "the cell holds a code that the return does not list",
                why,
                "correct the code in the source system, or tell us of a new code by adding it to the code lists",
            );
            self.findings.push(finding.near(list.near(table.cell(row, column))));
        }
    }

    fn blank_child(&mut self, table: &RawTable, row: RawRow, column: Option<usize>) {
        self.findings.push(Finding::new(
            Severity::Warning,
            "blank-child",
            table.place(row, column),
            "the row does not say which child it is about",
            "the row is left out of every figure",
            "fill in the child's identifier",
        ));
    }

    fn blank_date(&mut self, table: &RawTable, row: RawRow, column: Option<usize>) {
        self.findings.push(Finding::new(
            Severity::Warning,
            "blank-date",
            table.place(row, column),
            "the row has no date",
            "the row cannot be placed in time and is left out of every figure",
            "fill in the date as DD/MM/YYYY",
        ));
    }

    fn episodes(&mut self, of: &Numbered<'_>) {
        let (year, table) = (of.given.year, &*of.given.table);
        let column = |name| column(table, name);
        let (child, decom, rne, ls) = (column("CHILD"), column("DECOM"), column("RNE"), column("LS"));
        let (cin, place, dec, rec) = (column("CIN"), column("PLACE"), column("DEC"), column("REC"));
        let (post, urn) = (column("PL_POST"), column("URN"));
        let mut episodes = Vec::with_capacity(table.len());
        for (row, number) in of.rows() {
            let why = "the episode cannot be placed in time and is left out of every figure";
            let reason = if let Some(number) = number {
                let started_on = self.date(table, row, decom, why);
                let ended_on = self.date(table, row, dec, why);
                match (started_on, ended_on) {
                    (DateCell::Blank, _) => {
                        self.blank_date(table, row, decom);
                        Err("start date blank")
                    }
                    (DateCell::Bad, _) => Err("start date is not a date"),
                    (_, DateCell::Bad) => Err("end date is not a date"),
                    (DateCell::Day(started_on), DateCell::Day(ended_on)) if ended_on < started_on => {
                        self.findings.push(Finding::new(
                            Severity::Warning,
                            "ends-before-start",
                            table.place(row, dec),
                            "the episode ends before it starts",
                            why,
                            "correct DECOM or DEC",
                        ));
                        Err("end date before start date")
                    }
                    (DateCell::Day(started_on), DateCell::Day(ended_on)) => Ok((number, started_on, Some(ended_on))),
                    (DateCell::Day(started_on), DateCell::Blank) => Ok((number, started_on, None)),
                }
            } else {
                self.blank_child(table, row, child);
                Err("child blank")
            };
            let (child, started_on, ended_on) = match reason {
                Ok(read) => read,
                Err(reason) => {
                    let at = RowPlace::of(of.number, row);
                    self.returns.left_out.episodes.entry(reason).or_default().push(at);
                    continue;
                }
            };
            let unknown_row = "the child is counted in the row for what is not known";
            let episode = EpisodeRow {
                child,
                year,
                started_on,
                ended_on,
                reason_new: self.code(
                    table,
                    row,
                    rne,
                    |codes| &codes.reason_new,
                    "it is read as an episode that goes on",
                ),
                legal_status: self.code(table, row, ls, |codes| &codes.legal_status, unknown_row),
                need: self.code(table, row, cin, |codes| &codes.need, unknown_row),
                placement: self.code(table, row, place, |codes| &codes.placement, unknown_row),
                reason_ended: self.code(
                    table,
                    row,
                    rec,
                    |codes| &codes.reason_ended,
                    "it is read as another reason for leaving",
                ),
                post: Same::of(table.cell(row, post)),
                provider_urn: Same::of(table.cell(row, urn)),
                at: RowPlace::of(of.number, row),
            };
            episodes.push(episode);
        }
        self.returns.episodes.push(episodes);
    }

    fn reviews(&mut self, of: &Numbered<'_>) {
        let (year, table) = (of.given.year, &*of.given.table);
        let (child, held, code) = (column(table, "CHILD"), column(table, "REVIEW"), column(table, "REVIEW_CODE"));
        let mut reviews = Vec::with_capacity(table.len());
        for (row, number) in of.rows() {
            let reason = if let Some(number) = number {
                match self.date(table, row, held, "the review cannot be placed in time and is left out of every figure")
                {
                    DateCell::Day(day) => Ok((number, day)),
                    DateCell::Blank => {
                        self.blank_date(table, row, held);
                        Err("review date blank")
                    }
                    DateCell::Bad => Err("review date is not a date"),
                }
            } else {
                self.blank_child(table, row, child);
                Err("child blank")
            };
            match reason {
                Ok((child, held_on)) => {
                    let list = &self.codes.participation;
                    let participation = participation::read(list, table.cell(row, code));
                    let why = "the participation of this review counts as not recorded";
                    self.unlisted(table, row, code, list, participation, why);
                    let review = ReviewRow { child, year, held_on, participation, at: RowPlace::of(of.number, row) };
                    reviews.push(review);
                }
                Err(reason) => {
                    let at = RowPlace::of(of.number, row);
                    self.returns.left_out.reviews.entry(reason).or_default().push(at);
                }
            }
        }
        self.returns.reviews.push(reviews);
    }

    fn uasc(&mut self, of: &Numbered<'_>) {
        let (year, table) = (of.given.year, &*of.given.table);
        let (child, ceased) = (column(table, "CHILD"), table.column("DUC"));
        for (row, number) in of.rows() {
            let Some(number) = number else {
                self.blank_child(table, row, child);
                continue;
            };
            let ceased_on = match self.date(table, row, ceased, "the child counts as still unaccompanied") {
                DateCell::Day(day) => Some(day),
                _ => None,
            };
            self.returns.uasc.push(UascRow { child: number, year, ceased_on });
        }
    }

    fn headers(&mut self, of: &Numbered<'_>) {
        let (year, table) = (of.given.year, &*of.given.table);
        let child = column(table, "CHILD");
        let sex = column(table, "SEX");
        let (ethnic, born) = (column(table, "ETHNIC"), table.column("DOB"));
        if sex.is_none() {
            self.findings.push(Finding::new(
                Severity::Warning,
                "missing-column",
                table.whole().column("SEX"),
                "the column `SEX` is missing",
                "every child's sex counts as not known",
                "add the column as the return has it",
            ));
        }
        self.returns.headers.reserve_exact(table.len());
        for (row, number) in of.rows() {
            let Some(number) = number else {
                self.blank_child(table, row, child);
                continue;
            };
            let unknown = "the child is counted in the row for what is not known";
            let header = HeaderRow {
                child: number,
                year,
                sex: self.code(table, row, sex, |codes| &codes.sex, unknown),
                ethnic: self.code(table, row, ethnic, |codes| &codes.ethnic, unknown),
                born: match self.date(table, row, born, "the child's age is taken from another table, or is not known")
                {
                    DateCell::Day(day) => Some(day),
                    _ => None,
                },
            };
            self.returns.headers.push(header);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::ChineseWith;
    use crate::sources::{ReturnTable, csv};

    fn returned(files: &[(&str, Option<i16>, Option<i16>, &str)]) -> (Returns, Vec<Finding>) {
        let mut sources = Sources::default();
        for (file, folder_year, file_year, text) in files {
            let table = csv::read(file, text.as_bytes()).0.unwrap();
            sources.returns.push(ReturnTable { folder_year: *folder_year, file_year: *file_year, table });
        }
        read(&sources, &Codes::built_in(ChineseWith::Asian).unwrap())
    }

    const EPISODES: &str = "CHILD,DECOM,RNE,LS,CIN,PLACE,DEC,REC\n";

    #[test]
    fn tables_are_told_by_their_columns_whatever_the_file_is_called() {
        let (returns, findings) = returned(&[
            ("data/ssda903/2026/a.csv", Some(2026), None, &format!("{EPISODES}1,01/05/2025,S,C2,N1,U6,,\n")),
            (
                "data/ssda903/2026/b.csv",
                Some(2026),
                None,
                "child,dob,review,review_code\n1,02/01/2015,20/05/2025,PN1\n2,01/01/2015,20/05/2025,PN1\n",
            ),
            ("data/ssda903/2026/c.csv", Some(2026), None, "CHILD,SEX,DOB,ETHNIC,UPN\n1,M,01/01/2015,WBRI,\n"),
        ]);
        assert!(findings.is_empty(), "{findings:?}");
        assert_eq!((returns.episodes[0].len(), returns.reviews[0].len(), returns.headers.len()), (1, 2, 1));
        // The Header has the first child's.
        assert_eq!(returns.births.len(), 1);
    }

    #[test]
    fn rows_that_cannot_be_placed_in_time_are_counted_by_reason() {
        let rows = "1,,S,C2,N1,U6,,\n,01/05/2025,S,C2,N1,U6,,\n1,notadate,S,C2,N1,U6,,\n1,02/05/2025,S,C2,N1,U6,01/05/2025,E8\n1,02/05/2025,S,C2,N1,U6,soon,E8\n";
        let (returns, findings) = returned(&[("e.csv", Some(2026), None, &format!("{EPISODES}{rows}"))]);
        assert!(returns.episodes[0].is_empty());
        let rows = |reason| returns.left_out.episodes[reason].iter().map(|at: &RowPlace| at.row).collect::<Vec<_>>();
        assert_eq!(returns.left_out.episodes.len(), 5);
        assert_eq!(
            (rows("start date blank"), rows("child blank"), rows("start date is not a date")),
            (vec![2], vec![3], vec![4])
        );
        assert_eq!((rows("end date before start date"), rows("end date is not a date")), (vec![5], vec![6]));
        assert_eq!(findings.len(), 5);
    }

    #[test]
    fn the_year_is_the_folders_then_the_files_then_the_latest_date_inside() {
        let reviews = "CHILD,DOB,REVIEW,REVIEW_CODE\n1,,31/03/2025,PN1\n";
        let (returns, _) = returned(&[("x/a.csv", None, Some(2024), reviews), ("y/b.csv", None, None, reviews)]);
        assert_eq!(returns.review_years, BTreeSet::from([2024, 2025]));
        let (_, findings) = returned(&[("x/a_2024.csv", Some(2025), Some(2024), reviews)]);
        assert_eq!(findings[0].code, "year-clash");
    }
}
