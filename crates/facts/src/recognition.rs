//! How far can a number be trusted that was recognised in an image? By how sure the recogniser was of it, and by the
//! other numbers of its document: one that stands alone beside a twin that the document has more often may be the twin.
//!
//! Refuses to know which of two numbers is right; what other documents say is for those who have them.

use std::collections::BTreeMap;

use model::{
    Document, DocumentNumber, PartialDate,
    document::{Span, TextSource},
    facts::{Citation, Header, Recognition},
    sheet::SelfScoreSheet,
};

/// How the words of a span were recognised; `None` where the file holds them as text.
pub(crate) fn of(document: &Document, span: &Span) -> Option<Recognition> {
    let part = document.parts().get(span.part)?;
    let percent = document.confidence(span).filter(|_| part.source() == TextSource::Ocr)?;
    Some(Recognition { percent, outnumbered_by: None })
}

/// Sets numbers that were recognised, and stand once, against those of the same document that stand more often.
pub(crate) fn weigh(
    header: &mut Header,
    citations: &mut [Citation],
    sheet: Option<&mut SelfScoreSheet>,
) {
    let counted = Counted::of(header, citations);
    if let (Some(number), Some(recognition)) = (&header.number, &mut header.number_recognition) {
        recognition.outnumbered_by = counted.twin_of(number, header.date);
    }
    let in_rows = sheet.into_iter().flat_map(|sheet| &mut sheet.rows);
    let in_rows = in_rows.flat_map(|row| &mut row.citations);
    for citation in citations.iter_mut().chain(in_rows) {
        if let Some(recognition) = &mut citation.recognition {
            recognition.outnumbered_by = counted.twin_of(&citation.number, citation.date);
        }
    }
}

/// How often each number stands in a document, and with which dates.
struct Counted {
    numbers: BTreeMap<DocumentNumber, (u32, Vec<PartialDate>)>,
}

impl Counted {
    fn of(header: &Header, citations: &[Citation]) -> Self {
        let own = header.number.iter().map(|number| (number, header.date));
        let cited = citations.iter().map(|citation| (&citation.number, citation.date));
        let mut numbers = BTreeMap::<DocumentNumber, (u32, Vec<PartialDate>)>::new();
        for (number, date) in own.chain(cited) {
            let (times, dates) = numbers.entry(number.clone()).or_default();
            *times += 1;
            dates.extend(date);
        }
        Self { numbers }
    }

    /// The number one sign away that stands more often than this one, which stands once; none where the dates that the
    /// text binds to both show two documents.
    fn twin_of(
        &self,
        number: &DocumentNumber,
        date: Option<PartialDate>,
    ) -> Option<DocumentNumber> {
        let times = |number| self.numbers.get(number).map_or(0, |(times, _)| *times);
        if times(number) != 1 {
            return None;
        }
        let can_be_it = |dates: &[PartialDate]| {
            dates.is_empty()
                || date.is_none_or(|date| dates.iter().any(|other| date.agrees_with(*other)))
        };
        self.numbers
            .iter()
            .filter(|(other, (times, dates))| {
                *times > 1 && number.is_one_sign_from(other) && can_be_it(dates)
            })
            .max_by_key(|(_, (times, _))| *times)
            .map(|(other, _)| other.clone())
    }
}

#[cfg(test)]
mod tests {
    use model::{ContentHash, document::PartBuilder, facts::Facts};

    use super::*;

    /// The facts of a page whose lines were recognised, each word as sure as this.
    fn recognised(lines: &[&str], percent: u8) -> Facts {
        let mut page = PartBuilder::page(1, 595.0, 842.0);
        page.came_from(TextSource::Ocr, "no-text");
        for line in lines {
            page.begin_paragraph();
            line.split(' ').for_each(|word| page.recognised_word(word, [0.0; 4], percent));
            page.end_paragraph();
        }
        let document = Document::new(vec![page.finish()]);
        crate::understand(&document, ContentHash::from_digest([3; 32]), None)
    }

    fn twins(facts: &Facts) -> Vec<Option<&str>> {
        let recognitions = facts.citations.iter().map(|citation| citation.recognition.as_ref());
        recognitions
            .map(|recognition| {
                Some(recognition.expect("recognised").outnumbered_by.as_ref()?.number())
            })
            .collect()
    }

    #[test]
    fn the_odd_one_is_doubted_and_says_for_which() {
        let facts = recognised(
            &[
                "Căn cứ Thông tư số 79/2024/TT-BCA của Bộ trưởng Bộ Công an;",
                "theo Thông tư số 72/2024/TT-BCA; sửa đổi Thông tư số 79/2024/TT-BCA;",
                "theo Nghị định số 151/2024/NĐ-CP.",
            ],
            93,
        );
        assert_eq!(twins(&facts), [None, Some("79/2024/TT-BCA"), None, None]);
        let doubtful: Vec<bool> = facts
            .citations
            .iter()
            .map(|citation| citation.recognition.as_ref().expect("recognised").is_doubtful())
            .collect();
        assert_eq!(doubtful, [false, true, false, false]);
    }

    #[test]
    fn two_that_stand_once_or_have_days_of_their_own_witness_nothing() {
        let once = recognised(&["theo 72/2024/TT-BCA và 79/2024/TT-BCA;"], 93);
        assert_eq!(twins(&once), [None, None]);
        let dated = recognised(
            &[
                "Thông tư số 79/2024/TT-BCA ngày 15 tháng 11 năm 2024;",
                "Thông tư số 72/2024/TT-BCA ngày 13 tháng 11 năm 2024;",
                "Thông tư số 79/2024/TT-BCA ngày 15 tháng 11 năm 2024.",
            ],
            93,
        );
        assert_eq!(twins(&dated), [None, None, None]);
    }

    #[test]
    fn what_the_recogniser_doubts_is_doubted_and_text_never_is() {
        let unsure = recognised(&["theo Quyết định số 12/QĐ-UBND"], 61);
        assert!(unsure.citations[0].recognition.as_ref().expect("recognised").is_doubtful());
        let mut flow = PartBuilder::flow();
        flow.paragraph("theo 72/2024/TT-BCA; 79/2024/TT-BCA; 79/2024/TT-BCA");
        let document = Document::new(vec![flow.finish()]);
        let facts = crate::understand(&document, ContentHash::from_digest([3; 32]), None);
        assert!(facts.citations.iter().all(|citation| citation.recognition.is_none()));
    }

    #[test]
    fn figures_and_the_abstract_say_how_sure_the_recogniser_was() {
        let lines = [
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Số: 448/BC-UBND",
            "BÁO CÁO",
            "Kết quả cải cách hành chính năm 2025",
            "Căn cứ kế hoạch, đơn vị báo cáo như sau:",
            "Tỷ lệ hồ sơ giải quyết đúng hạn năm 2025 đạt 78,5%.",
        ];
        let facts = recognised(&lines, 64);
        assert_eq!(facts.header.subject_recognised, Some(64));
        let figures: Vec<_> = facts.metrics.iter().map(|metric| metric.recognised).collect();
        assert_eq!(figures, [Some(64)]);
        // A scan without an abstract that could be read may be about anything.
        let bare = recognised(&[lines[0], lines[1]], 64);
        assert_eq!((bare.header.subject, bare.header.subject_recognised), (None, Some(0)));

        let mut flow = PartBuilder::flow();
        lines.iter().for_each(|line| flow.paragraph(line));
        let document = Document::new(vec![flow.finish()]);
        let text = crate::understand(&document, ContentHash::from_digest([3; 32]), None);
        assert_eq!(text.header.subject_recognised, None);
        assert_eq!(text.metrics.iter().map(|metric| metric.recognised).collect::<Vec<_>>(), [None]);
    }

    #[test]
    fn the_own_number_is_weighed_too() {
        let facts = recognised(
            &[
                "ỦY BAN NHÂN DÂN",
                "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
                "Số: 448/BC-UBND",
                "BÁO CÁO",
                "Kết quả công tác",
            ],
            74,
        );
        let recognition = facts.header.number_recognition.expect("recognised");
        assert_eq!((recognition.percent, recognition.is_doubtful()), (74, true));
    }
}
