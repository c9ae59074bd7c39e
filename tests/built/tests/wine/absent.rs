//! The app without a device.

use crate::wine::{devices, echoapp};

#[test]
fn status_without_devices_says_how_to_add_one_and_exits_with_1() {
    let _turn = devices();
    let finished = echoapp(&["device", "status"]);
    assert_eq!(finished.code, Some(1), "{finished:#?}");
    assert_eq!(finished.output, "");
    assert!(finished.complaints.starts_with("error: no echo device is present"), "{finished:#?}");
    assert!(finished.complaints.contains("echoapp device add"), "{finished:#?}");
}

/// Wine 8 cannot list device interfaces, and the app reports the failure. A Wine that can, and
/// Windows, give the same message as above.
#[test]
fn use_without_devices_names_what_is_missing_and_exits_with_1() {
    let _turn = devices();
    let ways: [&[&str]; 5] =
        [&[], &["--list"], &["-Async"], &["--device", "1"], &["--device", "x"]];
    for arguments in ways {
        let finished = echoapp(arguments);
        assert_eq!(finished.code, Some(1), "{arguments:?}: {finished:#?}");
        assert_eq!(finished.output, "", "{arguments:?}");
        let told = ["error: no echo device is present", "error: no device ", STUB];
        assert!(
            told.iter().any(|start| finished.complaints.starts_with(start)),
            "{arguments:?}: {finished:#?}"
        );
    }
}

const STUB: &str = "error: cannot list the echo devices: \
                    CM_Get_Device_Interface_List_SizeW failed: CR_FAILURE";
