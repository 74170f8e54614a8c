//! What is kept of what was said against all of it read anew.

use model::{
    AccountName, Points,
    appraisal::{Stage, Stance},
};

use super::*;

async fn ledger(folder: &tempfile::TempDir) -> Ledger {
    Ledger::open(&folder.path().join("ledger.sqlite")).await.expect("made")
}

fn round(name: &str) -> RoundId {
    RoundId::new(name).expect("valid")
}

fn said_by(name: &str, unit: &str, criterion: &str) -> Appraisal {
    Appraisal {
        unit: UnitId::new(unit).expect("valid"),
        criterion: CriterionCode::new(criterion).expect("valid"),
        stage: Stage::First,
        appraiser: AccountName::new(name).expect("valid"),
        stance: Stance::Agrees,
        points: Some(Points::ZERO),
        reason: String::new(),
        note: String::new(),
        judged_at: 1,
        basis: None,
        cause: None,
    }
}

#[tokio::test]
async fn what_is_kept_is_what_would_be_read_now() {
    let folder = tempfile::tempdir().expect("a folder");
    let (ledger, here, kept) = (ledger(&folder).await, round("vong"), KeptSaid::default());
    let check = async |what: &str| {
        let (head, said) = kept.now(&ledger, &here).await.expect("read");
        assert_eq!(head, ledger.record_head().await.expect("read"), "{what}");
        let now: Said = all(&ledger, &here).await.expect("read");
        let filled = said.iter().filter(|(_, said)| !said.is_empty());
        assert_eq!(
            filled.map(|(unit, said)| (unit.clone(), said.clone())).collect::<Said>(),
            now,
            "{what}"
        );
        said
    };
    check("nothing").await;
    let (lan, minh) = (said_by("lan", "a", "1.1"), said_by("minh", "a", "1.1"));
    ledger.appraise(&here, &lan, 0).await.expect("said");
    ledger.appraise(&here, &said_by("lan", "b", "2.1"), 0).await.expect("said");
    let before = check("two units").await;
    ledger.appraise(&here, &minh, 0).await.expect("said");
    let after = check("another appraiser").await;
    let unit = UnitId::new("b").expect("valid");
    assert!(Arc::ptr_eq(&before[&unit], &after[&unit]), "nobody said anything of it");
    ledger.appraise(&round("khac"), &lan, 0).await.expect("said");
    check("in another round").await;
    ledger.withdraw(&here, &lan, 1).await.expect("withdrawn");
    ledger.withdraw(&here, &minh, 1).await.expect("withdrawn");
    check("taken back").await;
    for over in 0..u64::from(MOST_ENTRIES) + 1 {
        ledger.appraise(&here, &lan, over).await.expect("said");
    }
    check("more than the record is gone through for").await;
}
