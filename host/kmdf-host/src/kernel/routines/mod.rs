//! The kernel's routines that drivers import, beside the pool's: one table of their names, parameters and
//! IRQLs, and safe code for what they do.

mod characters;
mod files;
mod lists;
mod mdl;
mod notifications;
mod numbers;
mod objects;
mod registry;
mod registry_values;
mod spin_locks;
mod strings;
mod system;
mod threads;
mod time;
mod tracing;
mod versions;
mod work_items;

use super::place::Parameter;
use crate::abi::{GUID, NTSTATUS};
use crate::points::way_out;
use crate::running;
use crate::seam;

pub use self::files::{ObjectAttributes, StatusBlock};
pub use self::lists::{Header, Link, Links};
pub use self::objects::{FastMutex, Object};
pub use self::registry::Query;
pub use self::strings::Counted;
pub use self::threads::THREAD_TYPE;
pub use self::time::Fields;

/// The highest IRQL at which a routine may be called.
const PASSIVE: u8 = 0;
const APC: u8 = 1;
const DISPATCH: u8 = running::DISPATCH;
const ANY: u8 = u8::MAX;

/// Calls a macro with every routine: name, parameters, result, the highest IRQL in brackets, and what the
/// routine does. `[C]` marks the functions of the C library, which compilers call too: they bypass the
/// seam. The IRQLs are those of the routines' reference pages; a page that asks for resident memory
/// only, counts as any IRQL.
macro_rules! for_each_routine {
    ($callback:ident) => {
        $callback! {
            // Counted strings.
            RtlInitString(to: *mut Counted<u8>, from: *const u8) [ANY] strings::init(to, from);
            RtlInitAnsiString(to: *mut Counted<u8>, from: *const u8) [ANY] strings::init(to, from);
            RtlInitUnicodeStringEx(to: *mut Counted<u16>, from: *const u16) -> i32 [ANY]
                strings::init_checked(to, from);
            RtlAppendUnicodeStringToString(to: *mut Counted<u16>, from: *const Counted<u16>) -> i32 [ANY]
                strings::append(to, from);
            RtlAppendUnicodeToString(to: *mut Counted<u16>, from: *const u16) -> i32 [ANY]
                strings::append_text(to, from);
            RtlCopyString(to: *mut Counted<u8>, from: *const Counted<u8>) [ANY] strings::copy(to, from);
            RtlCompareString(a: *const Counted<u8>, b: *const Counted<u8>, any_case: u8) -> i32 [PASSIVE]
                strings::compare(a, b, any_case);
            RtlCompareUnicodeString(a: *const Counted<u16>, b: *const Counted<u16>, any_case: u8)
                -> i32 [PASSIVE] strings::compare(a, b, any_case);
            RtlEqualString(a: *const Counted<u8>, b: *const Counted<u8>, any_case: u8) -> u8 [PASSIVE]
                strings::equal(a, b, any_case);
            RtlEqualUnicodeString(a: *const Counted<u16>, b: *const Counted<u16>, any_case: u8)
                -> u8 [PASSIVE] strings::equal(a, b, any_case);
            RtlPrefixUnicodeString(a: *const Counted<u16>, b: *const Counted<u16>, any_case: u8)
                -> u8 [PASSIVE] strings::is_prefix(a, b, any_case);
            RtlUpcaseUnicodeString(to: *mut Counted<u16>, from: *const Counted<u16>, allocate: u8)
                -> i32 [APC] strings::upper(to, from, allocate);
            RtlDowncaseUnicodeString(to: *mut Counted<u16>, from: *const Counted<u16>, allocate: u8)
                -> i32 [PASSIVE] strings::lower(to, from, allocate);
            RtlUpcaseUnicodeChar(unit: u16) -> u16 [PASSIVE] strings::upper_unit(unit);
            RtlDowncaseUnicodeChar(unit: u16) -> u16 [PASSIVE] strings::lower_unit(unit);
            RtlUnicodeStringToInteger(from: *const Counted<u16>, base: u32, value: *mut u32)
                -> i32 [PASSIVE] strings::to_number(from, base, value);
            RtlIntegerToUnicodeString(value: u32, base: u32, to: *mut Counted<u16>) -> i32 [PASSIVE]
                strings::of_number(value, base, to);
            RtlInt64ToUnicodeString(value: u64, base: u32, to: *mut Counted<u16>) -> i32 [PASSIVE]
                strings::of_long_number(value, base, to);
            RtlAnsiStringToUnicodeString(
                to: *mut Counted<u16>, from: *const Counted<u8>, allocate: u8
            ) -> i32 [PASSIVE] strings::widen(to, from, allocate);
            RtlUnicodeStringToAnsiString(
                to: *mut Counted<u8>, from: *const Counted<u16>, allocate: u8
            ) -> i32 [PASSIVE] strings::narrow(to, from, allocate);
            RtlxAnsiStringToUnicodeSize(from: *const Counted<u8>) -> u32 [PASSIVE]
                strings::wide_size(from);
            RtlxUnicodeStringToAnsiSize(from: *const Counted<u16>) -> u32 [PASSIVE]
                strings::narrow_size(from);
            RtlCreateUnicodeString(to: *mut Counted<u16>, from: *const u16) -> u8 [PASSIVE]
                strings::create(to, from);
            RtlDuplicateUnicodeString(flags: u32, from: *const Counted<u16>, to: *mut Counted<u16>)
                -> i32 [PASSIVE] strings::duplicate(flags, from, to);
            RtlFreeUnicodeString(string: *mut Counted<u16>) [PASSIVE] strings::free(string);
            RtlFreeAnsiString(string: *mut Counted<u8>) [PASSIVE] strings::free(string);
            RtlStringFromGUID(guid: *const GUID, to: *mut Counted<u16>) -> i32 [PASSIVE]
                strings::of_guid(guid, to);
            RtlGUIDFromString(from: *const Counted<u16>, guid: *mut GUID) -> i32 [PASSIVE]
                strings::to_guid(from, guid);

            // Memory, and texts of the C library.
            RtlZeroMemory(to: *mut u8, count: usize) [C] characters::zero(to, count);
            RtlFillMemory(to: *mut u8, count: usize, value: u8) [C] characters::fill(to, count, value);
            RtlCopyMemory(to: *mut u8, from: *const u8, count: usize) [C]
                characters::copy_bytes(to, from, count);
            RtlMoveMemory(to: *mut u8, from: *const u8, count: usize) [C]
                characters::copy_bytes(to, from, count);
            RtlCopyMemoryNonTemporal(to: *mut u8, from: *const u8, count: usize) [C]
                characters::copy_bytes(to, from, count);
            RtlCompareMemoryUlong(bytes: *const u8, count: usize, pattern: u32) -> usize [C]
                characters::count_pattern(bytes, count, pattern);
            memchr(bytes: *const u8, value: i32, count: usize) -> *mut u8 [C]
                characters::find_byte(bytes, value, count);
            strcpy(to: *mut u8, from: *const u8) -> *mut u8 [C] characters::copy(to, from);
            wcscpy(to: *mut u16, from: *const u16) -> *mut u16 [C] characters::copy(to, from);
            strcat(to: *mut u8, from: *const u8) -> *mut u8 [C] characters::append(to, from);
            wcscat(to: *mut u16, from: *const u16) -> *mut u16 [C] characters::append(to, from);
            strncpy(to: *mut u8, from: *const u8, count: usize) -> *mut u8 [C]
                characters::copy_some(to, from, count);
            wcsncpy(to: *mut u16, from: *const u16, count: usize) -> *mut u16 [C]
                characters::copy_some(to, from, count);
            strncat(to: *mut u8, from: *const u8, count: usize) -> *mut u8 [C]
                characters::append_some(to, from, count);
            wcsncat(to: *mut u16, from: *const u16, count: usize) -> *mut u16 [C]
                characters::append_some(to, from, count);
            strnlen(text: *const u8, most: usize) -> usize [C] characters::counted(text, most);
            wcsnlen(text: *const u16, most: usize) -> usize [C] characters::counted(text, most);
            strchr(text: *const u8, character: i32) -> *mut u8 [C] characters::find(text, character);
            wcschr(text: *const u16, character: u16) -> *mut u16 [C]
                characters::find(text, character.into());
            strrchr(text: *const u8, character: i32) -> *mut u8 [C]
                characters::find_last(text, character);
            wcsrchr(text: *const u16, character: u16) -> *mut u16 [C]
                characters::find_last(text, character.into());
            strstr(text: *const u8, wanted: *const u8) -> *mut u8 [C] characters::find_text(text, wanted);
            wcsstr(text: *const u16, wanted: *const u16) -> *mut u16 [C]
                characters::find_text(text, wanted);
            _stricmp(a: *const u8, b: *const u8) -> i32 [C] characters::compare_any_case(a, b);
            _wcsicmp(a: *const u16, b: *const u16) -> i32 [C] characters::compare_any_case(a, b);
            _strnicmp(a: *const u8, b: *const u8, count: usize) -> i32 [C]
                characters::compare_some_any_case(a, b, count);
            _wcsnicmp(a: *const u16, b: *const u16, count: usize) -> i32 [C]
                characters::compare_some_any_case(a, b, count);
            _strlwr(text: *mut u8) -> *mut u8 [C] characters::to_lower(text);
            _wcslwr(text: *mut u16) -> *mut u16 [C] characters::to_lower(text);
            _strupr(text: *mut u8) -> *mut u8 [C] characters::to_upper(text);
            _wcsupr(text: *mut u16) -> *mut u16 [C] characters::to_upper(text);
            tolower(character: i32) -> i32 [C] characters::lower(character);
            toupper(character: i32) -> i32 [C] characters::upper(character);
            towlower(unit: u16) -> u16 [C] characters::lower_unit(unit);
            towupper(unit: u16) -> u16 [C] characters::upper_unit(unit);
            strcpy_s(to: *mut u8, room: usize, from: *const u8) -> i32 [C]
                characters::copy_checked(to, room, from);
            wcscpy_s(to: *mut u16, room: usize, from: *const u16) -> i32 [C]
                characters::copy_checked(to, room, from);
            strcat_s(to: *mut u8, room: usize, from: *const u8) -> i32 [C]
                characters::append_checked(to, room, from);
            wcscat_s(to: *mut u16, room: usize, from: *const u16) -> i32 [C]
                characters::append_checked(to, room, from);
            atoi(text: *const u8) -> i32 [C] characters::number(text);

            // Lists.
            ExInterlockedInsertHeadList(head: *mut Links, entry: *mut Links, lock: *mut u64)
                -> *mut Links [ANY] lists::insert_head(head, entry, lock);
            ExInterlockedInsertTailList(head: *mut Links, entry: *mut Links, lock: *mut u64)
                -> *mut Links [ANY] lists::insert_tail(head, entry, lock);
            ExInterlockedRemoveHeadList(head: *mut Links, lock: *mut u64) -> *mut Links [ANY]
                lists::remove_head(head, lock);
            ExInterlockedPushEntryList(head: *mut Link, entry: *mut Link, lock: *mut u64)
                -> *mut Link [ANY] lists::push(head, entry, lock);
            ExInterlockedPopEntryList(head: *mut Link, lock: *mut u64) -> *mut Link [ANY]
                lists::pop(head, lock);
            InitializeSListHead(head: *mut Header) [DISPATCH] lists::init_sequenced(head);
            ExpInterlockedPushEntrySList(head: *mut Header, entry: *mut Link) -> *mut Link [DISPATCH]
                lists::push_sequenced(head, entry);
            ExpInterlockedPopEntrySList(head: *mut Header) -> *mut Link [DISPATCH]
                lists::pop_sequenced(head);
            ExpInterlockedFlushSList(head: *mut Header) -> *mut Link [DISPATCH]
                lists::flush_sequenced(head);
            ExQueryDepthSList(head: *const Header) -> u16 [ANY] lists::depth_sequenced(head);

            // MDLs. A driver's pointer to one leads to bytes here.
            MmSizeOfMdl(base: *const u8, length: usize) -> usize [ANY] mdl::size_of_mdl(base, length);
            IoAllocateMdl(base: *mut u8, length: u32, secondary: u8, _charge: u8, irp: *mut u8)
                -> *mut u8 [DISPATCH] mdl::allocate(base, length, secondary, irp);
            IoFreeMdl(mdl: *mut u8) [DISPATCH] mdl::free(mdl);
            MmBuildMdlForNonPagedPool(mdl: *mut u8) [DISPATCH] mdl::build(mdl);
            IoBuildPartialMdl(source: *mut u8, target: *mut u8, from: *mut u8, length: u32) [DISPATCH]
                mdl::build_partial(source, target, from, length);
            MmMapLockedPagesSpecifyCache(
                mdl: *mut u8, mode: i8, _cache: i32, requested: *mut u8, _bug_check: u32, _priority: u32
            ) -> *mut u8 [DISPATCH] mdl::map(mdl, mode, requested);
            MmUnmapLockedPages(base: *mut u8, mdl: *mut u8) [DISPATCH] mdl::unmap(base, mdl);

            // Objects to wait for.
            KeInitializeEvent(event: *mut Object, kind: i32, signaled: u8) [ANY]
                objects::init_event(event, kind, signaled);
            KeSetEvent(event: *mut Object, increment: i32, wait: u8) -> i32 [DISPATCH]
                objects::set_event(event, increment, wait);
            KeResetEvent(event: *mut Object) -> i32 [DISPATCH] objects::reset_event(event);
            KeClearEvent(event: *mut Object) [DISPATCH] objects::clear_event(event);
            KeReadStateEvent(event: *const Object) -> i32 [ANY] objects::read_state(event);
            KeInitializeMutex(mutex: *mut Object, level: u32) [ANY] objects::init_mutex(mutex, level);
            KeReleaseMutex(mutex: *mut Object, wait: u8) -> i32 [DISPATCH]
                objects::release_mutex(mutex, wait);
            KeReadStateMutex(mutex: *const Object) -> i32 [DISPATCH] objects::read_state(mutex);
            KeInitializeSemaphore(semaphore: *mut Object, count: i32, limit: i32) [ANY]
                objects::init_semaphore(semaphore, count, limit);
            KeReleaseSemaphore(semaphore: *mut Object, boost: i32, adjustment: i32, wait: u8)
                -> i32 [DISPATCH] objects::release_semaphore(semaphore, boost, adjustment, wait);
            KeReadStateSemaphore(semaphore: *const Object) -> i32 [ANY] objects::read_state(semaphore);
            KeWaitForSingleObject(
                object: *mut Object, reason: i32, mode: i8, alertable: u8, timeout: *const i64
            ) -> i32 [DISPATCH] objects::wait_for_one(object, reason, mode, alertable, timeout);
            KeWaitForMultipleObjects(
                count: u32, objects: *const *mut Object, kind: i32, reason: i32, mode: i8, alertable: u8,
                timeout: *const i64, _blocks: *mut u8
            ) -> i32 [DISPATCH]
                objects::wait_for_several(count, objects, kind, (reason, mode, alertable), timeout);
            ExAcquireFastMutex(mutex: *mut FastMutex) [APC] objects::acquire_fast(mutex);
            ExTryToAcquireFastMutex(mutex: *mut FastMutex) -> u8 [APC] objects::try_acquire_fast(mutex);
            ExReleaseFastMutex(mutex: *mut FastMutex) [APC] objects::release_fast(mutex);
            ExAcquireFastMutexUnsafe(mutex: *mut FastMutex) [APC] objects::acquire_fast_unsafe(mutex);
            ExReleaseFastMutexUnsafe(mutex: *mut FastMutex) [APC] objects::release_fast_unsafe(mutex);

            // Spin locks, and the IRQL.
            KeInitializeSpinLock(lock: *mut u64) [ANY] spin_locks::init(lock);
            KeAcquireSpinLockRaiseToDpc(lock: *mut u64) -> u8 [DISPATCH] spin_locks::acquire(lock);
            KeReleaseSpinLock(lock: *mut u64, irql: u8) [DISPATCH] spin_locks::release(lock, irql);
            KeAcquireSpinLockAtDpcLevel(lock: *mut u64) [DISPATCH] spin_locks::acquire_raised(lock);
            KeReleaseSpinLockFromDpcLevel(lock: *mut u64) [DISPATCH] spin_locks::release_raised(lock);
            KeTryToAcquireSpinLockAtDpcLevel(lock: *mut u64) -> u8 [DISPATCH]
                spin_locks::try_acquire_raised(lock);
            KeTestSpinLock(lock: *const u64) -> u8 [ANY] spin_locks::is_free(lock);
            KfRaiseIrql(irql: u8) -> u8 [ANY] spin_locks::raise(irql);
            KeLowerIrql(irql: u8) [ANY] spin_locks::lower(irql);
            KeEnterCriticalRegion() [APC] spin_locks::region();
            KeLeaveCriticalRegion() [APC] spin_locks::region();
            KeEnterGuardedRegion() [APC] spin_locks::region();
            KeLeaveGuardedRegion() [APC] spin_locks::region();
            KeAreApcsDisabled() -> u8 [DISPATCH] spin_locks::apcs_are_disabled();
            KeAreAllApcsDisabled() -> u8 [DISPATCH] spin_locks::apcs_are_disabled();

            // Time.
            KeQuerySystemTimePrecise(time: *mut i64) [ANY] time::query_system(time);
            KeQueryInterruptTime() -> u64 [ANY] time::interrupt_time();
            KeQueryUnbiasedInterruptTime() -> u64 [ANY] time::interrupt_time();
            KeQueryInterruptTimePrecise(counter: *mut u64) -> u64 [ANY]
                time::precise_interrupt_time(counter);
            KeQueryTimeIncrement() -> u32 [ANY] time::increment();
            KeDelayExecutionThread(mode: i8, alertable: u8, interval: *const i64) -> i32 [APC]
                time::delay(mode, alertable, interval);
            KeStallExecutionProcessor(microseconds: u32) [ANY] time::stall(microseconds);
            ExSystemTimeToLocalTime(from: *const i64, to: *mut i64) [ANY] time::same_time(from, to);
            ExLocalTimeToSystemTime(from: *const i64, to: *mut i64) [ANY] time::same_time(from, to);
            RtlTimeToTimeFields(time: *const i64, fields: *mut Fields) [ANY]
                time::to_fields(time, fields);
            RtlTimeFieldsToTime(fields: *const Fields, time: *mut i64) -> u8 [ANY]
                time::of_fields(fields, time);

            // Processes, processors and the system.
            PsGetCurrentProcessId() -> usize [DISPATCH] system::process_id();
            PsGetCurrentThreadId() -> usize [DISPATCH] system::thread_id();
            KeQueryActiveProcessorCount(mask: *mut u64) -> u32 [ANY] system::processors(mask);
            KeQueryActiveProcessorCountEx(group: u16) -> u32 [ANY] system::one_processor(group);
            KeQueryMaximumProcessorCount() -> u32 [ANY] system::most_processors();
            KeQueryMaximumProcessorCountEx(group: u16) -> u32 [ANY] system::one_processor(group);
            KeGetCurrentProcessorNumberEx(number: *mut u32) -> u32 [ANY]
                system::processor_number(number);
            RtlGetVersion(information: *mut u32) -> i32 [PASSIVE] system::version(information);
            PsGetVersion(major: *mut u32, minor: *mut u32, build: *mut u32, service_pack: *mut u64)
                -> u8 [ANY] system::is_checked(major, minor, build, service_pack);
            VerSetConditionMask(mask: u64, kinds: u32, condition: u8) -> u64 [ANY]
                versions::condition_mask(mask, kinds, condition);
            RtlVerifyVersionInfo(information: *const u32, kinds: u32, mask: u64) -> i32 [PASSIVE]
                versions::verify(information, kinds, mask);
            RtlRandomEx(seed: *mut u32) -> u32 [APC] system::random(seed);
            // Files, and the registry by a table of queries. `FALLIBLE` ones want PASSIVE_LEVEL, and
            // fail by injection.
            ZwCreateFile(
                handle: *mut usize, access: u32, attributes: *mut ObjectAttributes,
                block: *mut StatusBlock, _allocation: *mut i64, _flags: u32, share: u32,
                disposition: u32, options: u32, _extended: *mut u8, _length: u32
            ) -> i32 [FALLIBLE] files::create(
                handle, attributes, block, &files::Wanted { access, share, disposition, options }
            );
            ZwOpenFile(
                handle: *mut usize, access: u32, attributes: *mut ObjectAttributes,
                block: *mut StatusBlock, share: u32, options: u32
            ) -> i32 [FALLIBLE] files::create(
                handle, attributes, block, &files::Wanted { access, share, disposition: 1, options }
            );
            ZwReadFile(
                file: usize, event: usize, _routine: usize, _context: usize, block: *mut StatusBlock,
                buffer: *mut u8, length: u32, offset: *const i64, _key: *const u32
            ) -> i32 [FALLIBLE] files::read((file, event), block, buffer, length, offset);
            ZwWriteFile(
                file: usize, event: usize, _routine: usize, _context: usize, block: *mut StatusBlock,
                buffer: *const u8, length: u32, offset: *const i64, _key: *const u32
            ) -> i32 [FALLIBLE] files::write((file, event), block, buffer, length, offset);
            ZwSetInformationFile(
                file: usize, block: *mut StatusBlock, information: *const u8, length: u32, class: u32
            ) -> i32 [FALLIBLE] files::set_information(file, block, information, length, class);
            ZwQueryInformationFile(
                file: usize, block: *mut StatusBlock, information: *mut u8, length: u32, class: u32
            ) -> i32 [FALLIBLE] files::query_information(file, block, information, length, class);
            ZwFlushBuffersFile(file: usize, block: *mut StatusBlock) -> i32 [FALLIBLE]
                files::flush(file, block);
            ZwDeleteFile(attributes: *mut ObjectAttributes) -> i32 [FALLIBLE] files::delete(attributes);
            ZwClose(handle: usize) -> i32 [PASSIVE] files::close(handle);
            RtlQueryRegistryValues(
                relative: u32, path: *const u16, table: *mut Query, context: usize, _environment: usize
            ) -> i32 [FALLIBLE] registry::query(relative, path, table, context);
            RtlWriteRegistryValue(
                relative: u32, path: *const u16, name: *const u16, kind: u32, data: *const u8,
                length: u32
            ) -> i32 [FALLIBLE] registry_values::write((relative, path), name, kind, data, length);
            RtlDeleteRegistryValue(relative: u32, path: *const u16, name: *const u16) -> i32 [PASSIVE]
                registry_values::delete(relative, path, name);
            RtlCheckRegistryKey(relative: u32, path: *const u16) -> i32 [PASSIVE]
                registry_values::check(relative, path);
            RtlCreateRegistryKey(relative: u32, path: *const u16) -> i32 [FALLIBLE]
                registry_values::create(relative, path);

            // Event tracing, which nobody on this machine listens to.
            EtwRegister(provider: *const GUID, _callback: usize, _context: usize, handle: *mut u64)
                -> i32 [FALLIBLE] tracing::register(provider, handle);
            EtwUnregister(handle: u64) -> i32 [PASSIVE] tracing::unregister(handle);
            EtwEventEnabled(_handle: u64, _event: *const u8) -> u8 [ANY] tracing::is_enabled();
            EtwProviderEnabled(_handle: u64, _level: u8, _keyword: u64) -> u8 [ANY]
                tracing::is_enabled();
            EtwWrite(handle: u64, _event: *const u8, _activity: *const GUID, _count: u32, _data: *mut u8)
                -> i32 [ANY] tracing::write(handle);
            EtwWriteTransfer(
                handle: u64, _event: *const u8, _activity: *const GUID, _related: *const GUID, _count: u32,
                _data: *mut u8
            ) -> i32 [ANY] tracing::write(handle);
            EtwSetInformation(handle: u64, _class: u32, _information: *mut u8, _length: u32)
                -> i32 [PASSIVE] tracing::write(handle);
            IoWMIRegistrationControl(device: *mut u8, action: u32) -> i32 [PASSIVE]
                tracing::registration(device, action);

            // Notifications, events of WMI, and references to objects of the kernel.
            IoRegisterPlugPlayNotification(
                category: i32, flags: u32, data: *mut u8, _driver: *mut u8, callback: usize,
                context: usize, entry: *mut *mut u8
            ) -> i32 [FALLIBLE]
                notifications::register(category, flags, data, callback, context, entry);
            IoUnregisterPlugPlayNotification(entry: *mut u8) -> i32 [PASSIVE]
                notifications::unregister("IoUnregisterPlugPlayNotification", entry);
            IoUnregisterPlugPlayNotificationEx(entry: *mut u8) -> i32 [PASSIVE]
                notifications::unregister("IoUnregisterPlugPlayNotificationEx", entry);
            IoWMIDeviceObjectToProviderId(device: *mut u8) -> u32 [ANY]
                notifications::provider_id(device);
            IoWMIWriteEvent(wnode: *mut u8) -> i32 [DISPATCH] notifications::write_event(wnode);
            IoWMIOpenBlock(class: *const GUID, access: u32, block: *mut *mut u8) -> i32 [FALLIBLE]
                notifications::open_block(class, access, block);
            IoWMISetNotificationCallback(block: *mut u8, callback: usize, context: usize)
                -> i32 [PASSIVE] notifications::set_callback(block, callback, context);
            IoAllocateWorkItem(device: *mut u8) -> *mut u8 [DISPATCH] work_items::allocate(device);
            IoFreeWorkItem(item: *mut u8) [DISPATCH] work_items::free(item);
            IoQueueWorkItem(item: *mut u8, routine: usize, _queue: i32, context: usize) [DISPATCH]
                work_items::queue("IoQueueWorkItem", item, routine, context);
            IoQueueWorkItemEx(item: *mut u8, routine: usize, _queue: i32, context: usize) [DISPATCH]
                work_items::queue("IoQueueWorkItemEx", item, routine, context);

            // Threads.
            PsCreateSystemThread(
                handle: *mut usize, _access: u32, _attributes: *mut ObjectAttributes, _process: usize,
                client: *mut usize, routine: usize, context: usize
            ) -> i32 [FALLIBLE] threads::create(handle, client, routine, context);
            PsTerminateSystemThread(status: i32) -> i32 [PASSIVE] threads::terminate(status);
            ObReferenceObjectByHandle(
                handle: usize, _access: u32, kind: usize, _mode: i8, object: *mut usize, _info: *mut u8
            ) -> i32 [PASSIVE] threads::refer(handle, kind, object);
            PoRegisterPowerSettingCallback(
                _device: *mut u8, setting: *const GUID, callback: usize, context: usize,
                handle: *mut *mut u8
            ) -> i32 [FALLIBLE] notifications::register_setting(setting, callback, context, handle);
            PoUnregisterPowerSettingCallback(handle: *mut u8) -> i32 [PASSIVE]
                notifications::unregister("PoUnregisterPowerSettingCallback", handle);
            ObfReferenceObject(object: *mut u8) -> usize [DISPATCH]
                notifications::count("ObfReferenceObject", object, true);
            ObfDereferenceObject(object: *mut u8) -> usize [DISPATCH]
                notifications::count("ObfDereferenceObject", object, false);
            MmGetSystemRoutineAddress(name: *const u64) -> *mut u8 [PASSIVE]
                system::routine_address(name);
        }
    };
}
pub(crate) use for_each_routine;

/// Carries out a routine of the kernel.
fn carry_out<R>(name: &'static str, limit: u8, routine: impl FnOnce() -> R) -> R {
    let mut routine = Some(routine);
    let mut result = None;
    pass_on(name, limit, &mut || result = routine.take().map(|routine| routine()));
    result.unwrap_or_else(|| unreachable!("the seam carries out {name}"))
}

/// Calls any routine through the seam: one function for all, which the compiler makes once. A thread that
/// ends with the routine does not return to the driver.
fn pass_on(name: &'static str, limit: u8, routine: &mut dyn FnMut()) {
    seam::call(name, limit, |_| (), |_| routine());
    if let Some(way_out) = running::take_way_out() {
        // SAFETY: the routine of the thread called this function, and neither the functions here nor
        // what the results of routines consist of have anything to drop. What the driver leaves
        // behind on its stack, the driver's contract with the routine accepts.
        unsafe { way_out::leave(way_out) }
    }
}

/// Carries out a routine that takes memory, and therefore may fail; `PASSIVE_LEVEL`.
fn attempt(name: &'static str, routine: impl FnOnce() -> NTSTATUS) -> NTSTATUS {
    seam::fallible(name, PASSIVE, |_| (), |_| routine())
}

macro_rules! pass {
    ([C] $name:ident $routine:expr) => {
        running::in_host(|| $routine)
    };
    ([FALLIBLE] $name:ident $routine:expr) => {
        attempt(stringify!($name), || $routine)
    };
    ([$limit:ident] $name:ident $routine:expr) => {
        carry_out(stringify!($name), $limit, || $routine)
    };
}

macro_rules! define {
    ($($name:ident($($parameter:ident: $type:ty),*) $(-> $result:ty)? [$limit:ident] $routine:expr;)*) => {
        $(
            /// The kernel's routine of this name.
            ///
            /// # Safety
            /// Called by a hosted driver, which keeps the contract of the routine.
            #[allow(non_snake_case, clippy::too_many_arguments, reason = "the kernel's name")]
            pub unsafe extern "C" fn $name($($parameter: $type),*) $(-> $result)? {
                $(
                    // SAFETY: guaranteed by the caller.
                    let $parameter = unsafe { Parameter::seen($parameter) };
                )*
                pass!([$limit] $name $routine)
            }
        )*
    };
}
for_each_routine!(define);
