"""Vietnamese PDFs of five makers from one set of invented sources, and what our reader keeps of them.

usage: vietnamese.py make FOLDER      writes NAME.MAKER.pdf and NAME.json, the truth
       vietnamese.py measure FOLDER READER   READER is the path of `read-in-process`

The makers are LibreOffice, Chromium, WeasyPrint, Typst and ReportLab, as far as they are installed. A source is
headings, paragraphs and tables: ruled ones, some with a head of two rows and merged cells, some longer than a page;
and, in every fourth source, tables without any ruling lines.
"""
import html
import json
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from collections import Counter

FONT = "Tinos"
FONT_FILES = "/usr/share/fonts/truetype/croscore"
WORDS = """tỷ lệ hồ sơ thủ tục hành chính giải quyết đúng hạn trực tuyến toàn trình một phần cơ quan chuyên môn thuộc
Ủy ban nhân dân tỉnh ban hành kế hoạch cải cách nền chế độ công vụ xây dựng chính quyền điện tử chuyển đổi số tổ chức bộ
máy đơn vị sự nghiệp công lập kiểm tra giám sát báo cáo định kỳ quý năm kết quả thực hiện nhiệm vụ được giao chỉ đạo điều
hành người đứng đầu trách nhiệm giải trình dữ liệu dùng chung nâng cao chất lượng phục vụ người dân doanh nghiệp khảo sát
mức độ hài lòng tiếp nhận và trả phiếu lý lịch đăng ký kinh doanh đất đai hộ tịch chứng thực bổ sung sửa đổi quy định mới
niêm yết công khai đề nghị phê duyệt ngưỡng thưởng phạt đường truyền ứng dụng ký duyệt""".split()


def phrase(random_, low, high):
    return " ".join(random_.choice(WORDS) for _ in range(random_.randint(low, high)))


def number(random_):
    kind = random_.randrange(4)
    if kind == 0:
        return f"{random_.randint(1, 999)}.{random_.randint(0, 999):03}"
    if kind == 1:
        return f"{random_.randint(0, 100)},{random_.randint(0, 99):02}%"
    if kind == 2:
        return f"{random_.randint(1, 99)}/{random_.randint(100, 199)}"
    return str(random_.randint(0, 500))


def table(random_, n_rows, has_merged_head, is_ruled):
    """Rows of cells; a cell is [text, columns, rows]."""
    if has_merged_head:
        head = [
            [["STT", 1, 2], ["Lĩnh vực, tiêu chí", 1, 2], ["Số hồ sơ", 2, 1], ["Ghi chú", 1, 2]],
            [["Tiếp nhận", 1, 1], ["Đúng hạn", 1, 1]],
        ]
    else:
        names = ["STT", "Nội dung", "Số liệu", "Tỷ lệ", "Ghi chú"]
        head = [[[name, 1, 1] for name in names]]
    body = []
    for at in range(1, n_rows + 1):
        text = phrase(random_, 2, 14 if is_ruled else 4)
        note = phrase(random_, 1, 4) if is_ruled or random_.random() < 0.7 else phrase(random_, 1, 2)
        body.append([[str(at), 1, 1], [text, 1, 1], [number(random_), 1, 1], [number(random_), 1, 1], [note, 1, 1]])
    return {"table": head + body, "n_head": len(head), "ruled": is_ruled}


def sources():
    for at in range(12):
        random_ = random.Random(1000 + at)
        is_ruled = at % 4 != 3
        blocks = [{"head": phrase(random_, 4, 8).upper()}]
        for part in range(3):
            blocks.append({"head": f"{part + 1}. {phrase(random_, 3, 6).capitalize()}"})
            for _ in range(random_.randint(2, 5)):
                day, of = random_.randint(1, 28), random_.randint(1, 12)
                blocks.append(
                    {
                        "text": f"{phrase(random_, 15, 60).capitalize()} theo Quyết định số {random_.randint(1, 4000)}/QĐ-UBND"
                        f" ngày {day} tháng {of} năm 2025, đạt {number(random_)} {phrase(random_, 3, 20)}."
                    }
                )
            n_rows = random_.choice([4, 9, 45]) if is_ruled else random_.choice([4, 9])
            blocks.append(table(random_, n_rows, is_ruled and part == 1, is_ruled))
        yield f"nguon-{at:02}", blocks


def to_html(blocks):
    out = [
        "<!DOCTYPE html><html lang='vi'><head><meta charset='utf-8'><style>@page{size:A4;margin:2cm}"
        f"body{{font-family:{FONT};font-size:13pt;text-align:justify}}table{{border-collapse:collapse;width:100%;text-align:left}}"
        "td,th{padding:2pt 4pt;vertical-align:top;font-weight:normal}.r td,.r th{border:1px solid #000}h2{font-size:14pt}"
        "</style></head><body>"
    ]
    for block in blocks:
        if "head" in block:
            out.append(f"<h2>{html.escape(block['head'])}</h2>")
        elif "text" in block:
            out.append(f"<p>{html.escape(block['text'])}</p>")
        else:
            rule = "class='r' border='1' cellspacing='0'" if block["ruled"] else "border='0'"
            out.append(f"<table {rule}>")
            for at, row in enumerate(block["table"]):
                if at == 0:
                    out.append("<thead>")
                cells = "".join(
                    f"<td colspan='{columns}' rowspan='{rows}'>{html.escape(text)}</td>" for text, columns, rows in row
                )
                out.append(f"<tr>{cells}</tr>")
                if at + 1 == block["n_head"]:
                    out.append("</thead>")
            out.append("</table>")
    return "".join(out) + "</body></html>"


def to_typst(blocks):
    def quoted(text):
        return json.dumps(text, ensure_ascii=False)

    out = [f"#set page(paper: \"a4\", margin: 2cm)\n#set text(font: \"{FONT}\", size: 13pt, lang: \"vi\", hyphenate: false)\n#set par(justify: true)\n"]
    for block in blocks:
        if "head" in block:
            out.append(f"#block(text(size: 14pt, weight: \"bold\", {quoted(block['head'])}))\n")
        elif "text" in block:
            out.append(f"#par({quoted(block['text'])})\n")
        else:
            stroke = "0.5pt" if block["ruled"] else "none"
            cells = [
                [f"table.cell(colspan: {columns}, rowspan: {rows}, text({quoted(text)}))" for text, columns, rows in row]
                for row in block["table"]
            ]
            head = ", ".join(sum(cells[: block["n_head"]], []))
            body = ",\n".join(sum(cells[block["n_head"] :], []))
            out.append(
                f"#[#set par(justify: false)\n#table(columns: (auto, 1fr, auto, auto, 4cm), stroke: {stroke}, table.header({head}), {body})]\n"
            )
    return "".join(out)


def by_reportlab(blocks, path):
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

    pdfmetrics.registerFont(TTFont(FONT, f"{FONT_FILES}/Tinos-Regular.ttf"))
    plain = ParagraphStyle("p", fontName=FONT, fontSize=13, leading=17, alignment=4, spaceAfter=6)
    cell_style = ParagraphStyle("c", fontName=FONT, fontSize=12, leading=15)
    head = ParagraphStyle("h", fontName=FONT, fontSize=14, leading=20, spaceBefore=8, spaceAfter=4)
    flow = []
    for block in blocks:
        if "head" in block:
            flow.append(Paragraph(html.escape(block["head"]), head))
        elif "text" in block:
            flow.append(Paragraph(html.escape(block["text"]), plain))
        else:
            grid, spans, taken = [], [], set()
            for y, row in enumerate(block["table"]):
                x, line = 0, [""] * 5
                for text, columns, rows in row:
                    while (x, y) in taken:
                        x += 1
                    line[x] = Paragraph(html.escape(text), cell_style)
                    taken |= {(x + dx, y + dy) for dx in range(columns) for dy in range(rows)}
                    if columns > 1 or rows > 1:
                        spans.append(("SPAN", (x, y), (x + columns - 1, y + rows - 1)))
                    x += columns
                grid.append(line)
            style = spans + [("VALIGN", (0, 0), (-1, -1), "TOP")]
            if block["ruled"]:
                style.append(("GRID", (0, 0), (-1, -1), 0.5, colors.black))
            flow.append(Table(grid, colWidths=[35, 190, 75, 65, 100], repeatRows=block["n_head"], style=style))
    SimpleDocTemplate(str(path), pagesize=A4, leftMargin=57, rightMargin=57, topMargin=57, bottomMargin=57).build(flow)


def make(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for name, blocks in sources():
        (folder / f"{name}.json").write_text(json.dumps(blocks, ensure_ascii=False), encoding="utf-8")
        page = folder / f"{name}.html"
        page.write_text(to_html(blocks), encoding="utf-8")
        by_reportlab(blocks, folder / f"{name}.reportlab.pdf")
        import typst
        import weasyprint

        (folder / f"{name}.typ").write_text(to_typst(blocks), encoding="utf-8")
        typst.compile(str(folder / f"{name}.typ"), output=str(folder / f"{name}.typst.pdf"), font_paths=[FONT_FILES])
        weasyprint.HTML(str(page)).write_pdf(str(folder / f"{name}.weasyprint.pdf"))
        if shutil.which("soffice"):
            with tempfile.TemporaryDirectory() as temporary:
                profile = f"-env:UserInstallation=file://{temporary}/profile"
                # Through ODT, for LibreOffice lays HTML out like a web page.
                for source, to in [(page, "odt:writer8"), (folder / f"{name}.odt", "pdf:writer_pdf_Export")]:
                    out = folder if to.startswith("odt") else temporary
                    infilter = ["--infilter=HTML (StarWriter)"] if to.startswith("odt") else []
                    subprocess.run(
                        ["soffice", profile, "--headless", *infilter, "--convert-to", to, "--outdir", str(out), str(source)],
                        check=True, capture_output=True, timeout=120,
                    )
                shutil.move(f"{temporary}/{name}.pdf", folder / f"{name}.libreoffice.pdf")
        if shutil.which("chromium"):
            subprocess.run(
                ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
                 f"--print-to-pdf={folder / (name + '.chromium.pdf')}", page.resolve().as_uri()],
                check=True, capture_output=True, timeout=120,
            )
        print(name, file=sys.stderr)


def words(text):
    return Counter(re.findall(r"\S+", unicodedata.normalize("NFC", text)))


def distance(one, other):
    """Edits between two texts, banded: they are nearly the same, or it does not matter by how much they differ."""
    import difflib

    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    edits = 0
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            edits += max(b - a, d - c)
    return edits


def linear(blocks):
    """The source as lines of words in reading order."""
    out = []
    for block in blocks:
        if "table" in block:
            out += [" ".join(cell[0] for cell in row) for row in block["table"]]
        else:
            out.append(block.get("head") or block["text"])
    return " ".join(out).split()


def measure(folder, reader):
    sums = {}
    with tempfile.TemporaryDirectory() as temporary:
        for path in sorted(folder.glob("*.pdf")):
            name, maker, _ = path.name.split(".")
            blocks = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
            subprocess.run([reader, temporary], input=f"text\t{path}\n", text=True, check=True, capture_output=True)
            ours = pathlib.Path(f"{temporary}/text").read_text(encoding="utf-8")
            rows = pathlib.Path(f"{temporary}/text.rows").read_text(encoding="utf-8")
            theirs = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True).stdout
            sum_ = sums.setdefault(maker, Counter())
            truth = linear(blocks)
            wanted = Counter(truth)
            # The bar between the cells is ours, no word of the page.
            for who, text in [("ours", ours.replace(" | ", " ")), ("poppler", theirs)]:
                sum_[f"{who} words"] += sum((wanted & words(text)).values())
                sum_[f"{who} edits"] += distance(truth, text.split())
            sum_["words"] += len(truth)
            # A cell too narrow for its figure parts it over lines: spaces do not count.
            have = Counter(row.replace(" ", "") for row in rows.splitlines())
            for block in blocks:
                if "table" not in block:
                    continue
                kind = "ruled" if block["ruled"] else "unruled"
                expect = Counter("\t".join(cell[0] for cell in row).replace(" ", "") for row in block["table"])
                found = sum((expect & have).values())
                sum_[f"{kind} rows"] += sum(expect.values())
                sum_[f"{kind} whole"] += found
                for row in (expect - have) if "-v" in sys.argv else []:
                    print(path.name, kind, "lost:", row)
    print("| maker | word recall | poppler | word errors | poppler | ruled rows whole | unruled rows whole |")
    print("|---|---|---|---|---|---|---|")
    for maker, sum_ in sums.items():
        share = lambda part, whole: f"{100 * sum_[part] / max(sum_[whole], 1):.2f}%"
        print(
            f"| {maker} | {share('ours words', 'words')} | {share('poppler words', 'words')}"
            f" | {share('ours edits', 'words')} | {share('poppler edits', 'words')}"
            f" | {sum_['ruled whole']} of {sum_['ruled rows']} | {sum_['unruled whole']} of {sum_['unruled rows']} |"
        )


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(pathlib.Path(sys.argv[2]))
    else:
        measure(pathlib.Path(sys.argv[2]), sys.argv[3])
