//! Canonical forms as the recommendations define them; each was computed by libxml2, too.

use super::*;

const INCLUSIVE: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";

fn form(
    algorithm: &str,
    prefixes: &str,
    apex: Option<u32>,
    text: &str,
) -> Result<String, SignatureDoubt> {
    let method = Canonicalization::named(algorithm, prefixes).expect("a method");
    let selection = Selection { apex, without: Vec::new(), with_comments: true };
    canonical(text, &selection, &method, &mut || {})
}

fn check(algorithm: &str, apex: Option<u32>, text: &str, expect: &str) {
    assert_eq!(form(algorithm, "", apex, text).as_deref(), Ok(expect), "{text}");
}

#[test]
fn what_stands_outside_the_root_stands_on_lines_of_its_own() {
    let text = "<?xml version=\"1.0\"?>\n\n<?style   href=\"doc.xsl\"\n type=\"x\"   ?>\n<!-- c1 -->\n<doc>a<!-- c2 \
                --></doc>\n\n<?end?>\n\n<!-- c3 -->\n";
    check(
        INCLUSIVE,
        None,
        text,
        "<?style href=\"doc.xsl\"\n type=\"x\"   ?>\n<doc>a</doc>\n<?end?>",
    );
    let with_comments = format!("{INCLUSIVE}#WithComments");
    check(
        &with_comments,
        None,
        text,
        "<?style href=\"doc.xsl\"\n type=\"x\"   ?>\n<!-- c1 -->\n<doc>a<!-- c2 --></doc>\n<?end?>\n<!-- c3 -->",
    );
}

#[test]
fn elements_and_attributes_have_one_form() {
    check(
        INCLUSIVE,
        None,
        "<d><e1   /><e2 ></e2><e5 a:attr=\"out\" b:attr=\"sorted\" attr2=\"all\" attr=\"I'm\" xmlns:b=\"http://b\" \
         xmlns:a=\"http://a\" xmlns=\"http://e\"/><e6 xmlns=\"\"/></d>",
        "<d><e1></e1><e2></e2><e5 xmlns=\"http://e\" xmlns:a=\"http://a\" xmlns:b=\"http://b\" attr=\"I'm\" \
         attr2=\"all\" a:attr=\"out\" b:attr=\"sorted\"></e5><e6></e6></d>",
    );
    check(
        INCLUSIVE,
        None,
        "<a t='&#9;&#10;&#13;\t\"&lt;>&amp;'>&lt;&#x3e;&amp;\"\r\n\r&#13;<![CDATA[<&>]]></a>",
        "<a t=\"&#x9;&#xA;&#xD; &quot;&lt;>&amp;\">&lt;&gt;&amp;\"\n\n&#xD;&lt;&amp;&gt;</a>",
    );
}

#[test]
fn namespaces_are_written_where_they_begin_and_not_again() {
    check(
        INCLUSIVE,
        None,
        "<a xmlns:p=\"u\"><b xmlns:p=\"u\"><p:c xmlns:p=\"v\"/></b></a>",
        "<a xmlns:p=\"u\"><b><p:c xmlns:p=\"v\"></p:c></b></a>",
    );
    let nested = "<a xmlns=\"u\"><b xmlns=\"\"><c xmlns=\"\"/></b></a>";
    check(INCLUSIVE, None, nested, "<a xmlns=\"u\"><b xmlns=\"\"><c></c></b></a>");
    check(EXCLUSIVE, None, nested, "<a xmlns=\"u\"><b xmlns=\"\"><c></c></b></a>");
}

#[test]
fn an_element_takes_over_from_those_above_it_what_its_method_says() {
    let text = "<a xmlns=\"d\" xmlns:p=\"u\" xmlns:q=\"v\" xml:lang=\"vi\" xml:space=\"preserve\" Id=\"x\"><p:b \
                xml:space=\"default\"><c q:z=\"1\"/></p:b></a>";
    check(
        INCLUSIVE,
        Some(1),
        text,
        "<p:b xmlns=\"d\" xmlns:p=\"u\" xmlns:q=\"v\" xml:lang=\"vi\" xml:space=\"default\"><c q:z=\"1\"></c></p:b>",
    );
    check(
        EXCLUSIVE,
        Some(1),
        text,
        "<p:b xmlns:p=\"u\" xml:space=\"default\"><c xmlns=\"d\" xmlns:q=\"v\" q:z=\"1\"></c></p:b>",
    );
    assert_eq!(
        form(EXCLUSIVE, "q #default", Some(1), text).as_deref(),
        Ok(
            "<p:b xmlns=\"d\" xmlns:p=\"u\" xmlns:q=\"v\" xml:space=\"default\"><c q:z=\"1\"></c></p:b>"
        )
    );
}

#[test]
fn what_is_left_out_leaves_its_surroundings() {
    let method = Canonicalization::DEFAULT;
    let selection = Selection { without: vec![1, 4], ..Selection::default() };
    let text = "<a> <s xmlns:x='u'><t/></s> <b>1<s/></b> </a>";
    let found = canonical(text, &selection, &method, &mut || {});
    assert_eq!(found.as_deref(), Ok("<a>  <b>1</b> </a>"));
}

#[test]
fn what_is_no_xml_with_namespaces_has_no_form() {
    for text in ["<a><p:b/></a>", "<a p:x='1'/>", "<a x='1' x='2'/>", "<a>", "<!DOCTYPE a><a/>"] {
        assert_eq!(form(INCLUSIVE, "", None, text), Err(SignatureDoubt::Malformed), "{text}");
    }
    let doubled = "<a xmlns:p='u' xmlns:q='u' p:x='1' q:x='2'/>";
    assert_eq!(form(INCLUSIVE, "", None, doubled), Err(SignatureDoubt::Malformed));
    let based = "<a xml:base='http://a/'><b/></a>";
    let found = form("http://www.w3.org/2006/12/xml-c14n11", "", Some(1), based);
    assert_eq!(found, Err(SignatureDoubt::UnsupportedMethod));
}

#[test]
fn a_form_that_grows_beyond_measure_is_refused() {
    let namespace = "n".repeat(50_000);
    let text = format!("<a xmlns:p='{namespace}'>{}</a>", "<p:b/>".repeat(1_000));
    assert_eq!(form(EXCLUSIVE, "", None, &text), Err(SignatureDoubt::SignedTooLarge));
    assert!(form(INCLUSIVE, "", None, &text).is_ok());
}
