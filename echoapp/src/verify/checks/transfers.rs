//! Bytes that go to the device and come back.

use crate::platform::{Request, Status};
use crate::verify::rig::{Rig, pattern, refused, succeeded};
use crate::verify::unmet::{Unmet, ensure};

pub fn write(rig: &Rig<'_>, length: usize) -> Result<(), Unmet> {
    let mut handle = rig.open()?;
    for seed in [3, 90] {
        let bytes = pattern(length, seed);
        handle.store(&bytes)?;
        handle.has_stored(&bytes)?;
        // A read of exactly this length, too.
        let read = handle.transfer(Request::Read(length))?;
        succeeded(&read, length)?;
        ensure(read.data == bytes, || "a read returns other bytes than were written".to_owned())?;
    }
    Ok(())
}

pub fn refuse(rig: &Rig<'_>, length: usize) -> Result<(), Unmet> {
    let mut handle = rig.open()?;
    let kept = pattern(100, 5);
    handle.store(&kept)?;
    let write = handle.transfer(Request::Write(pattern(length, 9)))?;
    refused(&write, Status::BufferOverflow)?;
    rig.at_once("the refusal", write.latency)?;
    handle.has_stored(&kept)
}

pub fn short_read(rig: &Rig<'_>) -> Result<(), Unmet> {
    let mut handle = rig.open()?;
    let bytes = pattern(512, 11);
    handle.store(&bytes)?;
    for length in [1, 100, 511] {
        let read = handle.transfer(Request::Read(length))?;
        succeeded(&read, length)?;
        let same = read.data == bytes[..length];
        ensure(same, || format!("a read of {length} bytes does not return the first ones"))?;
    }
    Ok(())
}

pub fn long_read(rig: &Rig<'_>) -> Result<(), Unmet> {
    let mut handle = rig.open()?;
    let bytes = pattern(100, 13);
    handle.store(&bytes)?;
    for length in [101, 512, 100_000] {
        let read = handle.transfer(Request::Read(length))?;
        succeeded(&read, bytes.len())?;
        let same = read.data == bytes;
        ensure(same, || format!("a read of {length} bytes does not return the stored ones"))?;
    }
    Ok(())
}

pub fn shorter_write(rig: &Rig<'_>) -> Result<(), Unmet> {
    let mut handle = rig.open()?;
    handle.store(&pattern(40_000, 17))?;
    handle.store(&pattern(30, 19))?;
    handle.has_stored(&pattern(30, 19))
}

pub fn no_bytes(rig: &Rig<'_>) -> Result<(), Unmet> {
    let mut handle = rig.open()?;
    handle.store(b"stored")?;
    for request in [Request::Write(Vec::new()), Request::Read(0)] {
        let completion = handle.transfer(request)?;
        succeeded(&completion, 0)?;
        rig.at_once("a request of 0 bytes", completion.latency)?;
    }
    handle.has_stored(b"stored")
}
