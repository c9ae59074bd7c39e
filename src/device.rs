//! A device: its object, its interface, and the queue and timer that start and stop with its power.
#![forbid(unsafe_code)]

use crate::{
    ECHO_INTERFACE, auto_sync, driver_sync,
    interface::Variant,
    settings::Settings,
    wdf::{self, Device, DeviceInit, NtResult, Queue, SelfManagedIo, Timer},
};

/// The context of the device: the queue that its requests come from, and the timer whose ticks
/// complete them.
struct EchoDevice {
    queue: Queue,
    timer: Timer,
}

wdf::context!(EchoDevice of wdf::DeviceObject);

/// Creates the device object for a device that the system has found. `PASSIVE_LEVEL`.
///
/// Any step may fail. There is nothing to undo here: the objects made by the earlier steps are
/// children of the device object, which the framework deletes when `EvtDriverDeviceAdd` fails.
pub fn create(init: DeviceInit<'_>) -> NtResult {
    // First the settings: the hardware key is opened through `init`, which `create` consumes.
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
    /// Entering the working state releases the queue's power gate. A queue that [`Self::suspend`]
    /// stopped stays stopped, however, until the driver starts it.
    fn start(&self) -> NtResult {
        self.queue.start();
        self.timer.start();
        Ok(())
    }

    /// The order matters. Stopping the queue waits for the request that the driver holds, and only
    /// a tick completes this request. With the timer stopped first, the device would never power
    /// down.
    ///
    /// The queue is stopped as soon as the request has left it, and its tick may not have returned by
    /// then. Stopping the timer waits for this tick.
    ///
    /// The wait ends with the next tick, so the queue has no `EvtIoStop`. Do not copy this for
    /// requests that may wait without a bound: `docs/DRIVER.md`, "Power".
    fn suspend(&self) -> NtResult {
        self.queue.stop_synchronously();
        self.timer.stop_and_wait();
        Ok(())
    }
}
