"""What the invented leaders of the demo wrote: nobody said or saw any of it."""

from __future__ import annotations

from typing import NamedTuple


class Written(NamedTuple):
    """Of one commitment: where little is done, where it is done, and what comes next."""

    little: str
    done: str
    next_step: str


WRITTEN = {
    "1.1": Written(
        "The lead has the title and no hours for it.",
        "The lead has two hours a week, and the link governor comes each term.",
        "Put the lead’s hours into next year’s timetable.",
    ),
    "1.2": Written(
        "Teachers had one session. Lunchtime staff and governors had none.",
        "All staff and governors had training this year, by role. The log is up to date.",
        "Train lunchtime staff on what to do when they hear a slur.",
    ),
    "1.3": Written(
        "The objectives are published. Other policies are not checked.",
        "Objectives and information are published in time. The behaviour policy was checked.",
        "Check the uniform policy for what it does to different groups.",
    ),
    "1.4": Written(
        "The plan names equality once, without an owner.",
        "Two aims of the plan are about equality. Each has an owner and a day.",
        "Take the lowest answers of pupils into the next plan.",
    ),
    "2.1": Written(
        "Our values are on the wall. Few pupils could say what they mean.",
        "Values come up in assemblies and in how we settle quarrels.",
        "Let each class say what one value looks like at playtime.",
    ),
    "2.2": Written(
        "Adults differ in how they speak to pupils.",
        "On walks we heard adults use names and a calm voice, in lessons and in corridors.",
        "Talk with new staff about how we speak to pupils here.",
    ),
    "2.3": Written(
        "There is a council. Pupils do not hear what came of its work.",
        "The council met six times. Each class heard what was done and what was not.",
        "Ask quiet pupils in small groups, and tell them what came of it.",
    ),
    "2.4": Written(
        "Staff are not sure how to lead a talk on hard topics.",
        "Form time has a talk a month. Pupils know the rules of a good disagreement.",
        "Give staff three ways to begin a hard talk.",
    ),
    "3.1": Written(
        "It is left to assemblies.",
        "The plan for each year names where pupils learn about it, in five subjects.",
        "Close the gap in the plan for the oldest pupils.",
    ),
    "3.2": Written(
        "Books were bought without looking at who is in them.",
        "A third of the reading books were chosen with pupils. They show many kinds of families.",
        "Look through the science displays with two pupils.",
    ),
    "3.3": Written(
        "Tasks are adapted when a pupil struggles.",
        "Lesson visits saw tasks planned for different needs from the start.",
        "Share two good lessons at each staff meeting.",
    ),
    "3.4": Written(
        "There is a day a year about other countries.",
        "History and geography each have units from four continents.",
        "Invite a family to each unit on their country.",
    ),
    "4.1": Written(
        "We look at attendance as one figure.",
        "Attendance by group goes to governors each half-term. Families hear early.",
        "Ring families in the first week of absence, not in the third.",
    ),
    "4.2": Written(
        "We do not know who goes to clubs.",
        "We know who goes to clubs, by group. Two trips were paid for.",
        "Move one club into lunchtime for those who go home by bus.",
    ),
    "4.3": Written(
        "Money goes where it went before.",
        "Spending follows need. What did not help was stopped.",
        "Show governors what each sum changed.",
    ),
    "4.3b": Written(
        "Adjustments are made when somebody asks twice.",
        "Pupils and staff know who to ask. Most adjustments came within two weeks.",
        "Ask disabled pupils in May whether their adjustments work.",
    ),
    "4.4": Written(
        "We do not look at who applies.",
        "Each stage of choosing staff is looked at by group.",
        "Send adverts to two more places.",
    ),
    "4.4b": Written(
        "Governors are found by asking friends.",
        "The board knows whom it lacks and has asked two groups of families.",
        "Hold an open evening about what governors do.",
    ),
    "5.1": Written(
        "Teachers know what to do. Other adults are not sure.",
        "Every adult has a card that says what to do. On walks we saw it used.",
        "Put an adult at the far end of the field at lunch.",
    ),
    "5.2": Written(
        "The policy was written by adults.",
        "Pupils helped to write the policy and can say what they would do.",
        "Write a page of it that the youngest can read.",
    ),
    "5.3": Written(
        "There is a box. It is hardly used.",
        "Pupils can tell in three ways. Each report had an answer within two days.",
        "Tell pupils each term how many reports had an answer.",
    ),
    "5.4": Written(
        "Serious incidents are written down.",
        "One form is used by all staff. It names the characteristic.",
        "Set the log beside what pupils say, each term.",
    ),
    "5.4b": Written(
        "Totals go to governors once a year.",
        "Patterns by place and time are looked at. The corridor by the hall was changed.",
        "Bring two patterns to governors, with what was done.",
    ),
    "6.1": Written(
        "Letters go home. Few families answer.",
        "Families were asked in four languages. We know which groups answer less.",
        "Meet families at the gate and not only in the hall.",
    ),
    "6.2": Written(
        "We know the schools around us and do little with them.",
        "We share training with two schools.",
        "Name one thing that joint work will change here.",
    ),
    "6.3": Written(
        "Visitors come when somebody knows one.",
        "Six local groups came in this year, chosen with the plan for learning.",
        "Keep a list of who came and what pupils took from it.",
    ),
    "6.4": Written(
        "We react when something happens outside school.",
        "We hear early of tension outside school and have a plan for the days after.",
        "Agree with the youth club who rings whom.",
    ),
}
"""Number of an indicator, else of its commitment -> what was written of it."""
NOT_KNOWN_YET = "We have nothing to go on yet. We will ask families in the spring."
SEEN = (
    "Read in the log and seen in three lessons.",
    "Looked at again with the same lessons and the minutes of two meetings.",
    "Talked through with pupils in October.",
)
"""By autumn, on what a judgement rested."""
INVENTED = "Invented for the demo."
ABOVE = {
    "pupils": (
        "We judged by the plan and by what staff report. Pupils answer for the yard and the corridor, where "
        "fewer adults are. We will walk there with pupils and look at this level again.",
        "Much of this began only in September, after most pupils had made up their minds. We keep the level "
        "and ask again next autumn.",
    ),
    "staff": (
        "We judged by the plan and by what pupils tell us. Staff answer for their own working day, which we "
        "had not looked at. We will talk about it with them and look at this level again.",
        "Much of this began only in September, after most staff had made up their minds. We keep the level "
        "and ask again next autumn.",
    ),
}
"""Whose answers speak against a level -> why leaders are above them."""
ABOVE_OTHERS = (
    "We judged by the plan and by what pupils and staff tell us. Others see the school from outside, and we "
    "had not asked them. We will talk about it with them and look at this level again.",
    "Much of this began only in September, after most people had made up their minds. We keep the level and "
    "ask again next autumn.",
)
"""The same of families and governors."""
BELOW = (
    "We were strict. Practice is there, and we cannot show it for every group yet, so the level stays low.",
    "What people say is good to hear. The level asks for a written plan as well, and there is none.",
)
"""Why leaders are below what was answered, whoever answered."""
TRAINING_LOG = (
    "role,topic,day\r\n"
    "Teachers,What to do when you hear a slur,{year}-09-02\r\n"
    "Teaching assistants,What to do when you hear a slur,{year}-09-02\r\n"
    "Lunchtime staff,How we speak to pupils,{year}-09-09\r\n"
    "Governors,The equality duty,{year}-09-23\r\n"
)
TALK = (
    "The council said that pupils know whom to tell, and that they do not always hear what came of it. "
    "Six pupils from three year groups. " + INVENTED
)
WALK = (
    "Adults used names and stood at the doors. Displays in one corridor showed few kinds of families. "
    "Two groups worked in pairs that the teacher had chosen. " + INVENTED
)
REASON = "Attendance of one term had been counted twice. The level of 4.1 is one lower than was signed."
