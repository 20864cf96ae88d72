//! The reviews of the children's lives: held on time, early, late, or not at all.

use super::calendar::{BEGINNING, Calendar, LAST_DAY, Year, age_on, days_after};
use super::chance::Chance;
use super::clock::{AdoptionPlacement, Care};
use super::lives::{Child, Period};
use jiff::civil::Date;

/// A review that was held.
pub struct Review {
    /// The child's place in the list of children.
    pub child: usize,
    /// The day.
    pub held: Date,
    /// The latest day on which the law allowed it.
    pub due: Date,
    /// How many reviews there were before it in the period of care.
    pub before: usize,
    /// The return's participation code.
    pub participation: &'static str,
    /// The child was placed for adoption on the day.
    pub placed_for_adoption: bool,
    /// The legal status on the day was a placement order.
    pub placement_order: bool,
}

/// Every review held up to the last day, by child and day.
pub fn reviews(seed: u64, calendar: &Calendar, children: &[Child]) -> Vec<Review> {
    let mut chance = Chance::new(seed);
    let mut reviews = Vec::new();
    for (place, child) in children.iter().enumerate() {
        for period in &child.periods {
            reviews.extend(reviews_of(&mut chance, calendar, place, child, period));
        }
        if child.periods.is_empty() {
            reviews.extend(reviews_of_short_breaks(&mut chance, calendar, place, child));
        }
    }
    reviews
}

/// The times placed for adoption within a period of care.
pub fn adoption_placements(period: &Period) -> Vec<AdoptionPlacement> {
    let mut placements: Vec<(AdoptionPlacement, u32)> = Vec::new();
    for (number, spell) in period.spells.iter().enumerate() {
        if !matches!(spell.place, "A3" | "A4" | "A5" | "A6") {
            continue;
        }
        let to = period.spells.get(number + 1).map(|next| next.from);
        match placements.last_mut() {
            Some((placement, home)) if placement.to == Some(spell.from) && *home == spell.home => placement.to = to,
            _ => placements.push((AdoptionPlacement { from: spell.from, to }, spell.home)),
        }
    }
    placements.into_iter().map(|(placement, _)| placement).collect()
}

fn reviews_of(chance: &mut Chance, calendar: &Calendar, place: usize, child: &Child, period: &Period) -> Vec<Review> {
    let care = Care { start: period.start, adoption: adoption_placements(period), known_from: BEGINNING };
    let mut reviews = Vec::new();
    let mut held: Vec<Date> = Vec::new();
    loop {
        let tomorrow = days_after(held.last().copied().unwrap_or(period.start), 1);
        let mut day = day_held(chance, calendar, care.due(calendar, &held, tomorrow), held.len()).max(tomorrow);
        // A placement for adoption before that day sets another clock going.
        if care.due(calendar, &held, day) != care.due(calendar, &held, tomorrow) {
            let due = care.due(calendar, &held, day);
            day = day_held(chance, calendar, due, 0).max(calendar.working_day_from(tomorrow));
        }
        day = extra_review(chance, calendar, period, tomorrow, day).unwrap_or(day);
        if day > LAST_DAY || day >= period.end {
            return reviews;
        }
        reviews.push(Review {
            child: place,
            held: day,
            due: care.due(calendar, &held, day),
            before: held.len(),
            participation: participation(chance, child.born, day),
            placed_for_adoption: care
                .adoption
                .iter()
                .any(|placement| placement.from <= day && placement.to.is_none_or(|to| day < to)),
            placement_order: period
                .spells
                .iter()
                .rev()
                .find(|spell| spell.from <= day)
                .is_some_and(|spell| spell.legal_status == "E1"),
        });
        held.push(day);
    }
}

/// The day on which a review is held that is due on `due`.
fn day_held(chance: &mut Chance, calendar: &Calendar, due: Date, before: usize) -> Date {
    let late = match Year::of(due) {
        Year(2026..) => 6.9,
        Year(2025) => 8.5,
        Year(2024) => 9.8,
        Year(2023) => 11.0,
        _ => 11.8,
    };
    let first = before == 0;
    if chance.yes(if first { late * 1.6 } else { late }) {
        let days = if chance.yes(4.0) { chance.between(60, 140) } else { chance.along(&[1, 2, 4, 7, 11, 18, 30, 46]) };
        return calendar.working_day_from(days_after(due, days));
    }
    let early = match before {
        0 => chance.along(&[0, 0, 1, 3, 6]),
        1 => chance.along(&[0, 2, 6, 11, 24]),
        _ if chance.yes(9.0) => chance.between(28, 74),
        _ => chance.along(&[0, 3, 8, 14, 21, 30]),
    };
    calendar.working_day_by(days_after(due, -early))
}

/// After a move to another carer a review is sometimes brought forward.
fn extra_review(chance: &mut Chance, calendar: &Calendar, period: &Period, from: Date, planned: Date) -> Option<Date> {
    let moved = period.spells.windows(2).find(|pair| {
        let carer_changed = pair[0].home != pair[1].home;
        let temporary = pair[0].place.starts_with('T') || pair[1].place.starts_with('T');
        carer_changed && !temporary && days_after(from, 20) < pair[1].from && pair[1].from < days_after(planned, -35)
    })?;
    if moved[1].place.starts_with('A') || !chance.yes(30.0) {
        return None;
    }
    Some(calendar.working_day_from(days_after(moved[1].from, chance.between(9, 24))))
}

fn participation(chance: &mut Chance, born: Date, day: Date) -> &'static str {
    let better = u32::try_from(Year::of(day).0 - 2020).unwrap_or(0);
    match age_on(born, day) {
        ..=3 => "PN0",
        4..=6 => chance.pick(&[
            ("PN1", 20 + better),
            ("PN2", 8),
            ("PN3", 8),
            ("PN4", 9),
            ("PN5", 28),
            ("PN6", 16),
            ("PN7", 14 - better),
        ]),
        7..=11 => chance.pick(&[
            ("PN1", 44 + 2 * better),
            ("PN2", 7),
            ("PN3", 3),
            ("PN4", 4),
            ("PN5", 18),
            ("PN6", 14),
            ("PN7", 11 - better),
        ]),
        12..=15 => chance.pick(&[
            ("PN1", 54 + 2 * better),
            ("PN2", 5),
            ("PN3", 1),
            ("PN4", 3),
            ("PN5", 13),
            ("PN6", 11),
            ("PN7", 14 - better),
        ]),
        _ => chance.pick(&[
            ("PN1", 60 + 2 * better),
            ("PN2", 4),
            ("PN3", 1),
            ("PN4", 2),
            ("PN5", 10),
            ("PN6", 9),
            ("PN7", 16 - better),
        ]),
    }
}

/// Three of the children who only have short breaks have their reviews in the return, where they do not belong.
fn reviews_of_short_breaks(chance: &mut Chance, calendar: &Calendar, place: usize, child: &Child) -> Vec<Review> {
    let Some(first) = child.short_breaks.first().filter(|stay| stay.legal_status == "V4") else {
        return Vec::new();
    };
    if !place.is_multiple_of(5) {
        return Vec::new();
    }
    let mut reviews = Vec::new();
    let mut day = calendar.working_day_from(days_after(first.from, 80));
    let end = first.to.unwrap_or(LAST_DAY);
    while day < end {
        reviews.push(Review {
            child: place,
            held: day,
            due: day,
            before: reviews.len(),
            participation: participation(chance, child.born, day),
            placed_for_adoption: false,
            placement_order: false,
        });
        day = calendar.working_day_from(days_after(day, chance.between(150, 180)));
    }
    reviews
}
