//! Measures of the council's own: counts and shares of any source's rows under simple conditions (`data/measures.yaml`).
//!
//! They are measures like the built-in ones: part of the publication set before anything is protected, with records that can be listed.
//! Their ids begin with `custom.`, so that none can ever clash with a built-in id, of this version of the program or a later one.

use super::characteristic::{Characteristic, Has, Reader, Source};
use super::measure::{About, Measured, MeasuredFigure, NoMore, PartsOf, Scope, Unit, Value};
use super::no_more_custom::{self, Counted};
use super::records::{self, Record, Standing, Thing};
use super::split::{Asked, Titled, one_way};
use crate::dataset::custom::{Condition, CustomMeasure};
use crate::dataset::fields::Thousandths;
use crate::finding::{Finding, Severity, near_names};
use crate::period::{in_full, parse_date};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// The id of a measure's figure.
pub fn id_of(measure: &CustomMeasure) -> String {
    format!("custom.{}", measure.id)
}

/// The reason under which records are counted that say nothing about what is counted; they stay in the base.
const NOT_RECORDED: &str = "not recorded (counted in the base)";

/// The reason under which rows are counted whose day cannot be read.
const WITHOUT_A_DAY: &str = "rows without the day that places them in time";

/// The figures, which join `measures`, and their tables; a finding for each fault of the file.
pub fn measures<'a>(
    scope: &'a Scope<'a>,
    reader: &Reader<'a>,
    measures: &mut Vec<Measured>,
) -> (Vec<Asked>, Vec<Finding>) {
    let mut tables = Vec::new();
    let mut findings = Vec::new();
    let mut ids: BTreeSet<String> = BTreeSet::new();
    let mut figures: Vec<(MeasuredFigure, Resolved<'_>)> = Vec::new();
    for measure in &scope.dataset.custom {
        let resolved = match Resolved::of(scope, reader, measure) {
            Ok((resolved, found)) => {
                findings.extend(found);
                resolved
            }
            Err(found) => {
                findings.extend(found);
                continue;
            }
        };
        let split_ids = resolved.by.iter().map(|by| format!("{}_by_{}", id_of(measure), by.key));
        let clash = std::iter::once(id_of(measure)).chain(split_ids).find(|id| !ids.insert(id.clone()));
        if let Some(clash) = clash {
            findings.push(resolved.fault(
                &measure.id,
                format!("there are two figures or tables of the id `{clash}`"),
                "give the measure another id: `X_by_Y` is the table of `X` by the column `y`",
            ));
            continue;
        }
        let (figure, records) = counted(scope, reader, &resolved);
        for by in &resolved.by {
            tables.push(table(scope, reader, &resolved, &figure, records.as_deref(), by));
        }
        figures.push((figure, resolved));
    }
    let counted: Vec<Counted<'_>> =
        figures.iter().filter_map(|(figure, resolved)| conditions(scope, reader, figure, resolved, &tables)).collect();
    let for_all = |measure: &Counted<'_>| match measure.source {
        Source::Survey(id) => {
            let survey = scope.dataset.surveys.iter().find(|survey| survey.id == *id);
            survey.map(super::no_more::for_all).unwrap_or_default()
        }
        _ => Vec::new(),
    };
    let no_more: Vec<(String, Vec<NoMore>)> = counted
        .iter()
        .map(|measure| (measure.id.clone(), no_more_custom::of_measure(measure, &counted, &for_all(measure))))
        .collect();
    drop(counted);
    for (mut figure, _) in figures {
        figure.no_more =
            no_more.iter().find(|(id, _)| *id == figure.id).map(|(_, all)| all.clone()).unwrap_or_default();
        measures.push(Measured::Figure(figure));
    }
    (tables, findings)
}

/// A measure with its conditions, each tested on everything that it could count; none for what is placed in time by a day of its own or
/// cannot be counted.
fn conditions<'r, 'a>(
    scope: &'a Scope<'_>,
    reader: &Reader<'a>,
    figure: &MeasuredFigure,
    resolved: &'r Resolved<'_>,
    tables: &[Asked],
) -> Option<Counted<'r>> {
    if resolved.dated_by.is_some() || resolved.not_available.is_some() {
        return None;
    }
    let things = things(scope, &resolved.source).ok()?;
    let condition = |test: &'r Test| {
        let mut keys = BTreeSet::new();
        let mut holds = Vec::with_capacity(things.len());
        for thing in &things {
            let has = reader.has(thing, &test.characteristic);
            let is_met = test.holds(&has);
            if is_met && has.keys.is_empty() {
                keys.insert(test.characteristic.unknown.0.to_string());
            } else if is_met {
                // Of several answers those that meet it by themselves.
                let several = has.keys.len() > 1;
                let meets = |key: &String| !several || test.holds(&Has { keys: vec![key.clone()], ..Has::default() });
                keys.extend(has.keys.iter().filter(|key| meets(key)).cloned());
            }
            holds.push(is_met);
        }
        no_more_custom::Condition { about: &test.characteristic, holds, keys }
    };
    let by = resolved.by.iter().map(|by| {
        let table = tables.iter().find(|asked| asked.table.id == format!("{}_by_{}", figure.id, by.key));
        let rows = table.into_iter().flat_map(|asked| &asked.table.rows).filter(|row| !row.total);
        (by.key.clone(), rows.map(|row| row.key.clone()).collect())
    });
    Some(Counted {
        id: figure.id.clone(),
        source: &resolved.source,
        base: resolved.only_if.iter().map(condition).collect(),
        positive: resolved.positive.as_ref().map(|tests| tests.iter().map(condition).collect()),
        by: by.collect(),
    })
}

/// The records of a custom figure, by its id.
pub fn records<'a>(scope: &'a Scope<'_>, id: &str) -> Option<Vec<Record<'a>>> {
    let measure = scope.dataset.custom.iter().find(|measure| id_of(measure) == id)?;
    let reader = Reader::new(scope);
    let (resolved, _) = Resolved::of(scope, &reader, measure).ok()?;
    standing(scope, &reader, &resolved).ok()
}

/// The source that a custom figure counts.
pub fn source(scope: &Scope<'_>, id: &str) -> Option<Source> {
    let measure = scope.dataset.custom.iter().find(|measure| id_of(measure) == id)?;
    Source::named(&measure.of)
}

/// A measure whose columns and values are known to be there.
struct Resolved<'m> {
    measure: &'m CustomMeasure,
    source: Source,
    only_if: Vec<Test>,
    positive: Option<Vec<Test>>,
    by: Vec<Characteristic>,
    dated_by: Option<Characteristic>,
    protected: bool,
    /// Why it cannot be counted, where a column stands in a table that was not given.
    not_available: Option<String>,
}

/// A condition with its column found and its numbers and days read.
struct Test {
    characteristic: Characteristic,
    condition: Condition,
    at_least: Option<Thousandths>,
    at_most: Option<Thousandths>,
    before: Option<Date>,
    from: Option<Date>,
}

/// The form in which words are compared: case and spaces do not count.
fn same(word: &str) -> String {
    word.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

impl Test {
    fn holds(&self, has: &Has) -> bool {
        let is_one_of = |words: &Vec<String>| {
            words.iter().any(|word| {
                let wanted = same(word);
                has.keys.iter().chain(&has.also).any(|word| same(word) == wanted)
                    || has.number.is_some_and(|number| Thousandths::parse(word) == Some(number))
                    || has.day.is_some_and(|day| parse_date(word) == Some(day))
            })
        };
        let is_blank = has.keys.is_empty() && has.number.is_none() && has.day.is_none();
        self.condition.is.as_ref().is_none_or(is_one_of)
            && !self.condition.not.as_ref().is_some_and(is_one_of)
            && self.at_least.is_none_or(|least| has.number.is_some_and(|number| number >= least))
            && self.at_most.is_none_or(|most| has.number.is_some_and(|number| number <= most))
            && self.before.is_none_or(|limit| has.day.is_some_and(|day| day < limit))
            && self.from.is_none_or(|first| has.day.is_some_and(|day| day >= first))
            && self.condition.blank.is_none_or(|blank| is_blank == blank)
    }

    /// The condition in words.
    fn words(&self) -> String {
        let list =
            |words: &Vec<String>| words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(" or ");
        let condition = &self.condition;
        let day = |day: Date| in_full(day);
        let tests = [
            condition.is.as_ref().map(|words| format!("is {}", list(words))),
            condition.not.as_ref().map(|words| format!("is not {}", list(words))),
            condition.at_least.as_ref().map(|least| format!("is at least {least}")),
            condition.at_most.as_ref().map(|most| format!("is at most {most}")),
            self.before.map(|limit| format!("is before {}", day(limit))),
            self.from.map(|first| format!("is {} or later", day(first))),
            condition.blank.map(|blank| if blank { "is blank".to_string() } else { "is filled in".to_string() }),
        ];
        let said: Vec<String> = tests.into_iter().flatten().collect();
        format!("{} {}", crate::text::clean(&self.characteristic.label).to_lowercase(), said.join(" and "))
    }
}

impl<'m> Resolved<'m> {
    /// Finds the columns and values that a measure names. Doubts come with it.
    fn of<'a>(
        scope: &'a Scope<'a>,
        reader: &Reader<'a>,
        measure: &'m CustomMeasure,
    ) -> Result<(Resolved<'m>, Vec<Finding>), Vec<Finding>> {
        let entry = &measure.entry;
        let error = |code: &'static str, word: &str, what: String, fix: String| {
            let why = "the measure cannot be counted, so the report would be without a figure that was asked for";
            entry.finding(code, Severity::Error, word, [what, why.into(), fix])
        };
        let Some(source) = Source::named(&measure.of) else {
            let names = Source::names(scope);
            let fix = format!("write one of {}", names.join(", "));
            let what = format!("`{}` names no source whose rows can be counted", measure.of);
            let near = near_names(&measure.of, names.iter().map(String::as_str));
            return Err(vec![error("measure-fault", &measure.of, what, fix).near(near)]);
        };
        let mut findings = Vec::new();
        let all = reader.characteristics(&source);
        let things = things(scope, &source).unwrap_or_default();
        let without_table = reader.without_table(&source);
        if let (Source::Own(_), Some(why)) = (&source, &without_table) {
            let names = Source::names(scope);
            let near = near_names(&measure.of, names.iter().map(String::as_str));
            let said = [
                why.clone(),
                "the measure is printed as not available".into(),
                "put the table into data/own, or correct its name".into(),
            ];
            findings.push(entry.finding("own-table-missing", Severity::Warning, &measure.of, said).near(near));
        }
        let is_asked_of_it = std::cell::Cell::new(false);
        let find = |name: &str, findings: &mut Vec<Finding>| {
            let wanted = crate::sources::table::heading_key(name);
            let found = all.iter().find(|known| {
                [&known.key, &known.label].iter().any(|known| crate::sources::table::heading_key(known) == wanted)
            });
            if found.is_none() && without_table.is_some() {
                is_asked_of_it.set(true);
                return Some(Characteristic::not_given(name));
            }
            // Without any row of the source nothing can be said about its columns.
            if found.is_none() && !all.is_empty() {
                let keys: Vec<&str> = all.iter().map(|known| known.key.as_str()).collect();
                findings.push(
                    error(
                        "unknown-column",
                        name,
                        format!("`{}` have nothing called `{name}` by which they could be told apart", measure.of),
                        format!("write one of {}", keys.join(", ")),
                    )
                    .near(near_names(name, keys.iter().copied())),
                );
            }
            found.cloned()
        };
        let test = |condition: &Condition, findings: &mut Vec<Finding>| {
            let characteristic = find(&condition.column, findings)?;
            if without_table.is_none() {
                findings.extend(unseen(reader, &characteristic, condition, &things, measure));
            }
            let number = |word: &Option<String>, findings: &mut Vec<Finding>| {
                let word = word.as_ref()?;
                let number = Thousandths::parse(word);
                if number.is_none() {
                    let fix = "write a number such as 3 or 0.5".to_string();
                    findings.push(error("measure-fault", word, format!("`{word}` is not a number"), fix));
                }
                number
            };
            let day = |word: &Option<String>, findings: &mut Vec<Finding>| {
                let word = word.as_ref()?;
                let day = match same(word).as_str() {
                    "start" => Some(scope.period.from),
                    "end" => Some(scope.period.to),
                    _ => parse_date(word),
                };
                if day.is_none() {
                    let fix = "write a day such as 2026-03-31, or `start` or `end` for the period's first or last day";
                    findings.push(error("measure-fault", word, format!("`{word}` is not a day"), fix.to_string()));
                }
                day
            };
            Some(Test {
                at_least: number(&condition.at_least, findings),
                at_most: number(&condition.at_most, findings),
                before: day(&condition.before, findings),
                from: day(&condition.from, findings),
                characteristic,
                condition: condition.clone(),
            })
        };
        let only_if = measure.only_if.iter().filter_map(|condition| test(condition, &mut findings)).collect();
        let positive: Option<Vec<Test>> = measure
            .positive
            .as_ref()
            .map(|conditions| conditions.iter().filter_map(|condition| test(condition, &mut findings)).collect());
        if measure.positive.as_ref().is_some_and(Vec::is_empty) {
            let fix = "write what counts as positive, or take the key out for a plain count".to_string();
            findings.push(error("measure-fault", "positive", "`positive` holds no condition".into(), fix));
        }
        let mut by = Vec::new();
        for name in &measure.by {
            let Some(mut found) = find(name, &mut findings) else { continue };
            match found.no_table {
                Some(why) => findings.push(error(
                    "split-not-possible",
                    name,
                    format!("no table can be made by `{name}`: {why}"),
                    "split by a column of groups, such as a team or an area".into(),
                )),
                None => {
                    found.listed = measure.rows.get(name).cloned().unwrap_or_default();
                    by.push(found);
                }
            }
        }
        for column in measure.rows.keys().filter(|column| !measure.by.contains(column)) {
            let what = format!("`rows` lists the rows of `{column}`, by which there is no table");
            findings.push(error("measure-fault", column, what, "write the column under `by` too".into()));
        }
        let dated_by = measure.dated_by.as_ref().and_then(|name| {
            if !matches!(source, Source::Own(_) | Source::Survey(_)) {
                findings.push(error(
                    "measure-fault",
                    "dated_by",
                    format!("`dated_by` has no meaning for `{}`, which are placed in the period already", measure.of),
                    "take the line out".into(),
                ));
                return None;
            }
            find(name, &mut findings)
        });
        if measure.protected == Some(false) && source.is_protected() {
            findings.push(error(
                "measure-fault",
                "protected",
                format!("`{}` are about children, so small numbers of them are always hidden", measure.of),
                "take `protected: no` out; it is for tables that are about no person".into(),
            ));
        }
        if findings.iter().any(|finding| finding.severity == Severity::Error) {
            return Err(findings);
        }
        let protected = source.is_protected() || measure.protected != Some(false);
        let not_available = without_table.filter(|_| is_asked_of_it.get());
        Ok((Resolved { measure, source, only_if, positive, by, dated_by, protected, not_available }, findings))
    }

    fn fault(&self, word: &str, what: String, fix: &str) -> Finding {
        let why = "the measure cannot be counted, so the report would be without a figure that was asked for";
        self.measure.entry.finding("id-clash", Severity::Error, word, [what, why.into(), fix.into()])
    }

    /// The measure in a sentence.
    fn definition(&self) -> String {
        if let Some(said) = &self.measure.definition {
            return crate::text::clean(said.trim()).into_owned();
        }
        let things = match &self.source {
            Source::Children => "Children in care on the last day of the period".to_string(),
            Source::ChildrenDuringPeriod => "Children in care at any time in the period".into(),
            Source::Reviews => "Reviews held in the period".into(),
            Source::Episodes => "Episodes that lasted on at least one day of the period".into(),
            Source::Disputes => "Disputes and challenges raised in the period".into(),
            Source::Officers => "Officers in post on the last day of the period".into(),
            Source::Allocations => "Allocations of an officer to a child that lasted in the period".into(),
            Source::Survey(id) => format!("Answer sheets of {id}"),
            Source::Own(name) => format!("Rows of the council's table {name}"),
        };
        let all = |tests: &[Test]| tests.iter().map(Test::words).collect::<Vec<_>>().join(" and ");
        let base = if self.only_if.is_empty() { things } else { format!("{things} whose {}", all(&self.only_if)) };
        match &self.positive {
            Some(positive) => format!("{base}: the share of those whose {}.", all(positive)),
            None => format!("{base}."),
        }
    }
}

/// Values that can never be met, or that no row has.
fn unseen<'a>(
    reader: &Reader<'a>,
    characteristic: &Characteristic,
    condition: &Condition,
    things: &[Thing<'a>],
    measure: &CustomMeasure,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let known = reader.known_words(characteristic);
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let (mut any_number, mut any_day) = (false, false);
    for thing in things {
        let has = reader.has(thing, characteristic);
        seen.extend(has.keys.into_iter().chain(has.also));
        any_number |= has.number.is_some();
        any_day |= has.day.is_some();
    }
    // Each word once, whatever the row order, in the spelling that comes first by letter.
    let seen: BTreeMap<String, String> = seen.into_iter().rev().map(|word| (same(&word), word)).collect();
    let words = condition.is.iter().chain(&condition.not).flatten();
    for word in words.filter(|word| Thousandths::parse(word).is_none() && parse_date(word).is_none()) {
        let is_word = |known: &String| same(known) == same(word);
        let finding = match &known {
            Some(known) if !known.iter().any(is_word) => {
                let near = near_names(word, known.iter().map(String::as_str));
                let what = format!("`{}` never has the value `{word}`", characteristic.key);
                let why = "the measure cannot be counted, so the report would be without a figure that was asked for";
                let groups = characteristic.groups.iter().flatten().map(|(key, _)| key.as_str()).collect::<Vec<_>>();
                let fix = format!("write one of {}, or a code of the return", groups.join(", "));
                measure.entry.finding("value-never-seen", Severity::Error, word, [what, why.into(), fix]).near(near)
            }
            None if !things.is_empty() && !seen.contains_key(&same(word)) => {
                let near = near_names(word, seen.values().map(String::as_str));
                let what = format!("no row of `{}` has the value `{word}` in `{}`", measure.of, characteristic.key);
                let why = "the condition is met by nothing, which may be true or a slip of the pen";
                let fix = "compare the spelling with the file; if there really is none yet, accept the warning";
                measure
                    .entry
                    .finding("value-never-seen", Severity::Warning, word, [what, why.into(), fix.into()])
                    .near(near)
            }
            _ => continue,
        };
        findings.push(finding);
    }
    let asks_number = condition.at_least.is_some() || condition.at_most.is_some();
    let asks_day = condition.before.is_some() || condition.from.is_some();
    for (asks, any, what) in [(asks_number, any_number, "number"), (asks_day, any_day, "day")] {
        if asks && !any && !things.is_empty() {
            let said = format!("no row of `{}` has a {what} in `{}`", measure.of, characteristic.key);
            let why = "the condition is met by nothing";
            let fix = format!("name a column that holds a {what} in each row");
            let word = &characteristic.key;
            findings.push(measure.entry.finding("value-never-seen", Severity::Warning, word, [said, why.into(), fix]));
        }
    }
    findings
}

/// Everything of a source that is there to be counted; the reason where there is nothing.
fn things<'a>(scope: &'a Scope<'_>, source: &Source) -> Result<Vec<Thing<'a>>, String> {
    let dataset = scope.dataset;
    let of_return = |is_there: bool, table: &str| {
        if is_there { Ok(()) } else { Err(format!("the year's {table} table was not given")) }
    };
    Ok(match source {
        Source::Children => {
            of_return(dataset.has_episodes_for(scope.period), "Episodes")?;
            records::children(scope).collect()
        }
        Source::ChildrenDuringPeriod => {
            of_return(dataset.has_episodes_for(scope.period), "Episodes")?;
            records::children_during(scope).collect()
        }
        Source::Episodes => {
            of_return(dataset.has_episodes_for(scope.period), "Episodes")?;
            records::episodes(scope).collect()
        }
        Source::Reviews => {
            of_return(dataset.has_reviews_for(scope.period), "Reviews")?;
            records::reviews(scope).collect()
        }
        Source::Disputes => {
            let log = dataset.disputes.as_ref().ok_or("the log of disputes was not given")?;
            let raised = log.disputes.iter().filter(|dispute| scope.period.contains(dispute.raised_on));
            raised.map(Thing::Dispute).collect()
        }
        Source::Officers => {
            dataset.officers.as_ref().ok_or("the list of officers was not given")?;
            records::officers_in_post(scope).map(Thing::Officer).collect()
        }
        Source::Allocations => {
            let allocations = dataset.allocations.as_ref().ok_or("the list of allocations was not given")?;
            let table = dataset.rows.get("allocations").ok_or("the list of allocations was not given")?;
            let (from, to) = (scope.period.from, scope.period.to);
            let lasting: BTreeSet<Option<u64>> = allocations
                .iter()
                .filter(|allocation| allocation.from <= to && allocation.to.is_none_or(|end| end >= from))
                .map(|allocation| allocation.at.row)
                .collect();
            table.rows().filter(|row| lasting.contains(&Some(row.row))).map(|row| Thing::Row(table, row)).collect()
        }
        Source::Survey(id) => {
            let survey = dataset.surveys.iter().find(|survey| survey.id == *id);
            let survey = survey.ok_or_else(|| format!("the answers of {id} were not given"))?;
            (0..survey.sheets).map(|sheet| Thing::Sheet(survey, sheet)).collect()
        }
        Source::Own(name) => {
            let table = dataset.rows.get(&format!("own.{name}"));
            let table = table.ok_or_else(|| format!("the table data/own/{name} was not given"))?;
            table.rows().map(|row| Thing::Row(table, row)).collect()
        }
    })
}

/// What each thing of the source is to the measure.
fn standing<'a>(scope: &'a Scope<'_>, reader: &Reader<'a>, resolved: &Resolved<'_>) -> Result<Vec<Record<'a>>, String> {
    let all_hold = |tests: &[Test], thing: &Thing<'a>| {
        tests.iter().all(|test| test.holds(&reader.has(thing, &test.characteristic)))
    };
    if let Some(why) = &resolved.not_available {
        return Err(why.clone());
    }
    let mut records = Vec::new();
    for thing in things(scope, &resolved.source)? {
        if let Some(dated_by) = &resolved.dated_by {
            match reader.has(&thing, dated_by).day {
                Some(day) if scope.period.contains(day) => {}
                Some(_) => continue,
                None => {
                    let thing = Thing::Unread(thing.place(scope.dataset));
                    records.push(Record { thing, standing: Standing::LeftOut(WITHOUT_A_DAY) });
                    continue;
                }
            }
        }
        let standing = match &resolved.positive {
            _ if !all_hold(&resolved.only_if, &thing) => Standing::Outside,
            Some(positive) if !all_hold(positive, &thing) => Standing::Rest,
            _ => Standing::Counted,
        };
        records.push(Record { thing, standing });
    }
    Ok(records)
}

/// The figure with its records.
fn counted<'a>(
    scope: &'a Scope<'_>,
    reader: &Reader<'a>,
    resolved: &Resolved<'_>,
) -> (MeasuredFigure, Option<Vec<Record<'a>>>) {
    let measure = resolved.measure;
    let about = About {
        id: "",
        label: "",
        definition: "",
        source: "",
        when: resolved.source.when(),
        protected: resolved.protected,
    };
    let label = crate::text::clean(&scope.words(&measure.label)).into_owned();
    let rule = measure.rule.as_deref().unwrap_or("A measure of the council's own (data/measures.yaml)");
    let unit = if resolved.positive.is_some() { Unit::Percent } else { Unit::Count };
    let named = |figure: MeasuredFigure| MeasuredFigure {
        id: id_of(measure),
        short_label: label.clone(),
        label: label.clone(),
        definition: resolved.definition(),
        source: crate::text::clean(rule).into_owned(),
        ..figure
    };
    let records = match standing(scope, reader, resolved) {
        Ok(records) => records,
        Err(why) => return (named(scope.not_available(&about, unit, &why)), None),
    };
    let count = |standing: Standing| records.iter().filter(|record| record.standing == standing).count() as u64;
    let numerator = count(Standing::Counted);
    let value = match resolved.positive {
        Some(_) => Value::Share { numerator, denominator: numerator + count(Standing::Rest) },
        None => Value::Count(numerator),
    };
    let mut figure = named(scope.figure(&about, unit, value));
    let without_day = count(Standing::LeftOut(WITHOUT_A_DAY));
    if without_day > 0 {
        figure.left_out.insert(WITHOUT_A_DAY.into(), without_day);
    }
    if let Some(positive) = &resolved.positive {
        let says_nothing = |record: &&Record<'a>| {
            record.standing == Standing::Rest
                && positive.iter().any(|test| {
                    let has = reader.has(&record.thing, &test.characteristic);
                    test.condition.blank.is_none() && has.keys.is_empty() && has.number.is_none() && has.day.is_none()
                })
        };
        let not_recorded = records.iter().filter(says_nothing).count() as u64;
        if not_recorded > 0 {
            figure.left_out.insert(NOT_RECORDED.into(), not_recorded);
        }
    }
    let outside = count(Standing::Outside);
    figure.rest = (outside > 0).then_some(outside);
    (figure, Some(records))
}

/// The figure that says how many things of a source there are in all.
fn whole(source: &Source) -> Option<String> {
    Some(match source {
        Source::Children => "children_looked_after".into(),
        Source::ChildrenDuringPeriod => "children_looked_after_during_period".into(),
        Source::Reviews => "reviews_held".into(),
        Source::Officers => "officers_headcount".into(),
        Source::Survey(id) => super::audits::sheets_id(id),
        _ => return None,
    })
}

fn table<'a>(
    scope: &Scope<'_>,
    reader: &Reader<'a>,
    resolved: &Resolved<'_>,
    figure: &MeasuredFigure,
    records: Option<&[Record<'a>]>,
    by: &Characteristic,
) -> Asked {
    let counted =
        resolved.measure.counted.as_ref().map(|counted| crate::text::clean(&scope.words(counted)).into_owned());
    let titled = Titled {
        id: format!("{}_by_{}", figure.id, by.key),
        title: format!("{}, by {}", figure.label, crate::text::clean(&by.label).to_lowercase()),
        noun: resolved.source.noun(),
        counted: counted
            .clone()
            .unwrap_or_else(|| if resolved.positive.is_some() { "Positive" } else { "Counted" }.into()),
        alone: counted,
    };
    let of = (resolved.source.clone(), by.key.clone());
    match (records, &figure.value) {
        (Some(records), _) => {
            let mut table = one_way(reader, figure, records, by, &titled);
            let all = table.columns.iter().any(|column| column.key == "all").then(|| "all".to_string());
            // A table by day shows a part of the source only, so its whole is no figure.
            if let Some(whole) = whole(&resolved.source).filter(|_| all.is_some() && resolved.dated_by.is_none()) {
                table.parts_of.push(PartsOf { figure: whole, columns: vec!["all".into()] });
            }
            let all = all.filter(|_| resolved.dated_by.is_none());
            Asked { table, of, all, outside: None }
        }
        (None, value) => {
            let why = if let Value::NotAvailable(why) = value { why.as_str() } else { "there is nothing to count" };
            let about =
                About { id: "", label: "", definition: "", source: "", when: figure.when, protected: figure.protected };
            let mut table = scope.no_table(&about, why);
            table.id = titled.id;
            table.title = titled.title;
            table.definition = figure.definition.clone();
            table.source = figure.source.clone();
            Asked { table, of, all: None, outside: None }
        }
    }
}

/// A table of a custom figure by a further characteristic, for `publish:`.
pub fn split<'a>(
    scope: &'a Scope<'a>,
    reader: &Reader<'a>,
    figure: &MeasuredFigure,
    by: &Characteristic,
) -> Option<Asked> {
    let measure = scope.dataset.custom.iter().find(|measure| id_of(measure) == figure.id)?;
    let (resolved, _) = Resolved::of(scope, reader, measure).ok()?;
    let records = standing(scope, reader, &resolved).ok();
    Some(table(scope, reader, &resolved, figure, records.as_deref(), by))
}
