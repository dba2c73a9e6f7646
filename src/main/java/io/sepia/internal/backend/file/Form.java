package io.sepia.internal.backend.file;

import io.sepia.internal.json.JsonParts;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** How the content of a document stands in its file. */
enum Form {
    /** The file holds the JSON text. */
    JSON,
    /** The content is a JSON string, the file holds its characters: what the original makes of a bare text. */
    TEXT,
    /** The content is {@code {"$bytes": base64}}, the file holds the bytes. */
    BYTES,
    /** A directory with {@code data.json} and links. */
    CONTAINER;

    private static final String BYTES_START = "{\"$bytes\":\"";
    private static final String BYTES_END = "\"}";

    /**
     * What to write for a content.
     *
     * @param form how it stands in the file
     * @param bytes of the file
     */
    record Written(Form form, byte[] bytes) {}

    /** The file for a content that is no container's; {@link #content} gives the same text again. */
    static Written write(String content) {
        if (content.startsWith("\"")) {
            String text = JsonParts.unquoted(content);
            if (text != null && JsonParts.quoted(text).equals(content)) {
                byte[] bytes = FileNames.utf8(text);
                // Half of a character has no bytes of its own.
                if (text.equals(FileNames.text(bytes))) {
                    return new Written(TEXT, bytes);
                }
            }
        } else if (content.startsWith(BYTES_START) && content.endsWith(BYTES_END)) {
            byte[] bytes = bytes(content.substring(BYTES_START.length(), content.length() - BYTES_END.length()));
            if (bytes != null && ofBytes(bytes).equals(content)) {
                return new Written(BYTES, bytes);
            }
        }
        return new Written(JSON, FileNames.utf8(content));
    }

    /**
     * The content that a file of this form stands for. A file that was changed by others, so that it cannot be of this
     * form any more, is taken as {@link #guess} takes it.
     */
    String content(byte[] bytes) {
        String text = this == BYTES ? null : FileNames.text(bytes);
        if (text == null) {
            return ofBytes(bytes);
        }
        return this == TEXT ? JsonParts.quoted(text) : text;
    }

    /** The form of a file of which nothing is known: one that holds a JSON object or array is JSON. */
    static Form guess(byte[] bytes) {
        String text = FileNames.text(bytes);
        if (text == null) {
            return BYTES;
        }
        return JsonParts.isStructure(text) ? JSON : TEXT;
    }

    private static String ofBytes(byte[] bytes) {
        return BYTES_START + Base64.getEncoder().encodeToString(bytes) + BYTES_END;
    }

    private static byte @Nullable [] bytes(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
