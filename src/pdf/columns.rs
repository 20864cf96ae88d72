//! How wide the columns of a table are, worked out before Typst sees it: the widths are known, long words
//! are cut where they must be, and a table too wide for an upright page becomes two (convention D9).

use super::fonts;
use crate::document::tree::Table;
use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider};
use std::ops::Range;
use std::sync::OnceLock;

/// Space before every column but the first, in points; less where there are many.
fn gap(columns: usize) -> f64 {
    if columns > 5 { 8.0 } else { 14.0 }
}
/// By how much an indented row's label stands in, in points.
pub const ROW_INDENT: f64 = 12.0;
/// The label column may be squeezed to this before columns move to a second table.
const LABEL_LEAST: f64 = 96.0;
/// Labels have this much before any other column has more than it needs.
const LABEL_MOST: f64 = 150.0;
/// A head is wrapped rather than make its column wider than this.
const HEAD_MOST: f64 = 84.0;
/// Long words do not make a column of words wider than this; they are cut.
const WORD_MOST: f64 = 150.0;
/// A column of numbers is not spread wider than this.
const NUMBER_MOST: f64 = 92.0;

/// Some columns of a table that stand side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// Which of the table's columns.
    pub columns: Range<usize>,
    /// The width of the label column and of each of these, each with the gap before it, in points.
    pub widths: Vec<f64>,
    /// The gap before every column but the first, in points.
    pub gap: f64,
}

impl Piece {
    /// What a column of the piece leaves for words, in points; column 0 holds the labels.
    pub fn inner_width(&self, column: usize) -> f64 {
        let gap = if column == 0 { 0.0 } else { self.gap };
        self.widths.get(column).map_or(0.0, |width| width - gap)
    }
}

/// The width of a text in points, in the first embedded family that has each character.
pub fn text_width(text: &str, bold: bool, size: f64) -> f64 {
    let faces = faces(bold);
    text.chars().map(|c| faces.iter().find_map(|face| face.advance(c)).unwrap_or_default()).sum::<f64>() * size
}

/// A face ready to be measured.
struct Face {
    charmap: Charmap<'static>,
    metrics: GlyphMetrics<'static>,
    em: f64,
    /// The advances of ASCII, nearly all of what is measured.
    ascii: Vec<Option<f64>>,
}

impl Face {
    fn new(data: &'static [u8]) -> Option<Self> {
        let font = FontRef::new(data).ok()?;
        let (size, location) = (Size::unscaled(), LocationRef::default());
        let mut face = Face {
            charmap: font.charmap(),
            metrics: font.glyph_metrics(size, location),
            em: f64::from(font.metrics(size, location).units_per_em).max(1.0),
            ascii: Vec::new(),
        };
        face.ascii = ('\0'..='\u{7F}').map(|c| face.look_up(c)).collect();
        Some(face)
    }

    /// The advance of a character in ems; none if the face does not have it.
    fn advance(&self, c: char) -> Option<f64> {
        match self.ascii.get(c as usize) {
            Some(advance) => *advance,
            None => self.look_up(c),
        }
    }

    fn look_up(&self, c: char) -> Option<f64> {
        let glyph = self.charmap.map(c)?;
        Some(f64::from(self.metrics.advance_width(glyph).unwrap_or_default()) / self.em)
    }
}

fn faces(bold: bool) -> &'static [Face] {
    static FACES: OnceLock<[Vec<Face>; 2]> = OnceLock::new();
    let both = FACES.get_or_init(|| {
        // The upright faces of a family come first: regular, then bold.
        [0, 1].map(|weight| {
            let families = fonts::FAMILIES.iter();
            families.filter_map(|family| Face::new(fonts::faces(family).get(weight)?)).collect()
        })
    });
    &both[usize::from(bold)]
}

/// The text if it fits into this many points, otherwise as many of its words as do, and an ellipsis.
pub fn shorten(text: &str, bold: bool, size: f64, width: f64) -> String {
    if text_width(text, bold, size) <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    for c in text.chars() {
        out.push(c);
        if text_width(&out, bold, size) + text_width("…", bold, size) > width {
            out.pop();
            break;
        }
    }
    if let Some(end) = out.rfind(' ') {
        out.truncate(end);
    }
    out.push('…');
    out
}

/// What a column needs and would like, without its gap.
struct Need {
    least: f64,
    liked: f64,
    /// The width of each of its texts on one line: the head, then the cells from the top.
    texts: Vec<f64>,
    numeric: bool,
}

/// Lays the columns of a table over the width of the page.
pub fn fit(table: &Table, size: f64, available: f64) -> Vec<Piece> {
    let label = label_need(table, size);
    let needs: Vec<Need> = (0..table.columns.len()).map(|index| column_need(table, index, size)).collect();
    if needs.is_empty() {
        return vec![Piece { columns: 0..0, widths: vec![available], gap: 0.0 }];
    }
    for pieces in 1..=needs.len() {
        let each = needs.len().div_ceil(pieces);
        let ranges: Vec<Range<usize>> =
            (0..needs.len()).step_by(each).map(|start| start..(start + each).min(needs.len())).collect();
        let fits = |range: &Range<usize>| {
            let least: f64 = needs[range.clone()].iter().map(|need| need.least + gap(range.len())).sum();
            label.least + least <= available
        };
        if each == 1 || ranges.iter().all(fits) {
            return ranges
                .into_iter()
                .map(|columns| {
                    let gap = gap(columns.len());
                    let chosen: Vec<&Need> = std::iter::once(&label).chain(&needs[columns.clone()]).collect();
                    let mut widths = spread(&chosen, available - gap * columns.len() as f64);
                    for width in widths.iter_mut().skip(1) {
                        *width += gap;
                    }
                    Piece { columns, widths, gap }
                })
                .collect();
        }
    }
    Vec::new()
}

fn label_need(table: &Table, size: f64) -> Need {
    let inset = |indented: bool| if indented { ROW_INDENT } else { 0.0 };
    let mut least = longest_word(&table.corner, true, size);
    let mut texts = vec![text_width(&table.corner, true, size)];
    for row in &table.rows {
        least = least.max(longest_word(&row.label, row.total, size) + inset(row.indented));
        texts.push(text_width(&row.label, row.total, size) + inset(row.indented));
    }
    // Labels that are shorter than that need no more than they are wide.
    let least = up(least.max(LABEL_LEAST.min(widest(&texts))).min(WORD_MOST));
    Need { least, liked: widest(&texts).max(least), texts, numeric: false }
}

fn column_need(table: &Table, index: usize, size: f64) -> Need {
    let Some(column) = table.columns.get(index) else {
        return Need { least: 0.0, liked: 0.0, texts: Vec::new(), numeric: false };
    };
    let head = text_width(&column.label, true, size);
    let head_word = longest_word(&column.label, true, size);
    let (mut least, mut liked) = (head_word, head.min(HEAD_MOST).max(head_word));
    let mut texts = vec![head];
    for row in &table.rows {
        let cell = row.cells.get(index).map_or("", String::as_str);
        let whole = text_width(cell, row.total, size);
        // A number is never broken; words are.
        least = least.max(if column.numeric { whole } else { longest_word(cell, row.total, size) });
        liked = liked.max(whole);
        texts.push(whole);
    }
    let least = up(least.min(WORD_MOST));
    Need { least, liked: liked.max(least), texts, numeric: column.numeric }
}

/// Shares a width among columns: first what each needs, then what makes the table lowest, then the rest.
fn spread(needs: &[&Need], available: f64) -> Vec<f64> {
    const STEP: f64 = 6.0;
    let mut widths: Vec<f64> = needs.iter().map(|need| need.least).collect();
    let least: f64 = widths.iter().sum();
    if least > available {
        return widths.iter().map(|width| down(width * available / least)).collect();
    }
    let mut left = available - least;
    // Beside numbers it is the labels that make rows higher: they come first, up to a point.
    let numbers_only = needs.iter().skip(1).all(|need| need.numeric);
    if let (true, Some(first), Some(label)) = (numbers_only, widths.first_mut(), needs.first()) {
        let more = (label.liked.min(LABEL_MOST) - *first).clamp(0.0, left);
        *first += more;
        left -= more;
    }
    while left >= STEP {
        // The column that saves most lines per point, looking one line ahead; then the one furthest from
        // what it would like.
        let best = (0..needs.len())
            .filter_map(|index| {
                let wish = needs[index].liked - widths[index];
                (wish > 0.0).then(|| (index, pressure(needs[index], widths[index])))
            })
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
        let Some((index, _)) = best else { break };
        widths[index] += STEP;
        left -= STEP;
    }
    // What is left goes to the numbers up to a point, evenly, and to the labels.
    let each = left / needs.len() as f64;
    for (width, need) in widths.iter_mut().zip(needs).skip(1) {
        if need.numeric && *width < NUMBER_MOST {
            let more = each.min(NUMBER_MOST - *width).max(0.0);
            *width += more;
            left -= more;
        }
    }
    if let Some(first) = widths.first_mut() {
        *first += left.max(0.0);
    }
    widths.into_iter().map(down).collect()
}

/// How many lines the texts of a column take beyond one each, at this width.
fn pressure(need: &Need, width: f64) -> f64 {
    need.texts.iter().map(|text| (text / width.max(1.0) - 1.0).max(0.0)).sum::<f64>() / width.max(1.0)
}

fn widest(texts: &[f64]) -> f64 {
    texts.iter().copied().fold(0.0, f64::max)
}

/// To whole hundredths, downwards: steady in print, and never wider than the page together.
fn down(points: f64) -> f64 {
    (points * 100.0).floor() / 100.0
}

/// A little more than measured, so that what is exactly as wide as its column is not cut.
fn up(points: f64) -> f64 {
    points + 0.5
}

fn longest_word(text: &str, bold: bool, size: f64) -> f64 {
    text.split(' ').map(|word| text_width(word, bold, size)).fold(0.0, f64::max)
}

/// The text with invisible places to break in every word that is wider than `width` points.
pub fn cut_words(text: &str, bold: bool, size: f64, width: f64) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, word) in text.split(' ').enumerate() {
        if at > 0 {
            out.push(' ');
        }
        if text_width(word, bold, size) <= width {
            out.push_str(word);
            continue;
        }
        let mut line = 0.0;
        for c in word.chars() {
            let step = text_width(c.encode_utf8(&mut [0; 4]), bold, size);
            if line > 0.0 && line + step > width {
                out.push(BREAK);
                line = 0.0;
            }
            line += step;
            out.push(c);
        }
    }
    out
}

/// A place to break that nobody sees.
pub const BREAK: char = '\u{200B}';

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::tree::{Column, Row};

    fn table(labels: &[&str], heads: &[&str], cell: &str) -> Table {
        Table {
            id: "t".into(),
            number: 1,
            title: "T".into(),
            corner: "Group".into(),
            columns: heads.iter().map(|head| Column { label: (*head).into(), numeric: true }).collect(),
            rows: labels
                .iter()
                .map(|label| Row {
                    label: (*label).into(),
                    cells: vec![cell.into(); heads.len()],
                    total: false,
                    indented: false,
                })
                .collect(),
            markers: Vec::new(),
            notes: Vec::new(),
        }
    }

    #[test]
    fn a_digit_is_as_wide_as_the_face_says() {
        // Noto Sans: every digit is 1171 units wide, an em has 2048.
        let width = text_width("1234567890", false, 10.0);
        assert!((width - 100.0 * 1171.0 / 2048.0).abs() < 0.001, "{width}");
    }

    #[test]
    fn eight_columns_of_years_fit_one_page_and_keep_their_numbers_whole() {
        let table =
            table(&["Under 1", "1 to 4"], &["2018", "2019", "2020", "2021", "2022", "2023", "2024", "2025"], "1,234");
        let pieces = fit(&table, 12.0, 453.0);
        assert_eq!(pieces.len(), 1);
        assert!(pieces[0].widths.iter().sum::<f64>() <= 453.0);
        let number = text_width("1,234", false, 12.0) + pieces[0].gap;
        assert!(pieces[0].widths[1..].iter().all(|width| *width >= number));
    }

    #[test]
    fn a_table_too_wide_becomes_two_of_equal_breadth() {
        let table = table(&["Placed with parents"], &["Participation in 2024-25"; 6], "100.0%");
        let pieces = fit(&table, 12.0, 453.0);
        let columns: Vec<_> = pieces.iter().map(|piece| piece.columns.clone()).collect();
        assert_eq!(columns, [0..3, 3..6]);
        assert!(pieces.iter().all(|piece| piece.widths.iter().sum::<f64>() <= 453.0));
    }

    #[test]
    fn a_line_too_long_ends_with_an_ellipsis_after_a_whole_word() {
        assert_eq!(shorten("Example Council", false, 10.0, 200.0), "Example Council");
        let short = shorten("Example Council of the North", false, 10.0, 100.0);
        assert!(short.starts_with("Example ") && short.ends_with('…'), "{short}");
        assert!(text_width(&short, false, 10.0) <= 100.0);
    }

    #[test]
    fn a_word_longer_than_its_column_is_cut_and_others_are_not() {
        let cut = cut_words("short Donaudampfschifffahrtsgesellschaft", false, 12.0, 80.0);
        assert!(cut.starts_with("short Donau"));
        assert!(cut.split([' ', BREAK]).all(|piece| text_width(piece, false, 12.0) <= 80.0));
        assert_eq!(cut.replace(BREAK, ""), "short Donaudampfschifffahrtsgesellschaft");
        assert_eq!(cut_words("two words", false, 12.0, 80.0), "two words");
    }
}
