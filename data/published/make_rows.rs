//! Makes the rows of the reports that were really published: `cargo run --release --example make-published`.
//!
//! Councils publish totals, never rows. `totals.yaml` in each folder says what was published, column by column; this program finds rows
//! that add up to it. No row is a real child: which answers stand together on one row is invented wherever no total speaks of it. The
//! same program writes the same bytes on every run: there is no chance in it, and no clock is read.

mod finder;

use anyhow::Context;
use finder::{returns, sheets, totals};
use std::path::Path;

const FOLDERS: [&str; 4] =
    ["central-bedfordshire-2011-12", "hampshire-2016-17", "hampshire-audit-2022", "south-gloucestershire-2019-20"];

fn main() -> anyhow::Result<()> {
    let published = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/published");
    for name in FOLDERS {
        make(&published.join(name)).with_context(|| name.to_string())?;
    }
    Ok(())
}

/// Makes every file of one folder.
fn make(folder: &Path) -> anyhow::Result<()> {
    let totals = totals::read(&folder.join("totals.yaml"))?;
    for (file, content) in &totals.files {
        let file = totals::text(file)?;
        let content: totals::FileTotals = serde_yaml::from_value(content.clone()).with_context(|| file.clone())?;
        let rows = sheets::make(content.rows, &content.columns).with_context(|| file.clone())?;
        rows.write(&folder.join(&file))?;
        println!("{}: {} rows", folder.join(&file).display(), content.rows);
    }
    if let Some(children) = &totals.children {
        let list = sheets::make(children.rows, &children.columns).context("children")?;
        returns::write(children, &list, folder)?;
        println!("{}: a return of {} children", folder.display(), children.rows);
    }
    Ok(())
}
