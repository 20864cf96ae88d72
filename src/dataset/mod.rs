//! Rows to typed, linked, ordered records. Nothing after this step parses again.

pub mod child;
pub mod codes;
pub mod episode;
pub mod fields;
pub mod published;
pub mod returns;
pub mod review;
pub mod service;
pub mod survey;

use crate::config::Order;
use crate::finding::{Finding, Place, Severity};
use crate::period::{Period, WorkingDays, collection_year_of, in_full, parse_date};
use crate::sources::Sources;
use child::{Child, Dropped};
use codes::Codes;
use published::{Action, PublishedValue, Quote};
use returns::LeftOut;
use service::{Allocation, DisputeLog, Officer, Post, ReviewLog};
use std::collections::BTreeSet;
use survey::{Survey, Unanswered};

/// The bank holidays of England that the program knows.
const BANK_HOLIDAYS: &str = include_str!("../../data/reference/england_bank_holidays.csv");

/// Everything the council holds, typed and linked. A source that was not given is `None`.
#[derive(Debug, Clone)]
pub struct Dataset {
    /// The code lists.
    pub codes: Codes,
    /// Days on which offices work.
    pub working_days: WorkingDays,
    /// The children of the return in order of their identifiers, those with short breaks only left out.
    pub children: Vec<Child>,
    /// Collection years with an Episodes table.
    pub episode_years: BTreeSet<i16>,
    /// Collection years with a Reviews table.
    pub review_years: BTreeSet<i16>,
    /// Collection years with a UASC table.
    pub uasc_years: BTreeSet<i16>,
    /// Rows of the return that could not be used.
    pub left_out: LeftOut,
    /// What was dropped when rows were linked.
    pub dropped: Dropped,
    /// The log of reviews.
    pub review_log: Option<ReviewLog>,
    /// The officers.
    pub officers: Option<Vec<Officer>>,
    /// The posts.
    pub posts: Option<Vec<Post>>,
    /// Which officer each child had.
    pub allocations: Option<Vec<Allocation>>,
    /// The disputes.
    pub disputes: Option<DisputeLog>,
    /// The audit and the feedback survey, those given.
    pub surveys: Vec<Survey>,
    /// The questions of an audit or survey whose answers were not given.
    pub unanswered: Vec<Unanswered>,
    /// Figures of earlier years as published.
    pub history: Vec<PublishedValue>,
    /// Figures of others as published.
    pub comparators: Vec<PublishedValue>,
    /// Planned actions; none where the file is absent.
    pub actions: Option<Vec<Action>>,
    /// Quotations that may be printed.
    pub quotes: Vec<Quote>,
}

impl Dataset {
    /// Whether the Episodes of the collection year that ends the period are there.
    pub fn has_episodes_for(&self, period: Period) -> bool {
        self.episode_years.contains(&collection_year_of(period.to))
    }

    /// Whether the Reviews of the collection year that ends the period are there.
    pub fn has_reviews_for(&self, period: Period) -> bool {
        self.review_years.contains(&collection_year_of(period.to))
    }
}

/// Types and links all sources.
pub fn build(order: &Order, sources: &Sources) -> anyhow::Result<(Dataset, Vec<Finding>)> {
    let codes = Codes::built_in(order.settings.chinese_with)?;
    let (returns, mut findings) = returns::read(sources, &codes);
    let (children, dropped, more) = child::linked(&returns, &codes);
    findings.extend(more);

    let table = |name: &str| sources.tables.get(name);
    let mut take = |found: Vec<Finding>| findings.extend(found);
    let review_log = table("reviews").map(service::review_log).map(|(log, found)| (take(found), log).1);
    let officers =
        table("officers").map(|table| service::officers(table, &codes)).map(|(list, found)| (take(found), list).1);
    let posts = table("posts").map(service::posts).map(|(list, found)| (take(found), list).1);
    let allocations = table("allocations").map(service::allocations).map(|(list, found)| (take(found), list).1);
    let disputes = table("disputes").map(service::disputes).map(|(log, found)| (take(found), log).1);
    let history =
        table("history").map(|table| published::values(table, false)).map(|(list, found)| (take(found), list).1);
    let comparators =
        table("comparators").map(|table| published::values(table, true)).map(|(list, found)| (take(found), list).1);
    let actions = table("actions").map(published::actions).map(|(list, found)| (take(found), list).1);
    let quotes = table("quotes").map(published::quotes).map(|(list, found)| (take(found), list).1);
    let (mut surveys, mut unanswered) = (Vec::new(), Vec::new());
    for id in ["audit", "feedback"] {
        match (table(id), sources.questions.get(id)) {
            (Some(sheets), Some(questions)) => {
                let (survey, found) = survey::read(id, sheets, questions);
                take(found);
                surveys.extend(survey);
            }
            (Some(sheets), None) => take(vec![missing_partner(
                &sheets.file,
                &format!("data/{id}.yaml"),
                "which questions its columns answer",
            )]),
            (None, Some(questions)) => {
                unanswered.extend(survey::unanswered(id, questions));
                take(vec![missing_partner(&questions.file, &format!("data/{id}.csv"), "the answers")])
            }
            (None, None) => {}
        }
    }
    let (working_days, found) = working_days(order, sources);
    take(found);

    let dataset = Dataset {
        codes,
        working_days,
        children,
        episode_years: returns.episode_years,
        review_years: returns.review_years,
        uasc_years: returns.uasc_years,
        left_out: returns.left_out,
        dropped,
        review_log,
        officers,
        posts,
        allocations,
        disputes,
        surveys,
        unanswered,
        history: history.unwrap_or_default(),
        comparators: comparators.unwrap_or_default(),
        actions,
        quotes: quotes.unwrap_or_default(),
    };
    Ok((dataset, findings))
}

fn missing_partner(file: &str, partner: &str, holds: &str) -> Finding {
    Finding::new(
        Severity::Warning,
        "file-without-partner",
        Place::file(file),
        format!("the file is there, but `{partner}`, which says {holds}, is not"),
        "nothing in it can be counted",
        format!("add `{partner}`, or take this file out"),
    )
}

/// The built-in bank holidays and those of `data/bank_holidays`; a finding where they end before due dates of the period can fall.
fn working_days(order: &Order, sources: &Sources) -> (WorkingDays, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut holidays: Vec<_> = BANK_HOLIDAYS
        .lines()
        .skip(1)
        .filter_map(|line| parse_date(line.split(',').next().unwrap_or_default()))
        .collect();
    if let Some(table) = sources.tables.get("bank_holidays") {
        let mut fields = fields::Fields::of(table);
        let date = fields.required("date");
        for row in fields.rows() {
            holidays.extend(fields.date(row, date, "the day counts as a working day"));
        }
        findings.extend(fields.findings);
    }
    let working_days = WorkingDays::new(holidays);
    let known = working_days.known_from().zip(working_days.known_until());
    if let Some((from, until)) = known.filter(|(from, until)| order.period.to > *until || order.period.from < *from) {
        findings.push(Finding::new(
            Severity::Warning,
            "bank-holidays-unknown",
            Place::default(),
            format!(
                "bank holidays are known from {} to {}, which does not cover the period",
                in_full(from),
                in_full(until)
            ),
            "due dates of first reviews outside those days take no account of bank holidays",
            "add a file `data/bank_holidays.csv` with the column `date`",
        ));
    }
    (working_days, findings)
}
