//! By what children, reviews and the rows of other sources can be told apart.
//!
//! A characteristic of a child or a review has a fixed list of rows (age bands, the groups of the code lists); a column of one of the
//! service's own tables has the words that stand in it.

use super::children::is_unaccompanied;
use super::disputes::{OPEN_OUTCOME, is_open};
use super::measure::{Scope, When};
use super::records::Thing;
use super::timeliness::{Place as ReviewPlace, Verdict};
use crate::dataset::child::Child;
use crate::dataset::codes::{Code, CodeList};
use crate::dataset::episode::Episode;
use crate::dataset::fields::Thousandths;
use crate::dataset::service::{Allocation, LoggedReview, several};
use crate::period::parse_date;
use crate::sources::table::{RawRow, RawTable, heading_key};
use jiff::civil::Date;
use std::cell::OnceCell;
use std::collections::BTreeMap;

/// The kinds of things that can be counted, each with its own characteristics.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Children in care on the last day.
    Children,
    /// Children in care at any time in the period.
    ChildrenDuringPeriod,
    /// Reviews held in the period.
    Reviews,
    /// Episodes that last in the period.
    Episodes,
    /// Disputes and challenges raised in the period.
    Disputes,
    /// Officers in post on the last day.
    Officers,
    /// Allocations that last in the period.
    Allocations,
    /// The answer sheets of a survey.
    Survey(String),
    /// The rows of a table of the council's own.
    Own(String),
}

impl Source {
    /// The source that a word names: `children`, `audit`, `own.visits`.
    pub fn named(name: &str) -> Option<Source> {
        Some(match name {
            "children" => Source::Children,
            "children_during_period" => Source::ChildrenDuringPeriod,
            "reviews" => Source::Reviews,
            "episodes" => Source::Episodes,
            "disputes" => Source::Disputes,
            "officers" => Source::Officers,
            "allocations" => Source::Allocations,
            "audit" | "feedback" => Source::Survey(name.to_string()),
            _ => Source::Own(name.strip_prefix("own.")?.to_string()),
        })
    }

    /// Every name, for a near one.
    pub fn names(scope: &Scope<'_>) -> Vec<String> {
        const FIXED: [&str; 9] = [
            "children",
            "children_during_period",
            "reviews",
            "episodes",
            "disputes",
            "officers",
            "allocations",
            "audit",
            "feedback",
        ];
        let own = scope.dataset.rows.keys().filter(|name| name.starts_with("own."));
        FIXED.iter().map(|name| name.to_string()).chain(own.cloned()).collect()
    }

    /// The key and the label of the column that counts these things.
    pub fn noun(&self) -> (&'static str, &'static str) {
        match self {
            Source::Children | Source::ChildrenDuringPeriod => ("children", "Children"),
            Source::Reviews => ("reviews", "Reviews"),
            Source::Episodes => ("episodes", "Episodes"),
            Source::Disputes => ("disputes", "Disputes"),
            Source::Officers => ("officers", "Officers"),
            Source::Allocations => ("allocations", "Allocations"),
            Source::Survey(_) => ("sheets", "Answer sheets"),
            Source::Own(_) => ("rows", "Rows"),
        }
    }

    /// Whether these things are always about people whom small numbers could give away.
    pub fn is_protected(&self) -> bool {
        !matches!(self, Source::Officers | Source::Own(_))
    }

    /// Whether it is counted on the last day.
    pub fn when(&self) -> When {
        if matches!(self, Source::Children | Source::Officers) { When::At } else { When::During }
    }

    /// The table of the service's own in which these things stand, by its name among the rows kept.
    fn table(&self) -> Option<&str> {
        Some(match self {
            Source::Children | Source::ChildrenDuringPeriod | Source::Episodes => return None,
            Source::Reviews => "reviews",
            Source::Disputes => "disputes",
            Source::Officers => "officers",
            Source::Allocations => "allocations",
            Source::Survey(id) => id,
            Source::Own(_) => return None,
        })
    }

    fn rows_in(&self) -> Option<String> {
        match self {
            Source::Own(name) => Some(format!("own.{name}")),
            other => other.table().map(str::to_string),
        }
    }
}

/// What a characteristic is read from.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Reads {
    Age,
    Sex,
    EthnicGroup,
    LegalStatus,
    Placement,
    Need,
    Unaccompanied,
    /// The officer whom the allocations name on the day, or the log for a review.
    Officer,
    InCareSince,
    StartedOn,
    EndedOn,
    HeldOn,
    Order,
    Timeliness,
    Participation,
    Theme,
    Kind,
    Outcome,
    /// A question of the survey, by its position.
    Question(usize),
    /// A column of the table in which the thing stands.
    Cell(usize),
    /// Nothing: the table in which it would stand was not given.
    NotGiven,
}

/// Something by which things are told apart.
#[derive(Debug, Clone)]
pub struct Characteristic {
    /// The key: `placement`, or a heading in small letters with `_` for spaces.
    pub key: String,
    /// The label printed.
    pub label: String,
    /// The rows in order, where they are fixed: key and label.
    pub groups: Option<Vec<(String, String)>>,
    /// Words that have a row in any case, in this order, before the others that are found.
    pub listed: Vec<String>,
    /// Why no table can be made by it, where none can.
    pub no_table: Option<&'static str>,
    /// The row of those of which it is not known: key and label.
    pub unknown: (&'static str, &'static str),
    reads: Reads,
}

impl Characteristic {
    /// A column of a table that was not given, by the name that is asked for: no thing has anything in it.
    pub fn not_given(name: &str) -> Characteristic {
        Characteristic {
            key: key_of(name),
            label: crate::text::capitalised(&name.replace('_', " ")),
            groups: None,
            listed: Vec::new(),
            no_table: None,
            unknown: ("unknown", "Not known"),
            reads: Reads::NotGiven,
        }
    }
}

/// What a thing has in a characteristic.
#[derive(Debug, Clone, Default)]
pub struct Has {
    /// The keys of the rows that it belongs to: mostly one, none where it is not known.
    pub keys: Vec<String>,
    /// Other words for the same: the code, the label.
    pub also: Vec<String>,
    /// The number, where it is one.
    pub number: Option<Thousandths>,
    /// The day, where it is one.
    pub day: Option<Date>,
}

/// The most rows that a table by a column of words may have: more are no groups, and may name single people.
const MOST_ROWS: usize = 40;

/// Reads characteristics of things.
pub struct Reader<'a> {
    scope: &'a Scope<'a>,
    log: OnceCell<BTreeMap<(&'a str, Date), &'a LoggedReview>>,
    officers: OnceCell<BTreeMap<&'a str, Vec<&'a Allocation>>>,
    rows: BTreeMap<&'a str, BTreeMap<u64, RawRow>>,
}

impl<'a> Reader<'a> {
    /// A reader of everything in the scope.
    pub fn new(scope: &'a Scope<'a>) -> Self {
        let of_table = |table: &'a RawTable| table.rows().map(|row| (row.row, row)).collect();
        let rows = scope.dataset.rows.iter().map(|(name, table)| (name.as_str(), of_table(table))).collect();
        Reader { scope, log: OnceCell::new(), officers: OnceCell::new(), rows }
    }

    /// Why columns of a source cannot be known, where the table in which its things stand was not given.
    pub fn without_table(&self, source: &Source) -> Option<String> {
        let name = source.rows_in().filter(|name| !self.scope.dataset.rows.contains_key(name))?;
        Some(format!("the table data/{} was not given", name.replace('.', "/")))
    }

    /// Everything by which things of a source can be told apart.
    pub fn characteristics(&self, source: &Source) -> Vec<Characteristic> {
        let codes = &self.scope.dataset.codes;
        let groups =
            |list: &CodeList| list.groups.iter().map(|group| (group.key.clone(), group.label.clone())).collect();
        let of_codes = |list: &CodeList| {
            list.all().map(|code| (list.name(code).to_string(), list.label(code).to_string())).collect::<Vec<_>>()
        };
        let unknown = match source {
            Source::Disputes => ("not recorded", "Not recorded"),
            _ => ("unknown", "Not known"),
        };
        let fixed = |key: &str, label: &str, reads, groups: Vec<(String, String)>| Characteristic {
            key: key.into(),
            label: label.into(),
            groups: Some(groups),
            listed: Vec::new(),
            no_table: None,
            unknown,
            reads,
        };
        let day = |key: &str, label: &str, reads| Characteristic {
            key: key.into(),
            label: label.into(),
            groups: None,
            listed: Vec::new(),
            no_table: Some("it holds days, which are no groups"),
            unknown,
            reads,
        };
        let words = |key: &str, label: &str, reads| Characteristic {
            key: key.into(),
            label: label.into(),
            groups: None,
            listed: Vec::new(),
            no_table: None,
            unknown,
            reads,
        };
        let mut all = Vec::new();
        let bands = self.scope.order.settings.age_bands.iter().map(|band| (band.key.clone(), band.label())).collect();
        let pairs =
            |all: &[(&str, &str)]| all.iter().map(|(key, label)| (key.to_string(), label.to_string())).collect();
        let of_children =
            matches!(source, Source::Children | Source::ChildrenDuringPeriod | Source::Reviews | Source::Episodes);
        if of_children {
            all.extend([
                fixed("age", "Age", Reads::Age, bands),
                fixed("sex", "Sex", Reads::Sex, groups(&codes.sex)),
                fixed("ethnic_group", "Ethnic group", Reads::EthnicGroup, groups(&codes.ethnic)),
                fixed("legal_status", "Legal status", Reads::LegalStatus, groups(&codes.legal_status)),
                fixed("placement", "Placement", Reads::Placement, groups(&codes.placement)),
                fixed("need", "Main need", Reads::Need, of_codes(&codes.need)),
                fixed(
                    "unaccompanied",
                    "Unaccompanied",
                    Reads::Unaccompanied,
                    pairs(&[("yes", "Unaccompanied"), ("no", "Not unaccompanied")]),
                ),
                day("in_care_since", "In care since", Reads::InCareSince),
            ]);
            if self.scope.dataset.allocations.is_some() || *source == Source::Reviews {
                all.push(words("officer", "Officer", Reads::Officer));
            }
        }
        match source {
            Source::Reviews => all.extend([
                fixed(
                    "order",
                    "Place",
                    Reads::Order,
                    pairs(&[("first", "First review"), ("second", "Second review"), ("later", "Later review")]),
                ),
                fixed(
                    "timeliness",
                    "Timeliness",
                    Reads::Timeliness,
                    pairs(&[("on time", "On time"), ("late", "Late"), ("cannot be judged", "Cannot be judged")]),
                ),
                Characteristic {
                    unknown: ("not recorded", "Not recorded"),
                    ..fixed(
                        "participation",
                        "How the child took part",
                        Reads::Participation,
                        of_codes(&codes.participation),
                    )
                },
                day("held_on", "Held on", Reads::HeldOn),
            ]),
            Source::Episodes => all.extend([
                day("started_on", "Started on", Reads::StartedOn),
                day("ended_on", "Ended on", Reads::EndedOn),
            ]),
            Source::Disputes => {
                all.push(fixed("kind", "Kind", Reads::Kind, pairs(&[("formal", "Formal"), ("informal", "Informal")])));
                all.push(words("theme", "Theme", Reads::Theme));
                all.push(words("outcome", "Outcome", Reads::Outcome));
            }
            Source::Survey(id) => {
                let survey = self.scope.dataset.surveys.iter().find(|survey| survey.id == *id);
                for (at, question) in survey.into_iter().flat_map(|survey| &survey.questions).enumerate() {
                    use crate::dataset::survey::Kind;
                    let answers = question.answers.iter().map(|answer| (answer.clone(), answer.clone())).collect();
                    let mut asked = fixed(&question.id, &question.text, Reads::Question(at), answers);
                    match question.kind {
                        Kind::One | Kind::Several => {}
                        Kind::Number => asked.no_table = Some("it holds numbers, which are no groups"),
                        Kind::Words => asked.no_table = Some("it holds free text, which is never printed"),
                    }
                    all.push(asked);
                }
            }
            _ => {}
        }
        let table = source.rows_in().and_then(|name| self.scope.dataset.rows.get(&name));
        // What a question reads is known by the question.
        let is_asked = |heading: &str| {
            let survey = self.scope.dataset.surveys.iter().find(|survey| *source == Source::Survey(survey.id.clone()));
            survey.is_some_and(|survey| {
                survey
                    .questions
                    .iter()
                    .any(|question| question.columns.iter().any(|column| heading_key(column) == heading_key(heading)))
            })
        };
        for (at, heading) in table.into_iter().flat_map(|table| table.headings.iter().enumerate()) {
            let key = key_of(heading);
            if !key.is_empty()
                && !is_private(heading)
                && !is_asked(heading)
                && !all.iter().any(|known| heading_key(&known.key) == heading_key(&key))
            {
                let mut column = words(&key, &crate::text::capitalised(&heading.replace('_', " ")), Reads::Cell(at));
                column.no_table = table.and_then(|table| no_groups(table, at, source, self.scope));
                all.push(column);
            }
        }
        all
    }

    /// The row of a table in which a thing stands.
    fn row(&self, thing: &Thing<'a>) -> Option<(&'a RawTable, RawRow)> {
        let rows = &self.scope.dataset.rows;
        let (name, row) = match thing {
            Thing::Row(table, row) => return Some((table, *row)),
            Thing::Dispute(dispute) => ("disputes", dispute.at.row?),
            Thing::Officer(officer) => ("officers", officer.at.row?),
            Thing::Logged(review) => ("reviews", review.at.row?),
            Thing::Review { child, review, .. } => ("reviews", self.logged(child, review.held_on)?.at.row?),
            Thing::Sheet(survey, sheet) => (survey.id.as_str(), survey.place(*sheet).row?),
            Thing::Child { .. } | Thing::Episode { .. } | Thing::Unread(_) => return None,
        };
        Some((rows.get(name)?, *self.rows.get(name)?.get(&row)?))
    }

    fn logged(&self, child: &Child, day: Date) -> Option<&'a LoggedReview> {
        let by_day = self.log.get_or_init(|| {
            let log = self.scope.dataset.review_log.iter().flat_map(|log| &log.reviews);
            log.map(|row| ((&*row.child, row.held_on), row)).collect()
        });
        by_day.get(&(&*child.id, day)).copied()
    }

    /// The officer whom the service's log names for a review.
    fn named_in_log(&self, thing: &Thing<'a>) -> Option<&'a str> {
        let (table, row) = self.row(thing).filter(|_| matches!(thing, Thing::Review { .. }))?;
        Some(table.cell(row, table.column("officer"))).filter(|officer| !officer.is_empty())
    }

    /// The officer who has the child on the day: of several the last to be given the child.
    fn officer(&self, child: &Child, day: Date) -> Option<&'a str> {
        let of_children = self.officers.get_or_init(|| {
            let mut of_children: BTreeMap<&str, Vec<&Allocation>> = BTreeMap::new();
            for allocation in self.scope.dataset.allocations.iter().flatten() {
                of_children.entry(&allocation.child).or_default().push(allocation);
            }
            of_children
        });
        let on_day = |allocation: &&&Allocation| allocation.from <= day && allocation.to.is_none_or(|end| end >= day);
        let of_child = of_children.get(&*child.id)?.iter().filter(on_day);
        of_child
            .max_by_key(|allocation| (allocation.from, &allocation.officer))
            .map(|allocation| allocation.officer.as_str())
    }

    /// What a thing has in a characteristic.
    pub fn has(&self, thing: &Thing<'a>, characteristic: &Characteristic) -> Has {
        let codes = &self.scope.dataset.codes;
        let of_group = |list: &CodeList, code: Code| Has {
            keys: list
                .group(code)
                .and_then(|at| list.groups.get(at))
                .map(|group| group.key.clone())
                .into_iter()
                .collect(),
            also: [list.name(code).to_string(), list.label(code).to_string()]
                .into_iter()
                .chain(list.group(code).and_then(|at| list.groups.get(at)).map(|group| group.label.clone()))
                .filter(|word| !word.is_empty())
                .collect(),
            ..Has::default()
        };
        let of_code = |list: &CodeList, code: Code| Has {
            keys: Some(list.name(code).to_string()).filter(|name| !name.is_empty()).into_iter().collect(),
            also: vec![list.label(code).to_string()],
            ..Has::default()
        };
        let of_day = |day: Option<Date>| Has { day, ..Has::default() };
        let of_word = |word: &str| Has {
            keys: Some(word.to_string()).filter(|word| !word.is_empty()).into_iter().collect(),
            ..Has::default()
        };
        let (child, episode, on) = match thing {
            Thing::Child { child, episode, on } | Thing::Episode { child, episode, on } => {
                (Some(*child), Some(*episode), Some(*on))
            }
            Thing::Review { child, review, .. } => {
                (Some(*child), episode_at(child, review.held_on), Some(review.held_on))
            }
            _ => (None, None, None),
        };
        match (&characteristic.reads, child, on) {
            (Reads::Age, Some(child), Some(on)) => {
                let age = child.age_on(on);
                let bands = &self.scope.order.settings.age_bands;
                let band = age.and_then(|age| bands.iter().find(|band| band.contains(age)));
                Has {
                    keys: band.map(|band| band.key.clone()).into_iter().collect(),
                    also: band.map(|band| band.label()).into_iter().collect(),
                    number: age.map(|age| Thousandths(u64::from(age) * 1000)),
                    day: None,
                }
            }
            (Reads::Sex, Some(child), _) => of_group(&codes.sex, child.sex),
            (Reads::EthnicGroup, Some(child), _) => of_group(&codes.ethnic, child.ethnic),
            (Reads::LegalStatus, ..) => {
                episode.map(|episode| of_group(&codes.legal_status, episode.legal_status)).unwrap_or_default()
            }
            (Reads::Placement, ..) => {
                episode.map(|episode| of_group(&codes.placement, episode.placement)).unwrap_or_default()
            }
            (Reads::Need, Some(child), _) => {
                let first = episode.and_then(|episode| first_of_period(child, episode));
                first.map(|episode| of_code(&codes.need, episode.need)).unwrap_or_default()
            }
            (Reads::Unaccompanied, Some(child), Some(on)) => {
                of_word(if is_unaccompanied(child, on) { "yes" } else { "no" })
            }
            (Reads::InCareSince, Some(child), _) => {
                of_day(episode.and_then(|episode| period_of(child, episode)).map(|period| period.first_day))
            }
            (Reads::Officer, ..) if self.named_in_log(thing).is_some() => {
                of_word(self.named_in_log(thing).unwrap_or_default())
            }
            (Reads::Officer, Some(child), Some(on)) => of_word(self.officer(child, on).unwrap_or_default()),
            (Reads::StartedOn, ..) => of_day(episode.map(|episode| episode.started_on)),
            (Reads::EndedOn, ..) => of_day(episode.and_then(|episode| episode.ended_on)),
            (reads, ..) => match (thing, reads) {
                (Thing::Review { review, .. }, Reads::HeldOn) => of_day(Some(review.held_on)),
                (Thing::Review { judged, .. }, Reads::Order) => of_word(match judged.place {
                    ReviewPlace::First => "first",
                    ReviewPlace::Second => "second",
                    ReviewPlace::Later => "later",
                    ReviewPlace::Unknown => "",
                }),
                (Thing::Review { judged, .. }, Reads::Timeliness) => of_word(match judged.verdict {
                    Verdict::OnTime => "on time",
                    Verdict::Late { .. } => "late",
                    Verdict::CannotBeJudged => "cannot be judged",
                }),
                (Thing::Review { review, .. }, Reads::Participation) => {
                    of_code(&codes.participation, review.participation)
                }
                (Thing::Dispute(dispute), Reads::Kind) => of_word(if dispute.formal { "formal" } else { "informal" }),
                (Thing::Dispute(dispute), Reads::Outcome) => {
                    of_word(if is_open(dispute, self.scope.period.to) { OPEN_OUTCOME } else { &dispute.outcome })
                }
                (Thing::Dispute(dispute), Reads::Theme) => Has { keys: dispute.themes.clone(), ..Has::default() },
                (Thing::Sheet(survey, sheet), Reads::Question(at)) => {
                    let Some(question) = survey.questions.get(*at).filter(|question| question.asked[*sheet]) else {
                        return Has::default();
                    };
                    Has {
                        keys: question.given[*sheet]
                            .iter()
                            .filter_map(|at| question.answers.get(*at).cloned())
                            .collect(),
                        number: question.numbers[*sheet],
                        ..Has::default()
                    }
                }
                (_, Reads::Cell(at)) => match self.row(thing) {
                    Some((table, row)) => {
                        let text = table.cell(row, Some(*at));
                        Has {
                            keys: several(text),
                            also: Vec::new(),
                            number: Thousandths::parse(text),
                            day: parse_date(text),
                        }
                    }
                    None => Has::default(),
                },
                _ => Has::default(),
            },
        }
    }
}

impl Reader<'_> {
    /// Every word that a fixed characteristic may have, codes and labels too; none where any word may stand.
    pub fn known_words(&self, characteristic: &Characteristic) -> Option<Vec<String>> {
        let codes = &self.scope.dataset.codes;
        let list = match characteristic.reads {
            Reads::Sex => Some(&codes.sex),
            Reads::EthnicGroup => Some(&codes.ethnic),
            Reads::LegalStatus => Some(&codes.legal_status),
            Reads::Placement => Some(&codes.placement),
            Reads::Need => Some(&codes.need),
            Reads::Participation => Some(&codes.participation),
            _ => None,
        };
        let groups = characteristic.groups.as_ref()?;
        let of_codes = list
            .into_iter()
            .flat_map(|list| list.all().flat_map(|code| [list.name(code).to_string(), list.label(code).to_string()]));
        Some(groups.iter().flat_map(|(key, label)| [key.clone(), label.clone()]).chain(of_codes).collect())
    }
}

/// The episode under which a child is in care on the day, or that the child leaves on it.
fn episode_at(child: &Child, day: Date) -> Option<&Episode> {
    child.episode_on(day).or_else(|| child.episodes.iter().rev().find(|episode| episode.ended_on == Some(day)))
}

fn period_of<'c>(child: &'c Child, episode: &Episode) -> Option<&'c crate::dataset::episode::PeriodOfCare> {
    let at = child.episodes.iter().position(|known| std::ptr::eq(known, episode))?;
    child.periods.iter().find(|period| period.episodes.contains(&at))
}

/// The earliest episode known of the time in care to which an episode belongs.
fn first_of_period<'c>(child: &'c Child, episode: &Episode) -> Option<&'c Episode> {
    child.episodes.get(period_of(child, episode)?.episodes.start)
}

/// A heading as a key: small letters, `_` for everything else.
pub fn key_of(heading: &str) -> String {
    let key: String = heading.chars().map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { '_' }).collect();
    key.split('_').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("_")
}

/// Columns that name a person: nothing is counted by them, and no condition may hold them.
fn is_private(heading: &str) -> bool {
    const PRIVATE: [&str; 12] = [
        "child",
        "childid",
        "childname",
        "name",
        "firstname",
        "surname",
        "dob",
        "dateofbirth",
        "born",
        "upn",
        "nhsnumber",
        "address",
    ];
    PRIVATE.contains(&heading_key(heading).as_str())
}

/// Why a column has no groups: free text, days, or too many different words.
fn no_groups(table: &RawTable, at: usize, source: &Source, scope: &Scope<'_>) -> Option<&'static str> {
    use crate::dataset::survey::Kind;
    let column = Some(at);
    let heading = table.headings.get(at).map(|heading| heading_key(heading)).unwrap_or_default();
    let is_words = scope.dataset.surveys.iter().any(|survey| {
        matches!(source, Source::Survey(id) if *id == survey.id)
            && survey.questions.iter().any(|question| {
                question.kind == Kind::Words && question.columns.iter().any(|column| heading_key(column) == heading)
            })
    });
    if is_words {
        return Some("it holds free text, which is never printed");
    }
    let mut words: std::collections::BTreeSet<String> = std::collections::BTreeSet::new();
    let mut days = 0;
    let mut filled = 0;
    for row in table.rows() {
        let text = table.cell(row, column);
        if text.is_empty() {
            continue;
        }
        filled += 1;
        days += usize::from(parse_date(text).is_some());
        if text.chars().count() > 60 {
            return Some("it holds whole sentences, which are no groups");
        }
        if words.len() <= MOST_ROWS {
            words.extend(several(text).iter().map(|word| word.to_lowercase()));
        }
    }
    if filled > 0 && days == filled {
        Some("it holds days, which are no groups")
    } else if words.len() > MOST_ROWS || (filled > 10 && words.len() == filled) {
        Some("nearly every row says something else, so its words are no groups")
    } else {
        None
    }
}
