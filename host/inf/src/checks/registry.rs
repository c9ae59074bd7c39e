//! Rules for registry values: `AddReg` and `DelReg` (INF `AddReg` Directive).

use crate::strings::number;
use crate::syntax::{Line, same_name};

use super::finding::Findings;
use super::package::{Package, Role, Use};
use super::sddl;
use crate::document::Inf;

/// The roots of the registry that are not the package's own.
const FOREIGN_ROOTS: [&str; 4] = ["HKCR", "HKCU", "HKLM", "HKU"];
const SERVICES: &str = "system\\currentcontrolset\\services";

/// Flags that say how, not what (`FLG_ADDREG_XXX`).
const OPERATIONS: u32 = 0x2 | DELETE_VALUE | APPEND | KEY_ONLY | 0x20 | 0x1000 | 0x2000 | 0x4000;
const DELETE_VALUE: u32 = 0x4;
const APPEND: u32 = 0x8;
const KEY_ONLY: u32 = 0x10;
const BINARY: u32 = 0x1;
const MULTI_SZ: u32 = 0x0001_0000;
const DWORD: u32 = 0x0001_0001;
const QWORD: u32 = 0x000b_0001;
/// `REG_SZ`, `REG_MULTI_SZ`, `REG_EXPAND_SZ`, `REG_BINARY`, `REG_DWORD`, `REG_QWORD`, `REG_NONE`.
const TYPES: [u32; 7] = [0, MULTI_SZ, 0x0002_0000, BINARY, DWORD, QWORD, 0x0002_0001];

/// A registry value of a list.
struct Value<'a> {
    line: &'a Line,
    root: String,
    key: String,
    name: String,
    flags: Option<u32>,
}

fn values<'a>(inf: &Inf, list: &Use<'a>) -> Vec<Value<'a>> {
    let lines = list.section.map_or(&[][..], |section| &section.lines);
    let value = |line: &'a Line| Value {
        line,
        root: inf.text(line, 0),
        key: inf.text(line, 1),
        name: inf.text(line, 2),
        flags: match inf.text(line, 3) {
            flags if flags.is_empty() => Some(0),
            flags => number(&flags, "", 0).ok(),
        },
    };
    lines.iter().map(value).collect()
}

/// The values that `AddReg` lists add, and the lists.
fn added<'a, 'b>(package: &'b Package<'a>) -> impl Iterator<Item = (&'b Use<'a>, Value<'a>)> {
    let lists = package.uses.iter().filter(|list| list.directive == "AddReg");
    lists.flat_map(|list| values(package.inf, list).into_iter().map(move |value| (list, value)))
}

/// The package writes to its own keys only.
pub fn roots_are_relative(package: &Package<'_>, findings: &mut Findings) {
    for list in package.uses.iter().filter(|list| list.role == Role::Registry) {
        for Value { line, root, key, name, .. } in values(package.inf, list) {
            let line_number = line.number;
            let is_service = key.to_ascii_lowercase().starts_with(SERVICES);
            if line.key.is_some() || root.is_empty() {
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
        let other_type = |flags: u32| flags & 0xffff == BINARY && flags >> 16 > 0xb;
        let known = |flags: u32| {
            let kind = flags & !OPERATIONS;
            TYPES.contains(&kind) || other_type(kind)
        };
        match flags {
            Some(flags) if known(flags) => {
                if flags & APPEND != 0 {
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
        let Some(flags) = flags.filter(|flags| flags & (DELETE_VALUE | KEY_ONLY) == 0) else {
            continue;
        };
        let data: Vec<_> =
            line.fields.iter().skip(4).map(|field| package.inf.expand(field)).collect();
        let fault = match flags & !OPERATIONS {
            DWORD => dword_fault(&data),
            BINARY | QWORD => data.iter().find(|byte| !is_byte(byte)).map(|byte| {
                format!("`{byte}` is no byte; write hexadecimal bytes with commas between them")
            }),
            MULTI_SZ => None,
            _ if data.len() > 1 => Some("it takes one string; put it in quotation marks".into()),
            _ => None,
        };
        if let Some(fault) = fault {
            findings.error(None, line.number, format!("the value `{name}`: {fault}"));
        }
    }
}

fn dword_fault(data: &[String]) -> Option<String> {
    let [value] = data else {
        return Some("a REG_DWORD takes one number, or four bytes".into())
            .filter(|_| data.len() != 4 || !data.iter().all(|byte| is_byte(byte)));
    };
    let is_number = number(value, "", 0).is_ok();
    (!is_number).then(|| format!("`{value}` is no 32-bit number, which a REG_DWORD takes"))
}

fn is_byte(text: &str) -> bool {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    text.is_empty() || u8::from_str_radix(digits, 16).is_ok_and(|_| !digits.starts_with('+'))
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
    for (list, Value { line, root, key, .. }) in added(package) {
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
    for (list, Value { line, key, name, .. }) in added(package) {
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
