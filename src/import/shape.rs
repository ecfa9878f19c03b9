//! What a file is: deals with or without stage dates, changes of stage, an event log, counts per stage, contacts,
//! activities, a mailing; each with the columns that say so (SPEC I6).

use super::fold::{key, words};
use super::header::{Candidate, Family, known};
use super::outcome;
use super::plan::{FileShape, Hints, ShapeEvidence};
use super::sample::SampleColumn;
use super::stage_order;
use super::vendor::{Vendor, datev_format, entity_family};
use crate::model::{MailResult, Meaning};

/// The kind of a file, as far as the choice between meanings needs it: by the vendor's own objects, by words for
/// records in the headers, and by meanings that only one kind of file has.
#[must_use]
pub fn family(
    headers: &[String],
    candidates: &[Vec<Candidate>],
    samples: &[SampleColumn<'_>],
    vendor: Option<Vendor>,
    entity: Option<&str>,
) -> Family {
    if let Some(family) = entity.and_then(entity_family) {
        return family;
    }
    let families =
        [Family::Deals, Family::Contacts, Family::Activities, Family::Mailings, Family::History];
    let score = |family: Family| -> f64 {
        let mut score = 0.0;
        for ((header, candidates), sample) in headers.iter().zip(candidates).zip(samples) {
            let own = candidates.iter().filter(|c| c.family.is_none_or(|home| home == family));
            score += own.map(|c| weight(family, &c.meaning, sample)).fold(0.0, f64::max);
            if known(&key(header))
                .iter()
                .any(|known| Some(known.vendor) == vendor && known.family == family)
            {
                score += 1.0;
            }
            if family == Family::Deals {
                let named = |word: &String| {
                    matches!(
                        word.as_str(),
                        "deal" | "deals" | "opportunity" | "lead" | "leads" | "verkaufschance"
                    )
                };
                score += if words(header).iter().any(named) { 0.75 } else { 0.0 };
            }
        }
        score
    };
    let scores = families.map(|family| (family, score(family)));
    // Of equals the first: deals ask most of a file, so they are named first.
    scores
        .into_iter()
        .reduce(|best, next| if next.1 > best.1 { next } else { best })
        .map_or(Family::Deals, |s| s.0)
}

/// How much a column of a meaning speaks for a kind of file.
fn weight(family: Family, meaning: &Meaning, sample: &SampleColumn<'_>) -> f64 {
    use Meaning as M;
    match family {
        Family::Deals => match meaning {
            M::Stage if sample.n_distinct() <= 40 => 3.0,
            M::StageEntered(_) => 2.0,
            M::Amount
            | M::Closed
            | M::ExpectedClose
            | M::Probability
            | M::LostReason
            | M::Pipeline
            | M::WonAt
            | M::LostAt
            | M::IsWon
            | M::IsClosed
            | M::StageChanged
            | M::NextStep => 1.0,
            M::DealType | M::Product | M::Title | M::Status => 0.5,
            _ => 0.0,
        },
        Family::Contacts => match meaning {
            M::FirstName
            | M::LastName
            | M::Salutation
            | M::Job
            | M::Phone
            | M::Mobile
            | M::Street
            | M::Zip
            | M::City
            | M::Email
            | M::Invalid
            | M::VerifiedAt => 1.0,
            M::Contact | M::Company | M::BouncedAt | M::UnsubscribedAt | M::Industry => 0.5,
            _ => 0.0,
        },
        Family::Activities => match meaning {
            M::Direction | M::DurationMinutes | M::Event => 2.0,
            M::Subject | M::At => 1.0,
            M::DealId | M::ContactId => 0.75,
            _ => 0.0,
        },
        Family::Mailings => match meaning {
            // Any list has a `Status`; only its words make it the result of a mailing.
            M::MailResult if !says_mail_result(sample) => 0.5,
            M::MailResult | M::MailedAt => 2.5,
            M::BouncedAt | M::Campaign => 1.5,
            M::UnsubscribedAt | M::Email => 1.0,
            _ => 0.0,
        },
        Family::History => match meaning {
            M::FromStage | M::ToStage => 4.0,
            M::DealId => 0.5,
            _ => 0.0,
        },
    }
}

/// Whether most of the words tell what became of a mail, or there are none yet.
fn says_mail_result(sample: &SampleColumn<'_>) -> bool {
    let says = |(word, n): &(&str, usize)| outcome::mail_result(word).map_or(0, |_| *n);
    2 * sample.distinct.iter().map(says).sum::<usize>() >= sample.n()
}

/// A column as the decision on the shape sees it.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// The header.
    pub header: &'a str,
    /// What the column means.
    pub meaning: &'a Meaning,
    /// Its cells in the sample.
    pub sample: &'a SampleColumn<'a>,
}

/// The shape of a file and what tells it.
#[must_use]
pub fn decide(
    columns: &[Seen<'_>],
    family: Family,
    vendor: Option<Vendor>,
    hints: &Hints<'_>,
) -> (FileShape, Vec<ShapeEvidence>) {
    if let Some(shape) = hints.mapping.and_then(|mapping| mapping.shape) {
        return (shape, vec![ShapeEvidence::UserChoice]);
    }
    if let Some(name) = datev_format(hints.meta_lines) {
        return if name == "Debitoren/Kreditoren" {
            (FileShape::Contacts, vec![ShapeEvidence::VendorFormat { vendor: Vendor::Datev }])
        } else {
            (
                FileShape::Unrecognised,
                vec![ShapeEvidence::ForeignFormat { vendor: Vendor::Datev, name }],
            )
        };
    }
    let find = |meaning: Meaning| columns.iter().find(|column| *column.meaning == meaning);
    if let (Some(from), Some(to)) = (find(Meaning::FromStage), find(Meaning::ToStage)) {
        let evidence =
            ShapeEvidence::ChangeColumns { from: from.header.to_owned(), to: to.header.to_owned() };
        return (FileShape::History, vec![evidence]);
    }
    if let Some(evidence) = aggregate(columns) {
        return (FileShape::Aggregate, vec![evidence]);
    }
    if let Some(evidence) = event_log(columns) {
        return (FileShape::EventLog, vec![evidence]);
    }
    match family {
        Family::Deals | Family::History => deals(columns),
        Family::Contacts => by_columns(
            columns,
            vendor,
            FileShape::Contacts,
            |meaning| {
                matches!(
                    meaning,
                    Meaning::FirstName
                        | Meaning::LastName
                        | Meaning::Contact
                        | Meaning::Email
                        | Meaning::Phone
                        | Meaning::Mobile
                        | Meaning::Job
                        | Meaning::Company
                )
            },
            |headers| ShapeEvidence::ContactColumns { headers },
        ),
        // A lone column of words, or of subjects, says nothing of what was done when or to whom.
        Family::Activities if !columns.iter().any(|column| anchors_activity(column.meaning)) => {
            (FileShape::Unrecognised, vec![ShapeEvidence::NothingKnown])
        }
        Family::Activities => by_columns(
            columns,
            vendor,
            FileShape::Activities,
            |meaning| {
                matches!(
                    meaning,
                    Meaning::Event
                        | Meaning::Direction
                        | Meaning::DurationMinutes
                        | Meaning::Subject
                        | Meaning::At
                )
            },
            |headers| ShapeEvidence::ActivityColumns { headers },
        ),
        Family::Mailings => by_columns(
            columns,
            vendor,
            FileShape::Mailings,
            |meaning| {
                matches!(
                    meaning,
                    Meaning::MailResult
                        | Meaning::MailedAt
                        | Meaning::BouncedAt
                        | Meaning::Campaign
                        | Meaning::Email
                        | Meaning::UnsubscribedAt
                )
            },
            |headers| ShapeEvidence::MailingColumns { headers },
        ),
    }
}

/// Whether a column ties activities to a time, a record or a kind.
const fn anchors_activity(meaning: &Meaning) -> bool {
    matches!(
        meaning,
        Meaning::At
            | Meaning::Event
            | Meaning::Direction
            | Meaning::DurationMinutes
            | Meaning::DealId
            | Meaning::ContactId
            | Meaning::Email
    )
}

fn deals(columns: &[Seen<'_>]) -> (FileShape, Vec<ShapeEvidence>) {
    let find = |meaning: Meaning| columns.iter().find(|column| *column.meaning == meaning);
    let mut evidence = Vec::new();
    let dated: Vec<String> = columns
        .iter()
        .filter(|column| matches!(column.meaning, Meaning::StageEntered(_)))
        .map(|column| column.header.to_owned())
        .collect();
    let has_dates = !dated.is_empty();
    if has_dates {
        evidence.push(ShapeEvidence::StageDateColumns { headers: dated });
    }
    let stage = find(Meaning::Stage);
    if let Some(stage) = stage {
        evidence.push(ShapeEvidence::StageColumn { header: stage.header.to_owned() });
    } else if let Some(status) = find(Meaning::Status) {
        evidence.push(ShapeEvidence::StatusColumn { header: status.header.to_owned() });
    }
    let says_outcome =
        [Meaning::IsWon, Meaning::WonAt, Meaning::Amount].into_iter().any(|m| find(m).is_some());
    if has_dates {
        (FileShape::StageDates, evidence)
    } else if !evidence.is_empty() {
        (FileShape::Snapshot, evidence)
    } else if says_outcome {
        (FileShape::Snapshot, vec![ShapeEvidence::NothingKnown])
    } else {
        (FileShape::Unrecognised, vec![ShapeEvidence::NothingKnown])
    }
}

fn by_columns(
    columns: &[Seen<'_>],
    vendor: Option<Vendor>,
    shape: FileShape,
    tells: impl Fn(&Meaning) -> bool,
    evidence: impl Fn(Vec<String>) -> ShapeEvidence,
) -> (FileShape, Vec<ShapeEvidence>) {
    let telling = columns.iter().filter(|column| tells(column.meaning));
    let headers: Vec<String> = telling.map(|column| column.header.to_owned()).collect();
    if headers.is_empty() {
        return (FileShape::Unrecognised, vec![ShapeEvidence::NothingKnown]);
    }
    let mut all = vec![evidence(headers)];
    all.extend(vendor.map(|vendor| ShapeEvidence::VendorFormat { vendor }));
    (shape, all)
}

/// A stage or status, each word once, and a count; no key and no dates.
fn aggregate(columns: &[Seen<'_>]) -> Option<ShapeEvidence> {
    let find = |meaning: &Meaning| columns.iter().find(|column| column.meaning == meaning);
    let stage = find(&Meaning::Stage).or_else(|| find(&Meaning::Status))?;
    let count = find(&Meaning::Count)?;
    let is_plain = columns.iter().all(|column| {
        !matches!(
            column.meaning,
            Meaning::Id | Meaning::DealId | Meaning::Created | Meaning::Closed
        )
    });
    let each_once = stage.sample.n() > 1 && stage.sample.n_distinct() == stage.sample.n();
    (is_plain && each_once && columns.len() <= 6).then(|| ShapeEvidence::StageAndCount {
        stage: stage.header.to_owned(),
        count: count.header.to_owned(),
    })
}

/// A case with several rows, each with a stage and a time. Calls and meetings of a case are activities, not steps.
fn event_log(columns: &[Seen<'_>]) -> Option<ShapeEvidence> {
    let find = |meanings: &[Meaning]| {
        meanings.iter().find_map(|meaning| columns.iter().find(|column| column.meaning == meaning))
    };
    let case = find(&[Meaning::DealId, Meaning::Id])?;
    let activity = find(&[Meaning::Event, Meaning::Stage, Meaning::Status])?;
    let time = find(&[Meaning::At, Meaning::StageChanged, Meaning::Updated, Meaning::Created])?;
    let (n, n_cases) = (case.sample.n(), case.sample.n_distinct().max(1));
    let repeats = n * 2 >= n_cases * 3;
    let n_cells = activity.sample.n().max(1);
    let is_step = |cell: &&&str| outcome::of_word(cell).is_some() || stage_order::is_known(cell);
    let n_steps = activity.sample.cells.iter().filter(is_step).count();
    let n_contacts = activity.sample.cells.iter().filter(|cell| is_activity(cell)).count();
    let is_log = *activity.meaning != Meaning::Event
        || (n_contacts * 2 < n_cells && n_steps * 10 >= n_cells);
    let few = activity.sample.n_distinct() <= 60;
    (repeats && is_log && few).then(|| ShapeEvidence::CaseActivityTime {
        case: case.header.to_owned(),
        activity: activity.header.to_owned(),
        time: time.header.to_owned(),
        rows_per_case: n / n_cases,
    })
}

/// Whether a word names a way of contact rather than a step of a pipeline.
#[must_use]
pub fn is_activity(word: &str) -> bool {
    const CONTACTS: [&str; 26] = [
        "call",
        "anruf",
        "telefonat",
        "telefon",
        "phone",
        "email",
        "mail",
        "brief",
        "letter",
        "meeting",
        "besuch",
        "visit",
        "termin",
        "note",
        "notiz",
        "task",
        "aufgabe",
        "sms",
        "chat",
        "whatsapp",
        "linkedin",
        "lunch",
        "besprechung",
        "besichtigung",
        "webinar",
        "messe",
    ];
    words(word).windows(1).any(|word| word.iter().any(|word| CONTACTS.contains(&word.as_str())))
        || key(word) == "email"
}

/// What the name of a Mailchimp file says of its addresses: `cleaned_members_export_….csv`.
#[must_use]
pub fn mail_result_of_name(file_name: &str) -> Option<(MailResult, &'static str)> {
    let folded = super::fold::fold(file_name);
    let name = folded.rsplit(['/', '\\']).next().unwrap_or_default();
    [
        ("unsubscribed", MailResult::Unsubscribed),
        ("subscribed", MailResult::Delivered),
        ("cleaned", MailResult::HardBounce),
        ("nonsubscribed", MailResult::Delivered),
    ]
    .into_iter()
    .find(|(start, _)| name.starts_with(start))
    .map(|(start, result)| (result, start))
}
