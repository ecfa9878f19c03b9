//! The plan of a file: what its columns mean and how their cells are read. The contract between the engine, which
//! carries a plan out over all bytes, and [`super::profile`], which makes it from a sample.
//!
//! 1. The engine reads a sample and calls [`super::profile::propose`].
//! 2. It makes one pass over the file with the plan and keeps a [`ColumnEvidence`] per column. A blank cell is
//!    missing. In a column of dates or numbers the cell is read; what cannot be read is missing where
//!    [`ColumnPlan::missing`] names it and has failed otherwise (where [`MissingWords::precede_reading`], the
//!    words are asked first). In a column of text the words are asked per cell. In a dictionary column every
//!    word is kept as written, blanks included: `assemble` merges its variants and takes out the
//!    missing words, word by word, and says how many.
//! 3. It calls [`super::profile::revise`]; a new plan means one more pass.
//! 4. The result is a [`FileImport`]; `assemble` joins all of them into a dataset.
//!
//! A plan is data: it is shown to the user, changed by a [`Mapping`](super::mapping::Mapping) and sent to the page.

use serde::{Deserialize, Serialize};

use super::literal::currency::CurrencyTally;
use super::literal::date::{self, DateFormat, DateOrder};
use super::literal::missing::MissingWords;
use super::literal::number::{self, Decimal, NumberFormat};
use super::vendor::Vendor;
use crate::model::{Day, MailResult, Meaning, RecordKind, Shape, Table};

/// How the cells of a column are read and stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    /// Dates, by [`date::parse`].
    Date(DateFormat),
    /// Amounts, by [`number::parse_cents`].
    Money(NumberFormat),
    /// Numbers, by [`number::parse_f64`].
    Number(NumberFormat),
    /// Text with repetitions.
    Dict,
    /// Text that hardly repeats.
    Text,
    /// Not stored.
    Skip,
}

/// One column of a plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColumnPlan {
    /// The header as given by the engine (unique within the file).
    pub header: String,
    /// What the column means.
    pub meaning: Meaning,
    /// How its cells are read.
    pub kind: ColumnKind,
    /// How sure the meaning is, 0..=1; from [`CONFIDENT`] on nobody is asked.
    pub confidence: f64,
    /// What speaks for meaning and kind, strongest first.
    pub evidence: Vec<Evidence>,
    /// Set where the cells can be read in two ways and nothing in the column decides.
    pub ambiguity: Option<Ambiguity>,
    /// Words that count as missing.
    pub missing: MissingWords,
    /// Words of the sample that may stand for nothing but are not taken so until the user says it (`999`).
    pub missing_offered: Vec<String>,
    /// The first three cells of the sample that are not blank.
    pub samples: Vec<String>,
    /// Where the column is ambiguous, the first cell of the sample that says something else in the other reading.
    #[serde(default)]
    pub telling: Option<String>,
}

/// From this confidence on a column is used without a question.
pub const CONFIDENT: f64 = 0.6;

/// The plan of a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Name of the file.
    pub file_name: String,
    /// What one row is, once changes of stage are folded into deals.
    pub kind: RecordKind,
    /// How the file lays its records out.
    pub shape: FileShape,
    /// What tells the shape.
    pub shape_evidence: Vec<ShapeEvidence>,
    /// Whose export it is, where it is known.
    pub vendor: Option<Vendor>,
    /// The columns in the order of the file.
    pub columns: Vec<ColumnPlan>,
    /// Key under which a mapping for these headers is remembered.
    pub fingerprint: Fingerprint,
    /// What the file's name says every address of it has become (Mailchimp's `cleaned_`…).
    pub mail_result: Option<MailResult>,
}

impl Plan {
    /// The first column of a meaning.
    #[must_use]
    pub fn position(&self, meaning: &Meaning) -> Option<usize> {
        self.columns.iter().position(|column| column.meaning == *meaning)
    }

    /// Whether any column has this meaning.
    #[must_use]
    pub fn has(&self, meaning: &Meaning) -> bool {
        self.position(meaning).is_some()
    }

    /// Columns nobody could be sure about: an ambiguous reading, or a low confidence in a meaning that counts.
    pub fn questions(&self) -> impl Iterator<Item = &ColumnPlan> {
        self.columns.iter().filter(|column| {
            column.ambiguity.is_some()
                || (column.confidence < CONFIDENT && column.meaning != Meaning::Other)
        })
    }
}

/// How a file lays its records out (SPEC I6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileShape {
    /// One row per deal with its current stage.
    Snapshot,
    /// One row per deal with a date column per stage.
    StageDates,
    /// One row per change of stage.
    History,
    /// Case, activity, timestamp.
    EventLog,
    /// One row per stage with a count.
    Aggregate,
    /// One row per contact.
    Contacts,
    /// One row per activity.
    Activities,
    /// One row per address of a mailing.
    Mailings,
    /// None of these: kept as a table, used by no analysis, and said so.
    Unrecognised,
}

impl FileShape {
    /// The traces of the pipeline, where the file holds deals.
    #[must_use]
    pub const fn deals(self) -> Option<Shape> {
        match self {
            Self::Snapshot => Some(Shape::Snapshot),
            Self::StageDates => Some(Shape::StageDates),
            Self::History => Some(Shape::History),
            Self::EventLog => Some(Shape::EventLog),
            Self::Aggregate => Some(Shape::Aggregate),
            Self::Contacts | Self::Activities | Self::Mailings | Self::Unrecognised => None,
        }
    }

    /// What one row of the assembled table is. Unrecognised files count as contacts, the kind that asks least.
    #[must_use]
    pub const fn kind(self) -> RecordKind {
        match self {
            Self::Snapshot
            | Self::StageDates
            | Self::History
            | Self::EventLog
            | Self::Aggregate => RecordKind::Deal,
            Self::Contacts | Self::Unrecognised => RecordKind::Contact,
            Self::Activities => RecordKind::Activity,
            Self::Mailings => RecordKind::Mailing,
        }
    }
}

/// What tells the shape of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ShapeEvidence {
    /// The user said so.
    UserChoice,
    /// A column with the current stage.
    StageColumn {
        /// Its header.
        header: String,
    },
    /// A column with the status (open, won, lost) and none with a stage.
    StatusColumn {
        /// Its header.
        header: String,
    },
    /// Date columns that name a stage.
    StageDateColumns {
        /// Their headers.
        headers: Vec<String>,
    },
    /// A stage before and a stage after the change.
    ChangeColumns {
        /// Header of the stage before.
        from: String,
        /// Header of the stage after.
        to: String,
    },
    /// A case with several rows, each with an activity and a time.
    CaseActivityTime {
        /// Header of the case.
        case: String,
        /// Header of the activity.
        activity: String,
        /// Header of the time.
        time: String,
        /// Rows per case in the sample, rounded down.
        rows_per_case: usize,
    },
    /// A stage and a count, each stage once.
    StageAndCount {
        /// Header of the stage.
        stage: String,
        /// Header of the count.
        count: String,
    },
    /// Columns only a contact list has.
    ContactColumns {
        /// Their headers.
        headers: Vec<String>,
    },
    /// Columns only an activity list has.
    ActivityColumns {
        /// Their headers.
        headers: Vec<String>,
    },
    /// Columns only a mailing has.
    MailingColumns {
        /// Their headers.
        headers: Vec<String>,
    },
    /// The name of the file.
    FileName {
        /// The part of the name that says it.
        part: String,
    },
    /// The format of a vendor.
    VendorFormat {
        /// Whose.
        vendor: Vendor,
    },
    /// No column that any analysis asks for.
    NothingKnown,
    /// A vendor's format that holds no sales data, by the vendor's own name for it (DATEV `Buchungsstapel`).
    ForeignFormat {
        /// Whose.
        vendor: Vendor,
        /// The vendor's name for the format.
        name: String,
    },
}

/// Languages a file's headers can speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// German.
    German,
    /// English.
    English,
}

/// What speaks for the meaning or the kind of a column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Evidence {
    /// The user said so.
    UserChoice,
    /// Exactly the header of a known export.
    KnownHeader {
        /// The first system that uses it.
        vendor: Vendor,
        /// Language of the header.
        language: Language,
    },
    /// A word that means the same.
    Synonym {
        /// The word found in the header.
        word: String,
    },
    /// The header names a stage of the stage column.
    NamesStage {
        /// The stage as the stage column writes it.
        stage: String,
    },
    /// Cells of the sample that look like their meaning.
    Values {
        /// What they look like.
        like: ValuesLike,
        /// How many cells look so.
        n: usize,
        /// How many cells were looked at.
        n_cells: usize,
    },
    /// Cells of the sample that do not fit the header.
    ValuesContradict {
        /// What the header asks for.
        expected: ValuesLike,
        /// How many cells do not fit.
        n: usize,
        /// How many cells were looked at.
        n_cells: usize,
    },
    /// Another column has this meaning already, with more right to it.
    TakenBy {
        /// Header of that column.
        header: String,
    },
    /// The reading was changed after the whole file was read.
    RevisedAfterReading {
        /// Cells that could not be read the first way.
        n_failed: usize,
    },
    /// The vendor's format keeps bookkeeping of its own in this column.
    VendorBookkeeping {
        /// Whose.
        vendor: Vendor,
    },
}

/// What cells look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ValuesLike {
    /// Dates.
    Dates,
    /// Amounts of money.
    Money,
    /// Numbers.
    Numbers,
    /// E-mail addresses.
    Emails,
    /// Telephone numbers.
    Phones,
    /// Words of outcomes: open, won, lost.
    Outcomes,
    /// Names of stages.
    Stages,
    /// Yes and no.
    YesNo,
    /// Few words that repeat.
    FewWords,
    /// Currency codes.
    Currencies,
}

/// A column whose cells can be read in two ways, with the way taken and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ambiguity {
    /// No day of the column is above 12.
    DayMonth {
        /// The order taken.
        guess: DateOrder,
        /// Why, strongest first; empty where nothing in the file speaks for either.
        reasons: Vec<LocaleEvidence>,
    },
    /// Every mark of the column could group thousands or begin a fraction (`1.234`).
    DecimalMark {
        /// The mark taken.
        guess: Decimal,
        /// Why, strongest first; empty where nothing in the file speaks for either.
        reasons: Vec<LocaleEvidence>,
    },
}

/// What in a file speaks for the customs of a country.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LocaleEvidence {
    /// Another column of the file proves its order or mark.
    OtherColumn {
        /// Header of that column.
        header: String,
    },
    /// Dates are written with points, as only day-first countries do.
    DottedDates,
    /// The headers are in this language.
    HeaderLanguage(Language),
    /// Amounts have two decimals or none, so a mark with three digits behind it groups.
    AmountsHaveTwoDecimals,
    /// The cells are separated by this character.
    Delimiter(char),
}

/// Key of a header line: equal for equal headers in any case, order and outer blanks aside from their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Fingerprint(pub u64);

impl Fingerprint {
    /// The fingerprint of normalised headers, in the order of the file (FNV-1a, Fowler, Noll and Vo 1991).
    #[must_use]
    pub fn of<S: AsRef<str>>(headers: impl IntoIterator<Item = S>) -> Self {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for header in headers {
            for &byte in header.as_ref().as_bytes().iter().chain(&[0x1f]) {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        }
        Self(hash)
    }
}

impl From<Fingerprint> for String {
    fn from(fingerprint: Fingerprint) -> Self {
        format!("{:016x}", fingerprint.0)
    }
}

impl TryFrom<String> for Fingerprint {
    type Error = std::num::ParseIntError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        u64::from_str_radix(&text, 16).map(Self)
    }
}

/// What the engine knows about a file besides its rows.
#[derive(Clone, Copy, Debug)]
pub struct Hints<'a> {
    /// Name of the file.
    pub file_name: &'a str,
    /// The character between cells.
    pub delimiter: char,
    /// Lines above the header, as text.
    pub meta_lines: &'a [String],
    /// Today, for the range of years and for dates that lie ahead.
    pub today: Day,
    /// The user's choices, now or remembered.
    pub mapping: Option<&'a super::mapping::Mapping>,
}

/// How many failed cells a column keeps for the user to see.
pub const MAX_FAILED_CELLS: usize = 8;

/// What a whole pass saw of a column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnEvidence {
    /// Rows read.
    pub n_rows: usize,
    /// Blank cells and cells that are missing words.
    pub n_missing: usize,
    /// Cells read as the plan says.
    pub n_parsed: usize,
    /// Cells that could not be read so.
    pub n_failed: usize,
    /// Cells that alone prove the order of day and month, or the decimal mark.
    pub n_deciding: usize,
    /// Failed cells that the other order or mark would read.
    pub n_other_reading: usize,
    /// Dates with a time of day.
    pub n_with_time: usize,
    /// Currencies named in the cells.
    pub currencies: CurrencyTally,
    /// The first cells that failed.
    pub failed_cells: Vec<String>,
    /// Missing words met in columns of dates, numbers and text, and how often.
    pub missing_words: Vec<(String, usize)>,
}

impl ColumnEvidence {
    /// Counts a cell that could not be read as `kind`.
    #[cold]
    pub fn fail(&mut self, cell: &[u8], kind: &ColumnKind) {
        self.n_failed += 1;
        self.n_other_reading += usize::from(kind.other_reading().is_some_and(|o| o.reads(cell)));
        if self.failed_cells.len() < MAX_FAILED_CELLS {
            self.failed_cells.push(String::from_utf8_lossy(cell).into_owned());
        }
    }

    /// Counts a cell that is one of the column's missing words.
    #[cold]
    pub fn missing_word(&mut self, cell: &[u8]) {
        self.n_missing += 1;
        self.count_word(&String::from_utf8_lossy(cell), 1);
    }

    fn count_word(&mut self, word: &str, n: usize) {
        let word = word.trim();
        match self.missing_words.iter_mut().find(|(known, _)| known == word) {
            Some((_, count)) => *count += n,
            None => self.missing_words.push((word.to_owned(), n)),
        }
    }

    /// Adds what another part of the column showed.
    pub fn merge(&mut self, other: &Self) {
        self.n_rows += other.n_rows;
        self.n_missing += other.n_missing;
        self.n_parsed += other.n_parsed;
        self.n_failed += other.n_failed;
        self.n_deciding += other.n_deciding;
        self.n_other_reading += other.n_other_reading;
        self.n_with_time += other.n_with_time;
        self.currencies.merge(&other.currencies);
        let room = MAX_FAILED_CELLS.saturating_sub(self.failed_cells.len());
        self.failed_cells.extend(other.failed_cells.iter().take(room).cloned());
        for (word, n) in &other.missing_words {
            self.count_word(word, *n);
        }
    }
}

impl ColumnKind {
    /// The kind with day and month, or the decimal mark, the other way round.
    #[must_use]
    pub const fn other_reading(&self) -> Option<Self> {
        match *self {
            Self::Date(format) => match format.swapped() {
                Some(format) => Some(Self::Date(format)),
                None => None,
            },
            Self::Money(format) => Some(Self::Money(format.swapped())),
            Self::Number(format) => Some(Self::Number(format.swapped())),
            Self::Dict | Self::Text | Self::Skip => None,
        }
    }

    /// Whether a cell can be read as this kind.
    #[must_use]
    pub fn reads(&self, cell: &[u8]) -> bool {
        match self {
            Self::Date(format) => date::parse(cell, *format).is_some(),
            Self::Money(format) => number::parse_cents(cell, *format).is_ok(),
            Self::Number(format) => number::parse_f64(cell, *format).is_ok(),
            Self::Dict | Self::Text | Self::Skip => true,
        }
    }
}

/// A file as typed columns, with the plan it was read by and what the pass saw.
#[derive(Clone, Debug)]
pub struct FileImport {
    /// The plan carried out.
    pub plan: Plan,
    /// The rows; `table.columns` are the columns of the plan that are not [`ColumnKind::Skip`], in its order.
    pub table: Table,
    /// What the pass saw, per column of the plan.
    pub evidence: Vec<ColumnEvidence>,
}
