//! One column of a file: samples, meaning, type, how sure it is and why, what is wrong with its cells.

use leptos::prelude::*;

use crate::import::issue::ColumnRef;
use crate::import::literal::date::DateOrder;
use crate::import::literal::number::Decimal;
use crate::import::mapping::ColumnChoice;
use crate::import::plan::{ColumnKind, ColumnPlan};
use crate::job::session::OpenedFile;
use crate::model::Meaning;
use crate::ui::choices::use_choices;
use crate::ui::context::{formats, use_shared};
use crate::ui::i18n::td_string;
use crate::ui::text::evidence::{ambiguity, decimal, evidence, order};
use crate::ui::text::import_issue;
use crate::ui::text::meaning::{GROUPS, group_name, meaning, offered};
use crate::ui::text::reading::{cells, confidence, kind};

const ORDERS: [DateOrder; 3] =
    [DateOrder::DayMonthYear, DateOrder::MonthDayYear, DateOrder::YearMonthDay];
const MARKS: [Decimal; 2] = [Decimal::Comma, Decimal::Point];

/// A column by its place in the file.
#[component]
pub fn ColumnItem(file: Memo<Option<OpenedFile>>, at: usize) -> impl IntoView {
    let locale = use_shared().locale;
    let choices = use_choices();
    let column = Memo::new(move |_| {
        file.with(|file| file.as_ref().and_then(|file| file.plan.columns.get(at).cloned()))
    });
    let header =
        column.with_untracked(|column| column.as_ref().map(|column| column.header.clone()));
    let header = StoredValue::new(header.unwrap_or_default());
    let key = move || file.with_untracked(|file| file.as_ref().map(|file| file.plan.fingerprint));
    let choose = move |change: &dyn Fn(&mut ColumnChoice)| {
        if let Some(key) = key() {
            choices.change(key, |mapping| {
                mapping.choose(&header.get_value(), |choice| change(choice));
            });
        }
    };
    let is_chosen = move || {
        let key = file.with(|file| file.as_ref().map(|file| file.plan.fingerprint));
        choices.mappings.with(|mappings| {
            let own = mappings.iter().rfind(|mapping| Some(mapping.fingerprint) == key);
            own.is_some_and(|mapping| mapping.columns.contains_key(&header.get_value()))
        })
    };
    let of = move |tell: fn(&ColumnPlan) -> String| {
        move || column.with(|column| column.as_ref().map(tell))
    };
    let letters = ColumnRef { index: at, header: String::new() }.letters();
    view! {
        <li>
            <div class="what">
                <strong><span class="letters">{letters}</span> " " {header.get_value()}</strong>
                <span class="samples">{of(|column| column.samples.join(" · "))}</span>
            </div>
            <div class="as">
                <MeaningChoice column=column header=header choose=Callback::new(move |chosen: Option<Meaning>| {
                    choose(&|choice| choice.meaning.clone_from(&chosen));
                }) />
                <KindChoice column=column header=header
                    on_order=Callback::new(move |order| choose(&|choice| choice.date_order = Some(order)))
                    on_mark=Callback::new(move |mark| choose(&|choice| choice.decimal = Some(mark)))
                />
                <Show when=is_chosen>
                    <button class="link" on:click=move |_| choose(&|choice| *choice = ColumnChoice::default())>
                        {move || td_string!(locale.get(), data.as_proposed)}
                        <span class="visually-hidden">": " {header.get_value()}</span>
                    </button>
                </Show>
            </div>
            <Why file=file column=column at=at on_missing=Callback::new(move |word: String| {
                let mut words = column.with_untracked(|column| {
                    column.as_ref().map(|column| column.missing.words().to_vec()).unwrap_or_default()
                });
                words.push(word);
                choose(&|choice| choice.missing = Some(words.clone()));
            }) />
        </li>
    }
}

#[component]
fn MeaningChoice(
    column: Memo<Option<ColumnPlan>>,
    header: StoredValue<String>,
    choose: Callback<Option<Meaning>>,
) -> impl IntoView {
    let locale = use_shared().locale;
    let current =
        move || column.with(|column| column.as_ref().map(|column| column.meaning.clone()));
    // A stage that the importer has read from the header is offered under the name it has read.
    let stage =
        column.with_untracked(|column| match column.as_ref().map(|column| &column.meaning) {
            Some(Meaning::StageEntered(stage)) => stage.clone(),
            _ => header.get_value(),
        });
    let options = StoredValue::new(offered(&stage));
    let on_change = move |event| {
        let at: Option<usize> = event_target_value(&event).parse().ok();
        let meaning =
            at.and_then(|at| options.with_value(|all| all.get(at).map(|(_, one)| one.clone())));
        choose.run(meaning);
    };
    let groups = GROUPS.into_iter().map(|group| {
        let own = options.with_value(|all| {
            let own = all.iter().enumerate().filter(|(_, (its, _))| *its == group);
            own.map(|(at, (_, meaning))| (at, meaning.clone())).collect::<Vec<_>>()
        });
        let own = own.into_iter().map(|(at, one)| {
            let name = one.clone();
            view! {
                <option value=at.to_string() prop:selected=move || current().as_ref() == Some(&one)>
                    {move || meaning(locale.get(), &name)}
                </option>
            }
        });
        view! { <optgroup label=move || group_name(locale.get(), group)>{own.collect_view()}</optgroup> }
    });
    view! {
        <select
            aria-label=move || format!("{}: {}", td_string!(locale.get(), data.column_meaning), header.get_value())
            on:change=on_change
        >
            {groups.collect_view()}
        </select>
    }
}

/// How the cells are read; a choice where they can be read in another way.
#[component]
fn KindChoice(
    column: Memo<Option<ColumnPlan>>,
    header: StoredValue<String>,
    on_order: Callback<DateOrder>,
    on_mark: Callback<Decimal>,
) -> impl IntoView {
    let locale = use_shared().locale;
    let current =
        Memo::new(move |_| column.with(|column| column.as_ref().map(|column| column.kind)));
    let name =
        move || format!("{}: {}", td_string!(locale.get(), data.column_type), header.get_value());
    move || match current.get() {
        Some(ColumnKind::Date(format)) if ORDERS.contains(&format.order) => {
            let options = ORDERS.into_iter().enumerate().map(|(at, one)| {
                view! {
                    <option value=at.to_string() selected=one == format.order>
                        {td_string!(locale.get(), data.as_date)} " " {order(locale.get(), one)}
                    </option>
                }
            });
            let on_change = move |event| {
                let at: Option<usize> = event_target_value(&event).parse().ok();
                if let Some(one) = at.and_then(|at| ORDERS.get(at)) {
                    on_order.run(*one);
                }
            };
            view! { <select aria-label=name on:change=on_change>{options.collect_view()}</select> }
                .into_any()
        }
        Some(ColumnKind::Money(format) | ColumnKind::Number(format)) => {
            let options = MARKS.into_iter().enumerate().map(|(at, one)| {
                view! {
                    <option value=at.to_string() selected=one == format.decimal>{decimal(locale.get(), one)}</option>
                }
            });
            let on_change = move |event| {
                let at: Option<usize> = event_target_value(&event).parse().ok();
                if let Some(one) = at.and_then(|at| MARKS.get(at)) {
                    on_mark.run(*one);
                }
            };
            view! { <select aria-label=name on:change=on_change>{options.collect_view()}</select> }
                .into_any()
        }
        Some(other) => view! { <span class="kind">{kind(locale.get(), &other)}</span> }.into_any(),
        None => ().into_any(),
    }
}

/// How sure the meaning is and why, what became of the cells, what is wrong with them.
#[component]
fn Why(
    file: Memo<Option<OpenedFile>>,
    column: Memo<Option<ColumnPlan>>,
    at: usize,
    on_missing: Callback<String>,
) -> impl IntoView {
    let locale = use_shared().locale;
    let badge = move || {
        column.with(|column| {
            let column = column.as_ref()?;
            let is_unsure = column.confidence < crate::import::plan::CONFIDENT
                && column.meaning != Meaning::Other
                || column.ambiguity.is_some();
            let class = if is_unsure { "badge assumed" } else { "badge" };
            Some(view! { <span class=class>{confidence(locale.get(), column)}</span> })
        })
    };
    let reasons = move || {
        let locale = locale.get();
        column.with(|column| {
            let column = column.as_ref()?;
            let mut reasons: Vec<String> =
                column.evidence.iter().map(|one| evidence(locale, one)).collect();
            reasons.extend(column.ambiguity.as_ref().map(|one| ambiguity(locale, one)));
            Some(reasons.join(" "))
        })
    };
    let counts = move || {
        file.with(|file| {
            let file = file.as_ref()?;
            let text =
                cells(locale.get(), &file.plan.columns.get(at)?.kind, file.evidence.get(at)?);
            (!text.is_empty()).then(|| format!("{text}."))
        })
    };
    let problems = move || {
        let locale = locale.get();
        file.with(|file| {
            let groups = file.as_ref().map(|file| file.report.issues.groups.as_slice());
            let own = groups.unwrap_or_default().iter().filter(|group| {
                group.first.column.as_ref().is_some_and(|column| column.index == at)
            });
            own.map(|group| {
                let more = (group.n > 1).then(|| {
                    let n = formats(locale).number((group.n - 1) as f64, 0);
                    td_string!(locale, data.issues_more, n = n)
                });
                view! { <li>{import_issue::sentence(locale, &group.first)} " " {more}</li> }
            })
            .collect::<Vec<_>>()
        })
    };
    let sentinels = move || {
        let words =
            column.with(|column| column.as_ref().map(|column| column.missing_offered.clone()));
        let button = |word: String| {
            let text = td_string!(locale.get(), data.is_missing, word = word.as_str());
            view! { <button class="link" on:click=move |_| on_missing.run(word.clone())>{text}</button> " " }
        };
        words.unwrap_or_default().into_iter().map(button).collect::<Vec<_>>()
    };
    view! {
        <div class="why">
            <p>{badge} " " {reasons}</p>
            <p>{counts} " " {sentinels}</p>
            <ul class="issues">{problems}</ul>
        </div>
    }
}
