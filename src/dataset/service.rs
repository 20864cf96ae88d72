//! The service's own logs: reviews, officers, posts, allocations, disputes.

use super::codes::{Code, Codes};
use super::fields::{Field, Fields, Thousandths};
use crate::finding::{Finding, Place};
use crate::sources::table::{RawRow, RawTable, heading_key};
use jiff::civil::Date;
use std::sync::Arc;

/// How somebody close to the child took part in a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Was there.
    Attended,
    /// Was asked beforehand.
    Consulted,
    /// Was not asked.
    NotConsulted,
    /// There is no such person, or asking would not be safe.
    NotApplicable,
    /// The log does not say.
    NotRecorded,
}

/// The relations whose part in a review is logged, in the order of the log's columns: key and label.
pub const RELATIONS: [(&str, &str); 4] = [
    ("mother", "Mother"),
    ("father", "Father"),
    ("step_parent", "Step-parent"),
    ("connected_person", "Connected person"),
];

/// A review in the service's own log.
#[derive(Debug, Clone)]
pub struct LoggedReview {
    /// The child's identifier; never printed.
    pub child: Arc<str>,
    /// The day.
    pub held_on: Date,
    /// The day on which its record was completed.
    pub record_completed_on: Option<Date>,
    /// Why it was late; blank where nothing is said.
    pub late_reason: String,
    /// The part each relation took, in the order of [`RELATIONS`].
    pub parts: [Part; 4],
    /// Where it stands.
    pub at: Place,
}

/// The service's log of reviews.
#[derive(Debug, Clone, Default)]
pub struct ReviewLog {
    /// The rows that name a child and a day.
    pub reviews: Vec<LoggedReview>,
    /// Which relations the log has a column for.
    pub relations: [bool; 4],
    /// Whether it has the column of completion dates.
    pub has_completion: bool,
    /// Whether it has the column of reasons.
    pub has_reasons: bool,
    /// Rows without child or day.
    pub left_out: u64,
}

/// How an officer is employed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Employment {
    /// On the council's own payroll.
    Permanent,
    /// Through an agency.
    Agency,
    /// Paid by the session.
    Sessional,
    /// The list does not say.
    Unknown,
}

/// An independent reviewing officer.
#[derive(Debug, Clone)]
pub struct Officer {
    /// The code that stands for the officer in the logs; never a name.
    pub code: String,
    /// The post.
    pub role: String,
    /// Full-time equivalent.
    pub fte: Option<Thousandths>,
    /// The share of the time that goes to reviews; all of it where the list does not say.
    pub reviewing_share: Thousandths,
    /// First day in the service.
    pub started_on: Option<Date>,
    /// The day of leaving: no longer in post on it, as a child who leaves on a day is no longer in care.
    pub left_on: Option<Date>,
    /// How employed.
    pub employment: Employment,
    /// Sex, by the return's codes.
    pub sex: Code,
    /// Position of the ethnic group in the code list; none where not known.
    pub ethnic_group: Option<usize>,
    /// Where the row stands.
    pub at: Place,
}

impl Officer {
    /// Whether the officer is in post on the day; who leaves on a day is not in post on it.
    pub fn in_post_on(&self, day: Date) -> bool {
        self.started_on.is_none_or(|start| start <= day) && self.left_on.is_none_or(|left| left > day)
    }
}

/// Posts of one role on the establishment.
#[derive(Debug, Clone)]
pub struct Post {
    /// The role.
    pub role: String,
    /// Full-time equivalents established.
    pub established: Thousandths,
}

/// A time during which a child had a named officer.
#[derive(Debug, Clone)]
pub struct Allocation {
    /// The child's identifier; never printed.
    pub child: Arc<str>,
    /// The officer's code.
    pub officer: String,
    /// First day.
    pub from: Date,
    /// Last day; none while it lasts.
    pub to: Option<Date>,
}

/// A disagreement that an officer raised with the council about a child's care.
#[derive(Debug, Clone)]
pub struct Dispute {
    /// Whether it went through the formal process; otherwise it is an informal challenge.
    pub formal: bool,
    /// The day on which it was raised.
    pub raised_on: Date,
    /// The officer's code.
    pub officer: String,
    /// What it was about: one or several themes.
    pub themes: Vec<String>,
    /// The stage it reached.
    pub stage: String,
    /// How it ended; blank while open.
    pub outcome: String,
    /// The day on which it was settled.
    pub resolved_on: Option<Date>,
    /// Whether it was referred to Cafcass (Children Act 1989, section 25B(3)).
    pub cafcass: bool,
    /// Where the row stands.
    pub at: Place,
}

/// The log of disputes.
#[derive(Debug, Clone, Default)]
pub struct DisputeLog {
    /// The rows that have a day.
    pub disputes: Vec<Dispute>,
    /// Whether the log says which were referred to Cafcass.
    pub has_cafcass: bool,
    /// Rows without a day.
    pub left_out: Vec<Place>,
}

/// Types the log of reviews.
pub fn review_log(table: &RawTable) -> (ReviewLog, Vec<Finding>) {
    let mut fields = Fields::of(table);
    let (child, held) = (fields.required("child"), fields.required("held_on"));
    let completed = fields.optional("record_completed_on");
    let reason =
        fields.expected("late_reason", "reasons for late reviews, which the law asks for, count as not recorded");
    let relations = RELATIONS.map(|(key, _)| fields.optional(key));
    let mut log = ReviewLog {
        relations: relations.map(|column| column.is_some()),
        has_completion: completed.is_some(),
        has_reasons: reason.is_some(),
        ..ReviewLog::default()
    };
    for row in fields.distinct_rows(&[child, held]) {
        let id = fields.text(row, child).to_uppercase();
        let held_on = fields.date(row, held, "the row is left out");
        let (false, Some(held_on)) = (id.is_empty(), held_on) else {
            if id.is_empty() || fields.text(row, held).is_empty() {
                fields.fault(
                    row,
                    if id.is_empty() { child } else { held },
                    "blank-cell",
                    "the row has no child or no day",
                    "the row is left out",
                    "fill in the cell",
                );
            }
            log.left_out += 1;
            continue;
        };
        let record_completed_on = fields.date(row, completed, "the record counts as not completed");
        let parts = relations.map(|column| part(&mut fields, row, column));
        log.reviews.push(LoggedReview {
            child: Arc::from(id),
            held_on,
            record_completed_on,
            late_reason: fields.text(row, reason).to_string(),
            parts,
            at: fields.place(row, reason),
        });
    }
    (log, fields.findings)
}

fn part(fields: &mut Fields<'_>, row: RawRow, column: Field) -> Part {
    // Lower case without spaces and joining marks, so that "Not consulted" and "not_consulted" are one.
    match heading_key(fields.cell(row, column)).as_str() {
        "" | "notrecorded" => Part::NotRecorded,
        "attended" | "yes" => Part::Attended,
        "consulted" => Part::Consulted,
        "notconsulted" | "no" => Part::NotConsulted,
        "notapplicable" | "na" | "n/a" => Part::NotApplicable,
        _ => {
            fields.fault(
                row,
                column,
                "unlisted-answer",
                "the cell holds a word that is not one of attended, consulted, not consulted, not applicable",
                "it counts as not recorded",
                "write one of the four",
            );
            Part::NotRecorded
        }
    }
}

/// Types the list of officers.
pub fn officers(table: &RawTable, codes: &Codes) -> (Vec<Officer>, Vec<Finding>) {
    let mut fields = Fields::of(table);
    let code = fields.required("officer");
    let role = fields.optional("role");
    let fte = fields.required("fte");
    let share = fields.optional("reviewing_share");
    let started = fields.expected("started_on", "the length of service is not available");
    let left = fields.optional("left_on");
    let employment = fields.optional("employment");
    let sex = fields.expected("sex", "the team cannot be compared with the children");
    let ethnic = fields.expected("ethnic_group", "the team cannot be compared with the children");
    let mut officers = Vec::new();
    for row in fields.distinct_rows(&[code]) {
        let ethnic_text = fields.text(row, ethnic);
        let ethnic_group = codes
            .ethnic
            .groups
            .iter()
            .position(|group| {
                group.key.eq_ignore_ascii_case(ethnic_text) || group.label.eq_ignore_ascii_case(ethnic_text)
            })
            .or_else(|| codes.ethnic.group(codes.ethnic.read(ethnic_text)));
        let employment_text = fields.text(row, employment).to_lowercase();
        let sex_text = fields.text(row, sex).to_uppercase();
        officers.push(Officer {
            code: fields.text(row, code).to_string(),
            role: fields.text(row, role).to_string(),
            fte: fields.number(row, fte, "the officer is counted in heads but not in FTE"),
            reviewing_share: fields
                .share(row, share, "all of the officer's time counts as time for reviews")
                .unwrap_or(Thousandths::ONE),
            started_on: fields.date(row, started, "the length of service is not known"),
            left_on: fields.date(row, left, "the officer counts as still in post"),
            employment: match employment_text.as_str() {
                "permanent" => Employment::Permanent,
                "agency" => Employment::Agency,
                "sessional" => Employment::Sessional,
                "" => Employment::Unknown,
                _ => {
                    fields.fault(
                        row,
                        employment,
                        "unlisted-answer",
                        "the cell is none of permanent, agency, sessional",
                        "the officer counts as neither",
                        "write one of the three",
                    );
                    Employment::Unknown
                }
            },
            sex: codes.sex.read(match sex_text.as_str() {
                "MALE" => "M",
                "FEMALE" => "F",
                other => other,
            }),
            ethnic_group,
            at: fields.place(row, None),
        });
    }
    (officers, fields.findings)
}

/// Types the list of posts.
pub fn posts(table: &RawTable) -> (Vec<Post>, Vec<Finding>) {
    let mut fields = Fields::of(table);
    let (role, established) = (fields.required("role"), fields.required("established_fte"));
    let mut posts = Vec::new();
    for row in fields.rows() {
        let Some(number) = fields.number(row, established, "the post is left out") else {
            if fields.text(row, established).is_empty() {
                fields.fault(
                    row,
                    established,
                    "blank-cell",
                    "the post has no number of full-time equivalents",
                    "the post is left out",
                    "fill in the cell; write 0 if there are none",
                );
            }
            continue;
        };
        posts.push(Post { role: fields.text(row, role).to_string(), established: number });
    }
    (posts, fields.findings)
}

/// Types the list of allocations.
pub fn allocations(table: &RawTable) -> (Vec<Allocation>, Vec<Finding>) {
    let mut fields = Fields::of(table);
    let (child, officer) = (fields.required("child"), fields.required("officer"));
    let (from, to) = (fields.required("from"), fields.optional("to"));
    let mut allocations = Vec::new();
    for row in fields.distinct_rows(&[child]) {
        let id = fields.text(row, child).to_uppercase();
        let first_day = fields.date(row, from, "the allocation is left out");
        let last_day = fields.date(row, to, "the allocation counts as still lasting");
        match (id.is_empty(), first_day) {
            (false, Some(from)) => allocations.push(Allocation {
                child: Arc::from(id),
                officer: fields.text(row, officer).to_string(),
                from,
                to: last_day,
            }),
            _ if id.is_empty() || fields.text(row, from).is_empty() => {
                fields.fault(
                    row,
                    if id.is_empty() { child } else { from },
                    "blank-cell",
                    "the row has no child or no first day",
                    "the allocation is left out",
                    "fill in the cell",
                );
            }
            _ => {}
        }
    }
    (allocations, fields.findings)
}

/// Types the log of disputes.
pub fn disputes(table: &RawTable) -> (DisputeLog, Vec<Finding>) {
    let mut fields = Fields::of(table);
    let (raised, number) = (fields.required("raised_on"), fields.optional("dispute"));
    let (kind, officer) = (fields.optional("kind"), fields.optional("officer"));
    let themes = fields.expected("themes", "what the disputes were about, which the law asks for, is not available");
    let (stage, outcome) = (fields.optional("stage"), fields.optional("outcome"));
    let resolved = fields.expected("resolved_on", "how long disputes took is not available");
    let cafcass = fields.optional("cafcass");
    let mut log = DisputeLog { has_cafcass: cafcass.is_some(), ..DisputeLog::default() };
    for row in fields.distinct_rows(&[number]) {
        let Some(raised_on) = fields.date(row, raised, "the dispute cannot be placed in time and is left out") else {
            if fields.text(row, raised).is_empty() {
                fields.fault(
                    row,
                    raised,
                    "blank-date",
                    "the dispute has no day on which it was raised",
                    "it cannot be placed in time and is left out",
                    "fill in the day",
                );
            }
            log.left_out.push(fields.place(row, None));
            continue;
        };
        let mut resolved_on = fields.date(row, resolved, "the dispute counts as open");
        if resolved_on.is_some_and(|day| day < raised_on) {
            fields.fault(
                row,
                resolved,
                "resolved-before-raised",
                "the dispute was resolved before it was raised",
                "how long it took is not known; it counts as open",
                "correct one of the two days",
            );
            resolved_on = None;
        }
        let kind_text = fields.text(row, kind).to_lowercase();
        if !matches!(kind_text.as_str(), "" | "formal" | "informal") {
            fields.fault(
                row,
                kind,
                "unlisted-answer",
                "the cell is neither formal nor informal",
                "it counts as formal",
                "write formal or informal",
            );
        }
        log.disputes.push(Dispute {
            formal: kind_text != "informal",
            raised_on,
            officer: fields.text(row, officer).to_string(),
            themes: several(fields.text(row, themes)),
            stage: fields.text(row, stage).to_string(),
            outcome: fields.text(row, outcome).to_string(),
            resolved_on,
            cafcass: fields.yes_no(row, cafcass, "it counts as not referred").unwrap_or(false),
            at: fields.place(row, None),
        });
    }
    (log, fields.findings)
}

/// Several answers in one cell, separated by semicolons; each once.
pub fn several(text: &str) -> Vec<String> {
    let mut answers: Vec<String> = Vec::new();
    for answer in text.split(';').map(str::trim).filter(|answer| !answer.is_empty()) {
        if !answers.iter().any(|known| known.eq_ignore_ascii_case(answer)) {
            answers.push(answer.to_string());
        }
    }
    answers
}
