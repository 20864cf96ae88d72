//! One line per series over the categories, which are years.

use anyhow::{Result, ensure};

use super::axis::Axis;
use super::line_ground::{Ground, MARK, runs};
use super::line_labels::{Ends, Plan, plan};
use super::reference::DASH;
use super::sheet::{Anchor, Frame, Layer, ROOM, Sheet};
use super::{greatest, value};
use crate::figures::plot::{Plot, PlotUnit};
use crate::figures::text_width::Weight;
use crate::house_style::Colour;

/// Thickness of a line, in points.
const STROKE: f64 = 2.2;
/// The length drawn and the gap of each series' line; the first is unbroken (convention E3.5).
const DASHES: [Option<(f64, f64)>; 4] = [None, Some((8.0, 4.0)), Some((2.4, 3.0)), Some((15.0, 4.0))];
/// A plot that cannot hold its markers is made higher, up to this many points.
const HIGHEST: f64 = 480.0;

/// Lays out the lines: the values of the first and last year beside them, the series' names at the right end, more values and all
/// markers where there is room.
pub fn lay_out(sheet: &mut Sheet, plot: &Plot) -> Result<()> {
    let em = sheet.em;
    let axis = line_axis(plot);
    let ends = Ends::new(sheet, plot);
    let ticks = axis.ticks().into_iter().map(|tick| sheet.width_of(&axis.words(tick), Weight::Regular));
    let left = ticks.fold(0.0, f64::max) + 6.0;
    let first = left + 4.0 + ends.left_room;
    let last = ROOM - ends.right_room;
    ensure!(last - first > 6.0 * em, "the printed values leave no room for the lines; print shorter ones");

    let mut top = 0.9 * em;
    // A cut axis says so where it is read.
    if axis.low > 0.0 {
        let note = format!("The axis starts at {}, not at 0.", axis.words(axis.low));
        sheet.lines(&[note], Weight::Regular, Anchor::Left, 0.0, 0.0);
        top += 1.6 * em;
    }
    let mut ground = Ground { axis, left, first, last, top, bottom: top + ends.height.max(15.0 * em) };
    let mut words = plan(sheet, plot, &ground, &ends);
    while !words.complete && ground.bottom - ground.top < HIGHEST {
        ground.bottom += 4.0 * em;
        words = plan(sheet, plot, &ground, &ends);
    }

    draw_reference(sheet, plot, &ground);
    draw_axis(sheet, &ground);
    draw_series(sheet, plot, &ground);
    draw_words(sheet, plot, &words);
    sheet.height = place_years(sheet, plot, &ground) + 1.0;
    Ok(())
}

fn line_axis(plot: &Plot) -> Axis {
    let values = plot.series.iter().flat_map(|series| &series.points).filter_map(value);
    let least = values.chain(plot.reference.as_ref().map(|band| band.low)).fold(f64::INFINITY, f64::min);
    // With nothing to show the axis is the whole one, and a single year has no course that a part of the axis would help to see.
    match plot.unit {
        _ if least.is_finite() && plot.categories.len() > 1 => Axis::for_lines(least, greatest(plot), plot.unit),
        PlotUnit::Percent => Axis::from_zero(greatest(plot).max(100.0), 5.0, plot.unit),
        PlotUnit::Count => Axis::from_zero(greatest(plot), 5.0, plot.unit),
    }
}

fn draw_words(sheet: &mut Sheet, plot: &Plot, plan: &Plan) {
    for leader in &plan.leaders {
        sheet.line(Layer::Grid, leader, sheet.style.colours.axis, 0.6);
    }
    for words in &plan.words {
        sheet.text_on_white(&words.text, words.weight, words.anchor, words.x, words.baseline);
    }
    let colours = sheet.style.series_colours(plot.series.len());
    for (place, middle) in &plan.marks {
        if let Some(colour) = colours.get(*place) {
            draw_mark(sheet, *place, *middle, MARK + 1.2, Colour::WHITE);
            draw_mark(sheet, *place, *middle, MARK, *colour);
            draw_mark(sheet, *place, *middle, MARK - 1.4, Colour::WHITE);
        }
    }
}

fn draw_reference(sheet: &mut Sheet, plot: &Plot, ground: &Ground) {
    let Some(band) = &plot.reference else { return };
    let (low, high) = (ground.y(band.low), ground.y(band.high));
    let colour = sheet.style.colours.text;
    // The labels before the first year keep their white ground to themselves.
    let left = ground.first - MARK - 1.0;
    let right = ground.last + MARK + 1.0;
    if band.high > band.low {
        let frame = Frame { left, top: high, right, bottom: low };
        sheet.area(Layer::Ground, frame, sheet.style.colours.band);
    }
    for y in if band.high > band.low { vec![low, high] } else { vec![low] } {
        sheet.dashed(Layer::Grid, &[(left, y), (right, y)], colour, 1.2, DASH);
    }
}

fn draw_axis(sheet: &mut Sheet, ground: &Ground) {
    let colour = sheet.style.colours.axis;
    for tick in ground.axis.ticks() {
        let y = ground.y(tick);
        let width = if tick == ground.axis.low { 1.0 } else { 0.3 };
        sheet.line(Layer::Grid, &[(ground.left, y), (ground.last + MARK + 1.0, y)], colour, width);
        let words = ground.axis.words(tick);
        let baseline = sheet.baseline_at(y);
        sheet.text(&words, Weight::Regular, Anchor::Right, ground.left - 6.0, baseline);
    }
}

fn draw_series(sheet: &mut Sheet, plot: &Plot, ground: &Ground) {
    let colours = sheet.style.series_colours(plot.series.len());
    for (place, (series, colour)) in plot.series.iter().zip(colours).enumerate() {
        for run in runs(&series.points, ground) {
            if run.len() > 1 {
                match DASHES.get(place).copied().flatten() {
                    None => sheet.line(Layer::Data, &run, colour, STROKE),
                    Some(dash) => sheet.dashed(Layer::Data, &run, colour, STROKE, dash),
                }
            }
            for point in run {
                draw_mark(sheet, place, point, MARK + 1.2, Colour::WHITE);
                draw_mark(sheet, place, point, MARK, colour);
            }
        }
    }
}

/// A point's mark: circle, square, triangle, diamond by the series' place.
fn draw_mark(sheet: &mut Sheet, place: usize, (x, y): (f64, f64), size: f64, colour: Colour) {
    let corners = match place {
        0 => {
            sheet.circle(Layer::Data, (x, y), size, colour);
            return;
        }
        1 => {
            let side = 0.88 * size;
            vec![(x - side, y - side), (x + side, y - side), (x + side, y + side), (x - side, y + side)]
        }
        2 => vec![(x, y - 1.25 * size), (x + 1.15 * size, y + 0.8 * size), (x - 1.15 * size, y + 0.8 * size)],
        _ => vec![(x, y - 1.3 * size), (x + 1.3 * size, y), (x, y + 1.3 * size), (x - 1.3 * size, y)],
    };
    sheet.polygon(Layer::Data, corners, colour);
}

/// A year's label: its category, its lines and its middle.
struct YearLabel {
    category: usize,
    lines: Vec<String>,
    middle: f64,
}

/// Places the years below the axis; if they do not all fit, every second or third, counted from the last. Answers where they end.
fn place_years(sheet: &mut Sheet, plot: &Plot, ground: &Ground) -> f64 {
    let count = plot.categories.len();
    let between = 0.4 * sheet.em;
    // Without a fit the last and the first share the whole width, broken inside words if need be.
    let labels = (1..count)
        .find_map(|every| year_labels(sheet, plot, ground, every, ground.step(count) * every as f64 - between, true))
        .or_else(|| year_labels(sheet, plot, ground, count.max(2) - 1, (ROOM - between) / 2.0, false))
        .unwrap_or_default();
    let top = ground.bottom + 0.75 * sheet.em;
    let mut end = top;
    for YearLabel { category, lines, middle } in labels {
        let tick = ground.x(category, count);
        let from_to = [(tick, ground.bottom), (tick, ground.bottom + 4.0)];
        sheet.line(Layer::Grid, &from_to, sheet.style.colours.axis, 1.0);
        end = end.max(sheet.lines(&lines, Weight::Regular, Anchor::Centre, middle, top));
    }
    end
}

/// The labels of every so many categories, each no wider than `room` and as near as may be to its year. None if they do not fit
/// or, where they must be `neat`, if a word would be broken or lines be many.
fn year_labels(
    sheet: &Sheet,
    plot: &Plot,
    ground: &Ground,
    every: usize,
    room: f64,
    neat: bool,
) -> Option<Vec<YearLabel>> {
    const MOST_LINES: usize = 3;
    let mut limit = ROOM;
    let mut labels = Vec::new();
    for (category, label) in plot.categories.iter().enumerate().rev().step_by(every) {
        let lines = sheet.wrap(label, Weight::Regular, room);
        let breaks_word = sheet.ruler.widest_word(label, sheet.em, Weight::Regular) > room;
        if neat && (breaks_word || lines.len() > MOST_LINES) {
            return None;
        }
        let half = lines.iter().map(|line| sheet.width_of(line, Weight::Regular)).fold(0.0, f64::max) / 2.0;
        let middle = ground.x(category, plot.categories.len()).max(half).min(limit - half);
        // The next one to the left must leave this one's place; rounding is no reason to fail.
        if middle - half < -0.001 {
            return None;
        }
        limit = middle - half - 0.4 * sheet.em;
        labels.push(YearLabel { category, lines, middle });
    }
    Some(labels)
}
