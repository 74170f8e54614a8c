//! A letter as a message of the national document exchange. Standard: QCVN 102:2016/BTTTT, 28/2018/QĐ-TTg.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::{letter::Letter, markup::Markup};

/// A file that travels with a message.
#[derive(Debug, Clone)]
pub struct Attachment {
    /// Its name.
    pub name: String,
    /// Its media type: `application/pdf`.
    pub content_type: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What a message says beyond the letter that it carries.
#[derive(Debug, Clone)]
pub struct Envelope {
    /// The sender's code in the exchange: `H99.05`.
    pub organ_id: String,
    /// The receiver's code and name.
    pub to: (String, String),
}

/// The message for a letter, with the letter itself and what belongs to it as attachments.
#[must_use]
pub fn write(letter: &Letter, envelope: &Envelope, attachments: &[Attachment]) -> Vec<u8> {
    let mut markup = Markup::document();
    let namespace = "xmlns=\"http://www.mic.gov.vn/TBT/QCVN_102_2016\"";
    let prefixed = "xmlns:edXML=\"http://www.mic.gov.vn/TBT/QCVN_102_2016\"";
    markup.element("edXML", namespace, |markup| {
        markup.element("edXML:edXMLEnvelope", prefixed, |markup| {
            markup.element("edXML:edXMLHeader", "", |markup| {
                markup.newline();
                message_header(markup, letter, envelope);
                markup.newline();
                trace_header(markup, letter, envelope);
            });
            markup.newline();
            markup.element("edXML:edXMLBody", "", |markup| manifest(markup, attachments));
        });
        markup.newline();
        markup.element("AttachmentEncoded", "", |markup| {
            for (index, attachment) in attachments.iter().enumerate() {
                markup.element("Attachment", "", |markup| {
                    markup.leaf("ContentId", &content_id(index));
                    markup.leaf("AttachmentName", &attachment.name);
                    markup.leaf("Description", &letter.subject);
                    markup.leaf("ContentType", attachment.content_type);
                    markup.leaf("ContentTransferEncoded", &STANDARD.encode(&attachment.bytes));
                });
                markup.newline();
            }
        });
    });
    markup.into_bytes()
}

fn message_header(markup: &mut Markup, letter: &Letter, envelope: &Envelope) {
    let (sequence, symbol) = letter.number.split_once('/').unwrap_or((&letter.number, ""));
    markup.element("edXML:MessageHeader", "", |markup| {
        markup.element("edXML:From", "", |markup| {
            markup.leaf("edXML:OrganId", &envelope.organ_id);
            if let Some(parent) = letter.parent_in_one_line() {
                markup.leaf("edXML:OrganizationInCharge", &parent);
            }
            markup.leaf("edXML:OrganName", &letter.issuer_in_one_line());
        });
        markup.element("edXML:To", "", |markup| {
            markup.leaf("edXML:OrganId", &envelope.to.0);
            markup.leaf("edXML:OrganName", &envelope.to.1);
        });
        markup.newline();
        markup.leaf("edXML:DocumentId", &document_id(letter, envelope));
        markup.element("edXML:Code", "", |markup| {
            markup.leaf("edXML:CodeNumber", sequence);
            markup.leaf("edXML:CodeNotation", symbol);
        });
        markup.element("edXML:PromulgationInfo", "", |markup| {
            markup.leaf("edXML:Place", &letter.place);
            markup.leaf("edXML:PromulgationDate", &promulgation_date(letter));
        });
        markup.element("edXML:DocumentType", "", |markup| {
            markup.leaf("edXML:Type", "1");
            markup.leaf("edXML:TypeName", letter.doc_type.as_deref().unwrap_or("Công văn"));
        });
        markup.newline();
        markup.leaf("edXML:Subject", &letter.subject);
        markup.element("edXML:SignerInfo", "", |markup| {
            markup
                .leaf("edXML:Competence", letter.signer.authority.first().map_or("", |line| line));
            markup.leaf("edXML:Position", &letter.signer.position);
            markup.leaf("edXML:FullName", &letter.signer.name);
        });
        markup.element("edXML:ToPlaces", "", |markup| {
            letter.recipients.iter().for_each(|place| markup.leaf("edXML:Place", place));
        });
        markup.element("edXML:OtherInfo", "", |markup| markup.leaf("edXML:Priority", "0"));
    });
}

fn trace_header(markup: &mut Markup, letter: &Letter, envelope: &Envelope) {
    let date = promulgation_date(letter);
    markup.element("edXML:TraceHeaderList", "", |markup| {
        markup.element("edXML:TraceHeader", "", |markup| {
            markup.leaf("edXML:OrganId", &envelope.organ_id);
            markup.leaf("edXML:Timestamp", &format!("{date} 08:00:00"));
        });
        markup.element("edXML:Bussiness", "", |markup| {
            markup.leaf("edXML:DocumentId", &document_id(letter, envelope));
            markup.leaf("edXML:BussinessDocType", "0");
            markup.leaf("edXML:BussinessDocReason", "Văn bản điện tử mới");
            markup.leaf("edXML:Paper", "0");
        });
    });
}

fn manifest(markup: &mut Markup, attachments: &[Attachment]) {
    markup.element("edXML:edXMLManifest", "version=\"1.0\"", |markup| {
        for (index, attachment) in attachments.iter().enumerate() {
            markup.element("edXML:Reference", "", |markup| {
                markup.leaf("edXML:ContentId", &content_id(index));
                markup.leaf("edXML:ContentType", attachment.content_type);
                markup.leaf("edXML:AttachmentName", &attachment.name);
            });
        }
    });
}

fn content_id(index: usize) -> String {
    format!("cid:{}", index + 1)
}

fn document_id(letter: &Letter, envelope: &Envelope) -> String {
    format!("{},{},{}", envelope.organ_id, promulgation_date(letter), letter.number)
}

fn promulgation_date(letter: &Letter) -> String {
    letter.issued.file_date().strftime("%Y/%m/%d").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::letter::sample;

    #[test]
    fn the_header_names_the_letter_and_the_attachment_is_whole() {
        let envelope = Envelope {
            organ_id: "H99.05".to_owned(),
            to: ("H99".to_owned(), "Ủy ban nhân dân tỉnh An Bình".to_owned()),
        };
        let attachment = Attachment {
            name: "215-BC-SNV.pdf".to_owned(),
            content_type: "application/pdf",
            bytes: b"%PDF-1.7 \x00\xff".to_vec(),
        };
        let bytes = write(&sample::report(), &envelope, &[attachment]);
        let text = String::from_utf8(bytes).expect("UTF-8");
        assert!(text.contains("<edXML:DocumentId>H99.05,2025/12/15,215/BC-SNV</edXML:DocumentId>"));
        assert!(text.contains("<edXML:CodeNumber>215</edXML:CodeNumber>"));
        let (_, encoded) = text.split_once("<ContentTransferEncoded>").expect("an attachment");
        let (encoded, _) = encoded.split_once('<').expect("its end");
        assert_eq!(STANDARD.decode(encoded).expect("base64"), b"%PDF-1.7 \x00\xff");
    }
}
