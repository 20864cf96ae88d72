//! A folder to start a report from: an order to fill in, a place for every file, a hint for every section.

use crate::period::{Period, add_months};
use crate::text;
use anyhow::Context;
use std::fs;
use std::path::Path;

const ORDER: &str = include_str!("../report-templates/new-folder/report.yaml");
const DATA: &str = include_str!("../report-templates/new-folder/data.md");
const NARRATIVE: &str = include_str!("../report-templates/new-folder/narrative.md");

/// What a manager may write in each section, by the section's id.
const HINTS: [(&str, &str); 15] = [
    ("summary", "Cover report: the year in three or four sentences. What should a councillor remember?"),
    ("main_points", "Cover report: what you would say in five minutes. Good news, bad news, what happens next."),
    ("background", "How your service works in this council, and what happened in the year that readers have to know."),
    ("profile", "Who the children are, and what changed. Why did more or fewer children come into care?"),
    ("service", "The team: who joined and left, caseloads, training. What did the changes mean for children?"),
    ("timeliness", "Why reviews were late, and what you did about it."),
    (
        "participation",
        "How children and their parents were heard. What did they tell you, and what has changed because of it?",
    ),
    ("audits", "What your audits found, and what follows from it."),
    ("disputes", "What officers challenged, how it ended, and what the council has learned."),
    (
        "resources",
        "Why resources do or do not put a quality service at risk. The answer yes or no stands in report.yaml.",
    ),
    (
        "good_practice",
        "What went well, and what has to improve, the urgent things marked as urgent. Time with brothers and sisters (area H8) fits here.",
    ),
    ("progress", "What became of last year's priorities, beyond the table."),
    ("priorities", "Why these are the priorities for next year."),
    ("audit_introduction", "Audit report: who looked, at what, when and how. Printed only where there is an audit."),
    ("audit_recommendations", "Audit report: what should happen now. Printed only where there is an audit."),
];

/// Whose report it is and for which year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    /// The council's name.
    pub council: String,
    /// The year, such as 2025-26.
    pub period: Period,
}

impl Start {
    /// A start from what a person typed.
    ///
    /// # Errors
    /// The council is empty, or the year is not one.
    pub fn read(council: &str, year: &str) -> anyhow::Result<Self> {
        let council = text::clean(council).trim().to_string();
        anyhow::ensure!(!council.is_empty(), "the council's name is empty");
        let period = Period::parse(&year.trim().replace('/', "-"))
            .with_context(|| format!("`{}` is not a year: write it as 2025-26", year.trim()))?;
        Ok(Start { council, period })
    }
}

/// Makes the folder. Gives the files written.
///
/// # Errors
/// What is in the way: nothing that exists is ever overwritten.
pub fn make(folder: &Path, start: &Start) -> anyhow::Result<Vec<String>> {
    if folder.exists() && fs::read_dir(folder)?.next().is_some() {
        anyhow::bail!("{} is there already and is not empty; give the name of a new folder", folder.display());
    }
    let label = start.period.label();
    let filled = |text: &str| text.replace("PERIOD", &label).replace("YEAR_END", &start.period.to.year().to_string());
    let authority = serde_yaml::to_string(&start.council)?;
    let order = filled(ORDER).replace("AUTHORITY", authority.trim_end());
    let mut files = vec![
        ("report.yaml".to_string(), order),
        ("data/README.md".to_string(), filled(DATA)),
        ("narrative/README.md".to_string(), NARRATIVE.to_string()),
    ];
    files.extend(HINTS.iter().map(|(section, hint)| (format!("narrative/{section}.md"), format!("{{# {hint} #}}\n"))));
    for (file, text) in &files {
        let path = folder.join(file);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).with_context(|| format!("{} cannot be made", parent.display()))?;
        }
        fs::write(&path, text).with_context(|| format!("{file} cannot be written"))?;
    }
    // A folder for the return of each of the three years that reviews are judged from.
    for years_before in 0..3 {
        let period = Period {
            from: add_months(start.period.from, -12 * years_before),
            to: add_months(start.period.to, -12 * years_before),
        };
        fs::create_dir_all(folder.join("data/ssda903").join(period.label()))?;
    }
    Ok(files.into_iter().map(|(file, _)| file).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::Edition;
    use crate::document::tree::Status;
    use crate::finding::any_error;
    use crate::report;

    #[test]
    fn a_new_folder_makes_a_draft_at_once_whatever_the_councils_name() {
        let place = tempfile::tempdir().unwrap();
        for (at, council) in
            ["Exampleshire", "# No: \"Council\" {of} 'Names'", "Cyngor 'Sir'", "yes", "*&%@`|>"].iter().enumerate()
        {
            let folder = place.path().join(at.to_string());
            make(&folder, &Start::read(council, "2024/25").unwrap()).unwrap();
            let drafted = report::draft(&folder, Edition::Public, Status::Draft).unwrap().unwrap();
            assert!(!any_error(&drafted.counted.findings), "{:?}", drafted.counted.findings);
            assert_eq!(drafted.counted.order.authority, *council);
            assert_eq!(drafted.counted.order.period.label(), "2024-25");
            // The hints are no words: nothing is answered by them.
            let areas = drafted.counted.findings.iter().filter(|finding| finding.code == "area-unanswered");
            assert_eq!(areas.count(), 8);
            assert!(drafted.document.is_some());
            assert!(
                make(&folder, &Start::read("A", "2024-25").unwrap()).unwrap_err().to_string().contains("is not empty")
            );
        }
        assert!(Start::read("A", "last year").unwrap_err().to_string().contains("2025-26"));
        assert!(Start::read(" ", "2024-25").is_err());
    }

    #[test]
    fn every_line_of_the_order_that_is_set_aside_can_be_used() {
        let filled = ORDER.replace("AUTHORITY", "A").replace("PERIOD", "2025-26").replace("YEAR_END", "2026");
        let used: String = filled
            .lines()
            .map(|line| match line.strip_prefix("# ") {
                Some(rest)
                    if rest.starts_with(' ') || rest.split_once(':').is_some_and(|(key, _)| !key.contains(' ')) =>
                {
                    format!("{rest}\n")
                }
                _ => format!("{line}\n"),
            })
            .collect();
        let order = crate::config::read(&used).unwrap_or_else(|findings| panic!("{used}\n{findings:?}"));
        assert!(order.committee.name.is_some() && order.sources.contains_key("reviews") && order.accepted.len() == 1);
    }
}
