//! What was published before or elsewhere: earlier years, comparators. Printed as published, never re-rounded
//! (convention F13). And what is planned and said: actions and quotations.

use super::fields::Fields;
use super::headings::Source;
use crate::finding::Finding;

/// A value that was published: a whole number, or a number with its decimals as printed, or a marker.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedValue {
    /// The figure's or table's id.
    pub id: String,
    /// The row's key; blank for a figure.
    pub row: String,
    /// The column's key; blank for a figure.
    pub column: String,
    /// The period as it is named: `2024-25`.
    pub period: String,
    /// The value as it was printed, without a percent sign; none where only a marker was printed.
    pub value: Option<String>,
    /// The numerator where it was printed.
    pub numerator: Option<u64>,
    /// The denominator where it was printed.
    pub denominator: Option<u64>,
    /// A marker of convention E4.4, without brackets: `b`, `c`, `r`.
    pub marker: String,
    /// Where it was published.
    pub source: String,
    /// For a comparator: whose it is.
    pub who: String,
    /// For a comparator: "at least", "about" and so on (convention C7.3).
    pub qualifier: String,
}

impl PublishedValue {
    /// The value as a number.
    pub fn number(&self) -> Option<f64> {
        self.value.as_deref()?.parse().ok()
    }
}

/// Types `history` or `comparators`.
pub fn values(source: Source<'_>, with_who: bool) -> (Vec<PublishedValue>, Vec<Finding>) {
    let mut fields = Fields::read(source);
    let id = fields.required("id");
    let period = fields.required("period");
    let value = fields.required("value");
    let who = if with_who { fields.required("who") } else { None };
    let (row_field, column) = (fields.optional("row"), fields.optional("column"));
    let (numerator, denominator) = (fields.optional("numerator"), fields.optional("denominator"));
    let (marker, source, qualifier) =
        (fields.optional("marker"), fields.optional("source"), fields.optional("qualifier"));
    let mut values = Vec::new();
    for row in fields.rows() {
        let row_label = fields.label(row, row_field);
        let column_label = fields.label(row, column);
        let text = |field| fields.cell(row, field).to_string();
        let printed = text(value).replace(',', "").trim_end_matches('%').trim().to_string();
        let marker_text = text(marker).trim_matches(['[', ']']).to_string();
        let entry = PublishedValue {
            id: text(id),
            row: row_label,
            column: column_label,
            period: text(period).replace('/', "-"),
            value: None,
            numerator: None,
            denominator: None,
            marker: marker_text,
            source: text(source),
            who: text(who),
            qualifier: text(qualifier),
        };
        let whole = |fields: &mut Fields<'_>, field| {
            let number = fields.number(row, field, "the count beside the rate is left out")?;
            (number.0 % 1000 == 0).then_some(number.0 / 1000)
        };
        let is_number = printed.parse::<f64>().is_ok_and(f64::is_finite);
        if !printed.is_empty() && !is_number && !printed.starts_with('[') {
            fields.fault(
                row,
                value,
                "bad-value",
                "the cell does not hold a number",
                "the earlier or other value is not shown",
                "write the number as it was published, or leave the cell blank and give a marker",
            );
        }
        let numerator = whole(&mut fields, numerator);
        let denominator = whole(&mut fields, denominator);
        values.push(PublishedValue { value: is_number.then_some(printed), numerator, denominator, ..entry });
    }
    (values, fields.findings)
}

/// A planned action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// The year whose plan it belongs to: `2025-26`.
    pub year: String,
    /// What is to be done.
    pub action: String,
    /// The post that answers for it.
    pub owner_post: String,
    /// By when, as written.
    pub due: String,
    /// How far it is, in words.
    pub status: String,
    /// What was achieved.
    pub progress: String,
    /// The figure that measures it; blank where none does.
    pub figure: String,
}

/// Types `actions`.
pub fn actions(source: Source<'_>) -> (Vec<Action>, Vec<Finding>) {
    let mut fields = Fields::read(source);
    let (year, action) = (fields.required("year"), fields.required("action"));
    let (owner, due) = (fields.optional("owner_post"), fields.optional("due"));
    let (status, progress, figure) =
        (fields.optional("status"), fields.optional("progress"), fields.optional("figure"));
    let actions = fields
        .rows()
        .map(|row| {
            let text = |field| fields.text(row, field).to_string();
            Action {
                year: text(year).replace('/', "-"),
                action: text(action),
                owner_post: text(owner),
                due: text(due),
                status: text(status),
                progress: text(progress),
                figure: text(figure),
            }
        })
        .collect();
    (actions, fields.findings)
}

/// Something that a child, parent or carer said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// The words.
    pub text: String,
    /// The section it is printed in.
    pub section: String,
    /// Who said it, never by name; blank where not said.
    pub by: String,
}

/// Types `quotes`: only those with consent and with details changed may be printed (convention F10).
pub fn quotes(source: Source<'_>) -> (Vec<Quote>, Vec<Finding>) {
    let mut fields = Fields::read(source);
    let (text, section) = (fields.required("text"), fields.required("section"));
    let consent = fields.required("consent");
    let changed = fields.required("detail_changed");
    let by = fields.optional("by");
    let mut quotes = Vec::new();
    for row in fields.rows() {
        let agreed = fields.yes_no(row, consent, "the quotation is not printed").unwrap_or(false);
        let safe = fields.yes_no(row, changed, "the quotation is not printed").unwrap_or(false);
        if agreed && safe {
            quotes.push(Quote {
                text: fields.text(row, text).to_string(),
                section: fields.text(row, section).to_string(),
                by: fields.text(row, by).to_string(),
            });
        }
    }
    (quotes, fields.findings)
}
