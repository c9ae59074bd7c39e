//! Remote I/O targets, against KMDF behaviour, "Opening a remote target", and KMDF behaviour,
//! "Closing a remote target".

use std::ptr::null_mut;

use kmdf_host::explore::{Explorer, Stage, Strategy};
use kmdf_host::{Error, Fault, FaultTarget};
use wdk_sys::_WDF_IO_TARGET_OPEN_TYPE as OpenType;
use wdk_sys::{
    NTSTATUS, STATUS_INFO_LENGTH_MISMATCH, STATUS_INSUFFICIENT_RESOURCES,
    STATUS_INVALID_DEVICE_REQUEST, STATUS_INVALID_DEVICE_STATE, STATUS_INVALID_PARAMETER,
    STATUS_OBJECT_NAME_NOT_FOUND, STATUS_UNSUCCESSFUL, UNICODE_STRING, WDF_IO_TARGET_OPEN_PARAMS,
    WDFIOTARGET, WDFMEMORY,
};

use super::function;
use crate::closure_driver::{
    Adding, Bench, Device, File, INTERFACE, Machine, Memory, NodeStatus, Rule, SECOND, SUCCESS,
    Target, count, ddi, keep, kept,
};

const STARTED: i32 = 1;
const CLOSED_FOR_QUERY_REMOVE: i32 = 3;
const CLOSED: i32 = 4;

/// Adds the device that is opened, then that of the driver with the target.
fn add(adding: Adding) -> NTSTATUS {
    if count("add") == 1 {
        function(adding);
        return SUCCESS;
    }
    let device = adding.device();
    device.side_door();
    keep("owner", device);
    SUCCESS
}

/// A machine with both devices, and the second open.
fn bench() -> (Bench, File) {
    set_up(Bench::without_device(add))
}

fn set_up(bench: Bench) -> (Bench, File) {
    bench.device();
    bench.machine.create_device(SECOND).expect("the INF has the model");
    bench.check();
    let path = bench.machine.interfaces(&INTERFACE).remove(1);
    let file = bench.machine.process().open(&path).expect("the device opens");
    (bench, file)
}

/// The name of the first device as drivers write it.
fn name(machine: &Machine) -> String {
    machine.interfaces(&INTERFACE).remove(0).replacen(r"\\?\", r"\??\", 1)
}

fn create() -> (NTSTATUS, Target) {
    let (mut target, none): (WDFIOTARGET, _) = (null_mut(), null_mut());
    let owner = kept::<Device>("owner");
    (ddi!(WdfIoTargetCreate, owner.0, none, &raw mut target), Target(target))
}

fn parameters(kind: i32) -> WDF_IO_TARGET_OPEN_PARAMS {
    WDF_IO_TARGET_OPEN_PARAMS { Size: 136, Type: kind, ..Default::default() }
}

fn open_with(target: Target, mut parameters: WDF_IO_TARGET_OPEN_PARAMS) -> NTSTATUS {
    ddi!(WdfIoTargetOpen, target.0, &raw mut parameters)
}

fn open_named(
    target: Target,
    name: &str,
    change: impl FnOnce(&mut WDF_IO_TARGET_OPEN_PARAMS),
) -> NTSTATUS {
    let mut units: Vec<u16> = name.encode_utf16().collect();
    let length = u16::try_from(2 * units.len()).expect("a short name");
    let mut parameters = parameters(OpenType::WdfIoTargetOpenByName);
    parameters.TargetDeviceName =
        UNICODE_STRING { Length: length, MaximumLength: length, Buffer: units.as_mut_ptr() };
    change(&mut parameters);
    open_with(target, parameters)
}

/// A target that has the first device open.
fn opened(bench: &Bench, file: &File, change: fn(&mut WDF_IO_TARGET_OPEN_PARAMS)) {
    let name = name(&bench.machine);
    bench.run(file, move || {
        let (status, target) = create();
        assert_eq!((status, target.state()), (SUCCESS, STARTED));
        assert_eq!(open_named(target, &name, change), SUCCESS);
        keep("remote", target);
    });
}

fn remote() -> Target {
    kept("remote")
}

/// Reads with `WdfIoTargetSendReadSynchronously`.
pub fn read(target: Target) -> Result<Vec<u8>, NTSTATUS> {
    let mut bytes = [0_u8; 5];
    let mut descriptor = wdk_sys::WDF_MEMORY_DESCRIPTOR {
        Type: wdk_sys::_WDF_MEMORY_DESCRIPTOR_TYPE::WdfMemoryDescriptorTypeBuffer,
        ..Default::default()
    };
    descriptor.u.BufferType.Buffer = bytes.as_mut_ptr().cast();
    descriptor.u.BufferType.Length = 5;
    let (mut count, none, offset) = (77, null_mut(), null_mut());
    let (output, options, out) = (&raw mut descriptor, null_mut(), &raw mut count);
    let target = target.0;
    let status = ddi!(WdfIoTargetSendReadSynchronously, target, none, output, offset, options, out);
    if status >= 0 { Ok(bytes.to_vec()) } else { Err(status) }
}

#[test]
fn opened_target_reaches_the_other_device() {
    let (bench, file) = bench();
    opened(&bench, &file, |_| {});
    bench.run(&file, || {
        let target = remote();
        assert_eq!(read(target), Ok(b"AAAAA".to_vec()));
        assert!(!ddi!(WdfIoTargetWdmGetTargetDeviceObject, target.0).is_null());
        assert!(!ddi!(WdfIoTargetWdmGetTargetPhysicalDevice, target.0).is_null());
        let object = ddi!(WdfIoTargetWdmGetTargetFileObject, target.0);
        assert_eq!(object, ddi!(WdfIoTargetWdmGetTargetFileObject, target.0));
        assert!(!object.is_null());
        assert!(!ddi!(WdfIoTargetWdmGetTargetFileHandle, target.0).is_null());
        ddi!(WdfIoTargetClose, target.0);
        assert_eq!((read(target), target.state()), (Err(STATUS_INVALID_DEVICE_STATE), CLOSED));
        assert!(ddi!(WdfIoTargetWdmGetTargetFileObject, target.0).is_null());
        assert_eq!(open_with(target, parameters(OpenType::WdfIoTargetOpenReopen)), SUCCESS);
        assert_eq!(read(target), Ok(b"AAAAA".to_vec()));
        ddi!(WdfObjectDelete, target.0.cast());
    });
    file.close();
    bench.end_clean();
}

#[test]
fn properties_of_a_target_are_those_of_its_device() {
    let (bench, file) = bench();
    opened(&bench, &file, |_| {});
    bench.run(&file, || {
        let target = remote().0;
        let property = wdk_sys::_DEVICE_REGISTRY_PROPERTY::DevicePropertyDeviceDescription;
        let (mut text, mut length) = ([0_u16; 6], 0);
        let buffer = text.as_mut_ptr().cast();
        let (call_length, out) = (12, &raw mut length);
        let status =
            ddi!(WdfIoTargetQueryTargetProperty, target, property, call_length, buffer, out);
        assert_eq!((status, length), (SUCCESS, 12));
        assert_eq!(String::from_utf16_lossy(&text), "First\0");
        let (mut memory, none): (WDFMEMORY, _) = (null_mut(), null_mut());
        let (pool, out) = (512, &raw mut memory);
        let status =
            ddi!(WdfIoTargetAllocAndQueryTargetProperty, target, property, pool, none, out);
        assert_eq!((status, Memory(memory).bytes().len()), (SUCCESS, 12));
        ddi!(WdfObjectDelete, memory.cast());
        ddi!(WdfIoTargetClose, target);
        let (mut length, buffer) = (0, null_mut());
        let (zero, out) = (0, &raw mut length);
        let closed = ddi!(WdfIoTargetQueryTargetProperty, target, property, zero, buffer, out);
        assert_eq!(closed, STATUS_INVALID_DEVICE_REQUEST);
    });
    file.close();
    bench.end_clean();
}

#[test]
fn opens_that_are_wrong_have_their_statuses() {
    let (bench, file) = bench();
    let name = name(&bench.machine);
    bench.run(&file, move || {
        let (_, target) = create();
        let by_name =
            |change: fn(&mut WDF_IO_TARGET_OPEN_PARAMS)| open_named(target, &name, change);
        assert_eq!(by_name(|p| p.Size = 8), STATUS_INFO_LENGTH_MISMATCH);
        assert_eq!(by_name(|p| p.TargetDeviceName.Length = 0), STATUS_INVALID_PARAMETER);
        assert_eq!(by_name(|p| p.Type = 4), STATUS_INVALID_PARAMETER);
        assert_eq!(by_name(|p| p.Type = 1), STATUS_INVALID_PARAMETER);
        let reopen = parameters(OpenType::WdfIoTargetOpenReopen);
        assert_eq!(open_with(target, reopen), STATUS_INVALID_DEVICE_REQUEST);
        let missing = open_named(target, r"\??\Nobody", |_| {});
        assert_eq!((missing, target.state()), (STATUS_OBJECT_NAME_NOT_FOUND, CLOSED));
        // The size before the member FileName was added.
        assert_eq!(by_name(|p| p.Size = 120), SUCCESS);
        assert_eq!(by_name(|_| {}), STATUS_INVALID_DEVICE_STATE);
        ddi!(WdfIoTargetClose, target.0);
    });
    file.close();
    bench.end_clean();
}

#[test]
fn existing_device_is_opened_without_a_file() {
    let (bench, file) = bench();
    bench.run(&file, || {
        let (_, target) = create();
        let mut existing = parameters(OpenType::WdfIoTargetOpenUseExistingDevice);
        existing.TargetDeviceObject = ddi!(WdfDeviceWdmGetDeviceObject, kept::<Device>("owner").0);
        assert_eq!(open_with(target, existing), SUCCESS);
        assert!(ddi!(WdfIoTargetWdmGetTargetFileHandle, target.0).is_null());
        ddi!(WdfIoTargetClose, target.0);
        let own = kept::<Device>("owner").target();
        assert!(ddi!(WdfIoTargetWdmGetTargetFileObject, own.0).is_null());
        ddi!(WdfIoTargetClose, own.0);
    });
    file.close();
    let rules: Vec<Rule> = bench.shut_down().into_iter().map(|violation| violation.rule).collect();
    assert_eq!(rules, [Rule::ObjectMisused]);
}

unsafe extern "C" fn refuse(_: WDFIOTARGET) -> NTSTATUS {
    STATUS_UNSUCCESSFUL
}

unsafe extern "C" fn agree(target: WDFIOTARGET) -> NTSTATUS {
    ddi!(WdfIoTargetCloseForQueryRemove, target);
    assert_eq!(Target(target).state(), CLOSED_FOR_QUERY_REMOVE);
    SUCCESS
}

#[test]
fn open_target_lets_its_device_be_removed() {
    let changes: [fn(&mut WDF_IO_TARGET_OPEN_PARAMS); 2] =
        [|_| {}, |p| p.EvtIoTargetQueryRemove = Some(agree)];
    for change in changes {
        let (bench, file) = bench();
        opened(&bench, &file, change);
        bench.node().remove().expect("the target closes");
        bench.run(&file, || assert_eq!(remote().state(), CLOSED));
        file.close();
        bench.end_clean();
    }
}

#[test]
fn target_whose_driver_refuses_keeps_its_device() {
    let (bench, file) = bench();
    opened(&bench, &file, |p| p.EvtIoTargetQueryRemove = Some(refuse));
    let refused = bench.node().remove();
    let is_refused = matches!(
        refused,
        Err(Error::Refused { callback: "EvtIoTargetQueryRemove", status: STATUS_UNSUCCESSFUL, .. })
    );
    assert!(is_refused, "{refused:?}");
    bench.run(&file, || assert_eq!(read(remote()), Ok(b"AAAAA".to_vec())));
    file.close();
    bench.end_clean();
}

#[test]
fn call_of_a_remote_target_that_fails_leaves_nothing_behind() {
    for call in ["WdfIoTargetCreate", "WdfIoTargetOpen"] {
        let (bench, file) = bench();
        let (name, status) = (name(&bench.machine), STATUS_INSUFFICIENT_RESOURCES);
        bench.machine.inject(Fault { call: FaultTarget::Ddi(call), nth: 1, status });
        bench.run(&file, move || {
            let (created, target) = create();
            let failed = if created < 0 { created } else { open_named(target, &name, |_| {}) };
            assert_eq!(failed, STATUS_INSUFFICIENT_RESOURCES);
        });
        file.close();
        bench.end_clean();
    }
}

#[test]
fn removal_and_a_send_keep_the_rules_with_one_preemption() {
    let situation = |stage: &mut Stage| {
        let (bench, file) = set_up(Bench::on(stage.machine(), add));
        opened(&bench, &file, |_| {});
        let node = bench.node();
        stage.thread("remove", move |_| node.remove().expect("the target closes"));
        bench.prepare(|| {
            let read = read(remote());
            assert!(matches!(read, Ok(_) | Err(STATUS_INVALID_DEVICE_STATE)), "{read:?}");
        });
        stage.thread("send", move |_| _ = file.device_control(0x22_2000, &[], 0).wait());
        stage.at_end(move |machine| {
            bench.check();
            let removed = machine.devices().iter().all(|node| node.status() == NodeStatus::Started);
            if removed { Ok(()) } else { Err("the removed device is left".into()) }
        });
    };
    let report = Explorer::new(Strategy::preemptions(1)).schedules(50_000).run(&situation);
    assert!(report.failure().is_none(), "{report}");
    assert!(report.is_exhausted(), "{report}");
}
