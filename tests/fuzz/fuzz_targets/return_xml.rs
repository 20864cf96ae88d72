//! Any bytes as the return's XML file.
#![no_main]

use iro_report::sources::return_xml;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = return_xml::read("data/ssda903/2025-26/return.xml", bytes);
});
