package io.sepia.internal.backend.file;

import io.sepia.document.ObjectKey;
import io.sepia.error.DamagedDocumentException;
import io.sepia.internal.json.JsonParts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Converts the content of a container to the layout of its directory and back. Members of the content that are
 * references, lists of references or maps of references become links; everything else is in {@code data.json}.
 */
final class Container {
    static final String DATA = "data.json";
    /** The file with the content as it was written, which cannot be restored from the layout alone. */
    static final String SIDECAR = ".sepia.json";
    /** The first character of the text of a file that is not valid UTF-8. It is not the beginning of JSON. */
    static final String NOT_UTF8 = "\0";

    private static final String SIDECAR_START = "{\"layout\":\"";
    private static final String SIDECAR_MIDDLE = "\",\"content\":";
    private static final String SIDECAR_END = "}";
    private static final Pattern ENTRY = Pattern.compile("([0-9]{4,18})_(.+)", Pattern.DOTALL);
    private static final int LEAST_DIGITS = 4;

    private final Nested nested;

    /** Finds the objects of which a container holds copies. */
    interface Nested {
        /** No objects. */
        Nested NONE = (copy, place, id) -> null;

        /**
         * Returns the object of which {@code copy} is a copy.
         *
         * @param place where it is
         * @param id its id if the layout contains it; otherwise null
         * @return null if it cannot be determined
         */
        @Nullable
        ObjectKey original(Node.Directory copy, Place place, @Nullable String id);
    }

    /**
     * A place in the directory of a container.
     *
     * @param holder the container; null if it has no copies
     * @param path the names of the directories on the way, separated by slashes
     */
    record Place(@Nullable ObjectKey holder, String path) {
        Place in(String name) {
            return new Place(holder, path.isEmpty() ? name : path + "/" + name);
        }
    }

    /** The name of the file of an object, stored or not. */
    interface Files {
        String file(ObjectKey key);
    }

    Container(Nested nested) {
        this.nested = nested;
    }

    /** Returns the directory for a content, or null if it is not a JSON object and so cannot be a container. */
    static Node.@Nullable Directory layOut(String content, Files files) {
        List<JsonParts.Part> members = JsonParts.members(content);
        if (members == null) {
            return null;
        }
        SortedMap<String, Node> children = new TreeMap<>(ObjectKey.TEXT_ORDER);
        StringBuilder data = new StringBuilder("{");
        for (JsonParts.Part member : members) {
            Node node = canBeLinked(member.name()) ? node(member.text(), files) : null;
            if (node != null) {
                children.put(member.name(), node);
            } else {
                append(data, member.name(), member.text());
            }
        }
        data.append('}');
        Node.Directory plain = new Node.Directory(data.toString(), null, children);
        if (new Container(Nested.NONE).compose(plain, new Place(null, ""), null).equals(content)) {
            return plain;
        }
        String sidecar = SIDECAR_START + Long.toHexString(plain.layout()) + SIDECAR_MIDDLE + content + SIDECAR_END;
        return new Node.Directory(plain.data(), sidecar, children);
    }

    /** Returns the directory for a content without links: {@code data.json} holds all of it. */
    static Node.@Nullable Directory withoutLinks(String content) {
        return JsonParts.members(content) == null
                ? null
                : new Node.Directory(content, null, new TreeMap<>(ObjectKey.TEXT_ORDER));
    }

    private static boolean canBeLinked(String name) {
        return !name.startsWith(".")
                && !name.equals(DATA)
                && FileNames.ofKey(name).equals(name);
    }

    private static @Nullable Node node(String json, Files files) {
        ObjectKey single = JsonParts.reference(json);
        if (single != null) {
            return new Node.Link(single, files.file(single));
        }
        if (!json.contains("\"$ref\"")) {
            return null;
        }
        SortedMap<String, Node> children = new TreeMap<>(ObjectKey.TEXT_ORDER);
        boolean isList = json.startsWith("[");
        List<JsonParts.Part> parts = isList ? JsonParts.elements(json) : JsonParts.members(json);
        if (parts == null || parts.isEmpty()) {
            return null;
        }
        int digits = Math.max(LEAST_DIGITS, Integer.toString(parts.size() - 1).length());
        for (JsonParts.Part part : parts) {
            ObjectKey target = JsonParts.reference(part.text());
            if (target == null) {
                return null;
            }
            String file = files.file(target);
            String number = Integer.toString(children.size());
            String name =
                    isList ? "0".repeat(digits - number.length()) + number + "_" + file : FileNames.ofKey(part.name());
            if (FileNames.utf8(name).length > FileNames.MAX_BYTES || !isList && FileNames.text(name) == null) {
                return null;
            }
            children.put(name, new Node.Link(target, file));
        }
        Node.Directory directory = new Node.Directory(null, null, children);
        // A map whose keys look like the entries of a list would be read as a list.
        return isList == (entries(directory) != null) ? directory : null;
    }

    /**
     * Returns the content of a container: as it was written if its directory has not changed since, otherwise composed
     * from the directory.
     *
     * @throws DamagedDocumentException if {@code data.json} is not a JSON object
     */
    String content(ObjectKey key, Node.Directory directory) {
        String sidecar = directory.sidecar();
        if (sidecar != null && sidecar.startsWith(SIDECAR_START) && sidecar.endsWith(SIDECAR_END)) {
            int middle = sidecar.indexOf(SIDECAR_MIDDLE);
            if (middle > 0
                    && sidecar.substring(SIDECAR_START.length(), middle).equals(Long.toHexString(directory.layout()))) {
                return sidecar.substring(middle + SIDECAR_MIDDLE.length(), sidecar.length() - SIDECAR_END.length());
            }
        }
        try {
            if (sidecar != null && sidecar.startsWith(NOT_UTF8)) {
                throw new IllegalArgumentException("its " + SIDECAR + " is not valid UTF-8.");
            }
            return compose(directory, new Place(key, ""), null);
        } catch (IllegalArgumentException e) {
            throw new DamagedDocumentException(
                    key + " cannot be read: " + e.getMessage() + " Correct it or restore it from a backup.", e);
        }
    }

    /** Returns the references of a container that cannot be read, followed by its data: text that is not JSON. */
    static String unreadable(Node.Directory directory) {
        StringBuilder text = new StringBuilder("[");
        references(directory, text);
        return text.append("] ").append(directory.data()).toString();
    }

    private static void references(Node.Directory directory, StringBuilder text) {
        for (Node each : directory.children().values()) {
            if (each instanceof Node.Link link) {
                text.append(text.length() == 1 ? "" : ",").append(JsonParts.reference(link.target()));
            } else {
                references((Node.Directory) each, text);
            }
        }
    }

    /** @param id inserted as the first member if the object has no id; null for none */
    private String compose(Node.Directory directory, Place place, @Nullable String id) {
        String data = directory.data();
        List<JsonParts.Part> members = List.of();
        if (data != null && !data.isBlank()) {
            if (data.startsWith(NOT_UTF8)) {
                throw new IllegalArgumentException("its " + DATA + " is not valid UTF-8.");
            }
            members = JsonParts.members(data);
            if (members == null) {
                throw new IllegalArgumentException("its " + DATA + " is not a JSON object.");
            }
        }
        StringBuilder content = new StringBuilder("{");
        if (id != null && members.stream().noneMatch(each -> each.name().equals("id"))) {
            append(content, "id", JsonParts.quoted(id));
        }
        for (JsonParts.Part member : members) {
            if (!directory.children().containsKey(member.name())) {
                append(content, member.name(), member.text());
            }
        }
        directory.children().forEach((name, node) -> {
            Place at = place.in(name);
            String text = isCollection(node) ? collection((Node.Directory) node, at) : value(node, at, null, name);
            if (text != null) {
                append(content, name, text);
            }
        });
        return content.append('}').toString();
    }

    private static boolean isCollection(Node node) {
        return node instanceof Node.Directory directory && directory.data() == null && directory.sidecar() == null;
    }

    /** Returns the JSON of a list or map, or null for an empty directory, which may be either. */
    private @Nullable String collection(Node.Directory directory, Place place) {
        if (directory.children().isEmpty()) {
            return null;
        }
        List<Entry> entries = entries(directory);
        if (entries != null) {
            StringBuilder list = new StringBuilder("[");
            for (Entry each : entries) {
                list.append(list.length() == 1 ? "" : ",")
                        .append(value(each.node(), place.in(each.name()), each.id(), each.id()));
            }
            return list.append(']').toString();
        }
        StringBuilder map = new StringBuilder("{");
        directory.children().forEach((name, node) -> {
            String key = FileNames.text(name);
            append(map, key == null ? name : key, value(node, place.in(name), null, key == null ? name : key));
        });
        return map.append('}').toString();
    }

    /**
     * Returns the JSON of a link or of a copy.
     *
     * @param place where it is
     * @param id the id of the object if the layout contains it
     * @param name the id to give to a copy whose original is unknown
     */
    private String value(Node node, Place place, @Nullable String id, String name) {
        if (node instanceof Node.Link link) {
            return JsonParts.reference(link.target());
        }
        Node.Directory copy = (Node.Directory) node;
        ObjectKey original = nested.original(copy, place, id);
        return original == null ? compose(copy, place, name) : JsonParts.reference(original);
    }

    private record Entry(long number, String name, String id, Node node) {}

    /** Returns the entries of a list in their order, or null if the directory is not a list. */
    private static @Nullable List<Entry> entries(Node.Directory directory) {
        List<Entry> entries = new ArrayList<>();
        boolean sure = true;
        for (Map.Entry<String, Node> each : directory.children().entrySet()) {
            Matcher name = ENTRY.matcher(each.getKey());
            if (!name.matches()) {
                return null;
            }
            String file = name.group(2);
            if (each.getValue() instanceof Node.Link link) {
                if (!file.equals(link.file())) {
                    return null;
                }
            } else {
                sure = false;
            }
            String id = FileNames.text(file);
            entries.add(
                    new Entry(Long.parseLong(name.group(1)), each.getKey(), id == null ? file : id, each.getValue()));
        }
        entries.sort(Comparator.comparingLong(Entry::number));
        for (int i = 0; i < entries.size() && !sure; i++) {
            if (entries.get(i).number() != i) {
                return null;
            }
        }
        return entries;
    }

    private static void append(StringBuilder object, String name, String json) {
        object.append(object.length() == 1 ? "" : ",")
                .append(JsonParts.quoted(name))
                .append(':')
                .append(json);
    }
}
