//! Small blocks that this OS thread has freed, for its next allocations.
//!
//! A machine takes a few hundred small blocks and gives all of them back at its end, and an exploration
//! has a machine for each schedule. The system's allocator, which serves every thread and merges free
//! blocks, takes twice the instructions for such a pair.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::ptr;

/// The alignment of the blocks, and the difference of one size to the next, in bytes.
pub(super) const STEP: usize = 16;

/// How many sizes are kept: blocks of up to 2 KiB.
const SIZES: usize = 128;

/// The most blocks of one size that a thread keeps.
const MOST: u32 = 64;

/// Whether blocks are kept. A tool that watches memory must see each block come and go.
const KEEPS: bool = !cfg!(any(miri, feature = "system-allocator"));

/// The free blocks of one size. Each begins with the address of the next.
struct Shelf {
    first: Cell<*mut u8>,
    count: Cell<u32>,
}

#[expect(clippy::cast_ptr_alignment, reason = "blocks are aligned to STEP, more than a pointer")]
impl Shelf {
    const fn empty() -> Self {
        Self { first: Cell::new(ptr::null_mut()), count: Cell::new(0) }
    }

    /// Takes a block out; NULL if there is none.
    fn take(&self) -> *mut u8 {
        let block = self.first.get();
        if !block.is_null() {
            // SAFETY: `put` wrote the pointer there, and nobody has used the block since.
            self.first.set(unsafe { block.cast::<*mut u8>().read() });
            self.count.set(self.count.get() - 1);
        }
        block
    }

    /// Keeps a block, unless there are enough. Returns whether it keeps the block.
    ///
    /// # Safety
    /// The block is of the shelf's size, and nobody uses it.
    unsafe fn put(&self, block: *mut u8) -> bool {
        if self.count.get() >= MOST {
            return false;
        }
        // SAFETY: the caller owns the block, which is aligned to 16 bytes and has 16 at least.
        unsafe { block.cast::<*mut u8>().write(self.first.get()) };
        self.first.set(block);
        self.count.set(self.count.get() + 1);
        true
    }
}

/// The free blocks of a thread, by size.
struct Spares([Shelf; SIZES]);

thread_local! {
    static SPARES: Spares = const { Spares([const { Shelf::empty() }; SIZES]) };
}

impl Drop for Spares {
    fn drop(&mut self) {
        for (index, shelf) in self.0.iter().enumerate() {
            let layout = Layout::from_size_align((index + 1) * STEP, STEP);
            let Ok(layout) = layout else { continue };
            loop {
                let block = shelf.take();
                if block.is_null() {
                    break;
                }
                // SAFETY: the block came from the system with the layout of its shelf.
                unsafe { System.dealloc(block, layout) };
            }
        }
    }
}

/// Where the blocks of a layout are kept, if they are. The size is a multiple of [`STEP`].
fn shelf(layout: Layout) -> Option<usize> {
    let is_kept = KEEPS && layout.align() == STEP && layout.size() <= SIZES * STEP;
    if is_kept { (layout.size() / STEP).checked_sub(1) } else { None }
}

/// A block of a layout whose size is a multiple of [`STEP`]: a kept one, or one of the system. NULL if
/// the system has no memory left.
///
/// # Safety
/// The layout is not of size 0.
pub(super) unsafe fn take(layout: Layout) -> *mut u8 {
    if let Some(index) = shelf(layout) {
        // At the end of a thread there are no shelves any more.
        let kept = SPARES.try_with(|spares| spares.0[index].take());
        if let Ok(block) = kept
            && !block.is_null()
        {
            return block;
        }
    }
    // SAFETY: the caller guarantees a size.
    unsafe { System.alloc(layout) }
}

/// Keeps a block for later, or frees it.
///
/// # Safety
/// The block came from [`take`] with this layout, and nobody uses it.
pub(super) unsafe fn give_back(block: *mut u8, layout: Layout) {
    if let Some(index) = shelf(layout) {
        // SAFETY: the shelf is the one of the block's size, and the caller gives up the block.
        let put = |spares: &Spares| unsafe { spares.0[index].put(block) };
        if SPARES.try_with(put) == Ok(true) {
            return;
        }
    }
    // SAFETY: the caller guarantees that the block came from `take`, and so from the system with this
    // layout.
    unsafe { System.dealloc(block, layout) };
}

#[cfg(test)]
mod tests {
    use std::alloc::Layout;

    use super::{KEEPS, MOST, SIZES, STEP, give_back, take};

    fn layout(size: usize, align: usize) -> Layout {
        Layout::from_size_align(size, align).expect("a valid layout")
    }

    /// Takes blocks and gives all of them back; returns their addresses.
    fn addresses(layout: Layout, count: u32) -> Vec<usize> {
        // SAFETY: the tests have no layout of size 0.
        let blocks: Vec<*mut u8> = (0..count).map(|_| unsafe { take(layout) }).collect();
        for block in &blocks {
            // SAFETY: the block has the layout's size, and nobody else uses it.
            unsafe { block.write_bytes(7, layout.size()) };
        }
        let addresses = blocks.iter().map(|block| block.addr()).collect();
        for block in blocks {
            // SAFETY: the block came from `take` with this layout.
            unsafe { give_back(block, layout) };
        }
        addresses
    }

    #[test]
    fn kept_blocks_are_taken_again_the_last_one_first() {
        let layout = layout(3 * STEP, STEP);
        let first = addresses(layout, 4);
        let mut second = addresses(layout, 4);
        second.reverse();
        assert!(!KEEPS || first == second);
    }

    #[test]
    fn blocks_of_any_number_size_and_alignment_are_apart() {
        for (size, align) in
            [(STEP, STEP), (SIZES * STEP, STEP), ((SIZES + 1) * STEP, STEP), (64, 64)]
        {
            let layout = layout(size, align);
            for _ in 0..2 {
                let mut all = addresses(layout, 2 * MOST);
                assert!(all.iter().all(|address| address.is_multiple_of(align)));
                all.sort_unstable();
                assert!(all.windows(2).all(|pair| pair[0] + size <= pair[1]), "{size} bytes");
            }
        }
    }
}
