//! Makes the mutants: copies of the driver's source with one mistake each, as modules of this
//! crate.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use catalogue::{Mutant, ORIGINAL};

#[expect(dead_code, reason = "only the tests use the expectations of a mutant")]
#[path = "src/catalogue/mod.rs"]
mod catalogue;

/// The driver's source, as seen from this package.
const SOURCE: &str = "../../src";

/// Replaces the entry point of `lib.rs`, without the exported name: a process can have only one
/// driver's exported entry point.
const ROOT: &str = "\
use self::interface::INTERFACE_CLASS;
use wdk_sys::{GUID, NTSTATUS, PCUNICODE_STRING, PDRIVER_OBJECT};

pub(crate) unsafe extern \"system\" fn driver_entry(
    driver_object: PDRIVER_OBJECT,
    registry_path: PCUNICODE_STRING,
) -> NTSTATUS {
    let image = unsafe { wdf::LoadedImage::new(driver_object, registry_path) };
    driver::create(image).into()
}
";

fn main() {
    // The copies print the driver's name, as the driver does.
    println!("cargo::rustc-env=CARGO_PKG_NAME=echo");
    for input in ["build.rs", "src/catalogue", SOURCE] {
        println!("cargo::rerun-if-changed={input}");
    }
    if let Err(complaint) = make_all() {
        println!("cargo::error={complaint}");
    }
}

fn make_all() -> Result<(), String> {
    let out = env::var_os("OUT_DIR").map(PathBuf::from).ok_or("there is no OUT_DIR")?;
    let source = read_source(Path::new(SOURCE)).map_err(|e| format!("{SOURCE}: {e}"))?;
    let interface = interface_class(&Path::new(SOURCE).join("lib.rs"))?;
    let mut modules = Vec::new();
    let mut entries = Vec::new();
    let builds = catalogue::all().map(|mutant| (mutant.name, Some(mutant)));
    for (name, mutant) in [(ORIGINAL, None)].into_iter().chain(builds) {
        let files = mutated(&source, mutant)?;
        let root = write(&out.join(name), name, &files, &interface);
        let root = root.map_err(|e| format!("{name}: {e}"))?;
        let root = root.to_str().ok_or("the path of OUT_DIR is not UTF-8")?;
        modules.push(format!("#[path = {root:?}]\npub mod {name};\n"));
        entries.push(format!("    ({name:?}, {name}::driver_entry),\n"));
    }
    let (modules, entries) = (modules.concat(), entries.concat());
    let all =
        format!("{modules}\npub(crate) const ENTRIES: &[(&str, DriverEntry)] = &[\n{entries}];\n");
    fs::write(out.join("mutants.rs"), all).map_err(|e| format!("mutants.rs: {e}"))
}

/// A file of the driver: its path below the source directory, with `/`, and its text.
type File = (String, String);

/// The driver's files, except `lib.rs`.
fn read_source(directory: &Path) -> io::Result<Vec<File>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            let below = read_source(&path)?;
            files.extend(below.into_iter().map(|(file, text)| (format!("{name}/{file}"), text)));
        } else if path.extension().is_some_and(|e| e == "rs") && name != "lib.rs" {
            files.push((name, fs::read_to_string(&path)?.replace("\r\n", "\n")));
        }
    }
    files.sort();
    Ok(files)
}

/// The files with the mutant's edit.
fn mutated(source: &[File], mutant: Option<&Mutant>) -> Result<Vec<File>, String> {
    let mut files = source.to_vec();
    let Some(mutant) = mutant else { return Ok(files) };
    let here = [(mutant.original, mutant.mutated)].into_iter().chain(mutant.also.iter().copied());
    let here = here.map(|(original, mutated)| (mutant.file, original, mutated));
    for (path, original, mutated) in here.chain(mutant.elsewhere.iter().copied()) {
        let text = files.iter_mut().find(|(file, _)| file == path).map(|(_, text)| text);
        let count = text.as_ref().map_or(0, |text| text.matches(original).count());
        match text {
            Some(text) if count == 1 => *text = text.replace(original, mutated),
            _ => return Err(out_of_date(mutant, path, original, count)),
        }
    }
    Ok(files)
}

fn out_of_date(mutant: &Mutant, file: &str, original: &str, count: usize) -> String {
    format!(
        "the driver has changed: the mutant {} replaces a text that must occur once in {}, but \
         occurs {count} times. Update the mutant in tests/mutants/src/catalogue. The text: {}",
        mutant.name,
        file,
        original.replace('\n', " / ")
    )
}

/// The definition of the interface class in `lib.rs`, which no copy of the driver includes.
fn interface_class(lib: &Path) -> Result<String, String> {
    let text = fs::read_to_string(lib).map_err(|e| format!("{}: {e}", lib.display()))?;
    let definition = text.split_once("pub const ECHO_INTERFACE").and_then(|(_, rest)| {
        rest.split_once("};")
            .map(|(value, _)| format!("pub(crate) const ECHO_INTERFACE{value}}};\n"))
    });
    definition.ok_or_else(|| {
        format!("{} has no `pub const ECHO_INTERFACE … }};`: mend interface_class", lib.display())
    })
}

/// Writes a copy of the driver as the module `name` of this crate. Returns the path of its root.
fn write(directory: &Path, name: &str, files: &[File], interface: &str) -> io::Result<PathBuf> {
    if directory.exists() {
        fs::remove_dir_all(directory)?;
    }
    for (file, text) in files {
        // The root of the crate becomes a module. Some mistakes need unsafe code in modules where
        // the driver forbids it.
        let text = text.replace("crate::", &format!("crate::copies::{name}::"));
        let text = text.replace("#![forbid(unsafe_code)]\n", "");
        let path = directory.join(file);
        fs::create_dir_all(path.parent().unwrap_or(directory))?;
        fs::write(path, text)?;
    }
    let top = files.iter().filter_map(|(file, _)| match file.split_once('/') {
        Some((module, "mod.rs")) => Some(module),
        Some(_) => None,
        None => file.strip_suffix(".rs"),
    });
    let modules: Vec<String> = top.map(|module| format!("pub mod {module};\n")).collect();
    let root = directory.join("mod.rs");
    fs::write(&root, format!("{}\n{ROOT}\n{interface}", modules.concat()))?;
    Ok(root)
}
