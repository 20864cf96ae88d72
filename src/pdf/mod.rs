//! The PDF: Typst as a library, in a closed world, to PDF/UA-1 and PDF/A-2a in one file.
//!
//! The same document and style give the same bytes: the date in the file is the document's, the identifier
//! is made of its title and author, and nothing outside is asked.

pub mod columns;
pub mod fonts;
pub mod world;

#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;

use crate::document::tree::Document;
use crate::document::typst::{self as source, Sources};
use crate::house_style::HouseStyle;
use anyhow::{Context, bail};
use jiff::civil::Date;
use typst::World;
use typst::WorldExt;
use typst::diag::{Severity, SourceDiagnostic};
use typst::foundations::Datetime;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};
use world::ReportWorld;

/// The layout, embedded. It is ours and not the council's: it is code.
const LAYOUT: [(&str, &str); 6] = [
    ("/layout/style.typ", include_str!("../../report-templates/layout/style.typ")),
    ("/layout/page.typ", include_str!("../../report-templates/layout/page.typ")),
    ("/layout/cover.typ", include_str!("../../report-templates/layout/cover.typ")),
    ("/layout/blocks.typ", include_str!("../../report-templates/layout/blocks.typ")),
    ("/layout/tables.typ", include_str!("../../report-templates/layout/tables.typ")),
    ("/layout/charts.typ", include_str!("../../report-templates/layout/charts.typ")),
];

/// A finished PDF.
#[derive(Debug, Clone, PartialEq)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
    /// What could not be printed as it was given, and what Typst warned of.
    pub warnings: Vec<String>,
}

/// Makes the PDF of a document.
///
/// # Errors
/// A fault in the layout or in a drawing, with its file and line: never the fault of a text.
pub fn compile(document: &Document, style: &HouseStyle) -> anyhow::Result<Pdf> {
    compile_sources(&sources(document, style), document.metadata_date)
}

/// Makes the PDF of one part of a document: the same cover and header, the part's own title.
///
/// # Errors
/// No such part; otherwise as [`compile`].
pub fn compile_part(document: &Document, part: &str, style: &HouseStyle) -> anyhow::Result<Pdf> {
    let alone = part_alone(document, part).with_context(|| format!("there is no part `{part}`"))?;
    compile(&alone, style)
}

/// The document with one of its parts, whose title becomes the file's; none if there is no such part.
/// References to other parts stay as words.
pub fn part_alone(document: &Document, part: &str) -> Option<Document> {
    let part = document.parts.iter().find(|candidate| candidate.id == part)?.clone();
    let title = match &part.label {
        Some(label) => format!("{label}: {}", part.title),
        None => part.title.clone(),
    };
    Some(Document { title, parts: vec![part], ..document.clone() })
}

/// The Typst sources of a document with the layout: all that a compilation reads.
pub fn sources(document: &Document, style: &HouseStyle) -> Sources {
    let mut sources = source::sources(document, style);
    sources.text.extend(LAYOUT.map(|(path, text)| (path.to_owned(), text.to_owned())));
    sources
}

/// Compiles sources as [`sources`] gives them.
///
/// # Errors
/// As [`compile`].
pub fn compile_sources(sources: &Sources, date: Date) -> anyhow::Result<Pdf> {
    let Some((main, _)) = sources.text.first() else {
        bail!("there is no main file to compile");
    };
    let day = |part: i8| part.unsigned_abs();
    let today = Datetime::from_ymd(i32::from(date.year()), day(date.month()), day(date.day()));
    let world = ReportWorld::new(main, &sources.text, &sources.data, today)?;
    let compiled = typst::compile::<PagedDocument>(&world);
    let mut warnings = sources.warnings.clone();
    warnings.extend(compiled.warnings.iter().map(|warning| told(&world, warning)));
    let document = compiled.output.map_err(|errors| refused(&world, &errors))?;
    let standards = PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_2a])
        .map_err(|error| anyhow::anyhow!("{}", error.message()))?;
    let options = PdfOptions { standards, ..PdfOptions::default() };
    let bytes = typst_pdf::pdf(&document, &options).map_err(|errors| refused(&world, &errors));
    // What many reports made in one process share is kept for a few rounds, after failures too.
    typst::comemo::evict(10);
    Ok(Pdf { bytes: bytes?, pages: document.pages().len(), warnings })
}

fn refused(world: &ReportWorld, errors: &[SourceDiagnostic]) -> anyhow::Error {
    let told: Vec<String> = errors.iter().map(|error| told(world, error)).collect();
    anyhow::anyhow!("the PDF could not be made: {}", told.join("; "))
}

/// A diagnostic in one line: place, fact, hints.
fn told(world: &ReportWorld, diagnostic: &SourceDiagnostic) -> String {
    let mut out = String::new();
    if let Some(id) = diagnostic.span.id() {
        out.push_str(id.get().vpath().get_with_slash());
        if let (Ok(source), Some(range)) = (world.source(id), world.range(diagnostic.span))
            && let Some((line, column)) = source.lines().byte_to_line_column(range.start)
        {
            out.push_str(&format!(":{}:{}", line + 1, column + 1));
        }
        out.push_str(": ");
    }
    if diagnostic.severity == Severity::Warning {
        out.push_str("warning: ");
    }
    out.push_str(&diagnostic.message);
    for hint in &diagnostic.hints {
        out.push_str(&format!(" ({})", hint.v));
    }
    out
}
