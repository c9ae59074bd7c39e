//! The rows of `docs/STATUS.md`.

/// Something that can be run.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// What it is, in Markdown without `|`.
    pub what: &'static str,
    /// Whether it was run.
    pub evidence: Evidence,
}

/// Who ran something. Each text is a note, or empty.
#[derive(Debug, Clone, Copy)]
pub enum Evidence {
    /// These steps of `cargo xtask ci`.
    Ci(&'static [&'static str], &'static str),
    /// Somebody by hand; the text says with which result.
    Hand(&'static str),
    /// Nobody.
    None(&'static str),
}

/// All rows.
pub const ROWS: &[Row] = &[
    Row {
        what: "driver, host, model and app, on Linux x86-64",
        evidence: Evidence::Ci(&["test", "app", "app-async"], ""),
    },
    Row {
        what: "every order of events of each scenario, and every mutant",
        evidence: Evidence::Ci(&["schedules", "mutants"], ""),
    },
    Row {
        what: "the host's unsafe code under the address sanitizer and Miri; any bytes as input",
        evidence: Evidence::Ci(&["sanitize", "miri", "fuzz"], "as far as Miri can run it"),
    },
    Row {
        what: "`echo.sys` from the published `wdk-sys` 0.5.2, `wdk` 0.5.0, `wdk-alloc` 0.4.2 and \
               `wdk-panic` 0.5.0: built for x64 and ARM64, packaged, signed, verified by osslsigncode",
        evidence: Evidence::Ci(
            &["built", "package-x64", "package-arm64"],
            "with osslsigncode 2.9; with 2.5 by hand",
        ),
    },
    Row {
        what: "the x64 image in the host",
        evidence: Evidence::Ci(&["built", "app-image", "app-package", "explore-image"], ""),
    },
    Row {
        what: "the x64 image on the open-source framework, KMDF 1.33, in user mode: both variants, \
               verifier off, on and enhanced",
        evidence: Evidence::Hand(
            "no failure, no complaint, nothing left; with an image whose timer had no context of its own",
        ),
    },
    Row {
        what: "the ARM64 images in the host, as ARM64 Linux under qemu 7.2: the behaviour suite, the model and \
               the recordings on both; the core scenario in every order and `echoapp verify` on the release \
               image, both variants",
        evidence: Evidence::Ci(&["arm64"], "the model with 10 sequences in each test"),
    },
    Row { what: "the ARM64 images on an ARM64 processor", evidence: Evidence::None("") },
    Row {
        what: "`echoapp verify` on the hosted driver, from source and from the x64 image, both variants",
        evidence: Evidence::Ci(
            &["verify", "verify-driver-sync", "verify-image", "verify-image-driver-sync"],
            "",
        ),
    },
    Row {
        what: "what an echo costs inside the x64 image",
        evidence: Evidence::Ci(&["measured"], ""),
    },
    Row {
        what: "a machine's age: what a million repetitions of each kind of work cost, and its memory",
        evidence: Evidence::Ci(&["growth"], ""),
    },
    Row {
        what: "the app for Windows under Wine 8: command line, overlapped engine on named pipes, \
               `device add`, `status` and `remove` with the INF",
        evidence: Evidence::Ci(&["built"], ""),
    },
    Row {
        what: "`install.cmd`, `verify.cmd` and `uninstall.cmd` under Wine's `cmd`",
        evidence: Evidence::Ci(&["built"], "with stand-ins for the programs of Windows"),
    },
    Row {
        what: "the hosted tests of driver, host, model and app, those of the x64 images, and the core scenario \
               in every order, as Windows programs (`x86_64-pc-windows-gnu`) under Wine 8, without the tests \
               that `cargo xtask wine` names",
        evidence: Evidence::Ci(&["wine"], ""),
    },
    Row {
        what: "the hosted tests of driver, host, model and app, and the core scenario in every order, for ARM64 \
               Linux under qemu 7.2, without the tests that `cargo xtask arm64` names",
        evidence: Evidence::Ci(&["arm64"], ""),
    },
    Row {
        what: "the app that hosts the driver, as a Windows program under Wine 8: writes and reads, and \
               `echoapp verify` on both variants of the x64 release image",
        evidence: Evidence::Ci(&["wine"], ""),
    },
    Row {
        what: "each member of the workspace for Windows on x64 and ARM64, as `cargo wdk build` builds \
               it",
        evidence: Evidence::Ci(
            &["members"],
            "checked with the kit in place of the WDK, not linked",
        ),
    },
    Row {
        what: "the app for Windows on a real device; hosted on Windows itself; for ARM64",
        evidence: Evidence::None("it compiles"),
    },
    Row {
        what: "`cargo make`, `cargo wdk build`, Microsoft's stampinf, Inf2Cat and InfVerif",
        evidence: Evidence::None(""),
    },
    Row {
        what: "installation, the package's scripts on Windows, and the driver in a Windows kernel",
        evidence: Evidence::None(""),
    },
    Row { what: "the workflow in `.github/workflows/`", evidence: Evidence::None("") },
    Row {
        what: "`cargo kmdf` and `cargo xtask` on macOS and Windows",
        evidence: Evidence::None(""),
    },
    Row {
        what: "the host on macOS",
        evidence: Evidence::None(
            "it compiles for x86-64 and ARM64; pages of 16 KiB are handled where an image is laid out; the \
             memory of an image is never writable and executable at once, and so should need neither \
             `MAP_JIT` nor an entitlement",
        ),
    },
    Row { what: "the host on Windows itself", evidence: Evidence::None("it compiles for x86-64") },
];
