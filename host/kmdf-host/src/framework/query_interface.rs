//! Interfaces that drivers offer and query (`IRP_MN_QUERY_INTERFACE`; KMDF behaviour, "Query interfaces").

use std::sync::Arc;

use crate::abi::{
    GUID, NT_SUCCESS, NTSTATUS, PFN_WDF_DEVICE_PROCESS_QUERY_INTERFACE_REQUEST,
    STATUS_NOT_SUPPORTED, STATUS_SUCCESS,
};
use crate::handle::Handle;
use crate::machine::{Inner, State};
use crate::upcall;

/// An interface that a device offers.
#[derive(Debug, Clone)]
pub(crate) struct Offered {
    pub(crate) class: GUID,
    /// The interface; empty if the driver fills in the asker's.
    pub(crate) bytes: Vec<u8>,
    /// The size and the version that an asker may want at most.
    pub(crate) size: u16,
    pub(crate) version: u16,
    pub(crate) process: PFN_WDF_DEVICE_PROCESS_QUERY_INTERFACE_REQUEST,
}

/// A query: the class, the asker's structure by its address, and what the asker wants.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Query {
    pub(crate) class: GUID,
    pub(crate) interface: usize,
    pub(crate) size: u16,
    pub(crate) version: u16,
    pub(crate) data: usize,
}

impl Query {
    /// What of these interfaces is meant; `None` also if it offers less than is wanted.
    fn find(self, offered: &[Offered]) -> Option<&Offered> {
        let found = offered.iter().find(|offered| offered.class == self.class)?;
        (self.size >= found.size && self.version >= found.version).then_some(found)
    }
}

/// The ways to the asker's structure.
pub(crate) struct Asker<'a> {
    pub(crate) write: &'a dyn Fn(&[u8]),
    /// The routine that takes a reference, and its context.
    pub(crate) reference: &'a dyn Fn() -> (usize, usize),
}

impl Inner {
    /// Sends a query down a node's stack, from its top.
    pub(crate) fn query_interface(
        self: &Arc<Self>,
        node: usize,
        query: &Query,
        asker: &Asker<'_>,
    ) -> NTSTATUS {
        let stack: Vec<Handle> = self.with(|state| {
            let node = state.nodes.get(node);
            node.map_or(Vec::new(), |node| node.devices().rev().collect())
        });
        let mut status = STATUS_NOT_SUPPORTED;
        for device in stack {
            match self.ask_device(device, query, asker) {
                None => {}
                Some(STATUS_SUCCESS) => status = STATUS_SUCCESS,
                Some(failure) => return failure,
            }
        }
        let of_bus =
            self.with(|state| Some(query.find(&state.nodes.get(node)?.offered)?.bytes.clone()));
        if let Some(bytes) = of_bus {
            (asker.write)(&bytes);
            status = STATUS_SUCCESS;
        }
        status
    }

    /// Asks one device. `None`: the query goes on as it is.
    fn ask_device(
        self: &Arc<Self>,
        device: Handle,
        query: &Query,
        asker: &Asker<'_>,
    ) -> Option<NTSTATUS> {
        let offered = self.with(|state| query.find(&state.device(device)?.offered).cloned())?;
        if !offered.bytes.is_empty() {
            (asker.write)(&offered.bytes);
        }
        if let Some(process) = offered.process {
            let status = self.upcall(
                device,
                "EvtDeviceProcessQueryInterfaceRequest",
                |state| state.name(device),
                || {
                    upcall::process_query(
                        process,
                        device,
                        query.class,
                        (query.interface, query.data),
                    )
                },
            );
            if status == STATUS_NOT_SUPPORTED {
                return None;
            }
            if !NT_SUCCESS(status) {
                return Some(status);
            }
        }
        let (reference, context) = (asker.reference)();
        if reference != 0 {
            let name = |state: &State| state.name(device);
            self.upcall(device, "InterfaceReference", name, || {
                upcall::interface_reference(reference, context);
            });
        }
        Some(STATUS_SUCCESS)
    }
}
