//! One request as pages understand it: who asks, in which language, for what.

use std::collections::BTreeMap;

use axum::{
    extract::{FromRequestParts, Query, RawPathParams},
    http::{HeaderMap, header, request::Parts},
};
use model::{CriterionCode, UnitId, dossier::FilePath, personal::Persons};
use report::{Labels, Language, encoded_path};

use crate::{failure::Failure, site::Shared, viewer::Viewer, words::Words};

/// The cookie that remembers the language.
pub(crate) const LANGUAGE_COOKIE: &str = "kiemchung-lang";

/// A request.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    pub(crate) site: Shared,
    pub(crate) viewer: Viewer,
    pub(crate) language: Language,
    /// The path of the address, without what follows the question mark.
    pub(crate) path: String,
    in_path: BTreeMap<String, String>,
    in_query: BTreeMap<String, String>,
}

impl FromRequestParts<Shared> for Ask {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, site: &Shared) -> Result<Self, Failure> {
        let viewer = parts.extensions.get::<Viewer>().cloned().ok_or(Failure::NotFound)?;
        let Query(in_query) = Query::<BTreeMap<String, String>>::from_request_parts(parts, site)
            .await
            .map_err(|_| Failure::Invalid)?;
        let in_path = RawPathParams::from_request_parts(parts, site)
            .await
            .map_err(|_| Failure::Invalid)?
            .iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let language = language_of(in_query.get("lang").map(String::as_str), &parts.headers);
        let path = parts.uri.path().to_owned();
        Ok(Self { site: site.clone(), viewer, language, path, in_path, in_query })
    }
}

/// The language asked for, else the one remembered, else Vietnamese.
pub(crate) fn language_of(asked: Option<&str>, headers: &HeaderMap) -> Language {
    let of_tag = |tag: &str| Language::ALL.into_iter().find(|language| language.tag() == tag);
    let remembered = || cookie(headers, LANGUAGE_COOKIE).and_then(of_tag);
    asked.and_then(of_tag).or_else(remembered).unwrap_or_default()
}

/// The value of a cookie.
pub(crate) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let all = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    all.flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value)
}

impl Ask {
    /// Whether readings are shown with the numbers of persons in them.
    pub(crate) fn persons(&self) -> Persons {
        self.viewer.account.role.persons()
    }

    /// The name of a file as the page shows it. Addresses hold it as it is: by it the file is found.
    pub(crate) fn name_of(&self, file: &FilePath) -> String {
        file.shown(self.persons())
    }

    /// The name of a unit's file as the page shows it, seen from the unit's folder.
    pub(crate) fn name_within(&self, file: &FilePath, folder: &str) -> String {
        let path = file.to_string();
        let rest = path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/'));
        self.persons().path(rest.unwrap_or(&path)).into_owned()
    }

    pub(crate) fn w(&self) -> &'static Words {
        Words::of(self.language)
    }

    pub(crate) fn l(&self) -> &'static Labels {
        Labels::of(self.language)
    }

    /// What the address asks for after its question mark; nothing where that is empty.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.in_query.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    /// A number after the question mark.
    pub(crate) fn number(&self, name: &str) -> Result<Option<usize>, Failure> {
        self.query(name).map(|text| text.parse().map_err(|_| Failure::Invalid)).transpose()
    }

    /// Refuses what was not sent by a form of ours.
    pub(crate) fn check_token(&self, sent: Option<&String>) -> Result<(), Failure> {
        let is_ours = sent.is_some_and(|sent| *sent == self.viewer.form_token);
        if is_ours { Ok(()) } else { Err(Failure::Forged) }
    }

    /// What follows the question mark, with this value under this name.
    pub(crate) fn query_with(&self, name: &str, value: &str) -> String {
        let mut query = self.in_query.clone();
        query.insert(name.to_owned(), value.to_owned());
        let pairs = query
            .iter()
            .map(|(name, value)| format!("{}={}", encoded_path(name), encoded_path(value)));
        pairs.collect::<Vec<_>>().join("&")
    }

    /// What follows the question mark for the same page in another language.
    pub(crate) fn query_in_language(&self, tag: &str) -> String {
        self.query_with("lang", tag)
    }

    pub(crate) fn in_path(&self, name: &str) -> Result<&str, Failure> {
        self.in_path.get(name).map(String::as_str).ok_or(Failure::NotFound)
    }

    /// The unit that the address names. The gate has seen that it is one for this viewer.
    pub(crate) fn unit(&self) -> Result<UnitId, Failure> {
        UnitId::new(self.in_path("unit")?).map_err(|_| Failure::NotFound)
    }

    /// The leaf that the address names.
    pub(crate) fn criterion(&self) -> Result<CriterionCode, Failure> {
        CriterionCode::new(self.in_path("criterion")?).map_err(|_| Failure::NotFound)
    }

    /// The file that the address names.
    pub(crate) fn file(&self) -> Result<FilePath, Failure> {
        FilePath::try_from(self.in_path("file")?.to_owned()).map_err(|_| Failure::NotFound)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_the_one_asked_for_then_the_one_remembered() {
        let check = |asked: Option<&str>, cookie: &str, expect: Language| {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, cookie.parse().expect("a header"));
            assert_eq!(language_of(asked, &headers), expect, "{asked:?} {cookie}");
        };
        check(None, "", Language::Vietnamese);
        check(None, "a=b; kiemchung-lang=en", Language::English);
        check(Some("vi"), "kiemchung-lang=en", Language::Vietnamese);
        check(Some("fr"), "kiemchung-lang=fr", Language::Vietnamese);
    }
}
