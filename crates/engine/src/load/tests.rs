//! Loads of real folders and archives into memory.

use std::{fs, path::PathBuf, sync::Mutex};

use model::{ContentHash, ErrorKind, ObjectKey};
use report::{LoadFailure, NameChange, RefusedName};
use sha2::{Digest as _, Sha256};

use super::*;
use crate::sample::{PIPELINE, SET};

/// A source in a folder of its own, and the round that it is loaded for.
struct Fixture {
    folder: tempfile::TempDir,
    pipeline: Pipeline,
    set: CriteriaSet,
}

impl Fixture {
    fn new(files: &[(&str, &[u8])]) -> Self {
        let fixture = Self {
            folder: tempfile::tempdir().expect("a folder"),
            pipeline: Pipeline::parse(PIPELINE, "pipeline.toml").expect("valid"),
            set: CriteriaSet::parse(SET, "set.toml").expect("valid"),
        };
        fs::create_dir(fixture.source()).expect("made");
        files.iter().for_each(|(path, bytes)| fixture.write(path, bytes));
        fixture
    }

    fn source(&self) -> PathBuf {
        self.folder.path().join("nguon")
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.source().join(path);
        fs::create_dir_all(path.parent().expect("it has one")).expect("made");
        fs::write(path, bytes).expect("written");
    }

    /// Loads for the round, with what the test wants to be different.
    async fn load(
        &self,
        destination: &Objects,
        change: impl FnOnce(&mut Load<'_>),
    ) -> Result<LoadReport> {
        let source = self.source();
        let mut plan = Load {
            source: LoadSource::Path(&source),
            unpacker: &UnpackerSettings::in_thread(),
            round: Some(LoadRound { pipeline: &self.pipeline, set: &self.set, unit: None }),
            dry_run: false,
            skip_unplaced: false,
            verify: true,
        };
        change(&mut plan);
        load(destination, "kho", &plan, &|_| {}).await
    }
}

/// What became of each file, as `path: outcome`.
fn outcomes(report: &LoadReport) -> Vec<String> {
    let name = |outcome: &LoadOutcome| {
        let json = serde_json::to_value(outcome).expect("JSON");
        let reason = json.get("reason").map(|reason| reason.get("is").unwrap_or(reason));
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        match reason {
            Some(reason) => format!("{} {}", text(&json["is"]), text(reason)),
            None => text(&json["is"]),
        }
    };
    report.files.iter().map(|file| format!("{}: {}", file.file, name(&file.outcome))).collect()
}

/// The objects of a place but for its manifest, with their bytes.
async fn stored(objects: &Objects) -> Vec<(String, Vec<u8>)> {
    let mut stored = Vec::new();
    for object in objects.everything().await.expect("listed") {
        if !object.key.as_str().starts_with(Manifest::FOLDER) {
            let fetched = objects.fetch(&object.key, 1 << 30).await.expect("fetched");
            stored.push((object.key.to_string(), fetched.bytes));
        }
    }
    stored
}

#[tokio::test]
async fn a_tree_is_loaded_once_and_a_second_run_sends_nothing() {
    let fixture = Fixture::new(&[
        ("Sở Y tế/1.3.1/QD 12.pdf", b"one"),
        ("Sở Y tế/1.3.2/ban sao.pdf", b"one"),
        ("Sở Y tế/Bang tu cham.xlsx", b"two"),
        ("SO NOI VU/Thumbs.db", b"x"),
        ("SO NOI VU/2.1.1/BC.docx", b"three"),
    ]);
    let objects = Objects::in_memory();
    let report = fixture.load(&objects, |_| {}).await.expect("loaded");
    assert_eq!(
        outcomes(&report),
        [
            "SO NOI VU/2.1.1/BC.docx: sent",
            "SO NOI VU/Thumbs.db: leftover",
            "Sở Y tế/1.3.1/QD 12.pdf: sent",
            "Sở Y tế/1.3.2/ban sao.pdf: copied",
            "Sở Y tế/Bang tu cham.xlsx: sent",
        ]
    );
    let expected = [
        ("so-noi-vu/2.1.1/BC.docx", "three"),
        ("so-y-te/1.3.1/QD 12.pdf", "one"),
        ("so-y-te/1.3.2/ban sao.pdf", "one"),
        ("so-y-te/Bang tu cham.xlsx", "two"),
    ];
    let expected: Vec<_> = expected
        .iter()
        .map(|(key, bytes)| ((*key).to_owned(), bytes.as_bytes().to_vec()))
        .collect();
    assert_eq!(stored(&objects).await, expected);
    let verification = report.verification.expect("asked for");
    assert_eq!((verification.objects, verification.defects.len()), (4, 0));
    assert_eq!((report.units[0].files, report.units[0].with_criterion), (3, 2));

    let before = objects.everything().await.expect("listed");
    let again = fixture.load(&objects, |_| {}).await.expect("loaded");
    assert_eq!((again.counts.unchanged, again.counts.bytes_sent), (4, 0));
    assert_eq!(objects.everything().await.expect("listed"), before, "not even the manifest");
}

#[tokio::test]
async fn nothing_is_sent_while_a_file_has_no_unit() {
    let fixture = Fixture::new(&[("Sở Y tế/a.pdf", b"one"), ("Sở Lạ/b.pdf", b"two")]);
    let objects = Objects::in_memory();
    let report = fixture.load(&objects, |_| {}).await.expect("looked at");
    assert_eq!(report.state, LoadState::NotPlaced);
    assert_eq!(outcomes(&report), ["Sở Lạ/b.pdf: unplaced no-unit", "Sở Y tế/a.pdf: waiting"]);
    assert_eq!(objects.everything().await.expect("listed"), []);

    let report = fixture.load(&objects, |load| load.skip_unplaced = true).await.expect("loaded");
    assert_eq!((report.counts.sent, report.counts.unplaced), (1, 1));
}

#[tokio::test]
async fn a_dry_run_says_what_a_load_then_does() {
    let fixture = Fixture::new(&[("Sở Y tế/a.pdf", b"one"), ("Sở Y tế/b.pdf", b"one")]);
    let objects = Objects::in_memory();
    let planned = fixture.load(&objects, |load| load.dry_run = true).await.expect("planned");
    assert_eq!(planned.state, LoadState::Planned);
    assert_eq!(objects.everything().await.expect("listed"), []);
    let loaded = fixture.load(&objects, |_| {}).await.expect("loaded");
    assert_eq!(outcomes(&planned), outcomes(&loaded));
}

#[tokio::test]
async fn a_changed_file_replaces_its_object_and_others_stay() {
    let fixture = Fixture::new(&[("Sở Y tế/a.pdf", b"one"), ("Sở Y tế/b.pdf", b"two")]);
    let objects = Objects::in_memory();
    fixture.load(&objects, |_| {}).await.expect("loaded");
    fixture.write("Sở Y tế/a.pdf", b"six");
    let report = fixture.load(&objects, |_| {}).await.expect("loaded");
    assert_eq!(outcomes(&report), ["Sở Y tế/a.pdf: replaced", "Sở Y tế/b.pdf: unchanged"]);
    assert_eq!(stored(&objects).await[0].1, b"six");
}

#[tokio::test]
async fn what_a_killed_run_sent_without_saying_so_is_not_sent_again() {
    let fixture = Fixture::new(&[("Sở Y tế/a.pdf", b"one"), ("Sở Y tế/b.pdf", b"two")]);
    let objects = Objects::in_memory();
    let key = |text: &str| ObjectKey::new(text).expect("valid");
    objects.put_once(&key("so-y-te/a.pdf"), b"one".to_vec()).await.expect("written");
    // The same size is not the same file.
    objects.put_once(&key("so-y-te/b.pdf"), b"owt".to_vec()).await.expect("written");
    let report = fixture.load(&objects, |_| {}).await.expect("loaded");
    assert_eq!(outcomes(&report), ["Sở Y tế/a.pdf: unchanged", "Sở Y tế/b.pdf: replaced"]);
}

#[tokio::test]
async fn archives_of_units_are_opened_and_archives_of_evidence_are_kept() {
    let evidence = testkit::archive::zip([("QĐ.pdf", b"inner".as_slice())]);
    let of_unit = testkit::archive::zip([
        ("1.3.1/a.pdf", b"one".as_slice()),
        ("1.3.1/kem theo.zip", &evidence),
        ("../climbs.pdf", b"x"),
        ("/etc/passwd", b"x"),
    ]);
    let of_many = testkit::archive::zip([("Sở Nội vụ/b.pdf", b"two".as_slice())]);
    let fixture = Fixture::new(&[
        ("Sở Y tế.zip", &of_unit),
        ("Gom lại.ZIP", &of_many),
        ("Sở Nội vụ/c.zip", &evidence),
        ("hỏng.zip", b"PK\x03\x04"),
    ]);
    let objects = Objects::in_memory();
    let report = fixture.load(&objects, |_| {}).await.expect("loaded");
    assert_eq!(
        outcomes(&report),
        [
            "Gom lại.ZIP!/Sở Nội vụ/b.pdf: sent",
            "Sở Nội vụ/c.zip: sent",
            "Sở Y tế.zip!/../climbs.pdf: refused climbs-out",
            "Sở Y tế.zip!//etc/passwd: refused absolute",
            "Sở Y tế.zip!/1.3.1/a.pdf: sent",
            "Sở Y tế.zip!/1.3.1/kem theo.zip: copied",
            "hỏng.zip: refused archive-damaged",
        ]
    );
    let keys: Vec<_> = stored(&objects).await.into_iter().map(|(key, _)| key).collect();
    assert_eq!(
        keys,
        ["so-noi-vu/b.pdf", "so-noi-vu/c.zip", "so-y-te/1.3.1/a.pdf", "so-y-te/1.3.1/kem theo.zip"]
    );
}

#[tokio::test]
async fn names_that_would_be_one_object_are_told_apart() {
    let decomposed = "Sở Y tế/Quye\u{302}\u{301}t định.pdf";
    let fixture = Fixture::new(&[
        ("Sở Y tế/Quyết định.pdf", b"one"),
        (decomposed, b"one"),
        ("Sở Y tế/BC.pdf", b"two"),
        ("Sở Y tế/bc.pdf", b"three"),
        ("So Y te/bc.pdf", b"four"),
    ]);
    let objects = Objects::in_memory();
    let report = fixture.load(&objects, |_| {}).await.expect("loaded");
    let hash = |bytes: &[u8]| {
        ContentHash::from_digest(Sha256::digest(bytes).into()).to_string()[..8].to_owned()
    };
    let keys: Vec<_> = stored(&objects).await.into_iter().map(|(key, _)| key).collect();
    let mut expected = vec![
        "so-y-te/Quyết định.pdf".to_owned(),
        "so-y-te/bc.pdf".to_owned(),
        format!("so-y-te/BC [{}].pdf", hash(b"two")),
        format!("so-y-te/bc [{}].pdf", hash(b"three")),
    ];
    expected.sort();
    assert_eq!(keys, expected);
    assert_eq!(report.counts.doubled, 1);
    let told_apart =
        report.files.iter().filter(|file| file.changes.contains(&NameChange::ToldApart)).count();
    assert_eq!(told_apart, 2);
}

#[cfg(unix)]
#[tokio::test]
async fn links_and_names_that_are_no_text_are_refused() {
    use std::os::unix::ffi::OsStringExt as _;
    let fixture = Fixture::new(&[("Sở Y tế/a.pdf", b"one")]);
    let unit = fixture.source().join("Sở Y tế");
    std::os::unix::fs::symlink("/etc/passwd", unit.join("lien ket")).expect("linked");
    std::os::unix::fs::symlink("/", unit.join("goc")).expect("linked");
    let name = std::ffi::OsString::from_vec(b"Qu\xfd I.pdf".to_vec());
    fs::write(unit.join(name), b"x").expect("written");
    fs::write(unit.join("a\nb"), b"x").expect("written");
    let objects = Objects::in_memory();
    let report = fixture.load(&objects, |_| {}).await.expect("loaded");
    let reasons: Vec<_> = report
        .files
        .iter()
        .filter_map(|file| match file.outcome {
            LoadOutcome::Refused { reason } => Some(reason),
            _ => None,
        })
        .collect();
    use RefusedName::{ControlCharacters, Link, NotText};
    assert_eq!(reasons, [NotText, ControlCharacters, Link, Link]);
    assert_eq!(stored(&objects).await.len(), 1);
}

#[tokio::test]
async fn a_file_that_changes_while_it_is_loaded_is_not_loaded_half() {
    let fixture = Fixture::new(&[("Sở Y tế/a.pdf", b"one"), ("Sở Y tế/b.pdf", b"two")]);
    let (objects, source) = (Objects::in_memory(), fixture.source());
    let load_for = Load {
        source: LoadSource::Path(&source),
        unpacker: &UnpackerSettings::in_thread(),
        round: None,
        dry_run: false,
        skip_unplaced: false,
        verify: true,
    };
    let changed = Mutex::new(false);
    let change = |progress: LoadProgress| {
        let begins = matches!(progress, LoadProgress::Begins { part: LoadPart::Sending, .. });
        if begins && !std::mem::replace(&mut *changed.lock().expect("alone"), true) {
            fixture.write("Sở Y tế/a.pdf", b"six");
        }
    };
    let report = load(&objects, "kho", &load_for, &change).await.expect("loaded");
    assert_eq!(outcomes(&report), ["Sở Y tế/a.pdf: failed changed", "Sở Y tế/b.pdf: sent"]);
    assert_eq!(stored(&objects).await.len(), 1);
    let again = load(&objects, "kho", &load_for, &|_| {}).await.expect("loaded");
    assert_eq!((again.counts.sent, again.counts.unchanged), (1, 1));
}

#[tokio::test]
async fn damage_at_the_destination_is_found_by_reading_back() {
    let fixture = Fixture::new(&[("Sở Y tế/a.pdf", b"one")]);
    let objects = Objects::in_memory();
    fixture.load(&objects, |_| {}).await.expect("loaded");
    let (listed, changed) = (objects.everything().await.expect("listed"), Mutex::new(false));
    let manifest = Manifest::open(&objects, &listed).await.expect("opened");
    let object = listed.iter().find(|object| object.key.as_str() == "so-y-te/a.pdf");
    assert!(manifest.content(object.expect("loaded")).is_some());
    // Removed by somebody between the comparison and the reading back.
    let source = fixture.source();
    let round = Some(LoadRound { pipeline: &fixture.pipeline, set: &fixture.set, unit: None });
    let plan = Load {
        source: LoadSource::Path(&source),
        unpacker: &UnpackerSettings::in_thread(),
        round,
        dry_run: false,
        skip_unplaced: false,
        verify: true,
    };
    let key = ObjectKey::new("so-y-te/a.pdf").expect("valid");
    let remove = |progress: LoadProgress| {
        if matches!(progress, LoadProgress::Begins { part: LoadPart::Verifying, .. })
            && !std::mem::replace(&mut *changed.lock().expect("alone"), true)
        {
            futures::executor::block_on(objects.remove(&key)).expect("removed");
        }
    };
    let report = load(&objects, "kho", &plan, &remove).await.expect("loaded");
    let verification = report.verification.expect("asked for");
    assert_eq!(verification.defects.len(), 1);
    assert_eq!((&verification.defects[0].key, verification.defects[0].found), (&key, None));
}

#[tokio::test]
async fn a_bomb_fails_and_what_lies_beside_it_is_loaded() {
    let zeros = vec![0; 20 << 20];
    let archive =
        testkit::archive::zip([("a.pdf", b"one".as_slice()), ("bom.bin", zeros.as_slice())]);
    let fixture = Fixture::new(&[("Sở Y tế.zip", &archive)]);
    let report = fixture.load(&Objects::in_memory(), |_| {}).await.expect("loaded");
    assert_eq!(
        outcomes(&report),
        ["Sở Y tế.zip!/a.pdf: sent", "Sở Y tế.zip!/bom.bin: failed too-large"]
    );
    assert!(matches!(
        report.files[1].outcome,
        LoadOutcome::Failed { reason: LoadFailure::TooLarge }
    ));
}

#[tokio::test]
async fn a_source_that_is_not_there_or_no_archive_is_an_error() {
    let fixture = Fixture::new(&[("tep.txt", b"x")]);
    for (path, kind) in [("khong-co", ErrorKind::NotFound), ("tep.txt", ErrorKind::Invalid)] {
        let source = fixture.source().join(path);
        let plan = Load {
            source: LoadSource::Path(&source),
            unpacker: &UnpackerSettings::in_thread(),
            round: None,
            dry_run: false,
            skip_unplaced: false,
            verify: false,
        };
        let error = load(&Objects::in_memory(), "kho", &plan, &|_| {}).await.expect_err(path);
        assert_eq!(error.kind(), kind, "{path}");
    }
}

/// Where files that came one by one are placed: `path -> key`, or what became of them.
async fn handed_in(files: &[(&str, &[u8])], unit: Option<&str>) -> Vec<String> {
    let fixture = Fixture::new(&[]);
    let hand = |(at, (path, bytes)): (usize, &(&str, &[u8]))| {
        let file = fixture.folder.path().join(format!("{at}.bytes"));
        fs::write(&file, bytes).expect("written");
        HandedFile { path: (*path).to_owned(), size: bytes.len() as u64, bytes: file }
    };
    let handed: Vec<_> = files.iter().enumerate().map(hand).collect();
    let unit = unit.map(|unit| UnitId::new(unit).expect("valid"));
    let objects = Objects::in_memory();
    let report = fixture
        .load(&objects, |load| {
            load.source = LoadSource::HandedIn(&handed);
            load.skip_unplaced = true;
            load.round = load.round.map(|round| LoadRound { unit: unit.as_ref(), ..round });
        })
        .await
        .expect("loaded");
    let lines = report.files.iter().zip(outcomes(&report)).map(|(file, outcome)| match &file.key {
        Some(key) => format!("{} -> {key}", file.file),
        None => outcome,
    });
    lines.collect()
}

#[tokio::test]
async fn what_comes_from_a_browser_is_placed_as_its_folder_would_be() {
    let zip = testkit::archive::zip([("1.3.1/a.pdf", b"one".as_slice())]);
    // The folder that was picked is the source; its name stands before every path.
    let picked: [(&str, &[u8]); 2] =
        [("Hồ sơ/Sở Y tế/1.3.1/a.pdf", b"one"), ("Hồ sơ/Sở Nội vụ/b.zip", &zip)];
    assert_eq!(
        handed_in(&picked, None).await,
        [
            "Hồ sơ/Sở Nội vụ/b.zip -> so-noi-vu/b.zip",
            "Hồ sơ/Sở Y tế/1.3.1/a.pdf -> so-y-te/1.3.1/a.pdf"
        ]
    );
    // A folder that says something stays.
    let criterion: [(&str, &[u8]); 1] = [("1.3.1/a.pdf", b"one")];
    let of_unit = handed_in(&criterion, Some("so-y-te")).await;
    assert_eq!(of_unit, ["1.3.1/a.pdf -> so-y-te/1.3.1/a.pdf"]);
    assert_eq!(handed_in(&criterion, None).await, ["1.3.1/a.pdf: unplaced no-unit"]);
    // An archive that came by itself is opened, also where all files are of one unit; one in a folder is evidence.
    let archives: [(&str, &[u8]); 2] = [("Đợt 2.zip", &zip), ("1.3.2/b.zip", &zip)];
    assert_eq!(
        handed_in(&archives, Some("so-y-te")).await,
        [
            "1.3.2/b.zip -> so-y-te/1.3.2/b.zip",
            "Đợt 2.zip!/1.3.1/a.pdf -> so-y-te/Đợt 2/1.3.1/a.pdf"
        ]
    );
    let climbing: [(&str, &[u8]); 1] = [("../../a.pdf", b"one")];
    assert_eq!(handed_in(&climbing, Some("so-y-te")).await, ["../../a.pdf: refused climbs-out"]);
}
