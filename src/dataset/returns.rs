//! The tables of the national return to typed rows, with their collection year settled. Nothing is linked yet.

use super::codes::{Code, Codes, is_blank};
use crate::finding::{Finding, Place, Severity};
use crate::period::{collection_year_of, parse_date};
use crate::sources::table::{RawRow, RawTable};
use crate::sources::{ReturnTable, Sources};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The typed rows of every collection year that was given, oldest year first.
#[derive(Debug, Clone, Default)]
pub struct Returns {
    /// The years for which an Episodes table was given.
    pub episode_years: BTreeSet<i16>,
    /// The years for which a Reviews table was given.
    pub review_years: BTreeSet<i16>,
    /// The years for which a UASC table was given.
    pub uasc_years: BTreeSet<i16>,
    /// Rows of Episodes, by year and then in file order.
    pub episodes: Vec<EpisodeRow>,
    /// Rows of Reviews, by year and then in file order.
    pub reviews: Vec<ReviewRow>,
    /// Rows of Header.
    pub headers: Vec<HeaderRow>,
    /// Rows of UASC.
    pub uasc: Vec<UascRow>,
    /// Dates of birth in tables other than Header, Reviews before the others.
    pub births: Vec<BirthRow>,
    /// Rows that cannot be placed in time, by reason.
    pub left_out: LeftOut,
}

/// Numbers of rows that could not be used, by reason.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Rows of Episodes.
    pub episodes: BTreeMap<&'static str, u64>,
    /// Rows of Reviews.
    pub reviews: BTreeMap<&'static str, u64>,
}

/// Where a row of the return stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowPlace {
    /// The file.
    pub file: Arc<str>,
    /// The row as a spreadsheet counts it.
    pub row: u64,
}

impl RowPlace {
    /// The place for a finding.
    pub fn place(&self) -> Place {
        Place::row(&*self.file, self.row)
    }
}

/// A row of Episodes that can be placed in time.
#[derive(Debug, Clone)]
pub struct EpisodeRow {
    /// The child's identifier; never printed.
    pub child: Arc<str>,
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
    /// Where it stands.
    pub at: RowPlace,
}

/// A row of Reviews with a date.
#[derive(Debug, Clone)]
pub struct ReviewRow {
    /// The child's identifier; never printed.
    pub child: Arc<str>,
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
    /// The child's identifier; never printed.
    pub child: Arc<str>,
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
    /// The child's identifier; never printed.
    pub child: Arc<str>,
    /// The collection year of the file.
    pub year: i16,
    /// DUC: the day on which the status ceased.
    pub ceased_on: Option<Date>,
}

/// A date of birth outside Header.
#[derive(Debug, Clone)]
pub struct BirthRow {
    /// The child's identifier; never printed.
    pub child: Arc<str>,
    /// The collection year of the file.
    pub year: i16,
    /// Whether it stands in Reviews, which is asked before the other tables.
    pub in_reviews: bool,
    /// DOB.
    pub born: Date,
}

/// The tables of the return, told apart by their columns, never by the file's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Episodes,
    Reviews,
    Uasc,
    Header,
    /// A table of the return that this report does not use, save for dates of birth.
    Other,
}

fn kind(table: &RawTable) -> Option<Kind> {
    if !table.has(&["CHILD"]) {
        return None;
    }
    // One misspelt heading must not hide a whole table: it is then named as missing.
    let of_episodes = ["DECOM", "RNE", "LS", "PLACE", "REC"].iter().filter(|column| table.has(&[column])).count();
    if of_episodes >= 2 {
        Some(Kind::Episodes)
    } else if table.has(&["REVIEW"]) || table.has(&["REVIEW_CODE"]) {
        Some(Kind::Reviews)
    } else if table.has(&["DUC"]) {
        Some(Kind::Uasc)
    } else if table.has(&["ETHNIC"]) || table.has(&["UPN"]) {
        Some(Kind::Header)
    } else {
        const OTHERS: [&str; 8] =
            ["SDQ_SCORE", "IN_TOUCH", "DATE_INT", "DATE_PLACED", "PREV_PERM", "MIS_START", "SW_ID", "DOLO_START"];
        OTHERS.iter().any(|column| table.has(&[column])).then_some(Kind::Other)
    }
}

fn required(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Episodes => &["CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "DEC", "REC"],
        Kind::Reviews => &["CHILD", "REVIEW", "REVIEW_CODE"],
        Kind::Uasc => &["CHILD", "DUC"],
        Kind::Header => &["CHILD", "DOB", "ETHNIC"],
        Kind::Other => &[],
    }
}

/// Types every table of the return.
pub fn read(sources: &Sources, codes: &Codes) -> (Returns, Vec<Finding>) {
    let mut reading = Reading { codes, returns: Returns::default(), findings: Vec::new() };
    let mut dated: Vec<(i16, Kind, &RawTable)> = Vec::new();
    for (table, year) in sources.returns.iter().zip(years(&sources.returns, &mut reading.findings)) {
        let Some(kind) = kind(&table.table) else {
            if !table.table.headings.is_empty() {
                reading.findings.push(Finding::new(
                    Severity::Warning,
                    "unknown-table",
                    Place::file(&table.table.file),
                    "its headings are those of no table of the return, so it was not read",
                    "what it holds is not in the report",
                    "check the first line for misspelt headings, or take the file out of the folder",
                ));
            }
            continue;
        };
        if let Some(year) = year {
            dated.push((year, kind, &table.table));
        } else if kind != Kind::Other {
            reading.findings.push(Finding::new(
                Severity::Error,
                "year-unknown",
                Place::file(&table.table.file),
                "it cannot be told which collection year this file belongs to",
                "episodes and reviews of different years would be mixed up",
                "put it in a folder named for the year, such as `2025-26`",
            ));
        }
    }
    dated.sort_by(|a, b| (a.0, &a.2.file).cmp(&(b.0, &b.2.file)));
    for (year, kind, table) in dated {
        reading.table(year, kind, table);
    }
    (reading.returns, reading.findings)
}

/// The collection year of each table: the folder's name, else the file's name, else the latest date inside, else that
/// of the other tables in the same file or folder. A folder and a file that name different years are an error.
fn years(tables: &[ReturnTable], findings: &mut Vec<Finding>) -> Vec<Option<i16>> {
    let mut years: Vec<Option<i16>> = tables
        .iter()
        .map(|table| match (table.folder_year, table.file_year) {
            (Some(folder), Some(file)) if folder != file => {
                findings.push(Finding::new(
                    Severity::Error,
                    "year-clash",
                    Place::file(&table.table.file),
                    format!("the folder says the collection year {folder}, the file's name says {file}"),
                    "the file would be counted in the wrong year",
                    "move the file to the folder of its year, or rename it",
                ));
                Some(folder)
            }
            (Some(folder), _) => {
                findings.extend(other_years_reviews(&table.table, folder));
                Some(folder)
            }
            (folder, file) => folder.or(file).or_else(|| latest_year_inside(&table.table)),
        })
        .collect();
    // The tables of one XML file are of one year; failing that, a folder's may be.
    let file_of = |table: &ReturnTable| table.table.file.clone();
    let folder_of =
        |table: &ReturnTable| table.table.file.rsplit_once('/').map_or("", |(folder, _)| folder).to_string();
    for lies_in in [&file_of as &dyn Fn(&ReturnTable) -> String, &folder_of] {
        for at in 0..tables.len() {
            if years[at].is_none() {
                let beside: BTreeSet<i16> = (0..tables.len())
                    .filter(|&other| lies_in(&tables[other]) == lies_in(&tables[at]))
                    .filter_map(|other| years[other])
                    .collect();
                if beside.len() == 1 {
                    years[at] = beside.first().copied();
                }
            }
        }
    }
    years
}

/// A Reviews table of some length without one review in its folder's year: it probably lies in the wrong folder.
fn other_years_reviews(table: &RawTable, year: i16) -> Option<Finding> {
    let column = table.column("REVIEW").filter(|_| kind(table) == Some(Kind::Reviews))?;
    let days: Vec<Date> = table.rows().filter_map(|row| parse_date(table.cell(row, Some(column)))).collect();
    let none = !days.iter().any(|day| collection_year_of(*day) == year);
    (days.len() >= 20 && none).then(|| {
        Finding::new(
            Severity::Error,
            "year-clash",
            Place::file(&table.file),
            format!(
                "the folder says the collection year {year}, but none of the {} reviews in the file was held in it",
                days.len()
            ),
            "the reviews would be counted in the wrong year",
            "move the file to the folder of its year",
        )
    })
}

fn latest_year_inside(table: &RawTable) -> Option<i16> {
    let columns: Vec<usize> =
        ["DECOM", "DEC", "REVIEW", "MIS_START", "SW_DECOM"].iter().filter_map(|name| table.column(name)).collect();
    table
        .rows()
        .flat_map(|row| columns.iter().filter_map(move |column| parse_date(table.cell(row, Some(*column)))))
        .max()
        .map(collection_year_of)
}

struct Reading<'a> {
    codes: &'a Codes,
    returns: Returns,
    findings: Vec<Finding>,
}

/// A cell that should hold a date.
enum DateCell {
    Blank,
    Day(Date),
    Bad,
}

impl Reading<'_> {
    fn table(&mut self, year: i16, kind: Kind, table: &RawTable) {
        let missing: Vec<&str> = required(kind).iter().copied().filter(|name| table.column(name).is_none()).collect();
        for name in &missing {
            let essential = matches!(*name, "CHILD" | "DECOM" | "RNE" | "LS" | "DEC" | "REVIEW");
            self.findings.push(
                Finding::new(
                    if essential { Severity::Error } else { Severity::Warning },
                    "missing-column",
                    Place::file(&table.file).column(*name),
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
                self.episodes(year, table);
            }
            Kind::Reviews => {
                self.returns.review_years.insert(year);
                self.reviews(year, table);
            }
            Kind::Uasc => {
                self.returns.uasc_years.insert(year);
                self.uasc(year, table);
            }
            Kind::Header => self.headers(year, table),
            Kind::Other => {}
        }
        if kind != Kind::Header && table.column("DOB").is_some() {
            self.births(year, kind == Kind::Reviews, table);
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
        if code == Code::UNLISTED {
            self.findings.push(Finding::new(
                Severity::Warning,
                "unlisted-code",
                table.place(row, column),
                "the cell holds a code that the return does not list",
                why,
                "correct the code in the source system, or tell us of a new code by adding it to the code lists",
            ));
        }
        code
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

    fn episodes(&mut self, year: i16, table: &RawTable) {
        let column = |name| table.column(name);
        let (child, decom, rne, ls) = (column("CHILD"), column("DECOM"), column("RNE"), column("LS"));
        let (cin, place, dec, rec) = (column("CIN"), column("PLACE"), column("DEC"), column("REC"));
        let file: Arc<str> = Arc::from(table.file.as_str());
        for row in table.rows() {
            let why = "the episode cannot be placed in time and is left out of every figure";
            let id = table.cell(row, child);
            let reason = if is_blank(id) {
                self.blank_child(table, row, child);
                Err("child blank")
            } else {
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
                    (DateCell::Day(started_on), DateCell::Day(ended_on)) => Ok((started_on, Some(ended_on))),
                    (DateCell::Day(started_on), DateCell::Blank) => Ok((started_on, None)),
                }
            };
            let (started_on, ended_on) = match reason {
                Ok(dates) => dates,
                Err(reason) => {
                    *self.returns.left_out.episodes.entry(reason).or_default() += 1;
                    continue;
                }
            };
            let unknown_row = "the child is counted in the row for what is not known";
            let episode = EpisodeRow {
                child: Arc::from(id.to_uppercase()),
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
                at: RowPlace { file: file.clone(), row: row.row },
            };
            self.returns.episodes.push(episode);
        }
    }

    fn reviews(&mut self, year: i16, table: &RawTable) {
        let (child, held, code) = (table.column("CHILD"), table.column("REVIEW"), table.column("REVIEW_CODE"));
        let file: Arc<str> = Arc::from(table.file.as_str());
        for row in table.rows() {
            let id = table.cell(row, child);
            let reason = if is_blank(id) {
                self.blank_child(table, row, child);
                Err("child blank")
            } else {
                match self.date(table, row, held, "the review cannot be placed in time and is left out of every figure")
                {
                    DateCell::Day(day) => Ok(day),
                    DateCell::Blank => {
                        self.blank_date(table, row, held);
                        Err("review date blank")
                    }
                    DateCell::Bad => Err("review date is not a date"),
                }
            };
            match reason {
                Ok(held_on) => {
                    let review = ReviewRow {
                        child: Arc::from(id.to_uppercase()),
                        year,
                        held_on,
                        participation: self.code(
                            table,
                            row,
                            code,
                            |codes| &codes.participation,
                            "the participation of this review counts as not recorded",
                        ),
                        at: RowPlace { file: file.clone(), row: row.row },
                    };
                    self.returns.reviews.push(review);
                }
                Err(reason) => *self.returns.left_out.reviews.entry(reason).or_default() += 1,
            }
        }
    }

    fn uasc(&mut self, year: i16, table: &RawTable) {
        let (child, ceased) = (table.column("CHILD"), table.column("DUC"));
        for row in table.rows() {
            let id = table.cell(row, child);
            if is_blank(id) {
                self.blank_child(table, row, child);
                continue;
            }
            let ceased_on = match self.date(table, row, ceased, "the child counts as still unaccompanied") {
                DateCell::Day(day) => Some(day),
                _ => None,
            };
            self.returns.uasc.push(UascRow { child: Arc::from(id.to_uppercase()), year, ceased_on });
        }
    }

    fn headers(&mut self, year: i16, table: &RawTable) {
        let child = table.column("CHILD");
        let sex = table.column_of(&["SEX", "GENDER"]);
        let (ethnic, born) = (table.column("ETHNIC"), table.column("DOB"));
        if sex.is_none() {
            self.findings.push(Finding::new(
                Severity::Warning,
                "missing-column",
                Place::file(&table.file).column("SEX"),
                "the column `SEX` is missing",
                "every child's sex counts as not known",
                "add the column as the return has it",
            ));
        }
        for row in table.rows() {
            let id = table.cell(row, child);
            if is_blank(id) {
                self.blank_child(table, row, child);
                continue;
            }
            let unknown = "the child is counted in the row for what is not known";
            let header = HeaderRow {
                child: Arc::from(id.to_uppercase()),
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

    /// Dates of birth outside Header are a last resort: faults in them are not reported.
    fn births(&mut self, year: i16, in_reviews: bool, table: &RawTable) {
        let (child, born) = (table.column("CHILD"), table.column("DOB"));
        for row in table.rows() {
            let id = table.cell(row, child);
            if let (false, Some(born)) = (is_blank(id), parse_date(table.cell(row, born))) {
                self.returns.births.push(BirthRow { child: Arc::from(id.to_uppercase()), year, in_reviews, born });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::ChineseWith;
    use crate::sources::csv;

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
                "child,dob,review,review_code\n1,01/01/2015,20/05/2025,PN1\n",
            ),
            ("data/ssda903/2026/c.csv", Some(2026), None, "CHILD,SEX,DOB,ETHNIC,UPN\n1,M,01/01/2015,WBRI,\n"),
        ]);
        assert!(findings.is_empty(), "{findings:?}");
        assert_eq!((returns.episodes.len(), returns.reviews.len(), returns.headers.len()), (1, 1, 1));
        assert_eq!(returns.births.len(), 1);
    }

    #[test]
    fn rows_that_cannot_be_placed_in_time_are_counted_by_reason() {
        let rows = "1,,S,C2,N1,U6,,\n,01/05/2025,S,C2,N1,U6,,\n1,notadate,S,C2,N1,U6,,\n1,02/05/2025,S,C2,N1,U6,01/05/2025,E8\n1,02/05/2025,S,C2,N1,U6,soon,E8\n";
        let (returns, findings) = returned(&[("e.csv", Some(2026), None, &format!("{EPISODES}{rows}"))]);
        assert!(returns.episodes.is_empty());
        assert_eq!(
            returns.left_out.episodes,
            BTreeMap::from([
                ("child blank", 1),
                ("start date blank", 1),
                ("start date is not a date", 1),
                ("end date before start date", 1),
                ("end date is not a date", 1)
            ])
        );
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
