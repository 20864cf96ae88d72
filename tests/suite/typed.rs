//! What a person types in, what was published before, and what others published: from the file to the page.

use super::{SMALLEST, printed, program};
use serde_json::Value;
use std::fs;
use tempfile::TempDir;

/// A folder with the order of three lines, more lines of it, and these files.
fn folder(order: &str, files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("report.yaml"), format!("{SMALLEST}{order}")).unwrap();
    for (file, text) in files {
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn figures(folder: &TempDir, edition: &str) -> Value {
    serde_json::from_str(&printed(folder.path(), &["figures", "--json", "--edition", edition])).unwrap()
}

/// The findings of a code, as they are said.
fn said(folder: &TempDir, code: &str) -> Vec<String> {
    let output = program(folder.path(), &["check", "--json"]).output().unwrap();
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = document["findings"].as_array().unwrap();
    findings.iter().filter(|one| one["code"] == code).map(|one| one["what"].as_str().unwrap().to_string()).collect()
}

fn cells<'v>(table: &'v Value, row: &str) -> Vec<&'v str> {
    let row = table["rows"].as_array().unwrap().iter().find(|known| known["key"] == row).unwrap();
    row["cells"].as_array().unwrap().iter().map(|cell| cell["display"].as_str().unwrap()).collect()
}

const FIGURES: &str = "id,label,value,unit,numerator,denominator,period,source,protected\n\
    reviews_held,,590,,,,2025-26,Case system,\n\
    reviews_held_on_time,,97.5,percent,194,199,,Cover report,\n\
    service_budget,Budget of the service,849000,gbp,,,,Finance,no\n\
    short_breaks,Reviews of short breaks,3,,,,,Diary,\n\
    latest_views,Views at the latest review,98.2,percent,480,492,,Case system,\n";

#[test]
fn a_typed_in_figure_stands_in_where_its_source_is_missing() {
    let folder = folder("", &[("data/figures.csv", FIGURES)]);
    let document = figures(&folder, "public");
    let figure = |id: &str, key: &str| document["figures"][id][key].clone();
    assert_eq!(figure("reviews_held", "display"), "590");
    assert_eq!(figure("reviews_held", "source"), "Typed in, source: Case system");
    assert_eq!(figure("reviews_held_on_time", "display"), "97.5%");
    assert_eq!(figure("reviews_held_on_time", "numerator"), 194);
    assert_eq!(
        (figure("service_budget", "display"), figure("service_budget", "unit")),
        ("£849,000".into(), "gbp".into())
    );
    assert_eq!(figure("service_budget", "value"), 849_000);
    // Three is a small number of reviews: protected, since nothing says otherwise.
    assert_eq!(figure("short_breaks", "display"), "[c]");
    assert_eq!(figures(&folder, "restricted")["figures"]["short_breaks"]["display"], "3");
    // 480 of 492 is 97.56: what follows from the counts is printed.
    assert_eq!(figure("latest_views", "display"), "97.6%");
    let follow = said(&folder, "percentage-does-not-follow");
    assert_eq!(follow, ["`latest_views` is typed in as 98.2%, but 480 of 492 is 97.6%"]);
}

#[test]
fn a_typed_in_figure_gives_way_to_the_counted_one_and_both_are_said() {
    let folder = super::bare(&["2023-24", "2024-25", "2025-26"]);
    fs::write(folder.path().join("data/figures.csv"), "id,label,value\nreviews_held,,17\nchildren_looked_after,,1\n")
        .unwrap();
    let document = figures(&folder, "public");
    let counted = document["figures"]["reviews_held"]["value"].clone();
    assert_ne!(counted, 17);
    let differing = said(&folder, "typed-figure-differs");
    assert_eq!(differing[0], format!("`reviews_held` is typed in as 17, but the files give {counted}"));
    assert_eq!(differing.len(), 2);
}

#[test]
fn small_numbers_of_a_typed_in_table_are_hidden_with_what_would_give_them_away() {
    let rows = "Home,Children,Percent,England percent\nFoster,120,60,70\nKin,65,32.5,20\nSecure,3,1.5,2\nOther,12,6,8\nTotal,200,100,100\n";
    let about = "title: Homes\npercentages: {Percent: Children}\npublished: [England percent]\n";
    let table = ("data/tables/homes.csv", rows);
    let document = figures(&folder("", &[table, ("data/tables/homes.yaml", about)]), "public");
    let homes = &document["tables"]["homes"];
    // Beside the 3 the next smallest, and the shares of both.
    assert_eq!(cells(homes, "Foster"), ["120", "60%", "70%"]);
    assert_eq!(cells(homes, "Kin"), ["65", "32.5%", "20%"]);
    assert_eq!(cells(homes, "Secure"), ["[c]", "[c]", "2%"]);
    assert_eq!(cells(homes, "Other"), ["[c]", "[c]", "8%"]);
    assert_eq!(cells(homes, "Total"), ["200", "100%", "100%"]);
    let open = format!("{about}protected: no\n");
    let document = figures(&folder("", &[table, ("data/tables/homes.yaml", &open)]), "public");
    assert_eq!(cells(&document["tables"]["homes"], "Secure"), ["3", "1.5%", "2%"]);
}

#[test]
fn totals_and_percentages_of_a_table_are_checked() {
    let rows =
        "Home,Girls,Boys,All,Percent\nFoster,60,60,120,60\nKin,30,35,66,33\nOther,5,10,15,8\nTotal,95,106,201,100\n";
    let about = "total_columns: [All]\npercentages: {Percent: All}\n";
    let folder = folder("", &[("data/tables/homes.csv", rows), ("data/tables/homes.yaml", about)]);
    assert_eq!(
        said(&folder, "total-does-not-add"),
        [
            // 30 and 35; 60, 35 and 10.
            "the total is typed in as 66, but the 2 columns beside it add up to 65",
            "the total is typed in as 106, but the 3 rows above or below it add up to 105",
        ]
    );
    // 15 of 201 is 7.46.
    assert_eq!(said(&folder, "percentage-does-not-follow"), ["the percentage is typed in as 8%, but 15 of 201 is 7%"]);
}

#[test]
fn words_can_name_what_was_typed_in() {
    let files = [
        ("data/figures.csv", FIGURES),
        ("data/tables/homes.csv", "Home,Children,Percent\nFoster,120,60\nKin,80,40\nTotal,200,100\n"),
        (
            "narrative/service.md",
            "We cost {{ service_budget }}. {{ homes[\"Kin\"] }} of {{ homes.total }} live with kin, {{ homes[\"Kin\"].percent }} \
             or {{ homes[\"kin\"][\"Percent\"] }}, see [](table:homes).\n\n![](table:homes)\n",
        ),
        ("charts/homes.yaml", "kind: bar\ntitle: Homes\nsubtitle: Children\nbars: {table: homes, column: Children}\n"),
    ];
    let folder = folder("", &files);
    assert_eq!(said(&folder, "template-fault"), Vec::<String>::new());
    let unused = said(&folder, "typed-in-not-used");
    assert!(unused.iter().any(|said| said.contains("`short_breaks`")), "{unused:?}");
    assert!(!unused.iter().any(|said| said.contains("`homes`") || said.contains("`service_budget`")), "{unused:?}");
    let drafted = iro_report::report::draft(
        folder.path(),
        iro_report::disclosure::Edition::Public,
        iro_report::document::tree::Status::Draft,
    );
    let document = format!("{:?}", drafted.unwrap().unwrap().document.unwrap());
    for text in ["£849,000", "80", "200", "40%", "Homes"] {
        assert!(document.contains(&format!("text: \"{text}\"")) || document.contains(text), "{text}");
    }
}

#[test]
fn provisional_figures_carry_their_marker() {
    let folder = folder(
        "provisional: yes\nextracted_on: 2026-05-29\n",
        &[
            ("data/posts.csv", "role,established_fte\nOfficer,9\n"),
            ("data/officers.csv", "officer,role,fte\nA,Officer,1\n"),
            ("data/figures.csv", FIGURES),
        ],
    );
    let document = figures(&folder, "public");
    assert_eq!(document["report"]["provisional"], true);
    assert_eq!(document["report"]["extracted_on"], "2026-05-29");
    assert_eq!(document["figures"]["officers_fte"]["marker"], "[p]");
    assert_eq!(document["figures"]["service_budget"]["marker"], Value::Null);
    assert_eq!(document["tables"]["posts_by_role"]["marker"], "[p]");
}

#[test]
fn a_target_says_on_which_side_the_figure_is_to_be() {
    let typed = ("data/figures.csv", "id,label,value\nreviews_overdue,,7\nreviews_held,,590\n");
    let words =
        ("narrative/timeliness.md", "So {{ reviews_overdue.against_target }}; {{ reviews_held.against_target }}.\n");
    let order = "targets: {reviews_overdue: {at_most: 5}, reviews_held: {at_least: 590}}\n";
    let with = folder(order, &[typed, words]);
    let explained = printed(with.path(), &["explain", "reviews_overdue"]);
    assert!(explained.contains("Target: no more than 5, not met"), "{explained}");
    assert!(printed(with.path(), &["explain", "reviews_held"]).contains("Target: 590, met"));
    let without = folder("targets: {reviews_overdue: 5}\n", &[typed]);
    assert_eq!(
        said(&without, "bad-target"),
        ["`targets` sets 5 for `reviews_overdue`, but does not say whether that is the most or the least"]
    );
}

const HISTORY: &str = "id,row,column,period,value,numerator,denominator,marker\n";

#[test]
fn history_is_checked_against_itself() {
    let rows = "reviews_held,,,2021-22,500,,,\nreviews_held,,,2023/24,560,,,r\nreviews_held,,,2024-25,580,,,\n\
        reviews_held,,,2024-25,581,,,\nreviews_held_on_time,,,2024-25,90.1,91,100,\nreviews_held_on_time,,,2026-27,90.1,,,\n\
        children_by_sex,M,children,2024-25,30,,,\nchildren_by_sex,F,children,2024-25,20,,,\nchildren_by_sex,total,children,2024-25,51,,,\n";
    let folder = folder("", &[("data/figures.csv", FIGURES), ("data/history.csv", &format!("{HISTORY}{rows}"))]);
    assert_eq!(said(&folder, "missing-year"), ["2022-23 is missing between two years of `reviews_held`"]);
    assert_eq!(said(&folder, "duplicate-row"), ["a row above gives a value for the same figure and year"]);
    assert_eq!(said(&folder, "percentage-does-not-follow")[1..], ["90.1% was published, but 91 of 100 is 91.0%"]);
    assert_eq!(said(&folder, "history-not-earlier"), ["2026-27 is not before 2025-26, the year of this report"]);
    assert_eq!(
        said(&folder, "total-does-not-add"),
        ["the total of `children_by_sex` for 2024-25 is 51, but its 2 rows add up to 50"]
    );
}

#[test]
fn no_change_is_stated_across_a_break_and_a_revised_value_says_so() {
    let change = |rows: &str| {
        let folder = folder("", &[("data/figures.csv", FIGURES), ("data/history.csv", &format!("{HISTORY}{rows}"))]);
        let document = figures(&folder, "public");
        let figure = document["figures"]["reviews_held"].clone();
        (figure["previous"]["value"].clone(), figure["previous"]["marker"].clone(), figure["change"].clone())
    };
    assert_eq!(change("reviews_held,,,2024-25,560,,,\n"), (560.into(), Value::Null, 30.into()));
    assert_eq!(change("reviews_held,,,2024-25,560,,,r\n"), (560.into(), "[r]".into(), 30.into()));
    assert_eq!(change("reviews_held,,,2024-25,560,,,b\n"), (560.into(), "[b]".into(), Value::Null));
    // A row of this year without a value says that it is counted in a new way.
    let broken_now = "reviews_held,,,2024-25,560,,,\nreviews_held,,,2025-26,,,,b\n";
    assert_eq!(change(broken_now), (560.into(), Value::Null, Value::Null));
}

#[test]
fn an_earlier_figure_is_restated_only_when_the_order_says_so() {
    let with = |order: &str| {
        let folder = super::bare(&["2023-24", "2024-25", "2025-26"]);
        fs::write(folder.path().join("report.yaml"), format!("{SMALLEST}{order}")).unwrap();
        let history = format!("{HISTORY}children_looked_after,,,2024-25,9999,,,\n");
        fs::write(folder.path().join("data/history.csv"), history).unwrap();
        let document = figures(&folder, "public");
        (document["figures"]["children_looked_after"]["previous"].clone(), said(&folder, "history-differs"))
    };
    let (previous, found) = with("");
    assert_eq!((previous["value"].clone(), previous["marker"].clone()), (9999.into(), Value::Null));
    assert_eq!(found.len(), 1);
    let (previous, found) = with("restate: yes\n");
    let counted = previous["value"].as_u64().unwrap();
    assert!(counted < 9999 && previous["marker"] == "[r]");
    assert_eq!(
        found,
        [format!("`children_looked_after` for 2024-25 is 9,999 in the history, but {counted} from that year's return")]
    );
}

#[test]
fn others_may_be_a_range_or_about_a_number() {
    let rows = "id,period,value,who,low,high,qualifier\nreviews_held_on_time,2024-25,90,England,,,over\n\
        reviews_held_on_time,2024-25,,Neighbours,88,91,\nreviews_held_on_time,2024-25,about 88,East,,,\n\
        reviews_held,2024-25,,England,9,3,\n";
    let words = "{{ reviews_held_on_time.england }}; {{ reviews_held_on_time.neighbours }}; \
        {{ reviews_held_on_time.others[\"East\"] }}.\n";
    let folder = folder(
        "",
        &[("data/figures.csv", FIGURES), ("data/comparators.csv", rows), ("narrative/timeliness.md", words)],
    );
    assert_eq!(said(&folder, "bad-range"), ["the lower end of the range is above the upper one"]);
    let drafted = iro_report::report::draft(
        folder.path(),
        iro_report::disclosure::Edition::Public,
        iro_report::document::tree::Status::Draft,
    );
    let document = format!("{:?}", drafted.unwrap().unwrap().document.unwrap());
    for text in ["more than 90%", "between 88% and 91%", "about 88%"] {
        assert!(document.contains(&format!("text: \"{text}\"")), "{text}");
    }
}
