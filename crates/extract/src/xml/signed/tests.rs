//! Signed messages in every state: made by tests/bench/signed_xml.py (fixtures/README.md says how), then changed here.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use model::signature::{Answer, Checked, LaterChange, Signature, SignatureDoubt};

use crate::{Asked, Limits, TrustRoots, read_for, signature::method::Hash};

const ROOT: &[u8] = include_bytes!("../../../../../fixtures/signed/root-xml.pem");

macro_rules! message {
    ($name:literal) => {
        include_str!(concat!("../../../../../fixtures/signed/message", $name, ".edxml"))
    };
}

fn signatures(message: &str) -> Vec<Signature> {
    let mut roots = TrustRoots::NONE;
    roots.add(ROOT).expect("a certificate");
    let asked = Asked { roots: &roots, images: None };
    let limits = Limits::default();
    read_for(asked, message.as_bytes(), "van-ban.edxml", &limits, &mut || {}).signatures
}

/// `integrity coverage` of each signature, and what it does not sign.
fn check(message: &str, expect: &[&str]) {
    let word = |checked: Checked| match (checked.answer, checked.reason) {
        (Answer::Valid, _) => "valid".to_owned(),
        (_, Some(doubt)) => format!("{doubt:?}"),
        (answer, None) => panic!("{answer:?} without a reason"),
    };
    let verdict = |signature: Signature| {
        let said = [signature.integrity, signature.coverage].map(word).into_iter();
        said.chain(signature.unsigned_parts).collect::<Vec<_>>().join(" ")
    };
    let verdicts: Vec<String> = signatures(message).into_iter().map(verdict).collect();
    assert_eq!(verdicts, expect);
}

fn with(message: &str, old: &str, new: &str) -> String {
    assert!(message.contains(old), "no {old}");
    message.replacen(old, new, 1)
}

#[test]
fn methods_and_keys_that_are_in_use_are_computed() {
    for good in [message!(""), message!("-p384"), message!("-pss"), message!("-xades")] {
        check(good, &["valid valid"]);
    }
    let [signature] = &signatures(message!("-xades"))[..] else { panic!("one signature") };
    assert_eq!((signature.field.as_str(), signature.format.as_str()), ("sig", "XAdES"));
    assert_eq!((signature.chain, signature.covers_whole_file), (Checked::VALID, true));
    let signer = signature.signer.as_ref().expect("a certificate");
    assert_eq!(signer.name.as_deref(), Some("Nguyễn Văn A"));
    assert!(signature.claimed.is_some());
}

#[test]
fn whatever_changes_what_is_said_is_found() {
    let good = message!("");
    let changed = ["BytesChanged valid"];
    for (old, new) in [
        ("<edXML:CodeNumber>12<", "<edXML:CodeNumber>13<"),
        ("<edXML:CodeNumber>12<", "<edXML:CodeNumber>12 <"),
        ("xml:lang=\"vi\"", "xml:lang=\"en\""),
        ("</edXML:MessageHeader>", "<edXML:Steering/></edXML:MessageHeader>"),
        ("xmlns:edXML=\"", "xmlns:x=\"u\" xmlns:edXML=\""),
        ("<ContentId>cid:1", "<ContentId>cid:2"),
    ] {
        check(&with(good, old, new), &changed);
    }
    check(&with(good, "SignatureValue>", "SignatureValue>AAAA"), &["WrongKey valid"]);
    check(&with(message!("-xades"), "SigningTime>2", "SigningTime>1"), &changed);
    check(&with(good, "more#rsa-sha256", "more#rsa-sha224"), &["UnsupportedMethod valid"]);
}

#[test]
fn how_it_is_written_is_no_change() {
    let good = message!("");
    check(&good.replace('\n', "\r\n"), &["valid valid"]);
    check(&with(good, "<!-- made for a test -->", "<!-- another -->"), &["valid valid"]);
    check(&with(good, "Id=\"body\"", "Id = 'body'"), &["valid valid"]);
    let rewritten = "<![CDATA[tỉnh]]> An B&#xEC;nh";
    check(&with(good, "tỉnh An Bình", rewritten), &["valid valid"]);
}

#[test]
fn what_is_signed_in_part_says_which_part_is_not() {
    let unsigned = "valid PartlySigned /edXML/edXMLEnvelope/edXMLBody";
    check(message!("-part"), &[unsigned]);
    // Wrapping: the header that was signed stands aside, and another one where it is read.
    let part = message!("-part");
    let (start, end) = ("<edXML:MessageHeader", "</edXML:MessageHeader>");
    let from = part.find(start).expect("a header");
    let to = part.find(end).expect("its end") + end.len();
    let header = &part[from..to];
    let shown = header.replace("12/BC", "13/BC").replace("Id=\"header\"", "Id=\"other\"");
    let aside = format!(
        "<Aside xmlns:edXML=\"http://www.mic.gov.vn/TBT/QCVN_102_2016\">{header}</Aside></edXML>"
    );
    let wrapped = part.replace(header, &shown).replace("</edXML>", &aside);
    let [signature] = &signatures(&wrapped)[..] else { panic!("one signature") };
    assert_eq!(signature.coverage.answer, Answer::NotCheckable);
    let path = "/edXML/edXMLEnvelope".to_owned();
    assert!(signature.unsigned_parts.contains(&path), "{:?}", signature.unsigned_parts);
    // Of two elements of one name nobody knows which was meant.
    let doubled = with(part, "Id=\"body\"", "Id=\"header\"");
    assert_eq!(signatures(&doubled)[0].integrity.answer, Answer::NotCheckable);
}

#[test]
fn a_second_signature_is_a_later_change_of_the_first() {
    check(message!("-twice"), &["valid valid", "valid valid"]);
    let twice = signatures(message!("-twice"));
    assert_eq!(
        (twice[0].later.as_slice(), twice[0].covers_whole_file),
        (&[LaterChange::Signature][..], false)
    );
    assert_eq!((twice[1].later.as_slice(), twice[1].covers_whole_file), (&[][..], true));
    let changed = with(message!("-twice"), "12/BC-SNV<", "19/BC-SNV<");
    check(&changed, &["BytesChanged valid"; 2]);
}

#[test]
fn bombs_in_signatures_are_refused_in_time() {
    let verdict = |n_references: usize| {
        // All of them hold, and each asks for the whole text again.
        let digest = STANDARD.encode(Hash::Sha1.digest(&[b"<x Id=\"x\"></x>"]));
        let reference = format!(
            "<Reference URI='#x'><DigestMethod Algorithm='http://www.w3.org/2000/09/xmldsig#sha1'/>\
             <DigestValue>{digest}</DigestValue></Reference>"
        );
        let text = format!(
            "<m><x Id='x'/><Signature xmlns='http://www.w3.org/2000/09/xmldsig#'><SignedInfo>{}</SignedInfo>\
             </Signature></m>",
            reference.repeat(n_references)
        );
        signatures(&text)[0].integrity.reason
    };
    assert_eq!(verdict(60), Some(SignatureDoubt::CertificateMissing));
    assert_eq!(verdict(100), Some(SignatureDoubt::SignedTooLarge));
}
