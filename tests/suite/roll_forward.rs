//! Next year's folder out of this year's.

use super::{copy, example, program};
use std::fs;

#[test]
fn next_years_folder_of_the_example_makes_a_draft_but_no_final_version() {
    let place = tempfile::tempdir().unwrap();
    let (old, new) = (place.path().join("old"), place.path().join("new"));
    copy(&example(), &old);
    let paths = [&old, &new].map(|path| path.to_str().unwrap());
    program(place.path(), &["roll-forward", paths[0], paths[1]]).assert().success();
    // Words that name answers of an audit that is not held yet can be read all the same.
    assert!(fs::read_to_string(new.join("narrative/main_points.md")).unwrap().contains("{{ audit."));
    program(&new, &["build"]).assert().success();
    let refused = program(&new, &["build", "--final"]).assert().code(1).get_output().stderr.clone();
    let said = String::from_utf8(refused).unwrap();
    for file in ["report.yaml", "narrative/main_points.md"] {
        let finding = format!("[words-carried-over]: the words in this file are last year's\n  where: {file}, row 1");
        assert!(said.contains(&finding), "{said}");
    }
    // What was answered for one year is not answered for the next.
    assert!(said.contains("area H6"), "{said}");
    // Nothing that exists is overwritten.
    program(place.path(), &["roll-forward", paths[0], paths[1]]).assert().code(2);
}
