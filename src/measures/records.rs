//! The records behind a figure: which are counted, which are in its base besides, which were left out.
//!
//! They are found with the same predicates that count, and a test holds the one against the other for every figure of the
//! example. `explain --rows` lists them by their places; a split for `publish:` groups them.

use super::audits::{MEAN, MENTIONS, SUM, is_positive};
use super::caseloads::{FTE_NOT_KNOWN, WITHOUT_AN_OFFICER, officers_of_children};
use super::children::{first_start, is_unaccompanied, last_end, latest_in_period};
use super::continuity::{self, Naming, logs_reach_to};
use super::custom;
use super::disputes::{LIMIT, WITHOUT_A_DAY, is_open};
use super::measure::Scope;
use super::participation::{Taken, UNDER_FOUR, taken};
use super::placements::{self, LongTerm};
use super::reviews::{CANNOT_BE_JUDGED, Held, NO_RECORD_YET, START_NOT_KNOWN, four_weeks_by_end, held};
use super::timeliness::{self, Judged, Overdue, Verdict};
use crate::dataset::Dataset;
use crate::dataset::child::Child;
use crate::dataset::episode::Episode;
use crate::dataset::review::Review;
use crate::dataset::service::{Dispute, Employment, LoggedReview, Officer};
use crate::dataset::survey::{Kind, Survey};
use crate::finding::Place;
use crate::sources::table::{RawRow, RawTable};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// One thing that a figure may count.
#[derive(Debug, Clone)]
pub enum Thing<'a> {
    /// A child as it was on a day, under an episode.
    Child {
        /// The child.
        child: &'a Child,
        /// The episode that says where and how the child was in care.
        episode: &'a Episode,
        /// The day on which the age is told.
        on: Date,
    },
    /// A review.
    Review {
        /// The child.
        child: &'a Child,
        /// The review.
        review: &'a Review,
        /// What is said of its timing.
        judged: Judged,
    },
    /// An episode, with the first day of it in the period.
    Episode {
        /// The child.
        child: &'a Child,
        /// The episode.
        episode: &'a Episode,
        /// The day on which the age is told.
        on: Date,
    },
    /// A dispute.
    Dispute(&'a Dispute),
    /// An officer.
    Officer(&'a Officer),
    /// A review in the service's own log.
    Logged(&'a LoggedReview),
    /// An answer sheet: the survey and the sheet's position.
    Sheet(&'a Survey, usize),
    /// A row of a table that is read as it stands.
    Row(&'a RawTable, RawRow),
    /// A row that could not be used.
    Unread(Place),
}

impl Thing<'_> {
    /// Where it stands: of a child the row of the episode, of a review its first row.
    pub fn place(&self, dataset: &Dataset) -> Place {
        match self {
            Thing::Child { episode, .. } | Thing::Episode { episode, .. } => dataset.tables.row(episode.at),
            Thing::Review { review, .. } => dataset.tables.row(review.at),
            Thing::Dispute(dispute) => dispute.at.clone(),
            Thing::Officer(officer) => officer.at.clone(),
            Thing::Logged(review) => Place { column: None, ..review.at.clone() },
            Thing::Sheet(survey, sheet) => survey.place(*sheet),
            Thing::Row(table, row) => table.place(*row, None),
            Thing::Unread(place) => place.clone(),
        }
    }
}

/// What a record is to a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It is counted: in the numerator of a share.
    Counted,
    /// It is in the denominator only.
    Rest,
    /// It could not be used, and why.
    LeftOut(&'static str),
    /// The rule is not about it, but a reader knows how many there are: the figure's base is a part of them.
    Outside,
}

/// A record and what it is to a figure.
#[derive(Debug, Clone)]
pub struct Record<'a> {
    /// The thing.
    pub thing: Thing<'a>,
    /// What it is to the figure.
    pub standing: Standing,
}

fn of<'a>(standing: Standing) -> impl Fn(Thing<'a>) -> Record<'a> {
    move |thing| Record { thing, standing: standing.clone() }
}

fn counted_or_rest(is_counted: bool) -> Standing {
    if is_counted { Standing::Counted } else { Standing::Rest }
}

/// The children in care at the end of the period.
pub fn children<'a>(scope: &'a Scope<'_>) -> impl Iterator<Item = Thing<'a>> + use<'a> {
    let on = scope.period.to;
    scope
        .dataset
        .children
        .iter()
        .filter_map(move |child| Some(Thing::Child { child, episode: child.episode_on(on)?, on }))
}

/// The children in care at any time in the period, each as at its last day in care.
pub fn children_during<'a>(scope: &'a Scope<'_>) -> impl Iterator<Item = Thing<'a>> + use<'a> {
    let end = scope.period.to;
    scope.dataset.children.iter().filter_map(move |child| {
        let episode = latest_in_period(child, scope)?;
        Some(Thing::Child { child, episode, on: episode.ended_on.map_or(end, |day| day.min(end)) })
    })
}

/// The episodes that last on at least one day of the period.
pub fn episodes<'a>(scope: &'a Scope<'_>) -> impl Iterator<Item = Thing<'a>> + use<'a> {
    let (from, to) = (scope.period.from, scope.period.to);
    let of_child = move |child: &'a Child| {
        let in_period =
            move |episode: &&Episode| episode.started_on <= to && episode.ended_on.is_none_or(|end| end > from);
        child.episodes.iter().filter(in_period).map(move |episode| Thing::Episode {
            child,
            episode,
            on: episode.started_on.max(from),
        })
    };
    scope.dataset.children.iter().flat_map(of_child)
}

fn review<'a>(held: &Held<'a>) -> Thing<'a> {
    Thing::Review { child: held.child, review: held.review, judged: held.judged }
}

/// The reviews held in the period.
pub fn reviews<'a>(scope: &'a Scope<'_>) -> impl Iterator<Item = Thing<'a>> + use<'a> {
    held(scope).into_iter().map(|held| review(&held))
}

/// The officers in post at the end of the period.
pub fn officers_in_post<'a>(scope: &'a Scope<'_>) -> impl Iterator<Item = &'a Officer> + use<'a> {
    let end = scope.period.to;
    scope.dataset.officers.iter().flatten().filter(move |officer| officer.in_post_on(end))
}

/// Every record of a figure. None where the figure counts no records (posts, a rate of the population's).
pub fn of_figure<'a>(scope: &'a Scope<'_>, id: &str) -> Option<Vec<Record<'a>>> {
    let records = of_children(scope, id)
        .or_else(|| of_reviews(scope, id))
        .or_else(|| of_participation(scope, id))
        .or_else(|| of_service(scope, id))
        .or_else(|| of_stability(scope, id))
        .or_else(|| of_disputes(scope, id));
    records.or_else(|| of_survey(scope, id)).or_else(|| custom::records(scope, id))
}

fn of_children<'a>(scope: &'a Scope<'_>, id: &str) -> Option<Vec<Record<'a>>> {
    let all = &scope.dataset.children;
    let unread = || {
        let rows = scope.dataset.left_out.episodes.iter();
        rows.flat_map(|(reason, rows)| {
            rows.iter().map(|row| Record {
                thing: Thing::Unread(scope.dataset.tables.row(*row)),
                standing: Standing::LeftOut(reason),
            })
        })
    };
    let with_unread = |things: Vec<Thing<'a>>| things.into_iter().map(of(Standing::Counted)).chain(unread()).collect();
    Some(match id {
        "children_looked_after" => with_unread(children(scope).collect()),
        "children_looked_after_per_10k" => children(scope).map(of(Standing::Counted)).collect(),
        "children_looked_after_during_period" => with_unread(children_during(scope).collect()),
        "unaccompanied_children" => children(scope)
            .map(|thing| {
                let is_so = matches!(thing, Thing::Child { child, on, .. } if is_unaccompanied(child, on));
                Record { thing, standing: counted_or_rest(is_so) }
            })
            .collect(),
        "children_starting" => {
            let start = |child: &'a Child| {
                let period = first_start(child, scope)?;
                Some(Thing::Child { child, episode: child.episodes.get(period.episodes.start)?, on: period.first_day })
            };
            with_unread(all.iter().filter_map(start).collect())
        }
        "children_leaving" => {
            let end = |child: &'a Child| {
                let period = last_end(child, scope)?;
                let episode = child.episodes.get(period.episodes.end.checked_sub(1)?)?;
                Some(Thing::Child { child, episode, on: period.ended_on? })
            };
            with_unread(all.iter().filter_map(end).collect())
        }
        _ => return None,
    })
}

fn of_reviews<'a>(scope: &'a Scope<'_>, id: &str) -> Option<Vec<Record<'a>>> {
    let judge = |standing: fn(Verdict) -> Standing| {
        let record = |held: Held<'a>| Record { thing: review(&held), standing: standing(held.judged.verdict) };
        held(scope).into_iter().map(record).collect::<Vec<_>>()
    };
    Some(match id {
        "reviews_held" => {
            let rows = scope.dataset.left_out.reviews.iter();
            let unread = rows.flat_map(|(reason, rows)| {
                rows.iter().map(|row| Record {
                    thing: Thing::Unread(scope.dataset.tables.row(*row)),
                    standing: Standing::LeftOut(reason),
                })
            });
            reviews(scope).map(of(Standing::Counted)).chain(unread).collect()
        }
        "children_reviewed" => {
            let mut first = held(scope);
            first.dedup_by(|next, before| next.child.id == before.child.id);
            first.iter().map(review).map(of(Standing::Counted)).collect()
        }
        "reviews_held_on_time" => judge(|verdict| match verdict {
            Verdict::OnTime => Standing::Counted,
            Verdict::Late { .. } => Standing::Rest,
            Verdict::CannotBeJudged => Standing::LeftOut(CANNOT_BE_JUDGED),
        }),
        "reviews_held_late" => judge(|verdict| match verdict {
            Verdict::OnTime => Standing::Rest,
            Verdict::Late { .. } => Standing::Counted,
            Verdict::CannotBeJudged => Standing::LeftOut(CANNOT_BE_JUDGED),
        }),
        "reviews_not_judged" => judge(|verdict| counted_or_rest(verdict == Verdict::CannotBeJudged)),
        "days_late" => {
            let mut late = judge(|verdict| counted_or_rest(matches!(verdict, Verdict::Late { .. })));
            late.retain(|record| record.standing == Standing::Counted);
            late
        }
        "children_never_reviewed" | "reviews_overdue" | "children_with_every_review_on_time" => of_timing(scope, id),
        "review_records_on_time" => {
            let log = scope.dataset.review_log.as_ref()?;
            let limit = scope.order.settings.record_working_days;
            let in_period = log.reviews.iter().filter(|row| scope.period.contains(row.held_on));
            let standing = |row: &'a LoggedReview| {
                let due = scope.dataset.working_days.after(row.held_on, limit);
                let standing = match row.record_completed_on {
                    Some(day) => counted_or_rest(day <= due),
                    None if due < logs_reach_to(scope) => Standing::Rest,
                    None => Standing::LeftOut(NO_RECORD_YET),
                };
                Record { thing: Thing::Logged(row), standing }
            };
            in_period.map(standing).collect()
        }
        _ => return None,
    })
}

/// The figures about the timing of reviews whose base is the children in care at the end.
fn of_timing<'a>(scope: &'a Scope<'_>, id: &str) -> Vec<Record<'a>> {
    let end = scope.period.to;
    let mut records = Vec::new();
    for (child, judged) in scope.dataset.children.iter().zip(&scope.judged) {
        let Some((episode, period)) = child.episode_on(end).zip(child.period_on(end)) else { continue };
        let in_period = || child.reviews.iter().zip(judged).filter(|(review, _)| scope.period.contains(review.held_on));
        let state = timeliness::overdue(child, period, end, scope.clock());
        let standing = match (id, four_weeks_by_end(child, scope)) {
            ("reviews_overdue", _) => match state {
                Overdue::Yes => Standing::Counted,
                Overdue::No => Standing::Outside,
                Overdue::CannotBeJudged => Standing::LeftOut(CANNOT_BE_JUDGED),
            },
            (_, None) => Standing::LeftOut(START_NOT_KNOWN),
            (_, Some(false)) => Standing::Outside,
            ("children_never_reviewed", Some(true)) => counted_or_rest(in_period().next().is_none()),
            _ if scope.dataset.codes.is_adoption(episode.placement) => Standing::Outside,
            _ => {
                let unknown = state == Overdue::CannotBeJudged
                    || in_period().any(|(_, judged)| judged.verdict == Verdict::CannotBeJudged);
                let late = in_period().any(|(_, judged)| matches!(judged.verdict, Verdict::Late { .. }));
                if unknown {
                    Standing::LeftOut(CANNOT_BE_JUDGED)
                } else {
                    counted_or_rest(!late && state == Overdue::No)
                }
            }
        };
        records.push(Record { thing: Thing::Child { child, episode, on: end }, standing });
    }
    records
}

fn of_participation<'a>(scope: &'a Scope<'_>, id: &str) -> Option<Vec<Record<'a>>> {
    let share = |counts: fn(Taken) -> bool| {
        let standing = |held: &Held<'a>| match taken(held, scope) {
            part if part.in_base => counted_or_rest(counts(part)),
            _ => Standing::LeftOut(UNDER_FOUR),
        };
        held(scope).iter().map(|held| Record { thing: review(held), standing: standing(held) }).collect::<Vec<_>>()
    };
    Some(match id {
        "children_attending_reviews" => share(|part| part.attended),
        "children_giving_views_at_reviews" => share(|part| part.gave_views),
        "children_taking_part_in_every_review" => {
            let held = held(scope);
            let mut of_child = held.chunk_by(|a, b| a.child.id == b.child.id).peekable();
            let end = scope.period.to;
            let mut records = Vec::new();
            // Both are in the order of children.
            for child in &scope.dataset.children {
                let reviews = of_child.next_if(|reviews| reviews.first().is_some_and(|held| held.child.id == child.id));
                let Some(episode) = child.episode_on(end) else { continue };
                let parts: Vec<Taken> = reviews.unwrap_or_default().iter().map(|held| taken(held, scope)).collect();
                let standing = match four_weeks_by_end(child, scope) {
                    _ if parts.is_empty() => Standing::Outside,
                    None => Standing::LeftOut(START_NOT_KNOWN),
                    Some(true) if parts.iter().all(|part| part.in_base) => {
                        counted_or_rest(parts.iter().all(|part| part.gave_views))
                    }
                    Some(_) => Standing::Outside,
                };
                records.push(Record { thing: Thing::Child { child, episode, on: end }, standing });
            }
            records
        }
        _ => return None,
    })
}

fn of_service<'a>(scope: &'a Scope<'_>, id: &str) -> Option<Vec<Record<'a>>> {
    let officers = |counts: &dyn Fn(&Officer) -> Option<Standing>| {
        let all = scope.dataset.officers.iter().flatten();
        all.filter_map(|officer| Some(Record { standing: counts(officer)?, thing: Thing::Officer(officer) }))
            .collect::<Vec<_>>()
    };
    let end = scope.period.to;
    let in_post = |officer: &Officer| officer.in_post_on(end);
    let with_hours = |officer: &Officer| match officer.fte {
        Some(_) => Standing::Counted,
        None => Standing::LeftOut(FTE_NOT_KNOWN),
    };
    let within = |day: Option<Date>| day.is_some_and(|day| scope.period.contains(day));
    Some(match id {
        "officers_headcount" => officers(&|officer| in_post(officer).then_some(Standing::Counted)),
        "officers_fte" => officers(&|officer| in_post(officer).then(|| with_hours(officer))),
        "officers_agency_fte" => officers(&|officer| {
            (in_post(officer) && officer.employment == Employment::Agency).then(|| with_hours(officer))
        }),
        "officers_starting" => officers(&|officer| within(officer.started_on).then_some(Standing::Counted)),
        "officers_leaving" => officers(&|officer| within(officer.left_on).then_some(Standing::Counted)),
        "officer_length_of_service" => officers(&|officer| {
            (in_post(officer) && officer.started_on.is_some_and(|day| day <= end)).then_some(Standing::Counted)
        }),
        "children_per_officer" => children(scope).map(of(Standing::Counted)).collect(),
        "children_with_change_of_officer" => {
            let of_children = officers_of_children(scope.dataset.allocations.as_deref()?, scope);
            let (from, to) = (scope.period.from, scope.period.to);
            let record = |child: &'a Child| {
                // Who is in care throughout is so on the last day.
                let episode = child.episode_on(to)?;
                let standing = match of_children.get(&*child.id) {
                    _ if !child.in_care_throughout(from, to) => Standing::Outside,
                    Some(officers) => counted_or_rest(officers.len() > 1),
                    None => Standing::LeftOut(WITHOUT_AN_OFFICER),
                };
                Some(Record { thing: Thing::Child { child, episode, on: to }, standing })
            };
            scope.dataset.children.iter().filter_map(record).collect()
        }
        _ => return None,
    })
}

/// The figures about placements and about who stays with a child.
fn of_stability<'a>(scope: &'a Scope<'_>, id: &str) -> Option<Vec<Record<'a>>> {
    let (from, to) = (scope.period.from, scope.period.to);
    let at_end = |standing: &dyn Fn(&'a Child) -> Option<Standing>| {
        let record = |child: &'a Child| {
            let thing = Thing::Child { child, episode: child.episode_on(to)?, on: to };
            Some(Record { thing, standing: standing(child)? })
        };
        scope.dataset.children.iter().filter_map(record).collect::<Vec<_>>()
    };
    Some(match id {
        "three_or_more_placements" => {
            at_end(&|child| Some(counted_or_rest(placements::placements_in_period(child, scope).0 > 2)))
        }
        "same_placement_two_years" => at_end(&|child| {
            Some(match placements::long_term(child, scope) {
                LongTerm::NotAsked => Standing::Outside,
                LongTerm::Asked(same) => counted_or_rest(same),
                LongTerm::NotKnown(why) => Standing::LeftOut(why),
            })
        }),
        "children_balance_difference" => {
            let out = |child: &&Child| super::balance::is_out(child, scope);
            let record = |child: &'a Child| {
                let latest = latest_in_period(child, scope).or(child.episodes.last())?;
                let thing = Thing::Child { child, episode: latest, on: to };
                Some(Record { thing, standing: Standing::Counted })
            };
            scope.dataset.children.iter().filter(out).filter_map(record).collect()
        }
        "checks_between_reviews" => {
            let log = scope.dataset.review_log.as_ref().filter(|log| log.has_checks)?;
            let checked = continuity::checked_children(log, scope);
            at_end(&|child| {
                let throughout = child.in_care_throughout(from, to);
                Some(if throughout { counted_or_rest(checked.contains(&*child.id)) } else { Standing::Outside })
            })
        }
        "officer_named_within_5_days" => {
            let of_child = continuity::by_child(scope.dataset.allocations.as_deref()?);
            let record = |child: &'a Child| {
                let period = first_start(child, scope)?;
                let standing = match continuity::first_naming(child, &of_child, scope)? {
                    Naming::InTime => Standing::Counted,
                    Naming::Late { .. } => Standing::Rest,
                    Naming::NotAsked(why) => Standing::LeftOut(why),
                };
                let episode = child.episodes.get(period.episodes.start)?;
                Some(Record { thing: Thing::Child { child, episode, on: period.first_day }, standing })
            };
            scope.dataset.children.iter().filter_map(record).collect()
        }
        "officers_turnover" => {
            let record = |officer: &'a Officer| {
                let left = continuity::left_since_start(officer, scope)?;
                Some(Record { thing: Thing::Officer(officer), standing: counted_or_rest(left) })
            };
            scope.dataset.officers.iter().flatten().filter_map(record).collect()
        }
        _ => return None,
    })
}

fn of_disputes<'a>(scope: &'a Scope<'_>, id: &str) -> Option<Vec<Record<'a>>> {
    let log = scope.dataset.disputes.as_ref()?;
    let end = scope.period.to;
    let period = scope.period;
    let days = &scope.dataset.working_days;
    let raised = |dispute: &Dispute| period.contains(dispute.raised_on);
    let resolved = |dispute: &Dispute| dispute.formal && dispute.resolved_on.is_some_and(|day| period.contains(day));
    let open = |dispute: &Dispute| dispute.formal && dispute.raised_on <= end && is_open(dispute, end);
    let unread = || {
        let standing = Standing::LeftOut(WITHOUT_A_DAY);
        log.left_out.iter().map(move |place| Record { thing: Thing::Unread(place.clone()), standing: standing.clone() })
    };
    let all = |counts: &dyn Fn(&Dispute) -> bool| {
        let counted = log.disputes.iter().filter(|dispute| counts(dispute)).map(Thing::Dispute);
        counted.map(of(Standing::Counted)).collect::<Vec<_>>()
    };
    let with_unread = |counts: &dyn Fn(&Dispute) -> bool| all(counts).into_iter().chain(unread()).collect::<Vec<_>>();
    Some(match id {
        "disputes_raised" => with_unread(&|dispute| raised(dispute) && dispute.formal),
        "informal_challenges" => with_unread(&|dispute| raised(dispute) && !dispute.formal),
        "officers_raising_disputes" => {
            // Of each officer the first row.
            let mut seen = BTreeSet::new();
            let mut records = with_unread(&|dispute| raised(dispute) && dispute.formal && !dispute.officer.is_empty());
            records.retain(|record| match &record.thing {
                Thing::Dispute(dispute) => seen.insert(dispute.officer.as_str()),
                _ => true,
            });
            records
        }
        "disputes_open" => with_unread(&open),
        "dispute_days_open" => all(&open),
        "disputes_over_20_days" => with_unread(&|dispute| match dispute.resolved_on {
            Some(day) if resolved(dispute) => days.between(dispute.raised_on, day) > LIMIT,
            _ => open(dispute) && days.between(dispute.raised_on, end) > LIMIT,
        }),
        "dispute_days_to_resolve" => all(&resolved),
        "cafcass_referrals" if log.has_cafcass => with_unread(&|dispute| raised(dispute) && dispute.cafcass),
        _ => return None,
    })
}

fn of_survey<'a>(scope: &'a Scope<'_>, id: &str) -> Option<Vec<Record<'a>>> {
    let (survey, name) = id.split_once('.')?;
    let survey = scope.dataset.surveys.iter().find(|known| known.id == survey)?;
    let record = |sheet: usize, standing| Record { thing: Thing::Sheet(survey, sheet), standing };
    if name == "sheets" {
        return Some((0..survey.sheets).map(|sheet| record(sheet, Standing::Counted)).collect());
    }
    let named = |name: &str| survey.questions.iter().find(|question| question.id == name);
    if let Some(question) = name.strip_suffix(MENTIONS).filter(|_| named(name).is_none()).and_then(named) {
        // A sheet once for each of its answers.
        let answers = |sheet: usize| if question.asked[sheet] { question.given[sheet].len() } else { 0 };
        let sheets = (0..survey.sheets).flat_map(|sheet| std::iter::repeat_n(sheet, answers(sheet)));
        return Some(sheets.map(|sheet| record(sheet, Standing::Counted)).collect());
    }
    let of_numbers = || [MEAN, SUM].iter().find_map(|suffix| named(name.strip_suffix(suffix)?));
    let question = named(name).or_else(of_numbers)?;
    let standing = |sheet: usize| match question.kind {
        _ if !question.asked[sheet] => Standing::Outside,
        Kind::Number => counted_or_rest(question.numbers[sheet].is_some()),
        _ => counted_or_rest(is_positive(question, sheet)),
    };
    let mut records: Vec<Record<'a>> = (0..survey.sheets).map(|sheet| record(sheet, standing(sheet))).collect();
    if question.kind == Kind::Number {
        records.retain(|record| record.standing == Standing::Counted);
    }
    Some(records)
}
