//! The contract of [`Ledger`]: in a file, and in a database of a real PostgreSQL server.

use std::time::Duration;

use model::{
    AccountName, ContentHash, CriterionCode, ErrorKind, ObjectKey, Points, Problem, ProblemCode,
    RoundId, UnitId,
    facts::Facts,
    finding::{Finding, FindingDetail, Severity, Subject},
    reading::{MediaType, Outcome, ReadState},
    recipe::{FactsRecipe, JudgeRecipe, ReadRecipe},
};
use store::{
    Again, Erasure, FindingState, JobState, JudgedAt, Lease, Ledger, ListedObject, Listing,
    ObjectVersion, Password, Publication, PublishedFacts, ReadTime, RoundJudgedAt, ShownUnit,
    StoredDocument, StoredUnit,
};
use testkit::server::{PASSWORD, PostgresServer};

/// Longer than a test takes.
const LONG: Duration = Duration::from_secs(600);

#[tokio::test]
async fn in_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("ledger.sqlite");
    suite(&Ledger::open(&file).await.expect("made")).await;
    down_and_up_again(async || Ledger::open(&file).await.expect("opened")).await;
}

#[tokio::test]
async fn in_a_server() {
    let server = PostgresServer::start();
    let password = Password::new(PASSWORD.to_owned());
    let url = server.url();
    suite(&Ledger::connect(&url, Some(&password)).await.expect("connected")).await;
    down_and_up_again(async || Ledger::connect(&url, Some(&password)).await.expect("connected"))
        .await;

    let refused = async |url: &str, password: &str| {
        let password = Password::new(password.to_owned());
        let error = Ledger::connect(url, Some(&password)).await.expect_err("refused");
        assert!(!format!("{error:?} {error}").contains("bí mật"), "{error:?}");
        error.kind()
    };
    assert_eq!(refused(&url, "bí mật").await, ErrorKind::Denied);
    assert_eq!(refused(&url.replace("/postgres", "/khac"), PASSWORD).await, ErrorKind::NotFound);
    assert_eq!(
        refused(&url.replace("kiemchung@", "kiemchung:bí mật@"), "").await,
        ErrorKind::Invalid
    );
    assert_eq!(refused("mysql://kiemchung@localhost/a", "").await, ErrorKind::Invalid);
    drop(server);
    assert_eq!(refused(&url, PASSWORD).await, ErrorKind::Unavailable);
}

async fn suite(ledger: &Ledger) {
    crate::desk::suite(ledger).await;
    generations_follow_commits(ledger).await;
    only_what_changed_or_may_pass_is_a_job_again(ledger).await;
    an_object_replaced_while_it_was_read_stays_a_job(ledger).await;
    a_unit_is_not_gathered_while_a_job_is_left(ledger).await;
    what_was_not_read_in_full_is_named_with_its_reasons(ledger).await;
    a_standing_adds_up_and_knows_the_slowest(ledger).await;
    what_is_to_be_read_again_is_a_job_with_all_of_the_same_bytes(ledger).await;
    findings_are_opened_kept_and_closed(ledger).await;
    what_a_round_was_judged_to_stands_while_nothing_changes(ledger).await;
    a_lease_is_one_process_s_until_it_ends(ledger).await;
    what_is_published_twice_or_too_late_changes_nothing(ledger).await;
    writers_at_the_same_time_wait_for_each_other(ledger).await;
    names_compare_by_their_bytes(ledger).await;
    what_was_erased_stays_known_as_sent(ledger).await;
}

/// An older program can go on with what the older tables hold, and a newer one after it.
async fn down_and_up_again(open: impl AsyncFn() -> Ledger) {
    let ledger = open().await;
    let before = (ledger.generation().await.expect("read"), ledger.identity().await.expect("read"));
    ledger.downgrade(2).await.expect("taken back");
    let ledger = open().await;
    let after = (ledger.generation().await.expect("read"), ledger.identity().await.expect("read"));
    assert_eq!(before, after);
    ledger.downgrade(0).await.expect("taken back");
    let ledger = open().await;
    assert_eq!(ledger.generation().await.expect("read"), 0, "nothing was left");
    assert_ne!(ledger.identity().await.expect("read"), before.1, "it is another one");
}

/// A round of its own in a ledger.
struct Fixture {
    ledger: Ledger,
    lease: Lease,
    round: RoundId,
    unit: UnitId,
    read: ReadRecipe,
    facts: FactsRecipe,
    /// The generation before the round began.
    begun: u64,
}

impl Fixture {
    async fn new(ledger: &Ledger, round: &str) -> Self {
        let round = RoundId::new(round).expect("valid");
        let lease = ledger.take_lease(&round, "thử", LONG).await.expect("answers").expect("free");
        Self {
            ledger: ledger.clone(),
            lease,
            unit: UnitId::new("don-vi").expect("valid"),
            // What was understood of some bytes is shared by all rounds of a ledger, under its recipes.
            read: ReadRecipe::new(round.as_str()),
            facts: FactsRecipe::new("f1"),
            begun: ledger.generation().await.expect("read"),
            round,
        }
    }

    async fn list(&self, objects: &[ObjectVersion]) -> Listing {
        let (read_recipe, facts_recipe) = (&self.read, &self.facts);
        let listed = ListedObject { objects, read_recipe, facts_recipe, again: Again::MayPass };
        self.ledger.record_listing(&self.lease, &self.unit, listed).await.expect("recorded")
    }

    async fn publish(
        &self,
        object: &ObjectVersion,
        content: u8,
        problem: Option<ProblemCode>,
    ) -> bool {
        let document = StoredDocument {
            inner: String::new(),
            sha256: ContentHash::from_digest([content; 32]),
            media_type: MediaType::Pdf,
            outcome: Outcome::Read,
            problems: problem.map(|code| Problem::new(code, "")).into_iter().collect(),
            identity: None,
            facts: Facts::default(),
        };
        let publication = Publication::Read(PublishedFacts {
            sha256: document.sha256,
            read_recipe: self.read.clone(),
            facts_recipe: self.facts.clone(),
            documents: Some(vec![document]),
        });
        self.ledger
            .publish(&self.round, object, &publication, Duration::ZERO)
            .await
            .expect("published")
    }

    /// Keys with the generations of their changes, counted from the beginning of the round.
    async fn generations(&self) -> Vec<(String, u64)> {
        let changes = self.ledger.changes_after(&self.round, 0).await.expect("read");
        let since =
            |change: store::Change| (change.key.to_string(), change.generation - self.begun);
        changes.into_iter().map(since).collect()
    }
}

fn object(key: &str, version: &str) -> ObjectVersion {
    ObjectVersion { key: ObjectKey::new(key).expect("valid"), size: 1, version: version.to_owned() }
}

async fn generations_follow_commits(ledger: &Ledger) {
    let fixture = Fixture::new(ledger, "commits").await;
    let (a, b) = (object("a", "1"), object("b", "1"));
    assert_eq!(fixture.list(&[a.clone(), b.clone()]).await.new, 2);
    fixture.publish(&b, 2, None).await;
    fixture.publish(&a, 1, None).await;
    assert_eq!(fixture.generations().await, [("b".to_owned(), 1), ("a".to_owned(), 2)]);
    let listing = fixture.list(&[a]).await;
    assert_eq!((listing.unchanged, listing.removed), (1, 1));
    assert_eq!(fixture.generations().await, [("a".to_owned(), 2), ("b".to_owned(), 3)]);
}

async fn only_what_changed_or_may_pass_is_a_job_again(ledger: &Ledger) {
    let mut fixture = Fixture::new(ledger, "again").await;
    let (a, b) = (object("a", "1"), object("b", "1"));
    fixture.list(&[a.clone(), b.clone()]).await;
    fixture.publish(&a, 1, None).await;
    fixture.publish(&b, 2, Some(ProblemCode::TimedOut)).await;
    let listing = fixture.list(&[a.clone(), b.clone()]).await;
    assert_eq!((listing.unchanged, listing.again), (1, 1));
    fixture.publish(&b, 2, None).await;
    assert_eq!(fixture.list(&[object("a", "2"), b.clone()]).await.again, 1);
    fixture.publish(&object("a", "2"), 3, None).await;
    assert_eq!(fixture.list(&[object("a", "2"), b.clone()]).await.unchanged, 2);
    fixture.facts = FactsRecipe::new("f2");
    assert_eq!(fixture.list(&[object("a", "2"), b]).await.again, 2);
}

async fn an_object_replaced_while_it_was_read_stays_a_job(ledger: &Ledger) {
    let fixture = Fixture::new(ledger, "replaced").await;
    fixture.list(&[object("a", "1")]).await;
    fixture.list(&[object("a", "2")]).await;
    fixture.publish(&object("a", "1"), 1, None).await;
    let pending = fixture.ledger.pending(&fixture.round).await.expect("read");
    assert_eq!(pending.iter().map(|job| job.object.version.as_str()).collect::<Vec<_>>(), ["2"]);
}

async fn a_unit_is_not_gathered_while_a_job_is_left(ledger: &Ledger) {
    let fixture = Fixture::new(ledger, "gathered").await;
    let (a, b) = (object("a", "1"), object("b", "1"));
    fixture.list(&[a.clone(), b.clone()]).await;
    fixture.publish(&a, 1, None).await;
    let gathered = fixture.ledger.documents(&fixture.round, &fixture.unit).await;
    assert_eq!(gathered.expect_err("incomplete").kind(), ErrorKind::Conflict);
    let publication = Publication::NotFetched(vec![Problem::new(ProblemCode::NotFetched, "")]);
    fixture
        .ledger
        .publish(&fixture.round, &b, &publication, Duration::ZERO)
        .await
        .expect("published");
    let (generation, documents) =
        fixture.ledger.documents(&fixture.round, &fixture.unit).await.expect("complete");
    assert_eq!((generation, documents.len()), (fixture.begun + 2, 2));
    assert!(documents[0].is_fully_read() && !documents[1].is_fully_read());
}

async fn what_was_not_read_in_full_is_named_with_its_reasons(ledger: &Ledger) {
    let fixture = Fixture::new(ledger, "unread").await;
    let objects = ["a", "b", "c"].map(|key| object(key, "1"));
    fixture.list(&objects).await;
    fixture.publish(&objects[0], 1, None).await;
    fixture.publish(&objects[1], 2, Some(ProblemCode::PageNeedsOcr)).await;
    let lost = Publication::NotFetched(vec![Problem::new(ProblemCode::NotFetched, "")]);
    fixture
        .ledger
        .publish(&fixture.round, &objects[2], &lost, Duration::ZERO)
        .await
        .expect("published");
    let unread = fixture.ledger.standing(&fixture.round, 0, 0).await.expect("read").unread;
    let shown: Vec<_> = unread
        .iter()
        .map(|object| (object.key.as_str(), object.read, object.reasons.first().copied()))
        .collect();
    let expected = [
        ("b", ReadState::Partly, Some(ProblemCode::PageNeedsOcr)),
        ("c", ReadState::NotRead, Some(ProblemCode::NotFetched)),
    ];
    assert_eq!(shown, expected);
}

async fn a_standing_adds_up_and_knows_the_slowest(ledger: &Ledger) {
    let fixture = Fixture::new(ledger, "standing").await;
    let objects = ["a", "b", "c"].map(|key| object(key, "1"));
    fixture.list(&objects).await;
    fixture.publish(&objects[0], 1, None).await;
    let slow = Publication::NotFetched(vec![Problem::new(ProblemCode::NotFetched, "")]);
    let took = Duration::from_millis(1500);
    fixture.ledger.publish(&fixture.round, &objects[1], &slow, took).await.expect("published");
    let standing = fixture.ledger.standing(&fixture.round, 1, 0).await.expect("read");
    let counts: Vec<_> = standing.counts.iter().map(|count| (count.state, count.objects)).collect();
    assert_eq!(counts, [(JobState::Done, 2), (JobState::Named, 1)]);
    assert_eq!(standing.unread.len(), 1);
    let slowest = ReadTime { key: objects[1].key.clone(), took_ms: 1500 };
    assert_eq!((standing.slowest, standing.pace.objects), (vec![slowest], 2));
}

async fn what_is_to_be_read_again_is_a_job_with_all_of_the_same_bytes(ledger: &Ledger) {
    let fixture = Fixture::new(ledger, "afresh").await;
    let objects = ["a", "b", "c"].map(|key| object(key, "1"));
    fixture.list(&objects).await;
    for (object, content) in objects.iter().zip([1, 1, 2]) {
        fixture.publish(object, content, None).await;
    }
    let again = async |key: &str, afresh| {
        let keys = [ObjectKey::new(key).expect("valid")];
        let marked = fixture.ledger.mark_again(&fixture.round, &keys, afresh).await;
        marked.expect("marked").iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(again("a", true).await, ["a", "b"]);
    assert_eq!(again("a", true).await, [""; 0], "they are jobs already");
    assert_eq!(again("c", false).await, ["c"]);
    let pending = fixture.ledger.pending(&fixture.round).await.expect("read");
    assert_eq!(pending.iter().map(|job| job.afresh).collect::<Vec<_>>(), [true, true, false]);
    // Read afresh, the same bytes may say something else: followers must look.
    fixture.publish(&objects[0], 1, None).await;
    fixture.publish(&objects[2], 2, None).await;
    let expected = [("b".to_owned(), 2), ("c".to_owned(), 3), ("a".to_owned(), 4)];
    assert_eq!(fixture.generations().await, expected);
}

async fn findings_are_opened_kept_and_closed(ledger: &Ledger) {
    let fixture = Fixture::new(ledger, "findings").await;
    let finding = |subject| Finding {
        round: fixture.round.clone(),
        unit: fixture.unit.clone(),
        criterion: None,
        subject,
        severity: Severity::Warning,
        claimed: Some(Points::ZERO),
        detail: FindingDetail::CriterionMissing {},
        evidence: Vec::new(),
    };
    let (one, two) = (finding(Subject::Claim), finding(Subject::Row("1.2".to_owned())));
    let record = async |generation, findings: Vec<Finding>| {
        let at = JudgedAt { generation, recipe: JudgeRecipe::new("j") };
        let judged = StoredUnit { judgements: Vec::new(), findings, unread: Vec::new() };
        fixture.ledger.record_judgement(&fixture.lease, &fixture.unit, &at, &judged).await
    };
    record(1, vec![one.clone(), two.clone()]).await.expect("recorded");
    record(2, vec![two.clone()]).await.expect("recorded");
    let stored = fixture.ledger.findings(&fixture.round, &fixture.unit).await.expect("read");
    let states: Vec<_> = stored
        .iter()
        .map(|stored| (stored.finding.subject.clone(), stored.state, stored.first_generation))
        .collect();
    let expected =
        [(one.subject, FindingState::Closed, 1), (two.subject.clone(), FindingState::Open, 1)];
    assert_eq!(states, expected);
    let doubled = record(3, vec![two.clone(), two]).await;
    assert_eq!(doubled.expect_err("two of one name").kind(), ErrorKind::Bug);
}

async fn what_a_round_was_judged_to_stands_while_nothing_changes(ledger: &Ledger) {
    let fixture = Fixture::new(ledger, "whole").await;
    let Fixture { lease, round, unit, .. } = &fixture;
    let (one, other) = (object("a", "1"), object("b", "1"));
    fixture.list(&[one.clone(), other.clone()]).await;
    assert_eq!(ledger.round_generation(round).await.expect("read"), 0);
    fixture.publish(&one, 1, None).await;
    fixture.publish(&other, 2, None).await;
    let generation = ledger.round_generation(round).await.expect("read");
    assert_eq!(generation, fixture.begun + 2);

    let whole = RoundJudgedAt { generation, recipe: JudgeRecipe::new("all") };
    let stands = async |at: &RoundJudgedAt| {
        let stands = ledger.judged_as_a_whole::<String>(round, at).await.expect("read");
        stands.map(|units| units.into_values().map(|(_, shown)| shown).collect::<Vec<_>>())
    };
    assert_eq!(stands(&whole).await, None, "it was never judged");
    let judged = async |recipe: &str| {
        let at = JudgedAt { generation, recipe: JudgeRecipe::new(recipe) };
        let judged = StoredUnit::default();
        ledger.record_judgement(lease, unit, &at, &judged).await.expect("recorded");
        at
    };
    for shown in ["lists", "lists more"] {
        let at = judged("j1").await;
        let shown = [ShownUnit { unit: unit.clone(), at, shown }];
        ledger.keep_judged_as_a_whole(lease, &whole, &shown).await.expect("kept");
    }
    assert_eq!(stands(&whole).await, Some(vec!["lists more".to_owned()]));
    let later = RoundJudgedAt { generation: generation + 1, ..whole.clone() };
    assert_eq!(stands(&later).await, None, "something was published");
    let otherwise = RoundJudgedAt { recipe: JudgeRecipe::new("less"), ..whole.clone() };
    assert_eq!(stands(&otherwise).await, None, "something else is judged by");
    judged("j2").await;
    assert_eq!(stands(&whole).await, Some(Vec::new()), "the unit was judged by itself since");
}

async fn a_lease_is_one_process_s_until_it_ends(ledger: &Ledger) {
    let round = RoundId::new("lease").expect("valid");
    let take = async |holder: &str, length| {
        ledger.take_lease(&round, holder, length).await.expect("answers")
    };
    let first = take("một", LONG).await.expect("free");
    assert_eq!(take("hai", LONG).await, None);
    assert_eq!(ledger.lease_holder(&round).await.expect("read").as_deref(), Some("một"));
    ledger.renew_lease(&first, Duration::ZERO).await.expect("still the first one's");
    assert_eq!(ledger.lease_holder(&round).await.expect("read"), None, "it ended");
    ledger.renew_lease(&first, Duration::ZERO).await.expect("nobody has taken it");
    let second = take("hai", LONG).await.expect("it ended");
    assert!(second.token() > first.token());

    let lost = ledger.renew_lease(&first, LONG).await.expect_err("the second one's");
    assert_eq!(lost.kind(), ErrorKind::Conflict);
    let unit = UnitId::new("don-vi").expect("valid");
    let (read, facts) = (ReadRecipe::new("r1"), FactsRecipe::new("f1"));
    let objects = [object("a", "1")];
    let listed = ListedObject {
        objects: &objects,
        read_recipe: &read,
        facts_recipe: &facts,
        again: Again::Nothing,
    };
    let late = ledger.record_listing(&first, &unit, listed).await.expect_err("too late");
    assert_eq!(late.kind(), ErrorKind::Conflict);
    assert_eq!(ledger.pending(&round).await.expect("read"), []);
    let at = JudgedAt { generation: 1, recipe: JudgeRecipe::new("j") };
    let judged = StoredUnit { judgements: Vec::new(), findings: Vec::new(), unread: Vec::new() };
    let late = ledger.record_judgement(&first, &unit, &at, &judged).await.expect_err("too late");
    assert_eq!(late.kind(), ErrorKind::Conflict);
    ledger.record_judgement(&second, &unit, &at, &judged).await.expect("in time");

    ledger.release_lease(first).await.expect("answers");
    assert_eq!(take("ba", LONG).await, None, "one that was lost cannot be given back");
    ledger.release_lease(second).await.expect("answers");
    let third = take("ba", LONG).await.expect("it was given back");
    let again = take("ba", LONG).await.expect("who bore the name before is dead");
    assert!(again.token() > third.token());
}

async fn what_is_published_twice_or_too_late_changes_nothing(ledger: &Ledger) {
    let fixture = Fixture::new(ledger, "twice").await;
    let (a, b) = (object("a", "1"), object("b", "1"));
    fixture.list(&[a.clone(), b.clone()]).await;
    assert!(fixture.publish(&a, 1, None).await);
    let generation = ledger.generation().await.expect("read");
    assert!(!fixture.publish(&a, 1, None).await, "done already");
    assert!(!fixture.publish(&a, 1, Some(ProblemCode::Crashed)).await, "done already");
    assert!(!fixture.publish(&object("b", "0"), 1, None).await, "another version");
    assert!(!fixture.publish(&object("c", "1"), 1, None).await, "never named");
    assert_eq!(ledger.generation().await.expect("read"), generation, "nothing to follow");
    let job = ledger.pending_at(&fixture.round, &b.key).await.expect("read").expect("named");
    assert_eq!((job.object.clone(), job.afresh), (b.clone(), false));
    assert_eq!(ledger.pending_at(&fixture.round, &a.key).await.expect("read"), None);

    // The same bytes, where this worker was too slow: what is known of them stays.
    assert!(fixture.publish(&b, 1, Some(ProblemCode::TimedOut)).await);
    let (read, facts) = (&fixture.read, &fixture.facts);
    let content = ContentHash::from_digest([1; 32]);
    assert!(ledger.is_understood(content, read, facts).await.expect("read"));
}

async fn writers_at_the_same_time_wait_for_each_other(ledger: &Ledger) {
    let fixture = Fixture::new(ledger, "many").await;
    let objects: Vec<_> = (0..40).map(|n| object(&format!("{n:02}"), "1")).collect();
    fixture.list(&objects).await;
    let twice = objects.iter().chain(&objects).map(|object| fixture.publish(object, 7, None));
    let done = futures::future::join_all(twice).await;
    assert_eq!(done.iter().filter(|took_effect| **took_effect).count(), objects.len());
    let mut generations: Vec<u64> =
        fixture.generations().await.into_iter().map(|(_, generation)| generation).collect();
    generations.sort_unstable();
    assert_eq!(generations, (1..=40).collect::<Vec<_>>());
}

async fn names_compare_by_their_bytes(ledger: &Ledger) {
    let fixture = Fixture::new(ledger, "names").await;
    let mut names =
        ["Sở Y tế/b", "Sở Y tế/B", "so/a", "ă", "z", "SỞ/1", "a_b", "a b", "Đ/1", "D/2"];
    fixture.list(&names.map(|name| object(name, "1"))).await;
    names.sort_unstable();
    let pending = ledger.pending(&fixture.round).await.expect("read");
    let keys: Vec<_> = pending.iter().map(|job| job.object.key.as_str()).collect();
    assert_eq!(keys, names);
}

#[tokio::test]
async fn another_ledger_at_the_same_place_is_another_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("ledger.sqlite");
    let identity = async || {
        let ledger = Ledger::open(&file).await.expect("opened");
        let identity = ledger.identity().await.expect("read");
        ledger.close().await;
        identity
    };
    let first = identity().await;
    assert_eq!((first.len(), &first), (32, &identity().await));
    std::fs::remove_file(&file).expect("there");
    assert_ne!(first, identity().await);
}

async fn what_was_erased_stays_known_as_sent(ledger: &Ledger) {
    let fixture = Fixture::new(ledger, "erased").await;
    let (a, b) = (object("a", "1"), object("b", "1"));
    fixture.list(&[a.clone(), b.clone()]).await;
    fixture.publish(&a, 1, None).await;
    fixture.publish(&b, 2, None).await;
    let code = CriterionCode::new("1.1").expect("valid");
    let erase = async |key: &ObjectVersion, basis: u8| {
        let erasure = Erasure {
            unit: fixture.unit.clone(),
            keys: vec![key.key.clone()],
            contents: [ContentHash::from_digest([1; 32])].into(),
            found: [(code.clone(), ContentHash::from_digest([basis; 32]))].into(),
            by: AccountName::new("lan").expect("valid"),
            reason: "Hết thời hạn lưu".to_owned(),
        };
        fixture.ledger.erase(&fixture.lease, &erasure).await.expect("erased");
    };
    let documents = async || fixture.ledger.documents(&fixture.round, &fixture.unit).await;
    erase(&a, 7).await;
    let (_, gathered) = documents().await.expect("complete");
    assert_eq!(gathered.len(), 2, "the file was sent, whatever became of it");
    let problem = &gathered[0].problems[0];
    assert_eq!(problem.code, ProblemCode::Erased);
    assert!(
        problem.detail.starts_with("lan, 20") && problem.detail.ends_with(": Hết thời hạn lưu")
    );
    assert!(!gathered[0].is_fully_read() && gathered[1].is_fully_read());

    // No listing names it, nobody reads it again, and it is not erased twice.
    let listing = fixture.list(std::slice::from_ref(&b)).await;
    assert_eq!((listing.unchanged, listing.removed), (1, 0));
    let marked =
        fixture.ledger.mark_again(&fixture.round, std::slice::from_ref(&a.key), true).await;
    assert_eq!(marked.expect("asked"), []);
    let held = fixture.ledger.held_files(&fixture.round).await.expect("read");
    assert_eq!(held.iter().map(|held| held.key.as_str()).collect::<Vec<_>>(), ["b"]);
    let all_erased = async || fixture.ledger.all_erased(&fixture.round, &fixture.unit).await;
    assert!(!all_erased().await.expect("read"));
    erase(&b, 8).await;
    assert!(all_erased().await.expect("read"));
    let found = fixture.ledger.found_before_erasure(&fixture.round).await.expect("read");
    assert_eq!(
        found[&fixture.unit][&code],
        ContentHash::from_digest([8; 32]),
        "the last one counts"
    );

    // What is sent again is a new file, also under the same version.
    assert_eq!(fixture.list(std::slice::from_ref(&a)).await.again, 1);
    fixture.publish(&a, 1, None).await;
    let (_, gathered) = documents().await.expect("complete");
    assert!(gathered[0].is_fully_read());
}
