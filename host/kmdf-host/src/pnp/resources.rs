//! The lists of resources that a driver gets: the same two, empty ones for each device.

use crate::handle::Handle;

/// The list of resources as the bus names them. No object has such a handle.
pub(crate) const RAW_RESOURCES: Handle = Handle(8);

/// The list of resources as the processor names them.
pub(crate) const TRANSLATED_RESOURCES: Handle = Handle(24);
