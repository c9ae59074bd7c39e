//! A PE file as Authenticode sees it: its hash, its checksum, and the signature after its end.
//!
//! Sources: "PE Format", and "Calculating the PE Image Hash" in "Windows Authenticode Portable
//! Executable Signature Format".

use std::ops::Range;

use anyhow::{Context, bail};
use sha2::Digest;

/// The offset of `e_lfanew` in the MS-DOS header, which has the offset of the PE header.
const PE_HEADER: usize = 0x3C;
/// From the PE signature to the optional header: the signature and the COFF file header.
const OPTIONAL_HEADER: usize = 4 + 20;
/// `CheckSum`, from the start of the optional header.
const CHECKSUM: usize = 64;
/// `NumberOfRvaAndSizes`, from the start of a PE32+ optional header; the directories follow.
const DIRECTORY_COUNT: usize = 108;
/// The index of the certificate table among the directories, which have eight bytes each.
const SECURITY_DIRECTORY: usize = 4;
/// The optional header's magic number in images of 64-bit machines.
const PE32_PLUS: u16 = 0x20B;
/// Certificate table entries start and end on multiples of this.
const ALIGNMENT: usize = 8;
/// `WIN_CERTIFICATE`: its header's size, `WIN_CERT_REVISION_2_0`, and
/// `WIN_CERT_TYPE_PKCS_SIGNED_DATA`.
const CERTIFICATE_HEADER: usize = 8;
const REVISION_2: u16 = 0x0200;
const PKCS_SIGNED_DATA: u16 = 2;

/// A PE32+ image.
#[derive(Debug)]
pub struct Image<'a> {
    bytes: &'a [u8],
    machine: u16,
    checksum: usize,
    security: usize,
    /// The range of the certificate table: at the file's end, and empty in an unsigned image.
    certificates: Range<usize>,
}

impl<'a> Image<'a> {
    /// Reads the headers.
    ///
    /// # Errors
    /// If this is not a PE32+ image, or data follows the certificate table.
    pub fn parse(bytes: &'a [u8]) -> anyhow::Result<Self> {
        if bytes.get(..2) != Some(b"MZ") {
            bail!("not a PE image: expected MZ at the start");
        }
        let pe = read_u32(bytes, PE_HEADER)? as usize;
        if bytes.get(pe..).is_none_or(|rest| !rest.starts_with(b"PE\0\0")) {
            bail!("not a PE image: expected the PE signature at offset {pe:#x}");
        }
        let optional = pe + OPTIONAL_HEADER;
        let magic = read_u16(bytes, optional)?;
        if magic != PE32_PLUS {
            bail!(
                "not an image for a 64-bit machine: the magic number is {magic:#x}, expected {PE32_PLUS:#x}"
            );
        }
        let directories = read_u32(bytes, optional + DIRECTORY_COUNT)? as usize;
        if directories <= SECURITY_DIRECTORY {
            bail!(
                "found {directories} data directories, expected at least 5: the fifth is for a signature"
            );
        }
        let security = optional + DIRECTORY_COUNT + 4 + SECURITY_DIRECTORY * 8;
        let start = read_u32(bytes, security)? as usize;
        let size = read_u32(bytes, security + 4)? as usize;
        let certificates = if start == 0 && size == 0 {
            bytes.len()..bytes.len()
        } else if start >= security + 8 && start.checked_add(size) == Some(bytes.len()) {
            start..bytes.len()
        } else {
            bail!(
                "the certificate table ({size} bytes at {start:#x}) does not end at the end of the \
                 file ({:#x})",
                bytes.len()
            );
        };
        let machine = read_u16(bytes, pe + 4)?;
        Ok(Self { bytes, machine, checksum: optional + CHECKSUM, security, certificates })
    }

    /// The machine of the image: `IMAGE_FILE_MACHINE_*`.
    #[must_use]
    pub const fn machine(&self) -> u16 {
        self.machine
    }

    /// The Authenticode hash, which leaves out the checksum, the certificate table and its
    /// directory entry. The hash of an image with an unaligned end includes the zeros that signing
    /// adds.
    #[must_use]
    pub fn digest<D: Digest>(&self) -> Vec<u8> {
        let end = self.certificates.start;
        let mut digest = D::new();
        digest.update(&self.bytes[..self.checksum]);
        digest.update(&self.bytes[self.checksum + 4..self.security]);
        digest.update(&self.bytes[self.security + 8..end]);
        digest.update(&[0; ALIGNMENT][..padding(end)]);
        digest.finalize().to_vec()
    }

    /// The embedded signature: the first certificate's `SignedData`, with the zeros after it.
    #[must_use]
    pub fn signature(&self) -> Option<&'a [u8]> {
        let table = &self.bytes[self.certificates.clone()];
        let length = read_u32(table, 0).ok()? as usize;
        table.get(CERTIFICATE_HEADER..length)
    }

    /// The image with this signature in place of any other, and with its checksum set.
    ///
    /// # Errors
    /// If the file would be too large for a PE image.
    pub fn signed(&self, signature: &[u8]) -> anyhow::Result<Vec<u8>> {
        let mut bytes = self.bytes[..self.certificates.start].to_vec();
        bytes.resize(bytes.len() + padding(bytes.len()), 0);
        let start = bytes.len();
        let size = CERTIFICATE_HEADER + signature.len() + padding(signature.len());
        let size = u32::try_from(size).context("the signature is too large")?;
        let offset = u32::try_from(start).context("the image is too large to be signed")?;
        bytes.extend(size.to_le_bytes());
        bytes.extend(REVISION_2.to_le_bytes());
        bytes.extend(PKCS_SIGNED_DATA.to_le_bytes());
        bytes.extend(signature);
        bytes.resize(start + size as usize, 0);
        bytes[self.security..self.security + 4].copy_from_slice(&offset.to_le_bytes());
        bytes[self.security + 4..self.security + 8].copy_from_slice(&size.to_le_bytes());
        put_checksum(&mut bytes, self.checksum);
        Ok(bytes)
    }
}

/// Sets the checksum of an image.
///
/// # Errors
/// If the headers are not those of an image.
pub fn set_checksum(bytes: &mut [u8]) -> anyhow::Result<()> {
    let field = Image::parse(bytes)?.checksum;
    put_checksum(bytes, field);
    Ok(())
}

fn put_checksum(bytes: &mut [u8], field: usize) {
    bytes[field..field + 4].fill(0);
    let sum = checksum(bytes);
    bytes[field..field + 4].copy_from_slice(&sum.to_le_bytes());
}

/// The checksum of an image whose checksum field is zero, as `CheckSumMappedFile` computes it: the
/// sum of the 16-bit words, with each carry added back, plus the file's length.
#[expect(clippy::cast_possible_truncation, reason = "a PE file has less than 4 GiB")]
fn checksum(bytes: &[u8]) -> u32 {
    let sum = bytes.chunks(2).fold(0, |sum: u32, pair| {
        let word = u16::from_le_bytes([pair[0], pair.get(1).copied().unwrap_or_default()]);
        let sum = sum + u32::from(word);
        (sum & 0xFFFF) + (sum >> 16)
    });
    sum.wrapping_add(bytes.len() as u32)
}

/// The number of bytes up to the next multiple of the alignment.
const fn padding(length: usize) -> usize {
    length.next_multiple_of(ALIGNMENT) - length
}

fn read_u16(bytes: &[u8], at: usize) -> anyhow::Result<u16> {
    read(bytes, at).map(u16::from_le_bytes)
}

fn read_u32(bytes: &[u8], at: usize) -> anyhow::Result<u32> {
    read(bytes, at).map(u32::from_le_bytes)
}

fn read<const SIZE: usize>(bytes: &[u8], at: usize) -> anyhow::Result<[u8; SIZE]> {
    let found = bytes.get(at..).and_then(|rest| rest.first_chunk());
    found.copied().with_context(|| {
        format!(
            "the image is cut off: {SIZE} bytes at {at:#x} are past its end ({:#x})",
            bytes.len()
        )
    })
}
