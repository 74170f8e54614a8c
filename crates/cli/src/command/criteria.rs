//! `kiemchung criteria`: criteria sets imported from a decision's annex, verified, shown and compared.

mod import;

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context as _;
use clap::Subcommand;
use model::criteria::{CriteriaSet, amended};
use report::criteria::{self, ChangesJson, SetJson, VerificationJson};
use serde::Serialize;

use crate::{
    STRICT,
    language::Lang,
    message::BadInput,
    workspace::{criteria_set, input},
};

/// What is done with criteria sets.
#[derive(Debug, Subcommand)]
pub(crate) enum CriteriaCommand {
    /// Lập bộ tiêu chí dự thảo từ phụ lục quyết định và phụ lục hướng dẫn (PDF, DOCX, XLSX)
    Import {
        /// Các tệp phụ lục; có thể kèm tệp quyết định
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Tệp TOML ghi bộ tiêu chí dự thảo
        #[arg(long, value_name = "SET.toml")]
        out: PathBuf,
    },
    /// Kiểm tra bộ tiêu chí: tổng điểm, số lượng, khoảng hở và chồng lấn, mẫu số bằng 0, mã; kèm dòng
    Verify {
        /// Các tệp bộ tiêu chí
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Mã thoát 3 khi có lỗi hoặc điểm cần làm rõ
        #[arg(long)]
        strict: bool,
    },
    /// In bộ tiêu chí như bảng của quyết định
    Show {
        /// Tệp bộ tiêu chí
        file: PathBuf,
        /// Ghi ra tệp .xlsx hoặc .html thay vì in ra màn hình
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Áp dụng quyết định sửa đổi vào bộ tiêu chí gốc, ghi ra bộ tiêu chí đang có hiệu lực
    Amend {
        /// Bộ tiêu chí gốc
        base: PathBuf,
        /// Nội dung sửa đổi
        amendment: PathBuf,
        /// Tệp TOML ghi bộ tiêu chí sau sửa đổi
        #[arg(long, value_name = "SET.toml")]
        out: PathBuf,
    },
    /// So sánh hai bộ tiêu chí: chuyển, đổi tên, điểm, quy tắc, cách tính tỷ lệ, tài liệu, cơ quan phụ trách
    Diff {
        /// Bộ tiêu chí trước
        older: PathBuf,
        /// Bộ tiêu chí sau
        newer: PathBuf,
    },
}

pub(crate) async fn run(
    command: CriteriaCommand,
    json: bool,
    lang: Lang,
) -> anyhow::Result<ExitCode> {
    match command {
        CriteriaCommand::Import { files, out } => import::run(&files, &out, json, lang).await,
        CriteriaCommand::Verify { files, strict } => verify(&files, strict, json, lang),
        CriteriaCommand::Show { file, out } => show(&file, out.as_deref(), json, lang),
        CriteriaCommand::Amend { base, amendment, out } => {
            amend(&base, &amendment, &out, json, lang)
        }
        CriteriaCommand::Diff { older, newer } => diff(&older, &newer, json, lang),
    }
}

/// Prints one object on a line, or a text.
fn print(json: bool, object: &impl Serialize, text: impl FnOnce() -> String) -> anyhow::Result<()> {
    let mut output = std::io::stdout().lock();
    if json {
        serde_json::to_writer(&mut output, object)?;
        writeln!(output)?;
    } else {
        writeln!(output, "{}", text())?;
    }
    Ok(())
}

/// Writes the amended set, and tells what it changed; a set that is not sound is written, too, so that its lines can be
/// looked up.
fn amend(
    base: &Path,
    amendment: &Path,
    out: &Path,
    json: bool,
    lang: Lang,
) -> anyhow::Result<ExitCode> {
    let text = amended(&input(base)?, &input(amendment)?)
        .map_err(|error| BadInput::Amendment { path: amendment.display().to_string(), error })?;
    std::fs::write(out, text).with_context(|| format!("write `{}`", out.display()))?;
    diff(base, out, json, lang)
}

fn verify(files: &[PathBuf], strict: bool, json: bool, lang: Lang) -> anyhow::Result<ExitCode> {
    let mut is_clean = true;
    for path in files {
        let (toml, name) = (input(path)?, path.display().to_string());
        let verification = CriteriaSet::verify(&toml, &name);
        is_clean &= criteria::is_clean(&verification);
        let object = VerificationJson::of(&verification, &name, lang.into());
        print(json, &object, || criteria::verification_text(&verification, &name, lang.into()))?;
    }
    Ok(if strict && !is_clean { ExitCode::from(STRICT) } else { ExitCode::SUCCESS })
}

fn show(path: &Path, out: Option<&Path>, json: bool, lang: Lang) -> anyhow::Result<ExitCode> {
    let set = criteria_set(path)?;
    let Some(out) = out else {
        print(json, &SetJson::of(&set, lang.into()), || criteria::text(&set, lang.into()))?;
        return Ok(ExitCode::SUCCESS);
    };
    let extension = out.extension().map(|extension| extension.to_string_lossy().to_lowercase());
    let bytes = match extension.as_deref() {
        Some("xlsx") => criteria::xlsx(&set, lang.into())?,
        Some("html") => criteria::html(&set, lang.into()).into_bytes(),
        _ => return Err(BadInput::Extension { path: out.display().to_string() }.into()),
    };
    write(out, &bytes)?;
    Ok(ExitCode::SUCCESS)
}

fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    std::fs::write(path, bytes).with_context(|| format!("write `{}`", path.display()))
}

fn diff(older: &Path, newer: &Path, json: bool, lang: Lang) -> anyhow::Result<ExitCode> {
    let changes = criteria_set(older)?.changes_to(&criteria_set(newer)?);
    let (from, to) = (older.display().to_string(), newer.display().to_string());
    let object = ChangesJson::of(&changes, &from, &to, lang.into());
    print(json, &object, || criteria::changes_text(&changes, lang.into()))?;
    Ok(ExitCode::SUCCESS)
}
