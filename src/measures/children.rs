//! The children: who is in care at the end of the period, who came and who left.
//!
//! A child who leaves on a day is not in care on it. Short breaks are counted nowhere.

use super::balance;
use super::measure::{About, By, MeasuredTable, SameAs, Scope, Unit, Value, When, count_column};
use super::measure::{Cell, Measured, MeasuredFigure, MeasuredRow};
use crate::dataset::child::Child;
use crate::dataset::codes::{Code, CodeList};
use crate::dataset::episode::{Episode, PeriodOfCare};
use jiff::civil::Date;
use std::collections::BTreeMap;

const DFE: &str =
    "Children looked after return (SSDA903); short breaks are left out as in the Department for Education's tables";

/// Children in care at the end.
const LOOKED_AFTER: About = About {
    id: "children_looked_after",
    label: "{Children} at {end}",
    definition: "Children who were looked after at the end of the period, short breaks left out.",
    source: DFE,
    when: When::At,
    protected: true,
};

const PER_10K: About = About {
    id: "children_looked_after_per_10k",
    label: "{Children} at {end} per 10,000 children in the area",
    definition: "Children looked after at the end of the period for every 10,000 children aged 0 to 17 who live in the area.",
    source: DFE,
    when: When::At,
    protected: true,
};

const DURING: About = About {
    id: "children_looked_after_during_period",
    label: "Children looked after at any time during {period}",
    definition: "Children who were looked after on at least one day of the period, those who left on its first day among them.",
    source: DFE,
    when: When::During,
    protected: true,
};

const BY_AGE: About = About {
    id: "children_by_age",
    label: "{Children} by age at {end}",
    definition: "Children looked after at the end of the period by completed years of age on that day.",
    source: DFE,
    when: When::At,
    protected: true,
};

const BY_SEX: About = About {
    id: "children_by_sex",
    label: "{Children} by sex at {end}",
    definition: "Children looked after at the end of the period by sex as recorded in the return.",
    source: DFE,
    when: When::At,
    protected: true,
};

const BY_AGE_AND_SEX: About = About {
    id: "children_by_age_and_sex",
    label: "{Children} by age and sex at {end}",
    definition: "Children looked after at the end of the period by age and sex on that day.",
    source: DFE,
    when: When::At,
    protected: true,
};

const BY_ETHNIC_GROUP: About = About {
    id: "children_by_ethnic_group",
    label: "{Children} by ethnic group at {end}",
    definition: "Children looked after at the end of the period by ethnic group; refused and not yet obtained count as not known.",
    source: DFE,
    when: When::At,
    protected: true,
};

const BY_LEGAL_STATUS: About = About {
    id: "children_by_legal_status",
    label: "{Children} by legal status at {end}",
    definition: "Children looked after at the end of the period by the legal status of their latest episode.",
    source: DFE,
    when: When::At,
    protected: true,
};

const BY_PLACEMENT: About = About {
    id: "children_by_placement",
    label: "{Children} by placement at {end}",
    definition: "Children looked after at the end of the period by the placement of their latest episode.",
    source: DFE,
    when: When::At,
    protected: true,
};

const BY_NEED: About = About {
    id: "children_by_need",
    label: "{Children} at {end} by main need when care began",
    definition: "Children looked after at the end of the period by the need recorded for the earliest known episode of their time in care.",
    source: DFE,
    when: When::At,
    protected: true,
};

const UNACCOMPANIED: About = About {
    id: "unaccompanied_children",
    label: "Unaccompanied asylum-seeking children at {end}",
    definition: "Children looked after at the end of the period who were unaccompanied asylum-seeking children on that day.",
    source: DFE,
    when: When::At,
    protected: true,
};

const STARTING: About = About {
    id: "children_starting",
    label: "Children who came into care during {period}",
    definition: "Children who started to be looked after in the period, each counted once, at the first start.",
    source: DFE,
    when: When::During,
    protected: true,
};

const STARTING_BY_AGE: About = About {
    id: "children_starting_by_age",
    label: "Children who came into care during {period} by age at the start",
    definition: "Children who started to be looked after in the period by completed years of age on the day of the first start.",
    source: DFE,
    when: When::During,
    protected: true,
};

const LEAVING: About = About {
    id: "children_leaving",
    label: "Children who left care during {period}",
    definition: "Children who ceased to be looked after in the period, each counted once, at the last end.",
    source: DFE,
    when: When::During,
    protected: true,
};

/// Everything about the children.
pub fn measures(scope: &Scope<'_>) -> Vec<Measured> {
    const ALL: [&About; 14] = [
        &LOOKED_AFTER,
        &PER_10K,
        &DURING,
        &BY_AGE,
        &BY_SEX,
        &BY_AGE_AND_SEX,
        &BY_ETHNIC_GROUP,
        &BY_LEGAL_STATUS,
        &BY_PLACEMENT,
        &BY_NEED,
        &UNACCOMPANIED,
        &STARTING,
        &STARTING_BY_AGE,
        &LEAVING,
    ];
    if !scope.dataset.has_children_at_end_of(scope.period) {
        let why = "the year's Episodes table was not given";
        return ALL.into_iter().map(|about| not_available(scope, about, why)).collect();
    }
    let stock = Stock::of(scope);
    let mut measures = vec![
        Measured::Figure(balance::as_cell(
            "end",
            with_left_out(scope, scope.figure(&LOOKED_AFTER, Unit::Count, Value::Count(stock.children.len() as u64))),
        )),
        Measured::Figure(per_10k(scope, stock.children.len() as u64)),
        Measured::Figure(with_left_out(scope, scope.figure(&DURING, Unit::Count, Value::Count(during(scope))))),
        Measured::Table(stock.by_age(scope)),
        Measured::Table(stock.by_sex(scope)),
        Measured::Table(stock.by_age_and_sex(scope)),
    ];
    let codes = &scope.dataset.codes;
    for (about, corner, list, code) in [
        (&BY_ETHNIC_GROUP, "Ethnic group", &codes.ethnic, (|child, _| child.ethnic) as fn(&Child, &Episode) -> Code),
        (&BY_LEGAL_STATUS, "Legal status", &codes.legal_status, |_, episode| episode.legal_status),
        (&BY_PLACEMENT, "Placement", &codes.placement, |_, episode| episode.placement),
    ] {
        let counted = stock.children.iter().map(|(child, episode)| list.group(code(child, episode)));
        measures.push(Measured::Table(told_apart(scope.split(about, corner, CHILDREN, by_group(list, counted)))));
    }
    measures.push(Measured::Table(stock.by_need(scope)));
    measures.push(Measured::Figure(stock.unaccompanied(scope)));
    let starts = starts(scope);
    measures.push(Measured::Figure(balance::as_cell(
        "came",
        with_left_out(scope, scope.figure(&STARTING, Unit::Count, Value::Count(starts.len() as u64))),
    )));
    let ages = starts.iter().map(|(child, day)| child.age_on(*day));
    measures.push(Measured::Table(told_apart(scope.split(&STARTING_BY_AGE, "Age", CHILDREN, by_band(scope, ages)))));
    measures.push(Measured::Figure(balance::as_cell(
        "left",
        with_left_out(scope, scope.figure(&LEAVING, Unit::Count, Value::Count(leaving(scope)))),
    )));
    if !scope.dataset.has_episodes_for(scope.period) {
        let why = "only the portal's report of the children on the last day is there, which says nothing of the days before it";
        for measured in &mut measures {
            if let Some(about) = [&DURING, &STARTING, &STARTING_BY_AGE, &LEAVING].iter().find(|a| a.id == measured.id())
            {
                *measured = not_available(scope, about, why);
            }
        }
    }
    measures
}

/// The key and label of the column that counts children.
const CHILDREN: (&str, &str) = ("children", "Children");

fn not_available(scope: &Scope<'_>, about: &About, why: &str) -> Measured {
    let is_table = about.id.contains("_by_");
    if is_table {
        Measured::Table(scope.no_table(about, why))
    } else {
        let unit = if about.id == PER_10K.id { Unit::Per10k } else { Unit::Count };
        Measured::Figure(scope.not_available(about, unit, why))
    }
}

/// Says by what a table tells children apart: its id ends with it.
fn told_apart(table: MeasuredTable) -> MeasuredTable {
    let by = table.id.split_once("_by_").map_or_else(By::default, |(_, by)| By::down(by));
    MeasuredTable { by, ..table }
}

/// Adds the rows of Episodes that could not be used.
fn with_left_out(scope: &Scope<'_>, mut figure: MeasuredFigure) -> MeasuredFigure {
    let dataset = scope.dataset;
    for (reason, rows) in &dataset.left_out.episodes {
        figure.left_out.insert(format!("episode rows: {reason}"), rows.len() as u64);
    }
    if dataset.dropped.episodes.open_not_repeated > 0 {
        figure.left_out.insert(
            "episode rows: still open, and missing from the next year's return".into(),
            dataset.dropped.episodes.open_not_repeated,
        );
    }
    figure
}

/// The children in care at the end of the period, each with the latest episode.
struct Stock<'a> {
    children: Vec<(&'a Child, &'a Episode)>,
    end: Date,
}

impl<'a> Stock<'a> {
    fn of(scope: &Scope<'a>) -> Stock<'a> {
        let end = scope.period.to;
        let children =
            scope.dataset.children.iter().filter_map(|child| Some((child, child.episode_on(end)?))).collect();
        Stock { children, end }
    }

    fn by_age(&self, scope: &Scope<'_>) -> MeasuredTable {
        let ages = self.children.iter().map(|(child, _)| child.age_on(self.end));
        told_apart(scope.split(&BY_AGE, "Age", CHILDREN, by_band(scope, ages)))
    }

    fn by_sex(&self, scope: &Scope<'_>) -> MeasuredTable {
        let sex = &scope.dataset.codes.sex;
        let counted = self.children.iter().map(|(child, _)| sex.group(child.sex));
        told_apart(scope.split(&BY_SEX, "Sex", CHILDREN, by_group(sex, counted)))
    }

    /// Ages down, sexes across, each with its unknown and its total.
    fn by_age_and_sex(&self, scope: &Scope<'_>) -> MeasuredTable {
        let sex = &scope.dataset.codes.sex;
        let mut columns: Vec<_> = sex.groups.iter().map(|group| count_column(&group.key, &group.label)).collect();
        columns.push(count_column("unknown", "Not known"));
        columns.push(count_column("total", "Total"));
        let unknown = sex.groups.len();
        let mut table = scope.table(&BY_AGE_AND_SEX, "Age", columns);
        table.total_column = Some(unknown + 1);
        table.by = By::both("age", "sex");
        let bands = &scope.order.settings.age_bands;
        let mut counts = vec![vec![0u64; unknown + 2]; bands.len() + 2];
        for (child, _) in &self.children {
            let row = child
                .age_on(self.end)
                .and_then(|age| bands.iter().position(|band| band.contains(age)))
                .unwrap_or(bands.len());
            let column = sex.group(child.sex).unwrap_or(unknown);
            for (row, column) in
                [(row, column), (row, unknown + 1), (bands.len() + 1, column), (bands.len() + 1, unknown + 1)]
            {
                counts[row][column] += 1;
            }
        }
        let heads = bands
            .iter()
            .map(|band| (band.key.clone(), band.label()))
            .chain([("unknown".to_string(), "Not known".to_string()), ("total".to_string(), "Total".to_string())]);
        table.rows = heads
            .zip(counts)
            .map(|((key, label), counts)| MeasuredRow {
                total: key == "total",
                key,
                label,
                parent: None,
                cells: counts.into_iter().map(Cell::Count).collect(),
            })
            .collect();
        table.same_as = vec![
            SameAs::Column { column: "total".into(), table: BY_AGE.id.into(), other: "children".into() },
            SameAs::TotalRow { table: BY_SEX.id.into(), other: "children".into() },
        ];
        table
    }

    fn by_need(&self, scope: &Scope<'_>) -> MeasuredTable {
        let list = &scope.dataset.codes.need;
        let needs = self.children.iter().map(|(child, _)| {
            let first = child.period_on(self.end).and_then(|period| child.episodes.get(period.episodes.start));
            first.map_or(Code::BLANK, |episode| episode.need)
        });
        told_apart(scope.split(&BY_NEED, "Main need", CHILDREN, by_code(list, needs)))
    }

    fn unaccompanied(&self, scope: &Scope<'_>) -> MeasuredFigure {
        let count = self.children.iter().filter(|(child, _)| is_unaccompanied(child, self.end)).count() as u64;
        if scope.dataset.uasc_years.is_empty() {
            return scope.not_available(&UNACCOMPANIED, Unit::Percent, "there is no UASC table of the national return");
        }
        scope.figure(
            &UNACCOMPANIED,
            Unit::Percent,
            Value::Share { numerator: count, denominator: self.children.len() as u64 },
        )
    }
}

fn per_10k(scope: &Scope<'_>, children: u64) -> MeasuredFigure {
    match scope.order.settings.population_0_17 {
        Some(population) => {
            scope.figure(&PER_10K, Unit::Per10k, Value::Share { numerator: children, denominator: population })
        }
        None => scope.not_available(
            &PER_10K,
            Unit::Per10k,
            "the number of children who live in the area is not in the order",
        ),
    }
}

/// Whether a child has the status of an unaccompanied asylum-seeking child on the day.
pub(super) fn is_unaccompanied(child: &Child, day: Date) -> bool {
    child.unaccompanied.is_some_and(|ceased_on| ceased_on.is_none_or(|end| end > day))
}

fn during(scope: &Scope<'_>) -> u64 {
    scope.dataset.children.iter().filter(|child| latest_in_period(child, scope).is_some()).count() as u64
}

/// The latest episode that makes a child one of those looked after in the period: one who leaves on its first day is.
pub(super) fn latest_in_period<'a>(child: &'a Child, scope: &Scope<'_>) -> Option<&'a Episode> {
    let (from, to) = (scope.period.from, scope.period.to);
    let in_period = |episode: &&Episode| episode.started_on <= to && episode.ended_on.is_none_or(|end| end >= from);
    child.episodes.iter().rev().find(in_period)
}

/// Children who start in the period with the day of the first start.
fn starts<'a>(scope: &Scope<'a>) -> Vec<(&'a Child, Date)> {
    let first = |child: &'a Child| Some((child, first_start(child, scope)?.first_day));
    scope.dataset.children.iter().filter_map(first).collect()
}

/// The first time in care that starts in the period.
pub(super) fn first_start<'a>(child: &'a Child, scope: &Scope<'_>) -> Option<&'a PeriodOfCare> {
    child.periods.iter().find(|period| period.start_known && scope.period.contains(period.first_day))
}

fn leaving(scope: &Scope<'_>) -> u64 {
    scope.dataset.children.iter().filter(|child| last_end(child, scope).is_some()).count() as u64
}

/// The last time in care that ends in the period.
pub(super) fn last_end<'a>(child: &'a Child, scope: &Scope<'_>) -> Option<&'a PeriodOfCare> {
    let ends =
        |period: &&PeriodOfCare| period.left_care && period.ended_on.is_some_and(|day| scope.period.contains(day));
    child.periods.iter().rev().find(ends)
}

/// Counts by the list's groups, zeros too, with a last row for what is not known.
pub fn by_group(list: &CodeList, counted: impl Iterator<Item = Option<usize>>) -> Vec<(String, String, u64)> {
    let mut counts = vec![0; list.groups.len() + 1];
    for group in counted {
        counts[group.unwrap_or(list.groups.len())] += 1;
    }
    let heads = list.groups.iter().map(|group| (group.key.clone(), group.label.clone()));
    with_unknown(heads, counts)
}

/// Counts by the list's codes, zeros too, with a last row for what is not known.
fn by_code(list: &CodeList, counted: impl Iterator<Item = Code>) -> Vec<(String, String, u64)> {
    let mut counts: BTreeMap<Code, u64> = BTreeMap::new();
    for code in counted {
        *counts.entry(if code.is_listed() { code } else { Code::UNLISTED }).or_default() += 1;
    }
    let all: Vec<Code> = list.all().collect();
    let heads = all.iter().map(|code| (list.name(*code).to_string(), list.label(*code).to_string()));
    let counted = all.iter().chain([&Code::UNLISTED]).map(|code| counts.get(code).copied().unwrap_or(0)).collect();
    with_unknown(heads, counted)
}

/// Counts by age band, zeros too, with a last row for ages not known.
fn by_band(scope: &Scope<'_>, ages: impl Iterator<Item = Option<u32>>) -> Vec<(String, String, u64)> {
    let bands = &scope.order.settings.age_bands;
    let mut counts = vec![0; bands.len() + 1];
    for age in ages {
        let band = age.and_then(|age| bands.iter().position(|band| band.contains(age)));
        counts[band.unwrap_or(bands.len())] += 1;
    }
    with_unknown(bands.iter().map(|band| (band.key.clone(), band.label())), counts)
}

fn with_unknown(heads: impl Iterator<Item = (String, String)>, counts: Vec<u64>) -> Vec<(String, String, u64)> {
    heads
        .chain([("unknown".to_string(), "Not known".to_string())])
        .zip(counts)
        .map(|((key, label), count)| (key, label, count))
        .collect()
}
