//! `cargo xtask docs` writes what it makes to the right places, and finds stale content there.

use std::fs;
use std::path::Path;

use anyhow::Result;
use xtask::ci::tree::Tree;
use xtask::docs::made::{Cost, Made, Place};
use xtask::docs::place::{stale, unknown, write};

const COUNT: Made = made("count", Place::Block);
const PAGE: Made = made("page", Place::File("docs/results/PAGE.md"));
const ALL: [Made; 2] = [COUNT, PAGE];

const fn made(name: &'static str, place: Place) -> Made {
    #[expect(clippy::unnecessary_wraps, reason = "the table's functions may fail")]
    fn nothing() -> Result<Vec<u8>> {
        Ok(Vec::new())
    }
    Made { name, place, cost: Cost::Quick, make: nothing }
}

/// Makes a tree of files with these contents, in a folder of that name.
fn tree(name: &str, files: &[(&str, &str)]) -> Tree {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("docs").join(name);
    if root.exists() {
        fs::remove_dir_all(&root).expect("the folder of an earlier run can be removed");
    }
    for (path, text) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }
    Tree::read(&root).expect("the tree can be listed")
}

fn found(problems: Result<Vec<xtask::ci::checks::Problem>>) -> Vec<String> {
    problems.expect("the tree can be read").iter().map(ToString::to_string).collect()
}

const TWO_BLOCKS: &str = "a\n<!-- begin count: cargo xtask docs -->\nold\n<!-- end count -->\nb\n\
                          <!-- begin count: cargo xtask docs -->\n<!-- end count -->\nc\n";

#[test]
fn block_is_written_wherever_its_markers_are() {
    let tree = tree("blocks", &[("README.md", TWO_BLOCKS), ("docs/A.md", "none")]);
    assert_eq!(write(&tree, &COUNT, b"7\n").expect("it is written"), ["README.md"]);
    let text = tree.text("README.md").expect("it is there");
    assert_eq!(text.matches("docs -->\n7\n<!-- end count -->").count(), 2, "{text}");
    assert_eq!(found(stale(&tree, &COUNT, b"7\n")), [""; 0]);
    assert_eq!(write(&tree, &COUNT, b"7\n").expect("it is there"), [""; 0]);
}

#[test]
fn edited_block_is_stale_with_the_command_that_makes_it() {
    let tree = tree("edited", &[("docs/A.md", TWO_BLOCKS)]);
    let problems = found(stale(&tree, &COUNT, b"old\n"));
    assert_eq!(
        problems,
        ["docs/A.md:6: the block count is stale; run: cargo xtask docs --only count"]
    );
}

#[test]
fn page_that_is_missing_or_edited_is_stale() {
    let missing = found(stale(&tree("missing", &[("README.md", "")]), &PAGE, b"made"));
    assert!(missing[0].starts_with("docs/results/PAGE.md: "), "{missing:?}");
    let edited = tree("page", &[("docs/results/PAGE.md", "made by hand")]);
    let problems = found(stale(&edited, &PAGE, b"made"));
    assert!(problems[0].ends_with("run: cargo xtask docs --only page"), "{problems:?}");
    assert_eq!(write(&edited, &PAGE, b"made").expect("it is written"), ["docs/results/PAGE.md"]);
    assert_eq!(found(stale(&edited, &PAGE, b"made")), [""; 0]);
}

#[test]
fn file_in_the_results_that_nothing_makes_is_found() {
    let files = [("docs/results/PAGE.md", ""), ("docs/results/OTHER.md", ""), ("docs/C.md", "")];
    let problems = found(unknown(&tree("unknown", &files), &ALL));
    assert_eq!(problems.len(), 1);
    assert!(problems[0].starts_with("docs/results/OTHER.md: "), "{problems:?}");
}

#[test]
fn block_with_an_unknown_name_or_without_an_end_is_found() {
    let page = "<!-- begin other: cargo xtask docs -->\n<!-- end other -->\n\
                <!-- begin count: cargo xtask docs -->\n";
    let problems = found(unknown(&tree("markers", &[("A.md", page)]), &ALL));
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(problems[0].contains("the block count has no end"), "{problems:?}");
    assert!(problems[1].contains("no block named other"), "{problems:?}");
}

#[test]
fn markers_in_a_code_block_are_left_alone() {
    let page = format!("```md\n{TWO_BLOCKS}```\n");
    let tree = tree("code", &[("A.md", &*page)]);
    assert_eq!(write(&tree, &COUNT, b"7\n").expect("nothing is written"), [""; 0]);
}
