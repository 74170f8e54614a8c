//! PDFs written by hand: one font of uniform width whose characters are mapped by a `ToUnicode` table, so that a page says
//! exactly what a test wants it to say.
//!
//! Refuses to know: what the text means.

use std::fmt::Write as _;

/// A file in the making.
#[derive(Default)]
pub struct Paper {
    pages: Vec<Sheet>,
    letters: Vec<char>,
    attachments: Vec<(String, String)>,
}

/// A page of A4 in the making.
#[derive(Default)]
pub struct Sheet {
    content: String,
    stamp: Option<String>,
    rotate: u32,
}

/// Where text stands, from the page's bottom left corner as PDF counts.
#[derive(Clone, Copy)]
pub struct At(pub f32, pub f32);

impl Paper {
    /// Starts a page; what follows goes onto it.
    #[must_use]
    pub fn page(mut self) -> Self {
        self.pages.push(Sheet::default());
        self
    }

    /// Text of size 10, every letter 5 points wide.
    #[must_use]
    pub fn text(mut self, At(x, y): At, text: &str) -> Self {
        let codes = self.codes(text);
        self.draw(&format!("BT /F1 10 Tf 1 0 0 1 {x} {y} Tm <{codes}> Tj ET"))
    }

    /// Text that runs upwards.
    #[must_use]
    pub fn upward_text(mut self, At(x, y): At, text: &str) -> Self {
        let codes = self.codes(text);
        self.draw(&format!("BT /F1 10 Tf 0 1 -1 0 {x} {y} Tm <{codes}> Tj ET"))
    }

    /// Glyphs for which the file names no characters.
    #[must_use]
    pub fn nameless_glyphs(self, At(x, y): At, n_glyphs: usize) -> Self {
        let codes = "41".repeat(n_glyphs);
        self.draw(&format!("BT /F2 10 Tf 1 0 0 1 {x} {y} Tm <{codes}> Tj ET"))
    }

    /// An image over the whole page.
    #[must_use]
    pub fn scan(self) -> Self {
        self.draw("q 595 0 0 842 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \u{1} EI Q")
    }

    /// Any operators.
    #[must_use]
    pub fn draw(mut self, operators: &str) -> Self {
        let sheet = self.pages.last_mut().expect("a page was started");
        writeln!(sheet.content, "{operators}").expect("strings take everything");
        self
    }

    /// An annotation over the whole page, as signing tools add it, with this text in its appearance.
    #[must_use]
    pub fn stamp(mut self, At(x, y): At, text: &str) -> Self {
        let codes = self.codes(text);
        let sheet = self.pages.last_mut().expect("a page was started");
        sheet.stamp = Some(format!("BT /F1 10 Tf 1 0 0 1 {x} {y} Tm <{codes}> Tj ET"));
        self
    }

    /// Turns the page as displayed, clockwise.
    #[must_use]
    pub fn rotate(mut self, degrees: u32) -> Self {
        self.pages.last_mut().expect("a page was started").rotate = degrees;
        self
    }

    /// A file inside, in the document's tree of names.
    #[must_use]
    pub fn attach(mut self, name: &str, data: &str) -> Self {
        self.attachments.push((name.to_owned(), data.to_owned()));
        self
    }

    fn codes(&mut self, text: &str) -> String {
        let mut codes = String::new();
        for letter in text.chars() {
            let index =
                self.letters.iter().position(|known| *known == letter).unwrap_or_else(|| {
                    self.letters.push(letter);
                    self.letters.len() - 1
                });
            let code = u8::try_from(index + 33).expect("a test has few different letters");
            write!(codes, "{code:02X}").expect("strings take everything");
        }
        codes
    }

    /// The bytes of the file.
    #[must_use]
    pub fn write(self) -> Vec<u8> {
        let mut map = String::from(
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def \
             1 begincodespacerange <00> <FF> endcodespacerange ",
        );
        for (letter, code) in self.letters.iter().zip(33_u8..) {
            write!(map, "1 beginbfchar <{code:02X}> <{:04X}> endbfchar ", *letter as u32)
                .expect("strings take everything");
        }
        map.push_str("endcmap end end");
        let widths = "500 ".repeat(224);
        let kids: Vec<String> =
            (0..self.pages.len()).map(|index| format!("{} 0 R", 6 + 4 * index)).collect();
        let first_file = 6 + 4 * self.pages.len();
        let mut names = String::new();
        for index in 0..self.attachments.len() {
            write!(names, "({index}) {} 0 R ", first_file + 2 * index)
                .expect("strings take everything");
        }
        if !names.is_empty() {
            names = format!("/Names << /EmbeddedFiles << /Names [{names}] >> >>");
        }
        let mut objects = vec![
            format!("<< /Type /Catalog /Pages 2 0 R {names} >>"),
            format!("<< /Type /Pages /Count {} /Kids [{}] >>", kids.len(), kids.join(" ")),
            format!(
                "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /FirstChar 32 /LastChar 255 \
                 /Widths [{widths}] /ToUnicode 4 0 R >>"
            ),
            stream("", &map),
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /FirstChar 65 /LastChar 65 \
             /Widths [500] /Encoding << /Differences [65 /g17] >> >>"
                .to_owned(),
        ];
        let resources = "/Resources << /Font << /F1 3 0 R /F2 5 0 R >> >>";
        for (index, sheet) in self.pages.iter().enumerate() {
            let first = 6 + 4 * index;
            let annotations = match sheet.stamp {
                Some(_) => format!("/Annots [{} 0 R]", first + 2),
                None => String::new(),
            };
            objects.push(format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Rotate {} /Contents {} 0 R \
                 {annotations} {resources} >>",
                sheet.rotate,
                first + 1
            ));
            objects.push(stream("", &sheet.content));
            objects.push(format!(
                "<< /Type /Annot /Subtype /Widget /FT /Sig /F 4 /Rect [0 0 595 842] \
                 /AP << /N {} 0 R >> >>",
                first + 3
            ));
            objects.push(stream(
                &format!("/Type /XObject /Subtype /Form /BBox [0 0 595 842] {resources}"),
                sheet.stamp.as_deref().unwrap_or(""),
            ));
        }

        for (index, (name, data)) in self.attachments.iter().enumerate() {
            let utf16: String = name.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
            objects.push(format!(
                "<< /Type /Filespec /UF <FEFF{utf16}> /EF << /F {} 0 R >> >>",
                first_file + 2 * index + 1
            ));
            objects.push(stream("/Type /EmbeddedFile", data));
        }

        let mut file = String::from("%PDF-1.7\n");
        let mut offsets = Vec::new();
        for (object, number) in objects.iter().zip(1..) {
            offsets.push(file.len());
            write!(file, "{number} 0 obj\n{object}\nendobj\n").expect("strings take everything");
        }
        let start = file.len();
        write!(file, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1)
            .expect("strings take everything");
        for offset in offsets {
            writeln!(file, "{offset:010} 00000 n ").expect("strings take everything");
        }
        write!(
            file,
            "trailer\n<< /Size {} /Root 1 0 R /ID [<0123456789ABCDEF> <0123456789ABCDEF>] >>\n\
             startxref\n{start}\n%%EOF\n",
            objects.len() + 1
        )
        .expect("strings take everything");
        file.into_bytes()
    }
}

fn stream(keys: &str, data: &str) -> String {
    format!("<< {keys} /Length {} >>\nstream\n{data}\nendstream", data.len())
}
