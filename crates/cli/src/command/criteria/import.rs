//! `kiemchung criteria import`: a draft set from annexes, read by the confined reader like any file that is sent.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use facts::criteria_import::{Source, draft};
use model::{facts::Facts, reading::Reading};
use report::criteria::{ImportJson, draft_toml, import_text};

use super::{print, write};
use crate::{
    command::read::{input_bytes, reading_of},
    language::Lang,
    message::BadInput,
};

pub(super) async fn run(
    files: &[PathBuf],
    out: &Path,
    json: bool,
    lang: Lang,
) -> anyhow::Result<ExitCode> {
    let mut readings = Vec::new();
    for path in files {
        let reading = reading_of(path, &input_bytes(path)?).await?;
        if !reading.is_fully_read() {
            return Err(BadInput::Unread { path: path.display().to_string() }.into());
        }
        readings.push(reading);
    }
    let understood: Vec<(&Reading, Facts)> = readings.iter().map(understand).collect();
    let sources: Vec<_> = understood
        .iter()
        .map(|(reading, facts)| Source { document: &reading.document, facts })
        .collect();
    let Some(draft) = draft(&sources) else {
        return Err(BadInput::NoCriteria.into());
    };
    write(out, draft_toml(&draft, lang.into()).as_bytes())?;
    let object = ImportJson::of(&draft, &out.display().to_string());
    print(json, &object, || import_text(&draft, lang.into()))?;
    Ok(ExitCode::SUCCESS)
}

fn understand(reading: &Reading) -> (&Reading, Facts) {
    let identity = reading.identity.as_ref();
    (reading, facts::understand(&reading.document, reading.sha256, identity))
}
