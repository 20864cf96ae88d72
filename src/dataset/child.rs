//! Children: what is known of each, with episodes, periods of care and reviews linked and in order.

use super::codes::{Code, Codes};
use super::episode::{self, Episode, PeriodOfCare, United};
use super::portal::{self, Learnt};
use super::returns::{EpisodeRow, Returns, ReviewRow};
use super::review::{self, Review};
use crate::finding::Finding;
use crate::period::age_on;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A child with everything the return says, linked.
#[derive(Debug, Clone)]
pub struct Child {
    /// The identifier that links the council's files. Never printed: not in a report, a message or a log.
    pub id: Arc<str>,
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
        self.episodes.iter().rev().find(|episode| episode.covers(day))
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
        let at = self.episodes.iter().rposition(|episode| episode.covers(day))?;
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

/// Links the return's rows into children, in order of their identifiers.
pub fn linked(returns: &Returns, codes: &Codes) -> (Vec<Child>, Dropped, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut dropped = Dropped::default();

    let mut rows: BTreeMap<&Arc<str>, Rows<'_>> = BTreeMap::new();
    for episode in &returns.episodes {
        let rows = rows.entry(&episode.child).or_default();
        if codes.is_short_break(episode.legal_status) {
            dropped.episodes.short_break_rows += 1;
            rows.short_breaks = true;
        } else {
            rows.episodes.push(episode);
        }
    }
    for review in &returns.reviews {
        rows.entry(&review.child).or_default().reviews.push(review);
    }
    let facts = Facts::of(returns);
    let portal_starts = portal::by_child(&returns.portal_starts);
    let mut learnt = Learnt::default();

    let mut children = Vec::with_capacity(rows.len());
    for (id, rows) in rows {
        if rows.short_breaks && rows.episodes.is_empty() {
            dropped.short_break_children += 1;
            dropped.short_break_reviews += review::reviews(rows.reviews, &mut Vec::new()).len() as u64;
            continue;
        }
        let episodes =
            episode::united(&rows.episodes, &returns.episode_years, codes, &mut dropped.episodes, &mut findings);
        let mut periods = episode::periods_of_care(&episodes, &mut findings);
        if let Some(starts) = portal_starts.get(id) {
            portal::learn(&mut periods, starts, &returns.episode_years, &mut learnt, &mut findings);
        }
        let mut reviews = review::reviews(rows.reviews, &mut findings);
        review::attach(&mut reviews, &mut periods, &episodes);
        children.push(Child {
            id: id.clone(),
            sex: facts.sex.get(id).map_or(Code::BLANK, |fact| fact.1),
            ethnic: facts.ethnic.get(id).map_or(Code::BLANK, |fact| fact.1),
            born: facts.born.get(id).map(|fact| fact.1),
            unaccompanied: facts.unaccompanied.get(id).map(|fact| fact.1),
            episodes,
            periods,
            reviews,
        });
    }
    findings.extend(learnt.findings());
    (children, dropped, findings)
}

#[derive(Default)]
struct Rows<'r> {
    episodes: Vec<&'r EpisodeRow>,
    reviews: Vec<&'r ReviewRow>,
    short_breaks: bool,
}

/// Per child the value of the latest year that has one that can be read, with what ranks it.
struct Facts<'r> {
    sex: BTreeMap<&'r Arc<str>, (i16, Code)>,
    ethnic: BTreeMap<&'r Arc<str>, (i16, Code)>,
    /// Ranked by table (Header, then Reviews, then others), then by year.
    born: BTreeMap<&'r Arc<str>, ((u8, i16), Date)>,
    unaccompanied: BTreeMap<&'r Arc<str>, (i16, Option<Date>)>,
}

impl<'r> Facts<'r> {
    fn of(returns: &'r Returns) -> Facts<'r> {
        let mut facts = Facts {
            sex: BTreeMap::new(),
            ethnic: BTreeMap::new(),
            born: BTreeMap::new(),
            unaccompanied: BTreeMap::new(),
        };
        for row in &returns.headers {
            if row.sex.is_listed() {
                keep(&mut facts.sex, &row.child, row.year, row.sex);
            }
            if row.ethnic.is_listed() {
                keep(&mut facts.ethnic, &row.child, row.year, row.ethnic);
            }
            if let Some(born) = row.born {
                keep(&mut facts.born, &row.child, (2, row.year), born);
            }
        }
        for row in &returns.births {
            keep(&mut facts.born, &row.child, (u8::from(row.in_reviews), row.year), row.born);
        }
        for row in &returns.uasc {
            keep(&mut facts.unaccompanied, &row.child, row.year, row.ceased_on);
        }
        facts
    }
}

/// Keeps the value of the highest rank; of equal ones the first, which is the first in file order.
fn keep<'r, R: PartialOrd, V>(facts: &mut BTreeMap<&'r Arc<str>, (R, V)>, child: &'r Arc<str>, rank: R, value: V) {
    match facts.get(child) {
        Some((known, _)) if *known >= rank => {}
        _ => {
            facts.insert(child, (rank, value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::ChineseWith;
    use crate::dataset::returns;
    use crate::period::parse_date;
    use crate::sources::{ReturnTable, Sources, csv};

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
}
