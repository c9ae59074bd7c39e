//! Framework devices: what a driver sets before it creates one, and the device itself.

use super::attributes::Attributes;
use super::lock::{Lock, LockKind};
use super::object::Body;
use super::queue::{LEVEL_INHERIT, LEVEL_PASSIVE, SCOPE_DEVICE, SCOPE_INHERIT, SCOPE_QUEUE};
use super::request::RequestKind;
use crate::abi::_WDF_REQUEST_TYPE as Type;
use crate::abi::{
    GUID, NTSTATUS, STATUS_INVALID_DEVICE_REQUEST, STATUS_INVALID_DEVICE_STATE,
    STATUS_INVALID_PARAMETER, STATUS_WDF_BUSY, WDF_FILEOBJECT_CONFIG, WDF_PNPPOWER_EVENT_CALLBACKS,
};
use crate::handle::Handle;
use crate::machine::{Inner, State};
use crate::rules::Rule;

/// The settings that a `WDFDEVICE_INIT` collects.
#[derive(Debug, Default)]
pub(crate) struct DeviceInit {
    /// The index of the device node that is being added.
    pub(crate) node: usize,
    pub(crate) callbacks: WDF_PNPPOWER_EVENT_CALLBACKS,
    pub(crate) file_config: Option<(WDF_FILEOBJECT_CONFIG, Attributes)>,
    pub(crate) request_attributes: Attributes,
    pub(crate) exclusive: bool,
}

/// A device interface that a driver registered.
#[derive(Debug, Clone)]
pub(crate) struct Interface {
    pub(crate) class: GUID,
    /// The reference string, unless it is empty.
    pub(crate) reference: Option<String>,
    pub(crate) link: String,
    pub(crate) enabled: bool,
}

/// A framework device.
#[expect(clippy::struct_excessive_bools, reason = "independent facts, as the framework keeps them")]
pub(crate) struct Device {
    /// The index of its device node.
    pub(crate) node: usize,
    pub(crate) callbacks: WDF_PNPPOWER_EVENT_CALLBACKS,
    pub(crate) file_config: Option<(WDF_FILEOBJECT_CONFIG, Attributes)>,
    pub(crate) request_attributes: Attributes,
    pub(crate) exclusive: bool,
    pub(crate) lock: Lock,
    /// The synchronization scope that its queues inherit.
    pub(crate) scope: i32,
    /// Whether callbacks run under the device's callback lock.
    pub(crate) synchronized: bool,
    /// Whether its queues inherit the passive execution level.
    pub(crate) passive: bool,
    /// The default parent of its queues.
    pub(crate) io_package: Handle,
    pub(crate) default_queue: Option<Handle>,
    /// The request types and the queues to which `WdfDeviceConfigureRequestDispatching` sends them.
    pub(crate) routes: Vec<(i32, Handle)>,
    pub(crate) queues: Vec<Handle>,
    pub(crate) interfaces: Vec<Interface>,
    /// Whether `EvtDriverDeviceAdd` has returned.
    pub(crate) started: bool,
    pub(crate) in_d0: bool,
}

impl State {
    /// `WdfDeviceCreate`, after the pointers were checked.
    pub(crate) fn create_device_object(
        &mut self,
        driver: Handle,
        init: Handle,
        attributes: &Attributes,
    ) -> Result<Handle, NTSTATUS> {
        let service = self.objects.get(driver).map_or(0, |object| object.driver);
        let taken = self.device_init(init).ok_or(STATUS_INVALID_DEVICE_STATE)?;
        let scope = attributes.scope_or_inherit();
        let passive = match attributes.level_or_inherit() {
            LEVEL_INHERIT => false,
            level => level == LEVEL_PASSIVE,
        };
        check_file_scope(taken, scope, passive)?;
        let taken = std::mem::take(taken);
        let node = taken.node;
        let device = Device {
            node,
            callbacks: taken.callbacks,
            file_config: taken.file_config,
            request_attributes: taken.request_attributes,
            exclusive: taken.exclusive,
            lock: Lock::new(if passive { LockKind::Mutex } else { LockKind::Spin }),
            scope,
            synchronized: scope == SCOPE_DEVICE || scope == SCOPE_QUEUE,
            passive,
            io_package: Handle::NULL,
            default_queue: None,
            routes: Vec::new(),
            queues: Vec::new(),
            interfaces: Vec::new(),
            started: false,
            in_d0: false,
        };
        let device =
            self.create(service, Some(driver), attributes, Body::Device(Box::new(device)))?;
        let io_package =
            self.create(service, Some(device), &Attributes::default(), Body::IoPackage)?;
        if let Some(device) = self.device(device) {
            device.io_package = io_package;
        }
        if let Some(node) = self.nodes.get_mut(node) {
            node.device = Some(device);
        }
        Ok(device)
    }

    /// `WdfDeviceConfigureRequestDispatching`, with its checks in the framework's order (KMDF
    /// behaviour, "Routing request types").
    pub(crate) fn route(
        &mut self,
        device: Handle,
        queue: Handle,
        request_type: i32,
    ) -> Result<(), NTSTATUS> {
        let routable = [
            Type::WdfRequestTypeCreate,
            Type::WdfRequestTypeRead,
            Type::WdfRequestTypeWrite,
            Type::WdfRequestTypeDeviceControl,
            Type::WdfRequestTypeDeviceControlInternal,
        ];
        if !routable.contains(&request_type) {
            return Err(STATUS_INVALID_PARAMETER);
        }
        if self.device(device).is_some_and(|device| device.started) {
            return Err(STATUS_INVALID_DEVICE_STATE);
        }
        let config = self.queue(queue).filter(|q| q.device == device).map(|q| q.config);
        let config = config.ok_or(STATUS_INVALID_DEVICE_REQUEST)?;
        let handler = config.io_default.is_some()
            || match request_type {
                Type::WdfRequestTypeRead => config.io_read.is_some(),
                Type::WdfRequestTypeWrite => config.io_write.is_some(),
                Type::WdfRequestTypeDeviceControl => config.io_device_control.is_some(),
                Type::WdfRequestTypeCreate => false,
                _ => config.io_internal_control.is_some(),
            };
        let suitable = handler || config.is_manual();
        if config.default || !suitable {
            return Err(STATUS_INVALID_DEVICE_REQUEST);
        }
        let record = self.device(device).ok_or(STATUS_INVALID_DEVICE_REQUEST)?;
        if record.routes.iter().any(|(routed, _)| *routed == request_type) {
            return Err(STATUS_WDF_BUSY);
        }
        record.routes.push((request_type, queue));
        Ok(())
    }

    /// The queue that receives a device's requests of a kind.
    pub(crate) fn queue_for(&mut self, device: Handle, kind: RequestKind) -> Option<Handle> {
        let request_type = match kind {
            RequestKind::Create => Type::WdfRequestTypeCreate,
            RequestKind::Read => Type::WdfRequestTypeRead,
            RequestKind::Write => Type::WdfRequestTypeWrite,
            RequestKind::DeviceControl(_) => Type::WdfRequestTypeDeviceControl,
        };
        let device = self.device(device)?;
        let routed = device.routes.iter().find(|(routed, _)| *routed == request_type);
        let default = device.default_queue.filter(|_| kind != RequestKind::Create);
        routed.map(|(_, queue)| *queue).or(default)
    }

    /// The symbolic links of the enabled interfaces of a class.
    pub(crate) fn enabled_interfaces(&mut self, class: &GUID) -> Vec<String> {
        let devices: Vec<Handle> = self.nodes.iter().filter_map(|node| node.device).collect();
        devices.into_iter().flat_map(|device| self.interfaces_of(device, class)).collect()
    }

    /// The symbolic links of a device's enabled interfaces of a class.
    pub(crate) fn interfaces_of(&mut self, device: Handle, class: &GUID) -> Vec<String> {
        let Some(device) = self.device(device) else { return Vec::new() };
        let enabled = device.interfaces.iter().filter(|i| i.enabled && i.class == *class);
        enabled.map(|interface| interface.link.clone()).collect()
    }
}

impl Inner {
    /// Reports a question for a file object of a device that has none.
    pub(crate) fn check_file_objects(&self, call: &str, request: Handle) {
        let missing = self.with(|state| {
            let device = state.request(request)?.device;
            let asked = state.device(device)?.file_config.is_some();
            (!asked).then(|| state.name(request))
        });
        if let Some(request) = missing {
            let detail = "the device has no file objects, expected a call of \
                          WdfDeviceInitSetFileObjectConfig before WdfDeviceCreate";
            self.violation(Rule::FileObjectsNotConfigured, request, call, detail.into());
        }
    }
}

/// Rejects file-object attributes with a synchronization scope that file callbacks cannot have
/// (KMDF behaviour, "Locks around file callbacks").
fn check_file_scope(init: &DeviceInit, device_scope: i32, passive: bool) -> Result<(), NTSTATUS> {
    let Some((_, attributes)) = &init.file_config else { return Ok(()) };
    if !attributes.given {
        return Ok(());
    }
    let scope = match attributes.scope {
        SCOPE_INHERIT => device_scope,
        scope => scope,
    };
    if scope == SCOPE_QUEUE || (scope == SCOPE_DEVICE && !passive) {
        return Err(STATUS_INVALID_DEVICE_REQUEST);
    }
    Ok(())
}
