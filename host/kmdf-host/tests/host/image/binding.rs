//! `WdfVersionBind`, `WdfVersionUnbind`, and the unload of an image.

use kmdf_host::trace::Pnp;
use kmdf_host::{Event, EventKind, Problem, Rule, Who};

use kmdf_host_images::bound::*;
use kmdf_host_images::code::{Code, Register};
use kmdf_host_images::loading::{failure, install, status_of_entry};
use kmdf_host_images::synthetic::{DATA, Image, import};

const INVALID_PARAMETER: u32 = 0xC000_000D;

/// An image that binds, unbinds if the bind succeeded, and returns the value that `shown` leaves in
/// `eax` as an error.
fn binding(shown: impl FnOnce(Code) -> Code) -> Image {
    let code = bind(Code::new().enter()).unless_failed(|code| {
        // mov [rsp + 0x20], eax … mov eax, [rsp + 0x20]
        let code = unbind(shown(code).raw(&[0x89, 0x44, 0x24, 0x20]));
        code.raw(&[0x8B, 0x44, 0x24, 0x20]).made_error()
    });
    with_bind_info(&code.leave())
}

fn with(changes: &[(u32, u32)]) -> Image {
    let mut image = binding(|code| code.status(0x77));
    for (offset, value) in changes {
        image.put(BIND_INFO + offset, &value.to_le_bytes());
    }
    image
}

#[test]
fn current_and_older_frameworks_are_bound() {
    for (minor, count) in [(31, 458), (33, 458), (27, 453), (15, 444)] {
        let image = with(&[(MINOR, minor), (FUNCTION_COUNT, count)]);
        assert_eq!(status_of_entry(&image), 0xC000_0077, "KMDF 1.{minor}");
    }
}

#[test]
fn table_of_an_old_driver_is_filled_in_its_own_memory() {
    // The pointer to the table serves as the table: its first entry is the first of the new form.
    let entry = |table: u32| {
        // mov rax, [table]; (new form: mov rax, [rax])
        binding(move |code| code.load(Register::Rax, table).raw(&[0x0F, 0xB7, 0xC0]))
    };
    let mut old = entry(TABLE);
    old.put(BIND_INFO + MINOR, &9_u32.to_le_bytes());
    old.put(BIND_INFO + FUNCTION_COUNT, &396_u32.to_le_bytes());
    let new =
        binding(|code| code.load(Register::Rax, TABLE).raw(&[0x48, 0x8B, 0, 0x0F, 0xB7, 0xC0]));
    assert_eq!(status_of_entry(&old), status_of_entry(&new));
}

#[test]
fn driver_with_unmet_requirements_is_refused_with_the_reason() {
    for (changes, reason) in [
        (
            &[(MINOR, 35)][..],
            "the driver needs KMDF 1.35, and this host has KMDF 1.31 and 1.33: build",
        ),
        (
            &[(MAJOR, 2), (MINOR, 0)],
            "the driver is built for KMDF 2.0, and this host has KMDF 1.31 and 1.33",
        ),
        (
            &[(FUNCTION_COUNT, 500)],
            "the driver expects 500 functions, which no KMDF up to 1.33 has; 1.33 has 458",
        ),
        (&[(SIZE, 40)], "the size of the WDF_BIND_INFO is 40, not 48 or 88"),
    ] {
        let machine = install(&with(changes));
        assert_eq!(failure(&machine), (Problem::FailedDriverEntry, INVALID_PARAMETER));
        let output = machine.debug_output();
        let line = format!("WdfVersionBind: {reason}");
        assert!(output.iter().any(|l| l.starts_with(&line)), "{line} is not in {output:?}");
        assert_eq!(machine.shut_down(), []);
    }
}

#[test]
fn driver_of_another_component_is_refused_by_its_name() {
    let mut image = with(&[]);
    image.put(COMPONENT, b"U\0");
    let machine = install(&image);
    assert_eq!(failure(&machine).1, INVALID_PARAMETER);
    let line = "WdfVersionBind: the driver wants the component 'UmdfLibrary', not KmdfLibrary";
    assert_eq!(machine.debug_output(), [line]);
}

#[test]
fn driver_that_uses_a_class_extension_is_refused_by_its_name() {
    const CLASS: u32 = DATA + 0x100;
    const NAME: u32 = DATA + 0x140;
    let mut image = binding(|code| {
        let code = code.address(Register::Rcx, BIND_INFO).address(Register::Rdx, GLOBALS);
        code.address(Register::R8, CLASS).call(import("WdfVersionBindClass"))
    });
    image.put_address(CLASS + 8, NAME);
    let name: Vec<u8> = "NetAdapterCx\0".encode_utf16().flat_map(u16::to_le_bytes).collect();
    image.put(NAME, &name);
    let machine = install(&image);
    assert_eq!(failure(&machine).1, 0xC000_00BB);
    let line = "WdfVersionBindClass: the driver uses the class extension 'NetAdapterCx', and this host \
                has none";
    assert_eq!(machine.debug_output(), [line]);
    assert_eq!(machine.shut_down(), []);
}

#[test]
fn minimum_version_overrides_the_version_of_the_build() {
    let with_minimum = |minimum, at: u32| {
        // mov eax, [at]
        let show = |code: Code| code.address(Register::Rax, at).raw(&[0x8B, 0x00]);
        let mut image = binding(show);
        image.put(BIND_INFO + MINOR, &33_u32.to_le_bytes());
        set_minimum(&mut image, minimum);
        image
    };
    assert_eq!(status_of_entry(&with_minimum(31, CLIENT_IS_NEWER)), 0xC000_0001);
    assert_eq!(status_of_entry(&with_minimum(25, COUNT_COPY)), 0xC000_0000 | 0x1CA);
    assert_eq!(status_of_entry(&with_minimum(33, CLIENT_IS_NEWER)), 0xC000_0000);
    let refused = install(&with_minimum(34, COUNT_COPY));
    assert_eq!(failure(&refused).1, INVALID_PARAMETER);
    let line = "WdfVersionBind: the driver needs KMDF 1.34, and this host has KMDF 1.31 and 1.33";
    assert!(refused.debug_output()[0].starts_with(line));
}

#[test]
fn globals_are_filled_in_by_the_creation_of_the_driver() {
    // After WdfDriverCreate: mov rax, [GLOBALS]; movzx eax, byte or dword at an offset of it.
    for (instructions, expected) in [
        (&[0x0F, 0xB6, 0x40, 0x30][..], 1),
        // WdfVerifyOn and WdfVerifierOn.
        (&[0x8B, 0x40, 0x08], 4 | 8),
        (&[0x8B, 0x40, 0x0C], u32::from_le_bytes(*b"Kmdf")),
        (&[0x0F, 0xB7, 0x40, 0x14], u32::from(u16::from_le_bytes(*b"Te"))),
    ] {
        let mut image = driver(Unload::Displaced);
        let code = Code::at(DEVICE_ADD).load(Register::Rax, GLOBALS).raw(instructions);
        image.put(DEVICE_ADD, code.made_error().ret().bytes());
        let machine = install(&image);
        let status = failure(&machine);
        assert_eq!(status, (Problem::FailedAdd, 0xC000_0000 | expected), "{instructions:x?}");
        assert_eq!(machine.shut_down(), []);
    }
}

#[test]
fn unload_calls_the_image_which_calls_the_framework() {
    let machine = install(&driver(Unload::Displaced));
    failure(&machine);
    assert_eq!(machine.shut_down(), []);
    assert_eq!(machine.objects(), []);
    let trace = machine.trace();
    let unloads = |event: &Event| matches!(&event.kind, EventKind::Pnp(Pnp::UnloadDriver { driver }) if **driver == *"KmdfTest");
    let unload = trace.iter().skip_while(|event| !unloads(event));
    let calls: Vec<_> = unload
        .filter(|event| matches!(event.who(), Who::Call | Who::CallbackEnter | Who::CallbackLeave))
        .map(|event| (event.who(), event.kind.name()))
        .collect();
    let expected = [
        (Who::CallbackEnter, Some("DriverUnload")),
        (Who::Call, Some("WdfVersionUnbind")),
        (Who::CallbackLeave, Some("DriverUnload")),
    ];
    assert_eq!(calls, expected);
}

#[test]
fn image_that_stays_bound_is_reported_at_its_unload() {
    let machine = install(&driver(Unload::Framework));
    failure(&machine);
    let violations = machine.shut_down();
    let found: Vec<_> = violations.iter().map(|v| (v.rule, v.detail.as_str())).collect();
    assert_eq!(found, [(Rule::BindingMisused, "WdfVersionUnbind was not called")]);
    assert_eq!(machine.objects(), []);
}

#[test]
fn entry_point_that_fails_without_unbinding_is_reported() {
    let code = bind(Code::new().enter()).status(0xC000_0001).leave();
    let machine = install(&with_bind_info(&code));
    assert_eq!(failure(&machine), (Problem::FailedDriverEntry, 0xC000_0001));
    let rules: Vec<_> = machine.shut_down().iter().map(|v| v.rule).collect();
    assert_eq!(rules, [Rule::BindingMisused]);
}

#[test]
fn binding_twice_and_unbinding_twice_are_reported() {
    let code = binding(|code| {
        // The registers have other values by now. Any address serves as an argument that is not
        // read.
        let code = code.address(Register::Rcx, TABLE).address(Register::Rdx, TABLE);
        unbind(bind(code)).status(0x55)
    });
    let machine = install(&code);
    assert_eq!(failure(&machine).1, 0xC000_0055);
    let violations = machine.shut_down();
    let found: Vec<_> = violations.iter().map(|v| (v.rule, v.call.as_str())).collect();
    let misused = Rule::BindingMisused;
    assert_eq!(found, [(misused, "WdfVersionBind"), (misused, "WdfVersionUnbind")]);
}

#[test]
fn failed_driver_creation_leaves_only_the_binding() {
    let mut image = driver(Unload::Displaced);
    // The size of the configuration is wrong, so WdfDriverCreate fails. The entry point then fails
    // without unbinding.
    image.put(CONFIG, &31_u32.to_le_bytes());
    let machine = install(&image);
    assert_eq!(failure(&machine), (Problem::FailedDriverEntry, 0xC000_0004));
    let rules: Vec<_> = machine.shut_down().iter().map(|v| v.rule).collect();
    assert_eq!(rules, [Rule::BindingMisused]);
    assert_eq!(machine.objects(), []);
}

#[test]
fn driver_unload_that_is_null_is_reported() {
    let machine = install(&driver(Unload::Null));
    failure(&machine);
    let violations = machine.shut_down();
    let details: Vec<_> = violations.iter().map(|v| v.detail.as_str()).collect();
    assert_eq!(
        details,
        [
            "DriverObject->DriverUnload is NULL: Windows could not unload it",
            "WdfVersionUnbind was not called"
        ]
    );
}
