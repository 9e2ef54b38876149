"""Mistakes that somebody could make in the gate, the fold, the lock, the pipeline or an erasure:
each a piece of source that stands exactly once in its file, and what stands there instead.

What cannot find them would find nothing else. `says` is a word of what the finder must say.
"""

from tests.model.bug import ORDERS, Bug

GATE = (
    Bug(
        name="silence is taken for a yes",
        module="consent.policy",
        source="if voice.publish not in YES:",
        instead="if voice.publish in (State.REFUSED, State.WITHDRAWN):",
        says="I1",
    ),
    Bug(
        name="speech that is nobody's blocks nothing",
        module="consent.policy",
        source="if unclaimed_ms > limit_ms:",
        instead="if unclaimed_ms < 0:",
        says="I1",
    ),
    Bug(
        name="a disputed voice goes on",
        module="consent.policy",
        source="if voice.disputed:\n        return Code.DISPUTED",
        instead="if False:\n        return Code.DISPUTED",
        says="I1",
    ),
    Bug(
        name="a minor's own yes counts",
        module="consent.policy",
        source="if voice.minor and not voice.guardian:",
        instead="if voice.minor and voice.guardian:",
        says="I1",
    ),
    Bug(
        name="a yes reaches to whatever comes in later",
        module="consent.policy",
        source="if voice.grown_ms > GROWN_LIMIT_MS:",
        instead="if voice.grown_ms < 0:",
        says="I1",
    ),
    Bug(
        name="a part of one voice that is left out silences all in the count",
        module="consent.policy",
        source="return edit.treatment in LEAVES_OUT and edit.speaker_id in (None, speaker_id)",
        instead="return edit.treatment in LEAVES_OUT",
        says="I1",
    ),
    Bug(
        name="the fingerprint forgets what is left out",
        module="consent.policy",
        source="for edit in clearance.edits\n        ],",
        instead="for edit in clearance.edits[:0]\n        ],",
        says="I1",
    ),
    Bug(
        name="everybody who is not left out is named",
        module="consent.policy",
        source="if _named(facts, voice)",
        instead="if voice",
        says="I1",
    ),
    Bug(
        name="everybody who is not left out is quoted",
        module="consent.policy",
        source="if _written(facts, voice)",
        instead="if voice",
        says="I1",
    ),
    Bug(
        name="a no to the voice leaves the name standing",
        module="consent.facts",
        source="self.publish in YES and (said or scope == Scope.PUBLISH)",
        instead="(said or scope == Scope.PUBLISH)",
        says="I1",
    ),
)
FOLD = (
    Bug(
        name="a yes never ends",
        module="consent.standings",
        source="until is not None and until <= now",
        instead="until is not None and until > now",
        says="I",
    ),
    Bug(
        name="an answer about one show counts for all",
        module="consent.standings",
        source=" or _elsewhere(decision, terms, purpose):",
        instead=":",
        says="I",
    ),
    Bug(
        name="what is taken back elsewhere stands here",
        module="consent.standings",
        source="(Decision.GRANTED, Decision.REFUSED, Decision.WAIVED)\n    return bound",
        instead="tuple(Decision)\n    return bound",
        says="I",
    ),
    Bug(
        name="a settled dispute keeps the yes and drops the no",
        module="consent.standings",
        source="if _is_no(one.state)}",
        instead="if not _is_no(one.state)}",
        says="I",
    ),
    Bug(
        name="what is taken back is taken for a yes",
        module="consent.standings",
        source="Decision.WITHDRAWN: State.WITHDRAWN,",
        instead="Decision.WITHDRAWN: State.GRANTED,",
        says="I",
    ),
    Bug(
        name="the first word wins",
        module="consent.clearance",
        source='.filter(**of).order_by("seq")',
        instead='.filter(**of).order_by("-seq")',
        says="I1",
    ),
    Bug(
        name="somebody else turns a no into a yes",
        module="consent.record",
        source="    return any(standings.state(scope) in NO for standings in where)",
        instead="    return False",
        says="made it a yes",
    ),
    Bug(
        name="a yes is taken while a dispute is open",
        module="consent.record",
        source="    if stands.disputed:",
        instead="    if False:",
        says="made it a yes",
    ),
    Bug(
        name="nobody is told of an answer",
        module="consent.record",
        source="\n    consent_changed.send(sender=ConsentEvent, recording=recording)",
        instead="",
        says="I1",
    ),
    Bug(
        name="nobody is told of what is left out",
        module="consent.exclusions",
        source="consent_changed.send(sender=Exclusion, recording=locked)",
        instead="pass",
        says="I1",
    ),
    Bug(
        name="a revoked link still opens",
        module="consent.tokens",
        source="if late or link.revoked_at is not None:",
        instead="if late:",
        says="I14",
    ),
    Bug(
        name="a link never ends",
        module="consent.tokens",
        source="late = now >= link.expires_at",
        instead="late = now < link.created_at",
        says="I14",
    ),
)
LOCK = (
    Bug(
        name="publishing is no transaction",
        module="feeds.pipeline",
        source="with transaction.atomic():\n        episode = lock(episode_id)\n"
        "        if episode.stage == Stage.PUBLISHED:\n            return episode",
        instead="if True:\n        episode = lock(episode_id)\n"
        "        if episode.stage == Stage.PUBLISHED:\n            return episode",
        says="with her voice",
        by=ORDERS,
    ),
    Bug(
        name="finishing is no transaction",
        module="feeds.pipeline",
        source="with transaction.atomic():\n        episode = lock(episode_id)\n"
        "        clearance = verdict(episode)\n        stands =",
        instead="if True:\n        episode = lock(episode_id)\n"
        "        clearance = verdict(episode)\n        stands =",
        says="took the step",
        by=ORDERS,
        story="finish",
    ),
    Bug(
        name="a transaction locks by its first write",
        module="config.settings",
        source='"transaction_mode": "IMMEDIATE"',
        instead='"transaction_mode": "DEFERRED"',
        says="both stand still",
        by=ORDERS,
    ),
    Bug(
        name="an episode is read without its locks",
        module="feeds.pipeline",
        source="recording = Recording.objects.all().lock(recording_id)\n    episode = (\n"
        '        Episode.objects.select_for_update(of=("self",))',
        instead="recording = Recording.objects.get(pk=recording_id)\n    episode = (\n"
        "        Episode.objects.all()",
        says="with her voice",
        by=ORDERS,
        postgresql=True,
    ),
)
LIFE = (
    Bug(
        name="a draft is cleared without being held",
        module="feeds.lifecycle",
        source="(Stage.DRAFT, Step.SUBMIT): Stage.HELD",
        instead="(Stage.DRAFT, Step.SUBMIT): Stage.CLEARED",
        says="I",
    ),
    Bug(
        name="what is out is not pulled back",
        module="feeds.pipeline",
        source="(Stage.CLEARED, Stage.PRODUCING, Stage.READY, Stage.PUBLISHED)",
        instead="(Stage.CLEARED, Stage.PRODUCING, Stage.READY)",
        says="I1",
    ),
    Bug(
        name="the feed is not told",
        module="feeds.pipeline",
        source="if Stage.PUBLISHED in (before, episode.stage):",
        instead="if Stage.WITHDRAWN in (before, episode.stage):",
        says="I",
    ),
    Bug(
        name="a file of an older consent is taken",
        module="feeds.pipeline",
        source="if not clearance.allowed or not stands:",
        instead="if not clearance.allowed:",
        says="I1",
    ),
    Bug(
        name="a file's own words are not looked at",
        module="feeds.publication",
        source="return same_sound and not names_in_file(master, recording, clearance)",
        instead="return same_sound",
        says="names somebody",
    ),
    Bug(
        name="a number is given anew",
        module="feeds.publication",
        source="if episode.number is None:",
        instead="if episode.number != 0:",
        says="I6",
    ),
    Bug(
        name="a page does not ask whether its episode is out",
        module="feeds.standing",
        source="if episode.stage != Stage.PUBLISHED or master is None",
        instead="if master is None",
        says="I",
    ),
    Bug(
        name="it goes out before it was heard by who asked to",
        module="feeds.standing",
        source="if not clearance.may_go_out or",
        instead="if not clearance.allowed or",
        says="I",
    ),
    Bug(
        name="who released an edit has released whatever is cut later",
        module="consent.ears",
        source="return digest_of(fingerprint, by_host.parts) in released",
        instead="return any(digest_of(fingerprint, by_host.parts[:n]) in released"
        " for n in range(len(by_host.parts) + 1))",
        says="I1",
    ),
    Bug(
        name="a new edit takes the place of what is out before it is heard",
        module="feeds.pipeline",
        source="    if not waits:\n        episode.master = master",
        instead="    if True:\n        episode.master = master",
        says="has taken down what was out",
    ),
    Bug(
        name="an old feed is served",
        module="feeds.building",
        source='built_version__gte=F("version")',
        instead="built_version__gte=1",
        says="I",
    ),
    Bug(
        name="who is left out stays in the mix",
        module="feeds.plans",
        source="if not tracks or parts.is_by_hand(exclusion):",
        instead="if tracks:",
        says="I1",
    ),
    Bug(
        name="words are written down for everybody",
        module="feeds.lines",
        source="quoted = face.quoted and not _is_anothers(cue, clearance, turns)",
        instead="quoted = True",
        says="holds the words",
    ),
    Bug(
        name="a face carries its name whatever was said",
        module="feeds.faces",
        source="if speaker.pk in clearance.masked else",
        instead="if False else",
        says="holds the name",
    ),
)
ERASURE = (
    Bug(
        name="the ledger's texts stay with who is erased",
        module="consent.erased_lines",
        source="return ConsentEvent.objects.filter(pk__in=[line.pk for line in lines]).update",
        instead="return ConsentEvent.objects.filter(pk__in=[]).update",
        says="still stands in consent_consentevent",
    ),
    Bug(
        name="no line says that texts were erased",
        module="consent.erased_lines",
        source="        chain.append([entry], receipt or uuid.uuid4(), now)",
        instead="        pass",
        says="the chain does not hold",
    ),
    Bug(
        name="words stay with who is erased",
        module="recordings.personal",
        source='"Cue": Table(owner="speaker", near="recording", goes=True',
        instead='"Cue": Table(owner="speaker", near="recording", goes=False',
        says="I17",
    ),
    Bug(
        name="an address stays with the question",
        module="consent.personal",
        source='"address": OWN,',
        instead='"address": HASH,',
        says="still stands in consent_ask",
    ),
    Bug(
        name="links stay with who is erased",
        module="consent.personal",
        source='"AskLink": Table(\n        owner="ask__speaker",\n        goes=True,',
        instead='"AskLink": Table(\n        owner="ask__speaker",\n        goes=False,',
        says="I14",
    ),
    Bug(
        name="a title goes on naming who is erased",
        module="feeds.erasure",
        source="rows = near_rows(APP, TABLES, recording, person, shown)",
        instead="rows = Counter[str]()",
        says="I17",
    ),
    Bug(
        name="a file with an erased voice stays in the store",
        module="feeds.erasure",
        source="if _holds(master, set(speakers)) or _names(master, person)",
        instead="if _names(master, person)",
        says="a file in the store still holds",
    ),
    Bug(
        name="only one room forgets who is erased",
        module="consent.person",
        source="    found = _expanded(_named(who.strip()))",
        instead="    found = list(_named(who.strip()).select_related('recording__host'))",
        says="I17",
    ),
    Bug(
        name="who is erased can be mailed again",
        module="consent.erasure",
        source="    if work.keep_no:\n        do_not_ask.add(",
        instead="    if not work.keep_no:\n        do_not_ask.add(",
        says="was mailed again",
    ),
)
BACKUP = (
    Bug(
        name="after an old backup nobody is erased again",
        module="consent.restoring",
        source="    for one in gone:\n        erase(",
        instead="    for one in gone[:0]:\n        erase(",
        says="I17",
    ),
    Bug(
        name="after an old backup no answer is said again",
        module="consent.restoring",
        source="        if one.decisions:",
        instead="        if False:",
        says="I",
    ),
    Bug(
        name="an old backup forgets who said that it is not them",
        module="consent.restoring",
        source="        for decision in one.notes:",
        instead="        for decision in one.notes[:0]:",
        says="I1",
    ),
)
BUGS = {bug.name: bug for bug in (*GATE, *FOLD, *LOCK, *LIFE, *ERASURE, *BACKUP)}
