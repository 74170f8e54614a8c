//! A round that is looked at, over a ledger in a file, while it is gathered and changes.

use model::{criteria::CriteriaSet, pipeline::Pipeline};
use report::IndexState;
use store::{
    AccessKeys, Again, Ledger, ListedObject, ObjectVersion, Objects, Queue, Readings, StoredUnit,
};

use super::*;
use crate::{
    Recipes, Wiring, reader_settings,
    sample::{PIPELINE, SET},
    unpacker::UnpackerSettings,
};

/// Longer than any test takes.
const WHILE: Duration = Duration::from_secs(600);

async fn look(folder: &tempfile::TempDir, patience: Duration) -> Arc<Look> {
    let at = folder.path();
    let pipeline = Pipeline::parse(PIPELINE, "pipeline.toml").expect("valid");
    let set = CriteriaSet::parse(SET, "set.toml").expect("valid");
    let reader = reader_settings(&pipeline.reader, at, Vec::new());
    let recipes = Recipes::new(&reader.limits, &reader.roots, None, PIPELINE, SET);
    let objects = |kind| Objects::open_or_create(kind, at, &AccessKeys::default()).expect("made");
    let wiring = Wiring {
        evidence: objects("ho-so"),
        ledger: Ledger::open(&at.join("ledger.sqlite")).await.expect("made"),
        readings: Readings::new(objects("readings")),
        queue: Queue::in_process(),
    };
    let parts = OpenRoundParts {
        pipeline,
        set,
        wiring,
        recipes,
        reader,
        index: at.join("index"),
        results: Ok(super::super::ResultsTables::default()),
        hand_ins: at.join("hand-in"),
        unpacker: UnpackerSettings::in_thread(),
    };
    Arc::new(Look::new(Arc::new(parts), patience))
}

/// Both units were judged from nothing.
async fn judge(look: &Look) {
    let OpenRoundParts { pipeline, wiring, recipes, .. } = &*look.parts;
    let lease = wiring.ledger.take_lease(&pipeline.round.id, "thử", WHILE).await;
    let lease = lease.expect("answers").expect("nobody else has it");
    for unit in &pipeline.units {
        let at = JudgedAt { generation: 0, recipe: recipes.judge.clone() };
        let judged = StoredUnit::default();
        wiring.ledger.record_judgement(&lease, &unit.id, &at, &judged).await.expect("recorded");
    }
    wiring.ledger.release_lease(lease).await.expect("released");
}

/// The second unit sends a file.
async fn send(look: &Look) {
    let OpenRoundParts { pipeline, wiring, recipes, .. } = &*look.parts;
    let lease = wiring.ledger.take_lease(&pipeline.round.id, "thử", WHILE).await;
    let lease = lease.expect("answers").expect("nobody else has it");
    let key = model::ObjectKey::new("so-noi-vu/a.pdf").expect("valid");
    let listed = ListedObject {
        objects: &[ObjectVersion { key, size: 1, version: "1".to_owned() }],
        read_recipe: &recipes.read,
        facts_recipe: &recipes.facts,
        again: Again::Nothing,
    };
    let unit = &pipeline.units[1].id;
    wiring.ledger.record_listing(&lease, unit, listed).await.expect("recorded");
}

#[tokio::test]
async fn who_has_to_wait_is_told_how_far_it_is_and_gathering_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let look = look(&folder, Duration::from_millis(5)).await;
    judge(&look).await;
    let gathering = look.gathering.lock().await;
    let error = look.standing().await.expect_err("somebody else gathers");
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    assert_eq!(look.preparing(), Some(Preparing { ready: 0, units: 2 }));
    drop(gathering);
    // Nobody asks for it any more, and it is gathered all the same.
    while look.kept().is_none() {
        tokio::task::yield_now().await;
    }
    let kept = look.kept().expect("it was there");
    assert!(Arc::ptr_eq(&look.standing().await.expect("kept"), &kept), "not gathered again");
}

#[tokio::test]
async fn only_units_of_which_something_changed_are_gathered_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let look = look(&folder, WHILE).await;
    let never = look.standing().await.expect("gathered");
    assert_eq!(never.tally().units.not_judged, 2);
    judge(&look).await;
    let before = look.standing().await.expect("gathered");
    assert_eq!((before.tally().units.judged, before.tally().units.total), (2, 2));
    assert_eq!(look.status().await.expect("told").index.state, IndexState::Missing);
    send(&look).await;
    let after = look.standing().await.expect("gathered");
    assert!(Arc::ptr_eq(&before.units[0], &after.units[0]), "nothing changed about it");
    let UnitState::NotJudged { reason } = &after.units[1].report.state else {
        panic!("a file of it is to be read")
    };
    assert_eq!(*reason, NotJudged::FilesLeft { files: 1 });
    assert!(after.judged(&look.parts.pipeline.units[1].id).is_some(), "what was said holds on");
    assert_eq!(after.tally().units.judged, 1);
    assert_eq!(look.status().await.expect("told").files.to_read, 1);
}
