//! Episodes, and the periods of care they make up.
//!
//! A period of care begins with a start (RNE `S`) or with the first episode known, and ends with the end of its last
//! episode. Rules: `ssda903` handbook rules 388, 432 and 433 (how episodes follow one another).

use super::codes::{Code, Codes};
use super::returns::EpisodeRow;
use super::row_place::{RowFindings, RowPlace};
use super::sameness::Same;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Time in care under one legal status in one placement.
#[derive(Debug, Clone)]
pub struct Episode {
    /// The first day.
    pub started_on: Date,
    /// The day on which it ended; the child was no longer in this episode on that day. None while it is open.
    pub ended_on: Option<Date>,
    /// What was new when it began.
    pub begins: Begins,
    /// The legal status.
    pub legal_status: Code,
    /// The need recorded.
    pub need: Code,
    /// The placement.
    pub placement: Code,
    /// The postcode of the placement, to tell whether two are the same.
    pub post: Option<Same>,
    /// The provider's number with the inspectorate, to tell whether two are the same.
    pub provider_urn: Option<Same>,
    /// How it ended.
    pub ends: Ends,
    /// Where it stands in the return.
    pub at: RowPlace,
}

/// What was new when an episode began (the return's RNE).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begins {
    /// S: the child came into care.
    Care,
    /// L: the legal status only.
    LegalStatus,
    /// P or B: the carer, perhaps with the legal status.
    Carer,
    /// T or U: the placement with the same carer, perhaps with the legal status.
    PlacementSameCarer,
    /// Blank or unlisted: read as an episode that goes on.
    Unknown,
}

/// How an episode ended (the return's REC, read only where there is an end date).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ends {
    /// It has not ended.
    Open,
    /// X1: another episode follows on the same day.
    GoesOn,
    /// Any other code, or none: the child left care.
    LeavesCare,
}

impl Episode {
    /// Whether the child is in care under this episode on the day: a child who leaves on a day is not in care on it.
    pub fn covers(&self, day: Date) -> bool {
        self.started_on <= day && self.ended_on.is_none_or(|end| end > day)
    }
}

/// A time in care without a break.
#[derive(Debug, Clone)]
pub struct PeriodOfCare {
    /// The first day known of it: the first episode's start.
    pub first_day: Date,
    /// Whether care began on that day; otherwise only "on or before" is known.
    pub start_known: bool,
    /// The end of its last episode; none while that is open.
    pub ended_on: Option<Date>,
    /// Whether the child left care at its end (the last episode did not end with "another follows").
    pub left_care: bool,
    /// Its episodes: a range of the child's, which are in order.
    pub episodes: std::ops::Range<usize>,
    /// Its reviews: positions among the child's, by date.
    pub reviews: Vec<usize>,
}

/// What became of the rows of the return when they were united.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct United {
    /// Rows of short breaks (V3, V4), dropped before anything else.
    pub short_break_rows: u64,
    /// Open rows that the next year's file does not repeat, left out.
    pub open_not_repeated: u64,
}

/// The position of the latest of episodes in order under which the child is in care on the day.
pub fn latest_under(episodes: &[Episode], day: Date) -> Option<usize> {
    begun_by(episodes, day).iter().rposition(|episode| episode.covers(day))
}

/// The position of the latest of episodes in order that ended on the day.
pub fn latest_left(episodes: &[Episode], day: Date) -> Option<usize> {
    begun_by(episodes, day).iter().rposition(|episode| episode.ended_on == Some(day))
}

/// The episodes that begin on the day or before it: those after them say nothing of it.
fn begun_by(episodes: &[Episode], day: Date) -> &[Episode] {
    let begun = episodes.partition_point(|episode| episode.started_on <= day);
    episodes.get(..begun).unwrap_or_default()
}

/// One child's episodes out of all years' rows, in order. `rows` are without short breaks.
///
/// One row stands for each start date and reason (DECOM, RNE): the row with an end wins, then the later year. Within one
/// file only identical rows are one; different rows with the same key stay or give way together. A row without an end that the
/// next year's file does not repeat is left out and reported: it was changed since and would stay in care for ever.
pub fn united(
    mut rows: Vec<&EpisodeRow>,
    given_years: &BTreeSet<i16>,
    codes: &Codes,
    united: &mut United,
    findings: &mut RowFindings<'_>,
) -> Vec<Episode> {
    rows.sort_unstable_by_key(|row| (row.started_on, row.reason_new, row.year, row.at));
    let mut kept: Vec<&EpisodeRow> = Vec::with_capacity(rows.len());
    for of_key in rows.chunk_by(|a, b| (a.started_on, a.reason_new) == (b.started_on, b.reason_new)) {
        let mut chosen: (&[&EpisodeRow], Vec<bool>) = (&[], Vec::new());
        for of_year in of_key.chunk_by(|a, b| a.year == b.year) {
            let repeats = repeats(of_year);
            for (row, _) in of_year.iter().zip(&repeats).filter(|(_, is_repeat)| **is_repeat) {
                findings.warn(
                    row.at,
                    None,
                    "duplicate-row",
                    "the row says the same as one above it",
                    "it is counted once",
                    "delete one of the two rows in the source system",
                );
            }
            let has_end = |rows: &[&EpisodeRow]| rows.iter().any(|row| row.ended_on.is_some());
            if has_end(of_year) || !has_end(chosen.0) {
                chosen = (of_year, repeats);
            }
        }
        let (rows, repeats) = chosen;
        let distinct =
            || rows.iter().enumerate().filter(|(at, _)| repeats.get(*at) != Some(&true)).map(|(_, row)| *row);
        if distinct().nth(1).is_some() {
            for row in distinct() {
                findings.warn(
                    row.at,
                    Some("DECOM"),
                    "same-day-episodes",
                    "two different episodes of one child begin on the same day for the same reason",
                    "it is not certain which placement and legal status hold; the last in order is used",
                    "delete the wrong one in the source system, or correct its dates",
                );
            }
        }
        for row in distinct() {
            let next_given = given_years.range(row.year + 1..).next();
            match next_given {
                Some(next) if row.ended_on.is_none() && !of_key.iter().any(|row| row.year == *next) => {
                    united.open_not_repeated += 1;
                    findings.warn(
                        row.at,
                        Some("DEC"),
                        "open-episode-not-repeated",
                        format!(
                            "the episode is open at the end of its year, but the return for {} does not have it",
                            crate::period::collection_year_label(*next)
                        ),
                        "it was changed or deleted since, so it is left out; counted, the child would be in care for ever",
                        "send the corrected file for this year, or end the episode in it",
                    );
                }
                _ => kept.push(row),
            }
        }
    }
    // By start, then end with open ones last; ties by a start of care first, then file order.
    let care = codes.reason_new.code("S");
    kept.sort_unstable_by_key(|row| {
        (row.started_on, row.ended_on.is_none(), row.ended_on, row.reason_new != care, row.year, row.at)
    });
    kept.into_iter().map(|row| episode(row, codes)).collect()
}

/// Of rows that begin on the same day for the same reason, which say the same as one before them; nothing where there is only one.
fn repeats(rows: &[&EpisodeRow]) -> Vec<bool> {
    if rows.len() < 2 {
        return Vec::new();
    }
    let rest = |row: &EpisodeRow| {
        (row.ended_on, row.legal_status, row.need, row.placement, row.reason_ended, row.post, row.provider_urn)
    };
    let mut seen = BTreeSet::new();
    rows.iter().map(|row| !seen.insert(rest(row))).collect()
}

fn episode(row: &EpisodeRow, codes: &Codes) -> Episode {
    Episode {
        started_on: row.started_on,
        ended_on: row.ended_on,
        begins: match codes.reason_new.name(row.reason_new) {
            "S" => Begins::Care,
            "L" => Begins::LegalStatus,
            "P" | "B" => Begins::Carer,
            "T" | "U" => Begins::PlacementSameCarer,
            _ => Begins::Unknown,
        },
        legal_status: row.legal_status,
        need: row.need,
        placement: row.placement,
        post: row.post,
        provider_urn: row.provider_urn,
        ends: match (row.ended_on, codes.reason_ended.name(row.reason_ended)) {
            (None, _) => Ends::Open,
            (_, "X1") => Ends::GoesOn,
            _ => Ends::LeavesCare,
        },
        at: row.at,
    }
}

/// The periods of care that ordered episodes make up. A start on the day on which the episode before ended is a fault: care is
/// taken to go on, and the fault is reported.
pub fn periods_of_care(episodes: &[Episode], findings: &mut RowFindings<'_>) -> Vec<PeriodOfCare> {
    let mut periods: Vec<PeriodOfCare> = Vec::new();
    let mut end_before = None;
    for (at, episode) in episodes.iter().enumerate() {
        let follows_on = end_before == Some(episode.started_on);
        if episode.begins == Begins::Care && follows_on {
            findings.warn(
                episode.at,
                Some("RNE"),
                "start-on-day-of-end",
                "care starts on the day on which the episode before ended",
                "care is taken to have gone on, so the child does not count as starting",
                "if the child did not leave care, correct RNE; if the child left and came back, correct the dates",
            );
        }
        let (ended_on, left_care) = (episode.ended_on, episode.ends == Ends::LeavesCare);
        match periods.last_mut() {
            Some(period) if episode.begins != Begins::Care || follows_on => {
                (period.ended_on, period.left_care) = (ended_on, left_care);
                period.episodes.end = at + 1;
            }
            _ => periods.push(PeriodOfCare {
                first_day: episode.started_on,
                start_known: episode.begins == Begins::Care,
                ended_on,
                left_care,
                episodes: at..at + 1,
                reviews: Vec::new(),
            }),
        }
        end_before = ended_on;
    }
    periods
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::ChineseWith;
    use crate::dataset::child_number::ChildNumbers;
    use crate::dataset::row_place::TablePlaces;
    use crate::period::parse_date;

    fn day(text: &str) -> Date {
        parse_date(text).unwrap()
    }

    /// Rows `year,start,RNE,PLACE,end,REC` of one child, parted by blanks.
    fn rows(text: &str, codes: &Codes) -> Vec<EpisodeRow> {
        let rows = text.split_whitespace().enumerate();
        rows.map(|(at, text)| {
            let cells: Vec<&str> = text.split(',').collect();
            EpisodeRow {
                child: ChildNumbers::default().of("A"),
                year: cells[0].parse().unwrap(),
                started_on: day(cells[1]),
                ended_on: parse_date(cells[4]),
                reason_new: codes.reason_new.read(cells[2]),
                legal_status: codes.legal_status.read("C2"),
                need: codes.need.read("N1"),
                placement: codes.placement.read(cells[3]),
                reason_ended: codes.reason_ended.read(cells[5]),
                post: None,
                provider_urn: None,
                at: RowPlace { table: 0, row: at as u32 + 2 },
            }
        })
        .collect()
    }

    /// What stands of the rows, by their position, and how many open ones were left out.
    fn standing(text: &str, years: &[i16]) -> (Vec<u32>, u64) {
        let codes = Codes::built_in(ChineseWith::Asian).unwrap();
        let rows = rows(text, &codes);
        let tables = TablePlaces::default();
        let (mut dropped, mut findings) = (United::default(), RowFindings::of(&tables));
        let years = years.iter().copied().collect();
        let united = united(rows.iter().collect(), &years, &codes, &mut dropped, &mut findings);
        (united.iter().map(|episode| episode.at.row - 2).collect(), dropped.open_not_repeated)
    }

    #[test]
    fn a_row_with_an_end_wins_then_the_later_year() {
        // The rows are numbered from 0 in the order in which they are written.
        for (rows, expected) in [
            ("2025,01/05/2024,S,U6,, 2026,01/05/2024,S,U6,,", vec![1]),
            ("2025,01/05/2024,S,U6,01/02/2025,E8 2026,01/05/2024,S,U6,,", vec![0]),
            ("2025,01/05/2024,S,U6,01/02/2025,E8 2026,01/05/2024,S,U6,01/08/2025,E8", vec![1]),
            // Another reason is another row.
            ("2025,01/05/2024,S,U6,01/05/2024,X1 2026,01/05/2024,L,U6,,", vec![0, 1]),
            // Identical rows of one file are one; different ones stand or give way together.
            ("2026,01/05/2024,S,U6,, 2026,01/05/2024,S,U6,,", vec![0]),
            ("2026,01/05/2024,S,U6,, 2026,01/05/2024,S,K2,,", vec![0, 1]),
            ("2025,01/05/2024,S,U6,, 2025,01/05/2024,S,K2,, 2026,01/05/2024,S,U6,,", vec![2]),
            ("2025,01/05/2024,S,U6,, 2025,01/05/2024,S,K2,01/02/2025,E8 2026,01/05/2024,S,U6,,", vec![1, 0]),
        ] {
            assert_eq!(standing(rows, &[2025, 2026]), (expected, 0), "{rows}");
        }
    }

    #[test]
    fn an_open_row_is_left_out_unless_the_next_file_repeats_it() {
        let open = "2024,01/05/2023,S,U6,,";
        assert_eq!(standing(open, &[2024]), (vec![0], 0));
        assert_eq!(standing(open, &[2023, 2024]), (vec![0], 0));
        assert_eq!(standing(open, &[2024, 2026]), (vec![], 1));
        let repeated = "2024,01/05/2023,S,U6,, 2025,01/05/2023,S,U6,,";
        assert_eq!(standing(repeated, &[2024, 2025]), (vec![1], 0));
        assert_eq!(standing(repeated, &[2024, 2025, 2026]), (vec![], 1));
        assert_eq!(standing("2024,01/05/2023,S,U6,01/02/2024,E8", &[2024, 2025]), (vec![0], 0));
    }

    #[test]
    fn episodes_are_in_order_of_start_then_end_with_a_start_of_care_first() {
        // Open ones last; of the same days the start of care first; then file order.
        let rows = "2026,02/06/2025,L,U6,, 2026,02/06/2025,P,U6,03/06/2025,X1 2026,01/05/2025,L,U6,, \
                    2026,02/06/2025,S,U6,03/06/2025,X1 2026,02/06/2025,B,U6,03/06/2025,X1";
        assert_eq!(standing(rows, &[2026]), (vec![2, 3, 1, 4, 0], 0));
    }

    fn periods(text: &str) -> Vec<(std::ops::Range<usize>, bool, bool)> {
        let codes = Codes::built_in(ChineseWith::Asian).unwrap();
        let rows = rows(text, &codes);
        let years = BTreeSet::from([2026]);
        let tables = TablePlaces::default();
        let mut findings = RowFindings::of(&tables);
        let episodes = united(rows.iter().collect(), &years, &codes, &mut United::default(), &mut findings);
        let periods = periods_of_care(&episodes, &mut findings);
        periods.into_iter().map(|period| (period.episodes, period.start_known, period.left_care)).collect()
    }

    #[test]
    fn a_period_of_care_begins_with_a_start_and_ends_with_its_last_episode() {
        assert_eq!(periods(""), []);
        // Start known, open.
        assert_eq!(periods("2026,01/05/2025,S,U6,,"), [(0..1, true, false)]);
        // Start not known; X1 at the end is no leaving, a blank reason is.
        assert_eq!(periods("2026,01/05/2025,L,U6,01/06/2025,X1"), [(0..1, false, false)]);
        assert_eq!(periods("2026,01/05/2025,,U6,01/06/2025,"), [(0..1, false, true)]);
        // A start begins a period, unless on the day on which the episode before ended.
        let two = "2026,01/05/2025,S,U6,01/06/2025,E8 2026,02/06/2025,S,U6,,";
        assert_eq!(periods(two), [(0..1, true, true), (1..2, true, false)]);
        let one = "2026,01/05/2025,S,U6,01/06/2025,E8 2026,01/06/2025,S,U6,,";
        assert_eq!(periods(one), [(0..2, true, false)]);
        // Any other reason goes on, even after a gap and a leaving.
        let gap = "2026,01/05/2025,S,U6,01/06/2025,E8 2026,01/08/2025,P,U6,01/09/2025,E8";
        assert_eq!(periods(gap), [(0..2, true, true)]);
        // A start while another episode is open begins a period too.
        let open = "2026,01/05/2025,S,U6,, 2026,01/08/2025,S,U6,,";
        assert_eq!(periods(open), [(0..1, true, false), (1..2, true, false)]);
    }

    #[test]
    fn a_child_is_in_care_from_the_first_day_and_not_on_the_last() {
        let codes = Codes::built_in(ChineseWith::Asian).unwrap();
        let covers = |row: &str, on: &str| episode(&rows(row, &codes)[0], &codes).covers(day(on));
        let ended = "2026,01/05/2025,S,U6,01/06/2025,E8";
        for (on, expected) in [("30/04/2025", false), ("01/05/2025", true), ("31/05/2025", true), ("01/06/2025", false)]
        {
            assert_eq!(covers(ended, on), expected, "{on}");
        }
        assert!(covers("2026,01/05/2025,S,U6,,E8", "01/01/2100"));
        assert!(!covers("2026,01/05/2025,S,U6,01/05/2025,E8", "01/05/2025"));
        // The reason for ending is read only where there is an end.
        assert_eq!(episode(&rows("2026,01/05/2025,S,U6,,E8", &codes)[0], &codes).ends, Ends::Open);
    }

    #[test]
    fn years_are_named_by_both_their_numbers() {
        assert_eq!(
            (crate::period::collection_year_label(2026), crate::period::collection_year_label(2000)),
            ("2025-26".into(), "1999-00".into())
        );
    }
}
