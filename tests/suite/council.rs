//! Invented councils: a report's folder with the return of two years and the service's logs, of any size, the same for the same seed.
//!
//! Groups are uneven on purpose, so that small numbers stand everywhere.

use fastrand::Rng;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// A question of the audit, as its form has it.
pub struct Question {
    pub id: &'static str,
    /// The heading of its column.
    column: &'static str,
    /// `one`, `several` or `number`.
    pub kind: &'static str,
    pub answers: &'static [&'static str],
    pub positive: &'static [&'static str],
    /// Earlier questions with the answers on which it is asked.
    pub only_if: &'static [(&'static str, &'static [&'static str])],
    /// Whether sheets without an answer are not counted.
    pub answered_only: bool,
}

impl Question {
    const fn new(id: &'static str, column: &'static str, kind: &'static str, answers: &'static [&'static str]) -> Self {
        Question { id, column, kind, answers, positive: &[], only_if: &[], answered_only: false }
    }
}

const YES_NO: &[&str] = &["Yes", "No"];

/// The questions of the audit: chains with one condition and with two, several answers, none that is good, numbers.
pub const AUDIT: [Question; 11] = [
    Question::new("review_kind", "Kind", "one", &["First", "Second", "Later"]),
    Question { positive: &["Yes"], ..Question::new("pep_needed", "Needed", "one", YES_NO) },
    Question {
        positive: &["Yes"],
        only_if: &[("pep_needed", &["Yes"])],
        ..Question::new("pep_held", "Held", "one", &["Yes", "Partly", "No"])
    },
    Question {
        positive: &["Yes"],
        only_if: &[("pep_held", &["Yes"])],
        ..Question::new("pep_good", "Good", "one", YES_NO)
    },
    Question {
        only_if: &[("pep_held", &["No"])],
        ..Question::new("pep_why", "Why", "one", &["Room", "Illness", "Strike"])
    },
    Question { positive: &["Yes", "Partly"], ..Question::new("seen", "Seen", "one", &["Yes", "Partly", "No"]) },
    Question {
        positive: &["Yes"],
        only_if: &[("seen", &["Yes", "Partly"]), ("review_kind", &["First", "Second"])],
        ..Question::new("seen_alone", "Alone", "one", YES_NO)
    },
    Question { only_if: &[("seen", &["Yes", "Partly"])], ..Question::new("seen_days", "Seen days", "number", &[]) },
    Question {
        positive: &["Yes"],
        answered_only: true,
        only_if: &[("review_kind", &["Later"])],
        ..Question::new("plan_kept", "Kept", "one", YES_NO)
    },
    Question::new("signed", "Signed", "several", &["Child", "Parent", "Manager"]),
    Question::new("days", "Days", "number", &[]),
];

/// The audit's questions as their file writes them.
fn questions() -> String {
    let mut text = "questions:\n".to_string();
    for question in &AUDIT {
        let Question { id, column, kind, .. } = question;
        let _ = write!(text, "  {id}: {{text: Is it {id}?, column: {column}, kind: {kind}");
        for (key, words) in [("answers", question.answers), ("positive", question.positive)] {
            if !words.is_empty() {
                let _ = write!(text, ", {key}: [{}]", words.join(", "));
            }
        }
        let conditions: Vec<String> =
            question.only_if.iter().map(|(id, answers)| format!("{id}: [{}]", answers.join(", "))).collect();
        if !conditions.is_empty() {
            let _ = write!(text, ", only_if: {{{}}}", conditions.join(", "));
        }
        if question.answered_only {
            text += ", base: answered";
        }
        text += "}\n";
    }
    text
}

/// Measures of the council's own: each with the source that it counts. Some count what a built-in table counts too.
pub const OWN: [(&str, &str, &str); 7] = [
    ("teenagers", "children", "only_if: {age: {at_least: 13}}, by: [placement, sex]"),
    ("oldest", "children", "only_if: {age: {at_least: 16}}, by: sex"),
    ("in_homes", "children", "only_if: {placement: [childrens_home]}, by: age"),
    ("homes", "children", "positive: {placement: [childrens_home]}, by: ethnic_group"),
    ("late", "reviews", "only_if: {timeliness: [late]}, by: order"),
    ("late_first", "reviews", "only_if: {order: [first]}, positive: {timeliness: [late]}, by: sex"),
    ("child_signed", "audit", "positive: {signed: [Child]}, by: area"),
];

/// Start, reason, legal status, need, placement, end and its reason.
type Episode = (Date, &'static str, &'static str, &'static str, &'static str, Option<(Date, &'static str)>);

/// A child with the times of one stay in care.
struct Child {
    id: String,
    born: Date,
    sex: &'static str,
    ethnic: &'static str,
    unaccompanied: bool,
    episodes: Vec<Episode>,
    /// Day, code, and whether it was late.
    reviews: Vec<(Date, &'static str, bool)>,
}

fn day(on: Date) -> String {
    format!("{:02}/{:02}/{}", on.day(), on.month(), on.year())
}

/// One of the words, the earlier ones far more often.
fn pick<'w>(rng: &mut Rng, words: &[&'w str]) -> &'w str {
    let mut at = 0;
    while at + 1 < words.len() && rng.f64() < 0.45 {
        at += 1;
    }
    // The first or any other: a few stand rarely.
    words[at]
}

fn between(rng: &mut Rng, from: Date, to: Date) -> Date {
    let days = from.until(to).unwrap().get_days().max(0);
    from.saturating_add(rng.i32(0..=days).days())
}

fn child(rng: &mut Rng, at: usize) -> Child {
    let last = date(2026, 3, 31);
    let born = between(rng, date(2008, 5, 1), date(2025, 2, 1));
    let from = if rng.f64() < 0.25 { date(2025, 4, 1) } else { date(2022, 1, 1) };
    let start = between(rng, born.max(from), date(2026, 3, 20));
    let end = (rng.f64() < 0.25)
        .then(|| between(rng, start.saturating_add(10.days()).min(last), last))
        .filter(|end| *end > start);
    let status = ["C2", "C1", "V2", "E1", "J1"];
    let place = ["U6", "U4", "U1", "K2", "P1", "A6", "K1", "S1", "R1"];
    let need = pick(rng, &["N1", "N4", "N5", "N8", "N2", "N3", "N6"]);
    let mut episodes: Vec<Episode> = Vec::new();
    let (mut legal, mut home) = (pick(rng, &status), pick(rng, &place));
    let mut from = start;
    let mut reason = "S";
    loop {
        let next = from.saturating_add(rng.i32(20..700).days());
        if next >= end.unwrap_or(last) {
            episodes.push((
                from,
                reason,
                legal,
                need,
                home,
                end.map(|end| (end, pick(rng, &["E4A", "E11", "E5", "E8"]))),
            ));
            break;
        }
        episodes.push((from, reason, legal, need, home, Some((next, "X1"))));
        (reason, from) = (pick(rng, &["P", "L", "T"]), next);
        if reason == "L" {
            legal = pick(rng, &status);
        } else {
            home = pick(rng, &place);
        }
    }
    let mut reviews = Vec::new();
    let mut due = start.saturating_add(27.days());
    let mut number = 0;
    while due < end.unwrap_or(last) {
        let is_late = rng.f64() < 0.07;
        let held =
            if is_late { due.saturating_add(rng.i32(2..30).days()) } else { due.saturating_sub(rng.i32(0..6).days()) };
        if held >= end.unwrap_or(last) {
            break;
        }
        let young = born.until((jiff::Unit::Year, held)).unwrap().get_years() < 4;
        let code = if young { "PN0" } else { pick(rng, &["PN1", "PN6", "PN2", "PN7", "PN5", "PN3", "PN4", ""]) };
        reviews.push((held, code, is_late));
        number += 1;
        due = held.saturating_add(if number == 1 { 85 } else { 175 }.days());
        if rng.f64() < 0.02 {
            break;
        }
    }
    Child {
        id: format!("T{at:05}"),
        born,
        sex: pick(rng, &["M", "F", "F", "U"]),
        ethnic: pick(rng, &["WBRI", "MWBC", "BAFR", "APKN", "OOTH", "NOBT"]),
        unaccompanied: rng.f64() < 0.06,
        episodes,
        reviews,
    }
}

/// Writes the folder of a council with so many children in two years.
pub fn write(folder: &Path, seed: u64, children: usize) {
    let mut rng = Rng::with_seed(seed);
    let children: Vec<Child> = (0..children).map(|at| child(&mut rng, at)).collect();
    let put = |name: &str, text: &str| {
        let file = folder.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    };
    put("report.yaml", &order(&mut rng));
    for year in [2025_i16, 2026] {
        let (from, to) = (date(year - 1, 4, 1), date(year, 3, 31));
        let mut header = "CHILD,SEX,DOB,ETHNIC\n".to_string();
        let mut episodes = "CHILD,DECOM,RNE,LS,CIN,PLACE,DEC,REC\n".to_string();
        let mut reviews = "CHILD,REVIEW,REVIEW_CODE\n".to_string();
        let mut uasc = "CHILD,DUC\n".to_string();
        for child in &children {
            let mut in_year = false;
            for (start, rne, legal, need, home, end) in &child.episodes {
                if *start > to || end.is_some_and(|(end, _)| end < from) {
                    continue;
                }
                in_year = true;
                let (end, why) = match end.filter(|(end, _)| *end <= to) {
                    Some((end, why)) => (day(end), why),
                    None => (String::new(), ""),
                };
                let _ = writeln!(episodes, "{},{},{rne},{legal},{need},{home},{end},{why}", child.id, day(*start));
            }
            if in_year {
                let _ = writeln!(header, "{},{},{},{}", child.id, child.sex, day(child.born), child.ethnic);
                if child.unaccompanied {
                    let _ = writeln!(uasc, "{},", child.id);
                }
            }
            for (held, code, _) in child.reviews.iter().filter(|(held, ..)| *held >= from && *held <= to) {
                let _ = writeln!(reviews, "{},{},{code}", child.id, day(*held));
            }
        }
        let place = format!("data/ssda903/{}-{}", year - 1, year % 100);
        for (name, text) in [("header", &header), ("episodes", &episodes), ("reviews", &reviews), ("uasc", &uasc)] {
            put(&format!("{place}/{name}.csv"), text);
        }
    }
    put("data/reviews.csv", &review_log(&mut rng, &children));
    put("data/allocations.csv", &allocations(&mut rng, &children));
    put("data/disputes.csv", &disputes(&mut rng, children.len() / 8 + 3));
    let sheets = children.len() / 3 + 6;
    put("data/audit.csv", &audit(&mut rng, sheets));
    let splits = ["split_by: [area]\n", "split_by: [area, [area, team]]\n"][rng.usize(0..2)];
    put("data/audit.yaml", &format!("{splits}{}", questions()));
    let own: Vec<_> = OWN.into_iter().filter(|_| rng.f64() < 0.4).collect();
    if !own.is_empty() {
        let entry =
            |(id, of, rest): &(&str, &str, &str)| format!("  {id}: {{label: Number of {id}, of: {of}, {rest}}}\n");
        put("data/measures.yaml", &format!("measures:\n{}", own.iter().map(entry).collect::<String>()));
    }
    if rng.f64() < 0.5 {
        put("data/officers.csv", &officers(&mut rng));
    }
}

fn officers(rng: &mut Rng) -> String {
    let mut list = "officer,role,fte,started_on,employment,sex,ethnic_group\n".to_string();
    for at in 1..9 {
        let (sex, ethnic) = (pick(rng, &["F", "M"]), pick(rng, &["White", "Black", "Asian"]));
        let _ = writeln!(list, "O{at},Officer,1.0,2020-01-0{at},permanent,{sex},{ethnic}");
    }
    list
}

fn order(rng: &mut Rng) -> String {
    let threshold = ["below_5", "below_5", "below_5", "below_6", "ten"][rng.usize(0..5)];
    let mut order = format!(
        "format: 1\nauthority: Example Council\nperiod: 2025-26\nsettings:\n  small_numbers: {threshold}\n  population_0_17: 90000\n"
    );
    if rng.f64() < 0.2 {
        order += "  merge: {children_by_age: {Under 5: [under 1, 1-4]}}\n";
    }
    if rng.f64() < 0.2 {
        order += ["  keep: [children_by_sex]\n", "  keep: [late_review_reasons, children_by_age]\n"][rng.usize(0..2)];
    }
    order += "publish:\n";
    let splits = [
        "children_looked_after by placement and age",
        "children_looked_after by legal_status and sex",
        "children_looked_after by ethnic_group and age",
        "reviews_held_on_time by age",
        "reviews_not_judged by age",
        "children_giving_views_at_reviews by sex",
        "children_attending_reviews by sex",
        "unaccompanied_children by sex",
        "children_with_every_review_on_time by ethnic_group",
        "disputes_raised by stage and outcome",
    ];
    let mut chosen: Vec<&str> = splits.into_iter().filter(|_| rng.f64() < 0.5).collect();
    let more = [
        &["children_starting by sex", "children_leaving by sex"][..],
        &["children_starting by ethnic_group", "children_leaving by ethnic_group"],
        &["children_looked_after_during_period by sex"],
        &["children_looked_after by need and sex", "children_starting by need"],
        &["reviews_overdue by placement", "children_never_reviewed by placement"],
        &["unaccompanied_children by age", "unaccompanied_children by placement"],
        &["disputes_open by stage"],
        &["audit.pep_held by review_kind", "audit.seen by review_kind"],
    ];
    chosen.extend(more.into_iter().filter(|_| rng.f64() < 0.25).flatten());
    chosen.iter().for_each(|split| order += &format!("  - {split}\n"));
    if chosen.is_empty() { order.replace("publish:\n", "") } else { order }
}

fn review_log(rng: &mut Rng, children: &[Child]) -> String {
    let mut log = "child,held_on,record_completed_on,late_reason,mother,father,midpoint_check\n".to_string();
    let part = ["attended", "not consulted", "consulted", "not applicable", ""];
    for child in children {
        for (held, _, is_late) in child.reviews.iter().filter(|(held, ..)| *held >= date(2025, 4, 1)) {
            let reason = if *is_late {
                pick(rng, &["Illness", "Officer on leave", "Room not free", "Parents asked", "Snow"])
            } else {
                ""
            };
            let done = held.saturating_add(rng.i32(3..35).days());
            let check = if rng.f64() < 0.7 { held.to_string() } else { String::new() };
            let (mother, father) = (pick(rng, &part), pick(rng, &part));
            let _ = writeln!(log, "{},{held},{done},{reason},{mother},{father},{check}", child.id);
        }
    }
    log
}

fn allocations(rng: &mut Rng, children: &[Child]) -> String {
    let mut list = "child,officer,from,to\n".to_string();
    for child in children {
        if rng.f64() > 0.98 {
            continue;
        }
        let start = child.episodes[0].0;
        let late = if rng.f64() < 0.05 { 20 } else { rng.i32(0..4) };
        let first = start.saturating_add(late.days());
        let changes = rng.f64() < 0.25;
        let change = date(2025, 9, 1).max(first.saturating_add(5.days()));
        let to = if changes { change.to_string() } else { String::new() };
        let _ = writeln!(list, "{},O{},{first},{to}", child.id, rng.u8(1..6));
        if changes {
            let _ = writeln!(list, "{},O{},{change},", child.id, rng.u8(6..9));
        }
    }
    list
}

fn disputes(rng: &mut Rng, number: usize) -> String {
    let mut log = "dispute,kind,raised_on,officer,themes,stage,outcome,resolved_on,cafcass\n".to_string();
    for at in 0..number {
        let raised = between(rng, date(2025, 1, 1), date(2026, 3, 31));
        let open = rng.f64() < 0.2;
        let resolved = if open { String::new() } else { raised.saturating_add(rng.i32(2..60).days()).to_string() };
        let outcome = if open { "" } else { pick(rng, &["Plan changed", "Explained", "Partly met", "Withdrawn"]) };
        let kind = pick(rng, &["formal", "informal"]);
        let (theme, stage) =
            (pick(rng, &["Drift", "Health", "School", "Home"]), pick(rng, &["Stage 1", "Stage 2", "Stage 3"]));
        let _ = writeln!(log, "D{at},{kind},{raised},O{},{theme},{stage},{outcome},{resolved},no", rng.u8(1..9));
    }
    log
}

fn audit(rng: &mut Rng, sheets: usize) -> String {
    let mut text = "Area,Team,Kind,Needed,Held,Good,Why,Seen,Alone,Seen days,Kept,Signed,Days\n".to_string();
    for _ in 0..sheets {
        let area = pick(rng, &["East", "West", "North"]);
        let team = pick(rng, &["Team 1", "Team 2"]);
        let kind = pick(rng, &["Later", "First", "Second", ""]);
        let needed = pick(rng, &["Yes", "No", ""]);
        let held = if needed == "Yes" { pick(rng, &["Yes", "No", "Partly", ""]) } else { "" };
        let good = if held == "Yes" { pick(rng, &["Yes", "No"]) } else { "" };
        let why = if held == "No" { pick(rng, &["Room", "Illness", "Strike", ""]) } else { "" };
        let seen = pick(rng, &["Yes", "Partly", "No", ""]);
        let is_seen = matches!(seen, "Yes" | "Partly");
        let alone = if is_seen && matches!(kind, "First" | "Second") { pick(rng, &["Yes", "No", ""]) } else { "" };
        let seen_days = if is_seen && rng.f64() < 0.6 { rng.u32(1..60).to_string() } else { String::new() };
        let kept = if kind == "Later" { pick(rng, &["Yes", "", "No"]) } else { "" };
        let signed: Vec<&str> = ["Child", "Parent", "Manager"].into_iter().filter(|_| rng.f64() < 0.3).collect();
        let (signed, days) = (signed.join("; "), rng.u32(1..90));
        let _ = writeln!(
            text,
            "{area},{team},{kind},{needed},{held},{good},{why},{seen},{alone},{seen_days},{kept},{signed},{days}"
        );
    }
    text
}
