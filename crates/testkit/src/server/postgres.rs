//! A PostgreSQL server, of the version that Debian has.

use std::{
    fs,
    os::unix::{
        fs::{MetadataExt as _, PermissionsExt as _},
        process::CommandExt as _,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

use tempfile::TempDir;

use super::{Certificate, free_ports, started, wait_for};

/// Where Debian's package puts its programs.
pub const POSTGRES_PROGRAMS: &str = "/usr/lib/postgresql/15/bin";

/// The password of the one user, `kiemchung`.
pub const PASSWORD: &str = "only-for-tests";

/// Where its private key lies, when it has one.
const KEY: &str = "server.key";

/// The superuser of a machine must not run it: then it runs as `nobody`, with nobody's group.
const NOBODY: u32 = 65_534;

/// A database server with an empty database; what it holds is gone with it.
#[derive(Debug)]
pub struct PostgresServer {
    process: Child,
    port: u16,
    // In /tmp: another user must be able to reach it, whoever owns the folders above the sources.
    folder: TempDir,
}

impl PostgresServer {
    /// Starts a server and waits until it answers.
    ///
    /// # Panics
    /// When it is not installed, or does not begin.
    #[must_use]
    pub fn start() -> Self {
        Self::start_in(tempfile::tempdir().expect("a folder for the server"))
    }

    /// Starts a server that can be spoken to by TLS, too.
    ///
    /// # Panics
    /// As [`PostgresServer::start`].
    #[must_use]
    pub fn start_with(certificate: &Certificate) -> Self {
        let folder = tempfile::tempdir().expect("a folder for the server");
        certificate.put_into(folder.path());
        let key = folder.path().join(KEY);
        // It takes no key that others may read.
        fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).expect("it is ours");
        if is_superuser(folder.path()) {
            std::os::unix::fs::chown(key, Some(NOBODY), Some(NOBODY)).expect("it is ours");
        }
        Self::start_in(folder)
    }

    fn start_in(folder: TempDir) -> Self {
        let data = folder.path().join("data");
        let password = folder.path().join("password");
        fs::write(&password, PASSWORD).expect("the folder takes a file");
        if is_superuser(folder.path()) {
            for path in [folder.path(), &password] {
                std::os::unix::fs::chown(path, Some(NOBODY), Some(NOBODY)).expect("it is ours");
            }
        }
        let made = run(
            folder.path(),
            "initdb",
            &[
                &format!("--pgdata={}", data.display()),
                "--username=kiemchung",
                "--auth=scram-sha-256",
                &format!("--pwfile={}", password.display()),
                // The order of text is what a production server would have, not the order of bytes.
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
            ],
        );
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        let (process, port) = started("PostgreSQL", || {
            let [port] = free_ports::<1>();
            Ok((try_start(folder.path(), port)?, port))
        });
        Self { process, port, folder }
    }

    /// The URL of its database, without the password.
    #[must_use]
    pub fn url(&self) -> String {
        self.url_of("postgres")
    }

    /// The URL of another of its databases.
    #[must_use]
    pub fn url_of(&self, database: &str) -> String {
        format!("postgres://kiemchung@127.0.0.1:{}/{database}", self.port)
    }

    /// The variables by which a program finds the password.
    #[must_use]
    pub fn variables(&self) -> Vec<(String, String)> {
        vec![("PGPASSWORD".to_owned(), PASSWORD.to_owned())]
    }

    /// Runs one of the programs that come with it, on its database.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn run(&self, program: &str, arguments: &[&str]) -> Output {
        Command::new(Path::new(POSTGRES_PROGRAMS).join(program))
            .args(["--host=127.0.0.1", "--username=kiemchung", "--dbname=postgres"])
            .arg(format!("--port={}", self.port))
            .args(arguments)
            .env("PGPASSWORD", PASSWORD)
            .output()
            .expect("an installed program starts")
    }

    /// Stops it at once, without a word to anybody who is connected, as a power cut would.
    ///
    /// # Panics
    /// When it does not stop.
    pub fn stop(&mut self) {
        let data = format!("--pgdata={}", self.folder.path().join("data").display());
        let stopped = run(self.folder.path(), "pg_ctl", &["stop", "--mode=immediate", &data]);
        assert!(stopped.status.success(), "pg_ctl: {}", String::from_utf8_lossy(&stopped.stderr));
        self.process.wait().expect("a child can be waited for");
    }

    /// Starts it again, on the same port, with what was committed.
    ///
    /// # Panics
    /// When it does not begin.
    pub fn start_again(&mut self) {
        self.process = started("PostgreSQL", || try_start(self.folder.path(), self.port));
    }
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        // One that has ended by itself needs no stopping; its children end with it.
        if self.process.try_wait().is_ok_and(|ended| ended.is_none()) {
            self.stop();
        }
    }
}

fn try_start(folder: &Path, port: u16) -> Result<Child, Vec<String>> {
    let mut command = command(folder, "postgres");
    command
        .arg(format!("-D{}", folder.join("data").display()))
        .arg(format!("-p{port}"))
        .args(["-clisten_addresses=127.0.0.1", "-cunix_socket_directories="])
        // A test does not outlive a power cut.
        .args(["-cfsync=off", "-csynchronous_commit=off", "-cfull_page_writes=off"])
        .args(["-cshared_buffers=16MB", "-cmax_connections=60", "-clc_messages=C"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let key = folder.join(KEY);
    if key.metadata().is_ok() {
        command
            .arg("-cssl=on")
            .arg(format!("-cssl_key_file={}", key.display()))
            .arg(format!("-cssl_cert_file={}", folder.join("server.pem").display()));
    }
    let mut process = command.spawn().expect("an installed program starts");
    let stderr = process.stderr.take().expect("it is piped");
    match wait_for(stderr, "database system is ready to accept connections") {
        Ok(()) => Ok(process),
        Err(lines) => {
            process.kill().expect("a child can be killed");
            process.wait().expect("a child that was killed can be waited for");
            Err(lines)
        }
    }
}

fn run(folder: &Path, program: &str, arguments: &[&str]) -> Output {
    command(folder, program).args(arguments).output().expect("an installed program starts")
}

/// One of the server's programs, as a user that it accepts.
fn command(folder: &Path, program: &str) -> Command {
    let program: PathBuf = Path::new(POSTGRES_PROGRAMS).join(program);
    assert!(
        program.metadata().is_ok(),
        "PostgreSQL 15 is not installed: run `cargo xtask servers`"
    );
    let mut command = Command::new(program);
    command.current_dir(folder);
    if is_superuser(Path::new("/proc/self")) {
        command.uid(NOBODY).gid(NOBODY);
    }
    command
}

/// Whether this process is the superuser's: what it makes is.
fn is_superuser(made: &Path) -> bool {
    made.metadata().expect("it is there").uid() == 0
}
