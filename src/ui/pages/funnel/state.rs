//! What the reader has chosen on the funnel page: one value, written into the address of the page and read from it.
//!
//! `#/funnel?from=2025-01-01&f.Quelle=Messe|~&basis=value` is a link that shows the same view of the same files. It
//! names columns and words of the file, never a row (P7), and stays in the fragment, which no browser sends.

use std::collections::BTreeMap;

use leptos::prelude::*;
use wasm_bindgen::JsValue;

use crate::analysis::funnel::{
    BreakdownRate, ConversionWindow, FunnelRule, SkipRule, StageOrder, StepSet,
};
use crate::browser::window;
use crate::job::funnel::columns::{ColumnsQuestion, DealColumns};
use crate::job::funnel::records::RecordSet;
use crate::job::funnel::{FunnelQuestion, Scope};
use crate::job::report::N_TOP;
use crate::model::Filter;
use crate::model::filter::Clause;
use crate::ui::components::filter_bar::{read_day, with_words};
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
    /// By which rule deals become bars.
    pub rule: FunnelRule,
    /// Within how many days a deal must advance.
    pub window: ConversionWindow,
    /// Windows of single stages, from 0, in place of it.
    pub step_windows: BTreeMap<usize, u16>,
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
            rule: FunnelRule::USUAL,
            window: ConversionWindow::FromData,
            step_windows: BTreeMap::new(),
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
    pub scope: Scope,
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
    pub columns: Remote<DealColumns>,
    /// The scope whose funnel is on the page: what stands below waits for it.
    pub settled: RwSignal<Option<Scope>>,
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

    /// The scope of the funnel that is on the page.
    #[must_use]
    pub fn settled_scope(self) -> Option<Scope> {
        self.settled.get()
    }

    /// Shows records of the present scope.
    pub fn show(self, set: RecordSet, title: String) {
        let scope = self.view.with_untracked(FunnelView::scope);
        self.records.set(Some(ShownRecords { scope, set, title }));
    }

    /// Shows the records of the present scope with one word of a column.
    pub fn show_word(self, header: &str, word: Option<String>, set: RecordSet, title: String) {
        let Scope { filter, rule } = self.view.with_untracked(FunnelView::scope);
        let filter = with_words(&filter, header, Some(vec![word]));
        self.records.set(Some(ShownRecords { scope: Scope { filter, rule }, set, title }));
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
    let known =
        ["from", "to", "basis", "order", "skip", "opt", "window", "by", "rate", "top", "step"];
    known.contains(&key) || ["f.", "p.", "w."].iter().any(|start| key.starts_with(start))
}

impl FunnelView {
    /// Which deals, by which rule.
    #[must_use]
    pub fn scope(&self) -> Scope {
        Scope { filter: self.filter.clone(), rule: self.rule }
    }

    /// What the funnel is asked.
    #[must_use]
    pub fn question(&self) -> FunnelQuestion {
        let step_windows = self.step_windows.clone();
        FunnelQuestion { scope: self.scope(), window: self.window, step_windows }
    }

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
        pairs.extend(order_word(self.rule.order).map(|word| format!("order={word}")));
        pairs.extend(skip_word(self.rule.skipped).map(|word| format!("skip={word}")));
        if !self.rule.optional.is_empty() {
            let steps: Vec<String> =
                self.rule.optional.steps().map(|step| (step + 1).to_string()).collect();
            pairs.push(format!("opt={}", steps.join("|")));
        }
        if let ConversionWindow::Days(days) = self.window {
            pairs.push(format!("window={days}"));
        }
        for (step, days) in &self.step_windows {
            pairs.push(format!("w.{}={days}", step + 1));
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
            let step = || step_of(value);
            match key {
                "from" => from = read_day(value),
                "to" => to = read_day(value),
                "basis" if value == "value" => view.basis = Basis::Value,
                "order" => view.rule.order = order_of(value).unwrap_or(view.rule.order),
                "skip" => view.rule.skipped = skip_of(value).unwrap_or(view.rule.skipped),
                "opt" => {
                    let steps = value.split('|').filter_map(step_of);
                    view.rule.optional = steps.fold(StepSet::EMPTY, StepSet::with);
                }
                "window" => {
                    let days = value.parse().ok().map(ConversionWindow::Days);
                    view.window = days.unwrap_or(view.window);
                }
                "by" => view.group_by = Some(decoded(value)),
                "rate" => view.rate = step().map_or(view.rate, BreakdownRate::Step),
                "top" => view.n_top = value.parse().unwrap_or(view.n_top).clamp(1, 50),
                "step" => view.transition = step(),
                _ if key.starts_with("w.") => view.step_windows.extend(
                    key.strip_prefix("w.").and_then(step_of).zip(value.parse::<u16>().ok()),
                ),
                _ => view.filter.clauses.extend(clause(key, value)),
            }
        }
        if from.is_some() || to.is_some() {
            view.filter.clauses.push(Clause::Created { from, to });
        }
        is_ours.then_some(view)
    }
}

/// A step as an address writes it, from 1.
fn step_of(text: &str) -> Option<usize> {
    text.parse::<usize>().ok().and_then(|step| step.checked_sub(1)).filter(|&step| step < 256)
}

/// The word of an order in an address; none for the usual one.
#[must_use]
pub fn order_word(order: StageOrder) -> Option<&'static str> {
    match order {
        StageOrder::Given => None,
        StageOrder::Any => Some("any"),
        StageOrder::Strict => Some("strict"),
        StageOrder::Touched => Some("touched"),
    }
}

/// The order of a word.
#[must_use]
pub fn order_of(word: &str) -> Option<StageOrder> {
    let orders = [StageOrder::Any, StageOrder::Strict, StageOrder::Touched];
    orders.into_iter().find(|&order| order_word(order) == Some(word))
}

/// The word of a rule for skipped stages in an address; none for the usual one.
#[must_use]
pub fn skip_word(skipped: SkipRule) -> Option<&'static str> {
    match skipped {
        SkipRule::Passed => None,
        SkipRule::NotReached => Some("not-reached"),
        SkipRule::Excluded => Some("excluded"),
    }
}

/// The rule of a word.
#[must_use]
pub fn skip_of(word: &str) -> Option<SkipRule> {
    [SkipRule::NotReached, SkipRule::Excluded]
        .into_iter()
        .find(|&rule| skip_word(rule) == Some(word))
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
            rule: FunnelRule {
                order: StageOrder::Strict,
                skipped: SkipRule::Excluded,
                optional: StepSet::EMPTY.with(1).with(3),
            },
            window: ConversionWindow::Days(90),
            step_windows: BTreeMap::from([(1, 30), (2, 365)]),
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
        let view = FunnelView::from_query(
            "rate=x&top=9999&from=yesterday&window=-3&order=up&skip=&opt=0|x&w.9=no",
        )
        .unwrap();
        let usual = FunnelView::default();
        assert_eq!((view.rate, view.filter, view.window), (usual.rate, usual.filter, usual.window));
        assert_eq!((view.rule, view.step_windows), (usual.rule, usual.step_windows));
        assert_eq!(view.n_top, 50);
        assert_eq!(decoded("50%"), "50%");
    }
}
