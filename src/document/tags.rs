//! The tags of a template, looked at before it is filled, so that no template can exhaust the memory or the stack.
//!
//! The engine bounds how long a template runs, not how much it holds. What can make a text or a list out of itself again and again is
//! therefore not read: joining texts where a name is given to the result, and the few words that only other uses of the engine need.

use std::ops::Range;

/// Bytes that a tag may hold: the engine calls itself for each sign that belongs to the one before it. The longest of the built-in
/// templates has two hundred.
pub const TAG_BYTES: usize = 1_000;

/// Words of the engine that these templates have no use for. What stands between `raw` and `endraw` could not be looked at.
const NOT_USED: [&str; 11] =
    ["raw", "include", "import", "from", "extends", "block", "with", "filter", "call", "autoescape", "do"];

/// What the tags of a template hold.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Tags {
    /// What stands between the brackets of each tag, comments left out.
    pub tags: Vec<Range<usize>>,
    /// Bytes of the longest text that a loop or a macro may write more than once.
    pub longest_repeated: usize,
}

/// Why a template is not read; each names the byte at which the tag begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TagFault {
    /// The tag is longer than [`TAG_BYTES`].
    Long(usize),
    /// The word is not used in these templates.
    NotUsed(usize, &'static str),
    /// Something is multiplied, or joined where its result gets a name.
    Joined(usize),
}

impl Tags {
    /// The tags of a template.
    ///
    /// # Errors
    /// The first tag that is not read.
    pub fn of(source: &str) -> Result<Tags, TagFault> {
        let bytes = source.as_bytes();
        let mut found = Tags::default();
        let mut nested = Nested::default();
        let mut at = 0;
        while let Some(open) = opening(bytes, at) {
            if nested.loops + nested.macros > 0 {
                found.longest_repeated = found.longest_repeated.max(open - at);
            }
            let Some(sign) = bytes.get(open + 1) else { break };
            if *sign == b'#' {
                at = after(bytes, open + 2, b"#}");
                continue;
            }
            let end = end(bytes, open + 2, if *sign == b'{' { b'}' } else { b'%' });
            if end - open > TAG_BYTES {
                return Err(TagFault::Long(open));
            }
            let words = source.get(open + 2..end).unwrap_or_default();
            let first = match sign {
                b'%' => first_word(words),
                _ => "",
            };
            if let Some(word) = NOT_USED.into_iter().find(|word| *word == first) {
                return Err(TagFault::NotUsed(open, word));
            }
            if nested.joins(first, words) {
                return Err(TagFault::Joined(open));
            }
            nested.pass(first);
            found.tags.push(open + 2..end);
            at = (end + 2).min(bytes.len());
        }
        Ok(found)
    }
}

/// The loops and macros in which a tag stands.
#[derive(Default)]
struct Nested {
    loops: usize,
    macros: usize,
}

impl Nested {
    fn pass(&mut self, first: &str) {
        match first {
            "for" => self.loops += 1,
            "endfor" => self.loops = self.loops.saturating_sub(1),
            "macro" => self.macros += 1,
            "endmacro" => self.macros = self.macros.saturating_sub(1),
            _ => {}
        }
    }

    /// Whether a tag multiplies, or joins texts or lists where a name is given to the result: there a text could be joined with itself as
    /// often as one likes.
    fn joins(&self, first: &str, words: &str) -> bool {
        let signs = Signs::of(words);
        let is_named = self.macros > 0 || matches!(first, "set" | "for" | "macro");
        let is_first_loop = first == "for" && self.loops + self.macros == 0;
        signs.times || (is_named && signs.joins) || (is_named && signs.lists && !is_first_loop)
    }
}

/// The signs in a tag, texts in quotation marks left out.
#[derive(Default)]
struct Signs {
    times: bool,
    joins: bool,
    /// A list or a group is written out, in brackets that belong to no name.
    lists: bool,
}

impl Signs {
    fn of(words: &str) -> Signs {
        let mut signs = Signs::default();
        let mut quote = None;
        let mut bytes = words.bytes();
        let mut before = b' ';
        while let Some(byte) = bytes.next() {
            match (quote, byte) {
                (Some(_), b'\\') => _ = bytes.next(),
                (Some(mark), byte) if mark == byte => quote = None,
                (Some(_), _) => {}
                (None, b'"' | b'\'') => quote = Some(byte),
                (None, b'*') => signs.times = true,
                (None, b'~' | b'+') => signs.joins = true,
                (None, b'[' | b'(' | b'{') => {
                    signs.lists |= !(before.is_ascii_alphanumeric() || matches!(before, b'_' | b']' | b')'));
                }
                (None, _) => {}
            }
            before = byte;
        }
        signs
    }
}

fn first_word(words: &str) -> &str {
    words.trim_start_matches(['-', '+']).split_whitespace().next().unwrap_or_default()
}

/// The next place at which a tag or a comment begins.
fn opening(bytes: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    rest.windows(2).position(|pair| matches!(pair, b"{{" | b"{%" | b"{#")).map(|at| from + at)
}

fn after(bytes: &[u8], from: usize, sign: &[u8; 2]) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    rest.windows(2).position(|pair| pair == sign).map_or(bytes.len(), |at| from + at + 2)
}

/// Where a tag ends: at the first closing bracket that stands neither in a text in quotation marks nor inside other brackets; the end of
/// the template where there is none.
fn end(bytes: &[u8], from: usize, sign: u8) -> usize {
    let mut quote = None;
    let mut open = 0_usize;
    let mut at = from;
    // One that is too long is not followed to the end of the template: each would be, one after the other.
    while let Some(byte) = bytes.get(at).filter(|_| at - from <= TAG_BYTES) {
        match (quote, byte) {
            (Some(_), b'\\') => at += 1,
            (Some(mark), byte) if mark == byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, byte) if *byte == sign && open == 0 && bytes.get(at + 1) == Some(&b'}') => return at,
            (None, b'(' | b'[' | b'{') => open += 1,
            (None, b')' | b']' | b'}') => open = open.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    at.min(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_end_where_the_engine_ends_them() {
        for (source, expected) in [
            ("a {{ b }} c {% if d %}{# {{ e }} #}", vec![" b ", " if d "]),
            ("{{ \"}}\" ~ '%}' }} x", vec![" \"}}\" ~ '%}' "]),
            ("{{ \"\\\"}}\" }}", vec![" \"\\\"}}\" "]),
            ("{{ {'a': {}} }}", vec![" {'a': {}} "]),
            ("{{ a", vec![" a"]),
            ("{{", vec![""]),
            ("{{ \"\\", vec![" \"\\"]),
            ("{", vec![]),
        ] {
            let found = Tags::of(source).unwrap().tags;
            assert_eq!(found.into_iter().map(|tag| &source[tag]).collect::<Vec<_>>(), expected, "{source}");
        }
    }

    #[test]
    fn what_cannot_be_bounded_is_refused() {
        assert_eq!(Tags::of(&format!("é{{{{ {}", "-".repeat(1_000))), Err(TagFault::Long(2)));
        assert_eq!(Tags::of(&format!("{{{{ \"}}}}\" {} }}}}", "-".repeat(1_000))), Err(TagFault::Long(0)));
        assert_eq!(Tags::of("{%- raw %}{{ \"{% endraw %}"), Err(TagFault::NotUsed(0, "raw")));
        for source in [
            "{{ 'x' * 1000000000 }}",
            "{% set a = a ~ a %}",
            "{% set a = [a, a] %}",
            "{% macro a(b) %}{{ c(b ~ b) }}{% endmacro %}",
            "{% macro a(b) %}{{ c([b, b]) }}{% endmacro %}",
            "{% for a in [b] %}{% for c in (a, a) %}{% endfor %}{% endfor %}",
        ] {
            assert!(matches!(Tags::of(source), Err(TagFault::Joined(_))), "{source}");
        }
        for source in
            ["{{ a(b, c ~ \" at *\" ~ d) }}", "{% for a in [b, c] if a.d -%}", "{% set a = namespace(b = false) %}"]
        {
            assert!(Tags::of(source).is_ok(), "{source}");
        }
        assert!(Tags::of(&"{{ a }} ".repeat(100_000)).is_ok());
    }

    #[test]
    fn the_longest_text_that_is_written_more_than_once_is_known() {
        let longest = |source: &str| Tags::of(source).unwrap().longest_repeated;
        assert_eq!(longest("a long text {% for a in b %}12345{{ a }}123{% endfor %} and another"), 5);
        assert_eq!(longest("a {{ b }} c"), 0);
    }
}
