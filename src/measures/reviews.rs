//! Reviews: how many, held in time or late, why late, overdue.
//!
//! Review-level and child-level indicators are both here and never mixed (convention C3.6).

use super::measure::{
    About, Beside, CellsOf, Measured, MeasuredFigure, MeasuredTable, Scope, Unit, Value, When, median,
};
use super::timeliness::{self, Judged, Overdue, Place, Verdict};
use crate::dataset::child::Child;
use crate::dataset::review::Review;
use crate::period::add_days;
use std::collections::BTreeMap;

const REG_33: &str = "Care Planning, Placement and Case Review (England) Regulations 2010, regulation 33; while placed for adoption, Adoption Agencies Regulations 2005, regulation 36";

/// The reason under which reviews are left out whose record is awaited.
pub const NO_RECORD_YET: &str = "no record yet, and not past the limit when the data ends";

/// The reason under which reviews are counted that cannot be judged.
pub const CANNOT_BE_JUDGED: &str = "cannot be judged";

/// The reason under which children are counted of whom 28 days in care cannot be told.
pub const START_NOT_KNOWN: &str = "start of care not known and less than 28 days seen";

const HELD: About = About {
    id: "reviews_held",
    label: "Reviews held during {period}",
    definition: "Reviews of looked-after children held in the period; several records for one child on one day are one review.",
    source: REG_33,
    when: When::During,
    protected: true,
};

const CHILDREN_REVIEWED: About = About {
    id: "children_reviewed",
    label: "Children with at least one review during {period}",
    definition: "Children who had at least one review in the period.",
    source: REG_33,
    when: When::During,
    protected: true,
};

const ON_TIME: About = About {
    id: "reviews_held_on_time",
    label: "Reviews held on time during {period}",
    definition: "Reviews held on or before the day the law sets, out of the reviews that can be judged. This counts reviews, not children.",
    source: REG_33,
    when: When::During,
    protected: true,
};

const LATE: About = About {
    id: "reviews_held_late",
    label: "Reviews held late during {period}",
    definition: "Reviews held after the day the law sets, out of the reviews that can be judged.",
    source: REG_33,
    when: When::During,
    protected: true,
};

const NEVER: About = About {
    id: "children_never_reviewed",
    label: "Children with no review during {period}",
    definition: "Children in care at the end of the period, and for at least 28 days by then, who had no review in it.",
    source: REG_33,
    when: When::During,
    protected: true,
};

const NOT_JUDGED: About = About {
    id: "reviews_not_judged",
    label: "Reviews during {period} that cannot be judged",
    definition: "Reviews held in the period of which the files do not say when they were due.",
    source: REG_33,
    when: When::During,
    protected: true,
};

const OVERDUE: About = About {
    id: "reviews_overdue",
    label: "Reviews overdue at {end}",
    definition: "Children in care at the end of the period whose next review fell due on or before that day and had not been held.",
    source: REG_33,
    when: When::At,
    protected: true,
};

const BY_ORDER: About = About {
    id: "reviews_by_order",
    label: "Reviews held during {period} by place in the time in care",
    definition: "Reviews held in the period by whether they were the first, the second or a later one of the child's time in care.",
    source: REG_33,
    when: When::During,
    protected: true,
};

const DAYS_LATE: About = About {
    id: "days_late",
    label: "Days by which late reviews were late during {period}",
    definition: "The middle value of the calendar days by which late reviews passed the day they were due.",
    source: REG_33,
    when: When::During,
    protected: true,
};

const EVERY_ON_TIME: About = About {
    id: "children_with_every_review_on_time",
    label: "Children with every review on time during {period}",
    definition: "Children in care at the end of the period, for at least 28 days and not placed for adoption, of whom no review was late and none is overdue. This counts children, not reviews.",
    source: REG_33,
    when: When::During,
    protected: true,
};

const REASONS: About = About {
    id: "late_review_reasons",
    label: "Reasons why reviews were late during {period}",
    definition: "Late reviews by the reason in the service's log; a late review without one counts as not recorded.",
    source: "IRO Handbook 2010, contents of the annual report (convention C2, H4)",
    when: When::During,
    protected: true,
};

const RECORDS: About = About {
    id: "review_records_on_time",
    label: "Review records completed in time during {period}",
    definition: "Records completed within the working days that the council sets, out of reviews with a completed record or past that limit without one.",
    source: "Local standard; a setting",
    when: When::During,
    protected: true,
};

/// A review held in the period with its child and judgement.
pub struct Held<'a> {
    /// The child.
    pub child: &'a Child,
    /// The review.
    pub review: &'a Review,
    /// What is said of it.
    pub judged: Judged,
}

/// The reviews held in the period, in order of children and days.
pub fn held<'a>(scope: &'a Scope<'_>) -> Vec<Held<'a>> {
    each_held(scope).collect()
}

/// The same, one after another.
pub fn each_held<'a>(scope: &'a Scope<'_>) -> impl Iterator<Item = Held<'a>> + use<'a> {
    let period = scope.period;
    let of_child = move |(child, judged): (&'a Child, &'a Vec<Judged>)| {
        // A child's reviews are by date, so those of the period stand together.
        let from = child.reviews.partition_point(|review| review.held_on < period.from);
        let reviews = child.reviews.iter().zip(judged).skip(from);
        let reviews = reviews.take_while(move |(review, _)| review.held_on <= period.to);
        reviews.map(move |(review, judged)| Held { child, review, judged: *judged })
    };
    scope.dataset.children.iter().zip(&scope.judged).flat_map(of_child)
}

/// Whether a child in care at the end has been so for at least 28 days; none where the start is not known and the first day known is
/// too late to say.
pub fn four_weeks_by_end(child: &Child, scope: &Scope<'_>) -> Option<bool> {
    let period = child.period_on(scope.period.to)?;
    let long_enough = period.first_day <= add_days(scope.period.to, -28);
    if long_enough || period.start_known { Some(long_enough) } else { None }
}

/// Everything about the timing of reviews.
pub fn measures(scope: &Scope<'_>) -> Vec<Measured> {
    if !scope.dataset.has_reviews_for(scope.period) {
        return without_reviews(scope, "the year's Reviews table was not given");
    }
    let held = held(scope);
    let mut measures: Vec<Measured> = Vec::new();
    let mut reviews_held = scope.figure(&HELD, Unit::Count, Value::Count(held.len() as u64));
    for (reason, rows) in &scope.dataset.left_out.reviews {
        reviews_held.left_out.insert(format!("review rows: {reason}"), rows.len() as u64);
    }
    if scope.dataset.dropped.short_break_reviews > 0 {
        reviews_held.left_out.insert(
            "reviews of children who had short breaks only, in all years given".into(),
            scope.dataset.dropped.short_break_reviews,
        );
    }
    measures.push(Measured::Figure(reviews_held));

    let mut reviewed: Vec<&str> = held.iter().map(|held| &*held.child.id).collect();
    reviewed.dedup();
    measures.push(Measured::Figure(scope.figure(&CHILDREN_REVIEWED, Unit::Count, Value::Count(reviewed.len() as u64))));

    let late: Vec<(&Held<'_>, u64)> = held.iter().filter_map(|held| Some((held, days_late(held)?))).collect();
    let on_time = held.iter().filter(|held| held.judged.verdict == Verdict::OnTime).count() as u64;
    let judged = on_time + late.len() as u64;
    let not_judged = held.len() as u64 - judged;
    let of_judged = |about, numerator, beside| {
        let mut figure = scope.figure(about, Unit::Percent, Value::Share { numerator, denominator: judged });
        if not_judged > 0 {
            figure.left_out.insert(CANNOT_BE_JUDGED.into(), not_judged);
        }
        figure.published_beside = Some(beside);
        figure.sums_given = vec![CellsOf::new(REASONS.id, REVIEWS.0, &["total"])];
        figure
    };
    measures.push(Measured::Figure(of_judged(&ON_TIME, on_time, Beside::Complement)));
    measures.push(Measured::Figure(of_judged(&LATE, late.len() as u64, Beside::Numerator)));
    let share = Value::Share { numerator: not_judged, denominator: held.len() as u64 };
    measures.push(Measured::Figure(scope.figure(&NOT_JUDGED, Unit::Percent, share)));

    let mut by_order: BTreeMap<Place, u64> = BTreeMap::new();
    for held in &held {
        *by_order.entry(held.judged.place).or_default() += 1;
    }
    let order = [
        (Place::First, "first", "First review"),
        (Place::Second, "second", "Second review"),
        (Place::Later, "later", "Later review"),
        (Place::Unknown, "unknown", "Not known"),
    ];
    let rows = order
        .map(|(place, key, label)| (key.to_string(), label.to_string(), by_order.get(&place).copied().unwrap_or(0)));
    measures.push(Measured::Table(scope.split(&BY_ORDER, "Place", REVIEWS, rows.into())));

    measures.push(Measured::Figure(days_late_figure(scope, &late)));
    measures.push(reasons(scope, &late));
    measures.extend(of_children(scope));
    measures.push(Measured::Figure(records(scope)));
    measures
}

/// The key and label of the column that counts reviews.
pub const REVIEWS: (&str, &str) = ("reviews", "Reviews");

fn without_reviews(scope: &Scope<'_>, why: &str) -> Vec<Measured> {
    let figure = |about, unit| Measured::Figure(scope.not_available(about, unit, why));
    vec![
        figure(&HELD, Unit::Count),
        figure(&CHILDREN_REVIEWED, Unit::Count),
        figure(&ON_TIME, Unit::Percent),
        figure(&LATE, Unit::Percent),
        figure(&NEVER, Unit::Percent),
        figure(&NOT_JUDGED, Unit::Percent),
        figure(&OVERDUE, Unit::Count),
        Measured::Table(scope.no_table(&BY_ORDER, why)),
        figure(&DAYS_LATE, Unit::Days),
        figure(&EVERY_ON_TIME, Unit::Percent),
        Measured::Table(scope.no_table(&REASONS, why)),
        figure(&RECORDS, Unit::Percent),
    ]
}

fn days_late(held: &Held<'_>) -> Option<u64> {
    match held.judged.verdict {
        Verdict::Late { days } => u64::try_from(days).ok(),
        _ => None,
    }
}

fn days_late_figure(scope: &Scope<'_>, late: &[(&Held<'_>, u64)]) -> MeasuredFigure {
    let days: Vec<u64> = late.iter().map(|(_, days)| *days).collect();
    let of = days.len() as u64;
    let in_thousandths = |days: &u64| crate::dataset::fields::Thousandths(days * 1000);
    let range = days.iter().min().map(in_thousandths).zip(days.iter().max().map(in_thousandths));
    match median(days) {
        Some(median) => MeasuredFigure { range, ..scope.figure(&DAYS_LATE, Unit::Days, Value::Median { median, of }) },
        None => scope.not_available(&DAYS_LATE, Unit::Days, "no review was late"),
    }
}

fn reasons(scope: &Scope<'_>, late: &[(&Held<'_>, u64)]) -> Measured {
    let Some(log) = scope.dataset.review_log.as_ref().filter(|log| log.has_reasons) else {
        return Measured::Table(
            scope.no_table(&REASONS, "the service's log of reviews with its reasons was not given"),
        );
    };
    let logged: BTreeMap<(&str, _), &str> = log
        .reviews
        .iter()
        // "Not recorded" typed as a reason is none.
        .filter(|row| !row.late_reason.is_empty() && !row.late_reason.eq_ignore_ascii_case("not recorded"))
        .map(|row| ((&*row.child, row.held_on), row.late_reason.as_str()))
        .collect();
    // Spellings that differ in case only are one reason, printed as the first of them in alphabetical order.
    let mut counts: BTreeMap<String, (&str, u64)> = BTreeMap::new();
    let mut not_recorded = 0;
    for (held, _) in late {
        match logged.get(&(&*held.child.id, held.review.held_on)) {
            Some(reason) => {
                let entry = counts.entry(reason.to_lowercase()).or_insert((reason, 0));
                entry.0 = entry.0.min(reason);
                entry.1 += 1;
            }
            None => not_recorded += 1,
        }
    }
    let mut rows: Vec<(String, String, u64)> =
        counts.into_values().map(|(reason, count)| (reason.to_string(), reason.to_string(), count)).collect();
    rows.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.0.cmp(&b.0)));
    rows.push(("not recorded".into(), "Not recorded".into(), not_recorded));
    Measured::Table(MeasuredTable { by_count: true, ..scope.split(&REASONS, "Reason", REVIEWS, rows) })
}

/// The measures whose base is the children in care at the end.
fn of_children(scope: &Scope<'_>) -> Vec<Measured> {
    let end = scope.period.to;
    if !scope.dataset.has_episodes_for(scope.period) {
        let why = "the year's Episodes table was not given";
        return vec![
            Measured::Figure(scope.not_available(&NEVER, Unit::Percent, why)),
            Measured::Figure(scope.not_available(&OVERDUE, Unit::Count, why)),
            Measured::Figure(scope.not_available(&EVERY_ON_TIME, Unit::Percent, why)),
        ];
    }
    let (mut four_weeks, mut too_short_to_say, mut never) = (0, 0, 0);
    let (mut overdue, mut overdue_not_judged) = (0, 0);
    let (mut every_base, mut every_on_time, mut every_not_judged) = (0, 0, 0);
    for (child, judged) in scope.dataset.children.iter().zip(&scope.judged) {
        let Some((episode, period)) = child.episode_on(end).zip(child.period_on(end)) else { continue };
        let state = timeliness::overdue(child, period, end, scope.clock());
        overdue += u64::from(state == Overdue::Yes);
        overdue_not_judged += u64::from(state == Overdue::CannotBeJudged);
        match four_weeks_by_end(child, scope) {
            None => too_short_to_say += 1,
            Some(false) => {}
            Some(true) => {
                let in_period =
                    || child.reviews.iter().zip(judged).filter(|(review, _)| scope.period.contains(review.held_on));
                four_weeks += 1;
                never += u64::from(in_period().next().is_none());
                if scope.dataset.codes.is_adoption(episode.placement) {
                    continue;
                }
                let unknown = state == Overdue::CannotBeJudged
                    || in_period().any(|(_, judged)| judged.verdict == Verdict::CannotBeJudged);
                if unknown {
                    every_not_judged += 1;
                } else {
                    let late = in_period().any(|(_, judged)| matches!(judged.verdict, Verdict::Late { .. }));
                    every_base += 1;
                    every_on_time += u64::from(!late && state == Overdue::No);
                }
            }
        }
    }
    let with = |mut figure: MeasuredFigure, reasons: &[(&str, u64)]| {
        figure
            .left_out
            .extend(reasons.iter().filter(|(_, count)| *count > 0).map(|(reason, count)| (reason.to_string(), *count)));
        Measured::Figure(figure)
    };
    let start_unknown = (START_NOT_KNOWN, too_short_to_say);
    vec![
        with(
            scope.figure(&NEVER, Unit::Percent, Value::Share { numerator: never, denominator: four_weeks }),
            &[start_unknown],
        ),
        with(scope.figure(&OVERDUE, Unit::Count, Value::Count(overdue)), &[(CANNOT_BE_JUDGED, overdue_not_judged)]),
        with(
            scope.figure(
                &EVERY_ON_TIME,
                Unit::Percent,
                Value::Share { numerator: every_on_time, denominator: every_base },
            ),
            &[(CANNOT_BE_JUDGED, every_not_judged), start_unknown],
        ),
    ]
}

fn records(scope: &Scope<'_>) -> MeasuredFigure {
    let Some(log) = scope.dataset.review_log.as_ref().filter(|log| log.has_completion) else {
        return scope.not_available(
            &RECORDS,
            Unit::Percent,
            "the service's log does not say when records were completed",
        );
    };
    let limit = scope.order.settings.record_working_days;
    // A record that is not there by the day on which the log was taken is late once the limit is past.
    let known_to = super::continuity::logs_reach_to(scope);
    let (mut on_time, mut base, mut not_past) = (0, 0, 0);
    for row in log.reviews.iter().filter(|row| scope.period.contains(row.held_on)) {
        let due = scope.dataset.working_days.after(row.held_on, limit);
        match row.record_completed_on {
            Some(day) => {
                base += 1;
                on_time += u64::from(day <= due);
            }
            None if due < known_to => base += 1,
            None => not_past += 1,
        }
    }
    let mut figure = scope.figure(&RECORDS, Unit::Percent, Value::Share { numerator: on_time, denominator: base });
    if not_past > 0 {
        figure.left_out.insert(NO_RECORD_YET.into(), not_past);
    }
    figure
}
