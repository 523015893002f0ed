//! The rules: every instrument of DOMAIN.md 2.2 that states a period, as one entry each. What states none is a note in the
//! standards library.
//!
//! *Invariant:* an entry quotes what it rests on; what was not read in full says so (`verified: false`) and its day says it too.

use super::calendar::Working;
use super::count::Count;

/// What starts a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// The recommendation was made.
    Made,
    /// The report was sent to the addressee.
    Sent,
    /// The report was published.
    Published,
    /// It was received by who must act.
    Received,
    /// The person was told.
    Told,
    /// The hearing ended.
    HearingCompleted,
    /// The last publication.
    LastPublished,
    /// The sanction was given.
    SanctionGiven,
}

impl Trigger {
    /// The name in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Trigger::Made => "made",
            Trigger::Sent => "sent",
            Trigger::Published => "published",
            Trigger::Received => "received",
            Trigger::Told => "told",
            Trigger::HearingCompleted => "hearing_completed",
            Trigger::LastPublished => "last_published",
            Trigger::SanctionGiven => "sanction_given",
        }
    }
}

/// Whether and when the period may be made longer by who set it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extends {
    /// It may not.
    Never,
    /// Only if that was asked for before the period ended; the grant itself may come after.
    AskedInTime,
    /// At any time, also after the period ended.
    AnyTime,
}

/// What stops the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pauses {
    /// Nothing.
    Never,
    /// A judicial review of the decision to recommend that was started within the period: its days are added.
    JudicialReview,
    /// Time in which the notice was with the wrong body is left out of account.
    SentElsewhere,
    /// A fees notice, until the fee is received: the working days between, both ends among them, are disregarded (section 10(2)).
    FeesNotice,
}

/// The rule for answers to recommendations of the police watchdog: paragraph 28B of Schedule 3 to the Police Reform Act 2002.
pub const PARAGRAPH_28B: &str = "pra2002-sch3-28b";

/// One rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The name in records, addresses and the API; never reused.
    pub id: &'static str,
    /// What it is about, in a few words.
    pub title: &'static str,
    /// Where it stands in the law or in practice.
    pub citation: &'static str,
    /// Where that can be read.
    pub source: &'static str,
    /// What starts it.
    pub trigger: Trigger,
    /// How it counts.
    pub count: Count,
    /// Who may make it longer.
    pub extends: Extends,
    /// What stops it.
    pub pauses: Pauses,
    /// What must be done by the day.
    pub requires: &'static str,
    /// Whether the text was read in full when the entry was written.
    pub verified: bool,
}

const fn rule(id: &'static str, trigger: Trigger, count: Count) -> Rule {
    Rule {
        id,
        title: "",
        citation: "",
        source: "",
        trigger,
        count,
        extends: Extends::Never,
        pauses: Pauses::Never,
        requires: "",
        verified: true,
    }
}

/// Every rule that states a period.
pub const RULES: &[Rule] = &[
    // "within the period of 56 days beginning with the day on which the recommendation was made"; (3) the Director General may
    // extend if "an application ... is received before the end of" that period; (4) judicial review started within it.
    Rule {
        title: "Answer to a recommendation under paragraph 28A",
        citation: "Police Reform Act 2002, Schedule 3, paragraph 28B(1) to (4)",
        source: "https://www.legislation.gov.uk/ukpga/2002/30/schedule/3/paragraph/28B",
        extends: Extends::AskedInTime,
        pauses: Pauses::JudicialReview,
        requires: "a written response that says what action was taken or is proposed, or why none",
        ..rule(PARAGRAPH_28B, Trigger::Made, Count::InclusiveDays(56))
    },
    // "within 21 days beginning with the day on which [the response] was received".
    Rule {
        title: "Publication of an answer under paragraph 28B",
        citation: "Police Reform Act 2002, Schedule 3, paragraph 28B(5)",
        source: "https://www.legislation.gov.uk/ukpga/2002/30/schedule/3/paragraph/28B",
        requires: "publish the response and send a copy to everyone who was sent the recommendation",
        ..rule("pra2002-sch3-28b-5", Trigger::Received, Count::InclusiveDays(21))
    },
    // "before the end of the period of 56 days beginning with the day on which the report is published".
    Rule {
        title: "Comments on an inspection report",
        citation: "Police Act 1996, section 55(4) to (6), (5A) and (5B)",
        source: "https://www.legislation.gov.uk/ukpga/2017/3/section/37",
        requires: "the local policing body's comments, the chief officer's, and what is done on each recommendation, published",
        ..rule("police1996-s55", Trigger::Published, Count::InclusiveDays(56))
    },
    // "within 56 days of the date on which the report is sent"; a coroner may extend "even if" the time has passed.
    Rule {
        title: "Answer to a report to prevent future deaths",
        citation: "Coroners (Investigations) Regulations 2013, regulation 29",
        source: "https://www.legislation.gov.uk/uksi/2013/1629/regulation/29",
        extends: Extends::AnyTime,
        requires: "a response with the action taken or proposed and its timetable, or why none",
        ..rule("coroners2013-reg29", Trigger::Sent, Count::ExclusiveDays(56))
    },
    // "within 5 working days beginning with the day ... or, if that day is not a working day, the first working day after".
    Rule {
        title: "Acknowledgement of a super-complaint",
        citation: "Police Super-complaints (Designation and Procedure) Regulations 2018, regulation 5",
        source: "https://www.legislation.gov.uk/uksi/2018/748/crossheading/duties-in-respect-of-complaints",
        requires: "an acknowledgement",
        ..rule("supercomplaints2018-reg5", Trigger::Received, Count::InclusiveWorkingDays(5, Working::EnglandAndWales))
    },
    // A report on a super-complaint states its own time for answers.
    Rule {
        title: "Answer to a recommendation in a super-complaint report",
        citation: "Police Super-complaints (Designation and Procedure) Regulations 2018, regulation 8",
        source: "https://www.legislation.gov.uk/uksi/2018/748/regulation/8",
        requires: "a response by the day the report states",
        ..rule("supercomplaints2018-reg8", Trigger::Published, Count::Stated)
    },
    // "28 days starting with the day after the day on which the complainant was told".
    Rule {
        title: "Application for a review of a complaint",
        citation: "Police (Complaints and Misconduct) Regulations 2020, regulation 29",
        source: "https://www.legislation.gov.uk/uksi/2020/2/regulation/29",
        pauses: Pauses::SentElsewhere,
        requires: "an application for review",
        ..rule("complaints2020-reg29", Trigger::Told, Count::DayAfterDays(28))
    },
    // "before the end of the period of 5 working days beginning with the first working day after the day on which the hearing is completed".
    Rule {
        title: "Report of a misconduct hearing",
        citation: "Police (Conduct) Regulations 2020, regulations 43 and 63",
        source: "https://www.legislation.gov.uk/uksi/2020/4/regulation/63",
        requires: "the report of the hearing",
        ..rule(
            "conduct2020-reg63",
            Trigger::HearingCompleted,
            Count::WorkingDaysFromFirstAfter(5, Working::EnglandAndWales),
        )
    },
    // The outcome stays public for not less than 28 days.
    Rule {
        title: "How long the outcome of a hearing stays public",
        citation: "Police (Conduct) Regulations 2020, regulation 63",
        source: "https://www.legislation.gov.uk/uksi/2020/4/regulation/63",
        requires: "keep the outcome public until this day at least",
        ..rule("conduct2020-reg63-publication", Trigger::Published, Count::InclusiveDays(28))
    },
    // A written warning is in force for 18 months from the day it was given.
    Rule {
        title: "How long a written warning is in force",
        citation: "Police (Conduct) Regulations 2020, regulation 42",
        source: "https://www.legislation.gov.uk/uksi/2020/4/regulation/42",
        requires: "the warning ends; the outcome is no longer shown",
        verified: false,
        ..rule("conduct2020-reg42-warning", Trigger::SanctionGiven, Count::Months(18))
    },
    Rule {
        title: "How long a final written warning is in force",
        citation: "Police (Conduct) Regulations 2020, regulation 42",
        source: "https://www.legislation.gov.uk/uksi/2020/4/regulation/42",
        extends: Extends::AskedInTime,
        requires: "the warning ends, unless it was extended; the outcome is no longer shown",
        verified: false,
        ..rule("conduct2020-reg42-final", Trigger::SanctionGiven, Count::Months(24))
    },
    // "promptly and in any event not later than the twentieth working day following the date of receipt"; working days by section 10(6).
    Rule {
        title: "Answer to a request for information",
        citation: "Freedom of Information Act 2000, section 10",
        source: "https://www.legislation.gov.uk/ukpga/2000/36/section/10",
        extends: Extends::AnyTime,
        pauses: Pauses::FeesNotice,
        requires: "the information, or a refusal notice",
        ..rule("foia2000-s10", Trigger::Received, Count::NthWorkingDayAfter(20, Working::AnyPartOfUk))
    },
    // A commitment of the government, not law.
    Rule {
        title: "Government's answer to an inquiry",
        citation: "Practice of the United Kingdom government: six months from publication",
        source: "https://inquirytracker.uk/about",
        extends: Extends::AnyTime,
        requires: "a position on each recommendation",
        verified: false,
        ..rule("uk-government-inquiry", Trigger::Published, Count::Months(6))
    },
    // An expectation of the House, not law.
    Rule {
        title: "Government's answer to a select committee",
        citation: "Practice of the House of Commons: two months from publication",
        source: "https://guidetoprocedure.parliament.uk/articles/Vhz9A6wY",
        extends: Extends::AnyTime,
        requires: "a reply to the committee's conclusions and recommendations",
        ..rule("commons-select-committee", Trigger::Published, Count::Months(2))
    },
    Rule {
        title: "Statement on a recommendation of the United States GAO",
        citation: "31 U.S.C. 720: 180 days",
        source: "https://www.gao.gov/reports-testimonies/recommendations-database",
        requires: "a statement of the action taken or planned",
        verified: false,
        ..rule("gao-180", Trigger::Published, Count::ExclusiveDays(180))
    },
    // "at intervals of not greater than one year beginning with the date of last publication".
    Rule {
        title: "Publication of equality information",
        citation: "Equality Act 2010 (Specific Duties and Public Authorities) Regulations 2017, regulation 4",
        source: "https://www.legislation.gov.uk/uksi/2017/353/regulation/4",
        requires: "the information published again",
        ..rule("psed2017-reg4", Trigger::LastPublished, Count::MonthsLessADay(12))
    },
    Rule {
        title: "Publication of equality objectives",
        citation: "Equality Act 2010 (Specific Duties and Public Authorities) Regulations 2017, regulation 5",
        source: "https://www.legislation.gov.uk/uksi/2017/353/regulation/5",
        requires: "objectives published again",
        verified: false,
        ..rule("psed2017-reg5", Trigger::LastPublished, Count::MonthsLessADay(48))
    },
    Rule {
        title: "Answer to a report of the Local Government Ombudsman",
        citation: "Local Government Act 1974, section 31: three months",
        source: "https://www.legislation.gov.uk/ukpga/1974/7/section/31",
        extends: Extends::AnyTime,
        requires: "tell the Ombudsman what was done or is proposed",
        verified: false,
        ..rule("lga1974-s31", Trigger::Received, Count::MonthsLessADay(3))
    },
    Rule {
        title: "Answer to a recommendation of the NTSB",
        citation: "49 U.S.C. 1135: 90 days",
        source: "https://www.ntsb.gov/investigations/Pages/safety-recommendations.aspx",
        requires: "a written response",
        verified: false,
        ..rule("ntsb-90", Trigger::Received, Count::ExclusiveDays(90))
    },
    Rule {
        title: "Answer to a safety recommendation on an air accident",
        citation: "Regulation (EU) No 996/2010, article 18: 90 days",
        source: "https://www.legislation.gov.uk/eur/2010/996/article/18",
        requires: "tell the investigating authority what is done or considered, or why nothing",
        verified: false,
        ..rule("air-accidents-90", Trigger::Received, Count::ExclusiveDays(90))
    },
    Rule {
        title: "Answer by the day that the report states",
        citation: "The report itself",
        source: "",
        extends: Extends::AnyTime,
        requires: "a response by the day the report states",
        ..rule("stated", Trigger::Made, Count::Stated)
    },
];

impl Rule {
    /// The rule of that name.
    pub fn named(id: &str) -> Option<&'static Rule> {
        RULES.iter().find(|r| r.id == id)
    }
}
