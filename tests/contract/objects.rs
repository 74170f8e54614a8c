//! The contract of [`Objects`]: on a folder, in memory, and in a bucket of a real S3 server.

use std::path::Path;

use futures::{StreamExt as _, stream};
use model::{ContentHash, ErrorKind, ObjectKey};
use sha2::{Digest as _, Sha256};
use store::{AccessKeys, Expected, ObjectVersion, Objects, Upload, Uploaded};
use testkit::server::S3Server;

/// More than one part, and not a whole number of them.
const LARGE: usize = (8 << 20) + 1_000_003;

#[tokio::test]
async fn in_a_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let keys = AccessKeys::default();
    let url = format!("file://{}/kho", folder.path().display());
    suite(&Objects::open_or_create(&url, Path::new(""), &keys).expect("made")).await;
}

#[tokio::test]
async fn in_memory() {
    suite(&Objects::in_memory()).await;
}

#[tokio::test]
async fn in_a_bucket() {
    let server = S3Server::start();
    let keys = AccessKeys::of(server.variables());
    let open = |folder: &str, keys: &AccessKeys| {
        Objects::open(&server.url(folder), Path::new(""), keys).expect("a bucket")
    };
    suite(&open("vòng 2025", &keys)).await;
    suite(&open("", &keys).under(&key("khác"))).await;

    let mut wrong: Vec<_> = server.variables();
    wrong.retain(|(name, _)| name != "AWS_SECRET_ACCESS_KEY");
    wrong.push(("AWS_SECRET_ACCESS_KEY".to_owned(), "another".to_owned()));
    let refused = open("vòng 2025", &AccessKeys::of(wrong)).everything().await;
    assert_eq!(refused.expect_err("wrong key").kind(), ErrorKind::Denied);
}

async fn suite(objects: &Objects) {
    assert_eq!(objects.everything().await.expect("listed"), [], "a new place is empty");
    names_come_back_as_they_were_given(&objects.under(&key("names"))).await;
    an_upload_is_whole_or_not_at_all(&objects.under(&key("uploads"))).await;
    a_copy_is_an_object_of_its_own(&objects.under(&key("copies"))).await;
    what_is_not_there_or_too_large_is_an_error(&objects.under(&key("caps"))).await;
    assert!(objects.everything().await.expect("listed").len() > 4, "a place has all below it");
}

async fn names_come_back_as_they_were_given(objects: &Objects) {
    let names = [
        "Sở Y tế/1.3.1/QĐ 12 (bản #1) 100%.pdf",
        "Sở Y tế/a+b & c = d.txt",
        "Sở Y tế/b~?.txt",
        "khac/c.txt",
    ];
    for name in names {
        let uploaded = upload(objects, name, name.as_bytes(), Upload::New).await;
        assert!(matches!(uploaded, Uploaded::Done(_)), "{name}: {uploaded:?}");
    }
    let listed = objects.everything().await.expect("listed");
    let mut sorted = names;
    sorted.sort_unstable();
    assert_eq!(listed.iter().map(|object| object.key.as_str()).collect::<Vec<_>>(), sorted);
    for object in &listed {
        let fetched = objects.fetch(&object.key, 1000).await.expect("fetched");
        assert_eq!(String::from_utf8(fetched.bytes).expect("text"), object.key.as_str());
    }
    let folder = objects.list(&key("Sở Y tế")).await.expect("listed");
    assert_eq!(folder.len(), 3, "a folder is not a prefix of another's name");
    assert_eq!(
        objects.list(&key("Sở")).await.expect_err("no such folder").kind(),
        ErrorKind::NotFound
    );
}

async fn an_upload_is_whole_or_not_at_all(objects: &Objects) {
    let large: Vec<u8> = (0..LARGE).map(|at| (at % 251) as u8).collect();
    for bytes in [&b""[..], b"small", &large] {
        let name = format!("{}.bin", bytes.len());
        let done = match upload(objects, &name, bytes, Upload::New).await {
            Uploaded::Done(object) => object,
            other => panic!("{name}: {other:?}"),
        };
        let listed = objects.everything().await.expect("listed");
        assert!(listed.contains(&done), "the version of a write is the listed one: {done:?}");
        assert_eq!(objects.hash(&key(&name)).await.expect("read"), expected(bytes));

        let taken = upload(objects, &name, bytes, Upload::New).await;
        assert!(matches!(taken, Uploaded::Exists), "{name}: {taken:?}");
        let other = [bytes, b"!"].concat();
        let replaced = match upload(objects, &name, &other, Upload::Replace).await {
            Uploaded::Done(object) => object,
            other => panic!("{name}: {other:?}"),
        };
        assert_ne!(replaced.version, done.version, "other bytes are another version");
        assert_eq!(objects.hash(&key(&name)).await.expect("read"), expected(&other));

        let before = objects.everything().await.expect("listed");
        let lied = send(objects, "lie.bin", &expected(bytes), Upload::New, vec![Ok(other)]).await;
        assert!(matches!(lied, Uploaded::Differs), "{name}: {lied:?}");
        let broken = std::io::Error::other("broken");
        let chunks = vec![Ok(bytes.to_vec()), Err(broken)];
        let unread = send(objects, "lie.bin", &expected(bytes), Upload::New, chunks).await;
        assert!(matches!(unread, Uploaded::Unread(_)), "{name}: {unread:?}");
        assert_eq!(objects.everything().await.expect("listed"), before, "nothing was written");
    }
}

async fn a_copy_is_an_object_of_its_own(objects: &Objects) {
    upload(objects, "a b.txt", b"one", Upload::New).await;
    let (from, to) = (key("a b.txt"), key("sâu/c.txt"));
    let copied = match objects.copy(&from, &to, &expected(b"one")).await.expect("copied") {
        Uploaded::Done(object) => object,
        other => panic!("{other:?}"),
    };
    let listed: Vec<ObjectVersion> = objects.everything().await.expect("listed");
    assert!(listed.contains(&copied), "{listed:?}");
    upload(objects, "a b.txt", b"two", Upload::Replace).await;
    assert_eq!(objects.hash(&to).await.expect("read"), expected(b"one"));
    objects.remove(&from).await.expect("removed");
    objects.remove(&from).await.expect("is gone already");
    assert_eq!(objects.everything().await.expect("listed"), [copied]);
    let missing = objects.copy(&from, &to, &expected(b"two")).await;
    assert_eq!(missing.expect_err("gone").kind(), ErrorKind::NotFound);
}

async fn what_is_not_there_or_too_large_is_an_error(objects: &Objects) {
    let name = key("x/y");
    assert_eq!(objects.hash(&name).await.expect_err("missing").kind(), ErrorKind::NotFound);
    assert_eq!(objects.fetch(&name, 9).await.expect_err("missing").kind(), ErrorKind::NotFound);
    objects.put_once(&name, b"one".to_vec()).await.expect("written");
    objects.put_once(&name, b"two".to_vec()).await.expect("kept");
    assert_eq!(objects.fetch(&name, 3).await.expect("there").bytes, b"one");
    assert_eq!(objects.fetch(&name, 2).await.expect_err("too large").kind(), ErrorKind::Exhausted);
}

fn key(text: &str) -> ObjectKey {
    ObjectKey::new(text).expect("valid")
}

fn expected(bytes: &[u8]) -> Expected {
    let sha256 = ContentHash::from_digest(Sha256::digest(bytes).into());
    Expected { sha256, size: bytes.len() as u64 }
}

async fn upload(objects: &Objects, name: &str, bytes: &[u8], upload: Upload) -> Uploaded {
    let chunks = bytes.chunks(1 << 20).map(|chunk| Ok(chunk.to_vec())).collect();
    send(objects, name, &expected(bytes), upload, chunks).await
}

async fn send(
    objects: &Objects,
    name: &str,
    expected: &Expected,
    upload: Upload,
    chunks: Vec<std::io::Result<Vec<u8>>>,
) -> Uploaded {
    let chunks = stream::iter(chunks).boxed();
    objects.upload(&key(name), expected, upload, chunks).await.expect("the storage answers")
}
