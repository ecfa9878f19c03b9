//! Activities: calls, mails and visits, inbound and outbound.
//!
//! The first inbound touch of a deal is its enquiry, the first outbound one its answer; the hours between them
//! are the waiting time whose effect is planted in [`super::pipeline`]. Except in the deals chosen for it, no two
//! outbound touches on different channels follow each other within 24 hours without a reply between them
//! (MATH 7.5).

use super::AS_OF;
use super::deal::Deal;
use super::draw::Draw;
use super::pipeline::SILENT_AFTER_DAYS;
use super::working_time::{minute_of, next_working_day, next_working_minute};
use crate::model::date::MINUTES_PER_DAY;
use crate::model::{Day, Minute, Outcome};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Channel {
    Phone,
    Email,
    Visit,
}

impl Channel {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Phone => "Anruf",
            Self::Email => "E-Mail",
            Self::Visit => "Termin",
        }
    }

    const fn other(self) -> Self {
        match self {
            Self::Phone | Self::Visit => Self::Email,
            Self::Email => Self::Phone,
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Touch {
    pub(super) at: Minute,
    pub(super) channel: Channel,
    pub(super) inbound: bool,
    /// How long a call or a visit took.
    pub(super) duration_minutes: Option<u32>,
    pub(super) subject: &'static str,
}

/// The touches of one record in the making.
struct Log<'a> {
    touches: Vec<Touch>,
    draw: &'a mut Draw,
}

impl Log<'_> {
    fn inbound(&mut self, at: Minute, channel: Channel, subject: &'static str) {
        self.add(at, channel, true, subject);
    }

    fn outbound(&mut self, at: Minute, channel: Channel, subject: &'static str) {
        self.add(at, channel, false, subject);
    }

    fn add(&mut self, at: Minute, channel: Channel, inbound: bool, subject: &'static str) {
        let duration_minutes = match channel {
            Channel::Phone => Some(self.draw.between(3, 25) as u32),
            Channel::Email => None,
            Channel::Visit => Some(self.draw.between(4, 12) as u32 * 15 - 15),
        };
        self.touches.push(Touch { at, channel, inbound, duration_minutes, subject });
    }

    /// In order of time and free of mixed channels.
    fn finish(mut self) -> Vec<Touch> {
        self.touches.sort_by_key(|touch| touch.at);
        keep_to_one_channel(self.touches)
    }
}

/// Puts outbound touches that follow another channel within a day onto that channel; a visit cannot be moved
/// to the telephone, so it (or what crowds it) is left out.
fn keep_to_one_channel(touches: Vec<Touch>) -> Vec<Touch> {
    let mut kept: Vec<Touch> = Vec::with_capacity(touches.len());
    for mut touch in touches {
        let close = kept.last().is_some_and(|last| {
            !last.inbound && !touch.inbound && touch.at.0 - last.at.0 < MINUTES_PER_DAY
        });
        if let Some(last) = kept.last().filter(|last| close && last.channel != touch.channel) {
            if last.channel == Channel::Visit || touch.channel == Channel::Visit {
                continue;
            }
            touch.channel = last.channel;
            touch.duration_minutes = last.duration_minutes;
        }
        kept.push(touch);
    }
    kept
}

/// The touches of a deal up to its end or to the last day of the year, in order of time.
pub(super) fn of_deal(deal: &Deal, draw: &mut Draw) -> Vec<Touch> {
    let course = &deal.course;
    let mut log = Log { touches: Vec::new(), draw };
    let asked_by = if log.draw.chance(0.7) { Channel::Email } else { Channel::Phone };
    log.inbound(course.created, asked_by, "Anfrage");
    let Some(answered) = course.answered else { return log.finish() };

    let answered_by = if log.draw.chance(0.5) { Channel::Phone } else { Channel::Email };
    log.outbound(answered, answered_by, "Erste Antwort");
    let end = course.closed.unwrap_or(Minute(Day(AS_OF.0 + 1).start().0 - 1));
    let limit = if deal.silent {
        Day(AS_OF.0 - SILENT_AFTER_DAYS).start()
    } else {
        // The closing touch is the last.
        Minute(end.0 - 1)
    };
    accompany(&mut log, deal, answered, end);
    log.touches.retain(|touch| touch.at < limit);
    if let Some(closed) = course.closed {
        let subject = if course.outcome == Outcome::Won { "Auftrag" } else { "Absage" };
        log.inbound(closed, Channel::Email, subject);
    } else if !deal.silent {
        stay_in_touch(&mut log);
    }
    let mut touches = log.finish();
    if deal.mixed_channels {
        mix_channels(&mut touches, answered, draw);
    }
    touches
}

/// What happens between the answer and the end: a talk when the enquiry qualifies, a visit before the offer,
/// the offer, and somebody asking again every two weeks or so.
fn accompany(log: &mut Log<'_>, deal: &Deal, answered: Minute, end: Minute) {
    if let Some(qualified) = deal.course.entries[2] {
        let reply = between(answered, qualified, log.draw);
        log.inbound(reply, Channel::Email, "Rückfrage");
        log.outbound(qualified, Channel::Phone, "Bedarf geklärt");
    }
    if let (Some(qualified), Some(offered)) = (deal.course.entries[2], deal.course.entries[3]) {
        let visit = minute_of(next_working_day(Day(offered.day().0 - 3)), log.draw);
        if visit.0 > qualified.0 + MINUTES_PER_DAY && visit.0 + MINUTES_PER_DAY < offered.0 {
            log.outbound(visit, Channel::Visit, "Vor-Ort-Termin");
        }
        log.outbound(offered, Channel::Email, "Angebot gesendet");
    }
    let last_entry = deal.course.entries.iter().flatten().last().copied().unwrap_or(answered);
    let mut at = last_entry;
    loop {
        let pause = log.draw.between(8, 16);
        at = minute_of(next_working_day(Day(at.day().0 + pause)), log.draw);
        if at >= end {
            break;
        }
        log.outbound(at, Channel::Phone, "Nachfassen");
        if log.draw.chance(0.35) {
            let reply = next_working_minute(Minute(at.0 + log.draw.between(60, 2_000)), log.draw);
            if reply < end {
                log.inbound(reply, Channel::Email, "Rückmeldung");
            }
        }
    }
}

/// A deal that is looked after has a touch in the last ten days.
fn stay_in_touch(log: &mut Log<'_>) {
    let fresh = Day(AS_OF.0 - 10);
    if log.touches.iter().all(|touch| touch.at.day() < fresh) {
        let day = next_working_day(Day(AS_OF.0 - log.draw.between(0, 9)));
        let at = minute_of(day.min(AS_OF), log.draw);
        log.outbound(at, Channel::Phone, "Nachfassen");
    }
}

/// Follows the first answer within the hour on the other channel, and keeps the next day free of outbound
/// touches, so that the deal has this one violation.
fn mix_channels(touches: &mut Vec<Touch>, answered: Minute, draw: &mut Draw) {
    let Some(first) = touches.iter().position(|touch| touch.at == answered && !touch.inbound)
    else {
        return;
    };
    let channel = touches[first].channel.other();
    let again = Touch {
        at: Minute(answered.0 + draw.between(10, 50)),
        channel,
        inbound: false,
        duration_minutes: (channel == Channel::Phone).then_some(4),
        subject: "Zweite Nachricht",
    };
    touches.retain(|touch| {
        touch.at <= answered || touch.at.0 > again.at.0 + MINUTES_PER_DAY || touch.inbound
    });
    touches.push(again);
    touches.sort_by_key(|touch| touch.at);
}

/// How a contact without a deal was treated since it came onto the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Care {
    /// Nobody ever wrote or called.
    Never,
    /// Once, when the card was new.
    OnceThenSilent,
    /// When the card was new, and again in the year of the report.
    Kept,
}

/// The touches of a contact without a deal, in order of time.
pub(super) fn of_contact(created: Day, care: Care, draw: &mut Draw) -> Vec<Touch> {
    let mut log = Log { touches: Vec::new(), draw };
    if care == Care::Never {
        return log.finish();
    }
    let channel = |draw: &mut Draw| if draw.chance(0.6) { Channel::Email } else { Channel::Phone };
    let day = next_working_day(Day(created.0 + log.draw.between(1, 8))).min(AS_OF);
    let (at, by) = (minute_of(day, log.draw), channel(log.draw));
    log.outbound(at, by, "Erstkontakt");
    let reply_day = next_working_day(Day(day.0 + log.draw.between(1, 3)));
    if care == Care::Kept && log.draw.chance(0.25) && reply_day <= AS_OF {
        let reply = minute_of(reply_day, log.draw);
        log.inbound(reply, Channel::Email, "Rückmeldung");
    }
    if care == Care::Kept && created < super::FIRST_DAY_OF_YEAR {
        let day = Day(log.draw.between(super::FIRST_DAY_OF_YEAR.0 + 14, AS_OF.0));
        let (at, by) = (minute_of(next_working_day(day).min(AS_OF), log.draw), channel(log.draw));
        log.outbound(at, by, "Kontaktpflege");
    }
    log.finish()
}

/// A working minute strictly between two.
fn between(from: Minute, to: Minute, draw: &mut Draw) -> Minute {
    let at = Minute(from.0 + draw.between(1, (to.0 - from.0 - 1).max(1)));
    let working = next_working_minute(at, draw);
    if working < to { working } else { at }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::draw::Topic;

    fn touch(at: i32, channel: Channel, inbound: bool) -> Touch {
        Touch { at: Minute(at), channel, inbound, duration_minutes: None, subject: "" }
    }

    #[test]
    fn an_outbound_touch_keeps_to_the_channel_of_the_last_day() {
        let kept = keep_to_one_channel(vec![
            touch(0, Channel::Phone, false),
            touch(600, Channel::Email, false),
            touch(600 + 1_440, Channel::Email, false),
        ]);
        let channels: Vec<Channel> = kept.iter().map(|touch| touch.channel).collect();
        assert_eq!(channels, [Channel::Phone, Channel::Phone, Channel::Email]);
    }

    #[test]
    fn a_reply_frees_the_choice_of_the_channel() {
        let kept = keep_to_one_channel(vec![
            touch(0, Channel::Email, false),
            touch(60, Channel::Email, true),
            touch(75, Channel::Phone, false),
        ]);
        assert_eq!(kept[2].channel, Channel::Phone);
    }

    #[test]
    fn what_crowds_a_visit_is_left_out() {
        let kept = keep_to_one_channel(vec![
            touch(0, Channel::Visit, false),
            touch(60, Channel::Phone, false),
        ]);
        assert_eq!(kept.len(), 1);
    }

    #[test]
    fn care_decides_who_hears_from_us() {
        let mut draw = Draw::new(1, Topic::Touches);
        let created = Day::from_ymd(2024, 5, 6).unwrap();
        assert!(of_contact(created, Care::Never, &mut draw).is_empty());
        let last_year = |touches: Vec<Touch>| touches.last().unwrap().at.day().ymd().0;
        for _ in 0..100 {
            assert_eq!(last_year(of_contact(created, Care::OnceThenSilent, &mut draw)), 2024);
            assert_eq!(last_year(of_contact(created, Care::Kept, &mut draw)), 2025);
        }
    }
}
