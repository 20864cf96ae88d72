//! Any bytes as a workbook of Excel 97 to 2003: as the file itself where they begin like one, else as the stream of records in it.
#![no_main]

use iro_report::sources::heading_row::Known;
use iro_report::sources::workbook::{self, Wanted};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static KNOWN: LazyLock<Known> = LazyLock::new(|| Known::of_source("reviews"));

const SIGNATURE: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// The mark at the end of a chain of sectors.
const END: u32 = 0xFFFF_FFFE;

fuzz_target!(|bytes: &[u8]| {
    if bytes.starts_with(&SIGNATURE) {
        let _ = workbook::read_compound("data/reviews.xls", bytes, Wanted::All, &KNOWN);
    } else if bytes.len() <= 60_000 {
        let _ = workbook::read_compound("data/reviews.xls", &container(bytes), Wanted::All, &KNOWN);
    }
});

/// A container with the stream `Workbook`: its header, the list of its sectors, the list of its streams, the stream.
fn container(stream: &[u8]) -> Vec<u8> {
    let sectors = stream.len().div_ceil(512) as u32;
    let mut bytes = SIGNATURE.to_vec();
    bytes.resize(512, 0);
    bytes[30] = 9;
    for (at, number) in [(48, 1), (60, END), (68, END), (76, 0)] {
        bytes[at..at + 4].copy_from_slice(&u32::to_le_bytes(number));
    }
    bytes[80..512].fill(0xFF);
    let mut next = vec![0xFFFF_FFFD, END];
    next.extend((0..sectors).map(|at| if at + 1 == sectors { END } else { at + 3 }));
    next.resize(128, u32::MAX);
    bytes.extend(next.into_iter().flat_map(u32::to_le_bytes));
    for (name, start, length) in [("Root Entry", END, 0), ("Workbook", 2, stream.len() as u32)] {
        let entry = bytes.len();
        bytes.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
        bytes.resize(entry + 116, 0);
        bytes.extend(start.to_le_bytes().into_iter().chain(length.to_le_bytes()));
        bytes.resize(entry + 128, 0);
    }
    bytes.resize(1536, 0);
    bytes.extend(stream);
    bytes.resize(1536 + sectors as usize * 512, 0);
    bytes
}
