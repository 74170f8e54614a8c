//! Which citations name a law, or another document from above the unit, as the basis of what was done.
//!
//! Such documents are public and nobody attaches them; that they are not among the files accuses nobody. What the unit
//! must send is its own work, and what was issued to it alone. Types after Luật Ban hành văn bản quy phạm pháp luật and
//! Nghị định 30/2020/NĐ-CP.

use model::{
    DocumentNumber,
    criteria::{Head, Level},
    facts::Citation,
};

use crate::{body, words::words};

/// Whether a citation that no file answers names a basis. `explanation` is what the rows of the claim say beyond
/// citations.
pub(crate) fn is_basis(citation: &Citation, explanation: Option<&str>, level: Level) -> bool {
    let is_named_above = match citation.issuer.as_deref() {
        Some(name) => body::is_above(name, level),
        None => is_of_governing_body(&citation.number, level),
    };
    let is_central = bodies(&citation.number).any(|body| is_central_symbol(body, level))
        || (is_named_above && citation.issuer.as_deref().is_some_and(body::is_central));
    (is_central && lays_down_rules(&citation.number))
        || ((is_central || is_named_above)
            && explanation.is_some_and(|text| is_called_basis(citation, text)))
}

/// Whether a number is that of the decision by which is scored, of one that amended it, or of its guidance: those who ask
/// for evidence wrote them.
pub(crate) fn is_of_set(number: &DocumentNumber, head: &Head) -> bool {
    let amendments = head.amendments.iter().map(|amendment| &amendment.number);
    let guidance = head.guidance.iter().map(|guidance| &guidance.number);
    amendments.chain(guidance).chain([&head.decision]).any(|of_set| of_set == number)
}

/// Whether a document that lays down rules is of a committee or council: those above a department have no other symbol,
/// and a department has none of them.
fn is_of_governing_body(number: &DocumentNumber, level: Level) -> bool {
    matches!(level, Level::Department | Level::Division)
        && lays_down_rules(number)
        && bodies(number).any(|body| matches!(body.to_uppercase().as_str(), "UBND" | "HĐND"))
}

/// The symbols of types that lay down rules or approve, for everybody to see.
const RULES: &[&str] = &["NĐ", "NQ", "QĐ", "TT", "TTLT", "CT", "L", "PL", "NQLT"];

/// The bodies of a number's symbol: `QĐ-BNV`, `TTLT-BNV-BTC`, `NQ/TW`, and `QH15` of laws, which have no type.
fn bodies(number: &DocumentNumber) -> impl Iterator<Item = &str> {
    number.symbol().split(['-', '/']).skip(usize::from(!is_parliament(number.symbol())))
}

fn lays_down_rules(number: &DocumentNumber) -> bool {
    let symbol = number.symbol().to_uppercase();
    let kind = symbol.split(['-', '/']).next().unwrap_or_default();
    is_parliament(&symbol) || RULES.contains(&kind)
}

/// Whether a symbol is that of the National Assembly or its committee with their term: `QH15`, `UBTVQH15`.
fn is_parliament(symbol: &str) -> bool {
    let symbol = symbol.to_uppercase();
    let letters = symbol.trim_end_matches(|c: char| c.is_ascii_digit());
    matches!(letters, "QH" | "UBTVQH") && letters.len() < symbol.len()
}

/// The symbols of bodies above every ministry.
const ABOVE_MINISTRIES: &[&str] = &["CP", "TTG", "TW", "QH", "UBTVQH"];

/// The symbols of ministries and bodies of their rank, present and of the years that rounds reach back to.
const MINISTRIES: &[&str] = &[
    "BCA", "BCT", "BDTTG", "BGDĐT", "BGTVT", "BKHCN", "BKHĐT", "BLĐTBXH", "BNG", "BNN", "BNNMT",
    "BNNPTNT", "BNV", "BQP", "BTC", "BTNMT", "BTP", "BTTTT", "BVHTTDL", "BXD", "BYT", "KTNN",
    "NHNN", "TANDTC", "TTCP", "UBDT", "VKSNDTC", "VPCP",
];

fn is_central_symbol(body: &str, level: Level) -> bool {
    let body = body.to_uppercase();
    let is_ministry = level != Level::Ministry && MINISTRIES.contains(&body.as_str());
    ABOVE_MINISTRIES.contains(&body.as_str()) || is_parliament(&body) || is_ministry
}

/// Whether an explanation names the document as that by which something was done: "căn cứ …", "theo quy định tại …".
fn is_called_basis(citation: &Citation, explanation: &str) -> bool {
    let at = [citation.quote.text.as_str(), citation.number.raw()]
        .into_iter()
        .find_map(|words| explanation.find(words));
    let Some(at) = at else { return false };
    let before = words(&explanation[..at]);
    let near = &before[before.len().saturating_sub(WORDS_BEFORE)..];
    let near = near.join(" ");
    ["can cu", "theo", "thuc hien", "quy dinh tai", "huong dan"]
        .iter()
        .any(|call| near.contains(call))
}

/// How many words may stand between the call and the number: "căn cứ khoản 2 Điều 5 Nghị định số".
const WORDS_BEFORE: usize = 10;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::*;

    fn check(text: &str, level: Level, expect: bool) {
        assert_eq!(is_basis(&cite(text), None, level), expect, "{text} {level:?}");
    }

    #[test]
    fn laws_and_decisions_of_central_bodies() {
        for text in [
            "63/2010/NĐ-CP",
            "80/2025/QH15",
            "09/2014/UBTVQH13",
            "45/2016/QĐ-TTg",
            "57-NQ/TW",
            "1187/QĐ-BNV",
            "876/qđ-bnv",
            "01/2011/TT-BNV",
            "02/2012/TTLT-BNV-BTC",
        ] {
            check(text, Level::Province, true);
        }
        check("1187/QĐ-BNV", Level::Ministry, false);
        check("45/2016/QĐ-TTg", Level::Ministry, true);
    }

    #[test]
    fn what_the_unit_itself_or_a_body_beside_it_issues_is_evidence() {
        for text in ["12/QĐ-UBND", "12/BC-SYT", "57-NQ/TU", "3/KH-BCĐ", "16/2025/QĐ-UBND"] {
            check(text, Level::Province, false);
            check(text, Level::Department, false);
        }
        // A letter of a ministry may be the very answer that a unit relies on.
        check("1234/BNV-CCHC", Level::Province, false);
    }

    #[test]
    fn an_explanation_may_call_a_document_from_above_a_basis() {
        let mut citation = cite("3185/QĐ-UBND");
        citation.issuer = Some("UBND tỉnh An Giang".into());
        let check = |explanation: &str, level: Level, expect: bool| {
            assert_eq!(is_basis(&citation, Some(explanation), level), expect, "{explanation}");
        };
        check("Căn cứ Quyết định số 3185/QĐ-UBND, đơn vị đã rà soát", Level::Department, true);
        check("Thực hiện 3185/QĐ-UBND của UBND tỉnh", Level::Department, true);
        check("Kết quả tại 3185/QĐ-UBND", Level::Department, false);
        check("Căn cứ Quyết định khác", Level::Department, false);
        check("Căn cứ Quyết định số 3185/QĐ-UBND", Level::Province, false);
    }

    #[test]
    fn a_department_need_not_say_whose_committee_decided() {
        let explained = Some("Đã thực hiện theo Quyết định số 3185/QĐ-UBND");
        let check = |text: &str, level: Level, expect: bool| {
            assert_eq!(is_basis(&cite(text), explained, level), expect, "{text} {level:?}");
        };
        check("3185/QĐ-UBND", Level::Department, true);
        check("3185/QĐ-UBND", Level::District, false);
        check("3185/QĐ-SYT", Level::Department, false);
        assert!(!is_basis(&cite("3185/QĐ-UBND"), Some("3185/QĐ-UBND gửi kèm"), Level::Department));
    }

    #[test]
    fn the_decision_by_which_is_scored_is_nobody_s_evidence() {
        assert_judged(
            &dossier(&[row("1.3.1", "1", "1/QĐ-UBND")], &[]),
            "1.3.1 score-without-evidence claim
             1.3.1 basis-not-attached 1/QĐ-UBND
             1.3.1 = Unsupported",
        );
    }
}
