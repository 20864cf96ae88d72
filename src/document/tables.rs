//! Published tables, and tables put together from published figures, as the document prints them.

use super::over_years;
use super::tree::{Column, Row};
use super::with_others;
use crate::config::Order;
use crate::dataset::Dataset;
use crate::dataset::published::{Action, YouSaid};
use crate::dataset::survey::Survey;
use crate::dataset::typed::{TypedCell, TypedColumn, TypedTable, TypedUnit};
use crate::disclosure::{Edition, PublishedFigure, PublishedTable};
use crate::figures::Figures;
use crate::figures::arranged::{ArrangedRow, ArrangedTable};
use crate::figures::comparison;
use crate::figures::display::{self, Printed};
use crate::figures::words;
use crate::measures::measure::Unit;
use crate::measures::typed::is_typed;
use crate::terms::CouncilWords;
use std::collections::BTreeMap;

/// What a table holds, before it has a number.
#[derive(Debug, Clone, PartialEq)]
pub struct Contents {
    /// The title.
    pub title: String,
    /// The head of the first column.
    pub corner: String,
    /// The other columns.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Row>,
    /// Notes after the table.
    pub notes: Vec<String>,
}

/// Every table that can be placed, by id: its contents, or why there is none.
pub struct Shelf<'a> {
    /// The council's words.
    pub council: &'a CouncilWords,
    /// The figures.
    pub figures: &'a Figures,
    /// The data, for what is no number: actions.
    pub dataset: &'a Dataset,
    /// The order.
    pub order: &'a Order,
}

/// Markers and what they mean (convention E4.4).
const MARKERS: [(&str, &str); 10] = [
    ("[b]", "break in the series, so no change is stated"),
    ("[c]", "not shown, to protect confidentiality"),
    ("[e]", "estimated"),
    ("[f]", "forecast"),
    ("[low]", "rounds to zero but is not zero"),
    ("[p]", "provisional"),
    ("[r]", "revised"),
    ("[u]", "low reliability"),
    ("[x]", "not available"),
    ("[z]", "not applicable"),
];

/// The markers that stand in a table, its title and heads included, with their meanings.
pub fn markers(contents: &Contents) -> Vec<(String, String)> {
    let heads = contents.columns.iter().map(|column| &column.label).chain([&contents.title, &contents.corner]);
    let texts: Vec<&String> =
        contents.rows.iter().flat_map(|row| row.cells.iter().chain([&row.label])).chain(heads).collect();
    MARKERS
        .iter()
        .filter(|(marker, _)| texts.iter().any(|text| text.contains(marker)))
        .map(|(marker, meaning)| (marker.to_string(), meaning.to_string()))
        .collect()
}

pub(super) fn number_column(label: impl Into<String>) -> Column {
    Column { label: label.into(), numeric: true }
}

pub(super) fn word_column(label: &str) -> Column {
    Column { label: label.into(), numeric: false }
}

impl Shelf<'_> {
    /// Whether there is a table of this id at all, with data or without.
    pub fn knows(&self, id: &str) -> bool {
        self.figures.published.table(id).is_some() || self.made(id).is_some()
    }

    /// Every id.
    pub fn ids(&self) -> Vec<String> {
        let published = self.figures.published.tables().map(|table| table.id.clone());
        let arranged = self.figures.arranged.iter().map(|table| table.id.clone());
        published.chain(MADE.iter().map(|id| id.to_string())).chain(arranged).collect()
    }

    /// The contents of a table; the reason where there is no data. None for an unknown id.
    pub fn contents(&self, id: &str) -> Option<Result<Contents, String>> {
        match self.figures.published.table(id) {
            Some(table) => Some(self.measured(table)),
            None => self.made(id),
        }
    }

    fn made(&self, id: &str) -> Option<Result<Contents, String>> {
        Some(match id {
            "children_over_years" => self.over_years(
                "Children in care, coming and leaving, over the years",
                &["children_looked_after", "children_starting", "children_leaving"],
            ),
            "reviews_over_years" => self.over_years(
                "Reviews held, and held on time, over the years",
                &["reviews_held", "reviews_held_on_time"],
            ),
            "participation_over_years" => self.over_years(
                "Participation of children over the years",
                &["children_attending_reviews", "children_giving_views_at_reviews"],
            ),
            "service_over_years" => {
                self.over_years("Officers and caseload over the years", &["officers_fte", "children_per_officer"])
            }
            "disputes_over_years" => self.over_years(
                "Disputes and informal challenges over the years",
                &["disputes_raised", "informal_challenges", "cafcass_referrals"],
            ),
            "identity_by_sex" => {
                self.identity("Officers and children by sex", "Sex", "officers_by_sex", "children_by_sex")
            }
            "identity_by_ethnic_group" => self.identity(
                "Officers and children by ethnic group",
                "Ethnic group",
                "officers_by_ethnic_group",
                "children_by_ethnic_group",
            ),
            "comparison_with_others" => self.beside_others(),
            "actions_progress" => self.actions(&self.order.period.label(), true),
            "you_said_we_did" => self.you_said(),
            "actions_next" => self.actions(&self.next_period(), false),
            _ => {
                if let Some(table) = self.figures.arranged.iter().find(|table| table.id == id) {
                    return Some(Ok(arranged(table)));
                }
                if let Some(made) = self.question_over_years(id) {
                    return Some(made);
                }
                if let Some(made) = over_years::contents(self, id) {
                    return Some(Ok(made));
                }
                if let Some(made) = with_others::contents(self, id) {
                    return Some(Ok(made));
                }
                let (survey, section) = id.split_once(".section_")?;
                let survey = self.dataset.surveys.iter().find(|known| known.id == survey)?;
                let number: usize = section.parse().ok()?;
                let (title, questions) = sections(survey).into_iter().nth(number.checked_sub(1)?)?;
                self.questions(survey, &title, &questions)
            }
        })
    }

    /// The title of a table that is put together here, for the sentence that says why there is none.
    pub fn title_of_made(&self, id: &str) -> Option<String> {
        let title = match id {
            "children_over_years" => "Children in care, coming and leaving, over the years",
            "reviews_over_years" => "Reviews held, and held on time, over the years",
            "participation_over_years" => "Participation of children over the years",
            "service_over_years" => "Officers and caseload over the years",
            "disputes_over_years" => "Disputes and informal challenges over the years",
            "identity_by_sex" => "Officers and children by sex",
            "identity_by_ethnic_group" => "Officers and children by ethnic group",
            "comparison_with_others" => "Comparison with England and similar councils",
            _ => return None,
        };
        Some(self.council.say(title).into_owned())
    }

    fn next_period(&self) -> String {
        let period = self.order.period;
        crate::period::Period {
            from: crate::period::add_months(period.from, 12),
            to: crate::period::add_months(period.to, 12),
        }
        .label()
    }

    fn measured(&self, table: &PublishedTable) -> Result<Contents, String> {
        if let Some(why) = &table.missing {
            return Err(why.clone());
        }
        if let Some(typed) = self.typed(table) {
            return Ok(self.as_typed(table, typed));
        }
        let with_earlier = self.figures.earlier_columns(table);
        let mut columns: Vec<Column> = table.columns.iter().map(|column| number_column(&column.label)).collect();
        if with_earlier {
            columns.push(number_column(self.figures.comparisons.period_before()));
            columns.push(number_column("Change"));
        }
        let rows = table
            .rows
            .iter()
            .map(|row| {
                let mut cells: Vec<String> = row
                    .cells
                    .iter()
                    .zip(&table.columns)
                    .enumerate()
                    .map(|(at, (outcome, column))| {
                        display::cell(outcome, column, display::column_precision(table, at)).text
                    })
                    .collect();
                if with_earlier {
                    let (earlier, change) = self.figures.earlier_cells(table, row);
                    cells.extend([earlier.text, change.text]);
                }
                Row { label: row.label.clone(), cells, total: row.total, indented: row.parent.is_some() }
            })
            .collect();
        let shares = table.columns.iter().enumerate().filter(|(_, column)| column.is_percent);
        let sum = shares.map(|(at, _)| at).find_map(|at| display::sum_of_shares(&table.rows, at));
        let notes: Vec<String> =
            sum.iter().map(|sum| format!("Each share is rounded by itself, so together they make {sum}.")).collect();
        let title = format!("{}{}", self.title(table), if notes.is_empty() { "" } else { " [note 1]" });
        let contents = Contents { title, corner: table.corner.clone(), columns, rows, notes };
        let is_wide =
            contents.columns.len() > 5 && contents.rows.len() <= 5 && (!table.adds_down || contents.columns.len() > 6);
        Ok(if is_wide { turned(contents) } else { contents })
    }

    /// The title of a table that was counted, marked where its numbers are provisional.
    fn title(&self, table: &PublishedTable) -> String {
        format!("{}{}", table.title, self.figures.provisional_mark(true))
    }

    /// What a person typed in, where this table is that.
    fn typed(&self, table: &PublishedTable) -> Option<&TypedTable> {
        let is_this = |typed: &&TypedTable| typed.id == table.id && typed.rows.len() == table.rows.len();
        self.dataset.typed_tables.iter().find(is_this).filter(|_| is_typed(&table.source))
    }

    /// A table as it was typed in: words and markers as they stand, numbers as far as they may be published.
    fn as_typed(&self, table: &PublishedTable, typed: &TypedTable) -> Contents {
        let is_number = |column: &TypedColumn| column.unit != TypedUnit::Words;
        let columns =
            typed.columns.iter().map(|column| Column { label: column.label.clone(), numeric: is_number(column) });
        let rows = typed.rows.iter().zip(&table.rows).map(|(row, published)| {
            let mut numbers = published.cells.iter().zip(&table.columns).enumerate();
            let cells = typed.columns.iter().zip(&row.cells).map(|(column, cell)| {
                let number = if is_number(column) { numbers.next() } else { None };
                match (cell, number) {
                    (TypedCell::Marker(marker), _) => marker.clone(),
                    (TypedCell::Words(words), _) => words.clone(),
                    (TypedCell::Number(_), Some((at, (outcome, column)))) => {
                        display::cell(outcome, column, display::column_precision(table, at)).text
                    }
                    // No cell stays empty (convention E4.1).
                    (TypedCell::Blank, None) => "[z]".into(),
                    _ => "[x]".into(),
                }
            });
            Row { label: row.label.clone(), cells: cells.collect(), total: row.total, indented: false }
        });
        let marks: String = (1..=typed.title_notes).map(|number| format!(" [note {number}]")).collect();
        let contents = Contents {
            title: format!("{}{marks}", typed.title),
            corner: typed.corner.clone(),
            columns: columns.collect(),
            rows: rows.collect(),
            notes: typed.notes.clone(),
        };
        let is_wide = contents.columns.len() > 5 && contents.rows.len() <= 4;
        if !is_wide || !typed.columns.iter().all(is_number) {
            return contents;
        }
        let mut turned = turned(contents);
        let is_total = |column: usize| {
            typed.sums.iter().any(|sum| sum.total == (0, column) && sum.parts.iter().all(|part| part.0 == 0))
        };
        turned.rows.iter_mut().enumerate().for_each(|(at, row)| row.total = is_total(at));
        if typed.columns.iter().all(|column| column.label.starts_with(|c: char| c.is_ascii_digit())) {
            turned.corner = "Year".into();
        }
        turned
    }

    fn figure(&self, id: &str) -> Option<&PublishedFigure> {
        self.figures.published.figure(id)
    }

    fn over_years(&self, title: &str, ids: &[&str]) -> Result<Contents, String> {
        let found: Vec<&PublishedFigure> = ids.iter().filter_map(|id| self.figure(id)).collect();
        let period = self.order.period.label();
        let periods = self.figures.periods(&found, &period);
        let rows: Vec<Row> = periods
            .iter()
            .map(|wanted| Row {
                label: format!("{wanted}{}", self.figures.provisional_mark(*wanted == period)),
                cells: found.iter().map(|figure| self.figures.in_period_marked(figure, wanted, &period).text).collect(),
                total: false,
                indented: false,
            })
            .collect();
        if rows.iter().flat_map(|row| &row.cells).all(|cell| cell == "[x]") {
            return Err("none of its numbers is available".into());
        }
        let columns = found.iter().map(|figure| number_column(&figure.short_label)).collect();
        let title = self.council.say(title).into_owned();
        Ok(Contents { title, corner: "Year".into(), columns, rows, notes: Vec::new() })
    }

    fn identity(&self, title: &str, corner: &str, officers: &str, children: &str) -> Result<Contents, String> {
        let table = |id: &str| {
            let table = self.figures.published.table(id).ok_or("there is no such table")?;
            table.missing.clone().map_or(Ok(table), Err)
        };
        let (officers, children) = (table(officers)?, table(children)?);
        let mut rows = Vec::new();
        for row in &officers.rows {
            let cells_of = |table: &PublishedTable| -> Vec<String> {
                let found = table.rows.iter().find(|known| known.key == row.key);
                table
                    .columns
                    .iter()
                    .enumerate()
                    .map(|(at, column)| match found.and_then(|found| found.cells.get(at)) {
                        Some(outcome) => display::cell(outcome, column, display::column_precision(table, at)).text,
                        None => "[x]".into(),
                    })
                    .collect()
            };
            let cells = [cells_of(officers), cells_of(children)].concat();
            let empty = row.key == "unknown" && cells.iter().all(|cell| matches!(cell.as_str(), "0" | "0%" | "0.0%"));
            if !empty {
                rows.push(Row { label: row.label.clone(), cells, total: row.total, indented: false });
            }
        }
        let columns = ["Officers", "Percent of officers", "Children", "Percent of children"]
            .map(|label| number_column(self.council.say(label)))
            .into();
        let title = self.council.say(title);
        Ok(Contents {
            title: format!("{title} at {}", crate::period::in_full(self.order.period.to)),
            corner: corner.into(),
            columns,
            rows,
            notes: Vec::new(),
        })
    }

    fn beside_others(&self) -> Result<Contents, String> {
        let others = self.figures.comparisons.others();
        let mut rows = Vec::new();
        let mut periods = std::collections::BTreeSet::new();
        for figure in self.figures.published.figures() {
            let found: Vec<Option<(String, Printed)>> = others
                .iter()
                .map(|who| self.figures.comparisons.of_others(&figure.id, "", "", who, figure.unit))
                .collect();
            if found.iter().all(Option::is_none) {
                continue;
            }
            periods.extend(found.iter().flatten().map(|(period, _)| period.clone()));
            let said =
                found.into_iter().map(|found| found.map_or_else(|| "[x]".to_string(), |(_, printed)| printed.text));
            let cells = [display::figure_outcome(figure).text].into_iter().chain(said).collect();
            rows.push(Row { label: figure.short_label.clone(), cells, total: false, indented: false });
        }
        if rows.is_empty() {
            return Err("no figures of England or neighbours were given".into());
        }
        let own = format!("{}{}", self.order.authority, self.figures.provisional_mark(true));
        let columns = [own].into_iter().chain(others.iter().cloned()).map(number_column).collect();
        let notes = vec![format!(
            "Figures of others are for {} and stand as published.",
            words::list(&periods.into_iter().collect::<Vec<_>>())
        )];
        let names: Vec<String> = others.iter().map(|who| who.replace("Neighbours", "neighbours")).collect();
        Ok(Contents {
            title: format!("{} beside {} [note 1]", self.order.authority, words::list(&names)),
            corner: "Measure".into(),
            columns,
            rows,
            notes,
        })
    }

    fn actions(&self, year: &str, with_progress: bool) -> Result<Contents, String> {
        let Some(actions) = &self.dataset.actions else { return Err("the list of actions was not given".into()) };
        let of_year: Vec<&Action> = actions.iter().filter(|action| action.year == year).collect();
        if of_year.is_empty() {
            return Err(format!("the list of actions has none for {year}"));
        }
        let filled = |text: &str| if text.is_empty() { "Not said".to_string() } else { text.to_string() };
        // Owner and day share a column: four of them leave room for words on a portrait page.
        let mut columns = vec![word_column("Owner and date")];
        if with_progress {
            columns.extend([word_column("Status"), word_column("Progress")]);
        }
        let rows = of_year
            .into_iter()
            .map(|action| {
                let due = crate::period::parse_date(&action.due)
                    .map_or_else(|| filled(&action.due).to_lowercase(), crate::period::in_full);
                let mut cells = vec![format!("{}, by {due}", filled(&action.owner_post))];
                if with_progress {
                    cells.extend([crate::text::capitalised(&filled(&action.status)), self.progress(action)]);
                }
                Row { label: action.action.clone(), cells, total: false, indented: false }
            })
            .collect();
        let title = if with_progress {
            format!("Progress on the actions planned for {year}")
        } else {
            format!("Actions planned for {year}")
        };
        Ok(Contents { title, corner: "Action".into(), columns, rows, notes: Vec::new() })
    }

    fn you_said(&self) -> Result<Contents, String> {
        if self.dataset.you_said.is_empty() {
            return Err("no list of what people said and what was done was given".into());
        }
        let row = |entry: &YouSaid| Row {
            label: entry.you_said.clone(),
            cells: vec![self.with_figure(&entry.we_did, &entry.figure)],
            total: false,
            indented: false,
        };
        Ok(Contents {
            title: format!("You said, we did: {}", self.order.period.label()),
            corner: "You said".into(),
            columns: vec![word_column("We did")],
            rows: self.dataset.you_said.iter().map(row).collect(),
            notes: Vec::new(),
        })
    }

    /// What was achieved, with the figure that measures it.
    fn progress(&self, action: &Action) -> String {
        self.with_figure(&action.progress, &action.figure)
    }

    /// Words with the figure that shows them.
    fn with_figure(&self, words: &str, figure: &str) -> String {
        let said = if words.is_empty() { "Not said".to_string() } else { words.to_string() };
        match self.figure(figure) {
            Some(figure) => {
                let period = self.order.period.label();
                let stop = if said.ends_with(['.', '!', '?']) { "" } else { "." };
                format!(
                    "{said}{stop} {}: {}.",
                    figure.short_label,
                    self.figures.in_period(figure, &period, &period).text
                )
            }
            None => said,
        }
    }

    /// A question's share over the years, in all and by the first column that splits it: the years that the history has, and this one.
    /// A part that was there in some years only stands beside with `[z]` for the others. None for another id, and without a history.
    fn question_over_years(&self, id: &str) -> Option<Result<Contents, String>> {
        let of = id.strip_suffix(OVER_YEARS)?;
        let (survey, question) = of.split_once('.')?;
        let survey = self.dataset.surveys.iter().find(|known| known.id == survey)?;
        survey.questions.iter().find(|known| known.id == question)?;
        let figure = self.figure(of).filter(|figure| figure.unit == Unit::Percent)?;
        let table = survey.splits.first().and_then(|split| {
            let table = self.figures.published.table(&format!("{of}_by_{}", split.key))?;
            Some((table, self.figures.comparisons.history_rows(&table.id)))
        });
        let of_parts = table.as_ref().map_or(&[][..], |(_, rows)| rows);
        let this = self.order.period.label();
        let mut periods = self.figures.periods(&[figure], &this);
        periods.extend(of_parts.iter().map(|(_, period)| period.to_string()).filter(|period| *period < this));
        periods.sort();
        periods.dedup();
        if periods.len() < 2 {
            return None;
        }
        // Of many years the latest: the page holds no more.
        let periods = periods.split_off(periods.len().saturating_sub(5));
        let mut rows: Vec<Row> = Vec::new();
        if let Some((table, history)) = table.as_ref().filter(|(_, history)| !history.is_empty()) {
            let mut parts: Vec<(&str, &str)> = table
                .rows
                .iter()
                .filter(|row| !row.total && row.parent.is_none())
                .map(|row| (row.key.as_str(), row.label.as_str()))
                .collect();
            let gone: BTreeMap<String, &str> = history
                .iter()
                .filter(|(key, _)| !key.is_empty() && !key.eq_ignore_ascii_case("total"))
                .filter(|(key, _)| !parts.iter().any(|(known, _)| known.eq_ignore_ascii_case(key)))
                .map(|(key, _)| (key.to_lowercase(), *key))
                .collect();
            parts.extend(gone.values().map(|key| (*key, *key)));
            for (key, label) in parts {
                let cells = periods.iter().map(|period| self.part_in(table, history, key, period, &this)).collect();
                rows.push(Row { label: label.to_string(), cells, total: false, indented: false });
            }
        }
        let all = periods.iter().map(|period| self.figures.in_period_marked(figure, period, &this).text).collect();
        rows.push(Row { label: "All".into(), cells: all, total: true, indented: false });
        let corner = match (&table, rows.len()) {
            (Some((table, _)), 2..) => table.corner.clone(),
            _ => "Children".to_string(),
        };
        let columns = periods.iter().map(number_column).collect();
        Some(Ok(Contents {
            title: format!("{} Over the years", figure.label),
            corner,
            columns,
            rows,
            notes: Vec::new(),
        }))
    }

    /// The share of a part in a year. `[z]` where other parts have one in that year, so that this one was not there; else `[x]`.
    fn part_in(&self, table: &PublishedTable, history: &[(&str, &str)], key: &str, period: &str, this: &str) -> String {
        if period == this {
            let at = table.columns.iter().position(|column| column.is_percent);
            let row = table.rows.iter().find(|row| row.key == key);
            return match at.zip(row).and_then(|(at, row)| Some((at, row.cells.get(at)?, table.columns.get(at)?))) {
                Some((at, outcome, column)) => {
                    display::cell(outcome, column, display::column_precision(table, at)).text
                }
                None => "[z]".into(),
            };
        }
        let series = ["percent", ""].iter().find_map(|column| {
            let series = self.figures.comparisons.series_of(&table.id, key, column, Unit::Percent);
            series.into_iter().find(|earlier| earlier.period == period)
        });
        let any = history.iter().any(|(row, known)| !row.is_empty() && *known == period);
        match series {
            Some(earlier) => earlier.in_table().text,
            None => if any { "[z]" } else { "[x]" }.into(),
        }
    }

    /// The positive shares of a section's questions beside those of the year before.
    fn questions(&self, survey: &Survey, title: &str, questions: &[usize]) -> Result<Contents, String> {
        let period = self.figures.comparisons.period_before().to_string();
        let found: Vec<&PublishedFigure> = questions
            .iter()
            .filter_map(|at| survey.questions.get(*at))
            .filter_map(|question| self.figure(&format!("{}.{}", survey.id, question.id)))
            .filter(|figure| figure.unit == Unit::Percent)
            .collect();
        if found.is_empty() {
            return Err("none of its questions has an answer that counts as positive".into());
        }
        let with_earlier = found.iter().any(|figure| self.figures.comparisons.earlier(figure).is_some());
        let mut columns: Vec<Column> = ["Yes", "All asked", "Percent"].map(number_column).into();
        if with_earlier {
            columns.extend([number_column(period), number_column("Change in points")]);
        }
        let rows = found
            .into_iter()
            .map(|figure| {
                let mut cells = match &figure.outcome {
                    crate::disclosure::Outcome::Shown(crate::disclosure::Number::Share { numerator, denominator }) => {
                        vec![words::count(*numerator), words::count(*denominator)]
                    }
                    crate::disclosure::Outcome::Missing(_) => vec!["[x]".into(), "[x]".into()],
                    _ => vec!["[c]".into(), "[c]".into()],
                };
                cells.push(self.figures.in_period(figure, "", "").text);
                if with_earlier {
                    match self.figures.comparisons.earlier(figure) {
                        Some(earlier) => {
                            let change = comparison::change_in_table(&figure.outcome, figure.unit, &earlier);
                            cells.extend([earlier.in_table().text, change.text]);
                        }
                        None => cells.extend(["[x]".to_string(), "[x]".to_string()]),
                    }
                }
                Row { label: figure.label.clone(), cells, total: false, indented: false }
            })
            .collect();
        Ok(Contents {
            title: format!("{title}: answers that count as positive"),
            corner: "Question".into(),
            columns,
            rows,
            notes: Vec::new(),
        })
    }

    /// Whether numbers are hidden in this edition.
    pub fn hides(&self) -> bool {
        self.figures.published.edition() == Edition::Public
    }
}

/// A table that the council has put together.
fn arranged(table: &ArrangedTable) -> Contents {
    let marks: String = (1..=table.notes.len()).map(|number| format!(" [note {number}]")).collect();
    let row = |row: &ArrangedRow| Row {
        label: row.label.clone(),
        cells: row.cells.iter().map(|(_, printed)| printed.text.clone()).collect(),
        total: row.total,
        indented: false,
    };
    let contents = Contents {
        title: format!("{}{marks}", table.title),
        corner: table.corner.clone(),
        columns: table.columns.iter().map(number_column).collect(),
        rows: table.rows.iter().map(row).collect(),
        notes: table.notes.clone(),
    };
    if table.turned { turned(contents) } else { contents }
}

/// What the ids of tables of a question over the years end with.
pub const OVER_YEARS: &str = "_over_years";

/// A table with its rows as columns: a wide one fits the page that way (convention D9).
fn turned(contents: Contents) -> Contents {
    let rows = contents
        .columns
        .iter()
        .enumerate()
        .map(|(at, column)| Row {
            label: column.label.clone(),
            cells: contents.rows.iter().filter_map(|row| row.cells.get(at).cloned()).collect(),
            total: false,
            indented: false,
        })
        .collect();
    Contents {
        corner: "Number".into(),
        columns: contents.rows.iter().map(|row| number_column(&row.label)).collect(),
        rows,
        ..contents
    }
}

/// The ids of tables put together here, without those of surveys.
const MADE: [&str; 11] = [
    "children_over_years",
    "reviews_over_years",
    "participation_over_years",
    "service_over_years",
    "disputes_over_years",
    "identity_by_sex",
    "identity_by_ethnic_group",
    "comparison_with_others",
    "actions_progress",
    "actions_next",
    "you_said_we_did",
];

/// A survey's sections in the order of its questions: the title and the positions of the questions.
pub fn sections(survey: &Survey) -> Vec<(String, Vec<usize>)> {
    let mut sections: Vec<(String, Vec<usize>)> = Vec::new();
    for (at, question) in survey.questions.iter().enumerate() {
        let title = if question.section.is_empty() { &survey.title } else { &question.section };
        match sections.iter_mut().find(|(known, _)| known == title) {
            Some((_, questions)) => questions.push(at),
            None => sections.push((title.clone(), vec![at])),
        }
    }
    sections
}
