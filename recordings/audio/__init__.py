"""Sound: everything that hears, measures or makes audio. Pure: paths and values in and out.

`ffmpeg` is the only door to a process. Nothing here knows Django, people or consent.
"""
