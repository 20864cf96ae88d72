//! Which columns of a survey's export hold the answers to a question: headings of survey tools are long, numbered, cut or split.

use super::headings::Source;
use crate::sources::table::{RawRow, RawTable};

/// Letters and digits that a cut heading, or the beginning of one in the questions file, must at least have to be told apart.
const SHORTEST_BEGINNING: usize = 10;

/// Tools that cut headings keep at least this many characters.
const SHORTEST_CUT: usize = 40;

/// Marks that stand between a question and one of its answers in a heading: `What helped? - My officer`, `What helped? (My officer)`.
const BEFORE_ANSWER: [char; 11] = ['-', '–', '—', ':', '(', '[', '|', '/', '>', '»', '_'];

/// Where the answers of a question stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Columns {
    /// Nowhere.
    Missing,
    /// In one column.
    One(usize),
    /// In one column for each answer: the column and the answer.
    Options(Vec<(usize, String)>),
}

/// How a column was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// By its heading, case, spaces, punctuation and a number before it aside.
    Exact(usize),
    /// By the beginning of its heading.
    ByBeginning(usize),
    /// Several columns fit.
    Doubtful(Vec<usize>),
    /// None fits.
    Nothing,
}

/// A question's wording in the form in which headings are compared: letters and digits only, without the number before it.
pub(super) fn question_key(heading: &str) -> String {
    without_number(heading).chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A heading without the number that a survey tool puts before it: `3. Has the ...`, `Q3: Has the ...`, `Q3 Has the ...`.
fn without_number(heading: &str) -> &str {
    let text = heading.trim();
    let (marked, rest) = match text.get(..1) {
        Some("Q" | "q") => (true, &text[1..]),
        _ => (false, text),
    };
    let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    if after.len() == rest.len() {
        return text;
    }
    let after_letter = after.strip_prefix(|c: char| c.is_ascii_lowercase()).unwrap_or(after);
    let after = if after_letter.starts_with(['.', ')', ':']) { after_letter } else { after };
    let body = after.trim_start_matches(|c: char| matches!(c, '.' | ')' | ':' | '-' | '–') || c.is_whitespace());
    let has_mark = after.starts_with(['.', ')', ':']) || after.trim_start().starts_with(['-', '–']);
    // 1-4 and 10% are no numbers of questions.
    let is_number = body.starts_with(char::is_alphabetic)
        && (has_mark && after.len() != body.len() || marked && after.starts_with(' '));
    if is_number { body } else { text }
}

/// The column whose heading says this.
pub(super) fn find(table: &RawTable, wanted: &str) -> Found {
    if let Some(column) = table.headings.iter().position(|heading| heading.trim() == wanted.trim()) {
        return Found::Exact(column);
    }
    let key = question_key(wanted);
    if key.is_empty() {
        return Found::Nothing;
    }
    let keys: Vec<String> = table.headings.iter().map(|heading| question_key(heading)).collect();
    let those = |fits: &dyn Fn(&str, &str) -> bool| -> Vec<usize> {
        let pairs = keys.iter().zip(&table.headings).enumerate();
        pairs.filter(|(_, (known, heading))| !known.is_empty() && fits(known, heading)).map(|(at, _)| at).collect()
    };
    match those(&|known, _| known == key).as_slice() {
        [] => {}
        [one] => return Found::Exact(*one),
        several => return Found::Doubtful(several.to_vec()),
    }
    let beginning = those(&|known, heading| {
        let cut = heading.ends_with("...") || heading.ends_with('…') || heading.chars().count() >= SHORTEST_CUT;
        (cut && known.len() >= SHORTEST_BEGINNING && key.starts_with(known))
            || (key.len() >= SHORTEST_BEGINNING && known.starts_with(&key))
    });
    match beginning.as_slice() {
        [] => Found::Nothing,
        [one] => Found::ByBeginning(*one),
        several => Found::Doubtful(several.to_vec()),
    }
}

/// The columns whose headings are the question followed by one of its answers: the column and the answer.
pub(super) fn options(table: &RawTable, wanted: &str) -> Vec<(usize, String)> {
    let key = question_key(wanted);
    if key.is_empty() {
        return Vec::new();
    }
    let of = |heading: &str| -> Option<String> {
        let body = without_number(heading);
        // The shortest beginning that is the question and is followed by a mark.
        body.char_indices().map(|(at, c)| at + c.len_utf8()).find_map(|end| {
            let (question, rest) = body.split_at(end);
            let rest = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '?' | '.' | '*' | '\''));
            let is_it = rest.starts_with(BEFORE_ANSWER) && question_key(question) == key;
            let answer =
                rest.trim_matches(|c: char| c.is_whitespace() || BEFORE_ANSWER.contains(&c) || matches!(c, ')' | ']'));
            // "Other (please specify)" keeps its bracket.
            let answer =
                if rest.ends_with(')') && answer.contains('(') { format!("{answer})") } else { answer.to_string() };
            (is_it && !answer.is_empty()).then_some(answer)
        })
    };
    table.headings.iter().enumerate().filter_map(|(at, heading)| Some((at, of(heading)?))).collect()
}

/// The columns of a question whose answers stand in a second row of headings: its own and those to its right without a heading.
pub(super) fn options_below(table: &RawTable, names: RawRow, first: usize) -> Vec<(usize, String)> {
    let width = table.headings.iter().skip(first + 1).take_while(|heading| heading.is_empty()).count();
    if width == 0 {
        return Vec::new();
    }
    let cells = (first..=first + width).map(|column| (column, table.cell(names, Some(column)).to_string()));
    cells.filter(|(_, answer)| !answer.is_empty()).collect()
}

/// The second row of headings, where the table's first row is one: it names an answer under every blank heading, says nothing of any
/// sheet, and the cells below it only repeat those names or mark them.
pub(super) fn second_headings(source: &Source<'_>) -> Option<RawRow> {
    let table = source.table;
    let names = table.row(0)?;
    let blank: Vec<usize> =
        (1..table.headings.len()).filter(|column| table.headings.get(*column).is_some_and(String::is_empty)).collect();
    let about_sheet = |heading: &String| source.headings.is_respondent(heading) || source.headings.is_personal(heading);
    let says_nothing = table
        .headings
        .iter()
        .enumerate()
        .filter(|(_, heading)| about_sheet(heading))
        .all(|(column, _)| table.cell(names, Some(column)).is_empty());
    let named = |column: &usize| !table.cell(names, Some(*column)).is_empty();
    let below_repeats = |column: &usize| {
        let name = table.cell(names, Some(*column));
        table.rows().skip(1).all(|row| {
            let cell = table.cell(row, Some(*column));
            cell.is_empty() || is_other(name) || question_key(cell) == question_key(name) || marked(cell).is_some()
        })
    };
    (!blank.is_empty() && says_nothing && blank.iter().all(named) && blank.iter().all(below_repeats)).then_some(names)
}

/// Whether a cell of a column for one answer marks it as chosen; none for a cell that says something else.
pub(super) fn marked(cell: &str) -> Option<bool> {
    match cell.trim().to_lowercase().as_str() {
        "1" | "yes" | "y" | "true" | "x" | "✓" | "✔" | "selected" | "checked" | "ticked" | "chosen" => Some(true),
        "" | "0" | "no" | "n" | "false" | "-" | "not selected" | "unchecked" | "not ticked" | "unselected" => {
            Some(false)
        }
        _ => None,
    }
}

/// Whether an answer is the one for everything else: `Other`, `Other (please specify)`.
pub(super) fn is_other(answer: &str) -> bool {
    let answer = answer.trim().to_lowercase();
    let rest = answer.strip_prefix("other").map(str::trim_start);
    rest.is_some_and(|rest| {
        rest.is_empty() || rest.starts_with(['(', ',', '-', '–', ':', ';']) || rest.starts_with("please")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::headings::Headings;
    use crate::sources::csv;

    fn table(text: &str) -> RawTable {
        csv::read("data/audit.csv", text.as_bytes()).0.unwrap()
    }

    #[test]
    fn headings_of_survey_tools_are_matched() {
        let table = table(
            "ID,3. Has the PEP\u{a0}meeting been held?,Q4 Was the child seen alone,\"Was the child, or the young person, given a copy of the plan in a ...\",10% or more\n",
        );
        for (wanted, expected) in [
            ("Has the PEP meeting been held", Found::Exact(1)),
            ("has the pep  meeting been held ?", Found::Exact(1)),
            ("3) Has the PEP meeting been held?", Found::Exact(1)),
            ("Was the child seen alone?", Found::Exact(2)),
            (
                "Was the child, or the young person, given a copy of the plan in a form they understand?",
                Found::ByBeginning(3),
            ),
            ("Was the child seen", Found::ByBeginning(2)),
            ("Was the child", Found::Doubtful(vec![2, 3])),
            ("10% or more", Found::Exact(4)),
            ("Was", Found::Nothing),
            ("?", Found::Nothing),
        ] {
            assert_eq!(find(&table, wanted), expected, "{wanted}");
        }
    }

    #[test]
    fn numbers_of_questions_are_told_from_numbers() {
        for (heading, key) in [
            ("3. Held?", "held"),
            ("Q12: Held?", "held"),
            ("Q3 Held", "held"),
            ("3a) Held", "held"),
            ("3 - Held", "held"),
            ("10 days", "10days"),
            ("1-4", "14"),
            ("Questions", "questions"),
            ("Q", "q"),
        ] {
            assert_eq!(question_key(heading), key, "{heading}");
        }
    }

    #[test]
    fn a_column_for_each_answer_is_found_by_question_and_mark() {
        let table = table(
            "What helped? - My officer,What helped?: The social worker,2. What helped? (Other (please specify)),What helped most,What helped? [School]\n",
        );
        let expected = [(0, "My officer"), (1, "The social worker"), (2, "Other (please specify)"), (4, "School")];
        assert_eq!(options(&table, "What helped"), expected.map(|(at, answer)| (at, answer.to_string())));
    }

    #[test]
    fn a_second_row_of_headings_is_told_from_a_sheet() {
        let headings = Headings::built_in().unwrap();
        let with = table(
            "UserID,What helped?,,,Seen alone?\n,My officer,School,Other,\n1,My officer,,,Yes\n2,,School,dog,No\n",
        );
        let source = Source::plain("audit", &with, &headings);
        let names = second_headings(&source).unwrap();
        assert_eq!(
            options_below(&with, names, 1),
            [(1, "My officer".to_string()), (2, "School".into()), (3, "Other".into())]
        );
        // A column whose heading was forgotten is not one.
        let without = table("UserID,What helped?,,Seen alone?\n1,My officer,East,Yes\n2,School,West,No\n");
        assert_eq!(second_headings(&Source::plain("audit", &without, &headings)), None);
    }

    #[test]
    fn other_answers_are_told_from_answers_that_begin_with_the_word() {
        for (answer, other) in [
            ("Other", true),
            ("Other (please specify)", true),
            ("Other, please say", true),
            ("Other: dogs", true),
            ("Other family member", false),
            ("Another", false),
        ] {
            assert_eq!(is_other(answer), other, "{answer}");
        }
    }
}
