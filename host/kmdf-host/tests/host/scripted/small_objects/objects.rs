//! Collections, contexts, strings and locks.

use std::cell::Cell;
use std::ptr::null_mut;

use wdk_sys::ntddk::KeGetCurrentIrql;
use wdk_sys::{
    NTSTATUS, UNICODE_STRING, WDF_OBJECT_ATTRIBUTES, WDFCOLLECTION, WDFOBJECT, WDFSPINLOCK,
    WDFSTRING, WDFWAITLOCK,
};

use super::driver::{below_device, destroy_traced, say, say_status, traced};
use crate::raw_driver::{ContextType, Zeroable, attributes, attributes_under, wdf};

/// The context of a small object.
pub struct Number {
    pub number: Cell<u32>,
}
// SAFETY: a cell of an integer.
unsafe impl Zeroable for Number {}
pub static FIRST: ContextType<Number> = ContextType::new(c"First", &FIRST);
static SECOND: ContextType<Number> = ContextType::new(c"Second", &SECOND);

/// Attributes with a context of a type.
pub fn with_context(
    of: &'static ContextType<Number>,
    attributes: WDF_OBJECT_ATTRIBUTES,
) -> WDF_OBJECT_ATTRIBUTES {
    let mut attributes = attributes;
    of.give_to(&mut attributes);
    attributes
}

fn create(attributes: WDF_OBJECT_ATTRIBUTES) -> (NTSTATUS, WDFOBJECT) {
    let (mut attributes, mut object) = (attributes, null_mut());
    (wdf!(WdfObjectCreate, &raw mut attributes, &raw mut object), object)
}

fn delete<T>(object: *mut T) {
    wdf!(WdfObjectDelete, object.cast());
}

pub fn collections() {
    let (mut attributes, mut collection): (_, WDFCOLLECTION) = (below_device(), null_mut());
    let (given, handle) = (&raw mut attributes, &raw mut collection);
    say_status("CollectionCreate", wdf!(WdfCollectionCreate, given, handle));
    let mut objects = [null_mut(); 3];
    for place in &mut objects {
        *place = create(with_context(&FIRST, traced(below_device()))).1;
        say_status("CollectionAdd", wdf!(WdfCollectionAdd, collection, *place));
    }
    let [one, two, three] = objects;
    say_status("CollectionAdd of the same", wdf!(WdfCollectionAdd, collection, one));
    let count = || wdf!(WdfCollectionGetCount, collection);
    let first = |object| u8::from(wdf!(WdfCollectionGetFirstItem, collection) == object);
    let last = |object| u8::from(wdf!(WdfCollectionGetLastItem, collection) == object);
    let item = |index, object| u8::from(wdf!(WdfCollectionGetItem, collection, index) == object);
    say!("count {}", count());
    let (second, none) = (item(1, two), item(7, null_mut()));
    let (is_first, is_last) = (first(one), last(one));
    say!(
        "item 1 is second {second}, item 7 NULL {none}, first {is_first}, last is first again \
         {is_last}"
    );
    wdf!(WdfCollectionRemove, collection, one);
    let (left, is_first, is_last) = (count(), first(two), last(one));
    say!("after Remove count {left}, first is second {is_first}, last is first {is_last}");
    wdf!(WdfCollectionRemoveItem, collection, 0);
    say!("after RemoveItem(0) count {}", count());
    delete(three);
    let (left, is_first) = (count(), first(three));
    say!("after delete of a member count {left}, first is it {is_first}");
    delete(collection);
    say!("collection deleted");
    delete(one);
    delete(two);
}

pub fn contexts() {
    let (status, object) = create(with_context(&FIRST, below_device()));
    say_status("ObjectCreate", status);
    if let Some(first) = FIRST.of(object) {
        first.number.set(5);
    }
    let allocate = |attributes: WDF_OBJECT_ATTRIBUTES| {
        let (mut attributes, mut context) = (attributes, null_mut());
        let (given, out) = (&raw mut attributes, &raw mut context);
        (wdf!(WdfObjectAllocateContext, object, given, out), context)
    };
    let (status, context) = allocate(with_context(&FIRST, attributes()));
    say_status("AllocateContext of the same type", status);
    // SAFETY: the context of this type of the object, which lives.
    let number = unsafe { &*context.cast::<Number>() };
    say!("x is {}", number.number.get());
    say!("no context of the other type {}", u8::from(SECOND.of(object).is_none()));
    let (status, context) = allocate(destroy_traced(with_context(&SECOND, attributes())));
    say_status("AllocateContext of another type", status);
    let there = || {
        let found = SECOND.of(object);
        u8::from(
            found.is_some_and(|found| std::ptr::from_ref(found).cast() == context.cast_const()),
        )
    };
    say!("it is there {}", there());
    let owner = wdf!(WdfObjectContextGetObject, context);
    say!("object of a context {}", u8::from(owner == object));
    create(traced(attributes_under(object)));
    wdf!(WdfObjectReferenceActual, object, null_mut(), 0, null_mut());
    delete(object);
    say!("deleted but referenced, context still {}", there());
    say_status("ObjectCreate below a deleted parent", create(attributes_under(object)).0);
    wdf!(WdfObjectDereferenceActual, object, null_mut(), 0, null_mut());
}

/// `WdfStringCreate` below the device.
pub fn create_string(
    text: *const UNICODE_STRING,
    attributes: WDF_OBJECT_ATTRIBUTES,
) -> (NTSTATUS, WDFSTRING) {
    let (mut attributes, mut string) = (attributes, null_mut());
    (wdf!(WdfStringCreate, text, &raw mut attributes, &raw mut string), string)
}

/// The counted string of a string object.
pub fn counted(string: WDFSTRING) -> UNICODE_STRING {
    let mut found = UNICODE_STRING::default();
    wdf!(WdfStringGetUnicodeString, string, &raw mut found);
    found
}

/// The text of a counted string.
pub fn text_of(counted: &UNICODE_STRING) -> String {
    let length = usize::from(counted.Length / 2);
    // SAFETY: a counted string has a buffer of its length.
    let units = unsafe { std::slice::from_raw_parts(counted.Buffer, length) };
    String::from_utf16_lossy(units)
}

/// A counted string of a text, which must outlive the string.
pub fn counted_of(text: &[u16]) -> UNICODE_STRING {
    let length = u16::try_from(text.len() * 2).expect("a short text");
    UNICODE_STRING { Length: length, MaximumLength: length, Buffer: text.as_ptr().cast_mut() }
}

pub fn strings() {
    let text: Vec<u16> = "abc".encode_utf16().collect();
    let given = counted_of(&text);
    let (status, string) = create_string(&raw const given, below_device());
    say_status("StringCreate", status);
    let found = counted(string);
    let copy = u8::from(found.Buffer != given.Buffer);
    say!("'{}' copy {copy} max {}", text_of(&found), found.MaximumLength);
    delete(string);
    let (status, string) = create_string(std::ptr::null(), below_device());
    say_status("StringCreate of NULL", status);
    say!("length {}", counted(string).Length);
    delete(string);
}

pub fn locks() {
    let (mut attributes, mut lock): (_, WDFWAITLOCK) = (below_device(), null_mut());
    let (given, handle) = (&raw mut attributes, &raw mut lock);
    say_status("WaitLockCreate", wdf!(WdfWaitLockCreate, given, handle));
    say_status("WaitLockAcquire", wdf!(WdfWaitLockAcquire, lock, null_mut()));
    wdf!(WdfWaitLockRelease, lock);
    let mut at_once = 0;
    let status = wdf!(WdfWaitLockAcquire, lock, &raw mut at_once);
    say_status("WaitLockAcquire with timeout 0", status);
    wdf!(WdfWaitLockRelease, lock);
    delete(lock);
    let mut lock: WDFSPINLOCK = null_mut();
    say_status("SpinLockCreate", wdf!(WdfSpinLockCreate, given, &raw mut lock));
    wdf!(WdfSpinLockAcquire, lock);
    // SAFETY: in a callback of the driver.
    let irql = unsafe { KeGetCurrentIrql() };
    say!("irql {irql}");
    wdf!(WdfSpinLockRelease, lock);
    delete(lock);
}
