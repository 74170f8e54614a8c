//! ZIP archives: which of their entries are files that somebody sent.

use std::collections::BTreeMap;

use crate::{
    contents::{Contents, Inner},
    session::Session,
    zipped::Zipped,
};

/// Reads an archive: its entries become children, in its order.
///
/// Folders and what operating systems leave behind are passed over. Names such as `../x` or `/etc/x` are kept as they
/// are: they are shown, never used.
pub(crate) fn read(bytes: &[u8], session: &mut Session<'_>) -> Contents {
    let zipped = match Zipped::open(bytes, session) {
        Ok(zipped) => zipped,
        Err(problem) => return Contents::rejected(problem),
    };
    let mut contents =
        Contents { problems: zipped.problem.clone().into_iter().collect(), ..Contents::default() };
    let mut names = Names::default();
    for entry in zipped.into_entries() {
        if entry.is_folder || is_leftover(&entry.name) {
            continue;
        }
        let name = names.tell_apart(entry.name.clone());
        match entry.take_out(bytes, session) {
            Ok(bytes) => contents.children.push(Inner::new(name, bytes)),
            Err(refused) => contents.problems.push(refused.into_problem(&name)),
        }
    }
    contents
}

/// Files that macOS and Windows write beside those of people.
#[must_use]
pub fn is_leftover(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    name.split('/').any(|folder| folder == "__MACOSX")
        || [".DS_Store", "Thumbs.db", "desktop.ini"]
            .iter()
            .any(|leftover| file.eq_ignore_ascii_case(leftover))
}

/// The names of the files of one container, each another.
#[derive(Default)]
pub(crate) struct Names {
    earlier: BTreeMap<String, u32>,
}

impl Names {
    /// The name, with ` (2)`, ` (3)` before the extension where an earlier file has it already.
    pub(crate) fn tell_apart(&mut self, name: String) -> String {
        let n_earlier = self.earlier.entry(name.clone()).or_default();
        *n_earlier += 1;
        if *n_earlier == 1 {
            return name;
        }
        let copy = match name.rsplit_once('.') {
            Some((stem, extension)) if !extension.contains('/') => {
                format!("{stem} ({n_earlier}).{extension}")
            }
            _ => format!("{name} ({n_earlier})"),
        };
        self.tell_apart(copy)
    }
}
