//! Scores headers, field by field.

use std::collections::BTreeSet;

use model::facts::DocType;

use super::{citations::folded, labelled::HeadedText, quotes::Proof, score::Scored, understood};

pub(super) fn score(title: &'static str, texts: &[HeadedText], quotes: &mut Proof) -> Scored {
    let mut scored = Scored::new(title, texts.len());
    for HeadedText { id, text, header: label } in texts {
        let (document, facts) = understood(text);
        quotes.check(id, &document, &facts);
        let header = facts.header;
        let number = header.number.as_ref().map(|number| number.number().to_owned());
        scored.compare("number", id, label.number.clone(), number);
        scored.compare("date", id, label.date.clone(), header.date.map(|date| date.to_string()));
        for (field, label, read) in [
            ("issuer", &label.issuer, header.issuer.as_deref()),
            ("issuer in the table", &label.issuer_id, header.issuer_id.as_deref()),
            ("body above", &label.parent_body, header.parent_body.as_deref()),
            ("type", &label.doc_type, header.doc_type.as_ref().map(DocType::as_str)),
            ("abstract", &label.subject, header.subject.as_deref()),
            ("signer", &label.signer, header.signer.as_deref()),
            ("position", &label.signer_position, header.signer_position.as_deref()),
        ] {
            scored.compare(field, id, folded(label.as_deref()), folded(read));
        }
        let names = |names: &[String]| -> Option<BTreeSet<String>> {
            let names: BTreeSet<_> = names.iter().filter_map(|name| folded(Some(name))).collect();
            Some(names).filter(|names| !names.is_empty())
        };
        scored.compare("recipients", id, names(&label.recipients), names(&header.recipients));
        let draft = |is_draft: bool| is_draft.then_some(());
        scored.compare("draft", id, draft(label.is_draft), draft(header.draft.is_some()));
    }
    scored
}
