//! A folder to start a report from: an order to fill in and a place for every file.

use std::fs;
use std::path::Path;

/// The files of a new report: path and text.
const FILES: [(&str, &str); 3] = [
    (
        "report.yaml",
        "# The order: these three lines are enough for a first draft. Everything else can be added when you need it.\n\
         format: 1\n\
         authority: Example Council\n\
         period: 2025-26\n\
         \n\
         # dated: 2026-06-15            # the date of this version; the final version needs it\n\
         # extracted_on: 2026-05-29     # the day on which the data was taken from your systems\n\
         # resources_at_risk: no        # do resource issues put a quality service at risk? yes or no\n\
         # targets: {reviews_held_on_time: 95}\n\
         # not_available: {H5: \"because no audit was held this year\"}\n\
         #\n\
         # committee:\n\
         #   name: Corporate Parenting Board\n\
         #   meeting_date: 2026-07-14\n\
         #   agenda_item: \"7\"\n\
         #   report_of: Director of Children's Services\n\
         #   contact: {post: Independent Reviewing Service Manager, telephone: 01632 960000, email: iro.service@example.org}\n\
         #   wards_affected: All\n\
         #   key_decision: no\n\
         #   recommendations: [\"That the board notes the report.\"]\n\
         #   background_papers: []\n",
    ),
    (
        "data/README.md",
        "# Your files\n\n\
         Put them here as CSV, under these names. Every one is optional; what is missing prints as [x] with the reason.\n\n\
         - `ssda903/2025-26/`, `ssda903/2024-25/`, `ssda903/2023-24/`: the CSV files of the national return, or its one XML file, a folder a year.\n\
         - `reviews.csv`: child, held_on, due_on, record_completed_on, late_reason, officer, mother, father, step_parent, connected_person\n\
         - `officers.csv`: officer (a code), role, fte, reviewing_share, started_on, left_on, employment, sex, ethnic_group\n\
         - `posts.csv`: role, established_fte\n\
         - `allocations.csv`: child, officer, from, to\n\
         - `disputes.csv`: dispute, kind, raised_on, officer, themes, stage, outcome, resolved_on, cafcass\n\
         - `audit.csv` with `audit.yaml`, `feedback.csv` with `feedback.yaml`: answer sheets and the questions asked\n\
         - `history.csv`: id, row, column, period, value, numerator, denominator, marker, source\n\
         - `comparators.csv`: the same with who, low, high, qualifier\n\
         - `actions.csv`: year, action, owner_post, due, status, progress, figure\n\
         - `quotes.csv`: text, section, consent, detail_changed, by\n",
    ),
    (
        "narrative/README.md",
        "# Your own words\n\n\
         One file a section, named for it: `timeliness.md`, `participation.md`, `service.md`, `audits.md`, `disputes.md`, `resources.md`,\n\
         `good_practice.md`, `progress.md`, `priorities.md`, `profile.md`, `background.md`, and for the cover report `summary.md` and `main_points.md`.\n\n\
         Write paragraphs. Let the program fill in the numbers, so that they cannot contradict a table: `{{ reviews_held_on_time }}` prints\n\
         79.6%, `{{ reviews_held_on_time.change }}` prints \"an increase of 4.8 percentage points, from 74.8%\".\n\
         `iro-report figures` lists every figure.\n",
    ),
];

/// Makes the folder. Gives the files written.
///
/// # Errors
/// What is in the way: nothing that exists is ever overwritten.
pub fn make(folder: &Path) -> anyhow::Result<Vec<&'static str>> {
    if folder.exists() && fs::read_dir(folder)?.next().is_some() {
        anyhow::bail!("{} is there already and is not empty; give the name of a new folder", folder.display());
    }
    for (file, text) in FILES {
        let path = folder.join(file);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, text)?;
    }
    fs::create_dir_all(folder.join("data/ssda903/2025-26"))?;
    Ok(FILES.iter().map(|(file, _)| *file).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_folder_holds_an_order_that_can_be_read_and_nothing_is_overwritten() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("report");
        make(&folder).unwrap();
        let order = fs::read_to_string(folder.join("report.yaml")).unwrap();
        assert!(crate::config::read(&order).is_ok());
        assert!(make(&folder).unwrap_err().to_string().contains("is not empty"));
    }
}
