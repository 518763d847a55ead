package dev.maestro.server.transfer;

import dev.maestro.server.backend.StoreHead;
import dev.maestro.server.backend.StoreRecord;

/**
 * Whether things come in the order of an export, each of those that have numbers once, and none beyond what the store had
 * come to. Threads: confined to one.
 */
final class OrderCheck {
    private final StoreHead head;
    private StoreRecord.Type type = StoreRecord.Type.DOCUMENT;
    private int kind;
    private long order;
    private long sequence;

    OrderCheck(StoreHead head) {
        this.head = head;
        this.sequence = head.trimmed();
    }

    void require(StoreRecord record) {
        if (record.type().compareTo(type) < 0) {
            throw new ExportFileException("it stands behind lines of a later type");
        }
        type = record.type();
        switch (record.type()) {
            case DOCUMENT -> requireDocument((StoreRecord.Document) record);
            case EVENT -> requireEvent(((StoreRecord.Event) record).sequence());
            case PROJECT_HEAD -> requireKnown(((StoreRecord.ProjectHead) record).sequence());
            case ANSWER, RECOVERY -> {}
        }
    }

    private void requireDocument(StoreRecord.Document document) {
        int itsKind = document.key().kind().ordinal();
        if (itsKind < kind || itsKind == kind && document.order() <= order) {
            throw new ExportFileException("its order " + document.order() + " comes after " + order
                    + ": it comes twice, or the lines were moved");
        }
        if (document.order() > head.lastOrder()) {
            throw new ExportFileException(
                    "its order " + document.order() + " is over the last one, " + head.lastOrder());
        }
        kind = itsKind;
        order = document.order();
    }

    private void requireEvent(long next) {
        if (next <= sequence) {
            throw new ExportFileException("its sequence " + next + " comes after " + sequence
                    + ": it comes twice, is trimmed, or the lines were moved");
        }
        requireKnown(next);
        sequence = next;
    }

    private void requireKnown(long its) {
        if (its > head.head()) {
            throw new ExportFileException("its sequence " + its + " is over the last one, " + head.head());
        }
    }
}
