//! The house style: fonts, sizes and colours, one value read by the charts and by the pages (conventions E2.1, E2.7, E3.2 to E3.6).

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

const BUILT_IN: &str = include_str!("../report-templates/house-styles/default.yaml");

/// The smallest text that a page or chart may carry, in points (E2.1).
const SMALLEST_TEXT: f64 = 12.0;
/// The largest chart text, in points: beyond it labels leave no room for what they label.
const LARGEST_CHART_TEXT: f64 = 18.0;
/// The least contrast of text on its background (E2.7).
const TEXT_CONTRAST: f64 = 4.5;
/// The least contrast of a drawn thing on white (E2.7).
const GRAPHIC_CONTRAST: f64 = 3.0;

/// The most contrast with white of a ground that lines and text stand on.
const LIGHT_GROUND: f64 = 1.4;

/// How everything looks. Made by [`HouseStyle::from_yaml`], which refuses what cannot be read well.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HouseStyle {
    /// The name by which an order asks for it.
    pub name: String,
    /// Font families for all text, the first that exists is used.
    pub fonts: Vec<String>,
    /// Text sizes.
    pub sizes: Sizes,
    /// Colours.
    pub colours: Colours,
    /// The colour of a label printed inside a fill, by fill; black or white, whichever is plainer, where none is given.
    #[serde(default)]
    pub labels: BTreeMap<Colour, Colour>,
}

/// Text sizes in points.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sizes {
    /// Running text and tables, 12 or more.
    pub body: f64,
    /// All text in charts, 12 to 18.
    pub chart: f64,
    /// Headers, footers and notes.
    pub small: f64,
    /// The title on the cover.
    pub title: f64,
    /// Headings of level 1.
    pub part: f64,
    /// Headings of level 2.
    pub section: f64,
    /// Headings of level 3.
    pub subsection: f64,
}

/// The colours of pages and charts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Colours {
    /// Running text and the text of charts.
    pub text: Colour,
    /// Headings.
    pub heading: Colour,
    /// Rules and marks on pages.
    pub accent: Colour,
    /// Axes and gridlines.
    pub axis: Colour,
    /// The line round fills that are too light to stand on white by themselves.
    pub outline: Colour,
    /// The light ground of a reference range.
    pub band: Colour,
    /// The colours of three or four series, in order; at least four.
    pub palette: Vec<Colour>,
    /// The colours of two series.
    pub two_series: [Colour; 2],
    /// Dark to light, for ordered groups; at least two.
    pub sequential: Vec<Colour>,
    /// The colour that stands out and the colour of the rest.
    pub focus: [Colour; 2],
}

/// An opaque colour, written `#12436D`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Colour {
    /// Red.
    pub red: u8,
    /// Green.
    pub green: u8,
    /// Blue.
    pub blue: u8,
}

impl HouseStyle {
    /// Reads a house style and checks that it can be read by everyone.
    ///
    /// # Errors
    /// A message in plain words, one line for each fault: a key that is unknown or missing, a text that is too small,
    /// a colour with too little contrast.
    pub fn from_yaml(yaml: &str) -> Result<Self, String> {
        let style: Self = serde_yaml::from_str(yaml).map_err(|fault| fault.to_string())?;
        let faults = style.faults();
        if faults.is_empty() { Ok(style) } else { Err(faults.join("\n")) }
    }

    /// The colours of `count` series in order (E3.2).
    pub fn series_colours(&self, count: usize) -> Vec<Colour> {
        match count {
            2 => self.colours.two_series.to_vec(),
            _ => self.colours.palette.iter().copied().take(count).collect(),
        }
    }

    /// The colour of a label printed inside this fill (E3.6).
    pub fn label_on(&self, fill: Colour) -> Colour {
        self.labels.get(&fill).copied().unwrap_or_else(|| {
            if fill.contrast(Colour::WHITE) >= fill.contrast(Colour::BLACK) { Colour::WHITE } else { Colour::BLACK }
        })
    }

    /// Whether this fill needs the outline to stand on white (E3.6).
    pub fn needs_outline(&self, fill: Colour) -> bool {
        fill.contrast(Colour::WHITE) < GRAPHIC_CONTRAST
    }

    /// Whether two fills stay apart when printed in black and white (E3.5).
    pub fn told_apart_in_grey(&self, one: Colour, other: Colour) -> bool {
        one.contrast(other) >= GRAPHIC_CONTRAST
    }

    /// Everything that would make a page or chart hard to read.
    fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.fonts.iter().all(|family| family.trim().is_empty()) {
            faults.push("fonts: name at least one font family".to_owned());
        }
        let sizes = &self.sizes;
        for (key, size) in [
            ("body", sizes.body),
            ("chart", sizes.chart),
            ("small", sizes.small),
            ("title", sizes.title),
            ("part", sizes.part),
            ("section", sizes.section),
            ("subsection", sizes.subsection),
        ] {
            // Written so that a size that is not a number is refused too.
            if !(size >= SMALLEST_TEXT && size.is_finite()) {
                faults.push(format!("sizes.{key}: {size} pt is too small; use {SMALLEST_TEXT} pt or more"));
            }
        }
        if sizes.chart > LARGEST_CHART_TEXT {
            faults.push(format!(
                "sizes.chart: {} pt leaves no room in a chart; use {LARGEST_CHART_TEXT} pt or less",
                sizes.chart
            ));
        }

        let colours = &self.colours;
        let mut on_white = |key: &str, colour: Colour, least: f64| {
            let contrast = colour.contrast(Colour::WHITE);
            if contrast < least {
                faults.push(format!(
                    "colours.{key}: {colour} has a contrast of {contrast:.2} to 1 on white; it needs {least} to 1, so choose a darker one"
                ));
            }
        };
        on_white("text", colours.text, TEXT_CONTRAST);
        on_white("heading", colours.heading, TEXT_CONTRAST);
        on_white("accent", colours.accent, GRAPHIC_CONTRAST);
        on_white("axis", colours.axis, GRAPHIC_CONTRAST);
        on_white("outline", colours.outline, GRAPHIC_CONTRAST);
        // Lines have no outline, so the colours that draw them must stand on white by themselves.
        for (place, colour) in colours.palette.iter().take(4).enumerate() {
            on_white(&format!("palette[{place}]"), *colour, GRAPHIC_CONTRAST);
        }
        for (place, colour) in colours.two_series.iter().enumerate() {
            on_white(&format!("two_series[{place}]"), *colour, GRAPHIC_CONTRAST);
        }

        if colours.band.contrast(Colour::WHITE) > LIGHT_GROUND {
            faults.push(format!(
                "colours.band: {} is too dark for lines and text on it; choose a lighter one",
                colours.band
            ));
        }
        if colours.palette.len() < 4 {
            faults.push("colours.palette: name at least four colours, for charts with four series".to_owned());
        }
        if colours.sequential.len() < 2 {
            faults.push("colours.sequential: name at least two colours, dark to light".to_owned());
        }
        for fill in colours
            .palette
            .iter()
            .chain(&colours.two_series)
            .chain(&colours.sequential)
            .chain(&colours.focus)
            .chain(self.labels.keys())
            .collect::<std::collections::BTreeSet<_>>()
        {
            let label = self.label_on(*fill);
            let contrast = label.contrast(*fill);
            if contrast < TEXT_CONTRAST {
                faults.push(format!(
                    "labels.{fill}: a label in {label} has a contrast of {contrast:.2} to 1 on it; it needs {TEXT_CONTRAST} to 1"
                ));
            }
        }
        faults
    }

    /// The built-in style as values, for the case that its file could not be read; a test holds the two together.
    fn built_in() -> Self {
        const NAVY: Colour = Colour::new(0x12, 0x43, 0x6D);
        const TEAL: Colour = Colour::new(0x28, 0xA1, 0x97);
        const PLUM: Colour = Colour::new(0x80, 0x16, 0x50);
        const ORANGE: Colour = Colour::new(0xF4, 0x6A, 0x25);
        const CHARCOAL: Colour = Colour::new(0x3D, 0x3D, 0x3D);
        const LILAC: Colour = Colour::new(0xA2, 0x85, 0xD1);
        const BLUE: Colour = Colour::new(0x20, 0x73, 0xBC);
        const SKY: Colour = Colour::new(0x6B, 0xAC, 0xE6);
        const SILVER: Colour = Colour::new(0xBF, 0xBF, 0xBF);
        const GREY: Colour = Colour::new(0x59, 0x59, 0x59);
        Self {
            name: "default".to_owned(),
            fonts: vec!["Noto Sans".to_owned(), "DejaVu Sans".to_owned()],
            sizes: Sizes {
                body: 12.0,
                chart: 12.0,
                small: 12.0,
                title: 28.0,
                part: 22.0,
                section: 17.0,
                subsection: 14.0,
            },
            colours: Colours {
                text: Colour::BLACK,
                heading: NAVY,
                accent: NAVY,
                axis: GREY,
                outline: GREY,
                band: Colour::new(0xE8, 0xE8, 0xE8),
                palette: vec![NAVY, TEAL, PLUM, ORANGE, CHARCOAL, LILAC],
                two_series: [NAVY, ORANGE],
                sequential: vec![NAVY, BLUE, SKY],
                focus: [NAVY, SILVER],
            },
            labels: [
                (NAVY, Colour::WHITE),
                (PLUM, Colour::WHITE),
                (BLUE, Colour::WHITE),
                (CHARCOAL, Colour::WHITE),
                (TEAL, Colour::BLACK),
                (ORANGE, Colour::BLACK),
                (LILAC, Colour::BLACK),
                (SKY, Colour::BLACK),
                (SILVER, Colour::BLACK),
            ]
            .into(),
        }
    }
}

impl Default for HouseStyle {
    /// The built-in house style.
    fn default() -> Self {
        Self::from_yaml(BUILT_IN).unwrap_or_else(|_| Self::built_in())
    }
}

impl Colour {
    /// White, the ground of every page and chart.
    pub const WHITE: Self = Self::new(0xFF, 0xFF, 0xFF);
    /// Black.
    pub const BLACK: Self = Self::new(0, 0, 0);

    /// A colour from its parts.
    pub const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }

    /// The contrast ratio with another colour, 1 to 21, as WCAG 2.2 defines it.
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance() + 0.05, other.luminance() + 0.05);
        if one > two { one / two } else { two / one }
    }

    /// The relative luminance, 0 to 1, as WCAG 2.2 defines it.
    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let share = f64::from(part) / 255.0;
            if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "#{:02X}{:02X}{:02X}", self.red, self.green, self.blue)
    }
}

impl FromStr for Colour {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let fault = || format!("`{text}` is not a colour; write it as \"#12436D\", in quotes");
        let digits = text.strip_prefix('#').ok_or_else(fault)?;
        if digits.len() != 6 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(fault());
        }
        let value = u32::from_str_radix(digits, 16).map_err(|_| fault())?;
        let [_, red, green, blue] = value.to_be_bytes();
        Ok(Self::new(red, green, blue))
    }
}

impl Serialize for Colour {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Colour {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_file_is_the_built_in_style() {
        assert_eq!(HouseStyle::from_yaml(BUILT_IN), Ok(HouseStyle::built_in()));
    }

    #[test]
    fn contrast_is_that_of_the_conventions() {
        // E3.6 gives 2.42 and 1.84 on white; E3.5 gives 1.05 for the two pairs.
        let colour = |text: &str| text.parse::<Colour>().unwrap();
        for (one, other, ratio) in [
            ("#6BACE6", "#FFFFFF", 2.42),
            ("#BFBFBF", "#FFFFFF", 1.84),
            ("#12436D", "#801650", 1.05),
            ("#28A197", "#F46A25", 1.05),
            ("#000000", "#FFFFFF", 21.0),
        ] {
            assert!((colour(one).contrast(colour(other)) - ratio).abs() < 0.006, "{one} {other}");
        }
    }

    #[test]
    fn light_text_is_refused_in_plain_words() {
        let yaml = BUILT_IN.replace("text: \"#000000\"", "text: \"#999999\"");
        let fault = HouseStyle::from_yaml(&yaml).unwrap_err();
        assert_eq!(
            fault,
            "colours.text: #999999 has a contrast of 2.85 to 1 on white; it needs 4.5 to 1, so choose a darker one"
        );
    }

    #[test]
    fn small_text_unknown_keys_and_odd_colours_are_refused() {
        for (from, to, part) in [
            ("body: 12", "body: 9", "sizes.body: 9 pt is too small"),
            ("body: 12", "body: .nan", "sizes.body"),
            ("chart: 12", "chart: 40", "leaves no room"),
            ("name: default", "nom: default", "unknown field `nom`"),
            ("axis: \"#595959\"", "axis: grey", "`grey` is not a colour"),
            ("axis: \"#595959\"", "axis: \"#DDDDDD\"", "colours.axis"),
            ("\"#BFBFBF\": \"#000000\"", "\"#BFBFBF\": \"#FFFFFF\"", "labels.#BFBFBF"),
            ("band: \"#E8E8E8\"", "band: \"#333333\"", "colours.band"),
            ("fonts: [Noto Sans, DejaVu Sans]", "fonts: []", "fonts:"),
        ] {
            assert!(BUILT_IN.contains(from), "{from}");
            let fault = HouseStyle::from_yaml(&BUILT_IN.replace(from, to)).unwrap_err();
            assert!(fault.contains(part), "{to}: {fault}");
        }
    }

    #[test]
    fn two_series_have_their_own_pair() {
        let style = HouseStyle::default();
        assert_eq!(style.series_colours(2), style.colours.two_series.to_vec());
        assert_eq!(style.series_colours(4), style.colours.palette[..4].to_vec());
    }

    #[test]
    fn a_style_survives_being_written() {
        let style = HouseStyle::default();
        let json = serde_json::to_string(&style).unwrap();
        assert!(json.contains("\"heading\":\"#12436D\""));
        assert_eq!(serde_json::from_str::<HouseStyle>(&json).unwrap(), style);
    }
}
