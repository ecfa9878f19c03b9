//! The figures of the decay page (SPEC 7): of the contacts, of the response times, and of the plan that follows from
//! both. The page shows the same reports, so that both agree.

use super::Figures;
use super::decay::{backlog_day_eur, waiting_month_eur};
use super::list_plan::{AgeSpan, ListPlan};
use crate::analysis::contact::{ContactDecayReport, NoRate};
use crate::analysis::enquiry::{NoResponse, ResponseReport, WaitSpan};
use crate::analysis::response_time::WaitModel;
use crate::scenario::Parameters;

/// The figures of the contacts.
pub fn contact_figures(report: Option<&ContactDecayReport>, figures: &mut Figures) {
    let Some(report) = report else {
        for id in ["count", "bounced", "bounced_share", "monthly_rate", "half_life_months"] {
            figures.number(format!("contacts.{id}"), None, "no contacts and no mailings are open");
        }
        return;
    };
    figures.count("contacts.count", report.n_contacts as usize);
    let why = report.rate.as_ref().err().map_or("", |why| why_no_rate(*why));
    figures.number("contacts.bounced", report.n_bounced().map(|n| n as f64), why);
    figures.number("contacts.bounced_share", report.bounced_share.value, why);
    let rate = report.rate.as_ref().ok();
    let why = if rate.is_some() { "no constant rate explains that all have bounced" } else { why };
    figures.number("contacts.monthly_rate", rate.and_then(|rate| rate.fit.monthly.value), why);
    let half_life = rate.and_then(|rate| rate.fit.half_life_months.value);
    let why = if rate.is_some() { "without a bounce there is no half-life" } else { why };
    figures.number("contacts.half_life_months", half_life, why);
    if let Some(survival) = &report.survival {
        figures.estimate("contacts.median_life_months", &survival.curve.median());
    }
    if let Some(next) = &report.next_mailing {
        figures.estimate("contacts.next_mailing_share", &next.share);
    }
}

const fn why_no_rate(why: NoRate) -> &'static str {
    match why {
        NoRate::NoCaptureDate => "no column says when a contact was captured",
        NoRate::NoResult => "no column says what became of a contact",
        NoRate::OnlyBounces => "the file lists bounces only",
        NoRate::NothingToCompare => "no contact has both a capture date and a result",
    }
}

/// The figures of the response times: one triple a bucket, the last for the enquiries never answered.
pub fn response_figures(report: &Result<ResponseReport, NoResponse>, figures: &mut Figures) {
    let report = match report {
        Err(why) => {
            figures.number("response.1.rate", None, why_no_response(*why));
            return;
        }
        Ok(report) => report,
    };
    for (at, bucket) in report.buckets.iter().enumerate() {
        let n = at + 1;
        figures.word(format!("response.{n}.bucket"), bucket_word(bucket.span));
        figures.count(format!("response.{n}.n"), bucket.rate.n as usize);
        let why = "no enquiry old enough for the window falls into this bucket";
        figures.number(format!("response.{n}.rate"), bucket.rate.value, why);
    }
    figures.estimate("response.median_wait_hours", &report.median_wait_hours);
    let why = "too few enquiries or conversions for a curve";
    let fit = report.fit.as_ref().ok();
    figures.number("response.decay_day", fit.and_then(|fit| fit.decay_per_day().value), why);
    match curve_word(report) {
        Some(word) => figures.word("response.curve", word),
        None => figures.number("response.curve", None, why),
    }
    figures.number("response.at_once", fit.map(|fit| fit.exponential.initial), why);
}

/// The chosen curve as a word of no language; `None` without one.
#[must_use]
pub fn curve_word(report: &ResponseReport) -> Option<&'static str> {
    Some(match report.fit.as_ref().ok()?.chosen().model() {
        WaitModel::Logistic => "logistic",
        WaitModel::Exponential => "exponential",
    })
}

const fn why_no_response(why: NoResponse) -> &'static str {
    match why {
        NoResponse::NoDeals => "no deals are open",
        NoResponse::NoCreationDate => "the deals do not say when they were created",
        NoResponse::NoActivities => "no activities are open",
        NoResponse::NoActivityDate => "the activities have no date",
        NoResponse::NoLink => "no activity belongs to a deal of the file",
        NoResponse::NoDirection => "the activities do not say who contacted whom",
    }
}

/// A bucket as a word of no language: `4-24h`, `>=168h`, `2-3d`, `never`.
#[must_use]
pub fn bucket_word(span: WaitSpan) -> String {
    match span {
        WaitSpan::Hours { from, until: Some(until) } => format!("{from}-{until}h"),
        WaitSpan::Hours { from, until: None } => format!(">={from}h"),
        WaitSpan::Days { from, until: Some(until) } => format!("{from}-{until}d"),
        WaitSpan::Days { from, until: None } => format!(">={from}d"),
        WaitSpan::Never => "never".to_owned(),
    }
}

/// The figures of the model, of the list of 2008 by the parameters' rate, and of what waiting costs by them.
pub fn plan_figures(
    parameters: &Parameters,
    responses: Option<&ResponseReport>,
    figures: &mut Figures,
) {
    if let Ok(plan) = ListPlan::of(parameters, AgeSpan::LIST_OF_2008) {
        figures.number("decay.monthly_rate", Some(plan.decay.share()), "");
        figures.number("decay.annual_rate", Some(plan.decay.annual()), "");
        let why = "a list without decay has no half-life";
        figures.number("decay.half_life_months", plan.decay.half_life_months(), why);
        let gone = plan.aged_list().map(|list| list.share_gone);
        figures.number("decay.bounce_next_mailing", gone, "the ages are the wrong way round");
        let best = plan.recontact().optimal_interval_months;
        figures.number("decay.optimal_interval_months", best, "no cycle of care pays");
        let cost = plan.cost();
        figures.number("decay.nothing_month", Some(cost.replacement_cost_month_eur), "");
        figures.number("decay.care_net", Some(cost.net_benefit_eur), "");
    }
    let eur =
        |eur: fn(&ResponseReport, &Parameters) -> Option<crate::analysis::interval::Estimate>| {
            eur(responses?, parameters)?.value
        };
    let why = "without a curve waiting has no price";
    figures.number("decay.backlog_day_eur", eur(backlog_day_eur), why);
    figures.number("decay.waiting_month_eur", eur(waiting_month_eur), why);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::Figure;
    use crate::scenario::{Book, Target};

    #[test]
    fn buckets_are_words_of_no_language() {
        assert_eq!(bucket_word(WaitSpan::Hours { from: 4.0, until: Some(24.0) }), "4-24h");
        assert_eq!(bucket_word(WaitSpan::Hours { from: 168.0, until: None }), ">=168h");
        assert_eq!(bucket_word(WaitSpan::Days { from: 2, until: Some(3) }), "2-3d");
        assert_eq!(bucket_word(WaitSpan::Never), "never");
    }

    #[test]
    fn without_files_every_figure_is_missing_with_a_reason() {
        let mut figures = Figures::default();
        contact_figures(None, &mut figures);
        response_figures(&Err(NoResponse::NoDeals), &mut figures);
        assert_eq!(figures.iter().count(), 6);
        for (id, figure) in figures.iter() {
            assert!(matches!(figure, Figure::Missing(why) if !why.is_empty()), "{id}: {figure:?}");
        }
    }

    #[test]
    fn the_model_needs_no_file() {
        let mut figures = Figures::default();
        plan_figures(&Book::new().parameters(Target::Base), None, &mut figures);
        let number = |id: &str| match figures.get(id) {
            Some(Figure::Number(value)) => *value,
            other => panic!("{id}: {other:?}"),
        };
        assert!((number("decay.annual_rate") - 0.224_838).abs() < 1e-6, "22.5 %, not 25.2 %");
        assert!((number("decay.bounce_next_mailing") - 0.391_083).abs() < 1e-6);
        assert!((number("decay.care_net") - 51_160.54).abs() < 0.01, "golden decay_cost");
        assert!(matches!(figures.get("decay.backlog_day_eur"), Some(Figure::Missing(_))));
    }
}
