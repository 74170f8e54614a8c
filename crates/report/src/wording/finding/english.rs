//! The wording of findings in English.

use model::{
    finding::{Finding, FindingCode, FindingDetail, ReusedFile},
    personal::Persons,
    verdict::UnreadFile,
};

use super::{NAMED_FILES, row};
use crate::{
    Language,
    wording::{evidence, figure, file, metric, signature, verdict::verdict_name},
};

const LANGUAGE: Language = Language::English;

pub(super) fn title(code: FindingCode) -> &'static str {
    match code {
        FindingCode::ScoreWithoutEvidence => "Points without evidence",
        FindingCode::CitedDocumentMissing => "Cited document missing",
        FindingCode::BasisNotAttached => "Legal basis not attached",
        FindingCode::CitedDocumentAmbiguous => "Several documents with the cited number",
        FindingCode::EvidenceUnreadable => "Evidence not read",
        FindingCode::EvidencePartial => "Part of the evidence missing",
        FindingCode::EvidenceOutsidePeriod => "Document outside the period",
        FindingCode::EvidenceLate => "Document after the due date",
        FindingCode::WrongDocumentKind => "Wrong type of document",
        FindingCode::WrongIssuer => "Wrong issuer",
        FindingCode::CitationDateMismatch => "Wrong date of issue",
        FindingCode::DraftDocument => "The document is a draft",
        FindingCode::SignatureInvalid => "The digital signature does not hold",
        FindingCode::SignatureUnproven => "The certificate of the signature does not hold",
        FindingCode::SignedLate => "Signed after the deadline",
        FindingCode::SignerNotIssuer => "The signer belongs to another body",
        FindingCode::SignedOtherDay => "Dated on another day than signed",
        FindingCode::UnsignedCopy => "There is a signed file of this text",
        FindingCode::MessageHeaderDiffers => "Another number or date in the message",
        FindingCode::LetterheadDiffers => "Two numbers or dates in the letterhead",
        FindingCode::ScoreContradictsMetric => "More points than the figures give",
        FindingCode::ScoreContradictsScan => "More points than the figures on a scan give",
        FindingCode::ScoreBelowEvidence => "Fewer points than the figures give",
        FindingCode::FiguresInconsistent => "Rate does not follow from its parts",
        FindingCode::MetricsDisagree => "Documents state different figures",
        FindingCode::ScoreAboveMaximum => "More points than the maximum",
        FindingCode::ScoreNotAttainable => "Points that the rule cannot give",
        FindingCode::SumMismatch => "Wrong sum",
        FindingCode::SurveyCriterionSelfScored => "Criterion is not self-scored",
        FindingCode::CriterionMissing => "Criterion missing in the sheet",
        FindingCode::CriterionRepeated => "Criterion with several scores",
        FindingCode::CriterionUnknown => "Code unknown to the criteria set",
        FindingCode::SheetMissing => "No self-score sheet",
        FindingCode::ExplanationOnly => "Explanation only",
        FindingCode::ExplanationMissing => "Explanation missing",
        FindingCode::EvidenceReused => "Document also sent by another unit",
        FindingCode::EvidenceRedated => "Earlier document under a new date",
        FindingCode::NeedsAppraiser => "Needs an appraiser",
    }
}

/// What the unit should do: by name where the finding names it.
pub(super) fn hint(finding: &Finding) -> String {
    match &finding.detail {
        FindingDetail::CitedDocumentMissing { citation } => {
            format!("Send {}, or correct the number.", evidence::citation(citation, LANGUAGE))
        }
        FindingDetail::ScoreWithoutEvidence { listed } if !listed.is_empty() => {
            format!("Send: {}; or explain how the points were computed.", listed.join("; "))
        }
        FindingDetail::ExplanationOnly { listed, .. } if !listed.is_empty() => {
            format!("Send documents for what is explained: {}.", listed.join("; "))
        }
        FindingDetail::NeedsAppraiser { open } => {
            let figures = evidence::figures_to_state(open, LANGUAGE);
            let mut hint = String::new();
            if !figures.is_empty() {
                hint += &format!(
                    "The unit sends a document that states its own figure, with part and whole: {figures}. "
                );
            }
            if evidence::has_scan(open) {
                hint += "The unit sends a copy with text instead of the scan. ";
            }
            hint + hint_of(FindingCode::NeedsAppraiser)
        }
        FindingDetail::EvidencePartial { missing, .. } => {
            format!("Send: {}; or explain the points.", evidence::all_missing(missing, LANGUAGE))
        }
        FindingDetail::EvidenceUnreadable { files, .. } => format!(
            "Send again in a readable form (PDF with text, DOCX or XLSX, no password): {}.",
            unread(files)
        ),
        detail => hint_of(detail.code()).to_owned(),
    }
}

fn hint_of(code: FindingCode) -> &'static str {
    match code {
        FindingCode::BasisNotAttached => {
            "Published laws need not be sent; send it where it is the evidence of this claim."
        }
        FindingCode::ScoreWithoutEvidence => {
            "Send evidence; where there is none, explain how the points were computed."
        }
        FindingCode::CitedDocumentMissing => {
            "Send this document, or correct the number if the citation is wrong."
        }
        FindingCode::CitedDocumentAmbiguous => "State date and issuer of the cited document.",
        FindingCode::EvidenceUnreadable => {
            "Send these files in a readable form: PDF with text, DOCX or XLSX, without password."
        }
        FindingCode::EvidencePartial => "Send what is missing, or explain.",
        FindingCode::EvidenceOutsidePeriod => {
            "Send documents of the period, or explain why this one counts."
        }
        FindingCode::EvidenceLate => "Explain the delay, or score again by the due date.",
        FindingCode::WrongDocumentKind | FindingCode::WrongIssuer => {
            "Correct the citation, or send the right document."
        }
        FindingCode::CitationDateMismatch => {
            "Correct the date in the sheet, or send the right document."
        }
        FindingCode::DraftDocument => "Send the issued document, with number and date.",
        FindingCode::SignatureInvalid => {
            "Send the document as it was signed and issued, from the document system."
        }
        FindingCode::SignatureUnproven => {
            "Check the signer's certificate; send a copy signed with one in force."
        }
        FindingCode::SignedLate => "Explain why it was signed after the date that it bears.",
        FindingCode::SignerNotIssuer => "See whether the signer may sign this document.",
        FindingCode::SignedOtherDay => "Explain why it bears another day than it was signed on.",
        FindingCode::UnsignedCopy => "Look at the signed file when appraising.",
        FindingCode::MessageHeaderDiffers | FindingCode::LetterheadDiffers => {
            "Compare with the register of issued documents; send the document as it was issued."
        }
        FindingCode::ScoreContradictsMetric => {
            "Score again by the figures, or send documents with other figures."
        }
        FindingCode::ScoreContradictsScan => {
            "Look at the figure on the scan; send a copy with text if it was misread, or score again."
        }
        FindingCode::ScoreBelowEvidence => "Look at the points again: the figures give more.",
        FindingCode::FiguresInconsistent => "Check numerator, denominator and rate.",
        FindingCode::MetricsDisagree => "Confirm the right figure and explain the difference.",
        FindingCode::ScoreAboveMaximum => "Score no more than the maximum.",
        FindingCode::ScoreNotAttainable => "Choose points that the rule gives.",
        FindingCode::SumMismatch => "Add up again and correct the total.",
        FindingCode::SurveyCriterionSelfScored => {
            "Leave the points out: a survey or another body gives them."
        }
        FindingCode::CriterionMissing => "Add this criterion to the sheet.",
        FindingCode::CriterionRepeated => "Keep one row with the right points.",
        FindingCode::CriterionUnknown => "Correct the code after the criteria set.",
        FindingCode::SheetMissing => "Send the self-score sheet as XLSX or DOCX.",
        FindingCode::ExplanationOnly => "Send evidence for what is explained.",
        FindingCode::ExplanationMissing => {
            "Explain how the points were computed where evidence is incomplete."
        }
        FindingCode::EvidenceReused => "Confirm whose document it is.",
        FindingCode::EvidenceRedated => {
            "Send the document of this year, or explain why nothing but the date has changed."
        }
        FindingCode::NeedsAppraiser => "The appraiser looks at the evidence and decides.",
    }
}

pub(super) fn message(finding: &Finding) -> String {
    let citation = |citation| evidence::citation(citation, LANGUAGE);
    let date = |date| figure::date(date, LANGUAGE);
    let points = |points| figure::points(points, LANGUAGE);
    let claimed = finding
        .claimed
        .map_or_else(|| "points".to_owned(), |claimed| figure::with_unit(claimed, LANGUAGE));
    let document = |number: &Option<model::DocumentNumber>| {
        number.as_ref().map_or_else(|| "A document".to_owned(), |n| format!("Document {n}"))
    };
    match &finding.detail {
        FindingDetail::ScoreWithoutEvidence { .. } => {
            format!("The unit claims {claimed}, without evidence or explanation.")
        }
        FindingDetail::BasisNotAttached { citation: cited } => format!(
            "{} is cited as a basis and is not among the files; that is not held against the claim.",
            citation(cited)
        ),
        FindingDetail::CitedDocumentMissing { citation: cited } => format!(
            "Every file that could matter was read; cited document {} is in none of them.",
            citation(cited)
        ),
        FindingDetail::CitedDocumentAmbiguous { citation: cited, files } => {
            let files: Vec<_> = files.iter().map(ToString::to_string).collect();
            format!(
                "Citation {} fits several different documents: {}.",
                citation(cited),
                file::first_of(&files, NAMED_FILES, LANGUAGE)
            )
        }
        FindingDetail::EvidenceUnreadable { citation: cited, files, otherwise } => {
            let otherwise = verdict_name(*otherwise, LANGUAGE);
            let files = unread(files);
            match cited {
                Some(cited) => format!(
                    "Document {} was not found; it may be in files that were not read: {files}. \
                     If not: {otherwise}.",
                    citation(cited)
                ),
                None => format!(
                    "The evidence may be in files that were not read: {files}. \
                     If not: {otherwise}."
                ),
            }
        }
        FindingDetail::EvidencePartial { missing, present, required } => {
            let periods = evidence::missing_periods(missing, LANGUAGE);
            let cover = if periods.is_empty() {
                format!("{present} of {required} required documents are there")
            } else {
                format!("{present} of {required} required documents are there: {periods} missing")
            };
            format!("{cover}. Missing: {}.", evidence::all_missing(missing, LANGUAGE))
        }
        FindingDetail::EvidenceOutsidePeriod { number, date: dated, from, to } => format!(
            "{} is dated {}, outside the period from {} to {}.",
            document(number),
            date(*dated),
            date(*from),
            date(*to)
        ),
        FindingDetail::EvidenceLate { number, date: dated, due } => {
            format!(
                "{} is dated {}, after the due date {}.",
                document(number),
                date(*dated),
                date(*due)
            )
        }
        FindingDetail::WrongDocumentKind { citation: cited, expected, found } => format!(
            "Citation {} is of type “{}”, the document found is “{}”.",
            citation(cited),
            expected.as_str(),
            found.as_str()
        ),
        FindingDetail::WrongIssuer { citation: cited, expected, found } => format!(
            "Citation {} names {expected} as issuer, the document was issued by {found}.",
            citation(cited)
        ),
        FindingDetail::CitationDateMismatch { citation: cited, found } => {
            format!("Citation {}; the document is dated {}.", citation(cited), date(*found))
        }
        FindingDetail::DraftDocument { file } => {
            format!("{file} is a draft: its number or date is blank, or it says so.")
        }
        FindingDetail::SignatureInvalid { file, signatures } => format!(
            "{file} is no longer what was signed: {}.",
            signature::doubtful(signatures, LANGUAGE)
        ),
        FindingDetail::SignatureUnproven { file, signatures } => format!(
            "{file} is as it was signed, but the certificate does not prove by whom: {}.",
            signature::doubtful(signatures, LANGUAGE)
        ),
        FindingDetail::SignedLate { number, date: dated, signed, is_proved, due } => format!(
            "{} is dated {}, but was signed on {} ({}), after the deadline {}.",
            document(number),
            date(*dated),
            date(*signed),
            if *is_proved { "by a trusted timestamp" } else { "as the signer states" },
            date(*due)
        ),
        FindingDetail::SignerNotIssuer { file, issuer, signers } => format!(
            "{file} was issued by {issuer}, but the signer's certificate names: {}.",
            signers.join("; ")
        ),
        FindingDetail::SignedOtherDay { file, date: dated, signed, is_proved } => format!(
            "{file} is dated {}, but was signed on {} ({}).",
            date(*dated),
            date(*signed),
            if *is_proved { "by a trusted timestamp" } else { "as the signer states" },
        ),
        FindingDetail::UnsignedCopy { file, signed, percent_alike } => format!(
            "{file} has no digital signature; {signed} has the same text ({percent_alike}% alike) and is signed.",
        ),
        FindingDetail::MessageHeaderDiffers {
            file,
            registered,
            number,
            registered_date,
            date: dated,
        } => {
            let numbers = registered.as_ref().zip(number.as_ref()).map(|(message, own)| {
                format!("the message says number {message}, the document {own}")
            });
            let dates = registered_date.zip(*dated).map(|(message, own)| {
                format!("the message is dated {}, the document {}", date(message), date(own))
            });
            let all: Vec<String> = numbers.into_iter().chain(dates).collect();
            format!("{file}: {}.", all.join("; "))
        }
        FindingDetail::LetterheadDiffers {
            file,
            number,
            other_number,
            date: dated,
            other_date,
        } => {
            let numbers = number
                .as_ref()
                .zip(other_number.as_ref())
                .map(|(one, other)| format!("its letterhead says number {one} and number {other}"));
            let dates = dated
                .zip(*other_date)
                .map(|(one, other)| format!("it is dated {} and {}", date(one), date(other)));
            let all: Vec<String> = numbers.into_iter().chain(dates).collect();
            format!("{file}: {}.", all.join("; "))
        }
        FindingDetail::ScoreContradictsMetric { recomputed, figure }
        | FindingDetail::ScoreBelowEvidence { recomputed, figure } => format!(
            "The unit claims {claimed}; the figure ({}) gives {}.",
            evidence::stated(figure, LANGUAGE),
            figure::with_unit(*recomputed, LANGUAGE)
        ),
        FindingDetail::ScoreContradictsScan { recomputed, figure } => format!(
            "The unit claims {claimed}; the figure ({}) gives {}. Only a scan states it: it may have been misread.",
            evidence::stated(figure, LANGUAGE),
            figure::with_unit(*recomputed, LANGUAGE)
        ),
        FindingDetail::FiguresInconsistent { figure, numerator, denominator, computed } => format!(
            "Stated: {}; but {}/{} is {}.",
            evidence::stated(figure, LANGUAGE),
            figure::decimal(*numerator, LANGUAGE),
            figure::decimal(*denominator, LANGUAGE),
            metric::value(&figure.metric, *computed, LANGUAGE)
        ),
        FindingDetail::MetricsDisagree { figures } => {
            let figures: Vec<_> =
                figures.iter().map(|figure| evidence::stated(figure, LANGUAGE)).collect();
            format!("Different figures: {}.", figures.join("; "))
        }
        FindingDetail::ScoreAboveMaximum { maximum } => {
            format!("The unit claims {claimed}, the maximum is {}.", points(*maximum))
        }
        FindingDetail::ScoreNotAttainable { attainable } if attainable.is_empty() => {
            format!("The unit claims {claimed}, which the rule cannot give.")
        }
        FindingDetail::ScoreNotAttainable { attainable } => format!(
            "The unit claims {claimed}; the rule gives only: {}.",
            figure::several_points(attainable, LANGUAGE)
        ),
        FindingDetail::SumMismatch { stated, computed } => format!(
            "Row “{}” states {}, its criteria add up to {}.",
            row(finding),
            figure::with_unit(*stated, LANGUAGE),
            points(*computed)
        ),
        FindingDetail::SurveyCriterionSelfScored {} => {
            format!("The unit claims {claimed} where a survey or another body scores.")
        }
        FindingDetail::CriterionMissing {} => {
            "The self-score sheet has no points for this criterion.".to_owned()
        }
        FindingDetail::CriterionRepeated { points } => format!(
            "Several rows with different points: {}; the first is judged.",
            figure::several_points(points, LANGUAGE)
        ),
        FindingDetail::CriterionUnknown { written } => {
            format!("The sheet has the code “{written}”, the criteria set does not.")
        }
        FindingDetail::SheetMissing {} => {
            "Every file of the unit was read; none is a self-score sheet.".to_owned()
        }
        FindingDetail::ExplanationOnly { explanation, .. } => {
            format!("The unit claims {claimed} and explains “{explanation}”, without a document.")
        }
        FindingDetail::ExplanationMissing {} => {
            "The evidence is incomplete and how the points were computed is not explained."
                .to_owned()
        }
        FindingDetail::EvidenceReused { file, others } => {
            let others: Vec<_> = others.iter().map(reused_file).collect();
            format!(
                "{file} is also a file of another unit: {}.",
                file::first_of(&others, NAMED_FILES, LANGUAGE)
            )
        }
        FindingDetail::EvidenceRedated { file, number, date: day, earlier } => {
            let earlier: Vec<_> = earlier.iter().map(reused_file).collect();
            let dated =
                day.map_or("without a legible date".to_owned(), |day| format!("of {}", date(day)));
            format!(
                "{} {dated}, file {file}, has the text and the figures of an earlier document: {}.",
                document(number),
                file::first_of(&earlier, NAMED_FILES, LANGUAGE)
            )
        }
        FindingDetail::NeedsAppraiser { open } => {
            format!("Evidence is there. Left to do: {}.", evidence::all_open(open, LANGUAGE))
        }
    }
}

fn unread(files: &[UnreadFile]) -> String {
    let files: Vec<_> = files.iter().map(|one| file::unread(one, LANGUAGE)).collect();
    file::first_of(&files, NAMED_FILES, LANGUAGE)
}

/// Another file that is the same document: whose, where, of which round, number and date, and how near.
fn reused_file(other: &ReusedFile) -> String {
    let mut said = format!("{} ({}", other.unit, other.file.shown(Persons::Masked));
    if let Some(round) = &other.round {
        said += &format!(", round {round}");
    }
    if let Some(number) = &other.number {
        said += &format!(", {number}");
    }
    if let Some(day) = other.date {
        said += &format!(", {}", figure::date(day, LANGUAGE));
    }
    match other.percent_alike {
        None => said + "), identical",
        Some(percent) => said + &format!("), {percent}% of its words"),
    }
}
