//! DPCs and collections.

use std::ptr::null_mut;
use std::sync::Arc;

use wdk_sys::{NTSTATUS, WDF_DPC_CONFIG, WDFDPC};

use super::attributes::{Attributes, attributes, size_of_c};
use super::entry;
use super::handles::{Collection, Dpc, Object, created, ddi};
use super::state::{lock, state};

impl Dpc {
    pub fn create(
        parent: Object,
        serialized: bool,
        work: impl Fn(Dpc) + Send + Sync + 'static,
    ) -> Result<Self, NTSTATUS> {
        let mut config = WDF_DPC_CONFIG {
            Size: size_of_c::<WDF_DPC_CONFIG>(),
            EvtDpcFunc: Some(entry::dpc),
            AutomaticSerialization: u8::from(serialized),
        };
        let mut handle: WDFDPC = null_mut();
        let mut attributes = attributes().parent(parent).watched();
        let status = ddi!(WdfDpcCreate, &raw mut config, attributes.pointer(), &raw mut handle);
        if status >= 0 {
            lock(&state().dpcs).insert(handle.addr(), Arc::new(work));
        }
        created(status, Self(handle))
    }

    pub fn enqueue(self) -> bool {
        ddi!(WdfDpcEnqueue, self.0) != 0
    }

    pub fn cancel(self, wait: bool) -> bool {
        ddi!(WdfDpcCancel, self.0, u8::from(wait)) != 0
    }
}

impl Collection {
    pub fn create(mut attributes: Attributes) -> Result<Self, NTSTATUS> {
        let mut handle = null_mut();
        let status = ddi!(WdfCollectionCreate, attributes.pointer(), &raw mut handle);
        created(status, Self(handle))
    }

    pub fn add(self, object: Object) -> NTSTATUS {
        ddi!(WdfCollectionAdd, self.0, object.0)
    }

    pub fn remove(self, object: Object) {
        ddi!(WdfCollectionRemove, self.0, object.0);
    }

    pub fn remove_index(self, index: u32) {
        ddi!(WdfCollectionRemoveItem, self.0, index);
    }

    pub fn count(self) -> u32 {
        ddi!(WdfCollectionGetCount, self.0)
    }

    /// The entries, by their indexes.
    pub fn items(self) -> Vec<Object> {
        (0..self.count()).map(|index| Object(ddi!(WdfCollectionGetItem, self.0, index))).collect()
    }
}
