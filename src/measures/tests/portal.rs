//! What the reports of the national portal add to a return, and what can be counted from them alone.

use super::{Files, files};

impl Files {
    /// Rows of the extended review: child, review, participation, start of the latest period of care, end, REC.
    fn extended_review(self, year: i16, rows: &str) -> Files {
        self.returned("extended", year, "CHILD_LA_CODE,REVIEW_DATE,PARTICIPATION,D_LAST_POC,D_DEC,REC", rows)
    }

    /// Rows of the report of 31 March: child, start of the episode, legal status, placement, sex, date of birth.
    fn looked_after(self, year: i16, rows: &str) -> Files {
        self.returned("stock", year, "CHILD_LA_CODE,DECOM,LEGAL_STATUS,PLACEMENT_TYPE,SEX,DOB,CIN,ETHNIC_CODE", rows)
    }

    /// Rows of the report of starters: child, start of the period of care.
    fn started(self, year: i16, rows: &str) -> Files {
        self.returned("started", year, "CHILD_LA_CODE,POC_START", rows)
    }
}

/// In care since 2 December 2024. The return of 2025-26 has the episode that began on 3 February 2025 and not the one before it; no
/// Episodes of 2024-25 are there, but its Reviews are.
fn begun_last_year() -> Files {
    files()
        .episodes(2026, "a,03/02/2025,P,C2,U6,,")
        .reviews(2025, "a,30/12/2024,PN1 a,25/03/2025,PN1")
        .reviews(2026, "a,20/09/2025,PN1")
}

#[test]
fn a_start_from_the_extended_review_lets_reviews_be_judged() {
    // The first is outside every episode known. The second is the first known in care; the third could be second or later, due
    // on 25 June or on 25 September 2025.
    assert_eq!(begun_last_year().judged(), ["unknown not judged"; 3]);
    // Due on 2 January, 30 March and 25 September.
    let with = begun_last_year().extended_review(2026, "a,20/09/2025,PN1,02/12/2024,,");
    assert_eq!(with.judged(), ["first on time", "second on time", "later on time"]);
    let counted = with.counted();
    assert_eq!(counted.finding_codes(), ["care-start-learnt"]);
    assert!(counted.findings[0].what.contains("for 1 child whose"), "{}", counted.findings[0].what);
    assert_eq!(counted.count("children_starting"), 0);
}

#[test]
fn a_start_is_learnt_only_from_a_report_that_reaches_the_first_episode() {
    // A report of 2023-24 may speak of an earlier time in care.
    assert_eq!(
        begun_last_year().extended_review(2024, "a,01/03/2024,PN1,02/12/2023,,").judged(),
        ["unknown not judged"; 4]
    );
    // One after the first episode cannot be its start.
    let later = begun_last_year().extended_review(2026, "a,20/09/2025,PN1,04/02/2025,,");
    assert_eq!(later.judged(), ["unknown not judged"; 3]);
    assert_eq!(later.counted().finding_codes(), ["portal-start-differs"]);
    // The report of starters of the year before says the same.
    let started = begun_last_year().started(2025, "a,02/12/2024");
    assert_eq!(started.judged(), ["first on time", "second on time", "later on time"]);
}

#[test]
fn a_start_that_contradicts_the_episodes_is_a_finding_and_the_episodes_hold() {
    let year = files()
        .episodes(2026, "a,02/06/2025,S,C2,U6,, b,02/06/2025,S,C2,U6,01/08/2025,E8 b,01/09/2025,S,C2,U6,,")
        .reviews(2026, "a,30/06/2025,PN1");
    // Two rows that say the same are one finding. The second start of b is its latest.
    let right = year.clone().extended_review(2026, "a,30/06/2025,PN1,02/06/2025,, b,10/09/2025,PN1,01/09/2025,,");
    assert!(right.counted().findings.is_empty());
    let wrong = year
        .clone()
        .extended_review(2026, "a,30/06/2025,PN1,01/06/2025,, a,30/06/2025,PN1,01/06/2025,, b,,,02/06/2025,,");
    assert_eq!(wrong.counted().finding_codes(), ["portal-start-differs", "portal-start-differs"]);
    assert_eq!(wrong.judged(), ["first on time"]);
    // The report of starters may name either start of b.
    assert!(year.clone().started(2026, "a,02/06/2025 b,02/06/2025 b,01/09/2025").counted().findings.is_empty());
    assert_eq!(year.started(2026, "b,03/09/2025").counted().finding_codes(), ["portal-start-differs"]);
}

/// Reports alone: a and c are in care on 31 March, d too but without a review; b left on 1 December; e had left by 31 March.
fn reports_alone() -> Files {
    files()
        .extended_review(
            2026,
            "a,30/06/2025,PN1,02/06/2025,, a,30/09/2025,PN2,02/06/2025,, b,07/07/2025,PN5,02/06/2025,01/12/2025,E4A \
             c,01/05/2025,PN7,01/03/2020,01/09/2025,X1 e,20/06/2025,,02/06/2025,,",
        )
        .looked_after(
            2026,
            "a,01/09/2025,C2,U6,F,01/01/2015,N1,WBRI c,01/09/2025,C2,K2,1,01/01/2010,N1,BAFR \
             d,01/01/2026,V2,U4,M,01/01/2011,N8,ABAN",
        )
}

#[test]
fn reports_alone_give_the_reviews_and_the_children_of_31_march() {
    let counted = reports_alone().counted();
    assert_eq!(counted.finding_codes(), ["portal-reports-alone"]);
    assert_eq!(counted.count("reviews_held"), 5);
    assert_eq!(counted.count("children_looked_after"), 3);
    assert_eq!(counted.rows("children_by_sex"), [("M", 2), ("F", 1), ("total", 3)]);
    assert_eq!(counted.rows("children_by_age"), [("10-15", 2), ("16 and over", 1), ("total", 3)]);
    assert_eq!(counted.rows("children_by_placement"), [("foster_other", 2), ("childrens_home", 1), ("total", 3)]);
    // The need of the open episode was recorded when care began.
    assert_eq!(counted.rows("children_by_need").len(), 3);
    for flow in
        ["children_looked_after_during_period", "children_starting", "children_starting_by_age", "children_leaving"]
    {
        assert!(counted.missing(flow).contains("says nothing of the days before it"), "{flow}");
    }
    assert!(counted.missing("unaccompanied_children").contains("UASC"));
}

#[test]
fn reviews_of_reports_alone_are_judged_from_the_start_of_care_they_name() {
    // a: due 30 June and 30 September. b: due 30 June, 7 days late. c: the reviews since 2020 are not there. e: due 30 June.
    assert_eq!(
        reports_alone().judged(),
        ["first on time", "second on time", "first late 7", "unknown not judged", "first on time"]
    );
    // A placement for adoption on 31 March has begun nobody knows when.
    let adoption = files()
        .extended_review(2026, "a,30/06/2025,PN1,02/06/2025,, a,30/09/2025,PN2,02/06/2025,,")
        .looked_after(2026, "a,01/06/2025,E1,A6,F,01/01/2015,N1,WBRI");
    assert_eq!(adoption.judged(), ["unknown not judged", "unknown on time"]);
}
