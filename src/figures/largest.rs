//! Whether the largest row of those shown is the largest of all, although others are hidden.
//!
//! A hidden row need not be small: it may be hidden so that another does not follow. To name a smaller one as the largest would be
//! untrue, and to name the right one says of every hidden number that it is no greater. So a row is named only where readers can work
//! out from the numbers shown that it is the largest.

use crate::disclosure::{Number, Outcome, PublishedRow, PublishedTable};

/// Whether a row with this count may be called the largest of its table.
pub fn is_sure(table: &PublishedTable, column: usize, count: u64) -> bool {
    let rows = || table.rows.iter().filter(|row| !row.total);
    let hidden: Vec<&PublishedRow> = rows().filter(|row| row.cells.get(column) == Some(&Outcome::Hidden)).collect();
    if hidden.is_empty() {
        return true;
    }
    let shown = |row: &PublishedRow| match row.cells.get(column) {
        Some(Outcome::Shown(Number::Count(count))) => Some(*count),
        _ => None,
    };
    let total = table.rows.iter().find(|row| row.total).filter(|_| table.adds_down).and_then(shown);
    // Rows under a sub-total are in it already.
    let is_flat = hidden.iter().all(|row| row.parent.is_none());
    let rest = total
        .filter(|_| is_flat)
        .and_then(|total| total.checked_sub(rows().filter(|row| row.parent.is_none()).filter_map(shown).sum()));
    rest.is_some_and(|rest| count > rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Settings;
    use crate::disclosure::{Edition, protect};
    use crate::measures::measure::{
        Cell, Measured, MeasuredRow, MeasuredTable, SameAs, count_column, percent_of_total,
    };

    fn split(id: &str, counts: &[u64]) -> MeasuredTable {
        let row = |key: String, count: u64| MeasuredRow {
            total: key == "total",
            label: key.clone(),
            key,
            parent: None,
            cells: vec![Cell::Count(count), Cell::Derived],
        };
        let rows = counts.iter().enumerate().map(|(at, count)| row(format!("a{at}"), *count));
        MeasuredTable {
            id: id.into(),
            columns: vec![count_column("children", "Children"), percent_of_total(0)],
            rows: rows.chain([row("total".into(), counts.iter().sum())]).collect(),
            ..MeasuredTable::default()
        }
    }

    /// Whether the largest row shown of the first table may be called the largest.
    fn sure(tables: Vec<MeasuredTable>, largest: u64) -> bool {
        let measured: Vec<Measured> = tables.into_iter().map(Measured::Table).collect();
        let published = protect(&measured, Edition::Public, &Settings::default());
        is_sure(published.table("t").unwrap(), 0, largest)
    }

    #[test]
    fn a_hidden_row_may_be_larger_than_those_shown() {
        // Nothing hidden; 3 and 6 hidden of 59, which leaves 9 for both: 30 is the largest.
        assert!(sure(vec![split("t", &[30, 14, 7])], 30));
        assert!(sure(vec![split("t", &[30, 20, 6, 3])], 30));
        // The other table hides 30, since 32 less 30 is 2; of the 42 left for 30 and 12 more than 14 may be one's.
        let mut linked = split("u", &[30, 2]);
        linked.same_as.push(SameAs::Cell {
            cell: ("a0".into(), "children".into()),
            table: "t".into(),
            rows: vec!["a0".into()],
            other: "children".into(),
        });
        assert!(!sure(vec![split("t", &[30, 14, 12]), linked], 14));
    }
}
