//! What `totals.yaml` may say: the files to make, their columns, and the totals that were published.

use anyhow::Context;
use serde::Deserialize;
use serde_yaml::{Mapping, Value};
use std::collections::BTreeMap;
use std::path::Path;

/// Every file of a report folder that is made of totals.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Totals {
    /// Path below the report's folder to what is in it, in this order.
    #[serde(default)]
    pub files: Mapping,
    /// The children of the national return.
    pub children: Option<ChildrenTotals>,
}

/// The children of which a national return is made.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChildrenTotals {
    /// The collection year: 2020 for the year that ends on 31 March 2020.
    pub year: i16,
    /// How many children.
    pub rows: usize,
    /// What they are like.
    pub columns: Mapping,
    /// A table of the council's own about the same children, path below the folder to headings of the columns that it has: those of the
    /// list, and `Child`.
    #[serde(default)]
    pub own: BTreeMap<String, Vec<String>>,
    /// The service's own log of some of their reviews.
    pub log: Option<LogTotals>,
}

/// The log of the latest reviews of the year, with those that were late.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogTotals {
    /// How many reviews.
    pub rows: usize,
    /// What is recorded of them; the column `Late` stands before these and is not written.
    pub columns: Mapping,
}

/// A file of rows.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileTotals {
    /// How many rows.
    pub rows: usize,
    /// Heading to what its column holds. A column may look back at those before it.
    pub columns: Mapping,
}

/// What a column holds.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ColumnTotals {
    /// The same words in every row.
    pub all: Option<String>,
    /// A number in every row, counted from 1, after these letters.
    pub number: Option<String>,
    /// Which rows have an answer at all; the others stay blank.
    pub among: Condition,
    /// How many rows have each answer, of all or of some of the rows.
    pub counts: Vec<Margin>,
    /// How often each of several answers is given. A row may have many.
    pub mentions: Vec<Margin>,
    /// The answer of every row that has none of those counted; blank where it is not said.
    #[serde(rename = "else")]
    pub otherwise: String,
    /// Whether the column only helps to count the next ones and is not written.
    pub unwritten: bool,
}

/// A published row of totals: of the rows for which the condition holds, so many have each answer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Margin {
    /// The condition; absent for all rows.
    #[serde(default, rename = "where")]
    pub condition: Condition,
    /// Answer to number, in the order in which they were printed.
    pub are: Mapping,
}

impl Margin {
    /// The answers with their numbers.
    pub fn numbers(&self) -> anyhow::Result<Vec<(String, usize)>> {
        self.are
            .iter()
            .map(|(answer, number)| {
                let number = number.as_u64().with_context(|| format!("{answer:?} has no whole number"))?;
                Ok((text(answer)?, usize::try_from(number)?))
            })
            .collect()
    }
}

/// Heading to the answers of which one must stand there; all headings must hold.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct Condition(pub BTreeMap<String, OneOrMore>);

/// One answer or a list of them.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum OneOrMore {
    /// One.
    One(String),
    /// A list.
    More(Vec<String>),
}

impl OneOrMore {
    /// Whether the answer is one of these.
    pub fn holds(&self, answer: &str) -> bool {
        match self {
            OneOrMore::One(one) => one == answer,
            OneOrMore::More(more) => more.iter().any(|one| one == answer),
        }
    }
}

/// Reads the totals of a folder.
pub fn read(file: &Path) -> anyhow::Result<Totals> {
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    serde_yaml::from_str(&text).with_context(|| format!("{} is not as it should be", file.display()))
}

/// A key or a value as the text that is meant.
pub fn text(value: &Value) -> anyhow::Result<String> {
    value.as_str().map(str::to_string).with_context(|| format!("{value:?} is no text: put it in quotes"))
}
