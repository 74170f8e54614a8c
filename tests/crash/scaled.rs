//! Faults of many machines: on real servers, started once, each fault in a round of its own.

use std::{collections::BTreeSet, time::Duration};

use crate::{
    chance::Chance,
    leader::leader,
    machine::{FILES, Machine, Servers, SharedRound, two_units},
    proxy::{Mood, Proxy},
};

/// A round that takes longer than this has come to a halt.
const MAX_ROUND: Duration = Duration::from_secs(120);

#[test]
fn machines_may_come_and_go() {
    let mut chance = Chance::new("machines");
    let (servers, undisturbed) = (Servers::start(), undisturbed());
    chance.tell("two machines share a round");
    two_machines_share_a_round_and_stop_when_asked(&servers, &undisturbed);
    chance.tell("a machine has the wrong keys");
    a_machine_with_wrong_keys_spoils_nothing(&servers);
    chance.tell("the ledger is restored from its backup");
    a_ledger_that_was_restored_from_its_backup_goes_on(&servers, &undisturbed);
    chance.tell("workers and leaders are killed");
    workers_and_leaders_are_killed(&servers, &mut chance, &undisturbed);
    chance.tell("done");
}

#[test]
fn readers_and_messages_may_be_lost() {
    let mut chance = Chance::new("messages");
    let (servers, undisturbed) = (Servers::start(), undisturbed());
    chance.tell("readers are killed");
    readers_are_killed_in_the_middle_of_documents(&servers, &mut chance, &undisturbed);
    chance.tell("messages come five times or are lost");
    the_same_message_comes_five_times_and_all_are_lost_once(&servers, &undisturbed);
    chance.tell("done");
}

#[test]
fn servers_may_fail() {
    let mut chance = Chance::new("servers");
    let (mut servers, undisturbed) = (Servers::start(), undisturbed());
    chance.tell("the storage fails");
    the_storage_fails_is_slow_and_is_gone(&servers, &mut chance, &undisturbed);
    chance.tell("the ledger is restarted");
    the_ledger_is_restarted(&mut servers, &mut chance, &undisturbed);
    chance.tell("done");
}

#[test]
fn clocks_may_jump_and_the_queue_may_lose_its_leader() {
    let mut chance = Chance::new("clocks");
    let (mut servers, undisturbed) = (Servers::start_with_cluster(), undisturbed());
    chance.tell("the clock of a machine jumps");
    the_clock_of_a_machine_jumps(&servers, &mut chance, &undisturbed);
    chance.tell("the leader of the queue is killed twice");
    the_leader_of_the_queue_is_killed_twice(&mut servers, &undisturbed);
    chance.tell("done");
}

/// The report of one embedded run that nothing happens to.
fn undisturbed() -> Vec<u8> {
    let output = two_units().check(&["--json"]).output().expect("started");
    assert!(output.status.success());
    output.stdout
}

fn two_machines_share_a_round_and_stop_when_asked(servers: &Servers, undisturbed: &[u8]) {
    let round = servers.round("shared", servers.s3.port());
    let machines = [round.machine(), round.machine()];
    let workers = machines.each_ref().map(Machine::work);
    until(&round, &machines, |done| done >= FILES);
    for worker in workers {
        worker.stop();
    }
    let holders = round.asked("SELECT count(*) FROM lease WHERE until_ms > 0");
    assert_eq!(holders, "0", "the lease was given back");
    round.ends_as(undisturbed);
}

fn a_machine_with_wrong_keys_spoils_nothing(servers: &Servers) {
    let round = servers.round("keys", servers.s3.port());
    let mut machine = round.machine();
    machine.set("AWS_SECRET_ACCESS_KEY", "sai");
    assert_eq!(machine.work().ended(), Some(1), "{}", machine.log());
    assert_eq!(round.done(), 0);
}

fn a_ledger_that_was_restored_from_its_backup_goes_on(servers: &Servers, undisturbed: &[u8]) {
    servers.back_up_and_restore("shared", "restored");
    let round = servers.begun("restored", "shared", servers.s3.port());
    let generation = round.asked("SELECT generation FROM counter");
    round.ends_as(undisturbed);
    let after = round.asked("SELECT generation FROM counter");
    assert_eq!(after, generation, "nothing had to be read again");
}

fn workers_and_leaders_are_killed(servers: &Servers, chance: &mut Chance, undisturbed: &[u8]) {
    let round = servers.round("killed", servers.s3.port());
    let machines = [round.machine(), round.machine()];
    let mut workers = machines.each_ref().map(Machine::work);
    for _ in 0..4 {
        chance.pass_time(300, 1500);
        let victim = usize::try_from(chance.below(2)).expect("small");
        // Either of them may lead.
        std::mem::replace(&mut workers[victim], machines[victim].work()).kill();
    }
    until(&round, &machines, |done| done >= FILES);
    drop(workers);
    round.ends_as(undisturbed);
}

fn readers_are_killed_in_the_middle_of_documents(
    servers: &Servers,
    chance: &mut Chance,
    undisturbed: &[u8],
) {
    let round = servers.round("readers", servers.s3.port());
    let machine = round.machine();
    let worker = machine.work();
    let mut n_killed = 0;
    until(&round, &[machine], |done| {
        // Twice for one document would be taken for the document's own doing.
        chance.pass_time(400, 700);
        n_killed += u32::from(worker.kill_reader());
        done >= FILES
    });
    assert!(n_killed > 2, "{n_killed} readers were killed");
    drop(worker);
    round.ends_as(undisturbed);
}

fn the_same_message_comes_five_times_and_all_are_lost_once(servers: &Servers, undisturbed: &[u8]) {
    let round = servers.round("doubled", servers.s3.port());
    let machine = round.machine();
    let worker = machine.work();
    let machines = [machine];
    until(&round, &machines, |done| done >= 5);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let doubled = runtime.block_on(double_and_lose(servers));
    assert!(doubled > 30, "{doubled} messages were doubled");
    until(&round, &machines, |done| done >= FILES);
    drop(worker);
    round.ends_as(undisturbed);
}

/// Sends each message that waits four times more, then loses all of them and sends the half of them again.
async fn double_and_lose(servers: &Servers) -> usize {
    let nats = &servers.nats[0];
    let (_, token) = nats.variables().into_iter().next().expect("one");
    let options = async_nats::ConnectOptions::with_token(token);
    let client = options.connect(nats.url()).await.expect("connected");
    let context = async_nats::jetstream::new(client);
    let stream = context.get_stream("KIEMCHUNG_V1").await.expect("there");
    let state = &stream.cached_info().state;
    let mut messages = Vec::new();
    for sequence in state.first_sequence..=state.last_sequence {
        // Some are done.
        if let Ok(message) = stream.get_raw_message(sequence).await {
            messages.push((message.subject.clone(), message.payload.clone()));
        }
    }
    stream.purge().await.expect("lost");
    for (number, (subject, payload)) in messages.iter().enumerate() {
        for _ in 0..if number % 2 == 0 { 5 } else { 0 } {
            let sent = context.publish(subject.clone(), payload.clone()).await.expect("sent");
            sent.await.expect("taken");
        }
    }
    messages.len()
}

fn the_storage_fails_is_slow_and_is_gone(
    servers: &Servers,
    chance: &mut Chance,
    undisturbed: &[u8],
) {
    let proxy = Proxy::before(servers.s3.port());
    let round = servers.round("storage", proxy.port());
    let machines = [round.machine(), round.machine()];
    let workers = machines.each_ref().map(Machine::work);
    until(&round, &machines, |done| done >= 3);
    for (mood, from, to) in
        [(Mood::Failing, 1_500, 2_500), (Mood::Slow, 1_500, 2_500), (Mood::Gone, 20_000, 21_000)]
    {
        proxy.set(mood);
        chance.pass_time(from, to);
        proxy.set(Mood::Well);
        chance.pass_time(100, 300);
    }
    assert!(proxy.disturbed() > 3, "{} requests were disturbed", proxy.disturbed());
    until(&round, &machines, |done| done >= FILES);
    drop(workers);
    round.ends_as(undisturbed);
}

fn the_ledger_is_restarted(servers: &mut Servers, chance: &mut Chance, undisturbed: &[u8]) {
    let round = servers.round("restarted", servers.s3.port());
    let machines = [round.machine(), round.machine()];
    let workers = machines.each_ref().map(Machine::work);
    until(&round, &machines, |done| done >= 5);
    drop(round);
    for _ in 0..2 {
        servers.postgres.stop();
        chance.pass_time(500, 1500);
        servers.postgres.start_again();
        chance.pass_time(500, 1000);
    }
    let round = servers.begun("restarted", "restarted", servers.s3.port());
    until(&round, &machines, |done| done >= FILES);
    for worker in workers {
        worker.stop();
    }
    round.ends_as(undisturbed);
}

fn the_clock_of_a_machine_jumps(servers: &Servers, chance: &mut Chance, undisturbed: &[u8]) {
    let round = servers.round("clocks", servers.s3.port());
    let mut machines = [round.machine(), round.machine()];
    let clock = machines[0].own_clock();
    let workers = machines.each_ref().map(Machine::work);
    until(&round, &machines, |done| done >= 3);
    for jump in ["+10m", "+3d", "-1d", "-10m"] {
        clock.set(jump);
        chance.pass_time(700, 1500);
    }
    until(&round, &machines, |done| done >= FILES);
    drop(workers);
    let log = machines[0].log();
    let days: BTreeSet<&str> = log.lines().filter_map(|line| line.get(..10)).collect();
    assert!(days.len() > 2, "the clock did not jump: {days:?}");
    round.ends_as(undisturbed);
}

fn the_leader_of_the_queue_is_killed_twice(servers: &mut Servers, undisturbed: &[u8]) {
    let round = servers.round("leader", servers.s3.port());
    let machines = [round.machine(), round.machine()];
    let workers = machines.each_ref().map(Machine::work);
    drop(round);
    let mut killed = Vec::<String>::new();
    for so_many in [3, 15] {
        let round = servers.begun("leader", "leader", servers.s3.port());
        until(&round, &machines, |done| done >= so_many);
        drop(round);
        let leader = leader_of(servers);
        for server in &mut servers.nats {
            if *server.name() == leader {
                server.kill();
            } else if killed.last().is_some_and(|before| before == server.name()) {
                server.start_again();
            }
        }
        killed.push(leader);
    }
    let round = servers.begun("leader", "leader", servers.s3.port());
    until(&round, &machines, |done| done >= FILES);
    drop(workers);
    round.ends_as(undisturbed);
}

/// Asks until one leads.
fn leader_of(servers: &Servers) -> String {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let (url, variables) = (servers.queue_url(), servers.nats[0].variables());
    let found = async {
        loop {
            if let Some(leader) = leader(&url, variables.clone()).await {
                return leader;
            }
        }
    };
    let found = async { tokio::time::timeout(MAX_ROUND, found).await };
    runtime.block_on(found).expect("one of three is chosen")
}

/// Looks how many files are final until that is enough.
#[expect(clippy::disallowed_methods, reason = "a test measures itself")]
fn until(round: &SharedRound<'_>, machines: &[Machine], mut is_enough: impl FnMut(u64) -> bool) {
    let begun = std::time::Instant::now();
    loop {
        let done = round.done();
        if is_enough(done) {
            return;
        }
        assert!(
            begun.elapsed() < MAX_ROUND,
            "{done} of {FILES} files after {MAX_ROUND:?}; the machines say:\n{}",
            machines.iter().map(Machine::log).collect::<Vec<_>>().join("\n---\n")
        );
        let (_keep, nothing) = std::sync::mpsc::channel::<()>();
        assert!(nothing.recv_timeout(Duration::from_millis(50)).is_err());
    }
}
