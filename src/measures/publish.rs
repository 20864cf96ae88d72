//! The splits that the order asks for: `publish: [children_looked_after by placement and age]`.
//!
//! A count can be split by one characteristic of what it counts or by two, a share by one. They join the publication set before
//! anything is protected.

use super::audits;
use super::characteristic::{Characteristic, Reader, Source};
use super::custom;
use super::measure::{By, Measured, MeasuredFigure, PartsOf, Scope, Value};
use super::records;
use super::split::{Asked, Titled, one_way, two_way};
use crate::config::ORDER_FILE;
use crate::dataset::survey::{Kind, Split};
use crate::finding::{Finding, Place, Severity, near_names};
use crate::sources::table::heading_key;

/// What a figure counts, for its splits.
struct Offer {
    source: Source,
    /// What the ids of its tables begin with.
    prefix: String,
    /// The noun of the column that counts.
    noun: (&'static str, &'static str),
    /// What those counted are, as a column's head.
    counted: &'static str,
    /// The figure that says how many there are in all, where it is another one.
    whole: Option<&'static str>,
    /// The base that other figures have too.
    base: Option<&'static str>,
}

const CHILDREN: (&str, &str) = ("children", "Children");
const REVIEWS: (&str, &str) = ("reviews", "Reviews");
const DISPUTES: (&str, &str) = ("disputes", "Disputes");
const OFFICERS: (&str, &str) = ("officers", "Officers");

/// What can be split, and into what. None for amounts and for figures that count no records.
fn offer(id: &str) -> Option<Offer> {
    let of = |source, noun, prefix: &str| Offer {
        source,
        prefix: prefix.to_string(),
        noun,
        counted: noun.1,
        whole: None,
        base: None,
    };
    let of_children =
        |counted| Offer { counted, whole: Some("children_looked_after"), ..of(Source::Children, CHILDREN, id) };
    let of_reviews = |counted| Offer { counted, whole: Some("reviews_held"), ..of(Source::Reviews, REVIEWS, id) };
    Some(match id {
        "children_looked_after" => of(Source::Children, CHILDREN, "children"),
        "children_looked_after_during_period" => of(Source::ChildrenDuringPeriod, CHILDREN, id),
        // Those who came and those who left are told apart as they were on that day: they are no part of one whole.
        "children_starting" | "children_leaving" => of(Source::Children, CHILDREN, id),
        "unaccompanied_children" => of_children("Unaccompanied"),
        "children_never_reviewed" => of_children("No review"),
        "reviews_overdue" => of_children("Review overdue"),
        "children_with_every_review_on_time" => of_children("Every review on time"),
        "children_taking_part_in_every_review" => of_children("Views given to every review"),
        "children_with_change_of_officer" => of_children("Officer changed"),
        "reviews_held" => of(Source::Reviews, REVIEWS, "reviews"),
        "reviews_held_on_time" => of_reviews("On time"),
        "reviews_not_judged" => of_reviews("Cannot be judged"),
        "children_attending_reviews" => Offer { base: Some("participation"), ..of_reviews("Attended") },
        "children_giving_views_at_reviews" => Offer { base: Some("participation"), ..of_reviews("Gave views") },
        "disputes_raised" => of(Source::Disputes, DISPUTES, "disputes"),
        "informal_challenges" | "disputes_open" | "disputes_over_20_days" | "cafcass_referrals" => {
            of(Source::Disputes, DISPUTES, id)
        }
        "officers_headcount" => of(Source::Officers, OFFICERS, "officers"),
        "officers_starting" | "officers_leaving" => of(Source::Officers, OFFICERS, id),
        _ => return None,
    })
}

/// The figures that can be split, for a near name.
const OFFERED: [&str; 22] = [
    "children_looked_after",
    "children_looked_after_during_period",
    "children_starting",
    "children_leaving",
    "unaccompanied_children",
    "children_never_reviewed",
    "reviews_overdue",
    "children_with_every_review_on_time",
    "children_taking_part_in_every_review",
    "children_with_change_of_officer",
    "reviews_held",
    "reviews_held_on_time",
    "reviews_not_judged",
    "children_attending_reviews",
    "children_giving_views_at_reviews",
    "disputes_raised",
    "informal_challenges",
    "disputes_open",
    "disputes_over_20_days",
    "cafcass_referrals",
    "officers_headcount",
    "officers_starting",
];

/// Columns of officers by which numbers give nobody away.
const OF_POSTS: [&str; 2] = ["role", "employment"];

/// The tables that the order asks for, and a finding for each that cannot be made. `own` are the tables of custom measures.
pub fn tables<'a>(
    scope: &'a Scope<'a>,
    reader: &Reader<'a>,
    order_text: &str,
    measures: &[Measured],
    own: &[Asked],
) -> (Vec<Asked>, Vec<Finding>) {
    let mut asked: Vec<Asked> = Vec::new();
    let mut findings = Vec::new();
    for wanted in &scope.order.publish {
        let known = |id: &str, asked: &[Asked]| {
            measures.iter().any(|measured| measured.id() == id)
                || own.iter().chain(asked).any(|table| table.table.id == id)
        };
        match of_wanted(scope, reader, wanted, measures, &|id| known(id, &asked)) {
            Ok(tables) => asked.extend(tables),
            Err(refused) => findings.push(refused.finding(wanted, order_text)),
        }
    }
    (asked, findings)
}

/// Why a split is not made.
struct Refused {
    severity: Severity,
    code: &'static str,
    what: String,
    why: &'static str,
    fix: String,
    near: Vec<String>,
    /// The word that is meant.
    word: String,
}

impl Refused {
    fn new(code: &'static str, word: &str, what: String, fix: impl Into<String>) -> Box<Refused> {
        Box::new(Refused {
            severity: Severity::Error,
            code,
            what,
            why: "the table would not be in the report, though it was asked for",
            fix: fix.into(),
            near: Vec::new(),
            word: word.to_string(),
        })
    }

    fn near<'n>(mut self: Box<Self>, names: impl Iterator<Item = &'n str>) -> Box<Self> {
        self.near = near_names(&self.word, names);
        self
    }

    /// The finding, with the line of the order and a caret under the word.
    fn finding(self, wanted: &str, order_text: &str) -> Finding {
        let line = order_text.lines().enumerate().find(|(_, line)| line.contains(wanted));
        let mut place = Place::file(ORDER_FILE);
        place.row = line.map(|(number, _)| number as u64 + 1);
        let finding = Finding::new(self.severity, self.code, place, self.what, self.why, self.fix).near(self.near);
        match line {
            Some((_, line)) => {
                let start = line.find(wanted).unwrap_or(0);
                let within = wanted.find(&self.word).unwrap_or(0);
                let before = line.get(..start + within).unwrap_or_default().chars().count();
                finding.snippet(format!("{line}\n{}^", " ".repeat(before)))
            }
            None => finding,
        }
    }
}

fn of_wanted<'a>(
    scope: &'a Scope<'a>,
    reader: &Reader<'a>,
    wanted: &str,
    measures: &[Measured],
    known: &dyn Fn(&str) -> bool,
) -> Result<Vec<Asked>, Box<Refused>> {
    let words: Vec<&str> = wanted.split_whitespace().collect();
    let (id, names) = match words.as_slice() {
        [id, "by", first] => (*id, vec![*first]),
        [id, "by", first, "and", second] => (*id, vec![*first, *second]),
        _ => {
            return Err(Refused::new(
                "split-not-possible",
                wanted,
                format!("`{wanted}` does not say what is to be split by what"),
                "write a figure's id, `by`, and what to split by: `children_looked_after by placement and age`",
            ));
        }
    };
    let figure = measures.iter().find_map(|measured| match measured {
        Measured::Figure(figure) if figure.id == id => Some(figure),
        _ => None,
    });
    let questions = || {
        let of_survey = scope.dataset.surveys.iter();
        of_survey
            .flat_map(|survey| survey.questions.iter().map(move |question| format!("{}.{}", survey.id, question.id)))
    };
    let of_survey = id.split_once('.').and_then(|(survey, question)| {
        let survey = scope.dataset.surveys.iter().find(|known| known.id == survey)?;
        Some((survey, survey.questions.iter().find(|known| known.id == question)?))
    });
    let unknown = || {
        let mut names: Vec<String> = OFFERED.iter().map(|id| id.to_string()).chain(questions()).collect();
        names.extend(scope.dataset.custom.iter().map(custom::id_of));
        Refused::new(
            "unknown-figure",
            id,
            format!("`{id}` is not a figure that can be split"),
            "write the id of a figure that counts children, reviews, disputes or officers, or of a question",
        )
        .near(names.iter().map(String::as_str))
    };
    let offer = match (figure, of_survey) {
        (_, Some((survey, _))) => Offer {
            source: Source::Survey(survey.id.clone()),
            prefix: id.to_string(),
            noun: ("sheets", "Answer sheets"),
            counted: "",
            whole: None,
            base: None,
        },
        (None, None) => return Err(unknown()),
        (Some(_), None) if id == "reviews_held_late" => {
            return Err(Refused::new(
                "split-not-possible",
                id,
                "`reviews_held_late` is not split by itself: the table of `reviews_held_on_time` shows both".into(),
                format!("write `reviews_held_on_time by {}`", names.join(" and ")),
            ));
        }
        (Some(_), None) => match custom::source(scope, id) {
            Some(source) => {
                Offer { noun: source.noun(), source, prefix: id.to_string(), counted: "", whole: None, base: None }
            }
            None => offer(id).ok_or_else(|| {
                Refused::new(
                    "split-not-possible",
                    id,
                    format!("`{id}` cannot be split: it is an amount, or a rate of something else"),
                    "split a figure that counts children, reviews, disputes or officers",
                )
                .near(OFFERED.into_iter())
            })?,
        },
    };
    let all = reader.characteristics(&offer.source);
    let mut by: Vec<&Characteristic> = Vec::new();
    for name in &names {
        let found = all.iter().find(|known| heading_key(&known.key) == heading_key(name));
        if let (None, Some(why), Some(figure)) = (found, reader.without_table(&offer.source), figure) {
            return Ok(not_given(scope, &offer, figure, &names, &why));
        }
        let found = found.ok_or_else(|| {
            let can: Vec<&str> =
                all.iter().filter(|known| known.no_table.is_none()).map(|known| known.key.as_str()).collect();
            Refused::new(
                "unknown-column",
                name,
                format!("`{id}` cannot be split by `{name}`"),
                format!("it can be split by {}", can.join(", ")),
            )
            .near(can.iter().copied())
        })?;
        if let Some(why) = found.no_table {
            let what = format!("`{id}` cannot be split by `{name}`: {why}");
            return Err(Refused::new(
                "split-not-possible",
                name,
                what,
                "split by a column of groups, such as a team or an area",
            ));
        }
        by.push(found);
    }
    let id_by = |by: &[&Characteristic]| {
        format!("{}_by_{}", offer.prefix, by.iter().map(|by| by.key.as_str()).collect::<Vec<_>>().join("_and_"))
    };
    if known(&id_by(&by)) {
        let what = format!("the table `{}` is in the report's figures anyway", id_by(&by));
        let mut refused = Refused::new("already-published", wanted, what, "take the line out");
        (refused.severity, refused.why) = (Severity::Note, "nothing is lost");
        return Err(refused);
    }
    if let Some((survey, question)) = of_survey {
        let [by] = by.as_slice() else { return Err(two_of_a_share(id, names.get(1).copied().unwrap_or_default())) };
        if !matches!(question.kind, Kind::One | Kind::Several)
            || (question.positive.is_empty() && question.kind == Kind::Several)
        {
            let what = format!("`{id}` cannot be split: it has no one answer and none that counts as positive");
            return Err(Refused::new(
                "split-not-possible",
                id,
                what,
                "add `positive` to the question, or split another",
            ));
        }
        let sheets = (0..survey.sheets).map(|sheet| reader.has(&records::Thing::Sheet(survey, sheet), by));
        let has: Vec<Option<String>> = sheets.map(|has| has.keys.into_iter().next()).collect();
        let mut values: Vec<String> = has.iter().flatten().cloned().collect();
        values.sort();
        values.dedup();
        let of_sheet = has.iter().map(|has| values.iter().position(|known| Some(known) == has.as_ref())).collect();
        let split = Split { key: by.key.clone(), label: by.label.clone(), values, of_sheet };
        let table = audits::by(scope, survey, question, &split);
        return Ok(vec![Asked { table, of: (offer.source, by.key.clone()), all: None, outside: None }]);
    }
    let figure = figure.ok_or_else(unknown)?;
    if custom::source(scope, id).is_some() {
        let [by] = by.as_slice() else { return Err(two_of_a_share(id, names.get(1).copied().unwrap_or_default())) };
        return Ok(custom::split(scope, reader, figure, by).into_iter().collect());
    }
    match by.as_slice() {
        [by] => Ok(vec![alone(scope, reader, &offer, figure, by, id_by(&[by]))]),
        [down, across] if matches!(figure.value, Value::Count(_) | Value::NotAvailable(_)) && offer.whole.is_none() => {
            let records = records_of(scope, figure).unwrap_or_default();
            let several = [down, across]
                .into_iter()
                .find(|by| records.iter().any(|record| reader.has(&record.thing, by).keys.len() > 1));
            if let Some(several) = several {
                let what = format!(
                    "`{id}` cannot be split by two things of which `{}` is one: it may have several values at once",
                    several.key
                );
                return Err(Refused::new("split-not-possible", &several.key, what, "split by it alone"));
            }
            // Its totals are the two tables by one characteristic each: they join the set, so that they are protected together.
            let mut tables: Vec<Asked> = [*down, *across]
                .into_iter()
                .filter(|by| !known(&id_by(&[by])))
                .map(|by| alone(scope, reader, &offer, figure, by, id_by(&[by])))
                .collect();
            let titled = titled(
                &offer,
                figure,
                id_by(&[down, across]),
                &format!("{} and {}", lower(scope, down), lower(scope, across)),
            );
            let table = match (records_of(scope, figure), &figure.value) {
                (Some(records), Value::Count(_)) => {
                    let margins = (id_by(&[down]), id_by(&[across]));
                    two_way(reader, figure, &records, (down, across), &titled, (&margins.0, &margins.1))
                }
                _ => missing(scope, figure, titled, NOTHING),
            };
            let of = (offer.source.clone(), format!("{} and {}", down.key, across.key));
            tables.push(Asked { table: protected(&offer, &[down, across], table), of, all: None, outside: None });
            Ok(tables)
        }
        _ => Err(two_of_a_share(id, names.get(1).copied().unwrap_or_default())),
    }
}

fn two_of_a_share(id: &str, second: &str) -> Box<Refused> {
    Refused::new(
        "split-not-possible",
        second,
        format!("`{id}` can be split by one thing at a time only"),
        "write two lines, one for each; a plain count, such as children_looked_after or reviews_held, can be split by two",
    )
}

fn lower(scope: &Scope<'_>, by: &Characteristic) -> String {
    scope.council.say(&crate::text::clean(&by.label).to_lowercase()).into_owned()
}

fn titled(offer: &Offer, figure: &MeasuredFigure, id: String, by: &str) -> Titled {
    let title = format!("{} by {by}", figure.label);
    Titled { id, title, noun: offer.noun, counted: offer.counted.to_string(), alone: None }
}

fn records_of<'a>(scope: &'a Scope<'_>, figure: &MeasuredFigure) -> Option<Vec<records::Record<'a>>> {
    records::of_figure(scope, &figure.id).filter(|_| !matches!(figure.value, Value::NotAvailable(_)))
}

/// Why there is no table where its figure has a value and no records.
const NOTHING: &str = "there is nothing to count";

/// The tables by columns of a table that was not given: each alone, and all together.
fn not_given(scope: &Scope<'_>, offer: &Offer, figure: &MeasuredFigure, names: &[&str], why: &str) -> Vec<Asked> {
    let by: Vec<Characteristic> = names.iter().map(|name| Characteristic::not_given(name)).collect();
    let mut groups: Vec<&[Characteristic]> = by.chunks(1).collect();
    groups.extend((by.len() > 1).then_some(by.as_slice()));
    let table = |by: &[Characteristic]| {
        let keys: Vec<&str> = by.iter().map(|by| by.key.as_str()).collect();
        let words: Vec<String> = by.iter().map(|by| lower(scope, by)).collect();
        let id = format!("{}_by_{}", offer.prefix, keys.join("_and_"));
        let table = missing(scope, figure, titled(offer, figure, id, &words.join(" and ")), why);
        Asked { table, of: (offer.source.clone(), keys.join(" and ")), all: None, outside: None }
    };
    groups.into_iter().map(table).collect()
}

fn missing(
    scope: &Scope<'_>,
    figure: &MeasuredFigure,
    titled: Titled,
    otherwise: &str,
) -> super::measure::MeasuredTable {
    let why = match &figure.value {
        Value::NotAvailable(why) => why,
        _ => otherwise,
    };
    let about = super::measure::About {
        id: "",
        label: "",
        definition: "",
        source: "",
        when: figure.when,
        protected: figure.protected,
    };
    let mut table = scope.no_table(&about, why);
    table.id = titled.id;
    table.title = titled.title;
    table.definition = figure.definition.clone();
    table.source = figure.source.clone();
    table
}

/// A figure that is not protected may still be split by something that is: officers by sex, but not by role.
fn protected(
    offer: &Offer,
    by: &[&Characteristic],
    mut table: super::measure::MeasuredTable,
) -> super::measure::MeasuredTable {
    if offer.source == Source::Officers && by.iter().any(|by| !OF_POSTS.contains(&by.key.as_str())) {
        table.protected = true;
    }
    // Children are told apart by what must not be known of them, officers are not.
    if offer.source == Source::Officers {
        table.by = By::default();
    }
    table
}

fn alone<'a>(
    scope: &'a Scope<'a>,
    reader: &Reader<'a>,
    offer: &Offer,
    figure: &MeasuredFigure,
    by: &Characteristic,
    id: String,
) -> Asked {
    let titled = titled(offer, figure, id, &lower(scope, by));
    let of = (offer.source.clone(), by.key.clone());
    let Some(records) = records_of(scope, figure) else {
        return Asked { table: missing(scope, figure, titled, NOTHING), of, all: None, outside: None };
    };
    let mut table = protected(offer, &[by], one_way(reader, figure, &records, by, &titled));
    let has = |key: &str| table.columns.iter().any(|column| column.key == key);
    let is_whole =
        matches!(figure.id.as_str(), "children_looked_after" | "children_looked_after_during_period" | "reviews_held");
    let all = if has("all") && offer.whole.is_some() {
        Some("all".to_string())
    } else {
        is_whole.then(|| offer.noun.0.to_string())
    };
    let outside = offer.base.filter(|_| has("outside")).map(str::to_string);
    if let Some(whole) = offer.whole.filter(|_| has("all")) {
        table.parts_of.push(PartsOf { figure: whole.into(), columns: vec!["all".into()] });
    }
    Asked { table, of, all, outside }
}
