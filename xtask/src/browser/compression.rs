//! What a good host does once for a file that does not change.

use std::io::{self, Write};

use brotli::CompressorWriter;
use miniz_oxide::deflate::compress_to_vec;

/// At the highest quality and a window that every browser takes.
pub fn brotli(content: &[u8]) -> io::Result<Vec<u8>> {
    let (quality, window_bits) = (11, 22);
    let mut compressor = CompressorWriter::new(Vec::new(), 4 * 1024, quality, window_bits);
    compressor.write_all(content)?;
    Ok(compressor.into_inner())
}

/// How many bytes gzip makes of it, at its highest level.
pub fn gzip_size(content: &[u8]) -> usize {
    const HEADER_AND_SUM: usize = 18;
    compress_to_vec(content, 9).len() + HEADER_AND_SUM
}
