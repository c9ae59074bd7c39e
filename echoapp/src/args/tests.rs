//! Command lines, accepted and rejected.

use super::*;

fn parse(arguments: &[&str]) -> Result<Options, clap::Error> {
    let all = ["echoapp"].iter().chain(arguments);
    Options::parse_for(true, all.map(OsString::from))
}

#[test]
fn definition_is_consistent() {
    Options::command().debug_assert();
}

#[test]
fn async_in_any_letter_case_is_accepted() {
    for spelling in ["-Async", "-ASYNC", "-async", "-aSyNc", "--async", "--Async"] {
        assert_eq!(parse(&[spelling]).unwrap().asynchronous, Some(100));
        assert_eq!(parse(&[spelling, "7"]).unwrap().asynchronous, Some(7));
        let joined = format!("{spelling}=8");
        assert_eq!(parse(&[&joined]).unwrap().asynchronous, Some(8));
    }
    assert_eq!(parse(&[]).unwrap().asynchronous, None);
}

#[test]
fn async_without_number_leaves_the_next_option() {
    let options = parse(&["-Async", "--device", "2"]).unwrap();
    assert_eq!(options.asynchronous, Some(100));
    assert_eq!(options.device, Some(Pick::Number(2)));
}

#[test]
fn async_within_limits_is_accepted_beyond_rejected() {
    assert_eq!(parse(&["-Async", "0"]).unwrap().asynchronous, Some(0));
    let most = MAX_COUNT.to_string();
    assert_eq!(parse(&["-Async", &most]).unwrap().asynchronous, Some(MAX_COUNT));
    for absurd in ["1000001", "-1", "1e3", "99999999999999999999999", "ten", ""] {
        let refusal = parse(&["-Async", absurd]).unwrap_err();
        assert_eq!(refusal.exit_code(), 2, "{absurd}");
        let text = refusal.to_string();
        assert!(text.contains("from 0 (until Ctrl-C) to 1000000"), "{text}");
    }
}

#[test]
fn period_within_limits_is_accepted_beyond_rejected() {
    assert_eq!(parse(&["--period-ms", "1"]).unwrap().period_ms, Some(1));
    assert_eq!(parse(&["--period-ms", "60000"]).unwrap().period_ms, Some(60_000));
    for absurd in ["0", "60001", "-5", "4294967296", "1.5", "fast"] {
        let refusal = parse(&["--period-ms", absurd]).unwrap_err();
        assert_eq!(refusal.exit_code(), 2, "{absurd}");
        assert!(refusal.to_string().contains("from 1 to 60000"));
    }
}

#[test]
fn device_is_a_number_or_a_path() {
    let pick = |text| parse(&["--device", text]).map(|options| options.device);
    assert_eq!(pick("2").unwrap(), Some(Pick::Number(2)));
    let path = r"\\?\ROOT#ECHO#0000";
    assert_eq!(pick(path).unwrap(), Some(Pick::Path(path.to_owned())));
    for absurd in ["0", "-1", "99999999999999999999999"] {
        let refusal = pick(absurd).unwrap_err();
        assert_eq!(refusal.exit_code(), 2, "{absurd}");
        assert!(refusal.to_string().contains("numbered from 1"));
    }
    assert_eq!(pick("").unwrap_err().exit_code(), 2);
}

#[test]
fn image_is_a_path() {
    let options = parse(&["--sys", "some/echo.sys"]).unwrap();
    assert_eq!(options.sys, Some(PathBuf::from("some/echo.sys")));
    assert_eq!(parse(&[]).unwrap().sys, None);
}

#[test]
fn seconds_are_a_number_from_one() {
    assert_eq!(parse(&["--seconds", "5"]).unwrap().seconds, Some(5));
    for absurd in ["0", "-1", "1.5", "for ever"] {
        assert_eq!(parse(&["--seconds", absurd]).unwrap_err().exit_code(), 2, "{absurd}");
    }
}

#[test]
fn build_of_windows_within_limits_is_accepted_beyond_rejected() {
    assert_eq!(parse(&["--windows", "22621"]).unwrap().windows, Some(22_621));
    for absurd in ["11", "10239", "100000", "-1", "10.0.19041", ""] {
        let refusal = parse(&["--windows", absurd]).unwrap_err();
        assert_eq!(refusal.exit_code(), 2, "{absurd}");
    }
}

#[test]
fn invalid_arguments_have_exit_code_two() {
    let wrong: [&[&str]; 13] = [
        &["--nonsense"],
        &["stray"],
        &["--device"],
        &["--sys"],
        &["--period-ms"],
        &["--list", "-Async"],
        &["--list", "--device", "1"],
        &["-Async", "1", "-async", "2"],
        &["device"],
        &["device", "add", "--variant", "neither"],
        &["device", "remove", "id", "--all"],
        &["device", "status", "stray"],
        &["--trace", "device", "status"],
    ];
    for arguments in wrong {
        assert_eq!(parse(arguments).unwrap_err().exit_code(), 2);
    }
}

#[test]
fn hosted_options_are_rejected_for_a_real_device() {
    for (arguments, hint) in [
        (&["--period-ms", "5"][..], "TimerPeriod"),
        (&["--trace"], "--trace works only"),
        (&["--sys", "echo.sys"], "pnputil /add-driver echo.inf /install"),
        (&["--inf", "echo.inf"], "echoapp device add --inf echo.inf"),
        (&["--windows", "22621"], "--inf, --windows and --seconds work only"),
    ] {
        let options = || Options::try_parse_from(["echoapp"].iter().chain(arguments)).unwrap();
        assert!(options().suited_to(true).is_ok());
        let refusal = options().suited_to(false).unwrap_err();
        assert_eq!(refusal.exit_code(), 2);
        assert!(refusal.to_string().contains(hint), "{refusal}");
    }
    assert!(parse(&["-Async"]).unwrap().suited_to(false).is_ok());
}

#[test]
fn device_command_is_rejected_for_a_hosted_driver() {
    for action in ["add", "remove", "status"] {
        let options = || Options::try_parse_from(["echoapp", "device", action]).unwrap();
        assert!(options().suited_to(false).is_ok());
        let refusal = options().suited_to(true).unwrap_err();
        assert_eq!(refusal.exit_code(), 2);
        assert!(refusal.to_string().contains("hosts the driver in its own process"));
    }
}

#[test]
fn help_and_version_have_exit_code_zero() {
    for argument in ["--help", "--version", "-h", "-V"] {
        assert_eq!(parse(&[argument]).unwrap_err().exit_code(), 0);
    }
}

#[cfg(unix)]
#[test]
fn argument_that_is_not_unicode_is_rejected() {
    use std::os::unix::ffi::OsStringExt;
    let strange = OsString::from_vec(vec![0xFF, 0xFE]);
    let refusal = Options::from_arguments(["echoapp".into(), strange]).unwrap_err();
    assert_eq!(refusal.exit_code(), 2);
}
