//! The golden files, embedded: a browser has no folder to read.

/// Name and text of each embedded file.
macro_rules! embed {
    ($($name:literal)*) => {
        &[$(($name, include_str!(concat!("../fixtures/golden/", $name, ".json")))),*]
    };
}

/// Every file of `tests/fixtures/golden`; a native test compares the names with the folder.
pub const FIXTURES: &[(&str, &str)] = embed![
    "aalen_johansen"
    "backward_schedule"
    "campaign_levelling"
    "channel_mixing"
    "cohort_maturity"
    "current_status_bounce"
    "decay_cost"
    "early_warning_runrate"
    "exponential_rate"
    "filter_recall"
    "funnel_eventlog"
    "funnel_snapshot"
    "goal_seek"
    "interval_censored_weibull"
    "jeffreys_interval"
    "kaplan_meier"
    "kaplan_meier_left_truncated"
    "lead_queue_vintage"
    "meeting_time"
    "missing_entries_by_deadline"
    "mmc_queue"
    "monte_carlo_distribution"
    "monte_carlo_exact_stream"
    "multistage_rate"
    "opps_for_revenue_quota"
    "p_chart"
    "pipeline_forecast"
    "pitfalls"
    "qualification_economics"
    "quota_backsolve"
    "quota_probability"
    "rate_conversion"
    "recontact_interval"
    "rep_capacity"
    "required_funnel_littles_law"
    "rng"
    "sales_debt_interest"
    "sales_velocity_winrates"
    "source_table_plus10"
    "special_functions"
    "speed_preset_hbr2011"
    "speed_to_lead"
    "tool_block_cost"
    "tornado"
    "two_proportions"
    "weibull_mle"
    "whatif_roi"
    "wilson_interval"
    "win_drivers"
    "working_days"
    "xmr_chart"
];
