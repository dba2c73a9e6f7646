package io.sepia.internal.backend.file;

import io.sepia.internal.json.JsonParts;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The form of a document's content in its file. */
enum Form {
    /** The file holds the JSON text. */
    JSON,
    /** The content is a JSON string, and the file holds its characters, as the Crystal library stores a bare text. */
    TEXT,
    /** The content is {@code {"$bytes": base64}}, and the file holds the bytes. */
    BYTES,
    /** A directory with {@code data.json} and links. */
    CONTAINER;

    private static final String BYTES_START = "{\"$bytes\":\"";
    private static final String BYTES_END = "\"}";

    /** The form and bytes of a file to write. */
    record Written(Form form, byte[] bytes) {}

    /** Returns the file for a content that is not a container's. {@link #content} restores the same text. */
    static Written write(String content) {
        if (content.startsWith("\"")) {
            String text = JsonParts.unquoted(content);
            if (text != null && JsonParts.quoted(text).equals(content)) {
                byte[] bytes = FileNames.utf8(text);
                // A lone surrogate has no bytes of its own.
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
     * Returns the content of a file of this form. A file that was changed externally, so that it no longer has this
     * form, is read as {@link #guess} decides.
     */
    String content(byte[] bytes) {
        String text = this == BYTES ? null : FileNames.text(bytes);
        if (text == null) {
            return ofBytes(bytes);
        }
        return this == TEXT ? JsonParts.quoted(text) : text;
    }

    /** Returns the form of a file without a record: a file that holds a JSON object or array is JSON. */
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
