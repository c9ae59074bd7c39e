//! Memory whose address drivers get: single blocks, counted strings, and the pool; freed memory, and
//! the contents of memory as words.

pub(crate) mod block;
pub(crate) mod counted_string;
pub(crate) mod freed;
pub(crate) mod pool;
pub(crate) mod words;
