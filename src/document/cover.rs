//! The cover report: its fields, in the order of convention D1, and what its sections are told.

use super::tree::{Field, Inline};
use crate::config::{Classification, Committee, Implication, Order, Purpose};
use crate::finding::{Finding, Place, Severity};
use crate::period::{WorkingDays, add_days, in_full};
use minijinja::value::Value;
use std::collections::BTreeMap;

/// The implications that every report covers, unless the order names others (convention D2): key and heading.
const IMPLICATIONS: [(&str, &str); 6] = [
    ("legal", "Legal"),
    ("financial", "Financial"),
    ("equalities", "Equalities"),
    ("risk", "Risk"),
    ("climate", "Climate"),
    ("children_and_young_people", "Children and young people"),
];

/// Printed where the order leaves a field of the cover report out.
const GAP: &str = "To be completed";

/// The fields at the head of the cover report.
pub fn fields(order: &Order, title: &str, working_days: &WorkingDays) -> Vec<Field> {
    let committee = &order.committee;
    let mut fields: Vec<(&str, String)> = Vec::new();
    let mut put = |label, value: Option<String>| fields.push((label, value.unwrap_or_else(|| GAP.to_string())));
    put("Committee", committee.name.clone());
    put("Meeting date", committee.meeting_date.map(in_full));
    put("Agenda item", committee.agenda_item.clone());
    put("Title", Some(title.to_string()));
    put("Report of", committee.report_of.clone());
    put(
        "Contact officer",
        committee.contact.as_ref().map(|contact| {
            [
                Some(contact.post.clone()),
                contact.telephone.as_ref().map(|number| format!("telephone {number}")),
                contact.email.clone(),
            ]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(", ")
        }),
    );
    put("Wards affected", committee.wards_affected.clone());
    put("Key decision", committee.key_decision.map(|key| if key { "Yes" } else { "No" }.to_string()));
    put("Classification", Some(classification(committee)));
    put(
        "Purpose",
        Some(
            match committee.purpose {
                Purpose::Decide => "To decide",
                Purpose::Discuss => "To discuss",
                Purpose::Note => "To note",
            }
            .to_string(),
        ),
    );
    let mut optional = |label, value: Option<String>| {
        if let Some(value) = value {
            fields.push((label, value));
        }
    };
    optional("Portfolio holder", committee.portfolio_holder.clone());
    optional("Consultation", committee.consultation.clone());
    for clearance in &committee.clearance {
        let date = clearance.date.map(|date| format!(", {}", in_full(date))).unwrap_or_default();
        optional("Cleared by", Some(format!("{}: {}{date}", clearance.who, clearance.post)));
    }
    optional("Draft deadline", committee.draft_deadline.map(in_full));
    if committee.formal_meeting.unwrap_or(true) {
        optional(
            "To be published by",
            committee.meeting_date.map(|meeting| in_full(latest_publication(meeting, working_days))),
        );
    }
    let text = |value: String| vec![Inline::Text(crate::text::clean(&value).into_owned())];
    fields.into_iter().map(|(label, value)| Field { label: label.to_string(), value: text(value) }).collect()
}

fn classification(committee: &Committee) -> String {
    match &committee.classification {
        Classification::Public => "Public".into(),
        Classification::Exempt { exempt, public_interest } => {
            let paragraphs: Vec<String> = exempt.iter().map(u8::to_string).collect();
            let word = if paragraphs.len() == 1 { "paragraph" } else { "paragraphs" };
            format!(
                "Exempt under {word} {} of Part 1 of Schedule 12A to the Local Government Act 1972. {public_interest}",
                crate::figures::words::list(&paragraphs)
            )
        }
    }
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
    let mut implications: Vec<Value> = Vec::new();
    for (key, heading) in IMPLICATIONS {
        let text = committee.implications.get(key).map_or_else(|| format!("{GAP}."), said);
        implications.push(pair(("heading", heading.to_string()), ("text", text)));
    }
    for (key, implication) in
        committee.implications.iter().filter(|(key, _)| !IMPLICATIONS.iter().any(|(known, _)| known == key))
    {
        implications
            .push(pair(("heading", crate::text::capitalised(&key.replace('_', " "))), ("text", said(implication))));
    }
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
        ("implications", Value::from(implications)),
        ("background_papers", committee.background_papers.clone().map_or(Value::from(()), Value::from)),
        ("formal_meeting", Value::from(committee.formal_meeting.unwrap_or(true))),
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
            format!("None, {}{}", if none.starts_with("because") { "" } else { "because " }, none)
        }
    }
}

/// The fields that a final cover report must have.
pub fn gaps(order: &Order) -> Vec<Finding> {
    let committee = &order.committee;
    let missing: Vec<&str> = [
        ("name", committee.name.is_none()),
        ("meeting_date", committee.meeting_date.is_none()),
        ("agenda_item", committee.agenda_item.is_none()),
        ("report_of", committee.report_of.is_none()),
        ("contact", committee.contact.is_none()),
        ("wards_affected", committee.wards_affected.is_none()),
        ("key_decision", committee.key_decision.is_none()),
        ("recommendations", committee.recommendations.is_empty()),
        ("background_papers", committee.background_papers.is_none()),
        ("implications", IMPLICATIONS.iter().any(|(key, _)| !committee.implications.contains_key(*key))),
        ("alternative_formats", committee.alternative_formats.is_none()),
    ]
    .into_iter()
    .filter(|(_, missing)| *missing)
    .map(|(name, _)| name)
    .collect();
    if missing.is_empty() {
        return Vec::new();
    }
    vec![Finding::new(
        Severity::Warning,
        "cover-report-gap",
        Place::file(crate::config::ORDER_FILE),
        format!("`committee` does not yet say {}", crate::figures::words::list(&missing)),
        "the cover report prints \"To be completed\" there, and it cannot be made final",
        "fill them in under `committee:` in the order",
    )]
}
