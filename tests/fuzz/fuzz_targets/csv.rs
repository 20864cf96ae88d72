//! Any bytes as a table of text.
#![no_main]

use iro_report::sources::csv;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = csv::read("data/reviews.csv", bytes);
});
