//! What a sentence claims with its numbers, and whether the figures, and the sentence itself, bear it out.

use super::number::{Kind, Typed, words};
use super::sentence::Sentence;
use super::subject::{Beside, Subject, Subjects, counted};
use crate::config::Order;
use crate::disclosure::Number;
use crate::figures::words::{Precision, percent_of_tenths};
use crate::finding::{Finding, Severity};
use crate::measures::measure::Unit;
use crate::rounding::percent_tenths;

/// From this likeness on, in thousandths, a sentence speaks of a figure so plainly that another number is a contradiction.
const PLAIN: u32 = 850;
/// From this likeness on a benchmark or a change is taken to be the figure's.
const LIKELY: u32 = 700;

fn said(number: &Typed, text: &str) -> String {
    let end = if number.kind == Kind::Percent { "%" } else { "" };
    let typed = text.get(number.from..number.to).unwrap_or_default();
    format!("{}{end}", typed.trim_end_matches('%'))
}

/// Something doubtful, with the place in the sentence, in bytes, of the number it is about; the sentence's end where it is about none.
pub type Doubt = (usize, Finding);

/// Where sums inside one sentence do not follow: "143 of 157 (91.7%)", "from 1,313 to 1,439, a rise of 9%".
pub fn arithmetic(sentence: &Sentence, numbers: &[Typed]) -> Vec<Doubt> {
    let text = &sentence.text;
    let between = |a: &Typed, b: &Typed| text.get(a.to..b.from).unwrap_or_default().trim().to_lowercase();
    let mut doubts = Vec::new();
    for (at, pair) in numbers.windows(2).enumerate() {
        let [first, second] = pair else { continue };
        let (Some(a), Some(b)) = (first.whole(), second.whole()) else { continue };
        if first.kind != Kind::Count || second.kind != Kind::Count || b == 0 {
            continue;
        }
        let joined = between(first, second);
        // "Of 164 children, 160 took part": the whole stands first.
        let is_turned = text
            .get(..first.from)
            .is_some_and(|before| matches!(before.trim().to_lowercase().as_str(), "of" | "of the" | "of all"))
            && joined.ends_with(',')
            && b <= a
            && a > 0;
        // "27 audits of 240".
        let has_noun = joined.split_whitespace().count() <= 4
            && [" of", " of the", " out of", " out of the"].iter().any(|end| joined.ends_with(end));
        let (part, whole) = if is_turned { (b, a) } else { (a, b) };
        let of = is_turned
            || has_noun
            || matches!(
                joined.as_str(),
                "/" | "of" | "of the" | "out of" | "out of the" | "of all" | "of our" | "of these" | "from"
            );
        if of && part <= whole {
            // The percentage stands right after the pair or right before it.
            let after =
                numbers.get(at + 2).filter(|next| text.get(second.to..next.from).is_some_and(|gap| gap.len() < 60));
            let before = at.checked_sub(1).and_then(|at| numbers.get(at)).filter(|last| {
                text.get(last.to..first.from).is_some_and(|gap| gap.len() < 16 && gap.contains(['(', ',', ':', '=']))
            });
            if let Some(percent) = [after, before].into_iter().flatten().find(|number| number.kind == Kind::Percent)
                && !percent.is_percent_of(part, whole)
            {
                doubts.push(not_the_share(sentence, percent, part, whole));
            }
        }
        let is_change = joined == "to"
            && text.get(..first.from).is_some_and(|before| before.trim_end().to_lowercase().ends_with("from"));
        if is_change && a > 0 {
            let difference = a.abs_diff(b);
            let percent = numbers.iter().find(|number| number.kind == Kind::Percent);
            if let Some(percent) = percent
                && !percent.is_percent_of(difference, a)
            {
                let tenths = percent_tenths(difference, a).unwrap_or_default();
                doubts.push(doubt(
                    percent.from,
                    sentence,
                    "typed-sum-wrong",
                    format!(
                        "from {a} to {b} is a change of {}, but the sentence says {}",
                        percent_of_tenths(tenths, Precision::OneDecimal),
                        said(percent, text)
                    ),
                    "a reader who checks finds that the two do not agree",
                    "correct the percentage; better, write the figure's `.change`",
                ));
            }
        }
    }
    doubts.extend(share_between(sentence, numbers));
    doubts.extend(what_is_left(sentence, numbers));
    doubts
}

/// A part and a whole from which the percentage beside them does not follow.
fn not_the_share(sentence: &Sentence, percent: &Typed, part: u64, whole: u64) -> Doubt {
    let tenths = percent_tenths(part, whole).unwrap_or_default();
    doubt(
        percent.from,
        sentence,
        "typed-sum-wrong",
        format!(
            "{part} of {whole} is {}, but the sentence says {}",
            percent_of_tenths(tenths, Precision::OneDecimal),
            said(percent, &sentence.text)
        ),
        "a reader who checks finds that the two do not agree",
        "correct whichever is wrong; better, fill in the figure by its name, which gives both",
    )
}

/// "230 (95%) of the 240": the percentage stands between the two numbers.
fn share_between(sentence: &Sentence, numbers: &[Typed]) -> Vec<Doubt> {
    let text = &sentence.text;
    let gap = |a: &Typed, b: &Typed| text.get(a.to..b.from).unwrap_or_default().trim().to_lowercase();
    let mut doubts = Vec::new();
    for three in numbers.windows(3) {
        let [first, percent, last] = three else { continue };
        let (Some(part), Some(whole)) = (first.whole(), last.whole()) else { continue };
        let is_form = first.kind == Kind::Count
            && percent.kind == Kind::Percent
            && last.kind == Kind::Count
            && gap(first, percent).ends_with('(')
            && matches!(
                gap(percent, last).as_str(),
                "%) of" | "%) of the" | "%) of all" | ") of" | ") of the" | "%) of our"
            );
        if is_form && part <= whole && whole > 0 && !percent.is_percent_of(part, whole) {
            doubts.push(not_the_share(sentence, percent, part, whole));
        }
    }
    doubts
}

/// "Of 303, 30 first reviews and 4 remands are left out, which leaves 273": the parts taken away do not leave the rest.
fn what_is_left(sentence: &Sentence, numbers: &[Typed]) -> Option<Doubt> {
    let text = &sentence.text;
    let lower = text.to_lowercase();
    let takes_away =
        ["left out", "leaving out", "excluded", "excluding", "taken out", "removed", "less the", "without the"];
    let counts: Vec<(&Typed, u64)> = numbers
        .iter()
        .filter(|number| number.kind == Kind::Count)
        .filter_map(|number| Some((number, number.whole()?)))
        .collect();
    let [(_, whole), parts @ .., (last, left)] = counts.as_slice() else { return None };
    let before = lower.get(..last.from)?.trim_end();
    let is_said = ["leaves", "leaving", "leave", "left", "remain", "remaining", "remained"]
        .iter()
        .any(|word| before.ends_with(word));
    let sum: u64 = parts.iter().map(|(_, part)| part).sum();
    if parts.is_empty() || !is_said || !takes_away.iter().any(|words| lower.contains(words)) || sum >= *whole {
        return None;
    }
    (whole - sum != *left).then(|| {
        doubt(
            last.from,
            sentence,
            "typed-sum-wrong",
            format!("{whole} less {sum} is {}, but the sentence says {left}", whole - sum),
            "a reader who checks finds that the numbers do not agree",
            "correct whichever is wrong",
        )
    })
}

/// References that a person typed: "paragraph 2.4", "Table 3". They stay as they are when a paragraph is added. Those to laws and guidance
/// are meant so.
pub fn typed_references(sentence: &Sentence) -> Option<Doubt> {
    const OF_OTHERS: [&str; 12] = [
        " act ",
        " act,",
        " act.",
        "regulation",
        "schedule",
        "handbook",
        "guidance",
        "directive",
        "order 20",
        "working together",
        "standard",
        "convention",
    ];
    let text = &sentence.text;
    let lower = format!("{} ", text.to_lowercase());
    if OF_OTHERS.iter().any(|words| lower.contains(words)) {
        return None;
    }
    let of_text = words(text);
    of_text.windows(2).find_map(|pair| {
        let [(at, kind), (_, number)] = pair else { return None };
        let kind = kind.to_lowercase();
        let is_kind =
            matches!(kind.as_str(), "paragraph" | "paragraphs" | "table" | "figure" | "chart" | "appendix" | "section");
        // A paragraph's number has a full stop in it, "A2.4"; section 20 and section 47 are words of the field for laws.
        let is_number = number.starts_with(|c: char| c.is_ascii_digit())
            || (number.len() <= 5
                && number.starts_with(|c: char| c.is_ascii_uppercase())
                && number.ends_with(|c: char| c.is_ascii_digit()));
        let is_law =
            kind == "section" && !number.contains('.') && number.parse::<u32>().is_ok_and(|number| number > 12);
        (is_kind && is_number && !is_law).then(|| {
            let note = Finding::new(
                Severity::Note,
                "typed-reference",
                sentence.place(),
                format!("\"{kind} {number}\" is typed by hand"),
                "it is not followed when paragraphs, tables or sections move, and then leads astray",
                "write `[](section:ID)`, `[](table:ID)` or `[](chart:ID)`, which print the right number with a link",
            );
            (*at, note)
        })
    })
}

/// Where the words of a change are wrong: a word twice, per cent for percentage points, up for down, slight for large.
pub fn changes(sentence: &Sentence, numbers: &[Typed], subjects: &Subjects<'_>) -> Vec<Doubt> {
    let text = &sentence.text;
    let mut doubts = Vec::new();
    let of_text = words(text);
    for (at, (from, word)) in of_text.iter().enumerate() {
        let first = word.to_lowercase();
        let change = ["increase", "decrease", "rise", "fall", "reduction", "drop"].contains(&first.as_str());
        if change && of_text[at + 1..].iter().take(5).any(|(_, word)| word.to_lowercase() == first) {
            doubts.push(doubt(
                *from,
                sentence,
                "said-twice",
                format!("the word \"{first}\" stands twice around one number"),
                "the sentence reads as unfinished, and it is not clear what changed by how much",
                "write the change once; `.change` of a figure does it in words",
            ));
            break;
        }
    }
    let (way, slight) = subjects.direction(text);
    if way == 0 {
        return doubts;
    }
    let likely = subjects.of(sentence);
    for number in numbers.iter().filter(|number| number.kind == Kind::Percent && follows_change(text, number)) {
        // A difference of two percentages in the sentence, or of the figure and a value beside it, is in points.
        let others: Vec<&Typed> =
            numbers.iter().filter(|other| other.kind == Kind::Percent && other.from != number.from).collect();
        let within = others
            .iter()
            .enumerate()
            .any(|(at, a)| others[at + 1..].iter().any(|b| number.is(a.thousandths.abs_diff(b.thousandths))));
        let of_figure = likely
            .iter()
            .filter(|(likeness, subject)| *likeness >= LIKELY && subject.unit == Unit::Percent)
            .find(|(_, subject)| {
                let Some((_, now)) = &subject.value else { return false };
                subject.beside.iter().any(|beside| number.is(now.abs_diff(beside.thousandths)))
            });
        let plain = likely.first().filter(|(likeness, _)| *likeness >= PLAIN).map(|(_, subject)| *subject);
        if let Some(subject) = plain
            && !within
            && of_figure.is_none()
            && let (Some((now, value)), Some(before)) =
                (&subject.value, subject.beside.iter().find(|beside| beside.said_as.is_none()))
            && !number.is_percent_of(value.abs_diff(before.thousandths), before.thousandths)
        {
            doubts.push(doubt(
                number.from,
                sentence,
                "typed-number-differs",
                format!(
                    "the sentence says that `{}` changed by {}, but it is {now} after {}",
                    subject.name,
                    said(number, text),
                    before.printed
                ),
                "the words and the tables of the report say different things",
                format!("correct the change, or write {{{{ {}.change }}}}", subject.name),
            ));
        } else if within || of_figure.is_some() {
            let figure = of_figure.map(|(_, subject)| format!(" of `{}`", subject.name)).unwrap_or_default();
            doubts.push(doubt(
                number.from,
                sentence,
                "percent-for-points",
                format!("the change{figure} is given as {}, but it is that many percentage points", said(number, text)),
                "a rise from 66% to 96% is 30 percentage points and 45 per cent: a reader is told the wrong one (convention C7.2)",
                "write \"percentage points\"; or write the figure's `.change`",
            ));
        }
    }
    doubts.extend(count_changes(sentence, numbers, subjects, &likely));
    let Some((likeness, subject)) = likely.first().filter(|(likeness, _)| *likeness >= PLAIN) else { return doubts };
    // Of two that are wholly there the one with more words is meant.
    let rivals =
        likely.iter().filter(|(other, rival)| other == likeness && rival.concepts().len() == subject.concepts().len());
    let other_subjects = rivals.count();
    if let (Some((now, value)), Some(before)) =
        (&subject.value, subject.beside.iter().find(|beside| beside.said_as.is_none()))
        && other_subjects == 1
        && speaks_of_now(text)
        && (subject.concepts().len() > 1 || changes_in_number(text, subject, subjects))
    {
        let went = (*value > before.thousandths) as i8 - (*value < before.thousandths) as i8;
        if went != way {
            let truth = match went {
                0 => "did not change",
                1 => "rose",
                _ => "fell",
            };
            doubts.push(doubt(
                text.len(),
                sentence,
                "direction-contradicts",
                format!(
                    "the sentence says that `{}` went {}, but it {truth}: {} after {}",
                    subject.name,
                    if way > 0 { "up" } else { "down" },
                    now,
                    before.printed
                ),
                "the words and the table say opposite things",
                "correct the word; or write the figure's `.change`, which cannot be wrong",
            ));
        } else if slight && before.thousandths > 0 && value.abs_diff(before.thousandths) * 10 >= before.thousandths {
            doubts.push(doubt(
                text.len(),
                sentence,
                "direction-contradicts",
                format!(
                    "the sentence calls the change of `{}` slight, but it is {} after {}",
                    subject.name, now, before.printed
                ),
                "a change of a tenth or more is not slight to the people it is about",
                "say how large it is; the figure's `.change` does",
            ));
        }
    }
    doubts
}

/// Where a count is said to have changed by another number than it did: "rose by 28", "28 more".
fn count_changes(
    sentence: &Sentence,
    numbers: &[Typed],
    subjects: &Subjects<'_>,
    likely: &[(u32, &Subject<'_>)],
) -> Vec<Doubt> {
    let text = &sentence.text;
    let Some((best, _)) = likely.first().filter(|(likeness, _)| *likeness >= PLAIN) else { return Vec::new() };
    let plain = likely.iter().filter(|(likeness, _)| likeness == best).map(|(_, subject)| *subject);
    let most = plain.clone().map(|subject| subject.concepts().len()).max().unwrap_or(0);
    let plain: Vec<&Subject<'_>> = plain.filter(|subject| subject.concepts().len() == most).collect();
    let [subject] = plain.as_slice() else { return Vec::new() };
    let (Some((now, value)), Some(before)) =
        (&subject.value, subject.beside.iter().find(|beside| beside.said_as.is_none()))
    else {
        return Vec::new();
    };
    if subject.unit == Unit::Percent || !changes_in_number(text, subject, subjects) || !speaks_of_now(text) {
        return Vec::new();
    }
    let differs = |number: &&Typed| {
        number.kind == Kind::Count
            && is_change_of_count(text, number)
            && !number.is(value.abs_diff(before.thousandths))
            && !number.is(*value)
            && !number.is(before.thousandths)
    };
    numbers
        .iter()
        .filter(differs)
        .map(|number| {
            doubt(
                number.from,
                sentence,
                "typed-number-differs",
                format!(
                    "the sentence says that `{}` changed by {}, but it is {now} after {}",
                    subject.name,
                    said(number, text),
                    before.printed
                ),
                "the words and the tables of the report say different things",
                format!("correct the change, or write {{{{ {}.change }}}}", subject.name),
            )
        })
        .collect()
}

/// Words that turn a sentence to those who are left.
const NEGATIONS: [&str; 16] = [
    " not ",
    " no ",
    " none ",
    "n't ",
    " without ",
    " never ",
    " failed ",
    " neither ",
    " nor ",
    " remaining ",
    " rest ",
    " other ",
    " others ",
    " unable ",
    " missed ",
    " declined ",
];

/// Whether a text says that something is not so, or speaks of those who are left.
pub(super) fn is_negated(text: &str) -> bool {
    let text = format!(" {} ", text.to_lowercase().replace(|c: char| c.is_ascii_punctuation() && c != '\'', " "));
    NEGATIONS.iter().any(|word| text.contains(word))
}

/// Where a count beside a share is another number than the one behind it: those who did not, given as those who did; a count with the
/// share's percentage in brackets.
pub fn counts_behind(sentence: &Sentence, numbers: &[Typed], subjects: &Subjects<'_>) -> Vec<Doubt> {
    let text = &sentence.text;
    let likely = subjects.of(sentence);
    let Some((best, _)) = likely.first().filter(|(likeness, _)| *likeness >= PLAIN) else { return Vec::new() };
    let shares: Vec<(&Subject<'_>, (u64, u64))> = likely
        .iter()
        .filter(|(likeness, subject)| likeness == best && subject.unit == Unit::Percent)
        .filter_map(|(_, subject)| Some((*subject, subject.share()?)))
        .collect();
    let [(subject, (part, whole))] = shares.as_slice() else { return Vec::new() };
    let counts: Vec<&Typed> = numbers.iter().filter(|number| number.kind == Kind::Count).collect();
    let rest = whole.saturating_sub(*part);
    let negated = is_negated(text);
    let mut doubts = Vec::new();
    for (at, number) in numbers.iter().enumerate().filter(|(_, number)| number.kind == Kind::Count) {
        let Some(count) = number.whole().filter(|count| count != part && count != whole) else { continue };
        let follows = numbers.get(at + 1).filter(|next| {
            let gap = text.get(number.to..next.from).unwrap_or_default();
            next.kind == Kind::Percent
                && gap.len() < 40
                && gap.trim_end().ends_with('(')
                && !gap.contains([',', ';', '.'])
        });
        // "2 children (5.4%)": near enough to the share to be meant for it.
        let in_brackets = follows.is_some_and(|percent| {
            let exact = 100_000 * part / (*whole).max(1);
            percent.thousandths.abs_diff(exact) < 1_000 && !percent.is_percent_of(count, *whole)
        });
        let what = if in_brackets {
            format!("the sentence says {count}, but the percentage beside it is that of {part} of {whole}")
        } else if !negated && count == rest && counts.len() == 1 {
            format!("{count} is the number of those who are not in `{}`: it counts {part} of {whole}", subject.name)
        } else if negated
            && counts.len() == 1
            && count != rest
            && follows.is_none()
            && speaks_of_rest(text, subject, subjects)
        {
            format!("the sentence says {count}, but all except the {part} in `{}` are {rest} of {whole}", subject.name)
        } else {
            continue;
        };
        doubts.push(doubt(
            number.from,
            sentence,
            "typed-number-differs",
            what,
            "the words and the tables of the report say different things",
            format!("correct the number, or write {{{{ {}.count }}}}", subject.name),
        ));
    }
    doubts
}

/// Whether a sentence says nothing besides that the subject's things are not so: no further limit that would leave fewer of them.
fn speaks_of_rest(text: &str, subject: &Subject<'_>, subjects: &Subjects<'_>) -> bool {
    let said = subjects.concepts(text);
    let further =
        said.difference(subject.concepts()).filter(|concept| !matches!(concept.as_str(), "cas" | "case" | "child"));
    further.count() == 0
}

/// Slips of the pen that change the sense: "statutory neighbours".
pub fn slips(sentence: &Sentence, subjects: &Subjects<'_>) -> Vec<Doubt> {
    subjects
        .slips(&sentence.text)
        .into_iter()
        .map(|(at, slip, meant)| {
            doubt(
                at,
                sentence,
                "wrong-word",
                format!("the sentence says \"{slip}\", but \"{meant}\" is meant"),
                "a reader who knows the term takes the comparison for a mistake",
                format!("write \"{meant}\""),
            )
        })
        .collect()
}

/// Where a sentence compares a figure with an earlier year that the report has no value of: nobody can check it.
pub fn nothing_to_compare(sentence: &Sentence, numbers: &[Typed], subjects: &Subjects<'_>) -> Option<Doubt> {
    let text = &sentence.text;
    let earlier = [" last ", "previous", "year before", "earlier"];
    let lower = format!(" {} ", text.to_lowercase());
    let names_year =
        numbers.iter().any(|number| number.kind == Kind::Name && (1_990_000..=2_100_000).contains(&number.thousandths));
    if !subjects.says_level(text)
        || !(names_year || earlier.iter().any(|word| lower.contains(word)))
        || lower.contains("{{")
    {
        return None;
    }
    let likely = subjects.of(sentence);
    let (_, subject) = likely
        .first()
        .filter(|(likeness, subject)| *likeness >= PLAIN && subject.figure.is_some() && subject.concepts().len() > 1)?;
    let has_earlier = likely.iter().any(|(_, subject)| subject.beside.iter().any(|beside| beside.said_as.is_none()));
    (subject.value.is_some() && !has_earlier).then(|| {
        doubt(
            text.len(),
            sentence,
            "nothing-to-compare",
            format!("the sentence compares `{}` with an earlier year, but no earlier value is known", subject.name),
            "a reader cannot see whether it is so",
            "add the earlier value to `data/history`, or say in the sentence what it was",
        )
    })
}

/// Whether a percentage is said to be a change: "an increase of 3%", "rose by 3%", "3% higher".
pub(super) fn follows_change(text: &str, number: &Typed) -> bool {
    let before = text.get(..number.from).unwrap_or_default().to_lowercase();
    let last: Vec<&str> = before.split_whitespace().rev().take(3).collect();
    let changed = [
        "increase",
        "increases",
        "increased",
        "rise",
        "rose",
        "risen",
        "decrease",
        "decreased",
        "fall",
        "fell",
        "fallen",
        "drop",
        "dropped",
        "up",
        "down",
        "improvement",
        "improved",
        "reduction",
    ];
    let after = text.get(number.to..).unwrap_or_default().to_lowercase();
    let next = after.trim_start_matches(['%', ' ']).split([' ', ',', '.']).next().unwrap_or_default().to_string();
    (matches!(last.first(), Some(&"of" | &"by")) && last.iter().any(|word| changed.contains(word)))
        || last.first().is_some_and(|word| changed.contains(word))
        || matches!(next.as_str(), "higher" | "lower" | "increase" | "decrease" | "rise" | "reduction" | "improvement")
}

/// Whether a sentence says outright that the number of a subject's things changed: of a figure with one word ("officers") anything might
/// be said.
fn changes_in_number(text: &str, subject: &Subject<'_>, subjects: &Subjects<'_>) -> bool {
    const BEFORE: [&str; 11] = [
        "number of",
        "rise in",
        "increase in",
        "fall in",
        "growth in",
        "growth of",
        "drop in",
        "decrease in",
        "reduction in",
        "fewer",
        "more",
    ];
    let lower = text.to_lowercase();
    let follows = |rest: &str| {
        let next: String = rest.split_whitespace().take(4).collect::<Vec<_>>().join(" ");
        subjects.first_concept(&next).is_some_and(|concept| Some(counted(&concept)) == subject.head.as_deref())
    };
    BEFORE
        .iter()
        .any(|words| lower.match_indices(words).any(|(at, words)| lower.get(at + words.len()..).is_some_and(follows)))
}

/// Sentences about plans and about others' years are not about this year's change.
fn speaks_of_now(text: &str) -> bool {
    let text = format!(" {} ", text.to_lowercase());
    ![" will ", " should ", " would ", " aim ", " could ", " expect", " plan to ", " target of ", " if "]
        .iter()
        .any(|word| text.contains(word))
}

/// A number that is a figure's, or stands beside it.
struct Right {
    /// What fills it in; none for the value of a year before the last.
    name: Option<String>,
    /// Where the sentence does not say that it speaks of an earlier year, whose value it is.
    stale: Option<String>,
}

/// Whether a sentence says that it speaks of an earlier time, or compares with one.
fn speaks_of_earlier(text: &str, numbers: &[Typed]) -> bool {
    const EARLIER: [&str; 14] = [
        " last ",
        "previous",
        " before",
        "earlier",
        " ago",
        " after ",
        " from ",
        "compared",
        "against ",
        " since ",
        " had been",
        "up on",
        "down on",
        " than ",
    ];
    let text = format!(" {} ", text.to_lowercase());
    let names_year =
        |number: &Typed| number.kind == Kind::Name && (1_900_000..=2_100_000).contains(&number.thousandths);
    EARLIER.iter().any(|word| text.contains(word)) || numbers.iter().any(names_year)
}

/// Where a number is not the figure's that the sentence speaks of, and where it could be filled in by name.
pub fn values(sentence: &Sentence, numbers: &[Typed], subjects: &Subjects<'_>, order: &Order) -> Vec<Doubt> {
    let text = &sentence.text;
    let likely = subjects.of(sentence);
    let mut doubts = Vec::new();
    for number in numbers.iter().filter(|number| matches!(number.kind, Kind::Count | Kind::Percent)) {
        let percent = number.kind == Kind::Percent;
        if follows_change(text, number) || is_change_of_count(text, number) || is_setting(number, order) {
            continue;
        }
        let head = head_of(text, number, subjects);
        let agrees = |subject: &Subject<'_>| match (&head, &subject.head) {
            (Some(said), Some(counted)) => said == counted,
            _ => true,
        };
        // A sentence that names a target or another's value must have that value.
        let named = named_benchmark(text, &likely, percent);
        let has_named = named.is_none_or(|(_, beside)| numbers.iter().any(|other| other.is(beside.thousandths)));
        let fits = |subject: &'_ Subject<'_>| {
            let own = subject.parts.iter().find(|(_, share, value)| *share == percent && number.is(*value));
            let beside = subject.beside.iter().find(|beside| {
                (subject.unit == Unit::Percent) == percent
                    && number.is(beside.thousandths)
                    && (has_named || beside.said_as.is_some())
            });
            match (own, beside) {
                (Some((name, ..)), _) => Some(Right { name: Some(name.clone()), stale: None }),
                (None, Some(beside)) => {
                    let is_stale = beside.said_as.is_none() && !speaks_of_earlier(text, numbers);
                    Some(Right { name: beside.name.clone(), stale: is_stale.then(|| beside.what.clone()) })
                }
                (None, None) => None,
            }
        };
        let right = likely
            .iter()
            .filter(|(_, subject)| agrees(subject))
            .find_map(|(likeness, subject)| Some((*likeness, *subject, fits(subject)?)));
        match right {
            // Last year's number in a sentence that does not speak of last year: words that were used again.
            Some((PLAIN.., subject, Right { stale: Some(what), .. })) if subject.value.is_some() => {
                let (now, _) = subject.value.as_ref().cloned().unwrap_or_default();
                doubts.push(doubt(
                    number.from,
                    sentence,
                    "typed-number-differs",
                    format!(
                        "the sentence says {0}, but `{1}` is {now}; {0} is {what}",
                        said(number, text),
                        subject.name
                    ),
                    "the words and the tables of the report say different things",
                    format!("write {{{{ {} }}}}, or say of which year the number is", subject.name),
                ));
                continue;
            }
            Some((_, _, Right { name: Some(name), .. })) => {
                let note = Finding::new(
                    Severity::Note,
                    "typed-number",
                    sentence.place(),
                    format!("{} is typed by hand; it is the figure `{name}`", said(number, text)),
                    "a number that is typed stays as it is when the data changes",
                    format!("write {{{{ {name} }}}} instead"),
                );
                doubts.push((number.from, note));
                continue;
            }
            // The value of a year before the last has no name to be filled in by: it is right, and nothing is proposed.
            Some(_) => continue,
            None => {}
        }
        let likely: Vec<(u32, &Subject<'_>)> = likely.iter().filter(|(_, subject)| agrees(subject)).copied().collect();
        let named = named.filter(|_| !has_named);
        if let Some(finding) = contradiction(sentence, number, &likely, named, head.as_deref(), subjects) {
            doubts.push((number.from, finding));
        }
    }
    doubts
}

fn contradiction(
    sentence: &Sentence,
    number: &Typed,
    likely: &[(u32, &Subject<'_>)],
    benchmark: Option<(&Subject<'_>, &Beside)>,
    head: Option<&str>,
    subjects: &Subjects<'_>,
) -> Option<Finding> {
    let text = &sentence.text;
    let percent = number.kind == Kind::Percent;
    // "Of the 303 reviews audited": fewer than all reviews, because more is said of them than the figure's own words.
    let is_narrower = |subject: &Subject<'_>| {
        let after = text.get(number.to..).unwrap_or_default();
        let after = after.split([',', '.', ';', '(']).next().unwrap_or_default();
        let after = after.split_whitespace().take(6).collect::<Vec<_>>().join(" ");
        subject.concepts().len() == 1
            && subjects
                .concepts(&after)
                .difference(subject.concepts())
                .any(|concept| !concept.starts_with(|c: char| c.is_ascii_digit()))
    };
    // "Ten years ago there were 150": a time of which the figures know nothing.
    if text.to_lowercase().contains(" ago") && benchmark.is_none() {
        return None;
    }
    if let Some((subject, beside)) = benchmark {
        return Some(finding(
            sentence,
            "typed-number-differs",
            format!(
                "the sentence says {}, but for `{}` {} is {}",
                said(number, text),
                subject.name,
                beside.what,
                beside.printed
            ),
            "a comparison with others that is misquoted misleads the reader about how the council stands",
            match &beside.name {
                Some(name) => format!("correct the number, or write {{{{ {name} }}}}"),
                None => "correct the number".into(),
            },
        ));
    }
    let best = likely.first().map(|(likeness, _)| *likeness).filter(|likeness| *likeness >= PLAIN)?;
    let plain: Vec<&Subject<'_>> = likely
        .iter()
        .filter(|(likeness, subject)| *likeness == best && suits(subject, percent))
        .map(|(_, subject)| *subject)
        .collect();
    let most = plain.iter().map(|subject| subject.concepts().len()).max()?;
    let plain: Vec<&Subject<'_>> = plain.into_iter().filter(|subject| subject.concepts().len() == most).collect();
    let [subject] = plain.as_slice() else { return None };
    if !percent && is_narrower(subject) {
        return None;
    }
    if !percent && (head.is_none() || subject.head.is_none()) && !counts_the_subject(text, number, subject, subjects) {
        return None;
    }
    if subject.hidden {
        return Some(finding(
            sentence,
            "typed-number-hidden",
            format!("a number is typed for `{}`, which the public edition does not show", subject.name),
            "whether it is right or wrong is not said here; if it is right, it gives a small number away",
            "take the number out, or fill the figure in by its name, which prints [c] where it is hidden",
        ));
    }
    let (printed, _) = subject.value.as_ref()?;
    let printed = match (percent, subject.parts.iter().find(|(_, share, _)| *share == percent)) {
        (true, Some((_, _, value))) if subject.unit != Unit::Percent => {
            percent_of_tenths(value / 100, Precision::OneDecimal)
        }
        (false, Some((_, _, value))) => crate::figures::words::count(value / 1000),
        _ => printed.clone(),
    };
    // Right number, wrong thing: children where reviews are meant.
    let meant = subjects.all().find(|other| {
        other.name != subject.name
            && other.parts.iter().any(|(_, share, value)| *share == percent && number.is(*value))
            && other
                .concepts()
                .intersection(subject.concepts())
                .any(|concept| !matches!(concept.as_str(), "child" | "review" | "in-care"))
    });
    let meant = meant
        .map(|other| format!("; {} is `{}` ({})", said(number, text), other.name, other.label))
        .unwrap_or_default();
    Some(finding(
        sentence,
        "typed-number-differs",
        format!("the sentence says {}, but `{}` is {printed}{meant}", said(number, text), subject.name),
        "the words and the tables of the report say different things",
        format!("correct the number or what it is said of; or write {{{{ {} }}}}", subject.name),
    ))
}

/// What a number counts: the first concept after it ("590 reviews", "97.5% of children"), where figures count such a thing.
fn head_of(text: &str, number: &Typed, subjects: &Subjects<'_>) -> Option<String> {
    let after: Vec<&str> = text
        .get(number.to..)
        .unwrap_or_default()
        .trim_start_matches('%')
        .split_whitespace()
        .filter(|word| {
            !matches!(word.to_lowercase().as_str(), "per" | "cent" | "percent" | "of" | "the" | "all" | "our" | "these")
        })
        .take(4)
        .collect();
    let concept = subjects.first_concept(&after.join(" "))?;
    let concept = counted(&concept);
    subjects.is_counted(concept).then(|| concept.to_string())
}

/// The target or the value of others that a sentence speaks of by name, with its figure.
fn named_benchmark<'s, 'f>(
    text: &str,
    likely: &[(u32, &'s Subject<'f>)],
    percent: bool,
) -> Option<(&'s Subject<'f>, &'s Beside)> {
    let lower = text.to_lowercase();
    let is_named = |beside: &&Beside| {
        beside
            .said_as
            .as_ref()
            .is_some_and(|word| lower.contains(word.as_str()) || (word == "england" && lower.contains("national")))
    };
    likely
        .iter()
        .filter(|(likeness, subject)| *likeness >= LIKELY && (subject.unit == Unit::Percent) == percent)
        .find_map(|(_, subject)| Some((*subject, subject.beside.iter().find(is_named)?)))
}

/// Whether a subject has a value of this kind that a sentence would give.
fn suits(subject: &Subject<'_>, percent: bool) -> bool {
    if subject.hidden {
        return (subject.unit == Unit::Percent) == percent;
    }
    let is_share = subject
        .figure
        .is_some_and(|figure| matches!(figure.outcome, crate::disclosure::Outcome::Shown(Number::Share { .. })));
    match percent {
        true => subject.parts.iter().any(|(_, share, _)| *share),
        // The numerator of a share is a count that may be given, but so may many others: only counts contradict.
        false => !is_share && subject.parts.iter().any(|(_, share, _)| !*share),
    }
}

/// Whether the words right after a count, or right before it, are the subject's own.
fn counts_the_subject(text: &str, number: &Typed, subject: &Subject<'_>, subjects: &Subjects<'_>) -> bool {
    let after: String =
        text.get(number.to..).unwrap_or_default().split_whitespace().take(4).collect::<Vec<_>>().join(" ");
    let before: Vec<&str> = text.get(..number.from).unwrap_or_default().split_whitespace().rev().take(5).collect();
    let before = before.into_iter().rev().collect::<Vec<_>>().join(" ");
    let near = |words: &str| subjects.concepts(words).intersection(subject.concepts()).next().is_some();
    let is_verb = [
        " is",
        " was",
        " were",
        " to",
        " at",
        " of",
        " total",
        " totals",
        " totalled",
        " reached",
        " numbered",
        " number",
    ]
    .iter()
    .any(|verb| format!(" {before}").ends_with(verb));
    near(&after) || (is_verb && near(&before))
}

/// "12 more", "34 fewer": a change, which is another number than the figure.
fn is_change_of_count(text: &str, number: &Typed) -> bool {
    let after = text.get(number.to..).unwrap_or_default().trim_start_matches('%').to_lowercase();
    let before = text.get(..number.from).unwrap_or_default().trim_end().to_lowercase();
    let next =
        after.split_whitespace().next().unwrap_or_default().trim_matches(|c: char| !c.is_alphabetic()).to_string();
    matches!(next.as_str(), "more" | "fewer" | "less" | "extra" | "additional" | "further" | "other" | "another")
        || ["by", "an extra", "another", "further", "additional", "change of"]
            .iter()
            .any(|word| before.ends_with(&format!(" {word}")))
}

/// Whether a number is one that the order sets: the band of caseloads, a limit of days, a target.
fn is_setting(number: &Typed, order: &Order) -> bool {
    let band = order.settings.caseload_band;
    [band.low, band.high].iter().any(|limit| number.kind == Kind::Count && number.is(limit * 1000))
}

pub(super) fn doubt(
    at: usize,
    sentence: &Sentence,
    code: &'static str,
    what: impl Into<String>,
    why: &str,
    fix: impl Into<String>,
) -> Doubt {
    (at, finding(sentence, code, what, why, fix))
}

fn finding(
    sentence: &Sentence,
    code: &'static str,
    what: impl Into<String>,
    why: &str,
    fix: impl Into<String>,
) -> Finding {
    Finding::new(Severity::Warning, code, sentence.place(), what, why, fix)
}
