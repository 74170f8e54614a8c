//! Whatever is not a page: images of pages, originals, reports to take along.

use axum::{
    body::Bytes,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use model::{ErrorKind, dossier::FilePath, personal::Persons};
use report::{Links, Opinion, Opinions, RoundReport, Seal, minutes, xlsx};

use super::{Answer, DOCX, XLSX, appraise, download};
use crate::{ask::Ask, failure::Failure, pointed::IMAGE_WIDTH};

/// What is drawn of a hash, a page and a width is always the same; only who may see it is not kept for long.
const CACHE_IMAGE: &str = "private, max-age=3600";

/// `GET /units/{unit}/pages/{page}/{width}/{file}`
pub(crate) async fn page_image(ask: Ask, sent: HeaderMap) -> Answer {
    not_to_be_masked(&ask)?;
    let standing = ask.site.round.standing().await?;
    let (unit, file) = (ask.unit()?, ask.file()?);
    let number = |name: &str| ask.in_path(name)?.parse().map_err(|_| Failure::NotFound);
    let (page, width): (u32, u32) = (number("page")?, number("width")?);
    // One width for all: whoever asks for every other one fills the room that images are kept in.
    if width != IMAGE_WIDTH {
        return Err(Failure::NotFound);
    }
    let line = standing.document(&unit, &file).ok_or(Failure::NotFound)?;
    let tag = format!("\"{}-{page}-{width}\"", line.sha256);
    let kept = [(header::CACHE_CONTROL, CACHE_IMAGE.to_owned()), (header::ETAG, tag.clone())];
    if sent.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return Ok((StatusCode::NOT_MODIFIED, kept).into_response());
    }
    let drawn = ask.site.round.page_image(line, page, width).await?;
    let png = drawn.map_err(|_| Failure::NotFound)?;
    let media_type = [(header::CONTENT_TYPE, "image/png")];
    Ok((kept, media_type, Bytes::from_owner(png)).into_response())
}

/// `GET /units/{unit}/original/{file}`
pub(crate) async fn original(ask: Ask) -> Answer {
    not_to_be_masked(&ask)?;
    let standing = ask.site.round.standing().await?;
    let (unit, file) = (ask.unit()?, ask.file()?);
    let object = FilePath::of_object(file.object().clone());
    standing.document(&unit, &object).ok_or(Failure::NotFound)?;
    let bytes = ask.site.round.original(file.object()).await?;
    let name = file.object().as_str().rsplit('/').next().unwrap_or_default();
    Ok(download("application/octet-stream", name, bytes))
}

/// In images and files as they were sent, numbers of persons cannot be masked: for whom they are, there are none.
fn not_to_be_masked(ask: &Ask) -> Result<(), Failure> {
    match ask.persons() {
        Persons::Shown => Ok(()),
        Persons::Masked => Err(Failure::NotFound),
    }
}

/// `GET /report.xlsx`
pub(crate) async fn round_report(ask: Ask) -> Answer {
    let standing = ask.site.round.standing().await?;
    let units: Vec<_> = standing.units().map(|unit| unit.report.clone()).collect();
    workbook(&ask, &ask.site.round.report(units), "bao-cao.xlsx")
}

/// `GET /units/{unit}/report.xlsx`
pub(crate) async fn unit_report(ask: Ask) -> Answer {
    let standing = ask.site.round.standing().await?;
    let id = ask.unit()?;
    let unit = standing.unit(&id).ok_or(Failure::NotFound)?;
    let report = ask.site.round.report(std::slice::from_ref(unit));
    workbook(&ask, &report, &format!("{id}.xlsx"))
}

fn workbook(ask: &Ask, report: &RoundReport<'_>, name: &str) -> Answer {
    let bytes = xlsx(report, &Links::none(), ask.language).map_err(|error| {
        tracing::error!(%error, "a report does not fit a workbook");
        Failure::Failed(ErrorKind::Exhausted)
    })?;
    Ok(download(XLSX, name, bytes))
}

/// `GET /units/{unit}/minutes.docx`
pub(crate) async fn unit_minutes(ask: Ask) -> Result<Response, Failure> {
    let standing = ask.site.round.standing().await?;
    let id = ask.unit()?;
    let unit = standing.unit(&id).ok_or(Failure::NotFound)?;
    let report = ask.site.round.report(std::slice::from_ref(unit));
    let (appraisals, answers) =
        ask.site.round.desk(&ask.viewer.account).said_of(&id).await.map_err(appraise::refused)?;
    let opinion = |appraisal| Opinion { is_current: standing.is_about_now(&appraisal), appraisal };
    let opinions: Vec<_> = appraisals.into_iter().map(|stored| opinion(stored.appraisal)).collect();
    let answers: Vec<_> = answers.into_iter().map(|stored| stored.answer).collect();
    let said = Opinions { opinions: &opinions, answers: &answers };
    let record = ask.site.round.record_head().await?;
    let seal = Seal { report: None, record };
    let bytes = minutes(&report, unit, seal, said, ask.language).ok_or(Failure::NotFound)?;
    Ok(download(DOCX, &format!("bien-ban-{id}.docx"), bytes))
}
