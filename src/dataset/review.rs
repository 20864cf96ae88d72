//! Reviews, each one day, each in the period of care it belongs to.

use super::codes::Code;
use super::episode::{Episode, PeriodOfCare, latest_left, latest_under};
use super::returns::ReviewRow;
use super::row_place::{RowFindings, RowPlace};
use jiff::civil::Date;

/// A review of one child on one day.
#[derive(Debug, Clone)]
pub struct Review {
    /// The day on which it was held.
    pub held_on: Date,
    /// How the child took part; blank where it is not recorded or the code is not listed.
    pub participation: Code,
    /// The period of care it belongs to: a position among the child's; none for a review outside care.
    pub period: Option<usize>,
    /// Where its first row stands.
    pub at: RowPlace,
}

/// One child's reviews by date. Several rows on one day are one review; its participation is that of the first row with a listed
/// code, the latest year's file first.
pub fn reviews(mut rows: Vec<&ReviewRow>, findings: &mut RowFindings<'_>) -> Vec<Review> {
    rows.sort_unstable_by_key(|row| (row.held_on, std::cmp::Reverse(row.year), row.at));
    let mut reviews: Vec<Review> = Vec::with_capacity(rows.len());
    let mut year_of_last = None;
    for row in rows {
        match reviews.last_mut() {
            Some(review) if review.held_on == row.held_on => {
                if !review.participation.is_listed() && row.participation.is_listed() {
                    review.participation = row.participation;
                }
                if year_of_last == Some(row.year) {
                    findings.warn(
                        row.at,
                        Some("REVIEW"),
                        "reviews-same-day",
                        "the child has another row for a review on the same day",
                        "the rows are counted as one review",
                        "delete one of the rows in the source system, or correct its date",
                    );
                }
            }
            _ => reviews.push(Review {
                held_on: row.held_on,
                participation: if row.participation.is_listed() { row.participation } else { Code::BLANK },
                period: None,
                at: row.at,
            }),
        }
        year_of_last = Some(row.year);
    }
    reviews
}

/// Gives each review its period of care: the one in which the child is in care on the day, else the one that the child leaves on
/// the day; of two the later. A review in none, or in a gap between episodes, belongs to no period.
pub fn attach(reviews: &mut [Review], periods: &mut [PeriodOfCare], episodes: &[Episode]) {
    for (at, review) in reviews.iter_mut().enumerate() {
        let day = review.held_on;
        // Periods are runs of episodes, so the latest episode is in the latest period.
        let of = |episode: usize| periods.iter().rposition(|period| period.episodes.start <= episode);
        // Between a start of care learnt elsewhere and the first episode known the child was in care all the same.
        let before_episodes = periods.iter().rposition(|period| {
            let first = episodes.get(period.episodes.start);
            period.first_day <= day && first.is_some_and(|first| day < first.started_on)
        });
        let in_care = latest_under(episodes, day).and_then(of).max(before_episodes);
        review.period = in_care.or_else(|| latest_left(episodes, day).and_then(of));
        if let Some(period) = review.period.and_then(|period| periods.get_mut(period)) {
            period.reviews.push(at);
        }
    }
}
