//! The image loader: a `.sys` file checked once, and mapped into memory at each driver load.

mod checksum;
mod code_cache;
mod driver_image;
mod error;
mod headers;
mod image;
mod imports;
mod layout;
mod mapping;
mod relocations;
mod shared_data;

pub use driver_image::DriverImage;
pub(crate) use driver_image::Module;
pub use error::ImageError;
pub(crate) use image::Image;
pub(crate) use mapping::Mapping;
