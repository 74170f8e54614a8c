//! The words of answers to queries and lists: why a document was found, what a number came to, what was looked at.

use model::{
    personal::Persons,
    query::{Matched, Tolerance},
    reading::ReadState,
};

use crate::{
    Language,
    lookup::LookupOutcome,
    search::{SearchCoverage, SearchReport},
    status::{IndexState, IndexStatus, ReadingPace, SlowFile},
};

/// Why a document was found.
pub fn matched(matched: &Matched, language: Language) -> String {
    let (text, tolerances) = match matched {
        Matched::OwnNumber(tolerances) => {
            (language.pick("mang đúng số này", "bears the number"), tolerances.as_slice())
        }
        Matched::CitedNumber(tolerances) => {
            (language.pick("viện dẫn số này", "cites the number"), tolerances.as_slice())
        }
        Matched::NumberPart => {
            (language.pick("số, ký hiệu có phần này", "its number has this part"), &[][..])
        }
        Matched::Text => (language.pick("nội dung", "text"), &[][..]),
        Matched::Listed => (language.pick("đúng điều kiện lọc", "meets the filters"), &[][..]),
    };
    if tolerances.is_empty() {
        return text.to_owned();
    }
    let text = match matched {
        Matched::OwnNumber(_) => language.pick("mang số gần đúng", "bears a similar number"),
        _ => language.pick("viện dẫn số gần đúng", "cites a similar number"),
    };
    let differs: Vec<_> = tolerances.iter().map(|one| tolerance(*one, language)).collect();
    format!("{text}; {} {}", language.pick("khác về", "differs in"), differs.join(", "))
}

fn tolerance(tolerance: Tolerance, language: Language) -> &'static str {
    match tolerance {
        Tolerance::Zeros => language.pick("số 0 ở đầu", "leading zeros"),
        Tolerance::Diacritics => language.pick("dấu tiếng Việt", "diacritics"),
        Tolerance::Separators => language.pick("gạch chéo, gạch nối", "slashes and dashes"),
        Tolerance::LookAlikes => language
            .pick("ký tự dễ nhầm khi quét (O/0, l/1, D/O…)", "characters that scanners confuse"),
    }
}

/// How much of a document was read, where that is not all.
pub fn read_state(state: ReadState, language: Language) -> &'static str {
    match state {
        ReadState::Full => language.pick("đã đọc đủ", "read in full"),
        ReadState::Partly => {
            language.pick("mới đọc được một phần tệp này", "this file was read in part only")
        }
        ReadState::NotRead => language.pick("tệp này chưa đọc được", "this file was not read"),
    }
}

/// The first line of an answer.
pub fn headline(report: &SearchReport, language: Language) -> String {
    let shown = report.hits.len();
    let mut line = match (shown, report.total, language) {
        (0, _, _) if report.coverage.is_complete() => {
            language.pick("Không có tài liệu nào.", "No document.").to_owned()
        }
        (0, _, _) => language
            .pick(
                "Chưa tìm thấy; chưa thể kết luận là không có, vì còn tài liệu chưa đọc hoặc chưa lập chỉ mục.",
                "Not found; whether there is none cannot be said: not everything was read and indexed.",
            )
            .to_owned(),
        (_, Some(total), Language::Vietnamese) => format!("{total} tài liệu, hiện {shown}."),
        (_, Some(total), Language::English) => format!("{total} documents, {shown} shown."),
        (_, None, Language::Vietnamese) => format!("{shown} tài liệu đầu."),
        (_, None, Language::English) => format!("The first {shown} documents."),
    };
    if report.ambiguous {
        line.push(' ');
        line.push_str(language.pick(
            "Nhiều văn bản khác nhau cùng mang số này: hãy phân biệt theo cơ quan ban hành và ngày.",
            "Different documents bear this number: tell them apart by issuer and date.",
        ));
    }
    line
}

/// A word that no document holds.
pub fn suggestion(word: &str, meant: &str, language: Language) -> String {
    match language {
        Language::Vietnamese => {
            format!("Không tài liệu nào có chữ “{word}”. Có phải ý bạn là “{meant}”?")
        }
        Language::English => format!("No document has the word “{word}”. Did you mean “{meant}”?"),
    }
}

/// What an answer was given from.
pub fn coverage(coverage: &SearchCoverage, language: Language) -> String {
    let SearchCoverage { documents, unread, to_read, behind } = coverage;
    let mut parts = vec![match language {
        Language::Vietnamese => format!("{documents} tài liệu trong chỉ mục"),
        Language::English => format!("{documents} documents in the index"),
    }];
    for (count, vietnamese, english) in [
        (unread, "tài liệu chưa đọc hoặc đọc chưa đủ", "documents not read, or not in full"),
        (to_read, "tệp còn chờ đọc", "files still to be read"),
        (behind, "thay đổi chưa vào chỉ mục", "changes not in the index yet"),
    ] {
        if *count > 0 {
            parts.push(format!("{count} {}", language.pick(vietnamese, english)));
        }
    }
    parts.join("; ")
}

/// What became of a number of a list.
pub fn outcome(outcome: LookupOutcome, language: Language) -> &'static str {
    let (vietnamese, english) = match outcome {
        LookupOutcome::Found => ("tìm thấy", "found"),
        LookupOutcome::FoundAlike => {
            ("tìm thấy số gần đúng, cần xem lại", "a similar number was found")
        }
        LookupOutcome::Ambiguous => {
            ("nhiều văn bản khác nhau cùng mang số này", "different documents bear it")
        }
        LookupOutcome::DateDiffers => {
            ("có số này nhưng khác ngày ban hành", "found, with another date")
        }
        LookupOutcome::IssuerDiffers => {
            ("có số này nhưng khác cơ quan ban hành", "found, of another issuer")
        }
        LookupOutcome::Missing => ("không có", "missing"),
        LookupOutcome::Undecided => (
            "chưa tìm thấy, chưa kết luận được vì còn tài liệu chưa đọc",
            "not found, undecided: not everything was read",
        ),
        LookupOutcome::Invalid => {
            ("dòng không có số, ký hiệu hoặc ngày hợp lệ", "no valid number or date in the row")
        }
    };
    language.pick(vietnamese, english)
}

/// The index against the ledger.
pub(crate) fn index_status(index: &IndexStatus, language: Language) -> String {
    let IndexStatus { state, generation, ledger_generation, behind, documents } = index;
    let state = match state {
        IndexState::Current => language.pick("đủ", "current"),
        IndexState::Behind => language.pick("còn thiếu thay đổi", "behind"),
        IndexState::Missing => {
            language.pick("chưa có, lần chạy sau sẽ lập", "missing, made by the next run")
        }
        IndexState::Damaged => {
            language.pick("bị hỏng, lần chạy sau sẽ lập lại", "damaged, made anew by the next run")
        }
    };
    match language {
        Language::Vietnamese => format!(
            "Chỉ mục: {state}; {documents} tài liệu; thế hệ {generation}/{ledger_generation}; chậm {behind} thay đổi"
        ),
        Language::English => format!(
            "Index: {state}; {documents} documents; generation {generation}/{ledger_generation}; {behind} changes behind"
        ),
    }
}
/// How fast files are done, and how long it still takes; nothing where that is not known.
pub(crate) fn pace(pace: &ReadingPace, language: Language) -> Option<String> {
    let files = pace.files_an_hour?;
    let done = match language {
        Language::Vietnamese => format!("Tốc độ 10 phút gần đây: {files} tệp/giờ"),
        Language::English => format!("Pace of the last 10 minutes: {files} files an hour"),
    };
    let Some(seconds) = pace.seconds_left else { return Some(done) };
    let (minutes, seconds) = (seconds / 60, seconds % 60);
    Some(match language {
        Language::Vietnamese => format!("{done}; còn khoảng {minutes} phút {seconds} giây"),
        Language::English => format!("{done}; about {minutes} min {seconds} s left"),
    })
}

/// What heads the files that took longest.
pub(crate) fn slowest(language: Language) -> &'static str {
    language.pick("Lâu nhất:", "Slowest:")
}

/// A file that took long.
pub(crate) fn slow_file(slow: &SlowFile, language: Language) -> String {
    let tenths = (slow.milliseconds + 50) / 100;
    let mark = language.pick(',', '.');
    let unit = language.pick("giây", "s");
    format!(
        "  {}{mark}{} {unit}  {}",
        tenths / 10,
        tenths % 10,
        Persons::Masked.path(&slow.file.to_string())
    )
}
