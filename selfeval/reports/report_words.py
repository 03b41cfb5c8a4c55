"""What a year's report says beside its figures, in the one place that its page and its PDF take it from."""

from __future__ import annotations

from selfeval.english import capitalised, count_of, full_day, in_words, listed
from selfeval.reports.area_pages import AreaInDetail, VoiceInArea
from selfeval.reports.areas import AreaPanel
from selfeval.reports.groups import GapRow, GroupPanel
from selfeval.reports.sources import Released, Sources
from selfeval.reports.wording import OVER_YEARS
from selfeval.reports.year_report import YearReport

NOTHING_SURE = "Nothing that we can be sure of."
NOBODY_YET = "Nobody has answered yet."
NOT_SURELY_BAD = (
    "Nothing is clearly bad: these answers may be chance. The questions to which fewest gave the good answer:"
)
NOTHING_IN_AREA = "Nothing here is clearly bad, and nothing has clearly changed."
NOT_ASKED = "Nobody was asked about it this year."
LEVEL_GAPS = (
    "An indicator is here in two cases. Leaders chose a high level, but fewer than half gave the good"
    " answer to a question on its commitment. Or they chose a low level, but more than half did. "
    "Chance alone would not explain it."
)
VOICE_GAPS = (
    "Only questions that both were asked are set side by side, so these figures differ from the area "
    "scores. People in different roles often see things differently, and neither side is wrong."
)
BOLD_GAPS = (
    "In bold: 10 points or more apart, and beyond chance. Each figure is rounded by itself, so a "
    "distance may differ by one."
)
QUESTIONS = (
    "Out of 100 who answered each question. The least favourable answer is at the left, the most "
    "favourable at the right. Questions whose likely ranges overlap may change places by chance."
)
NO_STRENGTH = "We cannot be sure that more than half gave the good answer to any question."
NO_CONCERN = "For every question, at least 75 of 100 gave the good answer."
EVENTS = (
    "These answers have no points and are in no score. They are told of everyone together, never of a group."
)
EVENTS_COUNTED = (
    "Once, a few times and many times count as yes. Where a question asks what came of it, only those"
    " it happened to are counted."
)
USED_ONCE = (
    "These answers were used once, at the count, and then forgotten. Where only a few did not say, "
    "each of them is counted with one of the groups, chosen at random. So nobody can work out what "
    "they answered."
)
ALSO_ASKED = "Also asked about it, and not in the score"
OVER_ROUNDS = f"Over the rounds. {OVER_YEARS}"
LEVELS_DIFFER = "Where leaders’ levels and the answers differ"
NO_DIFFERENCE = "No clear difference on any indicator"
NO_CAUSE = (
    "A score describes answers. It is not a cause, and a rise after something was done does not prove"
    " that it worked."
)
NONE_COUNTED = "None has been counted this year."
NOBODY_ASKED = "Nobody has been asked yet."
BROUGHT_IN = "Brought in, not our ballot"
HOLLOW = "A hollow mark means that fewer than half answered."


def brought_in(released: Released) -> str:
    """What must be known of answers that were gathered elsewhere."""
    return (
        f"“{released.survey}” was asked elsewhere, with {released.brought_in}. The school brought its "
        f"answers in on {full_day(released.on)}. How it was asked is not known here. The same rules hold for "
        "what is shown."
    )


def nothing_sure(sources: Sources) -> str:
    """Said where nothing is surely good, or bad."""
    return NOTHING_SURE if sources.voices else NOBODY_YET


def nothing_to_compare(report: YearReport, sources: Sources) -> str:
    """Said where there is no earlier round."""
    if report.baseline and sources.voices:
        return "This is the first round. Later ones are compared with it."
    return "There is nothing to compare yet."


def more_worrying(report: YearReport) -> str:
    """Heads what else is clearly bad, beyond chance."""
    number = len(report.in_short.more_worrying)
    return count_of(number, "more clear concern")


def areas_note(sources: Sources) -> str:
    """How to read the chart of the six areas."""
    asked = list(dict.fromkeys(voice.voice for voice in sources.voices))
    sentences = []
    if sources.leaders:
        sentences += [*(["The voices are never added up."] if asked else []), "Leaders chose levels."]
    if asked:
        sentences.append(
            f"{capitalised(listed(asked))} answered questions; their scores run from 0, the least "
            "favourable answer to every question, to 100, the most favourable. A bracket shows how sure we "
            "are: the score of everyone who could have answered is very likely inside it."
        )
    if len(sources.pupils) > 1:
        sentences.append("Ages are never mixed, because they answer different questions.")
    return " ".join(sentences)


def area_caption(panel: AreaPanel) -> str:
    """Who answered; what a hollow mark is, where there is one."""
    return f"{panel.caption} {HOLLOW}".strip() if panel.hollow else panel.caption


def group_caption(panel: GroupPanel, *, by_year: bool) -> str:
    """How to read the figure of some groups."""
    drift = (
        "A small group that stands out often stands out less the year after, by chance alone."
        if by_year
        else ""
    )
    rounded = "Answers by group are rounded to the nearest five."
    return " ".join(filter(None, (panel.scale_caption, rounded, drift, panel.rounding, panel.why_hidden)))


def beside_staff(heading: str, row: GapRow) -> str:
    """Pupils and staff on 2 questions that both were asked: pupils 52, staff 63 of 100; staff 11 higher."""
    start = f"{heading or 'Pupils'} and staff on {count_of(row.questions, 'question')} that both were asked:"
    if row.pupils == "not shown":
        return f"{start} not shown. {row.apart}"
    return f"{start} pupils {row.pupils}, staff {row.staff} of 100; {row.apart}."


def about_score(heard: VoiceInArea) -> str:
    """How sure a score is, what became of it, and whether its questions go together."""
    stop = "" if heard.score == "not shown" else "."
    sure = f"{capitalised(heard.sure)}{stop}" if heard.sure else ""
    return " ".join(filter(None, (sure, heard.became, heard.note)))


def gaps_elsewhere(page: AreaInDetail) -> str:
    """Said of an area where its gaps stand in another place."""
    numbers = listed([gap.gap.number for gap in page.gaps])
    return f"Levels and answers differ on {numbers}: see “{LEVELS_DIFFER}”."


def areas_heading(sources: Sources) -> str:
    """Six areas, three voices; four or five, where families or governors were asked, too"""
    every = sources.pupils and sources.staff and sources.leaders
    return f"Six areas, {in_words(3 + len(sources.further))} voices" if every else "Six areas"
