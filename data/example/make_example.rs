//! Makes the rows of the example report folder: `cargo run --release --example make-example`.
//!
//! Everything is invented. The same program writes the same bytes on every run: chance has a fixed seed,
//! and no clock is read. What it writes lies beside it in `data/example/data/`, with the list of
//! deliberate faults in `data/example/README.md`.

mod generator;

use generator::calendar::{Calendar, Year};
use generator::counts::Known;
use generator::returns::Return;
use generator::table::Table;
use generator::{audit, faults, feedback, lives, returns, reviews, service, words};
use std::path::Path;

const SEED: u64 = 72;

/// The first of the three years whose returns lie in the folder.
const FIRST_YEAR: Year = Year(2024);

fn main() -> anyhow::Result<()> {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = project.join("data/example");
    let calendar = Calendar::read(&project.join("data/reference/england_bank_holidays.csv"))?;

    let children = lives::children(SEED);
    let reviews = reviews::reviews(SEED + 10, &calendar, &children);
    let mut returns: Vec<Return> =
        (2009..=2026).map(|year| returns::cut(SEED + 20, Year(year), &children, &reviews)).collect();

    let allocations = service::allocations(SEED + 30, &calendar, &children);
    let mut logs = vec![
        service::officers(),
        service::posts(),
        service::allocation_table(&allocations, &children),
        service::review_log(SEED + 31, &calendar, &children, &reviews, &allocations),
        service::disputes(SEED + 32, &calendar),
        audit::audit(SEED + 40, &children, &reviews),
        feedback::feedback(SEED + 50),
        words::comparators(),
        words::actions(),
        words::quotes(),
        words::typed_figures(),
        words::cost_of_service(),
    ];
    let faults = faults::put(&calendar, &children, &mut returns, &mut logs);

    let everything = Known::from(&returns.iter().collect::<Vec<_>>());
    let three: Vec<&Return> = returns.iter().filter(|one| one.year >= FIRST_YEAR).collect();
    logs.push(words::history(&calendar, &everything, &Known::from(&three)));

    let tables: Vec<&Table> = three.iter().flat_map(|one| &one.tables).chain(&logs).collect();
    for table in &tables {
        table.write(&folder.join("data"))?;
    }
    let about = include_str!("generator/about.md").replace("<!-- faults -->\n", &faults::listed(&faults, &tables));
    std::fs::write(folder.join("README.md"), about)?;
    for below in ["", "ssda903", "ssda903/2023-24", "ssda903/2024-25", "ssda903/2025-26", "tables"] {
        std::fs::write(folder.join("data").join(below).join("README.md"), include_str!("generator/invented.md"))?;
    }
    println!("{} files in {}", tables.len(), folder.display());
    Ok(())
}
