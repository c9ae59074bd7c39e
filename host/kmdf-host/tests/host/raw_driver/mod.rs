//! The shared parts of the test drivers, and of drivers that are measured: an INF, loading, and structures of the
//! framework.

mod context;
mod structures;

use kmdf_host::{DeviceNode, DriverEntry, DriverImage, DriverPackage, File, Machine};
pub use kmdf_host_images::loading::{HARDWARE_ID, INF};
use wdk_sys::{
    EVT_WDF_DRIVER_DEVICE_ADD, EVT_WDF_DRIVER_UNLOAD, GUID, NTSTATUS, PCUNICODE_STRING,
    PDRIVER_OBJECT, WDF_DRIVER_CONFIG, WDF_NO_HANDLE, WDF_NO_OBJECT_ATTRIBUTES, WDFDRIVER,
};

pub use self::context::{ContextType, Zeroable};
pub use self::structures::{
    attributes, attributes_under, pnp_power_callbacks, queue_config, size_of_c, timer_config,
    work_item_config,
};

/// Calls a DDI: `wdf!(WdfTimerStop, timer, 1)`.
///
/// A call is not unsafe in a test driver: the host checks handles, states and IRQLs, which is the
/// subject of the tests, and every pointer is NULL or points to a live variable.
macro_rules! wdf {
    ($function:ident $(, $argument:expr)* $(,)?) => {
        // SAFETY: see the description of the macro.
        unsafe { ::wdk_sys::call_unsafe_wdf_function_binding!($function $(, $argument)*) }
    };
}
pub(crate) use wdf;

/// The interface class of the test drivers' devices.
pub static INTERFACE: GUID = GUID {
    Data1: 0x7d2f_5a10,
    Data2: 0x2f0b,
    Data3: 0x4c3e,
    Data4: [0x91, 0x5d, 0x3a, 0x60, 0x2c, 0x44, 0x18, 0xe7],
};

/// A new machine with the driver of `entry` installed, and no device yet.
pub fn install(entry: DriverEntry) -> Machine {
    let machine = Machine::new();
    install_on(&machine, entry);
    machine
}

/// Installs the driver of `entry` on a machine.
pub fn install_on(machine: &Machine, entry: DriverEntry) {
    // SAFETY: the test drivers use only pointers to their own live variables.
    let image = unsafe { DriverImage::from_entry(entry) };
    let package = DriverPackage::new(INF, image).expect("the INF of the tests");
    machine.install(package).expect("a package that can be installed");
}

/// A new machine with a device of the driver of `entry`. The device may have failed to start.
pub fn load(entry: DriverEntry) -> (Machine, DeviceNode) {
    let machine = install(entry);
    let device = machine.create_device(HARDWARE_ID).expect("the INF has the model");
    (machine, device)
}

/// Opens the machine's newest test device from a new process.
pub fn open(machine: &Machine) -> File {
    let paths = machine.interfaces(&INTERFACE);
    let path = paths.last().expect("a test device that has started and has an interface");
    machine.process().open(path).expect("a device that can be opened")
}

/// The body of a test driver's `DriverEntry`: creates the driver object.
pub fn create_driver(
    driver: PDRIVER_OBJECT,
    registry_path: PCUNICODE_STRING,
    device_add: EVT_WDF_DRIVER_DEVICE_ADD,
) -> NTSTATUS {
    create(driver, registry_path, device_add, None)
}

/// [`create_driver`] with an `EvtDriverUnload`, whose call the trace shows.
pub fn create_driver_with_unload(
    driver: PDRIVER_OBJECT,
    registry_path: PCUNICODE_STRING,
    device_add: EVT_WDF_DRIVER_DEVICE_ADD,
) -> NTSTATUS {
    create(driver, registry_path, device_add, Some(evt_unload))
}

extern "C" fn evt_unload(_: WDFDRIVER) {}

fn create(
    driver: PDRIVER_OBJECT,
    registry_path: PCUNICODE_STRING,
    device_add: EVT_WDF_DRIVER_DEVICE_ADD,
    unload: EVT_WDF_DRIVER_UNLOAD,
) -> NTSTATUS {
    let mut config = WDF_DRIVER_CONFIG {
        Size: size_of_c::<WDF_DRIVER_CONFIG>(),
        EvtDriverDeviceAdd: device_add,
        EvtDriverUnload: unload,
        ..Default::default()
    };
    let (none, config) = (WDF_NO_OBJECT_ATTRIBUTES, &raw mut config);
    wdf!(WdfDriverCreate, driver, registry_path, none, config, WDF_NO_HANDLE.cast())
}
