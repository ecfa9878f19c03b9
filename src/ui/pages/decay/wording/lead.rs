//! The opening sentence: where the list stands, what care does about it, and how long enquiries wait.

use crate::analysis::contact::{ContactDecayReport, NoRate};
use crate::analysis::enquiry::ResponseReport;
use crate::job::list_plan::ListPlan;
use crate::simulation::recontact::NoCycle;
use crate::ui::i18n::{Locale, td_string};
use crate::ui::pages::decay::write::Writer;

/// The sentence from what is known: own contacts, else the model; own response times, else the care cycle.
pub(in crate::ui::pages::decay) fn lead(
    locale: Locale,
    contacts: Option<&ContactDecayReport>,
    responses: Option<&ResponseReport>,
    plan: Option<&ListPlan>,
) -> String {
    let write = Writer::new(locale);
    let first = match (contacts, plan) {
        (Some(report), _) => own(&write, report),
        (None, Some(plan)) => model(&write, plan),
        (None, None) => String::new(),
    };
    let second = match (responses, plan) {
        (Some(report), _) => waiting(&write, report),
        (None, Some(plan)) => cycle(&write, plan),
        (None, None) => String::new(),
    };
    format!("{first} {second}").trim().to_owned()
}

fn own(write: &Writer, report: &ContactDecayReport) -> String {
    let locale = write.locale;
    let n = write.count(report.n_contacts);
    let bad = report.n_bounced().unwrap_or(0);
    match &report.rate {
        Err(NoRate::NoResult) => td_string!(locale, decay.lead_own_unknown, n = n),
        _ if bad == 0 => td_string!(locale, decay.lead_own_no_bounce, n = n),
        Err(_) => td_string!(locale, decay.lead_own_share, n = n, bad = write.count(bad)),
        Ok(rate) => {
            let bad = write.count(bad);
            if let Some(share) = rate.fit.monthly.value {
                let rate = write.percent(share, 1);
                td_string!(locale, decay.lead_own, n = n, bad = bad, rate = rate)
            } else {
                td_string!(locale, decay.lead_own_share, n = n, bad = bad)
            }
        }
    }
}

fn model(write: &Writer, plan: &ListPlan) -> String {
    let n = plan.n_contacts.get();
    let lost = n * plan.decay.annual();
    td_string!(
        write.locale,
        decay.lead_model,
        n = write.count(n.round() as u64),
        lost = write.count(lost.round() as u64)
    )
}

fn cycle(write: &Writer, plan: &ListPlan) -> String {
    let locale = write.locale;
    let report = plan.recontact();
    match (report.optimal_interval_months, report.no_cycle) {
        (Some(months), _) => {
            td_string!(locale, decay.lead_cycle, months = write.formats.number(months, 1))
        }
        (None, Some(NoCycle::NoDecay)) => td_string!(locale, decay.lead_no_decay).to_owned(),
        (None, Some(NoCycle::MailingIsFree)) => td_string!(locale, decay.lead_free).to_owned(),
        (None, _) => td_string!(locale, decay.lead_give_up).to_owned(),
    }
}

fn waiting(write: &Writer, report: &ResponseReport) -> String {
    let locale = write.locale;
    let Some(median) = report.median_wait_hours.value else { return String::new() };
    let sentence = td_string!(locale, decay.lead_response, wait = write.wait(median));
    if report.backlog.n == 0 {
        return sentence;
    }
    let backlog = td_string!(locale, decay.lead_backlog, n = write.count(report.backlog.n));
    format!("{sentence} {backlog}")
}
