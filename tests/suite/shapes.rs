//! The same return as CSV files and as XML files gives the same figures.

use super::{SMALLEST, printed, program};
use serde_json::Value;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// Rows of Episodes of two collection years: child, start, RNE, LS, CIN, PLACE, end, REC.
const EPISODES: [&str; 2] = [
    "A1,03/06/2024,S,V2,N1,U6,10/01/2025,X1\nA1,10/01/2025,L,C2,N1,U6,,\nA2,05/08/2024,S,C1,N5,K2,,\n\
     A3,01/02/2023,P,C2,N1,U4,14/03/2025,E4A\nA4,06/01/2025,S,E1,N1,A6,,\n",
    "A1,10/01/2025,L,C2,N1,U6,,\nA2,05/08/2024,S,C1,N5,K2,20/10/2025,X1\nA2,20/10/2025,P,C2,N5,U6,,\n\
     A4,06/01/2025,S,E1,N1,A6,02/06/2025,E12\nA5,02/06/2025,S,J1,N6,K1,,\nA6,08/12/2025,S,V2,N8,K3,,\n",
];

/// Rows of Reviews: child, day, code.
const REVIEWS: [&str; 2] = [
    "A1,28/06/2024,PN1\nA1,30/09/2024,PN1\nA2,02/09/2024,PN3\nA2,04/12/2024,PN5\nA3,02/10/2024,PN0\nA4,31/01/2025,PN0\n",
    "A1,28/05/2025,PN1\nA1,27/11/2025,PN2\nA2,02/06/2025,PN4\nA2,04/12/2025,\nA4,28/04/2025,PN0\nA5,30/06/2025,PN7\nA5,02/10/2025,PN6\n",
];

/// Rows of Header: child, sex, date of birth, ethnic group.
const HEADERS: [&str; 2] = [
    "A1,F,14/03/2013,WBRI\nA2,M,02/02/2010,BAFR\nA3,M,20/05/2021,MWBC\nA4,F,11/11/2023,WBRI\n",
    "A1,F,14/03/2013,WBRI\nA2,M,02/02/2010,BAFR\nA4,F,11/11/2023,WBRI\nA5,M,09/09/2008,APKN\nA6,M,01/01/2009,OOTH\n",
];

/// Rows of UASC: child, end of the status.
const UASC: [&str; 2] = ["A2,02/02/2025\n", "A6,\n"];

const YEARS: [&str; 2] = ["2024-25", "2025-26"];

fn folder(files: &[(String, String)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("report.yaml"), SMALLEST).unwrap();
    for (name, text) in files {
        let file = folder.path().join("data/ssda903").join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    folder
}

/// The figures and tables, without the counts of findings: a shape may be remarked upon.
fn figures(folder: &Path) -> (Value, Value) {
    let document: Value =
        serde_json::from_str(&printed(folder, &["figures", "--json", "--edition", "restricted"])).unwrap();
    (document["figures"].clone(), document["tables"].clone())
}

/// The CSV files of one year, each with its name and text.
fn csv(at: usize) -> [(&'static str, String); 4] {
    [
        ("episodes", format!("CHILD,DECOM,RNE,LS,CIN,PLACE,DEC,REC\n{}", EPISODES[at])),
        ("reviews", format!("CHILD,REVIEW,REVIEW_CODE\n{}", REVIEWS[at])),
        ("header", format!("CHILD,SEX,DOB,ETHNIC\n{}", HEADERS[at])),
        ("uasc", format!("CHILD,DUC\n{}", UASC[at])),
    ]
}

/// As the return's CSV files, in a folder for each year.
fn as_csv() -> Vec<(String, String)> {
    let of_year = |at: usize| csv(at).map(|(name, text)| (format!("{}/{name}.csv", YEARS[at]), text));
    (0..2).flat_map(of_year).collect()
}

/// The cells of rows.
fn cells(rows: &str) -> impl Iterator<Item = Vec<&str>> {
    rows.lines().map(|line| line.split(',').collect())
}

/// As the return's one XML file a year, the file's name saying nothing.
fn as_xml() -> Vec<(String, String)> {
    let one = |at: usize| {
        let unaccompanied = |child: &str| cells(UASC[at]).find(|row| row[0] == child).map(|row| row[1].to_string());
        let mut text = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<EXPSSDA903>\n");
        for child in cells(HEADERS[at]) {
            text += &format!(
                "<CHILD><HEADER><CHILDID>{}</CHILDID><SEX>{}</SEX><DOB>{}</DOB><ETHNIC>{}</ETHNIC>\n",
                child[0], child[1], child[2], child[3]
            );
            match unaccompanied(child[0]) {
                Some(ceased) => text += &format!("<UASC>1</UASC><DUC>{ceased}</DUC>\n"),
                None => text += "<UASC>0</UASC>\n",
            }
            for row in cells(REVIEWS[at]).filter(|row| row[0] == child[0]) {
                text +=
                    &format!("<AREVIEW><REVIEW>{}</REVIEW><REVIEW_CODE>{}</REVIEW_CODE></AREVIEW>\n", row[1], row[2]);
            }
            text += "</HEADER>\n";
            for row in cells(EPISODES[at]).filter(|row| row[0] == child[0]) {
                let names = ["DECOM", "RNE", "LS", "CIN", "PL", "DEC", "REC"];
                let values: Vec<String> =
                    names.iter().zip(&row[1..]).map(|(name, cell)| format!("<{name}>{cell}</{name}>")).collect();
                text += &format!("<EPISODE>{}</EPISODE>\n", values.join(""));
            }
            text += "</CHILD>\n";
        }
        (format!("export{at}.xml"), text + "</EXPSSDA903>\n")
    };
    vec![one(0), one(1)]
}

#[test]
fn the_return_as_xml_files_gives_the_figures_of_its_csv_files() {
    let plain = figures(folder(&as_csv()).path());
    // A few by hand, so that the two do not merely agree on nothing: A1, A2, A5 and A6 are in care on 31 March 2026; seven reviews.
    let value = |id: &str| plain.0[id]["value"].clone();
    assert_eq!(value("children_looked_after"), 4, "{}", plain.0["children_looked_after"]);
    assert_eq!(value("reviews_held"), 7);
    let other = figures(folder(&as_xml()).path());
    for (id, figure) in plain.0.as_object().unwrap() {
        assert_eq!(&other.0[id], figure, "{id}");
    }
    for (id, table) in plain.1.as_object().unwrap() {
        assert_eq!(&other.1[id], table, "{id}");
    }
}

#[test]
fn a_broken_xml_file_stops_the_report_in_plain_words() {
    let mut files = as_xml();
    let cut = files[1].1.len() / 2;
    files[1].1.truncate(cut);
    let folder = folder(&files);
    let output = program(folder.path(), &["check"]).assert().code(1).get_output().stdout.clone();
    let said = String::from_utf8(output).unwrap();
    assert!(said.contains("the file is cut off"), "{said}");
    assert!(said.contains("export the return's XML file again"), "{said}");
}
