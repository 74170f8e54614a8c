//! From object storage to facts: list, fetch, read in a confined process, understand. Refuses to know who asks for it, and
//! what becomes of an object that fails.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use crate::{
    error::{Error, Result},
    reader::ReaderProcess,
    round::{Recipes, Wiring},
};
use model::{
    ErrorKind, Problem, ProblemCode,
    facts::Facts,
    pipeline::Unit,
    reading::{Outcome, Reading},
};
use store::{
    Again, Fetched, Lease, ListedObject, Listing, PendingObject, Publication, PublishedFacts,
    StoredDocument,
};

/// Lists the files of a unit and records them in the ledger.
///
/// # Errors
/// `NotFound` when the folder is missing or empty, unless all that the unit sent was erased; others when storage or
/// ledger refuse.
pub(crate) async fn list(
    wiring: &Wiring,
    lease: &Lease,
    unit: &Unit,
    recipes: &Recipes,
    again: Again,
) -> Result<Listing> {
    let objects = match wiring.evidence.list(&unit.folder).await {
        Err(error)
            if error.kind() == ErrorKind::NotFound
                && wiring.ledger.all_erased(lease.round(), &unit.id).await? =>
        {
            Vec::new()
        }
        listed => listed?,
    };
    let listed = ListedObject {
        objects: &objects,
        read_recipe: &recipes.read,
        facts_recipe: &recipes.facts,
        again,
    };
    Ok(wiring.ledger.record_listing(lease, &unit.id, listed).await?)
}

/// Brings the bytes of a job from storage to facts. Bytes that do not come in are the end of the job, unless the storage
/// is only away and `may_wait` says that there is time.
///
/// # Errors
/// When storage or ledger fail, or no reader can be started.
pub(crate) async fn finish(
    wiring: &Wiring,
    recipes: &Recipes,
    reader: &mut ReaderProcess,
    job: &PendingObject,
    max_bytes: u64,
    may_wait: impl Fn() -> bool,
) -> Result<Publication> {
    let key = &job.object.key;
    let Fetched { bytes, sha256 } = match wiring.evidence.fetch(key, max_bytes).await {
        Ok(fetched) => fetched,
        Err(error)
            if matches!(error.kind(), ErrorKind::Unavailable | ErrorKind::Timeout)
                && may_wait() =>
        {
            return Err(error.into());
        }
        // All others would be denied as well: that is no fault of this one.
        Err(error) if error.kind() == ErrorKind::Denied && wiring.evidence.denies().await => {
            return Err(error.into());
        }
        Err(error) => {
            let problem = match error.kind() {
                ErrorKind::Exhausted => {
                    Problem::new(ProblemCode::FileTooLarge, job.object.size.to_string())
                }
                kind => Problem::new(ProblemCode::NotFetched, format!("{kind:?}")),
            };
            tracing::warn!(%key, %error, "a file did not come in");
            return Ok(Publication::NotFetched(vec![problem]));
        }
    };
    let mut facts = PublishedFacts {
        sha256,
        read_recipe: recipes.read.clone(),
        facts_recipe: recipes.facts.clone(),
        documents: None,
    };
    if !job.afresh && wiring.ledger.is_understood(sha256, &recipes.read, &recipes.facts).await? {
        return Ok(Publication::Read(facts));
    }
    let mut keeping = Keeping::Not;
    let known = if job.afresh { None } else { wiring.readings.find(&recipes.read, sha256).await? };
    let reading = match known {
        Some(reading) => reading,
        None => {
            let name = key.as_str().rsplit('/').next().unwrap_or_default();
            let mut reading = reader.read(name, sha256, &bytes).await?;
            if reading.outcome == Outcome::Crashed {
                // It may have been killed from outside; what kills it by itself does so again.
                reading = reader.read(name, sha256, &bytes).await?;
            }
            let reading = set_apart(reading);
            keeping = match (is_final(&reading), job.afresh) {
                (true, true) => Keeping::Replace,
                (true, false) => Keeping::Put,
                (false, _) => Keeping::Not,
            };
            reading
        }
    };
    drop(bytes);
    let reading = Arc::new(reading);
    let understanding = {
        let reading = Arc::clone(&reading);
        tokio::task::spawn_blocking(move || understand(&reading))
    };
    // While it is understood, the storage takes it.
    match keeping {
        Keeping::Replace => wiring.readings.replace(&recipes.read, &reading).await?,
        Keeping::Put => wiring.readings.put(&recipes.read, &reading).await?,
        Keeping::Not => {}
    }
    let documents = understanding
        .await
        .map_err(|source| Error::caused(ErrorKind::Bug, format!("understand `{key}`"), source))?;
    facts.documents = Some(documents);
    Ok(Publication::Read(facts))
}

/// What is to be stored of a reading.
enum Keeping {
    /// Nothing: it is stored already, or another try may end otherwise.
    Not,
    /// The reading, unless one is there.
    Put,
    /// The reading, in place of one that may be there.
    Replace,
}

/// The reading without what is marked secret: nothing of it is stored, understood or indexed, and whoever looks at the
/// unit's files is told. Files inside a marked one are as secret as it is.
fn set_apart(mut reading: Reading) -> Reading {
    if let Some(mark) = facts::secrecy_mark(&reading.document) {
        tracing::warn!(sha256 = %reading.sha256, mark, "a document is marked secret and was set apart");
        let problems = vec![Problem::new(ProblemCode::SecrecyMarked, mark)];
        let Reading { name, sha256, size, media_type, .. } = reading;
        return Reading::without_content(
            name,
            sha256,
            size,
            media_type,
            Outcome::ReadWithProblems,
            problems,
        );
    }
    reading.children = reading.children.into_iter().map(set_apart).collect();
    reading
}

/// Whether reading the same bytes again would end the same: a timeout or crash is never kept as final.
fn is_final(reading: &Reading) -> bool {
    matches!(reading.outcome, Outcome::Read | Outcome::ReadWithProblems | Outcome::Rejected)
        && reading
            .flatten()
            .iter()
            .all(|(_, reading)| reading.problems.iter().all(|problem| !problem.code.may_pass()))
}

/// What is said by a file and by the files inside it. A panic of our own code becomes a problem of the one document.
fn understand(reading: &Reading) -> Vec<StoredDocument> {
    reading
        .flatten()
        .into_iter()
        .map(|(inner, reading)| {
            let understood = catch_unwind(AssertUnwindSafe(|| {
                facts::understand(&reading.document, reading.sha256, reading.identity.as_ref())
            }));
            let mut problems = reading.problems.clone();
            let mut facts = understood.unwrap_or_else(|_| {
                problems.push(Problem::new(ProblemCode::Crashed, "facts"));
                Facts::default()
            });
            problems.append(&mut facts.problems);
            facts.signatures.clone_from(&reading.signatures);
            StoredDocument {
                inner,
                sha256: reading.sha256,
                media_type: reading.media_type,
                outcome: reading.outcome,
                problems,
                identity: reading.identity.clone(),
                facts,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use model::{ContentHash, Document, document::PartBuilder, reading::MediaType};

    use super::*;

    fn letter(lines: &[&str], children: Vec<Reading>) -> Reading {
        let mut part = PartBuilder::flow();
        lines.iter().for_each(|line| part.paragraph(line));
        Reading {
            document: Document::new(vec![part.finish()]),
            children,
            ..Reading::without_content(
                "cong-van.docx",
                ContentHash::from_digest([1; 32]),
                10,
                MediaType::Docx,
                Outcome::Read,
                Vec::new(),
            )
        }
    }

    #[test]
    fn nothing_of_a_marked_document_is_left_and_its_neighbours_stay() {
        let marked =
            letter(&["BỘ NỘI VỤ", "TỐI MẬT", "Số: 9/BC-BNV"], vec![letter(&["phụ lục"], vec![])]);
        let whole = set_apart(letter(&["Gửi kèm"], vec![marked, letter(&["Báo cáo"], vec![])]));
        let [secret, open] = &whole.children[..] else { panic!("two files inside") };
        assert_eq!(secret.document, Document::default());
        assert!(secret.children.is_empty() && !secret.is_fully_read());
        assert_eq!(secret.problems, [Problem::new(ProblemCode::SecrecyMarked, "TỐI MẬT")]);
        assert!(open.is_fully_read() && whole.document.parts()[0].text().contains("Gửi kèm"));
        let stored = understand(&whole);
        assert!(stored.iter().all(|document| document.facts.header.number.is_none()));
    }
}
