//! The tables of the appendix that says how the figures were made, and what could not be used: from the definitions and the
//! numbers left out that stand with each published figure, and from the findings.

use super::tables::{Contents, number_column, word_column};
use super::tree::Row;
use crate::dataset::survey::Survey;
use crate::disclosure::{Edition, Published, PublishedFigure};
use crate::figures::words;
use crate::finding::Finding;
use crate::finding::catalogue::Catalogue;
use crate::measures::participation::UNDER_FOUR;
use crate::measures::typed::is_typed;
use std::collections::{BTreeMap, BTreeSet};

/// What the appendix is made from.
pub struct HowMade<'a> {
    /// The published figures and tables.
    pub published: &'a Published,
    /// The surveys, which are explained as wholes.
    pub surveys: &'a [Survey],
    /// What was found in the data.
    pub findings: &'a [Finding],
    /// The smallest number, above 0, that is shown.
    pub threshold: u64,
    /// The pages of the findings' codes.
    pub catalogue: &'a Catalogue,
}

/// The areas of figures: the key of the table's id, and the words for its title.
const AREAS: [(&str, &str); 7] = [
    ("children", "the children"),
    ("reviews", "the timing of reviews"),
    ("participation", "taking part in reviews"),
    ("service", "the service"),
    ("disputes", "disputes"),
    ("audits", "audits and surveys"),
    ("custom", "what the council counts besides"),
];

/// The ids of the appendix's tables.
pub fn ids() -> impl Iterator<Item = String> {
    let areas = AREAS.into_iter().map(|(key, _)| format!("how_made_{key}"));
    areas.chain([LEFT_OUT.to_string(), DOUBTFUL.to_string()])
}

/// The table of records left out.
pub const LEFT_OUT: &str = "data_quality_left_out";
/// The table of records that are counted although something about them is doubtful.
pub const DOUBTFUL: &str = "data_quality_doubtful";

/// The area that a figure or table belongs to.
fn area_of(id: &str) -> &'static str {
    const PARTICIPATION: [&str; 5] = [
        "participation_by_code",
        "children_attending_reviews",
        "children_giving_views_at_reviews",
        "children_taking_part_in_every_review",
        "parents_taking_part",
    ];
    let begins = |names: &[&str]| names.iter().any(|name| id.starts_with(name));
    if let Some((source, _)) = id.split_once('.') {
        if source == "custom" { "custom" } else { "audits" }
    } else if begins(&PARTICIPATION) {
        "participation"
    } else if begins(&["dispute", "informal_challenges", "cafcass", "officers_raising"]) {
        "disputes"
    } else if begins(&["officer", "posts", "vacant", "children_per_officer", "children_with_change", "checks_between"])
    {
        "service"
    } else if id.contains("review") || id == "days_late" {
        "reviews"
    } else {
        "children"
    }
}

impl HowMade<'_> {
    /// The contents of a table of the appendix; the reason where it has no rows. None for another id.
    pub fn contents(&self, id: &str, used: &BTreeSet<String>) -> Option<Result<Contents, String>> {
        match id {
            LEFT_OUT => Some(self.left_out(used)),
            DOUBTFUL => Some(self.doubtful(used)),
            _ => {
                let key = id.strip_prefix("how_made_")?;
                let (key, words) = AREAS.into_iter().find(|(known, _)| *known == key)?;
                Some(self.area(key, words, used))
            }
        }
    }

    /// The figures and tables of one area that the report uses: what each counts, what was left out, and the rule as a note.
    fn area(&self, key: &str, words: &str, used: &BTreeSet<String>) -> Result<Contents, String> {
        // What a person typed in has its source in the title of its table.
        let wanted = |id: &str, source: &str| {
            used.contains(id) && area_of(id) == key && (key != "audits" || id.ends_with(".sheets")) && !is_typed(source)
        };
        let mut found: Vec<(String, String, &str)> = Vec::new();
        let mut seen = BTreeSet::new();
        for figure in self.published.figures().filter(|figure| wanted(&figure.id, &figure.source)) {
            seen.insert(figure.definition.as_str());
            let said = match said_left_out(figure) {
                Some(left_out) => format!("{} Left out: {left_out}.", figure.definition),
                None => figure.definition.clone(),
            };
            let label = if key == "audits" { &figure.label } else { &figure.short_label };
            found.push((label.clone(), said, &figure.source));
        }
        // A table of a figure's parts is made as the figure is.
        let tables = self.published.tables().filter(|table| wanted(&table.id, &table.source));
        for table in tables.filter(|table| seen.insert(table.definition.as_str())) {
            found.push((table.title.clone(), table.definition.clone(), &table.source));
        }
        for survey in self.surveys.iter().filter(|_| key == "audits") {
            let of_survey = |id: &str| id.starts_with(&format!("{}.", survey.id));
            let source = self.published.figures().find(|figure| of_survey(&figure.id)).map(|figure| &figure.source);
            if let Some(source) = source.filter(|_| used.iter().any(|id| of_survey(id))) {
                let said = "Answers by sheet, out of the sheets to which the question applies; one without an answer stays among \
                            them and is shown as not recorded.";
                found.push((format!("{}: each question", crate::text::clean(&survey.title)), said.into(), source));
            }
        }
        if found.is_empty() {
            return Err(format!("the report holds no figure about {words}"));
        }
        let mut notes: Vec<&str> = Vec::new();
        for (_, _, source) in &found {
            if !notes.contains(source) {
                notes.push(source);
            }
        }
        // One rule for all of them needs no mark in each row.
        let mark = |source: &str| match notes.iter().position(|known| *known == source) {
            Some(at) if notes.len() > 1 => format!(" [note {}]", at + 1),
            _ => String::new(),
        };
        let rows = found
            .iter()
            .map(|(label, said, source)| Row {
                label: label.clone(),
                cells: vec![format!("{said}{}", mark(source))],
                total: false,
                indented: false,
            })
            .collect();
        let title = format!("How the figures about {words} were made");
        let title = if notes.len() == 1 { format!("{title} [note 1]") } else { title };
        let notes = notes.into_iter().map(|rule| format!("Rule: {rule}")).collect();
        Ok(Contents { title, corner: "Figure".into(), columns: vec![word_column("What it counts")], rows, notes })
    }

    /// Whether any record was left out of what the report uses.
    pub fn has_left_out(&self, used: &BTreeSet<String>) -> bool {
        self.left_out(used).is_ok()
    }

    /// Whether any record is doubtful.
    pub fn has_doubtful(&self, used: &BTreeSet<String>) -> bool {
        self.doubtful(used).is_ok()
    }

    /// The records left out by reason: how many, and of which figures.
    fn left_out(&self, used: &BTreeSet<String>) -> Result<Contents, String> {
        let mut reasons: BTreeMap<&str, (Option<u64>, Vec<&str>)> = BTreeMap::new();
        for figure in self.published.figures().filter(|figure| used.contains(&figure.id)) {
            for (reason, count) in &figure.left_out {
                if !is_left_out(reason, *count) {
                    continue;
                }
                let entry = reasons.entry(reason).or_insert((Some(0), Vec::new()));
                entry.0 = entry.0.zip(*count).map(|(known, more)| known.max(more));
                entry.1.push(&figure.short_label);
            }
        }
        if reasons.is_empty() {
            return Err("no record was left out".into());
        }
        let rows = reasons
            .into_iter()
            .map(|(reason, (count, labels))| {
                let count = count.map_or("[c]".to_string(), words::count);
                data_row(&crate::text::capitalised(reason), count, &affected(&labels))
            })
            .collect();
        Ok(contents("Records left out of the figures", "Why", "Records", rows))
    }

    /// The records that are counted although a check found something: what was found, how often, and which figures it touches.
    fn doubtful(&self, used: &BTreeSet<String>) -> Result<Contents, String> {
        let mut families: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
        let of_data = |finding: &&Finding| {
            let file = finding.place.file.as_deref().unwrap_or_default();
            file.starts_with("data/") && !file.ends_with(".yaml") && finding.place.row.is_some()
        };
        for finding in self.findings.iter().filter(of_data) {
            families.entry(finding.code).or_default().push(finding);
        }
        let mut rows: Vec<(u64, Row)> = Vec::new();
        for (code, findings) in families {
            let Some(page) = self.catalogue.page(code) else { continue };
            let figures = self.published.figures().filter(|figure| used.contains(&figure.id));
            let tables = self.published.tables().filter(|table| used.contains(&table.id));
            let ids = figures
                .map(|figure| (figure.id.as_str(), figure.short_label.as_str()))
                .chain(tables.map(|table| (table.id.as_str(), table.title.as_str())));
            let labels: Vec<&str> =
                ids.filter(|(id, _)| page.is_touched(id, &findings)).map(|(_, label)| label).collect();
            let surveys = self.surveys.iter().filter(|survey| page.is_touched(&survey.id, &findings));
            let surveys: Vec<String> = surveys.map(|survey| format!("{}: questions", survey.title)).collect();
            let labels: Vec<&str> = labels.into_iter().chain(surveys.iter().map(String::as_str)).collect();
            let count = findings.len() as u64;
            let hides = self.published.edition() == Edition::Public && count < self.threshold;
            let said = if hides { "[c]".to_string() } else { words::count(count) };
            rows.push((count, data_row(&page.title, said, &affected(&labels))));
        }
        if rows.is_empty() {
            return Err("no record was found doubtful".into());
        }
        rows.sort_by(|a, b| a.1.label.cmp(&b.1.label));
        let rows = rows.into_iter().map(|(_, row)| row).collect();
        Ok(contents(
            "Records that were counted although something about them is doubtful",
            "What was found",
            "Records",
            rows,
        ))
    }
}

fn data_row(label: &str, count: String, affected: &str) -> Row {
    Row { label: label.to_string(), cells: vec![count, affected.to_string()], total: false, indented: false }
}

fn contents(title: &str, corner: &str, counts: &str, rows: Vec<Row>) -> Contents {
    Contents {
        title: title.into(),
        corner: corner.into(),
        columns: vec![number_column(counts), word_column("Figures that it touches")],
        rows,
        notes: Vec::new(),
    }
}

/// The first labels, and how many more there are.
fn affected(labels: &[&str]) -> String {
    const NAMED: usize = 3;
    let named = labels.iter().take(NAMED).copied().collect::<Vec<_>>().join("; ");
    match labels.len().checked_sub(NAMED) {
        _ if labels.is_empty() => "None in this report".into(),
        None | Some(0) => named,
        Some(more) => format!("{named}; and {more} more"),
    }
}

/// The records left out of a figure, with their reasons; those outside the rule by law are not among them.
fn said_left_out(figure: &PublishedFigure) -> Option<String> {
    let said: Vec<String> = figure
        .left_out
        .iter()
        .filter(|(reason, count)| is_left_out(reason, **count))
        .map(|(reason, count)| format!("{} ({reason})", count.map_or("[c]".to_string(), words::count)))
        .collect();
    (!said.is_empty()).then(|| said.join(", "))
}

/// Whether records were left out for this reason: those outside the rule by law were not, nor those that stay in the base.
fn is_left_out(reason: &str, count: Option<u64>) -> bool {
    reason != UNDER_FOUR && !reason.contains("counted in the base") && count != Some(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_belongs_to_the_area_of_its_chapter() {
        for (id, area) in [
            ("children_looked_after", "children"),
            ("children_by_age", "children"),
            ("unaccompanied_children", "children"),
            ("reviews_held_on_time", "reviews"),
            ("children_never_reviewed", "reviews"),
            ("days_late", "reviews"),
            ("late_review_reasons", "reviews"),
            ("children_giving_views_at_reviews", "participation"),
            ("parents_taking_part", "participation"),
            ("children_per_officer", "service"),
            ("vacant_fte", "service"),
            ("officers_raising_disputes", "disputes"),
            ("disputes_by_theme", "disputes"),
            ("audit.sheets", "audits"),
            ("custom.late", "custom"),
        ] {
            assert_eq!(area_of(id), area, "{id}");
        }
    }

    #[test]
    fn the_first_figures_are_named_and_the_others_counted() {
        assert_eq!(affected(&[]), "None in this report");
        assert_eq!(affected(&["A", "B", "C"]), "A; B; C");
        assert_eq!(affected(&["A", "B", "C", "D", "E"]), "A; B; C; and 2 more");
    }
}
