//! Measures counted by hand from rows written in the test, and the properties that hold for any rows.

mod agreement;
mod children;
mod continuity;
mod custom;
mod edges;
mod participation;
mod placements;
mod portal;
mod properties;
mod protection;
mod publish;
mod records;
mod reviews;
mod service;
mod slow;
mod surveys;
mod traps;

use super::measure::{Cell, Content, Measured, MeasuredFigure, MeasuredTable, Scope, Value};
use super::timeliness::{Judged, Verdict};
use crate::config::{self, Order};
use crate::dataset;
use crate::dataset::fields::Thousandths;
use crate::disclosure::{self, Edition, Published};
use crate::finding::Finding;
use crate::sources::{ReturnTable, Sources, TextFile, csv};
use std::collections::BTreeMap;

/// The files of a report as texts. Rows of the return are written `child,...` and parted by blanks, so that a case reads as one line.
#[derive(Clone, Default)]
struct Files {
    settings: String,
    publish: Vec<&'static str>,
    /// Further lines of the order.
    lines: String,
    period: Option<&'static str>,
    sources: Sources,
}

/// The report of the year 2025-26, without any file.
fn files() -> Files {
    Files::default()
}

impl Files {
    fn period(mut self, period: &'static str) -> Files {
        self.period = Some(period);
        self
    }

    /// One line of `settings`.
    fn setting(mut self, line: &str) -> Files {
        self.settings += &format!("  {line}\n");
        self
    }

    /// One line of the order.
    fn line(mut self, line: &str) -> Files {
        self.lines += &format!("{line}\n");
        self
    }

    fn returned(mut self, name: &str, year: i16, headings: &str, rows: &str) -> Files {
        let lines: Vec<&str> = rows.split_whitespace().collect();
        let file = format!("data/ssda903/{year}/{name}.csv");
        let table = csv::read(&file, format!("{headings}\n{}\n", lines.join("\n")).as_bytes()).0.unwrap();
        self.sources.returns.push(ReturnTable { folder_year: Some(year), file_year: None, table });
        self
    }

    /// Rows of Episodes: child, start, RNE, LS, PLACE, end, REC. The need is N1 in all.
    fn episodes(self, year: i16, rows: &str) -> Files {
        let rows: Vec<String> = rows.split_whitespace().map(|row| format!("{row},N1")).collect();
        self.returned("episodes", year, "CHILD,DECOM,RNE,LS,PLACE,DEC,REC,CIN", &rows.join(" "))
    }

    /// Rows of Reviews: child, day, code.
    fn reviews(self, year: i16, rows: &str) -> Files {
        self.returned("reviews", year, "CHILD,REVIEW,REVIEW_CODE", rows)
    }

    /// Rows of Header: child, sex, date of birth, ethnic group.
    fn header(self, year: i16, rows: &str) -> Files {
        self.returned("header", year, "CHILD,SEX,DOB,ETHNIC", rows)
    }

    /// Rows of UASC: child, end of the status.
    fn uasc(self, year: i16, rows: &str) -> Files {
        self.returned("uasc", year, "CHILD,DUC", rows)
    }

    /// One of the service's own tables.
    fn table(mut self, name: &str, text: &str) -> Files {
        let table = csv::read(&format!("data/{name}.csv"), text.as_bytes()).0.unwrap();
        self.sources.tables.insert(name.into(), table);
        self
    }

    /// The questions of a survey.
    fn questions(mut self, name: &str, text: &str) -> Files {
        self.sources.questions.insert(name.into(), TextFile { file: format!("data/{name}.yaml"), text: text.into() });
        self
    }

    /// A table of the council's own.
    fn own(mut self, name: &str, text: &str) -> Files {
        let table = csv::read(&format!("data/own/{name}.csv"), text.as_bytes()).0.unwrap();
        self.sources.own.insert(name.into(), table);
        self
    }

    /// Measures of the council's own: what stands under `measures:`.
    fn measures(mut self, entries: &str) -> Files {
        let text = format!("measures:\n{entries}");
        self.sources.measures = Some(TextFile { file: "data/measures.yaml".into(), text });
        self
    }

    /// A split that the order publishes.
    fn publish(mut self, split: &'static str) -> Files {
        self.publish.push(split);
        self
    }

    /// What the council asks for besides the built-in measures, with them.
    fn asked(&self) -> Counted {
        let order = self.order();
        let (dataset, _) = dataset::build(&order, &self.sources).unwrap();
        let scope = Scope::new(&dataset, &order, order.period);
        let mut measured = super::compute(&scope);
        let findings = super::asked_for(&scope, &self.order_text(), &mut measured);
        Counted::of_measured(measured, findings)
    }

    /// What of all that may be published.
    fn published(&self, edition: Edition) -> Published {
        let order = self.order();
        let (dataset, _) = dataset::build(&order, &self.sources).unwrap();
        let scope = Scope::new(&dataset, &order, order.period);
        let mut measured = super::compute(&scope);
        super::asked_for(&scope, &self.order_text(), &mut measured);
        disclosure::protect(&measured, edition, &order.settings)
    }

    fn order_text(&self) -> String {
        let settings = if self.settings.is_empty() { String::new() } else { format!("settings:\n{}", self.settings) };
        let splits: String = self.publish.iter().map(|split| format!("  - {split}\n")).collect();
        let publish = if splits.is_empty() { splits } else { format!("publish:\n{splits}") };
        let period = self.period.unwrap_or("2025-26");
        format!("format: 1\nauthority: Example Council\nperiod: {period}\n{settings}{publish}{}", self.lines)
    }

    fn order(&self) -> Order {
        config::read(&self.order_text()).unwrap()
    }

    /// What is said of each review, child by child: its place, then `on time`, `late 3` (days) or `not judged`.
    fn judged(&self) -> Vec<String> {
        let order = self.order();
        let (dataset, _) = dataset::build(&order, &self.sources).unwrap();
        let scope = Scope::new(&dataset, &order, order.period);
        let words = |judged: &Judged| {
            let verdict = match judged.verdict {
                Verdict::OnTime => "on time".to_string(),
                Verdict::Late { days } => format!("late {days}"),
                Verdict::CannotBeJudged => "not judged".to_string(),
            };
            format!("{} {verdict}", format!("{:?}", judged.place).to_lowercase())
        };
        scope.judged.iter().flatten().map(words).collect()
    }

    /// Whether a review is overdue at the end; for a report about one child.
    fn overdue(&self) -> &'static str {
        let counted = self.counted();
        match (counted.count("reviews_overdue"), counted.left_out("reviews_overdue").as_slice()) {
            (1, []) => "yes",
            (0, []) => "no",
            (0, [("cannot be judged", 1)]) => "not judged",
            other => panic!("{other:?}"),
        }
    }

    /// Counts every measure.
    fn counted(&self) -> Counted {
        let order = self.order();
        let (dataset, findings) = dataset::build(&order, &self.sources).unwrap();
        let scope = Scope::new(&dataset, &order, order.period);
        Counted::of(&scope, findings)
    }
}

/// Every measure of a report by its id.
struct Counted {
    figures: BTreeMap<String, MeasuredFigure>,
    tables: BTreeMap<String, MeasuredTable>,
    findings: Vec<Finding>,
}

impl Counted {
    fn of(scope: &Scope<'_>, findings: Vec<Finding>) -> Counted {
        Counted::of_measured(super::compute(scope), findings)
    }

    fn of_measured(all: Vec<Measured>, findings: Vec<Finding>) -> Counted {
        // A question's figure and its table share an id.
        let (mut figures, mut tables) = (BTreeMap::new(), BTreeMap::new());
        for measured in all {
            let id = measured.id().to_string();
            let twice = match measured {
                Measured::Figure(figure) => figures.insert(id.clone(), figure).is_some(),
                Measured::Table(table) => tables.insert(id.clone(), table).is_some(),
            };
            assert!(!twice, "{id} is counted twice");
        }
        Counted { figures, tables, findings }
    }

    fn figure(&self, id: &str) -> &MeasuredFigure {
        self.figures.get(id).unwrap_or_else(|| panic!("no figure {id}"))
    }

    fn table(&self, id: &str) -> &MeasuredTable {
        self.tables.get(id).unwrap_or_else(|| panic!("no table {id}"))
    }

    fn count(&self, id: &str) -> u64 {
        match self.figure(id).value {
            Value::Count(count) => count,
            ref other => panic!("{id} is {other:?}"),
        }
    }

    /// Numerator and denominator.
    fn share(&self, id: &str) -> (u64, u64) {
        match self.figure(id).value {
            Value::Share { numerator, denominator } => (numerator, denominator),
            ref other => panic!("{id} is {other:?}"),
        }
    }

    /// Thousandths of an amount.
    fn amount(&self, id: &str) -> u64 {
        match self.figure(id).value {
            Value::Amount(Thousandths(amount)) => amount,
            ref other => panic!("{id} is {other:?}"),
        }
    }

    /// A median in thousandths, the number of values, and the smallest and greatest.
    fn median(&self, id: &str) -> (u64, u64, (u64, u64)) {
        let figure = self.figure(id);
        match (&figure.value, figure.range) {
            (Value::Median { median, of }, Some((least, most))) => (median.0, *of, (least.0, most.0)),
            other => panic!("{id} is {other:?}"),
        }
    }

    /// Why a figure or table is not available.
    fn missing(&self, id: &str) -> &str {
        match (self.figures.get(id), self.tables.get(id)) {
            (Some(MeasuredFigure { value: Value::NotAvailable(why), .. }), _) => why,
            (None, Some(MeasuredTable { not_available: Some(why), .. })) => why,
            other => panic!("{id} is {other:?}"),
        }
    }

    /// Records left out by reason.
    fn left_out(&self, id: &str) -> Vec<(&str, u64)> {
        self.figure(id).left_out.iter().map(|(reason, count)| (reason.as_str(), *count)).collect()
    }

    fn cell(&self, id: &str, row: &str, column: &str) -> u64 {
        let table = self.table(id);
        let at = table.columns.iter().position(|known| known.key == column).unwrap();
        match table.rows.iter().find(|known| known.key == row).map(|row| &row.cells[at]) {
            Some(Cell::Count(count)) => *count,
            Some(Cell::Amount(amount, _)) => amount.0,
            other => panic!("{id} {row} {column} is {other:?}"),
        }
    }

    /// The rows of a table's first column that are not 0, in order. Checks on the way that the rows add up to the total.
    fn rows(&self, id: &str) -> Vec<(&str, u64)> {
        let table = self.table(id);
        assert_eq!(table.not_available, None, "{id}");
        assert_eq!(table.columns[0].content, Content::Count, "{id}");
        let counts: Vec<(&str, u64)> = table
            .rows
            .iter()
            .map(|row| match row.cells[0] {
                Cell::Count(count) => (row.key.as_str(), count),
                ref other => panic!("{id} {} is {other:?}", row.key),
            })
            .collect();
        if table.adds_down {
            let (total, parts) = counts.split_last().unwrap();
            assert_eq!(total.1, parts.iter().map(|part| part.1).sum::<u64>(), "{id} adds up");
        }
        counts.into_iter().filter(|(_, count)| *count > 0).collect()
    }

    fn finding_codes(&self) -> Vec<&'static str> {
        let mut codes: Vec<_> = self.findings.iter().map(|finding| finding.code).collect();
        codes.sort_unstable();
        codes
    }
}
