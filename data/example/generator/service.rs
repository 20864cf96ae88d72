//! The service's own logs: its officers, their children, its reviews and its disputes.

use super::calendar::{Calendar, LAST_DAY, Year, age_on, days_after};
use super::chance::Chance;
use super::lives::Child;
use super::reviews::Review;
use super::table::Table;
use jiff::civil::Date;

/// The report's year.
const THIS_YEAR: Year = Year(2026);

/// An officer of the service.
pub struct Officer {
    /// The code by which the logs name them.
    pub code: &'static str,
    role: &'static str,
    /// Full-time equivalent, in tenths.
    fte_tenths: i32,
    /// Percent of that time spent on reviewing.
    reviewing: i32,
    started: Date,
    left: Option<Date>,
    employment: &'static str,
    sex: &'static str,
    ethnic_group: &'static str,
}

const LEAD: &str = "Lead Independent Reviewing Officer";
const OFFICER: &str = "Independent Reviewing Officer";

const fn officer(
    code: &'static str,
    fte_tenths: i32,
    started: Date,
    sex: &'static str,
    ethnic_group: &'static str,
) -> Officer {
    let (role, reviewing) = (OFFICER, 100);
    Officer { code, role, fte_tenths, reviewing, started, left: None, employment: "permanent", sex, ethnic_group }
}

const fn day(year: i16, month: i8, day: i8) -> Date {
    Date::constant(year, month, day)
}

/// The officers of the year: one left in July, an agency officer came in May, another started in September.
pub const OFFICERS: [Officer; 12] = [
    Officer { role: LEAD, reviewing: 80, ..officer("INVENTED-01", 10, day(2014, 9, 1), "F", "White") },
    officer("INVENTED-02", 10, day(2016, 4, 18), "F", "White"),
    officer("INVENTED-03", 10, day(2011, 6, 6), "M", "White"),
    officer("INVENTED-04", 10, day(2019, 1, 7), "F", "Black"),
    officer("INVENTED-05", 10, day(2020, 11, 2), "F", "White"),
    officer("INVENTED-06", 8, day(2017, 10, 9), "F", "White"),
    officer("INVENTED-07", 6, day(2013, 2, 4), "F", "White"),
    officer("INVENTED-08", 8, day(2022, 5, 16), "M", "Asian"),
    Officer { left: Some(day(2025, 7, 18)), ..officer("INVENTED-09", 10, day(2015, 3, 2), "F", "White") },
    officer("INVENTED-10", 6, day(2023, 1, 9), "F", "Mixed"),
    Officer { employment: "agency", ..officer("INVENTED-11", 10, day(2025, 5, 12), "M", "White") },
    officer("INVENTED-12", 10, day(2025, 9, 1), "F", "Black"),
];

impl Officer {
    fn in_post(&self, on: Date) -> bool {
        self.started <= on && self.left.is_none_or(|left| on < left)
    }
}

/// Full-time equivalent in post on a day, in tenths: all of it, and what is spent on reviewing in hundredths.
pub fn fte_on(on: Date) -> (i32, i32) {
    let present = OFFICERS.iter().filter(|officer| officer.in_post(on));
    present.fold((0, 0), |(all, reviewing), officer| {
        (all + officer.fte_tenths, reviewing + officer.fte_tenths * officer.reviewing / 10)
    })
}

/// `officers.csv`.
pub fn officers() -> Table {
    let mut table = Table::new(
        "officers.csv",
        &["officer", "role", "fte", "reviewing_share", "started_on", "left_on", "employment", "sex", "ethnic_group"],
    );
    for officer in &OFFICERS {
        table.push([
            officer.code.to_string(),
            officer.role.to_string(),
            format!("{}.{}", officer.fte_tenths / 10, officer.fte_tenths % 10),
            format!("{}%", officer.reviewing),
            officer.started.to_string(),
            officer.left.map(|left| left.to_string()).unwrap_or_default(),
            officer.employment.to_string(),
            officer.sex.to_string(),
            officer.ethnic_group.to_string(),
        ]);
    }
    table
}

/// `posts.csv`.
pub fn posts() -> Table {
    let mut table = Table::new("posts.csv", &["role", "established_fte"]);
    table.push([LEAD, "1.0"]);
    table.push([OFFICER, "9.4"]);
    table
}

// ---- which officer has which child ----

/// A child's named officer for a time.
pub struct Allocation {
    child: usize,
    officer: &'static str,
    from: Date,
    to: Option<Date>,
}

/// Every child in care in the year, and the officers they had in it.
pub fn allocations(seed: u64, calendar: &Calendar, children: &[Child]) -> Vec<Allocation> {
    let mut chance = Chance::new(seed);
    let mut allocations = Vec::new();
    for (place, child) in children.iter().enumerate() {
        for period in &child.periods {
            if period.end < THIS_YEAR.first_day() || period.start > LAST_DAY {
                continue;
            }
            let wait = if chance.yes(93.0) { chance.between(1, 5) } else { chance.between(6, 14) };
            let named = calendar.working_days_after(period.start, wait);
            let end = Some(period.end).filter(|end| *end <= LAST_DAY);
            let mut officer = officer_on_duty(&mut chance, named.max(THIS_YEAR.first_day()));
            // Earlier officers of a child, before the one at the start of the year, are not in the log.
            let mut from = named.max(officer.started);
            while from <= LAST_DAY && end.is_none_or(|end| from < end) {
                let change = next_change(&mut chance, officer, from)
                    .filter(|(day, _)| *day <= LAST_DAY && end.is_none_or(|end| *day < end));
                let to = change.map(|(day, _)| day).or(end);
                allocations.push(Allocation { child: place, officer: officer.code, from, to });
                let Some((day, next)) = change else { break };
                (from, officer) = (day, next);
            }
        }
    }
    allocations
}

/// An officer in post on a day: more often one with more hours, and one who has just come and has room.
fn officer_on_duty(chance: &mut Chance, on: Date) -> &'static Officer {
    let weight = |officer: &Officer| {
        let new = if officer.started > days_after(on, -200) { 2 } else { 1 };
        u32::try_from(new * officer.fte_tenths * officer.reviewing / 100).unwrap_or(1)
    };
    let leaving = |officer: &Officer| officer.left.is_some_and(|left| left < days_after(on, 30));
    let there: Vec<(&Officer, u32)> = OFFICERS
        .iter()
        .filter(|officer| officer.in_post(on) && !leaving(officer))
        .map(|officer| (officer, weight(officer)))
        .collect();
    if there.is_empty() { &OFFICERS[0] } else { chance.pick(&there) }
}

/// When a child's officer changes next, and who follows.
///
/// The children of the officer who left were handed over in the last days before; most went to the agency
/// officer. Some children of the busiest officers went to the new one in the autumn. Else it is seldom.
fn next_change(chance: &mut Chance, officer: &Officer, from: Date) -> Option<(Date, &'static Officer)> {
    let [.., agency, new] = &OFFICERS;
    if let Some(left) = officer.left {
        let day = days_after(left, chance.between(-9, 0)).max(days_after(from, 1));
        let next = if chance.yes(62.0) { agency } else { officer_on_duty(chance, left) };
        return Some((day, next));
    }
    let lately = officer.started >= Date::constant(2025, 4, 1);
    if !lately && from < new.started && chance.yes(7.5) {
        return Some((days_after(new.started, chance.between(7, 50)), new));
    }
    if chance.yes(4.0) {
        let day = days_after(from.max(THIS_YEAR.first_day()), chance.between(20, 340));
        return Some((day, officer_on_duty(chance, day))).filter(|(_, next)| next.code != officer.code);
    }
    None
}

/// `allocations.csv`.
pub fn allocation_table(allocations: &[Allocation], children: &[Child]) -> Table {
    let mut table = Table::new("allocations.csv", &["child", "officer", "from", "to"]);
    for one in allocations {
        table.push([
            children[one.child].id.clone(),
            one.officer.to_string(),
            one.from.to_string(),
            one.to.map(|to| to.to_string()).unwrap_or_default(),
        ]);
    }
    table
}

// ---- the log of reviews ----

const LATE_REASONS: [(&str, u32); 6] = [
    ("Social worker's report not ready", 30),
    ("Child or family asked for another date", 18),
    ("Officer away and no cover", 15),
    ("Child moved home near the date", 14),
    ("Review not booked in time", 14),
    ("Parent or carer could not come", 11),
];

/// `reviews.csv`: what the service records of each review of the year beside the return.
pub fn review_log(
    seed: u64,
    calendar: &Calendar,
    children: &[Child],
    reviews: &[Review],
    allocations: &[Allocation],
) -> Table {
    let mut chance = Chance::new(seed);
    let mut table = Table::new(
        "reviews.csv",
        &[
            "child",
            "held_on",
            "due_on",
            "record_completed_on",
            "late_reason",
            "officer",
            "mother",
            "father",
            "step_parent",
            "connected_person",
            "midpoint_check",
        ],
    );
    let mut checks = Chance::new(seed + 1_000);
    for review in reviews.iter().filter(|review| THIS_YEAR.holds(review.held)) {
        let child = &children[review.child];
        if child.periods.is_empty() {
            continue;
        }
        let reason = if review.held > review.due { chance.pick(&LATE_REASONS) } else { "" };
        let [mother, father] = parents(&mut chance, child, review);
        table.push([
            child.id.clone(),
            review.held.to_string(),
            review.due.to_string(),
            record_completed(&mut chance, calendar, review.held),
            reason.to_string(),
            officer_on(allocations, review).to_string(),
            mother.to_string(),
            father.to_string(),
            chance.pick(&[("not applicable", 88), ("attended", 5), ("consulted", 3), ("not consulted", 4)]).to_string(),
            chance
                .pick(&[("not applicable", 62), ("attended", 20), ("consulted", 12), ("not consulted", 6)])
                .to_string(),
            checked_between(&mut checks, calendar, review.held),
        ]);
    }
    table
}

fn officer_on(allocations: &[Allocation], review: &Review) -> &'static str {
    let of_child = || allocations.iter().filter(|one| one.child == review.child);
    let named = of_child().find(|one| one.from <= review.held && one.to.is_none_or(|to| review.held < to));
    named.or_else(|| of_child().next()).map_or("", |one| one.officer)
}

fn parents(chance: &mut Chance, child: &Child, review: &Review) -> [&'static str; 2] {
    if child.unaccompanied {
        return ["not applicable", "not applicable"];
    }
    if review.placed_for_adoption {
        return [
            chance.pick(&[("not consulted", 40), ("consulted", 25), ("not applicable", 35)]),
            chance.pick(&[("not consulted", 40), ("consulted", 15), ("not applicable", 45)]),
        ];
    }
    let mother =
        chance.pick(&[("attended", 51), ("consulted", 24), ("not consulted", 16), ("not applicable", 7), ("", 2)]);
    let father =
        chance.pick(&[("attended", 27), ("consulted", 21), ("not consulted", 27), ("not applicable", 22), ("", 3)]);
    [mother, father]
}

fn record_completed(chance: &mut Chance, calendar: &Calendar, held: Date) -> String {
    let days = if chance.yes(85.0) { chance.between(6, 20) } else { chance.along(&[21, 24, 29, 40]) };
    let done = calendar.working_days_after(held, days);
    // The log was read at the end of May: records finished later are not in it, nor are a few forgotten ones.
    if done > Date::constant(2026, 5, 29) || chance.yes(1.2) { String::new() } else { done.to_string() }
}

/// The day about half way to the next review on which the officer looked in; often there is none.
fn checked_between(chance: &mut Chance, calendar: &Calendar, held: Date) -> String {
    let day = calendar.working_day_from(days_after(held, chance.between(55, 110)));
    // The log was read at the end of May.
    if !chance.yes(58.0) || day > Date::constant(2026, 5, 29) { String::new() } else { day.to_string() }
}

// ---- disputes ----

const THEMES: [(&str, usize); 6] = [
    ("Delay in the plan for a permanent home", 12),
    ("The home does not meet the child's needs", 10),
    ("Care plan out of date", 8),
    ("School or education plan", 7),
    ("Health or therapy", 6),
    ("Time with family", 6),
];
const STAGES: [(&str, usize); 3] =
    [("Stage 1: team manager", 21), ("Stage 2: head of service", 12), ("Stage 3: director", 7)];
const OUTCOMES: [(&str, usize); 5] = [
    ("Plan changed", 15),
    ("Plan explained and agreed", 8),
    ("Partly met", 6),
    ("Withdrawn, settled informally", 5),
    ("", 6),
];

/// How many disputes and informal challenges a year had.
pub const DISPUTES: [(Year, usize, usize); 2] = [(Year(2025), 34, 118), (Year(2026), 40, 152)];

/// `disputes.csv`: two years of the log, formal disputes and informal challenges.
pub fn disputes(seed: u64, calendar: &Calendar) -> Table {
    let mut chance = Chance::new(seed);
    let mut table = Table::new(
        "disputes.csv",
        &["dispute", "kind", "raised_on", "officer", "themes", "stage", "outcome", "resolved_on", "cafcass"],
    );
    let mut rows = Vec::new();
    for (year, formal, informal) in DISPUTES {
        rows.extend(formal_disputes(&mut chance, calendar, year, formal));
        rows.extend(informal_challenges(&mut chance, calendar, year, informal));
    }
    rows.sort();
    for (number, (raised, cells)) in rows.into_iter().enumerate() {
        let [kind, officer, themes, stage, outcome, resolved] = cells;
        let id = format!("INVENTED-D{:03}", number + 1);
        table.push([id, kind, raised.to_string(), officer, themes, stage, outcome, resolved, "no".to_string()]);
    }
    table
}

type DisputeRow = (Date, [String; 6]);

/// As many of each as the list says, in a random order; the last ones are left out when there are fewer.
fn dealt(chance: &mut Chance, list: &[(&'static str, usize)], wanted: usize) -> Vec<&'static str> {
    let mut all: Vec<&str> = list.iter().flat_map(|(thing, count)| std::iter::repeat_n(*thing, *count)).collect();
    chance.shuffle(&mut all);
    all.truncate(wanted);
    all
}

fn formal_disputes(chance: &mut Chance, calendar: &Calendar, year: Year, count: usize) -> Vec<DisputeRow> {
    let themes = dealt(chance, &THEMES, usize::MAX);
    let stages = dealt(chance, &STAGES, count);
    let outcomes = dealt(chance, &OUTCOMES, count);
    let mut rows = Vec::new();
    for number in 0..count {
        let outcome = if year == THIS_YEAR || !outcomes[number].is_empty() { outcomes[number] } else { "Partly met" };
        let open = outcome.is_empty();
        let offset = if open { chance.between(315, 360) } else { chance.between(2, 300) };
        let raised = calendar.working_day_from(days_after(year.first_day(), offset));
        let days = if chance.yes(74.0) { chance.between(3, 20) } else { chance.between(21, 42) };
        let resolved = if open { String::new() } else { calendar.working_days_after(raised, days).to_string() };
        // The themes beyond one for each dispute are second themes of the first ones.
        let second = themes.get(count + number).filter(|second| **second != themes[number]);
        let both = match second {
            Some(second) => format!("{}; {second}", themes[number]),
            None => themes[number].to_string(),
        };
        let officer = officer_on_duty(chance, raised).code.to_string();
        rows.push((raised, ["formal".into(), officer, both, stages[number].into(), outcome.into(), resolved]));
    }
    rows
}

fn informal_challenges(chance: &mut Chance, calendar: &Calendar, year: Year, count: usize) -> Vec<DisputeRow> {
    let themes: Vec<(&str, u32)> =
        THEMES.iter().map(|(theme, count)| (*theme, u32::try_from(*count).unwrap_or(1))).collect();
    (0..count)
        .map(|_| {
            let raised = calendar.working_day_from(days_after(year.first_day(), chance.between(0, 355)));
            let resolved = calendar.working_days_after(raised, chance.between(1, 15));
            let resolved = resolved.min(calendar.working_day_by(year.last_day())).max(raised);
            let officer = officer_on_duty(chance, raised).code.to_string();
            let theme = chance.pick(&themes).to_string();
            (
                raised,
                ["informal".into(), officer, theme, String::new(), "Settled informally".into(), resolved.to_string()],
            )
        })
        .collect()
}

/// The age of a review's child on its day, for the logs that say no more than that.
pub fn age_at(children: &[Child], review: &Review) -> i32 {
    age_on(children[review.child].born, review.held)
}
