//! The signatures on a package (ECMA-376-2, 12): which of its parts each of them signs, and what it shows beside these.
//!
//! Office signs every part that it shows, with the relationships that lead there; what it may change later by itself
//! (properties of the file, its thumbnail) stays unsigned. So a part that is shown and was not signed came in later.
//! Whose signature it is, and whether it is one at all, is [`signature`](crate::signature)'s to say.

use std::collections::{BTreeMap, BTreeSet};

use model::signature::{Checked, Signature, SignatureDoubt, SignatureRole};

use super::{Package, declared, folder_of, relationships_part, resolve};
use crate::{
    markup::{self, Markup, Node},
    session::Session,
    signature::{
        Evidence, Surroundings,
        xml::{SignedRelationships, SignedText, XmlSignature},
    },
};

const FOLDER: &str = "_xmlsignatures/";
const CONTENT_TYPES: &str = "[content_types].xml";

/// Signatures of one package that are examined: each asks for all parts again.
const MOST_EXAMINED: usize = 16;

/// Unsigned parts that are named.
const MOST_NAMED: usize = 100;

/// Kinds of relationships that lead to nothing that is part of the content.
const NOT_SHOWN: [&str; 8] = [
    "core-properties",
    "extended-properties",
    "custom-properties",
    "thumbnail",
    "origin",
    "signature",
    "certificate",
    "printerSettings",
];

/// Kinds of relationships that lead to what is shown: text, figures, pictures, and what decides how they look.
const SHOWN: [&str; 33] = [
    "aFChunk",
    "chart",
    "chartsheet",
    "comments",
    "control",
    "diagramData",
    "diagramDrawing",
    "dialogsheet",
    "drawing",
    "endnotes",
    "externalLink",
    "font",
    "fontTable",
    "footer",
    "footnotes",
    "glossaryDocument",
    "header",
    "hyperlink",
    "image",
    "numbering",
    "officeDocument",
    "oleObject",
    "package",
    "pivotTable",
    "settings",
    "sharedStrings",
    "styles",
    "subDocument",
    "table",
    "theme",
    "threadedComment",
    "vmlDrawing",
    "worksheet",
];

impl Package<'_> {
    /// The signatures on the package, by the names of their parts. Parts that others have taken are looked at again.
    pub(crate) fn signatures(&mut self, session: &mut Session<'_>) -> Vec<Signature> {
        let is_signature = |name: &&str| name.starts_with(FOLDER) && name.ends_with(".xml");
        let names: Vec<String> = self.names().filter(is_signature).map(str::to_owned).collect();
        if names.is_empty() {
            return Vec::new();
        }
        let surroundings = Surroundings {
            roots: session.roots(),
            certificates: Vec::new(),
            evidence: Evidence::default(),
        };
        let mut signatures = Vec::new();
        for (nth, name) in names.into_iter().enumerate() {
            let examined = match nth < MOST_EXAMINED {
                true => self.examine(&name, &surroundings, session),
                false => Err(SignatureDoubt::TooMany),
            };
            signatures.push(
                examined.unwrap_or_else(|doubt| {
                    Signature::not_examined(name.as_str(), "XMLDSig", doubt)
                }),
            );
        }
        signatures
    }

    fn examine(
        &mut self,
        name: &str,
        surroundings: &Surroundings<'_>,
        session: &mut Session<'_>,
    ) -> Result<Signature, SignatureDoubt> {
        let text = self.text_again(name, session)?;
        let types = self.content_types(session)?;
        let signed_text = SignedText::of(&text, session.heartbeat())?;
        // The heart beats wherever a part is taken out, and a signature itself is short.
        let mut elsewhere = |address: &str| self.part_at(address, &types, session);
        let [signature] = &signed_text.examine(&mut elsewhere, surroundings, &mut || {})[..] else {
            return Err(SignatureDoubt::Malformed);
        };
        let uncovered = self.uncovered(signature, session);
        let coverage = match &uncovered {
            Ok(uncovered) => uncovered.judge(),
            Err(doubt) => Err(*doubt),
        };
        let examined = &signature.examined;
        Ok(Signature {
            field: name.to_owned(),
            format: signature.format.to_owned(),
            role: SignatureRole::Approval,
            signer: examined.signer.clone(),
            claimed: examined.claimed,
            timestamp: examined.timestamp.clone(),
            integrity: examined.integrity,
            coverage: Checked::of(coverage),
            covers_whole_file: coverage.is_ok(),
            later: Vec::new(),
            unsigned_parts: uncovered.map(Uncovered::names).unwrap_or_default(),
            chain: examined.chain,
            revocation: examined.revocation,
        })
    }

    /// The bytes of the part at an address, `/word/document.xml?ContentType=…`, when its type is the one named there.
    fn part_at(
        &self,
        address: &str,
        types: &ContentTypes,
        session: &mut Session<'_>,
    ) -> Result<Vec<u8>, SignatureDoubt> {
        let (name, query) = address.split_once('?').unwrap_or((address, ""));
        let name = name.strip_prefix('/').ok_or(SignatureDoubt::OutsideFile)?;
        let name = percent_decoded(name).to_lowercase();
        let stated = query.split('&').find_map(|pair| pair.strip_prefix("ContentType="));
        if let Some(stated) = stated.map(percent_decoded)
            && types.of(&name).is_none_or(|found| !found.eq_ignore_ascii_case(&stated))
        {
            return Err(SignatureDoubt::ContentChanged);
        }
        self.bytes_again(&name, session)
    }

    fn bytes_again(
        &self,
        name: &str,
        session: &mut Session<'_>,
    ) -> Result<Vec<u8>, SignatureDoubt> {
        let entry = self.parts.get(name).or_else(|| self.taken.get(name));
        // A part that was signed and is not there was taken away, unless the end of the package is missing.
        let entry = entry.ok_or(match self.problem {
            None => SignatureDoubt::BytesChanged,
            Some(_) => SignatureDoubt::RevisionUnreadable,
        })?;
        entry.take_out(self.bytes, session).map_err(|_| SignatureDoubt::RevisionUnreadable)
    }

    fn text_again(&self, name: &str, session: &mut Session<'_>) -> Result<String, SignatureDoubt> {
        let bytes = self.bytes_again(name, session)?;
        let (text, had_errors) = markup::decode(&bytes).map_err(|_| SignatureDoubt::Malformed)?;
        if had_errors { Err(SignatureDoubt::Malformed) } else { Ok(text.into_owned()) }
    }

    fn has(&self, name: &str) -> bool {
        self.parts.contains_key(name) || self.taken.contains_key(name)
    }

    fn content_types(&self, session: &mut Session<'_>) -> Result<ContentTypes, SignatureDoubt> {
        let text = self.text_again(CONTENT_TYPES, session)?;
        ContentTypes::parse(&text, session).ok_or(SignatureDoubt::Malformed)
    }

    /// What the package shows, or may show, and the signature does not sign: found on the way that Office takes, from
    /// relationship to relationship.
    fn uncovered(
        &self,
        signature: &XmlSignature,
        session: &mut Session<'_>,
    ) -> Result<Uncovered, SignatureDoubt> {
        let signed: BTreeMap<String, &Option<SignedRelationships>> = signature
            .signed_elsewhere
            .iter()
            .map(|(address, relationships)| {
                let name = address.split('?').next().unwrap_or_default();
                (percent_decoded(name.trim_start_matches('/')).to_lowercase(), relationships)
            })
            .collect();
        let mut uncovered = Uncovered::default();
        let mut reached = BTreeSet::from([String::new()]);
        let mut waiting = vec![String::new()];
        while let Some(part) = waiting.pop() {
            let declaring = relationships_part(&part);
            if !self.has(&declaring) {
                continue;
            }
            let text = self.text_again(&declaring, session)?;
            let all = declared(&text, session).map_err(|_| SignatureDoubt::Malformed)?;
            for to in all {
                let kind = to.kind.rsplit('/').next().unwrap_or_default();
                if NOT_SHOWN.contains(&kind) {
                    continue;
                }
                let is_selected = signed.get(&declaring).is_some_and(|selected| {
                    selected.as_ref().is_none_or(|selected| selected.select(&to.id, &to.kind))
                });
                let target = resolve(folder_of(&part), &to.target).to_lowercase();
                if !is_selected {
                    uncovered.add(kind, format!("{declaring}#{}", to.id));
                }
                if to.is_external || !self.has(&target) {
                    continue;
                }
                if !signed.contains_key(&target) {
                    uncovered.add(kind, target.clone());
                }
                if reached.insert(target.clone()) {
                    waiting.push(target);
                }
            }
        }
        // What no relationship leads to is not shown by Office, but somebody else may show it.
        let is_bookkeeping = |name: &str| {
            name == CONTENT_TYPES
                || name.starts_with(FOLDER)
                || name.starts_with("_rels/")
                || name.contains("/_rels/")
                || name.starts_with("docprops/")
                || name.ends_with('/')
        };
        let all = self.parts.keys().chain(self.taken.keys());
        let stray = all.filter(|name| {
            !is_bookkeeping(name) && !reached.contains(*name) && !signed.contains_key(*name)
        });
        uncovered.doubtful.extend(stray.cloned());
        uncovered.doubtful.extend(self.repeated.iter().cloned());
        Ok(uncovered)
    }
}

/// What a signature does not sign.
#[derive(Debug, Default)]
struct Uncovered {
    shown: BTreeSet<String>,
    doubtful: BTreeSet<String>,
}

impl Uncovered {
    fn add(&mut self, kind: &str, name: String) {
        if SHOWN.contains(&kind) { &mut self.shown } else { &mut self.doubtful }.insert(name);
    }

    fn judge(&self) -> Result<(), SignatureDoubt> {
        match (self.shown.is_empty(), self.doubtful.is_empty()) {
            (false, _) => Err(SignatureDoubt::PartUnsigned),
            (true, false) => Err(SignatureDoubt::PartlySigned),
            (true, true) => Ok(()),
        }
    }

    fn names(self) -> Vec<String> {
        self.shown.into_iter().chain(self.doubtful).take(MOST_NAMED).collect()
    }
}

/// What kind each part is, by `[Content_Types].xml`.
struct ContentTypes {
    by_extension: BTreeMap<String, String>,
    by_name: BTreeMap<String, String>,
}

impl ContentTypes {
    fn parse(text: &str, session: &mut Session<'_>) -> Option<Self> {
        let mut types = Self { by_extension: BTreeMap::new(), by_name: BTreeMap::new() };
        let max_depth = session.limits().xml_depth;
        let mut markup = Markup::new(text, max_depth, session.heartbeat());
        while let Some(node) = markup.next().ok()? {
            let Node::Start(start) = node else { continue };
            let get = |name| markup::attribute(&start, name).ok().flatten();
            let Some(kind) = get("ContentType").map(|kind| kind.into_owned()) else { continue };
            if let Some(extension) = get("Extension") {
                types.by_extension.insert(extension.to_lowercase(), kind);
            } else if let Some(name) = get("PartName") {
                types.by_name.insert(name.trim_start_matches('/').to_lowercase(), kind);
            }
        }
        Some(types)
    }

    fn of(&self, name: &str) -> Option<&str> {
        let by_extension = || self.by_extension.get(name.rsplit_once('.')?.1);
        self.by_name.get(name).or_else(by_extension).map(String::as_str)
    }
}

/// The text that an address writes with `%20` and the like.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        let digits = behind.get(..2).filter(|_| first == b'%');
        let byte = digits
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.unwrap_or(first));
        rest = if byte.is_some() { &behind[2..] } else { behind };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests;
