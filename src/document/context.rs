//! What a template may see: figures, tables and words, never a number that is not published.
//!
//! A figure in a template is an object. Printed, it stays a figure: it stands between marks that Markdown reading turns into
//! `Figure` inlines, so a number the program filled in is never taken for one that a person typed. It cannot be compared or
//! added to; a template asks whether it `is shown`, `is hidden`, `is missing`, `is zero`, and so on.

use crate::disclosure::{Number, Outcome, PublishedFigure, PublishedRow, PublishedTable};
use crate::figures::Figures;
use crate::figures::comparison::{self, Earlier};
use crate::figures::display::{self, Printed};
use crate::figures::largest;
use crate::measures::measure::Unit;
use crate::terms::CouncilWords;
use minijinja::value::{Enumerator, Object, ObjectRepr, Value};
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};

/// What the objects of one document share.
#[derive(Debug)]
pub struct Shared {
    /// The figures.
    pub figures: Arc<Figures>,
    /// The council's words.
    pub council: CouncilWords,
    /// Ids of the figures filled in so far; a mark holds a position in it.
    pub filled: Mutex<Vec<String>>,
}

/// Something that a template prints as one number: a figure, one of its sides, a row of a table.
#[derive(Debug, Clone)]
pub struct Filled {
    shared: Arc<Shared>,
    /// The id, with row and side: `reviews_held_on_time.count`.
    pub id: String,
    /// What is printed, or why nothing is.
    pub state: State,
    /// Words after the number: " reviews".
    pub tail: String,
    of: Of,
}

/// What can be said of a number.
#[derive(Debug, Clone, PartialEq)]
pub enum State {
    /// It is shown.
    Shown(Printed),
    /// It is hidden.
    Hidden,
    /// There is none, and why.
    Missing(String),
}

#[derive(Debug, Clone)]
enum Of {
    Figure(String),
    Row { table: String, row: String },
    Nothing,
}

impl State {
    fn of(outcome: &Outcome, printed: impl Fn(&Number) -> Printed) -> State {
        match outcome {
            Outcome::Shown(number) => State::Shown(printed(number)),
            Outcome::Hidden => State::Hidden,
            Outcome::Unreliable => State::Missing("it would be a percentage of very few".into()),
            Outcome::Missing(why) => State::Missing(why.clone()),
        }
    }

    fn of_printed(printed: Printed) -> State {
        match printed.text.as_str() {
            "[c]" => State::Hidden,
            "[x]" => State::Missing("it is not known".into()),
            marker if printed.is_marker() => State::Missing(format!("it is marked {marker}")),
            _ => State::Shown(printed),
        }
    }
}

impl Filled {
    /// The words printed.
    pub fn text(&self) -> String {
        match &self.state {
            State::Shown(printed) => format!("{}{}", printed.text, self.tail),
            State::Hidden => "[c]".into(),
            State::Missing(_) => "[x]".into(),
        }
    }

    /// Notes that the figure was filled in, and gives the position for its mark.
    pub fn mark(&self) -> usize {
        let mut filled = self.shared.filled.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        filled.push(self.id.clone());
        filled.len() - 1
    }

    /// The value in thousandths; none where nothing is shown.
    pub fn thousandths(&self) -> Option<u64> {
        match &self.state {
            State::Shown(printed) => printed.thousandths,
            _ => None,
        }
    }

    fn side(&self, name: &str, state: State) -> Value {
        Value::from_object(Filled {
            shared: self.shared.clone(),
            id: format!("{}.{name}", self.id),
            state,
            tail: String::new(),
            of: Of::Nothing,
        })
    }

    fn figure(&self) -> Option<&PublishedFigure> {
        match &self.of {
            Of::Figure(id) => self.shared.figures.published.figure(id),
            _ => None,
        }
    }

    fn row(&self) -> Option<(&PublishedTable, &PublishedRow)> {
        let Of::Row { table, row } = &self.of else { return None };
        let table = self.shared.figures.published.table(table)?;
        Some((table, table.rows.iter().find(|known| known.key == *row)?))
    }

    fn earlier(&self) -> Option<Earlier> {
        match &self.of {
            Of::Figure(_) => self.shared.figures.comparisons.earlier(self.figure()?),
            Of::Row { row, .. } => self.shared.figures.comparisons.earlier_cell(self.row()?.0, row),
            Of::Nothing => None,
        }
    }

    fn outcome(&self) -> Option<(&Outcome, Unit)> {
        match &self.of {
            Of::Figure(_) => self.figure().map(|figure| (&figure.outcome, figure.unit)),
            Of::Row { .. } => {
                let (table, row) = self.row()?;
                let at = table.count_column()?;
                Some((row.cells.get(at)?, table.columns.get(at)?.unit))
            }
            Of::Nothing => None,
        }
    }

    /// The direction of the change from the earlier value; none where nothing can be compared.
    pub fn direction(&self) -> Option<Ordering> {
        let (outcome, unit) = self.outcome()?;
        Some(comparison::change(outcome, unit, &self.earlier()?)?.thousandths.cmp(&0))
    }

    /// Whether the target is met; none where there is none or nothing to hold against it.
    pub fn meets_target(&self) -> Option<bool> {
        let figure = self.figure()?;
        self.shared.figures.comparisons.meets_target(figure, self.thousandths()?)
    }

    /// Whether the figure is a share that is the whole.
    pub fn is_all(&self) -> bool {
        let outcome = self
            .row()
            .and_then(|(table, row)| row.cells.get(table.columns.iter().position(|column| column.is_percent)?))
            .or(self.outcome().map(|(outcome, _)| outcome));
        matches!(outcome, Some(Outcome::Shown(Number::Share { numerator, denominator })) if numerator == denominator)
    }

    fn change(&self) -> State {
        let missing = || State::Missing("there is no earlier figure".into());
        let (Some((outcome, unit)), Some(earlier)) = (self.outcome(), self.earlier()) else { return missing() };
        if *outcome == Outcome::Hidden || earlier.printed.text == "[c]" {
            return State::Hidden;
        }
        comparison::change(outcome, unit, &earlier).map_or_else(missing, |change| {
            State::Shown(Printed { text: change.words, signed: Some(change.thousandths), ..Printed::default() })
        })
    }

    fn of_others(&self, who: &str) -> State {
        let comparisons = &self.shared.figures.comparisons;
        let found = match &self.of {
            Of::Figure(_) => {
                self.figure().and_then(|figure| comparisons.of_others(&figure.id, "", "", who, figure.unit))
            }
            Of::Row { row, .. } => self.row().and_then(|(table, _)| {
                comparisons
                    .of_others(&table.id, row, "percent", who, Unit::Percent)
                    .or_else(|| comparisons.of_others(&table.id, row, "", who, Unit::Percent))
            }),
            Of::Nothing => None,
        };
        found.map_or_else(
            || State::Missing(format!("there is no figure for {who}")),
            |(_, printed)| State::of_printed(printed),
        )
    }

    fn attribute(&self, name: &str) -> Option<Value> {
        let figure = self.figure();
        let count = |count: u64| Printed {
            text: crate::figures::words::count(count),
            thousandths: count.checked_mul(1000),
            ..Printed::default()
        };
        let part = |pick: fn(u64, u64) -> u64| {
            let outcome = self.outcome().map(|(outcome, _)| outcome);
            match outcome {
                Some(Outcome::Shown(Number::Share { numerator, denominator })) => {
                    State::Shown(count(pick(*numerator, *denominator)))
                }
                Some(Outcome::Shown(Number::PerFte { children, fte })) => match pick(0, 1) {
                    0 => State::Shown(count(*children)),
                    _ => State::Shown(display::figure(&Number::Amount(*fte), Unit::Fte)),
                },
                Some(Outcome::Shown(Number::Rate { .. }) | Outcome::Hidden | Outcome::Unreliable) => State::Hidden,
                Some(Outcome::Shown(_)) => self.state.clone(),
                Some(Outcome::Missing(why)) => State::Missing(why.clone()),
                None => State::Missing("it is not known".into()),
            }
        };
        let amount = |value: Option<crate::dataset::fields::Thousandths>| match (value, &self.state) {
            (Some(value), _) => {
                State::Shown(display::figure(&Number::Amount(value), figure.map_or(Unit::Count, |figure| figure.unit)))
            }
            (None, State::Hidden) => State::Hidden,
            _ => State::Missing("it is not known".into()),
        };
        Some(match name {
            "count" => self.side(name, part(|numerator, _| numerator)),
            "of" => self.side(name, part(|_, denominator| denominator)),
            "percent" => match self.row() {
                Some((table, row)) => {
                    let at = table.columns.iter().position(|column| column.is_percent);
                    let state = at.and_then(|at| {
                        Some(State::of_printed(display::cell(
                            row.cells.get(at)?,
                            table.columns.get(at)?,
                            display::column_precision(table, at),
                        )))
                    });
                    self.side(name, state.unwrap_or_else(|| State::Missing("the table has no percentages".into())))
                }
                None => self.side(name, self.state.clone()),
            },
            "change" => self.side(name, self.change()),
            "previous" => self.side(
                name,
                self.earlier().map_or_else(
                    || State::Missing("there is no earlier figure".into()),
                    |earlier| State::of_printed(earlier.printed),
                ),
            ),
            "target" => {
                let target = figure.and_then(|figure| self.shared.figures.comparisons.target(figure));
                self.side(name, target.map_or_else(|| State::Missing("no target is set".into()), State::Shown))
            }
            "against_target" => {
                let target = figure.and_then(|figure| self.shared.figures.comparisons.target(figure));
                let state = match (target, self.meets_target(), &self.state) {
                    (Some(target), Some(is_met), _) => {
                        let words = if is_met { "was met" } else { "was not met" };
                        State::Shown(Printed { text: format!("the target of {} {words}", target.text), ..target })
                    }
                    (None, ..) => State::Missing("no target is set".into()),
                    (_, _, State::Hidden) => State::Hidden,
                    _ => State::Missing("there is nothing to hold against the target".into()),
                };
                self.side(name, state)
            }
            "others" => Value::from(
                self.shared
                    .figures
                    .comparisons
                    .others()
                    .into_iter()
                    .map(|who| {
                        let state = self.of_others(&who);
                        (who, self.side(name, state))
                    })
                    .collect::<BTreeMap<_, _>>(),
            ),
            "england" => self.side(name, self.of_others("England")),
            "neighbours" => self.side(name, self.of_others("Neighbours")),
            "least" => self.side(name, amount(figure.and_then(|figure| figure.range).map(|range| range.0))),
            "greatest" => self.side(name, amount(figure.and_then(|figure| figure.range).map(|range| range.1))),
            "why" => Value::from(match &self.state {
                State::Missing(why) => why.clone(),
                State::Hidden => "it is a small number".into(),
                State::Shown(_) => String::new(),
            }),
            "label" => Value::from(match (figure, self.row()) {
                (Some(figure), _) => figure.label.clone(),
                (None, Some((_, row))) => row.label.clone(),
                // Where there is no such row, there is nothing to call by its name.
                (None, None) => "[x]".into(),
            }),
            "key" => Value::from(self.row().map(|(_, row)| row.key.clone()).unwrap_or_else(|| self.id.clone())),
            "definition" => Value::from(figure.map(|figure| figure.definition.clone()).unwrap_or_default()),
            "left_out" => Value::from(
                figure
                    .into_iter()
                    .flat_map(|figure| &figure.left_out)
                    .map(|(reason, count_left)| {
                        let state = count_left.map_or(State::Hidden, |number| State::Shown(count(number)));
                        Value::from(BTreeMap::from([
                            ("reason", Value::from(self.shared.council.say(reason).into_owned())),
                            ("count", self.side("left_out", state)),
                        ]))
                    })
                    .collect::<Vec<_>>(),
            ),
            key => return self.cell(key).or_else(|| self.row_of_its_table(key)),
        })
    }

    /// A row of the table that has the figure's own name, as questions have.
    fn row_of_its_table(&self, key: &str) -> Option<Value> {
        let Of::Figure(id) = &self.of else { return None };
        let table = self.shared.figures.published.table(id)?;
        let rows = || table.rows.iter();
        let row = rows().find(|row| row.key == key).or_else(|| rows().find(|row| row.key.eq_ignore_ascii_case(key)))?;
        Some(Value::from_object(row_of(&self.shared, table, row)))
    }

    /// The cell of a row in the column of this key or heading.
    fn cell(&self, column: &str) -> Option<Value> {
        let (table, row) = self.row()?;
        let at = table.columns.iter().position(|known| known.key == column);
        let at = at.or_else(|| table.columns.iter().position(|known| known.label.eq_ignore_ascii_case(column)))?;
        let (outcome, known) = (row.cells.get(at)?, table.columns.get(at)?);
        let precision = display::column_precision(table, at);
        let state = State::of(outcome, |number| display::cell(&Outcome::Shown(*number), known, precision));
        Some(Value::from_object(Filled {
            shared: self.shared.clone(),
            id: format!("{}[\"{}\"]", self.id, known.key),
            state,
            tail: String::new(),
            of: Of::Nothing,
        }))
    }
}

impl fmt::Display for Filled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl Object for Filled {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.attribute(key.as_str()?)
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

/// A table in a template: its rows by key.
#[derive(Debug, Clone)]
pub struct TableOf {
    shared: Arc<Shared>,
    /// The table's id.
    pub id: String,
}

impl TableOf {
    fn table(&self) -> Option<&PublishedTable> {
        self.shared.figures.published.table(&self.id)
    }

    fn row(&self, row: &PublishedRow, table: &PublishedTable) -> Value {
        Value::from_object(row_of(&self.shared, table, row))
    }

    /// Why the table is missing; none where it is there.
    pub fn missing(&self) -> Option<String> {
        self.table()?.missing.clone()
    }

    /// Whether every part of it is hidden.
    pub fn is_hidden(&self) -> bool {
        self.table().is_some_and(|table| {
            let at = table.count_column().unwrap_or(0);
            !table.rows.is_empty()
                && table
                    .rows
                    .iter()
                    .filter(|row| !row.total)
                    .all(|row| !matches!(row.cells.get(at), Some(Outcome::Shown(Number::Count(count))) if *count > 0))
                && table.rows.iter().any(|row| row.cells.get(at) == Some(&Outcome::Hidden))
        })
    }

    /// The extreme row among those shown, rows for what is not known left out; a missing one where there is no single answer.
    /// `among_shown` asks for it whatever the hidden ones may be.
    fn extreme(&self, table: &PublishedTable, wanted: Ordering, among_shown: bool) -> Value {
        let at = table.count_column().unwrap_or(0);
        let mut best: Option<(&PublishedRow, u64)> = None;
        for row in table
            .rows
            .iter()
            .filter(|row| !row.total && !matches!(row.key.as_str(), "unknown" | "not recorded" | "open"))
        {
            if let Some(Outcome::Shown(Number::Count(count))) = row.cells.get(at)
                && best.is_none_or(|(_, known)| count.cmp(&known) == wanted)
            {
                best = Some((row, *count));
            }
        }
        // Any hidden row could be the lowest, and some could be the highest.
        let any_hidden = table.rows.iter().any(|row| row.cells.get(at) == Some(&Outcome::Hidden));
        let is_sure = |count: u64| match wanted {
            Ordering::Less => !any_hidden,
            _ => largest::is_sure(table, at, count),
        };
        match best.filter(|(_, count)| *count > 0 && (among_shown || is_sure(*count))) {
            Some((row, _)) => self.row(row, table),
            None => self.none("there is no single answer"),
        }
    }

    fn none(&self, why: &str) -> Value {
        Value::from_object(Filled {
            shared: self.shared.clone(),
            id: self.id.clone(),
            state: State::Missing(why.into()),
            tail: String::new(),
            of: Of::Nothing,
        })
    }
}

fn row_of(shared: &Arc<Shared>, table: &PublishedTable, row: &PublishedRow) -> Filled {
    let at = table.count_column().unwrap_or(0);
    let state = match (row.cells.get(at), table.columns.get(at)) {
        (Some(outcome), Some(column)) => State::of(outcome, |number| display::figure(number, column.unit)),
        _ => State::Missing("it is not known".into()),
    };
    Filled {
        shared: shared.clone(),
        id: format!("{}[\"{}\"]", table.id, row.key),
        state,
        tail: String::new(),
        of: Of::Row { table: table.id.clone(), row: row.key.clone() },
    }
}

impl Object for TableOf {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let key = key.as_str()?;
        let table = self.table()?;
        if let Some(row) = table.rows.iter().find(|row| row.key == key) {
            return Some(self.row(row, table));
        }
        Some(match key {
            "rows" => Value::from(
                table.rows.iter().filter(|row| !row.total).map(|row| self.row(row, table)).collect::<Vec<_>>(),
            ),
            "total" => match table.rows.iter().find(|row| row.total) {
                Some(row) => self.row(row, table),
                None => self.none(table.missing.as_deref().unwrap_or("the table has no total")),
            },
            "highest" => self.extreme(table, Ordering::Greater, false),
            "highest_shown" => self.extreme(table, Ordering::Greater, true),
            "lowest" => self.extreme(table, Ordering::Less, false),
            "title" => Value::from(table.title.clone()),
            "why" => Value::from(table.missing.clone().unwrap_or_default()),
            _ => match table.rows.iter().find(|row| row.key.eq_ignore_ascii_case(key)) {
                Some(row) => self.row(row, table),
                // A table that is missing has no rows: each of them is missing for the same reason.
                None => return table.missing.as_deref().map(|why| self.none(why)),
            },
        })
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.table().map_or("", |table| &table.title))
    }
}

/// A survey's figures by question, `audit.pep_held`, or those of the council's own, `custom.late_in_foster_care`.
#[derive(Debug, Clone)]
pub struct SurveyOf {
    shared: Arc<Shared>,
    id: String,
}

impl Object for SurveyOf {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Map
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let id = format!("{}.{}", self.id, key.as_str()?);
        let published = &self.shared.figures.published;
        if let Some(figure) = published.figure(&id) {
            return Some(Value::from_object(figure_of(&self.shared, figure)));
        }
        published.table(&id).map(|_| Value::from_object(TableOf { shared: self.shared.clone(), id }))
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        let prefix = format!("{}.", self.id);
        let published = &self.shared.figures.published;
        let ids = published.figures().map(|figure| &figure.id).chain(published.tables().map(|table| &table.id));
        let keys: std::collections::BTreeSet<String> =
            ids.filter_map(|id| id.strip_prefix(&prefix)).map(str::to_string).collect();
        Enumerator::Values(keys.into_iter().map(Value::from).collect())
    }
}

/// A figure as a template sees it.
pub fn figure_of(shared: &Arc<Shared>, figure: &PublishedFigure) -> Filled {
    Filled {
        shared: shared.clone(),
        id: figure.id.clone(),
        state: State::of(&figure.outcome, |number| display::figure(number, figure.unit)),
        tail: String::new(),
        of: Of::Figure(figure.id.clone()),
    }
}

/// Every figure, table and survey by the name under which a template finds it.
pub fn published(shared: &Arc<Shared>) -> BTreeMap<String, Value> {
    let published = &shared.figures.published;
    let mut values = BTreeMap::new();
    for figure in published.figures().filter(|figure| !figure.id.contains('.')) {
        values.insert(figure.id.clone(), Value::from_object(figure_of(shared, figure)));
    }
    for table in published.tables().filter(|table| !table.id.contains('.')) {
        values.insert(table.id.clone(), Value::from_object(TableOf { shared: shared.clone(), id: table.id.clone() }));
    }
    for survey in ["audit", "feedback", "custom"] {
        values.insert(
            survey.to_string(),
            Value::from_object(SurveyOf { shared: shared.clone(), id: survey.to_string() }),
        );
    }
    values
}
