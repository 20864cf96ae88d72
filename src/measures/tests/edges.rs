//! Every built-in measure at its edges: nothing to count, one child, and everything unknown. A measure that is added has to be added here.

use super::super::measure::{Cell, Value};
use super::{Counted, Files, files};

/// The year's return and every log, with these rows below their headings.
struct Rows {
    episodes: [&'static str; 3],
    reviews: [&'static str; 3],
    header: &'static str,
    log: &'static str,
    officers: &'static str,
    posts: &'static str,
    allocations: &'static str,
    disputes: &'static str,
}

fn report(rows: &Rows) -> Files {
    let mut report = files().setting("population_0_17: 10000").header(2026, rows.header).uasc(2026, "");
    for (at, year) in [2024, 2025, 2026].into_iter().enumerate() {
        report = report.episodes(year, rows.episodes[at]).reviews(year, rows.reviews[at]);
    }
    let table = |headings: &str, rows: &str| format!("{headings}\n{rows}\n");
    report
        .table(
            "reviews",
            &table("child,held_on,record_completed_on,late_reason,midpoint_check,mother,mother_consulted", rows.log),
        )
        .table(
            "officers",
            &table("officer,role,fte,reviewing_share,started_on,left_on,employment,sex,ethnic_group", rows.officers),
        )
        .table("posts", &table("role,established_fte", rows.posts))
        .table("allocations", &table("child,officer,from,to", rows.allocations))
        .table("disputes", &table("kind,raised_on,officer,themes,stage,outcome,resolved_on,cafcass", rows.disputes))
}

/// What each figure is: a count, `part/whole`, an amount, `middle of n`, or `-` where it is not available.
fn figures(counted: &Counted) -> Vec<String> {
    let decimal = |thousandths: u64| format!("{}.{:03}", thousandths / 1000, thousandths % 1000);
    let said = |value: &Value| match value {
        Value::Count(count) => count.to_string(),
        Value::Share { numerator, denominator } => format!("{numerator}/{denominator}"),
        Value::Amount(amount) => decimal(amount.0),
        Value::Median { median, of } => format!("{} of {of}", decimal(median.0)),
        Value::PerFte { children, fte } => format!("{children} for {}", decimal(fte.0)),
        Value::Typed(_) => "typed".into(),
        Value::NotAvailable(_) => "-".into(),
    };
    counted.figures.iter().map(|(id, figure)| format!("{id} {}", said(&figure.value))).collect()
}

/// What the rows of each table hold that are not 0, total and all; `-` where it is not available.
fn tables(counted: &Counted) -> Vec<String> {
    let cell = |cell: &Cell| match cell {
        Cell::Count(0) | Cell::Derived => None,
        Cell::Count(count) => Some(count.to_string()),
        Cell::Amount(amount, _) => (amount.0 > 0).then(|| format!("{}m", amount.0)),
        Cell::NotAvailable => Some("-".into()),
        other => Some(format!("{other:?}")),
    };
    let said = |(id, table): (&String, &super::MeasuredTable)| {
        let rows = table.rows.iter().filter_map(|row| {
            let cells: Vec<String> = row.cells.iter().filter_map(cell).collect();
            (!cells.is_empty()).then(|| format!("{}={}", row.key, cells.join("+")))
        });
        let rows: Vec<String> = rows.collect();
        let rows = if table.not_available.is_some() { "-".to_string() } else { rows.join(" ") };
        format!("{id} {rows}").trim().to_string()
    };
    counted.tables.iter().map(said).collect()
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_string).collect()
}

#[test]
fn without_rows_every_count_is_0_and_every_middle_value_is_not_available() {
    let none = Rows {
        episodes: [""; 3],
        reviews: [""; 3],
        header: "",
        log: "",
        officers: "",
        posts: "",
        allocations: "",
        disputes: "",
    };
    let counted = report(&none).counted();
    assert_eq!(
        figures(&counted),
        lines(
            "cafcass_referrals 0
             checks_between_reviews 0/0
             children_attending_reviews 0/0
             children_balance_difference 0.000
             children_giving_views_at_reviews 0/0
             children_leaving 0
             children_looked_after 0
             children_looked_after_during_period 0
             children_looked_after_per_10k 0/10000
             children_never_reviewed 0/0
             children_per_officer -
             children_reviewed 0
             children_starting 0
             children_taking_part_in_every_review 0/0
             children_with_change_of_officer 0/0
             children_with_every_review_on_time 0/0
             days_late -
             dispute_days_open -
             dispute_days_to_resolve -
             disputes_open 0
             disputes_over_20_days 0
             disputes_raised 0
             informal_challenges 0
             officer_length_of_service -
             officer_named_within_5_days 0/0
             officers_agency_fte 0.000
             officers_fte 0.000
             officers_headcount 0
             officers_leaving 0
             officers_raising_disputes 0
             officers_starting 0
             officers_turnover 0/0
             review_records_on_time 0/0
             reviews_held 0
             reviews_held_late 0/0
             reviews_held_on_time 0/0
             reviews_not_judged 0/0
             reviews_overdue 0
             same_placement_two_years 0/0
             three_or_more_placements 0/0
             unaccompanied_children 0/0
             vacant_fte 0.000"
        )
    );
    // Of no days there is no middle, least or greatest.
    let filled: Vec<String> = tables(&counted).into_iter().filter(|table| table.contains('=')).collect();
    assert_eq!(filled, ["dispute_days_to_resolve_by_stage total=-+-+-"]);
}

#[test]
fn one_child_is_counted_once_wherever_it_belongs() {
    // A girl of 11 in one home and with one officer since June 2023. Reviewed on 3 September 2025, within six months of 5 March, and on
    // 10 March 2026, seven days after the six months from 3 September.
    let one = Rows {
        episodes: ["a,01/06/2023,S,C2,U6,,"; 3],
        reviews: [
            "a,26/06/2023,PN1 a,20/09/2023,PN1 a,15/03/2024,PN1",
            "a,10/09/2024,PN1 a,05/03/2025,PN1",
            "a,03/09/2025,PN1 a,10/03/2026,PN3",
        ],
        header: "a,2,10/05/2014,WBRI",
        log: "a,03/09/2025,10/09/2025,,yes,yes,\na,10/03/2026,20/03/2026,Illness,,no,yes",
        officers: "o1,IRO,0.5,1,01/04/2020,,permanent,F,White",
        posts: "IRO,1.5",
        allocations: "a,o1,01/06/2023,",
        // From Monday 2 June: 3, 4, 5, 6, 9, 10, 11 and 12 June. The other is of the year after.
        disputes: "formal,02/06/2026,o1,Plan,Stage 1,,,no\nformal,02/06/2025,o1,Plan,Stage 1,Agreed,12/06/2025,no",
    };
    let counted = report(&one).counted();
    assert_eq!(
        figures(&counted),
        lines(
            "cafcass_referrals 0
             checks_between_reviews 1/1
             children_attending_reviews 2/2
             children_balance_difference 0.000
             children_giving_views_at_reviews 2/2
             children_leaving 0
             children_looked_after 1
             children_looked_after_during_period 1
             children_looked_after_per_10k 1/10000
             children_never_reviewed 0/1
             children_per_officer 1 for 0.500
             children_reviewed 1
             children_starting 0
             children_taking_part_in_every_review 1/1
             children_with_change_of_officer 0/1
             children_with_every_review_on_time 0/1
             days_late 7.000 of 1
             dispute_days_open -
             dispute_days_to_resolve 8.000 of 1
             disputes_open 0
             disputes_over_20_days 0
             disputes_raised 1
             informal_challenges 0
             officer_length_of_service 5.917 of 1
             officer_named_within_5_days 0/0
             officers_agency_fte 0.000
             officers_fte 0.500
             officers_headcount 1
             officers_leaving 0
             officers_raising_disputes 1
             officers_starting 0
             officers_turnover 0/1
             review_records_on_time 2/2
             reviews_held 2
             reviews_held_late 1/2
             reviews_held_on_time 1/2
             reviews_not_judged 0/2
             reviews_overdue 0
             same_placement_two_years 1/1
             three_or_more_placements 0/1
             unaccompanied_children 0/1
             vacant_fte 1.000"
        )
    );
    assert_eq!(
        tables(&counted),
        lines(
            "children_balance start=1 end=1
             children_by_age 10-15=1 total=1
             children_by_age_and_sex 10-15=1+1 total=1+1
             children_by_ethnic_group White=1 total=1
             children_by_legal_status full_care_order=1 total=1
             children_by_need N1=1 total=1
             children_by_number_of_officers 1=1 total=1
             children_by_number_of_placements 0-1=1 total=1
             children_by_placement foster_other=1 total=1
             children_by_sex F=1 total=1
             children_starting_by_age
             dispute_days_to_resolve_by_stage Stage 1=1+8000m+8000m+8000m total=1+8000m+8000m+8000m
             disputes_by_outcome Agreed=1 total=1
             disputes_by_stage Stage 1=1 total=1
             disputes_by_theme Plan=1 total=1
             disputes_open_by_age
             late_review_reasons Illness=1 total=1
             officers_by_ethnic_group White=1 total=1
             officers_by_sex F=1 total=1
             parents_taking_part mother=1+1
             participation_by_code PN1=1 PN3=1 total=2
             posts_by_role iro=1500m+500m+1000m total=1500m+500m+1000m
             reviews_by_order later=2 total=2"
        )
    );
}

#[test]
fn what_nobody_recorded_is_unknown_and_never_dropped() {
    // Three children of whom nothing is known but that they are in care; their reviews say nothing either.
    let unknown = Rows {
        episodes: ["", "", "a,01/06/2025,S,?,?,, b,01/06/2025,S,,,, c,01/06/2025,S,ZZ,ZZ,,"],
        reviews: ["", "", "a,20/06/2025, b,20/06/2025,?? c,20/06/2025,"],
        header: "",
        log: "a,20/06/2025,,,,,\nb,20/06/2025,,,,,\nc,20/06/2025,,,,,",
        officers: "o1,,,,,,,,\no2,,,,,,,,",
        posts: "IRO,",
        allocations: "a,,01/06/2025,\nb,,01/06/2025,\nc,,01/06/2025,",
        disputes: ",02/06/2025,,,,,,\n,02/06/2025,,,,,,",
    };
    let counted = report(&unknown).counted();
    assert_eq!(counted.count("children_looked_after"), 3);
    assert_eq!(counted.count("reviews_held"), 3);
    assert_eq!(counted.count("disputes_raised"), 2);
    for (id, unknown, total) in [
        ("children_by_age", "unknown", 3),
        ("children_by_ethnic_group", "unknown", 3),
        ("children_by_sex", "unknown", 3),
        ("children_by_legal_status", "unknown", 3),
        ("children_by_placement", "unknown", 3),
        ("children_starting_by_age", "unknown", 3),
        ("participation_by_code", "not recorded", 3),
        ("disputes_by_theme", "not recorded", 2),
        ("disputes_by_stage", "not recorded", 2),
    ] {
        assert_eq!(counted.rows(id), [(unknown, total), ("total", total)], "{id}");
    }
    // A share of what nobody recorded keeps them in its base.
    assert_eq!(counted.share("children_attending_reviews"), (0, 3));
}
