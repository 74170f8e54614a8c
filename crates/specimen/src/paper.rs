//! Documents as they were understood: each said in the words that matter to a test, silent about everything else.

use model::{
    Moment, Problem, ProblemCode,
    dossier::EvidenceDocument,
    facts::{DocType, Facts, Metric, MetricId, MetricUnit, Recognition},
    likeness::Likeness,
    reading::{Identity, MediaType, Outcome},
    signature::{Checked, Signature, SignatureDoubt, SignatureRole, Signer},
};

use crate::literal::{date, decimal, hash, number, path, quote};

/// A document that was read and says nothing yet; its bytes are named by its path.
#[must_use]
pub fn document(file: &str) -> Doc {
    Doc(EvidenceDocument {
        file: path(file),
        sha256: hash(file),
        media_type: MediaType::Pdf,
        outcome: Outcome::Read,
        problems: Vec::new(),
        identity: None,
        facts: Facts::default(),
    })
}

/// A scan of which nothing could be read.
#[must_use]
pub fn scan(file: &str) -> Doc {
    document(file).unread()
}

/// A document under construction.
#[derive(Clone, Debug)]
pub struct Doc(pub EvidenceDocument);

impl Doc {
    /// With this number.
    #[must_use]
    pub fn number(mut self, text: &str) -> Self {
        self.0.facts.header.number = Some(number(text));
        self.0.facts.header.number_quote = Some(quote(&format!("Số: {text}"), self.0.sha256));
        self
    }

    /// Its number recognised in an image, as sure as this in percent.
    #[must_use]
    pub fn recognised(mut self, percent: u8) -> Self {
        self.0.facts.header.number_recognition =
            Some(Recognition { percent, outnumbered_by: None });
        self
    }

    /// With this sketch of its text.
    #[must_use]
    pub fn alike(mut self, sketch: Likeness) -> Self {
        self.0.facts.likeness = Some(sketch);
        self
    }

    /// Without the sketch of its text: nothing is known to be alike.
    #[must_use]
    pub fn in_other_words(mut self) -> Self {
        self.0.facts.likeness = None;
        self
    }

    /// Issued on this day.
    #[must_use]
    pub fn dated(mut self, text: &str) -> Self {
        self.0.facts.header.date = Some(date(text));
        self.0.facts.header.date_quote = Some(quote(&format!("ngày {text}"), self.0.sha256));
        self
    }

    /// Of this type.
    #[must_use]
    pub fn kind(mut self, kind: &str) -> Self {
        self.0.facts.header.doc_type = Some(DocType::new(kind));
        self
    }

    /// Issued by this body.
    #[must_use]
    pub fn issuer(mut self, name: &str) -> Self {
        self.0.facts.header.issuer = Some(name.to_owned());
        self
    }

    /// With this abstract.
    #[must_use]
    pub fn about(mut self, subject: &str) -> Self {
        self.0.facts.header.subject = Some(subject.to_owned());
        self
    }

    /// A draft by its own words.
    #[must_use]
    pub fn draft(mut self) -> Self {
        self.0.facts.header.draft = Some(quote("DỰ THẢO", self.0.sha256));
        self
    }

    /// Signed on this day by somebody of this body, with these doubts about the signature.
    #[must_use]
    pub fn signed(mut self, body: &str, day: &str, doubts: &[SignatureDoubt]) -> Self {
        let of = |asked: &[SignatureDoubt]| {
            let found = doubts.iter().find(|doubt| asked.contains(doubt));
            found.map_or(Checked::VALID, |doubt| Checked::doubted(*doubt))
        };
        let all = SignatureDoubt::ALL;
        let first_of = |doubt| all.iter().position(|one| *one == doubt).expect("one of all");
        let (coverage, chain) =
            (first_of(SignatureDoubt::RangesTampered), first_of(SignatureDoubt::NoRoots));
        self.0.facts.signatures.push(Signature {
            field: "Signature1".to_owned(),
            format: "adbe.pkcs7.detached".to_owned(),
            role: SignatureRole::Approval,
            signer: Some(Signer {
                name: Some("Nguyễn Văn A".to_owned()),
                organization: Some(body.to_owned()),
                ..Signer::default()
            }),
            claimed: Moment::try_from(format!("{day}T03:00:00Z")).ok(),
            timestamp: None,
            integrity: of(&all[..coverage]),
            coverage: of(&all[coverage..chain]),
            covers_whole_file: doubts.is_empty(),
            later: Vec::new(),
            unsigned_parts: Vec::new(),
            chain: of(&all[chain..]),
            revocation: Checked::doubted(SignatureDoubt::NothingEmbedded),
        });
        self
    }

    /// With pages of which the text is not known.
    #[must_use]
    pub fn unread(mut self) -> Self {
        self.0.outcome = Outcome::ReadWithProblems;
        self.0.problems.push(Problem::new(ProblemCode::PageNeedsOcr, "1-4"));
        self
    }

    /// With this problem.
    #[must_use]
    pub fn problem(mut self, code: ProblemCode) -> Self {
        self.0.outcome = Outcome::ReadWithProblems;
        self.0.problems.push(Problem::new(code, ""));
        self
    }

    /// The bytes of another file.
    #[must_use]
    pub fn bytes_of(mut self, file: &str) -> Self {
        self.0.sha256 = hash(file);
        self
    }

    /// Lying elsewhere, with bytes of its own.
    #[must_use]
    pub fn at(mut self, file: &str) -> Self {
        self.0.file = path(file);
        self.0.sha256 = hash(file);
        self
    }

    /// Lying elsewhere, with the same bytes.
    #[must_use]
    pub fn copied_to(mut self, file: &str) -> Self {
        self.0.file = path(file);
        self
    }

    /// What a message header says.
    #[must_use]
    pub fn message(mut self, number: &str, kind: &str) -> Self {
        self.0.media_type = MediaType::Edxml;
        self.registered(number, kind)
    }

    /// Brought by a message that registers it under this number, as this type.
    #[must_use]
    pub fn registered(mut self, number: &str, kind: &str) -> Self {
        self.0.identity = Some(Identity {
            number: Some(number.to_owned()),
            date: None,
            issuer: None,
            doc_type: Some(kind.to_owned()),
            subject: None,
            signer: None,
        });
        self
    }

    /// A percentage stated as a result of the year 2025.
    #[must_use]
    pub fn percent(self, metric: &str, value: &str) -> Self {
        self.metric(metric, value, |_| {})
    }

    /// A percentage with further properties.
    #[must_use]
    pub fn metric(mut self, metric: &str, value: &str, edit: impl FnOnce(&mut Metric)) -> Self {
        let mut metric = Metric {
            metric: MetricId::new(metric),
            value: decimal(value),
            unit: MetricUnit::Percent,
            numerator: None,
            denominator: None,
            base: None,
            period: Some("năm 2025".into()),
            qualifier: None,
            is_target: false,
            scope: None,
            unit_concerned: None,
            recomputed: Vec::new(),
            compared: None,
            recognised: None,
            quote: quote(&format!("đạt {value}%"), self.0.sha256),
        };
        edit(&mut metric);
        self.0.facts.metrics.push(metric);
        self
    }
}
