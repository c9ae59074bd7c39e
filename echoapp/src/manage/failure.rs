//! A failed call to Windows: the function, the error code, the code's text, and what to do.

use std::fmt;

/// How to get an elevated prompt.
pub const HOW_TO_ELEVATE: &str = "To start an elevated prompt:\n  \
    powershell -Command \"Start-Process cmd -Verb RunAs\"";

/// Who may open a device.
const WHO_MAY_OPEN: &str = "An echo device opens for the system, administrators and users logged on at \
    this machine (the value Security in echo.inf)";

/// What to do when a device is not there.
const GONE: &str = "The device was removed or disabled in the meantime: see echoapp --list and echoapp \
    device status";

/// What to do when the INF has no model for a device.
pub const NO_MODEL: &str = "The INF has no model for this device, this architecture and this version \
    of Windows: use the package for this machine's architecture, on Windows 10 version 2004 or later";

/// Where the system explains a failure.
pub const SETUP_LOG: &str = "For the cause, see the end of %SystemRoot%\\INF\\setupapi.dev.log";

/// An error code, by its origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// A Win32 error, an error of `SetupAPI` or an `HRESULT`.
    Win32(u32),
    /// A `CONFIGRET` of the configuration manager.
    Configuration(u32),
}

/// A failed call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The name of the function.
    pub call: &'static str,
    /// Its error code.
    pub code: Code,
    /// The system's text for the code; empty if there is none.
    pub text: String,
}

impl Failure {
    /// A failed call to the configuration manager. The system has no texts for its codes.
    pub fn of_configuration(call: &'static str, result: u32) -> Self {
        let text = CONFIGURATION.iter().find(|(code, _)| *code == result);
        let text = text.map_or_else(String::new, |(_, text)| (*text).to_owned());
        Self { call, code: Code::Configuration(result), text }
    }

    /// The failure to open a device, followed by what to do where that is known.
    pub fn with_open_hint(&self) -> String {
        match self.code {
            // ERROR_FILE_NOT_FOUND, ERROR_PATH_NOT_FOUND
            Code::Win32(2 | 3) => format!("{self}\n{GONE}"),
            // ERROR_ACCESS_DENIED
            Code::Win32(5) => format!("{self}\n{WHO_MAY_OPEN}\n{HOW_TO_ELEVATE}"),
            _ => self.to_string(),
        }
    }

    /// The failure, followed by what to do: a hint for this code, or the log to read.
    pub fn with_hint(&self) -> String {
        match hint(self.code) {
            Some(hint) => format!("{self}\n{hint}"),
            None => format!("{self}\n{SETUP_LOG}"),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { call, code, text } = self;
        write!(f, "{call} failed: ")?;
        if !text.is_empty() {
            write!(f, "{text} ")?;
        }
        match code {
            // By custom: Win32 errors in decimal, errors of SetupAPI and HRESULTs in hexadecimal.
            Code::Win32(code @ ..0x1_0000) => write!(f, "(error {code})"),
            Code::Win32(code) => write!(f, "(error 0x{code:08X})"),
            Code::Configuration(code) => write!(f, "(CONFIGRET 0x{code:02X})"),
        }
    }
}

/// The likely results of the calls to the configuration manager, from `cfgmgr32.h`.
const CONFIGURATION: &[(u32, &str)] = &[
    (0x02, "CR_OUT_OF_MEMORY, memory is short"),
    (0x05, "CR_INVALID_DEVNODE, the device is not valid"),
    (0x0D, "CR_NO_SUCH_DEVNODE, the device is not present"),
    (0x17, "CR_REMOVE_VETOED, a program or a driver refuses"),
    (0x22, "CR_NEED_RESTART, Windows must restart for this"),
    (0x28, "CR_NOT_DISABLEABLE, the device cannot be disabled"),
    (0x13, "CR_FAILURE, the system gives no reason"),
    (0x1D, "CR_REGISTRY_ERROR, the registry entries are damaged"),
    (0x33, "CR_ACCESS_DENIED, this user has no permission"),
    (0x34, "CR_CALL_NOT_IMPLEMENTED, this system lacks the function"),
];

/// What to do about an error of the calls that add or remove devices. The codes are from
/// `winerror.h` and `setupapi.h`; some calls return the latter as an `HRESULT`, 0x800F….
fn hint(code: Code) -> Option<&'static str> {
    let Code::Win32(code) = code else {
        return None;
    };
    let setup_code = if code >> 16 == 0x800F { 0xE000_0000 | (code & 0xFFFF) } else { code };
    Some(match setup_code {
        // ERROR_FILE_NOT_FOUND, ERROR_PATH_NOT_FOUND
        2 | 3 => {
            "The package is incomplete: put echo.inf, echo.sys and echo.cat into one folder, and name \
             its echo.inf with --inf"
        }
        // ERROR_ACCESS_DENIED
        5 => HOW_TO_ELEVATE,
        // ERROR_NO_ASSOCIATED_CLASS, ERROR_NO_DRIVER_SELECTED, ERROR_NO_COMPAT_DRIVERS
        0xE000_0200 | 0xE000_0203 | 0xE000_0228 => NO_MODEL,
        // ERROR_EXPECTED_SECTION_NAME to ERROR_GENERAL_SYNTAX, ERROR_WRONG_INF_STYLE to
        // ERROR_LINE_NOT_FOUND, ERROR_WRONG_INF_TYPE
        0xE000_0000..=0xE000_0003 | 0xE000_0100..=0xE000_0102 | 0xE000_024A => {
            "The file is not the INF of a driver: use the echo.inf of the package"
        }
        // ERROR_NO_SUCH_DEVINST
        0xE000_020B => "The device was removed in the meantime: see echoapp device status",
        // ERROR_IN_WOW64
        0xE000_0235 => {
            "This echoapp.exe is for another architecture than this Windows: use the echoapp.exe that \
             was built for this machine"
        }
        // TRUST_E_NOSIGNATURE, ERROR_NO_CATALOG_FOR_OEM_INF
        0x800B_0100 | 0xE000_022F => {
            "The package is not signed: echo.cat is missing or belongs to another echo.inf. Build and \
             sign the package again"
        }
        // CERT_E_UNTRUSTEDROOT, CERT_E_CHAINING, TRUST_E_SUBJECT_NOT_TRUSTED,
        // ERROR_AUTHENTICODE_TRUST_NOT_ESTABLISHED, ERROR_AUTHENTICODE_PUBLISHER_NOT_TRUSTED,
        // ERROR_DRIVER_STORE_ADD_FAILED
        0x800B_0004 | 0x800B_0109 | 0x800B_010A | 0xE000_0242 | 0xE000_0243 | 0xE000_0247 => {
            "Windows does not trust the package's certificate. Add it, once per machine:\n  \
             certutil -addstore Root echo.cer\n  certutil -addstore TrustedPublisher echo.cer"
        }
        // CERT_E_EXPIRED
        0x800B_0101 => "The package's certificate has expired: sign the package again",
        // TRUST_E_BAD_DIGEST, ERROR_FILE_HASH_NOT_IN_CATALOG
        0x8009_6010 | 0xE000_024B => {
            "A file of the package was changed after signing: copy or build the package again"
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(code: u32) -> Failure {
        Failure { call: "SomeCall", code: Code::Win32(code), text: "It is so.".to_owned() }
    }

    #[test]
    fn failure_names_the_call_the_code_and_the_text() {
        assert_eq!(failure(5).to_string(), "SomeCall failed: It is so. (error 5)");
        let setup = Failure { text: String::new(), ..failure(0xE000_020B) };
        assert_eq!(setup.to_string(), "SomeCall failed: (error 0xE000020B)");
    }

    #[test]
    fn failure_of_configuration_names_the_configret() {
        assert_eq!(
            Failure::of_configuration("CM_Call", 0x13).to_string(),
            "CM_Call failed: CR_FAILURE, the system gives no reason (CONFIGRET 0x13)"
        );
        let unknown = Failure::of_configuration("CM_Call", 0xFF);
        assert_eq!(unknown.to_string(), "CM_Call failed: (CONFIGRET 0xFF)");
        assert!(unknown.with_hint().contains("setupapi.dev.log"));
    }

    #[test]
    fn denied_call_says_how_to_elevate() {
        assert!(failure(5).with_hint().ends_with(HOW_TO_ELEVATE));
    }

    #[test]
    fn failure_to_open_says_who_may_and_what_is_present() {
        let denied = failure(5).with_open_hint();
        assert!(denied.starts_with(&failure(5).to_string()), "{denied}");
        assert!(denied.contains("administrators") && denied.ends_with(HOW_TO_ELEVATE), "{denied}");
        for code in [2, 3] {
            let missing = failure(code).with_open_hint();
            assert!(missing.contains("echoapp --list"), "{missing}");
        }
        assert_eq!(failure(1).with_open_hint(), failure(1).to_string());
    }

    #[test]
    fn setup_error_has_the_same_hint_as_code_and_as_hresult() {
        let hint = |code| hint(Code::Win32(code)).expect("a known code");
        assert_eq!(hint(0x800F_0242), hint(0xE000_0242));
        assert!(hint(0x800B_0109).contains("certutil -addstore Root echo.cer"));
    }

    #[test]
    fn unknown_failure_names_the_setup_log() {
        assert!(failure(1).with_hint().contains("setupapi.dev.log"));
    }
}
