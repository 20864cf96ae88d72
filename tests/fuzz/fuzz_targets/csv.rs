//! Any bytes as a table of text: of the service, of the return, and of a source of which nothing is known.
#![no_main]

use iro_report::sources::csv;
use iro_report::sources::heading_row::Known;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static KNOWN: LazyLock<[Known; 3]> =
    LazyLock::new(|| [Known::default(), Known::of_source("reviews"), Known::of_return()]);

fuzz_target!(|bytes: &[u8]| {
    for known in KNOWN.iter() {
        let (table, _) = csv::read_known("data/reviews.csv", bytes, known);
        let Some(table) = table else { continue };
        for row in table.rows() {
            assert_eq!(table.cells(row).count(), table.headings.len());
        }
    }
});
