"""What columns are called in German, Spanish, French and Portuguese, by what they are called in English.

A heading is read as the English one is: what means several fields there does so here.
"""

from __future__ import annotations

ABROAD: dict[str, str] = {
    "contract": "Vertrag, contrato, contrat",
    "contract number": (
        "Vertragsnummer, Vertragsnr, Vertrags-ID, número de contrato, nº de contrato, numéro de contrat, "
        "n° de contrat, número do contrato"
    ),
    "project": "Projekt, proyecto, projet, projeto",
    "project number": "Projektnummer, Projektnr, número de proyecto, numéro de projet, número do projeto",
    "order": "Auftrag, Bestellung, pedido, commande",
    "order number": (
        "Auftragsnummer, Auftragsnr, Bestellnummer, número de pedido, numéro de commande, número do pedido"
    ),
    "job": "trabajo, trabalho",
    "title": "Titel, Vertragstitel, Projekttitel, título, titre",
    "type": "Typ, Vertragsart, Vertragstyp, tipo, tipo de contrato, type de contrat",
    "status": "Vertragsstatus, estado, estado del contrato, statut, statut du contrat, estado do contrato",
    "client": (
        "Kunde, Kundin, Kundenname, Auftraggeber, Auftraggeberin, Käufer, Käuferin, cliente, "
        "nombre del cliente, comprador, nom du client, acheteur, nome do cliente"
    ),
    "freelancer": "Auftragnehmer, Freiberufler, Verkäufer, prestataire, vendeur, vendedor",
    "platform": "Plattform, plataforma, plateforme",
    "my role": "Rolle, meine Rolle, rol, mi rol, rôle, mon rôle, papel, meu papel",
    "currency": "Währung, moneda, devise, moeda",
    "start date": (
        "Beginn, Anfang, Startdatum, Vertragsbeginn, begonnen am, inicio, fecha de inicio, début, "
        "date de début, início, data de início"
    ),
    "end": "Ende",
    "end date": (
        "Enddatum, Vertragsende, beendet am, fecha de fin, fecha de finalización, date de fin, "
        "data de fim, data de término"
    ),
    "closed by": "beendet von, terminado por, cerrado por, terminé par, clôturé par, encerrado por",
    "due date": (
        "fällig, fällig am, Fälligkeit, Frist, Abgabetermin, fecha límite, plazo, échéance, "
        "date d'échéance, date limite, prazo, data limite"
    ),
    "to close": "beenden, zu beenden, schließen, cerrar, por cerrar, à clôturer, clôturer, encerrar, a encerrar",
    "budget": "presupuesto, orçamento",
    "price": "Preis, precio, prix, preço",
    "amount": "Betrag, importe, monto, montant, valor",
    "paid": "bezahlt, gezahlt, pagado, payé",
    "total paid": (
        "insgesamt bezahlt, bisher bezahlt, Summe bezahlt, total pagado, pagado hasta ahora, total payé, "
        "payé jusqu'ici, total pago, valor pago, pago até agora"
    ),
    "last payment": (
        "letzte Zahlung, zuletzt bezahlt, último pago, fecha del último pago, dernier paiement, "
        "date du dernier paiement, último pagamento"
    ),
    "in escrow": (
        "Treuhand, in Treuhand, Treuhandbetrag, auf Treuhandkonto, en depósito, depósito en garantía, "
        "en garantía, séquestre, en séquestre, sous séquestre, em custódia, em garantia, em depósito"
    ),
    "hours": "Stunden, horas, heures",
    "hours not logged": (
        "nicht erfasste Stunden, Stunden nicht erfasst, horas sin registrar, horas no registradas, "
        "heures non saisies, heures non enregistrées, horas não registradas"
    ),
    "hourly rate": "Stundensatz, tarifa por hora, taux horaire, valor por hora",
    "last activity": "letzte Aktivität, última actividad, dernière activité, última atividade",
    "last message": "letzte Nachricht, último mensaje, dernier message, última mensagem",
    "my last message": "meine letzte Nachricht, mi último mensaje, mon dernier message, minha última mensagem",
    "last client message": (
        "letzte Nachricht des Kunden, letzte Nachricht vom Kunden, letzte Kundennachricht, "
        "último mensaje del cliente, dernier message du client, última mensagem do cliente"
    ),
    "open tasks": "offene Aufgaben, tareas abiertas, tareas pendientes, tâches ouvertes, tarefas abertas",
    "progress": "Fortschritt, progreso, avancement, progresso",
    "client feedback": (
        "Kundenbewertung, Bewertung des Kunden, reseña del cliente, valoración del cliente, avis du client, "
        "avaliação do cliente"
    ),
    "feedback": "Bewertung, reseña, valoración, avis, avaliação",
    "milestone": "Meilenstein, hito, jalon",
    "milestone status": "Meilensteinstatus, Status des Meilensteins, estado del hito, statut du jalon",
    "milestone price": "Meilensteinpreis, precio del hito, prix du jalon",
    "submitted on": "eingereicht, eingereicht am, enviado el, entregado el, soumis le, enviado em, entregue em",
    "changes requested": (
        "Änderungen verlangt, Änderungen angefordert, cambios solicitados, modifications demandées, "
        "alterações solicitadas"
    ),
    "dispute since": "Streit seit, Streitfall seit, disputa desde, litige depuis",
    "refund requested": (
        "Rückerstattung verlangt, Erstattung verlangt, Rückerstattung angefordert, reembolso solicitado, "
        "remboursement demandé"
    ),
    "exported on": "exportiert am, Exportdatum, fecha de exportación, date d'export, data de exportação",
    "date": "Datum, fecha",
}
"""By English heading. `pago` alone is paid in one language and a payment in another, and `fin` no day for sure."""
