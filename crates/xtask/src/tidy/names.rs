//! Which names a source file mentions, as paths from their roots: what is in strings and comments does not count.
//!
//! Imports are read from the syntax tree, everything else from the tokens, so that the arguments of macros count, too.
//! Scopes are not followed: an import holds in the whole file, which can only make a rule stricter.

use std::collections::BTreeMap;

use proc_macro2::{Delimiter, Ident, Spacing, TokenStream, TokenTree};
use syn::{UseTree, visit::Visit};

/// The names in one source file.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// What `use` brings in.
    pub(super) imports: Vec<Import>,
    /// Paths of two or more segments, and single names that an import explains, written out from the root.
    pub(super) paths: Vec<Mention>,
    /// Macros that are called, by their path.
    pub(super) macros: Vec<Mention>,
    /// Attributes, also conditional ones, by their path.
    pub(super) attributes: Vec<Mention>,
    /// Modules declared with `mod`.
    pub(super) modules: Vec<Mention>,
}

/// A name and the line that it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mention {
    /// `std::fs::read`
    pub(super) path: String,
    pub(super) line: usize,
}

/// One leaf of a `use`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Import {
    pub(super) mention: Mention,
    /// Whether it brings in everything below the path.
    pub(super) is_glob: bool,
}

impl Names {
    /// Finds all names in the text of a source file.
    ///
    /// # Errors
    /// When the text is not Rust.
    pub(super) fn of(text: &str) -> syn::Result<Self> {
        let mut imports = Imports::default();
        imports.visit_file(&syn::parse_file(text)?);
        let mut names = Self { imports: imports.leaves, ..Self::default() };
        let tokens: Vec<TokenTree> = text.parse::<TokenStream>()?.into_iter().collect();
        names.walk(&tokens, &imports.known_as);
        Ok(names)
    }

    fn walk(&mut self, tokens: &[TokenTree], known_as: &BTreeMap<String, String>) {
        let mut rest = tokens;
        while let Some(token) = rest.first() {
            match token {
                TokenTree::Ident(ident) => {
                    let (segments, length) = path_at(rest);
                    let line = ident.span().start().line;
                    rest = &rest[length..];
                    let is_macro = is_punct(rest.first(), '!')
                        && matches!(rest.get(1), Some(TokenTree::Group(_)));
                    if is_macro {
                        self.macros.push(Mention { path: segments.join("::"), line });
                    }
                    if let (true, Some(TokenTree::Ident(name))) =
                        (segments == ["mod"], rest.first())
                    {
                        self.modules.push(Mention { path: plain(name), line });
                    }
                    if let Some(path) = from_root(segments, known_as) {
                        self.paths.push(Mention { path, line });
                    }
                }
                TokenTree::Punct(punct) if punct.as_char() == '#' => {
                    rest = &rest[1..];
                    // `#![...]` is the attribute of what is around it.
                    let bracket = rest.get(usize::from(is_punct(rest.first(), '!')));
                    if let Some(TokenTree::Group(group)) = bracket
                        && group.delimiter() == Delimiter::Bracket
                    {
                        let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                        self.attribute(&inner);
                    }
                }
                TokenTree::Group(group) => {
                    let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                    self.walk(&inner, known_as);
                    rest = &rest[1..];
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => rest = &rest[1..],
            }
        }
    }

    /// Keeps the attribute whose inside is given, and those that a `cfg_attr` may stand for.
    fn attribute(&mut self, inner: &[TokenTree]) {
        let Some(TokenTree::Ident(ident)) = inner.first() else { return };
        let (segments, length) = path_at(inner);
        let line = ident.span().start().line;
        if let (true, Some(TokenTree::Group(group))) = (segments == ["cfg_attr"], inner.get(length))
        {
            let arguments: Vec<TokenTree> = group.stream().into_iter().collect();
            let after_condition = arguments.split(|token| is_punct(Some(token), ',')).skip(1);
            after_condition.for_each(|attribute| self.attribute(attribute));
        }
        self.attributes.push(Mention { path: segments.join("::"), line });
    }
}

/// The imports of a file, by walking its syntax tree.
#[derive(Default)]
struct Imports {
    leaves: Vec<Import>,
    /// What a name that was imported means.
    known_as: BTreeMap<String, String>,
}

impl<'ast> Visit<'ast> for Imports {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.add(&item.tree, &mut Vec::new());
    }

    fn visit_item_extern_crate(&mut self, item: &'ast syn::ItemExternCrate) {
        let name = item.rename.as_ref().map_or(&item.ident, |(_, name)| name);
        self.leaf(&[plain(&item.ident)], Some(plain(name)), item.ident.span().start().line);
    }
}

impl Imports {
    fn add(&mut self, tree: &UseTree, above: &mut Vec<String>) {
        match tree {
            UseTree::Path(path) => {
                above.push(plain(&path.ident));
                self.add(&path.tree, above);
                above.pop();
            }
            UseTree::Group(group) => group.items.iter().for_each(|item| self.add(item, above)),
            UseTree::Name(leaf) => self.named(above, &leaf.ident, &leaf.ident),
            UseTree::Rename(leaf) => self.named(above, &leaf.ident, &leaf.rename),
            UseTree::Glob(glob) => {
                let line = glob.star_token.span.start().line;
                self.leaf(above, None, line);
            }
        }
    }

    fn named(&mut self, above: &[String], ident: &Ident, name: &Ident) {
        let line = ident.span().start().line;
        let mut path = above.to_vec();
        if ident != "self" {
            path.push(plain(ident));
        }
        let name = if name == "self" { path.last().cloned() } else { Some(plain(name)) };
        self.leaf(&path, name, line);
    }

    fn leaf(&mut self, path: &[String], name: Option<String>, line: usize) {
        let path = canonical(path.join("::"));
        let is_glob = name.is_none();
        if let Some(name) = name {
            self.known_as.insert(name, path.clone());
        }
        self.leaves.push(Import { mention: Mention { path, line }, is_glob });
    }
}

/// The path that begins with the first token, and how many tokens it takes.
fn path_at(tokens: &[TokenTree]) -> (Vec<String>, usize) {
    let (mut segments, mut at) = (Vec::new(), 0);
    while let Some(TokenTree::Ident(ident)) = tokens.get(at) {
        segments.push(plain(ident));
        at += 1;
        match (tokens.get(at), tokens.get(at + 1), tokens.get(at + 2)) {
            (Some(TokenTree::Punct(first)), second, Some(TokenTree::Ident(_)))
                if first.as_char() == ':'
                    && first.spacing() == Spacing::Joint
                    && is_punct(second, ':') =>
            {
                at += 2;
            }
            _ => break,
        }
    }
    (segments, at)
}

/// The path with its first segment replaced by what that was imported as. A single name means nothing by itself.
fn from_root(mut segments: Vec<String>, known_as: &BTreeMap<String, String>) -> Option<String> {
    match known_as.get(&segments[0]) {
        Some(meaning) => segments[0].clone_from(meaning),
        None if segments.len() == 1 => return None,
        None => {}
    }
    Some(canonical(segments.join("::")))
}

/// `core` and `alloc` are doors to the same rooms as `std`.
fn canonical(path: String) -> String {
    match path.split_once("::") {
        Some(("core" | "alloc", rest)) => format!("std::{rest}"),
        _ => path,
    }
}

fn plain(ident: &Ident) -> String {
    let text = ident.to_string();
    text.strip_prefix("r#").map_or(text.clone(), str::to_owned)
}

fn is_punct(token: Option<&TokenTree>, wanted: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(text: &str) -> Vec<String> {
        let names = Names::of(text).expect("is Rust");
        names
            .paths
            .into_iter()
            .map(|mention| format!("{}:{}", mention.line, mention.path))
            .collect()
    }

    #[test]
    fn names_are_written_out_from_their_imports() {
        let text = "use std::{fs as disk, time};\nfn f() { disk::read(); time::Instant::now() }";
        let paths = paths(text);
        assert!(paths.contains(&"2:std::fs::read".to_owned()), "{paths:?}");
        assert!(paths.contains(&"2:std::time::Instant::now".to_owned()), "{paths:?}");
    }

    #[test]
    fn arguments_of_macros_count_and_strings_do_not() {
        let paths = paths("fn f() {\n assert_eq!(g(core::fs::read(\"a::b\")), 1); // c::d\n}");
        assert_eq!(paths, ["2:std::fs::read"]);
    }

    #[test]
    fn globs_and_self_are_imports() {
        let names =
            Names::of("use std::{self, time::*};\nuse crate::x::{self as y};").expect("is Rust");
        let imports: Vec<(&str, bool)> = names
            .imports
            .iter()
            .map(|import| (import.mention.path.as_str(), import.is_glob))
            .collect();
        assert_eq!(imports, [("std", false), ("std::time", true), ("crate::x", false)]);
    }

    #[test]
    fn macros_attributes_and_modules_are_found_inside_macros() {
        let text = "mod a;\nproptest! { #[ignore] fn f() { dbg!(1); } }\n#[cfg_attr(all(), allow(dead_code))] mod r#b {}";
        let names = Names::of(text).expect("is Rust");
        let list = |mentions: &[Mention]| -> Vec<String> {
            mentions.iter().map(|mention| format!("{}:{}", mention.line, mention.path)).collect()
        };
        assert_eq!(list(&names.modules), ["1:a", "3:b"]);
        assert_eq!(list(&names.macros), ["2:proptest", "2:dbg"]);
        assert_eq!(list(&names.attributes), ["2:ignore", "3:allow", "3:cfg_attr"]);
    }
}
