//! Audits and surveys: every question counted over the sheets it applies to.
//!
//! A question's base is the sheets on which its conditions hold; an answer that is not recorded stays in the base and is shown.

use super::measure::{
    About, Base, Cell, CellsOf, Content, Measured, MeasuredColumn, MeasuredFigure, MeasuredRow, MeasuredTable, SameAs,
    Scope, Unit, Value, When, count_column, median, percent_of_total,
};
use crate::dataset::survey::{Kind, Question, Split, Survey, Unanswered};

const SOURCE: &str =
    "IRO Handbook 2010, contents of the annual report (convention C2, H5); the council's own questions";

/// Every question of every survey; those without answers are not available, so that words that name them can be read before the
/// answers come.
pub fn measures(scope: &Scope<'_>) -> Vec<Measured> {
    let answered = scope
        .dataset
        .surveys
        .iter()
        .flat_map(|survey| survey.questions.iter().flat_map(move |question| of_question(scope, survey, question)));
    answered.chain(scope.dataset.unanswered.iter().map(|question| not_yet(scope, question))).collect()
}

fn not_yet(scope: &Scope<'_>, question: &Unanswered) -> Measured {
    let about = About {
        id: "",
        label: "",
        definition: "A question that is asked, but whose answers were not given.",
        source: SOURCE,
        when: When::During,
        protected: true,
    };
    let unit = if question.is_share { Unit::Percent } else { Unit::Count };
    let label = scope.words(&question.text);
    Measured::Figure(MeasuredFigure {
        id: question.id.clone(),
        short_label: label.clone(),
        label,
        ..scope.not_available(&about, unit, "the answers were not given")
    })
}

/// How many sheets a survey has: the number of audits done, which is not protected.
pub fn sheets_id(survey: &str) -> String {
    format!("{survey}.sheets")
}

/// The number of sheets of each survey.
pub fn sheets(scope: &Scope<'_>) -> Vec<Measured> {
    scope
        .dataset
        .surveys
        .iter()
        .map(|survey| {
            let about = About {
                id: "",
                label: "",
                definition: "Answer sheets in the file, each about one child or person.",
                source: SOURCE,
                when: When::During,
                protected: false,
            };
            let figure = scope.figure(&about, Unit::Count, Value::Count(survey.sheets as u64));
            Measured::Figure(MeasuredFigure {
                id: sheets_id(&survey.id),
                label: format!("Answer sheets of the {}", survey.title),
                short_label: "Answer sheets".into(),
                ..figure
            })
        })
        .collect()
}

fn of_question(scope: &Scope<'_>, survey: &Survey, question: &Question) -> Vec<Measured> {
    let id = format!("{}.{}", survey.id, question.id);
    let mut measures = Vec::new();
    match question.kind {
        Kind::Words => {}
        Kind::Number => measures.push(Measured::Figure(numbers(scope, &id, question))),
        Kind::One | Kind::Several => {
            if !question.positive.is_empty() {
                measures.push(Measured::Figure(positive(scope, &id, question)));
            }
            measures.push(Measured::Table(answers(scope, &id, question)));
            for split in &survey.splits {
                if !question.positive.is_empty() {
                    measures.push(Measured::Table(positive_by(scope, &id, question, split)));
                } else if question.kind == Kind::One {
                    measures.push(Measured::Table(answers_by(scope, &id, question, split)));
                }
            }
        }
    }
    measures
}

/// The sheets on which the question is asked.
fn asked(question: &Question) -> impl Iterator<Item = usize> + '_ {
    question.asked.iter().enumerate().filter(|(_, asked)| **asked).map(|(sheet, _)| sheet)
}

fn is_positive(question: &Question, sheet: usize) -> bool {
    question.given[sheet].iter().any(|answer| question.positive.contains(answer))
}

fn about(id: &str, question: &Question, definition: String, scope: &Scope<'_>) -> (About, String, String, String) {
    let about = About { id: "", label: "", definition: "", source: SOURCE, when: When::During, protected: true };
    (about, id.to_string(), scope.words(&question.text), definition)
}

fn figure(
    scope: &Scope<'_>,
    id: &str,
    question: &Question,
    definition: String,
    unit: Unit,
    value: Value,
) -> MeasuredFigure {
    let (about, id, label, definition) = about(id, question, definition, scope);
    let mut figure =
        MeasuredFigure { id, short_label: label.clone(), label, definition, ..scope.figure(&about, unit, value) };
    if question.answered_but_not_asked > 0 {
        figure.left_out.insert("answered although the question did not apply".into(), question.answered_but_not_asked);
    }
    figure
}

fn positive(scope: &Scope<'_>, id: &str, question: &Question) -> MeasuredFigure {
    let names: Vec<&str> = question.positive.iter().map(|&at| question.answers[at].as_str()).collect();
    let definition =
        format!("Sheets answered \"{}\", out of all sheets to which the question applies.", names.join("\" or \""));
    let denominator = asked(question).count() as u64;
    let numerator = asked(question).filter(|&sheet| is_positive(question, sheet)).count() as u64;
    let mut figure = figure(scope, id, question, definition, Unit::Percent, Value::Share { numerator, denominator });
    if question.kind == Kind::One {
        figure.numerator_cells = Some(CellsOf {
            table: id.to_string(),
            rows: names.iter().map(|name| name.to_string()).collect(),
            column: "answers".into(),
        });
    }
    let not_recorded = asked(question).filter(|&sheet| question.given[sheet].is_empty()).count() as u64;
    if not_recorded > 0 {
        figure.left_out.insert("not recorded (counted in the base)".into(), not_recorded);
    }
    figure
}

fn numbers(scope: &Scope<'_>, id: &str, question: &Question) -> MeasuredFigure {
    let mut values: Vec<u64> =
        asked(question).filter_map(|sheet| question.numbers[sheet]).map(|number| number.0).collect();
    values.sort_unstable();
    let range =
        values.first().copied().zip(values.last().copied()).map(|(least, most)| {
            (crate::dataset::fields::Thousandths(least), crate::dataset::fields::Thousandths(most))
        });
    let of = values.len() as u64;
    let definition = "The middle value of the numbers given, of the sheets to which the question applies.".to_string();
    let value = match median(values) {
        // The numbers are thousandths already.
        Some(median) => Value::Median { median: crate::dataset::fields::Thousandths(median.0 / 1000), of },
        None => Value::NotAvailable("no number is recorded".into()),
    };
    MeasuredFigure { range, ..figure(scope, id, question, definition, Unit::Count, value) }
}

fn table(
    scope: &Scope<'_>,
    id: &str,
    title: String,
    question: &Question,
    corner: &str,
    columns: Vec<MeasuredColumn>,
) -> MeasuredTable {
    let definition = "Sheets by answer, of the sheets to which the question applies.".to_string();
    let (about, _, _, definition) = about(id, question, definition, scope);
    MeasuredTable { id: id.to_string(), title, definition, ..scope.table(&about, corner, columns) }
}

fn answers(scope: &Scope<'_>, id: &str, question: &Question) -> MeasuredTable {
    let columns = vec![count_column("answers", "Answers"), percent_of_total(0)];
    let mut table = table(scope, id, scope.words(&question.text), question, "Answer", columns);
    table.adds_down = question.kind == Kind::One;
    let row = |key: &str, label: &str, count: usize, total| MeasuredRow {
        key: key.into(),
        label: label.into(),
        total,
        parent: None,
        cells: vec![Cell::Count(count as u64), Cell::Derived],
    };
    for (at, answer) in question.answers.iter().enumerate() {
        let count = asked(question).filter(|&sheet| question.given[sheet].contains(&at)).count();
        table.rows.push(row(answer, answer, count, false));
    }
    let not_recorded = asked(question).filter(|&sheet| question.given[sheet].is_empty()).count();
    table.rows.push(row("not recorded", "Not recorded", not_recorded, false));
    table.rows.push(row("total", "All to whom it applies", asked(question).count(), true));
    table
}

/// The rows of a split: its values and, where some sheets have none, one for those.
fn split_rows(question: &Question, split: &Split) -> Vec<(String, String, Option<usize>)> {
    let mut rows: Vec<_> =
        split.values.iter().enumerate().map(|(at, value)| (value.clone(), value.clone(), Some(at))).collect();
    if asked(question).any(|sheet| split.of_sheet[sheet].is_none()) {
        rows.push(("unknown".into(), "Not known".into(), None));
    }
    rows
}

/// A row for each value of a split and the total, each of the sheets on which the question is asked.
fn rows_by(
    question: &Question,
    split: &Split,
    row: impl Fn(String, String, Vec<usize>, bool) -> MeasuredRow,
) -> Vec<MeasuredRow> {
    let of_value = |value| asked(question).filter(|&sheet| split.of_sheet[sheet] == value).collect();
    let parts =
        split_rows(question, split).into_iter().map(|(key, label, value)| row(key, label, of_value(value), false));
    let total = row("total".into(), "Total".into(), asked(question).collect(), true);
    parts.chain([total]).collect()
}

fn split_id(id: &str, split: &Split) -> String {
    format!("{id}_by_{}", split.key)
}

fn split_title(scope: &Scope<'_>, question: &Question, split: &Split) -> String {
    format!("{} By {}", scope.words(&question.text), split.label.to_lowercase())
}

fn positive_by(scope: &Scope<'_>, id: &str, question: &Question, split: &Split) -> MeasuredTable {
    let names: Vec<&str> = question.positive.iter().map(|&at| question.answers[at].as_str()).collect();
    let columns = vec![
        count_column("positive", &names.join(" or ")),
        count_column("other", "Other or not recorded"),
        count_column("asked", "All to whom it applies"),
        MeasuredColumn {
            key: "percent".into(),
            label: format!("Percent {}", names.join(" or ").to_lowercase()),
            content: Content::Percent { of: vec![0], base: Base::Columns(vec![2]) },
        },
    ];
    let mut table =
        table(scope, &split_id(id, split), split_title(scope, question, split), question, &split.label, columns);
    table.total_column = Some(2);
    let row = |key: String, label: String, sheets: Vec<usize>, total| {
        let positive = sheets.iter().filter(|&&sheet| is_positive(question, sheet)).count() as u64;
        let all = sheets.len() as u64;
        MeasuredRow {
            key,
            label,
            total,
            parent: None,
            cells: vec![Cell::Count(positive), Cell::Count(all - positive), Cell::Count(all), Cell::Derived],
        }
    };
    table.rows = rows_by(question, split, row);
    let of_answers = |column: &str, rows: Vec<String>| SameAs::Cell {
        cell: ("total".into(), column.into()),
        table: id.to_string(),
        rows,
        other: "answers".into(),
    };
    if question.kind == Kind::One {
        table.same_as.push(of_answers("positive", names.iter().map(|name| name.to_string()).collect()));
    }
    table.same_as.push(of_answers("asked", vec!["total".into()]));
    table
}

fn answers_by(scope: &Scope<'_>, id: &str, question: &Question, split: &Split) -> MeasuredTable {
    let mut columns: Vec<MeasuredColumn> = question.answers.iter().map(|answer| count_column(answer, answer)).collect();
    columns.push(count_column("not recorded", "Not recorded"));
    columns.push(count_column("total", "Total"));
    let answers = question.answers.len();
    let mut table =
        table(scope, &split_id(id, split), split_title(scope, question, split), question, &split.label, columns);
    table.total_column = Some(answers + 1);
    let row = |key: String, label: String, sheets: Vec<usize>, total| {
        let mut counts: Vec<u64> = (0..answers)
            .map(|at| sheets.iter().filter(|&&sheet| question.given[sheet].contains(&at)).count() as u64)
            .collect();
        counts.push(sheets.iter().filter(|&&sheet| question.given[sheet].is_empty()).count() as u64);
        counts.push(sheets.len() as u64);
        MeasuredRow { key, label, total, parent: None, cells: counts.into_iter().map(Cell::Count).collect() }
    };
    table.rows = rows_by(question, split, row);
    table.same_as.push(SameAs::TotalRow { table: id.to_string(), other: "answers".into() });
    table
}
