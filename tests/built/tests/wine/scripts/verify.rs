//! `verify.cmd`.

use std::fs;

use super::assert_stopped;
use super::machine::{APP, Machine};

const VERIFY: &str = "verify.cmd";
const COMMANDS: [&str; 3] =
    ["echoapp device status", "echoapp verify --device 1", "echoapp verify --device 2"];

#[test]
fn working_driver_gets_the_verdict_each_time() {
    let machine = Machine::with_package();
    for _ in 0..2 {
        let finished = machine.run(VERIFY);
        assert_eq!(finished.code, Some(0), "{finished:#?}");
        assert_eq!(machine.changes(), COMMANDS);
        assert!(finished.output.trim_end().ends_with("The driver works."), "{finished:#?}");
    }
}

#[test]
fn failed_command_decides_the_exit_code() {
    for (step, code) in [(0, 1), (1, 1), (2, 1), (2, 2)] {
        let mut machine = Machine::with_package();
        machine.answer(COMMANDS[step], code, "");
        let finished = machine.run(VERIFY);
        let message = format!(".exe {} failed", &COMMANDS[step]["echoapp ".len()..]);
        assert_stopped(&finished, code, &[&message, "then run verify.cmd again."]);
        assert_eq!(machine.changes(), COMMANDS[..=step]);
        assert!(!finished.output.contains("The driver works."), "{finished:#?}");
    }
}

/// 1060 = `ERROR_SERVICE_DOES_NOT_EXIST`.
#[test]
fn driver_that_is_not_installed_is_no_success() {
    let mut machine = Machine::with_package();
    machine.answer("sc query RustEcho", 1060, "");
    let finished = machine.run(VERIFY);
    assert_stopped(&finished, 1, &["The service RustEcho does not exist", "Run install.cmd"]);
    assert_eq!(machine.changes(), [""; 0]);
}

#[test]
fn missing_app_is_named() {
    let machine = Machine::with_package();
    fs::remove_file(machine.file(APP)).expect("the app");
    assert_stopped(&machine.run(VERIFY), 1, &["echoapp.exe is missing in ", "Copy echoapp.exe"]);
}
