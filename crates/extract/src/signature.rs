//! What does a digital signature prove, and about whom? The same for all formats of files that carry one.
//!
//! Trust roots are arguments, and certificates are judged at the time of signing, so that an answer does not depend on
//! when it is asked. Nothing is fetched: what the file does not hold is not known. Refuses to know: where in a file the
//! signed bytes stand, and what was added to it later.

use model::{
    Moment,
    signature::{Answer, Checked, SignatureDoubt, SignatureTimestamp, Signer},
};

pub(crate) mod ber;
pub(crate) mod certificate;
mod chain;
mod container;
pub(crate) mod method;
mod moment;
mod pkcs1;
mod pss;
mod revocation;
mod timestamp;
pub(crate) mod xml;

use certificate::{Known, TrustRoots};
use chain::{Chain, Use};
use container::Container;
use method::Hash;
pub(crate) use revocation::Evidence;
use revocation::Used;

/// What stands around a signature: the operator's roots, and what else the file holds about certificates.
#[derive(Debug)]
pub(crate) struct Surroundings<'t> {
    pub(crate) roots: &'t TrustRoots,
    pub(crate) certificates: Vec<Known>,
    pub(crate) evidence: Evidence,
}

impl Surroundings<'_> {
    /// The certificates at hand, with those of a container.
    fn with(&self, container: &Container) -> Vec<Known> {
        container.certificates.iter().chain(&self.certificates).cloned().collect()
    }
}

/// In which way the bytes of a signature were made from the signed bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form<'b> {
    /// A container beside the signed bytes: `adbe.pkcs7.detached`, `ETSI.CAdES.detached`.
    Detached,
    /// A container around the SHA-1 of the signed bytes: `adbe.pkcs7.sha1`.
    AroundSha1,
    /// The token of a timestamp on the signed bytes: `ETSI.RFC3161`.
    FileTimestamp,
    /// A bare RSA signature, with the certificate beside it: `adbe.x509.rsa_sha1`.
    BareRsa {
        /// The certificate.
        certificate: &'b [u8],
    },
}

/// What a signature proves but for its coverage of the file.
#[derive(Debug)]
pub(crate) struct Examined {
    pub(crate) signer: Option<Signer>,
    pub(crate) claimed: Option<Moment>,
    pub(crate) timestamp: Option<SignatureTimestamp>,
    pub(crate) integrity: Checked,
    pub(crate) chain: Checked,
    pub(crate) revocation: Checked,
}

impl Examined {
    /// A signature of which nothing is known, for one reason.
    pub(crate) fn not_at_all(doubt: SignatureDoubt) -> Self {
        let doubted = Checked { answer: Answer::NotCheckable, reason: Some(doubt) };
        Self {
            signer: None,
            claimed: None,
            timestamp: None,
            integrity: Checked::doubted(doubt),
            chain: doubted,
            revocation: doubted,
        }
    }
}

/// Examines a signature over some bytes, which lie in pieces. `stated` is the time of signing that the file states
/// beside the signature; one inside it goes first, because it is signed.
pub(crate) fn examine(
    signature: &[u8],
    signed: &[&[u8]],
    form: Form<'_>,
    stated: Option<Moment>,
    surroundings: &Surroundings<'_>,
) -> Examined {
    if signature.iter().all(|byte| *byte == 0) {
        return Examined::not_at_all(SignatureDoubt::Empty);
    }
    let examined = match form {
        Form::Detached => Container::open(signature).map(|container| {
            // Whoever finds content inside could take it for what was signed (ISO 32000-2, 12.8.3.3.1).
            let integrity = match container.content {
                Some(_) => Err(SignatureDoubt::Malformed),
                None => container.verify(signed),
            };
            of_container(&container, integrity, stated, surroundings)
        }),
        Form::AroundSha1 => Container::open(signature).map(|container| {
            let content = container.content.as_deref().unwrap_or_default();
            let integrity = match content == Hash::Sha1.digest(signed) {
                true => container.verify(&[content]),
                false => Err(SignatureDoubt::BytesChanged),
            };
            of_container(&container, integrity, stated, surroundings)
        }),
        Form::FileTimestamp => of_file_timestamp(signature, signed, surroundings),
        Form::BareRsa { certificate } => bare(signature, signed, certificate, stated, surroundings),
    };
    examined.unwrap_or_else(Examined::not_at_all)
}

fn of_container(
    container: &Container,
    integrity: Result<(), SignatureDoubt>,
    stated: Option<Moment>,
    surroundings: &Surroundings<'_>,
) -> Examined {
    let timestamp = container.timestamp_token().and_then(|token| {
        timestamp::examine(token.whole, &[container.signature_bytes()], surroundings).ok()
    });
    let claimed = container.signing_time().or(stated);
    let mut evidence = surroundings.evidence.clone();
    let (lists, answers) = container.archived_revocation();
    evidence.lists.extend(lists.into_iter().map(<[u8]>::to_vec));
    evidence.lists.extend(container.lists.iter().cloned());
    evidence.answers.extend(answers.into_iter().map(<[u8]>::to_vec));
    let certificate = container.certificate();
    let timestamp = timestamp.map(|(timestamp, _)| timestamp);
    let at_hand = surroundings.with(container);
    let judged = judge(certificate, &at_hand, &evidence, claimed, timestamp.as_ref(), surroundings);
    Examined {
        signer: certificate.map(Known::signer),
        claimed,
        timestamp,
        integrity: Checked::of(integrity),
        chain: judged.chain,
        revocation: judged.revocation,
    }
}

/// A timestamp of the whole file is its own signature: its authority signs, at its own time.
fn of_file_timestamp(
    token: &[u8],
    signed: &[&[u8]],
    surroundings: &Surroundings<'_>,
) -> Result<Examined, SignatureDoubt> {
    let (timestamp, container) = timestamp::examine(token, signed, surroundings)?;
    let at_hand = surroundings.with(&container);
    let certificates = match container.certificate() {
        Some(authority) => Chain::find(authority, &at_hand, surroundings.roots).certificates,
        None => Vec::new(),
    };
    let used = Used { at: timestamp.time, is_proved: timestamp.chain.answer == Answer::Valid };
    let revocation = revocation::judge(&certificates, &surroundings.evidence, used);
    Ok(Examined {
        signer: container.certificate().map(Known::signer),
        claimed: None,
        integrity: timestamp.integrity,
        chain: with_revocation(timestamp.chain, revocation),
        revocation: Checked::of(revocation),
        timestamp: Some(timestamp),
    })
}

fn bare(
    signature: &[u8],
    signed: &[&[u8]],
    certificate: &[u8],
    stated: Option<Moment>,
    surroundings: &Surroundings<'_>,
) -> Result<Examined, SignatureDoubt> {
    let known = Known::parse(certificate).ok_or(SignatureDoubt::CertificateMissing)?;
    let definite = ber::definite(signature).ok_or(SignatureDoubt::Malformed)?;
    let octets =
        ber::Value::tagged(&definite, ber::OCTET_STRING).ok_or(SignatureDoubt::Malformed)?;
    let key = &known.parsed.tbs_certificate.subject_public_key_info;
    let message = signed.concat();
    // The name of the format says SHA-1, but signers put others in.
    let attempts = [Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512]
        .map(|hash| method::verify(key, &key.algorithm, Some(hash), &message, octets.content));
    let integrity = attempts.iter().find(|attempt| attempt.is_ok()).unwrap_or(&attempts[0]);
    let judged = judge(
        Some(&known),
        &surroundings.certificates,
        &surroundings.evidence,
        stated,
        None,
        surroundings,
    );
    Ok(Examined {
        signer: Some(known.signer()),
        claimed: stated,
        timestamp: None,
        integrity: Checked::of(*integrity),
        chain: judged.chain,
        revocation: judged.revocation,
    })
}

struct Judged {
    chain: Checked,
    revocation: Checked,
}

/// Judges the certificate of a signer at the time of signing.
fn judge(
    certificate: Option<&Known>,
    at_hand: &[Known],
    evidence: &Evidence,
    claimed: Option<Moment>,
    timestamp: Option<&SignatureTimestamp>,
    surroundings: &Surroundings<'_>,
) -> Judged {
    let Some(certificate) = certificate else {
        let doubted = Checked::doubted(SignatureDoubt::CertificateMissing);
        return Judged { chain: doubted, revocation: doubted };
    };
    let stamped = timestamp.filter(|stamp| stamp.integrity.answer == Answer::Valid);
    let at = stamped.map(|stamp| stamp.time).or(claimed);
    let chain = Chain::find(certificate, at_hand, surroundings.roots);
    let revocation = match at {
        Some(at) => {
            let is_proved = stamped.is_some_and(|stamp| stamp.chain.answer == Answer::Valid);
            revocation::judge(&chain.certificates, evidence, Used { at, is_proved })
        }
        None => Err(SignatureDoubt::NoTime),
    };
    let judged = Checked::of(chain.judge(Use::Signing, at));
    Judged { chain: with_revocation(judged, revocation), revocation: Checked::of(revocation) }
}

/// A chain with a revoked certificate in it is broken; one of which that is not known is not.
fn with_revocation(chain: Checked, revocation: Result<(), SignatureDoubt>) -> Checked {
    match revocation {
        Err(doubt @ (SignatureDoubt::Revoked | SignatureDoubt::RevokedLater))
            if chain.answer != Answer::Invalid =>
        {
            Checked::doubted(doubt)
        }
        _ => chain,
    }
}
