//! How a child took part in a review: the code, however a case system writes it.
//!
//! The return has PN0 to PN7. Case systems export the code, its description, or what a worker ticked on a form, often cut at 100
//! characters. The first `PN0` to `PN7` in the text holds; without one the description is matched by what it says of age,
//! attendance and views.

use super::codes::{Code, CodeList, is_blank};

/// The participation that a cell says: blank where it says nothing, [`Code::UNLISTED`] where nobody can tell which is meant.
pub fn read(list: &CodeList, cell: &str) -> Code {
    if is_blank(cell) {
        return Code::BLANK;
    }
    let read = list.read(cell);
    if read.is_listed() {
        return read;
    }
    match code_in(cell).or_else(|| described(cell)) {
        Some(digit) => list.code(&format!("PN{digit}")),
        None => Code::UNLISTED,
    }
}

/// The first `PN0` to `PN7` in a text, in any case, perhaps with a blank or a hyphen before the digit.
fn code_in(text: &str) -> Option<char> {
    let letters: Vec<char> = text.chars().map(|letter| letter.to_ascii_uppercase()).collect();
    (0..letters.len()).find_map(|at| {
        let stands_alone =
            at.checked_sub(1).and_then(|at| letters.get(at)).is_none_or(|before| !before.is_alphanumeric());
        if !stands_alone || letters.get(at..at + 2) != Some(&['P', 'N']) {
            return None;
        }
        let digit = at + 2 + usize::from(matches!(letters.get(at + 2), Some(' ' | '-')));
        let ends = letters.get(digit + 1).is_none_or(|after| !after.is_ascii_digit());
        letters.get(digit).copied().filter(|digit| ends && ('0'..='7').contains(digit))
    })
}

/// The code whose description a text is. What is denied is looked for before what is said.
fn described(text: &str) -> Option<char> {
    let text = text.to_lowercase().replace(['\u{2019}', '\''], "").replace('-', " ");
    let says = |words: &[&str]| words.iter().any(|words| text.contains(words));
    if says(&["under 4", "under four", "under the age of 4", "under the age of four", "below 4", "below the age of 4"])
    {
        return Some('0');
    }
    let gives_none = says(&[
        "no views",
        "no view ",
        "nor are",
        "nor were",
        "nor did",
        "not speak",
        "not convey",
        "not give",
        "not share",
        "not express",
        "not send",
        "sent no",
        "gave no",
        "gives no",
        "did not contribute",
        "didnt contribute",
        "views not",
        "without views",
    ]);
    let sends = says(&[
        "facilitat",
        "medium",
        "convey",
        "written",
        "in writing",
        "form",
        "letter",
        "sent",
        "sends",
        "another way",
    ]);
    let has_advocate = says(&["advocate", "iro spoke", "iro gave", "representative", "someone else spoke"]);
    if says(&[
        "not attend",
        "didnt attend",
        "doesnt attend",
        "non attend",
        "absent",
        "not present",
        "not physically attend",
    ]) {
        return match () {
            () if gives_none => Some('7'),
            () if has_advocate => Some('5'),
            () if sends || says(&["views", "feelings"]) => Some('6'),
            () => None,
        };
    }
    if !says(&["attend", "present"]) {
        return None;
    }
    match () {
        () if gives_none => Some('4'),
        () if has_advocate => Some('2'),
        () if says(&["symbol", "nonverbal", "non verbal", "without speech"]) => Some('3'),
        () if says(&["speak", "spoke", "gave views", "gives views", "gave their views", "contributed"]) => Some('1'),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::ChineseWith;
    use crate::dataset::codes::Codes;

    #[test]
    fn the_code_is_found_however_it_is_written() {
        let list = Codes::built_in(ChineseWith::Asian).unwrap().participation;
        for (cell, expected) in [
            ("PN3", "PN3"),
            ("pn3", "PN3"),
            ("PN 3", "PN3"),
            ("PN1 - Attended and spoke", "PN1"),
            ("Attended, advocate spoke (PN2); changed from PN4", "PN2"),
            ("Review form: participation: PN5", "PN5"),
            // No code of the list, and none inside another word or number.
            ("PN8", ""),
            ("PN12", ""),
            ("SPN1", ""),
            ("Child was seen at school", ""),
            // The descriptions that systems print beside the codes, whole or cut short.
            ("Child aged under 4 at the time of the review", "PN0"),
            ("Child physically attends and speaks for him or herself", "PN1"),
            ("Child physically attends and an advocate speaks on his or her behalf", "PN2"),
            ("Child attends and conveys his or her view symbolically (non-verbally)", "PN3"),
            (
                "Child physically attends but does not speak for him or herself, does not convey his or her view symb",
                "PN4",
            ),
            ("Child does not attend physically but briefs an advocate to speak for him or her", "PN5"),
            ("Child does not attend but conveys feelings to the review by a facilitative medium", "PN6"),
            ("Child does not attend nor are his or her views conveyed to the review", "PN7"),
            ("Didn\u{2019}t attend, sent views in writing", "PN6"),
            ("Did not attend", ""),
            ("Attended", ""),
        ] {
            assert_eq!(list.name(read(&list, cell)), expected, "{cell}");
        }
        assert_eq!(read(&list, " "), Code::UNLISTED);
        assert_eq!((read(&list, ""), read(&list, "NULL")), (Code::BLANK, Code::BLANK));
    }
}
