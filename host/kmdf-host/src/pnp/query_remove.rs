//! Who refuses an orderly removal: the driver, or a process that has the device open.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::status::NodeStatus;
use crate::abi::{NT_SUCCESS, NTSTATUS, STATUS_INVALID_DEVICE_STATE};
use crate::error::{Error, OpenHandles};
use crate::handle::Handle;
use crate::machine::{Inner, State};
use crate::trace::{EventKind, Pnp};

impl State {
    /// The processes that have a device open, and their handles. An open or a close that is under
    /// way counts as a handle.
    fn open_handles(&self, node: usize) -> Vec<OpenHandles> {
        let mut handles = BTreeMap::new();
        for file in
            self.files.iter().filter(|file| file.node == Some(node) && file.stage.is_in_use())
        {
            *handles.entry(file.process).or_default() += 1;
        }
        handles.into_iter().map(|(process, handles)| OpenHandles { process, handles }).collect()
    }
}

impl Inner {
    /// The status with which the framework refuses to stop or remove a device without asking the
    /// driver, which has forbidden it (`WdfDeviceSetStaticStopRemove`).
    pub(super) fn static_veto(&self, device: Handle) -> Option<NTSTATUS> {
        let stops = |state: &mut State| Some(state.device(device)?.traits.static_stops);
        self.with(stops).filter(|stops| *stops > 0).map(|_| STATUS_INVALID_DEVICE_STATE)
    }

    /// Asks the driver, then looks for open handles. If nothing refuses, the device is closed to
    /// opens.
    pub(super) fn query_remove(
        self: &Arc<Self>,
        node: usize,
        request: &'static str,
    ) -> Result<(), Error> {
        // A device that has failed agrees without asking the driver.
        if self.with(|state| state.nodes[node].status) == NodeStatus::Started {
            for level in self.levels(node).into_iter().rev() {
                let Some((device, callbacks)) = self.device_at(level) else { continue };
                let callback = "EvtDeviceQueryRemove";
                let status = match self.static_veto(device) {
                    Some(status) => status,
                    None => self.device_callback(device, callback, callbacks.EvtDeviceQueryRemove),
                };
                if !NT_SUCCESS(status) {
                    let device = self.instance_id(node);
                    return Err(Error::Refused { device, request, callback, status });
                }
            }
        }
        let handles = self.with(|state| {
            let handles = state.open_handles(node);
            state.nodes[node].closed_to_opens = handles.is_empty();
            handles
        });
        if handles.is_empty() {
            return Ok(());
        }
        let device = self.instance_id(node);
        self.trace(|| {
            let (device, handles) = (device.as_str().into(), handles.as_slice().into());
            EventKind::Pnp(Pnp::OutstandingOpen { device, handles })
        });
        Err(Error::OutstandingOpen { device, request, handles })
    }
}
