# Every sentence that Candour's pages show, in English. A key that a page uses and this file lacks fails a test.

# The frame of every page
skip-to-content = Skip to main content
nav-label = Sections
nav-search = Search
nav-analysis = Analyse
nav-due = Due
nav-themes = Themes
nav-recommendations = Recommendations
nav-bodies = Bodies
nav-standards = Standards
nav-meetings = Meetings
nav-documents = Documents
nav-outcomes = Case outcomes
nav-about = About
breadcrumb-label = Where you are
breadcrumb-home = Home
footer-code = This register is kept with Candour, open source software under the Apache 2.0 licence.
footer-api = Data and API
footer-about = About this register
unstyled = This copy was built without its styles, so pages are plain. The operator can run "make assets" and build again.

# Home
home-lead = What oversight bodies told institutions to change, what the institutions promised, and whether it was done.
home-find-label = Find a recommendation
home-find-hint = Words it may hold, such as custody training
home-find = Search
home-counts = In this register
home-count-recommendation = Recommendations
home-count-response = Responses
home-count-action = Actions
home-count-meeting = Meetings
home-count-document = Documents
home-count-case-outcome = Case outcomes
home-answers = How addressees answered
home-answers-note = One row for each recommendation and addressee.
home-time = Were answers in time?
home-time-note = Where the power or a date is not stated, nobody can say, and it counts as unknown.
home-latest = Latest recommendations
home-all = See all recommendations
home-themes = By theme
home-empty = Nothing is in this register yet. The operator can fill it with "candour import".
chart-position = Bar chart of answers by position; the same figures stand in the table below it.
chart-time = Bar chart of timeliness; the same figures stand in the table below it.
chart-table = The figures
column-answer = Answer
column-count = Count
column-time = Time

# Lists
list-title = Recommendations
list-filter = Narrow the list
list-search = Search by words
list-to = Made to
list-by = Made by
list-position = Answer
list-year = Year made
list-theme = Theme
list-any = Any
list-apply = Show
list-clear = Clear all
list-total = { $count ->
    [one] { $count } result
   *[other] { $count } results
  }
list-total-unknown = The total of this combination is not counted; use the pages to see all.
list-none = Nothing matches. Take a filter away.
list-next = Next page
list-pages = Pages
list-download = This list as
list-newest = Newest first.
column-reference = Reference
column-name = Name
column-to-it = Made to it
column-by-it = Made by it
column-cited = Cited by
column-held = Held
column-forum = Forum
column-title = Title
column-kind = Kind
column-published = Published
column-summary = What it is about
column-body = Body
column-year = Year
column-platform = Platform
column-conduct = Conduct
column-finding = Finding
column-sanction = Sanction
column-source = From
not-known = Not known
not-stated = Not stated

# Searching
search-title = Search
search-title-of = { $word } – search
search-words = What are you looking for?
search-hint = Words find what was asked, why, what was answered and what was done.
search-how = How to search
search-find = Search
search-kinds = What is searched
search-kind-recommendations = Recommendations
search-kind-documents = Documents
search-kind-meetings = Meetings
search-kind-standards = Standards
search-total = { $count ->
    [one] { $count } result
   *[other] { $count } results
  }
search-unit = A result is a recommendation and one body that must answer it.
search-remove = Remove
search-sort = Order
search-sort-apply = Sort
search-to = to
search-others = { $count ->
    [one] and { $count } other body
   *[other] and { $count } other bodies
  }
search-refused = This search cannot be made
search-none = Nothing was found.
search-widened = Nothing has all of these words. These results have most of them.
search-nowhere = The word “{ $word }” stands nowhere.
search-near = The nearest that does:
search-any = { $count ->
    [one] { $count } result has any of the words
   *[other] { $count } results have any of the words
  }
search-unnarrowed = { $count ->
    [one] { $count } result without the filters
   *[other] { $count } results without the filters
  }
search-advice = Try fewer words, another spelling, or the start of a word with a star: detain*
search-mended-quote = A quotation mark was not closed; everything after it was taken as a phrase.
search-mended-bracket = A bracket had no partner; it was passed over or closed at the end.
search-taken = “{ $word }” was taken as any of: { $other }
search-taken-none = Nothing is called “{ $word }”.
search-time-no-duty = No duty to answer
search-time-not-due = Not due yet
search-time-due-soon = Due soon
search-time-overdue = Answer overdue
search-time-possibly-overdue = Answer possibly overdue
search-time-suspended = Clock stands still
search-time-met = Answered in time
search-time-met-late = Answered late
search-time-unknown = In time: unknown
sort-relevance = Best match first
sort-newest = Newest first
sort-latest = Latest answer first
sort-changed = Last changed first
feed-follow = Follow what is found here:
feed-diary = Due days for a diary
feed-body = Follow what is asked of it:
feed-title = { $word }: recommendations
feed-due-title = { $word }: answers due
feed-action-due = Promised: { $word }, { $other }
feed-answer-due = Answer due: { $word }, { $other }
facet-to = Made to
facet-by = Made by
facet-position = Answer
facet-timeliness = In time?
facet-theme = Theme
facet-standard = Standard cited
facet-year = Year made
facet-claimed-status = Done?
facet-assured-status = Checked?
facet-closure = Closed?
facet-said-before = Said before?
said-no = Not found
said-to-others = To other bodies
said-to-it = To the same body
facet-more = { $count ->
    [one] and { $count } more
   *[other] and { $count } more
  }
snippet-asked = Asked:
snippet-finding = Why:
snippet-answer = Answer:
snippet-action = Action:
snippet-text = In its text:
about-search = How to search
about-search-all = Several words find what has all of them, in any form: detained also finds detention.
about-search-phrase = "In quotation marks" finds the words side by side. detain* finds words that start so.
about-search-or = OR finds either, NOT or a minus leaves out, brackets hold together: (custody OR detention) NOT transport
about-search-fields = to:, by:, theme:, standard:, year:, position:, timeliness: and late: look in one field: to:"Northmere Police" late:yes year:2019..2021
about-search-late = late:30 finds answers that came, or are, thirty days late or more.

# The analyst's page
analysis-title = Analyse
analysis-lead = What was asked about something, of somebody: what is unanswered, late, rejected and why, said before, or claimed done and not checked.
analysis-about = About (words, as in the search)
analysis-timed = { $count ->
    [one] Of { $count } of them it can be said whether the answer is in time.
   *[other] Of { $count } of them it can be said whether the answer is in time.
  }
analysis-rate-none = of none, so nobody can say
analysis-rate = { $word } of { $other }
analysis-part-unanswered = Unanswered
analysis-part-late = Answered late, or overdue
analysis-part-rejected = Rejected
analysis-part-repeated = Said before
analysis-part-unchecked = Claimed done, and checked by nobody
analysis-none = None.
analysis-all = { $count ->
    [one] See the one
   *[other] See all { $count }
  }
analysis-download = These results as
analysis-whole = The whole register

# Downloads
data-title = Data
data-lead = All that is public in this register, to take away: the same rows as the pages.
data-whole = The whole register
data-sqlite = every table in one file, as it stood in the last ten minutes
data-lines = every record, whole; another register loads it with candour import
data-package = a Data Package that describes the tables
data-api = the API, in OpenAPI 3.1
data-tables = Tables
data-tables-note = Empty cells are not known. Lists in one cell stand on lines of their own. In CSV a cell that a spreadsheet would take for a formula has an apostrophe before it.
data-json-lines = JSON Lines
data-columns = Columns
data-column = Column
data-meaning = What it means

# What is due, and how a due day was reckoned
due-title = Due
due-lead = Answers that are late, possibly late or to come, as of { $word }. Where the power or a date is not stated nobody can say, and it counts as unknown.
due-on = As of
due-answered = answered since, { $word }
due-then = That day is past: what was answered since counts as unanswered here, and what was recommended since is left out. Due days are as they are known now; a suspended clock and what is not known are as they stand today.
due-more = See all
due-late = { $count ->
    [one] { $count } day late
   *[other] { $count } days late
  }
working-title = How this day was reckoned
working-rule = { $word } ({ $other }).
working-k1 = { $word } days, beginning with the day itself:
working-k2 = { $word } days, not counting the day itself:
working-k3 = { $word } days, starting with the day after:
working-k4 = The working day number { $word } after the day:
working-k5 = { $word } working days, beginning with the day or the first working day after it:
working-k6 = { $word } working days, beginning with the first working day after it:
working-k7 = Months by the calendar ({ $word }):
working-counted = from { $word } to { $other }.
working-counted-latest = At the latest from { $word } to { $other }.
working-skipped = { $word } does not count: { $other }.
working-stated = The document states { $word }.
working-stated-same = The document states { $word } too.
working-stated-differs = The document states { $word }, which is another day.
working-extended = An extension was asked for on { $word } and granted on { $other }.
working-extended-in-time = An extension was asked for on { $word }, in time, and granted on { $other }.
working-until = The last day is now { $word }.
working-suspended = The clock has stood still since { $word }.
working-resumed = The clock stood still from { $word } to { $other }.
working-added = Days added: { $word }. The last day is { $other }.
working-warn = The text does not say whether both ends count; to be safe, send by { $word }.
working-weekend = { $word } is no working day and the law moves nothing; send by { $other }.
working-unverified = The text of this rule was not read in full when it was entered.
working-calendar = Bank holidays as of calendar { $word }.
rec-published-on = Published { $word }
rec-publish-by = To be published by { $word }

# Themes
themes-title = Themes
themes-lead = Subjects that recommendations are about. Words suggest a theme and a person confirms it; each recommendation says which it was.
themes-unthemed = { $count ->
    [one] { $count } recommendation has no theme.
   *[other] { $count } recommendations have no theme.
  }
themes-unnamed-link = See what they have in common
themes-heat = Who was asked about what
themes-heat-note = A cell counts the recommendations to a body; the deeper its colour, the more.
themes-heat-all = All
themes-heat-more = { $count ->
    [one] One more body is not shown.
   *[other] { $count } more bodies are not shown.
  }
theme-above = Part of
theme-below = Parts of it
theme-count = { $count ->
    [one] { $count } recommendation.
   *[other] { $count } recommendations.
  }
theme-confirmed = { $count ->
    [0] No person has confirmed any of them; words in each suggest the theme.
    [one] { $count } of them was confirmed by a person.
   *[other] { $count } of them were confirmed by a person.
  }
theme-analyse = What is unanswered, late, rejected or repeated
theme-search = Search in this theme
theme-words = Words that suggest it
theme-words-note = One of these in what is asked, or two in the findings, suggests the theme. A star stands for any ending.
theme-trend = Recommendations by year
theme-trend-label = Column chart of recommendations by the year they were made; the same figures stand in the table below it.
theme-heat = Who was asked
theme-rows = { $count ->
    [one] The charts count { $count } recommendation and body that must answer it.
   *[other] The charts count { $count } recommendations and bodies that must answer them.
  }
theme-all = See all of this theme
theme-because = (its words: { $word })
themed-suggested = suggested by its words
themed-recorded = recorded with it
themed-confirmed = confirmed by a person
unnamed-title = Subjects without a theme
unnamed-lead = Groups of recommendations that share telling words and have no theme. Each group says which words made it.
unnamed-looked-at = { $count ->
    [one] The latest was looked at.
   *[other] The latest { $count } were looked at.
  }
unnamed-none = No two telling words stand together in three of them.
unnamed-search = See all with these words
waiting-title = Themes to confirm
waiting-lead = Words suggest these themes. Leave ticked what is right, untick what is not; the register keeps your word.
waiting-none = Nothing waits.
waiting-ticked = It is about
waiting-add = And about
waiting-add-none = Nothing else

# Said before
rec-said = Said before
rec-said-lead = Earlier recommendations in the same or like words, to the same body and to others, with what was answered.
rec-said-none = No earlier recommendation in this register is like it.
rec-said-later = Said again later
rec-said-unready = What it is like is being worked out; look again in a moment.
rec-said-unjudged = found by its words, not yet judged by a person
rec-said-compare = Compare them side by side
degree-same = In the same words
degree-reworded = In other words
verdict-repeats = a person judged that the later repeats the earlier
verdict-replaces = a person judged that the later replaces the earlier
verdict-absorbs = a person judged that the later takes the earlier in
verdict-same-theme-only = a person judged that only the subject is the same
verdict-different = a person judged that they are different
compare-title = { $word } and what it is like
compare-lead = A row for each body that was asked the same or nearly the same, with what it answered and how far it says it is.
compare-table = The same recommendation to several bodies
compare-like = Likeness
compare-this = This one
compare-back = Back to the recommendation
likeness-title = Alike
likeness-lead = Recommendations that may be one. Say what the later is to the earlier; the register keeps your judgement and never joins two by itself.
likeness-none = No pair waits.
likeness-later = The later
likeness-earlier = The earlier
likeness-verdict = The later
judge-repeats = repeats the earlier
judge-replaces = replaces the earlier
judge-absorbs = takes the earlier in
judge-same-theme-only = has only the subject in common
judge-different = is different
likeness-record = Record
likeness-share = Likeness: { $word } of 100.

# One recommendation
rec-title = Recommendation to { $word }
rec-title-unknown = Recommendation, addressee not clear
rec-caption = { $word }, made { $other }
rec-caption-undated = { $word }, date not known
rec-informal = This was an informal ask, reported rather than issued. No power is stated.
rec-asked = What was asked
rec-why = Why
rec-why-none = The document gives no finding for it.
rec-by = Asked by
rec-made = Made
rec-power = Power
rec-power-none = Not stated
rec-reference = Its own reference
rec-reference-none = None given
rec-status = Where it stands with { $word }
rec-position = Answer
rec-claimed = Done?
rec-assured = Checked?
rec-time = In time?
rec-closure = Closed?
rec-due = Due
rec-due-day = { $word }
rec-due-window = between { $word } and { $other }
rec-time-unknown = The power it was made under, or a date, is not stated, so nobody can say.
rec-why-standard = It points to what a standard says:
rec-what-if = If it was made under paragraph 28A of Schedule 3 to the Police Reform Act 2002, an answer was due between { $word } and { $other }: 56 days, counting the day it was made, from the first and the last day it can have been.
rec-what-if-day = If it was made under paragraph 28A of Schedule 3 to the Police Reform Act 2002, an answer was due on { $word }: 56 days, counting the day it was made.
rec-answer = The answer
rec-answer-from = { $word } answered
rec-no-answer = No answer is held.
rec-position-words = Its word for it
rec-reasons = Its reasons
rec-full-answer = The whole answer
rec-also-answers = The same answer was given to
rec-dates-none = The answer bears no date here.
rec-received = Received { $word }
rec-given = Dated { $word }
rec-reused = Of its { $other } longer sentences, in other answers too: { $word }
rec-reused-note = These words stand in answers to other recommendations as well. That may be right; it may be an answer that fits anything.
rec-reused-answers = { $count ->
    [one] { $count } answer
    [1000] 1,000 answers or more
   *[other] { $count } answers
  }
reused-title = Words that many answers share
reused-lead = Sentences of seven words or more that stand in three answers or more, names of bodies left out.
reused-none = No sentence stands in three answers.
reused-words = The words
reused-answers = Answers
reused-bodies = Bodies
reused-among = Among them
rec-actions = What it says it did or will do
rec-actions-none = No action is recorded.
rec-wordings = Also worded
rec-also-serves = Also under
rec-owner = Owner
action-late = Late
action-waits = What it waits for has not been said to have happened.
action-happened = That happened on { $word }.
action-reported = { $count ->
    [0] Not reported yet.
    [one] Reported in { $count } period.
   *[other] Reported in { $count } periods.
  }
action-missed = { $count ->
    [0] None was missed.
    [one] { $count } was missed.
   *[other] { $count } were missed.
  }
action-last-missed = The last missed ran from { $word } to { $other }.
action-next-by = The next word on it is due by { $word }.
action-then-by = The word after that is due by { $word }.
action-amended = { $count ->
    [one] The promise was changed { $count } time
   *[other] The promise was changed { $count } times
  }
action-was-due = Before that: { $word }
action-first-due = It did not say when before that.
action-first-owner = It named no owner before that.
action-first-measure = It did not say before that how one would know.
action-was-owner = Owner before that: { $word }
action-was-measure = Shown before that by: { $word }
rec-due-on = Day
rec-due-every = Repeats
rec-due-when = After
rec-standards = Standards cited
rec-standards-none = It cites none that was recognised.
rec-standard-quote = As the document puts it
rec-not-in-force = Not in force when the recommendation was made
rec-in-force-then = In force on that day:
rec-held = Held back after it was made, and public since { $word }. It was to wait for this: { $other }.
rec-held-happened = What happened: { $word }
rec-due-stated = The letter states { $word }
rec-copied = Copied to
rec-source = Where it comes from
rec-source-link = The investigation or report
rec-document = The document
rec-document-link = See the words in the document
rec-themes = Themes
rec-history = History
rec-erased = Words were erased by law on { $other } ({ $word }).
rec-history-note = Each line is an entry of the ledger, in the order it was written.
rec-history-entry = Entry { $word }
rec-data = This page as data

act-register-seed = Shipped with the register
act-document-import = Filed from a document
act-register-load = Loaded from an export
act-response-record = Recorded
act-likeness-judge = Judged
act-theme-judge = Themes confirmed
act-body-record = Put in or changed
act-clock-start = Rule stated by a clerk
act-clock-recompute = Reckoned again with a changed calendar
act-clock-extend = Time made longer
act-clock-suspend = Clock stopped
act-clock-resume = Clock goes on
kind-recommendation = Recommendation
kind-obligation = Duty to answer
kind-response = Response
kind-action = Action
kind-source = Source
kind-meeting = Meeting
kind-case-outcome = Case outcome
kind-document = Document

# The axes, in plain words
position-none-given = No position published
position-accepted = Accepted
position-accepted-in-principle = Accepted in principle
position-partly-accepted = Partly accepted
position-already-done = Says already done
position-rejected = Rejected
position-noted = Noted
claimed-not-started = No start reported
claimed-in-progress = In progress, it says
claimed-complete = Done, it says
claimed-will-not-do = Will not be done, it says
claimed-none = It says nothing of progress
assured-unchecked = Nobody independent has checked
assured-insufficient = Checked: the evidence does not show it
assured-partial = Checked: part of it is shown
assured-verified = Checked and shown
assured-verified-by-oversight-body = Checked by the recommending body
assured-contradicted = Checked: the evidence shows otherwise
time-no-duty = No duty to answer
time-not-due = Not due yet
time-due-soon = Due soon
time-overdue = Overdue
time-possibly-overdue = Possibly overdue
time-suspended = The clock stands still
time-met = In time
time-met-late = Late
time-unknown = Unknown
closure-open = Open
closure-closed-implemented = Closed: done
closure-closed-not-implemented = Closed: not done
closure-closed-superseded = Closed: replaced
closure-closed-no-longer-applicable = Closed: no longer applies
power-paragraph28a = Police Reform Act 2002, Schedule 3, paragraph 28A
power-section10 = Police Reform Act 2002, section 10(1)(e)
power-regulation28 = Coroners (Investigations) Regulations 2013, regulation 28
power-section55 = Police Act 1996, section 55
power-inquiries-act2005 = Inquiries Act 2005
power-non-statutory = No power in law

# Bodies
bodies-title = Bodies
bodies-lead = Who recommends and who answers.
body-to-it = Recommendations made to it
body-by-it = Recommendations it made
body-answers = How it answered
body-about = About this body
body-kind = Kind
body-welsh = In Welsh
body-aliases = Also called
body-from = Exists since
body-to = Existed until
body-successor = Its duties passed to
body-facts = Facts from
body-latest-to = Latest made to it
body-latest-by = Latest it made
body-again = What it was told again: recommendations like an earlier one to it
body-see-all = See all
body-join-title = It is another body
body-join-lead = Where two bodies turn out to be one, everything that names this one names the other from now on: recommendations, duties, answers, actions, meetings. Its names and codes become the other’s; its address and its history stay. It is refused where something stands against it, such as a recommendation that both must answer.
body-join-into = Which one it is
body-join-hint = Its name, or its address as /bodies has it
body-join-join = Join for good
body-joined = This turned out to be another body:
act-body-join = Joined to another body
body-form-title = Bodies of the register
body-form-change = Change what is said of a body
body-form-lead = Everybody sees what stands here, and when it was changed; the record keeps what stood here before. A body keeps its address, whatever it is called.
body-form-find = Change a body
body-form-find-hint = Its name, another name or its address here
body-form-missing = No body, or more than one, is called “{ $word }”. All of them are on the page of bodies, with their addresses.
body-form-look = Look it up
body-form-new = Put a body in the register
body-form-welsh = Its name in Welsh
body-form-aliases-hint = One a line: abbreviations and earlier names. A document that uses one of them means this body.
body-form-codes = Codes
body-form-codes-hint = One a line: whose code it is and the code, such as “ods RTE”
body-form-code-none = a code is a line with whose code it is and the code, such as “ods RTE”; this is none: { $word }
body-form-day-hint = A day, a month or a year, where it is known
body-form-to-hint = Only where it has ended
body-form-successor-hint = The name or address of the body that answers in its place. What was asked of this one is then that one’s to answer.
body-form-facts-hint = An order, a website, a letter: so that others can check it
body-form-put = Put it in
body-form-set = Change it
inbox-bodies = Put a body in the register, or change what is said of one
bodykind-police-force = Police force
bodykind-local-policing-body = Local policing body
bodykind-oversight-body = Oversight body
bodykind-standard-setter = Standard setter
bodykind-government-department = Government department
bodykind-staff-association = Staff association
bodykind-council = Council
bodykind-coroner = Coroner
bodykind-other = Other body

# Sources
sources-title = Sources
sources-lead = The investigations, inspections, inquests, inquiries and audits that recommendations come from.
source-title = Source { $word }
source-summary = What happened
source-kind = Kind
source-bodies = Bodies concerned
source-published = Published
source-recommendations = Its recommendations
sourcekind-investigation = Investigation
sourcekind-inspection = Inspection
sourcekind-inquest = Inquest
sourcekind-inquiry = Inquiry
sourcekind-audit = Audit
sourcekind-super-complaint = Super-complaint

# Standards
standards-title = Standards
standards-lead = Codes, acts, regulations and policies that recommendations cite.
standard-kind = Kind
standard-issued = Issued by
standard-binds = Whom it binds
standard-status = Standing
standard-from = In force from
standard-to = In force to
standard-superseded = Superseded by
standard-note = Before you rely on it
standard-aliases = Also cited as
standard-provisions = Provisions, and how many recommendations cite each
provision-of = A provision of
standard-uri = At its source
standard-facts = Facts from
standard-citing = Recommendations that cite it
standard-citing-none = No recommendation here cites it.
standardkind-act = Act
standardkind-regulations = Regulations
standardkind-code = Code
standardkind-guidance = Guidance
standardkind-policy = Policy
standardkind-convention = Convention
standardkind-case = Decision of a court

# Meetings
meetings-title = Meetings
meetings-lead = Working groups, boards and committees. People are shown as posts and bodies, never by name.
meeting-caption = Meeting { $word }
meeting-present = Who was there
meeting-apologies = Apologies
meeting-chair = Chair
meeting-agenda = Agenda
meeting-table = Action table
meeting-table-none = No action stands in its table.
meeting-untabled = Agreed in words, never put in the table
meeting-untabled-note = Found in the minutes by reading them; a secretary may want to table them.
meeting-decisions = Decisions
meeting-strands = Strands of work
meeting-lead-vacant = Lead vacant
meeting-initial = First things to do
meeting-next = Next meetings
meeting-doubtful = Printed as a next date but earlier than this meeting
meeting-minutes = The minutes
column-action = Action
column-owner = Owner
column-update = Update
meetings-none = No meeting is in this register.

# Documents
documents-title = Documents
documents-lead = What was read, with the words each record came from.
document-kind = Read as
document-publisher = Published by
document-published = Published
document-captured = This copy taken
document-address = On the web
document-licence = Licence
document-digest = Digest of its bytes (SHA-256)
document-text-digest = Digest of its text (SHA-256)
document-read-by = Read by
document-changed-from = A changed copy of
document-changed-to = A later copy differs
document-differences = What is different
document-quotes = Words that became records
document-text = Full text
document-text-link = See the full text with those words marked
document-text-withheld = The full text is not shown: that needs a licence that allows it, and a person who has cleared it.
document-incidents = Incidents it reports
document-measures = Measures it reports
document-recommendations = Recommendations in it
document-untitled = Untitled document
document-span = Characters { $word } to { $other }
dockind-recommendations = Recommendations and responses
dockind-response = Response
dockind-minutes = Minutes
dockind-pfd-report = Report to prevent future deaths
dockind-recommendation-list = List of recommendations
dockind-article = News article
dockind-table = Table
dockind-none-recommended = Nothing recommended
dockind-unrecognised = Not recognised
field-text = words
field-made-on = date made
field-given-on = day the answer was given
field-received-on = day the answer was received
field-held-on = date held
field-summary = what happened
field-external-ref = reference
field-findings = finding
field-citations = standard cited
field-position = position
field-reasons = reason
field-wordings = other wording
field-parts = detail
field-decisions = decision
field-conduct = conduct
field-finding = finding
field-sanction = sanction
field-platform = platform
field-title = title
field-publisher = published by
field-addressees = addressees, separated by semicolons
field-action = action
field-owner = owner

# Case outcomes
outcomes-title = Case outcomes
outcomes-lead = How misconduct cases ended, as published reports tell it. No person is named; what was found and what followed are kept apart.
outcomes-none = No case outcome is in this register.

# About
about-title = About this register
about-what = What it is
about-what-text = An open record of recommendations by oversight bodies, the answers given, the actions promised, and whether anyone independent has checked them. Everything said is kept once, in an append-only ledger; these pages are a view of it.
about-axes = Five questions, never one traffic light
about-axes-text = Each recommendation is shown on five axes: what the addressee answered, how far it says it is, whether anyone independent has checked, whether the answer came in time, and whether the matter is closed. None is folded into another. What is not known is shown as not known.
about-names = No names
about-names-text = People are shown as the posts they hold. Names in a document are taken out of what is published, and the place is marked. The comments of readers under an article are never stored.
about-check = Check it yourself
about-check-text = The operator can give you the head of the ledger. With it and a copy of the ledger anyone can verify that no word was changed, removed or put in another order; the format is published with the program.
about-data = Take the data
about-data-text = Every list is also JSON and CSV, and the API is described in OpenAPI 3.1.
about-data-link = The API's description
about-accessibility = Accessibility
about-accessibility-text = These pages are made to meet WCAG 2.2 at level AA. They work without script, with a keyboard and on a phone.

# Errors
error-not-found = There is no such page
error-not-found-text = There is nothing at this address. If you typed it, check it; references look like REC-12.
error-bad-request = That address cannot be understood
error-bad-request-text = A part of the address is not as it should be: { $word }.
error-unready = The search index is being made
error-unready-text = Searching works again in a moment. Lists and records can be read meanwhile.
error-not-taken = what was sent is not what this page takes
error-too-often = Please wait a little
error-too-often-text = This was asked for too often. Try again in { $word } seconds; nothing was done now.
error-busy = The register is busy
error-busy-text = Too many are reading at once. Try again in a moment.
error-internal = Something went wrong
error-internal-text = The fault is ours and is in the log. Tell the operator this reference: { $word }.
error-next = Where to go from here

# The inbox
inbox-title = Inbox
inbox-lead = Documents that were read and wait for you. Look at each beside the words it came from, put right what is wrong, and accept it.
inbox-empty = Nothing waits.
inbox-rejected = Rejected
inbox-warnings = Warnings
inbox-refused = That was refused, and nothing was changed
inbox-is-rejected = This was rejected. Undo puts it back among those that wait.
inbox-unknown = Bodies to look at
inbox-like = : is it one of these?
inbox-ended = , which ended on { $word }. Its duties passed to:
inbox-like-none = : accepted as it is, it becomes a body of its own.
inbox-accept = Accept
inbox-undo = Undo the last change
inbox-next = Next
inbox-text = The document
inbox-proposed = What was read in it
inbox-document = Document
inbox-recommendation = Recommendation { $word }
inbox-action = Tabled action { $word }
inbox-typed = typed
inbox-unsure = unsure
inbox-see = see its words
inbox-keep = Change
inbox-more = Split, join or leave out
inbox-split-before = Split before these words of it
inbox-split = Split
inbox-merge = Join with the next
inbox-drop = Leave out
inbox-reason = Reason for rejecting it
inbox-reject = Reject
level-error = settle first
level-warning = look
level-info = note

# Signing in
sign-in = Sign in
sign-out = Sign out
desks-label = Workspace
form-error = There is a problem
form-error-title = Error:
form-done = Done
sign-in-title = Sign in
sign-in-lead =
    For people at oversight bodies and at the bodies they address. Everything that is public can be read without signing in.
sign-in-button = Sign in
sign-in-provider = Sign in with { $word }
sign-in-provider-down = { $word } cannot be reached; try again in a while, or sign in with your password
sign-in-provider-no = { $word } did not sign you in; try again
sign-in-provider-over = That sign-in was not begun here, or it took longer than ten minutes; begin again
sign-in-provider-unknown = { $word } knows you, but nobody has invited you here at an address that it vouches for; ask your administrator
sign-in-forgotten = I forgot my password, or my invitation is over
sign-in-wrong = The e-mail address or the password is not right
sign-in-code-title = Enter the code
sign-in-code-lead = Your telephone shows a code of six digits that changes every half minute.
sign-in-code-button = Continue
recover-title = A new password
recover-lead = We send a link to the address of your account. It is good once, for an hour.
recover-button = Send the link
recover-sent-title = Look at your e-mail
recover-sent-lead = If that address has an account, a link to a new password is on its way to it. If nothing comes, ask the operator of this register.
recover-sent-button = Send
first-title = Make the first account
first-lead = It is the operator's, who runs this register and invites the others.
first-button = Make the account
invited-title = Take up your invitation
invited-lead = Choose the password that you will sign in with.
invited-button = Keep the password
renew-title = Choose a new password
renew-lead = Everywhere that you are signed in you will have to sign in again.
renew-button = Keep the password
no-link-title = This link is over
no-link-lead = It was used already, or its time has passed.
no-link-button = Continue
enrol-title = Set up your telephone
enrol-lead = Point an authenticator app at the picture, or type the key below it into the app. Then enter the code that it shows.
enrol-button = Keep
enrol-picture = QR code for an authenticator app; the key stands below it as text
enrolled-title = A code is asked for from now on
enrolled-lead = Keep these codes where you keep your passport. Each signs you in once, should the telephone be lost. They are not shown again.
enrolled-button = Continue
ask-email = E-mail address
ask-password = Password
ask-name = Name
ask-code = Code
ask-new-password = New password
ask-hint-code = Without the telephone, one of the codes that you kept for the day it is lost
ask-hint-new-password = At least 12 characters. Three or four words are easier to keep than signs.
error-forged = That form is not one of ours
error-forged-text = It was made by another site, or it stood open while your session ended. Nothing was changed. Open the page again and send it from there.
error-forbidden = That is not yours to see or do
error-forbidden-text = { $word }. Nothing was changed.
closed-own = It takes an account with a role
closed-people = It takes the operator of this register, or an administrator of a body
closed-documents = It takes the operator of this register, or a clerk of an oversight body
closed-answers = It takes a role in a body that has something to answer
closed-oversight = It takes a clerk or an assurer of an oversight body

# The workspace
desk-own = My work
desk-people = People
desk-inbox = Inbox
desk-likeness = Alike
desk-suggestions = Themes to confirm
desk-account = My account
work-waiting =
    { $count ->
        [0] No document waits for review
        [one] One document waits for review
       *[other] { $count } documents wait for review
    }
work-wait-for-you = Waits for you
work-nothing-due = Nothing is late or due soon.
work-nothing-to-decide = No answer waits for a decision.
work-oversees = What { $word } recommended
work-all = All of it
role-operator = Operator
role-administrator = Administrator
role-clerk = Clerk
role-assurer = Assurer
role-approver = Approver
role-contributor = Contributor
role-viewer = Viewer
role-hint-operator = Runs the installation, and says who else does
role-hint-administrator = Says who has which role in this body
role-hint-clerk = Publishes what this body recommends, chases answers, extends and closes
role-hint-assurer = Says whether what others did is enough
role-hint-approver = Signs what this body answers
role-hint-contributor = Writes answers and updates, and files evidence
role-hint-viewer = Sees what this body sees
account-roles = Roles
account-no-roles = None yet. Ask the operator of this register, or an administrator of your body.
account-code = Code besides the password
account-code-on =
    { $count ->
        [one] A code is asked for besides the password. One code for a lost telephone is left.
       *[other] A code is asked for besides the password. { $count } codes for a lost telephone are left.
    }
account-code-off = Only the password is asked for. A code from your telephone makes a stolen password worthless.
account-code-set = Set up a telephone
account-code-remove = Do not ask for a code any more
account-code-removed = Only the password is asked for from now on
account-password = Password
account-password-now = Password now
account-password-change = Change the password
account-password-set = The password is changed. Everywhere else you are signed out, and your tokens are over
account-again = Somebody else signs you in: sign out and in again, then do this within ten minutes
account-password-wrong = That is not your password
account-sessions = Where you are signed in
account-browser = Browser
account-used = Last used
account-here = Here
account-end = End
account-session-ended = That session is over
account-tokens = Tokens for programs
account-tokens-lead = A program with a token acts as you, within what you let it. It is shown once, when it is made.
account-token-name = What it is for
account-token-make = Make a token
account-token-made = Here is the token. It is not shown again.
account-token-ended = That token is over
account-scopes = What it may do
account-until = Good until
account-days = For how many days, up to 366
scope-read = Read what you may read
scope-documents = Put documents in and review them
scope-answer = Answer, update and file evidence
scope-oversee = Publish, extend and close
scope-people = Give and take roles
scope-register = Run the register
people-title = People
people-body = Body
people-installation = The installation
people-nobody = Nobody has a role here yet.
people-role = Role
people-since = Since
people-is-invited = Invited
people-end = End the role
people-again = Invite again
people-invite = Invite someone
people-send = Give the role
people-ended = The role is over, and with it what it opened
people-given = { $word } has the role now
people-invited = { $word } is invited
people-link = The invitation is on its way by e-mail. Should it not arrive, give them this link yourself. It is good once, for seven days.
letter-invited-subject = You are invited to { $word }
letter-invited-text =
    You are invited to work in this register of recommendations and what came of them.

    Open this link to choose your password. It is good once, for seven days:
    { $word }

    If you do not know why you were sent this, ignore it: nothing happens.
letter-recover-subject = A new password for { $word }
letter-recover-text =
    Somebody, probably you, asked for a new password.

    Open this link to choose one. It is good once, for an hour:
    { $word }

    If it was not you, ignore this letter: your password stays as it is.

# Answers on their way
desk-answers = To answer
desk-oversight = To oversee
answers-title = What { $word } has to answer
answers-on-the-way = Answers on their way
answers-none = None is being written.
answers-to = Answer to { $word }
answers-given = Handed over on { $word }.
answers-given-on = on { $word }
answers-due = due { $word }
answers-more = More of these
answers-nothing-due = Nothing is asked of this body that it has not answered.
answers-begin = Answer those that are ticked
draft-writing = Being written
draft-with-approver = Waits for a signature
draft-submitted = Handed over
draft-decided = Decided
draft-dropped = Given up
answer-title = Answer
answer-returned = It was sent back: { $word }
answer-signed = Signed by { $word }.
answer-weak = A reader would ask
weak-nothing = It is accepted. What will be done?
weak-no-reason = It is not accepted. Why is no action taken?
weak-apart = Some of it is accepted and some is not, and every reason and action is read with each. Write one answer to what is accepted and another to what is not.
weak-vague-words = The answer says "{ $word }". What will be done?
weak-no-owner = Action { $word }: who owns it?
weak-no-due = Action { $word }: by when?
weak-no-measure = Action { $word }: how would one know that it was done?
weak-reused = These words stand in { $word } already: "{ $other }" Do they answer what was asked here?
weak-reused-unknown = Whether its words stand in other answers is not known while the index is being made. Look again in a moment.
weak-vague = Action { $word } says "{ $other }". What will be done?
answer-positions = Is it accepted?
answer-undecided = Not decided yet
answer-text = The answer
answer-no-action = Why no action is taken
answer-explanations = Other reasons and explanations
answer-paragraphs = An empty line between two makes them two.
answer-actions = What was done or will be done
answer-action = Action { $word }
answer-action-text = What
answer-owner = Owner (a post, not a person)
answer-tense = Done or promised
tense-taken = Done
tense-proposed = Promised
answer-due = When: a day, "monthly", "after the hearing"
answer-measure = How one would know
answer-list = Paste a list
answer-list-hint = Each line becomes an action. Owners, days and events that its words name are read from it.
answer-representations = What is said on its publication
answer-representations-hint = Read by the body that recommended, before it decides what is published. Not part of what is published.
answer-keep = Keep
answer-offer-note = What is kept above is put before an approver of the body. Nobody changes it while it waits.
answer-offer = Put it before an approver
answer-sign = Sign it and hand it over
answer-post = Signed by (the post)
answer-submit = Sign and hand over
answer-why = Why it goes back
answer-take-back = Take it back
answer-drop = Give it up
answer-drop-why = Why it is given up
answer-disclosed = You are shown this because your body was sent a copy of the recommendation. It is not for everybody.
answers-disclosed = Disclosed to it
answer-held = Something that it answers is not public yet. The clock runs: an answer counts from the day it is handed over. What is published of it is decided once the recommendation is public.
answer-dropped = It was given up: { $word }
answer-return = Send it back
answer-decide = Decide what is published
answer-publication = Published
answer-disclosure = Disclosed to those who were sent the recommendation
extent-whole = All of it
extent-part = All but the words left out
extent-none = None of it
answer-leave-out = Words to leave out
answer-leave-out-hint = A line each: the words, a bar, the exemption. Such as: Inspector Lee | s40. Capitals, accents and line breaks make no difference.
answer-reason = Why not all of it
answer-publish = Record the decision
answer-look = Look at it first
answer-looked = The answer without the words to leave out
answer-looked-lead = Nothing is decided yet. A decision is not taken back.
answer-looked-reason = Reason { $word }
received-title = Answers handed over
received-none = None yet.
received-late = Late
received-late-none = Nothing that this body recommended is late.
matter-whole = the recommendation as a whole
matter-evidence = What shows it
matter-evidence-none = Nothing is filed.
matter-done-update = It is said, and everybody can read it.
matter-done-amend = The promise is changed. What it was stays to be read.
matter-done-assure = The finding is recorded.
matter-done-rejoin = It is said, and everybody can read it.
matter-done-close = The decision is recorded.
matter-done-start = The clock runs by the rule that was stated.
matter-done-extend = The time is longer.
matter-done-suspend = The clock stands still.
matter-done-resume = The clock goes on.
matter-done-evidence = The evidence is filed.
matter-done-restricted = The evidence is filed and sealed. Those who sign for the body that answers and those who check for the body that recommended can open it; each opening is written down. To everybody else this page does not show it.
matter-done-destroy = It is destroyed for good.
matter-answer = Answer it
matter-answer-again = Give another answer
matter-update = Say how it stands
matter-on = About
matter-update-text = What has happened
matter-no-claim = No claim
matter-update-public = Everybody can read it.
matter-update-add = Add
matter-amend = Change what an action promises
matter-amend-lead = Everybody sees what was promised before, and why it changed. What is left empty stays as it is; the words of the promise do not change.
matter-amend-which = Which action
matter-amend-owner = Its owner from now on (a post, not a person)
matter-amend-due = When it is due from now on
matter-amend-due-hint = A day ("31 March 2027"), how often ("every month"), or after what ("after the hearing")
matter-amend-measure = How one will know that it was done
matter-amend-happened = If it waited for something: the day that happened
matter-amend-why = Why
matter-amend-do = Change the promise
matter-file = File evidence
matter-shows = What it shows
matter-file-file = The file
matter-file-redacted = The same with words left out, for everybody
matter-file-link = Or its address
matter-marking = Marking
marking-official = OFFICIAL
marking-official-sensitive = OFFICIAL-SENSITIVE
matter-readers = Who may see it
readers-both = This body and the body that recommended
readers-everybody = Everybody
readers-restricted = Those who sign here and those who check at the body that recommended; sealed, each opening written down
restricted-list = Restricted evidence
restricted-filed = Restricted evidence, filed { $word }.
restricted-has-file = It has a file.
restricted-open = Open it (this is written down)
restricted-openings = Who opened it
restricted-destroyed = It was destroyed: { $word }
restricted-destroy = Destroy it
restricted-destroy-why = Why it is destroyed
restricted-destroy-hint = Its words and its file go, for everybody and for good. That it was here, and why it is gone, stays.
restricted-destroy-do = Destroy it for good
restricted-title = Restricted evidence
restricted-recorded = That you opened it is written down: those who may read it see in which role, of which body and when.
restricted-file = Open the file (this is written down)
matter-file-file-it = File it
matter-assure = Is it enough?
matter-result = What was found
matter-method = How it was looked at
matter-reasons = Why
matter-seen = Evidence seen
matter-assure-record = Record the finding
matter-close = Close it, or open it again
matter-outcome = How it stands
matter-why = Why
matter-decide = Record the decision
matter-clock = The clock
matter-day-hint = A day such as 2027-03-31 or 31 March 2027
matter-extend = Make the time longer
matter-asked = When it was asked for
matter-granted = When it was granted
matter-until = New last day
matter-suspend = Stop the clock
matter-began = First day
matter-resume = Let the clock go on
matter-ended = Last day that it stood still
matter-start = State the rule
matter-rule = Rule
matter-starts = Day it starts, where that is not the day the recommendation was made
matter-stated = Due day that is stated
rec-came = An answer was handed over on { $word }
rec-published-part = It is published with words left out.
rec-published-none = It was decided not to publish it.
rec-published-undecided = What is published of it is not decided yet.
rec-checked = Checks
rec-checked-by = { $word }, { $other }:
rec-checked-before = The matter was reopened after it: it counts no more.
rec-updates = What was said since
rec-evidence = What shows it
rec-decisions = Closed or open
act-update-add = Said
act-recommendation-make = Made
act-recommendation-release = Made public
act-rejoinder-add = Said to the answer
act-ladder-set = Steps set
act-action-amend = Promise changed
act-evidence-file = Filed
act-assurance-record = Found
act-closure-decide = Decided
act-response-submit = Answer handed over
act-words-erase = Words erased by law
act-hold-place = Held
act-hold-lift = Hold lifted
act-response-publish = Publication decided
kind-update = How it stands
kind-evidence = Evidence
kind-assurance = Check
kind-body = Body
kind-standard = Standard
kind-forum = Forum
kind-attendance = Attendance
kind-theme = Theme
kind-proposal = Proposal
kind-judgement = Judgement
kind-membership = Role
kind-draft = Answer on its way
kind-recommendation-draft = Recommendation on its way
kind-ladder = Steps
kind-opening = Opening
kind-erasure = Erasure
kind-hold = Hold
kind-rejoinder = Rejoinder
kind-closure = Closed or open

# Following by e-mail, and reminders
follow-email = Or by e-mail, to
follow-send = Follow
follow-asked-title = Look at your e-mail
follow-asked-lead = A letter is on its way that asks whether you want this. Nothing else is sent before you have said yes.
follow-asked-button = Continue
follow-confirm-title = Follow this search?
follow-confirm-lead = You are sent a letter when something changes in what it finds. Each letter has a link that stops it.
follow-confirm-button = Yes, follow it
follow-confirmed-title = You follow it now
follow-confirmed-lead = You are sent a letter when something changes in what it finds.
follow-confirmed-button = Continue
follow-stop-title = Stop these letters?
follow-stop-lead = You are sent no more of what this search finds.
follow-stop-button = Stop them
follow-stopped-title = They are stopped
follow-stopped-lead = You are sent no more of what this search finds.
follow-stopped-button = Continue
follow-none-title = This link is over
follow-none-lead = It was stopped already, or its time has passed.
follow-none-button = Continue
letter-follow-subject = Do you want to follow { $word }?
letter-follow-text =
    Somebody, probably you, asked for news of a search in this register of recommendations and what came of them.

    Open this link to say yes, within seven days:
    { $word }

    If it was not you, ignore this letter: nothing else is sent.
news-subject = { $word }: something has changed
news-lead = This has changed in what you follow, { $word }
news-stop = To stop these letters: { $word }
reminder-subject = Answers of { $word } that are due
reminder-lead = { $word } has to answer these recommendations:
reminder-today = is due today
reminder-late =
    { $count ->
        [one] has been late for one day
       *[other] has been late for { $count } days
    }
reminder-in =
    { $count ->
        [one] is due tomorrow
       *[other] is due in { $count } days
    }

# What a body promised, and its sheet
actions = What was promised
actions-title = What { $word } promised
actions-link = All that was promised, as a list and as a sheet
actions-count = { $count ->
    [0] No promise is listed.
    [one] { $count } promise is listed.
   *[other] { $count } promises are listed.
  }
actions-open-only = Only those that are not over
actions-all = With those that are done or will not be
actions-full = There are more; these are the 2,000 to the newest recommendations.
actions-take = Take it away as a sheet:
actions-excel = Excel
actions-none = Nothing is listed.
sheet-as-of = As of (leave it)
sheet-changed = { $word } was changed, or something was said of it, since the sheet went out; take the sheet again
sheet-half = the promise was changed; what is new was not said: { $word }
sheet-name = Promises
sheet-action = Action
sheet-recommendations = Recommendations
sheet-text = What was promised
sheet-owner = Owner
sheet-due = Due
sheet-measure = Shown by
sheet-status = Status
sheet-news = What is new, and why
sheet-bring = Bring a sheet back
sheet-hint = Excel or CSV, at most 2 megabytes. Owner, day, measure and status can be changed; each changed row says what is new. Nothing is changed before you have seen it.
sheet-show = Show what it changes
sheet-none = no sheet came, or it has more than 2 megabytes
sheet-no-heads = no row of the sheet has its heads; they are { $word }
sheet-too-long = the sheet changes too much at once; bring it in two parts
sheet-unknown = { $word } is not among the promises of this body
sheet-twice = { $word } stands in the sheet twice; the first row counts
sheet-too-many = at most { $word } rows are changed at once; bring the rest afterwards
sheet-no-day = { $word }: "{ $other }" is no day
sheet-no-status = { $word }: "{ $other }" is no status
sheet-no-words = { $word } changes, and does not say what is new
sheet-not-yours = It takes a contributor or an approver of the body.
sheet-changes = What the sheet changes
sheet-count = { $count ->
    [0] It changes nothing.
    [one] It changes { $count } promise.
   *[other] It changes { $count } promises.
  }
sheet-same = { $count ->
    [one] { $count } row is as it stands.
   *[other] { $count } rows are as they stand.
  }
sheet-refused = Rows that cannot be taken
sheet-row = Row { $word }: { $other }
sheet-make = Make these changes
sheet-leave = Leave everything as it is
sheet-done = { $count ->
    [0] Nothing was changed.
    [one] { $count } promise was changed.
   *[other] { $count } promises were changed.
  }
sheet-not-done = Not done:

# Recommendations on their way
making-title = A recommendation
making-list = Recommendations on their way
making-new = Draft a recommendation
making-none = None is on its way.
making-served = Made to you, and not public yet
oversight-not-yours = It takes a clerk of the body that recommends.
making-state-writing = Being written
making-state-with-approver = Waits for a signature
making-state-embargoed = Made, not public yet
making-state-made = Made
making-state-dropped = Given up
making-made = Made and served on { $word }.
making-public = It is { $word }.
making-released = It became public when this had happened: { $word }
making-answer = Answer it for { $word }
making-embargoed = It is not public before this has happened: { $word }. Those it is made and copied to may read it.
making-section55 = Under section 55 the period begins with publication, which is still to come.
making-untold = Nobody here works for { $word }, so nobody can be told by letter: serve it on them by post.
making-due-read = The day an answer is due, as the letter states it
making-points = What a reader of the law would ask
making-no-power = No power is stated: then nobody can say whether and by when an answer is due.
making-no-finding = No finding says why it is made.
making-no-source = It does not say which investigation, inspection or inquest it comes from.
making-due-past = It says an answer is due on a day that is not after today.
making-outside = Under paragraph 28A(4) and (5) it may be made to a body outside the police only after a death or serious injury, or in a case that regulations name.
making-copy-local-policing-body = Made to a chief officer under paragraph 28A, it is copied to the local policing body (28A(6)).
making-copy-chief-officer = Made to a local policing body under paragraph 28A, it is copied to its chief officer (28A(6)).
making-copy-chief-coroner = A report under regulation 28 is copied to the Chief Coroner and to interested persons.
making-text = What is recommended
making-text-hint = One recommendation. Everybody will read these words.
making-findings = Why: the findings
making-findings-hint = An empty line between two findings. No names of people.
making-addressees = To whom it is made
making-copied = Who is sent a copy
making-bodies-hint = One body a line, by its name or its address here.
making-due = The day an answer is due, as your letter states it
making-due-hint = Leave it empty where it does not. The day that the law gives is reckoned beside it.
making-source = Where it comes from
making-source-known = A source that the register has
making-source-hint = Such as SRC-3
making-source-new = Or a new one: what it was
making-source-ref = Its own reference
making-source-summary = What happened, without names of people
making-embargo = What has to happen before it is public
making-embargo-hint = Such as "the inquest has ended". Empty: it is public when it is made.
making-save = Save
making-offer = Put it before an approver
making-sign = Sign and make it
making-serves = From this moment its clock runs, and everybody who answers for the bodies it is made or copied to gets a letter.
making-make = Make it
making-release = End its embargo
making-happened = What has happened
making-release-do = Make it public
answers-again = Answers you are asked for again
publishing-subject = { $word }: answers to publish
publishing-lead = { $word } was handed these answers and has not decided what of them is published:
came-subject = { $word }: an answer
came-handed-over = { $word } has handed over its answer to { $other }:
came-disclosed = You are shown the answer of { $word } to { $other }, of which your body was sent a copy. It is not for everybody:
served-subject = { $word }: a recommendation
served-made = { $word } has made a recommendation that concerns { $other }.
served-public = Everybody can read it:
served-embargoed = It is not public yet. Sign in to read it:

# What is said to an answer, and what is done when it is late
rec-rejoinders = What was said to the answer
rec-rejoined = { $word }, { $other }
rec-again-by = Another answer is asked for by { $word }.
rec-escalated = Step { $word } of { $other }:
rec-escalated-since = since { $word }
matter-rejoin = Say something to the answer
matter-rejoin-text = What you answer to it; everybody will read it
matter-rejoin-by = By when another answer is asked for
matter-rejoin-hint = Leave it empty if none is. The law gives no day for it.
matter-rejoin-do = Say it
ladder-title = When an answer is late
ladder-link = The steps you take when one is late
ladder-lead = Which step is reached is reckoned from the last due day, anew every day. Nothing is sent by itself.
ladder-steps = The steps
ladder-hint = One a line: days after the due day, the post that acts, what is done. Such as "14 | Director of Investigations | writes to the chief constable"
ladder-public = Everybody may see which step is reached
ladder-set = Set these steps
ladder-line = a step is a number of days, a post and what is done, with | between them; this is none: { $word }

# A body's dashboard
dashboard-title = { $word }: how it stands
dashboard-heading = How what was asked of it stands
dashboard-heading-by = How what it recommended stands
dashboard-heading-register = How everything stands
dashboard-title-register = How everything stands
dashboard-other-by = How what it recommended stands
dashboard-other-to = How what was asked of it stands
dashboard-link-by = How what it recommended stands: counts, times, what is late
dashboard-link-register = How everything stands: counts, times, what is late
dashboard-link = How it stands: counts, times, what is late
dashboard-on = As of { $word }.
dashboard-pack = The same made for print, with all that is late
dashboard-total = { $count ->
    [one] { $count } recommendation was made to it.
   *[other] { $count } recommendations were made to it.
  }
dashboard-total-by = { $count ->
    [one] It made { $count } recommendation, counted once for each body that must answer.
   *[other] It made { $count } recommendations, counted once for each body that must answer.
  }
dashboard-total-register = { $count ->
    [one] There is { $count } recommendation, counted once for each body that must answer.
   *[other] There are { $count } recommendations, counted once for each body that must answer.
  }
dashboard-late-none = No answer is late, as far as anybody can say.
dashboard-took = How long answers took
dashboard-median = { $count ->
    [one] Half had come after { $count } day.
   *[other] Half had come after { $count } days.
  }
dashboard-quarters = A quarter had come after { $word } days, three quarters after { $other }.
dashboard-of = Known to the day of { $word } of { $other }.
dashboard-took-unknown = Of none of them both days are known, the day it was made and the day the answer came.
dashboard-late = What is late
dashboard-ageing = Days since the last due day
dashboard-days = { $word } to { $other } days
dashboard-days-more = More than { $word } days
dashboard-promises = Promises that are late, or were missed
dashboard-how = Every figure counts a recommendation and who must answer it. Late are those whose answer came after their last due day, or has not come by today; where no power or no day is known, nobody can say.

# Letters and what came of them
letters-title = Letters and what came of them
letters-lead = Every letter is kept before it is sent, and what came of it for two years after. What it said is not kept.
erase-link = Erase words by law
erase-not-yours = It takes the operator: it shows what the whole register holds.
erase-title = Erase words by law
erase-lead = Words that must not stay, such as the name of somebody who may ask for that, are looked for in every version of every record and in the texts of its documents. Where they are erased, “[erased]” stands in their place, and everybody can read when and on what ground. The chain of the ledger still verifies.
erase-words = The words
erase-words-hint = Whole words, however they are set: “Ada Lund” is found in capitals and over the end of a line, and not inside “Ada Lunde”.
erase-look = Look for them
erase-found = { $count ->
    [0] No record holds these words
    [one] { $count } record holds them
   *[other] { $count } records hold them
  }
erase-from = Erase them from
erase-public = public
erase-inner = not public
erase-file = the text of its file
erase-unread = Not looked into
erase-unread-lead = Nobody but a person can tell whether these files of evidence hold the words.
erase-letters = Letters that say them
erase-letters-lead = What they say is erased with the records. A letter that was sent stays with its reader.
erase-letter-waits = not sent
erase-needed = { $word }: not erased, because “{ $other }” says what it is and cannot be without them.
erase-held = { $word }: not erased, because it is held ({ $other }).
erase-basis = On what ground
erase-basis-missing = Say on what ground they are erased
erase-note = What more is said of it
erase-note-hint = Everybody can read it. Leave the words out.
erase-no-way-back = There is no way back. Copies that were made before keep the words until they are deleted.
erase-erase = Erase for good
erase-done = { $count ->
    [0] The words are erased from what letters say.
    [one] The words are erased from { $count } record.
   *[other] The words are erased from { $count } records.
  }
holds-title = What is held
holds-lead = While an inquiry, an inquest or a court may ask for something, nothing of it is erased or destroyed, whoever asks and whatever day has come. A hold on a recommendation keeps its duties, answers, promises, evidence and checks too, and the documents that they stand in; a hold on a document all that was read from it; a hold on a body all that names it. Only operators see this page.
holds-now = Held now
holds-none = Nothing is held.
holds-for = For what
holds-since = Since
holds-from-to = From and to
holds-lift = Lift the hold
holds-lift-why = Why it is lifted
holds-place = Place a hold
holds-on = On what
holds-on-hint = What it is called, such as REC-12, ACT-9, DOC-3, SRC-2, MTG-1 or OUT-4, or a body’s name
holds-ground = On what ground
holds-ground-missing = Say on what ground it is held
holds-why = For what, and who asked
holds-why-hint = Such as the inquiry’s name and the day of its letter. Only operators read it.
holds-over = Lifted
hold-inquiry = A public inquiry
hold-inquest = An inquest
hold-proceedings = Judicial review, or another claim before a court
hold-request = A request or a complaint that is not answered yet
basis-request = Whom they are about asked for it (UK GDPR, article 17)
basis-order = A court or the regulator ordered it
basis-mistake = They should never have been in the register (UK GDPR, article 5(1)(d))
basis-expired = The day until which they might be shown is over (UK GDPR, article 5(1)(e))
letters-link = Letters, and what came of them
letters-not-yours = It takes the operator: every address is on it.
letters-waiting = On their way
letters-done = Sent, or given up
letters-none = None.
letters-written = Written
letters-to = To
letters-subject = Subject
letters-came = What came of it
letters-sent = The mail server took it on { $word }
letters-untried = Not tried yet
letters-tried = { $count ->
    [one] Tried { $count } time:
   *[other] Tried { $count } times:
  }
rung-subject = { $word }: answers that are late
rung-lead = A step that { $word } takes when an answer is late is reached:
