//! What kind of file this is, told from its first bytes and never from its name, and the reader for it.

use super::csv;
use super::return_xml;
use super::table::RawTable;
use crate::finding::Finding;

/// Reads the tables of a file: one of a text file, several of the return's XML file.
pub fn tables(file: &str, bytes: &[u8]) -> (Vec<RawTable>, Vec<Finding>) {
    if return_xml::is_xml(bytes) {
        return return_xml::read(file, bytes);
    }
    let (table, findings) = csv::read(file, bytes);
    (table.into_iter().collect(), findings)
}
