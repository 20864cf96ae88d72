//! The rows of one file: each column is dealt out so that the published totals come true, looking back at the columns before it.

use super::margins::{self, Total};
use super::totals::{ColumnTotals, Condition, Margin, text};
use anyhow::{Context, bail, ensure};
use serde_yaml::Mapping;
use std::collections::BTreeMap;
use std::path::Path;

/// Answers with how many rows have them.
type Numbers = Vec<(String, usize)>;

/// Rows under headings.
pub struct Sheets {
    headings: Vec<String>,
    columns: Vec<Vec<String>>,
    written: Vec<bool>,
    rows: usize,
}

/// Makes the rows of a file.
pub fn make(rows: usize, columns: &Mapping) -> anyhow::Result<Sheets> {
    filled(Sheets { headings: Vec::new(), columns: Vec::new(), written: Vec::new(), rows }, columns)
}

/// The same, where one column that is not written is known beforehand.
pub fn make_with(rows: usize, heading: &str, cells: Vec<String>, columns: &Mapping) -> anyhow::Result<Sheets> {
    filled(Sheets { headings: vec![heading.to_string()], columns: vec![cells], written: vec![false], rows }, columns)
}

fn filled(mut sheets: Sheets, columns: &Mapping) -> anyhow::Result<Sheets> {
    for (heading, column) in columns {
        let heading = text(heading)?;
        let totals: ColumnTotals =
            serde_yaml::from_value(column.clone()).with_context(|| format!("column {heading}"))?;
        let cells = sheets.column(&totals).with_context(|| format!("column {heading}"))?;
        sheets.headings.push(heading);
        sheets.columns.push(cells);
        sheets.written.push(!totals.unwritten);
    }
    Ok(sheets)
}

impl Sheets {
    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The headings that are written.
    pub fn written(&self) -> impl Iterator<Item = &str> {
        self.headings.iter().zip(&self.written).filter(|(_, written)| **written).map(|(heading, _)| heading.as_str())
    }

    /// Whether there is a column of this heading.
    pub fn has(&self, heading: &str) -> bool {
        self.headings.iter().any(|known| known == heading)
    }

    /// What stands in a row under a heading; nothing where there is no such column.
    pub fn cell(&self, row: usize, heading: &str) -> &str {
        let column = self.headings.iter().position(|known| known == heading).and_then(|at| self.columns.get(at));
        column.and_then(|column| column.get(row)).map_or("", String::as_str)
    }

    /// Writes the rows: commas, quotes where needed, LF line ends.
    pub fn write(&self, path: &Path) -> anyhow::Result<()> {
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        let mut writer = csv::Writer::from_path(path).with_context(|| format!("cannot write {}", path.display()))?;
        let written = || self.written.iter().enumerate().filter(|(_, written)| **written).map(|(at, _)| at);
        writer.write_record(written().map(|at| &self.headings[at]))?;
        for row in 0..self.rows {
            writer.write_record(written().map(|at| &self.columns[at][row]))?;
        }
        writer.flush()?;
        Ok(())
    }

    fn column(&self, totals: &ColumnTotals) -> anyhow::Result<Vec<String>> {
        if let Some(words) = &totals.all {
            return Ok(vec![words.clone(); self.rows]);
        }
        if let Some(letters) = &totals.number {
            return Ok((1..=self.rows).map(|number| format!("{letters}{number:03}")).collect());
        }
        let among = self.rows_where(&totals.among)?;
        if totals.mentions.is_empty() { self.dealt(totals, &among) } else { self.mentioned(&totals.mentions, &among) }
    }

    /// The rows for which a condition holds.
    fn rows_where(&self, condition: &Condition) -> anyhow::Result<Vec<usize>> {
        let mut rows: Vec<usize> = (0..self.rows).collect();
        for (heading, answers) in &condition.0 {
            let at = self.headings.iter().position(|known| known == heading);
            let at = at.with_context(|| format!("there is no column {heading} before this one"))?;
            rows.retain(|row| answers.holds(&self.columns[at][*row]));
        }
        Ok(rows)
    }

    /// One answer for each row.
    fn dealt(&self, totals: &ColumnTotals, among: &[usize]) -> anyhow::Result<Vec<String>> {
        let mut answers: Vec<String> = Vec::new();
        // The rows of each margin, and its answers with their numbers.
        let mut margins: Vec<(Vec<usize>, Numbers)> = Vec::new();
        for margin in &totals.counts {
            let mut rows = self.rows_where(&margin.condition)?;
            rows.retain(|row| among.contains(row));
            let numbers = margin.numbers()?;
            for (answer, _) in &numbers {
                if !answers.contains(answer) {
                    answers.push(answer.clone());
                }
            }
            margins.push((rows, numbers));
        }
        if !answers.contains(&totals.otherwise) {
            answers.push(totals.otherwise.clone());
        }
        // Rows for which the same margins hold are one group.
        let mut groups: BTreeMap<Vec<bool>, Vec<usize>> = BTreeMap::new();
        for row in among {
            let holds = margins.iter().map(|(rows, _)| rows.contains(row)).collect();
            groups.entry(holds).or_default().push(*row);
        }
        let mut sums = Vec::new();
        for (at, (rows, numbers)) in margins.iter().enumerate() {
            let of_margin = || groups.keys().enumerate().filter(move |(_, holds)| holds[at]).map(|(group, _)| group);
            for (answer, number) in numbers {
                ensure!(
                    *number <= rows.len(),
                    "{number} rows are to be {answer}, but there are {} of them",
                    rows.len()
                );
                let answer = answers.iter().position(|known| known == answer).unwrap_or_default();
                sums.push(Total { groups: of_margin().collect(), answer, number: *number });
            }
        }
        let sizes: Vec<usize> = groups.values().map(Vec::len).collect();
        let Some(numbers) = margins::numbers(&sizes, answers.len(), &sums) else {
            bail!("no rows meet all of its totals: {} groups of {sizes:?} rows", sizes.len());
        };
        let mut cells = vec![String::new(); self.rows];
        for (rows, numbers) in groups.values().zip(numbers) {
            for (row, answer) in mixed(rows, self.headings.len()).into_iter().zip(spread(&numbers)) {
                cells[row].clone_from(&answers[answer]);
            }
        }
        Ok(cells)
    }

    /// Several answers for each row: dealt round and round, so that no row has one of them twice.
    fn mentioned(&self, margins: &[Margin], among: &[usize]) -> anyhow::Result<Vec<String>> {
        let mut given: Vec<Vec<String>> = vec![Vec::new(); self.rows];
        for margin in margins {
            let mut rows = self.rows_where(&margin.condition)?;
            rows.retain(|row| among.contains(row));
            let rows = mixed(&rows, self.headings.len());
            let mut next = 0;
            for (answer, number) in margin.numbers()? {
                ensure!(number <= rows.len(), "{number} rows are to name {answer}, but there are {}", rows.len());
                for _ in 0..number {
                    given[rows[next % rows.len()]].push(answer.clone());
                    next += 1;
                }
            }
        }
        Ok(given.into_iter().map(|answers| answers.join("; ")).collect())
    }
}

/// The rows in another order, the same on every run, so that the answers of two columns do not go in step.
fn mixed(rows: &[usize], column: usize) -> Vec<usize> {
    let mut rows = rows.to_vec();
    let place = |row: usize| {
        let mut key = (row as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15)
            ^ (column as u64 + 1).wrapping_mul(0xC2B2_AE3D_27D4_EB4F);
        key = (key ^ (key >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        key ^ (key >> 32)
    };
    rows.sort_by_key(|row| (place(*row), *row));
    rows
}

/// Positions of the answers, as often as each is wanted.
fn spread(numbers: &[usize]) -> impl Iterator<Item = usize> + '_ {
    numbers.iter().enumerate().flat_map(|(answer, number)| std::iter::repeat_n(answer, *number))
}
