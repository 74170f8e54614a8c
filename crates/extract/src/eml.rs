//! Mail (RFC 5322, MIME): who wrote to whom about what, what they wrote, and the attached files.
//!
//! The fields of the header stand in the text by their own names. A mail is no document with a number and an issuer,
//! so it states no identity. An attachment keeps the bytes that its sender attached: text is not re-encoded.

use mail_parser::{
    Message, MessageParser, MessagePart, MimeHeaders as _, PartType,
    decoders::{html::html_to_text, quoted_printable::quoted_printable_decode},
};
use model::{
    document::PartBuilder,
    problem::{Problem, ProblemCode},
};

use crate::{
    archive::Names,
    base64,
    contents::{Contents, Inner},
    nfc::nfc,
    session::{Refused, Session},
};

/// The fields that say what a mail is, in the order in which they are shown.
const SHOWN_FIELDS: [&str; 5] = ["From", "To", "Cc", "Date", "Subject"];

/// Reads a mail: header and text as one flow, attachments as children.
pub(crate) fn read(bytes: &[u8], session: &mut Session<'_>) -> Contents {
    if let Err(problem) = check_nesting(bytes) {
        return Contents::rejected(problem);
    }
    let Some(mail) = MessageParser::default().parse(bytes) else {
        return Contents::rejected_for(ProblemCode::Damaged, "no header");
    };
    let mut part = PartBuilder::flow();
    for field in SHOWN_FIELDS {
        if let Some(value) = field_text(&mail, field) {
            part.paragraph(&format!("{field}: {value}"));
        }
    }
    for body in mail.text_bodies() {
        let text = match &body.body {
            PartType::Text(text) => text.to_string(),
            PartType::Html(html) => html_to_text(html),
            _ => continue,
        };
        session.beat();
        for paragraph in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            part.paragraph(&nfc(paragraph));
        }
    }
    let mut contents = Contents::of(vec![part.finish()]);
    contents.problems.extend(cut_off(&mail));
    contents.problems.extend(undecodable(&mail));
    if let Err(problem) = attachments(&mail, &mut contents, session) {
        contents.problems.push(problem);
    }
    contents
}

/// Mails may lie in each other without encoding, and the parser keeps all of them at once, each inside the one around.
fn check_nesting(bytes: &[u8]) -> Result<(), Problem> {
    const NESTED: &[u8] = b"message/";
    const MAX_NESTED: usize = 200;
    let n_nested =
        bytes.windows(NESTED.len()).filter(|word| word.eq_ignore_ascii_case(NESTED)).count();
    if n_nested > MAX_NESTED {
        let detail = format!("mails in mails, limit {MAX_NESTED}");
        return Err(Problem::new(ProblemCode::NestedTooDeep, detail));
    }
    Ok(())
}

/// A field as people read it: addresses with names, words decoded; `None` when the mail does not have it.
fn field_text(mail: &Message<'_>, field: &str) -> Option<String> {
    let text = match field {
        "From" => addresses(mail.from()?),
        "To" => addresses(mail.to()?),
        "Cc" => addresses(mail.cc()?),
        "Date" => mail.date()?.to_rfc3339(),
        _ => mail.subject()?.to_owned(),
    };
    Some(nfc(text.trim())).filter(|text| !text.is_empty())
}

fn addresses(all: &mail_parser::Address<'_>) -> String {
    let shown = all.iter().map(|one| match (one.name(), one.address()) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (Some(only), None) | (None, Some(only)) => only.to_owned(),
        (None, None) => String::new(),
    });
    shown.filter(|one| !one.is_empty()).collect::<Vec<_>>().join(", ")
}

/// The problem that the mail ends before the mark that closes its parts.
fn cut_off(mail: &Message<'_>) -> Option<Problem> {
    let boundary = mail.root_part().content_type()?.attribute("boundary")?;
    let mark = format!("--{boundary}--");
    let is_closed = mail.raw_message.windows(mark.len()).any(|end| end == mark.as_bytes());
    (!is_closed).then(|| Problem::new(ProblemCode::Truncated, "no closing boundary"))
}

/// The problem that some text is in an encoding that was not understood, or not what it says it is.
fn undecodable(mail: &Message<'_>) -> Option<Problem> {
    let is_problem = mail.text_bodies().any(|body| body.is_encoding_problem);
    is_problem.then(|| Problem::new(ProblemCode::UndecodableGlyphs, "text of the mail"))
}

fn attachments(
    mail: &Message<'_>,
    contents: &mut Contents,
    session: &mut Session<'_>,
) -> Result<(), Problem> {
    session.count_entries(mail.attachment_count())?;
    let mut names = Names::default();
    for (nth, attachment) in (1..).zip(mail.attachments()) {
        let name = names.tell_apart(name_of(attachment, nth));
        match take_out(mail, attachment, session) {
            Ok(bytes) => contents.children.push(Inner::new(name.clone(), bytes)),
            Err(refused) => contents.problems.push(refused.into_problem(&name)),
        }
    }
    Ok(())
}

fn name_of(attachment: &MessagePart<'_>, nth: usize) -> String {
    match attachment.attachment_name() {
        Some(name) if !name.trim().is_empty() => nfc(name.trim()),
        _ if attachment.is_message() => format!("message-{nth}.eml"),
        _ => format!("attachment-{nth}"),
    }
}

/// The bytes that were attached. `mail-parser` turns text into UTF-8 and gives broken encodings back as they are, so
/// what stands in the mail is decoded here.
fn take_out(
    mail: &Message<'_>,
    attachment: &MessagePart<'_>,
    session: &mut Session<'_>,
) -> Result<Vec<u8>, Refused> {
    let range = attachment.offset_body as usize..attachment.offset_end as usize;
    let sent = mail.raw_message.get(range).filter(|_| !attachment.is_message());
    let sent = sent.unwrap_or_else(|| attachment.contents());
    let length = sent.len() as u64;
    let encoding = attachment.content_transfer_encoding().unwrap_or_default();
    if encoding.eq_ignore_ascii_case("base64") && !attachment.is_message() {
        return base64::decode(sent, session);
    }
    if encoding.eq_ignore_ascii_case("quoted-printable") && !attachment.is_message() {
        let decoded = quoted_printable_decode(sent)
            .ok_or_else(|| Refused::Broken("quoted-printable".to_owned()))?;
        return session.take_out(&decoded[..], length);
    }
    session.take_out(sent, length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;

    fn read_mail(mail: &str) -> Contents {
        let limits = Limits::default();
        let mut progress = || {};
        let bytes = mail.replace('\n', "\r\n").into_bytes();
        read(&bytes, &mut Session::new(&limits, bytes.len() as u64, &mut progress))
    }

    const HEADER: &str = "From: =?utf-8?Q?S=E1=BB=9F_N=E1=BB=99i_v=E1=BB=A5?= <snv@example.vn>\n\
        To: ubnd@example.vn\nSubject: =?utf-8?B?QsOhbyBjw6FvIHF1w70gSQ==?=\n\
        Date: Wed, 15 Oct 2025 08:30:00 +0700\nMIME-Version: 1.0\n";

    fn multipart(parts: &[&str]) -> String {
        let parts: String = parts.iter().map(|part| format!("--b\n{part}\n")).collect();
        format!("{HEADER}Content-Type: multipart/mixed; boundary=\"b\"\n\n{parts}--b--\n")
    }

    const TEXT: &str = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\nKính gửi: Ủy ban\n\nĐạt 98,81%.\n";

    #[test]
    fn header_and_text_are_one_flow() {
        let contents = read_mail(&multipart(&[TEXT]));
        assert_eq!(contents.problems, []);
        assert_eq!(
            contents.document.parts()[0].text(),
            "From: Sở Nội vụ <snv@example.vn>\nTo: ubnd@example.vn\nDate: 2025-10-15T08:30:00+07:00\n\
             Subject: Báo cáo quý I\nKính gửi: Ủy ban\nĐạt 98,81%."
        );
    }

    #[test]
    fn attachments_are_children_with_their_bytes() {
        let pdf = "Content-Type: application/pdf; name=\"=?utf-8?B?QsOhbyBjw6FvLnBkZg==?=\"\n\
            Content-Disposition: attachment\nContent-Transfer-Encoding: base64\n\nJVBERi0x\nLjc=\n";
        let table = "Content-Type: text/csv; charset=windows-1258; name=\"bieu.csv\"\n\
            Content-Disposition: attachment; filename=\"bieu.csv\"\n\
            Content-Transfer-Encoding: quoted-printable\n\n=D0a;1\n";
        let nested = format!("Content-Type: message/rfc822\n\n{HEADER}\nGửi kèm\n");
        let contents = read_mail(&multipart(&[TEXT, pdf, table, &nested]));
        let found: Vec<_> =
            contents.children.iter().map(|inner| (inner.name.as_str(), &inner.bytes[..])).collect();
        assert_eq!(found[0], ("Báo cáo.pdf", &b"%PDF-1.7"[..]));
        assert_eq!(
            (found[1].0, found[1].1.strip_suffix(b"\r\n")),
            ("bieu.csv", Some(&b"\xD0a;1"[..]))
        );
        assert_eq!(found[2].0, "message-3.eml");
        assert!(found[2].1.starts_with(b"From: ") && found.len() == 3, "{found:?}");
        assert_eq!(contents.problems, []);
    }

    #[test]
    fn a_mail_of_markup_alone_is_read_as_text() {
        let contents = read_mail(&format!(
            "{HEADER}Content-Type: text/html; charset=utf-8\n\n<p>Kính gửi</p><p>Đạt <b>98,81%</b></p>\n"
        ));
        let text = contents.document.parts()[0].text();
        assert!(text.ends_with("Kính gửi\nĐạt 98,81%"), "{text}");
    }

    #[test]
    fn a_cut_mail_is_named() {
        let pdf = "Content-Type: application/pdf; name=\"a.pdf\"\nContent-Disposition: attachment\n\
            Content-Transfer-Encoding: base64\n\nJVBERi0xLjc";
        let mail = multipart(&[TEXT, pdf]);
        let contents = read_mail(mail.trim_end_matches("\n--b--\n"));
        assert_eq!(contents.problems[0].code, ProblemCode::Truncated);
        assert_eq!(contents.children[0].bytes, b"%PDF-1.7");
        let contents = read_mail(&multipart(&[TEXT, &pdf.replace("JVBE", "%%%%")]));
        assert_eq!(contents.problems[0].code, ProblemCode::EntryNotExtracted);
        assert!(contents.problems[0].detail.starts_with("a.pdf"));
    }

    #[test]
    fn nesting_without_end_is_no_harm() {
        let nested = "Content-Type: message/rfc822\n\n".repeat(20_000);
        let contents = read_mail(&format!("{HEADER}{nested}"));
        assert_eq!(contents.problems[0].code, ProblemCode::NestedTooDeep);
        let nested = "Content-Type: message/rfc822\n\n".repeat(150);
        let contents = read_mail(&format!("{HEADER}{nested}"));
        assert_eq!(contents.children.len(), 1);
        let parts = "Content-Type: multipart/mixed; boundary=\"b\"\n\n--b\n".repeat(20_000);
        read_mail(&format!("{HEADER}{parts}"));
    }
}
