//! The service's own logs: reviews, officers, posts, allocations, disputes.

use super::child::Child;
use super::codes::{Code, Codes};
use super::fields::{Field, Fields, Thousandths};
use super::headings::Source;
use crate::finding::{Finding, Place, Severity};
use crate::period::days_between;
use crate::sources::table::{RawRow, heading_key};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Days between the day on which a review was due and the day on which it was held from which one of the two must be a slip: two years.
const DAYS_FAR_APART: i64 = 730;

/// More full-time equivalents than one person can be: such a number is hours a week.
const MOST_FTE: Thousandths = Thousandths(1_500);

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
    /// The officer's code or name in the form of [`officer_key`]; blank where the log does not say.
    pub officer: String,
    /// The officer's check between this review and the next one.
    pub check: Option<Check>,
    /// The part each relation took, in the order of [`RELATIONS`].
    pub parts: [Part; 4],
    /// Where it stands.
    pub at: Place,
}

/// A check by the child's officer between two reviews.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// On this day.
    On(Date),
    /// Made, on a day that the log does not say.
    Made,
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
    /// Whether it has the column of checks between reviews.
    pub has_checks: bool,
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
    /// What stands for the officer in the logs, in the form of [`officer_key`]: a code, or a name, which is never printed.
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
    /// Where the officer stands in the list.
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
    /// The officer's code or name in the form of [`officer_key`].
    pub officer: String,
    /// First day.
    pub from: Date,
    /// Last day; none while it lasts.
    pub to: Option<Date>,
    /// Where it stands.
    pub at: Place,
}

/// A disagreement that an officer raised with the council about a child's care.
#[derive(Debug, Clone)]
pub struct Dispute {
    /// Whether it went through the formal process; otherwise it is an informal challenge.
    pub formal: bool,
    /// The day on which it was raised.
    pub raised_on: Date,
    /// The officer's code or name in the form of [`officer_key`].
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
    /// Where it stands.
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

/// What stands for an officer, in the form in which logs are compared: case and spacing do not count, and `Surname, First` is
/// `First Surname`. Blank for a word that stands in place of nobody.
pub fn officer_key(text: &str) -> String {
    let key = |part: &str| part.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    match text.split(',').collect::<Vec<_>>().as_slice() {
        [surname, first] if !surname.trim().is_empty() && !first.trim().is_empty() => {
            format!("{} {}", key(first), key(surname))
        }
        _ => key(text),
    }
}

/// A child's identifier as it is compared: capitals, and without the `.0` that spreadsheets add to numbers.
fn child_key(text: &str) -> String {
    let text = text.to_uppercase();
    match text.strip_suffix(".0") {
        Some(number) if number.bytes().all(|byte| byte.is_ascii_digit()) => number.to_string(),
        _ => text,
    }
}

/// Gives back the zeros at the beginning of children's numbers that a spreadsheet cut off, where the return has just one child with
/// that number. `rows` are the identifiers of one log and where they stand; one finding says how many were read so.
pub fn restore_zeros<'a>(
    children: &[Child],
    rows: impl Iterator<Item = (&'a mut Arc<str>, &'a Place)>,
) -> Option<Finding> {
    let mut rows = rows.peekable();
    rows.peek()?;
    let known: BTreeSet<&str> = children.iter().map(|child| &*child.id).collect();
    let mut by_number: BTreeMap<&str, Option<&Arc<str>>> = BTreeMap::new();
    for child in children {
        let number = child.id.trim_start_matches('0');
        by_number.entry(number).and_modify(|child| *child = None).or_insert(Some(&child.id));
    }
    let mut first: Option<&Place> = None;
    let mut count = 0;
    for (id, at) in rows {
        let is_number = id.bytes().all(|byte| byte.is_ascii_digit());
        let full = by_number.get(id.trim_start_matches('0')).copied().flatten();
        if let Some(full) = full.filter(|_| is_number && !known.contains(&**id)) {
            *id = full.clone();
            count += 1;
            first = first.or(Some(at));
        }
    }
    let place = Place { column: None, ..first?.clone() };
    let rows =
        if count == 1 { "1 row names its child".to_string() } else { format!("{count} rows name their children") };
    Some(Finding::new(
        Severity::Note,
        "zeros-restored",
        place,
        format!("{rows} without the zeros at the beginning of the number, which a spreadsheet cuts off"),
        "they were read as the only child of the return with that number",
        "give the column the format Text in the spreadsheet before the numbers are put in",
    ))
}

/// Types the log of reviews.
pub fn review_log(source: Source<'_>) -> (ReviewLog, Vec<Finding>) {
    let mut fields = Fields::read(source);
    let (child, held) = (fields.required("child"), fields.required("held_on"));
    let (due, officer) = (fields.optional("due_on"), fields.optional("officer"));
    let completed = fields.optional("record_completed_on");
    let reason =
        fields.expected("late_reason", "reasons for late reviews, which the law asks for, count as not recorded");
    let checked = fields.optional("midpoint_check");
    let relations = RELATIONS.map(|(key, _)| (fields.optional(key), fields.optional(&format!("{key}_consulted"))));
    let mut log = ReviewLog {
        relations: relations.map(|(attended, consulted)| attended.is_some() || consulted.is_some()),
        has_completion: completed.is_some(),
        has_reasons: reason.is_some(),
        has_checks: checked.is_some(),
        ..ReviewLog::default()
    };
    let mut seen = BTreeSet::new();
    for row in fields.distinct_rows(&[child, held]) {
        let id = child_key(fields.text(row, child));
        let held_on = fields.date(row, held, "the row is left out");
        let (false, Some(held_on)) = (id.is_empty(), held_on) else {
            if child.is_some() && held.is_some() && (id.is_empty() || fields.said(row, held).is_empty()) {
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
        if !seen.insert((id.clone(), held_on)) {
            fields.fault(
                row,
                None,
                "log-review-twice",
                "the log has another row for the same child and day, and the two do not say the same",
                "both rows are counted where the part of parents and the completed records are counted",
                "delete the row that is wrong, or join the two",
            );
        }
        let due_on =
            fields.date(row, due, "nothing is counted from it: whether a review was late is worked out from the law");
        if due_on.is_some_and(|due| days_between(due, held_on).abs() > DAYS_FAR_APART) {
            fields.fault(
                row,
                due,
                "dates-far-apart",
                "the review was held more than two years before or after the day on which it was due",
                "one of the two days must be a slip; the day on which it was held is followed",
                "correct the day that is wrong",
            );
        }
        let mut record_completed_on = fields.date(row, completed, "the record counts as not completed");
        if record_completed_on.is_some_and(|day| day < held_on) {
            fields.fault(
                row,
                completed,
                "record-before-review",
                "the record of the review was completed before the review was held",
                "the record counts as not completed",
                "correct one of the two days",
            );
            record_completed_on = None;
        }
        let parts = relations.map(|(attended, consulted)| part(&mut fields, row, attended, consulted));
        let check = check(&mut fields, row, checked);
        log.reviews.push(LoggedReview {
            child: Arc::from(id),
            held_on,
            record_completed_on,
            late_reason: fields.said(row, reason).to_string(),
            officer: officer_key(fields.said(row, officer)),
            check,
            parts,
            at: fields.place(row, reason),
        });
    }
    (log, fields.findings)
}

/// The day of a check, or yes or no; not recorded is none.
fn check(fields: &mut Fields<'_>, row: RawRow, column: Field) -> Option<Check> {
    match heading_key(fields.said(row, column)).as_str() {
        "" | "no" | "n" | "none" | "false" | "0" | "notrecorded" => None,
        "yes" | "y" | "made" | "done" | "true" | "1" => Some(Check::Made),
        _ => fields.date(row, column, "the check counts as not made").map(Check::On),
    }
}

/// The part that a relation took, from one column, or from one column of attendance and one of consultation.
fn part(fields: &mut Fields<'_>, row: RawRow, attended: Field, consulted: Field) -> Part {
    let first = part_in(fields, row, attended, consulted.is_none());
    if matches!(first, Part::Attended | Part::Consulted | Part::NotApplicable) || consulted.is_none() {
        return first;
    }
    match part_in(fields, row, consulted, false) {
        // "Yes" in a column of consultation.
        Part::Attended | Part::Consulted => Part::Consulted,
        Part::NotRecorded => first,
        other => other,
    }
}

/// The part that one column says; `alone` where no other column says who was consulted.
fn part_in(fields: &mut Fields<'_>, row: RawRow, column: Field, alone: bool) -> Part {
    let why = "it counts as not recorded";
    let word = fields.word(row, column, "part", "attended, consulted, not consulted, not applicable", why);
    // "No" under "Mother attended?" does not say that she was not consulted.
    let is_bare_no = || matches!(heading_key(fields.text(row, column)).as_str(), "no" | "n" | "false" | "0");
    match word {
        Some("attended") => Part::Attended,
        Some("consulted") => Part::Consulted,
        Some("not consulted") if !(fields.heading_tells_attendance(column) && is_bare_no()) => Part::NotConsulted,
        Some("not applicable") => Part::NotApplicable,
        Some("not attended" | "not consulted") if alone => {
            fields.count(
                (row, column),
                Severity::Note,
                "attendance-only",
                |count| match count {
                    1 => "the cell says who did not attend, but not whether the person was consulted".into(),
                    _ => format!(
                        "{count} cells of this column say who did not attend, but not whether the person was consulted"
                    ),
                },
                "they count as not recorded (see parents_taking_part)",
                "write consulted or not consulted, or add a column such as `mother_consulted` with yes or no",
            );
            Part::NotRecorded
        }
        _ => Part::NotRecorded,
    }
}

/// Types the list of officers.
pub fn officers(source: Source<'_>, codes: &Codes) -> (Vec<Officer>, Vec<Finding>) {
    let mut fields = Fields::read(source);
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
        let ethnic_group = ethnic_group(&mut fields, row, ethnic, codes);
        let sex_code = match codes.sex.read(&fields.text(row, sex).to_uppercase()) {
            listed if listed.is_listed() => listed,
            _ => match fields.word(row, sex, "sex", "M, F", "the officer's sex counts as not known") {
                Some(word) => codes.sex.read(word),
                None => Code::BLANK,
            },
        };
        let employment = match fields.word(
            row,
            employment,
            "employment",
            "permanent, agency, sessional",
            "the officer counts as neither",
        ) {
            Some("permanent") => Employment::Permanent,
            Some("agency") => Employment::Agency,
            Some("sessional") => Employment::Sessional,
            _ => Employment::Unknown,
        };
        let started_on = fields.date(row, started, "the length of service is not known");
        let mut left_on = fields.date(row, left, "the officer counts as still in post");
        if started_on.zip(left_on).is_some_and(|(started, left)| left < started) {
            fields.fault(
                row,
                left,
                "left-before-started",
                "the officer left before starting",
                "the day of leaving is not used, so the officer counts as still in post",
                "correct one of the two days",
            );
            left_on = None;
        }
        officers.push(Officer {
            code: officer_key(fields.text(row, code)),
            role: fields.text(row, role).to_string(),
            fte: officer_fte(&mut fields, row, fte),
            reviewing_share: fields
                .share(row, share, "all of the officer's time counts as time for reviews")
                .unwrap_or(Thousandths::ONE),
            started_on,
            left_on,
            employment,
            sex: sex_code,
            ethnic_group,
            at: fields.place(row, code),
        });
    }
    (officers, fields.findings)
}

fn officer_fte(fields: &mut Fields<'_>, row: RawRow, column: Field) -> Option<Thousandths> {
    const WHY: &str = "the officer is counted in heads but not in FTE";
    let number = fields.number(row, column, WHY)?;
    if number <= MOST_FTE {
        return Some(number);
    }
    if fields.text(row, column).ends_with('%') && number.0 <= 100_000 {
        return Some(Thousandths(number.0 / 100));
    }
    fields.fault(
        row,
        column,
        "absurd-number",
        "the cell holds more full-time equivalents than one person can be; it may be hours a week",
        WHY,
        "write the share of a full-time post, for example 0.8; 37 hours of 37 are 1",
    );
    None
}

/// The group of an ethnic group's key, its label, or a code of the return; none, with a finding, where the cell holds none of them.
fn ethnic_group(fields: &mut Fields<'_>, row: RawRow, column: Field, codes: &Codes) -> Option<usize> {
    let text = fields.text(row, column);
    let said = fields.said(row, column);
    let plain =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let wanted = plain(text);
    let groups = &codes.ethnic.groups;
    let of_name = groups.iter().position(|group| plain(&group.key) == wanted || plain(&group.label) == wanted);
    let of_code = || codes.ethnic.group(codes.ethnic.read(text));
    // "White British", "Asian or Asian British - Indian": the group's word stands first.
    let of_first_word = || {
        let first = text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        groups.iter().position(|group| group.key != "Other" && group.key.eq_ignore_ascii_case(first))
    };
    let of_label = || {
        codes
            .ethnic
            .all()
            .find(|code| plain(codes.ethnic.label(*code)) == wanted)
            .and_then(|code| codes.ethnic.group(code))
    };
    let group = of_name.or_else(of_code).or_else(of_label).or_else(of_first_word);
    // "Refused" and "not yet obtained" are codes of the return, in no group.
    if group.is_none() && !said.is_empty() && !codes.ethnic.read(text).is_listed() {
        let keys = groups.iter().map(|group| group.key.as_str()).collect::<Vec<_>>();
        fields.fault(
            row,
            column,
            "unlisted-answer",
            "the cell holds no ethnic group that is known",
            "the officer's ethnic group counts as not known",
            &format!("write {}, or a code of the return", keys.join(", ")),
        );
    }
    group
}

/// Types the list of posts.
pub fn posts(source: Source<'_>) -> (Vec<Post>, Vec<Finding>) {
    let mut fields = Fields::read(source);
    let (role, established) = (fields.required("role"), fields.required("established_fte"));
    let mut posts = Vec::new();
    for row in fields.rows() {
        let Some(number) = fields.number(row, established, "the post is left out") else {
            if established.is_some() && fields.said(row, established).is_empty() {
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
        // A sheet's own sum would be counted as one more post.
        if matches!(heading_key(fields.text(row, role)).as_str(), "total" | "totals" | "grandtotal" | "all" | "sum") {
            fields.fault(
                row,
                role,
                "total-row",
                "the row is the sum of the rows above it",
                "it is left out, for the program adds up itself",
                "delete the row",
            );
            continue;
        }
        posts.push(Post { role: fields.text(row, role).to_string(), established: number });
    }
    (posts, fields.findings)
}

/// Types the list of allocations.
pub fn allocations(source: Source<'_>) -> (Vec<Allocation>, Vec<Finding>) {
    let mut fields = Fields::read(source);
    let (child, officer) = (fields.required("child"), fields.required("officer"));
    let (from, to) = (fields.required("from"), fields.optional("to"));
    let mut allocations = Vec::new();
    for row in fields.distinct_rows(&[child]) {
        let id = child_key(fields.text(row, child));
        let first_day = fields.date(row, from, "the allocation is left out");
        let mut last_day = fields.date(row, to, "the allocation counts as still lasting");
        if first_day.zip(last_day).is_some_and(|(first, last)| last < first) {
            fields.fault(
                row,
                to,
                "ends-before-it-begins",
                "the allocation ends before it begins",
                "the last day is not used, so the allocation counts as still lasting",
                "correct one of the two days",
            );
            last_day = None;
        }
        match (id.is_empty(), first_day) {
            (false, Some(first_day)) => allocations.push(Allocation {
                child: Arc::from(id),
                officer: officer_key(fields.said(row, officer)),
                from: first_day,
                to: last_day,
                at: fields.place(row, from),
            }),
            _ if child.is_some() && from.is_some() && (id.is_empty() || fields.said(row, from).is_empty()) => {
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
pub fn disputes(source: Source<'_>) -> (DisputeLog, Vec<Finding>) {
    let mut fields = Fields::read(source);
    let (raised, number) = (fields.required("raised_on"), fields.optional("dispute"));
    let (kind, officer) = (fields.optional("kind"), fields.optional("officer"));
    let themes = fields.expected("themes", "what the disputes were about, which the law asks for, is not available");
    let (stage, outcome) = (fields.optional("stage"), fields.optional("outcome"));
    let resolved = fields.expected("resolved_on", "how long disputes took is not available");
    let cafcass = fields.optional("cafcass");
    let mut log = DisputeLog { has_cafcass: cafcass.is_some(), ..DisputeLog::default() };
    let mut seen = BTreeSet::new();
    for row in fields.distinct_rows(&[number]) {
        let Some(raised_on) = fields.date(row, raised, "the dispute cannot be placed in time and is left out") else {
            if raised.is_some() && fields.said(row, raised).is_empty() {
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
        let number_key = fields.said(row, number).to_lowercase();
        if !number_key.is_empty() && !seen.insert(number_key) {
            fields.fault(
                row,
                number,
                "dispute-twice",
                "another row has the same number, and the two do not say the same",
                "both rows are counted as disputes of their own",
                "delete the row that is out of date, or correct the number",
            );
        }
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
        let kind = fields.word(row, kind, "kind", "formal, informal", "it counts as formal");
        log.disputes.push(Dispute {
            formal: kind != Some("informal"),
            raised_on,
            officer: officer_key(fields.said(row, officer)),
            themes: several(fields.said(row, themes)),
            stage: fields.said(row, stage).to_string(),
            outcome: fields.said(row, outcome).to_string(),
            resolved_on,
            cafcass: fields.yes_no(row, cafcass, "it counts as not referred").unwrap_or(false),
            at: fields.place(row, number),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{ChineseWith, SourceEntry};
    use crate::dataset::headings::Headings;
    use crate::sources::csv;

    fn day(year: i16, month: i8, day: i8) -> Date {
        Date::new(year, month, day).unwrap()
    }

    fn typed<T>(
        name: &str,
        text: &str,
        entry: Option<&SourceEntry>,
        read: impl Fn(Source<'_>) -> (T, Vec<Finding>),
    ) -> (T, Vec<Finding>) {
        let headings = Headings::built_in().unwrap();
        let table = csv::read(&format!("data/{name}.csv"), text.as_bytes()).0.unwrap();
        let sane = Some((day(1975, 4, 1), day(2031, 3, 31)));
        read(Source { entry, sane, ..Source::plain(name, &table, &headings) })
    }

    /// Codes of findings and the rows they are at, the notes on headings left out.
    fn faults(findings: &[Finding]) -> Vec<(&str, Option<u64>)> {
        let on_headings = ["headings-assumed", "unused-column", "personal-column"];
        let faults = findings.iter().filter(|finding| !on_headings.contains(&finding.code));
        faults.map(|finding| (finding.code, finding.place.row)).collect()
    }

    #[test]
    fn a_log_of_reviews_is_read_as_a_council_writes_it() {
        let text = "Mosaic ID,Review date,Due date,Minutes sent,Reason out of timescale,IRO,Mother attended?,Mother consulted?,Father\n\
            101,1/4/25,01/04/2025,15.4.25,,\"Green, Alex\",Yes,,Attended\n\
            102.0,45749,n/a,TBC,n/a,alex  green,No,Yes,Apologies\n\
            103,3 April 2025,3/4/2015,1/4/2025,Child ill,Kim,No,No,Deceased\n\
            104,########,,,,,,,\n\
            105,04/2025,,,,,,,\n\
            101,01/04/2025,,,Other,,,,\n\
            106,TBC,,,,,No,,Perhaps\n";
        let (log, findings) = typed("reviews", text, None, review_log);
        let rows: Vec<_> =
            log.reviews.iter().map(|row| (&*row.child, row.held_on, row.parts[0], row.parts[1])).collect();
        assert_eq!(
            rows,
            [
                ("101", day(2025, 4, 1), Part::Attended, Part::Attended),
                ("102", day(2025, 4, 2), Part::Consulted, Part::NotRecorded),
                ("103", day(2025, 4, 3), Part::NotConsulted, Part::NotApplicable),
                ("101", day(2025, 4, 1), Part::NotRecorded, Part::NotRecorded),
            ]
        );
        assert_eq!(log.left_out, 3);
        assert_eq!(
            log.reviews.iter().map(|row| row.officer.as_str()).collect::<Vec<_>>(),
            ["alex green", "alex green", "kim", ""]
        );
        assert_eq!(
            log.reviews.iter().map(|row| row.late_reason.as_str()).collect::<Vec<_>>(),
            ["", "", "Child ill", "Other"]
        );
        let completed: Vec<_> = log.reviews.iter().map(|row| row.record_completed_on).collect();
        assert_eq!(completed, [Some(day(2025, 4, 15)), None, None, None]);
        assert_eq!(
            faults(&findings),
            [
                ("date-as-number", Some(3)),
                ("word-for-blank", Some(3)),
                ("word-for-blank", Some(3)),
                // Of the father only: a column of its own says whether the mother was consulted.
                ("attendance-only", Some(3)),
                ("dates-far-apart", Some(4)),
                ("record-before-review", Some(4)),
                ("spreadsheet-error", Some(5)),
                ("ambiguous-date", Some(6)),
                ("log-review-twice", Some(7)),
                ("word-for-blank", Some(8)),
                ("blank-cell", Some(8)),
            ]
        );
    }

    #[test]
    fn the_order_says_what_words_of_the_council_mean() {
        let entry: SourceEntry = serde_yaml::from_str(
            "{columns: {mother: M}, answers: {mother: {P: attended, V: consulted}, late_reason: {\"1\": Child ill}}}",
        )
        .unwrap();
        let text =
            "child,held_on,late_reason,M\na,01/04/2025,1,p\nb,01/04/2025,2,V\nc,01/04/2025,,Q\nd,01/04/2025,,q\n";
        let (log, findings) = typed("reviews", text, Some(&entry), review_log);
        let parts: Vec<Part> = log.reviews.iter().map(|row| row.parts[0]).collect();
        assert_eq!(parts, [Part::Attended, Part::Consulted, Part::NotRecorded, Part::NotRecorded]);
        assert_eq!((log.reviews[0].late_reason.as_str(), log.reviews[1].late_reason.as_str()), ("Child ill", "2"));
        assert_eq!(faults(&findings), [("unlisted-answer", Some(4))]);
        assert_eq!(
            findings[0].what,
            "2 cells of this column hold the same word, which is not one of attended, consulted, not consulted, not applicable"
        );
    }

    #[test]
    fn a_list_of_staff_is_read_as_a_council_writes_it() {
        let codes = Codes::built_in(ChineseWith::Asian).unwrap();
        let text = "Name,Job title,WTE,% reviewing,Start date,Leaving date,Contract type,Gender,Ethnicity\n\
            Alex Green,IRO,0.8 FTE,80 %,1st September 2015,n/a,Perm,Female,White British\n\
            Sam Brown,IRO,37,,01/09/2015,01/01/2010,Locum,male,Asian or Asian British - Indian\n\
            Kim White,IRO,80%,0.5,01/01/1900,,Bank,F,Prefer not to say\n\
            Jo Black,IRO,\"0,8\",,,,Agncy,Z,Klingon\n";
        let (officers, findings) = typed("officers", text, None, |source| officers(source, &codes));
        let ethnic = |at: usize| officers[at].ethnic_group.map(|group| codes.ethnic.groups[group].key.as_str());
        assert_eq!(
            officers.iter().map(|officer| officer.code.as_str()).collect::<Vec<_>>(),
            ["alex green", "sam brown", "kim white", "jo black"]
        );
        assert_eq!(
            officers.iter().map(|officer| officer.fte.map(|fte| fte.0)).collect::<Vec<_>>(),
            [Some(800), None, Some(800), None]
        );
        assert_eq!(
            officers.iter().map(|officer| officer.reviewing_share.0).collect::<Vec<_>>(),
            [800, 1000, 500, 1000]
        );
        assert_eq!(officers[0].started_on, Some(day(2015, 9, 1)));
        assert_eq!((officers[1].left_on, officers[2].started_on), (None, None));
        assert_eq!(
            officers.iter().map(|officer| officer.employment).collect::<Vec<_>>(),
            [Employment::Permanent, Employment::Agency, Employment::Sessional, Employment::Unknown]
        );
        assert_eq!([ethnic(0), ethnic(1), ethnic(2), ethnic(3)], [Some("White"), Some("Asian"), None, None]);
        assert_eq!(
            faults(&findings),
            [
                ("word-for-blank", Some(2)),
                ("left-before-started", Some(3)),
                ("absurd-number", Some(3)),
                ("absurd-date", Some(4)),
                ("unlisted-answer", Some(5)),
                ("unlisted-answer", Some(5)),
                ("unlisted-answer", Some(5)),
                ("ambiguous-number", Some(5)),
            ]
        );
        assert!(findings.iter().all(|finding| !finding.to_string().to_lowercase().contains("klingon")));
    }

    #[test]
    fn disputes_posts_and_allocations_are_read_as_a_council_writes_them() {
        let text = "Ref,Date raised,Raised by,Theme,Stage reached,Outcome,Date closed,Referred to Cafcass?,Type\n\
            1,1/4/25,A,Delay; Home;,1,Agreed,1/5/25,N,DRP\n\
            2,1/5/25,B,Delay,2,Ongoing,ongoing,Y,Practice alert\n\
            2,2/5/25,B,Delay,3,Agreed,1/4/25,Perhaps,Informl\n\
            3,05/13/2025,C,Delay,1,,,,\n";
        let (log, findings) = typed("disputes", text, None, disputes);
        assert_eq!(log.disputes.iter().map(|dispute| dispute.formal).collect::<Vec<_>>(), [true, false, true]);
        assert_eq!(log.disputes[0].themes, ["Delay", "Home"]);
        assert_eq!(
            (log.disputes[1].outcome.as_str(), log.disputes[1].resolved_on, log.disputes[1].cafcass),
            ("", None, true)
        );
        assert_eq!(
            faults(&findings),
            [
                ("word-for-blank", Some(3)),
                ("dispute-twice", Some(4)),
                ("resolved-before-raised", Some(4)),
                ("unlisted-answer", Some(4)),
                ("unlisted-answer", Some(4)),
                ("bad-date", Some(5)),
            ]
        );
        assert_eq!(
            findings
                .iter()
                .filter(|finding| finding.code == "unlisted-answer")
                .map(|finding| finding.near.len())
                .collect::<Vec<_>>(),
            [1, 0]
        );

        let (list, findings) = typed("posts", "Post,Budgeted FTE\nIRO,\"1,250\"\nLead,TBC\nTotal,9\n", None, posts);
        assert_eq!(list.iter().map(|post| post.established.0).collect::<Vec<_>>(), [1_250_000]);
        assert_eq!(faults(&findings), [("word-for-blank", Some(3)), ("blank-cell", Some(3)), ("total-row", Some(4))]);

        let (list, findings) = typed(
            "allocations",
            "Person ID,Allocated IRO,Start date,End date\n1,A,1/4/25,-\n2,unallocated,2/4/25,1/4/25\n",
            None,
            allocations,
        );
        assert_eq!(
            list.iter().map(|row| (row.officer.as_str(), row.to)).collect::<Vec<_>>(),
            [("a", None), ("", None)]
        );
        assert_eq!(faults(&findings), [("word-for-blank", Some(2)), ("ends-before-it-begins", Some(3))]);
    }

    #[test]
    fn officers_are_the_same_however_their_names_are_written() {
        for (text, key) in [
            ("Green, Alex", "alex green"),
            ("ALEX  Green", "alex green"),
            ("IRO-04", "iro-04"),
            ("Green, Alex, Dr", "green, alex, dr"),
            (",", ","),
        ] {
            assert_eq!(officer_key(text), key, "{text}");
        }
    }
}
