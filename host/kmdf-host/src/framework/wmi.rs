//! WMI: the providers and the instances of a device.

use super::attributes::{Allowed, Attributes, Parent};
use super::object::{Body, Life};
use crate::abi::_WDF_WMI_PROVIDER_CONTROL as Control;
use crate::abi::_WDF_WMI_PROVIDER_FLAGS as Flags;
use crate::abi::{
    GUID, NTSTATUS, PFN_WDF_WMI_INSTANCE_EXECUTE_METHOD, PFN_WDF_WMI_INSTANCE_QUERY_INSTANCE,
    PFN_WDF_WMI_INSTANCE_SET_INSTANCE, PFN_WDF_WMI_INSTANCE_SET_ITEM,
    PFN_WDF_WMI_PROVIDER_FUNCTION_CONTROL, STATUS_BUFFER_TOO_SMALL, STATUS_INVALID_DEVICE_REQUEST,
    STATUS_INVALID_DEVICE_STATE, STATUS_INVALID_PARAMETER, STATUS_WMI_GUID_NOT_FOUND,
    STATUS_WMI_INSTANCE_NOT_FOUND, WDF_WMI_INSTANCE_CONFIG, WDF_WMI_PROVIDER_CONFIG,
};
use crate::handle::Handle;
use crate::machine::State;
use crate::running;

/// What a device has to do with WMI.
#[derive(Debug, Default)]
pub(crate) struct Wmi {
    /// Its providers, oldest first.
    providers: Vec<Handle>,
    stage: Stage,
}

/// How far the registration of a device with WMI has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Stage {
    #[default]
    Before,
    Registered,
    Deregistered,
}

impl Wmi {
    /// Lets requests reach the device, which has started.
    pub(crate) fn register(&mut self) {
        self.stage = Stage::Registered;
    }

    /// Keeps requests from the device, which is being removed.
    pub(crate) fn deregister(&mut self) {
        self.stage = Stage::Deregistered;
    }
}

/// A WMI provider: a class of data.
#[derive(Debug)]
pub(crate) struct WmiProvider {
    pub(crate) device: Handle,
    class: GUID,
    flags: i32,
    /// The least size of an instance's data, in bytes.
    pub(crate) least: u32,
    pub(crate) control: PFN_WDF_WMI_PROVIDER_FUNCTION_CONTROL,
    /// The registered instances, oldest first.
    instances: Vec<Handle>,
    /// Whether somebody has enabled the events, and the collection of data.
    enabled: [bool; 2],
    /// The events that the driver has fired: the index of the instance, and the data.
    fired: Vec<(usize, Vec<u8>)>,
}

impl WmiProvider {
    /// Whether somebody has enabled what `control` names; `None` if that is nothing.
    pub(crate) fn enabled(&mut self, control: i32) -> Option<&mut bool> {
        match control {
            Control::WdfWmiEventControl => self.enabled.first_mut(),
            Control::WdfWmiInstanceControl => self.enabled.last_mut(),
            _ => None,
        }
    }

    fn has(&self, flag: i32) -> bool {
        self.flags & flag != 0
    }
}

/// A WMI instance.
#[derive(Debug)]
pub(crate) struct WmiInstance {
    pub(crate) provider: Handle,
    pub(crate) answers: Answers,
    /// Whether the driver has registered it.
    registered: bool,
}

/// What answers the requests for an instance.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answers {
    /// Whether the framework answers queries with the bytes of the context.
    pub(crate) uses_context: bool,
    pub(crate) query: PFN_WDF_WMI_INSTANCE_QUERY_INSTANCE,
    pub(crate) set: PFN_WDF_WMI_INSTANCE_SET_INSTANCE,
    pub(crate) set_item: PFN_WDF_WMI_INSTANCE_SET_ITEM,
    pub(crate) execute: PFN_WDF_WMI_INSTANCE_EXECUTE_METHOD,
}

impl Answers {
    fn new(config: &WDF_WMI_INSTANCE_CONFIG) -> Self {
        Self {
            uses_context: config.UseContextForQuery != 0,
            query: config.EvtWmiInstanceQueryInstance,
            set: config.EvtWmiInstanceSetInstance,
            set_item: config.EvtWmiInstanceSetItem,
            execute: config.EvtWmiInstanceExecuteMethod,
        }
    }
}

impl State {
    /// `WdfWmiProviderCreate`, with its checks in the framework's order (KMDF behaviour,
    /// "WMI providers").
    pub(crate) fn create_wmi_provider(
        &mut self,
        device: Handle,
        config: &WDF_WMI_PROVIDER_CONFIG,
        attributes: &Attributes,
    ) -> Result<Handle, NTSTATUS> {
        let allowed = Allowed { parent: Parent::Forbidden, level: false, scope: false };
        let attributes = attributes.check(allowed)?;
        let flags = config.Flags.cast_signed();
        let traces = flags & Flags::WdfWmiProviderTracing != 0;
        let controls = Flags::WdfWmiProviderTracing | Flags::WdfWmiProviderExpensive;
        let useless = config.EvtWmiProviderFunctionControl.is_some() && flags & controls == 0;
        if flags & !Flags::WdfWmiProviderValidFlags != 0
            || (traces && flags != Flags::WdfWmiProviderTracing)
            || useless
            || config.Guid == GUID::default()
        {
            return Err(STATUS_INVALID_PARAMETER);
        }
        let record = self.device(device).ok_or(STATUS_INVALID_DEVICE_STATE)?;
        if record.wmi.stage == Stage::Deregistered {
            return Err(STATUS_INVALID_DEVICE_STATE);
        }
        let provider = WmiProvider {
            device,
            class: config.Guid,
            flags,
            least: config.MinInstanceBufferSize,
            control: config.EvtWmiProviderFunctionControl,
            instances: Vec::new(),
            enabled: [false; 2],
            fired: Vec::new(),
        };
        let body = Body::WmiProvider(provider);
        let provider = self.create(running::driver(), Some(device), &attributes, body)?;
        // Another provider of the class is in no list, and nobody reaches its instances.
        if self.provider_of(device, &config.Guid).is_none()
            && let Some(record) = self.device(device)
        {
            record.wmi.providers.push(provider);
        }
        Ok(provider)
    }

    /// `WdfWmiInstanceCreate`, with its checks in the framework's order (KMDF behaviour,
    /// "WMI instances"). `provider` is that of the configuration, or a new one.
    pub(crate) fn create_wmi_instance(
        &mut self,
        provider: Handle,
        config: &WDF_WMI_INSTANCE_CONFIG,
        attributes: &Attributes,
    ) -> Result<Handle, NTSTATUS> {
        let allowed = Allowed { parent: Parent::Forbidden, level: false, scope: false };
        let attributes = attributes.check(allowed)?;
        let record = self.wmi_provider(provider).ok_or(STATUS_INVALID_PARAMETER)?;
        let (least, traces) = (record.least, record.has(Flags::WdfWmiProviderTracing));
        let only_events = record.has(Flags::WdfWmiProviderEventOnly);
        let answers = Answers::new(config);
        let sets = answers.set.is_some() || answers.set_item.is_some();
        let has_callback = sets || answers.query.is_some() || answers.execute.is_some();
        if (only_events && has_callback)
            || (answers.uses_context && (sets || attributes.type_info.is_none()))
        {
            return Err(STATUS_INVALID_PARAMETER);
        }
        if answers.uses_context && attributes.context_size < least as usize {
            return Err(STATUS_BUFFER_TOO_SMALL);
        }
        if config.Register != 0 && traces {
            return Err(STATUS_INVALID_DEVICE_REQUEST);
        }
        let body = Body::WmiInstance(WmiInstance { provider, answers, registered: false });
        let instance = self.create(running::driver(), Some(provider), &attributes, body)?;
        if config.Register != 0 {
            self.register_wmi_instance(instance)?;
        }
        Ok(instance)
    }

    /// `WdfWmiInstanceRegister`
    pub(crate) fn register_wmi_instance(&mut self, instance: Handle) -> Result<(), NTSTATUS> {
        let record = self.wmi_instance(instance).ok_or(STATUS_INVALID_PARAMETER)?;
        let provider = record.provider;
        if std::mem::replace(&mut record.registered, true) {
            return Err(STATUS_INVALID_DEVICE_REQUEST);
        }
        if let Some(provider) = self.wmi_provider(provider) {
            provider.instances.push(instance);
        }
        Ok(())
    }

    /// `WdfWmiInstanceDeregister`
    pub(crate) fn deregister_wmi_instance(&mut self, instance: Handle) {
        let Some(record) = self.wmi_instance(instance) else { return };
        record.registered = false;
        let provider = record.provider;
        if let Some(provider) = self.wmi_provider(provider) {
            provider.instances.retain(|other| *other != instance);
        }
    }

    /// `WdfWmiInstanceFireEvent`: keeps the event for a test.
    pub(crate) fn fire_wmi_event(&mut self, instance: Handle, data: Vec<u8>) {
        let Some(provider) = self.wmi_instance(instance).map(|record| record.provider) else {
            return;
        };
        let Some(provider) = self.wmi_provider(provider) else { return };
        let index = provider.instances.iter().position(|other| *other == instance);
        provider.fired.push((index.unwrap_or(0), data));
    }

    fn provider_of(&mut self, device: Handle, class: &GUID) -> Option<Handle> {
        let providers = self.device(device)?.wmi.providers.clone();
        let is_wanted = |provider: &WmiProvider| provider.class == *class;
        providers.into_iter().find(|provider| {
            let alive = self.objects.get(*provider).is_some_and(|o| o.life == Life::Alive);
            alive && self.wmi_provider(*provider).is_some_and(|p| is_wanted(p))
        })
    }

    /// The provider of a class that requests for a node reach: of the highest device that has one.
    pub(crate) fn reachable_provider(
        &mut self,
        node: usize,
        class: &GUID,
    ) -> Result<Handle, NTSTATUS> {
        let devices: Vec<Handle> =
            self.nodes.get(node).map_or(Vec::new(), |node| node.devices().rev().collect());
        let found = devices.into_iter().find_map(|device| {
            let registered = self.device(device)?.wmi.stage == Stage::Registered;
            registered.then(|| self.provider_of(device, class)).flatten()
        });
        found.ok_or(STATUS_WMI_GUID_NOT_FOUND)
    }

    /// The instance of an index that requests for a node reach, and the least size of its data.
    pub(crate) fn reachable_instance(
        &mut self,
        node: usize,
        class: &GUID,
        index: usize,
    ) -> Result<(Handle, Answers, u32), NTSTATUS> {
        let provider = self.reachable_provider(node, class)?;
        let record = self.wmi_provider(provider).ok_or(STATUS_WMI_GUID_NOT_FOUND)?;
        let least = record.least;
        let instance = record.instances.get(index).copied();
        let instance = instance.ok_or(STATUS_WMI_INSTANCE_NOT_FOUND)?;
        let record = self.wmi_instance(instance).ok_or(STATUS_WMI_INSTANCE_NOT_FOUND)?;
        Ok((instance, record.answers, least))
    }

    /// The events that a node's drivers have fired for a class, and behind them those that the drivers
    /// have written with `IoWMIWriteEvent`.
    pub(crate) fn wmi_events(&mut self, node: usize, class: &GUID) -> Vec<(usize, Vec<u8>)> {
        let provider = self.reachable_provider(node, class).ok();
        let provider = provider.and_then(|provider| self.wmi_provider(provider));
        let mut events = provider.map_or(Vec::new(), |provider| provider.fired.clone());
        events.extend(self.written_events(node, class));
        events
    }

    /// The bytes of an instance's context, by which the framework answers queries.
    pub(crate) fn wmi_context(&mut self, instance: Handle) -> Vec<u8> {
        let least = {
            let provider = self.wmi_instance(instance).map_or(Handle::NULL, |r| r.provider);
            self.wmi_provider(provider).map_or(0, |provider| provider.least as usize)
        };
        let object = self.objects.get(instance);
        let context = object.and_then(|object| object.contexts.first());
        context.map_or(Vec::new(), |context| {
            context.memory.bytes().iter().take(least).copied().collect()
        })
    }
}
