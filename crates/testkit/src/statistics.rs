//! A letter as plain XML, as reporting systems export their statistics: heading, lines of text, rows of figures.

use crate::{
    letter::{Block, Letter, Placed, Table},
    markup::Markup,
};

/// The letter as XML of no standard vocabulary.
#[must_use]
pub fn write(letter: &Letter) -> Vec<u8> {
    let mut markup = Markup::document();
    markup.element("BaoCaoThongKe", "", |markup| {
        markup.newline();
        markup.element("TieuDe", "", |markup| {
            if let Some(parent) = letter.parent_in_one_line() {
                line(markup, "CoQuanChuQuan", &parent.to_uppercase());
            }
            line(markup, "CoQuanBanHanh", &letter.issuer_in_one_line().to_uppercase());
            line(markup, "QuocHieu", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM");
            line(markup, "TieuNgu", "Độc lập - Tự do - Hạnh phúc");
            line(markup, "SoKyHieu", &format!("Số: {}", letter.number));
            let dated = format!("{}, {}", letter.place, letter.issued.in_words());
            line(markup, "NgayBanHanh", &dated);
            if let Some(doc_type) = &letter.doc_type {
                line(markup, "LoaiVanBan", &doc_type.to_uppercase());
            }
            line(markup, "TrichYeu", &letter.subject);
        });
        markup.newline();
        markup.element("NoiDung", "", |markup| {
            for block in &letter.body {
                match block {
                    Block::Basis(text)
                    | Block::Heading(text)
                    | Block::Centred(text)
                    | Block::Paragraph(text)
                    | Block::Item(text) => line(markup, "Doan", text),
                    Block::Article { label, text } => {
                        line(markup, "Doan", &format!("{label} {text}"));
                    }
                    Block::Table(table) => rows(markup, table),
                }
            }
        });
        markup.newline();
        markup.element("NguoiKy", "", |markup| {
            letter.signer.authority.iter().for_each(|text| line(markup, "ThamQuyen", text));
            line(markup, "ChucVu", &letter.signer.position);
            line(markup, "HoTen", &letter.signer.name);
        });
    });
    markup.into_bytes()
}

/// The rows below the header, each cell an element with the heading of its column.
fn rows(markup: &mut Markup, table: &Table) {
    let placed = table.placed();
    let heading = |column: usize| {
        let covers = |at: &&Placed<'_>| {
            at.row < table.header_rows
                && (at.column..at.column + at.cell.column_span).contains(&column)
        };
        placed.iter().filter(covers).map(|at| at.cell.printed()).collect::<Vec<_>>().join(" - ")
    };
    for row in table.header_rows..table.rows.len() {
        markup.element("Dong", "", |markup| {
            for at in placed.iter().filter(|at| at.row == row) {
                let name = quick_xml::escape::escape(heading(at.column)).into_owned();
                markup.element("O", &format!("cot=\"{name}\""), |markup| {
                    markup.text(&at.cell.printed());
                });
            }
        });
        markup.newline();
    }
}

fn line(markup: &mut Markup, name: &str, text: &str) {
    markup.leaf(name, text);
    markup.newline();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::letter::sample;

    #[test]
    fn cells_name_their_column_with_the_headings_above_it() {
        let text = String::from_utf8(write(&sample::report())).expect("UTF-8");
        assert!(text.contains("<O cot=\"Hồ sơ - Tiếp nhận\">12.345</O>"), "{text}");
        assert!(text.contains("<SoKyHieu>Số: 215/BC-SNV</SoKyHieu>"));
        assert!(text.contains("12 sở, ngành &amp; tương đương;"));
    }
}
