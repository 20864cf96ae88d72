//! What a sentence speaks of: the figures, and the rows of tables, whose words stand in it.

use super::claim::is_negated;
use super::sentence::Sentence;
use crate::config::Terms;
use crate::disclosure::{Number, Outcome, PublishedFigure};
use crate::figures::{Figures, display};
use crate::measures::measure::Unit;
use crate::rounding::half_up;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// The built-in list of words.
const WORDS: &str = include_str!("../../data/reference/prose_words.yaml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordsFile {
    phrases: BTreeMap<String, Vec<String>>,
    ignored: BTreeSet<String>,
    up: BTreeSet<String>,
    down: BTreeSet<String>,
    small: BTreeSet<String>,
    slips: BTreeMap<String, String>,
    level: BTreeSet<String>,
}

/// Something that has a value, as the public edition shows it.
#[derive(Debug, Clone)]
pub struct Subject<'f> {
    /// How a narrative fills it in: `reviews_held_on_time`, `children_by_age["under 1"]`.
    pub name: String,
    /// Its label, for messages.
    pub label: String,
    /// What its main value is counted in.
    pub unit: Unit,
    /// Its main value as printed and in thousandths; none where it is missing or hidden.
    pub value: Option<(String, u64)>,
    /// Whether it is hidden.
    pub hidden: bool,
    /// The numbers that belong to it: what fills each in, whether it is a percentage, and its value in thousandths.
    pub parts: Vec<(String, bool, u64)>,
    /// The same for the period before, targets and others: what it is called, the name that fills it in, as printed, percentage, value.
    pub beside: Vec<Beside>,
    /// The concepts of its label.
    concepts: BTreeSet<String>,
    /// The concept of what is counted: the first of its label. None for questions, whose wording says it nowhere certain.
    pub head: Option<String>,
    /// The figure itself; none for a row.
    pub figure: Option<&'f PublishedFigure>,
}

/// A value that stands beside a figure: of an earlier period, of others, a target.
#[derive(Debug, Clone)]
pub struct Beside {
    /// What it is in words: "the value of 2024-25", "England".
    pub what: String,
    /// What fills it in; nothing does for the value of a year before the last.
    pub name: Option<String>,
    /// As printed.
    pub printed: String,
    /// In thousandths.
    pub thousandths: u64,
    /// Words that must stand in a sentence that speaks of it; none for an earlier value.
    pub said_as: Option<String>,
}

/// Every subject of a report.
pub struct Subjects<'f> {
    words: Words,
    subjects: Vec<Subject<'f>>,
    hidden: Vec<HiddenSubject>,
    /// In how many labels each concept stands.
    commonness: BTreeMap<String, usize>,
}

/// Something of which the public edition hides a number: a figure, a count behind one, records left out, a cell of a table.
#[derive(Debug, Clone)]
pub struct HiddenSubject {
    /// How a narrative fills it in.
    pub name: String,
    /// The concept of what is counted: the first of those that figures count.
    pub counts: Option<String>,
    /// What says which of them: the label's other concepts; for a cell those of its row and its column.
    concepts: BTreeSet<String>,
    /// Whether it is what was left out or is not recorded.
    is_rest: bool,
    /// Whether its label says that something is not so: "children with no review".
    is_negated: bool,
}

struct Words {
    /// Phrases, longest first, each a list of words, with their concept.
    phrases: Vec<(Vec<String>, String)>,
    file: WordsFile,
}

impl Words {
    /// The built-in list, and the council's own words as those of the same things.
    fn of(terms: &Terms) -> anyhow::Result<Words> {
        let mut file: WordsFile = serde_yaml::from_str(WORDS)?;
        for (concept, words) in [
            ("in-care", [terms.children.clone(), terms.child()]),
            ("officer", [terms.officer.clone(), terms.officers()]),
            ("review", [terms.review.clone(), terms.reviews()]),
            ("placement", [terms.placement.clone(), terms.placements()]),
            ("dispute", [terms.dispute.clone(), terms.disputes()]),
            ("care-plan", [terms.care_plan.clone(), terms.care_plans()]),
        ] {
            let own = words.into_iter().filter(|word| split(word).iter().any(|word| !word.is_empty()));
            file.phrases.entry(concept.to_string()).or_default().extend(own);
        }
        let mut phrases: Vec<(Vec<String>, String)> = file
            .phrases
            .iter()
            .flat_map(|(concept, phrases)| phrases.iter().map(move |phrase| (split(phrase), concept.clone())))
            .collect();
        phrases.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then(a.cmp(b)));
        Ok(Words { phrases, file })
    }

    /// The concepts of a text.
    fn concepts(&self, text: &str) -> BTreeSet<String> {
        self.in_order(text).into_iter().collect()
    }

    /// The concepts of a text in the order in which they stand.
    fn in_order(&self, text: &str) -> Vec<String> {
        let words = split(text);
        let mut concepts = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let rest = &words[at..];
            if let Some((phrase, concept)) = self.phrases.iter().find(|(phrase, _)| rest.starts_with(phrase)) {
                concepts.push(concept.clone());
                at += phrase.len();
                continue;
            }
            let word = &words[at];
            at += 1;
            let counts = word.chars().any(|c| c.is_ascii_digit());
            let is_number = word.chars().all(|c| c.is_ascii_digit());
            if is_number || counts && word.len() > 2 || self.file.ignored.contains(word) || word.len() < 2 {
                continue;
            }
            concepts.push(stem(word).to_string());
        }
        concepts
    }
}

/// Lower-case words; apostrophes and hyphens stay inside them.
pub(super) fn split(text: &str) -> Vec<String> {
    text.to_lowercase()
        .replace('\u{2019}', "'")
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '-')))
        .map(|word| word.trim_matches(['\'', '-']).to_string())
        .filter(|word| !word.is_empty())
        .collect()
}

/// What a concept counts: children in care and children are both children.
pub fn counted(concept: &str) -> &str {
    match concept {
        "in-care" | "unaccompanied" => "child",
        "informal" => "informal",
        other => other,
    }
}

/// A word without the ending of its plural or past, so that "disputes resolved" and "a dispute was resolved" agree.
fn stem(word: &str) -> &str {
    for ending in ["ies", "ing", "es", "ed", "s"] {
        if let Some(stem) = word.strip_suffix(ending).filter(|stem| stem.len() >= 4) {
            return stem;
        }
    }
    word
}

impl<'f> Subjects<'f> {
    /// The subjects of the figures that this edition may show.
    ///
    /// # Errors
    /// A fault in the built-in list of words.
    pub fn new(figures: &'f Figures, terms: &Terms) -> anyhow::Result<Self> {
        let words = Words::of(terms)?;
        let mut subjects: Vec<Subject<'f>> =
            figures.published.figures().map(|figure| of_figure(figure, figures, &words)).collect();
        for table in figures.published.tables().filter(|table| table.missing.is_none()) {
            let Some(at) = table.count_column() else { continue };
            let percent = table.columns.iter().position(|column| column.is_percent);
            let title = words.concepts(&table.title);
            for row in table.rows.iter().filter(|row| !row.total && row.key != "unknown") {
                let own = words.concepts(&row.label);
                // "1-4" and "M" say nothing in running text.
                if own.is_empty() || row.label.len() < 4 {
                    continue;
                }
                let name = format!("{}[\"{}\"]", table.id, row.key);
                let count = match row.cells.get(at) {
                    Some(Outcome::Shown(Number::Count(count))) => Some(*count),
                    _ => None,
                };
                let mut parts = Vec::new();
                if let Some(count) = count {
                    parts.push((name.clone(), false, count * 1000));
                }
                let share = percent.and_then(|percent| row.cells.get(percent));
                if let Some(Outcome::Shown(number)) = share
                    && let Some(value) = display::figure(number, Unit::Percent).thousandths
                {
                    parts.push((format!("{name}.percent"), true, value));
                }
                subjects.push(Subject {
                    label: format!("{}: {}", table.title, row.label),
                    unit: Unit::Count,
                    value: count.map(|count| (crate::figures::words::count(count), count * 1000)),
                    hidden: row.cells.get(at) == Some(&Outcome::Hidden),
                    parts,
                    beside: Vec::new(),
                    concepts: title.union(&own).cloned().collect(),
                    head: None,
                    name,
                    figure: None,
                });
            }
        }
        let mut commonness = BTreeMap::new();
        for concept in subjects.iter().flat_map(|subject| &subject.concepts) {
            *commonness.entry(concept.clone()).or_insert(0) += 1;
        }
        let hidden = hidden(figures, &words);
        Ok(Subjects { words, subjects, hidden, commonness })
    }

    /// Every subject.
    pub fn all(&self) -> impl Iterator<Item = &Subject<'f>> {
        self.subjects.iter()
    }

    /// Something of this kind whose number the public edition hides and whose words stand in a text.
    pub fn hidden_in(&self, text: &str, kind: &str) -> Option<&HiddenSubject> {
        let said = self.words.concepts(text);
        self.hidden
            .iter()
            .filter(|hidden| hidden.counts.as_deref().is_none_or(|counts| counts == kind))
            .filter(|hidden| hidden.concepts.is_subset(&said) && (!hidden.is_negated || is_negated(text)))
            .max_by_key(|hidden| hidden.concepts.len())
    }

    /// The first concept of a text: what "97.5% of ..." is a share of.
    pub fn first_concept(&self, text: &str) -> Option<String> {
        self.words.in_order(text).into_iter().next()
    }

    /// Whether figures count this: children, reviews, officers.
    pub fn is_counted(&self, concept: &str) -> bool {
        self.subjects.iter().any(|subject| subject.head.as_deref() == Some(concept))
    }

    /// The concepts of a sentence.
    pub fn concepts(&self, text: &str) -> BTreeSet<String> {
        self.words.concepts(text)
    }

    /// How much of a subject's label a sentence holds, in thousandths; rare words weigh more than common ones.
    pub fn likeness(&self, subject: &Subject<'_>, concepts: &BTreeSet<String>) -> u32 {
        let weight = |concept: &String| 1000 / (1 + self.commonness.get(concept).map_or(0, |count| count.ilog2()));
        let whole: u32 = subject.concepts.iter().map(weight).sum();
        let held = |concept: &String| match concepts.contains(concept) {
            true => weight(concept),
            // Children are mostly children in care, once more is said of them.
            false if concept == "in-care" && subject.concepts.len() > 2 && concepts.contains("child") => {
                weight(concept) * 3 / 4
            }
            false => 0,
        };
        let held: u32 = subject.concepts.iter().map(held).sum();
        (held * 1000).checked_div(whole).unwrap_or(0)
    }

    /// The subjects that a sentence may speak of, the likeliest first, with their likeness; at least 550 thousandths.
    pub fn of(&self, sentence: &Sentence) -> Vec<(u32, &Subject<'f>)> {
        let concepts = self.concepts(&sentence.text);
        let mut found: Vec<(u32, &Subject<'f>)> = self
            .subjects
            .iter()
            .map(|subject| (self.likeness(subject, &concepts), subject))
            .filter(|(likeness, _)| *likeness >= 550)
            .collect();
        // Of two that are wholly there, the one with more words says more.
        found.sort_by(|a, b| {
            b.0.cmp(&a.0).then(b.1.concepts.len().cmp(&a.1.concepts.len())).then(a.1.name.cmp(&b.1.name))
        });
        found
    }

    /// Whether a text says of something that it rose and of something that it fell.
    pub fn goes_both_ways(&self, text: &str) -> bool {
        let words = split(text);
        let any = |list: &BTreeSet<String>| words.iter().any(|word| list.contains(word));
        any(&self.words.file.up) && any(&self.words.file.down)
    }

    /// Slips of the pen in a text: where each stands, what it says and what is meant.
    pub fn slips(&self, text: &str) -> Vec<(usize, &str, &str)> {
        let lower = text.to_lowercase();
        let slips = self.words.file.slips.iter();
        let mut found: Vec<(usize, &str, &str)> = slips
            .filter_map(|(slip, meant)| Some((lower.find(slip.as_str())?, slip.as_str(), meant.as_str())))
            .collect();
        // The longest of those that begin at one place.
        found.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.len().cmp(&a.1.len())));
        found.dedup_by_key(|slip| slip.0);
        found
    }

    /// Whether a sentence says that a figure stayed as it was, or compares it with a year before without a number.
    pub fn says_level(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.words.file.level.iter().any(|words| text.contains(words.as_str()))
    }

    /// Which way a sentence says that things went: 1 up, -1 down, 0 both or neither; and whether it says by little.
    pub fn direction(&self, text: &str) -> (i8, bool) {
        let words = split(text);
        let any = |list: &BTreeSet<String>| words.iter().any(|word| list.contains(word));
        // "More plans ... than last year": "more" alone compares with anything.
        let lower = text.to_lowercase();
        let than_before = lower.split(" than ").skip(1).any(|rest| {
            ["last year", "the year before", "a year", "the previous", "before", "in the year before", "in 20"]
                .iter()
                .any(|words| rest.trim_start().starts_with(words))
        });
        let is_more = than_before && words.iter().any(|word| word == "more");
        let way = match (any(&self.words.file.up) || is_more, any(&self.words.file.down)) {
            (true, false) => 1,
            (false, true) => -1,
            _ => 0,
        };
        (way, any(&self.words.file.small))
    }
}

/// Everything of which a number is hidden.
fn hidden(figures: &Figures, words: &Words) -> Vec<HiddenSubject> {
    const COUNTED: [&str; 4] = ["child", "review", "dispute", "informal"];
    let kind = |concepts: &[String]| {
        let kind = concepts.iter().map(|concept| counted(concept)).find(|concept| COUNTED.contains(concept))?;
        Some(if kind == "informal" { "dispute" } else { kind }.to_string())
    };
    // What the number counts need not be said again, and a child in care is a child.
    let without = |concepts: Vec<String>, counts: &Option<String>| {
        let is_kind = |concept: &String| {
            concept == "in-care"
                || counts.as_deref() == Some(counted(concept))
                || concept.starts_with(|c: char| c.is_ascii_digit())
        };
        concepts.into_iter().filter(|concept| !is_kind(concept)).collect::<BTreeSet<_>>()
    };
    let mut found = Vec::new();
    for figure in figures.published.figures() {
        let label = words.in_order(&figure.short_label);
        let counts = kind(&label);
        let is_hidden = matches!(figure.outcome, Outcome::Hidden | Outcome::Shown(Number::Rate { .. }));
        if is_hidden {
            let concepts = without(label.clone(), &counts);
            found.push(HiddenSubject {
                name: figure.id.clone(),
                counts: counts.clone(),
                concepts,
                is_rest: false,
                is_negated: is_negated(&figure.short_label),
            });
        }
        for (reason, _) in figure.left_out.iter().filter(|(_, count)| count.is_none()) {
            let concepts = without(words.in_order(reason), &counts);
            let name = format!("{}.left_out", figure.id);
            found.push(HiddenSubject { name, counts: counts.clone(), concepts, is_rest: true, is_negated: false });
        }
    }
    for table in figures.published.tables() {
        let title = words.in_order(&table.title);
        let counts = kind(&title);
        for row in &table.rows {
            for (outcome, column) in row.cells.iter().zip(&table.columns) {
                if *outcome != Outcome::Hidden || column.is_percent {
                    continue;
                }
                let label = if row.total { String::new() } else { row.label.clone() };
                let mut concepts = without(words.in_order(&label), &counts);
                if table.columns.iter().filter(|column| !column.is_percent).count() > 1 {
                    concepts.extend(without(words.in_order(&column.label), &counts));
                }
                // A row that only numbers name, "1-4", cannot be told in running text.
                if concepts.is_empty() {
                    continue;
                }
                // "Not recorded", and the answers to a question, say too little without what they are of.
                let is_rest = row.total || matches!(row.key.as_str(), "unknown" | "not recorded");
                if is_rest || counts.is_none() {
                    concepts.extend(without(title.clone(), &counts));
                }
                let name = format!("{}[\"{}\"]", table.id, row.key);
                found.push(HiddenSubject { name, counts: counts.clone(), concepts, is_rest, is_negated: false });
            }
        }
    }
    found.dedup_by(|a, b| a.name == b.name && a.concepts == b.concepts);
    found
}

impl HiddenSubject {
    /// Whether words tell it from others of its kind so plainly that any number beside them is meant for it.
    pub fn is_plain(&self) -> bool {
        !self.concepts.is_empty() && !self.is_rest
    }
}

impl Subject<'_> {
    /// The counts behind a share: of how many, how many.
    pub fn share(&self) -> Option<(u64, u64)> {
        match self.figure.map(|figure| &figure.outcome) {
            Some(Outcome::Shown(Number::Share { numerator, denominator })) => Some((*numerator, *denominator)),
            _ => None,
        }
    }

    /// The concepts of the label.
    pub fn concepts(&self) -> &BTreeSet<String> {
        &self.concepts
    }
}

fn of_figure<'f>(figure: &'f PublishedFigure, figures: &'f Figures, words: &Words) -> Subject<'f> {
    let mut parts = Vec::new();
    let mut value = None;
    if let Outcome::Shown(number) = &figure.outcome {
        let printed = display::figure(number, figure.unit);
        if let Some(thousandths) = printed.thousandths {
            // A percentage is rounded once, from its counts: 90.48% prints 90.5%, and in whole numbers it is 90%, never 91%.
            let exact = match number {
                Number::Share { numerator, denominator } => half_up(*numerator, *denominator, 100_000),
                _ => None,
            };
            let exact = exact.filter(|_| figure.unit == Unit::Percent).unwrap_or(thousandths);
            parts.push((figure.id.clone(), figure.unit == Unit::Percent, exact));
            value = Some((printed.text, thousandths));
        }
        if let Number::Share { numerator, denominator } = number {
            parts.push((format!("{}.count", figure.id), false, numerator * 1000));
            parts.push((format!("{}.of", figure.id), false, denominator * 1000));
        }
    }
    let before = figures.comparisons.earlier(figure);
    let mut older = figures.comparisons.series(figure);
    older.retain(|earlier| before.as_ref().is_none_or(|before| earlier.period != before.period));
    let earlier = before.map(|before| (before, Some(format!("{}.previous", figure.id))));
    let earlier = earlier.into_iter().chain(older.into_iter().map(|older| (older, None)));
    let mut beside: Vec<Beside> = earlier
        .filter_map(|(earlier, name)| {
            Some(Beside {
                what: format!("the value of {}", earlier.period),
                name,
                thousandths: earlier.printed.thousandths?,
                printed: earlier.printed.text,
                said_as: None,
            })
        })
        .collect();
    if let Some(target) = figures.comparisons.target(figure)
        && let Some(thousandths) = target.thousandths
    {
        beside.push(Beside {
            what: "the target".into(),
            name: Some(format!("{}.target", figure.id)),
            printed: target.text,
            thousandths,
            said_as: Some("target".into()),
        });
    }
    for who in ["England", "neighbours"] {
        if let Some((_, printed)) = figures.comparisons.of_others(&figure.id, "", "", who, figure.unit)
            && let Some(thousandths) = printed.thousandths
        {
            beside.push(Beside {
                what: format!("the value of {who}"),
                name: Some(format!("{}.{}", figure.id, who.to_lowercase())),
                printed: printed.text,
                thousandths,
                said_as: Some(who.to_lowercase()),
            });
        }
    }
    let in_order = words.in_order(&figure.short_label);
    // Of a label that begins with something else ("Health plans on record") a sentence may say a share of children or of reviews.
    const KINDS: [&str; 5] = ["child", "review", "officer", "dispute", "informal"];
    let head = in_order.first().filter(|_| !figure.id.contains('.')).map(|head| counted(head).to_string());
    let head = head.filter(|head| KINDS.contains(&head.as_str()));
    let concepts = in_order.into_iter().collect();
    Subject {
        name: figure.id.clone(),
        label: figure.label.clone(),
        unit: figure.unit,
        value,
        hidden: figure.outcome == Outcome::Hidden,
        parts,
        beside,
        concepts,
        head,
        figure: Some(figure),
    }
}
