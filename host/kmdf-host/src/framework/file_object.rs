//! File objects: what a driver may ask of an open file.

use super::object::Body;
use crate::handle::Handle;
use crate::machine::State;
use crate::memory::block::Block;

/// A framework file object.
pub(crate) struct FileObject {
    pub(crate) device: Handle,
    /// The number of the process that opened the file.
    pub(crate) process: u32,
    /// The name behind that of the device, in UTF-16; empty for the device itself.
    name: Vec<u16>,
    /// The `FILE_OBJECT`, once a driver has asked for it.
    wdm: Option<Block>,
}

/// The size of a `FILE_OBJECT` on 64-bit Windows, in bytes.
const SIZE: u16 = 0xD8;

/// Where the name of a `FILE_OBJECT` is, a `UNICODE_STRING`.
pub(crate) const FILE_NAME: usize = 0x58;

/// `IO_TYPE_FILE`.
const TYPE: u16 = 5;

impl FileObject {
    /// The file of a device that `process` opens by a name that follows the name of the device.
    pub(crate) fn new(device: Handle, process: u32, name: &str) -> Self {
        Self { device, process, name: name.encode_utf16().collect(), wdm: None }
    }

    /// The memory of the `FILE_OBJECT`, if a driver has its address.
    pub(crate) const fn block(&self) -> Option<&Block> {
        self.wdm.as_ref()
    }
}

impl State {
    /// The file object of a handle, if it is one.
    pub(crate) fn file_object(&mut self, handle: Handle) -> Option<&mut FileObject> {
        match &mut self.objects.get_mut(handle)?.body {
            Body::File(file) => Some(file),
            _ => None,
        }
    }

    /// The address of the `FILE_OBJECT` of a file object. Its name follows it in memory.
    pub(crate) fn wdm_file_object(&mut self, handle: Handle) -> Option<usize> {
        if let Some(block) = self.file_object(handle)?.block() {
            return Some(block.address());
        }
        let name = std::mem::take(&mut self.file_object(handle)?.name);
        let block = self.new_file_block(name)?;
        let address = block.address();
        self.file_object(handle)?.wdm = Some(block);
        Some(address)
    }

    /// The memory of a new `FILE_OBJECT` with a name in UTF-16.
    pub(super) fn new_file_block(&self, name: impl IntoIterator<Item = u16>) -> Option<Block> {
        let bytes: Vec<u8> = name.into_iter().flat_map(u16::to_le_bytes).collect();
        let length = u16::try_from(bytes.len()).unwrap_or(u16::MAX - 1);
        let bytes = &bytes[..usize::from(length)];
        let mut block = self.new_block(usize::from(SIZE) + bytes.len() + 2)?;
        let address = block.address();
        block.put(0, &TYPE.to_le_bytes());
        block.put(2, &SIZE.to_le_bytes());
        block.put(usize::from(SIZE), bytes);
        if !bytes.is_empty() {
            block.put(FILE_NAME, &length.to_le_bytes());
            block.put(FILE_NAME + 2, &(length + 2).to_le_bytes());
            block.put(FILE_NAME + 8, &(address + usize::from(SIZE)).to_le_bytes());
        }
        Some(block)
    }

    /// The file object of a device with a `FILE_OBJECT` at an address.
    pub(crate) fn file_object_at(&mut self, device: Handle, address: usize) -> Option<Handle> {
        let files: Vec<Handle> = self.files.iter().map(|file| file.object_of(device)).collect();
        files.into_iter().find(|handle| {
            self.file_object(*handle)
                .is_some_and(|file| file.block().is_some_and(|block| block.address() == address))
        })
    }
}
