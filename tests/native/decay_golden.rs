//! The golden inputs as files a CRM writes, through importer, session and the page's questions: what the page shows is
//! what the reference numbers say, not only what the estimators say.
//!
//! Files have days, golden ages are in months: where an age is no whole number of days the tolerance says so.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use serde_json::Value;
use trichterwerk::analysis::contact::NoRate;
use trichterwerk::analysis::enquiry::{ResponseReport, Target};
use trichterwerk::analysis::funnel::ConversionWindow;
use trichterwerk::import::Source;
use trichterwerk::import::source::Bytes;
use trichterwerk::job::debt_filter::FilterQuestion;
use trichterwerk::job::decay::ResponseQuestion;
use trichterwerk::job::list_plan::{AgeSpan, ListPlan};
use trichterwerk::job::session::{OpenFiles, Origin};
use trichterwerk::job::{Ask, Session};
use trichterwerk::model::{Day, Minute, RecordKind};
use trichterwerk::scenario::{Book, Command, ParameterId, Target as Place, Value as Entered};

/// Days in a month (MATH 1.1).
const DAYS_PER_MONTH: f64 = 30.4375;

fn cases(name: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/golden");
    let text = fs::read_to_string(path.join(format!("{name}.json"))).unwrap();
    let file: Value = serde_json::from_str(&text).unwrap();
    file["cases"].as_array().unwrap().clone()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

#[track_caller]
fn assert_near(told: &str, found: Option<f64>, expected: &Value, relative: f64) {
    match (found, expected.as_f64()) {
        (None, None) => {}
        (Some(a), Some(b)) if (a - b).abs() <= relative * b.abs().max(1e-9) => {}
        (found, expected) => panic!("{told}: {found:?}, golden {expected:?}"),
    }
}

fn session(files: Vec<(&str, String)>) -> Session {
    let source = |(name, text): (&str, String)| -> Box<dyn Source> {
        Box::new(Bytes::new(name, text.into_bytes()))
    };
    let sources = files.into_iter().map(source).collect();
    let mut session = Session::new();
    let today = Day::from_ymd(2026, 3, 31).unwrap();
    let question = OpenFiles::new(Origin::Files, today);
    session.open(&question, sources, &mut |_| ControlFlow::Continue(())).unwrap();
    session
}

fn day(day: Day) -> String {
    let (year, month, day) = day.ymd();
    format!("{day:02}.{month:02}.{year}")
}

fn minute(at: Minute) -> String {
    let (hour, minute) = at.hour_minute();
    format!("{} {hour:02}:{minute:02}", day(at.day()))
}

const DEALS: &str = "Opportunity-ID;Titel;Betrag;Erstellt am;Phase;Abschlussdatum\r\n";
const ACTIVITIES: &str = "Aktivitäts-ID;Datum;Aktivitätstyp;Richtung;Opportunity-ID\r\n";

/// Enquiries answered after the golden waits; won within 30 days or lost.
fn enquiries(input: &Value) -> Session {
    let waits = numbers(&input["wait_hours"]);
    let (n, converted) = (numbers(&input["n"]), numbers(&input["converted"]));
    let (mut deals, mut activities) = (DEALS.to_owned(), ACTIVITIES.to_owned());
    let asked = Day::from_ymd(2025, 3, 3).unwrap();
    let mut id = 0;
    for ((wait, n), converted) in waits.iter().zip(n).zip(converted) {
        for at in 0..n as u64 {
            id += 1;
            let created = Minute(asked.start().0 + 8 * 60 + id % 60);
            let answered = Minute(created.0 + (wait * 60.0).round() as i32);
            let end = if (at as f64) < converted { "Gewonnen" } else { "Verloren" };
            let closed = day(Day(asked.0 + 20));
            deals +=
                &format!("CH-{id};Anfrage {id};1000,00;{};{end};{closed}\r\n", minute(created));
            activities += &format!("A-{id};{};Anruf;ausgehend;CH-{id}\r\n", minute(answered));
        }
    }
    // One later deal: the export is old enough for every enquiry to have had its window.
    deals += "CH-0;Spaet;1000,00;01.12.2025 08:00;Neu;\r\n";
    activities += "A-0;01.12.2025 08:05;Anruf;ausgehend;CH-0\r\n";
    session(vec![("chancen.csv", deals), ("aktivitaeten.csv", activities)])
}

fn ask_won(session: &Session, target_hours: f64) -> ResponseReport {
    let question = ResponseQuestion {
        target: Some(Target::Won),
        window: ConversionWindow::Days(30),
        target_hours,
        ..ResponseQuestion::first()
    };
    session.response(&question).unwrap()
}

#[test]
fn the_curves_of_enquiries_are_those_of_the_golden_file() {
    for case in cases("speed_to_lead") {
        let (input, expected) = (&case["input"], &case["expected"]);
        let target = input["target_hours"].as_f64().unwrap();
        let report = ask_won(&enquiries(input), target);
        let fit = report.fit.as_ref().unwrap();
        let near = |told: &str, found, expected| assert_near(told, found, expected, 1e-6);
        near("intercept", Some(fit.logistic.intercept), &expected["logit"]["intercept"]);
        near("slope", fit.logistic.slope.value, &expected["logit"]["slope"]);
        near("slope from", fit.logistic.slope.lower, &expected["logit"]["slope_lower"]);
        near("aic", Some(fit.logistic.aic()), &expected["logit"]["aic"]);
        near("p0", Some(fit.exponential.initial), &expected["exponential"]["p0"]);
        let per_hour = fit.exponential.decay_per_hour;
        near("k", per_hour.value, &expected["exponential"]["decay_per_hour"]);
        near("k from", per_hour.lower, &expected["exponential"]["decay_lower"]);
        let predictions = expected["predictions"].as_array().unwrap();
        for (hours, row) in numbers(&input["predict_hours"]).into_iter().zip(predictions) {
            let found = fit.logistic.predict(hours);
            near("p", found.value, &row[0]);
            near("p from", found.lower, &row[1]);
            near("p to", found.upper, &row[2]);
        }
        // The buckets hold every enquiry of the golden waits, and what they became.
        let n: u64 = report.buckets.iter().map(|bucket| bucket.rate.n).sum();
        assert_eq!(n as f64, numbers(&input["n"]).iter().sum::<f64>());
        // What the page prices is what the chosen curve loses; the golden number is the logistic one's.
        let n = n as f64;
        let lost = report.new_enquiries.unwrap().lost_per_answered.value.unwrap() * n;
        let golden = expected["lost_conversions"].as_f64().unwrap();
        let by_logistic = fit.logistic.aic() <= fit.exponential.aic();
        let tolerance = if by_logistic { 1e-6 } else { 0.35 };
        assert!((lost / golden - 1.0).abs() < tolerance, "{lost} {golden} {:?}", fit.preferred);
    }
}

/// Contacts of the golden ages and one mailing to all of them.
fn mailed(input: &Value) -> (Session, f64) {
    let ages = numbers(&input["age_months"]);
    let (n, bounced) = (numbers(&input["n"]), numbers(&input["bounced"]));
    let sent = Day::from_ymd(2026, 3, 1).unwrap();
    let mut contacts = String::from("Kontakt-ID;Firma;E-Mail-Adresse;Erstellt am\r\n");
    let mut mailing = String::from("E-Mail-Adresse;Name der Kampagne;Versendet am;Ergebnis\r\n");
    let (mut id, mut worst) = (0, 0.0_f64);
    for ((age, n), bounced) in ages.iter().zip(n).zip(bounced) {
        let days = (age * DAYS_PER_MONTH).round();
        worst = worst.max((days / DAYS_PER_MONTH / age - 1.0).abs());
        for at in 0..n as u64 {
            id += 1;
            let captured = day(Day(sent.0 - days as i32));
            let result = if (at as f64) < bounced { "Hardbounce" } else { "zugestellt" };
            contacts += &format!("K-{id};Firma {id};p{id}@firma{id}.example;{captured}\r\n");
            mailing += &format!("p{id}@firma{id}.example;Rundbrief;{};{result}\r\n", day(sent));
        }
    }
    (session(vec![("kontakte.csv", contacts), ("versand.csv", mailing)]), worst)
}

#[test]
fn the_rate_of_one_mailing_is_that_of_the_golden_file() {
    for case in cases("current_status_bounce") {
        let expected = &case["expected"];
        let (session, worst) = mailed(&case["input"]);
        let report = session.contact_decay().unwrap();
        let told = case["id"].as_str().unwrap();
        // A rate is inverse to the ages; theirs are off by at most half a day.
        let tolerance = 1.5 * worst + 1e-7;
        let share = &expected["bounce_rate"];
        if share["estimate"].as_f64() == Some(1.0) {
            // All of them bounced: a file of bounces looks the same, and no share can be told from it.
            assert_eq!(report.rate.err(), Some(NoRate::OnlyBounces), "{told}");
            continue;
        }
        assert_near(told, report.bounced_share.value, &share["estimate"], 1e-12);
        let fit = report.rate.unwrap().fit;
        let monthly = |key: &str| {
            expected[key].as_f64().map_or(Value::Null, |rate| (-(-rate).exp_m1()).into())
        };
        assert_near(told, fit.monthly.value, &monthly("rate"), tolerance);
        assert_near(told, fit.monthly.lower, &monthly("rate_lower"), tolerance);
        assert_near(told, fit.monthly.upper, &monthly("rate_upper"), tolerance);
        assert_near(told, fit.half_life_months.value, &expected["half_life"], tolerance);
    }
}

/// A list plan with golden inputs in the fields of the page.
fn plan(pairs: &[(ParameterId, &str)], input: &Value) -> ListPlan {
    let book = pairs.iter().fold(Book::new(), |book, (id, key)| {
        let value = Entered::user(input[*key].as_f64().unwrap());
        book.apply(&Command::Set { target: Place::Base, id: *id, value }).unwrap()
    });
    ListPlan::of(&book.parameters(Place::Base), AgeSpan::LIST_OF_2008).unwrap()
}

#[test]
fn the_model_of_a_list_is_that_of_the_golden_files() {
    let near = |told: &str, found, expected: &Value| assert_near(told, found, expected, 1e-9);
    for case in cases("rate_conversion") {
        let (plan, expected) = (
            plan(&[(ParameterId::ContactDecay, "monthly_rate")], &case["input"]),
            &case["expected"],
        );
        near("year", Some(plan.decay.annual()), &expected["annual_compound"]);
        near("added up", Some(plan.decay.annual_linear()), &expected["annual_linear"]);
        near("half-life", plan.decay.half_life_months(), &expected["half_life_months"]);
        let list = plan.aged_list().unwrap();
        near("list of 2008", Some(list.share_gone), &expected["dead_share_uniform_ages"]);
        for (months, lost) in expected["lost_after_months"].as_object().unwrap() {
            near(months, Some(1.0 - plan.untouched(months.parse().unwrap())), lost);
        }
    }
    for case in cases("recontact_interval") {
        let fields = [
            (ParameterId::ContactDecay, "monthly_rate"),
            (ParameterId::ListSize, "contacts"),
            (ParameterId::MailingCost, "cost_per_contact"),
            (ParameterId::MailingFixedCost, "fixed_cost"),
            (ParameterId::UnsubscribeRate, "unsubscribe_prob"),
            (ParameterId::ContactValue, "contact_value"),
            (ParameterId::LiveValue, "value_per_contact_month"),
            (ParameterId::RepairCost, "repair_cost"),
            (ParameterId::RecontactInterval, "eval_interval"),
        ];
        let (report, expected) = (plan(&fields, &case["input"]).recontact(), &case["expected"]);
        near("cycle", report.optimal_interval_months, &expected["optimal_interval_months"]);
        near("cost", Some(report.cost_rate_at_interval), &expected["cost_rate_at_interval"]);
        let dead = report.avg_undetected_dead_share;
        near("dead", Some(dead), &expected["avg_undetected_dead_share"]);
    }
    for case in cases("decay_cost") {
        let fields = [
            (ParameterId::ContactDecay, "monthly_rate"),
            (ParameterId::ListSize, "contacts"),
            (ParameterId::DecayHorizon, "horizon_months"),
            (ParameterId::RecontactInterval, "interval_months"),
            (ParameterId::LiveValue, "value_per_contact_month"),
            (ParameterId::MailingCost, "cost_per_contact"),
            (ParameterId::MailingFixedCost, "fixed_cost"),
            (ParameterId::RepairCost, "repair_cost"),
            (ParameterId::NewContactCost, "cost_per_new_contact"),
        ];
        let (report, expected) = (plan(&fields, &case["input"]).cost(), &case["expected"]);
        near("net", Some(report.net_benefit_eur), &expected["net_benefit"]);
        let month = report.replacement_cost_month_eur;
        near("nothing", Some(month), &expected["replacement_cost_per_month"]);
    }
}

#[test]
fn the_channels_of_an_enquiry_are_mixed_where_the_golden_file_says_so() {
    for case in cases("channel_mixing") {
        let (mut deals, mut activities) = (DEALS.to_owned(), ACTIVITIES.to_owned());
        deals += "CH-1;Anfrage 1;1000,00;02.02.2026 08:00;Gewonnen;10.02.2026\r\n";
        deals += "CH-2;Anfrage 2;1000,00;02.02.2026 08:00;Verloren;12.02.2026\r\n";
        deals += "CH-3;Spaet;1000,00;25.03.2026 08:00;Neu;\r\n";
        for (at, touch) in case["input"]["touches"].as_array().unwrap().iter().enumerate() {
            let word = |key: &str| touch[key].as_str().unwrap();
            let channel = if word("channel") == "phone" { "Anruf" } else { "E-Mail" };
            let direction = if word("direction") == "out" { "ausgehend" } else { "eingehend" };
            activities +=
                &format!("A-{at};{};{channel};{direction};CH-1\r\n", word("ts").replace('T', " "));
        }
        activities += "A-98;2026-02-02 09:00:00;Anruf;ausgehend;CH-2\r\n";
        activities += "A-99;2026-03-25 09:00:00;Anruf;ausgehend;CH-3\r\n";
        let files = vec![("chancen.csv", deals), ("aktivitaeten.csv", activities)];
        let report = ask_won(&session(files), 4.0);
        let expected = case["expected"]["violation"].as_bool().unwrap();
        let mixed = u64::from(expected);
        assert_eq!(report.mixing.mixed.n_successes(), mixed, "{}", case["id"]);
        assert_eq!(report.mixing.mixed.n_trials(), 2, "the young enquiry is in no rate");
    }
}

#[test]
fn a_filter_misses_what_the_golden_file_says() {
    for case in cases("filter_recall") {
        let (input, expected) = (&case["input"], &case["expected"]);
        let n = |key: &str| input[key].as_f64().unwrap() as usize;
        let (n_filled, n_match, n_empty) = (n("n_with_field"), n("n_match"), n("n_missing"));
        let mut csv = String::from("Kontakt-ID;Firma;E-Mail-Adresse;Postleitzahl\r\n");
        for at in 0..n_filled + n_empty {
            let zip = match at {
                at if at < n_match => format!("97{:03}", at % 1_000),
                at if at < n_filled => format!("10{:03}", at % 1_000),
                _ => String::new(),
            };
            csv += &format!("K-{at};Firma {at};p{at}@firma{at}.example;{zip}\r\n");
        }
        let mut session = session(vec![("kontakte.csv", csv)]);
        let question = FilterQuestion {
            of: RecordKind::Contact,
            header: "Postleitzahl".into(),
            value: "97".into(),
            is_prefix: true,
        };
        let mut go_on = |_| ControlFlow::Continue(());
        let answer = session.answer(question.question(), Vec::new(), &mut go_on).unwrap();
        let recall = FilterQuestion::report(answer).unwrap().recall;
        let told = case["id"].as_str().unwrap();
        assert_near(told, recall.missed.value, &expected["expected_missing_matches"], 1e-9);
        assert_near(told, recall.recall, &expected["recall"], 1e-9);
        assert_eq!(recall.n_empty as usize, n_empty, "{told}");
    }
}
