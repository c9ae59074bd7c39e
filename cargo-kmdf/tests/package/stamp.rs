//! Stamping the INF.

use cargo_kmdf::package::stamp::stamp;
use cargo_kmdf::package::version::{Date, DriverVersion};
use cargo_kmdf::target::Arch;
use kmdf_inf::{Architecture, DriverVer, Inf};

use crate::{message, template, values};

#[test]
fn stamp_of_echo_inx_gives_an_inf_for_the_architecture() {
    for (arch, architecture) in
        [(Arch::X64, Architecture::Amd64), (Arch::Arm64, Architecture::Arm64)]
    {
        let text = stamp(&template(), &values(arch)).expect("an INF");
        let inf = Inf::parse(&text).expect("a valid INF");
        let driver_ver = DriverVer { month: 3, day: 9, year: 2026, version: [1, 2, 3, 4] };
        assert_eq!(inf.version().driver_ver, Some(driver_ver));
        assert_eq!(inf.version().catalog_file.as_deref(), Some("echo.cat"));
        assert!(text.contains("KmdfLibraryVersion = 1.31\r\n"), "{text}");
        assert!(text.contains("DriverVer   = 03/09/2026,1.2.3.4\r\n"), "{text}");
        let decoration = format!(", NT{}.10.0...19041", arch.inf_name());
        assert!(text.contains(&decoration), "the host accepts a template too: {text}");
        assert_eq!(inf.models(architecture).expect("models").len(), 2);
    }
}

#[test]
fn stamp_of_any_line_ends_gives_the_same_crlf_lines() {
    let unix = template().replace("\r\n", "\n");
    let inf = stamp(&unix, &values(Arch::X64)).expect("an INF");
    assert_eq!(inf, stamp(&unix.replace('\n', "\r\n"), &values(Arch::X64)).expect("an INF"));
    assert_eq!(inf.matches('\n').count(), inf.matches("\r\n").count());
    assert_eq!(inf.lines().count(), unix.lines().count());
}

#[test]
fn stamp_of_an_unknown_variable_is_refused_with_its_line() {
    let bad = template().replace("= $KMDFVERSION$", "= $UMDFVERSION$");
    let line = bad.lines().position(|line| line.contains("= $UMDFVERSION$")).expect("it is there");
    let message = message(stamp(&bad, &values(Arch::X64)));
    assert!(message.contains(&format!("line {} ", line + 1)), "{message}");
    assert!(message.contains("$UMDFVERSION$"), "{message}");
}

#[test]
fn unknown_variable_after_a_quoted_semicolon_is_found() {
    let text = "[Version]\nDriverVer =\nA = \"b;c\", $NOT$ ; a comment\n";
    assert!(
        message(stamp(text, &values(Arch::X64))).contains("line 3 of the INF template has $NOT$")
    );
}

#[test]
fn stamp_keeps_dollars_that_are_not_variables() {
    let text = "[Version]\nSignature = $CHICAGO$ ; $NOT$\nDriverVer=\nA = \"$5 or $ 6$;\"\n";
    let inf = stamp(text, &values(Arch::X64)).expect("an INF");
    let expected = "[Version]\r\nSignature = $CHICAGO$ ; $NOT$\r\n\
                    DriverVer= 03/09/2026,1.2.3.4\r\nA = \"$5 or $ 6$;\"\r\n";
    assert_eq!(inf, expected);
}

#[test]
fn stamp_without_driver_ver_is_refused_with_the_line_to_add() {
    let elsewhere =
        "[version]\nClass = X ; DriverVer = 1\n[Other]\nDriverVer = 01/01/2026,1.0.0.0\n";
    let message = message(stamp(elsewhere, &values(Arch::X64)));
    assert!(message.contains("`DriverVer = 03/09/2026,1.2.3.4`"), "{message}");
}

#[test]
fn date_outside_the_calendar_is_refused() {
    for text in [
        "2026-02-30",
        "2026-13-01",
        "1999-12-31",
        "2050-01-01",
        "01/02/2026",
        "",
        "2026-1",
        "2026-01-01-01",
    ] {
        message(text.parse::<Date>());
    }
    assert_eq!("2028-02-29".parse::<Date>().expect("a leap day").to_string(), "02/29/2028");
}

#[test]
fn driver_version_out_of_range_is_refused() {
    for text in ["1.2.3", "1.2.3.4.5", "1.2.3.65536", "1.2.3.-4", "1.2.3.x", ""] {
        assert!(message(text.parse::<DriverVersion>()).contains("w.x.y.z"), "{text}");
    }
    let last = "65535.0.0.1".parse::<DriverVersion>().expect("a version");
    assert_eq!(last.to_string(), "65535.0.0.1");
}
