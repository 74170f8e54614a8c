//! A form: the words that all units share that fill it in, and the places for what each has of its own.

use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

/// Compounds of which sentences are made.
const WORDS: [&str; 96] = [
    "cải cách",
    "hành chính",
    "thủ tục",
    "hồ sơ",
    "tiếp nhận",
    "giải quyết",
    "đúng hạn",
    "trực tuyến",
    "một cửa",
    "liên thông",
    "kiểm tra",
    "đánh giá",
    "kế hoạch",
    "báo cáo",
    "thực hiện",
    "triển khai",
    "tổ chức",
    "bộ máy",
    "cán bộ",
    "công chức",
    "viên chức",
    "vị trí",
    "việc làm",
    "tinh giản",
    "biên chế",
    "tài chính",
    "ngân sách",
    "tự chủ",
    "đơn vị",
    "sự nghiệp",
    "địa phương",
    "chính quyền",
    "điện tử",
    "chuyển đổi",
    "dữ liệu",
    "nền tảng",
    "kết nối",
    "chia sẻ",
    "an toàn",
    "thông tin",
    "phần mềm",
    "người dân",
    "doanh nghiệp",
    "hài lòng",
    "khảo sát",
    "tuyên truyền",
    "phổ biến",
    "pháp luật",
    "văn bản",
    "rà soát",
    "sửa đổi",
    "bổ sung",
    "thay thế",
    "bãi bỏ",
    "công khai",
    "minh bạch",
    "niêm yết",
    "phản ánh",
    "kiến nghị",
    "khiếu nại",
    "tố cáo",
    "đối thoại",
    "tiếp dân",
    "lãnh đạo",
    "chỉ đạo",
    "điều hành",
    "trách nhiệm",
    "người đứng đầu",
    "phân cấp",
    "ủy quyền",
    "phối hợp",
    "giám sát",
    "thanh tra",
    "kỷ luật",
    "kỷ cương",
    "khen thưởng",
    "đào tạo",
    "bồi dưỡng",
    "tập huấn",
    "hội nghị",
    "sáng kiến",
    "mô hình",
    "giải pháp",
    "nhiệm vụ",
    "chỉ tiêu",
    "kết quả",
    "hạn chế",
    "nguyên nhân",
    "khó khăn",
    "vướng mắc",
    "phương hướng",
    "thời gian",
    "chất lượng",
    "hiệu quả",
    "nâng cao",
    "tăng cường",
];

/// Words that only bind.
const BINDING: [&str; 14] = [
    "và", "của", "về", "trong", "theo", "được", "đã", "tại", "cho", "với", "các", "những", "là",
    "để",
];

/// One line of a form.
#[derive(Clone)]
enum Line {
    /// The same words in every copy of the form.
    Fixed(String),
    /// Words of the form about figures of the unit: at each `{}` one of up to this many.
    Figures(String, u32),
    /// A sentence of the unit's own.
    Own,
}

/// The form of one kind of document.
#[derive(Clone)]
pub(crate) struct Form {
    lines: Vec<Line>,
    /// How many of a hundred figures stay as they were from one year to the next: agencies, communes, staff.
    pub(crate) percent_constant: u32,
}

impl Form {
    /// The form of this number. Every seventh has no figures; of the others some count small things, in which two units
    /// often agree by chance.
    pub(crate) fn new(seed: u64, number: u32) -> Self {
        let mut chance = ChaCha8Rng::seed_from_u64(seed);
        chance.set_stream(u64::from(number) << 32);
        let has_figures = number % 7 != 6;
        let most = [99, 400, 9_999, 250_000][number as usize % 4];
        // What a unit writes itself: of plans and minutes without figures a good part, of reports little.
        let percent_own = chance.random_range(if has_figures { 5..45 } else { 30..60 });
        let n_lines = chance.random_range(25..60);
        let lines = (0..n_lines)
            .map(|_| {
                let kind = chance.random_range(0..100);
                if kind < percent_own {
                    Line::Own
                } else if has_figures && kind < percent_own + 40 {
                    let n_figures = chance.random_range(1..4);
                    let words = (0..n_figures).map(|_| format!("{} {{}}", phrase(&mut chance, 2)));
                    Line::Figures(words.collect::<Vec<_>>().join(", "), most)
                } else {
                    Line::Fixed(sentence(&mut chance))
                }
            })
            .collect();
        Self { lines, percent_constant: 30 }
    }

    /// The text between the letterhead and the signature: `own` chooses words, `figures` what is counted.
    pub(crate) fn filled(
        &self,
        own: &mut ChaCha8Rng,
        figures: &mut dyn FnMut(u32) -> u32,
    ) -> String {
        let mut text = String::new();
        for line in &self.lines {
            match line {
                Line::Fixed(words) => text += words,
                Line::Own => text += &sentence(own),
                Line::Figures(words, most) => {
                    let mut parts = words.split("{}");
                    text += parts.next().expect("a split has a first part");
                    for part in parts {
                        text += &with_thousands(figures(*most));
                        text += part;
                    }
                }
            }
            text += ".\n";
        }
        text
    }
}

fn sentence(chance: &mut ChaCha8Rng) -> String {
    let n_words = chance.random_range(5..12);
    phrase(chance, n_words)
}

fn phrase(chance: &mut ChaCha8Rng, n_words: usize) -> String {
    let mut words = Vec::with_capacity(2 * n_words);
    for _ in 0..n_words {
        words.push(WORDS[chance.random_range(0..WORDS.len())]);
        if chance.random_bool(0.3) {
            words.push(BINDING[chance.random_range(0..BINDING.len())]);
        }
    }
    words.join(" ")
}

/// `1234` as `1.234`.
fn with_thousands(number: u32) -> String {
    if number < 1_000 {
        number.to_string()
    } else {
        format!("{}.{:03}", number / 1_000, number % 1_000)
    }
}
