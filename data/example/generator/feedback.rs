//! What children, parents and carers answered when the service asked them about their review.

use super::chance::Chance;
use super::table::Table;

const SHEETS: usize = 124;

/// `feedback.csv`.
pub fn feedback(seed: u64) -> Table {
    let mut chance = Chance::new(seed);
    let mut table = Table::new(
        "feedback.csv",
        &[
            "Sheet",
            "Who",
            "Knew officer's name",
            "Met officer before review",
            "Asked who should come",
            "Felt listened to",
            "Understood what was decided",
            "Got the record",
            "Knows how to complain",
            "Marks out of ten",
            "What would help",
            "Comment",
        ],
    );
    for number in 1..=SHEETS {
        let who = chance.pick(&[
            ("Child aged 7 to 11", 26),
            ("Young person aged 12 to 17", 36),
            ("Parent", 20),
            ("Carer", 18),
        ]);
        let child = who.starts_with('C') && who != "Carer" || who.starts_with('Y');
        let parent = who == "Parent";
        let met = if child { answer(&mut chance, 71.0) } else { "" };
        let asked = if child { answer(&mut chance, 63.0) } else { "" };
        let marks = if parent { chance.along(&[2, 5, 6, 7, 8, 10]) } else { chance.along(&[4, 7, 8, 9, 10]) };
        table.push([
            format!("INVENTED-F{number:03}"),
            who.to_string(),
            answer(&mut chance, if parent { 72.0 } else { 86.0 }).to_string(),
            met.to_string(),
            asked.to_string(),
            chance
                .pick(if parent {
                    &[("Yes", 58), ("Partly", 27), ("No", 15)]
                } else {
                    &[("Yes", 79), ("Partly", 15), ("No", 6)]
                })
                .to_string(),
            answer(&mut chance, 84.0).to_string(),
            answer(&mut chance, if child { 57.0 } else { 76.0 }).to_string(),
            answer(&mut chance, 66.0).to_string(),
            marks.to_string(),
            wishes(&mut chance, child),
            if chance.yes(30.0) { "Invented comment.".to_string() } else { String::new() },
        ]);
    }
    table
}

fn answer(chance: &mut Chance, yes: f64) -> &'static str {
    if chance.yes(1.5) {
        ""
    } else if chance.yes(yes) {
        "Yes"
    } else {
        "No"
    }
}

fn wishes(chance: &mut Chance, child: bool) -> String {
    let choices: &[(&str, f64)] = if child {
        &[
            ("A shorter meeting", 34.0),
            ("Fewer people", 30.0),
            ("Another time or place", 22.0),
            ("More time with the officer alone", 26.0),
        ]
    } else {
        &[("Reports sent earlier", 41.0), ("The record sent sooner", 33.0), ("Another time or place", 20.0)]
    };
    let chosen: Vec<&str> =
        choices.iter().filter(|(_, percent)| chance.yes(*percent)).map(|(choice, _)| *choice).collect();
    chosen.join("; ")
}
