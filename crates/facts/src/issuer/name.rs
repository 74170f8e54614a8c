//! Where does the name of a body end in running text?
//!
//! A name begins with a head (`UBND`, `Sở`, `Bộ trưởng`, the whole name of a central body) and goes on through fields of
//! work (`Văn hóa, Thể thao và Du lịch`), kinds of area (`tỉnh`) and capitalised names. A lower-case word goes on only as
//! the second syllable of a word that the tables do not know. Refuses to guess a body from a document's symbol.

use super::words::WORDS;
use crate::{doc_type, prose::Prose};

/// Lower-case words that never belong to a name, though they may follow one.
const STOPS: &[&str] = &[
    "về", "việc", "thì", "là", "mà", "được", "bị", "đã", "đang", "sẽ", "vẫn", "cũng", "chưa",
    "không", "có", "nêu", "ngày", "tháng", "năm", "tại", "từ", "đến", "trên", "trong", "ngoài",
    "để", "nhằm", "theo", "cho", "với", "và", "hoặc", "cùng", "do", "bằng", "như", "này", "nói",
    "nay", "quy", "hướng", "ban", "phát", "sửa", "bổ", "phê", "công", "giao", "triển", "kèm",
    "gồm", "yêu", "chỉ", "gửi", "ký", "số", "còn", "hết", "phải", "khi", "nếu", "thực", "đạt",
    "xác", "kết", "thông", "áp", "hiện", "tổ", "báo", "trình", "đề", "trả", "thay", "bãi", "ủy",
    "đồng", "xử", "giải", "tiếp", "lấy", "cấp", "các", "những", "mọi", "một", "ra", "lên", "vào",
    "tuy", "nhưng", "nên", "vì", "bởi", "qua", "sau", "trước", "đối", "liên", "chấn", "quán",
    "góp", "mời", "vừa", "kịp", "cử", "thành", "chưa", "nhất", "chấp", "tham", "đôn", "nhắc",
    "lưu", "kể",
];

/// Heads behind which the field of work may stand in small letters.
const OPEN_HEADS: &[&str] = &[
    "ban chỉ đạo",
    "ban quản lý",
    "hội đồng",
    "tổ công tác",
    "tổ giúp việc",
    "đoàn kiểm tra",
    "đoàn thanh tra",
    "đoàn giám sát",
    "đoàn công tác",
    "đảng ủy khối",
    "cao đẳng",
    "công ty",
    "bcđ",
];

/// Words that begin like the head of a name and are none.
const NO_HEADS: &[&str] = &[
    "hội nghị",
    "hội thảo",
    "hội thi",
    "ban hành",
    "bộ phận",
    "bộ tiêu chí",
    "bộ chỉ số",
    "bộ luật",
    "báo cáo",
    "phòng chống",
    "vụ việc",
];

/// Words that never belong to a name even at the start of a line; other capitalised words may be proper names.
const CAPITAL_STOPS: &[&str] = &[
    "về",
    "căn cứ",
    "theo",
    "số",
    "ngày",
    "tại",
    "điều",
    "và",
    "do",
    "giải trình",
    "ghi chú",
    "lý do",
    "minh chứng",
    "đường dẫn",
];

/// More words would be a sentence.
const LONGEST: usize = 24;

/// How the last word of the name so far lets it go on.
#[derive(Clone, Copy, PartialEq)]
enum After {
    /// A phrase of the tables: complete as it stands.
    Known,
    /// A head that says nothing of its field yet, which may follow in small letters.
    Open,
    /// A kind of area: its proper name follows.
    Area,
    /// A word of the proper name of an area.
    AreaName,
    /// A word that no table knows, after which this many lower-case syllables stood.
    Unknown(u8),
}

/// The end of the name of a body that begins at `at`.
pub(crate) fn name_at(prose: &Prose, at: usize) -> Option<usize> {
    let (mut end, has_capitals) = head_at(prose, at)?;
    let mut after = state_behind_known(prose, end);
    for _ in 0..LONGEST {
        let start = prose.skip_gap(end);
        if start == end && after != After::Area || breaks_between(&prose.text()[end..start]) {
            break;
        }
        if prose.char_at(start) == Some('.') && after == After::Area && ends_with_tp(prose, end) {
            end = start + 1;
            continue;
        }
        let Some((next, state)) = word_of_name(prose, start, after, has_capitals) else { break };
        (end, after) = (next, state);
    }
    Some(end)
}

/// Whether a body's name begins at `at`.
pub(crate) fn begins_at(prose: &Prose, at: usize) -> bool {
    head_at(prose, at).is_some()
}

/// Whether a line of a header begins with the head of a body's name.
pub(crate) fn is_head(line: &str) -> bool {
    let prose = Prose::new(line);
    WORDS.heads.longest_at(&prose, 0).is_some()
}

/// The end of the head at `at`, and whether it is written with capitals where names have them.
fn head_at(prose: &Prose, at: usize) -> Option<(usize, bool)> {
    let found = if is_capital(prose, at) {
        WORDS.heads.longest_at(prose, at).map(|(_, end)| (end, true))
    } else {
        WORDS.certain.longest_at(prose, at).map(|(_, end)| (end, false))
    };
    found.filter(|_| prose.any_phrase_at(at, NO_HEADS).is_none())
}

fn word_of_name(
    prose: &Prose,
    at: usize,
    after: After,
    has_capitals: bool,
) -> Option<(usize, After)> {
    let word = prose.word_at(at);
    if word.is_empty() {
        return None;
    }
    let capital = is_capital(prose, at);
    let lower = prose.lower().get(word.clone())?;
    let area = WORDS.areas.longest_at(prose, at).map(|(_, end)| end);
    let known = [&WORDS.fields, &WORDS.heads, &WORDS.provinces]
        .into_iter()
        .filter(|_| capital || !has_capitals || after == After::Open)
        .filter_map(|phrases| phrases.longest_at(prose, at))
        .map(|(_, end)| end)
        .max();
    // "Tỉnh ủy" begins with a kind of area but is a body.
    if let Some(end) = area.filter(|area| known.is_none_or(|known| known <= *area)) {
        return Some((end, After::Area));
    }
    if let Some(end) = known.filter(|end| after != After::Area || *end > word.end) {
        return Some((end, state_behind_known(prose, end)));
    }
    if after == After::Area {
        let is_name = capital || !has_capitals || lower.bytes().all(|b| b.is_ascii_digit());
        return (is_name && !is_stop(prose, at)).then_some((word.end, After::AreaName));
    }
    let begins_document = capital && doc_type::name_at(prose, at).is_some();
    if begins_document || is_stop(prose, at) {
        return None;
    }
    match after {
        After::AreaName if capital || !has_capitals => Some((word.end, After::AreaName)),
        After::Known | After::Open | After::Unknown(_) if capital => {
            Some((with_ampersand(prose, word.end), After::Unknown(0)))
        }
        After::Open => Some((word.end, After::Unknown(0))),
        After::Unknown(syllables @ 0..2) => Some((word.end, After::Unknown(syllables + 1))),
        _ => None,
    }
}

fn state_behind_known(prose: &Prose, end: usize) -> After {
    let is_open = OPEN_HEADS.iter().any(|head| prose.phrase_before(end, head).is_some());
    if is_open { After::Open } else { After::Known }
}

/// The end of an abbreviation that `&` joins: `TN&MT`.
fn with_ampersand(prose: &Prose, end: usize) -> usize {
    match prose.char_at(end) {
        Some('&') if is_capital(prose, end + 1) => prose.word_at(end + 1).end,
        _ => end,
    }
}

fn is_stop(prose: &Prose, at: usize) -> bool {
    if is_capital(prose, at) {
        return prose.any_phrase_at(at, CAPITAL_STOPS).is_some();
    }
    prose.lower().get(prose.word_at(at)).is_some_and(|word| STOPS.contains(&word))
        || prose.is_unaccented() && prose.any_phrase_at(at, STOPS).is_some()
}

fn is_capital(prose: &Prose, at: usize) -> bool {
    prose.char_at(at).is_some_and(char::is_uppercase)
}

fn ends_with_tp(prose: &Prose, end: usize) -> bool {
    prose.phrase_before(end, "tp").is_some()
}

/// A name goes on over one line break, not over an empty line.
fn breaks_between(gap: &str) -> bool {
    gap.matches('\n').count() > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_end_where_the_body_does() {
        let check = |text: &str, name: &str| {
            let prose = Prose::new(text);
            assert_eq!(name_at(&prose, 0).map(|end| &prose.text()[..end]), Some(name), "{text}");
        };
        check("UBND tỉnh Đắk Lắk về giao chỉ tiêu", "UBND tỉnh Đắk Lắk");
        check("Chính phủ quy định chức năng", "Chính phủ");
        check("Chính\nphủ ban hành Chương trình", "Chính\nphủ");
        check("Bộ Nội vụ hướng dẫn", "Bộ Nội vụ");
        check("Bộ trưởng Bộ Nội vụ;", "Bộ trưởng Bộ Nội vụ");
        check("Thủ tướng Chính phủ phê duyệt", "Thủ tướng Chính phủ");
        check("Sở Văn hóa, Thể thao và Du lịch, Sở Y tế", "Sở Văn hóa, Thể thao và Du lịch");
        check("Sở Lao động – Thương binh và Xã hội về", "Sở Lao động – Thương binh và Xã hội");
        check("Sở Tài nguyên và Môi trường và Sở Xây dựng", "Sở Tài nguyên và Môi trường");
        check("UBND xã Hòa Sơn thì việc", "UBND xã Hòa Sơn");
        check("UBND TP. Cần Thơ giao", "UBND TP. Cần Thơ");
        check(
            "Ban Chỉ đạo chuyển đổi số tỉnh Lai Châu giao",
            "Ban Chỉ đạo chuyển đổi số tỉnh Lai Châu",
        );
        check("Hội đồng thẩm định về", "Hội đồng thẩm định");
        check("Chi cục Kiểm lâm vùng II nêu", "Chi cục Kiểm lâm vùng II");
        check("UBND quận 1 giao", "UBND quận 1");
        check("Bộ TN&MT về", "Bộ TN&MT");
        check("UBND tỉnh, Sở đề nghị", "UBND tỉnh");
        check("Chủ tịch UBND huyện Ba Bể ký", "Chủ tịch UBND huyện Ba Bể");
        check("Ban Thường vụ Tỉnh ủy", "Ban Thường vụ Tỉnh ủy");
        check("UBND thành phố Đồng Hới về", "UBND thành phố Đồng Hới");
        check("UBND tỉnh\nVề việc", "UBND tỉnh");
        check("UBND tỉnh\nGiải trình: số liệu", "UBND tỉnh");
        check("Trung tâm Khuyến nông Quảng Trị nêu", "Trung tâm Khuyến nông Quảng Trị");
        check("Ủy ban Thường vụ Quốc hội", "Ủy ban Thường vụ Quốc hội");
        check("UBND tỉnh Lai Châu\nKế hoạch số", "UBND tỉnh Lai Châu");
        check("ubnd huyện ba bể", "ubnd huyện ba bể");
        check("thủ tướng chính phủ", "thủ tướng chính phủ");
        check("So Noi vu tinh Ben Tre", "So Noi vu tinh Ben Tre");
        assert_eq!(name_at(&Prose::new("bộ tiêu chí"), 0), None);
        assert_eq!(name_at(&Prose::new("Quyết định số"), 0), None);
    }
}
