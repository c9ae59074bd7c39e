//! Rules for registry values: `AddReg` and `DelReg` (INF `AddReg` Directive).

use crate::addreg::{Flags, Kind, Value, bytes, dword};
use crate::names::same_name;

use super::finding::Findings;
use super::package::{Package, Role, Use};
use super::sddl;
use crate::document::Document;

/// The roots of the registry that are not the package's own.
const FOREIGN_ROOTS: [&str; 4] = ["HKCR", "HKCU", "HKLM", "HKU"];
const SERVICES: &str = "system\\currentcontrolset\\services";

fn values<'a>(inf: &Document, list: &Use<'a>) -> Vec<Value<'a>> {
    let lines = list.section.map_or(&[][..], |section| &section.lines);
    lines.iter().map(|line| Value::read(inf, line)).collect()
}

/// The values that `AddReg` lists add, and the lists.
fn added<'a, 'b>(package: &'b Package<'a>) -> impl Iterator<Item = (&'b Use<'a>, Value<'a>)> {
    let lists = package.uses.iter().filter(|list| list.directive == "AddReg");
    lists.flat_map(|list| values(package.inf, list).into_iter().map(move |value| (list, value)))
}

/// The package writes to its own keys only.
pub fn roots_are_relative(package: &Package<'_>, findings: &mut Findings) {
    for list in package.uses.iter().filter(|list| list.role == Role::Registry) {
        for value in values(package.inf, list) {
            let well_formed = value.is_well_formed();
            let Value { line, root, subkey: key, name, .. } = value;
            let line_number = line.number;
            let is_service = key.to_ascii_lowercase().starts_with(SERVICES);
            if !well_formed {
                findings.error(
                    None,
                    line_number,
                    "this is no registry value; write HKR, subkey, value name, flags, value",
                );
            } else if same_name(&root, "HKR") {
            } else if !FOREIGN_ROOTS.iter().any(|foreign| same_name(foreign, &root)) {
                findings.error(
                    None,
                    line_number,
                    format!("`{root}` is no registry root; write HKR"),
                );
            } else if same_name(&root, "HKLM") && is_service {
                findings.error(
                    1221,
                    line_number,
                    format!(
                        "Cannot modify services regkey `{key}`, must use HKR, in an AddReg of the \
                         service's section"
                    ),
                );
            } else if name.is_empty() {
                findings.error(
                    1320,
                    line_number,
                    format!("Registry root {root} is not isolated to HKR; write HKR"),
                );
            } else {
                findings.error(
                    1321,
                    line_number,
                    format!(
                        "Registry root {root} of value {name} is not isolated to HKR; write HKR"
                    ),
                );
            }
        }
    }
}

/// Flags are a type and operations that there are.
pub fn flags_are_known(package: &Package<'_>, findings: &mut Findings) {
    for (_, Value { line, name, flags, .. }) in added(package) {
        match flags {
            Some(flags) if flags.kind().is_some() => {
                if flags.has(Flags::APPEND) {
                    findings.error(
                        1305,
                        line.number,
                        format!(
                            "Found legacy operation using appendable multi-sz value `{name}`; \
                             take the flag 8 out"
                        ),
                    );
                }
            }
            _ => findings.error(
                None,
                line.number,
                format!(
                    "the flags of `{name}` are `{}`, which is no type of a registry value; \
                     0x00010001 for example is REG_DWORD",
                    package.inf.text(line, 3)
                ),
            ),
        }
    }
}

/// Values fit their types.
pub fn data_fits_the_type(package: &Package<'_>, findings: &mut Findings) {
    for (_, Value { line, name, flags, .. }) in added(package) {
        let no_value = Flags::DELETE_VALUE | Flags::KEY_ONLY;
        let Some(kind) = flags.filter(|flags| !flags.has(no_value)).and_then(Flags::kind) else {
            continue;
        };
        let data: Vec<_> =
            line.fields.iter().skip(4).map(|field| package.inf.expand(field)).collect();
        let fault = match kind {
            Kind::Dword => dword(&data).err(),
            Kind::Binary | Kind::Other(_) => bytes(&data).err(),
            Kind::Sz | Kind::ExpandSz if data.len() > 1 => {
                Some("it takes one string; put it in quotation marks".into())
            }
            Kind::Sz | Kind::ExpandSz | Kind::MultiSz => None,
        };
        if let Some(fault) = fault {
            findings.error(None, line.number, format!("the value `{name}`: {fault}"));
        }
    }
}

/// Co-installers are gone.
pub fn no_co_installers(package: &Package<'_>, findings: &mut Findings) {
    for (_, Value { line, name, .. }) in added(package) {
        if same_name(&name, "CoInstallers32") {
            findings.error(
                1303,
                line.number,
                "Found legacy AddReg operation defining co-installers (CoInstallers32); take it \
                 out",
            );
        }
    }
}

/// Paths to the system's directories are not written as directory numbers.
pub fn paths_are_portable(package: &Package<'_>, findings: &mut Findings) {
    for (_, Value { line, .. }) in added(package) {
        for text in package.inf.list(line, 4) {
            if let Some(dirid) =
                ["%10%", "%11%", "%12%"].iter().find(|dirid| text.contains(**dirid))
            {
                findings.error(
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

/// What a driver keeps in its service's key is below Parameters.
pub fn service_values_are_parameters(package: &Package<'_>, findings: &mut Findings) {
    for (list, Value { line, root, subkey: key, .. }) in added(package) {
        let first = key.split('\\').next().unwrap_or_default();
        if list.part.role == Role::Service
            && same_name(&root, "HKR")
            && !same_name(first, "Parameters")
        {
            findings.error(
                1323,
                line.number,
                format!(
                    "Service registry key '{key}' must be under the Parameters subkey; write \
                     HKR, Parameters, …"
                ),
            );
        }
    }
}

/// The security of a device or a class is a security descriptor.
pub fn security_is_valid(package: &Package<'_>, findings: &mut Findings) {
    for (list, Value { line, subkey: key, name, .. }) in added(package) {
        let special = matches!(list.part.role, Role::Hardware | Role::Class);
        if !special || !key.is_empty() || !same_name(&name, "Security") {
            continue;
        }
        let descriptor = package.inf.text(line, 4);
        if let Err(fault) = sddl::parse(&descriptor) {
            findings.error(
                None,
                line.number,
                format!(
                    "the security descriptor `{descriptor}` {fault}; put it in quotation marks, \
                     such as \"D:P(A;;GA;;;SY)(A;;GA;;;BA)\""
                ),
            );
        }
    }
}
