//! The INF reader: on the driver's own template, on other packages, and on damaged text.

use kmdf_inf::{Architecture, Inf, InfError, Installation};

mod damage;
mod echo;
mod left_out;
mod packages;

const TEMPLATE: &str = include_str!("../../../../echo.inx");
const AUTO_SYNC: &str = r"root\ECHO";
const DRIVER_SYNC: &str = r"root\ECHO_2";

fn install(inf: &Inf, hardware_id: &str) -> Result<Installation, InfError> {
    inf.model_for(hardware_id, Architecture::Amd64)
}

/// A package with one model, `root\x`, and these install sections.
fn package(sections: &str) -> Result<Installation, InfError> {
    let head = "[Version]\nSignature = \"$Windows NT$\"\n[Manufacturer]\nm = M, NTamd64\n\
                [M.NTamd64]\nd = X, root\\x\n";
    install(&Inf::parse(&format!("{head}{sections}"))?, r"root\x")
}
