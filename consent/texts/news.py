"""Words of the mails that tell somebody what they wanted to know: an edit to hear, the end of a
yes."""

WORDS = {
    "en": {
        "edit_subject": "The edit you wanted to hear is ready",
        "edit_news": "You said yes to {asker} if you hear the edit first. It is finished, and "
        "waits for you: without your word it does not go out. If the episode was out before, what "
        "is heard in it has changed, and it is off everything until then.",
        "edit_here": "Hear it, and release it or ask for a change:",
        "ending_subject": "Your yes to {asker} ends on {day}",
        "ending_news": "You agreed to be heard until {day}. After that day an episode with your "
        "voice leaves the feed. If that is what you want, you need not do anything.",
        "ending_here": "If it may stay longer, change your answers here:",
    },
    "de": {
        "edit_subject": "Der Schnitt, den Sie hören wollten, ist fertig",
        "edit_news": "Sie haben {asker} zugestimmt, wenn Sie den Schnitt vorher hören. Er ist "
        "fertig und wartet auf Sie: Ohne Ihr Wort geht er nicht hinaus. War die Folge schon zu "
        "hören, so hat sich darin etwas geändert, und bis dahin ist sie überall weg.",
        "edit_here": "Hören Sie ihn an, geben Sie ihn frei oder bitten Sie um eine Änderung:",
        "ending_subject": "Ihr Ja für {asker} endet am {day}",
        "ending_news": "Sie haben bis zum {day} zugestimmt. Nach diesem Tag verlässt eine Folge "
        "mit Ihrer Stimme den Feed. Wenn Sie das wollen, brauchen Sie nichts zu tun.",
        "ending_here": "Wenn sie länger bleiben darf, ändern Sie hier Ihre Antworten:",
    },
    "es": {
        "edit_subject": "La edición que querías oír está lista",
        "edit_news": "Dijiste que sí a {asker} si oyes antes la edición. Está terminada y te "
        "espera: sin tu palabra no sale. Si el episodio ya había salido, lo que se oye en él ha "
        "cambiado, y hasta entonces no está en ninguna parte.",
        "edit_here": "Óyela, y autorízala o pide un cambio:",
        "ending_subject": "Tu sí a {asker} termina el {day}",
        "ending_news": "Aceptaste que se te oiga hasta el {day}. Después de ese día un episodio "
        "con tu voz sale del canal. Si es lo que quieres, no tienes que hacer nada.",
        "ending_here": "Si puede quedarse más tiempo, cambia aquí tus respuestas:",
    },
    "fr": {
        "edit_subject": "Le montage que vous vouliez écouter est prêt",
        "edit_news": "Vous avez dit oui à {asker} si vous écoutez d’abord le montage. Il est "
        "terminé et vous attend : sans votre accord il ne sort pas. Si l’épisode était déjà "
        "sorti, ce qu’on y entend a changé, et d’ici là il n’est plus nulle part.",
        "edit_here": "Écoutez-le, puis autorisez-le ou demandez un changement :",
        "ending_subject": "Votre oui à {asker} prend fin le {day}",
        "ending_news": "Vous avez accepté d’être entendu jusqu’au {day}. Après ce jour, un "
        "épisode avec votre voix quitte le flux. Si c’est ce que vous voulez, vous n’avez rien à "
        "faire.",
        "ending_here": "S’il peut rester plus longtemps, changez ici vos réponses :",
    },
}
