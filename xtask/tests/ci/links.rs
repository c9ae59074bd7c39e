use xtask::ci::links::check;

use crate::{assert_one, found};

#[test]
fn links_with_a_target_pass() {
    let files = [
        ("README.md", "[all](docs/README.md) ![](docs/img/a.svg) [web](https://example.com/x)"),
        (
            "docs/README.md",
            "[a page](pages/one.md#the-host-its-unsafe_code-1) [here](#index)\n\n# Index",
        ),
        (
            "docs/pages/one.md",
            "# The `host`: its unsafe_code\n\n# The host, its unsafe_code\n\n[up](../../src)",
        ),
        ("docs/img/a.svg", "<svg/>"),
        ("src/lib.rs", ""),
    ];
    assert_eq!(found(check, "links-good", &files), [""; 0]);
}

#[test]
fn link_to_a_missing_file_fails_on_its_line() {
    let problems = found(check, "links-file", &[("README.md", "# Title\n\n[x](docs/none.md)\n")]);
    assert_one(&problems, "README.md:3: ", "docs/none.md");
}

#[test]
fn link_to_a_file_in_another_case_fails() {
    let files = [("README.md", "[x](License.txt)"), ("LICENSE.txt", "")];
    assert_one(&found(check, "links-case", &files), "README.md:1: ", "License.txt");
}

#[test]
fn missing_picture_in_html_fails_on_its_line() {
    let page = "<picture>\n<source srcset=\"docs/img/dark.svg\">\n</picture>\n";
    assert_one(&found(check, "links-html", &[("README.md", page)]), "README.md:2: ", "dark.svg");
}

#[test]
fn link_to_a_missing_heading_fails_listing_the_headings() {
    let files = [("README.md", "[x](other.md#thre)"), ("other.md", "# Two\n\n# Three")];
    assert_one(&found(check, "links-heading", &files), "README.md:1: ", "three, two");
}

#[test]
fn link_out_of_the_repository_fails() {
    let files = [("README.md", "[x](../other/README.md)")];
    assert_one(&found(check, "links-out", &files), "README.md:1: ", "out of the repository");
}

#[test]
fn link_in_a_code_block_is_ignored() {
    let files = [("README.md", "```\n[x](none.md)\n```\nand `[y](none.md)`\n")];
    assert_eq!(found(check, "links-code", &files), [""; 0]);
}

#[test]
fn document_that_no_link_leads_to_fails() {
    let files = [("docs/README.md", "[a](a.md)"), ("docs/a.md", ""), ("docs/results/B.md", "")];
    assert_one(
        &found(check, "links-unreached", &files),
        "docs/results/B.md: ",
        "no link leads here",
    );
}
