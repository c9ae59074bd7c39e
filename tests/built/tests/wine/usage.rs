//! Help, version, and wrong usage.

use crate::wine::echoapp;

#[test]
fn help_shows_the_options_and_the_device_commands() {
    let finished = echoapp(&["--help"]);
    assert_eq!(finished.code, Some(0), "{finished:#?}");
    for part in ["--async", "--list", "--device", "device add", "Exit code: 0"] {
        assert!(finished.output.contains(part), "{part} is missing in {finished:#?}");
    }
    let finished = echoapp(&["device", "--help"]);
    assert_eq!(finished.code, Some(0), "{finished:#?}");
    for part in ["add", "remove", "status"] {
        assert!(finished.output.contains(part), "{part} is missing in {finished:#?}");
    }
}

#[test]
fn version_is_that_of_the_package() {
    let finished = echoapp(&["--version"]);
    assert_eq!(finished.code, Some(0), "{finished:#?}");
    assert_eq!(finished.output.trim(), concat!("echoapp ", env!("CARGO_PKG_VERSION")));
}

#[test]
fn wrong_usage_prints_only_a_message_and_exits_with_2() {
    let wrong: [(&[&str], &str); 8] = [
        (&["--nonsense"], "--nonsense"),
        (&["-Async", "many"], "from 0 (until Ctrl-C)"),
        (&["--device", "0"], "numbered from 1"),
        (&["--list", "-Async"], "cannot be used with"),
        (&["device", "add", "--variant", "both"], "auto-sync, driver-sync"),
        // An option for hosted drivers only.
        (&["--trace"], "hosts the driver"),
        (&["--period-ms", "5"], "TimerPeriod"),
        (&["--sys", "echo.sys"], "pnputil"),
    ];
    for (arguments, hint) in wrong {
        let finished = echoapp(arguments);
        assert_eq!(finished.code, Some(2), "{arguments:?}: {finished:#?}");
        assert_eq!(finished.output, "", "{arguments:?}");
        assert!(finished.complaints.starts_with("error: "), "{finished:#?}");
        assert!(finished.complaints.contains(hint), "{finished:#?}");
    }
}
