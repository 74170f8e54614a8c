//! `signature-invalid`, `signature-unproven`, `signed-late` and `signer-not-issuer`: what the digital signatures on a
//! document brought forward as evidence say against it.
//!
//! Only what was proved counts. A signature that could not be checked (no roots declared, a method that is not computed,
//! annotations that may cover something) accuses nobody; the document's page shows it. A document without a signature
//! is no finding either: scans of paper are evidence.

use model::{
    dossier::EvidenceDocument,
    finding::{DoubtfulSignature, Finding, FindingDetail, Subject},
    signature::{Answer, Signature, SignatureDoubt, SignatureRole},
};

use crate::{body, context::Context, examination::Examination, own, words::words};

/// What makes a person look at the evidence.
pub(crate) fn check(examination: &Examination<'_>, context: &Context<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for document in examination.shown() {
        let details = [invalid(document), unproven(document), late(document, context)];
        let found = details.into_iter().flatten();
        findings.extend(found.map(|detail| about(document, detail, examination, context)));
    }
    findings
}

/// What is only worth knowing: bodies have a certificate under many names.
pub(crate) fn check_issuer(examination: &Examination<'_>, context: &Context<'_>) -> Vec<Finding> {
    let other_signer = |document| Some((document, signed_for_another(document)?));
    let found = examination.shown().into_iter().filter_map(other_signer);
    found.map(|(document, detail)| about(document, detail, examination, context)).collect()
}

fn about(
    document: &EvidenceDocument,
    detail: FindingDetail,
    examination: &Examination<'_>,
    context: &Context<'_>,
) -> Finding {
    let evidence = vec![examination.claim.evidence(), own::evidence(document, None)];
    context.of_claim(examination.claim, Subject::Document(document.sha256), detail, evidence)
}

/// Signatures of persons and bodies; timestamps of the file say when, not who.
pub(super) fn by_signers(document: &EvidenceDocument) -> impl Iterator<Item = &Signature> {
    let signatures = document.facts.signatures.iter();
    signatures.filter(|signature| signature.role != SignatureRole::Timestamp)
}

/// The signatures of which something is proved to be wrong.
fn doubtful(
    document: &EvidenceDocument,
    doubt: impl Fn(&Signature) -> Option<SignatureDoubt>,
) -> Vec<DoubtfulSignature> {
    let doubtful = |signature: &Signature| {
        let signer = signature.signer.as_ref();
        Some(DoubtfulSignature {
            field: signature.field.clone(),
            signer: signer.and_then(|signer| signer.bodies().last()).map(str::to_owned),
            reason: doubt(signature)?,
        })
    };
    document.facts.signatures.iter().filter_map(doubtful).collect()
}

fn invalid(document: &EvidenceDocument) -> Option<FindingDetail> {
    let signatures = doubtful(document, |signature| {
        let answers = [signature.integrity, signature.coverage];
        answers.into_iter().find(|checked| checked.answer == Answer::Invalid)?.reason
    });
    let file = document.file.clone();
    (!signatures.is_empty()).then_some(FindingDetail::SignatureInvalid { file, signatures })
}

fn unproven(document: &EvidenceDocument) -> Option<FindingDetail> {
    let signatures = doubtful(document, |signature| {
        let is_broken = signature.is_broken() || signature.chain.answer != Answer::Invalid;
        if is_broken { None } else { signature.chain.reason }
    });
    let file = document.file.clone();
    (!signatures.is_empty()).then_some(FindingDetail::SignatureUnproven { file, signatures })
}

/// A document that bears a day in time, and that nobody had signed by then.
fn late(document: &EvidenceDocument, context: &Context<'_>) -> Option<FindingDetail> {
    let due = context.round.due;
    let dated = own::date(document)?;
    if dated.first_day() > due.last_day() {
        return None; // `evidence-late` says so.
    }
    let first = by_signers(document)
        .filter(|signature| signature.integrity.answer == Answer::Valid)
        .filter_map(|signature| Some((signature.time()?, signature.has_proved_time())))
        .min()?;
    let (moment, is_proved) = first;
    let signed = moment.day_in_viet_nam().ok()?;
    (signed.first_day() > due.last_day()).then_some(FindingDetail::SignedLate {
        number: own::numbers(document).into_iter().next(),
        date: dated,
        signed,
        is_proved,
        due,
    })
}

/// A document none of whose signers belongs to the body that it names as its issuer.
fn signed_for_another(document: &EvidenceDocument) -> Option<FindingDetail> {
    let (issuer, _) = own::issuer(document)?;
    let parent = document.facts.header.parent_body.as_deref();
    let signers: Vec<_> = by_signers(document).filter_map(|one| one.signer.as_ref()).collect();
    // A person's own certificate names no body.
    let has_bodies = signers.iter().all(|signer| signer.organization.is_some());
    let belongs =
        |name: &str| [Some(issuer), parent].into_iter().flatten().any(|body| is_part(name, body));
    let is_of_issuer = signers.iter().any(|signer| signer.bodies().any(belongs));
    if signers.is_empty() || !has_bodies || is_of_issuer {
        return None;
    }
    let named = |signer: &&model::signature::Signer| signer.bodies().last().map(str::to_owned);
    let mut names: Vec<String> = signers.iter().filter_map(named).collect();
    names.dedup();
    Some(FindingDetail::SignerNotIssuer {
        file: document.file.clone(),
        issuer: issuer.to_owned(),
        signers: names,
    })
}

/// Whether one name can be that of a body or of an office of it: `Văn phòng UBND tỉnh` of `UBND tỉnh An Bình`.
fn is_part(name: &str, body: &str) -> bool {
    let (name_words, body_words) = (words(name), words(body));
    let holds = |outer: &[String], inner: &[String]| {
        !inner.is_empty() && outer.windows(inner.len()).any(|window| window == inner)
    };
    body::can_be_same((name, None), (body, None))
        || holds(&name_words, &body_words)
        || holds(&body_words, &name_words)
}

#[cfg(test)]
mod tests {
    use model::signature::{Checked, SignatureDoubt};

    use crate::testing::*;

    fn signed(doubts: &[SignatureDoubt], day: &str) -> Doc {
        report("12/BC-SYT", "Kiểm tra").issuer("Sở Y tế").dated("2025-06-01").signed(
            "Sở Y tế",
            day,
            doubts,
        )
    }

    #[test]
    fn only_a_broken_signature_blocks() {
        let invalid = "1.3.1 signature-invalid document";
        check_document(signed(&[SignatureDoubt::BytesChanged], "2025-06-01"), invalid);
        check_document(signed(&[SignatureDoubt::ContentChanged], "2025-06-01"), invalid);
        let both = [SignatureDoubt::ContentChanged, SignatureDoubt::Expired];
        check_document(signed(&both, "2025-06-01"), invalid);
        let unproven = "1.3.1 signature-unproven document";
        check_document(signed(&[SignatureDoubt::Expired], "2025-06-01"), unproven);
        check_document(signed(&[SignatureDoubt::UntrustedRoot], "2025-06-01"), unproven);
    }

    #[test]
    fn what_could_not_be_checked_accuses_nobody() {
        check_document(signed(&[], "2025-06-01"), "");
        for doubt in SignatureDoubt::ALL {
            if Checked::doubted(*doubt).answer == model::signature::Answer::NotCheckable {
                check_document(signed(&[*doubt], "2025-06-01"), "");
            }
        }
    }

    #[test]
    fn a_day_in_time_does_not_help_what_was_signed_too_late() {
        let in_time = "1.3.1 signed-other-day document";
        check_document(signed(&[], "2026-01-23"), in_time);
        check_document(signed(&[], "2026-01-24"), "1.3.1 signed-late document");
        let late = signed(&[], "2026-02-01").dated("2026-01-30");
        check_document(late, "1.3.1 evidence-late document");
    }

    #[test]
    fn the_signer_belongs_to_the_issuer_or_to_an_office_of_it() {
        let by = |body: &str| {
            report("12/BC-SYT", "Kiểm tra").issuer("UBND tỉnh An Bình").dated("2025-06-01").signed(
                body,
                "2025-06-01",
                &[],
            )
        };
        check_document(by("Ủy ban nhân dân tỉnh An Bình"), "");
        check_document(by("Văn phòng Ủy ban nhân dân tỉnh An Bình"), "");
        check_document(by("Sở Công Thương tỉnh Cà Mau"), "1.3.1 signer-not-issuer document");
    }
}
