//! The fast engine agrees with the slow one; and what holds for any rows at all.

use super::slow::{self, EpisodeRow, History, Overdue, ReviewRow, Said};
use super::{Counted, Files, files};
use crate::measures::measure::Scope;
use crate::measures::timeliness::{Place, Verdict};
use crate::period::Period;
use jiff::ToSpan;
use jiff::civil::Date;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// Day 0 of every random history: three years before the period of the reports counted here ends.
fn day(number: i32) -> Date {
    Date::new(2023, 4, 1).unwrap().checked_add(number.days()).unwrap()
}

fn year_end(year: i16) -> Date {
    Date::new(year, 3, 31).unwrap()
}

const YEARS: [i16; 3] = [2024, 2025, 2026];

/// A stretch of a life in care before it is written into files.
#[derive(Debug, Clone)]
struct Stretch {
    days: i32,
    /// Days until the next one; not 0 is a gap.
    pause: i32,
    reason: &'static str,
    legal_status: &'static str,
    placement: &'static str,
}

fn stretch() -> impl Strategy<Value = Stretch> {
    let days = prop_oneof![2 => 0..40i32, 4 => 20..200i32, 2 => 100..500i32];
    let pause = prop_oneof![8 => Just(0), 1 => 1..3i32, 1 => 10..100i32];
    let reason = prop::sample::select(vec!["S", "L", "L", "P", "P", "T", "U", "B", ""]);
    let legal_status = prop_oneof![9 => Just("C2"), 1 => Just("V3")];
    let placement = prop::sample::select(vec!["U6", "U6", "U6", "A4", "A4", "A3", "A5", "T1", "T0", "K2", "H5", "K3"]);
    (days, pause, reason, legal_status, placement).prop_map(|(days, pause, reason, legal_status, placement)| Stretch {
        days,
        pause,
        reason,
        legal_status,
        placement,
    })
}

/// Days of reviews: steps that fall about the limits of 20 working days, 28 days, 3 and 6 months.
fn review_days() -> impl Strategy<Value = Vec<i32>> {
    let step = prop_oneof![1..10i32, 24..34i32, 88..95i32, 180..187i32, 1..250i32];
    (-100..1000i32, prop::collection::vec(step, 0..9)).prop_map(|(first, steps)| {
        let mut days = vec![first];
        for step in steps {
            days.push(days[days.len() - 1] + step);
        }
        days
    })
}

/// A life written down as councils do: each year's file holds the episodes open in it, ended only if they ended by its last day,
/// and the reviews of the year. Some files are missing, some rows stand in the file of another year, some are lost.
fn history() -> impl Strategy<Value = History> {
    (
        prop_oneof![3 => Just("S"), 1 => Just("L"), 1 => Just("P")],
        -200..1000i32,
        prop::collection::vec(stretch(), 1..7),
        prop::bool::ANY,
        review_days(),
        prop::collection::vec(prop::bool::weighted(0.8), 4),
        prop::collection::vec(prop::bool::weighted(0.05), 40),
        prop::collection::vec(0..40usize, 0..3),
    )
        .prop_map(|(first, start, stretches, open, reviews, given, lost, misplaced)| {
            let episode_years: BTreeSet<i16> = YEARS
                .iter()
                .zip(&given[..2])
                .filter(|(_, given)| **given)
                .map(|(year, _)| *year)
                .chain([2026])
                .collect();
            let review_years: BTreeSet<i16> = YEARS
                .iter()
                .zip(&given[2..])
                .filter(|(_, given)| **given)
                .map(|(year, _)| *year)
                .chain([2026])
                .collect();
            let mut episodes = Vec::new();
            let mut from = start;
            for (at, stretch) in stretches.iter().enumerate() {
                let last = at + 1 == stretches.len();
                let ended_on = (!(last && open)).then(|| day(from + stretch.days));
                for year in &episode_years {
                    let (begins, ends) = (day(from), ended_on.unwrap_or(year_end(2100)));
                    let in_file = begins <= year_end(*year) && ends > year_end(*year - 1);
                    if in_file {
                        episodes.push(EpisodeRow {
                            year: *year,
                            started_on: begins,
                            reason: if at == 0 { first } else { stretch.reason },
                            legal_status: stretch.legal_status,
                            placement: stretch.placement,
                            ended_on: ended_on.filter(|end| *end <= year_end(*year)),
                        });
                    }
                }
                // Two episodes never begin on one day, whose order no rule of time would settle.
                from += (stretch.days + stretch.pause).max(1);
            }
            let mut held: Vec<ReviewRow> =
                reviews.iter().map(|number| ReviewRow { year: year_of(day(*number)), held_on: day(*number) }).collect();
            for at in misplaced {
                if let Some(row) = held.get_mut(at) {
                    row.year = 2026;
                }
            }
            let mut lost = lost.into_iter();
            episodes.retain(|_| !lost.next().unwrap_or(false));
            held.retain(|row| review_years.contains(&row.year));
            History { episode_years, review_years, episodes, reviews: held }
        })
}

fn year_of(day: Date) -> i16 {
    if day.month() > 3 { day.year() + 1 } else { day.year() }
}

/// Rows that no life makes: overlaps, episodes in any order of anything.
fn wild_history() -> impl Strategy<Value = History> {
    let row = (0..1100i32, prop::option::weighted(0.8, 0..300i32), stretch(), prop::sample::select(YEARS.to_vec()));
    (
        prop::collection::vec(row, 0..8),
        review_days(),
        prop::sample::subsequence(YEARS.to_vec(), 1..=3),
        prop::sample::subsequence(YEARS.to_vec(), 1..=3),
    )
        .prop_map(|(rows, reviews, mut episode_years, mut review_years)| {
            episode_years.push(2026);
            review_years.push(2026);
            let mut seen = BTreeSet::new();
            let episodes = rows
                .into_iter()
                .filter(|(_, _, _, year)| episode_years.contains(year))
                .filter(|(from, ..)| seen.insert(*from))
                .map(|(from, days, stretch, year)| EpisodeRow {
                    year,
                    started_on: day(from),
                    reason: stretch.reason,
                    legal_status: stretch.legal_status,
                    placement: stretch.placement,
                    ended_on: days.map(|days| day(from + days)),
                })
                .collect();
            let reviews = reviews
                .into_iter()
                .map(|number| ReviewRow { year: year_of(day(number)), held_on: day(number) })
                .filter(|row| review_years.contains(&row.year))
                .collect();
            History {
                episode_years: episode_years.into_iter().collect(),
                review_years: review_years.into_iter().collect(),
                episodes,
                reviews,
            }
        })
}

fn written(day: Date) -> String {
    format!("{:02}/{:02}/{}", day.day(), day.month(), day.year())
}

fn as_files(histories: &[History]) -> Files {
    let mut all = files();
    for year in YEARS {
        let of_children = || histories.iter().enumerate();
        if of_children().any(|(_, history)| history.episode_years.contains(&year)) {
            let rows: Vec<String> = of_children()
                .flat_map(|(child, history)| history.episodes.iter().map(move |row| (child, row)))
                .filter(|(_, row)| row.year == year)
                .map(|(child, row)| {
                    let (start, end) = (written(row.started_on), row.ended_on.map(written).unwrap_or_default());
                    format!("{child},{start},{},{},{},{end},E8", row.reason, row.legal_status, row.placement)
                })
                .collect();
            all = all.episodes(year, &rows.join(" "));
        }
        if of_children().any(|(_, history)| history.review_years.contains(&year)) {
            let rows: Vec<String> = of_children()
                .flat_map(|(child, history)| history.reviews.iter().map(move |row| (child, row)))
                .filter(|(_, row)| row.year == year)
                .map(|(child, row)| format!("{child},{},PN1", written(row.held_on)))
                .collect();
            all = all.reviews(year, &rows.join(" "));
        }
    }
    all
}

/// What the fast engine says, in the words of the slow one.
fn fast(scope: &Scope<'_>) -> Vec<Said> {
    let children = scope.dataset.children.iter().zip(&scope.judged);
    children
        .flat_map(|(child, judged)| child.reviews.iter().zip(judged))
        .map(|(review, judged)| Said {
            held_on: review.held_on,
            place: match judged.place {
                Place::First => 1,
                Place::Second => 2,
                Place::Later => 3,
                Place::Unknown => 0,
            },
            late_by: match judged.verdict {
                Verdict::OnTime => Some(0),
                Verdict::Late { days } => i32::try_from(days).ok(),
                Verdict::CannotBeJudged => None,
            },
        })
        .collect()
}

fn engines_agree(history: &History) -> Result<(), TestCaseError> {
    let files = as_files(std::slice::from_ref(history));
    let order = files.order();
    let (dataset, findings) = crate::dataset::build(&order, &files.sources).unwrap();
    let scope = Scope::new(&dataset, &order, order.period);
    let working_days = &dataset.working_days;
    let said = slow::said(history, working_days);
    prop_assert_eq!(&fast(&scope), &said);

    let counted = Counted::of(&scope, findings);
    let Period { from, to } = order.period;
    let overdue = slow::overdue(history, working_days, order.period);
    prop_assert_eq!(counted.count("reviews_overdue"), u64::from(overdue == Overdue::Yes));
    prop_assert_eq!(
        counted.left_out("reviews_overdue").len(),
        usize::from(overdue == Overdue::CannotBeJudged),
        "overdue is {:?}",
        overdue
    );

    let in_period: Vec<&Said> = said.iter().filter(|said| from <= said.held_on && said.held_on <= to).collect();
    let count = |holds: &dyn Fn(&Said) -> bool| in_period.iter().filter(|said| holds(said)).count() as u64;
    let (held, judged) = (in_period.len() as u64, count(&|said| said.late_by.is_some()));
    let on_time = count(&|said| said.late_by == Some(0));
    prop_assert_eq!(counted.count("reviews_held"), held);
    prop_assert_eq!(counted.share("reviews_held_on_time"), (on_time, judged));
    prop_assert_eq!(counted.share("reviews_held_late"), (judged - on_time, judged));
    prop_assert_eq!(counted.share("reviews_not_judged"), (held - judged, held));
    for (place, row) in [(1, "first"), (2, "second"), (3, "later"), (0, "unknown")] {
        prop_assert_eq!(counted.cell("reviews_by_order", row, "reviews"), count(&|said| said.place == place));
    }
    if let Some(most) = in_period.iter().filter_map(|said| said.late_by.filter(|days| *days > 0)).max() {
        prop_assert_eq!(counted.median("days_late").2.1, most as u64 * 1000);
    }

    // In care, and for at least 28 days, as far as known.
    let at_end = slow::in_care_at_end(history, working_days, to);
    let four_weeks_before = to.checked_sub(28.days()).unwrap();
    let four_weeks = at_end.filter(|(since, ..)| *since <= four_weeks_before);
    let never = u64::from(four_weeks.is_some() && held == 0);
    prop_assert_eq!(counted.share("children_never_reviewed"), (never, u64::from(four_weeks.is_some())));
    let too_short_to_say = at_end.is_some_and(|(since, known, _)| since > four_weeks_before && !known);
    prop_assert_eq!(counted.left_out("children_never_reviewed").len(), usize::from(too_short_to_say));
    let asked = four_weeks.is_some_and(|(_, _, placement)| !placement.starts_with('A'));
    let sure = judged == held && overdue != Overdue::CannotBeJudged;
    let every = u64::from(asked && sure && on_time == held && overdue == Overdue::No);
    prop_assert_eq!(counted.share("children_with_every_review_on_time"), (every, u64::from(asked && sure)));
    Ok(())
}

/// Placements: the Episodes of every year are given, whatever the history says, and the child is young enough.
fn engines_agree_on_placements(mut history: History) -> Result<(), TestCaseError> {
    history.episode_years = YEARS.into();
    let header = "0,M,01/06/2015,WBRI";
    let files = as_files(std::slice::from_ref(&history)).header(2026, header);
    let order = files.order();
    let (dataset, findings) = crate::dataset::build(&order, &files.sources).unwrap();
    let scope = Scope::new(&dataset, &order, order.period);
    let working_days = &dataset.working_days;
    let counted = Counted::of(&scope, findings);

    let in_care = slow::in_care_at_end(&history, working_days, order.period.to).is_some();
    let (all, with_new_carer) = slow::placements(&history, working_days, order.period);
    let many = in_care && all > 2;
    prop_assert_eq!(
        counted.share("three_or_more_placements"),
        (u64::from(many), u64::from(in_care)),
        "{} placements",
        all
    );
    let row = |row| counted.cell("children_by_number_of_placements", row, "children");
    prop_assert_eq!(row("2"), u64::from(in_care && all == 2));
    prop_assert_eq!(row("3 or more"), u64::from(many && with_new_carer > 2), "{} with a new carer", with_new_carer);

    let said = slow::two_years(&history, working_days, order.period.to);
    let share = match said {
        Some(Ok(same)) => (u64::from(same), 1),
        _ => (0, 0),
    };
    prop_assert_eq!(counted.share("same_placement_two_years"), share, "{:?}", said);
    prop_assert_eq!(counted.left_out("same_placement_two_years").len(), usize::from(said == Some(Err(()))));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_engines_agree_on_lives_as_councils_write_them_down(history in history()) {
        engines_agree(&history)?;
    }

    #[test]
    fn the_engines_agree_on_rows_that_no_life_makes(history in wild_history()) {
        engines_agree(&history)?;
    }

    #[test]
    fn the_engines_agree_on_placements(history in prop_oneof![history(), wild_history()]) {
        engines_agree_on_placements(history)?;
    }
}
