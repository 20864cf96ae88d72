//! The closed world in which Typst runs: files in memory, embedded fonts, a fixed date. It has no disk, no
//! network and no clock, so nothing in a report can reach for any of them.

use super::fonts::Shelf;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::OnceLock;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};

/// The files of one report with the date it carries.
pub struct ReportWorld {
    main: FileId,
    sources: BTreeMap<String, Source>,
    files: BTreeMap<String, Bytes>,
    date: Option<Datetime>,
}

impl ReportWorld {
    /// A world of these files. Paths begin with `/`; `main` names the file that is compiled; `date` is what a
    /// template sees as today.
    ///
    /// # Errors
    /// A path that is none, or leads out of the project.
    pub fn new(
        main: &str,
        text: &[(String, String)],
        data: &[(String, Vec<u8>)],
        date: Option<Datetime>,
    ) -> anyhow::Result<Self> {
        let mut sources = BTreeMap::new();
        for (path, text) in text {
            sources.insert(path.clone(), Source::new(file_id(path)?, text.clone()));
        }
        let files = data.iter().map(|(path, bytes)| (path.clone(), Bytes::new(bytes.clone()))).collect();
        Ok(ReportWorld { main: file_id(main)?, sources, files, date })
    }
}

/// The id of a file. Ids last as long as the process and are few: the same path keeps its id.
fn file_id(path: &str) -> anyhow::Result<FileId> {
    let path = VirtualPath::new(path).map_err(|_| anyhow::anyhow!("`{path}` is no path of a report file"))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// The path of a file of the project; none for a package, which this world does not have.
fn path_of(id: FileId) -> FileResult<&'static str> {
    let path = id.get();
    match path.root() {
        VirtualRoot::Project => Ok(path.vpath().get_with_slash()),
        VirtualRoot::Package(_) => Err(FileError::AccessDenied),
    }
}

impl World for ReportWorld {
    fn library(&self) -> &LazyHash<Library> {
        static LIBRARY: OnceLock<LazyHash<Library>> = OnceLock::new();
        LIBRARY.get_or_init(|| {
            // Row scopes of table heads are still an extra in this version of Typst.
            let features = [Feature::A11yExtras].into_iter().collect();
            LazyHash::new(Library::builder().with_features(features).build())
        })
    }

    fn book(&self) -> &LazyHash<FontBook> {
        Shelf::get().book()
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let path = path_of(id)?;
        match self.sources.get(path) {
            Some(source) => Ok(source.clone()),
            None if self.files.contains_key(path) => Err(FileError::NotSource),
            None => Err(FileError::NotFound(PathBuf::from(path))),
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let path = path_of(id)?;
        if let Some(bytes) = self.files.get(path) {
            return Ok(bytes.clone());
        }
        match self.sources.get(path) {
            Some(source) => Ok(Bytes::from_string(source.clone())),
            None => Err(FileError::NotFound(PathBuf::from(path))),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        Shelf::get().font(index)
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        self.date
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_world_knows_its_own_files_and_no_other() {
        let text = vec![("/main.typ".to_owned(), "Hello".to_owned())];
        let data = vec![("/a.json".to_owned(), b"{}".to_vec())];
        let world = ReportWorld::new("/main.typ", &text, &data, None).unwrap();
        assert!(world.source(world.main()).is_ok());
        assert_eq!(world.file(world.main()).unwrap().as_slice(), b"Hello");
        assert_eq!(world.file(file_id("/a.json").unwrap()).unwrap().as_slice(), b"{}");
        assert!(matches!(world.file(file_id("/etc/passwd").unwrap()), Err(FileError::NotFound(_))));
        assert!(world.today(None).is_none());
    }

    #[test]
    fn a_path_out_of_the_project_is_refused() {
        let text = vec![("/../main.typ".to_owned(), String::new())];
        assert!(ReportWorld::new("/main.typ", &text, &[], None).is_err());
    }
}
