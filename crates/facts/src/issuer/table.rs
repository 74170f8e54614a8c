//! Which body does a name mean, on a given day? `data/issuers.toml`.

use std::{collections::HashMap, sync::LazyLock};

use model::PartialDate;
use serde::Deserialize;

use crate::prose::key;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TableFile {
    body: Vec<Body>,
    province: Vec<Province>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    id: String,
    name: String,
    symbols: Vec<String>,
    /// Bodies of other levels number their documents with the same symbol.
    #[serde(default)]
    shares_symbol: bool,
    #[serde(default)]
    also: Vec<String>,
    valid_from: Option<PartialDate>,
    valid_to: Option<PartialDate>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Province {
    id: String,
    name: String,
    kind: String,
    valid_from: Option<PartialDate>,
    valid_to: Option<PartialDate>,
}

/// A body during the time in which it existed under a name.
struct Tenure {
    id: String,
    from: Option<PartialDate>,
    to: Option<PartialDate>,
}

struct Table {
    file: TableFile,
    /// The name of each province as it ends the keys of names.
    province_keys: Vec<String>,
    by_name: HashMap<String, Vec<Tenure>>,
    by_symbol: HashMap<String, Vec<Tenure>>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let file: TableFile = toml::from_str(include_str!("../../data/issuers.toml"))
        .expect("data/issuers.toml has the form that its test checks");
    let mut by_name: HashMap<String, Vec<Tenure>> = HashMap::new();
    let mut by_symbol: HashMap<String, Vec<Tenure>> = HashMap::new();
    for body in &file.body {
        let tenure = || Tenure { id: body.id.clone(), from: body.valid_from, to: body.valid_to };
        for name in [&body.name].into_iter().chain(&body.also) {
            by_name.entry(name_key(name)).or_default().push(tenure());
        }
        for symbol in body.symbols.iter().filter(|_| !body.shares_symbol) {
            by_symbol.entry(symbol.clone()).or_default().push(tenure());
        }
    }
    for province in &file.province {
        for (prefix, council) in [("ubnd", "UBND"), ("hdnd", "HĐND")] {
            let name = format!("{council} {} {}", province.kind, province.name);
            by_name.entry(name_key(&name)).or_default().push(Tenure {
                id: format!("{prefix}-{}", province.id),
                from: province.valid_from,
                to: province.valid_to,
            });
        }
    }
    let province_keys = file.province.iter().map(|province| key(&province.name)).collect();
    Table { file, province_keys, by_name, by_symbol }
});

/// The body that `name` means on `date`, by its id in the table.
///
/// A person's office (`Chủ tịch UBND tỉnh …`, `Bộ trưởng Bộ …`) means the body. `None` when the table does not know the
/// name, or when the date leaves several bodies of that name possible.
pub(crate) fn resolve(name: &str, date: Option<PartialDate>) -> Option<&'static str> {
    only(TABLE.by_name.get(&name_key(name))?, date)
}

/// The body that `UBND tỉnh` means in a text that is at home in a province (`tỉnh Lạng Sơn`).
pub(crate) fn resolve_in(
    name: &str,
    home: &str,
    date: Option<PartialDate>,
) -> Option<&'static str> {
    let name = name_key(name);
    let home = key(home);
    let of_kind = |kind: &str| {
        name.strip_suffix(kind)
            .filter(|body| body.ends_with(' '))
            .filter(|_| home.starts_with(kind))
    };
    let body = of_kind("tỉnh").or_else(|| of_kind("thành phố"))?;
    resolve(&format!("{body}{home}"), date)
}

/// The body whose abbreviation in document numbers this is: `BNV` is that of Bộ Nội vụ.
///
/// `None` for abbreviations that bodies of several levels or places share (`UBND`, `SNV`), and when the date leaves
/// several bodies possible.
pub(crate) fn of_symbol(symbol: &str, date: Option<PartialDate>) -> Option<&'static str> {
    only(TABLE.by_symbol.get(symbol)?, date)
}

/// The province that a body is of, as far as its name says so: by kind and name, `tỉnh Lạng Sơn`.
pub(crate) fn province_in(name: &str) -> Option<String> {
    let name = name_key(name);
    let mut provinces = TABLE.file.province.iter().zip(&TABLE.province_keys);
    provinces.find_map(|(province, proper)| {
        let before = name.strip_suffix(proper.as_str())?.trim_end();
        let is_of_district =
            ["huyện", "quận", "thị xã", "xã", "phường"].iter().any(|kind| before.ends_with(kind));
        (!is_of_district).then(|| format!("{} {}", province.kind, province.name))
    })
}

/// The only body that existed on `date`.
fn only(tenures: &'static [Tenure], date: Option<PartialDate>) -> Option<&'static str> {
    let mut possible = tenures.iter().filter(|tenure| tenure.includes(date));
    let only = possible.next()?;
    possible.next().is_none().then_some(only.id.as_str())
}

/// The names of all bodies, in the order of the table.
pub(super) fn names() -> impl Iterator<Item = &'static str> + Clone {
    TABLE
        .file
        .body
        .iter()
        .flat_map(|body| [&body.name].into_iter().chain(&body.also).map(String::as_str))
}

/// The names of all provinces, old and new.
pub(super) fn provinces() -> impl Iterator<Item = &'static str> {
    TABLE.file.province.iter().map(|province| province.name.as_str())
}

/// The symbols of all bodies.
pub(super) fn symbols() -> impl Iterator<Item = &'static str> {
    TABLE.file.body.iter().flat_map(|body| body.symbols.iter().map(String::as_str))
}

impl Tenure {
    fn includes(&self, date: Option<PartialDate>) -> bool {
        let Some(date) = date else { return true };
        self.from.is_none_or(|from| from.first_day() <= date.last_day())
            && self.to.is_none_or(|to| date.first_day() <= to.last_day())
    }
}

/// Names are equal up to case, spelling of tones, and the abbreviations that everybody uses.
fn name_key(name: &str) -> String {
    let mut key = key(name);
    for (long, short) in [
        ("ủy ban nhân dân", "ubnd"),
        ("hội đồng nhân dân", "hđnd"),
        ("tp. ", "thành phố "),
        ("tp ", "thành phố "),
    ] {
        key = key.replace(long, short);
    }
    for office in ["phó chủ tịch ", "chủ tịch ", "bộ trưởng ", "thống đốc ", "chủ nhiệm "]
    {
        if let Some(body) = key.strip_prefix(office).filter(|body| is_body(body)) {
            return body.to_owned();
        }
    }
    key
}

fn is_body(key: &str) -> bool {
    ["ubnd", "hđnd", "bộ ", "ngân hàng", "ủy ban"].iter().any(|head| key.starts_with(head))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn bodies_by_name_and_day() {
        let check = |name: &str, date: Option<&str>, expected: Option<&str>| {
            let date = date.map(|date| PartialDate::parse(date).expect("a date"));
            assert_eq!(resolve(name, date), expected, "{name} {date:?}");
        };
        check("Bộ Nội vụ", None, Some("bo-noi-vu"));
        check("BỘ NỘI VỤ", Some("2025-10-15"), Some("bo-noi-vu"));
        check("Bộ trưởng Bộ Nội vụ", None, Some("bo-noi-vu"));
        check("Chủ tịch nước", None, Some("chu-tich-nuoc"));
        check("UBND tỉnh Lạng Sơn", None, Some("ubnd-lang-son"));
        check("Uỷ ban nhân dân tỉnh Lạng Sơn", None, Some("ubnd-lang-son"));
        check("UBND TP. Cần Thơ", Some("2019-10-10"), Some("ubnd-can-tho"));
        check("UBND thành phố Cần Thơ", Some("2025-07-01"), Some("ubnd-can-tho-2025"));
        check("UBND thành phố Cần Thơ", Some("2025"), None);
        check("UBND thành phố Cần Thơ", None, None);
        check("UBND tỉnh Hậu Giang", Some("2025-08"), None);
        check("HĐND tỉnh Hậu Giang", Some("2020"), Some("hdnd-hau-giang"));
        check("Bộ Thông tin và Truyền thông", Some("2025-03-01"), None);
        check(
            "Bộ Thông tin và Truyền thông",
            Some("2025-02-28"),
            Some("bo-thong-tin-va-truyen-thong"),
        );
        check("UBND tỉnh", None, None);
        check("Sở Nội vụ", None, None);
    }

    #[test]
    fn bodies_by_symbol_and_day() {
        let check = |symbol: &str, date: Option<&str>, expected: Option<&str>| {
            let date = date.map(|date| PartialDate::parse(date).expect("a date"));
            assert_eq!(of_symbol(symbol, date), expected, "{symbol} {date:?}");
        };
        check("CP", None, Some("chinh-phu"));
        check("BNV", Some("2021-11-01"), Some("bo-noi-vu"));
        check("BTTTT", Some("2024"), Some("bo-thong-tin-va-truyen-thong"));
        check("BTTTT", Some("2025-06-01"), None);
        check("TW", Some("2024-12-22"), None);
        check("BHXH", None, None);
        check("UBND", Some("2024-12-22"), None);
    }

    #[test]
    fn a_province_alone_is_that_of_the_text() {
        let check = |name: &str, home: &str, expected: Option<&str>| {
            let date = PartialDate::parse("2024-05-01").ok();
            assert_eq!(resolve_in(name, home, date), expected, "{name} in {home}");
        };
        check("UBND tỉnh", "tỉnh Lạng Sơn", Some("ubnd-lang-son"));
        check("Chủ tịch UBND tỉnh", "tỉnh Lạng Sơn", Some("ubnd-lang-son"));
        check("Hội đồng nhân dân thành phố", "thành phố Cần Thơ", Some("hdnd-can-tho"));
        check("UBND thành phố", "tỉnh Lạng Sơn", None);
        check("UBND tỉnh Nghệ An", "tỉnh Lạng Sơn", None);
        check("Sở Nội vụ", "tỉnh Lạng Sơn", None);
    }

    #[test]
    fn the_province_of_a_name() {
        let check = |name: &str, expected: Option<&str>| {
            assert_eq!(province_in(name).as_deref(), expected, "{name}");
        };
        check("UBND tỉnh Lạng Sơn", Some("tỉnh Lạng Sơn"));
        check("Sở Y tế Nghệ An", Some("tỉnh Nghệ An"));
        check("Ủy ban nhân dân thành phố Cần Thơ", Some("thành phố Cần Thơ"));
        check("UBND huyện Cao Bằng", None);
        check("Sở Nội vụ", None);
    }

    #[test]
    fn sixty_three_provinces_became_thirty_four() {
        let on = |day: &str| {
            let day = PartialDate::parse(day).expect("a date");
            TABLE
                .file
                .province
                .iter()
                .filter(|province| {
                    province.valid_from.is_none_or(|from| from <= day)
                        && province.valid_to.is_none_or(|to| day <= to)
                })
                .count()
        };
        assert_eq!((on("2025-06-30"), on("2025-07-01")), (63, 34));
    }

    #[test]
    fn ids_are_unique() {
        let ids: BTreeSet<_> = TABLE.file.body.iter().map(|body| &body.id).collect();
        assert_eq!(ids.len(), TABLE.file.body.len());
        let ids: BTreeSet<_> = TABLE.file.province.iter().map(|province| &province.id).collect();
        assert_eq!(ids.len(), TABLE.file.province.len());
    }
}
