//! The records behind a figure are as many as the figure says.

use super::super::compute;
use super::super::measure::{Measured, Scope, Value};
use super::super::records::{self, Standing};
use crate::disclosure::Edition;
use crate::report;
use std::collections::BTreeMap;
use std::path::Path;

/// Figures that count no records.
const AMOUNTS: [&str; 1] = ["vacant_fte"];

#[test]
fn every_figure_of_the_example_has_as_many_records_as_it_counts() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/example");
    let counted = report::count(&folder, Edition::Restricted).unwrap().unwrap();
    let scope = Scope::new(&counted.dataset, &counted.order, counted.order.period);
    let mut listed = 0;
    for measured in compute(&scope) {
        let Measured::Figure(figure) = measured else { continue };
        if matches!(figure.value, Value::NotAvailable(_) | Value::Typed(_)) || AMOUNTS.contains(&figure.id.as_str()) {
            continue;
        }
        let records = records::of_figure(&scope, &figure.id).unwrap_or_else(|| panic!("{} has no records", figure.id));
        let count = |standing: &Standing| records.iter().filter(|record| record.standing == *standing).count() as u64;
        let (numerator, rest) = (count(&Standing::Counted), count(&Standing::Rest));
        match figure.value {
            Value::Count(count) => assert_eq!((numerator, rest), (count, 0), "{}", figure.id),
            // The population that a rate per 10,000 is of has no records.
            Value::Share { numerator: counted, .. } if figure.id.ends_with("_per_10k") => {
                assert_eq!((numerator, rest), (counted, 0), "{}", figure.id)
            }
            Value::Share { numerator: counted, denominator } => {
                assert_eq!((numerator, numerator + rest), (counted, denominator), "{}", figure.id)
            }
            Value::Median { of, .. } => assert_eq!((numerator, rest), (of, 0), "{}", figure.id),
            Value::PerFte { children, .. } => assert_eq!((numerator, rest), (children, 0), "{}", figure.id),
            Value::Amount(_) => assert!(rest == 0, "{}", figure.id),
            Value::NotAvailable(_) | Value::Typed(_) => {}
        }
        let mut left_out: BTreeMap<&str, u64> = BTreeMap::new();
        for record in &records {
            if let Standing::LeftOut(reason) = record.standing {
                *left_out.entry(reason).or_default() += 1;
            }
        }
        for (reason, count) in left_out {
            let said = figure.left_out.iter().find(|(said, _)| said.ends_with(reason));
            assert_eq!(said.map(|(_, count)| *count), Some(count), "{}: {reason}", figure.id);
        }
        assert!(records.iter().all(|record| record.thing.place(&counted.dataset).row.is_some()), "{}", figure.id);
        listed += 1;
    }
    assert!(listed > 60, "{listed}");
}
