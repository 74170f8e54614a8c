//! What people ask of the whole round: full text, lists of numbers, files to be read again.

use std::sync::Arc;

use index::Search;
use model::{ContentHash, ErrorKind, dossier::FilePath, query::Query};
use report::{LookupReport, RetryReport, SearchReport};
use sha2::{Digest as _, Sha256};

use super::{OpenRound, OpenRoundParts};
use crate::{
    AskedRow, ListError, Retry, UnknownFile, asked_in_csv, asked_in_document, error::Result,
    lookup::lookup, reader::ReaderProcess, retry::retry, search::search,
};

/// An answer from the index; there is none while no index was made.
pub type Asked<T> = Option<T>;

impl OpenRound {
    /// The index as it was last published; `None` while there is none.
    pub(super) async fn search(&self) -> Result<Option<Arc<Search>>> {
        let OpenRoundParts { wiring, index, .. } = &*self.parts;
        let generation = wiring.ledger.generation().await?;
        let mut kept = self.search.lock().await;
        if let Some(search) = &*kept
            && search.generation() >= generation
        {
            return Ok(Some(Arc::clone(search)));
        }
        match Search::open(index) {
            Ok(search) => {
                let search = Arc::new(search);
                *kept = Some(Arc::clone(&search));
                Ok(Some(search))
            }
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Corrupt) => {
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Answers a query with at most `limit` documents.
    ///
    /// # Errors
    /// When ledger, readings or index cannot be read.
    pub async fn find(&self, query: &Query, limit: usize) -> Result<Asked<SearchReport>> {
        let Some(index) = self.search().await? else { return Ok(None) };
        let standing = self.standing().await?;
        let OpenRoundParts { wiring, pipeline, .. } = &*self.parts;
        let (ledger, readings, round) = (&wiring.ledger, &wiring.readings, &pipeline.round.id);
        Ok(Some(
            search(ledger, readings, round, &index, query, standing.judged_files(), limit).await?,
        ))
    }

    /// Looks every row of a list up.
    ///
    /// # Errors
    /// When ledger or index cannot be read.
    pub async fn look_up(&self, asked: Vec<AskedRow>) -> Result<Asked<LookupReport>> {
        let Some(index) = self.search().await? else { return Ok(None) };
        let OpenRoundParts { wiring, pipeline, .. } = &*self.parts;
        Ok(Some(lookup(&wiring.ledger, &pipeline.round.id, &index, asked).await?))
    }

    /// The rows of a list that a person sent: CSV, or a workbook, which a confined process reads.
    ///
    /// # Errors
    /// When no process can be started; the inner error says why the file is no list.
    pub async fn asked_rows(
        &self,
        name: &str,
        bytes: &[u8],
    ) -> Result<std::result::Result<Vec<AskedRow>, ListError>> {
        if !bytes.starts_with(b"PK") {
            return Ok(asked_in_csv(bytes));
        }
        let sha256 = ContentHash::from_digest(Sha256::digest(bytes).into());
        let mut reader = ReaderProcess::new(self.parts.reader.clone());
        Ok(asked_in_document(&reader.read(name, sha256, bytes).await?.document))
    }

    /// Makes these files jobs again; the next check reads them.
    ///
    /// # Errors
    /// When the ledger fails. The inner error names a file that is not there; then nothing was made a job.
    pub async fn read_again(
        &self,
        files: Vec<FilePath>,
    ) -> Result<std::result::Result<RetryReport, UnknownFile>> {
        let OpenRoundParts { wiring, pipeline, .. } = &*self.parts;
        let wanted = Retry { files, ..Retry::default() };
        retry(&wiring.ledger, &pipeline.round.id, &wanted).await
    }
}
