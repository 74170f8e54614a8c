//! Were the certificates of a chain still in force when they were used? Asked of the lists (RFC 5280, 5) and answers
//! (RFC 6960) that the file itself holds; nobody is asked over the network.
//!
//! Refuses to know: whether the chain leads to a root, and what time it is now.

use der::{Decode as _, Encode as _, asn1::ObjectIdentifier};
use model::{Moment, signature::SignatureDoubt};
use x509_cert::spki::AlgorithmIdentifierOwned;
use x509_ocsp::{BasicOcspResponse, CertStatus, OcspGeneralizedTime, OcspResponse, SingleResponse};

use super::{
    ber::{self, Value},
    certificate::Known,
    chain,
    method::{self, Hash},
    moment,
};

const OCSP_SIGNING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.9");

/// Lists and answers, as they stand in the file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Evidence {
    pub(crate) lists: Vec<Vec<u8>>,
    pub(crate) answers: Vec<Vec<u8>>,
}

/// When certificates were used.
#[derive(Debug, Clone, Copy)]
pub(super) struct Used {
    pub(super) at: Moment,
    /// Whether a trusted authority vouches for it.
    pub(super) is_proved: bool,
}

/// Whether every certificate of a chain but its last was in force.
///
/// # Errors
/// With what speaks against it, or why it is not known.
pub(super) fn judge(
    certificates: &[&Known],
    evidence: &Evidence,
    used: Used,
) -> Result<(), SignatureDoubt> {
    let pairs = certificates.iter().zip(certificates.iter().skip(1));
    let mut n_judged = 0;
    let mut open = Ok(());
    for (certificate, issuer) in pairs {
        n_judged += 1;
        match judge_one(certificate, issuer, evidence, used) {
            Err(SignatureDoubt::Revoked) => return Err(SignatureDoubt::Revoked),
            other => open = open.and(other),
        }
    }
    if n_judged == 0 { Err(SignatureDoubt::NothingEmbedded) } else { open }
}

fn judge_one(
    certificate: &Known,
    issuer: &Known,
    evidence: &Evidence,
    used: Used,
) -> Result<(), SignatureDoubt> {
    let lists = evidence.lists.iter().filter_map(|list| by_list(list, certificate, issuer));
    let answers =
        evidence.answers.iter().filter_map(|answer| by_answer(answer, certificate, issuer));
    let mut best = Err(SignatureDoubt::NothingEmbedded);
    for statement in lists.chain(answers) {
        match statement.about(used, certificate) {
            Err(SignatureDoubt::Revoked) => return Err(SignatureDoubt::Revoked),
            Err(SignatureDoubt::RevokedLater) => best = Err(SignatureDoubt::RevokedLater),
            Err(doubt) if best == Err(SignatureDoubt::NothingEmbedded) => best = Err(doubt),
            Ok(()) if best != Err(SignatureDoubt::RevokedLater) => best = Ok(()),
            _ => {}
        }
    }
    best
}

/// What an authority says about one certificate.
struct Statement {
    revoked: Option<Moment>,
    /// Whether silence about it means that it is in force.
    is_complete: bool,
    made: Moment,
    holds_until: Option<Moment>,
}

impl Statement {
    fn about(&self, used: Used, certificate: &Known) -> Result<(), SignatureDoubt> {
        match self.revoked {
            Some(moment) if moment <= used.at => return Err(SignatureDoubt::Revoked),
            Some(_) if used.is_proved => return Ok(()),
            Some(_) => return Err(SignatureDoubt::RevokedLater),
            None => {}
        }
        if !self.is_complete {
            return Err(SignatureDoubt::NothingEmbedded);
        }
        // Certificates that have expired may be left out of later lists.
        let is_after_expiry = certificate.validity().is_none_or(|(_, end)| self.made > end);
        let holds = self.made >= used.at || self.holds_until.is_some_and(|until| used.at <= until);
        (holds && !is_after_expiry).then_some(()).ok_or(SignatureDoubt::OfAnotherTime)
    }
}

/// What a list of this issuer says; `None` for lists of others, and for those that nobody vouches for.
fn by_list(list: &[u8], certificate: &Known, issuer: &Known) -> Option<Statement> {
    let parts = Value::tagged(list, ber::SEQUENCE)?.children()?;
    let [signed, algorithm, signature] = parts.as_slice() else { return None };
    let fields = signed.children()?;
    // version?, signature, issuer, thisUpdate, nextUpdate?, revokedCertificates?, [0] extensions?
    let mut fields = fields.iter().skip_while(|field| field.tag == ber::INTEGER).skip(1).peekable();
    if fields.next()?.whole != issuer.subject().to_der().ok()? {
        return None;
    }
    let made = moment::of(*fields.next()?)?;
    let holds_until = fields.peek().and_then(|field| moment::of(**field));
    if holds_until.is_some() {
        fields.next();
    }
    let listed = fields.next_if(|field| field.tag == ber::SEQUENCE);
    let serial = certificate.parsed.tbs_certificate.serial_number.as_bytes();
    let revoked = match listed {
        Some(listed) => find_entry(*listed, serial)?,
        None => None,
    };
    let is_complete = match fields.next() {
        Some(extensions) => !restricts(*extensions)?,
        None => true,
    };
    let may_sign = issuer.key_usage().is_none_or(|usage| usage.crl_sign());
    let algorithm = AlgorithmIdentifierOwned::from_der(algorithm.whole).ok()?;
    let (_, signature) = signature.content.split_first()?;
    let key = &issuer.parsed.tbs_certificate.subject_public_key_info;
    method::verify(key, &algorithm, None, signed.whole, signature).ok().filter(|()| may_sign)?;
    Some(Statement { revoked, is_complete, made, holds_until })
}

/// When the certificate of this serial number was revoked, if it is listed.
fn find_entry(listed: Value<'_>, serial: &[u8]) -> Option<Option<Moment>> {
    let mut rest = listed.content;
    while !rest.is_empty() {
        let entry = Value::first(rest)?;
        rest = &rest[entry.whole.len()..];
        let number = Value::tagged(entry.content, ber::INTEGER)?;
        if number.content == serial {
            let date = Value::first(&entry.content[number.whole.len()..])?;
            return moment::of(date).map(Some);
        }
    }
    Some(None)
}

/// Whether a critical extension restricts what a list is about: to some certificates, or to changes.
fn restricts(extensions: Value<'_>) -> Option<bool> {
    let all = Value::first(extensions.content)?.children()?;
    let is_critical = |extension: &Value<'_>| {
        let flag = |part: &Value<'_>| part.tag == ber::BOOLEAN && part.content != [0];
        extension.children().is_none_or(|parts| parts.iter().any(flag))
    };
    Some(all.iter().any(is_critical))
}

/// What an answer of this issuer, or of whom it authorised, says.
fn by_answer(answer: &[u8], certificate: &Known, issuer: &Known) -> Option<Statement> {
    let whole = Value::tagged(answer, ber::SEQUENCE)?.whole;
    let bytes = match OcspResponse::from_der(whole) {
        Ok(response) => response.response_bytes?.response.as_bytes().to_vec(),
        // Some programs keep the inner answer alone.
        Err(_) => whole.to_vec(),
    };
    let basic = BasicOcspResponse::from_der(&bytes).ok()?;
    let single = basic
        .tbs_response_data
        .responses
        .iter()
        .find(|single| is_about(single, certificate, issuer))?;
    let signed = Value::first(Value::first(&bytes)?.content)?.whole;
    let signature = basic.signature.as_bytes()?;
    let signed_by = |key: &Known| {
        let key = &key.parsed.tbs_certificate.subject_public_key_info;
        method::verify(key, &basic.signature_algorithm, None, signed, signature).is_ok()
    };
    let made = time(single.this_update)?;
    let is_vouched_for = signed_by(issuer)
        || basic.certs.iter().flatten().any(|responder| {
            let responder = responder.to_der().ok().and_then(|der| Known::parse(&der));
            responder.is_some_and(|responder| {
                let is_authorised =
                    responder.purposes().is_some_and(|all| all.contains(&OCSP_SIGNING));
                let was_valid =
                    responder.validity().is_some_and(|(from, to)| (from..=to).contains(&made));
                is_authorised
                    && was_valid
                    && signed_by(&responder)
                    && chain::issued(issuer, &responder).is_ok()
            })
        });
    let revoked = match single.cert_status {
        _ if !is_vouched_for => return None,
        CertStatus::Good(_) => None,
        CertStatus::Revoked(revoked) => Some(time(revoked.revocation_time)?),
        CertStatus::Unknown(_) => return None,
    };
    let holds_until = single.next_update.and_then(time);
    Some(Statement { revoked, is_complete: true, made, holds_until })
}

fn is_about(single: &SingleResponse, certificate: &Known, issuer: &Known) -> bool {
    let id = &single.cert_id;
    let issuer = &issuer.parsed.tbs_certificate;
    let (Some(hash), Ok(name)) = (Hash::of(id.hash_algorithm.oid), issuer.subject.to_der()) else {
        return false;
    };
    let key = issuer.subject_public_key_info.subject_public_key.as_bytes().unwrap_or_default();
    id.serial_number == certificate.parsed.tbs_certificate.serial_number
        && id.issuer_name_hash.as_bytes() == hash.digest(&[&name])
        && id.issuer_key_hash.as_bytes() == hash.digest(&[key])
}

fn time(time: OcspGeneralizedTime) -> Option<Moment> {
    Moment::from_unix_seconds(i64::try_from(time.0.to_unix_duration().as_secs()).ok()?)
}
