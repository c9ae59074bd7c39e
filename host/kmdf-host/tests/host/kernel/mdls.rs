//! MDLs of a driver's own.

use std::ptr::null_mut;

use wdk_sys::{MDL, PVOID};

use super::{Rule, broken_by, call, run};

/// The MDL at a pointer of the kernel's.
fn described(mdl: *mut u8) -> MDL {
    // SAFETY: an MDL that the kernel has allocated.
    unsafe { mdl.cast::<MDL>().read_unaligned() }
}

fn map(mdl: *mut u8) -> PVOID {
    call!(MmMapLockedPagesSpecifyCache, mdl, 0, 1, null_mut(), 0, 16).cast()
}

#[test]
fn mdl_of_non_paged_memory_leads_back_to_it() {
    run(|| {
        let mut memory = [7_u8; 10_000];
        let (base, length) = (memory.as_mut_ptr(), 10_000);
        let mdl = call!(IoAllocateMdl, base, length, 0, 0, null_mut());
        let size = usize::try_from(described(mdl).Size).expect("a size");
        assert_eq!(size, call!(MmSizeOfMdl, base, length as usize));
        call!(MmBuildMdlForNonPagedPool, mdl);
        let built = described(mdl);
        assert_eq!((built.ByteCount, built.MdlFlags & 4), (length, 4));
        assert_eq!(built.MappedSystemVa.addr(), base.addr());
        assert_eq!(built.StartVa.addr() + built.ByteOffset as usize, base.addr());
        assert_eq!(map(mdl).addr(), base.addr());
        call!(MmUnmapLockedPages, base, mdl);
        call!(IoFreeMdl, mdl);
    });
}

#[test]
fn partial_mdl_describes_its_part() {
    run(|| {
        let mut memory = [7_u8; 10_000];
        let base = memory.as_mut_ptr();
        let part = base.wrapping_add(5_000);
        let whole = call!(IoAllocateMdl, base, 10_000, 0, 0, null_mut());
        let rest = call!(IoAllocateMdl, part, 5_000, 0, 0, null_mut());
        call!(MmBuildMdlForNonPagedPool, whole);
        call!(IoBuildPartialMdl, whole, rest, part, 0);
        assert_eq!(described(rest).ByteCount, 5_000);
        assert_eq!(map(rest).addr(), part.addr());
        call!(IoFreeMdl, rest);
        call!(IoFreeMdl, whole);
    });
}

#[test]
fn mdl_that_describes_nothing_is_not_mapped() {
    let broken = broken_by(|| {
        let mut memory = [0_u8; 8];
        let base = memory.as_mut_ptr();
        let mdl = call!(IoAllocateMdl, base, 8, 0, 0, null_mut());
        assert!(map(mdl).is_null());
        call!(MmUnmapLockedPages, base, mdl);
        call!(MmBuildMdlForNonPagedPool, mdl);
        call!(IoBuildPartialMdl, mdl, mdl, base.wrapping_add(4), 5);
        call!(IoFreeMdl, mdl);
    });
    assert_eq!(broken, [Rule::ObjectMisused; 3]);
}

#[test]
fn mdl_that_is_left_is_reported() {
    let broken = broken_by(|| {
        let mut memory = [0_u8; 8];
        call!(IoAllocateMdl, memory.as_mut_ptr(), 8, 0, 0, null_mut());
    });
    assert_eq!(broken, [Rule::LeakedPool]);
}
