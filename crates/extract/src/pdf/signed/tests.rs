//! Signed files in every state, made by pyHanko and OpenSSL (fixtures/README.md says how), and what each proves.

use std::fmt::Write as _;

use model::{
    reading::Reading,
    signature::{Answer, Checked, LaterChange, Signature, SignatureRole},
};

use crate::{Asked, Limits, TrustRoots, read_for};

const ROOT: &[u8] = include_bytes!("../../../../../fixtures/signed/root.pem");

macro_rules! signed {
    ($name:literal) => {
        include_bytes!(concat!("../../../../../fixtures/signed/", $name, ".pdf"))
    };
}

fn reading(bytes: &[u8], roots: &TrustRoots) -> Reading {
    let asked = Asked { roots, images: None };
    read_for(asked, bytes, "van-ban.pdf", &Limits::default(), &mut || {})
}

fn signatures(bytes: &[u8]) -> Vec<Signature> {
    let mut roots = TrustRoots::NONE;
    roots.add(ROOT).expect("a certificate");
    reading(bytes, &roots).signatures
}

/// The answers about every signature: `integrity coverage chain`, then the heaviest of what was changed later.
fn verdicts(bytes: &[u8]) -> String {
    let mut text = String::new();
    for signature in signatures(bytes) {
        let said = [signature.integrity, signature.coverage, signature.chain].map(word);
        let later = signature.later.last().map(|change| format!("{change:?}"));
        let line = said.into_iter().chain(later).collect::<Vec<_>>().join(" ");
        writeln!(text, "{line}").expect("text grows");
    }
    text.trim_end().to_owned()
}

fn word(checked: Checked) -> String {
    match (checked.answer, checked.reason) {
        (Answer::Valid, _) => "valid".to_owned(),
        (_, Some(doubt)) => format!("{doubt:?}"),
        (answer, None) => panic!("{answer:?} without a reason"),
    }
}

fn check(bytes: &[u8], expect: &str) {
    assert_eq!(verdicts(bytes), expect);
}

#[test]
fn a_good_signature_names_its_signer_body_and_time() {
    check(signed!("good"), "valid valid valid");
    let [signature] = &signatures(signed!("good"))[..] else { panic!("one signature") };
    let signer = signature.signer.as_ref().expect("a certificate");
    assert_eq!(signer.name.as_deref(), Some("Nguyễn Văn A"));
    assert_eq!(signer.organization.as_deref(), Some("Ủy ban nhân dân tỉnh An Bình"));
    assert_eq!(signer.units, ["Văn phòng"]);
    assert_eq!(signer.issuer.as_deref(), Some("CA cấp dưới thử nghiệm"));
    assert_eq!(
        (signature.field.as_str(), signature.format.as_str()),
        ("ChuKy1", "adbe.pkcs7.detached")
    );
    assert!(signature.covers_whole_file && signature.claimed.is_some());
    assert!(!signature.has_proved_time(), "only the signer says when");
    assert_eq!(word(signature.revocation), "NothingEmbedded");
}

#[test]
fn methods_are_told_apart_from_what_they_prove() {
    check(signed!("pss-table"), "valid valid valid");
    check(signed!("p384"), "valid valid valid");
    check(signed!("openssl-noattr"), "valid valid valid");
    check(signed!("around-sha1"), "valid valid valid");
    check(signed!("bare-rsa"), "valid valid IssuerMissing");
    check(signed!("p521"), "UnsupportedMethod valid valid");
    check(signed!("openssl-stream"), "Malformed valid valid");
    check(signed!("container-empty"), "Empty valid Empty");
}

#[test]
fn what_was_tampered_with_is_never_valid() {
    check(signed!("tampered"), "BytesChanged valid valid");
    check(signed!("forged"), "WrongKey valid valid");
    check(signed!("range-wide-gap"), "BytesChanged RangesTampered valid");
    check(signed!("swapped-same-key"), "CertificateSwapped valid IssuerMissing");
}

#[test]
fn every_changed_byte_that_was_signed_is_found() {
    let bytes = signed!("good");
    let gap = memchr::memmem::find(bytes, b"/Contents <").expect("a signature") + 10;
    for at in (20..gap).step_by(gap / 12) {
        let mut changed = bytes.to_vec();
        changed[at] ^= 1;
        let found = signatures(&changed);
        assert!(
            found.iter().all(|signature| signature.integrity.answer != Answer::Valid),
            "byte {at}"
        );
    }
}

#[test]
fn later_revisions_are_told_apart_by_what_they_show() {
    check(
        signed!("thrice-form"),
        "valid valid valid Signature\nvalid valid valid Signature\nvalid valid valid",
    );
    check(signed!("filled"), "valid valid valid FormFill");
    check(signed!("annotated-form"), "valid AnnotatedLater valid Annotation");
    check(signed!("appended-streams"), "valid ContentChanged valid Content");
    check(signed!("field-added-table"), "valid ContentChanged valid Content");
}

#[test]
fn hidden_content_that_is_switched_on_is_a_change_of_content() {
    check(signed!("shadow-hide"), "valid ContentChanged valid Content");
    let [signature] = &signatures(signed!("shadow-dangling"))[..] else { panic!("one signature") };
    assert_eq!(word(signature.coverage), "ContentChanged");
    assert!(signature.later.contains(&LaterChange::Content) && signature.is_broken());
}

#[test]
fn a_certification_says_what_may_follow() {
    check(signed!("certified-1-filled"), "valid ChangeForbidden valid FormFill");
    check(signed!("certified-3-annotated"), "valid valid valid Annotation");
    check(signed!("locked-filled"), "valid ChangeForbidden valid FormFill");
    let role = |bytes| signatures(bytes).first().map(|signature| signature.role);
    assert_eq!(role(signed!("certified-1-filled")), Some(SignatureRole::CertifiesAll));
    assert_eq!(
        role(signed!("certified-3-annotated")),
        Some(SignatureRole::CertifiesButAnnotations)
    );
    assert_eq!(role(signed!("good")), Some(SignatureRole::Approval));
}

#[test]
fn chains_are_judged_at_the_time_of_signing() {
    check(signed!("chain-expired"), "valid valid Expired");
    check(signed!("chain-stranger"), "valid valid UntrustedRoot");
    check(signed!("chain-missing"), "valid valid IssuerMissing");
    check(signed!("revoked-by-list"), "valid valid Revoked ValidationData");
    let [answered] = &signatures(signed!("revocation-answers"))[..] else { panic!("one") };
    assert_eq!((word(answered.chain), word(answered.revocation)), ("valid".into(), "valid".into()));
}

#[test]
fn without_roots_nobody_is_trusted_and_nobody_is_accused() {
    let [signature] = &reading(signed!("good"), &TrustRoots::NONE).signatures[..] else {
        panic!("one signature")
    };
    assert_eq!(word(signature.chain), "NoRoots");
    assert_eq!(signature.chain.answer, Answer::NotCheckable);
    let [expired] = &reading(signed!("chain-expired"), &TrustRoots::NONE).signatures[..] else {
        panic!("one signature")
    };
    assert_eq!(word(expired.chain), "Expired", "that needs no root");
}

#[test]
fn timestamps_prove_a_time_only_on_what_they_were_put_on() {
    let [stamped] = &signatures(signed!("stamped-table"))[..] else { panic!("one signature") };
    assert!(stamped.has_proved_time());
    let [swapped] = &signatures(signed!("stamp-swapped"))[..] else { panic!("one signature") };
    let stamp = swapped.timestamp.as_ref().expect("a timestamp");
    assert_eq!(word(stamp.integrity), "StampedSomethingElse");
    assert_eq!((swapped.time(), swapped.has_proved_time()), (swapped.claimed, false));
    let [signed, stamp] = &signatures(signed!("file-stamp-table"))[..] else { panic!("two") };
    assert_eq!(signed.later, [LaterChange::ValidationData]);
    assert_eq!((stamp.role, stamp.has_proved_time()), (SignatureRole::Timestamp, true));
}

#[test]
fn no_beginning_of_a_signed_file_makes_the_reader_panic_or_vouch_for_it() {
    let bytes = signed!("thrice-form");
    for end in (0..bytes.len()).step_by(bytes.len() / 24) {
        for signature in signatures(&bytes[..end]) {
            let is_whole = signature.covers_whole_file || signature.coverage == Checked::VALID;
            assert!(signature.integrity != Checked::VALID || is_whole, "cut at {end}");
        }
    }
}

#[test]
fn roots_come_as_pem_or_der_and_go_through_text() {
    let mut roots = TrustRoots::NONE;
    roots.add(ROOT).expect("PEM");
    let back = TrustRoots::try_from(Vec::<String>::from(roots.clone())).expect("the same");
    assert_eq!(back, roots);
    let der = roots.iter().next().expect("one").der.clone();
    let mut again = TrustRoots::NONE;
    again.add(&der).expect("DER");
    assert_eq!(again, roots);
    assert!(again.add(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----").is_err());
    assert!(again.add(b"khong phai chung thu").is_err());
}
