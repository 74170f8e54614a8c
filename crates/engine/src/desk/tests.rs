//! Who may do what at the desk, with a ledger in a file.

use model::{AccountName, Points, account::Role, appraisal::Stance};

use super::*;
use crate::sample::{PIPELINE, SET};

struct Round {
    _folder: tempfile::TempDir,
    ledger: Ledger,
    pipeline: Pipeline,
    set: CriteriaSet,
}

impl Round {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let ledger = Ledger::open(&folder.path().join("ledger.sqlite")).await.expect("made");
        let pipeline = Pipeline::parse(PIPELINE, "pipeline.toml").expect("valid");
        let set = CriteriaSet::parse(SET, "set.toml").expect("valid");
        Self { _folder: folder, ledger, pipeline, set }
    }

    fn desk<'d>(&'d self, account: &'d Account) -> Desk<'d> {
        Desk { ledger: &self.ledger, pipeline: &self.pipeline, set: &self.set, account }
    }
}

fn account(name: &str, role: Role) -> Account {
    let name = AccountName::new(name).expect("a name");
    Account { shown_as: name.to_string(), name, role, open: true }
}

fn unit(id: &str) -> UnitId {
    UnitId::new(id).expect("a unit")
}

fn code(text: &str) -> CriterionCode {
    CriterionCode::new(text).expect("a code")
}

fn gives_nothing() -> AppraisalForm {
    AppraisalForm {
        stance: Stance::Disagrees,
        points: Some(Points::ZERO),
        reason: "Không có báo cáo".to_owned(),
        note: "Xem lại trang 3".to_owned(),
        judged_at: 1,
    }
}

#[tokio::test]
async fn who_may_not_is_refused_and_who_may_not_see_finds_nothing() {
    let round = Round::new().await;
    let leaf = round.set.leaves().next().expect("a set has leaves").code.clone();
    let here = unit("so-y-te");
    let says = async |account: &Account, unit: &UnitId, code: &CriterionCode, stage: Stage| {
        round.desk(account).appraise(unit, code, stage, gives_nothing(), 0).await
    };
    let own = account("so-y-te", Role::Unit { unit: here.clone() });
    let other = account("so-noi-vu", Role::Unit { unit: unit("so-noi-vu") });
    let chief = account("quan-tri", Role::Administrator);
    let council = account("hoi-dong", Role::Council);
    let elsewhere = account("minh", Role::Appraiser { areas: vec![code("7")] });
    let lan = account("lan", Role::Appraiser { areas: vec![leaf.area()] });

    assert!(matches!(says(&other, &here, &leaf, Stage::First).await, Err(Refusal::NotFound)));
    assert!(matches!(
        says(&lan, &unit("khong-co"), &leaf, Stage::First).await,
        Err(Refusal::NotFound)
    ));
    assert!(matches!(says(&lan, &here, &code("99.9"), Stage::First).await, Err(Refusal::NotFound)));
    for account in [&own, &chief, &council, &elsewhere] {
        let refused = says(account, &here, &leaf, Stage::First).await;
        assert!(matches!(refused, Err(Refusal::NotAllowed)), "{}", account.name);
    }
    assert!(matches!(says(&lan, &here, &leaf, Stage::Decision).await, Err(Refusal::NotAllowed)));
    assert_eq!(says(&lan, &here, &leaf, Stage::First).await.expect("recorded"), 1);
    assert!(matches!(says(&lan, &here, &leaf, Stage::First).await, Err(Refusal::Conflict)));
    assert_eq!(says(&council, &here, &leaf, Stage::Decision).await.expect("recorded"), 1);

    let unclaimed = AppraisalForm { stance: Stance::Agrees, points: None, ..gives_nothing() };
    let refused = round.desk(&lan).appraise(&here, &leaf, Stage::Second, unclaimed, 0).await;
    let nothing = NotAdmitted::NothingToAgreeWith;
    assert!(matches!(refused, Err(Refusal::NotAdmitted(why)) if why == nothing));
}

#[tokio::test]
async fn a_unit_reads_reasons_but_not_notes_and_answers_for_itself_only() {
    let round = Round::new().await;
    let leaf = round.set.leaves().next().expect("a set has leaves").code.clone();
    let here = unit("so-y-te");
    let lan = account("lan", Role::Appraiser { areas: Vec::new() });
    let own = account("so-y-te", Role::Unit { unit: here.clone() });
    let other = account("so-noi-vu", Role::Unit { unit: unit("so-noi-vu") });
    let desk = round.desk(&lan);
    desk.appraise(&here, &leaf, Stage::First, gives_nothing(), 0).await.expect("recorded");

    let read = async |account: &Account| round.desk(account).discussion(&here, &leaf).await;
    let by_unit = read(&own).await.expect("its own");
    assert_eq!(by_unit.appraisals[0].appraisal.reason, "Không có báo cáo");
    assert_eq!(by_unit.appraisals[0].appraisal.note, "");
    assert_eq!(read(&lan).await.expect("read").appraisals[0].appraisal.note, "Xem lại trang 3");
    assert!(matches!(read(&other).await, Err(Refusal::NotFound)));

    let answer =
        async |account: &Account, text: &str| round.desk(account).answer(&here, &leaf, text).await;
    assert!(matches!(answer(&other, "x").await, Err(Refusal::NotFound)));
    assert!(matches!(answer(&lan, "x").await, Err(Refusal::NotAllowed)));
    assert!(matches!(answer(&own, " \n").await, Err(Refusal::NotAdmitted(_))));
    answer(&own, " Đã gửi bổ sung \n").await.expect("recorded");
    let answered = read(&lan).await.expect("read").answer.expect("answered");
    assert_eq!(answered.answer.text, "Đã gửi bổ sung");

    assert!(matches!(
        round.desk(&own).withdraw(&here, &leaf, Stage::First, 1).await,
        Err(Refusal::NotFound)
    ));
    desk.withdraw(&here, &leaf, Stage::First, 1).await.expect("taken back");
    assert_eq!(read(&lan).await.expect("read").appraisals, []);
}
