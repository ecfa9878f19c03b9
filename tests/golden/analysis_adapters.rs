//! From the inputs of the golden files on what the data says to the functions of
//! `trichterwerk::analysis`, and back. No file access: the browser test compiles this module too.

use serde_json::{Value, json};
use trichterwerk::analysis::special;

use crate::input::field;

/// The output for one case of `file` (without `.json`); `None` where this module has no adapter.
pub fn run(file: &str, input: &Value) -> Option<Value> {
    match file {
        "special_functions" => special_function(input),
        _ => None,
    }
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
