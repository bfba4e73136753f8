"""The phrases that template drafts are made of, by format.

Written to hold for any topic that is a noun or a noun phrase, to promise nothing and to claim nothing that could be
false. Stories are fables and say so; the figures of 'data' are instructions (one of every five), and still a figure
sends a draft to a person. Every opening of a format goes with every middle and every close of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_RUNNING = "{0}\n\n{1} {2}"
_LISTED = "{0}\n{1}\n\n{2}"


@dataclass(frozen=True)
class Phrases:
    openings: tuple[str, ...]
    middles: tuple[str, ...]
    closes: tuple[str, ...]
    layout: str = _RUNNING


PHRASES: Mapping[str, Phrases] = {
    "question": Phrases(
        (
            "A question for people who care about {topic}:",
            "An honest question on {topic}:",
            "If you spend time on {topic}:",
            "For anybody who works on {topic}:",
            "Curious about your side of {topic}:",
            "One thing to ask of anybody into {topic}:",
        ),
        (
            "what did you stop doing that made everything else easier?",
            "which piece of advice turned out to be wrong for you?",
            "what would you say to yourself at the very beginning?",
            "what takes you the longest, and does it have to?",
            "which small habit has paid off the most?",
            "what have you quietly given up, and do you miss it?",
        ),
        (
            "One sentence is enough.",
            "The odd answers are the useful ones.",
            "No wrong answers here.",
            "Beginners, your view counts too.",
        ),
        "{0} {1}\n\n{2}",
    ),
    "how-to": Phrases(
        (
            "How to get a little better at {topic} on a busy day:",
            "How to start with {topic} when you feel behind:",
            "How to practise {topic} without waiting for the right mood:",
            "How to make {topic} easier tomorrow:",
            "How to get unstuck in {topic}:",
            "How to learn from your own work in {topic}:",
        ),
        (
            "Pick the smallest part you can finish today. Finish it before you plan the next one.",
            "Name the one thing that slows you down. Change that, and leave the rest alone.",
            "Set out what you need the evening before. Begin before you check anything else.",
            "Explain it aloud to somebody who does not do it. Fix the part where you stumble.",
            "Make one rough version quickly. Spend the rest of the time on its weakest place.",
            "Look back at your last attempt. Keep one thing, drop one thing, begin again.",
        ),
        (
            "Small and done beats large and planned.",
            "Repeat it tomorrow, a little faster.",
            "The point is to begin, not to be ready.",
            "Notice what got easier, and build on that.",
        ),
    ),
    "data": Phrases(
        (
            "Look closely at 1 of every 5 sessions you spend on {topic}.",
            "Keep notes on 1 of every 3 attempts at {topic}.",
            "Review 1 of every 4 things you finish in {topic}.",
            "Write down what happened in 1 of every 2 hours of {topic}.",
            "Take 1 of every 10 pieces of your work in {topic} and grade it.",
            "Give 1 of every 6 days of {topic} to counting.",
        ),
        (
            "Write down when you began, when you stopped and what came of it.",
            "Count what you finished, not what you planned.",
            "Note what you expect before you look at what happened.",
            "Mark the good days and look for what they share.",
            "Record the failures with the same care as the successes.",
            "Compare your busiest week with your best one.",
        ),
        (
            "Guess first, then count.",
            "A pattern you can see is one you can change.",
            "The dull column may explain the rest.",
            "Let the tally argue with your memory.",
        ),
    ),
    "myth-busting": Phrases(
        (
            "A myth about {topic}: you have to feel ready before you begin.",
            "A common misconception about {topic}: more effort always means more progress.",
            "The quiet myth of {topic}: everybody else finds it easy.",
            "One myth in {topic}: good work comes out right the first time.",
            "A stubborn myth about {topic}: better tools come first.",
            "A common misconception in {topic}: there is one right way.",
        ),
        (
            "Try the opposite for a week and see what changes.",
            "A small start and an honest look at the result can do more.",
            "Practice with feedback is often what is missing, and that can be had today.",
            "The belief is comfortable, because it lets us wait.",
            "Ask where you first heard it, and whether it has been true for you.",
            "Look at your own last attempts before you believe it.",
        ),
        (
            "Begin anyway.",
            "Trust your own notes first.",
            "Doubt it, then test it.",
            "Then decide for yourself.",
        ),
    ),
    "story": Phrases(
        (
            "Once upon a time, somebody took up {topic} and waited to feel ready.",
            "Once upon a time, a beginner in {topic} had more plans than pages.",
            "Once upon a time, somebody kept a drawer of unfinished work in {topic}.",
            "Once upon a time, a beginner hid every attempt at {topic}.",
            "Once upon a time, somebody felt too late for {topic}.",
            "Once upon a time, a beginner in {topic} envied every neighbour.",
        ),
        (
            "Then a rainy evening came, and they did one small thing to pass the time.",
            "One day a friend asked to see the work, flaws and all, and they said yes.",
            "Nothing moved for a long while, until they gave it a quarter of an hour before breakfast.",
            "A teacher told them to do it badly on purpose, and they laughed and began.",
            "They lost the list of rules one morning and went on without it.",
            "One evening they finished something tiny, and the next thing looked smaller.",
        ),
        (
            "The rest is a short tale: they kept going.",
            "Many beginnings look like that.",
            "Nobody clapped, and it was enough.",
            "Begin badly, then continue.",
        ),
    ),
    "framework": Phrases(
        (
            "A small framework for {topic}:",
            "A checklist for {topic}, short enough to use:",
            "An order of work for {topic}:",
            "A way to sort your next move in {topic}:",
            "Where to look first in {topic}:",
            "A simple loop for {topic}:",
        ),
        (
            "1. Decide what done means.\n2. Do the hardest part early.\n3. Stop while it still goes well.",
            "1. Notice what is in the way.\n2. Remove one thing.\n3. Try again the same day.",
            "1. Make it exist.\n2. Make it clear.\n3. Make it short.",
            "1. Ask what matters most.\n2. Ask what can wait.\n3. Ask who can help.",
            "1. Begin before you are ready.\n2. Look honestly at the result.\n3. Change one thing.",
            "1. Watch somebody do it.\n2. Do it slowly yourself.\n3. Explain it to a third person.",
        ),
        (
            "Skip none of them.",
            "The order matters more than the speed.",
            "Go back to the first when you get lost.",
            "Simple to say, worth repeating.",
        ),
        _LISTED,
    ),
    "opinion": Phrases(
        (
            "I think {topic} rewards patience more than talent.",
            "Unpopular opinion on {topic}: boring practice wins.",
            "In my view, {topic} is often taught too fast.",
            "Hot take on {topic}: the basics are underrated.",
            "I believe {topic} gets better when we do less of it, with more care.",
            "Polish is overrated in {topic}.",
        ),
        (
            "The dull parts carry the rest, and they are the first to be skipped.",
            "What looks like a gift is often somebody coming back the next day.",
            "Speed hides mistakes; slowness shows them while they are cheap.",
            "A plain version that exists teaches more than a perfect one that does not.",
            "Fewer things, finished, leave more behind than many things begun.",
            "Depth is quiet, so it is easily mistaken for standing still.",
        ),
        (
            "Disagree if you can.",
            "You may see it differently.",
            "That is the whole argument.",
            "Better slow and sure.",
        ),
    ),
    "announcement": Phrases(
        (
            "Join me in a small experiment with {topic}.",
            "An open invitation on {topic}. Join me for a week of small moves.",
            "Join me for one quiet hour of {topic}.",
            "Announcing a modest plan for {topic}.",
            "For everybody with {topic} on the list. Join me this week.",
            "Announcing a week of small practice in {topic}.",
        ),
        (
            "One small task a day, done before anything else.",
            "Nothing to prepare: bring what you are working on.",
            "It begins with the part that is easiest to put off.",
            "The one rule is to finish something small.",
            "No audience, no pressure, just practice in the open.",
            "Each day ends with one line on what was learned.",
        ),
        (
            "Say yes in a reply and begin.",
            "Come as you are.",
            "Beginners are welcome.",
            "Start whenever you read this.",
        ),
    ),
}
