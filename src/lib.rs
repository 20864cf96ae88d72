//! From the files a council already holds to the annual report of its Independent Reviewing Officer service.
//!
//! Data flows one way; [`report`] shows the journey on one screen. Each step is a function from one finished value to the next:
//!
//! 1. [`config`] reads the order, [`sources`] the files: text that remembers its place.
//! 2. [`dataset`] types and links it: children, episodes, reviews, officers, disputes, answers.
//! 3. [`checks`] look for what is wrong; [`measures`] count what the law and the field ask for.
//! 4. [`disclosure`] hides small numbers: the only way from counted to published.
//! 5. [`figures`] turns published numbers into words, tables and charts.
//! 6. [`document`] fills the templates and the manager's words into one tree of blocks; [`prose`] holds the numbers that were typed in them
//!    against the figures.
//! 7. [`pdf`] draws the tree, [`output`] writes the files.
//!
//! [`verdict`] is what `check` says of all this, [`explain`] what a figure or a finding means.

pub mod finding;
pub mod period;
pub mod rounding;
pub mod text;

pub mod config;
pub mod short_forms;
pub mod sources;
pub mod terms;

pub mod dataset;

pub mod checks;
pub mod measures;

pub mod disclosure;

pub mod house_style;

pub mod figures;

pub mod prose;

pub mod document;

pub mod pdf;

pub mod report;

pub mod verdict;

pub mod explain;
pub mod moved;
pub mod output;
pub mod roll_forward;
pub mod starter;

pub mod cli;
