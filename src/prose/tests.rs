//! Sentences with what is wrong in them, worked out by hand on a folder of forty children.

use crate::disclosure::Edition;
use crate::finding::Severity;
use crate::report;
use std::fs;

/// Forty children in care at 31 March 2026, each with one review in the year, the first thirty of them on time, the
/// others late; the year before there were 32 children and 38 reviews, 70% on time.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |file: &str, text: &str| {
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write(
        "report.yaml",
        "format: 1\nauthority: Example Council\nperiod: 2025-26\ntargets: {reviews_held_on_time: 95}\n",
    );
    let mut episodes = String::from("CHILD,DECOM,RNE,LS,CIN,PLACE,DEC,REC\n");
    let mut reviews = String::from("CHILD,DOB,REVIEW,REVIEW_CODE\n");
    for child in 1..=40 {
        // In care from 1 April 2025 (a Tuesday): the first review is due twenty working days later, on 1 May 2025 (Good Friday and
        // Easter Monday fall between).
        episodes.push_str(&format!("{child},01/04/2025,S,C2,N1,U6,,\n"));
        let day = if child <= 30 { "29/04/2025" } else { "30/05/2025" };
        reviews.push_str(&format!("{child},01/01/2015,{day},PN1\n"));
    }
    write("data/ssda903/2025-26/episodes.csv", &episodes);
    write("data/ssda903/2025-26/reviews.csv", &reviews);
    write(
        "data/history.csv",
        "id,row,column,period,value,numerator,denominator,marker,source\nchildren_looked_after,,,2024-25,32,,,,report\nreviews_held,,,2024-25,38,,,,report\nreviews_held_on_time,,,2024-25,70,,,,report\n",
    );
    write(
        "data/comparators.csv",
        "id,row,column,period,value,numerator,denominator,marker,source,who,low,high,qualifier\nreviews_held_on_time,,,2024-25,81,,,,return,England,,,\n",
    );
    folder
}

/// What is found in a sentence: the severity and the code of each finding about words.
fn found(words: &str) -> Vec<(Severity, &'static str, String)> {
    let folder = folder();
    fs::create_dir_all(folder.path().join("narrative")).unwrap();
    fs::write(folder.path().join("narrative/timeliness.md"), words).unwrap();
    let counted = report::count(folder.path(), Edition::Public).unwrap().unwrap();
    super::check(&counted.order, &counted.sources, &counted.dataset, &counted.figures)
        .unwrap()
        .into_iter()
        .map(|finding| (finding.severity, finding.code, finding.what))
        .collect()
}

fn codes(words: &str) -> Vec<&'static str> {
    found(words).into_iter().map(|(_, code, _)| code).collect()
}

#[test]
fn what_is_right_could_be_filled_in_by_name() {
    // 30 of 40 is 75%; a year before it was 70%.
    for (words, name) in [
        ("75% of reviews were held on time.", "`reviews_held_on_time`"),
        ("The service held forty reviews.", "`reviews_held`"),
        ("The year before, 70% of reviews were held on time.", "`reviews_held_on_time.previous`"),
        ("In England 81% of reviews were held on time.", "`reviews_held_on_time.england`"),
        ("The target for reviews held on time is 95%.", "`reviews_held_on_time.target`"),
    ] {
        let found = found(words);
        assert_eq!(found.len(), 1, "{words}: {found:?}");
        assert_eq!((found[0].0, found[0].1), (Severity::Note, "typed-number"), "{words}");
        assert!(found[0].2.contains(name), "{words}: {}", found[0].2);
    }
}

#[test]
fn what_contradicts_a_figure_is_named_with_both_numbers() {
    for (words, code, both) in [
        ("Some 78% of reviews were held on time.", "typed-number-differs", ["78%", "75%"]),
        ("The service held 42 reviews.", "typed-number-differs", ["42", "40"]),
        ("There are 32 children in care.", "typed-number-differs", ["40", "2024-25"]),
        ("In England 84% of reviews were held on time.", "typed-number-differs", ["84%", "81%"]),
        ("The target for reviews held on time is 90%.", "typed-number-differs", ["90%", "95%"]),
        ("In all 30 of 40 reviews (77%) were held on time.", "typed-sum-wrong", ["75.0%", "77%"]),
        (
            "The share rose from 70% to 75%, an increase of 5%, of reviews held on time.",
            "percent-for-points",
            ["5%", "percentage points"],
        ),
        ("Fewer reviews were held than the year before.", "direction-contradicts", ["40", "38"]),
        (
            "There were fewer reviews than last year, while children in care rose.",
            "direction-contradicts",
            ["40", "38"],
        ),
        ("There was a slight rise in children in care.", "direction-contradicts", ["40", "32"]),
        ("At 31 March 2025 there were 40 children in care.", "wrong-year", ["2024-25", "2025-26"]),
        ("Plans were good in 20202/2021.", "no-such-year", ["20202", "year"]),
        ("The audit was held in January 2024.", "date-before-period", ["January", "2024"]),
        ("There was an increase of 3% increase.", "said-twice", ["increase", "twice"]),
        // 30 of 40 were on time: the ten others were not, and nine of them would be one too few.
        ("Ten reviews were held on time.", "typed-number-differs", ["10", "30 of 40"]),
        ("Reviews were not held on time in 9 cases.", "typed-number-differs", ["9", "10 of 40"]),
        ("Only 3 reviews (75%) were held on time.", "typed-number-differs", ["3", "30 of 40"]),
        ("The number of children in care rose by 12.", "typed-number-differs", ["12", "32"]),
        ("The plan covers 2023.2026.", "no-such-year", ["2023.2026", "year"]),
        ("The first review is held within 20 days.", "benchmark-misquoted", ["20 days", "20 working days"]),
        ("Minutes go out within 15 working days.", "benchmark-misquoted", ["15", "20"]),
        ("Statutory neighbours do as well.", "wrong-word", ["statutory neighbours", "statistical neighbours"]),
        ("Of 40 reviews 3 short and 2 joint ones were left out, which leaves 36.", "typed-sum-wrong", ["35", "36"]),
        ("The reasons are in Table 3.", "typed-reference", ["table", "3"]),
        ("The QXZ team helped.", "unknown-short-form", ["QXZ", "short form"]),
        ("### What helped\n\nA.\n\n### What helped\n\nB.", "said-twice", ["heading", "twice"]),
    ] {
        let found = found(words);
        let hit = found.iter().find(|(_, found, _)| *found == code);
        let hit = hit.unwrap_or_else(|| panic!("{words}: {found:?}"));
        assert!(both.iter().all(|part| hit.2.contains(part)), "{words}: {}", hit.2);
    }
}

#[test]
fn words_about_other_things_are_left_in_peace() {
    for words in [
        "The 2021 census, published in 2022, and the census of 2011.",
        "We held two workshops for 12 carers.",
        "The first review is due within 20 working days, the second within 3 months.",
        "The Children Act 1989 and the regulations of 2010 ask for it.",
        "Caseloads should lie between 50 and 70.",
        "Of the 15 foster carers who answered, nine would do it again.",
        "{{ reviews_held_on_time }} of reviews were on time, against a target of {{ reviews_held_on_time.target }}.",
        "Next year 90 more children may come.",
        "The rate is counted per 10,000 children in care.",
        "We read the records of 12 children aged 10 to 15.",
        "Of the 20 reviews observed, six were led by the child.",
        "There were eight more children in care than the year before.",
        "Records are sent within 20 working days, and the second review is held within three months.",
        "Accommodation under section 20 of the Children Act 1989 needs consent.",
        "1. First we listen.\n2. Then we act.",
    ] {
        assert_eq!(codes(words), Vec::<&str>::new(), "{words}");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(300))]

    /// Whatever a person types, the words come back in order, numbers lie inside their sentence, and nothing panics.
    #[test]
    fn any_text_is_read(text in "(\\PC|[0-9.,%/{}#()'\u{2019}\n -]|per cent|percentage points|from|to|of|31 March|£| two | one | both | reviews|children | late ){0,60}") {
        let grammar = super::counted::Grammar::new(&crate::config::Terms::default()).unwrap();
        for sentence in super::sentence::sentences("n.md", Some(1), &text) {
            let said = grammar.said(&sentence.text, Some(&text));
            proptest::prop_assert!(said.iter().all(|said| sentence.text.get(said.from..).is_some()), "{}", sentence.text);
            let numbers = super::number::numbers(&sentence.text);
            let inside = |number: &super::number::Typed| sentence.text.get(number.from..number.to).is_some();
            proptest::prop_assert!(numbers.iter().all(inside), "{}", sentence.text);
            super::claim::arithmetic(&sentence, &numbers);
        }
    }
}
