//! Invented councils: a report's folder with the return of two years and the service's logs, of any size, the same for the same seed.
//!
//! Groups are uneven on purpose, so that small numbers stand everywhere.

use fastrand::Rng;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// The questions of the audit: two of a chain, one of several answers, one without good answers.
const AUDIT: &str = "questions:
  review_kind: {text: Which review was this?, column: Kind, answers: [First, Second, Later]}
  pep_needed: {text: Is an education plan needed?, column: Needed, positive: [Yes], answers: [Yes, No]}
  pep_held: {text: Was the meeting held?, column: Held, positive: [Yes], answers: [Yes, Partly, No], only_if: {pep_needed: [Yes]}}
  pep_good: {text: Was it good?, column: Good, positive: [Yes], answers: [Yes, No], only_if: {pep_held: [Yes]}}
  signed: {text: Who signed?, column: Signed, kind: several, answers: [Child, Parent, Manager]}
  days: {text: How many days?, column: Days, kind: number}
";

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
    put("data/audit.yaml", &format!("{splits}{AUDIT}"));
}

fn order(rng: &mut Rng) -> String {
    let threshold = ["below_5", "below_5", "below_5", "below_6", "ten"][rng.usize(0..5)];
    let mut order = format!(
        "format: 1\nauthority: Example Council\nperiod: 2025-26\nsettings:\n  small_numbers: {threshold}\n  population_0_17: 90000\npublish:\n"
    );
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
    let chosen: Vec<&str> = splits.into_iter().filter(|_| rng.f64() < 0.5).collect();
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
    let mut text = "Area,Team,Kind,Needed,Held,Good,Signed,Days\n".to_string();
    for _ in 0..sheets {
        let area = pick(rng, &["East", "West", "North"]);
        let team = pick(rng, &["Team 1", "Team 2"]);
        let kind = pick(rng, &["Later", "First", "Second", ""]);
        let needed = pick(rng, &["Yes", "No", ""]);
        let held = if needed == "Yes" { pick(rng, &["Yes", "No", "Partly", ""]) } else { "" };
        let good = if held == "Yes" { pick(rng, &["Yes", "No"]) } else { "" };
        let signed: Vec<&str> = ["Child", "Parent", "Manager"].into_iter().filter(|_| rng.f64() < 0.3).collect();
        let _ = writeln!(text, "{area},{team},{kind},{needed},{held},{good},{},{}", signed.join("; "), rng.u32(1..90));
    }
    text
}
