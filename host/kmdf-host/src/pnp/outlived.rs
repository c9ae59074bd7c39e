//! Locks and memory objects that outlive the device that they serve, because they have no parent.

use std::collections::BTreeMap;

use crate::framework::object::{Body, Kind, Life, Object};
use crate::handle::Handle;
use crate::machine::{Inner, State};
use crate::memory::origin::Origin;
use crate::names::ObjectName;
use crate::rules::Rule;
use crate::running;

impl State {
    /// The device that a driver's callback serves, by the object that owns the callback. In
    /// `EvtDriverDeviceAdd`, the driver.
    fn is_served(&self, owner: Handle) -> bool {
        if running::driver_function() == "EvtDriverDeviceAdd" {
            return true;
        }
        match self.objects.get(owner).map(|object| &object.body) {
            Some(Body::Request(_) | Body::File(_)) => true,
            _ => self.ancestor(owner, Kind::Device).is_some(),
        }
    }

    /// Notes that the running callback has created an object without a parent, if the object is a
    /// lock or memory and the callback serves a device.
    pub(crate) fn note_unparented(&mut self, handle: Handle) {
        let kind = self.objects.get(handle).map(Object::kind);
        if !matches!(kind, Some(Kind::SpinLock | Kind::WaitLock | Kind::Memory)) {
            return;
        }
        let served = running::owner().is_some_and(|owner| self.is_served(owner));
        if let Some(object) = self.objects.get_mut(handle).filter(|_| served) {
            object.unparented = Some(running::origin());
        }
    }

    /// The objects of a driver that [`note_unparented`](Self::note_unparented) has noted and that the
    /// driver has not deleted, by the calls that created them.
    fn unparented(&self, service: usize) -> BTreeMap<Origin, Vec<ObjectName>> {
        let mut found = BTreeMap::<_, Vec<_>>::new();
        let is_left = |object: &&Object| object.driver == service && object.life == Life::Alive;
        for object in self.objects.values().filter(is_left) {
            if let Some(origin) = object.unparented {
                found.entry(origin).or_default().push(object.name);
            }
        }
        found
    }
}

impl Inner {
    /// Reports the objects that a driver, whose devices are gone, has created for them and not
    /// deleted. One object of many devices is the driver's own: the first device that needed the
    /// object made it.
    pub(super) fn check_outlived(&self, service: usize) {
        let (found, devices) = self.with(|state| {
            let devices = state.drivers.get(service).map_or(0, |driver| driver.devices);
            (state.unparented(service), devices)
        });
        for (origin, objects) in found {
            if objects.len() == 1 && devices > 1 {
                continue;
            }
            let Some(first) = objects.first().copied() else { continue };
            let others = match objects.len() - 1 {
                0 => String::new(),
                others => format!(", as were {others} more"),
            };
            let detail = format!(
                "created by {origin}{others}, without a ParentObject and not deleted, expected the device as \
                 the parent, or WdfObjectDelete before the device is gone"
            );
            self.violation(Rule::ObjectOutlivesDevice, first, "driver unload", detail);
        }
    }
}
