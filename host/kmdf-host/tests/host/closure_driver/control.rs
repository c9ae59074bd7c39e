//! Control devices and their names in a test.

use std::ptr::null_mut;
use std::sync::Arc;

use wdk_sys::{NTSTATUS, PWDFDEVICE_INIT, UNICODE_STRING, WDFDEVICE, WDFSTRING};

use super::attributes::Attributes;
use super::entry;
use super::handles::{Device, Driver, created, ddi};
use super::state::{kept, lock, state};

/// A text that stays in place, for a `UNICODE_STRING`.
pub struct Text(Vec<u16>, UNICODE_STRING);

impl Text {
    pub fn new(text: &str) -> Self {
        let mut units: Vec<u16> = text.encode_utf16().collect();
        let length = u16::try_from(units.len() * 2).expect("a short text");
        let counted =
            UNICODE_STRING { Length: length, MaximumLength: length, Buffer: units.as_mut_ptr() };
        Self(units, counted)
    }

    /// A string whose length is odd.
    pub fn malformed() -> Self {
        let mut text = Self::new("ab");
        text.1.Length = 3;
        text
    }

    pub fn counted(&self) -> *const UNICODE_STRING {
        assert!(self.1.Length <= u16::try_from(self.0.len() * 2).expect("a short text"));
        &raw const self.1
    }
}

/// The WDFDEVICE_INIT of a control device.
#[derive(Clone, Copy)]
pub struct ControlInit(pub PWDFDEVICE_INIT);

impl ControlInit {
    /// WdfControlDeviceInitAllocate for the driver of the test; NULL if the call fails.
    pub fn allocate() -> Self {
        let security = Text::new("D:P(A;;GA;;;SY)(A;;GA;;;BA)");
        let driver: Driver = kept("driver");
        Self(ddi!(WdfControlDeviceInitAllocate, driver.0, security.counted()))
    }

    pub fn assign_name(self, name: &str) -> NTSTATUS {
        let name = Text::new(name);
        ddi!(WdfDeviceInitAssignName, self.0, name.counted())
    }

    /// Sets EvtDeviceShutdownNotification.
    pub fn on_shutdown(self, flags: u8, work: impl Fn(Device) + Send + Sync + 'static) {
        *lock(&state().shutdown) = Some(Arc::new(work));
        ddi!(WdfControlDeviceInitSetShutdownNotification, self.0, Some(entry::shutdown), flags);
    }

    pub fn free(self) {
        ddi!(WdfDeviceInitFree, self.0);
    }

    pub fn create(self, mut attributes: Attributes) -> Result<Device, NTSTATUS> {
        let (mut init, mut device): (_, WDFDEVICE) = (self.0, null_mut());
        let attributes = attributes.pointer();
        let status = ddi!(WdfDeviceCreate, &raw mut init, attributes, &raw mut device);
        created(status, Device(device))
    }
}

impl Device {
    /// WdfDeviceCreateSymbolicLink.
    pub fn link(self, name: &str) -> NTSTATUS {
        let name = Text::new(name);
        ddi!(WdfDeviceCreateSymbolicLink, self.0, name.counted())
    }

    /// WdfControlFinishInitializing.
    pub fn finish(self) {
        ddi!(WdfControlFinishInitializing, self.0);
    }
}

/// What a call puts into a string object.
pub fn text_of(call: impl FnOnce(WDFSTRING) -> NTSTATUS) -> Result<String, NTSTATUS> {
    let mut string: WDFSTRING = null_mut();
    assert_eq!(ddi!(WdfStringCreate, null_mut(), null_mut(), &raw mut string), 0);
    let status = call(string);
    let mut counted = UNICODE_STRING::default();
    ddi!(WdfStringGetUnicodeString, string, &raw mut counted);
    let units = (0..usize::from(counted.Length) / 2).map(|index| {
        let unit = counted.Buffer.wrapping_add(index);
        // SAFETY: the string object owns as many units as the length says.
        unsafe { unit.read() }
    });
    let text = String::from_utf16_lossy(&units.collect::<Vec<_>>());
    ddi!(WdfObjectDelete, string.cast());
    created(status, text)
}
