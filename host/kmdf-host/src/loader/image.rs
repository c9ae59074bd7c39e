//! An image as its file describes it: checked, laid out as in memory, and bound to the host.
#![forbid(unsafe_code)]

use std::fmt::Write;
use std::ops::Range;

use object::pe::{IMAGE_FILE_MACHINE_AMD64, IMAGE_FILE_MACHINE_ARM64};

use super::checksum;
use super::error::ImageError;
use super::headers::{self, Access, LIMIT, PAGE};
use super::imports::{self, Bound};
use super::layout::{Layout, arrange};
use super::mapping::Spares;
use super::relocations;
use super::shared_data;

/// The machine type of the images that this host runs.
pub(super) const MACHINE: Option<u16> = if cfg!(target_arch = "x86_64") {
    Some(IMAGE_FILE_MACHINE_AMD64.0)
} else if cfg!(target_arch = "aarch64") {
    Some(IMAGE_FILE_MACHINE_ARM64.0)
} else {
    None
};

/// A checked image, from which every machine makes its own copy.
#[derive(Debug)]
pub(crate) struct Image {
    /// The image's bytes in memory, before relocation and without the imports' addresses.
    contents: Vec<u8>,
    /// The address for which it was linked.
    linked_for: u64,
    /// The entry point's RVA.
    pub(super) entry: u32,
    relocations: Vec<u32>,
    imports: Vec<Bound>,
    /// The RVAs of the addresses in the page that the kernel shares with every process.
    pub(super) shared_data: Vec<u32>,
    /// The executable section in which the addresses of imports lie, if one has any.
    pub(super) executable_imports: Option<String>,
    /// What Windows may object to although the host runs the image.
    pub(super) warnings: Vec<String>,
    /// The pages of the headers and of the sections, in order; pages in between are inaccessible.
    pub(super) parts: Vec<Part>,
    /// Which pages of this system hold them.
    pub(super) layout: Layout,
    /// Copies for the next loads.
    pub(super) spares: Spares,
}

/// The headers or a section, in whole pages.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) name: String,
    pub(super) pages: Range<usize>,
    pub(super) access: Access,
}

impl Part {
    /// Whether Windows pages the section, which the first letters of its name say.
    pub(super) fn is_pageable(&self) -> bool {
        self.name.starts_with("PAGE")
    }
}

impl Image {
    /// Checks the bytes of a file. `export` resolves the imports: it maps DLL and name to an
    /// address.
    pub(crate) fn parse(
        bytes: &[u8],
        export: impl Fn(&str, &str) -> Option<usize>,
    ) -> Result<Self, ImageError> {
        let length = bytes.len() as u64;
        if length > LIMIT {
            return Err(ImageError::TooLarge { what: "the file", bytes: length, limit: LIMIT });
        }
        let machine = headers::machine(bytes)?;
        match MACHINE {
            None => return Err(ImageError::WrongHost { machine }),
            Some(own) if machine != own => return Err(ImageError::WrongMachine { machine }),
            Some(_) => {}
        }
        let headers = headers::parse(bytes)?;
        let mut contents = vec![0; headers.size as usize];
        let header_bytes = 0..headers.header_bytes as usize;
        contents[header_bytes.clone()].copy_from_slice(&bytes[header_bytes]);
        for section in &headers.sections {
            let start = section.pages.start as usize;
            let place = start..start + section.data.len();
            contents[place].copy_from_slice(&bytes[section.data.clone()]);
        }
        let whole = headers.header_bytes.next_multiple_of(PAGE) as usize;
        let headers_part =
            Part { name: "the headers".into(), pages: 0..whole, access: Access::Read };
        let of_sections = headers.sections.iter().map(|section| Part {
            name: section.name.clone(),
            pages: section.pages.start as usize..section.pages.end as usize,
            access: section.access,
        });
        let relocations = relocations::parse(&headers, &contents)?;
        let imports = imports::bind(&headers, &contents, export);
        if let Some((section, mut problem)) = headers.refused {
            // Whoever links the image again wants to know all that is wrong.
            if let Err(other) = imports {
                let _ = write!(problem, "; {other}");
            }
            return Err(ImageError::BadSection { section, problem });
        }
        let imports = imports?;
        let parts: Vec<Part> = std::iter::once(headers_part).chain(of_sections).collect();
        let layout = arrange(&parts, contents.len(), region::page::size())?;
        // Checked last: any other fault explains more than a wrong sum.
        checksum::check(bytes, headers.signature)?;
        Ok(Self {
            executable_imports: imports::executable(&headers, &imports).map(str::to_owned),
            relocations,
            imports,
            shared_data: shared_data::find(&contents),
            warnings: pageable(&headers.pageable),
            linked_for: headers.linked_for,
            entry: headers.entry,
            parts,
            layout,
            contents,
            spares: Spares::default(),
        })
    }

    /// The most bytes that a file may have.
    pub(crate) const LIMIT: u64 = LIMIT;

    /// The size in memory in bytes, a multiple of the page size.
    pub(super) fn size(&self) -> usize {
        self.contents.len()
    }

    /// The image's bytes, relocated to an address and with its imports filled in.
    pub(super) fn at(&self, base: usize) -> Vec<u8> {
        let mut contents = self.contents.clone();
        relocations::apply(&self.relocations, &mut contents, self.linked_for, base as u64);
        imports::apply(&self.imports, &mut contents);
        contents
    }
}

/// The warning about sections that Windows may page.
fn pageable(sections: &[String]) -> Vec<String> {
    let Some(first) = sections.first() else { return Vec::new() };
    let verb = if sections.len() == 1 { "section is" } else { "sections are" };
    vec![format!(
        "pageable {verb} {}: Windows may refuse the driver (error 998, invalid access to memory \
         location), or page what a raised IRQL needs; link each as not pageable, with \
         /SECTION:{first},!P of link.exe, or with P among the letters of lld-link, such as \
         /SECTION:.text,ERP",
        sections.join(", ")
    )]
}
