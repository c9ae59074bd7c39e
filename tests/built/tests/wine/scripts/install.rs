//! `install.cmd`.

use std::fs;

use super::assert_stopped;
use super::machine::{APP, Machine};
use crate::wine::command_of_wine;

const INSTALL: &str = "install.cmd";
/// The calls that change the machine, in their order.
const CHANGES: [&str; 5] = [
    "certutil -addstore Root echo.cer",
    "certutil -addstore TrustedPublisher echo.cer",
    "pnputil /add-driver echo.inf /install",
    "echoapp device add --if-missing",
    "echoapp device add --if-missing --variant driver-sync",
];

#[test]
fn installation_checks_then_changes_and_names_the_next_script() {
    let machine = Machine::with_package();
    let finished = machine.run(INSTALL);
    assert_eq!(finished.code, Some(0), "{finished:#?}");
    assert_eq!(machine.changes(), CHANGES);
    let lines: Vec<&str> = finished.output.lines().map(str::trim_end).collect();
    let checks = [
        "ok: the package is whole",
        "ok: the prompt is elevated",
        "ok: Windows is for AMD64",
        "ok: Windows has build 19045",
        "ok: Secure Boot is off",
        "ok: test signing is on",
        "ok: Windows trusts the certificate",
        "ok: the driver is in the driver store",
    ];
    assert_eq!(lines[..checks.len()], checks);
    assert_eq!(lines.last(), Some(&"Installed. Next: verify.cmd"));
}

/// The first time no device exists, and `pnputil` ends with 259 = `ERROR_NO_MORE_ITEMS`; later each
/// device has the driver, and it ends with 259 too.
#[test]
fn installation_succeeds_each_time() {
    let mut machine = Machine::with_package();
    machine.answer("pnputil /add-driver", 259, "Driver package added successfully.\n");
    for _ in 0..2 {
        let finished = machine.run(INSTALL);
        assert_eq!(finished.code, Some(0), "{finished:#?}");
        assert_eq!(machine.changes(), CHANGES);
    }
}

#[test]
fn unfit_machine_is_refused_before_any_change() {
    type Spoil = fn(&mut Machine);
    let cases: [(Spoil, [&str; 2]); 6] = [
        (
            |machine| machine.answer("whoami", 0, "Mandatory Label  Label  S-1-16-8192"),
            ["This prompt is not elevated.", "'Run as administrator'"],
        ),
        (
            |machine| machine.registry("PROCESSOR_ARCHITECTURE", "REG_SZ", "ARM64"),
            ["The package is for AMD64, and this Windows is for ARM64.", "--arch arm64"],
        ),
        (
            |machine| machine.registry("CurrentBuildNumber", "REG_SZ", "18363"),
            ["needs build 19041 of Windows or later, and this is build 18363", "a newer Windows"],
        ),
        (
            |machine| machine.answer(r"reg query HKLM\SOFTWARE", 1, ""),
            ["needs build 19041 of Windows or later, and this is build 0", "a newer Windows"],
        ),
        (
            |machine| machine.registry("UEFISecureBootEnabled", "REG_DWORD", "0x1"),
            ["Secure Boot is on", "firmware settings"],
        ),
        (
            |machine| fs::remove_file(machine.file(APP)).expect("the app"),
            ["echoapp.exe is missing in ", "Copy echo.sys echo.inf echo.cat echo.cer echoapp.exe"],
        ),
    ];
    for (spoil, messages) in cases {
        let mut machine = Machine::with_package();
        spoil(&mut machine);
        let finished = machine.run(INSTALL);
        assert_stopped(&finished, 1, &messages);
        assert_stopped(&finished, 1, &["install.cmd stopped: ", "then run install.cmd again."]);
        assert_eq!(machine.changes(), [""; 0], "{messages:?}");
    }
}

/// Firmware without UEFI has no Secure Boot, and Windows no value for it. The system's own account
/// has the mandatory level of the system.
#[test]
fn machine_without_secure_boot_and_prompt_of_the_system_are_fit() {
    let mut machine = Machine::with_package();
    machine.answer(r"reg query HKLM\SYSTEM\CurrentControlSet\Control\SecureBoot", 1, "");
    machine.answer("whoami", 0, "Mandatory Label  Label  S-1-16-16384");
    let finished = machine.run(INSTALL);
    assert_eq!(finished.code, Some(0), "{finished:#?}");
}

#[test]
fn test_signing_that_is_off_is_turned_on_and_takes_a_restart() {
    let mut machine = Machine::with_package();
    machine.registry("SystemStartOptions", "REG_SZ", " NOEXECUTE=OPTIN");
    for _ in 0..2 {
        let finished = machine.run(INSTALL);
        assert_eq!(finished.code, Some(2), "{finished:#?}");
        assert_eq!(machine.changes(), ["bcdedit /set testsigning on"]);
        assert!(finished.output.contains("shutdown /r /t 0"), "{finished:#?}");
        assert!(finished.output.trim_end().ends_with("Then run install.cmd again."));
    }
    machine.answer("bcdedit", 1, "The value is protected by Secure Boot policy\n");
    let finished = machine.run(INSTALL);
    assert_stopped(
        &finished,
        1,
        &["bcdedit cannot turn test signing on.", "the message of bcdedit"],
    );
}

#[test]
fn step_that_fails_ends_the_installation() {
    let messages = [
        "certutil cannot add echo.cer to the store Root: exit code -5.",
        "certutil cannot add echo.cer to the store TrustedPublisher: exit code -5.",
        "pnputil cannot add echo.inf: exit code -5.",
        "echoapp.exe device add --if-missing failed with exit code -5.",
        "echoapp.exe device add --if-missing --variant driver-sync failed with exit code -5.",
    ];
    for (step, (call, message)) in CHANGES.iter().zip(messages).enumerate() {
        let mut machine = Machine::with_package();
        if step == 3 {
            // The call of the next step begins with the call of this step.
            machine.answer(call, -5, "");
            machine.answer(CHANGES[4], 0, "");
        } else {
            // certutil ends with a negative number: an HRESULT.
            machine.answer(call, -5, "");
        }
        let finished = machine.run(INSTALL);
        assert_stopped(&finished, 1, &[message, "To do: Read the message of "]);
        assert_eq!(machine.changes(), CHANGES[..=step]);
    }
}

/// 3010 = `ERROR_SUCCESS_REBOOT_REQUIRED`.
#[test]
fn installation_that_needs_a_restart_says_so_at_its_end() {
    let mut machine = Machine::with_package();
    machine.answer("pnputil /add-driver", 3010, "");
    let finished = machine.run(INSTALL);
    assert_eq!(finished.code, Some(2), "{finished:#?}");
    assert_eq!(machine.changes(), CHANGES);
    assert!(finished.output.contains("shutdown /r /t 0"), "{finished:#?}");
}

/// The answers of the stand-in for `reg` have the form of a `reg` that is not made for these tests.
#[test]
fn registry_value_is_printed_as_by_the_reg_of_wine() {
    let key = r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion";
    let real = command_of_wine("reg", &["query", key, "/v", "CurrentBuildNumber"]);
    let line = real.output.lines().rfind(|line| !line.trim().is_empty()).expect("a value");
    let parts: Vec<&str> = line.split("    ").collect();
    assert_eq!(parts[..3], ["", "CurrentBuildNumber", "REG_SZ"], "{real:#?}");
    assert!(parts.len() == 4 && parts[3].trim().parse::<u32>().is_ok(), "{real:#?}");
}
