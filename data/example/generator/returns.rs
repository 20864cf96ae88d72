//! The lives cut into yearly returns, each holding exactly what a real one holds.
//!
//! A return has the episodes open at some time in its year. One carried over keeps its true first day;
//! earlier ones, already closed, are absent. One still open on 31 March has no last day yet, and gets it
//! in the next year's file.

use super::calendar::{Year, age_on, birthday, days_after, days_between, months_after, written};
use super::chance::Chance;
use super::lives::{Child, Period, Spell};
use super::reviews::Review;
use super::table::Table;
use jiff::civil::Date;

/// One year's return: its tables in the usual order.
pub struct Return {
    /// The year.
    pub year: Year,
    /// Its tables.
    pub tables: Vec<Table>,
}

impl Return {
    /// The table of a name such as `episodes`; none when the year has no such table.
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.file.ends_with(&format!("/{name}.csv")))
    }

    /// The same, to be changed.
    pub fn table_mut(&mut self, name: &str) -> Option<&mut Table> {
        self.tables.iter_mut().find(|table| table.file.ends_with(&format!("/{name}.csv")))
    }
}

/// Cuts one year's return.
pub fn cut(seed: u64, year: Year, children: &[Child], reviews: &[Review]) -> Return {
    let mut chance = Chance::new(seed + u64::from(year.0.unsigned_abs()));
    let mut tables = vec![header(year, children), episodes(year, children), review_rows(year, children, reviews)];
    tables.push(unaccompanied(year, children));
    tables.push(health(&mut chance, year, children));
    tables.push(care_leavers(&mut chance, year, children));
    tables.push(adoptions(&mut chance, year, children));
    tables.push(placed_for_adoption(year, children));
    tables.push(earlier_permanence(&mut chance, year, children));
    tables.push(missing(&mut chance, year, children));
    if year >= Year(2024) {
        tables.push(social_workers(year, children));
    }
    Return { year, tables }
}

fn table(year: Year, name: &str, headings: &[&'static str]) -> Table {
    Table::new(format!("ssda903/{}/{name}.csv", year.name()), headings)
}

// ---- who is in a year's return ----

/// An episode as the return writes it, before it is cut to a year.
struct Episode {
    from: Date,
    to: Date,
    cells: [String; 4],
    provider: &'static str,
    end_reason: &'static str,
    reason_for_move: &'static str,
    home_post: String,
    place_post: String,
    urn: String,
}

/// Whether an episode with these first and last days stands in a year's return.
fn stands_in(year: Year, from: Date, to: Option<Date>) -> bool {
    from <= year.last_day() && to.is_none_or(|to| to >= year.first_day())
}

fn in_care_during(year: Year, child: &Child) -> bool {
    child.periods.iter().any(|period| stands_in(year, period.start, Some(period.end)))
}

fn short_breaks_during(year: Year, child: &Child) -> bool {
    child.short_breaks.iter().any(|stay| stands_in(year, stay.from, stay.to))
}

fn period_on(child: &Child, day: Date) -> Option<&Period> {
    child.periods.iter().find(|period| period.start <= day && day < period.end)
}

/// Birthdays from the 17th to the 21st are asked about, for those who left care after their 16th.
fn care_leaver_birthday(year: Year, child: &Child) -> Option<i32> {
    let left = child.periods.last()?.end;
    if left < birthday(child.born, 16) || left > year.last_day() {
        return None;
    }
    (17..=21).find(|age| {
        let day = birthday(child.born, *age);
        year.holds(day) && left <= day
    })
}

fn sex(year: Year, child: &Child) -> String {
    // The code list changed with the return for 2024-25.
    match (year < Year(2025), child.sex) {
        (true, 'M') => "1".into(),
        (true, _) => "2".into(),
        (false, sex) => sex.to_string(),
    }
}

// ---- the tables ----

fn header(year: Year, children: &[Child]) -> Table {
    let mut table = table(year, "header", &["CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB"]);
    for child in children {
        let wanted = in_care_during(year, child)
            || short_breaks_during(year, child)
            || care_leaver_birthday(year, child).is_some();
        if !wanted {
            continue;
        }
        let age = age_on(child.born, year.last_day());
        let pupil = if age < 5 { "UN1".to_string() } else { format!("INVENTED{}", &child.id[child.id.len() - 5..]) };
        let mother = if child.sex == 'F' && age >= 14 { "0" } else { "" };
        table.push([
            child.id.clone(),
            sex(year, child),
            written(child.born),
            child.ethnic.to_string(),
            pupil,
            mother.to_string(),
            String::new(),
        ]);
    }
    table
}

fn episodes(year: Year, children: &[Child]) -> Table {
    let mut table = table(
        year,
        "episodes",
        &[
            "CHILD",
            "DECOM",
            "RNE",
            "LS",
            "CIN",
            "PLACE",
            "PLACE_PROVIDER",
            "DEC",
            "REC",
            "REASON_PLACE_CHANGE",
            "HOME_POST",
            "PL_POST",
            "URN",
        ],
    );
    for child in children {
        let mut all = short_break_episodes(child);
        for period in &child.periods {
            all.extend(episodes_of(child, period));
        }
        for episode in all.into_iter().filter(|episode| stands_in(year, episode.from, Some(episode.to))) {
            let closed = episode.to <= year.last_day();
            let when_closed = |text: &str| {
                if closed { text.to_string() } else { String::new() }
            };
            let [started, legal_status, need, place] = episode.cells;
            table.push([
                child.id.clone(),
                written(episode.from),
                started,
                legal_status,
                need,
                place,
                episode.provider.to_string(),
                when_closed(&written(episode.to)),
                when_closed(episode.end_reason),
                when_closed(episode.reason_for_move),
                episode.home_post,
                episode.place_post,
                episode.urn,
            ]);
        }
    }
    table
}

fn episodes_of(child: &Child, period: &Period) -> Vec<Episode> {
    let mut episodes = Vec::new();
    for (number, spell) in period.spells.iter().enumerate() {
        let before = number.checked_sub(1).and_then(|before| period.spells.get(before));
        let next = period.spells.get(number + 1);
        episodes.push(Episode {
            from: spell.from,
            to: next.map_or(period.end, |next| next.from),
            cells: [
                reason_for_new_episode(before, spell).to_string(),
                spell.legal_status.to_string(),
                period.need.to_string(),
                spell.place.to_string(),
            ],
            provider: provider(spell.place, spell.home),
            end_reason: if next.is_some() { "X1" } else { period.end_reason },
            reason_for_move: next.map_or("", |next| next.reason),
            home_post: if child.unaccompanied { String::new() } else { postcode(&child.id) },
            place_post: postcode(&format!("{}", spell.home)),
            urn: urn(spell.place, spell.home),
        });
    }
    episodes
}

fn short_break_episodes(child: &Child) -> Vec<Episode> {
    let episode = |stay: &super::lives::ShortBreak| Episode {
        from: stay.from,
        to: stay.to.unwrap_or(Date::MAX),
        cells: ["S", stay.legal_status, "N2", stay.place].map(String::from),
        provider: provider(stay.place, stay.home),
        end_reason: "E4A",
        reason_for_move: "",
        home_post: postcode(&child.id),
        place_post: postcode(&format!("{}", stay.home)),
        urn: urn(stay.place, stay.home),
    };
    child.short_breaks.iter().map(episode).collect()
}

/// The return's code for why an episode began.
fn reason_for_new_episode(before: Option<&Spell>, spell: &Spell) -> &'static str {
    let Some(before) = before else { return "S" };
    let status_changed = before.legal_status != spell.legal_status;
    let carer_changed = before.home != spell.home;
    let place_changed = carer_changed || before.place != spell.place;
    match (status_changed, place_changed, carer_changed) {
        (true, false, _) => "L",
        (false, _, true) => "P",
        (false, _, false) => "T",
        (true, true, true) => "B",
        (true, true, false) => "U",
    }
}

fn provider(place: &str, home: u32) -> &'static str {
    let share = home % 100;
    match place {
        "P1" => "PR0",
        "U1" | "U2" | "U3" => "PR1",
        "U4" | "U5" | "U6" if share < 57 => "PR1",
        "U4" | "U5" | "U6" if share < 90 => "PR4",
        "U4" | "U5" | "U6" => "PR5",
        "A5" | "A6" if share < 40 => "PR1",
        "A5" | "A6" => "PR5",
        "K1" => "PR2",
        "K2" if share < 24 => "PR1",
        "K2" if share < 94 => "PR4",
        "K2" => "PR5",
        "H5" | "K3" if share < 78 => "PR4",
        "H5" | "K3" => "PR5",
        "R2" | "R5" => "PR3",
        "S1" | "R1" | "R3" => "PR4",
        _ => "",
    }
}

/// A postcode in an area that does not exist.
fn postcode(key: &str) -> String {
    let number = key.bytes().fold(7_u32, |sum, byte| (sum * 31 + u32::from(byte)) % 9973);
    format!("ZZ{} {}ZZ", number % 19 + 1, number % 9 + 1)
}

fn urn(place: &str, home: u32) -> String {
    match place {
        "P1" | "U1" | "U2" | "U3" => String::new(),
        "A5" | "A6" => "XXXXXXX".to_string(),
        _ if place.starts_with('T') => String::new(),
        _ => format!("INV{:04}", home % 10_000),
    }
}

fn review_rows(year: Year, children: &[Child], reviews: &[Review]) -> Table {
    let mut table = table(year, "reviews", &["CHILD", "DOB", "REVIEW", "REVIEW_CODE"]);
    for review in reviews.iter().filter(|review| year.holds(review.held)) {
        let child = &children[review.child];
        table.push([child.id.clone(), written(child.born), written(review.held), review.participation.to_string()]);
    }
    table
}

fn unaccompanied(year: Year, children: &[Child]) -> Table {
    let mut table = table(year, "uasc", &["CHILD", "SEX", "DOB", "DUC"]);
    for child in children.iter().filter(|child| child.unaccompanied && in_care_during(year, child)) {
        let adult = birthday(child.born, 18);
        let ceased = if adult <= year.last_day() { written(adult) } else { String::new() };
        table.push([child.id.clone(), sex(year, child), written(child.born), ceased]);
    }
    table
}

fn health(chance: &mut Chance, year: Year, children: &[Child]) -> Table {
    let mut table = table(
        year,
        "oc2",
        &[
            "CHILD",
            "DOB",
            "SDQ_SCORE",
            "SDQ_REASON",
            "CONVICTED",
            "HEALTH_CHECK",
            "IMMUNISATIONS",
            "TEETH_CHECK",
            "HEALTH_ASSESSMENT",
            "SUBSTANCE_MISUSE",
            "INTERVENTION_RECEIVED",
            "INTERVENTION_OFFERED",
        ],
    );
    for child in children {
        let whole_year = period_on(child, year.last_day()).is_some_and(|period| period.start <= year.first_day());
        if !whole_year {
            continue;
        }
        let age = age_on(child.born, year.last_day());
        let scored = age_on(child.born, year.first_day()) >= 4 && age < 17 && chance.yes(84.0);
        let score = if scored { chance.along(&[0, 5, 9, 13, 17, 22, 34]).to_string() } else { String::new() };
        let without = if scored {
            ""
        } else if !(4..17).contains(&age) {
            "SDQ1"
        } else {
            chance.pick(&[("SDQ2", 4), ("SDQ4", 3), ("SDQ5", 3)])
        };
        let mut flag = |percent: f64| if chance.yes(percent) { "1" } else { "0" };
        let misuse = if age >= 10 { flag(4.0) } else { "0" };
        let received = if misuse == "1" { flag(60.0) } else { "" };
        let offered = if received == "0" { flag(80.0) } else { "" };
        table.push([
            child.id.clone(),
            written(child.born),
            score,
            without.to_string(),
            if age >= 10 { flag(2.5) } else { "" }.to_string(),
            if age < 5 { flag(91.0) } else { "" }.to_string(),
            flag(84.0).to_string(),
            flag(79.0).to_string(),
            flag(90.0).to_string(),
            misuse.to_string(),
            received.to_string(),
            offered.to_string(),
        ]);
    }
    table
}

fn care_leavers(chance: &mut Chance, year: Year, children: &[Child]) -> Table {
    let mut table = table(year, "oc3", &["CHILD", "DOB", "IN_TOUCH", "ACTIV", "ACCOM"]);
    for child in children.iter().filter(|child| care_leaver_birthday(year, child).is_some()) {
        let touch = chance.pick(&[("YES", 91), ("NO", 5), ("REFU", 2), ("RHOM", 2)]);
        let (activity, home) = if touch == "YES" {
            (
                chance.pick(&[
                    ("F1", 7),
                    ("F2", 25),
                    ("P2", 4),
                    ("F4", 4),
                    ("F5", 19),
                    ("P5", 5),
                    ("G4", 12),
                    ("G5", 20),
                    ("G6", 4),
                ]),
                chance.pick(&[
                    ("U1", 34),
                    ("D1", 24),
                    ("Z1", 16),
                    ("B1", 12),
                    ("E1", 6),
                    ("V2", 2),
                    ("X2", 3),
                    ("S2", 1),
                    ("C1", 2),
                ]),
            )
        } else {
            ("0", "0")
        };
        table.push([child.id.as_str(), &written(child.born), touch, activity, home]);
    }
    table
}

fn adoptions(chance: &mut Chance, year: Year, children: &[Child]) -> Table {
    let mut table = table(
        year,
        "ad1",
        &["CHILD", "DOB", "DATE_INT", "DATE_MATCH", "FOSTER_CARE", "NB_ADOPTR", "SEX_ADOPTR", "LS_ADOPTR"],
    );
    for child in children {
        for period in &child.periods {
            if !matches!(period.end_reason, "E11" | "E12") || !year.holds(period.end) {
                continue;
            }
            let order =
                period.spells.iter().find(|spell| spell.legal_status == "E1").map_or(period.start, |spell| spell.from);
            let placed = period.spells.iter().rev().find(|spell| spell.place.starts_with('A'));
            let matched = placed.map_or(order, |spell| days_after(spell.from, -14));
            let carers = placed.is_some_and(|spell| spell.place == "A5");
            let (number, sexes) =
                chance.pick(&[(("2", "MF"), 74), (("1", "F1"), 14), (("2", "MM"), 8), (("2", "FF"), 4)]);
            let legal = if number == "1" { "L0" } else { chance.pick(&[("L11", 62), ("L4", 30), ("L2", 8)]) };
            table.push([
                child.id.clone(),
                written(child.born),
                written(days_after(order, -20)),
                written(matched),
                if carers { "1" } else { "0" }.to_string(),
                number.to_string(),
                sexes.to_string(),
                legal.to_string(),
            ]);
        }
    }
    table
}

fn placed_for_adoption(year: Year, children: &[Child]) -> Table {
    let mut table =
        table(year, "placed_adoption", &["CHILD", "DOB", "DATE_PLACED", "DATE_PLACED_CEASED", "REASON_PLACED_CEASED"]);
    for child in children {
        for period in &child.periods {
            for (number, spell) in period.spells.iter().enumerate() {
                if spell.legal_status != "E1" || !spell.place.starts_with('A') {
                    continue;
                }
                let ended = period.spells.get(number + 1).map(|next| next.from);
                if !stands_in(year, spell.from, Some(ended.unwrap_or(period.end))) {
                    continue;
                }
                let ceased = ended.filter(|day| *day <= year.last_day());
                table.push([
                    child.id.clone(),
                    written(child.born),
                    written(spell.from),
                    ceased.map(written).unwrap_or_default(),
                    ceased.map(|_| "RD4".to_string()).unwrap_or_default(),
                ]);
            }
        }
    }
    table
}

fn earlier_permanence(chance: &mut Chance, year: Year, children: &[Child]) -> Table {
    let mut table = table(year, "prev_perm", &["CHILD", "DOB", "PREV_PERM", "LA_PERM", "DATE_PERM"]);
    for child in children {
        let Some(period) = child.periods.iter().find(|period| year.holds(period.start)) else {
            continue;
        };
        let kind = if child.unaccompanied { "Z1" } else { chance.pick(&[("Z1", 93), ("P1", 1), ("P2", 4), ("P3", 2)]) };
        let old_enough = days_between(child.born, period.start) > 1200;
        let (kind, authority, date) = if kind == "Z1" || !old_enough {
            ("Z1", "", String::new())
        } else {
            let day = days_after(child.born, chance.between(400, 1100));
            (kind, chance.pick(&[("999", 70), ("WAL", 15), ("SCO", 15)]), written(day))
        };
        table.push([child.id.as_str(), &written(child.born), kind, authority, &date]);
    }
    table
}

fn missing(chance: &mut Chance, year: Year, children: &[Child]) -> Table {
    let mut table = table(year, "missing", &["CHILD", "DOB", "MISSING", "MIS_START", "MIS_END"]);
    for child in children {
        for period in child.periods.iter().filter(|period| stands_in(year, period.start, Some(period.end))) {
            let from = period.start.max(year.first_day());
            let room = days_between(from, period.end.min(year.last_day()));
            if age_on(child.born, from) < 12 || room < 40 || !chance.yes(17.0) {
                continue;
            }
            let mut at = days_after(from, chance.between(3, 20));
            for _ in 0..chance.pick(&[(1, 48), (2, 22), (3, 14), (5, 10), (9, 6)]) {
                let back = days_after(at, chance.pick(&[(0, 30), (1, 46), (2, 14), (4, 10)]));
                if back >= period.end || back > year.last_day() {
                    break;
                }
                let kind = chance.pick(&[("M", 78), ("A", 22)]);
                table.push([child.id.clone(), written(child.born), kind.to_string(), written(at), written(back)]);
                at = days_after(back, chance.between(4, 50));
            }
        }
    }
    table
}

/// Social workers change about every fifteen months; the change falls on a day fixed by the child.
fn social_workers(year: Year, children: &[Child]) -> Table {
    let mut table = table(year, "sw_episodes", &["CHILD", "DOB", "SW_ID", "SW_DECOM", "SW_DEC", "SW_REASON"]);
    for (place, child) in children.iter().enumerate() {
        for period in child.periods.iter().filter(|period| stands_in(year, period.start, Some(period.end))) {
            let mut chance = Chance::new(9_000 + u64::try_from(place).unwrap_or(0));
            let mut from = period.start;
            while from < period.end && from <= year.last_day() {
                let next = months_after(from, chance.between(5, 26));
                let to = next.min(period.end);
                let worker = chance.between(1, 64);
                let why = chance.pick(&[("TSPROC", 34), ("LEFTRL", 36), ("MANAGE", 16), ("ORGRST", 6), ("ABSENC", 8)]);
                if stands_in(year, from, Some(to)) {
                    let closed = to <= year.last_day();
                    let why = if next >= period.end { "" } else { why };
                    table.push([
                        child.id.clone(),
                        written(child.born),
                        format!("INVENTED-SW{worker:02}"),
                        written(from),
                        if closed { written(to) } else { String::new() },
                        if closed { why.to_string() } else { String::new() },
                    ]);
                }
                from = next;
            }
        }
    }
    table
}
