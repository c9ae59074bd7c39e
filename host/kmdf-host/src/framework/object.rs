//! Framework objects: handles, types, parents, creation.

use super::attributes::Attributes;
use super::collection::Collection;
use super::context::Context;
use super::device::{Device, DeviceInit};
use super::dpc::Dpc;
use super::file_object::FileObject;
use super::lock::Lock;
use super::lookaside::Lookaside;
use super::memory::Memory;
use super::queue::Queue;
use super::reference::Reference;
use super::remote::Remote;
use super::request::Request;
use super::target::IoTarget;
use super::timer::Timer;
use super::wmi::{WmiInstance, WmiProvider};
use super::work_item::WorkItem;
use crate::abi::{NTSTATUS, STATUS_DELETE_PENDING};
use crate::footprint::Part;
use crate::handle::Handle;
use crate::machine::State;
use crate::memory::block::Block;
use crate::memory::counted_string::CountedString;
use crate::memory::origin::Origin;
use crate::memory::purpose::Purpose;
pub(crate) use crate::names::ObjectKind as Kind;
use crate::names::ObjectName;
use crate::pnp::registry::KeyPath;
use crate::running;

/// The data of an object of each type.
pub(crate) enum Body {
    Driver,
    /// The settings for a device that the driver has not created yet.
    DeviceInit(Box<DeviceInit>),
    Device(Box<Device>),
    /// The default parent of a device's queues.
    IoPackage,
    Queue(Box<Queue>),
    Request(Box<Request>),
    Timer(Timer),
    SpinLock(Lock),
    WaitLock(Lock),
    Memory(Memory),
    String(CountedString),
    Key(KeyPath),
    File(FileObject),
    WorkItem(WorkItem),
    Collection(Collection),
    Dpc(Dpc),
    Lookaside(Box<Lookaside>),
    IoTarget(Box<IoTarget>),
    WmiProvider(WmiProvider),
    WmiInstance(WmiInstance),
    General,
}

impl Body {
    pub(crate) fn kind(&self) -> Kind {
        match self {
            Self::Driver => Kind::Driver,
            Self::DeviceInit(_) => Kind::DeviceInit,
            Self::Device(_) => Kind::Device,
            Self::IoPackage => Kind::IoPackage,
            Self::Queue(_) => Kind::Queue,
            Self::Request(_) => Kind::Request,
            Self::Timer(_) => Kind::Timer,
            Self::SpinLock(_) => Kind::SpinLock,
            Self::WaitLock(_) => Kind::WaitLock,
            Self::Memory(_) => Kind::Memory,
            Self::String(_) => Kind::String,
            Self::Key(_) => Kind::Key,
            Self::File(_) => Kind::File,
            Self::WorkItem(_) => Kind::WorkItem,
            Self::Collection(_) => Kind::Collection,
            Self::Dpc(_) => Kind::Dpc,
            Self::Lookaside(_) => Kind::Lookaside,
            Self::IoTarget(_) => Kind::IoTarget,
            Self::WmiProvider(_) => Kind::WmiProvider,
            Self::WmiInstance(_) => Kind::WmiInstance,
            Self::General => Kind::General,
        }
    }
}

/// How far the deletion of an object has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Life {
    Alive,
    /// The object and its children are being disposed of, or have been.
    Disposed,
    /// The reference from its creation is dropped; dropping the last one frees the object.
    Destroyed,
}

/// A framework object.
pub(crate) struct Object {
    pub(crate) name: ObjectName,
    /// The index of the service of its driver.
    pub(crate) driver: usize,
    pub(crate) parent: Option<Handle>,
    pub(crate) children: Part<Vec<Handle>>,
    pub(crate) references: u32,
    /// The driver's among the references, oldest first.
    pub(crate) taken: Vec<Reference>,
    pub(crate) life: Life,
    /// The call that created it without a parent in a callback of a device.
    pub(crate) unparented: Option<Origin>,
    pub(crate) contexts: Vec<Context>,
    pub(crate) body: Body,
}

impl Object {
    pub(crate) fn kind(&self) -> Kind {
        self.body.kind()
    }

    /// The objects to which it holds references until it is freed.
    pub(super) fn referenced(&self) -> Vec<Handle> {
        match &self.body {
            Body::Collection(collection) => collection.items.clone(),
            Body::Memory(Memory::Owned { list: Some(list), .. }) => vec![*list],
            _ => Vec::new(),
        }
    }

    /// Assigns the object's parts to its handle.
    fn place_parts(&mut self, handle: Handle) {
        self.children.place(handle, 1);
        match &mut self.body {
            Body::Device(device) => device.powering.place(handle, 2),
            Body::Queue(queue) => {
                queue.lock.place(handle, 2);
                queue.line.place(handle, 3);
            }
            Body::Request(request) => {
                request.progress.place(handle, 2);
                request.cancellation.place(handle, 3);
                request.buffers.place(handle, 4);
                request.sending.place(handle, 5);
            }
            _ => {}
        }
    }

    /// The memory of the object whose address a driver has.
    pub(crate) fn memory_of_driver(&self) -> impl Iterator<Item = &Block> {
        let own = match &self.body {
            Body::Memory(Memory::Owned { bytes, .. }) => Some(bytes),
            Body::Dpc(dpc) => Some(dpc.block()),
            Body::String(text) => Some(text.block()),
            Body::File(file) => file.block(),
            Body::Device(device) => device.wdm_object.as_ref(),
            Body::IoTarget(target) => target.remote.as_ref().and_then(Remote::block),
            Body::Request(request) => {
                Some(&request.buffers.buffer).filter(|_| request.buffers.shown)
            }
            _ => None,
        };
        let of_request = match &self.body {
            Body::Request(request) if request.buffers.shown => Some(request.buffers.others()),
            _ => None,
        };
        let contexts = self.contexts.iter().map(|context| &context.memory);
        contexts.chain(own).chain(of_request.into_iter().flatten())
    }

    /// The memory of the object in the pool of its driver, and what it is for.
    pub(crate) fn blocks(&self) -> impl Iterator<Item = (&Block, Purpose)> {
        let own = match &self.body {
            Body::Memory(Memory::Owned { bytes, .. }) => Some((bytes, Purpose::Memory(self.name))),
            Body::Request(request) => Some((&request.buffers.buffer, Purpose::Buffer(self.name))),
            _ => None,
        };
        let of_request = match &self.body {
            Body::Request(request) => Some(request.buffers.others()),
            _ => None,
        };
        let of_request = of_request.into_iter().flatten();
        let of_request = of_request.map(|block| (block, Purpose::Buffer(self.name)));
        let contexts = self.contexts.iter().map(|c| (&c.memory, Purpose::Context(self.name)));
        contexts.chain(own).chain(of_request)
    }

    /// When it expires, if it is a timer that was started: see [`Timer::window`].
    pub(crate) fn timer_window(&self, interval: u64) -> Option<(u64, u64)> {
        match &self.body {
            Body::Timer(timer) => timer.window(interval),
            _ => None,
        }
    }

    /// Whether it is a timer whose callback is active.
    pub(crate) fn is_ticking(&self) -> bool {
        matches!(&self.body, Body::Timer(timer) if timer.is_running())
    }
}

macro_rules! body_access {
    ($($get:ident $kind:ident $type:ty, by $access:ident;)*) => {
        impl State {
            $(
                #[doc = concat!("The ", stringify!($kind), " of a handle, if it is one that exists.")]
                pub(crate) fn $get(&mut self, handle: Handle) -> Option<&mut $type> {
                    match &mut self.objects.$access(handle)?.body {
                        Body::$kind(body) => Some(body),
                        _ => None,
                    }
                }
            )*
        }
    };
}

body_access! {
    device_init DeviceInit DeviceInit, by get_mut;
    device Device Device, by get_mut;
    queue Queue Queue, by parts_mut;
    request Request Request, by parts_mut;
    timer Timer Timer, by get_mut;
    memory Memory Memory, by get_mut;
    work_item WorkItem WorkItem, by get_mut;
    dpc Dpc Dpc, by get_mut;
    io_target IoTarget IoTarget, by get_mut;
    wmi_provider WmiProvider WmiProvider, by get_mut;
    wmi_instance WmiInstance WmiInstance, by get_mut;
}

impl State {
    /// Creates an object; its parent must be alive.
    pub(crate) fn create(
        &mut self,
        driver: usize,
        parent: Option<Handle>,
        attributes: &Attributes,
        body: Body,
    ) -> Result<Handle, NTSTATUS> {
        if let Some(parent) = parent {
            let alive = |object: &Object| object.life == Life::Alive;
            if !self.objects.get(parent).is_some_and(alive) {
                return Err(STATUS_DELETE_PENDING);
            }
        }
        // Callbacks without a context type are legal; they then belong to an empty context.
        let contexts =
            if attributes.has_context() { vec![self.new_context(attributes)?] } else { Vec::new() };
        let handle = self.new_handle();
        let name = self.new_name(body.kind());
        let mut object = Object {
            name,
            driver,
            parent,
            children: Part::default(),
            references: 1,
            taken: Vec::new(),
            life: Life::Alive,
            unparented: None,
            contexts,
            body,
        };
        object.place_parts(handle);
        self.objects.insert(handle, object);
        if let Some(parent) = parent.and_then(|parent| self.objects.parts_mut(parent)) {
            parent.children.push(handle);
        }
        Ok(handle)
    }

    /// Removes an object, without calling the driver: its creation failed, or its last reference is
    /// gone.
    pub(crate) fn discard(&mut self, handle: Handle) {
        let Some(object) = self.objects.remove(handle) else { return };
        for child in object.children.iter() {
            self.discard(*child);
        }
        for context in object.contexts {
            self.retire(context.memory, Purpose::Context(object.name));
        }
        match object.body {
            Body::Request(request) => {
                for block in request.buffers.take().into_blocks() {
                    self.retire(block, Purpose::Buffer(object.name));
                }
            }
            Body::Memory(Memory::Owned { bytes, .. }) => {
                self.retire(bytes, Purpose::Memory(object.name));
            }
            Body::Device(device) if device.control.is_some() => {
                self.control_devices.retain(|other| *other != handle);
            }
            _ => {}
        }
        if let Some(parent) = object.parent.and_then(|parent| self.objects.parts_mut(parent)) {
            parent.children.retain(|child| *child != handle);
        }
        self.deleted.insert(handle, object.name);
    }

    fn retire(&mut self, memory: Block, purpose: Purpose) {
        let misused = self.pool.retire(memory, purpose, running::origin());
        self.misused.extend(misused);
    }

    /// The nearest object of a kind among the object itself and its ancestors.
    pub(crate) fn ancestor(&self, handle: Handle, kind: Kind) -> Option<Handle> {
        let mut next = Some(handle);
        while let Some(handle) = next {
            let object = self.objects.get(handle)?;
            if object.kind() == kind {
                return Some(handle);
            }
            next = object.parent;
        }
        None
    }
}
