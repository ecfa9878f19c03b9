//! From the inputs of the golden files on quota, capacity, debt and time to the functions of
//! `trichterwerk::simulation`, and back. No file access: the browser test compiles this module too.

use std::num::NonZeroU32;

use serde_json::{Map, Value, json};
use trichterwerk::analysis::interval::Level;
use trichterwerk::analysis::proportion::Proportion;
use trichterwerk::analysis::rate_conversion::MonthlyRate;
use trichterwerk::model::probability::Probability;
use trichterwerk::simulation::backward_schedule::{ScheduleStage, backward_schedule};
use trichterwerk::simulation::capacity::{
    MonthConfig, RepConfig, StageEffort, VisitHours, rep_capacity,
};
use trichterwerk::simulation::compound::{CompoundConfig, distribution, required_opportunities};
use trichterwerk::simulation::deadline::{
    DeadlineConfig, DeadlineStage, TimeToWin, missing_by_deadline,
};
use trichterwerk::simulation::debt::{DebtGlobals, DebtItem, OverdueDeal, debt};
use trichterwerk::simulation::decay_cost::{DecayCostConfig, decay_cost};
use trichterwerk::simulation::early_warning::{RunRateConfig, run_rate};
use trichterwerk::simulation::goal_seek::{
    Goal, GoalSeekConfig, deal_for_confidence, deal_for_expectation, goal_seek,
};
use trichterwerk::simulation::holiday::{Region, SwissDays};
use trichterwerk::simulation::lag::Lag;
use trichterwerk::simulation::levelling::{
    LevellingConfig, LevellingMode, RepLoad, level_campaign,
};
use trichterwerk::simulation::littles_law::{StageContent, required_funnel};
use trichterwerk::simulation::meetings::{MeetingConfig, meetings};
use trichterwerk::simulation::mmc::{MmcConfig, mmc};
use trichterwerk::simulation::monte_carlo::{
    DealSize, MonteCarloConfig, StageModel, StageRate, monte_carlo, simulate,
};
use trichterwerk::simulation::multistage::overall_rate;
use trichterwerk::simulation::pipeline_forecast::{ForecastDeal, pipeline_forecast};
use trichterwerk::simulation::posterior::Posterior;
use trichterwerk::simulation::qualification::{QualificationConfig, qualification};
use trichterwerk::simulation::quantity::{NonNegative, Positive};
use trichterwerk::simulation::queue::{Discipline, QueueConfig, QueueReport, run_queue};
use trichterwerk::simulation::quota::{ChainConfig, Given, solve};
use trichterwerk::simulation::quota_probability::{
    QuotaProbabilityConfig, p_hit_every_period, quota_probability,
};
use trichterwerk::simulation::recontact::{RecontactConfig, recontact};
use trichterwerk::simulation::rng::{Lognormal, Seed, Stream};
use trichterwerk::simulation::tool_block::{ToolBlockConfig, tool_block};
use trichterwerk::simulation::tornado::{TornadoInput, tornado};
use trichterwerk::simulation::uplift::{ImprovementConfig, Uplift, improvement_table};
use trichterwerk::simulation::whatif::{Baseline, Investment, Levers, what_if};
use trichterwerk::simulation::working_days::{CalendarConfig, pace_change, working_days};

use super::input::field;

/// The output for one case of `file` (without `.json`); `None` where this module has no adapter.
pub fn run(file: &str, input: &Value) -> Option<Value> {
    let adapter = match file {
        "rng" => rng,
        "quota_backsolve" => quota_backsolve,
        "quota_probability" => hit_probability,
        "multistage_rate" => multistage_rate,
        "whatif_roi" => whatif_roi,
        "source_table_plus10" => source_table,
        "monte_carlo_exact_stream" => exact_stream,
        "monte_carlo_distribution" => exact_distribution,
        "opps_for_revenue_quota" => opps_for_revenue,
        "pipeline_forecast" => forecast,
        "tornado" => tornado_bars,
        "goal_seek" => goals,
        "working_days" => calendar,
        "rep_capacity" => capacity,
        "campaign_levelling" => levelling,
        "lead_queue_vintage" => lead_queue,
        "mmc_queue" => random_arrivals,
        "required_funnel_littles_law" => funnel_content,
        "missing_entries_by_deadline" => missing_entries,
        "backward_schedule" => schedule,
        "early_warning_runrate" => early_warning,
        "recontact_interval" => recontact_cycle,
        "decay_cost" => cost_of_decay,
        "sales_debt_interest" => debt_ledger,
        "meeting_time" => meeting_time,
        "tool_block_cost" => tool_block_cost,
        "qualification_economics" => screening,
        "pitfalls" => return pitfall(input),
        _ => return None,
    };
    Some(adapter(input))
}

/// A number, or `default` where the field is absent or null.
fn or(input: &Value, name: &str, default: f64) -> f64 {
    input.get(name).and_then(Value::as_f64).unwrap_or(default)
}

/// A field that must be a number.
fn num(input: &Value, name: &str) -> f64 {
    field(input, name)
}

/// A count; the files write some as floats.
fn count(input: &Value, name: &str) -> u64 {
    num(input, name) as u64
}

fn p(value: f64) -> Probability {
    Probability::new(value).unwrap()
}

fn n(value: f64) -> NonNegative {
    NonNegative::new(value).unwrap()
}

fn positive(value: f64) -> Positive {
    Positive::new(value).unwrap()
}

fn level(share: f64) -> Level {
    Level::new(share).unwrap()
}

fn prob(input: &Value, name: &str) -> Probability {
    p(num(input, name))
}

fn amount(input: &Value, name: &str) -> NonNegative {
    n(num(input, name))
}

fn amounts(input: &Value, name: &str) -> Vec<NonNegative> {
    field::<Vec<f64>>(input, name).into_iter().map(n).collect()
}

fn list<'a>(input: &'a Value, name: &str) -> &'a Vec<Value> {
    input[name].as_array().unwrap_or_else(|| panic!("golden input field {name}: no array"))
}

/// A map keyed by numbers as the golden files write them ("0.5").
fn by_key<T: Into<Value>>(pairs: impl IntoIterator<Item = (f64, T)>) -> Value {
    Value::Object(pairs.into_iter().map(|(k, v)| (k.to_string(), v.into())).collect::<Map<_, _>>())
}

fn lognormal(mean: f64, cv: f64) -> Lognormal {
    Lognormal { mean: positive(mean), cv: n(cv) }
}

fn lag(value: &Value) -> Option<Lag> {
    value.is_object().then(|| Lag::new(num(value, "mu"), num(value, "sigma")).unwrap())
}

fn rng(input: &Value) -> Value {
    let seed = Seed(field(input, "seed"));
    let law = lognormal(num(input, "mean"), num(input, "cv"));
    let (mut words, mut uniforms, mut normals, mut sizes, mut wins) = (
        Stream::new(seed),
        Stream::new(seed),
        Stream::new(seed),
        Stream::new(seed),
        Stream::new(seed),
    );
    let eight = 0..8;
    let p = prob(input, "p");
    json!({
        "u64": eight.clone().map(|_| words.next_u64().to_string()).collect::<Vec<_>>(),
        "f64": eight.clone().map(|_| uniforms.uniform()).collect::<Vec<_>>(),
        "normal": eight.clone().map(|_| normals.normal()).collect::<Vec<_>>(),
        "lognormal": eight.map(|_| sizes.lognormal(law)).collect::<Vec<_>>(),
        "bernoulli_count": (0..count(input, "n")).filter(|_| wins.bernoulli(p)).count(),
    })
}

fn quota_backsolve(input: &Value) -> Value {
    let chain = ChainConfig {
        avg_deal_eur: positive(num(input, "avg_deal")),
        conversions: field::<Vec<f64>>(input, "conversions").into_iter().map(p).collect(),
    };
    let report = solve(&chain, Given::QuotaEur(amount(input, "quota"))).unwrap();
    json!({
        "exact": report.links.iter().map(|link| link.exact).collect::<Vec<_>>(),
        "display": report.links.iter().map(|link| link.display).collect::<Vec<_>>(),
        "feasible": report.blocked_at_stage.is_none(),
        "overall_conversion": report.overall_conversion,
        "chained_ceil_first_stage": report.first_stage_if_rounded_in_chain,
    })
}

fn hit_probability(input: &Value) -> Value {
    let levels: Vec<f64> = field(input, "conf_levels");
    let observed: Option<[u64; 2]> = field(input, "observed");
    let report = quota_probability(&QuotaProbabilityConfig {
        wins_needed: count(input, "wins_needed"),
        close_rate: prob(input, "p"),
        rate_posterior: observed.map(|[x, m]| Posterior::of(Proportion::new(x, m).unwrap())),
        n_opportunities: count(input, "n_given"),
        confidences: levels.iter().copied().map(level).collect(),
    });
    let plans = || levels.iter().copied().zip(&report.plans);
    let mut output = json!({
        "n_for_conf": by_key(plans().map(|(c, plan)| (c, plan.n_opportunities))),
        "p_hit_given_n": report.p_hit,
        "expected_wins": report.expected_wins,
        "wins_p10": report.wins_p10,
        "wins_p50": report.wins_p50,
        "wins_p90": report.wins_p90,
        "naive_n": report.n_expected_value_plan,
        "needed_rate_for_conf": by_key(plans().map(|(c, plan)| (c, plan.needed_rate))),
    });
    if observed.is_some() {
        output["predictive_n_for_conf"] =
            by_key(plans().map(|(c, plan)| (c, plan.predictive_n_opportunities)));
        output["predictive_p_hit_given_n"] = json!(report.predictive_p_hit);
    }
    output
}

fn multistage_rate(input: &Value) -> Value {
    let stages: Vec<Proportion> = field::<Vec<[u64; 2]>>(input, "stages")
        .into_iter()
        .map(|[x, n]| Proportion::new(x, n).unwrap())
        .collect();
    let report = overall_rate(&stages, level(num(input, "conf"))).unwrap();
    json!({
        "mean": report.mean,
        "sd": report.sd,
        "beta_a": report.posterior.a,
        "beta_b": report.posterior.b,
        "lower": report.lower,
        "upper": report.upper,
        "plug_in": report.plug_in,
    })
}

fn whatif_roi(input: &Value) -> Value {
    let report = what_if(
        &Baseline {
            n_opportunities: amount(input, "opps_per_year"),
            close_rate: prob(input, "close_rate"),
            avg_deal_eur: amount(input, "avg_deal"),
            margin: prob(input, "margin"),
        },
        &Levers {
            opportunities: or(input, "uplift_opps", 0.0),
            close_rate: or(input, "uplift_rel", 0.0),
            avg_deal: or(input, "uplift_deal", 0.0),
        },
        &Investment {
            one_off_eur: amount(input, "one_off_cost"),
            monthly_eur: amount(input, "monthly_cost"),
            lag_months: amount(input, "lag_months"),
            horizon_months: positive(num(input, "horizon_months")),
        },
    )
    .unwrap();
    json!({
        "revenue_base": report.revenue_base_eur,
        "revenue_new": report.revenue_new_eur,
        "revenue_delta": report.revenue_delta_eur,
        "margin_delta_per_month": report.margin_delta_month_eur,
        "net_benefit": report.net_benefit_eur,
        "roi": report.roi,
        "payback_months": report.payback_months,
        "breakeven_uplift": report.break_even_uplift,
        "clamped": report.clamped,
    })
}

fn source_table(input: &Value) -> Value {
    let report = improvement_table(&ImprovementConfig {
        n_opportunities: amount(input, "opps"),
        close_rate: prob(input, "close_rate"),
        avg_deal_eur: amount(input, "deal"),
        uplift: num(input, "uplift"),
    })
    .unwrap();
    json!({
        "deals_base_exact": report.deals_base,
        "deals_new_exact": report.deals_new,
        "revenue_base_exact": report.revenue_base_eur,
        "revenue_new_exact": report.revenue_new_eur,
        "delta_exact": report.delta_eur,
        "source_deals_new": report.printed.deals_new,
        "source_revenue_new": report.printed.revenue_new_eur,
        "source_delta": report.printed.delta_eur,
        "integer_deals_revenue_new": report.from_whole_deals.revenue_new_eur,
        "integer_deals_delta": report.from_whole_deals.delta_eur,
        "extra_deals_per_month": report.extra_deals_month,
        "pp_misreading_deals": report.deals_if_points,
    })
}

fn exact_stream(input: &Value) -> Value {
    let lags = list(input, "lags");
    let stages = field::<Vec<f64>>(input, "conversions")
        .into_iter()
        .zip(lags)
        .map(|(rate, value)| StageModel { rate: StageRate::Known(p(rate)), lag: lag(value) })
        .collect();
    let config = MonteCarloConfig {
        seed: Seed(field(input, "seed")),
        n_trials: NonZeroU32::new(count(input, "trials") as u32).unwrap(),
        n_opportunities: count(input, "n_opps") as u32,
        stages,
        horizon_days: amount(input, "horizon_days"),
        deal_size: DealSize::Lognormal(lognormal(num(input, "deal_mean"), num(input, "deal_cv"))),
        open_deals: Vec::new(),
        quota_eur: amount(input, "quota"),
        level: Level::ESTIMATE,
    };
    let trials = simulate(&config).unwrap();
    let report = monte_carlo(&config).unwrap();
    json!({
        "p10_ci": [report.p10.lower, report.p10.upper],
        "p50_ci": [report.p50.lower, report.p50.upper],
        "p90_ci": [report.p90.lower, report.p90.upper],
        "first_totals": trials.totals_eur.iter().take(10).collect::<Vec<_>>(),
        "first_wins": trials.n_wins.iter().take(10).collect::<Vec<_>>(),
        "mean": report.mean_eur,
        "sd": report.sd_eur,
        "p10": report.p10.value,
        "p50": report.p50.value,
        "p90": report.p90.value,
        "p_hit": report.p_hit.value,
        "mcse_mean": report.mcse_mean_eur,
        "p_hit_wilson": {
            "estimate": report.p_hit.value,
            "lower": report.p_hit.lower,
            "upper": report.p_hit.upper,
        },
    })
}

fn exact_distribution(input: &Value) -> Value {
    let in_time = lag(&input["lag"])
        .map_or(Probability::ONE, |lag| lag.p_within(amount(input, "horizon_days")));
    let p_win = prob(input, "p").and(in_time);
    let report = distribution(&CompoundConfig {
        n_opportunities: count(input, "n_opps"),
        p_win,
        deal: lognormal(num(input, "deal_mean"), num(input, "deal_cv")),
        quota_eur: amount(input, "quota"),
    });
    json!({
        "mean": report.mean_eur,
        "sd": report.sd_eur,
        "p10": report.p10_eur,
        "p50": report.p50_eur,
        "p90": report.p90_eur,
        "p_hit": report.p_hit,
        "effective_p": p_win.get(),
        "mean_exact": report.mean_eur,
        "sd_exact": report.sd_eur,
    })
}

fn opps_for_revenue(input: &Value) -> Value {
    let deal = lognormal(num(input, "deal_mean"), num(input, "deal_cv"));
    let (quota, p_win) = (amount(input, "quota"), prob(input, "p"));
    let levels: Vec<f64> = field(input, "conf_levels");
    json!({
        "opps_for_conf": by_key(
            levels.iter().map(|c| (*c, required_opportunities(quota, p_win, deal, level(*c))))
        ),
    })
}

fn forecast(input: &Value) -> Value {
    let deals: Vec<ForecastDeal> = field::<Vec<f64>>(input, "p")
        .into_iter()
        .zip(amounts(input, "value"))
        .map(|(p_win, value_eur)| ForecastDeal {
            p_win: p(p_win),
            p_in_time: Probability::ONE,
            value_eur,
        })
        .collect();
    let report = pipeline_forecast(&deals);
    let at_least: Vec<u64> = field(input, "at_least");
    json!({
        "pmf": report.pmf,
        "expected_wins": report.expected_wins,
        "p10": report.wins_p10,
        "p50": report.wins_p50,
        "p90": report.wins_p90,
        "p_at_least": by_key(at_least.iter().map(|k| (*k as f64, report.p_at_least(*k)))),
        "expected_value": report.expected_value_eur,
        "sd_value": report.sd_value_eur,
    })
}

fn tornado_bars(input: &Value) -> Value {
    let names = ["leads", "qualify_rate", "close_rate", "avg_deal"];
    let inputs = names.map(|name| {
        let base = num(&input["base"], name);
        let [low, high] = field::<Option<[f64; 2]>>(&input["ranges"], name).unwrap_or([base, base]);
        TornadoInput { name, base, low, high }
    });
    let report = tornado(&inputs, |x| x.iter().product()).unwrap();
    let listed = report.bars.iter().filter(|bar| input["ranges"].get(bar.name).is_some());
    let bars: Vec<Value> = listed
        .map(|b| json!({"name": b.name, "low": b.low, "high": b.high, "swing": b.swing}))
        .collect();
    json!({ "base": report.base, "bars": bars })
}

fn goals(input: &Value) -> Value {
    let confidence = level(num(input, "target_prob"));
    let config = GoalSeekConfig {
        quota_eur: positive(num(input, "quota")),
        n_opportunities: count(input, "n_opps"),
        close_rate: prob(input, "p"),
        avg_deal_eur: positive(num(input, "avg_deal")),
        goal: Goal::Confidence(confidence),
    };
    let report = goal_seek(&config);
    let GoalSeekConfig { quota_eur, n_opportunities, close_rate, .. } = config;
    json!({
        "required_close_rate": report.close_rate.required,
        "required_opps": report.opportunities.required,
        "required_deal_expected": deal_for_expectation(quota_eur, n_opportunities, close_rate).ok(),
        "required_deal_for_prob":
            deal_for_confidence(quota_eur, n_opportunities, close_rate, confidence).ok(),
    })
}

fn calendar(input: &Value) -> Value {
    let country: String = field(input, "country");
    let region = match country.as_str() {
        "DE" => Region::Germany { state: field(input, "subdiv"), catholic_municipality: false },
        "AT" => Region::Austria,
        "CH" => Region::Switzerland { canton: field(input, "subdiv"), days: SwissDays::Statutory },
        other => panic!("golden input field country: {other}"),
    };
    let config = CalendarConfig { region, days_off: Vec::new(), days_worked: Vec::new() };
    let report = working_days(&config, field(input, "year")).unwrap();
    json!({
        "easter": report.easter.to_string(),
        "holidays": report.holidays.iter().map(|h| h.day.to_string()).collect::<Vec<_>>(),
        "workdays_by_month": report.n_by_month,
        "workdays_year": report.n_year,
        "iso_weeks_year": report.n_iso_weeks,
    })
}

fn capacity(input: &Value) -> Value {
    let visit = &input["visit_hours"];
    let rep = RepConfig {
        visit: VisitHours {
            scheduling: amount(visit, "scheduling"),
            preparation: amount(visit, "preparation"),
            route_planning: amount(visit, "route_planning"),
            documents: amount(visit, "documents"),
            travel: amount(visit, "travel"),
            presentation: amount(visit, "presentation"),
            follow_up_notes: amount(visit, "followup_notes"),
            follow_up_action: amount(visit, "followup_action"),
        },
        visits_per_tour: positive(num(input, "visits_per_tour")),
        hours_per_call: amount(input, "hours_per_call"),
        hours_per_day: amount(input, "hours_per_day"),
        fte: amount(input, "fte"),
        weekly_meeting_hours: amount(input, "weekly_meeting_hours"),
        daily_meeting_hours: amount(input, "daily_meeting_hours"),
        admin_share: prob(input, "admin_share"),
        stages: list(input, "stages")
            .iter()
            .map(|stage| StageEffort {
                calls: amount(stage, "calls"),
                visits: amount(stage, "visits"),
                conversion: prob(stage, "conversion"),
            })
            .collect(),
    };
    let months: Vec<MonthConfig> = list(input, "months")
        .iter()
        .map(|month| MonthConfig {
            working_days: amount(month, "workdays"),
            vacation_days: n(or(month, "vacation", 0.0)),
            sick_days: n(or(month, "sick", 0.0)),
            other_meeting_hours: n(or(month, "other_meetings", 0.0)),
            existing_customer_hours: n(or(month, "existing_customers", 0.0)),
            committed_hours: n(or(month, "committed", 0.0)),
        })
        .collect();
    let report = rep_capacity(&rep, &months).unwrap();
    let months: Vec<Value> = report
        .months
        .iter()
        .map(|m| {
            json!({
                "days": m.days,
                "gross": m.gross_hours,
                "meetings": m.meeting_hours,
                "admin": m.admin_hours,
                "free": m.free_hours,
                "visits": m.n_visits,
                "leads": m.leads,
                "leads_int": m.n_leads,
                "wins": m.wins,
            })
        })
        .collect();
    json!({
        "hours_per_visit": report.hours_per_visit,
        "hours_per_lead": report.hours_per_lead,
        "visits_per_lead": report.visits_per_lead,
        "win_per_lead": report.win_per_lead,
        "months": months,
        "leads_year": report.leads_total,
    })
}

fn levelling(input: &Value) -> Value {
    let report = level_campaign(&LevellingConfig {
        mode: field::<LevellingMode>(input, "mode"),
        reps: list(input, "reps")
            .iter()
            .map(|rep| RepLoad { n_needed: count(rep, "need"), capacity: amounts(rep, "capacity") })
            .collect(),
        response_rate: prob(input, "response_rate"),
        response_lag_months: 0,
    })
    .unwrap();
    json!({
        "plan": report.plan,
        "unplaced": report.n_unplaced,
        "campaign_by_month": report.n_by_month,
        "sends_by_month": report.n_sends_for_month,
    })
}

fn queue_of(input: &Value, arrivals: Vec<NonNegative>, capacity: Vec<NonNegative>) -> QueueConfig {
    QueueConfig {
        arrivals,
        capacity,
        readiness_decay: amount(input, "readiness_decay_per_period"),
        p_fresh: prob(input, "p0"),
        abandon_rate: n(or(input, "abandon_rate_per_period", 0.0)),
        discipline: Discipline::Fifo,
    }
}

fn lead_queue(input: &Value) -> Value {
    let mut config = queue_of(input, amounts(input, "arrivals"), amounts(input, "capacity"));
    config.discipline = field(input, "discipline");
    let report = run_queue(&config).unwrap();
    let each = |part: fn(&trichterwerk::simulation::queue::QueuePeriod) -> Value| {
        report.periods.iter().map(part).collect::<Vec<_>>()
    };
    json!({
        "served": each(|period| json!(period.served)),
        "backlog_end": each(|period| json!(period.backlog_end)),
        "oldest_age_served": each(|period| json!(period.oldest_age_served)),
        "conversions": each(|period| json!(period.conversions)),
        "mean_wait": each(|period| json!(period.mean_wait)),
        "total_served": report.served,
        "total_conversions": report.conversions,
        "conversions_if_no_wait": report.conversions_without_wait,
        "lost_to_waiting": report.conversions_lost_to_waiting,
        "backlog_value_now": report.backlog_conversions,
        "mean_wait_overall": report.mean_wait,
    })
}

fn random_arrivals(input: &Value) -> Value {
    let report = mmc(&MmcConfig {
        arrival_rate: amount(input, "arrival_rate"),
        service_rate: positive(num(input, "service_rate")),
        n_reps: NonZeroU32::new(count(input, "reps") as u32).unwrap(),
        readiness_decay: amount(input, "readiness_decay_rate"),
    });
    json!({
        "utilisation": report.utilisation,
        "stable": report.stable,
        "p_wait": report.p_wait,
        "mean_wait": report.mean_wait,
        "readiness_kept": report.readiness_kept,
        "mean_in_system": report.mean_in_system,
    })
}

fn funnel_content(input: &Value) -> Value {
    let conversions: Vec<f64> = field(input, "conversions");
    let stages: Vec<StageContent> = conversions
        .into_iter()
        .zip(amounts(input, "sojourn_months"))
        .zip(amounts(input, "actual"))
        .map(|((conversion, sojourn_months), actual)| StageContent {
            conversion: p(conversion),
            sojourn_months,
            actual,
        })
        .collect();
    let report =
        required_funnel(amount(input, "wins_per_month"), &stages, amount(input, "avg_deal"));
    let each = |part: fn(&trichterwerk::simulation::littles_law::StageNeed) -> Value| {
        report.stages.iter().map(part).collect::<Vec<_>>()
    };
    json!({
        "entries_per_month": each(|stage| json!(stage.entries_per_month)),
        "required_content": each(|stage| json!(stage.required)),
        "required_display": each(|stage| json!(stage.n_required)),
        "gap": each(|stage| json!(stage.gap)),
        "coverage": each(|stage| json!(stage.coverage)),
        "win_prob_from_stage": each(|stage| json!(stage.p_win)),
        "expected_wins_in_funnel": report.expected_wins,
        "expected_revenue_in_funnel": report.expected_revenue_eur,
        "bottleneck_stage": report.bottleneck_stage,
    })
}

fn missing_entries(input: &Value) -> Value {
    let report = missing_by_deadline(&DeadlineConfig {
        target_wins: amount(input, "target_wins"),
        n_won: amount(input, "won"),
        days_left: amount(input, "days_left"),
        avg_deal_eur: amount(input, "avg_deal"),
        lag_quantile: prob(input, "lag_quantile"),
        stages: list(input, "stages")
            .iter()
            .map(|stage| DeadlineStage {
                n_open: amount(stage, "open"),
                p_win: prob(stage, "p_win"),
                time_to_win: TimeToWin::Lognormal(lag(stage).unwrap()),
            })
            .collect(),
    });
    let each = |part: fn(&trichterwerk::simulation::deadline::DeadlineStageReport) -> Value| {
        report.stages.iter().map(part).collect::<Vec<_>>()
    };
    json!({
        "prob_in_time": each(|stage| json!(stage.p_in_time)),
        "expected_from_stage": each(|stage| json!(stage.expected_wins)),
        "expected_total": report.expected_wins,
        "missing_wins": report.missing_wins,
        "missing_revenue": report.missing_revenue_eur,
        "entries_needed_now": each(|stage| json!(stage.entries_needed)),
        "entries_display": each(|stage| json!(stage.n_entries_needed)),
        "latest_start_days_before_deadline": each(|stage| json!(stage.latest_start_days)),
        "too_late": each(|stage| json!(stage.too_late)),
    })
}

fn schedule(input: &Value) -> Value {
    let conversions: Vec<f64> = field(input, "conversions");
    let lags: Vec<usize> = field(input, "lag_months");
    let planned: Vec<Vec<f64>> = field(input, "planned_entries");
    let stages: Vec<ScheduleStage> = conversions
        .into_iter()
        .zip(lags)
        .zip(amounts(input, "visits_per_entry"))
        .zip(planned)
        .map(|(((conversion, lag_months), visits_per_entry), planned)| ScheduleStage {
            conversion: p(conversion),
            lag_months,
            visits_per_entry,
            planned_entries: planned.into_iter().map(n).collect(),
        })
        .collect();
    let report = backward_schedule(&amounts(input, "target_wins"), &stages).unwrap();
    let each =
        |part: fn(&trichterwerk::simulation::backward_schedule::ScheduleStageReport) -> Value| {
            report.stages.iter().map(part).collect::<Vec<_>>()
        };
    json!({
        "required_entries": each(|stage| json!(stage.required)),
        "required_before_start": each(|stage| json!(stage.overdue)),
        "required_visits": report.visits,
        "missing": each(|stage| json!(stage.missing)),
        "missing_cumulative": each(|stage| json!(stage.missing_cumulative)),
    })
}

fn early_warning(input: &Value) -> Value {
    let report = run_rate(&RunRateConfig {
        n_wins: count(input, "wins"),
        elapsed: prob(input, "elapsed_fraction"),
        target_wins: count(input, "target"),
        revenue_eur: amount(input, "revenue"),
        avg_deal_eur: amount(input, "avg_deal"),
        deal_cv: amount(input, "deal_cv"),
        level: level(num(input, "conf")),
        green_from: p(or(input, "green", 0.8)),
        amber_from: p(or(input, "amber", 0.5)),
    });
    json!({
        "run_rate": report.run_rate,
        "projection": report.projection,
        "lower": report.lower,
        "upper": report.upper,
        "p_hit": report.p_hit,
        "status": report.light,
        "revenue_projection": report.revenue_projection_eur,
        "revenue_sd": report.revenue_sd_eur,
        "required_rate_multiplier": report.required_multiplier,
    })
}

fn recontact_cycle(input: &Value) -> Value {
    let report = recontact(&RecontactConfig {
        decay: MonthlyRate::new(num(input, "monthly_rate")).unwrap(),
        n_contacts: positive(num(input, "contacts")),
        cost_per_contact_eur: amount(input, "cost_per_contact"),
        fixed_cost_eur: amount(input, "fixed_cost"),
        p_unsubscribe: prob(input, "unsubscribe_prob"),
        contact_value_eur: amount(input, "contact_value"),
        value_month_eur: amount(input, "value_per_contact_month"),
        repair_cost_eur: amount(input, "repair_cost"),
        interval_months: positive(num(input, "eval_interval")),
    });
    json!({
        "hazard": report.hazard,
        "cost_per_mailing_contact": report.cost_per_mailing_eur,
        "rho": report.rho,
        "optimal_interval_months": report.optimal_interval_months,
        "cost_rate_at_optimum": report.cost_rate_at_optimum,
        "cost_rate_at_interval": report.cost_rate_at_interval,
        "cost_rate_never": report.cost_rate_never,
        "dead_at_next_mailing": report.dead_at_next_mailing,
        "avg_undetected_dead_share": report.avg_undetected_dead_share,
        "sqrt_approximation": report.sqrt_approximation_months,
        "expected_lost_per_month": report.lost_per_month,
        "implied_value_per_month_for_interval": report.implied_value_month_eur,
    })
}

fn cost_of_decay(input: &Value) -> Value {
    let report = decay_cost(&DecayCostConfig {
        n_contacts: positive(num(input, "contacts")),
        decay: MonthlyRate::new(num(input, "monthly_rate")).unwrap(),
        horizon_months: amount(input, "horizon_months"),
        interval_months: positive(num(input, "interval_months")),
        value_month_eur: amount(input, "value_per_contact_month"),
        cost_per_contact_eur: amount(input, "cost_per_contact"),
        fixed_cost_eur: amount(input, "fixed_cost"),
        repair_cost_eur: amount(input, "repair_cost"),
        cost_per_new_contact_eur: amount(input, "cost_per_new_contact"),
    });
    json!({
        "live_at_horizon": report.live_at_horizon,
        "dead_contact_months_untouched": report.dead_months_untouched,
        "value_lost_untouched": report.value_lost_untouched_eur,
        "dead_contact_months_maintained": report.dead_months_maintained,
        "value_lost_maintained": report.value_lost_maintained_eur,
        "maintenance_cost": report.maintenance_cost_eur,
        "net_benefit": report.net_benefit_eur,
        "new_contacts_per_month_to_hold": report.new_contacts_month,
        "replacement_cost_per_month": report.replacement_cost_month_eur,
    })
}

fn debt_item(globals: &Value, item: &Value) -> DebtItem {
    let fix_hours = n(or(item, "fix_hours", 0.0));
    let kind: String = field(item, "kind");
    let readiness_decay_month = amount(globals, "readiness_decay_month");
    match kind.as_str() {
        "uncaptured_cards" => DebtItem::UncapturedCards {
            n: amount(item, "n"),
            age_months: amount(item, "age_months"),
            readiness_decay_month,
            fix_hours,
        },
        "uncontacted_leads" => DebtItem::UncontactedLeads {
            n: amount(item, "n"),
            age_months: amount(item, "age_months"),
            readiness_decay_month,
            fix_hours,
        },
        "missing_field" => DebtItem::MissingField {
            n: amount(item, "n"),
            match_share: prob(item, "match_share"),
            campaigns_per_month: amount(item, "campaigns_per_month"),
            value_per_invite_eur: amount(item, "value_per_invite"),
            fix_hours,
        },
        "inconsistent_tags" => DebtItem::InconsistentTags {
            n: amount(item, "n"),
            cluster_size: amount(item, "cluster_size"),
            recall: prob(item, "recall"),
            campaigns_per_month: amount(item, "campaigns_per_month"),
            value_per_invite_eur: amount(item, "value_per_invite"),
            fix_hours,
        },
        "stale_website" => DebtItem::StaleWebsite {
            visitors_month: amount(item, "visitors_month"),
            current_rate: prob(item, "current_rate"),
            target_rate: prob(item, "target_rate"),
            fix_hours,
            external_eur: n(or(item, "fix_external", 0.0)),
        },
        "decaying_contacts" => DebtItem::DecayingContacts { n: amount(item, "n"), fix_hours },
        "overdue_followups" => DebtItem::OverdueFollowUps {
            deals: field::<Vec<[f64; 2]>>(item, "deals")
                .into_iter()
                .map(|[p_win, value]| OverdueDeal { p_win: p(p_win), value_eur: n(value) })
                .collect(),
            loss_hazard_day: amount(item, "loss_hazard_day"),
            fix_hours,
        },
        "unused_licences" => DebtItem::UnusedLicences {
            seats: amount(item, "seats"),
            price_month_eur: amount(item, "price_month"),
            utilisation: prob(item, "utilisation"),
        },
        other => panic!("golden input field kind: {other}"),
    }
}

fn debt_ledger(input: &Value) -> Value {
    let globals = &input["globals"];
    let items = list(input, "items");
    let report = debt(
        &DebtGlobals {
            p_opportunity: prob(globals, "p_lead_opp"),
            p_win: prob(globals, "p_opp_win"),
            avg_deal_eur: amount(globals, "avg_deal"),
            margin: prob(globals, "margin"),
            contact_decay: MonthlyRate::new(num(globals, "contact_decay_month")).unwrap(),
            hourly_cost_eur: amount(globals, "hourly_cost"),
            cost_per_lead_eur: amount(globals, "cost_per_lead"),
        },
        &items.iter().map(|item| debt_item(globals, item)).collect::<Vec<_>>(),
    );
    let lines: Vec<Value> = report
        .lines
        .iter()
        .zip(items)
        .map(|(line, item)| {
            json!({
                "kind": item["kind"],
                "principal": line.principal_eur,
                "interest_month": line.interest_month_eur,
                "monthly_rate": line.monthly_rate,
                "payback_months": line.payback_months,
                "fix_hours": line.fix_hours,
                "interest_per_fix_hour": line.interest_per_fix_hour_eur,
            })
        })
        .collect();
    json!({
        "value_per_lead": report.value_per_lead_eur,
        "items": lines,
        "principal_total": report.principal_eur,
        "interest_month_total": report.interest_month_eur,
        "effective_monthly_rate": report.effective_monthly_rate,
        "payoff_order": report.payoff_order.iter().map(|i| &items[*i]["kind"]).collect::<Vec<_>>(),
    })
}

fn meeting_time(input: &Value) -> Value {
    let report = meetings(&MeetingConfig {
        weekly_hours: positive(num(input, "weekly_hours")),
        target_weekly_sync_hours: amount(input, "baseline_weekly_sync_h"),
        target_daily_minutes: amount(input, "baseline_daily_min"),
        actual_weekly_hours: amount(input, "actual_weekly_meeting_h"),
        weekly_admin_hours: amount(input, "weekly_admin_h"),
        hours_per_lead: positive(num(input, "hours_per_lead")),
        leads_per_week: amount(input, "leads_available_per_week"),
        win_per_lead: prob(input, "win_per_lead"),
        avg_deal_eur: amount(input, "avg_deal"),
        weeks_per_year: amount(input, "weeks_per_year"),
        hourly_cost_eur: amount(input, "hourly_cost"),
    });
    json!({
        "baseline_meeting_h": report.target_hours,
        "excess_meeting_h": report.excess_hours,
        "selling_h": report.selling_hours,
        "selling_share": report.selling_share,
        "selling_h_after": report.selling_hours_after,
        "leads_worked": report.leads_worked,
        "leads_worked_after": report.leads_worked_after,
        "capacity_bound": report.capacity_bound,
        "revenue_delta_year": report.revenue_delta_year_eur,
        "wage_cost_excess_year": report.excess_wage_year_eur,
        "idle_selling_h_after": report.idle_hours_after,
    })
}

fn tool_block_cost(input: &Value) -> Value {
    let report = tool_block(&ToolBlockConfig {
        weeks: amount(input, "weeks_blocked"),
        n_reps: amount(input, "reps"),
        selling_hours_week: amount(input, "selling_hours_week"),
        share_blocked: prob(input, "share_blocked"),
        hourly_cost_eur: amount(input, "hourly_cost"),
        hours_per_lead: positive(num(input, "hours_per_lead")),
        win_per_lead: prob(input, "win_per_lead"),
        avg_deal_eur: amount(input, "avg_deal"),
        margin: prob(input, "margin"),
        leads_per_week: amount(input, "leads_per_week"),
        readiness_decay_week: amount(input, "readiness_decay_week"),
    });
    json!({
        "blocked_hours": report.blocked_hours,
        "wage_cost": report.wage_cost_eur,
        "lost_margin_if_capacity_bound": report.lost_margin_capacity_eur,
        "leads_delayed": report.leads_delayed,
        "readiness_kept": report.readiness_kept,
        "lost_margin_by_waiting": report.lost_margin_waiting_eur,
    })
}

fn screening(input: &Value) -> Value {
    let report = qualification(&QualificationConfig {
        n_leads: amount(input, "leads"),
        share_good: prob(input, "share_good"),
        sensitivity: prob(input, "sensitivity"),
        specificity: prob(input, "specificity"),
        qualify_cost_eur: amount(input, "cost_qualify"),
        sales_effort_eur: amount(input, "cost_sales_effort"),
        win_good: prob(input, "win_good"),
        win_bad: prob(input, "win_bad"),
        avg_deal_eur: amount(input, "avg_deal"),
        margin: prob(input, "margin"),
    });
    json!({
        "passed": report.passed,
        "ppv": report.ppv,
        "wins_without": report.wins_without,
        "wins_with": report.wins_with,
        "close_rate_without": report.close_rate_without,
        "close_rate_with": report.close_rate_with,
        "profit_without": report.profit_without_eur,
        "profit_with": report.profit_with_eur,
        "breakeven_qualify_cost": report.break_even_qualify_cost_eur,
    })
}

/// The pitfalls of quota, capacity and time: what a naive dashboard shows, computed here, against what
/// the models say.
fn pitfall(input: &Value) -> Option<Value> {
    let name: String = field(input, "pitfall");
    let (naive, correct) = match name.get(..3)? {
        "P08" => double_rounding(input),
        "P09" => float_ceil(input),
        "P10" => points_for_percent(input),
        "P11" => displayed_percentage(input),
        "P12" => expected_value_plan(input),
        "P14" => quantiles_do_not_add(input),
        "P19" => fifo_under_overload(input),
        "P20" => median_deal(input),
        "P21" => levers_add(input),
        "P24" => roi_on_revenue(input),
        "P25" => more_leads_at_full_capacity(input),
        "P26" => pipeline_without_deadline(input),
        "P27" => calendar_months(input),
        "P29" => hit_every_month(input),
        "P30" => close_rate_up(input),
        _ => return None,
    };
    Some(json!({ "naive": naive, "correct": correct }))
}

type NaiveAndCorrect = (Value, Value);

fn double_rounding(input: &Value) -> NaiveAndCorrect {
    let report = improvement_table(&ImprovementConfig {
        n_opportunities: amount(input, "opps"),
        close_rate: prob(input, "rate"),
        avg_deal_eur: amount(input, "deal"),
        uplift: 0.0,
    })
    .unwrap();
    (json!(report.from_whole_deals.revenue_new_eur), json!(report.revenue_new_eur))
}

/// First link of the chain that needs so many wins at this rate.
fn opportunities_for(wins: f64, rate: f64) -> Option<u64> {
    let chain = ChainConfig { avg_deal_eur: Positive::ONE, conversions: vec![p(rate)] };
    solve(&chain, Given::Wins(n(wins))).unwrap().links[0].display
}

fn float_ceil(input: &Value) -> NaiveAndCorrect {
    let (wins, rate) = (num(input, "numerator"), num(input, "rate"));
    (json!((wins / rate).ceil()), json!(opportunities_for(wins, rate)))
}

fn points_for_percent(input: &Value) -> NaiveAndCorrect {
    let (rate, change) = (prob(input, "rate"), num(input, "uplift"));
    let after = |uplift: Uplift| json!(uplift.apply(rate).unwrap().rate);
    (after(Uplift::Points(change)), after(Uplift::Relative(change)))
}

fn displayed_percentage(input: &Value) -> NaiveAndCorrect {
    let rate = num(input, "won") / num(input, "n");
    let displayed = (rate * 100.0).round() / 100.0;
    let wins = num(input, "wins");
    (json!(opportunities_for(wins, displayed)), json!(opportunities_for(wins, rate)))
}

fn expected_value_plan(input: &Value) -> NaiveAndCorrect {
    let ask = |n_opportunities: u64| {
        quota_probability(&QuotaProbabilityConfig {
            wins_needed: count(input, "wins"),
            close_rate: prob(input, "rate"),
            rate_posterior: None,
            n_opportunities,
            confidences: vec![Level::ESTIMATE],
        })
    };
    let naive = ask(0).n_expected_value_plan.unwrap();
    let planned = ask(0).plans[0].n_opportunities.unwrap();
    (json!([naive, ask(naive).p_hit]), json!([planned, ask(planned).p_hit]))
}

fn quantiles_do_not_add(input: &Value) -> NaiveAndCorrect {
    let opps: Vec<u64> = field(input, "opps_by_rep");
    let p10 = |n_opportunities: u64| {
        quota_probability(&QuotaProbabilityConfig {
            wins_needed: 0,
            close_rate: prob(input, "rate"),
            rate_posterior: None,
            n_opportunities,
            confidences: Vec::new(),
        })
        .wins_p10
    };
    let sum_of_quantiles: u64 = opps.iter().map(|n| p10(*n)).sum();
    (json!(sum_of_quantiles), json!(p10(opps.iter().sum())))
}

fn fifo_under_overload(input: &Value) -> NaiveAndCorrect {
    let run = |discipline| -> QueueReport {
        let config = queue_of(input, amounts(input, "arrivals"), amounts(input, "capacity"));
        run_queue(&QueueConfig { discipline, ..config }).unwrap()
    };
    (json!(run(Discipline::Fifo).conversions), json!(run(Discipline::Lifo).conversions))
}

fn median_deal(input: &Value) -> NaiveAndCorrect {
    let mut deals: Vec<f64> = field(input, "deals");
    deals.sort_by(f64::total_cmp);
    let wins = num(input, "wins");
    let median = trichterwerk::analysis::quantile::quantile_sorted(&deals, 0.5).unwrap();
    let mean = deals.iter().sum::<f64>() / deals.len() as f64;
    let chain = ChainConfig { avg_deal_eur: positive(mean), conversions: Vec::new() };
    (json!(wins * median), json!(solve(&chain, Given::Wins(n(wins))).unwrap().quota_eur))
}

fn levers_add(input: &Value) -> NaiveAndCorrect {
    let changes: Vec<f64> = field(input, "uplifts");
    let at = |i: usize| changes.get(i).copied().unwrap_or(0.0);
    // A rate of 1/1000 leaves room for any of the file's changes.
    let base = Baseline {
        n_opportunities: n(1e6),
        close_rate: p(1e-3),
        avg_deal_eur: n(1.0),
        margin: Probability::ONE,
    };
    let levers = Levers { opportunities: at(0), close_rate: at(1), avg_deal: at(2) };
    let report = what_if(&base, &levers, &no_investment(0.0)).unwrap();
    (json!(changes.iter().sum::<f64>()), json!(report.revenue_change))
}

fn no_investment(one_off_eur: f64) -> Investment {
    Investment {
        one_off_eur: n(one_off_eur),
        monthly_eur: n(0.0),
        lag_months: n(0.0),
        horizon_months: positive(12.0),
    }
}

fn roi_on_revenue(input: &Value) -> NaiveAndCorrect {
    let (delta, cost) = (num(input, "revenue_delta"), num(input, "cost"));
    // A business of one opportunity that doubles: the additional revenue is `delta`.
    let roi = |margin: f64| {
        let base = Baseline {
            n_opportunities: n(1.0),
            close_rate: Probability::ONE,
            avg_deal_eur: n(delta),
            margin: p(margin),
        };
        let levers = Levers { opportunities: 1.0, close_rate: 0.0, avg_deal: 0.0 };
        json!(what_if(&base, &levers, &no_investment(cost)).unwrap().roi)
    };
    (roi(1.0), roi(num(input, "margin")))
}

fn more_leads_at_full_capacity(input: &Value) -> NaiveAndCorrect {
    let (base, more) = (num(input, "base"), num(input, "more"));
    let periods = field(input, "periods");
    let wins = |leads: f64| {
        let capacity = vec![amount(input, "cap"); periods];
        run_queue(&queue_of(input, vec![n(leads); periods], capacity)).unwrap().conversions
    };
    (json!(more / base - 1.0), json!(wins(more) / wins(base) - 1.0))
}

fn pipeline_without_deadline(input: &Value) -> NaiveAndCorrect {
    let days_left = amount(input, "days_left");
    let deals: Vec<ForecastDeal> = list(input, "deals")
        .iter()
        .map(|deal| ForecastDeal {
            p_win: prob(deal, "p"),
            p_in_time: Lag::from_median(positive(num(deal, "median_days")), amount(deal, "sigma"))
                .p_within(days_left),
            value_eur: amount(deal, "value"),
        })
        .collect();
    let report = pipeline_forecast(&deals);
    (json!(report.weighted_without_deadline_eur), json!(report.expected_value_eur))
}

fn calendar_months(input: &Value) -> NaiveAndCorrect {
    let [before, after]: [f64; 2] = field(input, "wins");
    let [days_before, days_after]: [u32; 2] = field(input, "workdays");
    (json!(after / before - 1.0), json!(pace_change((before, days_before), (after, days_after))))
}

fn hit_every_month(input: &Value) -> NaiveAndCorrect {
    let monthly = quota_probability(&QuotaProbabilityConfig {
        wins_needed: count(input, "wins"),
        close_rate: prob(input, "rate"),
        rate_posterior: None,
        n_opportunities: count(input, "opps"),
        confidences: Vec::new(),
    })
    .p_hit;
    let months = field(input, "months");
    (json!(monthly), json!(p_hit_every_period(p(monthly), months)))
}

fn close_rate_up(input: &Value) -> NaiveAndCorrect {
    let report = qualification(&QualificationConfig {
        n_leads: n(1.0),
        share_good: prob(input, "share_good"),
        sensitivity: prob(input, "sensitivity"),
        specificity: prob(input, "specificity"),
        qualify_cost_eur: n(0.0),
        sales_effort_eur: n(0.0),
        win_good: prob(input, "win_good"),
        win_bad: prob(input, "win_bad"),
        avg_deal_eur: n(1.0),
        margin: Probability::ONE,
    });
    let rate = report.close_rate_with.zip(report.close_rate_without);
    (
        json!(rate.map(|(with, without)| with / without - 1.0)),
        json!(report.wins_with / report.wins_without - 1.0),
    )
}
