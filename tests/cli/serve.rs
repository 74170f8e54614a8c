//! The desk over the demo round: every page that a link leads to is there, whole, and asks nothing of anybody else.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::{
    desk::{Desk, Given, Visitor},
    program::Round,
};

#[test]
fn every_link_leads_to_a_page_that_is_whole() {
    let round = Round::of_two_units();
    round.checked();
    let desk = Desk::local(&round);
    let mut waiting = VecDeque::from(["/".to_owned()]);
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let mut known = BTreeSet::from(["/".to_owned()]);
    while let Some(address) = waiting.pop_front() {
        let given = desk.get(&address);
        assert_eq!(given.status, 200, "{address}");
        check_headers(&address, &given);
        *seen.entry(kind_of(&address)).or_default() += 1;
        if !given.header("content-type").starts_with("text/html") {
            // An original may be an empty file: that is what was sent.
            assert!(!given.body.is_empty() || address.contains("/original/"), "{address}");
            continue;
        }
        let page = given.text();
        check_page(&address, &page);
        for link in links(&page) {
            // Of each kind of page some are looked at; all of them would take minutes.
            let of_kind = seen.get(&kind_of(&link)).copied().unwrap_or_default();
            let queued = waiting.iter().filter(|other| kind_of(other) == kind_of(&link)).count();
            if of_kind as usize + queued < 6 && known.insert(link.clone()) {
                waiting.push_back(link);
            }
        }
    }
    for kind in [
        "/",
        "/heat-map",
        "/report.xlsx",
        "/search",
        "/lookup",
        "/problems",
        "/criteria",
        "/results",
        "/results/annex.docx",
        "/results/results.xlsx",
        "/results/standings.csv",
        "/results/items.csv",
        "/results/results.json",
        "/checklist",
        "/checklist.xlsx",
        "/units/*",
        "/units/*/results",
        "/units/*/results/*",
        "/units/*/claims/*",
        "/units/*/documents",
        "/units/*/documents/*",
        "/units/*/pages/*",
        "/units/*/original/*",
        "/units/*/report.xlsx",
        "/units/*/minutes.docx",
        "/assets/desk.css",
        "/assets/desk.js",
        "workbook",
    ] {
        assert!(seen.contains_key(kind), "no link led to {kind}: {seen:?}");
    }
}

/// Which kind of page an address is.
fn kind_of(address: &str) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    if query.contains("table=") {
        return "workbook".to_owned();
    }
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        ["", "units", _] => "/units/*".to_owned(),
        ["", "units", _, kind] => format!("/units/*/{kind}"),
        ["", "units", _, kind, ..] => format!("/units/*/{kind}/*"),
        _ => path.to_owned(),
    }
}

/// The addresses on this server that a page names.
fn links(page: &str) -> BTreeSet<String> {
    let marks = ["href=\"", "src=\""];
    let named = marks.iter().flat_map(|mark| page.split(mark).skip(1));
    named
        .filter_map(|rest| rest.split('"').next())
        .filter(|link| link.starts_with('/') && !link.contains("lang="))
        .map(|link| {
            link.split('#').next().unwrap_or_default().replace("&#38;", "&").replace("&amp;", "&")
        })
        .collect()
}

fn check_headers(address: &str, given: &Given) {
    let policy = given.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{address}");
    assert_eq!(given.header("x-content-type-options"), "nosniff", "{address}");
}

fn check_page(address: &str, page: &str) {
    assert_eq!(page.matches("<h1").count(), 1, "{address}");
    assert!(
        page.contains("<html lang=\"vi\">") && page.contains("<main id=\"noi-dung\""),
        "{address}"
    );
    for forbidden in ["style=", "onclick", "<style", "http://", "https://", "javascript:"] {
        // A namespace is named by an address that nobody fetches.
        let in_text = page.replace("xmlns=\"http://www.w3.org", "xmlns=\"");
        let found = in_text.find(&format!("=\"{forbidden}")).or_else(|| {
            if forbidden.ends_with('=') || forbidden.starts_with('<') {
                in_text.find(&format!(" {forbidden}"))
            } else {
                None
            }
        });
        assert_eq!(found, None, "{address}: {forbidden}");
    }
    let headings = page.matches("<th ").count() + page.matches("<th>").count();
    assert_eq!(headings, page.matches("scope=").count(), "{address}");
}

#[test]
fn a_quote_is_marked_on_its_page() {
    let round = Round::of_two_units();
    round.checked();
    let desk = Desk::local(&round);
    let claim = desk.get("/units/an-binh/claims/1.5").text();
    assert!(claim.contains("<svg class=\"sheet\""), "{claim}");
    assert!(claim.contains("id=\"danh-dau\""), "{claim}");
    let image = claim.split("<image href=\"").nth(1).and_then(|rest| rest.split('"').next());
    let address = image.expect("an image");
    let image = desk.get(address);
    assert_eq!((image.status, image.header("content-type").as_str()), (200, "image/png"));
    assert!(image.body.starts_with(b"\x89PNG"));
    let known = image.header("etag");
    let again = desk.get_with(address, &[("If-None-Match", &known)]);
    assert_eq!((again.status, again.body.len()), (304, 0), "the browser has it");
    let other = desk.get_with(address, &[("If-None-Match", "\"x\"")]);
    assert_eq!((other.status, other.body.len()), (200, image.body.len()));
}

#[test]
fn a_table_inside_a_document_can_be_taken_along() {
    let round = Round::of_two_units();
    round.checked();
    let desk = Desk::local(&round);
    let unit = desk.get("/units/an-binh").text();
    let mut sheet = unit.split("href=\"").filter_map(|rest| rest.split('"').next());
    let sheet = sheet.find(|href| href.contains("/documents/")).expect("the sheet");
    let page = desk.get(sheet).text();
    let mut grid = page.split("href=\"").filter_map(|rest| rest.split('"').next());
    let grid = grid.find(|href| href.contains("grid=")).expect("its table");
    let grid = grid.replace("&#38;", "&");
    let workbook = desk.get(&grid);
    assert_eq!(workbook.status, 200, "{grid}");
    assert!(workbook.body.starts_with(b"PK"), "{grid}");
    let (document, _) = grid.split_once("grid=").expect("it names a table");
    assert_eq!(desk.get(&format!("{document}grid=99999")).status, 404);
}

#[test]
fn an_address_may_name_any_place_and_ask_for_gzip() {
    let round = Round::of_two_units();
    round.checked();
    let desk = Desk::local(&round);
    let file = "/units/an-binh/documents/an-binh/1.2/BC%20118%20CCHC%20quy%20I.docx";
    for place in [
        r#"{"paragraph":1,"range":[9,4]}"#.to_owned(),
        r#"{"table":1,"row":1,"column":1}"#.to_owned(),
        r#"{"page":1,"words":[0,2]}"#.to_owned(),
    ]
    .into_iter()
    // Letters of Vietnamese take up to three bytes: most of these places begin or end within one.
    .chain((0..30).map(|at| format!(r#"{{"paragraph":3,"range":[{at},{}]}}"#, at + 1)))
    {
        let given = desk.get(&format!("{file}?place={}", report::encoded_path(&place)));
        assert!(matches!(given.status, 200 | 400), "{place}: {}", given.status);
    }
    let asks = [("Accept-Encoding", "gzip")];
    let whole = desk.get("/");
    let packed = desk.get_with("/", &asks);
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert!(packed.body.starts_with(&[0x1f, 0x8b]) && packed.body.len() < whole.body.len() / 2);
    let reflecting = desk.get_with("/search?q=CCHC", &asks);
    assert_eq!(reflecting.status, 200);
    assert!(reflecting.text().contains("<html"), "not packed: it repeats the query");
}

#[test]
fn pages_are_there_while_the_index_is_made_anew() {
    let round = Round::of_two_units();
    round.checked();
    let state = round.folder.path().join(".kiemchung");
    std::fs::remove_dir_all(state.join("index")).expect("there was one");
    let desk = Desk::local(&round);
    assert_eq!(desk.get("/units/an-binh/claims/1.5").status, 200);
    // Nobody asks for it to be made: it becomes current by itself, and is not called so before.
    loop {
        let index = desk.get("/api/v1/status").json()["index"].clone();
        match index["state"].as_str().expect("a state") {
            "current" => break,
            other => assert!(matches!(other, "missing" | "behind"), "{index}"),
        }
    }
    let found = desk.get("/search?q=612/Q%C4%90-UBND").text();
    assert!(found.contains("/units/an-binh/documents/an-binh/1.5/"), "{found}");
}

#[test]
fn english_is_a_choice_that_is_remembered() {
    let round = Round::of_two_units();
    round.checked();
    let desk = Desk::local(&round);
    let asked = desk.get("/?lang=en");
    assert!(asked.text().contains("<html lang=\"en\">"));
    let cookie = asked.header("set-cookie");
    let cookie = cookie.split(';').next().expect("a cookie");
    assert!(desk.get_with("/search", &[("Cookie", cookie)]).text().contains("<html lang=\"en\">"));
    assert!(desk.get("/search").text().contains("<html lang=\"vi\">"));
}

#[test]
fn lists_are_looked_up_and_files_marked_to_be_read_again() {
    let round = Round::of_two_units();
    round.checked();
    let desk = Desk::local(&round);
    let token = desk.get("/lookup").token();
    let (kind, form) = multipart(&[("token", &token), ("numbers", "322/BC-UBND\n9999/QĐ-UBND\n")]);
    let page = desk.post("/lookup", &kind, form.as_bytes()).text();
    assert!(page.contains("322/BC-UBND") && page.contains("9999/QĐ-UBND"), "{page}");
    let (kind, form) = multipart(&[("token", &token), ("numbers", "322/BC-UBND"), ("as", "xlsx")]);
    assert!(desk.post("/lookup", &kind, form.as_bytes()).body.starts_with(b"PK"));
    let (kind, form) = multipart(&[("numbers", "322/BC-UBND")]);
    assert_eq!(desk.post("/lookup", &kind, form.as_bytes()).status, 403, "not sent by our form");

    let problems = desk.get("/problems").text();
    let again = problems.split("action=\"/units/").nth(1).expect("a file that was not read");
    let unit = again.split('/').next().expect("a unit");
    let file = again.split("name=\"file\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let file = file.expect("its path").replace("&#38;", "&");
    let form = format!("token={token}&file={}", report::encoded_path(&file));
    let form_type = "application/x-www-form-urlencoded";
    let given = desk.post(&format!("/units/{unit}/again"), form_type, form.as_bytes());
    assert_eq!((given.status, given.header("location").as_str()), (303, "/problems?marked=1"));
    let round_page = desk.get("/").text();
    assert!(round_page.contains("còn 1 tệp chưa xử lý"), "a job is left: {round_page}");
    let foreign = desk.post_with(
        &format!("/units/{unit}/again"),
        &[("Content-Type", form_type), ("Origin", "http://example.vn")],
        form.as_bytes(),
    );
    assert_eq!(foreign.status, 403, "a form of another site");
    assert_eq!(
        desk.get_with("/", &[("Host", "example.vn")]).status,
        403,
        "another name of this machine"
    );
}

fn multipart(fields: &[(&str, &str)]) -> (String, String) {
    let mut body = String::new();
    for (name, value) in fields {
        body.push_str(&format!(
            "--ranh\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        ));
    }
    ("multipart/form-data; boundary=ranh".to_owned(), format!("{body}--ranh--\r\n"))
}

#[test]
fn programs_get_the_same_things_as_objects() {
    let round = Round::of_two_units();
    round.checked();
    let desk = Desk::local(&round);
    let described = desk.get("/api/v1/openapi.json").json();
    assert_eq!(described["openapi"], "3.1.0");
    for (path, operations) in described["paths"].as_object().expect("paths") {
        if operations.get("get").is_none() {
            continue;
        }
        let address = path.replace("{unit}", "an-binh");
        let address = if path.ends_with("/search") { format!("{address}?q=CCHC") } else { address };
        let given = desk.get(&address);
        assert_eq!(given.status, 200, "{address}");
        let schema =
            &operations["get"]["responses"]["200"]["content"]["application/json"]["schema"];
        let mut whole = schema.clone();
        whole["components"] = described["components"].clone();
        let validator = jsonschema::validator_for(&whole).expect("a schema");
        let object = given.json();
        let wrong: Vec<String> =
            validator.iter_errors(&object).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{address}: {wrong:?}");
    }
    let first = desk.get("/api/v1/units/an-binh/judgements?limit=2").json();
    let second = desk.get("/api/v1/units/an-binh/judgements?offset=2&limit=1").json();
    assert_eq!(first["items"].as_array().map(Vec::len), Some(2));
    assert_eq!((&first["total"], &second["offset"]), (&second["total"], &2.into()));
    for (address, status) in [
        ("/api/v1/units/khong-co", 404),
        ("/api/v1/units/an-binh/judgements?limit=0", 400),
        ("/api/v1/units/an-binh/judgements?limit=x", 400),
        ("/api/v1/search", 400),
        ("/api/v1/nothing", 404),
    ] {
        let given = desk.get(address);
        assert_eq!(given.status, status, "{address}");
    }
}

/// A round with an administrator, an appraiser of area 1, one of all areas, a member of the council, and an officer of
/// each of two units.
pub(crate) struct Staffed {
    pub(crate) round: Round,
    pub(crate) desk: Desk,
    passwords: BTreeMap<String, String>,
}

impl Staffed {
    pub(crate) fn new() -> Self {
        Self::of(Round::of_two_units())
    }

    pub(crate) fn of(round: Round) -> Self {
        round.checked();
        let desk = Desk::with_accounts(&round);
        let (name, password) = desk.first.clone().expect("the first administrator is told once");
        let mut passwords = BTreeMap::from([(name.clone(), password.clone())]);
        let administrator = desk.sign_in(&name, &password);
        for (name, role, of) in [
            ("lan", "appraiser", ("area", "1")),
            ("minh", "appraiser", ("unit", "")),
            ("hoi-dong", "council", ("unit", "")),
            ("an-binh", "unit", ("unit", "an-binh")),
            ("ha-tan", "unit", ("unit", "ha-tan")),
        ] {
            let made =
                administrator.send("/accounts", &[("name", name), ("role", role), of]).text();
            let told = made.split(&format!(": {name} / ")).nth(1).expect("a password is told");
            let password = told.split('<').next().expect("its end").trim().to_owned();
            passwords.insert(name.to_owned(), password);
        }
        Self { round, desk, passwords }
    }

    pub(crate) fn sign_in(&self, name: &str) -> Visitor<'_> {
        self.desk.sign_in(name, &self.passwords[name])
    }
}

#[test]
fn an_address_of_another_unit_does_not_exist() {
    let staffed = Staffed::new();
    let (officer, appraiser) = (staffed.sign_in("ha-tan"), staffed.sign_in("minh"));
    let filled = |path: &str, unit: &str| {
        path.replace("{unit}", unit)
            .replace("{criterion}", "1.5")
            .replace("{page}/{width}", "1/1200")
            .replace("{file}", "plan.docx")
            .replace("{*file}", "an-binh/1.5/Q%C4%90%20612%20ph%C3%AA%20duy%E1%BB%87t%20gi%E1%BA%A3i%20ph%C3%A1p%20m%E1%BB%9Bi.pdf")
    };
    let mut n_tried = 0;
    for address in server::addresses().filter(|address| address.is_of_unit) {
        let foreign = filled(address.path, "an-binh");
        let given = if address.is_form {
            officer.send(&foreign, &[("file", "x")])
        } else {
            officer.get(&foreign)
        };
        assert_eq!(given.status, 404, "{foreign}");
        n_tried += 1;
        if !address.is_form {
            let as_appraiser = appraiser.get(&foreign);
            assert_eq!(as_appraiser.status, 200, "{foreign} is there for those who may see it");
        }
        // Another unit's file is not reached under one's own name either.
        if address.path.ends_with("{*file}") {
            assert_eq!(officer.get(&filled(address.path, "ha-tan")).status, 404);
        }
    }
    assert!(n_tried >= 12, "{n_tried}");
    for own in ["/units/ha-tan", "/units/ha-tan/claims/1.5", "/api/v1/units/ha-tan"] {
        assert_eq!(officer.get(own).status, 200, "{own}");
    }
    // What is of the round does not exist for a unit either, and what does says nothing of another one.
    for address in server::addresses().filter(|address| !address.is_of_unit) {
        let path = address.path.replace("{file}", "annex.docx").replace("{account}", "lan");
        if address.is_of_round {
            let given = if address.is_form { officer.send(&path, &[]) } else { officer.get(&path) };
            assert_eq!(given.status, 404, "{path}");
        } else if !address.is_form {
            // A workbook is no text; what is not packed of it is looked at all the same.
            let given = officer.get(&path);
            let given = String::from_utf8_lossy(&given.body);
            assert!(!given.contains("an-binh") && !given.contains("An Bình"), "{path}: {given}");
        }
    }
    assert_eq!(officer.get("/").header("location"), "/units/ha-tan");
    for page in ["/", "/units/an-binh", "/criteria"] {
        let given = staffed.desk.get(page);
        assert_eq!((given.status, given.header("location").as_str()), (303, "/sign-in"), "{page}");
    }
    assert_eq!(staffed.desk.get("/api/v1/units").status, 401);
}

#[test]
fn claims_are_appraised_side_by_side_and_kept_in_the_record() {
    let staffed = Staffed::new();
    let claim = "/units/an-binh/claims/1.5";
    let appraisal = format!("{claim}/appraisal");
    let basis = staffed.sign_in("lan").get(claim).field("basis");
    let say = |visitor: &Visitor<'_>, stage, stance, points, reason| {
        visitor.send(
            &appraisal,
            &[
                ("stage", stage),
                ("stance", stance),
                ("points", points),
                ("reason", reason),
                ("over", "0"),
                ("basis", &basis),
            ],
        )
    };
    let (lan, minh) = (staffed.sign_in("lan"), staffed.sign_in("minh"));
    assert_eq!(say(&lan, "first", "agrees", "", "").status, 303);
    assert!(lan.get(claim).text().contains("Điểm thẩm định</span> <strong>1,5</strong>"));

    let without_reason = say(&minh, "first", "disagrees", "1,25", "");
    assert_eq!(without_reason.status, 422);
    let page = without_reason.text();
    assert!(
        page.contains("còn thiếu lý do") && page.contains("value=\"1,25\""),
        "nothing typed is lost"
    );
    assert_eq!(say(&minh, "first", "disagrees", "1,25", "Mới có 2 giải pháp").status, 303);
    let page = lan.get(claim).text();
    assert!(page.contains("cho điểm khác nhau"), "a conflict is shown");
    assert!(
        page.contains("Mới có 2 giải pháp") && page.contains("Đồng ý với điểm tự chấm"),
        "{page}"
    );
    assert_eq!(
        say(&minh, "first", "disagrees", "1", "Sửa ở trang cũ").status,
        422,
        "over an old revision"
    );

    let officer = staffed.sign_in("an-binh");
    assert_eq!(
        officer.send(&format!("{claim}/answer"), &[("text", "Có 3 giải pháp, xem Điều 1")]).status,
        303
    );
    assert!(minh.get(claim).text().contains("Có 3 giải pháp, xem Điều 1"));
    let council = staffed.sign_in("hoi-dong");
    assert_eq!(say(&council, "decision", "agrees", "", "").status, 303);
    assert!(officer.get(claim).text().contains("Hội đồng quyết định"));

    // What a role does not do is not there for it.
    for (visitor, stage) in [(&officer, "first"), (&council, "first"), (&minh, "decision")] {
        assert_eq!(say(visitor, stage, "agrees", "", "").status, 404, "{stage}");
    }
    let elsewhere = "/units/an-binh/claims/2.1.1/appraisal";
    let basis = minh.get("/units/an-binh/claims/2.1.1").field("basis");
    let fields = [("stage", "first"), ("stance", "agrees"), ("over", "0"), ("basis", &basis)];
    assert_eq!(lan.send(elsewhere, &fields).status, 404, "not an area of hers");
    assert_eq!(minh.send(elsewhere, &fields).status, 303);
    assert_eq!(minh.send_as_it_is(elsewhere, &fields).status, 403, "without the token of the form");

    assert!(council.get("/appraisals").text().contains("href=\"/record.jsonl\""));
    assert!(!minh.get("/appraisals").text().contains("/record.jsonl"));
    let record = council.get("/record.jsonl").text();
    let deeds: Vec<String> = record
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("an entry"))
        .map(|entry| {
            format!(
                "{} {}",
                entry["by"].as_str().unwrap_or("-"),
                entry["deed"]["did"].as_str().unwrap_or("-")
            )
        })
        .collect();
    for deed in [
        "- account-made",
        "quan-tri account-made",
        "lan appraised",
        "minh appraised",
        "an-binh answered",
        "hoi-dong appraised",
    ] {
        assert!(deeds.iter().any(|done| done == deed), "{deed}: {deeds:?}");
    }
    assert_eq!(minh.get("/record.jsonl").status, 404);
}

#[test]
fn whoever_needs_no_numbers_of_persons_gets_no_image_and_no_original() {
    let staffed = Staffed::new();
    let file = "an-binh/1.5/Q%C4%90%20612%20ph%C3%AA%20duy%E1%BB%87t%20gi%E1%BA%A3i%20ph%C3%A1p%20m%E1%BB%9Bi.pdf";
    let [page, original, reading] = ["pages/1/1200", "original", "documents"]
        .map(|what| format!("/units/an-binh/{what}/{file}"));
    for (name, status) in [("quan-tri", 404), ("minh", 200), ("an-binh", 200)] {
        let visitor = staffed.sign_in(name);
        assert_eq!(visitor.get(&page).status, status, "{name}");
        assert_eq!(visitor.get(&original).status, status, "{name}");
        let reading = visitor.get(&reading).text();
        assert!(reading.contains("612"), "{name} reads what can be masked");
        assert_eq!(reading.contains("/original/"), status == 200, "{name}");
        assert_eq!(reading.contains("<image"), status == 200, "{name}");
    }
}

#[test]
fn doors_close_on_guesses_and_with_sessions() {
    let staffed = Staffed::new();
    let desk = &staffed.desk;
    assert_eq!(desk.try_to_sign_in("khong-co", "sai").status, 401);
    let lan = staffed.sign_in("lan");
    let changed = [("old", staffed.passwords["lan"].as_str()), ("new", "mật khẩu mới của Lan")];
    assert_eq!(lan.send("/password", &[changed[0], ("new", "ngắn")]).status, 200, "too short");
    assert_eq!(lan.send("/password", &changed).status, 303);
    assert_eq!(lan.get("/criteria").status, 303, "her sessions ended");
    let lan = desk.sign_in("lan", "mật khẩu mới của Lan");
    assert_eq!(lan.send("/sign-out", &[]).status, 303);
    assert_eq!(lan.get("/criteria").status, 303);

    let administrator = staffed.sign_in("quan-tri");
    assert_eq!(administrator.send("/accounts/lan", &[("do", "close")]).status, 303);
    assert_eq!(desk.try_to_sign_in("lan", "mật khẩu mới của Lan").status, 401, "closed");
    let last = administrator.send("/accounts/quan-tri", &[("do", "close")]).text();
    assert!(last.contains("quản trị cuối cùng"), "{last}");

    for _ in 0..6 {
        assert_eq!(desk.try_to_sign_in("minh", "sai").status, 401);
    }
    assert_eq!(desk.try_to_sign_in("minh", &staffed.passwords["minh"]).status, 429, "it waits now");

    let credentials =
        format!("{{\"name\":\"hoi-dong\",\"password\":\"{}\"}}", staffed.passwords["hoi-dong"]);
    let session = desk.post("/api/v1/session", "application/json", credentials.as_bytes()).json();
    let bearer = format!("Bearer {}", session["token"].as_str().expect("a token"));
    assert_eq!(desk.get_with("/api/v1/units", &[("Authorization", &bearer)]).status, 200);
    assert_eq!(desk.get_with("/api/v1/units", &[("Authorization", "Bearer x")]).status, 401);
}
