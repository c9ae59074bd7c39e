//! An image in memory, as the operating system sees it. The test has its own program, because other
//! tests would map images at the addresses that it checks.
#![cfg(all(target_os = "linux", target_arch = "x86_64"))]

use std::fs;
use std::sync::{Arc, Mutex, PoisonError};

use kmdf_host_images::code::{Code, Register};
use kmdf_host_images::loading::{failure, install};
use kmdf_host_images::synthetic::{Image, RDATA, SIZE, import};

/// The protection of the page at an address, such as `r-x`; `None` if nothing is mapped there.
fn protection(address: usize) -> Option<String> {
    let maps = fs::read_to_string("/proc/self/maps").expect("the memory map of this process");
    maps.lines().find_map(|line| {
        let (range, rest) = line.split_once(' ')?;
        let (start, end) = range.split_once('-')?;
        let number = |text| usize::from_str_radix(text, 16).ok();
        (number(start)? <= address && address < number(end)?).then(|| rest[..3].to_string())
    })
}

#[test]
fn image_has_its_section_protections_until_it_is_unloaded() {
    // mov rdx, [rcx + 0x18] (DriverStart)
    let code = Code::new().enter().raw(&[0x48, 0x8B, 0x51, 0x18]);
    let print = |code: Code| code.address(Register::Rcx, RDATA + 0xC00).call(import("DbgPrint"));
    let code = print(print(code)).status(0xC000_0001).leave();
    let mut image = Image::new(&code);
    image.put(RDATA + 0xC00, b"%p\0");
    let machine = install(&image);
    let seen = Arc::new(Mutex::new((0, Vec::new())));
    let found = Arc::clone(&seen);
    machine.before_call("DbgPrint", 2, move |machine| {
        let base = usize::from_str_radix(&machine.debug_output()[0], 16).expect("an address");
        let pages = (base..base + SIZE as usize).step_by(0x1000).map(protection).collect();
        *found.lock().unwrap_or_else(PoisonError::into_inner) = (base, pages);
    });
    assert_eq!(failure(&machine).1, 0xC000_0001);
    let (base, pages) = seen.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let pages: Vec<_> = pages.iter().map(Option::as_deref).collect();
    // The headers, .text, .rdata, .data, .reloc.
    assert_eq!(pages, ["r--", "r-x", "r--", "rw-", "r--"].map(Some));
    // The driver failed and is unloaded. Another mapping, or none, is now at the address.
    let now: Vec<_> = (0..5).map(|page| protection(base + page * 0x1000)).collect();
    let now: Vec<_> = now.iter().map(Option::as_deref).collect();
    assert_ne!(now, pages, "the image at {base:#x} is still mapped");
    assert_eq!(machine.shut_down(), []);
}
