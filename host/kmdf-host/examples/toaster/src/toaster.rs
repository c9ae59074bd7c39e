//! The driver, its devices, and what a device does with a request.
#![forbid(unsafe_code)]

use core::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, Ordering::Relaxed};

use wdk_sys::GUID;

use crate::wdf::{
    self, Device, DeviceControl, DeviceInit, Driver, DriverCallbacks, FunctionDevice, LoadedImage,
    NtResult, NtStatus, Request, debug_println,
};

/// The device interface class by which applications find toasters.
pub const TOASTER: GUID = GUID {
    Data1: 0x9A4E_07D1,
    Data2: 0x3B68,
    Data3: 0x4C25,
    Data4: [0x8F, 0x13, 0x5D, 0xE0, 0x26, 0xB9, 0x74, 0xCA],
};

/// Sets the browning: one byte of input, from 1 to 6.
pub const IOCTL_SET_BROWNING: u32 = control_code(0x800);
/// Toasts a slice: the output is the input, each byte darker by the browning.
pub const IOCTL_TOAST: u32 = control_code(0x801);
/// Returns how many slices were toasted, as four bytes, the lowest first.
pub const IOCTL_COUNT: u32 = control_code(0x802);

/// The largest slice, in bytes.
pub const SLICE: usize = 64;

/// How long the device has no request before it leaves D0, in milliseconds.
pub const IDLE_MS: u32 = 2_000;

/// `CTL_CODE` with `FILE_DEVICE_UNKNOWN`, `METHOD_BUFFERED` and `FILE_ANY_ACCESS`.
const fn control_code(function: u32) -> u32 {
    const FILE_DEVICE_UNKNOWN: u32 = 0x22;
    FILE_DEVICE_UNKNOWN << 16 | function << 2
}

/// Creates the driver object. `PASSIVE_LEVEL`.
pub fn create(image: LoadedImage<'_>) -> NtStatus {
    let created = Driver::create::<ToasterDriver>(image);
    created.map(drop).inspect_err(|status| debug_println!("no driver: {status}")).into()
}

/// Carries the driver's callbacks; there are no values of this type.
enum ToasterDriver {}

impl DriverCallbacks for ToasterDriver {
    /// `EvtDriverDeviceAdd`: the system has found a toaster.
    fn device_add(init: DeviceInit<'_>) -> NtResult {
        Device::create_function::<Toaster>(init, |device| {
            device.create_interface(&TOASTER)?;
            device.assign_idle_settings(IDLE_MS)?;
            Ok(Toaster::default())
        })
        .inspect_err(|status| debug_println!("no device: {status}"))
    }
}

/// The context of the device. Requests run at the same time: each value changes in one step.
#[derive(Default)]
struct Toaster {
    heater: Heater,
    /// What an application set; 0 until then. The heater forgets its own copy outside D0.
    browning: AtomicU8,
    toasted: AtomicU32,
}

wdf::context!(Toaster of wdf::DeviceObject);

/// The hardware, which a driver of a real toaster would reach by its registers.
#[derive(Default)]
struct Heater {
    is_on: AtomicBool,
    browning: AtomicU8,
}

impl FunctionDevice for Toaster {
    /// `EvtDeviceD0Entry`: turns the heater on, and sets what the heater has forgotten.
    fn d0_entry(&self) -> NtResult {
        let browning = self.browning.load(Relaxed).max(1);
        self.heater.browning.store(browning, Relaxed);
        self.heater.is_on.store(true, Relaxed);
        Ok(())
    }

    /// `EvtDeviceD0Exit`: turns the heater off. The driver owns no request here.
    fn d0_exit(&self) -> NtResult {
        self.heater.is_on.store(false, Relaxed);
        self.heater.browning.store(0, Relaxed);
        Ok(())
    }

    /// `EvtIoDeviceControl`: does what the control code asks for.
    fn control(&self, mut request: Request, control: DeviceControl) {
        let done = match control.code {
            IOCTL_SET_BROWNING => self.set_browning(&mut request),
            IOCTL_TOAST => self.toast(&mut request, control.input_length),
            IOCTL_COUNT => request.copy_output_from(&self.toasted.load(Relaxed).to_le_bytes()),
            _ => Err(NtStatus::INVALID_DEVICE_REQUEST),
        };
        request.complete(done.into());
    }
}

impl Toaster {
    fn set_browning(&self, request: &mut Request) -> NtResult {
        match *request.copy_control_input(1)? {
            [browning @ 1..=6] => {
                self.browning.store(browning, Relaxed);
                self.heater.browning.store(browning, Relaxed);
                Ok(())
            }
            _ => Err(NtStatus::INVALID_PARAMETER),
        }
    }

    fn toast(&self, request: &mut Request, length: usize) -> NtResult {
        if length > SLICE {
            return Err(NtStatus::INVALID_PARAMETER);
        }
        let mut slice = request.copy_control_input(length)?;
        for byte in &mut slice {
            *byte = byte.saturating_add(self.heater.browning.load(Relaxed));
        }
        // The framework presents no request outside D0: a test sees at once if that is ever wrong.
        if !self.heater.is_on.load(Relaxed) {
            return Err(NtStatus::INVALID_DEVICE_STATE);
        }
        request.copy_output_from(&slice)?;
        self.toasted.fetch_add(1, Relaxed);
        Ok(())
    }
}
