//! Invalid arguments, help and version.

use crate::running::run;

#[test]
fn invalid_arguments_print_an_error_and_exit_with_two() {
    let wrong: [(&[&str], &str); 17] = [
        (&["--nonsense"], "--nonsense"),
        (&["stray"], "the commands of echoapp are device, verify and help"),
        (&["-Asynchronous"], "unexpected argument"),
        (&["-Async", "many"], "from 0 (until Ctrl-C) to 1000000"),
        (&["-Async", "-1"], "from 0 (until Ctrl-C) to 1000000"),
        (&["-Async", "99999999999999999999999999"], "from 0 (until Ctrl-C) to 1000000"),
        (&["--period-ms", "0"], "from 1 to 60000"),
        (&["--period-ms", "60001"], "from 1 to 60000"),
        (&["--period-ms"], "--period-ms"),
        (&["--device", "0"], "numbered from 1"),
        (&["--sys"], "--sys <PATH>"),
        (&["--list", "-Async"], "cannot be used with"),
        (&["--trace", "--trace"], "cannot be used multiple times"),
        (&["device", "add", "--variant", "both"], "auto-sync, driver-sync"),
        (&["device", "add", "--inf"], "--inf <PATH>"),
        (&["device", "remove", "an ID", "--all"], "cannot be used with"),
        (&["device", "restart"], "the commands of echoapp device are add, remove, status and help"),
    ];
    for (arguments, hint) in wrong {
        let finished = run(arguments);
        assert_eq!(finished.code, Some(2), "{arguments:?}");
        assert_eq!(finished.lines, [""; 0], "{arguments:?}");
        assert!(finished.complaints.starts_with("error: "), "{}", finished.complaints);
        assert!(finished.complaints.contains(hint), "{}", finished.complaints);
    }
}

#[test]
fn help_command_prints_what_the_option_prints() {
    let finished = run(&["help"]);
    assert_eq!((finished.code, &*finished.complaints), (Some(0), ""));
    assert_eq!(finished.lines, run(&["-h"]).lines);
}

#[test]
fn help_explains_every_option_with_examples() {
    let finished = run(&["--help"]);
    assert_eq!(finished.code, Some(0));
    let text = finished.lines.join("\n");
    for part in [
        "--async",
        "-Async",
        "--list",
        "--device",
        "--period-ms",
        "--trace",
        "--sys",
        "--version",
        "Examples:",
        "echoapp -Async 1000 --period-ms 1 --device 2",
        "echoapp device add",
        "Ctrl-C",
        "Exit code: 0",
    ] {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
}

#[test]
fn version_is_that_of_the_package() {
    let finished = run(&["--version"]);
    assert_eq!(finished.code, Some(0));
    assert_eq!(finished.lines, [concat!("echoapp ", env!("CARGO_PKG_VERSION"))]);
}
