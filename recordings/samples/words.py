"""What is said in a sample room: a conversation of ours about people who work at night.

Only letters, commas and full stops, so that every synthesiser says it and no filter trips on it.
"""

TITLE = "Night shift, the people who keep a city awake"
POST = "Tonight at ten we talk about the night shift, the people who keep a city awake. Come in."

OPENING = (
    "Good evening, and welcome to the night shift.",
    "Tonight we talk about the people who keep a city awake.",
)
SENTENCES = (
    "The last tram leaves at half past twelve, and then you walk.",
    "I have baked bread at three in the morning for eleven years.",
    "At night the hospital sounds like a ship in a harbour.",
    "Nobody writes about the people who clean the offices.",
    "We carry a lamp, a radio, and far too much coffee.",
    "The first birds start before the first bus, every single day.",
    "My daughter thinks that I live in another time zone.",
    "When the power failed, the whole street came to our kitchen.",
    "You learn to sleep in the light, or you do not last.",
    "There is a kindness at four in the morning that noon never has.",
    "The river is higher at night, or perhaps we only hear it better.",
    "We count the taxis from the bridge, and we guess where they go.",
    "An empty station is the largest room I know.",
    "I would not change it for a desk and a window.",
    "Somebody has to be awake when the telephone rings.",
    "The market opens while the rest of the town is still dreaming.",
)
TOPICS = ("Who is awake", "The last tram", "Bread at three", "An empty station", "First birds")
