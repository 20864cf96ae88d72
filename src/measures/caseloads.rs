//! The service: officers, posts, caseload, continuity, and how the team reflects the children.
//!
//! A caseload is children for each full-time equivalent of reviewing time, never for each head (convention C5.2).

use super::children::by_group;
use super::measure::{About, Cell, Content, Measured, MeasuredColumn, MeasuredRow, Scope, Unit, Value, When, median};
use crate::dataset::fields::Thousandths;
use crate::dataset::service::{Allocation, Employment, Officer};
use jiff::Unit as TimeUnit;
use std::collections::{BTreeMap, BTreeSet};

const SERVICE: &str = "IRO Handbook 2010, contents of the annual report (convention C2, H2)";

const FTE: About = About {
    id: "officers_fte",
    label: "Independent reviewing officers at {end}, full-time equivalent",
    definition: "Officers in post at the end of the period in full-time equivalents.",
    source: SERVICE,
    when: When::At,
    protected: false,
};

const HEADCOUNT: About = About {
    id: "officers_headcount",
    label: "Independent reviewing officers at {end}",
    definition: "Officers in post at the end of the period, each counted as one whatever the hours.",
    source: SERVICE,
    when: When::At,
    protected: false,
};

const AGENCY: About = About {
    id: "officers_agency_fte",
    label: "Agency officers at {end}, full-time equivalent",
    definition: "Officers in post at the end of the period who are employed through an agency, in full-time equivalents.",
    source: SERVICE,
    when: When::At,
    protected: false,
};

const VACANT: About = About {
    id: "vacant_fte",
    label: "Vacant posts at {end}, full-time equivalent",
    definition: "Posts established less posts filled at the end of the period, in full-time equivalents; agency staff fill posts.",
    source: SERVICE,
    when: When::At,
    protected: false,
};

const POSTS: About = About {
    id: "posts_by_role",
    label: "Posts by role at {end}, full-time equivalent",
    definition: "Posts established, filled and vacant at the end of the period by role, in full-time equivalents.",
    source: SERVICE,
    when: When::At,
    protected: false,
};

const CASELOAD: About = About {
    id: "children_per_officer",
    label: "{Children} for each full-time officer at {end}",
    definition: "Children looked after at the end of the period for each full-time equivalent of officers' time for reviews.",
    source: "IRO Handbook 2010, recommended caseload of 50 to 70 (convention C5)",
    when: When::At,
    protected: false,
};

const STARTING: About = About {
    id: "officers_starting",
    label: "Officers who joined during {period}",
    definition: "Officers whose first day in the service lies in the period.",
    source: SERVICE,
    when: When::During,
    protected: false,
};

const LEAVING: About = About {
    id: "officers_leaving",
    label: "Officers who left during {period}",
    definition: "Officers who left the service in the period.",
    source: SERVICE,
    when: When::During,
    protected: false,
};

const LENGTH: About = About {
    id: "officer_length_of_service",
    label: "Length of service of officers in post at {end}",
    definition: "The middle value of the completed months that officers in post at the end of the period had served, in years.",
    source: SERVICE,
    when: When::At,
    protected: false,
};

const CHANGE: About = About {
    id: "children_with_change_of_officer",
    label: "Children whose officer changed during {period}",
    definition: "Children whose named officer changed in the period, out of children in care throughout it.",
    source: SERVICE,
    when: When::During,
    protected: true,
};

const BY_SEX: About = About {
    id: "officers_by_sex",
    label: "Officers by sex at {end}",
    definition: "Officers in post at the end of the period by sex.",
    source: SERVICE,
    when: When::At,
    protected: true,
};

const BY_ETHNIC_GROUP: About = About {
    id: "officers_by_ethnic_group",
    label: "Officers by ethnic group at {end}",
    definition: "Officers in post at the end of the period by ethnic group.",
    source: SERVICE,
    when: When::At,
    protected: true,
};

/// The reason under which children are counted whom no allocation names.
pub const WITHOUT_AN_OFFICER: &str = "children without an officer in the list";

/// The reason under which officers are counted whose hours are not known.
pub const FTE_NOT_KNOWN: &str = "officers whose FTE is not known";

/// Everything about the service.
pub fn measures(scope: &Scope<'_>) -> Vec<Measured> {
    let Some(officers) = &scope.dataset.officers else {
        let why = "the list of officers was not given";
        let mut measures: Vec<Measured> = [
            (&FTE, Unit::Fte),
            (&HEADCOUNT, Unit::Count),
            (&AGENCY, Unit::Fte),
            (&CASELOAD, Unit::Count),
            (&STARTING, Unit::Count),
            (&LEAVING, Unit::Count),
            (&LENGTH, Unit::Years),
            (&VACANT, Unit::Fte),
        ]
        .into_iter()
        .map(|(about, unit)| Measured::Figure(scope.not_available(about, unit, why)))
        .collect();
        measures.extend(
            [&POSTS, &BY_SEX, &BY_ETHNIC_GROUP].into_iter().map(|about| Measured::Table(scope.no_table(about, why))),
        );
        measures.push(change_of_officer(scope));
        return measures;
    };
    let end = scope.period.to;
    let in_post: Vec<&Officer> = officers.iter().filter(|officer| officer.in_post_on(end)).collect();
    let mut measures = vec![
        Measured::Figure(fte_figure(scope, &FTE, &in_post)),
        Measured::Figure(scope.figure(&HEADCOUNT, Unit::Count, Value::Count(in_post.len() as u64))),
        Measured::Figure(fte_figure(
            scope,
            &AGENCY,
            &in_post.iter().copied().filter(|officer| officer.employment == Employment::Agency).collect::<Vec<_>>(),
        )),
        caseload(scope, &in_post),
    ];
    let within = |day: Option<jiff::civil::Date>| day.is_some_and(|day| scope.period.contains(day));
    let joined = officers.iter().filter(|officer| within(officer.started_on)).count() as u64;
    let left = officers.iter().filter(|officer| within(officer.left_on)).count() as u64;
    measures.push(Measured::Figure(scope.figure(&STARTING, Unit::Count, Value::Count(joined))));
    measures.push(Measured::Figure(scope.figure(&LEAVING, Unit::Count, Value::Count(left))));
    measures.push(length_of_service(scope, &in_post));
    measures.extend(posts(scope, &in_post));
    let codes = &scope.dataset.codes;
    let sexes = by_group(&codes.sex, in_post.iter().map(|officer| codes.sex.group(officer.sex)));
    measures.push(Measured::Table(scope.split(&BY_SEX, "Sex", OFFICERS, sexes)));
    let groups = by_group(&codes.ethnic, in_post.iter().map(|officer| officer.ethnic_group));
    measures.push(Measured::Table(scope.split(&BY_ETHNIC_GROUP, "Ethnic group", OFFICERS, groups)));
    measures.push(change_of_officer(scope));
    measures
}

/// The key and label of the column that counts officers.
const OFFICERS: (&str, &str) = ("officers", "Officers");

fn sum(amounts: impl Iterator<Item = Thousandths>) -> Thousandths {
    Thousandths(amounts.map(|amount| amount.0).sum())
}

fn fte_figure(scope: &Scope<'_>, about: &About, officers: &[&Officer]) -> super::measure::MeasuredFigure {
    let mut figure =
        scope.figure(about, Unit::Fte, Value::Amount(sum(officers.iter().filter_map(|officer| officer.fte))));
    let unknown = officers.iter().filter(|officer| officer.fte.is_none()).count() as u64;
    if unknown > 0 {
        figure.left_out.insert(FTE_NOT_KNOWN.into(), unknown);
    }
    figure
}

fn caseload(scope: &Scope<'_>, in_post: &[&Officer]) -> Measured {
    if !scope.dataset.has_children_at_end_of(scope.period) {
        let why = "the year's Episodes table was not given";
        return Measured::Figure(scope.not_available(&CASELOAD, Unit::Count, why));
    }
    let children =
        scope.dataset.children.iter().filter(|child| child.episode_on(scope.period.to).is_some()).count() as u64;
    let reviewing =
        sum(in_post.iter().filter_map(|officer| Some(Thousandths(officer.fte?.0 * officer.reviewing_share.0 / 1000))));
    Measured::Figure(if reviewing.0 == 0 {
        scope.not_available(&CASELOAD, Unit::Count, "no officer in post has time for reviews")
    } else {
        scope.figure(&CASELOAD, Unit::Count, Value::PerFte { children, fte: reviewing })
    })
}

fn length_of_service(scope: &Scope<'_>, in_post: &[&Officer]) -> Measured {
    let months: Vec<u64> = in_post
        .iter()
        .filter_map(|officer| {
            let span = officer.started_on?.until((TimeUnit::Month, scope.period.to)).ok()?;
            u64::try_from(span.get_months()).ok()
        })
        .collect();
    let in_years = |months: u64| Thousandths((months * 1000 + 6) / 12);
    let range =
        months.iter().min().map(|months| in_years(*months)).zip(months.iter().max().map(|months| in_years(*months)));
    let of = months.len() as u64;
    Measured::Figure(match median(months) {
        Some(median) => super::measure::MeasuredFigure {
            range,
            ..scope.figure(&LENGTH, Unit::Years, Value::Median { median: Thousandths((median.0 + 6) / 12), of })
        },
        None => scope.not_available(&LENGTH, Unit::Years, "the list of officers does not say when they started"),
    })
}

fn posts(scope: &Scope<'_>, in_post: &[&Officer]) -> Vec<Measured> {
    let Some(posts) = &scope.dataset.posts else {
        let why = "the list of posts was not given";
        return vec![
            Measured::Figure(scope.not_available(&VACANT, Unit::Fte, why)),
            Measured::Table(scope.no_table(&POSTS, why)),
        ];
    };
    // Spellings that differ in case only are one role, printed as the first of them in alphabetical order.
    let mut roles: BTreeMap<String, (String, u64, u64)> = BTreeMap::new();
    let amounts = posts.iter().map(|post| (&post.role, post.established.0, 0));
    let filled = in_post.iter().map(|officer| (&officer.role, 0, officer.fte.unwrap_or_default().0));
    for (role, established, filled) in amounts.chain(filled) {
        let entry = roles.entry(role.to_lowercase()).or_insert_with(|| (role.clone(), 0, 0));
        if *role < entry.0 {
            entry.0.clone_from(role);
        }
        entry.1 += established;
        entry.2 += filled;
    }
    let column = |key: &str, label: &str| MeasuredColumn {
        key: key.into(),
        label: label.into(),
        content: Content::Amount(Unit::Fte),
    };
    let mut table = scope.table(
        &POSTS,
        "Role",
        vec![column("established", "Established"), column("filled", "Filled"), column("vacant", "Vacant")],
    );
    // More filled than established is no negative vacancy: agency cover can overlap with a post.
    let row = |key: String, label: String, established: u64, filled: u64, vacant: u64, total: bool| MeasuredRow {
        key,
        label,
        total,
        parent: None,
        cells: [established, filled, vacant]
            .into_iter()
            .map(|amount| Cell::Amount(Thousandths(amount), None))
            .collect(),
    };
    let (mut established, mut filled, mut vacant) = (0, 0, 0);
    for (key, (label, role_established, role_filled)) in roles {
        let role_vacant = role_established.saturating_sub(role_filled);
        established += role_established;
        filled += role_filled;
        vacant += role_vacant;
        table.rows.push(row(key, label, role_established, role_filled, role_vacant, false));
    }
    table.rows.push(row("total".into(), "Total".into(), established, filled, vacant, true));
    vec![Measured::Figure(scope.figure(&VACANT, Unit::Fte, Value::Amount(Thousandths(vacant)))), Measured::Table(table)]
}

/// The officers that each child had in the period.
pub(super) fn officers_of_children<'a>(
    allocations: &'a [Allocation],
    scope: &Scope<'_>,
) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
    let (from, to) = (scope.period.from, scope.period.to);
    let mut officers: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for allocation in allocations {
        // Who had the child only on the last day before a hand-over on the first day of the period is no officer of the period.
        let in_period = allocation.from <= to && allocation.to.is_none_or(|end| end > from);
        if in_period && !allocation.officer.is_empty() {
            officers.entry(&allocation.child).or_default().insert(&allocation.officer);
        }
    }
    officers
}

fn change_of_officer(scope: &Scope<'_>) -> Measured {
    let Some(allocations) = &scope.dataset.allocations else {
        return Measured::Figure(scope.not_available(&CHANGE, Unit::Percent, "the list of allocations was not given"));
    };
    if !scope.dataset.has_episodes_for(scope.period) {
        let why = "the year's Episodes table was not given";
        return Measured::Figure(scope.not_available(&CHANGE, Unit::Percent, why));
    }
    let (from, to) = (scope.period.from, scope.period.to);
    let officers = officers_of_children(allocations, scope);
    let throughout = |child: &&crate::dataset::child::Child| child.in_care_throughout(from, to);
    let (mut base, mut changed, mut unknown) = (0, 0, 0);
    for child in scope.dataset.children.iter().filter(throughout) {
        match officers.get(&*child.id) {
            Some(of_child) => {
                base += 1;
                changed += u64::from(of_child.len() > 1);
            }
            None => unknown += 1,
        }
    }
    let mut figure = scope.figure(&CHANGE, Unit::Percent, Value::Share { numerator: changed, denominator: base });
    if unknown > 0 {
        figure.left_out.insert(WITHOUT_AN_OFFICER.into(), unknown);
    }
    figure.sums_given = super::continuity::cells_given_by_change();
    Measured::Figure(figure)
}
