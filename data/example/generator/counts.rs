//! The main figures of a year, counted from returns by the same rules as the report's own measures.
//!
//! This is a second, plain way to count, for the history file only: the earlier years that it prints
//! must be those that the returns beside it give.

use super::calendar::{Calendar, Year, age_on, days_after};
use super::clock::{AdoptionPlacement, Care, Judgement};
use super::returns::Return;
use super::table::Table;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// The age bands, youngest first.
pub const AGE_BANDS: [&str; 5] = ["under 1", "1-4", "5-9", "10-15", "16 and over"];

/// A share: a numerator and a denominator.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// How many.
    pub count: usize,
    /// Of how many.
    pub of: usize,
}

/// The figures of one year.
#[derive(Debug, Default)]
pub struct YearCounts {
    /// In care on 31 March.
    pub looked_after: usize,
    /// The same by age band, in the order of `AGE_BANDS`.
    pub by_age: [usize; 5],
    /// Children who came into care.
    pub starting: usize,
    /// Children who left care.
    pub leaving: usize,
    /// Reviews held.
    pub held: usize,
    /// Held on time, of those that can be judged.
    pub on_time: Share,
    /// Reviews that cannot be judged.
    pub not_judged: usize,
    /// Reviews that the child attended.
    pub attending: Share,
    /// Reviews at which the child's views were heard.
    pub giving_views: Share,
}

struct Episode {
    from: Date,
    to: Option<Date>,
    started: String,
    place: String,
    end_reason: String,
}

struct Period {
    start: Date,
    start_known: bool,
    end: Option<Date>,
    end_reason: String,
    adoption: Vec<AdoptionPlacement>,
    adoption_start_known: bool,
    episodes: Vec<(Date, Option<Date>)>,
}

/// What a set of returns tells about every child.
pub struct Known {
    born: BTreeMap<String, Date>,
    periods: BTreeMap<String, Vec<Period>>,
    reviews: BTreeMap<String, BTreeMap<Date, String>>,
    known_from: Date,
}

impl Known {
    /// Joins the returns of consecutive years, given in order.
    pub fn from(returns: &[&Return]) -> Known {
        let mut known = Known {
            born: BTreeMap::new(),
            periods: BTreeMap::new(),
            reviews: BTreeMap::new(),
            known_from: returns.first().map_or(Date::MIN, |first| first.year.first_day()),
        };
        for one in returns {
            for row in rows(one.table("header")) {
                if let Some(born) = day(&row["DOB"]) {
                    known.born.insert(row["CHILD"].clone(), born);
                }
            }
        }
        let (episodes, only_short_breaks) = joined_episodes(returns);
        for (child, episodes) in episodes {
            known.periods.insert(child, periods(&episodes));
        }
        for one in returns.iter().rev() {
            for row in rows(one.table("reviews")) {
                let (child, Some(held)) = (&row["CHILD"], day(&row["REVIEW"])) else {
                    continue;
                };
                if only_short_breaks.contains(child) {
                    continue;
                }
                let code = known.reviews.entry(child.clone()).or_default().entry(held).or_default();
                if !matches!(code.as_str(), "PN0" | "PN1" | "PN2" | "PN3" | "PN4" | "PN5" | "PN6" | "PN7") {
                    *code = row["REVIEW_CODE"].clone();
                }
            }
        }
        known
    }

    /// The figures of one year.
    pub fn counts(&self, calendar: &Calendar, year: Year) -> YearCounts {
        let mut counts = YearCounts::default();
        for (child, periods) in &self.periods {
            let in_care = periods
                .iter()
                .flat_map(|period| &period.episodes)
                .any(|(from, to)| *from <= year.last_day() && to.is_none_or(|to| to > year.last_day()));
            if in_care {
                counts.looked_after += 1;
                if let Some(born) = self.born.get(child) {
                    counts.by_age[age_band(age_on(*born, year.last_day()))] += 1;
                }
            }
            counts.starting += usize::from(periods.iter().any(|period| period.start_known && year.holds(period.start)));
            counts.leaving += usize::from(
                periods.iter().any(|period| period.end_reason != "X1" && period.end.is_some_and(|end| year.holds(end))),
            );
        }
        for (child, reviews) in &self.reviews {
            let held: Vec<Date> = reviews.keys().copied().collect();
            for (on, code) in reviews.iter().filter(|(on, _)| year.holds(**on)) {
                counts.held += 1;
                self.count_participation(&mut counts, child, *on, code);
                match self.judge(calendar, child, &held, *on) {
                    Judgement::OnTime => {
                        counts.on_time.count += 1;
                        counts.on_time.of += 1;
                    }
                    Judgement::Late(_) => counts.on_time.of += 1,
                    Judgement::CannotBeJudged => counts.not_judged += 1,
                }
            }
        }
        counts
    }

    fn count_participation(&self, counts: &mut YearCounts, child: &str, on: Date, code: &str) {
        let listed = matches!(code, "PN1" | "PN2" | "PN3" | "PN4" | "PN5" | "PN6" | "PN7");
        let young = self.born.get(child).is_some_and(|born| age_on(*born, on) < 4);
        if code == "PN0" || (!listed && young) {
            return;
        }
        counts.attending.of += 1;
        counts.giving_views.of += 1;
        counts.attending.count += usize::from(matches!(code, "PN1" | "PN2" | "PN3" | "PN4"));
        counts.giving_views.count += usize::from(matches!(code, "PN1" | "PN2" | "PN3" | "PN5" | "PN6"));
    }

    /// Judges one of a child's reviews, as the report does.
    pub fn judge(&self, calendar: &Calendar, child: &str, held: &[Date], on: Date) -> Judgement {
        let Some(periods) = self.periods.get(child) else {
            return Judgement::CannotBeJudged;
        };
        let of_day = |day: Date| {
            let under_care = periods.iter().rposition(|period| {
                period.episodes.iter().any(|(from, to)| *from <= day && to.is_none_or(|to| day < to))
            });
            under_care.or_else(|| periods.iter().rposition(|period| period.end == Some(day)))
        };
        let Some(place) = of_day(on) else {
            return Judgement::CannotBeJudged;
        };
        let period = &periods[place];
        let earlier: Vec<Date> = held.iter().copied().filter(|day| *day < on && of_day(*day) == Some(place)).collect();
        let known_from =
            if period.start_known { self.known_from } else { days_after(period.start, 1).max(self.known_from) };
        let mut adoption = period.adoption.clone();
        if !period.adoption_start_known
            && let Some(first) = adoption.first_mut()
        {
            first.from = first.from.min(days_after(known_from, -1));
        }
        Care { start: period.start, adoption, known_from }.judge(calendar, &earlier, on)
    }
}

fn age_band(age: i32) -> usize {
    match age {
        ..=0 => 0,
        1..=4 => 1,
        5..=9 => 2,
        10..=15 => 3,
        _ => 4,
    }
}

type EpisodesByChild = BTreeMap<String, Vec<Episode>>;

/// The union of the years' episodes without short breaks, and the children who have nothing else.
fn joined_episodes(returns: &[&Return]) -> (EpisodesByChild, BTreeSet<String>) {
    type Key = (String, Date, String);
    let mut joined: BTreeMap<Key, (Year, BTreeMap<&'static str, String>)> = BTreeMap::new();
    for one in returns {
        for row in rows(one.table("episodes")) {
            let Some(from) = day(&row["DECOM"]) else {
                continue;
            };
            let key = (row["CHILD"].clone(), from, row["RNE"].clone());
            let closed_before = joined.get(&key).is_some_and(|(_, before)| !before["DEC"].is_empty());
            if !(closed_before && row["DEC"].is_empty()) {
                joined.insert(key, (one.year, row));
            }
        }
    }
    let last_year = returns.last().map(|one| one.year);
    let mut children = EpisodesByChild::new();
    let mut with_short_breaks = BTreeSet::new();
    for ((child, from, started), (year, row)) in joined {
        let to = day(&row["DEC"]);
        if to.is_none() && Some(year) != last_year {
            continue;
        }
        if matches!(row["LS"].as_str(), "V3" | "V4") {
            with_short_breaks.insert(child);
            continue;
        }
        children.entry(child).or_default().push(Episode {
            from,
            to,
            started,
            place: row["PLACE"].clone(),
            end_reason: row["REC"].clone(),
        });
    }
    with_short_breaks.retain(|child| !children.contains_key(child));
    for episodes in children.values_mut() {
        episodes.sort_by_key(|episode| (episode.from, episode.to.unwrap_or(Date::MAX), episode.started != "S"));
    }
    (children, with_short_breaks)
}

fn periods(episodes: &[Episode]) -> Vec<Period> {
    let mut periods: Vec<Period> = Vec::new();
    for episode in episodes {
        let continues = periods.last().is_some_and(|last| episode.started != "S" || last.end == Some(episode.from));
        if !continues {
            periods.push(Period {
                start: episode.from,
                start_known: episode.started == "S",
                end: None,
                end_reason: String::new(),
                adoption: Vec::new(),
                adoption_start_known: true,
                episodes: Vec::new(),
            });
        }
        let Some(period) = periods.last_mut() else {
            continue;
        };
        if matches!(episode.place.as_str(), "A3" | "A4" | "A5" | "A6") {
            let to = episode.to;
            let same_carer = matches!(episode.started.as_str(), "L" | "T" | "U");
            match period.adoption.last_mut() {
                Some(last) if same_carer && last.to == Some(episode.from) => last.to = to,
                _ => {
                    if period.episodes.is_empty() && episode.started == "L" {
                        period.adoption_start_known = false;
                    }
                    period.adoption.push(AdoptionPlacement { from: episode.from, to });
                }
            }
        }
        period.episodes.push((episode.from, episode.to));
        period.end = episode.to;
        period.end_reason = episode.end_reason.clone();
    }
    for period in &mut periods {
        // Care ended with the placement: the clock does not change on that day.
        if let Some(last) = period.adoption.last_mut()
            && last.to == period.end
        {
            last.to = None;
        }
    }
    periods
}

fn rows(table: Option<&Table>) -> impl Iterator<Item = BTreeMap<&'static str, String>> {
    table.into_iter().flat_map(|table| {
        table.rows.iter().map(|row| table.headings.iter().copied().zip(row.iter().cloned()).collect())
    })
}

fn day(text: &str) -> Option<Date> {
    let mut parts = text.split('/');
    let day = parts.next()?.parse().ok()?;
    let month = parts.next()?.parse().ok()?;
    let year = parts.next()?.parse().ok()?;
    Date::new(year, month, day).ok()
}
