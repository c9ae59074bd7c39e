//! Programs that measure the host, for `cargo xtask bench`.
#![cfg(any(not(windows), hosted))]

mod echoes;
#[cfg(feature = "beside")]
pub mod race;

pub use echoes::Echoes;
