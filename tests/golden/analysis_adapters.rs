//! From the inputs of the golden files on what the data says to the functions of
//! `trichterwerk::analysis`, and back. No file access: the browser test compiles this module too.

use serde_json::{Map, Value, json};
use trichterwerk::analysis::channel_mixing::{Channel, Direction, Touch, violations};
use trichterwerk::analysis::cohort::{ConversionCurve, cohort_maturity};
use trichterwerk::analysis::control_chart::{ValueRange, p_chart, xmr_chart};
use trichterwerk::analysis::filter_recall::filter_recall;
use trichterwerk::analysis::interval::{Estimate, Level};
use trichterwerk::analysis::proportion::Proportion;
use trichterwerk::analysis::rate_conversion::MonthlyRate;
use trichterwerk::analysis::response_time::{WaitCurve, WaitGroup, response_time};
use trichterwerk::analysis::special;
use trichterwerk::analysis::speed_preset::hbr_2011;
use trichterwerk::analysis::survival::{
    AgeGroup, CensoringInterval, EventTable, Exit, KaplanMeier, Lifetime, Sample, Start,
    WeibullConfig, aalen_johansen, current_status, current_status_weibull, exponential,
    interval_censored_weibull, kaplan_meier, weibull,
};
use trichterwerk::analysis::two_proportions::{ProportionComparison, compare};
use trichterwerk::analysis::velocity::{ClosedDeals, WonDeal, velocity};
use trichterwerk::analysis::win_driver::win_drivers;

use super::input::field;
use super::{analysis_pitfalls, funnel_adapter};

/// The output for one case of `file` (without `.json`); `None` where this module has no adapter.
pub fn run(file: &str, input: &Value) -> Option<Value> {
    let output = match file {
        "special_functions" => return special_function(input),
        "wilson_interval" => wilson(proportion(input, "x", "n").wilson(level(input))),
        "jeffreys_interval" => jeffreys(input),
        "two_proportions" => two_proportions(input),
        "win_drivers" => drivers(input),
        "funnel_snapshot" => funnel_adapter::snapshot_counts(input),
        "funnel_eventlog" => funnel_adapter::event_log(input),
        "aalen_johansen" => incidence(input),
        "cohort_maturity" => cohorts(input),
        "sales_velocity_winrates" => sales_velocity(input),
        "rate_conversion" => rates(input),
        "kaplan_meier" | "kaplan_meier_left_truncated" => survival(input),
        "exponential_rate" => constant_hazard(input),
        "weibull_mle" => weibull_hazard(input),
        "current_status_bounce" => one_mailing(input),
        "interval_censored_weibull" => several_mailings(input),
        "speed_to_lead" => speed_to_lead(input),
        "speed_preset_hbr2011" => speed_preset(input),
        "xmr_chart" => xmr(input),
        "p_chart" => rates_chart(input),
        "filter_recall" => recall(input),
        "channel_mixing" => channels(input),
        "pitfalls" => return analysis_pitfalls::run(input),
        _ => return None,
    };
    Some(output)
}

pub(super) fn level(input: &Value) -> Level {
    Level::new(field(input, "conf")).unwrap()
}

fn proportion(input: &Value, x: &str, n: &str) -> Proportion {
    Proportion::new(field(input, x), field(input, n)).unwrap()
}

/// An estimate under the names the golden files use for intervals.
pub(super) fn wilson(estimate: Estimate) -> Value {
    json!({ "estimate": estimate.value, "lower": estimate.lower, "upper": estimate.upper })
}

fn special_function(input: &Value) -> Option<Value> {
    let args: Vec<f64> = field(input, "args");
    let name: String = field(input, "fn");
    let value = match (name.as_str(), args.as_slice()) {
        ("norm_cdf", &[x]) => special::norm_cdf(x),
        ("norm_ppf", &[p]) => special::norm_quantile(p),
        ("ln_gamma", &[x]) => special::ln_gamma(x),
        ("gamma_p", &[a, x]) => special::gamma_p(a, x),
        ("gamma_p_inv", &[a, p]) => special::gamma_p_inverse(a, p),
        ("beta_i", &[a, b, x]) => special::beta_i(a, b, x),
        ("beta_i_inv", &[a, b, p]) => special::beta_i_inverse(a, b, p),
        ("chi2_ppf", &[p, k]) => special::chi_squared_quantile(p, k),
        ("binom_sf_ge", &[wins, n, p]) => special::binomial_tail(n as u64, p, wins as u64),
        _ => return None,
    };
    Some(json!({ "value": value }))
}

fn jeffreys(input: &Value) -> Value {
    let posterior = proportion(input, "x", "n").jeffreys(level(input));
    json!({
        "posterior_mean": posterior.value, "lower": posterior.lower, "upper": posterior.upper,
    })
}

fn comparison(comparison: &ProportionComparison) -> Map<String, Value> {
    let (difference, ratio) = (comparison.difference, comparison.ratio);
    [
        ("diff", difference.value),
        ("diff_lower", difference.lower),
        ("diff_upper", difference.upper),
        ("ratio", ratio.value),
        ("ratio_lower", ratio.lower),
        ("ratio_upper", ratio.upper),
        ("fisher_p", Some(comparison.fisher_p)),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), json!(value)))
    .collect()
}

fn two_proportions(input: &Value) -> Value {
    let (first, second) = (proportion(input, "x1", "n1"), proportion(input, "x2", "n2"));
    Value::Object(comparison(&compare(first, second, level(input))))
}

fn drivers(input: &Value) -> Value {
    let rows: Vec<Value> = field(input, "levels");
    let levels: Vec<(String, Proportion)> =
        rows.iter().map(|row| (field(row, "level"), proportion(row, "won", "n"))).collect();
    let drivers = win_drivers(&levels, level(input)).into_iter().map(|driver| {
        let mut output = comparison(&driver.comparison);
        output.insert("level".into(), json!(driver.level));
        output.insert("rate".into(), json!(driver.win_rate.value));
        output.insert("q_value".into(), json!(driver.q_value));
        output
    });
    json!({ "levels": drivers.collect::<Vec<_>>() })
}

fn incidence(input: &Value) -> Value {
    let (times, causes): (Vec<f64>, Vec<usize>) = (field(input, "time"), field(input, "cause"));
    let exits = [Exit::Censored, Exit::Event, Exit::Competing];
    let observations = times.into_iter().zip(causes).map(|(time, cause)| (time, exits[cause]));
    let curve = aalen_johansen(&EventTable::from_exits(observations), level(input));
    let column = |f: fn(&trichterwerk::analysis::survival::IncidenceRow) -> Value| {
        curve.rows.iter().map(f).collect::<Vec<Value>>()
    };
    let conditions: Vec<(f64, f64)> = field(input, "cond");
    let conditional = |(age, horizon)| curve.conditional_incidence(age, horizon);
    json!({
        "times": column(|row| json!(row.time)),
        "at_risk": column(|row| json!(row.n_at_risk)),
        "cif1": column(|row| json!(row.incidence)),
        "se1": column(|row| json!(row.std_error)),
        "lower1": column(|row| json!(row.limits.map(|limits| limits.lower))),
        "upper1": column(|row| json!(row.limits.map(|limits| limits.upper))),
        "cif2": column(|row| json!(row.competing)),
        "surv": column(|row| json!(row.survival)),
        "naive_one_minus_km_last": curve.naive_one_minus_km,
        "cond": conditions.into_iter().map(conditional).collect::<Vec<_>>(),
    })
}

fn cohorts(input: &Value) -> Value {
    let (days, shares): (Vec<f64>, Vec<f64>) = (field(input, "cif_days"), field(input, "cif"));
    let curve = ConversionCurve::new(days.into_iter().zip(shares).collect()).unwrap();
    let rows: Vec<Value> = field(input, "cohorts");
    let mature_from: f64 = field(input, "mature_threshold");
    let cohorts = rows.iter().map(|row| {
        let ages: Vec<f64> = field(row, "ages_days");
        let converted = field(row, "converted");
        let cohort = cohort_maturity(&curve, ages, converted, mature_from, level(input)).unwrap();
        json!({
            "n": cohort.observed.n,
            "observed": cohort.observed.value,
            "maturity": cohort.maturity,
            "mature": cohort.is_mature,
            "adjusted": cohort.adjusted.value,
            "lower": cohort.adjusted.lower,
            "upper": cohort.adjusted.upper,
        })
    });
    json!({ "cohorts": cohorts.collect::<Vec<_>>() })
}

fn sales_velocity(input: &Value) -> Value {
    let amounts: Vec<f64> = field(input, "won_amounts");
    let cycles: Vec<f64> = field(input, "won_cycle_days");
    let won: Vec<WonDeal> = amounts
        .into_iter()
        .zip(cycles)
        .map(|(amount, cycle_days)| WonDeal { amount, cycle_days })
        .collect();
    let lost_amounts: Vec<f64> = field(input, "lost_amounts");
    let counts: (usize, usize) = (field(input, "won"), field(input, "lost"));
    assert_eq!(counts, (won.len(), lost_amounts.len()), "counts and amounts of one period");
    let closed =
        ClosedDeals { won: &won, lost_amounts: &lost_amounts, n_open: field(input, "open_opps") };
    let pace = velocity(&closed, level(input)).unwrap();
    json!({
        "win_rate_count": pace.win_rate_count.value,
        "avg_won": pace.mean_won_amount,
        "avg_cycle_days": pace.mean_cycle_days,
        "velocity_per_day": pace.velocity_per_day.value,
        "lower": pace.velocity_per_day.lower,
        "upper": pace.velocity_per_day.upper,
        "win_rate_value": pace.win_rate_value.value,
        "win_rate_value_se": pace.win_rate_value_std_error,
        "win_rate_value_lower": pace.win_rate_value.lower,
        "win_rate_value_upper": pace.win_rate_value.upper,
    })
}

fn rates(input: &Value) -> Value {
    let rate = MonthlyRate::new(field(input, "monthly_rate")).unwrap();
    let months: Vec<Value> = field(input, "months");
    let lost: Map<String, Value> = months
        .iter()
        .map(|t| (t.to_string(), json!(rate.lost_after(t.as_f64().unwrap()))))
        .collect();
    let ages: Vec<f64> = field(input, "uniform_ages");
    let bounce: f64 = field(input, "bounce");
    let share = |rate: Result<MonthlyRate, _>| rate.ok().map(MonthlyRate::share);
    json!({
        "hazard_per_month": rate.hazard(),
        "annual_compound": rate.annual(),
        "annual_linear": rate.annual_linear(),
        "half_life_months": rate.half_life_months(),
        "mean_life_months": rate.mean_life_months(),
        "lost_after_months": lost,
        "monthly_from_annual": share(MonthlyRate::from_annual(field(input, "annual_rate"))),
        "dead_share_uniform_ages": rate.share_gone(&ages),
        "implied_monthly_point_age": share(MonthlyRate::from_age(bounce, field(input, "bounce_age"))),
        "implied_monthly_uniform_ages": share(MonthlyRate::from_ages(bounce, &ages)),
    })
}

fn sample(input: &Value) -> Sample {
    let (times, events): (Vec<f64>, Vec<u8>) = (field(input, "time"), field(input, "event"));
    let entries: Option<Vec<f64>> = field(input, "entry");
    let records =
        times.into_iter().zip(events).enumerate().map(|(i, (time, event))| match &entries {
            None => Lifetime::new(time, event == 1),
            Some(entries) => Lifetime::with_late_entry(entries[i], time, event == 1),
        });
    Sample::collect(records)
}

fn survival(input: &Value) -> Value {
    let curve = kaplan_meier(&sample(input), Start::FirstEvent, level(input));
    let tau: Option<f64> = field(input, "rmst_tau");
    let median = curve.median();
    let mut output = survival_columns(&curve);
    output.extend([
        ("n".into(), json!(curve.n)),
        ("events".into(), json!(curve.n_events)),
        ("q25".into(), json!(curve.quantile(0.25).value)),
        ("median".into(), json!(median.value)),
        ("q75".into(), json!(curve.quantile(0.75).value)),
        ("median_lower".into(), json!(median.lower)),
        ("median_upper".into(), json!(median.upper)),
        ("rmst_tau".into(), json!(tau)),
        ("rmst".into(), json!(tau.map(|tau| curve.restricted_mean(tau)))),
    ]);
    Value::Object(output)
}

fn survival_columns(curve: &KaplanMeier) -> Map<String, Value> {
    let column = |f: fn(&trichterwerk::analysis::survival::SurvivalRow) -> Value| {
        Value::Array(curve.rows.iter().map(f).collect())
    };
    [
        ("times", column(|row| json!(row.time))),
        ("at_risk", column(|row| json!(row.n_at_risk))),
        ("d", column(|row| json!(row.n_events))),
        ("surv", column(|row| json!(row.survival))),
        ("se_greenwood", column(|row| json!(row.std_error))),
        ("lower_loglog", column(|row| json!(row.log_log.map(|limits| limits.lower)))),
        ("upper_loglog", column(|row| json!(row.log_log.map(|limits| limits.upper)))),
        ("lower_plain", column(|row| json!(row.plain.map(|limits| limits.lower)))),
        ("upper_plain", column(|row| json!(row.plain.map(|limits| limits.upper)))),
    ]
    .into_iter()
    .map(|(name, values)| (name.to_owned(), values))
    .collect()
}

fn constant_hazard(input: &Value) -> Value {
    let fit = exponential(&sample(input), level(input));
    json!({
        "events": fit.n_events,
        "person_time": fit.time_at_risk,
        "rate": fit.rate.value,
        "rate_lower": fit.rate.lower,
        "rate_upper": fit.rate.upper,
        "mean": fit.mean.value,
        "half_life": fit.half_life.value,
        "half_life_lower": fit.half_life.lower,
        "half_life_upper": fit.half_life.upper,
        "loglik": fit.log_likelihood,
    })
}

fn weibull_hazard(input: &Value) -> Value {
    let config = WeibullConfig { level: level(input), zero_duration: 0.5 };
    let Ok(fit) = weibull(&sample(input), &config) else {
        return json!({});
    };
    json!({
        "scale": fit.scale.value,
        "shape": fit.shape.value,
        "scale_lower": fit.scale.lower,
        "scale_upper": fit.scale.upper,
        "shape_lower": fit.shape.lower,
        "shape_upper": fit.shape.upper,
        "se_log_scale": fit.std_error_ln_scale,
        "se_log_shape": fit.std_error_ln_shape,
        "median": fit.median,
        "mean": fit.mean,
        "loglik": fit.log_likelihood,
        "loglik_exponential": fit.log_likelihood_exponential,
        "lr_stat_vs_exponential": fit.likelihood_ratio,
        "lr_p_value": fit.constant_hazard_p,
    })
}

fn one_mailing(input: &Value) -> Value {
    let ages: Vec<f64> = field(input, "age_months");
    let (n, bounced): (Vec<u64>, Vec<u64>) = (field(input, "n"), field(input, "bounced"));
    let groups: Vec<AgeGroup> = ages
        .into_iter()
        .zip(n.into_iter().zip(bounced))
        .map(|(age_months, (n, bounced))| AgeGroup {
            age_months,
            bounced: Proportion::new(bounced, n).unwrap(),
        })
        .collect();
    let decay = current_status(&groups, level(input)).unwrap();
    let weibull = if field(input, "fit_weibull") {
        current_status_weibull(&groups, level(input)).unwrap().ok()
    } else {
        None
    };
    json!({
        "npmle_ages": decay.npmle.iter().map(|step| step.age_months).collect::<Vec<_>>(),
        "npmle_F": decay.npmle.iter().map(|step| step.share_bad).collect::<Vec<_>>(),
        "bounce_rate": wilson(decay.bounce_rate),
        "rate": decay.rate.value,
        "se_log_rate": decay.std_error_ln_rate,
        "rate_lower": decay.rate.lower,
        "rate_upper": decay.rate.upper,
        "monthly_prob": decay.monthly.value,
        "annual_prob": decay.annual.value,
        "half_life": decay.half_life_months.value,
        "loglik": decay.log_likelihood,
        "weibull": weibull.map(|fit| json!({
            "shape": fit.shape.value,
            "scale": fit.scale_months,
            "se_shape": fit.std_error_shape,
            "shape_lower": fit.shape.lower,
            "shape_upper": fit.shape.upper,
            "lr_stat_vs_exponential": fit.likelihood_ratio,
            "lr_p_value": fit.constant_hazard_p,
        })),
    })
}

fn several_mailings(input: &Value) -> Value {
    let (left, right): (Vec<f64>, Vec<Option<f64>>) = (field(input, "left"), field(input, "right"));
    let intervals: Vec<CensoringInterval> = left
        .into_iter()
        .zip(right)
        .map(|(left, right)| CensoringInterval::new(left, right).unwrap())
        .collect();
    let Ok(fit) = interval_censored_weibull(&intervals, level(input)) else {
        return json!({});
    };
    json!({
        "scale": fit.scale.value,
        "shape": fit.shape.value,
        "se_log_scale": fit.std_error_ln_scale,
        "se_log_shape": fit.std_error_ln_shape,
        "shape_lower": fit.shape.lower,
        "shape_upper": fit.shape.upper,
        "loglik": fit.log_likelihood,
        "median": fit.median,
        "exp_rate": fit.exponential_rate.value,
        "exp_rate_lower": fit.exponential_rate.lower,
        "exp_rate_upper": fit.exponential_rate.upper,
        "exp_loglik": fit.log_likelihood_exponential,
        "lr_stat_vs_exponential": fit.likelihood_ratio,
    })
}

fn speed_to_lead(input: &Value) -> Value {
    let waits: Vec<f64> = field(input, "wait_hours");
    let (n, converted): (Vec<u64>, Vec<u64>) = (field(input, "n"), field(input, "converted"));
    let groups: Vec<WaitGroup> = waits
        .into_iter()
        .zip(n.into_iter().zip(converted))
        .map(|(wait_hours, (n, x))| WaitGroup {
            wait_hours,
            converted: Proportion::new(x, n).unwrap(),
        })
        .collect();
    let Ok(fit) = response_time(&groups, 0, level(input)).unwrap() else {
        return json!({});
    };
    let predictions: Vec<f64> = field(input, "predict_hours");
    let predict = |hours| {
        let prediction = fit.logistic.predict(hours);
        json!([prediction.value, prediction.lower, prediction.upper])
    };
    let target: Option<f64> = field(input, "target_hours");
    let lost =
        target.map(|target| WaitCurve::Logistic(&fit.logistic).lost_conversions(&groups, target));
    let (logit, exponential) = (fit.logistic, fit.exponential);
    json!({
        "logit": {
            "intercept": logit.intercept,
            "slope": logit.slope.value,
            "se_intercept": logit.std_error_intercept,
            "se_slope": logit.std_error_slope,
            "odds_ratio_per_doubling": logit.odds_ratio_per_doubling,
            "slope_lower": logit.slope.lower,
            "slope_upper": logit.slope.upper,
            "loglik": logit.log_likelihood,
            "aic": logit.aic(),
        },
        "predictions": predictions.into_iter().map(predict).collect::<Vec<_>>(),
        "lost_conversions": lost.map(|lost| lost.value),
        "lost_lower": lost.map(|lost| lost.lower),
        "lost_upper": lost.map(|lost| lost.upper),
        "exponential": {
            "p0": exponential.initial,
            "decay_per_hour": exponential.decay_per_hour.value,
            "se_decay": exponential.std_error_decay,
            "decay_lower": exponential.decay_per_hour.lower,
            "decay_upper": exponential.decay_per_hour.upper,
            "half_life_hours": exponential.half_life_hours.value,
            "loglik": exponential.log_likelihood,
            "aic": exponential.aic(),
        },
        "conv_at_mean_wait": fit.naive_at_mean_wait,
        "mean_conv": fit.converted.share(),
    })
}

fn speed_preset(input: &Value) -> Value {
    let hours: Vec<f64> = field(input, "hours");
    json!({ "relative_conversion": hours.into_iter().map(hbr_2011).collect::<Vec<_>>() })
}

fn xmr(input: &Value) -> Value {
    let values: Vec<f64> = field(input, "values");
    let range = if field(input, "nonnegative") { ValueRange::NonNegative } else { ValueRange::Any };
    let chart = xmr_chart(&values, range).unwrap();
    json!({
        "mean": chart.mean,
        "mr_bar": chart.mean_moving_range,
        "upper": chart.limits.map(|limits| limits.upper),
        "lower": chart.limits.map(|limits| limits.lower),
        "mr_upper": chart.limits.map(|limits| limits.moving_range_upper),
        "rule1_outside": chart.outside,
        "rule2_run8": chart.runs,
        "rule3_3of4": chart.near_limit,
    })
}

fn rates_chart(input: &Value) -> Value {
    let (n, converted): (Vec<u64>, Vec<u64>) = (field(input, "n"), field(input, "converted"));
    let rates: Vec<Proportion> =
        n.into_iter().zip(converted).map(|(n, x)| Proportion::new(x, n).unwrap()).collect();
    let chart = p_chart(&rates);
    let limits = chart.limits.iter();
    json!({
        "center": chart.centre,
        "upper": limits.clone().map(|limits| limits.map(|l| l.upper)).collect::<Vec<_>>(),
        "lower": limits.map(|limits| limits.map(|l| l.lower)).collect::<Vec<_>>(),
        "outside": chart.outside,
        "mean_of_rates": chart.naive_mean_of_rates,
    })
}

fn recall(input: &Value) -> Value {
    let matched = proportion(input, "n_match", "n_with_field");
    let recall = filter_recall(matched, field(input, "n_missing"), level(input));
    json!({
        "match_share": wilson(recall.match_rate),
        "expected_missing_matches": recall.missed.value,
        "missing_lower": recall.missed.lower,
        "missing_upper": recall.missed.upper,
        "recall": recall.recall,
        "fill_rate": recall.fill_rate,
    })
}

fn channels(input: &Value) -> Value {
    let rows: Vec<Value> = field(input, "touches");
    let epoch = jiff::civil::DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
    let touches: Vec<Touch> = rows
        .iter()
        .map(|row| {
            let at: jiff::civil::DateTime = field::<String>(row, "ts").parse().unwrap();
            let (channel, direction): (Channel, Direction) =
                (field(row, "channel"), field(row, "direction"));
            Touch { at_seconds: at.duration_since(epoch).as_secs(), channel, direction }
        })
        .collect();
    let found = violations(&touches, field(input, "window_hours"));
    let iso = |touch: &Touch| {
        let at = epoch.saturating_add(jiff::SignedDuration::from_secs(touch.at_seconds));
        at.strftime("%Y-%m-%dT%H:%M:%S").to_string()
    };
    json!({ "violation": !found.is_empty(), "at": found.iter().map(iso).collect::<Vec<_>>() })
}
