//! The problem codes of devices (`CM_PROB_…` in `cfg.h`): the meaning of each for an echo device, and
//! what to do next.

/// The explanation of a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Advice {
    /// The code's name in `cfg.h`.
    pub name: &'static str,
    /// The meaning of the code.
    pub meaning: &'static str,
    /// What to do next, in one or several lines.
    pub next: &'static str,
}

/// `STATUS_INVALID_PARAMETER`: the framework is too old for the driver, or a setting is out of range.
const INVALID_PARAMETER: u32 = 0xC000_000D;
/// `STATUS_OBJECT_NAME_NOT_FOUND`
const NAME_NOT_FOUND: u32 = 0xC000_0034;
/// `STATUS_INVALID_IMAGE_FORMAT`
const INVALID_IMAGE_FORMAT: u32 = 0xC000_007B;
/// `STATUS_INSUFFICIENT_RESOURCES`
const INSUFFICIENT_RESOURCES: u32 = 0xC000_009A;
/// `STATUS_DRIVER_ORDINAL_NOT_FOUND`
const ORDINAL_NOT_FOUND: u32 = 0xC000_0262;
/// `STATUS_DRIVER_ENTRYPOINT_NOT_FOUND`
const ENTRYPOINT_NOT_FOUND: u32 = 0xC000_0263;
/// `STATUS_INVALID_IMAGE_HASH`
const INVALID_IMAGE_HASH: u32 = 0xC000_0428;

const ADD_AGAIN: &str =
    "Remove the device and add it again: echoapp device remove, echoapp device add";
const RESTART: &str = "Restart Windows: shutdown /r /t 0";
const TRUST: &str = "In an elevated prompt, in the package's folder, then restart:\n\
    bcdedit /set testsigning on\n\
    certutil -addstore Root echo.cer\n\
    certutil -addstore TrustedPublisher echo.cer\n\
    bcdedit fails while Secure Boot is on. If all this is done, a file was changed after signing:\n\
    build the package again";
const TOO_OLD: &str = "The framework of this Windows may be older than the driver's KMDF version: \
    use Windows 10 version 2004\nor later, or build the driver for an older KMDF version";
const RIGHT_IMAGE: &str =
    "Install the package for this machine's architecture again: echoapp device add --inf PATH";
const LOG: &str = "See the output of the driver's debug build (in DebugView or a kernel debugger) and the \
    end of\n%SystemRoot%\\INF\\setupapi.dev.log";

/// The explanation of a problem code, with the `NTSTATUS` behind the problem if there is one.
pub fn advice(code: u32, status: Option<u32>) -> Advice {
    let entry = TABLE.iter().find(|(number, _)| *number == code);
    let advice = entry.map_or(UNKNOWN, |(_, advice)| *advice);
    let next = status.and_then(|status| next_of_status(code, status)).unwrap_or(advice.next);
    Advice { next, ..advice }
}

/// What to do, where the status tells more than the code.
fn next_of_status(code: u32, status: u32) -> Option<&'static str> {
    Some(match (code, status) {
        (10 | 31, INVALID_PARAMETER) => {
            "A setting in the hardware key is out of range: TimerPeriod must be 1 to 60000, \
             SynchronizationMode 0 or 1"
        }
        (37 | 39, INVALID_PARAMETER) => TOO_OLD,
        (39, NAME_NOT_FOUND | INVALID_IMAGE_FORMAT) => RIGHT_IMAGE,
        (39, ORDINAL_NOT_FOUND | ENTRYPOINT_NOT_FOUND) => {
            "The driver imports a function that this version of Windows does not have: use a newer \
             one, or an image built for this version"
        }
        (_, INVALID_IMAGE_HASH) => TRUST,
        (_, INSUFFICIENT_RESOURCES) => "Memory was short: close programs, then restart the device",
        _ => return None,
    })
}

const UNKNOWN: Advice = Advice {
    name: "see CM_PROB_ in cfg.h",
    meaning: "an unusual problem for an echo device",
    next: LOG,
};

const fn row(
    code: u32,
    name: &'static str,
    meaning: &'static str,
    next: &'static str,
) -> (u32, Advice) {
    (code, Advice { name, meaning, next })
}

/// By code.
const TABLE: &[(u32, Advice)] = &[
    row(1, "CM_PROB_NOT_CONFIGURED", "no driver is installed", INSTALL),
    row(3, "CM_PROB_OUT_OF_MEMORY", "memory is short, or the driver is damaged", RESTART),
    row(10, "CM_PROB_FAILED_START", "the driver could not start the device", LOG),
    row(14, "CM_PROB_NEED_RESTART", "the device works only after a restart", RESTART),
    row(18, "CM_PROB_REINSTALL", "the driver must be installed again", INSTALL),
    row(19, "CM_PROB_REGISTRY", "the device's registry entries are damaged", ADD_AGAIN),
    row(
        21,
        "CM_PROB_WILL_BE_REMOVED",
        "the device is about to be removed",
        "Ask again in a minute, or restart Windows",
    ),
    row(
        22,
        "CM_PROB_DISABLED",
        "the device is disabled",
        "Enable the device in an elevated prompt: pnputil /enable-device \"<instance ID>\"",
    ),
    row(24, "CM_PROB_DEVICE_NOT_THERE", "the device is missing, or its driver failed", ADD_AGAIN),
    row(28, "CM_PROB_FAILED_INSTALL", "no driver is installed", INSTALL),
    row(31, "CM_PROB_FAILED_ADD", "the driver could not create the device object", LOG),
    row(
        32,
        "CM_PROB_DISABLED_SERVICE",
        "the driver's service is disabled",
        "Set the service to start on demand, in an elevated prompt: sc config RustEcho start= demand",
    ),
    row(37, "CM_PROB_FAILED_DRIVER_ENTRY", "the driver's DriverEntry failed", TOO_OLD),
    row(
        38,
        "CM_PROB_FAILED_PRIOR_UNLOAD",
        "an earlier copy of the driver is still loaded",
        RESTART,
    ),
    row(39, "CM_PROB_DRIVER_FAILED_LOAD", "the driver's image cannot be loaded", RIGHT_IMAGE),
    row(40, "CM_PROB_DRIVER_SERVICE_KEY_INVALID", "the driver's service key is damaged", ADD_AGAIN),
    row(43, "CM_PROB_FAILED_POST_START", "the driver reported a failure after the start", LOG),
    row(44, "CM_PROB_HALTED", "an application or service stopped the device", RESTART),
    row(45, "CM_PROB_PHANTOM", "the device is not present", "To remove it: echoapp device remove"),
    row(47, "CM_PROB_HELD_FOR_EJECT", "the device is prepared for removal", ADD_AGAIN),
    row(
        48,
        "CM_PROB_DRIVER_BLOCKED",
        "Windows blocks this driver",
        "Find the rule in the Event Viewer under CodeIntegrity. Memory integrity and policies block \
         test-signed\ndrivers: use a test machine without them",
    ),
    row(
        49,
        "CM_PROB_REGISTRY_TOO_LARGE",
        "the system's registry hive is too large",
        "Remove devices",
    ),
    row(
        51,
        "CM_PROB_WAITING_ON_DEPENDENCY",
        "the device waits for another device",
        "Ask again in a minute",
    ),
    row(52, "CM_PROB_UNSIGNED_DRIVER", "Windows does not accept the driver's signature", TRUST),
    row(
        53,
        "CM_PROB_USED_BY_DEBUGGER",
        "the kernel debugger uses the device",
        "End the debugging session",
    ),
    row(
        54,
        "CM_PROB_DEVICE_RESET",
        "the device failed and is being reset",
        "Ask again in a minute",
    ),
];

/// What to do about a device without a driver.
pub const INSTALL: &str = "Install the package, in an elevated prompt: pnputil /add-driver echo.inf /install. \
    If no driver is\ninstalled then, the package is for another architecture or a newer Windows";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn problems_of_a_test_driver_have_names_and_next_steps() {
        for code in [10, 14, 18, 19, 21, 22, 24, 28, 31, 37, 39, 43, 45, 48, 52] {
            let Advice { name, meaning, next } = advice(code, None);
            assert!(name.starts_with("CM_PROB_"), "{code}");
            assert!(!meaning.is_empty() && !next.is_empty(), "{code}");
        }
    }

    #[test]
    fn table_has_each_code_once_in_order() {
        assert!(TABLE.is_sorted_by(|(one, _), (next, _)| one < next));
    }

    #[test]
    fn advice_on_an_unsigned_driver_is_test_signing() {
        assert!(advice(52, None).next.contains("bcdedit /set testsigning on"));
        assert!(advice(39, Some(INVALID_IMAGE_HASH)).next.contains("testsigning"));
    }

    #[test]
    fn advice_on_a_failed_entry_names_the_kmdf_version() {
        assert!(advice(37, Some(INVALID_PARAMETER)).next.contains("KMDF"));
    }

    #[test]
    fn advice_on_a_disabled_service_names_the_service() {
        assert!(advice(32, None).next.contains(echo_interface::SERVICE));
    }

    #[test]
    fn advice_on_a_start_with_invalid_parameter_names_settings() {
        assert!(advice(10, Some(INVALID_PARAMETER)).next.contains("TimerPeriod"));
        assert_eq!(advice(10, Some(0xC000_0001)).next, LOG);
    }

    #[test]
    fn advice_on_an_unknown_problem_is_the_log() {
        assert_eq!(advice(4_711, None), UNKNOWN);
    }
}
