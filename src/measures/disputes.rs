//! Disputes that officers raised: how many, about what, how far they went, how they ended and how long they took.

use super::measure::{
    About, Cell, CellsOf, Content, Measured, MeasuredColumn, MeasuredFigure, MeasuredRow, MeasuredTable, SameAs, Scope,
    Unit, Value, When, count_column, median,
};
use crate::dataset::fields::Thousandths;
use crate::dataset::service::Dispute;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

const SOURCE: &str =
    "IRO Handbook 2010, dispute resolution process and contents of the annual report (convention C2, H1)";

/// Working days in which a dispute should be settled (convention C5, `dispute_formal`).
pub(super) const LIMIT: u32 = 20;

const RAISED: About = About {
    id: "disputes_raised",
    label: "Formal disputes raised during {period}",
    definition: "Disputes raised in the formal dispute resolution process in the period.",
    source: SOURCE,
    when: When::During,
    protected: true,
};

const INFORMAL: About = About {
    id: "informal_challenges",
    label: "Informal challenges during {period}",
    definition: "Concerns raised in the period and dealt with below the formal process.",
    source: SOURCE,
    when: When::During,
    protected: true,
};

const OFFICERS: About = About {
    id: "officers_raising_disputes",
    label: "Officers who raised a formal dispute during {period}",
    definition: "Different officers who raised at least one formal dispute in the period.",
    source: SOURCE,
    when: When::During,
    // So few officers say that there were few disputes.
    protected: true,
};

const BY_THEME: About = About {
    id: "disputes_by_theme",
    label: "Themes of formal disputes raised during {period}",
    definition: "Themes of the formal disputes raised in the period. A dispute may have several, so the total is of themes, not of disputes.",
    source: SOURCE,
    when: When::During,
    protected: true,
};

const BY_STAGE: About = About {
    id: "disputes_by_stage",
    label: "Formal disputes raised during {period} by stage reached",
    definition: "Formal disputes raised in the period by the stage they reached.",
    source: SOURCE,
    when: When::During,
    protected: true,
};

const BY_OUTCOME: About = About {
    id: "disputes_by_outcome",
    label: "Formal disputes raised during {period} by outcome",
    definition: "Formal disputes raised in the period by how they ended; those not settled by its end count as open.",
    source: SOURCE,
    when: When::During,
    protected: true,
};

const DAYS: About = About {
    id: "dispute_days_to_resolve",
    label: "Working days to resolve formal disputes during {period}",
    definition: "The middle value of the working days from raising to resolving, of formal disputes resolved in the period.",
    source: SOURCE,
    when: When::During,
    protected: true,
};

const DAYS_BY_STAGE: About = About {
    id: "dispute_days_to_resolve_by_stage",
    label: "Working days to resolve formal disputes during {period} by stage",
    definition: "The middle value and the range of working days from raising to resolving, of formal disputes resolved in the period, by stage.",
    source: SOURCE,
    when: When::During,
    protected: true,
};

const OVER_LIMIT: About = About {
    id: "disputes_over_20_days",
    label: "Formal disputes that took or have been open longer than 20 working days",
    definition: "Formal disputes resolved in the period, or open at its end, that took or have lasted longer than 20 working days.",
    source: SOURCE,
    when: When::During,
    protected: true,
};

const OPEN: About = About {
    id: "disputes_open",
    label: "Formal disputes open at {end}",
    definition: "Formal disputes raised by the end of the period and not resolved by then.",
    source: SOURCE,
    when: When::At,
    protected: true,
};

const DAYS_OPEN: About = About {
    id: "dispute_days_open",
    label: "Working days for which formal disputes had been open at {end}",
    definition: "The middle value of the working days from raising to the end of the period, of formal disputes open at its end.",
    source: SOURCE,
    when: When::At,
    protected: true,
};

const OPEN_BY_AGE: About = About {
    id: "disputes_open_by_age",
    label: "Formal disputes open at {end} by how long they had been open",
    definition: "Formal disputes open at the end of the period by the working days since they were raised.",
    source: SOURCE,
    when: When::At,
    protected: true,
};

/// How long disputes have been open: the key, the label and the most working days. The first is the limit.
const AGES: [(&str, &str, u32); 4] = [
    ("0-20", "Up to 20 working days", LIMIT),
    ("21-40", "21 to 40 working days", 2 * LIMIT),
    ("41-60", "41 to 60 working days", 3 * LIMIT),
    ("over 60", "Over 60 working days", u32::MAX),
];

const CAFCASS: About = About {
    id: "cafcass_referrals",
    label: "Referrals to Cafcass during {period}",
    definition: "Disputes raised in the period that were referred to the Children and Family Court Advisory and Support Service.",
    source: "Children Act 1989, section 25B(3)",
    when: When::During,
    protected: true,
};

/// The reason under which rows of the log are counted that cannot be placed in time.
pub const WITHOUT_A_DAY: &str = "rows without the day it was raised";

/// Everything about disputes.
pub fn measures(scope: &Scope<'_>) -> Vec<Measured> {
    let Some(log) = &scope.dataset.disputes else {
        let why = "the log of disputes was not given";
        let mut measures: Vec<Measured> = [
            (&RAISED, Unit::Count),
            (&INFORMAL, Unit::Count),
            (&OFFICERS, Unit::Count),
            (&DAYS, Unit::Days),
            (&OVER_LIMIT, Unit::Count),
            (&OPEN, Unit::Count),
            (&DAYS_OPEN, Unit::Days),
            (&CAFCASS, Unit::Count),
        ]
        .into_iter()
        .map(|(about, unit)| Measured::Figure(scope.not_available(about, unit, why)))
        .collect();
        measures.extend(
            [&BY_THEME, &BY_STAGE, &BY_OUTCOME, &DAYS_BY_STAGE, &OPEN_BY_AGE]
                .into_iter()
                .map(|about| Measured::Table(scope.no_table(about, why))),
        );
        return measures;
    };
    let end = scope.period.to;
    let raised: Vec<&Dispute> =
        log.disputes.iter().filter(|dispute| scope.period.contains(dispute.raised_on)).collect();
    let formal: Vec<&Dispute> = raised.iter().copied().filter(|dispute| dispute.formal).collect();
    let open: Vec<&Dispute> = log
        .disputes
        .iter()
        .filter(|dispute| dispute.formal && dispute.raised_on <= end && is_open(dispute, end))
        .collect();
    let resolved: Vec<(&Dispute, u64)> = log
        .disputes
        .iter()
        .filter(|dispute| dispute.formal)
        .filter_map(|dispute| {
            let day = dispute.resolved_on.filter(|day| scope.period.contains(*day))?;
            Some((dispute, u64::from(scope.dataset.working_days.between(dispute.raised_on, day))))
        })
        .collect();
    let count = |about, number: usize| {
        let mut figure = scope.figure(about, Unit::Count, Value::Count(number as u64));
        if !log.left_out.is_empty() {
            figure.left_out.insert(WITHOUT_A_DAY.into(), log.left_out.len() as u64);
        }
        Measured::Figure(figure)
    };
    let officers: BTreeSet<&str> =
        formal.iter().map(|dispute| dispute.officer.as_str()).filter(|officer| !officer.is_empty()).collect();
    let slow = resolved.iter().filter(|(_, days)| *days > u64::from(LIMIT)).count()
        + open.iter().filter(|dispute| scope.dataset.working_days.between(dispute.raised_on, end) > LIMIT).count();
    let mut raised_figure = count(&RAISED, formal.len());
    if let Measured::Figure(figure) = &mut raised_figure {
        figure.sums_given =
            [&BY_STAGE, &BY_OUTCOME].map(|split| CellsOf::new(split.id, DISPUTES.0, &["total"])).to_vec();
    }
    let days_open: Vec<u64> =
        open.iter().map(|dispute| u64::from(scope.dataset.working_days.between(dispute.raised_on, end))).collect();
    let mut open_figure = count(&OPEN, open.len());
    if let Measured::Figure(figure) = &mut open_figure {
        figure.sums_given = vec![CellsOf::new(OPEN_BY_AGE.id, DISPUTES.0, &["total"])];
    }
    let mut measures = vec![
        raised_figure,
        count(&INFORMAL, raised.len() - formal.len()),
        count(&OFFICERS, officers.len()),
        Measured::Figure(days(scope, &DAYS, &resolved)),
        count(&OVER_LIMIT, slow),
        open_figure,
        Measured::Figure(median_of(
            scope,
            &DAYS_OPEN,
            &days_open,
            "no formal dispute was open at the end of the period",
        )),
        if log.has_cafcass {
            count(&CAFCASS, raised.iter().filter(|dispute| dispute.cafcass).count())
        } else {
            Measured::Figure(scope.not_available(
                &CAFCASS,
                Unit::Count,
                "the log of disputes does not say which were referred",
            ))
        },
    ];
    let themes = formal.iter().flat_map(|dispute| {
        let not_recorded = dispute.themes.is_empty().then_some("");
        dispute.themes.iter().map(String::as_str).chain(not_recorded)
    });
    let by_theme = scope.split(&BY_THEME, "Theme", ("themes", "Themes"), by_word(themes, true));
    measures.push(Measured::Table(MeasuredTable { by_count: true, ..by_theme }));
    let stages = formal.iter().map(|dispute| dispute.stage.as_str());
    measures.push(Measured::Table(scope.split(&BY_STAGE, "Stage", DISPUTES, by_word(stages, false))));
    let outcomes =
        formal.iter().map(|dispute| if is_open(dispute, end) { OPEN_OUTCOME } else { dispute.outcome.as_str() });
    let mut by_outcome = scope.split(&BY_OUTCOME, "Outcome", DISPUTES, by_word(outcomes, true));
    by_outcome.by_count = true;
    by_outcome.same_as.push(SameAs::Cell {
        cell: ("total".into(), DISPUTES.0.into()),
        table: BY_STAGE.id.into(),
        rows: vec!["total".into()],
        other: DISPUTES.0.into(),
    });
    measures.push(Measured::Table(by_outcome));
    measures.push(days_by_stage(scope, &resolved));
    let mut by_age = AGES.map(|(key, label, _)| (key.to_string(), label.to_string(), 0));
    for days in &days_open {
        if let Some(at) = AGES.iter().position(|(_, _, most)| *days <= u64::from(*most)) {
            by_age[at].2 += 1;
        }
    }
    measures.push(Measured::Table(scope.split(&OPEN_BY_AGE, "Open for", DISPUTES, by_age.into())));
    measures
}

/// Whether a dispute is not settled by the end of the day.
pub(super) fn is_open(dispute: &Dispute, day: Date) -> bool {
    dispute.resolved_on.is_none_or(|resolved| resolved > day)
}

/// The key and label of the column that counts disputes.
const DISPUTES: (&str, &str) = ("disputes", "Disputes");

/// The outcome of a dispute that is not settled.
pub(super) const OPEN_OUTCOME: &str = "open";

/// The form in which words are compared: case does not count, and "not recorded" typed as a word is none.
fn word_key(word: &str) -> String {
    let key = word.to_lowercase();
    if key == "not recorded" { String::new() } else { key }
}

/// Counts by word; case does not count. Most frequent first where `by_count`, else by name; "open" and "not recorded" last.
fn by_word<'w>(words: impl Iterator<Item = &'w str>, by_count: bool) -> Vec<(String, String, u64)> {
    let mut counts: BTreeMap<String, (&str, u64)> = BTreeMap::new();
    for word in words {
        let entry = counts.entry(word_key(word)).or_insert((word, 0));
        entry.0 = entry.0.min(word);
        entry.1 += 1;
    }
    let not_recorded = counts.remove("");
    let open = counts.remove(OPEN_OUTCOME);
    let mut rows: Vec<(String, String, u64)> =
        counts.into_values().map(|(word, count)| (word.to_string(), crate::text::capitalised(word), count)).collect();
    if by_count {
        rows.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.0.cmp(&b.0)));
    }
    rows.extend(open.map(|(_, count)| (OPEN_OUTCOME.to_string(), "Open".to_string(), count)));
    rows.extend(not_recorded.map(|(_, count)| ("not recorded".to_string(), "Not recorded".to_string(), count)));
    rows
}

fn days(scope: &Scope<'_>, about: &About, resolved: &[(&Dispute, u64)]) -> MeasuredFigure {
    let days: Vec<u64> = resolved.iter().map(|(_, days)| *days).collect();
    median_of(scope, about, &days, "no formal dispute was resolved in the period")
}

fn median_of(scope: &Scope<'_>, about: &About, days: &[u64], why_none: &str) -> MeasuredFigure {
    let of = days.len() as u64;
    let range = days
        .iter()
        .min()
        .zip(days.iter().max())
        .map(|(least, most)| (Thousandths(least * 1000), Thousandths(most * 1000)));
    match median(days.to_vec()) {
        Some(median) => MeasuredFigure { range, ..scope.figure(about, Unit::Days, Value::Median { median, of }) },
        None => scope.not_available(about, Unit::Days, why_none),
    }
}

fn days_by_stage(scope: &Scope<'_>, resolved: &[(&Dispute, u64)]) -> Measured {
    let amount = |key: &str, label: &str| MeasuredColumn {
        key: key.into(),
        label: label.into(),
        content: Content::Amount(Unit::Days),
    };
    let columns = vec![
        count_column("disputes", "Disputes resolved"),
        amount("median", "Median"),
        amount("least", "Least"),
        amount("greatest", "Greatest"),
    ];
    let mut table = scope.table(&DAYS_BY_STAGE, "Stage", columns);
    let rows = by_word(resolved.iter().map(|(dispute, _)| dispute.stage.as_str()), false);
    let row = |key: &str, label: &str, total, days: Vec<u64>| {
        let of = days.len() as u64;
        let cell = |value: Option<Thousandths>| value.map_or(Cell::NotAvailable, |value| Cell::Amount(value, Some(of)));
        let (least, greatest) = (days.iter().min().copied(), days.iter().max().copied());
        let in_thousandths = |days: u64| Thousandths(days * 1000);
        MeasuredRow {
            key: key.into(),
            label: label.into(),
            total,
            parent: None,
            cells: vec![
                Cell::Count(of),
                cell(median(days)),
                cell(least.map(in_thousandths)),
                cell(greatest.map(in_thousandths)),
            ],
        }
    };
    for (key, label, _) in &rows {
        let of_stage = resolved
            .iter()
            .filter(|(dispute, _)| word_key(&dispute.stage) == word_key(key))
            .map(|(_, days)| *days)
            .collect();
        table.rows.push(row(key, label, false, of_stage));
    }
    table.rows.push(row("total", "Total", true, resolved.iter().map(|(_, days)| *days).collect()));
    Measured::Table(table)
}
