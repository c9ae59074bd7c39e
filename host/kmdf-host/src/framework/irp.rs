//! The IRP of a request, once its driver asks for it.
//!
//! The host passes no IRPs: the structure is for drivers that read the parameters and the buffers there.
//! What a driver writes has no effect. Layout: `wdm.h`, for 64-bit systems.

use super::request::{RequestKind, Side};
use super::transfer::Method;
use crate::handle::Handle;
use crate::machine::State;
use crate::memory::block::Block;

/// `IO_TYPE_IRP`, and the sizes of the structure and of a stack location.
const TYPE: u16 = 6;
const SIZE: usize = 0xD0;
const LOCATION: usize = 0x48;

// Offsets in an IRP.
const MDL: usize = 0x08;
const SYSTEM_BUFFER: usize = 0x18;
const REQUESTOR_MODE: usize = 0x40;
const STACK_COUNT: usize = 0x42;
const CANCEL: usize = 0x44;
const USER_BUFFER: usize = 0x70;
const CURRENT_LOCATION: usize = 0xB8;
const FILE_OBJECT: usize = 0xC0;

// Offsets in a stack location.
const PARAMETERS: usize = 0x08;
/// The offset on the device, from the parameters of a read or a write.
const BYTE_OFFSET: usize = 0x10;
const DEVICE: usize = 0x28;
const FILE: usize = 0x30;

/// The major function of a kind of request (`IRP_MJ_`).
const fn major(kind: RequestKind) -> u8 {
    match kind {
        RequestKind::Create => 0,
        RequestKind::Read => 3,
        RequestKind::Write => 4,
        RequestKind::DeviceControl(_) => 0xE,
        RequestKind::InternalControl(_) => 0xF,
    }
}

impl State {
    /// The address of the IRP of a request.
    pub(crate) fn irp_of(&mut self, handle: Handle) -> Option<usize> {
        let record = self.request(handle)?;
        if record.made {
            return None;
        }
        if let Some(irp) = &record.buffers.irp {
            return Some(irp.address());
        }
        let (device, file) = (record.device, record.file_object);
        let device = self.device_object(device).unwrap_or(0);
        let file = self.wdm_file_object(file).unwrap_or(0);
        let irp = self.new_irp(handle, device, file)?;
        let address = irp.address();
        let buffers = &mut self.request(handle)?.buffers;
        (buffers.irp, buffers.shown) = (Some(irp), true);
        Some(address)
    }

    fn new_irp(&mut self, handle: Handle, device: usize, file: usize) -> Option<Block> {
        let mut irp = self.new_block(SIZE + LOCATION)?;
        let location = irp.address() + SIZE;
        let record = self.request(handle)?;
        let (kind, method) = (record.kind, record.method);
        let (input, output) =
            (record.buffers.address(Side::Input), record.buffers.address(Side::Output));
        let (of_caller_in, of_caller_out) = record.buffers.caller_addresses();
        let is_control =
            matches!(kind, RequestKind::DeviceControl(_) | RequestKind::InternalControl(_));
        let system = match method {
            Method::Buffered => input,
            Method::Direct if is_control => input,
            Method::Direct | Method::Neither => 0,
        };
        let mdl = match method {
            Method::Direct => record.buffers.pages_mdl(),
            _ => 0,
        };
        // A driver above passes addresses of the system, and a class driver its packet here.
        let is_kernel = matches!(kind, RequestKind::InternalControl(_));
        let user = match method {
            _ if record.buffers.is_packet() => input,
            Method::Neither if is_kernel && record.output_length > 0 => output,
            Method::Neither if is_kernel => input,
            _ => of_caller_out,
        };
        let type_3 = if is_kernel { input } else { of_caller_in };
        irp.put(0, &TYPE.to_le_bytes());
        irp.put(2, &0x118_u16.to_le_bytes());
        irp.put(MDL, &mdl.to_le_bytes());
        irp.put(SYSTEM_BUFFER, &system.to_le_bytes());
        irp.put(REQUESTOR_MODE, &[u8::from(!is_kernel)]);
        irp.put(STACK_COUNT, &[1, 1]);
        irp.put(CANCEL, &[u8::from(record.cancellation.canceled)]);
        irp.put(USER_BUFFER, &user.to_le_bytes());
        irp.put(CURRENT_LOCATION, &location.to_le_bytes());
        irp.put(FILE_OBJECT, &file.to_le_bytes());
        irp.put(SIZE, &[major(kind)]);
        let number = |length: usize| u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes();
        let parameters = SIZE + PARAMETERS;
        match kind {
            RequestKind::Create => {}
            RequestKind::Read | RequestKind::Write => {
                let is_read = matches!(kind, RequestKind::Read);
                let length = if is_read { record.output_length } else { record.input_length };
                irp.put(parameters, &number(length));
                irp.put(parameters + BYTE_OFFSET, &record.offset.to_le_bytes());
            }
            RequestKind::DeviceControl(code) | RequestKind::InternalControl(code) => {
                irp.put(parameters, &number(record.output_length));
                irp.put(parameters + 8, &number(record.input_length));
                irp.put(parameters + 16, &code.to_le_bytes());
                if method == Method::Neither {
                    irp.put(parameters + 24, &type_3.to_le_bytes());
                }
            }
        }
        irp.put(SIZE + DEVICE, &device.to_le_bytes());
        irp.put(SIZE + FILE, &file.to_le_bytes());
        Some(irp)
    }
}
