//! Better than hiding (convention F3): rows that are printed as one, and what to propose where a table loses too much.

use super::published::{Outcome, Published, PublishedTable};
use super::{Edition, HiddenNumber, Rule, Why};
use crate::config::{Categories, Merges, ORDER_FILE, Sensitive, Settings};
use crate::finding::{Finding, Place, Severity, near_names};
use crate::measures::measure::{Cell, Content, Measured, MeasuredRow, MeasuredTable};
use std::collections::{BTreeMap, BTreeSet};

/// Rows of a table that are printed as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    /// The new row's label, which is its key too.
    pub label: String,
    /// The positions of the old ones.
    pub rows: Vec<usize>,
}

/// The groups of rows that the order merges in a table. Totals, and tables with sub-totals, are never merged.
pub(super) fn groups(table: &MeasuredTable, merges: &Merges) -> Vec<Group> {
    let Some(merged) = merges.get(&table.id).filter(|_| can_be_merged(table)) else { return Vec::new() };
    let mut taken: Vec<usize> = Vec::new();
    let mut groups = Vec::new();
    for (label, keys) in merged {
        let is_meant = |row: &MeasuredRow| !row.total && keys.contains(&row.key);
        let rows = table.rows.iter().enumerate().filter(|(at, row)| is_meant(row) && !taken.contains(at));
        let rows: Vec<usize> = rows.map(|(at, _)| at).collect();
        if rows.len() > 1 {
            taken.extend(&rows);
            groups.push(Group { label: label.clone(), rows });
        }
    }
    groups
}

/// Whether rows of a table can be added up: it has no sub-totals, and they add up to its total.
pub(super) fn can_be_merged(table: &MeasuredTable) -> bool {
    table.more_sums.is_empty() && table.adds_down && table.rows.iter().all(|row| row.parent.is_none())
}

/// A table with its rows merged, and for each row its place in the system: new rows come after all old ones.
pub(super) fn merged(table: &MeasuredTable, groups: &[Group]) -> (MeasuredTable, Vec<usize>) {
    let mut rows = Vec::new();
    let mut places = Vec::new();
    for (at, row) in table.rows.iter().enumerate() {
        let Some((number, group)) = groups.iter().enumerate().find(|(_, group)| group.rows.contains(&at)) else {
            rows.push(row.clone());
            places.push(at);
            continue;
        };
        if group.rows.first() == Some(&at) {
            let cells = (0..table.columns.len()).map(|column| together(table, group, column)).collect();
            let (key, label) = (group.label.clone(), group.label.clone());
            rows.push(MeasuredRow { key, label, total: false, parent: None, cells });
            places.push(table.rows.len() + number);
        }
    }
    (MeasuredTable { rows, ..table.clone() }, places)
}

fn together(table: &MeasuredTable, group: &Group, column: usize) -> Cell {
    let cells = group.rows.iter().filter_map(|row| table.rows.get(*row)?.cells.get(column));
    let mut sum = 0;
    for cell in cells {
        match cell {
            Cell::Count(count) => sum += count,
            Cell::Derived => return Cell::Derived,
            _ => return Cell::NotAvailable,
        }
    }
    Cell::Count(sum)
}

/// Tables that lose more than a third of their counts, each with the rows to merge; and what the order asks of tables and rows that are
/// not there.
pub fn findings(measured: &[Measured], published: &Published, settings: &Settings) -> Vec<Finding> {
    let rule = Rule::of(settings, published.edition());
    let tables = || {
        measured.iter().filter_map(|measured| match measured {
            Measured::Table(table) => Some(table),
            Measured::Figure(_) => None,
        })
    };
    let mut findings = not_there(settings, &tables().collect::<Vec<_>>());
    if !rule.hides {
        return findings;
    }
    findings.extend(unprotected(published));
    // In a table of a few answers there is nothing to merge.
    let has_groups = |table: &&MeasuredTable| table.rows.iter().filter(|row| !row.total).count() >= 5;
    for table in tables().filter(|table| table.protected && !settings.merge.contains_key(&table.id)).filter(has_groups)
    {
        let Some(shown) = published.table(&table.id) else { continue };
        // That so few children are in care is no matter of this table.
        let is_tiny = |hidden: &HiddenNumber| hidden.id == table.id && hidden.why == Why::TinyCohort;
        if published.hidden_numbers().iter().any(is_tiny) {
            continue;
        }
        let (hidden, all) = lost(table, shown);
        let is_withheld = shown.missing.is_some() && table.not_available.is_none();
        if hidden * 3 <= all && !is_withheld {
            continue;
        }
        let what = if is_withheld {
            format!("`{}` is left out: nothing of it can be shown without giving small numbers away", table.id)
        } else {
            format!("`{}` loses {hidden} of its {all} numbers to the protection of small ones", table.id)
        };
        let groups = proposal(
            table,
            table.columns.iter().position(|column| column.content == Content::Count).unwrap_or(0),
            &rule,
        );
        let groups = if saves(table, &groups, published.edition(), settings) { groups } else { Vec::new() };
        let fix = if !groups.is_empty() {
            let written: Vec<String> = groups.iter().map(|group| as_written(table, group)).collect();
            format!(
                "print rows together: write `merge: {{{}: {{{}}}}}` under `settings` in the order",
                table.id,
                written.join(", ")
            )
        } else if table.parts_of.is_empty() {
            "say it in words, or leave it: no merge of rows would save the table".to_string()
        } else {
            "take the split out of the order, or split by fewer or larger groups".to_string()
        };
        findings.push(Finding::new(
            Severity::Note,
            "table-mostly-hidden",
            Place::file(ORDER_FILE),
            what,
            "a table with many gaps tells its readers little",
            fix,
        ));
    }
    findings
}

/// Whether a table that is printed so, and protected by itself, shows most of its numbers.
fn saves(table: &MeasuredTable, groups: &[Group], edition: Edition, settings: &Settings) -> bool {
    let key = |row: &usize| table.rows.get(*row).map(|row| row.key.clone());
    let merged = groups.iter().map(|group| (group.label.clone(), group.rows.iter().filter_map(key).collect()));
    let merge = Merges::from([(table.id.clone(), merged.collect())]);
    let settings = Settings { merge, ..settings.clone() };
    let tried = super::protect(&[Measured::Table(table.clone())], edition, &settings);
    tried.table(&table.id).is_some_and(|shown| {
        let (hidden, all) = lost(table, shown);
        shown.missing.is_none() && hidden * 3 <= all
    })
}

/// How many counts of a table are hidden, and how many there are.
fn lost(table: &MeasuredTable, shown: &PublishedTable) -> (usize, usize) {
    let counts = table.columns.iter().enumerate().filter(|(_, column)| column.content == Content::Count);
    let counts: Vec<usize> = counts.map(|(at, _)| at).collect();
    let cells = shown.rows.iter().flat_map(|row| counts.iter().filter_map(|at| row.cells.get(*at)));
    let known: Vec<&Outcome> = cells.filter(|cell| !matches!(cell, Outcome::Missing(_))).collect();
    (known.iter().filter(|cell| ***cell == Outcome::Hidden).count(), known.len())
}

/// Numbers that are hidden and can be worked out all the same.
fn unprotected(published: &Published) -> Vec<Finding> {
    let mut ids: Vec<&str> = published.unprotected().iter().map(|number| number.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    let finding = |id: &str| {
        Finding::new(
            Severity::Warning,
            "cannot-be-protected",
            Place::file(ORDER_FILE),
            format!(
                "a small number of `{id}` is hidden, and can be worked out all the same from what is public already"
            ),
            "numbers that were published before, or that are about no child, are always shown, and together they give it away",
            "decide whether the report may be published so; `iro-report check --hidden` lists what is hidden",
        )
    };
    ids.into_iter().map(finding).collect()
}

/// A group as the order writes it.
fn as_written(table: &MeasuredTable, group: &Group) -> String {
    let rows = group.rows.iter().filter_map(|row| table.rows.get(*row));
    let keys: Vec<String> = rows.map(|row| format!("\"{}\"", row.key)).collect();
    format!("\"{}\": [{}]", group.label, keys.join(", "))
}

/// The rows to merge so that none of them is small: of rows in an order neighbours, else the smallest ones together. None where fewer
/// than two rows would be left.
fn proposal(table: &MeasuredTable, column: usize, rule: &Rule) -> Vec<Group> {
    if !can_be_merged(table) {
        return Vec::new();
    }
    let counted: Vec<(usize, u64)> = table
        .rows
        .iter()
        .enumerate()
        .filter(|(_, row)| !row.total)
        .map(|(at, row)| match row.cells.get(column) {
            Some(Cell::Count(count)) => (at, *count),
            _ => (at, 0),
        })
        .collect();
    let in_order = ["age", "placements"].iter().any(|corner| table.corner.eq_ignore_ascii_case(corner));
    let runs: Vec<Vec<(usize, u64)>> =
        if in_order { neighbours(table, &counted, rule) } else { smallest(&counted, rule) };
    let sum = |run: &Vec<(usize, u64)>| run.iter().map(|(_, count)| count).sum::<u64>();
    let is_saved =
        runs.iter().all(|run| !rule.is_small(sum(run))) && runs.iter().filter(|run| sum(run) > 0).count() > 1;
    if !is_saved {
        return Vec::new();
    }
    let label = |at: usize| table.rows.get(at).map(|row| row.label.clone()).unwrap_or_default();
    let group = |run: &Vec<(usize, u64)>| {
        let rows: Vec<usize> = run.iter().map(|(at, _)| *at).collect();
        let label = match rows.as_slice() {
            [first, .., last] if in_order => format!("{}, up to {}", label(*first), label(*last).to_lowercase()),
            [_, _, ..] => "All others".to_string(),
            _ => return None,
        };
        Some(Group { label, rows })
    };
    runs.iter().filter_map(group).collect()
}

/// Runs of neighbours, each joined with its smaller neighbour while it is small. What is not known stands apart.
fn neighbours(table: &MeasuredTable, counted: &[(usize, u64)], rule: &Rule) -> Vec<Vec<(usize, u64)>> {
    let is_known = |at: usize| table.rows.get(at).is_some_and(|row| row.key != "unknown");
    let (known, unknown): (Vec<_>, Vec<_>) = counted.iter().copied().partition(|(at, _)| is_known(*at));
    let mut runs: Vec<Vec<(usize, u64)>> = known.into_iter().map(|row| vec![row]).collect();
    let sum = |run: &Vec<(usize, u64)>| run.iter().map(|(_, count)| count).sum::<u64>();
    while runs.len() > 1
        && let Some(at) = runs.iter().position(|run| rule.is_small(sum(run)))
    {
        let before = at.checked_sub(1).and_then(|before| Some((sum(runs.get(before)?), before)));
        let after = runs.get(at + 1).map(|run| (sum(run), at));
        let Some((_, first)) = before.into_iter().chain(after).min() else { break };
        let joined = runs.remove(first + 1);
        if let Some(run) = runs.get_mut(first) {
            run.extend(joined);
        }
    }
    runs.extend(unknown.into_iter().map(|row| vec![row]));
    runs
}

/// The small rows together with the next smallest ones, until they are not small.
fn smallest(counted: &[(usize, u64)], rule: &Rule) -> Vec<Vec<(usize, u64)>> {
    let mut by_count: Vec<(usize, u64)> = counted.iter().copied().filter(|(_, count)| *count > 0).collect();
    by_count.sort_by_key(|(at, count)| (*count, *at));
    let (mut sum, mut number) = (0, 0);
    for (_, count) in &by_count {
        if !rule.is_small(*count) && sum >= rule.threshold {
            break;
        }
        sum += count;
        number += 1;
    }
    let mut others = by_count.split_off(number);
    by_count.sort_unstable();
    let mut runs = vec![by_count];
    runs.extend(others.drain(..).map(|row| vec![row]));
    runs
}

/// Tables and rows that the order names and that are not there.
fn not_there(settings: &Settings, tables: &[&MeasuredTable]) -> Vec<Finding> {
    let find = |id: &String| tables.iter().find(|table| table.id == *id);
    let unknown = |name: &str, what: String, near: Vec<String>| {
        Finding::new(
            Severity::Error,
            "merge-unknown",
            Place::file(ORDER_FILE),
            what,
            "nothing would be merged or kept by it, although you believe so",
            "write the id of a table and the keys of its rows; `iro-report figures --json` lists them",
        )
        .near(near_names(name, near.iter().map(String::as_str)))
    };
    let ids = || tables.iter().map(|table| table.id.clone()).collect::<Vec<_>>();
    let mut findings = Vec::new();
    for id in settings.keep.iter().chain(settings.merge.keys()) {
        if find(id).is_none() {
            findings.push(unknown(id, format!("the order names the table `{id}`, which is not known"), ids()));
        }
    }
    for (id, merged) in &settings.merge {
        let Some(table) = find(id).filter(|table| table.not_available.is_none()) else { continue };
        for key in merged.values().flatten() {
            if !table.rows.iter().any(|row| row.key == *key && !row.total) {
                let keys = table.rows.iter().filter(|row| !row.total).map(|row| row.key.clone()).collect();
                findings.push(unknown(key, format!("`{key}` is no row of the table `{id}` that can be merged"), keys));
            }
        }
        if !can_be_merged(table) {
            findings.push(unknown(
                id,
                format!("rows of `{id}` cannot be merged: they do not simply add up"),
                Vec::new(),
            ));
        }
    }
    findings.extend(nothing_sensitive(settings, tables));
    findings
}

/// What the order calls sensitive and no table tells apart.
fn nothing_sensitive(settings: &Settings, tables: &[&MeasuredTable]) -> Vec<Finding> {
    let mut known: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for table in tables {
        let rows = table.rows.iter().filter(|row| !row.total).map(|row| row.key.as_str());
        let columns = table.columns.iter().map(|column| column.key.as_str());
        table.by.down.iter().for_each(|by| known.entry(by).or_default().extend(rows.clone()));
        table.by.across.iter().for_each(|by| known.entry(by).or_default().extend(columns.clone()));
    }
    let usual = Sensitive::default();
    let finding = |name: &str, what: String, near: Vec<&str>| {
        Finding::new(
            Severity::Warning,
            "sensitive-unknown",
            Place::file(ORDER_FILE),
            what,
            "a group that stands in it as a whole would be printed, although you believe otherwise",
            "write the key of a characteristic (`need`), or the id of a question or figure, and `all` or keys of its categories",
        )
        .near(near_names(name, near))
    };
    let mut findings = Vec::new();
    for (by, categories) in &settings.sensitive.0 {
        let Some(keys) = known.get(by.as_str()) else {
            // What is sensitive without being named need not be in every report.
            if usual.0.contains_key(by) {
                continue;
            }
            let what = format!("`sensitive` names `{by}`, by which no table tells anybody apart");
            findings.push(finding(by, what, known.keys().copied().collect()));
            continue;
        };
        let Categories::These(words) = categories else { continue };
        let usual = match usual.0.get(by) {
            Some(Categories::These(words)) => words.as_slice(),
            _ => &[],
        };
        let is_unknown = |word: &&String| !keys.contains(word.as_str()) && !usual.contains(word);
        for word in words.iter().filter(|word| !keys.is_empty() && is_unknown(word)) {
            let what = format!("`sensitive` names `{word}`, which is no category of `{by}`");
            findings.push(finding(word, what, keys.iter().copied().collect()));
        }
    }
    findings
}
