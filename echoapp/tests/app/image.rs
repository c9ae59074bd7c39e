//! `--sys`: a kernel image instead of the linked driver.

use std::fs;
use std::path::PathBuf;

use crate::running::{Finished, run};

/// A file in the tests' temporary folder.
fn file(name: &str, content: &[u8]) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, content).expect("a file in the folder for tests");
    path
}

fn refused(path: &str) -> Finished {
    let finished = run(&["--sys", path]);
    assert_eq!(finished.code, Some(1));
    assert_eq!(finished.lines, [""; 0]);
    finished
}

#[test]
fn missing_image_exits_with_one_and_its_path() {
    let path = "no such folder/echo.sys";
    let complaints = refused(path).complaints;
    let beginning = format!("error: --sys {path}: the file cannot be read: ");
    assert!(complaints.starts_with(&beginning), "{complaints}");
}

#[test]
fn file_that_is_no_image_exits_with_one_and_the_reason() {
    let path = file("broken.sys", b"MZ, and nothing of what has to follow");
    let path = path.to_str().expect("a path in Unicode");
    let reason = "this is not a 64-bit Windows image (PE32+): \
                  it does not begin with the bytes MZ, or ends too early";
    assert_eq!(refused(path).complaints, format!("error: --sys {path}: {reason}\n"));
}

/// Runs an image with this code at its entry point, which must end with exit code 1.
#[cfg(target_arch = "x86_64")]
fn fails(name: &str, code: &[u8]) -> (String, String) {
    use kmdf_host_images::{code::Code, synthetic::Image};

    let path = file(name, &Image::new(&Code::new().raw(code)).file());
    let path = path.to_str().expect("a path in Unicode").to_owned();
    // Long enough for the slowest machine to start; a callback that never returns is ended after half of
    // the time.
    let finished = run(&["--sys", &path, "--seconds", "10"]);
    assert_eq!(finished.code, Some(1), "{finished:#?}");
    (path, finished.complaints)
}

#[cfg(all(unix, target_arch = "x86_64"))]
#[test]
fn fault_in_an_image_exits_with_one_and_names_the_image() {
    for (name, code) in [
        // xor eax, eax; mov [rax], eax
        ("null.sys", &[0x31, 0xC0, 0x89, 0x00][..]),
        // ud2
        ("illegal.sys", &[0x0F, 0x0B]),
        // xor esp, esp; push rax
        ("stack.sys", &[0x31, 0xE4, 0x50]),
    ] {
        let (path, complaints) = fails(name, code);
        assert!(complaints.starts_with("error: "), "{complaints}");
        assert!(complaints.contains(&path), "{complaints}");
    }
}

#[cfg(target_arch = "x86_64")]
#[test]
fn image_that_does_not_return_exits_with_one_and_its_place() {
    // jmp to itself
    let (path, complaints) = fails("endless.sys", &[0xEB, 0xFE]);
    assert!(complaints.starts_with("error: "), "{complaints}");
    assert!(complaints.contains(&path), "{complaints}");
    assert!(complaints.contains("DriverEntry"), "{complaints}");
    // On Windows the host cannot interrupt a callback, and the last event has to do.
    #[cfg(unix)]
    assert!(complaints.contains("at image offset 0x"), "{complaints}");
}

#[cfg(target_arch = "x86_64")]
#[test]
fn warning_about_an_image_is_printed_with_its_path() {
    use kmdf_host_images::code::Code;
    use kmdf_host_images::synthetic::{FLAGS, Image, READ};

    let mut image = Image::new(&Code::new().status(0xC000_0001).ret());
    image.set(Image::section(1) + FLAGS, &READ.to_le_bytes());
    let path = file("pageable.sys", &image.file());
    let finished = run(&["--sys", path.to_str().expect("a path in Unicode")]);
    let warning = format!("warning: --sys {}: pageable section is .rdata: ", path.display());
    assert!(finished.complaints.starts_with(&warning), "{finished:#?}");
}
