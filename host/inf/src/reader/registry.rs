//! `AddReg`: the registry values that a section writes.

use super::LeftOut;
use super::key::Key;
use super::walk::Walk;
use crate::addreg::{self, Flags, Kind};
use crate::follow::named;
use crate::line::Line;
use crate::names::same_name;
use crate::syntax::Section;
use crate::{InfError, InfErrorKind};

/// A registry value below the key that the section is for (INF `AddReg` Directive).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistryEntry {
    /// The path below the section's key; empty for the key itself.
    pub subkey: String,
    /// The value's name; empty for the unnamed value.
    pub name: String,
    /// The value's type and data.
    pub data: RegistryData,
}

/// The type and the data of a registry value. A directory number such as `%13%` in a string is not
/// expanded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RegistryData {
    /// `REG_SZ`.
    Sz(String),
    /// `REG_EXPAND_SZ`; environment variables are not expanded.
    ExpandSz(String),
    /// `REG_MULTI_SZ`.
    MultiSz(Vec<String>),
    /// `REG_BINARY`.
    Binary(Vec<u8>),
    /// `REG_DWORD`.
    Dword(u32),
    /// Another type, `REG_NONE` (0) included.
    Other {
        /// The type's number.
        kind: u32,
        /// The data.
        bytes: Vec<u8>,
    },
}

/// The registry roots outside the keys of the device, the driver and the service.
const OTHER_ROOTS: [&str; 4] = ["HKCR", "HKCU", "HKLM", "HKU"];

impl Walk<'_> {
    /// The values that the `AddReg` directives of the sections write to an empty key. Values of
    /// other keys are left out.
    pub(super) fn add_reg(
        &self,
        sections: &[&Section],
        left_out: &mut Vec<LeftOut>,
    ) -> Result<Vec<RegistryEntry>, InfError> {
        let mut key = Key::default();
        for section in sections {
            self.check_directives(section, "AddReg")?;
            for list in named(self.document, section, "AddReg") {
                for line in &self.named(&list.name, "AddReg", list.line.number)?.lines {
                    self.add_value(&mut key, line, left_out)?;
                }
            }
        }
        Ok(key.entries())
    }

    fn add_value(
        &self,
        key: &mut Key,
        line: &Line,
        left_out: &mut Vec<LeftOut>,
    ) -> Result<(), InfError> {
        let bad = |message: String| InfError::at(InfErrorKind::BadValue, line.number, message);
        self.document.check_tokens(line)?;
        let value = addreg::Value::read(self.document, line);
        let root = line.key.as_deref().unwrap_or(&value.root);
        if value.is_well_formed() && OTHER_ROOTS.iter().any(|other| same_name(other, root)) {
            let what =
                format!("a value below {root}, outside the keys of the device and the driver");
            left_out.push(LeftOut { line: line.number, what });
            return Ok(());
        }
        if !value.is_well_formed() || !same_name(root, "HKR") {
            return Err(bad(format!(
                "`{root}` is not a registry root; write HKR, subkey, value name, flags, value"
            )));
        }
        let addreg::Value { subkey, name, flags, .. } = value;
        let flags = flags.ok_or_else(|| {
            bad(format!(
                "the AddReg flags are `{}`; write a 32-bit number, decimal or hexadecimal with 0x \
                 in front",
                self.document.text(line, 3)
            ))
        })?;
        if flags.has(Flags::DELETE_VALUE) {
            key.delete(&subkey, &name);
            return Ok(());
        }
        let names_nothing = name.is_empty() && line.fields.len() <= 4;
        if flags.has(Flags::KEY_ONLY | Flags::KEY_ONLY_COMMON) || names_nothing {
            return Ok(());
        }
        let data = self.data(line, &name, flags)?;
        if flags.has(Flags::APPEND) && !matches!(data, RegistryData::MultiSz(_)) {
            return Err(bad(format!(
                "the flags {:#010x} of `{name}` append to a value that is not REG_MULTI_SZ; set \
                 0x00010000 too",
                flags.0
            )));
        }
        key.write(RegistryEntry { subkey, name, data }, flags);
        Ok(())
    }

    fn data(&self, line: &Line, name: &str, flags: Flags) -> Result<RegistryData, InfError> {
        let bad = |fault: String| {
            InfError::at(
                InfErrorKind::BadValue,
                line.number,
                format!("the value `{name}`: {fault}"),
            )
        };
        let fields = || -> Vec<String> {
            line.fields.iter().skip(4).map(|field| self.document.expand(field)).collect()
        };
        let kind = flags.kind().ok_or_else(|| {
            bad(format!(
                "the flags {:#010x} have an unknown value type; write for example 0x00010001 for a \
                 REG_DWORD",
                flags.0
            ))
        })?;
        Ok(match kind {
            Kind::Sz => RegistryData::Sz(self.text(line, 4)?),
            Kind::ExpandSz => RegistryData::ExpandSz(self.text(line, 4)?),
            Kind::MultiSz => RegistryData::MultiSz(self.list(line, 4)?),
            Kind::Binary => RegistryData::Binary(addreg::bytes(&fields()).map_err(bad)?),
            Kind::Dword => RegistryData::Dword(addreg::dword(&fields()).map_err(bad)?),
            Kind::Other(kind) => {
                RegistryData::Other { kind, bytes: addreg::bytes(&fields()).map_err(bad)? }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;

    fn add(lines: &str) -> Result<Vec<RegistryEntry>, InfError> {
        let text = format!(
            "[Version]\nSignature=$Chicago$\n[install]\nAddReg=values\n[values]\n{lines}\n"
        );
        let document = Document::read(&text);
        let install = document.find("install").unwrap();
        Walk::new(&document).add_reg(&[install], &mut Vec::new())
    }

    /// The data of the only value that the lines write.
    fn data(lines: &str) -> RegistryData {
        let [entry] = <[RegistryEntry; 1]>::try_from(add(lines).unwrap()).unwrap();
        entry.data
    }

    fn strings(strings: &[&str]) -> RegistryData {
        RegistryData::MultiSz(strings.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn flags_give_the_type() {
        let text = |text: &str| text.to_owned();
        assert_eq!(data("HKR,,v,,text"), RegistryData::Sz(text("text")));
        assert_eq!(data("HKR,,v"), RegistryData::Sz(text("")));
        assert_eq!(data("HKR,,v,0x20000,%%a%%"), RegistryData::ExpandSz(text("%a%")));
        assert_eq!(data("HKR,,v,65536,a,\"b,c\""), strings(&["a", "b,c"]));
        assert_eq!(data("HKR,,v,1,0,A,0xff"), RegistryData::Binary(vec![0, 10, 255]));
        assert_eq!(data("HKR,,v,1"), RegistryData::Binary(vec![]));
        assert_eq!(data("hkr,,\"v\",0x00010001,0x64"), RegistryData::Dword(100));
        assert_eq!(data("HKR,,v,0x10001,-1"), RegistryData::Dword(u32::MAX));
        assert_eq!(data("HKR,,v,0x20001"), RegistryData::Other { kind: 0, bytes: vec![] });
        assert_eq!(data("HKR,,v,0xB0001,1"), RegistryData::Other { kind: 11, bytes: vec![1] });
    }

    #[test]
    fn value_keeps_subkey_and_name() {
        let entries = add("HKR,a\\b,c,,d\nHKR,,,,e\nHKR,f").unwrap();
        let names: Vec<_> = entries.iter().map(|e| (e.subkey.as_str(), e.name.as_str())).collect();
        assert_eq!(names, [("a\\b", "c"), ("", "")]);
    }

    #[test]
    fn later_value_replaces_earlier_one_unless_flags_forbid() {
        assert_eq!(data("HKR,,v,,old\nHKR,,V,0x10001,1"), RegistryData::Dword(1));
        assert_eq!(data("HKR,,v,,old\nHKR,,v,2,new"), RegistryData::Sz("old".into()));
        assert_eq!(data("HKR,,v,,old\nHKR,,v,0x20,new"), RegistryData::Sz("new".into()));
        assert_eq!(add("HKR,,v,0x20,new"), Ok(vec![]));
    }

    #[test]
    fn append_adds_only_new_strings() {
        assert_eq!(data("HKR,,v,0x10008,a\nHKR,,v,0x10008,b,A"), strings(&["a", "b"]));
        let replaced = "HKR,,v,0x10008,a\nHKR,,v,0x10008,b\nHKR,,v,0x10000,c\nHKR,,v,0x10008,B";
        assert_eq!(data(replaced), strings(&["c", "B"]));
        assert_eq!(data("HKR,,v,,x\nHKR,,v,0x10008,a"), strings(&["a"]));
    }

    #[test]
    fn key_only_and_delete_leave_no_value() {
        assert_eq!(add("HKR,s,v,0x10,x"), Ok(vec![]));
        assert_eq!(add("HKR,s,v,,x\nHKR,s,V,4"), Ok(vec![]));
        assert_eq!(add("HKR,S,v,,x\nHKR,s\\t,w,,y\nHKR,s,,4").unwrap(), []);
        assert_eq!(add("HKR,st,v,,x\nHKR,s,,4").unwrap().len(), 1);
        assert_eq!(add("HKR,s!,v,,x\nHKR,S\\t\\u,v,,x\nHKR,s,,4").unwrap().len(), 1);
    }

    #[test]
    fn malformed_value_is_error() {
        for (line, kind) in [
            ("HKX,Software,v,,x", InfErrorKind::BadValue),
            ("HKR = v", InfErrorKind::BadValue),
            ("HKR,,v,flags,1", InfErrorKind::BadValue),
            ("HKR,,v,0x10001,ten", InfErrorKind::BadValue),
            ("HKR,,v,0x10001", InfErrorKind::BadValue),
            ("HKR,,v,0x10001,1,2", InfErrorKind::BadValue),
            ("HKR,,v,1,1,100", InfErrorKind::BadValue),
            ("HKR,,v,0x40000,x", InfErrorKind::BadValue),
            ("HKR,,v,8,x", InfErrorKind::BadValue),
            ("HKR,,v,,%x%", InfErrorKind::UndefinedString),
        ] {
            let error = add(line).unwrap_err();
            assert_eq!((error.kind(), error.line()), (kind, Some(6)), "{line}: {error}");
        }
    }
}
