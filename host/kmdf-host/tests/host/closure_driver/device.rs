//! EvtDriverDeviceAdd: the set-up of a device and the objects below the device.

use std::ptr::{null, null_mut};
use std::sync::Arc;

use kmdf_host::GUID;
use wdk_sys::{
    NTSTATUS, PWDFDEVICE_INIT, WDF_FILEOBJECT_CONFIG, WDF_PNPPOWER_EVENT_CALLBACKS,
    WDF_TIMER_CONFIG, WDF_WORKITEM_CONFIG, WDFDEVICE, WDFTIMER, WDFWORKITEM,
};

use super::attributes::{Attributes, attributes, size_of_c};
use super::entry;
use super::handles::{Device, Object, Queue, Timer, WorkItem, created, ddi};
use super::queue::parallel;
use super::state::{Keep, keep, lock, state};

/// The class of the test drivers' device interface.
pub const INTERFACE: GUID = GUID {
    Data1: 0x5a1f_3c70,
    Data2: 0x9be2,
    Data3: 0x4c0d,
    Data4: [0x8d, 0x11, 0x26, 0x60, 0x42, 0x91, 0xae, 0x07],
};

/// A device during its EvtDriverDeviceAdd.
#[derive(Clone, Copy)]
pub struct Adding {
    init: PWDFDEVICE_INIT,
}

impl Keep for PWDFDEVICE_INIT {
    fn to_bits(self) -> usize {
        self.addr()
    }

    fn from_bits(bits: usize) -> Self {
        std::ptr::without_provenance_mut(bits)
    }
}

impl Adding {
    pub fn new(init: PWDFDEVICE_INIT) -> Self {
        Self { init }
    }

    pub fn init(self) -> PWDFDEVICE_INIT {
        self.init
    }

    /// Registers every PnP and power callback of the test driver.
    pub fn all_pnp_callbacks(self) {
        let mut callbacks = WDF_PNPPOWER_EVENT_CALLBACKS {
            Size: size_of_c::<WDF_PNPPOWER_EVENT_CALLBACKS>(),
            EvtDeviceD0Entry: Some(entry::d0_entry),
            EvtDeviceD0EntryPostInterruptsEnabled: Some(entry::post_interrupts),
            EvtDeviceD0Exit: Some(entry::d0_exit),
            EvtDeviceD0ExitPreInterruptsDisabled: Some(entry::pre_interrupts),
            EvtDevicePrepareHardware: Some(entry::prepare),
            EvtDeviceReleaseHardware: Some(entry::release),
            EvtDeviceSelfManagedIoCleanup: Some(entry::smio_cleanup),
            EvtDeviceSelfManagedIoFlush: Some(entry::smio_flush),
            EvtDeviceSelfManagedIoInit: Some(entry::smio_init),
            EvtDeviceSelfManagedIoSuspend: Some(entry::smio_suspend),
            EvtDeviceSelfManagedIoRestart: Some(entry::smio_restart),
            EvtDeviceSurpriseRemoval: Some(entry::surprise_removal),
            EvtDeviceQueryRemove: Some(entry::query_remove),
            EvtDeviceQueryStop: Some(entry::query_stop),
            ..Default::default()
        };
        ddi!(WdfDeviceInitSetPnpPowerEventCallbacks, self.init, &raw mut callbacks);
    }

    /// Registers the file callbacks, with attributes for the file objects.
    pub fn file_callbacks(self, mut attributes: Attributes) {
        let mut config = WDF_FILEOBJECT_CONFIG {
            Size: size_of_c::<WDF_FILEOBJECT_CONFIG>(),
            EvtDeviceFileCreate: Some(entry::file_create),
            EvtFileClose: Some(entry::file_close),
            EvtFileCleanup: Some(entry::file_cleanup),
            AutoForwardCleanupClose: wdk_sys::_WDF_TRI_STATE::WdfUseDefault,
            FileObjectClass: wdk_sys::_WDF_FILEOBJECT_CLASS::WdfFileObjectWdfCannotUseFsContexts,
        };
        let attributes = attributes.pointer();
        ddi!(WdfDeviceInitSetFileObjectConfig, self.init, &raw mut config, attributes);
    }

    pub fn filter(self) {
        ddi!(WdfFdoInitSetFilter, self.init);
    }

    pub fn exclusive(self) {
        ddi!(WdfDeviceInitSetExclusive, self.init, 1);
    }

    pub fn request_attributes(self, mut attributes: Attributes) {
        ddi!(WdfDeviceInitSetRequestAttributes, self.init, attributes.pointer());
    }

    /// Calls only WdfDeviceCreate.
    pub fn try_device(self, mut attributes: Attributes) -> Result<Device, NTSTATUS> {
        let (mut init, mut device): (_, WDFDEVICE) = (self.init, null_mut());
        let attributes = attributes.pointer();
        let status = ddi!(WdfDeviceCreate, &raw mut init, attributes, &raw mut device);
        created(status, Device(device))
    }

    /// A device with attributes and a device interface.
    pub fn device_with(self, attributes: Attributes) -> Device {
        let device = self.try_device(attributes).expect("WdfDeviceCreate succeeds");
        let class = INTERFACE;
        let interface = &raw const class;
        let status = ddi!(WdfDeviceCreateDeviceInterface, device.0, interface, null());
        assert_eq!(status, 0, "WdfDeviceCreateDeviceInterface");
        keep("device", device);
        device
    }

    /// A device with default attributes and a device interface.
    pub fn device(self) -> Device {
        self.device_with(attributes())
    }
}

impl Device {
    /// WdfDeviceConfigureRequestDispatching.
    pub fn route(self, queue: Queue, request_type: i32) -> NTSTATUS {
        ddi!(WdfDeviceConfigureRequestDispatching, self.0, queue.0, request_type)
    }

    /// A queue for device control requests, which runs the closure of [`super::Bench::run`] on the
    /// application's thread, at PASSIVE_LEVEL, without a lock.
    pub fn side_door(self) {
        let door = parallel(u32::MAX).unmanaged().control(|_, request| {
            let errand = lock(&state().errand).take();
            errand.expect("a closure to run")();
            request.complete(0);
        });
        let control = wdk_sys::_WDF_REQUEST_TYPE::WdfRequestTypeDeviceControl;
        assert_eq!(self.route(door.create(self), control), 0);
    }
}

/// WDF_TIMER_CONFIG_INIT, and the callback of the timer.
pub struct TimerSpec {
    pub config: WDF_TIMER_CONFIG,
    pub attributes: Attributes,
}

/// A timer with automatic serialization.
pub fn timer(parent: Object) -> TimerSpec {
    let config = WDF_TIMER_CONFIG {
        Size: size_of_c::<WDF_TIMER_CONFIG>(),
        EvtTimerFunc: Some(entry::timer),
        AutomaticSerialization: 1,
        ..Default::default()
    };
    TimerSpec { config, attributes: attributes().parent(parent) }
}

impl TimerSpec {
    pub fn period(mut self, milliseconds: u32) -> Self {
        self.config.Period = milliseconds;
        self
    }

    pub fn unserialized(mut self) -> Self {
        self.config.AutomaticSerialization = 0;
        self
    }

    pub fn passive(mut self) -> Self {
        let level = wdk_sys::_WDF_EXECUTION_LEVEL::WdfExecutionLevelPassive;
        self.attributes = self.attributes.level(level);
        self
    }

    pub fn attributes(mut self, change: impl FnOnce(Attributes) -> Attributes) -> Self {
        self.attributes = change(self.attributes);
        self
    }

    pub fn try_create(
        mut self,
        tick: impl Fn(Timer) + Send + Sync + 'static,
    ) -> Result<Timer, NTSTATUS> {
        let mut handle: WDFTIMER = null_mut();
        let attributes = self.attributes.pointer();
        let status = ddi!(WdfTimerCreate, &raw mut self.config, attributes, &raw mut handle);
        if status >= 0 {
            lock(&state().timers).insert(handle.addr(), Arc::new(tick));
        }
        created(status, Timer(handle))
    }

    pub fn create(self, tick: impl Fn(Timer) + Send + Sync + 'static) -> Timer {
        self.try_create(tick).expect("WdfTimerCreate succeeds")
    }
}

impl WorkItem {
    pub fn create(
        parent: Object,
        serialized: bool,
        work: impl Fn(WorkItem) + Send + Sync + 'static,
    ) -> Result<Self, NTSTATUS> {
        let mut config = WDF_WORKITEM_CONFIG {
            Size: size_of_c::<WDF_WORKITEM_CONFIG>(),
            EvtWorkItemFunc: Some(entry::work_item),
            AutomaticSerialization: u8::from(serialized),
        };
        let mut handle: WDFWORKITEM = null_mut();
        let mut attributes = attributes().parent(parent);
        let status =
            ddi!(WdfWorkItemCreate, &raw mut config, attributes.pointer(), &raw mut handle);
        if status >= 0 {
            lock(&state().work_items).insert(handle.addr(), Arc::new(work));
        }
        created(status, Self(handle))
    }

    pub fn enqueue(self) {
        ddi!(WdfWorkItemEnqueue, self.0);
    }
}
