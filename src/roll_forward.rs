//! Next year's folder out of this year's: settings carried, the period moved, this year's published figures in the history, the plan for
//! next year as what is to be reported on, and this year's words as a starting point that says that it is one.

use crate::config::{self, ORDER_FILE, SourceEntry};
use crate::dataset::published::{Action, PublishedValue};
use crate::dataset::typed::TypedUnit;
use crate::disclosure::{Number, Outcome, Published};
use crate::figures::display;
use crate::period::{Period, add_months, collection_year_label, collection_year_of};
use crate::report::Counted;
use crate::sources::RETURNS;
use crate::text::no_formula;
use anyhow::{Context, bail};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The mark at the top of a narrative that was carried over: a comment, so that it is never printed. While it stands the final version
/// is not made.
pub const CARRIED_OVER: &str = "{# Carried over from";

/// The same mark at the top of the order, whose `committee` holds words of the year too.
pub const ORDER_CARRIED_OVER: &str = "# Carried over from";

/// Keys of the order that belong to one year's report: they are kept as comments. What was answered for one year is not answered for the
/// next. Of `sources` only the names of files are of one year: how a file is read is carried.
const OF_ONE_YEAR: [&str; 5] = ["dated", "extracted_on", "accepted", "not_available", "resources_at_risk"];
/// Keys of the order's `committee` that belong to one meeting.
const OF_ONE_MEETING: [&str; 6] =
    ["meeting_date", "draft_deadline", "agenda_item", "clearance", "versions", "late_reason"];

/// The setting that is true of numbers that are out, and so never of next year's.
const OF_WHAT_IS_OUT: &str = "already_published";

/// Makes next year's folder. Gives the files written, by path below the new folder.
///
/// # Errors
/// What is in the way: the new folder exists and is not empty, or a file cannot be read or written.
pub fn make(old: &Path, new: &Path, counted: &Counted) -> anyhow::Result<Vec<String>> {
    if new.exists() && fs::read_dir(new)?.next().is_some() {
        bail!("{} is there already and is not empty; give the name of a new folder", new.display());
    }
    let this = counted.order.period;
    let next = Period { from: add_months(this.from, 12), to: add_months(this.to, 12) };
    let order = moved_order(&counted.sources.order, &counted.order.sources, this, next)?;
    let read = config::read(&order);
    if read.as_ref().is_ok_and(|order| order.settings.already_published.is_some()) {
        bail!(
            "`{OF_WHAT_IS_OUT}` is said of this year's numbers only; write it on a line of its own in {ORDER_FILE}, or take it out"
        );
    }
    if read.is_err() {
        bail!("`period` stands in {ORDER_FILE} in a form that cannot be moved; write it as `period: {}`", this.label());
    }
    let mut files: Vec<(String, Vec<u8>)> = vec![(ORDER_FILE.into(), order.into_bytes())];
    files.push(("data/history.csv".into(), history(counted)?));
    if let Some(actions) = &counted.dataset.actions {
        files.push(("data/actions.csv".into(), actions_of_next_year(actions, &this.label(), &next.label())?));
    }
    files.extend(typed_in(counted)?);
    for (stem, text) in &counted.sources.narrative {
        let carried = format!(
            "{CARRIED_OVER} {}: read every sentence again, then delete this line. #}}\n\n{}",
            this.label(),
            without_mark(&text.text)
        );
        files.push((format!("narrative/{stem}.md"), carried.into_bytes()));
    }
    for (file, carried) in carried(old, counted) {
        let bytes = fs::read(old.join(&file)).with_context(|| format!("{file} cannot be read"))?;
        files.push((carried, bytes));
    }
    files.sort();
    files.dedup_by(|second, first| second.0 == first.0);
    // Nothing is written before everything is made.
    for (file, bytes) in &files {
        let path = new.join(file);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).with_context(|| format!("{} cannot be made", parent.display()))?;
        }
        fs::write(&path, bytes).with_context(|| format!("{file} cannot be written"))?;
    }
    let year = collection_year_label(collection_year_of(next.to));
    fs::create_dir_all(new.join("data/ssda903").join(year))?;
    Ok(files.into_iter().map(|(file, _)| file).collect())
}

/// The order with its period moved and what belongs to one year set aside as comments. Comments and order of lines stay.
fn moved_order(
    text: &str,
    sources: &BTreeMap<String, SourceEntry>,
    this: Period,
    next: Period,
) -> anyhow::Result<String> {
    let rest = match text.split_once('\n') {
        Some((first, rest)) if first.starts_with(ORDER_CARRIED_OVER) => rest,
        _ => text,
    };
    let mut moved = format!(
        "{ORDER_CARRIED_OVER} {}: read what stands under `committee` again, then delete this line.\n",
        this.label()
    );
    let mut aside = false;
    let mut in_sources = false;
    let mut in_committee = false;
    let mut aside_indent = 0;
    for line in rest.lines() {
        let indent = line.len() - line.trim_start().len();
        let key = line.trim_start().split(':').next().unwrap_or_default();
        let is_key = !line.trim().is_empty() && !line.trim_start().starts_with(['#', '-']) && line.contains(':');
        if is_key && indent == 0 {
            in_committee = key == "committee";
            in_sources = key == "sources";
            if in_sources {
                moved.push_str(&moved_sources(sources)?);
            }
        }
        if in_sources {
            continue;
        }
        if is_key && (indent <= aside_indent || !aside) {
            aside = (indent == 0 && OF_ONE_YEAR.contains(&key))
                || (in_committee && indent > 0 && OF_ONE_MEETING.contains(&key))
                || (indent > 0 && key == OF_WHAT_IS_OUT);
            aside_indent = indent;
        } else if aside && !line.trim().is_empty() && indent <= aside_indent && !line.trim_start().starts_with('-') {
            aside = false;
        }
        if is_key && indent == 0 && key == "period" {
            let label = match Period::parse(&next.label()) {
                Some(_) => next.label(),
                None => format!("{{from: {}, to: {}}}", next.from, next.to),
            };
            moved.push_str(&format!("period: {label}\n"));
            continue;
        }
        if aside && !line.trim().is_empty() {
            moved.push_str(&format!("{}# {}\n", &line[..indent.min(line.len())], line.trim_start()));
        } else {
            moved.push_str(&line.replace(&this.label(), &next.label()));
            moved.push('\n');
        }
    }
    Ok(moved)
}

/// How each source is read, without the name of this year's file, which stands beside it as a comment.
fn moved_sources(sources: &BTreeMap<String, SourceEntry>) -> anyhow::Result<String> {
    let mut lines = String::new();
    let mut any = false;
    for (name, entry) in sources {
        let mut kept: BTreeMap<&str, serde_yaml::Value> = BTreeMap::new();
        let mut keep = |key, value: serde_yaml::Value, is_there: bool| {
            if is_there {
                kept.insert(key, value);
            }
        };
        keep("sheet", serde_yaml::to_value(&entry.sheet)?, entry.sheet.is_some());
        keep("heading_row", serde_yaml::to_value(entry.heading_row)?, entry.heading_row.is_some());
        keep("columns", serde_yaml::to_value(&entry.columns)?, !entry.columns.is_empty());
        keep("answers", serde_yaml::to_value(&entry.answers)?, !entry.answers.is_empty());
        let file = entry.file.as_ref().map(|file| format!("# last year's file; name the new one: file: {file}\n"));
        if kept.is_empty() {
            lines.push_str(&file.map(|file| format!("  # {name}: {}", &file[2..])).unwrap_or_default());
            continue;
        }
        any = true;
        lines.push_str(&format!("  {name}:\n"));
        for line in file.unwrap_or_default().lines().chain(serde_yaml::to_string(&kept)?.lines()) {
            lines.push_str(&format!("    {line}\n"));
        }
    }
    // A key without anything below it would be no mapping.
    Ok(if any { format!("sources:\n{lines}") } else { format!("# sources:\n{lines}") })
}

/// The history with every figure that this year's edition shows, as it printed it.
fn history(counted: &Counted) -> anyhow::Result<Vec<u8>> {
    let period = counted.order.period.label();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["id", "row", "column", "period", "value", "numerator", "denominator", "marker", "source"])?;
    let number = |number: Option<u64>| number.map(|number| number.to_string()).unwrap_or_default();
    let written = |value: &PublishedValue| {
        [
            value.id.clone(),
            value.row.clone(),
            value.column.clone(),
            value.period.clone(),
            value.value.clone().unwrap_or_default(),
            number(value.numerator),
            number(value.denominator),
            value.marker.clone(),
            value.source.clone(),
        ]
    };
    for value in counted.dataset.history.iter().filter(|value| value.period != period) {
        writer.write_record(safe(&written(value)))?;
    }
    for row in published(&counted.figures.published, &period) {
        writer.write_record(safe(&row))?;
    }
    Ok(writer.into_inner()?)
}

fn published(published: &Published, period: &str) -> Vec<[String; 9]> {
    let source = format!("Annual report {period}");
    let row = |id: &str, row: &str, column: &str, outcome: &Outcome, printed: display::Printed| {
        let (numerator, denominator) = match outcome {
            Outcome::Shown(Number::Share { numerator, denominator }) => {
                (numerator.to_string(), denominator.to_string())
            }
            _ => (String::new(), String::new()),
        };
        let (value, marker) = match outcome {
            Outcome::Shown(_) if !printed.is_marker() => {
                (printed.text.trim_end_matches('%').replace(',', ""), String::new())
            }
            Outcome::Hidden => (String::new(), "c".to_string()),
            _ => return None,
        };
        Some([
            id.to_string(),
            row.to_string(),
            column.to_string(),
            period.to_string(),
            value,
            numerator,
            denominator,
            marker,
            source.clone(),
        ])
    };
    let figures = published.figures().filter_map(|figure| {
        let printed = match &figure.outcome {
            Outcome::Shown(number) => display::figure(number, figure.unit),
            _ => display::Printed::default(),
        };
        row(&figure.id, "", "", &figure.outcome, printed)
    });
    let cells = published.tables().flat_map(|table| {
        table.rows.iter().flat_map(move |of_table| {
            table.columns.iter().zip(&of_table.cells).enumerate().filter_map(move |(at, (column, outcome))| {
                let printed = display::cell(outcome, column, display::column_precision(table, at));
                row(&table.id, &of_table.key, &column.key, outcome, printed)
            })
        })
    });
    figures.chain(cells).collect()
}

/// What was typed in, with its names and without this year's numbers: until the new ones come each is printed as not available.
fn typed_in(counted: &Counted) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let mut files = Vec::new();
    if !counted.dataset.typed_figures.is_empty() {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["id", "label", "value", "unit", "source", "protected"])?;
        for figure in &counted.dataset.typed_figures {
            let unit = figure.unit.map(TypedUnit::name).unwrap_or_default();
            let protected = if figure.protected { "yes" } else { "no" };
            writer.write_record(safe(&[&figure.id, &figure.label, "", unit, &figure.source, protected]))?;
        }
        files.push(("data/figures.csv".into(), writer.into_inner()?));
    }
    for (stem, typed) in &counted.sources.typed {
        if let Some(table) = &typed.table {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(safe(&table.headings))?;
            for row in table.rows() {
                let label = std::iter::once(table.cell(row, Some(0)));
                let cells: Vec<&str> = label.chain(table.headings.iter().skip(1).map(|_| "")).collect();
                writer.write_record(safe(&cells))?;
            }
            files.push((format!("data/tables/{stem}.csv"), writer.into_inner()?));
        }
        if let Some(about) = &typed.about {
            files.push((format!("data/tables/{stem}.yaml"), about.text.clone().into_bytes()));
        }
    }
    Ok(files)
}

/// The plan for next year, and what of this year's plan is not done, as the actions to be reported on.
fn actions_of_next_year(actions: &[Action], this: &str, next: &str) -> anyhow::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["year", "action", "owner_post", "due", "status", "progress", "figure"])?;
    for action in actions {
        let unfinished = action.year == this
            && !matches!(action.status.to_lowercase().as_str(), "done" | "complete" | "completed" | "closed");
        if action.year == next
            || (unfinished && !actions.iter().any(|other| other.year == next && other.action == action.action))
        {
            let status = if unfinished { action.status.as_str() } else { "" };
            let cells = [next, &action.action, &action.owner_post, &action.due, status, "", &action.figure];
            writer.write_record(safe(&cells))?;
        }
    }
    Ok(writer.into_inner()?)
}

/// The cells of a row that a spreadsheet may open: none of them runs as a formula, and each is read next year as it was.
fn safe<T: AsRef<str>>(cells: &[T]) -> Vec<String> {
    cells.iter().map(|cell| no_formula(cell.as_ref()).into_owned()).collect()
}

/// Files that next year's report needs as they are, each with its place in the new folder: the returns of the last two years and of
/// years that no name tells, the questions asked, the values of others, the staff list and the posts, the bank holidays, measures, templates,
/// charts and tables of the council's own.
fn carried(old: &Path, counted: &Counted) -> Vec<(String, String)> {
    let last = collection_year_of(counted.order.period.to);
    let root = counted.order.sources.get("ssda903").and_then(|entry| entry.file.as_deref()).unwrap_or(RETURNS);
    let returns = counted.sources.returns.iter().filter_map(|read| {
        let year = read.folder_year.or(read.file_year);
        let below = read.table.file.strip_prefix(root)?.trim_start_matches('/');
        year.is_none_or(|year| year >= last - 1).then(|| (read.table.file.clone(), format!("{RETURNS}/{below}")))
    });
    let is_kept = |file: &str| {
        let name = file.strip_prefix("data/").unwrap_or_default();
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
        file.starts_with("report-templates/")
            || file.starts_with("charts/")
            || file.starts_with("tables/")
            || matches!(stem, "comparators" | "officers" | "posts" | "bank_holidays" | "measures")
            || (matches!(stem, "audit" | "feedback") && matches!(ending, "yaml" | "yml"))
    };
    let others = counted.sources.hashes.keys().filter(|file| is_kept(file) && old.join(file).is_file());
    returns.chain(others.map(|file| (file.clone(), file.clone()))).collect()
}

/// A narrative without the mark of an earlier year.
fn without_mark(text: &str) -> &str {
    match text.strip_prefix(CARRIED_OVER).and_then(|rest| rest.split_once("#}")) {
        Some((_, rest)) => rest.trim_start(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::Edition;
    use crate::report;

    #[test]
    fn the_period_moves_and_what_belongs_to_one_year_is_set_aside() {
        let text = "format: 1\nauthority: Example Council\nperiod: 2025-26   # the year\ndated: 2026-06-15\ncommittee:\n  name: Board\n  meeting_date: 2026-07-14\n  title: Report 2025-26\n  clearance:\n    - {who: Legal, post: Head}\n  wards_affected: All\nresources_at_risk: no\nnot_available:\n  H5: because\nsettings:\n  already_published: In June.\n  tiny_cohort: 0\ntargets: {reviews_held_on_time: 95}\n";
        let year = |text: &str| Period::parse(text).unwrap();
        assert_eq!(
            moved_order(text, &BTreeMap::new(), year("2025-26"), year("2026-27")).unwrap(),
            "# Carried over from 2025-26: read what stands under `committee` again, then delete this line.\n\
             format: 1\nauthority: Example Council\nperiod: 2026-27\n# dated: 2026-06-15\ncommittee:\n  name: Board\n  # meeting_date: 2026-07-14\n  title: Report 2026-27\n  # clearance:\n    # - {who: Legal, post: Head}\n  wards_affected: All\n# resources_at_risk: no\n# not_available:\n  # H5: because\nsettings:\n  # already_published: In June.\n  tiny_cohort: 0\ntargets: {reviews_held_on_time: 95}\n"
        );
    }

    #[test]
    fn how_a_source_is_read_is_carried_and_the_name_of_its_file_is_not() {
        let text = "format: 1\nauthority: A\nperiod: 2025-26\nsources:\n  reviews:\n    file: data/log 2025-26.xlsx\n    sheet: Log\n    columns: {held_on: \"Date: held\"}\n    answers: {mother: {Y: attended}}\n  posts: data/old posts.csv\ntargets: {reviews_held_on_time: 95}\n";
        let order = config::read(text).unwrap();
        let year = |text: &str| Period::parse(text).unwrap();
        let moved = moved_order(text, &order.sources, year("2025-26"), year("2026-27")).unwrap();
        let read = config::read(&moved).unwrap();
        let SourceEntry { file, sheet, columns, answers, .. } = &read.sources["reviews"];
        assert_eq!((file, sheet.as_deref()), (&None, Some("Log")), "{moved}");
        assert_eq!((columns["held_on"].as_str(), answers["mother"]["Y"].as_str()), ("Date: held", "attended"));
        assert!(!read.sources.contains_key("posts") && moved.contains("# posts: last year's file"), "{moved}");
        assert!(read.targets.contains_key("reviews_held_on_time"));

        let only_files = "format: 1\nauthority: A\nperiod: 2025-26\nsources: {posts: data/old posts.csv}\n";
        let order = config::read(only_files).unwrap();
        let moved = moved_order(only_files, &order.sources, year("2025-26"), year("2026-27")).unwrap();
        assert!(config::read(&moved).unwrap().sources.is_empty(), "{moved}");
    }

    #[test]
    fn next_years_folder_has_this_years_figures_as_history_and_its_plan_as_actions() {
        let place = tempfile::tempdir().unwrap();
        let old = place.path().join("old");
        let write = |file: &str, text: &str| {
            let path = old.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("report.yaml", "format: 1\nauthority: Example Council\nperiod: 2025-26\ndated: 2026-06-01\n");
        let rows: String = (1..=12).map(|child| format!("{child},01/05/2025,S,C2,N1,U6,,\n")).collect();
        write("data/ssda903/2025-26/episodes.csv", &format!("CHILD,DECOM,RNE,LS,CIN,PLACE,DEC,REC\n{rows}"));
        write("data/ssda903/2023-24/episodes.csv", "CHILD,DECOM,RNE,LS,CIN,PLACE,DEC,REC\n");
        write(
            "data/history.csv",
            "id,row,column,period,value,numerator,denominator,marker,source\nchildren_looked_after,,,2024-25,11,,,,Report\n",
        );
        write(
            "data/actions.csv",
            "year,action,owner_post,due,status,progress,figure\n2025-26,Old and done,Head,,done,Yes,\n2025-26,Old and open,Head,,under way,Half,\n2026-27,New,Lead,,,,reviews_held\n",
        );
        write("narrative/service.md", "Words of the year.\n");
        let counted = report::count(&old, Edition::Public).unwrap().unwrap();
        let new = place.path().join("new");
        make(&old, &new, &counted).unwrap();

        let read = |file: &str| fs::read_to_string(new.join(file)).unwrap();
        assert!(read("report.yaml").contains("period: 2026-27"));
        let history = read("data/history.csv");
        assert!(history.contains("children_looked_after,,,2024-25,11,"));
        assert!(history.contains("children_looked_after,,,2025-26,12,"), "{history}");
        let actions = read("data/actions.csv");
        assert_eq!(actions.lines().count(), 3, "{actions}");
        assert!(
            actions.contains("2026-27,Old and open,Head,,under way,,")
                && actions.contains("2026-27,New,Lead,,,,reviews_held")
        );
        assert!(read("narrative/service.md").starts_with("{# Carried over from 2025-26"));
        assert!(new.join("data/ssda903/2025-26/episodes.csv").is_file());
        assert!(!new.join("data/ssda903/2023-24").exists());
        assert!(make(&old, &new, &counted).unwrap_err().to_string().contains("is not empty"));
        // The new folder can be read, and the words that were carried over are told.
        let (Ok(next), _) = (report::draft(&new, Edition::Public, crate::document::tree::Status::Draft).unwrap(), ())
        else {
            panic!("the new folder cannot be read");
        };
        assert!(next.counted.findings.iter().any(|finding| finding.code == "words-carried-over"));
    }
}
