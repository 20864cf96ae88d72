//! The code lists of the national return: which codes exist, what they mean, how they are grouped.
//!
//! The lists are data (`data/reference/ssda903_codes.yaml`). Every code is accepted in every year; a code that is
//! not listed is kept, counted as unknown and reported, never dropped.

use crate::config::ChineseWith;
use serde_yaml::Value;
use std::collections::BTreeMap;

/// The text of the built-in code lists.
const CODE_LISTS: &str = include_str!("../../data/reference/ssda903_codes.yaml");

/// A code of one list. Blank and unlisted codes are told apart from the listed ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(u16);

impl Code {
    /// The cell was blank.
    pub const BLANK: Code = Code(0);
    /// The cell held something that the list does not know.
    pub const UNLISTED: Code = Code(1);

    /// Whether the list knows the code.
    pub fn is_listed(self) -> bool {
        self.0 > 1
    }
}

/// A group of codes: a row of a published table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The stable key.
    pub key: String,
    /// The words printed.
    pub label: String,
}

/// One list of codes.
#[derive(Debug, Clone, Default)]
pub struct CodeList {
    /// The groups in the order of tables; codes without a group are their own.
    pub groups: Vec<Group>,
    names: BTreeMap<String, Code>,
    /// The same for names of up to eight letters, which are compared as one number, in order.
    short_names: Vec<(u64, Code)>,
    /// Per code, from the first listed one: its text, label and the position of its group.
    codes: Vec<(String, String, Option<usize>)>,
}

impl CodeList {
    /// The code a cell holds, whatever its case; `NULL` is blank, and a number damaged by a spreadsheet (`1.0`) is mended.
    pub fn read(&self, cell: &str) -> Code {
        let cell = cell.trim();
        // Nearly every cell of a large return holds a code as it is listed, or nothing.
        if let Some(code) = short_name(cell).and_then(|name| self.with_short_name(name)) {
            return code;
        }
        if is_blank(cell) {
            return Code::BLANK;
        }
        if let Some(code) = self.names.get(cell) {
            return *code;
        }
        let upper = cell.to_uppercase();
        let text = upper.strip_suffix(".0").unwrap_or(&upper);
        self.names.get(text).copied().or_else(|| self.labelled(&upper)).unwrap_or(Code::UNLISTED)
    }

    fn with_short_name(&self, name: u64) -> Option<Code> {
        let at = self.short_names.binary_search_by_key(&name, |(known, _)| *known).ok()?;
        self.short_names.get(at).map(|(_, code)| *code)
    }

    /// The code of a cell in capitals that holds more: `U4 - Foster placement`, `PN1: attended`, `a) Male`, `d) WOTH`, or only the label.
    fn labelled(&self, cell: &str) -> Option<Code> {
        let is_of_code = |c: char| c.is_ascii_alphanumeric();
        let (first, rest) = cell.split_at(cell.find(|c: char| !is_of_code(c)).unwrap_or(cell.len()));
        let rest = rest.trim_start();
        let after_sign = rest.strip_prefix([')', ':', '-', '.', '\u{2013}', '\u{2014}', '=']).map(str::trim);
        // `a)` only counts; what comes after it is the answer.
        let counted = after_sign.filter(|_| first.len() == 1 && rest.starts_with(')'));
        if let Some(said) = counted.filter(|said| !said.is_empty()) {
            return self.names.get(said).copied().or_else(|| self.of_label(said)).or_else(|| self.labelled(said));
        }
        let has_label = after_sign.is_some_and(|label| !label.is_empty()) || (first.len() > 1 && !rest.is_empty());
        self.names.get(first).copied().filter(|_| has_label).or_else(|| self.of_label(cell))
    }

    /// The first code with this label, whatever its case.
    fn of_label(&self, label: &str) -> Option<Code> {
        let is_so = |(_, known, _): &&(String, String, Option<usize>)| known.eq_ignore_ascii_case(label);
        self.codes.iter().position(|code| is_so(&code)).and_then(|at| u16::try_from(at + 2).ok()).map(Code)
    }

    /// Up to three listed codes that differ from a cell by one letter, in the list's order.
    pub fn near(&self, cell: &str) -> Vec<String> {
        let cell = cell.trim().to_uppercase();
        // A long cell is no misspelt code, and may hold anything about a child.
        if cell.chars().count() > 5 {
            return Vec::new();
        }
        let names = self.codes.iter().map(|(name, _, _)| name);
        names.filter(|name| strsim::damerau_levenshtein(name, &cell) == 1).take(3).cloned().collect()
    }

    /// The code with this name; [`Code::UNLISTED`] where there is none.
    pub fn code(&self, name: &str) -> Code {
        self.names.get(name).copied().unwrap_or(Code::UNLISTED)
    }

    /// The position of the code's group in [`CodeList::groups`]; none for blank, unlisted and codes that mean "unknown".
    pub fn group(&self, code: Code) -> Option<usize> {
        self.codes.get(usize::from(code.0).checked_sub(2)?).and_then(|(_, _, group)| *group)
    }

    /// The code as it is written in the return: `PN1`.
    pub fn name(&self, code: Code) -> &str {
        usize::from(code.0).checked_sub(2).and_then(|at| self.codes.get(at)).map_or("", |(name, _, _)| name)
    }

    /// The code's label.
    pub fn label(&self, code: Code) -> &str {
        usize::from(code.0).checked_sub(2).and_then(|at| self.codes.get(at)).map_or("", |(_, label, _)| label)
    }

    /// Every listed code, in order.
    pub fn all(&self) -> impl Iterator<Item = Code> {
        (0..self.codes.len()).map(|at| Code(at as u16 + 2))
    }

    fn from_section(section: &Value, hidden_groups: &[&str], chinese_with_other: bool) -> CodeList {
        let mut list = CodeList { groups: groups(section), ..CodeList::default() };
        list.groups.retain(|group| !hidden_groups.contains(&group.key.as_str()));
        let Some(codes) = section.get("codes").and_then(Value::as_mapping) else { return list };
        for (name, entry) in codes {
            let name = scalar(name);
            let group = if chinese_with_other {
                entry.get("group_alternative").or(entry.get("group"))
            } else {
                entry.get("group")
            };
            let position =
                group.and_then(Value::as_str).and_then(|key| list.groups.iter().position(|known| known.key == key));
            let label = entry.get("label").or(Some(entry)).and_then(Value::as_str).unwrap_or_default().to_string();
            list.names.insert(name.clone(), Code(list.codes.len() as u16 + 2));
            list.codes.push((name, label, position));
        }
        list.short_names = list.names.iter().filter_map(|(name, code)| Some((short_name(name)?, *code))).collect();
        list.short_names.sort_unstable();
        list
    }
}

/// A text of up to eight letters as a number that no other such text has.
fn short_name(text: &str) -> Option<u64> {
    (text.len() <= 8).then(|| text.bytes().fold(0, |number, byte| number << 8 | u64::from(byte)))
}

/// Whether a cell of the return is blank: empty, or the word NULL that databases write.
pub fn is_blank(cell: &str) -> bool {
    cell.is_empty() || cell.eq_ignore_ascii_case("null")
}

fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        _ => String::new(),
    }
}

/// Groups with their labels; the group `unknown` is left out, since every split has a row of that name anyway.
fn groups(section: &Value) -> Vec<Group> {
    let labels = section.get("group_labels");
    let of = |key: String, label: String| (key != "unknown").then_some(Group { key, label });
    match section.get("groups") {
        Some(Value::Sequence(keys)) => keys
            .iter()
            .filter_map(|key| {
                let key = scalar(key);
                let label = labels
                    .and_then(|labels| labels.get(key.as_str()))
                    .and_then(Value::as_str)
                    .unwrap_or(&key)
                    .to_string();
                of(key, label)
            })
            .collect(),
        Some(Value::Mapping(groups)) => groups
            .iter()
            .filter_map(|(key, label)| of(scalar(key), label.as_str().unwrap_or_default().to_string()))
            .collect(),
        _ => Vec::new(),
    }
}

/// All lists that the program reads.
#[derive(Debug, Clone)]
pub struct Codes {
    /// SEX: groups M and F.
    pub sex: CodeList,
    /// ETHNIC: five groups.
    pub ethnic: CodeList,
    /// LS: groups without short breaks.
    pub legal_status: CodeList,
    /// PLACE.
    pub placement: CodeList,
    /// RNE.
    pub reason_new: CodeList,
    /// REC.
    pub reason_ended: CodeList,
    /// CIN: each code is its own row.
    pub need: CodeList,
    /// REVIEW_CODE: each code is its own row.
    pub participation: CodeList,
    short_breaks: Vec<Code>,
    adoption: Vec<Code>,
    temporary: Vec<Code>,
}

impl Codes {
    /// The built-in lists. The only error is a damaged built-in file, which a test would have shown.
    pub fn built_in(chinese_with: ChineseWith) -> anyhow::Result<Codes> {
        let file: Value = serde_yaml::from_str(CODE_LISTS)?;
        let section = |name: &str| {
            file.get(name).ok_or_else(|| anyhow::anyhow!("the built-in code lists have no section {name}"))
        };
        let list = |name: &str| anyhow::Ok(CodeList::from_section(section(name)?, &["short_breaks"], false));

        let mut sex = list("SEX")?;
        sex.groups =
            vec![Group { key: "M".into(), label: "Male".into() }, Group { key: "F".into(), label: "Female".into() }];
        for (name, entry) in section("SEX")?.get("codes").and_then(Value::as_mapping).into_iter().flatten() {
            let group = match entry.get("group").and_then(Value::as_str) {
                Some("M") => Some(0),
                Some("F") => Some(1),
                _ => None,
            };
            let at = usize::from(sex.code(&scalar(name)).0).saturating_sub(2);
            if let Some(code) = sex.codes.get_mut(at) {
                code.2 = group;
            }
        }

        let placement = list("PLACE")?;
        let legal_status = list("LS")?;
        let named = |list: &CodeList, names: &[&str]| names.iter().map(|name| list.code(name)).collect();
        Ok(Codes {
            sex,
            ethnic: CodeList::from_section(section("ETHNIC")?, &[], chinese_with == ChineseWith::Other),
            short_breaks: named(&legal_status, &["V3", "V4"]),
            adoption: named(&placement, &["A3", "A4", "A5", "A6"]),
            temporary: named(&placement, &["T0", "T1", "T2", "T3", "T4"]),
            legal_status,
            placement,
            reason_new: list("RNE")?,
            reason_ended: list("REC")?,
            need: list("CIN")?,
            participation: list("REVIEW_CODE")?,
        })
    }

    /// Whether a legal status is one of a series of short breaks (V3, V4).
    pub fn is_short_break(&self, legal_status: Code) -> bool {
        self.short_breaks.contains(&legal_status)
    }

    /// Whether a placement is one for adoption (A3 to A6).
    pub fn is_adoption(&self, placement: Code) -> bool {
        self.adoption.contains(&placement)
    }

    /// Whether a placement is a temporary move (T0 to T4), which is no placement of its own.
    pub fn is_temporary(&self, placement: Code) -> bool {
        self.temporary.contains(&placement)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_code_is_read_as_itself_in_either_case() {
        let codes = Codes::built_in(ChineseWith::Asian).unwrap();
        for list in [&codes.sex, &codes.ethnic, &codes.legal_status, &codes.placement, &codes.reason_new] {
            for code in list.all() {
                let name = list.name(code);
                for cell in [name.to_string(), name.to_lowercase(), format!(" {name}")] {
                    assert_eq!(list.read(&cell), code, "{cell}");
                }
            }
            assert_eq!((list.read(""), list.read("\u{1}A")), (Code::BLANK, Code::UNLISTED));
        }
    }

    #[test]
    fn codes_are_read_in_every_years_form() {
        let codes = Codes::built_in(ChineseWith::Asian).unwrap();
        let sex = |cell: &str| codes.sex.group(codes.sex.read(cell)).map(|at| codes.sex.groups[at].key.clone());
        for (cell, group) in [
            ("1", Some("M")),
            ("2", Some("F")),
            ("m", Some("M")),
            ("F", Some("F")),
            ("1.0", Some("M")),
            ("U", None),
            ("a) Male", Some("M")),
            ("b) F", Some("F")),
            ("Female", Some("F")),
            ("u) UNKNOWN", None),
            ("2 - Female", Some("F")),
            ("", None),
            ("9", None),
        ] {
            assert_eq!(sex(cell).as_deref(), group, "{cell}");
        }
        assert_eq!(codes.sex.read("null"), Code::BLANK);
        assert_eq!(codes.sex.read("9"), Code::UNLISTED);
    }

    #[test]
    fn codes_with_a_label_are_read_and_words_are_not_taken_for_codes() {
        let codes = Codes::built_in(ChineseWith::Asian).unwrap();
        let name = |list: &CodeList, cell: &str| list.name(list.read(cell)).to_string();
        for (list, cell, expected) in [
            (&codes.placement, "U4 - Foster placement, long term", "U4"),
            (&codes.placement, "k2: Children's home", "K2"),
            (&codes.placement, "K2 Children's home", "K2"),
            (&codes.ethnic, "d) WOTH", "WOTH"),
            (&codes.ethnic, "White British", "WBRI"),
            (&codes.reason_new, "S - Started to be looked after", "S"),
            (&codes.reason_new, "Started", ""),
            // One letter is a code only before a sign: `P not known` says nothing of P.
            (&codes.reason_new, "P not known", ""),
            (&codes.legal_status, "C2=Full care order", "C2"),
            (&codes.legal_status, "C2 -", "C2"),
            (&codes.reason_ended, "E43", "E43"),
            (&codes.sex, "a) U", "U"),
        ] {
            assert_eq!(name(list, cell), expected, "{cell}");
        }
        assert_eq!(codes.sex.read("u) unknown"), codes.sex.code("U"));
        assert_eq!(codes.sex.near("3"), ["1", "2", "M"]);
        assert_eq!(codes.legal_status.near("c9"), ["C1", "C2"]);
        assert!(codes.legal_status.near("the child's full name").is_empty());
    }

    #[test]
    fn groups_are_those_of_the_published_tables() {
        let codes = Codes::built_in(ChineseWith::Asian).unwrap();
        let keys = |list: &CodeList| list.groups.iter().map(|group| group.key.clone()).collect::<Vec<_>>();
        assert_eq!(keys(&codes.ethnic), ["White", "Mixed", "Asian", "Black", "Other"]);
        assert_eq!(keys(&codes.legal_status).len(), 6);
        assert!(!keys(&codes.legal_status).contains(&"short_breaks".to_string()));
        assert_eq!(keys(&codes.placement).len(), 10);
        assert_eq!(codes.ethnic.group(codes.ethnic.read("REFU")), None);
        assert!(codes.is_short_break(codes.legal_status.read("v4")));
        assert!(codes.is_adoption(codes.placement.read("A6")) && !codes.is_adoption(codes.placement.read("U6")));
        assert_eq!(codes.participation.all().count(), 8);
        assert_eq!(codes.need.label(codes.need.read("N1")), "Abuse or neglect");
    }

    #[test]
    fn chinese_children_are_counted_where_the_council_says() {
        let group = |with| {
            let codes = Codes::built_in(with).unwrap();
            codes.ethnic.groups[codes.ethnic.group(codes.ethnic.read("CHNE")).unwrap()].key.clone()
        };
        assert_eq!(group(ChineseWith::Asian), "Asian");
        assert_eq!(group(ChineseWith::Other), "Other");
    }
}
