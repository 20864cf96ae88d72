//! Participation: how children, and those close to them, took part in reviews.
//!
//! Attending and giving views are different things (convention C4.2): a child may attend and say nothing (PN4), or stay away and
//! send views (PN5, PN6). Children under 4 (PN0) are outside the base.

use super::measure::{
    About, Base, Cell, Content, Measured, MeasuredColumn, MeasuredRow, Scope, Unit, Value, When, count_column,
};
use super::reviews::{self, Held, REVIEWS};
use crate::dataset::codes::Code;
use crate::dataset::service::RELATIONS;

const CODES: &str = "Participation codes of the children looked after return (convention C4)";

const BY_CODE: About = About {
    id: "participation_by_code",
    label: "Reviews held during {period} by how the child took part",
    definition: "Reviews held in the period by the participation code of the national return.",
    source: CODES,
    when: When::During,
    protected: true,
};

const ATTENDING: About = About {
    id: "children_attending_reviews",
    label: "Reviews that the child attended during {period}",
    definition: "Reviews that the child attended (PN1 to PN4), out of reviews of children aged 4 and over.",
    source: CODES,
    when: When::During,
    protected: true,
};

const GIVING_VIEWS: About = About {
    id: "children_giving_views_at_reviews",
    label: "Reviews to which the child gave views during {period}",
    definition: "Reviews to which the child gave views in any way, out of reviews of children aged 4 and over.",
    source: CODES,
    when: When::During,
    protected: true,
};

const EVERY: About = About {
    id: "children_taking_part_in_every_review",
    label: "Children who gave views to every review during {period}",
    definition: "Children who gave views to each of their reviews in the period, out of those in care for at least 28 days at its end and aged 4 and over at each review.",
    source: CODES,
    when: When::During,
    protected: true,
};

const PARENTS: About = About {
    id: "parents_taking_part",
    label: "How parents and others close to the child took part in reviews during {period}",
    definition: "Reviews in the service's log by the part that each relation took; the rate is of those who attended or were consulted, out of all but not applicable.",
    source: "IRO Handbook 2010, contents of the annual report (convention C2, H3); local count (convention C4.3)",
    when: When::During,
    protected: true,
};

/// The reason under which reviews outside the base are counted.
pub const UNDER_FOUR: &str = "reviews of children under 4";

/// Everything about participation.
pub fn measures(scope: &Scope<'_>) -> Vec<Measured> {
    let mut measures = of_children(scope);
    measures.push(parents(scope));
    measures
}

/// What a review says of the child's part.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Taken {
    /// Whether it is one of those that the shares are of.
    pub in_base: bool,
    /// Whether the child was there.
    pub attended: bool,
    /// Whether the child gave views in any way.
    pub gave_views: bool,
}

pub(super) fn taken(held: &Held<'_>, scope: &Scope<'_>) -> Taken {
    let codes = &scope.dataset.codes.participation;
    let code = held.review.participation;
    let name = codes.name(code);
    let pn4_counts = scope.order.settings.pn4_gives_views;
    Taken {
        in_base: if code == Code::BLANK {
            held.child.age_on(held.review.held_on).is_none_or(|age| age >= 4)
        } else {
            name != "PN0"
        },
        attended: matches!(name, "PN1" | "PN2" | "PN3" | "PN4"),
        gave_views: matches!(name, "PN1" | "PN2" | "PN3" | "PN5" | "PN6") || (name == "PN4" && pn4_counts),
    }
}

fn of_children(scope: &Scope<'_>) -> Vec<Measured> {
    if !scope.dataset.has_reviews_for(scope.period) {
        let why = "the year's Reviews table was not given";
        return vec![
            Measured::Table(scope.no_table(&BY_CODE, why)),
            Measured::Figure(scope.not_available(&ATTENDING, Unit::Percent, why)),
            Measured::Figure(scope.not_available(&GIVING_VIEWS, Unit::Percent, why)),
            Measured::Figure(scope.not_available(&EVERY, Unit::Percent, why)),
        ];
    }
    let held = reviews::held(scope);
    let list = &scope.dataset.codes.participation;
    let with_code = |code: Code| held.iter().filter(|held| held.review.participation == code).count() as u64;
    let mut rows: Vec<_> = list
        .all()
        .map(|code| {
            (list.name(code).to_string(), format!("{} ({})", list.label(code), list.name(code)), with_code(code))
        })
        .collect();
    rows.push(("not recorded".into(), "Not recorded".into(), with_code(Code::BLANK)));

    let taken: Vec<Taken> = held.iter().map(|held| taken(held, scope)).filter(|taken| taken.in_base).collect();
    let denominator = taken.len() as u64;
    let share = |about, counts: fn(&&Taken) -> bool| {
        let numerator = taken.iter().filter(counts).count() as u64;
        let mut figure = scope.figure(about, Unit::Percent, Value::Share { numerator, denominator });
        figure.left_out.insert(UNDER_FOUR.into(), held.len() as u64 - denominator);
        Measured::Figure(figure)
    };
    vec![
        Measured::Table(scope.split(&BY_CODE, "How the child took part", REVIEWS, rows)),
        share(&ATTENDING, |taken| taken.attended),
        share(&GIVING_VIEWS, |taken| taken.gave_views),
        every(scope, &held),
    ]
}

fn every(scope: &Scope<'_>, held: &[Held<'_>]) -> Measured {
    if !scope.dataset.has_episodes_for(scope.period) {
        let why = "the year's Episodes table was not given";
        return Measured::Figure(scope.not_available(&EVERY, Unit::Percent, why));
    }
    let (mut base, mut took_part, mut start_unknown) = (0, 0, 0);
    for of_child in held.chunk_by(|a, b| a.child.id == b.child.id) {
        let Some(first) = of_child.first() else { continue };
        if first.child.episode_on(scope.period.to).is_none() {
            continue;
        }
        let parts: Vec<Taken> = of_child.iter().map(|held| taken(held, scope)).collect();
        match reviews::four_weeks_by_end(first.child, scope) {
            None => start_unknown += 1,
            Some(true) if parts.iter().all(|part| part.in_base) => {
                base += 1;
                took_part += u64::from(parts.iter().all(|part| part.gave_views));
            }
            Some(_) => {}
        }
    }
    let mut figure = scope.figure(&EVERY, Unit::Percent, Value::Share { numerator: took_part, denominator: base });
    if start_unknown > 0 {
        figure.left_out.insert(reviews::START_NOT_KNOWN.into(), start_unknown);
    }
    Measured::Figure(figure)
}

fn parents(scope: &Scope<'_>) -> Measured {
    let log = match &scope.dataset.review_log {
        Some(log) if log.relations.iter().any(|given| *given) => log,
        Some(_) => {
            return Measured::Table(
                scope.no_table(&PARENTS, "the service's log of reviews has no column for any parent"),
            );
        }
        None => return Measured::Table(scope.no_table(&PARENTS, "the service's log of reviews was not given")),
    };
    let columns = vec![
        count_column("attended", "Attended"),
        count_column("consulted", "Consulted"),
        count_column("not consulted", "Not consulted"),
        count_column("not recorded", "Not recorded"),
        MeasuredColumn {
            key: "percent".into(),
            label: "Percent attended or consulted".into(),
            content: Content::Percent { of: vec![0, 1], base: Base::Columns(vec![0, 1, 2, 3]) },
        },
        count_column("not applicable", "Not applicable"),
    ];
    let mut table = scope.table(&PARENTS, "Relation", columns);
    table.adds_down = false;
    for (at, (key, label)) in RELATIONS.iter().enumerate().filter(|(at, _)| log.relations[*at]) {
        let in_period = log.reviews.iter().filter(|row| scope.period.contains(row.held_on));
        let mut counts = [0u64; 5];
        for row in in_period {
            counts[row.parts[at] as usize] += 1;
        }
        let [attended, consulted, not_consulted, not_applicable, not_recorded] = counts;
        table.rows.push(MeasuredRow {
            key: key.to_string(),
            label: label.to_string(),
            total: false,
            parent: None,
            cells: vec![
                Cell::Count(attended),
                Cell::Count(consulted),
                Cell::Count(not_consulted),
                Cell::Count(not_recorded),
                Cell::Derived,
                Cell::Count(not_applicable),
            ],
        });
    }
    Measured::Table(table)
}
