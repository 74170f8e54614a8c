//! Digital signatures in words that an official understands: who, when, and what of it is proved.

use model::{
    finding::DoubtfulSignature,
    signature::{Answer, LaterChange, Signature, SignatureDoubt},
};

use crate::Language;

/// A signature in a few sentences, for the page of a document.
#[must_use]
pub fn signature_text(signature: &Signature, language: Language) -> Vec<String> {
    let pick = |vietnamese: &str, english: &str| match language {
        Language::Vietnamese => vietnamese.to_owned(),
        Language::English => english.to_owned(),
    };
    let mut lines = Vec::new();
    if let Some(signer) = &signature.signer {
        let parts = [&signer.name, &signer.title].into_iter().flatten();
        let parts = parts.chain(&signer.units).chain(&signer.organization);
        let named: Vec<&str> = parts.map(String::as_str).collect();
        lines.push(format!("{}: {}", pick("Người ký", "Signer"), named.join(", ")));
    }
    if let Some(time) = signature.time() {
        let source = match signature.has_proved_time() {
            true => pick("dấu thời gian tin cậy", "a trusted timestamp"),
            false => {
                pick("do người ký khai, chưa được xác nhận", "stated by the signer, not proved")
            }
        };
        lines.push(format!("{}: {} ({source})", pick("Ký lúc", "Signed at"), time.written()));
    }
    let asked = [
        (pick("Tính toàn vẹn", "Integrity"), signature.integrity),
        (pick("Nội dung sau khi ký", "Content after signing"), signature.coverage),
        (pick("Chứng thư số", "Certificate"), signature.chain),
        (pick("Thu hồi chứng thư", "Revocation"), signature.revocation),
    ];
    for (question, checked) in asked {
        let answer = answer_text(checked.answer, language);
        let reason = checked.reason.map(|doubt| format!(": {}", doubt_text(doubt, language)));
        lines.push(format!("{question}: {answer}{}", reason.unwrap_or_default()));
    }
    if let Some(change) = signature.later.last() {
        let text = later_text(*change, language);
        lines.push(format!("{}: {text}", pick("Thêm vào sau khi ký", "Added after signing")));
    }
    if !signature.unsigned_parts.is_empty() {
        let parts = signature.unsigned_parts.join(", ");
        lines.push(format!("{}: {parts}", pick("Phần không được ký", "Not signed")));
    }
    lines
}

fn answer_text(answer: Answer, language: Language) -> &'static str {
    let (vietnamese, english) = match answer {
        Answer::Valid => ("hợp lệ", "valid"),
        Answer::Invalid => ("không hợp lệ", "invalid"),
        Answer::NotCheckable => ("chưa kiểm tra được", "could not be checked"),
    };
    language.pick(vietnamese, english)
}

fn later_text(change: LaterChange, language: Language) -> &'static str {
    let (vietnamese, english) = match change {
        LaterChange::ValidationData => {
            ("dữ liệu xác thực, thông tin tệp", "data about certificates and the file")
        }
        LaterChange::Signature => ("chữ ký khác", "a further signature"),
        LaterChange::FormFill => ("nội dung điền vào biểu mẫu", "a form was filled in"),
        LaterChange::Annotation => ("chú thích", "annotations"),
        LaterChange::Content => ("nội dung trang bị thay đổi", "the content of pages was changed"),
    };
    language.pick(vietnamese, english)
}

/// Why a signature, or a part of what it proves, is not valid.
#[must_use]
pub fn doubt_text(doubt: SignatureDoubt, language: Language) -> &'static str {
    let (vietnamese, english) = match doubt {
        SignatureDoubt::BytesChanged => {
            ("tệp bị sửa sau khi ký", "the file was changed after signing")
        }
        SignatureDoubt::WrongKey => (
            "chữ ký không do chứng thư này tạo ra, hoặc chính chữ ký bị sửa",
            "the signature was not made by this certificate, or was itself changed",
        ),
        SignatureDoubt::CertificateSwapped => {
            ("chứng thư của người ký bị đánh tráo", "the signer's certificate was exchanged")
        }
        SignatureDoubt::StampedSomethingElse => {
            ("dấu thời gian lấy từ nơi khác", "the timestamp was taken from something else")
        }
        SignatureDoubt::Malformed => {
            ("không giải mã được chữ ký", "the signature cannot be decoded")
        }
        SignatureDoubt::Empty => ("ô chữ ký để trống", "the signature is empty"),
        SignatureDoubt::UnknownFormat => {
            ("định dạng chữ ký chưa được hỗ trợ", "the format of the signature is not known")
        }
        SignatureDoubt::UnsupportedMethod => {
            ("thuật toán ký chưa được hỗ trợ", "the method of signing is not supported")
        }
        SignatureDoubt::CertificateMissing => {
            ("tệp không kèm chứng thư của người ký", "the signer's certificate is not in the file")
        }
        SignatureDoubt::SeveralSigners => {
            ("một chữ ký có nhiều người ký", "several signers share one signature")
        }
        SignatureDoubt::OutsideFile => (
            "phần được ký nằm ngoài tệp, không tra cứu",
            "something that was signed lies outside the file",
        ),
        SignatureDoubt::SignedTooLarge => {
            ("phần được ký quá lớn để kiểm tra", "what was signed is too large to be looked at")
        }
        SignatureDoubt::RangesTampered => (
            "phạm vi ký bị sửa: có nội dung không ai ký",
            "the signed ranges were tampered with: something stands where nobody signed",
        ),
        SignatureDoubt::RevisionCut => {
            ("phạm vi ký dừng giữa chừng", "the signed bytes end amid a revision")
        }
        SignatureDoubt::ContentChanged => {
            ("nội dung hiển thị bị thay đổi sau khi ký", "what is shown was changed after signing")
        }
        SignatureDoubt::ChangeForbidden => {
            ("thay đổi mà người ký không cho phép", "a change that the signature forbids")
        }
        SignatureDoubt::AnnotatedLater => (
            "có chú thích thêm sau khi ký, có thể che nội dung; cần người xem",
            "annotations were added that may cover something; somebody must look",
        ),
        SignatureDoubt::PartUnsigned => {
            ("có phần nội dung hiển thị không được ký", "a part that the file shows was not signed")
        }
        SignatureDoubt::PartlySigned => (
            "chỉ ký một phần của tệp; cần người xem",
            "only a part of the file was signed; somebody must look",
        ),
        SignatureDoubt::RevisionUnreadable => {
            ("tệp hỏng, không so sánh được", "too damaged to be compared")
        }
        SignatureDoubt::TooMany => ("tệp có quá nhiều chữ ký", "too many signatures"),
        SignatureDoubt::NoRoots => {
            ("chưa khai báo chứng thư gốc tin cậy", "no trusted roots are declared")
        }
        SignatureDoubt::UntrustedRoot => (
            "chứng thư do tổ chức không nằm trong danh sách tin cậy cấp",
            "issued by somebody who is not trusted here",
        ),
        SignatureDoubt::IssuerMissing => {
            ("thiếu chứng thư của tổ chức cấp", "the issuer's certificate is missing")
        }
        SignatureDoubt::CertificateForged => {
            ("chứng thư giả mạo tổ chức cấp", "the certificate was not issued by its issuer")
        }
        SignatureDoubt::Expired => {
            ("chứng thư đã hết hạn khi ký", "the certificate had expired when it was used")
        }
        SignatureDoubt::NotYetValid => {
            ("chứng thư chưa có hiệu lực khi ký", "the certificate was not valid yet")
        }
        SignatureDoubt::NoAuthority => (
            "chứng thư cấp trên không có quyền cấp chứng thư",
            "issued by a certificate that may issue none",
        ),
        SignatureDoubt::WrongUsage => {
            ("chứng thư không dùng để ký văn bản", "the certificate is not for signing documents")
        }
        SignatureDoubt::UnknownCondition => {
            ("chứng thư có điều kiện chưa hỗ trợ", "the certificate sets an unknown condition")
        }
        SignatureDoubt::NoTime => ("không rõ thời điểm ký", "nothing says when it was signed"),
        SignatureDoubt::Revoked => {
            ("chứng thư đã bị thu hồi khi ký", "the certificate had been revoked")
        }
        SignatureDoubt::RevokedLater => (
            "chứng thư bị thu hồi sau thời điểm người ký khai, chưa xác nhận được thời điểm đó",
            "revoked after the time that the signer states, which is not proved",
        ),
        SignatureDoubt::NothingEmbedded => {
            ("tệp không kèm thông tin thu hồi", "the file holds nothing about revocation")
        }
        SignatureDoubt::OfAnotherTime => (
            "thông tin thu hồi kèm theo không ứng với thời điểm ký",
            "what the file holds about revocation is of another time",
        ),
    };
    language.pick(vietnamese, english)
}

/// Signatures with what is wrong with each: `Nguyễn Văn A (tệp bị sửa sau khi ký)`.
pub(crate) fn doubtful(signatures: &[DoubtfulSignature], language: Language) -> String {
    let one = |signature: &DoubtfulSignature| {
        let signer = signature.signer.as_ref().unwrap_or(&signature.field);
        format!("{signer} ({})", doubt_text(signature.reason, language))
    };
    signatures.iter().map(one).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use model::signature::SignatureDoubt;

    use super::doubt_text;
    use crate::Language;

    #[test]
    fn every_doubt_has_words_of_its_own() {
        for language in [Language::Vietnamese, Language::English] {
            let mut texts: Vec<_> =
                SignatureDoubt::ALL.iter().map(|doubt| doubt_text(*doubt, language)).collect();
            let n_texts = texts.len();
            texts.sort_unstable();
            texts.dedup();
            assert_eq!(texts.len(), n_texts);
        }
    }
}
