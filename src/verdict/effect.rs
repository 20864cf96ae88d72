//! What findings do to figures: records left out of them, figures made less exact, figures that cannot be given.

use crate::finding::{Finding, Severity, catalogue::Catalogue};
use std::collections::{BTreeMap, BTreeSet};

/// How figures are touched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Records could not be used in them.
    LeftOut,
    /// They are less exact than they look.
    LessExact,
    /// They cannot be given and print as `[x]`.
    Missing,
}

impl Kind {
    /// The kind's name in data.
    pub fn key(self) -> &'static str {
        match self {
            Kind::LeftOut => "left out",
            Kind::LessExact => "less exact",
            Kind::Missing => "missing",
        }
    }
}

/// One effect on figures and tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// How they are touched.
    pub kind: Kind,
    /// Records left out, findings, or figures that are missing.
    pub count: u64,
    /// Why, in a few words; blank for figures made less exact.
    pub reason: String,
    /// The ids of the figures and tables.
    pub touches: Vec<String>,
    /// The codes of the findings behind it.
    pub codes: Vec<&'static str>,
}

/// Reasons for leaving records out that are the rule and no fault.
const BY_RULE: [&str; 4] = ["children under 4", "short breaks only", "counted in the base", "did not apply"];

/// The effects: what was left out of each measure, what the families found touch besides, and what is missing and why.
pub fn effects(
    left_out: &BTreeMap<String, BTreeMap<String, u64>>,
    missing: &[(&str, &str)],
    findings: &[Finding],
    catalogue: &Catalogue,
) -> Vec<Effect> {
    let mut found: BTreeMap<&'static str, Vec<&Finding>> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| finding.severity != Severity::Note) {
        found.entry(finding.code).or_default().push(finding);
    }
    let touched = |code: &str, of_code: &[&Finding]| -> Vec<&String> {
        let page = catalogue.page(code);
        page.into_iter().flat_map(|page| page.touches.iter().filter(|id| page.is_touched(id, of_code))).collect()
    };
    let touching = |ids: &[String]| -> Vec<&'static str> {
        let touches = |code: &str, of_code: &[&Finding]| touched(code, of_code).iter().any(|id| ids.contains(id));
        found.iter().filter(|(code, of_code)| touches(code, of_code)).map(|(code, _)| *code).collect()
    };
    let mut effects = Vec::new();

    let mut by_reason: BTreeMap<(&str, u64), Vec<String>> = BTreeMap::new();
    for (id, reasons) in left_out {
        for (reason, count) in reasons {
            if *count > 0 && !BY_RULE.iter().any(|rule| reason.contains(rule)) {
                by_reason.entry((reason, *count)).or_default().push(id.clone());
            }
        }
    }
    for ((reason, count), touches) in by_reason {
        let codes = touching(&touches);
        effects.push(Effect { kind: Kind::LeftOut, count, reason: reason.to_string(), touches, codes });
    }
    effects.sort_by(|a: &Effect, b| b.count.cmp(&a.count).then_with(|| a.reason.cmp(&b.reason)));

    let told: BTreeSet<String> = effects.iter().flat_map(|effect| effect.touches.iter().cloned()).collect();
    let absent: BTreeSet<&str> = missing.iter().map(|(id, _)| *id).collect();
    let mut less_exact: Vec<Effect> = Vec::new();
    for (code, of_code) in &found {
        let touches: Vec<String> = touched(code, of_code)
            .into_iter()
            .filter(|id| !told.contains(*id) && !absent.contains(id.as_str()))
            .cloned()
            .collect();
        if !touches.is_empty() {
            less_exact.push(Effect {
                kind: Kind::LessExact,
                count: of_code.len() as u64,
                reason: String::new(),
                touches,
                codes: vec![code],
            });
        }
    }
    effects.extend(less_exact);

    let mut by_reason: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (id, why) in missing {
        by_reason.entry(why).or_default().push((*id).to_string());
    }
    let mut absent: Vec<Effect> = by_reason
        .into_iter()
        .map(|(why, touches)| Effect {
            kind: Kind::Missing,
            count: touches.len() as u64,
            reason: why.to_string(),
            codes: touching(&touches),
            touches,
        })
        .collect();
    absent.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.reason.cmp(&b.reason)));
    effects.extend(absent);
    effects
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Place;

    #[test]
    fn what_is_left_out_by_rule_is_no_effect_and_equal_numbers_are_told_once() {
        let of = |reasons: &[(&str, u64)]| reasons.iter().map(|(why, count)| (why.to_string(), *count)).collect();
        let left_out = BTreeMap::from([
            ("reviews_held_late".to_string(), of(&[("cannot be judged", 12)])),
            ("reviews_held_on_time".to_string(), of(&[("cannot be judged", 12)])),
            ("children_attending_reviews".to_string(), of(&[("children under 4", 281)])),
        ]);
        let warning = |code| Finding::new(Severity::Warning, code, Place::row("r.csv", 2), "w", "y", "x");
        let findings = [warning("review-outside-care"), warning("late-without-reason"), warning("late-without-reason")];
        let missing = [("disputes_raised", "because there is no log of disputes")];
        let effects = effects(&left_out, &missing, &findings, &Catalogue::built_in().unwrap());
        let told: Vec<(Kind, u64, &str)> =
            effects.iter().map(|effect| (effect.kind, effect.count, effect.touches[0].as_str())).collect();
        assert_eq!(
            told,
            [
                (Kind::LeftOut, 12, "reviews_held_late"),
                (Kind::LessExact, 2, "late_review_reasons"),
                (Kind::LessExact, 1, "reviews_not_judged"),
                (Kind::Missing, 1, "disputes_raised"),
            ]
        );
        assert_eq!(effects[0].touches, ["reviews_held_late", "reviews_held_on_time"]);
        assert_eq!(effects[0].codes, ["review-outside-care"]);
    }
}
