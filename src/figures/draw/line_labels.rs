//! Where the words of a line chart stand: beside the first and last points, pushed apart where they would meet, and at the points
//! between where there is room.

use super::line_ground::{Ground, MARK, runs};
use super::sheet::{Anchor, Frame, ROOM, Sheet};
use super::{printed, value};
use crate::figures::plot::{Plot, Point};
use crate::figures::text_width::Weight;

/// Room between a label and the point that it belongs to, in points.
const NEAR: f64 = 7.0;
/// The room that a mark before a marker takes, in points.
const MARK_ROOM: f64 = 2.0 * MARK + 4.0;
/// The part of the width that names at the lines' ends may take.
const NAMES: f64 = 0.3;

/// Placed words and what goes with them.
#[derive(Default)]
pub struct Plan {
    pub words: Vec<Words>,
    /// Marks of the series whose value is missing, before its marker: the series' place and the mark's middle.
    pub marks: Vec<(usize, (f64, f64))>,
    /// Thin lines from a point to words that had to move away from it.
    pub leaders: Vec<[(f64, f64); 2]>,
    /// Whether every marker found a place.
    pub complete: bool,
}

/// A placed line of text.
pub struct Words {
    pub text: String,
    pub weight: Weight,
    pub anchor: Anchor,
    pub x: f64,
    pub baseline: f64,
    pub frame: Frame,
}

/// The words at the two ends of the lines, before the plot's measures are known.
pub struct Ends {
    left: Vec<Block>,
    right: Vec<Block>,
    /// The widths that they need, with the room between them and the points.
    pub left_room: f64,
    pub right_room: f64,
    /// The least height of the plot in which they fit.
    pub height: f64,
}

/// Words beside a point that may be moved up or down together.
#[derive(Clone)]
struct Block {
    lines: Vec<[(String, Weight); 2]>,
    belongs: Belongs,
}

/// What a block stands beside.
#[derive(Clone, Copy)]
enum Belongs {
    /// A series' outermost point; if that is missing, the next one that is not decides the height only.
    Series {
        place: usize,
        missing: bool,
    },
    Reference,
}

impl Ends {
    pub fn new(sheet: &Sheet, plot: &Plot) -> Self {
        let right = right_blocks(sheet, plot);
        let left = left_blocks(plot);
        let widest = |blocks: &[Block]| {
            blocks.iter().flat_map(|block| &block.lines).map(|line| line_width(sheet, line)).fold(0.0, f64::max)
        };
        let beside = beside(plot);
        let marks = if left.iter().any(|block| has_mark(plot, block)) { MARK_ROOM } else { 0.0 };
        let height = right.iter().map(|block| block_height(sheet, block) + space(sheet, &right)).sum();
        Self {
            left_room: if left.is_empty() { beside } else { widest(&left) + marks + beside },
            right_room: widest(&right) + MARK + beside,
            height,
            left,
            right,
        }
    }
}

/// Plans all words but those of the axes.
pub fn plan(sheet: &Sheet, plot: &Plot, ground: &Ground, ends: &Ends) -> Plan {
    let mut plan = Plan { complete: true, ..Plan::default() };
    let beside = beside(plot);
    for (block, top) in spread(sheet, plot, ground, &ends.right, true) {
        let x = ground.last + MARK + beside;
        for (line, baseline) in baselines(sheet, block, top) {
            let mut x = x;
            for (text, weight) in line.iter().filter(|(text, _)| !text.is_empty()) {
                let frame = put(sheet, &mut plan, text, *weight, Anchor::Left, x, baseline);
                x = frame.right + 0.5 * sheet.em;
            }
        }
        lead(sheet, plot, ground, block, (ground.last + MARK + 1.5, x - 2.0), top, &mut plan);
    }
    for (block, top) in spread(sheet, plot, ground, &ends.left, false) {
        let x = ground.first - beside;
        let mut start = x;
        for ([(text, weight), _], baseline) in baselines(sheet, block, top) {
            let frame = put(sheet, &mut plan, text, *weight, Anchor::Right, x, baseline);
            start = frame.left;
        }
        if let Belongs::Series { place, .. } = block.belongs
            && has_mark(plot, block)
        {
            plan.marks.push((place, (start - MARK - 3.0, first_middle(sheet, top))));
        }
        lead(sheet, plot, ground, block, (ground.first - MARK - 1.5, x + 2.0), top, &mut plan);
    }
    plan_inner(sheet, plot, ground, &mut plan);
    plan
}

/// The room between the outermost points and the words beside them: more where words may have to move and be led to.
fn beside(plot: &Plot) -> f64 {
    if plot.series.len() > 1 || plot.reference.is_some() { 2.0 * NEAR } else { NEAR }
}

/// Whether a marker needs its series' mark before it: there is more than one series and the name is not beside it.
fn has_mark(plot: &Plot, block: &Block) -> bool {
    plot.series.len() > 1 && matches!(block.belongs, Belongs::Series { missing: true, .. })
}

/// Value and name of each series, in one line if all fit so, else the name below the value; and the reference's label.
fn right_blocks(sheet: &Sheet, plot: &Plot) -> Vec<Block> {
    let most = NAMES * ROOM;
    let nothing = || (String::new(), Weight::Regular);
    let ends: Vec<[(String, Weight); 2]> = plot
        .series
        .iter()
        .map(|series| {
            let value = series.points.last().map(printed).unwrap_or_default();
            [(value.to_owned(), Weight::Regular), (series.name.trim().to_owned(), Weight::Bold)]
        })
        .collect();
    let in_one_line = ends.iter().all(|line| line_width(sheet, line) <= most);
    let mut blocks: Vec<Block> = plot
        .series
        .iter()
        .zip(ends)
        .enumerate()
        .map(|(place, (series, line))| {
            let missing = series.points.last().and_then(value).is_none();
            let lines = if in_one_line {
                vec![line]
            } else {
                let [value, (name, weight)] = line;
                let name = sheet.wrap(&name, weight, most).into_iter().map(|part| [(part, weight), nothing()]);
                std::iter::once([value, nothing()]).chain(name).collect()
            };
            Block { lines, belongs: Belongs::Series { place, missing } }
        })
        .collect();
    if let Some(band) = &plot.reference {
        let lines = sheet.wrap(&band.label, Weight::Regular, most);
        let lines = lines.into_iter().map(|line| [(line, Weight::Regular), nothing()]).collect();
        blocks.push(Block { lines, belongs: Belongs::Reference });
    }
    blocks
}

/// The first value of each series; none for a single year, whose value stands at the right.
fn left_blocks(plot: &Plot) -> Vec<Block> {
    if plot.categories.len() < 2 {
        return Vec::new();
    }
    let block = |(place, point): (usize, &Point)| Block {
        lines: vec![[(printed(point).to_owned(), Weight::Regular), (String::new(), Weight::Regular)]],
        belongs: Belongs::Series { place, missing: value(point).is_none() },
    };
    plot.series.iter().enumerate().filter_map(|(place, series)| Some(block((place, series.points.first()?)))).collect()
}

fn line_width(sheet: &Sheet, line: &[(String, Weight); 2]) -> f64 {
    let [first, second] = line;
    let space = if first.0.is_empty() || second.0.is_empty() { 0.0 } else { 0.5 * sheet.em };
    sheet.width_of(&first.0, first.1) + space + sheet.width_of(&second.0, second.1)
}

fn block_height(sheet: &Sheet, block: &Block) -> f64 {
    sheet.lines_height(block.lines.len())
}

/// The room between blocks: more where blocks have several lines, which belong closer together.
fn space(sheet: &Sheet, blocks: &[Block]) -> f64 {
    if blocks.iter().all(|block| block.lines.len() < 2) { 0.15 * sheet.em } else { 0.5 * sheet.em }
}

/// Where the middle of a block's first line should be.
fn wanted(plot: &Plot, ground: &Ground, block: &Block, at_end: bool) -> f64 {
    match block.belongs {
        Belongs::Reference => {
            plot.reference.as_ref().map_or(ground.bottom, |band| ground.y((band.low + band.high) / 2.0))
        }
        Belongs::Series { place, .. } => {
            let points = plot.series.get(place).map(|series| series.points.as_slice()).unwrap_or_default();
            let nearest = if at_end { points.iter().rev().find_map(value) } else { points.iter().find_map(value) };
            nearest.map_or(ground.bottom, |value| ground.y(value))
        }
    }
}

/// Moves blocks up and down until none covers another, each as near as may be to where it should be. Answers their tops, from the
/// highest down.
fn spread<'a>(sheet: &Sheet, plot: &Plot, ground: &Ground, blocks: &'a [Block], at_end: bool) -> Vec<(&'a Block, f64)> {
    /// Blocks that touch: where their top should be by each one's wish on average, and their height together.
    struct Cluster {
        top: f64,
        height: f64,
        members: usize,
    }
    let space = space(sheet, blocks);
    let (low, high) = (ground.top - 0.6 * sheet.em, ground.bottom - 1.0);
    let half_line = sheet.lines_height(1) / 2.0;
    let mut order: Vec<(&Block, f64)> =
        blocks.iter().map(|block| (block, wanted(plot, ground, block, at_end) - half_line)).collect();
    order.sort_by(|one, other| one.1.total_cmp(&other.1));
    let mut clusters: Vec<Cluster> = Vec::new();
    for (block, top) in &order {
        let within = |top: f64, height: f64| top.min(high - height + space).max(low);
        let height = block_height(sheet, block) + space;
        let mut cluster = Cluster { top: within(*top, height), height, members: 1 };
        while let Some(above) = clusters.pop_if(|above| above.top + above.height > cluster.top) {
            let members = above.members + cluster.members;
            // Each member's wish for the pair's top: its own top less what stands above it.
            let wishes = above.top * above.members as f64 + (cluster.top - above.height) * cluster.members as f64;
            let height = above.height + cluster.height;
            cluster = Cluster { top: within(wishes / members as f64, height), height, members };
        }
        clusters.push(cluster);
    }
    let mut spread = Vec::new();
    let mut rest = order.into_iter();
    for cluster in &clusters {
        let mut top = cluster.top;
        for (block, _) in rest.by_ref().take(cluster.members) {
            spread.push((block, top));
            top += block_height(sheet, block) + space;
        }
    }
    spread
}

fn baselines<'a>(
    sheet: &Sheet,
    block: &'a Block,
    top: f64,
) -> impl Iterator<Item = (&'a [(String, Weight); 2], f64)> + use<'a> {
    let (line_height, first) = (sheet.line_height(), top + 0.8 * sheet.em);
    block.lines.iter().enumerate().map(move |(place, line)| (line, first + place as f64 * line_height))
}

/// The middle of the first line's capitals.
fn first_middle(sheet: &Sheet, top: f64) -> f64 {
    top + 0.44 * sheet.em
}

/// Draws a thin line from the point to a block that moved away from it. `reach` is where the line starts and ends.
fn lead(sheet: &Sheet, plot: &Plot, ground: &Ground, block: &Block, reach: (f64, f64), top: f64, plan: &mut Plan) {
    if matches!(block.belongs, Belongs::Series { missing: true, .. }) {
        return;
    }
    // Words beside the last year stand right of it. How far they reach says nothing: they may stand close to the mark.
    let from = wanted(plot, ground, block, reach.0 > ground.last);
    let to = first_middle(sheet, top);
    if (to - from).abs() > 0.7 * sheet.em {
        plan.leaders.push([(reach.0, from), (reach.1, to)]);
    }
}

fn put(sheet: &Sheet, plan: &mut Plan, text: &str, weight: Weight, anchor: Anchor, x: f64, baseline: f64) -> Frame {
    let frame = sheet.frame_of(text, weight, anchor, x, baseline);
    plan.words.push(Words { text: text.to_owned(), weight, anchor, x, baseline, frame });
    frame
}

/// What is drawn already, and the room that is left for words between the first and the last year.
struct Taken {
    inside: Frame,
    strokes: Vec<((f64, f64), (f64, f64))>,
    marks: Vec<Frame>,
}

impl Taken {
    fn new(sheet: &Sheet, plot: &Plot, ground: &Ground) -> Self {
        let runs: Vec<Vec<(f64, f64)>> = plot.series.iter().flat_map(|series| runs(&series.points, ground)).collect();
        let edges = plot.reference.iter().flat_map(|band| [ground.y(band.low), ground.y(band.high)]);
        Self {
            inside: Frame {
                left: ground.left + 2.0,
                top: ground.top - 0.9 * sheet.em,
                right: ground.last + MARK + 2.0,
                bottom: ground.bottom - 1.0,
            },
            strokes: runs
                .iter()
                .flat_map(|run| run.iter().copied().zip(run.iter().copied().skip(1)))
                .chain(edges.map(|y| ((ground.first, y), (ground.last, y))))
                .collect(),
            marks: runs
                .iter()
                .flatten()
                .map(|(x, y)| Frame { left: *x, top: *y, right: *x, bottom: *y }.grown(MARK + 1.0))
                .collect(),
        }
    }

    /// Whether words may stand here, on no other words and no point.
    fn free(&self, frame: &Frame, plan: &Plan) -> bool {
        let wide = frame.grown(1.5);
        frame.left >= self.inside.left
            && frame.right <= self.inside.right
            && frame.top >= self.inside.top
            && frame.bottom <= self.inside.bottom
            && !plan.words.iter().any(|words| wide.overlaps(&words.frame))
            && !plan
                .marks
                .iter()
                .any(|(_, (x, y))| wide.overlaps(&Frame { left: *x, top: *y, right: *x, bottom: *y }.grown(MARK + 1.0)))
            && !self.marks.iter().any(|mark| frame.overlaps(mark))
    }

    /// Whether also no line runs through.
    fn clear(&self, frame: &Frame, plan: &Plan) -> bool {
        let wide = frame.grown(1.0);
        self.free(frame, plan) && !self.strokes.iter().any(|(from, to)| wide.is_crossed(*from, *to))
    }
}

/// Places the markers and, where there is room, the values between the first and the last year.
fn plan_inner(sheet: &Sheet, plot: &Plot, ground: &Ground, plan: &mut Plan) {
    let count = plot.categories.len();
    let taken = Taken::new(sheet, plot, ground);
    let mark_room = if plot.series.len() > 1 { MARK_ROOM } else { 0.0 };
    for category in 1..count.saturating_sub(1) {
        for (place, series) in plot.series.iter().enumerate() {
            let Some(Point::Marked(marker)) = series.points.get(category) else {
                continue;
            };
            let x = ground.x(category, count) + mark_room / 2.0;
            let middle = gap_height(&series.points, category, ground);
            // The mark is part of what must fit.
            let frame_at = |middle: f64| {
                let frame = sheet.frame_of(marker, Weight::Regular, Anchor::Centre, x, sheet.baseline_at(middle));
                Frame { left: frame.left - mark_room, ..frame }
            };
            // Nearest first, up and down in turn; on white over a line rather than not at all.
            let places: Vec<f64> =
                (0..240).map(|step| middle + f64::from(step / 2) * if step % 2 == 0 { 2.0 } else { -2.0 }).collect();
            let found = places
                .iter()
                .find(|middle| taken.clear(&frame_at(**middle), plan))
                .or_else(|| places.iter().find(|middle| taken.free(&frame_at(**middle), plan)));
            let Some(middle) = found else {
                plan.complete = false;
                continue;
            };
            if mark_room > 0.0 {
                plan.marks.push((place, (frame_at(*middle).left + MARK, *middle)));
            }
            put(sheet, plan, marker, Weight::Regular, Anchor::Centre, x, sheet.baseline_at(*middle));
        }
    }
    for category in 1..count.saturating_sub(1) {
        let x = ground.x(category, count);
        for series in &plot.series {
            let Some(Point::Shown { value, display }) = series.points.get(category) else {
                continue;
            };
            let y = ground.y(*value);
            let (above, below) = (y - MARK - 1.2 - 0.25 * sheet.em, y + NEAR + 0.72 * sheet.em);
            let neighbour = |place: usize| series.points.get(place).and_then(super::value).unwrap_or(*value);
            let in_valley = neighbour(category - 1) + neighbour(category + 1) > 2.0 * value;
            let (first, second) = if in_valley { (below, above) } else { (above, below) };
            // On a slope a label finds room to one side of its point.
            let aside = [
                (Anchor::Left, x + MARK + 1.5, y - 0.5 * MARK - 0.25 * sheet.em),
                (Anchor::Right, x - MARK - 1.5, y - 0.5 * MARK - 0.25 * sheet.em),
                (Anchor::Left, x + MARK + 1.5, y + 0.5 * NEAR + 0.72 * sheet.em),
                (Anchor::Right, x - MARK - 1.5, y + 0.5 * NEAR + 0.72 * sheet.em),
            ];
            let places = [(Anchor::Centre, x, first), (Anchor::Centre, x, second)].into_iter().chain(aside);
            for (anchor, x, baseline) in places {
                let frame = sheet.frame_of(display, Weight::Regular, anchor, x, baseline);
                if taken.clear(&frame, plan) {
                    put(sheet, plan, display, Weight::Regular, anchor, x, baseline);
                    break;
                }
            }
        }
    }
}

/// Where a missing point would be if its line went straight on.
fn gap_height(points: &[Point], category: usize, ground: &Ground) -> f64 {
    let shown = |place: usize| Some((place, value(points.get(place)?)?));
    let before = (0..category).rev().find_map(shown);
    let after = (category..points.len()).find_map(shown);
    match (before, after) {
        (Some((from, start)), Some((to, end))) => {
            let part = (category - from) as f64 / (to - from) as f64;
            ground.y(start + (end - start) * part)
        }
        (Some((_, value)), None) | (None, Some((_, value))) => ground.y(value),
        (None, None) => ground.bottom,
    }
}
