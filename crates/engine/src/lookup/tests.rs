//! Every outcome of a number, from what bears it.

use model::{
    Document, DocumentNumber, ObjectKey, UnitId, dossier::FilePath, facts::Facts, query::Tolerance,
    reading::ReadState,
};

use super::*;

fn hit(number: &str, date: &str, issuer: &str, over: &[Tolerance]) -> Hit {
    let mut facts = Facts::default();
    facts.header.number = DocumentNumber::parse(number).ok();
    facts.header.date = PartialDate::parse(date).ok();
    facts.header.issuer = Some(issuer.to_owned()).filter(|issuer| !issuer.is_empty());
    let file = FilePath::of_object(ObjectKey::new("a").expect("valid"));
    let entry = index::Entry { file, read: ReadState::Full, document: Document::default(), facts };
    let unit = UnitId::new("a").expect("valid");
    let card = index::Card::of_entry(&unit, None, &entry);
    Hit { card, matched: Matched::OwnNumber(over.to_vec()), passages: Vec::new() }
}

#[test]
fn every_outcome() {
    let check = |hits: &[Hit], date: &str, issuer: &str, complete, expected| {
        let date = PartialDate::from_written(date);
        let (outcome, _) = decide(hits.to_vec(), date, issuer, complete);
        assert_eq!(outcome, expected, "{hits:?} {date:?} {issuer}");
    };
    let own = hit("12/KH-UBND", "2025-03-05", "UBND tỉnh An Bình", &[]);
    let copy = hit("12/KH-UBND", "2025", "", &[]);
    let other = hit("12/KH-UBND", "2024-03-05", "UBND tỉnh Hà Tân", &[]);
    let alike = hit("012/KH-UBND", "2025-03-05", "", &[Tolerance::Zeros]);
    use LookupOutcome::{
        Ambiguous, DateDiffers, Found, FoundAlike, IssuerDiffers, Missing, Undecided,
    };
    check(&[], "", "", true, Missing);
    check(&[], "", "", false, Undecided);
    check(std::slice::from_ref(&own), "", "", false, Found);
    check(&[own.clone(), copy.clone()], "05/03/2025", "UBND tỉnh", true, Found);
    check(std::slice::from_ref(&own), "06/03/2025", "", true, DateDiffers);
    check(std::slice::from_ref(&own), "05/03/2025", "Bộ Nội vụ", true, IssuerDiffers);
    check(&[own.clone(), other.clone()], "", "", true, Ambiguous);
    check(&[own.clone(), other.clone()], "2024", "", true, Found);
    check(&[own, other], "", "UBND tỉnh An Bình", true, Found);
    check(std::slice::from_ref(&alike), "", "", true, FoundAlike);
    check(
        &[alike, hit("12/KH-UB", "2025-03-05", "", &[Tolerance::Zeros])],
        "",
        "",
        true,
        Ambiguous,
    );
}
