//! The demo round, checked and served on a port of this machine, for those who go through the desk from outside.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    process::{Child, Command, Stdio},
};

use anyhow::{Context as _, Result, bail};
use cargo_metadata::camino::{Utf8Path, Utf8PathBuf};

use crate::{step, workspace::Workspace};

/// A server that ends with the value that stands for it.
pub(crate) struct Served {
    process: Child,
    /// Where it listens: `http://127.0.0.1:…/`.
    pub(crate) address: String,
    /// What the first administrator signs in with, where one was made.
    pub(crate) first: Option<(String, String)>,
}

impl Drop for Served {
    fn drop(&mut self) {
        if let Err(error) = self.process.kill().and_then(|()| self.process.wait().map(drop)) {
            eprintln!("the server did not end: {error}");
        }
    }
}

/// The folder below the target folder, begun anew.
pub(crate) fn emptied(workspace: &Workspace, folder: &str) -> Result<Utf8PathBuf> {
    let folder = workspace.target.join(folder);
    if folder.metadata().is_ok() {
        fs::remove_dir_all(&folder).with_context(|| format!("could not empty {folder}"))?;
    }
    Ok(folder)
}

/// The demo round over this evidence, worked on in a folder of its own, without recognising its scans.
pub(crate) fn round(
    workspace: &Workspace,
    folder: &Utf8Path,
    evidence: &Utf8Path,
) -> Result<Utf8PathBuf> {
    fs::create_dir_all(folder).with_context(|| format!("could not make {folder}"))?;
    let demo = workspace.root.join("pipelines/demo");
    let toml =
        fs::read_to_string(demo.join("pipeline.toml")).context("could not read the demo round")?;
    let toml = toml
        .replace("\"submissions/\"", &format!("\"{evidence}\""))
        .replace("\"results/", &format!("\"{}/", demo.join("results")))
        .replace("\"../criteria/", &format!("\"{}/", workspace.root.join("pipelines/criteria")))
        .replace("[evidence]", "[reading]\nocr = false\n\n[evidence]");
    let path = folder.join("pipeline.toml");
    fs::write(&path, toml).with_context(|| format!("could not write {path}"))?;
    Ok(path)
}

/// The demo round in this folder below the target folder, checked by the program.
pub(crate) fn checked_round(
    workspace: &Workspace,
    folder: &str,
    program: &Utf8Path,
) -> Result<Utf8PathBuf> {
    let submissions = workspace.root.join("pipelines/demo/submissions");
    let path = round(workspace, &emptied(workspace, folder)?, &submissions)?;
    let mut check = workspace.command(program);
    step::run(check.arg("check").arg(path.as_str()).stdout(Stdio::null()))?;
    Ok(path)
}

/// Serves a round with these options, once it listens.
pub(crate) fn serve(
    workspace: &Workspace,
    program: &Utf8Path,
    round: &Utf8Path,
    options: &[&str],
) -> Result<Served> {
    let mut command = workspace.command(program);
    command.arg("serve").args(options);
    served(command, "127.0.0.1:0", round)
}

/// What this command serves of a round at this address, once it listens.
pub(crate) fn served(mut command: Command, listen: &str, round: &Utf8Path) -> Result<Served> {
    command.args(["--listen", listen, "--json", round.as_str()]);
    let mut process =
        command.stdout(Stdio::piped()).spawn().context("could not start the server")?;
    let output = process.stdout.take().context("the server has no output")?;
    let mut served = Served { process, address: String::new(), first: None };
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line).context("could not read what the server says")?;
    let said: serde_json::Value =
        serde_json::from_str(&line).context("the server did not say where it listens")?;
    let Some(address) = said["address"].as_str() else {
        bail!("the server did not say where it listens: {line}");
    };
    served.address = address.to_owned();
    let first = &said["first_administrator"];
    let text = |key: &str| first[key].as_str().map(str::to_owned);
    served.first = text("name").zip(text("password"));
    Ok(served)
}

impl Served {
    /// What the first administrator signs in with.
    ///
    /// # Errors
    /// When none was made.
    pub(crate) fn first(&self) -> Result<&(String, String)> {
        self.first.as_ref().context("no administrator was made")
    }

    /// A token for programs, of the first administrator.
    ///
    /// # Errors
    /// When none was made, or the server gives no token.
    pub(crate) fn token(&self) -> Result<String> {
        let (name, password) = self.first()?;
        self.token_of(name, password)
    }

    /// A token for programs, of an account of this unit, which the first administrator makes for it.
    ///
    /// # Errors
    /// When the server does not make one, or gives no token.
    pub(crate) fn token_of_unit(&self, unit: &str) -> Result<String> {
        const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\n";
        let (name, password) = self.first()?;
        let form = format!("name={name}&password={password}");
        let (head, _) = self.exchange("POST", "/sign-in", FORM, &form)?;
        let cookie = between(&head, "set-cookie: ", ";").context("nobody was signed in")?;
        let cookie = format!("Cookie: {cookie}\r\n");
        let (_, page) = self.exchange("GET", "/accounts", &cookie, "")?;
        let token =
            between(&page, "name=\"token\" value=\"", "\"").context("no form has a token")?;
        let form = format!("token={token}&name=don-vi&shown_as=don-vi&role=unit&unit={unit}");
        let (_, page) = self.exchange("POST", "/accounts", &format!("{cookie}{FORM}"), &form)?;
        let password = between(&page, ": don-vi / ", "<").context("no account was made")?;
        self.token_of("don-vi", password.trim())
    }

    fn token_of(&self, name: &str, password: &str) -> Result<String> {
        let body = serde_json::json!({ "name": name, "password": password }).to_string();
        let kind = "Content-Type: application/json\r\n";
        let (_, body) = self.exchange("POST", "/api/v1/session", kind, &body)?;
        let session: serde_json::Value =
            serde_json::from_str(&body).context("the server gave no session")?;
        session["token"].as_str().map(str::to_owned).context("the server gave no token")
    }

    /// Host and port that it listens at.
    pub(crate) fn host(&self) -> &str {
        self.address.trim_start_matches("http://").trim_end_matches('/')
    }

    /// Sends a request with these headers; gives the head and the body of the answer.
    fn exchange(&self, verb: &str, path: &str, more: &str, body: &str) -> Result<(String, String)> {
        let host = self.host();
        let mut stream = TcpStream::connect(host).context("could not reach the server")?;
        write!(
            stream,
            "{verb} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{more}\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .context("could not ask the server")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).context("could not read what the server says")?;
        let (head, body) = answer.split_once("\r\n\r\n").context("the server gave no answer")?;
        Ok((head.to_owned(), body.to_owned()))
    }
}

/// What stands between two signs.
fn between<'t>(text: &'t str, before: &str, after: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once(after).map(|(found, _)| found)
}
