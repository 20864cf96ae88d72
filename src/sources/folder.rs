//! A report's folder as it lies on the disk: what is in it, and the bytes of its regular files.
//!
//! Nothing outside the folder is read. A link to a file is followed if it ends at a regular file inside; a link to a folder never is,
//! so that no circle of links is walked. Pipes, devices and folders with the name of a file are no files.

use super::limits;
use crate::finding::{Finding, Place, Severity};
use std::fs::{self, File};
use std::io::Read;
use std::path::{Component, Path, PathBuf};

/// An entry of a folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// Its path below the report's folder, with `/`.
    pub path: String,
    /// Whether it is a folder.
    pub is_folder: bool,
}

/// A report's folder.
pub struct Folder {
    root: PathBuf,
    /// The root without links, to see whether a link leads out of it.
    real_root: Option<PathBuf>,
}

impl Folder {
    /// The folder at a path. Nothing is read.
    pub fn new(root: &Path) -> Folder {
        Folder { root: root.to_path_buf(), real_root: fs::canonicalize(root).ok() }
    }

    /// Whether there is anything at a path below the folder.
    pub fn has(&self, path: &str) -> bool {
        self.root.join(path).exists()
    }

    /// Whether there is a folder at a path below it.
    pub fn is_folder(&self, path: &str) -> bool {
        self.root.join(path).is_dir()
    }

    /// The bytes of a regular file of at most `limit` bytes.
    ///
    /// # Errors
    /// A finding that says why it cannot be read; `None` for a file that is not there.
    pub fn bytes(&self, path: &str, limit: u64) -> Result<Vec<u8>, Option<Box<Finding>>> {
        let place = self.root.join(path);
        let refused = |finding: Finding| Some(Box::new(finding));
        let failed = |error: std::io::Error| match error.kind() {
            std::io::ErrorKind::NotFound => None,
            _ => refused(unreadable(path, &error)),
        };
        // The link itself first: one that leads nowhere or in a circle is there all the same.
        let is_link = fs::symlink_metadata(&place).map_err(failed)?.is_symlink();
        if is_link {
            let target = fs::canonicalize(&place).map_err(|_| refused(leads_nowhere(path)))?;
            if !self.real_root.as_ref().is_some_and(|root| target.starts_with(root)) {
                return Err(refused(leads_out(path)));
            }
        }
        let about = fs::metadata(&place).map_err(failed)?;
        if !about.is_file() {
            return Err(refused(no_file(path, about.is_dir())));
        }
        if about.len() > limit {
            return Err(refused(too_large(path, about.len(), limit)));
        }
        let mut bytes = Vec::with_capacity(usize::try_from(about.len()).unwrap_or_default());
        // The file may grow while it is read.
        File::open(&place).and_then(|file| file.take(limit + 1).read_to_end(&mut bytes)).map_err(failed)?;
        if bytes.len() as u64 > limit {
            return Err(refused(too_large(path, bytes.len() as u64, limit)));
        }
        Ok(bytes)
    }

    /// The entries of a folder, sorted by name; hidden and temporary ones are left out. Empty where there is no such folder.
    pub fn entries(&self, path: &str) -> (Vec<Entry>, Vec<Finding>) {
        let mut findings = Vec::new();
        let Ok(read) = fs::read_dir(self.root.join(path)) else {
            return (Vec::new(), findings);
        };
        let mut entries = Vec::new();
        for entry in read.filter_map(Result::ok) {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') || name.starts_with("~$") || is_of_the_system(&name) {
                continue;
            }
            let below = if path.is_empty() { name.clone() } else { format!("{path}/{name}") };
            if entries.len() >= limits::FILES {
                findings.push(limits::exceeded(
                    Place::file(path),
                    format!("more than {} files lie in this folder", limits::grouped(limits::FILES as u64)),
                    "put only the files of this report here",
                ));
                break;
            }
            if entry.file_name().to_str().is_none() {
                let what = "its name has letters that cannot be read, so the file was not read";
                findings.push(unused(&below, what, "give it a name of plain letters and digits"));
                continue;
            }
            let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
            let is_folder = entry.path().is_dir();
            if is_link && is_folder {
                findings.push(unused(
                    &below,
                    "this is a link to a folder, and such links are not followed",
                    "put the folder itself here",
                ));
                continue;
            }
            entries.push(Entry { name, path: below, is_folder });
        }
        entries.sort();
        (entries, findings)
    }

    /// Every file in a folder and in the folders within it, from the top down, with the folders that lead to it. `is_entered` says
    /// which folders are looked into.
    pub fn files_within(&self, path: &str, is_entered: &dyn Fn(&Entry) -> bool) -> (Vec<Entry>, Vec<Finding>) {
        let mut files = Vec::new();
        let mut findings = Vec::new();
        let mut waiting = vec![(path.to_string(), 1)];
        while !waiting.is_empty() {
            let (folder, depth) = waiting.remove(0);
            let (entries, found) = self.entries(&folder);
            findings.extend(found);
            let mut within = Vec::new();
            for entry in entries {
                if !entry.is_folder {
                    files.push(entry);
                } else if depth >= limits::FOLDERS_DEEP {
                    let what = format!("folders are looked into {} deep, so this one was not", limits::FOLDERS_DEEP);
                    findings.push(unused(&entry.path, &what, "move its files further up"));
                } else if is_entered(&entry) {
                    within.push((entry.path, depth + 1));
                }
            }
            waiting.splice(0..0, within);
            if files.len() > limits::FILES {
                findings.push(limits::exceeded(
                    Place::file(path),
                    format!("more than {} files lie in this folder", limits::grouped(limits::FILES as u64)),
                    "put only the files of this report here",
                ));
                break;
            }
        }
        (files, findings)
    }
}

/// A path that the order names, in the form in which paths are compared; none where it does not stay below the report's folder.
pub fn path_below(path: &str) -> Option<String> {
    let path = path.replace('\\', "/");
    // A drive of Windows is no folder of the report, whatever system this runs on.
    if path.as_bytes().get(1) == Some(&b':') {
        return None;
    }
    let mut parts = Vec::new();
    for part in Path::new(&path).components() {
        match part {
            Component::Normal(name) => parts.push(name.to_str()?),
            Component::CurDir => {}
            Component::ParentDir | Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

/// Files that systems leave in folders.
fn is_of_the_system(name: &str) -> bool {
    ["desktop.ini", "thumbs.db"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// A warning that a file is there and never used.
pub fn unused(file: &str, what: &str, fix: &str) -> Finding {
    Finding::new(Severity::Warning, "unused-file", Place::file(file), what, "what it holds is not in the report", fix)
}

fn unreadable(path: &str, error: &std::io::Error) -> Finding {
    Finding::new(
        Severity::Error,
        "unreadable-file",
        Place::file(path),
        format!("the file cannot be read: {error}"),
        "figures made from it would be missing",
        "close it in other programs and check that you may read it",
    )
}

fn no_file(path: &str, is_folder: bool) -> Finding {
    let (what, fix) = if is_folder {
        ("this is a folder with the name of a file", "rename the folder, and put the file itself here")
    } else {
        ("this is a pipe or a device, not a file", "put the file itself here")
    };
    Finding::new(
        Severity::Error,
        "unreadable-file",
        Place::file(path),
        what,
        "figures made from it would be missing",
        fix,
    )
}

fn leads_nowhere(path: &str) -> Finding {
    link(path, "this is a link, and it leads nowhere or in a circle")
}

fn leads_out(path: &str) -> Finding {
    link(path, "this is a link to a file outside the report's folder, and such files are not read")
}

fn link(path: &str, what: &str) -> Finding {
    Finding::new(
        Severity::Error,
        "link-not-followed",
        Place::file(path),
        what,
        "figures made from it would be missing; a report is made from its own folder alone, so that anyone can make it again",
        "put the file itself here in place of the link",
    )
}

fn too_large(path: &str, length: u64, limit: u64) -> Finding {
    limits::exceeded(
        Place::file(path),
        format!("the file has {}; at most {} are read", limits::in_megabytes(length), limits::in_megabytes(limit)),
        "check that it is the right file; if it is, delete columns and years that the report does not need, or divide it",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_the_order_stay_below_the_folder() {
        for (path, below) in [
            ("data/reviews.csv", Some("data/reviews.csv")),
            ("./data//reviews.csv", Some("data/reviews.csv")),
            ("data\\reviews.csv", Some("data/reviews.csv")),
            ("../reviews.csv", None),
            ("data/../../reviews.csv", None),
            ("/etc/passwd", None),
            ("C:\\logs\\reviews.csv", None),
            ("", None),
        ] {
            assert_eq!(path_below(path).as_deref(), below, "{path}");
        }
    }

    #[test]
    fn only_regular_files_are_read_and_no_more_than_the_limit() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::new(place.path());
        fs::write(place.path().join("a.csv"), "12345").unwrap();
        fs::create_dir(place.path().join("b.csv")).unwrap();
        assert_eq!(folder.bytes("a.csv", 5).unwrap(), b"12345");
        assert_eq!(folder.bytes("a.csv", 4).unwrap_err().unwrap().code, "over-limit");
        assert!(folder.bytes("none.csv", 5).unwrap_err().is_none());
        assert_eq!(folder.bytes("b.csv", 5).unwrap_err().unwrap().what, "this is a folder with the name of a file");
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_to_files_inside_only() {
        use std::os::unix::fs::symlink;
        let (outside, inside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let at = |name: &str| inside.path().join(name);
        fs::write(outside.path().join("o.csv"), "o").unwrap();
        fs::write(at("i.csv"), "i").unwrap();
        symlink(outside.path().join("o.csv"), at("out.csv")).unwrap();
        symlink("i.csv", at("in.csv")).unwrap();
        symlink("circle.csv", at("circle.csv")).unwrap();
        symlink(".", at("up")).unwrap();
        let folder = Folder::new(inside.path());
        assert_eq!(folder.bytes("in.csv", 9).unwrap(), b"i");
        for (name, words) in [("out.csv", "outside the report's folder"), ("circle.csv", "in a circle")] {
            let finding = folder.bytes(name, 9).unwrap_err().unwrap();
            assert_eq!(finding.code, "link-not-followed");
            assert!(finding.what.contains(words), "{}", finding.what);
        }
        let (files, findings) = folder.files_within("", &|_| true);
        assert_eq!(
            files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(),
            ["circle.csv", "i.csv", "in.csv", "out.csv"]
        );
        assert_eq!(findings.iter().map(|finding| finding.place.to_string()).collect::<Vec<_>>(), ["up"]);
    }

    #[test]
    fn folders_are_searched_from_the_top_down_and_not_too_deep() {
        let place = tempfile::tempdir().unwrap();
        let deep =
            (0..limits::FOLDERS_DEEP + 2).fold(place.path().to_path_buf(), |path, at| path.join(format!("f{at}")));
        fs::create_dir_all(&deep).unwrap();
        fs::write(deep.join("deep.csv"), "").unwrap();
        fs::write(place.path().join("z.csv"), "").unwrap();
        fs::write(place.path().join("f0/a.csv"), "").unwrap();
        let (files, findings) = Folder::new(place.path()).files_within("", &|_| true);
        assert_eq!(files.iter().map(|file| file.path.as_str()).collect::<Vec<_>>(), ["z.csv", "f0/a.csv"]);
        assert_eq!(findings.len(), 1);
    }
}
