//! Does a certificate lead to a root that the operator trusts, and was everything on the way valid at a time?
//!
//! RFC 5280, section 6, for the ways that lead to one of the roots: names, signatures, days, authority, depth, use.
//! Policies are not asked for. Refuses to know: revocation, and what time it is now.

use std::cell::Cell;

use der::asn1::ObjectIdentifier;
use model::{Moment, signature::SignatureDoubt};

use super::{
    certificate::{Known, TrustRoots},
    method,
};

/// Certificates between a signer and a root are few; more are somebody's game.
const LONGEST: usize = 8;

/// Signatures of certificates that are computed for one chain.
const MOST_TRIED: u32 = 64;

const ANY_PURPOSE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37.0");
const TIMESTAMPING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.8");

/// What a certificate is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    Signing,
    Timestamps,
}

/// The way from a certificate upwards, as far as it is known.
#[derive(Debug)]
pub(super) struct Chain<'c> {
    /// The certificate itself first; then each one's issuer.
    pub(super) certificates: Vec<&'c Known>,
    /// Whether it leads to a root; else why not.
    end: Result<(), SignatureDoubt>,
}

impl<'c> Chain<'c> {
    /// Looks for a way from a certificate to a root, over the certificates that are at hand.
    pub(super) fn find(leaf: &'c Known, at_hand: &'c [Known], roots: &'c TrustRoots) -> Self {
        let search = Search { at_hand, roots, tried: Cell::new(0) };
        search.from(vec![leaf])
    }

    /// Whether it leads to a root, and every certificate was valid and used as it may be.
    ///
    /// # Errors
    /// With what speaks against it. What is wrong with a certificate goes before what is not known about its chain.
    pub(super) fn judge(&self, used: Use, at: Option<Moment>) -> Result<(), SignatureDoubt> {
        let at = at.ok_or(SignatureDoubt::NoTime)?;
        let [leaf, ..] = self.certificates.as_slice() else {
            return Err(SignatureDoubt::CertificateMissing);
        };
        check_use(leaf, used)?;
        // A root is trusted because the operator says so, whatever it says of itself.
        let n_judged = match self.end {
            Ok(()) => (self.certificates.len() - 1).max(1),
            Err(_) => self.certificates.len(),
        };
        for certificate in &self.certificates[..n_judged] {
            let (from, to) = certificate.validity().ok_or(SignatureDoubt::Malformed)?;
            if at < from {
                return Err(SignatureDoubt::NotYetValid);
            }
            if at > to {
                return Err(SignatureDoubt::Expired);
            }
            if certificate.sets_unknown_condition() {
                return Err(SignatureDoubt::UnknownCondition);
            }
        }
        for (n_below, issuer) in self.certificates[..n_judged].iter().skip(1).enumerate() {
            check_authority(issuer, n_below)?;
        }
        self.end
    }
}

struct Search<'c> {
    at_hand: &'c [Known],
    roots: &'c TrustRoots,
    tried: Cell<u32>,
}

impl<'c> Search<'c> {
    /// The way that goes on from here; of those that lead nowhere the first.
    fn from(&self, way: Vec<&'c Known>) -> Chain<'c> {
        let last = *way.last().expect("a way has a beginning");
        if self.roots.iter().any(|root| root.der == last.der) {
            return Chain { certificates: way, end: Ok(()) };
        }
        if self.roots.is_empty() && last.subject() == last.issuer() {
            return Chain { certificates: way, end: Err(SignatureDoubt::NoRoots) };
        }
        if way.len() >= LONGEST {
            return Chain { certificates: way, end: Err(SignatureDoubt::NoAuthority) };
        }
        let mut end = match (self.roots.is_empty(), last.subject() == last.issuer()) {
            (true, _) => SignatureDoubt::NoRoots,
            (false, true) => SignatureDoubt::UntrustedRoot,
            (false, false) => SignatureDoubt::IssuerMissing,
        };
        let mut dead_end: Option<Chain<'c>> = None;
        for issuer in self.roots.iter().chain(self.at_hand) {
            let is_candidate = issuer.subject() == last.issuer()
                && way.iter().all(|known| known.der != issuer.der);
            if !is_candidate || self.tried.replace(self.tried.get() + 1) >= MOST_TRIED {
                continue;
            }
            if let Err(doubt) = issued(issuer, last) {
                if dead_end.is_none() && !self.roots.is_empty() {
                    end = match doubt {
                        SignatureDoubt::WrongKey => SignatureDoubt::CertificateForged,
                        other => other,
                    };
                }
                continue;
            }
            let found = self.from([way.as_slice(), &[issuer]].concat());
            if found.end.is_ok() {
                return found;
            }
            dead_end.get_or_insert(found);
        }
        dead_end.unwrap_or(Chain { certificates: way, end: Err(end) })
    }
}

/// Whether the key of one certificate signed another.
pub(super) fn issued(issuer: &Known, certificate: &Known) -> Result<(), SignatureDoubt> {
    let signature = &certificate.parsed.signature;
    method::verify(
        &issuer.parsed.tbs_certificate.subject_public_key_info,
        &certificate.parsed.signature_algorithm,
        None,
        certificate.signed_part(),
        signature.as_bytes().ok_or(SignatureDoubt::Malformed)?,
    )
}

fn check_use(leaf: &Known, used: Use) -> Result<(), SignatureDoubt> {
    let may_sign =
        leaf.key_usage().is_none_or(|usage| usage.digital_signature() || usage.non_repudiation());
    let is_for_it = match (used, leaf.purposes()) {
        (Use::Signing, _) => true,
        (Use::Timestamps, purposes) => purposes.is_some_and(|purposes| {
            purposes.contains(&TIMESTAMPING) || purposes.contains(&ANY_PURPOSE)
        }),
    };
    (may_sign && is_for_it).then_some(()).ok_or(SignatureDoubt::WrongUsage)
}

/// Whether a certificate may stand above so many authorities and the signer.
fn check_authority(issuer: &Known, n_below: usize) -> Result<(), SignatureDoubt> {
    let may_issue = issuer.key_usage().is_none_or(|usage| usage.key_cert_sign());
    let is_authority = issuer.constraints().is_some_and(|constraints| {
        let depth = constraints.path_len_constraint.map(usize::from);
        constraints.ca && depth.is_none_or(|depth| n_below <= depth)
    });
    (may_issue && is_authority).then_some(()).ok_or(SignatureDoubt::NoAuthority)
}
