//! The order of the stages: from whatever the files show of it.
//!
//! For each pair of stages the first of these that says anything decides which comes first:
//!
//! 1. numbers in the names (`1. Neu`, `02 Angebot`);
//! 2. observed steps: in how many deals the one was entered before the other, from date columns, histories or
//!    event logs, where the one way outnumbers the other;
//! 3. the CRM's usual probability per stage;
//! 4. the stage lists of known systems and the usual words for stages;
//! 5. the order of the date columns in the file.
//!
//! The stages are then laid out one after another, always one that no remaining stage must precede (Kahn 1962,
//! *Topological sorting of large networks*); of several the one first met in the file. Where the evidence runs in
//! a circle, the stage that precedes most of the others comes next. The result depends on nothing but the input.
//! A stage of which no pair says anything is left out, unless that is so for most: then all stand in the order of
//! first appearance, and the user is told.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::fold::{key, words};

/// What is known of a stage.
#[derive(Clone, Debug, PartialEq)]
pub struct StageFacts {
    /// The stage as the file writes it.
    pub name: String,
    /// The probability that most of its deals have.
    pub usual_probability: Option<f64>,
    /// Position of its date column in the file.
    pub date_column: Option<usize>,
}

/// What decided the place of a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderSource {
    /// The user.
    User,
    /// Numbers in the names.
    NumberedNames,
    /// In which order deals entered the stages.
    ObservedSteps,
    /// The CRM's probability per stage.
    Probability,
    /// The stage lists of known systems.
    KnownList,
    /// The order of the date columns.
    DateColumns,
    /// The order in which the file first names them: no evidence at all.
    FirstAppearance,
}

/// Stages in order, and those no place was found for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StageOrder {
    /// Indices of the stages in funnel order, each with what decided its place.
    pub placed: Vec<(usize, OrderSource)>,
    /// Indices of the stages left out, in the order given.
    pub unplaced: Vec<usize>,
}

/// In how many deals one stage was entered before another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Precedence {
    n: usize,
    counts: Vec<u64>,
}

impl Precedence {
    /// No observation of `n` stages.
    #[must_use]
    pub fn new(n: usize) -> Self {
        Self { n, counts: vec![0; n * n] }
    }

    /// Counts deals that entered `earlier` before `later`.
    pub fn observe(&mut self, earlier: usize, later: usize, n_deals: u64) {
        if earlier < self.n
            && later < self.n
            && let Some(count) = self.counts.get_mut(earlier * self.n + later)
        {
            *count += n_deals;
        }
    }

    /// Deals that entered `earlier` before `later`.
    #[must_use]
    pub fn count(&self, earlier: usize, later: usize) -> u64 {
        if earlier >= self.n || later >= self.n {
            return 0;
        }
        self.counts.get(earlier * self.n + later).copied().unwrap_or(0)
    }
}

/// Lays the stages out.
#[must_use]
pub fn order(stages: &[StageFacts], observed: &Precedence) -> StageOrder {
    let n = stages.len();
    let evidence = pairs(stages, observed);
    let says = |a: usize, b: usize| evidence.get(a * n + b).copied().flatten();
    let source_of = |stage: usize| {
        (0..n).filter_map(|other| says(stage, other).or_else(|| says(other, stage))).min()
    };
    let known: Vec<usize> = (0..n).filter(|&stage| source_of(stage).is_some()).collect();
    if n > 1 && known.len() * 2 < n {
        return StageOrder {
            placed: (0..n).map(|stage| (stage, OrderSource::FirstAppearance)).collect(),
            unplaced: Vec::new(),
        };
    }
    if n == 1 {
        return StageOrder {
            placed: vec![(0, OrderSource::FirstAppearance)],
            unplaced: Vec::new(),
        };
    }
    let mut remaining = known;
    let mut placed = Vec::with_capacity(remaining.len());
    while !remaining.is_empty() {
        let n_before =
            |stage: usize| remaining.iter().filter(|&&other| says(other, stage).is_some()).count();
        let n_after =
            |stage: usize| remaining.iter().filter(|&&other| says(stage, other).is_some()).count();
        // Free stages first; in a circle the one with the largest surplus of stages behind it.
        let next = remaining
            .iter()
            .enumerate()
            .min_by_key(|&(at, &stage)| {
                let before = n_before(stage);
                let surplus = before as i64 - n_after(stage) as i64;
                (before > 0, if before > 0 { surplus } else { 0 }, at)
            })
            .map(|(at, _)| at);
        let Some(at) = next else { break };
        let stage = remaining.remove(at);
        placed.push((stage, source_of(stage).unwrap_or(OrderSource::FirstAppearance)));
    }
    let unplaced =
        (0..n).filter(|stage| placed.iter().all(|(placed, _)| placed != stage)).collect();
    StageOrder { placed, unplaced }
}

/// For each pair (row before column) what says that the row comes first.
fn pairs(stages: &[StageFacts], observed: &Precedence) -> Vec<Option<OrderSource>> {
    let n = stages.len();
    let numbers: Vec<Option<u64>> = stages.iter().map(|stage| number_in(&stage.name)).collect();
    let is_numbered = numbers.iter().flatten().count() * 2 > n;
    let ranks: Vec<Option<u16>> = stages.iter().map(|stage| rank(&stage.name)).collect();
    let mut evidence = vec![None; n * n];
    for (a, first) in stages.iter().enumerate() {
        for (b, second) in stages.iter().enumerate().filter(|&(b, _)| b != a) {
            let less = |x: Option<f64>, y: Option<f64>| match (x, y) {
                (Some(x), Some(y)) if (x - y).abs() > 1e-9 => Some(x < y),
                _ => None,
            };
            let as_number = |list: &[Option<u64>], at: usize| {
                list.get(at).copied().flatten().map(|number| number as f64)
            };
            let rank_of = |at: usize| ranks.get(at).copied().flatten().map(f64::from);
            let position = |stage: &StageFacts| stage.date_column.map(|at| at as f64);
            let (there, back) = (observed.count(a, b), observed.count(b, a));
            let verdict = [
                (
                    OrderSource::NumberedNames,
                    if is_numbered {
                        less(as_number(&numbers, a), as_number(&numbers, b))
                    } else {
                        None
                    },
                ),
                (OrderSource::ObservedSteps, (there != back).then_some(there > back)),
                (OrderSource::Probability, less(first.usual_probability, second.usual_probability)),
                (OrderSource::KnownList, less(rank_of(a), rank_of(b))),
                (OrderSource::DateColumns, less(position(first), position(second))),
            ]
            .into_iter()
            .find_map(|(source, verdict)| verdict.map(|is_first| (source, is_first)));
            if let (Some((source, true)), Some(cell)) = (verdict, evidence.get_mut(a * n + b)) {
                *cell = Some(source);
            }
        }
    }
    evidence
}

/// The number a name starts with (`1. Neu`, `02 Angebot`), or its only number (`Phase 3`).
fn number_in(name: &str) -> Option<u64> {
    let words = words(name);
    let mut numbers = words.iter().filter_map(|word| word.parse().ok());
    let first = numbers.next()?;
    let leads = words.first().is_some_and(|word| word.parse::<u64>().is_ok());
    (leads || numbers.next().is_none()).then_some(first)
}

/// Usual names of stages with their usual place. Sources: the default pipelines of HubSpot, Pipedrive, Salesforce,
/// Zoho, EspoCRM, vtiger and Krayin (`headers.json`), the lead statuses of EspoCRM and SuiteCRM.
const RANKS: &[(u16, &str)] = &[
    (
        0,
        "neu new offen open neuerlead newlead eingang anfrage neueanfrage inquiry enquiry inbound eingegangen idee",
    ),
    (5, "lead leads prospecting vorschau akquise ansprache identified subscriber"),
    (8, "assigned zugewiesen"),
    (
        10,
        "contacted kontaktiert kontakt kontaktaufnahme erstkontakt angesprochen attemptedtocontact connected erreicht contact firstcontact",
    ),
    (12, "followup nachverfolgung inprocess inarbeit inbearbeitung workinprogress"),
    (14, "recycled wiedereroeffnet"),
    (15, "prospect aussicht mql marketingqualifiedlead interessent interest interesse"),
    (18, "appointmentscheduled terminvereinbart termingeplant"),
    (
        20,
        "qualified qualifiziert qualification qualifikation qualifizierung sql salesqualifiedlead qualifiedtobuy opportunity",
    ),
    (22, "contactmade kontakthergestellt"),
    (
        25,
        "discovery bedarfsermittlung bedarfsanalyse bedarfserhebung needsanalysis bedarf analyse erstgespraech meeting besuch termin gespraech engaging",
    ),
    (30, "valueproposition richtangebot wertanalyse"),
    (35, "iddecisionmakers identifydecisionmakers entscheideridentifizieren entscheiderident"),
    (40, "perceptionanalysis analysesichtweise sichtweisenanalyse"),
    (
        45,
        "demo presentation praesentation vorfuehrung presentationscheduled demoscheduled demogeplant vorstellung pilot teststellung trial evaluation konzept solution loesung poc pitch",
    ),
    (
        60,
        "proposal quote angebot offerte preisangebot proposalpricequote proposalorpricequote proposalmade angeboterstellt angebotsphase quotation kostenvoranschlag offer",
    ),
    (65, "decisionmakerboughtin entscheidung decision"),
    (
        70,
        "negotiation negotiations verhandlung negotiationreview negotiationorreview verhandlungueberarbeitung nachfassen negotiationsstarted review",
    ),
    (
        80,
        "contractsent contract vertrag vertragversendet verbal muendlichezusage zusage commit closing abschluss abschlussphase",
    ),
];

/// Stems that place a name of several words: `Angebot versendet`, `Qualifying call`.
const STEMS: &[(&str, u16)] = &[
    ("vertrag", 80),
    ("contract", 80),
    ("verhandl", 70),
    ("negotiat", 70),
    ("angebot", 60),
    ("proposal", 60),
    ("quot", 60),
    ("demo", 45),
    ("praesent", 45),
    ("presentation", 45),
    ("bedarf", 25),
    ("discover", 25),
    ("gespraech", 25),
    ("meeting", 25),
    ("besuch", 25),
    ("termin", 24),
    ("qualifi", 20),
    ("kontakt", 10),
    ("contact", 10),
    ("anfrage", 0),
    ("neu", 0),
    ("new", 0),
];

static BY_KEY: LazyLock<BTreeMap<&'static str, u16>> = LazyLock::new(|| {
    RANKS.iter().flat_map(|(rank, list)| list.split(' ').map(|known| (known, *rank))).collect()
});

/// The usual place of a stage, where its name is usual.
#[must_use]
pub fn rank(name: &str) -> Option<u16> {
    BY_KEY.get(key(name).as_str()).copied().or_else(|| {
        let words = words(name);
        STEMS
            .iter()
            .find(|(stem, _)| words.len() <= 5 && words.iter().any(|word| word.starts_with(stem)))
            .map(|(_, rank)| *rank)
    })
}

/// Whether the name is a usual name of a stage.
#[must_use]
pub fn is_known(name: &str) -> bool {
    rank(name).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(names: &[&str]) -> Vec<StageFacts> {
        names
            .iter()
            .map(|name| StageFacts {
                name: (*name).to_owned(),
                usual_probability: None,
                date_column: None,
            })
            .collect()
    }

    fn names(stages: &[StageFacts], observed: &Precedence) -> Vec<String> {
        let order = order(stages, observed);
        order.placed.iter().map(|(at, _)| stages[*at].name.clone()).collect()
    }

    #[test]
    fn known_lists_are_in_their_vendors_order() {
        for list in [
            vec![
                "appointmentscheduled",
                "qualifiedtobuy",
                "presentationscheduled",
                "decisionmakerboughtin",
                "contractsent",
            ],
            vec![
                "Qualified",
                "Contact Made",
                "Demo Scheduled",
                "Proposal Made",
                "Negotiations Started",
            ],
            vec![
                "Prospecting",
                "Qualification",
                "Needs Analysis",
                "Value Proposition",
                "Id. Decision Makers",
                "Perception Analysis",
                "Proposal/Price Quote",
                "Negotiation/Review",
            ],
            vec![
                "Vorschau",
                "Qualifikation",
                "Bedarfsanalyse",
                "Wertanalyse",
                "Entscheider identifizieren",
                "Sichtweisenanalyse",
                "Angebot",
                "Verhandlung",
            ],
            vec!["Neu", "Nachverfolgung", "Aussicht", "Verhandlung"],
            vec!["Neu", "Kontaktiert", "Qualifiziert", "Angebot"],
        ] {
            let mut shuffled = list.clone();
            shuffled.reverse();
            assert_eq!(names(&facts(&shuffled), &Precedence::default()), list);
        }
    }

    #[test]
    fn what_deals_did_outweighs_what_lists_say() {
        let stages = facts(&["Qualified", "Discovery", "Demo"]);
        let mut observed = Precedence::new(3);
        for (earlier, later) in [(1, 0), (1, 0), (0, 1), (0, 2), (1, 2)] {
            observed.observe(earlier, later, 1);
        }
        assert_eq!(names(&stages, &observed), ["Discovery", "Qualified", "Demo"]);
    }

    #[test]
    fn numbers_in_names_outweigh_everything() {
        let mut stages = facts(&["3 Neu", "1 Angebot", "2 Kontakt"]);
        for (stage, probability) in stages.iter_mut().zip([0.1, 0.9, 0.5]) {
            stage.usual_probability = Some(probability);
        }
        assert_eq!(names(&stages, &Precedence::default()), ["1 Angebot", "2 Kontakt", "3 Neu"]);
    }

    #[test]
    fn a_circle_is_cut_and_every_stage_still_placed_once() {
        let stages = facts(&["a", "b", "c", "d"]);
        let mut observed = Precedence::new(4);
        for (earlier, later) in [(0, 1), (1, 2), (2, 0), (0, 3), (1, 3), (2, 3)] {
            observed.observe(earlier, later, 1);
        }
        let once = order(&stages, &observed);
        assert_eq!(once, order(&stages, &observed));
        assert_eq!(names(&stages, &observed), ["a", "b", "c", "d"]);
    }

    #[test]
    fn a_stage_nobody_knows_is_left_out_and_not_guessed() {
        let stages = facts(&["Xylophon", "Angebot", "Neu", "Kontaktiert"]);
        let order = order(&stages, &Precedence::default());
        assert_eq!(order.placed.iter().map(|(at, _)| *at).collect::<Vec<_>>(), [2, 3, 1]);
        assert_eq!(order.unplaced, [0]);
    }

    #[test]
    fn without_any_evidence_the_file_gives_the_order_and_says_so() {
        let stages = facts(&["Rot", "Gelb", "Grün"]);
        let order = order(&stages, &Precedence::default());
        assert!(order.placed.iter().all(|(_, source)| *source == OrderSource::FirstAppearance));
        assert_eq!(names(&stages, &Precedence::default()), ["Rot", "Gelb", "Grün"]);
    }
}
