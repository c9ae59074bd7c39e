//! A panic of a driver whose allocator is that of the whole process.

use std::env;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Command, Stdio};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use kmdf_host::abi::{NTSTATUS, PCUNICODE_STRING, PDRIVER_OBJECT};
use kmdf_host::{Cause, DriverImage, DriverPackage, Machine};
use wdk_alloc::WdkAllocator;

#[global_allocator]
static ALLOCATOR: WdkAllocator = WdkAllocator;

/// When the process of the panic counts as stuck: no busy computer takes so long.
const LIMIT: Duration = Duration::from_mins(10);

/// The test that the process runs.
const PANIC: &str = "process_whose_driver_panics";

unsafe extern "system" fn driver_entry(_: PDRIVER_OBJECT, _: PCUNICODE_STRING) -> NTSTATUS {
    panic!("the driver has {} faults", 1)
}

/// The panic has a process for itself, because a mistake of the host would stop the process for ever.
#[test]
fn process_ends_after_the_panic_of_a_driver_with_its_allocator() {
    let program = env::current_exe().expect("the path of this program");
    let mut child = Command::new(program)
        .args([PANIC, "--exact", "--ignored", "--nocapture"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("this program starts again");
    let mut output = child.stdout.take().expect("standard output is piped");
    let (ended, end) = channel();
    thread::spawn(move || {
        let mut text = String::new();
        let _ = output.read_to_string(&mut text);
        ended.send(text)
    });
    let text = end.recv_timeout(LIMIT);
    if text.is_err() {
        child.kill().expect("the process runs");
    }
    let status = child.wait().expect("the process has ended");
    let text = text.unwrap_or_else(|_| panic!("the process did not end within {LIMIT:?}"));
    assert!(status.success() && text.contains("1 passed"), "{status}: {text}");
}

#[test]
#[ignore = "may stop this process for ever"]
fn process_whose_driver_panics() {
    let machine = Machine::new();
    // SAFETY: the entry point touches no memory.
    let image = unsafe { DriverImage::from_entry(driver_entry) };
    let inf = include_str!("../../kmdf-host/examples/growth/sink.inf");
    machine.install(DriverPackage::new(inf, image).unwrap()).unwrap();
    let created = catch_unwind(AssertUnwindSafe(|| machine.create_device(r"root\sink")));
    assert!(created.is_err(), "expected the panic of a machine that has crashed");
    let Some(Cause::Panic { message, in_host: false, .. }) =
        machine.crash().map(|crash| crash.cause)
    else {
        panic!("expected a panic of the driver, found {:?}", machine.crash())
    };
    assert_eq!(message, "the driver has 1 faults");
}
