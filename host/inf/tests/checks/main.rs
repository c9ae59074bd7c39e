//! The check of an INF: the driver's own INF passes, and every fault made in it is found.

mod cases;
mod contents;
mod faults;
mod modes;
mod mutations;
mod windows;

use kmdf_inf::checks::{Finding, Mode, Severity};

const TEMPLATE: &str = include_str!("../../../../echo.inx");
const ARCHITECTURES: [&str; 2] = ["amd64", "arm64"];

/// The findings of `/w` in a text.
fn check(inf: &str) -> Vec<Finding> {
    check_bytes(inf.as_bytes())
}

/// The findings of `/w` in a file's bytes.
fn check_bytes(inf: &[u8]) -> Vec<Finding> {
    kmdf_inf::checks::check(inf, Mode::Windows)
}

/// The driver's INF as stampinf makes it for the architecture.
fn good(arch: &str) -> String {
    TEMPLATE
        .replace("$ARCH$", arch)
        .replace("$KMDFVERSION$", "1.31")
        .replace("01/01/2026,1.0.0.0", "01/02/2026,1.2.3.4")
        .replace('\n', "\r\n")
}

#[test]
fn driver_inf_stamped_for_each_architecture_has_no_finding() {
    for arch in ARCHITECTURES {
        assert_eq!(check_bytes(good(arch).as_bytes()), [], "{arch}");
    }
}

#[test]
fn inf_of_another_style_has_no_finding() {
    assert_eq!(check(include_str!("other.inf")), []);
}

#[test]
fn unstamped_template_is_found() {
    let findings = check(TEMPLATE);
    for variable in ["$ARCH$", "$KMDFVERSION$"] {
        assert!(findings.iter().any(|finding| finding.message.contains(variable)), "{variable}");
    }
}

#[test]
fn empty_text_is_not_an_inf() {
    let codes: Vec<_> = check("").iter().map(|finding| finding.code).collect();
    assert_eq!(codes, [Some(1001), Some(1297)]);
}

#[test]
fn fault_of_two_models_is_reported_once() {
    let findings = check(&good("amd64").replace("\necho.sys = 1", "\nother.sys = 1"));
    let missing = findings.iter().filter(|finding| finding.code == Some(1230));
    assert_eq!(missing.count(), 1, "{findings:?}");
}

#[test]
fn hardware_id_can_have_199_characters() {
    for (length, faults) in [(199, 0), (200, 1)] {
        let id = format!("root\\{}", "X".repeat(length - 5));
        let inf = good("amd64").replace("root\\ECHO_2", &id);
        assert_eq!(check(&inf).len(), faults, "{length}");
    }
}

#[test]
fn finding_in_file_has_the_form_of_compiler_output() {
    let finding = |line, code| {
        let message = "a fault".into();
        Finding { line, severity: Severity::Error, code, message }.in_file("a.inf")
    };
    assert_eq!(finding(Some(12), Some(1203)), "a.inf:12: error 1203: a fault");
    assert_eq!(finding(None, None), "a.inf: error: a fault");
}

#[test]
fn utf16_with_byte_order_mark_is_read() {
    let inf = good("amd64");
    let bytes: Vec<_> =
        std::iter::once(0xfeff).chain(inf.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(check_bytes(&bytes), []);
    let cut = bytes.get(..bytes.len() - 1).unwrap();
    assert_eq!(check_bytes(cut).first().unwrap().code, Some(1003));
}

#[test]
fn other_byte_order_marks_are_errors() {
    let inf = good("amd64");
    for mark in [&[0xef, 0xbb, 0xbf][..], &[0xfe, 0xff]] {
        let findings = check_bytes(&[mark, inf.as_bytes()].concat());
        assert_eq!(findings.first().unwrap().code, Some(1003), "{mark:x?}");
    }
}

#[test]
fn character_beyond_ascii_is_a_warning_with_its_line() {
    let inf = good("amd64").replace("Rust echo driver\"", "Rüst echo driver\"");
    let line = inf.lines().position(|line| line.contains("Rüst")).unwrap() + 1;
    let findings = check_bytes(inf.as_bytes());
    let [finding] = &findings[..] else { panic!("{findings:?}") };
    assert_eq!((finding.line, finding.severity), (Some(line), Severity::Warning));
}
