//! A workspace in the fragment of a URL: `2.eNqrVkrLL8pNLFGyUip…`.
//!
//! The version, a point, then the JSON of [`super::document`], compressed (zlib, RFC 1950) and written in base64url
//! without padding (RFC 4648): letters a fragment may hold as they are. The checksum of zlib tells a link that a mail
//! program has cut or a reader mistyped from one that is whole. Links of every older version stay readable; a newer
//! one is refused by its number. A fragment never leaves the browser (RFC 9110, 4.2.4), so a link in the address bar
//! sends nothing to anybody until somebody passes it on.

use miniz_oxide::deflate::compress_to_vec_zlib;
use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;

use super::document::{self, DocumentError, VERSION};
use super::workspace::Workspace;

/// Longest token that is read; browsers and mail programs cut much shorter ones.
pub const MAX_CHARS: usize = 64 << 10;
/// Longest text a token may unpack to: what keeps a crafted link from filling the memory.
const MAX_TEXT_BYTES: usize = 1 << 20;
/// Effort of the compressor; a book is small, a link should be.
const LEVEL: u8 = 9;

/// Why a link cannot be opened. The page says so and opens the defaults.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum LinkError {
    /// No version in front: not a link of this product, or its beginning is lost.
    #[error("the link has no version")]
    NoVersion,
    /// Made by a newer version of the product.
    #[error("version {found}, known is {VERSION}")]
    Newer {
        /// The version of the link.
        found: u64,
    },
    /// Longer than [`MAX_CHARS`], or unpacks to more than a book can be.
    #[error("the link is too long")]
    TooLong,
    /// Cut off or mistyped: a letter that cannot be, or a checksum that does not fit.
    #[error("the link is damaged")]
    Damaged,
    /// Whole, but what it holds cannot be read.
    #[error(transparent)]
    Document(#[from] DocumentError),
}

/// The token of a workspace.
///
/// ```
/// use trichterwerk::scenario::{LinkError, Workspace, link};
/// let token = link::write(&Workspace::default());
/// assert!(token.starts_with("2."));
/// assert_eq!(link::read(&token), Ok(Workspace::default()));
/// assert_eq!(link::read(&token[..token.len() - 2]), Err(LinkError::Damaged));
/// ```
#[must_use]
pub fn write(workspace: &Workspace) -> String {
    let text = document::to_json(workspace).to_string();
    let mut token = format!("{VERSION}.");
    push_base64url(&compress_to_vec_zlib(text.as_bytes(), LEVEL), &mut token);
    token
}

/// The workspace of a token.
pub fn read(token: &str) -> Result<Workspace, LinkError> {
    if token.len() > MAX_CHARS {
        return Err(LinkError::TooLong);
    }
    let (version, packed) = token.split_once('.').ok_or(LinkError::NoVersion)?;
    let is_number = !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit());
    match version.parse() {
        Ok(found) if found > VERSION => return Err(LinkError::Newer { found }),
        Ok(1 | VERSION) if is_number => {}
        _ => return Err(LinkError::NoVersion),
    }
    let bytes = bytes_from_base64url(packed).ok_or(LinkError::Damaged)?;
    let text = decompress_to_vec_zlib_with_limit(&bytes, MAX_TEXT_BYTES).map_err(|error| {
        if error.status == miniz_oxide::inflate::TINFLStatus::HasMoreOutput {
            LinkError::TooLong
        } else {
            LinkError::Damaged
        }
    })?;
    let text = String::from_utf8(text).map_err(|_| LinkError::Damaged)?;
    Ok(document::read(&text)?)
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// RFC 4648, section 5, without padding.
fn push_base64url(bytes: &[u8], out: &mut String) {
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let word = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..=chunk.len() {
            let six = (word >> (18 - 6 * place)) & 63;
            out.push(char::from(ALPHABET[six as usize]));
        }
    }
}

/// `None` for letters outside the alphabet, an impossible length, or bits that no writer leaves set.
fn bytes_from_base64url(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    for chunk in text.as_bytes().chunks(4) {
        let mut word = 0_u32;
        for letter in chunk {
            let six = ALPHABET.iter().position(|known| known == letter)?;
            word = word << 6 | six as u32;
        }
        let n_bytes = chunk.len().checked_sub(1).filter(|n| *n > 0)?;
        word <<= 6 * (4 - chunk.len());
        let [_, head @ ..] = word.to_be_bytes();
        let (used, unused) = head.split_at(n_bytes);
        if unused.iter().any(|byte| *byte != 0) {
            return None;
        }
        bytes.extend_from_slice(used);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Test vectors of RFC 4648, section 10, without padding.
    #[test]
    fn base64_agrees_with_the_rfc() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg"),
            ("fo", "Zm8"),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg"),
            ("fooba", "Zm9vYmE"),
            ("foobar", "Zm9vYmFy"),
        ] {
            let mut written = String::new();
            push_base64url(bytes.as_bytes(), &mut written);
            assert_eq!(written, text);
            assert_eq!(bytes_from_base64url(text).as_deref(), Some(bytes.as_bytes()));
        }
        let mut written = String::new();
        push_base64url(&[0xFB, 0xFF], &mut written);
        assert_eq!(written, "-_8");
    }

    #[test]
    fn impossible_base64_is_refused() {
        for text in ["Z", "Zm9vY", "Zm9v=", "Zm 9", "Zh", "Zm9"] {
            let expected = if text == "Zm9" { None } else { bytes_from_base64url(text) };
            assert_eq!(expected, None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn base64_leads_back(bytes: Vec<u8>) {
            let mut text = String::new();
            push_base64url(&bytes, &mut text);
            prop_assert_eq!(bytes_from_base64url(&text), Some(bytes));
        }

        #[test]
        fn no_text_crashes_the_reader(text in "\\PC{0,60}") {
            let _ = read(&text);
            let _ = read(&format!("2.{text}"));
        }
    }
}
