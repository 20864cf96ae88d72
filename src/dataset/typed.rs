//! Figures and tables that a person typed in. Numbers stay as they were written: their decimals and a word such as "about" are kept.

use super::fields::{Fields, Thousandths};
use super::headings::Source;
use crate::finding::{Finding, Place, Severity, near_names};
use crate::rounding::half_up;
use crate::sources::table::{RawRow, RawTable, heading_key};
use crate::sources::{TypedFiles, yaml};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// What a typed-in number is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TypedUnit {
    /// Whole things, or an average of them.
    Count,
    /// Per cent.
    Percent,
    /// Per 10,000.
    Per10k,
    /// Days.
    Days,
    /// Years.
    Years,
    /// Full-time equivalents.
    Fte,
    /// Pounds.
    Gbp,
    /// No number: words.
    Words,
}

impl TypedUnit {
    /// The names that may be written, with what they mean.
    const NAMES: [(&str, TypedUnit); 16] = [
        ("count", TypedUnit::Count),
        ("number", TypedUnit::Count),
        ("children", TypedUnit::Count),
        ("reviews", TypedUnit::Count),
        ("percent", TypedUnit::Percent),
        ("per cent", TypedUnit::Percent),
        ("%", TypedUnit::Percent),
        ("per_10k", TypedUnit::Per10k),
        ("per 10,000", TypedUnit::Per10k),
        ("days", TypedUnit::Days),
        ("years", TypedUnit::Years),
        ("fte", TypedUnit::Fte),
        ("gbp", TypedUnit::Gbp),
        ("£", TypedUnit::Gbp),
        ("text", TypedUnit::Words),
        ("words", TypedUnit::Words),
    ];

    /// The unit of this name.
    pub fn parse(name: &str) -> Option<TypedUnit> {
        let name = name.trim().to_lowercase();
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, unit)| *unit)
    }

    /// The name by which it is written.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, unit)| *unit == self).map_or("", |(name, _)| name)
    }

    /// Whether a number of it can be a number of people, so that a small one has to be hidden.
    pub fn counts_people(self) -> bool {
        matches!(self, TypedUnit::Count | TypedUnit::Percent | TypedUnit::Per10k)
    }
}

/// A word before a number that says how exact it is (convention C7.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Qualifier {
    /// It or more.
    AtLeast,
    /// More than it.
    MoreThan,
    /// Near it.
    About,
    /// A little less.
    Nearly,
    /// It or less.
    AtMost,
    /// Less than it.
    LessThan,
}

impl Qualifier {
    /// What is said before the number.
    pub fn words(self) -> &'static str {
        match self {
            Qualifier::AtLeast => "at least",
            Qualifier::MoreThan => "more than",
            Qualifier::About => "about",
            Qualifier::Nearly => "nearly",
            Qualifier::AtMost => "at most",
            Qualifier::LessThan => "less than",
        }
    }

    /// What people write, longer ones before those that they begin with.
    const SPELLINGS: [(&'static str, Qualifier); 23] = [
        ("at least", Qualifier::AtLeast),
        ("minimum", Qualifier::AtLeast),
        (">=", Qualifier::AtLeast),
        ("≥", Qualifier::AtLeast),
        ("more than", Qualifier::MoreThan),
        ("over", Qualifier::MoreThan),
        (">", Qualifier::MoreThan),
        ("about", Qualifier::About),
        ("approximately", Qualifier::About),
        ("approx.", Qualifier::About),
        ("approx", Qualifier::About),
        ("around", Qualifier::About),
        ("circa", Qualifier::About),
        ("~", Qualifier::About),
        ("nearly", Qualifier::Nearly),
        ("almost", Qualifier::Nearly),
        ("at most", Qualifier::AtMost),
        ("no more than", Qualifier::AtMost),
        ("up to", Qualifier::AtMost),
        ("<=", Qualifier::AtMost),
        ("fewer than", Qualifier::LessThan),
        ("less than", Qualifier::LessThan),
        ("<", Qualifier::LessThan),
    ];

    /// The qualifier that a text begins with, and what follows it.
    pub fn split(text: &str) -> (Option<Qualifier>, &str) {
        let text = text.trim();
        for (spelling, qualifier) in Self::SPELLINGS {
            if let Some(start) = text.get(..spelling.len())
                && start.eq_ignore_ascii_case(spelling)
            {
                return (Some(qualifier), text[spelling.len()..].trim());
            }
        }
        (None, text)
    }
}

/// A number as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// The value.
    pub value: Thousandths,
    /// With how many decimals it was written, at most 3.
    pub places: u8,
    /// The word before it.
    pub qualifier: Option<Qualifier>,
}

impl Written {
    /// A number such as `1,250`, `7.4%`, `£849,000`, `about 584`, `over 90%`; with it the unit that its sign names.
    ///
    /// One with more than three decimals comes unrounded out of a spreadsheet: it is rounded half up to one.
    pub fn parse(text: &str) -> Option<(Written, Option<TypedUnit>)> {
        let (qualifier, rest) = Qualifier::split(text);
        let (rest, qualifier) = match rest.strip_suffix('+') {
            Some(rest) if qualifier.is_none() => (rest, Some(Qualifier::AtLeast)),
            _ => (rest, qualifier),
        };
        let (rest, unit) = match (rest.strip_suffix('%'), rest.strip_prefix('£')) {
            (Some(rest), _) => (rest, Some(TypedUnit::Percent)),
            (_, Some(rest)) => (rest, Some(TypedUnit::Gbp)),
            _ => (rest, None),
        };
        let digits: String = rest.chars().filter(|c| !c.is_whitespace() && *c != ',').collect();
        let value = Thousandths::parse(&digits)?;
        let places = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        let number = if places > 3 {
            Written { value: Thousandths(half_up(value.0, 100, 1)?.checked_mul(100)?), places: 1, qualifier }
        } else {
            Written { value, places: u8::try_from(places).ok()?, qualifier }
        };
        Some((number, unit))
    }

    /// The number in digits, with its decimals and the word before it.
    pub fn as_written(self) -> String {
        let said = self.qualifier.map(|qualifier| format!("{} ", qualifier.words())).unwrap_or_default();
        let decimals = format!("{:03}", self.value.0 % 1000);
        match decimals.get(..usize::from(self.places)) {
            Some(decimals) if !decimals.is_empty() => format!("{said}{}.{decimals}", self.value.0 / 1000),
            _ => format!("{said}{}", self.value.0 / 1000),
        }
    }

    /// The whole number that it is; none for one with decimals or with a word before it.
    pub fn whole(self) -> Option<u64> {
        (self.places == 0 && self.qualifier.is_none()).then_some(self.value.0 / 1000)
    }

    /// What a part of a whole is as a number written with as many decimals, rounded half up: per cent for a `scale` of 100.
    pub fn share_with_its_decimals(self, part: u64, whole: u64, scale: u64) -> Option<Thousandths> {
        let steps = 10u64.pow(u32::from(self.places.min(3)));
        let rounded = half_up(part, whole, scale.checked_mul(steps)?)?;
        Some(Thousandths(rounded.checked_mul(1000 / steps)?))
    }

    /// Whether it is the share of the two counts, rounded half up as it was written.
    pub fn follows_from(self, part: u64, whole: u64, scale: u64) -> bool {
        self.qualifier.is_some() || self.share_with_its_decimals(part, whole, scale) == Some(self.value)
    }
}

/// A figure of this year that a person typed in.
#[derive(Debug, Clone, PartialEq)]
pub struct TypedFigure {
    /// The id: a name of its own, or that of a built-in figure.
    pub id: String,
    /// What it is called; blank where the built-in figure's label is meant.
    pub label: String,
    /// The value; none where only counts or nothing were given.
    pub value: Option<Written>,
    /// What it is counted in, where that was said.
    pub unit: Option<TypedUnit>,
    /// How many.
    pub numerator: Option<u64>,
    /// Of how many.
    pub denominator: Option<u64>,
    /// The period it is for, as written; blank for the report's own.
    pub period: String,
    /// Where it comes from.
    pub source: String,
    /// Whether it is about people; assumed where not said.
    pub protected: bool,
    /// Where it stands.
    pub place: Place,
}

/// Types `figures`.
pub fn figures(source: Source<'_>) -> (Vec<TypedFigure>, Vec<Finding>) {
    let mut fields = Fields::read(source);
    let (id, value) = (fields.required("id"), fields.required("value"));
    let label = fields.expected("label", "the figures have no name to be called by");
    let (unit, period, source) = (fields.optional("unit"), fields.optional("period"), fields.optional("source"));
    let (numerator, denominator) = (fields.optional("numerator"), fields.optional("denominator"));
    let protected = fields.optional("protected");
    let mut figures: Vec<TypedFigure> = Vec::new();
    for row in fields.rows() {
        let name = fields.text(row, id).to_string();
        const LEFT_OUT: &str = "the figure is not in the report";
        let is_name = |name: &str| {
            name.starts_with(|c: char| c.is_ascii_alphabetic())
                && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        };
        // Questions have a point in their id; a figure may stand in for one.
        if !name.split('.').all(is_name) {
            fields.fault(
                row,
                id,
                "bad-id",
                "the id is not a name that words can be filled with",
                LEFT_OUT,
                "write small letters, digits and `_`, beginning with a letter: `service_budget`",
            );
            continue;
        }
        if figures.iter().any(|known| known.id == name) {
            fields.fault(
                row,
                id,
                "duplicate-id",
                "a row above has the same id",
                "the first of the two is used",
                "delete one of the two rows, or rename one",
            );
            continue;
        }
        let text = fields.text(row, value);
        let parsed = Written::parse(text);
        if !text.is_empty() && parsed.is_none() {
            fields.fault(
                row,
                value,
                "bad-value",
                "the cell does not hold a number",
                "the figure is printed as not available",
                "write a number such as 584, 7.4%, £849,000 or `about 584`",
            );
        }
        let said = fields.text(row, unit);
        let named = TypedUnit::parse(said).filter(|unit| *unit != TypedUnit::Words);
        if !said.is_empty() && named.is_none() {
            fields.fault(
                row,
                unit,
                "bad-value",
                "the unit is not one that is known",
                "the figure is taken for a count",
                "write count, percent, per_10k, days, years, fte or gbp",
            );
        }
        let whole = |fields: &mut Fields<'_>, field| {
            let number = fields.number(row, field, "the figure is used without it")?;
            (number.0 % 1000 == 0).then_some(number.0 / 1000)
        };
        let (numerator, denominator) = (whole(&mut fields, numerator), whole(&mut fields, denominator));
        figures.push(TypedFigure {
            id: name,
            label: fields.text(row, label).to_string(),
            value: parsed.map(|(value, _)| value),
            unit: named.or(parsed.and_then(|(_, unit)| unit)),
            numerator,
            denominator,
            period: fields.text(row, period).replace('/', "-"),
            source: fields.text(row, source).to_string(),
            protected: fields.yes_no(row, protected, "the figure is taken to be about people").unwrap_or(true),
            place: fields.place(row, value),
        });
    }
    (figures, fields.findings)
}

/// A cell's row and column, from 0.
pub type At = (usize, usize);

/// A table that a person typed in.
#[derive(Debug, Clone, PartialEq)]
pub struct TypedTable {
    /// The id: the stem of its file, in small letters with `_`.
    pub id: String,
    /// The title.
    pub title: String,
    /// The head of the first column.
    pub corner: String,
    /// Whether it is for the last day of the period, not for all of it.
    pub at_end: bool,
    /// The columns after the first, which holds the labels.
    pub columns: Vec<TypedColumn>,
    /// The rows.
    pub rows: Vec<TypedRow>,
    /// Which cells add up to which.
    pub sums: Vec<TypedSum>,
    /// Which cells are percentages of which, by cell.
    pub shares: BTreeMap<At, TypedShare>,
    /// Cells that follow from one another down the rows.
    pub balance: Option<TypedBalance>,
    /// Notes to be printed below it, its source among them.
    pub notes: Vec<String>,
    /// How many of the notes, from the first, are about the whole table: its title refers to them.
    pub title_notes: usize,
    /// Where it comes from.
    pub source: String,
    /// Whether it is about people, so that small numbers in it are hidden.
    pub protected: bool,
    /// Its file.
    pub place: Place,
}

/// A column of a typed-in table.
#[derive(Debug, Clone, PartialEq)]
pub struct TypedColumn {
    /// The key.
    pub key: String,
    /// The heading.
    pub label: String,
    /// What its cells are counted in.
    pub unit: TypedUnit,
    /// Whether its numbers were published by others, so that nothing in it is hidden.
    pub published: bool,
}

/// A row of a typed-in table.
#[derive(Debug, Clone, PartialEq)]
pub struct TypedRow {
    /// The key: the label as it was written.
    pub key: String,
    /// The label as it is printed.
    pub label: String,
    /// What its cells are counted in, where that is not as in the rest of their columns.
    pub unit: Option<TypedUnit>,
    /// Whether it is a total.
    pub total: bool,
    /// Whether its numbers were published by others.
    pub published: bool,
    /// The row of the file.
    pub row: u64,
    /// The cells.
    pub cells: Vec<TypedCell>,
}

/// A cell of a typed-in table.
#[derive(Debug, Clone, PartialEq)]
pub enum TypedCell {
    /// A number.
    Number(Written),
    /// A marker of convention E4.4 with its brackets: `[z]`.
    Marker(String),
    /// Words.
    Words(String),
    /// Nothing.
    Blank,
}

/// Cells that add up to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedSum {
    /// The parts.
    pub parts: Vec<At>,
    /// The total.
    pub total: At,
}

/// What a percentage is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedShare {
    /// The counts that are the part.
    pub part: Vec<At>,
    /// The counts that are the whole.
    pub whole: Vec<At>,
}

/// Columns that lead from one row to the next: what there was, more what came, less what went, is what there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedBalance {
    /// What came.
    pub plus: usize,
    /// What went.
    pub minus: usize,
    /// What there is at the end.
    pub closing: usize,
}

impl TypedTable {
    /// A cell.
    pub fn cell(&self, (row, column): At) -> Option<&TypedCell> {
        self.rows.get(row)?.cells.get(column)
    }

    /// What a cell is counted in.
    pub fn unit(&self, (row, column): At) -> TypedUnit {
        let of_row = self.rows.get(row).and_then(|row| row.unit);
        of_row.or(self.columns.get(column).map(|column| column.unit)).unwrap_or(TypedUnit::Words)
    }

    /// A cell's whole number, where it counts something and holds one.
    pub fn count(&self, at: At) -> Option<u64> {
        match self.cell(at) {
            Some(TypedCell::Number(number)) if self.unit(at) == TypedUnit::Count => number.whole(),
            _ => None,
        }
    }

    /// The place of a cell.
    pub fn place_of(&self, (row, column): At) -> Place {
        let mut place = self.place.clone();
        place.row = self.rows.get(row).map(|row| row.row);
        place.column = self.columns.get(column).map(|column| column.label.clone());
        place
    }
}

/// What `tables/NAME.yaml` says.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct About {
    title: Option<String>,
    corner: Option<String>,
    when: When,
    unit: Option<Unit>,
    units: BTreeMap<String, Unit>,
    total_rows: Option<Vec<Total>>,
    total_columns: Option<Vec<Total>>,
    percentages: Option<BTreeMap<String, ShareForm>>,
    together: Vec<Together>,
    published: Vec<String>,
    blank: Option<Blank>,
    balance: Option<Balance>,
    notes: Vec<String>,
    source: String,
    protected: Option<YesNo>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum When {
    At,
    #[default]
    During,
}

#[derive(Debug, Clone, Copy)]
struct Unit(TypedUnit);

impl<'de> Deserialize<'de> for Unit {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        TypedUnit::parse(&name).map(Unit).ok_or_else(|| {
            serde::de::Error::custom(format!(
                "`{name}` is not a unit: write count, percent, per_10k, days, years, fte, gbp or text"
            ))
        })
    }
}

#[derive(Debug, Clone, Copy)]
struct YesNo(bool);

impl<'de> Deserialize<'de> for YesNo {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::config::yes_no(deserializer).map(YesNo)
    }
}

/// A total: its label, or with the labels of its parts.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Total {
    Label(String),
    Of(TotalOf),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TotalOf {
    total: String,
    parts: Vec<String>,
}

/// What a column or row of percentages is of: one label, or with what is the whole.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum ShareForm {
    Of(String),
    Both(ShareOf),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ShareOf {
    of: String,
    #[serde(default)]
    base: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Together {
    rows: Vec<String>,
    #[serde(default)]
    columns: Vec<String>,
}

/// What a blank cell means.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Blank {
    Number(u64),
    Marker(String),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Balance {
    plus: String,
    minus: String,
    closing: String,
}

/// Types the files of `tables/`. `labels` are labels of rows that are known, for those that a spreadsheet took for dates.
pub fn tables(files: &BTreeMap<String, TypedFiles>, labels: &[String]) -> (Vec<TypedTable>, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut tables: Vec<TypedTable> = Vec::new();
    for (stem, files) in files {
        let Some(raw) = &files.table else {
            if let Some(about) = &files.about {
                findings.push(without_rows(&about.file, stem));
            }
            continue;
        };
        let about = match &files.about {
            Some(text) => match yaml::read::<About>(&text.file, &text.text) {
                Ok(about) => about,
                Err(finding) => {
                    findings.push(*finding);
                    continue;
                }
            },
            None => About::default(),
        };
        let id = id_of(stem);
        if let Some(known) = tables.iter().find(|known| known.id == id) {
            findings.push(Finding::new(
                Severity::Warning,
                "duplicate-id",
                raw.whole(),
                format!("the table has the same id as `{}`: `{id}`", known.place),
                "this one is not in the report",
                "rename one of the two files",
            ));
            continue;
        }
        let about_file = files.about.as_ref().map(|text| text.file.as_str());
        let reading = Reading { raw, about, about_file, labels };
        let (table, found) = reading.table(id);
        findings.extend(found);
        tables.extend(table);
    }
    (tables, findings)
}

fn without_rows(file: &str, stem: &str) -> Finding {
    Finding::new(
        Severity::Warning,
        "file-without-partner",
        Place::file(file),
        format!("the file is there, but there is no table `data/tables/{stem}.csv` beside it"),
        "nothing is printed for it",
        "add the table under the same name, or take this file out",
    )
}

/// A file's stem as a name that words can be filled with.
fn id_of(stem: &str) -> String {
    let id: String =
        stem.trim().to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    let id = id.trim_matches('_').to_string();
    if id.starts_with(|c: char| c.is_ascii_digit()) { format!("table_{id}") } else { id }
}

/// A stem as a title: `staff_training` is "Staff training".
fn title_of(stem: &str) -> String {
    crate::text::capitalised(stem.replace(['_', '-'], " ").trim())
}

/// The key of a column: its heading in small letters, `percent` for its sign; `percent` in it where it holds percentages.
fn column_key(heading: &str, unit: TypedUnit) -> String {
    let spelt = heading.to_lowercase().replace('%', " percent ").replace('£', " gbp ");
    let words: Vec<&str> = spelt.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let key = if words.is_empty() { "column".to_string() } else { words.join("_") };
    if unit == TypedUnit::Percent && !key.contains("percent") { format!("{key}_percent") } else { key }
}

/// Whether a heading says that its column holds percentages.
fn says_percent(heading: &str) -> bool {
    let heading = heading.to_lowercase();
    heading.contains('%') || heading.contains("percent") || heading.contains("per cent")
}

fn says_total(label: &str) -> bool {
    matches!(label.trim().to_lowercase().as_str(), "total" | "totals" | "grand total" | "all")
}

/// A label in the form in which labels are compared.
fn label_key(label: &str) -> String {
    heading_key(label)
}

struct Reading<'a> {
    raw: &'a RawTable,
    about: About,
    about_file: Option<&'a str>,
    labels: &'a [String],
}

impl Reading<'_> {
    fn table(&self, id: String) -> (Option<TypedTable>, Vec<Finding>) {
        let mut findings = Vec::new();
        let (headings, about) = (&self.raw.headings, &self.about);
        if headings.len() < 2 || self.raw.is_empty() {
            findings.push(Finding::new(
                Severity::Warning,
                "table-without-numbers",
                self.raw.whole(),
                "the table has no column beside its labels, or no row below its headings",
                "there is nothing to print",
                "give it headings in the first row, labels in the first column and numbers beside them",
            ));
            return (None, findings);
        }
        let mut columns = self.columns();
        let mut fields = Fields::of(self.raw);
        let known = self.known_labels();
        let mut rows = Vec::new();
        for row in self.raw.rows() {
            let label = fields.label_among(row, Some(0), self.raw.cell(row, Some(0)), &known);
            let unit = self.unit_named(&label);
            let cells = columns
                .iter()
                .enumerate()
                .map(|(at, column)| self.cell(row, at + 1, unit.unwrap_or(column.unit), &mut findings))
                .collect();
            let published = self.is_published(&label);
            rows.push(TypedRow { key: label.clone(), label, unit, total: false, published, row: row.row, cells });
        }
        findings.extend(fields.findings);
        unique(&mut columns, |column| &mut column.key);
        unique(&mut rows, |row| &mut row.key);
        let mut table = TypedTable {
            id,
            title: about.title.clone().unwrap_or_else(|| title_of(&self.stem())),
            corner: about.corner.clone().unwrap_or_else(|| headings.first().cloned().unwrap_or_default()),
            at_end: about.when == When::At,
            columns,
            rows,
            sums: Vec::new(),
            shares: BTreeMap::new(),
            balance: None,
            title_notes: 0,
            notes: about.notes.clone(),
            source: about.source.trim().trim_end_matches('.').to_string(),
            protected: about.protected.is_none_or(|said| said.0),
            place: self.raw.whole(),
        };
        if table.corner.is_empty() {
            table.corner = "Group".into();
        }
        if !table.source.is_empty() {
            table.notes.push(format!("Source: {}.", table.source));
        }
        table.title_notes = table.notes.len();
        self.units_of_rows(&mut table);
        self.totals(&mut table, &mut findings);
        let assumed = self.shares(&mut table, &mut findings);
        self.together(&mut table, &mut findings);
        self.balance(&mut table, &mut findings);
        self.unknown_labels(&table, &mut findings);
        if self.about_file.is_none() {
            findings.push(self.described_by_default(&table, &assumed));
        }
        (Some(table), findings)
    }

    /// Labels that rows may have: those that the description names, and the known ones.
    fn known_labels(&self) -> Vec<&str> {
        let about = &self.about;
        let totals = about.total_rows.iter().flatten().flat_map(|total| match total {
            Total::Label(label) => vec![label],
            Total::Of(total) => std::iter::once(&total.total).chain(&total.parts).collect(),
        });
        let together = about.together.iter().flat_map(|together| &together.rows);
        totals.chain(together).chain(about.units.keys()).chain(self.labels).map(String::as_str).collect()
    }

    fn stem(&self) -> String {
        let name = self.raw.file.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_string()
    }

    fn unit_named(&self, label: &str) -> Option<TypedUnit> {
        let wanted = label_key(label);
        self.about.units.iter().find(|(known, _)| label_key(known) == wanted).map(|(_, unit)| unit.0)
    }

    fn is_published(&self, label: &str) -> bool {
        let wanted = label_key(label);
        self.about.published.iter().any(|known| label_key(known) == wanted)
    }

    fn columns(&self) -> Vec<TypedColumn> {
        let percentages = self.about.percentages.as_ref();
        self.raw
            .headings
            .iter()
            .enumerate()
            .skip(1)
            .map(|(at, heading)| {
                let is_share =
                    percentages.is_some_and(|known| known.keys().any(|label| label_key(label) == label_key(heading)));
                let unit = self.unit_named(heading).unwrap_or_else(|| match self.about.unit {
                    _ if is_share || says_percent(heading) => TypedUnit::Percent,
                    Some(unit) => unit.0,
                    None => self.unit_seen(at),
                });
                let label = if heading.is_empty() { format!("Column {}", at + 1) } else { heading.clone() };
                TypedColumn { key: column_key(&label, unit), published: self.is_published(heading), label, unit }
            })
            .collect()
    }

    /// The unit that the cells of a column themselves say: words where none of them is a number.
    fn unit_seen(&self, column: usize) -> TypedUnit {
        let cells: Vec<&str> = self
            .raw
            .rows()
            .map(|row| self.raw.cell(row, Some(column)))
            .filter(|cell| !is_blank(cell) && !is_marker(cell))
            .collect();
        let numbers: Vec<Option<TypedUnit>> =
            cells.iter().filter_map(|cell| Written::parse(cell)).map(|(_, unit)| unit).collect();
        match numbers.first() {
            None if !cells.is_empty() => TypedUnit::Words,
            Some(Some(unit)) if numbers.iter().all(|known| *known == Some(*unit)) => *unit,
            _ => TypedUnit::Count,
        }
    }

    fn cell(&self, row: RawRow, column: usize, unit: TypedUnit, findings: &mut Vec<Finding>) -> TypedCell {
        let text = self.raw.cell(row, Some(column));
        if is_blank(text) {
            return match &self.about.blank {
                _ if unit == TypedUnit::Words => TypedCell::Blank,
                Some(Blank::Number(number)) => TypedCell::Number(Written {
                    value: Thousandths(number.saturating_mul(1000)),
                    places: 0,
                    qualifier: None,
                }),
                Some(Blank::Marker(marker)) => TypedCell::Marker(marker.clone()),
                None => TypedCell::Blank,
            };
        }
        if is_marker(text) {
            return TypedCell::Marker(text.to_lowercase());
        }
        if unit == TypedUnit::Words {
            return TypedCell::Words(text.to_string());
        }
        match Written::parse(text) {
            Some((number, _)) => TypedCell::Number(number),
            None => {
                findings.push(Finding::new(
                    Severity::Warning,
                    "bad-value",
                    self.raw.place(row, Some(column)),
                    "the cell does not hold a number",
                    "it is printed as not available, [x]",
                    "write a number, leave the cell blank, or say in the table's yaml file that the column holds words: \
                     `units: {the heading: text}`",
                ));
                TypedCell::Blank
            }
        }
    }

    /// Rows of percentages have that unit even where only `percentages` names them.
    fn units_of_rows(&self, table: &mut TypedTable) {
        for label in self.about.percentages.iter().flat_map(BTreeMap::keys) {
            if let Some(at) = row_of(table, label).filter(|_| column_of(table, label).is_none()) {
                table.rows[at].unit.get_or_insert(TypedUnit::Percent);
            }
        }
    }

    fn totals(&self, table: &mut TypedTable, findings: &mut Vec<Finding>) {
        let mut row_totals: Vec<(usize, Option<Vec<usize>>)> = Vec::new();
        match &self.about.total_rows {
            Some(totals) => {
                for total in totals {
                    let (label, parts) = match total {
                        Total::Label(label) => (label, None),
                        Total::Of(total) => (&total.total, Some(&total.parts)),
                    };
                    let Some(at) = self.known(row_of(table, label), label, "row", table, findings) else { continue };
                    let parts = parts.map(|parts| {
                        parts
                            .iter()
                            .filter_map(|part| self.known(row_of(table, part), part, "row", table, findings))
                            .collect()
                    });
                    row_totals.push((at, parts));
                }
            }
            None => {
                let is_only = table.rows.iter().filter(|row| says_total(&row.key)).count() == 1;
                let found = table.rows.iter().position(|row| says_total(&row.key)).filter(|_| is_only);
                row_totals.extend(found.map(|at| (at, None)));
            }
        }
        let totals: BTreeSet<usize> = row_totals.iter().map(|(at, _)| *at).collect();
        for at in &totals {
            table.rows[*at].total = true;
        }
        for (total, parts) in row_totals {
            let parts = parts.unwrap_or_else(|| (0..table.rows.len()).filter(|row| !totals.contains(row)).collect());
            for column in 0..table.columns.len() {
                let total = (total, column);
                let parts: Vec<At> = parts.iter().map(|row| (*row, column)).collect();
                push_sum(table, total, parts);
            }
        }

        let mut column_totals: Vec<(usize, Option<Vec<usize>>)> = Vec::new();
        match &self.about.total_columns {
            Some(totals) => {
                for total in totals {
                    let (label, parts) = match total {
                        Total::Label(label) => (label, None),
                        Total::Of(total) => (&total.total, Some(&total.parts)),
                    };
                    let Some(at) = self.known(column_of(table, label), label, "column", table, findings) else {
                        continue;
                    };
                    let parts = parts.map(|parts| {
                        parts
                            .iter()
                            .filter_map(|part| self.known(column_of(table, part), part, "column", table, findings))
                            .collect()
                    });
                    column_totals.push((at, parts));
                }
            }
            None => {
                let counts = table.columns.iter().filter(|column| column.unit == TypedUnit::Count).count();
                let found = table
                    .columns
                    .iter()
                    .position(|column| column.unit == TypedUnit::Count && says_total(&column.label));
                column_totals.extend(found.filter(|_| counts > 2).map(|at| (at, None)));
            }
        }
        let totals: BTreeSet<usize> = column_totals.iter().map(|(at, _)| *at).collect();
        for (total, parts) in column_totals {
            let unit = table.columns[total].unit;
            let parts = parts.unwrap_or_else(|| {
                let is_part = |at: &usize| !totals.contains(at) && table.columns[*at].unit == unit;
                (0..table.columns.len()).filter(is_part).collect()
            });
            for row in 0..table.rows.len() {
                push_sum(table, (row, total), parts.iter().map(|column| (row, *column)).collect());
            }
        }
    }

    /// Which percentages are of what. Returns the columns whose counts were assumed, with the assumption in words.
    fn shares(&self, table: &mut TypedTable, findings: &mut Vec<Finding>) -> Vec<String> {
        let Some(percentages) = &self.about.percentages else { return self.assumed_shares(table) };
        for (label, form) in percentages {
            let (of, base) = match form {
                ShareForm::Of(of) => (of, None),
                ShareForm::Both(share) => (&share.of, share.base.as_ref()),
            };
            if let Some(column) = column_of(table, label) {
                let Some(part) = self.known(column_of(table, of), of, "column", table, findings) else { continue };
                let whole = match base {
                    Some(base) => match self.known(column_of(table, base), base, "column", table, findings) {
                        Some(base) => Some(base),
                        None => continue,
                    },
                    None => None,
                };
                let total = table.rows.iter().rposition(|row| row.total);
                for row in 0..table.rows.len() {
                    let whole = match (whole, total) {
                        (Some(column), _) => (row, column),
                        (None, Some(total)) => (total, part),
                        (None, None) => continue,
                    };
                    push_share(table, (row, column), (row, part), whole);
                }
                if whole.is_none() && total.is_none() {
                    findings.push(self.fault(
                        format!("`{label}` holds percentages of `{of}`, but the table has no total row to take them of"),
                        "name the column of the whole: `percentages: {the heading: {of: ..., base: ...}}`, or the total row \
                         in `total_rows`",
                    ));
                }
            } else if let Some(row) = row_of(table, label) {
                let Some(part) = self.known(row_of(table, of), of, "row", table, findings) else { continue };
                let base_row = base.and_then(|base| row_of(table, base));
                let base_column = base.and_then(|base| column_of(table, base));
                if base_row.is_none() && base_column.is_none() {
                    findings.push(self.fault(
                        format!("the row `{label}` holds percentages, but what the whole is was not said"),
                        "name the row or the column of the whole: `percentages: {the row: {of: ..., base: ...}}`",
                    ));
                    continue;
                }
                for column in 0..table.columns.len() {
                    let whole = base_row.map(|base| (base, column)).or(base_column.map(|base| (part, base)));
                    if let Some(whole) = whole {
                        push_share(table, (row, column), (part, column), whole);
                    }
                }
            } else {
                self.known(None, label, "row or column", table, findings);
            }
        }
        Vec::new()
    }

    /// A column of percentages right after a column of counts is taken for its share of the total, where at least half of it is.
    fn assumed_shares(&self, table: &mut TypedTable) -> Vec<String> {
        let mut assumed = Vec::new();
        let Some(total) = table.rows.iter().rposition(|row| row.total) else { return assumed };
        for column in 1..table.columns.len() {
            let is_after_counts = table.columns[column].unit == TypedUnit::Percent
                && table.columns[column - 1].unit == TypedUnit::Count
                && !table.columns[column].published;
            let Some(whole) = table.count((total, column - 1)).filter(|_| is_after_counts) else { continue };
            let (mut known, mut following) = (0, 0);
            for row in 0..table.rows.len() {
                if let (Some(TypedCell::Number(number)), Some(part)) =
                    (table.cell((row, column)), table.count((row, column - 1)))
                {
                    known += 1;
                    following += usize::from(number.follows_from(part, whole, 100));
                }
            }
            if known > 0 && following * 2 >= known {
                for row in 0..table.rows.len() {
                    push_share(table, (row, column), (row, column - 1), (total, column - 1));
                }
                assumed.push(format!(
                    "`{}` is the share of `{}`",
                    table.columns[column].label,
                    table.columns[column - 1].label
                ));
            }
        }
        assumed
    }

    /// Rows whose percentages stand in one cell: that of the first of them.
    fn together(&self, table: &mut TypedTable, findings: &mut Vec<Finding>) {
        for together in &self.about.together {
            let rows: Vec<usize> = together
                .rows
                .iter()
                .filter_map(|label| self.known(row_of(table, label), label, "row", table, findings))
                .collect();
            let named: Vec<usize> = together
                .columns
                .iter()
                .filter_map(|label| self.known(column_of(table, label), label, "column", table, findings))
                .collect();
            let columns: Vec<usize> = if together.columns.is_empty() {
                (0..table.columns.len()).filter(|at| table.columns[*at].unit == TypedUnit::Percent).collect()
            } else {
                named
            };
            let ([first, rest @ ..], false) = (rows.as_slice(), columns.is_empty()) else { continue };
            for column in &columns {
                if let Some(mut share) = table.shares.get(&(*first, *column)).cloned() {
                    let more = rest.iter().filter_map(|row| table.shares.get(&(*row, *column)));
                    share.part.extend(more.flat_map(|share| share.part.clone()));
                    table.shares.insert((*first, *column), share);
                }
                for row in rest {
                    table.shares.remove(&(*row, *column));
                    if let Some(cell @ TypedCell::Blank) = table.rows[*row].cells.get_mut(*column) {
                        *cell = TypedCell::Marker("[z]".into());
                    }
                }
            }
            table.notes.push(together_note(table, *first, rest));
            let label = format!("{} [note {}]", table.rows[*first].label, table.notes.len());
            table.rows[*first].label = label;
        }
    }

    fn balance(&self, table: &mut TypedTable, findings: &mut Vec<Finding>) {
        let Some(balance) = &self.about.balance else { return };
        let mut column = |label: &str| self.known(column_of(table, label), label, "column", table, findings);
        let (plus, minus, closing) = (column(&balance.plus), column(&balance.minus), column(&balance.closing));
        if let (Some(plus), Some(minus), Some(closing)) = (plus, minus, closing) {
            table.balance = Some(TypedBalance { plus, minus, closing });
        }
    }

    fn unknown_labels(&self, table: &TypedTable, findings: &mut Vec<Finding>) {
        for label in self.about.units.keys().chain(&self.about.published) {
            let found = row_of(table, label).or(column_of(table, label));
            self.known(found, label, "row or column", table, findings);
        }
    }

    /// The position of a row or column that the yaml file names, with a finding where there is none.
    fn known(
        &self,
        found: Option<usize>,
        label: &str,
        kind: &str,
        table: &TypedTable,
        findings: &mut Vec<Finding>,
    ) -> Option<usize> {
        if found.is_none() {
            let rows = table.rows.iter().map(|row| row.key.as_str()).filter(|_| kind.contains("row"));
            let columns = table.columns.iter().map(|column| column.label.as_str()).filter(|_| kind.contains("column"));
            let mut finding = self
                .fault(format!("the table has no {kind} `{label}`"), "write the label as it stands in the table")
                .near(near_names(label, rows.chain(columns)));
            finding.why = "what is said of it cannot be checked or shown".into();
            findings.push(finding);
        }
        found
    }

    fn fault(&self, what: String, fix: &str) -> Finding {
        Finding::new(
            Severity::Warning,
            "table-description",
            self.about_file.map_or_else(|| self.raw.whole(), Place::file),
            what,
            "the percentages are printed but not checked, and where numbers are small they cannot be protected",
            fix,
        )
    }

    fn described_by_default(&self, table: &TypedTable, assumed: &[String]) -> Finding {
        let mut taken: Vec<String> = vec![format!("its title is “{}”", table.title)];
        taken
            .extend(table.rows.iter().filter(|row| row.total).map(|row| format!("the row `{}` is the total", row.key)));
        let across: BTreeSet<&str> = table
            .sums
            .iter()
            .filter(|sum| sum.parts.iter().all(|part| part.0 == sum.total.0))
            .filter_map(|sum| table.columns.get(sum.total.1).map(|column| column.label.as_str()))
            .collect();
        taken.extend(across.into_iter().map(|label| format!("the column `{label}` is the total")));
        taken.extend(assumed.iter().cloned());
        taken.push("its numbers are about people, so small ones are hidden".into());
        Finding::new(
            Severity::Note,
            "table-not-described",
            table.place.clone(),
            format!("there is no `{}.yaml` beside the table, so this was assumed: {}", self.stem(), taken.join("; ")),
            "a wrong assumption could hide too much, or too little",
            format!(
                "write `data/tables/{}.yaml` with `title`, `source` and, for posts or money, `protected: no`",
                self.stem()
            ),
        )
    }
}

/// What is said of a row whose percentages are of others too.
fn together_note(table: &TypedTable, first: usize, rest: &[usize]) -> String {
    let quoted: Vec<String> = rest.iter().map(|row| format!("“{}”", table.rows[*row].key)).collect();
    let follow_on = rest.iter().enumerate().all(|(at, row)| *row == first + at + 1);
    let others = match quoted.as_slice() {
        [only] if follow_on => format!("the next row, {only},"),
        [.., last] if follow_on => format!("the next {} rows, down to {last},", rest.len()),
        [before @ .., last] if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        _ => quoted.concat(),
    };
    format!("The percentages in this row are of it and {others} together.")
}

fn is_blank(text: &str) -> bool {
    matches!(text.trim(), "" | "-" | "\u{2013}" | "\u{2014}")
}

fn is_marker(text: &str) -> bool {
    matches!(
        text.trim().to_lowercase().as_str(),
        "[b]" | "[c]" | "[e]" | "[f]" | "[low]" | "[p]" | "[r]" | "[u]" | "[x]" | "[z]"
    )
}

fn row_of(table: &TypedTable, label: &str) -> Option<usize> {
    let wanted = label_key(label);
    table.rows.iter().position(|row| label_key(&row.key) == wanted)
}

fn column_of(table: &TypedTable, label: &str) -> Option<usize> {
    let wanted = label_key(label);
    table.columns.iter().position(|column| label_key(&column.label) == wanted)
}

/// A sum of cells that are all counted in the same, percentages left out: rounded ones need not add up.
fn push_sum(table: &mut TypedTable, total: At, parts: Vec<At>) {
    let unit = table.unit(total);
    if matches!(unit, TypedUnit::Percent | TypedUnit::Per10k | TypedUnit::Words) {
        return;
    }
    let parts: Vec<At> = parts.into_iter().filter(|part| *part != total && table.unit(*part) == unit).collect();
    if !parts.is_empty() {
        table.sums.push(TypedSum { parts, total });
    }
}

fn push_share(table: &mut TypedTable, at: At, part: At, whole: At) {
    // A row of percentages crosses columns of them: there is no share of an amount.
    let unit = table.unit(part);
    let can_be_shared = !matches!(unit, TypedUnit::Percent | TypedUnit::Per10k | TypedUnit::Words);
    if table.unit(at) == TypedUnit::Percent && can_be_shared && table.unit(whole) == unit {
        table.shares.insert(at, TypedShare { part: vec![part], whole: vec![whole] });
    }
}

/// Gives keys that stand twice a number.
fn unique<T>(things: &mut [T], key: impl Fn(&mut T) -> &mut String) {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for thing in things {
        let key = key(thing);
        let count = seen.entry(key.clone()).or_default();
        *count += 1;
        if *count > 1 {
            key.push_str(&format!(" ({count})"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::{TextFile, csv};

    fn written(value: u64, places: u8, qualifier: Option<Qualifier>) -> Written {
        Written { value: Thousandths(value), places, qualifier }
    }

    #[test]
    fn a_number_keeps_its_decimals_its_sign_and_the_word_before_it() {
        use Qualifier::{About, AtLeast, LessThan, MoreThan};
        for (text, expected) in [
            ("584", Some((written(584_000, 0, None), None))),
            ("1,439", Some((written(1_439_000, 0, None), None))),
            ("7.40", Some((written(7_400, 2, None), None))),
            ("79.6%", Some((written(79_600, 1, None), Some(TypedUnit::Percent)))),
            ("£849,000", Some((written(849_000_000, 0, None), Some(TypedUnit::Gbp)))),
            ("about 584", Some((written(584_000, 0, Some(About)), None))),
            ("approx. 584", Some((written(584_000, 0, Some(About)), None))),
            ("Over 90%", Some((written(90_000, 0, Some(MoreThan)), Some(TypedUnit::Percent)))),
            ("90+", Some((written(90_000, 0, Some(AtLeast)), None))),
            ("<5", Some((written(5_000, 0, Some(LessThan)), None))),
            // Out of a spreadsheet, unrounded: 15.8653 is 15.9.
            ("15.8653846", Some((written(15_900, 1, None), None))),
            ("-3", None),
            ("many", None),
            ("", None),
        ] {
            assert_eq!(Written::parse(text), expected, "{text}");
        }
    }

    #[test]
    fn a_percentage_follows_when_it_is_rounded_half_up_as_it_was_written() {
        // 26 of 208 is 12.5 exactly; 160 of 164 is 97.56.
        for (text, part, whole, follows) in [
            ("13", 26, 208, true),
            ("12", 26, 208, false),
            ("12.5", 26, 208, true),
            ("12.50", 26, 208, true),
            ("98.2", 160, 164, false),
            ("97.6", 160, 164, true),
            ("98", 160, 164, true),
            ("about 98", 150, 164, true),
            ("0", 0, 5, true),
            ("5", 0, 0, false),
        ] {
            let number = Written::parse(text).unwrap().0;
            assert_eq!(number.follows_from(part, whole, 100), follows, "{text} of {part} in {whole}");
        }
    }

    fn read(rows: &str, about: Option<&str>) -> (TypedTable, Vec<Finding>) {
        let file = "data/tables/homes_2012.csv";
        let files = TypedFiles {
            table: csv::read(file, rows.as_bytes()).0,
            about: about.map(|text| TextFile { file: "data/tables/homes_2012.yaml".into(), text: text.into() }),
        };
        let (mut tables, findings) = tables(&BTreeMap::from([("homes_2012".to_string(), files)]), &["1-4".to_string()]);
        (tables.remove(0), findings)
    }

    fn codes(findings: &[Finding]) -> Vec<&str> {
        findings.iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn a_table_without_a_description_is_read_as_it_looks() {
        let (table, findings) = read("Home,Children,%,Since\nFoster,30,75,2010\nOther,10,25,-\nTotal,40,100,\n", None);
        assert_eq!((table.id.as_str(), table.title.as_str()), ("homes_2012", "Homes 2012"));
        assert_eq!(table.corner, "Home");
        let keys: Vec<&str> = table.columns.iter().map(|column| column.key.as_str()).collect();
        assert_eq!(keys, ["children", "percent", "since"]);
        assert!(table.rows[2].total && table.protected);
        assert_eq!(table.shares[&(0, 1)], TypedShare { part: vec![(0, 0)], whole: vec![(2, 0)] });
        assert!(table.sums.contains(&TypedSum { parts: vec![(0, 0), (1, 0)], total: (2, 0) }));
        assert_eq!(codes(&findings), ["table-not-described"]);
        assert!(findings[0].what.contains("the row `Total` is the total"), "{}", findings[0].what);
        assert!(findings[0].what.contains("`%` is the share of `Children`"), "{}", findings[0].what);
        // 10 and 90 are no shares of 30 and 10: nothing is assumed.
        let (table, _) = read("Home,Children,%\nFoster,30,10\nOther,10,90\nTotal,40,100\n", None);
        assert_eq!(table.shares.len(), 0);
    }

    #[test]
    fn percentages_that_stand_in_one_cell_are_of_all_its_rows() {
        let about = "percentages: {\"%\": Children}\ntogether: [{rows: [Secure, Hostel, Home]}]\nsource: The return.\n";
        let (table, findings) =
            read("Home,Children,%\nSecure,6,30\nHostel,0,\nHome,6,\nFoster,28,70\nTotal,40,100\n", Some(about));
        assert_eq!(codes(&findings), Vec::<&str>::new());
        assert_eq!(table.shares[&(0, 1)].part, [(0, 0), (1, 0), (2, 0)]);
        assert_eq!(table.cell((2, 1)), Some(&TypedCell::Marker("[z]".into())));
        assert_eq!((table.rows[0].key.as_str(), table.rows[0].label.as_str()), ("Secure", "Secure [note 2]"));
        assert_eq!(
            table.notes,
            [
                "Source: The return.",
                "The percentages in this row are of it and the next 2 rows, down to “Home”, together."
            ]
        );
    }

    #[test]
    fn a_label_that_a_spreadsheet_took_for_a_date_is_read_as_it_was_meant() {
        let (table, findings) = read("Age,Children\n01-Apr,6\nMay-10,7\n", Some("units: {\"5-10\": count}\n"));
        let keys: Vec<&str> = table.rows.iter().map(|row| row.key.as_str()).collect();
        assert_eq!(keys, ["1-4", "5-10"]);
        assert_eq!(codes(&findings), ["spoilt-label"]);
    }

    #[test]
    fn totals_may_have_parts_of_their_own() {
        let about = "total_rows: [{total: All 2016, parts: [East 2016, West 2016]}, {total: All 2017, parts: [East 2017]}]\n\
                     total_columns: [Asked]\nblank: 0\nprotected: no\n";
        let rows = "Area,Yes,No,Asked\nEast 2016,70,36,106\nWest 2016,81,43,124\nAll 2016,151,79,230\nEast 2017,90,,90\nAll 2017,90,,90\n";
        let (table, findings) = read(rows, Some(about));
        assert_eq!(codes(&findings), Vec::<&str>::new());
        assert!(!table.protected);
        assert!(table.sums.contains(&TypedSum { parts: vec![(0, 1), (1, 1)], total: (2, 1) }));
        assert!(table.sums.contains(&TypedSum { parts: vec![(3, 0), (3, 1)], total: (3, 2) }));
        assert_eq!(table.count((3, 1)), Some(0), "a blank is the zero that the description says");
    }

    #[test]
    fn a_description_that_names_what_is_not_there_is_reported_with_near_names() {
        let about = "total_rows: [Totl]\npercentages: {\"%\": Childern}\npublished: [Nation]\n";
        let (_, findings) = read("Home,Children,%\nFoster,30,75\nOther,10,25\nTotal,40,100\n", Some(about));
        assert_eq!(codes(&findings), ["table-description"; 3]);
        assert_eq!((findings[0].near[0].as_str(), findings[1].near[0].as_str()), ("Total", "Children"));
        let (tables, findings) = tables(
            &BTreeMap::from([(
                "t".to_string(),
                TypedFiles {
                    table: csv::read("data/tables/t.csv", b"A,B\nx,1\n").0,
                    about: Some(TextFile { file: "data/tables/t.yaml".into(), text: "titel: T\n".into() }),
                },
            )]),
            &[],
        );
        assert!(tables.is_empty());
        assert_eq!((findings[0].severity, findings[0].near[0].as_str()), (Severity::Error, "title"));
    }

    #[test]
    fn words_stand_in_columns_of_their_own_and_a_number_that_is_none_is_reported() {
        let (table, findings) = read("Priority,Link,Posts\nGrowth,No,3\nSafe lives,Yes,many\n", Some("title: T\n"));
        assert_eq!(table.columns[0].unit, TypedUnit::Words);
        assert_eq!(table.cell((1, 0)), Some(&TypedCell::Words("Yes".into())));
        assert_eq!((codes(&findings), table.cell((1, 1))), (vec!["bad-value"], Some(&TypedCell::Blank)));
        assert_eq!(findings[0].place.to_string(), "data/tables/homes_2012.csv, row 3, column Posts");
    }

    #[test]
    fn a_figure_needs_a_name_that_words_can_use() {
        let table = csv::read(
            "data/figures.csv",
            b"id,label,value,unit,numerator,denominator,period,source,protected\n\
              service_budget,Budget,\"\xc2\xa3849,000\",,,,2025/26,Finance,no\n\
              Service Budget,Budget,1,,,,,,\n\
              service_budget,Budget,2,,,,,,\n\
              views,Views,,percent,12,30,,Survey,\n",
        )
        .0
        .unwrap();
        let headings = crate::dataset::headings::Headings::built_in().unwrap();
        let (figures, findings) = figures(Source::plain("figures", &table, &headings));
        assert_eq!(codes(&findings), ["bad-id", "duplicate-id"]);
        assert_eq!(figures.len(), 2);
        assert_eq!((figures[0].unit, figures[0].period.as_str()), (Some(TypedUnit::Gbp), "2025-26"));
        assert!(!figures[0].protected && figures[1].protected);
        assert_eq!((figures[1].value, figures[1].numerator, figures[1].denominator), (None, Some(12), Some(30)));
    }
}
