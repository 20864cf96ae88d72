//! Claims about children: that their episodes follow one another, and that the tables of the return agree about them.
//!
//! The numbers in the comments are those of the national return's own validation rules. What is found is reported, not rewritten.

use super::check::Evidence;
use crate::dataset::child::Child;
use crate::dataset::child_number::ChildNumber;
use crate::dataset::episode::{Ends, Episode};
use crate::dataset::recognition::{Kind, column, given};
use crate::dataset::row_place::TablePlaces;
use crate::finding::{Finding, Severity};
use crate::measures::reviews::held;
use crate::period::{Period, add_days, add_months, age_on, collection_year_label, parse_date};
use crate::sources::table::{RawRow, RawTable};
use jiff::civil::Date;

/// Ensure each episode follows the one before it: none open but the last (142), no two at once (501), no gap within a time in care
/// (433), none that ends on the day it begins (355), none that ends after the last year given (385), and one after an end with X1 (388).
pub fn episodes_follow(evidence: &Evidence<'_>) -> Vec<Finding> {
    let last_year = evidence.dataset.episode_years.last().and_then(|year| Period::collection_year(*year));
    let tables = &evidence.dataset.tables;
    let mut findings = Vec::new();
    for child in &evidence.dataset.children {
        for (episode, next) in child.episodes.iter().zip(child.episodes.iter().skip(1)) {
            findings.extend(one_after_another(tables, child, episode, next));
        }
        for episode in &child.episodes {
            if episode.ended_on == Some(episode.started_on) {
                findings.push(of(
                    tables,
episode,
                    "DEC",
                    "episode-of-no-days",
                    "the episode ends on the day on which it begins",
                    "the child is in care under it on no day, but a placement in it may be counted as one (see three_or_more_placements)",
                    "delete the episode in the source system if it is a slip, or correct its days",
                ));
            }
            if let (Some(end), Some(year)) = (episode.ended_on, last_year)
                && end > year.to
            {
                findings.push(of(
                    tables,
episode,
                    "DEC",
                    "ends-after-year",
                    "the episode ends after the last day of its collection year",
                    "the child counts as in care at the end of the year, as it should, but the file was made from later data (see children_looked_after)",
                    "leave DEC and REC blank for an episode that was open on 31 March",
                ));
            }
        }
        for period in &child.periods {
            let last = period.episodes.end.checked_sub(1).and_then(|at| child.episodes.get(at));
            if let Some(last) = last.filter(|last| last.ends == Ends::GoesOn) {
                findings.push(of(
                    tables,
                    last,
                    "REC",
                    "goes-on-without-next",
                    "the episode ends with X1, which says that another follows on the same day, but none does",
                    "the child is in care no longer and does not count as having left either (see children_leaving)",
                    "add the episode that follows, or give the reason why care ended",
                ));
            }
        }
    }
    findings
}

/// What is wrong between an episode and the next one of the child.
fn one_after_another(tables: &TablePlaces, child: &Child, episode: &Episode, next: &Episode) -> Option<Finding> {
    let Some(end) = episode.ended_on else {
        return Some(of(
            tables,
            episode,
            "DEC",
            "episode-not-ended",
            "the episode has no end, but a later episode of the child has begun",
            "the child counts as in care under both until the end; legal status and placement are those of the later one (see children_looked_after)",
            "end the episode on the day on which the next one begins",
        ));
    };
    if next.started_on < end {
        return Some(of(
            tables,
            next,
            "DECOM",
            "episodes-overlap",
            "the episode begins before the child's episode before it has ended",
            "the child is in care under both; legal status and placement are those of the later one (see children_by_placement)",
            "correct the end of the one or the start of the other, so that they meet on one day",
        ));
    }
    if next.started_on == end {
        return None;
    }
    let in_one_period = child.periods.iter().any(|period| {
        let holds = |of: &Episode| {
            child.episodes.get(period.episodes.clone()).is_some_and(|all| all.iter().any(|one| std::ptr::eq(one, of)))
        };
        holds(episode) && holds(next)
    });
    in_one_period.then(|| {
        of(
            tables,
            next,
            "DECOM",
            "gap-in-care",
            "the episode goes on with a time in care (RNE is not S), but begins later than the episode before it ended",
            "the child is not in care on the days between, and a review held on them is outside care (see review-outside-care)",
            "correct the day on which one of the two ends or begins, or write RNE S if the child left and came back",
        )
    })
}

fn of(
    tables: &TablePlaces,
    episode: &Episode,
    column: &str,
    code: &'static str,
    what: &str,
    why: &str,
    fix: &str,
) -> Finding {
    Finding::new(Severity::Warning, code, tables.row(episode.at).column(column), what, why, fix)
}

/// Ensure the tables of the return agree about the children: a child in Episodes, Reviews or UASC is in the Header of the year, one in
/// Reviews in its Episodes, and all tables and years give a child the same date of birth and sex. One finding for each child and table,
/// at its first row there.
pub fn tables_agree(evidence: &Evidence<'_>) -> Vec<Finding> {
    let all = given(&evidence.sources.returns);
    let numbers = &evidence.dataset.row_children;
    let firsts: Vec<FirstRows> = all
        .tables
        .iter()
        .enumerate()
        .map(|(at, given)| first_rows(&given.table, numbers.of_table(at), numbers.count))
        .collect();
    // The children in the tables of a kind and year, by number; none where there is no such table.
    let of = |year: i16, wanted: Kind| {
        let tables = all.tables.iter().zip(&firsts).filter(|(given, _)| given.year == year && given.kind == wanted);
        // Of a table in several parts the children of all.
        let mut parts = tables.map(|(_, rows)| rows).peekable();
        parts.peek()?;
        Some(numbers.among(parts.flatten().map(|(child, _)| *child)))
    };
    let mut positions = vec![None; numbers.count];
    for (at, child) in evidence.dataset.children.iter().enumerate() {
        positions[child.number.at()] = Some(at);
    }
    let mut findings = Vec::new();
    for (given, rows) in all.tables.iter().zip(&firsts) {
        let table = &*given.table;
        let (child, year) = (column(table, "CHILD"), collection_year_label(given.year));
        let is_of_reviews = matches!(given.kind, Kind::Reviews | Kind::CaseReviews);
        if is_of_reviews || matches!(given.kind, Kind::Episodes | Kind::Uasc) {
            findings.extend(of(given.year, Kind::Header).iter().flat_map(|header| lacking(rows, header)).map(|row| {
                Finding::new(
                    Severity::Warning,
                    "child-not-in-header",
                    table.place(row, child),
                    format!("the child is not in the Header of {year}"),
                    "sex and ethnic group count as not known unless another year has them, and so may the age (see children_by_sex)",
                    "export the Header again; if the identifier differs between the files, use the same one in both",
                )
            }));
        }
        if is_of_reviews {
            findings.extend(of(given.year, Kind::Episodes).iter().flat_map(|known| lacking(rows, known)).map(|row| {
                Finding::new(
                    Severity::Warning,
                    "child-without-episodes",
                    table.place(row, child),
                    format!("the child has a review, but no episode in {year}"),
                    "the review counts as held, but it cannot be judged (see reviews_held_on_time)",
                    "add the child's episodes to the return; if the identifier differs between the files, use the same one in both",
                )
            }));
        }
        findings.extend(same_facts(evidence, table, rows, &positions));
    }
    findings
}

/// The first row of each child of a table, in order of the rows.
type FirstRows = Vec<(ChildNumber, RawRow)>;

fn first_rows(table: &RawTable, children: &[Option<ChildNumber>], count: usize) -> FirstRows {
    let mut seen = vec![false; count];
    let rows = table.rows().zip(children).filter_map(|(row, child)| Some(((*child)?, row)));
    rows.filter(|(child, _)| !std::mem::replace(&mut seen[child.at()], true)).collect()
}

/// The rows of children that are not known, by number.
fn lacking<'r>(rows: &'r FirstRows, known: &'r [bool]) -> impl Iterator<Item = RawRow> + use<'r> {
    rows.iter().filter(|(child, _)| !known[child.at()]).map(|(_, row)| *row)
}

/// Where a table's date of birth or sex of a child is another than the one that is used. `positions` are those of the children in the
/// dataset, by number.
fn same_facts(
    evidence: &Evidence<'_>,
    table: &RawTable,
    rows: &FirstRows,
    positions: &[Option<usize>],
) -> Vec<Finding> {
    let dataset = evidence.dataset;
    let sexes = &dataset.codes.sex;
    let (born, sex) = (table.column("DOB"), column(table, "SEX"));
    let mut findings = Vec::new();
    if born.is_none() && sex.is_none() {
        return findings;
    }
    for (child, row) in rows {
        let Some(child) = positions[child.at()].and_then(|at| dataset.children.get(at)) else { continue };
        if let (Some(used), Some(day)) = (child.born, parse_date(table.cell(*row, born)))
            && !is_same_birth(used, day, dataset.births_are_cut)
        {
            findings.push(Finding::new(
                Severity::Warning,
                "births-differ",
                table.place(*row, born),
                "the child's date of birth here is another than in the table that was used",
                "the latest Header that has one is used; if it is wrong, so is the child's age (see children_by_age)",
                "find out which is right, and correct the other in the source system",
            ));
        }
        let (used, here) = (sexes.group(child.sex), sexes.group(sexes.read(table.cell(*row, sex))));
        if used.is_some() && here.is_some() && used != here {
            findings.push(Finding::new(
                Severity::Warning,
                "sex-differs",
                table.place(*row, sex),
                "the child's sex here is another than in the table that was used",
                "the latest Header that has one is used (see children_by_sex)",
                "find out which is right, and correct the other in the source system",
            ));
        }
    }
    findings
}

/// Where some dates are cut to the month, only the month can be compared.
fn is_same_birth(a: Date, b: Date, are_cut: bool) -> bool {
    a == b || (are_cut && (a.day() == 1 || b.day() == 1) && (a.year(), a.month()) == (b.year(), b.month()))
}

/// Ensure ages are exact: with dates of birth cut to the month, say how many children could be in another age band.
pub fn births_exact(evidence: &Evidence<'_>) -> Vec<Finding> {
    let (dataset, scope) = (evidence.dataset, evidence.scope);
    if !dataset.births_are_cut {
        return Vec::new();
    }
    let bands = &scope.order.settings.age_bands;
    let band = |born: Date, day: Date| {
        // A child born later than the day is of no age on it.
        age_on(born, day).and_then(|age| bands.iter().position(|band| band.contains(age)))
    };
    let last_of_month = |first: Date| add_days(add_months(first, 1), -1);
    let differs = |child: &Child, day: Date| {
        child.born.filter(|born| born.day() == 1).is_some_and(|born| band(born, day) != band(last_of_month(born), day))
    };
    let end = scope.period.to;
    let at_end = dataset.children.iter().filter(|child| child.episode_on(end).is_some() && differs(child, end)).count();
    let starting = dataset.children.iter().filter(|child| {
        let mut starts =
            child.periods.iter().filter(|period| period.start_known && scope.period.contains(period.first_day));
        starts.next().is_some_and(|period| differs(child, period.first_day))
    });
    let fourth_birthday = held(scope)
        .iter()
        .filter(|held| {
            let fourth = held.child.born.filter(|born| born.day() == 1).map(|born| add_months(born, 48));
            fourth.is_some_and(|first| first <= held.review.held_on && held.review.held_on < last_of_month(first))
        })
        .count();
    vec![Finding::new(
        Severity::Note,
        "births-cut",
        crate::finding::Place::file("data/ssda903").column("DOB"),
        "the dates of birth are cut to the first of the month, so ages near a birthday are not certain",
        format!(
            "children who could be in another age band: {at_end} at the end of the period (see children_by_age), {} of those who started \
             (see children_starting_by_age); reviews in the month of a 4th birthday: {fourth_birthday} (see participation_by_code)",
            starting.count()
        ),
        "use the return as it comes from the case system where ages have to be exact",
    )]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks;
    use crate::config::{self, Order};
    use crate::dataset;
    use crate::measures::measure::Scope;
    use crate::sources::{ReturnTable, Sources, csv};

    const EPISODES: &str = "CHILD,DECOM,RNE,LS,CIN,PLACE,DEC,REC";

    /// What a check finds in tables given as collection year, headings and rows parted by blanks: codes with row and column.
    fn found(check: checks::check::Check, tables: &[(i16, &str, &str)]) -> Vec<String> {
        let order: Order = config::read("format: 1\nauthority: Example Council\nperiod: 2025-26\n").unwrap();
        let mut sources = Sources::default();
        for (at, (year, headings, rows)) in tables.iter().enumerate() {
            let text = format!("{headings}\n{}\n", rows.split_whitespace().collect::<Vec<_>>().join("\n"));
            let table = csv::read(&format!("{year}/{at}.csv"), text.as_bytes()).0.unwrap();
            sources.returns.push(ReturnTable { folder_year: Some(*year), file_year: None, table });
        }
        let dataset = dataset::build(&order, &sources).unwrap().0;
        let scope = Scope::new(&dataset, &order, order.period);
        let evidence = Evidence { order: &order, sources: &sources, dataset: &dataset, scope: &scope };
        let said = |finding: Finding| format!("{} {}", finding.code, finding.place);
        check(&evidence).into_iter().map(said).collect()
    }

    fn of_episodes(rows: &str) -> Vec<String> {
        let found = found(episodes_follow, &[(2026, EPISODES, rows)]);
        found.into_iter().map(|said| said.replace("2026/0.csv, ", "")).collect()
    }

    #[test]
    fn episodes_that_follow_one_another_are_without_fault() {
        let good =
            "a,01/05/2025,S,C2,N1,U6,01/08/2025,X1 a,01/08/2025,P,C2,N1,K2,01/09/2025,E8 a,05/10/2025,S,C2,N1,U6,,";
        assert!(of_episodes(good).is_empty());
    }

    #[test]
    fn each_fault_of_a_period_of_care_has_its_own_finding() {
        for (rows, expected) in [
            // 142: the first has no end.
            ("a,01/05/2025,S,C2,N1,U6,, a,01/08/2025,P,C2,N1,K2,,", "episode-not-ended row 2, column DEC"),
            // 501: ten days in common.
            ("a,01/05/2025,S,C2,N1,U6,11/08/2025,X1 a,01/08/2025,P,C2,N1,K2,,", "episodes-overlap row 3, column DECOM"),
            // 433: two days between.
            ("a,01/05/2025,S,C2,N1,U6,01/08/2025,X1 a,03/08/2025,P,C2,N1,K2,,", "gap-in-care row 3, column DECOM"),
            ("a,01/05/2025,S,C2,N1,U6,01/05/2025,E8", "episode-of-no-days row 2, column DEC"),
            ("a,01/05/2025,S,C2,N1,U6,01/04/2026,E8", "ends-after-year row 2, column DEC"),
            ("a,01/05/2025,S,C2,N1,U6,01/08/2025,X1", "goes-on-without-next row 2, column REC"),
        ] {
            assert_eq!(of_episodes(rows), [expected], "{rows}");
        }
    }

    #[test]
    fn children_are_in_the_header_and_in_episodes() {
        let header = "CHILD,SEX,DOB,ETHNIC,UPN";
        let reviews = "CHILD,REVIEW,REVIEW_CODE";
        let tables = [
            (2026, EPISODES, "a,01/05/2025,S,C2,N1,U6,, b,01/05/2025,S,C2,N1,U6,, b,01/06/2025,P,C2,N1,U6,,"),
            (2026, header, "A,M,01/01/2015,WBRI,"),
            (2026, reviews, "c,01/06/2025,PN1 a,01/06/2025,PN1 c,01/07/2025,PN1"),
            // Another year has no Header, so nothing can be said of it.
            (2025, reviews, "z,01/06/2024,PN1"),
        ];
        assert_eq!(
            found(tables_agree, &tables),
            [
                "child-not-in-header 2026/0.csv, row 3, column CHILD",
                "child-not-in-header 2026/2.csv, row 2, column CHILD",
                "child-without-episodes 2026/2.csv, row 2, column CHILD",
            ]
        );
    }

    #[test]
    fn births_and_sexes_agree_over_tables_and_years() {
        let header = "CHILD,SEX,DOB,ETHNIC,UPN";
        let tables = [
            (2025, header, "a,2,01/01/2015,WBRI, b,F,02/02/2012,WBRI,"),
            (2026, header, "a,M,01/01/2015,WBRI, b,2,02/02/2012,WBRI,"),
            (2026, EPISODES, "a,01/05/2025,S,C2,N1,U6,, b,01/05/2025,S,C2,N1,U6,,"),
            (
                2026,
                "CHILD,DOB,REVIEW,REVIEW_CODE",
                "a,01/01/2015,01/06/2025,PN1 b,03/02/2012,01/06/2025,PN1 b,03/02/2012,01/07/2025,PN1",
            ),
        ];
        // a was 2 (female) and is M; b is F and 2, which is the same.
        assert_eq!(
            found(tables_agree, &tables),
            ["sex-differs 2025/0.csv, row 2, column SEX", "births-differ 2026/3.csv, row 3, column DOB"]
        );
    }

    #[test]
    fn births_cut_to_the_month_say_how_many_ages_are_not_certain() {
        let headings = "CHILD,LA,YEAR,SEX,DOB,ETHNIC,UPN";
        let episodes = "CHILD,LA,YEAR,DECOM,RNE,LS,CIN,PLACE,DEC,REC";
        let reviews = "CHILD,LA,YEAR,DOB,REVIEW,REVIEW_CODE";
        let tables = [
            // a starts in the month of the 5th birthday, so is 4 or 5; b in the month after it. c has the 4th birthday in June 2025.
            (2026, headings, "a,X,2026,M,2020-05-01,WBRI, b,X,2026,M,2020-04-01,WBRI, c,X,2026,M,2021-06-01,WBRI,"),
            (
                2026,
                episodes,
                "a,X,2026,2025-05-10,S,C2,N1,U6,, b,X,2026,2025-05-10,S,C2,N1,U6,, c,X,2026,2025-01-10,P,C2,N1,U6,,",
            ),
            (
                2026,
                reviews,
                "c,X,2026,2021-06-01,2025-06-29,PN1 c,X,2026,2021-06-01,2025-06-30,PN1 c,X,2026,2021-06-01,2025-05-31,PN0",
            ),
        ];
        assert_eq!(found(births_exact, &tables), ["births-cut data/ssda903, column DOB"]);
        let order: Order = config::read("format: 1\nauthority: Example Council\nperiod: 2025-26\n").unwrap();
        let mut sources = Sources::default();
        for (year, headings, rows) in &tables {
            let text = format!("{headings}\n{}\n", rows.split_whitespace().collect::<Vec<_>>().join("\n"));
            let table = csv::read(headings, text.as_bytes()).0.unwrap();
            sources.returns.push(ReturnTable { folder_year: Some(*year), file_year: None, table });
        }
        let dataset = dataset::build(&order, &sources).unwrap().0;
        let scope = Scope::new(&dataset, &order, order.period);
        let finding =
            births_exact(&Evidence { order: &order, sources: &sources, dataset: &dataset, scope: &scope }).remove(0);
        assert_eq!(
            finding.why,
            "children who could be in another age band: 0 at the end of the period (see children_by_age), 1 of those who started (see \
             children_starting_by_age); reviews in the month of a 4th birthday: 1 (see participation_by_code)"
        );
    }
}
