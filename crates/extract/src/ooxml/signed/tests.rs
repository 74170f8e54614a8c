//! Signed packages in every state: made by tests/bench/signed_xml.py (fixtures/README.md says how), then changed here.

use model::signature::{Answer, Checked, Signature};

use crate::{Asked, Limits, TrustRoots, read_for, session::Session, zipped::Zipped};

const ROOT: &[u8] = include_bytes!("../../../../../fixtures/signed/root-xml.pem");
const DOCX: &[u8] = include_bytes!("../../../../../fixtures/signed/package.docx");
const BY_TYPE: &[u8] = include_bytes!("../../../../../fixtures/signed/package-by-type.docx");
const TWICE: &[u8] = include_bytes!("../../../../../fixtures/signed/package-twice.docx");
const XLSX: &[u8] = include_bytes!("../../../../../fixtures/signed/package.xlsx");

const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const DOCUMENT_RELATIONSHIPS: &str = "word/_rels/document.xml.rels";

type Parts = Vec<(String, Vec<u8>)>;

fn signatures(package: &[u8]) -> Vec<Signature> {
    let mut roots = TrustRoots::NONE;
    roots.add(ROOT).expect("a certificate");
    let asked = Asked { roots: &roots, images: None };
    read_for(asked, package, "van-ban.docx", &Limits::default(), &mut || {}).signatures
}

/// `integrity coverage chain` of each signature, and what it does not sign.
fn verdicts(package: &[u8]) -> Vec<String> {
    let word = |checked: Checked| match (checked.answer, checked.reason) {
        (Answer::Valid, _) => "valid".to_owned(),
        (_, Some(doubt)) => format!("{doubt:?}"),
        (answer, None) => panic!("{answer:?} without a reason"),
    };
    let verdict = |signature: Signature| {
        let said = [signature.integrity, signature.coverage, signature.chain].map(word);
        let unsigned = signature.unsigned_parts.into_iter();
        said.into_iter().chain(unsigned).collect::<Vec<_>>().join(" ")
    };
    signatures(package).into_iter().map(verdict).collect()
}

fn parts(package: &[u8]) -> Parts {
    let limits = Limits::default();
    let mut progress = || {};
    let mut session = Session::new(&limits, package.len() as u64, &mut progress);
    let zipped = Zipped::open(package, &mut session).expect("a package");
    let entries = zipped.into_entries().into_iter();
    entries
        .map(|entry| {
            let bytes = entry.take_out(package, &mut session).expect("a part");
            (entry.name, bytes)
        })
        .collect()
}

fn packed(parts: &Parts) -> Vec<u8> {
    testkit::archive::zip(parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())))
}

/// The package with a text exchanged in one of its parts.
fn with(package: &[u8], name: &str, old: &str, new: &str) -> Vec<u8> {
    let mut parts = parts(package);
    let (_, bytes) = parts.iter_mut().find(|(found, _)| found == name).expect("the part");
    let text = String::from_utf8(std::mem::take(bytes)).expect("XML");
    assert!(text.contains(old), "{name} has no {old}");
    *bytes = text.replacen(old, new, 1).into_bytes();
    packed(&parts)
}

/// The package with a part more, and a relationship of this kind that leads from the document to it.
fn with_part(package: &[u8], kind: &str, name: &str) -> Vec<u8> {
    let target = name.trim_start_matches("word/");
    let relationship = format!("<Relationship Id=\"rId7\" Type=\"{kind}\" Target=\"{target}\"/>");
    let end = "</Relationships>";
    let linked = with(package, DOCUMENT_RELATIONSHIPS, end, &(relationship + end));
    let mut parts = parts(&linked);
    parts.push((name.to_owned(), b"<w:ftr xmlns:w='u'/>".to_vec()));
    packed(&parts)
}

fn check(package: &[u8], expect: &[&str]) {
    assert_eq!(verdicts(package), expect);
}

#[test]
fn a_signed_package_names_its_signer_and_the_time_of_its_stamp() {
    check(DOCX, &["valid valid valid"]);
    check(BY_TYPE, &["valid valid valid"]);
    let [signature] = &signatures(DOCX)[..] else { panic!("one signature") };
    assert_eq!(
        (signature.field.as_str(), signature.format.as_str()),
        ("_xmlsignatures/sig1.xml", "XAdES")
    );
    let signer = signature.signer.as_ref().expect("a certificate");
    assert_eq!(signer.name.as_deref(), Some("Nguyễn Văn A"));
    assert!(signature.covers_whole_file && signature.has_proved_time());
    assert!(signature.claimed.is_some());
}

#[test]
fn a_workbook_without_properties_has_the_time_that_packages_state() {
    let [signature] = &signatures(XLSX)[..] else { panic!("one signature") };
    assert_eq!((signature.integrity, signature.coverage), (Checked::VALID, Checked::VALID));
    assert_eq!(signature.format, "XMLDSig");
    assert!(signature.claimed.is_some() && signature.timestamp.is_none());
}

#[test]
fn a_second_signature_takes_nothing_from_the_first() {
    check(TWICE, &["valid valid valid", "valid valid valid"]);
    let changed = with(TWICE, "word/styles.xml", "w:styles", "w:styles a='1'");
    check(&changed, &["BytesChanged valid valid"; 2]);
}

#[test]
fn every_part_that_was_signed_is_looked_at() {
    let changed = ["BytesChanged valid valid"];
    check(&with(DOCX, "word/document.xml", "98,5%", "99,5%"), &changed);
    check(&with(DOCX, "word/header1.xml", "An Bình", "An Khê"), &changed);
    check(&with(XLSX, "xl/worksheets/sheet1.xml", "98.5", "99.5"), &["BytesChanged valid valid"]);
    check(&with(DOCX, DOCUMENT_RELATIONSHIPS, "a=1", "a=2"), &changed);
    let mut without = parts(DOCX);
    without.retain(|(name, _)| name != "word/header1.xml");
    check(&packed(&without), &changed);
    let other_type = "wordprocessingml.footer+xml";
    let retyped = with(DOCX, "[Content_Types].xml", "wordprocessingml.header+xml", other_type);
    check(&retyped, &["ContentChanged valid valid"]);
}

#[test]
fn what_was_added_and_is_shown_was_not_signed() {
    let footer = with_part(DOCX, &format!("{OFFICE}/footer"), "word/footer1.xml");
    let named = "word/_rels/document.xml.rels#rId7 word/footer1.xml";
    check(&footer, &[&format!("valid PartUnsigned valid {named}")]);
    // A filter by type signs all relationships of the type, those to come as well.
    let header = with_part(BY_TYPE, &format!("{OFFICE}/header"), "word/header2.xml");
    check(&header, &["BytesChanged PartUnsigned valid word/header2.xml"]);
    let main = format!(
        "<Relationship Id='rId0' Type='{OFFICE}/officeDocument' Target='word/header1.xml'/>"
    );
    let end = "</Relationships>";
    let second = with(DOCX, "_rels/.rels", end, &(main + end));
    check(&second, &["valid PartUnsigned valid _rels/.rels#rId0"]);
}

#[test]
fn what_was_added_and_may_be_shown_is_for_a_person() {
    let unknown = with_part(DOCX, "http://example.invalid/people", "word/people.xml");
    let named = "word/_rels/document.xml.rels#rId7 word/people.xml";
    check(&unknown, &[&format!("valid PartlySigned valid {named}")]);
    let mut stray = parts(DOCX);
    stray.push(("word/embeddings/a.bin".to_owned(), b"a".to_vec()));
    check(&packed(&stray), &["valid PartlySigned valid word/embeddings/a.bin"]);
}

#[test]
fn what_office_changes_by_itself_is_not_signed() {
    check(&with(DOCX, "docProps/core.xml", "/>", " a='1'/>"), &["valid valid valid"]);
    // Spaces and the order of relationships are no content.
    let spaced = with(DOCX, DOCUMENT_RELATIONSHIPS, "<Relationship ", "\n  <Relationship ");
    check(&spaced, &["valid valid valid"]);
}

#[test]
fn a_signature_that_was_tampered_with_is_never_valid() {
    let of = |old: &str, new: &str| with(DOCX, "_xmlsignatures/sig1.xml", old, new);
    check(&of("<SignatureValue>", "<SignatureValue>AAAA"), &["WrongKey valid valid"]);
    check(&of("xmldsig-more#rsa-sha256", "xmldsig-more#rsa-sha512"), &["WrongKey valid valid"]);
    check(&of("<xd:SigningTime>2", "<xd:SigningTime>1"), &["BytesChanged valid valid"]);
    // A list that the signature does not sign signs nothing.
    let loose = of("Id=\"idPackageObject\"", "Id=\"idOther\"");
    assert!(verdicts(&loose)[0].starts_with("BytesChanged PartUnsigned"), "{:?}", verdicts(&loose));
    check(&of("<Signature ", "<Signatur "), &["Malformed Malformed Malformed"]);
    check(&of("SignedInfo>", "SignedInf>"), &["Malformed Malformed Malformed"]);
    let unknown = of("2006/RelationshipTransform", "2006/Unknown");
    assert!(verdicts(&unknown)[0].starts_with("BytesChanged"), "{:?}", verdicts(&unknown));
}

#[test]
fn a_package_that_was_cut_accuses_nobody() {
    let cut = &DOCX[..DOCX.len() * 9 / 10];
    for signature in signatures(cut) {
        assert!(!signature.is_broken(), "{signature:?}");
    }
}
