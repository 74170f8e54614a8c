//! The contract of the desk's part of the ledger: accounts, sessions, appraisals and the record.

use model::{
    AccountName, ContentHash, CriterionCode, ErrorKind, Points, RoundId, UnitId,
    account::{Account, Role},
    appraisal::{Answer, Appraisal, Stage, Stance},
    record,
};
use sha2::{Digest as _, Sha256};
use store::{Ledger, PasswordHash};

pub(super) async fn suite(ledger: &Ledger) {
    accounts_are_made_once_and_one_administrator_stays(ledger).await;
    a_session_ends_with_its_time_its_account_or_its_password(ledger).await;
    nobody_overwrites_what_they_did_not_see(ledger).await;
    every_change_is_in_the_record_and_the_record_verifies(ledger).await;
}

fn name(text: &str) -> AccountName {
    AccountName::new(text).expect("an account name")
}

fn account(text: &str, role: Role) -> Account {
    Account { name: name(text), shown_as: format!("Bà {text}"), role, open: true }
}

fn password() -> PasswordHash {
    PasswordHash::new("$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA".to_owned())
}

fn token(digit: u8) -> ContentHash {
    ContentHash::from_digest([digit; 32])
}

async fn accounts_are_made_once_and_one_administrator_stays(ledger: &Ledger) {
    assert_eq!(ledger.accounts().await.expect("read"), []);
    let chief = account("quan-tri", Role::Administrator);
    ledger.make_account(&chief, &password(), None).await.expect("made");
    let again = ledger.make_account(&chief, &password(), Some(&chief.name)).await;
    assert_eq!(again.expect_err("there is one").kind(), ErrorKind::Conflict);
    let lan = account("lan", Role::Appraiser { areas: Vec::new() });
    ledger.make_account(&lan, &password(), Some(&chief.name)).await.expect("made");
    assert_eq!(ledger.accounts().await.expect("read"), [lan.clone(), chief.clone()]);
    let (read, hash) = ledger.account(&lan.name).await.expect("read").expect("there");
    assert_eq!((read, hash), (lan.clone(), password()));
    assert_eq!(ledger.account(&name("khong-co")).await.expect("read"), None);

    for changed in
        [Account { open: false, ..chief.clone() }, Account { role: Role::Council, ..chief.clone() }]
    {
        let last = ledger.change_account(&changed, &chief.name).await;
        assert_eq!(last.expect_err("the last one").kind(), ErrorKind::Denied);
    }
    assert_eq!(ledger.accounts().await.expect("read"), [lan, chief], "nothing was changed");
}

async fn a_session_ends_with_its_time_its_account_or_its_password(ledger: &Ledger) {
    let minh = account("minh", Role::Council);
    ledger.make_account(&minh, &password(), None).await.expect("made");
    ledger.open_session(token(1), &minh.name, 600_000).await.expect("opened");
    assert_eq!(ledger.session(token(1)).await.expect("read"), Some(minh.clone()));
    assert_eq!(ledger.session(token(2)).await.expect("read"), None);
    ledger.close_session(token(1)).await.expect("ended");
    assert_eq!(ledger.session(token(1)).await.expect("read"), None);

    ledger.open_session(token(3), &minh.name, 0).await.expect("opened");
    assert_eq!(ledger.session(token(3)).await.expect("read"), None, "its time is over");

    ledger.open_session(token(4), &minh.name, 600_000).await.expect("opened");
    let by = name("quan-tri");
    ledger.change_password(&minh.name, &password(), &by).await.expect("changed");
    assert_eq!(ledger.session(token(4)).await.expect("read"), None);

    ledger.open_session(token(5), &minh.name, 600_000).await.expect("opened");
    let closed = Account { open: false, ..minh.clone() };
    ledger.change_account(&closed, &by).await.expect("changed");
    assert_eq!(ledger.session(token(5)).await.expect("read"), None);
    let refused = ledger.open_session(token(6), &minh.name, 600_000).await;
    assert_eq!(refused.expect_err("closed").kind(), ErrorKind::Denied);
}

async fn nobody_overwrites_what_they_did_not_see(ledger: &Ledger) {
    let round = RoundId::new("ban-tham-dinh").expect("a round");
    let said = |who: &str, points: i64| Appraisal {
        unit: UnitId::new("so-y-te").expect("a unit"),
        criterion: CriterionCode::new("1.10").expect("a code"),
        stage: Stage::First,
        appraiser: name(who),
        stance: Stance::Disagrees,
        points: Some(Points::new(points.into())),
        reason: "Thiếu báo cáo quý III".to_owned(),
        note: String::new(),
        judged_at: 3,
        basis: None,
        cause: None,
    };
    let conflict = |result: Result<u64, store::Error>| {
        assert_eq!(result.expect_err("another revision").kind(), ErrorKind::Conflict);
    };
    assert_eq!(ledger.appraise(&round, &said("lan", 1), 0).await.expect("stored"), 1);
    conflict(ledger.appraise(&round, &said("lan", 2), 0).await);
    assert_eq!(ledger.appraise(&round, &said("lan", 2), 1).await.expect("stored"), 2);
    assert_eq!(ledger.appraise(&round, &said("minh", 3), 0).await.expect("beside it"), 1);
    let earlier = Appraisal {
        criterion: CriterionCode::new("1.9").expect("a code"),
        stage: Stage::Second,
        ..said("lan", 1)
    };
    ledger.appraise(&round, &earlier, 0).await.expect("stored");

    let stored = ledger.appraisals(&round, None).await.expect("read");
    let shown: Vec<_> =
        stored.iter().map(|stored| (stored.appraisal.clone(), stored.revision)).collect();
    assert_eq!(shown, [(earlier, 1), (said("lan", 2), 2), (said("minh", 3), 1)]);
    assert!(stored.iter().all(|stored| stored.at_ms > 1_700_000_000_000), "by the ledger's clock");
    let other = UnitId::new("so-noi-vu").expect("a unit");
    assert_eq!(ledger.appraisals(&round, Some(&other)).await.expect("read"), []);

    conflict(ledger.withdraw(&round, &said("lan", 2), 1).await.map(|()| 0));
    ledger.withdraw(&round, &said("lan", 2), 2).await.expect("taken back");
    conflict(ledger.withdraw(&round, &said("lan", 2), 0).await.map(|()| 0));
    assert_eq!(ledger.appraisals(&round, None).await.expect("read").len(), 2);

    let answer = |text: &str| Answer {
        unit: UnitId::new("so-y-te").expect("a unit"),
        criterion: CriterionCode::new("1.10").expect("a code"),
        account: name("so-y-te"),
        text: text.to_owned(),
    };
    ledger.answer(&round, &answer("Đã gửi")).await.expect("stored");
    ledger.answer(&round, &answer("Đã gửi bổ sung")).await.expect("stored");
    let answers = ledger.answers(&round, &answer("").unit).await.expect("read");
    assert_eq!(answers.len(), 1);
    assert_eq!(answers[0].answer, answer("Đã gửi bổ sung"));
}

async fn every_change_is_in_the_record_and_the_record_verifies(ledger: &Ledger) {
    let hash = |bytes: &[u8]| ContentHash::from_digest(Sha256::digest(bytes).into());
    let head = ledger.record_head().await.expect("read");
    let lines = ledger.record_lines(0, u32::MAX).await.expect("read");
    assert_eq!(lines.len() as u64, head.length);
    assert_eq!(record::verify(lines.iter().map(String::as_str), hash), Ok(head.hash));
    let deeds: Vec<String> = lines
        .iter()
        .map(|line| {
            let entry: serde_json::Value = serde_json::from_str(line).expect("JSON");
            entry["deed"]["did"].as_str().expect("a name").to_owned()
        })
        .collect();
    let expected = [
        "account-made",
        "account-made",
        "account-made",
        "signed-in",
        "signed-in",
        "signed-in",
        "password-changed",
        "signed-in",
        "account-changed",
        "appraised",
        "appraised",
        "appraised",
        "appraised",
        "withdrawn",
        "answered",
        "answered",
    ];
    assert_eq!(deeds, expected);
    let rest = ledger.record_lines(head.length - 1, 10).await.expect("read");
    assert_eq!(rest, lines[lines.len() - 1..]);
}
