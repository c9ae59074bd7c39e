//! The `DEVICE_OBJECT` of a device, once its driver asks for one.
//!
//! The host passes no IRPs: the structure is for drivers that read the device's settings, and a name
//! by which the device is found again. Layout: `wdm.h`, for 64-bit systems.

use super::device::Device;
use crate::handle::Handle;
use crate::machine::State;
use crate::memory::block::Block;

/// `IO_TYPE_DEVICE`.
const TYPE: u16 = 3;
const SIZE: u16 = 0x150;

/// The offsets of the members that the host fills in.
const DRIVER_OBJECT: usize = 0x08;
const FLAGS: usize = 0x30;
const CHARACTERISTICS: usize = 0x34;
const DEVICE_TYPE: usize = 0x48;
const STACK_SIZE: usize = 0x4C;
const ALIGNMENT: usize = 0x98;

/// `DO_BUFFERED_IO`, `DO_EXCLUSIVE`, `DO_DEVICE_HAS_NAME`, `DO_DEVICE_INITIALIZING`,
/// `DO_BUS_ENUMERATED_DEVICE`.
const BUFFERED: u32 = 0x4;
const EXCLUSIVE: u32 = 0x8;
const HAS_NAME: u32 = 0x40;
const INITIALIZING: u32 = 0x80;
const BUS_ENUMERATED: u32 = 0x1000;

/// `DO_POWER_PAGABLE` and `DO_POWER_INRUSH`.
pub(crate) const POWER_PAGEABLE: u32 = 0x2000;
pub(crate) const POWER_INRUSH: u32 = 0x4000;

/// A `DEVICE_OBJECT` with the members that every device object has.
fn device_object(driver_object: usize, flags: u32, stack_size: u8) -> Block {
    let mut object = Block::zeroed(usize::from(SIZE));
    object.put(0, &TYPE.to_le_bytes());
    object.put(2, &SIZE.to_le_bytes());
    object.put(DRIVER_OBJECT, &driver_object.to_le_bytes());
    object.put(FLAGS, &flags.to_le_bytes());
    object.put(STACK_SIZE, &[stack_size]);
    object
}

/// The `DEVICE_OBJECT` of a framework device.
fn of_device(device: &Device, driver_object: usize) -> Block {
    let flag = |set: bool, flag: u32| if set { flag } else { 0 };
    let flags = BUFFERED
        | device.traits.power_flags
        | flag(device.exclusive, EXCLUSIVE)
        | flag(device.traits.name.is_some(), HAS_NAME)
        | flag(!device.started, INITIALIZING);
    // A device of a node is above the physical device.
    let stack_size = 1 + u8::from(device.node.is_some()) + u8::from(device.traits.locks_io);
    let mut object = device_object(driver_object, flags, stack_size);
    object.put(CHARACTERISTICS, &device.traits.characteristics.to_le_bytes());
    object.put(DEVICE_TYPE, &device.traits.device_type.to_le_bytes());
    object.put(ALIGNMENT, &device.traits.alignment.to_le_bytes());
    object
}

impl State {
    /// The address of a device's `DEVICE_OBJECT`.
    pub(crate) fn device_object(&mut self, device: Handle) -> Option<usize> {
        let service = self.objects.get(device)?.driver;
        let driver_object = self.drivers.get(service)?.driver_object.address();
        let device = self.device(device)?;
        if device.wdm_object.is_none() {
            device.wdm_object = Some(of_device(device, driver_object));
        }
        device.wdm_object.as_ref().map(Block::address)
    }

    /// The address of the `DEVICE_OBJECT` that the bus has made for a node.
    pub(crate) fn physical_device(&mut self, node: usize) -> Option<usize> {
        self.nodes.get(node)?;
        let make = || device_object(0, BUS_ENUMERATED, 1);
        Some(self.physical_devices.entry(node).or_insert_with(make).address())
    }

    /// The device whose `DEVICE_OBJECT` lies at an address.
    pub(crate) fn device_with_object(&mut self, address: usize) -> Option<Handle> {
        self.devices().into_iter().find(|device| {
            let object = self.device(*device).and_then(|device| device.wdm_object.as_ref());
            object.is_some_and(|object| object.address() == address)
        })
    }

    /// Changes the settings in a device's `DEVICE_OBJECT`, if the driver has the object.
    pub(crate) fn update_device_object(&mut self, device: Handle) {
        let Some(device) = self.device(device) else { return };
        let (characteristics, alignment) = (device.traits.characteristics, device.traits.alignment);
        let started = device.started;
        let Some(object) = &mut device.wdm_object else { return };
        object.put(CHARACTERISTICS, &characteristics.to_le_bytes());
        object.put(ALIGNMENT, &alignment.to_le_bytes());
        let flags = object.bytes()[FLAGS..].first_chunk().map_or(0, |b| u32::from_le_bytes(*b));
        let flags = if started { flags & !INITIALIZING } else { flags };
        object.put(FLAGS, &flags.to_le_bytes());
    }
}
