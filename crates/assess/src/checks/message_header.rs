//! `message-header-differs`: the message that brought a document registers it under another number or date than the
//! document bears.
//!
//! Number and date are given at signing and registered with the message (QCVN 102:2016/BTTTT, `Code`, `PromulgationInfo`),
//! so that one of the two was changed, or the wrong file attached. A number that no recogniser is sure of accuses nobody.

use model::{
    dossier::EvidenceDocument,
    facts::Recognition,
    finding::{Finding, FindingDetail, Subject},
};

use crate::{context::Context, examination::Examination, own};

pub(crate) fn check(examination: &Examination<'_>, context: &Context<'_>) -> Vec<Finding> {
    let claim = examination.claim;
    let found = examination.shown().into_iter().filter_map(|document| {
        let detail = differs(document)?;
        let words = document.facts.header.number_quote.as_ref();
        let evidence = vec![claim.evidence(), own::evidence(document, words)];
        Some(context.of_claim(claim, Subject::Document(document.sha256), detail, evidence))
    });
    found.collect()
}

fn differs(document: &EvidenceDocument) -> Option<FindingDetail> {
    let header = &document.facts.header;
    let is_doubtful = header.number_recognition.as_ref().is_some_and(Recognition::is_doubtful);
    let registered = own::trusted_number(document);
    let registered_date = own::trusted_date(document);
    let has_other_number = match (&registered, &header.number) {
        (Some(one), Some(other)) => !is_doubtful && !one.eq_ignoring_zeros(other),
        _ => false,
    };
    let has_other_date = match (registered_date, header.date) {
        (Some(one), Some(other)) => !one.agrees_with(other),
        _ => false,
    };
    (has_other_number || has_other_date).then(|| FindingDetail::MessageHeaderDiffers {
        file: document.file.clone(),
        registered: registered.filter(|_| has_other_number),
        number: header.number.clone().filter(|_| has_other_number),
        registered_date: registered_date.filter(|_| has_other_date),
        date: header.date.filter(|_| has_other_date),
    })
}

#[cfg(test)]
mod tests {
    use model::reading::Identity;

    use crate::testing::*;

    #[test]
    fn another_number_or_day_in_the_message_is_told() {
        let check = |number: &str, day: &str, expect: &str| {
            let mut document =
                report("12/BC-SYT", "Kiểm tra").issuer("Sở Y tế").dated("2025-06-01");
            document.0.identity = Some(Identity {
                number: Some(number.to_owned()),
                date: Some(date(day)),
                issuer: None,
                doc_type: None,
                subject: None,
                signer: None,
            });
            check_document(document, expect);
        };
        check("12/BC-SYT", "2025-06-01", "");
        check("012/BC-SYT", "2025-06", "");
        check("12/BC-SYT", "2025-06-03", "1.3.1 message-header-differs document");
        check("13/BC-SYT", "2025-06-01", "1.3.1 message-header-differs document");
    }
}
