//! Does a letterhead state the document's own number or date twice, and not the same?
//!
//! Number and date are stamped on at signing, into a blank of the letterhead or beside it; where the text was typed with
//! others, or stamped again, both stand there. Only what cannot be said of another document counts: a number of the same
//! symbol introduced as the document's own, a date behind a place. Refuses to know which of the two is right, and which
//! was stamped.

use std::ops::Range;

use model::{QuoteRecord, facts::Restated};

use super::{OwnDate, own_dates};
use crate::{number::Numbered, prose::Prose};

/// The first number and date at the top that differ from those that stand first; `owns` are the numbers of its own
/// behind the first.
pub(super) fn read(
    prose: &Prose,
    own: Option<&Numbered>,
    mut owns: impl Iterator<Item = Numbered>,
    quote: &impl Fn(Range<usize>) -> Option<QuoteRecord>,
) -> Option<Restated> {
    let other = own.and_then(|own| {
        owns.find(|other| {
            other.symbol == own.symbol && !other.number.eq_ignoring_zeros(&own.number)
        })
    });
    let mut dates = own_dates(prose).filter_map(|dated| match dated {
        OwnDate::Stated { date, range } => Some((date, range)),
        OwnDate::Blank(_) => None,
    });
    let first = dates.next();
    let other_date = first.and_then(|(first, _)| {
        dates.find(|(date, range)| {
            prose.char_before(prose.skip_gap_back(range.start)) == Some(',')
                && !date.agrees_with(first)
        })
    });
    if other.is_none() && other_date.is_none() {
        return None;
    }
    let number_quote = other.as_ref().and_then(|other| quote(other.lead.start..other.span.end));
    let (date, range) = other_date.unzip();
    Some(Restated {
        number: other.map(|other| other.number),
        number_quote,
        date,
        date_quote: range.and_then(quote),
    })
}

#[cfg(test)]
mod tests {
    use model::{ContentHash, Document, document::PartBuilder};

    const MOTTO: &str = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM";

    /// What a letterhead of these lines states otherwise, as `number, its words; date, its words`.
    fn check(lines: &[&str], expect: Option<&str>) {
        let mut flow = PartBuilder::flow();
        flow.paragraph("BỘ NỘI VỤ");
        flow.paragraph(MOTTO);
        lines.iter().for_each(|line| flow.paragraph(line));
        flow.paragraph("QUYẾT ĐỊNH");
        flow.paragraph("Về việc phê duyệt Bộ chỉ số");
        flow.paragraph("Căn cứ Nghị định số 25/2025/NĐ-CP ngày 21 tháng 02 năm 2025;");
        flow.paragraph("Số: 1111/QĐ-BNV");
        let document = Document::new(vec![flow.finish()]);
        let (header, _) = super::super::read(&document, ContentHash::from_digest([1; 32]), None);
        let said = header.restated.map(|restated| {
            let words = |quote: Option<model::QuoteRecord>| quote.map(|quote| quote.text);
            let number = restated.number.map(|number| number.to_string());
            let date = restated.date.map(|date| date.to_string());
            let all = [number, words(restated.number_quote), date, words(restated.date_quote)];
            all.map(Option::unwrap_or_default).join("; ")
        });
        assert_eq!(said.as_deref(), expect, "{lines:?}");
    }

    #[test]
    fn a_stamped_number_or_day_beside_a_typed_one_is_told() {
        let place = "Hà Nội, ngày 15 tháng 10 năm 2025";
        check(&["Số: 1187/QĐ-BNV", place], None);
        check(
            &["Số: 1186/QĐ-BNV", place, "Số: 1187/QĐ-BNV"],
            Some("1187/QĐ-BNV; Số: 1187/QĐ-BNV; ; "),
        );
        check(
            &["Số: 1187/QĐ-BNV", place, "Hà Nội, ngày 10 tháng 10 năm 2025"],
            Some("; ; 2025-10-10; ngày 10 tháng 10 năm 2025"),
        );
    }

    #[test]
    fn the_same_twice_another_documents_number_and_a_stamp_of_arrival_are_not() {
        let place = "Hà Nội, ngày 15 tháng 10 năm 2025";
        check(&["Số: 1187/QĐ-BNV", place, "Số: 1187/QĐ-BNV", place], None);
        check(&["Số: 007/QĐ-BNV", place, "Số: 7/QĐ-BNV"], None);
        check(&["Số: 1187/QĐ-BNV", place, "Số: 12/TTr-SNV"], None);
        check(&["Số: 1187/QĐ-BNV", place, "CÔNG VĂN ĐẾN", "Số: 563", "Ngày: 20/10/2025"], None);
        check(&["Số: 1187/QĐ-BNV", "Hà Nội, ngày     tháng 10 năm 2025", place], None);
    }
}
