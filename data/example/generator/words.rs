//! Earlier years, comparators, actions and quotations: the files that hold few rows.

use super::calendar::{Calendar, LAST_DAY_BEFORE, Year};
use super::counts::{AGE_BANDS, Known, Share, YearCounts};
use super::service::{DISPUTES, fte_on};
use super::table::Table;

const SOURCE: &str = "Invented for the example";

/// Audit answers of earlier years: the question, and for each year how many of how many were positive.
const EARLIER_AUDITS: [(&str, [(usize, usize); 4]); 16] = [
    ("plan_up_to_date", [(216, 248), (221, 251), (236, 262), (241, 268)]),
    ("permanence_plan", [(174, 219), (181, 221), (194, 232), (203, 240)]),
    ("in_permanent_home", [(118, 174), (126, 181), (139, 194), (150, 203)]),
    ("needs_in_plan", [(205, 248), (214, 251), (228, 262), (236, 268)]),
    ("contingency_in_plan", [(129, 248), (136, 251), (147, 262), (156, 268)]),
    ("child_in_plan", [(139, 203), (144, 205), (155, 214), (163, 219)]),
    ("life_story", [(119, 248), (126, 251), (136, 262), (145, 268)]),
    ("pep_held", [(142, 186), (149, 188), (158, 196), (166, 201)]),
    ("pep_on_record", [(98, 142), (106, 149), (116, 158), (125, 166)]),
    ("pep_funding", [(49, 98), (55, 106), (63, 116), (69, 125)]),
    ("health_assessment", [(178, 248), (186, 251), (199, 262), (209, 268)]),
    ("health_plan_on_record", [(139, 178), (149, 186), (164, 199), (176, 209)]),
    ("needs_met", [(208, 248), (214, 251), (227, 262), (234, 268)]),
    ("met_alone", [(71, 203), (78, 205), (88, 214), (96, 219)]),
    ("equality_named", [(74, 248), (80, 251), (92, 262), (99, 268)]),
    ("equality_met", [(66, 74), (72, 80), (84, 92), (91, 99)]),
];

/// `history.csv`: four earlier years, in the figures that the returns beside them give.
///
/// `everything` knows every year; `three` only the years whose returns lie in the folder, and is asked
/// for the last one, so that history and the returns agree to the last review.
pub fn history(calendar: &Calendar, everything: &Known, three: &Known) -> Table {
    let mut table = Table::new(
        "history.csv",
        &["id", "row", "column", "period", "value", "numerator", "denominator", "marker", "source"],
    );
    let typed = [(27, 84), (30, 97), (33, 106), (DISPUTES[0].1, DISPUTES[0].2)];
    for (number, year) in (2022..=2025).map(Year).enumerate() {
        let known = if year.last_day() == LAST_DAY_BEFORE { three } else { everything };
        let counts = known.counts(calendar, year);
        main_figures(&mut table, year, &counts);
        service_figures(&mut table, year, number, counts.looked_after);
        let (formal, informal) = typed[number];
        count(&mut table, "disputes_raised", year, formal);
        count(&mut table, "informal_challenges", year, informal);
        count(&mut table, "cafcass_referrals", year, 0);
        for (question, years) in EARLIER_AUDITS {
            let (count, of) = years[number];
            share(&mut table, &format!("audit.{question}"), ["", ""], year, Share { count, of });
        }
    }
    table
}

/// `figures.csv`: what no file counts.
pub fn typed_figures() -> Table {
    let mut table = Table::new("figures.csv", &["id", "label", "value", "unit", "source", "protected"]);
    table.push(["service_cost", "Cost of the reviewing service", "744000", "gbp", SOURCE, "no"]);
    table
}

/// `tables/cost_of_service.csv`: a table of the council's own.
pub fn cost_of_service() -> Table {
    let mut table = Table::new("tables/cost_of_service.csv", &["Spent on", "2024-25", "2025-26", "Percent of 2025-26"]);
    for row in [
        ["Pay of officers", "561000", "588000", "79.0"],
        ["Agency cover", "47000", "72000", "9.7"],
        ["Business support", "61000", "63000", "8.5"],
        ["Travel, training and interpreters", "22000", "21000", "2.8"],
        ["Total", "691000", "744000", "100.0"],
    ] {
        table.push(row);
    }
    table
}

fn main_figures(table: &mut Table, year: Year, counts: &YearCounts) {
    count(table, "children_looked_after", year, counts.looked_after);
    for (band, children) in AGE_BANDS.iter().zip(counts.by_age) {
        row(table, "children_by_age", [band, "children"], year, children.to_string(), None);
        share(table, "children_by_age", [band, "percent"], year, Share { count: children, of: counts.looked_after });
    }
    count(table, "children_starting", year, counts.starting);
    count(table, "children_leaving", year, counts.leaving);
    count(table, "reviews_held", year, counts.held);
    share(table, "reviews_held_on_time", ["", ""], year, counts.on_time);
    share(table, "children_attending_reviews", ["", ""], year, counts.attending);
    share(table, "children_giving_views_at_reviews", ["", ""], year, counts.giving_views);
}

/// Officers, from the staff list where it reaches back far enough.
fn service_figures(table: &mut Table, year: Year, number: usize, children: usize) {
    let (tenths, hundredths) = match number {
        0 => (82, 800),
        1 => (84, 820),
        2 => (88, 860),
        _ => fte_on(year.last_day()),
    };
    row(table, "officers_fte", ["", ""], year, format!("{}.{}", tenths / 10, tenths % 10), None);
    let hundredths = usize::try_from(hundredths).unwrap_or(1);
    // Tenths of a child for each full-time officer, rounded half up.
    let per_officer = (children * 2000 + hundredths) / (2 * hundredths);
    row(table, "children_per_officer", ["", ""], year, format!("{}.{}", per_officer / 10, per_officer % 10), None);
}

fn count(table: &mut Table, id: &str, year: Year, value: usize) {
    row(table, id, ["", ""], year, value.to_string(), None);
}

fn share(table: &mut Table, id: &str, cell: [&str; 2], year: Year, share: Share) {
    row(table, id, cell, year, percent(share), Some(share));
}

/// A percentage with one decimal, rounded half up.
fn percent(share: Share) -> String {
    let tenths = (share.count * 2000 + share.of) / (2 * share.of.max(1));
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn row(table: &mut Table, id: &str, [key, column]: [&str; 2], year: Year, value: String, share: Option<Share>) {
    let (numerator, denominator) =
        share.map_or(Default::default(), |share| (share.count.to_string(), share.of.to_string()));
    let (id, key, column) = (id.to_string(), key.to_string(), column.to_string());
    table.push([id, key, column, year.name(), value, numerator, denominator, String::new(), SOURCE.to_string()]);
}

/// `comparators.csv`: England and similar councils, as invented as everything else.
pub fn comparators() -> Table {
    let mut table = Table::new(
        "comparators.csv",
        &[
            "id",
            "row",
            "column",
            "period",
            "value",
            "numerator",
            "denominator",
            "marker",
            "source",
            "who",
            "low",
            "high",
            "qualifier",
        ],
    );
    let figures = [
        ("children_looked_after_per_10k", "", "", "67", "58"),
        ("reviews_held_on_time", "", "", "91.0", "92.5"),
        ("children_attending_reviews", "", "", "64.0", "65.5"),
        ("children_giving_views_at_reviews", "", "", "88.0", "89.5"),
        ("children_per_officer", "", "", "66", "64"),
        ("children_by_age", "under 1", "percent", "5", "4.6"),
        ("children_by_age", "1-4", "percent", "13", "12.8"),
        ("children_by_age", "5-9", "percent", "18", "18.4"),
        ("children_by_age", "10-15", "percent", "37", "38.1"),
        ("children_by_age", "16 and over", "percent", "27", "26.1"),
        ("children_by_sex", "M", "percent", "56", "55.2"),
        ("children_by_sex", "F", "percent", "44", "44.8"),
    ];
    for (id, key, column, england, neighbours) in figures {
        for (who, value) in [("England", england), ("Neighbours", neighbours)] {
            table.push([id, key, column, "2024-25", value, "", "", "", SOURCE, who, "", "", ""]);
        }
    }
    table
}

/// `actions.csv`: what became of last year's plan, and the plan for next year.
pub fn actions() -> Table {
    let mut table = Table::new("actions.csv", &["year", "action", "owner_post", "due", "status", "progress", "figure"]);
    let this = "2025-26";
    let next = "2026-27";
    let lead = "Lead Independent Reviewing Officer";
    let head = "Head of Service";
    let rows = [
        [
            this,
            "Bring more reviews within the time that the law allows",
            "Independent Reviewing Service Manager",
            "31/03/2026",
            "done",
            "A weekly list of reviews falling due goes to every team manager.",
            "reviews_held_on_time",
        ],
        [
            this,
            "Fill the vacant officer post",
            head,
            "30/09/2025",
            "done",
            "A permanent officer started in September. An agency officer covers the rest.",
            "officers_fte",
        ],
        [
            this,
            "Give every child a way to send views before the review",
            lead,
            "31/12/2025",
            "done",
            "A short form and a message line are in use across the county.",
            "children_giving_views_at_reviews",
        ],
        [
            this,
            "Close formal disputes within 20 working days",
            head,
            "31/03/2026",
            "under way",
            "Most close in time. Those about money or a new home still take longer.",
            "disputes_over_20_days",
        ],
        [
            this,
            "Check the plan half-way between reviews for every child",
            lead,
            "31/03/2026",
            "under way",
            "The check is agreed practice. It is not yet recorded in one place.",
            "",
        ],
        [
            this,
            "Ask parents what they thought of the review",
            lead,
            "31/10/2025",
            "not started",
            "Parents answer the general survey only. A form of their own waits for the new system.",
            "",
        ],
        [
            next,
            "Book the first review on the day that a child comes into care",
            "Independent Reviewing Service Manager",
            "30/09/2026",
            "not started",
            "",
            "reviews_held_on_time",
        ],
        [
            next,
            "Agree with social work teams a date for reports and chase it",
            head,
            "31/10/2026",
            "not started",
            "",
            "late_review_reasons",
        ],
        [next, "See more children alone before their review", lead, "31/03/2027", "not started", "", "audit.met_alone"],
        [
            next,
            "Put an alternative plan into every care plan",
            head,
            "31/12/2026",
            "not started",
            "",
            "audit.contingency_in_plan",
        ],
        [
            next,
            "Replace agency cover with a permanent officer",
            head,
            "31/12/2026",
            "not started",
            "",
            "officers_agency_fte",
        ],
    ];
    for row in rows {
        table.push(row);
    }
    table
}

/// `quotes.csv`: words of children and adults, each invented; one without consent must never be printed.
pub fn quotes() -> Table {
    let mut table = Table::new("quotes.csv", &["text", "section", "consent", "detail_changed", "by"]);
    let rows = [
        [
            "She comes to see me before the meeting, so I know what will be said.",
            "participation",
            "yes",
            "yes",
            "Young person, 15",
        ],
        ["I chose who came. That made it feel like my meeting.", "participation", "yes", "yes", "Young person, 13"],
        ["I drew what I wanted and she read it out.", "participation", "yes", "yes", "Child, 8"],
        ["I would like it to be shorter and after football.", "participation", "yes", "yes", "Child, 11"],
        ["He kept asking until the school place was sorted out.", "disputes", "yes", "yes", "Foster carer"],
        ["I got the report the night before. I needed more time to read it.", "timeliness", "yes", "yes", "Parent"],
        ["My officer has been the same one since I was six.", "service", "yes", "yes", "Young person, 16"],
        ["The review gave us a plan that everybody understood.", "good_practice", "yes", "yes", "Foster carer"],
    ];
    for row in rows {
        table.push(row);
    }
    table
}
