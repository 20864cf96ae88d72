//! The national return of children who add up to published totals: their episodes and reviews, with days that the law allows.
//!
//! What a child is like stands in the columns of the list (see [`COLUMNS`]). The days are made here: a review marked late is held after its
//! last day, all others before it, and none is overdue when the year ends.

use super::sheets;
use super::sheets::Sheets;
use super::totals::{ChildrenTotals, LogTotals};
use anyhow::{Context, bail, ensure};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use std::path::Path;

/// The columns that the list of children must have.
///
/// `Came`: `long before` (in care for two and a half years or more), `before` the year, `in the year`, or in its `last weeks`. `Left`: `Yes`
/// or blank. `Age`: a band such as `5-9`, or blank where nobody knows. `Reviews`: how many in the year. `Late`: `Yes` where the first of
/// them is late. `Views`: `No` where the child gave none to one review. `Homes`: how many in the year. `Unaccompanied`: `Yes` or
/// blank.
pub const COLUMNS: [&str; 12] = [
    "Came",
    "Left",
    "Age",
    "Sex",
    "Ethnic group",
    "Legal status",
    "Home",
    "Reviews",
    "Late",
    "Views",
    "Homes",
    "Unaccompanied",
];

/// The sentence on every row.
const RECORD: &str = "reconstructed to match published totals; no row is a real child";

struct Child {
    id: String,
    born: Option<Date>,
    episodes: Vec<Episode>,
    /// Days and whether the child gave views.
    reviews: Vec<(Date, bool)>,
    line: usize,
}

struct Episode {
    from: Date,
    to: Option<Date>,
    reason_new: &'static str,
    home: String,
}

/// Writes the tables of every year below `folder`.
pub fn write(totals: &ChildrenTotals, list: &Sheets, folder: &Path) -> anyhow::Result<()> {
    let first = date(totals.year - 1, 4, 1);
    let last = date(totals.year, 3, 31);
    let cell = |line: usize, column: &str| list.cell(line, column);
    for column in COLUMNS {
        ensure!(list.has(column), "the list of children has no column {column}");
    }
    let children: Vec<Child> = (0..list.rows())
        .map(|line| child(list, line, (first, last)).with_context(|| format!("child {}", line + 1)))
        .collect::<Result<_, _>>()?;

    // Of the year before only the reviews, on which those of this year follow.
    for year in totals.year - 1..=totals.year {
        let (from, to) = (date(year - 1, 4, 1), date(year, 3, 31));
        let place = folder.join(format!("data/ssda903/{}-{:02}", year - 1, year % 100));
        let day = |day: Date| day.strftime("%d/%m/%Y").to_string();
        let in_year = |episode: &&Episode| episode.from <= to && episode.to.is_none_or(|end| end >= from);
        if year == totals.year {
            let mut table = Table::new([
                "CHILD",
                "DECOM",
                "RNE",
                "LS",
                "CIN",
                "PLACE",
                "DEC",
                "REC",
                "REASON_PLACE_CHANGE",
                "RECORD",
            ]);
            for child in &children {
                for (at, episode) in child.episodes.iter().enumerate().filter(|(_, episode)| in_year(episode)) {
                    let end = episode.to.filter(|end| *end <= to);
                    let moves_on = at + 1 < child.episodes.len();
                    let why = match (end, moves_on) {
                        (None, _) => ["", ""],
                        (Some(_), true) => ["X1", "LAREQ"],
                        (Some(_), false) => ["E4A", ""],
                    };
                    table.row([
                        &child.id,
                        &day(episode.from),
                        episode.reason_new,
                        cell(child.line, "Legal status"),
                        "N1",
                        &episode.home,
                        &end.map(day).unwrap_or_default(),
                        why[0],
                        why[1],
                        RECORD,
                    ]);
                }
            }
            table.write(&place.join("episodes.csv"))?;
        }
        let mut table = Table::new(["CHILD", "DOB", "REVIEW", "REVIEW_CODE", "RECORD"]);
        for child in &children {
            for (held, views) in child.reviews.iter().filter(|(held, _)| from <= *held && *held <= to) {
                let young = child.born.is_some_and(|born| age(born, *held) < 4);
                let code = if young {
                    "PN0"
                } else if *views {
                    "PN1"
                } else {
                    "PN7"
                };
                table.row([&child.id, &child.born.map(day).unwrap_or_default(), &day(*held), code, RECORD]);
            }
        }
        table.write(&place.join("reviews.csv"))?;
        if year == totals.year {
            let mut table = Table::new(["CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB", "RECORD"]);
            for child in children.iter().filter(|child| child.episodes.iter().any(|episode| in_year(&episode))) {
                let sex = if cell(child.line, "Sex") == "M" { "1" } else { "2" };
                table.row([
                    &child.id,
                    sex,
                    &child.born.map(day).unwrap_or_default(),
                    cell(child.line, "Ethnic group"),
                    "",
                    "",
                    "",
                    RECORD,
                ]);
            }
            table.write(&place.join("header.csv"))?;
            let mut table = Table::new(["CHILD", "SEX", "DOB", "DUC", "RECORD"]);
            for child in children.iter().filter(|child| cell(child.line, "Unaccompanied") == "Yes") {
                let sex = if cell(child.line, "Sex") == "M" { "1" } else { "2" };
                let adult = child.born.and_then(|born| born.checked_add(18.years()).ok());
                table.row([
                    &child.id,
                    sex,
                    &child.born.map(day).unwrap_or_default(),
                    &adult.map(day).unwrap_or_default(),
                    RECORD,
                ]);
            }
            if !table.rows.is_empty() {
                table.write(&place.join("uasc.csv"))?;
            }
        }
    }
    if let Some(log) = &totals.log {
        write_log(log, &children, list, folder, last)?;
    }
    for (file, columns) in &totals.own {
        let mut table = Table::new(columns.iter().map(String::as_str).chain(["RECORD"]));
        // Of those in care on the last day, as lists of placements are.
        for child in children.iter().filter(|child| child.episodes.last().is_some_and(|episode| episode.to.is_none())) {
            let cells =
                columns.iter().map(|column| if column == "Child" { &child.id } else { cell(child.line, column) });
            table.rows.push(cells.chain([RECORD]).map(str::to_string).collect());
        }
        table.write(&folder.join(file))?;
    }
    Ok(())
}

/// The service's log of the last reviews of the year, those that were late among them.
fn write_log(log: &LogTotals, children: &[Child], list: &Sheets, folder: &Path, last: Date) -> anyhow::Result<()> {
    let is_late = |child: &Child| list.cell(child.line, "Late") == "Yes";
    let held = |child: &Child| child.reviews.iter().map(|(day, _)| *day).filter(|day| *day <= last).collect::<Vec<_>>();
    let mut reviews: Vec<(bool, Date, &str)> = Vec::new();
    for child in children {
        reviews.extend(
            held(child).into_iter().enumerate().map(|(at, day)| (at == 0 && is_late(child), day, child.id.as_str())),
        );
    }
    // The late ones first, then the latest.
    reviews.sort_by_key(|(late, day, id)| (!late, std::cmp::Reverse(*day), *id));
    ensure!(reviews.len() >= log.rows, "there are not so many reviews");
    reviews.truncate(log.rows);
    let late = reviews.iter().filter(|(late, ..)| *late).count();
    let rows = sheets::make_with(
        log.rows,
        "Late",
        (0..log.rows).map(|at| if at < late { "Yes" } else { "" }.to_string()).collect(),
        &log.columns,
    )?;
    let headings: Vec<&str> = rows.written().collect();
    let mut table = Table::new(["child", "held_on"].into_iter().chain(headings.iter().copied()));
    for (at, (_, day, id)) in reviews.iter().enumerate() {
        let cells = headings.iter().map(|heading| rows.cell(at, heading).to_string());
        table.rows.push([id.to_string(), day.to_string()].into_iter().chain(cells).collect());
    }
    table.write(&folder.join("data/reviews.csv"))
}

/// The life in care of one child.
fn child(list: &Sheets, line: usize, (first, last): (Date, Date)) -> anyhow::Result<Child> {
    let cell = |column: &str| list.cell(line, column);
    // Days that differ from child to child, the same on every run.
    let vary = |within: i64, step: i64| (line as i64 * step) % within;
    let after = |from: Date, days: i64| from.checked_add(days.days());
    let number: usize = cell("Reviews").parse().context("Reviews is no number")?;
    let (late, left) = (cell("Late") == "Yes", cell("Left") == "Yes");

    // The day of coming, the days of the reviews, and the day of leaving; all counted from the first day of the year.
    let (came, mut reviews, leaves): (i64, Vec<i64>, Option<i64>) = match (cell("Came"), left, number) {
        (came @ ("long before" | "before"), _, _) => {
            let came = if came == "before" { -330 - vary(170, 7) } else { -700 - vary(900, 11) };
            let shift = vary(12, 5);
            // The review before the year was 100 days before it, so the first is due by the 80th day.
            let held: Vec<i64> = match (number, late) {
                (0, false) => vec![],
                (1, false) => vec![60 + shift],
                (1, true) => vec![110 + shift],
                (2, false) => vec![60 + shift, 235 + shift],
                (2, true) => vec![110 + shift, 280 + shift],
                (3, false) => vec![30 + shift, 170 + shift, 310 + shift],
                (3, true) => vec![100 + shift, 210 + shift, 330 + shift],
                (4, false) => vec![20 + shift, 110 + shift, 200 + shift, 300 + shift],
                _ => bail!("{number} reviews of a child who came before the year are not foreseen"),
            };
            ensure!(
                left || number > 1 || (number == 1 && late),
                "a review would be overdue: a child who stays has two or more"
            );
            let leaves = left.then(|| held.last().map_or(20, |held| (held + 30).min(364)));
            (came, [&[-270, -100][..], &held].concat(), leaves)
        }
        ("in the year", false, 1) => (275 + vary(40, 7), vec![if late { 45 } else { 20 }], None),
        ("in the year", false, 2) => (100 + vary(120, 7), if late { vec![45, 130] } else { vec![20, 105] }, None),
        ("in the year", false, 3) => {
            (5 + vary(70, 7), if late { vec![45, 120, 280] } else { vec![20, 105, 275] }, None)
        }
        ("in the year", true, 0) => (40 + vary(250, 7), vec![], Some(10)),
        ("in the year", true, 1) => (40 + vary(250, 7), vec![if late { 45 } else { 20 }], Some(60)),
        ("in the year", true, 2) => (40 + vary(180, 7), if late { vec![45, 130] } else { vec![20, 105] }, Some(140)),
        ("last weeks", false, 0) => (347 + vary(16, 5), vec![], None),
        (came, ..) => bail!("{number} reviews of a child who came {came} are not foreseen"),
    };
    let is_before = came < 0;
    if !is_before {
        reviews.iter_mut().for_each(|day| *day += came);
    }
    let leaves = leaves.map(|day| if is_before { day } else { came + day });
    ensure!(reviews.iter().all(|day| *day <= 365), "a review lies after the year");

    let born = match cell("Age") {
        "" => None,
        band => Some(born(band, line, is_before, (first, last))?),
    };
    let mut from = after(first, came)?;
    if let Some(born) = born.filter(|born| *born > from) {
        ensure!(is_before, "the child came before its birth");
        from = after(born, 3)?;
    }
    let mut reviews: Vec<Date> = reviews.into_iter().map(|day| after(first, day)).collect::<Result<_, _>>()?;
    reviews.retain(|day| *day > from);
    let silent = if cell("Views") == "No" { reviews.len().saturating_sub(1) } else { usize::MAX };

    // Homes within the year.
    let home = cell("Home");
    let homes: usize = cell("Homes").parse().context("Homes is no number")?;
    let other = if home == "U6" { "K2" } else { "U6" };
    let mut starts = vec![from];
    let start_in_year = came.max(0);
    for more in 1..homes {
        starts.push(after(first, start_in_year + 30 * more as i64)?);
    }
    let count = starts.len();
    let leaves = leaves.map(|day| after(first, day)).transpose()?;
    let episodes = starts
        .iter()
        .enumerate()
        .map(|(at, from)| Episode {
            from: *from,
            to: starts.get(at + 1).copied().or(leaves),
            reason_new: if at == 0 { "S" } else { "P" },
            home: if (count - 1 - at).is_multiple_of(2) { home.to_string() } else { other.to_string() },
        })
        .collect();
    Ok(Child {
        id: format!("RECONSTRUCTED{:04}", line + 1),
        born,
        episodes,
        reviews: reviews.into_iter().enumerate().map(|(at, day)| (day, at != silent)).collect(),
        line,
    })
}

/// A day of birth with which the child is of the band on the last day, and on the day of coming where that lies in the year.
fn born(band: &str, line: usize, is_before: bool, (first, last): (Date, Date)) -> anyhow::Result<Date> {
    let ages = |text: &str| text.parse::<i64>().with_context(|| format!("{band} is no age band"));
    let (low, high) = band
        .split_once('-')
        .map_or_else(|| Ok((ages(band)?, ages(band)?)), |(low, high)| anyhow::Ok((ages(low)?, ages(high)?)))?;
    // One who came before the year was born before that; one who came in it was of the band then as well, so not of its lowest age.
    let low = match is_before {
        true => low.max(2).min(high),
        false if high == low => low,
        false => low + i64::from(low > 0),
    };
    let age = low + (line as i64 * 3) % (high - low + 1);
    if low == high && low > 0 {
        // Of this age in the whole year but its first weeks.
        return Ok(last.checked_sub(age.years())?.checked_sub((345 + line as i64 % 15).days())?);
    }
    if age == 0 {
        return Ok(first.checked_add((line as i64 % 3).days())?);
    }
    Ok(last.checked_sub(age.years())?.checked_sub((20 + (line as i64 * 13) % 320).days())?)
}

fn age(born: Date, on: Date) -> i16 {
    let years = on.year() - born.year();
    if (on.month(), on.day()) < (born.month(), born.day()) { years - 1 } else { years }
}

/// Rows of text under headings.
struct Table {
    headings: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    fn new<'h>(headings: impl IntoIterator<Item = &'h str>) -> Table {
        Table { headings: headings.into_iter().map(str::to_string).collect(), rows: Vec::new() }
    }

    fn row<const N: usize>(&mut self, cells: [&str; N]) {
        self.rows.push(cells.iter().map(|cell| cell.to_string()).collect());
    }

    fn write(&self, path: &Path) -> anyhow::Result<()> {
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        let mut writer = csv::Writer::from_path(path).with_context(|| format!("cannot write {}", path.display()))?;
        writer.write_record(&self.headings)?;
        for row in &self.rows {
            writer.write_record(row)?;
        }
        writer.flush()?;
        Ok(())
    }
}
