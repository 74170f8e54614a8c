//! The wording of findings in Vietnamese.

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

const LANGUAGE: Language = Language::Vietnamese;

pub(super) fn title(code: FindingCode) -> &'static str {
    match code {
        FindingCode::ScoreWithoutEvidence => "Có điểm nhưng không có tài liệu kiểm chứng",
        FindingCode::CitedDocumentMissing => "Không có văn bản đã viện dẫn",
        FindingCode::BasisNotAttached => "Văn bản làm căn cứ không gửi kèm",
        FindingCode::CitedDocumentAmbiguous => "Nhiều văn bản cùng số, ký hiệu",
        FindingCode::EvidenceUnreadable => "Chưa đọc được tài liệu kiểm chứng",
        FindingCode::EvidencePartial => "Thiếu một phần tài liệu kiểm chứng",
        FindingCode::EvidenceOutsidePeriod => "Tài liệu ngoài kỳ chấm điểm",
        FindingCode::EvidenceLate => "Tài liệu ban hành sau thời hạn",
        FindingCode::WrongDocumentKind => "Sai loại văn bản",
        FindingCode::WrongIssuer => "Sai cơ quan ban hành",
        FindingCode::CitationDateMismatch => "Sai ngày ban hành",
        FindingCode::DraftDocument => "Tài liệu là bản dự thảo",
        FindingCode::SignatureInvalid => "Chữ ký số không hợp lệ",
        FindingCode::SignatureUnproven => "Chứng thư của chữ ký số không hợp lệ",
        FindingCode::SignedLate => "Ký số sau thời hạn",
        FindingCode::SignerNotIssuer => "Người ký số thuộc cơ quan khác",
        FindingCode::SignedOtherDay => "Ngày văn bản khác ngày ký số",
        FindingCode::UnsignedCopy => "Có bản đã ký số của văn bản này",
        FindingCode::MessageHeaderDiffers => "Số, ngày khác với thông điệp gửi kèm",
        FindingCode::LetterheadDiffers => "Đầu văn bản ghi hai số hoặc hai ngày",
        FindingCode::ScoreContradictsMetric => "Điểm tự chấm cao hơn số liệu",
        FindingCode::ScoreContradictsScan => "Điểm tự chấm cao hơn số liệu trên bản quét",
        FindingCode::ScoreBelowEvidence => "Điểm tự chấm thấp hơn số liệu",
        FindingCode::FiguresInconsistent => "Tỷ lệ không khớp với tử số, mẫu số",
        FindingCode::MetricsDisagree => "Các tài liệu nêu số liệu khác nhau",
        FindingCode::ScoreAboveMaximum => "Vượt điểm tối đa",
        FindingCode::ScoreNotAttainable => "Mức điểm không có trong quy tắc",
        FindingCode::SumMismatch => "Cộng điểm sai",
        FindingCode::SurveyCriterionSelfScored => "Tự chấm mục không thuộc phần tự chấm",
        FindingCode::CriterionMissing => "Thiếu mục trong bảng tự chấm",
        FindingCode::CriterionRepeated => "Một mục có nhiều mức điểm",
        FindingCode::CriterionUnknown => "Mã không có trong bộ tiêu chí",
        FindingCode::SheetMissing => "Không có bảng tự chấm",
        FindingCode::ExplanationOnly => "Chỉ có giải trình",
        FindingCode::ExplanationMissing => "Thiếu giải trình",
        FindingCode::EvidenceReused => "Tài liệu trùng với đơn vị khác",
        FindingCode::EvidenceRedated => "Tài liệu cũ ghi ngày mới",
        FindingCode::NeedsAppraiser => "Cần người thẩm định",
    }
}

/// What the unit should do: by name where the finding names it.
pub(super) fn hint(finding: &Finding) -> String {
    match &finding.detail {
        FindingDetail::CitedDocumentMissing { citation } => format!(
            "Gửi văn bản {}, hoặc sửa số, ký hiệu nếu viện dẫn nhầm.",
            evidence::citation(citation, LANGUAGE)
        ),
        FindingDetail::ScoreWithoutEvidence { listed } if !listed.is_empty() => {
            format!("Gửi: {}; nếu không có, giải trình cách tính điểm.", listed.join("; "))
        }
        FindingDetail::ExplanationOnly { listed, .. } if !listed.is_empty() => {
            format!("Gửi tài liệu cho nội dung giải trình: {}.", listed.join("; "))
        }
        FindingDetail::NeedsAppraiser { open } => {
            let figures = evidence::figures_to_state(open, LANGUAGE);
            let mut hint = String::new();
            if !figures.is_empty() {
                hint += &format!(
                    "Đơn vị gửi tài liệu nêu rõ số liệu của mình, kèm tử số và mẫu số: {figures}. "
                );
            }
            if evidence::has_scan(open) {
                hint += "Đơn vị gửi bản có chữ thay cho bản quét. ";
            }
            hint + hint_of(FindingCode::NeedsAppraiser)
        }
        FindingDetail::EvidencePartial { missing, .. } => format!(
            "Gửi bổ sung: {}; hoặc giải trình cách tính điểm.",
            evidence::all_missing(missing, LANGUAGE)
        ),
        FindingDetail::EvidenceUnreadable { files, .. } => format!(
            "Gửi lại ở dạng đọc được (PDF có chữ, DOCX hoặc XLSX, không đặt mật khẩu): {}.",
            unread(files)
        ),
        detail => hint_of(detail.code()).to_owned(),
    }
}

fn hint_of(code: FindingCode) -> &'static str {
    match code {
        FindingCode::ScoreWithoutEvidence => {
            "Gửi tài liệu kiểm chứng; nếu không có, giải trình cách tính điểm."
        }
        FindingCode::CitedDocumentMissing => {
            "Gửi văn bản này, hoặc sửa số, ký hiệu nếu viện dẫn nhầm."
        }
        FindingCode::BasisNotAttached => {
            "Không phải gửi văn bản pháp luật đã công bố; nếu là tài liệu kiểm chứng của mục này thì gửi kèm."
        }
        FindingCode::CitedDocumentAmbiguous => {
            "Ghi rõ ngày và cơ quan ban hành của văn bản được viện dẫn."
        }
        FindingCode::EvidenceUnreadable => {
            "Gửi lại các tệp này ở dạng đọc được: PDF có chữ, DOCX hoặc XLSX, không đặt mật khẩu."
        }
        FindingCode::EvidencePartial => "Gửi bổ sung tài liệu còn thiếu, hoặc giải trình.",
        FindingCode::EvidenceOutsidePeriod => {
            "Gửi tài liệu trong kỳ, hoặc giải trình vì sao dùng tài liệu này."
        }
        FindingCode::EvidenceLate => "Giải trình lý do chậm, hoặc chấm lại điểm theo thời hạn.",
        FindingCode::WrongDocumentKind | FindingCode::WrongIssuer => {
            "Sửa viện dẫn, hoặc gửi đúng văn bản."
        }
        FindingCode::CitationDateMismatch => "Sửa ngày trong bảng tự chấm, hoặc gửi đúng văn bản.",
        FindingCode::DraftDocument => "Gửi văn bản đã ban hành, có số và ngày.",
        FindingCode::SignatureInvalid => {
            "Gửi lại đúng bản đã ký và phát hành, lấy từ hệ thống quản lý văn bản."
        }
        FindingCode::SignatureUnproven => {
            "Kiểm tra chứng thư của người ký; gửi bản ký bằng chứng thư còn hiệu lực."
        }
        FindingCode::SignedLate => "Giải trình vì sao văn bản được ký sau ngày ghi trên văn bản.",
        FindingCode::SignerNotIssuer => "Xem người ký có thẩm quyền ký văn bản này không.",
        FindingCode::SignedOtherDay => {
            "Giải trình vì sao ngày ghi trên văn bản không phải ngày ký."
        }
        FindingCode::UnsignedCopy => "Xem bản đã ký số khi thẩm định.",
        FindingCode::MessageHeaderDiffers | FindingCode::LetterheadDiffers => {
            "Đối chiếu với sổ đăng ký văn bản đi; gửi lại đúng văn bản đã phát hành."
        }
        FindingCode::ScoreContradictsMetric => {
            "Chấm lại điểm theo số liệu, hoặc gửi tài liệu có số liệu khác."
        }
        FindingCode::ScoreContradictsScan => {
            "Xem lại con số trên bản quét; gửi bản có chữ (không phải ảnh quét) nếu máy đọc nhầm, hoặc chấm lại điểm."
        }
        FindingCode::ScoreBelowEvidence => "Xem lại điểm: số liệu cho phép điểm cao hơn.",
        FindingCode::FiguresInconsistent => "Kiểm tra lại tử số, mẫu số và tỷ lệ.",
        FindingCode::MetricsDisagree => "Xác nhận số liệu đúng và giải trình chỗ khác nhau.",
        FindingCode::ScoreAboveMaximum => "Sửa điểm không vượt điểm tối đa của mục.",
        FindingCode::ScoreNotAttainable => "Chọn một mức điểm theo quy tắc của mục.",
        FindingCode::SumMismatch => "Cộng lại điểm, sửa dòng tổng.",
        FindingCode::SurveyCriterionSelfScored => {
            "Bỏ điểm ở mục này: điểm do điều tra xã hội học hoặc cơ quan khác chấm."
        }
        FindingCode::CriterionMissing => "Bổ sung mục này vào bảng tự chấm.",
        FindingCode::CriterionRepeated => "Giữ một dòng cho mỗi mục, với điểm đúng.",
        FindingCode::CriterionUnknown => "Sửa mã theo bộ tiêu chí.",
        FindingCode::SheetMissing => "Gửi bảng tự chấm điểm dạng XLSX hoặc DOCX.",
        FindingCode::ExplanationOnly => "Gửi tài liệu kiểm chứng cho nội dung giải trình.",
        FindingCode::ExplanationMissing => "Giải trình cách tính điểm khi chưa đủ tài liệu.",
        FindingCode::EvidenceReused => "Xác nhận tài liệu là của đơn vị nào.",
        FindingCode::EvidenceRedated => {
            "Gửi tài liệu của năm được chấm, hoặc giải trình vì sao chỉ có ngày thay đổi."
        }
        FindingCode::NeedsAppraiser => "Người thẩm định xem tài liệu và quyết định.",
    }
}

pub(super) fn message(finding: &Finding) -> String {
    let citation = |citation| evidence::citation(citation, LANGUAGE);
    let date = |date| figure::date(date, LANGUAGE);
    let points = |points| figure::points(points, LANGUAGE);
    let claimed = finding
        .claimed
        .map_or_else(|| "có điểm".to_owned(), |claimed| figure::with_unit(claimed, LANGUAGE));
    let document = |number: &Option<model::DocumentNumber>| {
        number.as_ref().map_or_else(|| "Tài liệu".to_owned(), |number| format!("Văn bản {number}"))
    };
    match &finding.detail {
        FindingDetail::ScoreWithoutEvidence { .. } => {
            format!("Tự chấm {claimed}, không có tài liệu kiểm chứng và không giải trình.")
        }
        FindingDetail::CitedDocumentMissing { citation: cited } => {
            format!(
                "Đã đọc mọi tệp có thể liên quan, không có văn bản {} được viện dẫn.",
                citation(cited)
            )
        }
        FindingDetail::BasisNotAttached { citation: cited } => format!(
            "{} được viện dẫn làm căn cứ, không có trong hồ sơ; không coi là thiếu tài liệu.",
            citation(cited)
        ),
        FindingDetail::CitedDocumentAmbiguous { citation: cited, files } => {
            let files: Vec<_> = files.iter().map(ToString::to_string).collect();
            format!(
                "Viện dẫn {} ứng với nhiều văn bản khác nhau: {}.",
                citation(cited),
                file::first_of(&files, NAMED_FILES, LANGUAGE)
            )
        }
        FindingDetail::EvidenceUnreadable { citation: cited, files, otherwise } => {
            let otherwise = verdict_name(*otherwise, LANGUAGE);
            let files = unread(files);
            match cited {
                Some(cited) => format!(
                    "Chưa thấy văn bản {}; văn bản có thể nằm trong tệp chưa đọc được: {files}. \
                     Nếu không có trong đó: {otherwise}.",
                    citation(cited)
                ),
                None => format!(
                    "Tài liệu của mục này có thể nằm trong tệp chưa đọc được: {files}. \
                     Nếu không có trong đó: {otherwise}."
                ),
            }
        }
        FindingDetail::EvidencePartial { missing, present, required } => {
            let periods = evidence::missing_periods(missing, LANGUAGE);
            let cover = if periods.is_empty() {
                format!("Có {present}/{required} tài liệu được yêu cầu")
            } else {
                format!("Có {present}/{required} tài liệu được yêu cầu: thiếu {periods}")
            };
            format!("{cover}. Còn thiếu: {}.", evidence::all_missing(missing, LANGUAGE))
        }
        FindingDetail::EvidenceOutsidePeriod { number, date: dated, from, to } => format!(
            "{} có ngày {}, ngoài kỳ chấm điểm từ {} đến {}.",
            document(number),
            date(*dated),
            date(*from),
            date(*to)
        ),
        FindingDetail::EvidenceLate { number, date: dated, due } => {
            format!("{} có ngày {}, sau thời hạn {}.", document(number), date(*dated), date(*due))
        }
        FindingDetail::WrongDocumentKind { citation: cited, expected, found } => format!(
            "Viện dẫn {} là {}, văn bản tìm thấy là {}.",
            citation(cited),
            expected.as_str(),
            found.as_str()
        ),
        FindingDetail::WrongIssuer { citation: cited, expected, found } => format!(
            "Viện dẫn {} ghi cơ quan ban hành là {expected}, văn bản do {found} ban hành.",
            citation(cited)
        ),
        FindingDetail::CitationDateMismatch { citation: cited, found } => {
            format!("Viện dẫn {}, văn bản có ngày {}.", citation(cited), date(*found))
        }
        FindingDetail::DraftDocument { file } => {
            format!("Tệp {file} là bản dự thảo: để trống số hoặc ngày, hoặc ghi rõ là dự thảo.")
        }
        FindingDetail::SignatureInvalid { file, signatures } => format!(
            "Tệp {file} không còn là bản đã ký: {}.",
            signature::doubtful(signatures, LANGUAGE)
        ),
        FindingDetail::SignatureUnproven { file, signatures } => format!(
            "Tệp {file} còn nguyên như khi ký, nhưng chứng thư không chứng minh được người ký: {}.",
            signature::doubtful(signatures, LANGUAGE)
        ),
        FindingDetail::SignedLate { number, date: dated, signed, is_proved, due } => format!(
            "{} ghi ngày {}, nhưng được ký số ngày {} ({}), sau thời hạn {}.",
            document(number),
            date(*dated),
            date(*signed),
            if *is_proved {
                "theo dấu thời gian tin cậy"
            } else {
                "theo lời khai của người ký"
            },
            date(*due)
        ),
        FindingDetail::SignerNotIssuer { file, issuer, signers } => format!(
            "Tệp {file} do {issuer} ban hành, nhưng chứng thư của người ký ghi: {}.",
            signers.join("; ")
        ),
        FindingDetail::SignedOtherDay { file, date: dated, signed, is_proved } => format!(
            "Tệp {file} ghi ngày {}, nhưng được ký số ngày {} ({}).",
            date(*dated),
            date(*signed),
            if *is_proved { "theo dấu thời gian tin cậy" } else { "theo người ký khai" },
        ),
        FindingDetail::UnsignedCopy { file, signed, percent_alike } => format!(
            "Tệp {file} không có chữ ký số; tệp {signed} có cùng nội dung (giống {percent_alike}%) và đã được ký số.",
        ),
        FindingDetail::MessageHeaderDiffers {
            file,
            registered,
            number,
            registered_date,
            date: dated,
        } => {
            let numbers = registered
                .as_ref()
                .zip(number.as_ref())
                .map(|(message, own)| format!("thông điệp ghi số {message}, văn bản ghi số {own}"));
            let dates = registered_date.zip(*dated).map(|(message, own)| {
                format!("thông điệp ghi ngày {}, văn bản ghi ngày {}", date(message), date(own))
            });
            let all: Vec<String> = numbers.into_iter().chain(dates).collect();
            format!("Tệp {file}: {}.", all.join("; "))
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
                .map(|(one, other)| format!("đầu văn bản ghi số {one} và cả số {other}"));
            let dates = dated.zip(*other_date).map(|(one, other)| {
                format!("đầu văn bản ghi ngày {} và cả ngày {}", date(one), date(other))
            });
            let all: Vec<String> = numbers.into_iter().chain(dates).collect();
            format!("Tệp {file}: {}.", all.join("; "))
        }
        FindingDetail::ScoreContradictsMetric { recomputed, figure }
        | FindingDetail::ScoreBelowEvidence { recomputed, figure } => format!(
            "Tự chấm {claimed}; tính theo {} thì được {}.",
            evidence::stated(figure, LANGUAGE),
            figure::with_unit(*recomputed, LANGUAGE)
        ),
        FindingDetail::ScoreContradictsScan { recomputed, figure } => format!(
            "Tự chấm {claimed}; tính theo {} thì được {}. Số này chỉ có trên ảnh quét, có thể máy đọc nhầm.",
            evidence::stated(figure, LANGUAGE),
            figure::with_unit(*recomputed, LANGUAGE)
        ),
        FindingDetail::FiguresInconsistent { figure, numerator, denominator, computed } => format!(
            "Tài liệu nêu {}; nhưng {}/{} là {}.",
            evidence::stated(figure, LANGUAGE),
            figure::decimal(*numerator, LANGUAGE),
            figure::decimal(*denominator, LANGUAGE),
            metric::value(&figure.metric, *computed, LANGUAGE)
        ),
        FindingDetail::MetricsDisagree { figures } => {
            let figures: Vec<_> =
                figures.iter().map(|figure| evidence::stated(figure, LANGUAGE)).collect();
            format!("Số liệu khác nhau: {}.", figures.join("; "))
        }
        FindingDetail::ScoreAboveMaximum { maximum } => {
            format!("Tự chấm {claimed}, điểm tối đa của mục là {}.", points(*maximum))
        }
        FindingDetail::ScoreNotAttainable { attainable } if attainable.is_empty() => {
            format!("Tự chấm {claimed}; quy tắc của mục không thể cho mức điểm này.")
        }
        FindingDetail::ScoreNotAttainable { attainable } => format!(
            "Tự chấm {claimed}; quy tắc của mục chỉ cho các mức: {}.",
            figure::several_points(attainable, LANGUAGE)
        ),
        FindingDetail::SumMismatch { stated, computed } => format!(
            "Dòng “{}” ghi {}, cộng các mục được {}.",
            row(finding),
            figure::with_unit(*stated, LANGUAGE),
            points(*computed)
        ),
        FindingDetail::SurveyCriterionSelfScored {} => {
            format!("Tự chấm {claimed} cho mục do điều tra xã hội học hoặc cơ quan khác chấm.")
        }
        FindingDetail::CriterionMissing {} => "Bảng tự chấm không có điểm cho mục này.".to_owned(),
        FindingDetail::CriterionRepeated { points } => format!(
            "Mục này có nhiều dòng với điểm khác nhau: {}; lấy dòng đầu.",
            figure::several_points(points, LANGUAGE)
        ),
        FindingDetail::CriterionUnknown { written } => {
            format!("Bảng tự chấm ghi mã “{written}”, bộ tiêu chí không có mã này.")
        }
        FindingDetail::SheetMissing {} => {
            "Đã đọc mọi tệp của đơn vị, không có bảng tự chấm điểm.".to_owned()
        }
        FindingDetail::ExplanationOnly { explanation, .. } => {
            format!("Tự chấm {claimed}, chỉ giải trình “{explanation}”, không có tài liệu.")
        }
        FindingDetail::ExplanationMissing {} => {
            "Tài liệu chưa đủ mà không giải trình cách tính điểm.".to_owned()
        }
        FindingDetail::EvidenceReused { file, others } => {
            let others: Vec<_> = others.iter().map(reused_file).collect();
            format!(
                "Tệp {file} trùng với tệp của đơn vị khác: {}.",
                file::first_of(&others, NAMED_FILES, LANGUAGE)
            )
        }
        FindingDetail::EvidenceRedated { file, number, date: day, earlier } => {
            let earlier: Vec<_> = earlier.iter().map(reused_file).collect();
            let dated = day.map_or("(không đọc được ngày)".to_owned(), |day| {
                format!("ngày {}", date(day))
            });
            format!(
                "{} {dated}, tệp {file}, có lời văn và số liệu của tài liệu có trước: {}.",
                document(number),
                file::first_of(&earlier, NAMED_FILES, LANGUAGE)
            )
        }
        FindingDetail::NeedsAppraiser { open } => {
            format!("Đã có tài liệu. Còn phải: {}.", evidence::all_open(open, LANGUAGE))
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
        said += &format!(", đợt {round}");
    }
    if let Some(number) = &other.number {
        said += &format!(", số {number}");
    }
    if let Some(day) = other.date {
        said += &format!(", ngày {}", figure::date(day, LANGUAGE));
    }
    match other.percent_alike {
        None => said + "), giống hệt",
        Some(percent) => said + &format!("), giống {percent}% lời văn"),
    }
}
