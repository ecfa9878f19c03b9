//! Open deals past the median time to win, with the chance that is left of them.

use leptos::prelude::*;

use super::state::use_funnel;
use super::wording::{Writer, bar_name, none};
use crate::analysis::funnel::StaleReport;
use crate::job::funnel::FunnelAnswer;
use crate::job::funnel::records::RecordSet;
use crate::job::funnel::timing::TimingAnswer;
use crate::model::Currency;
use crate::ui::components::explain::Explain;
use crate::ui::context::{Remote, use_shared};
use crate::ui::i18n::{Locale, td_string};
use crate::ui::text::emphasis::emphasised;

/// Rows of the short list.
const N_LISTED: usize = 10;

/// The section.
#[component]
pub fn StaleSection(answer: Remote<FunnelAnswer>, timing: Remote<TimingAnswer>) -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_funnel();
    let currency = move || {
        answer.with(|answer| answer.report.as_ref().and_then(|report| report.summary.currency))
    };
    let sentence = move || {
        timing.with(|timing| {
            let stale = &timing.report.as_ref()?.stale;
            Some(emphasised(&sentence(locale.get(), stale, currency())))
        })
    };
    let rows = move || {
        timing.with(|timing| {
            let report = timing.report.as_ref()?;
            let write = Writer::new(locale.get());
            let currency = currency();
            let name = |at| {
                answer.with(|answer| {
                    let report = answer.report.as_ref();
                    report.map(|report| bar_name(locale.get(), report, at)).unwrap_or_default()
                })
            };
            let rows = report.stale.deals.iter().take(N_LISTED).map(|deal| {
                let stage = deal.step.map(|step| name(usize::from(step)));
                view! {
                    <tr>
                        <th scope="row">{td_string!(locale.get(), funnel.row_number, n = write.count(u64::from(deal.row) + 1))}</th>
                        <td class="text">{stage.unwrap_or_else(none)}</td>
                        <td>{write.days(Some(f64::from(deal.age_days)))}</td>
                        <td>{write.amount(deal.amount, currency)}</td>
                        <td>{write.share(deal.chance)}</td>
                    </tr>
                }
            });
            Some(rows.collect_view())
        })
    };
    let n_stale = Memo::new(move |_| {
        timing.with(|timing| timing.report.as_ref().map_or(0, |report| report.stale.n_stale))
    });
    let heads = move || {
        let locale = locale.get();
        [
            td_string!(locale, funnel.col_row),
            td_string!(locale, funnel.col_stage),
            td_string!(locale, funnel.col_age),
            td_string!(locale, funnel.col_amount),
            td_string!(locale, funnel.col_chance),
        ]
        .map(|head| view! { <th scope="col">{head}</th> })
        .collect_view()
    };
    let show = move |_| {
        state.show(
            RecordSet::Stale,
            td_string!(locale.get_untracked(), funnel.stale_title).to_owned(),
        );
    };
    view! {
        <section class="section" class:stale=move || timing.is_stale.get() aria-labelledby="stale-title">
            <h2 id="stale-title">
                {move || td_string!(locale.get(), funnel.stale_title)}
                <Explain
                    about=Signal::derive(move || td_string!(locale.get(), funnel.stale_title).to_owned())
                    meaning=Signal::derive(move || td_string!(locale.get(), funnel.stale_meaning).to_owned())
                />
            </h2>
            <p class="answer" role="status">{sentence}</p>
            <Show when=move || { n_stale.get() > 0 }>
                <div class="table" tabindex="0" role="group" aria-label=move || td_string!(locale.get(), funnel.stale_title)>
                    <table>
                        <thead><tr>{heads}</tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                <button class="button" on:click=show>
                    {move || match n_stale.get() {
                        1 => td_string!(locale.get(), funnel.stale_all_one).to_owned(),
                        n => td_string!(locale.get(), funnel.stale_all, n = Writer::new(locale.get()).count(n)),
                    }}
                </button>
            </Show>
        </section>
    }
}

fn sentence(locale: Locale, stale: &StaleReport, currency: Option<Currency>) -> String {
    let write = Writer::new(locale);
    let Some(median) = stale.median_days else {
        return td_string!(locale, funnel.stale_no_win).to_owned();
    };
    if stale.n_open == 0 {
        return td_string!(locale, funnel.stale_no_open).to_owned();
    }
    if stale.n_stale == 0 {
        return td_string!(locale, funnel.stale_none, days = write.days(Some(median)));
    }
    let (days, open) = (write.days(Some(median)), write.count(stale.n_open));
    let standing = match (stale.n_stale, stale.n_open) {
        (1, 1) => td_string!(locale, funnel.stale_sentence_only, days = days),
        (1, _) => td_string!(locale, funnel.stale_sentence_one, open = open, days = days),
        (n, _) => {
            let n = write.count(n);
            td_string!(locale, funnel.stale_sentence, n = n, open = open, days = days)
        }
    };
    let wins = td_string!(
        locale,
        funnel.stale_wins,
        wins = write.formats().number(stale.expected_wins, 1),
        horizon = stale.horizon_days.to_string()
    );
    let worth = stale.amount.filter(|amount| amount.0 > 0).map(|amount| {
        let amount = write.amount(Some(amount), currency);
        if stale.n_stale == 1 {
            td_string!(locale, funnel.stale_worth_one, amount = amount)
        } else {
            td_string!(locale, funnel.stale_worth, amount = amount)
        }
    });
    let older = write.about(stale.n_no_chance, td_string!(locale, funnel.stale_older_one), |n| {
        td_string!(locale, funnel.stale_older, n = n)
    });
    let sentences = [Some(standing), Some(wins), worth, older];
    sentences.into_iter().flatten().collect::<Vec<_>>().join(" ")
}
