//! An image that binds to the framework, creates its driver object, and unloads in the right order.

use crate::code::{Code, Register};
use crate::synthetic::{DATA, Image, RDATA, TEXT, import};
use Register::{R8, R9, Rax, Rcx, Rdx};

/// `WDF_BIND_INFO`, with room for the longer form.
pub const BIND_INFO: u32 = DATA;
/// The offset of `Size` in [`BIND_INFO`].
pub const SIZE: u32 = 0;
/// The offset of `Version.Major` in [`BIND_INFO`].
pub const MAJOR: u32 = 16;
/// The offset of `Version.Minor` in [`BIND_INFO`].
pub const MINOR: u32 = 20;
/// The offset of `FuncCount` in [`BIND_INFO`].
pub const FUNCTION_COUNT: u32 = 28;
/// The pointer to the function table, to which `FuncTable` points.
pub const TABLE: u32 = DATA + 0x80;
/// The name of the library, to which `Component` points.
pub const COMPONENT: u32 = RDATA + 0x700;
/// The place of the address of the globals and of the framework's unload routine.
pub const GLOBALS: u32 = DATA + 0x88;
const DISPLACED: u32 = DATA + 0x90;
/// A `WDF_DRIVER_CONFIG`.
pub const CONFIG: u32 = DATA + 0xA0;
/// The minimum version, to which the longer form of the bind information points.
pub const MINIMUM: u32 = DATA + 0xC8;
/// The flag by which the framework reports that the image is newer; the longer form points to it.
pub const CLIENT_IS_NEWER: u32 = DATA + 0xD0;
/// The pointer to the number of functions; the longer form points to it.
pub const COUNT_COPY: u32 = DATA + 0xD8;
/// The unload routine.
const UNLOAD: u32 = TEXT + 0x800;
/// `EvtDriverDeviceAdd`.
pub const DEVICE_ADD: u32 = TEXT + 0x900;

/// The index of `WdfDriverCreate` in the function table.
const DRIVER_CREATE: u32 = 116;

/// Calls `WdfVersionBind` with the arguments of the entry point, which are still in `rcx` and
/// `rdx`.
pub fn bind(code: Code) -> Code {
    code.address(R8, BIND_INFO).address(R9, GLOBALS).call(import("WdfVersionBind"))
}

/// Calls `WdfVersionUnbind`.
pub fn unbind(code: Code) -> Code {
    let code = code.address(Rcx, DATA).address(Rdx, BIND_INFO).load(R8, GLOBALS);
    code.call(import("WdfVersionUnbind"))
}

/// `WdfDriverCreate` with the driver object in `rbx` and the registry path in `rsi`.
fn create_driver(code: Code) -> Code {
    let code = code.load(Rcx, GLOBALS);
    // mov rdx, rbx; mov r8, rsi; xor r9d, r9d
    let code = code.raw(&[0x48, 0x89, 0xDA, 0x49, 0x89, 0xF0, 0x45, 0x31, 0xC9]);
    // mov [rsp + 0x20], rax; mov qword [rsp + 0x28], 0
    let code = code.address(Rax, CONFIG).raw(&[0x48, 0x89, 0x44, 0x24, 0x20]);
    let code = code.raw(&[0x48, 0xC7, 0x44, 0x24, 0x28, 0, 0, 0, 0]).load(Rax, TABLE);
    // call [rax + …]
    code.raw(&[0xFF, 0x90]).raw(&(DRIVER_CREATE * 8).to_le_bytes())
}

/// The routine that an image leaves in `DriverObject->DriverUnload`.
#[derive(Clone, Copy)]
pub enum Unload {
    /// The image's routine, which calls the framework's routine and unbinds.
    Displaced,
    /// The framework's routine.
    Framework,
    /// No routine.
    Null,
}

/// An image with the usual entry point of a KMDF driver. Its `EvtDriverDeviceAdd` fails with the
/// handle of the driver as the status.
pub fn driver(unload: Unload) -> Image {
    // push rbx; push rsi; sub rsp, 0x38; mov rbx, rcx; mov rsi, rdx
    let entry = Code::new().raw(&[0x53, 0x56, 0x48, 0x83, 0xEC, 0x38]);
    let entry = bind(entry.raw(&[0x48, 0x89, 0xCB, 0x48, 0x89, 0xD6]));
    let entry = entry.unless_failed(|code| {
        create_driver(code).unless_failed(|code| {
            let code = match unload {
                Unload::Displaced => {
                    // mov rax, [rbx + 0x68]; lea rcx, …; mov [rcx], rax
                    let code = code.raw(&[0x48, 0x8B, 0x43, 0x68]).address(Rcx, DISPLACED);
                    code.raw(&[0x48, 0x89, 0x01]).address(Rax, UNLOAD)
                }
                Unload::Framework => return code,
                // xor eax, eax
                Unload::Null => code.raw(&[0x31, 0xC0]),
            };
            // mov [rbx + 0x68], rax; xor eax, eax
            code.raw(&[0x48, 0x89, 0x43, 0x68, 0x31, 0xC0])
        })
    });
    // add rsp, 0x38; pop rsi; pop rbx; ret
    let mut image = with_bind_info(&entry.raw(&[0x48, 0x83, 0xC4, 0x38, 0x5E, 0x5B, 0xC3]));
    let unload = Code::at(UNLOAD).enter().call(DISPLACED);
    image.put(UNLOAD, unbind(unload).leave().bytes());
    // mov eax, ecx
    image.put(DEVICE_ADD, Code::at(DEVICE_ADD).raw(&[0x89, 0xC8]).made_error().ret().bytes());
    image.put(CONFIG, &32_u32.to_le_bytes());
    image.put_address(CONFIG + 8, DEVICE_ADD);
    image
}

/// An image with a `WDF_BIND_INFO` for KMDF 1.31.
pub fn with_bind_info(code: &Code) -> Image {
    let mut image = Image::new(code);
    let name: Vec<u8> = "KmdfLibrary\0".encode_utf16().flat_map(u16::to_le_bytes).collect();
    image.put(COMPONENT, &name);
    for (offset, value) in [(SIZE, 48_u32), (MAJOR, 1), (MINOR, 31), (FUNCTION_COUNT, 458)] {
        image.put(BIND_INFO + offset, &value.to_le_bytes());
    }
    image.put_address(BIND_INFO + 8, COMPONENT);
    image.put_address(BIND_INFO + 32, TABLE);
    image
}

/// Changes the bind information to the longer form, with a minimum version.
pub fn set_minimum(image: &mut Image, minimum: u32) {
    image.put(BIND_INFO + SIZE, &88_u32.to_le_bytes());
    image.put(MINIMUM, &minimum.to_le_bytes());
    image.put_address(BIND_INFO + 48, MINIMUM);
    image.put_address(BIND_INFO + 56, CLIENT_IS_NEWER);
    image.put_address(BIND_INFO + 64, COUNT_COPY);
}
