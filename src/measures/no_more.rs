//! What numbers of an audit or survey cannot be more than: who was asked, who gave an answer.

use super::measure::{MeasuredTable, NoMore, NumberAt};
use crate::dataset::survey::{Kind, Question, Survey};

fn id_of(survey: &Survey, question: &Question) -> String {
    format!("{}.{}", survey.id, question.id)
}

fn no_more(these: Vec<NumberAt>, than: Vec<NumberAt>) -> NoMore {
    NoMore { these, than, as_many: false }
}

/// Whether every sheet that is asked is counted, whatever stands on it.
fn counts_all(question: &Question) -> bool {
    question.kind != Kind::Number && !question.answered_only
}

/// Whether a question is put on every sheet.
fn is_for_all(question: &Question) -> bool {
    question.only_if.is_empty() && counts_all(question)
}

fn earlier<'s>(survey: &'s Survey, id: &str) -> Option<&'s Question> {
    survey.questions.iter().find(|known| known.id == id)
}

/// The cells of a question's own table that count sheets with these answers, where none is counted twice.
fn answers(survey: &Survey, question: &Question, given: &[usize]) -> Option<Vec<NumberAt>> {
    let table = id_of(survey, question);
    let cells = given.iter().filter_map(|at| question.answers.get(*at));
    let cells: Vec<NumberAt> = cells.map(|answer| NumberAt::cell(&table, answer, "answers")).collect();
    (question.kind == Kind::One || cells.len() == 1).then_some(cells)
}

/// What the sheets of a question are no more than, in all: those that meet each condition, and no fewer than those that must meet all.
/// `asked` is their number.
pub(super) fn of_asked(survey: &Survey, question: &Question, asked: &NumberAt) -> Vec<NoMore> {
    let sheets = NumberAt::Part(super::audits::sheets_id(&survey.id));
    if question.only_if.is_empty() {
        return vec![NoMore { as_many: counts_all(question), ..no_more(vec![asked.clone()], vec![sheets]) }];
    }
    let conditions: Option<Vec<Vec<NumberAt>>> =
        question.only_if.iter().map(|(id, given)| answers(survey, earlier(survey, id)?, given)).collect();
    let Some(conditions) = conditions else { return Vec::new() };
    let as_many = counts_all(question) && conditions.len() == 1;
    let mut all: Vec<NoMore> =
        conditions.iter().map(|cells| NoMore { as_many, ..no_more(vec![asked.clone()], cells.clone()) }).collect();
    if counts_all(question) && conditions.len() > 1 {
        // Those with each of the answers, less all sheets as often as there is one condition more.
        let others = vec![sheets; conditions.len() - 1];
        all.push(no_more(conditions.concat(), [vec![asked.clone()], others].concat()));
    }
    all
}

/// Of a question with several answers: no answer is given by more than gave one, and each who gave one gave one at least.
fn of_several(question: &Question, cell: &dyn Fn(&str) -> NumberAt, total: &NumberAt) -> Vec<NoMore> {
    let nobody = cell("not recorded");
    let each = question.answers.iter().map(|answer| no_more(vec![cell(answer), nobody.clone()], vec![total.clone()]));
    let mut all: Vec<NoMore> = each.collect();
    let given = question.answers.iter().map(|answer| cell(answer)).chain([nobody]).collect();
    all.push(no_more(vec![total.clone()], given));
    all
}

/// The ids of the questions that are put on every sheet, each with the column of its splits that counts them.
pub(super) fn for_all(survey: &Survey) -> Vec<(String, &'static str)> {
    let questions = survey.questions.iter().filter(|known| is_for_all(known));
    questions
        .filter(|known| matches!(known.kind, Kind::One | Kind::Several))
        .map(|known| (known.id.clone(), if known.positive.is_empty() { "total" } else { "asked" }))
        .collect()
}

/// Of a question's own table.
pub(super) fn of_table(survey: &Survey, question: &Question) -> Vec<NoMore> {
    let id = id_of(survey, question);
    let cell = |row: &str| NumberAt::cell(&id, row, "answers");
    let total = cell("total");
    let mut all = of_asked(survey, question, &total);
    if question.kind == Kind::Several {
        all.extend(of_several(question, &cell, &total));
    }
    all
}

/// The columns of a split in which sheets with these answers are counted, and whether no others are.
fn columns(question: &Question, given: &[usize]) -> Option<(Vec<String>, bool)> {
    if question.kind == Kind::Number {
        return None;
    }
    if question.positive.is_empty() {
        let names = given.iter().filter_map(|at| question.answers.get(*at).cloned()).collect::<Vec<_>>();
        return (question.kind == Kind::One || names.len() == 1).then_some((names, true));
    }
    let is_positive = |at: &usize| question.positive.contains(at);
    let column = if given == question.positive {
        return Some((vec!["positive".into()], true));
    } else if given.iter().all(is_positive) {
        "positive"
    } else if !given.iter().any(is_positive) {
        "other"
    } else {
        "asked"
    };
    Some((vec![column.into()], false))
}

/// Of a split of a question, row by row. `by` is the key of the column or question by which it is split.
pub(super) fn of_split(survey: &Survey, question: &Question, table: &MeasuredTable, by: &str) -> Vec<NoMore> {
    let total = match (question.kind, question.positive.is_empty()) {
        (Kind::Number, _) => "numbers",
        (_, true) => "total",
        (_, false) => "asked",
    };
    // A question that is put on every sheet counts them all, split by the same.
    let for_all = survey
        .questions
        .iter()
        .find(|known| known.id != question.id && is_for_all(known) && matches!(known.kind, Kind::One | Kind::Several));
    let is_whole = is_for_all(question);
    let split_by = earlier(survey, by).filter(|known| known.kind == Kind::One && is_for_all(known));
    let mut all = Vec::new();
    for row in table.rows.iter().filter(|row| !row.total) {
        let here = |column: &str| NumberAt::cell(&table.id, &row.key, column);
        let asked = here(total);
        for (id, given) in &question.only_if {
            let Some(known) = earlier(survey, id) else { continue };
            let Some((columns, is_exact)) = columns(known, given) else { continue };
            let there = format!("{}_by_{by}", id_of(survey, known));
            let than = columns.iter().map(|column| NumberAt::cell(&there, &row.key, column)).collect();
            let as_many = is_exact && counts_all(question) && question.only_if.len() == 1;
            all.push(NoMore { as_many, ..no_more(vec![asked.clone()], than) });
        }
        if let Some(known) = for_all.filter(|_| question.only_if.is_empty() && !is_whole) {
            let column = if known.positive.is_empty() { "total" } else { "asked" };
            let there = NumberAt::cell(&format!("{}_by_{by}", id_of(survey, known)), &row.key, column);
            all.push(no_more(vec![asked.clone()], vec![there]));
        }
        if let Some(known) = split_by {
            let answer = if row.key == "unknown" { "not recorded" } else { row.key.as_str() };
            let there = NumberAt::cell(&id_of(survey, known), answer, "answers");
            all.push(NoMore { as_many: is_whole, ..no_more(vec![asked.clone()], vec![there]) });
        }
        if question.kind == Kind::Several && question.positive.is_empty() {
            all.extend(of_several(question, &here, &asked));
        }
    }
    all
}
