//! What measures of the council's own cannot be more than: their conditions are printed, so a reader can set them beside the tables that
//! count the same things.

use super::characteristic::{Characteristic, Source};
use super::measure::{NoMore, NumberAt};
use std::collections::BTreeSet;

/// A condition of a measure, as its definition says it.
pub(super) struct Condition<'r> {
    /// What it is about.
    pub about: &'r Characteristic,
    /// By each thing of the source, whether it holds.
    pub holds: Vec<bool>,
    /// The keys of what those things have for which it holds.
    pub keys: BTreeSet<String>,
}

/// A measure with what it counts.
pub(super) struct Counted<'r> {
    /// The figure's id.
    pub id: String,
    /// The source.
    pub source: &'r Source,
    /// The conditions of its base; of a count those of the count.
    pub base: Vec<Condition<'r>>,
    /// The further conditions of a share's numerator; none for a count.
    pub positive: Option<Vec<Condition<'r>>>,
    /// The keys of the characteristics by which there are tables of it, with the keys of their rows.
    pub by: Vec<(String, Vec<String>)>,
}

impl<'r> Counted<'r> {
    /// The conditions of what is counted.
    fn part(&self) -> Vec<&Condition<'r>> {
        self.base.iter().chain(self.positive.iter().flatten()).collect()
    }
}

/// Where the things of a source are counted by a characteristic: the cells of these keys.
fn cells(source: &Source, by: &str, keys: &BTreeSet<String>) -> Vec<NumberAt> {
    let part = |id: &str| vec![NumberAt::Part(id.to_string())];
    let only = keys.iter().next().filter(|_| keys.len() == 1).map_or("", String::as_str);
    let figure = match (source, by, only) {
        (Source::Reviews, "timeliness", "on time") => Some("reviews_held_on_time"),
        (Source::Reviews, "timeliness", "late") => Some("reviews_held_late"),
        (Source::Reviews, "timeliness", "cannot be judged") => Some("reviews_not_judged"),
        (Source::Children, "unaccompanied", "yes") => Some("unaccompanied_children"),
        (Source::Disputes, "kind", "formal") => Some("disputes_raised"),
        (Source::Disputes, "kind", "informal") => Some("informal_challenges"),
        _ => None,
    };
    if let Some(figure) = figure {
        return part(figure);
    }
    let (table, column) = match (source, by) {
        (Source::Children, _) => (format!("children_by_{by}"), "children"),
        (Source::Reviews, "order") => ("reviews_by_order".into(), "reviews"),
        (Source::Reviews, "participation") => ("participation_by_code".into(), "reviews"),
        (Source::Survey(id), _) => (format!("{id}.{by}"), "answers"),
        _ => return Vec::new(),
    };
    keys.iter().map(|key| NumberAt::cell(&table, key, column)).collect()
}

/// Where they are counted by two characteristics, one of them with this key: down and across, and across and down.
fn crossed(source: &Source, by: &str, keys: &BTreeSet<String>, other: (&str, &str)) -> Vec<Vec<NumberAt>> {
    let (second, key) = other;
    match source {
        Source::Children => {
            let (one, two) = (format!("children_by_{by}_and_{second}"), format!("children_by_{second}_and_{by}"));
            vec![
                keys.iter().map(|row| NumberAt::cell(&one, row, key)).collect(),
                keys.iter().map(|column| NumberAt::cell(&two, key, column)).collect(),
            ]
        }
        Source::Survey(id) => {
            let split = format!("{id}.{by}_by_{second}");
            vec![keys.iter().map(|column| NumberAt::cell(&split, key, column)).collect()]
        }
        _ => Vec::new(),
    }
}

/// What a measure cannot be more than: the things for which each of its conditions holds, and what other measures count whose
/// conditions all follow from its own. `for_all` are the questions put on every sheet of a survey, with the column that counts those.
pub(super) fn of_measure(
    counted: &Counted<'_>,
    all: &[Counted<'_>],
    for_all: &[(String, &'static str)],
) -> Vec<NoMore> {
    let mut found = Vec::new();
    let part = NumberAt::Part(counted.id.clone());
    let of_part = counted.part();
    let whole = counted.positive.is_some().then(|| NumberAt::Whole(counted.id.clone()));
    let of_whole: Vec<&Condition<'_>> = counted.base.iter().collect();
    for (number, conditions) in [(Some(&part), &of_part), (whole.as_ref(), &of_whole)] {
        let Some(number) = number else { continue };
        for condition in conditions {
            let than = cells(counted.source, &condition.about.key, &condition.keys);
            if !than.is_empty() {
                found.push(NoMore { these: vec![number.clone()], than, as_many: conditions.len() == 1 });
            }
        }
    }
    let here = |by: &str, key: &str| NumberAt::cell(&format!("{}_by_{by}", counted.id), key, "counted");
    for (by, rows) in &counted.by {
        for condition in of_part.iter().filter(|condition| condition.about.key != *by) {
            for row in rows {
                for than in crossed(counted.source, &condition.about.key, &condition.keys, (by, row)) {
                    let as_many = of_part.len() == 1;
                    found.push(NoMore { these: vec![here(by, row)], than, as_many });
                }
            }
        }
    }
    // What another measure's table shows of those for whom one condition holds, where the other conditions are that measure's.
    for other in all.iter().filter(|other| other.id != counted.id && other.source == counted.source) {
        for (number, conditions) in [(Some(&part), &of_part), (whole.as_ref(), &of_whole)] {
            let Some(number) = number else { continue };
            for (at, condition) in conditions.iter().enumerate() {
                let Some((by, rows)) = other.by.iter().find(|(by, _)| *by == condition.about.key) else { continue };
                let mut rest = conditions.clone();
                rest.remove(at);
                let table = format!("{}_by_{by}", other.id);
                let is_met = |row: &&String| condition.keys.contains(*row);
                let shown = [("counted", other.part()), ("all", Vec::new())];
                for (column, wider) in shown.into_iter().filter(|(_, wider)| follow(&rest, wider)) {
                    let than = rows.iter().filter(is_met).map(|row| NumberAt::cell(&table, row, column)).collect();
                    let as_many = follow(&wider, &rest);
                    found.push(NoMore { these: vec![number.clone()], than, as_many });
                }
            }
        }
    }
    if let Source::Survey(id) = counted.source {
        for (by, rows) in &counted.by {
            // Every sheet of a row stands in the tables of the questions that are put on all of them.
            found.extend(rows.iter().flat_map(|row| {
                let all = NumberAt::cell(&format!("{}_by_{by}", counted.id), row, "all");
                for_all.iter().map(move |(question, column)| NoMore {
                    these: vec![all.clone()],
                    than: vec![NumberAt::cell(&format!("{id}.{question}_by_{by}"), row, column)],
                    as_many: true,
                })
            }));
        }
    }
    for other in all.iter().filter(|other| other.id != counted.id && other.source == counted.source) {
        let wider = [
            (NumberAt::Part(other.id.clone()), other.part()),
            (NumberAt::Whole(other.id.clone()), other.base.iter().collect::<Vec<_>>()),
        ];
        for (at, (number, conditions)) in wider.into_iter().enumerate() {
            if conditions.is_empty() || (at == 1 && other.positive.is_none()) || !follow(&of_part, &conditions) {
                continue;
            }
            found.push(NoMore { these: vec![part.clone()], than: vec![number], as_many: false });
            for (by, rows) in
                counted.by.iter().filter(|(by, _)| at == 0 && other.by.iter().any(|(known, _)| known == by))
            {
                let there = format!("{}_by_{by}", other.id);
                found.extend(rows.iter().map(|row| NoMore {
                    these: vec![here(by, row)],
                    than: vec![NumberAt::cell(&there, row, "counted")],
                    as_many: false,
                }));
            }
        }
    }
    found
}

/// Whether each of the wider conditions holds wherever one of the narrower ones about the same does.
fn follow(narrower: &[&Condition<'_>], wider: &[&Condition<'_>]) -> bool {
    wider.iter().all(|wide| {
        let same = narrower.iter().filter(|narrow| narrow.about.key == wide.about.key);
        same.into_iter().any(|narrow| {
            narrow.holds.len() == wide.holds.len()
                && narrow.holds.iter().zip(&wide.holds).all(|(narrow, wide)| !narrow || *wide)
        })
    })
}
