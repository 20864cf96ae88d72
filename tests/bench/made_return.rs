//! A national return of any size, made of rules: the same number of children always gives the same files.

use std::fmt::Write as _;

/// A file of the return: its path below the report's folder, and its text.
pub struct MadeFile {
    /// Such as `data/ssda903/2025-26/reviews.csv`.
    pub path: String,
    /// Headings and rows.
    pub text: String,
}

/// The order of the rows in each file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum RowOrder {
    /// Child after child, the same in every file, as systems export them.
    ByChild,
    /// Any.
    Shuffled,
}

/// The Header, Episodes and Reviews of three years, with all their columns.
///
/// Every child comes into care on a day that follows from its number, moves once a year, is reviewed on time or a few days late, and stays
/// or leaves. There are three different episodes and nearly six reviews a child.
pub fn files(children: u32, order: RowOrder) -> Vec<MadeFile> {
    let mut files = Vec::new();
    for year in [2024_i16, 2025, 2026] {
        let of_year = OfYear::of(children, year);
        let folder = format!("data/ssda903/{}-{}", year - 1, year % 100);
        for (name, headings, mut rows) in [
            ("header", "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB", of_year.header),
            (
                "episodes",
                "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN",
                of_year.episodes,
            ),
            ("reviews", "CHILD,DOB,REVIEW,REVIEW_CODE", of_year.reviews),
        ] {
            if order == RowOrder::Shuffled {
                fastrand::Rng::with_seed(7).shuffle(&mut rows);
            }
            let text = format!("{headings}\n{}\n", rows.join("\n"));
            files.push(MadeFile { path: format!("{folder}/{name}.csv"), text });
        }
    }
    files
}

/// The rows of one year.
#[derive(Default)]
struct OfYear {
    header: Vec<String>,
    episodes: Vec<String>,
    reviews: Vec<String>,
}

impl OfYear {
    fn of(children: u32, year: i16) -> OfYear {
        let mut rows = OfYear::default();
        for child in 0..children {
            let first = 2024 + i16::try_from(child % 3).unwrap_or_default();
            if year >= first {
                rows.child(child, year, year == first);
            }
        }
        rows
    }

    /// The child comes in May, moves in November of every year, and one in four leaves in the last January.
    fn child(&mut self, child: u32, year: i16, is_first: bool) {
        let sex = if child.is_multiple_of(2) { "F" } else { "M" };
        let ethnic = ["WBRI", "MWBC", "APKN", "BAFR", "OOTH", "NOBT"][(child % 6) as usize];
        let born = format!("{:02}/{:02}/{}", child % 28 + 1, child % 12 + 1, 2008 + child % 16);
        self.header.push(format!("T{child},{sex},{born},{ethnic},A{:012},0,", u64::from(child) * 7919));

        let (status, home) = (["C2", "V2", "C1"][(child % 3) as usize], ["U4", "U1", "K2", "P1"][(child % 4) as usize]);
        let day = child % 28 + 1;
        let (came, reason) = if is_first {
            (format!("{day:02}/05/{}", year - 1), "S")
        } else {
            (format!("{day:02}/11/{}", year - 2), "P")
        };
        let moved = format!("{day:02}/11/{}", year - 1);
        let leaves = child.is_multiple_of(4) && year == 2026;
        let (end, why) = if leaves { (format!("{day:02}/01/2026"), "E3") } else { Default::default() };
        for (start, reason, end, why, place) in [(came, reason, moved.clone(), "X1", 0), (moved, "P", end, why, 1)] {
            let mut row = format!("T{child},{start},{reason},{status},N1,{home},PR1,{end},{why},,");
            let number = child % 5000 + place;
            let _ = write!(row, "ZZ{} {}ZZ,ZZ{} {}ZZ,", child % 97, child % 9, number % 97, number % 9);
            let _ = write!(row, "SC{:06}", 400_000 + number);
            self.episodes.push(row);
        }

        let held = match (is_first, child % 9) {
            (true, _) => ["28/05", "25/08", "20/02"],
            (false, 0) => ["30/08", "20/12", "28/02"],
            (false, _) => ["15/08", "10/12", "01/02"],
        };
        for (day_and_month, later) in held.into_iter().zip([1, 1, 0]) {
            if leaves && later == 0 {
                continue;
            }
            let code = ["PN1", "PN2", "PN6", "PN7"][(child % 4) as usize];
            self.reviews.push(format!("T{child},{born},{day_and_month}/{},{code}", year - later));
        }
    }
}
