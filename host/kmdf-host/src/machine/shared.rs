//! The memory of a machine that its drivers' threads share, as an exploration sees it.

use super::State;
use crate::footprint::unrecorded;
use crate::framework::object::Object;
use crate::handle::Handle;
use crate::memory::block::Block;
use crate::memory::words::{Words, is_writable};
use crate::pnp::{DriverService, SystemThread};

/// The contents of the drivers' memory at one moment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Contents {
    /// A hash of all memory.
    all: u64,
    /// A hash of the memory that existed at the moment before.
    known: u64,
    /// Whether a private pool block was found to be public at this moment.
    published: bool,
}

impl Contents {
    /// Whether memory that existed at an earlier moment has changed since, or is gone. Memory that
    /// is new is known only to the thread that made it: nothing outside it leads there yet, or
    /// memory or an object that leads there has changed as well.
    pub(crate) const fn differ_from(self, before: Self) -> bool {
        self.known != before.all
    }

    /// Whether a private pool block was found to be public at this moment.
    pub(crate) const fn published(self) -> bool {
        self.published
    }
}

impl State {
    /// The contents of the drivers' memory: everything that the host gave to drivers and that they
    /// can write to. Contexts, memory objects, strings, request buffers whose address they have,
    /// pool, their driver objects and globals, and the writable sections of their images.
    ///
    /// A pool block that an explored thread allocated is left out until any of this memory has an
    /// address in the block: nobody but that thread can read the block, or write to it.
    pub(crate) fn driver_memory(&self) -> Contents {
        let published = self.publish();
        let mut contents = Contents { all: 0, known: 0, published };
        let mut add = |hash: u64, is_known: bool| {
            contents.all = contents.all.wrapping_add(hash);
            if is_known {
                contents.known = contents.known.wrapping_add(hash);
            }
        };
        self.blocks().for_each(|block| add(block.words().hash(), block.note_seen()));
        self.sections(&mut |words| add(words.hash(), true));
        contents
    }

    /// Finds the private pool blocks to which memory of the drivers leads. They stay public when
    /// nothing leads to them any more: another thread may have read the address. Returns whether there
    /// are such blocks.
    pub(crate) fn publish(&self) -> bool {
        let Some(private) = self.pool.private() else { return false };
        let mut found: Vec<&Block> = Vec::new();
        let mut look = |words: Words<'_>| {
            let addresses = words.addresses().filter(|address| private.contains(address));
            found.extend(addresses.filter_map(|address| self.pool.publish(address)));
        };
        self.blocks().for_each(|block| look(block.words()));
        self.sections(&mut look);
        let published = !found.is_empty();
        while let Some(block) = found.pop() {
            let addresses = block.words().addresses();
            found.extend(addresses.filter_map(|address| self.pool.publish(address)));
        }
        published
    }

    /// Notes that a driver hands an address to the framework, which passes the address on to another
    /// thread. Memory there that the host does not see, such as a variable on a stack, is noted as
    /// hidden.
    pub(crate) fn note_handed_on(&mut self, call: &'static str, address: usize) {
        // No process has memory below this address.
        const LOWEST: usize = 1 << 16;
        self.pool.publish(address);
        let is_seen = unrecorded(|| {
            let mut is_seen = self.blocks().any(|block| block.words().contain(address));
            self.sections(&mut |words| is_seen |= words.contain(address));
            let handle = Handle(address);
            is_seen || self.objects.get(handle).is_some() || self.deleted.get(handle).is_some()
        });
        if address >= LOWEST && !is_seen && is_writable(address) {
            self.hidden.get_or_insert(call);
        }
    }

    /// The blocks whose address drivers have.
    fn blocks(&self) -> impl Iterator<Item = &Block> {
        let of_objects = self.objects.values().flat_map(Object::memory_of_driver);
        let of_drivers = self.drivers.iter().flat_map(DriverService::blocks);
        let of_buses = self.physical_devices.values();
        let of_threads = self.system_threads.iter().map(SystemThread::object);
        let made = of_objects.chain(self.pool.memory()).chain(of_drivers);
        made.chain(of_buses).chain(of_threads)
    }

    /// Calls `look` with the writable sections of the drivers' images.
    fn sections(&self, look: &mut dyn FnMut(Words<'_>)) {
        let images = self.drivers.iter().filter_map(DriverService::mapping);
        images.for_each(|image| image.writable().for_each(&mut *look));
    }
}
