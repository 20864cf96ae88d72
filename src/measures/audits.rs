//! Audits and surveys: every question counted over the sheets it applies to.
//!
//! A question's base is the sheets on which its conditions hold; an answer that is not recorded stays in the base and is shown.

use super::measure::{
    About, Base, By, Cell, CellsOf, Content, Measured, MeasuredColumn, MeasuredFigure, MeasuredRow, MeasuredTable,
    NumberAt, SameAs, Scope, Unit, Value, When, count_column, median, percent_of_total,
};
use super::no_more;
use crate::dataset::fields::Thousandths;
use crate::dataset::survey::{Kind, Question, Split, Survey, Unanswered};
use crate::rounding::half_up;

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
                label: format!("{}: answer sheets", survey.title),
                short_label: "Answer sheets".into(),
                // A question for everybody is asked on every sheet.
                numerator_cells: survey
                    .questions
                    .iter()
                    .find(|question| {
                        matches!(question.kind, Kind::One | Kind::Several) && question.asked.iter().all(|asked| *asked)
                    })
                    .map(|question| CellsOf::new(&format!("{}.{}", survey.id, question.id), "answers", &["total"])),
                ..figure
            })
        })
        .collect()
}

fn of_question(scope: &Scope<'_>, survey: &Survey, question: &Question) -> Vec<Measured> {
    let id = format!("{}.{}", survey.id, question.id);
    let mut measures = Vec::new();
    match question.kind {
        Kind::Words => return measures,
        Kind::Number => {
            let mut figures = numbers(scope, &id, question);
            if let Some(middle) = figures.first_mut() {
                middle.no_more = no_more::of_asked(survey, question, &NumberAt::Of(id.clone()));
            }
            measures.extend(figures.into_iter().map(Measured::Figure));
        }
        Kind::One | Kind::Several => {
            if !question.positive.is_empty() {
                measures.push(Measured::Figure(positive(scope, &id, question)));
            }
            let mut answers = answers(scope, &id, question);
            answers.same_as.extend(total_elsewhere(survey, question));
            answers.no_more = no_more::of_table(survey, question);
            measures.push(Measured::Table(answers));
            if question.kind == Kind::Several {
                measures.push(Measured::Figure(mentions(scope, &id, question)));
                measures.push(Measured::Table(mentions_by_answer(scope, &id, question)));
            }
        }
    }
    // A question that is called like what is counted of another keeps its name.
    measures.retain(|measured| {
        let name = measured.id().strip_prefix(&format!("{}.", survey.id)).unwrap_or_default();
        name == question.id || survey.questions.iter().all(|other| other.id != name)
    });
    measures.extend(survey.splits.iter().map(|split| Measured::Table(by(scope, survey, question, split))));
    for (first, second) in &survey.pairs {
        let mut full = by_two(scope, &id, question, first, second);
        let by = format!("{}_then_{}", first.key, second.key);
        full.same_as.extend(asked_elsewhere(survey, question, &by));
        full.no_more = no_more::of_split(survey, question, &full, &by);
        for (split, is_outer) in [(first, true), (second, false)] {
            if survey.splits.iter().any(|known| known.key == split.key) {
                let alone = format!("{id}_by_{}", split.key);
                full.same_as.extend(rows_alone(question, split, is_outer, &alone));
            }
        }
        if question.kind != Kind::Number {
            measures.push(Measured::Table(crossed(scope, &id, question, (first, second), &full)));
        }
        measures.push(Measured::Table(full));
    }
    measures
}

/// The answers to a question by a column: the positive ones where there are any, else every answer; of numbers the middle one and
/// the range.
pub(super) fn by(scope: &Scope<'_>, survey: &Survey, question: &Question, split: &Split) -> MeasuredTable {
    let id = format!("{}.{}", survey.id, question.id);
    let shape = Shape::of(question);
    let title = format!("{} By {}", scope.words(&question.text), split.label.to_lowercase());
    let mut table =
        table(scope, &format!("{id}_by_{}", split.key), title, question, &split.label, shape.columns.clone());
    table.total_column = shape.total_column;
    table.by = By::both(&split.key, &id);
    table.rows = parts(question, split)
        .into_iter()
        .map(|part| (part.key, part.label, part.sheets, false))
        .chain([("total".to_string(), "Total".to_string(), asked(question).collect(), true)])
        .map(|(key, label, sheets, total)| row(key, label, total, None, shape.cells(question, &sheets)))
        .collect();
    table.same_as = shape.same_as(&id, question);
    table.same_as.extend(asked_elsewhere(survey, question, &split.key));
    table.no_more = no_more::of_split(survey, question, &table, &split.key);
    table
}

/// On which sheets a question is asked, said by an earlier question.
enum AskedOn<'s> {
    /// On those on which that one is asked.
    Same(&'s Question),
    /// On those with one of these answers to it.
    Answered(&'s Question, Vec<usize>),
}

/// Every earlier question that says on which sheets a question is asked.
fn asked_on<'s>(survey: &'s Survey, question: &'s Question) -> impl Iterator<Item = AskedOn<'s>> {
    let earlier = survey.questions.iter().take_while(|known| known.id != question.id);
    earlier.filter(|known| matches!(known.kind, Kind::One | Kind::Several)).flat_map(|known| {
        let sheets = 0..question.asked.len();
        let is = |holds: &dyn Fn(usize) -> bool| sheets.clone().all(|sheet| question.asked[sheet] == holds(sheet));
        let same = is(&|sheet| known.asked[sheet]).then_some(AskedOn::Same(known));
        // An answer that nobody gives says nothing of it.
        let is_answered = |answers: &[usize]| {
            question.asked.contains(&true)
                && is(&|sheet| known.asked[sheet] && known.given[sheet].iter().any(|answer| answers.contains(answer)))
        };
        let mut answers: Vec<Vec<usize>> = (0..known.answers.len()).map(|answer| vec![answer]).collect();
        if known.positive.len() > 1 {
            answers.push(known.positive.clone());
        }
        let answered = answers.into_iter().filter(|answers| is_answered(answers));
        let answered: Vec<AskedOn<'s>> = answered.map(|answers| AskedOn::Answered(known, answers)).collect();
        same.into_iter().chain(answered)
    })
}

/// What the total of a question's own table is besides: numbers of other questions.
fn total_elsewhere(survey: &Survey, question: &Question) -> Vec<SameAs> {
    let link = |asked_on| {
        let (known, rows) = match asked_on {
            AskedOn::Same(known) => (known, vec!["total".to_string()]),
            // Of several answers a sheet may have two.
            AskedOn::Answered(known, answers) if known.kind == Kind::One || answers.len() == 1 => {
                (known, answers.iter().filter_map(|answer| known.answers.get(*answer).cloned()).collect())
            }
            AskedOn::Answered(..) => return None,
        };
        let (table, other) = (format!("{}.{}", survey.id, known.id), "answers".to_string());
        Some(SameAs::Cell { cell: ("total".into(), "answers".into()), table, rows, other })
    };
    asked_on(survey, question).filter_map(link).collect()
}

/// The same of each part of a split: the column that counts the sheets asked is a column of another question's split.
fn asked_elsewhere(survey: &Survey, question: &Question, by: &str) -> Vec<SameAs> {
    let asked = |question: &Question| match (question.kind, question.positive.is_empty()) {
        (Kind::Number, _) => None,
        (_, true) => Some("total".to_string()),
        (_, false) => Some("asked".to_string()),
    };
    let link = |asked_on| {
        let (known, other) = match asked_on {
            AskedOn::Same(known) => (known, asked(known)?),
            AskedOn::Answered(known, answers) if !known.positive.is_empty() => {
                (known, (answers == known.positive).then(|| "positive".to_string())?)
            }
            AskedOn::Answered(known, answers) => match answers.as_slice() {
                [answer] => (known, known.answers.get(*answer)?.clone()),
                _ => return None,
            },
        };
        let table = format!("{}.{}_by_{by}", survey.id, known.id);
        Some(SameAs::Column { column: asked(question)?, table, other })
    };
    asked_on(survey, question).filter_map(link).collect()
}

/// The columns of a table of a question's answers, whatever its rows are.
struct Shape {
    columns: Vec<MeasuredColumn>,
    /// The column to which the other counts add up.
    total_column: Option<usize>,
}

impl Shape {
    fn of(question: &Question) -> Shape {
        if question.kind == Kind::Number {
            let with_unit = |label: &str| match question.unit.as_str() {
                "" => label.to_string(),
                unit => format!("{label} ({unit})"),
            };
            let amount = |key: &str, label: &str| MeasuredColumn {
                key: key.into(),
                label: label.into(),
                content: Content::Amount(Unit::Count),
            };
            let columns = vec![
                count_column("numbers", "Numbers given"),
                amount("median", &with_unit("Median")),
                amount("least", &with_unit("Least")),
                amount("greatest", &with_unit("Greatest")),
            ];
            return Shape { columns, total_column: None };
        }
        if !question.positive.is_empty() {
            let names = positive_names(question);
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
            return Shape { columns, total_column: Some(2) };
        }
        let mut columns: Vec<MeasuredColumn> =
            question.answers.iter().map(|answer| count_column(answer, answer)).collect();
        columns.push(count_column("not recorded", "Not recorded"));
        columns.push(count_column("total", "Total"));
        // A sheet may give several answers: they add up to more than the sheets.
        let total_column = (question.kind == Kind::One).then_some(question.answers.len() + 1);
        Shape { columns, total_column }
    }

    /// The cells of a row about these sheets.
    fn cells(&self, question: &Question, sheets: &[usize]) -> Vec<Cell> {
        let count = |holds: &dyn Fn(usize) -> bool| sheets.iter().filter(|sheet| holds(**sheet)).count() as u64;
        if question.kind == Kind::Number {
            let mut values: Vec<u64> =
                sheets.iter().filter_map(|sheet| question.numbers[*sheet]).map(|number| number.0).collect();
            values.sort_unstable();
            let of = values.len() as u64;
            let amount =
                |value: Option<Thousandths>| value.map_or(Cell::NotAvailable, |value| Cell::Amount(value, Some(of)));
            let (least, greatest) = (values.first().copied(), values.last().copied());
            // The numbers are thousandths already.
            let middle = median(values).map(|median| Thousandths(median.0 / 1000));
            return vec![
                Cell::Count(of),
                amount(middle),
                amount(least.map(Thousandths)),
                amount(greatest.map(Thousandths)),
            ];
        }
        if !question.positive.is_empty() {
            let positive = count(&|sheet| is_positive(question, sheet));
            let all = sheets.len() as u64;
            return vec![Cell::Count(positive), Cell::Count(all - positive), Cell::Count(all), Cell::Derived];
        }
        let mut cells: Vec<Cell> = (0..question.answers.len())
            .map(|at| Cell::Count(count(&|sheet| question.given[sheet].contains(&at))))
            .collect();
        cells.push(Cell::Count(count(&|sheet| question.given[sheet].is_empty())));
        cells.push(Cell::Count(sheets.len() as u64));
        cells
    }

    /// The cells of the total row that stand in the question's own table too.
    fn same_as(&self, id: &str, question: &Question) -> Vec<SameAs> {
        let of_answers = |column: &str, rows: Vec<String>| SameAs::Cell {
            cell: ("total".into(), column.into()),
            table: id.to_string(),
            rows,
            other: "answers".into(),
        };
        if question.kind == Kind::Number {
            return Vec::new();
        }
        if question.positive.is_empty() {
            return vec![SameAs::TotalRow { table: id.to_string(), other: "answers".into() }];
        }
        let mut same = Vec::new();
        if question.kind == Kind::One {
            same.push(of_answers("positive", positive_names(question).iter().map(|name| name.to_string()).collect()));
        }
        same.push(of_answers("asked", vec!["total".into()]));
        same
    }
}

/// The sheets of one part of a split on which the question is asked.
struct PartOf {
    key: String,
    label: String,
    sheets: Vec<usize>,
}

/// The parts of a split: its values and, where some sheets have none, one for those.
fn parts(question: &Question, split: &Split) -> Vec<PartOf> {
    let of_value = |value| asked(question).filter(|&sheet| split.of_sheet[sheet] == value).collect::<Vec<_>>();
    let values = split.values.iter().enumerate();
    let mut parts: Vec<PartOf> = values
        .map(|(at, value)| PartOf { key: value.clone(), label: value.clone(), sheets: of_value(Some(at)) })
        .collect();
    let unknown = of_value(None);
    if !unknown.is_empty() {
        parts.push(PartOf { key: "unknown".into(), label: "Not known".into(), sheets: unknown });
    }
    parts
}

fn row(key: String, label: String, total: bool, parent: Option<String>, cells: Vec<Cell>) -> MeasuredRow {
    MeasuredRow { key, label, total, parent, cells }
}

/// The key of a row about a part within another: "East / Team 1".
fn within(outer: &str, inner: &str) -> String {
    format!("{outer} / {inner}")
}

/// The answers to a question by two columns at once: under each value of the first those of the second that have sheets, then each
/// value of the second for all, then the total.
fn by_two(scope: &Scope<'_>, id: &str, question: &Question, first: &Split, second: &Split) -> MeasuredTable {
    let shape = Shape::of(question);
    let title = format!(
        "{} By {} and {}",
        scope.words(&question.text),
        first.label.to_lowercase(),
        second.label.to_lowercase()
    );
    let id_of_two = format!("{id}_by_{}_then_{}", first.key, second.key);
    let mut table = table(scope, &id_of_two, title, question, &first.label, shape.columns.clone());
    table.total_column = shape.total_column;
    table.adds_down = false;
    table.by = By::both(&first.key, id);
    let inner = parts(question, second);
    // The position of each sub-total, of its parts, and of the parts of each value of the second column.
    let mut sub_totals = Vec::new();
    let mut of_inner: Vec<Vec<usize>> = vec![Vec::new(); inner.len()];
    for outer in parts(question, first) {
        let at = table.rows.len();
        table.rows.push(row(outer.key.clone(), outer.label.clone(), false, None, shape.cells(question, &outer.sheets)));
        let mut below = Vec::new();
        for (part, of_part) in inner.iter().zip(&mut of_inner) {
            let sheets: Vec<usize> =
                outer.sheets.iter().copied().filter(|sheet| part.sheets.binary_search(sheet).is_ok()).collect();
            if !sheets.is_empty() {
                below.push(table.rows.len());
                of_part.push(table.rows.len());
                let cells = shape.cells(question, &sheets);
                let key = within(&outer.key, &part.key);
                table.rows.push(row(key, part.label.clone(), false, Some(outer.key.clone()), cells));
            }
        }
        sub_totals.push((at, below));
    }
    let mut for_all = Vec::new();
    for (part, of_part) in inner.iter().zip(of_inner) {
        for_all.push((table.rows.len(), of_part));
        let label = format!("{} (all)", part.label);
        let cells = shape.cells(question, &part.sheets);
        table.rows.push(row(within("total", &part.key), label, false, Some("total".into()), cells));
    }
    let total = table.rows.len();
    let all: Vec<usize> = asked(question).collect();
    table.rows.push(row("total".into(), "Total".into(), true, None, shape.cells(question, &all)));
    let counts = shape.columns.iter().enumerate().filter(|(_, column)| column.content == Content::Count);
    let columns: Vec<usize> = counts.map(|(at, _)| at).collect();
    let whole = [
        (total, sub_totals.iter().map(|(at, _)| *at).collect::<Vec<usize>>()),
        (total, for_all.iter().map(|(at, _)| *at).collect()),
    ];
    for (sum, parts) in sub_totals.iter().chain(&for_all).chain(&whole) {
        for column in &columns {
            let parts = parts.iter().map(|part| (*part, *column)).collect();
            table.more_sums.push(super::measure::SumOf { parts, total: (*sum, *column) });
        }
    }
    table.same_as = shape.same_as(id, question);
    table
}

/// The rows of a table by two columns that stand in the table by one of them alone: the sub-totals, or those for all.
fn rows_alone(question: &Question, split: &Split, is_outer: bool, alone: &str) -> Vec<SameAs> {
    let counts: Vec<MeasuredColumn> =
        Shape::of(question).columns.into_iter().filter(|column| column.content == Content::Count).collect();
    let of_part = |part: PartOf| {
        let here = if is_outer { part.key.clone() } else { within("total", &part.key) };
        let cells = counts.iter().map(|column| SameAs::Cell {
            cell: (here.clone(), column.key.clone()),
            table: alone.to_string(),
            rows: vec![part.key.clone()],
            other: column.key.clone(),
        });
        cells.collect::<Vec<_>>()
    };
    parts(question, split).into_iter().flat_map(of_part).collect()
}

/// The same two columns crossed, the first down and the second across, with one number in each cell: the positive answers where there
/// are any, else the sheets on which the question is asked.
fn crossed(
    scope: &Scope<'_>,
    id: &str,
    question: &Question,
    (first, second): (&Split, &Split),
    full: &MeasuredTable,
) -> MeasuredTable {
    let counted = if question.positive.is_empty() { "total" } else { "positive" };
    let inner = parts(question, second);
    let mut columns: Vec<MeasuredColumn> = inner.iter().map(|part| count_column(&part.key, &part.label)).collect();
    columns.push(count_column("total", "Total"));
    let title = match question.positive.is_empty() {
        true => format!("{} Sheets", scope.words(&question.text)),
        false => format!("{} Answers: {}", scope.words(&question.text), positive_names(question).join(" or ")),
    };
    let title = format!("{title}, by {} and {}", first.label.to_lowercase(), second.label.to_lowercase());
    let id_of_two = format!("{id}_by_{}_and_{}", first.key, second.key);
    let mut table = table(scope, &id_of_two, title, question, &first.label, columns);
    table.total_column = Some(inner.len());
    table.by = By::both(&first.key, &second.key);
    let at = full.columns.iter().position(|column| column.key == counted);
    let cell_of = |key: &str| {
        let row = full.rows.iter().find(|row| row.key == key)?;
        row.cells.get(at?).cloned()
    };
    let outer = parts(question, first).into_iter().map(|part| (part.key, part.label));
    for (key, label) in outer.chain([("total".to_string(), "Total".to_string())]) {
        let mut cells = Vec::new();
        for column in inner.iter().map(|part| part.key.as_str()).chain(["total"]) {
            let there = if column == "total" { key.clone() } else { within(&key, column) };
            cells.push(cell_of(&there).unwrap_or(Cell::Count(0)));
            table.same_as.push(SameAs::Cell {
                cell: (key.clone(), column.to_string()),
                table: full.id.clone(),
                rows: vec![there],
                other: counted.into(),
            });
        }
        table.rows.push(row(key.clone(), label, key == "total", None, cells));
    }
    table
}

fn positive_names(question: &Question) -> Vec<&str> {
    question.positive.iter().map(|&at| question.answers[at].as_str()).collect()
}

/// The sheets on which the question is asked.
fn asked(question: &Question) -> impl Iterator<Item = usize> + '_ {
    question.asked.iter().enumerate().filter(|(_, asked)| **asked).map(|(sheet, _)| sheet)
}

/// Whether one of the answers on a sheet counts as positive.
pub(super) fn is_positive(question: &Question, sheet: usize) -> bool {
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
    let names = positive_names(question);
    let base = if question.answered_only { "on which an answer is recorded" } else { "to which the question applies" };
    let definition = format!("Sheets answered \"{}\", out of all sheets {base}.", names.join("\" or \""));
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
        figure.left_out.insert(NOT_RECORDED.into(), not_recorded);
    }
    figure
}

/// The middle, the mean and the sum of the numbers given.
fn numbers(scope: &Scope<'_>, id: &str, question: &Question) -> Vec<MeasuredFigure> {
    let mut values: Vec<u64> =
        asked(question).filter_map(|sheet| question.numbers[sheet]).map(|number| number.0).collect();
    values.sort_unstable();
    let range = values.first().copied().zip(values.last().copied());
    let range = range.map(|(least, most)| (Thousandths(least), Thousandths(most)));
    let of = values.len() as u64;
    let sum: u64 = values.iter().sum();
    let figure = |id: &str, what: &str, amount: Option<Thousandths>| {
        let definition = format!("The {what} of the numbers given, of the sheets to which the question applies.");
        let value = match amount {
            Some(amount) => Value::Median { median: amount, of },
            None => Value::NotAvailable("no number is recorded".into()),
        };
        figure(scope, id, question, definition, Unit::Count, value)
    };
    // The numbers are thousandths already.
    let middle = median(values).map(|median| Thousandths(median.0 / 1000));
    let named = |figure: MeasuredFigure, what: &str| {
        let label = format!("{} {what}", figure.label);
        MeasuredFigure { short_label: label.clone(), label, ..figure }
    };
    vec![
        MeasuredFigure { range, ..figure(id, "middle value", middle) },
        named(figure(&format!("{id}{MEAN}"), "mean", mean(sum, of)), "Mean of the numbers given"),
        named(figure(&format!("{id}{SUM}"), "sum", (of > 0).then_some(Thousandths(sum))), "Sum of the numbers given"),
    ]
}

/// The mean of thousandths, rounded once to the tenths that are printed: rounded to thousandths first, 28.9498 would print as 29.0.
fn mean(sum: u64, of: u64) -> Option<Thousandths> {
    let tenths = half_up(sum, of.checked_mul(100)?, 1)?;
    Some(Thousandths(tenths.checked_mul(100)?))
}

/// The reason under which sheets without an answer are counted.
pub const NOT_RECORDED: &str = "not recorded (counted in the base)";

/// What the ids of the figures besides a question's own end with.
pub const MEAN: &str = "_mean";
/// The sum of the numbers given.
pub const SUM: &str = "_sum";
/// The number of answers given to a question that takes several.
pub const MENTIONS: &str = "_mentions";

/// How many answers were given in all, where a sheet may give several: the total of the answers is not that of the sheets.
fn mentions(scope: &Scope<'_>, id: &str, question: &Question) -> MeasuredFigure {
    let count: usize = asked(question).map(|sheet| question.given[sheet].len()).sum();
    let definition =
        "Answers given to the question, of the sheets to which it applies. A sheet may give several.".to_string();
    let mut figure =
        figure(scope, &format!("{id}{MENTIONS}"), question, definition, Unit::Count, Value::Count(count as u64));
    figure.label = format!("{} Answers given in all", figure.label);
    figure.short_label = figure.label.clone();
    figure.sums_given =
        vec![CellsOf { table: id.to_string(), rows: question.answers.clone(), column: "answers".into() }];
    figure
}

/// The answers to a question that takes several, each as a share of all answers given, where [`answers`] gives them as shares of the
/// sheets.
fn mentions_by_answer(scope: &Scope<'_>, id: &str, question: &Question) -> MeasuredTable {
    let columns = vec![count_column("answers", "Answers"), percent_of_total(0)];
    let id_of_mentions = format!("{id}{MENTIONS}");
    let title = format!("{} Shares of all answers", scope.words(&question.text));
    let mut table = table(scope, &id_of_mentions, title, question, "Answer", columns);
    table.definition =
        "Answers given to the question, each a share of all that were given. A sheet may give several.".into();
    let mut sum = 0;
    for (at, answer) in question.answers.iter().enumerate() {
        let count = asked(question).filter(|&sheet| question.given[sheet].contains(&at)).count() as u64;
        sum += count;
        table.rows.push(row(answer.clone(), answer.clone(), false, None, vec![Cell::Count(count), Cell::Derived]));
        table.same_as.push(SameAs::Cell {
            cell: (answer.clone(), "answers".into()),
            table: id.to_string(),
            rows: vec![answer.clone()],
            other: "answers".into(),
        });
    }
    table.rows.push(row("total".into(), "All answers".into(), true, None, vec![Cell::Count(sum), Cell::Derived]));
    table
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
    table.by = By::down(id);
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
    let all = match question.kind {
        Kind::Several => "Sheets to which it applies",
        _ => "All to whom it applies",
    };
    table.rows.push(row("total", all, asked(question).count(), true));
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_is_rounded_once() {
        // 7,498 of 259 are 28.9498; 29 of 20 are 1.45, half way.
        assert_eq!(mean(7_498_000, 259), Some(Thousandths(28_900)));
        assert_eq!(mean(29_000, 20), Some(Thousandths(1_500)));
        assert_eq!(mean(0, 0), None);
    }
}
