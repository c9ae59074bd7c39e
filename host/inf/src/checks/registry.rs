//! Rules for registry values: `AddReg` and `DelReg` (INF `AddReg` Directive).

use super::finding::Findings;
use super::package::{List, Package};
use super::roles::Role;
use super::sddl;
use crate::addreg::{Flags, Kind, Value, bytes, dword};
use crate::names::same_name;

/// The registry roots outside the package's own keys.
const FOREIGN_ROOTS: [&str; 4] = ["HKCR", "HKCU", "HKLM", "HKU"];
const SERVICES: &str = "system\\currentcontrolset\\services";
/// Windows 10 version 1903, the first with `DDInstall.Filters`.
const FILTERS_BUILD: u32 = 18362;

/// The values of devices and classes that Windows interprets, and their types (INF `AddReg`
/// Directive, Special value-entry-name Keywords).
const WELL_KNOWN: [(&str, &[Kind], &str); 6] = [
    ("DeviceCharacteristics", &[Kind::Dword], "REG_DWORD (0x00010001)"),
    ("DeviceType", &[Kind::Dword], "REG_DWORD (0x00010001)"),
    ("Exclusive", &[Kind::Dword], "REG_DWORD (0x00010001)"),
    ("LowerFilters", &[Kind::MultiSz], "REG_MULTI_SZ (0x00010000)"),
    ("Security", &[Kind::Sz, Kind::Binary], "REG_SZ or REG_BINARY"),
    ("UpperFilters", &[Kind::MultiSz], "REG_MULTI_SZ (0x00010000)"),
];

/// The values of the lists that a directive names, each with its list.
fn values<'a>(
    package: &Package<'a>,
    directive: &str,
) -> impl Iterator<Item = (List<'a>, Value<'a>)> {
    package.lists(directive).into_iter().flat_map(move |list| {
        let inf = package.inf;
        list.section.lines.iter().map(move |line| (list, Value::read(inf, line)))
    })
}

/// The package writes to its own keys only.
pub(super) fn roots_are_relative(package: &Package<'_>, findings: &mut Findings) {
    for (list, value) in values(package, "AddReg").chain(values(package, "DelReg")) {
        let line = value.line.number;
        let Value { root, subkey, name, .. } = &value;
        if !value.is_well_formed() {
            findings.error(
                line,
                "this is not a registry value; write HKR, subkey, value name, flags, value",
            );
        } else if same_name(root, "HKR") {
        } else if !FOREIGN_ROOTS.iter().any(|foreign| same_name(foreign, root)) {
            findings.code(1224, line, format!("`{root}` is not a registry root; write HKR"));
        } else if same_name(root, "HKLM") && subkey.to_ascii_lowercase().starts_with(SERVICES) {
            findings.code(
                if name.is_empty() { 1222 } else { 1223 },
                line,
                format!(
                    "Cannot modify services regkey `{subkey}`, must use HKR, in an AddReg of the \
                     service's section"
                ),
            );
        } else {
            findings.code(
                1304,
                line,
                format!("Found legacy operation using non-relative key {root}; write HKR"),
            );
            if package.reaches.isolates(list.targets) {
                not_isolated(root, name, line, findings);
            }
        }
    }
}

fn not_isolated(root: &str, name: &str, line: usize, findings: &mut Findings) {
    if name.is_empty() {
        let message = format!("Registry root {root} is not isolated to HKR; write HKR");
        findings.code(1320, line, message);
    } else {
        let message =
            format!("Registry root {root} of value {name} is not isolated to HKR; write HKR");
        findings.code(1321, line, message);
    }
}

/// Flags consist of a known type and known operations.
pub(super) fn flags_are_known(package: &Package<'_>, findings: &mut Findings) {
    for (_, Value { line, name, flags, .. }) in values(package, "AddReg") {
        let Some((flags, kind)) = flags.and_then(|flags| Some((flags, flags.kind()?))) else {
            findings.code(
                1262,
                line.number,
                format!(
                    "the flags of `{name}` are `{}`, not a known value type; write for example \
                     0x00010001 for a REG_DWORD",
                    package.inf.text(line, 3)
                ),
            );
            continue;
        };
        if flags.has(Flags::APPEND) && kind == Kind::MultiSz {
            findings.code(
                1305,
                line.number,
                format!(
                    "Found legacy operation using appendable multi-sz value `{name}`; remove \
                     the flag 8"
                ),
            );
        } else if flags.has(Flags::APPEND) {
            findings.code(
                1265,
                line.number,
                format!(
                    "the flags of `{name}` append to a value that is not REG_MULTI_SZ; remove \
                     the flag 8"
                ),
            );
        }
    }
}

/// Values fit their types.
pub(super) fn data_fits_the_type(package: &Package<'_>, findings: &mut Findings) {
    for (_, Value { line, name, flags, .. }) in values(package, "AddReg") {
        let no_value = Flags::DELETE_VALUE | Flags::KEY_ONLY | Flags::KEY_ONLY_COMMON;
        let Some(kind) = flags.filter(|flags| !flags.has(no_value)).and_then(Flags::kind) else {
            continue;
        };
        let data: Vec<_> =
            line.fields.iter().skip(4).map(|field| package.inf.expand(field)).collect();
        let (code, fault) = match kind {
            Kind::Dword => (Some(1268), dword(&data).err()),
            Kind::Binary | Kind::Other(_) => (Some(1267), bytes(&data).err()),
            Kind::Sz | Kind::ExpandSz if data.len() > 1 => {
                (None, Some("write one string, in quotation marks if it has commas".into()))
            }
            Kind::Sz | Kind::ExpandSz | Kind::MultiSz => continue,
        };
        let Some(fault) = fault else { continue };
        let message = format!("the value `{name}`: {fault}");
        match code {
            Some(code) => findings.code(code, line.number, message),
            None => findings.error(line.number, message),
        }
    }
}

/// No value defines co-installers.
pub(super) fn no_co_installers(package: &Package<'_>, findings: &mut Findings) {
    for (_, Value { line, name, .. }) in values(package, "AddReg") {
        if same_name(&name, "CoInstallers32") {
            findings.code(
                1303,
                line.number,
                "Found legacy AddReg operation defining co-installers (CoInstallers32); remove it",
            );
        }
    }
}

/// Paths to the system's directories are not written as directory numbers.
pub(super) fn paths_are_portable(package: &Package<'_>, findings: &mut Findings) {
    for (_, Value { line, .. }) in values(package, "AddReg") {
        for text in package.inf.list(line, 4) {
            let found = ["%10%", "%11%", "%12%"].into_iter().find(|dirid| text.contains(dirid));
            if let Some(dirid) = found {
                findings.code(
                    1258,
                    line.number,
                    format!(
                        "File path \"{dirid}\" in registry may be incorrect in some contexts, use \
                         %%SystemRoot%% instead"
                    ),
                );
            }
        }
    }
}

/// A driver's settings in its service's key are below Parameters.
pub(super) fn service_values_are_parameters(package: &Package<'_>, findings: &mut Findings) {
    for (list, Value { line, root, subkey, .. }) in values(package, "AddReg") {
        let first = subkey.split('\\').next().unwrap_or_default();
        if list.by == Role::Service
            && package.reaches.isolates(list.targets)
            && same_name(&root, "HKR")
            && !same_name(first, "Parameters")
        {
            findings.code(
                1323,
                line.number,
                format!(
                    "Service registry key '{subkey}' must be under the Parameters subkey; write \
                     HKR, Parameters, …"
                ),
            );
        }
    }
}

/// Well-known values have their types, and filters are not added by `AddReg`.
pub(super) fn well_known_values_are_typed(package: &Package<'_>, findings: &mut Findings) {
    for (list, value) in values(package, "AddReg") {
        let Value { line, root, subkey, name, flags } = value;
        let special = matches!(list.by, Role::Hardware | Role::Class);
        if !special || !subkey.is_empty() || !same_name(&root, "HKR") {
            continue;
        }
        let known = WELL_KNOWN.iter().find(|(known, ..)| same_name(known, &name));
        let Some((known, kinds, right)) = known else { continue };
        let no_value = Flags::DELETE_VALUE | Flags::KEY_ONLY | Flags::KEY_ONLY_COMMON;
        let written = flags.filter(|flags| !flags.has(no_value));
        if written.and_then(Flags::kind).is_some_and(|kind| !kinds.contains(&kind)) {
            findings.code(
                1431,
                line.number,
                format!("the value {known} has the wrong type; write {right}"),
            );
        }
        if known.ends_with("Filters")
            && list.by == Role::Hardware
            && package.reaches.first_build(list.targets) >= FILTERS_BUILD
        {
            findings.code(
                1329,
                line.number,
                format!(
                    "the value {known} adds a filter driver; use [DDInstall.Filters] with \
                     AddFilter instead"
                ),
            );
        }
    }
}

/// The security of a device or a class is a security descriptor.
pub(super) fn security_is_valid(package: &Package<'_>, findings: &mut Findings) {
    for (list, Value { line, subkey, name, flags, .. }) in values(package, "AddReg") {
        let special = matches!(list.by, Role::Hardware | Role::Class);
        let is_text = flags.and_then(Flags::kind) != Some(Kind::Binary);
        if !special || !is_text || !subkey.is_empty() || !same_name(&name, "Security") {
            continue;
        }
        let descriptor = package.inf.text(line, 4);
        if let Err(fault) = sddl::parse(&descriptor) {
            findings.error(
                line.number,
                format!(
                    "the security descriptor `{descriptor}` {fault}; put it in quotation marks, \
                     such as \"D:P(A;;GA;;;SY)(A;;GA;;;BA)\""
                ),
            );
        }
    }
}
