//! Claims about how dates are written.

use super::check::Evidence;
use crate::dataset::sane_days;
use crate::dataset::written::{self, WrittenDay};
use crate::finding::{Finding, Severity};
use crate::period::{add_months, in_full, parse_date};
use crate::sources::Sources;
use crate::sources::table::RawTable;

/// How many cells of a column must be dates only with the month first before the column is taken to be written so: fewer are slips.
const AT_LEAST: usize = 5;

/// Ensure no column of any table is written with the month first. Half of such dates are read without complaint as other days, so
/// the figures would be wrong, not only fewer.
pub fn day_first(sources: &Sources) -> Vec<Finding> {
    let tables = sources.returns.iter().map(|table| &table.table).chain(sources.tables.values());
    // Looking through the text as a whole spares looking at every cell of the tables, mostly all, that have no such date.
    let tables = tables.filter(|table| holds_day_second(table.text()));
    tables.flat_map(|table| (0..table.headings.len()).filter_map(|column| month_first(table, column))).collect()
}

/// Days of the service's own files on which something was done: such a day cannot lie ahead.
const DONE_ON: [(&str, &[&str]); 3] = [
    ("reviews", &["held_on", "record_completed_on"]),
    ("disputes", &["raised_on", "resolved_on"]),
    ("allocations", &["from"]),
];

/// Before this year no log was kept: what a spreadsheet makes of a blank cell or a small number is 1900 or soon after.
const FIRST_YEAR: i16 = 1990;

/// Ensure that what the service's logs say was done lies neither in the future nor decades ago.
pub fn days_of_logs(evidence: &Evidence<'_>) -> Vec<Finding> {
    let order = evidence.order;
    let (latest, because) = match (order.extracted_on, order.dated) {
        (Some(day), _) => (day, "the day on which the data was taken (`extracted_on`)".to_string()),
        (None, Some(day)) => (day, "the date of the report (`dated`)".to_string()),
        (None, None) => {
            let day = add_months(order.period.to, 12);
            (day, format!("{}, a year after the period", in_full(day)))
        }
    };
    let (first_read, last_read) = sane_days(order);
    let columns = DONE_ON.iter().flat_map(|(source, fields)| fields.iter().map(move |field| (*source, *field)));
    let mut findings = Vec::new();
    for (table, column) in columns.filter_map(|(source, field)| evidence.column(source, field)) {
        for row in table.rows() {
            let day = match written::day(table.cell(row, Some(column))) {
                WrittenDay::Day(day) | WrittenDay::Counted(day) | WrittenDay::Ambiguous(day) => Some(day),
                _ => None,
            };
            // Of a day that cannot be meant at all the reader of the log speaks.
            match day.filter(|day| (first_read..=last_read).contains(day)) {
                Some(day) if day > latest => findings.push(Finding::new(
                    Severity::Warning,
                    "date-in-future",
                    table.place(row, Some(column)),
                    format!("the day in this cell is later than {because}"),
                    "something planned may be counted as done, or a mistyped year puts the row outside the period",
                    "correct the year of the day, or take planned events out of the file",
                )),
                Some(day) if day.year() < FIRST_YEAR => findings.push(Finding::new(
                    Severity::Warning,
                    "date-long-ago",
                    table.place(row, Some(column)),
                    format!("the day in this cell is before {FIRST_YEAR}; a spreadsheet writes such days where a cell was blank"),
                    "the row stands outside the period, so it is not counted",
                    "correct the day, or leave the cell blank if it is not known",
                )),
                _ => {}
            }
        }
    }
    findings
}

/// Whether a number from 13 to 39 stands anywhere between two slashes, as the day does in a date that has the month first.
fn holds_day_second(text: &str) -> bool {
    let bytes = text.as_bytes();
    let count = bytes.len().saturating_sub(3);
    let from = |start: usize| bytes.get(start..start + count).unwrap_or_default();
    let (slashes, tens, ones, ends) = (from(0), from(1), from(2), from(3));
    // All of them are looked at, since that is quicker than to stop.
    let mut found = false;
    for (((slash, ten), one), end) in slashes.iter().zip(tens).zip(ones).zip(ends) {
        let is_day = ((*ten == b'1') & (*one >= b'3')) | (*ten == b'2') | (*ten == b'3');
        found |= (*slash == b'/') & (*end == b'/') & is_day;
    }
    found
}

fn month_first(table: &RawTable, column: usize) -> Option<Finding> {
    let cells = || table.rows().map(|row| (row, table.cell(row, Some(column)))).filter(|(_, cell)| cell.contains('/'));
    let mut swapped = cells().filter(|(_, cell)| is_month_first(cell));
    let (first, _) = swapped.next()?;
    let count = 1 + swapped.count();
    (count >= AT_LEAST && count * 20 >= cells().count()).then(|| {
        Finding::new(
            Severity::Error,
            "dates-month-first",
            table.place(first, Some(column)),
            format!("{count} dates in this column make sense only with the month before the day"),
            "the others in the column are then read as wrong days, so every figure made from them would be untrue",
            "save the file with dates as DD/MM/YYYY or YYYY-MM-DD; the spreadsheet's regional setting decides how it writes them",
        )
    })
}

/// Whether a cell is a date only if its first number is the month.
fn is_month_first(cell: &str) -> bool {
    let day = cell.split(' ').next().unwrap_or(cell);
    match day.split('/').collect::<Vec<_>>().as_slice() {
        [month, day_of_month, year] => {
            parse_date(day).is_none() && parse_date(&format!("{day_of_month}/{month}/{year}")).is_some()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::csv;
    use proptest::prelude::*;

    fn found(days: &[&str]) -> Vec<Finding> {
        let text = format!("child,held_on\n{}", days.iter().map(|day| format!("1,{day}\n")).collect::<String>());
        let mut sources = Sources::default();
        sources.tables.insert("reviews".into(), csv::read("data/reviews.csv", text.as_bytes()).0.unwrap());
        day_first(&sources)
    }

    #[test]
    fn a_column_with_the_month_first_is_an_error_at_its_first_cell() {
        // 04/05 could be either; the other five have no 13th to 31st month.
        let findings = found(&["04/05/2025", "04/13/2025", "05/20/2025", "06/30/2025", "07/31/2025", "12/25/2025"]);
        assert_eq!(findings.len(), 1);
        assert_eq!((findings[0].severity, findings[0].code), (Severity::Error, "dates-month-first"));
        assert_eq!(findings[0].place.to_string(), "data/reviews.csv, row 3, column held_on");
        assert!(findings[0].what.starts_with("5 dates"), "{}", findings[0].what);
    }

    #[test]
    fn a_few_slips_are_no_such_column() {
        assert!(found(&["13/04/2025", "04/13/2025", "04/14/2025", "04/15/2025", "04/16/2025"]).is_empty());
        // Five slips among 101 dates are less than one in twenty.
        let mut days = vec!["13/04/2025"; 96];
        days.extend(["04/13/2025"; 5]);
        assert!(found(&days).is_empty());
        assert!(found(&["31/02/2025"; 6]).is_empty(), "no date either way");
    }

    proptest! {
        /// A text without a day in the second place holds no cell with the month first.
        #[test]
        fn no_cell_with_the_month_first_is_overlooked(cell in "[0-9]{1,2}/[0-9]{1,2}/(20[0-9]{2}|[0-9]{1,4})( 09:30)?") {
            prop_assert!(!is_month_first(&cell) || holds_day_second(&cell), "{}", cell);
        }
    }
}
