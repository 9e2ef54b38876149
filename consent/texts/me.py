"""Words of “My voice”, the page of everything that is held of somebody, in every language."""

WORDS = {
    "en": {
        "me_title": "My voice",
        "me_lead": "Everything that is held of you here, over all hosts: where you are heard, "
        "what you answered, what is published. Show first that it is you.",
        "me_link": "My voice: all rooms in one place",
        "me_mail": "All rooms in which you are heard, over all hosts:",
        "me_by_mail": "By a code in the mail",
        "me_address": "Your mail address",
        "me_address_about": "The one at which hosts ask you. Whether it is known here we say in a "
        "mail to it, and nowhere else.",
        "me_sent": "If this address is known here, a code is on its way to it. If none comes, no "
        "host has this address of you.",
        "me_too_many": "Too many codes were asked for. Try again in an hour.",
        "me_by_account": "With the account you spoke with",
        "me_account_about": "It tells us which account it is, and nothing is posted there.",
        "me_account_as": "You signed in as {who} at {where}.",
        "me_account_use": "Go on with this account",
        "me_first": "Show first that it is you. What was shown before has ended.",
        "me_signed_out": "You are signed out.",
        "me_as_mail": "You are here as {who}, until {time}.",
        "me_as_account": "You are here by your account at {where}, until {time}.",
        "me_sign_out": "Sign out",
        "me_rooms": "Where you are heard",
        "me_none": "No room is known here in which you are heard.",
        "me_host": "Host",
        "me_show": "Show",
        "me_state": "Your voice",
        "me_scopes": "You allow",
        "me_last": "Last word",
        "me_ends": "Ends",
        "me_published": "Published",
        "me_not_published": "Not now",
        "me_clips": "Clips with you",
        "me_clip_out": "Out",
        "me_clip_made": "Made, not out",
        "me_clip_waits": "Not made yet",
        "me_clips_about": "Take “clips” back and they are gone at once; the episode stays.",
        "me_granted": "You said yes",
        "me_refused": "You said no",
        "me_withdrawn": "You took it back",
        "me_unanswered": "Not answered",
        "me_expired": "Your yes has ended",
        "me_waived": "An admin recorded that no consent is needed",
        "me_disputed": "Somebody said “This is not me”; an admin finds out",
        "me_guardian": "You answer as a parent or guardian.",
        "me_minor": "A parent or guardian answers here; you can still take everything back.",
        "me_open": "Open my answer",
        "me_advance": "Said yes in advance",
        "me_advance_until": "to {host}, until {day}",
        "me_advance_ended": "to {host}, ended",
        "me_all": "Everything at once",
        "me_withdraw": "Take all of my voice back",
        "me_stop": "Stop all asking",
        "me_download": "Download my data",
        "me_download_about": "Downloading gives a zip with everything that is held of you. That "
        "it was taken is written into the ledger.",
        "me_erase": "Erase my data",
        "me_withdraw_title": "Take all of your voice back, everywhere?",
        "me_withdraw_lead": "It counts the moment you press the button, in every room and for "
        "every host. Nobody has to approve it.",
        "me_withdraw_then": "Episodes with your voice are off every feed at once, and come back "
        "by themselves without you. What you said yes to in advance ends.",
        "me_withdraw_do": "Take it all back",
        "me_withdraw_done": "All of your voice is taken back.",
        "me_stop_title": "No more questions by mail?",
        "me_stop_lead": "Then no host on this site can mail you a question any more, about any "
        "room. It counts for ever.",
        "me_stop_then": "It answers no question: without your yes nothing you said is published.",
        "me_stop_codes": "Codes that you ask for on this page still come.",
        "me_stop_done": "No host here can mail you a question any more.",
        "me_erase_title": "Erase everything about you?",
        "me_erase_lead": "It counts at once, over all hosts, and cannot be undone.",
        "me_erase_back": "Everything you allowed is taken back. Published episodes with your "
        "voice are down at once, and are cut anew without it or stay down.",
        "me_erase_goes": "Your name, handle, addresses, accounts, words, links and mails go, and "
        "your voice is cut out of the stored recordings.",
        "me_erase_stays": "In the ledger stays that somebody decided something at some time: "
        "salted marks that name nobody, so that the record can still be checked.",
        "me_erase_marks": "A keyed mark of your address and accounts stays, so that nobody here "
        "asks you again.",
        "me_erase_copies": "Copies that people have already downloaded cannot be called back.",
        "me_erase_disputed": "Rooms in which somebody said “This is not me” stay until an admin "
        "has settled it.",
        "me_erase_do": "Erase everything about me",
        "me_erased": "Everything about you is erased",
        "me_erased_lead": "You are signed out. Your voice is now being cut out of the stored "
        "recordings; that is done within 72 hours.",
        "me_house": "This address or account belongs to somebody who works for a host or for this "
        "site, so it cannot be erased here. Ask the admin of this site.",
        "me_code_subject": "Your code to see what is held of you",
        "me_code_lead": "The code to see, download or erase what is held of you at {site}:",
        "me_code_stranger": "If you did not ask for it, you need not do anything. Without this "
        "code nobody gets in.",
    },
    "de": {
        "me_title": "Meine Stimme",
        "me_lead": "Alles, was hier über Sie gespeichert ist, bei allen Gastgebern: wo Sie zu "
        "hören sind, was Sie geantwortet haben, was veröffentlicht ist. Zeigen Sie zuerst, dass "
        "Sie es sind.",
        "me_link": "Meine Stimme: alle Räume an einem Ort",
        "me_mail": "Alle Räume, in denen Sie zu hören sind, bei allen Gastgebern:",
        "me_by_mail": "Mit einem Code per Mail",
        "me_address": "Ihre Mailadresse",
        "me_address_about": "Die, an der Gastgeber Sie fragen. Ob sie hier bekannt ist, sagen wir "
        "in einer Mail an sie und sonst nirgends.",
        "me_sent": "Wenn diese Adresse hier bekannt ist, ist ein Code dorthin unterwegs. Kommt "
        "keiner, hat kein Gastgeber diese Adresse von Ihnen.",
        "me_too_many": "Es wurden zu viele Codes verlangt. Versuchen Sie es in einer Stunde "
        "wieder.",
        "me_by_account": "Mit dem Konto, mit dem Sie gesprochen haben",
        "me_account_about": "Wir erfahren, welches Konto es ist; dort wird nichts veröffentlicht.",
        "me_account_as": "Sie sind als {who} bei {where} angemeldet.",
        "me_account_use": "Mit diesem Konto weiter",
        "me_first": "Zeigen Sie zuerst, dass Sie es sind. Was vorher gezeigt wurde, gilt nicht "
        "mehr.",
        "me_signed_out": "Sie sind abgemeldet.",
        "me_as_mail": "Sie sind hier als {who}, bis {time}.",
        "me_as_account": "Sie sind hier mit Ihrem Konto bei {where}, bis {time}.",
        "me_sign_out": "Abmelden",
        "me_rooms": "Wo Sie zu hören sind",
        "me_none": "Hier ist kein Raum bekannt, in dem Sie zu hören sind.",
        "me_host": "Gastgeber",
        "me_show": "Podcast",
        "me_state": "Ihre Stimme",
        "me_scopes": "Sie erlauben",
        "me_last": "Letztes Wort",
        "me_ends": "Endet",
        "me_published": "Veröffentlicht",
        "me_not_published": "Zurzeit nicht",
        "me_clips": "Ausschnitte mit Ihnen",
        "me_clip_out": "Öffentlich",
        "me_clip_made": "Fertig, nicht öffentlich",
        "me_clip_waits": "Noch nicht gemacht",
        "me_clips_about": "Nehmen Sie „Ausschnitte“ zurück, sind sie sofort weg; die Folge bleibt.",
        "me_granted": "Sie haben Ja gesagt",
        "me_refused": "Sie haben Nein gesagt",
        "me_withdrawn": "Sie haben es zurückgenommen",
        "me_unanswered": "Nicht beantwortet",
        "me_expired": "Ihr Ja ist abgelaufen",
        "me_waived": "Ein Admin hat festgehalten, dass keine Einwilligung nötig ist",
        "me_disputed": "Jemand sagte „Das bin ich nicht“; ein Admin klärt es",
        "me_guardian": "Sie antworten als Elternteil oder Vormund.",
        "me_minor": "Hier antwortet ein Elternteil oder Vormund; alles zurücknehmen können Sie "
        "trotzdem.",
        "me_open": "Meine Antwort öffnen",
        "me_advance": "Im Voraus Ja gesagt",
        "me_advance_until": "zu {host}, bis {day}",
        "me_advance_ended": "zu {host}, beendet",
        "me_all": "Alles auf einmal",
        "me_withdraw": "Meine Stimme überall zurücknehmen",
        "me_stop": "Keine Fragen mehr",
        "me_download": "Meine Daten herunterladen",
        "me_download_about": "Sie bekommen eine Zip-Datei mit allem, was über Sie gespeichert "
        "ist. Dass sie geholt wurde, steht danach im Register.",
        "me_erase": "Meine Daten löschen",
        "me_withdraw_title": "Ihre Stimme überall zurücknehmen?",
        "me_withdraw_lead": "Es gilt, sobald Sie den Knopf drücken, in jedem Raum und bei jedem "
        "Gastgeber. Niemand muss zustimmen.",
        "me_withdraw_then": "Folgen mit Ihrer Stimme sind sofort aus jedem Feed und kommen von "
        "selbst ohne Sie zurück. Was Sie im Voraus erlaubt haben, endet.",
        "me_withdraw_do": "Alles zurücknehmen",
        "me_withdraw_done": "Ihre Stimme ist überall zurückgenommen.",
        "me_stop_title": "Keine Fragen mehr per Mail?",
        "me_stop_lead": "Dann kann Ihnen hier kein Gastgeber mehr eine Frage schicken, zu keinem "
        "Raum. Das gilt für immer.",
        "me_stop_then": "Es beantwortet keine Frage: Ohne Ihr Ja wird nichts veröffentlicht, was "
        "Sie gesagt haben.",
        "me_stop_codes": "Codes, die Sie auf dieser Seite verlangen, kommen weiterhin.",
        "me_stop_done": "Kein Gastgeber kann Ihnen hier noch eine Frage schicken.",
        "me_erase_title": "Alles über Sie löschen?",
        "me_erase_lead": "Es gilt sofort, bei allen Gastgebern, und ist endgültig.",
        "me_erase_back": "Alles, was Sie erlaubt haben, ist zurückgenommen. Veröffentlichte "
        "Folgen mit Ihrer Stimme sind sofort weg und werden ohne sie neu geschnitten oder bleiben "
        "weg.",
        "me_erase_goes": "Name, Handle, Adressen, Konten, Worte, Links und Mails verschwinden, "
        "und Ihre Stimme wird aus den gespeicherten Aufnahmen geschnitten.",
        "me_erase_stays": "Im Register bleibt, dass jemand irgendwann etwas entschieden hat: "
        "gesalzene Prüfwerte, die niemanden nennen, damit es prüfbar bleibt.",
        "me_erase_marks": "Ein Prüfwert Ihrer Adresse und Konten bleibt, damit Sie hier niemand "
        "wieder fragt.",
        "me_erase_copies": "Kopien, die schon heruntergeladen wurden, kann niemand zurückholen.",
        "me_erase_disputed": "Räume, zu denen jemand „Das bin ich nicht“ sagte, bleiben, bis ein "
        "Admin es geklärt hat.",
        "me_erase_do": "Alles über mich löschen",
        "me_erased": "Alles über Sie ist gelöscht",
        "me_erased_lead": "Sie sind abgemeldet. Ihre Stimme wird jetzt aus den gespeicherten "
        "Aufnahmen geschnitten, spätestens in 72 Stunden.",
        "me_house": "Diese Adresse oder dieses Konto gehört jemandem, der für einen Gastgeber "
        "oder diese Seite arbeitet, und kann hier nicht gelöscht werden. Fragen Sie deren Admin.",
        "me_code_subject": "Ihr Code, um zu sehen, was über Sie gespeichert ist",
        "me_code_lead": "Der Code, um zu sehen, herunterzuladen oder zu löschen, was bei {site} "
        "über Sie gespeichert ist:",
        "me_code_stranger": "Wenn Sie ihn nicht verlangt haben, müssen Sie nichts tun. Ohne "
        "diesen Code kommt niemand hinein.",
    },
    "es": {
        "me_title": "Mi voz",
        "me_lead": "Todo lo que se guarda aquí de ti, con todos los anfitriones: dónde se te oye, "
        "qué respondiste, qué está publicado. Muestra primero que eres tú.",
        "me_link": "Mi voz: todas las salas en un lugar",
        "me_mail": "Todas las salas en las que se te oye, con todos los anfitriones:",
        "me_by_mail": "Con un código por correo",
        "me_address": "Tu dirección de correo",
        "me_address_about": "Aquella en la que los anfitriones te preguntan. Si se conoce aquí, "
        "lo decimos en un correo a ella y en ningún otro sitio.",
        "me_sent": "Si esta dirección se conoce aquí, un código va de camino a ella. Si no llega, "
        "ningún anfitrión tiene esta dirección tuya.",
        "me_too_many": "Se pidieron demasiados códigos. Inténtalo de nuevo en una hora.",
        "me_by_account": "Con la cuenta con la que hablaste",
        "me_account_about": "Nos dice qué cuenta es, y no se publica nada allí.",
        "me_account_as": "Iniciaste sesión como {who} en {where}.",
        "me_account_use": "Seguir con esta cuenta",
        "me_first": "Muestra primero que eres tú. Lo que se mostró antes ya no vale.",
        "me_signed_out": "Has cerrado la sesión.",
        "me_as_mail": "Estás aquí como {who}, hasta las {time}.",
        "me_as_account": "Estás aquí con tu cuenta en {where}, hasta las {time}.",
        "me_sign_out": "Cerrar sesión",
        "me_rooms": "Dónde se te oye",
        "me_none": "No se conoce aquí ninguna sala en la que se te oiga.",
        "me_host": "Anfitrión",
        "me_show": "Pódcast",
        "me_state": "Tu voz",
        "me_scopes": "Permites",
        "me_last": "Última palabra",
        "me_ends": "Termina",
        "me_published": "Publicado",
        "me_not_published": "Ahora no",
        "me_clips": "Fragmentos contigo",
        "me_clip_out": "Publicado",
        "me_clip_made": "Hecho, sin publicar",
        "me_clip_waits": "Aún no está hecho",
        "me_clips_about": "Si retiras «fragmentos», desaparecen al momento; el episodio se queda.",
        "me_granted": "Dijiste que sí",
        "me_refused": "Dijiste que no",
        "me_withdrawn": "Lo retiraste",
        "me_unanswered": "Sin responder",
        "me_expired": "Tu sí ha terminado",
        "me_waived": "Un administrador anotó que no hace falta consentimiento",
        "me_disputed": "Alguien dijo «No soy yo»; un administrador lo averigua",
        "me_guardian": "Respondes como padre, madre o tutor.",
        "me_minor": "Aquí responde un padre, una madre o un tutor; aun así puedes retirarlo todo.",
        "me_open": "Abrir mi respuesta",
        "me_advance": "Dijiste que sí de antemano",
        "me_advance_until": "a {host}, hasta el {day}",
        "me_advance_ended": "a {host}, terminado",
        "me_all": "Todo a la vez",
        "me_withdraw": "Retirar toda mi voz",
        "me_stop": "No más preguntas",
        "me_download": "Descargar mis datos",
        "me_download_about": "Recibes un zip con todo lo que se guarda de ti. Que se descargó "
        "queda escrito en el registro.",
        "me_erase": "Borrar mis datos",
        "me_withdraw_title": "¿Retirar toda tu voz, en todas partes?",
        "me_withdraw_lead": "Vale en cuanto pulses el botón, en cada sala y con cada anfitrión. "
        "Nadie tiene que aprobarlo.",
        "me_withdraw_then": "Los episodios con tu voz salen enseguida de todos los feeds y "
        "vuelven solos sin ti. Lo que permitiste de antemano termina.",
        "me_withdraw_do": "Retirarlo todo",
        "me_withdraw_done": "Toda tu voz está retirada.",
        "me_stop_title": "¿No más preguntas por correo?",
        "me_stop_lead": "Entonces ningún anfitrión de este sitio podrá enviarte preguntas, sobre "
        "ninguna sala. Vale para siempre.",
        "me_stop_then": "No responde a ninguna pregunta: sin tu sí no se publica nada de lo que "
        "dijiste.",
        "me_stop_codes": "Los códigos que pidas en esta página siguen llegando.",
        "me_stop_done": "Ningún anfitrión de aquí puede enviarte ya preguntas.",
        "me_erase_title": "¿Borrar todo sobre ti?",
        "me_erase_lead": "Vale enseguida, con todos los anfitriones, y no se puede deshacer.",
        "me_erase_back": "Todo lo que permitiste queda retirado. Los episodios publicados con tu "
        "voz desaparecen enseguida y se cortan de nuevo sin ella o no vuelven.",
        "me_erase_goes": "Tu nombre, alias, direcciones, cuentas, palabras, enlaces y correos se "
        "borran, y tu voz se corta de las grabaciones guardadas.",
        "me_erase_stays": "En el registro queda que alguien decidió algo en algún momento: marcas "
        "con sal que no nombran a nadie, para que se pueda comprobar.",
        "me_erase_marks": "Queda una marca con clave de tu dirección y tus cuentas, para que "
        "nadie te vuelva a preguntar aquí.",
        "me_erase_copies": "Las copias que ya se descargaron no se pueden recuperar.",
        "me_erase_disputed": "Las salas en las que alguien dijo «No soy yo» se quedan hasta que "
        "un administrador lo aclare.",
        "me_erase_do": "Borrar todo sobre mí",
        "me_erased": "Todo sobre ti está borrado",
        "me_erased_lead": "Has cerrado la sesión. Tu voz se está cortando de las grabaciones "
        "guardadas; termina en 72 horas como mucho.",
        "me_house": "Esta dirección o cuenta es de alguien que trabaja para un anfitrión o para "
        "este sitio, y no se puede borrar aquí. Pregunta al administrador de este sitio.",
        "me_code_subject": "Tu código para ver lo que se guarda de ti",
        "me_code_lead": "El código para ver, descargar o borrar lo que se guarda de ti en {site}:",
        "me_code_stranger": "Si no lo pediste, no tienes que hacer nada. Sin este código no entra "
        "nadie.",
    },
    "fr": {
        "me_title": "Ma voix",
        "me_lead": "Tout ce qui est gardé de vous ici, chez tous les hôtes : où l’on vous entend, "
        "ce que vous avez répondu, ce qui est publié. Montrez d’abord que c’est vous.",
        "me_link": "Ma voix : tous les salons en un lieu",
        "me_mail": "Tous les salons où l’on vous entend, chez tous les hôtes :",
        "me_by_mail": "Par un code envoyé par mail",
        "me_address": "Votre adresse mail",
        "me_address_about": "Celle où les hôtes vous posent leurs questions. Si elle est connue "
        "ici, nous le disons dans un mail à cette adresse et nulle part ailleurs.",
        "me_sent": "Si cette adresse est connue ici, un code est en route. S’il n’arrive pas, "
        "aucun hôte n’a cette adresse de vous.",
        "me_too_many": "Trop de codes ont été demandés. Réessayez dans une heure.",
        "me_by_account": "Avec le compte avec lequel vous avez parlé",
        "me_account_about": "Il nous dit de quel compte il s’agit, et rien n’y est publié.",
        "me_account_as": "Vous êtes connecté comme {who} chez {where}.",
        "me_account_use": "Continuer avec ce compte",
        "me_first": "Montrez d’abord que c’est vous. Ce qui avait été montré ne compte plus.",
        "me_signed_out": "Vous êtes déconnecté.",
        "me_as_mail": "Vous êtes ici comme {who}, jusqu’à {time}.",
        "me_as_account": "Vous êtes ici par votre compte chez {where}, jusqu’à {time}.",
        "me_sign_out": "Se déconnecter",
        "me_rooms": "Où l’on vous entend",
        "me_none": "Aucun salon où l’on vous entend n’est connu ici.",
        "me_host": "Hôte",
        "me_show": "Podcast",
        "me_state": "Votre voix",
        "me_scopes": "Vous permettez",
        "me_last": "Dernier mot",
        "me_ends": "Se termine",
        "me_published": "Publié",
        "me_not_published": "Pas en ce moment",
        "me_clips": "Extraits avec vous",
        "me_clip_out": "Publié",
        "me_clip_made": "Prêt, non publié",
        "me_clip_waits": "Pas encore fait",
        "me_clips_about": "Retirez « extraits » et ils disparaissent aussitôt ; l’épisode reste.",
        "me_granted": "Vous avez dit oui",
        "me_refused": "Vous avez dit non",
        "me_withdrawn": "Vous l’avez retiré",
        "me_unanswered": "Sans réponse",
        "me_expired": "Votre oui a pris fin",
        "me_waived": "Un admin a noté qu’aucun accord n’est nécessaire",
        "me_disputed": "Quelqu’un a dit « Ce n’est pas moi » ; un admin vérifie",
        "me_guardian": "Vous répondez comme parent ou tuteur.",
        "me_minor": "Un parent ou tuteur répond ici ; vous pouvez tout de même tout retirer.",
        "me_open": "Ouvrir ma réponse",
        "me_advance": "Oui dit d’avance",
        "me_advance_until": "à {host}, jusqu’au {day}",
        "me_advance_ended": "à {host}, terminé",
        "me_all": "Tout à la fois",
        "me_withdraw": "Retirer toute ma voix",
        "me_stop": "Plus aucune question",
        "me_download": "Télécharger mes données",
        "me_download_about": "Vous recevez un zip avec tout ce qui est gardé de vous. Le fait "
        "qu’il a été pris est inscrit au registre.",
        "me_erase": "Effacer mes données",
        "me_withdraw_title": "Retirer toute votre voix, partout ?",
        "me_withdraw_lead": "Cela compte dès que vous appuyez, dans chaque salon et chez chaque "
        "hôte. Personne n’a à l’approuver.",
        "me_withdraw_then": "Les épisodes avec votre voix quittent aussitôt tous les flux et "
        "reviennent d’eux-mêmes sans vous. Ce que vous aviez permis d’avance prend fin.",
        "me_withdraw_do": "Tout retirer",
        "me_withdraw_done": "Toute votre voix est retirée.",
        "me_stop_title": "Plus de questions par mail ?",
        "me_stop_lead": "Alors aucun hôte de ce site ne pourra plus vous envoyer de question, sur "
        "aucun salon. Cela compte pour toujours.",
        "me_stop_then": "Cela ne répond à aucune question : sans votre oui, rien de ce que vous "
        "avez dit n’est publié.",
        "me_stop_codes": "Les codes que vous demandez sur cette page arrivent toujours.",
        "me_stop_done": "Aucun hôte d’ici ne peut plus vous envoyer de question.",
        "me_erase_title": "Effacer tout ce qui vous concerne ?",
        "me_erase_lead": "Cela compte aussitôt, chez tous les hôtes, et c’est définitif.",
        "me_erase_back": "Tout ce que vous aviez permis est retiré. Les épisodes publiés avec "
        "votre voix disparaissent aussitôt, puis sont recoupés sans elle ou ne reviennent pas.",
        "me_erase_goes": "Vos nom, pseudonyme, adresses, comptes, paroles, liens et mails "
        "disparaissent, et votre voix est coupée des enregistrements gardés.",
        "me_erase_stays": "Au registre reste que quelqu’un a décidé quelque chose un jour : des "
        "marques salées qui ne nomment personne, pour que tout reste vérifiable.",
        "me_erase_marks": "Une marque à clé de votre adresse et de vos comptes reste, pour que "
        "personne ici ne vous pose à nouveau de question.",
        "me_erase_copies": "Les copies déjà téléchargées ne peuvent pas être rappelées.",
        "me_erase_disputed": "Les salons où quelqu’un a dit « Ce n’est pas moi » restent jusqu’à "
        "ce qu’un admin ait tranché.",
        "me_erase_do": "Effacer tout ce qui me concerne",
        "me_erased": "Tout ce qui vous concerne est effacé",
        "me_erased_lead": "Vous êtes déconnecté. Votre voix est en train d’être coupée des "
        "enregistrements gardés ; ce sera fait en 72 heures au plus.",
        "me_house": "Cette adresse ou ce compte est à quelqu’un qui travaille pour un hôte ou "
        "pour ce site, et ne peut pas être effacé ici. Demandez à l’admin de ce site.",
        "me_code_subject": "Votre code pour voir ce qui est gardé de vous",
        "me_code_lead": "Le code pour voir, télécharger ou effacer ce qui est gardé de vous chez "
        "{site} :",
        "me_code_stranger": "Si vous ne l’avez pas demandé, vous n’avez rien à faire. Sans ce "
        "code personne n’entre.",
    },
}
