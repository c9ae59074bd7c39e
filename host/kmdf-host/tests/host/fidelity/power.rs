//! Plug and Play and power with one read in the driver and one in the queue.

use kmdf_host::{DeviceNode, DriverEntry, File, Machine, Operation, Who, win32_error};
use wdk_sys::{
    NTSTATUS, STATUS_CANCELLED, STATUS_INVALID_DEVICE_STATE, STATUS_PENDING, STATUS_SUCCESS,
};

use super::recording::{Line, expected};
use super::scene::{CONTENTS, for_both, outcome, written};
use super::story::{Story, agree};
use crate::raw_driver::{INTERFACE, open};

const KINDS: &[Who] = &[
    Who::Pnp,
    Who::CallbackEnter,
    Who::CallbackLeave,
    Who::Call,
    Who::CallReturned,
    Who::IoManager,
];

/// The calls of the power callbacks, and the completions.
const CALLS: &[&str] = &[
    "WdfIoQueueStart",
    "WdfIoQueueStopSynchronously",
    "WdfTimerStart",
    "WdfTimerStop",
    "WdfRequestComplete",
    "WdfRequestCompleteWithInformation",
];

/// The way out of D0 in all cases: the suspend callback comes first, its stop of the queue waits
/// for the driver's request, and the framework does not present the queued one.
const OUT_OF_D0: &str = r#"
    callback enter,EvtDeviceSelfManagedIoSuspend(D1),0
    call,WdfIoQueueStopSynchronously(Q1),0
    callback enter,EvtTimerFunc(T1),2
    call,"WdfRequestComplete(R1, 00000000)",2
    i/o manager,"R1 completed: 00000000, 64",2
    call returned,WdfRequestComplete,2
    callback leave,EvtTimerFunc,2
    call returned,WdfIoQueueStopSynchronously,0
    call,"WdfTimerStop(T1, 1)",0
    call returned,WdfTimerStop = 1,0
    callback leave,EvtDeviceSelfManagedIoSuspend,0
"#;

const QUEUED_ONE_CANCELLED: &str = r#"i/o manager,"R2 completed: c0000120, 0",0"#;

const QUEUE_DESTROYED: &str = r"
    callback enter,EvtDestroyCallback(Q1),0
    callback leave,EvtDestroyCallback,0
";

/// The way back to D0: the start of the queue presents the queued read, the first request of this
/// part of the story, inside the call.
fn back_to_d0(io: u8) -> String {
    format!(
        r#"
        callback enter,EvtDeviceSelfManagedIoRestart(D1),0
        call,WdfIoQueueStart(Q1),0
        callback enter,"EvtIoRead(Q1, R1, len 64)",{io}
        callback leave,EvtIoRead,{io}
        call returned,WdfIoQueueStart,0
        call,"WdfTimerStart(T1, -1000000)",0
        call returned,WdfTimerStart = 0,0
        callback leave,EvtDeviceSelfManagedIoRestart,0
        "#
    )
}

/// A device with contents, one read in the driver and one in the queue.
struct Busy {
    machine: Machine,
    device: DeviceNode,
    file: File,
    read_a: Operation,
    read_b: Operation,
    story: Story,
}

impl Busy {
    fn new(driver: DriverEntry) -> Self {
        let (machine, file) = written(driver);
        let device = machine.devices().remove(0);
        let (read_a, read_b) = (file.read(64), file.read(64));
        assert_eq!((read_a.issued(), read_b.issued()), (STATUS_PENDING, STATUS_PENDING));
        let story = Story::of(&machine, KINDS, CALLS);
        Self { machine, device, file, read_a, read_b, story }
    }

    /// The story so far. A new story begins.
    fn story(&mut self) -> Vec<Line> {
        std::mem::replace(&mut self.story, Story::of(&self.machine, KINDS, CALLS)).end()
    }

    /// The error of opening the device's interface.
    fn open_error(&self, path: &str) -> Option<u32> {
        self.machine.process().open(path).err().map(win32_error)
    }

    fn ends_without_leaks(self) {
        assert_eq!(self.machine.shut_down(), []);
        assert_eq!(self.machine.pool(), []);
        assert_eq!(self.machine.objects(), []);
    }
}

fn path(machine: &Machine) -> String {
    machine.interfaces(&INTERFACE).remove(0)
}

for_both! {
    disable: autosync_disabled_with_io_pending_agrees, driversync_disabled_with_io_pending_agrees;
    surprise_remove: autosync_surprise_removed_with_io_pending_agrees,
        driversync_surprise_removed_with_io_pending_agrees;
    rebalance: autosync_stopped_and_started_with_io_pending_agrees,
        driversync_stopped_and_started_with_io_pending_agrees;
    sleep: autosync_asleep_and_woken_with_io_pending_agrees,
        driversync_asleep_and_woken_with_io_pending_agrees;
}

fn disable(driver: DriverEntry, _io: u8) {
    let mut busy = Busy::new(driver);
    let path = path(&busy.machine);
    busy.device.disable().expect("a started device can be disabled");
    let recorded = expected(&format!(
        r"
        pnp,IRP_MN_QUERY_REMOVE_DEVICE ROOT\TEST\0000,0
        pnp,IRP_MN_REMOVE_DEVICE ROOT\TEST\0000,0
        {OUT_OF_D0}
        {QUEUED_ONE_CANCELLED}
        {QUEUE_DESTROYED}
        "
    ));
    agree("disable", &recorded, &busy.story());
    assert_eq!(outcome(&busy.read_a), (STATUS_SUCCESS, 64));
    assert_eq!(outcome(&busy.read_b), (STATUS_CANCELLED, 0));
    assert_eq!(busy.open_error(&path), Some(2), "CreateFile of a disabled device");

    // The device enabled again is a new device, with an empty buffer.
    busy.device.enable().expect("a disabled device can be enabled");
    let happened = busy.story();
    for line in expected(
        r"
        pnp,AddDevice ROOT\TEST\0000,0
        callback enter,EvtDeviceSelfManagedIoInit(D2),0
        ",
    ) {
        assert!(happened.contains(&line), "{line}: {happened:?}");
    }
    assert_eq!(outcome(&open(&busy.machine).read(64)), (STATUS_SUCCESS, 0));
    busy.ends_without_leaks();
}

fn surprise_remove(driver: DriverEntry, _io: u8) {
    let mut busy = Busy::new(driver);
    let path = path(&busy.machine);
    busy.device.surprise_remove().expect("a started device can be removed");
    let recorded = expected(&format!(
        r"
        pnp,IRP_MN_SURPRISE_REMOVAL ROOT\TEST\0000,0
        {OUT_OF_D0}
        {QUEUED_ONE_CANCELLED}
        "
    ));
    agree("surprise removal", &recorded, &busy.story());
    assert_eq!(outcome(&busy.read_a), (STATUS_SUCCESS, 64));
    assert_eq!(outcome(&busy.read_b), (STATUS_CANCELLED, 0));
    assert_eq!(busy.open_error(&path), Some(2), "CreateFile of a removed device");
    let refused = busy.file.read(64).issued();
    assert_eq!((refused, win32_error(refused)), (STATUS_INVALID_DEVICE_STATE, 22));

    // The REMOVE IRP waits for the last handle.
    let _ = busy.story();
    busy.file.close();
    let removed =
        expected(&format!("pnp,IRP_MN_REMOVE_DEVICE ROOT\\TEST\\0000,0\n{QUEUE_DESTROYED}"));
    agree("removal after the last close", &removed, &busy.story());
    busy.ends_without_leaks();
}

fn rebalance(driver: DriverEntry, io: u8) {
    let mut busy = Busy::new(driver);
    busy.device.stop().expect("a started device can be stopped");
    let recorded = expected(&format!(
        r"
        pnp,IRP_MN_QUERY_STOP_DEVICE ROOT\TEST\0000,0
        pnp,IRP_MN_STOP_DEVICE ROOT\TEST\0000,0
        {OUT_OF_D0}
        "
    ));
    agree("stop", &recorded, &busy.story());
    let read_c = busy.file.read(64);
    assert_eq!(read_c.issued(), STATUS_PENDING, "a read while the device is stopped");
    served_after_restart(&mut busy, &read_c, io, "IRP_MN_START_DEVICE", DeviceNode::start);
    busy.ends_without_leaks();
}

/// The recorded machine also sent the system's power IRPs (`SET_POWER` S3, S0). The host sends only
/// the device's power IRPs, the only ones that the driver sees.
fn sleep(driver: DriverEntry, io: u8) {
    let mut busy = Busy::new(driver);
    busy.device.suspend().expect("a started device can sleep");
    let power_down = format!("pnp,IRP_MN_SET_POWER D3 ROOT\\TEST\\0000,0\n{OUT_OF_D0}");
    agree("suspend", &expected(&power_down), &busy.story());
    let read_c = busy.file.read(64);
    assert_eq!(read_c.issued(), STATUS_PENDING, "a read while the device is asleep");
    served_after_restart(&mut busy, &read_c, io, "IRP_MN_SET_POWER D0", DeviceNode::resume);
    busy.ends_without_leaks();
}

/// Brings the device back, and checks the two reads that waited: they complete after 100 ms and one
/// period later, with the earlier contents.
fn served_after_restart(
    busy: &mut Busy,
    read_c: &Operation,
    io: u8,
    irp: &str,
    restart: impl Fn(&DeviceNode) -> Result<(), kmdf_host::Error>,
) {
    assert_eq!(outcome(&busy.read_a), (STATUS_SUCCESS, 64));
    assert!(busy.read_b.result().is_none() && read_c.result().is_none(), "no read is cancelled");
    assert_eq!(busy.story(), [], "nothing happens to a device that is not in D0");
    restart(&busy.device).expect("a device that can return to D0");
    let back = busy.machine.now();
    let recorded = format!("pnp,{irp} ROOT\\TEST\\0000,0\n{}", back_to_d0(io));
    agree(irp, &expected(&recorded), &busy.story());
    for (read, milliseconds) in [(&busy.read_b, 100), (read_c, 600)] {
        let result = read.wait().expect("a read that waited completes");
        let expected: (NTSTATUS, u64) = (STATUS_SUCCESS, milliseconds);
        assert_eq!((result.status, (result.completed_at - back) / 10_000), expected);
        assert_eq!(result.data, CONTENTS);
    }
}
