//! Functions that ask for one fact of an object, or set one of a device: a line or two each.
#![allow(clippy::wildcard_imports, non_snake_case, reason = "the DDIs' names")]

use super::arguments::on_object;
use crate::abi::*;
use crate::framework::object::Kind;
use crate::handle::Handle;
use crate::rules::{Rule, Subject};
use crate::running::DISPATCH;
use crate::seam;
use crate::upcall::raw;

/// A fact as the DDI returns it; `None` as NULL or 0.
trait Answer<R> {
    fn answer(self) -> R;
}

impl<T> Answer<*mut T> for Option<Handle> {
    fn answer(self) -> *mut T {
        raw(self.unwrap_or(Handle::NULL))
    }
}

/// An address of memory that the driver gets.
impl<T> Answer<*mut T> for Option<usize> {
    fn answer(self) -> *mut T {
        std::ptr::with_exposed_provenance_mut(self.unwrap_or(0))
    }
}

impl Answer<u32> for Option<u64> {
    fn answer(self) -> u32 {
        self.and_then(|value| value.try_into().ok()).unwrap_or(0)
    }
}

impl Answer<i32> for Option<u64> {
    fn answer(self) -> i32 {
        self.and_then(|value| value.try_into().ok()).unwrap_or(0)
    }
}

/// The getters: the parameter with the type of its handle and the object's kind, the highest IRQL,
/// the result, and the fact: a handle, an address, or a number.
macro_rules! getters {
    ($($(#[$doc:meta])*
        $name:ident($object:ident: $type:ty, $kind:ident, $limit:expr) -> $result:ty
            = |$state:ident| $fact:expr;)*) => {
        $(
            $(#[$doc])*
            pub(super) unsafe extern "C" fn $name(
                _: PWDF_DRIVER_GLOBALS,
                $object: $type,
            ) -> $result {
                on_object(stringify!($name), $limit, $object, Kind::$kind, |machine, $object| {
                    machine.with(|$state| $fact)
                })
                .flatten()
                .answer()
            }
        )*
    };
}

getters! {
    /// The driver of a device; any IRQL.
    WdfDeviceGetDriver(device: WDFDEVICE, Device, u8::MAX) -> WDFDRIVER = |state| {
        let service = state.objects.get(device)?.driver;
        state.drivers.get(service)?.object
    };
    /// The default queue of a device; NULL if it has none; any IRQL.
    WdfDeviceGetDefaultQueue(device: WDFDEVICE, Device, u8::MAX) -> WDFQUEUE
        = |state| state.device(device)?.default_queue;
    /// The `DEVICE_OBJECT` of a device; any IRQL.
    WdfDeviceWdmGetDeviceObject(device: WDFDEVICE, Device, u8::MAX) -> PDEVICE_OBJECT
        = |state| state.device_object(device);
    /// The next lower `DEVICE_OBJECT` of the stack; NULL for a control device; any IRQL.
    WdfDeviceWdmGetAttachedDevice(device: WDFDEVICE, Device, u8::MAX) -> PDEVICE_OBJECT = |state| {
        let record = state.device(device)?;
        let (below, node) = (record.below, record.node?);
        match below {
            Some(below) => state.device_object(below),
            None => state.physical_device(node),
        }
    };
    /// The `DEVICE_OBJECT` of the bus; NULL for a control device; any IRQL.
    WdfDeviceWdmGetPhysicalDevice(device: WDFDEVICE, Device, u8::MAX) -> PDEVICE_OBJECT = |state| {
        let node = state.device(device)?.node?;
        state.physical_device(node)
    };
    /// The `DEVICE_OBJECT` of the bus for the device that is being added; IRQL <= `DISPATCH_LEVEL`.
    WdfFdoInitWdmGetPhysicalDevice(init: PWDFDEVICE_INIT, DeviceInit, DISPATCH) -> PDEVICE_OBJECT
        = |state| {
            let node = state.device_init(init)?.node?;
            state.physical_device(node)
        };
    /// The `FILE_…` characteristics of a device; any IRQL.
    WdfDeviceGetCharacteristics(device: WDFDEVICE, Device, u8::MAX) -> ULONG
        = |state| Some(state.device(device)?.traits.characteristics.into());
    /// The alignment of a device's buffers, less one; any IRQL.
    WdfDeviceGetAlignmentRequirement(device: WDFDEVICE, Device, u8::MAX) -> ULONG
        = |state| Some(state.device(device)?.traits.alignment.into());
    /// The `DEVICE_OBJECT` to which a target sends; IRQL <= `DISPATCH_LEVEL`.
    WdfIoTargetWdmGetTargetDeviceObject(target: WDFIOTARGET, IoTarget, DISPATCH) -> PDEVICE_OBJECT
        = |state| {
            let record = state.io_target(target)?;
            let (device, below, is_remote) =
                (record.device, record.below, record.remote.is_some());
            match below {
                Some(below) => state.device_object(below),
                None if is_remote => None,
                None => {
                    let node = state.device(device)?.node?;
                    state.physical_device(node)
                }
            }
        };
    /// The `DEVICE_OBJECT` of the bus for the device to which a target sends;
    /// IRQL <= `DISPATCH_LEVEL`.
    WdfIoTargetWdmGetTargetPhysicalDevice(target: WDFIOTARGET, IoTarget, DISPATCH) -> PDEVICE_OBJECT
        = |state| {
            let node = state.node_of_target(target)?;
            state.physical_device(node)
        };
    /// The `FILE_OBJECT` of a target that was opened by name; IRQL <= `DISPATCH_LEVEL`.
    WdfIoTargetWdmGetTargetFileObject(target: WDFIOTARGET, IoTarget, DISPATCH) -> PFILE_OBJECT
        = |state| state.target_file_object(target);
    /// The handle of the file of a target that was opened by name; IRQL <= `DISPATCH_LEVEL`.
    WdfIoTargetWdmGetTargetFileHandle(target: WDFIOTARGET, IoTarget, DISPATCH) -> HANDLE
        = |state| state.target_file_handle(target);
    /// The device of a WMI provider; IRQL <= `DISPATCH_LEVEL`.
    WdfWmiProviderGetDevice(provider: WDFWMIPROVIDER, WmiProvider, DISPATCH) -> WDFDEVICE
        = |state| Some(state.wmi_provider(provider)?.device);
    /// The device of a WMI instance; IRQL <= `DISPATCH_LEVEL`.
    WdfWmiInstanceGetDevice(instance: WDFWMIINSTANCE, WmiInstance, DISPATCH) -> WDFDEVICE
        = |state| {
            let provider = state.wmi_instance(instance)?.provider;
            Some(state.wmi_provider(provider)?.device)
        };
    /// The provider of a WMI instance; IRQL <= `DISPATCH_LEVEL`.
    WdfWmiInstanceGetProvider(instance: WDFWMIINSTANCE, WmiInstance, DISPATCH) -> WDFWMIPROVIDER
        = |state| Some(state.wmi_instance(instance)?.provider);
    /// The state of the device's `PnP` state machine; IRQL <= `DISPATCH_LEVEL`.
    WdfDeviceGetDevicePnpState(device: WDFDEVICE, Device, DISPATCH) -> WDF_DEVICE_PNP_STATE
        = |state| {
            let node = state.device(device)?.node;
            Some(state.pnp_state(node).unsigned_abs().into())
        };
    /// The state of the device's power state machine; IRQL <= `DISPATCH_LEVEL`.
    WdfDeviceGetDevicePowerState(device: WDFDEVICE, Device, DISPATCH) -> WDF_DEVICE_POWER_STATE
        = |state| Some(state.power_state(device).unsigned_abs().into());
    /// The state of the device's power policy state machine; IRQL <= `DISPATCH_LEVEL`.
    WdfDeviceGetDevicePowerPolicyState(device: WDFDEVICE, Device, DISPATCH)
        -> WDF_DEVICE_POWER_POLICY_STATE
        = |state| Some(state.power_policy_state(device).unsigned_abs().into());
    /// The system's power action that is under way; IRQL <= `DISPATCH_LEVEL`.
    WdfDeviceGetSystemPowerAction(device: WDFDEVICE, Device, DISPATCH) -> POWER_ACTION
        = |state| Some(state.device(device)?.system_power_action);
}

/// The device of a `DEVICE_OBJECT`; any IRQL.
pub(super) unsafe extern "C" fn WdfWdmDeviceGetWdfDeviceHandle(
    _: PWDF_DRIVER_GLOBALS,
    object: PDEVICE_OBJECT,
) -> WDFDEVICE {
    const CALL: &str = "WdfWdmDeviceGetWdfDeviceHandle";
    from_pointer(CALL, "DeviceObject", object.addr(), |state| {
        state.device_with_object(object.addr())
    })
}

/// The driver of a `DRIVER_OBJECT`; any IRQL.
pub(super) unsafe extern "C" fn WdfWdmDriverGetWdfDriverHandle(
    _: PWDF_DRIVER_GLOBALS,
    object: PDRIVER_OBJECT,
) -> WDFDRIVER {
    const CALL: &str = "WdfWdmDriverGetWdfDriverHandle";
    from_pointer(CALL, "DriverObject", object.addr(), |state| {
        let mut drivers = state.drivers.iter();
        drivers.find(|driver| driver.driver_object.address() == object.addr())?.object
    })
}

/// The handle that belongs to a structure of Windows.
fn from_pointer<T>(
    call: &'static str,
    parameter: &str,
    address: usize,
    find: impl FnOnce(&mut crate::machine::State) -> Option<Handle>,
) -> *mut T {
    seam::call(
        call,
        u8::MAX,
        |_| (),
        |machine| {
            if !machine.required(call, &[(parameter, address == 0)]) {
                return None;
            }
            let found = machine.with(find);
            if found.is_none() {
                let detail = format!("{parameter} belongs to no object of the framework");
                machine.violation(Rule::WrongHandleType, Subject::None, call, detail);
            }
            found
        },
    )
    .answer()
}

/// The setters of a device: more parameters, the highest IRQL, and what they do. `needs node` is for
/// those that no control device has.
macro_rules! setters {
    ($($(#[$doc:meta])*
        $name:ident($device:ident $(, $parameter:ident: $type:ty)*; $limit:expr $(, $node:ident)?)
            = |$state:ident| $set:expr;)*) => {
        $(
            $(#[$doc])*
            pub(super) unsafe extern "C" fn $name(
                _: PWDF_DRIVER_GLOBALS,
                $device: WDFDEVICE
                $(, $parameter: $type)*
            ) {
                const CALL: &str = stringify!($name);
                on_object(CALL, $limit, $device, Kind::Device, |machine, $device| {
                    $(if !machine.$node(CALL, $device) {
                        return;
                    })?
                    let wrong: Option<&str> = machine.with(|$state| $set);
                    if let Some(detail) = wrong {
                        machine.report(Rule::WrongConfiguration, $device, CALL, detail);
                    }
                });
            }
        )*
    };
}

setters! {
    /// Sets the `FILE_…` characteristics of a device; any IRQL.
    WdfDeviceSetCharacteristics(device, characteristics: ULONG; u8::MAX) = |state| {
        state.device(device)?.traits.characteristics = characteristics;
        state.update_device_object(device);
        None
    };
    /// Sets the alignment of a device's buffers, less one; any IRQL.
    WdfDeviceSetAlignmentRequirement(device, alignment: ULONG; u8::MAX) = |state| {
        state.device(device)?.traits.alignment = alignment;
        state.update_device_object(device);
        None
    };
    /// Forbids to stop or remove the device, or takes that back; IRQL <= `DISPATCH_LEVEL`.
    WdfDeviceSetStaticStopRemove(device, stoppable: BOOLEAN; DISPATCH, has_node) = |state| {
        let stops = &mut state.device(device)?.traits.static_stops;
        *stops = if stoppable == 0 { *stops + 1 } else { stops.saturating_sub(1) };
        None
    };
    /// States whether the device supports a kind of special file. The machine has no such files; any
    /// IRQL.
    WdfDeviceSetSpecialFileSupport(device, file: WDF_SPECIAL_FILE_TYPE, _supported: BOOLEAN;
        u8::MAX, has_node) = |_state| {
        let known = _WDF_SPECIAL_FILE_TYPE::WdfSpecialFilePaging
            .._WDF_SPECIAL_FILE_TYPE::WdfSpecialFileMax;
        (!known.contains(&file)).then_some("FileType is no WDF_SPECIAL_FILE_TYPE; ignored")
    };
}
