"""Words about a room that is announced to who said yes in advance, and of the mails about that."""

WORDS = {
    "en": {
        "pledge_code_subject": "Your code to say yes in advance",
        "pledge_code_lead": "The code to confirm your address, for the question of {asker}:",
        "pledge_code_about": "It works for 10 minutes, on the page on which you asked for it. "
        "Tell it nobody.",
        "pledge_code_stranger": "If you did not ask for it, you need not do anything: without "
        "this code nothing is recorded.",
        "announced_subject": "{asker} wants to publish your voice: you said yes in advance",
        "announced_lead": "On {day} you said yes in advance to rooms of {asker}. Now there is "
        "one with your voice in it.",
        "announced_allows": "Your yes in advance is for: {what}.",
        "announced_parts": "Your parts: {parts}.",
        "announced_counts": "If you say nothing, your yes counts from {moment} on. If you object "
        "before then, it never counts. You can also take it back later.",
        "announced_link": "Hear what you said, answer, or object:",
        "pledge_mail_lead": "You said yes in advance to rooms of {asker}.",
        "pledge_mail_subject": "You said yes in advance to rooms of {asker}",
        "pledge_mail_link": "See what you said, or take it back:",
        "announced_title": "May {asker} publish your voice from this room?",
        "announced_yes": "Yes, publish my voice",
        "announced_yes_then": "What you allowed in advance, and nothing else.",
        "announced_no": "No, leave me out",
        "announced_no_then": "Then nothing more. Your words are cut.",
        "announced_each": "Answer one by one",
        "offered_lead": "On {day} you said yes in advance to rooms of {asker}. One press "
        "confirms it for this room. If you say nothing, nothing you said is published.",
        "offered_open": "Not allowed in advance, and left open: {what}.",
    },
    "de": {
        "pledge_code_subject": "Ihr Code, um im Voraus Ja zu sagen",
        "pledge_code_lead": "Der Code, der Ihre Adresse bestätigt, zur Frage von {asker}:",
        "pledge_code_about": "Er gilt 10 Minuten lang auf der Seite, auf der Sie ihn angefordert "
        "haben. Sagen Sie ihn niemandem.",
        "pledge_code_stranger": "Wenn Sie ihn nicht angefordert haben, brauchen Sie nichts zu "
        "tun: Ohne diesen Code wird nichts aufgezeichnet.",
        "announced_subject": "{asker} möchte Ihre Stimme veröffentlichen: Sie haben im Voraus Ja "
        "gesagt",
        "announced_lead": "Am {day} haben Sie im Voraus Ja zu Räumen von {asker} gesagt. Nun "
        "gibt es einen, in dem Ihre Stimme zu hören ist.",
        "announced_allows": "Ihr Ja im Voraus gilt für: {what}.",
        "announced_parts": "Ihre Stellen: {parts}.",
        "announced_counts": "Wenn Sie nichts sagen, zählt Ihr Ja ab {moment}. Widersprechen Sie "
        "vorher, zählt es nie. Sie können es auch später zurücknehmen.",
        "announced_link": "Hören, was Sie gesagt haben, antworten oder widersprechen:",
        "pledge_mail_lead": "Sie haben im Voraus Ja zu Räumen von {asker} gesagt.",
        "pledge_mail_subject": "Sie haben im Voraus Ja zu Räumen von {asker} gesagt",
        "pledge_mail_link": "Ansehen, was Sie gesagt haben, oder es zurücknehmen:",
        "announced_title": "Darf {asker} Ihre Stimme aus diesem Raum veröffentlichen?",
        "announced_yes": "Ja, meine Stimme veröffentlichen",
        "announced_yes_then": "Was Sie im Voraus erlaubt haben, und nichts sonst.",
        "announced_no": "Nein, mich weglassen",
        "announced_no_then": "Dann nichts weiter. Ihre Worte werden herausgeschnitten.",
        "announced_each": "Einzeln antworten",
        "offered_lead": "Am {day} haben Sie im Voraus Ja zu Räumen von {asker} gesagt. Ein Druck "
        "bestätigt es für diesen Raum. Wenn Sie nichts sagen, wird nichts veröffentlicht, was Sie "
        "gesagt haben.",
        "offered_open": "Nicht im Voraus erlaubt und offen gelassen: {what}.",
    },
    "es": {
        "pledge_code_subject": "Tu código para decir que sí por adelantado",
        "pledge_code_lead": "El código para confirmar tu dirección, para la pregunta de {asker}:",
        "pledge_code_about": "Funciona durante 10 minutos, en la página en la que lo pediste. No "
        "se lo digas a nadie.",
        "pledge_code_stranger": "Si no lo pediste, no tienes que hacer nada: sin este código no "
        "se registra nada.",
        "announced_subject": "{asker} quiere publicar tu voz: dijiste que sí por adelantado",
        "announced_lead": "El {day} dijiste que sí por adelantado a salas de {asker}. Ahora hay "
        "una en la que se oye tu voz.",
        "announced_allows": "Tu sí por adelantado vale para: {what}.",
        "announced_parts": "Tus partes: {parts}.",
        "announced_counts": "Si no dices nada, tu sí cuenta a partir de {moment}. Si te opones "
        "antes, no cuenta nunca. También puedes retirarlo más tarde.",
        "announced_link": "Escucha lo que dijiste, responde u oponte:",
        "pledge_mail_lead": "Dijiste que sí por adelantado a salas de {asker}.",
        "pledge_mail_subject": "Dijiste que sí por adelantado a salas de {asker}",
        "pledge_mail_link": "Mira lo que dijiste o retíralo:",
        "announced_title": "¿Puede {asker} publicar tu voz de esta sala?",
        "announced_yes": "Sí, publicar mi voz",
        "announced_yes_then": "Lo que permitiste por adelantado, y nada más.",
        "announced_no": "No, dejarme fuera",
        "announced_no_then": "Entonces nada más. Se cortan tus palabras.",
        "announced_each": "Responder una por una",
        "offered_lead": "El {day} dijiste que sí por adelantado a salas de {asker}. Una "
        "pulsación lo confirma para esta sala. Si no dices nada, no se publica nada de lo que "
        "dijiste.",
        "offered_open": "No permitido por adelantado, y queda abierto: {what}.",
    },
    "fr": {
        "pledge_code_subject": "Votre code pour dire oui à l’avance",
        "pledge_code_lead": "Le code pour confirmer votre adresse, pour la question de {asker} :",
        "pledge_code_about": "Il fonctionne pendant 10 minutes, sur la page où vous l’avez "
        "demandé. Ne le dites à personne.",
        "pledge_code_stranger": "Si vous ne l’avez pas demandé, vous n’avez rien à faire : sans "
        "ce code, rien n’est enregistré.",
        "announced_subject": "{asker} veut publier votre voix : vous avez dit oui à l’avance",
        "announced_lead": "Le {day}, vous avez dit oui à l’avance à des salons de {asker}. En "
        "voici un où l’on entend votre voix.",
        "announced_allows": "Votre oui à l’avance vaut pour : {what}.",
        "announced_parts": "Vos passages : {parts}.",
        "announced_counts": "Si vous ne dites rien, votre oui compte à partir de {moment}. Si "
        "vous vous y opposez avant, il ne compte jamais. Vous pouvez aussi le retirer plus tard.",
        "announced_link": "Écoutez ce que vous avez dit, répondez ou opposez-vous :",
        "pledge_mail_lead": "Vous avez dit oui à l’avance à des salons de {asker}.",
        "pledge_mail_subject": "Vous avez dit oui à l’avance à des salons de {asker}",
        "pledge_mail_link": "Voir ce que vous avez dit, ou le retirer :",
        "announced_title": "{asker} peut-il publier votre voix de ce salon ?",
        "announced_yes": "Oui, publier ma voix",
        "announced_yes_then": "Ce que vous avez autorisé à l’avance, et rien d’autre.",
        "announced_no": "Non, me laisser de côté",
        "announced_no_then": "Alors rien de plus. Vos paroles sont coupées.",
        "announced_each": "Répondre point par point",
        "offered_lead": "Le {day}, vous avez dit oui à l’avance à des salons de {asker}. Une "
        "pression le confirme pour ce salon. Si vous ne dites rien, rien de ce que vous avez dit "
        "n’est publié.",
        "offered_open": "Pas autorisé à l’avance, et laissé ouvert : {what}.",
    },
}
