//! The caller's own buffers, of requests with neither buffered nor direct I/O (KMDF behaviour,
//! "Unsafe user buffers").

use std::sync::Arc;

use super::attributes::Attributes;
use super::memory::Memory;
use super::object::Body;
use super::request::{Locked, RequestKind, Side};
use super::transfer::Method;
use crate::abi::{
    NTSTATUS, STATUS_ACCESS_VIOLATION, STATUS_BUFFER_TOO_SMALL, STATUS_INSUFFICIENT_RESOURCES,
    STATUS_INVALID_DEVICE_REQUEST, STATUS_INVALID_USER_BUFFER,
};
use crate::handle::Handle;
use crate::machine::{Inner, State};
use crate::memory::block::Block;
use crate::rules::Rule;

impl State {
    /// The caller's buffer of one side: its address, and its length. A length of 0 is none.
    fn unsafe_buffer(
        &mut self,
        handle: Handle,
        side: Side,
        minimum: usize,
    ) -> Result<(usize, usize), NTSTATUS> {
        let record = self.request(handle).ok_or(STATUS_INVALID_DEVICE_REQUEST)?;
        let length = match (record.kind, side) {
            (RequestKind::Write | RequestKind::DeviceControl(_), Side::Input) => {
                record.input_length
            }
            (RequestKind::Read | RequestKind::DeviceControl(_), Side::Output) => {
                record.output_length
            }
            _ => return Err(STATUS_INVALID_DEVICE_REQUEST),
        };
        if record.method != Method::Neither {
            return Err(STATUS_INVALID_DEVICE_REQUEST);
        }
        if length < minimum {
            return Err(STATUS_BUFFER_TOO_SMALL);
        }
        record.buffers.shown = true;
        let user = record.buffers.rest.user.as_ref();
        let block = user.map(|user| user.side(side)).filter(|block| block.length() > 0);
        Ok((block.map_or(0, Block::address), length))
    }

    /// Locks a part of the caller's buffers. The probe fails for any other address.
    fn lock_buffer(
        &mut self,
        handle: Handle,
        (address, length): (usize, usize),
        writable: bool,
    ) -> Result<Handle, NTSTATUS> {
        let record = self.request(handle).ok_or(STATUS_INVALID_DEVICE_REQUEST)?;
        let user = record.buffers.rest.user.as_ref();
        let place = user.and_then(|user| user.holder(address, length));
        let (user, (side, offset)) = user.zip(place).ok_or(STATUS_ACCESS_VIOLATION)?;
        let bytes = user.side(side).bytes()[offset..][..length].to_vec();
        let driver = self.objects.get(handle).map_or(0, |object| object.driver);
        let mut block = self.new_block(length).ok_or(STATUS_INSUFFICIENT_RESOURCES)?;
        block.fill_from(&bytes);
        let body = Body::Memory(Memory::Locked { request: handle, read_only: !writable, length });
        let memory = self.create(driver, Some(handle), &Attributes::default(), body)?;
        if let Some(record) = self.request(handle) {
            let place = (side, offset);
            record.buffers.locked.push(Locked { memory, bytes: block, place, writable });
        }
        Ok(memory)
    }

    /// Unlocks the caller's buffers of a request that completes: what the driver wrote is the caller's.
    pub(super) fn unlock_buffers(&mut self, handle: Handle) {
        let Some(record) = self.request(handle) else { return };
        if record.buffers.locked.is_empty() {
            return;
        }
        let buffers = &mut *record.buffers;
        if let Some(user) = &mut buffers.rest.user {
            user.set_accessible(true);
            for locked in buffers.locked.iter().filter(|locked| locked.writable) {
                user.put(locked.place, locked.bytes.bytes());
            }
        }
    }
}

impl Inner {
    /// `WdfRequestRetrieveUnsafeUserInputBuffer` and `WdfRequestRetrieveUnsafeUserOutputBuffer`.
    pub(crate) fn user_buffer(
        &self,
        handle: Handle,
        side: Side,
        minimum: usize,
        call: &str,
    ) -> Result<(usize, usize), NTSTATUS> {
        let outside = self.with(|state| {
            let verifies = !state.verifier_off;
            state.request(handle).is_some_and(|r| verifies && !r.progress.in_caller_context)
        });
        if outside {
            let detail =
                "called outside EvtIoInCallerContext: the buffer is in the caller's process";
            self.report(Rule::UserBufferOutOfContext, handle, call, detail);
            return Err(STATUS_INVALID_DEVICE_REQUEST);
        }
        let found = self.with(|state| state.unsafe_buffer(handle, side, minimum));
        if found == Err(STATUS_INVALID_DEVICE_REQUEST) && side == Side::Input {
            let kind = self.with(|state| state.request(handle).map(|request| request.kind));
            if matches!(kind, Some(RequestKind::Write | RequestKind::DeviceControl(_))) {
                let detail = "its buffers are buffered or direct, expected METHOD_NEITHER, or a device \
                              with WdfDeviceIoNeither";
                self.report(Rule::WrongBuffer, handle, call, detail);
            }
        }
        found
    }

    /// `WdfRequestProbeAndLockUserBufferForRead` and `WdfRequestProbeAndLockUserBufferForWrite`.
    pub(crate) fn lock_user_buffer(
        self: &Arc<Self>,
        handle: Handle,
        (address, length): (usize, usize),
        writable: bool,
        call: &str,
    ) -> Result<Handle, NTSTATUS> {
        if length == 0 {
            return Err(STATUS_INVALID_USER_BUFFER);
        }
        let process = self.with(|state| {
            let record = state.request(handle)?;
            Some(record.buffers.rest.user.as_ref()?.process)
        });
        if process.is_some() && process != Self::caller() {
            let detail = "locked outside the caller's process, expected EvtIoInCallerContext";
            self.report(Rule::UserBufferOutOfContext, handle, call, detail);
            return Err(STATUS_ACCESS_VIOLATION);
        }
        self.open_user_buffers(handle);
        self.with(|state| state.lock_buffer(handle, (address, length), writable))
    }
}
