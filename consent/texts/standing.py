"""Words of the pages on which somebody says yes in advance, and takes it back."""

WORDS = {
    "en": {
        "pledge_all_shows": "All rooms of {host}, in whichever show they come out. Today: "
        "{titles}.",
        "pledge_no_shows": "none yet",
        "pledge_title": "Say yes in advance?",
        "pledge_lead": "{asker} asks whether your voice may be published from rooms that are "
        "still to come.",
        "pledge_about": "Before each episode you get a mail, and time to object. Say no there, "
        "and nothing you said is published. If you do not want this, close this page: nothing is "
        "recorded, and you are asked room by room.",
        "pledge_allows": "You allow: {what}.",
        "pledge_name": "your name",
        "pledge_guest": "Guest 3",
        "pledge_silence": "Silence counts only where it is sure that the voice is yours: in "
        "rooms in which the account is heard that you sign in with here. You are told of each "
        "such room by mail, with your parts. If you say nothing for {hours} hours, your yes "
        "counts. About all other rooms you are asked as ever, and one press confirms.",
        "pledge_limits": "It never counts for advertising, for training AI or for a voiceprint, "
        "nor for rooms that are over. You can take it back at any time.",
        "pledge_ends": "It ends by itself on {day}.",
        "pledge_until": "Until when?",
        "pledge_until_about": "A year at most. Leave it empty for a year.",
        "pledge_until_wrong": "Write a day to come, within a year.",
        "pledge_address": "Your mail address",
        "pledge_address_about": "We mail a code to it now, and later each announcement. {asker} "
        "is not shown it.",
        "pledge_code_title": "Type in the code",
        "pledge_code_sent": "If mail may go to this address, a code is on its way to it.",
        "pledge_other": "Another address",
        "pledge_check_title": "Check, and say yes",
        "pledge_account": "Sign in, so that your voice is known to be yours",
        "pledge_account_lead": "It tells us which account it is, and nothing is posted there. We "
        "keep a mark of it, no name.",
        "pledge_signed": "In rooms in which this account is heard your silence counts after "
        "{hours} hours.",
        "pledge_unsigned": "Without signing in you are asked about each room, and one press "
        "confirms. Silence then says nothing.",
        "pledge_do": "Say yes in advance",
        "pledge_done_title": "You said yes in advance",
        "pledge_done_lead": "The link to this page was mailed to you. Here you can take it back.",
        "pledge_over_title": "Your yes in advance has ended",
        "pledge_over_lead": "No room is announced to you any more because of it.",
        "pledge_back_link": "Take it back",
        "pledge_back_title": "Take back your yes in advance?",
        "pledge_back_lead": "It counts the moment you press the button, and nobody has to "
        "approve it.",
        "pledge_back_waiting": "What was announced to you never counts. What counts and is not "
        "out yet does not come out with your voice.",
        "pledge_back_out": "What is out already stays out, unless you take it back there too. "
        "The next page leads you to each of these.",
        "pledge_taken_title": "Your yes in advance is taken back",
        "pledge_taken_lead": "Nothing more is published because of it. You are asked about each "
        "room, or not at all.",
        "pledge_rooms": "Where your yes in advance counts",
        "pledge_rooms_about": "Each can be taken back by itself, also when it is out.",
        "pledge_rooms_none": "It counts for no room now.",
        "pledge_room_link": "Withdraw from this one",
    },
    "de": {
        "pledge_all_shows": "Alle Räume von {host}, in welcher Sendung auch immer sie "
        "erscheinen. Heute: {titles}.",
        "pledge_no_shows": "noch keine",
        "pledge_title": "Im Voraus Ja sagen?",
        "pledge_lead": "{asker} fragt, ob Ihre Stimme aus künftigen Räumen veröffentlicht werden "
        "darf.",
        "pledge_about": "Vor jeder Folge bekommen Sie eine Mail und Zeit, um zu widersprechen. "
        "Sagen Sie dort Nein, wird nichts veröffentlicht, was Sie gesagt haben. Wenn Sie das "
        "nicht möchten, schließen Sie diese Seite: Dann wird nichts aufgezeichnet, und Sie werden "
        "Raum für Raum gefragt.",
        "pledge_allows": "Sie erlauben: {what}.",
        "pledge_name": "Ihr Name",
        "pledge_guest": "Gast 3",
        "pledge_silence": "Schweigen zählt nur, wo sicher ist, dass die Stimme Ihre ist: in "
        "Räumen, in denen das Konto zu hören ist, mit dem Sie sich hier anmelden. Von jedem "
        "solchen Raum erfahren Sie per Mail, mit Ihren Stellen. Sagen Sie {hours} Stunden lang "
        "nichts, zählt Ihr Ja. Zu allen anderen Räumen werden Sie gefragt wie immer, und ein "
        "Druck bestätigt.",
        "pledge_limits": "Es gilt nie für Werbung, für das Trainieren von KI oder für einen "
        "Stimmabdruck und nie für Räume, die vorbei sind. Sie können es jederzeit zurücknehmen.",
        "pledge_ends": "Es endet von selbst am {day}.",
        "pledge_until": "Bis wann?",
        "pledge_until_about": "Höchstens ein Jahr. Leer heißt ein Jahr.",
        "pledge_until_wrong": "Schreiben Sie einen künftigen Tag innerhalb eines Jahres.",
        "pledge_address": "Ihre Mailadresse",
        "pledge_address_about": "Dorthin schicken wir jetzt einen Code und später jede "
        "Ankündigung. {asker} bekommt sie nicht zu sehen.",
        "pledge_code_title": "Geben Sie den Code ein",
        "pledge_code_sent": "Wenn an diese Adresse Mail gehen darf, ist ein Code dorthin "
        "unterwegs.",
        "pledge_other": "Eine andere Adresse",
        "pledge_check_title": "Prüfen und Ja sagen",
        "pledge_account": "Melden Sie sich an, damit bekannt ist, dass die Stimme Ihre ist",
        "pledge_account_lead": "So erfahren wir, welches Konto es ist; gepostet wird dort "
        "nichts. Wir behalten ein Kennzeichen davon, keinen Namen.",
        "pledge_signed": "In Räumen, in denen dieses Konto zu hören ist, zählt Ihr Schweigen "
        "nach {hours} Stunden.",
        "pledge_unsigned": "Ohne Anmeldung werden Sie zu jedem Raum gefragt, und ein Druck "
        "bestätigt. Schweigen sagt dann nichts.",
        "pledge_do": "Im Voraus Ja sagen",
        "pledge_done_title": "Sie haben im Voraus Ja gesagt",
        "pledge_done_lead": "Den Link zu dieser Seite haben Sie per Mail bekommen. Hier können "
        "Sie es zurücknehmen.",
        "pledge_over_title": "Ihr Ja im Voraus ist zu Ende",
        "pledge_over_lead": "Seinetwegen wird Ihnen kein Raum mehr angekündigt.",
        "pledge_back_link": "Zurücknehmen",
        "pledge_back_title": "Ihr Ja im Voraus zurücknehmen?",
        "pledge_back_lead": "Es gilt in dem Moment, in dem Sie den Knopf drücken, und niemand "
        "muss zustimmen.",
        "pledge_back_waiting": "Was Ihnen angekündigt wurde, zählt nie. Was zählt und noch nicht "
        "erschienen ist, erscheint nicht mit Ihrer Stimme.",
        "pledge_back_out": "Was schon erschienen ist, bleibt, wenn Sie es nicht auch dort "
        "zurücknehmen. Die nächste Seite führt Sie zu jedem davon.",
        "pledge_taken_title": "Ihr Ja im Voraus ist zurückgenommen",
        "pledge_taken_lead": "Seinetwegen wird nichts mehr veröffentlicht. Sie werden zu jedem "
        "Raum gefragt oder gar nicht.",
        "pledge_rooms": "Wo Ihr Ja im Voraus zählt",
        "pledge_rooms_about": "Jedes lässt sich für sich zurücknehmen, auch wenn es erschienen "
        "ist.",
        "pledge_rooms_none": "Es zählt jetzt für keinen Raum.",
        "pledge_room_link": "Für diesen zurücknehmen",
    },
    "es": {
        "pledge_all_shows": "Todas las salas de {host}, sea cual sea el programa en que "
        "salgan. Hoy: {titles}.",
        "pledge_no_shows": "ninguno aún",
        "pledge_title": "¿Decir que sí por adelantado?",
        "pledge_lead": "{asker} pregunta si se puede publicar tu voz de salas que aún no se han "
        "celebrado.",
        "pledge_about": "Antes de cada episodio recibes un correo y tiempo para oponerte. Si "
        "allí dices que no, no se publica nada de lo que dijiste. Si no lo quieres, cierra esta "
        "página: no se registra nada y se te pregunta sala por sala.",
        "pledge_allows": "Permites: {what}.",
        "pledge_name": "tu nombre",
        "pledge_guest": "Invitado 3",
        "pledge_silence": "El silencio solo cuenta donde es seguro que la voz es tuya: en las "
        "salas en las que se oye la cuenta con la que inicias sesión aquí. De cada una te "
        "avisamos por correo, con tus partes. Si no dices nada durante {hours} horas, tu sí "
        "cuenta. Sobre las demás salas se te pregunta como siempre, y basta una pulsación para "
        "confirmar.",
        "pledge_limits": "Nunca vale para publicidad, para entrenar IA ni para una huella de "
        "voz, ni para salas que ya terminaron. Puedes retirarlo en cualquier momento.",
        "pledge_ends": "Termina por sí solo el {day}.",
        "pledge_until": "¿Hasta cuándo?",
        "pledge_until_about": "Un año como mucho. Vacío significa un año.",
        "pledge_until_wrong": "Escribe un día futuro, dentro de un año.",
        "pledge_address": "Tu dirección de correo",
        "pledge_address_about": "Ahora enviamos allí un código y después cada aviso. {asker} no "
        "la ve.",
        "pledge_code_title": "Escribe el código",
        "pledge_code_sent": "Si se puede enviar correo a esta dirección, hay un código en camino.",
        "pledge_other": "Otra dirección",
        "pledge_check_title": "Comprueba y di que sí",
        "pledge_account": "Inicia sesión para que se sepa que la voz es tuya",
        "pledge_account_lead": "Así sabemos qué cuenta es, y allí no se publica nada. Guardamos "
        "una marca de ella, ningún nombre.",
        "pledge_signed": "En las salas en las que se oye esta cuenta, tu silencio cuenta después "
        "de {hours} horas.",
        "pledge_unsigned": "Sin iniciar sesión se te pregunta por cada sala, y basta una "
        "pulsación para confirmar. El silencio no dice nada.",
        "pledge_do": "Decir que sí por adelantado",
        "pledge_done_title": "Dijiste que sí por adelantado",
        "pledge_done_lead": "El enlace a esta página se te envió por correo. Aquí puedes "
        "retirarlo.",
        "pledge_over_title": "Tu sí por adelantado ha terminado",
        "pledge_over_lead": "Ya no se te avisa de ninguna sala por él.",
        "pledge_back_link": "Retirarlo",
        "pledge_back_title": "¿Retirar tu sí por adelantado?",
        "pledge_back_lead": "Cuenta en cuanto pulsas el botón, y nadie tiene que aprobarlo.",
        "pledge_back_waiting": "Lo que se te avisó no cuenta nunca. Lo que cuenta y aún no ha "
        "salido no sale con tu voz.",
        "pledge_back_out": "Lo que ya salió se queda, a menos que lo retires también allí. La "
        "página siguiente te lleva a cada uno.",
        "pledge_taken_title": "Tu sí por adelantado está retirado",
        "pledge_taken_lead": "No se publica nada más por él. Se te pregunta por cada sala, o nada.",
        "pledge_rooms": "Dónde cuenta tu sí por adelantado",
        "pledge_rooms_about": "Cada uno se puede retirar por separado, también cuando ya salió.",
        "pledge_rooms_none": "Ahora no cuenta para ninguna sala.",
        "pledge_room_link": "Retirarlo de esta",
    },
    "fr": {
        "pledge_all_shows": "Tous les salons de {host}, quelle que soit l’émission où ils "
        "paraissent. Aujourd’hui : {titles}.",
        "pledge_no_shows": "aucune encore",
        "pledge_title": "Dire oui à l’avance ?",
        "pledge_lead": "{asker} demande si votre voix peut être publiée à partir de salons à "
        "venir.",
        "pledge_about": "Avant chaque épisode, vous recevez un message et le temps de vous y "
        "opposer. Si vous y dites non, rien de ce que vous avez dit n’est publié. Si vous ne le "
        "voulez pas, fermez cette page : rien n’est enregistré, et l’on vous demande salon par "
        "salon.",
        "pledge_allows": "Vous autorisez : {what}.",
        "pledge_name": "votre nom",
        "pledge_guest": "Invité 3",
        "pledge_silence": "Le silence ne compte que là où il est sûr que la voix est la vôtre : "
        "dans les salons où l’on entend le compte avec lequel vous vous connectez ici. Vous êtes "
        "averti de chacun par un message, avec vos passages. Si vous ne dites rien pendant "
        "{hours} heures, votre oui compte. Pour tous les autres salons, on vous demande comme "
        "toujours, et une pression confirme.",
        "pledge_limits": "Il ne vaut jamais pour la publicité, l’entraînement d’une IA ou une "
        "empreinte vocale, ni pour des salons déjà terminés. Vous pouvez le retirer à tout moment.",
        "pledge_ends": "Il prend fin de soi-même le {day}.",
        "pledge_until": "Jusqu’à quand ?",
        "pledge_until_about": "Un an au plus. Vide signifie un an.",
        "pledge_until_wrong": "Écrivez un jour à venir, dans l’année.",
        "pledge_address": "Votre adresse mail",
        "pledge_address_about": "Nous y envoyons un code maintenant, puis chaque annonce. "
        "{asker} ne la voit pas.",
        "pledge_code_title": "Saisissez le code",
        "pledge_code_sent": "Si cette adresse accepte nos messages, un code est en route.",
        "pledge_other": "Une autre adresse",
        "pledge_check_title": "Vérifiez, et dites oui",
        "pledge_account": "Connectez-vous, pour que l’on sache que la voix est la vôtre",
        "pledge_account_lead": "Cela nous dit de quel compte il s’agit, et rien n’y est publié. "
        "Nous en gardons une marque, aucun nom.",
        "pledge_signed": "Dans les salons où l’on entend ce compte, votre silence compte après "
        "{hours} heures.",
        "pledge_unsigned": "Sans connexion, on vous demande pour chaque salon, et une pression "
        "confirme. Le silence ne dit alors rien.",
        "pledge_do": "Dire oui à l’avance",
        "pledge_done_title": "Vous avez dit oui à l’avance",
        "pledge_done_lead": "Le lien vers cette page vous a été envoyé. Ici, vous pouvez le "
        "retirer.",
        "pledge_over_title": "Votre oui à l’avance a pris fin",
        "pledge_over_lead": "Plus aucun salon ne vous est annoncé à cause de lui.",
        "pledge_back_link": "Le retirer",
        "pledge_back_title": "Retirer votre oui à l’avance ?",
        "pledge_back_lead": "Cela compte dès que vous appuyez sur le bouton, et personne ne doit "
        "l’approuver.",
        "pledge_back_waiting": "Ce qui vous a été annoncé ne compte jamais. Ce qui compte et "
        "n’est pas encore paru ne paraît pas avec votre voix.",
        "pledge_back_out": "Ce qui est déjà paru reste, à moins que vous ne le retiriez là "
        "aussi. La page suivante vous mène à chacun.",
        "pledge_taken_title": "Votre oui à l’avance est retiré",
        "pledge_taken_lead": "Plus rien n’est publié à cause de lui. On vous demande pour chaque "
        "salon, ou pas du tout.",
        "pledge_rooms": "Où votre oui à l’avance compte",
        "pledge_rooms_about": "Chacun peut être retiré pour lui-même, même une fois paru.",
        "pledge_rooms_none": "Il ne compte pour aucun salon à présent.",
        "pledge_room_link": "Le retirer pour celui-ci",
    },
}
