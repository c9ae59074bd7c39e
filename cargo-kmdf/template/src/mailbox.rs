//! The mailbox: a device that keeps one message until a program takes it.
#![forbid(unsafe_code)]

use alloc::boxed::Box;

use crate::{
    interface::{INTERFACE, IOCTL_POST, IOCTL_WAIT, MAX_MESSAGE},
    wdf::{
        self, ControlQueue, Device, DeviceControl, DeviceInit, Lock, ManualQueue, NtResult,
        NtStatus, Queue, Request, SelfManagedIo, WorkItem,
    },
};

/// The context of the device. The mailbox is the context of the queue.
struct MailboxDevice {
    /// A second work item of the queue, for when the device enters its working state.
    delivery: WorkItem,
}

wdf::context!(MailboxDevice of wdf::DeviceObject);

impl SelfManagedIo for MailboxDevice {
    /// While the device sleeps, its queues give no requests: a message may wait for a request that is
    /// there already.
    fn start(&self) -> NtResult {
        self.delivery.enqueue();
        Ok(())
    }
}

/// Creates the device object for a device that the system has found. `PASSIVE_LEVEL`.
///
/// Any step may fail. There is nothing to undo here: the framework deletes the device object and its
/// children when `EvtDriverDeviceAdd` fails.
pub fn create(init: DeviceInit<'_>) -> NtResult {
    Device::create::<MailboxDevice>(init, |device| {
        device.create_interface(&INTERFACE)?;
        let queue = Queue::create_for_control(device, |queue| {
            Ok(Mailbox {
                message: Lock::create(queue, None)?,
                waiting: ManualQueue::create(device)?,
                delivery: WorkItem::create(queue)?,
            })
        })?;
        Ok(MailboxDevice { delivery: WorkItem::create(&queue)? })
    })
}

/// The context of the queue: the whole state of a device.
struct Mailbox {
    message: Lock<Option<Box<[u8]>>>,
    /// The requests that wait for a message. The framework cancels them.
    waiting: ManualQueue,
    delivery: WorkItem,
}

wdf::context!(Mailbox of wdf::Control);

impl ControlQueue for Mailbox {
    /// `EvtIoDeviceControl`: does what the control code asks for.
    fn control(&self, request: Request, control: DeviceControl) {
        match control.code {
            IOCTL_POST => self.post(request, control.input_length),
            IOCTL_WAIT => self.wait(request, control.output_length),
            _ => request.complete(NtStatus::INVALID_DEVICE_REQUEST),
        }
    }

    /// `EvtWorkItem`: delivers the message. At `PASSIVE_LEVEL`, where a driver may also use files, the
    /// registry and paged memory.
    fn work(&self) {
        while let Some((mut request, message)) = self.next_delivery() {
            let copied = request.copy_output_from(&message);
            request.complete(copied.into());
        }
    }
}

impl Mailbox {
    /// Stores a message.
    fn post(&self, mut request: Request, length: usize) {
        if length > MAX_MESSAGE {
            return request.complete(NtStatus::INVALID_PARAMETER);
        }
        let message = match request.copy_control_input(length) {
            Ok(message) => message,
            Err(status) => return request.complete(status),
        };
        // The message that does not fit is freed outside the lock.
        let refused = self.message.with(|stored| match stored {
            Some(_) => Some(message),
            None => stored.replace(message),
        });
        if refused.is_some() {
            return request.complete(NtStatus::DEVICE_BUSY);
        }
        self.delivery.enqueue();
        request.complete(NtStatus::SUCCESS);
    }

    /// Lets a request wait for a message, which may be there already.
    fn wait(&self, request: Request, length: usize) {
        if length < MAX_MESSAGE {
            return request.complete(NtStatus::BUFFER_TOO_SMALL);
        }
        match self.waiting.add(request) {
            Ok(()) => self.delivery.enqueue(),
            Err((request, status)) => request.complete(status),
        }
    }

    /// The message and the request that gets it, if both are there. Under the lock, so that no other
    /// thread takes one of the two. Completing the request is for the caller, outside the lock.
    fn next_delivery(&self) -> Option<(Request, Box<[u8]>)> {
        self.message.with(|stored| {
            let message = stored.take()?;
            match self.waiting.take() {
                Some(request) => Some((request, message)),
                None => {
                    *stored = Some(message);
                    None
                }
            }
        })
    }
}
