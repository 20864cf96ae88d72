//! What a report printed when it was published, so that what is counted now can be held against it.

use super::fields::Fields;
use super::headings::Source;
use super::typed::Written;
use crate::finding::{Finding, Place};

/// A value as it stood in print.
#[derive(Debug, Clone, PartialEq)]
pub struct PrintedValue {
    /// The figure's or table's id.
    pub id: String,
    /// The row's key; blank for a figure.
    pub row: String,
    /// The column's key; for a figure blank, `count` or `of` for the numbers behind its share, `change` or
    /// `target`.
    pub column: String,
    /// The period as it is named; blank for that of the report.
    pub period: String,
    /// Whose it is; blank for the council's own.
    pub who: String,
    /// The number with its decimals; none where the place was left blank.
    pub value: Option<Written>,
    /// Why it is known to be another one than what is counted; blank where that is not known.
    pub note: String,
    /// Where it stands.
    pub place: Place,
}

/// Types `published`.
pub fn values(source: Source<'_>) -> (Vec<PrintedValue>, Vec<Finding>) {
    let mut fields = Fields::read(source);
    let (id, printed) = (fields.required("id"), fields.required("printed"));
    let (row_field, column) = (fields.optional("row"), fields.optional("column"));
    let (period, who, note) = (fields.optional("period"), fields.optional("who"), fields.optional("note"));
    let mut values = Vec::new();
    for row in fields.rows() {
        let row_key = fields.label(row, row_field);
        let column_key = fields.label(row, column);
        let text = |field| fields.cell(row, field).to_string();
        let said = fields.said(row, printed).to_string();
        let entry = (text(id), text(period), text(who), text(note), fields.place(row, printed));
        let parsed = Written::parse(&said).map(|(value, _)| value);
        if parsed.is_none() && !said.trim().is_empty() {
            fields.fault(
                row,
                printed,
                "bad-value",
                "the cell does not hold a number",
                "what is counted now is not held against it",
                "write the number as it was printed, such as 584, 7.4% or `about 584`",
            );
            continue;
        }
        let value = parsed;
        let (id, period, who, note, place) = entry;
        let period = super::published::period_label(&period);
        values.push(PrintedValue { id, row: row_key, column: column_key, period, who, value, note, place });
    }
    (values, fields.findings)
}
