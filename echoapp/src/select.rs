//! The choice among the devices present.

use crate::args::Pick;
use crate::error::Error;
use crate::platform::DeviceInfo;

/// The device to use: the selected one, or the first.
pub fn select<'a>(devices: &'a [DeviceInfo], pick: Option<&Pick>) -> Result<&'a DeviceInfo, Error> {
    let first = devices.first().ok_or(Error::NoDevice)?;
    let missing = |picked| Error::NoSuchDevice { picked, present: devices.len() };
    match pick {
        None => Ok(first),
        Some(Pick::Number(number)) => number
            .checked_sub(1)
            .and_then(|index| devices.get(index))
            .ok_or_else(|| missing(number.to_string())),
        Some(Pick::Path(path)) => devices
            .iter()
            .find(|device| device.path.eq_ignore_ascii_case(path))
            .ok_or_else(|| missing(path.clone())),
    }
}

/// The lines of `--list`: a device's number, variant and path.
pub fn list(devices: &[DeviceInfo]) -> impl Iterator<Item = String> {
    (1..)
        .zip(devices)
        .map(|(number, device)| format!("{number:>2}  {:<10}  {}", device.variant, device.path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn devices(count: usize) -> Vec<DeviceInfo> {
        let device = |number| DeviceInfo {
            path: format!(r"\\?\ROOT#ECHO#{number:04}"),
            variant: "AutoSync",
        };
        (0..count).map(device).collect()
    }

    #[test]
    fn select_without_devices_is_no_device() {
        assert_eq!(select(&[], None), Err(Error::NoDevice));
        assert_eq!(select(&[], Some(&Pick::Number(1))), Err(Error::NoDevice));
    }

    #[test]
    fn select_without_a_choice_takes_the_first() {
        for count in [1, 2] {
            let devices = devices(count);
            assert_eq!(select(&devices, None), Ok(&devices[0]));
        }
    }

    #[test]
    fn select_by_number_counts_from_one() {
        let devices = devices(2);
        let picked = select(&devices, Some(&Pick::Number(2)));
        assert_eq!(picked, Ok(&devices[1]));
        for absent in [0, 3, usize::MAX] {
            let picked = select(&devices, Some(&Pick::Number(absent)));
            assert!(matches!(picked, Err(Error::NoSuchDevice { present: 2, .. })));
        }
    }

    #[test]
    fn select_by_path_ignores_case() {
        let devices = devices(2);
        let pick = Pick::Path(r"\\?\root#echo#0001".to_owned());
        assert_eq!(select(&devices, Some(&pick)), Ok(&devices[1]));
        let pick = Pick::Path(r"\\?\root#echo#0002".to_owned());
        assert!(select(&devices, Some(&pick)).is_err());
    }

    #[test]
    fn list_names_number_variant_and_path() {
        let lines: Vec<_> = list(&devices(2)).collect();
        assert_eq!(lines[1], r" 2  AutoSync    \\?\ROOT#ECHO#0001");
    }
}
