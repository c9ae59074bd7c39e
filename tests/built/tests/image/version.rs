//! The version resource, as the file's properties show it.

use std::collections::BTreeMap;

use cargo_kmdf::target::Profile;
use object::LittleEndian as LE;
use object::read::pe::ResourceDirectoryEntryData;

use crate::built::Built;

const PACKAGE_VERSION: &str = env!("CARGO_PKG_VERSION");

#[test]
fn version_resource_of_every_image_names_the_driver() {
    let version = format!("{PACKAGE_VERSION}.0");
    let expected = [
        ("CompanyName", "Rust echo driver project"),
        ("FileDescription", "Rust echo driver"),
        ("FileVersion", &version),
        ("InternalName", "echo"),
        ("LegalCopyright", "Copyright (c) 2026 The echo driver authors"),
        ("OriginalFilename", "echo.sys"),
        ("ProductName", "Rust echo driver"),
        ("ProductVersion", &version),
    ];
    let expected = BTreeMap::from(expected.map(|(name, text)| (name.into(), text.into())));
    for built in Built::all() {
        let mut strings = BTreeMap::new();
        Block::parse(&resource(&built)).strings(&mut strings);
        assert_eq!(strings, expected, "{}", built.name());
    }
}

#[test]
fn version_resource_of_every_image_has_the_package_version() {
    let numbers: Vec<u32> =
        PACKAGE_VERSION.split('.').map(|number| number.parse().expect("a number")).collect();
    let (high, low) = (numbers[0] << 16 | numbers[1], numbers[2] << 16);
    for built in Built::all() {
        let fixed = Block::parse(&resource(&built)).value;
        let fields: Vec<u32> = fixed
            .chunks_exact(4)
            .map(|field| u32::from_le_bytes(field.try_into().unwrap()))
            .collect();
        let debug = u32::from(built.profile == Profile::Debug);
        let (nt, driver, system) = (0x0004_0004, 3, 7);
        assert_eq!(
            fields,
            [0xFEEF_04BD, 0x10000, high, low, high, low, 0x3F, debug, nt, driver, system, 0, 0],
            "{}",
            built.name()
        );
    }
}

#[test]
fn version_resource_of_every_image_is_english_in_utf16() {
    for built in Built::all() {
        let root = Block::parse(&resource(&built));
        let translation = &root.child("VarFileInfo").child("Translation").value;
        assert_eq!(*translation, [0x09, 0x04, 0xB0, 0x04], "{}", built.name());
        assert_eq!(root.child("StringFileInfo").children[0].key, "040904b0", "{}", built.name());
    }
}

/// The content of the one resource of type 16, name 1.
fn resource(built: &Built) -> Vec<u8> {
    let file = built.pe();
    let directory = file
        .data_directories()
        .resource_directory(&*built.bytes, &file.section_table())
        .expect("resources")
        .expect("resources");
    let mut table = directory.root().expect("a table");
    for expected in [Some(16), Some(1), None] {
        let [entry] = table.entries else { panic!("{}: not one resource", built.name()) };
        if let Some(expected) = expected {
            assert_eq!(entry.name_or_id().id(), Some(expected), "{}", built.name());
        }
        match entry.data(directory).expect("an entry") {
            ResourceDirectoryEntryData::Table(inner) => table = inner,
            ResourceDirectoryEntryData::Data(data) => {
                return built.at(data.offset_to_data.get(LE), data.size.get(LE) as usize);
            }
        }
    }
    panic!("{}: no content three tables down", built.name())
}

/// One of the nested structures of a version resource.
struct Block {
    key: String,
    value: Vec<u8>,
    is_text: bool,
    children: Vec<Block>,
}

impl Block {
    fn parse(bytes: &[u8]) -> Self {
        let short = |at: usize| usize::from(u16::from_le_bytes([bytes[at], bytes[at + 1]]));
        let (end, length, is_text) = (short(0), short(2), short(4) == 1);
        let units = (6..).step_by(2).map(|at| u16::try_from(short(at)).unwrap());
        let key: Vec<u16> = units.take_while(|unit| *unit != 0).collect();
        let start = (6 + 2 * (key.len() + 1)).next_multiple_of(4);
        let size = if is_text { 2 * length } else { length };
        let mut children = Vec::new();
        let mut at = (start + size).next_multiple_of(4);
        while at < end {
            let child = &bytes[at..];
            children.push(Self::parse(child));
            at += usize::from(u16::from_le_bytes([child[0], child[1]])).next_multiple_of(4);
        }
        let key = String::from_utf16(&key).expect("Unicode");
        Self { key, value: bytes[start..start + size].to_vec(), is_text, children }
    }

    fn child(&self, key: &str) -> &Self {
        let child = self.children.iter().find(|child| child.key == key);
        child.unwrap_or_else(|| panic!("{} has no {key}", self.key))
    }

    /// All texts below.
    fn strings(&self, into: &mut BTreeMap<String, String>) {
        if self.is_text && !self.value.is_empty() {
            let units: Vec<u16> =
                self.value.chunks(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]])).collect();
            let text = String::from_utf16(&units).expect("Unicode");
            let text = text.strip_suffix('\0').expect("a zero at the end");
            into.insert(self.key.clone(), text.to_owned());
        }
        self.children.iter().for_each(|child| child.strings(into));
    }
}
