//! Children: what is known of each, with episodes, periods of care and reviews linked and in order.

use super::child_number::{ByChild, ChildNumber};
use super::codes::{Code, Codes};
use super::episode::{self, Episode, PeriodOfCare, United};
use super::portal::{self, Learnt, Start};
use super::returns::{EpisodeRow, Returns, ReviewRow};
use super::review::{self, Review};
use super::row_place::RowFindings;
use crate::finding::Finding;
use crate::period::age_on;
use jiff::civil::Date;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A child with everything the return says, linked.
#[derive(Debug, Clone)]
pub struct Child {
    /// The identifier that links the council's files. Never printed: not in a report, a message or a log.
    pub id: Arc<str>,
    /// The number by which rows of the return name the child.
    pub number: ChildNumber,
    /// SEX.
    pub sex: Code,
    /// ETHNIC.
    pub ethnic: Code,
    /// The date of birth; none where no table has one that can be read.
    pub born: Option<Date>,
    /// The latest UASC row, where there is one: the day on which the status ceased, none while it lasts.
    pub unaccompanied: Option<Option<Date>>,
    /// In order of time, short breaks left out.
    pub episodes: Vec<Episode>,
    /// In order of time.
    pub periods: Vec<PeriodOfCare>,
    /// By date, one a day.
    pub reviews: Vec<Review>,
}

impl Child {
    /// Completed years on the day; none where the date of birth is not known or later.
    pub fn age_on(&self, day: Date) -> Option<u32> {
        age_on(self.born?, day)
    }

    /// The latest episode under which the child is in care on the day.
    pub fn episode_on(&self, day: Date) -> Option<&Episode> {
        self.episodes.get(episode::latest_under(&self.episodes, day)?)
    }

    /// Whether the child is in care on every day from `first` to `last`.
    pub fn in_care_throughout(&self, first: Date, last: Date) -> bool {
        let mut day = first;
        // Episodes are in the order of their starts, so the first day that one does not cover is covered by none before it.
        for episode in &self.episodes {
            match episode.ended_on {
                _ if !episode.covers(day) => {}
                Some(end) if end <= last => day = end,
                _ => return true,
            }
        }
        false
    }

    /// The period of care of the latest episode under which the child is in care on the day.
    pub fn period_on(&self, day: Date) -> Option<&PeriodOfCare> {
        let at = episode::latest_under(&self.episodes, day)?;
        self.periods.iter().find(|period| period.episodes.contains(&at))
    }
}

/// What was dropped while the rows were linked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dropped {
    /// Rows of Episodes.
    pub episodes: United,
    /// Reviews of children who only had short breaks.
    pub short_break_reviews: u64,
    /// Children who only had short breaks.
    pub short_break_children: u64,
}

impl Dropped {
    fn add(&mut self, other: &Dropped) {
        self.episodes.short_break_rows += other.episodes.short_break_rows;
        self.episodes.open_not_repeated += other.episodes.open_not_repeated;
        self.short_break_reviews += other.short_break_reviews;
        self.short_break_children += other.short_break_children;
    }
}

/// Links the return's rows into children, in order of their identifiers.
pub fn linked(returns: &Returns, codes: &Codes) -> (Vec<Child>, Dropped, Vec<Finding>) {
    let linking = Linking::of(returns, codes);
    let ids = returns.children.ids();
    let mut order: Vec<(&str, ChildNumber)> = ids.iter().map(|id| &**id).zip(ChildNumber::all(ids.len())).collect();
    order.par_sort_unstable();
    // No child's links depend on another's. The parts come back in the order of the children.
    let parts: Vec<Linked> = order.par_chunks(1024).map(|children| linking.linked(children)).collect();

    let (mut children, mut dropped, mut learnt) =
        (Vec::with_capacity(order.len()), Dropped::default(), Learnt::default());
    let mut findings = Vec::new();
    for part in parts {
        children.extend(part.children);
        dropped.add(&part.dropped);
        learnt.add(part.learnt);
        findings.extend(part.findings);
    }
    findings.extend(learnt.findings(&returns.tables));
    (children, dropped, findings)
}

/// Some children linked.
struct Linked {
    children: Vec<Child>,
    dropped: Dropped,
    learnt: Learnt,
    findings: Vec<Finding>,
}

/// The rows of the return by child.
struct Linking<'r> {
    returns: &'r Returns,
    codes: &'r Codes,
    episodes: ByChild<'r, EpisodeRow>,
    reviews: ByChild<'r, ReviewRow>,
    facts: Vec<Facts>,
    portal_starts: BTreeMap<ChildNumber, Vec<&'r Start>>,
}

impl<'r> Linking<'r> {
    fn of(returns: &'r Returns, codes: &'r Codes) -> Self {
        let children = returns.children.ids().len();
        Linking {
            returns,
            codes,
            episodes: ByChild::of(children, returns.episodes.iter().flatten(), |row| row.child),
            reviews: ByChild::of(children, returns.reviews.iter().flatten(), |row| row.child),
            facts: facts(returns),
            portal_starts: portal::by_child(&returns.portal_starts),
        }
    }

    fn linked(&self, children: &[(&str, ChildNumber)]) -> Linked {
        let mut findings = RowFindings::of(&self.returns.tables);
        let (mut dropped, mut learnt) = (Dropped::default(), Learnt::default());
        let linked = children
            .iter()
            .filter_map(|(_, number)| self.child(*number, &mut dropped, &mut learnt, &mut findings))
            .collect();
        Linked { children: linked, dropped, learnt, findings: findings.found }
    }

    /// A child with episodes or reviews; none for one with short breaks only.
    fn child(
        &self,
        number: ChildNumber,
        dropped: &mut Dropped,
        learnt: &mut Learnt,
        findings: &mut RowFindings<'_>,
    ) -> Option<Child> {
        let (returns, codes) = (self.returns, self.codes);
        let all = self.episodes.rows(number).count();
        let is_counted = |row: &&EpisodeRow| !codes.is_short_break(row.legal_status);
        let episodes: Vec<&EpisodeRow> = self.episodes.rows(number).filter(is_counted).collect();
        let reviews: Vec<&ReviewRow> = self.reviews.rows(number).collect();
        dropped.episodes.short_break_rows += (all - episodes.len()) as u64;
        if episodes.is_empty() {
            if all > 0 {
                dropped.short_break_children += 1;
                // What is doubtful in rows that are dropped is not told.
                let mut untold = RowFindings::of(&returns.tables);
                dropped.short_break_reviews += review::reviews(reviews, &mut untold).len() as u64;
                return None;
            }
            if reviews.is_empty() {
                return None;
            }
        }
        let episodes = episode::united(episodes, &returns.episode_years, codes, &mut dropped.episodes, findings);
        let mut periods = episode::periods_of_care(&episodes, findings);
        if let Some(starts) = self.portal_starts.get(&number) {
            portal::learn(&mut periods, starts, &returns.episode_years, learnt, findings);
        }
        let mut reviews = review::reviews(reviews, findings);
        review::attach(&mut reviews, &mut periods, &episodes);
        let facts = self.facts.get(number.at())?;
        Some(Child {
            id: returns.children.ids().get(number.at())?.clone(),
            number,
            sex: facts.sex.map_or(Code::BLANK, |fact| fact.1),
            ethnic: facts.ethnic.map_or(Code::BLANK, |fact| fact.1),
            born: facts.born.map(|fact| fact.1),
            unaccompanied: facts.unaccompanied.map(|fact| fact.1),
            episodes,
            periods,
            reviews,
        })
    }
}

/// Of a child the value of the latest year that has one that can be read, with what ranks it.
#[derive(Debug, Clone, Default)]
struct Facts {
    sex: Option<(i16, Code)>,
    ethnic: Option<(i16, Code)>,
    /// Ranked by table (Header, then Reviews, then others), then by year.
    born: Option<((u8, i16), Date)>,
    unaccompanied: Option<(i16, Option<Date>)>,
}

/// What is known of each child, by number.
fn facts(returns: &Returns) -> Vec<Facts> {
    let mut facts = vec![Facts::default(); returns.children.ids().len()];
    for row in &returns.headers {
        let facts = &mut facts[row.child.at()];
        if row.sex.is_listed() {
            keep(&mut facts.sex, row.year, row.sex);
        }
        if row.ethnic.is_listed() {
            keep(&mut facts.ethnic, row.year, row.ethnic);
        }
        if let Some(born) = row.born {
            keep(&mut facts.born, (2, row.year), born);
        }
    }
    for row in &returns.births {
        keep(&mut facts[row.child.at()].born, (u8::from(row.in_reviews), row.year), row.born);
    }
    for row in &returns.uasc {
        keep(&mut facts[row.child.at()].unaccompanied, row.year, row.ceased_on);
    }
    facts
}

/// Keeps the value of the highest rank; of equal ones the first, which is the first in file order.
fn keep<R: PartialOrd, V>(known: &mut Option<(R, V)>, rank: R, value: V) {
    if known.as_ref().is_none_or(|(best, _)| *best < rank) {
        *known = Some((rank, value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::ChineseWith;
    use crate::dataset::returns;
    use crate::period::parse_date;
    use crate::sources::{ReturnTable, Sources, csv};
    use proptest::prelude::*;

    /// The children of tables given as year and text.
    fn children(tables: &[(i16, &str)]) -> (Vec<Child>, Dropped) {
        let codes = Codes::built_in(ChineseWith::Asian).unwrap();
        let mut sources = Sources::default();
        for (at, (year, text)) in tables.iter().enumerate() {
            let table = csv::read(&format!("{year}/{at}.csv"), text.as_bytes()).0.unwrap();
            sources.returns.push(ReturnTable { folder_year: Some(*year), file_year: None, table });
        }
        let (children, dropped, _) = linked(&returns::read(&sources, &codes).0, &codes);
        (children, dropped)
    }

    fn day(text: &str) -> Date {
        parse_date(text).unwrap()
    }

    const EPISODES: &str = "CHILD,DECOM,RNE,LS,CIN,PLACE,DEC,REC\n";

    fn one_child(rows: &str) -> Child {
        children(&[(2026, &format!("{EPISODES}{rows}"))]).0.remove(0)
    }

    #[test]
    fn children_are_those_with_episodes_or_reviews_in_order() {
        let (children, dropped) = children(&[
            (2026, &format!("{EPISODES}b,01/05/2025,S,C2,N1,U6,,\nd,01/05/2025,S,V3,N1,U6,03/05/2025,E4A\n")),
            (2026, "CHILD,REVIEW,REVIEW_CODE\na,01/06/2025,PN1\nd,02/05/2025,PN1\n"),
            // A Header alone makes no child: care leavers have one.
            (2026, "CHILD,SEX,DOB,ETHNIC,UPN\nc,M,01/01/2005,WBRI,\nb,F,01/01/2015,WBRI,\n"),
        ]);
        assert_eq!(children.iter().map(|child| &*child.id).collect::<Vec<_>>(), ["A", "B"]);
        assert_eq!(
            (dropped.short_break_children, dropped.short_break_reviews, dropped.episodes.short_break_rows),
            (1, 1, 1)
        );
        assert!(children[0].episodes.is_empty() && children[0].reviews[0].period.is_none());
    }

    #[test]
    fn the_same_child_is_one_whatever_its_case() {
        let (children, _) = children(&[
            (2026, &format!("{EPISODES}ab1,01/05/2025,S,C2,N1,U6,,\n")),
            (2026, "CHILD,REVIEW,REVIEW_CODE\nAB1,01/06/2025,PN1\n"),
        ]);
        assert_eq!(children.len(), 1);
        assert_eq!(children[0].reviews[0].period, Some(0));
    }

    #[test]
    fn facts_are_those_of_the_latest_year_with_one_that_can_be_read() {
        let header = |rows: &str| format!("CHILD,SEX,DOB,ETHNIC,UPN\n{rows}");
        let (children, _) = children(&[
            (2026, &format!("{EPISODES}a,01/05/2025,S,C2,N1,U6,,\nb,01/05/2025,S,C2,N1,U6,,\n")),
            (2025, &header("a,M,01/01/2014,WBRI,\n")),
            (2026, &header("a,,soon,QQQQ,\n")),
            // Reviews before other tables, whatever their year.
            (2025, "CHILD,DOB,REVIEW,REVIEW_CODE\nb,02/02/2012,01/06/2024,PN1\n"),
            (2026, "CHILD,DOB,MISSING,MIS_START,MIS_END\nb,03/03/2013,M,01/06/2025,\n"),
        ]);
        let codes = Codes::built_in(ChineseWith::Asian).unwrap();
        assert_eq!(codes.sex.name(children[0].sex), "M");
        assert_eq!(codes.ethnic.name(children[0].ethnic), "WBRI");
        assert_eq!((children[0].born, children[1].born), (Some(day("01/01/2014")), Some(day("02/02/2012"))));
    }

    #[test]
    fn the_latest_episode_on_a_day_is_the_last_in_order() {
        let child = one_child("a,01/05/2025,S,C2,N1,U6,01/07/2025,X1\na,01/06/2025,P,C2,N1,K2,\n");
        let starts = |on| child.episode_on(day(on)).map(|episode| episode.started_on);
        assert_eq!(starts("30/04/2025"), None);
        assert_eq!(starts("31/05/2025"), Some(day("01/05/2025")));
        // Both last; the later is the latest.
        assert_eq!(starts("01/06/2025"), Some(day("01/06/2025")));
    }

    #[test]
    fn in_care_throughout_is_every_day() {
        let throughout = |rows: &str| one_child(rows).in_care_throughout(day("01/04/2025"), day("31/03/2026"));
        for (rows, expected) in [
            ("a,01/04/2025,S,C2,N1,U6,,\n", true),
            ("a,02/04/2025,S,C2,N1,U6,,\n", false),
            ("a,01/05/2024,S,C2,N1,U6,31/03/2026,E8\n", false),
            ("a,01/05/2024,S,C2,N1,U6,01/04/2026,E8\n", true),
            ("a,01/05/2024,S,C2,N1,U6,01/08/2025,X1\na,01/08/2025,L,C2,N1,U6,,\n", true),
            ("a,01/05/2024,S,C2,N1,U6,01/08/2025,X1\na,02/08/2025,L,C2,N1,U6,,\n", false),
            // The first outlasts the second.
            (
                "a,01/05/2024,S,C2,N1,U6,01/01/2026,X1\na,01/08/2025,L,C2,N1,U6,01/09/2025,X1\na,01/01/2026,L,C2,N1,U6,,\n",
                true,
            ),
        ] {
            assert_eq!(throughout(rows), expected, "{rows}");
        }
    }

    #[test]
    fn nobody_has_an_age_without_a_birth_or_before_it() {
        let child = one_child("a,01/05/2025,S,C2,N1,U6,,\n");
        assert_eq!(child.age_on(day("01/05/2025")), None);
        let child = Child { born: Some(day("02/05/2025")), ..child };
        assert_eq!((child.age_on(day("01/05/2025")), child.age_on(day("02/05/2025"))), (None, Some(0)));
    }

    /// Rows of one file, each of a child, some of them with faults.
    fn rows_of(cells: &'static [&'static str]) -> impl Strategy<Value = Vec<(&'static str, &'static str)>> {
        let child = prop::sample::select(vec!["a", "A", "b", "aa", "T1", "T10", "é"]);
        prop::collection::vec((child, prop::sample::select(cells)), 0..12)
    }

    proptest! {
        /// Linking all rows at once gives each child what it is given when no other child has a row.
        #[test]
        fn a_child_is_linked_as_if_it_were_alone(
            episodes in [rows_of(EPISODE_CELLS), rows_of(EPISODE_CELLS)],
            reviews in [rows_of(REVIEW_CELLS), rows_of(REVIEW_CELLS)],
            header in rows_of(HEADER_CELLS),
        ) {
            // Rows of others are left blank, so that the rows keep their numbers.
            let text = |headings: &str, rows: &[(&str, &str)], only: Option<&str>| {
                let is_shown = |child: &str| only.is_none_or(|only| only == child.to_uppercase());
                let line = |(child, cells): &(&str, &str)| {
                    if is_shown(child) { format!("{child},{cells}\n") } else { "\n".to_string() }
                };
                format!("{headings}\n{}", rows.iter().map(line).collect::<String>())
            };
            let linked = |only: Option<&str>| {
                children(&[
                    (2025, &text(EPISODES.trim(), &episodes[0], only)),
                    (2026, &text(EPISODES.trim(), &episodes[1], only)),
                    (2025, &text("CHILD,DOB,REVIEW,REVIEW_CODE", &reviews[0], only)),
                    (2026, &text("CHILD,DOB,REVIEW,REVIEW_CODE", &reviews[1], only)),
                    (2026, &text("CHILD,SEX,DOB,ETHNIC", &header, only)),
                ])
            };
            let (all, dropped) = linked(None);
            let mut expected = Vec::new();
            let mut expected_dropped = Dropped::default();
            for id in ["A", "AA", "B", "T1", "T10", "É"] {
                let (child, dropped) = linked(Some(id));
                expected.extend(child);
                expected_dropped.add(&dropped);
            }
            // Numbers are given in the order in which children are met.
            let first = ChildNumber::all(1).next().unwrap();
            let without_numbers = |children: Vec<Child>| {
                let same = children.into_iter().map(|child| Child { number: first, ..child });
                format!("{:?}", same.collect::<Vec<_>>())
            };
            prop_assert_eq!(without_numbers(all), without_numbers(expected));
            prop_assert_eq!(dropped, expected_dropped);
        }
    }

    const EPISODE_CELLS: &[&str] = &[
        "01/05/2024,S,C2,N1,U6,01/11/2024,X1",
        "01/05/2024,S,C2,N1,U6,,",
        "01/05/2024,S,C2,N1,K2,,",
        "01/11/2024,P,C2,N1,K2,,",
        "01/11/2024,P,C2,N1,K2,01/06/2025,E8",
        "01/06/2025,S,C2,N1,U6,,",
        "02/06/2025,S,V3,N1,U6,05/06/2025,E4A",
        "soon,S,C2,N1,U6,,",
    ];
    const REVIEW_CELLS: &[&str] = &[
        "01/01/2015,25/05/2024,PN1",
        ",25/05/2024,",
        "02/01/2015,01/11/2024,PN2",
        ",03/06/2025,PN9",
        ",01/06/2025,PN3",
        ",soon,PN1",
    ];
    const HEADER_CELLS: &[&str] = &["M,01/01/2014,WBRI", "F,,QQQQ", ",03/03/2013,"];
}
