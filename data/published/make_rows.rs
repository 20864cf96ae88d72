//! Makes the rows of the reports that were really published: `cargo run --release --example make-published`.
//!
//! Councils publish totals, never rows. `totals.yaml` in each folder says what was published, column by column; this program finds rows
//! that add up to it. No row is a real child: which answers stand together on one row is invented wherever no total speaks of it. The
//! same program writes the same bytes on every run: there is no chance in it, and no clock is read.

mod finder;

use anyhow::Context;
use finder::{sheets, totals};
use std::path::Path;

const FOLDERS: [&str; 2] = ["hampshire-2016-17", "hampshire-audit-2022"];

fn main() -> anyhow::Result<()> {
    let published = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/published");
    for name in FOLDERS {
        let folder = published.join(name);
        for (file, content) in &totals::read(&folder.join("totals.yaml"))?.files {
            let file = totals::text(file)?;
            let content: totals::FileTotals =
                serde_yaml::from_value(content.clone()).with_context(|| format!("{name}: {file}"))?;
            sheets::make(&content)
                .and_then(|rows| rows.write(&folder.join(&file)))
                .with_context(|| format!("{name}: {file}"))?;
            println!("{name}/{file}: {} rows", content.rows);
        }
    }
    Ok(())
}
