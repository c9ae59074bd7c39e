//! What the kernel tells drivers that asked for it: device interfaces that come and go
//! (`IoRegisterPlugPlayNotification`), and events of WMI (`IoWMISetNotificationCallback`).

use std::collections::VecDeque;
use std::sync::Arc;

use crate::abi::{GUID, NTSTATUS};
use crate::machine::{Deferred, Inner, State, Table};
use crate::memory::block::Block;
use crate::names::Argument;
use crate::upcall;

/// `GUID_DEVICE_INTERFACE_ARRIVAL` and `GUID_DEVICE_INTERFACE_REMOVAL` (`wdmguid.h`).
const ARRIVAL: GUID = of_kernel(0xcb3a_4004);
const REMOVAL: GUID = of_kernel(0xcb3a_4005);

const fn of_kernel(first: u32) -> GUID {
    GUID {
        Data1: first,
        Data2: 0x46f0,
        Data3: 0x11d0,
        Data4: [0xb0, 0x8f, 0x00, 0x60, 0x97, 0x13, 0x05, 0x3f],
    }
}

/// Whom the kernel tells what, what is not told yet, and the events that drivers have written.
#[derive(Default)]
pub(crate) struct Notifications {
    pub(crate) listeners: Table<Listener>,
    due: Table<Due>,
    written: VecDeque<Written>,
}

/// A driver that asked to be told.
#[derive(Debug, Clone)]
pub(crate) struct Listener {
    /// The service of the driver, by its index.
    driver: usize,
    topic: Topic,
    /// The addresses of the driver's callback and of the context for it; 0 without a callback.
    callback: usize,
    context: usize,
    /// How many references there are to the listener, which is an object of the kernel.
    references: usize,
    /// How many threads are in the callback.
    running: usize,
}

/// What a driver wants to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Topic {
    /// The interfaces of a class.
    Interfaces(GUID),
    /// The events of a class of WMI.
    Wmi(GUID),
    /// What never happens on this machine: another hardware profile.
    Nothing,
    /// Nor does a power setting change.
    Setting,
}

/// What is to be told.
#[derive(Debug)]
struct Due {
    topic: Topic,
    what: What,
}

#[derive(Debug, Clone)]
enum What {
    /// An interface, by its symbolic link, that was enabled or disabled.
    Interface { link: String, enabled: bool },
    /// An event of WMI: a `WNODE`.
    Event(Vec<u8>),
}

/// An event that a driver has written: the provider, the class, the instance, the data.
#[derive(Debug)]
struct Written {
    provider: u32,
    class: GUID,
    index: usize,
    data: Vec<u8>,
}

impl Notifications {
    /// How many events are kept.
    const KEPT: usize = 1000;

    pub(crate) fn events_kept(&self) -> usize {
        self.written.len()
    }

    pub(crate) const fn limit() -> usize {
        Self::KEPT
    }

    fn matters(&self, topic: Topic) -> bool {
        self.listeners.iter().any(|listener| listener.topic == topic)
    }
}

impl State {
    /// Notes a driver that wants to be told; returns its number.
    pub(crate) fn listen(
        &mut self,
        driver: usize,
        topic: Topic,
        callback: usize,
        context: usize,
    ) -> usize {
        self.notifications.listeners.push(Listener {
            driver,
            topic,
            callback,
            context,
            references: 1,
            running: 0,
        })
    }

    /// Gives a listener its callback; `false` if there is no such listener.
    pub(crate) fn set_listener(&mut self, number: usize, callback: usize, context: usize) -> bool {
        let listener = self.notifications.listeners.get_mut(number);
        listener.is_some_and(|listener| {
            (listener.callback, listener.context) = (callback, context);
            true
        })
    }

    /// Changes the references of a listener, which ends with the last; returns how many are left.
    pub(crate) fn count_listener(&mut self, number: usize, more: bool) -> Option<usize> {
        let listener = self.notifications.listeners.get_mut(number)?;
        listener.references = if more { listener.references + 1 } else { listener.references - 1 };
        let left = listener.references;
        if left == 0 {
            self.notifications.listeners.remove(number);
        }
        Some(left)
    }

    /// Whether a listener is being told something.
    pub(crate) fn is_being_told(&self, number: usize) -> bool {
        self.notifications.listeners.get(number).is_some_and(|listener| listener.running > 0)
    }

    fn tell_later(&mut self, topic: Topic, what: What) {
        if self.notifications.matters(topic) {
            let due = self.notifications.due.push(Due { topic, what });
            self.work_items.push_back(Deferred::Notify(due));
        }
    }

    /// Announces that an interface was enabled or disabled.
    pub(crate) fn announce_interface(&mut self, class: GUID, link: &str, enabled: bool) {
        let what = What::Interface { link: driver_link(link), enabled };
        self.tell_later(Topic::Interfaces(class), what);
    }

    /// Keeps an event of WMI that a driver has written, and announces it.
    pub(crate) fn write_wmi_event(&mut self, class: GUID, provider: u32, wnode: Vec<u8>) {
        let field = |at: usize| {
            let bytes = wnode.get(at..at + 4).and_then(|bytes| bytes.first_chunk());
            bytes.map_or(0, |bytes| u32::from_le_bytes(*bytes) as usize)
        };
        let (index, start, length) = (field(52), field(56), field(60));
        let data = wnode.get(start..start.saturating_add(length)).unwrap_or_default().to_vec();
        let written = &mut self.notifications.written;
        if written.len() == Notifications::KEPT {
            written.pop_front();
        }
        written.push_back(Written { provider, class, index, data });
        self.tell_later(Topic::Wmi(class), What::Event(wnode));
    }

    /// The events of a class that the drivers of a node have written themselves.
    pub(crate) fn written_events(&mut self, node: usize, class: &GUID) -> Vec<(usize, Vec<u8>)> {
        let stack = self.nodes.get(node).map_or(Vec::new(), |node| node.devices().collect());
        #[expect(clippy::cast_possible_truncation, reason = "an identifier is the lower half")]
        let provider = |address: usize| address as u32;
        let own: Vec<u32> = stack
            .into_iter()
            .filter_map(|device| self.device_object(device))
            .map(provider)
            .collect();
        let written = self.notifications.written.iter();
        let is_meant = |event: &&Written| event.class == *class && own.contains(&event.provider);
        written.filter(is_meant).map(|event| (event.index, event.data.clone())).collect()
    }

    /// Takes out the listeners that a driver has left; returns what they want to be told.
    pub(super) fn take_listeners_of(&mut self, driver: usize) -> Vec<Topic> {
        let left = self.notifications.listeners.take_all(|listener| listener.driver == driver);
        left.into_iter().map(|(_, listener)| listener.topic).collect()
    }
}

/// A symbolic link as drivers write it: `\??\` in place of `\\?\`.
fn driver_link(link: &str) -> String {
    format!(r"\??\{}", link.strip_prefix(r"\\?\").unwrap_or(link))
}

/// A `DEVICE_INTERFACE_CHANGE_NOTIFICATION`, with the link behind it.
fn interface_notification(class: &GUID, link: &str, enabled: bool) -> Block {
    const SIZE: usize = 48;
    const TEXT: usize = SIZE + 16;
    let text: Vec<u8> = link.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut block = Block::zeroed(TEXT + text.len() + 2);
    let address = block.address();
    let length = u16::try_from(text.len()).unwrap_or(u16::MAX - 1);
    block.put(0, &1_u16.to_le_bytes());
    block.put(2, &48_u16.to_le_bytes());
    block.put(4, &bytes_of(if enabled { &ARRIVAL } else { &REMOVAL }));
    block.put(20, &bytes_of(class));
    block.put(40, &(address + SIZE).to_le_bytes());
    block.put(SIZE, &length.to_le_bytes());
    block.put(SIZE + 2, &(length + 2).to_le_bytes());
    block.put(SIZE + 8, &(address + TEXT).to_le_bytes());
    block.put(TEXT, &text);
    block
}

fn bytes_of(guid: &GUID) -> Vec<u8> {
    let mut bytes = guid.Data1.to_le_bytes().to_vec();
    bytes.extend(guid.Data2.to_le_bytes());
    bytes.extend(guid.Data3.to_le_bytes());
    bytes.extend(guid.Data4);
    bytes
}

impl Inner {
    /// Tells a driver about the interfaces of a class that are enabled when it asks.
    pub(crate) fn tell_existing(self: &Arc<Self>, number: usize, class: GUID) {
        for link in self.with(|state| state.enabled_interfaces(&class)) {
            let what = What::Interface { link: driver_link(&link), enabled: true };
            self.tell(number, Topic::Interfaces(class), &what);
        }
    }

    /// Tells every driver that asked for it what is due.
    pub(crate) fn notify(self: &Arc<Self>, number: usize) {
        let (due, listeners) = self.with(|state| {
            let due = state.notifications.due.remove(number);
            let topic = due.as_ref().map(|due| due.topic);
            let all = state.notifications.listeners.numbered();
            let listeners: Vec<usize> =
                all.filter(|(_, l)| Some(l.topic) == topic).map(|(number, _)| number).collect();
            (due, listeners)
        });
        let Some(due) = due else { return };
        for listener in listeners {
            self.tell(listener, due.topic, &due.what);
        }
    }

    fn tell(self: &Arc<Self>, number: usize, topic: Topic, what: &What) {
        let Some(listener) = self.with(|state| {
            let listener = state.notifications.listeners.get_mut(number)?;
            listener.running += 1;
            Some(listener.clone())
        }) else {
            return;
        };
        let Listener { driver, callback, context, .. } = listener;
        match (what, topic) {
            _ if callback == 0 => {}
            (What::Interface { link, enabled }, Topic::Interfaces(class)) => {
                let block = interface_notification(&class, link, *enabled);
                let arguments = |_: &State| Argument::Name(link.as_str().into());
                let call = || upcall::pnp_notification(callback, block.address(), context);
                // The status matters for queries only.
                let _: NTSTATUS =
                    self.upcall_of(driver, "DriverNotificationCallback", arguments, call);
            }
            (What::Event(wnode), _) => {
                let block = Block::copy_of(wnode);
                let arguments = |_: &State| Argument::Size(wnode.len());
                let call = || upcall::wmi_notification(callback, block.address(), context);
                self.upcall_of(driver, "WmiNotificationCallback", arguments, call);
            }
            _ => {}
        }
        self.with(|state| {
            if let Some(listener) = state.notifications.listeners.get_mut(number) {
                listener.running -= 1;
            }
        });
    }
}
