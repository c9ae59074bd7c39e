//! Framework devices: what a driver sets before it creates one, and the device itself.

use super::attributes::Attributes;
use super::control::Control;
use super::lock::{Lock, LockKind};
use super::object::Body;
use super::query_interface::Offered;
use super::queue::{LEVEL_INHERIT, LEVEL_PASSIVE, SCOPE_DEVICE, SCOPE_INHERIT, SCOPE_QUEUE};
use super::request::RequestKind;
use super::traits::Traits;
use super::wmi::Wmi;
use crate::abi::{_WDF_REQUEST_TYPE as Type, _WDF_TRI_STATE as TriState};
use crate::abi::{
    GUID, NTSTATUS, STATUS_INVALID_DEVICE_REQUEST, STATUS_INVALID_DEVICE_STATE,
    STATUS_INVALID_PARAMETER, STATUS_OBJECT_NAME_COLLISION, STATUS_WDF_BUSY, WDF_DEVICE_STATE,
    WDF_FILEOBJECT_CONFIG, WDF_PNPPOWER_EVENT_CALLBACKS, WDFDEVICE, WDFREQUEST,
};
use crate::footprint::Part;
use crate::handle::Handle;
use crate::machine::{Inner, State};
use crate::memory::block::Block;
use crate::pnp::{Node, Powering};
use crate::rules::Rule;

/// A driver's `EvtIoInCallerContext`.
pub(crate) type InCallerContext = unsafe extern "C" fn(WDFDEVICE, WDFREQUEST);

/// The settings that a `WDFDEVICE_INIT` collects.
#[derive(Debug, Default)]
pub(crate) struct DeviceInit {
    /// The index of the device node that is being added; `None` for a control device.
    pub(crate) node: Option<usize>,
    /// The driver's place in the node's stack, from 0 for the lowest.
    pub(crate) level: usize,
    /// Whether the driver is a filter (`WdfFdoInitSetFilter`).
    pub(crate) is_filter: bool,
    /// Set for a control device.
    pub(crate) control: Option<Control>,
    pub(crate) callbacks: WDF_PNPPOWER_EVENT_CALLBACKS,
    pub(crate) file_config: Option<(WDF_FILEOBJECT_CONFIG, Attributes)>,
    pub(crate) request_attributes: Attributes,
    pub(crate) exclusive: bool,
    /// `EvtIoInCallerContext`.
    pub(crate) in_caller_context: Option<InCallerContext>,
    pub(crate) traits: Traits,
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

impl Interface {
    /// The name of the file that a path opens, if the path begins with the interface's link. A
    /// reference string is part of the name, with a backslash before it.
    pub(crate) fn file_name(&self, path: &str) -> Option<String> {
        let (link, rest) = path.split_at_checked(self.link.len())?;
        let is_of_device = rest.is_empty() || rest.starts_with('\\');
        let reference = self.reference.as_ref().map_or(String::new(), |text| format!("\\{text}"));
        (is_of_device && link.eq_ignore_ascii_case(&self.link)).then(|| reference + rest)
    }
}

/// A framework device.
#[expect(clippy::struct_excessive_bools, reason = "independent facts, as the framework keeps them")]
pub(crate) struct Device {
    /// The index of its device node; `None` for a control device.
    pub(crate) node: Option<usize>,
    /// Whether its driver is a filter: passes on what it has no handler for.
    pub(crate) is_filter: bool,
    /// The device below in the stack, to which its driver sends requests.
    pub(crate) below: Option<Handle>,
    /// Set for a control device.
    pub(crate) control: Option<Control>,
    pub(crate) traits: Traits,
    /// The symbolic link, without its directory.
    pub(crate) link: Option<String>,
    /// The `DEVICE_OBJECT`, once the driver has asked for it.
    pub(crate) wdm_object: Option<Block>,
    /// Its default I/O target, once the driver has asked for it.
    pub(crate) target: Option<Handle>,
    /// Its self target, once the driver has asked for it.
    pub(crate) self_target: Option<Handle>,
    pub(crate) callbacks: WDF_PNPPOWER_EVENT_CALLBACKS,
    pub(crate) file_config: Option<(WDF_FILEOBJECT_CONFIG, Attributes)>,
    pub(crate) request_attributes: Attributes,
    pub(crate) exclusive: bool,
    /// `EvtIoInCallerContext`.
    pub(crate) in_caller_context: Option<InCallerContext>,
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
    /// Whether `EvtDriverDeviceAdd` has returned, or `WdfControlFinishInitializing` was called.
    pub(crate) started: bool,
    pub(crate) in_d0: bool,
    /// How far it is on its way into or out of D0.
    pub(crate) powering: Part<Powering>,
    /// Whether it is between `EvtDevicePrepareHardware` and its stop: it is in D0 or comes back to D0.
    pub(crate) power_started: bool,
    /// How many `WdfDeviceStopIdle` keep it in D0.
    pub(crate) idle_stops: u32,
    /// Whether its driver decides when it is idle; `None` before `WdfDeviceAssignS0IdleSettings`.
    pub(crate) driver_managed_idle: Option<bool>,
    /// The `POWER_ACTION` of the system that is under way.
    pub(crate) system_power_action: u64,
    /// What the driver tells the `PnP` manager about the device.
    pub(crate) pnp_state: WDF_DEVICE_STATE,
    /// Whether `WdfDeviceAssignMofResourceName` was called.
    pub(crate) has_mof: bool,
    /// Its WMI providers, and how far its registration with WMI has come.
    pub(crate) wmi: Wmi,
    /// The interfaces that its driver offers to others, oldest first.
    pub(crate) offered: Vec<Offered>,
}

/// A state in which the driver has decided nothing.
fn default_state() -> WDF_DEVICE_STATE {
    let default = TriState::WdfUseDefault;
    WDF_DEVICE_STATE {
        Disabled: default,
        DontDisplayInUI: default,
        Failed: default,
        NotDisableable: default,
        Removed: default,
        ResourcesChanged: default,
        AssignedToGuest: default,
        ..WDF_DEVICE_STATE::default()
    }
}

impl Device {
    /// Whether the device owns the power policy of its stack, as a function driver's device does
    /// unless the driver says otherwise (KMDF behaviour, "Power policy owner").
    pub(crate) fn owns_power_policy(&self) -> bool {
        self.node.is_some() && self.traits.policy_owner.unwrap_or(!self.is_filter)
    }

    /// Whether the framework passes creates without a handler, and every cleanup and close, on to the
    /// device below (`AutoForwardCleanupClose`).
    pub(crate) fn forwards_cleanup(&self) -> bool {
        match self.file_config.map(|(config, _)| config.AutoForwardCleanupClose) {
            Some(TriState::WdfTrue) => true,
            Some(TriState::WdfFalse) => false,
            _ => self.is_filter,
        }
    }
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
        let name = taken.traits.checked_name(taken.control.is_some())?.map(str::to_string);
        if name.is_some_and(|name| self.is_device_name(&name)) {
            return Err(STATUS_OBJECT_NAME_COLLISION);
        }
        let taken = std::mem::take(self.device_init(init).ok_or(STATUS_INVALID_DEVICE_STATE)?);
        let (node, level, is_control) = (taken.node, taken.level, taken.control.is_some());
        let record = node.and_then(|node| self.nodes.get(node));
        let below = record.and_then(|node| node.devices().next_back());
        let mut traits = taken.traits;
        // A filter has the I/O type of the device below.
        let of_below = below.filter(|_| taken.is_filter).and_then(|below| self.device(below));
        traits.io_type = of_below.map_or(traits.io_type, |below| below.traits.io_type);
        let device = Device {
            node,
            is_filter: taken.is_filter,
            below,
            control: taken.control,
            traits,
            link: None,
            wdm_object: None,
            target: None,
            self_target: None,
            callbacks: taken.callbacks,
            file_config: taken.file_config,
            request_attributes: taken.request_attributes,
            exclusive: taken.exclusive,
            in_caller_context: taken.in_caller_context,
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
            powering: Part::default(),
            power_started: false,
            idle_stops: 0,
            driver_managed_idle: None,
            system_power_action: 0,
            pnp_state: default_state(),
            has_mof: false,
            wmi: Wmi::default(),
            offered: Vec::new(),
        };
        let device =
            self.create(service, Some(driver), attributes, Body::Device(Box::new(device)))?;
        let io_package =
            self.create(service, Some(device), &Attributes::default(), Body::IoPackage)?;
        if let Some(device) = self.device(device) {
            device.io_package = io_package;
        }
        let record = node.and_then(|node| self.nodes.get_mut(node));
        if let Some(stacked) = record.and_then(|node| node.stack.get_mut(level)) {
            stacked.device = Some(device);
        }
        if is_control {
            self.control_devices.push(device);
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
            RequestKind::InternalControl(_) => Type::WdfRequestTypeDeviceControlInternal,
        };
        let device = self.device(device)?;
        let routed = device.routes.iter().find(|(routed, _)| *routed == request_type);
        let default = device.default_queue.filter(|_| kind != RequestKind::Create);
        routed.map(|(_, queue)| *queue).or(default)
    }

    /// The device that takes a request of a kind which arrives at `device`, and the queue there: a
    /// filter without a handler passes the request on (KMDF behaviour,
    /// "Requests that a filter does not handle").
    fn taker(&mut self, device: Handle, kind: RequestKind) -> Option<(Handle, Option<Handle>)> {
        let mut device = device;
        loop {
            let queue = self.queue_for(device, kind);
            let record = self.device(device)?;
            let (sees_all, below) = (record.in_caller_context.is_some(), record.below);
            if !record.is_filter {
                return Some((device, queue));
            }
            let takes = queue.is_some_and(|queue| self.takes_on_filter(device, queue, kind));
            if takes || sees_all {
                return Some((device, queue));
            }
            device = below?;
        }
    }

    /// Whether a queue of a filter takes the requests of a kind: only the default queue may lack a
    /// handler.
    pub(super) fn takes_on_filter(
        &mut self,
        device: Handle,
        queue: Handle,
        kind: RequestKind,
    ) -> bool {
        let default = self.device(device).and_then(|device| device.default_queue);
        let config = self.queue(queue).map(|queue| queue.config);
        default != Some(queue) || config.is_some_and(|config| config.takes(kind))
    }

    /// Lets a read, a write or a control code arrive at a device: creates the request of the driver that
    /// takes it. Returns the request and the queue for it.
    pub(crate) fn receive(
        &mut self,
        device: Handle,
        file: Option<usize>,
        kind: RequestKind,
        buffer: Block,
        lengths: (usize, usize),
    ) -> Result<(Handle, Option<Handle>), NTSTATUS> {
        let (device, queue) = self.taker(device, kind).ok_or(STATUS_INVALID_DEVICE_REQUEST)?;
        let method = self.method_of(device, kind);
        let record = self.device(device).ok_or(STATUS_INVALID_DEVICE_REQUEST)?;
        let attributes = record.request_attributes;
        let service = self.objects.get(device).map_or(0, |object| object.driver);
        let request = self.new_request(service, &attributes, kind, buffer, lengths)?;
        let object = file.and_then(|file| Some(self.files.get(file)?.object_of(device)));
        if let Some(record) = self.request(request) {
            record.device = device;
            record.file = file;
            record.file_object = object.unwrap_or(Handle::NULL);
            record.method = method;
        }
        Ok((request, queue))
    }

    /// Enables or disables the interfaces of a device that are meant, and announces the changes.
    pub(crate) fn switch_interfaces(
        &mut self,
        device: Handle,
        enabled: bool,
        is_meant: impl Fn(&Interface) -> bool,
    ) {
        let Some(record) = self.device(device) else { return };
        let mut changed = Vec::new();
        for interface in record.interfaces.iter_mut().filter(|interface| is_meant(interface)) {
            if std::mem::replace(&mut interface.enabled, enabled) != enabled {
                changed.push((interface.class, interface.link.clone()));
            }
        }
        for (class, link) in changed {
            self.announce_interface(class, &link, enabled);
        }
    }

    /// The symbolic links of the enabled interfaces of a class.
    pub(crate) fn enabled_interfaces(&mut self, class: &GUID) -> Vec<String> {
        let devices: Vec<Handle> = self.nodes.iter().flat_map(Node::devices).collect();
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
