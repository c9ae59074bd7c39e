//! The programs and commands for the scripts of a package, from the manifest.

use cargo_kmdf::driver::Commands;

use crate::{MINIMAL, driver, message};

fn with(test: &str, table: &str) -> anyhow::Result<Commands> {
    let table = format!("[package.metadata.kmdf.scripts]\n{table}\n[features]");
    driver(test, &MINIMAL.replace("[features]", &table))?.commands()
}

#[test]
fn package_without_the_table_has_no_commands() {
    let commands = driver("no-scripts", MINIMAL).expect("a driver").commands();
    assert_eq!(commands.expect("none"), Commands::default());
}

#[test]
fn lists_of_the_table_are_the_commands() {
    let table = "programs = [\"app.exe\"]\ninstall = [\"app.exe add \\\"a b\\\"\", \"second\"]\n\
                 verify = [\"app.exe verify\"]";
    let commands = with("scripts", table).expect("commands");
    assert_eq!(commands.programs, ["app.exe"]);
    assert_eq!(commands.install, ["app.exe add \"a b\"", "second"]);
    assert_eq!(commands.verify, ["app.exe verify"]);
    assert_eq!(commands.uninstall, [""; 0]);
}

#[test]
fn value_that_a_script_cannot_have_is_refused_with_it() {
    for (table, expected) in [
        ("apps = []", "found the key apps, expected one of programs, install"),
        ("verify = \"app.exe\"", "found verify = \"app.exe\", expected a list"),
        ("verify = [7]", "found 7 in verify, expected a command"),
        ("verify = [\"\"]", "found \"\" in verify, expected a command"),
        ("verify = [\"app.exe %1\"]", "expected a command in one line of ASCII"),
        ("verify = [\"app.exe & more\"]", "expected a command in one line of ASCII"),
        ("verify = [\"a\\nb\"]", "expected a command in one line of ASCII"),
        (
            "programs = [\"folder/app.exe\"]",
            "found \"folder/app.exe\" in programs, expected a file",
        ),
    ] {
        let message = message(with("bad-scripts", table));
        assert!(message.contains(expected), "{table}: {message}");
        assert!(message.starts_with("[package.metadata.kmdf.scripts] of "), "{message}");
    }
}
