use xtask::ci::named_paths::check;

use crate::{assert_one, found};

#[test]
fn paths_that_exist_pass() {
    let page = "`src/lib.rs:3`, `src/`, `src/*.rs`, `tests/{a,b}/x.rs`, `target/image/echo.sys`, \
                `and/or`, `cargo run -p src/none.rs`, `https://example.com/a.md`";
    let files = [
        ("README.md", page),
        ("src/lib.rs", "//! See `tests/inner.rs`."),
        ("src/tests/inner.rs", "// See `src/lib.rs` and `inner.rs`."),
        ("tests/x.rs", ""),
    ];
    assert_eq!(found(check, "paths-good", &files), [""; 0]);
}

#[test]
fn missing_file_in_a_comment_fails_on_its_line() {
    let files = [("src/lib.rs", "fn f() {}\n/// As `old/place.rs` does.\n")];
    assert_one(&found(check, "paths-comment", &files), "src/lib.rs:2: ", "`old/place.rs`");
}

#[test]
fn missing_folder_below_an_existing_one_fails() {
    let files = [("README.md", "Look into `src/inner/`."), ("src/lib.rs", "")];
    assert_one(&found(check, "paths-folder", &files), "README.md:1: ", "`src/inner/`");
}

#[test]
fn glob_below_a_missing_folder_fails() {
    let files = [("README.md", "All of `src/inner/*.rs`."), ("src/lib.rs", "")];
    assert_one(&found(check, "paths-glob", &files), "README.md:1: ", "`src/inner/*.rs`");
}
