"""Tweets with their topics, to measure retrieval on: every text is invented, and nobody wrote any of them on X.

They are written as collected tweets are: no row says its topic, the words of a topic come apart and inflected, and
other rows use the same words for something else. Some say a topic in other words altogether, as people do.
"""

from __future__ import annotations

from collections.abc import Mapping

TWEETS: Mapping[str, tuple[str, ...]] = {
    "tea": (
        "I drink my tea from the cup that nobody else wants.",
        "Which tea do you make when the news is bad?",
        "Loose leaves, warm pot, four minutes. That is all there is to know of tea.",
        "Two teas a day and a window: my whole productivity system.",
        "My grandmother poured tea as if the table were listening.",
        "A kettle, a cup, a quiet quarter of an hour. Everything else can wait.",
    ),
    "chess openings": (
        "Three chess openings for people who forget theory:\n1. London\n2. Caro-Kann\n3. Scotch",
        "I played the same chess opening for ten years and never once got the position I had learned.",
        "Unpopular opinion: an opening in chess is a question to your opponent, not a recipe.",
        "How to study openings in chess: play one, lose, look up the move where you began to think.",
        "My chess coach banned me from any opening with a name. I gained 200 points.",
        "The Sicilian is not aggressive. You are, and the board can tell.",
    ),
    "data science": (
        "Data science is nine parts asking who typed this column.",
        "I left data science for a bakery. The bread never asks for a dashboard.",
        "A data scientist's first month: 30 days of finding out what NULL means here.",
        "The science in data science is writing down what would change your mind.",
        "#DataScience tip: plot the raw rows before you name a model.",
        "The dashboard was green all week because the join was empty.",
    ),
    "personal finance": (
        "Personal finance in one line: pay yourself before you meet the shops.",
        "What finance book would you give to a person of twenty? A personal story, please, no charts.",
        "My personal finances got better on the day when I stopped hiding the envelopes.",
        "Myth: personal finance is mathematics. It is mostly Tuesday evenings.",
        "Nobody tells you that the budget is the easy part. Opening the app is the hard one.",
    ),
    "urban gardening": (
        "Urban gardening is arguing with pigeons about six tomatoes.",
        "I became an urban gardener because my balcony looked at me.",
        "Five plants for an urban garden with two hours of sun: mint, chives, chard, parsley, hope.",
        "The best gardens in this urban desert grow on roofs that nobody is allowed to enter.",
        "Balcony update: the basil survived the holiday and I did not deserve it.",
    ),
    "sourdough baking": (
        "Baking sourdough taught me to plan a day around something that cannot read a clock.",
        "How I bake sourdough without a scale: badly at first, then from memory.",
        "My sourdough collapsed again. I keep baking, it keeps teaching.",
        "Sourdough baking is a pet that you eat.",
        "Flour, water, salt, time. Everybody skips the last one.",
    ),
    "running": (
        "I hated running until I ran slowly enough to talk.",
        "Every runner has one hill that knows them by name.",
        "Running in the rain: the first minute is the whole price.",
        "What do you think about while running? I count dogs.",
        "My running shoes are older than my marriage and complain less.",
    ),
    "remote work": (
        "Remote work did not kill the office. The office had been ill for years.",
        "I have worked remote for eight years. The hard part is still five o'clock.",
        "Remote workers: what is the first thing you do after closing the lid?",
        "How to end a day of remote work: put the laptop where you cannot see it.",
        "My commute is eleven steps and I am late.",
    ),
    "machine learning": (
        "Machine learning is curve fitting with better posters.",
        "I learned machine learning backwards: first the failures, then the formulas.",
        "Before you reach for machine learning, try a sorted list.",
        "9 of 10 machine learning projects that I saw died of a missing label.",
        "The model was right and the question was wrong. That is most of my job.",
    ),
    "public speaking": (
        "Public speaking gets easier on the day when you stop apologising for the slides.",
        "I was afraid of speaking in public until a child in the front row waved.",
        "A public speaker needs three things: a first sentence, a last sentence, water.",
        "Speaking to the public is listening with your mouth open.",
        "The pause felt like an hour on stage. On the recording it is two seconds.",
    ),
    "photography": (
        "Photography is waiting for the light to make up its mind.",
        "I sold my best lens and my photography got better.",
        "Photographers, which picture did you not take?",
        "Street photography rule: be slow, be seen, be kind.",
        "The camera was in the bag. The heron knew.",
    ),
    "learning languages": (
        "Learning languages as an adult means being funny in none of them for years.",
        "How to learn a language: order the same soup until they answer you in it.",
        "I am learning my fourth language and forgetting my second.",
        "Languages are learned at the bus stop, not at the desk.",
        "The subjunctive is a mood, and so am I.",
    ),
}

OTHERS: tuple[str, ...] = (
    "Opening a shop in autumn was brave. Opening a second one was a spreadsheet error.",
    "The opening line of a letter should already hold the reason for it.",
    "The gallery opens at nine and the queue opens its sandwiches at eight.",
    "My phone's data plan ran out in the middle of the apology.",
    "The science museum lets you touch everything but the exit.",
    "Personal record: one whole day without saying sorry to a door.",
    "A personal letter still beats every newsletter.",
    "Urban foxes have better manners than urban cyclists.",
    "The cathedral gardens are free on Sundays and so are the ghosts.",
    "Baking a cake from a box is still baking. Ask the children.",
    "I lost the remote control and found three years of coins.",
    "A remote island, a broken radio, a very good book.",
    "Work expands until somebody books the room.",
    "The washing machine has a button that nobody has ever pressed.",
    "The coffee machine at the office remembers more than the minutes do.",
    "Public libraries are the last place where nobody sells you anything.",
    "The public transport app says my bus left before I was born.",
    "Speaking of which, where did all the spoons go?",
    "Learning to swim at forty: the water is patient, the lifeguard less so.",
    "The language of the contract was polite until page nine.",
    "Body language of cats: no.",
    "Running late is my only endurance sport.",
    "Who is running this meeting, and does anybody know where to?",
    "We are steaming vegetables and calling it a lifestyle.",
    "A team of ten agreed on a name in four minutes. It was already taken.",
    "The quantum of solace in this sandwich is small.",
    "Health is what you notice on the stairs.",
    "My neighbour plays the same song every morning and improves.",
    "The deepest ocean is the drawer with the cables.",
    "A law of offices: the printer fails in front of guests.",
    "History repeats itself because nobody takes minutes.",
    "The clock in the station has been right twice today.",
)

UNKNOWN: tuple[str, ...] = (
    "chess clocks",
    "quantum computing",
    "public health policy",
    "machine tools",
    "ocean sailing",
    "beekeeping",
    "opera",
    "data privacy law",
    "urban planning",
    "personal injury law",
    "remote sensing",
    "science fiction",
    "body building",
    "steam engines",
)
