//! A letter as DOCX, as Word saves it: header in a table without rules, merged cells, a real list, text cut into runs.

use crate::{
    archive::zip,
    letter::{Block, Content, Letter, Table},
    markup::Markup,
};

/// The letter as DOCX.
#[must_use]
pub fn write(letter: &Letter) -> Vec<u8> {
    let document = document(letter);
    let core = core_properties(letter);
    zip([
        ("[Content_Types].xml", CONTENT_TYPES.as_bytes()),
        ("_rels/.rels", RELATIONSHIPS.as_bytes()),
        ("docProps/core.xml", &core),
        ("word/_rels/document.xml.rels", DOCUMENT_RELATIONSHIPS.as_bytes()),
        ("word/document.xml", &document),
        ("word/numbering.xml", NUMBERING.as_bytes()),
        ("word/styles.xml", STYLES.as_bytes()),
    ])
}

/// How a paragraph is set.
#[derive(Debug, Clone, Copy)]
struct Format {
    centred: bool,
    bold: bool,
    italic: bool,
    indented: bool,
    listed: bool,
    keep_with_next: bool,
}

const PLAIN: Format = Format {
    centred: false,
    bold: false,
    italic: false,
    indented: false,
    listed: false,
    keep_with_next: false,
};
const CENTRED: Format = Format { centred: true, ..PLAIN };
const CENTRED_BOLD: Format = Format { centred: true, bold: true, ..PLAIN };
const BODY: Format = Format { indented: true, ..PLAIN };

fn document(letter: &Letter) -> Vec<u8> {
    let mut markup = Markup::document();
    let namespace = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
    markup.element("w:document", namespace, |markup| {
        markup.element("w:body", "", |markup| {
            heading(markup, letter);
            title(markup, letter);
            letter.body.iter().for_each(|block| self::block(markup, block));
            closing(markup, letter);
            markup.element("w:sectPr", "", |markup| {
                markup.empty("w:pgSz", "w:w=\"11906\" w:h=\"16838\"");
                markup.empty(
                    "w:pgMar",
                    "w:top=\"1134\" w:right=\"850\" w:bottom=\"1134\" w:left=\"1701\" \
                     w:header=\"567\" w:footer=\"567\" w:gutter=\"0\"",
                );
            });
        });
    });
    markup.into_bytes()
}

/// The two columns at the top, as a table of two rows.
fn heading(markup: &mut Markup, letter: &Letter) {
    let number = |markup: &mut Markup| {
        paragraph(markup, CENTRED, &format!("Số: {}", letter.number));
        if letter.doc_type.is_none() {
            paragraph(markup, CENTRED, &format!("V/v {}", letter.subject));
        }
    };
    table_of(markup, false, &[4000, 5355], |markup| {
        markup.element("w:tr", "", |markup| {
            cell(markup, 4000, "", |markup| {
                for line in letter.parent.iter().flat_map(|parent| parent.lines()) {
                    paragraph(markup, CENTRED, &line.to_uppercase());
                }
                for line in letter.issuer.lines() {
                    paragraph(markup, CENTRED_BOLD, &line.to_uppercase());
                }
                paragraph(markup, CENTRED, "────────");
            });
            cell(markup, 5355, "", |markup| {
                paragraph(markup, CENTRED_BOLD, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM");
                paragraph(markup, CENTRED_BOLD, "Độc lập - Tự do - Hạnh phúc");
                paragraph(markup, CENTRED, "───────────────");
            });
        });
        markup.element("w:tr", "", |markup| {
            cell(markup, 4000, "", number);
            cell(markup, 5355, "", |markup| {
                let dated = format!("{}, {}", letter.place, letter.issued.in_words());
                paragraph(markup, Format { italic: true, ..CENTRED }, &dated);
            });
        });
    });
    paragraph(markup, PLAIN, "");
}

fn title(markup: &mut Markup, letter: &Letter) {
    if let Some(doc_type) = &letter.doc_type {
        let together = Format { keep_with_next: true, ..CENTRED_BOLD };
        paragraph(markup, together, &doc_type.to_uppercase());
        paragraph(markup, CENTRED_BOLD, &letter.subject);
        paragraph(markup, CENTRED, "──────────");
    }
    match letter.addressees.as_slice() {
        [] => {}
        [one] => paragraph(markup, CENTRED, &format!("Kính gửi: {one}.")),
        many => {
            paragraph(markup, CENTRED, "Kính gửi:");
            for addressee in many {
                paragraph(markup, CENTRED, &format!("- {addressee};"));
            }
        }
    }
}

fn block(markup: &mut Markup, block: &Block) {
    match block {
        Block::Basis(text) => paragraph(markup, Format { italic: true, ..BODY }, text),
        Block::Heading(text) => {
            paragraph(markup, Format { bold: true, keep_with_next: true, ..BODY }, text);
        }
        Block::Centred(text) => paragraph(markup, CENTRED_BOLD, text),
        Block::Paragraph(text) => paragraph(markup, BODY, text),
        Block::Article { label, text } => {
            open_paragraph(markup, BODY, |markup| {
                runs(markup, Format { bold: true, ..BODY }, &format!("{label} "));
                runs(markup, BODY, text);
            });
        }
        Block::Item(text) => paragraph(markup, Format { listed: true, ..PLAIN }, text),
        Block::Table(table) => {
            self::table(markup, table);
            paragraph(markup, PLAIN, "");
        }
    }
}

/// Recipients left, signer right, as a table without rules.
fn closing(markup: &mut Markup, letter: &Letter) {
    table_of(markup, false, &[4500, 4855], |markup| {
        markup.element("w:tr", "", |markup| {
            cell(markup, 4500, "", |markup| {
                paragraph(markup, Format { italic: true, bold: true, ..PLAIN }, "Nơi nhận:");
                for recipient in &letter.recipients {
                    paragraph(markup, PLAIN, &format!("- {recipient}"));
                }
            });
            cell(markup, 4855, "", |markup| {
                for line in &letter.signer.authority {
                    paragraph(markup, CENTRED_BOLD, &line.to_uppercase());
                }
                if !letter.signer.position.is_empty() {
                    paragraph(markup, CENTRED_BOLD, &letter.signer.position.to_uppercase());
                }
                (0..3).for_each(|_| paragraph(markup, CENTRED, ""));
                paragraph(markup, CENTRED_BOLD, &letter.signer.name);
            });
        });
    });
    paragraph(markup, PLAIN, "");
}

/// A ruled table; cells that reach down are continued below by empty merged cells, as Word stores them.
fn table(markup: &mut Markup, table: &Table) {
    let total: u32 = table.columns.iter().map(|&width| u32::from(width)).sum();
    let widths: Vec<u32> =
        table.columns.iter().map(|&width| u32::from(width) * 9355 / total).collect();
    let placed = table.placed();
    table_of(markup, true, &widths, |markup| {
        for row in 0..table.rows.len() {
            markup.element("w:tr", "", |markup| {
                if row < table.header_rows {
                    markup.element("w:trPr", "", |markup| markup.empty("w:tblHeader", ""));
                }
                let mut covering: Vec<_> = placed
                    .iter()
                    .filter(|at| (at.row..at.row + at.cell.row_span).contains(&row))
                    .collect();
                covering.sort_by_key(|at| at.column);
                for at in covering {
                    let columns = at.column..at.column + at.cell.column_span;
                    let mut properties = String::new();
                    if at.cell.column_span > 1 {
                        properties += &format!("<w:gridSpan w:val=\"{}\"/>", at.cell.column_span);
                    }
                    let continues = at.row < row;
                    if at.cell.row_span > 1 {
                        properties +=
                            if continues { "<w:vMerge/>" } else { "<w:vMerge w:val=\"restart\"/>" };
                    }
                    let in_header = row < table.header_rows;
                    let format = Format {
                        bold: at.cell.bold || in_header,
                        centred: in_header || !matches!(at.cell.content, Content::Text(_)),
                        ..PLAIN
                    };
                    cell(markup, widths[columns].iter().sum(), &properties, |markup| {
                        let text = if continues { String::new() } else { at.cell.printed() };
                        text.split('\n').for_each(|line| paragraph(markup, format, line));
                    });
                }
            });
        }
    });
}

fn table_of(markup: &mut Markup, ruled: bool, widths: &[u32], rows: impl FnOnce(&mut Markup)) {
    markup.element("w:tbl", "", |markup| {
        markup.element("w:tblPr", "", |markup| {
            if ruled {
                markup.empty("w:tblStyle", "w:val=\"TableGrid\"");
            }
            markup.empty("w:tblW", "w:w=\"0\" w:type=\"auto\"");
        });
        markup.element("w:tblGrid", "", |markup| {
            for width in widths {
                markup.empty("w:gridCol", &format!("w:w=\"{width}\""));
            }
        });
        rows(markup);
    });
}

/// A cell; `properties` is markup that follows its width.
fn cell(markup: &mut Markup, width: u32, properties: &str, content: impl FnOnce(&mut Markup)) {
    markup.element("w:tc", "", |markup| {
        markup.element("w:tcPr", "", |markup| {
            markup.empty("w:tcW", &format!("w:w=\"{width}\" w:type=\"dxa\""));
            markup.verbatim(properties);
        });
        content(markup);
    });
}

fn paragraph(markup: &mut Markup, format: Format, text: &str) {
    open_paragraph(markup, format, |markup| runs(markup, format, text));
}

fn open_paragraph(markup: &mut Markup, format: Format, content: impl FnOnce(&mut Markup)) {
    markup.element("w:p", "", |markup| {
        markup.element("w:pPr", "", |markup| {
            if format.keep_with_next {
                markup.empty("w:keepNext", "");
            }
            if format.listed {
                markup.element("w:numPr", "", |markup| {
                    markup.empty("w:ilvl", "w:val=\"0\"");
                    markup.empty("w:numId", "w:val=\"1\"");
                });
            }
            if format.indented {
                markup.empty("w:ind", "w:firstLine=\"567\"");
            }
            if format.centred {
                markup.empty("w:jc", "w:val=\"center\"");
            } else if format.indented {
                markup.empty("w:jc", "w:val=\"both\"");
            }
        });
        content(markup);
    });
    markup.newline();
}

/// Text as runs: Word cuts a run wherever the text was edited or its language guessed anew, often inside a number. Here
/// it is cut after every slash.
fn runs(markup: &mut Markup, format: Format, text: &str) {
    for piece in text.split_inclusive('/') {
        markup.element("w:r", "", |markup| {
            if format.bold || format.italic {
                markup.element("w:rPr", "", |markup| {
                    if format.bold {
                        markup.empty("w:b", "");
                    }
                    if format.italic {
                        markup.empty("w:i", "");
                    }
                });
            }
            markup.element("w:t", "xml:space=\"preserve\"", |markup| markup.text(piece));
        });
    }
}

fn core_properties(letter: &Letter) -> Vec<u8> {
    let mut markup = Markup::document();
    let namespaces = "xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
                      xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
                      xmlns:dcterms=\"http://purl.org/dc/terms/\" \
                      xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"";
    markup.element("cp:coreProperties", namespaces, |markup| {
        markup.leaf("dc:title", &letter.subject);
        markup.leaf("dc:creator", &letter.issuer_in_one_line());
        let created = format!("{}T08:00:00Z", letter.issued.file_date());
        markup.element("dcterms:created", "xsi:type=\"dcterms:W3CDTF\"", |markup| {
            markup.text(&created);
        });
    });
    markup.into_bytes()
}

const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>
<Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/>
<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>
</Types>"#;

const RELATIONSHIPS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>
<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>
</Relationships>"#;

const DOCUMENT_RELATIONSHIPS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>
<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering" Target="numbering.xml"/>
</Relationships>"#;

const NUMBERING: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1)"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="720" w:hanging="360"/></w:pPr></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
</w:numbering>"#;

const STYLES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/><w:sz w:val="26"/><w:lang w:val="vi-VN"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:tblPr><w:tblBorders><w:top w:val="single" w:sz="4"/><w:left w:val="single" w:sz="4"/><w:bottom w:val="single" w:sz="4"/><w:right w:val="single" w:sz="4"/><w:insideH w:val="single" w:sz="4"/><w:insideV w:val="single" w:sz="4"/></w:tblBorders></w:tblPr></w:style>
</w:styles>"#;

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read as _};

    use super::*;
    use crate::letter::sample;

    fn document_xml(letter: &Letter) -> String {
        let mut archive = zip::ZipArchive::new(Cursor::new(write(letter))).expect("a ZIP");
        let mut xml = String::new();
        let mut entry = archive.by_name("word/document.xml").expect("the text");
        entry.read_to_string(&mut xml).expect("UTF-8");
        xml
    }

    #[test]
    fn merged_cells_are_continued_below() {
        let xml = document_xml(&sample::report());
        assert_eq!(xml.matches("<w:vMerge w:val=\"restart\"/>").count(), 2);
        assert_eq!(xml.matches("<w:vMerge/>").count(), 2);
        assert_eq!(xml.matches("<w:gridSpan w:val=\"2\"/>").count(), 2);
        assert_eq!(xml.matches("<w:numPr>").count(), 1);
    }

    #[test]
    fn is_well_formed_and_keeps_the_text() {
        let xml = document_xml(&sample::report());
        let mut reader = quick_xml::Reader::from_str(&xml);
        let mut text = String::new();
        loop {
            match reader.read_event().expect("well formed") {
                quick_xml::events::Event::Eof => break,
                quick_xml::events::Event::Text(part) => {
                    text += &part;
                }
                quick_xml::events::Event::GeneralRef(entity) => {
                    text += match &*entity {
                        "lt" => "<",
                        "gt" => ">",
                        "amp" => "&",
                        other => panic!("unexpected entity {other}"),
                    };
                }
                _ => {}
            }
        }
        assert!(text.contains("Số: 215/BC-SNV"), "{text}");
        assert!(text.contains("Điều 1. Công bố <kết quả>."));
        assert!(text.contains("12 sở, ngành & tương đương;"));
    }

    #[test]
    fn letters_between_bodies_carry_their_subject_under_the_number() {
        let xml = document_xml(&sample::letter_between_bodies());
        let number = xml.find("SNV-CCHC").expect("the number");
        let about = xml.find("báo cáo kết quả khắc phục").expect("the subject");
        assert!(number < about);
        assert!(!xml.contains("BÁO CÁO<"));
    }
}
