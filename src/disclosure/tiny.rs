//! A council with few children in care (convention F11): of what they are told apart by, at most two groups are shown, or none.

use super::hidden::Why;
use super::redesign::{Group, can_be_merged};
use super::system::System;
use super::{Rule, choose};
use crate::config::{Merges, Settings};
use crate::measures::measure::{Cell, Content, Measured, MeasuredTable, Value};
use std::collections::BTreeSet;

/// By what children are told apart.
const CHARACTERISTICS: [&str; 7] = ["age", "sex", "ethnic_group", "legal_status", "placement", "need", "unaccompanied"];

/// The label of the second group.
const OTHERS: &str = "All others";

/// Whether so few children are in care.
fn is_tiny(measured: &[Measured], settings: &Settings) -> bool {
    measured.iter().any(|measured| match measured {
        Measured::Figure(figure) if figure.id == "children_looked_after" => {
            matches!(figure.value, Value::Count(count) if count < settings.tiny_cohort)
        }
        _ => false,
    })
}

fn is_profile(table: &MeasuredTable, settings: &Settings) -> bool {
    let by = [&table.by.down, &table.by.across];
    let tells_apart = by.into_iter().flatten().any(|by| CHARACTERISTICS.contains(&by.as_str()));
    tells_apart && table.not_available.is_none() && !settings.keep.contains(&table.id)
}

/// The rows that are to be printed as one, with what the order says: of each profile table all but the greatest group, where both groups
/// are large enough.
pub(super) fn merges(measured: &[Measured], settings: &Settings, rule: &Rule) -> Merges {
    let mut merges = settings.merge.clone();
    if !rule.hides || !is_tiny(measured, settings) {
        return merges;
    }
    for measured in measured {
        let Measured::Table(table) = measured else { continue };
        if is_profile(table, settings)
            && !merges.contains_key(&table.id)
            && let Some(others) = all_but_the_greatest(table, settings, rule)
        {
            merges.insert(table.id.clone(), [(OTHERS.to_string(), others)].into());
        }
    }
    merges
}

/// The keys of the rows besides the greatest.
fn all_but_the_greatest(table: &MeasuredTable, settings: &Settings, rule: &Rule) -> Option<Vec<String>> {
    let [column] = count_columns(table)[..] else { return None };
    let rows = table.rows.iter().filter(|row| !row.total);
    let counted: Vec<(u64, &str)> = rows
        .filter_map(|row| match row.cells.get(column) {
            Some(Cell::Count(count)) => Some((*count, row.key.as_str())),
            _ => None,
        })
        .collect();
    let greatest = counted.iter().rev().max_by_key(|(count, _)| count)?;
    let all: u64 = counted.iter().map(|(count, _)| count).sum();
    let others = all - greatest.0;
    let is_large = !rule.is_small(others) && others > 0 && !rule.is_small(greatest.0) && all >= settings.smallest_base;
    let keys: Vec<String> = counted.iter().filter(|row| row.1 != greatest.1).map(|row| row.1.to_string()).collect();
    (is_large && keys.len() > 1 && can_be_merged(table)).then_some(keys)
}

fn count_columns(table: &MeasuredTable) -> Vec<usize> {
    let columns = table.columns.iter().enumerate();
    columns.filter(|(_, column)| column.content == Content::Count).map(|(at, _)| at).collect()
}

/// The ids of the profile tables, which are said in words.
pub(super) fn in_words(measured: &[Measured], settings: &Settings) -> BTreeSet<String> {
    if !is_tiny(measured, settings) {
        return BTreeSet::new();
    }
    let tables = measured.iter().filter_map(|measured| match measured {
        Measured::Table(table) if is_profile(table, settings) => Some(table.id.clone()),
        _ => None,
    });
    tables.collect()
}

/// Leaves out the profile tables that show more than two groups.
pub(super) fn leave_out(system: &mut System<'_>, measured: &[Measured], settings: &Settings) {
    if !is_tiny(measured, settings) {
        return;
    }
    for at in 0..system.tables.len() {
        let table = system.tables[at];
        if is_profile(table, settings) && !shows_two(table, &super::redesign::groups(table, &settings.merge)) {
            choose::withhold_table(system, at, Why::TinyCohort);
        }
    }
}

/// Whether a table shows two groups of one count at most.
fn shows_two(table: &MeasuredTable, groups: &[Group]) -> bool {
    let is_in_group = |at: &usize| groups.iter().any(|group| group.rows.contains(at));
    let alone = (0..table.rows.len()).filter(|at| !table.rows[*at].total && !is_in_group(at)).count();
    count_columns(table).len() == 1 && alone + groups.len() <= 2
}
