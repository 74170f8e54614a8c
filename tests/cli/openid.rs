//! Signing in at a provider of OpenID Connect: a small one of our own on this machine, which can be told to lie.

use std::{
    collections::BTreeMap,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _},
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::{
    desk::{Desk, Given},
    program::Round,
};

const CLIENT: &str = "kiemchung";
const SECRET: &str = "bí mật+/của ta";

/// What the provider says when it is asked for a token.
#[derive(Clone)]
struct Said {
    claims: Value,
    algorithm: Algorithm,
    /// Signed with a key that it does not show.
    by_another_key: bool,
    /// What the verifier must hash to.
    challenge: String,
}

/// A provider on a port of this machine.
struct Provider {
    issuer: String,
    says: Arc<Mutex<Option<Said>>>,
    /// What it was asked for tokens with.
    asked: Arc<Mutex<Vec<String>>>,
}

struct Key {
    pkcs8: Vec<u8>,
    jwk: Value,
}

fn key(name: &str) -> Key {
    let random = SystemRandom::new();
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random)
        .expect("a key is made");
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random)
        .expect("it was just made");
    // An uncompressed point: 4, then both coordinates.
    let point = pair.public_key().as_ref();
    let part = |range: std::ops::Range<usize>| URL_SAFE_NO_PAD.encode(&point[range]);
    let jwk = json!({
        "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": name,
        "x": part(1..33), "y": part(33..65),
    });
    Key { pkcs8: pkcs8.as_ref().to_vec(), jwk }
}

impl Provider {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let issuer = format!("http://{}", listener.local_addr().expect("it listens"));
        let says: Arc<Mutex<Option<Said>>> = Arc::default();
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let provider = Self { issuer: issuer.clone(), says: says.clone(), asked: asked.clone() };
        thread::spawn(move || {
            let (shown, hidden) = (key("mot"), key("mot"));
            for stream in listener.incoming() {
                let mut stream = stream.expect("somebody asks");
                let (head, body) = request(&mut stream);
                let answer = match head.split(' ').nth(1).unwrap_or_default() {
                    "/.well-known/openid-configuration" => json!({
                        "issuer": issuer,
                        "authorization_endpoint": format!("{issuer}/authorize"),
                        "token_endpoint": format!("{issuer}/token"),
                        "jwks_uri": format!("{issuer}/jwks"),
                    }),
                    // Keys of kinds that nobody knows yet are no reason to fail.
                    "/jwks" => json!({ "keys": [{ "kty": "AKP", "kid": "moi" }, shown.jwk] }),
                    "/token" => {
                        asked.lock().expect("whole").push(format!("{head}\n{body}"));
                        let said = says.lock().expect("whole").clone().expect("it was told");
                        let verifier = body.split("code_verifier=").nth(1).unwrap_or_default();
                        let verifier = verifier.split('&').next().unwrap_or_default();
                        let hashed = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
                        assert_eq!(hashed, said.challenge, "PKCE");
                        json!({ "id_token": signed(&said, &shown, &hidden) })
                    }
                    other => panic!("{other}"),
                };
                let answer = answer.to_string();
                write!(
                    stream,
                    "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\n\
                     Content-Length: {}\r\n\r\n{answer}",
                    answer.len()
                )
                .expect("they listen");
            }
        });
        provider
    }
}

fn signed(said: &Said, shown: &Key, hidden: &Key) -> String {
    let mut header = Header::new(said.algorithm);
    header.kid = Some("mot".to_owned());
    let key = if said.by_another_key { hidden } else { shown };
    let key = match said.algorithm {
        Algorithm::ES256 => EncodingKey::from_ec_der(&key.pkcs8),
        // The oldest of tricks: a signature by what everybody knows.
        _ => EncodingKey::from_secret(shown.jwk.to_string().as_bytes()),
    };
    jsonwebtoken::encode(&header, &said.claims, &key).expect("signed")
}

fn request(stream: &mut TcpStream) -> (String, String) {
    let mut reader = BufReader::new(stream);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).expect("a line");
        if line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().expect("a number");
        }
        head.push_str(&line);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).expect("the body");
    (head, String::from_utf8(body).expect("text"))
}

/// What follows the question mark.
fn query(address: &str) -> BTreeMap<String, String> {
    let pairs = address.split_once('?').map_or("", |(_, query)| query).split('&');
    pairs
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// Seconds since 1970: a token is good for some minutes of the real time.
#[expect(clippy::disallowed_methods, reason = "the program has no clock that a test could set")]
fn now() -> u64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    now.expect("it is after 1970").as_secs()
}

/// Somebody leaves for the provider, which then says this of them, and comes back.
fn way(desk: &Desk, provider: &Provider, change: impl Fn(&mut Said, &mut String)) -> Given {
    let left = desk.get("/sign-in/openid");
    assert_eq!(left.status, 303);
    let address = left.header("location");
    assert!(address.starts_with(&format!("{}/authorize?", provider.issuer)), "{address}");
    let asked = query(&address);
    assert_eq!((&*asked["response_type"], &*asked["code_challenge_method"]), ("code", "S256"));
    let held = left.header("set-cookie");
    assert!(held.contains("HttpOnly") && held.contains("SameSite=Lax"), "{held}");
    let now = now();
    let mut said = Said {
        claims: json!({
            "iss": provider.issuer, "aud": CLIENT, "sub": "1", "nonce": asked["nonce"],
            "exp": now + 300, "iat": now, "preferred_username": "quan-tri",
        }),
        algorithm: Algorithm::ES256,
        by_another_key: false,
        challenge: asked["code_challenge"].clone(),
    };
    let mut state = asked["state"].clone();
    change(&mut said, &mut state);
    *provider.says.lock().expect("whole") = Some(said);
    let back = format!("/sign-in/openid/return?code=ma&state={state}");
    desk.get_with(&back, &[("Cookie", held.split(';').next().expect("a cookie"))])
}

#[test]
fn only_who_the_provider_names_rightly_gets_in() {
    let provider = Provider::start();
    let round = Round::of_two_units();
    round.change_pipeline(
        "[evidence]",
        &format!(
            "[desk.openid]\nissuer = \"{}\"\nclient_id = \"{CLIENT}\"\npublic_url = \"http://127.0.0.1:1\"\n\n[evidence]",
            provider.issuer
        ),
    );
    let desk = Desk::with_openid(&round, SECRET);
    assert!(desk.get("/sign-in").text().contains("/sign-in/openid"));

    let given = way(&desk, &provider, |_, _| {});
    assert_eq!((given.status, given.header("location").as_str()), (303, "/"), "{}", given.text());
    let cookie = given.header("set-cookie");
    let session = cookie.split(';').next().expect("a cookie");
    assert_eq!(desk.get_with("/accounts", &[("Cookie", session)]).status, 200, "as their account");
    let asked = provider.asked.lock().expect("whole").join("\n");
    // RFC 6749 encodes both parts before they are joined.
    let pair = "kiemchung:b%C3%AD%20m%E1%BA%ADt%2B%2Fc%E1%BB%A7a%20ta";
    let basic = base64::engine::general_purpose::STANDARD.encode(pair);
    assert!(asked.contains(&format!("Basic {basic}")), "{asked}");

    type Lie = fn(&mut Said, &mut String);
    let lies: [(&str, Lie); 11] = [
        ("of another way", |said, _| said.claims["nonce"] = json!("x")),
        ("for somebody else", |said, _| said.claims["aud"] = json!("khac")),
        ("for several, given to another", |said, _| {
            said.claims["aud"] = json!([CLIENT, "khac"]);
            said.claims["azp"] = json!("khac");
        }),
        ("by another provider", |said, _| said.claims["iss"] = json!("https://khac.vn")),
        ("too late", |said, _| said.claims["exp"] = json!(1_000)),
        ("at a time that is none", |said, _| said.claims["nbf"] = json!("hôm qua")),
        ("with another key", |said, _| said.by_another_key = true),
        ("with what everybody knows", |said, _| said.algorithm = Algorithm::HS256),
        ("of nobody here", |said, _| said.claims["preferred_username"] = json!("ai-do")),
        ("without a name", |said, _| said.claims["preferred_username"] = Value::Null),
        ("to another browser", |_, state| state.push('x')),
    ];
    for (lie, change) in lies {
        let given = way(&desk, &provider, change);
        assert_eq!(given.status, 401, "{lie}");
        assert!(given.text().contains("chưa xác nhận được bạn"), "{lie}");
        assert!(!given.header("set-cookie").contains("kiemchung-session="), "{lie}");
    }
    assert_eq!(desk.get("/sign-in/openid/return?code=ma&state=x").status, 401, "without a cookie");
    assert_eq!(Desk::local(&round).get("/sign-in/openid").status, 404, "nobody signs in there");
}
