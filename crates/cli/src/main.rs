//! The program `kiemchung`: arguments, wiring, exit codes. Refuses to know judgement.

mod command;
mod environment;
mod language;
mod log;
mod message;
mod open_round;
mod persons;
mod reading_json;
mod results_tables;
mod workspace;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

use crate::{
    command::{
        check::CheckArguments, criteria::CriteriaCommand, erase::EraseArguments,
        index::IndexArguments, ledger::LedgerCommand, load::LoadArguments, lookup::LookupArguments,
        recogniser::RecogniserArguments, results::ResultsArguments, retry::RetryArguments,
        search::SearchArguments, serve::ServeArguments, status::StatusArguments,
        verify_record::VerifyRecordArguments, work::WorkArguments,
    },
    language::Lang,
    persons::UnrecordedPersons,
};

/// Kiểm chứng điểm tự chấm cải cách hành chính với tài liệu kiểm chứng.
#[derive(Debug, Parser)]
#[command(name = "kiemchung", version, about, max_term_width = 100)]
struct Arguments {
    /// Ngôn ngữ của thông báo và báo cáo
    #[arg(long, global = true, value_enum, default_value_t = Lang::Vi)]
    lang: Lang,
    /// In kết quả dạng JSON, mỗi dòng một đối tượng
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Tiền kiểm một đợt chấm điểm: đọc tài liệu, đối chiếu, lập báo cáo
    Check(CheckArguments),
    /// Tải thư mục, tệp nén mà đơn vị gửi lên nơi lưu trữ, xếp theo đơn vị và tiêu chí
    Load(LoadArguments),
    /// Đọc tài liệu, in ra JSON: văn bản, bảng, tiêu đề, viện dẫn, số liệu, chữ ký số
    Read {
        /// Tệp chứng thư gốc tin cậy (PEM hoặc DER), để kiểm tra chuỗi chứng thư của chữ ký số; có thể ghi nhiều lần
        #[arg(long = "root", value_name = "FILE")]
        roots: Vec<PathBuf>,
        /// Các tệp cần đọc
        #[arg(required = true)]
        files: Vec<PathBuf>,
        #[command(flatten)]
        persons: UnrecordedPersons,
    },
    /// Đọc từ đầu vào chuẩn các dòng {"id","text"}, in ra tiêu đề, viện dẫn, số liệu
    Facts {
        #[command(flatten)]
        persons: UnrecordedPersons,
    },
    /// Tìm tài liệu theo số, theo nội dung, theo điều kiện lọc
    Search(SearchArguments),
    /// Tra một danh sách số văn bản: tìm thấy, không có, trùng số, khác ngày
    Lookup(LookupArguments),
    /// Kết quả: chỉ số, xếp hạng, xếp loại, phân tích điểm mất, kế hoạch cải thiện
    Results(ResultsArguments),
    /// Số tệp theo tình trạng, lý do chưa đọc được, tốc độ, tệp lâu nhất, chỉ mục chậm bao nhiêu
    Status(StatusArguments),
    /// Đọc tài liệu của một đợt không nghỉ, trên một hay nhiều máy; dừng bằng Ctrl-C hoặc SIGTERM
    Work(WorkArguments),
    /// Kiểm tra sổ ghi các lần chạy và quyết định thẩm định: còn nguyên như khi ghi hay không
    VerifyRecord(VerifyRecordArguments),
    /// Cho đọc lại tệp bị lỗi, tệp do phiên bản cũ đọc, hoặc tệp chỉ định
    Retry(RetryArguments),
    /// Xóa tệp không được giữ nữa: nội dung, bản đọc, chỉ mục, kết quả; liệt kê trước, xóa khi có --confirm
    Erase(EraseArguments),
    /// Mở đợt chấm điểm trong trình duyệt: bàn thẩm định
    Serve(ServeArguments),
    /// Cập nhật hoặc lập lại chỉ mục tìm kiếm từ các bản đọc đã lưu
    Index(IndexArguments),
    /// Sổ ghi: lùi về phiên bản cũ
    #[command(subcommand)]
    Ledger(LedgerCommand),
    /// Bộ tiêu chí: nhập từ phụ lục, kiểm tra, xem, so sánh
    #[command(subcommand)]
    Criteria(CriteriaCommand),
    /// Tiến trình đọc tài liệu, do chương trình tự gọi
    #[command(hide = true)]
    Reader {
        /// Giới hạn bộ nhớ (byte)
        memory_bytes: u64,
    },
    /// Tiến trình mở tệp nén, do chương trình tự gọi
    #[command(hide = true)]
    Unpacker {
        /// Giới hạn bộ nhớ (byte)
        memory_bytes: u64,
        /// Tệp nén
        archive: PathBuf,
    },
    /// Tiến trình nhận dạng trang quét, do chương trình tự gọi
    #[command(hide = true)]
    Recogniser(RecogniserArguments),
}

/// The operation failed.
const FAILED: u8 = 1;
/// With `--strict`: something blocking was found, something could not be read, or a number is missing.
const STRICT: u8 = 3;
/// Wrong usage, or an input file that is not valid; clap uses the same.
const INVALID: u8 = 2;

fn main() -> ExitCode {
    let Arguments { lang, json, command } = Arguments::parse();
    if let Command::Reader { memory_bytes } = command {
        return command::reader::run(memory_bytes);
    }
    if let Command::Unpacker { memory_bytes, archive } = &command {
        return command::unpacker::run(*memory_bytes, archive);
    }
    if let Command::Recogniser(arguments) = &command {
        return command::recogniser::run(arguments);
    }
    tracing_subscriber::fmt()
        .with_writer(log::lines)
        // Colours are control signs, and those are written out.
        .with_ansi(false)
        .with_env_filter(tracing_subscriber::EnvFilter::from_env("KIEMCHUNG_LOG"))
        .init();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return message::fail(&error.into(), lang),
    };
    let done = runtime.block_on(async {
        match command {
            Command::Check(arguments) => command::check::run(arguments, json, lang).await,
            Command::Load(arguments) => command::load::run(arguments, json, lang).await,
            Command::Read { files, roots, persons } => {
                command::read::run(&files, &roots, persons.decide(lang)).await
            }
            Command::Facts { persons } => command::facts::run(persons.decide(lang)),
            Command::Search(arguments) => command::search::run(arguments, json, lang).await,
            Command::Lookup(arguments) => command::lookup::run(arguments, json, lang).await,
            Command::Results(arguments) => command::results::run(arguments, json, lang).await,
            Command::Status(arguments) => command::status::run(arguments, json, lang).await,
            Command::Work(arguments) => command::work::run(arguments, lang).await,
            Command::Retry(arguments) => command::retry::run(arguments, json, lang).await,
            Command::Erase(arguments) => command::erase::run(arguments, json, lang).await,
            Command::VerifyRecord(arguments) => {
                command::verify_record::run(arguments, json, lang).await
            }
            Command::Serve(arguments) => command::serve::run(arguments, json, lang).await,
            Command::Index(arguments) => command::index::run(arguments, json, lang).await,
            Command::Ledger(ledger) => command::ledger::run(ledger).await,
            Command::Criteria(criteria) => command::criteria::run(criteria, json, lang).await,
            Command::Reader { .. } | Command::Unpacker { .. } | Command::Recogniser(_) => {
                unreachable!("answered before the runtime starts")
            }
        }
    });
    match done {
        Ok(code) => code,
        Err(error) => message::fail(&error, lang),
    }
}
