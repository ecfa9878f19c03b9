//! Amounts of money: whole minor units and a currency.

use serde::{Deserialize, Serialize};

/// An ISO 4217 code, three capital letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

impl Currency {
    /// Euro, the unit of MATH.
    pub const EUR: Self = Self(*b"EUR");

    /// The currency of a three-letter code in any case; `None` for anything else.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        let bytes: [u8; 3] = code.trim().as_bytes().try_into().ok()?;
        bytes
            .iter()
            .all(u8::is_ascii_alphabetic)
            .then(|| Self(bytes.map(|b| b.to_ascii_uppercase())))
    }

    /// The code, `EUR`.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

impl TryFrom<String> for Currency {
    type Error = String;

    fn try_from(code: String) -> Result<Self, String> {
        Self::from_code(&code).ok_or_else(|| format!("`{code}` is not a currency code"))
    }
}

/// An amount in hundredths of the currency's unit (cents).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(pub i64);

impl Money {
    /// The amount in units, the form every formula of MATH takes.
    #[must_use]
    pub fn units(self) -> f64 {
        self.0 as f64 / 100.0
    }

    /// Its square in square cents, for exact sums of squares.
    ///
    /// Up to 42 million units it is a product of 64 bits; one of 128 is a call in WebAssembly, once or twice a deal.
    #[inline]
    #[must_use]
    pub fn square_cents(self) -> i128 {
        match u32::try_from(self.0) {
            Ok(cents) => i128::from(u64::from(cents) * u64::from(cents)),
            Err(_) => i128::from(self.0) * i128::from(self.0),
        }
    }
}
