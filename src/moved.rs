//! Which figures moved since the last build: returns are amended for months after the year ends.
//!
//! What a figure was is told on the terminal only: in a file of the public edition it could give away what is hidden now.

use crate::disclosure::{Edition, Outcome, Published};
use crate::document::tree::Document;
use crate::explain::used_in;
use crate::figures::display;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// A figure or a cell that is printed otherwise than in the last build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// How a narrative names it: `reviews_held`, `children_by_age["under 1"]`.
    pub name: String,
    /// Its label.
    pub label: String,
    /// As the last build printed it; none where it had no such figure.
    pub before: Option<String>,
    /// As it is printed now; none where there is none any more.
    pub now: Option<String>,
    /// The sections in whose words, tables or charts it stands.
    pub sections: Vec<String>,
}

impl Moved {
    /// The line for a terminal.
    pub fn line(&self) -> String {
        let none = || "not there".to_string();
        let sections = match self.sections.as_slice() {
            [] => "in no section".to_string(),
            sections => format!("in {}", sections.join("; ")),
        };
        format!(
            "{} ({}): {}, was {} ({sections})",
            self.label,
            self.name,
            self.now.clone().unwrap_or_else(none),
            self.before.clone().unwrap_or_else(none)
        )
    }
}

/// Every figure and cell as it is printed, by name: what a later build compares itself with. Nothing but what the edition shows.
pub fn printed(published: &Published) -> BTreeMap<String, String> {
    let of_figures = published.figures().map(|figure| {
        let text = match &figure.outcome {
            Outcome::Shown(number) => display::figure(number, figure.unit).text,
            Outcome::Hidden => "[c]".into(),
            Outcome::Unreliable => "[u]".into(),
            Outcome::Missing(_) => "[x]".into(),
        };
        (figure.id.clone(), text)
    });
    let of_cells = published.tables().flat_map(|table| {
        let column = table.count_column();
        table.rows.iter().filter_map(move |row| {
            let at = column?;
            let printed =
                display::cell(row.cells.get(at)?, table.columns.get(at)?, display::column_precision(table, at));
            Some((format!("{}[\"{}\"]", table.id, row.key), printed.text))
        })
    });
    of_figures.chain(of_cells).collect()
}

/// What the last build of an edition printed, to be read before a new one is made; none where there was none or where it does not say.
pub fn last(folder: &Path, edition: Edition) -> Option<BTreeMap<String, String>> {
    let below = match edition {
        Edition::Public => "output/public/build.json",
        Edition::Restricted => "output/internal/build.json",
    };
    let record: Map<String, Value> = serde_json::from_slice(&fs::read(folder.join(below)).ok()?).ok()?;
    serde_json::from_value(record.get("figures")?.clone()).ok()
}

/// What moved since the last build, in the order of names.
pub fn since(last: &BTreeMap<String, String>, published: &Published, document: &Document) -> Vec<Moved> {
    let now = printed(published);
    let mut names: Vec<&String> = last.keys().chain(now.keys()).collect();
    names.sort();
    names.dedup();
    names
        .into_iter()
        .filter(|name| last.get(*name) != now.get(*name))
        .map(|name| {
            let id = name.split('[').next().unwrap_or(name);
            let label = published
                .figure(name)
                .map(|figure| figure.label.clone())
                .or_else(|| {
                    let table = published.table(id)?;
                    let row = table.rows.iter().find(|row| name.ends_with(&format!("[\"{}\"]", row.key)))?;
                    Some(format!("{}: {}", table.title, row.label))
                })
                .unwrap_or_else(|| "A figure of the last build".into());
            Moved {
                name: name.clone(),
                label,
                before: last.get(name).cloned(),
                now: now.get(name).cloned(),
                sections: used_in(document, id).into_iter().collect(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::tree::Status;
    use crate::report;

    #[test]
    fn what_is_printed_otherwise_is_told_with_both_values() {
        let folder = tempfile::tempdir().unwrap();
        let write = |file: &str, text: &str| {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        let settings = "settings: {tiny_cohort: 0}\n";
        write("report.yaml", &format!("format: 1\nauthority: Example Council\nperiod: 2025-26\n{settings}"));
        let printed_with = |children: u32| {
            let rows: String = (0..children).map(|child| format!("{child},01/05/2025,S,C2,N1,U6,,\n")).collect();
            write("data/ssda903/2025-26/episodes.csv", &format!("CHILD,DECOM,RNE,LS,CIN,PLACE,DEC,REC\n{rows}"));
            let drafted = report::draft(folder.path(), Edition::Public, Status::Draft).unwrap().unwrap();
            (drafted.counted.figures, drafted.document.unwrap())
        };
        let (before, _) = printed_with(12);
        let last = printed(&before.published);
        let (same, document) = printed_with(12);
        assert!(since(&last, &same.published, &document).is_empty());
        let (now, document) = printed_with(14);
        let moved = since(&last, &now.published, &document);
        let count = moved.iter().find(|moved| moved.name == "children_looked_after").unwrap();
        assert_eq!((count.before.as_deref(), count.now.as_deref()), (Some("12"), Some("14")));
        assert!(count.sections.iter().any(|section| section.contains("(profile)")), "{:?}", count.sections);
        let row = moved.iter().find(|moved| moved.name == "children_by_need[\"N1\"]").unwrap();
        assert!(row.line().contains("14, was 12"), "{}", row.line());
    }
}
