//! A table of text and the file that it becomes.

use anyhow::Context;
use std::path::Path;

/// A table with one heading row; every row has as many cells as there are headings.
pub struct Table {
    /// Path of the file below the data folder, with `/` between folders.
    pub file: String,
    /// The headings.
    pub headings: Vec<&'static str>,
    /// The rows, in file order.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// An empty table.
    pub fn new(file: impl Into<String>, headings: &[&'static str]) -> Table {
        Table { file: file.into(), headings: headings.to_vec(), rows: Vec::new() }
    }

    /// Adds a row.
    pub fn push<S: Into<String>>(&mut self, cells: impl IntoIterator<Item = S>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    /// The place of a heading; the first column when there is none of the name.
    pub fn column(&self, heading: &str) -> usize {
        self.headings.iter().position(|known| *known == heading).unwrap_or(0)
    }

    /// Writes the file below `folder`: commas, quotes where needed, LF line ends.
    pub fn write(&self, folder: &Path) -> anyhow::Result<()> {
        let path = folder.join(&self.file);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        let mut writer =
            csv::WriterBuilder::new().from_path(&path).with_context(|| format!("cannot write {}", path.display()))?;
        writer.write_record(&self.headings)?;
        for row in &self.rows {
            writer.write_record(row)?;
        }
        writer.flush()?;
        Ok(())
    }
}

/// The row of a file as a spreadsheet counts it, from its place in `Table::rows`.
pub fn file_row(place: usize) -> usize {
    place + 2
}
