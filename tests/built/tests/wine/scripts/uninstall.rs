//! `uninstall.cmd`.

use super::assert_stopped;
use super::machine::Machine;
use crate::wine::Finished;

const UNINSTALL: &str = "uninstall.cmd";

/// Packages of others, one of which has an INF of the same name, and two of this driver.
const STORE: &str = "\
Microsoft PnP Utility

Published Name:     oem1.inf
Original Name:      echo.inf
Provider Name:      TODO & Sons (100% \"echo\")
Class Name:         Sample
Class GUID:         {78a1c341-4539-11d3-b88d-00c04fad5171}
Driver Version:     01/01/2020 1.0.0.0
Signer Name:        Others

Published Name:     oem12.inf
Original Name:      echo.inf
Provider Name:      Rust echo driver project
Class Name:         Rust echo devices
Class GUID:         {e6c26d43-ce84-431c-a67d-a07cf6e2be7f}
Driver Version:     01/01/2026 0.1.0.0
Signer Name:        Echo driver test certificate

Published Name:     oem3.inf
Original Name:      another_echo.inf
Provider Name:      Rust echo driver project

Published Name:     oem104.inf
Original Name:      echo.inf
Provider Name:      Rust echo driver project
Signer Name:        Echo driver test certificate
";

/// The changes on a machine with [`STORE`], in their order, and `…` for the certificate's hash.
const CHANGES: [&str; 5] = [
    "echoapp device remove --all",
    "pnputil /delete-driver oem12.inf /uninstall",
    "pnputil /delete-driver oem104.inf /uninstall",
    "certutil -delstore Root …",
    "certutil -delstore TrustedPublisher …",
];

fn with_store(store: &str) -> Machine {
    let mut machine = Machine::with_package();
    machine.answer("pnputil /enum-drivers", 0, store);
    machine
}

fn changes(machine: &Machine) -> Vec<String> {
    let is_hash =
        |word: &str| word.len() == 40 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let hidden = |call: String| match call.rsplit_once(' ') {
        Some((before, hash)) if is_hash(hash) => format!("{before} …"),
        _ => call,
    };
    machine.changes().into_iter().map(hidden).collect()
}

fn assert_removed(finished: &Finished) {
    assert_eq!(finished.code, Some(0), "{finished:#?}");
    assert!(finished.output.contains("Removed."), "{finished:#?}");
    assert!(finished.output.contains("bcdedit /set testsigning off"), "{finished:#?}");
}

#[test]
fn removal_deletes_every_package_of_the_driver_and_no_other() {
    let machine = with_store(STORE);
    assert_removed(&machine.run(UNINSTALL));
    assert_eq!(changes(&machine), CHANGES);
}

/// Only the order of the lines and their values count, not the labels, which Windows translates.
#[test]
fn packages_are_found_in_another_language() {
    let german = STORE
        .replace("Published Name:     ", "Veröffentlichter Name:     ")
        .replace("Original Name:      ", "Originalname:              ")
        .replace("Provider Name:      ", "Anbietername:              ");
    let machine = with_store(&german);
    assert_removed(&machine.run(UNINSTALL));
    assert_eq!(changes(&machine), CHANGES);
}

/// The installation stopped before the package was added: the certificate is in one store only.
#[test]
fn removal_after_half_an_installation_succeeds() {
    let mut machine = with_store("Microsoft PnP Utility\n");
    machine.answer("certutil -store TrustedPublisher", -2_146_885_628, "");
    let finished = machine.run(UNINSTALL);
    assert_removed(&finished);
    assert!(finished.output.contains("the driver store has no package of echo"), "{finished:#?}");
    assert_eq!(changes(&machine), [CHANGES[0], CHANGES[3]]);
}

#[test]
fn removal_after_a_removal_changes_nothing_more() {
    let mut machine = with_store("Microsoft PnP Utility\n");
    machine.answer("certutil -store", -2_146_885_628, "");
    for _ in 0..2 {
        assert_removed(&machine.run(UNINSTALL));
        assert_eq!(changes(&machine), CHANGES[..1]);
    }
}

#[test]
fn step_that_fails_ends_the_removal() {
    let messages = [
        "echoapp.exe device remove --all failed with exit code -5.",
        "pnputil cannot delete the package oem12.inf: exit code -5.",
        "pnputil cannot delete the package oem104.inf: exit code -5.",
        "certutil cannot remove the certificate from the store Root: exit code -5.",
        "certutil cannot remove the certificate from the store TrustedPublisher: exit code -5.",
    ];
    for (step, (call, message)) in CHANGES.iter().zip(messages).enumerate() {
        let mut machine = with_store(STORE);
        machine.answer(call.trim_end_matches('…'), -5, "");
        let finished = machine.run(UNINSTALL);
        assert_stopped(&finished, 1, &[message, "Read the message of ", "uninstall.cmd again."]);
        assert_eq!(changes(&machine), CHANGES[..=step]);
    }
}

#[test]
fn store_that_cannot_be_listed_ends_the_removal() {
    let mut machine = with_store(STORE);
    machine.answer("pnputil /enum-drivers", 5, "");
    assert_stopped(&machine.run(UNINSTALL), 1, &["pnputil cannot list the driver packages."]);
    assert_eq!(changes(&machine), CHANGES[..1]);
}

#[test]
fn prompt_that_is_not_elevated_is_refused_before_any_change() {
    let mut machine = with_store(STORE);
    machine.answer("whoami", 0, "Mandatory Label  Label  S-1-16-8192");
    assert_stopped(&machine.run(UNINSTALL), 1, &["This prompt is not elevated."]);
    assert_eq!(changes(&machine), [""; 0]);
}

/// 3010 = `ERROR_SUCCESS_REBOOT_REQUIRED`.
#[test]
fn removal_that_needs_a_restart_says_so_at_its_end() {
    let mut machine = with_store(STORE);
    machine.answer("pnputil /delete-driver oem12.inf", 3010, "");
    let finished = machine.run(UNINSTALL);
    assert_eq!(finished.code, Some(2), "{finished:#?}");
    assert!(finished.output.contains("shutdown /r /t 0"), "{finished:#?}");
    assert_eq!(changes(&machine), CHANGES);
}
