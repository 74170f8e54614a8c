"""The peers of `cargo xtask bench read`: one reader per process, same protocol as read-in-process.

usage: peers.py READER TEXT-FOLDER; each line of standard input is `TEXT-NAME<tab>PATH`.
"""
import json
import resource
import subprocess
import sys
import time


def pypdfium2(path):
    import pypdfium2 as pdfium

    pages = []
    document = pdfium.PdfDocument(path)
    for page in document:
        text = page.get_textpage()
        pages.append(text.get_text_bounded())
        text.close()
        page.close()
    document.close()
    return len(pages), "\n".join(pages)


def pymupdf(path):
    import pymupdf

    with pymupdf.open(path, filetype="pdf") as document:
        if document.needs_pass:
            raise ValueError("password")
        pages = [page.get_text() for page in document]
    return len(pages), "\n".join(pages)


def pdftotext(path):
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, timeout=60)
    if done.returncode != 0:
        raise ValueError(done.stderr.decode("utf-8", "replace")[:200])
    text = done.stdout.decode("utf-8", "replace")
    return text.count("\f"), text


def kreuzberg(path):
    import kreuzberg

    return 1, kreuzberg.extract_file_sync(path).content


def calamine(path):
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_path(path)
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    rows = [" ".join(str(cell) for cell in row) for sheet in sheets for row in sheet]
    return len(sheets), "\n".join(rows)


READERS = {
    "pypdfium2": pypdfium2,
    "PyMuPDF": pymupdf,
    "pdftotext": pdftotext,
    "kreuzberg": kreuzberg,
    "python-calamine": calamine,
}


def busy():
    own = resource.getrusage(resource.RUSAGE_SELF)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def main():
    name, folder = sys.argv[1:]
    read = READERS[name]
    # Readers write what they like to standard output; the answers go out by a way of their own.
    answers = open(1, "w", closefd=False) if name != "PyMuPDF" else sys.stdout
    if name == "PyMuPDF":
        import pymupdf as loaded

        loaded.TOOLS.mupdf_display_errors(False)
        loaded.TOOLS.mupdf_display_warnings(False)
    elif name == "pypdfium2":
        import pypdfium2 as loaded
    elif name == "kreuzberg":
        import kreuzberg as loaded
    elif name == "python-calamine":
        import python_calamine as loaded
    for line in sys.stdin:
        text_name, path = line.rstrip("\n").split("\t", 1)
        text, reason = "", ""
        wall, cpu = time.perf_counter(), busy()
        try:
            n_pages, text = read(path)
            opened = n_pages > 0
            reason = "" if opened else "no pages"
        except Exception as error:
            opened, reason = False, f"{type(error).__name__}: {error}"[:200]
        seconds, cpu = time.perf_counter() - wall, busy() - cpu
        with open(f"{folder}/{text_name}", "w", encoding="utf-8", errors="replace") as out:
            out.write(text)
        who = resource.RUSAGE_CHILDREN if name == "pdftotext" else resource.RUSAGE_SELF
        answer = {
            "opened": opened,
            "reason": reason,
            "seconds": seconds,
            "cpu": cpu,
            "peak_kib": resource.getrusage(who).ru_maxrss,
        }
        print(json.dumps(answer), file=answers, flush=True)


main()
