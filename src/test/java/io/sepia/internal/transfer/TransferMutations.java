package io.sepia.internal.transfer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sepia.hostile.Canary;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/**
 * Mutates exports and archives, at random and some with right checksums.
 *
 * @param canary gives paths outside the store, which mutations write into the files
 */
record TransferMutations(Canary canary) {
    private static final ObjectMapper MAPPER =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    /** JSON that stands for {@code "@@n@@"}. */
    private static final List<String> LITERALS = List.of(
            "null",
            "true",
            "0",
            "-1",
            "1",
            "1e999",
            "-0",
            "0.5",
            "9223372036854775807",
            "9223372036854775808",
            "9".repeat(2_000),
            "1e-999999999",
            "[]",
            "{}",
            "\"\"",
            "[".repeat(700) + "]".repeat(700),
            "{\"a\":1,\"a\":2}",
            "99999999999999999999",
            "2147483648",
            "-9223372036854775808",
            "\"\\ud800\"",
            "nul");

    private static final String UPSTREAM = "{\"Note\":[{\"id\":\"a\",\"content\":\"text\"},{\"id\":\"b\",\"content\":"
            + "\"{\\\"n\\\":1}\"},{\"id\":\"c\",\"type\":\"container\"}],\"Memo\":[{\"id\":\"m\",\"content\":\"[1]\"}]}";

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Changes, cuts or copies bytes anywhere. */
    static byte[] bytes(byte[] sound, Random random) {
        byte[] bytes = sound.clone();
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(5)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> {
                for (int i = 0; i < 4; i++) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                }
            }
            case 2 -> bytes = Arrays.copyOf(bytes, at);
            case 3 -> {
                int end = Math.min(bytes.length, at + random.nextInt(600));
                Arrays.fill(bytes, at, end, (byte) (random.nextBoolean() ? 0 : '9'));
            }
            default -> {
                int from = random.nextInt(bytes.length);
                int length = Math.min(random.nextInt(400), bytes.length - Math.max(at, from));
                System.arraycopy(sound, from, bytes, at, length);
            }
        }
        return bytes;
    }

    /** Compresses an export, with mutated bytes before or after that. */
    static byte[] packed(byte[] export, Random random) throws IOException {
        boolean inside = random.nextBoolean();
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(inside ? bytes(export, random) : export);
        }
        return inside ? packed.toByteArray() : bytes(packed.toByteArray(), random);
    }

    /** Mutates values and the order of lines, and gives the lines their right checksums. */
    byte[] lines(byte[] export, Random random) throws IOException {
        List<String> lines = new ArrayList<>(
                new String(export, StandardCharsets.UTF_8).lines().toList());
        int times = 1 + random.nextInt(3);
        for (int i = 0; i < times; i++) {
            int at = random.nextInt(lines.size());
            switch (random.nextInt(8)) {
                case 0 -> lines.add(random.nextInt(lines.size() + 1), lines.get(at));
                case 1 -> lines.remove(at);
                case 2 -> lines.add(random.nextInt(lines.size()), lines.remove(at));
                default -> lines.set(at, mutated(lines.get(at), random));
            }
        }
        return utf8(String.join(random.nextInt(9) == 0 ? "\r\n" : "\n", lines) + "\n");
    }

    private static String text(ObjectNode object) throws IOException {
        String text = MAPPER.writeValueAsString(object);
        for (int i = 0; i < LITERALS.size(); i++) {
            text = text.replace("\"@@" + i + "@@\"", LITERALS.get(i));
        }
        return text;
    }

    private String mutated(String line, Random random) throws IOException {
        ObjectNode object;
        try {
            object = (ObjectNode) MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            return line; // It was mutated before.
        }
        object.remove("crc");
        List<Runnable> changes = new ArrayList<>();
        changes(object, random, changes);
        changes.get(random.nextInt(changes.size())).run();
        String text = text(object);
        return random.nextInt(10) == 0 ? text : ExportFormat.sealed(text);
    }

    /** Mutates an export of the original library. */
    byte[] upstream(Random random) throws IOException {
        if (random.nextBoolean()) {
            return bytes(utf8(UPSTREAM), random);
        }
        ObjectNode object = (ObjectNode) MAPPER.readTree(UPSTREAM);
        List<Runnable> changes = new ArrayList<>();
        changes(object, random, changes);
        changes.get(random.nextInt(changes.size())).run();
        return utf8(text(object));
    }

    private void changes(JsonNode node, Random random, List<Runnable> changes) {
        if (node instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                changes.add(() -> object.set(name, value(object.get(name), random)));
                changes.add(() -> object.set(canary.path(random), object.remove(name)));
                changes.add(() -> object.remove(name));
                changes(object.get(name), random, changes);
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                int at = i;
                changes.add(() -> array.set(at, value(array.get(at), random)));
                changes(array.get(i), random, changes);
            }
            changes.add(() -> array.add(value(array, random)));
        }
    }

    /** Returns a value that is not expected there. Text between {@code @@} is JSON. */
    private JsonNode value(JsonNode former, Random random) {
        String[] texts = {
            "+1000000000-12-31T23:59:59.999999999Z",
            "-1000000000-01-01T00:00:00Z",
            "2026-02-30T00:00:00Z",
            "0000-01-01T00:00:00Z",
            "1970-01-01",
            "CONTAINER",
            "SERIALIZABLE",
            "container",
            "CREATED",
            "deleted",
            "x".repeat(70_000),
            "\u0000",
            "\u202e",
            "e\u0301",
            "$.a.b",
            "a')--",
            "@id",
            "Note",
            "Memo",
            "m",
            "n1"
        };
        return switch (random.nextInt(4)) {
            case 0 -> MAPPER.getNodeFactory().textNode("@@" + random.nextInt(LITERALS.size()) + "@@");
            case 1 -> MAPPER.getNodeFactory().textNode(texts[random.nextInt(texts.length)]);
            case 2 -> MAPPER.getNodeFactory().textNode(canary.path(random));
            default ->
                random.nextBoolean()
                        ? former.deepCopy()
                        : MAPPER.getNodeFactory().arrayNode().add(former.deepCopy());
        };
    }

    /** Mutates a header, and gives it the right checksum, or the export inside. */
    byte[] archive(byte[] sound, Random random) throws IOException {
        byte[] bytes = sound.clone();
        long size =
                TarHeader.parse(Arrays.copyOf(bytes, TarHeader.BLOCK), "sound").size();
        int second = TarHeader.BLOCK + (int) TarHeader.padded(size);
        int header = random.nextBoolean() ? 0 : second;
        switch (random.nextInt(6)) {
            case 0 -> {
                byte[] name = utf8(canary.path(random));
                Arrays.fill(bytes, header, header + 100, (byte) 0);
                System.arraycopy(name, 0, bytes, header, Math.min(100, name.length));
            }
            case 1 -> bytes[header + 156] = (byte) "0123456789gxLKS\0".charAt(random.nextInt(16));
            case 2 -> {
                Arrays.fill(bytes, header + 124, header + 136, (byte) random.nextInt());
                bytes[header + 124] = (byte) 0x80;
            }
            case 3 -> {
                String digits =
                        new String[] {"77777777777", "00000000000", "-1", "99999999999", "1", " 7 "}[random.nextInt(6)];
                Arrays.fill(bytes, header + 124, header + 136, (byte) 0);
                System.arraycopy(utf8(digits), 0, bytes, header + 124, digits.length());
            }
            case 4 -> {
                int end = second + 2 * TarHeader.BLOCK;
                String text = new String(bytes, second + TarHeader.BLOCK, TarHeader.BLOCK, StandardCharsets.UTF_8);
                byte[] manifest = utf8(mutated(text.substring(0, text.indexOf('\n')), random) + "\n");
                Arrays.fill(bytes, second + TarHeader.BLOCK, end, (byte) 0);
                System.arraycopy(manifest, 0, bytes, end - TarHeader.BLOCK, Math.min(manifest.length, TarHeader.BLOCK));
                System.arraycopy(
                        utf8("%011o".formatted(Math.min(manifest.length, TarHeader.BLOCK))),
                        0,
                        bytes,
                        second + 124,
                        11);
                header = second;
            }
            default -> {
                int from = random.nextInt(bytes.length / TarHeader.BLOCK) * TarHeader.BLOCK;
                int to = random.nextInt(bytes.length / TarHeader.BLOCK) * TarHeader.BLOCK;
                System.arraycopy(sound, from, bytes, to, TarHeader.BLOCK);
            }
        }
        seal(bytes, header);
        return bytes;
    }

    private static void seal(byte[] bytes, int header) {
        Arrays.fill(bytes, header + 148, header + 156, (byte) ' ');
        int sum = 0;
        for (int i = header; i < header + TarHeader.BLOCK; i++) {
            sum += bytes[i] & 0xff;
        }
        System.arraycopy(utf8("%06o\0 ".formatted(sum)), 0, bytes, header + 148, 8);
    }
}
