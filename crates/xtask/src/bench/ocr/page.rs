//! Invented letters of one page, and what stands in them.

use jiff::civil::Date;
use testkit::{
    letter::{Block, Issued, Letter, Signer},
    pdf::{self, Fonts},
};

use crate::damage::Random;

/// How many document numbers a letter has, its own included.
pub(super) const NUMBERS: usize = 12;

/// Symbols as they stand behind number and year.
const OF_YEARS: [&str; 5] = ["NĐ-CP", "TT-BNV", "TT-BTTTT", "NQ-HĐND", "QĐ-UBND"];
const WITHOUT_YEAR: [&str; 10] = [
    "QĐ-UBND",
    "KH-UBND",
    "BC-SNV",
    "TB-STP",
    "CT-TTg",
    "VPCP-KSTT",
    "SNV-CCHC",
    "BC-UBND",
    "QĐ-BNV",
    "TTr-STC",
];

/// Sentences with a place for a number.
const SENTENCES: [&str; 8] = [
    "Thực hiện văn bản số {} về công tác cải cách hành chính, các cơ quan, đơn vị đã rà soát thủ tục hành \
     chính thuộc phạm vi quản lý và báo cáo kết quả đúng thời hạn.",
    "Theo kế hoạch số {}, việc tiếp nhận, giải quyết và trả kết quả được thực hiện tại bộ phận một cửa; người \
     dân được hướng dẫn nộp hồ sơ trực tuyến.",
    "Kết quả kiểm tra nêu tại văn bản số {} cho thấy kỷ luật, kỷ cương hành chính được giữ vững, trách nhiệm \
     người đứng đầu được nâng lên.",
    "Ngoài ra, văn bản số {} yêu cầu bố trí đủ máy tính, mạng và phần mềm để xử lý hồ sơ công việc trên môi \
     trường điện tử.",
    "Đối với lĩnh vực tài chính, văn bản số {} giao quyền tự chủ cho các đơn vị sự nghiệp công lập theo đúng \
     quy định của pháp luật.",
    "Việc sắp xếp tổ chức bộ máy được thực hiện theo văn bản số {}, bảo đảm tinh gọn, hiệu lực, hiệu quả và \
     không làm gián đoạn công việc.",
    "Căn cứ văn bản số {}, cơ quan chuyên môn đã công khai đầy đủ quy trình, thành phần hồ sơ và phí, lệ phí \
     của từng thủ tục.",
    "Những khó khăn, vướng mắc được tổng hợp tại văn bản số {} và kiến nghị cấp có thẩm quyền xem xét, giải \
     quyết dứt điểm.",
];

/// A letter with what stands in it.
pub(super) struct Page {
    letter: Letter,
    /// The numbers, its own first.
    pub(super) numbers: Vec<String>,
    /// The text between letterhead and signature, whose order nobody disputes.
    pub(super) body: String,
}

impl Page {
    /// The letter of this seed.
    pub(super) fn invented(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let mut numbers = vec![format!("{}/BC-SNV", 1 + random.below(2_999))];
        let mut paragraphs = Vec::new();
        while numbers.len() < NUMBERS {
            let number = number(&mut random);
            if numbers.contains(&number) {
                continue;
            }
            let sentence = SENTENCES[(numbers.len() + random.below(2)) % SENTENCES.len()];
            paragraphs.push(sentence.replace("{}", &number));
            numbers.push(number);
        }
        let letter = Letter {
            parent: Some("Ủy ban nhân dân\ntỉnh An Bình".to_owned()),
            issuer: "Sở Nội vụ".to_owned(),
            number: numbers[0].clone(),
            place: "An Bình".to_owned(),
            issued: Issued::On(Date::constant(2025, 12, 15)),
            doc_type: Some("Báo cáo".to_owned()),
            subject: "Kết quả công tác cải cách hành chính năm 2025".to_owned(),
            addressees: Vec::new(),
            body: paragraphs.iter().cloned().map(Block::Paragraph).collect(),
            signer: Signer {
                authority: vec!["GIÁM ĐỐC".to_owned()],
                position: String::new(),
                name: "Trần Văn Hòa".to_owned(),
            },
            recipients: vec!["Như trên;".to_owned()],
        };
        Self { letter, numbers, body: paragraphs.join(" ") }
    }

    /// The letter as it is printed.
    pub(super) fn to_pdf(&self, fonts: &Fonts) -> Vec<u8> {
        pdf::write(&self.letter, fonts)
    }
}

fn number(random: &mut Random) -> String {
    let longest = [99, 999, 2_999][random.below(3)];
    let sequence = 1 + random.below(longest);
    if random.below(3) == 0 {
        let symbol = OF_YEARS[random.below(OF_YEARS.len())];
        format!("{sequence}/{}/{symbol}", 2010 + random.below(16))
    } else {
        format!("{sequence}/{}", WITHOUT_YEAR[random.below(WITHOUT_YEAR.len())])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_invents_the_same_letter_with_all_its_numbers() {
        let page = Page::invented(7);
        assert_eq!(page.numbers, Page::invented(7).numbers);
        assert_ne!(page.numbers, Page::invented(8).numbers);
        assert_eq!(page.numbers.len(), NUMBERS);
        assert!(page.numbers[1..].iter().all(|number| page.body.contains(number.as_str())));
    }
}
