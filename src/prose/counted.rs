//! What a number in a sentence counts: the grammar of a number word and the noun that follows it, stands before it, or is understood.

use super::number::{in_words, is_named};
use super::subject::split;
use crate::config::Terms;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// The built-in list of words.
const WORDS: &str = include_str!("../../data/reference/counted_words.yaml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordsFile {
    kinds: BTreeMap<String, Nouns>,
    compounds: BTreeSet<String>,
    stops: BTreeSet<String>,
    follow: BTreeSet<String>,
    named: BTreeSet<String>,
    usual: BTreeSet<String>,
    times: BTreeSet<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Nouns {
    one: Vec<String>,
    many: Vec<String>,
}

/// The words of the language and of the council, for reading what numbers count.
pub struct Grammar {
    file: WordsFile,
    /// Phrases of what is counted, the longest first: the words, the kind, whether it is one.
    phrases: Vec<(Vec<String>, String, bool)>,
}

/// A word with its place.
#[derive(Debug, Clone)]
struct Token {
    from: usize,
    /// In lower case.
    word: String,
    /// What stands between it and the word before.
    gap: String,
    /// "girls'": a plural that owns what follows.
    owns: bool,
}

impl Token {
    /// Whether a sign stands before it that ends a clause.
    fn begins_clause(&self) -> bool {
        self.gap.contains([
            ',', ';', ':', '.', '(', ')', '!', '?', '\u{2013}', '\u{2014}', '=', '"', '\u{201c}', '\u{201d}',
        ])
    }

    fn number(&self) -> Option<u64> {
        match self.word.bytes().all(|byte| byte.is_ascii_digit()) {
            true => self.word.parse().ok().filter(|number| *number < 1_000_000),
            false => in_words(&self.word),
        }
    }
}

/// How a small number is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// In digits or as a number word, "a couple of", "a single".
    Number,
    /// By a word that implies it: "both", "neither", "the only".
    Word,
    /// As often as something happened: "twice", "on three occasions".
    Times,
}

/// A number of something that the report counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Where it stands in the text.
    pub from: usize,
    /// The number.
    pub number: u64,
    /// How it is said.
    pub how: How,
    /// What is counted: `child`, `review` and the other kinds.
    pub kind: String,
    /// "56 of 58": the whole of which it is a part.
    pub whole: Option<u64>,
    /// Whether the noun stands with it.
    pub has_noun: bool,
}

/// What follows a number.
#[derive(Debug, PartialEq, Eq)]
enum Head {
    /// A thing of this kind; the word after it.
    Counted(String, usize),
    /// Nothing: the noun is understood.
    Understood,
    /// Something else.
    Other,
}

/// A number word and where what it counts begins.
struct Quantity {
    number: u64,
    at: usize,
    after: usize,
    how: How,
    /// One of something: its noun stands in the singular.
    one: bool,
}

impl Grammar {
    /// The built-in words, and the council's own as words of the same kinds.
    ///
    /// # Errors
    /// A fault in the built-in list of words.
    pub fn new(terms: &Terms) -> anyhow::Result<Grammar> {
        let file: WordsFile = serde_yaml::from_str(WORDS)?;
        let mut phrases = Vec::new();
        let mut put = |words: &str, kind: &str, one: bool| {
            let words = split(words);
            if !words.is_empty() {
                phrases.push((words, kind.to_string(), one));
            }
        };
        for (kind, nouns) in &file.kinds {
            nouns.one.iter().for_each(|words| put(words, kind, true));
            nouns.many.iter().for_each(|words| put(words, kind, false));
        }
        for (kind, one, many) in [
            ("child", terms.child(), terms.children.clone()),
            ("review", terms.review.clone(), terms.reviews()),
            ("dispute", terms.dispute.clone(), terms.disputes()),
            ("plan", terms.placement.clone(), terms.placements()),
            ("plan", terms.care_plan.clone(), terms.care_plans()),
        ] {
            put(&one, kind, true);
            put(&many, kind, false);
        }
        phrases.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then(a.cmp(b)));
        phrases.dedup();
        Ok(Grammar { file, phrases })
    }

    /// Every number in a sentence that counts something of a known kind. `before` is the sentence before it: a number that stands
    /// without its noun may count what was said there.
    pub fn said(&self, text: &str, before: Option<&str>) -> Vec<Said> {
        let tokens = tokens(text);
        let mut found = Vec::new();
        for quantity in self.quantities(&tokens) {
            if self.is_no_count(&tokens, &quantity) {
                continue;
            }
            let head = match quantity.how {
                How::Times => self.happened(&tokens, &quantity),
                _ => self.head(&tokens, quantity.after, quantity.one),
            };
            let (kind, end, has_noun) = match head {
                Head::Counted(kind, end) => (kind, end, true),
                Head::Understood if quantity.how != How::Times => match self.understood(&tokens, &quantity, before) {
                    Some(kind) => (kind, quantity.after, false),
                    None => continue,
                },
                _ => continue,
            };
            if self.is_usual(&tokens, &quantity, end) {
                continue;
            }
            found.push(Said {
                from: tokens[quantity.at].from,
                number: quantity.number,
                how: quantity.how,
                kind,
                whole: whole(&tokens, &quantity),
                has_noun,
            });
        }
        found
    }

    /// What a text names first, where it begins with something that is counted.
    pub fn kind_at(&self, text: &str) -> Option<String> {
        match self.head(&tokens(text), 0, false) {
            Head::Counted(kind, _) => Some(kind),
            _ => None,
        }
    }

    fn quantities(&self, tokens: &[Token]) -> Vec<Quantity> {
        let word = |at: usize| tokens.get(at).map_or("", |token| token.word.as_str());
        let before = |at: usize| at.checked_sub(1).map_or("", word);
        let mut found = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            let here = at;
            at += 1;
            let (number, after, how, one) = match word(here) {
                "single" if before(here) != "every" => (1, here + 1, How::Number, true),
                "sole" => (1, here + 1, How::Word, true),
                "only" if matches!(before(here), "the" | "his" | "her" | "its" | "our" | "their" | "this" | "that") => {
                    (1, here + 1, How::Word, true)
                }
                "both" => (2, here + 1, How::Word, false),
                "neither" => (2, here + 1, How::Word, word(here + 1) != "of"),
                "either" if word(here + 1) == "of" => (2, here + 1, How::Word, false),
                "couple" | "pair" if word(here + 1) == "of" => (2, here + 1, How::Number, false),
                "twins" | "twin" => (2, here, How::Number, word(here) == "twin"),
                "triplets" => (3, here, How::Number, false),
                "twice" => (2, here + 1, How::Times, false),
                "once" if matches!(before(here), "only" | "just") => (1, here + 1, How::Times, true),
                _ => {
                    let Some(number) = tokens[here].number() else { continue };
                    // "Two or three", "2 to 4": the noun stands after the second.
                    let is_change = before(here) == "from" && word(here + 1) == "to";
                    let joined = matches!(word(here + 1), "or" | "to" | "and") && !is_change;
                    let second = if joined { here + 2 } else { here + 1 };
                    let is_range = tokens.get(second).is_some_and(|token| {
                        token.number().is_some() && !token.begins_clause() && (joined || token.gap == "-")
                    });
                    let after = if is_range { second + 1 } else { here + 1 };
                    at = after;
                    match word(after) {
                        "times" | "occasions" | "occasion" => (number, after + 1, How::Times, false),
                        _ => (number, after, How::Number, number == 1 && !is_range),
                    }
                }
            };
            found.push(Quantity { number, at: here, after, how, one });
        }
        found
    }

    /// What happened so often: the first thing counted that the sentence names.
    fn happened(&self, tokens: &[Token], quantity: &Quantity) -> Head {
        let named = (0..quantity.at)
            .find_map(|at| self.phrase_at(tokens, at, true).or_else(|| self.phrase_at(tokens, at, false)));
        named.map_or(Head::Other, |(_, kind)| Head::Counted(kind, quantity.after))
    }

    /// The noun of the words from a place on.
    fn head(&self, tokens: &[Token], from: usize, one: bool) -> Head {
        let word = |at: usize| tokens.get(at).map_or("", |token| token.word.as_str());
        let mut at = from;
        let mut one = one;
        // "Two of the children", "one of our three disputes".
        if word(at) == "of" && !tokens[at].begins_clause() {
            one = false;
            at += 1;
            if matches!(word(at), "them" | "these" | "those" | "whom" | "which") {
                let alone = tokens.get(at + 1).is_none_or(|next| {
                    next.begins_clause()
                        || self.file.stops.contains(&next.word)
                        || self.file.follow.contains(&next.word)
                });
                if alone {
                    return Head::Understood;
                }
            }
            if matches!(word(at), "us" | "you") {
                return Head::Other;
            }
            while matches!(
                word(at),
                "the" | "our" | "these" | "those" | "all" | "its" | "their" | "only" | "just" | "about"
            ) || tokens.get(at).is_some_and(|token| token.number().is_some())
            {
                at += 1;
            }
        } else if matches!(word(at), "the" | "these" | "those" | "our" | "only")
            && !one
            && from > 0
            && word(from - 1) == "both"
        {
            at += 1;
        }
        let first = at;
        while at < first + 6 {
            let Some(token) = tokens.get(at) else { break };
            if at > from && token.begins_clause() {
                break;
            }
            if let Some((length, kind)) = self.phrase_at(tokens, at, one) {
                let in_care =
                    matches!((word(at + length), word(at + length + 1)), ("in", "care") | ("looked", "after"));
                let next = at + length + if in_care { 2 } else { 0 };
                let makes_other = tokens
                    .get(next)
                    .is_some_and(|token| !token.begins_clause() && self.file.compounds.contains(&token.word));
                if makes_other || (kind == "review" && self.is_review_of_other(tokens, next)) {
                    return Head::Other;
                }
                return Head::Counted(kind, next);
            }
            if self.file.stops.contains(&token.word) {
                break;
            }
            // "A 15 year old girl", "two 17-year-olds".
            if token.number().is_some() && matches!(word(at + 1), "year" | "years") && word(at + 2).starts_with("old") {
                at += 3;
                continue;
            }
            let is_last =
                tokens.get(at + 1).is_none_or(|next| next.begins_clause() || self.file.stops.contains(&next.word));
            if token.word.ends_with("year-olds") || (token.word.ends_with("year-old") && is_last) {
                return Head::Counted("child".into(), at + 1);
            }
            // "One Year 6 child".
            if token.word == "year" && tokens.get(at + 1).is_some_and(|next| next.number().is_some()) {
                at += 2;
                continue;
            }
            // "The 1 month review": the number belongs to the time.
            if self.file.times.contains(&token.word) {
                return Head::Other;
            }
            if !token.owns && is_plural(&token.word) && !self.file.follow.contains(&token.word) {
                return Head::Other;
            }
            at += 1;
        }
        let is_understood = at == first
            || self.file.follow.contains(word(first))
            || (word(first).len() > 4 && word(first).ends_with("ed"));
        if is_understood { Head::Understood } else { Head::Other }
    }

    /// "A review of the policy" is none of a child.
    fn is_review_of_other(&self, tokens: &[Token], at: usize) -> bool {
        let word = |at: usize| tokens.get(at).map_or("", |token| token.word.as_str());
        if word(at) != "of" {
            return false;
        }
        let names =
            |at: usize| self.phrase_at(tokens, at, true).or_else(|| self.phrase_at(tokens, at, false)).is_some();
        !(at + 1..at + 7).any(names)
    }

    /// The longest phrase of something counted that begins at a word: its length and its kind.
    fn phrase_at(&self, tokens: &[Token], at: usize, one: bool) -> Option<(usize, String)> {
        self.phrases.iter().filter(|(.., of_one)| *of_one == one).find_map(|(words, kind, _)| {
            let found = tokens.get(at..at + words.len())?;
            let is_it = found.iter().zip(words).enumerate().all(|(place, (token, word))| {
                token.word == *word && !token.owns && (place == 0 || !token.begins_clause())
            });
            is_it.then(|| (words.len(), kind.clone()))
        })
    }

    /// What a number counts that stands without its noun.
    fn understood(&self, tokens: &[Token], quantity: &Quantity, before: Option<&str>) -> Option<String> {
        const PLACES: [&str; 14] = [
            "at", "by", "on", "in", "until", "before", "after", "since", "under", "over", "aged", "than", "the",
            "these",
        ];
        let previous = quantity.at.checked_sub(1).map_or("", |at| tokens[at].word.as_str());
        if PLACES.contains(&previous) {
            return None;
        }
        // "No one", "this one": a pronoun.
        let stands_first = quantity.at == 0
            || tokens[quantity.at].begins_clause()
            || matches!(previous, "only" | "just" | "but" | "except" | "and" | "or");
        if quantity.one && tokens[quantity.at].word == "one" && !stands_first {
            return None;
        }
        // "Both were upheld", but "both the child and the parent".
        const DID: [&str; 9] = ["is", "are", "was", "were", "has", "have", "had", "did", "do"];
        let next = tokens.get(quantity.after).map_or("", |token| token.word.as_str());
        if quantity.how == How::Word && !DID.contains(&next) && !self.file.follow.contains(next) {
            return None;
        }
        let said = self.nouns(&tokens[..quantity.at]);
        let last = said.last().filter(|_| quantity.how == How::Number);
        let of_number = said.iter().rev().find(|(_, has_number)| *has_number).or(last);
        if let Some((kind, _)) = of_number {
            return kind.clone();
        }
        let earlier = before.filter(|_| quantity.at <= 3)?;
        let of_before = self.nouns(&self::tokens(earlier));
        of_before.into_iter().find(|(_, has_number)| *has_number)?.0
    }

    /// The plural nouns of some words: the kind where one is counted, and whether a number or "of the" stands with it.
    fn nouns(&self, tokens: &[Token]) -> Vec<(Option<String>, bool)> {
        let mut nouns = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            let here = at;
            at += 1;
            // "One chapter on children, two on reviews".
            let has_noun = |next: &Token| !next.begins_clause() && !self.file.stops.contains(&next.word);
            if tokens[here].number() == Some(1) && tokens.get(at).is_some_and(has_noun) {
                match self.head(tokens, at, true) {
                    Head::Counted(kind, end) => {
                        at = end;
                        nouns.push((Some(kind), true));
                    }
                    _ => nouns.push((None, true)),
                }
                continue;
            }
            let is_every = here > 0 && matches!(tokens[here - 1].word.as_str(), "each" | "every");
            let kind = match self.phrase_at(tokens, here, is_every) {
                Some((length, kind)) => {
                    at = here + length;
                    Some(kind)
                }
                None => {
                    let token = &tokens[here];
                    let is_noun = is_plural(&token.word)
                        && !token.owns
                        && !self.file.stops.contains(&token.word)
                        && !self.file.follow.contains(&token.word);
                    if !is_noun {
                        continue;
                    }
                    None
                }
            };
            let mut back = here;
            let has_number = loop {
                let Some(previous) = back.checked_sub(1) else { break false };
                let token = &tokens[previous];
                if token.number().is_some() || matches!(token.word.as_str(), "all" | "each" | "every") {
                    break true;
                }
                if matches!(token.word.as_str(), "the" | "our" | "these" | "those") {
                    break previous
                        .checked_sub(1)
                        .is_some_and(|at| matches!(tokens[at].word.as_str(), "of" | "all" | "but"));
                }
                if self.file.stops.contains(&token.word) || tokens[back].begins_clause() || here - previous > 4 {
                    break false;
                }
                back = previous;
            };
            nouns.push((kind, has_number));
        }
        nouns
    }

    /// Whether a number is a name, an age, a ratio, a change, or somebody's own.
    fn is_no_count(&self, tokens: &[Token], quantity: &Quantity) -> bool {
        let word = |at: usize| tokens.get(at).map_or("", |token| token.word.as_str());
        let back = |by: usize| quantity.at.checked_sub(by).map_or("", word);
        let here = &tokens[quantity.at];
        let previous = back(1);
        let is_beside = !here.begins_clause();
        // "Aged one, two and three".
        let mut list = quantity.at;
        while list > 0 && (tokens[list - 1].number().is_some() || matches!(word(list - 1), "and" | "or" | "to")) {
            list -= 1;
        }
        let is_listed = list < quantity.at && list > 0 && is_named(word(list - 1)) && tokens[list].number().is_some();
        // "One hundred and four".
        let is_part = ["hundred", "thousand", "million"]
            .iter()
            .any(|many| word(quantity.at + 1) == *many || previous == *many || (previous == "and" && back(2) == *many));
        let is_named = is_beside && (is_named(previous) || self.file.named.contains(previous));
        // "1 April", "2019/20", "(1) ... (2)".
        let is_date = is_beside && crate::period::MONTHS.iter().any(|month| month.eq_ignore_ascii_case(previous))
            || crate::period::MONTHS.iter().any(|month| month.eq_ignore_ascii_case(word(quantity.after)));
        let is_year = here.gap == "/" && back(1).len() == 4;
        // "No one", "not a single", "my two brothers", "one another".
        let is_own = matches!(previous, "my" | "your" | "his" | "her" | "no" | "not")
            || (previous == "a" && quantity.how == How::Number && back(2) == "not")
            || (here.word == "one" && matches!(word(quantity.after), "another" | "or"));
        // "One in five", "nine out of ten", and the second number of both.
        let after = quantity.after;
        let next = tokens.get(after + 1).and_then(Token::number);
        let is_ratio = (word(after) == "in" && next.is_some())
            || (word(after) == "in" && word(after + 1) == "every")
            || (word(after) == "out" && tokens.get(after + 2).and_then(Token::number).is_some_and(|whole| whole <= 10))
            || (matches!(previous, "in" | "every") && quantity.at >= 2 && number_before(tokens, quantity.at))
            || (previous == "of" && back(2) == "out" && here.number().is_some_and(|whole| whole <= 10));
        let is_change = matches!(previous, "by")
            || (word(after) == "or" && word(after + 1) == "more")
            || (matches!(word(after), "more" | "fewer" | "less")
                && tokens[after..].iter().any(|token| token.word == "than"))
            || (quantity.number == 1 && previous == "than" && back(2) == "more");
        let is_broken = word(after) == "and" && word(after + 1) == "a" && matches!(word(after + 2), "half" | "quarter");
        is_named || is_listed || is_part || is_date || is_year || is_own || is_ratio || is_change || is_broken
    }

    /// Whether a sentence says what is usual or wanted instead of what was counted: "each officer observes two reviews a year".
    fn is_usual(&self, tokens: &[Token], quantity: &Quantity, end: usize) -> bool {
        let word = |at: usize| tokens.get(at).map_or("", |token| token.word.as_str());
        let mut at = quantity.at;
        // "We should say that two children": what follows is said as a fact.
        while at > 0 && !tokens[at].begins_clause() && word(at - 1) != "that" {
            at -= 1;
            let is_partitive = matches!(word(at), "each" | "every") && matches!(word(at + 1), "of" | "one");
            // "Every review but one".
            let is_but = matches!(word(at), "each" | "every")
                && matches!(word(quantity.at.saturating_sub(1)), "but" | "except" | "bar");
            if self.file.usual.contains(word(at)) && !is_partitive && !is_but {
                return true;
            }
        }
        let is_rate = matches!(word(end), "a" | "an" | "per" | "each" | "every" | "at")
            && (self.file.times.contains(word(end + 1)) || self.file.times.contains(word(end + 2)))
            || (matches!(word(end), "each" | "apiece") && tokens.get(end + 1).is_none_or(Token::begins_clause))
            || word(end) == "per"
            || (matches!(word(end), "for" | "to" | "with") && matches!(word(end + 1), "each" | "every"));
        // "From one review to the next", "one child, one plan".
        let is_round = quantity.one
            && ((word(end) == "to"
                && (word(end + 1) == "another" || word(end + 2) == "next" || word(end + 1) == "one"))
                || (word(end) == "and" && word(end + 2) == "next")
                || (tokens.get(end).is_some_and(Token::begins_clause) && word(end) == "one" && tokens.len() < end + 4));
        let has_second = word(quantity.at) == "both" && word(end) == "and";
        let is_too_many = word(end) == "too";
        let is_wanted = matches!(word(end), "should" | "must" | "shall" | "ought") && word(end + 1) != "have";
        is_rate || is_round || has_second || is_too_many || is_wanted
    }
}

/// "56 of 58", "3/58": the second number.
fn whole(tokens: &[Token], quantity: &Quantity) -> Option<u64> {
    let mut at = quantity.after;
    if tokens.get(at).is_some_and(|token| token.gap == "/") {
        return tokens[at].number();
    }
    if tokens.get(at)?.word == "out" {
        at += 1;
    }
    if tokens.get(at)?.word != "of" {
        return None;
    }
    tokens[at + 1..].iter().take(3).find_map(Token::number).filter(|whole| *whole >= quantity.number)
}

/// Whether a number stands right before "in five", "in every five".
fn number_before(tokens: &[Token], at: usize) -> bool {
    let back = if tokens[at - 1].word == "every" { 3 } else { 2 };
    at.checked_sub(back).is_some_and(|at| tokens[at].number().is_some())
}

/// Whether a word looks like a plural noun.
fn is_plural(word: &str) -> bool {
    matches!(word, "people" | "men" | "women" | "children" | "staff")
        || (word.len() > 3
            && word.ends_with('s')
            && !word.ends_with("'s")
            && !["ss", "us", "is"].iter().any(|end| word.ends_with(end)))
}

/// The words of a text; a hyphen or a stroke between digits parts them.
fn tokens(text: &str) -> Vec<Token> {
    let text_of = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    let letters: Vec<(usize, char)> = text.char_indices().collect();
    let joins = |at: usize| {
        let (_, sign) = letters[at];
        let side = |at: Option<usize>| at.and_then(|at| letters.get(at)).map_or(' ', |(_, letter)| *letter);
        let (left, right) = (side(at.checked_sub(1)), side(Some(at + 1)));
        match sign {
            '\'' | '\u{2019}' => left.is_alphanumeric() && right.is_alphanumeric(),
            '-' => left.is_alphabetic() && right.is_alphanumeric() || left.is_alphanumeric() && right.is_alphabetic(),
            '.' | ',' => left.is_ascii_digit() && right.is_ascii_digit(),
            '%' => left.is_ascii_digit(),
            _ => sign.is_alphanumeric(),
        }
    };
    let mut tokens: Vec<Token> = Vec::new();
    let mut last = 0;
    let mut at = 0;
    while at < letters.len() {
        if !joins(at) {
            at += 1;
            continue;
        }
        let from = letters[at].0;
        while at < letters.len() && joins(at) {
            at += 1;
        }
        let to = letters.get(at).map_or(text.len(), |(at, _)| *at);
        let word = text_of(from, to).to_lowercase().replace('\u{2019}', "'");
        let gap = text_of(last, from).replace(['*', '_'], "");
        if let Some(previous) = tokens.last_mut() {
            previous.owns = gap.starts_with(['\'', '\u{2019}']) && previous.word.ends_with('s');
        }
        tokens.push(Token { from, word, gap: gap.trim().to_string(), owns: false });
        last = to;
    }
    // "1,494" is one number.
    for token in &mut tokens {
        if token.word.bytes().all(|byte| byte.is_ascii_digit() || byte == b',') {
            token.word = token.word.replace(',', "");
        }
    }
    tokens
}
