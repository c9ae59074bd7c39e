//! The requests of another process, which is killed while they are outstanding.

use crate::platform::Request;

/// The bytes of the first request.
pub const FIRST_WRITE: &[u8] = b"of the other process";
/// The number of reads behind it: too many to end before the process is killed.
const READS: usize = 200;
/// The line that a real process prints when its requests are outstanding.
#[cfg(any(test, all(windows, not(hosted))))]
pub const PENDING: &str = "pending";

/// The requests: a write, and reads.
pub fn requests() -> impl Iterator<Item = Request> {
    let reads = (0..READS).map(|_| Request::Read(100));
    [Request::Write(FIRST_WRITE.to_vec())].into_iter().chain(reads)
}
