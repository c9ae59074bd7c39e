//! Compares the kit's headers, as bindgen sees them for each architecture, with the host and the
//! facts.
//!
//! The names come from bindgen's output and the host's source. A name that only one side has must
//! stand in a list below, with the reason.

use std::collections::BTreeSet;
use std::fmt::Debug;

use self::bindings::{Bindings, bindings};
use self::declarations::{Declarations, Things};
use self::facts::{Facts, facts};

mod bindings;
mod constants;
mod declarations;
mod facts;
mod host;
mod kernel;
mod layouts;
// Compares the host with the same facts.
#[path = "../../../../host/wdk-sys/tests/shapes/main.rs"]
mod shapes;

/// Names that only the kit declares, and why. A name may end in `*`.
const KIT_ALONE: [(&str, &str); 27] = [
    ("CSHORT", "the type of two fields of _DRIVER_OBJECT"),
    ("DRIVER_DISPATCH", "the host calls no dispatch routine"),
    ("DRIVER_INITIALIZE", "the type of a field of _DRIVER_OBJECT"),
    ("DRIVER_STARTIO", "the host calls no such routine"),
    ("DRIVER_UNLOAD", "the host has only the pointer to it"),
    ("MODE", "the host has only the members"),
    ("PDRIVER_DISPATCH", "the host calls no dispatch routine"),
    ("PDRIVER_EXTENSION", "points to nothing in the host"),
    ("PDRIVER_INITIALIZE", "the type of a field of _DRIVER_OBJECT"),
    ("PDRIVER_STARTIO", "the host calls no such routine"),
    ("PFAST_IO_DISPATCH", "points to nothing in the host"),
    ("PIO_SECURITY_CONTEXT", "points to nothing in the host"),
    ("ULONG64", "the type of POOL_FLAGS"),
    ("VOID", "C's word for nothing"),
    ("_DRIVER_OBJECT::DriverInit", "a mere pointer in the host"),
    ("_DRIVER_OBJECT::DriverStartIo", "a mere pointer in the host"),
    ("_DRIVER_OBJECT::MajorFunction", "mere pointers in the host"),
    ("_WDF_REQUEST_PARAMETERS__bindgen_ty_1::Create", "the host passes no parameters of a create"),
    ("_WDF_REQUEST_PARAMETERS__bindgen_ty_1::Write", "the host uses the structure of a read twice"),
    ("_WDF_REQUEST_PARAMETERS__bindgen_ty_1__bindgen_ty_1::*", "the parameters of a create"),
    ("_WDF_REQUEST_PARAMETERS__bindgen_ty_1__bindgen_ty_3::*", "the parameters of a write"),
    ("_DEVICE_RELATION_TYPE::*", "the host has only the type"),
    ("_WDFFUNCENUM::WdfFunctionTableNumEntries", "the host's WDF_FUNCTION_COUNT"),
    ("IRP_MJ_MAXIMUM_FUNCTION", "the length of an array of _DRIVER_OBJECT"),
    ("STATUS_NAME_TOO_LONG", "for the entry code"),
    ("DECLARE_WDF_HANDLE", "makes types, not a constant"),
    ("POINTER_ALIGNMENT", "an attribute, not a constant"),
];

/// Names that only the host declares, and why.
const HOST_ALONE: [(&str, &str); 36] = [
    ("DriverEntry", "the host's own name for the type of the entry point"),
    ("PCWDFMEMORY_OFFSET", "not in the public headers; the hosted wdk-sys hides it"),
    ("PCWDF_DPC_CONFIG", "likewise"),
    ("PCWDF_DRIVER_CONFIG", "likewise"),
    ("PCWDF_DRIVER_GLOBALS", "likewise"),
    ("PCWDF_DRIVER_VERSION_AVAILABLE_PARAMS", "likewise"),
    ("PCWDF_FILEOBJECT_CONFIG", "likewise"),
    ("PCWDF_IO_QUEUE_CONFIG", "likewise"),
    ("PCIO_STATUS_BLOCK", "likewise"),
    ("PCMDL", "likewise"),
    ("PCWDF_IO_TYPE_CONFIG", "likewise"),
    ("PCWDF_MEMORY_DESCRIPTOR", "likewise"),
    ("PCWDF_OBJECT_ATTRIBUTES", "likewise"),
    ("PCWDF_PNPPOWER_EVENT_CALLBACKS", "likewise"),
    ("PCWDF_REQUEST_COMPLETION_PARAMS", "likewise"),
    ("PCWDF_REQUEST_PARAMETERS", "likewise"),
    ("PCWDF_REQUEST_REUSE_PARAMS", "likewise"),
    ("PCWDF_REQUEST_SEND_OPTIONS", "likewise"),
    ("PCWDF_TIMER_CONFIG", "likewise"),
    ("PCWDF_POWER_POLICY_EVENT_CALLBACKS", "likewise"),
    ("PCWDF_REMOVE_LOCK_OPTIONS", "likewise"),
    ("PCWDF_DEVICE_STATE", "likewise"),
    ("PCWDF_DEVICE_PNP_CAPABILITIES", "likewise"),
    ("PCWDF_DEVICE_POWER_CAPABILITIES", "likewise"),
    ("PCWDF_DEVICE_PROPERTY_DATA", "likewise"),
    ("PCWDF_DEVICE_POWER_POLICY_IDLE_SETTINGS", "likewise"),
    ("PCWDF_DEVICE_POWER_POLICY_WAKE_SETTINGS", "likewise"),
    ("PCWDF_IO_TARGET_OPEN_PARAMS", "likewise"),
    ("PCWDF_WMI_INSTANCE_CONFIG", "likewise"),
    ("PCWDF_IO_FORWARD_PROGRESS_RESERVED_POLICY_SETTINGS", "likewise"),
    ("PCWDF_IO_QUEUE_FORWARD_PROGRESS_POLICY", "likewise"),
    ("PCWDF_QUERY_INTERFACE_CONFIG", "likewise"),
    ("PCWDF_WMI_PROVIDER_CONFIG", "likewise"),
    ("PCWDF_WORKITEM_CONFIG", "likewise"),
    ("POOL_FLAG_*", "wdk-sys itself defines them"),
    ("WDF_FUNCTION_COUNT", "the kit's WdfFunctionTableNumEntries"),
];

/// Names without a fact, and why.
const WITHOUT_FACT: [(&str, &str); 12] = [
    ("DRIVER_DISPATCH", "for the layout of _DRIVER_OBJECT only"),
    ("DRIVER_INITIALIZE", "for the layout of _DRIVER_OBJECT only"),
    ("DRIVER_STARTIO", "for the layout of _DRIVER_OBJECT only"),
    ("DRIVER_UNLOAD", "compared with the host through the pointer to it"),
    ("PDRIVER_DISPATCH", "for the layout of _DRIVER_OBJECT only"),
    ("PDRIVER_INITIALIZE", "for the layout of _DRIVER_OBJECT only"),
    ("PDRIVER_STARTIO", "for the layout of _DRIVER_OBJECT only"),
    ("PDRIVER_UNLOAD", "compared with the host"),
    ("PFN_GET_UNIQUE_CONTEXT_TYPE", "compared with the host"),
    ("WDFFUNC", "stands for every type of function"),
    ("DbgPrint", "C-variadic, which a function of the host cannot be"),
    ("_DEVPROPKEY*", "of the SDK's devpropdef.h; compared with the host"),
];

/// Both sides, and the facts.
struct Comparison {
    kit: Bindings,
    host: Declarations,
    facts: Facts,
}

impl Comparison {
    /// Runs a comparison for each architecture. Fails with all differences.
    fn run(compare: impl Fn(&Self) -> Vec<String>) {
        let mut differences = Vec::new();
        for kit in bindings() {
            let arch = kit.arch;
            let comparison = Self { kit, host: host::declarations(), facts: facts() };
            let found = compare(&comparison);
            differences.extend(found.into_iter().map(|difference| format!("{arch}: {difference}")));
        }
        assert!(differences.is_empty(), "\n{}", differences.join("\n"));
    }
}

/// The differences between the kit and another side.
fn differences<T: Debug + PartialEq>(
    kit: &Things<T>,
    (other, side): (&str, &Things<T>),
    bindings: &Bindings,
    explained: [&[(&str, &str)]; 2],
) -> Vec<String> {
    assert!(!kit.is_empty() && !side.is_empty(), "no declarations to compare with {other}");
    let names: BTreeSet<_> = kit.keys().chain(side.keys()).collect();
    let differences = names.into_iter().filter_map(|name| {
        let (ours, theirs) = (kit.get(name), side.get(name));
        let fine = match (ours, theirs) {
            (Some(_), None) => bindings.host_lacks(name) || is_explained(explained[0], name),
            (None, Some(_)) => is_explained(explained[1], name),
            _ => ours == theirs || is_explained(explained[0], name),
        };
        (!fine).then(|| format!("{name}\n    the kit: {ours:?}\n    {other}: {theirs:?}"))
    });
    differences.collect()
}

fn is_explained(list: &[(&str, &str)], name: &str) -> bool {
    list.iter().any(|(explained, _)| match explained.strip_suffix('*') {
        Some(prefix) => name.starts_with(prefix),
        None => *explained == name,
    })
}

fn against_host<T: Debug + PartialEq>(
    bindings: &Bindings,
    kit: &Things<T>,
    host: &Things<T>,
) -> Vec<String> {
    differences(kit, ("the host", host), bindings, [&KIT_ALONE, &HOST_ALONE])
}

fn against_facts<T: Debug + PartialEq>(
    bindings: &Bindings,
    kit: &Things<T>,
    facts: &Things<T>,
) -> Vec<String> {
    differences(kit, ("the facts", facts), bindings, [&WITHOUT_FACT, &HOST_ALONE])
}

#[test]
fn kit_types_match_the_host_and_the_facts() {
    Comparison::run(|Comparison { kit, host, facts }| {
        let mut types = kit.declared.spell_all(&kit.declared.aliases);
        let mut found = against_host(kit, &types, &host.spell_all(&host.aliases));
        // The facts are about functions and integers; the other types are names and pointers.
        let known = kit.declared.spell_all(&facts.types);
        types.retain(|name, of| known.contains_key(name) || of.starts_with("Option<"));
        found.extend(against_facts(kit, &types, &known));
        found
    });
}

#[test]
fn kit_declares_every_function_of_the_framework() {
    Comparison::run(|Comparison { kit, facts, .. }| {
        let indexes = facts.members.keys().filter_map(|name| name.strip_prefix("_WDFFUNCENUM::"));
        let names = indexes.filter_map(|name| name.strip_suffix("TableIndex"));
        let types = names.map(|name| format!("PFN_{}", name.to_uppercase()));
        let missing = types.filter(|name| !kit.declared.aliases.contains_key(name));
        missing.map(|name| format!("{name} is missing")).collect()
    });
}

#[test]
fn kit_kernel_functions_match_the_facts() {
    Comparison::run(|Comparison { kit, facts, .. }| {
        let functions = kit.declared.spell_all(&kit.declared.functions);
        against_facts(kit, &functions, &kit.declared.spell_all(&facts.functions))
    });
}

#[test]
fn kit_field_types_match_the_host() {
    Comparison::run(|Comparison { kit, host, .. }| {
        against_host(kit, &kit.declared.fields(), &host.fields())
    });
}

#[test]
fn kit_layouts_match_the_facts() {
    Comparison::run(|Comparison { kit, facts, .. }| {
        let mut layouts = kit.layouts.clone();
        layouts.retain(|name, _| {
            name.split_once("::").is_some_and(|(of, _)| kit.declared.is_laid_out(of))
        });
        let structures = kit.declared.structures.keys();
        let without = structures.filter(|name| {
            kit.declared.is_laid_out(name) && !layouts.contains_key(&format!("{name}::size_of"))
        });
        let mut found: Vec<_> = without.map(|name| format!("{name} has no layout")).collect();
        found.extend(against_facts(kit, &layouts, &facts.layouts));
        found
    });
}

#[test]
fn kit_enumeration_values_match_the_host_and_the_facts() {
    Comparison::run(|Comparison { kit, host, facts }| {
        let mut found = against_host(kit, &kit.declared.members, &host.members);
        found.extend(against_facts(kit, &kit.declared.members, &facts.members));
        found
    });
}

#[test]
fn kit_constants_match_the_host_and_the_facts() {
    Comparison::run(|Comparison { kit, host, facts }| {
        let mut constants = kit.declared.constants.clone();
        constants.extend(constants::statuses());
        // wdk-sys itself defines the statuses that are not the framework's own.
        let wanted = |name: &String| {
            !name.starts_with("STATUS_")
                || name.starts_with("STATUS_WDF_")
                || constants.contains_key(name)
        };
        let (mut of_host, mut known) = (host.constants.clone(), facts.constants.clone());
        of_host.retain(|name, _| wanted(name));
        known.retain(|name, _| wanted(name));
        let mut found = against_host(kit, &constants, &of_host);
        found.extend(against_facts(kit, &constants, &known));
        found
    });
}

#[test]
fn every_macro_that_bindgen_skips_is_a_status_or_explained() {
    Comparison::run(|Comparison { kit, .. }| {
        let statuses = constants::statuses();
        let macros = constants::macros().into_iter().filter(|name| {
            !kit.declared.constants.contains_key(name)
                && !statuses.contains_key(name)
                && !is_explained(&KIT_ALONE, name)
        });
        macros.map(|name| format!("{name} is compared with nothing")).collect()
    });
}

#[test]
fn every_exception_is_needed() {
    let [kit, _] = bindings();
    let mut of_kit = names(&kit.declared);
    of_kit.extend(constants::macros());
    let of_host = names(&host::declarations());
    let stale =
        |list: &[(&'static str, &str)], there: &BTreeSet<String>, not_there: &BTreeSet<String>| {
            let needed = |name: &str| {
                let matching = |there: &&String| is_explained(&[(name, "")], there);
                there.iter().filter(matching).any(|name| !not_there.contains(name))
            };
            let stale = list.iter().map(|(name, _)| *name).filter(|name| !needed(name));
            stale.collect::<Vec<_>>()
        };
    assert_eq!(
        stale(&HOST_ALONE, &of_host, &of_kit),
        [""; 0],
        "the kit declares the name, or the host does not"
    );
    assert_eq!(stale(&WITHOUT_FACT, &of_kit, &BTreeSet::new()), [""; 0], "the kit has it not");
    assert_eq!(stale(&KIT_ALONE, &of_kit, &BTreeSet::new()), [""; 0], "the kit has it not");
}

fn names(of: &Declarations) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = of.fields().into_keys().collect();
    names.extend(of.aliases.keys().chain(of.functions.keys()).cloned());
    names.extend(of.members.keys().chain(of.constants.keys()).cloned());
    names
}
