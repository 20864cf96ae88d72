//! The report order: what `report.yaml` says. Three lines are enough; everything else has a default.
//!
//! Unknown keys are refused with the near name. Nothing here reads a file: the text comes from `sources`.

use crate::finding::{Finding, Place, Severity};
use crate::period::{Period, in_full, parse_date};
use crate::sources::yaml;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, de};
use std::collections::BTreeMap;

/// The name of the order in a report's folder.
pub const ORDER_FILE: &str = "report.yaml";

/// A report order with every default filled in.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// The version of this format: 1.
    pub format: Format,
    /// The council's name as it is printed.
    pub authority: String,
    /// The reporting period.
    #[serde(deserialize_with = "period")]
    pub period: Period,
    /// The date of this version; a draft may go without, `--final` may not.
    #[serde(default, deserialize_with = "optional_date")]
    pub dated: Option<Date>,
    /// The day on which the data was taken from the council's systems.
    #[serde(default, deserialize_with = "optional_date")]
    pub extracted_on: Option<Date>,
    /// What the cover report says (convention D1).
    #[serde(default)]
    pub committee: Committee,
    /// The council's words for things.
    #[serde(default)]
    pub terms: Terms,
    /// Where sources lie and how they are to be read, for those that are not as expected: by source name.
    #[serde(default)]
    pub sources: BTreeMap<String, SourceEntry>,
    /// Choices that the rules leave to the council.
    #[serde(default)]
    pub settings: Settings,
    /// Whether the figures of the period may still change: they are then marked `[p]` (convention E4.4).
    #[serde(default, deserialize_with = "yes_no")]
    pub provisional: bool,
    /// Whether an earlier figure that the returns give otherwise than it was published is printed as they give it, marked `[r]`.
    #[serde(default, deserialize_with = "yes_no")]
    pub restate: bool,
    /// Targets by figure id.
    #[serde(default)]
    pub targets: BTreeMap<String, Target>,
    /// Further splits to publish.
    #[serde(default)]
    pub publish: Vec<String>,
    /// Warnings that somebody has looked at and settled.
    #[serde(default)]
    pub accepted: Vec<Accepted>,
    /// Required areas (H1 to H8) answered by "not available, because ...".
    #[serde(default)]
    pub not_available: BTreeMap<String, String>,
    /// Whether resource issues put a quality service at risk (area H6).
    #[serde(default, deserialize_with = "optional_yes_no")]
    pub resources_at_risk: Option<bool>,
    /// The parts and sections of the report in an order of its own; the built-in ones where it is empty.
    #[serde(default)]
    pub layout: Vec<LayoutPart>,
    /// The house style: a file of `report-templates/house-styles`.
    #[serde(default = "default_house_style")]
    pub house_style: String,
}

/// A part of the council's own layout.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LayoutPart {
    /// Which part: `cover-report`, `annual-report`, `care-plan-audit` or `how-made`.
    pub part: String,
    /// Its heading, a template; the built-in one where it is not given.
    #[serde(default)]
    pub title: Option<String>,
    /// Its sections in order; the built-in ones where they are not given.
    #[serde(default)]
    pub sections: Option<Vec<LayoutSection>>,
}

/// A section of the council's own layout: a built-in one, or one of which only the council's words are printed. An id alone is enough.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "LayoutSectionForm")]
pub struct LayoutSection {
    /// The id: the stem of its narrative file.
    pub id: String,
    /// The heading; that of the built-in section, or the id in words, where it is not given.
    pub title: Option<String>,
    /// The required area that it answers.
    pub area: Option<String>,
    /// Whether only the council's words are printed, although there is a built-in section of this id.
    pub words_only: bool,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum LayoutSectionForm {
    Id(String),
    Keys(LayoutSectionKeys),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LayoutSectionKeys {
    id: String,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    area: Option<String>,
    #[serde(default, deserialize_with = "yes_no")]
    words_only: bool,
}

impl From<LayoutSectionForm> for LayoutSection {
    fn from(form: LayoutSectionForm) -> Self {
        match form {
            LayoutSectionForm::Id(id) => LayoutSection { id, title: None, area: None, words_only: false },
            LayoutSectionForm::Keys(LayoutSectionKeys { id, title, area, words_only }) => {
                LayoutSection { id, title, area, words_only }
            }
        }
    }
}

/// What a figure is to reach: a bare number for at least so many per cent, or `{at_least: 95}`, `{at_most: 0}`.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(from = "TargetForm")]
pub struct Target {
    /// The number, in the figure's own unit.
    pub value: f64,
    /// On which side of it the figure is to be; none where only a number was written.
    pub side: Option<Side>,
}

/// On which side of a target a figure is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The target or more.
    AtLeast,
    /// The target or less.
    AtMost,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum TargetForm {
    Number(f64),
    AtLeast(AtLeast),
    AtMost(AtMost),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AtLeast {
    at_least: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AtMost {
    at_most: f64,
}

impl From<TargetForm> for Target {
    fn from(form: TargetForm) -> Self {
        match form {
            TargetForm::Number(value) => Target { value, side: None },
            TargetForm::AtLeast(AtLeast { at_least: value }) => Target { value, side: Some(Side::AtLeast) },
            TargetForm::AtMost(AtMost { at_most: value }) => Target { value, side: Some(Side::AtMost) },
        }
    }
}

/// Where a source lies and how it is to be read: a path, or a mapping with any of these keys.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "SourceForm")]
pub struct SourceEntry {
    /// The path below the report's folder; none where the file lies in the usual place.
    pub file: Option<String>,
    /// The sheet of a workbook; none for the first one that fits.
    pub sheet: Option<String>,
    /// The row of the headings as a spreadsheet counts it; none where it is to be found.
    pub heading_row: Option<u64>,
    /// Field to heading, for fields whose column has a heading of the council's own.
    pub columns: BTreeMap<String, String>,
    /// Field (or question) to other spellings: what stands in a cell to what it means.
    pub answers: BTreeMap<String, BTreeMap<String, String>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum SourceForm {
    Path(String),
    Entry(SourceKeys),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceKeys {
    file: Option<String>,
    sheet: Option<String>,
    heading_row: Option<u64>,
    #[serde(default)]
    columns: BTreeMap<String, String>,
    #[serde(default)]
    answers: BTreeMap<String, BTreeMap<String, String>>,
}

impl From<SourceForm> for SourceEntry {
    fn from(form: SourceForm) -> Self {
        match form {
            SourceForm::Path(file) => SourceEntry { file: Some(file), ..SourceEntry::default() },
            SourceForm::Entry(SourceKeys { file, sheet, heading_row, columns, answers }) => {
                SourceEntry { file, sheet, heading_row, columns, answers }
            }
        }
    }
}

fn default_house_style() -> String {
    "default".into()
}

/// The version of the order's format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Format(pub u32);

impl<'de> Deserialize<'de> for Format {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u32::deserialize(deserializer)? {
            1 => Ok(Format(1)),
            other => Err(de::Error::custom(format!(
                "format {other} is newer than this program, which reads format 1; get the newer program"
            ))),
        }
    }
}

/// What the cover report says. Every field may be left out of a draft; the page then shows the gap.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Committee {
    /// The body that receives the report.
    pub name: Option<String>,
    /// The day it meets.
    #[serde(deserialize_with = "optional_date")]
    pub meeting_date: Option<Date>,
    /// The item's number on the agenda.
    #[serde(deserialize_with = "optional_text")]
    pub agenda_item: Option<String>,
    /// The item's title.
    pub title: Option<String>,
    /// The post that presents the report.
    pub report_of: Option<String>,
    /// Whom to ask: a post and a shared mailbox (convention D13).
    pub contact: Option<Contact>,
    /// Wards affected.
    pub wards_affected: Option<String>,
    /// Whether it is a key decision.
    #[serde(deserialize_with = "optional_yes_no")]
    pub key_decision: Option<bool>,
    /// Public, or exempt with its paragraph of Schedule 12A.
    pub classification: Classification,
    /// What the body is asked to do.
    pub purpose: Purpose,
    /// What the body is asked to resolve.
    pub recommendations: Vec<String>,
    /// Implications by heading; an absent one of the usual six shows as a gap.
    pub implications: BTreeMap<String, Implication>,
    /// Background papers (section 100D); `[]` prints the sentence that there are none.
    pub background_papers: Option<Vec<String>>,
    /// The council's own deadline for drafts.
    #[serde(deserialize_with = "optional_date")]
    pub draft_deadline: Option<Date>,
    /// Whether the body is a formal committee, which is assumed; an advisory board is not (convention D14).
    #[serde(deserialize_with = "optional_yes_no")]
    pub formal_meeting: Option<bool>,
    /// The responsible member.
    pub portfolio_holder: Option<String>,
    /// Who was consulted.
    pub consultation: Option<String>,
    /// Who cleared the report, and when.
    pub clearance: Vec<Clearance>,
    /// How to ask for the report in another format (convention E1.2).
    pub alternative_formats: Option<String>,
    /// The cover report's layout: a file of `report-templates/cover-report/layouts`, `general` where none is named.
    pub layout: Option<String>,
    /// One sentence on what the report is about, for layouts with such a line at the head.
    pub summary: Option<String>,
    /// Whose function it is, for layouts with such a line: "Council", "Executive".
    pub function_of: Option<String>,
    /// Why the report is published later than five clear days before the meeting (section 100B(4)(b)).
    pub late_reason: Option<String>,
    /// The versions of the report so far (convention D14).
    pub versions: Vec<Version>,
    /// How appendices are labelled; the layout says it where this does not (convention D7).
    pub appendices: Option<Labels>,
}

/// A version of the report.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Version {
    /// Its number: "1.0".
    #[serde(deserialize_with = "text_or_number")]
    pub version: String,
    /// Its day.
    #[serde(default, deserialize_with = "optional_date")]
    pub date: Option<Date>,
    /// What was changed.
    #[serde(default)]
    pub change: Option<String>,
}

/// How appendices are labelled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Labels {
    /// "Appendix 1".
    #[default]
    Number,
    /// "Appendix A".
    Letter,
}

impl Labels {
    /// The label of an appendix, counted from 1.
    pub fn of(self, appendix: usize) -> String {
        let letter = u32::try_from(appendix).ok().and_then(|at| char::from_u32(u32::from('A') + at.saturating_sub(1)));
        match (self, letter.filter(char::is_ascii_uppercase)) {
            (Labels::Letter, Some(letter)) => format!("Appendix {letter}"),
            _ => format!("Appendix {appendix}"),
        }
    }
}

/// Whom to ask about the report.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// The post, not a name.
    pub post: String,
    /// A telephone number.
    #[serde(default, deserialize_with = "optional_text")]
    pub telephone: Option<String>,
    /// A shared mailbox.
    #[serde(default)]
    pub email: Option<String>,
}

/// One clearance of the report.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clearance {
    /// Legal, finance and so on.
    pub who: String,
    /// The post that cleared it.
    pub post: String,
    /// When.
    #[serde(default, deserialize_with = "optional_date")]
    pub date: Option<Date>,
}

/// Whether the item is public (convention D3).
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Classification {
    /// Open to the public.
    #[default]
    Public,
    /// Exempt under these paragraphs of Part 1 of Schedule 12A to the Local Government Act 1972.
    #[serde(untagged)]
    Exempt {
        /// Paragraph numbers, 1 to 7.
        exempt: Vec<u8>,
        /// Why the public interest in keeping it exempt outweighs the interest in disclosing it.
        public_interest: String,
    },
}

impl Classification {
    /// Makes a public item exempt, for an edition in which a child could be recognised: under paragraph 2, information likely to reveal
    /// who somebody is (conventions D3 and F12). What the order says already stands.
    pub fn keep_from_the_public(&mut self) {
        if matches!(self, Classification::Public) {
            *self = Classification::Exempt {
                exempt: vec![2],
                public_interest: "Small numbers in it could show who a child is. The public interest in protecting children outweighs that in \
                                  disclosing these numbers, and the public edition gives all others."
                    .into(),
            };
        }
    }
}

/// What the body is asked to do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Decide something.
    Decide,
    /// Discuss it.
    Discuss,
    /// Take note of it.
    #[default]
    Note,
}

/// One implication: what it is, or that there is none and why (convention D2).
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Implication {
    /// What the implication is.
    Said(String),
    /// None, with the reason.
    None {
        /// Why there is none.
        none: String,
    },
}

/// A warning that somebody has settled.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// The finding's code.
    pub code: String,
    /// Its place, as printed; absent for every place.
    #[serde(default)]
    pub place: Option<String>,
    /// Why it is acceptable.
    pub reason: String,
}

/// The council's words (conventions C6.1 and C6.2). Statute titles never follow them. Where a plural is left out it is made from the
/// singular; what is left out altogether stays the program's own word. [`crate::terms`] puts them in their places.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Terms {
    /// The children, in the plural: "children in care".
    pub children: String,
    /// One of them: "child in care".
    pub child: String,
    /// An independent reviewing officer as the council calls the post: "Quality Assurance Manager".
    pub officer: String,
    /// Several of them.
    pub officers: String,
    /// A review: "Child in Care Review".
    pub review: String,
    /// Several of them.
    pub reviews: String,
    /// A placement: "home".
    pub placement: String,
    /// Several of them.
    pub placements: String,
    /// A dispute: "escalation".
    pub dispute: String,
    /// Several of them.
    pub disputes: String,
    /// A care plan: "plan".
    pub care_plan: String,
    /// Several of them.
    pub care_plans: String,
    /// The service: "Independent Reviewing Officer service".
    pub service: String,
    /// The dispute resolution process as the council calls it.
    pub dispute_process: String,
    /// Short forms of the council's own, written out: the first use in each part is, and the glossary lists them (convention C6.3).
    pub acronyms: BTreeMap<String, String>,
}

impl Default for Terms {
    fn default() -> Self {
        Terms {
            children: "children in care".into(),
            child: String::new(),
            officer: String::new(),
            officers: String::new(),
            review: String::new(),
            reviews: String::new(),
            placement: String::new(),
            placements: String::new(),
            dispute: String::new(),
            disputes: String::new(),
            care_plan: String::new(),
            care_plans: String::new(),
            service: String::new(),
            dispute_process: String::new(),
            acronyms: BTreeMap::new(),
        }
    }
}

impl Terms {
    /// The singular: as given, else made from the usual plurals.
    pub fn child(&self) -> String {
        if self.child.is_empty() { self.children.replacen("children", "child", 1) } else { self.child.clone() }
    }

    /// The plural of the officer's post.
    pub fn officers(&self) -> String {
        given_or_plural(&self.officers, &self.officer)
    }

    /// The plural of a review.
    pub fn reviews(&self) -> String {
        given_or_plural(&self.reviews, &self.review)
    }

    /// The plural of a placement.
    pub fn placements(&self) -> String {
        given_or_plural(&self.placements, &self.placement)
    }

    /// The plural of a dispute.
    pub fn disputes(&self) -> String {
        given_or_plural(&self.disputes, &self.dispute)
    }

    /// The plural of a care plan.
    pub fn care_plans(&self) -> String {
        given_or_plural(&self.care_plans, &self.care_plan)
    }

    /// The process by which disputes are settled.
    pub fn dispute_process(&self) -> String {
        match (self.dispute_process.as_str(), self.dispute.as_str()) {
            ("", "") => "dispute resolution process".into(),
            ("", dispute) => format!("{dispute} process"),
            (process, _) => process.into(),
        }
    }
}

fn given_or_plural(many: &str, one: &str) -> String {
    if many.is_empty() && !one.is_empty() { crate::terms::plural(one) } else { many.into() }
}

/// Choices that the rules leave to the council, each with its default.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Printed on every page, for example that the data is invented.
    pub notice: Option<String>,
    /// Children aged 0 to 17 who live in the area, for rates per 10,000.
    pub population_0_17: Option<u64>,
    /// The threshold below which numbers about children are hidden (convention F2).
    pub small_numbers: SmallNumbers,
    /// Where every number of this period was published before, small ones too: when and where. Then nothing is hidden (convention F2).
    pub already_published: Option<String>,
    /// Age bands: `under N`, `A-B`, `N and over`; they must cover every age once.
    #[serde(deserialize_with = "age_bands")]
    pub age_bands: Vec<AgeBand>,
    /// The group that holds the code CHNE: sources differ.
    pub chinese_with: ChineseWith,
    /// Whether a child who attends without giving views (PN4) counts as giving views.
    #[serde(deserialize_with = "yes_no")]
    pub pn4_gives_views: bool,
    /// Working days within which a review's record is to be completed.
    pub record_working_days: u32,
    /// Children per full-time officer that the guidance recommends.
    pub caseload_band: CaseloadBand,
    /// Whether officers also chair child protection conferences: the band then does not apply as it stands.
    #[serde(deserialize_with = "yes_no")]
    pub officers_chair_child_protection: bool,
    /// The smallest base of which a percentage is published (convention F8).
    pub smallest_base: u64,
    /// The ids of tables whose cells are hidden last (convention F3).
    pub keep: Vec<String>,
    /// By table id, the rows that are printed as one: the label of the new row and the keys of the old ones (convention F3).
    pub merge: Merges,
    /// Below so many children in care the tables of their characteristics are left out (convention F11); 0 for never.
    pub tiny_cohort: u64,
    /// What must not be known of all of a group (convention F6).
    pub sensitive: Sensitive,
}

/// By characteristic, question or figure, the categories that must not be known of all who belong to a group (convention F6).
#[derive(Debug, Clone)]
pub struct Sensitive(pub BTreeMap<String, Categories>);

impl<'de> Deserialize<'de> for Sensitive {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        BTreeMap::deserialize(deserializer).map(Sensitive).map_err(|_| {
            de::Error::custom("write by what people are told apart and which of its categories are sensitive: `{need: all, unaccompanied: [yes]}`")
        })
    }
}

/// Categories of a characteristic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Categories {
    /// Every one.
    All,
    /// Those with these keys.
    These(Vec<String>),
}

impl<'de> Deserialize<'de> for Categories {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Form {
            One(String),
            Many(Vec<String>),
        }
        let form =
            Form::deserialize(deserializer).map_err(|_| de::Error::custom("write `all`, or a list such as `[yes]`"))?;
        Ok(match form {
            Form::One(word) if word == "all" => Categories::All,
            Form::One(word) => Categories::These(vec![word]),
            Form::Many(words) => Categories::These(words),
        })
    }
}

impl Sensitive {
    /// Whether a category of a characteristic is sensitive.
    pub fn contains(&self, by: &str, category: &str) -> bool {
        match self.0.get(by) {
            Some(Categories::All) => true,
            Some(Categories::These(words)) => words.iter().any(|word| word == category),
            None => false,
        }
    }
}

impl Default for Sensitive {
    fn default() -> Sensitive {
        let these = |words: &[&str]| Categories::These(words.iter().map(|word| word.to_string()).collect());
        let known = [
            ("need", Categories::All),
            ("ethnic_group", these(&["Mixed", "Asian", "Black", "Other"])),
            ("legal_status", these(&["youth_justice"])),
            ("placement", these(&["secure_unit"])),
            ("unaccompanied", these(&["yes"])),
            ("unaccompanied_children", these(&["counted"])),
        ];
        Sensitive(known.into_iter().map(|(by, categories)| (by.to_string(), categories)).collect())
    }
}

/// By table id and new row, the keys of the rows that are printed as one.
pub type Merges = BTreeMap<String, BTreeMap<String, Vec<String>>>;

impl Default for Settings {
    fn default() -> Self {
        Settings {
            notice: None,
            population_0_17: None,
            small_numbers: SmallNumbers::Below5,
            already_published: None,
            age_bands: default_age_bands(),
            chinese_with: ChineseWith::Asian,
            pn4_gives_views: false,
            record_working_days: 20,
            caseload_band: CaseloadBand { low: 50, high: 70 },
            officers_chair_child_protection: false,
            smallest_base: 10,
            keep: Vec::new(),
            merge: Merges::new(),
            tiny_cohort: 60,
            sensitive: Sensitive::default(),
        }
    }
}

/// The small-number rule (convention F2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SmallNumbers {
    /// 1 to 4 are hidden.
    #[serde(rename = "below_5")]
    Below5,
    /// 1 to 5 are hidden.
    #[serde(rename = "below_6")]
    Below6,
    /// 1 to 7 are hidden, and all other numbers are rounded to the nearest 5.
    Nhs,
    /// 1 to 9 are hidden.
    Ten,
}

impl SmallNumbers {
    /// The smallest number, above 0, that is shown.
    pub fn threshold(self) -> u64 {
        match self {
            SmallNumbers::Below5 => 5,
            SmallNumbers::Below6 => 6,
            SmallNumbers::Nhs => 8,
            SmallNumbers::Ten => 10,
        }
    }

    /// To the nearest of what numbers that are shown are rounded; 1 where they are not.
    pub fn rounded_to(self) -> u64 {
        if self == SmallNumbers::Nhs { 5 } else { 1 }
    }
}

/// The ethnic group in which Chinese children are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum ChineseWith {
    /// With Asian or Asian British, as the census does.
    Asian,
    /// With other ethnic groups.
    Other,
}

/// A band of recommended caseloads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseloadBand {
    /// Fewest children.
    pub low: u64,
    /// Most children.
    pub high: u64,
}

/// A band of ages in completed years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgeBand {
    /// The key: `under 1`, `1-4`, `16 and over`.
    pub key: String,
    /// The youngest age in the band.
    pub from: u32,
    /// The oldest age in the band; none for the last.
    pub to: Option<u32>,
}

impl AgeBand {
    /// The band a key describes.
    pub fn parse(key: &str) -> Option<AgeBand> {
        let key = key.trim();
        let band = |from, to| Some(AgeBand { key: key.to_string(), from, to });
        if let Some(limit) = key.strip_prefix("under ") {
            return band(0, Some(limit.parse::<u32>().ok()?.checked_sub(1)?));
        }
        if let Some(from) = key.strip_suffix(" and over").or_else(|| key.strip_suffix('+')) {
            return band(from.parse().ok()?, None);
        }
        let (from, to) = key.split_once('-')?;
        let (from, to) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
        if from <= to { band(from, Some(to)) } else { None }
    }

    /// The label printed for the band.
    pub fn label(&self) -> String {
        match self.to {
            _ if self.key.starts_with("under") => self.key.replacen('u', "U", 1),
            Some(to) => format!("{} to {to}", self.from),
            None => format!("{} and over", self.from),
        }
    }

    /// Whether the age lies in the band.
    pub fn contains(&self, age: u32) -> bool {
        self.from <= age && self.to.is_none_or(|to| age <= to)
    }
}

fn default_age_bands() -> Vec<AgeBand> {
    ["under 1", "1-4", "5-9", "10-15", "16 and over"].iter().filter_map(|key| AgeBand::parse(key)).collect()
}

fn age_bands<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<AgeBand>, D::Error> {
    let keys = Vec::<String>::deserialize(deserializer)?;
    let mut bands = Vec::new();
    for key in &keys {
        let band = AgeBand::parse(key).ok_or_else(|| {
            de::Error::custom(format!("`{key}` is not an age band: write `under 1`, `1-4` or `16 and over`"))
        })?;
        bands.push(band);
    }
    let mut next = Some(0);
    for band in &bands {
        if next != Some(band.from) {
            return Err(de::Error::custom(
                "the age bands must cover every age once, from `under ...` to `... and over`",
            ));
        }
        next = band.to.map(|to| to + 1);
    }
    if next.is_some() {
        return Err(de::Error::custom("the last age band must be open at the top: `16 and over`"));
    }
    Ok(bands)
}

/// Reads the order. Every fault found is returned; a fault means there is no order.
pub fn read(text: &str) -> Result<Order, Vec<Finding>> {
    let order: Order = yaml::read(ORDER_FILE, text).map_err(|finding| vec![*finding])?;
    let findings = faults(&order);
    if findings.is_empty() { Ok(order) } else { Err(findings) }
}

/// What the types cannot say: each a claim about the order as a whole.
fn faults(order: &Order) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut fault = |what: String, fix: &str| {
        findings.push(Finding::new(
            Severity::Error,
            "order-fault",
            Place::file(ORDER_FILE),
            what,
            "the report would say something untrue",
            fix,
        ));
    };
    if order.authority.trim().is_empty() {
        fault("`authority` is empty".into(), "write the council's name as it should be printed");
    }
    if order.period.from > order.period.to {
        fault(
            format!("the period begins on {} but ends on {}", in_full(order.period.from), in_full(order.period.to)),
            "swap the two dates",
        );
    }
    for area in order.not_available.keys().filter(|area| !AREAS.contains(&area.as_str())) {
        fault(format!("`not_available` names `{area}`, which is not a required area"), "write one of H1 to H8");
    }
    if let Classification::Exempt { exempt, public_interest } = &order.committee.classification {
        if exempt.is_empty() || exempt.iter().any(|paragraph| !(1..=7).contains(paragraph)) {
            fault("`exempt` must name paragraphs 1 to 7 of Schedule 12A".into(), "write for example `exempt: [2]`");
        }
        if public_interest.trim().is_empty() {
            fault("an exempt report needs a sentence on the public interest".into(), "fill in `public_interest`");
        }
    }
    if order.settings.already_published.as_ref().is_some_and(|said| said.trim().is_empty()) {
        fault(
            "`already_published` does not say where".into(),
            "write when and where every number was published, or take the line out, so that small numbers are hidden",
        );
    }
    let terms = &order.terms;
    for (plural, one, many) in [
        ("officers", &terms.officer, &terms.officers),
        ("reviews", &terms.review, &terms.reviews),
        ("placements", &terms.placement, &terms.placements),
        ("disputes", &terms.dispute, &terms.disputes),
        ("care_plans", &terms.care_plan, &terms.care_plans),
    ] {
        if one.trim().is_empty() && !many.is_empty() {
            let singular = plural.trim_end_matches('s');
            fault(
                format!("`terms` gives `{plural}` but not `{singular}`"),
                &format!("add the singular: `{singular}: ...`; the plural is made from it where it is regular"),
            );
        }
    }
    let given = [
        ("children", &terms.children),
        ("child", &terms.child),
        ("officer", &terms.officer),
        ("officers", &terms.officers),
        ("review", &terms.review),
        ("reviews", &terms.reviews),
        ("placement", &terms.placement),
        ("placements", &terms.placements),
        ("dispute", &terms.dispute),
        ("disputes", &terms.disputes),
        ("care_plan", &terms.care_plan),
        ("care_plans", &terms.care_plans),
        ("service", &terms.service),
    ];
    // They stand in the middle of sentences, headings and templates.
    let is_word = |text: &str| {
        text.starts_with(char::is_alphabetic)
            && text.chars().all(|c| {
                c.is_alphanumeric() || matches!(c, ' ' | '\'' | '\u{2019}' | '-' | '&' | '/' | '(' | ')' | '.')
            })
    };
    for (name, text) in given.into_iter().filter(|(_, text)| !text.is_empty() && !is_word(text)) {
        fault(
            format!("`terms` gives `{name}` as \"{text}\", which is more than words"),
            "write it in letters, with spaces, hyphens, apostrophes, brackets, & or / where it needs them",
        );
    }
    if terms.children.trim().is_empty() {
        fault("`terms` gives no word for the children".into(), "write for example `children: children in care`");
    }
    findings
}

/// The required areas (convention C2).
pub const AREAS: [&str; 8] = ["H1", "H2", "H3", "H4", "H5", "H6", "H7", "H8"];

fn period<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Period, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Label(String),
        Days { from: String, to: String },
    }
    let day = |text: &str| {
        parse_date(text).ok_or_else(|| de::Error::custom(format!("`{text}` is not a date: write 2025-04-01")))
    };
    match Written::deserialize(deserializer)
        .map_err(|_| de::Error::custom("`period` must be `2025-26` or `{from: 2025-04-01, to: 2026-03-31}`"))?
    {
        Written::Label(label) => Period::parse(&label).ok_or_else(|| {
            de::Error::custom(format!(
                "`{label}` is not a period: write `2025-26`, or `{{from: 2025-04-01, to: 2026-03-31}}`"
            ))
        }),
        Written::Days { from, to } => Ok(Period { from: day(&from)?, to: day(&to)? }),
    }
}

fn optional_date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    Option::<String>::deserialize(deserializer)?
        .map(|text| {
            parse_date(&text)
                .ok_or_else(|| de::Error::custom(format!("`{text}` is not a date: write 2026-06-30 or 30/06/2026")))
        })
        .transpose()
}

/// Text that people often write as a bare number: an agenda item, a telephone number.
fn optional_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Text(String),
        Number(i64),
    }
    Ok(Option::<Written>::deserialize(deserializer)?.map(|written| match written {
        Written::Text(text) => text,
        Written::Number(number) => number.to_string(),
    }))
}

/// Text that people often write as a bare number, with or without decimals: a version.
fn text_or_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Text(String),
        Whole(i64),
        Number(f64),
    }
    Ok(match Written::deserialize(deserializer)? {
        Written::Text(text) => text,
        Written::Whole(number) => number.to_string(),
        Written::Number(number) => format!("{number:?}"),
    })
}

fn optional_yes_no<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Flag(bool),
        Word(String),
    }
    match Option::<Written>::deserialize(deserializer)? {
        None => Ok(None),
        Some(Written::Flag(flag)) => Ok(Some(flag)),
        Some(Written::Word(word)) => match word.to_lowercase().as_str() {
            "yes" | "y" | "true" => Ok(Some(true)),
            "no" | "n" | "false" => Ok(Some(false)),
            _ => Err(de::Error::custom(format!("`{word}` is neither yes nor no"))),
        },
    }
}

/// Yes or no in any of the usual spellings.
pub(crate) fn yes_no<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    optional_yes_no(deserializer)?.ok_or_else(|| de::Error::custom("write yes or no"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALLEST: &str = "format: 1\nauthority: Example Council\nperiod: 2025-26\n";

    #[test]
    fn three_lines_are_an_order() {
        let order = read(SMALLEST).unwrap();
        assert_eq!(order.period.label(), "2025-26");
        assert_eq!(order.settings.age_bands.len(), 5);
        assert_eq!(order.terms.child(), "child in care");
        assert!(order.dated.is_none());
    }

    #[test]
    fn a_period_may_be_two_days_and_must_run_forward() {
        let order = read("format: 1\nauthority: A\nperiod: {from: 2025-01-01, to: 2025-12-31}\n").unwrap();
        assert_eq!(order.period.label(), "2025");
        assert!(read("format: 1\nauthority: A\nperiod: {from: 2025-12-31, to: 2025-01-01}\n").is_err());
        assert!(read("format: 1\nauthority: A\nperiod: last year\n").is_err());
    }

    #[test]
    fn a_newer_format_names_the_way_out() {
        let findings = read("format: 2\nauthority: A\nperiod: 2025-26\n").unwrap_err();
        assert!(findings[0].what.contains("get the newer program"), "{}", findings[0].what);
    }

    #[test]
    fn age_bands_must_cover_every_age_once() {
        let with = |bands: &str| read(&format!("{SMALLEST}settings:\n  age_bands: {bands}\n"));
        assert!(with("[under 5, 5-9, 10 and over]").is_ok());
        assert!(with("[under 5, 6-9, 10 and over]").is_err());
        assert!(with("[under 5, 5-9]").is_err());
    }

    #[test]
    fn yes_and_no_are_words_too() {
        assert_eq!(read(&format!("{SMALLEST}resources_at_risk: no\n")).unwrap().resources_at_risk, Some(false));
        assert_eq!(read(&format!("{SMALLEST}resources_at_risk: true\n")).unwrap().resources_at_risk, Some(true));
        assert!(read(&format!("{SMALLEST}resources_at_risk: perhaps\n")).is_err());
    }

    #[test]
    fn what_was_published_already_says_where() {
        let with = |said: &str| read(&format!("{SMALLEST}settings:\n  already_published: {said}\n"));
        assert!(with("The report of June 2020 prints them all.").is_ok());
        assert!(with("\" \"").unwrap_err()[0].what.contains("already_published"));
    }

    #[test]
    fn what_is_sensitive_is_said_by_characteristic() {
        let with = |text: &str| read(&format!("{SMALLEST}settings: {{sensitive: {text}}}\n"));
        let order = with("{need: all, placement: [secure_unit]}").unwrap();
        let sensitive = &order.settings.sensitive;
        assert!(sensitive.contains("need", "N1") && sensitive.contains("placement", "secure_unit"));
        assert!(!sensitive.contains("placement", "with_parents") && !sensitive.contains("unaccompanied", "yes"));
        for wrong in ["[need]", "need", "{need: 3}"] {
            let said = with(wrong).unwrap_err()[0].what.clone();
            assert!(said.contains("{need: all"), "{said}");
        }
    }

    #[test]
    fn terms_are_words() {
        let with = |text: &str| read(&format!("{SMALLEST}terms: {{officer: {text}}}\n"));
        for good in
            ["Quality & Care Manager", "IRO/reviewer", "l'officier", "\u{f6}ffentlicher Pr\u{fc}fer", "Manager (QA)"]
        {
            assert!(with(&format!("\"{good}\"")).is_ok(), "{good}");
        }
        for bad in ["{{ x }}", "*officer*", "- officer", "1. officer", "a \\\" b", "<b>"] {
            let findings = with(&format!("\"{bad}\"")).unwrap_err();
            assert!(findings[0].what.contains("more than words"), "{bad}");
        }
        assert!(read(&format!("{SMALLEST}terms: {{officers: Managers}}\n")).is_err());
    }

    #[test]
    fn an_exempt_item_names_its_paragraph_and_the_public_interest() {
        let mut classification = Classification::Public;
        classification.keep_from_the_public();
        assert!(matches!(&classification, Classification::Exempt { exempt, .. } if *exempt == [2]));
        let mut own = Classification::Exempt { exempt: vec![1], public_interest: "Ours.".into() };
        own.keep_from_the_public();
        assert!(matches!(&own, Classification::Exempt { exempt, .. } if *exempt == [1]));
        let with = |text: &str| read(&format!("{SMALLEST}committee:\n  classification: {text}\n"));
        assert!(with("public").is_ok());
        assert!(with("{exempt: [2], public_interest: Because children could be known.}").is_ok());
        assert!(with("{exempt: [9], public_interest: x}").is_err());
    }
}
