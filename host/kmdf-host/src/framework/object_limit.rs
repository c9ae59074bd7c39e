//! The limit on a driver's objects, which the driver's key `Parameters\Wdf` sets.

use std::collections::BTreeMap;

use super::object::Kind;
use crate::inf::RegistryData;
use crate::machine::{Inner, State};
use crate::rules::Rule;
use crate::running;

/// The types that count without `ObjectsForLeakDetection`.
const DEFAULT: [Kind; 6] =
    [Kind::Request, Kind::WorkItem, Kind::Key, Kind::String, Kind::General, Kind::Device];

/// A count of objects beyond the limit.
struct Excess {
    service: String,
    /// The limit for each device.
    limit: usize,
    devices: usize,
    counts: BTreeMap<Kind, usize>,
}

/// Whether objects of a type can count. Memory objects never do, and of the requests only those that
/// a driver creates: the host's come from queues.
const fn can_count(kind: Kind) -> bool {
    !matches!(kind, Kind::Memory | Kind::Request | Kind::IoPackage | Kind::DeviceInit)
}

/// Whether objects of a type count, by `ObjectsForLeakDetection`.
fn counts(types: Option<&[String]>, kind: Kind) -> bool {
    let is_named = |name: &String| name == "*" || name.eq_ignore_ascii_case(kind.type_name());
    let named = types.map_or(DEFAULT.contains(&kind), |types| types.iter().any(is_named));
    named && can_count(kind)
}

impl State {
    /// The objects of a driver, if they are one more than its limit allows.
    fn excess(&self, service: usize) -> Option<Excess> {
        let driver = self.drivers.get(service)?;
        let setting = |name: &str| {
            let mut settings = driver.wdf_settings.iter();
            settings.find(|(set, _)| set.eq_ignore_ascii_case(name)).map(|(_, value)| value)
        };
        let Some(RegistryData::Dword(limit)) = setting("ObjectLeakDetectionLimit") else {
            return None;
        };
        let types = match setting("ObjectsForLeakDetection") {
            Some(RegistryData::MultiSz(types)) => Some(&types[..]),
            _ => None,
        };
        let limit = usize::try_from(*limit).unwrap_or(usize::MAX);
        let (mut devices, mut found) = (0, BTreeMap::new());
        for object in self.objects.values().filter(|object| object.driver == service) {
            devices += usize::from(object.kind() == Kind::Device);
            if counts(types, object.kind()) {
                *found.entry(object.kind()).or_default() += 1;
            }
        }
        let allowed = limit.saturating_mul(devices.max(1));
        let total: usize = found.values().sum();
        (total == allowed.saturating_add(1)).then(|| Excess {
            service: driver.name.clone(),
            limit,
            devices,
            counts: found,
        })
    }
}

impl Inner {
    /// Reports that the running driver has one object more than its limit allows.
    pub(crate) fn check_object_limit(&self) {
        let excess = self.with(|state| state.excess(running::driver()));
        let Some(Excess { service, limit, devices, counts }) = excess else { return };
        let counts: Vec<_> = counts
            .into_iter()
            .map(|(kind, count)| format!("{count} {}", kind.type_name()))
            .collect();
        let detail = format!(
            "{} exist, expected at most {limit} (ObjectLeakDetectionLimit) for each device, of which \
             there are {devices}",
            counts.join(", ")
        );
        self.violation(Rule::TooManyObjects, service, running::last_call(), detail);
    }
}
