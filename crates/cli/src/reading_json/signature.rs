//! The JSON of a signature: three answers, and every reason why one of them is not `valid`.

use model::{
    Moment,
    signature::{Answer, LaterChange, Signature, SignatureDoubt, SignatureRole},
};
use serde::Serialize;

/// One signature.
#[derive(Debug, Serialize)]
pub(super) struct SignatureJson {
    field: String,
    format: String,
    role: SignatureRole,
    signer: Option<String>,
    organization: Option<String>,
    units: Vec<String>,
    title: Option<String>,
    issuer: Option<String>,
    time: Option<Moment>,
    time_source: Option<TimeSource>,
    integrity: Answer,
    coverage: Answer,
    covers_whole_file: bool,
    later: Vec<LaterChange>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unsigned_parts: Vec<String>,
    chain: Answer,
    revocation: Answer,
    /// `integrity: bytes-changed; chain: no-roots`; none where all answers are `valid`.
    reason: Option<String>,
}

/// Who says when it was signed.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
enum TimeSource {
    /// The signer; nobody vouches for it.
    Signer,
    /// A timestamp whose authority is not, or not known to be, a trusted one.
    Timestamp,
    /// A trusted authority.
    TrustedTimestamp,
}

impl From<&Signature> for SignatureJson {
    fn from(signature: &Signature) -> Self {
        let signer = signature.signer.clone().unwrap_or_default();
        let stamped = signature.timestamp.as_ref();
        let has_stamp = stamped.is_some_and(|stamp| stamp.integrity.answer == Answer::Valid);
        let time = signature.time();
        Self {
            field: signature.field.clone(),
            format: signature.format.clone(),
            role: signature.role,
            signer: signer.name,
            organization: signer.organization,
            units: signer.units,
            title: signer.title,
            issuer: signer.issuer,
            time,
            time_source: time.map(|_| match (signature.has_proved_time(), has_stamp) {
                (true, _) => TimeSource::TrustedTimestamp,
                (false, true) => TimeSource::Timestamp,
                (false, false) => TimeSource::Signer,
            }),
            integrity: signature.integrity.answer,
            coverage: signature.coverage.answer,
            covers_whole_file: signature.covers_whole_file,
            later: signature.later.clone(),
            unsigned_parts: signature.unsigned_parts.clone(),
            chain: signature.chain.answer,
            revocation: signature.revocation.answer,
            reason: reason(signature),
        }
    }
}

fn reason(signature: &Signature) -> Option<String> {
    let stamp = signature.timestamp.as_ref();
    let asked = [
        ("integrity", signature.integrity.reason),
        ("coverage", signature.coverage.reason),
        ("timestamp", stamp.and_then(|stamp| stamp.integrity.reason)),
        ("timestamp-chain", stamp.and_then(|stamp| stamp.chain.reason)),
        ("chain", signature.chain.reason),
        ("revocation", signature.revocation.reason),
    ];
    let reasons: Vec<String> = asked
        .into_iter()
        .filter_map(|(question, doubt)| Some(format!("{question}: {}", name(doubt?))))
        .collect();
    (!reasons.is_empty()).then(|| reasons.join("; "))
}

fn name(doubt: SignatureDoubt) -> String {
    let json = serde_json::to_value(doubt).expect("a doubt is a word");
    json.as_str().expect("a doubt is a word").to_owned()
}
