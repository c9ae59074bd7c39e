//! Faulty and damaged INFs cause the right error and never a panic.

use kmdf_inf::{Inf, InfError, InfErrorKind};

use crate::{AUTO_SYNC, DRIVER_SYNC, TEMPLATE, install};

#[test]
fn text_that_is_not_an_inf_is_rejected() {
    for text in [
        "",
        "<html>",
        "\"[Version]\"",
        "[package]\nname = \"x\"",
        "[Version]\n",
        "[Version]\nSignature = $Win$",
    ] {
        assert_eq!(Inf::parse(text).unwrap_err().kind(), InfErrorKind::NotAnInf, "{text}");
    }
}

/// Edits of the template, each with the kind of its error and a part of the message.
const FAULTS: [(&str, &str, InfErrorKind, &str); 23] = [
    ("Provider    = %ProviderName%", "Provider = %P%", InfErrorKind::UndefinedString, "%P%"),
    ("{E6C26D43-", "{E6C26D4-", InfErrorKind::BadValue, "ClassGuid"),
    ("01/01/2026,1.0.0.0", "13/01/2026,1.0.0.0", InfErrorKind::BadValue, "mm/dd/yyyy"),
    ("01/01/2026,1.0.0.0", "01/01/2026,1.0.0.70000", InfErrorKind::BadValue, "65535"),
    ("PnpLockdown = 1", "PnpLockdown = yes", InfErrorKind::BadValue, "`yes`"),
    (
        "\"D:P(A;;GA;;;SY)(A;;GA;;;BA)(A;;GRGW;;;IU)\"",
        "D:P(A;;GA)",
        InfErrorKind::BadValue,
        "quotation marks",
    ),
    (
        "(A;;GRGW;;;IU)\"",
        "(A;;GRGW;;;IU)",
        InfErrorKind::UnterminatedQuote,
        "closing quotation mark",
    ),
    ("[Manufacturer]", "[Manufacturer", InfErrorKind::Syntax, "closing `]`"),
    ("[Manufacturer]", "[Manufacturers]", InfErrorKind::MissingSection, "[Manufacturer]"),
    ("= Echo, NT$ARCH$.10.0...19041", "= Echo", InfErrorKind::WrongTarget, "Echo (undecorated)"),
    ("= Echo, NT$ARCH$.10.0...19041", "= Echo, x64", InfErrorKind::BadValue, "`x64`"),
    (
        "= Echo, NT$ARCH$",
        "= Ecko, NT$ARCH$",
        InfErrorKind::MissingSection,
        "[Ecko.NT$ARCH$.10.0...19041]",
    ),
    (
        "[AutoSync_Device.NT]",
        "[AutoSync_Device.NTx86]",
        InfErrorKind::MissingSection,
        "[AutoSync_Device.NTamd64]",
    ),
    ("[AutoSync_AddReg]", "[AutoSyncAddReg]", InfErrorKind::MissingSection, "[AutoSync_AddReg]"),
    ("%REG_DWORD%,100", "%REG_DWORD%,100ms", InfErrorKind::BadValue, "`100ms`"),
    ("[Echo_CopyFiles]", "[Copy]", InfErrorKind::MissingSection, "CopyFiles names the section"),
    ("\necho.sys = 1", "\nekho.sys = 1", InfErrorKind::MissingEntry, "[SourceDisksFiles]"),
    ("\n1 = %DiskName%", "\n2 = %DiskName%", InfErrorKind::MissingEntry, "[SourceDisksNames]"),
    ("DefaultDestDir = 13", "", InfErrorKind::MissingEntry, "[DestinationDirs]"),
    ("\nServiceBinary = %13%\\echo.sys", "", InfErrorKind::MissingEntry, "ServiceBinary"),
    (
        "SERVICE_DEMAND_START   = 3",
        "SERVICE_DEMAND_START = 9",
        InfErrorKind::BadValue,
        "StartType is 9",
    ),
    ("\"RustEcho\"", "\"Rust/Echo\"", InfErrorKind::BadValue, "`Rust/Echo`"),
    ("= $KMDFVERSION$", "= newest", InfErrorKind::BadValue, "`newest`"),
];

#[test]
fn fault_in_template_is_reported_with_line_and_value() {
    for (old, new, kind, part) in FAULTS {
        assert!(TEMPLATE.contains(old), "echo.inx does not contain `{old}`");
        let text = TEMPLATE.replacen(old, new, 1);
        let error = Inf::parse(&text).and_then(|inf| install(&inf, AUTO_SYNC)).unwrap_err();
        let message = error.to_string();
        assert_eq!(error.kind(), kind, "{new}: {message}");
        assert!(message.contains(part), "{new}: {message}");
        assert_eq!(message.contains("line"), error.line().is_some(), "{message}");
    }
}

/// Reads the bytes and installs both models; returns whether both succeed. A damaged INF may fail,
/// but not panic.
fn try_out(bytes: &[u8]) -> bool {
    let check_line = |error: &InfError| {
        let lines = bytes.split(|&byte| byte == b'\n').count();
        assert!(error.line().is_none_or(|line| (1..=lines).contains(&line)), "{error}");
    };
    let inf = match Inf::from_bytes(bytes) {
        Ok(inf) => inf,
        Err(error) => {
            check_line(&error);
            return false;
        }
    };
    let results =
        [AUTO_SYNC, DRIVER_SYNC].map(|id| install(&inf, id).map_err(|error| check_line(&error)));
    results.iter().all(Result::is_ok)
}

#[test]
fn truncated_inf_never_panics() {
    let text = TEMPLATE.as_bytes();
    let whole = (0..=text.len()).filter(|&end| try_out(&text[..end])).count();
    // Only the text after the last string is optional.
    assert!((1..80).contains(&whole), "{whole}");
}

#[test]
fn inf_with_a_changed_byte_never_panics() {
    // Comments would only cost time.
    let lines = TEMPLATE.lines().filter(|line| !line.is_empty() && !line.starts_with(';'));
    let mut text = lines.collect::<Vec<_>>().join("\n").into_bytes();
    // Each position gets four of the bytes with a meaning, the next position the next four.
    let mut changes = b"\"%\\\n[];,=9\0\xff".iter().copied().cycle();
    let (mut tried, mut refused) = (0, 0);
    for index in 0..text.len() {
        let old = text[index];
        for new in changes.by_ref().take(4) {
            text[index] = new;
            tried += 1;
            refused += usize::from(!try_out(&text));
        }
        text[index] = old;
    }
    assert!((tried / 4..tried).contains(&refused), "{refused} of {tried}");
}
