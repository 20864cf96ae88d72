//! Invented lives in care: who the children are, and what happens to each of them, day by day.
//!
//! Nothing here knows the return. A life is a list of periods of care; a period is a list of spells, each
//! with one legal status and one home. The shares and lengths are chosen so that the children on any
//! 31 March look like those of an ordinary English council of some 118,000 children.

use super::calendar::{BEGINNING, LAST_DAY, age_on, birthday, days_after, days_between};
use super::chance::Chance;
use jiff::civil::Date;

/// A child and the whole of their life in care.
pub struct Child {
    /// The identifier in every file.
    pub id: String,
    /// Date of birth.
    pub born: Date,
    /// `M` or `F`.
    pub sex: char,
    /// The return's ethnic code.
    pub ethnic: &'static str,
    /// Arrived without a parent and asked for asylum.
    pub unaccompanied: bool,
    /// The part of the county whose team knows the child.
    pub area: &'static str,
    /// Periods of care, in order.
    pub periods: Vec<Period>,
    /// Short breaks, in order.
    pub short_breaks: Vec<ShortBreak>,
}

/// A period of care.
pub struct Period {
    /// The day the child came into care.
    pub start: Date,
    /// Why: the return's need code.
    pub need: &'static str,
    /// What happened, in order; the first begins on `start`.
    pub spells: Vec<Spell>,
    /// The day the child left care; it may lie in the future.
    pub end: Date,
    /// How: the return's code for the reason an episode ceased.
    pub end_reason: &'static str,
}

/// A time with one legal status and one home.
#[derive(Debug, Clone, Copy)]
pub struct Spell {
    /// Its first day.
    pub from: Date,
    /// The return's code.
    pub legal_status: &'static str,
    /// The return's code for the placement.
    pub place: &'static str,
    /// The home: the same number is the same carer.
    pub home: u32,
    /// Why the home before was left; empty when the home stayed or the move was temporary.
    pub reason: &'static str,
}

/// A short break, or an agreement about a series of them.
pub struct ShortBreak {
    /// Its first day.
    pub from: Date,
    /// Its last day, none while it lasts.
    pub to: Option<Date>,
    /// V3 for a stay, V4 for an agreement.
    pub legal_status: &'static str,
    /// The return's code for the placement.
    pub place: &'static str,
    /// The home.
    pub home: u32,
}

/// The kinds of lives, named for how they usually go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pathway {
    Adoption,
    Guardianship,
    Home,
    LongTerm,
    Teenager,
    Unaccompanied,
    Remand,
}

/// A change of home.
#[derive(Debug, Clone, Copy)]
struct Move {
    on: Date,
    place: &'static str,
    home: u32,
    reason: &'static str,
}

/// A legal status from a day on.
type LegalChange = (Date, &'static str);

/// Homes are numbered as they are first used.
struct Homes(u32);

impl Homes {
    fn next(&mut self) -> u32 {
        self.0 += 1;
        self.0
    }
}

/// Everybody who was in care or had short breaks since 2008, by the day on which they were first known.
pub fn children(seed: u64) -> Vec<Child> {
    let mut chance = Chance::new(seed);
    let mut homes = Homes(100);
    let mut children = Vec::new();
    for year in 2008..=2025 {
        let first_day = Date::constant(year, 4, 1);
        for _ in 0..entrants_in(year) {
            let start = days_after(first_day, chance.between(0, 364));
            children.push(newcomer(&mut chance, &mut homes, year, start));
        }
    }
    let mut breaks = Chance::new(seed + 1);
    for number in 0..26 {
        children.push(child_with_short_breaks(&mut breaks, &mut homes, number));
    }
    add_short_breaks_before_care(&mut breaks, &mut homes, &mut children);
    children.retain(|child| first_known(child) <= LAST_DAY);
    children.sort_by_key(|child| (first_known(child), child.born));
    number(&mut children, &mut Chance::new(seed + 2));
    children
}

fn entrants_in(year: i16) -> i32 {
    match year {
        ..=2014 => 168,
        2015..=2018 => 178,
        2019 => 186,
        2020 => 180,
        2021 => 200,
        2022 => 212,
        2023 => 224,
        2024 => 229,
        _ => 232,
    }
}

fn first_known(child: &Child) -> Date {
    let care = child.periods.first().map(|period| period.start);
    let breaks = child.short_breaks.first().map(|stay| stay.from);
    care.into_iter().chain(breaks).min().unwrap_or(BEGINNING)
}

fn number(children: &mut [Child], chance: &mut Chance) {
    let mut number = 100_000;
    for child in children {
        number += chance.between(1, 5);
        child.id = format!("X{number}");
    }
}

// ---- one child ----

fn newcomer(chance: &mut Chance, homes: &mut Homes, year: i16, start: Date) -> Child {
    let asylum = if year < 2015 { 3 } else { 12 };
    let pathway = chance.pick(&[
        (Pathway::Adoption, 10),
        (Pathway::Guardianship, 12),
        (Pathway::Home, 36),
        (Pathway::LongTerm, 18),
        (Pathway::Teenager, 17),
        (Pathway::Unaccompanied, asylum),
        (Pathway::Remand, 3),
    ]);
    let born = days_after(start, -age_in_days_at_entry(chance, pathway));
    let unaccompanied = pathway == Pathway::Unaccompanied;
    let mut child = Child {
        id: String::new(),
        born,
        sex: if chance.yes(share_of_boys(pathway)) { 'M' } else { 'F' },
        ethnic: ethnic_code(chance, unaccompanied),
        unaccompanied,
        area: chance.pick(&[("East", 54), ("West", 46)]),
        periods: vec![period(chance, homes, pathway, born, start)],
        short_breaks: Vec::new(),
    };
    come_back(chance, homes, &mut child);
    child
}

/// Some children who went home come back, a few of them twice.
fn come_back(chance: &mut Chance, homes: &mut Homes, child: &mut Child) {
    while let Some(last) = child.periods.last() {
        let went_home = matches!(last.end_reason, "E4A" | "E4B" | "E13");
        let again = days_after(last.end, chance.along(&[14, 60, 130, 240, 420, 800]));
        let age = age_on(child.born, again);
        if !went_home || again > LAST_DAY || age > 16 || !chance.yes(16.0) {
            return;
        }
        let pathway = if age < 11 {
            chance.pick(&[(Pathway::LongTerm, 45), (Pathway::Home, 40), (Pathway::Guardianship, 15)])
        } else {
            chance.pick(&[(Pathway::Teenager, 60), (Pathway::Home, 40)])
        };
        let next = period(chance, homes, pathway, child.born, again);
        child.periods.push(next);
    }
}

fn age_in_days_at_entry(chance: &mut Chance, pathway: Pathway) -> i32 {
    match pathway {
        Pathway::Adoption => chance.along(&[1, 3, 8, 60, 400, 1100]),
        Pathway::Guardianship => chance.along(&[2, 150, 700, 1500, 2600, 4000]),
        Pathway::Home => chance.along(&[3, 600, 1900, 3400, 4900, 5600, 6250]),
        Pathway::LongTerm => chance.along(&[2, 800, 1600, 2400, 3200, 3900, 4700]),
        Pathway::Teenager => chance.along(&[4650, 5000, 5400, 5750, 6050, 6420]),
        Pathway::Unaccompanied => chance.along(&[4900, 5700, 5980, 6140, 6300, 6520]),
        Pathway::Remand => chance.along(&[5100, 5600, 6000, 6300, 6480]),
    }
}

fn share_of_boys(pathway: Pathway) -> f64 {
    match pathway {
        Pathway::Unaccompanied => 94.0,
        Pathway::Remand => 91.0,
        Pathway::Teenager => 50.0,
        _ => 53.0,
    }
}

fn ethnic_code(chance: &mut Chance, unaccompanied: bool) -> &'static str {
    if unaccompanied {
        chance.pick(&[("OOTH", 34), ("AOTH", 22), ("BAFR", 30), ("WOTH", 8), ("BOTH", 6)])
    } else {
        chance.pick(&[
            ("WBRI", 740),
            ("WIRI", 5),
            ("WIRT", 6),
            ("WROM", 8),
            ("WOTH", 42),
            ("MWBC", 38),
            ("MWBA", 14),
            ("MWAS", 24),
            ("MOTH", 26),
            ("AIND", 7),
            ("APKN", 10),
            ("ABAN", 6),
            ("AOTH", 9),
            ("CHNE", 2),
            ("BCRB", 12),
            ("BAFR", 22),
            ("BOTH", 9),
            ("OOTH", 10),
            ("NOBT", 8),
            ("REFU", 2),
        ])
    }
}

fn need_code(chance: &mut Chance, pathway: Pathway) -> &'static str {
    match pathway {
        Pathway::Unaccompanied => "N8",
        Pathway::Remand => "N6",
        Pathway::Teenager => chance.pick(&[("N1", 44), ("N5", 20), ("N4", 18), ("N6", 9), ("N2", 6), ("N3", 3)]),
        _ => chance.pick(&[("N1", 74), ("N5", 11), ("N4", 6), ("N3", 4), ("N2", 3), ("N8", 2)]),
    }
}

// ---- one period of care ----

fn period(chance: &mut Chance, homes: &mut Homes, pathway: Pathway, born: Date, start: Date) -> Period {
    let adult = birthday(born, 18);
    let (legal, end) = legal_changes(chance, pathway, born, start);
    let end = end.min(adult);
    let care_order = legal.iter().find(|(_, status)| *status == "C2").map(|(on, _)| *on);
    let mut moves = homes_in_order(chance, homes, pathway, born, start, end, care_order);
    if pathway == Pathway::Adoption {
        place_for_adoption(chance, homes, &legal, end, &mut moves);
    }
    match_long_term(chance, pathway, care_order, end, &mut moves);
    register_supported_accommodation(end, &mut moves);
    add_temporary_moves(chance, homes, end, &mut moves);
    let spells = merge(&legal, &moves, end);
    let last = spells.last().map_or("U6", |spell| spell.place);
    Period {
        start,
        need: need_code(chance, pathway),
        end_reason: end_reason(chance, pathway, end == adult, last),
        spells,
        end,
    }
}

/// The legal statuses of a period and the day on which it would end but for the 18th birthday.
fn legal_changes(chance: &mut Chance, pathway: Pathway, born: Date, start: Date) -> (Vec<LegalChange>, Date) {
    let mut legal = Vec::new();
    let adult = birthday(born, 18);
    match pathway {
        Pathway::Adoption => {
            let court = begin(chance, &mut legal, start, 20);
            let order = days_after(court, chance.along(&[150, 190, 230, 290, 380]));
            legal.push((order, "E1"));
            let placed = days_after(order, chance.along(&[30, 70, 110, 170, 300]));
            (legal, days_after(placed, chance.along(&[130, 180, 220, 270, 400])))
        }
        Pathway::Guardianship => {
            let court = begin(chance, &mut legal, start, 25);
            let mut end = days_after(court, chance.along(&[120, 200, 280, 380, 560]));
            if chance.yes(30.0) {
                legal.push((end, "C2"));
                end = days_after(end, chance.along(&[150, 300, 500, 900]));
            }
            (legal, end)
        }
        Pathway::Home => {
            if chance.yes(58.0) {
                legal.push((start, "V2"));
                (legal, days_after(start, chance.along(&[2, 12, 35, 80, 160, 280, 520])))
            } else {
                let court = begin(chance, &mut legal, start, 10);
                (legal, days_after(court, chance.along(&[20, 90, 170, 250, 340, 520])))
            }
        }
        Pathway::LongTerm => {
            let court = begin(chance, &mut legal, start, 30);
            let order = days_after(court, chance.along(&[140, 190, 250, 330, 460]));
            legal.push((order, "C2"));
            let end = if chance.yes(14.0) {
                days_after(order, chance.along(&[300, 700, 1200, 1900]))
            } else if chance.yes(9.0) {
                days_after(birthday(born, 14), chance.between(0, 1200)).max(days_after(order, 200))
            } else {
                adult
            };
            (legal, end)
        }
        Pathway::Teenager => {
            if chance.yes(62.0) {
                legal.push((start, "V2"));
                if chance.yes(12.0) {
                    let court = days_after(start, chance.along(&[60, 150, 300]));
                    legal.push((court, "C1"));
                    legal.push((days_after(court, chance.along(&[160, 240, 330])), "C2"));
                }
            } else {
                let court = begin(chance, &mut legal, start, 20);
                legal.push((days_after(court, chance.along(&[160, 240, 330])), "C2"));
            }
            let end = if chance.yes(30.0) { days_after(start, chance.along(&[40, 150, 320, 700])) } else { adult };
            (legal, end)
        }
        Pathway::Unaccompanied => {
            legal.push((start, "V2"));
            let end = if chance.yes(9.0) { days_after(start, chance.along(&[10, 60, 200])) } else { adult };
            (legal, end)
        }
        Pathway::Remand => {
            let status = chance.pick(&[("J1", 92), ("J3", 8)]);
            legal.push((start, status));
            (legal, days_after(start, chance.along(&[4, 18, 40, 75, 140])))
        }
    }
}

/// How care begins before a court case: by agreement, by police or emergency protection, or in court at
/// once. The day of the first interim order is returned.
fn begin(chance: &mut Chance, legal: &mut Vec<LegalChange>, start: Date, by_agreement: u32) -> Date {
    let court = match chance.pick(&[("V2", by_agreement), ("L1", 6), ("L2", 4), ("C1", 90 - by_agreement)]) {
        "V2" => {
            legal.push((start, "V2"));
            days_after(start, chance.along(&[10, 30, 60, 140]))
        }
        "L1" => {
            legal.push((start, "L1"));
            days_after(start, chance.between(1, 3))
        }
        "L2" => {
            legal.push((start, "L2"));
            days_after(start, chance.between(4, 8))
        }
        _ => start,
    };
    legal.push((court, "C1"));
    court
}

fn end_reason(chance: &mut Chance, pathway: Pathway, at_eighteen: bool, last_place: &str) -> &'static str {
    if at_eighteen {
        return match last_place {
            "U1" | "U3" | "U4" | "U6" => chance.pick(&[("E17", 74), ("E5", 18), ("E6", 4), ("E8", 4)]),
            "P1" => chance.pick(&[("E8", 60), ("E5", 40)]),
            "R1" | "S1" | "R2" => chance.pick(&[("E7", 75), ("E5", 25)]),
            "R5" => "E9",
            _ => chance.pick(&[("E5", 74), ("E6", 12), ("E7", 8), ("E8", 6)]),
        };
    }
    match pathway {
        Pathway::Adoption => chance.pick(&[("E12", 80), ("E11", 20)]),
        Pathway::Guardianship => guardianship(last_place),
        Pathway::Home => chance.pick(&[("E4A", 62), ("E4B", 18), ("E13", 6), ("E41", 12), ("E8", 2)]),
        Pathway::LongTerm => match last_place {
            "P1" => "E4A",
            "U1" | "U3" | "U4" | "U6" => guardianship(last_place),
            _ => chance.pick(&[("E4A", 70), ("E4B", 20), ("E8", 10)]),
        },
        Pathway::Teenager => chance.pick(&[("E4A", 52), ("E4B", 30), ("E13", 10), ("E3", 3), ("E8", 5)]),
        Pathway::Unaccompanied => chance.pick(&[("E15", 40), ("E3", 40), ("E8", 20)]),
        Pathway::Remand => chance.pick(&[("E14", 60), ("E9", 40)]),
    }
}

fn guardianship(last_place: &str) -> &'static str {
    match last_place {
        "U1" | "U3" => "E45",
        "U4" | "U6" => "E46",
        _ => "E47",
    }
}

// ---- homes ----

fn homes_in_order(
    chance: &mut Chance,
    homes: &mut Homes,
    pathway: Pathway,
    born: Date,
    start: Date,
    end: Date,
    care_order: Option<Date>,
) -> Vec<Move> {
    let first = first_place(chance, pathway, age_on(born, start), start);
    let mut moves = vec![Move { on: start, place: first, home: homes.next(), reason: "" }];
    let mut at = start;
    while at < end {
        let age = age_on(born, at);
        let first_home = moves.len() == 1;
        at = days_after(at, length_of_stay(chance, pathway, age, first_home));
        if at >= end || at > LAST_DAY {
            break;
        }
        let before = moves.last().map_or("U6", |one| one.place);
        let ordered = care_order.is_some_and(|order| order <= at);
        let place = next_place(chance, pathway, age_on(born, at), at, before, ordered);
        let reason = chance.pick(&[
            ("CARPL", 46),
            ("CREQB", 13),
            ("CREQO", 10),
            ("LAREQ", 9),
            ("CHILD", 7),
            ("STAND", 4),
            ("ALLEG", 3),
            ("CLOSE", 4),
            ("OTHER", 4),
        ]);
        moves.push(Move { on: at, place, home: homes.next(), reason });
    }
    moves
}

fn length_of_stay(chance: &mut Chance, pathway: Pathway, age: i32, first_home: bool) -> i32 {
    if pathway == Pathway::Unaccompanied {
        return chance.along(&[25, 80, 160, 280, 450, 700]);
    }
    match (first_home, age) {
        (true, ..=9) => chance.along(&[6, 60, 170, 330, 620, 1200]),
        (true, _) => chance.along(&[4, 30, 90, 200, 400, 900]),
        (false, ..=9) => chance.along(&[90, 400, 900, 1700, 2800, 4200]),
        (false, 10..=15) => chance.along(&[30, 170, 420, 800, 1500, 2800]),
        (false, _) => chance.along(&[30, 120, 240, 380, 560, 800]),
    }
}

fn first_place(chance: &mut Chance, pathway: Pathway, age: i32, on: Date) -> &'static str {
    match pathway {
        Pathway::Remand => chance.pick(&[("R5", 45), ("K1", 12), ("K2", 28), ("U6", 15)]),
        Pathway::Unaccompanied if age < 16 => chance.pick(&[("U6", 95), ("K2", 5)]),
        Pathway::Unaccompanied => chance.pick(&[(supported_accommodation(on), 62), ("U6", 38)]),
        Pathway::Adoption => chance.pick(&[("U6", 78), ("U3", 8), ("R3", 5), ("U5", 9)]),
        Pathway::Guardianship => chance.pick(&[("U3", 62), ("U6", 34), ("R3", 4)]),
        _ if age < 1 => chance.pick(&[("U6", 76), ("U3", 16), ("R3", 8)]),
        _ if age < 10 => chance.pick(&[("U6", 76), ("U3", 24)]),
        _ if age < 16 => chance.pick(&[("U6", 58), ("U3", 12), ("K2", 27), ("S1", 2), ("R2", 1)]),
        _ => chance.pick(&[(supported_accommodation(on), 42), ("U6", 24), ("K2", 24), ("U3", 8), ("R2", 2)]),
    }
}

fn next_place(
    chance: &mut Chance,
    pathway: Pathway,
    age: i32,
    on: Date,
    before: &str,
    care_order: bool,
) -> &'static str {
    if pathway == Pathway::Remand {
        return chance.pick(&[("R5", 55), ("K2", 45)]);
    }
    if pathway == Pathway::Unaccompanied {
        return if age < 16 { "U6" } else { chance.pick(&[(supported_accommodation(on), 80), ("U6", 20)]) };
    }
    if pathway == Pathway::Guardianship {
        return "U3";
    }
    let home = if care_order { 9 } else { 0 };
    if age >= 16 {
        let settled = if before == "K2" { 40 } else { 16 };
        return chance.pick(&[
            (supported_accommodation(on), 52),
            ("U6", 20),
            ("K2", settled),
            ("U3", 6),
            ("P1", home),
            ("R1", 3),
            ("R5", 2),
            ("R2", 1),
        ]);
    }
    if age >= 10 {
        let settled = if before == "K2" { 64 } else { 28 };
        return chance.pick(&[("U6", 52), ("K2", settled), ("U3", 9), ("P1", home), ("S1", 3), ("R1", 2), ("K1", 1)]);
    }
    chance.pick(&[("U6", 74), ("U3", 16), ("P1", home), ("K2", if age >= 8 { 5 } else { 0 })])
}

/// Semi-independent homes had to register as supported accommodation; the return then has a code of its own.
fn supported_accommodation(on: Date) -> &'static str {
    if on < Date::constant(2024, 10, 1) { "H5" } else { "K3" }
}

/// After the placement order the child moves to adopters, or stays with carers who adopt.
fn place_for_adoption(chance: &mut Chance, homes: &mut Homes, legal: &[LegalChange], end: Date, moves: &mut Vec<Move>) {
    let Some((order, _)) = legal.last().copied() else {
        return;
    };
    let room = days_between(order, end);
    if room < 150 {
        return;
    }
    let placed = days_after(end, -chance.between(120, (room - 20).min(300)));
    let early = moves.first().is_some_and(|first| first.place == "U5");
    if early {
        moves.truncate(1);
    }
    moves.retain(|one| one.on < placed);
    let Some(before) = moves.last().copied() else {
        return;
    };
    if before.place == "U5" {
        moves.push(Move { on: placed, place: "A5", home: before.home, reason: "CARPL" });
        return;
    }
    moves.push(Move { on: placed, place: "A6", home: homes.next(), reason: "CARPL" });
    if chance.yes(4.0) && room > 260 {
        let back = days_after(placed, 60);
        let again = days_after(end, -40);
        if back < again {
            moves.push(Move { on: back, place: "U6", home: homes.next(), reason: "CREQO" });
            moves.push(Move { on: again, place: "A6", home: homes.next(), reason: "CARPL" });
        }
    }
}

/// Settled foster homes are agreed as long-term ones: a new code, the same carer.
fn match_long_term(chance: &mut Chance, pathway: Pathway, care_order: Option<Date>, end: Date, moves: &mut Vec<Move>) {
    let (Pathway::LongTerm | Pathway::Teenager, Some(order)) = (pathway, care_order) else {
        return;
    };
    let mut agreed = Vec::new();
    for (number, one) in moves.iter().enumerate() {
        let place = match one.place {
            "U6" => "U4",
            "U3" => "U1",
            _ => continue,
        };
        let until = moves.get(number + 1).map_or(end, |next| next.on);
        let on = days_after(one.on.max(order), chance.between(120, 420));
        if on < days_after(until, -60) && chance.yes(78.0) {
            agreed.push(Move { on, place, home: one.home, reason: "PLACE" });
        }
    }
    moves.extend(agreed);
    moves.sort_by_key(|one| one.on);
}

/// Homes open as semi-independent ones in the winter of 2024-25 registered, each on a day of its own.
fn register_supported_accommodation(end: Date, moves: &mut Vec<Move>) {
    let mut registered = Vec::new();
    for (number, one) in moves.iter().enumerate() {
        let until = moves.get(number + 1).map_or(end, |next| next.on);
        let on = days_after(Date::constant(2024, 10, 1), i32::try_from(one.home % 170).unwrap_or(0));
        if one.place == "H5" && one.on < on && on < until {
            registered.push(Move { on, place: "K3", home: one.home, reason: "PLACE" });
        }
    }
    moves.extend(registered);
    moves.sort_by_key(|one| one.on);
}

/// Hospital, and carers' holidays: the child returns to the same home.
fn add_temporary_moves(chance: &mut Chance, homes: &mut Homes, end: Date, moves: &mut Vec<Move>) {
    let mut temporary = Vec::new();
    for (number, one) in moves.iter().enumerate() {
        let until = moves.get(number + 1).map_or(end, |next| next.on);
        let room = days_between(one.on, until);
        let fostered = one.place.starts_with('U');
        if !fostered || room < 150 || !chance.yes(f64::from(room) / 365.0 * 4.0) {
            continue;
        }
        let (place, days) = chance.pick(&[(("T1", 6), 1), (("T3", 12), 2), (("T4", 5), 1), (("T0", 9), 1)]);
        let on = days_after(one.on, chance.between(60, room - 60));
        temporary.push(Move { on, place, home: homes.next(), reason: "" });
        let back = days_after(on, days);
        temporary.push(Move { on: back, place: one.place, home: one.home, reason: "" });
    }
    moves.extend(temporary);
    moves.sort_by_key(|one| one.on);
}

/// Spells: a new one on each day on which the legal status or the home changes.
fn merge(legal: &[LegalChange], moves: &[Move], end: Date) -> Vec<Spell> {
    let mut days: Vec<Date> = legal.iter().map(|(on, _)| *on).chain(moves.iter().map(|one| one.on)).collect();
    days.sort();
    days.dedup();
    let mut spells: Vec<Spell> = Vec::new();
    for day in days.into_iter().filter(|day| *day < end) {
        let status = legal.iter().rev().find(|(on, _)| *on <= day).map(|(_, status)| *status);
        let home = moves.iter().rev().find(|one| one.on <= day);
        let (Some(legal_status), Some(home)) = (status, home) else {
            continue;
        };
        let moved = home.on == day;
        let spell = Spell {
            from: day,
            legal_status,
            place: home.place,
            home: home.home,
            reason: if moved { home.reason } else { "" },
        };
        let same = spells.last().is_some_and(|last| {
            last.legal_status == legal_status && last.home == spell.home && last.place == spell.place
        });
        if !same {
            spells.push(spell);
        }
    }
    spells
}

// ---- short breaks ----

fn child_with_short_breaks(chance: &mut Chance, homes: &mut Homes, number: u32) -> Child {
    let start = days_after(Date::constant(2021, 6, 1), chance.between(0, 1600));
    let born = days_after(start, -chance.between(2300, 5300));
    let end = days_after(start, chance.between(300, 1500)).min(birthday(born, 18));
    let short_breaks = short_breaks(chance, homes, number < 8, start, end);
    Child {
        id: String::new(),
        born,
        sex: if chance.yes(68.0) { 'M' } else { 'F' },
        ethnic: ethnic_code(chance, false),
        unaccompanied: false,
        area: chance.pick(&[("East", 54), ("West", 46)]),
        periods: Vec::new(),
        short_breaks,
    }
}

fn short_breaks(chance: &mut Chance, homes: &mut Homes, each_stay: bool, start: Date, end: Date) -> Vec<ShortBreak> {
    let place = chance.pick(&[("K2", 50), ("R1", 30), ("U6", 20)]);
    let home = homes.next();
    if !each_stay {
        let to = Some(end).filter(|end| *end <= LAST_DAY);
        return vec![ShortBreak { from: start, to, legal_status: "V4", place, home }];
    }
    let mut stays = Vec::new();
    let mut from = start;
    while from < end && from <= days_after(LAST_DAY, -4) {
        let to = days_after(from, chance.between(1, 3));
        stays.push(ShortBreak { from, to: Some(to), legal_status: "V3", place, home });
        from = days_after(from, chance.between(24, 40));
    }
    stays
}

/// Four children had short breaks first and then came into care.
fn add_short_breaks_before_care(chance: &mut Chance, homes: &mut Homes, children: &mut [Child]) {
    let wanted = |child: &Child| {
        child.periods.len() == 1
            && child.periods[0].start >= Date::constant(2024, 6, 1)
            && (7..16).contains(&age_on(child.born, child.periods[0].start))
            && !child.unaccompanied
    };
    for (number, child) in children.iter_mut().filter(|child| wanted(child)).step_by(9).take(4).enumerate() {
        let end = days_after(child.periods[0].start, -chance.between(5, 30));
        let start = days_after(end, -chance.between(200, 500));
        child.short_breaks = short_breaks(chance, homes, number < 2, start, end);
        child.short_breaks.retain(|stay| stay.to.is_some_and(|to| to <= end));
    }
}
