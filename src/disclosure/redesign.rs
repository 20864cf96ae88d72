//! Better than hiding (convention F3): rows that are printed as one, and what to propose where a table loses too much.

use super::published::{Outcome, Published};
use super::{HiddenNumber, Rule, Why};
use crate::config::{Merges, ORDER_FILE, Settings};
use crate::finding::{Finding, Place, Severity, near_names};
use crate::measures::measure::{Cell, Content, Measured, MeasuredRow, MeasuredTable};

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
fn can_be_merged(table: &MeasuredTable) -> bool {
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
        let counts = table.columns.iter().enumerate().filter(|(_, column)| column.content == Content::Count);
        let counts: Vec<usize> = counts.map(|(at, _)| at).collect();
        let cells = shown.rows.iter().flat_map(|row| counts.iter().filter_map(|at| row.cells.get(*at)));
        let (mut all, mut hidden) = (0, 0);
        for cell in cells {
            all += usize::from(!matches!(cell, Outcome::Missing(_)));
            hidden += usize::from(*cell == Outcome::Hidden);
        }
        let is_withheld = shown.missing.is_some() && table.not_available.is_none();
        if hidden * 3 <= all && !is_withheld {
            continue;
        }
        let what = if is_withheld {
            format!("`{}` is left out: nothing of it can be shown without giving small numbers away", table.id)
        } else {
            format!("`{}` loses {hidden} of its {all} numbers to the protection of small ones", table.id)
        };
        let groups = proposal(table, counts.first().copied().unwrap_or(0), &rule);
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
    findings
}
