//! Timestamps (RFC 3161): which bytes an authority saw, and when.

use der::asn1::ObjectIdentifier;
use model::{
    Moment,
    signature::{Checked, SignatureDoubt, SignatureTimestamp},
};

use super::{
    Surroundings,
    ber::{self, Value},
    chain::{Chain, Use},
    container::Container,
    method::{self, Hash},
    moment,
};

const STAMP: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");

/// What the token says that it was put on, and when.
struct Stamp {
    hash: Option<Hash>,
    digest: Vec<u8>,
    time: Moment,
}

impl Stamp {
    /// `TSTInfo { version, policy, messageImprint { algorithm, digest }, serialNumber, genTime, … }`.
    fn of(info: &[u8]) -> Option<Self> {
        let fields = Value::tagged(info, ber::SEQUENCE)?.children()?;
        let imprint = fields.get(2)?.children()?;
        let [algorithm, digest] = imprint.as_slice() else { return None };
        Some(Self {
            hash: method::hash_in(*algorithm),
            digest: digest.content.to_vec(),
            time: moment::of(*fields.get(4)?)?,
        })
    }
}

/// What a token proves about some bytes, which lie in pieces; with the container, for whoever asks whose it is.
///
/// # Errors
/// When the token cannot be decoded: then it says no time.
pub(super) fn examine(
    token: &[u8],
    stamped: &[&[u8]],
    surroundings: &Surroundings<'_>,
) -> Result<(SignatureTimestamp, Container), SignatureDoubt> {
    let container = Container::open(token)?;
    let info = container.content.as_deref().filter(|_| container.is_of(STAMP));
    let stamp = info.and_then(Stamp::of).ok_or(SignatureDoubt::Malformed)?;
    let at_hand = surroundings.with(&container);
    let authority = container.certificate();
    let integrity = check(&container, &stamp, stamped);
    let chain = match authority {
        Some(authority) => Chain::find(authority, &at_hand, surroundings.roots)
            .judge(Use::Timestamps, Some(stamp.time)),
        None => Err(SignatureDoubt::CertificateMissing),
    };
    let timestamp = SignatureTimestamp {
        time: stamp.time,
        authority: authority.and_then(|known| known.signer().name),
        integrity: Checked::of(integrity),
        chain: Checked::of(chain),
    };
    Ok((timestamp, container))
}

fn check(container: &Container, stamp: &Stamp, stamped: &[&[u8]]) -> Result<(), SignatureDoubt> {
    let hash = stamp.hash.ok_or(SignatureDoubt::UnsupportedMethod)?;
    if stamp.digest != hash.digest(stamped) {
        return Err(SignatureDoubt::StampedSomethingElse);
    }
    container.verify(&[container.content.as_deref().unwrap_or_default()])
}
