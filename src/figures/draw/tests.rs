//! What must hold of every chart, whatever is in it: nothing off the sheet, no label on another, nothing cut, nothing left out.

use proptest::prelude::*;
use proptest::{collection, option};

use super::sheet::ROOM;
use super::*;
use crate::figures::plot::{PlotUnit, ReferenceBand, Series};
use crate::figures::text_width::Weight;

/// A plot from rows of words; a value is followed by what is printed, a marker stands alone.
fn plot(kind: Kind, unit: PlotUnit, categories: &[&str], series: &[(&str, &[Option<f64>])]) -> Plot {
    Plot {
        kind,
        categories: categories.iter().map(|category| (*category).to_owned()).collect(),
        series: series
            .iter()
            .map(|(name, values)| Series {
                name: (*name).to_owned(),
                points: values.iter().map(|value| point(*value, unit)).collect(),
            })
            .collect(),
        unit,
        reference: None,
        highlight: None,
    }
}

fn point(value: Option<f64>, unit: PlotUnit) -> Point {
    match (value, unit) {
        (None, _) => Point::Marked("[c]".to_owned()),
        (Some(value), PlotUnit::Percent) => Point::Shown { value, display: format!("{value:.1}%") },
        (Some(value), PlotUnit::Count) => Point::Shown { value, display: format!("{value:.0}") },
    }
}

fn reference(low: f64, high: f64, label: &str) -> Option<ReferenceBand> {
    Some(ReferenceBand { low, high, label: label.to_owned() })
}

/// Charts as a report has them, and hard ones.
fn samples() -> Vec<(&'static str, Plot)> {
    use Kind::{Bar, GroupedBar, Line, StackedShare};
    use PlotUnit::{Count, Percent};
    let years = ["2021-22", "2022-23", "2023-24", "2024-25", "2025-26"];
    let questions = [
        "Was the child's plan for permanence discussed and agreed at the second review, with the reasons recorded in full?",
        "Has the personal education plan meeting been held in this term?",
        "Does the record say in the child's own words what they wished for before the meeting, and what happened about it?",
        "Was the report of the social worker received three working days before the review?",
        "Is there evidence of oversight between reviews?",
    ];
    let mut out = vec![
        (
            "01-bar",
            plot(
                Bar,
                Count,
                &["Under 1", "1 to 4", "5 to 9", "10 to 15", "16 and over"],
                &[("Children", &[Some(14.0), Some(38.0), Some(61.0), Some(117.0), Some(96.0)])],
            ),
        ),
        (
            "02-bar-target",
            Plot {
                reference: reference(95.0, 95.0, "Target 95%"),
                highlight: Some(4),
                ..plot(Bar, Percent, &years, &[("On time", &[Some(91.2), Some(88.0), Some(74.8), None, Some(79.6)])])
            },
        ),
        (
            "03-bar-questions",
            Plot {
                reference: reference(80.0, 80.0, "Average of all questions 80%"),
                ..plot(
                    Bar,
                    Percent,
                    &questions,
                    &[("Yes", &[Some(83.3), Some(100.0), Some(41.7), Some(66.7), Some(0.0)])],
                )
            },
        ),
        (
            "04-bar-caseload",
            Plot {
                reference: reference(50.0, 70.0, "Recommended caseload 50 to 70"),
                ..plot(
                    Bar,
                    Count,
                    &["2023-24", "2024-25", "2025-26"],
                    &[("Children for each officer", &[Some(78.0), Some(71.0), Some(63.0)])],
                )
            },
        ),
        (
            "05-bar-twenty",
            plot(
                Bar,
                Count,
                &[
                    "Foster placement with relative or friend, long term",
                    "Foster placement with relative or friend, for adoption",
                    "Foster placement with relative or friend, not long term",
                    "Foster placement with other foster carer, long term",
                    "Foster placement with other foster carer, for adoption",
                    "Foster placement with other foster carer, not long term",
                    "Secure children's home",
                    "Children's home",
                    "Semi-independent living",
                    "Residential care home",
                    "NHS or health trust",
                    "Family centre or mother and baby unit",
                    "Young offender institution",
                    "Residential school",
                    "Placed for adoption with consent, current carer",
                    "Placed for adoption with consent, other carer",
                    "Placed with own parents",
                    "Independent living",
                    "Other placement",
                    "Not recorded",
                ],
                &[(
                    "Children",
                    &[
                        Some(34.0),
                        None,
                        Some(28.0),
                        Some(104.0),
                        None,
                        Some(88.0),
                        None,
                        Some(26.0),
                        Some(21.0),
                        None,
                        Some(0.0),
                        Some(6.0),
                        None,
                        Some(7.0),
                        Some(5.0),
                        Some(9.0),
                        Some(12.0),
                        Some(5.0),
                        Some(0.0),
                        Some(0.0),
                    ],
                )],
            ),
        ),
        (
            "06-grouped-two",
            plot(
                GroupedBar,
                Percent,
                &["Under 1", "1 to 4", "5 to 9", "10 to 15", "16 and over"],
                &[
                    ("2024-25", &[Some(6.1), Some(14.2), Some(20.0), Some(37.4), Some(22.3)]),
                    ("2025-26", &[Some(4.3), Some(11.7), Some(18.7), Some(35.9), Some(29.4)]),
                ],
            ),
        ),
        (
            "07-grouped-four",
            Plot {
                reference: reference(95.0, 95.0, "Target 95%"),
                ..plot(
                    GroupedBar,
                    Percent,
                    &["Area team north", "Area team south", "Children with disabilities"],
                    &[
                        ("2022-23", &[Some(91.0), Some(88.2), Some(100.0)]),
                        ("2023-24", &[Some(84.5), None, Some(97.0)]),
                        ("2024-25", &[Some(74.8), Some(70.1), None]),
                        ("2025-26", &[Some(79.6), Some(81.0), Some(0.0)]),
                    ],
                )
            },
        ),
        (
            "08-grouped-questions",
            plot(
                GroupedBar,
                Percent,
                &questions,
                &[
                    (
                        "Children answering for themselves",
                        &[Some(83.3), Some(100.0), Some(41.7), Some(66.7), Some(0.0)],
                    ),
                    ("Foster carers and residential workers", &[Some(80.1), Some(95.0), None, Some(67.0), Some(0.4)]),
                ],
            ),
        ),
        (
            "09-stacked",
            plot(
                StackedShare,
                Percent,
                &["First", "Second", "Later"],
                &[("On time", &[Some(62.3), Some(79.0), Some(84.4)]), ("Late", &[Some(37.7), Some(21.0), Some(15.6)])],
            ),
        ),
        (
            "10-stacked-four",
            plot(
                StackedShare,
                Percent,
                &[
                    "10 to 15, attended at least one review",
                    "16 and over",
                    "Children placed more than 20 miles from home",
                ],
                &[
                    ("Attended and spoke", &[Some(48.1), Some(30.0), Some(55.5)]),
                    ("Attended, advocate spoke", &[Some(3.9), Some(25.1), Some(0.4)]),
                    ("Absent, views conveyed by another medium", &[Some(40.0), Some(24.9), Some(44.1)]),
                    ("Absent, no views", &[Some(8.0), Some(20.1), Some(0.0)]),
                ],
            ),
        ),
        (
            "11-stacked-hidden",
            plot(
                StackedShare,
                Percent,
                &["2024-25", "2025-26", "All hidden"],
                &[
                    ("Strong", &[Some(22.0), None, None]),
                    ("Sound", &[Some(48.0), Some(60.0), None]),
                    ("Weak", &[None, Some(31.0), None]),
                ],
            ),
        ),
        (
            "12-line-one",
            Plot {
                reference: reference(95.0, 95.0, "Target 95%"),
                ..plot(
                    Line,
                    Percent,
                    &years,
                    &[("Reviews held on time", &[Some(91.2), Some(88.0), Some(74.8), Some(76.1), Some(79.6)])],
                )
            },
        ),
        (
            "13-line-two-gap",
            plot(
                Line,
                Percent,
                &years,
                &[
                    ("This council", &[Some(60.2), Some(58.0), None, Some(76.1), Some(79.6)]),
                    ("England", &[Some(70.0), Some(71.0), Some(70.4), Some(72.3), Some(73.0)]),
                ],
            ),
        ),
        (
            "14-line-four-close",
            plot(
                Line,
                Percent,
                &years,
                &[
                    ("Exampleshire", &[Some(90.2), Some(91.0), Some(90.5), Some(92.1), Some(93.6)]),
                    (
                        "Statistical neighbours, median of ten",
                        &[Some(90.0), Some(90.4), Some(91.4), Some(92.3), Some(93.0)],
                    ),
                    ("England", &[Some(89.7), Some(90.0), None, Some(92.0), Some(92.8)]),
                    ("South West region", &[None, Some(90.1), Some(91.0), Some(91.7), None]),
                ],
            ),
        ),
        (
            "15-line-count",
            plot(
                Line,
                Count,
                &["31 March 2024", "31 March 2025", "31 March 2026"],
                &[("Children in care", &[Some(1368.0), Some(1411.0), Some(1390.0)])],
            ),
        ),
        (
            "16-line-caseload",
            Plot {
                reference: reference(50.0, 70.0, "Recommended caseload, 50 to 70"),
                ..plot(
                    Line,
                    Count,
                    &years,
                    &[("Children for each officer", &[Some(82.0), Some(78.0), Some(75.0), Some(71.0), Some(63.0)])],
                )
            },
        ),
        ("17-bar-all-marked", plot(Bar, Count, &["Boys", "Girls"], &[("Children", &[None, None])])),
        ("18-bar-all-zero", plot(Bar, Count, &["Raised", "Upheld"], &[("Disputes", &[Some(0.0), Some(0.0)])])),
        ("19-line-one-year", plot(Line, Percent, &["2025-26"], &[("A", &[Some(40.0)]), ("B", &[Some(41.0)])])),
        ("20-line-all-marked", plot(Line, Count, &years, &[("A", &[None; 5]), ("B", &[None; 5])])),
    ];
    let twenty: Vec<String> = (0..20).map(|year| format!("{}-{}", 2006 + year, (7 + year) % 100)).collect();
    let twenty: Vec<&str> = twenty.iter().map(String::as_str).collect();
    let rising: Vec<Option<f64>> = (0..20).map(|year| Some(310.0 + f64::from((year * 37) % 90))).collect();
    let holed: Vec<Option<f64>> = (0..20).map(|year| (year % 3 != 0).then_some(210.0 + f64::from(year))).collect();
    out.push(("21-line-twenty", plot(Line, Count, &twenty, &[("Looked after", &rising), ("Leaving care", &holed)])));
    out
}

/// What must hold of a laid-out chart.
fn faults(plot: &Plot, style: &HouseStyle) -> Vec<String> {
    let sheet = match lay_out(plot, style) {
        Ok(sheet) => sheet,
        Err(fault) => return vec![fault.to_string()],
    };
    let mut faults = Vec::new();
    for (place, label) in sheet.labels.iter().enumerate() {
        let frame = label.frame;
        if frame.left < -0.01 || frame.top < -0.01 || frame.right > ROOM + 0.01 || frame.bottom > sheet.height {
            faults.push(format!("off the sheet: {label:?}"));
        }
        for other in &sheet.labels[..place] {
            if frame.overlaps(&other.frame) {
                faults.push(format!("`{}` covers `{}`: {:?} {:?}", label.text, other.text, frame, other.frame));
            }
        }
    }
    let printed_once: String = sheet.labels.iter().map(|label| label.text.as_str()).collect::<Vec<_>>().join("");
    let whole = |text: &str| {
        let close = |text: &str| text.chars().filter(|letter| !letter.is_whitespace()).collect::<String>();
        close(&printed_once).contains(&close(text))
    };
    for category in &plot.categories {
        if plot.kind != Kind::Line && !whole(category) {
            faults.push(format!("not printed: category `{category}`"));
        }
    }
    for series in &plot.series {
        let is_single_bar = plot.series.len() == 1 && matches!(plot.kind, Kind::Bar | Kind::GroupedBar);
        if !is_single_bar && !whole(&series.name) {
            faults.push(format!("not printed: series `{}`", series.name));
        }
        for point in &series.points {
            let must = plot.kind == Kind::Bar || plot.kind == Kind::GroupedBar || matches!(point, Point::Marked(_));
            if must && !whole(printed(point)) {
                faults.push(format!("not printed: {point:?}"));
            }
        }
    }
    if let Some(band) = &plot.reference
        && !whole(&band.label)
    {
        faults.push(format!("not printed: reference `{}`", band.label));
    }
    match sheet.drawing() {
        Err(fault) => faults.push(fault.to_string()),
        Ok(drawing) => faults.extend(svg_faults(&drawing.svg, style)),
    }
    faults
}

/// What must hold of the SVG: well formed, one font, nothing too small, only colours of the style.
fn svg_faults(svg: &str, style: &HouseStyle) -> Vec<String> {
    let mut faults = Vec::new();
    let mut open: Vec<&str> = Vec::new();
    let mut rest = svg;
    while let Some(start) = rest.find('<') {
        if rest[..start].contains('>') {
            faults.push(format!("a bare > in `{}`", &rest[..start]));
        }
        let Some(end) = rest[start..].find('>') else {
            faults.push("a tag without end".to_owned());
            break;
        };
        let tag = &rest[start + 1..start + end];
        rest = &rest[start + end + 1..];
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
        if tag.starts_with('/') {
            if open.pop() != Some(name) {
                faults.push(format!("`{name}` closed but not open"));
            }
        } else if !tag.ends_with('/') {
            open.push(name);
        }
        if tag.matches('"').count() % 2 == 1 || tag.contains('<') {
            faults.push(format!("attributes of `{tag}`"));
        }
        for part in tag.split("font-family=\"").skip(1) {
            if !part.starts_with("Noto Sans\"") {
                faults.push(format!("a font that is not ours in `{tag}`"));
            }
        }
        for part in tag.split("font-size=\"").skip(1) {
            let size: f64 = part.split('"').next().and_then(|size| size.parse().ok()).unwrap_or_default();
            if !(0.0..0.9).contains(&(size - 10.0 * style.sizes.chart)) {
                faults.push(format!("size {size} in `{tag}`"));
            }
        }
        if tag.contains("NaN") || tag.contains("inf") || tag.contains("width=\"-") || tag.contains("height=\"-") {
            faults.push(format!("no place in `{tag}`"));
        }
    }
    if !open.is_empty() {
        faults.push(format!("left open: {open:?}"));
    }
    if svg.chars().any(|letter| letter.is_control() && letter != '\n') {
        faults.push("a control character".to_owned());
    }
    let mut text = svg;
    while let Some(start) = text.find('&') {
        let entity = text[start..].split(';').next().unwrap_or_default();
        if !["&lt", "&gt", "&amp", "&quot", "&apos"].contains(&entity) {
            faults.push(format!("entity `{entity}`"));
        }
        text = &text[start + 1..];
    }
    faults
}

#[test]
fn samples_are_whole_and_clear() {
    let style = HouseStyle::default();
    for (name, plot) in samples() {
        assert_eq!(faults(&plot, &style), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn larger_text_is_as_clear() {
    let mut style = HouseStyle::default();
    style.sizes.chart = 14.0;
    for (name, plot) in samples() {
        assert_eq!(faults(&plot, &style), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn the_same_plot_is_the_same_text() {
    let style = HouseStyle::default();
    for (name, plot) in samples() {
        assert_eq!(draw(&plot, &style).unwrap(), draw(&plot, &style).unwrap(), "{name}");
    }
}

#[test]
fn a_fifth_series_is_refused_with_a_way_out() {
    let five: Vec<(&str, &[Option<f64>])> = ["A", "B", "C", "D", "E"].map(|name| (name, &[Some(1.0)] as &[_])).to_vec();
    let fault = draw(&plot(Kind::Line, PlotUnit::Count, &["2025-26"], &five), &HouseStyle::default()).unwrap_err();
    assert_eq!(
        fault.to_string(),
        "the chart has 5 series, and more than 4 cannot be told apart; leave some out, put small groups together, or make two charts"
    );
}

#[test]
fn plots_that_cannot_be_true_are_refused() {
    let style = HouseStyle::default();
    let good = plot(Kind::Bar, PlotUnit::Count, &["A"], &[("S", &[Some(1.0)])]);
    for (bad, words) in [
        (Plot { series: vec![], ..good.clone() }, "no series"),
        (Plot { categories: vec![], ..good.clone() }, "no categories"),
        (Plot { categories: vec!["A".to_owned(), "B".to_owned()], ..good.clone() }, "1 points for 2 categories"),
        (plot(Kind::Bar, PlotUnit::Count, &["A"], &[("S", &[Some(-1.0)])]), "the value -1"),
        (plot(Kind::Line, PlotUnit::Count, &["A"], &[("S", &[Some(f64::NAN)])]), "the value NaN"),
        (Plot { reference: reference(9.0, 2.0, "R"), ..good.clone() }, "runs from 9 to 2"),
    ] {
        let fault = draw(&bad, &style).unwrap_err().to_string();
        assert!(fault.contains(words), "{fault}");
    }
}

#[test]
fn series_names_stand_at_the_first_bars_or_in_a_key() {
    let style = HouseStyle::default();
    let find = |name: &str| samples().into_iter().find(|(found, _)| *found == name).unwrap().1;
    let weight = |name: &str, series: &str| {
        let plot = find(name);
        let sheet = lay_out(&plot, &style).unwrap();
        sheet.labels.into_iter().find(|label| label.text == series).unwrap().weight
    };
    assert_eq!(weight("06-grouped-two", "2025-26"), Weight::Bold);
    assert_eq!(weight("08-grouped-questions", "Children answering for themselves"), Weight::Regular);
    assert_eq!(weight("09-stacked", "Late"), Weight::Bold);
    assert_eq!(weight("10-stacked-four", "Absent, no views"), Weight::Regular);
}

#[test]
fn labels_in_fills_can_be_read() {
    let style = HouseStyle::default();
    let plot = samples().into_iter().find(|(name, _)| *name == "10-stacked-four").unwrap().1;
    let sheet = lay_out(&plot, &style).unwrap();
    let colour = |text: &str| sheet.labels.iter().find(|label| label.text == text).map(|label| label.colour);
    // White on the first colour, black on the second; too narrow a segment has none.
    assert_eq!(colour("48.1%"), Some(crate::house_style::Colour::WHITE));
    assert_eq!(colour("25.1%"), Some(crate::house_style::Colour::BLACK));
    assert_eq!(colour("0.4%"), None);
}

#[test]
fn bars_are_as_long_as_their_values() {
    // 117 of 120 in a frame that starts at x: all bars keep the same ratio of length to value.
    let style = HouseStyle::default();
    let plot = samples().swap_remove(0).1;
    let svg = draw(&plot, &style).unwrap().svg;
    let widths: Vec<f64> = svg
        .lines()
        .filter(|line| line.starts_with("<rect") && line.contains("fill=\"#12436D\""))
        .filter_map(|line| line.split(" width=\"").nth(1)?.split('"').next()?.parse().ok())
        .collect();
    let values = [14.0, 38.0, 61.0, 117.0, 96.0];
    assert_eq!(widths.len(), values.len());
    for (width, value) in widths.iter().zip(values) {
        assert!((width / widths[3] - value / 117.0).abs() < 0.002, "{value}");
    }
}

#[test]
fn a_line_stops_at_a_gap() {
    let style = HouseStyle::default();
    let plot = samples().into_iter().find(|(name, _)| *name == "13-line-two-gap").unwrap().1;
    let svg = draw(&plot, &style).unwrap().svg;
    let strokes =
        svg.lines().filter(|line| line.starts_with("<polyline") && line.contains("stroke=\"#12436D\"")).count();
    assert_eq!(strokes, 2);
}

fn any_label() -> impl Strategy<Value = String> {
    prop_oneof!["[A-Z][a-z]{2,9}( [a-z]{2,12}){0,9}", "[A-Za-z0-9 ,&<'\"-]{1,120}", Just("W".repeat(60)), "\\PC{1,40}",]
        .prop_map(|text| text.chars().take(120).collect())
}

fn any_plot() -> impl Strategy<Value = Plot> {
    (
        prop_oneof![Just(Kind::Bar), Just(Kind::GroupedBar), Just(Kind::StackedShare), Just(Kind::Line)],
        collection::vec(any_label(), 1..=20),
        collection::vec("[A-Z][a-z]{1,12}( [a-z0-9]{1,10}){0,4}", 1..=4),
        prop_oneof![Just(PlotUnit::Count), Just(PlotUnit::Percent)],
        prop_oneof![Just(1.0), Just(100.0), Just(12_000.0)],
        collection::vec(option::weighted(0.85, 0.0..1.0f64), 80),
        option::of((0.0..1.0f64, 0.0..0.4f64)),
        0usize..30,
    )
        .prop_map(|(kind, categories, names, unit, greatest, values, reference, highlight)| {
            let unit = if kind == Kind::StackedShare { PlotUnit::Percent } else { unit };
            let most = if unit == PlotUnit::Percent { 100.0 } else { greatest };
            let count = names.len() as f64;
            let scale = if kind == Kind::StackedShare { most / count } else { most };
            let mut values = values.into_iter();
            let series = names
                .into_iter()
                .map(|name| Series {
                    name: name.chars().take(60).collect(),
                    points: categories
                        .iter()
                        .map(|_| point(values.next().flatten().map(|value| value * scale), unit))
                        .collect(),
                })
                .collect();
            Plot {
                kind,
                highlight: (highlight < categories.len()).then_some(highlight),
                categories,
                series,
                unit,
                reference: reference.map(|(low, more)| ReferenceBand {
                    low: low * most,
                    high: (low + more) * most,
                    label: "Recommended number of children for each officer".to_owned(),
                }),
            }
        })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn every_chart_is_whole_and_clear(plot in any_plot()) {
        prop_assert_eq!(faults(&plot, &HouseStyle::default()), Vec::<String>::new());
    }
}

#[test]
fn words_that_stand_at_their_point_have_no_line_leading_to_them() {
    // One line whose first and last values lie far apart, each printed at its own height: nothing moved away.
    let years = ["2021-22", "2022-23", "2023-24"];
    let plot = plot(Kind::Line, PlotUnit::Count, &years, &[("Children", &[Some(502.0), Some(531.0), Some(600.0)])]);
    let style = HouseStyle::default();
    let svg = draw(&plot, &style).unwrap().svg;
    // In the axis' colour: gridlines at 0, 200, 400 and 600, and a tick below each of three years.
    let axis = style.colours.axis.to_string();
    assert_eq!(svg.to_uppercase().matches(&format!("STROKE=\"{}\"", axis.to_uppercase())).count(), 4 + 3);
}
