//! The council's own words for things: children, officers, reviews, placements, disputes, plans.
//!
//! Everything that the program says by itself is written in its own words first ("officer", "review"). Here they are put into the
//! council's, in the singular and the plural, with the capital and the article that the place asks for: labels, titles of tables and
//! charts, templates, headings. Titles of statutes, forms and orders stay as the law has them (convention C6.1), and so does what
//! people wrote themselves.

use crate::config::Terms;
use std::borrow::Cow;

/// Never rewritten: titles of statutes and of the statutory report, and names in which one of the words means something else.
const NAMES: [&str; 17] = [
    "Care Planning, Placement and Case Review (England) Regulations",
    "care planning, placement and case review",
    "Independent Reviewing Officers' Handbook",
    "Independent reviewing officers - taking up the challenge?",
    "Independent Reviewing Officer annual report",
    "Independent Reviewing Officer service",
    "Children looked after return",
    "children looked after return",
    "the review of the care system",
    "placement order",
    "placement orders",
    "contact officer",
    "contact officers",
    "designated officer",
    "designated officers",
    "monitoring officer",
    "review of the law",
];

/// The program's words and the council's in their place.
#[derive(Debug, Clone, Default)]
pub struct CouncilWords {
    /// Phrase in lower case, what stands in its place (itself for a name), the longest first.
    phrases: Vec<(String, Option<String>)>,
}

impl CouncilWords {
    /// The words of an order. Where it gives none nothing is rewritten.
    pub fn new(terms: &Terms) -> Self {
        let usual = Terms::default();
        let mut phrases: Vec<(String, Option<String>)> = Vec::new();
        let mut put = |phrase: &str, word: String| phrases.push((phrase.to_lowercase(), Some(word)));
        if terms.children != usual.children || terms.child() != usual.child() {
            for phrase in
                ["children in care", "looked-after children", "looked after children", "children looked after"]
            {
                put(phrase, terms.children.clone());
            }
            for phrase in ["child in care", "looked-after child", "looked after child", "child looked after"] {
                put(phrase, terms.child());
            }
        }
        if !terms.officer.is_empty() {
            for phrase in ["independent reviewing officer", "reviewing officer", "officer"] {
                put(phrase, terms.officer.clone());
                put(&format!("{phrase}s"), terms.officers());
            }
        }
        for (phrase, phrases, one, many) in [
            ("review", "reviews", &terms.review, terms.reviews()),
            ("placement", "placements", &terms.placement, terms.placements()),
            ("dispute", "disputes", &terms.dispute, terms.disputes()),
            ("care plan", "care plans", &terms.care_plan, terms.care_plans()),
        ] {
            if !one.is_empty() {
                put(phrase, one.clone());
                put(phrases, many);
            }
        }
        let is_own = |phrases: &[(String, Option<String>)]| !phrases.is_empty();
        let names = NAMES.iter().map(|name| (name.to_lowercase(), None));
        if !terms.service.is_empty() {
            phrases.push(("independent reviewing officer service".into(), Some(terms.service.clone())));
        }
        if is_own(&phrases) {
            let known: Vec<String> = phrases.iter().map(|(phrase, _)| phrase.clone()).collect();
            phrases.extend(names.filter(|(name, _)| !known.contains(name)));
        }
        phrases.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then(a.0.cmp(&b.0)));
        CouncilWords { phrases }
    }

    /// A text of the program's own in the council's words.
    pub fn say<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.phrases.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut said = String::with_capacity(text.len() + 16);
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let before = text.get(..at).and_then(|before| before.chars().next_back());
            let found = if before.is_some_and(joins) { None } else { self.phrase_at(rest) };
            match found {
                Some((length, Some(word))) => {
                    let original = rest.get(..length).unwrap_or_default();
                    let word = if original.starts_with(char::is_uppercase) {
                        crate::text::capitalised(word)
                    } else {
                        word.clone()
                    };
                    match_article(&mut said, &word);
                    said.push_str(&word);
                    at += length;
                }
                Some((length, None)) => {
                    said.push_str(rest.get(..length).unwrap_or_default());
                    at += length;
                }
                None => {
                    let Some(letter) = rest.chars().next() else { break };
                    said.push(letter);
                    at += letter.len_utf8();
                }
            }
        }
        Cow::Owned(said)
    }

    /// Whether a sentence of somebody else's says one of the program's words where the council has its own, which it does not say.
    pub fn without_own(&self, text: &str) -> bool {
        let lower = text.to_lowercase();
        let own = self.phrases.iter().filter_map(|(_, word)| word.as_ref());
        !self.phrases.is_empty()
            && !own.into_iter().any(|word| lower.contains(&word.to_lowercase()))
            && self.say(text) != text
    }

    /// The longest phrase at the beginning of a text, as a word of its own, with its length in bytes.
    fn phrase_at(&self, text: &str) -> Option<(usize, Option<&String>)> {
        self.phrases.iter().find_map(|(phrase, word)| {
            let beginning = text.get(..phrase.len())?;
            let after = text.get(phrase.len()..)?.chars().next();
            (beginning.eq_ignore_ascii_case(phrase) && !after.is_some_and(joins))
                .then_some((phrase.len(), word.as_ref()))
        })
    }

    /// A built-in template in the council's words: its text, and the texts in quotation marks that its tags print. Names of figures,
    /// keys and conditions stay.
    pub fn say_template(&self, source: &str) -> String {
        if self.phrases.is_empty() {
            return source.to_string();
        }
        let mut said = String::with_capacity(source.len() + 64);
        let mut rest = source;
        while let Some((open, close)) = [("{{", "}}"), ("{%", "%}"), ("{#", "#}")]
            .iter()
            .filter_map(|(open, close)| Some((rest.find(open)?, *close)))
            .min()
        {
            let (text, tag) = rest.split_at(open);
            said.push_str(&self.say(text));
            let end = tag.find(close).map_or(tag.len(), |end| end + close.len());
            let (tag, after) = tag.split_at(end);
            said.push_str(&if close == "#}" { tag.to_string() } else { self.say_in_tag(tag) });
            rest = after;
        }
        said.push_str(&self.say(rest));
        said
    }

    /// A tag: texts in quotation marks are rewritten, unless something is compared with them or looked up by them.
    fn say_in_tag(&self, tag: &str) -> String {
        let mut said = String::with_capacity(tag.len() + 16);
        for (at, piece) in tag.split('"').enumerate() {
            if at > 0 {
                said.push('"');
            }
            let is_key = said.trim_end_matches('"').trim_end().ends_with(['=', '[']);
            if at % 2 == 1 && !is_key {
                said.push_str(&self.say(piece));
            } else {
                said.push_str(piece);
            }
        }
        said
    }
}

/// Letters and signs that make what stands beside them part of a longer word or of a name.
fn joins(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '-' | ':' | '/')
}

/// Makes an "a" or "an" at the end of a text fit the word that follows it.
fn match_article(said: &mut String, word: &str) {
    for (article, other) in [("a ", "an "), ("an ", "a "), ("A ", "An "), ("An ", "A ")] {
        let is_there = said.strip_suffix(article).is_some_and(|before| !before.ends_with(char::is_alphanumeric));
        if is_there && (article.trim().len() == 2) != begins_with_vowel_sound(word) {
            said.truncate(said.len() - article.len());
            said.push_str(other);
            return;
        }
    }
}

/// Whether a word takes "an": "an officer", "an IRO", "a QA manager", "a unit".
fn begins_with_vowel_sound(word: &str) -> bool {
    let first = word.split_whitespace().next().unwrap_or_default();
    let is_short_form = first.chars().count() > 1 && first.chars().take(2).all(char::is_uppercase);
    let Some(letter) = first.chars().next().map(|letter| letter.to_ascii_lowercase()) else { return false };
    if is_short_form {
        return "aefhilmnorsx".contains(letter);
    }
    let lower = first.to_lowercase();
    let sounds_as_consonant = ["uni", "use", "usu", "eu", "one"].iter().any(|start| lower.starts_with(start));
    "aeiou".contains(letter) && !sounds_as_consonant
}

/// The plural of a noun or of a phrase about one: "Quality Assurance Managers", "children in care", "review meetings", "families".
pub fn plural(one: &str) -> String {
    // "child in care", "person looked after": the noun comes first.
    let lower = one.to_lowercase();
    for joint in [" in care", " of ours", " looked after", " we look after", " we care for"] {
        if let Some(noun) = lower.ends_with(joint).then(|| one.get(..one.len() - joint.len())).flatten() {
            return format!("{}{}", plural(noun), one.get(noun.len()..).unwrap_or_default());
        }
    }
    for (ending, irregular) in [("child", "children"), ("person", "people"), ("man", "men")] {
        if lower.ends_with(ending) && (ending != "man" || lower.ends_with("woman") || lower == "man") {
            let kept = one.len() - ending.len();
            let capital = one.get(kept..).is_some_and(|end| end.starts_with(char::is_uppercase));
            let end = if capital { crate::text::capitalised(irregular) } else { irregular.to_string() };
            return format!("{}{end}", one.get(..kept).unwrap_or_default());
        }
    }
    let before_last = lower.chars().rev().nth(1);
    if lower.ends_with('y') && !before_last.is_some_and(|letter| "aeiou".contains(letter)) && !one.ends_with('Y') {
        return format!("{}ies", one.get(..one.len() - 1).unwrap_or_default());
    }
    if ["s", "x", "ch", "sh"].iter().any(|ending| lower.ends_with(ending)) && !one.ends_with(['S', 'X']) {
        return format!("{one}es");
    }
    format!("{one}s")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(yaml: &str) -> CouncilWords {
        CouncilWords::new(&serde_yaml::from_str(yaml).unwrap())
    }

    #[test]
    fn the_councils_words_take_the_plural_the_capital_and_the_article_of_the_place() {
        let council = words(
            "{children: CLA, child: CLA, officer: Quality Assurance Manager, review: CLA review, placement: home, \
             dispute: escalation}",
        );
        for (text, said) in [
            ("Officers held 12 reviews.", "Quality Assurance Managers held 12 CLA reviews."),
            ("Every child in care has an independent reviewing officer.", "Every CLA has a Quality Assurance Manager."),
            ("A review is about the child's placement.", "A CLA review is about the child's home."),
            (
                "One dispute was raised by an officer's team.",
                "One escalation was raised by a Quality Assurance Manager's team.",
            ),
            ("a dispute", "an escalation"),
            ("Looked-after children by placement", "CLA by home"),
            // Names of the law and of orders stay, and so do longer words.
            (
                "Care Planning, Placement and Case Review (England) Regulations 2010",
                "Care Planning, Placement and Case Review (England) Regulations 2010",
            ),
            ("Placement order or freed for adoption", "Placement order or freed for adoption"),
            (
                "Reviewing and reviewed; the independent reviewing of it",
                "Reviewing and reviewed; the independent reviewing of it",
            ),
            ("![](chart:reviews_on_time) [](section:review)", "![](chart:reviews_on_time) [](section:review)"),
        ] {
            assert_eq!(council.say(text), said);
        }
    }

    #[test]
    fn without_own_words_nothing_is_rewritten() {
        let text = "Officers review the placements of looked-after children.";
        assert!(matches!(words("{}").say(text), Cow::Borrowed(_)));
    }

    #[test]
    fn in_a_template_only_what_is_printed_is_rewritten() {
        let council = words("{review: care review, officer: IRO, service: Reviewing Team}");
        assert_eq!(
            council.say_template(
                "{% if reviews is shown and x == \"review\" %}{{ n | things(\"review\", \"reviews\") }} by an officer of the \
                 Independent Reviewing Officer service{{ t[\"review\"] }}{# a review #}"
            ),
            "{% if reviews is shown and x == \"review\" %}{{ n | things(\"care review\", \"care reviews\") }} by an IRO of the \
             Reviewing Team{{ t[\"review\"] }}{# a review #}"
        );
    }

    #[test]
    fn plurals_are_right() {
        for (one, many) in [
            ("officer", "officers"),
            ("Quality Assurance Manager", "Quality Assurance Managers"),
            ("child in care", "children in care"),
            ("Child in Care Review", "Child in Care Reviews"),
            ("looked-after child", "looked-after children"),
            ("young person", "young people"),
            ("family", "families"),
            ("IRO", "IROs"),
            ("process", "processes"),
        ] {
            assert_eq!(plural(one), many);
        }
    }

    proptest::proptest! {
        /// Whatever the text and the words, nothing panics, and a text without any of the program's words comes back as it was.
        #[test]
        fn any_text_can_be_said(text in "(\\PC|review|officer| |an |child in care|\\{\\{|\"|%\\}){0,30}", own in "\\PC{1,12}") {
            let terms = Terms { officer: own.clone(), review: own, ..Terms::default() };
            let council = CouncilWords::new(&terms);
            council.say(&text);
            council.say_template(&text);
        }

        #[test]
        fn other_words_come_back_as_they_were(text in "[ a-dA-D,.0-9]{0,40}") {
            let council = words("{review: meeting, officer: chair}");
            proptest::prop_assert_eq!(council.say(&text), text.clone());
        }
    }
}
