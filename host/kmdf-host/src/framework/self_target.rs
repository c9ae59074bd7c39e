//! Self targets: by the self target of a device, its driver sends requests to the queues of the same
//! device.

use super::attributes::Attributes;
use super::object::Body;
use super::target::IoTarget;
use crate::abi::{NTSTATUS, STATUS_INVALID_DEVICE_REQUEST, STATUS_INVALID_DEVICE_STATE};
use crate::handle::Handle;
use crate::machine::State;

/// The queue that the driver has assigned to a self target, if it has.
pub(crate) type OwnQueue = Option<Handle>;

impl State {
    /// The self target of a device, made when its driver first asks; `None` for a control device, and if
    /// the driver has not asked for one before the device's creation (KMDF behaviour, "Kinds of target").
    pub(crate) fn self_target(&mut self, device: Handle) -> Option<Handle> {
        let record = self.device(device)?;
        if let Some(target) = record.self_target {
            return Some(target);
        }
        if !record.traits.allows_self_target || record.control.is_some() {
            return None;
        }
        let driver = self.objects.get(device).map_or(0, |object| object.driver);
        let mut target = IoTarget::new(device, Some(device), None);
        target.own = Some(None);
        let body = Body::IoTarget(Box::new(target));
        let target = self.create(driver, Some(device), &Attributes::default(), body).ok()?;
        self.device(device)?.self_target = Some(target);
        Some(target)
    }

    /// `WdfIoTargetSelfAssignDefaultIoQueue`
    pub(crate) fn assign_own_queue(
        &mut self,
        target: Handle,
        queue: Handle,
    ) -> Result<(), NTSTATUS> {
        let owner = self.queue(queue).map(|queue| queue.device);
        let record = self.io_target(target).ok_or(STATUS_INVALID_DEVICE_REQUEST)?;
        let device = record.device;
        if record.own.is_none() || owner != Some(device) {
            return Err(STATUS_INVALID_DEVICE_REQUEST);
        }
        if self.device(device).is_some_and(|device| device.started) {
            return Err(STATUS_INVALID_DEVICE_STATE);
        }
        if let Some(record) = self.io_target(target) {
            record.own = Some(Some(queue));
        }
        Ok(())
    }
}
