use xtask::ci::citations::check;

use crate::{assert_one, found};

const PAGE: (&str, &str) =
    ("docs/kmdf-behaviour/queues.md", "# Queues\n\n## When `Stop` returns\n");

#[test]
fn citation_of_a_heading_passes() {
    let code = "// KMDF behaviour, \"When Stop\n// returns\" and \"Queues\": as there.\n";
    assert_eq!(found(check, "citations-good", &[PAGE, ("src/lib.rs", code)]), [""; 0]);
}

#[test]
fn citation_of_an_unknown_heading_fails_on_its_line() {
    let code = "fn f() {}\n/// KMDF behaviour, \"When Start returns\".\n";
    let problems = found(check, "citations-unknown", &[PAGE, ("src/lib.rs", code)]);
    assert_one(&problems, "src/lib.rs:2: ", "\"When Start returns\"");
}

#[test]
fn second_heading_of_a_citation_is_checked() {
    let page = "See KMDF behaviour, \"Queues\" and \"Timers\".\n";
    let problems = found(check, "citations-second", &[PAGE, ("README.md", page)]);
    assert_one(&problems, "README.md:1: ", "\"Timers\"");
}

#[test]
fn citation_of_a_missing_document_fails_across_lines() {
    // In two pieces, so that this file does not contain the name.
    let code = concat!("// as the behaviour\n", "// document says\n");
    let problems = found(check, "citations-name", &[PAGE, ("src/lib.rs", code)]);
    assert_one(&problems, "src/lib.rs:1: ", "cite a heading of docs/kmdf-behaviour/");
}
