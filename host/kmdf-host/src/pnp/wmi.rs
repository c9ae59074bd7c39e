//! Requests of WMI to a device: what a program that monitors the machine asks of the drivers.
//!
//! Source of the statuses: KMDF behaviour, "WMI requests".

use std::sync::Arc;

use super::node::DeviceNode;
use crate::abi::{
    GUID, NT_SUCCESS, NTSTATUS, STATUS_BUFFER_TOO_SMALL, STATUS_INSUFFICIENT_RESOURCES,
    STATUS_INVALID_DEVICE_REQUEST, STATUS_INVALID_PARAMETER, STATUS_PENDING, STATUS_UNSUCCESSFUL,
    STATUS_WMI_READ_ONLY,
};
use crate::footprint::{Resource, look};
use crate::framework::wmi::Answers;
use crate::handle::Handle;
use crate::machine::{Inner, State};
use crate::memory::block::Block;
use crate::names::Argument;
use crate::upcall;

/// A buffer for a callback, and the place for the number of bytes that the callback uses.
struct Buffers {
    data: Block,
    used: Block,
}

impl Buffers {
    fn new(inner: &Inner, data: &[u8], room: usize) -> Result<Self, NTSTATUS> {
        let (data_block, used) = inner.with(|state| {
            (state.new_block(room.max(data.len())), state.new_block(size_of::<u32>()))
        });
        let mut block = data_block.ok_or(STATUS_INSUFFICIENT_RESOURCES)?;
        block.fill_from(data);
        Ok(Self { data: block, used: used.ok_or(STATUS_INSUFFICIENT_RESOURCES)? })
    }

    /// What the driver has put there.
    fn result(&self, status: NTSTATUS, room: usize) -> Result<Vec<u8>, NTSTATUS> {
        look(Resource::DRIVER_MEMORY);
        if !NT_SUCCESS(status) {
            return Err(status);
        }
        let used = self.used.bytes().first_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes));
        let used = used as usize;
        if used > room { Err(STATUS_UNSUCCESSFUL) } else { Ok(self.data.bytes()[..used].to_vec()) }
    }
}

/// The status of a callback: a request of WMI cannot wait.
const fn ended(status: NTSTATUS) -> NTSTATUS {
    if status == STATUS_PENDING { STATUS_UNSUCCESSFUL } else { status }
}

fn length_of(data: &[u8]) -> u32 {
    u32::try_from(data.len()).unwrap_or(u32::MAX)
}

impl DeviceNode {
    /// The data of the instance `index` of a WMI class, at most `room` bytes
    /// (`IRP_MN_QUERY_SINGLE_INSTANCE`).
    ///
    /// # Errors
    /// The status of the driver, or of the framework: for a class or an instance that is not there, or
    /// that answers no queries.
    pub fn wmi_query(&self, class: &GUID, index: usize, room: usize) -> Result<Vec<u8>, NTSTATUS> {
        self.wmi(class, index, |inner, instance, answers, _| {
            if answers.uses_context {
                look(Resource::DRIVER_MEMORY);
                let data = inner.with(|state| state.wmi_context(instance));
                return if data.len() > room { Err(STATUS_BUFFER_TOO_SMALL) } else { Ok(data) };
            }
            let Some(query) = answers.query else {
                let executes = answers.execute.is_some();
                return if executes { Ok(Vec::new()) } else { Err(STATUS_INVALID_DEVICE_REQUEST) };
            };
            let buffers = Buffers::new(inner, &[], room)?;
            let (buffer, used) = (buffers.data.address(), buffers.used.address());
            let size = u32::try_from(room).unwrap_or(u32::MAX);
            let status = inner.upcall(
                instance,
                "EvtWmiInstanceQueryInstance",
                |state| [state.name(instance).into(), Argument::Size(room)],
                || upcall::wmi_query(query, instance, size, buffer, used),
            );
            buffers.result(ended(status), room)
        })
    }

    /// Sets the data of the instance `index` of a WMI class (`IRP_MN_CHANGE_SINGLE_INSTANCE`).
    ///
    /// # Errors
    /// As for [`DeviceNode::wmi_query`].
    pub fn wmi_set(&self, class: &GUID, index: usize, data: &[u8]) -> Result<(), NTSTATUS> {
        self.wmi(class, index, |inner, instance, answers, least| {
            let set = answers.set.ok_or(STATUS_WMI_READ_ONLY)?;
            if data.len() < least as usize {
                return Err(STATUS_BUFFER_TOO_SMALL);
            }
            let buffers = Buffers::new(inner, data, 0)?;
            let buffer = buffers.data.address();
            let status = inner.upcall(
                instance,
                "EvtWmiInstanceSetInstance",
                |state| [state.name(instance).into(), Argument::Size(data.len())],
                || upcall::wmi_set(set, instance, length_of(data), buffer),
            );
            buffers.result(ended(status), 0).map(drop)
        })
    }

    /// Sets one item of the instance `index` of a WMI class (`IRP_MN_CHANGE_SINGLE_ITEM`).
    ///
    /// # Errors
    /// As for [`DeviceNode::wmi_query`].
    pub fn wmi_set_item(
        &self,
        class: &GUID,
        index: usize,
        item: u32,
        data: &[u8],
    ) -> Result<(), NTSTATUS> {
        self.wmi(class, index, |inner, instance, answers, _| {
            let set = answers.set_item.ok_or(STATUS_WMI_READ_ONLY)?;
            let buffers = Buffers::new(inner, data, 0)?;
            let buffer = buffers.data.address();
            let status = inner.upcall(
                instance,
                "EvtWmiInstanceSetItem",
                |state| [state.name(instance).into(), Argument::Size(data.len())],
                || upcall::wmi_set_item(set, instance, item, length_of(data), buffer),
            );
            buffers.result(ended(status), 0).map(drop)
        })
    }

    /// Executes a method of the instance `index` of a WMI class, whose result has at most `room` bytes
    /// (`IRP_MN_EXECUTE_METHOD`).
    ///
    /// # Errors
    /// As for [`DeviceNode::wmi_query`].
    pub fn wmi_execute(
        &self,
        class: &GUID,
        index: usize,
        method: u32,
        input: &[u8],
        room: usize,
    ) -> Result<Vec<u8>, NTSTATUS> {
        self.wmi(class, index, |inner, instance, answers, _| {
            let execute = answers.execute.ok_or(STATUS_INVALID_DEVICE_REQUEST)?;
            let buffers = Buffers::new(inner, input, room)?;
            let (buffer, used) = (buffers.data.address(), buffers.used.address());
            let (length, size) = (length_of(input), u32::try_from(room).unwrap_or(u32::MAX));
            let status = inner.upcall(
                instance,
                "EvtWmiInstanceExecuteMethod",
                |state| [state.name(instance).into(), Argument::Size(input.len())],
                || upcall::wmi_execute(execute, instance, method, length, size, buffer, used),
            );
            buffers.result(ended(status), room)
        })
    }

    /// Enables or disables the events (1) or the collection of data (2) of a WMI class: a
    /// `WDF_WMI_PROVIDER_CONTROL`.
    ///
    /// # Errors
    /// As for [`DeviceNode::wmi_query`].
    pub fn wmi_enable(&self, class: &GUID, control: i32, enable: bool) -> Result<(), NTSTATUS> {
        self.inner.as_application(0, || {
            let inner = &self.inner;
            let (provider, callback) = inner.with(|state| {
                let provider = state.reachable_provider(self.index, class)?;
                let record = state.wmi_provider(provider).ok_or(STATUS_INVALID_PARAMETER)?;
                record.enabled(control).ok_or(STATUS_INVALID_PARAMETER)?;
                Ok::<_, NTSTATUS>((provider, record.control))
            })?;
            if let Some(callback) = callback {
                let call = || upcall::wmi_control(callback, provider, control, enable.into());
                let status = inner.upcall(
                    provider,
                    "EvtWmiProviderFunctionControl",
                    |state| state.name(provider),
                    call,
                );
                if !NT_SUCCESS(ended(status)) {
                    return Err(ended(status));
                }
            }
            inner.with(|state| {
                let record = state.wmi_provider(provider);
                if let Some(enabled) = record.and_then(|record| record.enabled(control)) {
                    *enabled = enable;
                }
            });
            Ok(())
        })
    }

    /// The events of a WMI class that the driver has fired, oldest first: the index of the instance, and
    /// the data.
    #[must_use]
    pub fn wmi_events(&self, class: &GUID) -> Vec<(usize, Vec<u8>)> {
        self.inner.with(|state| state.wmi_events(self.index, class))
    }

    /// Carries out a request for an instance.
    fn wmi<R>(
        &self,
        class: &GUID,
        index: usize,
        work: impl FnOnce(&Arc<Inner>, Handle, &Answers, u32) -> Result<R, NTSTATUS>,
    ) -> Result<R, NTSTATUS> {
        self.inner.as_application(0, || {
            let found = |state: &mut State| state.reachable_instance(self.index, class, index);
            let (instance, answers, least) = self.inner.with(found)?;
            work(&self.inner, instance, &answers, least)
        })
    }
}
