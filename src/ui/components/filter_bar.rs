//! Which deals a page is about: one chip a condition, each saying what it selects, each opening its choices.
//!
//! Conditions speak the words of the file. The usual columns (rep, source, product, region) are there from the start,
//! any other column is one choice away, and a column with a condition never hides it.

use std::sync::atomic::{AtomicU32, Ordering};

use leptos::prelude::*;

use crate::model::filter::Clause;
use crate::model::{Day, Filter, Meaning};
use crate::ui::context::{formats, use_shared};
use crate::ui::i18n::{Locale, td_string};

/// From so many words on, a list can be searched.
const SEARCHED_FROM: usize = 10;
/// Words a chip names before it counts.
const NAMED_WORDS: usize = 2;

/// What can be filtered by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FilterColumns {
    /// Columns with repeating text.
    pub columns: Vec<FilterColumn>,
    /// Header of the postcode.
    pub postcode: Option<String>,
    /// First and last day of creation.
    pub created: Option<(Day, Day)>,
}

/// A column with repeating text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterColumn {
    /// Its header.
    pub header: String,
    /// What it means; rep, source, product and region stand in the bar from the start.
    pub meaning: Meaning,
    /// Its words with the number of deals; `None` is "(empty)".
    pub words: Vec<(Option<String>, u64)>,
    /// Words there are; more than listed where there are many.
    pub n_words: usize,
}

impl FilterColumn {
    fn stands_in_the_bar(&self) -> bool {
        matches!(
            self.meaning,
            Meaning::Owner | Meaning::Source | Meaning::Product | Meaning::Region
        )
    }
}

impl FilterColumns {
    /// Whether the open file has what a condition asks for.
    fn has(&self, clause: &Clause) -> bool {
        match clause {
            Clause::OneOf { header, .. } => {
                self.columns.iter().any(|column| column.header == *header)
            }
            Clause::StartsWith { header, .. } => self.postcode.as_ref() == Some(header),
            Clause::Created { .. } => self.created.is_some(),
        }
    }
}

/// The bar. What stands between its tags comes behind the chips: choices of the page itself.
#[component]
pub fn FilterBar(
    /// What can be filtered by; `None` until it is known.
    #[prop(into)]
    columns: Signal<Option<FilterColumns>>,
    /// The conditions.
    #[prop(into)]
    filter: Signal<Filter>,
    /// Called with the new conditions.
    #[prop(into)]
    on_change: Callback<Filter>,
    /// Further choices.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let locale = use_shared().locale;
    let known = columns;
    let columns = Memo::new(move |_| known.get().unwrap_or_default());
    let added = RwSignal::new(Vec::<String>::new());
    let is_shown = move |column: &FilterColumn| {
        column.stands_in_the_bar()
            || added.with(|added| added.contains(&column.header))
            || filter.with(|filter| words_of(filter, &column.header).is_some())
    };
    let shown = Memo::new(move |_| {
        let columns = columns.get();
        columns.columns.into_iter().filter(|column| is_shown(column)).collect::<Vec<_>>()
    });
    let hidden = move || {
        let columns = columns.get();
        let hidden = columns.columns.into_iter().filter(|column| !is_shown(column));
        hidden.map(|column| column.header).collect::<Vec<_>>()
    };
    let has_created = Memo::new(move |_| columns.with(|columns| columns.created));
    let postcode = Memo::new(move |_| columns.with(|columns| columns.postcode.clone()));
    let has_any = move || filter.with(|filter| !filter.clauses.is_empty());
    // A condition of another file selects nothing in this one: it must be seen to be taken away.
    let foreign = Memo::new(move |_| {
        let Some(known) = known.get() else { return Vec::new() };
        let is_foreign = |clause: &&Clause| !known.has(clause);
        filter.with(|filter| filter.clauses.iter().filter(is_foreign).cloned().collect())
    });
    let take_away = move |clause: &Clause| {
        let mut next = filter.get_untracked();
        next.clauses.retain(|known| known != clause);
        on_change.run(next);
    };
    let foreign = move || {
        let chips = foreign.get().into_iter().map(|clause| {
            let what = filter_text(locale.get(), &Filter { clauses: vec![clause.clone()] });
            view! {
                <button class="button" on:click=move |_| take_away(&clause)>
                    {td_string!(locale.get(), funnel.filter_foreign, what = what)} " ✕"
                </button>
            }
        });
        chips.collect_view()
    };
    view! {
        <div class="filter-bar" role="group" aria-label=move || td_string!(locale.get(), funnel.filter_label)>
            {move || has_created.get().map(|created| view! { <PeriodChip created=created filter=filter on_change=on_change /> })}
            <For each=move || shown.get() key=|column| column.header.clone() let:column>
                <WordsChip column=column filter=filter on_change=on_change />
            </For>
            {move || postcode.get().map(|header| view! { <PrefixChip header=header filter=filter on_change=on_change /> })}
            {foreign}
            <Show when=move || !hidden().is_empty()>
                <select
                    aria-label=move || td_string!(locale.get(), funnel.filter_more)
                    on:change=move |event| {
                        let header = event_target_value(&event);
                        if !header.is_empty() {
                            added.update(|added| added.push(header));
                        }
                    }
                >
                    <option value="">{move || td_string!(locale.get(), funnel.filter_more)}</option>
                    {move || hidden().into_iter().map(|header| view! { <option value=header.clone()>{header.clone()}</option> }).collect_view()}
                </select>
            </Show>
            {children.map(|children| children())}
            <Show when=has_any>
                <button class="link" on:click=move |_| on_change.run(Filter::default())>
                    {move || td_string!(locale.get(), funnel.filter_clear)}
                </button>
            </Show>
        </div>
    }
}

/// The words of one column.
#[component]
fn WordsChip(
    column: FilterColumn,
    filter: Signal<Filter>,
    on_change: Callback<Filter>,
) -> impl IntoView {
    let locale = use_shared().locale;
    let header = StoredValue::new(column.header.clone());
    let chosen =
        Memo::new(move |_| header.with_value(|header| filter.with(|f| words_of(f, header))));
    let state = move || {
        chosen.get().map_or_else(
            || td_string!(locale.get(), funnel.filter_all).to_owned(),
            |words| named(locale.get(), &words),
        )
    };
    let set = move |words: Option<Vec<Option<String>>>| {
        let next = header.with_value(|header| with_words(&filter.get_untracked(), header, words));
        on_change.run(next);
    };
    let toggle = move |word: Option<String>, is_on: bool| {
        let mut words = chosen.get_untracked().unwrap_or_default();
        words.retain(|known| *known != word);
        if is_on {
            words.push(word);
        }
        set(Some(words).filter(|words| !words.is_empty()));
    };
    let search = RwSignal::new(String::new());
    let (n_listed, n_words) = (column.words.len(), column.n_words);
    let words = StoredValue::new(column.words);
    let list = move || {
        let wanted = search.get().to_lowercase();
        let fits = |word: &Option<String>| {
            wanted.is_empty()
                || word.as_ref().is_some_and(|word| word.to_lowercase().contains(&wanted))
        };
        let found = words.with_value(|words| {
            words.iter().filter(|(word, _)| fits(word)).cloned().collect::<Vec<_>>()
        });
        found
            .into_iter()
            .map(|(word, n)| {
                let (name, here, asked) = (word.clone(), word.clone(), word);
                let is_on = move || chosen.with(|words| words.as_ref().is_some_and(|words| words.contains(&here)));
                view! {
                    <li>
                        <label>
                            <input type="checkbox" prop:checked=is_on
                                on:change=move |event| toggle(asked.clone(), event_target_checked(&event)) />
                            <span>{move || word_text(locale.get(), name.as_deref())}</span>
                            <span>{move || formats(locale.get()).number(n as f64, 0)}</span>
                        </label>
                    </li>
                }
            })
            .collect_view()
    };
    view! {
        <Chip name=column.header.clone() state=Signal::derive(state) is_active=Signal::derive(move || chosen.with(Option::is_some))>
            {(n_listed > SEARCHED_FROM).then(|| view! {
                <input type="search" aria-label=move || td_string!(locale.get(), funnel.filter_search)
                    placeholder=move || td_string!(locale.get(), funnel.filter_search)
                    on:input=move |event| search.set(event_target_value(&event)) />
            })}
            <ul class="words">{list}</ul>
            {(n_words > n_listed).then(|| view! {
                <p class="note">{move || td_string!(locale.get(), funnel.filter_listed, n = n_listed.to_string(), all = n_words.to_string())}</p>
            })}
            <div class="actions">
                <button class="button" on:click=move |_| set(None)>{move || td_string!(locale.get(), funnel.filter_all_words)}</button>
            </div>
        </Chip>
    }
}

/// The period of entry: years at a press, or any two days.
#[component]
fn PeriodChip(
    created: (Day, Day),
    filter: Signal<Filter>,
    on_change: Callback<Filter>,
) -> impl IntoView {
    let locale = use_shared().locale;
    let period = Memo::new(move |_| filter.with(period_of));
    let state = move || match period.get() {
        None => td_string!(locale.get(), funnel.filter_all).to_owned(),
        Some(period) => period_text(locale.get(), period),
    };
    let set = move |period: Option<(Option<Day>, Option<Day>)>| {
        on_change.run(with_period(&filter.get_untracked(), period));
    };
    let (first, last) = (created.0.ymd().0, created.1.ymd().0);
    // The last few years; older ones by their days.
    let years = (first.max(last - 4)..=last).map(move |year| {
        let days = (Day::from_ymd(year, 1, 1), Day::from_ymd(year, 12, 31));
        view! { <button class="button" on:click=move |_| set(Some(days))>{year.to_string()}</button> }
    });
    let years = years.collect_view();
    let typed = move |event: &web_sys::Event| read_day(&event_target_value(event));
    let from = move || period.get().and_then(|period| period.0);
    let to = move || period.get().and_then(|period| period.1);
    let iso = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
    let set_days = move |from: Option<Day>, to: Option<Day>| {
        set((from.is_some() || to.is_some()).then_some((from, to)));
    };
    view! {
        <Chip name=Signal::derive(move || td_string!(locale.get(), funnel.filter_period).to_owned()) state=Signal::derive(state)
            is_active=Signal::derive(move || period.with(Option::is_some))>
            <p class="note">{move || td_string!(locale.get(), funnel.filter_period_note)}</p>
            <div class="days">
                <label>
                    <span>{move || td_string!(locale.get(), funnel.filter_from)}</span>
                    <input type="date" prop:value=move || iso(from()) on:change=move |event| set_days(typed(&event), to()) />
                </label>
                <label>
                    <span>{move || td_string!(locale.get(), funnel.filter_to)}</span>
                    <input type="date" prop:value=move || iso(to()) on:change=move |event| set_days(from(), typed(&event)) />
                </label>
            </div>
            <div class="actions">
                {years}
                <button class="button" on:click=move |_| set(None)>{move || td_string!(locale.get(), funnel.filter_all_days)}</button>
            </div>
        </Chip>
    }
}

/// The beginning of a postcode.
#[component]
fn PrefixChip(
    header: String,
    filter: Signal<Filter>,
    on_change: Callback<Filter>,
) -> impl IntoView {
    let locale = use_shared().locale;
    let name = header.clone();
    let header = StoredValue::new(header);
    let prefix =
        Memo::new(move |_| header.with_value(|header| filter.with(|f| prefix_of(f, header))));
    let state = move || {
        prefix.get().map_or_else(
            || td_string!(locale.get(), funnel.filter_all).to_owned(),
            |prefix| format!("{prefix}…"),
        )
    };
    let set = move |text: String| {
        let text = Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        on_change
            .run(header.with_value(|header| with_prefix(&filter.get_untracked(), header, text)));
    };
    view! {
        <Chip name=name state=Signal::derive(state) is_active=Signal::derive(move || prefix.with(Option::is_some))>
            <label>
                <span>{move || td_string!(locale.get(), funnel.filter_prefix)}</span>
                <input type="text" inputmode="numeric" prop:value=move || prefix.get().unwrap_or_default()
                    on:change=move |event| set(event_target_value(&event)) />
            </label>
            <p class="note">{move || td_string!(locale.get(), funnel.filter_prefix_note)}</p>
            <div class="actions">
                <button class="button" on:click=move |_| set(String::new())>{move || td_string!(locale.get(), funnel.filter_all_words)}</button>
            </div>
        </Chip>
    }
}

/// A button that says what it selects, and the panel it opens.
#[component]
pub fn Chip(
    /// What it is about.
    #[prop(into)]
    name: Signal<String>,
    /// What is chosen.
    state: Signal<String>,
    /// Whether that is not the usual.
    is_active: Signal<bool>,
    /// The panel.
    children: Children,
) -> impl IntoView {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let id = format!("filter-{}", NEXT.fetch_add(1, Ordering::Relaxed));
    view! {
        <button class="chip" class:active=move || is_active.get() popovertarget=id.clone()>
            {move || name.get()} " " <b>{move || state.get()}</b>
        </button>
        <div class="panel filter-panel" id=id popover="auto" role="group" aria-label=move || name.get()>
            <h2>{move || name.get()}</h2>
            {children()}
        </div>
    }
}

/// The conditions in words: `Quelle: Messe, Web · Eintritt 01.01.2025–31.12.2025`; empty without any.
#[must_use]
pub fn filter_text(locale: Locale, filter: &Filter) -> String {
    let clauses = filter.clauses.iter().map(|clause| match clause {
        Clause::OneOf { header, words } => format!("{header}: {}", named(locale, words)),
        Clause::StartsWith { header, prefix } => format!("{header}: {prefix}…"),
        Clause::Created { from, to } => {
            let period = period_text(locale, (*from, *to));
            format!("{} {period}", td_string!(locale, funnel.filter_period))
        }
    });
    clauses.collect::<Vec<_>>().join(" · ")
}

/// A word, or our name for none.
#[must_use]
pub fn word_text(locale: Locale, word: Option<&str>) -> String {
    word.unwrap_or(td_string!(locale, funnel.empty)).to_owned()
}

fn named(locale: Locale, words: &[Option<String>]) -> String {
    let mut names: Vec<String> =
        words.iter().take(NAMED_WORDS).map(|word| word_text(locale, word.as_deref())).collect();
    if words.len() > NAMED_WORDS {
        names.push(format!("+{}", words.len() - NAMED_WORDS));
    }
    names.join(", ")
}

fn period_text(locale: Locale, period: (Option<Day>, Option<Day>)) -> String {
    let formats = formats(locale);
    match period {
        (Some(from), Some(to)) => {
            let (year, month, day) = from.ymd();
            let is_year = (month, day) == (1, 1) && Day::from_ymd(year, 12, 31) == Some(to);
            if is_year {
                year.to_string()
            } else {
                format!("{}–{}", formats.day(from), formats.day(to))
            }
        }
        (Some(from), None) => td_string!(locale, funnel.filter_since, day = formats.day(from)),
        (None, Some(to)) => td_string!(locale, funnel.filter_until, day = formats.day(to)),
        (None, None) => td_string!(locale, funnel.filter_all).to_owned(),
    }
}

/// Reads `2025-12-31`, as an input of days writes it.
#[must_use]
pub fn read_day(text: &str) -> Option<Day> {
    let mut parts = text.splitn(3, '-');
    let year = parts.next()?.parse().ok()?;
    let (month, day) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Day::from_ymd(year, month, day)
}

fn words_of(filter: &Filter, wanted: &str) -> Option<Vec<Option<String>>> {
    filter.clauses.iter().find_map(|clause| match clause {
        Clause::OneOf { header, words } if header == wanted => Some(words.clone()),
        _ => None,
    })
}

fn prefix_of(filter: &Filter, wanted: &str) -> Option<String> {
    filter.clauses.iter().find_map(|clause| match clause {
        Clause::StartsWith { header, prefix } if header == wanted => Some(prefix.clone()),
        _ => None,
    })
}

fn period_of(filter: &Filter) -> Option<(Option<Day>, Option<Day>)> {
    filter.clauses.iter().find_map(|clause| match clause {
        Clause::Created { from, to } => Some((*from, *to)),
        _ => None,
    })
}

/// The filter with other words for a column; `None` takes the condition away.
#[must_use]
pub fn with_words(filter: &Filter, wanted: &str, words: Option<Vec<Option<String>>>) -> Filter {
    let is_same =
        |clause: &Clause| matches!(clause, Clause::OneOf { header, .. } if header == wanted);
    let clause = words.map(|words| Clause::OneOf { header: wanted.to_owned(), words });
    replaced(filter, is_same, clause)
}

fn with_prefix(filter: &Filter, wanted: &str, prefix: Option<String>) -> Filter {
    let is_same =
        |clause: &Clause| matches!(clause, Clause::StartsWith { header, .. } if header == wanted);
    let clause = prefix.map(|prefix| Clause::StartsWith { header: wanted.to_owned(), prefix });
    replaced(filter, is_same, clause)
}

fn with_period(filter: &Filter, period: Option<(Option<Day>, Option<Day>)>) -> Filter {
    let is_same = |clause: &Clause| matches!(clause, Clause::Created { .. });
    replaced(filter, is_same, period.map(|(from, to)| Clause::Created { from, to }))
}

fn replaced(filter: &Filter, is_same: impl Fn(&Clause) -> bool, clause: Option<Clause>) -> Filter {
    let mut clauses: Vec<Clause> =
        filter.clauses.iter().filter(|clause| !is_same(clause)).cloned().collect();
    clauses.extend(clause);
    Filter { clauses }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_condition_takes_the_place_of_the_old_one_on_its_column() {
        let filter = with_words(&Filter::default(), "Quelle", Some(vec![None]));
        let filter = with_words(&filter, "Produkt", Some(vec![Some("A".into())]));
        let filter = with_words(&filter, "Quelle", Some(vec![Some("Messe".into())]));
        assert_eq!(filter.clauses.len(), 2);
        assert_eq!(words_of(&filter, "Quelle"), Some(vec![Some("Messe".into())]));
        assert_eq!(with_words(&filter, "Quelle", None).clauses.len(), 1);
        let filter = with_prefix(&filter, "PLZ", Some("97".into()));
        assert_eq!(prefix_of(&filter, "PLZ").as_deref(), Some("97"));
        let filter = with_period(&filter, Some((read_day("2025-01-01"), None)));
        assert_eq!(period_of(&filter), Some((Day::from_ymd(2025, 1, 1), None)));
        assert_eq!(period_of(&with_period(&filter, None)), None);
    }

    #[test]
    fn days_that_are_none_are_not_read() {
        assert_eq!(read_day("2025-02-30"), None);
        assert_eq!(read_day(""), None);
    }
}
