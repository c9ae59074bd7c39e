//! A device: its object, its interface, and what starts and stops with its power.
#![forbid(unsafe_code)]

use crate::{
    ECHO_INTERFACE, auto_sync, driver_sync,
    interface::Variant,
    settings::Settings,
    wdf::{self, Device, DeviceInit, NtResult, Queue, SelfManagedIo, Timer},
};

/// The device's context: the queue that its requests come from, and the timer that completes them.
struct EchoDevice {
    queue: Queue,
    timer: Timer,
}

wdf::context!(EchoDevice of wdf::DeviceObject);

/// Creates a device object for a device that the system has found. `PASSIVE_LEVEL`.
///
/// Any step may fail. What the steps before it made are children of the device object, and a failed
/// `EvtDriverDeviceAdd` makes the framework delete that: there is nothing to undo here.
pub fn create(init: DeviceInit<'_>) -> NtResult {
    // The hardware key is opened through `init`, which creating the device consumes.
    let settings = Settings::read(&init)?;
    Device::create::<EchoDevice>(init, |device| {
        device.create_interface(&ECHO_INTERFACE)?;
        let (queue, timer) = match settings.variant {
            Variant::AutoSync => auto_sync::create(device, settings.period)?,
            Variant::DriverSync => driver_sync::create(device, settings.period)?,
        };
        Ok(EchoDevice { queue, timer })
    })
}

impl SelfManagedIo for EchoDevice {
    /// The framework has released the queue to dispatch requests, but [`Self::suspend`] also
    /// stopped it, and that lasts until it is started.
    fn start(&self) -> NtResult {
        self.queue.start();
        self.timer.start();
        Ok(())
    }

    /// The order matters. Stopping the queue waits for the request that the driver holds, and only
    /// a tick completes that one. With the timer stopped first, the device would never power down.
    fn suspend(&self) -> NtResult {
        self.queue.stop_synchronously();
        self.timer.stop_and_wait();
        Ok(())
    }
}
