package io.sepia.internal.recovery;

import io.sepia.change.EventType;
import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.document.StoredDocument;
import io.sepia.error.DamagedDocumentException;
import io.sepia.error.DocumentFormatException;
import io.sepia.error.InvalidKeyException;
import io.sepia.internal.backend.sql.Checksum;
import io.sepia.internal.backend.sql.IndexRecords;
import io.sepia.internal.backend.sql.JpaEventLog;
import io.sepia.internal.backend.sql.Rows;
import io.sepia.internal.backend.sql.RuleRows;
import io.sepia.internal.document.GenerationHeader;
import io.sepia.internal.document.LoggedEvent;
import io.sepia.internal.document.StoredGeneration;
import io.sepia.internal.json.DocumentText;
import io.sepia.query.IndexEntry;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Recognizes the rows of the store's tables by the types of their columns. */
final class RowShape {
    private RowShape() {}

    /**
     * A row of documents or generations.
     *
     * @param isSound whether its checksum matches, or it has none and is a document
     */
    record Found<T>(T row, boolean isSound) {}

    private static boolean has(List<@Nullable Object> values, String types) {
        if (values.size() != types.length()) {
            return false;
        }
        for (int i = 0; i < types.length(); i++) {
            Object value = values.get(i);
            boolean fits = switch (types.charAt(i)) {
                case 'T' -> value instanceof String;
                case 't' -> value == null || value instanceof String;
                case 'N' -> value instanceof Long;
                case 'n' -> value == null || value instanceof Long;
                default -> value == null;
            };
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private static String text(List<@Nullable Object> values, int index) {
        return String.valueOf(values.get(index));
    }

    private static long number(List<@Nullable Object> values, int index) {
        return values.get(index) instanceof Long number ? number : 0;
    }

    private static Optional<ObjectKey> key(List<@Nullable Object> values, int index) {
        try {
            return Optional.of(new ObjectKey(text(values, index), text(values, index + 1)));
        } catch (InvalidKeyException e) {
            return Optional.empty();
        }
    }

    private static boolean isSound(
            ObjectKey key, String content, @Nullable String metadata, @Nullable Object checksum) {
        if (checksum instanceof Long stored) {
            return stored == Checksum.of(key, content, metadata) || stored == Checksum.of(key, content, null);
        }
        try {
            DocumentText.of("It", content);
            return metadata == null || DocumentText.of("It", metadata).isObject();
        } catch (DocumentFormatException e) {
            return false;
        }
    }

    /** Returns whether these are the columns of a document or generation whose checksum matches. */
    static boolean isSound(List<@Nullable Object> values) {
        return document(values).filter(Found::isSound).isPresent()
                || generation(values).filter(Found::isSound).isPresent();
    }

    /** Returns the document of a row of the table {@code objects}. */
    static Optional<Found<StoredDocument>> document(List<@Nullable Object> values) {
        if (!has(values, "0TTTTtNNNn")) {
            return Optional.empty();
        }
        return key(values, 1).flatMap(key -> {
            String content = text(values, 3);
            String metadata = (String) values.get(5);
            try {
                StoredDocument document = new StoredDocument(
                        key,
                        ObjectType.of(text(values, 4)),
                        content,
                        metadata,
                        Math.max(1, number(values, 6)),
                        Rows.instant(number(values, 7), key),
                        Rows.instant(number(values, 8), key));
                return Optional.of(new Found<>(document, isSound(key, content, metadata, values.get(9))));
            } catch (DamagedDocumentException e) {
                return Optional.empty();
            }
        });
    }

    /** Returns the generation of a row of the table {@code object_generations}. */
    static Optional<Found<StoredGeneration>> generation(List<@Nullable Object> values) {
        if (!has(values, "TTNTtNNnTn") || number(values, 5) < 1) {
            return Optional.empty();
        }
        return key(values, 0).flatMap(key -> {
            String content = text(values, 8);
            String metadata = (String) values.get(4);
            try {
                GenerationHeader header = new GenerationHeader(
                        key,
                        number(values, 2),
                        ObjectType.of(text(values, 3)),
                        metadata,
                        number(values, 5),
                        Rows.instant(number(values, 6), key),
                        values.get(7) == null ? null : Rows.instant(number(values, 7), key));
                StoredGeneration generation = new StoredGeneration(header, content);
                return Optional.of(new Found<>(generation, isSound(key, content, metadata, values.get(9))));
            } catch (DamagedDocumentException e) {
                return Optional.empty();
            }
        });
    }

    /** Returns the event of a row of the table {@code object_events}, unless it has a checksum that does not match. */
    static Optional<LoggedEvent> event(PageRecords.Entry entry) {
        List<@Nullable Object> values = entry.values();
        // Rows that were written before there were checksums have no column for them.
        if (!has(values, "0TTTNNtn") && !has(values, "0TTTNNt")) {
            return Optional.empty();
        }
        Object checksum = values.size() == 8 ? values.get(7) : null;
        return key(values, 1).flatMap(key -> {
            try {
                LoggedEvent event = new LoggedEvent(
                        entry.row(),
                        key,
                        EventType.of(text(values, 3)),
                        number(values, 4),
                        Rows.instant(number(values, 5), key),
                        (String) values.get(6));
                return checksum == null || checksum.equals(JpaEventLog.checksum(event))
                        ? Optional.of(event)
                        : Optional.empty();
            } catch (IllegalArgumentException | DamagedDocumentException e) {
                return Optional.empty();
            }
        });
    }

    /** Returns the rules of a row of the table {@code object_rules}, which is stored like an index. */
    static Optional<RuleRows.Rules> rules(List<@Nullable Object> values) {
        return has(values, "TNtnNNN")
                ? RuleRows.sound(
                        text(values, 0),
                        number(values, 1),
                        (String) values.get(2),
                        (Long) values.get(3),
                        number(values, 4),
                        number(values, 5),
                        number(values, 6))
                : Optional.empty();
    }

    /** Returns the index of a row of the table {@code object_indexes}. */
    static Optional<IndexEntry> index(PageRecords.Entry entry) {
        List<@Nullable Object> values = entry.values();
        return has(values, "0TTNNN")
                ? IndexRecords.sound(
                        entry.row(),
                        text(values, 1),
                        text(values, 2),
                        number(values, 3) != 0,
                        number(values, 4) != 0,
                        number(values, 5))
                : Optional.empty();
    }

    /** Returns the key in an entry of the index by class and id, and of no index with other columns. */
    static Optional<ObjectKey> indexed(List<@Nullable Object> values) {
        return has(values, "TTN") ? key(values, 0) : Optional.empty();
    }

    /** Returns the number of the row of an entry of an index. */
    static long indexedRow(List<@Nullable Object> values) {
        return number(values, values.size() - 1);
    }
}
