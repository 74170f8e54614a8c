//! Who may do what at the desk, with a ledger in a file.

use model::{
    AccountName, Points, ProblemCode,
    account::Role,
    appraisal::Stance,
    dossier::FilePath,
    recipe::JudgeRecipe,
    results::{
        analysis::Cause,
        standing::{LeafState, OpenLeaf},
    },
    verdict::{Coverage, Judgement, UnreadFile, Verdict},
};
use store::{JudgedAt, StoredUnit};

use super::{basis::basis, *};
use crate::{
    ResultsInput, TablesRead, results,
    sample::{PIPELINE, SET},
    stored_judgements, stored_said,
};

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

    async fn discussion(
        &self,
        account: &Account,
        unit: &UnitId,
        leaf: &CriterionCode,
    ) -> Result<Discussion, Refusal> {
        let desk = self.desk(account);
        desk.discussion(unit, leaf, &desk.found(unit).await?).await
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

/// What is found of a claim of a unit that was never judged.
fn nothing_found() -> model::ContentHash {
    basis(&[], &[], &code("1"))
}

fn gives_nothing() -> AppraisalForm {
    AppraisalForm {
        stance: Stance::Disagrees,
        points: Some(Points::ZERO),
        reason: "Không có báo cáo".to_owned(),
        note: "Xem lại trang 3".to_owned(),
        basis: nothing_found(),
        cause: None,
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

    let read = async |account: &Account| round.discussion(account, &here, &leaf).await;
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

/// What a check finds of the first leaf of a unit.
fn found(unit: &UnitId, leaf: &CriterionCode, verdict: Verdict) -> StoredUnit {
    let judgement = Judgement {
        unit: unit.clone(),
        criterion: leaf.clone(),
        claimed: Points::new("0.5".parse().expect("a number")),
        recomputed: None,
        calculation: Vec::new(),
        bases: Vec::new(),
        verdict: Some(verdict),
        coverage: Coverage { searched: 1, generation: 1, unread: Vec::new() },
    };
    StoredUnit { judgements: vec![judgement], ..StoredUnit::default() }
}

impl Round {
    async fn judged(&self, unit: &UnitId, generation: u64, found: &StoredUnit) {
        let round = &self.pipeline.round.id;
        let length = std::time::Duration::from_secs(60);
        let lease = self.ledger.take_lease(round, "thu", length).await.expect("asked");
        let lease = lease.expect("free");
        let at = JudgedAt { generation, recipe: JudgeRecipe::new("thu".to_owned()) };
        self.ledger.record_judgement(&lease, unit, &at, found).await.expect("stored");
        self.ledger.release_lease(lease).await.expect("given back");
    }

    async fn reached(&self, unit: &UnitId, leaf: &CriterionCode) -> LeafState {
        let tables = TablesRead::of(&self.pipeline, &self.set, &[], None).expect("no tables");
        let input = ResultsInput {
            pipeline: &self.pipeline,
            set: &self.set,
            tables: &tables,
            earlier: None,
            said: &stored_said(&self.ledger, &self.pipeline).await.expect("read"),
            judged: stored_judgements(&self.ledger, &self.pipeline).await.expect("read"),
            record: None,
        };
        let report = results(&input);
        let standing = report.standings.of(unit).expect("there");
        let decisions = report.standings.decisions();
        let parts = [
            decisions.decided,
            decisions.second,
            decisions.first,
            decisions.stale,
            decisions.differ,
            decisions.asked,
            decisions.without_points,
        ];
        assert_eq!(parts.iter().sum::<u32>(), decisions.leaves, "every leaf is counted once");
        standing.item(leaf).and_then(|item| item.leaf.clone()).expect("a leaf")
    }
}

#[tokio::test]
async fn points_count_provisionally_then_finally_and_no_more_once_the_verdict_changed() {
    let round = Round::new().await;
    let leaf = round.set.leaves().next().expect("a set has leaves").code.clone();
    let here = unit("so-y-te");
    let lan = account("lan", Role::Appraiser { areas: Vec::new() });
    let council = account("hoi-dong", Role::Council);
    round.judged(&here, 1, &found(&here, &leaf, Verdict::Unsupported)).await;

    let says = async |stance, over| {
        let seen = round.discussion(&lan, &here, &leaf).await.expect("read").basis;
        let points = (stance == Stance::Disagrees).then_some(Points::ZERO);
        let cause = points.map(|_| Cause::NoEvidence);
        let form = AppraisalForm { stance, points, basis: seen, cause, ..gives_nothing() };
        round.desk(&lan).appraise(&here, &leaf, Stage::First, form, over).await
    };
    says(Stance::Disagrees, 0).await.expect("recorded");
    let by_appraiser = round.reached(&here, &leaf).await;
    assert!(
        matches!(by_appraiser, LeafState::Counted { provisional: Some(Stage::First), .. }),
        "{by_appraiser:?}"
    );

    let waiting = round.desk(&council).settled(&here).await.expect("read");
    let claim = SettledClaim { criterion: leaf.clone(), stage: Stage::First, points: Points::ZERO };
    assert_eq!(waiting, [claim]);
    let decide = async |account: &Account, points: Points| {
        round.desk(account).decide(&here, &[(leaf.clone(), points)], "Theo thẩm định").await
    };
    assert!(matches!(decide(&lan, Points::ZERO).await, Err(Refusal::NotAllowed)));
    let other = Points::new("0.25".parse().expect("a number"));
    assert_eq!(decide(&council, other).await.expect("tried"), 0, "not what was on the page");
    assert_eq!(decide(&council, Points::ZERO).await.expect("recorded"), 1);
    assert_eq!(round.desk(&council).settled(&here).await.expect("read"), []);
    let decided = round.discussion(&council, &here, &leaf).await.expect("read").appraisals;
    assert_eq!(decided[1].appraisal.cause, Some(Cause::NoEvidence), "the cause goes along");
    let by_council = round.reached(&here, &leaf).await;
    assert!(matches!(by_council, LeafState::Counted { provisional: None, .. }), "{by_council:?}");

    // A later check finds the same: the points stand. It finds something else: they do not.
    round.judged(&here, 2, &found(&here, &leaf, Verdict::Unsupported)).await;
    assert_eq!(round.reached(&here, &leaf).await, by_council);
    round.judged(&here, 3, &found(&here, &leaf, Verdict::Supported { evidence: Vec::new() })).await;
    let stale = LeafState::Open { why: OpenLeaf::AppraisalStale };
    assert_eq!(round.reached(&here, &leaf).await, stale);
    let discussion = round.discussion(&lan, &here, &leaf).await.expect("read");
    assert!(discussion.appraisals.iter().all(|said| !discussion.is_current(&said.appraisal)));

    // Who still has the page of before is told; who looks again stands by it, and the council is asked again.
    let seen_before = AppraisalForm { basis: nothing_found(), ..gives_nothing() };
    let refused = round.desk(&lan).appraise(&here, &leaf, Stage::First, seen_before, 1).await;
    assert!(matches!(refused, Err(Refusal::JudgedMeanwhile)), "{refused:?}");
    says(Stance::Agrees, 1).await.expect("recorded");
    assert_eq!(round.reached(&here, &leaf).await, stale, "the decision is the council's");
}

#[tokio::test]
async fn what_the_council_decided_outlives_the_evidence_and_no_later_change() {
    let round = Round::new().await;
    let leaf = round.set.leaves().next().expect("a set has leaves").code.clone();
    let here = unit("so-y-te");
    let council = account("hoi-dong", Role::Council);
    let waiting = |reason| Verdict::Undecidable {
        unread: vec![UnreadFile {
            file: FilePath::try_from("so-y-te/a.pdf".to_owned()).expect("a path"),
            reason,
            detail: String::new(),
            blocked_claims: 1,
        }],
        otherwise: Box::new(Verdict::Unsupported),
    };
    round.judged(&here, 1, &found(&here, &leaf, Verdict::Unsupported)).await;
    let seen = round.discussion(&council, &here, &leaf).await.expect("read").basis;
    let form = AppraisalForm { basis: seen, ..gives_nothing() };
    round.desk(&council).appraise(&here, &leaf, Stage::Decision, form, 0).await.expect("recorded");
    let decided = round.reached(&here, &leaf).await;
    assert!(matches!(decided, LeafState::Counted { provisional: None, .. }), "{decided:?}");

    let before = JudgedUnit::stored(&round.ledger, &round.pipeline.round.id, &here).await;
    let erasure = store::Erasure {
        unit: here.clone(),
        keys: Vec::new(),
        contents: std::collections::BTreeSet::new(),
        found: before.expect("read").expect("judged").found_so_far(),
        by: AccountName::new("lan").expect("a name"),
        reason: "Hết thời hạn lưu".to_owned(),
    };
    let round_id = &round.pipeline.round.id;
    let lease = round.ledger.take_lease(round_id, "thử", std::time::Duration::from_secs(60)).await;
    let lease = lease.expect("answers").expect("free");
    round.ledger.erase(&lease, &erasure).await.expect("erased");
    round.ledger.release_lease(lease).await.expect("given back");
    assert_eq!(round.reached(&here, &leaf).await, decided, "before the next check");
    round.judged(&here, 2, &found(&here, &leaf, waiting(ProblemCode::Erased))).await;
    assert_eq!(round.reached(&here, &leaf).await, decided, "nobody can look again");

    let stale = LeafState::Open { why: OpenLeaf::AppraisalStale };
    round.judged(&here, 3, &found(&here, &leaf, waiting(ProblemCode::Damaged))).await;
    assert_eq!(round.reached(&here, &leaf).await, stale, "another file can be mended");
    let supported = Verdict::Supported { evidence: Vec::new() };
    round.judged(&here, 4, &found(&here, &leaf, supported)).await;
    assert_eq!(round.reached(&here, &leaf).await, stale, "the unit sent something else");
}
