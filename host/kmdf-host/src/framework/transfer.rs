//! How an application's buffers reach a driver: buffered, direct, or neither (KMDF behaviour,
//! "Retrieving input and output").

use super::request::{RequestKind, Side};
use crate::abi::_WDF_DEVICE_IO_TYPE as IoType;
use crate::abi::{NTSTATUS, STATUS_INSUFFICIENT_RESOURCES};
use crate::handle::Handle;
use crate::machine::State;
use crate::memory::block::Block;

/// How the buffers of a request reach the driver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Method {
    /// In a system buffer, from which and to which the I/O manager copies.
    Buffered,
    /// As locked pages, described by an MDL; the input of a control code is buffered.
    Direct,
    /// By the addresses in the caller's process.
    Neither,
}

impl Method {
    /// The method of a control code, which its two lowest bits name.
    pub(crate) const fn of_code(code: u32) -> Self {
        match code & 3 {
            0 => Self::Buffered,
            3 => Self::Neither,
            _ => Self::Direct,
        }
    }

    /// The method of the reads and writes of a device with an I/O type.
    const fn of_device(io_type: i32) -> Self {
        match io_type {
            IoType::WdfDeviceIoNeither => Self::Neither,
            IoType::WdfDeviceIoDirect => Self::Direct,
            _ => Self::Buffered,
        }
    }
}

/// The buffers of an application in its own address space.
pub(crate) struct UserBuffers {
    pub(crate) process: u32,
    pub(crate) input: Block,
    pub(crate) output: Block,
}

impl UserBuffers {
    pub(crate) fn blocks(&self) -> impl Iterator<Item = &Block> {
        [&self.input, &self.output].into_iter()
    }

    /// Makes the buffers accessible, or not, where the host can.
    pub(crate) fn set_accessible(&self, accessible: bool) {
        for block in self.blocks() {
            block.set_accessible(accessible);
        }
    }

    pub(crate) const fn side(&self, side: Side) -> &Block {
        match side {
            Side::Input => &self.input,
            Side::Output => &self.output,
        }
    }

    /// The buffer that holds `length` bytes from an address on, and the offset there.
    pub(crate) fn holder(&self, address: usize, length: usize) -> Option<(Side, usize)> {
        [Side::Input, Side::Output].into_iter().find_map(|side| {
            let block = self.side(side);
            let offset = address.checked_sub(block.address())?;
            (offset.checked_add(length)? <= block.length()).then_some((side, offset))
        })
    }

    pub(crate) fn put(&mut self, (side, offset): (Side, usize), bytes: &[u8]) {
        match side {
            Side::Input => self.input.put(offset, bytes),
            Side::Output => self.output.put(offset, bytes),
        }
    }
}

/// What goes along with an IRP beside its system buffer.
#[derive(Default)]
pub(crate) struct Rest {
    /// The pages of the second buffer of a control code with direct I/O.
    pub(crate) pages: Option<Block>,
    /// The caller's buffers, with neither buffered nor direct I/O.
    pub(crate) user: Option<Box<UserBuffers>>,
    /// The report to which the packet in the buffer leads, of a control code of HID.
    pub(crate) report: Option<Block>,
}

/// What an application passes with a call.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Passed<'a> {
    pub(crate) input: &'a [u8],
    /// What the output buffer holds before the call.
    pub(crate) output: &'a [u8],
    /// The length of the output buffer.
    pub(crate) room: usize,
    /// The number of the report that `output` is, if the call is one of HID.
    pub(crate) report_id: Option<u8>,
    /// Where on the device a read or a write begins, in bytes.
    pub(crate) offset: i64,
}

/// The size of a `HID_XFER_PACKET`.
const HID_PACKET: usize = 16;

impl<'a> Passed<'a> {
    /// An input, and the length of an output buffer.
    pub(crate) const fn of(input: &'a [u8], room: usize) -> Self {
        Self { input, output: &[], room, report_id: None, offset: 0 }
    }

    /// The lengths of both buffers.
    pub(crate) const fn lengths(&self) -> (usize, usize) {
        if self.report_id.is_some() {
            return (HID_PACKET, HID_PACKET);
        }
        (self.input.len(), self.room)
    }
}

impl State {
    /// The method of the requests of a kind that a device takes.
    pub(crate) fn method_of(&mut self, device: Handle, kind: RequestKind) -> Method {
        match kind {
            RequestKind::Create => Method::Buffered,
            RequestKind::DeviceControl(code) | RequestKind::InternalControl(code) => {
                Method::of_code(code)
            }
            RequestKind::Read | RequestKind::Write => self
                .device(device)
                .map_or(Method::Buffered, |d| Method::of_device(d.traits.io_type)),
        }
    }

    /// The buffers for a call of an application: the system buffer or the locked pages of the only
    /// buffer, and the rest.
    pub(crate) fn buffers_for(
        &mut self,
        method: Method,
        kind: RequestKind,
        passed: Passed<'_>,
        process: u32,
        guarded: bool,
    ) -> Result<(Block, Rest), NTSTATUS> {
        let filled = |state: &Self, bytes: &[u8], length: usize| {
            let mut block = state.new_block(length).ok_or(STATUS_INSUFFICIENT_RESOURCES)?;
            block.fill_from(bytes);
            Ok::<Block, NTSTATUS>(block)
        };
        let Passed { input, output, room, report_id, .. } = passed;
        if let Some(id) = report_id {
            let report = filled(self, output, room)?;
            let mut packet = self.new_block(HID_PACKET).ok_or(STATUS_INSUFFICIENT_RESOURCES)?;
            packet.put(0, &report.address().to_le_bytes());
            packet.put(8, &u32::try_from(room).unwrap_or(u32::MAX).to_le_bytes());
            packet.put(12, &[id]);
            return Ok((packet, Rest { report: Some(report), ..Rest::default() }));
        }
        match method {
            Method::Buffered => Ok((filled(self, input, input.len().max(room))?, Rest::default())),
            Method::Direct if kind == RequestKind::Read => {
                Ok((filled(self, output, room)?, Rest::default()))
            }
            Method::Direct | Method::Neither
                if method == Method::Direct || matches!(kind, RequestKind::InternalControl(_)) =>
            {
                let pages = if room == 0 { None } else { Some(filled(self, output, room)?) };
                Ok((filled(self, input, input.len())?, Rest { pages, ..Rest::default() }))
            }
            Method::Direct | Method::Neither => {
                let block = |bytes: &[u8], length: usize| {
                    let block = Block::for_user(length, guarded);
                    let mut block = block.ok_or(STATUS_INSUFFICIENT_RESOURCES)?;
                    block.fill_from(bytes);
                    Ok::<Block, NTSTATUS>(block)
                };
                let (input, output) = (block(input, input.len())?, block(output, room)?);
                let user = Some(Box::new(UserBuffers { process, input, output }));
                Ok((Block::zeroed(0), Rest { user, ..Rest::default() }))
            }
        }
    }
}
