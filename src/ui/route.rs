//! Hash routes: `#/funnel`, with a page's own state behind a question mark.

/// The pages in the order of the navigation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Page {
    /// Import.
    #[default]
    Data,
    /// Funnel conversion.
    Funnel,
    /// Contact decay and waiting.
    Decay,
    /// Data quality in money.
    Debt,
    /// The quota chain.
    Quota,
    /// Capacity of sales.
    Capacity,
    /// Scenarios side by side.
    Compare,
    /// The printable report.
    Report,
}

impl Page {
    /// All pages in order.
    pub const ALL: [Self; 8] = [
        Self::Data,
        Self::Funnel,
        Self::Decay,
        Self::Debt,
        Self::Quota,
        Self::Capacity,
        Self::Compare,
        Self::Report,
    ];

    /// The word in the URL.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::Funnel => "funnel",
            Self::Decay => "decay",
            Self::Debt => "debt",
            Self::Quota => "quota",
            Self::Capacity => "capacity",
            Self::Compare => "compare",
            Self::Report => "report",
        }
    }

    /// The link to the page.
    #[must_use]
    pub fn href(self) -> String {
        format!("#/{}", self.slug())
    }
}

/// Where the user is: a page and its own state as written in the URL.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Route {
    /// The page.
    pub page: Page,
    /// What follows the question mark; empty for none.
    pub query: String,
}

impl Route {
    /// Reads the fragment of a URL; anything unknown leads to the data page.
    #[must_use]
    pub fn from_hash(hash: &str) -> Self {
        let path = hash.trim_start_matches('#').trim_start_matches('/');
        let (slug, query) = path.split_once('?').unwrap_or((path, ""));
        let page = Page::ALL.into_iter().find(|page| page.slug() == slug).unwrap_or_default();
        Self { page, query: query.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_link_leads_back_to_its_page() {
        for page in Page::ALL {
            assert_eq!(Route::from_hash(&page.href()), Route { page, query: String::new() });
        }
        assert_eq!(Route::from_hash("#/quota?s=abc").query, "s=abc");
        assert_eq!(Route::from_hash("#nonsense").page, Page::Data);
    }
}
