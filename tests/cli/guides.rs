//! The documents for users against the program: every command that they name is understood, those that a reader is told
//! to begin with are run as they stand there, and every picture is of a page that a guide shows.

use std::{
    collections::BTreeSet,
    fs,
    io::{BufRead as _, BufReader},
    os::unix::fs::symlink,
    path::Path,
    process::Stdio,
};

use report::{TableCell, TableSheet, table_xlsx};

use crate::program::{Round, kiemchung, root, said};

/// The documents for users.
fn documents() -> Vec<(String, String)> {
    let docs = fs::read_dir(root().join("docs")).expect("a folder");
    let docs = docs.map(|entry| entry.expect("readable").path());
    let mut paths: Vec<_> =
        docs.filter(|path| path.extension().is_some_and(|e| e == "md")).collect();
    paths.push(root().join("README.md"));
    paths.sort();
    let named = paths.iter().map(|path| {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        (name, fs::read_to_string(path).expect("text"))
    });
    named.collect()
}

/// The commands in the blocks of a document, as words.
fn commands(document: &str) -> Vec<Vec<String>> {
    let mut commands = Vec::new();
    let mut is_code = false;
    for line in document.lines() {
        if line.starts_with("```") {
            is_code = !is_code;
        } else if let (true, Some(command)) = (is_code, command(line)) {
            commands.push(words(command));
        }
    }
    commands
}

/// What follows the name of the program.
fn command(line: &str) -> Option<&str> {
    let line = line.strip_prefix("target/release/").unwrap_or(line);
    line.strip_prefix("kiemchung ")
}

/// The words of a command, as a shell takes them: quotes hold a word together, `#` begins what is not the command's.
fn words(command: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for letter in command.chars() {
        match (letter, quote) {
            ('#', None) if word.is_none() => break,
            ('\'' | '"', None) => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (letter, Some(open)) if letter == open => quote = None,
            (' ', None) => words.extend(word.take()),
            (letter, _) => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    words
}

#[test]
fn every_command_of_every_document_is_understood() {
    let mut n_commands = 0;
    for (document, text) in documents() {
        for words in commands(&text) {
            let output = kiemchung().args(&words).arg("--help").output().expect("started");
            assert!(output.status.success(), "{document}: {words:?}: {}", said(&output));
            n_commands += 1;
        }
    }
    assert!(n_commands > 25, "{n_commands} commands are few");
}

/// A folder in which the commands of the guides find what they name.
fn world() -> Round {
    let round = Round::of_two_units();
    let folder = round.folder.path();
    symlink(folder, folder.join("MY-ROUND")).expect("linked");
    symlink(folder, folder.join("vong-2025")).expect("linked");
    fs::create_dir_all(folder.join("pipelines")).expect("made");
    symlink(folder, folder.join("pipelines/demo")).expect("linked");
    for source in ["HANDED-IN", "Hồ sơ các đơn vị"] {
        round.write(&format!("{source}/Tỉnh An Bình/1.2/BC 7.txt"), "Báo cáo số 7/BC-UBND");
    }
    let numbers = TableSheet {
        name: "Danh sách",
        headings: vec!["Số văn bản"],
        rows: vec![vec![TableCell::Text("612/QĐ-UBND".to_owned())]],
    };
    round.write("numbers.xlsx", table_xlsx(&numbers).expect("a workbook"));
    round
}

/// Whether a command names things that only its reader has.
fn is_of_reader(words: &[String]) -> bool {
    words[0] == "criteria" || words.iter().any(|word| word.starts_with("s3://"))
}

#[test]
fn the_commands_of_the_guides_do_what_they_say() {
    let round = world();
    let results = Round::of_repository("can-tho-2016");
    let folder = round.folder.path();
    symlink(results.folder.path(), folder.join("pipelines/can-tho-2016")).expect("linked");
    let wanted = ["README.md", "huong-dan.md", "nap-ho-so.md"];
    let documents = documents().into_iter().filter(|(name, _)| wanted.contains(&name.as_str()));
    let mut ran = BTreeSet::new();
    for (document, text) in documents {
        for words in commands(&text).into_iter().filter(|words| !is_of_reader(words)) {
            let words: Vec<_> = words.iter().map(|word| here(word, folder)).collect();
            if words[0] == "serve" {
                serves(&words, folder);
            } else {
                let output =
                    kiemchung().current_dir(folder).args(&words).output().expect("started");
                assert!(output.status.success(), "{document}: {words:?}: {}", said(&output));
            }
            ran.insert(words[0].clone());
        }
    }
    let ran: Vec<_> = ran.iter().map(String::as_str).collect();
    let expected = [
        "check",
        "load",
        "lookup",
        "results",
        "retry",
        "search",
        "serve",
        "status",
        "verify-record",
    ];
    assert_eq!(ran, expected);
}

/// The word with places outside the folder, and the port that may be taken, put into it.
fn here(word: &str, folder: &Path) -> String {
    word.replace("/du-lieu", &folder.join("du-lieu").to_string_lossy()).replace(":8080", ":0")
}

/// Starts a server and ends it once it says where it listens.
fn serves(words: &[String], folder: &Path) {
    let mut command = kiemchung();
    command.current_dir(folder).args(words).arg("--json").stdout(Stdio::piped());
    if !words.iter().any(|word| word == "--listen") {
        command.args(["--listen", "127.0.0.1:0"]);
    }
    let mut process = command.spawn().expect("started");
    let mut line = String::new();
    let output = process.stdout.take().expect("its output");
    BufReader::new(output).read_line(&mut line).expect("a line");
    process.kill().expect("it runs");
    process.wait().expect("it ended");
    assert!(line.contains("http://127.0.0.1:"), "{words:?}: {line}");
}

#[test]
fn every_picture_is_shown_in_the_guide_and_none_is_missing() {
    let pictures = fs::read_dir(root().join("docs/screenshots")).expect("a folder");
    let pictures: BTreeSet<String> = pictures
        .map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned())
        .collect();
    let guide = fs::read_to_string(root().join("docs/huong-dan.md")).expect("text");
    let shown = guide.split("](screenshots/").skip(1).filter_map(|rest| rest.split(')').next());
    let shown: BTreeSet<String> = shown.map(str::to_owned).collect();
    assert_eq!(shown, pictures);
}
