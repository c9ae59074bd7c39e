//! Memory whose address drivers get: single blocks, counted strings, the pool and special pool; freed
//! memory, and the contents of memory as words.

pub(crate) mod block;
pub(crate) mod counted_string;
pub(crate) mod freed;
pub(crate) mod origin;
pub(crate) mod pool;
pub(crate) mod purpose;
pub(crate) mod special_pool;
pub(crate) mod transfer;
pub(crate) mod words;
