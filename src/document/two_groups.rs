//! A table of two groups that is said in a sentence: it would be a table of little, or of nothing but markers (conventions F6, F11).

use crate::disclosure::{Number, Outcome, PublishedTable};
use crate::figures::display;

/// The sentence; none where the table is printed as one.
pub fn sentence(table: &PublishedTable) -> Option<String> {
    let column = table.count_column().filter(|_| table.in_words && table.missing.is_none())?;
    let share = table.columns.iter().position(|column| column.is_percent);
    let mut said = Vec::new();
    for row in table.rows.iter().filter(|row| !row.total) {
        match row.cells.get(column)? {
            Outcome::Shown(Number::Count(0)) => {}
            Outcome::Hidden | Outcome::Unreliable | Outcome::Missing(_) => {
                return Some(format!(
                    "{}: it tells two groups apart, and one of them is too small to be shown.",
                    table.title
                ));
            }
            shown @ Outcome::Shown(_) => {
                let print = |at: usize, outcome: &Outcome| {
                    Some(display::cell(outcome, table.columns.get(at)?, display::column_precision(table, at)).text)
                };
                let count = print(column, shown)?;
                let percent = share.and_then(|at| print(at, row.cells.get(at)?)).filter(|text| !text.starts_with('['));
                let percent = percent.map_or(String::new(), |percent| format!(" ({percent})"));
                said.push(format!("{} {count}{percent}", row.label));
            }
        }
    }
    (!said.is_empty()).then(|| format!("{}: {}.", table.title, said.join(", ")))
}
