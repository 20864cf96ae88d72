//! The sheet that a chart is laid out on: shapes and labels in points, kept until all are placed, then drawn at once.

use anyhow::Result;
use plotters::element::DashedPathElement;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::fill::{Fill, Hatch};
use crate::figures::plot::Drawing;
use crate::figures::text_width::{FAMILIES, Ruler, Weight};
use crate::house_style::{Colour, HouseStyle};

/// The width of a drawing in points: A4 less two margins of 25 mm.
pub const WIDTH: f64 = 453.5;
/// White round the layout, so that no letter or line touches the drawing's edge.
const EDGE: f64 = 1.5;
/// The width that a chart is laid out in.
pub const ROOM: f64 = WIDTH - 2.0 * EDGE;
/// Canvas units to the point: the backend knows whole numbers only.
const SCALE: f64 = 10.0;
/// The backend cuts a font's size to a whole number and then divides it by this.
const FONT_SCALE: f64 = 1.24;
/// Where the backend puts the baseline of text that hangs from its position, in em.
const HANG: f64 = 0.76;
/// What text covers above and below its baseline, in em: accented capitals and descenders.
const ASCENT: f64 = 0.8;
const DESCENT: f64 = 0.25;
/// Half the height of a capital, in em.
const HALF_CAPITAL: f64 = 0.36;

/// A rectangle; `top` is less than `bottom`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Frame {
    /// Whether two rectangles share more than an edge.
    pub fn overlaps(&self, other: &Self) -> bool {
        const TOUCH: f64 = 1e-6;
        self.left < other.right - TOUCH
            && other.left < self.right - TOUCH
            && self.top < other.bottom - TOUCH
            && other.top < self.bottom - TOUCH
    }

    /// The rectangle with `by` more on every side.
    pub fn grown(&self, by: f64) -> Self {
        Self { left: self.left - by, top: self.top - by, right: self.right + by, bottom: self.bottom + by }
    }

    /// Whether the straight line between two points passes through.
    pub fn is_crossed(&self, from: (f64, f64), to: (f64, f64)) -> bool {
        // Liang and Barsky: the part of the line, 0 to 1, that is inside all four edges.
        let (run, rise) = (to.0 - from.0, to.1 - from.1);
        let (mut enters, mut leaves) = (0.0f64, 1.0f64);
        for (step, room) in [
            (-run, from.0 - self.left),
            (run, self.right - from.0),
            (-rise, from.1 - self.top),
            (rise, self.bottom - from.1),
        ] {
            if step == 0.0 {
                if room < 0.0 {
                    return false;
                }
            } else if step < 0.0 {
                enters = enters.max(room / step);
            } else {
                leaves = leaves.min(room / step);
            }
        }
        enters <= leaves
    }
}

/// Which side of a label its position is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    Left,
    Centre,
    Right,
}

/// A placed line of text.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    pub text: String,
    pub weight: Weight,
    pub colour: Colour,
    pub anchor: Anchor,
    /// The anchor's horizontal position.
    pub x: f64,
    pub baseline: f64,
    /// What the text covers.
    pub frame: Frame,
}

/// Drawing order: a later layer covers an earlier one; labels cover all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    Ground,
    Grid,
    Data,
    Reference,
    /// The white ground under labels.
    Patch,
}

/// A shape without text.
#[derive(Debug, Clone, PartialEq)]
enum Shape {
    Area { frame: Frame, colour: Colour },
    Polygon { corners: Vec<(f64, f64)>, colour: Colour },
    Circle { centre: (f64, f64), radius: f64, colour: Colour },
    Line { points: Vec<(f64, f64)>, colour: Colour, width: f64, dash: Option<(f64, f64)> },
}

/// A chart being laid out.
pub struct Sheet<'a> {
    pub style: &'a HouseStyle,
    pub ruler: Ruler,
    /// The size of all text as it comes out, in points.
    pub em: f64,
    /// Grows as content is added from the top.
    pub height: f64,
    shapes: Vec<(Layer, Shape)>,
    pub labels: Vec<Label>,
}

impl<'a> Sheet<'a> {
    pub fn new(style: &'a HouseStyle) -> Self {
        Self {
            style,
            ruler: Ruler::new(family(style)),
            em: font_size(style) / FONT_SCALE / SCALE,
            height: 0.0,
            shapes: Vec::new(),
            labels: Vec::new(),
        }
    }

    /// From one baseline to the next in wrapped text.
    pub fn line_height(&self) -> f64 {
        1.2 * self.em
    }

    pub fn width_of(&self, text: &str, weight: Weight) -> f64 {
        self.ruler.width(text, self.em, weight)
    }

    pub fn wrap(&self, text: &str, weight: Weight, widest: f64) -> Vec<String> {
        self.ruler.wrap(text, self.em, weight, widest)
    }

    /// The baseline that centres a line of text on `middle`.
    pub fn baseline_at(&self, middle: f64) -> f64 {
        middle + HALF_CAPITAL * self.em
    }

    /// What a line of text would cover.
    pub fn frame_of(&self, text: &str, weight: Weight, anchor: Anchor, x: f64, baseline: f64) -> Frame {
        let width = self.width_of(text, weight);
        let left = match anchor {
            Anchor::Left => x,
            Anchor::Centre => x - width / 2.0,
            Anchor::Right => x - width,
        };
        Frame { left, top: baseline - ASCENT * self.em, right: left + width, bottom: baseline + DESCENT * self.em }
    }

    /// Places a line of text in the text colour.
    pub fn text(&mut self, text: &str, weight: Weight, anchor: Anchor, x: f64, baseline: f64) -> Frame {
        self.text_in(self.style.colours.text, text, weight, anchor, x, baseline)
    }

    /// Places a line of text in a colour.
    pub fn text_in(
        &mut self,
        colour: Colour,
        text: &str,
        weight: Weight,
        anchor: Anchor,
        x: f64,
        baseline: f64,
    ) -> Frame {
        let text = printable(text);
        let frame = self.frame_of(&text, weight, anchor, x, baseline);
        if !text.is_empty() {
            self.labels.push(Label { text, weight, colour, anchor, x, baseline, frame });
        }
        frame
    }

    /// Places a line of text on a white ground that keeps lines from running through it.
    pub fn text_on_white(&mut self, text: &str, weight: Weight, anchor: Anchor, x: f64, baseline: f64) -> Frame {
        let frame = self.text(text, weight, anchor, x, baseline);
        self.area(
            Layer::Patch,
            Frame {
                left: frame.left - 2.0,
                top: frame.top - 1.0,
                right: frame.right + 2.0,
                bottom: frame.bottom + 1.0,
            },
            Colour::WHITE,
        );
        frame
    }

    /// Places lines of text one below the other, the first one's top at `top`; answers where they end.
    pub fn lines(&mut self, lines: &[String], weight: Weight, anchor: Anchor, x: f64, top: f64) -> f64 {
        for (place, line) in lines.iter().enumerate() {
            let baseline = top + place as f64 * self.line_height() + ASCENT * self.em;
            self.text(line, weight, anchor, x, baseline);
        }
        top + self.lines_height(lines.len())
    }

    /// What a number of lines covers from top to bottom.
    pub fn lines_height(&self, count: usize) -> f64 {
        if count == 0 { 0.0 } else { (count as f64 - 1.0) * self.line_height() + (ASCENT + DESCENT) * self.em }
    }

    pub fn area(&mut self, layer: Layer, frame: Frame, colour: Colour) {
        self.shapes.push((layer, Shape::Area { frame, colour }));
    }

    pub fn line(&mut self, layer: Layer, points: &[(f64, f64)], colour: Colour, width: f64) {
        self.shapes.push((layer, Shape::Line { points: points.to_vec(), colour, width, dash: None }));
    }

    /// A broken line: `dash` is the length drawn and the gap, in points.
    pub fn dashed(&mut self, layer: Layer, points: &[(f64, f64)], colour: Colour, width: f64, dash: (f64, f64)) {
        self.shapes.push((layer, Shape::Line { points: points.to_vec(), colour, width, dash: Some(dash) }));
    }

    pub fn circle(&mut self, layer: Layer, centre: (f64, f64), radius: f64, colour: Colour) {
        self.shapes.push((layer, Shape::Circle { centre, radius, colour }));
    }

    pub fn polygon(&mut self, layer: Layer, corners: Vec<(f64, f64)>, colour: Colour) {
        self.shapes.push((layer, Shape::Polygon { corners, colour }));
    }

    /// A filled rectangle with its hatch, and an outline where the fill is too light to stand on white.
    pub fn filled(&mut self, frame: Frame, fill: Fill) {
        if self.style.needs_outline(fill.colour) {
            self.area(Layer::Data, frame, self.style.colours.outline);
            let inner = frame.grown(-1.0);
            if inner.right > inner.left && inner.bottom > inner.top {
                self.area(Layer::Data, inner, fill.colour);
            }
        } else {
            self.area(Layer::Data, frame, fill.colour);
        }
        for line in hatch_lines(frame, fill.hatch) {
            self.line(Layer::Data, &line, Colour::WHITE, 1.1);
        }
    }

    /// Draws everything.
    pub fn drawing(&self) -> Result<Drawing> {
        let height = (self.height + 2.0 * EDGE).ceil();
        let mut svg = String::new();
        {
            let root = SVGBackend::with_string(&mut svg, (units(WIDTH).unsigned_abs(), units(height).unsigned_abs()))
                .into_drawing_area();
            root.fill(&WHITE)?;
            let mut shapes: Vec<&(Layer, Shape)> = self.shapes.iter().collect();
            shapes.sort_by_key(|(layer, _)| *layer);
            for (_, shape) in shapes {
                match shape {
                    Shape::Area { frame, colour } => root.draw(&Rectangle::new(
                        [at((frame.left, frame.top)), at((frame.right, frame.bottom))],
                        rgb(*colour).filled(),
                    ))?,
                    Shape::Polygon { corners, colour } => {
                        let corners: Vec<_> = corners.iter().copied().map(at).collect();
                        root.draw(&Polygon::new(corners, rgb(*colour)))?;
                    }
                    Shape::Circle { centre, radius, colour } => {
                        root.draw(&Circle::new(at(*centre), units(*radius), rgb(*colour).filled()))?;
                    }
                    Shape::Line { points, colour, width, dash } => {
                        let points = points.iter().copied().map(at);
                        let stroke = rgb(*colour).stroke_width(units(*width).unsigned_abs());
                        match dash {
                            None => root.draw(&PathElement::new(points.collect::<Vec<_>>(), stroke))?,
                            Some((length, gap)) => {
                                root.draw(&DashedPathElement::new(points, units(*length), units(*gap), stroke))?;
                            }
                        }
                    }
                }
            }
            for label in &self.labels {
                let horizontal = match label.anchor {
                    Anchor::Left => HPos::Left,
                    Anchor::Centre => HPos::Center,
                    Anchor::Right => HPos::Right,
                };
                let weight = match label.weight {
                    Weight::Regular => FontStyle::Normal,
                    Weight::Bold => FontStyle::Bold,
                };
                let colour = rgb(label.colour);
                let style = (family(self.style), font_size(self.style), weight)
                    .into_text_style(&root)
                    .color(&colour)
                    .pos(Pos::new(horizontal, VPos::Top));
                let position = at((label.x, label.baseline - HANG * self.em));
                root.draw(&Text::new(label.text.as_str(), position, style))?;
            }
            root.present()?;
        }
        Ok(Drawing { svg, width: WIDTH, height })
    }
}

/// The family that charts are set in: the first of the style's that the program carries, since no other can be measured.
fn family(style: &HouseStyle) -> &'static str {
    style.fonts.iter().find_map(|wanted| FAMILIES.into_iter().find(|carried| carried == wanted)).unwrap_or(FAMILIES[0])
}

/// The font size to ask of the backend: rounded up, so that no text comes out below the style's size.
fn font_size(style: &HouseStyle) -> f64 {
    (style.sizes.chart * SCALE * FONT_SCALE - 1e-6).ceil()
}

/// The text without what XML or a font cannot carry.
fn printable(text: &str) -> String {
    text.chars()
        .map(|letter| if letter.is_whitespace() && letter != '\u{a0}' { ' ' } else { letter })
        .filter(|letter| !letter.is_control() && !matches!(letter, '\u{fffe}' | '\u{ffff}'))
        .collect::<String>()
        .trim()
        .to_owned()
}

/// Lines across a rectangle at 45 degrees, cut at its edges.
fn hatch_lines(frame: Frame, hatch: Hatch) -> Vec<[(f64, f64); 2]> {
    const APART: f64 = 6.0;
    let (width, height) = (frame.right - frame.left, frame.bottom - frame.top);
    if hatch == Hatch::None || width <= 0.0 || height <= 0.0 {
        return Vec::new();
    }
    let mut lines = Vec::new();
    let mut start = APART / 2.0;
    // `start` is where the line would meet the bottom edge, counted from the left; it climbs to the left.
    while start < width + height {
        let (near, far) = (start.min(width), (start - height).max(0.0));
        let (low, high) = (start - near, start - far);
        let line = [(near, low), (far, high)].map(|(across, up)| match hatch {
            Hatch::Falling => (frame.left + across, frame.bottom - up),
            _ => (frame.right - across, frame.bottom - up),
        });
        lines.push(line);
        start += APART * std::f64::consts::SQRT_2;
    }
    lines
}

fn units(points: f64) -> i32 {
    // A cast from a float keeps within the integer's range by itself.
    (points * SCALE).round() as i32
}

fn at(point: (f64, f64)) -> (i32, i32) {
    (units(point.0 + EDGE), units(point.1 + EDGE))
}

fn rgb(colour: Colour) -> RGBColor {
    RGBColor(colour.red, colour.green, colour.blue)
}
