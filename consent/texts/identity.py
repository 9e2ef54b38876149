"""Words about confirming who one is, in every language. None of them is about an answer itself."""

WORDS = {
    "en": {
        "confirm_title": "Confirm that it is you",
        "confirm_link": "Confirm that it is you",
        "confirm_wanted": "{asker} needs to know more surely who says yes. A yes counts here once "
        "you have confirmed that it is you. A no counts at once, without it.",
        "confirm_offered": "You can also confirm that it is you. It is not needed here.",
        "confirm_short": "Your answer will say that it was confirmed.",
        "confirm_lead": "We mail you a code of six digits. Typed in here it shows that the answer "
        "comes from you, and not from somebody who has your link.",
        "confirm_to": "It goes to the address at which you were asked: {to}.",
        "confirm_name": "The mail address that {asker} has of you",
        "confirm_name_about": "A code proves something only at an address that was known before. "
        "Whether it is the right one we do not say here.",
        "confirm_none": "No mail address of yours is known here, so a code would prove nothing. "
        "Ask {asker} to send the question to your address.",
        "confirm_send": "Mail me a code",
        "confirm_again": "Mail me another code",
        "confirm_code": "The code from the mail",
        "confirm_code_about": "Six digits. It works for 10 minutes, in this browser.",
        "confirm_sent": "If the address is the one that is known, a code is on its way to it.",
        "confirm_check": "Confirm",
        "confirm_wrong": "That is not the code. Look at the latest mail and type it again.",
        "confirm_spent": "This code is used up or too old. Ask for another one.",
        "confirm_too_many": "Three codes were asked for within an hour. Try again in an hour.",
        "confirm_no_address": "Write the whole mail address.",
        "confirm_no_mail": "No mail can go to this address now. It may have been told not to, have "
        "had all of today’s, or not be reached.",
        "confirm_done": "You have confirmed that it is you",
        "confirm_done_about": "It holds for an hour in this browser.",
        "confirm_on": "Go on",
        "confirmed": "You have confirmed that it is you.",
        "account_lead": "Or sign in with the account you spoke with. It tells us which account it "
        "is, and nothing is posted there.",
        "account_with": "Sign in with",
        "account_as": "You signed in as {who} at {where}.",
        "account_theirs": "That is the account that was heard in the room.",
        "account_use": "Confirm with this account",
        "account_other": "That is not the account that was heard in the room, so it confirms "
        "nothing. Nothing was recorded.",
        "account_again": "Sign out there, and try again with the right one.",
        "code_subject": "Your code to confirm that it is you",
        "code_lead": "The code to confirm that it is you, for the question of {asker}:",
        "code_about": "It works for 10 minutes, on the page on which you asked for it. Tell it "
        "nobody.",
        "code_stranger": "If you did not ask for it, somebody else has your personal link. Without "
        "this code they cannot confirm to be you.",
        "unanswered_title": "Signing in there did not work",
        "unanswered_lead": "The other site did not answer, or not as it should, and nothing was "
        "changed. Try again in a while, or use a code by mail.",
    },
    "de": {
        "confirm_title": "Bestätigen Sie, dass Sie es sind",
        "confirm_link": "Bestätigen, dass Sie es sind",
        "confirm_wanted": "{asker} muss sicherer wissen, wer Ja sagt. Ein Ja zählt hier, sobald "
        "Sie bestätigt haben, dass Sie es sind. Ein Nein zählt sofort, auch ohne das.",
        "confirm_offered": "Sie können auch bestätigen, dass Sie es sind. Nötig ist es hier nicht.",
        "confirm_short": "Bei Ihrer Antwort steht dann, dass sie bestätigt ist.",
        "confirm_lead": "Wir schicken Ihnen einen Code aus sechs Ziffern per Mail. Hier eingegeben "
        "zeigt er, dass die Antwort von Ihnen kommt und nicht von jemandem, der Ihren Link hat.",
        "confirm_to": "Er geht an die Adresse, an der Sie gefragt wurden: {to}.",
        "confirm_name": "Die Mailadresse, die {asker} von Ihnen hat",
        "confirm_name_about": "Ein Code beweist nur an einer Adresse etwas, die vorher bekannt "
        "war. Ob es die richtige ist, sagen wir hier nicht.",
        "confirm_none": "Hier ist keine Mailadresse von Ihnen bekannt, ein Code würde also nichts "
        "beweisen. Bitten Sie {asker}, die Frage an Ihre Adresse zu schicken.",
        "confirm_send": "Code zuschicken",
        "confirm_again": "Noch einen Code zuschicken",
        "confirm_code": "Der Code aus der Mail",
        "confirm_code_about": "Sechs Ziffern. Er gilt 10 Minuten, in diesem Browser.",
        "confirm_sent": "Wenn es die bekannte Adresse ist, ist ein Code dorthin unterwegs.",
        "confirm_check": "Bestätigen",
        "confirm_wrong": "Das ist nicht der Code. Sehen Sie in die neueste Mail und geben Sie ihn "
        "noch einmal ein.",
        "confirm_spent": "Dieser Code ist verbraucht oder zu alt. Lassen Sie sich einen neuen "
        "schicken.",
        "confirm_too_many": "In einer Stunde wurden drei Codes verlangt. Versuchen Sie es in einer "
        "Stunde wieder.",
        "confirm_no_address": "Schreiben Sie die ganze Mailadresse.",
        "confirm_no_mail": "An diese Adresse kann gerade keine Mail gehen. Vielleicht soll sie "
        "keine bekommen, hatte heute schon alle oder ist nicht erreichbar.",
        "confirm_done": "Sie haben bestätigt, dass Sie es sind",
        "confirm_done_about": "Das gilt eine Stunde lang in diesem Browser.",
        "confirm_on": "Weiter geht’s",
        "confirmed": "Sie haben bestätigt, dass Sie es sind.",
        "account_lead": "Oder melden Sie sich mit dem Konto an, mit dem Sie gesprochen haben. Wir "
        "erfahren, welches Konto es ist, und dort wird nichts veröffentlicht.",
        "account_with": "Anmelden bei",
        "account_as": "Sie haben sich als {who} bei {where} angemeldet.",
        "account_theirs": "Das ist das Konto, das im Raum zu hören war.",
        "account_use": "Mit diesem Konto bestätigen",
        "account_other": "Das ist nicht das Konto, das im Raum zu hören war, und bestätigt deshalb "
        "nichts. Es wurde nichts festgehalten.",
        "account_again": "Melden Sie sich dort ab und versuchen Sie es mit dem richtigen.",
        "code_subject": "Ihr Code, um zu bestätigen, dass Sie es sind",
        "code_lead": "Der Code, um bei der Frage von {asker} zu bestätigen, dass Sie es sind:",
        "code_about": "Er gilt 10 Minuten, auf der Seite, auf der Sie ihn verlangt haben. Sagen "
        "Sie ihn niemandem.",
        "code_stranger": "Wenn Sie ihn nicht verlangt haben, hat jemand anderes Ihren persönlichen "
        "Link. Ohne diesen Code kann diese Person nicht bestätigen, Sie zu sein.",
        "unanswered_title": "Die Anmeldung dort ging nicht",
        "unanswered_lead": "Die andere Seite hat nicht geantwortet oder nicht so, wie sie "
        "sollte, und nichts wurde geändert. Versuchen Sie es später noch "
        "einmal, oder nehmen Sie einen Code per Mail.",
    },
    "es": {
        "confirm_title": "Confirma que eres tú",
        "confirm_link": "Confirmar que eres tú",
        "confirm_wanted": "{asker} necesita saber con más seguridad quién dice que sí. Aquí un sí "
        "cuenta cuando hayas confirmado que eres tú. Un no cuenta enseguida, sin eso.",
        "confirm_offered": "También puedes confirmar que eres tú. Aquí no hace falta.",
        "confirm_short": "Junto a tu respuesta constará que está confirmada.",
        "confirm_lead": "Te enviamos por correo un código de seis cifras. Escrito aquí muestra que "
        "la respuesta viene de ti y no de alguien que tiene tu enlace.",
        "confirm_to": "Va a la dirección en la que te preguntaron: {to}.",
        "confirm_name": "La dirección de correo tuya que tiene {asker}",
        "confirm_name_about": "Un código solo prueba algo en una dirección que ya se conocía. Si "
        "es la correcta no lo decimos aquí.",
        "confirm_none": "Aquí no se conoce ninguna dirección tuya, así que un código no probaría "
        "nada. Pide a {asker} que envíe la pregunta a tu dirección.",
        "confirm_send": "Envíame un código",
        "confirm_again": "Envíame otro código",
        "confirm_code": "El código del correo",
        "confirm_code_about": "Seis cifras. Vale 10 minutos, en este navegador.",
        "confirm_sent": "Si es la dirección conocida, un código va camino de ella.",
        "confirm_check": "Confirmar",
        "confirm_wrong": "Ese no es el código. Mira el último correo y escríbelo otra vez.",
        "confirm_spent": "Este código ya se gastó o es demasiado viejo. Pide otro.",
        "confirm_too_many": "Se pidieron tres códigos en una hora. Inténtalo dentro de una hora.",
        "confirm_no_address": "Escribe la dirección de correo entera.",
        "confirm_no_mail": "Ahora no puede ir correo a esta dirección. Quizá no quiere recibirlo, "
        "ya tuvo todo el de hoy o no se puede llegar a ella.",
        "confirm_done": "Has confirmado que eres tú",
        "confirm_done_about": "Vale una hora en este navegador.",
        "confirm_on": "Seguir",
        "confirmed": "Has confirmado que eres tú.",
        "account_lead": "O entra con la cuenta con la que hablaste. Nos dice qué cuenta es, y allí "
        "no se publica nada.",
        "account_with": "Entrar con",
        "account_as": "Entraste como {who} en {where}.",
        "account_theirs": "Es la cuenta que se oyó en la sala.",
        "account_use": "Confirmar con esta cuenta",
        "account_other": "No es la cuenta que se oyó en la sala, así que no confirma nada. No se "
        "guardó nada.",
        "account_again": "Sal de ella allí e inténtalo con la correcta.",
        "code_subject": "Tu código para confirmar que eres tú",
        "code_lead": "El código para confirmar que eres tú, para la pregunta de {asker}:",
        "code_about": "Vale 10 minutos, en la página en la que lo pediste. No se lo digas a nadie.",
        "code_stranger": "Si no lo pediste, otra persona tiene tu enlace personal. Sin este código "
        "no puede confirmar que es tú.",
        "unanswered_title": "No se pudo iniciar sesión allí",
        "unanswered_lead": "El otro sitio no respondió, o no como debía, y nada ha cambiado. "
        "Inténtalo de nuevo más tarde o usa un código por correo.",
    },
    "fr": {
        "confirm_title": "Confirmez que c’est bien vous",
        "confirm_link": "Confirmer que c’est bien vous",
        "confirm_wanted": "{asker} doit savoir plus sûrement qui dit oui. Ici un oui compte une "
        "fois que vous avez confirmé que c’est vous. Un non compte tout de suite, sans cela.",
        "confirm_offered": "Vous pouvez aussi confirmer que c’est vous. Ce n’est pas nécessaire "
        "ici.",
        "confirm_short": "Votre réponse portera la mention qu’elle est confirmée.",
        "confirm_lead": "Nous vous envoyons par mail un code de six chiffres. Saisi ici, il montre "
        "que la réponse vient de vous, et non de quelqu’un qui a votre lien.",
        "confirm_to": "Il part à l’adresse où la question vous a été posée : {to}.",
        "confirm_name": "L’adresse mail que {asker} a de vous",
        "confirm_name_about": "Un code ne prouve quelque chose qu’à une adresse déjà connue. Nous "
        "ne disons pas ici si c’est la bonne.",
        "confirm_none": "Aucune adresse mail de vous n’est connue ici, un code ne prouverait donc "
        "rien. Demandez à {asker} d’envoyer la question à votre adresse.",
        "confirm_send": "M’envoyer un code",
        "confirm_again": "M’envoyer un autre code",
        "confirm_code": "Le code reçu par mail",
        "confirm_code_about": "Six chiffres. Il vaut 10 minutes, dans ce navigateur.",
        "confirm_sent": "Si c’est l’adresse connue, un code est en route.",
        "confirm_check": "Confirmer",
        "confirm_wrong": "Ce n’est pas le code. Regardez le dernier mail et saisissez-le encore.",
        "confirm_spent": "Ce code est épuisé ou trop ancien. Demandez-en un autre.",
        "confirm_too_many": "Trois codes ont été demandés en une heure. Réessayez dans une heure.",
        "confirm_no_address": "Écrivez l’adresse mail entière.",
        "confirm_no_mail": "Aucun mail ne peut partir à cette adresse maintenant. Elle n’en veut "
        "peut-être pas, a déjà eu tous ceux du jour, ou n’est pas joignable.",
        "confirm_done": "Vous avez confirmé que c’est vous",
        "confirm_done_about": "Cela vaut une heure dans ce navigateur.",
        "confirm_on": "Poursuivre",
        "confirmed": "Vous avez confirmé que c’est vous.",
        "account_lead": "Ou connectez-vous avec le compte avec lequel vous avez parlé. Il nous dit "
        "quel compte c’est, et rien n’y est publié.",
        "account_with": "Se connecter avec",
        "account_as": "Vous vous êtes connecté comme {who} chez {where}.",
        "account_theirs": "C’est le compte que l’on a entendu dans le salon.",
        "account_use": "Confirmer avec ce compte",
        "account_other": "Ce n’est pas le compte que l’on a entendu dans le salon, il ne confirme "
        "donc rien. Rien n’a été enregistré.",
        "account_again": "Déconnectez-vous là-bas et réessayez avec le bon.",
        "code_subject": "Votre code pour confirmer que c’est vous",
        "code_lead": "Le code pour confirmer que c’est vous, pour la question de {asker} :",
        "code_about": "Il vaut 10 minutes, sur la page où vous l’avez demandé. Ne le dites à "
        "personne.",
        "code_stranger": "Si vous ne l’avez pas demandé, quelqu’un d’autre a votre lien personnel. "
        "Sans ce code, cette personne ne peut pas confirmer être vous.",
        "unanswered_title": "La connexion là-bas n’a pas marché",
        "unanswered_lead": "L’autre site n’a pas répondu, ou pas comme il faut, et rien n’a été "
        "changé. Réessayez plus tard, ou prenez un code par mail.",
    },
}
