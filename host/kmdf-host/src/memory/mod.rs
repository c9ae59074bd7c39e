//! Memory whose address drivers get: single blocks, counted strings, and the pool.

pub(crate) mod block;
pub(crate) mod counted_string;
pub(crate) mod freed;
pub(crate) mod pool;
