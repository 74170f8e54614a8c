//! A round with everything that working on it needs, made from what the pipeline's URLs ask for.

use std::time::Duration;

use engine::{
    Check, Metrics, OpenRoundParts, Recipes, Wiring, check_set, queue_name, reader::ReaderSettings,
    reader_settings, recogniser::Recogniser,
};
use model::criteria::CriteriaSet;
use store::{Objects, Queue, Recognitions};

use crate::{
    command::read::{reader_arguments, recogniser, roots, this_program, unpacker_settings},
    environment::{access_keys, queue_token},
    message::BadInput,
    results_tables::results_tables,
    workspace::{Declared, Workspace, input},
};

/// A worker of whom the queue hears nothing for so long is taken for dead.
const MAX_SILENCE: Duration = Duration::from_secs(30);

/// A round that can be worked on.
pub(crate) struct OpenRound {
    pub(crate) declared: Declared,
    pub(crate) wiring: Wiring,
    set: CriteriaSet,
    recipes: Recipes,
    reader: ReaderSettings,
    recogniser: Option<Recogniser>,
}

impl OpenRound {
    /// Opens evidence, ledger, readings and queue.
    pub(crate) async fn open(declared: Declared) -> anyhow::Result<Self> {
        let pipeline = &declared.pipeline;
        let criteria_path = declared.base.join(&pipeline.round.criteria);
        let criteria_toml = input(&criteria_path)?;
        let set = CriteriaSet::parse(&criteria_toml, &criteria_path.display().to_string())
            .map_err(BadInput::Declaration)?;
        check_set(pipeline, &set).map_err(BadInput::Set)?;

        let evidence = Objects::open(&pipeline.evidence.url, &declared.base, &access_keys())?;
        let mut reader = reader_settings(&pipeline.reader, &this_program()?, reader_arguments());
        reader.limits.ocr_pages = pipeline.reading.ocr_pages;
        reader.roots = roots(pipeline.trust.roots.iter().map(|root| declared.base.join(root)))?;
        let recognitions = Recognitions::new(declared.kept("ocr")?);
        let recogniser = recogniser(&pipeline.reading, Some(recognitions))?;
        let ocr_model = recogniser.as_ref().map(Recogniser::model);
        let recipes =
            Recipes::new(&reader.limits, &reader.roots, ocr_model, &declared.toml, &criteria_toml);

        let Workspace { declared, ledger, readings } = Workspace::open(declared).await?;
        let queue = match &declared.pipeline.state.queue {
            None => Queue::in_process(),
            Some(url) => {
                let round = &declared.pipeline.round.id;
                let name = queue_name(&ledger.identity().await?, round, &recipes);
                Queue::connect(url, queue_token()?.as_ref(), &name, MAX_SILENCE).await?
            }
        };
        let wiring = Wiring { evidence, ledger, readings, queue };
        Ok(Self { declared, wiring, set, recipes, reader, recogniser })
    }

    /// The round for those who look at it.
    pub(crate) async fn into_seen(self) -> anyhow::Result<engine::OpenRound> {
        let Self { declared, wiring, set, recipes, reader, .. } = self;
        let index = declared.index_folder();
        let hand_ins = declared.hand_in_folder();
        let Declared { pipeline, base, .. } = declared;
        let results = match results_tables(&base, &pipeline).await {
            Ok(tables) => Ok(tables),
            Err((table, error)) => {
                tracing::warn!(path = table.path, %error, "a table of the results cannot be used");
                Err(table)
            }
        };
        let unpacker = unpacker_settings()?;
        let parts = OpenRoundParts {
            pipeline,
            set,
            wiring,
            recipes,
            reader,
            index,
            results,
            hand_ins,
            unpacker,
        };
        Ok(engine::OpenRound::new(parts))
    }

    /// How the round is worked on.
    pub(crate) fn check<'c>(&'c self, metrics: &'c Metrics) -> Check<'c> {
        Check {
            pipeline: &self.declared.pipeline,
            set: &self.set,
            recipes: &self.recipes,
            reader: &self.reader,
            recogniser: self.recogniser.as_ref(),
            metrics,
        }
    }
}
