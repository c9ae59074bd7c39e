//! Each rule and each row of the table of Microsoft's rules names tests that exist.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::closure_driver::Rule;
use kmdf_host::MicrosoftRule;

/// The source of a test's module, and the test's name.
fn source_of(test: &str) -> (PathBuf, String) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/host");
    let (module, name) = test.rsplit_once("::").expect("a path of modules and a name");
    let file = folder.join(module.replace("::", "/"));
    let [plain, folder] = [file.with_extension("rs"), file.join("mod.rs")];
    (if plain.exists() { plain } else { folder }, name.to_string())
}

/// Checks that a test exists. Returns the source of its module.
fn expect_test(test: &str) -> String {
    let (file, name) = source_of(test);
    let source = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{test}: {error}"));
    let found = source.split("#[test]").skip(1).any(|after| {
        let signature = after.lines().find(|line| line.contains("fn ")).unwrap_or_default();
        signature.contains(&format!("fn {name}()"))
    });
    assert!(found, "expected the test {name} in {}, found none", file.display());
    source
}

#[test]
fn each_rule_has_a_test_that_breaks_it_and_one_that_keeps_it() {
    for rule in Rule::ALL {
        let source = expect_test(rule.breaking_test());
        let name = format!("Rule::{rule:?}");
        assert!(source.contains(&name), "{} does not name {name}", rule.breaking_test());
        expect_test(rule.keeping_test());
        assert_ne!(rule.breaking_test(), rule.keeping_test());
    }
}

#[test]
fn each_rule_is_broken_by_a_test_of_its_own() {
    let tests: BTreeSet<_> = Rule::ALL.iter().map(|rule| rule.breaking_test()).collect();
    assert_eq!(tests.len(), Rule::ALL.len());
}

#[test]
fn tests_in_the_table_of_microsofts_rules_exist() {
    for rule in MicrosoftRule::all() {
        for test in &rule.tests {
            expect_test(test);
        }
    }
}

/// The functions that a remark names as missing from the host: those in backticks after "does not
/// have".
fn named_as_missing(remark: &str) -> impl Iterator<Item = &str> {
    let sentences = remark.split_once("The host does not have ").map_or("", |(_, after)| after);
    sentences.split('`').skip(1).step_by(2)
}

macro_rules! names {
    ($($name:ident $index:ident $pfn:ident ($($parameter:ident: $type:ty),*) -> $result:ty;)*) => {
        [$(stringify!($name)),*]
    };
}

/// Whether the host has an export of the kernel: the list of exports, which has a line for each.
fn has_export(name: &str) -> bool {
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ddi/win64/mod.rs");
    let list = fs::read_to_string(list).expect("the source of the host");
    assert!(list.contains("::ExAllocatePool2,"), "the exports are listed elsewhere");
    let table = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/kernel/routines/mod.rs");
    let table = fs::read_to_string(table).expect("the source of the host");
    list.contains(&format!("::{name},")) || table.contains(&format!("\n            {name}("))
}

#[test]
fn remarks_name_only_functions_that_the_host_lacks() {
    let hosted: &[&str] = &kmdf_host::abi::for_each_hosted_ddi!(names);
    let mut found = 0;
    for rule in MicrosoftRule::all() {
        for name in named_as_missing(rule.remark) {
            found += 1;
            let is_ddi = kmdf_host::abi::DDI_NAMES.contains(&name);
            assert!(is_ddi || !name.starts_with("Wdf"), "{rule}: {name} is no DDI");
            assert!(!hosted.contains(&name) && !has_export(name), "{rule}: the host has {name}");
        }
    }
    // The number falls with each function that the host gets.
    assert!(found > 20, "{found} remarks");
}

#[test]
fn each_of_microsofts_rules_that_the_host_checks_names_a_test_that_breaks_it() {
    for known in MicrosoftRule::all().filter(|rule| !rule.rules.is_empty()) {
        assert!(!known.tests.is_empty(), "{known} names no test");
        for test in &known.tests {
            let source = expect_test(test);
            let named = |rule: &Rule| source.contains(&format!("Rule::{rule:?}"));
            assert!(known.rules.iter().any(named), "{known}: {test} names none of its rules");
        }
    }
}

#[test]
fn each_rule_explains_itself() {
    for rule in Rule::ALL {
        for text in [rule.why(), rule.wrong(), rule.right(), rule.advice()] {
            assert!(!text.is_empty(), "{rule:?}");
        }
        assert!(!rule.advice().contains('\n'), "{rule:?}: the advice is one line");
    }
}
