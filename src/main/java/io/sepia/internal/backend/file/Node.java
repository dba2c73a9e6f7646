package io.sepia.internal.backend.file;

import io.sepia.document.ObjectKey;
import java.util.SortedMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** A file in the directory of a container, with everything in it. Immutable; equal nodes have equal content. */
sealed interface Node {
    /**
     * A link to an object.
     *
     * @param target the key of the object, whether or not it is stored
     * @param file the name of the target's file, or of the next link on the way to it
     */
    record Link(ObjectKey target, String file) implements Node {}

    /**
     * A directory: a container, a copy of one, or a collection.
     *
     * @param data the text of {@code data.json}; null if there is none
     * @param sidecar the text of the sidecar; null if there is none
     * @param children all other recognized files, by name
     */
    record Directory(@Nullable String data, @Nullable String sidecar, SortedMap<String, Node> children)
            implements Node {
        /** Returns whether the directory has nothing of the store in it. */
        boolean isBlank() {
            return data == null && sidecar == null && children.isEmpty();
        }

        /** Returns the fingerprint of this directory without its sidecar. */
        long layout() {
            return fingerprint(false);
        }

        long fingerprint() {
            return fingerprint(true);
        }

        private long fingerprint(boolean withSidecar) {
            CRC32C crc = new CRC32C();
            long length = update(crc, this);
            if (withSidecar && sidecar != null) {
                length += update(crc, sidecar);
            }
            return FileRecord.fingerprint(crc, length);
        }
    }

    private static long update(CRC32C crc, Node node) {
        if (node instanceof Link link) {
            return update(crc, link.target().className())
                    + update(crc, link.target().id());
        }
        Directory directory = (Directory) node;
        long length = directory.data() == null ? 0 : update(crc, directory.data());
        for (var each : directory.children().entrySet()) {
            length += update(crc, each.getKey());
            length += update(crc, each.getValue());
        }
        crc.update(1);
        return length;
    }

    private static long update(CRC32C crc, String text) {
        byte[] bytes = FileNames.utf8(text);
        crc.update(bytes);
        crc.update(0);
        return bytes.length;
    }
}
