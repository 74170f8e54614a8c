//! What a person is told when an operation fails: what was attempted, why it failed, and what to do.

use std::process::ExitCode;

use engine::{ListError, RowsError, TableError};
use model::{
    AccountName, ErrorKind, criteria::AmendError, declaration::DeclarationError, query::QueryError,
};

use crate::{FAILED, INVALID, language::Lang};

/// An input file given by a person that could not be used; the exit code says so.
#[derive(Debug)]
pub(crate) enum BadInput {
    /// The file could not be opened.
    Unopened { path: String, source: std::io::Error },
    /// The file declares something that is not valid.
    Declaration(DeclarationError),
    /// The file to write has an extension of no known form.
    Extension { path: String },
    /// The file could not be read in full, so that nothing may be called absent from it.
    Unread { path: String },
    /// The file declared as a root of trust is no certificate.
    Root { path: String },
    /// No table of the files has codes of criteria with points.
    NoCriteria,
    /// The criteria set is not for this round.
    Set(engine::SetMismatch),
    /// The query cannot be read.
    Query(QueryError),
    /// The criteria set has no such leaf.
    UnknownCriterion(String),
    /// The pipeline has no such unit.
    UnknownUnit(String),
    /// The round has no such file that was read.
    UnknownFile { file: String, nearest: Option<String> },
    /// The text names no version of reading or understanding.
    RecipeVersion(String),
    /// Without accounts the server is for this machine only.
    NotLoopback(std::net::SocketAddr),
    /// The file is no list of numbers.
    List { path: String, error: engine::ListError },
    /// The amendment cannot be applied to the base set.
    Amendment { path: String, error: AmendError },
    /// The file is no table that results could be computed from.
    Table(engine::BadTable),
}

impl std::fmt::Display for BadInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unopened { path, source } => write!(f, "cannot open `{path}`: {source}"),
            Self::Declaration(error) => error.fmt(f),
            Self::Extension { path } => write!(f, "`{path}` is neither .xlsx nor .html"),
            Self::Unread { path } => write!(f, "`{path}` could not be read in full"),
            Self::Root { path } => {
                write!(f, "`{path}` holds no certificate, as PEM or DER, or one that is damaged")
            }
            Self::NoCriteria => f.write_str("no table has codes of criteria with points"),
            Self::Set(error) => error.fmt(f),
            Self::Query(error) => error.fmt(f),
            Self::UnknownCriterion(code) => write!(f, "the criteria set has no leaf `{code}`"),
            Self::UnknownUnit(id) => write!(f, "the pipeline has no unit `{id}`"),
            Self::UnknownFile { file, .. } => write!(f, "no file `{file}` was read in this round"),
            Self::RecipeVersion(text) => write!(f, "`{text}` is no version like read-5 or facts-4"),
            Self::NotLoopback(address) => {
                write!(f, "`{address}` is not an address of this machine")
            }
            Self::List { path, error } => write!(f, "cannot use `{path}`: {error}"),
            Self::Amendment { path, error } => write!(f, "cannot apply `{path}`: {error}"),
            Self::Table(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for BadInput {}

/// Tells the person and gives the exit code.
#[expect(clippy::print_stderr, reason = "messages for the person go to standard error")]
pub(crate) fn fail(error: &anyhow::Error, lang: Lang) -> ExitCode {
    if let Some(bad) = error.downcast_ref::<BadInput>() {
        eprintln!("{}", bad_input(bad, lang));
        return ExitCode::from(INVALID);
    }
    let kind = kind_of(error);
    eprintln!("{} {}", lang.pick("Lỗi:", "Error:"), kind_text(kind, lang));
    for cause in error.chain() {
        eprintln!("  - {cause}");
    }
    ExitCode::from(if kind == Some(ErrorKind::Invalid) { INVALID } else { FAILED })
}

/// Tells whoever reads along that numbers of persons are shown, and to whom.
#[expect(clippy::print_stderr, reason = "messages for the person go to standard error")]
pub(crate) fn persons_shown(to: &AccountName, lang: Lang) {
    eprintln!(
        "{} {to}",
        lang.pick("Hiện đủ số giấy tờ, số điện thoại cho", "Numbers of persons are shown to")
    );
}

fn bad_input(bad: &BadInput, lang: Lang) -> String {
    match bad {
        BadInput::Unopened { path, source } => {
            format!("{} {path}: {source}", lang.pick("Không mở được tệp", "Cannot open the file"))
        }
        BadInput::Declaration(error) => report::declaration_error_text(error, lang.into()),
        BadInput::Query(error) => report::query_error_text(error, lang.into()),
        BadInput::UnknownCriterion(code) => format!(
            "{} `{code}`",
            lang.pick("Bộ tiêu chí không có mục chấm điểm", "The criteria set has no leaf")
        ),
        BadInput::UnknownUnit(id) => {
            format!(
                "{} `{id}`",
                lang.pick("Đợt chấm điểm không có đơn vị", "The pipeline has no unit")
            )
        }
        BadInput::UnknownFile { file, nearest } => {
            let unknown = lang.pick(
                "Đợt chấm điểm chưa đọc tệp nào tên",
                "No file of the round that was read is called",
            );
            let nearest = nearest.iter().map(|nearest| {
                format!("{} `{nearest}`", lang.pick("; gần nhất là", "; the nearest is"))
            });
            format!("{unknown} `{file}`{}", nearest.collect::<String>())
        }
        BadInput::RecipeVersion(text) => format!(
            "`{text}` {}",
            lang.pick(
                "không phải một phiên bản như read-5 hoặc facts-4",
                "is no version like read-5 or facts-4"
            )
        ),
        BadInput::NotLoopback(address) => format!(
            "{address}: {}",
            lang.pick(
                "chế độ tại máy chỉ mở ở địa chỉ của máy này, như 127.0.0.1:8080",
                "local mode listens on an address of this machine only, such as 127.0.0.1:8080"
            )
        ),
        BadInput::List { path, error } => {
            let reason = match error {
                ListError::Rows(error) => rows_text(error, lang),
                ListError::NoRows => lang.pick(
                    "không có dòng nào có số văn bản".to_owned(),
                    "no row has a document number".to_owned(),
                ),
            };
            format!(
                "{} {path}: {reason}",
                lang.pick("Không dùng được danh sách", "Cannot use the list")
            )
        }
        BadInput::Amendment { path, error } => {
            let reason = match error {
                AmendError::Form { message, .. } => message.clone(),
                AmendError::UnknownCode(code) => lang.pick(
                    format!("bộ tiêu chí gốc không có mục `{code}`"),
                    format!("the base set has no item `{code}`"),
                ),
                AmendError::NoCode => lang.pick(
                    "mục `replace` phải ghi `code`".to_owned(),
                    "a `replace` needs its `code`".to_owned(),
                ),
            };
            format!("{} {path}: {reason}", lang.pick("Không áp dụng được", "Cannot apply"))
        }
        BadInput::Table(bad) => {
            let reason = match &bad.error {
                TableError::Rows(error) => rows_text(error, lang),
                TableError::Headings { missing } => missing_headings(missing, lang),
            };
            format!("{} {}: {reason}", lang.pick("Không dùng được bảng", "Cannot use"), bad.path)
        }
        BadInput::Extension { path } => match lang {
            Lang::En => bad.to_string(),
            Lang::Vi => format!("Tệp {path} phải có đuôi .xlsx hoặc .html."),
        },
        BadInput::Unread { path } => match lang {
            Lang::En => bad.to_string(),
            Lang::Vi => format!(
                "Không đọc được đầy đủ tệp {path}. Hãy xem lý do bằng lệnh: kiemchung read {path}"
            ),
        },
        BadInput::Root { path } => match lang {
            Lang::En => bad.to_string(),
            Lang::Vi => format!(
                "Tệp {path} khai báo là chứng thư gốc tin cậy nhưng không chứa chứng thư số (PEM hoặc DER), hoặc chứng \
                 thư bị hỏng."
            ),
        },
        BadInput::NoCriteria => match lang {
            Lang::En => bad.to_string(),
            Lang::Vi => {
                "Không thấy bảng nào có mã tiêu chí kèm điểm trong các tệp đã cho.".to_owned()
            }
        },
        BadInput::Set(mismatch) => match lang {
            Lang::En => mismatch.to_string(),
            Lang::Vi => format!(
                "Bộ tiêu chí không dùng cho đợt chấm điểm này: bộ tiêu chí ghi năm {}, đợt chấm điểm ghi năm {}; \
                 hoặc hai bên khác cấp. Hãy sửa khóa `criteria`, `year` hoặc `level` trong tệp pipeline.",
                mismatch.set.1, mismatch.round.1
            ),
        },
    }
}

fn rows_text(error: &RowsError, lang: Lang) -> String {
    match error {
        RowsError::NotUtf8 => lang.pick(
            "tệp CSV phải lưu ở dạng UTF-8 (trong Excel: “CSV UTF-8”)".to_owned(),
            "the CSV must be saved as UTF-8".to_owned(),
        ),
        RowsError::Csv(error) => error.to_string(),
    }
}

/// Which columns no heading names, and how they may be called.
fn missing_headings(missing: &[model::results::given::Field], lang: Lang) -> String {
    let columns: Vec<String> = missing
        .iter()
        .map(|field| {
            let names = engine::headings(*field).join(", ");
            format!("{} ({names})", report::results::field_name(*field, lang.into()))
        })
        .collect();
    let intro = lang.pick("thiếu cột", "no column for");
    format!("{intro} {}", columns.join("; "))
}

/// The kind of the first error of ours in the chain.
fn kind_of(error: &anyhow::Error) -> Option<ErrorKind> {
    error.chain().find_map(|cause| {
        let engine = cause.downcast_ref::<engine::Error>().map(engine::Error::kind);
        let store = || cause.downcast_ref::<store::Error>().map(store::Error::kind);
        engine
            .or_else(store)
            .or_else(|| cause.downcast_ref::<index::Error>().map(index::Error::kind))
    })
}

fn kind_text(kind: Option<ErrorKind>, lang: Lang) -> &'static str {
    let (vietnamese, english) = match kind {
        Some(ErrorKind::NotFound) => (
            "không tìm thấy thư mục hoặc tệp cần dùng. Hãy kiểm tra đường dẫn.",
            "a folder or file that is needed is not there. Check the path.",
        ),
        Some(ErrorKind::Conflict) => (
            "một lần chạy khác đang dùng cùng thư mục làm việc. Hãy chờ lần chạy đó xong.",
            "another run is using the same working folder. Wait until it is done.",
        ),
        Some(ErrorKind::Invalid) => ("đầu vào không hợp lệ.", "the input is not valid."),
        Some(ErrorKind::Denied) => (
            "không có quyền đọc hoặc ghi. Hãy kiểm tra quyền của thư mục.",
            "not allowed to read or write. Check the permissions of the folder.",
        ),
        Some(ErrorKind::Unavailable | ErrorKind::Timeout) => (
            "nơi lưu trữ chưa trả lời. Hãy chạy lại; phần đã làm được giữ nguyên.",
            "the storage does not answer now. Run again; what was done is kept.",
        ),
        Some(ErrorKind::Exhausted) => (
            "hết dung lượng đĩa hoặc bộ nhớ. Hãy giải phóng rồi chạy lại; phần đã làm được giữ nguyên.",
            "out of disk or memory. Free some and run again; what was done is kept.",
        ),
        Some(ErrorKind::Corrupt) => (
            "dữ liệu trong thư mục làm việc bị hỏng. Hãy chuyển thư mục đó đi nơi khác rồi chạy lại từ đầu.",
            "what the working folder holds is damaged. Move that folder away and run again from the start.",
        ),
        Some(ErrorKind::Bug) => (
            "lỗi của chính chương trình. Xin báo cho nhóm phát triển.",
            "a mistake of this program. Please report it.",
        ),
        None => ("thao tác không thực hiện được.", "the operation failed."),
    };
    lang.pick(vietnamese, english)
}
