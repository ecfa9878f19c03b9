//! Files and links of scenarios: round trips, damage, older and newer versions.

use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};
use trichterwerk::model::filter::Clause;
use trichterwerk::model::{Day, Filter};
use trichterwerk::scenario::document::{self, Expected};
use trichterwerk::scenario::{
    CampaignSize, DayUse, DocumentError, Layer, LinkError, ParameterId, PlanPart, Provenance,
    Reference, ScenarioId, Target, Value, Workspace, link,
};

use super::scenario_book::book;

fn fixture(name: &str) -> String {
    let path = format!("{}/tests/fixtures/scenario/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap()
}

prop_compose! {
    fn workspace()(
        book in book(),
        scenario in proptest::option::of(0..6_usize),
        words in proptest::collection::vec(proptest::option::of("\\PC{0,6}"), 0..3),
        choices in proptest::collection::btree_map("[a-z.]{1,8}", "\\PC{0,6}", 0..4),
    ) -> Workspace {
        let scenario = scenario.and_then(|at| book.scenarios().get(at)).map(|found| found.id);
        let filter = if words.is_empty() {
            Filter::default()
        } else {
            Filter { clauses: vec![Clause::OneOf { header: "Zuständig".into(), words }] }
        };
        let mut workspace = Workspace::default();
        workspace.book = book;
        workspace.view.scenario = scenario;
        workspace.view.filter = filter;
        workspace.view.choices = choices;
        workspace
    }
}

/// JSON of any shape.
fn any_json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        (-1e9..1e9_f64).prop_map(Json::from),
        "\\PC{0,8}".prop_map(Json::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
            proptest::collection::btree_map("\\PC{0,5}", inner, 0..4)
                .prop_map(|map| Json::Object(map.into_iter().collect())),
        ]
    })
}

/// Every object of the format that may hold fields we do not know.
fn objects(document: &mut Json) -> Vec<&mut Map<String, Json>> {
    fn values(changes: &mut Json) -> Vec<&mut Map<String, Json>> {
        // A bare number has no place for other fields; it becomes the object that says the same.
        let mut found = Vec::new();
        for (key, value) in changes.as_object_mut().unwrap() {
            // Of a plan only campaigns are objects; the number of a cell is nothing else.
            if value.is_number() && !key.starts_with("plan.") {
                *value = json!({"value": value.clone(), "from": "user"});
            }
            found.extend(value.as_object_mut());
        }
        found
    }
    let root = document.as_object_mut().unwrap();
    let mut found = Vec::new();
    for (key, value) in root.iter_mut() {
        match key.as_str() {
            "base" => found.extend(values(value)),
            "scenarios" => {
                for scenario in value.as_array_mut().unwrap() {
                    found.extend(values(&mut scenario["changes"]));
                }
            }
            _ => {}
        }
    }
    found
}

proptest! {
    #[test]
    fn a_file_leads_back(workspace in workspace()) {
        let text = document::write(&workspace);
        prop_assert_eq!(document::read(&text), Ok(workspace));
    }

    #[test]
    fn a_link_leads_back_and_fits_a_fragment(workspace in workspace()) {
        let token = link::write(&workspace);
        let allowed = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        prop_assert!(token.chars().all(allowed));
        prop_assert_eq!(link::read(&token), Ok(workspace));
    }

    #[test]
    fn unknown_fields_pass_through(workspace in workspace(), json in any_json(), key in "x_[a-z]{1,6}") {
        let mut document: Json = serde_json::from_str(&document::write(&workspace)).unwrap();
        for fields in objects(&mut document) {
            fields.insert(key.clone(), json.clone());
        }
        for place in ["", "/base", "/view"] {
            let fields = document.pointer_mut(place).unwrap().as_object_mut().unwrap();
            fields.insert(key.clone(), json.clone());
        }
        for scenario in document["scenarios"].as_array_mut().unwrap() {
            scenario[&key] = json.clone();
            scenario["changes"][&key] = json.clone();
        }
        let read = document::read(&document.to_string()).unwrap();
        let written: Json = serde_json::from_str(&document::write(&read)).unwrap();
        prop_assert_eq!(&written, &document);
        // And through a link.
        prop_assert_eq!(link::read(&link::write(&read)), Ok(read));
    }

    #[test]
    fn a_mistyped_letter_is_noticed(workspace in workspace(), at in 2..10_000_usize, letter in "[A-Za-z0-9_-]") {
        let token = link::write(&workspace);
        let at = 2 + at % (token.len() - 2);
        let mut damaged = token.clone();
        damaged.replace_range(at..=at, &letter);
        prop_assume!(damaged != token);
        // A few bits of the stream mean nothing; then the link still says what it said.
        let read = link::read(&damaged);
        prop_assert!(read == Err(LinkError::Damaged) || read == Ok(workspace));
    }

    #[test]
    fn a_link_that_was_cut_is_noticed(workspace in workspace(), keep in 2..10_000_usize) {
        let token = link::write(&workspace);
        let keep = 2 + keep % (token.len() - 2);
        prop_assert_eq!(link::read(&token[..keep]), Err(LinkError::Damaged));
    }

    #[test]
    fn no_json_crashes_the_reader(json in any_json(), place in 0..6_usize) {
        let mut document: Json = serde_json::from_str(&fixture("version_2.json")).unwrap();
        let places = ["/base", "/scenarios", "/scenarios/0", "/scenarios/0/changes", "/view", "/version"];
        *document.pointer_mut(places[place]).unwrap() = json;
        let _ = document::read(&document.to_string());
    }
}

#[test]
fn version_1_is_read_as_a_file_and_as_a_link() {
    let workspace = document::read(&fixture("version_1.json")).unwrap();
    assert_eq!(link::read(fixture("version_1.link").trim()).as_ref(), Ok(&workspace));
    let book = &workspace.book;
    let base = |id| book.value(Target::Base, id);
    assert_eq!(base(ParameterId::Quota), Value::user(120_000.0));
    assert_eq!(base(ParameterId::CloseRate), Value::user(0.33));
    assert_eq!(base(ParameterId::ContactDecay), Value::user(0.018));
    let names: Vec<&str> = book.scenarios().iter().map(|scenario| scenario.name.as_str()).collect();
    assert_eq!(names, ["Jede zweite gewinnen", "Größere Aufträge", "Alles wie bisher"]);
    let larger = Target::Scenario(book.scenarios()[1].id);
    assert_eq!(book.value(larger, ParameterId::AvgDeal), Value::user(5_250.5));
    assert_eq!(book.value(larger, ParameterId::CloseRate), Value::user(0.33));
    assert_eq!(book.scenarios()[2].changes.values.len(), 0);
    // What version 1 held beside is still there in version 2.
    let written: Json = serde_json::from_str(&document::write(&workspace)).unwrap();
    assert_eq!(written["note"], "geschrieben von Version 1");
    assert_eq!(written["base"]["shoeSize"], 43);
    assert_eq!(written["version"], 2);
}

#[test]
fn version_2_stays_readable() {
    let text = fixture("version_2.json");
    let workspace = document::read(&text).unwrap();
    assert_eq!(link::read(fixture("version_2.link").trim()).as_ref(), Ok(&workspace));
    let written: Json = serde_json::from_str(&document::write(&workspace)).unwrap();
    let fixture: Json = serde_json::from_str(&text).unwrap();
    assert_eq!(written, fixture, "nothing is added, lost or changed");

    let book = &workspace.book;
    let rate = book.value(Target::Base, ParameterId::CloseRate);
    let figure = "deals.win_rate".to_owned();
    let (lower, upper) = (Some(0.300_083_8), Some(0.361_383_4));
    assert_eq!(rate.provenance, Provenance::Measured { n: 900, lower, upper, figure });
    let newest = Target::Scenario(ScenarioId(2));
    assert!(book.parameters(newest).is_on(ParameterId::NewestFirst));
    assert_eq!(
        book.value(newest, ParameterId::RecontactInterval).provenance,
        Provenance::Literature(Reference::SalesArticles)
    );
    assert_eq!(book.next_id(), ScenarioId(5));
    assert_eq!(workspace.view.scenario, Some(ScenarioId(4)));
    assert_eq!(workspace.view.choices["funnel.order"], "strict");
}

/// The capacity plan as it was kept before scenarios had one of their own: a text among the choices, for all of them.
#[test]
fn a_plan_among_the_choices_becomes_the_plan_of_the_base() {
    let workspace = document::read(&fixture("version_2_plan_choice.json")).unwrap();
    assert!(!workspace.view.choices.contains_key("capacity.plan"));
    assert_eq!(workspace.view.choices["funnel.order"], "strict");
    let book = &workspace.book;
    let plan = book.plan(Target::Base);
    assert_eq!(plan.region().code(), "DE-BY+catholic");
    assert_eq!(
        plan.own_region(2).map(trichterwerk::simulation::holiday::Region::code).as_deref(),
        Some("AT")
    );
    assert_eq!(plan.own_fte(1), Some(0.5));
    assert_eq!(plan.days(DayUse::Off), [Day::from_ymd(2026, 12, 24).unwrap()]);
    assert_eq!(plan.days(DayUse::Worked), [Day::from_ymd(2026, 1, 6).unwrap()]);
    let campaigns: Vec<_> =
        plan.campaigns().map(|(_, one)| (one.name.as_str(), one.size)).collect();
    let expected =
        [("Messe", CampaignSize::Sends(4_000.0, Some(0.03))), ("Brief", CampaignSize::Leads(40.0))];
    assert_eq!(campaigns, expected);
    assert_eq!(plan.cell(0, 24_316, Layer::Vacation), Some(10.0));
    // What no cell can hold stays out, as it did then.
    assert_eq!(plan.n_entries(PlanPart::Cells), 1);
    // Shared by all scenarios it was, and is.
    let scenario = Target::Scenario(book.scenarios()[0].id);
    assert_eq!(book.plan(scenario), plan);
    // And what is written now reads the same.
    let again = document::read(&document::write(&workspace)).unwrap();
    assert_eq!(again, workspace);
    assert_eq!(link::read(&link::write(&workspace)), Ok(workspace));
}

#[test]
fn an_entry_of_a_plan_that_is_none_names_the_place() {
    for (key, json) in [
        ("plan.region", json!("DE-XX")),
        ("plan.day.2026-05-01", json!("half")),
        ("plan.fte.1", json!(1.5)),
        ("plan.cell.0.2026-05.vacation", json!(32)),
        ("plan.cell.0.2026-05.deals", json!(3)),
        ("plan.campaign.1", json!({"name": "x", "month": "2026-05"})),
        ("plan.campaign.1", json!({"name": "x", "month": "2026-13", "leads": 3})),
        ("plan.campaign.1", json!(7)),
    ] {
        let mut document: Json = serde_json::from_str(&fixture("version_2.json")).unwrap();
        document["base"][key] = json;
        let error = document::read(&document.to_string()).unwrap_err().to_string();
        assert!(error.starts_with(&format!("base.{key}")), "{error}");
    }
    // A name that means nothing (yet) is kept, like every other.
    let mut document: Json = serde_json::from_str(&fixture("version_2.json")).unwrap();
    document["base"]["plan.tour.1"] = json!({"stops": 3});
    let written = document::write(&document::read(&document.to_string()).unwrap());
    assert_eq!(serde_json::from_str::<Json>(&written).unwrap(), document);
}

#[test]
fn a_newer_version_is_refused_by_its_number() {
    let newer = fixture("version_2.json").replace("\"version\": 2", "\"version\": 3");
    assert_eq!(document::read(&newer), Err(DocumentError::Newer { found: 3 }));
    assert_eq!(link::read("17.AAAA"), Err(LinkError::Newer { found: 17 }));
}

#[test]
fn what_is_no_link_is_told_from_a_damaged_one() {
    for text in ["", "abc", ".abc", "0.abc", "+2.abc", "two.abc", "99999999999999999999.abc"] {
        assert_eq!(link::read(text), Err(LinkError::NoVersion), "{text}");
    }
    for text in ["2.", "2.A", "2.????", "2.AAAA", "2.2.AAAA"] {
        assert_eq!(link::read(text), Err(LinkError::Damaged), "{text}");
    }
    assert_eq!(link::read(&format!("2.{}", "A".repeat(70_000))), Err(LinkError::TooLong));
}

#[test]
fn a_link_that_unpacks_without_end_is_refused() {
    let mut workspace = Workspace::default();
    workspace.view.choices.insert("x".into(), "0".repeat(2 << 20));
    let token = link::write(&workspace);
    assert!(token.len() < link::MAX_CHARS);
    assert_eq!(link::read(&token), Err(LinkError::TooLong));
}

#[test]
fn errors_name_the_place() {
    let read = |edit: &dyn Fn(&mut Json)| {
        let mut document: Json = serde_json::from_str(&fixture("version_2.json")).unwrap();
        edit(&mut document);
        document::read(&document.to_string()).unwrap_err().to_string()
    };
    for (edit, message) in [
        (
            (&|d: &mut Json| d["base"]["quota.close_rate"] = json!(1.5)) as &dyn Fn(&mut Json),
            "base.quota.close_rate: 1.5 is not within 0..=1",
        ),
        (&|d| d["scenarios"][1]["name"] = json!("  "), "scenarios.1.name: the name is empty"),
        (&|d| d["scenarios"][0]["changes"] = json!([]), "scenarios.0.changes is not an object"),
        (
            &|d| d["base"]["decay.monthly"]["from"] = json!("guessed"),
            "base.decay.monthly.from is not a provenance",
        ),
        (
            &|d| {
                d["base"]["decay.monthly"].as_object_mut().unwrap().remove("n");
            },
            "base.decay.monthly.n is missing",
        ),
        (&|d| d["view"]["filter"] = json!(7), "view.filter is not a filter"),
        (&|d| d["format"] = json!("other"), "not a file of scenarios"),
    ] {
        assert_eq!(read(edit), message);
    }
    assert_eq!(document::read("{\n  oops"), Err(DocumentError::NotJson { line: 2, column: 3 }));
    assert_eq!(document::read("[]"), Err(DocumentError::NotOurs));
    assert_eq!(Expected::List.to_string(), "a list");
}

#[test]
fn doubled_identities_are_given_anew() {
    let mut document: Json = serde_json::from_str(&fixture("version_2.json")).unwrap();
    document["scenarios"][1]["id"] = json!(4);
    let book = document::read(&document.to_string()).unwrap().book;
    let ids: Vec<u32> = book.scenarios().iter().map(|scenario| scenario.id.0).collect();
    assert_eq!(ids, [4, 1]);
}

/// A workshop's book as a link: what a mail has to carry.
#[test]
fn a_link_of_a_workshop_fits_into_a_mail() {
    let token = fixture("version_2.link");
    let ours = link::write(&link::read(token.trim()).unwrap());
    assert!(ours.len() < 1_000, "{}", ours.len());
}
