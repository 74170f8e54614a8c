//! The contract of [`Queue`]: within a process, on one NATS server, and on a cluster whose leader is killed twice.

use std::{collections::BTreeSet, time::Duration};

use model::{ErrorKind, ObjectKey};
use store::{Password, Queue};
use testkit::server::NatsServer;
use tokio::time::{Instant, timeout};

use crate::leader::leader;

/// Longer than anything here takes.
const LONG: Duration = Duration::from_secs(20);

/// How long a worker may be silent; short, because the test waits for it.
const SILENCE: Duration = Duration::from_secs(1);

#[tokio::test]
async fn in_a_process() {
    let queue = Queue::in_process();
    suite(&queue).await;
    assert_eq!(queue.max_silence(), None);
}

#[tokio::test]
async fn in_a_server() {
    let mut server = NatsServer::start();
    let connect = async |name: &str| {
        Queue::connect(&server.url(), Some(&token(&server)), name, SILENCE).await
    };
    let queue = connect("vong-1").await.expect("connected");
    suite(&queue).await;

    let other = connect("vong-2").await.expect("connected");
    offer(&other, &["của vòng khác"]).await;
    assert_eq!(queue.outstanding().await.expect("asked"), 0, "rounds do not see each other's");
    let same = connect("vong-1").await.expect("connected");
    offer(&same, &["chung"]).await;
    assert_eq!(taken(&queue).await.key.as_str(), "chung", "machines share one queue");

    let wrong = Password::new("sai".to_owned());
    let refused = Queue::connect(&server.url(), Some(&wrong), "vong-1", SILENCE).await;
    assert_eq!(refused.expect_err("wrong token").kind(), ErrorKind::Denied);

    // What was offered outlives the server's process.
    offer(&queue, &["còn lại"]).await;
    server.kill();
    server.start_again();
    let mut keys = BTreeSet::new();
    while keys.len() < 2 {
        if let Ok(Some(delivery)) = queue.next(SILENCE).await {
            keys.insert(delivery.key.to_string());
            delivery.done().await.expect("told");
        }
    }
    assert_eq!(keys.into_iter().collect::<Vec<_>>(), ["chung", "còn lại"]);
}

#[tokio::test]
async fn in_a_cluster_whose_leader_is_killed_twice() {
    let mut servers = NatsServer::start_cluster();
    let url = servers.iter().map(NatsServer::url).collect::<Vec<_>>().join(",");
    let token = token(&servers[0]);
    let queue =
        within(LONG, async || Queue::connect(&url, Some(&token), "vong", SILENCE).await.ok()).await;
    let keys: BTreeSet<String> = (0..60).map(|n| format!("tệp {n:02}")).collect();
    let objects: Vec<ObjectKey> = keys.iter().map(|name| key(name)).collect();
    within(LONG, async || queue.offer(&objects).await.ok()).await;

    let mut done = BTreeSet::new();
    let mut killed: Vec<String> = Vec::new();
    while done.len() < keys.len() {
        if done.len() >= 20 * (killed.len() + 1) && killed.len() < 2 {
            let leader = within(LONG, async || leader(&url, servers[0].variables()).await).await;
            for server in &mut servers {
                if *server.name() == leader {
                    server.kill();
                } else if killed.last().is_some_and(|before| before == server.name()) {
                    server.start_again();
                }
            }
            killed.push(leader);
        }
        match queue.next(SILENCE).await {
            Ok(Some(delivery)) => {
                let name = delivery.key.to_string();
                if delivery.done().await.is_ok() {
                    done.insert(name);
                }
            }
            // The one who waits offers again what nobody finished; here it is always the same list.
            Ok(None) => {
                let left: Vec<ObjectKey> = keys.difference(&done).map(|name| key(name)).collect();
                within(LONG, async || queue.offer(&left).await.ok()).await;
            }
            Err(error) => assert!(error.kind().is_transient(), "{error:?}"),
        }
    }
    assert_eq!(done, keys);
    assert_eq!(killed.len(), 2);
}

async fn suite(queue: &Queue) {
    assert_eq!(queue.outstanding().await.expect("asked"), 0);
    let asked = Instant::now();
    assert!(queue.next(Duration::from_millis(100)).await.expect("asked").is_none());
    assert!(asked.elapsed() < LONG, "an empty queue keeps nobody");
    queue.settle(LONG).await.expect("settled");

    offer(queue, &["Sở Y tế/1", "b", "c"]).await;
    assert_eq!(queue.outstanding().await.expect("asked"), 3);
    let first = taken(queue).await;
    assert_eq!((first.key.as_str(), first.tries), ("Sở Y tế/1", 1), "in the order of the offer");
    let second = taken(queue).await;
    assert_eq!(queue.outstanding().await.expect("asked"), 3, "in hands is not done");
    first.working().await.expect("told");
    first.done().await.expect("told");

    // Given back, it comes again, behind the others or before them.
    second.again(Duration::from_millis(50)).await.expect("told");
    let mut tries = Vec::new();
    for _ in 0..2 {
        let delivery = taken(queue).await;
        tries.push((delivery.key.to_string(), delivery.tries));
        delivery.done().await.expect("told");
    }
    tries.sort();
    assert_eq!(tries, [("b".to_owned(), 2), ("c".to_owned(), 1)]);

    // A worker that dies says nothing.
    offer(queue, &["d"]).await;
    drop(taken(queue).await);
    let again = timeout(LONG, taken(queue)).await.expect("it comes back");
    assert_eq!((again.key.as_str(), again.tries), ("d", 2));

    // One that lives says so for longer than it may be silent.
    for _ in 0..3 {
        assert!(queue.next(SILENCE / 2).await.expect("asked").is_none(), "it is in hands");
        again.working().await.expect("told");
    }
    let settle = queue.settle(LONG);
    let done = async {
        tokio::task::yield_now().await;
        again.done().await
    };
    let (settled, done) = tokio::join!(settle, done);
    settled.and(done).expect("settled");
    assert_eq!(queue.outstanding().await.expect("asked"), 0);
}

async fn offer(queue: &Queue, names: &[&str]) {
    let keys: Vec<ObjectKey> = names.iter().map(|name| key(name)).collect();
    queue.offer(&keys).await.expect("offered");
}

async fn taken(queue: &Queue) -> store::Delivery {
    within(LONG, async || queue.next(SILENCE).await.expect("asked")).await
}

/// Asks until there is an answer.
async fn within<T>(max_wait: Duration, ask: impl AsyncFn() -> Option<T>) -> T {
    let asking = async {
        loop {
            if let Some(answer) = ask().await {
                return answer;
            }
            tokio::task::yield_now().await;
        }
    };
    timeout(max_wait, asking).await.expect("an answer in time")
}

fn token(server: &NatsServer) -> Password {
    let (_, token) = server.variables().into_iter().next().expect("one");
    Password::new(token)
}

fn key(text: &str) -> ObjectKey {
    ObjectKey::new(text).expect("valid")
}
