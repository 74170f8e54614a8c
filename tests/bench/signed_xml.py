"""Signed messages (edXML) and packages (DOCX, XLSX) in every state that we know of: `signed_xml.py FOLDER [NAME…]`.

Messages are signed by signxml and judged by xmlsec1 (of Debian); packages are signed here, by lxml's canonicalization and
`cryptography`, so that they share no line with the program. Keys are new in every run. Writes FOLDER/*.{edxml,docx,xlsx},
FOLDER/root-xml.pem and FOLDER/expected.jsonl: what each signature must prove, and who says so.
"""

import asyncio
import base64
import hashlib
import io
import json
import os
import subprocess
import sys
import zipfile

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from lxml import etree
from signxml import XMLSigner
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod

from signed_pdfs import CHAIN, DAY, MIDDLE, NOW, OFFICER, ROOT, SECOND, STRANGER, Holder, same_key, stamper

DS = "http://www.w3.org/2000/09/xmldsig#"
XADES = "http://uri.etsi.org/01903/v1.3.2#"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
CURVES = {"p256": "ecdsa-sha256", "p384": "ecdsa-sha384"}
DIGESTS = {
    "sha1": (DS + "sha1", DS + "rsa-sha1"),
    "sha256": ("http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"),
    "sha384": ("http://www.w3.org/2001/04/xmldsig-more#sha384", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384"),
    "sha512": ("http://www.w3.org/2001/04/xmlenc#sha512", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512"),
}
VALID = ("valid", "valid")
HASHES = {"sha1": hashes.SHA1(), "sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}


def encoded(data):
    return base64.b64encode(data).decode()


def canonical(element):
    """lxml writes `xmlns=""` into parts of a tree, so a part becomes a text of its own first."""
    return etree.tostring(etree.fromstring(etree.tostring(element, with_tail=False)), method="c14n")


# --- messages -------------------------------------------------------------------------------------------------------

NAMESPACE = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
LETTER = "Số: 12/BC-SNV\nBáo cáo công tác cải cách hành chính quý I năm 2025\n"
MESSAGE = f"""<?xml version="1.0" encoding="UTF-8"?>
<edXML xmlns="{NAMESPACE}">
  <!-- made for a test -->
  <edXML:edXMLEnvelope xmlns:edXML="{NAMESPACE}">
    <edXML:edXMLHeader>
      <edXML:MessageHeader Id="header" xml:lang="vi">
        <edXML:From><edXML:OrganId>000.00.00.H99</edXML:OrganId><edXML:OrganName>Sở Nội vụ tỉnh An Bình</edXML:OrganName></edXML:From>
        <edXML:DocumentId>000.00.00.H99,2025/03/31,12/BC-SNV</edXML:DocumentId>
        <edXML:Code><edXML:CodeNumber>12</edXML:CodeNumber><edXML:CodeNotation>BC-SNV</edXML:CodeNotation></edXML:Code>
        <edXML:PromulgationInfo><edXML:PromulgationDate>2025/03/31</edXML:PromulgationDate></edXML:PromulgationInfo>
        <edXML:Subject>Báo cáo quý I &amp; kế hoạch quý II</edXML:Subject>
      </edXML:MessageHeader>
    </edXML:edXMLHeader>
    <edXML:edXMLBody Id="body"><edXML:edXMLManifest version="1.0"/></edXML:edXMLBody>
  </edXML:edXMLEnvelope>
  <AttachmentEncoded Id="files">
    <Attachment><ContentId>cid:1</ContentId><AttachmentName>12-BC-SNV.txt</AttachmentName><edXML:ContentTransferEncoded xmlns:edXML="{NAMESPACE}">{encoded(LETTER.encode())}</edXML:ContentTransferEncoded></Attachment>
  </AttachmentEncoded>
</edXML>
""".encode()


class OldSigner(XMLSigner):
    """Signs by SHA-1 too, as programs in use do."""

    def check_deprecated_methods(self):
        pass


def sign(method=SignatureMethod.RSA_SHA256, digest=DigestAlgorithm.SHA256, holder=OFFICER, chain=CHAIN,
         c14n=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0, message=MESSAGE, of=None):
    made = OldSigner(signature_algorithm=method, digest_algorithm=digest, c14n_algorithm=c14n)
    certificates = [holder.cert, *[one.cert for one in chain]]
    kept = [one.public_bytes(serialization.Encoding.PEM).decode() for one in certificates]
    root = made.sign(etree.fromstring(message), key=holder.key, cert="".join(kept), reference_uri=of, id_attribute="Id")
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def sign_xades(folder, holder=OFFICER, chain=CHAIN):
    """A message signed by xmlsec1 from a template, with properties of the signature beside it."""
    key, template, out = (os.path.join(folder, name) for name in ("key.pem", "template.xml", "out.xml"))
    certs = [os.path.join(folder, f"cert{nth}.pem") for nth, _ in enumerate([holder, *chain])]
    with open(key, "wb") as file:
        file.write(holder.key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    for path, one in zip(certs, [holder, *chain]):
        with open(path, "wb") as file:
            file.write(one.pem)
    sha256, method = DIGESTS["sha256"]
    exclusive = '<Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>'
    digest = f'<DigestMethod Algorithm="{sha256}"/><DigestValue>'
    signature = f"""<Signature xmlns="{DS}" Id="sig"><SignedInfo>
<CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/><SignatureMethod Algorithm="{method}"/>
<Reference URI=""><Transforms><Transform Algorithm="{DS}enveloped-signature"/>{exclusive}</Transforms>{digest}</DigestValue></Reference>
<Reference URI="#properties" Type="http://uri.etsi.org/01903#SignedProperties"><Transforms>{exclusive}</Transforms>{digest}</DigestValue></Reference>
</SignedInfo><SignatureValue/><KeyInfo><X509Data/></KeyInfo><Object><x:QualifyingProperties xmlns:x="{XADES}" Target="#sig">
<x:SignedProperties Id="properties"><x:SignedSignatureProperties><x:SigningTime>{NOW.strftime("%Y-%m-%dT%H:%M:%SZ")}</x:SigningTime>
<x:SigningCertificate><x:Cert><x:CertDigest>{digest}{encoded(hashlib.sha256(holder.der).digest())}</DigestValue></x:CertDigest></x:Cert></x:SigningCertificate>
</x:SignedSignatureProperties></x:SignedProperties></x:QualifyingProperties></Object></Signature></edXML>"""
    with open(template, "wb") as file:
        file.write(change(MESSAGE, b"</edXML>", signature.encode()))
    subprocess.run(["xmlsec1", "--sign", "--privkey-pem", ",".join([key, *certs]), "--id-attr:Id", f"{XADES}:SignedProperties",
                    "--output", out, template], check=True, capture_output=True)
    with open(out, "rb") as file:
        signed = file.read()
    for path in (key, *certs, template, out):
        os.remove(path)
    return signed


def judged_by_xmlsec(path):
    """Whether xmlsec1 finds the first signature of a message whole; `None` where it cannot tell."""
    ids = ["MessageHeader", "edXMLBody"]
    options = [part for name in ids for part in ("--id-attr:Id", f"{NAMESPACE}:{name}")]
    options += ["--id-attr:Id", f"{NAMESPACE}:AttachmentEncoded", "--id-attr:Id", f"{XADES}:SignedProperties"]
    run = subprocess.run(["xmlsec1", "--verify", "--insecure", *options, path], capture_output=True, text=True, check=False)
    said = (run.stdout + run.stderr).split()
    return "valid" if "OK" in said else "invalid" if "FAIL" in said else None


def change(data, old, new):
    assert data.count(old) >= 1, old
    return data.replace(old, new, 1)


def messages(folder):
    """Label, message, and what each signature must prove."""
    methods = CanonicalizationMethod
    for c14n in methods:
        label = c14n.name.lower().replace("_", "-")
        # signxml signs the comments of the whole message, which do not belong to it (XML Signature, 4.4.3.3).
        whole = ("invalid", "valid") if "COMMENTS" in c14n.name else VALID
        yield f"message-{label}", sign(c14n=c14n), [whole]
        yield f"message-{label}-part", sign(c14n=c14n, of=["header", "files"]), [("valid", "not-checkable")]
        yield f"message-{label}-tampered", change(sign(c14n=c14n), "quý I &".encode(), "quý V &".encode()), [("invalid", "valid")]
    for name in ("SHA1", "SHA256", "SHA384", "SHA512"):
        digest = DigestAlgorithm[name]
        yield f"message-rsa-{name.lower()}", sign(SignatureMethod[f"RSA_{name}"], digest), [VALID]
        yield f"message-pss-{name.lower()}", sign(SignatureMethod[f"{name}_RSA_MGF1"], digest), [VALID]
    for curve, name in (("p256", "SHA256"), ("p384", "SHA384"), ("p256", "SHA384"), ("p384", "SHA256")):
        holder = Holder("Lê Thị C", MIDDLE, kind=curve)
        yield f"message-{curve}-{name.lower()}", sign(SignatureMethod[f"ECDSA_{name}"], holder=holder), [VALID]
    holder = Holder("Lê Thị C", MIDDLE, kind="p521")
    yield "message-p521", sign(SignatureMethod.ECDSA_SHA512, holder=holder), [("not-checkable", "valid")]
    yield "message-sha224", sign(SignatureMethod.RSA_SHA224), [("not-checkable", "valid")]
    yield "message-sha3", sign(digest=DigestAlgorithm.SHA3_256), [("not-checkable", "valid")]
    good = sign(c14n=methods.CANONICAL_XML_1_0)
    xades = sign_xades(folder)
    broken = ("invalid", "valid")
    yield "message-xades", xades, [VALID]
    yield "message-xades-time", change(xades, f"{NOW.year}-".encode() + b"", f"{NOW.year - 1}-".encode()), [broken]
    yield "message-number", change(good, b"<edXML:CodeNumber>12<", b"<edXML:CodeNumber>13<"), [broken]
    yield "message-attribute", change(good, b'version="1.0"/>', b'version="1.1"/>'), [("invalid", "valid")]
    yield "message-attachment", change(good, encoded(LETTER.encode()).encode(), encoded(LETTER.replace("12/", "13/").encode()).encode()), [broken]
    yield "message-space", change(good, b"<edXML:CodeNumber>12<", b"<edXML:CodeNumber>12 <"), [broken]
    yield "message-element", change(good, b"</edXML:MessageHeader>", b"<edXML:Steering/></edXML:MessageHeader>"), [broken]
    yield "message-prefix", change(good, b'xmlns:edXML="', b'xmlns:x="u" xmlns:edXML="'), [broken]
    yield "message-comment", change(good, b"<!-- made for a test -->", b"<!-- another -->"), [VALID]
    yield "message-quotes", change(good, b'Id="body"', b"Id = 'body'"), [VALID]
    yield "message-cdata", change(good, "tỉnh An Bình".encode(), "<![CDATA[tỉnh]]> An B&#xEC;nh".encode()), [VALID]
    yield "message-lines", good.replace(b"\n", b"\r\n"), [VALID]
    digest_at = good.index(b"DigestValue>") + 12
    yield "message-digest", good[:digest_at] + (b"A" if good[digest_at:digest_at + 1] != b"A" else b"B") + good[digest_at + 1:], [broken]
    value_at = good.index(b"SignatureValue>") + 15
    yield "message-value", good[:value_at] + (b"A" if good[value_at:value_at + 1] != b"A" else b"B") + good[value_at + 1:], [broken]
    yield "message-method", change(good, b"xmldsig-more#rsa-sha256", b"xmldsig-more#rsa-sha512"), [broken]
    only_header = sign(of=["header"])
    yield "message-header-only", only_header, [("valid", "not-checkable")]
    # Wrapping: the signed header is moved aside, another stands where it is read.
    root = etree.fromstring(only_header)
    header = root.find(f".//{{{NAMESPACE}}}MessageHeader")
    shown = etree.fromstring(etree.tostring(header).replace("12/BC".encode(), b"13/BC"))
    shown.set("Id", "other")
    header.getparent().replace(header, shown)
    etree.SubElement(root, "Aside").append(header)
    yield "message-wrapped", etree.tostring(root), [("invalid", "not-checkable")]
    yield "message-two-ids", change(only_header, b'Id="body"', b'Id="header"'), [("not-checkable", "not-checkable")]
    outside = change(only_header, b'URI="#header"', b'URI="http://example.invalid/a"')
    yield "message-outside", outside, [("invalid", "not-checkable")]
    yield "message-lost", change(only_header, b'Id="header"', b'Id="kopf"'), [("invalid", "not-checkable")]
    xslt = change(good, C14N.encode(), b"http://www.w3.org/TR/1999/REC-xslt-19991116")
    yield "message-unknown-method", xslt, [("not-checkable", "valid")]
    twice = sign(holder=SECOND, message=good)
    yield "message-twice", twice, [VALID, VALID]
    yield "message-twice-tampered", change(twice, b"12/BC-SNV<", b"19/BC-SNV<"), [broken, broken]
    yield "message-stranger", sign(holder=Holder("Kẻ lạ", STRANGER), chain=[STRANGER]), [VALID]
    expired = Holder("Hết hạn", MIDDLE, start=NOW - 90 * DAY, end=NOW - 30 * DAY)
    yield "message-expired", sign_xades(folder, expired), [VALID]
    same = same_key(OFFICER)
    swapped = etree.fromstring(xades)
    swapped.find(f".//{{{DS}}}X509Certificate").text = encoded(same.der)
    yield "message-swapped-same-key", etree.tostring(swapped), [broken]
    without = etree.fromstring(good)
    for info in without.findall(f".//{{{DS}}}KeyInfo"):
        info.getparent().remove(info)
    yield "message-no-certificate", etree.tostring(without), [("not-checkable", "valid")]
    without = etree.fromstring(good)
    without.find(f".//{{{DS}}}SignedInfo").clear()
    yield "message-empty-info", etree.tostring(without), [("not-checkable", "not-checkable")]


# --- packages -------------------------------------------------------------------------------------------------------

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
R = f'xmlns:r="{OFFICE}"'
RELATIONSHIP_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
CORE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"


def relationships(*all_of_them):
    rows = "".join(
        f'<Relationship Id="{rid}" Type="{kind}" Target="{target}"{" TargetMode=" + chr(34) + "External" + chr(34) if target.startswith("http") else ""}/>'
        for rid, kind, target in all_of_them)
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n<Relationships xmlns="{RELATIONSHIPS}">{rows}</Relationships>'.encode()


def types(*overrides):
    rows = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in overrides)
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Default Extension="rels" ContentType="{RELATIONSHIP_TYPE}"/><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="sigs" ContentType="application/vnd.openxmlformats-package.digital-signature-origin"/>'
        f"{rows}</Types>").encode()


def document(text):
    return f"<w:document {W} {R}><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p><w:sectPr><w:headerReference w:type=\"default\" r:id=\"rId2\"/></w:sectPr></w:body></w:document>".encode()


def word():
    return {
        "[Content_Types].xml": types(
            ("word/document.xml", f"{WORD}.document.main+xml"), ("word/styles.xml", f"{WORD}.styles+xml"),
            ("word/header1.xml", f"{WORD}.header+xml"),
            ("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml")),
        "_rels/.rels": relationships(("rId1", f"{OFFICE}/officeDocument", "word/document.xml"), ("rId2", CORE, "docProps/core.xml")),
        "docProps/core.xml": b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
        "word/document.xml": document("Số: 12/BC-SNV. Tỷ lệ hồ sơ đúng hạn đạt 98,5%."),
        "word/_rels/document.xml.rels": relationships(
            ("rId1", f"{OFFICE}/styles", "styles.xml"), ("rId2", f"{OFFICE}/header", "header1.xml"),
            ("rId3", f"{OFFICE}/hyperlink", "http://example.invalid/?a=1&amp;b=2")),
        "word/styles.xml": f"<w:styles {W}/>".encode(),
        "word/header1.xml": f"<w:hdr {W}><w:p><w:r><w:t>UBND tỉnh An Bình</w:t></w:r></w:p></w:hdr>".encode(),
    }


def sheet():
    return {
        "[Content_Types].xml": types(("xl/workbook.xml", f"{SHEET}.sheet.main+xml"), ("xl/worksheets/sheet1.xml", f"{SHEET}.worksheet+xml")),
        "_rels/.rels": relationships(("rId1", f"{OFFICE}/officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook {S} {R}><sheets><sheet name="Tự chấm" sheetId="1" r:id="rId1"/></sheets></workbook>'.encode(),
        "xl/_rels/workbook.xml.rels": relationships(("rId1", f"{OFFICE}/worksheet", "worksheets/sheet1.xml")),
        "xl/worksheets/sheet1.xml": f'<worksheet {S}><sheetData><row r="1"><c r="A1"><v>98.5</v></c></row></sheetData></worksheet>'.encode(),
    }


def content_type(parts, name):
    root = etree.fromstring(parts["[Content_Types].xml"])
    for one in root:
        if one.get("PartName") == "/" + name:
            return one.get("ContentType")
    return next(one.get("ContentType") for one in root if one.get("Extension") == name.rsplit(".", 1)[-1])


def transformed(data, ids):
    """ECMA-376-2, 13.2.4.24, by lxml."""
    out = etree.Element(f"{{{RELATIONSHIPS}}}Relationships", nsmap={None: RELATIONSHIPS})
    for one in sorted(etree.fromstring(data), key=lambda one: one.get("Id")):
        if one.get("Id") in ids:
            made = etree.SubElement(out, one.tag, dict(one.attrib))
            made.set("TargetMode", one.get("TargetMode", "Internal"))
    return etree.tostring(out, method="c14n")


def signed_package(parts, digest="sha256", holder=OFFICER, chain=CHAIN, xades=True, stamp=False, nth=1, leave=(), at=NOW,
                   by_type=False, of_cert=None):
    """The parts with one more signature, as Office makes them; `leave` names parts that it leaves unsigned."""
    digest_uri, method_uri = DIGESTS[digest]
    if isinstance(holder.key, ec.EllipticCurvePrivateKey):
        method_uri = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-" + digest
    hashed = lambda data: encoded(hashlib.new(digest, data).digest())
    rows = []
    for name, data in sorted(parts.items()):
        if name.startswith(("_xmlsignatures/", "docProps/")) or name == "[Content_Types].xml" or name in leave:
            continue
        transforms = ""
        if name.endswith(".rels"):
            chosen = [one for one in etree.fromstring(data)
                      if not one.get("Type").endswith(("core-properties", "digital-signature/origin"))]
            ids = [one.get("Id") for one in chosen]
            picked = "".join(f'<mdssi:RelationshipReference SourceId="{rid}"/>' for rid in ids)
            if by_type:
                kinds = dict.fromkeys(one.get("Type") for one in chosen)
                picked = "".join(f'<mdssi:RelationshipsGroupReference SourceType="{kind}"/>' for kind in kinds)
            transforms = (
                '<Transforms><Transform Algorithm="http://schemas.openxmlformats.org/package/2006/RelationshipTransform">'
                f'{picked}</Transform><Transform Algorithm="{C14N}"/></Transforms>')
            data = transformed(data, ids)
        rows.append(f'<Reference URI="/{name}?ContentType={content_type(parts, name)}">{transforms}'
                    f'<DigestMethod Algorithm="{digest_uri}"/><DigestValue>{hashed(data)}</DigestValue></Reference>')
    when = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    package = (
        f'<Object Id="idPackageObject"><Manifest>{"".join(rows)}</Manifest><SignatureProperties>'
        '<SignatureProperty Id="idSignatureTime" Target="#idPackageSignature"><mdssi:SignatureTime>'
        f'<mdssi:Format>YYYY-MM-DDThh:mm:ssTZD</mdssi:Format><mdssi:Value>{when}</mdssi:Value></mdssi:SignatureTime>'
        '</SignatureProperty></SignatureProperties></Object>')
    named = of_cert or holder.der
    properties = (
        f'<Object><xd:QualifyingProperties xmlns:xd="{XADES}" Target="#idPackageSignature">'
        '<xd:SignedProperties Id="idSignedProperties"><xd:SignedSignatureProperties>'
        f'<xd:SigningTime>{when}</xd:SigningTime><xd:SigningCertificate><xd:Cert><xd:CertDigest>'
        f'<DigestMethod Algorithm="{digest_uri}"/><DigestValue>{hashed(named)}</DigestValue></xd:CertDigest></xd:Cert>'
        '</xd:SigningCertificate></xd:SignedSignatureProperties></xd:SignedProperties>UNSIGNED</xd:QualifyingProperties></Object>'
        if xades else "")
    begin = f'<Signature xmlns="{DS}" xmlns:mdssi="http://schemas.openxmlformats.org/package/2006/digital-signature" Id="idPackageSignature">'
    draft = etree.fromstring(begin + package + properties + "</Signature>")
    references = ""
    for element, kind in ((draft[0], DS + "Object"), *([(draft.find(f".//{{{XADES}}}SignedProperties"), "http://uri.etsi.org/01903#SignedProperties")] if xades else [])):
        references += (f'<Reference Type="{kind}" URI="#{element.get("Id")}"><Transforms><Transform Algorithm="{C14N}"/></Transforms>'
                       f'<DigestMethod Algorithm="{digest_uri}"/><DigestValue>{hashed(canonical(element))}</DigestValue></Reference>')
    info = (f'<SignedInfo><CanonicalizationMethod Algorithm="{C14N}"/><SignatureMethod Algorithm="{method_uri}"/>'
            f'{references}</SignedInfo>')
    message = canonical(etree.fromstring(begin + info + "</Signature>")[0])
    if isinstance(holder.key, ec.EllipticCurvePrivateKey):
        size = (holder.key.curve.key_size + 7) // 8
        value = b"".join(n.to_bytes(size, "big") for n in decode_dss_signature(holder.key.sign(message, ec.ECDSA(HASHES[digest]))))
    else:
        value = holder.key.sign(message, padding.PKCS1v15(), HASHES[digest])
    kept = "".join(f"<X509Certificate>{encoded(one.der)}</X509Certificate>" for one in [holder, *chain])
    value = f"<SignatureValue>{encoded(value)}</SignatureValue>"
    unsigned = ""
    if stamp:
        stamped = canonical(etree.fromstring(begin + value + "</Signature>")[0])
        token = asyncio.run(stamper().async_timestamp(hashlib.sha256(stamped).digest(), "sha256")).dump()
        unsigned = (f'<xd:UnsignedProperties><xd:UnsignedSignatureProperties><xd:SignatureTimeStamp><CanonicalizationMethod Algorithm="{C14N}"/>'
                    f'<xd:EncapsulatedTimeStamp>{encoded(token)}</xd:EncapsulatedTimeStamp></xd:SignatureTimeStamp>'
                    '</xd:UnsignedSignatureProperties></xd:UnsignedProperties>')
    whole = (f'<?xml version="1.0" encoding="UTF-8"?>\n{begin}{info}{value}<KeyInfo><X509Data>{kept}</X509Data></KeyInfo>'
             f'{package}{properties.replace("UNSIGNED", unsigned)}</Signature>')
    added = dict(parts)
    origin = "_xmlsignatures/origin.sigs"
    if origin not in added:
        added[origin] = b""
        added["_rels/.rels"] = change(added["_rels/.rels"], b"</Relationships>", (
            '<Relationship Id="rIdSig" Type="http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin" '
            f'Target="{origin}"/></Relationships>').encode())
    kind = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/signature"
    added["_xmlsignatures/_rels/origin.sigs.rels"] = relationships(
        *[(f"rId{n}", kind, f"sig{n}.xml") for n in range(1, nth + 1)])
    added[f"_xmlsignatures/sig{nth}.xml"] = whole.encode()
    added["[Content_Types].xml"] = change(added["[Content_Types].xml"], b"</Types>", (
        f'<Override PartName="/_xmlsignatures/sig{nth}.xml" '
        'ContentType="application/vnd.openxmlformats-package.digital-signature-xmlsignature+xml"/></Types>').encode())
    return added


def packed(parts, twice=()):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in [*parts.items(), *twice]:
            archive.writestr(zipfile.ZipInfo(name, (2025, 3, 31, 8, 0, 0)), data)
    return out.getvalue()


def packages():
    """Label with extension, package, and what each signature must prove."""
    broken = ("invalid", "valid")
    good = signed_package(word())
    with_part = lambda name, data: packed({**good, name: data})
    in_part = lambda name, old, new: with_part(name, change(good[name], old, new))
    for digest in DIGESTS:
        yield f"package-{digest}.docx", packed(signed_package(word(), digest)), [VALID]
        yield f"package-{digest}-plain.xlsx", packed(signed_package(sheet(), digest, xades=False)), [VALID]
    for curve, digest in (("p256", "sha256"), ("p384", "sha384")):
        holder = Holder("Lê Thị C", MIDDLE, kind=curve)
        yield f"package-{curve}.docx", packed(signed_package(word(), digest, holder)), [VALID]
    yield "package-stamped.docx", packed(signed_package(word(), stamp=True)), [VALID]
    yield "package-by-type.docx", packed(signed_package(word(), by_type=True)), [VALID]
    yield "package-by-type-added.docx", packed({**signed_package(word(), by_type=True), "word/_rels/document.xml.rels": change(
        word()["word/_rels/document.xml.rels"], b"</Relationships>", f'<Relationship Id="rId9" Type="{OFFICE}/header" Target="header1.xml"/></Relationships>'.encode())}), [broken]
    yield "package-part.docx", in_part("word/document.xml", b"98,5%", b"99,5%"), [broken]
    yield "package-header.docx", in_part("word/header1.xml", "An Bình".encode(), "An Khê".encode()), [broken]
    yield "package-cell.xlsx", packed({**signed_package(sheet()), "xl/worksheets/sheet1.xml": change(sheet()["xl/worksheets/sheet1.xml"], b"98.5", b"99.5")}), [broken]
    yield "package-retargeted.docx", packed({**good, "word/_rels/document.xml.rels": change(good["word/_rels/document.xml.rels"], b'Target="header1.xml"', b'Target="header2.xml"'), "word/header2.xml": good["word/header1.xml"]}), [("invalid", "invalid")]
    yield "package-link.docx", in_part("word/_rels/document.xml.rels", b"a=1", b"a=2"), [broken]
    removed = {name: data for name, data in good.items() if name != "word/header1.xml"}
    yield "package-removed.docx", packed(removed), [broken]
    linked = lambda kind, target: {**good, "word/_rels/document.xml.rels": change(good["word/_rels/document.xml.rels"], b"</Relationships>", f'<Relationship Id="rId7" Type="{kind}" Target="{target}"/></Relationships>'.encode())}
    yield "package-footer-added.docx", packed({**linked(f"{OFFICE}/footer", "footer1.xml"), "word/footer1.xml": b"<w:ftr " + W.encode() + b"/>"}), [("valid", "invalid")]
    yield "package-comments-added.docx", packed({**linked(f"{OFFICE}/comments", "comments.xml"), "word/comments.xml": b"<w:comments " + W.encode() + b"/>"}), [("valid", "invalid")]
    yield "package-unknown-added.docx", packed({**linked("http://example.invalid/people", "people.xml"), "word/people.xml": b"<people/>"}), [("valid", "not-checkable")]
    yield "package-stray.docx", with_part("word/embeddings/a.bin", b"a"), [("valid", "not-checkable")]
    yield "package-repeated.docx", packed(good, twice=[("word/document.xml", document("Số: 99/BC-SNV"))]), [("valid", "not-checkable")]
    yield "package-main-moved.docx", packed({**good, "_rels/.rels": change(good["_rels/.rels"], b'Target="word/document.xml"', b'Target="word/other.xml"'), "word/other.xml": document("Số: 99/BC-SNV")}), [("invalid", "invalid")]
    yield "package-second-main.docx", packed({**good, "_rels/.rels": change(good["_rels/.rels"], b"</Relationships>", f'<Relationship Id="rId0" Type="{OFFICE}/officeDocument" Target="word/other.xml"/></Relationships>'.encode()), "word/other.xml": document("Số: 99/BC-SNV")}), [("valid", "invalid")]
    yield "package-header-unsigned.docx", packed(signed_package(word(), leave=("word/header1.xml",))), [("valid", "invalid")]
    yield "package-relationships-unsigned.docx", packed(signed_package(word(), leave=("word/_rels/document.xml.rels",))), [("valid", "invalid")]
    yield "package-type.docx", in_part("[Content_Types].xml", f"{WORD}.header+xml".encode(), f"{WORD}.footer+xml".encode()), [broken]
    yield "package-properties.docx", in_part("docProps/core.xml", b"/>", b"><a/></cp:coreProperties>"), [VALID]
    tree = etree.fromstring(good["word/_rels/document.xml.rels"])
    tree[:] = reversed(tree)
    yield "package-reordered.docx", with_part("word/_rels/document.xml.rels", etree.tostring(tree, pretty_print=True)), [VALID]
    signature = good["_xmlsignatures/sig1.xml"]
    yield "package-manifest.docx", in_part("_xmlsignatures/sig1.xml", b"/word/header1.xml?", b"/word/header9.xml?"), [("invalid", "invalid")]
    at = signature.index(b"SignatureValue>") + 15
    yield "package-value.docx", with_part("_xmlsignatures/sig1.xml", signature[:at] + (b"A" if signature[at:at + 1] != b"A" else b"B") + signature[at + 1:]), [broken]
    year = f"<mdssi:Value>{NOW.year}".encode()
    yield "package-time.docx", in_part("_xmlsignatures/sig1.xml", year, year[:-1] + b"0"), [broken]
    # A list that nobody signed signs nothing: the list that was signed is replaced by one beside it.
    loose = change(signature, b'<Object Id="idPackageObject"><Manifest>', b'<Object Id="idPackageObject"><Kept>')
    yield "package-list-lost.docx", with_part("_xmlsignatures/sig1.xml", loose.replace(b"</Manifest>", b"</Kept>", 1)), [("invalid", "invalid")]
    twice = signed_package(good, holder=SECOND, nth=2)
    yield "package-twice.docx", packed(twice), [VALID, VALID]
    yield "package-twice-part.docx", packed({**twice, "word/styles.xml": b"<w:styles " + W.encode() + b"><w:style/></w:styles>"}), [broken, broken]
    yield "package-garbage.docx", with_part("_xmlsignatures/sig1.xml", b"<Signature"), [("not-checkable", "not-checkable")]
    yield "package-empty.docx", with_part("_xmlsignatures/sig1.xml", b""), [("not-checkable", "not-checkable")]
    yield "package-stranger.docx", packed(signed_package(word(), holder=Holder("Kẻ lạ", STRANGER), chain=[STRANGER])), [VALID]
    expired = Holder("Hết hạn", MIDDLE, start=NOW - 90 * DAY, end=NOW - 30 * DAY)
    yield "package-expired.docx", packed(signed_package(word(), holder=expired)), [VALID]
    same = same_key(OFFICER)
    yield "package-swapped-same-key.docx", packed(signed_package(word(), holder=same, of_cert=OFFICER.der)), [broken]


def main(folder, only):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "root-xml.pem"), "wb") as file:
        file.write(ROOT.pem)
    with open(os.path.join(folder, "message.base"), "wb") as file:
        file.write(MESSAGE)
    with open(os.path.join(folder, "package.base"), "wb") as file:
        file.write(packed(word()))
    cases = [(f"{label}.edxml", data, expected) for label, data, expected in messages(folder)]
    cases += list(packages())
    with open(os.path.join(folder, "expected.jsonl"), "w", encoding="utf-8") as out:
        for file, data, expected in cases:
            if only and file.rsplit(".", 1)[0] not in only:
                continue
            with open(os.path.join(folder, file), "wb") as made:
                made.write(data)
            witness = judged_by_xmlsec(os.path.join(folder, file)) if file.endswith(".edxml") else None
            for nth, (integrity, coverage) in enumerate(expected):
                line = {"file": file, "integrity": integrity, "coverage": coverage, "xmlsec1": witness if nth == 0 else None}
                out.write(json.dumps(line, ensure_ascii=False) + "\n")
    print(len(cases), "messages and packages")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
