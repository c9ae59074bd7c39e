//! A second driver, built and packaged by the commands that build echo: the bell of `kmdf-host`'s
//! examples.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use cargo_kmdf::package::verify;
use cargo_kmdf::target::{Arch, Profile};
use kmdf_host::abi::GUID;
use kmdf_host::{DriverImage, DriverPackage, Machine};
use xtask::paths;

/// The interface class of the bell.
const BELL: GUID = GUID {
    Data1: 0x2b1d_6f0e,
    Data2: 0x51c7,
    Data3: 0x4d0a,
    Data4: [0x9c, 0x3e, 0x77, 0x15, 0x60, 0xaa, 0xd4, 0x09],
};

#[test]
fn package_of_another_driver_passes_its_check() {
    let bell = paths::bell().expect("the bell's package");
    let folder = bell.package_folder(Arch::X64, Profile::Release);
    verify(&folder, "silver_bell").expect("a package");
    let inf = fs::read_to_string(folder.join("silver_bell.inf")).expect("the INF");
    assert!(inf.contains(",2.3.4.0\r\n"), "the version of the bell's package: {inf}");
}

#[test]
fn image_of_another_driver_has_its_own_texts() {
    let bell = paths::bell().expect("the bell's package");
    let file = bell.image_folder(Arch::X64, Profile::Release).join("silver_bell.sys");
    let image = fs::read(file).expect("the image");
    let has = |text: &str| {
        let text: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        image.windows(text.len()).any(|window| window == text)
    };
    for text in ["Bell makers", "silver-bell", "A bell that rings ten times a second", "2.3.4.0"] {
        assert!(has(text), "{text}");
    }
    assert!(!has("echo"));
}

#[cfg(target_arch = "x86_64")]
#[test]
fn image_of_another_driver_runs_in_the_host() {
    let bell = paths::bell().expect("the bell's package");
    let folder = bell.package_folder(Arch::X64, Profile::Release);
    // SAFETY: the image is the bell, whose source follows only pointers that the framework gave it.
    let image = unsafe { DriverImage::from_file(folder.join("silver_bell.sys")) };
    let inf = fs::read_to_string(folder.join("silver_bell.inf")).expect("the INF");
    let package = DriverPackage::new(&inf, image.expect("an image")).expect("a package");
    let machine = Machine::new();
    machine.install(package).expect("the package installs");
    machine.create_device(r"root\bell").expect("a device");
    let file = machine.process().open(&machine.interfaces(&BELL)[0]).expect("it opens");
    let read = file.read(1);
    machine.advance(Duration::from_millis(100));
    assert_eq!(read.result().expect("the bell rang").data, b"!");
    assert_eq!(machine.shut_down(), []);
}

/// Runs steps with the image of the bell, as `cargo kmdf run` or `explore` does.
#[cfg(target_arch = "x86_64")]
fn run(steps: &str, name: &str) -> Output {
    kmdf("run", steps, name, &[])
}

#[cfg(target_arch = "x86_64")]
fn kmdf(command: &str, steps: &str, name: &str, more: &[&str]) -> Output {
    program(command, steps, name, more).output().expect("cargo starts")
}

#[cfg(target_arch = "x86_64")]
fn program(command: &str, steps: &str, name: &str, more: &[&str]) -> Command {
    let bell = paths::bell().expect("the bell's package");
    let folder = bell.package_folder(Arch::X64, Profile::Release);
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&file, steps).expect("a file of steps");
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args(["kmdf", command, "--steps"])
        .arg(file)
        .args(more)
        .args(["silver_bell.sys", "silver_bell.inf"].map(|name| folder.join(name)))
        .current_dir(paths::root())
        .env("CARGO_TARGET_DIR", paths::target());
    cargo
}

#[cfg(target_arch = "x86_64")]
#[test]
fn run_performs_the_steps_and_gives_the_verdict() {
    let steps = "open a {2b1d6f0e-51c7-4d0a-9c3e-771560aad409}\nread a 1\nwait\n\
                 read a 1\ncancel a\nwait\nsleep\nwake\nclose a\nremove\n";
    let output = run(steps, "good.steps");
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "device root\\bell is started as ROOT\\BELL\\0000\n\
         read a 1: STATUS_SUCCESS (0x00000000), 1 bytes, \"!\"\n\
         read a 1: STATUS_CANCELLED (0xc0000120), 0 bytes\n\
         the driver kept the rules and left nothing behind\n"
    );
    assert_eq!(output.status.code(), Some(0));
}

#[cfg(target_arch = "x86_64")]
#[test]
fn run_with_a_step_that_cannot_be_done_fails_with_its_line() {
    let output = run("advance 10\nread a 1\n", "bad.steps");
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(error.contains("error: line 2, `read a 1`: no file a is open"), "{error}");
    assert_eq!(output.status.code(), Some(1));
}

#[cfg(target_arch = "x86_64")]
#[test]
fn timeline_is_drawn_of_a_run_and_of_a_schedule_that_fails() {
    let open = "open a {2b1d6f0e-51c7-4d0a-9c3e-771560aad409}\n";
    for (command, steps, code) in [
        ("run", format!("{open}read a 1\nwait\nclose a\nremove\n"), 0),
        // The read is cancelled in some orders.
        (
            "explore",
            format!(
                "{open}thread read\nread a 1\nexpect a STATUS_SUCCESS\nthread cancel\ncancel a\n"
            ),
            1,
        ),
    ] {
        let name = format!("{command}.svg");
        let picture = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let file = picture.to_str().expect("a path in Unicode");
        let output = kmdf(command, &steps, "timeline.steps", &["--timeline", file]);
        assert_eq!(output.status.code(), Some(code), "{output:?}");
        let picture = fs::read_to_string(&picture).expect("a picture");
        assert!(picture.starts_with("<svg") && picture.contains("EvtIoRead"), "{picture}");
    }
}

/// Cargo becomes the program that it runs, and so the signal reaches the program.
#[cfg(all(unix, target_arch = "x86_64"))]
#[test]
fn ctrl_c_ends_an_exploration_with_its_report() {
    let thread = |name: &str| format!("thread {name}\nread a 1\ncancel a\nread a 1\nread a 1\n");
    let endless = ["one", "two", "three", "four"].map(thread).concat();
    let steps = format!("open a {{2b1d6f0e-51c7-4d0a-9c3e-771560aad409}}\n{endless}");
    let mut cargo = program("explore", &steps, "endless.steps", &["--ticks", "4"]);
    let mut child = cargo.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    let mut lines =
        BufReader::new(child.stderr.take().expect("a pipe")).lines().map_while(Result::ok);
    assert!(lines.any(|line| line.starts_with("running 4 threads")), "the search did not begin");
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().expect("kill").success());
    let output = child.wait_with_output().expect("it ends");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("interrupted: not all orders were tried"), "{text}");
    assert_eq!(output.status.code(), Some(130));
}
