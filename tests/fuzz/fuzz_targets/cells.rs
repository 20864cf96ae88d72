//! Any text as the cells of the tables that people keep: days, numbers, shares, labels, words of a list.
#![no_main]

use iro_report::config::ChineseWith;
use iro_report::dataset::codes::Codes;
use iro_report::dataset::fields::Thousandths;
use iro_report::dataset::headings::{Headings, Source};
use iro_report::dataset::{published, service, spoilt_label, typed, written};
use iro_report::period::{self, Period};
use iro_report::sources::table::RawTable;
use iro_report::text;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static HEADINGS: LazyLock<Headings> = LazyLock::new(|| Headings::built_in().unwrap());
static CODES: LazyLock<Codes> = LazyLock::new(|| Codes::built_in(ChineseWith::Asian).unwrap());

/// The tables with their columns.
const TABLES: [(&str, &str); 8] = [
    ("reviews", "child held_on due_on record_completed_on late_reason officer mother father step_parent connected_person"),
    ("allocations", "child officer from to"),
    ("officers", "officer role fte reviewing_share started_on left_on employment sex ethnic_group"),
    ("posts", "role established_fte"),
    ("disputes", "dispute kind raised_on officer themes stage outcome resolved_on cafcass"),
    ("history", "id row column period value numerator denominator marker source"),
    ("figures", "id label value unit numerator denominator period source"),
    ("actions", "year action owner_post due status progress figure"),
];

fuzz_target!(|text: &str| {
    let cells: Vec<&str> = text.split(['\n', '|']).collect();
    for cell in &cells {
        let _ = (written::day(cell), written::number(cell), period::parse_date(cell), Period::parse(cell));
        let _ = (Thousandths::parse(cell), Thousandths::parse_share(cell), typed::Written::parse(cell));
        let _ = (spoilt_label::is_spoilt(cell), spoilt_label::restored(cell, ["1-4", "under 1", "10-15"]));
        let clean = text::clean(cell);
        assert_eq!(text::clean(&clean), clean, "{cell:?}");
    }
    for (name, columns) in TABLES {
        let mut table = RawTable::new("data/t.csv", columns.split(' ').map(str::to_string).collect());
        let width = table.headings.len();
        for (at, row) in cells.chunks(width).enumerate() {
            let cleaned: Vec<_> = row.iter().map(|cell| text::clean(cell)).collect();
            table.push(at as u64 + 2, cleaned.iter().map(AsRef::as_ref));
        }
        let source = || Source::plain(name, &table, &HEADINGS);
        let _ = match name {
            "reviews" => service::review_log(source()).1,
            "allocations" => service::allocations(source()).1,
            "officers" => service::officers(source(), &CODES).1,
            "posts" => service::posts(source()).1,
            "disputes" => service::disputes(source()).1,
            "history" => published::values(source(), false).1,
            "figures" => typed::figures(source()).1,
            _ => published::actions(source()).1,
        };
    }
});
