//! Copies between the host's buffers and memory that a driver named by its address.

/// The bytes that a driver has at an address.
pub(crate) fn read(address: usize, length: usize) -> Vec<u8> {
    if length == 0 {
        return Vec::new();
    }
    let from: *const u8 = std::ptr::with_exposed_provenance(address);
    // SAFETY: the driver named the memory in a call, and guarantees that it has this length.
    unsafe { std::slice::from_raw_parts(from, length) }.to_vec()
}

/// Writes bytes to memory of a driver.
pub(crate) fn write(address: usize, bytes: &[u8]) {
    if bytes.is_empty() {
        return;
    }
    let to: *mut u8 = std::ptr::with_exposed_provenance_mut(address);
    // SAFETY: the driver named the memory in a call, and keeps it until the request has come back.
    unsafe { std::ptr::copy(bytes.as_ptr(), to, bytes.len()) };
}
