//! Special pool of a machine: pageable memory follows the IRQL, and a fault is explained by the memory
//! that the driver misused.

use std::sync::atomic::Ordering;

use super::{Inner, Machine, State};
use crate::crash::{self, Access, Cause, Exception};
use crate::error::Error;
use crate::framework::object::Object;
use crate::memory::block::Block;
use crate::memory::purpose::Purpose;
use crate::memory::special_pool::SpecialPool;
use crate::pnp::DriverService;
use crate::rules::Rule;
use crate::running::{self, DISPATCH};

impl Machine {
    /// Chooses where the memory lies that drivers get from now on: pool, contexts, memory objects and
    /// the buffers of requests. [`SpecialPool::Off`] unless it is called.
    ///
    /// In special pool, an access beyond a block or to freed memory faults, reads included, and ends
    /// the machine with a [`Crash`](crate::Crash) whose rule, block and access are known. Paged pool,
    /// and the `PAGE` sections of images, are inaccessible while the running thread is at
    /// `DISPATCH_LEVEL` or above. Each block takes a page of memory at least, between two
    /// inaccessible pages, and each allocation some system calls.
    ///
    /// # Errors
    /// On a host that does not catch access violations of drivers, and on the machine of an
    /// exploration.
    pub fn set_special_pool(&self, special: SpecialPool) -> Result<(), Error> {
        let inner = &self.inner;
        if special != SpecialPool::Off {
            if !crash::CATCHES {
                let reason = "this host does not catch access violations of drivers; leave special \
                              pool off";
                return Err(Error::NoSpecialPool { reason });
            }
            if inner.is_explored() {
                let reason = "an exploration reads the drivers' memory at every step; turn special \
                              pool on for a machine that runs one order";
                return Err(Error::NoSpecialPool { reason });
            }
            running::on_irql(follow_irql);
            inner.has_special_pool.store(true, Ordering::Relaxed);
        }
        inner.with(|state| state.special_pool = special);
        Ok(())
    }
}

/// Makes the pageable memory of the running machine accessible or not, by the IRQL, and the memory of
/// applications, by the thread.
pub(super) fn follow_irql() {
    let Some(machine) = running::machine::<Inner>() else { return };
    machine.follow_process();
    if !machine.has_special_pool.load(Ordering::Relaxed) {
        return;
    }
    let raised = running::irql() >= DISPATCH;
    if machine.paged_out.swap(raised, Ordering::Relaxed) != raised {
        machine.with(|state| state.page_out(raised));
    }
}

impl State {
    fn page_out(&mut self, out: bool) {
        self.pool.page_out(out);
        for image in self.drivers.iter().filter_map(DriverService::mapping) {
            image.page_out(out);
        }
    }

    /// The cause of a crash: if the driver used memory that special pool keeps from it, which memory
    /// that was.
    pub(super) fn explained(&self, cause: Cause) -> Cause {
        let Cause::Exception { exception: Exception::AccessViolation { access, address }, place } =
            &cause
        else {
            return cause;
        };
        let Some((rule, memory, detail)) =
            address.and_then(|address| self.misuse(*access, address))
        else {
            return cause;
        };
        Cause::MemoryMisused { rule, access: *access, memory, detail, place: place.clone() }
    }

    /// The rule that an access to an address broke, the memory, and the details.
    fn misuse(&self, access: Access, address: usize) -> Option<(Rule, String, String)> {
        if let Some(freed) = self.pool.freed_near(address).filter(|freed| freed.memory.is_special())
        {
            let rule = match access {
                Access::Read | Access::Execute => Rule::ReadAfterFree,
                Access::Write | Access::Unknown => Rule::WriteAfterFree,
            };
            let (offset, memory) = (offset(&freed.memory, address), &freed.memory);
            let detail = format!(
                "{access} at offset {offset} after the free; allocated by {}, freed by {}",
                memory.origin(),
                freed.by
            );
            return Some((rule, freed.purpose.to_string(), detail));
        }
        if let Some(found) = self.user_misuse(access, address) {
            return Some(found);
        }
        let is_raised = running::irql() >= DISPATCH;
        if let Some((block, purpose, paged)) = self.near(address) {
            let (offset, length) = (offset(block, address), block.length());
            let by = block.origin();
            let (rule, how) = if offset < 0 {
                let before = offset.unsigned_abs();
                (Rule::PoolUnderrun, format!("{before} bytes before the beginning"))
            } else if let Some(behind) = offset.unsigned_abs().checked_sub(length) {
                (Rule::PoolOverrun, format!("{behind} bytes behind the end"))
            } else if paged && is_raised {
                (Rule::PageableMemoryAtRaisedIrql, "of paged pool".to_owned() + &raised())
            } else {
                return None;
            };
            let detail = format!("{access} at offset {offset}, {how}; allocated by {by}");
            return Some((rule, purpose.to_string(), detail));
        }
        let image = running::mapping()?;
        let section = image.pageable_at(address).filter(|_| is_raised)?;
        let detail = format!("{access} of pageable memory{}", raised());
        Some((Rule::PageableMemoryAtRaisedIrql, format!("section {section}"), detail))
    }

    /// The block in special pool near an address, what the block is for, and whether it is pageable.
    fn near(&self, address: usize) -> Option<(&Block, Purpose, bool)> {
        let near =
            |(block, _, _): &(&Block, Purpose, bool)| block.is_special() && block.is_near(address);
        let of_objects = self.objects.values().flat_map(Object::blocks);
        let mut of_objects = of_objects.map(|(block, purpose)| (block, purpose, false));
        self.pool.near(address).filter(near).or_else(|| of_objects.find(near))
    }
}

/// The IRQL, and the call before.
fn raised() -> String {
    format!(" at IRQL {}, after {}", running::irql(), running::last_call())
}

/// The offset of an address from the beginning of a block.
fn offset(block: &Block, address: usize) -> isize {
    address.wrapping_sub(block.address()).cast_signed()
}
