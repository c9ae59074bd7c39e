//! The findings of each `InfVerif` mode for the same INF.

use kmdf_inf::checks::{Mode, Severity, check, level};

use crate::cases::{found, lamp};

const E: Option<Severity> = Some(Severity::Error);
const W: Option<Severity> = Some(Severity::Warning);

#[test]
fn default_mode_is_that_of_windows_drivers() {
    assert_eq!(Mode::default(), Mode::Windows);
    assert_eq!(Mode::ALL.map(|mode| mode.to_string()), ["/k", "/u", "/w"]);
    for text in ["k", "/u", "W"] {
        assert!(text.parse::<Mode>().is_ok(), "{text}");
    }
    for text in ["", "h", "//w", "windows"] {
        assert!(text.parse::<Mode>().is_err(), "{text}");
    }
}

#[test]
fn codes_have_a_level_in_each_mode() {
    for (code, levels) in [
        (1001, [E, E, E]),
        (1010, [E, E, E]),
        (1144, [W, E, W]),
        (1205, [W, W, W]),
        (1304, [W, E, None]),
        (1305, [W, E, E]),
        (1320, [None, None, E]),
        (1324, [W, W, E]),
        (1328, [None, None, W]),
        (1333, [W, E, E]),
        (2083, [W, W, W]),
        (2084, [W, W, E]),
        (2085, [E, E, E]),
        (2092, [None, None, E]),
    ] {
        assert_eq!(Mode::ALL.map(|mode| level(code, mode)), levels, "{code}");
    }
}

/// The codes and levels of an INF's findings in each mode.
fn levels(inf: &str) -> [Vec<(u16, Severity)>; 3] {
    Mode::ALL.map(|mode| {
        let findings = check(inf.as_bytes(), mode).into_iter();
        findings.map(|finding| (finding.code.unwrap_or(0), finding.severity)).collect()
    })
}

#[test]
fn isolation_is_required_only_by_w() {
    let inf = lamp(&[("Dir = 13", "Dir = 12"), ("%13%", "%12%")]);
    assert_eq!(levels(&inf), [vec![], vec![], vec![(1322, Severity::Error)]]);
    let inf = lamp(&[("HKR,,Watts", "HKLM,Software,Watts")]);
    let [declarative, universal, windows] = levels(&inf);
    assert_eq!(declarative, [(1304, Severity::Warning)]);
    assert_eq!(universal, [(1304, Severity::Error)]);
    assert_eq!(windows, [(1321, Severity::Error)]);
}

#[test]
fn target_outside_of_windows_is_legacy_in_k_and_u() {
    let inf = lamp(&[("Dir = 13", "Dir = 24"), ("%13%", "%24%")]);
    let [declarative, universal, windows] = levels(&inf);
    assert_eq!(declarative, [(1306, Severity::Warning)]);
    assert_eq!(universal, [(1306, Severity::Error)]);
    assert_eq!(windows, [(1322, Severity::Error)]);
}

#[test]
fn missing_lockdown_is_an_error_only_in_w() {
    let [declarative, universal, windows] = levels(&lamp(&[("PnpLockdown = 1", "")]));
    assert_eq!([&declarative, &universal], [&[(1324, Severity::Warning)]; 2]);
    assert_eq!(windows, [(1324, Severity::Error)]);
}

#[test]
fn stamped_template_has_no_finding_in_any_mode() {
    for arch in crate::ARCHITECTURES {
        for mode in Mode::ALL {
            assert_eq!(found(&crate::good(arch), mode), [], "{arch} {mode}");
        }
    }
}
