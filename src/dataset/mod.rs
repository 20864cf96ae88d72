//! Rows to typed, linked, ordered records. Nothing after this step parses again.

pub mod child;
pub mod child_number;
pub mod codes;
pub mod custom;
pub mod episode;
pub mod fields;
pub mod headings;
pub mod participation;
pub mod portal;
pub mod printed;
pub mod published;
mod question_columns;
mod questions;
pub mod recognition;
pub mod returns;
pub mod review;
pub mod row_place;
pub mod sameness;
pub mod service;
pub mod spoilt_label;
pub mod survey;
pub mod typed;
pub mod written;
pub mod years;

use crate::config::Order;
use crate::finding::{Finding, Place, Severity};
use crate::period::{Period, WorkingDays, add_months, collection_year_of, parse_date};
use crate::sources::Sources;
use crate::sources::table::RawTable;
use child::{Child, Dropped};
use child_number::RowChildren;
use codes::Codes;
use custom::CustomMeasure;
use headings::{Headings, Source};
use printed::PrintedValue;
use published::{Action, PublishedValue, Quote, YouSaid};
use returns::LeftOut;
use row_place::TablePlaces;
use service::{Allocation, DisputeLog, Officer, Post, ReviewLog};
use std::collections::{BTreeMap, BTreeSet};
use survey::{Survey, Unanswered};
use typed::{TypedFigure, TypedTable};

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
    /// Collection years of which only the children on 31 March are known, from a report of the national portal.
    pub stock_years: BTreeSet<i16>,
    /// Whether a pipeline cut dates of birth to the first of the month.
    pub births_are_cut: bool,
    /// The tables in which rows of the return stand.
    pub tables: TablePlaces,
    /// The child of every row of those tables.
    pub row_children: RowChildren,
    /// Rows of the return that could not be used.
    pub left_out: LeftOut,
    /// What was dropped when rows were linked.
    pub dropped: Dropped,
    /// Which column holds each field of the service's own tables: by source and field. Surveys have questions instead.
    pub columns: BTreeMap<String, BTreeMap<String, usize>>,
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
    /// Values as a report printed them, to be held against what is counted.
    pub printed: Vec<PrintedValue>,
    /// Figures of this year that a person typed in.
    pub typed_figures: Vec<TypedFigure>,
    /// Tables that a person typed in.
    pub typed_tables: Vec<TypedTable>,
    /// Planned actions; none where the file is absent.
    pub actions: Option<Vec<Action>>,
    /// Quotations that may be printed.
    pub quotes: Vec<Quote>,
    /// What people asked for, and what was done.
    pub you_said: Vec<YouSaid>,
    /// Measures of the council's own.
    pub custom: Vec<CustomMeasure>,
    /// The service's tables as they stand, where a measure of its own or a split may read any of their columns: by source name,
    /// those of the council's own as `own.NAME`.
    pub rows: BTreeMap<String, RawTable>,
}

impl Dataset {
    /// Whether the Episodes of the collection year that ends the period are there.
    pub fn has_episodes_for(&self, period: Period) -> bool {
        self.episode_years.contains(&collection_year_of(period.to))
    }

    /// Whether the children in care on the last day of the period are known: from Episodes, or from a report of that day.
    pub fn has_children_at_end_of(&self, period: Period) -> bool {
        let is_of_report = |year: &i16| Period::collection_year(*year).is_some_and(|year| year.to == period.to);
        self.has_episodes_for(period) || self.stock_years.iter().any(is_of_report)
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

    let headings = Headings::built_in()?;
    let labels: Vec<String> = order.settings.age_bands.iter().map(|band| band.key.clone()).collect();
    let source = |name: &str| {
        sources.tables.get_key_value(name).map(|(name, table)| Source {
            entry: order.sources.get(name.as_str()),
            order: &sources.order,
            labels: &labels,
            sane: Some(sane_days(order)),
            ..Source::plain(name, table, &headings)
        })
    };
    // What is found on the way is said where each table is typed.
    let columns = sources
        .tables
        .keys()
        .filter_map(|name| Some((name.clone(), source(name).filter(Source::has_fields)?.columns().0)))
        .collect();
    let mut take = |found: Vec<Finding>| findings.extend(found);
    let mut review_log = source("reviews").map(service::review_log).map(|(log, found)| (take(found), log).1);
    let officers =
        source("officers").map(|source| service::officers(source, &codes)).map(|(list, found)| (take(found), list).1);
    let posts = source("posts").map(service::posts).map(|(list, found)| (take(found), list).1);
    let mut allocations = source("allocations").map(service::allocations).map(|(list, found)| (take(found), list).1);
    let disputes = source("disputes").map(service::disputes).map(|(log, found)| (take(found), log).1);
    let history =
        source("history").map(|source| published::values(source, false)).map(|(list, found)| (take(found), list).1);
    let comparators =
        source("comparators").map(|source| published::values(source, true)).map(|(list, found)| (take(found), list).1);
    let printed = source("published").map(printed::values).map(|(list, found)| (take(found), list).1);
    let typed_figures = source("figures").map(typed::figures).map(|(list, found)| (take(found), list).1);
    let (typed_tables, found) = typed::tables(&sources.typed, &labels);
    take(found);
    let actions = source("actions").map(published::actions).map(|(list, found)| (take(found), list).1);
    let quotes = source("quotes").map(published::quotes).map(|(list, found)| (take(found), list).1);
    let you_said = source("you_said").map(published::you_said).map(|(list, found)| (take(found), list).1);
    let in_log = review_log.iter_mut().flat_map(|log| log.reviews.iter_mut().map(|row| (&mut row.child, &row.at)));
    take(service::restore_zeros(&children, in_log).into_iter().collect());
    let allocated = allocations.iter_mut().flatten().map(|row| (&mut row.child, &row.at));
    take(service::restore_zeros(&children, allocated).into_iter().collect());
    let (mut surveys, mut unanswered) = (Vec::new(), Vec::new());
    for id in ["audit", "feedback"] {
        match (source(id), sources.questions.get(id)) {
            (Some(sheets), Some(questions)) => {
                let (survey, found) = survey::read(id, sheets, questions);
                take(found);
                surveys.extend(survey);
            }
            (Some(sheets), None) => take(vec![survey::without_questions(id, sheets)]),
            (None, Some(questions)) => {
                unanswered.extend(survey::unanswered(id, questions));
                take(vec![missing_partner(&questions.file, &format!("data/{id}.csv"), "the answers")])
            }
            (None, None) => {}
        }
    }
    let (custom, found) = sources.measures.as_ref().map(custom::read).unwrap_or_default();
    take(found);
    let rows = if custom.is_empty() && order.publish.is_empty() {
        BTreeMap::new()
    } else {
        const LOCAL: [&str; 6] = ["reviews", "disputes", "officers", "allocations", "audit", "feedback"];
        let of_service = LOCAL.into_iter().filter_map(|name| Some((name.to_string(), rows(source(name)?, &headings))));
        let own = sources
            .own
            .iter()
            .map(|(name, table)| (format!("own.{name}"), rows(Source::plain("own", table, &headings), &headings)));
        of_service.chain(own).collect()
    };
    let (working_days, found) = working_days(source("bank_holidays"));
    take(found);

    let dataset = Dataset {
        codes,
        working_days,
        children,
        episode_years: returns.episode_years,
        review_years: returns.review_years,
        uasc_years: returns.uasc_years,
        stock_years: returns.stock_years,
        births_are_cut: returns.births_are_cut,
        tables: returns.tables,
        row_children: returns.row_children,
        left_out: returns.left_out,
        dropped,
        columns,
        review_log,
        officers,
        posts,
        allocations,
        disputes,
        surveys,
        unanswered,
        history: history.unwrap_or_default(),
        comparators: comparators.unwrap_or_default(),
        printed: printed.unwrap_or_default(),
        typed_figures: typed_figures.unwrap_or_default(),
        typed_tables,
        actions,
        quotes: quotes.unwrap_or_default(),
        you_said: you_said.unwrap_or_default(),
        custom,
        rows,
    };
    Ok((dataset, findings))
}

/// The first and the last day that a row of the logs can mean; a day outside them is read as blank. From half a century before the period, which is longer than anybody has
/// been in the service, to five years after it.
pub fn sane_days(order: &Order) -> (jiff::civil::Date, jiff::civil::Date) {
    (add_months(order.period.from, -50 * 12), add_months(order.period.to, 5 * 12))
}

/// A table that measures of the council's own and splits may read: a column that holds a field has the field's name, one that says
/// who somebody is has none and cannot be read.
fn rows(source: Source<'_>, headings: &Headings) -> RawTable {
    let mut table = source.table.clone();
    for heading in table.headings.iter_mut().filter(|heading| headings.is_personal(heading)) {
        heading.clear();
    }
    for (field, column) in source.columns().0 {
        if let Some(heading) = table.headings.get_mut(column) {
            *heading = field;
        }
    }
    table
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

/// The built-in bank holidays and those of `data/bank_holidays`.
fn working_days(source: Option<Source<'_>>) -> (WorkingDays, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut holidays: Vec<_> = BANK_HOLIDAYS
        .lines()
        .skip(1)
        .filter_map(|line| parse_date(line.split(',').next().unwrap_or_default()))
        .collect();
    if let Some(source) = source {
        let mut fields = fields::Fields::read(source);
        let date = fields.required("date");
        for row in fields.rows() {
            holidays.extend(fields.date(row, date, "the day counts as a working day"));
        }
        findings.extend(fields.findings);
    }
    let working_days = WorkingDays::new(holidays);
    (working_days, findings)
}
