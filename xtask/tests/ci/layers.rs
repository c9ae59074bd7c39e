use xtask::ci::imports::imports;
use xtask::ci::layers::{self, Layer, of_crate, of_leaf};
use xtask::ci::tree::Tree;
use xtask::paths;

use crate::{assert_one, tree};

/// A leaf, a layer of two rooms, and a knot of two.
const ORDER: &[Layer] = &[
    Layer { rooms: &["ground"], is_knot: false },
    Layer { rooms: &["left", "right"], is_knot: false },
    Layer { rooms: &["caller", "callee"], is_knot: true },
];

/// A source in which each room uses only rooms that it may use.
const SOUND: &[(&str, &str)] = &[
    ("lib.rs", "mod callee; mod caller; mod ground; mod left; mod right; pub use caller::Caller;"),
    ("ground.rs", "pub struct Ground;"),
    ("left.rs", "use crate::ground::Ground;"),
    ("right/mod.rs", "mod inner; use self::inner::Inner;"),
    ("right/inner.rs", ""),
    ("caller.rs", "use crate::{callee::Callee, left::{self, Left}, ground::*};"),
    ("callee.rs", "fn call(caller: &crate::caller::Caller) { super::right::serve(); }"),
];

/// A tree of the sound source with one file replaced or added.
fn source(name: &str, file: &str, text: &str) -> Tree {
    let others = SOUND.iter().copied().filter(|(sound, _)| *sound != file);
    let files: Vec<(String, &str)> =
        others.chain([(file, text)]).map(|(file, text)| (format!("src/{file}"), text)).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(file, text)| (&**file, *text)).collect();
    tree(name, &files)
}

/// The problems that the check finds in that tree.
fn found(name: &str, file: &str, text: &str) -> Vec<String> {
    let problems = of_crate(&source(name, file, text), "src", ORDER).expect("sources of Rust");
    problems.iter().map(ToString::to_string).collect()
}

#[test]
fn host_keeps_the_order_of_its_layers() {
    let tree = Tree::read(&paths::root()).expect("the tree");
    let problems = layers::check(&tree).expect("the host's sources");
    let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert!(problems.is_empty(), "{problems:#?}");
}

#[test]
fn sound_source_has_no_problem() {
    assert_eq!(found("layers-sound", "ground.rs", "pub struct Ground;"), Vec::<String>::new());
}

#[test]
fn import_of_a_higher_layer_is_found() {
    let text = "\nuse crate::left::Left;\n";
    let expected = "src/ground.rs:2: ground uses left, but may use no other room";
    assert_one(&found("layers-higher", "ground.rs", text), expected, "");
}

#[test]
fn import_of_a_room_beside_is_found_outside_a_knot() {
    let text = "use crate::right::Right;";
    let expected = "src/left.rs:1: left uses right, but may use ground;";
    assert_one(&found("layers-beside", "left.rs", text), expected, "");
}

#[test]
fn import_in_a_group_is_found_at_its_own_line() {
    let text = "use crate::{\n    ground::Ground,\n    caller::{\n        Caller,\n    },\n};";
    assert_one(&found("layers-group", "left.rs", text), "src/left.rs:4: ", "left uses caller");
}

#[test]
fn qualified_path_in_a_body_is_found() {
    let text = "fn f() {\n    crate::caller::call();\n}";
    assert_one(&found("layers-body", "left.rs", text), "src/left.rs:2: ", "left uses caller");
}

#[test]
fn path_through_super_is_found() {
    let text = "use super::super::callee::Callee;";
    let expected = "src/right/inner.rs:1: right uses callee";
    assert_one(&found("layers-super", "right/inner.rs", text), expected, "");
}

#[test]
fn path_in_a_macro_is_found() {
    let text = "macro_rules! m {\n    () => { $crate::caller::call() };\n}";
    assert_one(&found("layers-macro", "left.rs", text), "src/left.rs:2: ", "left uses caller");
}

#[test]
fn path_in_an_inline_module_counts_from_that_module() {
    let text = "mod a {\n    use super::super::caller::Caller;\n    use super::Left;\n}";
    assert_one(&found("layers-inline", "left.rs", text), "src/left.rs:2: ", "left uses caller");
}

#[test]
fn import_from_the_root_is_found() {
    let expected = "src/left.rs:1: left uses Caller, which is no room";
    assert_one(&found("layers-root", "left.rs", "use crate::Caller;"), expected, "");
}

#[test]
fn room_without_a_layer_is_found() {
    assert_one(&found("layers-new", "new.rs", ""), "src/new.rs: the room new has no layer", "");
}

#[test]
fn layer_without_a_room_is_found() {
    let layers = &[ORDER, &[Layer { rooms: &["gone"], is_knot: false }]].concat();
    let tree = source("layers-gone", "ground.rs", "");
    let problems = of_crate(&tree, "src", layers).expect("sources of Rust");
    let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_one(&problems, "src: there is no room gone", "");
}

#[test]
fn strings_and_comments_are_not_imports() {
    let text =
        "//! [`crate::a::B`]\n/* crate::a */ const A: &str = \"crate::a::B\"; pub(crate) fn f() {}";
    assert_eq!(imports(text, &["left".into()]).expect("tokens"), []);
}

#[test]
fn dependency_of_a_leaf_on_the_host_is_found() {
    let root = "[workspace.dependencies]\nkmdf-host = { path = 'kmdf-host' }\nobject = '1'\n";
    let shared = "[package]\nname = 'a'\n[dependencies]\nobject.workspace = true\n\
        [target.'cfg(unix)'.dev-dependencies]\nkmdf-host.workspace = true\n";
    let own = "[dependencies]\nkmdf-host = { path = '../kmdf-host' }\n";
    let files = [("Cargo.toml", root), ("shared/Cargo.toml", shared), ("own/Cargo.toml", own)];
    let tree = tree("layers-leaf", &files);
    for (folder, line) in [("shared", 6), ("own", 2)] {
        let problems = of_leaf(&tree, folder, &[]).expect("manifests");
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        let start = format!("{folder}/Cargo.toml:{line}: ");
        assert_one(&problems, &start, "found the dependency kmdf-host");
        assert_eq!(of_leaf(&tree, folder, &["kmdf-host"]).expect("manifests"), []);
    }
}
