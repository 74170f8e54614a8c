//! A certificate for servers of this machine, from an authority that nobody else trusts; made by openssl, gone with it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

/// A key, its certificate for this machine, and the authority that signed it.
#[derive(Debug)]
pub struct Certificate {
    folder: TempDir,
}

impl Certificate {
    /// Makes an authority and has it sign a certificate.
    ///
    /// # Panics
    /// When openssl is missing or refuses.
    #[must_use]
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder for the certificate");
        let run = |arguments: &str| {
            let done = Command::new("openssl")
                .args(arguments.split(' '))
                .current_dir(folder.path())
                .output()
                .expect("openssl is installed");
            assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        };
        fs::write(
            folder.path().join("names"),
            "subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n",
        )
        .expect("the folder takes a file");
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
        run(&format!("req -x509 {key} -keyout ca.key -out ca.pem -days 2 -subj /CN=authority"));
        run(&format!("req {key} -keyout server.key -out server.csr -subj /CN=localhost"));
        run(
            "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names \
             -out server.pem",
        );
        Self { folder }
    }

    /// The certificate of the authority.
    #[must_use]
    pub fn authority(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// Puts certificate and key into a server's folder, as `server.pem` and `server.key`.
    pub(super) fn put_into(&self, folder: &Path) {
        for name in ["server.pem", "server.key"] {
            fs::copy(self.folder.path().join(name), folder.join(name)).expect("copied");
        }
    }
}

impl Default for Certificate {
    fn default() -> Self {
        Self::new()
    }
}
