//! The parts of scenarios: a device in some state, and threads that use the device.

use kmdf_host::explore::Stage;
use kmdf_host::{
    DeviceNode, DriverPackage, Error, File, Machine, NodeStatus, Operation, Process, RegistryValue,
    describe,
};

use echo_support::{INTERFACE, Subject, Variant, pattern};

use crate::record::{Allows, Record};

/// A stage on whose machine the driver is installed.
pub struct Scene<'a> {
    pub(crate) stage: &'a mut Stage,
    pub(crate) machine: Machine,
    pub(crate) variant: Variant,
    pub(crate) record: Record,
    bare: DriverPackage,
}

/// The hardware ID of a device without settings.
const BARE: &str = r"root\BARE_ECHO";

/// The driver's package without values for the hardware key, and with a hardware ID of its own.
pub(crate) fn bare(subject: &Subject) -> Result<DriverPackage, Error> {
    let has_value = |line: &&str| line.starts_with("HKR") && line.contains("%REG_DWORD%");
    let lines: Vec<&str> = subject.inf.lines().filter(|line| !has_value(line)).collect();
    let inf = lines.join("\r\n").replace(Variant::AutoSync.hardware_id(), BARE);
    DriverPackage::new(&inf, subject.image.clone())
}

/// A device that has started, and a process that has opened it.
#[derive(Clone)]
pub(crate) struct Device {
    pub(crate) node: DeviceNode,
    pub(crate) path: String,
    pub(crate) process: Process,
    pub(crate) file: File,
}

impl std::fmt::Debug for Scene<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Scene").field("variant", &self.variant).finish_non_exhaustive()
    }
}

impl Scene<'_> {
    pub(crate) fn set(
        stage: &mut Stage,
        [package, bare]: [DriverPackage; 2],
        variant: Variant,
        allows: Allows,
        set: fn(&mut Scene<'_>),
    ) {
        let machine = stage.machine();
        install(&machine, package);
        let mut scene = Scene { stage, machine, variant, record: Record::default(), bare };
        if variant == Variant::AutoSync {
            scene.machine.watch_callbacks();
        }
        set(&mut scene);
        let Scene { stage, record, .. } = scene;
        stage.at_end(move |machine| record.check(machine, variant, allows));
    }

    /// Creates a device, and a process that opens it.
    pub(crate) fn device(&self) -> Device {
        self.opened(Self::create(&self.machine, self.variant, &[]), self.variant)
    }

    /// A device that has started as a variant, with a process that opens it.
    fn opened(&self, node: DeviceNode, variant: Variant) -> Device {
        assert_eq!(node.status(), NodeStatus::Started, "a new device; {:?}", self.machine);
        let objects = self.machine.objects();
        let has_lock = objects.iter().any(|object| object.kind == "WDFSPINLOCK");
        assert_eq!(
            has_lock,
            variant == Variant::DriverSync,
            "whether the driver has created its lock"
        );
        let path = node.interface(&INTERFACE).unwrap_or_default();
        let (process, file) = self.open(&path);
        self.record.begins(objects);
        Device { node, path, process, file }
    }

    /// [`Scene::device`], with bytes stored.
    pub(crate) fn device_with(&self, bytes: &[u8]) -> Device {
        let device = self.device();
        let write = device.file.write(bytes);
        self.machine.advance(std::time::Duration::from_millis(100));
        let result = write.result().map(|result| result.information);
        assert_eq!(result, Some(bytes.len()), "{write:?}, in the set-up");
        self.record.has_stored(bytes);
        device
    }

    /// [`Scene::device`], in which the driver holds a write.
    pub(crate) fn device_with_one_active(&self) -> Device {
        let device = self.device();
        self.write(&device.file, 1);
        device
    }

    /// [`Scene::device_with_one_active`], behind which a read waits in the queue.
    pub(crate) fn device_with_one_active_one_queued(&self) -> Device {
        let device = self.device_with_one_active();
        self.read(&device.file);
        device
    }

    /// Opens a device in a new process.
    pub(crate) fn open(&self, path: &str) -> (Process, File) {
        let process = self.machine.process();
        let file = process.open(path);
        let file = file.unwrap_or_else(|status| panic!("open: {}", describe(status)));
        (process, file)
    }

    /// Writes bytes. Their number and their values depend on `which`.
    pub(crate) fn write(&self, file: &File, which: u8) {
        write(&self.record, file, which);
    }

    /// Reads more bytes than any write has.
    pub(crate) fn read(&self, file: &File) -> Operation {
        read(&self.record, file)
    }

    /// A thread that writes.
    pub(crate) fn writer(&mut self, name: &str, file: &File, which: u8) {
        let (record, file) = (self.record.clone(), file.clone());
        self.stage.thread(name, move |_| write(&record, &file, which));
    }

    /// A thread that reads.
    pub(crate) fn reader(&mut self, name: &str, file: &File) {
        let (record, file) = (self.record.clone(), file.clone());
        self.stage.thread(name, move |_| _ = read(&record, &file));
    }

    /// A thread that cancels all requests outstanding on a handle when the thread runs.
    pub(crate) fn canceller(&mut self, name: &str, file: &File) {
        let file = file.clone();
        self.stage.thread(name, move |_| {
            // The schedule decides whether any request is outstanding.
            let _ = file.cancel_all();
        });
    }

    /// A thread that closes a handle.
    pub(crate) fn closer(&mut self, name: &str, file: &File) {
        let file = file.clone();
        self.stage.thread(name, move |_| file.close());
    }

    /// A thread that ends a process.
    pub(crate) fn exit(&mut self, name: &str, process: &Process) {
        let process = process.clone();
        self.stage.thread(name, move |_| process.exit());
    }

    /// A thread of the `PnP` manager.
    pub(crate) fn pnp(&mut self, device: &Device, work: impl FnOnce(&DeviceNode) + 'static) {
        let node = device.node.clone();
        self.stage.thread("pnp", move |_| work(&node));
    }

    /// [`Scene::device`] with an empty hardware key, which makes an `AutoSync` device.
    pub(crate) fn device_without_settings(&self) -> Device {
        install(&self.machine, self.bare.clone());
        let node = create(&self.machine, BARE, &[]);
        assert_eq!(node.hardware_key(), [], "the hardware key");
        self.opened(node, Variant::AutoSync)
    }

    /// Creates a device with values in its hardware key that replace those of the INF.
    pub(crate) fn create(
        machine: &Machine,
        variant: Variant,
        values: &[(&str, RegistryValue)],
    ) -> DeviceNode {
        create(machine, variant.hardware_id(), values)
    }
}

fn install(machine: &Machine, package: DriverPackage) {
    let installed = machine.install(package);
    installed.unwrap_or_else(|error| panic!("the driver package is refused: {error}"));
}

fn create(machine: &Machine, hardware_id: &str, values: &[(&str, RegistryValue)]) -> DeviceNode {
    let node = machine.create_device_with(hardware_id, values);
    node.unwrap_or_else(|error| panic!("the device is refused: {error}"))
}

/// The bytes that [`Scene::write`] writes.
pub(crate) fn written(which: u8) -> Vec<u8> {
    pattern(8 * usize::from(which), which.wrapping_mul(40))
}

/// Writes bytes, and records the write.
pub(crate) fn write(record: &Record, file: &File, which: u8) {
    let bytes = written(which);
    record.wrote(&bytes, file.write(&bytes));
}

fn read(record: &Record, file: &File) -> Operation {
    let read = file.read(64);
    record.read(64, read.clone());
    read
}
