//! The cover report: the lines at its head and what its sections are told. Which lines and headings there are, and in what order, is said
//! by its layout (conventions D1 and D14).

use super::order::{FieldOf, PartOrder};
use super::tree::{Field, Inline};
use crate::config::{Classification, Clearance, Committee, Implication, Order, Purpose, Version};
use crate::finding::{Finding, Place, Severity};
use crate::period::{WorkingDays, add_days, in_full};
use minijinja::value::Value;
use std::collections::BTreeMap;

/// Printed where the order leaves a field of the cover report out.
const GAP: &str = "To be completed";

/// The fields at the head of the cover report, as its layout has them.
pub fn fields(order: &Order, layout: &PartOrder, title: &str, working_days: &WorkingDays) -> Vec<Field> {
    let mut fields = Vec::new();
    for line in &layout.fields {
        let mut values = values(order, line.field, title, working_days);
        if values.is_empty() && !line.optional {
            values.push(GAP.to_string());
        }
        fields.extend(values.into_iter().map(|value| Field {
            label: line.label.clone(),
            value: vec![Inline::Text(crate::text::clean(&value).into_owned())],
        }));
    }
    fields
}

/// What the order says for a line at the head: nothing, one value, or several where each has a line of its own.
fn values(order: &Order, field: FieldOf, title: &str, working_days: &WorkingDays) -> Vec<String> {
    let committee = &order.committee;
    let contact = committee.contact.as_ref();
    let one = match field {
        FieldOf::Name => committee.name.clone(),
        FieldOf::MeetingDate => committee.meeting_date.map(in_full),
        FieldOf::AgendaItem => committee.agenda_item.clone(),
        FieldOf::Title => Some(title.to_string()),
        FieldOf::ReportOf => committee.report_of.clone(),
        FieldOf::Contact => contact.map(|contact| {
            let telephone = contact.telephone.as_ref().map(|number| format!("telephone {number}"));
            let parts = [Some(contact.post.clone()), telephone, contact.email.clone()];
            parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
        }),
        FieldOf::ContactPost => contact.map(|contact| contact.post.clone()),
        FieldOf::ContactTelephone => contact.and_then(|contact| contact.telephone.clone()),
        FieldOf::ContactEmail => contact.and_then(|contact| contact.email.clone()),
        FieldOf::WardsAffected => committee.wards_affected.clone(),
        FieldOf::KeyDecision => committee.key_decision.map(|key| if key { "Yes" } else { "No" }.to_string()),
        FieldOf::Classification => Some(classification(committee)),
        FieldOf::Purpose => Some(
            match committee.purpose {
                Purpose::Decide => "To decide",
                Purpose::Discuss => "To discuss",
                Purpose::Note => "To note",
            }
            .to_string(),
        ),
        FieldOf::Summary => committee.summary.clone(),
        FieldOf::FunctionOf => committee.function_of.clone(),
        FieldOf::PortfolioHolder => committee.portfolio_holder.clone(),
        FieldOf::Consultation => committee.consultation.clone(),
        FieldOf::Clearance => {
            let said = |clearance: &Clearance| {
                let date = clearance.date.map(|date| format!(", {}", in_full(date))).unwrap_or_default();
                format!("{}: {}{date}", clearance.who, clearance.post)
            };
            return committee.clearance.iter().map(said).collect();
        }
        FieldOf::Versions => {
            let said = |version: &Version| {
                let date = version.date.map(|date| format!(", {}", in_full(date))).unwrap_or_default();
                let change = version.change.as_ref().map(|change| format!(": {change}")).unwrap_or_default();
                format!("{}{date}{change}", version.version)
            };
            return committee.versions.iter().map(said).collect();
        }
        FieldOf::DraftDeadline => committee.draft_deadline.map(in_full),
        FieldOf::PublishBy => publish_by(order, working_days).map(in_full),
        FieldOf::LateReason => committee.late_reason.clone().filter(|_| is_formal(committee)),
    };
    one.into_iter().collect()
}

/// Whether the body is a formal committee, to which the rules on access to meetings apply (convention D14).
fn is_formal(committee: &Committee) -> bool {
    committee.formal_meeting.unwrap_or(true)
}

/// The last day on which the report may be published; none for an advisory board, or without a meeting date.
fn publish_by(order: &Order, working_days: &WorkingDays) -> Option<jiff::civil::Date> {
    let meeting = order.committee.meeting_date.filter(|_| is_formal(&order.committee))?;
    Some(latest_publication(meeting, working_days))
}

fn classification(committee: &Committee) -> String {
    match &committee.classification {
        Classification::Public => "Public".into(),
        Classification::Exempt { exempt, public_interest } => {
            format!("Exempt under {}. {public_interest}", of_schedule(exempt))
        }
    }
}

/// "paragraph 2 of Part 1 of Schedule 12A to the Local Government Act 1972".
fn of_schedule(exempt: &[u8]) -> String {
    let paragraphs: Vec<String> = exempt.iter().map(u8::to_string).collect();
    let word = if paragraphs.len() == 1 { "paragraph" } else { "paragraphs" };
    format!(
        "{word} {} of Part 1 of Schedule 12A to the Local Government Act 1972",
        crate::figures::words::list(&paragraphs)
    )
}

/// The resolution by which the public is excluded while an exempt item is taken (conventions D3 and D14).
fn exclusion(committee: &Committee) -> Option<String> {
    let Classification::Exempt { exempt, .. } = &committee.classification else { return None };
    Some(format!(
        "That under section 100A(4) of the Local Government Act 1972 the public is excluded from the meeting for this item. Exempt \
         information is likely to be disclosed, as described in {}. In all the circumstances, the public interest in keeping it \
         exempt outweighs the public interest in disclosing it.",
        of_schedule(exempt)
    ))
}

/// Words for every page of a restricted edition: under which paragraph it is exempt, where the order says so (convention F12).
pub fn exempt_words(committee: &Committee) -> Option<String> {
    let Classification::Exempt { exempt, .. } = &committee.classification else { return None };
    Some(format!("Exempt under {}.", of_schedule(exempt)))
}

/// The last day on which a report for a meeting may be published: five clear working days lie between (convention D5).
fn latest_publication(meeting: jiff::civil::Date, working_days: &WorkingDays) -> jiff::civil::Date {
    let mut day = meeting;
    let mut clear = 0;
    while clear < 5 {
        day = add_days(day, -1);
        clear += u32::from(working_days.includes(day));
    }
    add_days(day, -1)
}

/// The committee as templates see it.
pub fn committee(order: &Order, appendices: Vec<(String, String)>) -> Value {
    let committee = &order.committee;
    let pair = |one: (&str, String), other: (&str, String)| {
        Value::from(BTreeMap::from([
            (one.0.to_string(), Value::from(one.1)),
            (other.0.to_string(), Value::from(other.1)),
        ]))
    };
    let purpose = match committee.purpose {
        Purpose::Decide => "decide",
        Purpose::Discuss => "discuss",
        Purpose::Note => "note",
    };
    let optional = |text: Option<String>| text.map_or(Value::from(()), Value::from);
    Value::from(BTreeMap::from([
        ("name", optional(committee.name.clone())),
        ("meeting_date", optional(committee.meeting_date.map(in_full))),
        ("purpose", Value::from(purpose)),
        ("recommendations", Value::from(committee.recommendations.clone())),
        ("background_papers", committee.background_papers.clone().map_or(Value::from(()), Value::from)),
        ("formal_meeting", Value::from(is_formal(committee))),
        ("exclusion", optional(exclusion(committee))),
        (
            "appendices",
            Value::from(
                appendices
                    .into_iter()
                    .map(|(label, title)| pair(("label", label), ("title", title)))
                    .collect::<Vec<_>>(),
            ),
        ),
    ]))
}

fn said(implication: &Implication) -> String {
    match implication {
        Implication::Said(text) => text.clone(),
        Implication::None { none } => {
            let end = if none.ends_with(['.', '!', '?']) { "" } else { "." };
            format!("None, {}{none}{end}", if none.starts_with("because") { "" } else { "because " })
        }
    }
}

/// The implications that a section of the cover report prints: those that its layout names, and in the last such section those that the
/// order has besides.
pub fn implications(order: &Order, layout: &PartOrder, section: &str) -> Value {
    let given = &order.committee.implications;
    let entry = |heading: Option<String>, text: String| {
        Value::from(BTreeMap::from([
            ("heading".to_string(), heading.map_or(Value::from(()), Value::from)),
            ("text".to_string(), Value::from(text)),
        ]))
    };
    let mut entries = Vec::new();
    let named = layout.sections.iter().find(|known| known.id == section).map(|known| known.implications.as_slice());
    for wanted in named.unwrap_or_default() {
        let text = given.get(&wanted.key).map_or_else(|| format!("{GAP}."), said);
        entries.push(entry(wanted.heading.clone(), text));
    }
    let is_last =
        layout.sections.iter().rfind(|known| !known.implications.is_empty()).is_some_and(|last| last.id == section);
    if is_last {
        let is_named =
            |key: &str| layout.sections.iter().flat_map(|known| &known.implications).any(|known| known.key == key);
        entries.extend(given.iter().filter(|(key, _)| !is_named(key)).map(|(key, implication)| {
            entry(Some(crate::text::capitalised(&key.replace('_', " "))), said(implication))
        }));
    }
    Value::from(entries)
}

/// What a final cover report must have and the order does not say, and lateness that it gives no reason for.
pub fn gaps(order: &Order, layout: &PartOrder, working_days: &WorkingDays) -> Vec<Finding> {
    let committee = &order.committee;
    let mut missing: Vec<String> = layout
        .fields
        .iter()
        .filter(|line| !line.optional && values(order, line.field, "title", working_days).is_empty())
        .map(|line| key_of(line.field).to_string())
        .collect();
    let mut need = |name: &str, is_missing: bool| missing.extend(is_missing.then(|| name.to_string()));
    need("recommendations", committee.recommendations.is_empty());
    need("background_papers", committee.background_papers.is_none());
    need("alternative_formats", committee.alternative_formats.is_none());
    let unsaid: Vec<&str> = layout
        .sections
        .iter()
        .flat_map(|section| &section.implications)
        .map(|wanted| wanted.key.as_str())
        .filter(|key| !committee.implications.contains_key(*key))
        .collect();
    need(&format!("implications ({})", crate::figures::words::list(&unsaid)), !unsaid.is_empty());
    missing.dedup();
    let mut findings = Vec::new();
    let mut gap = |what: String, why: &str, fix: &str| {
        let place = Place::file(crate::config::ORDER_FILE);
        findings.push(Finding::new(Severity::Warning, "cover-report-gap", place, what, why, fix));
    };
    if !missing.is_empty() {
        gap(
            format!("`committee` does not yet say {}", crate::figures::words::list(&missing)),
            "the cover report prints \"To be completed\" there, and it cannot be made final",
            "fill them in under `committee:` in the order",
        );
    }
    if let (Some(by), Some(dated)) = (publish_by(order, working_days), order.dated)
        && dated > by
        && committee.late_reason.is_none()
    {
        gap(
            format!("the report is dated {}, but it had to be published by {}", in_full(dated), in_full(by)),
            "a report goes out five clear days before the meeting; a late one needs a reason why the matter is urgent",
            "give the reason as `late_reason` under `committee:`; for a body that is no formal committee write `formal_meeting: no`",
        );
    }
    findings
}

/// The key of the order that a line at the head prints.
fn key_of(field: FieldOf) -> &'static str {
    match field {
        FieldOf::Name => "name",
        FieldOf::MeetingDate | FieldOf::PublishBy => "meeting_date",
        FieldOf::AgendaItem => "agenda_item",
        FieldOf::Title => "title",
        FieldOf::ReportOf => "report_of",
        FieldOf::Contact | FieldOf::ContactPost => "contact",
        FieldOf::ContactTelephone => "contact telephone",
        FieldOf::ContactEmail => "contact email",
        FieldOf::WardsAffected => "wards_affected",
        FieldOf::KeyDecision => "key_decision",
        FieldOf::Classification => "classification",
        FieldOf::Purpose => "purpose",
        FieldOf::Summary => "summary",
        FieldOf::FunctionOf => "function_of",
        FieldOf::PortfolioHolder => "portfolio_holder",
        FieldOf::Consultation => "consultation",
        FieldOf::Clearance => "clearance",
        FieldOf::Versions => "versions",
        FieldOf::DraftDeadline => "draft_deadline",
        FieldOf::LateReason => "late_reason",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i16, month: i8, day: i8) -> jiff::civil::Date {
        jiff::civil::Date::constant(year, month, day)
    }

    #[test]
    fn five_working_days_lie_between_publication_and_meeting() {
        let days = WorkingDays::new(vec![day(2026, 4, 3), day(2026, 4, 6)]);
        // Tuesday 14 July 2026: 13, 10, 9, 8 and 7 July lie between.
        assert_eq!(latest_publication(day(2026, 7, 14), &days), day(2026, 7, 6));
        // Thursday 9 April 2026: 8, 7 and 2, 1 April and 31 March; Easter Monday is the 6th, Good Friday the 3rd.
        assert_eq!(latest_publication(day(2026, 4, 9), &days), day(2026, 3, 30));
    }
}
