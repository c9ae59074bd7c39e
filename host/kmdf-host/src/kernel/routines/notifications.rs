//! Notifications that a driver asks the kernel for: of device interfaces, and of events of WMI. What the
//! driver gets as an object of the kernel is a number, which it cannot look behind.
#![forbid(unsafe_code)]

use super::super::exports;
use super::super::place::Place;
use super::numbers::Numbers;
use crate::abi::{
    GUID, NTSTATUS, STATUS_INVALID_HANDLE, STATUS_INVALID_PARAMETER, STATUS_NOT_SUPPORTED,
    STATUS_SUCCESS,
};
use crate::pnp::Topic;
use crate::rules::{Rule, Subject};
use crate::running;
use crate::seam;

const OBJECTS: Numbers = Numbers { first: 0xFFFF_B000_0000_1000, distance: 16 };

/// The flag that asks for the interfaces that are enabled already.
const INCLUDE_EXISTING: u32 = 1;

fn object(number: usize) -> *mut u8 {
    std::ptr::without_provenance_mut(OBJECTS.value(number))
}

/// The number of an object, if the host has made it.
fn number_of(object: Place<u8>) -> Option<usize> {
    OBJECTS.number(object.pointer().addr())
}

fn report_unknown(call: &str, what: &str) {
    let detail = format!("the argument is {what}");
    seam::machine(call).violation(Rule::WrongHandleType, Subject::None, call, detail);
}

/// `IoRegisterPlugPlayNotification`.
pub(super) fn register(
    category: i32,
    flags: u32,
    data: Place<u8>,
    callback: usize,
    context: usize,
    entry: Place<*mut u8>,
) -> NTSTATUS {
    const CALL: &str = "IoRegisterPlugPlayNotification";
    const HARDWARE_PROFILE: i32 = 1;
    const INTERFACES: i32 = 2;
    const TARGET_DEVICE: i32 = 3;
    let machine = seam::machine(CALL);
    let topic = match category {
        INTERFACES if !data.is_null() => Topic::Interfaces(data.field::<GUID>(0).read()),
        HARDWARE_PROFILE => Topic::Nothing,
        TARGET_DEVICE => {
            machine.debug(&format!(
                "{CALL}: this host tells of the change of a device only remote I/O targets of the \
                 framework"
            ));
            return STATUS_NOT_SUPPORTED;
        }
        _ => return STATUS_INVALID_PARAMETER,
    };
    if callback == 0 || entry.is_null() {
        return STATUS_INVALID_PARAMETER;
    }
    let driver = running::driver();
    let number = machine.with(|state| state.listen(driver, topic, callback, context));
    entry.write(object(number));
    if let Topic::Interfaces(class) = topic
        && flags & INCLUDE_EXISTING != 0
    {
        machine.tell_existing(number, class);
    }
    STATUS_SUCCESS
}

/// `PoRegisterPowerSettingCallback`: no setting of this machine ever changes.
pub(super) fn register_setting(
    setting: Place<GUID>,
    callback: usize,
    context: usize,
    handle: Place<*mut u8>,
) -> NTSTATUS {
    if setting.is_null() || callback == 0 {
        return STATUS_INVALID_PARAMETER;
    }
    let driver = running::driver();
    let machine = seam::machine("PoRegisterPowerSettingCallback");
    let number = machine.with(|state| state.listen(driver, Topic::Setting, callback, context));
    handle.put(object(number));
    STATUS_SUCCESS
}

/// `IoUnregisterPlugPlayNotification`, and its other form, which also waits until the callback has
/// returned.
pub(super) fn unregister(call: &'static str, entry: Place<u8>) -> NTSTATUS {
    let machine = seam::machine(call);
    let number = number_of(entry);
    if let Some(number) = number.filter(|_| call.ends_with("Ex")) {
        machine.wait_until(move |state| !state.is_being_told(number));
    }
    let ended = number.and_then(|number| {
        machine.with(|state| state.count_listener(number, false).map(|_| number))
    });
    if ended.is_none() {
        report_unknown(call, "no registration of a notification");
        return STATUS_INVALID_PARAMETER;
    }
    STATUS_SUCCESS
}

/// `IoWMIDeviceObjectToProviderId`: the lower half of the address.
#[expect(clippy::cast_possible_truncation, reason = "the lower half is meant")]
pub(super) fn provider_id(device: Place<u8>) -> u32 {
    device.pointer().addr() as u32
}

/// `IoWMIWriteEvent`: takes the driver's block of pool, unless it fails.
pub(super) fn write_event(wnode: Place<u8>) -> NTSTATUS {
    const CALL: &str = "IoWMIWriteEvent";
    /// The size of a `WNODE_HEADER`.
    const HEADER: u32 = 48;
    if wnode.is_null() {
        return STATUS_INVALID_PARAMETER;
    }
    let size = wnode.field::<u32>(0).read();
    if size < HEADER {
        return STATUS_INVALID_PARAMETER;
    }
    let (provider, class) = (wnode.field::<u32>(4).read(), wnode.field::<GUID>(24).read());
    let bytes = wnode.read_all(size as usize);
    let machine = seam::machine(CALL);
    machine.with(|state| state.write_wmi_event(class, provider, bytes));
    exports::free_block(&machine, CALL, wnode.address(), None);
    STATUS_SUCCESS
}

/// `IoWMIOpenBlock`: the events of a class, which need no provider yet.
pub(super) fn open_block(class: Place<GUID>, access: u32, block: Place<*mut u8>) -> NTSTATUS {
    const CALL: &str = "IoWMIOpenBlock";
    /// `WMIGUID_NOTIFICATION`
    const NOTIFICATION: u32 = 4;
    let machine = seam::machine(CALL);
    if access & !(NOTIFICATION | 0x12_0000) != 0 {
        machine.debug(&format!("{CALL}: this host has only the access WMIGUID_NOTIFICATION"));
        return STATUS_NOT_SUPPORTED;
    }
    let (driver, topic) = (running::driver(), Topic::Wmi(class.read()));
    let number = machine.with(|state| state.listen(driver, topic, 0, 0));
    block.write(object(number));
    STATUS_SUCCESS
}

/// `IoWMISetNotificationCallback`.
pub(super) fn set_callback(block: Place<u8>, callback: usize, context: usize) -> NTSTATUS {
    let machine = seam::machine("IoWMISetNotificationCallback");
    let set = number_of(block)
        .is_some_and(|number| machine.with(|state| state.set_listener(number, callback, context)));
    if set { STATUS_SUCCESS } else { STATUS_INVALID_HANDLE }
}

/// `ObfReferenceObject` and `ObfDereferenceObject`: the references that there are then. The objects that
/// the machine itself keeps, such as device objects, have one whatever drivers do.
pub(super) fn count(call: &'static str, kernel_object: Place<u8>, more: bool) -> usize {
    let machine = seam::machine(call);
    let object = kernel_object.address();
    if let Some(left) = machine.with(|state| state.count_system_thread(object, more)) {
        return left;
    }
    let Some(number) = number_of(kernel_object) else { return 1 };
    let left = machine.with(|state| state.count_listener(number, more));
    left.unwrap_or_else(|| {
        report_unknown(call, "an object without references");
        0
    })
}
