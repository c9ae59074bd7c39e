//! `cargo kmdf run`: the steps as text, and files that cannot be used. What runs is in `tests/built`.
#![cfg(feature = "run")]

use std::fs;
use std::process::Command;

use cargo_kmdf::run::steps::{Change, Place, Request, Step, parse};
use kmdf_host::GUID;

const CLASS: &str = "{2b1d6f0e-51c7-4d0a-9c3e-771560aad409}";

fn steps(text: &str) -> Vec<Step> {
    parse(text).expect("steps").into_iter().map(|line| line.step).collect()
}

fn refusal(text: &str) -> String {
    format!("{:#}", parse(text).expect_err(text))
}

fn issue(request: Request) -> Step {
    Step::Issue("a".into(), request)
}

#[test]
fn steps_of_a_file_are_read_one_a_line() {
    let text = format!(
        "# a comment\n\n  open a {CLASS} 2\nseek a 512\nread a 0x10\nwait\nwait a\nclose a\n"
    );
    let class = GUID {
        Data1: 0x2b1d_6f0e,
        Data2: 0x51c7,
        Data3: 0x4d0a,
        Data4: [0x9c, 0x3e, 0x77, 0x15, 0x60, 0xaa, 0xd4, 0x09],
    };
    let expected = [
        Step::Open("a".into(), Place::Class(class), 1),
        Step::Seek("a".into(), 512),
        issue(Request::Read(16)),
        Step::Wait(None),
        Step::Wait(Some("a".into())),
        Step::Close("a".into()),
    ];
    assert_eq!(steps(&text), expected);
    assert_eq!(parse(&text).expect("steps")[0].number, 3);
}

#[test]
fn data_of_a_write_or_control_is_text_or_digits() {
    let text = "write a  two words \nwrite a hex:00fF\nwrite a\ncontrol a 0x222000 4 hex:01\n\
                control a 0x222000 4\ncontrol  a 0x222000 0  two words";
    let control =
        |input: &[u8], output| issue(Request::Control(0x0022_2000, input.to_vec(), output));
    let expected = [
        issue(Request::Write(b"two words".to_vec())),
        issue(Request::Write(vec![0, 0xff])),
        issue(Request::Write(Vec::new())),
        control(&[1], 4),
        control(&[], 4),
        control(b"two words", 0),
    ];
    assert_eq!(steps(text), expected);
}

#[test]
fn interface_with_a_name_is_opened_by_it() {
    let named = steps(&format!("interface bell {CLASS}\nopen a bell\nopen b bell 2"));
    assert_eq!(named, steps(&format!("open a {CLASS}\nopen b {CLASS} 2")));
}

#[test]
fn link_or_the_device_itself_is_opened_by_its_name() {
    let text = "open a \\\\.\\NONPNP\\log.txt\nopen b device 2\ninternal b 0xb0003 4 hex:01";
    let expected = [
        Step::Open("a".into(), Place::Link(r"\\.\NONPNP\log.txt".into()), 0),
        Step::Open("b".into(), Place::Device, 1),
        Step::Issue("b".into(), Request::Internal(0xB_0003, vec![1], 4)),
    ];
    assert_eq!(steps(text), expected);
}

#[test]
fn expectation_has_statuses_and_perhaps_data_with_spaces() {
    let expect = |statuses: &[&str], data: Option<&[u8]>| {
        let statuses = statuses.iter().map(|status| (*status).to_owned()).collect();
        Step::Expect("a".into(), statuses, data.map(<[u8]>::to_vec))
    };
    let text = "expect a STATUS_SUCCESS two words\nexpect a STATUS_CANCELLED,STATUS_SUCCESS";
    let expected = [
        expect(&["STATUS_SUCCESS"], Some(b"two words")),
        expect(&["STATUS_CANCELLED", "STATUS_SUCCESS"], None),
    ];
    assert_eq!(steps(text), expected);
    assert_eq!(steps("thread one\nend"), [Step::Thread("one".into()), Step::End]);
}

#[test]
fn changes_are_of_the_first_device_unless_one_is_named() {
    let change = |device, change| Step::Change(device, change);
    let expected =
        [change(0, Change::Sleep), change(2, Change::SurpriseRemove), Step::Advance(100)];
    assert_eq!(steps("sleep\nsurprise-remove 3\nadvance 100"), expected);
}

#[test]
fn line_that_is_no_step_is_refused_with_number_and_remedy() {
    for (line, expected) in [
        ("jump a", "open FILE {GUID}"),
        ("read a", "read FILE LENGTH"),
        ("interface a", "expected: interface NAME"),
        ("interface a b", "expected a GUID"),
        ("expect a", "expected: expect FILE STATUS"),
        ("expect a 0", "a name such as STATUS_SUCCESS"),
        ("read a ten", "found `ten`, expected a number below"),
        ("open a bell", "found `bell`, expected a GUID"),
        ("write", "expected: write FILE TEXT"),
        ("control a 1", "expected: control FILE CODE LENGTH"),
        ("write a hex:0", "two hexadecimal digits"),
        ("write a hex:é", "two hexadecimal digits"),
        ("control a 0x100000000 0", "a number below 2^32"),
        ("sleep 0", "devices have the numbers 1, 2"),
    ] {
        let refusal = refusal(&format!("wait\n{line}\n"));
        assert!(refusal.starts_with(&format!("line 2, `{line}`")), "{refusal}");
        assert!(refusal.contains(expected), "{line}: {refusal}");
    }
}

#[test]
fn file_that_cannot_be_used_ends_with_code_2_and_its_name() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("run");
    fs::create_dir_all(&folder).expect("a folder");
    for (name, text) in [("no.sys", "MZ"), ("no.inf", "[Version]"), ("no.steps", "jump")] {
        fs::write(folder.join(name), text).expect("a file");
    }
    for (arguments, named) in [
        (&["missing.sys", "no.inf"][..], "missing.sys"),
        (&["no.sys", "no.inf"], "no.sys"),
        (&["no.sys", "missing.inf"], "missing.inf"),
        (&["no.sys", "no.inf", "--steps", "no.steps"], "no.steps"),
        (&["no.sys", "no.inf", "--timeline", "missing/a.svg"], "missing/a.svg"),
        (&["no.sys", "--service", "x", "--with", "missing.sys", "no.inf"], "missing.sys"),
        (&["no.sys", "no.inf", "--driver", "x=missing.sys"], "no.sys"),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-kmdf"));
        let output = command.arg("run").args(arguments).current_dir(&folder).output();
        let output = output.expect("it starts");
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {error}");
        assert!(error.starts_with("error: ") && error.contains(named), "{error}");
        assert!(error.matches("os error").count() <= 1, "a cause is printed once: {error}");
    }
}
