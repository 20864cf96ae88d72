//! What was published before or elsewhere: earlier years, comparators. Printed as published, never re-rounded
//! (convention F13). And what is planned and said: actions and quotations.

use super::fields::Fields;
use super::headings::Source;
use super::typed::Qualifier;
use crate::finding::{Finding, Place, Severity};
use crate::period::Period;

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
    /// "at least", "about" and so on (convention C7.3), in the program's own words where it knows them.
    pub qualifier: String,
    /// The lower end of a range; none where a value was published.
    pub low: Option<String>,
    /// The upper end of a range.
    pub high: Option<String>,
    /// Where it stands.
    pub place: Place,
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
    let (low, high) = (fields.optional("low"), fields.optional("high"));
    let mut values = Vec::new();
    for row in fields.rows() {
        let row_label = fields.label(row, row_field);
        let column_label = fields.label(row, column);
        let text = |field| fields.cell(row, field).to_string();
        let number_in =
            |text: &str| text.replace(',', "").trim_end_matches('%').trim_start_matches('£').trim().to_string();
        let said = fields.said(row, value).to_string();
        let (inside, rest) = Qualifier::split(&said);
        let printed = number_in(rest);
        let said = text(qualifier);
        let known = Qualifier::split(&said);
        let qualifier = match (known, inside) {
            ((Some(known), ""), _) | ((None, ""), Some(known)) => known.words().to_string(),
            ((Some(_), _), _) | ((None, _), _) => said.to_lowercase(),
        };
        let marker_text = text(marker).trim_matches(['[', ']']).to_string();
        let entry = PublishedValue {
            id: text(id),
            row: row_label,
            column: column_label,
            period: period_label(&text(period)),
            value: None,
            numerator: None,
            denominator: None,
            marker: marker_text,
            source: text(source),
            who: text(who),
            qualifier,
            low: Some(number_in(&text(low))).filter(|low| !low.is_empty()),
            high: Some(number_in(&text(high))).filter(|high| !high.is_empty()),
            place: fields.place(row, value),
        };
        let whole = |fields: &mut Fields<'_>, field| {
            let number = fields.number(row, field, "the count beside the rate is left out")?;
            (number.0 % 1000 == 0).then_some(number.0 / 1000)
        };
        let is_number = printed.parse::<f64>().is_ok_and(f64::is_finite);
        let entry = entry_with_range(&mut fields, row, entry, is_number, (low, high));
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
        if entry.period.is_empty() {
            fields.fault(
                row,
                period,
                "bad-period",
                "the row does not say for which year it is",
                "it is not shown",
                "write the year as 2024-25",
            );
            continue;
        }
        let numerator = whole(&mut fields, numerator);
        let denominator = whole(&mut fields, denominator);
        values.push(PublishedValue { value: is_number.then_some(printed), numerator, denominator, ..entry });
    }
    (values, fields.findings)
}

/// A period as it is named everywhere: `2024-25` for 2024/25, 2024-2025 and 24/25. One that is written in another way stays as it is.
pub(super) fn period_label(text: &str) -> String {
    let text = text.trim().replace(['/', '\u{2013}'], "-");
    let short = text.split_once('-').filter(|(first, second)| first.len() == 2 && second.len() == 2);
    let century =
        short.and_then(|(first, _)| first.parse::<u8>().ok()).map(|year| if year >= 80 { "19" } else { "20" });
    let long = century.map_or_else(|| text.clone(), |century| format!("{century}{text}"));
    Period::parse(&long).map_or(text, |period| period.label())
}

/// Takes the ends of a range, where both are numbers and the lower comes first.
fn entry_with_range(
    fields: &mut Fields<'_>,
    row: crate::sources::table::RawRow,
    mut entry: PublishedValue,
    has_value: bool,
    (low, high): (super::fields::Field, super::fields::Field),
) -> PublishedValue {
    let number = |text: &Option<String>| text.as_deref().and_then(|text| text.parse::<f64>().ok());
    let (from, to) = (number(&entry.low), number(&entry.high));
    let is_range = matches!((from, to), (Some(from), Some(to)) if from <= to);
    if (entry.low.is_some() || entry.high.is_some()) && !is_range {
        let (what, field) = match (from, to) {
            (Some(_), Some(_)) => ("the lower end of the range is above the upper one", low),
            (None, _) => ("the range has no lower end that is a number", low),
            (_, None) => ("the range has no upper end that is a number", high),
        };
        fields.fault(
            row,
            field,
            "bad-range",
            what,
            if has_value { "the value is shown without its range" } else { "nothing is shown in its place" },
            "write the two ends as numbers, the smaller one under `low`",
        );
        (entry.low, entry.high) = (None, None);
    }
    entry
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
    let rows = fields.rows();
    let actions = rows
        .map(|row| {
            // The plain words where the list has them; any other word is printed as it stands, and said.
            let said = fields.text(row, status);
            let word = fields.word(
                row,
                status,
                "status",
                "done, under way, not started, stopped",
                "it is printed as it stands, and readers may not know what it means",
            );
            let status_text = word.unwrap_or(said).to_string();
            let text = |field| fields.text(row, field).to_string();
            Action {
                year: text(year).replace('/', "-"),
                action: text(action),
                owner_post: text(owner),
                due: text(due),
                status: status_text,
                progress: text(progress),
                figure: text(figure),
            }
        })
        .collect();
    (actions, fields.findings)
}

/// What people asked for, and what was done about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YouSaid {
    /// What they said, in the service's words: nobody's own words without consent.
    pub you_said: String,
    /// What the service did.
    pub we_did: String,
    /// The figure that shows it; blank where none does.
    pub figure: String,
}

/// Types `you_said`.
pub fn you_said(source: Source<'_>) -> (Vec<YouSaid>, Vec<Finding>) {
    let mut fields = Fields::read(source);
    let (said, did, figure) = (fields.required("you_said"), fields.required("we_did"), fields.optional("figure"));
    let rows = fields.rows();
    let text = |row, field| fields.text(row, field).to_string();
    let entries = rows
        .map(|row| YouSaid { you_said: text(row, said), we_did: text(row, did), figure: text(row, figure) })
        .filter(|entry| !entry.you_said.is_empty())
        .collect();
    (entries, fields.findings)
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
        let is_given = !fields.text(row, text).is_empty();
        let agreed = fields.yes_no(row, consent, "the quotation is not printed").unwrap_or(false);
        let safe = fields.yes_no(row, changed, "the quotation is not printed").unwrap_or(false);
        if agreed && safe {
            quotes.push(Quote {
                text: fields.text(row, text).to_string(),
                section: fields.text(row, section).to_string(),
                by: fields.text(row, by).to_string(),
            });
        } else if is_given && consent.is_some() && changed.is_some() {
            fields.count(
                (row, text),
                Severity::Note,
                "quote-not-printed",
                |count| match count {
                    1 => "a quotation has no consent, or details in it were not changed; it is not printed".into(),
                    _ => format!(
                        "{count} quotations have no consent, or details in them were not changed; they are not printed"
                    ),
                },
                "somebody could be recognised in words that were not agreed or not changed",
                "nothing, if that is right; otherwise write yes under both `consent` and `detail_changed`",
            );
        }
    }
    (quotes, fields.findings)
}
