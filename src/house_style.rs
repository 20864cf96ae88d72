//! What a council may choose about the look of its reports.

use serde::{Deserialize, Serialize};

/// A house style.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HouseStyle {
    /// Its name.
    pub name: String,
    /// Font families, the first one preferred; all embedded.
    pub fonts: Vec<String>,
    /// Size of the text in points, 12 or more.
    pub body_size: f64,
    /// Colour of headings, `#rrggbb`.
    pub heading_colour: String,
    /// Colour of rules and bars, `#rrggbb`.
    pub accent_colour: String,
}

impl Default for HouseStyle {
    fn default() -> Self {
        HouseStyle {
            name: "plain".into(),
            fonts: vec!["Noto Sans".into(), "DejaVu Sans".into()],
            body_size: 12.0,
            heading_colour: "#12436D".into(),
            accent_colour: "#12436D".into(),
        }
    }
}
