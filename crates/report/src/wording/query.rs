//! What is wrong in a query, with the place of it, for whoever typed it.

use model::query::{MAX_QUERY_BYTES, QueryError, QueryErrorKind};

use crate::Language;

/// What is wrong, the query below it, and a mark under the place.
#[must_use]
pub fn query_error_text(error: &QueryError, language: Language) -> String {
    let part = error.query.get(error.at.clone()).unwrap_or_default();
    let sentence = sentence(&error.kind, part, language);
    if matches!(error.kind, QueryErrorKind::Empty | QueryErrorKind::TooLong) {
        return sentence;
    }
    let before = error.query.get(..error.at.start).unwrap_or_default().chars().count();
    let marks = part.chars().count().max(1);
    format!("{sentence}\n  {}\n  {}{}", error.query, " ".repeat(before), "^".repeat(marks))
}

fn sentence(kind: &QueryErrorKind, part: &str, language: Language) -> String {
    let vietnamese = language == Language::Vietnamese;
    let meant = |nearest: &Option<String>| match nearest {
        Some(nearest) if vietnamese => format!(" Có phải ý bạn là `{nearest}`?"),
        Some(nearest) => format!(" Did you mean `{nearest}`?"),
        None => String::new(),
    };
    match kind {
        QueryErrorKind::Empty => {
            language.pick("Câu tìm kiếm trống.", "The query is empty.").to_owned()
        }
        QueryErrorKind::TooLong if vietnamese => {
            format!("Câu tìm kiếm dài quá {MAX_QUERY_BYTES} byte.")
        }
        QueryErrorKind::TooLong => format!("The query is longer than {MAX_QUERY_BYTES} bytes."),
        QueryErrorKind::UnclosedQuote => language
            .pick("Dấu ngoặc kép mở ra chưa được đóng.", "The quotation mark is not closed.")
            .to_owned(),
        QueryErrorKind::UnknownField { nearest } if vietnamese => {
            let meant = meant(nearest);
            format!(
                "Không có trường `{part}`.{meant} Nếu là nội dung cần tìm, hãy đặt trong ngoặc kép."
            )
        }
        QueryErrorKind::UnknownField { nearest } => {
            let meant = meant(nearest);
            format!(
                "There is no field `{part}`.{meant} Put it in quotation marks to search for the text."
            )
        }
        QueryErrorKind::MissingValue if vietnamese => {
            format!("Trường `{part}` chưa có giá trị ngay sau dấu.")
        }
        QueryErrorKind::MissingValue => format!("The field `{part}` has no value after the sign."),
        QueryErrorKind::WrongOperator { allowed } if vietnamese => {
            format!("Trường `{part}` chỉ dùng với: {allowed}")
        }
        QueryErrorKind::WrongOperator { allowed } => {
            format!("The field `{part}` takes only: {allowed}")
        }
        QueryErrorKind::InvalidDate if vietnamese => {
            format!(
                "`{part}` không phải ngày: hãy viết 2019, 2019-10, 31/10/2019 hoặc 2019-01..2019-06."
            )
        }
        QueryErrorKind::InvalidDate => {
            format!("`{part}` is no date: write 2019, 2019-10, 31/10/2019 or 2019-01..2019-06.")
        }
        QueryErrorKind::InvalidValue if vietnamese => {
            format!("`{part}` không phải số: hãy viết như 95 hoặc 98,5.")
        }
        QueryErrorKind::InvalidValue => format!("`{part}` is no number: write 95 or 98.5."),
        QueryErrorKind::InvalidCriterion if vietnamese => {
            format!("`{part}` không phải mã tiêu chí: hãy viết như 1.3.1.")
        }
        QueryErrorKind::InvalidCriterion => {
            format!("`{part}` is no code of a criterion: write 1.3.1.")
        }
        QueryErrorKind::UnknownUnit { nearest } if vietnamese => {
            format!("Không có đúng một đơn vị khớp với `{part}`.{}", meant(nearest))
        }
        QueryErrorKind::UnknownUnit { nearest } => {
            format!("There is not exactly one unit for `{part}`.{}", meant(nearest))
        }
        QueryErrorKind::OnlyExclusions => language
            .pick(
                "Câu tìm kiếm chỉ có phần loại trừ: hãy thêm điều cần tìm.",
                "The query only excludes: add what to search for.",
            )
            .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use model::query::Query;

    use super::*;

    #[test]
    fn the_place_is_marked_under_the_query() {
        let check = |query: &str, language, expected: &str| {
            let error = Query::parse(query).expect_err("wrong");
            assert_eq!(query_error_text(&error, language), expected);
        };
        check(
            "cải cách loạii:qđ",
            Language::Vietnamese,
            "Không có trường `loạii`. Có phải ý bạn là `loại`? Nếu là nội dung cần tìm, hãy đặt trong ngoặc kép.\n  \
             cải cách loạii:qđ\n           ^^^^^",
        );
        check(
            "đúng_hạn<nhiều",
            Language::English,
            "`nhiều` is no number: write 95 or 98.5.\n  đúng_hạn<nhiều\n           ^^^^^",
        );
        check("", Language::Vietnamese, "Câu tìm kiếm trống.");
    }
}
