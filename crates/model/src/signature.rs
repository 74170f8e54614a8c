//! What was found out about the digital signatures of a file: by whom, when, and what they prove.
//!
//! Three questions are asked of every signature, and each has three answers. *Integrity*: are the signed bytes the ones
//! that were signed, by the key of this certificate? *Coverage*: is what the file shows what was signed, or was it
//! changed afterwards? *Chain*: does somebody whom the operator trusts say whose key it is? Nothing is `valid` that was
//! not checked. No answer depends on when it is asked: certificates are judged at the time of signing.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::moment::Moment;

/// One signature of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Signature {
    /// The name of its field, as the file gives it; the path of the part in a package.
    pub field: String,
    /// Its format, as the file names it: `adbe.pkcs7.detached`, `ETSI.CAdES.detached`.
    pub format: String,
    /// What it was made for.
    pub role: SignatureRole,
    /// Whose certificate it was made with, as that certificate says; its chain says what that is worth.
    pub signer: Option<Signer>,
    /// The time of signing that the signer states; nobody vouches for it.
    pub claimed: Option<Moment>,
    /// The time that an authority put on the signature.
    pub timestamp: Option<SignatureTimestamp>,
    /// Whether the signed bytes are those that were signed.
    pub integrity: Checked,
    /// Whether what the file shows is what was signed.
    pub coverage: Checked,
    /// Whether nothing at all follows the signed bytes.
    pub covers_whole_file: bool,
    /// What was added to the file after this signature, the heaviest last.
    pub later: Vec<LaterChange>,
    /// The parts of a package, or elements of a message, that this signature does not sign although the file shows
    /// them or may show them; the first hundred.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unsigned_parts: Vec<String>,
    /// Whether the certificate leads to a trusted root, and was valid when it was used.
    pub chain: Checked,
    /// Whether the certificates were still in force when they were used, by the lists and answers in the file.
    pub revocation: Checked,
}

impl Signature {
    /// A signature that is there and was not examined, for this reason.
    #[must_use]
    pub fn not_examined(
        field: impl Into<String>,
        format: impl Into<String>,
        doubt: SignatureDoubt,
    ) -> Self {
        let doubted = Checked { answer: Answer::NotCheckable, reason: Some(doubt) };
        Self {
            field: field.into(),
            format: format.into(),
            role: SignatureRole::Approval,
            signer: None,
            claimed: None,
            timestamp: None,
            integrity: doubted,
            coverage: doubted,
            covers_whole_file: false,
            later: Vec::new(),
            unsigned_parts: Vec::new(),
            chain: doubted,
            revocation: doubted,
        }
    }

    /// The time of signing: that of an authority where one is proved, else what the signer states.
    #[must_use]
    pub fn time(&self) -> Option<Moment> {
        self.timestamp
            .as_ref()
            .filter(|timestamp| timestamp.integrity.answer == Answer::Valid)
            .map(|timestamp| timestamp.time)
            .or(self.claimed)
    }

    /// Whether a trusted authority vouches for the time of signing.
    #[must_use]
    pub fn has_proved_time(&self) -> bool {
        self.timestamp.as_ref().is_some_and(|timestamp| {
            timestamp.integrity.answer == Answer::Valid && timestamp.chain.answer == Answer::Valid
        })
    }

    /// Whether it is proved that the file does not show what was signed: bytes were changed, or content was put over
    /// what was signed. Never so because something could not be checked.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.integrity.answer == Answer::Invalid || self.coverage.answer == Answer::Invalid
    }
}

/// What a signature was made for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum SignatureRole {
    /// Somebody approves of the document.
    Approval,
    /// Its author certifies it, and nothing may follow.
    CertifiesAll,
    /// Its author certifies it; forms may be filled and signatures added.
    CertifiesButForms,
    /// Its author certifies it; forms may be filled, signatures and annotations added.
    CertifiesButAnnotations,
    /// An authority states that the file was so at a time.
    Timestamp,
}

/// Who a certificate says its owner is. Numbers of identity cards, which it may also bear, are not taken over.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Signer {
    /// The common name: a person, or a body for its own stamp.
    pub name: Option<String>,
    /// The organisation.
    pub organization: Option<String>,
    /// The units within it, as many as are named, the outermost first as written.
    #[serde(default)]
    pub units: Vec<String>,
    /// The position.
    pub title: Option<String>,
    /// The common name of the authority that issued the certificate.
    pub issuer: Option<String>,
}

impl Signer {
    /// The names by which the certificate may call the body: its organisation, units, and the common name.
    pub fn bodies(&self) -> impl Iterator<Item = &str> {
        self.units.iter().chain(&self.organization).chain(&self.name).map(String::as_str)
    }
}

/// A time that an authority put on a signature (RFC 3161).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SignatureTimestamp {
    /// The time.
    pub time: Moment,
    /// The common name of the authority.
    pub authority: Option<String>,
    /// Whether it was put on this signature, by that authority's key.
    pub integrity: Checked,
    /// Whether the authority leads to a trusted root.
    pub chain: Checked,
}

/// An answer, and why it is not `valid`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Checked {
    /// The answer.
    pub answer: Answer,
    /// Why, wherever it is not `valid`.
    pub reason: Option<SignatureDoubt>,
}

impl Checked {
    /// It was checked, and holds.
    pub const VALID: Self = Self { answer: Answer::Valid, reason: None };

    /// The answer that a doubt gives.
    #[must_use]
    pub fn doubted(doubt: SignatureDoubt) -> Self {
        Self { answer: doubt.answer(), reason: Some(doubt) }
    }

    /// What a check says.
    #[must_use]
    pub fn of(outcome: Result<(), SignatureDoubt>) -> Self {
        outcome.map_or_else(Self::doubted, |()| Self::VALID)
    }
}

/// One of three answers; the last two are never one.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// It was checked, and holds.
    Valid,
    /// It was checked, and does not hold.
    Invalid,
    /// It could not be checked.
    NotCheckable,
}

/// What was added to a file after a signature, from harmless to grave.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum LaterChange {
    /// Certificates, lists and answers about them, metadata: nothing that is shown.
    ValidationData,
    /// A further signature, or a timestamp of the file.
    Signature,
    /// A form was filled in.
    FormFill,
    /// An annotation was added, changed or taken away.
    Annotation,
    /// What the pages show was changed.
    Content,
}

macro_rules! doubts {
    ($( $(#[$meta:meta])* $name:ident($answer:ident), )*) => {
        /// Why a signature, or a part of what it proves, is not `valid`.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
        )]
        #[serde(rename_all = "kebab-case")]
        pub enum SignatureDoubt {
            $( $(#[$meta])* $name, )*
        }

        impl SignatureDoubt {
            /// All doubts, in the order of their declaration.
            pub const ALL: &[Self] = &[ $( Self::$name, )* ];

            /// The answer that this doubt gives.
            #[must_use]
            pub fn answer(self) -> Answer {
                match self { $( Self::$name => Answer::$answer, )* }
            }
        }
    };
}

doubts! {
    // Of integrity.
    /// The signed bytes were changed after signing.
    BytesChanged(Invalid),
    /// The signature was not made by the key of this certificate, or was itself changed.
    WrongKey(Invalid),
    /// Another certificate stands beside the signature than the one that its signer named.
    CertificateSwapped(Invalid),
    /// The timestamp was put on something else.
    StampedSomethingElse(Invalid),
    /// The signature cannot be decoded.
    Malformed(NotCheckable),
    /// A field for a signature is filled with nothing.
    Empty(NotCheckable),
    /// The format of the signature is not known.
    UnknownFormat(NotCheckable),
    /// The method, or the length of the key, is one that is not computed here.
    UnsupportedMethod(NotCheckable),
    /// The signer's certificate is not in the file.
    CertificateMissing(NotCheckable),
    /// Several signers share one signature.
    SeveralSigners(NotCheckable),
    /// Something that was signed does not lie in the file, and is not asked for elsewhere.
    OutsideFile(NotCheckable),
    /// What was signed would grow larger, in the form in which it was signed, than is looked at.
    SignedTooLarge(NotCheckable),

    // Of coverage.
    /// The signed ranges are not the whole file but the signature: something stands where nobody signed.
    RangesTampered(Invalid),
    /// The signed bytes end in the middle of a revision of the file.
    RevisionCut(Invalid),
    /// What the pages show was changed after signing.
    ContentChanged(Invalid),
    /// A part of the package that is shown was not signed: whoever signs a package signs all that it shows.
    PartUnsigned(Invalid),
    /// What follows the signature was forbidden by it.
    ChangeForbidden(Invalid),
    /// Annotations were added after signing, which may cover what was signed: somebody must look.
    AnnotatedLater(NotCheckable),
    /// Parts were not signed, by choice or because they were added later: somebody must look.
    PartlySigned(NotCheckable),
    /// The signed revision, or the file, is too damaged to be compared.
    RevisionUnreadable(NotCheckable),
    /// The file has more signatures than are compared.
    TooMany(NotCheckable),

    // Of the chain.
    /// No roots of trust are declared.
    NoRoots(NotCheckable),
    /// The chain ends with a certificate that nobody here trusts.
    UntrustedRoot(Invalid),
    /// The certificate of an issuer is neither in the file nor among the roots.
    IssuerMissing(NotCheckable),
    /// A certificate in the chain was not issued by the one above it.
    CertificateForged(Invalid),
    /// A certificate had expired when it was used.
    Expired(Invalid),
    /// A certificate was not valid yet when it was used.
    NotYetValid(Invalid),
    /// A certificate was used to issue others, or at a depth, that it may not be used for.
    NoAuthority(Invalid),
    /// The certificate was not issued for signing documents, or that of an authority not for timestamps.
    WrongUsage(Invalid),
    /// A certificate sets a condition that is not understood here.
    UnknownCondition(NotCheckable),
    /// Nothing says when it was signed.
    NoTime(NotCheckable),

    // Of revocation, and with it of the chain.
    /// A certificate had been revoked when it was used.
    Revoked(Invalid),
    /// A certificate was revoked after the time that the signer states, which nobody vouches for.
    RevokedLater(NotCheckable),
    /// Neither a list nor an answer about some certificate is in the file.
    NothingEmbedded(NotCheckable),
    /// What the file holds about revocation was made for another time.
    OfAnotherTime(NotCheckable),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_an_authority_goes_before_the_one_that_the_signer_states() {
        let moment = |second| Moment::from_unix_seconds(second).expect("a moment");
        let timestamp = |integrity| SignatureTimestamp {
            time: moment(200),
            authority: None,
            integrity,
            chain: Checked::doubted(SignatureDoubt::NoRoots),
        };
        let mut signature = Signature {
            field: "Signature1".to_owned(),
            format: "adbe.pkcs7.detached".to_owned(),
            role: SignatureRole::Approval,
            signer: None,
            claimed: Some(moment(100)),
            timestamp: Some(timestamp(Checked::VALID)),
            integrity: Checked::VALID,
            coverage: Checked::doubted(SignatureDoubt::AnnotatedLater),
            covers_whole_file: false,
            later: vec![LaterChange::Annotation],
            unsigned_parts: Vec::new(),
            chain: Checked::doubted(SignatureDoubt::NoRoots),
            revocation: Checked::doubted(SignatureDoubt::NothingEmbedded),
        };
        assert_eq!(signature.time(), Some(moment(200)));
        assert!(!signature.has_proved_time(), "nobody trusted vouches for it");
        assert!(!signature.is_broken(), "what could not be checked proves nothing");
        signature.timestamp = Some(timestamp(Checked::doubted(SignatureDoubt::WrongKey)));
        assert_eq!(signature.time(), Some(moment(100)));
        signature.coverage = Checked::doubted(SignatureDoubt::ContentChanged);
        assert!(signature.is_broken());
    }

    #[test]
    fn only_what_was_checked_can_be_invalid() {
        assert!(SignatureDoubt::ALL.iter().all(|doubt| doubt.answer() != Answer::Valid));
        assert_eq!(Checked::of(Ok(())), Checked::VALID);
    }
}
