//! Memory that drivers are shown by address: single blocks, counted strings, and the pool.

pub(crate) mod block;
pub(crate) mod counted_string;
pub(crate) mod pool;
