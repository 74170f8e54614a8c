//! Ledger and queue that are reached by TLS: the same round, and nothing said to a server whose certificate nobody vouches
//! for.

use testkit::server::{Certificate, NatsServer, PostgresServer};

use crate::program::{Round, said};

#[test]
fn servers_are_reached_by_tls_and_only_where_their_certificate_is_known() {
    let (certificate, other) = (Certificate::new(), Certificate::new());
    let postgres = PostgresServer::start_with(&certificate);
    let nats = NatsServer::start_with(&certificate);
    assert!(nats.url().starts_with("tls://"));
    let ledger = format!("{}?sslmode=verify-full", postgres.url());
    let round = Round::of_one_unit();
    round.write("ho-so/don-vi/1.3.1/QD 12.txt", "Quyết định số 12/QĐ-UBND");
    let embedded = round.checked();
    std::fs::remove_dir_all(round.folder.path().join(".kiemchung")).expect("there");
    let check = |state: &str, trusted: &Certificate| {
        round.change_pipeline("[evidence]", &format!("[state]\n{state}\n\n[evidence]"));
        let mut check = round.check(&["--json"]);
        check.envs(postgres.variables()).envs(nats.variables());
        let output = check.env("SSL_CERT_FILE", trusted.authority()).output().expect("started");
        round.change_pipeline(&format!("[state]\n{state}\n\n[evidence]"), "[evidence]");
        output
    };
    let both = format!("ledger = {ledger:?}\nqueue = {:?}", nats.url());
    let output = check(&both, &certificate);
    assert!(output.status.success(), "{}", said(&output));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(report, embedded, "by which way servers are reached changes nothing");
    for state in [format!("ledger = {ledger:?}"), format!("queue = {:?}", nats.url())] {
        let output = check(&state, &other);
        assert_eq!(output.status.code(), Some(1), "{state}: {}", said(&output));
        assert!(!output.status.success() && output.stdout.is_empty());
    }
}
