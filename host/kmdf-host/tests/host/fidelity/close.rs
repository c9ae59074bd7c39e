//! Several handles, their close, and the end of a process, with I/O pending.

use kmdf_host::{DriverEntry, Who};
use wdk_sys::{STATUS_CANCELLED, STATUS_SUCCESS};

use super::driver::driver_entry;
use super::recording::expected;
use super::scene::{CONTENTS, for_both, outcome, written};
use super::story::{Story, agree};
use crate::raw_driver::{INTERFACE, open};

/// The events that are part of the end of a request.
const KINDS: &[Who] = &[Who::CallbackEnter, Who::Call, Who::Cancel, Who::IoManager];
const CALLS: &[&str] =
    &["WdfRequestUnmarkCancelable", "WdfRequestComplete", "WdfRequestCompleteWithInformation"];

for_both! {
    close: autosync_handle_closed_with_io_pending_agrees,
        driversync_handle_closed_with_io_pending_agrees;
    exit: autosync_process_exited_with_io_pending_agrees,
        driversync_process_exited_with_io_pending_agrees;
}

/// The cleanup cancels the queued requests of the handle, and leaves the driver's request alone.
fn close(driver: DriverEntry, _io: u8) {
    let (machine, h1) = written(driver);
    let h2 = open(&machine);
    let (read_a, read_b, read_c) = (h1.read(64), h1.read(64), h2.read(64));
    let mut story = Story::of(&machine, KINDS, CALLS);
    h1.close();
    story.application("CloseHandle".into());
    assert_eq!(outcome(&read_a), (STATUS_SUCCESS, 64));
    let recorded = expected(
        r#"
        i/o manager,"R1 completed: c0000120, 0",0
        application,CloseHandle,
        callback enter,EvtTimerFunc(T1),2
        call,WdfRequestUnmarkCancelable(R2),2
        call,"WdfRequestComplete(R2, 00000000)",2
        i/o manager,"R2 completed: 00000000, 64",2
        callback enter,"EvtIoRead(Q1, R3, len 64)",2
        "#,
    );
    agree("close", &recorded, &story.end());
    assert_eq!(outcome(&read_b), (STATUS_CANCELLED, 0));
    assert_eq!(outcome(&read_c), (STATUS_SUCCESS, 64));
    assert_eq!(machine.shut_down(), []);
}

/// The I/O manager cancels the process's requests, newest first as `CancelIoEx` of all does: the
/// queued one never reaches the driver.
fn exit(driver: DriverEntry, io: u8) {
    let (machine, _h1) = written(driver);
    let process = machine.process();
    let file = process.open(&machine.interfaces(&INTERFACE)[0]).expect("a started device");
    let (read_a, read_b) = (file.read(64), file.read(64));
    let story = Story::of(&machine, KINDS, CALLS);
    process.exit();
    let recorded = expected(&format!(
        r#"
        cancel,I/O manager cancels one request,0
        i/o manager,"R1 completed: c0000120, 0",0
        cancel,I/O manager cancels one request,0
        callback enter,EvtRequestCancel(R2),{io}
        call,"WdfRequestCompleteWithInformation(R2, c0000120, 0)",{io}
        i/o manager,"R2 completed: c0000120, 0",{io}
        "#
    ));
    agree("process exit", &recorded, &story.end());
    assert_eq!(outcome(&read_a), (STATUS_CANCELLED, 0));
    assert_eq!(outcome(&read_b), (STATUS_CANCELLED, 0));
    assert_eq!(machine.shut_down(), []);
}

#[test]
fn contents_are_shared_by_handles_and_outlive_them() {
    let (machine, h1) = written(driver_entry::<true>);
    let h2 = open(&machine);
    let read = h2.read(64);
    h1.close();
    assert_eq!(read.wait().map(|result| result.data).ok(), Some(CONTENTS.to_vec()));
    h2.close();
    let read = open(&machine).read(64);
    assert_eq!(read.wait().map(|result| result.data).ok(), Some(CONTENTS.to_vec()));
    assert_eq!(machine.shut_down(), []);
}
