//! Short forms, such as PEP, with what they mean (convention C6.3): the built-in list of the field and the council's own.

use crate::config::Terms;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

const ACRONYMS: &str = include_str!("../data/reference/acronyms.yaml");

#[derive(Deserialize)]
struct AcronymsFile {
    acronyms: BTreeMap<String, String>,
    never_expand: BTreeSet<String>,
}

/// The short forms that are known: those of the field and the council's own.
#[derive(Debug, Clone)]
pub struct ShortForms {
    known: BTreeMap<String, String>,
    as_they_are: BTreeSet<String>,
}

impl ShortForms {
    /// Those of the built-in list and of the order, which come first.
    ///
    /// # Errors
    /// A damaged built-in file, which a test would have shown.
    pub fn new(terms: &Terms) -> anyhow::Result<Self> {
        let file: AcronymsFile = serde_yaml::from_str(ACRONYMS)?;
        let mut known = file.acronyms;
        known.extend(terms.acronyms.clone());
        Ok(ShortForms { known, as_they_are: file.never_expand })
    }

    /// A short form with what it means.
    pub fn get(&self, short: &str) -> Option<(&str, &str)> {
        self.known.get_key_value(short).map(|(short, long)| (short.as_str(), long.as_str()))
    }

    /// Whether readers know it: it is written out, or needs not be.
    pub fn is_known(&self, short: &str) -> bool {
        self.known.contains_key(short) || self.as_they_are.contains(short)
    }

    /// Every short form with what it means, in alphabetical order.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.known.iter().map(|(short, long)| (short.as_str(), long.as_str()))
    }
}
