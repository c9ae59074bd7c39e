//! What a driver sets before it creates a device, and what it asks of one, against KMDF behaviour,
//! "Names and security", and KMDF behaviour, "Device getters".
#![allow(clippy::doc_markdown, reason = "names of the DDIs")]

mod capabilities;
mod getters;
mod init;
mod power_policy;
mod properties;
mod query_interface;
mod resources;
mod wmi;
