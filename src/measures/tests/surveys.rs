//! Audits and surveys: the base of every question is those to whom it applies.

use super::{Counted, files};

/// Eight sheets: six needed a meeting, of whom four had one, of whom two have a record of it.
fn audit(split: &str) -> Counted {
    files()
        .table(
            "audit",
            "Area,Needed,Held,Record,Days,Strengths,Words\n\
             East,Yes,Yes,Yes,3,plan; voice,a\n\
             East,Yes,Yes,No,4,plan,b\n\
             West,Yes,yes,,10,,c\n\
             West,Yes,Yes,Yes,,voice; plan; voice,d\n\
             east,Yes,No,,,safety,e\n\
             ,Yes,,,,,f\n\
             East,No,,,,,g\n\
             West,No,Yes,,5,,h\n",
        )
        .questions(
            "audit",
            &format!(
                "{split}questions:\n\
                 \x20 needed: {{text: Was it needed?, column: Needed, positive: [Yes]}}\n\
                 \x20 held: {{text: Was it held?, column: Held, positive: [Yes], only_if: {{needed: [Yes]}}}}\n\
                 \x20 record: {{text: Is there a record?, column: Record, positive: [Yes], only_if: {{held: [Yes]}}}}\n\
                 \x20 days: {{text: How many days?, column: Days, kind: number, only_if: {{held: [Yes]}}}}\n\
                 \x20 strengths: {{text: What is good?, column: Strengths, kind: several}}\n\
                 \x20 outcome: {{text: Was it so?, column: Held}}\n\
                 \x20 words: {{text: Anything else?, column: Words, kind: words}}\n"
            ),
        )
        .counted()
}

#[test]
fn each_base_is_those_of_the_question_before() {
    let counted = audit("");
    assert_eq!(counted.count("audit.sheets"), 8);
    assert_eq!(counted.share("audit.needed"), (6, 8));
    assert_eq!(counted.share("audit.held"), (4, 6));
    assert_eq!(
        counted.left_out("audit.held"),
        [("answered although the question did not apply", 1), ("not recorded (counted in the base)", 1)]
    );
    assert_eq!(counted.share("audit.record"), (2, 4));
    assert_eq!(counted.rows("audit.needed"), [("Yes", 6), ("No", 2), ("total", 8)]);
    assert_eq!(counted.rows("audit.held"), [("Yes", 4), ("No", 1), ("not recorded", 1), ("total", 6)]);
    assert_eq!(counted.rows("audit.record"), [("Yes", 2), ("No", 1), ("not recorded", 1), ("total", 4)]);
}

#[test]
fn a_base_of_answered_leaves_out_what_is_not_recorded() {
    let sheets = "Seen,Held\nYes,Yes\nYes,No\nYes,\nNo,Yes\n";
    let questions = |base: &str| {
        format!(
            "questions:\n  seen: {{text: Seen?, column: Seen}}\n  held: {{text: Held?, column: Held, positive: [Yes], only_if: {{seen: [Yes]}}{base}}}\n"
        )
    };
    let counted = |base| files().table("audit", sheets).questions("audit", &questions(base)).counted();
    // Of three sheets on which the plan was seen one has no answer.
    assert_eq!(counted("").share("audit.held"), (1, 3));
    let answered = counted(", base: answered");
    assert_eq!(answered.share("audit.held"), (1, 2));
    assert_eq!(answered.rows("audit.held"), [("Yes", 1), ("No", 1), ("total", 2)]);
}

#[test]
fn numbers_have_a_middle_and_a_range_and_words_no_figure() {
    // Of the four held: 3, 4, 10; the fourth gives none. The 5 stands on a sheet that was not asked.
    let counted = audit("");
    assert_eq!(counted.median("audit.days"), (4000, 3, (3000, 10_000)));
    assert!(!counted.figures.contains_key("audit.words") && !counted.tables.contains_key("audit.words"));
}

#[test]
fn of_several_answers_each_counts_once_a_sheet() {
    let counted = audit("");
    let table = counted.table("audit.strengths");
    assert!(!table.adds_down);
    // plan on three sheets, voice on two (once where it stands twice), safety on one; four sheets say nothing.
    assert_eq!(
        counted.rows("audit.strengths"),
        [("plan", 3), ("safety", 1), ("voice", 2), ("not recorded", 4), ("total", 8)]
    );
    // Six answers were given in all.
    assert_eq!(counted.count("audit.strengths_mentions"), 6);
    assert_eq!(counted.rows("audit.strengths_mentions"), [("plan", 3), ("safety", 1), ("voice", 2), ("total", 6)]);
}

#[test]
fn answers_are_split_by_the_columns_named() {
    let counted = audit("split_by: [area]\n");
    let row = |key| ["positive", "other", "asked"].map(|column| counted.cell("audit.held_by_area", key, column));
    // Asked in the East: three, one of them written "east"; in the West: two; one without an area.
    assert_eq!(row("East"), [2, 1, 3]);
    assert_eq!(row("West"), [2, 0, 2]);
    assert_eq!(row("unknown"), [0, 1, 1]);
    assert_eq!(row("total"), [4, 2, 6]);
    // Without positive answers the split is of the answers.
    let row =
        |key| ["Yes", "No", "not recorded", "total"].map(|column| counted.cell("audit.outcome_by_area", key, column));
    assert_eq!(row("East"), [2, 1, 1, 4]);
    assert_eq!(row("West"), [3, 0, 0, 3]);
    assert_eq!(row("unknown"), [0, 0, 1, 1]);
    assert_eq!(row("total"), [5, 1, 2, 8]);
}

#[test]
fn the_spelling_of_a_split_does_not_hang_on_the_order_of_rows() {
    let values = |rows: &str| {
        files()
            .table("audit", &format!("Area,Held\n{rows}"))
            .questions("audit", "split_by: [area]\nquestions:\n  held: {text: Held?, column: Held, positive: [Yes]}\n")
            .counted()
            .table("audit.held_by_area")
            .rows
            .iter()
            .map(|row| row.key.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(values("East,Yes\neast,No\n"), ["East", "total"]);
    assert_eq!(values("east,No\nEast,Yes\n"), ["East", "total"]);
}

#[test]
fn an_answer_that_says_not_recorded_is_in_the_row_of_that_name() {
    let counted = files()
        .table("audit", "Held\nYes\nNot recorded\n\n")
        .questions("audit", "questions:\n  held: {text: Held?, column: Held, positive: [Yes]}\n")
        .counted();
    assert_eq!(counted.rows("audit.held"), [("Yes", 1), ("not recorded", 1), ("total", 2)]);
    assert_eq!(counted.table("audit.held").rows.len(), 3);
}

#[test]
fn no_sheets_have_no_rate() {
    let counted = files()
        .table("feedback", "Heard,Age\n")
        .questions(
            "feedback",
            "questions:\n  heard: {text: Heard?, column: Heard, answers: [Yes, No], positive: [Yes]}\n  age: {text: Age?, column: Age, kind: number}\n",
        )
        .counted();
    assert_eq!(counted.count("feedback.sheets"), 0);
    assert_eq!(counted.share("feedback.heard"), (0, 0));
    assert_eq!(counted.rows("feedback.heard"), []);
    assert_eq!(counted.missing("feedback.age"), "no number is recorded");
    // An answer that is not on the list is counted as another.
    let counted = files()
        .table("feedback", "Heard\nYes\nPerhaps\n")
        .questions(
            "feedback",
            "questions:\n  heard: {text: Heard?, column: Heard, answers: [Yes, No], positive: [Yes]}\n",
        )
        .counted();
    assert_eq!(counted.rows("feedback.heard"), [("Yes", 1), ("other answer", 1), ("total", 2)]);
    assert_eq!(counted.share("feedback.heard"), (1, 2));
}

#[test]
fn several_answers_are_more_than_the_sheets_and_numbers_have_a_mean_and_a_sum() {
    let counted = audit("split_by: [area]\n");
    // plan on three sheets, voice on two, safety on one.
    assert_eq!(counted.count("audit.strengths_mentions"), 6);
    let row = |key| {
        ["plan", "safety", "voice", "not recorded", "total"]
            .map(|column| counted.cell("audit.strengths_by_area", key, column))
    };
    assert_eq!(row("East"), [2, 1, 1, 1, 4]);
    assert_eq!(row("West"), [1, 0, 1, 2, 3]);
    assert_eq!(row("unknown"), [0, 0, 0, 1, 1]);
    assert_eq!(row("total"), [3, 1, 2, 4, 8]);
    // 3, 4 and 10: a sum of 17, a mean of 5.67, which is 5.7 in tenths.
    let of = |id: &str| match counted.figure(id).value {
        super::Value::Median { median, of } => (median.0, of),
        ref other => panic!("{id} is {other:?}"),
    };
    assert_eq!(of("audit.days_mean"), (5700, 3));
    assert_eq!(of("audit.days_sum"), (17_000, 3));
    let row =
        |key| ["numbers", "median", "least", "greatest"].map(|column| counted.cell("audit.days_by_area", key, column));
    assert_eq!(row("East"), [2, 3500, 3000, 4000]);
    assert_eq!(row("West"), [1, 10_000, 10_000, 10_000]);
    assert_eq!(row("total"), [3, 4000, 3000, 10_000]);
}

#[test]
fn two_columns_split_at_once() {
    let counted = files()
        .table("audit", "Area,Team,Held\nEast,A,Yes\nEast,A,No\nEast,B,Yes\nWest,C,Yes\nWest,A,\nWest,,Yes\n,C,No\n")
        .questions(
            "audit",
            "split_by: [area, [area, team]]\nquestions:\n  held: {text: Held?, column: Held, positive: [Yes]}\n  \
             other: {text: Other?, column: Held}\n",
        )
        .counted();
    // As asked for by itself, and not the second column by itself.
    assert_eq!(counted.cell("audit.held_by_area", "West", "positive"), 2);
    assert!(!counted.tables.contains_key("audit.held_by_team"));
    let id = "audit.held_by_area_then_team";
    let keys: Vec<&str> = counted.table(id).rows.iter().map(|row| row.key.as_str()).collect();
    assert_eq!(
        keys,
        [
            "East",
            "East / A",
            "East / B",
            "West",
            "West / A",
            "West / C",
            "West / unknown",
            "unknown",
            "unknown / C",
            "total / A",
            "total / B",
            "total / C",
            "total / unknown",
            "total"
        ]
    );
    let row = |key| ["positive", "other", "asked"].map(|column| counted.cell(id, key, column));
    assert_eq!(row("East"), [2, 1, 3]);
    assert_eq!(row("East / A"), [1, 1, 2]);
    assert_eq!(row("West"), [2, 1, 3]);
    assert_eq!(row("West / A"), [0, 1, 1]);
    assert_eq!(row("total / A"), [1, 2, 3]);
    assert_eq!(row("total"), [4, 3, 7]);
    // Every sum that a reader can make holds.
    let table = counted.table(id);
    let count = |(row, column): (usize, usize)| match table.rows[row].cells[column] {
        super::Cell::Count(count) => count,
        ref other => panic!("{other:?}"),
    };
    assert_eq!(table.more_sums.len(), 9 * 3);
    for super::super::measure::SumOf { parts, total } in &table.more_sums {
        assert_eq!(parts.iter().map(|part| count(*part)).sum::<u64>(), count(*total), "{total:?}");
    }
    // Crossed: the areas down, the teams across, with their own keys.
    let cell = |row, column| counted.cell("audit.held_by_area_and_team", row, column);
    assert_eq!(["A", "B", "C", "unknown", "total"].map(|column| cell("East", column)), [1, 1, 0, 0, 2]);
    assert_eq!(["A", "B", "C", "unknown", "total"].map(|column| cell("total", column)), [1, 1, 1, 1, 4]);
    // Without positive answers, every sheet that was asked.
    assert_eq!(counted.cell("audit.other_by_area_and_team", "West", "total"), 3);
    assert_eq!(counted.cell("audit.other_by_area_then_team", "West", "not recorded"), 1);
}

#[test]
fn questions_without_answers_are_not_available() {
    let questions = "questions:\n  heard: {text: Heard?, column: Heard, positive: [Yes]}\n  \
                     age: {text: Age?, column: Age, kind: number}\n  words: {text: Words?, column: Words, kind: words}\n  \
                     which: {text: Which?, column: Which}\n";
    let counted = files().questions("feedback", questions).counted();
    assert_eq!(counted.missing("feedback.heard"), "the answers were not given");
    assert_eq!(counted.missing("feedback.age"), "the answers were not given");
    // With answers they would have no figure either.
    assert!(!counted.figures.contains_key("feedback.words") && !counted.figures.contains_key("feedback.which"));
    assert!(!counted.figures.contains_key("feedback.sheets"));
}
