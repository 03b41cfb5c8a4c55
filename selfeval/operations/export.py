"""Leaving with one's data: whatever of one school is its own to take, in a zip with a page about it."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy.orm import Session

from selfeval.accounts.changes import role_of
from selfeval.calendar.school_years import ENGLAND, today, year_label
from selfeval.findings.findings import release_from_json
from selfeval.operations.action_plan_export import action_plan_files
from selfeval.operations.self_evaluation_export import self_evaluation_files
from selfeval.questionnaires.composing import composed
from selfeval.questionnaires.writing import files_of
from selfeval.reading.released_rounds import rounds_in, voices_in
from selfeval.reports.tables import csv_text, findings_csv
from selfeval.store.database import Database
from selfeval.store.directory import addresses_of
from selfeval.store.evidence import (
    Evidence,
    EvidenceFile,
    EvidenceUse,
    content_of_file,
    evidence_of_school,
    files_of_school,
    uses_of_school,
)
from selfeval.store.feedback import FeedbackReply, replies_of
from selfeval.store.languages import SurveyLanguage, languages_of_school, translations_of_school
from selfeval.store.logged_incidents import LoggedIncidents, logged_by_school
from selfeval.store.notice_details import NoticeDetails, notice_details
from selfeval.store.own_questionnaires import OwnQuestionnaire, questionnaires_of_school, whole_own
from selfeval.store.recordings import Recording, all_recordings, sound_of_school
from selfeval.store.releases import Baseline, baselines_of, releases_of
from selfeval.store.schools_and_accounts import AuditEntry, Identity, School, Span, all_entries
from selfeval.store.surveys import Survey, surveys_of


def log_csv(entries: Iterable[AuditEntry], addresses: Mapping[int, str]) -> str:
    """One line an entry, times in England. `addresses`: account id -> e-mail address, of whom it is told."""
    return csv_text(
        ("day", "time", "role", "of", "account", "email", "name", "did", "what"),
        (
            (
                *f"{entry.at.astimezone(ENGLAND):%Y-%m-%d %H:%M}".split(),
                *(role_of(entry), entry.by_place, entry.by_account, addresses.get(entry.by_account or 0)),
                *(entry.who, entry.act, entry.subject),
            )
            for entry in entries
        ),
    )


def names_csv(identities: Iterable[Identity]) -> str:
    """What the school has been called, and from which day on."""
    return csv_text(
        ("from", "name", "register_number", "phase", "authority"),
        (
            (identity.begins_on.isoformat(), identity.name, identity.urn, identity.phase, identity.authority)
            for identity in identities
        ),
    )


def notices_csv(details: NoticeDetails) -> str:
    """The names that the school has typed for its notices."""
    columns = ("safeguarding_lead", "contact", "controller", "data_officer")
    return csv_text(columns, [[getattr(details, column) for column in columns]])


def languages_csv(accepted: Iterable[tuple[SurveyLanguage, str]]) -> str:
    """In which languages each survey was asked, and who accepted them. `accepted`: each with its survey."""
    return csv_text(
        ("survey", "language", "draft", "by", "accepted_on"),
        (
            (title, row.language, "yes" if row.draft else "no", row.who, f"{row.accepted_at:%Y-%m-%d}")
            for row, title in accepted
        ),
    )


def recordings_csv(recordings: Iterable[Recording]) -> str:
    """Every text that was read aloud, and its file."""
    return csv_text(
        ("language", "text", "file", "by", "recorded_on"),
        (
            (row.language, row.text, _sound_file(row), row.who, f"{row.recorded_at:%Y-%m-%d}")
            for row in recordings
        ),
    )


ENDINGS = {"audio/wav": "wav", "audio/ogg": "ogg", "audio/mp4": "m4a", "audio/mpeg": "mp3"}


def _sound_file(row: Recording) -> str:
    return f"recordings/{row.language}-{row.name}.{ENDINGS[row.media_type]}"


def logged_incidents_csv(typed: Iterable[LoggedIncidents]) -> str:
    """Every number of incidents in the school's own log that was typed beside a survey."""
    columns = ("survey", "incidents", "typed_on", "by", "by_role", "by_account")
    return csv_text(
        columns,
        (
            (one.survey.title, one.number, f"{one.typed_at:%Y-%m-%d}", one.who, role_of(one), one.by_account)
            for one in typed
        ),
    )


def replies_csv(replies: Iterable[FeedbackReply]) -> str:
    """What the school wrote beside what people said, and what of it is on the public page."""
    columns = ("year", "questionnaire", "item", "we_did", "published", "by", "by_role", "by_account")
    return csv_text(
        columns,
        (
            (
                one.year,
                one.questionnaire,
                one.item,
                one.text,
                one.published,
                one.who,
                role_of(one),
                one.by_account,
            )
            for one in replies
        ),
    )


def surveys_csv(surveys: Iterable[Survey]) -> str:
    """A line a group: the plan of every survey, with its days and rolls."""
    columns = (
        "survey", "title", "asks", "state", "first_day", "last_day", "adult", "questionnaire", "version",
        "group", "years", "roll", "roll_girls", "roll_boys", "about_you_questions",
        "brought_in",
    )  # fmt: skip
    return csv_text(columns, (row for survey in surveys for row in _survey(survey)))


def _survey(survey: Survey) -> Iterable[Iterable[object]]:
    for round_ in survey.rounds:
        about = " ".join(item.id for item in round_.about.items)
        for group in round_.groups:
            yield (
                survey.id, survey.title, survey.audience, survey.state, survey.opens_on.isoformat(),
                survey.closes_on.isoformat(), survey.adult, round_.definition_row.questionnaire,
                round_.definition_row.version, group.name, " ".join(map(str, group.years)), group.roll or "",
                group.roll_girls, group.roll_boys, about, survey.brought_in or "",
            )  # fmt: skip


def baselines_csv(moves: Iterable[Baseline]) -> str:
    """Every move of a baseline, with its reason."""
    return csv_text(
        ("questionnaire", "survey", "moved_on", "by", "by_role", "by_account", "reason"),
        (
            (
                *(move.questionnaire, move.survey.title, f"{move.moved_at:%Y-%m-%d}"),
                *(move.who, role_of(move), move.by_account, move.reason),
            )
            for move in moves
        ),
    )


def evidence_csv(
    pieces: Iterable[Evidence],
    files: Mapping[int, EvidenceFile],
    uses: Iterable[tuple[EvidenceUse, int]],
) -> str:
    """A line a piece and indicator that uses it; one line of a piece that none uses."""
    used: dict[int, list[tuple[str, str, str]]] = {}
    for use, year in uses:
        used.setdefault(use.evidence_id, []).append((year_label(year), use.indicator, use.strength))
    return csv_text(
        ("evidence", "form", "kind", "title", "made_on", "address", "note", "details", "file", "sha256",
         "year", "indicator", "strength", "by", "by_role", "by_account", "on"),
        (
            (
                *(piece.id, piece.form, piece.kind, piece.title, piece.made_on and piece.made_on.isoformat()),
                *(piece.url, piece.note, piece.details if piece.about else "", *_file(files.get(piece.id))),
                *(*use, piece.added_by, role_of(piece), piece.by_account, f"{piece.added_at:%Y-%m-%d}"),
            )
            for piece in pieces
            for use in used.get(piece.id, [("", "", "")])
        ),
    )  # fmt: skip


def _file(file: EvidenceFile | None) -> tuple[str, str]:
    return (f"evidence/{file.name}", file.sha256) if file else ("", "")


README = """{school}: what this service kept for you
{underline}

Made on {day}. Everything here can be opened without the service: .csv with a spreadsheet, .json with a
text editor or a program.

releases/            Every result that was published, one file for each survey and one for each
                     correction, which says why. The .json file is what was published, exactly, and is
                     never changed. The .csv file has the same figures, one a line. Nothing in them is
                     about fewer than ten people.
self-evaluations/    Your own ratings, for each school year. The .csv file has a line for each indicator with
                     all that was said of it. The .json file also has earlier texts, who rated alone,
                     who looked after which area, and every step to sign-off. Each file with “signed” in
                     its name is exactly what was signed; its SHA-256 is the digest in the .json file.
evidence.csv         Every piece of evidence that you added, and which indicator uses it.
evidence/            Its files, as they were kept. Somebody outside the service has made them: open them
                     with the same care as any file that was sent to you.
surveys.csv          Every survey: its days, its groups, how many people were on roll, what was asked
                     about the person.
questionnaires/      Questionnaires that the school has put together itself: each draft, and each version
                     that was published, as files that can be checked and scored with elsewhere.
baselines.csv        Which results were made the baseline, who did it and why.
languages.csv        In which languages a survey was asked, which were drafts, and who accepted them.
translations/        Translations that you have brought in: each text, and a mark of the English that it
                     was made from.
recordings.csv       Texts that you have recorded to be read aloud, and which file each is.
recordings/          Those files.
incidents.csv        How many prejudice incidents were in your own log beside a survey, as you typed it.
replies.csv          What you wrote under “You said, we did”.
names.csv            What the school has been called here, and its numbers in the register.
notices.csv          The names that you typed for your notices to parents and pupils.
log.csv              Who did what and when. It holds no answer.
action-plan.json     All of your action plan. It has each update, each metric and what was aimed at.
                     It has each edition as it was closed.

What is not here, and why
- The answers one by one. After a survey they are kept only so that later surveys can be compared with
  it. A file of them could be used to find out who said what, so it is given to nobody.
- The keys of surveys that are open, and answers that are not counted. Count a survey first.
- Accounts and passwords. Each belongs to its person.
- Anything of another school.
"""


def school_zip(database: Database, school_id: int) -> bytes:
    """The zip of one school.

    Files are read one by one and packed in between, when nothing is being read: on SQLite no ballot is
    stored while somebody reads, and 200 MB take long.
    """
    with database.reading() as session:
        texts = list(_texts(session, session.get_one(School, school_id)))
        own = [whole_own(session, row.id) for row in questionnaires_of_school(session, school_id)]
        files = [(file.evidence_id, file.name) for file in files_of_school(session, school_id)]
        sounds = {_sound_file(row): row.name for row in all_recordings(session, school_id)}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (*texts, *_questionnaires(own)):
            archive.writestr(name, text)
        for evidence_id, name in files:
            with database.reading() as session:
                content = content_of_file(session, evidence_id)
            if content is not None:
                packed = name.rpartition(".")[2] not in ("csv", "txt")
                archive.writestr(
                    f"evidence/{name}", content, zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
                )
        for file, name in sounds.items():
            with database.reading() as session:
                sound = sound_of_school(session, school_id, name)
            if sound is not None:
                archive.writestr(file, sound.content, zipfile.ZIP_STORED)
    return out.getvalue()


def name_of_zip(school: School) -> str:
    """alder-vale-primary-2026-11-24.zip"""
    plain = "".join(mark if mark.isascii() and mark.isalnum() else "-" for mark in school.name.lower())
    return f"{'-'.join(filter(None, plain.split('-')))[:60] or 'school'}-{today():%Y-%m-%d}.zip"


def _texts(session: Session, school: School) -> Iterator[tuple[str, str]]:
    """Names and contents of all but files and questionnaires; nothing is found but by its id."""
    title = school.name
    yield (
        "README.txt",
        README.format(school=title, underline="=" * (len(title) + 36), day=f"{today():%Y-%m-%d}"),
    )
    yield "names.csv", names_csv(school.identities)
    yield "notices.csv", notices_csv(notice_details(session, school.id))
    yield "surveys.csv", surveys_csv(surveys_of(session, school.id))
    yield "baselines.csv", baselines_csv(baselines_of(session, school.id))
    yield "incidents.csv", logged_incidents_csv(logged_by_school(session, school.id))
    yield "languages.csv", languages_csv(languages_of_school(session, school.id))
    for language, row in translations_of_school(session, school.id).items():
        yield f"translations/{language}.json", row.texts
    yield "recordings.csv", recordings_csv(all_recordings(session, school.id))
    yield "replies.csv", replies_csv(replies_of(session, school.id))
    yield "log.csv", log_csv(all_entries(session, Span(school.id)), addresses_of(session, school.id))
    yield from _releases(session, school)
    yield from self_evaluation_files(session, school)
    yield from action_plan_files(session, school)
    yield from _evidence(session, school)


def _questionnaires(own: Iterable[OwnQuestionnaire]) -> Iterator[tuple[str, str]]:
    """Its own questionnaires, each draft and each version in a folder."""
    for row in own:
        folders = {"draft": composed(row.composition)}
        folders |= {f"version-{version.number}": version.asked for version in row.versions}
        for folder, asked in folders.items():
            for name, text in files_of(asked).items():
                yield f"questionnaires/{row.id}/{folder}/{name}", text


def _releases(session: Session, school: School) -> Iterator[tuple[str, str]]:
    for release in sorted(releases_of(session, school.id), key=lambda release: release.id):
        findings = json.loads(release.findings)
        name = f"releases/{findings['opens_on']}-{release.audience}-{release.survey_id}-{release.number}"
        content = {
            "number": release.number,
            "released_on": release.released_on.isoformat(),
            "digest": release.digest,
            "reason": release.reason,
            "findings": findings,
        }
        yield f"{name}.json", json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
        yield (
            f"{name}.csv",
            findings_csv(voices_in(session, rounds_in(release)), release_from_json(release.findings).gaps),
        )


def _evidence(session: Session, school: School) -> Iterator[tuple[str, str]]:
    """The list, where there is anything."""
    pieces = list(reversed(evidence_of_school(session, school.id)))
    named = {file.evidence_id: file for file in files_of_school(session, school.id)}
    if pieces:
        yield "evidence.csv", evidence_csv(pieces, named, uses_of_school(session, school.id))
