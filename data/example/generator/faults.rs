//! A few honest faults, as every real return and log has them, each listed with its file and row.

use super::calendar::{Calendar, Year, age_on, days_after, months_after, written};
use super::lives::{Child, Period};
use super::returns::Return;
use super::table::{Table, file_row};
use jiff::civil::Date;

/// A fault put into a table on purpose.
pub struct Fault {
    file: String,
    cells: Vec<String>,
    /// Which of several rows that read alike, counted from the last.
    last: bool,
    what: &'static str,
}

/// Puts the faults into the returns and the logs.
pub fn put(calendar: &Calendar, children: &[Child], returns: &mut [Return], logs: &mut [Table]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let [.., before, latest] = returns else {
        return faults;
    };
    if let Some(reviews) = latest.table_mut("reviews") {
        wrong_participation(reviews, &mut faults);
        outside_care(calendar, children, reviews, logs, &mut faults);
        twice_on_one_day(reviews, &mut faults);
    }
    re_dated_episode(before, latest, &mut faults);
    if let Some(episodes) = latest.table_mut("episodes") {
        same_row_twice(episodes, &mut faults);
    }
    for log in logs {
        match log.file.as_str() {
            "reviews.csv" => faults_of_log(calendar, children, log, &mut faults),
            "audit.csv" => answer_outside_list(log, &mut faults),
            _ => {}
        }
    }
    faults
}

/// The faults as a Markdown table, in the order of the files.
pub fn listed(faults: &[Fault], tables: &[&Table]) -> String {
    let mut rows: Vec<(String, usize, &str)> = faults
        .iter()
        .map(|fault| {
            let rows = tables.iter().find(|table| table.file == fault.file).map_or(&[][..], |table| &table.rows);
            let alike = |row: &Vec<String>| *row == fault.cells;
            let place = if fault.last { rows.iter().rposition(alike) } else { rows.iter().position(alike) };
            (fault.file.clone(), place.map_or(0, file_row), fault.what)
        })
        .collect();
    rows.sort();
    let mut text = String::from("| File in `data/` | Row | What is wrong |\n| --- | ---: | --- |\n");
    for (file, row, what) in rows {
        text.push_str(&format!("| `{file}` | {row} | {what} |\n"));
    }
    text
}

fn record(table: &Table, place: usize, what: &'static str) -> Fault {
    Fault { file: table.file.clone(), cells: table.rows[place].clone(), last: false, what }
}

/// Changes the participation code of four reviews; they lie far apart.
fn wrong_participation(reviews: &mut Table, faults: &mut Vec<Fault>) {
    let (code, born, held) = (reviews.column("REVIEW_CODE"), reviews.column("DOB"), reviews.column("REVIEW"));
    let wrongs: [(usize, std::ops::Range<i32>, &str, &'static str); 4] = [
        (200, 6..10, "PN0", "PN0, the code for a child under 4, for an older child"),
        (520, 8..15, "", "No participation code"),
        (840, 9..16, "PN8", "A participation code that is on no list"),
        (1160, 1..3, "PN1", "A participation code for a child of 4 or over, for a younger child"),
    ];
    for (from, ages, wrong, what) in wrongs {
        let found = (from..reviews.rows.len()).find(|place| {
            let row = &reviews.rows[*place];
            let days = (read(&row[born]), read(&row[held]));
            matches!(days, (Some(born), Some(held)) if ages.contains(&age_on(born, held)))
        });
        if let Some(place) = found {
            reviews.rows[place][code] = wrong.to_string();
            faults.push(record(reviews, place, what));
        }
    }
}

/// A review some weeks after the child had left care.
fn outside_care(
    calendar: &Calendar,
    children: &[Child],
    reviews: &mut Table,
    logs: &mut [Table],
    faults: &mut Vec<Fault>,
) {
    let left = |period: &Period| Date::constant(2025, 9, 1) < period.end && period.end < Date::constant(2025, 11, 1);
    let found = children.iter().find(|child| {
        child.periods.len() == 1
            && left(&child.periods[0])
            && child.periods[0].end_reason == "E4A"
            && age_on(child.born, child.periods[0].end) > 5
    });
    let Some(child) = found else { return };
    let held = calendar.working_day_from(days_after(child.periods[0].end, 24));
    let row = [child.id.clone(), written(child.born), written(held), "PN1".to_string()].to_vec();
    let place = reviews.rows.partition_point(|before| before[0] <= row[0]);
    reviews.rows.insert(place, row);
    faults.push(record(reviews, place, "A review held after the child had left care"));
    if let Some(log) = logs.iter_mut().find(|log| log.file == "reviews.csv") {
        let place = log.rows.partition_point(|before| before[0] <= child.id);
        let cells = [
            &child.id,
            &held.to_string(),
            "",
            "",
            "",
            "INVENTED-02",
            "attended",
            "not consulted",
            "not applicable",
            "not applicable",
            "",
        ];
        log.rows.insert(place, cells.iter().map(|cell| (*cell).to_string()).collect());
    }
}

fn twice_on_one_day(reviews: &mut Table, faults: &mut Vec<Fault>) {
    let code = reviews.column("REVIEW_CODE");
    let Some(place) = (400..reviews.rows.len()).find(|place| reviews.rows[*place][code] == "PN5") else {
        return;
    };
    let mut again = reviews.rows[place].clone();
    again[code] = "PN1".to_string();
    reviews.rows.insert(place + 1, again);
    faults.push(record(reviews, place + 1, "A second row for one review day, with another participation code"));
}

/// An episode open on 31 March 2025 begins two days later in the next year's file.
fn re_dated_episode(before: &mut Return, latest: &mut Return, faults: &mut Vec<Fault>) {
    let (Some(old), Some(new)) = (before.table("episodes"), latest.table_mut("episodes")) else {
        return;
    };
    let (from, started, ended) = (old.column("DECOM"), old.column("RNE"), old.column("DEC"));
    let found = old.rows.iter().position(|row| {
        let lately =
            read(&row[from]).is_some_and(|day| Date::constant(2025, 1, 6) < day && day < Date::constant(2025, 3, 1));
        row[started] == "P" && row[ended].is_empty() && lately && row[old.column("PLACE")] == "U6"
    });
    let Some(place) = found else { return };
    let child = &old.rows[place][0];
    let again = new.rows.iter().position(|row| row[0] == *child && row[from] == old.rows[place][from]);
    if let (Some(again), Some(day)) = (again, read(&old.rows[place][from])) {
        new.rows[again][from] = written(days_after(day, 2));
        faults.push(record(
            old,
            place,
            "An open episode that the next year's file does not repeat: it begins two days later there",
        ));
    }
}

fn same_row_twice(episodes: &mut Table, faults: &mut Vec<Fault>) {
    let place = episodes.rows.len() / 3;
    let again = episodes.rows[place].clone();
    episodes.rows.insert(place + 1, again);
    faults.push(Fault { last: true, ..record(episodes, place + 1, "The same row as the one before it") });
}

/// A late review without a reason, and a review that the return does not have.
fn faults_of_log(calendar: &Calendar, children: &[Child], log: &mut Table, faults: &mut Vec<Fault>) {
    let reason = log.column("late_reason");
    if let Some(place) = (700..log.rows.len()).find(|place| !log.rows[*place][reason].is_empty()) {
        log.rows[place][reason].clear();
        faults.push(record(log, place, "A late review without a reason"));
    }
    let known = |child: &&Child| {
        child.periods.len() == 1
            && child.periods[0].start < Year(2024).first_day()
            && child.periods[0].end > Year(2026).last_day()
    };
    let Some(child) = children.iter().filter(known).nth(150) else {
        return;
    };
    let place = log.rows.partition_point(|before| before[0] <= child.id);
    let mut row = log.rows[place.saturating_sub(1)].clone();
    let Ok(held) = row[1].parse::<Date>() else {
        return;
    };
    row[1] = calendar.working_day_from(days_after(months_after(held, -1), 4)).to_string();
    log.rows.insert(place.saturating_sub(1), row);
    faults.push(record(log, place.saturating_sub(1), "A review that is not in the return"));
}

fn answer_outside_list(audit: &mut Table, faults: &mut Vec<Fault>) {
    let column = audit.column("All needs in plan");
    if let Some(place) = (120..audit.rows.len()).find(|place| audit.rows[*place][column] == "Yes") {
        audit.rows[place][column] = "Mostly".to_string();
        faults.push(record(audit, place, "An answer that is not on the question's list"));
    }
}

fn read(text: &str) -> Option<Date> {
    let mut parts = text.split('/').map(str::parse::<i16>);
    let (day, month, year) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}
