"""Words of the certificate of a withdrawal, in every language."""

WORDS = {
    "en": {
        "certificate_title": "Certificate of a withdrawal",
        "certificate_taken": "Taken back",
        "certificate_asked": "Said on",
        "certificate_wanted": "Asked for",
        "certificate_voice": "cut my voice out",
        "certificate_name": "take my name away",
        "certificate_uses": "end these uses",
        "certificate_down": "take the whole episode down",
        "certificate_when": "Carried out on",
        "certificate_due": "not yet; due by {day}",
        "certificate_files": "What was done",
        "certificate_erased": "Erased on {day}: a file of {count} bytes, SHA-256 {hash}",
        "certificate_kept": "No finished file had to be erased.",
        "certificate_now": "The file that is there now: SHA-256 {hash}",
        "certificate_no_file": "No file is there now.",
        "certificate_along": "{time} of others who spoke at the same moment are silent as well.",
        "certificate_recall_title": "What cannot be called back",
        "certificate_recall": "Copies that apps and people downloaded before, and what others made "
        "of them. Apps that ask again get what is there now, or nothing.",
        "certificate_open_less": "It has been in force since you pressed the button. What is left "
        "to do is done by {day}.",
        "certificate_stays": "What stays",
        "certificate_copies": "Copies made to listen to on these pages were erased as well.",
        "certificate_pdf": "Certificate as PDF",
        "certificate_json": "Certificate as JSON",
        "closing_subject": "Carried out: what you took back",
        "closing_lead": "You took back what you had allowed {asker}. All of it was carried out "
        "on {day}.",
        "closing_here": "What was done, and a certificate of it to save, is at this link. It is "
        "yours alone:",
        "closing_only": "This mail asks nothing of you, and it is the only one about this.",
    },
    "de": {
        "certificate_title": "Bescheinigung über eine Rücknahme",
        "certificate_taken": "Zurückgenommen",
        "certificate_asked": "Gesagt am",
        "certificate_wanted": "Gewünscht",
        "certificate_voice": "meine Stimme herausschneiden",
        "certificate_name": "meinen Namen wegnehmen",
        "certificate_uses": "diese Nutzungen beenden",
        "certificate_down": "die ganze Folge herausnehmen",
        "certificate_when": "Ausgeführt am",
        "certificate_due": "noch nicht; fällig bis {day}",
        "certificate_files": "Was getan wurde",
        "certificate_erased": "Gelöscht am {day}: eine Datei von {count} Bytes, SHA-256 {hash}",
        "certificate_kept": "Keine fertige Datei musste gelöscht werden.",
        "certificate_now": "Die Datei, die jetzt da ist: SHA-256 {hash}",
        "certificate_no_file": "Jetzt ist keine Datei da.",
        "certificate_along": "Auch {time} von anderen, die im selben Moment sprachen, sind stumm.",
        "certificate_recall_title": "Was sich nicht zurückrufen lässt",
        "certificate_recall": "Kopien, die Apps und Menschen vorher heruntergeladen haben, und was "
        "andere daraus gemacht haben. Apps, die wieder fragen, bekommen, was jetzt da ist, oder "
        "nichts.",
        "certificate_open_less": "Es gilt, seit Sie den Knopf gedrückt haben. Was noch zu tun ist, "
        "ist bis {day} getan.",
        "certificate_stays": "Was bleibt",
        "certificate_copies": "Auch die Kopien zum Anhören auf diesen Seiten wurden gelöscht.",
        "certificate_pdf": "Bescheinigung als PDF",
        "certificate_json": "Bescheinigung als JSON",
        "closing_subject": "Ausgeführt: was Sie zurückgenommen haben",
        "closing_lead": "Sie haben zurückgenommen, was Sie {asker} erlaubt hatten. Am {day} "
        "war alles ausgeführt.",
        "closing_here": "Was getan wurde, und eine Bescheinigung darüber zum Speichern, finden "
        "Sie unter diesem Link. Er gehört nur Ihnen:",
        "closing_only": "Diese Mail fragt Sie nichts, und sie ist die einzige dazu.",
    },
    "es": {
        "certificate_title": "Certificado de una retirada",
        "certificate_taken": "Retirado",
        "certificate_asked": "Dicho el",
        "certificate_wanted": "Pedido",
        "certificate_voice": "cortar mi voz",
        "certificate_name": "quitar mi nombre",
        "certificate_uses": "terminar estos usos",
        "certificate_down": "retirar el episodio entero",
        "certificate_when": "Hecho el",
        "certificate_due": "todavía no; a más tardar el {day}",
        "certificate_files": "Lo que se hizo",
        "certificate_erased": "Borrado el {day}: un archivo de {count} bytes, SHA-256 {hash}",
        "certificate_kept": "No hubo que borrar ningún archivo terminado.",
        "certificate_now": "El archivo que hay ahora: SHA-256 {hash}",
        "certificate_no_file": "Ahora no hay ningún archivo.",
        "certificate_along": "También callan {time} de otras personas que hablaban en el mismo "
        "momento.",
        "certificate_recall_title": "Lo que no se puede recuperar",
        "certificate_recall": "Las copias que aplicaciones y personas descargaron antes, y lo que "
        "otros hicieron con ellas. Las aplicaciones que vuelven a preguntar reciben lo que hay "
        "ahora, o nada.",
        "certificate_open_less": "Vale desde que pulsaste el botón. Lo que queda por hacer se hace "
        "antes del {day}.",
        "certificate_stays": "Lo que queda",
        "certificate_copies": "También se borraron las copias para escuchar en estas páginas.",
        "certificate_pdf": "Certificado en PDF",
        "certificate_json": "Certificado en JSON",
        "closing_subject": "Hecho: lo que has retirado",
        "closing_lead": "Has retirado lo que habías permitido a {asker}. El {day} todo "
        "estaba hecho.",
        "closing_here": "Lo que se hizo, y un certificado para guardar, está en este enlace. Es "
        "solo tuyo:",
        "closing_only": "Este mensaje no te pide nada, y es el único sobre esto.",
    },
    "fr": {
        "certificate_title": "Attestation d’un retrait",
        "certificate_taken": "Retiré",
        "certificate_asked": "Dit le",
        "certificate_wanted": "Demandé",
        "certificate_voice": "couper ma voix",
        "certificate_name": "enlever mon nom",
        "certificate_uses": "mettre fin à ces usages",
        "certificate_down": "retirer tout l’épisode",
        "certificate_when": "Fait le",
        "certificate_due": "pas encore ; au plus tard le {day}",
        "certificate_files": "Ce qui a été fait",
        "certificate_erased": "Effacé le {day} : un fichier de {count} octets, SHA-256 {hash}",
        "certificate_kept": "Aucun fichier terminé n’a dû être effacé.",
        "certificate_now": "Le fichier présent maintenant : SHA-256 {hash}",
        "certificate_no_file": "Aucun fichier n’est présent maintenant.",
        "certificate_along": "{time} d’autres personnes qui parlaient au même moment se taisent "
        "aussi.",
        "certificate_recall_title": "Ce qui ne peut pas être rappelé",
        "certificate_recall": "Les copies que des applications et des personnes ont téléchargées "
        "avant, et ce que d’autres en ont fait. Les applications qui redemandent reçoivent ce qui "
        "est là maintenant, ou rien.",
        "certificate_open_less": "Cela vaut depuis que vous avez appuyé sur le bouton. Ce qui "
        "reste à faire est fait avant le {day}.",
        "certificate_stays": "Ce qui reste",
        "certificate_copies": "Les copies d’écoute de ces pages ont aussi été effacées.",
        "certificate_pdf": "Attestation en PDF",
        "certificate_json": "Attestation en JSON",
        "closing_subject": "C’est fait : ce que vous avez retiré",
        "closing_lead": "Vous avez retiré ce que vous aviez permis à {asker}. Le {day}, tout "
        "était fait.",
        "closing_here": "Ce qui a été fait, et une attestation à enregistrer, se trouve à ce "
        "lien. Il n’est qu’à vous :",
        "closing_only": "Ce mail ne vous demande rien, et c’est le seul à ce sujet.",
    },
}
