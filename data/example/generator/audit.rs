//! The care plan audit: one sheet for each review held in ten weeks of the winter, by its officer.
//!
//! The questions are those that councils ask, in our own words; `audit.yaml` describes them. A question is
//! answered only where it applies, so that every base is the number of children whom it concerns.

use super::chance::Chance;
use super::lives::Child;
use super::reviews::Review;
use super::service::age_at;
use super::table::Table;
use jiff::civil::Date;

/// The first and the last day of the audit.
const WINDOW: (Date, Date) = (Date::constant(2026, 1, 5), Date::constant(2026, 3, 13));

const HEADINGS: [&str; 48] = [
    "Audit",
    "Area",
    "Age group",
    "Kind of review",
    "Care plan up to date",
    "Days since plan updated",
    "Plan for a permanent home",
    "Kind of permanent home",
    "Living in that home",
    "All needs in plan",
    "Daily life in plan",
    "Contingency in plan",
    "Signed by",
    "Child took part in plan",
    "How child took part in plan",
    "Parent took part in plan",
    "Life story work",
    "Education plan needed",
    "Education plan meeting held",
    "Education plan on record",
    "Key people at meeting",
    "Needs and actions in education plan",
    "Use of funding shown",
    "Strengths score in education plan",
    "Child involved in education plan",
    "Health assessment done",
    "Health plan on record",
    "Health plan suits needs",
    "Health gains",
    "Emotional support needed",
    "Emotional support in place",
    "Overall needs met",
    "Why needs not met",
    "Child came to review",
    "How child gave views",
    "Officer met child alone",
    "Review changed for child",
    "What was changed",
    "Minutes of review",
    "Equality needs named",
    "Which equality needs",
    "Equality needs met",
    "Unaccompanied",
    "Immigration plan recorded",
    "Life better: child",
    "Life better: parent",
    "Life better: officer",
    "Comment",
];

/// A sheet being filled in.
struct Sheet {
    cells: Vec<String>,
}

impl Sheet {
    fn new() -> Sheet {
        Sheet { cells: vec![String::new(); HEADINGS.len()] }
    }

    fn set(&mut self, heading: &str, answer: impl Into<String>) {
        if let Some(place) = HEADINGS.iter().position(|known| *known == heading) {
            self.cells[place] = answer.into();
        }
    }

    fn answer(&self, heading: &str) -> &str {
        HEADINGS.iter().position(|known| *known == heading).map_or("", |place| &self.cells[place])
    }

    /// Answers yes or no; true when the answer is yes. Now and then the answer is forgotten.
    fn ask(&mut self, chance: &mut Chance, heading: &str, yes: f64) -> bool {
        let answer = chance.yes(yes);
        if chance.yes(1.0) {
            return false;
        }
        self.set(heading, if answer { "Yes" } else { "No" });
        answer
    }

    /// Ticks those of several answers that chance picks, at least one.
    fn tick(&mut self, chance: &mut Chance, heading: &str, choices: &[(&str, f64)]) {
        let mut ticked: Vec<&str> =
            choices.iter().filter(|(_, percent)| chance.yes(*percent)).map(|(choice, _)| *choice).collect();
        if ticked.is_empty() {
            ticked.extend(choices.first().map(|(choice, _)| *choice));
        }
        self.set(heading, ticked.join("; "));
    }
}

/// `audit.csv`.
pub fn audit(seed: u64, children: &[Child], reviews: &[Review]) -> Table {
    let mut chance = Chance::new(seed);
    let mut table = Table::new("audit.csv", &HEADINGS);
    let mut audited: Vec<&Review> = reviews
        .iter()
        .filter(|review| WINDOW.0 <= review.held && review.held <= WINDOW.1)
        .filter(|review| !children[review.child].periods.is_empty())
        .collect();
    audited.sort_by_key(|review| (review.held, review.child));
    for review in audited {
        if !chance.yes(94.0) {
            continue;
        }
        let mut sheet = sheet(&mut chance, children, review);
        sheet.set("Audit", format!("INVENTED-A{:03}", table.rows.len() + 1));
        table.push(sheet.cells);
    }
    table
}

fn sheet(chance: &mut Chance, children: &[Child], review: &Review) -> Sheet {
    let mut sheet = Sheet::new();
    let child = &children[review.child];
    let age = age_at(children, review);
    let area = if review.placement_order { "Adoption" } else { child.area };
    sheet.set("Area", area);
    sheet.set("Age group", age_group(age));
    sheet.set("Kind of review", ["First review", "Second review", "Later review"][review.before.min(2)]);
    care_plan(chance, &mut sheet, review, age, if area == "West" { -4.0 } else { 0.0 });
    education(chance, &mut sheet, review, age);
    well_being(chance, &mut sheet, review, age);
    the_review(chance, &mut sheet, review, age);
    equality(chance, &mut sheet, child.unaccompanied);
    sheet.set("Unaccompanied", if child.unaccompanied { "Yes" } else { "No" });
    if child.unaccompanied {
        sheet.ask(chance, "Immigration plan recorded", 72.0);
    }
    if age >= 5 {
        sheet.set("Life better: child", chance.pick(&[("Yes", 76), ("No", 10), ("Not asked", 14)]));
    }
    if !child.unaccompanied {
        sheet.set("Life better: parent", chance.pick(&[("Yes", 47), ("No", 17), ("Not asked", 36)]));
    }
    sheet.ask(chance, "Life better: officer", 93.0);
    if chance.yes(14.0) {
        sheet.set("Comment", "Invented comment.");
    }
    sheet
}

fn age_group(age: i32) -> &'static str {
    match age {
        ..=4 => "0-4",
        5..=9 => "5-9",
        10..=15 => "10-15",
        _ => "16 and over",
    }
}

fn care_plan(chance: &mut Chance, sheet: &mut Sheet, review: &Review, age: i32, area: f64) {
    if sheet.ask(chance, "Care plan up to date", 93.0 + area) {
        sheet.set("Days since plan updated", chance.along(&[1, 4, 8, 14, 22, 40, 75]).to_string());
    }
    if review.before > 0 && sheet.ask(chance, "Plan for a permanent home", 89.0 + area) {
        let kind = if review.placement_order {
            "Adoption"
        } else if age >= 16 {
            chance.pick(&[
                ("Independent living", 46),
                ("Long-term foster care", 38),
                ("Residential care", 10),
                ("Return home", 6),
            ])
        } else {
            chance.pick(&[
                ("Long-term foster care", 52),
                ("Special guardianship", 15),
                ("Return home", 13),
                ("Residential care", 11),
                ("Adoption", 9),
            ])
        };
        sheet.set("Kind of permanent home", kind);
        sheet.ask(chance, "Living in that home", 74.0);
    }
    sheet.ask(chance, "All needs in plan", 90.0 + area);
    sheet.ask(chance, "Daily life in plan", 87.0);
    sheet.ask(chance, "Contingency in plan", 61.0 + area);
    sheet.tick(
        chance,
        "Signed by",
        &[
            ("Nobody", 0.0),
            ("Child", if age >= 9 { 32.0 } else { 3.0 }),
            ("Parent", 21.0),
            ("Social worker", 58.0),
            ("Team manager", 47.0),
        ],
    );
    if age >= 5 && sheet.ask(chance, "Child took part in plan", 76.0) {
        sheet.tick(
            chance,
            "How child took part in plan",
            &[
                ("Talked with the social worker", 68.0),
                ("Drew, wrote or used an app", 24.0),
                ("Through the carer", 31.0),
                ("Through an advocate", 9.0),
            ],
        );
    }
    sheet.set("Parent took part in plan", chance.pick(&[("Yes", 58), ("No", 29), ("Not appropriate", 13)]));
    sheet.ask(chance, "Life story work", if age >= 5 { 57.0 } else { 49.0 });
}

fn education(chance: &mut Chance, sheet: &mut Sheet, review: &Review, age: i32) {
    let needed = if (4..=17).contains(&age) { 97.0 } else { 0.0 };
    if !sheet.ask(chance, "Education plan needed", needed) {
        return;
    }
    let held = if review.before == 0 { 58.0 } else { 88.0 };
    if !sheet.ask(chance, "Education plan meeting held", held) || !sheet.ask(chance, "Education plan on record", 77.0) {
        return;
    }
    sheet.ask(chance, "Key people at meeting", 92.0);
    sheet.ask(chance, "Needs and actions in education plan", 86.0);
    sheet.ask(chance, "Use of funding shown", 58.0);
    sheet.ask(chance, "Strengths score in education plan", 44.0);
    sheet.ask(chance, "Child involved in education plan", 83.0);
}

fn well_being(chance: &mut Chance, sheet: &mut Sheet, review: &Review, age: i32) {
    let done = if review.before == 0 { 54.0 } else { 85.0 };
    if sheet.ask(chance, "Health assessment done", done) && sheet.ask(chance, "Health plan on record", 86.0) {
        sheet.ask(chance, "Health plan suits needs", 91.0);
        sheet.tick(
            chance,
            "Health gains",
            &[
                ("Regular exercise", 52.0),
                ("Healthy food", 55.0),
                ("Better sleep", 46.0),
                ("Seen by a dentist", 61.0),
                ("Immunisations up to date", 48.0),
            ],
        );
    }
    if age >= 5 && sheet.ask(chance, "Emotional support needed", 38.0) {
        sheet.ask(chance, "Emotional support in place", 71.0);
    }
    if !sheet.ask(chance, "Overall needs met", 88.0) && sheet.answer("Overall needs met") == "No" {
        sheet.tick(
            chance,
            "Why needs not met",
            &[
                ("Plan for a permanent home is slow", 48.0),
                ("School or education plan", 40.0),
                ("Health or therapy not in place", 36.0),
                ("The home does not fit", 30.0),
                ("Plan is unclear", 26.0),
                ("Time with family not settled", 17.0),
            ],
        );
    }
}

fn the_review(chance: &mut Chance, sheet: &mut Sheet, review: &Review, age: i32) {
    let came = matches!(review.participation, "PN1" | "PN2" | "PN3" | "PN4");
    let young = review.participation == "PN0";
    sheet.set("Child came to review", if came || (young && chance.yes(35.0)) { "Yes" } else { "No" });
    if age >= 5 {
        let way = match review.participation {
            "PN1" => "Spoke for themselves",
            "PN2" => "Someone spoke for them",
            "PN3" => "Without words",
            "PN5" => "Through the officer or an advocate",
            "PN6" => "In writing or by message",
            _ => "Gave no views",
        };
        let mut ways = vec![way];
        if way != "Gave no views" && chance.yes(22.0) {
            ways.push("Consultation form");
        }
        if way != "Gave no views" && chance.yes(18.0) {
            ways.push("Through the carer");
        }
        sheet.set("How child gave views", ways.join("; "));
        sheet
            .set("Officer met child alone", chance.pick(&[("Yes", 47), ("No", 33), ("No, child did not wish to", 20)]));
        if sheet.ask(chance, "Review changed for child", 18.0) {
            sheet.tick(
                chance,
                "What was changed",
                &[("Place", 42.0), ("Who came", 38.0), ("Day or time", 34.0), ("What was talked about", 28.0)],
            );
        }
    }
    sheet.set("Minutes of review", chance.along(&[25, 40, 50, 60, 70, 85, 120]).to_string());
}

fn equality(chance: &mut Chance, sheet: &mut Sheet, unaccompanied: bool) {
    if !sheet.ask(chance, "Equality needs named", if unaccompanied { 88.0 } else { 34.0 }) {
        return;
    }
    let more = if unaccompanied { 60.0 } else { 0.0 };
    sheet.tick(
        chance,
        "Which equality needs",
        &[
            ("Disability", 34.0),
            ("Culture", 30.0),
            ("Race or ethnic group", 26.0),
            ("Language", 10.0 + more),
            ("Religion", 14.0 + more / 2.0),
            ("Gender or sexuality", 11.0),
        ],
    );
    sheet.ask(chance, "Equality needs met", 93.0);
}
