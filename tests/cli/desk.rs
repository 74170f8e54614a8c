//! The desk as a browser has it: a running `kiemchung serve`, asked over its socket.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
};

use serde_json::Value;

use crate::program::{Round, kiemchung};

/// A server that ends with the value that stands for it.
pub(crate) struct Desk {
    process: Child,
    host: String,
    /// What the first administrator signs in with, where one was made.
    pub(crate) first: Option<(String, String)>,
}

/// Somebody with a session.
pub(crate) struct Visitor<'d> {
    desk: &'d Desk,
    cookie: String,
}

/// An answer.
pub(crate) struct Given {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Desk {
    /// A server without accounts, once it listens.
    pub(crate) fn local(round: &Round) -> Self {
        Self::serve(round, &["--local"])
    }

    /// A server that wants people to sign in, once it listens.
    pub(crate) fn with_accounts(round: &Round) -> Self {
        Self::serve(round, &[])
    }

    /// A server without accounts over another pipeline of the round's folder.
    pub(crate) fn local_of(round: &Round, pipeline: &str) -> Self {
        Self::serve_pipeline(&round.folder.path().join(pipeline), &["--local"])
    }

    /// A server at which people may also sign in at the provider of the pipeline, which knows it by this secret.
    pub(crate) fn with_openid(round: &Round, secret: &str) -> Self {
        let mut program = kiemchung();
        program.env("KIEMCHUNG_OPENID_SECRET", secret);
        Self::started(program, &round.pipeline(), &[])
    }

    fn serve(round: &Round, arguments: &[&str]) -> Self {
        Self::serve_pipeline(&round.pipeline(), arguments)
    }

    fn serve_pipeline(pipeline: &Path, arguments: &[&str]) -> Self {
        Self::started(kiemchung(), pipeline, arguments)
    }

    fn started(mut program: Command, pipeline: &Path, arguments: &[&str]) -> Self {
        let mut process = program
            .args(["serve", "--listen", "127.0.0.1:0", "--json"])
            .args(arguments)
            .arg(pipeline)
            .stdout(Stdio::piped())
            .spawn()
            .expect("started");
        let output = process.stdout.take().expect("its output");
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line).expect("a line");
        let said: Value = serde_json::from_str(&line).expect("an object");
        let address = said["address"].as_str().expect("an address");
        let host = address.trim_start_matches("http://").trim_end_matches('/').to_owned();
        let first = said["first_administrator"].as_object().map(|first| {
            let text = |key: &str| first[key].as_str().expect("a text").to_owned();
            (text("name"), text("password"))
        });
        Self { process, host, first }
    }

    /// What the server says to somebody who signs in.
    pub(crate) fn try_to_sign_in(&self, name: &str, password: &str) -> Given {
        let form = [("name", name), ("password", password)];
        self.post("/sign-in", FORM, encoded(&form).as_bytes())
    }

    /// Somebody who signs in.
    pub(crate) fn sign_in(&self, name: &str, password: &str) -> Visitor<'_> {
        let given = self.try_to_sign_in(name, password);
        assert_eq!(given.status, 303, "{name} signs in");
        let cookie = given.header("set-cookie");
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
        let cookie = cookie.split(';').next().expect("a cookie").to_owned();
        Visitor { desk: self, cookie }
    }

    pub(crate) fn get(&self, address: &str) -> Given {
        self.get_with(address, &[])
    }

    pub(crate) fn get_with(&self, address: &str, headers: &[(&str, &str)]) -> Given {
        self.ask("GET", address, headers, b"")
    }

    pub(crate) fn post(&self, address: &str, media_type: &str, body: &[u8]) -> Given {
        self.post_with(address, &[("Content-Type", media_type)], body)
    }

    pub(crate) fn post_with(&self, address: &str, headers: &[(&str, &str)], body: &[u8]) -> Given {
        self.ask("POST", address, headers, body)
    }

    fn ask(&self, verb: &str, address: &str, headers: &[(&str, &str)], body: &[u8]) -> Given {
        let mut request = format!(
            "{verb} {address} HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n",
            body.len()
        );
        if !headers.iter().any(|(name, _)| *name == "Host") {
            request.push_str(&format!("Host: {}\r\n", self.host));
        }
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        let mut stream = TcpStream::connect(&self.host).expect("it listens");
        stream.write_all(request.as_bytes()).expect("sent");
        stream.write_all(b"\r\n").expect("sent");
        stream.write_all(body).expect("sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        let end = answer.windows(4).position(|window| window == b"\r\n\r\n").expect("a head");
        let body = answer.split_off(end + 4);
        let head = String::from_utf8(answer).expect("text");
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).expect("a status");
        let headers = lines.filter_map(|line| line.split_once(": "));
        Given {
            status: status.parse().expect("a number"),
            headers: headers.map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect(),
            body,
        }
    }
}

const FORM: &str = "application/x-www-form-urlencoded";

/// Fields as a form sends them.
fn encoded(fields: &[(&str, &str)]) -> String {
    let encode = |text: &str| report::encoded_path(text).replace('/', "%2F");
    let pairs = fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value)));
    pairs.collect::<Vec<_>>().join("&")
}

impl Visitor<'_> {
    pub(crate) fn get(&self, address: &str) -> Given {
        self.desk.get_with(address, &[("Cookie", &self.cookie)])
    }

    /// What the forms of this visitor carry.
    pub(crate) fn token(&self) -> String {
        self.get("/criteria").token()
    }

    /// Sends bytes as a script of a page would.
    pub(crate) fn post(&self, address: &str, headers: &[(&str, &str)], body: &[u8]) -> Given {
        let cookie = [("Cookie", self.cookie.as_str())];
        self.desk.post_with(address, &[&cookie, headers].concat(), body)
    }

    /// Sends a form with the token that the pages of this visitor carry.
    pub(crate) fn send(&self, address: &str, fields: &[(&str, &str)]) -> Given {
        let token = self.token();
        let fields: Vec<_> = fields.iter().copied().chain([("token", token.as_str())]).collect();
        self.send_as_it_is(address, &fields)
    }

    /// Sends a form as somebody else's page could.
    pub(crate) fn send_as_it_is(&self, address: &str, fields: &[(&str, &str)]) -> Given {
        let headers = [("Cookie", self.cookie.as_str()), ("Content-Type", FORM)];
        self.desk.post_with(address, &headers, encoded(fields).as_bytes())
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.process.kill().expect("it runs until now");
        self.process.wait().expect("it ended");
    }
}

impl Given {
    /// The first header of this name; empty without one.
    pub(crate) fn header(&self, name: &str) -> String {
        let found = self.headers.iter().find(|(found, _)| found == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("UTF-8")
    }

    /// What the forms of the page carry to be known as ours.
    pub(crate) fn token(&self) -> String {
        self.field("token")
    }

    /// What the first form of the page has in a field of this name.
    pub(crate) fn field(&self, name: &str) -> String {
        let page = self.text();
        let rest = page.split(&format!("name=\"{name}\" value=\"")).nth(1).expect("a form");
        rest.split('"').next().expect("a value").to_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }
}
