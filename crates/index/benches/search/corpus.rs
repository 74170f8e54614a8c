//! Documents of about two kilobytes, as an administration writes them, from a seed.
//!
//! Their words are compounds that share syllables (`cải cách`, `cách làm`, `cải tạo`), as Vietnamese words do: a ranking
//! by syllables alone confuses them.

use index::{Entry, ObjectEntries};
use model::{
    Document, DocumentNumber, ObjectKey, PartialDate, UnitId, abbreviation::ABBREVIATIONS,
    document::PartBuilder, dossier::FilePath, facts::Facts, reading::ReadState,
};

/// What documents are about.
const SUBJECTS: &[&str] = &[
    "cải cách hành chính",
    "chuyển đổi số",
    "kiểm soát thủ tục",
    "dịch vụ công trực tuyến",
    "bưu chính công ích",
    "vị trí việc làm",
    "tinh giản biên chế",
    "sắp xếp tổ chức bộ máy",
    "tự chủ tài chính",
    "kiến trúc chính quyền điện tử",
    "an toàn thông tin",
    "một cửa liên thông",
    "thi đua khen thưởng",
    "đánh giá cán bộ",
    "luân chuyển công chức",
    "kỷ luật kỷ cương",
    "tiếp công dân",
    "giải quyết khiếu nại",
    "phòng chống tham nhũng",
    "thực hành tiết kiệm",
    "quy hoạch đất đai",
    "giải phóng mặt bằng",
    "đầu tư công trung hạn",
    "thu hút đầu tư",
    "đăng ký kinh doanh",
    "hỗ trợ doanh nghiệp",
    "khởi nghiệp sáng tạo",
    "hợp tác xã kiểu mới",
    "nông thôn mới nâng cao",
    "giảm nghèo bền vững",
    "bảo vệ môi trường",
    "xử lý rác thải",
    "cấp nước sạch",
    "phòng cháy chữa cháy",
    "an toàn giao thông",
    "trật tự đô thị",
    "quản lý xây dựng",
    "nhà ở xã hội",
    "bảo hiểm y tế",
    "khám bệnh chữa bệnh",
    "phòng chống dịch",
    "an toàn thực phẩm",
    "giáo dục phổ thông",
    "phổ cập mầm non",
    "đào tạo nghề",
    "việc làm thanh niên",
    "người có công",
    "trẻ em mồ côi",
    "bình đẳng giới",
    "văn hóa cơ sở",
    "di sản lịch sử",
    "du lịch sinh thái",
    "thể thao quần chúng",
    "báo chí xuất bản",
    "lưu trữ lịch sử",
    "văn thư điện tử",
    "chữ ký số chuyên dùng",
    "kho dữ liệu dùng chung",
    "định danh điện tử",
    "hộ tịch điện tử",
    "công chứng chứng thực",
    "trợ giúp pháp lý",
    "phổ biến pháp luật",
    "rà soát văn bản",
    "kiểm tra công vụ",
    "khảo sát hài lòng",
    "chỉ số năng lực cạnh tranh",
    "hội nhập quốc tế",
];

/// What documents do about it.
const ACTIONS: &[&str] = &[
    "triển khai thực hiện",
    "kiểm tra đánh giá",
    "sơ kết giữa kỳ",
    "tổng kết toàn diện",
    "phân công trách nhiệm",
    "bổ sung kinh phí",
    "điều chỉnh tiến độ",
    "khắc phục hạn chế",
    "nâng cao chất lượng",
    "tăng cường phối hợp",
    "công khai kết quả",
    "lấy ý kiến góp ý",
    "tập huấn bồi dưỡng",
    "tuyên truyền phổ biến",
    "giám sát phản biện",
    "ứng dụng công nghệ",
    "cải tạo nâng cấp",
    "thống kê báo cáo",
    "xây dựng đề án",
    "ban hành quy chế",
];

/// Where.
const PLACES: &[&str] = &[
    "An Bình",
    "Đông Giang",
    "Hà Tân",
    "Phú Lộc",
    "Tân Hòa",
    "Bình Minh",
    "Thạnh Phú",
    "Vĩnh Thuận",
    "Long Sơn",
    "Hưng Yên Tây",
    "Mỹ Lâm",
    "Quế Phong",
    "Sơn Thủy",
    "Trà Ôn Đông",
    "Yên Lạc",
    "Xuân Trường",
    "Hòa Thành",
    "Kim Đồng",
    "Lạc Thủy Nam",
    "Nam Thắng",
    "Cẩm Khê",
    "Đại Từ Bắc",
    "Gia Nghĩa Hạ",
    "Thanh Chương Thượng",
    "Phong Điền Trung",
    "Tam Nông",
    "Bảo Yên",
    "Chợ Mới Tây",
    "Duy Tiên",
    "Ea Kar Đông",
];

/// Syllables in compounds that stand between.
const FILLERS: &[&str] = &[
    "căn cứ tình hình thực tế",
    "trên cơ sở ý kiến thống nhất",
    "theo chức năng nhiệm vụ được giao",
    "bảo đảm đúng thời gian quy định",
    "phối hợp chặt chẽ với các cơ quan liên quan",
    "kịp thời báo cáo cấp có thẩm quyền xem xét",
    "chịu trách nhiệm trước pháp luật",
    "góp phần hoàn thành mục tiêu đã đề ra",
    "cách làm mới của từng địa phương",
    "hành động cụ thể, chính sách phù hợp",
    "cải tiến lề lối làm việc",
    "số liệu được cập nhật thường xuyên",
    "công tác phối hợp còn hạn chế",
    "một số nơi chưa chủ động",
    "nguồn lực còn khó khăn",
    "người đứng đầu trực tiếp chỉ đạo",
    "quá trình tổ chức thực hiện",
    "nội dung trọng tâm của năm",
    "thủ trưởng các đơn vị nghiêm túc thực hiện",
    "kết quả đạt được là tích cực",
    "chuyển biến rõ nét trong nhận thức",
    "đổi mới phương thức hoạt động",
    "dịch vụ được mở rộng",
    "trực tiếp và trực tuyến tại bộ phận tiếp nhận",
    "tỷ lệ năm sau cao hơn năm trước",
    "kiểm điểm làm rõ nguyên nhân",
    "soát xét lại toàn bộ quy trình",
    "thủ tục được rút ngắn",
    "tuyển chọn cán bộ có năng lực",
    "tài sản công được quản lý chặt chẽ",
    "chính quyền cơ sở gần dân",
    "điện lực và viễn thông bảo đảm thông suốt",
    "thông báo rộng rãi để người dân biết",
];

const TYPES: &[(&str, &str)] = &[
    ("quyết định", "QĐ"),
    ("kế hoạch", "KH"),
    ("báo cáo", "BC"),
    ("thông báo", "TB"),
    ("chỉ thị", "CT"),
];

const BODIES: &[&str] = &["UBND", "SNV", "STC", "SYT", "SXD", "HĐND", "VP", "BDT"];

/// A stream of numbers that is the same for the same seed (SplitMix64).
pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(super) fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    /// The first ones more often than the last, as words are.
    pub(super) fn pick<'t, T: ?Sized>(&mut self, texts: &[&'t T]) -> &'t T {
        let (one, other) = (self.below(texts.len()), self.below(texts.len()));
        texts[one.min(other)]
    }
}

/// What one document is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Topic {
    pub(super) doc_type: &'static str,
    pub(super) action: &'static str,
    pub(super) subject: &'static str,
    pub(super) other: &'static str,
    pub(super) place: &'static str,
    pub(super) year: usize,
}

/// The usual abbreviation of a subject, where it has one.
pub(super) fn abbreviated(subject: &str) -> Option<&'static str> {
    ABBREVIATIONS.iter().find(|known| known.long == subject).map(|known| known.short)
}

/// Whether a document abbreviates what can be abbreviated: every third one does.
pub(super) fn abbreviates(document: usize) -> bool {
    document.is_multiple_of(3)
}

/// The documents, made when they are asked for.
pub(super) struct Corpus {
    len: usize,
    bytes: u64,
}

impl Corpus {
    pub(super) fn new(len: usize) -> Self {
        let mut corpus = Self { len, bytes: 0 };
        let bytes = |document: usize| {
            corpus.paragraphs(document).iter().map(|text| text.len() as u64 + 1).sum::<u64>()
        };
        corpus.bytes = (0..len).map(bytes).sum();
        corpus
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    pub(super) fn topic(&self, document: usize) -> Topic {
        let mut chance = Chance::new(document as u64);
        let (doc_type, _) = TYPES[document % TYPES.len()];
        Topic {
            doc_type,
            action: chance.pick(ACTIONS),
            subject: chance.pick(SUBJECTS),
            other: chance.pick(SUBJECTS),
            place: chance.pick(PLACES),
            year: 2015 + chance.below(11),
        }
    }

    /// Every number is borne by one document, but for each hundredth, which has the number of the one before it.
    pub(super) fn number(&self, document: usize) -> String {
        let of = if document % 100 == 99 { document - 1 } else { document };
        let (_, symbol) = TYPES[of % TYPES.len()];
        let body = BODIES[of / TYPES.len() % BODIES.len()];
        let sequence = of / (TYPES.len() * BODIES.len()) + 1;
        format!("{sequence}/{symbol}-{body}")
    }

    /// Words that stand together in a document.
    pub(super) fn phrase(&self, document: usize) -> String {
        let Topic { place, action, .. } = self.topic(document);
        format!("{place} đã {action}")
    }

    pub(super) fn paragraphs(&self, document: usize) -> Vec<String> {
        let topic = self.topic(document);
        let Topic { doc_type, action, subject, other, place, year } = &topic;
        let written =
            |subject| abbreviated(subject).filter(|_| abbreviates(document)).unwrap_or(subject);
        let (subject, other) = (written(subject), written(other));
        let mut chance = Chance::new(document as u64 + 1_000_000_007);
        let mut paragraphs = vec![
            format!("Số: {}", self.number(document)),
            format!(
                "{} về việc {action} {subject} tại {place} năm {year}",
                doc_type.to_uppercase()
            ),
        ];
        let mut length: usize = paragraphs.iter().map(String::len).sum();
        let mut tells = vec![
            format!("Trong năm {year}, {place} đã {action} {subject}, gắn với {other}."),
            format!("Về {other}: {place} tiếp tục thực hiện theo tiến độ."),
        ];
        while length < 1_950 {
            let mut sentence = match tells.pop() {
                Some(sentence) => sentence,
                // Other documents' subjects are mentioned in passing, so that words alone do not tell them apart.
                None if chance.below(3) == 0 => {
                    format!("Liên quan đến {}, {}.", chance.pick(SUBJECTS), chance.pick(FILLERS))
                }
                None => format!("{} và {}.", chance.pick(FILLERS), chance.pick(FILLERS)),
            };
            if chance.below(4) == 0 {
                sentence.push_str(&format!(
                    " Đạt {},{}%.",
                    60 + chance.below(40),
                    chance.below(100)
                ));
            }
            length += sentence.len() + 1;
            paragraphs.push(sentence);
        }
        paragraphs
    }

    pub(super) fn object(&self, document: usize) -> ObjectEntries {
        let topic = self.topic(document);
        let mut flow = PartBuilder::flow();
        self.paragraphs(document).iter().for_each(|paragraph| flow.paragraph(paragraph));
        let mut facts = Facts::default();
        facts.header.number = DocumentNumber::parse(&self.number(document)).ok();
        facts.header.date = PartialDate::from_year(topic.year as i16).ok();
        facts.header.issuer = Some(format!("UBND {}", topic.place));
        facts.header.doc_type = Some(model::facts::DocType::new(topic.doc_type));
        let unit = UnitId::new(format!("don-vi-{}", document % 60)).expect("valid");
        let key = ObjectKey::new(format!("{unit}/{document}.docx")).expect("valid");
        let entry = Entry {
            file: FilePath::of_object(key.clone()),
            read: ReadState::Full,
            document: Document::new(vec![flow.finish()]),
            facts,
        };
        ObjectEntries { key, unit, reading: None, entries: vec![entry] }
    }
}

/// Which document a file is.
pub(super) fn position_of(file: &FilePath) -> usize {
    let path = file.to_string();
    let name = path.rsplit('/').next().and_then(|name| name.strip_suffix(".docx"));
    name.and_then(|name| name.parse().ok()).expect("files are named by their position")
}
