//! The package of Word and Excel files: named parts, and the relationships that lead from one to the next
//! (ECMA-376-2, Open Packaging Conventions).

use std::{
    borrow::Cow,
    collections::{BTreeMap, btree_map::Entry as Slot},
};

use model::problem::{Problem, ProblemCode};

use crate::{
    contents::Contents,
    embedded,
    markup::{self, Markup, Node},
    session::{Refused, Session},
    zipped::{Entry, Zipped},
};

mod signed;

/// An opened package.
pub(crate) struct Package<'b> {
    bytes: &'b [u8],
    /// The parts that nobody has taken yet, by their names in lower case.
    parts: BTreeMap<String, Entry>,
    /// Those that were: what is signed is looked at a second time.
    taken: BTreeMap<String, Entry>,
    /// The names that several parts bear, of which only the first is ever looked at.
    repeated: Vec<String>,
    /// Why parts may be missing.
    pub(crate) problem: Option<Problem>,
}

/// One relationship of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Relationship {
    /// The last segment of its type: `officeDocument`, `header`, `worksheet`.
    pub(crate) kind: String,
    /// The part that it leads to.
    pub(crate) target: String,
}

impl<'b> Package<'b> {
    /// Lists the parts.
    ///
    /// # Errors
    /// As [`Zipped::open`].
    pub(crate) fn open(bytes: &'b [u8], session: &mut Session<'_>) -> Result<Self, Problem> {
        let zipped = Zipped::open(bytes, session)?;
        let problem = zipped.problem.clone();
        let (mut parts, mut repeated) = (BTreeMap::new(), Vec::new());
        for entry in zipped.into_entries() {
            // Part names are compared without case; of two equal ones the first counts, as in Office.
            let name = entry.name.trim_start_matches('/').to_lowercase();
            match parts.entry(name) {
                Slot::Vacant(free) => {
                    free.insert(entry);
                }
                Slot::Occupied(first) => repeated.push(first.key().clone()),
            }
        }
        Ok(Self { bytes, parts, taken: BTreeMap::new(), repeated, problem })
    }

    /// The names of the parts, in lower case and in their order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.keys().map(String::as_str)
    }

    /// Takes out a part; `None` when the package has no such part (left). Of a part that is cut off, what there is:
    /// the package's own problem says that the file is cut.
    ///
    /// # Errors
    /// When the part cannot be taken out.
    pub(crate) fn take_part(
        &mut self,
        name: &str,
        session: &mut Session<'_>,
    ) -> Result<Option<Vec<u8>>, Problem> {
        let key = name.to_lowercase();
        let Some(entry) = self.parts.remove(&key) else { return Ok(None) };
        let taken = entry.take_out(self.bytes, session);
        self.taken.insert(key, entry);
        match taken {
            Ok(bytes) => Ok(Some(bytes)),
            Err(Refused::Cut(bytes)) if self.problem.is_some() => Ok(Some(bytes)),
            Err(refused) => Err(refused.into_problem(name)),
        }
    }

    /// Takes out the text of an XML part, as [`Package::take_part`] does.
    ///
    /// # Errors
    /// When the part cannot be taken out, or is in an unknown encoding.
    pub(crate) fn take_xml(
        &mut self,
        name: &str,
        session: &mut Session<'_>,
    ) -> Result<Option<String>, Problem> {
        let Some(mut bytes) = self.take_part(name, session)? else { return Ok(None) };
        if self.problem.is_some() {
            drop_cut_character(&mut bytes);
        }
        let (text, had_errors) = markup::decode(&bytes)?;
        if had_errors {
            let detail = format!("{name}: bytes of another encoding");
            return Err(Problem::new(ProblemCode::MalformedXml, detail));
        }
        Ok(Some(match text {
            Cow::Owned(text) => text,
            Cow::Borrowed(text) => text.to_owned(),
        }))
    }

    /// Takes out the files that were put into this one: each becomes a child, with its path in the package.
    pub(crate) fn take_embedded(
        &mut self,
        folder: &str,
        contents: &mut Contents,
        session: &mut Session<'_>,
    ) {
        let names: Vec<String> =
            self.parts.keys().filter(|name| name.starts_with(folder)).cloned().collect();
        for key in names {
            let Some(entry) = self.parts.remove(&key).filter(|entry| !entry.is_folder) else {
                continue;
            };
            let name = entry.name.clone();
            match entry.take_out(self.bytes, session) {
                Ok(bytes) => contents.children.extend(embedded::unwrap(name, bytes, session)),
                Err(refused) => contents.problems.push(refused.into_problem(&name)),
            }
            self.taken.insert(key, entry);
        }
    }

    /// The relationships of a part by their ids; those of the package itself for the empty name. None where the
    /// package has no relationships for it. Targets outside the package are left out.
    ///
    /// # Errors
    /// As [`Package::take_xml`], and when the XML is malformed.
    pub(crate) fn relationships(
        &mut self,
        part: &str,
        session: &mut Session<'_>,
    ) -> Result<BTreeMap<String, Relationship>, Problem> {
        let name = relationships_part(part);
        let Some(text) = self.take_xml(&name, session)? else { return Ok(BTreeMap::new()) };
        let folder = folder_of(part);
        let internal = declared(&text, session)?.into_iter().filter(|to| !to.is_external);
        let relationship = |to: Declared| {
            let kind = to.kind.rsplit('/').next().unwrap_or_default().to_owned();
            (to.id, Relationship { kind, target: resolve(folder, &to.target) })
        };
        Ok(internal.map(relationship).collect())
    }

    /// The main part: that which the package's own relationships call the office document, else the usual one.
    ///
    /// # Errors
    /// As [`Package::relationships`].
    pub(crate) fn main_part(
        &mut self,
        usual: &str,
        session: &mut Session<'_>,
    ) -> Result<String, Problem> {
        let relationships = self.relationships("", session)?;
        let main = relationships.into_values().find(|to| to.kind == "officeDocument");
        Ok(main.map_or_else(|| usual.to_owned(), |to| to.target))
    }
}

/// A relationship as its part declares it.
struct Declared {
    id: String,
    /// Its whole type.
    kind: String,
    target: String,
    /// Whether it leads out of the package.
    is_external: bool,
}

/// The relationships that a part declares, in its order.
fn declared(text: &str, session: &mut Session<'_>) -> Result<Vec<Declared>, Problem> {
    let max_depth = session.limits().xml_depth;
    let mut markup = Markup::new(text, max_depth, session.heartbeat());
    let mut relationships = Vec::new();
    while let Some(node) = markup.next()? {
        let Node::Start(start) = node else { continue };
        let get = |name| markup::attribute(&start, name);
        if let (Some(id), Some(kind), Some(target)) = (get("Id")?, get("Type")?, get("Target")?) {
            relationships.push(Declared {
                id: id.into_owned(),
                kind: kind.into_owned(),
                target: target.into_owned(),
                is_external: get("TargetMode")?.is_some_and(|mode| mode == "External"),
            });
        }
    }
    Ok(relationships)
}

/// The part that declares the relationships of another one; that of the package itself for the empty name.
fn relationships_part(part: &str) -> String {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let separator = if folder.is_empty() { "" } else { "/" };
    format!("{folder}{separator}_rels/{file}.rels")
}

fn folder_of(part: &str) -> &str {
    part.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Leaves out the bytes of a character of UTF-8 that was cut in two.
fn drop_cut_character(bytes: &mut Vec<u8>) {
    if let Err(error) = std::str::from_utf8(bytes)
        && error.error_len().is_none()
    {
        bytes.truncate(error.valid_up_to());
    }
}

/// The part that a target leads to from a folder.
fn resolve(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut segments: Vec<&str> = folder.split('/').filter(|segment| !segment.is_empty()).collect();
    for segment in target.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            segment => segments.push(segment),
        }
    }
    segments.join("/")
}

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn targets_are_relative_to_the_folder_unless_absolute() {
        assert_eq!(resolve("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolve("xl", "/xl/worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolve("xl/worksheets", "../sharedStrings.xml"), "xl/sharedStrings.xml");
        assert_eq!(resolve("", "../../x"), "x");
    }
}
