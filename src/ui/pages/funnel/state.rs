//! What the reader has chosen on the funnel page: one value, written into the address of the page and read from it.
//!
//! `#/funnel?from=2025-01-01&f.Quelle=Messe|~&basis=value` is a link that shows the same view of the same files. It
//! names columns and words of the file, never a row (P7), and stays in the fragment, which no browser sends.

use leptos::prelude::*;
use wasm_bindgen::JsValue;

use crate::analysis::funnel::{BreakdownRate, ConversionWindow};
use crate::browser::window;
use crate::job::funnel::columns::{ColumnsQuestion, DealColumns};
use crate::job::funnel::records::RecordSet;
use crate::job::report::N_TOP;
use crate::model::Filter;
use crate::model::filter::Clause;
use crate::ui::components::filter_bar::read_day;
use crate::ui::context::{Remote, use_report, use_shared};
use crate::ui::route::Page;

/// What the bars measure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Basis {
    /// Deals.
    #[default]
    Count,
    /// Their worth.
    Value,
}

/// What the reader has chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct FunnelView {
    /// Which deals.
    pub filter: Filter,
    /// What the bars measure.
    pub basis: Basis,
    /// Within how many days a deal must advance.
    pub window: ConversionWindow,
    /// Column of the breakdown; `None` for the page's own choice.
    pub group_by: Option<String>,
    /// Which rate the breakdown compares.
    pub rate: BreakdownRate,
    /// Groups that stand for themselves.
    pub n_top: usize,
    /// Which transition the times are shown of; `None` for the whole way.
    pub transition: Option<usize>,
}

impl Default for FunnelView {
    fn default() -> Self {
        Self {
            filter: Filter::default(),
            basis: Basis::Count,
            window: ConversionWindow::FromData,
            group_by: None,
            rate: BreakdownRate::Win,
            n_top: N_TOP,
            transition: None,
        }
    }
}

/// Records the reader asked to see.
#[derive(Clone, Debug, PartialEq)]
pub struct ShownRecords {
    /// Which deals.
    pub filter: Filter,
    /// Which of these.
    pub set: RecordSet,
    /// What they are, in words.
    pub title: String,
}

/// The state of the page, found by [`use_funnel`].
#[derive(Clone, Copy)]
pub struct FunnelState {
    /// What the reader has chosen. Outlives the page, so that coming back shows the same.
    pub view: RwSignal<FunnelView>,
    /// The records shown.
    pub records: RwSignal<Option<ShownRecords>>,
    /// What the deals can be told apart by.
    pub columns: ReadSignal<Remote<DealColumns>>,
    /// The filter whose funnel is on the page: what stands below waits for it.
    pub settled: RwSignal<Option<Filter>>,
}

/// What outlives the page.
#[derive(Clone, Copy)]
pub struct KeptView(RwSignal<FunnelView>);

impl KeptView {
    /// Sets it up for the session.
    pub fn provide() {
        provide_context(Self(RwSignal::new(FunnelView::default())));
    }
}

/// The state of the page.
///
/// # Panics
/// Outside the funnel page.
#[must_use]
pub fn use_funnel() -> FunnelState {
    expect_context()
}

impl FunnelState {
    /// Sets the state up, follows the address and writes to it.
    #[must_use]
    pub fn provide() -> Self {
        let shared = use_shared();
        let KeptView(view) = expect_context();
        // An address with a state of its own wins over what was shown before.
        Effect::new(move |_| {
            let query = shared.route.with(|route| route.query.clone());
            if let Some(linked) = FunnelView::from_query(&query)
                && view.with_untracked(|view| *view != linked)
            {
                view.set(linked);
            }
        });
        // The route may change without a state of its own, by a press on the navigation: the state stays.
        Effect::new(move |_| {
            let kept = shared
                .route
                .with(|route| (route.page == Page::Funnel).then(|| foreign_pairs(&route.query)));
            let Some(kept) = kept else { return };
            let query: Vec<String> = kept.into_iter().chain(view.with(FunnelView::pairs)).collect();
            write_address(&query.join("&"));
        });
        let state = Self {
            view,
            records: RwSignal::new(None),
            columns: use_report(|| Some(ColumnsQuestion {})),
            settled: RwSignal::new(None),
        };
        provide_context(state);
        state
    }

    /// The filter of the funnel that is on the page.
    #[must_use]
    pub fn settled_filter(self) -> Option<Filter> {
        self.settled.get()
    }

    /// Shows records of the present filter.
    pub fn show(self, set: RecordSet, title: String) {
        let filter = self.view.with_untracked(|view| view.filter.clone());
        self.records.set(Some(ShownRecords { filter, set, title }));
    }
}

/// Writes the state into the address without a new entry in the history: a slider of the past is no place to go back to.
fn write_address(query: &str) {
    let address = if query.is_empty() {
        Page::Funnel.href()
    } else {
        format!("{}?{query}", Page::Funnel.href())
    };
    // A browser that refuses only costs the link.
    if let Ok(history) = window().and_then(|window| {
        window.history().map_err(|_| crate::browser::BrowserError::Missing("history"))
    }) {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }
}

/// The pairs of a query that are not ours: scenarios of a link.
fn foreign_pairs(query: &str) -> Vec<String> {
    let is_ours = |pair: &&str| pair.split_once('=').is_some_and(|(key, _)| is_own_key(key));
    query.split('&').filter(|pair| !pair.is_empty() && !is_ours(pair)).map(str::to_owned).collect()
}

fn is_own_key(key: &str) -> bool {
    matches!(key, "from" | "to" | "basis" | "window" | "by" | "rate" | "top" | "step")
        || key.starts_with("f.")
        || key.starts_with("p.")
}

impl FunnelView {
    /// The state as pairs of a query; nothing for what is as usual.
    #[must_use]
    pub fn pairs(&self) -> Vec<String> {
        let mut pairs = Vec::new();
        for clause in &self.filter.clauses {
            match clause {
                Clause::OneOf { header, words } => {
                    let words = words.iter().map(|word| match word {
                        Some(word) => encoded(word),
                        None => "~".to_owned(),
                    });
                    let words = words.collect::<Vec<_>>().join("|");
                    pairs.push(format!("f.{}={words}", encoded(header)));
                }
                Clause::StartsWith { header, prefix } => {
                    pairs.push(format!("p.{}={}", encoded(header), encoded(prefix)));
                }
                Clause::Created { from, to } => {
                    pairs.extend(from.map(|day| format!("from={day}")));
                    pairs.extend(to.map(|day| format!("to={day}")));
                }
            }
        }
        if self.basis == Basis::Value {
            pairs.push("basis=value".into());
        }
        if let ConversionWindow::Days(days) = self.window {
            pairs.push(format!("window={days}"));
        }
        pairs.extend(self.group_by.as_ref().map(|header| format!("by={}", encoded(header))));
        if let BreakdownRate::Step(step) = self.rate {
            pairs.push(format!("rate={}", step + 1));
        }
        if self.n_top != N_TOP {
            pairs.push(format!("top={}", self.n_top));
        }
        pairs.extend(self.transition.map(|step| format!("step={}", step + 1)));
        pairs
    }

    /// Reads a query; `None` where nothing in it is ours. What cannot be read is left at its usual value.
    #[must_use]
    pub fn from_query(query: &str) -> Option<Self> {
        let mut view = Self::default();
        let (mut from, mut to, mut is_ours) = (None, None, false);
        for pair in query.split('&') {
            let Some((key, value)) = pair.split_once('=').filter(|(key, _)| is_own_key(key)) else {
                continue;
            };
            is_ours = true;
            let step = || value.parse::<usize>().ok().and_then(|step| step.checked_sub(1));
            match key {
                "from" => from = read_day(value),
                "to" => to = read_day(value),
                "basis" if value == "value" => view.basis = Basis::Value,
                "window" => {
                    let days = value.parse().ok().map(ConversionWindow::Days);
                    view.window = days.unwrap_or(view.window);
                }
                "by" => view.group_by = Some(decoded(value)),
                "rate" => view.rate = step().map_or(view.rate, BreakdownRate::Step),
                "top" => view.n_top = value.parse().unwrap_or(view.n_top).clamp(1, 50),
                "step" => view.transition = step(),
                _ => view.filter.clauses.extend(clause(key, value)),
            }
        }
        if from.is_some() || to.is_some() {
            view.filter.clauses.push(Clause::Created { from, to });
        }
        is_ours.then_some(view)
    }
}

fn clause(key: &str, value: &str) -> Option<Clause> {
    if let Some(header) = key.strip_prefix("f.") {
        let word = |word: &str| (word != "~").then(|| decoded(word));
        let words = value.split('|').map(word).collect();
        return Some(Clause::OneOf { header: decoded(header), words });
    }
    let header = decoded(key.strip_prefix("p.")?);
    Some(Clause::StartsWith { header, prefix: decoded(value) })
}

/// Percent encoding of everything but letters, digits and three harmless signs.
fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// Takes the percent encoding off; a stray percent sign stays what it is.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let code = text.get(at + 1..at + 3).filter(|_| byte == b'%');
        if let Some(code) = code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            decoded.push(code);
            at += 3;
        } else {
            decoded.push(byte);
            at += 1;
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Day;

    #[test]
    fn a_view_comes_back_from_its_address() {
        let words = vec![Some("Messe & Co. | 50 %".to_owned()), None, Some("~".to_owned())];
        let view = FunnelView {
            filter: Filter {
                clauses: vec![
                    Clause::OneOf { header: "Quelle=ü".into(), words },
                    Clause::StartsWith { header: "PLZ".into(), prefix: "97".into() },
                    Clause::Created { from: Day::from_ymd(2025, 1, 1), to: None },
                ],
            },
            basis: Basis::Value,
            window: ConversionWindow::Days(90),
            group_by: Some("Zuständig".into()),
            rate: BreakdownRate::Step(2),
            n_top: 5,
            transition: Some(0),
        };
        let query = view.pairs().join("&");
        assert_eq!(FunnelView::from_query(&query), Some(view));
    }

    #[test]
    fn the_usual_view_needs_no_words_and_foreign_pairs_stay() {
        assert!(FunnelView::default().pairs().is_empty());
        assert_eq!(FunnelView::from_query("s=2.eNq"), None);
        assert_eq!(foreign_pairs("s=2.eNq&from=2025-01-01"), ["s=2.eNq"]);
    }

    #[test]
    fn nonsense_is_left_at_its_usual_value() {
        let view = FunnelView::from_query("rate=x&top=9999&from=yesterday&window=-3").unwrap();
        let usual = FunnelView::default();
        assert_eq!((view.rate, view.filter, view.window), (usual.rate, usual.filter, usual.window));
        assert_eq!(view.n_top, 50);
        assert_eq!(decoded("50%"), "50%");
    }
}
