"""Signed PDFs in every state that we know of, and what pyHanko says of each: `signed_pdfs.py FOLDER [NAME…]`.

Keys are new in every run, so nothing of this is kept but the table, and the few files of fixtures/signed, for which
their names are given. Signers are pyHanko itself, and OpenSSL's `cms`
with the byte ranges put together here. Writes FOLDER/*.pdf, FOLDER/root.pem and FOLDER/verdicts.jsonl.
"""

import datetime
import hashlib
import io
import json
import os
import subprocess
import sys

from asn1crypto import cms, core, crl as asn1_crl, keys as asn1_keys, ocsp as asn1_ocsp, x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils import generic, writer
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko.sign.validation import dss, validate_pdf_signature, validate_pdf_timestamp
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

UTC = datetime.timezone.utc
NOW = datetime.datetime.now(UTC).replace(microsecond=0)
DAY = datetime.timedelta(days=1)
RESERVED = 14000
CONTENT = b"BT /F1 14 Tf 72 720 Td (Quyet dinh so 2429/QD-UBND) Tj ET"
OTHER_CONTENT = b"BT /F1 14 Tf 72 720 Td (Quyet dinh so 9999/QD-UBND) Tj ET"


# --- certificates ---------------------------------------------------------------------------------------------------


def new_key(kind):
    if kind.startswith("rsa"):
        return rsa.generate_private_key(65537, int(kind[3:]))
    if kind == "ed25519":
        return ed25519.Ed25519PrivateKey.generate()
    return ec.generate_private_key({"p256": ec.SECP256R1, "p384": ec.SECP384R1, "p521": ec.SECP521R1}[kind]())


def name(common, unit=None):
    parts = [(NameOID.COUNTRY_NAME, "VN"), (NameOID.ORGANIZATION_NAME, "Ủy ban nhân dân tỉnh An Bình")]
    parts += [(NameOID.ORGANIZATIONAL_UNIT_NAME, unit)] if unit else []
    return x509.Name([x509.NameAttribute(k, v) for k, v in parts + [(NameOID.COMMON_NAME, common)]])


class Holder:
    def __init__(self, common, issuer=None, kind="rsa2048", ca=False, start=NOW - 400 * DAY, end=NOW + 400 * DAY,
                 purpose=None, path_length=None, usage=True, unit=None):
        self.key, self.issuer = new_key(kind), issuer
        subject = name(common, unit)
        signing = issuer or self
        builder = (
            x509.CertificateBuilder().subject_name(subject).public_key(self.key.public_key())
            .issuer_name(issuer.cert.subject if issuer else subject)
            .serial_number(x509.random_serial_number()).not_valid_before(start).not_valid_after(end)
            .add_extension(x509.BasicConstraints(ca=ca, path_length=path_length), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(self.key.public_key()), critical=False)
            .add_extension(x509.KeyUsage(
                digital_signature=ca or usage, content_commitment=not ca and usage, key_encipherment=not usage,
                data_encipherment=False, key_agreement=False, key_cert_sign=ca, crl_sign=ca, encipher_only=False,
                decipher_only=False), critical=True)
        )
        if purpose:
            builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
        digest = None if isinstance(signing.key, ed25519.Ed25519PrivateKey) else hashes.SHA256()
        self.cert = builder.sign(signing.key, digest)

    @property
    def der(self):
        return self.cert.public_bytes(serialization.Encoding.DER)

    @property
    def asn1(self):
        return asn1_x509.Certificate.load(self.der)

    @property
    def pem(self):
        return self.cert.public_bytes(serialization.Encoding.PEM)

    @property
    def pkcs8(self):
        return self.key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8,
                                      serialization.NoEncryption())

    def signer(self, chain, **options):
        store = SimpleCertificateStore()
        store.register_multiple([one.asn1 for one in chain])
        return signers.SimpleSigner(signing_cert=self.asn1, signing_key=asn1_keys.PrivateKeyInfo.load(self.pkcs8),
                                    cert_registry=store, **options)


ROOT = Holder("CA gốc thử nghiệm", ca=True)
MIDDLE = Holder("CA cấp dưới thử nghiệm", ROOT, ca=True)
CHAIN = [MIDDLE, ROOT]
TSA = Holder("Dịch vụ dấu thời gian", ROOT, purpose=ExtendedKeyUsageOID.TIME_STAMPING)
STRANGER = Holder("CA lạ", ca=True)
OFFICER = Holder("Nguyễn Văn A", MIDDLE, unit="Văn phòng")
SECOND = Holder("Trần Thị B", MIDDLE, unit="Sở Nội vụ")


def stamper(at=None, holder=TSA):
    return DummyTimeStamper(tsa_cert=holder.asn1, tsa_key=asn1_keys.PrivateKeyInfo.load(holder.pkcs8),
                            certs_to_embed=SimpleCertificateStore.from_certs([ROOT.asn1]), fixed_dt=at)


def revocation_list(issuer, revoked=(), made=NOW - DAY, until=NOW + 30 * DAY):
    builder = x509.CertificateRevocationListBuilder().issuer_name(issuer.cert.subject).last_update(made)
    builder = builder.next_update(until)
    for holder, at in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(holder.cert.serial_number).revocation_date(at).build()
        builder = builder.add_revoked_certificate(entry)
    return builder.sign(issuer.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def revocation_answer(holder, revoked_at=None, made=NOW - DAY, until=NOW + 30 * DAY):
    status = ocsp.OCSPCertStatus.REVOKED if revoked_at else ocsp.OCSPCertStatus.GOOD
    builder = ocsp.OCSPResponseBuilder().add_response(
        cert=holder.cert, issuer=holder.issuer.cert, algorithm=hashes.SHA1(), cert_status=status, this_update=made,
        next_update=until, revocation_time=revoked_at, revocation_reason=None,
    ).responder_id(ocsp.OCSPResponderEncoding.HASH, holder.issuer.cert)
    return builder.sign(holder.issuer.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


# --- documents ------------------------------------------------------------------------------------------------------


def base(kind):
    """A page with words; `form` has a text field beside them."""
    out = writer.PdfFileWriter(stream_xrefs=kind == "streams")
    font = out.add_object(generic.DictionaryObject({
        pdf_name("/Type"): pdf_name("/Font"), pdf_name("/Subtype"): pdf_name("/Type1"),
        pdf_name("/BaseFont"): pdf_name("/Helvetica")}))
    resources = generic.DictionaryObject({pdf_name("/Font"): generic.DictionaryObject({pdf_name("/F1"): font})})
    for nth in range(2 if kind == "pages" else 1):
        stream = out.add_object(generic.StreamObject(stream_data=CONTENT))
        page = writer.PageObject(contents=stream, resources=resources, media_box=(0, 0, 595, 842))
        page_ref = out.insert_page(page)
    if kind == "form":
        field = generic.DictionaryObject({
            pdf_name("/Type"): pdf_name("/Annot"), pdf_name("/Subtype"): pdf_name("/Widget"),
            pdf_name("/FT"): pdf_name("/Tx"), pdf_name("/T"): pdf_string("ghi-chu"), pdf_name("/V"): pdf_string(""),
            pdf_name("/DA"): pdf_string("/F1 12 Tf 0 g"), pdf_name("/P"): page_ref,
            pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (72, 600, 300, 620)))})
        field_ref = out.add_object(field)
        page_ref.get_object()["/Annots"] = generic.ArrayObject([field_ref])
        out.root["/AcroForm"] = generic.DictionaryObject({
            pdf_name("/Fields"): generic.ArrayObject([field_ref]), pdf_name("/DR"): resources,
            pdf_name("/DA"): pdf_string("/F1 12 Tf 0 g")})
    buffer = io.BytesIO()
    out.write(buffer)
    return buffer.getvalue()


def sign(pdf, holder=OFFICER, chain=None, field="ChuKy1", signer=None, **options):
    stamp = options.pop("timestamper", None)
    box = options.pop("box", None)
    new_field = fields.SigFieldSpec(field, box=box) if box else None
    signer_options = {k: options.pop(k) for k in ("prefer_pss", "embed_roots") if k in options}
    meta = signers.PdfSignatureMetadata(field_name=field, md_algorithm=options.pop("md", "sha256"), **options)
    out = IncrementalPdfFileWriter(io.BytesIO(pdf))
    signer = signer or holder.signer(CHAIN if chain is None else chain, **signer_options)
    result = signers.PdfSigner(meta, signer=signer, timestamper=stamp, new_field_spec=new_field).sign_pdf(
        out, bytes_reserved=RESERVED)
    return result.getvalue()


def update(pdf, change):
    """One more revision, in which something was changed."""
    out = IncrementalPdfFileWriter(io.BytesIO(pdf))
    change(out)
    buffer = io.BytesIO()
    out.write(buffer)
    return buffer.getvalue()


def first_page(out):
    page_ref, _ = out.find_page_for_modification(0)
    return page_ref.get_object(), page_ref


def change_content(out):
    page, _ = first_page(out)
    ref = page.raw_get("/Contents")
    ref.get_object()._data = OTHER_CONTENT
    ref.get_object()._encoded_data = None
    out.mark_update(ref)


def new_content(out):
    page, ref = first_page(out)
    page["/Contents"] = out.add_object(generic.StreamObject(stream_data=OTHER_CONTENT))
    out.mark_update(ref)


def annotate(out, subtype="/FreeText"):
    page, ref = first_page(out)
    looks = generic.StreamObject({
        pdf_name("/Type"): pdf_name("/XObject"), pdf_name("/Subtype"): pdf_name("/Form"),
        pdf_name("/BBox"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 300, 40)))},
        stream_data=b"1 1 1 rg 0 0 300 40 re f")
    annotation = out.add_object(generic.DictionaryObject({
        pdf_name("/Type"): pdf_name("/Annot"), pdf_name("/Subtype"): pdf_name(subtype),
        pdf_name("/Contents"): pdf_string("Đã sửa"),
        pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (72, 710, 372, 750))),
        pdf_name("/AP"): generic.DictionaryObject({pdf_name("/N"): out.add_object(looks)})}))
    earlier = page.get("/Annots", generic.ArrayObject())
    page["/Annots"] = generic.ArrayObject([earlier.raw_get(n) for n in range(len(earlier))] + [annotation])
    out.mark_update(ref)


def fill(out):
    ref = out.root["/AcroForm"]["/Fields"].raw_get(0)
    ref.get_object()["/V"] = pdf_string("Đồng ý")
    out.mark_update(ref)


def add_page(out):
    stream = out.add_object(generic.StreamObject(stream_data=OTHER_CONTENT))
    out.insert_page(writer.PageObject(contents=stream, media_box=(0, 0, 595, 842)))


def metadata(out):
    out.set_info(generic.DictionaryObject({pdf_name("/Title"): pdf_string("Tên khác")}))


def add_text_field(out):
    page, ref = first_page(out)
    field = out.add_object(generic.DictionaryObject({
        pdf_name("/Type"): pdf_name("/Annot"), pdf_name("/Subtype"): pdf_name("/Widget"),
        pdf_name("/FT"): pdf_name("/Tx"), pdf_name("/T"): pdf_string("che"), pdf_name("/V"): pdf_string("9999"),
        pdf_name("/P"): ref,
        pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (72, 710, 372, 750)))}))
    form = out.root["/AcroForm"]
    form["/Fields"].append(field)
    out.update_container(form["/Fields"])
    out.update_container(form)
    page["/Annots"] = generic.ArrayObject(
        [page["/Annots"].raw_get(n) for n in range(len(page["/Annots"]))] + [field] if "/Annots" in page else [field])
    out.mark_update(ref)


def catalog_entry(out):
    out.root["/OpenAction"] = generic.DictionaryObject({
        pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): pdf_string("app.alert(1)")})
    out.update_root()


def empty_signature_field(out):
    fields.append_signature_field(out, fields.SigFieldSpec("ChuKyTrong", box=(72, 100, 200, 150)))


def shadow_document():
    """Signed with a hidden content stream, which a later revision switches to by its number."""
    pdf = update(base("table"), lambda out: out.add_object(generic.StreamObject(stream_data=OTHER_CONTENT)))
    return sign(pdf)


def shadow_overlay():
    """Signed with a white picture over the content, which a later revision takes away."""
    def cover(out):
        page, ref = first_page(out)
        cover = generic.StreamObject({
            pdf_name("/Type"): pdf_name("/XObject"), pdf_name("/Subtype"): pdf_name("/Form"),
            pdf_name("/BBox"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 595, 842)))},
            stream_data=b"1 1 1 rg 0 0 595 842 re f")
        form = out.add_object(cover)
        page["/Resources"]["/XObject"] = generic.DictionaryObject({pdf_name("/Cover"): form})
        page["/Contents"] = out.add_object(generic.StreamObject(stream_data=CONTENT + b" /Cover Do"))
        out.mark_update(ref)
        out.update_container(page["/Resources"])
    signed = sign(update(base("table"), cover))

    def uncover(out):
        page, _ = first_page(out)
        ref = page["/Resources"]["/XObject"].raw_get("/Cover")
        ref.get_object()._data = b""
        ref.get_object()._encoded_data = None
        out.mark_update(ref)
    return update(signed, uncover)


def shadow_font(pdf):
    def replace(out):
        page, _ = first_page(out)
        ref = page["/Resources"]["/Font"].raw_get("/F1")
        ref.get_object()["/BaseFont"] = pdf_name("/Symbol")
        out.mark_update(ref)
    return update(pdf, replace)


def dangling(pdf):
    """A number that the signed revision names and does not define is defined later."""
    def name_it(out):
        page, ref = first_page(out)
        own = page.raw_get("/Contents")
        page["/Contents"] = generic.ArrayObject([own, generic.IndirectObject(90, 0, out)])
        out.mark_update(ref)
    signed = sign(update(pdf, name_it))
    start = len(signed) + 1
    previous = signed.rindex(b"startxref")
    previous = int(signed[previous + 9:signed.rindex(b"%%EOF")])
    reader = PdfFileReader(io.BytesIO(signed))
    root = reader.root_ref
    body = b"90 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (len(OTHER_CONTENT), OTHER_CONTENT)
    table = b"xref\n90 1\n%010d 00000 n \n" % start
    trailer = b"trailer\n<< /Size 200 /Root %d 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (
        root.idnum, previous, start + len(body))
    return signed + b"\n" + body + table + trailer


# --- byte by byte ---------------------------------------------------------------------------------------------------


def ranges(pdf):
    at = pdf.rindex(b"/ByteRange")
    numbers = pdf[pdf.index(b"[", at) + 1:pdf.index(b"]", at)].split()
    return [int(number) for number in numbers]


def flip(pdf, at):
    return pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1:]


def tamper_content(pdf):
    return pdf.replace(b"2429/QD-UBND", b"2430/QD-UBND", 1)


def tamper_container(pdf, share):
    """Changes a digit in the signature itself."""
    _, gap, after, _ = ranges(pdf)
    used = len(pdf[gap + 1:after - 1].rstrip(b"0"))
    at = gap + 1 + int(used * share)
    digit = b"5" if pdf[at:at + 1] != b"5" else b"6"
    return pdf[:at] + digit + pdf[at + 1:]


def set_ranges(pdf, numbers):
    at = pdf.rindex(b"/ByteRange")
    start, end = pdf.index(b"[", at), pdf.index(b"]", at) + 1
    text = b"[" + b" ".join(str(number).encode() for number in numbers) + b"]"
    while end - start < len(text) and pdf[end:end + 1] == b" ":
        end += 1
    assert len(text) <= end - start, (text, pdf[start:end])
    return pdf[:start] + text.ljust(end - start) + pdf[end:]


def assemble(pdf_base, sub_filter, make, reserved=RESERVED // 2, extra=b""):
    """A signature that is put in by hand: `make` gives it for the bytes that are signed."""
    reader = PdfFileReader(io.BytesIO(pdf_base))
    root_number, size = reader.root_ref.idnum, int(reader.trailer["/Size"])
    page_number = reader.root["/Pages"]["/Kids"].raw_get(0).idnum
    pages_number = reader.root.raw_get("/Pages").idnum
    page = reader.root["/Pages"]["/Kids"][0]
    contents, resources = page.raw_get("/Contents").idnum, page["/Resources"]
    font = resources["/Font"].raw_get("/F1").idnum
    previous = int(pdf_base[pdf_base.rindex(b"startxref") + 9:pdf_base.rindex(b"%%EOF")])
    stamp = NOW.strftime("D:%Y%m%d%H%M%SZ").encode()
    objects = {
        size: b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (ChuKy1) /F 132 /Rect [0 0 0 0] /P %d 0 R /V %d 0 R >>"
        % (page_number, size + 1),
        size + 1: b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /%s /M (%s) %s /ByteRange [0 %s] /Contents <%s> >>"
        % (sub_filter, stamp, extra, b" " * 40, b"0" * 2 * reserved),
        page_number: b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources "
        b"<< /Font << /F1 %d 0 R >> >> /Annots [%d 0 R] >>" % (pages_number, contents, font, size),
        root_number: b"<< /Type /Catalog /Pages %d 0 R /AcroForm << /SigFlags 3 /Fields [%d 0 R] >> >>"
        % (pages_number, size),
    }
    out, offsets = pdf_base + b"\n", {}
    for number, text in objects.items():
        offsets[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    start = len(out)
    out += b"xref\n" + b"".join(b"%d 1\n%010d 00000 n \n" % pair for pair in sorted(offsets.items()))
    out += b"trailer\n<< /Size %d /Root %d 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (
        size + 2, root_number, previous, start)
    gap = out.index(b"<" + b"0" * 200)
    after = out.index(b">", gap) + 1
    text = b"[0 %d %d %d]" % (gap, after, len(out) - after)
    at = out.index(b"/ByteRange [0 ") + len(b"/ByteRange ")
    end = out.index(b"]", at) + 1
    out = out[:at] + text.ljust(end - at) + out[end:]
    made = make(out[:gap] + out[after:]).hex().encode()
    assert len(made) <= 2 * reserved
    return out[:gap + 1] + made + b"0" * (2 * reserved - len(made)) + out[after - 1:]


def openssl(folder, *options, holder=OFFICER, chain=(MIDDLE,)):
    def make(signed):
        paths = {kind: os.path.join(folder, f"openssl.{kind}") for kind in ("in", "key", "cert", "chain", "out")}
        key = holder.key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                       serialization.NoEncryption())
        for kind, data in (("in", signed), ("key", key), ("cert", holder.pem),
                           ("chain", b"".join(one.pem for one in chain))):
            with open(paths[kind], "wb") as file:
                file.write(data)
        subprocess.run(["openssl", "cms", "-sign", "-binary", "-in", paths["in"], "-signer", paths["cert"], "-inkey",
                        paths["key"], "-certfile", paths["chain"], "-outform", "DER", "-out", paths["out"], *options],
                       check=True, capture_output=True)
        with open(paths["out"], "rb") as file:
            made = file.read()
        for path in paths.values():
            os.remove(path)
        return made
    return make


def around_sha1(folder, tampered=False):
    def make(signed):
        digest = hashlib.sha1(signed).digest()
        if tampered:
            digest = hashlib.sha1(b"khac").digest()
        return openssl(folder, "-nodetach", "-md", "sha1")(digest)
    return make


def bare_rsa(tampered=False):
    def make(signed):
        signature = OFFICER.key.sign(b"khac" if tampered else signed, padding.PKCS1v15(), hashes.SHA1())
        return core.OctetString(signature).dump()
    return make


def swap_token(pdf, other):
    """The timestamp of one signature on another."""
    token = container(other)["content"]["signer_infos"][0]["unsigned_attrs"]
    mine = container(pdf)
    mine["content"]["signer_infos"][0]["unsigned_attrs"] = token
    return put_container(pdf, mine.dump(force=True))


def container(pdf):
    _, gap, after, _ = ranges(pdf)
    return cms.ContentInfo.load(bytes.fromhex(pdf[gap + 1:after - 1].decode()))


def put_container(pdf, made):
    _, gap, after, _ = ranges(pdf)
    digits = made.hex().encode()
    return pdf[:gap + 1] + digits.ljust(after - gap - 2, b"0") + pdf[after - 1:]


def without_certificates(pdf):
    info = container(pdf)
    info["content"]["certificates"] = cms.CertificateSet([])
    return put_container(pdf, info.dump(force=True))


def swap_certificate(pdf, holder):
    """Puts another certificate with the same key beside the signature."""
    info = container(pdf)
    info["content"]["certificates"] = cms.CertificateSet([cms.CertificateChoices("certificate", holder.asn1)])
    sid = cms.IssuerAndSerialNumber({"issuer": holder.asn1.issuer, "serial_number": holder.asn1.serial_number})
    info["content"]["signer_infos"][0]["sid"] = cms.SignerIdentifier("issuer_and_serial_number", sid)
    return put_container(pdf, info.dump(force=True))


# --- all cases ------------------------------------------------------------------------------------------------------


def add_store(pdf, certs=(), lists=(), answers=()):
    def change(out):
        store = dss.DocumentSecurityStore(out)
        store.register_vri(
            None, certs=[one.asn1 for one in certs],
            crls=[asn1_crl.CertificateList.load(one) for one in lists],
            ocsps=[asn1_ocsp.OCSPResponse.load(one) for one in answers])
        reference = store.as_pdf_object()
        out.root["/DSS"] = out.add_object(reference)
        out.update_root()
    return update(pdf, change)


def cases(folder):
    table, streams, form, pages = (base(kind) for kind in ("table", "streams", "form", "pages"))
    bases = {"table": table, "streams": streams, "form": form, "pages": pages}
    pades = fields.SigSeedSubFilter.PADES

    # Methods, each good, with its content changed, and with its signature changed.
    methods = {
        "rsa2048-sha256": dict(holder=OFFICER), "rsa2048-sha1": dict(holder=OFFICER, md="sha1"),
        "rsa2048-sha384": dict(holder=OFFICER, md="sha384"), "rsa2048-sha512": dict(holder=OFFICER, md="sha512"),
        "pss-sha256": dict(holder=OFFICER, prefer_pss=True),
        "pss-sha384": dict(holder=OFFICER, prefer_pss=True, md="sha384"),
        "pss-sha512": dict(holder=OFFICER, prefer_pss=True, md="sha512"),
        "rsa3072-sha384": dict(holder=Holder("RSA 3072", MIDDLE, "rsa3072"), md="sha384"),
        "rsa1024-sha256": dict(holder=Holder("RSA 1024", MIDDLE, "rsa1024")),
        "p256-sha256": dict(holder=Holder("P-256", MIDDLE, "p256")),
        "p256-sha384": dict(holder=Holder("P-256", MIDDLE, "p256"), md="sha384"),
        "p384-sha384": dict(holder=Holder("P-384", MIDDLE, "p384"), md="sha384"),
        "p521-sha512": dict(holder=Holder("P-521", MIDDLE, "p521"), md="sha512"),
        "ed25519": dict(holder=Holder("Ed25519", MIDDLE, "ed25519"), md="sha512"),
    }
    for method, options in methods.items():
        for sub_filter in (None, pades):
            label = f"{'cades' if sub_filter else 'pkcs7'}-{method}"
            signed = sign(table, subfilter=sub_filter, **dict(options))
            yield f"good-{label}", signed
            yield f"tampered-{label}", tamper_content(signed)
            yield f"forged-{label}", tamper_container(signed, 0.98)

    # What follows the signature, on each kind of document.
    for kind, pdf in bases.items():
        signed = sign(pdf)
        yield f"good-{kind}", signed
        yield f"pss-{kind}", sign(pdf, prefer_pss=True)
        yield f"visible-{kind}", sign(pdf, box=(300, 100, 500, 160))
        yield f"garbage-{kind}", signed + b"\n% them vao\n"
        yield f"appended-{kind}", update(signed, change_content)
        yield f"appended-new-{kind}", update(signed, new_content)
        yield f"annotated-{kind}", update(signed, annotate)
        yield f"metadata-{kind}", update(signed, metadata)
        yield f"page-added-{kind}", update(signed, add_page)
        yield f"field-added-{kind}", update(signed, add_text_field)
        yield f"action-added-{kind}", update(signed, catalog_entry)
        yield f"empty-field-{kind}", update(signed, empty_signature_field)
        yield f"font-{kind}", shadow_font(signed)
        twice = sign(signed, SECOND, field="ChuKy2")
        yield f"twice-{kind}", twice
        thrice = sign(twice, OFFICER, field="ChuKy3", box=(100, 100, 200, 150))
        yield f"thrice-{kind}", thrice
        yield f"twice-tampered-{kind}", tamper_content(twice)
        yield f"twice-appended-{kind}", update(twice, change_content)
        yield f"between-{kind}", sign(update(signed, change_content), SECOND, field="ChuKy2")
        yield f"store-{kind}", add_store(signed, CHAIN)
        yield f"store-signed-{kind}", sign(add_store(signed, CHAIN), SECOND, field="ChuKy2")
        yield f"file-stamp-{kind}", stamp_file(signed)
        yield f"stamped-{kind}", sign(pdf, timestamper=stamper())
    filled = update(sign(form), fill)
    yield "filled", filled
    yield "filled-signed", sign(filled, SECOND, field="ChuKy2")
    six = form
    for nth in range(6):
        six = sign(six, (OFFICER, SECOND)[nth % 2], field=f"ChuKy{nth + 1}")
    yield "six", six
    yield "shadow-hide", shadow_overlay()
    yield "shadow-replace", update(shadow_document(), new_content)
    yield "shadow-dangling", dangling(table)
    yield "shadow-ready", shadow_document()

    # Certification.
    levels = fields.MDPPerm
    for level in (levels.NO_CHANGES, levels.FILL_FORMS, levels.ANNOTATE):
        certified = sign(form, certify=True, docmdp_permissions=level)
        label = level.value
        yield f"certified-{label}", certified
        yield f"certified-{label}-filled", update(certified, fill)
        yield f"certified-{label}-annotated", update(certified, annotate)
        yield f"certified-{label}-content", update(certified, change_content)
        yield f"certified-{label}-store", add_store(certified, CHAIN)
        yield f"certified-{label}-stamp", stamp_file(certified)
        if level != levels.NO_CHANGES:
            yield f"certified-{label}-signed", sign(certified, SECOND, field="ChuKy2")

    # A field that its signature locks.
    locked = lock(form)
    yield "locked", locked
    yield "locked-filled", update(locked, fill)

    # Ranges.
    signed = sign(table)
    first, gap, after, rest = ranges(signed)
    yield "range-starts-late", set_ranges(signed, [9, gap - 9, after, rest])
    yield "range-wide-gap", set_ranges(signed, [0, gap - 4, after, rest])
    yield "range-wide-gap-after", set_ranges(signed, [0, gap, after + 6, rest - 6])
    yield "range-ends-early", set_ranges(signed, [0, gap, after, rest - 40])
    yield "range-beyond-end", set_ranges(signed, [0, gap, after, rest + 40])
    yield "cut", signed[:-30] + b"\n%%EOF\n"
    yield "flip-first", flip(signed, 10)
    yield "flip-last", flip(signed, len(signed) - 8)
    yield "wrapped", wrap(signed)
    yield "moved-end", signed + signed[after:]

    # The container.
    for share in (0.02, 0.3, 0.6, 0.9):
        yield f"container-{int(share * 100)}", tamper_container(signed, share)
    yield "container-empty", put_container(signed, b"")
    yield "container-garbage", put_container(signed, os.urandom(900))
    yield "without-certificates", without_certificates(signed)
    yield "swapped-stranger", swap_certificate(signed, SECOND)
    yield "swapped-same-key", swap_certificate(sign(table, subfilter=pades), same_key(OFFICER))

    # OpenSSL as the signer.
    detached = b"adbe.pkcs7.detached"
    yield "openssl", assemble(table, detached, openssl(folder))
    yield "openssl-tampered", tamper_content(assemble(table, detached, openssl(folder)))
    yield "openssl-cades", assemble(table, b"ETSI.CAdES.detached", openssl(folder, "-cades"))
    yield "openssl-stream", assemble(table, detached, openssl(folder, "-stream"))
    yield "openssl-stream-tampered", tamper_content(assemble(table, detached, openssl(folder, "-stream")))
    yield "openssl-noattr", assemble(table, detached, openssl(folder, "-noattr"))
    yield "openssl-noattr-tampered", tamper_content(assemble(table, detached, openssl(folder, "-noattr")))
    yield "openssl-keyid", assemble(table, detached, openssl(folder, "-keyid"))
    yield "openssl-sha1", assemble(table, detached, openssl(folder, "-md", "sha1"))
    yield "openssl-sha512", assemble(table, detached, openssl(folder, "-md", "sha512"))
    yield "openssl-sha224", assemble(table, detached, openssl(folder, "-md", "sha224"))
    yield "openssl-md5", assemble(table, detached, openssl(folder, "-md", "md5"))
    yield "openssl-nocerts", assemble(table, detached, openssl(folder, "-nocerts"))
    yield "openssl-pss-salt-max", assemble(
        table, detached, openssl(folder, "-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_pss_saltlen:max"))
    yield "openssl-pss", assemble(
        table, detached, openssl(folder, "-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_pss_saltlen:digest"))
    yield "openssl-p256", assemble(
        table, detached, openssl(folder, holder=Holder("P-256", MIDDLE, "p256")))
    yield "openssl-appended", update(assemble(table, detached, openssl(folder)), change_content)
    yield "around-sha1", assemble(table, b"adbe.pkcs7.sha1", around_sha1(folder))
    yield "around-sha1-tampered", tamper_content(assemble(table, b"adbe.pkcs7.sha1", around_sha1(folder)))
    yield "around-sha1-other", assemble(table, b"adbe.pkcs7.sha1", around_sha1(folder, tampered=True))
    extra = b"/Cert <%s>" % OFFICER.der.hex().encode()
    yield "bare-rsa", assemble(table, b"adbe.x509.rsa_sha1", bare_rsa(), extra=extra)
    yield "bare-rsa-tampered", assemble(table, b"adbe.x509.rsa_sha1", bare_rsa(tampered=True), extra=extra)
    yield "unknown-format", assemble(table, b"vn.gov.khac", openssl(folder))

    # Chains.
    yield "chain-stranger", sign(table, Holder("Người lạ", STRANGER), chain=[STRANGER])
    yield "chain-self", sign(table, Holder("Tự ký"), chain=[])
    yield "chain-missing", sign(table, OFFICER, chain=[])
    yield "chain-missing-in-store", add_store(sign(table, OFFICER, chain=[]), [MIDDLE])
    yield "chain-direct", sign(table, Holder("Cấp thẳng", ROOT), chain=[])
    expired = Holder("Hết hạn", MIDDLE, start=NOW - 300 * DAY, end=NOW - 10 * DAY)
    yield "chain-expired", sign(table, expired)
    yield "chain-expired-stamped-before", sign(table, expired, timestamper=stamper(NOW - 100 * DAY))
    yield "chain-expired-stamped-after", sign(table, expired, timestamper=stamper(NOW - 2 * DAY))
    yield "chain-not-yet", sign(table, Holder("Chưa hiệu lực", MIDDLE, start=NOW + 10 * DAY))
    yield "chain-usage", sign(table, Holder("Không để ký", MIDDLE, usage=False))
    fake_authority = Holder("Không phải CA", MIDDLE)
    yield "chain-no-authority", sign(table, Holder("Do người dùng cấp", fake_authority),
                                     chain=[fake_authority, MIDDLE, ROOT])
    shallow = Holder("CA không cấp tiếp", ROOT, ca=True, path_length=0)
    deeper = Holder("CA sâu", shallow, ca=True)
    yield "chain-too-deep", sign(table, Holder("Ở dưới", deeper), chain=[deeper, shallow, ROOT])
    forged = Holder("CA cấp dưới thử nghiệm", STRANGER, ca=True)
    forged_leaf = Holder("Mạo danh", forged)
    yield "chain-forged", sign(table, forged_leaf, chain=[MIDDLE, ROOT])

    # Timestamps.
    stranger_stamp = stamper(holder=Holder("Dấu thời gian lạ", STRANGER, purpose=ExtendedKeyUsageOID.TIME_STAMPING))
    yield "stamp-stranger", sign(table, timestamper=stranger_stamp)
    yield "stamp-not-for-it", sign(table, timestamper=stamper(holder=Holder("Không để đóng dấu", ROOT)))
    one, other = sign(table, timestamper=stamper()), sign(form, timestamper=stamper())
    yield "stamp-swapped", swap_token(one, other)
    yield "stamp-tampered", tamper_content(one)
    yield "file-stamp-only", stamp_file(table)
    yield "file-stamp-only-tampered", tamper_content(stamp_file(table))
    yield "file-stamp-stranger", stamp_file(table, stranger_stamp)

    # Revocation.
    good = [revocation_list(MIDDLE), revocation_list(ROOT)]
    yield "revocation-lists", add_store(signed, CHAIN, good)
    yield "revocation-answers", add_store(signed, CHAIN, [revocation_list(ROOT)], [revocation_answer(OFFICER)])
    gone = NOW - 5 * DAY
    yield "revoked-by-list", add_store(signed, CHAIN, [revocation_list(MIDDLE, [(OFFICER, gone)]), good[1]])
    yield "revoked-by-answer", add_store(signed, CHAIN, [good[1]], [revocation_answer(OFFICER, gone)])
    yield "revoked-middle", add_store(signed, CHAIN, [good[0], revocation_list(ROOT, [(MIDDLE, gone)])])
    old = [revocation_list(one, made=NOW - 90 * DAY, until=NOW - 60 * DAY) for one in (MIDDLE, ROOT)]
    yield "revocation-old", add_store(signed, CHAIN, old)
    false_list = x509.CertificateRevocationListBuilder().issuer_name(MIDDLE.cert.subject).last_update(NOW - DAY)
    false_list = false_list.next_update(NOW + DAY).sign(STRANGER.key, hashes.SHA256())
    yield "revocation-forged", add_store(
        signed, CHAIN, [false_list.public_bytes(serialization.Encoding.DER), good[1]])


def stamp_file(pdf, with_stamper=None):
    out = IncrementalPdfFileWriter(io.BytesIO(pdf))
    return signers.PdfTimeStamper(with_stamper or stamper()).timestamp_pdf(out, "sha256").getvalue()


def lock(pdf):
    out = IncrementalPdfFileWriter(io.BytesIO(pdf))
    spec = fields.SigFieldSpec("ChuKy1", field_mdp_spec=fields.FieldMDPSpec(
        fields.FieldMDPAction.INCLUDE, fields=["ghi-chu"]))
    fields.append_signature_field(out, spec)
    meta = signers.PdfSignatureMetadata(field_name="ChuKy1", md_algorithm="sha256")
    return signers.PdfSigner(meta, signer=OFFICER.signer(CHAIN)).sign_pdf(out, bytes_reserved=RESERVED).getvalue()


def same_key(holder):
    """Another certificate of the same key, for somebody else."""
    twin = Holder.__new__(Holder)
    twin.key, twin.issuer = holder.key, MIDDLE
    twin.cert = (
        x509.CertificateBuilder().subject_name(name("Giả danh")).public_key(holder.key.public_key())
        .issuer_name(MIDDLE.cert.subject).serial_number(x509.random_serial_number())
        .not_valid_before(NOW - 100 * DAY).not_valid_after(NOW + 100 * DAY)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(MIDDLE.key, hashes.SHA256()))
    return twin


def wrap(pdf):
    """Signature wrapping: the second range is moved back, and other content stands where it was."""
    first, gap, after, rest = ranges(pdf)
    filler = b"% chen vao\n" * 20
    moved = pdf[:after] + filler + pdf[after:]
    return set_ranges(moved, [0, gap, after + len(filler), rest])


# --- verdicts -------------------------------------------------------------------------------------------------------


def verdicts(path, pdf):
    options = dict(trust_roots=[ROOT.asn1], allow_fetching=False, weak_hash_algos=set())

    def context():
        # What the file itself holds about certificates is used, as we use it.
        if "/DSS" in reader.root:
            store = dss.DocumentSecurityStore.read_dss(reader)
            mode = "require" if store.crls or store.ocsps else "soft-fail"
            return store.as_validation_context(options | {"revocation_mode": mode})
        return ValidationContext(**options)
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        embedded = list(reader.embedded_signatures)
    except Exception as error:
        return [{"file": path, "field": None, "error": f"{type(error).__name__}: {error}"}]
    lines = []
    for signature in embedded:
        line = {"file": path, "field": signature.field_name}
        try:
            if signature.sig_object.get("/Type") == "/DocTimeStamp":
                status = validate_pdf_timestamp(signature, context())
            else:
                status = validate_pdf_signature(signature, context())
            line |= {
                "intact": status.intact and status.valid,
                "coverage": status.coverage.name if status.coverage is not None else None,
                "modification": status.modification_level.name if status.modification_level is not None else None,
                "allowed": status.docmdp_ok,
                "trusted": status.trusted,
                "judges_revocation": "/DSS" in reader.root
                and any(key in reader.root["/DSS"] for key in ("/CRLs", "/OCSPs")),
                "revoked": bool(getattr(status, "revoked", False)),
                "stamped": getattr(status, "timestamp_validity", None) is not None
                and status.timestamp_validity.valid and status.timestamp_validity.intact,
            }
        except Exception as error:
            line |= {"error": f"{type(error).__name__}: {error}"}
            try:
                line["coverage"] = signature.evaluate_signature_coverage().name
            except Exception as unclear:
                line["coverage_error"] = f"{type(unclear).__name__}: {unclear}"
        lines.append(line)
    return lines


def main(folder, only):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "root.pem"), "wb") as file:
        file.write(ROOT.pem)
    with open(os.path.join(folder, "table.base"), "wb") as file:
        file.write(base("table"))
    count = 0
    with open(os.path.join(folder, "verdicts.jsonl"), "w", encoding="utf-8") as out:
        for label, pdf in cases(folder):
            if only and label not in only:
                continue
            path = f"{label}.pdf"
            with open(os.path.join(folder, path), "wb") as file:
                file.write(pdf)
            for line in verdicts(path, pdf):
                out.write(json.dumps(line, ensure_ascii=False) + "\n")
            count += 1
    print(count, "files")


if __name__ == "__main__":
    import logging
    logging.disable(logging.CRITICAL)
    main(sys.argv[1], sys.argv[2:])
