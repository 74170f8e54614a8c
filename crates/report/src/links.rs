//! Where a file of the evidence lies, seen from the report.
//!
//! Refuses to know whether it is still there.

use std::fmt::Write as _;

use model::{dossier::FilePath, personal::Persons, verdict::Evidence};

/// Turns files into links that a browser or Excel can follow from where the report lies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Links {
    base: Option<String>,
}

impl Links {
    /// No links: the evidence lies where a reader of the report cannot follow.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Links below this folder, by the way to it from the report: `../submissions`.
    #[must_use]
    pub fn below(folder: &str) -> Self {
        Self { base: Some(encoded(folder.trim_end_matches('/'))) }
    }

    /// The link to a file; of one inside a container, to the container. None to one whose name holds the number of a
    /// person: a link would show what is masked beside it.
    pub(crate) fn to(&self, file: &FilePath) -> Option<String> {
        let key = file.object().as_str();
        let base = self.base.as_ref().filter(|_| Persons::Masked.path(key) == key)?;
        Some(format!("{base}/{}", encoded(key)))
    }

    /// The link to the words of an evidence: to their page, where the format has pages.
    pub(crate) fn to_words(&self, evidence: &Evidence) -> Option<String> {
        let link = self.to(&evidence.file)?;
        let page = evidence.quote.as_ref().and_then(|quote| quote.place.page());
        Some(match page.filter(|_| evidence.file.inner().is_none()) {
            // What browsers understand, ISO 32000-2 annex O.
            Some(page) => format!("{link}#page={page}"),
            None => link,
        })
    }
}

/// A path as RFC 3986 writes it.
#[must_use]
pub fn encoded(path: &str) -> String {
    let mut link = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'.' | b'_' | b'~') {
            link.push(char::from(byte));
        } else {
            write!(link, "%{byte:02X}").expect("writing to a string does not fail");
        }
    }
    link
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_holds_nothing_but_what_links_may_hold() {
        let check = |path: &str, expect: &str| {
            let file = FilePath::try_from(path.to_owned()).expect("a path");
            assert_eq!(Links::below("../ho-so/").to(&file).expect("a link"), expect);
            assert_eq!(Links::none().to(&file), None);
        };
        let below_spaces =
            Links::below("../hồ sơ").to(&FilePath::try_from("a.pdf".to_owned()).expect("a path"));
        assert_eq!(below_spaces.as_deref(), Some("../h%E1%BB%93%20s%C6%A1/a.pdf"));
        check("a/Tài liệu.pdf", "../ho-so/a/T%C3%A0i%20li%E1%BB%87u.pdf");
        check("a/b.zip!/c.pdf", "../ho-so/a/b.zip");
        let of_person = FilePath::try_from("a/0912345678.pdf".to_owned()).expect("a path");
        assert_eq!(Links::below("..").to(&of_person), None);
        check("a/x\"onclick=#1?.pdf", "../ho-so/a/x%22onclick%3D%231%3F.pdf");
    }
}
