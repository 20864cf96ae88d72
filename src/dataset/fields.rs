//! Cells of the service's own tables to typed values, every fault a finding with its place.

use crate::finding::{Finding, Place, Severity, near_names};
use crate::period::parse_date;
use crate::sources::table::{RawRow, RawTable};
use jiff::civil::Date;

/// A number with three decimal places, held as a whole number of thousandths: FTE, shares of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Thousandths(pub u64);

impl Thousandths {
    /// One whole.
    pub const ONE: Thousandths = Thousandths(1000);

    /// A number such as `0.8`, `9`, `1,250.5`; at most three decimal places.
    pub fn parse(text: &str) -> Option<Thousandths> {
        let text = text.trim().replace(',', "");
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty()) || !digits(whole) || !digits(fraction) || fraction.len() > 9 {
            return None;
        }
        let kept: String = fraction.chars().chain("000".chars()).take(3).collect();
        let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
        Some(Thousandths(whole.checked_mul(1000)?.checked_add(kept.parse().ok()?)?))
    }

    /// A share: `0.8`, `80%` and `80` are all 800 thousandths.
    pub fn parse_share(text: &str) -> Option<Thousandths> {
        let text = text.trim();
        let per_cent = text.strip_suffix('%');
        let number = Thousandths::parse(per_cent.unwrap_or(text))?;
        let share = if per_cent.is_some() || number > Thousandths::ONE { Thousandths(number.0 / 100) } else { number };
        (share <= Thousandths::ONE).then_some(share)
    }
}

/// One of the service's own tables while it is typed.
pub struct Fields<'a> {
    table: &'a RawTable,
    /// What was found so far.
    pub findings: Vec<Finding>,
}

/// The position of a field's column; none where the table has no such column.
pub type Field = Option<usize>;

impl<'a> Fields<'a> {
    /// A table about to be typed.
    pub fn of(table: &'a RawTable) -> Self {
        Fields { table, findings: Vec::new() }
    }

    /// The rows.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = RawRow> + Clone + use<'a> {
        self.table.rows()
    }

    /// The rows, those left out that say the same as one above them in every cell; a row without any of the key fields is kept.
    pub fn distinct_rows(&mut self, key: &[Field]) -> Vec<RawRow> {
        let mut seen = std::collections::BTreeSet::new();
        let mut rows = Vec::new();
        for row in self.table.rows() {
            let has_key = key.iter().any(|field| !self.table.cell(row, *field).is_empty());
            if has_key && !seen.insert(self.table.cells(row).collect::<Vec<_>>()) {
                self.fault(
                    row,
                    None,
                    "duplicate-row",
                    "the row says the same as one above it",
                    "it is counted once",
                    "delete one of the two rows",
                );
            } else {
                rows.push(row);
            }
        }
        rows
    }

    /// The column of a field that nothing can be counted without.
    pub fn required(&mut self, field: &str) -> Field {
        self.field(field, Severity::Error, "nothing can be counted from this table without it")
    }

    /// The column of a field that some figures need.
    pub fn expected(&mut self, field: &str, why: &str) -> Field {
        self.field(field, Severity::Warning, why)
    }

    /// The column of a field that may be absent.
    pub fn optional(&self, field: &str) -> Field {
        self.table.column(field)
    }

    fn field(&mut self, field: &str, severity: Severity, why: &str) -> Field {
        let column = self.table.column(field);
        if column.is_none() {
            self.findings.push(
                Finding::new(
                    severity,
                    "missing-column",
                    Place::file(&self.table.file).column(field),
                    format!("the column `{field}` is missing"),
                    why,
                    "add the column, or correct the misspelt heading",
                )
                .near(near_names(field, self.table.headings.iter().map(String::as_str))),
            );
        }
        column
    }

    /// The place of a cell.
    pub fn place(&self, row: RawRow, field: Field) -> Place {
        self.table.place(row, field)
    }

    /// A cell's text, trimmed.
    pub fn text(&self, row: RawRow, field: Field) -> &'a str {
        self.table.cell(row, field)
    }

    /// A cell's text, for as long as the row is borrowed.
    pub fn cell(&self, row: RawRow, field: Field) -> &'a str {
        self.table.cell(row, field)
    }

    /// A date; none for a blank cell and, with a finding, for one that holds none.
    pub fn date(&mut self, row: RawRow, field: Field, why: &str) -> Option<Date> {
        let text = self.table.cell(row, field);
        if text.is_empty() {
            return None;
        }
        let day = parse_date(text);
        if day.is_none() {
            self.fault(
                row,
                field,
                "bad-date",
                "the cell does not hold a date",
                why,
                "write the day as DD/MM/YYYY, for example 31/03/2026",
            );
        }
        day
    }

    /// A number; none for a blank cell and, with a finding, for one that holds none.
    pub fn number(&mut self, row: RawRow, field: Field, why: &str) -> Option<Thousandths> {
        self.parsed(
            row,
            field,
            Thousandths::parse,
            "the cell does not hold a number",
            why,
            "write a number such as 0.8 or 12",
        )
    }

    /// A share; none for a blank cell and, with a finding, for one that holds none.
    pub fn share(&mut self, row: RawRow, field: Field, why: &str) -> Option<Thousandths> {
        self.parsed(
            row,
            field,
            Thousandths::parse_share,
            "the cell does not hold a share of the whole",
            why,
            "write 0.8 or 80%",
        )
    }

    /// Yes or no; none for a blank cell and, with a finding, for another word.
    pub fn yes_no(&mut self, row: RawRow, field: Field, why: &str) -> Option<bool> {
        let yes_no = |text: &str| match text.to_lowercase().as_str() {
            "yes" | "y" | "true" | "1" => Some(true),
            "no" | "n" | "false" | "0" => Some(false),
            _ => None,
        };
        self.parsed(row, field, yes_no, "the cell is neither yes nor no", why, "write yes or no")
    }

    fn parsed<T>(
        &mut self,
        row: RawRow,
        field: Field,
        parse: impl Fn(&str) -> Option<T>,
        what: &str,
        why: &str,
        fix: &str,
    ) -> Option<T> {
        let text = self.table.cell(row, field);
        if text.is_empty() {
            return None;
        }
        let value = parse(text);
        if value.is_none() {
            self.fault(row, field, "bad-value", what, why, fix);
        }
        value
    }

    /// Adds a warning about a cell.
    pub fn fault(&mut self, row: RawRow, field: Field, code: &'static str, what: &str, why: &str, fix: &str) {
        let place = self.table.place(row, field);
        self.findings.push(Finding::new(Severity::Warning, code, place, what, why, fix));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_three_decimal_places_exactly() {
        for (text, value) in [
            ("0.8", Some(800)),
            ("9", Some(9000)),
            (".25", Some(250)),
            ("1,250.5", Some(1_250_500)),
            ("0.8333", Some(833)),
            ("", None),
            ("-1", None),
            ("x", None),
            (".", None),
        ] {
            assert_eq!(Thousandths::parse(text).map(|number| number.0), value, "{text}");
        }
    }

    #[test]
    fn shares_are_written_in_three_ways() {
        for (text, value) in [
            ("0.8", Some(800)),
            ("80%", Some(800)),
            ("80", Some(800)),
            ("100%", Some(1000)),
            ("1", Some(1000)),
            ("0", Some(0)),
            ("120%", None),
        ] {
            assert_eq!(Thousandths::parse_share(text).map(|share| share.0), value, "{text}");
        }
    }
}
