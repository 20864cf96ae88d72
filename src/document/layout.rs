//! The council's own layout: which parts and sections the report has, in which order, under which headings.

use super::order::{KINDS, PartOrder, SectionOrder, Templates, built_in};
use crate::config::{LayoutPart, LayoutSection, ORDER_FILE};
use crate::finding::{Finding, Place, Severity, near_names};
use crate::sources::{Sources, TextFile};
use crate::terms::CouncilWords;
use std::collections::BTreeSet;

/// The template of a section that the council writes by itself.
const OWN_SECTION: &str = "{{ commentary }}\n\n{% for quote in quotes %}\n> {{ quote.text }}\n{%- if quote.by %}\n>\n> — {{ quote.by }}\n{%- endif %}\n\n{% endfor %}\n";

/// Puts the parts and sections of the layout in the place of the built-in ones; nothing where there is no layout.
pub fn apply(
    templates: &mut Templates,
    layout: &[LayoutPart],
    sources: &Sources,
    council: &CouncilWords,
) -> Vec<Finding> {
    if layout.is_empty() {
        return Vec::new();
    }
    let mut findings = Vec::new();
    let (mut kinds, mut seen) = (Vec::new(), BTreeSet::new());
    for part in layout {
        let Some(kind) = KINDS.into_iter().find(|kind| *kind == part.part) else {
            findings.push(
                fault(format!("`layout` names the part `{}`, which there is not", part.part), "correct it")
                    .near(near_names(&part.part, KINDS)),
            );
            continue;
        };
        if kinds.contains(&kind) {
            findings
                .push(fault(format!("`layout` names the part `{kind}` twice"), "put its sections under one of them"));
            continue;
        }
        kinds.push(kind);
        let Some(known) = templates.parts.get(kind).cloned() else { continue };
        let sections = match &part.sections {
            None => known.sections.clone(),
            Some(sections) => sections.iter().map(|section| placed(templates, kind, section)).collect(),
        };
        for section in part.sections.iter().flatten().filter(|section| section.words_only) {
            if sources.narrative.contains_key(&section.id) {
                templates.sections.insert(format!("{kind}/{}", section.id), own_section(&section.id));
            } else {
                findings.push(empty(templates, &section.id));
            }
        }
        for section in &sections {
            if !seen.insert(section.id.clone()) {
                let what = format!("`layout` names the section `{}` twice", section.id);
                findings.push(fault(what, "give one of them another id, and its narrative file the same name"));
            }
            let name = format!("{kind}/{}", section.id);
            if !templates.sections.contains_key(&name) {
                let has_words = sources.narrative.contains_key(&section.id);
                let stem = section.template.as_ref().unwrap_or(&section.id);
                match template(templates, sources, (kind, stem), council) {
                    Some(template) => {
                        templates.sections.insert(name, template);
                    }
                    None if has_words => {
                        templates.sections.insert(name, own_section(&section.id));
                    }
                    None => findings.push(empty(templates, &section.id)),
                }
            }
        }
        templates.parts.insert(
            kind.to_string(),
            PartOrder { title: part.title.clone().unwrap_or(known.title.clone()), sections, ..known },
        );
    }
    templates.kinds = kinds;
    findings
}

/// The template of a section of which only the council's words are printed.
fn own_section(id: &str) -> TextFile {
    TextFile { file: format!("narrative/{id}.md"), text: OWN_SECTION.into() }
}

/// A section of the layout with what the built-in one of its id says where the layout is silent.
fn placed(templates: &Templates, kind: &str, section: &LayoutSection) -> SectionOrder {
    let of_part = |part: &PartOrder| part.sections.iter().find(|known| known.id == section.id).cloned();
    let known = templates.parts.get(kind).and_then(of_part).or_else(|| templates.parts.values().find_map(of_part));
    let known = known.unwrap_or_else(|| SectionOrder { title: sentence(&section.id), ..SectionOrder::default() });
    SectionOrder {
        id: section.id.clone(),
        title: section.title.clone().unwrap_or(known.title),
        area: section.area.clone().or(known.area),
        template: known.template,
        implications: known.implications,
    }
}

/// An id as a heading: `life_of_children` is "Life of children".
fn sentence(id: &str) -> String {
    let words = id.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The template of a section that stands in another part than usual, or the council's own one.
fn template(
    templates: &Templates,
    sources: &Sources,
    (kind, id): (&str, &str),
    council: &CouncilWords,
) -> Option<TextFile> {
    let own = sources.templates.get(&format!("{kind}/{id}")).cloned();
    own.or_else(|| {
        let name =
            KINDS.into_iter().map(|kind| format!("{kind}/{id}")).find(|name| templates.sections.contains_key(name));
        name.and_then(|name| templates.sections.get(&name).cloned())
    })
    .or_else(|| {
        Some(TextFile {
            file: format!("report-templates/{kind}/{id}.md"),
            text: council.say_template(&built_in(&format!("{kind}/{id}.md"))?),
        })
    })
}

fn fault(what: String, fix: &str) -> Finding {
    Finding::new(
        Severity::Error,
        "order-fault",
        Place::file(ORDER_FILE),
        what,
        "the report cannot be put together",
        fix,
    )
}

fn empty(templates: &Templates, id: &str) -> Finding {
    let known: BTreeSet<&str> =
        templates.parts.values().flat_map(|part| &part.sections).map(|section| section.id.as_str()).collect();
    Finding::new(
        Severity::Error,
        "unknown-section",
        Place::file(ORDER_FILE),
        format!("`layout` has the section `{id}`, which is not built in and has no words"),
        "its heading would stand above nothing",
        format!("write narrative/{id}.md, or take the section out of the layout"),
    )
    .near(near_names(id, known))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::order;

    fn section(id: &str, title: Option<&str>) -> LayoutSection {
        LayoutSection { id: id.into(), title: title.map(str::to_string), area: None, words_only: false }
    }

    fn part(part: &str, sections: Option<Vec<LayoutSection>>) -> LayoutPart {
        LayoutPart { part: part.into(), title: None, sections }
    }

    #[test]
    fn a_layout_puts_sections_in_its_own_order_under_its_own_headings() {
        let mut sources = Sources::default();
        sources
            .narrative
            .insert("our_team".into(), TextFile { file: "narrative/our_team.md".into(), text: "Words.".into() });
        let sections =
            vec![section("timeliness", Some("Timeliness")), section("our_team", None), section("audits", None)];
        let (templates, findings) =
            order::templates(&sources, "general", &[part("annual-report", Some(sections))], &CouncilWords::default())
                .unwrap();
        assert!(findings.is_empty());
        assert_eq!(templates.kinds, ["annual-report"]);
        let titles: Vec<(&str, Option<&str>)> = templates.parts["annual-report"]
            .sections
            .iter()
            .map(|section| (section.title.as_str(), section.area.as_deref()))
            .collect();
        assert_eq!(titles[0], ("Timeliness", Some("H4")));
        assert_eq!(titles[1], ("Our team", None));
        assert_eq!(titles[2].1, Some("H5"));
        assert!(templates.sections["annual-report/our_team"].text.contains("commentary"));
    }

    #[test]
    fn a_built_in_section_may_print_the_councils_words_only() {
        let mut sources = Sources::default();
        sources
            .narrative
            .insert("audits".into(), TextFile { file: "narrative/audits.md".into(), text: "Words.".into() });
        let words_only = LayoutSection { words_only: true, ..section("audits", None) };
        let (templates, _) = order::templates(
            &sources,
            "general",
            &[part("annual-report", Some(vec![words_only]))],
            &CouncilWords::default(),
        )
        .unwrap();
        assert_eq!(templates.sections["annual-report/audits"].text, OWN_SECTION);
    }

    #[test]
    fn what_a_layout_names_must_be_there_once() {
        let fails = |layout: &[LayoutPart], code: &str, words: &str| {
            let findings =
                order::templates(&Sources::default(), "general", layout, &CouncilWords::default()).unwrap_err();
            assert!(
                findings.iter().any(|finding| finding.code == code && finding.what.contains(words)),
                "{findings:?}"
            );
        };
        fails(&[part("annual-reprt", None)], "order-fault", "annual-reprt");
        fails(&[part("annual-report", None), part("annual-report", None)], "order-fault", "twice");
        fails(&[part("annual-report", Some(vec![section("our_team", None)]))], "unknown-section", "our_team");
        fails(
            &[part("annual-report", Some(vec![section("audits", None), section("audits", None)]))],
            "order-fault",
            "`audits` twice",
        );
    }
}
