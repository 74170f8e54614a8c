//! Messages of the national document exchange, QCVN 102:2016/BTTTT (28/2018/QĐ-TTg): what the message header says,
//! who the document is according to it, and the attached files.
//!
//! Elements are found by their local names: prefixes and namespaces differ between the programs that send. What the
//! message's own signature proves is [`xml::signed`]'s to say.

use std::collections::BTreeSet;

use model::{
    date::PartialDate,
    document::PartBuilder,
    number::DocumentNumber,
    place::{Place, Range},
    problem::{Problem, ProblemCode},
    reading::Identity,
    signature::{Signature, SignatureDoubt},
};

use crate::{
    base64,
    contents::{Contents, Inner},
    session::Session,
    xml::{self, Element, Elements},
};

/// Reads a message: its header as a markup part, its attachments as children.
///
/// A single attachment is the document that the header describes, so it gets the header's identity. Of several, one
/// is the document and the others are annexes, and the message does not say which; then none gets it.
pub(crate) fn read(bytes: &[u8], session: &mut Session<'_>) -> Contents {
    let Elements { elements, problem } = match xml::elements(bytes, session) {
        Ok(elements) => elements,
        Err(problem) => return Contents::rejected(problem),
    };
    let signatures = match xml::signed::signatures(bytes, session) {
        none if none.is_empty() => named_signatures(&elements),
        examined => examined,
    };
    let (attachments, message) = split(elements);
    let mut part = PartBuilder::markup();
    for Element { path, text } in &message {
        part.element(path, text);
    }
    let header = Header { elements: &message };
    let identity = header.identity();
    let is_whole = problem.is_none();
    let mut contents = Contents {
        rejected: message.is_empty() && !is_whole,
        signatures,
        problems: problem.into_iter().chain(header.mismatch()).chain(header.business()).collect(),
        ..Contents::of(vec![part.finish()])
    };
    for (nth, attachment) in (1..).zip(&attachments) {
        let name = attachment
            .name
            .clone()
            .or_else(|| header.manifest_name(attachment.content_id.as_deref()?))
            .unwrap_or_else(|| format!("attachment-{nth}"));
        let counted = session.count_entries(1);
        let decoded = counted.and_then(|()| {
            base64::decode(attachment.encoded.as_bytes(), session)
                .map_err(|refused| refused.into_problem(&name))
        });
        match decoded {
            Ok(bytes) => contents.children.push(Inner::new(name, bytes)),
            Err(problem) => contents.problems.push(problem),
        }
    }
    if let ([_], [only], true) = (&attachments[..], &mut contents.children[..], is_whole) {
        only.identity.clone_from(&identity);
    }
    contents.identity = identity;
    contents
}

/// Elements that are called signatures and are none of XML Signature's, as some programs write them: they are named.
fn named_signatures(elements: &[Element]) -> Vec<Signature> {
    let path_of = |element: &Element| {
        let mut path: Vec<&str> = Vec::new();
        for segment in element.path.split('/') {
            path.push(segment);
            if without_number(segment) == "Signature" {
                return Some(path.join("/"));
            }
        }
        None
    };
    let paths: BTreeSet<String> = elements.iter().filter_map(path_of).collect();
    let named = |path| Signature::not_examined(path, "XMLDSig", SignatureDoubt::UnknownFormat);
    paths.into_iter().map(named).collect()
}

/// An attached file as it stands in the message.
#[derive(Default)]
struct Attachment {
    name: Option<String>,
    content_id: Option<String>,
    encoded: String,
}

/// Tells the attachments from what the message itself says.
fn split(elements: Vec<Element>) -> (Vec<Attachment>, Vec<Element>) {
    let mut attachments: Vec<(String, Attachment)> = Vec::new();
    let mut message = Vec::new();
    for element in elements {
        let names = || element.path.split('/').map(without_number);
        if names().any(|name| name == "Signature" || name.starts_with('@')) {
            continue;
        }
        let (parent, leaf) = element.path.rsplit_once('/').unwrap_or_default();
        if without_number(parent.rsplit('/').next().unwrap_or_default()) != "Attachment" {
            message.push(element);
            continue;
        }
        if attachments.last().is_none_or(|(path, _)| path != parent) {
            attachments.push((parent.to_owned(), Attachment::default()));
        }
        let Some((_, attachment)) = attachments.last_mut() else { continue };
        match leaf {
            "ContentTransferEncoded" => {
                attachment.encoded = element.text;
                continue;
            }
            "AttachmentName" => attachment.name = Some(element.text.clone()),
            "ContentId" => attachment.content_id = Some(element.text.clone()),
            _ => {}
        }
        message.push(element);
    }
    (attachments.into_iter().map(|(_, attachment)| attachment).collect(), message)
}

fn without_number(segment: &str) -> &str {
    segment.split('[').next().unwrap_or(segment)
}

/// What the message says of itself.
struct Header<'e> {
    elements: &'e [Element],
}

impl<'e> Header<'e> {
    /// The first element whose path ends so.
    fn element(&self, path_end: &str) -> Option<&'e Element> {
        self.elements.iter().find(|element| element.path.ends_with(path_end))
    }

    fn text(&self, path_end: &str) -> Option<String> {
        self.element(path_end).map(|element| element.text.clone())
    }

    /// The parts of `OrganId,yyyy/mm/dd,number`; some programs write the number alone.
    fn document_id(&self) -> Option<(Option<PartialDate>, &'e str)> {
        let id = self.element("/MessageHeader/DocumentId")?;
        let number = id.text.rsplit(',').next().unwrap_or_default().trim();
        DocumentNumber::parse(number).ok()?;
        let date = id.text.split(',').find_map(date);
        Some((date, number))
    }

    /// Number and symbol, which stand apart.
    fn code(&self) -> Option<String> {
        let number = self.element("/MessageHeader/Code/CodeNumber");
        let notation = self.element("/MessageHeader/Code/CodeNotation");
        match (number, notation) {
            (Some(number), Some(notation)) => Some(format!("{}/{}", number.text, notation.text)),
            (Some(only), None) | (None, Some(only)) => Some(only.text.clone()),
            (None, None) => self.text("/MessageHeader/Code"),
        }
    }

    /// `None` when the header says nothing of what an identity needs.
    fn identity(&self) -> Option<Identity> {
        let document_id = self.document_id();
        let promulgated = self
            .element("/MessageHeader/PromulgationInfo/PromulgationDate")
            .and_then(|element| date(&element.text));
        let identity = Identity {
            number: document_id.map(|(_, number)| number.to_owned()).or_else(|| self.code()),
            date: promulgated.or(document_id.and_then(|(date, _)| date)),
            issuer: self.text("/MessageHeader/From/OrganName"),
            doc_type: self
                .text("/MessageHeader/DocumentType/TypeName")
                .or_else(|| self.text("/MessageHeader/DocumentType")),
            subject: self.text("/MessageHeader/Subject"),
            signer: self
                .text("/MessageHeader/SignerInfo/FullName")
                .or_else(|| self.text("/MessageHeader/SignerInfo")),
        };
        let says_something = [
            &identity.number,
            &identity.issuer,
            &identity.doc_type,
            &identity.subject,
            &identity.signer,
        ]
        .iter()
        .any(|field| field.is_some())
            || identity.date.is_some();
        says_something.then_some(identity)
    }

    /// The problem that `DocumentId` and `Code` name two documents.
    fn mismatch(&self) -> Option<Problem> {
        let (_, by_id) = self.document_id()?;
        let by_code = self.code()?;
        let agree = match (DocumentNumber::parse(by_id), DocumentNumber::parse(&by_code)) {
            (Ok(by_id), Ok(by_code)) => by_id.eq_ignoring_zeros(&by_code),
            _ => by_id == by_code,
        };
        let id = self.element("/MessageHeader/DocumentId").filter(|_| !agree)?;
        let place =
            Place::Element { element: id.path.clone(), range: Range::new(0, id.text.len()) };
        let detail = format!("DocumentId {by_id}, Code {by_code}");
        Some(Problem::at(ProblemCode::MessageIdMismatch, place, detail))
    }

    /// What the message does with documents that were sent before: takes them back, changes or replaces them, or tells
    /// their status (QCVN 102:2016/BTTTT, annexes on business types and status messages).
    fn business(&self) -> Option<Problem> {
        let find = |leaf: &str| {
            self.elements.iter().find(|element| {
                // The standard itself writes `Bussiness`; some programs mend it.
                element.path.rsplit('/').next().is_some_and(|last| {
                    without_number(last).replace("Bussiness", "Business") == leaf
                })
            })
        };
        let (code, element, says) = match (find("StatusCode"), find("BusinessDocType")) {
            (Some(status), _) => (ProblemCode::MessageStatus, status, status.text.as_str()),
            (None, Some(business)) => match business.text.trim_start_matches('0') {
                "1" => (ProblemCode::MessageRecalls, business, ""),
                "2" | "3" => (ProblemCode::MessageReplaces, business, ""),
                _ => return None, // a new document
            },
            (None, None) => return None,
        };
        let mut words: Vec<&str> = Some(says).into_iter().filter(|says| !says.is_empty()).collect();
        for number in self.earlier_documents() {
            if !words.contains(&number) {
                words.push(number);
            }
        }
        let place = Place::Element {
            element: element.path.clone(),
            range: Range::new(0, element.text.len()),
        };
        Some(Problem::at(code, place, words.join(" ")))
    }

    /// The numbers of the documents that the message is about, and does not bring.
    fn earlier_documents(&self) -> impl Iterator<Item = &'e str> {
        let about = self.elements.iter().filter(|element| {
            let mut names = element.path.split('/').map(without_number);
            let is_about = names
                .any(|name| matches!(name, "ResponseFor" | "ReplacementInfo" | "DocumentInfo"));
            let leaf = element.path.rsplit('/').next().map(without_number);
            is_about && matches!(leaf, Some("DocumentId" | "Code"))
        });
        about.map(|element| element.text.rsplit(',').next().unwrap_or_default().trim())
    }

    /// The name that the manifest gives to the content of this id.
    fn manifest_name(&self, content_id: &str) -> Option<String> {
        let id = self.elements.iter().find(|element| {
            element.path.contains("/edXMLManifest/Reference")
                && element.path.ends_with("/ContentId")
                && element.text == content_id
        })?;
        let reference = id.path.strip_suffix("/ContentId")?;
        let name = format!("{reference}/AttachmentName");
        self.elements.iter().find(|element| element.path == name).map(|name| name.text.clone())
    }
}

/// A date as messages write it, `2018/09/28` with or without a time; some write `28/09/2018`.
fn date(text: &str) -> Option<PartialDate> {
    let day = text.split_whitespace().next()?;
    let numbers: Vec<i16> =
        day.split(['/', '-']).map(|number| number.parse().ok()).collect::<Option<_>>()?;
    let (year, month, day) = match numbers[..] {
        [year, month, day] if year > 31 => (year, month, day),
        [day, month, year] => (year, month, day),
        _ => return None,
    };
    PartialDate::from_day(year, month.try_into().ok()?, day.try_into().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use ::base64::Engine as _;

    use model::signature::Checked;

    use super::*;
    use crate::limits::Limits;

    fn read_message(xml: &str) -> Contents {
        let limits = Limits::default();
        let mut progress = || {};
        read(xml.as_bytes(), &mut Session::new(&limits, xml.len() as u64, &mut progress))
    }

    fn message(header: &str, attachments: &str) -> String {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><edXML xmlns=\"u\"><e:edXMLEnvelope xmlns:e=\"u\">\
             <e:edXMLHeader><e:MessageHeader>{header}</e:MessageHeader></e:edXMLHeader></e:edXMLEnvelope>\
             <AttachmentEncoded>{attachments}</AttachmentEncoded></edXML>"
        )
    }

    fn attachment(name: &str, encoded: &str) -> String {
        format!(
            "<Attachment><AttachmentName>{name}</AttachmentName>\
             <e:ContentTransferEncoded>{encoded}</e:ContentTransferEncoded></Attachment>"
        )
    }

    const HEADER: &str = "<From><OrganId>000.00.00.H13</OrganId><OrganName>Sở Nội vụ</OrganName></From>\
        <DocumentId>000.00.00.H13,2025/03/01,12/BC-SNV</DocumentId>\
        <Code><CodeNumber>12</CodeNumber><CodeNotation>BC-SNV</CodeNotation></Code>\
        <PromulgationInfo><PromulgationDate>2025/03/01</PromulgationDate></PromulgationInfo>\
        <DocumentType><Type>1</Type><TypeName>Báo cáo</TypeName></DocumentType>\
        <Subject>Báo cáo quý I</Subject><SignerInfo><FullName>Lê Văn A</FullName></SignerInfo>";

    #[test]
    fn a_signature_on_the_message_is_named_and_never_vouched_for() {
        let signed = message(HEADER, "").replace(
            "</edXML>",
            "<ds:Signature><ds:SignatureValue>AAAA</ds:SignatureValue></ds:Signature></edXML>",
        );
        let [signature] = &read_message(&signed).signatures[..] else { panic!("one signature") };
        assert_eq!((signature.format.as_str(), signature.is_broken()), ("XMLDSig", false));
        assert_eq!(signature.integrity, Checked::doubted(SignatureDoubt::UnknownFormat));
        assert!(read_message(&message(HEADER, "")).signatures.is_empty());
    }

    #[test]
    fn the_header_says_who_the_document_is() {
        let encoded = ::base64::engine::general_purpose::STANDARD.encode("Số: 12/BC-SNV");
        let (first, second) = encoded.split_at(7);
        let contents = read_message(&message(
            HEADER,
            &attachment("bc.txt", &format!("\n {first}\r\n\t{second} ")),
        ));
        let identity = contents.identity.expect("a header");
        assert_eq!(identity.number.as_deref(), Some("12/BC-SNV"));
        assert_eq!(identity.date.expect("a date").to_string(), "2025-03-01");
        assert_eq!(identity.issuer.as_deref(), Some("Sở Nội vụ"));
        assert_eq!(identity.doc_type.as_deref(), Some("Báo cáo"));
        assert_eq!(identity.signer.as_deref(), Some("Lê Văn A"));
        assert_eq!(contents.problems, []);
        let [child] = &contents.children[..] else { panic!("one attachment") };
        assert_eq!((child.name.as_str(), &child.bytes[..]), ("bc.txt", "Số: 12/BC-SNV".as_bytes()));
        assert_eq!(child.identity.as_ref(), Some(&identity));
        let text = contents.document.parts()[0].text();
        assert!(text.contains("Báo cáo quý I") && !text.contains(first), "{text}");
    }

    #[test]
    fn of_several_attachments_none_inherits() {
        let both = attachment("a.txt", "YQ==") + &attachment("b.txt", "Yg");
        let contents = read_message(&message(HEADER, &both));
        let names: Vec<_> = contents.children.iter().map(|child| child.name.as_str()).collect();
        assert_eq!(names, ["a.txt", "b.txt"]);
        assert!(contents.children.iter().all(|child| child.identity.is_none()));
    }

    #[test]
    fn a_cut_message_passes_no_identity_on() {
        let whole = message(HEADER, &attachment("a.txt", "YQ=="));
        let contents = read_message(whole.trim_end_matches("</AttachmentEncoded></edXML>"));
        assert_eq!(contents.problems[0].code, ProblemCode::MalformedXml);
        assert_eq!(contents.children[0].identity, None);
    }

    #[test]
    fn two_names_in_one_message_are_reported() {
        let header = HEADER.replace("<CodeNumber>12<", "<CodeNumber>74fass22<");
        let contents = read_message(&message(&header, ""));
        assert_eq!(contents.identity.expect("a header").number.as_deref(), Some("12/BC-SNV"));
        let [problem] = &contents.problems[..] else { panic!("{:?}", contents.problems) };
        assert_eq!(problem.code, ProblemCode::MessageIdMismatch);
        assert_eq!(problem.detail, "DocumentId 12/BC-SNV, Code 74fass22/BC-SNV");
        let quote = contents.document.quote(problem.place.as_ref().expect("a place"));
        assert_eq!(quote.expect("stands there").text(), "000.00.00.H13,2025/03/01,12/BC-SNV");

        let zeros = HEADER.replace("<CodeNumber>12<", "<CodeNumber>012<");
        assert_eq!(read_message(&message(&zeros, "")).problems, []);
    }

    #[test]
    fn without_a_usable_id_the_code_names_the_document() {
        let header = HEADER.replace("000.00.00.H13,2025/03/01,12/BC-SNV", "cid:99");
        let contents = read_message(&message(&header, ""));
        assert_eq!(contents.identity.expect("a header").number.as_deref(), Some("12/BC-SNV"));
        assert_eq!(contents.problems, []);
    }

    #[test]
    fn a_status_message_names_another_document_and_not_itself() {
        let header = "<From><OrganName>UBND tỉnh</OrganName></From><ResponseFor><Code>7/VPCP</Code>\
            <DocumentId>000.00.00.G22,2015/09/30,7/VPCP</DocumentId></ResponseFor><StatusCode>01</StatusCode>";
        let contents = read_message(&message(header, ""));
        let [problem] = &contents.problems[..] else { panic!("{:?}", contents.problems) };
        assert_eq!(
            (problem.code, problem.detail.as_str()),
            (ProblemCode::MessageStatus, "01 7/VPCP")
        );
        assert_eq!(contents.identity.expect("a sender").number, None);
        assert!(contents.document.parts()[0].text().contains("7/VPCP"));
    }

    #[test]
    fn what_a_message_does_with_earlier_documents_is_noted() {
        let check = |business: &str, doc_type: &str, expect: Option<(ProblemCode, &str)>| {
            let header = format!(
                "{HEADER}</e:MessageHeader><e:TraceHeaderList><e:{business}><e:{business}DocType>{doc_type}\
                 </e:{business}DocType><e:ReplacementInfoList><e:ReplacementInfo><e:DocumentId>\
                 000.00.00.H13,2025/02/01,9/BC-SNV</e:DocumentId></e:ReplacementInfo>\
                 </e:ReplacementInfoList></e:{business}></e:TraceHeaderList><e:MessageHeader>"
            );
            let contents = read_message(&message(&header, ""));
            let found: Vec<_> = contents
                .problems
                .iter()
                .map(|problem| (problem.code, problem.detail.as_str()))
                .collect();
            assert_eq!(found, expect.into_iter().collect::<Vec<_>>(), "{business} {doc_type}");
            for problem in &contents.problems {
                let place = problem.place.as_ref().expect("a place");
                assert_eq!(contents.document.quote(place).expect("there").text(), doc_type);
            }
        };
        check("Bussiness", "0", None);
        check("Bussiness", "1", Some((ProblemCode::MessageRecalls, "9/BC-SNV")));
        check("Business", "2", Some((ProblemCode::MessageReplaces, "9/BC-SNV")));
        check("Bussiness", "03", Some((ProblemCode::MessageReplaces, "9/BC-SNV")));
        check("Bussiness", "00", None);
    }

    #[test]
    fn garbage_in_an_attachment_is_an_entry_not_extracted() {
        for encoded in ["%%%%", ""] {
            let contents = read_message(&message(HEADER, &attachment("x.pdf", encoded)));
            assert!(contents.children.is_empty());
            let [problem] = &contents.problems[..] else { panic!("{:?}", contents.problems) };
            assert_eq!(problem.code, ProblemCode::EntryNotExtracted);
            assert!(problem.detail.starts_with("x.pdf: "), "{}", problem.detail);
        }
    }

    #[test]
    fn dates_come_in_two_orders() {
        let check = |text: &str, expect: Option<&str>| {
            assert_eq!(date(text).map(|date| date.to_string()).as_deref(), expect, "{text}");
        };
        check("2018/09/28 17:25:11", Some("2018-09-28"));
        check("28/09/2018", Some("2018-09-28"));
        check("2014/02/30", None);
        check("000.00.00.G22", None);
    }
}
