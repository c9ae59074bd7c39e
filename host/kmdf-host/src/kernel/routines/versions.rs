//! Comparisons with the version of Windows (`RtlVerifyVersionInfo`).
#![forbid(unsafe_code)]

use std::cmp::Ordering;

use super::super::place::Place;
use super::system;
use crate::abi::{NTSTATUS, STATUS_INVALID_PARAMETER, STATUS_SUCCESS};

const STATUS_REVISION_MISMATCH: NTSTATUS = 0xC000_0059_u32.cast_signed();

// Members to compare (`VER_`), as bits; the condition of each has three bits of the mask.
const MINOR: u32 = 0;
const MAJOR: u32 = 1;
const BUILD: u32 = 2;
const PLATFORM: u32 = 3;

// Conditions.
const EQUAL: u64 = 1;
const GREATER: u64 = 2;
const GREATER_EQUAL: u64 = 3;
const LESS: u64 = 4;
const LESS_EQUAL: u64 = 5;

/// `VerSetConditionMask`: sets the condition of the highest of the members.
pub(super) fn condition_mask(mask: u64, kinds: u32, condition: u8) -> u64 {
    let Some(member) = kinds.checked_ilog2().filter(|member| *member < 8) else { return mask };
    mask | u64::from(condition & 7) << (member * 3)
}

/// `RtlVerifyVersionInfo`: compares an `RTL_OSVERSIONINFOEXW` with the machine's version, 10.0. The major
/// version decides before the minor one, as a whole number does. Service packs and suites are not compared.
pub(super) fn verify(information: Place<u32>, kinds: u32, mask: u64) -> NTSTATUS {
    if kinds == 0 {
        return STATUS_INVALID_PARAMETER;
    }
    let build = system::build("RtlVerifyVersionInfo");
    // Behind the size: major and minor version, build, VER_PLATFORM_WIN32_NT.
    let members = [(MAJOR, 1, 10), (MINOR, 2, 0), (BUILD, 3, build), (PLATFORM, 4, 2)];
    for (member, at, own) in members {
        if kinds & (1 << member) == 0 {
            continue;
        }
        let order = own.cmp(&information.at(at).read());
        let condition = mask >> (member * 3) & 7;
        let holds = match condition {
            EQUAL => order.is_eq(),
            GREATER => order.is_gt(),
            GREATER_EQUAL => order.is_ge(),
            LESS => order.is_lt(),
            LESS_EQUAL => order.is_le(),
            _ => return STATUS_INVALID_PARAMETER,
        };
        if !holds {
            return STATUS_REVISION_MISMATCH;
        }
        if member == MAJOR && condition != EQUAL && order != Ordering::Equal {
            return STATUS_SUCCESS;
        }
    }
    STATUS_SUCCESS
}
