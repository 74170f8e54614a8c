//! Loading at the desk: what is sent comes in parts or in a form, is looked at before anything is loaded, belongs to the
//! unit of whoever sends it, and is watched until it is read.

use serde_json::{Value, json};

use crate::{
    desk::{Desk, Given, Visitor},
    program::Round,
    serve::Staffed,
};

/// A form with files, as a browser sends it.
fn form(token: &str, files: &[(&str, &[u8])]) -> (String, Vec<u8>) {
    let mut body =
        format!("--ranh\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n{token}\r\n")
            .into_bytes();
    for (path, bytes) in files {
        let head = format!(
            "--ranh\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{path}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend([head.as_bytes(), bytes, b"\r\n"].concat());
    }
    body.extend(b"--ranh--\r\n");
    ("multipart/form-data; boundary=ranh".to_owned(), body)
}

fn send_files(visitor: &Visitor<'_>, files: &[(&str, &[u8])]) -> Given {
    let (kind, body) = form(&visitor.token(), files);
    visitor.post("/load/files", &[("Content-Type", &kind)], &body)
}

/// What the server says once it is not at work any more.
fn done(visitor: &Visitor<'_>) -> Value {
    loop {
        let stand = visitor.get("/load/progress").json();
        if stand["state"] != "working" {
            return stand;
        }
    }
}

/// The page after looking at what was sent.
fn planned(visitor: &Visitor<'_>, fields: &[(&str, &str)]) -> String {
    assert_eq!(visitor.send("/load/plan", fields).header("location"), "/load");
    assert_eq!(done(visitor)["state"], "planned");
    visitor.get("/load").text()
}

fn evidence(round: &Round, path: &str) -> Option<Vec<u8>> {
    std::fs::read(round.folder.path().join("ho-so").join(path)).ok()
}

#[test]
fn a_unit_loads_its_own_and_sees_how_far_it_is_read() {
    let staffed = Staffed::new();
    let officer = staffed.sign_in("an-binh");
    let inner = testkit::archive::zip([("1.4/Sổ tay.txt", "Sổ tay".as_bytes())]);
    let files: [(&str, &[u8]); 3] = [
        ("1.2/BC 200.txt", "Báo cáo số 200/BC-UBND".as_bytes()),
        ("ha-tan/1.2/BC 201.txt", "Báo cáo số 201/BC-UBND".as_bytes()),
        ("Nộp bổ sung.zip", &inner),
    ];
    assert_eq!(send_files(&officer, &files).header("location"), "/load");
    assert!(officer.get("/load").text().contains("Nộp bổ sung.zip"));
    let foreign = officer.send("/load/plan", &[("unit", "ha-tan")]);
    assert_eq!(foreign.status, 404, "another unit does not exist");
    let page = planned(&officer, &[]);
    assert!(page.contains("Sẽ làm (chưa tải lên): 3 tệp = 3 gửi mới"), "{page}");
    assert_eq!(evidence(&staffed.round, "an-binh/1.2/BC 200.txt"), None, "only looked at");

    assert_eq!(officer.send("/load/confirm", &[]).header("location"), "/load");
    let stand = done(&officer);
    assert_eq!(stand["state"], "loaded");
    let figures = |stand: &Value| {
        let figures = stand["reading"].as_array().expect("figures").iter();
        let figure = |pair: &Value| pair[1].as_str().expect("a figure").to_owned();
        figures.map(figure).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(figures(&stand), "3 3 0 0 0 0", "loaded, not yet listed");
    let all = |path: &str| evidence(&staffed.round, path).is_some();
    assert!(all("an-binh/1.2/BC 200.txt") && all("an-binh/Nộp bổ sung/1.4/Sổ tay.txt"));
    assert!(all("an-binh/ha-tan/1.2/BC 201.txt"), "its own, whatever the folder is called");
    staffed.round.checked();
    let stand = officer.get("/load/progress").json();
    assert_eq!((figures(&stand).as_str(), &stand["is_final"]), ("3 0 0 3 0 0", &json!(true)));
    let page = officer.get("/load").text();
    assert!(page.contains("data-figure=\"in-full\">3<") && page.contains("3 gửi mới"), "{page}");

    let workbook = officer.get("/load?table=files");
    assert!(workbook.body.starts_with(b"PK"), "{}", workbook.status);
    let record = staffed.sign_in("quan-tri").get("/record.jsonl").text();
    let loaded = record.lines().filter(|line| line.contains("\"did\":\"loaded\""));
    let lines: Vec<Value> = loaded.map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!((&lines[0]["by"], &lines[0]["deed"]["new"]), (&json!("an-binh"), &json!(3)));
}

#[test]
fn who_loads_nothing_has_no_page_for_it_and_forms_of_others_are_forged() {
    let staffed = Staffed::new();
    for name in ["lan", "hoi-dong"] {
        let visitor = staffed.sign_in(name);
        assert_eq!(visitor.get("/load").status, 404, "{name}");
        assert_eq!(visitor.send("/load/plan", &[]).status, 404, "{name}");
        assert_eq!(visitor.get("/load/progress").status, 404, "{name}");
    }
    let officer = staffed.sign_in("ha-tan");
    let (kind, body) = form("not ours", &[("a.txt", b"one")]);
    assert_eq!(officer.post("/load/files", &[("Content-Type", &kind)], &body).status, 403);
    let json = [("Content-Type", "application/json")];
    assert_eq!(officer.post("/load/announce", &json, br#"{"files":[]}"#).status, 403);
    assert_eq!(officer.post("/load/put?file=0&offset=0", &[], b"one").status, 403);
    let nothing = officer.send("/load/plan", &[]).header("location");
    assert_eq!(nothing, "/load?problem=not-whole");
    // What one account hands in, another does not see.
    send_files(&officer, &[("bí mật.txt", b"one")]);
    assert!(!staffed.sign_in("an-binh").get("/load").text().contains("bí mật.txt"));
}

/// Somebody at the machine, as their script asks.
struct Script<'d> {
    desk: &'d Desk,
    token: String,
}

impl<'d> Script<'d> {
    fn of(desk: &'d Desk) -> Self {
        Self { desk, token: desk.get("/load").token() }
    }

    fn post(&self, address: &str, body: &[u8]) -> Given {
        let headers =
            [("Kiemchung-Token", self.token.as_str()), ("Content-Type", "application/json")];
        self.desk.post_with(address, &headers, body)
    }

    /// How far each file is that is announced.
    fn announce(&self, files: &[(&str, u64)]) -> Vec<u64> {
        let file =
            |(path, size): &(&str, u64)| json!({"path": path, "size": size, "modified_ms": 7});
        let files: Vec<_> = files.iter().map(file).collect();
        let given = self.post("/load/announce", json!({ "files": files }).to_string().as_bytes());
        let answer = given.json();
        let puts = answer["files"].as_array().expect("files").iter();
        puts.map(|put| put["at"].as_u64().expect("an offset")).collect()
    }
}

#[test]
fn a_file_cut_off_in_the_middle_goes_on_after_the_server_was_restarted() {
    let round = Round::of_two_units();
    round.checked();
    let path = "Hồ sơ/An Bình/1.2/BC 200.txt";
    let kept = round.folder.path().join(".kiemchung/hand-in/demo-2025/tai-may");
    {
        let desk = Desk::local(&round);
        let script = Script::of(&desk);
        assert_eq!(script.announce(&[(path, 6), ("Hồ sơ/Lạ/b.txt", 3)]), [0, 0]);
        let put = script.post("/load/put?file=0&offset=0", b"one").json();
        assert_eq!(put, json!({"number": 0, "at": 3, "is_next": true}));
        assert!(desk.get("/load").text().contains("chưa gửi hết"), "what is missing is told");
        let too_long = script.post("/load/put?file=1&offset=0", b"four");
        assert_eq!((too_long.status, &too_long.json()["problem"]), (413, &json!("too-large")));
        assert!(kept.try_exists().expect("known"));
    }
    let desk = Desk::local(&round);
    let script = Script::of(&desk);
    assert_eq!(script.announce(&[(path, 6), ("Hồ sơ/Lạ/b.txt", 3)]), [3, 0], "what is missing");
    assert_eq!(script.post("/load/put?file=0&offset=3", b"two").json()["at"], 6);
    assert_eq!(script.post("/load/put?file=1&offset=0", b"xyz").json()["at"], 3);

    let send = |address: &str, more: &str| {
        let form = format!("token={}{more}", script.token);
        desk.post(address, "application/x-www-form-urlencoded", form.as_bytes())
    };
    let stand = || loop {
        let stand = desk.get("/load/progress").json();
        if stand["state"] != "working" {
            return stand["state"].as_str().expect("a state").to_owned();
        }
    };
    send("/load/plan", "");
    assert_eq!(stand(), "planned");
    let page = desk.get("/load").text();
    assert!(page.contains("2 tệp = 1 gửi mới + 1 chưa biết của đơn vị nào"), "{page}");
    send("/load/confirm", "");
    assert_eq!(stand(), "planned", "nothing is loaded while it is not known whose a file is");
    assert_eq!(evidence(&round, "an-binh/1.2/BC 200.txt"), None);
    send("/load/confirm", "&leave_out=on");
    assert_eq!(stand(), "loaded");
    let loaded = evidence(&round, "an-binh/1.2/BC 200.txt");
    assert_eq!(loaded.as_deref(), Some(b"onetwo".as_slice()));
    assert!(!kept.try_exists().expect("known"), "what was loaded is let go");
}
